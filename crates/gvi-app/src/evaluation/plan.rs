//! A plan as a text, as the estimators take it, and sealed.
//!
//! The seal is the hash of everything in the plan and of the month in which it was sealed. It shows that the plan is the one that was
//! sealed; when it was sealed, the compartment's log tells, or the minutes in which the hash stands.

use std::fmt;

use gvi_domain::evaluation::{EvaluationPlan, KnownShock, OutcomeRole, PlannedOutcome, StartRule, TreatedCity};
use gvi_domain::{DomainError, Month};
use gvi_evaluation::verdict::{Outcome, Plan, PlannedShock, SealedPlan};
use serde::{Deserialize, Serialize};

/// A plan to fill in.
pub const TEMPLATE: &str = r#"# A plan, sealed before the first month after the start: vapenvila evaluate seal plan.toml
# One primary outcome, and at least one outcome that the programme should not move.

city = "Nordhamn"
first_month = "2019-01"       # the window before begins here
start = "2027-01"             # the first month after the start
last_month = "2031-12"        # the window after ends here
start_rule = "independent"    # or "after-a-rise", if it was chosen because violence had risen
donors = []                   # the names of the comparison cities: twenty at least, none with such a programme
planned_fall = 0.3            # what the programme is meant to reach: 0.3 for 30 % less
smallest_visible_fall = 0.45  # what this plan can show: vapenvila evaluate power

[primary]
name = "shootings tied to groups"
definition = "incidents by month; records merged within 4 hours and 400 metres; attributed at level 2 or 3"

[[control]]
name = "shootings not tied to groups"
definition = "incidents by month, merged alike; attributed at level 0 or 1"

# What everybody knows to have happened within the plan's months; national = true where the comparison cities met it too.
# [[shock]]
# name = "pandemic"
# first = "2020-03"
# last = "2021-12"
# national = true
# source = "Folkhälsomyndigheten"

# Another city with the same programme, for an estimate over all of them beside the verdict.
# [[treated]]
# city = "Österhamn"
# start = "2028-01"
"#;

/// A plan as it stands in a text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanText {
    city: String,
    first_month: String,
    start: String,
    last_month: String,
    start_rule: String,
    donors: Vec<String>,
    planned_fall: f64,
    smallest_visible_fall: f64,
    primary: OutcomeText,
    #[serde(default)]
    secondary: Vec<OutcomeText>,
    #[serde(default)]
    control: Vec<OutcomeText>,
    // A plan without any is written as it was before they could be named: what was hashed stays what it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shock: Vec<ShockText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    treated: Vec<TreatedText>,
    seal: Option<SealText>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShockText {
    name: String,
    first: String,
    last: String,
    national: bool,
    source: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreatedText {
    city: String,
    start: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeText {
    name: String,
    definition: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealText {
    month: String,
    hash: String,
}

/// When a plan was sealed, and with which hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The month.
    pub month: Month,
    /// The hash.
    pub hash: String,
}

/// Why a text is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// Not the form of a plan: what the reader says.
    Form(String),
    /// A field that is no month.
    Month {
        /// The field.
        field: &'static str,
        /// What stands there.
        text: String,
    },
    /// What it says does not hold.
    Faults(Vec<DomainError>),
    /// It cannot be sealed in this month.
    Late {
        /// The month.
        month: Month,
        /// The start.
        start: Month,
    },
    /// The estimators refuse it.
    Refused(String),
    /// It is not the plan that was sealed.
    NotAsSealed {
        /// The hash of the plan as it stands.
        found: String,
        /// The seal.
        seal: Seal,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(what) | Self::Refused(what) => f.write_str(what),
            Self::Month { field, text } => write!(f, "{field} is {text:?}; write a month as 2027-01"),
            Self::Faults(faults) => {
                for (at, fault) in faults.iter().enumerate() {
                    write!(f, "{}{}", if at > 0 { "\n" } else { "" }, told(fault))?;
                }
                Ok(())
            }
            Self::Late { month, start } => write!(
                f,
                "it was to be sealed in month {month} and the start is month {start}; describe what happened: a verdict needs a plan \
                 sealed before the start"
            ),
            Self::NotAsSealed { found, seal } => write!(
                f,
                "the plan is not the one that was sealed in {}: its hash is {found} and the seal says {}; restore it as it was",
                seal.month, seal.hash
            ),
        }
    }
}

