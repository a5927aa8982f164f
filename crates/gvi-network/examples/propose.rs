//! An invented city of three groups: whom to ask with three seats, why, and what a wish costs.

use gvi_network::error::Result;
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Question, STEPS_MAX, Together, cost_of_wishes, propose, reasons};

fn main() -> Result<()> {
    // Members 0 to 4, 5 to 9 and 10 to 13; the first two groups know each other.
    let ties = [(0, 1), (0, 2), (0, 3), (3, 4), (5, 6), (6, 7), (6, 8), (8, 9), (4, 9), (10, 11), (11, 12), (12, 13)];
    let network = Network::new(14, &ties)?;
    let groups = [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8, 9], vec![10, 11, 12, 13]];
    // Those under supervision may be asked and come mostly; the others may not.
    let likely = |member: usize| match member {
        0 | 6 | 11 => Some(0.8),
        3 | 9 | 12 => Some(0.9),
        _ => None,
    };
    let chance: Vec<Option<f64>> = (0..14).map(likely).collect();
    let question = Question {
        network: &network,
        groups: &groups,
        chance: &chance,
        distance: 1,
        together: Together::AtLeastOne,
        aim: Aim::Seats(3),
        asked: &[],
        not_asked: &[],
        steps_max: STEPS_MAX,
    };
    let found = propose(&question)?;
    println!("ask {:?}: {:.2} of 14 expected, proven: {}", found.guests, found.standing.expected_reach, found.proof.is_complete());
    for reason in reasons(&question, &found.guests)? {
        println!(
            "  {} for group {:?}: newly reaches {:?}, {:.2} lost without, could be replaced by {:?}",
            reason.guest, reason.groups, reason.newly_reached, reason.loss, reason.could_replace
        );
    }
    let cost = cost_of_wishes(&Question { asked: &[9], ..question })?;
    println!("to ask 9 in any case costs {:.2} expected members and {} groups", cost.reach, cost.groups);
    Ok(())
}
