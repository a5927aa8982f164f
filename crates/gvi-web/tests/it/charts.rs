//! The charts: what stands in each drawing, how it is told apart without colour, and how axes are divided.

use gvi_web::charts::svg::{axis_steps, ratio_span, ratio_steps, signed_steps};
use gvi_web::charts::{
    ChartName, CountedYear, DoseBars, ForestRow, GapPoint, LineMark, SightRow, SpanMark, SumPoint, YearPoint, cloud, counted_years,
    dots_of_ten, forest, gaps, on_paper, sight, sums, years,
};
use gvi_web::markup::Markup;
use gvi_web::text::{Lang, Tr};

fn sum_point(events: u64, mixed: bool) -> SumPoint {
    let width = 2.0 * f64::from(u32::try_from(events).unwrap()).sqrt();
    SumPoint {
        label: Some("2015".into()),
        events,
        limits: (f64::from(u32::try_from(events).unwrap()) - width, f64::from(u32::try_from(events).unwrap()) + width),
        mixed,
    }
}

#[test]
fn the_start_stands_as_a_line_and_a_word_and_sums_across_it_are_dashed() {
    let points = [sum_point(60, false), sum_point(58, true), sum_point(40, false)];
    let name = ChartName::new("sums", "Sums", "of a city");
    let drawn = sums(
        Tr::new(Lang::En),
        &name,
        &points,
        Some(&LineMark { at: 1, name: "start <x>".into() }),
        &[SpanMark { from: 0, to: 1, letter: "a".into() }],
    );
    let drawn = drawn.as_str();
    assert!(drawn.contains("mark-line") && drawn.contains("start &lt;x&gt;"));
    assert_eq!(drawn.matches("line-mixed").count(), 1);
    assert!(drawn.contains("class=\"stretch\"") && drawn.contains(">a</text>"));
    assert!(drawn.contains("role=\"img\"") && drawn.contains("<title") && drawn.contains("class=\"band\""));
}

#[test]
fn nothing_to_draw_is_drawn_without_harm() {
    assert!(sums(Tr::new(Lang::Sv), &ChartName::new("a", "b", "c"), &[], None, &[]).as_str().ends_with("</svg>"));
}

#[test]
fn a_chance_becomes_dots_out_of_ten() {
    for (chance, dots) in [(0.0, 0), (0.04, 0), (0.21, 2), (0.5, 5), (0.96, 10), (f64::NAN, 0), (3.0, 10)] {
        assert_eq!(dots_of_ten(chance), dots, "{chance}");
    }
}

#[test]
fn full_and_open_dots_are_told_apart_and_counted_in_words() {
    let rows = [SightRow { name: "30 %".into(), chances: vec![0.21, 0.98] }];
    let times = ["1".to_owned(), "5".to_owned()];
    let least = ["60 %".to_owned(), "47 %".to_owned()];
    let drawn = sight(Tr::new(Lang::En), &ChartName::new("sight", "What", "when"), &times, &rows, ("smallest|fall", &least));
    assert_eq!(drawn.as_str().matches("dot-open").count(), 8);
    assert!(drawn.as_str().contains("2 of 10") && drawn.as_str().contains("47 %"));
}

#[test]
fn rows_without_a_figure_keep_their_place_and_say_why() {
    let rows = [
        ForestRow { name: "a".into(), ratio: Some((0.7, 0.5, 0.95)), shown: "0.70".into(), primary: true },
        ForestRow { name: "b ".repeat(90), ratio: None, shown: "no counts".into(), primary: false },
        ForestRow { name: "c".into(), ratio: Some((0.0, 0.0, f64::INFINITY)), shown: "0.00".into(), primary: false },
    ];
    let drawn = forest(Tr::new(Lang::En), &ChartName::new("forest", "Ratios", "of outcomes"), &rows);
    assert_eq!(drawn.as_str().matches("class=\"mark").count(), 2);
    assert!(drawn.as_str().contains("no counts") && drawn.as_str().contains('\u{2026}'));
    assert!(!drawn.as_str().contains("NaN") && !drawn.as_str().contains("inf"));
}

#[test]
fn gaps_stand_around_zero_and_the_start_is_marked() {
    let points: Vec<GapPoint> = (0..8).map(|at| GapPoint { name: (2015 + at).to_string(), gap: f64::from(at) - 5.5 }).collect();
    let drawn = gaps(Tr::new(Lang::Sv), &ChartName::new("gaps", "Skillnad", "mot kontrollen"), &points, 5, &[]);
    assert_eq!(drawn.as_str().matches("class=\"point\"").count(), 8);
    assert_eq!(drawn.as_str().matches("class=\"axis\"").count(), 1);
    assert!(drawn.as_str().contains("mark-line"));
    let broken = [GapPoint { name: "x".into(), gap: f64::NAN }];
    assert!(!gaps(Tr::new(Lang::En), &ChartName::new("a", "b", "c"), &broken, 0, &[]).as_str().contains("NaN"));
}

#[test]
fn each_year_has_its_count_its_band_and_what_was_done() {
    let point = |name: &str, observed| YearPoint { name: name.into(), observed, expected: 60.0, band: (40.0, 90.0) };
    let dose = DoseBars { name: "Inkallningar <&>".into(), values: vec![Some(4), None] };
    let name = ChartName::new("years", "År", "för år");
    let drawn = years(
        Tr::new(Lang::Sv),
        &name,
        &[point("År 1", 41), point("År 2", 70)],
        &[dose],
        &[SpanMark { from: 1, to: 1, letter: "a".into() }],
    );
    let drawn = drawn.as_str();
    assert_eq!(drawn.matches("class=\"band\"").count(), 3, "one for each year and one in the legend");
    assert!(drawn.contains(">41<") && drawn.contains(">70<") && drawn.contains("Inkallningar &lt;&amp;&gt;"));
    assert!(drawn.contains('\u{2013}'), "what is not known is not nought");
    assert_eq!(drawn.matches("class=\"stretch\"").count(), 1);
}

