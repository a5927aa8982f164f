//! A reading as people see it, on invented cities of which the truth is known: what is said, what is kept back, and in which order.

use std::collections::BTreeMap;

use gvi_app::evaluation::by_group::{ByGroupSettings, GroupTable, by_group};
use gvi_app::evaluation::plan;
use gvi_app::evaluation::reading::{self, CityCounts, CountTable, Reading};
use gvi_app::evaluation::research::{self, Dated};
use gvi_domain::evaluation::{EvaluationPlan, KnownShock, TreatedCity};
use gvi_domain::{Moment, Month};
use gvi_web::evaluation::beside::GroupsView;
use gvi_web::evaluation::paper::ReadingPaper;
use gvi_web::evaluation::public::PublicView;
use gvi_web::evaluation::reading::{DoseRow, ReadingView};
use gvi_web::evaluation::research::ResearchView;
use gvi_web::text::{Lang, Tr};

const CITIES: usize = 26;
/// Months before the start.
const BEFORE: usize = 84;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// A number between 0 and 1 that looks drawn, the same every time.
fn drawn(city: usize, month: usize) -> f64 {
    let mut mixed = (city as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (month as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
    for _ in 0..3 {
        mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    }
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

fn poisson(mean: f64, place: f64) -> u64 {
    let (mut count, mut chance) = (0_u32, (-mean).exp());
    let mut below = chance;
    while below < place && count < 1_000 {
        count += 1;
        chance *= mean / f64::from(count);
        below += chance;
    }
    u64::from(count)
}

/// Nordhamn and its comparison cities; in Nordhamn the counts change by a factor from the start on.
fn table(months: usize, mean: f64, factor: f64) -> CountTable {
    let cities = (0..CITIES)
        .map(|city| CityCounts {
            name: if city == 0 { "Nordhamn".to_owned() } else { format!("Stad {city}") },
            counts: (0..months).map(|at| poisson(if city == 0 && at >= BEFORE { mean * factor } else { mean }, drawn(city, at))).collect(),
            population: Some(vec![300_000.0; months]),
        })
        .collect();
    CountTable { first: month("2013-01"), cities }
}

fn planned(donors: usize) -> EvaluationPlan {
    let (mut planned, _) = plan::read(plan::TEMPLATE).unwrap();
    planned.first = month("2013-01");
    planned.start = month("2020-01");
    planned.last = month("2025-12");
    planned.donors = (1..=donors).map(|city| format!("Stad {city}")).collect();
    planned
}

fn read_with(planned: &EvaluationPlan, table: CountTable) -> Reading {
    let sealed = plan::seal(planned, month("2019-11")).unwrap();
    let tables = BTreeMap::from([(planned.primary.name.clone(), table)]);
    reading::read(&sealed, planned, &tables, month("2026-11"), reading::SEED).unwrap()
}

fn read(months_after: usize, factor: f64) -> Reading {
    read_with(&planned(CITIES - 1), table(BEFORE + months_after, 6.0, factor))
}

fn dose() -> Vec<DoseRow> {
    vec![
        DoseRow { name: "Inkallningar".into(), by_year: vec![6, 4, 2, 1, 0] },
        DoseRow { name: "Underrättelser <till grupper>".into(), by_year: vec![20, 14, 3] },
    ]
}

fn made_at() -> jiff::Zoned {
    jiff::civil::date(2026, 11, 22).at(21, 40, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap()
}

fn paper_of<'a>(lang: Lang, reading: &'a Reading, dose: &'a [DoseRow]) -> ReadingPaper<'a> {
    let (purpose, user) = (Some("Uppföljning".to_owned()), Some("Olle Berg, kommunen".to_owned()));
    ReadingPaper { tr: Tr::new(lang), reading, dose, research: None, purpose, user, at: made_at() }
}

fn report(lang: Lang, reading: &Reading, dose: &[DoseRow]) -> String {
    paper_of(lang, reading, dose).html()
}

fn at(page: &str, what: &str) -> usize {
    page.find(what).unwrap_or_else(|| panic!("{what} stands nowhere"))
}

#[test]
fn the_sentence_stands_first_then_what_happened_then_what_could_have_been_seen_then_the_researchers_part() {
    let found = read(60, 0.5);
    for (lang, sentence, by_itself) in [
        (Lang::Sv, &found.assessment.swedish, "Vad som sjunker av sig självt"),
        (Lang::En, &found.assessment.english, "What falls by itself"),
    ] {
        let page = report(lang, &found, &dose());
        let order = [
            sentence.as_str(),
            "id=\"reading-sums\"",
            by_itself,
            "id=\"reading-years\"",
            "id=\"reading-sight\"",
            "id=\"reading-outcomes\"",
            "id=\"reading-forest\"",
            "id=\"reading-conditions\"",
            "id=\"reading-cloud\"",
            "id=\"reading-gaps\"",
            "id=\"reading-plan\"",
        ];
        let places: Vec<usize> = order.iter().map(|what| at(&page, what)).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(!page.contains('⟦'), "a sentence is missing");
        assert!(page.contains("Underrättelser &lt;till grupper&gt;"), "what people wrote is escaped");
        assert!(page.contains(&found.assessment.judgement.plan_hash));
        // Every drawing is named for those who do not see it, and has its table.
        let drawings = page.matches("role=\"img\"").count();
        assert_eq!(drawings, 6);
        assert_eq!(page.matches("<desc id=").count(), drawings);
        assert!(page.matches("<table").count() >= drawings);
    }
}

#[test]
fn a_report_stands_alone() {
    let page = report(Lang::Sv, &read(60, 0.5), &dose());
    for outside in ["http://", "https://", "src=", "<link", "<script", "@import", "url("] {
        let rest = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!rest.contains(outside), "{outside}");
    }
    assert!(page.starts_with("<!doctype html>") && page.contains("<html lang=\"sv\"") && page.contains("@media print"));
    assert_eq!(page.matches("<style>").count(), 1);
}

#[test]
fn nothing_after_the_start_is_an_effect_while_it_is_too_early() {
    let young = read(14, 0.5);
    assert!(young.assessment.fit.is_some(), "the estimators did find something, and it is kept back");
    for lang in Lang::ALL {
        let view = ReadingView::new(Tr::new(lang), &young, &dose());
        assert!(view.years.is_none() && view.forest.is_none() && view.cloud.is_none() && view.gaps.is_none() && view.rank.is_none());
        assert!(view.outcomes.iter().all(|outcome| outcome.ratio == "\u{2013}" && outcome.p == "\u{2013}" && !outcome.why_not.is_empty()));
        assert_eq!(view.by_itself.len(), 3, "the panel of what falls by itself is always there");
        let page = report(lang, &young, &dose());
        assert!(!page.contains("id=\"reading-years\"") && page.contains("id=\"reading-by-itself\""));
        assert!(page.contains(&young.assessment.swedish) || page.contains(&young.assessment.english));
    }
}

#[test]
fn a_refusal_says_what_was_measured_what_the_limit_is_and_what_to_do_in_the_readers_language() {
    let few = read_with(&planned(8), table(BEFORE + 36, 6.0, 1.0));
    let (swedish, english) = (ReadingView::new(Tr::new(Lang::Sv), &few, &[]), ReadingView::new(Tr::new(Lang::En), &few, &[]));
    assert_eq!(swedish.refusals.len(), 1);
    assert_eq!((swedish.refusals[0].what.as_str(), english.refusals[0].what.as_str()), ("Jämförelsestäder", "Comparison cities"));
    assert_eq!((swedish.refusals[0].measured.as_str(), swedish.refusals[0].limit.as_str()), ("8", "20"));
    assert!(swedish.refusals[0].what_to_do.starts_with("Lägg till jämförelsestäder"));
    assert!(swedish.forest.is_none() && swedish.years.is_none());
}

#[test]
fn no_text_calls_a_difference_that_was_not_found_no_effect_and_conditions_are_in_both_languages() {
    let same = read(60, 1.0);
    let (swedish, english) = (ReadingView::new(Tr::new(Lang::Sv), &same, &[]), ReadingView::new(Tr::new(Lang::En), &same, &[]));
    for (one, other) in swedish.conditions.iter().zip(&english.conditions) {
        assert_ne!(one.name, other.name);
        assert_eq!(one.holds, other.holds);
    }
    for (lang, words) in
        [(Lang::Sv, ["ingen effekt", "utan effekt", "fungerade"]), (Lang::En, ["no effect", "without effect", "it worked"])]
    {
        let page = report(lang, &same, &dose()).to_lowercase();
        for word in words {
            assert!(!page.contains(word), "{word}");
        }
        for sign in ['↑', '↓', '→', '▲', '▼', '🔴', '🟢'] {
            assert!(!page.contains(sign), "{sign}");
        }
    }
}

#[test]
fn before_sixty_months_no_text_of_the_reading_names_the_programme_as_the_cause() {
    let halved = read(36, 0.4);
    assert!(halved.assessment.judgement.preliminary);
    let view = ReadingView::new(Tr::new(Lang::En), &halved, &dose());
    assert!(view.preliminary.is_some_and(|mark| mark.contains("36 of 60")));
    for (lang, words) in [
        (Lang::Sv, ["tack vare", "beror på insatsen", "insatsen minskade"]),
        (Lang::En, ["because of the programme", "thanks to", "programme probably reduced"]),
    ] {
        let page = report(lang, &halved, &dose()).to_lowercase();
        for word in words {
            assert!(!page.contains(word), "{word}");
        }
    }
    let everybody = PublicView::new(Tr::new(Lang::Sv), &halved);
    assert!(everybody.unknown.iter().any(|line| line.contains("beror på är inte känt")));
}

#[test]
fn everybody_sees_no_count_below_five_and_no_figure_that_brings_it_back() {
    let rare = read_with(&planned(CITIES - 1), table(BEFORE + 36, 0.7, 0.3));
    let small: Vec<u64> = rare.whole_years().iter().map(|window| window.events).filter(|events| *events < 5).collect();
    assert!(!small.is_empty(), "the invented city has small years");
    for lang in Lang::ALL {
        let view = PublicView::new(Tr::new(lang), &rare);
        assert!(view.leaves_out);
        for row in &view.years.rows {
            let count: Option<u64> = row[1].parse().ok();
            assert!(count.is_none_or(|count| count >= 5), "{row:?}");
            assert_eq!(count.is_none(), row[2] == "\u{2013}" && row[3] == "\u{2013}", "limits would tell the count: {row:?}");
        }
        assert!(view.years.rows.iter().filter(|row| row[1].parse::<u64>().is_err()).count() >= 2, "one alone could be worked out");
        let json = serde_json::to_string(&view).unwrap();
        assert!(!json.contains("Stad 1"), "no other city is named");
    }
}

#[test]
fn the_same_reading_gives_the_same_paper() {
    let (one, other) = (read(60, 0.7), read(60, 0.7));
    assert_eq!(report(Lang::En, &one, &dose()), report(Lang::En, &other, &dose()));
}

fn research_of(months_after: usize, factor: f64) -> research::Research {
    let planned = planned(CITIES - 1);
    let sealed = plan::seal(&planned, month("2019-11")).unwrap();
    let (early, late) = (table(BEFORE + 14, 6.0, factor), table(BEFORE + months_after, 6.0, factor));
    let tables = BTreeMap::from([(planned.primary.name.clone(), late.clone())]);
    let read = reading::read(&sealed, &planned, &tables, month("2026-11"), reading::SEED).unwrap();
    let at = |second| Moment::from_seconds(second).unwrap();
    let dated = vec![Dated { at: at(1_600_000_000), table: early }, Dated { at: at(1_700_000_000), table: late }];
    let dated = BTreeMap::from([(planned.primary.name.clone(), dated)]);
    let vintages = research::vintages(&sealed, &planned, &dated, month("2026-11"), reading::SEED);
    research::research(read, &tables, vintages, reading::SEED).unwrap()
}

fn researched(months_after: usize, factor: f64) -> (ResearchView, ResearchView) {
    let found = research_of(months_after, factor);
    let zone = jiff::tz::TimeZone::UTC;
    (ResearchView::new(Tr::new(Lang::Sv), &found, &zone), ResearchView::new(Tr::new(Lang::En), &found, &zone))
}

#[test]
fn researchers_see_what_the_answer_rests_on_in_both_languages_and_are_told_that_the_regression_is_not_the_verdict() {
    let (swedish, english) = researched(60, 0.5);
    for view in [&swedish, &english] {
        let json = serde_json::to_string(view).unwrap();
        assert!(!json.contains('\u{27e6}') && !json.contains("NaN") && !json.contains("inf"), "{json}");
        let details = view.details.as_ref().unwrap();
        assert_eq!(details.methods.rows.len(), 2, "an outcome without counts is listed too");
        assert!(details.methods.rows[1][1..].iter().all(|cell| cell == "\u{2013}"));
        // Every table has as many cells in a row as heads, the drawing's table too.
        let figure = &details.left_out;
        let regression = &details.regression;
        let mut tables = vec![&details.methods, regression.terms.as_ref().unwrap(), regression.years.as_ref().unwrap()];
        tables.extend(details.earlier_starts.as_ref());
        tables.extend(view.vintages.iter().map(|vintage| &vintage.rows));
        for (heads, rows) in tables.iter().map(|rows| (&rows.heads, &rows.rows)).chain([(&figure.heads, &figure.rows)]) {
            assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == heads.len()), "{heads:?}");
        }
        assert!(figure.drawing().as_str().contains("role=\"img\""));
        assert_eq!(details.earlier_starts.as_ref().unwrap().rows.len(), 2, "seven years before leave two earlier starts");
        let [vintages] = view.vintages.as_slice() else { panic!("one outcome has two tables") };
        assert_eq!((vintages.rows.rows.len(), vintages.rows.rows[0][4].as_str()), (2, "\u{2013}"), "too early is without a figure");
    }
    let (one, other) = (swedish.details.unwrap(), english.details.unwrap());
    assert_ne!((one.rests_on, one.earlier), (other.rests_on, other.earlier));
    for (lang, says) in [(Lang::Sv, "16 till 21"), (Lang::En, "16 to 21")] {
        assert!(Tr::new(lang).t("research-regression-warning").contains(says));
    }
}

#[test]
fn while_it_is_too_early_researchers_see_no_figure_either() {
    let (swedish, english) = researched(20, 0.5);
    assert!(swedish.details.is_none() && english.details.is_none());
    let ratios: Vec<&String> = english.vintages.iter().flat_map(|vintage| &vintage.rows.rows).map(|row| &row[4]).collect();
    assert!(ratios.len() == 2 && ratios.iter().all(|ratio| *ratio == "\u{2013}"), "{ratios:?}");
}

#[test]
fn the_page_of_the_site_leaves_the_plan_to_its_own_card_and_the_paper_has_it() {
    use askama::Template as _;
    #[derive(askama::Template)]
    #[template(source = "{% include \"evaluation/_reading.html\" %}", ext = "html")]
    struct Part {
        reading: ReadingView,
    }
    let (found, tr) = (read(60, 0.5), Tr::new(Lang::En));
    let part = |reading| Part { reading }.render().unwrap();
    let definition = format!("{}: {}", found.plan.primary.name, found.plan.primary.definition);
    assert_eq!(part(ReadingView::new(tr, &found, &[])).matches(&definition).count(), 0);
    assert_eq!(part(ReadingView::new(tr, &found, &[]).on_paper()).matches(&definition).count(), 1);
}

/// The same cities, with a shock that the plan named.
fn shocked(first: &str, last: &str, national: bool) -> (Reading, research::Research) {
    let mut planned = planned(CITIES - 1);
    planned.shocks =
        vec![KnownShock { name: "pandemin <x>".into(), first: month(first), last: month(last), national, source: "myndigheten".into() }];
    let sealed = plan::seal(&planned, month("2019-11")).unwrap();
    let tables = BTreeMap::from([(planned.primary.name.clone(), table(BEFORE + 60, 6.0, 0.5))]);
    let read = reading::read(&sealed, &planned, &tables, month("2026-11"), reading::SEED).unwrap();
    (read.clone(), research::research(read, &tables, Vec::new(), reading::SEED).unwrap())
}

#[test]
fn a_known_shock_is_marked_in_every_series_with_a_row_beside_and_is_listed_beside_the_effect() {
    let (found, research) = shocked("2021-03", "2022-02", true);
    assert_eq!(found.assessment.judgement.ratio, read(60, 0.5).assessment.judgement.ratio, "it moves no figure of the verdict");
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        let page = report(lang, &found, &dose());
        assert_eq!(page.matches("class=\"stretch\"").count(), 3, "sums, years and gaps");
        assert!(page.contains("id=\"reading-shocks\"") && page.contains("pandemin &#60;x&#62;") && !page.contains('\u{27e6}'));
        let view = ReadingView::new(tr, &found, &dose());
        for figure in [&view.sums, view.years.as_ref().unwrap(), view.gaps.as_ref().unwrap()] {
            let row = figure.rows.iter().find(|row| row[0].contains("pandemin")).unwrap();
            assert_eq!(row.len(), figure.heads.len(), "{row:?}");
        }
        assert!(view.shocks[0].near.is_empty());
        let public = PublicView::new(tr, &found);
        assert!(public.years.drawing().as_str().contains("stretch") && public.shocks.len() == 1);
        let details = ResearchView::new(tr, &research, &jiff::tz::TimeZone::UTC).details.unwrap();
        let terms = details.regression.terms.unwrap();
        assert!(terms.rows.iter().any(|row| row[0].contains("pandemin <x>")), "{:?}", terms.rows);
    }
}

