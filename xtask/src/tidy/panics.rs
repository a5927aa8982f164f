//! Code that can panic says why it cannot. And no test is left out.

use super::rust_text::{Line, lines};
use super::{Finding, TextFile, Tree};

const REASON: &str = "Cannot fail:";

/// The tests' own city: it runs in tests, and in building the demo from invented words that no person typed.
const TESTS_OWN: &str = "gvi-testkit";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let test_files = test_files(tree);
    let mut findings = Vec::new();
    for file in tree.with_ending("rs") {
        let read = lines(&file.text);
        for (at, line) in read.iter().enumerate() {
            if line.code.contains("#[ignore") {
                findings.push(Finding::at(&file.path, at + 1, "a test that does not run proves nothing: mend it or take it away"));
            }
        }
        let is_source = file.source_of().is_some_and(|room| room != TESTS_OWN) || file.path.starts_with("xtask/src/");
        if !is_source || test_files.contains(&file.path) {
            continue;
        }
        for (at, line) in read.iter().enumerate() {
            let can_panic = line.code.contains(".unwrap()") || line.code.contains(".expect(");
            if can_panic && !line.is_test && !says_why(&read, at) {
                findings.push(Finding::at(
                    &file.path,
                    at + 1,
                    format!("return the error, or say `// {REASON} ...` on this line or above the statement"),
                ));
            }
        }
    }
    findings
}

/// The reason stands on the line itself, or above it within the statement or directly before it.
fn says_why(read: &[Line], at: usize) -> bool {
    if read[at].comment_says(REASON) {
        return true;
    }
    for line in read[..at].iter().rev() {
        if line.comment_says(REASON) {
            return true;
        }
        let code = line.code.trim_end();
        let is_blank = code.trim().is_empty() && line.comment.is_empty() && line.quoted.is_empty();
        if is_blank || code.ends_with([';', '}']) || (code.ends_with('{') && !code.ends_with("|| {")) {
            return false;
        }
    }
    false
}

/// Files that belong to tests as a whole: `#[cfg(test)] mod name;` and everything below that module.
fn test_files(tree: &Tree) -> Vec<String> {
    let mut paths = Vec::new();
    for file in tree.with_ending("rs") {
        for line in lines(&file.text) {
            let Some(name) = declared_module(&line) else {
                continue;
            };
            let folder = module_folder(file);
            paths.push(format!("{folder}/{name}.rs"));
            let below = format!("{folder}/{name}/");
            paths.extend(tree.files.iter().filter(|other| other.path.starts_with(&below)).map(|other| other.path.clone()));
        }
    }
    paths
}

fn declared_module(line: &Line) -> Option<&str> {
    if !line.is_test {
        return None;
    }
    let code = line.code.trim().trim_start_matches("#[cfg(test)]").trim();
    let name = code.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ")?.strip_suffix(';')?;
    Some(name.trim())
}

/// Where the modules of this file lie: beside lib.rs, main.rs and mod.rs, and in a folder of its name for any other.
fn module_folder(file: &TextFile) -> String {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        other => format!("{folder}/{}", other.trim_end_matches(".rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<usize> {
        check(&Tree::of(files)).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn an_unwrap_without_a_reason_is_found() {
        assert_eq!(found(&[("crates/gvi-app/src/a.rs", "fn f() {\n    g().unwrap();\n    h().expect(\"no\");\n}\n")]), [2, 3]);
    }

    #[test]
    fn a_reason_on_the_line_or_above_the_statement_is_enough() {
        let text = "fn f() {\n    g().unwrap(); // Cannot fail: g is total.\n    // Cannot fail: the list is never empty,\n    // it was made with one.\n    let h = list\n        .first()\n        .unwrap();\n    h.unwrap();\n}\n";
        assert_eq!(found(&[("crates/gvi-app/src/a.rs", text)]), [8]);
    }

    #[test]
    fn tests_may_unwrap_in_their_module_their_files_their_folder_and_their_city() {
        let broken = "fn f() { g().unwrap(); }\n";
        let files = [
            ("crates/gvi-app/src/lib.rs", "#[cfg(test)]\nmod fixtures;\n#[cfg(test)]\nmod tests {\n    fn f() { g().unwrap(); }\n}\n"),
            ("crates/gvi-app/src/fixtures.rs", broken),
            ("crates/gvi-app/src/fixtures/nordhamn.rs", broken),
            ("crates/gvi-app/tests/it/main.rs", broken),
            ("crates/gvi-testkit/src/city.rs", broken),
        ];
        assert_eq!(found(&files), []);
    }

    #[test]
    fn related_words_and_quoted_words_are_fine() {
        let text = "fn f() { g().unwrap_or(0); let s = \".unwrap()\"; h().unwrap_or_else(|_| 1); }\n";
        assert_eq!(found(&[("crates/gvi-app/src/a.rs", text)]), []);
    }

    #[test]
    fn an_ignored_test_is_found_wherever_it_stands() {
        let ignored = concat!("#[test]\n#[ig", "nore = \"slow\"]\nfn f() {}\n");
        assert_eq!(found(&[("crates/gvi-app/tests/it/a.rs", ignored)]), [2]);
    }
}
