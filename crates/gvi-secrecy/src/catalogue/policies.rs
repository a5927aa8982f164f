//! Writes the conditions of the grounds as Cedar policies: one permit for each key, with literal sets, and one forbid for each lock
//! that nothing opens. The text is checked in, and it is the text that the proofs are about.
//!
//! No policy can go wrong on a well-typed request: every attribute is required, and there is no arithmetic.

use std::fmt::{Display, Write};

use gvi_domain::time::Date;

use super::{Catalogue, Ground, GroundKind, GroundTrigger, OffenceScope, Start, Use};

const HEAD: &str = "\
// Which key opens which lock, and when. Written from provisions.toml and grounds.toml; do not edit by hand: change those, and
// run the test of the catalogue with VAPENVILA_BLESS=1.
//
// A ground that is not permitted opens nothing. A lock that is forbidden is opened by nothing, whatever a ground says.
";

/// A day as a number that sorts: 20251201.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The schema that the policies are written against.
pub fn render_grounds_schema() -> String {
    "\
// The words that the policies of the grounds may use. Every attribute is required, so that no policy can go wrong.
entity Ground;
entity Provision;

action \"opens\" appliesTo {
  principal: Ground,
  resource: Provision,
  context: {
    discloser: String,           // kind of the authority that discloses
    recipient: String,           // kind of the recipient
    purposes: Set<String>,
    trigger: String,             // \"on-request\" or \"own-initiative\"
    carried: Set<String>,        // kinds of content in the snapshot
    commonlyAvailable: Bool,     // all of it is commonly available at the discloser
    ageKnown: Bool,
    age: Long,                   // on the day of the decision; 0 if not known
    needOfHelp: Bool,            // addiction or a similar need
    offence: String,             // \"none\", \"future-risk\", \"committed\", \"terrorism\", \"against-state\", \"supply-to-minor\"
    offenceChapter: String,      // chapter of the criminal code, or empty
    minPenaltyMonths: Long,
    attempt: Bool,
    prisonInScale: Bool,
    balanceWritten: Bool,
    consentInScope: Bool,
    restrictionWritten: Bool,
    harmCleared: Bool,           // for the very lock that is asked about
    decidedOn: Long,             // the day as a number: 20251201
  }
};
"
    .to_owned()
}

fn strings<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("\"{name}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn wrapped(names: &[String]) -> String {
    let mut text = String::from("[");
    let mut width = usize::MAX;
    for name in names {
        if width.saturating_add(name.len()) > 110 {
            text.push_str("\n    ");
            width = 4;
        } else {
            text.push(' ');
        }
        text.push_str(name);
        text.push(',');
        width += name.len() + 2;
    }
    text.pop();
    text.push_str("\n  ]");
    text
}

fn age(ground: &Ground) -> Option<String> {
    let mut tests = Vec::new();
    if let Some(under) = ground.subject.age_under {
        tests.push(format!("context.age < {under}"));
    }
    if let Some(least) = ground.subject.age_min {
        tests.push(format!("context.age >= {least}"));
    }
    if tests.is_empty() {
        return None;
    }
    let by_age = format!("context.ageKnown && {}", tests.join(" && "));
    Some(if ground.subject.or.is_some() { format!("(({by_age}) || context.needOfHelp)") } else { by_age })
}