#[test]
fn beside_a_shock_the_single_series_is_refused_and_the_reader_is_told_why() {
    for (national, sv, en) in [(true, "drabbades av samma sak", "met the same"), (false, "ingen annan stad", "no other city")] {
        let (found, research) = shocked("2019-06", "2019-10", national);
        assert!(found.assessment.judgement.ratio.is_some(), "comparison cities carry the verdict");
        for (lang, told) in [(Lang::Sv, sv), (Lang::En, en)] {
            let tr = Tr::new(lang);
            assert!(!ReadingView::new(tr, &found, &dose()).shocks[0].near.is_empty());
            let details = ResearchView::new(tr, &research, &jiff::tz::TimeZone::UTC).details.unwrap();
            let refused = &details.regression.refusals[0];
            assert!(refused.what.contains("pandemin <x>") && refused.what_to_do.contains(told), "{refused:?}");
            assert_eq!((refused.measured.as_str(), refused.limit.as_str()), ("3", "3"));
            assert_eq!(details.methods.rows[0][3], "\u{2013}", "no figure of the regression in the table either");
        }
    }
}

#[test]
fn several_cities_stand_beside_the_verdict_year_by_year_and_are_said_to_decide_nothing() {
    let mut several = planned(20);
    several.treated = (21..=25).map(|city| TreatedCity { name: format!("Stad {city}"), start: month("2021-01") }).collect();
    let found = read_with(&several, table(BEFORE + 60, 6.0, 0.5));
    let alone = read_with(&planned(20), table(BEFORE + 60, 6.0, 0.5));
    assert!(alone.staggered.is_none(), "a plan for one city has none");
    assert_eq!(found.assessment.judgement.ratio, alone.assessment.judgement.ratio, "it decides nothing");
    for (lang, beside) in [(Lang::Sv, "avgör ingenting"), (Lang::En, "decides nothing")] {
        let view = ReadingView::new(Tr::new(lang), &found, &dose());
        let together = view.staggered.as_ref().unwrap();
        assert!(together.sentences.len() >= 3 && together.sentences[0].contains("Stad 21 (2021-01)"), "{:?}", together.sentences);
        let figure = together.figure.as_ref().unwrap();
        assert!(figure.rows.len() >= 10 && figure.rows.iter().all(|row| row.len() == figure.heads.len()), "{:?}", figure.rows);
        assert!(figure.rows.iter().all(|row| row[2] != "\u{2013}"), "six cities carry a band");
        let page = report(lang, &found, &dose());
        assert!(page.contains(beside) && page.contains("id=\"reading-together\"") && !page.contains('\u{27e6}'));
    }
}

