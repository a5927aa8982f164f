//! Counts for everybody: no small one is shown, and none comes back by subtraction.

use gvi_web::evaluation::public::{SHOWN_MIN, Told, told};

/// Every list of counts up to a height that has the same sum and is told in the same way.
fn look_alike(shown: &[Told], sum: u64, height: u64) -> Vec<Vec<u64>> {
    let mut lists: Vec<Vec<u64>> = vec![Vec::new()];
    for told in shown {
        let values: Vec<u64> = match told {
            Told::Count(count) => vec![*count],
            Told::Few => (0..SHOWN_MIN).collect(),
            Told::LeftOut => (0..=height).collect(),
        };
        lists = lists.iter().flat_map(|list| values.iter().map(|value| [list.as_slice(), &[*value]].concat())).collect();
        lists.retain(|list| list.iter().sum::<u64>() <= sum);
    }
    lists.retain(|list| list.iter().sum::<u64>() == sum && told(list) == shown);
    lists
}

#[test]
fn no_small_count_comes_back_by_subtraction_even_for_who_knows_the_sum_and_the_rule() {
    // All lists of three years with counts up to 12, and some of four.
    let height = 12;
    let mut lists: Vec<Vec<u64>> = Vec::new();
    for number in 0..13_u64.pow(3) {
        lists.push(vec![number % 13, number / 13 % 13, number / 169]);
    }
    lists.extend([vec![1, 30, 31, 32], vec![0, 0, 9, 9], vec![4, 5, 6, 7], vec![2, 5, 5, 40]]);
    for list in lists.iter().filter(|list| list.iter().any(|count| *count < SHOWN_MIN)) {
        let shown = told(list);
        let alike = look_alike(&shown, list.iter().sum(), height.max(list.iter().copied().max().unwrap() + 5));
        for (at, count) in list.iter().enumerate().filter(|(_, count)| **count < SHOWN_MIN) {
            let mut possible: Vec<u64> = alike.iter().map(|other| other[at]).collect();
            possible.sort_unstable();
            possible.dedup();
            let sum_is_small = list.iter().sum::<u64>() < 2 * SHOWN_MIN;
            assert!(possible.len() > 1 || sum_is_small, "{list:?} is told as {shown:?}, and {count} can be {possible:?} only");
        }
    }
}

#[test]
fn large_counts_are_shown_and_a_single_small_one_takes_another_with_it() {
    assert_eq!(told(&[40, 38, 5]), [Told::Count(40), Told::Count(38), Told::Count(5)]);
    assert_eq!(told(&[60, 38, 3]), [Told::Count(60), Told::LeftOut, Told::Few]);
    assert_eq!(told(&[3]), [Told::LeftOut]);
    assert_eq!(told(&[]), []);
}
