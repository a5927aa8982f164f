//! Errors and refusals as sentences, in Swedish and English: what is wrong, what was measured, what the limit is, and what to do.
//!
//! English is what errors say anyway. The Swedish is put together from whole pieces, each of which stands in [`PIECES`]; a test reads
//! the sources of this crate and finds every piece that an error or a refusal can hold. It says nothing about verdicts: those have
//! sentences of their own.

mod pieces;

pub use pieces::PIECES;

use crate::error::EvaluationError;
use crate::refusal::Refusal;
use crate::verdict::Language;

/// Pieces that hold a name: what stands before it, and after it.
const NAMED: &[(&str, &str, &str, &str)] = &[
    ("comparison city ", " in the data", "jämförelsestaden ", " i uppgifterna"),
    ("months between the start and the shock ", "", "månader mellan starten och störningen ", ""),
    ("programme known in donor ", "", "en känd insats i jämförelsestaden ", ""),
    ("regression terms that say something of their own: ", "", "termer i regressionen som säger något eget: ", ""),
    ("column ", " before the start", "kolumn ", " före starten"),
    ("the predictor ", "", "den förklarande variabeln ", ""),
    ("the term ", "", "termen ", ""),
];

/// A piece in Swedish; what is not known stays as it was written, which a test keeps from happening.
fn swedish(piece: &str) -> String {
    if let Some((_, told)) = PIECES.iter().find(|(english, _)| *english == piece) {
        return (*told).to_owned();
    }
    for (before, after, told_before, told_after) in NAMED {
        if let Some(name) = piece.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
            return format!("{told_before}{name}{told_after}");
        }
    }
    piece.to_owned()
}

/// A sentence of its own: a great letter, and a full stop where there is no other sign.
fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    let first: String = signs.next().map(|sign| sign.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}{}", signs.as_str(), if text.ends_with(['.', '?', '!']) { "" } else { "." })
}

/// A number as Swedish writes it.
fn number(value: f64) -> String {
    format!("{value}").replace('.', ",").replace('-', "−")
}

/// What is wrong with an input, and what to do about it.
pub fn told(error: &EvaluationError, language: Language) -> String {
    if language == Language::English {
        return sentence(&error.to_string());
    }
    let piece = |text: &str| swedish(text);
    let begun = |text: &str| {
        let mut told = sentence(&swedish(text));
        told.pop();
        told
    };
    match error {
        EvaluationError::Length { what, found, expected, unit } => {
            format!("{}: {found} värden finns och {expected} behövs, ett för varje {}.", begun(what), piece(unit))
        }
        EvaluationError::Value { what, position, value, wanted, remedy } => {
            format!(
                "{}, plats {position}: {} går inte. Det ska vara {}. {}",
                begun(what),
                number(*value),
                piece(wanted),
                sentence(&piece(remedy))
            )
        }
        EvaluationError::TooFew { what, found, needed, remedy } => {
            format!("{}: {found} finns och minst {needed} behövs. {}", begun(what), sentence(&piece(remedy)))
        }
        EvaluationError::Constant { what, remedy } => {
            format!("{}: samma värde överallt, så det säger ingenting. {}", begun(what), sentence(&piece(remedy)))
        }
        EvaluationError::Collinear { term } => {
            format!("Termen {term} upprepar det som andra termer redan säger. Lämna en av dem utanför eller förläng serien.")
        }
        EvaluationError::NotSettled { what, rounds, remedy } => {
            format!("{}: beräkningen kom inte till ro på {rounds} varv. {}", begun(what), sentence(&piece(remedy)))
        }
        EvaluationError::Setting { what, value, wanted } => {
            format!("{}: {} går inte. Det ska vara {}.", begun(what), number(*value), piece(wanted))
        }
        EvaluationError::Name { what, name, problem, remedy } => {
            format!("{} ”{name}” {}. {}", begun(what), piece(problem), sentence(&piece(remedy)))
        }
        EvaluationError::Plan { rule, remedy, .. } => {
            format!("Planen bryter mot regeln ”{}”. {}", piece(rule), sentence(&piece(remedy)))
        }
    }
}

