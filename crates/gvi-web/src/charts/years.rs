//! Years: what was counted against what was expected, with the band of chance; and what was done in each year beneath it.

use super::svg::{Hold, Pen, axis_steps, number, text_width};
use super::{ChartName, SpanMark};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const LEFT: f64 = 38.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 36.0;
const PLOT: f64 = 190.0;
const DOSE_ROW: f64 = 58.0;

/// One year since the start.
#[derive(Debug, Clone)]
pub struct YearPoint {
    /// What stands below it.
    pub name: String,
    /// Incidents counted.
    pub observed: u64,
    /// Incidents expected.
    pub expected: f64,
    /// The band, as counts.
    pub band: (f64, f64),
}

/// What was done in each year: call-ins, notifications, services.
#[derive(Debug, Clone)]
pub struct DoseBars {
    /// What was done.
    pub name: String,
    /// How often, year by year; nothing where it is not known.
    pub values: Vec<Option<u64>>,
}

/// The axis of counts, with its lines.
fn count_axis(tr: Tr, pen: &mut Pen, top: f64) -> impl Fn(f64) -> f64 + use<> {
    let steps = axis_steps(top);
    let highest = steps.last().copied().unwrap_or(1.0);
    let floor = TOP + PLOT;
    let y_of = move |value: f64| floor - value.max(0.0) / highest * PLOT;
    for step in &steps {
        let y = y_of(*step);
        pen.line(if *step == 0.0 { "axis" } else { "grid" }, (LEFT, y), (WIDTH - RIGHT, y));
        pen.text("quiet-text", Hold::End, (LEFT - 7.0, y + 4.0), &tr.decimal(*step, 0));
    }
    y_of
}

/// Draws the years, and a row of bars for each thing that was done.
#[must_use]
pub fn years(tr: Tr, name: &ChartName, points: &[YearPoint], dose: &[DoseBars], marked: &[SpanMark]) -> Markup {
    let mut pen = Pen::chart(name, WIDTH, TOP + PLOT + 26.0 + DOSE_ROW * number(dose.len()));
    let top = points.iter().map(|point| point.band.1.max(number(point.observed)).max(point.expected)).fold(0.0, f64::max);
    let y_of = count_axis(tr, &mut pen, top);
    let floor = TOP + PLOT;
    let slot = (WIDTH - LEFT - RIGHT) / number(points.len().max(1));
    let half = (slot * 0.3).min(26.0);
    let middle = |at: usize| LEFT + slot * (number(at) + 0.5);

    for mark in marked {
        pen.stretch(&mark.letter, (LEFT + slot * number(mark.from), LEFT + slot * number(mark.to + 1)), (TOP, floor));
    }
    // The legend, as shapes with words.
    let mut x = LEFT;
    for (sign, key) in
        ["counted", "expected", "band"].into_iter().zip(["reading-chart-counted", "reading-chart-expected", "reading-chart-band"])
    {
        match sign {
            "counted" => pen.circle("dot", (x + 6.0, 10.0), 4.5),
            "expected" => pen.line("tick", (x, 10.0), (x + 14.0, 10.0)),
            _ => pen.rect("band", (x, 4.0), (14.0, 12.0)),
        }
        let word = tr.t(key);
        pen.text("quiet-text", Hold::Start, (x + 20.0, 14.0), &word);
        x += 20.0 + text_width(&word) + 22.0;
    }

    for (at, point) in points.iter().enumerate() {
        let x = middle(at);
        let (low, high) = (y_of(point.band.0), y_of(point.band.1));
        pen.rect("band", (x - half, high), (2.0 * half, (low - high).max(1.0)));
        pen.line("tick", (x - half, y_of(point.expected)), (x + half, y_of(point.expected)));
        pen.circle("dot", (x, y_of(number(point.observed))), 5.0);
        pen.text("strong-text", Hold::Start, (x + 8.0, y_of(number(point.observed)) + 4.0), &point.observed.to_string());
        pen.text("quiet-text", Hold::Middle, (x, floor + 18.0), &point.name);
    }

    for (row, dose) in dose.iter().enumerate() {
        let up = floor + 26.0 + DOSE_ROW * number(row);
        let base = up + DOSE_ROW - 4.0;
        pen.text("strong-text", Hold::Start, (LEFT, up + 14.0), &dose.name);
        pen.line("axis", (LEFT, base), (WIDTH - RIGHT, base));
        let highest = number(dose.values.iter().flatten().copied().max().unwrap_or(0).max(1));
        for at in 0..points.len() {
            let x = middle(at);
            let Some(value) = dose.values.get(at).copied().flatten() else {
                pen.text("quiet-text", Hold::Middle, (x, base - 4.0), "\u{2013}");
                continue;
            };
            let tall = number(value) / highest * 22.0;
            if value > 0 {
                pen.rect("bar", (x - 9.0, base - tall), (18.0, tall));
            }
            pen.text("quiet-text", Hold::Start, (x + 13.0, base - 4.0), &value.to_string());
        }
    }
    pen.end()
}

/// One year as it is shown to everybody.
#[derive(Debug, Clone)]
pub struct CountedYear {
    /// What stands below it.
    pub name: String,
    /// The count with its exact limits; nothing where it is not shown.
    pub count: Option<(u64, f64, f64)>,
    /// What stands in its place.
    pub instead: String,
}

/// Draws counts of years with their limits; before `start` years lie before the start, and nothing is said about why.
#[must_use]
pub fn counted_years(tr: Tr, name: &ChartName, points: &[CountedYear], start: usize, marked: &[SpanMark]) -> Markup {
    let mut pen = Pen::chart(name, WIDTH, TOP + PLOT + 26.0);
    let top = points.iter().filter_map(|point| point.count).map(|(_, _, high)| high).fold(0.0, f64::max);
    let y_of = count_axis(tr, &mut pen, top);
    let floor = TOP + PLOT;
    let slot = (WIDTH - LEFT - RIGHT) / number(points.len().max(1));
    let half = (slot * 0.3).min(14.0);
    let every = (44.0 / slot).ceil().max(1.0);
    for mark in marked {
        pen.stretch(&mark.letter, (LEFT + slot * number(mark.from), LEFT + slot * number(mark.to + 1)), (TOP, floor));
    }
    for (at, point) in points.iter().enumerate() {
        let x = LEFT + slot * (number(at) + 0.5);
        if let Some((count, low, high)) = point.count {
            pen.rect("band", (x - half, y_of(high)), (2.0 * half, (y_of(low) - y_of(high)).max(1.0)));
            pen.circle("dot", (x, y_of(number(count))), 4.5);
        } else {
            pen.text("strong-text", Hold::Middle, (x, floor - 5.0), &point.instead);
        }
        if number(at) % every == 0.0 {
            pen.text("quiet-text", Hold::Middle, (x, floor + 18.0), &point.name);
        }
    }
    if start > 0 && start < points.len() {
        let x = LEFT + slot * number(start);
        let word = tr.t("reading-chart-start");
        pen.line("mark-line", (x, TOP - 12.0), (x, floor));
        let hold = if x > WIDTH - text_width(&word) - 20.0 { Hold::End } else { Hold::Start };
        pen.text("strong-text", hold, (if matches!(hold, Hold::End) { x - 5.0 } else { x + 5.0 }, TOP - 14.0), &word);
    }
    pen.end()
}
