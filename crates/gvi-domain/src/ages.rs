//! Bands of age, in which listed persons and suspects are compared (measure R7).
//!
//! The bands are those in which Swedish law and help treat the young differently: criminal liability begins at fifteen, adulthood at
//! eighteen, and youth rules end at twenty-one. It is no number about a person: nobody is placed in a band but in a sum.

/// A band of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeBand {
    /// Under fifteen: can be a suspect, and can never be listed.
    Under15,
    /// Fifteen to seventeen.
    From15,
    /// Eighteen to twenty.
    From18,
    /// Twenty-one to twenty-four.
    From21,
    /// Twenty-five to twenty-nine.
    From25,
    /// Thirty and older.
    From30,
    /// Nobody here knows who it was, or no longer. Never spread over the others.
    Unknown,
}

names!(AgeBand {
    Under15 = "under-15", From15 = "15-17", From18 = "18-20", From21 = "21-24", From25 = "25-29", From30 = "30-up", Unknown = "unknown",
});

/// The ages at which a new band begins.
pub const AGES_OF_BANDS: [i16; 5] = [15, 18, 21, 25, 30];

impl AgeBand {
    /// The band of an age.
    pub const fn of(age: i16) -> Self {
        match age {
            ..15 => Self::Under15,
            15..18 => Self::From15,
            18..21 => Self::From18,
            21..25 => Self::From21,
            25..30 => Self::From25,
            30.. => Self::From30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_band_begins_where_the_one_before_it_ends() {
        for (age, band) in AGES_OF_BANDS.into_iter().zip(&AgeBand::ALL[1..]) {
            assert_eq!(AgeBand::of(age), *band);
            assert!(AgeBand::of(age - 1) < *band);
        }
        assert_eq!((AgeBand::of(0), AgeBand::of(99)), (AgeBand::Under15, AgeBand::From30));
    }
}
