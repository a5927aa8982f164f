//! Figures of an evaluation, each with its table. From a reading to plain numbers for the charts; the charts know no estimator.

use askama::Template;
use gvi_app::evaluation::power::{EvaluationError, Sight, sight};
use gvi_app::evaluation::reading::{LevelPlacebo, PipelineFit, Reading};
use serde::Serialize;

use super::reading::DoseRow;
use super::shocks::marked;
use super::words::{percent, ratio_shown};
use crate::charts::{
    ChartName, DoseBars, ForestRow, GapPoint, LineMark, SightRow, SumPoint, YearPoint, cloud, forest, gaps, sight as draw_sight, sums,
    years,
};
use crate::markup::Markup;
use crate::text::Tr;

/// A drawing with its title, a sentence on how to read it, and the table that says the same.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// An id that no other part of the page has.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How to read it.
    pub note: String,
    /// The heads of the table; the first stands over the names of the rows.
    pub heads: Vec<String>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
    #[serde(skip)]
    chart: Markup,
    #[serde(skip)]
    tr: Tr,
    /// Whether the table stands open, as on paper.
    #[serde(skip)]
    pub is_open: bool,
}

#[derive(Template)]
#[template(path = "evaluation/_figure.html")]
struct FigurePart<'a> {
    figure: &'a Figure,
}

/// What a figure is called, before it is drawn.
struct Named {
    id: &'static str,
    title: String,
    note: String,
}

impl Named {
    fn drawn(self, tr: Tr, heads: &[&str], rows: Vec<Vec<String>>, draw: impl FnOnce(&ChartName) -> Markup) -> Figure {
        let chart = draw(&ChartName::new(format!("{}-chart", self.id), self.title.clone(), self.note.clone()));
        let heads = heads.iter().map(|key| tr.t(key)).collect();
        Figure { id: self.id.to_owned(), title: self.title, note: self.note, heads, rows, chart, tr, is_open: false }
    }
}

impl Figure {
    pub(super) fn new(tr: Tr, id: &str, title: String, note: String, heads: Vec<String>, rows: Vec<Vec<String>>, chart: Markup) -> Figure {
        Figure { id: id.to_owned(), title, note, heads, rows, chart, tr, is_open: false }
    }

    /// The figure as a part of a page: caption, drawing, note, table.
    #[must_use]
    pub fn html(&self) -> Markup {
        // Cannot fail: the template reads its own fields and writes to a text.
        Markup::written_here(FigurePart { figure: self }.render().expect("a figure is written"))
    }

    /// The drawing alone.
    #[must_use]
    pub fn drawing(&self) -> &Markup {
        &self.chart
    }
}

