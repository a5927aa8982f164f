//! Lines over time: up to three series that share an axis, told apart by their strokes and by a name at their end.

use std::fmt::Write as _;

use super::ChartName;
use super::svg::{Hold, Pen, axis_steps, text_width};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 34.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 30.0;
/// More lines than this cannot be told apart.
pub const SERIES_PER_CHART_MAX: usize = 3;

/// A line.
#[derive(Debug, Clone)]
pub struct Series {
    /// What stands at its end: `28 d`.
    pub name: String,
    /// A value for each label of the chart; `None` leaves a gap, because unknown is not zero.
    pub values: Vec<Option<f64>>,
}

impl Series {
    /// The value at a label as the table beside the chart shows it: `–` where it is unknown.
    #[must_use]
    pub fn shown(&self, tr: Tr, at: usize) -> String {
        match self.values.get(at) {
            Some(Some(value)) => tr.decimal(*value, 0),
            _ => "\u{2013}".to_owned(),
        }
    }
}

/// A moment that matters, drawn as an upright line: the first message.
#[derive(Debug, Clone)]
pub struct LineMark {
    /// The index of the label it stands at.
    pub at: usize,
    /// What stands beside it.
    pub name: String,
}

/// Draws the series over the labels of the horizontal axis.
///
/// # Panics
/// When there are more than [`SERIES_PER_CHART_MAX`] series.
#[must_use]
pub fn lines(tr: Tr, name: &ChartName, labels: &[String], series: &[Series], mark: Option<&LineMark>) -> Markup {
    assert!(series.len() <= SERIES_PER_CHART_MAX, "a chart of lines holds at most {SERIES_PER_CHART_MAX} series");
    let mut pen = Pen::chart(name, WIDTH, HEIGHT);
    let top = series.iter().flat_map(|line| line.values.iter().flatten()).copied().fold(0.0, f64::max);
    let steps = axis_steps(top);
    let highest = steps.last().copied().unwrap_or(1.0);
    let right = 16.0 + series.iter().map(|line| text_width(&line.name)).fold(0.0, f64::max);
    let (floor, end) = (HEIGHT - BOTTOM, WIDTH - right);
    let y_of = |value: f64| floor - value / highest * (floor - TOP);
    #[expect(clippy::cast_precision_loss, reason = "a chart has some hundred points")]
    let x_of = |index: usize| {
        let spaces = labels.len().saturating_sub(1).max(1) as f64;
        LEFT + 6.0 + (end - LEFT - 6.0) * index as f64 / spaces
    };

    for step in &steps {
        let y = y_of(*step);
        pen.line(if *step == 0.0 { "axis" } else { "grid" }, (LEFT, y), (end, y));
        pen.text("quiet-text", Hold::End, (LEFT - 7.0, y + 4.0), &tr.decimal(*step, 0));
    }

    let widest = labels.iter().map(|label| text_width(label)).fold(1.0, f64::max) + 14.0;
    let mut free_from = f64::MIN;
    for (index, label) in labels.iter().enumerate() {
        let x = x_of(index);
        if x >= free_from && x + widest / 2.0 <= end + 20.0 {
            let first = index == 0;
            pen.text("quiet-text", if first { Hold::Start } else { Hold::Middle }, (if first { LEFT } else { x }, floor + 18.0), label);
            free_from = x + if first { widest * 1.5 } else { widest };
        }
    }

    if let Some(mark) = mark.filter(|mark| mark.at < labels.len()) {
        let x = x_of(mark.at);
        pen.line("mark-line", (x, TOP - 6.0), (x, floor));
        let (hold, at) = if x > end - text_width(&mark.name) - 10.0 { (Hold::End, x - 5.0) } else { (Hold::Start, x + 5.0) };
        pen.text("strong-text", hold, (at, TOP - 8.0), &mark.name);
    }

    let mut ends: Vec<(f64, &str)> = Vec::new();
    for (number, line) in series.iter().enumerate() {
        let mut d = String::new();
        let mut drawing = false;
        let mut last = None;
        for (index, value) in line.values.iter().enumerate().take(labels.len()) {
            let Some(value) = value else {
                drawing = false;
                continue;
            };
            let (x, y) = (x_of(index), y_of(*value));
            // Cannot fail: writing to a String never does.
            write!(d, "{}{x:.1} {y:.1}", if drawing { "L" } else { "M" }).expect("write to string");
            drawing = true;
            last = Some((x, y));
        }
        pen.path(&format!("line line-{}", number + 1), &d);
        if let Some((x, y)) = last {
            pen.circle("point", (x, y), 3.5);
            ends.push((y + 4.0, &line.name));
        }
    }
    // Names at the ends are pushed up from the lowest, so that none lies upon another or on the axis.
    ends.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut free_above = floor;
    for (y, name) in ends {
        let y = y.min(free_above);
        pen.text("strong-text", Hold::Start, (end + 10.0, y), name);
        free_above = y - 14.0;
    }
    pen.end()
}
