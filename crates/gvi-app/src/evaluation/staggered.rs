//! Several cities that started at different times, against cities that had not started.
//!
//! It stands beside the verdict on one city and decides nothing. Cities that had started before the first period cannot be used and are
//! named. With fewer than five cities that start, errors that rest on many cities say nothing, and chance is dealt anew instead.

use gvi_domain::Month;
use gvi_domain::evaluation::EvaluationPlan;
use gvi_evaluation::chance::Rounds;
use gvi_evaluation::did::{
    Adoption, Aggregation, BootstrapSettings, Cell, Comparison, CountDid, Covariates, DidSettings, RandomisationTest, aggregate, fit_did,
    fit_did_counts, randomisation_test, simultaneous_band,
};
use gvi_evaluation::error::EvaluationError;
use gvi_evaluation::provenance::Provenance;
use gvi_evaluation::refusal::Refusal;
use gvi_evaluation::series::{CountPanel, Panel};
use gvi_papers::count_table::CountTable;
use gvi_papers::panel_table::{CityPanel, Measured, Times};
use serde::Serialize;

use super::reading::{NotRead, panel};

/// Confidence of every interval here.
const CONFIDENCE: f64 = 0.95;

/// On which scale the cities are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Scale {
    /// The logarithm of the rate: effects are ratios.
    LogRate,
    /// Incidents for 100,000 people: effects are differences of rates.
    Rate,
    /// The values of the table as they are.
    Value,
}

/// How it is computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StaggeredSettings {
    /// Compare with cities that have not started yet too, and not only with those that never do.
    pub not_yet: bool,
    /// Put twelve months together, counted from the first start.
    pub by_year: bool,
    /// Differences of rates instead of ratios.
    pub rates: bool,
    /// Rounds of the bootstrap.
    pub rounds: usize,
    /// How often the starts are dealt anew.
    pub deals: usize,
    /// The seed of both.
    pub seed: u64,
}

impl Default for StaggeredSettings {
    fn default() -> Self {
        Self { not_yet: false, by_year: true, rates: false, rounds: 999, deals: 999, seed: super::reading::SEED }
    }
}

/// One part of a summary: a time since the start, a cohort, a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Periods since the start for the dynamic one; for the others the place of a period.
    pub label: i64,
    /// What that is called: a period, or a number of them.
    pub name: String,
    /// The effect.
    pub effect: f64,
    /// Its error.
    pub error: f64,
    /// The band that holds for all parts at once; none where errors are refused.
    pub band: Option<(f64, f64)>,
}

/// All cells put together in one way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Together {
    /// In which way.
    pub way: Aggregation,
    /// The effect over all.
    pub effect: f64,
    /// Its error.
    pub error: f64,
    /// Its interval by bootstrap; none where errors are refused.
    pub interval: Option<(f64, f64)>,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// What several cities show together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Staggered {
    /// On which scale.
    pub scale: Scale,
    /// What the periods are called.
    pub periods: Vec<String>,
    /// Cities in all, and of them those that start.
    pub cities: (usize, usize),
    /// Cities that start, each with the period.
    pub starts: Vec<(String, String)>,
    /// Cities that had started before the second period: they have no time before and are left out.
    pub left_out: Vec<String>,
    /// Each cohort in each period.
    pub cells: Vec<Cell>,
    /// Whether the time before the starts speaks against it: statistic, degrees, p.
    pub before_test: Option<(f64, usize, f64)>,
    /// Put together: by time since the start first.
    pub together: Vec<Together>,
    /// Why there are no bands; empty where there are.
    pub refusals: Vec<Refusal>,
    /// The place of the effect among starts that were dealt anew.
    pub dealt: RandomisationTest,
    /// The same question as counts; none for values, and none where a cell has no incident.
    pub counts: Option<CountDid>,
    /// The settings.
    pub settings: StaggeredSettings,
    /// What it takes to make it again.
    pub provenance: Provenance,
}

impl Staggered {
    /// The summary by time since the start, which is the primary one.
    pub fn dynamic(&self) -> Option<&Together> {
        self.together.iter().find(|together| together.way == Aggregation::Dynamic)
    }

    /// An effect as it is shown: a ratio where the scale is logarithmic.
    pub fn shown(&self, effect: f64) -> f64 {
        if self.scale == Scale::LogRate { effect.exp() } else { effect }
    }
}

