//! The cloud of placebos: how far each comparison city moved, as if it had been the one, and where the own city stands among them.

use super::ChartName;
use super::svg::{Hold, Pen, ratio_span, ratio_steps, text_width};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const LEFT: f64 = 16.0;
const DOT: f64 = 5.0;
const TOP: f64 = 46.0;

/// Draws a dot for each comparison city at its ratio, on top of each other where they are close, and the own city as a diamond.
#[must_use]
pub fn cloud(tr: Tr, name: &ChartName, others: &[f64], own: f64, own_name: &str) -> Markup {
    let (low, high) = ratio_span(others.iter().copied().chain([own]));
    let x_of = |ratio: f64| LEFT + (ratio.clamp(low, high).ln() - low.ln()) / (high.ln() - low.ln()) * (WIDTH - 2.0 * LEFT);
    // Dots fall into columns as wide as a dot; each column grows upwards.
    let mut sorted: Vec<f64> = others.iter().copied().filter(|ratio| ratio.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut places: Vec<(f64, u32)> = Vec::new();
    let mut column = (f64::MIN, 0);
    for ratio in sorted {
        let x = x_of(ratio);
        column = if x - column.0 < 2.0 * DOT + 1.0 { (column.0, column.1 + 1) } else { (x, 0) };
        places.push((column.0, column.1));
    }
    let tallest = f64::from(places.iter().map(|(_, level)| *level).max().unwrap_or(0));
    let floor = TOP + (tallest + 1.0) * (2.0 * DOT + 1.0) + 16.0;
    let mut pen = Pen::chart(name, WIDTH, floor + 44.0);
    for step in ratio_steps(low, high) {
        let x = x_of(step);
        pen.line(if step == 1.0 { "axis" } else { "grid" }, (x, TOP - 8.0), (x, floor));
        pen.text("quiet-text", Hold::Middle, (x, floor + 16.0), &tr.decimal(step, 2));
    }
    pen.line("axis", (LEFT, floor), (WIDTH - LEFT, floor));
    for (x, level) in places {
        pen.circle("dot dot-other", (x, floor - DOT - 2.0 - f64::from(level) * (2.0 * DOT + 1.0)), DOT - 0.5);
    }
    let x = x_of(own);
    pen.line("mark-line", (x, TOP - 18.0), (x, floor));
    let y = TOP - 16.0;
    let (left, right, up, down) = (x - 8.0, x + 8.0, y - 8.0, y + 8.0);
    pen.path("sign-decision", &format!("M{x:.1} {up:.1}L{right:.1} {y:.1}L{x:.1} {down:.1}L{left:.1} {y:.1}z"));
    let wide = text_width(own_name);
    let hold = if x + wide + 16.0 > WIDTH { Hold::End } else { Hold::Start };
    pen.text("strong-text", hold, (if matches!(hold, Hold::End) { x - 13.0 } else { x + 13.0 }, y + 4.0), own_name);
    pen.text("quiet-text", Hold::Start, (LEFT, floor + 36.0), &tr.t("reading-chart-lower"));
    pen.text("quiet-text", Hold::End, (WIDTH - LEFT, floor + 36.0), &tr.t("reading-chart-higher"));
    pen.end()
}
