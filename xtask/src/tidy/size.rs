//! One file per thing, and a thing fits in a head: long files are two things.

use super::{Finding, Tree};

const LINES_ADVISED_MAX: usize = 600;
const LINES_MAX: usize = 800;

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending("rs")
        .filter_map(|file| {
            let count = file.text.lines().count();
            if count > LINES_MAX {
                Some(Finding::at(&file.path, 0, format!("{count} lines, more than {LINES_MAX}: split it by the things it is about")))
            } else if count > LINES_ADVISED_MAX {
                Some(Finding::advice(&file.path, format!("{count} lines: which two things is this?")))
            } else {
                None
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_advised_and_very_long_ones_are_refused() {
        let tree = Tree::of(&[
            ("crates/gvi-app/src/short.rs", &"\n".repeat(600)),
            ("crates/gvi-app/src/long.rs", &"\n".repeat(601)),
            ("crates/gvi-app/src/very_long.rs", &"\n".repeat(801)),
        ]);
        let found: Vec<(bool, String)> = check(&tree).into_iter().map(|finding| (finding.is_advice, finding.path)).collect();
        assert_eq!(found, [(true, "crates/gvi-app/src/long.rs".to_owned()), (false, "crates/gvi-app/src/very_long.rs".to_owned())]);
    }
}
