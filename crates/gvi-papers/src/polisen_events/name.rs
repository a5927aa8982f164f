//! The headline of an event: day, month, clock, label and town in one string.
//!
//! Labels hold commas themselves ("Mord/dråp, försök"), so the headline is split with the event's own `type`, and only when
//! that does not fit at its last comma.

use jiff::civil::{Date, DateTime, Time};

const MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/// A headline taken apart. The year is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) time: Time,
    pub(super) town: String,
}

/// Takes a headline apart. The error says what is missing, as the end of a sentence.
pub(super) fn headline(name: &str, label: &str) -> Result<Headline, &'static str> {
    let (stamp, rest) = name.split_once(',').ok_or("has no comma after day and time")?;
    let mut words = stamp.split_whitespace();
    let (Some(day), Some(month), Some(clock), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err("does not start with day, month and time");
    };
    let day = number_of(day, 2).filter(|day| (1..=31).contains(day)).ok_or("does not start with a day of the month")?;
    let month = month_of(month).ok_or("has no Swedish month name")?;
    let (hour, minute) = clock.split_once([':', '.']).ok_or("has no time of day like 23:44")?;
    let time = number_of(hour, 2)
        .zip(number_of(minute, 2).filter(|_| minute.len() == 2))
        .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
        .ok_or("has no time of day between 00:00 and 23:59")?;
    let rest = rest.trim();
    let after_label =
        rest.strip_prefix(label.trim()).filter(|_| !label.trim().is_empty()).and_then(|town| town.trim_start().strip_prefix(','));
    let town = match after_label {
        Some(town) => town,
        None => rest.rsplit_once(',').ok_or("does not end with a place after the type")?.1,
    };
    let town = town.trim();
    if town.is_empty() {
        return Err("does not end with a place");
    }
    Ok(Headline { month, day, time, town: town.to_owned() })
}

/// The day in the path of an event's page, `/aktuellt/handelser/2023/mars/20/…`. It is a day near the event, not always the day itself.
pub(super) fn day_in_path(path: &str) -> Option<Date> {
    let parts: Vec<&str> = path.split('/').take(16).collect();
    parts.windows(3).find_map(|three| {
        let year: i16 = (three[0].len() == 4).then(|| three[0].parse().ok()).flatten()?;
        Date::new(year, month_of(three[1])?, number_of(three[2], 2)?).ok()
    })
}

/// Gives a headline its year: the one that brings it nearest to `anchor`. An event of 31 December that was published on 1 January
/// thereby falls into the old year, and one just after midnight whose page stands under the day before into the new. None when the
/// day exists in none of the three years, as 30 February.
pub(super) fn with_year(headline: &Headline, anchor: Date) -> Option<DateTime> {
    (-1..=1)
        .filter_map(|step| Date::new(anchor.year().checked_add(step)?, headline.month, headline.day).ok())
        .filter_map(|date| Some((anchor.until(date).ok()?.get_days().abs(), date)))
        .min()
        .map(|(_, date)| date.to_datetime(headline.time))
}

/// The publishing time with its offset: "2026-08-22 9:48:12 +02:00", where the hour may have one digit. Answers seconds since 1970.
pub(super) fn publishing_time(text: &str) -> Option<i64> {
    let mut words = text.split_whitespace();
    let (Some(date), Some(clock), Some(offset), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return None;
    };
    let date: Date = (date.len() == 10).then(|| date.parse().ok()).flatten()?;
    let clock: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = clock[..] else {
        return None;
    };
    let time = Time::new(number_of(hour, 2)?, number_of(minute, 2)?, number_of(second, 2)?, 0).ok()?;
    let (sign, offset) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes) = (i32::from(number_of(hours, 2)?), i32::from(number_of(minutes, 2)?));
    if hours > 18 || minutes > 59 {
        return None;
    }
    let offset = jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?;
    offset.to_timestamp(date.to_datetime(time)).ok().map(|moment| moment.as_second())
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    (1..=12).zip(MONTHS).find(|&(_, name)| name == word).map(|(number, _)| number)
}

fn number_of(digits: &str, most: usize) -> Option<i8> {
    let plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
