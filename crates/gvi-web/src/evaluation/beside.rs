//! What stands beside a verdict and decides nothing: several cities with the programme together, and the compartment's own groups by code.
//!
//! Small counts of groups are hidden with the ratios that would tell them. No person is on these pages.

use gvi_app::evaluation::by_group::{ByGroup, GroupReading, NoGroups};
use gvi_app::evaluation::reading::{NotRead, Reading};
use gvi_app::evaluation::staggered::Staggered;
use serde::Serialize;

use super::figures::{Figure, whole};
use super::reading::{RefusalLine, refusal_line};
use super::research::Rows;
use super::words::{not_read, ratio_shown};
use crate::charts::{ChartName, ForestRow, forest};
use crate::text::Tr;

const DASH: &str = "\u{2013}";
/// Counts of a group below this are not shown.
const SHOWN_MIN: u64 = 5;

/// Several cities together, in one language.
#[derive(Debug, Clone, Serialize)]
pub struct StaggeredView {
    /// What was compared, what was found, and by which test; or why nothing can be said.
    pub sentences: Vec<String>,
    /// By year since the start; none where nothing can be said.
    pub figure: Option<Figure>,
}

impl StaggeredView {
    /// The cities of a reading, if its plan names several and its verdict shows an effect.
    pub(super) fn of(tr: Tr, reading: &Reading) -> Option<Self> {
        match reading.staggered.as_ref()? {
            Err(why) => Some(Self { sentences: vec![not_read(tr, why)], figure: None }),
            Ok(found) => Some(Self { sentences: sentences(tr, found), figure: by_year(tr, found) }),
        }
    }
}

fn p_shown(tr: Tr, p: f64) -> String {
    tr.decimal(p, 3)
}

fn sentences(tr: Tr, found: &Staggered) -> Vec<String> {
    let (cities, started) = found.cities;
    let starts: Vec<String> = found.starts.iter().map(|(city, start)| format!("{city} ({start})")).collect();
    let mut told = vec![tr.args(
        "reading-together-who",
        &[("started", started.to_string()), ("others", (cities - started).to_string()), ("starts", starts.join(", "))],
    )];
    if !found.left_out.is_empty() {
        told.push(tr.args("reading-together-left-out", &[("cities", found.left_out.join(", "))]));
    }
    if let Some(dynamic) = found.dynamic() {
        let effect = found.shown(dynamic.effect);
        told.push(match dynamic.interval {
            Some((low, high)) => {
                tr.args("reading-together-mean", &[("ratio", ratio_shown(tr, (effect, found.shown(low), found.shown(high))))])
            }
            None => tr.args("reading-together-mean-few", &[("ratio", tr.decimal(effect, 2)), ("cities", started.to_string())]),
        });
    }
    let dealt = &found.dealt;
    let figures = [("p", p_shown(tr, dealt.p)), ("fall", p_shown(tr, dealt.p_reduction)), ("least", tr.decimal(dealt.smallest_p, 4))];
    told.push(tr.args("reading-together-dealt", &figures));
    if let Some((_, _, p)) = found.before_test {
        told.push(tr.args("reading-together-before", &[("p", p_shown(tr, p))]));
    }
    told
}

