//! The plan, sealed before the first month after the start.

use serde::Serialize;

use crate::error::{EvaluationError, Result};
use crate::provenance::{Fingerprint, InputHash};

/// An outcome by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Its name, as in the report.
    pub name: String,
    /// How it is counted, in a sentence.
    pub definition: String,
}

/// How the start month was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum StartRule {
    /// By law, money or agreement, whatever the counts were.
    Independent,
    /// Because violence had risen: the regression-to-the-mean panel is then part of every reading.
    AfterARise,
}

/// Something that everybody knows of, dated and named in the plan: nobody finds it afterwards as an excuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedShock {
    /// Its name.
    pub name: String,
    /// Its first and last month.
    pub months: (usize, usize),
    /// Whether it met all cities alike.
    pub national: bool,
    /// Where it can be read.
    pub source: String,
}

/// What will be done, written down before it can be seen what comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The one primary outcome.
    pub primary: Outcome,
    /// Secondary outcomes, all of them reported.
    pub secondary: Vec<Outcome>,
    /// Outcomes the programme should not move (non-group violence, other crime, neighbouring areas): at least one.
    pub control: Vec<Outcome>,
    /// The start month.
    pub start: usize,
    /// How it was chosen.
    pub start_rule: StartRule,
    /// The window before, first and last month.
    pub before: (usize, usize),
    /// The window after, first and last month.
    pub after: (usize, usize),
    /// Comparison cities by name.
    pub donors: Vec<String>,
    /// The model, in words and settings.
    pub model: String,
    /// The tests, in the order in which they are read.
    pub tests: Vec<String>,
    /// The fall the programme is meant to reach: 0.3 for −30 %.
    pub planned_fall: f64,
    /// The smallest fall this design can show with a power of 80 %.
    pub smallest_visible_fall: f64,
    /// Known shocks within the windows.
    pub shocks: Vec<PlannedShock>,
    /// Other units with the programme and their starts: read beside the verdict, never as comparison.
    pub treated: Vec<(String, usize)>,
}

/// A change after sealing: printed beside the result for ever.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Amendment {
    /// The month in which it was made.
    pub month: usize,
    /// What changed and why.
    pub text: String,
    /// The plan as changed.
    pub plan: Plan,
    /// The hash over the earlier hash, the text and the changed plan.
    pub hash: InputHash,
}

/// A plan that can no longer be changed without a trace. Estimates for a verdict take nothing else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealedPlan {
    plan: Plan,
    sealed_in: usize,
    hash: InputHash,
    amendments: Vec<Amendment>,
}

