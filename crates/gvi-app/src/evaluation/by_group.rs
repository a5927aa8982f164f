//! The groups of a compartment, told at different times: a stepped wedge beside the verdict on the city.
//!
//! Groups appear by their code and no person enters. It decides nothing: groups are told because they have just been violent, and the
//! months before the first message are therefore left out, three unless said otherwise, with one and two beside.

use gvi_domain::{GroupId, Moment, Month};
use gvi_evaluation::chance::Rounds;
use gvi_evaluation::error::EvaluationError;
pub use gvi_evaluation::groups::{DateTest, GroupFit, GroupLine, GroupReading, WildTest};
use gvi_evaluation::groups::{GroupPanel, GroupSettings, each_group, fit_groups, randomise_dates, wild_score_test};
use gvi_evaluation::refusal::{Refusal, Rule};
pub use gvi_papers::panel_table::GroupTable;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::reading::NotRead;
use crate::seen::SeenGroupSeries;

/// Incidents of all groups below which nothing is said of them together.
pub const EVENTS_NEEDED: u64 = 10;
/// Confidence of every interval here.
const CONFIDENCE: f64 = 0.95;

/// How it is computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ByGroupSettings {
    /// Months before the first message that are left out with what triggered it.
    pub left_out: usize,
    /// Rounds of the bootstrap and of the dealing.
    pub rounds: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for ByGroupSettings {
    fn default() -> Self {
        Self { left_out: 3, rounds: 999, seed: super::reading::SEED }
    }
}

/// The fit with another number of months left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Otherwise {
    /// Months left out.
    pub left_out: usize,
    /// The fit; none where it does not settle.
    pub fit: Option<GroupFit>,
}

/// What the groups show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByGroup {
    /// The first month.
    pub first: String,
    /// Months in all.
    pub months: usize,
    /// The groups by code.
    pub codes: Vec<String>,
    /// The month in which each was first told.
    pub told: Vec<Option<String>>,
    /// All groups together.
    pub fit: GroupFit,
    /// With none to three months left out.
    pub otherwise: Vec<Otherwise>,
    /// Random signs by group.
    pub signs: WildTest,
    /// The dates dealt anew.
    pub dealt: DateTest,
    /// Each group by itself, in the order of the codes.
    pub lines: Vec<GroupLine>,
    /// What was done in each year, all groups together.
    pub dose_by_year: Vec<f64>,
    /// The settings.
    pub settings: ByGroupSettings,
}

/// Why there is no estimate over groups.
#[derive(Debug, Clone, PartialEq)]
pub enum NoGroups {
    /// The groups cannot carry one.
    Refused(Vec<Refusal>),
    /// The estimators cannot read them.
    NotRead(NotRead),
}

