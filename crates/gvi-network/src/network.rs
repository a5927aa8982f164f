//! Who is tied to whom: numbers and ties, and what lies within a few ties of what.

use crate::error::{NetworkError, Result};
use crate::lists::Lists;

/// Members 0, 1, …, n − 1 and the ties between them, without direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    neighbours: Lists,
}

impl Network {
    /// A network of `members` and these ties. A tie that is given twice counts once, one of a member with itself not at all.
    ///
    /// # Errors
    /// When a tie names somebody who is not there.
    pub fn new(members: usize, ties: &[(usize, usize)]) -> Result<Self> {
        let mut neighbours = vec![Vec::new(); members];
        for &(a, b) in ties {
            for number in [a, b] {
                if number >= members {
                    return Err(NetworkError::Unknown { what: "a tie", number, count: members });
                }
            }
            if a != b {
                neighbours[a].push(b);
                neighbours[b].push(a);
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        Ok(Self { neighbours: Lists::new(neighbours) })
    }

    /// How many members.
    pub fn members(&self) -> usize {
        self.neighbours.len()
    }

    /// How many ties.
    pub fn ties(&self) -> usize {
        self.neighbours.entries() / 2
    }

    /// Those tied to a member directly, in ascending order.
    pub fn neighbours(&self, member: usize) -> &[usize] {
        self.neighbours.of(member)
    }

    /// The member and all within `distance` ties, in ascending order.
    pub fn within(&self, member: usize, distance: usize) -> Vec<usize> {
        let mut found = vec![member];
        let mut seen = std::collections::BTreeSet::from([member]);
        let mut edge = vec![member];
        for _ in 0..distance {
            let mut next = Vec::new();
            for &at in &edge {
                for &other in self.neighbours(at) {
                    if seen.insert(other) {
                        next.push(other);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            found.extend(&next);
            edge = next;
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_reached_tie_by_tie() {
        let chain = Network::new(5, &[(0, 1), (1, 2), (2, 3), (1, 0), (3, 3)]).unwrap();
        assert_eq!(chain.ties(), 3);
        assert_eq!(chain.within(0, 0), [0]);
        assert_eq!(chain.within(0, 1), [0, 1]);
        assert_eq!(chain.within(1, 2), [0, 1, 2, 3]);
        assert_eq!(chain.within(4, 9), [4]);
    }

    #[test]
    fn a_tie_with_nobody_is_an_error() {
        assert_eq!(Network::new(2, &[(0, 2)]), Err(NetworkError::Unknown { what: "a tie", number: 2, count: 2 }));
    }
}
