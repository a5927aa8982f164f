//! The published network, invented ones, and the best set by trying all.

use std::path::Path;

use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Question, STEPS_MAX, Together};
use serde_json::Value;

pub fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn reference() -> Value {
    serde_json::from_str(&data("callin_gang1.json")).unwrap()
}

/// The numbers of a file that counts from 1, counted from 0.
pub fn ids(list: &Value) -> Vec<usize> {
    list.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as usize - 1).collect()
}

/// The rows of a table without quotes.
pub fn rows(text: &str) -> Vec<Vec<usize>> {
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()).collect()
}

pub fn gang() -> Network {
    let ties: Vec<(usize, usize)> = rows(&data("Edges_Gang1.csv")).iter().map(|row| (row[0] - 1, row[1] - 1)).collect();
    Network::new(22, &ties).unwrap()
}

/// Who sat in the real call-in, and who was under supervision.
pub fn attended_and_supervised() -> (Vec<usize>, Vec<usize>) {
    let nodes = rows(&data("Nodes_Gang1.csv"));
    let those = |column: usize| nodes.iter().filter(|row| row[column] == 1).map(|row| row[0] - 1).collect();
    (those(2), those(4))
}

pub fn ask<'a>(network: &'a Network, chance: &'a [Option<f64>], aim: Aim) -> Question<'a> {
    Question {
        network,
        groups: &[],
        chance,
        distance: 1,
        together: Together::AtLeastOne,
        aim,
        asked: &[],
        not_asked: &[],
        steps_max: STEPS_MAX,
    }
}

/// The best by trying all sets: groups with a guest, expected reach, guests.
pub fn best_of_all(question: &Question<'_>) -> (usize, f64, usize) {
    let members = question.network.members();
    let near: Vec<Vec<usize>> = (0..members).map(|member| question.network.within(member, question.distance)).collect();
    let may: Vec<usize> =
        (0..members).filter(|member| question.chance[*member].is_some() && !question.not_asked.contains(member)).collect();
    let mut best: Option<(usize, f64, usize)> = None;
    let (mut most_hit, mut fewest) = (0, usize::MAX);
    for pass in 0..2 {
        for bits in 0..1_u32 << may.len() {
            let guests: Vec<usize> = may.iter().enumerate().filter(|(at, _)| (bits >> at) & 1 == 1).map(|(_, &member)| member).collect();
            if !question.asked.iter().all(|asked| guests.contains(asked)) {
                continue;
            }
            let reached = |member: usize| {
                let chances = guests.iter().filter(|guest| near[**guest].contains(&member)).map(|&guest| question.chance[guest].unwrap());
                match question.together {
                    Together::AtLeastOne => 1.0 - chances.map(|p| 1.0 - p).product::<f64>(),
                    Together::CappedSum => chances.sum::<f64>().min(1.0),
                }
            };
            let reach: f64 = (0..members).map(reached).sum();
            let groups = question.groups.iter().filter(|group| group.iter().any(|member| guests.contains(member))).count();
            match question.aim {
                Aim::Seats(seats) if guests.len() > seats => {}
                Aim::Seats(_) => {
                    // A seat is worth a millionth of a member; what differs by less than 10⁻⁹ is equal.
                    let worth = |reach: f64, guests: usize| reach - 1e-6 * guests as f64;
                    let is_better =
                        best.is_none_or(|(g, r, s)| groups > g || groups == g && worth(reach, guests.len()) > worth(r, s) + 1e-9);
                    if is_better {
                        best = Some((groups, reach, guests.len()));
                    }
                }
                Aim::Everybody => {
                    let hit = groups + (0..members).filter(|member| guests.iter().any(|&guest| near[guest].contains(member))).count();
                    if pass == 0 {
                        if hit > most_hit {
                            (most_hit, fewest) = (hit, usize::MAX);
                        }
                        if hit == most_hit {
                            fewest = fewest.min(guests.len());
                        }
                    } else if hit == most_hit && guests.len() == fewest && best.is_none_or(|(_, r, _)| reach > r + 1e-9) {
                        best = Some((groups, reach, guests.len()));
                    }
                }
            }
        }
    }
    best.unwrap()
}
