//! When something happened and where, as papers tell it: often roughly.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// When an incident happened: at a moment (whole seconds), or on a day whose hour the paper does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occurred {
    /// At this moment.
    At(Timestamp),
    /// On this day, in the time zone of the paper.
    On(Date),
}

impl Occurred {
    /// The day in the paper's time zone.
    #[must_use]
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            Self::At(moment) => zone.to_datetime(moment).date(),
            Self::On(date) => date,
        }
    }
}

/// Twice a year the clock on the wall does not say which moment is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockDoubt {
    /// The hour was skipped when summer time began. The moment is taken as far after the change as the clock claims, which moves it one hour on.
    SkippedHour,
    /// The hour came twice when summer time ended. The first of the two is taken.
    RepeatedHour,
}

/// A place on the globe in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Position {
    /// A position, if the two numbers can be one. Zero-zero in the Gulf of Guinea is what programs write for "unknown", so it is none.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let on_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        let unknown = latitude == 0.0 && longitude == 0.0;
        (on_globe && !unknown).then_some(Self { latitude, longitude })
    }

    /// Great-circle distance in metres (haversine on a sphere of the earth's mean radius; good to half a per cent).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        const EARTH_RADIUS: f64 = 6_371_008.8;
        let half_north = (other.latitude - self.latitude).to_radians() / 2.0;
        let half_east = (other.longitude - self.longitude).to_radians() / 2.0;
        let chord =
            half_north.sin().powi(2) + self.latitude.to_radians().cos() * other.latitude.to_radians().cos() * half_east.sin().powi(2);
        2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
    }
}

/// Turns what a clock on the wall said into a moment, and tells if that took a choice. None when the moment lies outside what time can hold.
pub(crate) fn moment_of(wall: DateTime, zone: &TimeZone) -> Option<(Timestamp, Option<ClockDoubt>)> {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let doubt = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(ClockDoubt::SkippedHour),
        AmbiguousOffset::Fold { .. } => Some(ClockDoubt::RepeatedHour),
    };
    let moment = ambiguous.compatible().ok()?;
    Timestamp::from_second(moment.as_second()).ok().map(|whole| (whole, doubt))
}
