//! The rules of the house that no compiler knows.
//!
//! Each rule is one file here: a function from the tree of texts to findings, each with the place and with what to do.
//! A rule reads text; it does not run the code and does not know what the code means. Its tests show it a few lines
//! that break it and a few that do not, because a rule that finds nothing looks exactly like a rule that is kept.

mod arrows;
mod docs;
mod heads;
mod languages;
mod pages;
mod panics;
mod places;
mod rust_text;
mod size;
mod sql;
mod words;

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Folders that are built, fetched or kept by git, and not written here.
const FOLDERS_NOT_OURS: [&str; 4] = ["target", "node_modules", ".git", "screenshots"];

/// What is read: texts that people write. Other files (icons, sheets in fixtures) are not looked into.
const ENDINGS: [&str; 17] =
    ["rs", "toml", "md", "html", "css", "js", "mjs", "svg", "ftl", "sql", "json", "yaml", "yml", "sh", "txt", "cedar", "cedarschema"];

/// One text of the tree; `path` is relative to the root, with slashes.
#[derive(Debug, Clone)]
pub struct TextFile {
    pub path: String,
    pub text: String,
}

impl TextFile {
    pub fn ends_with(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == ending)
    }

    /// The crate this file is the source of: `crates/<name>/src/...`.
    pub fn source_of(&self) -> Option<&str> {
        let (name, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(name)
    }
}

/// All texts under a folder, sorted by path so that findings come in the same order everywhere.
#[derive(Debug, Default)]
pub struct Tree {
    pub files: Vec<TextFile>,
    /// Paths of files that are no texts: known to be there, not looked into.
    others: Vec<String>,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        if root.is_dir() {
            tree.read_folder(root, "")?;
        }
        tree.files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !FOLDERS_NOT_OURS.contains(&name.as_str()) {
                    self.read_folder(&entry.path(), &format!("{prefix}{name}/"))?;
                }
            } else if kind.is_file() {
                let path = format!("{prefix}{name}");
                // A text that is not UTF-8 is a fixture for exactly that, and no text to read here.
                match fs::read_to_string(entry.path()) {
                    Ok(text) if is_text(&name) => self.files.push(TextFile { path, text }),
                    _ => self.others.push(path),
                }
            }
        }
        Ok(())
    }

    pub fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Every path of the tree, texts or not.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str()).chain(self.others.iter().map(String::as_str))
    }

    pub fn with_ending(&self, ending: &'static str) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(move |file| file.ends_with(ending))
    }

    /// The crates under `crates/`, by folder.
    pub fn crates(&self) -> Vec<&str> {
        self.files.iter().filter_map(|file| file.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")).collect()
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| TextFile { path: (*path).into(), text: (*text).into() }).collect();
        Self { files, others: Vec::new() }
    }
}

fn is_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) => ENDINGS.contains(&ending),
        // Scripts go without an ending (`check`, `.ci/run`).
        None => true,
    }
}

/// Something a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    /// From 1; 0 where the finding is about the file as a whole.
    pub line: usize,
    pub what: String,
    /// A finding that only asks to be thought about does not fail the run.
    pub is_advice: bool,
}

impl Finding {
    fn at(path: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.into(), line, what: what.into(), is_advice: false }
    }

    fn advice(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), line: 0, what: what.into(), is_advice: true }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = if self.is_advice { "(advice) " } else { "" };
        match self.line {
            0 => write!(out, "{}: {advice}{}", self.path, self.what),
            line => write!(out, "{}:{line}: {advice}{}", self.path, self.what),
        }
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: [(&str, Rule); 10] = [
    ("arrows", arrows::check),
    ("docs", docs::check),
    ("heads", heads::check),
    ("languages", languages::check),
    ("pages", pages::check),
    ("panics", panics::check),
    ("places", places::check),
    ("size", size::check),
    ("sql", sql::check),
    ("words", words::check),
];

pub fn tidy(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut failures = 0;
    for (name, rule) in RULES {
        let mut findings = rule(&tree);
        findings.sort();
        for finding in &findings {
            eprintln!("{name}: {finding}");
        }
        failures += findings.iter().filter(|finding| !finding.is_advice).count();
    }
    if failures > 0 {
        bail!("{failures} findings in {} files", tree.files.len());
    }
    println!("{} rules hold in {} files", RULES.len(), tree.files.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_without_what_is_built_or_fetched() {
        let tree = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(tree.file("src/main.rs").is_some());
        assert!(tree.file("Cargo.toml").is_some());
        assert!(tree.files.iter().all(|file| !file.path.starts_with("target/")));
        assert!(tree.files.is_sorted_by(|one, other| one.path < other.path));
    }

    #[test]
    fn a_file_knows_the_crate_it_is_the_source_of() {
        let tree = Tree::of(&[("crates/gvi-app/src/focus.rs", ""), ("crates/gvi-app/tests/it/main.rs", "")]);
        assert_eq!(tree.files[0].source_of(), Some("gvi-app"));
        assert_eq!(tree.files[1].source_of(), None);
    }

    #[test]
    fn a_finding_names_its_place() {
        assert_eq!(Finding::at("a.rs", 3, "no").to_string(), "a.rs:3: no");
        assert_eq!(Finding::at("a.rs", 0, "no").to_string(), "a.rs: no");
        assert_eq!(Finding::advice("a.rs", "long").to_string(), "a.rs: (advice) long");
    }
}