/// A place among months as a number that can be subtracted.
pub(super) fn place(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// A count as a chart's number.
pub(super) fn whole(tr: Tr, count: u64) -> String {
    tr.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// From one month to another.
pub(super) fn months(reading: &Reading, from: usize, to: usize) -> String {
    let at = |place: usize| reading.first.plus(i64::try_from(place).unwrap_or(i64::MAX));
    format!("{}\u{a0}\u{2013} {}", at(from), at(to))
}

/// Sums over twelve months.
pub(super) fn of_sums(tr: Tr, reading: &Reading) -> Figure {
    let start = reading.start_at();
    let windows = &reading.sums.windows;
    let points: Vec<SumPoint> = windows
        .iter()
        .map(|window| {
            let month = reading.first.plus(i64::try_from(window.to).unwrap_or(i64::MAX));
            SumPoint {
                label: (month.of_year() == 0).then(|| month.year().to_string()),
                events: window.events,
                limits: (window.lower, window.upper),
                mixed: window.from < start && start <= window.to,
            }
        })
        .collect();
    let mark = windows
        .iter()
        .position(|window| window.to == start)
        .map(|at| LineMark { at, name: tr.args("reading-sums-start", &[("month", reading.plan.start.to_string())]) });
    let mut listed = reading.whole_years();
    if let Some(last) = windows.last().filter(|last| listed.last().is_none_or(|listed| listed.to < last.to)) {
        listed.push(last);
    }
    let mut rows: Vec<Vec<String>> = listed
        .into_iter()
        .map(|window| {
            vec![
                months(reading, window.from, window.to),
                whole(tr, window.events),
                tr.decimal(window.lower, 1),
                tr.decimal(window.upper, 1),
            ]
        })
        .collect();
    // A point stands at the last month of its sum: a shock is marked where its months are.
    let (marks, more) = marked(tr, reading, &windows.iter().map(|window| (place(window.to), place(window.to))).collect::<Vec<_>>(), 4);
    rows.extend(more);
    let title = tr.args("reading-sums", &[("city", reading.plan.city.as_str()), ("outcome", reading.plan.primary.name.as_str())]);
    Named { id: "reading-sums", title, note: tr.t("reading-sums-note") }.drawn(
        tr,
        &["reading-months", "reading-counted", "reading-from", "reading-to"],
        rows,
        |name| sums(tr, name, &points, mark.as_ref(), &marks),
    )
}

/// Each year since the start, with what was done in it.
pub(super) fn of_years(tr: Tr, reading: &Reading, fit: &PipelineFit, dose: &[DoseRow]) -> Option<Figure> {
    let found = &fit.level.by_year;
    if found.is_empty() {
        return None;
    }
    let year_name = |year: usize| tr.args("reading-year-short", &[("year", year + 1)]);
    let points: Vec<YearPoint> = found
        .iter()
        .map(|year| YearPoint {
            name: year_name(year.year),
            observed: year.observed,
            expected: year.expected,
            band: (year.expected * year.band.0, year.expected * year.band.1),
        })
        .collect();
    let bars: Vec<DoseBars> = dose
        .iter()
        .map(|row| DoseBars { name: row.name.clone(), values: found.iter().map(|year| row.by_year.get(year.year).copied()).collect() })
        .collect();
    let start = reading.start_at();
    let mut rows: Vec<Vec<String>> = found
        .iter()
        .map(|year| {
            let from = start + 12 * year.year;
            let mut row = vec![
                format!("{}: {}", year_name(year.year), months(reading, from, from + 11)),
                whole(tr, year.observed),
                tr.decimal(year.expected, 1),
                tr.decimal(year.ratio, 2),
                tr.args("reading-span", &[("low", tr.decimal(year.band.0, 2)), ("high", tr.decimal(year.band.1, 2))]),
            ];
            row.extend(
                dose.iter().map(|dose| dose.by_year.get(year.year).map_or_else(|| "\u{2013}".to_owned(), |count| whole(tr, *count))),
            );
            row
        })
        .collect();
    let spans: Vec<(i64, i64)> = found.iter().map(|year| (place(start + 12 * year.year), place(start + 12 * year.year + 11))).collect();
    let (marks, more) = marked(tr, reading, &spans, 5 + dose.len());
    rows.extend(more);
    let note = if dose.is_empty() { tr.t("reading-years-note") } else { tr.t("reading-years-note-dose") };
    let heads = ["reading-year", "reading-counted", "reading-expected", "reading-ratio", "reading-band"];
    let mut figure = Named { id: "reading-years", title: tr.t("reading-years"), note }
        .drawn(tr, &heads, rows, |name| years(tr, name, &points, &bars, &marks));
    figure.heads.extend(dose.iter().map(|row| row.name.clone()));
    Some(figure)
}

/// One comparison city as if it had been the one: its ratio, put on the scale of the own city.
struct Moved<'a> {
    placebo: &'a LevelPlacebo,
    ratio: f64,
    scaled: f64,
}

fn moved(fit: &PipelineFit) -> Vec<Moved<'_>> {
    let level = &fit.level;
    // The same middle and the same scale as the estimate itself: so the order here is the order that the p-value counts.
    let weight = |placebo: &LevelPlacebo| placebo.error.powi(-2);
    let total: f64 = level.placebos.iter().map(weight).sum();
    let middle = level.placebos.iter().map(|placebo| placebo.log_ratio * weight(placebo)).sum::<f64>() / total;
    level
        .placebos
        .iter()
        .map(|placebo| {
            let log = placebo.log_ratio - middle;
            Moved { placebo, ratio: log.exp(), scaled: (log * level.error / placebo.error).exp() }
        })
        .collect()
}

/// The place of the own city among all, counted from the lowest.
pub(super) fn rank(fit: &PipelineFit) -> (usize, usize) {
    let cities = fit.level.placebos.len() + 1;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of some hundred cities"
    )]
    let place = (fit.level.p_reduction * cities as f64).round() as usize;
    (place.clamp(1, cities), cities)
}

/// The cloud of placebos.
pub(super) fn of_cloud(tr: Tr, reading: &Reading, fit: &PipelineFit) -> Figure {
    let mut others = moved(fit);
    others.sort_by(|one, other| one.scaled.total_cmp(&other.scaled));
    let own = fit.level.log_ratio.exp();
    let (place, cities) = rank(fit);
    let city = reading.plan.city.as_str();
    let mut rows: Vec<Vec<String>> =
        others.iter().map(|moved| vec![moved.placebo.name.clone(), tr.decimal(moved.ratio, 2), tr.decimal(moved.scaled, 2)]).collect();
    rows.insert((place - 1).min(rows.len()), vec![tr.args("reading-own", &[("city", city)]), tr.decimal(own, 2), tr.decimal(own, 2)]);
    let ratios: Vec<f64> = others.iter().map(|moved| moved.scaled).collect();
    let note = tr.args("reading-cloud-note", &[("city", city.to_owned()), ("place", place.to_string()), ("cities", cities.to_string())]);
    Named { id: "reading-cloud", title: tr.t("reading-cloud"), note }.drawn(
        tr,
        &["reading-city", "reading-ratio-found", "reading-ratio-scaled"],
        rows,
        |name| cloud(tr, name, &ratios, own, city),
    )
}

