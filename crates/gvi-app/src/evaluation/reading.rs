//! From a sealed plan and counts to what may be said, with everything that must stand beside it.
//!
//! The same for a page of the site and for the command line: nothing is chosen in between.

use std::collections::BTreeMap;

use gvi_domain::Month;
use gvi_domain::evaluation::{EvaluationPlan, OutcomeRole};
use gvi_evaluation::calibration::PipelineSettings;
pub use gvi_evaluation::calibration::{LevelPlacebo, PipelineFit, YearEffect};
use gvi_evaluation::describe::moving_sums;
pub use gvi_evaluation::describe::{MovingSum, MovingSums};
pub use gvi_evaluation::error::EvaluationError;
pub use gvi_evaluation::refusal::{Refusal, Rule};
use gvi_evaluation::series::{CountPanel, CountSeries};
pub use gvi_evaluation::told::{refusal_told, told};
pub use gvi_evaluation::verdict::{Assessment, Condition, Judgement, Language, SealedPlan, Verdict};
use gvi_evaluation::verdict::{assess, outcome_table};
pub use gvi_papers::count_table::{CityCounts, CountTable};

use super::staggered::{self, Staggered, StaggeredSettings};

/// The seed of every reading of a site: the same counts give the same figures.
pub const SEED: u64 = 1;
/// Months at the end that are left out: reports come late.
pub const UNSETTLED_MONTHS: i64 = 2;
/// Months in a moving sum.
const SUM_MONTHS: usize = 12;
/// Months of one and the same number after which nobody takes it for a count.
const CONSTANT_MONTHS: usize = 24;

/// Why there is no reading.
#[derive(Debug, Clone, PartialEq)]
pub enum NotRead {
    /// There are no counts of this outcome.
    NoCounts,
    /// The table has no row for the city.
    NoCity(String),
    /// The table has no population, and cities are compared by rate.
    NoPopulation(String),
    /// Every month of a city has the same number: incidents do not come like that.
    Constant {
        /// The city.
        city: String,
        /// The number.
        count: u64,
    },
    /// The table begins after the plan's first month, or ends before it.
    Months {
        /// The plan's first month.
        wanted: Month,
        /// The table's first month.
        first: Month,
        /// Its last.
        last: Month,
    },
    /// The table ends in a month that is not over.
    NotOver(Month),
    /// The plan that is kept is not the one that was sealed.
    NotAsSealed,
    /// The plan is a draft: nothing is read by it yet.
    Draft,
    /// A table that was kept cannot be read any more.
    Table(String),
    /// What the estimators say.
    Estimators(EvaluationError),
}

impl std::fmt::Display for NotRead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoCounts => f.write_str("there are no counts yet; add a table"),
            Self::NoCity(city) => write!(f, "there is no city {city:?} in the table; add its rows, named as in the plan"),
            Self::NoPopulation(city) => {
                write!(f, "there is no column population ({city}); cities are compared by rate, so each row needs how many live there")
            }
            Self::Constant { city, count } => {
                write!(f, "{city} has {count} in every month, and incidents do not come like that; give the counts as they were recorded")
            }
            Self::Months { wanted, first, last } => write!(
                f,
                "the plan begins with {wanted}, and the counts go from {first} to {last}; give counts from the plan's first month on"
            ),
            Self::NotOver(month) => write!(f, "the counts go to {month}, and that month is not over; leave it out"),
            Self::NotAsSealed => f.write_str("the plan is not the one that was sealed; restore it as it was"),
            Self::Draft => f.write_str("the plan is not sealed; a verdict needs a plan that was sealed before the start"),
            Self::Table(what) => f.write_str(what),
            Self::Estimators(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotRead {}

/// One outcome of the plan and what was found.
#[derive(Debug, Clone)]
pub struct OutcomeReading {
    /// What it is in the plan.
    pub role: OutcomeRole,
    /// Its name.
    pub name: String,
    /// How it is counted.
    pub definition: String,
    /// Placebo p-value: one-sided for the primary outcome, as its verdict reads it; two-sided for the others, and after Holm for
    /// the secondary ones.
    pub p: Option<f64>,
    /// Observed over expected, with its calibrated interval.
    pub ratio: Option<(f64, f64, f64)>,
    /// The same by the synthetic control, which is asked as a second witness.
    pub witness: Option<(f64, f64, f64)>,
    /// Why there is no figure.
    pub why_not: Option<NotRead>,
}

/// What may be said about a plan, and what stands beside it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The plan in force.
    pub plan: EvaluationPlan,
    /// The first month of the counts that were read.
    pub first: Month,
    /// The last one.
    pub last: Month,
    /// The city's counts by month.
    pub counts: Vec<u64>,
    /// Its sums over twelve months with exact limits.
    pub sums: MovingSums,
    /// The verdict.
    pub assessment: Assessment,
    /// All outcomes in the plan's order, also those without a figure.
    pub outcomes: Vec<OutcomeReading>,
    /// All cities with the programme together, where the plan names several and the verdict shows an effect. It decides nothing.
    pub staggered: Option<Result<Staggered, NotRead>>,
}

