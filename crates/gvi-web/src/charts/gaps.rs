//! The gap between a city and its synthetic control, period by period.

use std::fmt::Write as _;

use super::svg::{Hold, Pen, signed_steps, text_width};
use super::{ChartName, SpanMark};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 28.0;

/// The gap of one period.
#[derive(Debug, Clone)]
pub struct GapPoint {
    /// What stands below it.
    pub name: String,
    /// City less control.
    pub gap: f64,
}

/// Draws the gaps around zero, with the start before the period `start`.
#[must_use]
pub fn gaps(tr: Tr, name: &ChartName, points: &[GapPoint], start: usize, marked: &[SpanMark]) -> Markup {
    let mut pen = Pen::chart(name, WIDTH, HEIGHT);
    let finite = || points.iter().map(|point| point.gap).filter(|gap| gap.is_finite());
    let (steps, decimals) = signed_steps(finite().fold(0.0, f64::min), finite().fold(0.0, f64::max));
    let (low, high) = (steps.first().copied().unwrap_or(0.0), steps.last().copied().unwrap_or(1.0));
    let (floor, end) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    let y_of = |gap: f64| floor - (gap - low) / (high - low).max(1e-12) * (floor - TOP);
    #[expect(clippy::cast_precision_loss, reason = "a panel has some dozen periods")]
    let (slot, x_of) = {
        let slot = (end - LEFT) / points.len().max(1) as f64;
        (slot, move |at: usize| LEFT + slot * (at as f64 + 0.5))
    };
    for mark in marked {
        pen.stretch(&mark.letter, (x_of(mark.from) - slot / 2.0, x_of(mark.to) + slot / 2.0), (TOP, floor));
    }
    for step in &steps {
        let y = y_of(*step);
        pen.line(if step.abs() < 1e-12 { "axis" } else { "grid" }, (LEFT, y), (end, y));
        pen.text("quiet-text", Hold::End, (LEFT - 7.0, y + 4.0), &tr.decimal(*step + 0.0, decimals));
    }
    let mut free_from = f64::MIN;
    let mut d = String::new();
    for (at, point) in points.iter().enumerate() {
        let (x, half) = (x_of(at), text_width(&point.name) / 2.0);
        if x - half >= free_from {
            pen.text("quiet-text", Hold::Middle, (x, floor + 18.0), &point.name);
            free_from = x + half + 8.0;
        }
        if point.gap.is_finite() {
            // Cannot fail: writing to a String never does.
            write!(d, "{}{x:.1} {:.1}", if d.is_empty() { "M" } else { "L" }, y_of(point.gap)).expect("write to string");
        }
    }
    if start > 0 && start < points.len() {
        let x = x_of(start) - slot / 2.0;
        pen.line("mark-line", (x, TOP - 6.0), (x, floor));
        let word = tr.t("reading-chart-start");
        let hold = if x > end - text_width(&word) - 10.0 { Hold::End } else { Hold::Start };
        pen.text("strong-text", hold, (if matches!(hold, Hold::End) { x - 5.0 } else { x + 5.0 }, TOP - 8.0), &word);
    }
    pen.path("line", &d);
    for (at, point) in points.iter().enumerate().filter(|(_, point)| point.gap.is_finite()) {
        pen.circle("point", (x_of(at), y_of(point.gap)), 3.5);
    }
    pen.end()
}
