//! A purpose: why an authority may work with personal data at all. Concrete, dated, and on a legal basis from a closed list.
//!
//! A purpose such as "to prevent crime" limits nothing, and what limits nothing protects nobody. So the words are held to a
//! minimum here: length, an end within a year, and enough words that are not the usual big ones.

use crate::Date;
use crate::limit::DomainError;
use crate::text::Words;

/// Least number of signs of the words of a purpose.
pub const PURPOSE_LEAST: usize = 40;
/// Longest time that a purpose lasts, in months. Then somebody decides anew.
pub const PURPOSE_MONTHS_MAX: i32 = 12;
/// Words that tell something, which the text must hold when the big words are taken away.
const TELLING_LEAST: usize = 4;

/// Word stems that sound like a purpose and limit nothing, in both languages.
const BIG: &[&str] = &[
    "förebygg",
    "förhindr",
    "motverk",
    "bekämp",
    "brott",
    "kriminal",
    "trygg",
    "säker",
    "samverk",
    "samarbet",
    "samordn",
    "samhäll",
    "arbet",
    "behov",
    "information",
    "uppgift",
    "myndighet",
    "olika",
    "allmän",
    "generell",
    "vid",
    "och",
    "eller",
    "för",
    "att",
    "med",
    "mot",
    "i",
    "på",
    "den",
    "det",
    "som",
    "av",
    "till",
    "inom",
    "genom",
    "samt",
    "öka",
    "bättre",
    "bidra",
    "möjlig",
    "nödvändig",
    "prevent",
    "fight",
    "crime",
    "criminal",
    "safe",
    "secur",
    "cooperat",
    "collaborat",
    "coordinat",
    "society",
    "work",
    "need",
    "information",
    "authorit",
    "general",
    "the",
    "and",
    "or",
    "for",
    "to",
    "with",
    "against",
    "in",
    "on",
    "of",
    "by",
    "as",
    "increase",
    "better",
    "public",
    "various",
];

/// Reads the words of a purpose. The legal basis and the name come from closed lists and are checked where those lists are known.
pub fn read_words(typed: &str) -> Result<Words, DomainError> {
    let words = Words::read("reason", typed, PURPOSE_LEAST)?;
    let telling: std::collections::BTreeSet<String> = words
        .as_str()
        .split(|sign: char| !sign.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| {
            word.chars().count() >= 4 && !BIG.iter().any(|big| word == big || (big.chars().count() > 3 && word.starts_with(big)))
        })
        .collect();
    if telling.len() < TELLING_LEAST { Err(DomainError::field("reason", "vague")) } else { Ok(words) }
}

/// Checks the last day: not passed, and within a year.
pub fn check_until(until: Date, today: Date) -> Result<Date, DomainError> {
    if until < today {
        Err(DomainError::field("until", "has-passed"))
    } else if until > today.saturating_add(jiff::Span::new().months(PURPOSE_MONTHS_MAX)) {
        Err(DomainError::field("until", "longer-than-a-year"))
    } else {
        Ok(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_that_limits_nothing_is_refused_however_long_it_is() {
        for vague in [
            "Förebygga brott",
            "Förebygga brott och öka tryggheten i samhället genom bättre samverkan",
            "To prevent crime and increase public safety in general by cooperation",
        ] {
            assert!(read_words(vague).is_err(), "{vague}");
        }
    }

    #[test]
    fn a_purpose_that_says_what_and_where_is_taken() {
        let words = "Förebygga skjutningar mellan grupperna i Östra hamnen under försöket med gruppvåldsintervention";
        assert_eq!(read_words(words).unwrap().as_str(), words);
    }

    #[test]
    fn a_purpose_ends_within_a_year() {
        let today: Date = "2026-11-22".parse().unwrap();
        assert!(check_until("2027-11-22".parse().unwrap(), today).is_ok());
        assert!(check_until("2027-11-23".parse().unwrap(), today).is_err());
        assert!(check_until("2026-11-21".parse().unwrap(), today).is_err());
    }
}
