//! The scorecard of groups: shootings committed and suffered over 28, 90 and 365 days. Groups are ranked, persons never.
//!
//! The rank follows what is supported by independent sources. An indication is shown beside it and decides only between equals,
//! because a group that is put first on weak ground is a group that is put in focus on weak ground.

/// Over how many days the rank is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Span {
    /// 28 days: what happens now.
    Days28,
    /// 90 days.
    #[default]
    Days90,
    /// 365 days.
    Days365,
}

names!(Span { Days28 = "28", Days90 = "90", Days365 = "365" });

impl Span {
    /// The number of days.
    pub const fn days(self) -> i64 {
        match self {
            Self::Days28 => 28,
            Self::Days90 => 90,
            Self::Days365 => 365,
        }
    }
}

/// What was counted of one group over one span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Shootings committed, attributed at any level (from 1, an indication).
    pub suspected: u32,
    /// Of these, attributed at level 2 or 3: supported by independent sources, or established.
    pub supported: u32,
    /// Shootings suffered, attributed at any level.
    pub suffered: u32,
}

/// Ranks tallies: the most violent is 1, equals share a rank, and a group that has committed nothing has none.
pub fn ranks(tallies: &[Tally]) -> Vec<Option<usize>> {
    let weight = |tally: &Tally| (tally.supported, tally.suspected);
    tallies.iter().map(|own| (own.suspected > 0).then(|| 1 + tallies.iter().filter(|other| weight(other) > weight(own)).count())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(supported: u32, suspected: u32, suffered: u32) -> Tally {
        Tally { suspected, supported, suffered }
    }

    #[test]
    fn what_is_supported_ranks_before_what_is_only_indicated() {
        let tallies = [tally(0, 9, 0), tally(1, 1, 0), tally(1, 3, 0)];
        assert_eq!(ranks(&tallies), [Some(3), Some(2), Some(1)]);
    }

    #[test]
    fn equals_share_a_rank_and_the_next_one_is_counted_on() {
        let tallies = [tally(2, 2, 0), tally(2, 2, 5), tally(1, 1, 0)];
        assert_eq!(ranks(&tallies), [Some(1), Some(1), Some(3)]);
    }

    #[test]
    fn a_group_that_has_only_suffered_is_not_ranked() {
        assert_eq!(ranks(&[tally(0, 0, 4), tally(0, 1, 0)]), [None, Some(1)]);
        assert_eq!(ranks(&[]), []);
    }
}