impl Reading {
    /// What was estimated, where the verdict lets it be shown: nothing while it is too early, or where it cannot be estimated.
    pub fn effects(&self) -> Option<&PipelineFit> {
        self.assessment.judgement.ratio.and(self.assessment.fit.as_ref())
    }

    /// The place of the first month after the start among the counts.
    pub fn start_at(&self) -> usize {
        usize::try_from(self.plan.start.since(self.first)).unwrap_or(0)
    }

    /// Incidents a year in the time before the start; none where there is no month before it.
    pub fn yearly_before(&self) -> Option<f64> {
        let from = usize::try_from(self.plan.first.since(self.first)).unwrap_or(0);
        let months = self.counts.get(from..self.start_at().min(self.counts.len()))?;
        let events: u64 = months.iter().sum();
        // Counts of a city lie far below what a fraction holds exactly.
        (!months.is_empty()).then(|| events as f64 * 12.0 / months.len() as f64)
    }

    /// The windows of [`Reading::sums`] that share no month and none of which lies on both sides of the start.
    pub fn whole_years(&self) -> Vec<&MovingSum> {
        let (start, length) = (self.start_at(), self.sums.length);
        let apart = |window: &&MovingSum| window.to.abs_diff(start + length - 1).is_multiple_of(length);
        self.sums.windows.iter().filter(apart).collect()
    }
}

/// The newest count of every city and month: where two tables name both, the later one speaks.
///
/// Only cities that are named are read, and of those the months that all of them have, back to the last month that one of them lacks.
pub fn merged(tables: &[CountTable], named: impl Fn(&str) -> bool) -> Option<CountTable> {
    let mut cities: BTreeMap<&str, BTreeMap<Month, (u64, Option<f64>)>> = BTreeMap::new();
    for table in tables {
        for city in table.cities.iter().filter(|city| named(&city.name)) {
            let months = cities.entry(&city.name).or_default();
            for (at, count) in city.counts.iter().enumerate() {
                months.insert(table.first.plus(at as i64), (*count, city.population.as_ref().map(|people| people[at])));
            }
        }
    }
    let last = *cities.values().filter_map(|months| months.keys().next_back()).min()?;
    let mut first = last;
    while cities.values().all(|months| months.contains_key(&first.plus(-1))) {
        first = first.plus(-1);
    }
    if !cities.values().all(|months| months.contains_key(&last)) {
        return None;
    }
    let cities = cities
        .into_iter()
        .map(|(name, months)| {
            let read: Vec<(u64, Option<f64>)> = months.range(first..=last).map(|(_, row)| *row).collect();
            CityCounts {
                name: name.to_owned(),
                counts: read.iter().map(|(count, _)| *count).collect(),
                population: read.iter().map(|(_, people)| *people).collect(),
            }
        })
        .collect();
    Some(CountTable { first, cities })
}

/// The newest counts that a plan reads. The months are those of the cities that the verdict rests on: another city with the programme that
/// lacks one of them is left out, and takes no month from the verdict.
pub fn newest(plan: &EvaluationPlan, tables: &[CountTable]) -> Option<CountTable> {
    let mut read = merged(tables, |city| plan.compares(city))?;
    for treated in &plan.treated {
        let with = merged(tables, |city| plan.compares(city) || city == treated.name);
        let whole = with.filter(|with| (with.first, with.last()) == (read.first, read.last()));
        read.cities.extend(whole.and_then(|with| with.cities.into_iter().find(|city| city.name == treated.name)));
    }
    Some(read)
}