/// All outcomes of the plan and all years, on one axis.
pub(super) fn of_forest(tr: Tr, reading: &Reading, fit: &PipelineFit) -> Figure {
    let mut rows: Vec<ForestRow> = reading
        .outcomes
        .iter()
        .map(|outcome| ForestRow {
            name: format!("{} ({})", outcome.name, super::words::role(tr, outcome.role)),
            ratio: outcome.ratio,
            shown: outcome.ratio.map_or_else(|| tr.t("reading-no-figure"), |ratio| ratio_shown(tr, ratio)),
            primary: outcome.role == gvi_domain::evaluation::OutcomeRole::Primary,
        })
        .collect();
    rows.extend(fit.level.by_year.iter().map(|year| {
        let ratio = (year.ratio, year.ratio * year.band.0, year.ratio * year.band.1);
        ForestRow {
            name: tr.args("reading-forest-year", &[("year", year.year + 1)]),
            ratio: Some(ratio),
            shown: ratio_shown(tr, ratio),
            primary: false,
        }
    }));
    let cells = rows
        .iter()
        .map(|row| match row.ratio {
            Some((ratio, low, high)) => vec![row.name.clone(), tr.decimal(ratio, 2), tr.decimal(low, 2), tr.decimal(high, 2)],
            None => vec![row.name.clone(), row.shown.clone(), "\u{2013}".to_owned(), "\u{2013}".to_owned()],
        })
        .collect();
    Named { id: "reading-forest", title: tr.t("reading-forest"), note: tr.t("reading-forest-note") }.drawn(
        tr,
        &["reading-outcome", "reading-ratio", "reading-from", "reading-to"],
        cells,
        |name| forest(tr, name, &rows),
    )
}

/// The gap to the synthetic control, as rates for 100,000 people and year.
pub(super) fn of_gaps(tr: Tr, reading: &Reading, fit: &PipelineFit) -> Figure {
    let control = &fit.control;
    let (start, before) = (i64::try_from(reading.start_at()).unwrap_or(0), control.before);
    let first_of = |at: usize| reading.first.plus(start + 12 * (i64::try_from(at).unwrap_or(0) - i64::try_from(before).unwrap_or(0)));
    let points: Vec<GapPoint> = control
        .gaps
        .iter()
        .enumerate()
        .map(|(at, gap)| {
            let month = first_of(at);
            let name = if month.of_year() == 0 { month.year().to_string() } else { month.to_string() };
            GapPoint { name, gap: *gap }
        })
        .collect();
    let mut rows: Vec<Vec<String>> = points
        .iter()
        .zip(control.gaps.iter().zip(&control.control))
        .enumerate()
        .map(|(at, (point, (gap, control)))| {
            let from = first_of(at);
            vec![
                format!("{from}\u{a0}\u{2013} {}", from.plus(11)),
                tr.decimal(gap + control, 2),
                tr.decimal(*control, 2),
                tr.decimal(point.gap, 2),
            ]
        })
        .collect();
    let spans: Vec<(i64, i64)> = (0..points.len()).map(|at| first_of(at).since(reading.first)).map(|from| (from, from + 11)).collect();
    let (marks, more) = marked(tr, reading, &spans, 4);
    rows.extend(more);
    Named { id: "reading-gaps", title: tr.t("reading-gaps"), note: tr.t("reading-gaps-note") }.drawn(
        tr,
        &["reading-months", "reading-rate-city", "reading-rate-control", "reading-gap"],
        rows,
        |name| gaps(tr, name, &points, before, &marks),
    )
}

/// What could be seen, and when, in a city with so many incidents a year. For the page on which a plan is written, and beside a reading.
///
/// # Errors
/// For a number of incidents that is not above zero, or a dispersion below it.
pub fn of_sight(tr: Tr, events_a_year: f64, alpha: f64) -> Result<Figure, EvaluationError> {
    let seen: Sight = sight(events_a_year, alpha)?;
    let times: Vec<String> = seen.years.iter().map(|years| tr.count("reading-years-count", *years)).collect();
    let rows: Vec<SightRow> = seen
        .chances
        .iter()
        .map(|(fall, chances)| SightRow { name: tr.args("reading-less", &[("share", percent(tr, *fall))]), chances: chances.clone() })
        .collect();
    let smallest: Vec<String> = seen.smallest.iter().map(|fall| percent(tr, *fall)).collect();
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| std::iter::once(row.name.clone()).chain(row.chances.iter().map(|chance| percent(tr, *chance))).collect())
        .collect();
    let last = tr.t("reading-sight-smallest");
    cells.push(std::iter::once(last.replace('|', " ")).chain(smallest.iter().cloned()).collect());
    let note = tr.args("reading-sight-note", &[("count", tr.decimal(events_a_year, 0))]);
    let mut figure = Named { id: "reading-sight", title: tr.t("reading-sight"), note }
        .drawn(tr, &["reading-sight-fall"], cells, |name| draw_sight(tr, name, &times, &rows, (&last, &smallest)));
    figure.heads.extend(times);
    Ok(figure)
}
