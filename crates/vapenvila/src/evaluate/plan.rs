//! A plan as a file: filled in by people, sealed before the start, read again for every verdict.
//!
//! The seal is the hash of everything in the plan and of the month in which it was sealed. It shows that the file is the one that was sealed,
//! not when; so the hash belongs where others see it: in minutes, in a register of studies, in the compartment's log.

use std::path::Path;

use anyhow::{Context as _, bail};
use gvi_evaluation::verdict::{Outcome, Plan, SealedPlan, StartRule};
use serde::Deserialize;

use super::counts::{month_text, read_month};

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
"#;

/// A plan as it stands in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    city: String,
    first_month: String,
    start: String,
    last_month: String,
    start_rule: StartRuleName,
    donors: Vec<String>,
    planned_fall: f64,
    smallest_visible_fall: f64,
    primary: OutcomeFile,
    #[serde(default)]
    secondary: Vec<OutcomeFile>,
    #[serde(default)]
    control: Vec<OutcomeFile>,
    seal: Option<Seal>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StartRuleName {
    Independent,
    AfterARise,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeFile {
    name: String,
    definition: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    month: String,
    hash: String,
}

/// A sealed plan with what its months are.
pub struct Known {
    /// The plan.
    pub sealed: SealedPlan,
    /// The city that is read.
    pub city: String,
    /// The first month of the window before.
    pub first: i64,
}

/// What is written in a plan's file, checked as far as months go.
struct Read {
    plan: Plan,
    city: String,
    first: i64,
    seal: Option<(i64, String)>,
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read(path: &Path, text: &str) -> anyhow::Result<Read> {
    let file: PlanFile = toml::from_str(text).with_context(|| path.display().to_string())?;
    let month = |field: &str, text: &str| {
        read_month(text).with_context(|| format!("{}: {field} is {text:?}; write a month as 2027-01", path.display()))
    };
    let (first, start, last) =
        (month("first_month", &file.first_month)?, month("start", &file.start)?, month("last_month", &file.last_month)?);
    if !(first < start && start <= last) {
        bail!("{}: first_month, start and last_month must follow each other in this order", path.display());
    }
    // Cannot fail: the months follow each other.
    let place = |month: i64| usize::try_from(month - first).expect("a later month");
    let outcome = |outcome: OutcomeFile| Outcome { name: outcome.name, definition: outcome.definition };
    let plan = Plan {
        primary: outcome(file.primary),
        secondary: file.secondary.into_iter().map(outcome).collect(),
        control: file.control.into_iter().map(outcome).collect(),
        start: place(start),
        start_rule: match file.start_rule {
            StartRuleName::Independent => StartRule::Independent,
            StartRuleName::AfterARise => StartRule::AfterARise,
        },
        before: (0, place(start) - 1),
        after: (place(start), place(last)),
        donors: file.donors,
        model: format!("default pipeline, 95 %; city {}, first month {}", file.city, month_text(first)),
        tests: vec!["level comparison".to_owned(), "synthetic control, de-meaned".to_owned()],
        planned_fall: file.planned_fall,
        smallest_visible_fall: file.smallest_visible_fall,
    };
    let seal = file.seal.map(|seal| Ok::<_, anyhow::Error>((month("seal.month", &seal.month)?, seal.hash))).transpose()?;
    Ok(Read { plan, city: file.city, first, seal })
}

fn sealed(path: &Path, plan: Plan, first: i64, month: i64) -> anyhow::Result<SealedPlan> {
    let Ok(place) = usize::try_from(month - first) else {
        bail!("{}: the plan's first month lies after the month of sealing, {}", path.display(), month_text(month));
    };
    // The estimators would say the same of numbers of months; people write months.
    if place >= plan.start {
        bail!(
            "{}: it was to be sealed in month {} and the start is month {}; describe what happened: a verdict needs a plan sealed before the start",
            path.display(),
            month_text(month),
            month_text(first + plan.start as i64)
        );
    }
    plan.seal(place).with_context(|| path.display().to_string())
}

/// Seals a plan: writes month and hash below it.
pub fn seal(path: &Path, this_month: i64) -> anyhow::Result<()> {
    let mut text = text_of(path)?;
    let read = read(path, &text)?;
    if read.seal.is_some() {
        bail!("{}: it is sealed already; a changed plan is another plan", path.display());
    }
    let (first, donors) = (read.first, read.plan.donors.len());
    let sealed = sealed(path, read.plan, first, this_month)?;
    text.push_str(&format!("\n[seal]\nmonth = \"{}\"\nhash = \"{}\"\n", month_text(this_month), sealed.hash()));
    // Beside it first and then in one step: a full disk leaves the plan as it was.
    let beside = path.with_extension("sealing");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("{} could not be written", path.display()))?;
    println!("Sealed in {} with the hash {}.", month_text(this_month), sealed.hash());
    println!("Keep the hash where others see it: it shows later that nothing was changed.");
    if donors < 20 {
        println!("Note: {donors} comparison cities are named; fewer than 20 will be refused.");
    }
    Ok(())
}

/// Reads a sealed plan; one that was changed since is not taken.
pub fn known(path: &Path) -> anyhow::Result<Known> {
    let read = read(path, &text_of(path)?)?;
    let Some((month, hash)) = read.seal else {
        bail!("{}: it is not sealed; a verdict needs a plan that was sealed before the start: vapenvila evaluate seal", path.display());
    };
    let sealed = sealed(path, read.plan, read.first, month)?;
    if sealed.hash().as_str() != hash {
        bail!(
            "{}: the plan is not the one that was sealed in {}: its hash is {} and the seal says {hash}; restore it as it was",
            path.display(),
            month_text(month),
            sealed.hash()
        );
    }
    Ok(Known { sealed, city: read.city, first: read.first })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::counts::month_number;

    fn written(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_plan_is_sealed_once_before_its_start_and_not_taken_when_it_was_changed() {
        let file = written(TEMPLATE);
        assert!(known(file.path()).map(|_| ()).unwrap_err().to_string().contains("it is not sealed"));
        let late = seal(file.path(), month_number(2027, 1)).unwrap_err().to_string();
        assert!(late.contains("sealed in month 2027-01 and the start is month 2027-01"), "{late}");
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), TEMPLATE, "nothing is half done");
        seal(file.path(), month_number(2026, 11)).unwrap();
        let read = known(file.path()).unwrap();
        assert_eq!((read.city.as_str(), read.first, read.sealed.plan().start), ("Nordhamn", month_number(2019, 1), 96));
        assert!(seal(file.path(), month_number(2026, 11)).unwrap_err().to_string().contains("sealed already"));
        let text = std::fs::read_to_string(file.path()).unwrap();
        for (from, to) in
            [("planned_fall = 0.3", "planned_fall = 0.2"), ("Nordhamn", "Sydhamn"), ("2026-11", "2026-10"), ("2031-12", "2030-12")]
        {
            let changed = written(&text.replacen(from, to, 1));
            assert!(known(changed.path()).map(|_| ()).unwrap_err().to_string().contains("is not the one that was sealed"), "{from}");
        }
    }

    #[test]
    fn what_a_plan_lacks_is_said() {
        let told = |from: &str, to: &str| {
            format!("{:#}", seal(written(&TEMPLATE.replacen(from, to, 1)).path(), month_number(2026, 11)).unwrap_err())
        };
        assert!(told("[[control]]", "[[secondary]]").contains("names no control outcome"));
        assert!(told("2027-01", "soon").contains("start is \"soon\"; write a month as 2027-01"));
        assert!(told("2027-01", "2018-01").contains("must follow each other"));
        assert!(told("planned_fall", "planed_fall").contains("planed_fall"));
    }
}