/// The series of one city with the days of its months.
///
/// # Errors
/// When the city is not in the table.
pub fn series_of(table: &CountTable, city: &str) -> Result<CountSeries, NotRead> {
    let found = table.cities.iter().find(|one| one.name == city).ok_or_else(|| NotRead::NoCity(city.to_owned()))?;
    let days = (0..found.counts.len()).map(|at| f64::from(table.first.plus(at as i64).days())).collect();
    CountSeries::new(found.counts.clone(), days, table.first.of_year()).map_err(NotRead::Estimators)
}

/// The panel of the cities that a plan names, from its first month on.
pub(super) fn panel_of(table: &CountTable, plan: &EvaluationPlan) -> Result<CountPanel, NotRead> {
    let skipped = plan.first.since(table.first);
    let months = table.last().since(table.first) + 1;
    let Some(skipped) = usize::try_from(skipped).ok().filter(|_| skipped < months) else {
        return Err(NotRead::Months { wanted: plan.first, first: table.first, last: table.last() });
    };
    let names: Vec<&str> = table.cities.iter().map(|city| city.name.as_str()).filter(|name| plan.reads(name)).collect();
    if !names.contains(&plan.city.as_str()) {
        return Err(NotRead::NoCity(plan.city.clone()));
    }
    panel(table, &names, skipped)
}

/// The panel of some cities, without the first months.
pub(super) fn panel(table: &CountTable, wanted: &[&str], skipped: usize) -> Result<CountPanel, NotRead> {
    let mut names = Vec::new();
    let mut counts = Vec::new();
    let mut population = Vec::new();
    for city in table.cities.iter().filter(|city| wanted.contains(&city.name.as_str())) {
        let own = &city.counts[skipped..];
        if let Some(&count) = own.first().filter(|&&count| count > 0 && own.len() >= CONSTANT_MONTHS && own.iter().all(|&one| one == count))
        {
            return Err(NotRead::Constant { city: city.name.clone(), count });
        }
        let people = city.population.as_ref().ok_or_else(|| NotRead::NoPopulation(city.name.clone()))?;
        names.push(city.name.clone());
        counts.push(own.to_vec());
        population.push(people[skipped..].to_vec());
    }
    CountPanel::new(names, counts, population, 12).map_err(NotRead::Estimators)
}

pub(super) fn assessed(
    sealed: &SealedPlan,
    plan: &EvaluationPlan,
    table: &CountTable,
    this_month: Month,
    seed: u64,
) -> Result<Assessment, NotRead> {
    if table.last() >= this_month {
        return Err(NotRead::NotOver(table.last()));
    }
    let panel = panel_of(table, plan)?;
    assess(sealed, &panel, &plan.city, PipelineSettings::default(), seed).map_err(NotRead::Estimators)
}

