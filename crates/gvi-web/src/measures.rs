//! The page of the measures: what the method promises of itself, beside what was done, and incidents by month.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use gvi_app::measures::{self, Book, BothSides, Figure, Measured, MonthOfIncidents, Stand};
use gvi_domain::Date;
use gvi_domain::ages::AgeBand;
use gvi_domain::group_effect::{QUIET_DAYS, RELAPSE_DAYS, WEEKS_EACH_SIDE};
use gvi_domain::measure::{Measure, PERSONS_TOLD_LEAST, Share, Target, Told, Window, count_told, month_named, second_series_told};
use gvi_domain::unusual::{USUAL_DAYS, VIEWS_TIMES_USUAL, VIEWS_UNUSUAL_LEAST};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charts::{ChartName, MonthBar, month_bars};
use crate::desk::{Desk, House};
use crate::markup::Markup;
use crate::shell::Shell;
use crate::signs::{Paging, Tag};
use crate::text::{Tr, Value as Arg, collation_key, iso_date};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/measures", get(page))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    month: String,
}

#[derive(Template, Serialize)]
#[template(path = "measures/page.html")]
struct MeasuresPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    pages: Paging,
    /// The month that is looked at, as addresses write it.
    month: String,
    month_text: String,
    knows_persons: bool,
    /// Codes of the measures whose target is not reached: the work of the coming weeks.
    below: Vec<Below>,
    fidelity: Vec<Line>,
    /// What groups were told and what they did then; empty for authorities that know neither.
    groups: Vec<Line>,
    rights: Vec<Line>,
    /// The measures of help; empty for authorities that have none.
    help: Vec<Line>,
    not_counted: Vec<Uncounted>,
    #[serde(skip)]
    chart: Markup,
    months: Vec<MonthLine>,
}

#[derive(Serialize)]
struct Below {
    code: String,
    name: String,
}

/// A measure with its value.
#[derive(Serialize)]
struct Line {
    measure: &'static str,
    code: String,
    name: String,
    meaning: String,
    /// What it may not be used for.
    not_for: Option<String>,
    window: String,
    target: String,
    values: Vec<Value>,
    /// What stands beside the number: cases that wait, cases of which nobody can tell.
    beside: Vec<String>,
    /// Whether the target is reached; nothing where there is none or nothing was counted.
    reached: Option<bool>,
    sign: Option<Tag>,
    /// How far the figure is fixed: `running`, `settling`, `frozen` or `unfrozen`.
    stand: &'static str,
    stand_text: String,
    /// The day on which it was frozen, and under which version of the definitions.
    frozen_on: Option<String>,
    definitions: Option<i64>,
    /// What would be counted today in the place of a frozen figure: the second series. Nothing where it cannot be counted afterwards,
    /// and for a reader whom the difference would tell of single persons.
    today: Option<Series>,
}

/// The same measure counted another day.
#[derive(Serialize)]
struct Series {
    values: Vec<Value>,
    beside: Vec<String>,
    /// Whether it says something else than the frozen figure.
    differs: bool,
}

/// One number of a measure.
#[derive(Serialize)]
pub struct Value {
    /// What it is of; empty if the measure has one number only.
    pub of: String,
    /// The number in words.
    pub text: String,
    /// The part of a share, a count, or the minutes of a length; nothing where it is not told.
    pub part: Option<u64>,
    /// Of how many, or over how many weeks; nothing for a plain count.
    pub whole: Option<u64>,
    /// Suspects of a band of age; the part is the listed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspects: Option<u64>,
}

impl Value {
    fn text(of: String, text: String) -> Self {
        Self { of, text, part: None, whole: None, suspects: None }
    }
}

/// A measure that is not counted, and why.
#[derive(Serialize)]
struct Uncounted {
    measure: &'static str,
    code: String,
    name: String,
    why: String,
}

#[derive(Serialize)]
struct MonthLine {
    month: String,
    yes: u32,
    suspected: u32,
    no: u32,
    unknown: u32,
}

fn name_of_month(tr: Tr, day: Date) -> String {
    format!("{} {}", tr.month(day.month()), day.year())
}

