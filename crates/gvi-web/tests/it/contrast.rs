//! The colours of the style sheet, read from the style sheet, measured as WCAG 2.2 measures them.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../assets/app.css");

/// Text on a ground: at least 4.5.
const TEXT: &[(&str, &str)] = &[
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("ink", "accent-soft"),
    ("ink", "good-soft"),
    ("ink", "soon-soft"),
    ("ink", "over-soft"),
    ("quiet", "ground"),
    ("quiet", "surface"),
    ("quiet", "sunk"),
    ("quiet", "accent-soft"),
    ("link", "ground"),
    ("link", "surface"),
    ("link", "sunk"),
    ("link", "accent-soft"),
    ("link", "good-soft"),
    ("link", "soon-soft"),
    ("link", "over-soft"),
    ("accent", "surface"),
    ("accent", "ground"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("good", "good-soft"),
    ("good", "surface"),
    ("soon", "soon-soft"),
    ("soon", "surface"),
    ("over", "over-soft"),
    ("over", "surface"),
    ("over", "ground"),
    ("danger-ink", "danger"),
];

/// Borders of fields, the focus ring, strokes of charts: at least 3.
const SHAPES: &[(&str, &str)] = &[
    ("line-strong", "surface"),
    ("line-strong", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("focus", "sunk"),
    ("focus", "accent-soft"),
    ("accent", "sunk"),
    ("over", "surface"),
    ("good", "surface"),
    ("soon", "surface"),
];

#[derive(Clone, Copy)]
enum Light {
    Light,
    Dark,
}

/// The pairs `--name: light-dark(#…, #…)` of the first rule.
fn colours() -> BTreeMap<String, (String, String)> {
    let root = CSS.split_once(":root {").unwrap().1.split_once('}').unwrap().0;
    root.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), (light.to_owned(), dark.to_owned())))
        })
        .collect()
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn too_weak(pairs: &[(&str, &str)], least: f64, light: Light) -> Vec<String> {
    let colours = colours();
    let pick = |name: &str| {
        let pair = colours.get(name).unwrap_or_else(|| panic!("no colour named {name}"));
        match light {
            Light::Light => pair.0.clone(),
            Light::Dark => pair.1.clone(),
        }
    };
    pairs
        .iter()
        .map(|(front, ground)| (front, ground, contrast(&pick(front), &pick(ground))))
        .filter(|(_, _, ratio)| *ratio < least)
        .map(|(front, ground, ratio)| format!("{front} on {ground}: {ratio:.2}"))
        .collect()
}

#[test]
fn black_on_white_measures_twenty_one() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 0.001);
}

#[test]
fn text_is_readable_by_day_and_by_night() {
    assert_eq!(too_weak(TEXT, 4.5, Light::Light), Vec::<String>::new());
    assert_eq!(too_weak(TEXT, 4.5, Light::Dark), Vec::<String>::new());
}

#[test]
fn borders_rings_and_strokes_are_seen_by_day_and_by_night() {
    assert_eq!(too_weak(SHAPES, 3.0, Light::Light), Vec::<String>::new());
    assert_eq!(too_weak(SHAPES, 3.0, Light::Dark), Vec::<String>::new());
}

#[test]
fn every_colour_outside_the_first_rule_is_a_named_one() {
    let after = CSS.split_once(":root {").unwrap().1.split_once('}').unwrap().1;
    let screen = after.split_once("@media print").unwrap().0;
    let stray: Vec<&str> = screen.lines().filter(|line| line.contains(": #") || line.contains(" #fff") || line.contains("hsl(")).collect();
    assert_eq!(stray, Vec::<&str>::new());
}

#[test]
fn the_style_sheet_asks_no_other_address() {
    assert!(!CSS.contains("url(") && !CSS.contains("@import") && !CSS.contains("http:") && !CSS.contains("https"));
}
