//! The real network of 22 against every number that was published or computed for it.

use gvi_network::greedy::published_rule;
use gvi_network::map::{components, weak_points};
use gvi_network::proposal::{Aim, Proposal, Question, Together, propose, reasons, standing};

use crate::support::{ask, attended_and_supervised, gang, ids, reference};

fn everybody_comes() -> Vec<Option<f64>> {
    vec![Some(1.0); 22]
}

fn proven(question: &Question<'_>) -> Proposal {
    let proposal = propose(question).unwrap();
    assert!(proposal.proof.is_complete(), "{proposal:?}");
    proposal
}

#[test]
fn the_network_is_the_published_one() {
    let gang = gang();
    let degrees: Vec<u64> = (0..22).map(|member| gang.neighbours(member).len() as u64).collect();
    assert_eq!(serde_json::json!(degrees), reference()["degree"]);
    assert_eq!((gang.members(), gang.ties(), components(&gang).len()), (22, 24, 4));
    assert!(weak_points(&gang).members.contains(&20), "the one with most ties");
}

#[test]
fn the_published_rule_asks_the_published_eight_in_their_order() {
    let gang = gang();
    let found = published_rule(&gang);
    assert_eq!(found, ids(&reference()["published_wheeler_set"]));
    let chance = everybody_comes();
    assert_eq!(standing(&ask(&gang, &chance, Aim::Everybody), &found).unwrap().within_reach, 22);
}

#[test]
fn the_four_who_were_called_reached_six() {
    let (attended, _) = attended_and_supervised();
    let (gang, chance) = (gang(), everybody_comes());
    assert_eq!(attended, ids(&reference()["observed"]["called_in"]));
    let found = standing(&ask(&gang, &chance, Aim::Seats(4)), &attended).unwrap();
    assert_eq!((found.within_reach, found.expected_reach), (6, 6.0));
}

#[test]
fn eight_reach_everybody_and_fewer_do_not() {
    let (gang, chance) = (gang(), everybody_comes());
    for (distance, name) in [(1, "optimal"), (2, "optimal_within_two_ties")] {
        let question = Question { distance, ..ask(&gang, &chance, Aim::Everybody) };
        let found = proven(&question);
        assert_eq!(found.guests.len() as u64, reference()[name]["optimal_size"].as_u64().unwrap());
        assert_eq!(found.standing.within_reach, 22);
        assert!(found.standing.missed.is_empty() && found.standing.out_of_reach.is_empty());
    }
}

#[test]
fn so_many_seats_reach_as_many_as_the_integer_programme_says() {
    let (gang, chance) = (gang(), everybody_comes());
    for row in reference()["best_k"].as_array().unwrap() {
        let seats = row["k"].as_u64().unwrap() as usize;
        let found = proven(&ask(&gang, &chance, Aim::Seats(seats)));
        assert_eq!(found.standing.within_reach as u64, row["max_reached"].as_u64().unwrap(), "{seats} seats");
        // A ninth adds nobody, so nobody is asked for it.
        assert_eq!(found.guests.len(), seats.min(8));
    }
}

#[test]
fn only_people_under_supervision_are_asked_when_only_they_may_be() {
    let (_, supervised) = attended_and_supervised();
    let gang = gang();
    let chance: Vec<Option<f64>> = (0..22).map(|member| supervised.contains(&member).then_some(1.0)).collect();
    let rows = &reference()["supervised_only"];
    assert_eq!(supervised, ids(&rows["eligible"]));
    for row in rows["best_k"].as_array().unwrap() {
        let found = proven(&ask(&gang, &chance, Aim::Seats(row["k"].as_u64().unwrap() as usize)));
        assert_eq!(found.standing.within_reach as u64, row["max_reached"].as_u64().unwrap());
        assert!(found.guests.iter().all(|guest| supervised.contains(guest)));
    }
    let all = proven(&ask(&gang, &chance, Aim::Everybody));
    assert_eq!((all.standing.within_reach, all.standing.out_of_reach.len()), (13, 9));
}

#[test]
fn weighted_by_how_likely_they_come_the_published_sums_are_reached() {
    let (_, supervised) = attended_and_supervised();
    let gang = gang();
    let chance: Vec<Option<f64>> = (0..22).map(|member| Some(if supervised.contains(&member) { 1.0 } else { 1.0 / 6.0 })).collect();
    for row in reference()["compliance_weighted"]["best_k"].as_array().unwrap() {
        let seats = row["k"].as_u64().unwrap() as usize;
        let question = Question { together: Together::CappedSum, ..ask(&gang, &chance, Aim::Seats(seats)) };
        let found = proven(&question);
        let wanted = row["expected_reach"].as_f64().unwrap();
        assert!((found.standing.expected_reach - wanted).abs() < 1e-8, "{seats}: {} {wanted}", found.standing.expected_reach);
    }
}

#[test]
fn each_of_the_eight_has_its_reason() {
    let (gang, chance) = (gang(), everybody_comes());
    let question = ask(&gang, &chance, Aim::Everybody);
    let found = proven(&question);
    let why = reasons(&question, &found.guests).unwrap();
    let mut reached: Vec<usize> = why.iter().flat_map(|reason| reason.newly_reached.clone()).collect();
    reached.sort_unstable();
    assert_eq!(reached, (0..22).collect::<Vec<_>>(), "everybody is newly reached once");
    for reason in &why {
        assert!(reason.loss > 0.5, "with eight the fewest, nobody is needless: {reason:?}");
        let others: Vec<usize> = found.guests.iter().copied().filter(|&guest| guest != reason.guest).collect();
        for &other in &reason.could_replace {
            let replaced: Vec<usize> = others.iter().copied().chain([other]).collect();
            assert_eq!(standing(&question, &replaced).unwrap().within_reach, 22);
        }
    }
}