fn offence(ground: &Ground) -> Vec<String> {
    let condition = &ground.offence;
    let mut tests = Vec::new();
    match condition.applies_to {
        OffenceScope::Any => {}
        OffenceScope::FutureRisk => tests.push("context.offence == \"future-risk\"".to_owned()),
        OffenceScope::Committed => tests.push("context.offence == \"committed\"".to_owned()),
        OffenceScope::Terrorism => tests.push("context.offence == \"terrorism\"".to_owned()),
        OffenceScope::TerrorismOrAgainstState => tests.push("[\"terrorism\", \"against-state\"].contains(context.offence)".to_owned()),
        OffenceScope::SupplyToMinor => tests.push("context.offence == \"supply-to-minor\"".to_owned()),
    }
    if !condition.chapters.is_empty() {
        tests.push(format!("{}.contains(context.offenceChapter)", strings(&condition.chapters)));
    }
    match (condition.min_penalty_months, condition.attempt_min_penalty_months) {
        (Some(months), Some(attempt)) => tests.push(format!(
            "((!context.attempt && context.minPenaltyMonths >= {months}) || (context.attempt && context.minPenaltyMonths >= {attempt}))"
        )),
        (Some(months), None) => tests.push(format!("context.minPenaltyMonths >= {months}")),
        (None, Some(attempt)) => tests.push(format!("(!context.attempt || context.minPenaltyMonths >= {attempt})")),
        (None, None) => {}
    }
    if condition.prison_in_scale {
        tests.push("context.prisonInScale".to_owned());
    }
    tests
}

fn conditions(ground: &Ground) -> Vec<String> {
    let locks: Vec<String> = ground.covers.iter().map(|lock| format!("Provision::\"{}\"", lock.as_str())).collect();
    let mut tests = vec![
        format!("{}.contains(resource)", wrapped(&locks)),
        format!("{}.contains(context.discloser)", strings(&ground.disclosers)),
        format!("{}.contains(context.recipient)", strings(ground.towards())),
    ];
    if !ground.any_purpose() {
        tests.push(format!("{}.containsAny(context.purposes)", strings(&ground.purposes)));
    }
    tests.extend(age(ground));
    tests.extend(offence(ground));
    match ground.trigger {
        GroundTrigger::Either => {}
        GroundTrigger::OnRequest | GroundTrigger::ToConfirm => tests.push("context.trigger == \"on-request\"".to_owned()),
        GroundTrigger::OwnInitiative => tests.push("context.trigger == \"own-initiative\"".to_owned()),
    }
    match ground.data_limit.as_str() {
        "none" => {}
        "commonly-available" => tests.push("context.commonlyAvailable".to_owned()),
        only => tests.push(format!("[\"{only}\"].containsAll(context.carried)")),
    }
    match ground.kind {
        GroundKind::HarmTest => tests.push("context.harmCleared".to_owned()),
        GroundKind::Consent | GroundKind::ConsentMinor => tests.push("context.consentInScope".to_owned()),
        GroundKind::Restriction => tests.push("context.restrictionWritten".to_owned()),
        _ => {}
    }
    tests.push("context.balanceWritten".to_owned());
    if let Start::On(from) = ground.valid_from {
        tests.push(format!("context.decidedOn >= {}", day_number(from)));
    }
    if let Some(to) = ground.valid_to {
        tests.push(format!("context.decidedOn <= {}", day_number(to)));
    }
    tests
}

/// The policies of a catalogue's grounds. The same data always gives the same text.
pub fn render_grounds_cedar(catalogue: &Catalogue) -> String {
    let mut text = HEAD.to_owned();
    for ground in catalogue.grounds.iter().filter(|ground| ground.usage != Use::Disabled) {
        let start = match ground.valid_from {
            Start::On(date) => format!("in force from {date}"),
            Start::Unknown => "first day not established".to_owned(),
        };
        // Cannot fail: writing to a text does not.
        write!(
            text,
            "\n// {} ({start})\n// {}\n@id(\"{id}\")\npermit (principal == Ground::\"{id}\", action == Action::\"opens\", resource)\nwhen {{\n  {}\n}};\n",
            ground.cite,
            ground.en,
            conditions(ground).join(" &&\n  "),
            id = ground.id.as_str(),
        )
        .expect("a text can be written to");
    }
    text.push_str(
        "\n// ---------------------------------------------------------------- what never comes into the house is opened by nothing\n",
    );
    for lock in catalogue.provisions.iter().filter(|lock| lock.stays_out()) {
        // Cannot fail: as above.
        write!(
            text,
            "\n// {}\n@id(\"never:{id}\")\nforbid (principal, action == Action::\"opens\", resource == Provision::\"{id}\");\n",
            lock.section,
            id = lock.id.as_str(),
        )
        .expect("a text can be written to");
    }
    text
}
