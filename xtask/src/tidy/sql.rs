//! SQL stands in gvi-store and nowhere else: the one room where both databases are tried with every statement.

use super::rust_text::lines;
use super::{Finding, Tree};

const HOME: &str = "gvi-store";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_ending("rs") {
        let Some(room) = file.source_of() else {
            continue;
        };
        if room == HOME {
            continue;
        }
        // A statement may run over several lines, so the quoted texts of neighbouring lines are read as one.
        let read = lines(&file.text);
        for (at, line) in read.iter().enumerate() {
            if line.is_test || line.quoted.trim().is_empty() {
                continue;
            }
            let together: String =
                read[at..].iter().take(4).take_while(|next| !next.quoted.trim().is_empty()).map(|next| next.quoted.as_str()).collect();
            if begins_statement(&line.quoted) && is_statement(&together) {
                findings.push(Finding::at(&file.path, at + 1, "SQL outside gvi-store: give the store a function and call it"));
            }
        }
    }
    findings
}

const STATEMENTS: [(&[&str], &[&str]); 8] = [
    (&["SELECT"], &["FROM"]),
    (&["INSERT", "INTO"], &[]),
    (&["UPDATE"], &["SET"]),
    (&["DELETE", "FROM"], &[]),
    (&["CREATE", "TABLE"], &[]),
    (&["ALTER", "TABLE"], &[]),
    (&["DROP", "TABLE"], &[]),
    (&["PRAGMA"], &[]),
];

fn begins_statement(text: &str) -> bool {
    let words = words(text);
    STATEMENTS.iter().any(|(first, _)| position(&words, first).is_some())
}

/// SQL keywords are written in capitals here, which is what tells them from English sentences.
fn is_statement(text: &str) -> bool {
    let words = words(text);
    STATEMENTS
        .iter()
        .any(|(first, then)| position(&words, first).is_some_and(|at| then.is_empty() || position(&words[at..], then).is_some()))
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

fn position(words: &[&str], run: &[&str]) -> Option<usize> {
    words.windows(run.len()).position(|window| window == run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_statement_outside_the_store_is_found_on_its_line() {
        let text = "fn f() {\n    q(\"SELECT id FROM group_\");\n    q(\"DELETE FROM group_\");\n}\n";
        assert_eq!(found("crates/gvi-app/src/group.rs", text), [2, 3]);
        assert_eq!(found("crates/gvi-store/src/group.rs", text), []);
    }

    #[test]
    fn a_statement_over_several_lines_is_found() {
        assert_eq!(found("crates/gvi-web/src/a.rs", "q(\"SELECT a, b \\\n    FROM c\")"), [1]);
    }

    #[test]
    fn sentences_comments_and_tests_are_no_statements() {
        let text = "// SELECT a FROM b\nlet s = \"select one from the list\";\n#[cfg(test)]\nmod tests { const Q: &str = \"DELETE FROM entry\"; }\n";
        assert_eq!(found("crates/gvi-app/src/a.rs", text), []);
    }
}
