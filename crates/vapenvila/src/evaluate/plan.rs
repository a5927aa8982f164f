//! A plan as a file: sealed before the start, read again for every verdict.

use std::path::Path;

use anyhow::{Context as _, bail};
use gvi_app::evaluation::plan::{self, Seal};
use gvi_domain::Month;
use gvi_domain::evaluation::{DONORS_NEEDED, EvaluationPlan};
use gvi_evaluation::verdict::SealedPlan;

/// A sealed plan.
pub struct Known {
    /// As the estimators take it.
    pub sealed: SealedPlan,
    /// As people write it.
    pub plan: EvaluationPlan,
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read(path: &Path, text: &str) -> anyhow::Result<(EvaluationPlan, Option<Seal>)> {
    plan::read(text).with_context(|| path.display().to_string())
}

/// Seals a plan: writes month and hash below it.
pub fn seal(path: &Path, this_month: Month) -> anyhow::Result<()> {
    let mut text = text_of(path)?;
    let (plan, seal) = read(path, &text)?;
    if seal.is_some() {
        bail!("{}: it is sealed already; a changed plan is another plan", path.display());
    }
    let sealed = plan::seal(&plan, this_month).with_context(|| path.display().to_string())?;
    text.push_str(&format!("\n[seal]\nmonth = \"{this_month}\"\nhash = \"{}\"\n", sealed.hash()));
    // Beside it first and then in one step: a full disk leaves the plan as it was.
    let beside = path.with_extension("sealing");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("{} could not be written", path.display()))?;
    println!("Sealed in {this_month} with the hash {}.", sealed.hash());
    println!("Keep the hash where others see it: it shows later that nothing was changed.");
    if plan.donors.len() < DONORS_NEEDED {
        println!("Note: {} comparison cities are named; fewer than {DONORS_NEEDED} will be refused.", plan.donors.len());
    }
    Ok(())
}

/// Reads a sealed plan; one that was changed since is not taken.
pub fn known(path: &Path) -> anyhow::Result<Known> {
    let (plan, seal) = read(path, &text_of(path)?)?;
    let Some(seal) = seal else {
        bail!("{}: it is not sealed; a verdict needs a plan that was sealed before the start: vapenvila evaluate seal", path.display());
    };
    let sealed = plan::sealed_again(&plan, &seal, &[]).with_context(|| path.display().to_string())?;
    Ok(Known { sealed, plan })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_plan_is_sealed_once_before_its_start_and_not_taken_when_it_was_changed() {
        let file = written(plan::TEMPLATE);
        assert!(known(file.path()).map(|_| ()).unwrap_err().to_string().contains("it is not sealed"));
        let late = format!("{:#}", seal(file.path(), month("2027-01")).unwrap_err());
        assert!(late.contains("sealed in month 2027-01 and the start is month 2027-01"), "{late}");
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), plan::TEMPLATE, "nothing is half done");
        seal(file.path(), month("2026-11")).unwrap();
        let read = known(file.path()).unwrap();
        assert_eq!((read.plan.city.as_str(), read.plan.first, read.sealed.plan().start), ("Nordhamn", month("2019-01"), 96));
        assert!(seal(file.path(), month("2026-11")).unwrap_err().to_string().contains("sealed already"));
        let text = std::fs::read_to_string(file.path()).unwrap();
        let changed = written(&text.replacen("planned_fall = 0.3", "planned_fall = 0.2", 1));
        let told = format!("{:#}", known(changed.path()).map(|_| ()).unwrap_err());
        assert!(told.contains("is not the one that was sealed"), "{told}");
    }
}
