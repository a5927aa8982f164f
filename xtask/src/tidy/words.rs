//! The project speaks of itself alone: who wrote a line stands in the history, and nowhere in the line.

use super::{Finding, Tree};

/// Marks of authorship and of machine-made text. In halves, so that this list does not find itself.
const MARKS: [&str; 8] = [
    concat!("co-author", "ed-by"),
    concat!("signed-off", "-by:"),
    concat!("@aut", "hor"),
    concat!("generated ", "with"),
    concat!("language ", "model"),
    concat!("chat", "bot"),
    concat!("co", "pilot"),
    concat!("chat", "gpt"),
];

/// Notes to oneself. What is not done is an issue, and a comment says why something is as it is.
const NOTES: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if file.path.ends_with("package-lock.json") || file.path.ends_with("Cargo.lock") {
            continue;
        }
        let is_code = ["rs", "js", "mjs", "css", "html", "sql"].iter().any(|ending| file.ends_with(ending));
        for (at, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            if let Some(mark) = MARKS.iter().find(|mark| lower.contains(*mark)) {
                findings.push(Finding::at(&file.path, at + 1, format!("`{mark}`: the project does not say who wrote it")));
            }
            if is_code && let Some(note) = NOTES.iter().find(|note| has_word(line, note)) {
                findings.push(Finding::at(&file.path, at + 1, format!("`{note}`: do it, or open an issue")));
            }
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn marks_of_authorship_are_found_in_any_text() {
        assert_eq!(found("README.md", concat!("Co-Author", "ed-By: somebody\n")), 1);
        assert_eq!(found("crates/gvi-app/src/a.rs", concat!("// Generated ", "with something\n")), 1);
    }

    #[test]
    fn notes_to_oneself_are_found_in_code_only() {
        assert_eq!(found("crates/gvi-app/src/a.rs", concat!("// TO", "DO later\n")), 1);
        assert_eq!(found("docs/how-to/plan.md", concat!("the TO", "DO list of the review\n")), 0);
    }

    #[test]
    fn the_fields_own_words_are_fine() {
        assert_eq!(found("crates/gvi-app/src/a.rs", "// The decision was written by the handler, generated from the grounds.\n"), 0);
    }
}
