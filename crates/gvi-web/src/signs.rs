//! Signs: the small things that carry meaning on every page (tags, clocks, badges, rows of a timeline).
//!
//! A sign is an icon with its own outline, a word and a tone, always together: tone is never the only carrier of a meaning. Handlers make
//! signs from the words of the domain; templates print them with the macros in `components/signs.html`.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::icons::Icon;
use crate::shell::NoticeKind;
use crate::text::{Tr, iso_moment};

/// The tone of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Nothing to mind.
    #[default]
    Quiet,
    /// What the page is about now.
    Active,
    /// As it should be.
    Good,
    /// Mind it soon.
    Soon,
    /// Late, refused or broken.
    Over,
}

impl Tone {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Tone::Quiet => "tone-quiet",
            Tone::Active => "tone-active",
            Tone::Good => "tone-good",
            Tone::Soon => "tone-soon",
            Tone::Over => "tone-over",
        }
    }
}

impl NoticeKind {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            NoticeKind::Info => "tone-active",
            NoticeKind::Done => "tone-good",
            NoticeKind::Warn => "tone-soon",
            NoticeKind::Stop => "tone-over",
        }
    }

    /// The icon beside it.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            NoticeKind::Info => Icon::Info,
            NoticeKind::Done => Icon::Tick,
            NoticeKind::Warn => Icon::Warning,
            NoticeKind::Stop => Icon::Overdue,
        }
    }

    /// The key of the word before it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            NoticeKind::Info => "notice-info",
            NoticeKind::Done => "notice-done",
            NoticeKind::Warn => "notice-warn",
            NoticeKind::Stop => "notice-stop",
        }
    }
}

/// A status: icon, word, tone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tag {
    /// How it is toned.
    pub tone: Tone,
    /// The outline that tells it apart without colour.
    #[serde(skip)]
    pub icon: Icon,
    /// The word.
    pub text: String,
}

impl Tag {
    /// A tag with its own icon.
    #[must_use]
    pub fn new(tone: Tone, icon: Icon, text: impl Into<String>) -> Tag {
        Tag { tone, icon, text: text.into() }
    }

    /// Nothing to mind: closed, ended, none.
    #[must_use]
    pub fn quiet(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Quiet, Icon::Dash, text)
    }

    /// Proposed or planned.
    #[must_use]
    pub fn planned(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Quiet, Icon::Ring, text)
    }

    /// Going on now.
    #[must_use]
    pub fn active(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Active, Icon::Full, text)
    }

    /// Partly known or partly done: suspected.
    #[must_use]
    pub fn partly(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Active, Icon::Half, text)
    }

    /// As it should be: done, approved, confirmed.
    #[must_use]
    pub fn good(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Good, Icon::Tick, text)
    }

    /// Mind it soon: stale, expiring.
    #[must_use]
    pub fn soon(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Soon, Icon::Bell, text)
    }

    /// Late or missing.
    #[must_use]
    pub fn over(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Over, Icon::Overdue, text)
    }

    /// Refused, recalled, corrected away.
    #[must_use]
    pub fn refused(text: impl Into<String>) -> Tag {
        Tag::new(Tone::Over, Icon::Cross, text)
    }
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockState {
    /// There is time.
    Running,
    /// A quarter of the time or less is left.
    Soon,
    /// The time has passed.
    Overdue,
    /// It was stopped in time.
    StoppedInTime,
    /// It was stopped after the time had passed.
    StoppedLate,
}

impl ClockState {
    /// The state at `now` of a clock that ran from `started` to `due` and was stopped at `stopped`, if it was.
    #[must_use]
    pub fn at(started: Timestamp, due: Timestamp, stopped: Option<Timestamp>, now: Timestamp) -> ClockState {
        match stopped {
            Some(stopped) if stopped <= due => ClockState::StoppedInTime,
            Some(_) => ClockState::StoppedLate,
            None if now > due => ClockState::Overdue,
            None => {
                let (whole, left) = (due.duration_since(started), due.duration_since(now));
                if left.as_secs() * 4 <= whole.as_secs() { ClockState::Soon } else { ClockState::Running }
            }
        }
    }

    /// The tone of the chip.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            ClockState::Running => Tone::Active,
            ClockState::Soon => Tone::Soon,
            ClockState::Overdue => Tone::Over,
            ClockState::StoppedInTime => Tone::Good,
            ClockState::StoppedLate => Tone::Quiet,
        }
    }

    /// The icon of the chip.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            ClockState::Running => Icon::Clock,
            ClockState::Soon => Icon::Bell,
            ClockState::Overdue => Icon::Overdue,
            ClockState::StoppedInTime => Icon::Tick,
            ClockState::StoppedLate => Icon::Dash,
        }
    }

    /// The key of the word that says the same as the tone.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ClockState::Running => "clock-running",
            ClockState::Soon => "clock-soon",
            ClockState::Overdue => "clock-overdue",
            ClockState::StoppedInTime => "clock-stopped-in-time",
            ClockState::StoppedLate => "clock-stopped-late",
        }
    }
}

/// A clock as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClockChip {
    /// How it stands.
    pub state: ClockState,
    /// What it counts: `Triage`.
    pub name: String,
    /// The word of the state and the time left or passed, for instance `3 h 20 min kvar`.
    pub standing: String,
    /// When it is due, in ISO, for `<time>`.
    pub due_iso: String,
    /// When it is due, in words.
    pub due: String,
}

impl ClockChip {
    /// The chip of a clock at `now`.
    #[must_use]
    pub fn at(
        tr: Tr,
        zone: &TimeZone,
        name: impl Into<String>,
        (started, due): (Timestamp, Timestamp),
        stopped: Option<Timestamp>,
        now: Timestamp,
    ) -> ClockChip {
        let state = ClockState::at(started, due, stopped, now);
        let standing = match stopped {
            None => tr.clock_left(due.duration_since(now)),
            Some(stopped) => {
                let after: SignedDuration = stopped.duration_since(started);
                tr.args("clock-stopped-after", &[("length", tr.length(after))])
            }
        };
        ClockChip { state, name: name.into(), standing, due_iso: iso_moment(due, zone), due: tr.moment(due, zone) }
    }
}

/// A step of the way from the start page to this page.
#[derive(Debug, Clone, Default)]
pub struct Crumb {
    /// Where it leads; empty for the page itself.
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Crumb {
    /// A step with a link.
    #[must_use]
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Crumb {
        Crumb { href: href.into(), label: label.into() }
    }

    /// The page itself.
    #[must_use]
    pub fn here(label: impl Into<String>) -> Crumb {
        Crumb { href: String::new(), label: label.into() }
    }
}

/// A row of a timeline.
#[derive(Debug, Clone)]
pub struct TimelineRow {
    /// When, in ISO.
    pub iso: String,
    /// When, in words.
    pub when: String,
    /// What kind of thing it is.
    pub icon: Icon,
    /// Its tone.
    pub tone: Tone,
    /// What happened, in one line.
    pub title: String,
    /// Where the title leads; empty for no link.
    pub href: String,
    /// A second line; empty for none.
    pub text: String,
}

/// The way on from a page of a long list. Pages follow a key, not a number, so there are no page numbers to show.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// Address of the page before; `None` on the first.
    pub previous: Option<String>,
    /// Address of the page after; `None` on the last.
    pub next: Option<String>,
}

/// Where a received thing came from, and what it may be used for.
#[derive(Debug, Clone, Default)]
pub struct ReceivedFrom {
    /// The authority that disclosed it.
    pub authority: String,
    /// The ground, in plain words.
    pub ground: String,
    /// The last day it may be kept, in words.
    pub until: String,
}