fn estimators(error: EvaluationError) -> NotRead {
    NotRead::Estimators(error)
}

/// Cities, what is measured in them, and their starts.
struct Cities {
    names: Vec<String>,
    measured: Measured,
    starts: Vec<Option<i64>>,
    times: Times,
}

impl Cities {
    /// Without the cities that had started before the second period, which are handed back by name.
    fn with_a_time_before(mut self) -> (Self, Vec<String>) {
        let keep: Vec<bool> = self.starts.iter().map(|start| start.is_none_or(|start| start > 0)).collect();
        let left_out = self.names.iter().zip(&keep).filter(|(_, keep)| !**keep).map(|(name, _)| name.clone()).collect();
        let kept = |at: usize| keep[at];
        self.measured = match self.measured {
            Measured::Counts(counts, people) => Measured::Counts(only(counts, kept), only(people, kept)),
            Measured::Values(values) => Measured::Values(only(values, kept)),
        };
        (self.names, self.starts) = (only(self.names, kept), only(self.starts, kept));
        (self, left_out)
    }
}

fn only<T>(all: Vec<T>, keep: impl Fn(usize) -> bool) -> Vec<T> {
    all.into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, one)| one).collect()
}

/// Reads a panel of cities. `heard` is told of each round in which the starts were dealt anew.
///
/// # Errors
/// When nothing can be compared: no city starts within the panel, or none is left to compare with.
pub fn staggered(table: &CityPanel, settings: StaggeredSettings, heard: &(dyn Fn() + Sync)) -> Result<Staggered, NotRead> {
    let cities = Cities { names: table.cities.clone(), measured: table.measured.clone(), starts: table.starts.clone(), times: table.times };
    let anchor = table.starts.iter().flatten().copied().filter(|start| *start > 0).min();
    estimate(cities, anchor, settings, heard)
}

/// The cities of a plan that starts in several: its own, the other ones with the programme, and the comparison cities, in years counted
/// from the plan's own start. Months that the plan does not read are left out. None where the plan names no other city.
pub(super) fn of_plan(plan: &EvaluationPlan, table: &CountTable, settings: StaggeredSettings) -> Option<Result<Staggered, NotRead>> {
    if plan.treated.is_empty() {
        return None;
    }
    let read = || {
        let outside = || NotRead::Months { wanted: plan.first, first: table.first, last: table.last() };
        let skipped = usize::try_from(plan.first.since(table.first)).map_err(|_| outside())?;
        let names: Vec<&str> = table.cities.iter().map(|city| city.name.as_str()).filter(|name| plan.reads(name)).collect();
        for city in std::iter::once(&plan.city).chain(plan.treated.iter().map(|city| &city.name)) {
            if !names.contains(&city.as_str()) {
                return Err(NotRead::NoCity(city.clone()));
            }
        }
        let months = panel(table, &names, skipped)?;
        let last = usize::try_from(plan.last.since(plan.first)).unwrap_or(0);
        let months = months.between(0, months.periods().min(last + 1));
        let place = |month: Month| month.since(plan.first);
        let within = |start: i64| usize::try_from(start).is_ok_and(|start| start < months.periods());
        let start_of = |name: &String| {
            let start = if *name == plan.city {
                Some(plan.start)
            } else {
                plan.treated.iter().find(|city| city.name == *name).map(|city| city.start)
            };
            start.map(place).filter(|start| within(*start))
        };
        let cities = Cities {
            names: months.names().to_vec(),
            starts: months.names().iter().map(start_of).collect(),
            measured: Measured::Counts(
                (0..months.units()).map(|unit| months.counts(unit).to_vec()).collect(),
                (0..months.units()).map(|unit| months.population(unit).to_vec()).collect(),
            ),
            times: Times::Months(plan.first),
        };
        estimate(cities, Some(place(plan.start)), settings, &|| ())
    };
    Some(read())
}

/// The panel as it is compared, with starts as places in it.
struct Compared {
    panel: Panel,
    counts: Option<CountPanel>,
    starts: Vec<Option<usize>>,
    periods: Vec<String>,
    scale: Scale,
}

