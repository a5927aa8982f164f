//! A forest of ratios: each with its interval, on one axis around 1.

use super::ChartName;
use super::svg::{Hold, Pen, ratio_span, ratio_steps, text_width};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const LEFT: f64 = 14.0;
const ROW: f64 = 42.0;
const TOP: f64 = 8.0;
/// A longer name is cut in the drawing; the table beside it has the whole.
const NAME_WIDTH_MAX: f64 = 330.0;

/// One line of the forest.
#[derive(Debug, Clone)]
pub struct ForestRow {
    /// What it is about.
    pub name: String,
    /// Ratio and interval; nothing where there is no figure.
    pub ratio: Option<(f64, f64, f64)>,
    /// What stands to the right: the figure in words, or why there is none.
    pub shown: String,
    /// Whether it is the primary one: drawn as a filled square, others hollow.
    pub primary: bool,
}

fn cut(name: &str, width: f64) -> String {
    if text_width(name) <= width {
        return name.to_owned();
    }
    let mut short = String::new();
    for sign in name.chars() {
        short.push(sign);
        if text_width(&short) > width - 10.0 {
            break;
        }
    }
    format!("{}\u{2026}", short.trim_end())
}

/// Draws one line for each row, in the order given.
#[must_use]
pub fn forest(tr: Tr, name: &ChartName, rows: &[ForestRow]) -> Markup {
    let all = rows.iter().filter_map(|row| row.ratio).flat_map(|(ratio, low, high)| [ratio, low, high]);
    let (low, high) = ratio_span(all);
    let x_of = |ratio: f64| LEFT + (ratio.clamp(low, high).ln() - low.ln()) / (high.ln() - low.ln()) * (WIDTH - 2.0 * LEFT);
    #[expect(clippy::cast_precision_loss, reason = "a plan has some dozen rows")]
    let floor = TOP + ROW * rows.len() as f64 + 6.0;
    let mut pen = Pen::chart(name, WIDTH, floor + 42.0);
    for step in ratio_steps(low, high) {
        let x = x_of(step);
        pen.line(if step == 1.0 { "axis" } else { "grid" }, (x, TOP), (x, floor));
        pen.text("quiet-text", Hold::Middle, (x, floor + 16.0), &tr.decimal(step, 2));
    }
    let mut up = TOP;
    for row in rows {
        let shown = text_width(&row.shown);
        pen.text("node-label", Hold::Start, (LEFT, up + 14.0), &cut(&row.name, NAME_WIDTH_MAX.min(WIDTH - 2.0 * LEFT - shown - 16.0)));
        pen.text("node-label strong-text", Hold::End, (WIDTH - LEFT, up + 14.0), &row.shown);
        if let Some((ratio, from, to)) = row.ratio {
            let y = up + 28.0;
            pen.line("whisker", (x_of(from), y), (x_of(to), y));
            for limit in [from, to] {
                // A limit beyond the axis has no end stroke: the line runs off the drawing.
                if (low..=high).contains(&limit) {
                    pen.line("whisker", (x_of(limit), y - 5.0), (x_of(limit), y + 5.0));
                }
            }
            pen.rect(if row.primary { "mark mark-first" } else { "mark" }, (x_of(ratio) - 5.0, y - 5.0), (10.0, 10.0));
        }
        up += ROW;
    }
    pen.text("quiet-text", Hold::Start, (LEFT, floor + 34.0), &tr.t("reading-chart-lower"));
    pen.text("quiet-text", Hold::End, (WIDTH - LEFT, floor + 34.0), &tr.t("reading-chart-higher"));
    pen.end()
}
