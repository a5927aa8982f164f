//! What hangs together in a network, and on whom and on what it hangs.
//!
//! Members of the network here may be groups or people. It draws no conclusion: somebody on whom much hangs is not more dangerous.

use crate::network::Network;

/// What hangs together: the components, the largest first, among equals the one with the smallest number; numbers ascend in each.
pub fn components(network: &Network) -> Vec<Vec<usize>> {
    let mut seen = vec![false; network.members()];
    let mut found = Vec::new();
    for start in 0..network.members() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut component = vec![start];
        let mut at = 0;
        while at < component.len() {
            for &other in network.neighbours(component[at]) {
                if !seen[other] {
                    seen[other] = true;
                    component.push(other);
                }
            }
            at += 1;
        }
        component.sort_unstable();
        found.push(component);
    }
    found.sort_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
    found
}

/// What falls apart without one member or one tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeakPoints {
    /// Members without whom their component falls into several, in ascending order (cut points).
    pub members: Vec<usize>,
    /// Ties without which their component falls into two (bridges), in ascending order, the smaller number first.
    pub ties: Vec<(usize, usize)>,
}

/// On whom and on what does it hang that the network holds together?
///
/// One walk in depth; a member is a cut point when nothing behind one of its ties leads back past it (Hopcroft, Tarjan 1973). The
/// walk keeps its own path, so a chain of any length is walked.
pub fn weak_points(network: &Network) -> WeakPoints {
    let members = network.members();
    let unseen = usize::MAX;
    let mut order = vec![unseen; members];
    let mut lowest = vec![unseen; members];
    let mut is_cut = vec![false; members];
    let mut ties = Vec::new();
    let mut count = 0;
    for start in 0..members {
        if order[start] != unseen {
            continue;
        }
        // Each step: a member, the one it was reached from, and how many of its ties were looked at.
        let mut path = vec![(start, unseen, 0_usize)];
        order[start] = count;
        lowest[start] = count;
        count += 1;
        let mut branches = 0;
        while let Some(&mut (member, from, ref mut looked)) = path.last_mut() {
            if let Some(&other) = network.neighbours(member).get(*looked) {
                *looked += 1;
                if order[other] == unseen {
                    order[other] = count;
                    lowest[other] = count;
                    count += 1;
                    path.push((other, member, 0));
                } else if other != from {
                    lowest[member] = lowest[member].min(order[other]);
                }
                continue;
            }
            path.pop();
            if from == unseen {
                continue;
            }
            lowest[from] = lowest[from].min(lowest[member]);
            if from == start {
                branches += 1;
            } else if lowest[member] >= order[from] {
                is_cut[from] = true;
            }
            if lowest[member] > order[from] {
                ties.push((from.min(member), from.max(member)));
            }
        }
        is_cut[start] = branches > 1;
    }
    ties.sort_unstable();
    WeakPoints { members: (0..members).filter(|&member| is_cut[member]).collect(), ties }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_hang_on_the_tie_between_them() {
        let network = Network::new(7, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)]).unwrap();
        assert_eq!(weak_points(&network), WeakPoints { members: vec![2, 3], ties: vec![(2, 3)] });
        assert_eq!(components(&network), [vec![0, 1, 2, 3, 4, 5], vec![6]]);
    }

    #[test]
    fn a_long_chain_is_walked_to_its_end() {
        let ties: Vec<(usize, usize)> = (1..100_000).map(|at| (at - 1, at)).collect();
        let found = weak_points(&Network::new(100_000, &ties).unwrap());
        assert_eq!((found.members.len(), found.ties.len()), (99_998, 99_999));
    }
}
