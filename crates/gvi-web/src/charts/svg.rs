//! A small pen for SVG: shapes with classes, text escaped, coordinates short.

use std::fmt::Write as _;

use gvi_print::escaped;

use super::ChartName;
use crate::markup::Markup;

/// Where a text is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hold {
    Start,
    Middle,
    End,
}

impl Hold {
    fn word(self) -> &'static str {
        match self {
            Hold::Start => "start",
            Hold::Middle => "middle",
            Hold::End => "end",
        }
    }
}

/// An SVG drawing under way.
#[derive(Debug)]
pub(super) struct Pen {
    drawn: String,
}

impl Pen {
    /// Starts a chart of a width and height, named for those who do not see it.
    pub(super) fn chart(name: &ChartName, width: f64, height: f64) -> Pen {
        let class = if width > 600.0 { "chart chart-wide" } else { "chart" };
        let id = escaped(&name.id);
        let mut pen = Pen { drawn: String::with_capacity(4096) };
        pen.put(format_args!(
            "<svg class=\"{class}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            escaped(&name.title),
            escaped(&name.description)
        ));
        pen
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        // Cannot fail: writing to a String never does.
        self.drawn.write_fmt(shape).expect("write to string");
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.put(format_args!("<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"));
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"1.5\"/>"
        ));
    }

    /// A marked stretch from one side to the other, with its letter at the foot: hatched by its own edges, never by colour alone.
    pub(super) fn stretch(&mut self, letter: &str, (from, to): (f64, f64), (top, floor): (f64, f64)) {
        self.rect("stretch", (from, top), ((to - from).max(3.0), floor - top));
        self.text("quiet-text strong-text", Hold::Middle, (from.midpoint(to.max(from + 3.0)), floor - 4.0), letter);
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.put(format_args!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"));
    }

    /// A path; `d` is written by the charts and never comes from outside.
    pub(super) fn path(&mut self, class: &str, d: &str) {
        self.put(format_args!("<path class=\"{class}\" d=\"{d}\"/>"));
    }

    pub(super) fn text(&mut self, class: &str, hold: Hold, (x, y): (f64, f64), text: &str) {
        self.put(format_args!(
            "<text class=\"{class}\" text-anchor=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
            hold.word(),
            escaped(text)
        ));
    }

    pub(super) fn end(mut self) -> Markup {
        self.drawn.push_str("</svg>");
        Markup::written_here(self.drawn)
    }
}

/// The steps of an axis from zero that holds `top`: at most six of them, in whole numbers a person counts in.
#[must_use]
pub fn axis_steps(top: f64) -> Vec<f64> {
    let top = if top.is_finite() { top.max(1.0) } else { 1.0 };
    let mut step = 1.0;
    // 1, 2, 5, 10, 20, 50 …
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if top / step <= 5.0 {
            break;
        }
        step *= factor;
    }
    let count = (top / step).ceil();
    let mut steps = vec![0.0];
    let mut at = step;
    while at <= count * step {
        steps.push(at);
        at += step;
    }
    steps
}

/// A count or a place as a drawing's number.
#[expect(clippy::cast_precision_loss, reason = "counts and places lie far below what a drawing can tell apart")]
pub(super) fn number(value: impl TryInto<u64>) -> f64 {
    value.try_into().unwrap_or(0) as f64
}

/// The ratios that an axis on the log scale names: those of a short list that lie within the span, and 1.
#[must_use]
pub fn ratio_steps(low: f64, high: f64) -> Vec<f64> {
    const NAMED: [f64; 11] = [0.05, 0.1, 0.2, 0.33, 0.5, 0.7, 1.0, 1.5, 2.0, 4.0, 10.0];
    NAMED.into_iter().filter(|ratio| *ratio == 1.0 || (low..=high).contains(ratio)).collect()
}

/// The span of an axis of ratios: all that is drawn, 1, and a little more; never so wide that all stands on one spot.
#[must_use]
pub fn ratio_span(ratios: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (0.8_f64, 1.25_f64);
    for ratio in ratios.filter(|ratio| ratio.is_finite() && *ratio > 0.0) {
        low = low.min(ratio);
        high = high.max(ratio);
    }
    ((low * 0.93).max(0.04), (high * 1.07).min(25.0))
}

/// The steps of an axis that may run below zero, and the decimals they need. Zero is always among them.
#[must_use]
pub fn signed_steps(low: f64, high: f64) -> (Vec<f64>, usize) {
    let (low, high) = (low.min(0.0), high.max(0.0));
    // Where there is nothing to hold, an axis from 0 to 1 is still an axis.
    let (low, high) = if (high - low).is_finite() && high > low { (low, high) } else { (0.0, 1.0) };
    let span = high - low;
    let mut step = 10_f64.powf((span / 6.0).log10().floor());
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if span / step <= 6.0 {
            break;
        }
        step *= factor;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the exponent of a step lies within a few dozen")]
    let decimals = (-(step.log10() + 1e-9).floor()).clamp(0.0, 6.0) as usize;
    let mut steps = Vec::new();
    let mut at = (low / step).floor();
    while at * step < high + step * 0.999 && steps.len() < 12 {
        steps.push(at * step);
        at += 1.0;
    }
    (steps, decimals)
}

/// How wide a text is about, in the 12-pixel type of charts.
pub(super) fn text_width(text: &str) -> f64 {
    let mut width = 0.0;
    for sign in text.chars() {
        width += match sign {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ' ' | '-' => 4.2,
            'm' | 'w' | 'M' | 'W' | 'Å' | 'Ä' | 'Ö' => 10.0,
            _ => 7.2,
        };
    }
    width
}
