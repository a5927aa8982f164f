//! Links in the documents lead somewhere: to a file that is there, and to a heading that is in it.

use std::collections::BTreeSet;

use super::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_ending("md") {
        for (line, target) in links(&file.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, heading) = match target.split_once('#') {
                Some((path, heading)) => (path, Some(heading)),
                None => (target.as_str(), None),
            };
            let path = if path.is_empty() { Some(file.path.clone()) } else { resolve(&file.path, path) };
            let object = |what: String| Finding::at(&file.path, line, what);
            let Some(path) = path else {
                findings.push(object(format!("`{target}` leads out of the tree")));
                continue;
            };
            if !exists(tree, &path) {
                findings.push(object(format!("`{target}` leads nowhere")));
                continue;
            }
            if let (Some(heading), Some(other)) = (heading, tree.file(&path))
                && other.ends_with("md")
                && !headings(&other.text).contains(heading)
            {
                findings.push(object(format!("{path} has no heading `#{heading}`")));
            }
        }
    }
    findings
}

fn exists(tree: &Tree, path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    tree.paths().any(|found| found == path || found.starts_with(&folder))
}

/// The target seen from the root, or nothing when it leaves the tree.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// `[words](target)` outside fenced blocks and outside `code`, with the line it stands on.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        // Every other piece between backticks is code.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for piece in prose.split("](").skip(1) {
            let Some(target) = piece.split([')', ' ']).next() else {
                continue;
            };
            found.push((at + 1, target.trim_matches(['<', '>']).to_owned()));
        }
    }
    found
}

/// The headings as they are linked to: small letters, spaces to hyphens, other marks left out.
fn headings(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || !line.starts_with('#') {
            continue;
        }
        let heading: String = line
            .trim_start_matches('#')
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
                _ => None,
            })
            .collect();
        found.insert(heading);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        assert_eq!(found(&[("docs/a.md", "see [b](b.md) and [c](../c.md)"), ("docs/b.md", "")]), ["`../c.md` leads nowhere"]);
        assert_eq!(found(&[("a.md", "see [b](../b.md)")]), ["`../b.md` leads out of the tree"]);
    }

    #[test]
    fn a_link_to_a_heading_finds_the_heading() {
        let other = ("b.md", "# The rooms\n\n## What must not be known: a list\n");
        assert_eq!(found(&[("a.md", "[x](b.md#the-rooms) [y](b.md#what-must-not-be-known-a-list)"), other]), Vec::<String>::new());
        assert_eq!(found(&[("a.md", "[x](b.md#the-attic)"), other]), ["b.md has no heading `#the-attic`"]);
    }

    #[test]
    fn folders_code_and_outside_addresses_are_left_alone() {
        let text = "[d](docs/) [o](https://example.org/x)\n```text\n[x](nowhere.md)\n```\n`[y](nowhere.md)`\n";
        assert_eq!(found(&[("a.md", text), ("docs/b.md", "")]), Vec::<String>::new());
    }
}
