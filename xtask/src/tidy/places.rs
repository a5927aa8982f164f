//! No path of one machine stands in the tree: what works here only is a promise to nobody.

use super::rust_text::lines;
use super::{Finding, TextFile, Tree};

/// Folders of people and of build machines. Written in two halves, so that this list does not find itself.
const MACHINE: [&str; 4] = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];

/// Fine in a test and in a script; in the product the place is a setting or the system's own answer.
const TEMPORARY: &str = concat!("/tm", "p/");

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if is_lock(file) {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            if let Some(place) = MACHINE.iter().find(|place| mentions(line, place)) {
                findings.push(Finding::at(&file.path, at + 1, format!("`{place}` is a place on one machine")));
            }
        }
        if file.source_of().is_none() {
            continue;
        }
        for (at, line) in lines(&file.text).iter().enumerate() {
            if !line.is_test && mentions(&line.quoted, TEMPORARY) {
                findings.push(Finding::at(&file.path, at + 1, "ask the system for its temporary folder (std::env::temp_dir)"));
            }
        }
    }
    findings
}

fn is_lock(file: &TextFile) -> bool {
    file.path.ends_with("package-lock.json") || file.path.ends_with("Cargo.lock")
}

/// The path itself, and not the tail of a longer one: `docs/work/` and `{prefix}/root/` are somebody else's.
fn mentions(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        !line[..at].chars().last().is_some_and(|before| before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}' | '/' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_place_on_one_machine_is_found_in_any_text() {
        assert_eq!(found("README.md", concat!("fine\nrun it in /ho", "me/mara/vapenvila\n")), [2]);
        assert_eq!(found("scripts/set-up", concat!("cd \"/wo", "rk/main\"\n")), [1]);
    }

    #[test]
    fn the_tail_of_a_longer_path_is_fine() {
        assert_eq!(found("README.md", concat!("see docs/wo", "rk/plan.md\n")), []);
    }

    #[test]
    fn the_product_asks_for_its_temporary_folder() {
        let text = concat!("fn f() { g(\"/tm", "p/x\"); }\n#[cfg(test)]\nmod tests { const P: &str = \"/tm", "p/y\"; }\n");
        assert_eq!(found("crates/vapenvila/src/main.rs", text), [1]);
    }
}
