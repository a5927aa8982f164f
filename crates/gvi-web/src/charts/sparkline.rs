//! A line the size of a word, for a cell of a table. The number stands beside it, so it is hidden from screen readers.

use std::fmt::Write as _;

use crate::markup::Markup;

/// Draws the values from left to right, from zero to the highest.
#[must_use]
pub fn sparkline(values: &[u32]) -> Markup {
    let highest = f64::from(values.iter().copied().max().unwrap_or(0).max(1));
    let mut d = String::new();
    let mut end = (4.0, 21.0);
    for (index, value) in values.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a sparkline has some dozen points")]
        let x = 4.0 + 88.0 * index as f64 / values.len().saturating_sub(1).max(1) as f64;
        let y = 21.0 - f64::from(*value) / highest * 18.0;
        // Cannot fail: writing to a String never does.
        write!(d, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" }).expect("write to string");
        end = (x, y);
    }
    Markup::written_here(format!(
        "<svg class=\"chart sparkline\" viewBox=\"0 0 96 24\" width=\"96\" height=\"24\" aria-hidden=\"true\" focusable=\"false\">\
         <line class=\"grid\" x1=\"4\" y1=\"21.5\" x2=\"92\" y2=\"21.5\"/><path class=\"line\" d=\"{d}\"/>\
         <circle class=\"point\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\"/></svg>",
        end.0, end.1
    ))
}
