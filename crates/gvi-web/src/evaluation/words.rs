//! The estimators' own words, put into the reader's language: refusals, conditions, assumptions.
//!
//! What has no text of its own here is put together by the estimators themselves, in both languages.

use gvi_app::evaluation::reading::{Condition, Language, NotRead, Refusal, Rule, Verdict, refusal_told, told};
use gvi_domain::evaluation::OutcomeRole;

use crate::text::{Lang, Tr};

/// A share in whole per cent.
#[must_use]
pub fn percent(tr: Tr, share: f64) -> String {
    if !share.is_finite() {
        return "\u{2013}".to_owned();
    }
    // Plus nought: a share that rounds to nought has no sign.
    let number = tr.decimal((100.0 * share).round() + 0.0, 0);
    match tr.lang() {
        Lang::Sv => format!("{number}\u{a0}%"),
        Lang::En => format!("{number}%"),
    }
}

/// A ratio with its interval.
#[must_use]
pub fn ratio_shown(tr: Tr, (ratio, low, high): (f64, f64, f64)) -> String {
    let span = tr.args("reading-span", &[("low", tr.decimal(low, 2)), ("high", tr.decimal(high, 2))]);
    format!("{} ({span})", tr.decimal(ratio, 2))
}

/// A measured number or a limit: as few decimals as it needs, three at most.
#[must_use]
pub fn measured(tr: Tr, number: f64) -> String {
    if !number.is_finite() {
        return "\u{2013}".to_owned();
    }
    let text = tr.decimal(number, 3);
    let point = if tr.lang() == Lang::Sv { ',' } else { '.' };
    text.trim_end_matches('0').trim_end_matches(point).to_owned()
}

/// The reader's language, as the estimators call it.
pub(super) fn language(tr: Tr) -> Language {
    match tr.lang() {
        Lang::Sv => Language::Swedish,
        Lang::En => Language::English,
    }
}

/// What an outcome is in the plan.
pub(super) fn role(tr: Tr, role: OutcomeRole) -> String {
    match role {
        OutcomeRole::Primary => tr.t("reading-role-primary"),
        OutcomeRole::Secondary => tr.t("reading-role-secondary"),
        OutcomeRole::Control => tr.t("reading-role-control"),
    }
}

/// The name of a state.
pub(super) fn state(tr: Tr, verdict: &Verdict) -> String {
    match verdict {
        Verdict::TooEarly { .. } => tr.t("reading-state-too-early"),
        Verdict::NotEstimable(_) => tr.t("reading-state-not-estimable"),
        Verdict::CannotTell => tr.t("reading-state-cannot-tell"),
        Verdict::NoDifferenceFound => tr.t("reading-state-no-difference"),
        Verdict::ProbablyReduced => tr.t("reading-state-reduced"),
        Verdict::ProbablyIncreased => tr.t("reading-state-increased"),
    }
}

/// What a refusal measured, and what can be done.
#[must_use]
pub fn refusal(tr: Tr, refusal: &Refusal) -> (String, String) {
    if let Some(city) = refusal.of_what.strip_prefix("comparison city ").and_then(|rest| rest.strip_suffix(" in the data")) {
        return (tr.args("reading-refused-city", &[("city", city)]), tr.t("reading-do-city"));
    }
    if refusal.rule == Rule::ShockAtStart {
        let name = refusal.of_what.split('"').nth(1).unwrap_or_default();
        let remedy = if refusal.what_to_do.contains("no other city") { "reading-do-shock-local" } else { "reading-do-shock" };
        return (tr.args("reading-refused-shock", &[("name", name)]), tr.t(remedy));
    }
    let (what, remedy) = match (refusal.rule, refusal.of_what.as_str()) {
        (Rule::Donors, "donors") => ("reading-refused-donors", "reading-do-donors"),
        (Rule::PeriodsBefore, "years before the start") => ("reading-refused-years", "reading-do-years"),
        (Rule::PeriodsBefore, "months before the start") => ("reading-refused-months", "reading-do-years"),
        (Rule::Events, "events before the start") => ("reading-refused-events", "reading-do-events"),
        (Rule::Events, "estimates") => ("reading-refused-estimates", "reading-do-estimates"),
        (Rule::NotAsSealed, "hash of the sealed plan") => ("reading-refused-hash", "reading-do-hash"),
        (Rule::NotAsSealed, _) => ("reading-refused-plan", "reading-do-plan"),
        (Rule::PeriodsAfter, _) => ("reading-refused-after", "reading-do-after"),
        (Rule::PreFit, _) => ("reading-refused-fit", "reading-do-fit"),
        (Rule::OverFit, _) => ("reading-refused-over-fit", "reading-do-fit"),
        (Rule::OutsideDonors, _) => ("reading-refused-outside", "reading-do-outside"),
        (Rule::TreatedDonor, _) => ("reading-refused-treated", "reading-do-treated"),
        _ => return refusal_told(refusal, language(tr)),
    };
    (tr.t(what), tr.t(remedy))
}

/// The name of a condition.
pub(super) fn condition(tr: Tr, condition: &Condition) -> String {
    match condition.name {
        "calibrated interval on one side of 1 (distance on the log scale)" => tr.t("reading-condition-interval"),
        "placebo p-value" => tr.t("reading-condition-placebo"),
        "estimators of the same sign" => tr.t("reading-condition-same"),
        "comparisons among them" => tr.t("reading-condition-comparisons"),
        other => other.to_owned(),
    }
}

/// What must be true for an estimate to mean what it says.
pub(super) fn assumption(tr: Tr, assumption: &str) -> String {
    match assumption {
        "without the programme the city would have drifted from the common course as other cities do" => tr.t("reading-assumes-drift"),
        "without the programme the treated unit would have gone on like its weighted donors" => tr.t("reading-assumes-donors"),
        "no donor is touched by the programme or by one of its own" => tr.t("reading-assumes-untouched"),
        "donors were chosen before the outcome was seen" => tr.t("reading-assumes-chosen"),
        "the start was not chosen because of the counts just before it" => tr.t("reading-assumes-start"),
        "recording did not change in one city alone" | "recording did not change in one unit alone" => tr.t("reading-assumes-recording"),
        other => other.to_owned(),
    }
}

/// Why an outcome has no figure.
#[must_use]
pub fn not_read(tr: Tr, why: &NotRead) -> String {
    match why {
        NotRead::NoCounts => tr.t("reading-why-no-counts"),
        NotRead::NoCity(city) => tr.args("reading-why-no-city", &[("city", city.as_str())]),
        NotRead::NoPopulation(city) => tr.args("reading-why-no-population", &[("city", city.as_str())]),
        NotRead::Constant { city, count } => tr.args("reading-why-constant", &[("city", city.clone()), ("count", count.to_string())]),
        NotRead::Months { wanted, first, last } => {
            tr.args("reading-why-months", &[("wanted", wanted.to_string()), ("first", first.to_string()), ("last", last.to_string())])
        }
        NotRead::NotOver(month) => tr.args("reading-why-not-over", &[("month", month.to_string())]),
        NotRead::NotAsSealed => tr.t("rule-plan-not-as-sealed"),
        NotRead::Draft => tr.t("reading-why-draft"),
        NotRead::Table(what) => tr.args("reading-why-estimators", &[("what", what.as_str())]),
        NotRead::Estimators(error) => told(error, language(tr)),
    }
}
