//! The researcher's page of a reading: every outcome by every method, one city less, starts that were none, the regression beside it, and
//! the tables as they were known.
//!
//! The sentence of the verdict stands first and is the reading's own: nothing on this page competes with it.

use gvi_app::evaluation::reading::NotRead;
use gvi_app::evaluation::research::{
    Answer, Details, Diagnostics, EarlierStart, ErrorKind, FewEvents, Interval, ItsFit, ItsModel, ItsResult, LeaveOneOut, OutcomeVintages,
    Research, RestsOn, Vintage, shown,
};
use gvi_domain::Month;
use serde::Serialize;

use super::figures::{Figure, whole};
use super::reading::{Fact, RefusalLine, refusal_line, sentence};
use super::words::{measured, not_read, percent, ratio_shown, role, state};
use crate::charts::{ChartName, ForestRow, forest};
use crate::text::{Tr, iso_moment};

const DASH: &str = "\u{2013}";

/// A table of the page: the first cell of a row is its name.
#[derive(Debug, Clone, Serialize)]
pub struct Rows {
    /// An id that no other part of the page has.
    pub id: String,
    /// What it lists.
    pub caption: String,
    /// The heads; the first stands over the names of the rows.
    pub heads: Vec<String>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
    /// Whether the heading above says the same as the caption.
    #[serde(skip)]
    pub is_headed: bool,
    /// Whether the rows are named by a day or a month, which does not break.
    #[serde(skip)]
    pub is_dated: bool,
}

impl Rows {
    pub(super) fn new(tr: Tr, id: &str, caption: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Rows {
        let heads = heads.iter().map(|head| tr.t(head)).collect();
        Rows { id: id.to_owned(), caption: tr.t(caption), heads, rows, is_headed: false, is_dated: false }
    }

    pub(super) fn dated(mut self) -> Rows {
        self.is_dated = true;
        self
    }

    fn headed(mut self) -> Rows {
        self.is_headed = true;
        self
    }
}

/// The regression as the page prints it.
#[derive(Debug, Clone, Serialize)]
pub struct RegressionView {
    /// What a reader must know of this fit: fallbacks.
    pub notices: Vec<String>,
    /// Why there is none; empty where there is one.
    pub refusals: Vec<RefusalLine>,
    /// Model, step, mean ratio, diagnostics.
    pub facts: Vec<Fact>,
    /// Every term with every error.
    pub terms: Option<Rows>,
    /// Each year since the start.
    pub years: Option<Rows>,
}

/// What stands beside a reading that shows an effect.
#[derive(Debug, Clone, Serialize)]
pub struct DetailsView {
    /// Every outcome by every method.
    pub methods: Rows,
    /// Whether one city carries the result.
    pub rests_on: String,
    /// Without each city in turn.
    pub left_out: Figure,
    /// What earlier starts would have found.
    pub earlier: String,
    /// The same as a table.
    pub earlier_starts: Option<Rows>,
    /// The regression beside it.
    pub regression: RegressionView,
}

/// An outcome with more than one table.
#[derive(Debug, Clone, Serialize)]
pub struct VintagesView {
    /// What it says by the tables of each time.
    pub rows: Rows,
    /// How many older ones are not read here.
    pub left_out: Option<String>,
}

/// The researcher's part in one language, ready for `templates/evaluation/research.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ResearchView {
    /// The language.
    #[serde(skip)]
    pub tr: Tr,
    /// The sentence of the verdict, as it was generated.
    pub sentence: String,
    /// What the reading rests on; none while it shows no effect.
    pub details: Option<DetailsView>,
    /// Outcomes on the tables as they were known.
    pub vintages: Vec<VintagesView>,
}

impl ResearchView {
    /// What researchers ask beside a reading.
    #[must_use]
    pub fn new(tr: Tr, research: &Research, zone: &jiff::tz::TimeZone) -> ResearchView {
        let start = research.reading.plan.start;
        ResearchView {
            tr,
            sentence: sentence(tr, &research.reading),
            details: research.details.as_ref().map(|details| details_view(tr, details, start)),
            vintages: research.vintages.iter().enumerate().map(|(at, found)| vintages(tr, at, found, zone)).collect(),
        }
    }

    /// The same for paper: every table lies open.
    #[must_use]
    pub fn on_paper(mut self) -> ResearchView {
        if let Some(details) = self.details.as_mut() {
            details.left_out.is_open = true;
        }
        self
    }
}

