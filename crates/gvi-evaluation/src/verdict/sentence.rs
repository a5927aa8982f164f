//! The sentence of a verdict, in Swedish and English.

use serde::Serialize;

use super::judge::{Judgement, MONTHS_FOR_A_CAUSE, MONTHS_FOR_A_VERDICT, Verdict};

/// The languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Language {
    /// Svenska.
    Swedish,
    /// English.
    English,
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share.abs())
}

/// What a reader is told. It follows from the judgement and holds nothing else: what could have been seen always stands in it,
/// and words of cause come after 60 months only.
pub fn sentence(judgement: &Judgement, language: Language) -> String {
    let swedish = language == Language::Swedish;
    let visible = percent(judgement.smallest_visible_fall);
    let (ratio, low, high) = judgement.ratio.unwrap_or((1.0, 1.0, 1.0));
    let may_say_cause = judgement.months_after >= MONTHS_FOR_A_CAUSE;
    // Limits of a fall, nearest to none first; a limit beyond 1 is a rise.
    let change = |limit: f64| {
        let size = percent(1.0 - limit);
        match (limit <= 1.0, swedish) {
            (true, true) => format!("{size} % lägre"),
            (true, false) => format!("{size} % lower"),
            (false, true) => format!("{size} % högre"),
            (false, false) => format!("{size} % higher"),
        }
    };
    let between = if swedish {
        format!("mellan {} och {}", change(low), change(high))
    } else {
        format!("between {} and {}", change(low), change(high))
    };
    let main = match (&judgement.verdict, swedish) {
        (Verdict::TooEarly { months }, true) => {
            format!("För tidigt att säga: {months} av {MONTHS_FOR_A_VERDICT} månader har gått sedan starten.")
        }
        (Verdict::TooEarly { months }, false) => {
            format!("Too early to tell: {months} of {MONTHS_FOR_A_VERDICT} months have passed since the start.")
        }
        (Verdict::NotEstimable(reasons), true) => {
            format!("Uppgifterna kan inte bära något svar. Skälen står nedan ({}).", reasons.len())
        }
        (Verdict::NotEstimable(reasons), false) => format!("The data cannot carry an answer. The reasons stand below ({}).", reasons.len()),
        (Verdict::CannotTell, true) => {
            format!("Det går inte att säga om våldet förändrades: antalen är förenliga med {between} än väntat.")
        }
        (Verdict::CannotTell, false) => {
            format!("It cannot be told whether violence changed: the counts are in keeping with {between} than expected.")
        }
        (Verdict::NoDifferenceFound, true) => format!("Ingen skillnad hittades; antalen är förenliga med {between} än väntat."),
        (Verdict::NoDifferenceFound, false) => format!("No difference was found; the counts are in keeping with {between} than expected."),
        (Verdict::ProbablyReduced, true) if may_say_cause => {
            format!("Insatsen minskade sannolikt våldet: {} än väntat ({between}).", change(ratio))
        }
        (Verdict::ProbablyReduced, false) if may_say_cause => {
            format!("The programme probably reduced violence: {} than expected ({between}).", change(ratio))
        }
        (Verdict::ProbablyIncreased, true) if may_say_cause => {
            format!("Våldet ökade sannolikt i samband med insatsen: {} än väntat ({between}).", change(ratio))
        }
        (Verdict::ProbablyIncreased, false) if may_say_cause => {
            format!("The programme probably increased violence: {} than expected ({between}).", change(ratio))
        }
        (Verdict::ProbablyReduced | Verdict::ProbablyIncreased, true) => {
            format!("Våldet är sannolikt {} än väntat jämfört med andra städer ({between}).", change(ratio))
        }
        (Verdict::ProbablyReduced | Verdict::ProbablyIncreased, false) => {
            format!("Violence is probably {} than expected from other cities ({between}).", change(ratio))
        }
    };
    let mut parts = vec![main];
    if judgement.preliminary && judgement.ratio.is_some() {
        parts.push(if swedish {
            format!("Preliminärt: {} av {MONTHS_FOR_A_CAUSE} månader har gått.", judgement.months_after)
        } else {
            format!("Preliminary: {} of {MONTHS_FOR_A_CAUSE} months have passed.", judgement.months_after)
        });
    }
    parts.push(if swedish {
        format!("En minskning med mindre än {visible} % hade inte säkert synts.")
    } else {
        format!("A fall of less than {visible} % would not surely have been visible.")
    });
    parts.join(" ")
}
