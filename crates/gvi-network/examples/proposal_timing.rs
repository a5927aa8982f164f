//! How long does a proposal take, and is it proven? `cargo run --release -p gvi-network --example proposal_timing`.
//!
//! Invented cities (`tests/it/city.rs`). Time on one core, the best of three.

#[path = "../tests/it/city.rs"]
mod city;

use std::time::Instant;

use city::{City, city};
use gvi_network::greedy::published_rule;
use gvi_network::proposal::{Aim, Question, STEPS_MAX, Together, propose, reasons, standing};

fn main() {
    // Other sizes than the usual ones can be named: `timing 200`.
    let named: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if named.is_empty() { vec![10, 20, 50, 100, 200, 400] } else { named };
    println!(
        "| groups | members | aim | chance | ms | guests | expected reach | proven | open |\n|---:|---:|---|---|---:|---:|---:|---|---:|"
    );
    for groups in sizes {
        for seed in [1, 2, 3] {
            let city = city(groups, seed);
            for (name, chance) in [
                ("all 1", chances(&city, |_| 1.0)),
                ("all 0.75", chances(&city, |_| 0.75)),
                ("0.40 to 0.95", chances(&city, |member| city.likely[member])),
            ] {
                for aim in [Aim::Seats(groups / 4), Aim::Seats(groups), Aim::Seats(groups * 5 / 4), Aim::Everybody] {
                    one(&city, &chance, name, aim);
                }
            }
        }
    }
}

fn chances(city: &City, of: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    (0..city.network.members()).map(|member| city.supervised[member].then(|| of(member))).collect()
}

fn one(city: &City, chance: &[Option<f64>], name: &str, aim: Aim) {
    let question = Question {
        network: &city.network,
        groups: &city.groups,
        chance,
        distance: 1,
        together: Together::AtLeastOne,
        aim,
        asked: &[],
        not_asked: &[],
        steps_max: STEPS_MAX,
    };
    let mut best = f64::INFINITY;
    let mut found = None;
    for _ in 0..3 {
        let began = Instant::now();
        found = Some(propose(&question).expect("a proposal"));
        best = best.min(began.elapsed().as_secs_f64() * 1e3);
    }
    // Cannot fail: three proposals were made.
    let found = found.expect("a proposal");
    let why = reasons(&question, &found.guests).expect("reasons");
    assert_eq!(why.len(), found.guests.len());
    println!(
        "| {} | {} | {aim:?} | {name} | {best:.0} | {} | {:.2} | {} | {:.4} |",
        city.groups.len(),
        city.network.members(),
        found.guests.len(),
        found.standing.expected_reach,
        if found.proof.is_complete() { "yes" } else { "no" },
        found.proof.reach + (found.proof.seats + found.proof.groups) as f64,
    );
    // The published rule knows neither who may be asked nor groups; where all may be, it is never better.
    if city.groups.len() == 20 && aim == Aim::Everybody {
        let all = vec![Some(1.0); city.network.members()];
        let free = Question { chance: &all, groups: &[], ..question };
        let rule = published_rule(&city.network);
        let ours = propose(&free).expect("a proposal");
        assert!(ours.guests.len() <= rule.len() && standing(&free, &rule).expect("a standing").missed.is_empty());
    }
}