impl std::fmt::Display for NoGroups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusals) => {
                for (at, refused) in refusals.iter().enumerate() {
                    let Refusal { of_what, measured, limit, what_to_do, .. } = refused;
                    write!(f, "{}{of_what}: {measured} and the limit is {limit}; {what_to_do}", if at > 0 { "\n" } else { "" })?;
                }
                Ok(())
            }
            Self::NotRead(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for NoGroups {}

fn refused(rule: Rule, measured: u64, limit: u64, of_what: &str, remedy: &str) -> Refusal {
    // Groups and incidents of a city are far fewer than a fraction holds exactly.
    Refusal::new(rule, measured as f64, limit as f64, of_what, remedy)
}

/// What must hold before anything is estimated.
fn refusals(table: &GroupTable) -> Vec<Refusal> {
    let events: u64 = table.counts.iter().flatten().sum();
    let with_events = table.counts.iter().filter(|counts| counts.iter().any(|count| *count > 0)).count() as u64;
    let told = table.told.iter().flatten().count() as u64;
    let months = table.counts.first().map_or(0, Vec::len) as u64;
    let mut found = Vec::new();
    if events < EVENTS_NEEDED {
        found.push(refused(Rule::Events, events, EVENTS_NEEDED, "incidents of all groups", "wait, and describe until then"));
    }
    if with_events < 5 {
        found.push(refused(Rule::TreatedUnits, with_events, 5, "groups with incidents", "read the groups as cases"));
    }
    if told == 0 {
        found.push(refused(Rule::TreatedUnits, 0, 1, "groups that were told", "record the messages that groups were given"));
    }
    if months < 12 {
        found.push(refused(Rule::PeriodsBefore, months, 12, "months of the groups", "collect a year at least"));
    }
    found
}

/// Reads a panel of groups. `heard` is told of each round in which the dates were dealt anew.
///
/// # Errors
/// When the groups are too few or too quiet, or a term says nothing of its own.
pub fn by_group(
    table: &GroupTable,
    related: Option<Vec<Vec<usize>>>,
    settings: ByGroupSettings,
    heard: &(dyn Fn() + Sync),
) -> Result<ByGroup, NoGroups> {
    let no = refusals(table);
    if !no.is_empty() {
        return Err(NoGroups::Refused(no));
    }
    let broken = |error: EvaluationError| NoGroups::NotRead(NotRead::Estimators(error));
    let groups = table.codes.len();
    let spills = table.shares.is_some() || related.as_ref().is_some_and(|related| related.iter().any(|others| !others.is_empty()));
    let mut panel =
        GroupPanel::new(table.counts.clone(), table.told.clone(), related.unwrap_or_else(|| vec![Vec::new(); groups])).map_err(broken)?;
    if let Some(shares) = &table.shares {
        panel = panel.with_shares(shares.clone()).map_err(broken)?;
    }
    if let Some(dose) = &table.dose {
        panel = panel.with_dose(dose.clone()).map_err(broken)?;
    }
    let varies = |rows: &Option<Vec<Vec<f64>>>| rows.as_ref().is_some_and(|rows| rows.iter().flatten().any(|value| *value != rows[0][0]));
    let wanted = GroupSettings { left_out: settings.left_out, spillover: spills, dose: varies(&table.dose) };
    // A term that only repeats the others is left out, and the terms that stand say which are there.
    let (fit, used) = [wanted, GroupSettings { dose: false, ..wanted }, GroupSettings { dose: false, spillover: false, ..wanted }]
        .into_iter()
        .find_map(|tried| fit_groups(&panel, tried, CONFIDENCE).ok().map(|fit| (fit, tried)))
        .map_or_else(|| fit_groups(&panel, wanted, CONFIDENCE).map(|fit| (fit, wanted)), Ok)
        .map_err(broken)?;
    let otherwise = (0..=3)
        .filter(|left_out| *left_out != settings.left_out)
        .map(|left_out| Otherwise { left_out, fit: fit_groups(&panel, GroupSettings { left_out, ..used }, CONFIDENCE).ok() })
        .collect();
    let dose_by_year = table.dose.as_ref().map_or_else(Vec::new, |dose| {
        let months = panel.months();
        (0..months.div_ceil(12))
            .map(|year| dose.iter().map(|row| row[12 * year..months.min(12 * (year + 1))].iter().sum::<f64>()).sum())
            .collect()
    });
    Ok(ByGroup {
        first: table.first.to_string(),
        months: panel.months(),
        codes: table.codes.clone(),
        told: table.told.iter().map(|told| told.map(|at| table.first.plus(at as i64).to_string())).collect(),
        signs: wild_score_test(&panel, used, "notified", settings.rounds, settings.seed).map_err(broken)?,
        dealt: randomise_dates(&panel, used, Rounds::heard_by(settings.rounds, heard), settings.seed).map_err(broken)?,
        lines: each_group(&panel, used, CONFIDENCE).map_err(broken)?,
        fit,
        otherwise,
        dose_by_year,
        settings,
    })
}

/// The groups of a compartment as a panel, from a month up to another, with who is related to whom. The dose of a month is how
/// often a group was told in it.
pub(super) fn table_of(series: &[SeenGroupSeries], (first, last): (Month, Month), zone: &TimeZone) -> (GroupTable, Vec<Vec<usize>>) {
    let months = usize::try_from(last.since(first) + 1).unwrap_or(0);
    let place = |month: Month| usize::try_from(month.since(first)).ok().filter(|at| *at < months);
    let counted = |moments: &[Moment]| {
        let mut counts = vec![0; months];
        for at in moments.iter().filter_map(|moment| place(Month::of(moment.date(zone)))) {
            counts[at] += 1;
        }
        counts
    };
    // A group that was told before the first month has no time before: it is told from the first month on.
    let told = |group: &SeenGroupSeries| {
        let month = group.told.iter().map(|day| Month::of(*day)).min()?;
        if month < first { Some(0) } else { place(month) }
    };
    let dose = |group: &SeenGroupSeries| {
        let mut by_month = vec![0.0; months];
        for day in &group.told {
            if let Some(at) = place(Month::of(*day)) {
                by_month[at] += 1.0;
            }
        }
        by_month
    };
    let at = |id: &GroupId| series.iter().position(|group| group.id == *id);
    let related = series.iter().map(|group| group.related.iter().filter_map(at).collect()).collect();
    let table = GroupTable {
        first,
        codes: series.iter().map(|group| group.code.to_string()).collect(),
        counts: series.iter().map(|group| counted(&group.incidents)).collect(),
        told: series.iter().map(told).collect(),
        dose: Some(series.iter().map(dose).collect()),
        shares: None,
    };
    (table, related)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gvi_papers::panel_table::read_groups;

    /// Twelve groups over four years; those that are told fall to a third.
    fn table(factor: f64) -> GroupTable {
        let mut text = String::from("group,month,count,told,dose\n");
        for group in 0..12_usize {
            let told = (group < 8).then_some(18 + 2 * group);
            for month in 0..48_usize {
                let is_told = told.is_some_and(|told| month >= told);
                let usual = 3 + (group * 5 + month * 7) % 4;
                let count = if is_told { (usual as f64 * factor).round() } else { usual as f64 };
                let dose = if is_told { 1 + (month - told.unwrap_or(0)) / 9 } else { 0 };
                text.push_str(&format!("G{group:02},{}-{:02},{count},{},{dose}\n", 2020 + month / 12, month % 12 + 1, u8::from(is_told)));
            }
        }
        read_groups(text.as_bytes()).unwrap()
    }

    #[test]
    fn groups_that_fall_when_they_are_told_are_found_together_and_one_by_one() {
        let mut without_dose = table(0.34);
        without_dose.dose = None;
        let found = by_group(&without_dose, None, ByGroupSettings { rounds: 199, ..ByGroupSettings::default() }, &|| ()).unwrap();
        let told = &found.fit.terms[0];
        assert!(told.name == "notified" && told.ratio.ratio < 0.5, "{told:?}");
        assert!(found.signs.p_reduction < 0.05 && found.dealt.p_reduction < 0.05, "{:?} {:?}", found.signs, found.dealt);
        assert_eq!(found.otherwise.iter().map(|other| other.left_out).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!((found.lines.len(), found.told[0].as_deref(), found.told[11].as_deref()), (12, Some("2021-07"), None));
    }

    #[test]
    fn a_dose_has_a_term_and_its_sum_by_year() {
        let found = by_group(&table(0.5), None, ByGroupSettings { rounds: 99, ..ByGroupSettings::default() }, &|| ()).unwrap();
        assert!(found.fit.terms.iter().any(|term| term.name == "dose"), "{:?}", found.fit.terms);
        assert_eq!((found.dose_by_year.len(), found.dose_by_year[0]), (4, 0.0));
    }

    #[test]
    fn too_few_incidents_or_groups_are_refused_with_what_was_measured() {
        let mut quiet = table(1.0);
        quiet.counts.iter_mut().flatten().for_each(|count| *count = 0);
        quiet.counts[0][0] = 4;
        let NoGroups::Refused(refusals) = by_group(&quiet, None, ByGroupSettings::default(), &|| ()).unwrap_err() else {
            panic!("it was read")
        };
        assert_eq!(refusals.iter().map(|refused| (refused.measured, refused.limit)).collect::<Vec<_>>(), [(4.0, 10.0), (1.0, 5.0)]);
        let mut untold = table(1.0);
        untold.told.fill(None);
        assert!(by_group(&untold, None, ByGroupSettings::default(), &|| ()).unwrap_err().to_string().contains("groups that were told: 0"));
    }
}