fn by_year(tr: Tr, found: &Staggered) -> Option<Figure> {
    let dynamic = found.dynamic()?;
    let rows: Vec<ForestRow> = dynamic
        .parts
        .iter()
        .map(|part| {
            let effect = found.shown(part.effect);
            let name = if part.label < 0 {
                tr.args("reading-together-before-year", &[("years", (-part.label).to_string())])
            } else {
                tr.args("reading-forest-year", &[("year", part.label + 1)])
            };
            // Without a band there is no interval to draw: the mark stands alone.
            let ratio = part.band.map_or((effect, effect, effect), |(low, high)| (effect, found.shown(low), found.shown(high)));
            let shown = if part.band.is_some() { ratio_shown(tr, ratio) } else { tr.decimal(effect, 2) };
            ForestRow { name, ratio: Some(ratio), shown, primary: part.label >= 0 }
        })
        .collect();
    let cells = rows.iter().zip(&dynamic.parts).map(|(row, part)| {
        let limit = |of: fn((f64, f64)) -> f64| part.band.map_or_else(|| DASH.to_owned(), |band| tr.decimal(found.shown(of(band)), 2));
        vec![row.name.clone(), tr.decimal(found.shown(part.effect), 2), limit(|band| band.0), limit(|band| band.1)]
    });
    let (title, note) = (tr.t("reading-together-figure"), tr.t("reading-together-note"));
    let chart = forest(tr, &ChartName::new("reading-together-chart", title.clone(), note.clone()), &rows);
    let heads = ["reading-year", "reading-ratio", "reading-from", "reading-to"].iter().map(|key| tr.t(key)).collect();
    Some(Figure::new(tr, "reading-together", title, note, heads, cells.collect(), chart))
}

/// The compartment's groups, in one language, ready for `templates/evaluation/groups.html`.
#[derive(Debug, Clone, Serialize)]
pub struct GroupsView {
    /// Why nothing is said yet; empty where something is.
    pub why_not: String,
    /// Why the groups can carry no estimate.
    pub refusals: Vec<RefusalLine>,
    /// What was compared and found.
    pub sentences: Vec<String>,
    /// All groups together: every term.
    pub terms: Option<Rows>,
    /// The same with fewer months left out.
    pub otherwise: Option<Rows>,
    /// Each group by its code.
    pub figure: Option<Figure>,
    /// What was done in each year.
    pub dose: Option<Rows>,
}

impl GroupsView {
    /// What the groups show, why they can show nothing, or that it is too early.
    #[must_use]
    pub fn new(tr: Tr, groups: Option<&Result<ByGroup, NoGroups>>) -> Self {
        let mut view = Self {
            why_not: String::new(),
            refusals: Vec::new(),
            sentences: Vec::new(),
            terms: None,
            otherwise: None,
            figure: None,
            dose: None,
        };
        match groups {
            None => view.why_not = tr.t("research-groups-not-yet"),
            Some(Err(NoGroups::NotRead(why))) => view.why_not = why_not(tr, why),
            Some(Err(NoGroups::Refused(refusals))) => {
                view.why_not = tr.t("research-groups-refused");
                view.refusals = refusals.iter().map(|refused| refusal_line(tr, refused)).collect();
            }
            Some(Ok(found)) => {
                view.sentences = of_groups(tr, found);
                view.terms = Some(terms(tr, found));
                view.otherwise = Some(otherwise(tr, found));
                view.figure = Some(each(tr, found));
                view.dose = dose(tr, found);
            }
        }
        view
    }
}

fn why_not(tr: Tr, why: &NotRead) -> String {
    tr.args("research-groups-not-read", &[("why", not_read(tr, why))])
}

fn of_groups(tr: Tr, found: &ByGroup) -> Vec<String> {
    let fit = &found.fit;
    let mut told = vec![tr.args(
        "research-groups-who",
        &[
            ("groups", fit.groups.to_string()),
            ("told", fit.notified.to_string()),
            ("months", found.months.to_string()),
            ("incidents", whole(tr, fit.events.0)),
            ("left", found.settings.left_out.to_string()),
        ],
    )];
    if let Some(first) = fit.terms.first() {
        let ratio = (first.ratio.ratio, first.ratio.lower, first.ratio.upper);
        told.push(tr.args("research-groups-found", &[("ratio", ratio_shown(tr, ratio))]));
    }
    let figures = [
        ("signs", p_shown(tr, found.signs.p)),
        ("signsfall", p_shown(tr, found.signs.p_reduction)),
        ("dates", p_shown(tr, found.dealt.p)),
        ("datesfall", p_shown(tr, found.dealt.p_reduction)),
    ];
    told.push(tr.args("research-groups-tests", &figures));
    told
}