fn groups(factor: f64) -> GroupTable {
    let told = |group: usize| (group < 6).then_some(18 + 2 * group);
    let count = |group: usize, at: usize| {
        let usual = 3.0 + ((group * 5 + at * 7) % 4) as f64;
        // The last group has too few incidents to be shown by itself.
        let usual = if group == 5 { f64::from(u8::from(at.is_multiple_of(9))) } else { usual };
        let fallen = told(group).is_some_and(|told| at >= told);
        // Two incidents are left of the first group.
        if group == 0 && fallen && factor < 0.5 {
            return u64::from(at.is_multiple_of(12));
        }
        poisson(usual * if fallen { factor } else { 1.0 }, drawn(group, at))
    };
    GroupTable {
        first: month("2020-01"),
        codes: (0..10).map(|group| format!("G{group}-XX")).collect(),
        counts: (0..10).map(|group| (0..48).map(|at| count(group, at)).collect()).collect(),
        told: (0..10).map(told).collect(),
        dose: Some((0..10).map(|group| (0..48).map(|at| f64::from(u8::from(told(group) == Some(at)))).collect()).collect()),
        shares: None,
    }
}

#[test]
fn groups_stand_by_their_codes_with_small_counts_hidden_and_refusals_in_the_readers_language() {
    let settings = ByGroupSettings { rounds: 99, ..ByGroupSettings::default() };
    let found = by_group(&groups(0.2), None, settings, &|| ());
    let quiet = GroupTable { counts: vec![vec![0; 48]; 10], ..groups(1.0) };
    let refused = by_group(&quiet, None, settings, &|| ());
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        let view = GroupsView::new(tr, Some(&found));
        let figure = view.figure.as_ref().unwrap();
        assert_eq!(figure.rows.len(), 10);
        for row in &figure.rows {
            assert!(row.len() == figure.heads.len() && row[0].starts_with('G'));
            for cell in &row[2..4] {
                assert!(!cell.parse::<u64>().is_ok_and(|count| count < 5), "{row:?}");
            }
        }
        assert!(figure.rows[0][3].parse::<u64>().is_err(), "two incidents are few: {:?}", figure.rows[0]);
        assert!(view.dose.as_ref().is_some_and(|dose| dose.rows.len() == 4));
        let json = serde_json::to_string(&view).unwrap();
        assert!(!json.contains('\u{27e6}') && !json.contains("NaN"), "{json}");
        assert!(GroupsView::new(tr, None).figure.is_none());
    }
    let lines = |lang| GroupsView::new(Tr::new(lang), Some(&refused)).refusals;
    let (swedish, english) = (lines(Lang::Sv), lines(Lang::En));
    assert_eq!((swedish[0].what.as_str(), english[0].what.as_str()), ("Alla gruppers händelser", "Incidents of all groups"));
    assert_eq!((swedish[0].measured.as_str(), swedish[0].limit.as_str()), ("0", "10"));
}

