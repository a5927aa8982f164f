//! What holds for every network: nothing better exists among all sets; people's wishes are kept and priced; bad questions are refused.

use gvi_network::error::NetworkError;
use gvi_network::greedy::published_rule;
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Question, Together, Why, cost_of_wishes, propose, reasons, standing};
use proptest::prelude::*;

use crate::city::city;
use crate::support::{ask, best_of_all};

/// A small network with groups, chances and wishes.
#[derive(Debug, Clone)]
struct Small {
    members: usize,
    ties: Vec<(usize, usize)>,
    groups: Vec<Vec<usize>>,
    chance: Vec<Option<f64>>,
    asked: Vec<usize>,
    not_asked: Vec<usize>,
    seats: usize,
    distance: usize,
    together: Together,
}

fn small(overlapping: bool) -> impl Strategy<Value = Small> {
    (3_usize..=10).prop_flat_map(move |members| {
        let chance = prop_oneof![Just(None), Just(Some(1.0)), Just(Some(0.5)), (0.05_f64..0.95).prop_map(Some)];
        // Either each member stands in one of four groups or none, or groups are drawn at random and share members.
        let groups = if overlapping {
            prop::collection::vec(prop::collection::vec(0..members, 0..4), 0..5).boxed()
        } else {
            prop::collection::vec(0_usize..5, members)
                .prop_map(|of| {
                    (0..4).map(|group| (0..of.len()).filter(|&member| of[member] == group).collect()).collect::<Vec<Vec<usize>>>()
                })
                .boxed()
        };
        (
            prop::collection::vec((0..members, 0..members), 0..16),
            groups,
            prop::collection::vec(chance, members),
            prop::collection::vec(0_usize..6, members),
            0_usize..6,
            0_usize..3,
            prop_oneof![Just(Together::AtLeastOne), Just(Together::CappedSum)],
        )
            .prop_map(move |(ties, groups, chance, wishes, seats, distance, together)| {
                let those = |wish: usize| (0..members).filter(|&member| wishes[member] == wish).collect::<Vec<_>>();
                let asked: Vec<usize> = those(0).into_iter().filter(|&member| chance[member].is_some()).take(1).collect();
                Small { members, ties, groups, not_asked: those(1), seats: seats + asked.len(), asked, chance, distance, together }
            })
    })
}

