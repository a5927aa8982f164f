//! Chance that repeats itself: each theme of the history draws from a source of its own, so that a new theme moves no old one.

use std::str::FromStr;

use gvi_domain::Moment;
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A source of chance for one theme.
pub struct Chance(StdRng);

impl Chance {
    /// The source of a theme in the city of a seed.
    pub fn of(seed: u64, theme: &str) -> Self {
        // FNV-1a: any plain mixing will do, it only has to be the same on every machine.
        let mixed =
            theme.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(StdRng::seed_from_u64(mixed))
    }

    /// A whole number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.random_range(0..of.len())]
    }

    /// The place of one of these, each as likely as its weight says.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut drawn = self.0.random_range(0..weights.iter().sum::<u32>());
        for (place, weight) in weights.iter().enumerate() {
            if drawn < *weight {
                return place;
            }
            drawn -= weight;
        }
        unreachable!("the draw is below the sum of the weights")
    }

    /// A code as people say it.
    pub fn code(&mut self) -> String {
        gvi_domain::Code::from_rng(&mut self.0).to_string()
    }

    /// An id that tells nothing (version 4): persons, accounts, sources.
    pub fn id<T: FromStr<Err: std::fmt::Debug>>(&mut self) -> T {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        as_id(bytes, 4)
    }

    /// An id that tells its moment (version 7): events.
    pub fn id_at<T: FromStr<Err: std::fmt::Debug>>(&mut self, at: Moment) -> T {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        let milliseconds = u64::try_from(at.seconds()).unwrap_or(0) * 1000 + u64::from(bytes[15]) % 1000;
        bytes[..6].copy_from_slice(&milliseconds.to_be_bytes()[2..]);
        as_id(bytes, 7)
    }
}

fn as_id<T: FromStr<Err: std::fmt::Debug>>(mut bytes: [u8; 16], version: u8) -> T {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.parse().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gvi_domain::{GroupId, PersonId};

    #[test]
    fn the_same_seed_and_theme_draw_the_same_and_another_theme_another() {
        let drawn = |theme| Chance::of(7, theme).id::<PersonId>();
        assert_eq!(drawn("persons"), drawn("persons"));
        assert_ne!(drawn("persons"), drawn("groups"));
    }

    #[test]
    fn ids_of_events_stand_in_the_order_of_their_moments_and_ids_of_persons_tell_nothing() {
        let mut chance = Chance::of(7, "ids");
        let early: GroupId = chance.id_at(Moment::parse("2024-01-01T00:00:00Z").unwrap());
        let late: GroupId = chance.id_at(Moment::parse("2024-01-01T00:00:02Z").unwrap());
        assert!(early < late);
        assert_eq!(chance.id::<PersonId>().uuid().get_version_num(), 4);
    }
}
