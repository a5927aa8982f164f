//! Help and pressure never meet in one record: a lever that speaks of support, treatment or health is refused.
//!
//! The list of words is a net with wide meshes, not a wall. The wall is that whoever plans levers cannot read what help somebody
//! has; the net is there for the sentence that a tired person types from memory. It errs on the side of refusing, and knows
//! the everyday phrases of law and office in which the same words mean nothing of the kind.

/// Phrases that are taken out before the words are judged: "med stöd av" is how every legal basis is written.
const HARMLESS: &[&str] = &[
    "med stöd av",
    "stöd i lag",
    "lagstöd",
    "med hjälp av",
    "till hjälp av",
    "beroende på",
    "oberoende",
    "vårdslös",
    "behandling av personuppgifter",
    "lika behandling",
    "supported by",
    "with the support of section",
    "with the help of",
    "personal data treatment",
];

/// Beginnings of words that belong to support, treatment, care or health.
const BEGINNINGS: &[&str] = &[
    // Swedish
    "stöd",
    "behandl",
    "vård",
    "hälso",
    "hälsa",
    "ohälsa",
    "sjuk",
    "psyk",
    "terapi",
    "medicin",
    "läkar",
    "diagnos",
    "missbruk",
    "beroende",
    "rehab",
    "avgiftning",
    "avhopp",
    "hjälp",
    "socialtjänst",
    "socialsekr",
    "socialbidrag",
    "socialnämnd",
    "socialkontor",
    "försörjningsst",
    "familjehem",
    "behandlingshem",
    "orosanmäl",
    "familjerådgiv",
    "självmord",
    // English
    "support",
    "treatment",
    "therap",
    "health",
    "illness",
    "medic",
    "addict",
    "counselling",
    "counseling",
    "diagnos",
    "hospital",
    "welfare",
    "suicid",
    "caseworker",
    "help",
];

/// Whole words of the same kind, too short to be taken as beginnings.
const WHOLE: &[&str] = &["soc", "lvu", "lvm", "hvb", "bup", "lpt", "sol", "adhd", "detox"];

/// Pairs of words of the same kind.
const PAIRS: &[&str] =
    &["social services", "social worker", "mental state", "exit programme", "exit program", "foster care", "care order", "child concern"];

/// The first word or phrase in a text that speaks of support, treatment or health, in small letters.
pub fn speaks_of_support(text: &str) -> Option<String> {
    let mut text = text.to_lowercase();
    for phrase in HARMLESS {
        text = text.replace(phrase, " ");
    }
    let words: Vec<&str> = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let single = words.iter().find(|word| WHOLE.contains(word) || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning)));
    if let Some(word) = single {
        return Some((*word).to_owned());
    }
    let joined = words.join(" ");
    PAIRS.iter().find(|pair| joined.contains(*pair)).map(|pair| (*pair).to_owned())
}

/// Words that tie help to something. An offer of help never depends on what its receiver says to anybody.
const CONDITIONS: &[&str] = &[
    "under förutsättning",
    "på villkor",
    "villkorat",
    "i utbyte",
    "i gengäld",
    "om du samarbetar",
    "om han samarbetar",
    "om hon samarbetar",
    "samarbetar med polis",
    "mot att ",
    "förutsatt att",
    "bara om ",
    "endast om ",
    "annars ",
    "on condition",
    "in exchange",
    "in return",
    "provided that",
    "if he cooperates",
    "if she cooperates",
    "if you cooperate",
    "only if ",
    "unless ",
    "or else",
];

/// The first phrase in a text that makes help depend on something, in small letters.
pub fn speaks_of_a_condition(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    CONDITIONS.iter().find(|phrase| text.contains(*phrase)).map(|phrase| phrase.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_about_treatment_or_support_is_caught_in_both_languages() {
        for text in [
            "Kontrollera bilen när han är på väg till behandlingen",
            "Har stödkontakt, ta det varsamt",
            "Mår psykiskt dåligt",
            "Går på BUP",
            "Känd hos soc",
            "LVU i våras",
            "Stop him on the way to treatment",
            "He has a social worker",
            "known to social services",
            "in rehab since May",
            "Hans missbruk gör honom sårbar",
        ] {
            assert!(speaks_of_support(text).is_some(), "{text}");
        }
    }

    #[test]
    fn the_everyday_phrases_of_law_and_office_pass() {
        for text in [
            "Kontroll med stöd av polislagen 22 §",
            "Beroende på spaningsläget i helgen",
            "Vårdslöshet i trafik vid två tillfällen",
            "Med hjälp av trafikpolisen",
            "Monitoring, supported by section 2 of the police act",
            "Solen går ned tidigt",
            "Two vehicle controls a week, in public places only",
        ] {
            assert_eq!(speaks_of_support(text), None, "{text}");
        }
    }

    #[test]
    fn the_caught_word_is_told_so_that_the_writer_finds_it() {
        assert_eq!(speaks_of_support("Efter avhopparsamtalet").as_deref(), Some("avhopparsamtalet"));
    }

    #[test]
    fn help_that_is_tied_to_something_is_caught() {
        assert_eq!(speaks_of_a_condition("Boende, på villkor att han berättar"), Some("på villkor"));
        assert!(speaks_of_a_condition("A flat, in return for his story").is_some());
        assert_eq!(speaks_of_a_condition("Samtal på torsdag, ring när du vill"), None);
    }
}