fn address(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The time that a measure looks at; `day` is the day on which it was counted.
fn window_text(tr: Tr, window: Window, month: Date, day: Date) -> String {
    match window {
        Window::Month => name_of_month(tr, month),
        Window::Quarter => quarter(tr, "measure-window-quarter", month),
        Window::Focus => quarter(tr, "measure-window-focus", month),
        Window::Weeks12 => {
            let last = month.last_of_month().min(day);
            tr.args("measure-window-weeks", &[("day", tr.date(last))])
        }
        Window::Months12 => tr.args("measure-window-months", &[("day", tr.date(month.last_of_month().min(day)))]),
        Window::EachSide => tr.args("measure-window-each-side", &[("day", tr.date(month.last_of_month().min(day)))]),
        Window::Today => tr.args("measure-window-today", &[("day", tr.date(day))]),
    }
}

fn quarter(tr: Tr, key: &str, month: Date) -> String {
    tr.args(key, &[("quarter", ((month.month() - 1) / 3 + 1).to_string()), ("year", month.year().to_string())])
}

fn target_text(tr: Tr, target: Target) -> String {
    match target {
        Target::AtLeast(100) => tr.share(1, 1),
        Target::AtLeast(percent) => tr.args("measure-target-least", &[("share", tr.share(percent, 100))]),
        Target::AtMostHours(hours) => tr.args("measure-target-hours", &[("hours", hours.to_string())]),
        Target::Zero => "0".to_owned(),
        Target::Trend => tr.t("measure-target-trend"),
        Target::Explained => tr.t("measure-target-explained"),
        Target::Reviewed => tr.t("measure-target-reviewed"),
    }
}

fn share_value(tr: Tr, of: String, share: Share, about_persons: bool, knows_persons: bool) -> Value {
    match share.told(about_persons, knows_persons) {
        Told::Nothing => Value { part: Some(0), whole: Some(0), ..Value::text(of, "\u{2013}".to_owned()) },
        Told::Hidden => Value::text(of, tr.t("measure-hidden")),
        Told::Share(share) => {
            let of_all = tr.args("measure-of", &[("part", share.part.to_string()), ("whole", share.whole.to_string())]);
            let text = format!("{} ({of_all})", tr.share(share.part, share.whole));
            Value { part: Some(share.part), whole: Some(share.whole), ..Value::text(of, text) }
        }
    }
}

fn beside(tr: Tr, waiting: u64, unknown: u64) -> Vec<String> {
    let mut beside = Vec::new();
    if waiting > 0 {
        beside.push(tr.count("measure-waiting", waiting));
    }
    if unknown > 0 {
        beside.push(tr.count("measure-unknown", unknown));
    }
    beside
}

/// A median: of so many cases, while others wait. Of persons nothing is told while they are few.
fn median_values(tr: Tr, measure: Measure, minutes: Option<i64>, cases: usize, waiting: u64, hidden: bool) -> (Vec<Value>, Vec<String>) {
    let all = u64::try_from(cases).unwrap_or(u64::MAX);
    if hidden && all.saturating_add(waiting) < PERSONS_TOLD_LEAST {
        return (vec![Value::text(String::new(), tr.t("measure-hidden"))], Vec::new());
    }
    let text = match minutes {
        None => "\u{2013}".to_owned(),
        // Counted in days, so nought of them is not nought minutes.
        Some(0) if measure == Measure::R6 => tr.t("measure-same-day"),
        Some(minutes) => tr.length(jiff::SignedDuration::from_mins(minutes)),
    };
    let part = minutes.and_then(|minutes| minutes.try_into().ok());
    let mut notes = vec![tr.count("measure-cases", cases)];
    notes.extend(beside(tr, waiting, 0));
    (vec![Value { part, whole: Some(all), ..Value::text(String::new(), text) }], notes)
}

/// Incidents for each week and group, after the message and before it.
#[must_use]
pub fn sides_values(tr: Tr, sides: &BothSides) -> (Vec<Value>, Vec<String>) {
    let value = |key: &str, incidents: u64| {
        let weeks = sides.groups * WEEKS_EACH_SIDE.unsigned_abs();
        #[expect(clippy::cast_precision_loss, reason = "two decimals need no more than 52 bits")]
        let rate = if weeks == 0 { "\u{2013}".to_owned() } else { tr.decimal(incidents as f64 / weeks as f64, 2) };
        let count = Arg::from(i64::try_from(incidents).unwrap_or(i64::MAX));
        let text = tr.args("measure-per-week", &[("rate", Arg::from(rate)), ("count", count)]);
        Value { part: Some(incidents), whole: Some(weeks), ..Value::text(tr.t(key), text) }
    };
    let values = if sides.groups == 0 {
        Vec::new()
    } else {
        vec![value("measure-side-after", sides.after), value("measure-side-before", sides.before)]
    };
    let notes = [("measure-groups-whole", sides.groups), ("measure-groups-waiting", sides.waiting), ("measure-groups-short", sides.short)];
    let told = notes.iter().filter(|(key, count)| *count > 0 || *key == "measure-groups-whole").map(|(key, count)| tr.count(key, *count));
    (values, told.collect())
}

/// Counts by group, with their sum. For readers who do not work with persons no group is told of when one of them has few: which groups there
/// are would tell, and so would the sum without the others.
#[must_use]
pub fn group_values(tr: Tr, groups: &[(String, u64)], names: &BTreeMap<String, String>, knows: bool) -> Vec<Value> {
    let number = |count: u64| tr.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let value =
        |of: String, count: Option<u64>| Value { part: count, ..Value::text(of, count.map_or_else(|| tr.t("measure-hidden"), number)) };
    let sum = groups.iter().map(|(_, count)| count).sum();
    let mut values = vec![value(tr.t("measure-count-all"), count_told(sum, true, knows))];
    if groups.iter().any(|(_, count)| count_told(*count, true, knows).is_none()) {
        return values;
    }
    let named = |code: &String| match names.get(code) {
        Some(name) => name.clone(),
        None if code.is_empty() => tr.t("measure-no-group"),
        None => code.clone(),
    };
    let mut parts: Vec<(String, u64)> = groups.iter().map(|(code, count)| (named(code), *count)).collect();
    parts.sort_by_cached_key(|(name, _)| collation_key(name));
    values.extend(parts.into_iter().map(|(of, count)| value(of, Some(count))));
    values
}

/// Listed and suspects by band of age. Bands with nobody in them are left out; for readers who do not work with persons small numbers
/// are hidden, and so are the shares, from which a hidden number could be worked out.
fn age_values(tr: Tr, bands: &[(AgeBand, u64, u64)], knows: bool) -> Vec<Value> {
    let (all_listed, all_suspects) = bands.iter().fold((0, 0), |(listed, suspects), band| (listed + band.1, suspects + band.2));
    let told = |count: u64, all: u64| match count_told(count, true, knows) {
        None => tr.t("measure-few"),
        Some(count) if knows => format!("{} ({})", tr.integer(i64::try_from(count).unwrap_or(i64::MAX)), tr.share(count, all)),
        Some(count) => tr.integer(i64::try_from(count).unwrap_or(i64::MAX)),
    };
    let somebody = bands.iter().filter(|(_, listed, suspects)| !knows || *listed > 0 || *suspects > 0);
    let value = |(band, listed, suspects): &(AgeBand, u64, u64)| Value {
        part: count_told(*listed, true, knows),
        suspects: count_told(*suspects, true, knows),
        ..Value::text(
            tr.t(&format!("measure-age-{}", band.name())),
            tr.args("measure-ages", &[("listed", told(*listed, all_listed)), ("suspects", told(*suspects, all_suspects))]),
        )
    };
    if all_listed == 0 && all_suspects == 0 { Vec::new() } else { somebody.map(value).collect() }
}

/// A figure in words: its values, what stands beside them, and whether the target is reached. Nothing of what is not counted.
fn told(desk: &Desk, measure: Measure, figure: &Figure, book: &Book) -> Option<(Vec<Value>, Vec<String>, Option<bool>)> {
    let knows = book.knows_persons;
    let (tr, target, persons) = (desk.tr(), measure.target(), measure.counts_persons());
    let (values, beside, reached) = match figure {
        Figure::NotCounted => return None,
        Figure::Share(share) => {
            let value = share_value(tr, String::new(), *share, persons, knows);
            // What is hidden is hidden in the sign too.
            let reached = value.part.and_then(|_| target.reached_by_share(*share));
            let hidden_beside = persons && !knows;
            let notes = if !hidden_beside {
                beside(tr, share.waiting, share.unknown)
            } else if measure.is_about_help() && share.unknown >= PERSONS_TOLD_LEAST {
                // Of whom nobody can tell stands apart, or the share would flatter; few of them are hidden like everybody.
                beside(tr, 0, share.unknown)
            } else {
                Vec::new()
            };
            (vec![value], notes, reached)
        }
        Figure::Guests { came, left } => {
            let value = share_value(tr, String::new(), *came, persons, knows);
            let reached = value.part.and_then(|_| target.reached_by_share(*came));
            let mut notes = if knows { beside(tr, came.waiting, came.unknown) } else { Vec::new() };
            if knows && came.whole > 0 {
                notes.push(tr.count("measure-left-early", usize::try_from(*left).unwrap_or(usize::MAX)));
            }
            (vec![value], notes, reached)
        }
        Figure::ByAuthority(shares) => {
            let reached: Vec<bool> = shares.iter().filter_map(|(_, share)| target.reached_by_share(*share)).collect();
            let values =
                shares.iter().map(|(authority, share)| share_value(tr, desk.authority_name(authority), *share, false, true)).collect();
            (values, Vec::new(), (!reached.is_empty()).then(|| reached.iter().all(|reached| *reached)))
        }
        Figure::Median { minutes, cases, waiting } => {
            let (values, notes) = median_values(tr, measure, *minutes, *cases, *waiting, persons && !knows);
            (values, notes, minutes.and_then(|minutes| target.reached_by_minutes(minutes)))
        }
        Figure::Sides(sides) => {
            let (values, notes) = sides_values(tr, sides);
            (values, notes, None)
        }
        Figure::Until { minutes, cases, without, waiting } => {
            let text = match minutes {
                None => "\u{2013}".to_owned(),
                Some(0) => tr.t("measure-from-the-start"),
                Some(minutes) => tr.length(jiff::SignedDuration::from_mins(*minutes)),
            };
            let part = minutes.and_then(|minutes| minutes.try_into().ok());
            let mut notes = vec![tr.count("measure-cases", *cases)];
            if *without > 0 {
                notes.push(tr.count("measure-never-quiet", *without));
            }
            notes.extend(beside(tr, *waiting, 0));
            (vec![Value { part, whole: Some(*cases), ..Value::text(String::new(), text) }], notes, None)
        }
        Figure::ByGroup(groups) => {
            let values = if groups.is_empty() && knows { Vec::new() } else { group_values(tr, groups, &book.names, knows) };
            (values, Vec::new(), None)
        }
        Figure::Counts(counts) => {
            // Who knows the sum and all parts but one knows that one too: if one part is small, all are hidden.
            let is_sum = counts.first().is_some_and(|(what, _)| *what == "all");
            let is_small = persons && !knows && is_sum && counts.iter().skip(1).any(|(_, count)| *count < PERSONS_TOLD_LEAST);
            let value = |(what, count): &(&'static str, u64)| {
                let told = count_told(*count, persons, knows).filter(|_| !is_small || *what == "all");
                let text = told.map_or_else(|| tr.t("measure-hidden"), |count| tr.integer(i64::try_from(count).unwrap_or(i64::MAX)));
                Value { part: told, ..Value::text(tr.t(&format!("measure-count-{what}")), text) }
            };
            let reached = counts.first().and_then(|(_, sum)| target.reached_by_count(*sum));
            (counts.iter().map(value).collect(), Vec::new(), reached)
        }
        Figure::Ages(bands) => (age_values(tr, bands, knows), Vec::new(), None),
    };
    let values = if values.is_empty() { vec![Value::text(String::new(), "\u{2013}".to_owned())] } else { values };
    Some((values, beside, reached))
}

/// How far a figure is fixed, in a word for machines and in words for people.
fn stand(desk: &Desk, measured: &Measured) -> (&'static str, String) {
    let (tr, zone) = (desk.tr(), desk.zone());
    match &measured.stand {
        // What is counted as it stands says on which day anyhow.
        Stand::Runs if measured.measure.window() == Window::Today => ("running", String::new()),
        Stand::Runs => ("running", tr.t("measure-runs")),
        Stand::Settles(day) => ("settling", tr.args("measure-settles", &[("day", tr.date(*day))])),
        Stand::Frozen { at, definitions, .. } if *definitions >= measured.measure.counted_so_since() => {
            ("frozen", tr.args("measure-frozen", &[("day", tr.date(at.date(zone)))]))
        }
        Stand::Frozen { at, .. } => ("frozen", tr.args("measure-frozen-otherwise", &[("day", tr.date(at.date(zone)))])),
        Stand::Unfrozen => ("unfrozen", tr.t("measure-unfrozen")),
    }
}

fn line(desk: &Desk, measured: &Measured, book: &Book) -> Option<Line> {
    let (tr, measure) = (desk.tr(), measured.measure);
    let (values, beside, reached) = told(desk, measure, &measured.figure, book)?;
    let counted_on = match &measured.stand {
        Stand::Frozen { at, .. } => at.date(desk.zone()),
        _ => desk.now().date(desk.zone()),
    };
    let (frozen_on, definitions, today) = match &measured.stand {
        Stand::Frozen { definitions, today, .. } => {
            let told_too = second_series_told(measure.counts_persons(), book.knows_persons);
            let series = today.as_ref().filter(|_| told_too).and_then(|today| {
                let (values, beside, _) = told(desk, measure, today, book)?;
                Some(Series { values, beside, differs: *today != measured.figure })
            });
            (Some(iso_date(counted_on)), Some(*definitions), series)
        }
        _ => (None, None, None),
    };
    let (stand, stand_text) = stand(desk, measured);
    Some(Line {
        measure: measure.name(),
        code: code(measure),
        name: tr.t(&format!("measure-{}", measure.name())),
        meaning: meaning(tr, measure),
        not_for: measure.is_about_groups().then(|| tr.t(&format!("measure-{}-not-for", measure.name()))),
        window: window_text(tr, measure.window(), book.month, counted_on),
        target: target_text(tr, measure.target()),
        values,
        beside,
        reached,
        sign: reached.map(|reached| if reached { Tag::good(tr.t("measure-reached")) } else { Tag::soon(tr.t("measure-below")) }),
        stand,
        stand_text,
        frozen_on,
        definitions,
        today,
    })
}

/// What a measure counts. Rules with numbers in them say their own.
fn meaning(tr: Tr, measure: Measure) -> String {
    let numbers = match measure {
        Measure::R8 => {
            vec![("least", VIEWS_UNUSUAL_LEAST.to_string()), ("times", VIEWS_TIMES_USUAL.to_string()), ("days", USUAL_DAYS.to_string())]
        }
        Measure::G1 => vec![("weeks", WEEKS_EACH_SIDE.to_string())],
        Measure::G2 => vec![("days", QUIET_DAYS.to_string())],
        Measure::G3 => vec![("days", RELAPSE_DAYS.to_string())],
        _ => return tr.t(&format!("measure-{}-means", measure.name())),
    };
    tr.args(&format!("measure-{}-means", measure.name()), &numbers)
}

/// The code as people say it: `F6a`.
fn code(measure: Measure) -> String {
    let mut signs = measure.name().chars();
    signs.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(signs).collect()
}

fn chart(tr: Tr, months: &[(Date, MonthOfIncidents)]) -> Markup {
    let bars: Vec<MonthBar> =
        months.iter().map(|(month, counts)| MonthBar { month: *month, count: counts.yes, unsure: counts.suspected }).collect();
    month_bars(tr, &ChartName::new("incidents-chart", tr.t("measure-chart"), tr.t("measure-chart-describes")), &bars)
}

async fn page(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let today = desk.now().date(desk.zone());
    // A month that cannot be is the month that runs.
    let month = month_named(&asked.month, today).unwrap_or_else(|| today.first_of_month());
    let book = measures::book(&desk.ctx, month).await?;
    let tr = desk.tr();
    let lines: Vec<Line> = book.measures.iter().filter_map(|measured| line(&desk, measured, &book)).collect();
    let below = lines
        .iter()
        .filter(|line| line.reached == Some(false))
        .map(|line| Below { code: line.code.clone(), name: line.name.clone() })
        .collect();
    let about_groups = |line: &Line| Measure::named(line.measure).is_some_and(Measure::is_about_groups);
    let (groups, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(about_groups);
    let (fidelity, others): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.measure.starts_with('f'));
    let (help, rights) = others.into_iter().partition(|line| line.measure.starts_with('h'));
    let not_counted = book.measures.iter().filter(|measured| measured.figure == Figure::NotCounted).map(|measured| measured.measure);
    let not_counted = not_counted.map(|measure| Uncounted {
        measure: measure.name(),
        code: code(measure),
        name: tr.t(&format!("measure-{}", measure.name())),
        why: tr.t(&format!("measure-{}-not-counted", measure.name())),
    });
    let months = book.months.iter().map(|(month, counts)| MonthLine {
        month: name_of_month(tr, *month),
        yes: counts.yes,
        suspected: counts.suspected,
        no: counts.no,
        unknown: counts.unknown,
    });
    let (before, after) = (month.yesterday().ok(), month.last_of_month().tomorrow().ok().filter(|day| *day <= today));
    let link = |day: Date| format!("/measures?month={}", address(day));
    let page = MeasuresPage {
        pages: Paging { previous: before.filter(|day| month_named(&address(*day), today).is_some()).map(link), next: after.map(link) },
        month: iso_date(month).chars().take(7).collect(),
        month_text: name_of_month(tr, month),
        knows_persons: book.knows_persons,
        below,
        fidelity,
        groups,
        rights,
        help,
        not_counted: not_counted.collect(),
        chart: chart(tr, &book.months),
        months: months.collect(),
        shell: desk.shell(),
    };
    desk.page(&page)
}