fn details_view(tr: Tr, details: &Details, start: Month) -> DetailsView {
    let figure = |interval: Option<Interval>| interval.map_or_else(|| DASH.to_owned(), |interval| ratio_shown(tr, interval));
    let methods = details
        .methods
        .iter()
        .map(|by| vec![format!("{} ({})", by.name, role(tr, by.role)), figure(by.level), figure(by.control), figure(by.regression)])
        .collect();
    let heads = ["reading-outcome", "research-level", "research-control", "research-regression-short"];
    DetailsView {
        methods: Rows::new(tr, "research-methods-table", "research-methods", &heads, methods).headed(),
        rests_on: rests_on(tr, &details.leave_one_out),
        left_out: left_out(tr, &details.leave_one_out),
        earlier: earlier(tr, &details.earlier_starts),
        earlier_starts: (!details.earlier_starts.is_empty()).then(|| earlier_starts(tr, &details.earlier_starts, start)),
        regression: regression(tr, &details.regression, start),
    }
}

fn rests_on(tr: Tr, found: &LeaveOneOut) -> String {
    let ratios = found.without.iter().filter_map(|left| left.control);
    let (low, high) = ratios.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
    let span = [("low", tr.decimal(low, 2)), ("high", tr.decimal(high, 2))];
    match &found.rests_on {
        RestsOn::NoResult => tr.args("research-rests-on-nothing", &span),
        RestsOn::NoSingleCity => tr.args("research-rests-on-none", &span),
        RestsOn::Cities(cities) => match cities.as_slice() {
            [city] => tr.args("research-rests-on-city", &[("city", city.as_str())]),
            _ => tr.args("research-rests-on-cities", &[("cities", cities.join(", "))]),
        },
    }
}

/// A range plot: the control with all cities and its interval, then what it gives without each.
fn left_out(tr: Tr, found: &LeaveOneOut) -> Figure {
    let mut points = vec![ForestRow {
        name: tr.t("research-all-cities"),
        ratio: Some(found.control),
        shown: ratio_shown(tr, found.control),
        primary: true,
    }];
    let mut rows = vec![vec![
        tr.t("research-all-cities"),
        DASH.to_owned(),
        ratio_shown(tr, found.control),
        percent(tr, 1.0),
        tr.decimal(found.rmspe_before, 2),
        ratio_shown(tr, found.level),
    ]];
    let has_result = found.rests_on != RestsOn::NoResult;
    for left in &found.without {
        let ratio = left.control.map_or_else(|| DASH.to_owned(), |ratio| tr.decimal(ratio, 2));
        points.push(ForestRow {
            name: tr.args("research-without", &[("city", left.name.as_str())]),
            // One city less gives one figure, and no interval of its own.
            ratio: left.control.map(|ratio| (ratio, ratio, ratio)),
            shown: ratio.clone(),
            primary: false,
        });
        rows.push(vec![
            left.name.clone(),
            percent(tr, left.weight),
            ratio,
            left.share_left.filter(|_| has_result).map_or_else(|| DASH.to_owned(), |share| percent(tr, share)),
            tr.decimal(left.rmspe_before, 2),
            ratio_shown(tr, left.level),
        ]);
    }
    let heads =
        ["research-left-out", "research-weight", "research-control", "research-share-left", "research-gap-before", "research-level"];
    let (title, note) = (tr.t("research-leave-one-out"), tr.t("research-leave-one-out-note"));
    let chart = forest(tr, &ChartName::new("research-left-out-chart", title.clone(), note.clone()), &points);
    Figure::new(tr, "research-left-out", title, note, heads.iter().map(|head| tr.t(head)).collect(), rows, chart)
}

fn earlier(tr: Tr, starts: &[EarlierStart]) -> String {
    let read = starts.iter().filter(|start| start.finds.is_some()).count();
    let found = starts.iter().filter(|start| start.finds == Some(true)).count();
    match (read, found) {
        (0, _) => tr.t("research-earlier-none"),
        (_, 0) => tr.count("research-earlier-quiet", read),
        _ => tr.args("research-earlier-found", &[("found", found.to_string()), ("read", read.to_string())]),
    }
}

fn earlier_starts(tr: Tr, starts: &[EarlierStart], real: Month) -> Rows {
    let rows = starts
        .iter()
        .map(|start| {
            let months = i64::try_from(12 * start.years_before).unwrap_or(0);
            let finds = match start.finds {
                Some(true) => tr.t("reading-holds"),
                Some(false) => tr.t("reading-holds-not"),
                None => DASH.to_owned(),
            };
            vec![
                real.plus(-months).to_string(),
                tr.count("reading-years-count", start.years_before),
                start.level.map_or_else(|| DASH.to_owned(), |level| ratio_shown(tr, level)),
                start.control.map_or_else(|| DASH.to_owned(), |ratio| tr.decimal(ratio, 2)),
                finds,
            ]
        })
        .collect();
    let heads = ["research-earlier-start", "research-earlier-years", "research-level", "research-control", "research-earlier-finds"];
    Rows::new(tr, "research-earlier-table", "research-earlier", &heads, rows).headed().dated()
}

