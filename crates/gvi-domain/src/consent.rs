//! A waiver of secrecy by the person it protects: an instrument of secrecy, never a condition for help and never a legal basis.

use crate::limit::DomainError;
use crate::text::Words;
use crate::{AuthorityId, ConsentId, Date};

/// Who gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GivenBy {
    /// The person.
    Person,
    /// A child together with a guardian.
    ChildAndGuardian,
    /// A guardian alone.
    Guardian,
    /// A child alone, of whom no guardian has been told: only with the lawyer's approval, each time it is used.
    ChildAlone,
}

/// How it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentMethod {
    /// On paper.
    Written,
    /// Said, and written down by the one who heard it.
    Oral,
}

names!(GivenBy { Person = "person", ChildAndGuardian = "child-and-guardian", Guardian = "guardian", ChildAlone = "child-alone" });
names!(ConsentMethod { Written = "written", Oral = "oral" });

/// A consent as it was typed and checked. There is no "all authorities" and no "everything": what is not named is not covered.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// The id that the form minted.
    pub id: ConsentId,
    /// The person, by the code of the own compartment.
    pub person: String,
    /// Who gave it.
    pub given_by: GivenBy,
    /// Why the child's own word was not needed, or why it was enough.
    pub maturity_reason: Words,
    /// The authorities that may receive, each named.
    pub recipients: Vec<AuthorityId>,
    /// Rows of the sharing matrix, each named.
    pub categories: Vec<String>,
    /// Purposes, each named.
    pub purposes: Vec<String>,
    /// How it was given.
    pub method: ConsentMethod,
    /// Who was there.
    pub witness: Words,
    /// First day.
    pub given_on: Date,
    /// Last day.
    pub valid_until: Date,
}

/// Days before its end from which somebody is reminded that a consent ends: it is asked for again, or it ends.
pub const REMINDED_DAYS: i64 = 30;

impl NewConsent {
    /// Checks what was typed; returns every fault at once. `longest` is the most months that a consent may last.
    pub fn check(self, today: Date, longest: i32) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let mut needs = |holds: bool, field, reason| {
            if !holds {
                faults.push(DomainError::field(field, reason));
            }
        };
        needs(!self.person.trim().is_empty(), "person", "missing");
        needs(self.person.chars().count() <= 60, "person", "too-long");
        needs(!self.recipients.is_empty(), "recipients", "choose-one");
        needs(!self.categories.is_empty(), "categories", "choose-one");
        needs(!self.purposes.is_empty(), "purposes", "choose-one");
        let a_code = |code: &String| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        needs(self.categories.iter().chain(&self.purposes).all(a_code), "categories", "no-wildcard");
        needs(!self.witness.is_empty(), "witness", "missing");
        // Whether a child understands what it says yes to is judged and written down, or it has not said yes.
        needs(self.given_by != GivenBy::ChildAlone || !self.maturity_reason.is_empty(), "maturity_reason", "missing");
        needs(self.given_on <= today, "given_on", "ahead");
        needs(self.valid_until >= today, "valid_until", "passed");
        needs(self.valid_until <= self.given_on.saturating_add(jiff::Span::new().months(longest)), "valid_until", "too-far");
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_to_everything_is_no_consent() {
        let today = jiff::civil::date(2026, 11, 22);
        let typed = NewConsent {
            id: ConsentId::new(),
            person: "K7MQ-2X".into(),
            given_by: GivenBy::Person,
            maturity_reason: Words::stored(String::new()),
            recipients: Vec::new(),
            categories: vec!["*".into()],
            purposes: Vec::new(),
            method: ConsentMethod::Oral,
            witness: Words::stored("Moa".into()),
            given_on: today,
            valid_until: today.saturating_add(jiff::Span::new().months(7)),
        };
        let faults = typed.check(today, 6).unwrap_err();
        for field in ["recipients", "purposes", "categories", "valid_until"] {
            assert!(
                faults.iter().any(|fault| matches!(fault, DomainError::Field { field: at, .. } if *at == field)),
                "{field}: {faults:?}"
            );
        }
    }
}
