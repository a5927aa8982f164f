//! Under which terms do we build on others' work, and where does it come from?
//!
//! Reads the lists in `deny.toml`, so that cargo-deny, where somebody has it, says the same; asks cargo for every
//! package's licence and Cargo.lock for its source. It looks up no advisories: that needs a network at every run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use crate::command::{cargo, output};

pub fn licences(root: &Path) -> Result<()> {
    let rules = Rules::parse(&fs::read_to_string(root.join("deny.toml")).context("deny.toml cannot be read")?)?;
    // `{p}` is name and version, `{l}` the licence expression; every target and feature, so that nothing hides.
    let packages = output(cargo(root).args([
        "tree",
        "--workspace",
        "--locked",
        "--target",
        "all",
        "--edges",
        "normal,build,dev",
        "--prefix",
        "none",
        "--format",
        "{p}\t{l}",
    ]))?;
    let mut findings = rules.licence_findings(&packages);
    findings.extend(rules.source_findings(&fs::read_to_string(root.join("Cargo.lock"))?)?);
    if findings.is_empty() {
        let count = packages.lines().filter_map(|line| line.split('\t').next()).collect::<BTreeSet<_>>().len();
        println!("the licences and sources of {count} packages are allowed");
        return Ok(());
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    bail!("{} findings", findings.len())
}

struct Rules {
    allowed: BTreeSet<String>,
    /// Crates that may carry a licence of their own beside the list, with the reason in deny.toml.
    exceptions: Vec<(String, BTreeSet<String>)>,
    registries: BTreeSet<String>,
}

impl Rules {
    fn parse(text: &str) -> Result<Self> {
        let table: Table = text.parse().context("deny.toml is not TOML")?;
        let licences = table.get("licenses").context("deny.toml has no [licenses]")?;
        let allowed = strings(licences.get("allow"));
        let exceptions = licences
            .get("exceptions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|exception| {
                let name = exception.get("crate").or_else(|| exception.get("name"))?.as_str()?;
                Some((name.to_owned(), strings(exception.get("allow"))))
            })
            .collect();
        let registries = strings(table.get("sources").and_then(|sources| sources.get("allow-registry")));
        Ok(Self { allowed, exceptions, registries })
    }

    /// One finding for each package whose licence no allowed choice satisfies.
    fn licence_findings(&self, packages: &str) -> BTreeSet<String> {
        packages
            .lines()
            .filter_map(|line| {
                let (package, licence) = line.split_once('\t')?;
                let name = package.split_whitespace().next()?;
                let exception = self.exceptions.iter().find(|(excepted, _)| excepted == name);
                let is_allowed = |one: &str| self.allowed.contains(one) || exception.is_some_and(|(_, allowed)| allowed.contains(one));
                let licence = licence.trim().trim_end_matches("(*)").trim();
                let finding = if licence.is_empty() { "names no licence".to_owned() } else { format!("is under {licence}") };
                (!satisfied(licence, &is_allowed)).then(|| format!("{name} {finding}, which deny.toml does not allow"))
            })
            .collect()
    }

    fn source_findings(&self, lock: &str) -> Result<Vec<String>> {
        let lock: Table = lock.parse().context("Cargo.lock is not TOML")?;
        let packages = lock.get("package").and_then(Value::as_array).context("Cargo.lock lists no packages")?;
        Ok(packages
            .iter()
            .filter_map(|package| {
                // Crates of this workspace have no source.
                let source = package.get("source")?.as_str()?;
                let known = source.strip_prefix("registry+").is_some_and(|registry| self.registries.contains(registry));
                let name = package.get("name").and_then(Value::as_str).unwrap_or("a package");
                (!known).then(|| format!("{name} comes from {source}, which deny.toml does not allow"))
            })
            .collect())
    }
}

fn strings(value: Option<&Value>) -> BTreeSet<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Is the SPDX expression satisfied by allowed licences? One of an OR is enough, each of an AND is needed. The old way
/// of writing OR, a slash, still stands in some crates.
fn satisfied(expression: &str, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let answer = any(&mut rest, is_allowed);
    answer && rest.is_empty()
}

fn any(words: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut answer = all(words, is_allowed);
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        let other = all(words, is_allowed);
        answer |= other;
    }
    answer
}

fn all(words: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut answer = one(words, is_allowed);
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        let other = one(words, is_allowed);
        answer &= other;
    }
    answer
}

fn one(words: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let Some((&first, rest)) = words.split_first() else {
        return false;
    };
    *words = rest;
    if first == "(" {
        let answer = any(words, is_allowed);
        return match words.split_first() {
            Some((&")", rest)) => {
                *words = rest;
                answer
            }
            _ => false,
        };
    }
    if let [with, exception, rest @ ..] = *words
        && *with == "WITH"
    {
        let whole = format!("{first} WITH {exception}");
        *words = rest;
        return is_allowed(&whole);
    }
    is_allowed(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permissive(one: &str) -> bool {
        ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].contains(&one)
    }

    #[test]
    fn one_of_an_or_is_enough_and_each_of_an_and_is_needed() {
        assert!(satisfied("MIT OR GPL-3.0", &permissive));
        assert!(satisfied("GPL-3.0 OR MIT", &permissive));
        assert!(satisfied("MIT/Apache-2.0", &permissive));
        assert!(!satisfied("MIT AND GPL-3.0", &permissive));
        assert!(satisfied("(MIT OR GPL-3.0) AND Unicode-3.0", &permissive));
        assert!(!satisfied("(MIT OR GPL-3.0) AND GPL-2.0", &permissive));
        assert!(satisfied("Apache-2.0 WITH LLVM-exception OR Zlib", &permissive));
    }

    #[test]
    fn an_expression_that_cannot_be_read_is_not_satisfied() {
        assert!(!satisfied("", &permissive));
        assert!(!satisfied("(MIT", &permissive));
        assert!(!satisfied("MIT Apache-2.0", &permissive));
    }

    const DENY: &str = r#"
        [licenses]
        allow = ["MIT"]
        exceptions = [{ crate = "unusual", allow = ["MPL-2.0"] }]
        [sources]
        allow-registry = ["https://example.org/index"]
    "#;

    #[test]
    fn a_crate_with_a_strange_licence_is_named_once() {
        let rules = Rules::parse(DENY).unwrap();
        let findings =
            rules.licence_findings("fine v1.0.0\tMIT\nquad v2.0.0\tGPL-2.0\nquad v2.0.0\tGPL-2.0 (*)\nunusual v1.0.0\tMPL-2.0\n");
        assert_eq!(findings.into_iter().collect::<Vec<_>>(), ["quad is under GPL-2.0, which deny.toml does not allow"]);
    }

    #[test]
    fn a_crate_from_elsewhere_is_named() {
        let rules = Rules::parse(DENY).unwrap();
        let lock = r#"
            [[package]]
            name = "ours"
            [[package]]
            name = "theirs"
            source = "registry+https://example.org/index"
            [[package]]
            name = "stray"
            source = "git+https://example.org/stray"
        "#;
        let findings = rules.source_findings(lock).unwrap();
        assert_eq!(findings, ["stray comes from git+https://example.org/stray, which deny.toml does not allow"]);
    }
}