fn holds(small: &Small, whole: bool) -> Result<(), TestCaseError> {
    let network = Network::new(small.members, &small.ties).unwrap();
    let chance: Vec<Option<f64>> = small.chance.iter().map(|p| p.map(|p| if whole { 1.0 } else { p })).collect();
    for aim in [Aim::Seats(small.seats), Aim::Everybody] {
        let question = Question {
            groups: &small.groups,
            distance: small.distance,
            together: small.together,
            asked: &small.asked,
            not_asked: &small.not_asked,
            ..ask(&network, &chance, aim)
        };
        let found = propose(&question).unwrap();
        prop_assert!(found.proof.is_complete());
        let (groups, reach, guests) = best_of_all(&question);
        prop_assert_eq!(small.groups.len() - found.standing.groups_without.len(), groups);
        prop_assert!((found.standing.expected_reach - reach).abs() < 1e-8, "{} instead of {}", found.standing.expected_reach, reach);
        prop_assert_eq!(found.guests.len(), guests);
        prop_assert!(small.asked.iter().all(|asked| found.guests.contains(asked)));
        prop_assert!(small.not_asked.iter().all(|member| !found.guests.contains(member)));
        prop_assert_eq!(&propose(&question).unwrap(), &found);
        let why = reasons(&question, &found.guests).unwrap();
        let adds: f64 = why.iter().map(|reason| reason.adds).sum();
        prop_assert!((adds - reach).abs() < 1e-8);
        for reason in why {
            let others: Vec<usize> = found.guests.iter().copied().filter(|&guest| guest != reason.guest).collect();
            let without = standing(&question, &others).unwrap();
            prop_assert!((found.standing.expected_reach - without.expected_reach - reason.loss).abs() < 1e-9);
            for other in reason.could_replace {
                let replaced: Vec<usize> = others.iter().copied().chain([other]).collect();
                let standing = standing(&question, &replaced).unwrap();
                prop_assert!(standing.expected_reach > found.standing.expected_reach - 1e-8);
                prop_assert!(standing.groups_without.len() <= found.standing.groups_without.len());
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_better_exists_among_all_sets(small in small(false)) {
        holds(&small, false)?;
    }

    #[test]
    fn nothing_better_exists_where_everybody_comes(small in small(false)) {
        holds(&small, true)?;
    }

    #[test]
    fn nothing_better_exists_where_groups_share_members(small in small(true)) {
        holds(&small, false)?;
    }

    #[test]
    fn never_worse_than_the_published_rule(small in small(false)) {
        let network = Network::new(small.members, &small.ties).unwrap();
        let chance = vec![Some(1.0); small.members];
        let rule = published_rule(&network);
        prop_assert!(propose(&ask(&network, &chance, Aim::Everybody)).unwrap().guests.len() <= rule.len());
        for seats in 0..=rule.len() {
            let question = ask(&network, &chance, Aim::Seats(seats));
            let theirs = standing(&question, &rule[..seats]).unwrap().within_reach;
            prop_assert!(propose(&question).unwrap().standing.within_reach >= theirs);
        }
    }
}

/// Two groups of three in a chain each, tied at one end; the last of the second may not be asked.
fn two_groups() -> (Network, Vec<Vec<usize>>, Vec<Option<f64>>) {
    let network = Network::new(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]).unwrap();
    (network, vec![vec![0, 1, 2], vec![3, 4, 5]], vec![Some(0.8), Some(0.8), Some(0.8), Some(0.8), Some(0.8), None])
}

#[test]
fn a_wish_is_kept_and_its_cost_is_told() {
    let (network, groups, chance) = two_groups();
    let free = Question { groups: &groups, ..ask(&network, &chance, Aim::Seats(2)) };
    assert_eq!(propose(&free).unwrap().guests, [1, 4]);
    let cost = cost_of_wishes(&Question { asked: &[0], ..free.clone() }).unwrap();
    assert!(cost.is_proven && cost.groups == 0);
    assert!((cost.reach - 0.8).abs() < 1e-9, "the end of the chain reaches one fewer: {cost:?}");
    let cost = cost_of_wishes(&Question { not_asked: &[3, 4], ..free }).unwrap();
    assert_eq!(cost.groups, 1);
}

#[test]
fn a_group_without_a_guest_says_why() {
    let (network, mut groups, chance) = two_groups();
    groups.push(vec![5]);
    let question = Question { groups: &groups, not_asked: &[3, 4], ..ask(&network, &chance, Aim::Seats(3)) };
    let found = propose(&question).unwrap();
    let why: Vec<(usize, Why)> = found.standing.groups_without.iter().map(|without| (without.group, without.why)).collect();
    assert_eq!(why, [(1, Why::AllTakenOut), (2, Why::NobodyMayBeAsked)]);
    let one = propose(&Question { groups: &groups, ..ask(&network, &chance, Aim::Seats(1)) }).unwrap();
    assert!(one.standing.groups_without.iter().any(|without| without.why == Why::NotChosen));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let (network, groups, chance) = two_groups();
    let question = Question { groups: &groups, ..ask(&network, &chance, Aim::Seats(1)) };
    let refused = |question: Question<'_>| propose(&question).unwrap_err();
    assert_eq!(refused(Question { asked: &[5], ..question.clone() }), NetworkError::MayNotBeAsked(5));
    assert_eq!(refused(Question { asked: &[1], not_asked: &[1], ..question.clone() }), NetworkError::Contradiction(1));
    assert_eq!(refused(Question { asked: &[1, 2], ..question.clone() }), NetworkError::TooFewSeats { wanted: 2, seats: 1 });
    assert!(matches!(refused(Question { asked: &[9], ..question.clone() }), NetworkError::Unknown { number: 9, .. }));
    assert!(matches!(refused(Question { chance: &chance[..5], ..question.clone() }), NetworkError::Length { found: 5, .. }));
    let zero = vec![Some(0.0); 6];
    assert!(matches!(refused(Question { chance: &zero, ..question.clone() }), NetworkError::Value { .. }));
    let broken = vec![Some(f64::NAN); 6];
    assert!(matches!(refused(Question { chance: &broken, ..question }), NetworkError::Value { .. }));
}

#[test]
fn without_steps_nothing_is_called_proven_that_is_not() {
    // A grid of eight by eight with 12 seats: enough to need a search.
    let ties: Vec<(usize, usize)> =
        (0..64).flat_map(|at| [(at, at + 1, at % 8 < 7), (at, at + 8, at < 56)]).filter(|tie| tie.2).map(|tie| (tie.0, tie.1)).collect();
    let grid = Network::new(64, &ties).unwrap();
    let chance = vec![Some(0.7); 64];
    let question = Question { steps_max: 1, ..ask(&grid, &chance, Aim::Seats(12)) };
    let hasty = propose(&question).unwrap();
    assert!(!hasty.proof.is_complete());
    let thorough = propose(&ask(&grid, &chance, Aim::Seats(12))).unwrap();
    let gained = thorough.standing.expected_reach - hasty.standing.expected_reach;
    assert!(gained >= -1e-9 && gained <= hasty.proof.reach + 1e-9, "{gained} {:?}", hasty.proof);
}

/// The numbers are those of an integer programme (HiGHS 1.12 through SciPy 1.17.1) for the same city.
#[test]
fn where_many_sets_are_alike_the_best_is_proven_within_the_usual_steps() {
    let city = city(200, 1);
    let chance: Vec<Option<f64>> = city.supervised.iter().map(|supervised| supervised.then_some(1.0)).collect();
    for (seats, reach) in [(249, 1546), (250, 1550)] {
        let found = propose(&Question { groups: &city.groups, ..ask(&city.network, &chance, Aim::Seats(seats)) }).unwrap();
        assert!(found.proof.is_complete(), "{seats} seats: {:?}", found.proof);
        assert_eq!((found.standing.within_reach, found.guests.len()), (reach, seats));
        assert!(found.standing.groups_without.is_empty());
    }
}