fn compared(cities: Cities, anchor: Option<i64>, settings: StaggeredSettings) -> Result<Compared, NotRead> {
    let Cities { names, measured, starts, times } = cities;
    let place = |start: &Option<i64>| start.and_then(|start| usize::try_from(start).ok());
    let (counts, people) = match measured {
        Measured::Values(values) => {
            let panel = Panel::new(names, values).map_err(estimators)?;
            let periods = (0..panel.periods()).map(|period| times.name(period)).collect();
            return Ok(Compared { panel, counts: None, starts: starts.iter().map(place).collect(), periods, scale: Scale::Value });
        }
        Measured::Counts(counts, people) => (counts, people),
    };
    let a_year = if matches!(times, Times::Months(_)) { 12 } else { 1 };
    let whole = CountPanel::new(names, counts, people, a_year).map_err(estimators)?;
    let folds = settings.by_year && a_year == 12;
    let (panel, starts, periods) = match anchor.and_then(|anchor| usize::try_from(anchor).ok()).filter(|_| folds) {
        Some(anchor) => {
            let (years, before) = whole.years_around(anchor);
            let first = anchor - 12 * before;
            // A city that starts within a year is counted as started for all of it: the year before stays wholly before.
            let year_of = |start: usize| start.checked_sub(first).map_or(0, |since| since / 12);
            let starts = starts.iter().map(|start| place(start).map(year_of).filter(|year| *year < years.periods())).collect();
            let periods = (0..years.periods()).map(|year| times.name(first + 12 * year)).collect();
            (years, starts, periods)
        }
        None => {
            let periods = (0..whole.periods()).map(|period| times.name(period)).collect();
            (whole, starts.iter().map(place).collect::<Vec<_>>(), periods)
        }
    };
    let scale = if settings.rates { Scale::Rate } else { Scale::LogRate };
    let values = (0..panel.units())
        .map(|unit| {
            let row = panel.counts(unit).iter().zip(panel.population(unit));
            // Counts of a city lie far below what a fraction holds exactly.
            row.map(|(count, people)| if settings.rates { 1e5 * *count as f64 / people } else { ((*count as f64 + 0.5) / people).ln() })
                .collect()
        })
        .collect();
    let rates = Panel::new(panel.names().to_vec(), values).map_err(estimators)?;
    Ok(Compared { panel: rates, counts: Some(panel), starts, periods, scale })
}

