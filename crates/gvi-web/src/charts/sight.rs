//! What could be seen, and when: the chance to see a fall as dots out of ten, so that nobody needs to know what power is.

use super::ChartName;
use super::svg::{Hold, Pen};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const LEFT: f64 = 96.0;
const TOP: f64 = 26.0;
const ROW: f64 = 64.0;

/// A fall, and the chance to see it after each time.
#[derive(Debug, Clone)]
pub struct SightRow {
    /// What stands before it: `30 % less`.
    pub name: String,
    /// A chance for each of the chart's times, between 0 and 1.
    pub chances: Vec<f64>,
}

/// How many dots of ten a chance fills, to the nearest.
#[must_use]
pub fn dots_of_ten(chance: f64) -> u32 {
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.0 };
    (0..=10_u32)
        .min_by(|one, other| (f64::from(*one) / 10.0 - chance).abs().total_cmp(&(f64::from(*other) / 10.0 - chance).abs()))
        .unwrap_or(0)
}

/// Draws ten dots for each fall and time, and the line of the smallest visible falls below them.
#[must_use]
pub fn sight(tr: Tr, name: &ChartName, times: &[String], rows: &[SightRow], smallest: (&str, &[String])) -> Markup {
    #[expect(clippy::cast_precision_loss, reason = "a picture has a handful of rows and columns")]
    let (slot, floor) = ((WIDTH - LEFT - 4.0) / times.len().max(1) as f64, TOP + ROW * rows.len() as f64);
    let mut pen = Pen::chart(name, WIDTH, floor + 48.0);
    let mut left = LEFT;
    for (time, least) in times.iter().zip(smallest.1) {
        pen.text("strong-text", Hold::Middle, (left + slot / 2.0, 14.0), time);
        pen.text("strong-text", Hold::Middle, (left + slot / 2.0, floor + 28.0), least);
        left += slot;
    }
    let mut up = TOP;
    for row in rows {
        pen.line("grid", (0.0, up - 2.0), (WIDTH, up - 2.0));
        pen.text("strong-text", Hold::Start, (0.0, up + 26.0), &row.name);
        let mut left = LEFT;
        for chance in &row.chances {
            let full = dots_of_ten(*chance);
            let middle = left + slot / 2.0;
            for dot in 0..10_u32 {
                let (column, line) = (f64::from(dot % 5), f64::from(dot / 5));
                let at = (middle - 28.0 + column * 14.0, up + 12.0 + line * 14.0);
                pen.circle(if dot < full { "dot" } else { "dot dot-open" }, at, 5.0);
            }
            let words = tr.args("reading-chart-of-ten", &[("count", full)]);
            pen.text("quiet-text", Hold::Middle, (middle, up + 50.0), &words);
            left += slot;
        }
        up += ROW;
    }
    pen.line("axis", (0.0, up - 2.0), (WIDTH, up - 2.0));
    // The name of the last line has two lines of its own, because it is longer than a fall.
    for (at, part) in smallest.0.split('|').enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "two lines")]
        pen.text("strong-text", Hold::Start, (0.0, floor + 20.0 + 15.0 * at as f64), part);
    }
    pen.end()
}