fn regression(tr: Tr, answer: &Answer<ItsResult>, start: Month) -> RegressionView {
    let mut view = RegressionView { notices: Vec::new(), refusals: Vec::new(), facts: Vec::new(), terms: None, years: None };
    match answer {
        Answer::Refused(refusals) => view.refusals = refusals.iter().map(|refused| refusal_line(tr, refused)).collect(),
        Answer::Estimate(ItsResult::FewEvents(few)) => {
            view.notices = vec![tr.t("research-few-events")];
            view.facts = few_facts(tr, few);
        }
        Answer::Estimate(ItsResult::Regression { fit, diagnostics }) => {
            view.notices = fit.notices.iter().map(|notice| told(tr, notice)).collect();
            view.facts = facts(tr, fit, diagnostics);
            view.terms = Some(terms(tr, fit));
            view.years = Some(years(tr, fit, start));
        }
    }
    view
}

/// The fallbacks, in the reader's language.
fn told(tr: Tr, notice: &str) -> String {
    match notice {
        "the counts spread no more than Poisson: Poisson regression is used" => tr.t("research-fallback-spread"),
        "NB2 did not settle: Poisson regression with robust errors is used" => tr.t("research-fallback-settle"),
        other => other.to_owned(),
    }
}

fn p_shown(tr: Tr, p: f64) -> String {
    if p < 0.001 { format!("<\u{a0}{}", tr.decimal(0.001, 3)) } else { tr.decimal(p, 3) }
}

fn fact(tr: Tr, key: &str, text: String) -> Fact {
    Fact { name: tr.t(key), text }
}

fn few_facts(tr: Tr, few: &FewEvents) -> Vec<Fact> {
    let (before, after) = few.events;
    vec![
        fact(tr, "research-events", tr.args("research-events-text", &[("before", whole(tr, before)), ("after", whole(tr, after))])),
        fact(tr, "research-rates", ratio_shown(tr, shown(&few.ratio))),
        Fact { name: "p".to_owned(), text: p_shown(tr, few.p) },
    ]
}

fn facts(tr: Tr, fit: &ItsFit, found: &Diagnostics) -> Vec<Fact> {
    let law = match fit.model {
        ItsModel::Poisson => tr.t("research-law-poisson"),
        ItsModel::Nb2 { alpha } => tr.args("research-law-nb2", &[("alpha", tr.decimal(alpha, 3))]),
    };
    let (before, after) = fit.events;
    let step = tr.args(
        "research-step-text",
        &[("ratio", ratio_shown(tr, shown(&fit.step))), ("p", p_shown(tr, fit.p_step)), ("error", error(tr, fit.widest))],
    );
    let mut facts = vec![
        fact(tr, "research-law", law),
        fact(tr, "research-events", tr.args("research-events-text", &[("before", whole(tr, before)), ("after", whole(tr, after))])),
        fact(tr, "research-step", step),
        fact(tr, "research-mean-ratio", ratio_shown(tr, shown(&fit.overall.ratio))),
        fact(tr, "research-dispersion", tr.decimal(fit.dispersion, 2)),
    ];
    facts.extend(fit.p_poisson.map(|p| fact(tr, "research-p-poisson", p_shown(tr, p))));
    facts.push(fact(tr, "research-loglik", tr.decimal(fit.loglik, 2)));
    facts.push(fact(tr, "research-ljung-box", p_shown(tr, found.ljung_box_p)));
    let largest = found.correlations.iter().enumerate().max_by(|(_, one), (_, other)| one.abs().total_cmp(&other.abs()));
    facts.extend(largest.map(|(lag, correlation)| {
        let text = tr.args("research-correlation-text", &[("size", tr.decimal(*correlation, 2)), ("months", whole(tr, lag as u64 + 1))]);
        fact(tr, "research-correlation", text)
    }));
    facts.push(fact(tr, "research-pit", measured(tr, found.pit_distance)));
    let steps = found.years_left_out.iter().filter_map(|year| year.step);
    let (low, high) = steps.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), step| (low.min(step), high.max(step)));
    if low.is_finite() {
        let span = tr.args("reading-span", &[("low", tr.decimal(low, 2)), ("high", tr.decimal(high, 2))]);
        facts.push(fact(tr, "research-years-left-out", span));
    }
    facts.extend(found.placebo_share.map(|share| {
        let text = tr
            .args("research-placebo-dates-text", &[("share", percent(tr, share)), ("months", whole(tr, found.placebo_dates.len() as u64))]);
        fact(tr, "research-placebo-dates", text)
    }));
    facts.push(fact(tr, "research-hash", fit.provenance.input.to_string()));
    facts
}