/// Reads a sealed plan against the counts of its outcomes, by their names.
///
/// # Errors
/// When the primary outcome cannot be read. What stands beside it and cannot be read is listed with the reason.
pub fn read(
    sealed: &SealedPlan,
    plan: &EvaluationPlan,
    tables: &BTreeMap<String, CountTable>,
    this_month: Month,
    seed: u64,
) -> Result<Reading, NotRead> {
    let table = tables.get(&plan.primary.name).ok_or(NotRead::NoCounts)?;
    let assessment = assessed(sealed, plan, table, this_month, seed)?;
    let series = series_of(table, &plan.city)?;
    let sums = moving_sums(&series, SUM_MONTHS, 0.95).map_err(NotRead::Estimators)?;
    let mut beside: BTreeMap<&str, Result<Assessment, NotRead>> = BTreeMap::new();
    for (_, outcome) in plan.outcomes().filter(|(role, _)| *role != OutcomeRole::Primary) {
        let table = tables.get(&outcome.name).ok_or(NotRead::NoCounts);
        beside.insert(&outcome.name, table.and_then(|table| assessed(sealed, plan, table, this_month, seed)));
    }
    // What is too early or not estimable has no ratio, whatever the estimators found on the way.
    let figure = |name: &str| {
        let read = if name == plan.primary.name { &assessment } else { beside.get(name)?.as_ref().ok()? };
        let ((ratio, low, high), fit) = (read.judgement.ratio?, read.fit.as_ref()?);
        let one_sided = fit.level.p_reduction.min(fit.level.p_increase);
        let p = if name == plan.primary.name { one_sided } else { (2.0 * one_sided).min(1.0) };
        Some((p, (ratio.ln(), low.ln(), high.ln())))
    };
    let witness = |name: &str| {
        let read = if name == plan.primary.name { &assessment } else { beside.get(name)?.as_ref().ok()? };
        let second = &read.judgement.ratio.and(read.fit.as_ref())?.control_calibrated;
        Some((second.estimate.exp(), second.interval.0.exp(), second.interval.1.exp()))
    };
    let witnesses: Vec<_> = plan.outcomes().map(|(_, outcome)| witness(&outcome.name)).collect();
    let outcomes = outcome_table(sealed.plan(), &figure)
        .into_iter()
        .zip(plan.outcomes().zip(witnesses))
        .map(|(line, ((role, outcome), witness))| OutcomeReading {
            role,
            name: line.name,
            definition: outcome.definition.clone(),
            p: line.p_holm.or(line.p),
            ratio: line.log_ratio.map(|(ratio, low, high)| (ratio.exp(), low.exp(), high.exp())),
            witness,
            why_not: beside.remove(outcome.name.as_str()).and_then(Result::err),
        })
        .collect();
    let counts = series.counts().to_vec();
    let shows = assessment.judgement.ratio.is_some();
    let settings = StaggeredSettings { seed, ..StaggeredSettings::default() };
    let staggered = if shows { staggered::of_plan(plan, table, settings) } else { None };
    Ok(Reading { plan: plan.clone(), first: table.first, last: table.last(), counts, sums, assessment, outcomes, staggered })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gvi_papers::count_table::read_counts;

    fn table(text: &str) -> CountTable {
        read_counts(format!("month,city,count,population\n{text}").as_bytes()).unwrap()
    }

    #[test]
    fn a_later_table_speaks_for_the_months_that_it_names_and_for_no_others() {
        let early = table("2026-01,A,1,9\n2026-02,A,2,9\n2026-03,A,3,9\n");
        let late = table("2026-03,A,7,9\n2026-04,A,8,9\n");
        let both = merged(&[early.clone(), late.clone()], |_| true).unwrap();
        assert_eq!((both.first.to_string().as_str(), both.cities[0].counts.as_slice()), ("2026-01", [1, 2, 7, 8].as_slice()));
        let other = table("2026-02,B,5,9\n2026-03,B,5,9\n");
        let one = merged(&[early.clone(), late.clone(), other.clone()], |name| name == "A").unwrap();
        assert_eq!(one, both, "a city that nobody named changes nothing");
        let cut = merged(&[early, late, other], |_| true).unwrap();
        assert_eq!((cut.first.to_string().as_str(), cut.last().to_string().as_str()), ("2026-02", "2026-03"));
        assert_eq!(cut.cities[0].counts, [2, 7]);
    }

    #[test]
    fn another_city_with_the_programme_takes_no_month_from_the_verdict() {
        let (mut plan, _) = crate::evaluation::plan::read(crate::evaluation::plan::TEMPLATE).unwrap();
        let treated = |name: &str| gvi_domain::evaluation::TreatedCity { name: name.into(), start: plan.start };
        let both = vec![treated("Short"), treated("Whole")];
        plan.treated = both;
        let rows =
            |city: &str, months: std::ops::RangeInclusive<u8>| months.map(|at| format!("2026-0{at},{city},1,9\n")).collect::<String>();
        let tables = [table(&rows("Nordhamn", 1..=4)), table(&rows("Short", 1..=3)), table(&rows("Whole", 1..=4))];
        let read = newest(&plan, &tables).unwrap();
        assert_eq!(read.last().to_string(), "2026-04");
        assert_eq!(read.cities.iter().map(|city| city.name.as_str()).collect::<Vec<_>>(), ["Nordhamn", "Whole"]);
    }

    #[test]
    fn months_before_a_gap_are_not_read() {
        let read = merged(&[table("2026-01,A,1,9\n"), table("2026-03,A,3,9\n2026-04,A,4,9\n")], |_| true).unwrap();
        assert_eq!((read.first.to_string().as_str(), read.cities[0].counts.as_slice()), ("2026-03", [3, 4].as_slice()));
        assert!(merged(&[table("2026-01,A,1,9\n"), table("2026-03,B,3,9\n")], |_| true).is_none(), "no month in common");
        assert!(merged(&[], |_| true).is_none());
    }
}