/// What a refusal measured, and what can be done about it. The number and its limit stand beside.
pub fn refusal_told(refusal: &Refusal, language: Language) -> (String, String) {
    let said = |text: &str| if language == Language::Swedish { swedish(text) } else { text.to_owned() };
    let mut what = sentence(&said(&refusal.of_what));
    if what.ends_with('.') {
        what.pop();
    }
    (what, sentence(&said(&refusal.what_to_do)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Rule;

    /// The sources of this crate and of those who make errors and refusals of it, without their tests.
    fn sources() -> String {
        let mut text = String::new();
        let mut folders = vec![
            std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../gvi-app/src/evaluation")),
        ];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|name| name != "pieces.rs") {
                    let whole = std::fs::read_to_string(path).unwrap();
                    text.push_str(whole.split("#[cfg(test)]").next().unwrap());
                }
            }
        }
        text
    }

    /// The literals in the arguments of a call, or in the fields of a value, that begins with some words.
    fn pieces_after(source: &str, begin: &str, end: &str) -> Vec<String> {
        let mut found = Vec::new();
        for part in source.split(begin).skip(1) {
            let part = part.split(end).next().unwrap_or_default();
            found.extend(part.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        found
    }

    #[test]
    fn every_piece_of_an_error_or_a_refusal_has_its_swedish() {
        let source = sources();
        let mut pieces = Vec::new();
        for call in
            ["at_least(", "same_length(", "finite(", "positive(", "need(", "broken(", "Refusal::new(", " refused(", "(what, value) in ["]
        {
            pieces.extend(pieces_after(&source, call, ";"));
        }
        for field in ["what: \"", "remedy: \"", "wanted: \"", "problem: \"", "rule: \"", "let remedy = \"", "unit: \""] {
            pieces.extend(source.split(field).skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned));
        }
        pieces.sort();
        pieces.dedup();
        // Pieces with a name in them, and the problems of plans, which are said by their rule.
        let is_free = |piece: &str| piece.contains('{') || piece.contains('\n') || piece.contains('\\') || piece.is_empty();
        // Rules of the domain, which have texts of their own on the pages.
        let is_domain = |piece: &str| piece.starts_with("plan-") || piece == "tables";
        let lacking: Vec<&String> = pieces
            .iter()
            .filter(|piece| !is_free(piece) && !is_domain(piece) && !PROBLEMS.contains(&piece.as_str()))
            .filter(|piece| !PIECES.iter().any(|(english, _)| *english == piece.as_str()))
            .collect();
        assert!(pieces.len() > 150, "the sources were read: {}", pieces.len());
        assert!(lacking.is_empty(), "{lacking:#?}");
    }

    /// What broke a rule of a plan, which is not repeated in Swedish because the rule says it.
    const PROBLEMS: [&str; 4] = [
        "the plan names no control outcome",
        "a window ends before it begins",
        "an amendment moves the start or the primary outcome",
        "an amendment has no reason",
    ];

    #[test]
    fn every_kind_of_error_is_a_sentence_in_both_languages() {
        let errors = [
            EvaluationError::Length { what: "the list of days", found: 3, expected: 4, unit: "month" },
            EvaluationError::Value { what: "a row of shares", position: 2, value: 1.5, wanted: "a share from 0 to 1", remedy: "wait" },
            EvaluationError::TooFew { what: "donors", found: 2, needed: 5, remedy: "add comparison units" },
            EvaluationError::Constant { what: "the term x".to_owned(), remedy: "leave the term out" },
            EvaluationError::Collinear { term: "step".to_owned() },
            EvaluationError::NotSettled { what: "the NB2 regression", rounds: 50, remedy: "use the Poisson fit" },
            EvaluationError::Setting { what: "the fall", value: -0.25, wanted: "between 0 and 1" },
            EvaluationError::Name { what: "the unit", name: "Nordhamn".to_owned(), problem: "stands twice", remedy: "leave it out" },
            EvaluationError::Plan { rule: "windows run forwards", problem: "x".to_owned(), remedy: "give first and last month" },
        ];
        for error in &errors {
            let (sv, en) = (told(error, Language::Swedish), told(error, Language::English));
            assert_ne!(sv, en);
            for text in [&sv, &en] {
                assert!(text.ends_with('.') && text.chars().next().is_some_and(char::is_uppercase), "{text}");
            }
            assert!(!sv.contains(" the ") && !sv.contains(" is "), "{sv}");
        }
        assert_eq!(told(&errors[2], Language::Swedish), "Jämförelsestäder: 2 finns och minst 5 behövs. Lägg till jämförelsestäder.");
        assert_eq!(told(&errors[6], Language::Swedish), "Minskningen: −0,25 går inte. Det ska vara mellan 0 och 1.");
    }

    #[test]
    fn a_refusal_with_a_name_in_it_keeps_the_name() {
        let refusal = Refusal::new(Rule::Donors, 0.0, 1.0, "comparison city Malmö in the data", "add it, or amend the plan");
        let (what, to_do) = refusal_told(&refusal, Language::Swedish);
        assert_eq!(what, "Jämförelsestaden Malmö i uppgifterna");
        assert_eq!(to_do, "Lägg till den, eller ändra planen öppet.");
        assert_eq!(refusal_told(&refusal, Language::English).0, "Comparison city Malmö in the data");
    }

    #[test]
    fn no_piece_stands_twice() {
        let mut english: Vec<&str> = PIECES.iter().map(|(english, _)| *english).collect();
        english.sort_unstable();
        assert_eq!(english.windows(2).find(|pair| pair[0] == pair[1]), None);
    }
}