impl Plan {
    fn check(&self) -> Result<()> {
        let broken = |rule, problem: String, remedy| Err(EvaluationError::Plan { rule, problem, remedy });
        if self.control.is_empty() {
            return broken(
                "displacement is always shown",
                "the plan names no control outcome".to_owned(),
                "name an outcome or area that the programme should not move",
            );
        }
        if self.before.0 > self.before.1 || self.after.0 > self.after.1 {
            return broken("windows run forwards", "a window ends before it begins".to_owned(), "give first and last month");
        }
        if self.before.1 >= self.after.0 {
            let problem = format!("the window before ends in month {} and the window after begins in {}", self.before.1, self.after.0);
            return broken("windows do not overlap", problem, "end the window before ahead of the start");
        }
        if self.after.0 != self.start || self.before.1 + 1 != self.start {
            let problem = format!("the windows do not meet at the start month {}", self.start);
            return broken(
                "windows are not hand-picked",
                problem,
                "let the window before end one month ahead of the start and the window after begin with it",
            );
        }
        if !(self.planned_fall > 0.0 && self.planned_fall < 1.0) {
            return broken("the aim is a number", format!("the planned fall is {}", self.planned_fall), "give a share between 0 and 1");
        }
        if !(self.smallest_visible_fall > 0.0 && self.smallest_visible_fall <= 1.0) {
            let problem = format!("the smallest visible fall is {}", self.smallest_visible_fall);
            return broken("power stands in the plan", problem, "compute it before sealing");
        }
        let mut names: Vec<&str> = self.secondary.iter().chain(&self.control).map(|outcome| outcome.name.as_str()).collect();
        names.push(&self.primary.name);
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return broken("one outcome, one place", format!("the outcome {:?} stands twice", pair[0]), "name each outcome once");
        }
        let inside = |month: usize| (self.before.0..=self.after.1).contains(&month);
        if let Some(shock) =
            self.shocks.iter().find(|shock| shock.months.0 > shock.months.1 || !inside(shock.months.0) || !inside(shock.months.1))
        {
            let problem = format!("the shock {:?} does not lie within the windows", shock.name);
            return broken("shocks are dated", problem, "give its first and last month within the plan");
        }
        if let Some((name, _)) =
            self.treated.iter().find(|(name, start)| self.donors.contains(name) || *start <= self.before.0 || !inside(*start))
        {
            let problem = format!("{name:?} is a comparison unit too, or its start lies outside the windows");
            return broken("treated units are no comparison", problem, "name it once, with a start within the plan");
        }
        Ok(())
    }

    fn add_to(&self, mut fingerprint: Fingerprint) -> Fingerprint {
        for (label, outcomes) in [
            ("primary", std::slice::from_ref(&self.primary)),
            ("secondary", self.secondary.as_slice()),
            ("control", self.control.as_slice()),
        ] {
            fingerprint = fingerprint.number(label, outcomes.len());
            for outcome in outcomes {
                fingerprint = fingerprint.text("name", &outcome.name).text("definition", &outcome.definition);
            }
        }
        fingerprint = fingerprint
            .number("start", self.start)
            .text("start rule", &format!("{:?}", self.start_rule))
            .counts("windows", &[self.before.0 as u64, self.before.1 as u64, self.after.0 as u64, self.after.1 as u64])
            .text("model", &self.model)
            .numbers("aims", &[self.planned_fall, self.smallest_visible_fall])
            .number("donors", self.donors.len());
        for donor in &self.donors {
            fingerprint = fingerprint.text("donor", donor);
        }
        for test in &self.tests {
            fingerprint = fingerprint.text("test", test);
        }
        // Only what is there: a plan that was sealed before shocks could be named keeps its hash.
        for shock in &self.shocks {
            fingerprint = fingerprint
                .text("shock", &shock.name)
                .counts("shock months", &[shock.months.0 as u64, shock.months.1 as u64])
                .number("shock is national", usize::from(shock.national))
                .text("shock source", &shock.source);
        }
        for (name, start) in &self.treated {
            fingerprint = fingerprint.text("treated", name).number("treated start", *start);
        }
        fingerprint
    }

    /// Seals the plan in the month `sealed_in`, which must lie before the start.
    ///
    /// # Errors
    /// When it is sealed in or after the start month, windows overlap or do not meet at the start, there is no control
    /// outcome, power is missing, or an outcome stands twice.
    pub fn seal(self, sealed_in: usize) -> Result<SealedPlan> {
        self.check()?;
        if sealed_in >= self.start {
            return Err(EvaluationError::Plan {
                rule: "the plan comes before the data",
                problem: format!("it was to be sealed in month {sealed_in} and the start is month {}", self.start),
                remedy: "describe what happened; a verdict needs a plan sealed before the first month after the start",
            });
        }
        let hash = self.add_to(Fingerprint::of("plan")).number("sealed in", sealed_in).finish();
        Ok(SealedPlan { plan: self, sealed_in, hash, amendments: Vec::new() })
    }
}

impl SealedPlan {
    /// The plan in force: as sealed, or as last amended.
    pub fn plan(&self) -> &Plan {
        self.amendments.last().map_or(&self.plan, |amendment| &amendment.plan)
    }

    /// The plan as it was sealed.
    pub fn as_sealed(&self) -> &Plan {
        &self.plan
    }

    /// The month of sealing.
    pub fn sealed_in(&self) -> usize {
        self.sealed_in
    }

    /// The hash of the plan as sealed, to be kept in a log.
    pub fn hash(&self) -> &InputHash {
        &self.hash
    }

    /// All changes since.
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// The same plan with a change, made in `month` for a stated reason. The primary outcome and the start cannot change:
    /// that would be another plan.
    ///
    /// # Errors
    /// When the changed plan breaks a rule, moves the start or the primary outcome, has no reason, or is dated before an
    /// earlier change.
    pub fn amend(mut self, plan: Plan, text: impl Into<String>, month: usize) -> Result<Self> {
        plan.check()?;
        let text = text.into();
        let problem = if plan.start != self.plan.start || plan.primary != self.plan.primary {
            Some("an amendment moves the start or the primary outcome".to_owned())
        } else if text.trim().is_empty() {
            Some("an amendment has no reason".to_owned())
        } else if month < self.amendments.last().map_or(self.sealed_in, |amendment| amendment.month) {
            Some(format!("an amendment of month {month} would come before an earlier one"))
        } else {
            None
        };
        if let Some(problem) = problem {
            let remedy = "seal a new plan, or say what changed and why";
            return Err(EvaluationError::Plan { rule: "changes show as changes", problem, remedy });
        }
        let before = self.amendments.last().map_or(&self.hash, |amendment| &amendment.hash);
        let hash =
            plan.add_to(Fingerprint::of("amendment").text("before", before.as_str()).text("text", &text).number("month", month)).finish();
        self.amendments.push(Amendment { month, text, plan, hash });
        Ok(self)
    }

    /// Whether the hashes are those of the contents: nothing was changed without a trace.
    pub fn is_whole(&self) -> bool {
        let mut again = match self.plan.clone().seal(self.sealed_in) {
            Ok(sealed) => sealed,
            Err(_) => return false,
        };
        if again.hash != self.hash {
            return false;
        }
        for amendment in &self.amendments {
            again = match again.amend(amendment.plan.clone(), amendment.text.clone(), amendment.month) {
                Ok(next) => next,
                Err(_) => return false,
            };
        }
        again == *self
    }
}
