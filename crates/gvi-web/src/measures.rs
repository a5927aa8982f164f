//! The page of the measures: what the method promises of itself, beside what was done, and incidents by month.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use gvi_app::measures::{self, Book, Figure, Measured, MonthOfIncidents};
use gvi_domain::Date;
use gvi_domain::measure::{Measure, Share, Target, Told, Window, count_told, month_named};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charts::{ChartName, MonthBar, month_bars};
use crate::desk::{Desk, House};
use crate::markup::Markup;
use crate::shell::Shell;
use crate::signs::{Paging, Tag};
use crate::text::{Tr, iso_date};

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
    rights: Vec<Line>,
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
    window: String,
    target: String,
    values: Vec<Value>,
    /// What stands beside the number: cases that wait, cases of which nobody can tell.
    beside: Vec<String>,
    /// Whether the target is reached; nothing where there is none or nothing was counted.
    reached: Option<bool>,
    sign: Option<Tag>,
}

/// One number of a measure.
#[derive(Serialize)]
struct Value {
    /// What it is of; empty if the measure has one number only.
    of: String,
    text: String,
    part: Option<u64>,
    whole: Option<u64>,
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

fn window_text(tr: Tr, window: Window, month: Date, today: Date) -> String {
    match window {
        Window::Month => name_of_month(tr, month),
        Window::Quarter => quarter(tr, "measure-window-quarter", month),
        Window::Focus => quarter(tr, "measure-window-focus", month),
        Window::Weeks12 => {
            let last = month.last_of_month().min(today);
            tr.args("measure-window-weeks", &[("day", tr.date(last))])
        }
        Window::Today => tr.args("measure-window-today", &[("day", tr.date(today))]),
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
        Told::Nothing => Value { of, text: "\u{2013}".to_owned(), part: Some(0), whole: Some(0) },
        Told::Hidden => Value { of, text: tr.t("measure-hidden"), part: None, whole: None },
        Told::Share(share) => {
            let of_all = tr.args("measure-of", &[("part", share.part.to_string()), ("whole", share.whole.to_string())]);
            Value {
                of,
                text: format!("{} ({of_all})", tr.share(share.part, share.whole)),
                part: Some(share.part),
                whole: Some(share.whole),
            }
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

fn line(desk: &Desk, measured: &Measured, book: &Book) -> Option<Line> {
    let (tr, measure) = (desk.tr(), measured.measure);
    let (target, persons) = (measure.target(), measure.counts_persons());
    let knows = book.knows_persons;
    let (values, beside, reached) = match &measured.figure {
        Figure::NotCounted => return None,
        Figure::Share(share) => {
            let value = share_value(tr, String::new(), *share, persons, knows);
            // What is hidden is hidden in the sign too.
            let reached = value.part.and_then(|_| target.reached_by_share(*share));
            let hidden_beside = persons && !knows;
            (vec![value], if hidden_beside { Vec::new() } else { beside(tr, share.waiting, share.unknown) }, reached)
        }
        Figure::ByAuthority(shares) => {
            let reached: Vec<bool> = shares.iter().filter_map(|(_, share)| target.reached_by_share(*share)).collect();
            let values =
                shares.iter().map(|(authority, share)| share_value(tr, desk.authority_name(authority), *share, false, true)).collect();
            (values, Vec::new(), (!reached.is_empty()).then(|| reached.iter().all(|reached| *reached)))
        }
        Figure::Median { minutes, cases, waiting } => {
            let text = minutes.map_or_else(|| "\u{2013}".to_owned(), |minutes| tr.length(jiff::SignedDuration::from_mins(minutes)));
            let whole = u64::try_from(*cases).ok();
            let value = Value { of: String::new(), text, part: minutes.and_then(|minutes| minutes.try_into().ok()), whole };
            let mut notes = vec![tr.count("measure-cases", *cases)];
            notes.extend(beside(tr, *waiting, 0));
            (vec![value], notes, minutes.and_then(|minutes| target.reached_by_minutes(minutes)))
        }
        Figure::Counts(counts) => {
            let value = |(what, count): &(&'static str, u64)| {
                let told = count_told(*count, persons, knows);
                let text = told.map_or_else(|| tr.t("measure-hidden"), |count| tr.integer(i64::try_from(count).unwrap_or(i64::MAX)));
                Value { of: tr.t(&format!("measure-count-{what}")), text, part: told, whole: None }
            };
            let reached = counts.first().and_then(|(_, sum)| target.reached_by_count(*sum));
            (counts.iter().map(value).collect(), Vec::new(), reached)
        }
    };
    let values =
        if values.is_empty() { vec![Value { of: String::new(), text: "\u{2013}".to_owned(), part: None, whole: None }] } else { values };
    Some(Line {
        measure: measure.name(),
        code: code(measure),
        name: tr.t(&format!("measure-{}", measure.name())),
        meaning: tr.t(&format!("measure-{}-means", measure.name())),
        window: window_text(tr, measure.window(), book.month, desk.now().date(desk.zone())),
        target: target_text(tr, target),
        values,
        beside,
        reached,
        sign: reached.map(|reached| if reached { Tag::good(tr.t("measure-reached")) } else { Tag::soon(tr.t("measure-below")) }),
    })
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
    let (fidelity, rights) = lines.into_iter().partition(|line| line.measure.starts_with('f'));
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
        rights,
        not_counted: not_counted.collect(),
        chart: chart(tr, &book.months),
        months: months.collect(),
        shell: desk.shell(),
    };
    desk.page(&page)
}