impl std::error::Error for PlanError {}

/// A fault of a plan for the terminal.
fn told(fault: &DomainError) -> String {
    let DomainError::Field { field, reason } = fault else { return fault.to_string() };
    let what = match *reason {
        "missing" => "is empty; fill it in",
        "months-order" => "is out of order: first_month, start and last_month must follow each other",
        "too-far-ahead" => "lies more than 60 years ahead",
        "not-a-share" => "must be a share between 0 and 1, as 0.3 for 30 %",
        "stands-twice" => "holds a name that stands twice; name each once",
        "city-among-donors" => "names the city itself; take it out",
        "too-many" => "are too many",
        "control-missing" => {
            "stands nowhere: the plan names no control outcome; name an outcome or area that the programme should not move"
        }
        "too-long" => "is too long",
        "outside-window" => "holds a month outside the plan: give months between first_month and last_month",
        "treated-among-donors" => "names a city that the plan reads already: a city with the programme is no comparison city",
        other => other,
    };
    format!("{field} {what}")
}

/// Reads a plan from its text, with the seal if it has one.
///
/// # Errors
/// When it has not the form of a plan or says what cannot hold.
pub fn read(text: &str) -> Result<(EvaluationPlan, Option<Seal>), PlanError> {
    let read: PlanText = toml::from_str(text).map_err(|error| PlanError::Form(error.to_string()))?;
    let month = |field: &'static str, text: String| Month::parse(&text).ok_or(PlanError::Month { field, text });
    let outcome = |outcome: OutcomeText| PlannedOutcome { name: outcome.name, definition: outcome.definition };
    let start_rule = StartRule::named(&read.start_rule)
        .ok_or_else(|| PlanError::Form(format!("start_rule is {:?}; write independent or after-a-rise", read.start_rule)))?;
    let plan = EvaluationPlan {
        city: read.city,
        first: month("first_month", read.first_month)?,
        start: month("start", read.start)?,
        last: month("last_month", read.last_month)?,
        start_rule,
        donors: read.donors,
        planned_fall: read.planned_fall,
        smallest_visible_fall: read.smallest_visible_fall,
        primary: outcome(read.primary),
        secondary: read.secondary.into_iter().map(outcome).collect(),
        control: read.control.into_iter().map(outcome).collect(),
        shocks: read
            .shock
            .into_iter()
            .map(|shock| {
                let (first, last) = (month("shock.first", shock.first)?, month("shock.last", shock.last)?);
                Ok(KnownShock { name: shock.name, first, last, national: shock.national, source: shock.source })
            })
            .collect::<Result<_, PlanError>>()?,
        treated: read
            .treated
            .into_iter()
            .map(|treated| Ok(TreatedCity { name: treated.city, start: month("treated.start", treated.start)? }))
            .collect::<Result<_, PlanError>>()?,
    };
    let seal = read.seal.map(|seal| Ok::<_, PlanError>(Seal { month: month("seal.month", seal.month)?, hash: seal.hash })).transpose()?;
    Ok((plan.check().map_err(PlanError::Faults)?, seal))
}

/// A plan as a text, without a seal. The same plan gives the same text.
pub fn write(plan: &EvaluationPlan) -> String {
    let outcome = |outcome: &PlannedOutcome| OutcomeText { name: outcome.name.clone(), definition: outcome.definition.clone() };
    let text = PlanText {
        city: plan.city.clone(),
        first_month: plan.first.to_string(),
        start: plan.start.to_string(),
        last_month: plan.last.to_string(),
        start_rule: plan.start_rule.name().to_owned(),
        donors: plan.donors.clone(),
        planned_fall: plan.planned_fall,
        smallest_visible_fall: plan.smallest_visible_fall,
        primary: outcome(&plan.primary),
        secondary: plan.secondary.iter().map(outcome).collect(),
        control: plan.control.iter().map(outcome).collect(),
        shock: plan
            .shocks
            .iter()
            .map(|shock| ShockText {
                name: shock.name.clone(),
                first: shock.first.to_string(),
                last: shock.last.to_string(),
                national: shock.national,
                source: shock.source.clone(),
            })
            .collect(),
        treated: plan.treated.iter().map(|city| TreatedText { city: city.name.clone(), start: city.start.to_string() }).collect(),
        seal: None,
    };
    // Cannot fail: words, numbers and lists of them.
    toml::to_string(&text).expect("a plan is a text")
}