#[test]
fn a_year_that_is_not_shown_has_its_word_and_no_shape() {
    let years = [
        CountedYear { name: "2015".into(), count: Some((12, 6.2, 21.0)), instead: String::new() },
        CountedYear { name: "2016".into(), count: None, instead: "<5".into() },
    ];
    let drawn = counted_years(Tr::new(Lang::En), &ChartName::new("a", "b", "c"), &years, 1, &[]);
    assert_eq!(drawn.as_str().matches("class=\"dot\"").count(), 1);
    assert!(drawn.as_str().contains("&lt;5"));
}

#[test]
fn every_other_city_is_a_dot_and_the_own_one_is_named() {
    let others = [0.8, 0.81, 0.82, 1.0, 1.0, 1.0, 1.3];
    let drawn = cloud(Tr::new(Lang::Sv), &ChartName::new("cloud", "Moln", "av städer"), &others, 0.6, "Nordhamn & co");
    assert_eq!(drawn.as_str().matches("dot-other").count(), others.len());
    assert_eq!(drawn.as_str().matches("sign-decision").count(), 1);
    assert!(drawn.as_str().contains("Nordhamn &amp; co"));
    assert!(cloud(Tr::new(Lang::En), &ChartName::new("a", "b", "c"), &[], 0.0, "x").as_str().ends_with("</svg>"));
}

fn a_chart() -> Markup {
    cloud(Tr::new(Lang::Sv), &ChartName::new("a", "b", "c"), &[0.8, 1.0], 0.6, "Nordhamn")
}

/// The element that begins a chart, and all that stands in it.
fn around_the_style(chart: &Markup) -> (&str, &str) {
    chart.as_str().split_at(chart.as_str().find('>').unwrap() + 1)
}

#[test]
fn every_rule_of_a_chart_is_there_with_its_colour_and_without_what_a_typesetter_does_not_know() {
    let chart = a_chart();
    let drawn = on_paper(&chart);
    let (head, rest) = around_the_style(&chart);
    let style = drawn.strip_prefix(&format!("{head}<style>")).and_then(|drawn| drawn.strip_suffix(&format!("</style>{rest}"))).unwrap();
    for unknown in ["var(", "light-dark", ".chart", "font:", "calc(", "<", "&", "650"] {
        assert!(!style.contains(unknown), "{unknown} in {style}");
    }
    for (rule, wanted) in
        [(".bar {", "fill: #0d4f5b"), (".band {", "stroke-dasharray: 3 2"), (".line {", "fill: none"), (".quiet-text {", "fill: #59544c")]
    {
        let body = style.split_once(rule).unwrap_or_else(|| panic!("{rule} in {style}")).1.split_once('}').unwrap().0;
        assert!(body.contains(wanted), "{rule} {body}");
    }
    assert!(!style.contains("#000000"), "every colour of a chart has a name in the sheet");
}

#[test]
fn a_chart_takes_its_style_along() {
    let chart = a_chart();
    let (head, rest) = around_the_style(&chart);
    assert!(head.starts_with("<svg class=\"chart\" viewBox=\"0 0 ") && rest.starts_with("<title"));
    let drawn = on_paper(&chart);
    assert!(drawn.starts_with(&format!("{head}<style>text {{")) && drawn.ends_with(&format!("</style>{rest}")));
}

#[test]
fn an_axis_has_few_whole_steps_and_holds_the_top() {
    for top in [0.0, 1.0, 3.0, 5.0, 6.0, 17.0, 65.0, 99.0, 100.0, 1234.0] {
        let steps = axis_steps(top);
        assert!(steps.len() <= 7 && steps.len() >= 2, "{top}: {steps:?}");
        assert!(steps.last().copied().unwrap() >= top, "{top}: {steps:?}");
        assert!(steps.iter().all(|step| step.fract() == 0.0), "{top}: {steps:?}");
    }
    assert_eq!(axis_steps(65.0), [0.0, 20.0, 40.0, 60.0, 80.0]);
    assert_eq!(axis_steps(f64::NAN), axis_steps(1.0));
}

#[test]
fn an_axis_through_zero_holds_both_ends_and_names_zero() {
    for (low, high) in [(-3.0, 5.0), (-0.012, 0.004), (0.0, 0.0), (-700.0, -20.0), (f64::NAN, 1.0)] {
        let (steps, _) = signed_steps(low, high);
        assert!(steps.len() >= 2 && steps.len() <= 9, "{low} {high}: {steps:?}");
        assert!(steps.iter().any(|step| step.abs() < 1e-12), "{low} {high}: {steps:?}");
        if low.is_finite() {
            assert!(steps[0] <= low.min(0.0) && *steps.last().unwrap() >= high.max(0.0) - 1e-12, "{low} {high}: {steps:?}");
        }
    }
    assert_eq!(signed_steps(-0.012, 0.004).1, 3);
}

#[test]
fn an_axis_of_ratios_names_one_and_leaves_out_what_it_cannot_hold() {
    let (low, high) = ratio_span([0.5, 0.0, f64::INFINITY, 1.1].into_iter());
    assert!(low < 0.5 && high > 1.2 && high < 2.0);
    assert_eq!(ratio_steps(low, high), [0.5, 0.7, 1.0]);
}
