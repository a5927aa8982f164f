//! The published rule, for comparison: ask whoever reaches most of those not yet reached, until all are reached.
//!
//! Wheeler, McLean, Becker, Worden 2019, Choosing Representatives to Deliver the Message in a Group Violence Intervention, Justice
//! Evaluation Journal 2(2). The rule knows neither groups nor attendance, and only those whom nobody has reached yet may be asked next.

use crate::network::Network;

/// Whom the published rule would ask, in its order: next is always the member not yet reached who newly reaches most, counting
/// that member; among equals the one with the smallest number. It ends when everybody is reached.
///
/// The rule is quick and simple but not the best: on the published gang of 22 it needs no more people than necessary, on others
/// it does (`tests/it`, `examples/proposal_validation.rs`).
pub fn published_rule(network: &Network) -> Vec<usize> {
    let mut reached = vec![false; network.members()];
    let mut asked = Vec::new();
    loop {
        let newly = |member: usize| {
            let ties = network.neighbours(member).iter().filter(|&&other| !reached[other]).count();
            (!reached[member]).then_some(ties + 1)
        };
        // The last of equals would win `max_by_key`; turned round, it is the first.
        let Some((_, next)) = (0..network.members()).rev().filter_map(|member| Some((newly(member)?, member))).max_by_key(|pair| pair.0)
        else {
            return asked;
        };
        reached[next] = true;
        for &other in network.neighbours(next) {
            reached[other] = true;
        }
        asked.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_star_is_asked_and_nobody_else() {
        let star = Network::new(5, &[(3, 0), (3, 1), (3, 2), (3, 4)]).unwrap();
        assert_eq!(published_rule(&star), [3]);
    }

    #[test]
    fn among_equals_the_smallest_number_is_asked_first() {
        assert_eq!(published_rule(&Network::new(3, &[]).unwrap()), [0, 1, 2]);
    }
}
