//! A strip of time: what happened around a group, as signs on a line, with periods (focus) as bars below.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use super::ChartName;
use super::svg::{Hold, Pen, text_width};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 900.0;
const LEFT: f64 = 12.0;
const RIGHT: f64 = 12.0;
const LINE: f64 = 44.0;

/// What a sign stands for; each has its own outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripMarkKind {
    /// An incident: a filled triangle.
    Incident,
    /// A message given to the group: a square.
    Message,
    /// A decision: a diamond.
    Decision,
}

impl StripMarkKind {
    /// The key of its name, for the legend and the table beside the strip.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            StripMarkKind::Incident => "strip-incident",
            StripMarkKind::Message => "strip-message",
            StripMarkKind::Decision => "strip-decision",
        }
    }
}

/// A sign on the line.
#[derive(Debug, Clone, Copy)]
pub struct StripMark {
    /// The day.
    pub day: Date,
    /// What it stands for.
    pub kind: StripMarkKind,
}

/// A bar below the line.
#[derive(Debug, Clone)]
pub struct StripSpan {
    /// The first day.
    pub from: Date,
    /// The last day; `None` while it goes on.
    pub to: Option<Date>,
    /// What stands beside it.
    pub name: String,
}

/// A strip from one day to another.
#[derive(Debug, Clone)]
pub struct Strip {
    /// The first day shown.
    pub from: Date,
    /// The last day shown.
    pub to: Date,
    /// The signs.
    pub marks: Vec<StripMark>,
    /// The bars.
    pub spans: Vec<StripSpan>,
}

/// Draws the strip. Signs and bars outside its days are left out or cut.
#[must_use]
pub fn strip(tr: Tr, name: &ChartName, strip: &Strip) -> Markup {
    #[expect(clippy::cast_precision_loss, reason = "a strip has at most some lines and some thousand days")]
    let height = LINE + 30.0 + 24.0 * strip.spans.len() as f64;
    let mut pen = Pen::chart(name, WIDTH, height);
    let days = days_between(strip.from, strip.to).max(1.0);
    let x_of = |day: Date| LEFT + (WIDTH - LEFT - RIGHT) * (days_between(strip.from, day) / days).clamp(0.0, 1.0);

    // A tick at every month. Years are named first, months where there is room between them.
    let months = months_between(strip.from, strip.to);
    let year_starts: Vec<f64> = months.iter().filter(|month| month.month() == 1).map(|month| x_of(*month)).collect();
    let mut free_from = f64::MIN;
    for month in &months {
        let (x, january) = (x_of(*month), month.month() == 1);
        pen.line(if january { "axis" } else { "grid" }, (x, 20.0), (x, height - 4.0));
        let label = if january { month.year().to_string() } else { tr.month(month.month()) };
        let ends = x + text_width(&label) + 10.0;
        let runs_into_a_year = year_starts.iter().any(|year| *year > x && *year < ends);
        if january || (x >= free_from && !runs_into_a_year && ends < WIDTH) {
            pen.text(if january { "strong-text" } else { "quiet-text" }, Hold::Start, (x + 3.0, 13.0), &label);
            free_from = ends;
        }
    }
    pen.line("axis", (LEFT, LINE), (WIDTH - RIGHT, LINE));

    let mut y = LINE + 16.0;
    for span in &strip.spans {
        let until = span.to.unwrap_or(strip.to);
        if until >= strip.from && span.from <= strip.to {
            let (x1, x2) = (x_of(span.from), x_of(until));
            pen.rect(if span.to.is_some() { "bar-second" } else { "bar" }, (x1, y), ((x2 - x1).max(3.0), 12.0));
            let wide = text_width(&span.name);
            if x2 + wide + 8.0 < WIDTH {
                pen.text("node-label", Hold::Start, (x2 + 6.0, y + 10.5), &span.name);
            } else {
                pen.text("node-label", Hold::End, (x1 - 6.0, y + 10.5), &span.name);
            }
        }
        y += 24.0;
    }

    for mark in strip.marks.iter().filter(|mark| mark.day >= strip.from && mark.day <= strip.to) {
        let x = x_of(mark.day);
        match mark.kind {
            StripMarkKind::Incident => {
                let (left, right, tip, foot) = (x - 6.5, x + 6.5, LINE - 12.0, LINE - 0.5);
                pen.path("sign-incident", &format!("M{x:.1} {tip:.1}L{right:.1} {foot:.1}H{left:.1}z"));
            }
            StripMarkKind::Message => pen.rect("sign-message", (x - 5.0, LINE - 5.0), (10.0, 10.0)),
            StripMarkKind::Decision => {
                let (left, right, up, down) = (x - 7.0, x + 7.0, LINE - 7.0, LINE + 7.0);
                pen.path("sign-decision", &format!("M{x:.1} {up:.1}L{right:.1} {LINE:.1}L{x:.1} {down:.1}L{left:.1} {LINE:.1}z"));
            }
        }
    }
    pen.end()
}

/// The first day of every month in a time.
fn months_between(from: Date, to: Date) -> Vec<Date> {
    let mut months = Vec::new();
    let mut month = from.first_of_month();
    while month <= to {
        if month >= from {
            months.push(month);
        }
        let Ok(next) = month.checked_add(1.month()) else { break };
        month = next;
    }
    months
}

fn days_between(from: Date, to: Date) -> f64 {
    // Cannot fail: two days always lie a number of days apart.
    f64::from(from.until((Unit::Day, to)).expect("days between two days").get_days())
}