/// The plan as the estimators take it: months counted from the first of the window before.
fn for_estimators(plan: &EvaluationPlan) -> Plan {
    let place = |month: Month| usize::try_from(month.since(plan.first)).unwrap_or(0);
    let outcomes = |wanted: OutcomeRole| {
        plan.outcomes()
            .filter(|(role, _)| *role == wanted)
            .map(|(_, outcome)| Outcome { name: outcome.name.clone(), definition: outcome.definition.clone() })
            .collect::<Vec<_>>()
    };
    Plan {
        primary: Outcome { name: plan.primary.name.clone(), definition: plan.primary.definition.clone() },
        secondary: outcomes(OutcomeRole::Secondary),
        control: outcomes(OutcomeRole::Control),
        start: place(plan.start),
        start_rule: match plan.start_rule {
            StartRule::Independent => gvi_evaluation::verdict::StartRule::Independent,
            StartRule::AfterARise => gvi_evaluation::verdict::StartRule::AfterARise,
        },
        before: (0, place(plan.start).saturating_sub(1)),
        after: (place(plan.start), place(plan.last)),
        donors: plan.donors.clone(),
        model: format!("default pipeline, 95 %; city {}, first month {}", plan.city, plan.first),
        tests: vec!["level comparison".to_owned(), "synthetic control, de-meaned".to_owned()],
        planned_fall: plan.planned_fall,
        smallest_visible_fall: plan.smallest_visible_fall,
        shocks: plan
            .shocks
            .iter()
            .map(|shock| PlannedShock {
                name: shock.name.clone(),
                months: (place(shock.first), place(shock.last)),
                national: shock.national,
                source: shock.source.clone(),
            })
            .collect(),
        treated: plan.treated.iter().map(|city| (city.name.clone(), place(city.start))).collect(),
    }
}

/// Seals a plan in a month.
///
/// # Errors
/// When the month does not lie before the start, or the estimators refuse the plan.
pub fn seal(plan: &EvaluationPlan, month: Month) -> Result<SealedPlan, PlanError> {
    match plan.may_seal_in(month) {
        Ok(()) => {}
        Err(DomainError::Rule { rule: "plan-after-start" }) => return Err(PlanError::Late { month, start: plan.start }),
        Err(_) => {
            let why = format!("the plan's first month, {}, lies after the month of sealing, {month}", plan.first);
            return Err(PlanError::Refused(why));
        }
    }
    let place = usize::try_from(month.since(plan.first)).unwrap_or(0);
    for_estimators(plan).seal(place).map_err(|error| PlanError::Refused(error.to_string()))
}

/// A change to a sealed plan, with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanChange {
    /// The month in which it was made.
    pub month: Month,
    /// What changed and why.
    pub reason: String,
    /// The plan as changed.
    pub plan: EvaluationPlan,
}

