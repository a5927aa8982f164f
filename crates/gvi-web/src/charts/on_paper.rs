//! A chart that leaves the page: with its style in it, in the colours that pages have by daylight.
//!
//! The style is read out of the style sheet of the pages, so that a chart looks the same in both places. A typesetter knows neither variables nor
//! two lights, so these are put in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::markup::Markup;

const SHEET: &str = include_str!("../../assets/app.css");
/// The letters of printed papers, in the size that charts are drawn for.
const LETTERS: &str = "text { font-family: \"Noto Sans\"; font-size: 12px; }";

static STYLE: LazyLock<String> = LazyLock::new(|| style_of(SHEET));

/// The chart as a drawing that needs nothing around it.
#[must_use]
pub fn on_paper(chart: &Markup) -> String {
    let drawn = chart.as_str();
    // Cannot fail: every chart is begun by the pen, with one element that holds the rest.
    let (head, rest) = drawn.split_once('>').expect("a chart begins with an element");
    format!("{head}><style>{}</style>{rest}", *STYLE)
}

/// The rules of charts, each with its colours.
fn style_of(sheet: &str) -> String {
    let colours: BTreeMap<&str, &str> = sheet.lines().filter_map(colour).collect();
    let mut style = LETTERS.to_owned();
    for rule in sheet.lines().filter(|line| line.starts_with(".chart .") || line.starts_with(".chart text ")) {
        let rule =
            rule.replace(".chart ", "").replace("font: 400 12px var(--sans); ", "").replace(" font-variant-numeric: tabular-nums;", "");
        // A typesetter knows weights in hundreds.
        let rule = rule.replace("font-weight: 650", "font-weight: 700");
        style.push_str(&with_colours(&rule, &colours));
    }
    style
}

/// `--ink: light-dark(#1f1d1a, #ece8e1);` as its name and its colour by daylight.
fn colour(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
    Some((name, value.split(',').next()?.trim()))
}

fn with_colours(rule: &str, colours: &BTreeMap<&str, &str>) -> String {
    let mut out = String::with_capacity(rule.len());
    let mut rest = rule;
    while let Some((before, after)) = rest.split_once("var(--") {
        out.push_str(before);
        let (name, after) = after.split_once(')').unwrap_or((after, ""));
        out.push_str(colours.get(name).copied().unwrap_or("#000000"));
        rest = after;
    }
    out.push_str(rest);
    out
}
