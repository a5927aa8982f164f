//! Moving sums of one city with the band of chance: what happened, without any claim about why.

use std::fmt::Write as _;

use super::svg::{Hold, Pen, axis_steps, number, text_width};
use super::{ChartName, LineMark, SpanMark};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 38.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 28.0;

/// The sum up to one month.
#[derive(Debug, Clone)]
pub struct SumPoint {
    /// What stands below it; most points have nothing.
    pub label: Option<String>,
    /// The sum.
    pub events: u64,
    /// The exact limits between which the level lies.
    pub limits: (f64, f64),
    /// Whether it holds months from both sides of the start; such a stretch is drawn dashed.
    pub mixed: bool,
}

/// Draws the sums as a line in its band, with an upright line and its word at the start, over the marked stretches.
#[must_use]
pub fn sums(tr: Tr, name: &ChartName, points: &[SumPoint], start: Option<&LineMark>, marked: &[SpanMark]) -> Markup {
    let mut pen = Pen::chart(name, WIDTH, HEIGHT);
    let steps = axis_steps(points.iter().map(|point| point.limits.1).fold(0.0, f64::max));
    let highest = steps.last().copied().unwrap_or(1.0);
    let (floor, end) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    let y_of = |value: f64| floor - value / highest * (floor - TOP);
    let spaces = number(points.len().saturating_sub(1).max(1));
    let x_of = |at: usize| LEFT + 4.0 + (end - LEFT - 4.0) * number(at) / spaces;

    for mark in marked {
        pen.stretch(&mark.letter, (x_of(mark.from), x_of(mark.to)), (TOP, floor));
    }
    // The band lies below the grid, so that the lines can be read through it.
    let mut band = String::new();
    for (at, point) in points.iter().enumerate() {
        // Cannot fail: writing to a String never does.
        write!(band, "{}{:.1} {:.1}", if at == 0 { "M" } else { "L" }, x_of(at), y_of(point.limits.1)).expect("write to string");
    }
    for (at, point) in points.iter().enumerate().rev() {
        // Cannot fail: writing to a String never does.
        write!(band, "L{:.1} {:.1}", x_of(at), y_of(point.limits.0)).expect("write to string");
    }
    if points.len() > 1 {
        band.push('z');
        pen.path("band", &band);
    }
    for step in &steps {
        let y = y_of(*step);
        pen.line(if *step == 0.0 { "axis" } else { "grid" }, (LEFT, y), (end, y));
        pen.text("quiet-text", Hold::End, (LEFT - 7.0, y + 4.0), &tr.decimal(*step, 0));
    }
    let mut free_from = f64::MIN;
    for (at, point) in points.iter().enumerate() {
        let Some(label) = &point.label else { continue };
        let (x, half) = (x_of(at), text_width(label) / 2.0);
        pen.line("axis", (x, floor), (x, floor + 4.0));
        if x - half >= free_from && x + half <= WIDTH {
            pen.text("quiet-text", Hold::Middle, (x, floor + 18.0), label);
            free_from = x + half + 10.0;
        }
    }
    if let Some(start) = start.filter(|start| start.at < points.len()) {
        let x = x_of(start.at);
        pen.line("mark-line", (x, TOP - 6.0), (x, floor));
        let (hold, at) = if x > end - text_width(&start.name) - 10.0 { (Hold::End, x - 5.0) } else { (Hold::Start, x + 5.0) };
        pen.text("strong-text", hold, (at, TOP - 8.0), &start.name);
    }
    for pair in [false, true] {
        let mut d = String::new();
        for at in 1..points.len() {
            if (points[at].mixed) == pair {
                let (from, to) = (&points[at - 1], &points[at]);
                // Cannot fail: writing to a String never does.
                write!(d, "M{:.1} {:.1}L{:.1} {:.1}", x_of(at - 1), y_of(number(from.events)), x_of(at), y_of(number(to.events)))
                    .expect("write to string");
            }
        }
        if !d.is_empty() {
            pen.path(if pair { "line line-mixed" } else { "line" }, &d);
        }
    }
    if let Some(last) = points.last() {
        pen.circle("point", (x_of(points.len() - 1), y_of(number(last.events))), 3.5);
    }
    pen.end()
}