/// The sealed plan again, from what was kept: the seal must fit, and every change is made in its order.
///
/// # Errors
/// When the plan is not the one that was sealed, or a change is one that cannot be made.
pub fn sealed_again(plan: &EvaluationPlan, seal_kept: &Seal, changes: &[PlanChange]) -> Result<SealedPlan, PlanError> {
    let mut sealed = seal(plan, seal_kept.month)?;
    if sealed.hash().as_str() != seal_kept.hash {
        return Err(PlanError::NotAsSealed { found: sealed.hash().to_string(), seal: seal_kept.clone() });
    }
    for change in changes {
        let place = usize::try_from(change.month.since(plan.first)).unwrap_or(0);
        sealed = sealed
            .amend(for_estimators(&change.plan), change.reason.clone(), place)
            .map_err(|error| PlanError::Refused(error.to_string()))?;
    }
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn template() -> EvaluationPlan {
        read(TEMPLATE).unwrap().0
    }

    #[test]
    fn a_plan_is_written_and_read_back() {
        let plan = template();
        assert_eq!(read(&write(&plan)).unwrap().0, plan);
        assert_eq!(for_estimators(&plan).start, 96);
    }

    fn with_shock() -> EvaluationPlan {
        let told = TEMPLATE.replace("\n# [[", "\n[[");
        let told: String = told
            .lines()
            .map(|line| {
                let line = line.strip_prefix("# ").filter(|rest| rest.split(' ').nth(1) == Some("=")).unwrap_or(line);
                format!("{line}\n")
            })
            .collect();
        read(&told).unwrap().0
    }

    #[test]
    fn shocks_and_other_cities_are_sealed_with_the_plan_and_a_plan_without_them_keeps_its_text_and_hash() {
        let (without, with) = (template(), with_shock());
        assert_eq!((with.shocks[0].name.as_str(), with.shocks[0].national, with.treated[0].name.as_str()), ("pandemic", true, "Österhamn"));
        assert_eq!(read(&write(&with)).unwrap().0, with);
        let text = write(&without);
        assert!(!text.contains("shock") && !text.contains("treated"), "{text}");
        // Sealed before shocks could be named.
        let (old, kept) = read(include_str!("../../../../docs/examples/nordhamn/plan.toml")).unwrap();
        assert!(sealed_again(&old, &kept.unwrap(), &[]).is_ok());
        let hash = |plan: &EvaluationPlan| seal(plan, month("2026-11")).unwrap().hash().to_string();
        let mut moved = with.clone();
        moved.shocks[0].last = month("2022-01");
        let mut local = with.clone();
        local.shocks[0].national = false;
        let mut later = with.clone();
        later.treated[0].start = month("2028-02");
        let hashes = [hash(&without), hash(&with), hash(&moved), hash(&local), hash(&later)];
        for (at, one) in hashes.iter().enumerate() {
            assert!(hashes[at + 1..].iter().all(|other| other != one), "{at}");
        }
    }

    #[test]
    fn a_changed_plan_is_not_the_one_that_was_sealed() {
        let plan = template();
        let sealed = seal(&plan, month("2026-11")).unwrap();
        let kept = Seal { month: month("2026-11"), hash: sealed.hash().to_string() };
        assert_eq!(sealed_again(&plan, &kept, &[]).unwrap(), sealed);
        for changed in [
            EvaluationPlan { planned_fall: 0.2, ..plan.clone() },
            EvaluationPlan { city: "Sydhamn".into(), ..plan.clone() },
            EvaluationPlan { last: month("2030-12"), ..plan.clone() },
        ] {
            assert!(sealed_again(&changed, &kept, &[]).unwrap_err().to_string().contains("is not the one that was sealed"));
        }
        let earlier = Seal { month: month("2026-10"), ..kept };
        assert!(sealed_again(&plan, &earlier, &[]).unwrap_err().to_string().contains("is not the one that was sealed"));
    }

    #[test]
    fn a_change_shows_and_may_not_move_start_or_primary_outcome() {
        let plan = template();
        let sealed = seal(&plan, month("2026-11")).unwrap();
        let kept = Seal { month: month("2026-11"), hash: sealed.hash().to_string() };
        let longer = PlanChange {
            month: month("2029-02"),
            reason: "Sydhamn began a programme of its own.".into(),
            plan: EvaluationPlan { last: month("2032-12"), ..plan.clone() },
        };
        let changed = sealed_again(&plan, &kept, std::slice::from_ref(&longer)).unwrap();
        assert_eq!((changed.amendments().len(), changed.hash()), (1, sealed.hash()));
        let moved = PlanChange { plan: EvaluationPlan { start: month("2027-02"), ..plan.clone() }, ..longer };
        assert!(sealed_again(&plan, &kept, &[moved]).unwrap_err().to_string().contains("start"));
    }

    #[test]
    fn what_a_plan_lacks_is_said() {
        let told = |from: &str, to: &str| read(&TEMPLATE.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(told("[[control]]", "[[secondary]]").contains("names no control outcome"));
        assert!(told("2027-01", "soon").contains("start is \"soon\"; write a month as 2027-01"));
        assert!(told("2027-01", "2018-01").contains("must follow each other"));
        assert!(told("planned_fall", "planed_fall").contains("planed_fall"));
        assert!(told("\"independent\"", "\"maybe\"").contains("independent or after-a-rise"));
        let late = seal(&template(), month("2027-01")).unwrap_err().to_string();
        assert!(late.contains("sealed in month 2027-01 and the start is month 2027-01"), "{late}");
    }
}