/// The words of a page in their order, without drawings, styles, what is only there for screens, and any space.
fn words_of(page: &str, on_screen: &str) -> String {
    const HIDDEN_CAPTION: &str = "<caption class=\"visually-hidden\"";
    let mut rest = page.split_once("<body").unwrap().1.split_once('>').unwrap().1.to_owned();
    for part in page.split("<caption id=").skip(1).filter_map(|part| part.split_once('>')).map(|(named, _)| named) {
        if part.ends_with(" class=\"visually-hidden\"") {
            rest = rest.replace(&format!("<caption id={part}"), HIDDEN_CAPTION);
        }
    }
    // A caption that only repeats the heading above it is hidden on the page and left out of the PDF.
    for (from, to) in [("<svg", "</svg>"), ("<style", "</style>"), (HIDDEN_CAPTION, "</caption>")] {
        while let Some(start) = rest.find(from) {
            let end = start + rest[start..].find(to).unwrap() + to.len();
            rest.replace_range(start..end, "");
        }
    }
    let mut words = String::new();
    let mut rest = rest.replace(&format!("<summary>{on_screen}</summary>"), "");
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        rest = after.split_once('>').unwrap().1.to_owned();
    }
    for (sign, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&amp;", "&"),
        ("&#38;", "&"),
    ] {
        words = words.replace(sign, letter);
    }
    words.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[test]
