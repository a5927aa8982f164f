//! The numbers of the measures as the page says them: groups by name or not at all, and rates by week.

use std::collections::BTreeMap;

use gvi_app::measures::BothSides;
use gvi_web::measures::{group_values, sides_values};
use gvi_web::text::{Lang, Tr};

fn told(groups: &[(&str, u64)], knows: bool) -> Vec<(String, String)> {
    let groups: Vec<(String, u64)> = groups.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let names = BTreeMap::from([("b".to_owned(), "Åsen".to_owned())]);
    group_values(Tr::new(Lang::En), &groups, &names, knows).into_iter().map(|value| (value.of, value.text)).collect()
}

fn line(of: &str, text: &str) -> (String, String) {
    (of.to_owned(), text.to_owned())
}

#[test]
fn contacts_by_group_stand_by_name_under_their_sum_for_whoever_works_with_persons() {
    assert_eq!(
        told(&[("", 1), ("a", 4), ("b", 12)], true),
        [line("All", "17"), line("a", "4"), line("No group named", "1"), line("Åsen", "12")]
    );
}

#[test]
fn one_small_number_hides_every_group_from_everybody_else_and_so_it_cannot_be_worked_out() {
    assert_eq!(told(&[("a", 4), ("b", 12)], false), [line("All", "16")]);
    assert_eq!(told(&[("a", 4)], false), [line("All", "fewer than five, not shown")]);
    assert_eq!(told(&[], false), told(&[("a", 4)], false), "nothing and a little look alike");
    assert_eq!(told(&[("a", 5), ("b", 12)], false), [line("All", "17"), line("a", "5"), line("Åsen", "12")]);
}

#[test]
fn rates_are_for_each_week_and_group() {
    let tr = Tr::new(Lang::Sv);
    let (values, notes) = sides_values(tr, &BothSides { groups: 4, before: 26, after: 1, waiting: 1, short: 0 });
    // 4 groups times 26 weeks are 104: one of 104, and 26 of 104.
    assert_eq!(values.iter().map(|value| value.whole).collect::<Vec<_>>(), [Some(104), Some(104)]);
    assert!(values[0].text.starts_with("0,01 per vecka och grupp (en händelse)"), "{}", values[0].text);
    assert!(values[1].text.starts_with("0,25 per vecka och grupp"), "{}", values[1].text);
    assert_eq!(notes.len(), 2);
    let (values, notes) = sides_values(tr, &BothSides { waiting: 2, ..BothSides::default() });
    assert_eq!((values.len(), notes.len()), (0, 2), "no group is whole: nothing is told but how many wait");
}