fn estimate(cities: Cities, anchor: Option<i64>, settings: StaggeredSettings, heard: &(dyn Fn() + Sync)) -> Result<Staggered, NotRead> {
    let (cities, left_out) = cities.with_a_time_before();
    let compared = compared(cities, anchor, settings)?;
    let adoption = Adoption(compared.starts.clone());
    if adoption.treated() == 0 {
        let remedy = "write under start when each city started; there must be a period before it";
        return Err(NotRead::Estimators(EvaluationError::TooFew {
            what: "cities that start within the panel",
            found: 0,
            needed: 1,
            remedy,
        }));
    }
    let never = compared.starts.iter().filter(|start| start.is_none()).count();
    let comparison = if settings.not_yet || never == 0 { Comparison::NotYetTreated } else { Comparison::NeverTreated };
    let did = DidSettings { comparison, covariates: Covariates::None };
    let fit = fit_did(&compared.panel, &adoption, &did).map_err(estimators)?;
    let refusals = fit.refusals();
    let bootstrap = BootstrapSettings { rounds: settings.rounds, confidence: CONFIDENCE, seed: settings.seed };
    let mut together = Vec::new();
    for way in [Aggregation::Dynamic, Aggregation::Group, Aggregation::Calendar, Aggregation::Simple] {
        let found = aggregate(&fit, way).map_err(estimators)?;
        let band = if refusals.is_empty() { Some(simultaneous_band(&found, bootstrap).map_err(estimators)?) } else { None };
        let name = |label: i64| match way {
            Aggregation::Dynamic => label.to_string(),
            _ => usize::try_from(label).ok().and_then(|at| compared.periods.get(at).cloned()).unwrap_or_default(),
        };
        let parts = found.parts.iter().enumerate().map(|(at, (label, effect, error))| Part {
            label: *label,
            name: name(*label),
            effect: *effect,
            error: *error,
            band: band.as_ref().map(|band| (band.parts[at].1, band.parts[at].2)),
        });
        together.push(Together {
            way,
            effect: found.overall.0,
            error: found.overall.1,
            interval: band.as_ref().map(|band| (band.overall.1, band.overall.2)),
            parts: parts.collect(),
        });
    }
    let deals = Rounds::heard_by(settings.deals, heard);
    let dealt = randomisation_test(&compared.panel, &adoption, &did, Aggregation::Dynamic, deals, settings.seed).map_err(estimators)?;
    // A cell without an incident has no ratio: then the counts say nothing beside the rest, and the rest stands.
    let counts = compared.counts.as_ref().and_then(|counts| fit_did_counts(counts, &adoption, CONFIDENCE).ok());
    let starts = compared.panel.names().iter().zip(&compared.starts);
    Ok(Staggered {
        scale: compared.scale,
        cities: (fit.units, fit.treated_units),
        starts: starts.filter_map(|(name, start)| Some((name.clone(), compared.periods.get((*start)?)?.clone()))).collect(),
        periods: compared.periods,
        left_out,
        before_test: fit.before_test,
        together,
        refusals,
        dealt,
        counts,
        settings,
        provenance: fit.provenance.clone(),
        cells: fit.cells,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gvi_papers::panel_table::read_cities;

    /// Thirty cities over ten years of months; those before `treated` fall by half when they start.
    fn cities(treated: usize, factor: f64) -> CityPanel {
        let mut text = String::from("city,month,count,population,start\n");
        for city in 0..30_usize {
            let start = (city < treated).then_some(60 + 12 * (city % 3));
            for month in 0..120_usize {
                let usual = 12.0 + ((city * 7 + month * 5) % 9) as f64;
                let fallen = start.is_some_and(|start| month >= start);
                let count = (usual * if fallen { factor } else { 1.0 }).round();
                let started = start.map_or(String::new(), |start| format!("{}-01", 2010 + start / 12));
                text.push_str(&format!("city {city:02},{}-{:02},{count},300000,{started}\n", 2010 + month / 12, month % 12 + 1));
            }
        }
        read_cities(text.as_bytes()).unwrap()
    }

    fn quick() -> StaggeredSettings {
        StaggeredSettings { rounds: 199, deals: 99, ..StaggeredSettings::default() }
    }

    #[test]
    fn a_fall_by_half_is_found_by_every_summary_and_by_the_counts() {
        let found = staggered(&cities(9, 0.5), quick(), &|| ()).unwrap();
        assert_eq!((found.cities, found.scale, found.refusals.len()), ((30, 9), Scale::LogRate, 0));
        for together in &found.together {
            let ratio = found.shown(together.effect);
            assert!((ratio - 0.5).abs() < 0.05, "{:?}: {ratio}", together.way);
            let (low, high) = together.interval.unwrap();
            assert!(low < together.effect && together.effect < high);
        }
        let dynamic = found.dynamic().unwrap();
        assert!(dynamic.parts.iter().any(|part| part.label < 0) && dynamic.parts.iter().all(|part| part.band.is_some()));
        assert!((found.counts.unwrap().overall.ratio - 0.5).abs() < 0.05 && found.dealt.p < 0.02);
        assert_eq!(found.starts[0], ("city 00".to_owned(), "2015-01".to_owned()));
    }

    #[test]
    fn with_few_cities_there_is_no_band_and_chance_is_dealt_anew() {
        let found = staggered(&cities(2, 0.5), quick(), &|| ()).unwrap();
        assert_eq!(found.refusals.len(), 1);
        assert!(found.together.iter().all(|together| together.interval.is_none() && together.parts.iter().all(|part| part.band.is_none())));
        assert!(found.dealt.p <= 0.05, "{:?}", found.dealt);
    }

    #[test]
    fn a_city_that_had_started_before_is_named_and_left_out_and_nobody_starting_is_an_error() {
        let mut table = cities(9, 0.5);
        table.starts[0] = Some(-4);
        let found = staggered(&table, quick(), &|| ()).unwrap();
        assert_eq!((found.left_out.as_slice(), found.cities.0), (["city 00".to_owned()].as_slice(), 29));
        table.starts.fill(None);
        assert!(staggered(&table, quick(), &|| ()).unwrap_err().to_string().contains("cities that start within the panel"));
    }
}
