//! The templates of Sweden. They are data of the land, beside its laws; a new version of a text is a new version of its file.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::kinds::Kind;
use super::template::Template;
use crate::words::Language;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../../jurisdictions/se/papers/", $name, ".toml")))),*]
    };
}

static FILES: [(&str, &str); 24] = files![
    "call-in-minutes.ar",
    "call-in-minutes.en",
    "call-in-minutes.sv",
    "exposure-letter.ar",
    "exposure-letter.en",
    "exposure-letter.sv",
    "minutes.ar",
    "minutes.en",
    "minutes.sv",
    "notification-letter.ar",
    "notification-letter.en",
    "notification-letter.sv",
    "run-sheet.ar",
    "run-sheet.en",
    "run-sheet.sv",
    "staff-sheet.ar",
    "staff-sheet.en",
    "staff-sheet.sv",
    "summons.ar",
    "summons.en",
    "summons.sv",
    "visit-card.ar",
    "visit-card.en",
    "visit-card.sv",
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    // Cannot fail: the files are part of the program, and a test reads each.
    let read = |(name, file): &(&str, &str)| Template::read(file).unwrap_or_else(|error| panic!("{name}: {error}"));
    FILES.iter().map(read).collect()
});

/// Every template of Sweden.
#[must_use]
pub fn sweden() -> &'static [Template] {
    &TEMPLATES
}

/// The newest template of a kind in a language that may be used on a day.
#[must_use]
pub fn in_force(kind: Kind, language: Language, on: Date) -> Option<&'static Template> {
    sweden()
        .iter()
        .filter(|template| template.kind() == kind && template.language() == language && template.may_be_used_on(on))
        .max_by_key(|template| template.version())
}
