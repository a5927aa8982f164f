//! How long does a proposal take, and is it proven? `cargo run --release -p gvi-network --example timing`.
//!
//! Invented cities: groups of 25, about three ties to others of the own group for each member and one in ten with a tie to another
//! group, a quarter of the members under supervision. Time on one core, the best of three.

use std::time::Instant;

use gvi_network::greedy::published_rule;
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Question, STEPS_MAX, Together, propose, reasons, standing};

/// Invented numbers, the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

struct City {
    network: Network,
    groups: Vec<Vec<usize>>,
    supervised: Vec<bool>,
    likely: Vec<f64>,
}

const SIZE: usize = 25;

fn city(groups: usize, seed: u64) -> City {
    let mut dice = Dice(seed);
    let members = groups * SIZE;
    let mut ties = Vec::new();
    for member in 0..members {
        let own = member / SIZE * SIZE;
        // A few have many ties, most have few.
        let few = 1 + usize::from(dice.roll(8) == 0) * 5;
        for _ in 0..few {
            ties.push((member, own + dice.roll(SIZE)));
        }
        if dice.roll(10) == 0 {
            ties.push((member, dice.roll(members)));
        }
    }
    let supervised = (0..members).map(|_| dice.roll(4) == 0).collect();
    let likely = (0..members).map(|_| 0.4 + 0.01 * dice.roll(56) as f64).collect();
    City {
        network: Network::new(members, &ties).expect("ties between members"),
        groups: (0..groups).map(|group| (group * SIZE..(group + 1) * SIZE).collect()).collect(),
        supervised,
        likely,
    }
}

fn main() {
    println!(
        "| groups | members | aim | chance | ms | guests | expected reach | proven | open |\n|---:|---:|---|---|---:|---:|---:|---|---:|"
    );
    for groups in [10, 20, 50, 100, 200, 400] {
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
