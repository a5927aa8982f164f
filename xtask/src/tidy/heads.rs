//! Every crate says at its head what the room is for, and every crate stands on the map.

use super::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let map = tree.file("ARCHITECTURE.md");
    if map.is_none() {
        findings.push(Finding::at("ARCHITECTURE.md", 0, "there is no map of the house"));
    }
    for name in tree.crates() {
        let head = ["lib.rs", "main.rs"].iter().find_map(|file| tree.file(&format!("crates/{name}/src/{file}")));
        match head {
            None => findings.push(Finding::at(format!("crates/{name}"), 0, "the crate has neither lib.rs nor main.rs")),
            Some(file) if !file.text.trim_start().starts_with("//!") => {
                findings.push(Finding::at(&file.path, 1, "begin with `//!`: what the room is for, and what it deliberately does not do"))
            }
            Some(_) => {}
        }
        if let Some(map) = map
            && !map.text.contains(name)
        {
            findings.push(Finding::at(&map.path, 0, format!("crates/{name} stands nowhere on the map")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: &str = "[package]\nname = \"gvi-app\"\n";

    #[test]
    fn a_crate_without_a_head_or_without_a_place_on_the_map_is_found() {
        let tree = Tree::of(&[
            ("ARCHITECTURE.md", "the rooms: gvi-domain"),
            ("crates/gvi-app/Cargo.toml", CARGO),
            ("crates/gvi-app/src/lib.rs", "mod focus;\n"),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].path, "crates/gvi-app/src/lib.rs");
        assert!(found[1].what.contains("nowhere on the map"));
    }

    #[test]
    fn a_crate_with_both_is_fine() {
        let tree = Tree::of(&[
            ("ARCHITECTURE.md", "| gvi-app | deeds |"),
            ("crates/gvi-app/Cargo.toml", CARGO),
            ("crates/gvi-app/src/lib.rs", "//! Deeds.\n"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
