//! Known shocks beside an effect: a letter in each drawing, a row in each table, and what each means for the start.
//!
//! They come from the plan, where they stood before anybody could see what they would explain. They move no figure of the verdict.

use gvi_app::evaluation::reading::Reading;
use gvi_domain::evaluation::{EvaluationPlan, KnownShock};
use serde::Serialize;

use crate::charts::SpanMark;
use crate::text::Tr;

/// Months between start and shock within which the city alone cannot tell them apart.
const NEAR_MONTHS: i64 = 3;

/// One known shock, as it is listed beside every effect.
#[derive(Debug, Clone, Serialize)]
pub struct ShockLine {
    /// Its letter in the drawings.
    pub letter: String,
    /// Its name.
    pub name: String,
    /// From which month to which.
    pub months: String,
    /// Whom it met.
    pub reach: String,
    /// Where it can be read.
    pub source: String,
    /// What it means where it lies beside the start; empty elsewhere.
    pub near: String,
}

/// The letter of a shock: a, b, c.
fn letter(at: usize) -> String {
    // Cannot fail: a plan names twenty shocks at most.
    char::from(b'a' + u8::try_from(at).unwrap_or(25).min(25)).to_string()
}

fn months(shock: &KnownShock) -> String {
    if shock.first == shock.last { shock.first.to_string() } else { format!("{}\u{a0}\u{2013} {}", shock.first, shock.last) }
}

fn reach(tr: Tr, shock: &KnownShock) -> String {
    if shock.national { tr.t("reading-shock-national") } else { tr.t("reading-shock-local") }
}

/// The shocks of a plan, each in a line.
pub(super) fn told(tr: Tr, plan: &EvaluationPlan) -> Vec<String> {
    plan.shocks.iter().map(|shock| format!("{}: {}, {} ({})", shock.name, months(shock), reach(tr, shock), shock.source)).collect()
}

/// All shocks of the plan in their order.
pub(super) fn lines(tr: Tr, reading: &Reading) -> Vec<ShockLine> {
    let start = reading.plan.start;
    let near = |shock: &KnownShock| {
        let distance = if start < shock.first { shock.first.since(start) } else { start.since(shock.last).max(0) };
        match (distance <= NEAR_MONTHS, shock.national) {
            (false, _) => String::new(),
            (true, true) => tr.t("reading-shock-near-national"),
            (true, false) => tr.t("reading-shock-near-local"),
        }
    };
    let line = |(at, shock): (usize, &KnownShock)| ShockLine {
        letter: letter(at),
        name: shock.name.clone(),
        months: months(shock),
        reach: reach(tr, shock),
        source: shock.source.clone(),
        near: near(shock),
    };
    reading.plan.shocks.iter().enumerate().map(line).collect()
}

/// The marks of shocks in a drawing whose places each hold some months, first and last, counted from the reading's first month; and
/// the rows that say the same in its table, as long as its heads.
pub(super) fn marked(tr: Tr, reading: &Reading, places: &[(i64, i64)], columns: usize) -> (Vec<SpanMark>, Vec<Vec<String>>) {
    let mut marks = Vec::new();
    let mut rows = Vec::new();
    for (at, shock) in reading.plan.shocks.iter().enumerate() {
        let (first, last) = (shock.first.since(reading.first), shock.last.since(reading.first));
        let touches = |(from, to): &(i64, i64)| *from <= last && first <= *to;
        let Some(from) = places.iter().position(touches) else { continue };
        let to = places.iter().rposition(touches).unwrap_or(from);
        marks.push(SpanMark { from, to, letter: letter(at) });
        let told = [("letter", letter(at)), ("name", shock.name.clone()), ("months", months(shock)), ("reach", reach(tr, shock))];
        let mut row = vec!["\u{2013}".to_owned(); columns];
        if let Some(first) = row.first_mut() {
            *first = tr.args("reading-shock-row", &told);
        }
        rows.push(row);
    }
    (marks, rows)
}