fn the_paper_and_the_page_say_the_same_words_in_the_same_order_with_and_without_the_researchers_part() {
    let researched = [research_of(60, 0.5), research_of(20, 0.5), research_of(60, 1.0)];
    let few = read_with(&planned(8), table(BEFORE + 36, 6.0, 1.0));
    let (near_a_shock, _) = shocked("2019-06", "2019-10", true);
    let mut several = planned(20);
    several.treated = (21..=25).map(|city| TreatedCity { name: format!("Stad {city}"), start: month("2021-01") }).collect();
    let several = read_with(&several, table(BEFORE + 60, 6.0, 0.5));
    let dose = dose();
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        let mut papers = vec![paper_of(lang, &few, &[]), paper_of(lang, &near_a_shock, &dose), paper_of(lang, &several, &dose)];
        for found in &researched {
            papers.push(paper_of(lang, &found.reading, &dose));
            let view = ResearchView::new(tr, found, &jiff::tz::TimeZone::UTC);
            papers.push(ReadingPaper { research: Some(view), ..paper_of(lang, &found.reading, &dose) });
        }
        for paper in papers {
            let page = words_of(&paper.html(), &tr.t("chart-as-table"));
            let printed = words_of(&gvi_print::html(&paper.printed()).unwrap(), "");
            let at = page.chars().zip(printed.chars()).take_while(|(one, other)| one == other).count();
            let from = at.saturating_sub(40);
            let near = |text: &str| text.chars().skip(from).take(160).collect::<String>();
            assert!(page == printed, "the page says\n{}\nand the paper\n{}", near(&page), near(&printed));
        }
    }
}

#[test]
fn the_paper_is_a_pdf_that_everybody_can_read_with_every_drawing_of_the_page() {
    let found = research_of(60, 0.5);
    let dose = dose();
    for lang in Lang::ALL {
        let view = ResearchView::new(Tr::new(lang), &found, &jiff::tz::TimeZone::UTC);
        let paper = ReadingPaper { research: Some(view), ..paper_of(lang, &found.reading, &dose) };
        let printed = paper.printed();
        let drawings = printed.blocks.iter().filter(|block| matches!(block, gvi_print::Block::Drawing(_))).count();
        assert_eq!((drawings, paper.html().matches("role=\"img\"").count()), (7, 7));
        let pdf = gvi_print::pdf(&printed).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7") && pdf.len() < 400_000, "{}", pdf.len());
        assert_eq!(pdf, gvi_print::pdf(&paper.printed()).unwrap(), "the same reading gives the same paper");
    }
}
