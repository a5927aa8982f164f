//! Words that do not belong in a record: the name of a people or a faith as the name of a group, and words that look down on people.
//!
//! The lists are short and plain on purpose. They are a reminder at the moment of writing, not a censor: what they miss, the sampling
//! of the reviewers finds (secrecy.md D6, E5).

use crate::limit::DomainError;

/// Beginnings of words for peoples, origins and faiths, Swedish and English.
const PEOPLE_STEMS: &[&str] = &[
    "afghan",
    "afrikan",
    "african",
    "alban",
    "arabisk",
    "araber",
    "arabs",
    "armen",
    "assyr",
    "balkan",
    "blatte",
    "bosni",
    "bulgarisk",
    "bulgarian",
    "chilen",
    "eritre",
    "etiop",
    "ethiop",
    "gambia",
    "invandr",
    "immigrant",
    "irakisk",
    "irakier",
    "iraqi",
    "iransk",
    "iranier",
    "iranian",
    "islam",
    "judar",
    "judisk",
    "jewish",
    "jugoslav",
    "yugoslav",
    "kinesisk",
    "chinese",
    "kosovo",
    "kristn",
    "kroat",
    "croat",
    "kurd",
    "latino",
    "libanes",
    "lebanes",
    "makedon",
    "marock",
    "morocc",
    "muslim",
    "negr",
    "neger",
    "nigerian",
    "pakistan",
    "palestin",
    "polack",
    "rumän",
    "romanian",
    "romsk",
    "ryska",
    "russian",
    "serb",
    "somal",
    "svartskall",
    "svenskar",
    "swedes",
    "syrisk",
    "syrian",
    "syrier",
    "tjetjen",
    "chechen",
    "turkar",
    "turkisk",
    "turkiet",
    "turkish",
    "tunis",
    "ukrain",
    "vietnam",
    "zigen",
    "gypsy",
    "gypsies",
];

/// The same, where only the whole word counts because a longer word means something else (a colour, a place in town).
const PEOPLE_WHOLE: &[&str] = &[
    "arab", "turk", "turks", "romer", "roma", "rysk", "ryssar", "finne", "finnar", "finsk", "jude", "svensk", "swede", "syrian", "shia",
    "sunni", "polsk",
];

/// Beginnings of words that look down on people.
const HARSH_STEMS: &[&str] = &[
    "avskum",
    "blatt",
    "buse",
    "busar",
    "gangbang",
    "gängkriminell",
    "gängmedlem",
    "hora",
    "horor",
    "horan",
    "idiot",
    "junkie",
    "knarkar",
    "luder",
    "missfoster",
    "neger",
    "negr",
    "nigger",
    "pundar",
    "retard",
    "scumbag",
    "slampa",
    "slödder",
    "svartskall",
    "tattar",
    "thug",
    "whore",
    "zigen",
];

/// The same, where only the whole word counts.
const HARSH_WHOLE: &[&str] = &["scum", "cp", "mongo"];

fn holds(text: &str, stems: &[&str], whole: &[&str]) -> bool {
    text.to_lowercase()
        .split(|sign: char| !sign.is_alphabetic())
        .filter(|word| !word.is_empty())
        .any(|word| whole.contains(&word) || stems.iter().any(|stem| word.starts_with(stem)))
}

/// A fault if a group's name or alias holds the name of a people, an origin or a faith.
///
/// In one Swedish register the name of a people was later taken as evidence against whoever belonged to it.
pub fn name_fault(field: &'static str, name: &str) -> Option<DomainError> {
    holds(name, PEOPLE_STEMS, PEOPLE_WHOLE).then_some(DomainError::field(field, "names-a-people"))
}

/// A fault if free text looks down on people.
pub fn words_fault(field: &'static str, text: &str) -> Option<DomainError> {
    holds(text, HARSH_STEMS, HARSH_WHOLE).then_some(DomainError::field(field, "disrespectful"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_never_named_after_a_people_or_a_faith() {
        for name in ["Albanerna", "Syriska nätverket", "Turkarna på torget", "Team Somali", "The Muslims", "Kurdligan", "jugoslaverna"] {
            assert!(name_fault("name", name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_colour_a_quay_and_a_bird_are_good_names() {
        for name in ["Turkosa kajen", "Kranen", "Ärlan", "Finnskogen", "Fyren", "Romansgatan", "Serviceligan"] {
            assert_eq!(name_fault("name", name), None, "{name}");
        }
    }

    #[test]
    fn contempt_is_stopped_and_plain_words_pass() {
        assert!(words_fault("note", "Känd buse i området.").is_some());
        assert!(words_fault("note", "Known thug.").is_some());
        assert!(words_fault("note", "Gängmedlem sedan 2024").is_some());
        assert_eq!(words_fault("note", "Personen har slutat komma. Slutsatsen är osäker."), None);
        assert_eq!(words_fault("note", "The person drives a car for the group."), None);
    }
}
