//! Bars by month: counts of incidents, messages, decisions.

use jiff::civil::Date;

use super::ChartName;
use super::svg::{Hold, Pen, axis_steps};
use crate::markup::Markup;
use crate::text::Tr;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 42.0;

/// The count of one month.
#[derive(Debug, Clone, Copy)]
pub struct MonthBar {
    /// Any day of the month.
    pub month: Date,
    /// The count that is sure: GMI = yes.
    pub count: u32,
    /// What is added when the unsure are counted too: GMI = suspected. Drawn on top, hollow and dashed.
    pub unsure: u32,
}

/// Draws one bar for each month, in the order given, with the year below its first month.
#[must_use]
pub fn month_bars(tr: Tr, name: &ChartName, bars: &[MonthBar]) -> Markup {
    let mut pen = Pen::chart(name, WIDTH, HEIGHT);
    let top = bars.iter().map(|bar| f64::from(bar.count) + f64::from(bar.unsure)).fold(0.0, f64::max);
    let steps = axis_steps(top);
    let highest = steps.last().copied().unwrap_or(1.0);
    let floor = HEIGHT - BOTTOM;
    let height_of = |value: f64| value / highest * (floor - TOP);

    for step in &steps {
        let y = floor - height_of(*step);
        pen.line(if *step == 0.0 { "axis" } else { "grid" }, (LEFT, y), (WIDTH - RIGHT, y));
        pen.text("quiet-text", Hold::End, (LEFT - 7.0, y + 4.0), &tr.decimal(*step, 0));
    }

    #[expect(clippy::cast_precision_loss, reason = "a chart has some dozen months")]
    let slot = (WIDTH - LEFT - RIGHT) / bars.len().max(1) as f64;
    let bar_width = (slot * 0.68).min(40.0);
    let every_month_named = slot >= 34.0;
    let mut x = LEFT;
    for (index, bar) in bars.iter().enumerate() {
        let middle = x + slot / 2.0;
        let (sure, unsure) = (height_of(f64::from(bar.count)), height_of(f64::from(bar.unsure)));
        if bar.count > 0 {
            pen.rect("bar", (middle - bar_width / 2.0, floor - sure), (bar_width, sure));
        }
        if bar.unsure > 0 {
            pen.rect("bar-second", (middle - bar_width / 2.0, floor - sure - unsure), (bar_width, unsure));
        }
        let month = bar.month.month();
        if every_month_named {
            pen.text("quiet-text", Hold::Middle, (middle, floor + 16.0), &tr.month(month));
        } else if month % 3 == 1 {
            pen.line("axis", (x, floor), (x, floor + 5.0));
            if slot * 3.0 >= 30.0 {
                pen.text("quiet-text", Hold::Start, (x + 2.0, floor + 16.0), &tr.month(month));
            }
        }
        if index == 0 && bars.get(1..12).is_none_or(|next| next.iter().take(2).all(|bar| bar.month.month() != 1)) || month == 1 {
            let at = if every_month_named { middle } else { x + 2.0 };
            let hold = if every_month_named { Hold::Middle } else { Hold::Start };
            pen.text("strong-text", hold, (at, floor + 34.0), &bar.month.year().to_string());
        }
        x += slot;
    }
    pen.end()
}