fn term(tr: Tr, name: &str) -> String {
    match name {
        "notified" => tr.t("research-groups-told"),
        "spillover" => tr.t("research-groups-spillover"),
        "dose" => tr.t("research-groups-dose"),
        other => other.to_owned(),
    }
}

fn terms(tr: Tr, found: &ByGroup) -> Rows {
    let rows = found.fit.terms.iter().map(|one| {
        let ratio = (one.ratio.ratio, one.ratio.lower, one.ratio.upper);
        vec![term(tr, one.name), ratio_shown(tr, ratio), tr.decimal(one.error, 3)]
    });
    let heads = ["research-term", "reading-ratio-interval", "research-groups-error"];
    Rows::new(tr, "research-groups-terms-table", "research-groups-terms", &heads, rows.collect())
}

fn otherwise(tr: Tr, found: &ByGroup) -> Rows {
    let rows = found.otherwise.iter().map(|other| {
        let ratio = other.fit.as_ref().and_then(|fit| fit.terms.first()).map(|one| (one.ratio.ratio, one.ratio.lower, one.ratio.upper));
        vec![other.left_out.to_string(), ratio.map_or_else(|| DASH.to_owned(), |ratio| ratio_shown(tr, ratio))]
    });
    let heads = ["research-groups-left-out", "research-groups-told"];
    Rows::new(tr, "research-groups-otherwise-table", "research-groups-otherwise", &heads, rows.collect())
}

fn each(tr: Tr, found: &ByGroup) -> Figure {
    let shown = |reading: &GroupReading| match reading {
        GroupReading::NeverNotified => tr.t("research-group-never"),
        GroupReading::Refused(_) => tr.t("research-group-refused"),
        GroupReading::Hidden => tr.t("research-group-hidden"),
        GroupReading::Shown(ratio) => ratio_shown(tr, (ratio.ratio, ratio.lower, ratio.upper)),
    };
    let count = |count: Option<u64>| match count {
        Some(count) => whole(tr, count),
        None => tr.args("public-few", &[("count", SHOWN_MIN)]),
    };
    let rows: Vec<ForestRow> = found
        .lines
        .iter()
        .map(|line| ForestRow {
            name: found.codes[line.group].clone(),
            ratio: match &line.reading {
                GroupReading::Shown(ratio) => Some((ratio.ratio, ratio.lower, ratio.upper)),
                _ => None,
            },
            shown: shown(&line.reading),
            primary: false,
        })
        .collect();
    let cells = found.lines.iter().map(|line| {
        let told = found.told[line.group].clone().unwrap_or_else(|| DASH.to_owned());
        vec![found.codes[line.group].clone(), told, count(line.events.0), count(line.events.1), shown(&line.reading)]
    });
    let (title, note) = (tr.t("research-groups-figure"), tr.t("research-groups-note"));
    let chart = forest(tr, &ChartName::new("research-groups-chart", title.clone(), note.clone()), &rows);
    let heads = ["research-group", "research-group-told", "research-group-before", "research-group-after", "reading-ratio-interval"]
        .iter()
        .map(|key| tr.t(key));
    Figure::new(tr, "research-groups", title, note, heads.collect(), cells.collect(), chart)
}

fn dose(tr: Tr, found: &ByGroup) -> Option<Rows> {
    let first = gvi_domain::Month::parse(&found.first)?;
    let rows: Vec<Vec<String>> = found
        .dose_by_year
        .iter()
        .enumerate()
        .map(|(year, dose)| {
            let from = first.plus(12 * i64::try_from(year).unwrap_or(0));
            let last = from.plus(11).min(first.plus(i64::try_from(found.months).unwrap_or(1) - 1));
            vec![format!("{from}\u{a0}\u{2013} {last}"), tr.decimal(*dose, 0)]
        })
        .collect();
    let heads = ["reading-months", "evaluation-dose-told"];
    (!rows.is_empty()).then(|| Rows::new(tr, "research-groups-dose-table", "research-groups-dose-by-year", &heads, rows).dated())
}
