//! The proposal against every published and computed number of the networks that may not be copied into the project.
//!
//! `cargo run --release -p gvi-network --example proposal_validation -- DATA REFERENCE`, two folders called `networks`: one with
//! `london_gang/edges.csv` and `montreal_street_gangs/edges.csv`, one with the numbers that igraph, NetworkX and HiGHS gave for them.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use std::path::{Path, PathBuf};

use gvi_network::greedy::published_rule;
use gvi_network::map::{components, weak_points};
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Question, propose, standing};
use serde_json::Value;

fn main() {
    let folders: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let [data, reference] = folders.as_slice() else { panic!("give the folder of networks and the folder of reference numbers") };
    let callin = json(&reference.join("callin_gang1.json"));
    assert_eq!(callin, support::reference(), "the numbers in the crate are those of the folder");
    for (name, file, least) in [
        ("london_gang_any_tie", "london_gang", 1),
        ("london_gang_cooffending", "london_gang", 2),
        ("montreal_street_gangs", "montreal_street_gangs", 1),
    ] {
        let wanted = json(&reference.join(format!("{name}.json")));
        let edges = std::fs::read_to_string(data.join(file).join("edges.csv")).unwrap_or_else(|error| panic!("{file}: {error}"));
        let ties: Vec<(usize, usize)> =
            support::rows(&edges).iter().filter(|row| row[2] >= least).map(|row| (row[0] - 1, row[1] - 1)).collect();
        let network = Network::new(wanted["n"].as_u64().expect("n") as usize, &ties).expect("a network");
        compare(name, &network, &wanted, &callin);
    }
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compare(name: &str, network: &Network, wanted: &Value, callin: &Value) {
    let number = |value: &Value| value.as_u64().expect("a number") as usize;
    assert_eq!(network.ties(), number(&wanted["m"]), "{name}: ties");
    let sizes: Vec<usize> = components(network).iter().map(Vec::len).collect();
    assert_eq!(serde_json::json!(sizes), wanted["component_sizes"], "{name}: components");
    let weak = weak_points(network);
    let from_one: Vec<usize> = weak.members.iter().map(|member| member + 1).collect();
    assert_eq!(serde_json::json!(from_one), wanted["articulation_points"], "{name}: cut points");
    let bridges: Vec<[usize; 2]> = weak.ties.iter().map(|tie| [tie.0 + 1, tie.1 + 1]).collect();
    assert_eq!(serde_json::json!(bridges), wanted["bridges"], "{name}: bridges");
    let chance = vec![Some(1.0); network.members()];
    let reach = &wanted["message_reach"];
    let mut asked = 4;
    for (key, distance) in [("dominating_d1", 1), ("dominating_d2", 2)] {
        let question = Question { distance, ..support::ask(network, &chance, Aim::Everybody) };
        let found = propose(&question).expect("a proposal");
        assert!(found.proof.is_complete(), "{name}: {key} proven");
        assert_eq!(found.guests.len(), number(&reach[key]["optimal_size"]), "{name}: {key}");
        let published = support::ids(&reach[key]["one_optimal_set_ids"]);
        let theirs = standing(&question, &published).expect("a standing");
        assert_eq!(theirs.within_reach, found.standing.within_reach, "{name}: the set of the integer programme reaches as many");
        asked += 1;
    }
    for row in reach["best_k"].as_array().expect("rows") {
        let found = propose(&support::ask(network, &chance, Aim::Seats(number(&row["k"])))).expect("a proposal");
        assert!(found.proof.is_complete(), "{name}: {row} proven");
        assert_eq!(found.standing.within_reach, number(&row["max_reached"]), "{name}: {row}");
        asked += 1;
    }
    let rule = published_rule(network);
    let optimal = number(&reach["dominating_d1"]["optimal_size"]);
    assert!(rule.len() >= optimal);
    let of_rule = callin["crimepy_on_other_sets"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| (row["n"].as_u64(), row["m"].as_u64()) == (Some(network.members() as u64), Some(network.ties() as u64)));
    if let Some(row) = of_rule {
        assert_eq!(rule.len(), number(&row["crimepy_size"]), "{name}: the published rule");
        asked += 1;
    }
    println!("{name}: {asked} numbers as they should be; fewest {optimal}, the published rule {}", rule.len());
}
