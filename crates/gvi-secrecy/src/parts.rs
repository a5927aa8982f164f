//! Which part of a review meeting each kind of authority keeps: data of the jurisdiction, read once.
//!
//! The letters and what they mean stand in the domain; who may open a part stands in the policies. This is only the table between them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gvi_domain::review::Part;
use serde::Deserialize;

/// The text of the Swedish table.
const SWEDISH: &str = include_str!("../../../jurisdictions/se/reviews.toml");

/// The part that an authority of this kind keeps, if it keeps one.
///
/// # Panics
/// If the table that was built in is broken, which a test rules out.
pub fn part_of(kind: &str) -> Option<Part> {
    static TABLE: OnceLock<BTreeMap<String, Part>> = OnceLock::new();
    // Cannot fail: the text is part of this build and read by a test.
    TABLE.get_or_init(|| parse(SWEDISH).expect("the table of parts in jurisdictions/se")).get(kind).copied()
}

fn parse(text: &str) -> Result<BTreeMap<String, Part>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        part: Vec<Row>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        letter: String,
        kinds: Vec<String>,
    }
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut table = BTreeMap::new();
    for row in file.part {
        let part = Part::named(&row.letter).ok_or_else(|| format!("there is no part {:?}", row.letter))?;
        for kind in row.kinds {
            if table.insert(kind.clone(), part).is_some() {
                return Err(format!("the kind {kind:?} keeps two parts"));
            }
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorities_of_a_city_keep_the_parts_that_the_method_gives_them() {
        assert_eq!(part_of("MUN"), Some(Part::A));
        assert_eq!(part_of("POL"), Some(Part::B));
        assert_eq!(part_of("KV"), Some(Part::B));
        assert_eq!(part_of("SOC"), Some(Part::C));
        assert_eq!(part_of("DPO"), None);
    }

    #[test]
    fn a_kind_with_two_parts_is_refused() {
        assert!(parse("[[part]]\nletter = \"a\"\nkinds = [\"POL\"]\n[[part]]\nletter = \"b\"\nkinds = [\"POL\"]\n").is_err());
    }
}