fn error(tr: Tr, kind: ErrorKind) -> String {
    match kind {
        ErrorKind::Model => tr.t("research-error-model"),
        ErrorKind::AlphaKnown => tr.t("research-error-alpha"),
        ErrorKind::Hac => tr.t("research-error-hac"),
        ErrorKind::Quasi => tr.t("research-error-quasi"),
    }
}

/// A term by the name that a reader knows; what is not known here keeps the estimator's name.
fn term(tr: Tr, name: &str) -> String {
    match name.split_once(' ') {
        Some(("sin", times)) => tr.args("research-term-sin", &[("times", times)]),
        Some(("cos", times)) => tr.args("research-term-cos", &[("times", times)]),
        Some(("shock:", shock)) => tr.args("research-term-shock", &[("name", shock)]),
        _ => match name {
            "level" => tr.t("research-term-level"),
            "trend" => tr.t("research-term-trend"),
            "step" => tr.t("research-term-step"),
            other => other.to_owned(),
        },
    }
}

fn terms(tr: Tr, fit: &ItsFit) -> Rows {
    let rows = fit
        .terms
        .iter()
        .map(|found| {
            let (low, high) = found.interval;
            vec![
                term(tr, &found.name),
                tr.decimal(found.coefficient, 3),
                tr.decimal(found.model, 3),
                tr.decimal(found.alpha_known, 3),
                tr.decimal(found.hac, 3),
                tr.decimal(found.quasi, 3),
                tr.args("reading-span", &[("low", tr.decimal(low, 3)), ("high", tr.decimal(high, 3))]),
                p_shown(tr, found.p),
            ]
        })
        .collect();
    let heads = [
        "research-term",
        "research-coefficient",
        "research-error-model",
        "research-error-alpha",
        "research-error-hac",
        "research-error-quasi",
        "research-interval-widest",
        "research-p-widest",
    ];
    Rows::new(tr, "research-terms-table", "research-terms", &heads, rows)
}

fn years(tr: Tr, fit: &ItsFit, start: Month) -> Rows {
    let rows = fit
        .by_year
        .iter()
        .enumerate()
        .map(|(year, found)| {
            let from = start.plus(12 * i64::try_from(year).unwrap_or(0));
            vec![
                format!("{from}\u{a0}\u{2013} {}", from.plus(11)),
                whole(tr, found.events),
                tr.decimal(found.expected_without, 1),
                ratio_shown(tr, shown(&found.ratio)),
            ]
        })
        .collect();
    let heads = ["reading-months", "reading-counted", "research-expected-without", "research-mean-ratio"];
    Rows::new(tr, "research-years-table", "research-regression-years", &heads, rows)
}

fn vintages(tr: Tr, at: usize, found: &OutcomeVintages, zone: &jiff::tz::TimeZone) -> VintagesView {
    let rows = found.vintages.iter().map(|vintage| vintage_row(tr, vintage, zone)).collect();
    let heads = ["evaluation-table-at", "public-counts-to", "research-changed", "reading-state", "reading-ratio-interval"];
    let mut rows = Rows::new(tr, &format!("research-vintages-{at}"), "research-vintages", &heads, rows).dated();
    rows.caption = format!("{} ({})", found.name, role(tr, found.role));
    VintagesView { rows, left_out: (found.left_out > 0).then(|| tr.count("research-vintages-left-out", found.left_out)) }
}

fn vintage_row(tr: Tr, vintage: &Vintage, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let at = iso_moment(vintage.at.timestamp(), zone);
    let dash = || DASH.to_owned();
    let unread = |why: &NotRead| vec![at.clone(), dash(), dash(), not_read(tr, why), dash()];
    match &vintage.read {
        Err(why) => unread(why),
        Ok(read) => vec![
            at,
            read.last.to_string(),
            whole(tr, read.changed as u64),
            state(tr, &read.verdict),
            read.ratio.map_or_else(dash, |ratio| ratio_shown(tr, ratio)),
        ],
    }
}
