//! Swedish and English say the same things: the same messages, the same attributes, the same places for values.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_ending("ftl") {
        let Some(other_path) = other_language(&file.path) else {
            findings.push(Finding::at(&file.path, 0, "in which language? put it under sv/ or en/, or call it sv.ftl or en.ftl"));
            continue;
        };
        let Some(other) = tree.file(&other_path) else {
            findings.push(Finding::at(&file.path, 0, format!("there is no {other_path}")));
            continue;
        };
        let (here, there) = (messages(&file.text), messages(&other.text));
        for (key, message) in &here {
            match there.get(key) {
                None => findings.push(Finding::at(&file.path, message.line, format!("`{key}` is missing in {other_path}"))),
                // Said once a pair, at the Swedish text.
                Some(theirs) if theirs.values != message.values && is_swedish(&file.path) => findings.push(Finding::at(
                    &file.path,
                    message.line,
                    format!("`{key}` shows {:?} here and {:?} in {other_path}", message.values, theirs.values),
                )),
                Some(_) => {}
            }
        }
    }
    findings
}

fn is_swedish(path: &str) -> bool {
    path.contains("/sv/") || path.ends_with("sv.ftl")
}

fn other_language(path: &str) -> Option<String> {
    for (one, other) in [("sv", "en"), ("en", "sv")] {
        if path.contains(&format!("/{one}/")) {
            return Some(path.replace(&format!("/{one}/"), &format!("/{other}/")));
        }
        if let Some(folder) = path.strip_suffix(&format!("/{one}.ftl")) {
            return Some(format!("{folder}/{other}.ftl"));
        }
    }
    None
}

struct Message {
    line: usize,
    /// The names of the values it shows (`{ $count }`).
    values: BTreeSet<String>,
}

/// Messages by name, attributes by `message.attribute`.
fn messages(text: &str) -> BTreeMap<String, Message> {
    let mut found = BTreeMap::new();
    let mut message = String::new();
    let mut key = String::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        if let Some((name, _)) = line.split_once('=') {
            let name = name.trim_end();
            let attribute = name.trim_start().strip_prefix('.').filter(|_| line.starts_with([' ', '\t']));
            if let Some(attribute) = attribute.filter(|name| is_name(name)) {
                key = format!("{message}.{attribute}");
                found.insert(key.clone(), Message { line: at + 1, values: BTreeSet::new() });
            } else if is_name(name.strip_prefix('-').unwrap_or(name)) {
                message = name.to_owned();
                key = name.to_owned();
                found.insert(key.clone(), Message { line: at + 1, values: BTreeSet::new() });
            }
        }
        if let Some(message) = found.get_mut(&key) {
            message.values.extend(values(line));
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn values(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sv: &str, en: &str) -> Vec<String> {
        let tree = Tree::of(&[("crates/gvi-web/locales/en/main.ftl", en), ("crates/gvi-web/locales/sv/main.ftl", sv)]);
        check(&tree).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_text_missing_in_one_language_is_found_from_the_other() {
        assert_eq!(found("a = x\n", "a = x\nb = y\n"), ["`b` is missing in crates/gvi-web/locales/sv/main.ftl"]);
        assert_eq!(found("a = x\n    .title = t\n", "a = x\n").len(), 1);
    }

    #[test]
    fn a_value_shown_in_one_language_only_is_found_once() {
        let found = found("a = { $count } grupper\n", "a = groups\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`a` shows {\"count\"}"), "{found:?}");
    }

    #[test]
    fn choices_comments_and_continued_lines_are_no_messages() {
        let sv = "# not = a message\na = { $n ->\n    [one] en grupp\n   *[other] { $n } grupper = fler\n }\n";
        let en = "a = { $n ->\n    [one] one group\n   *[other] { $n } groups\n }\n";
        assert_eq!(found(sv, en), Vec::<String>::new());
    }

    #[test]
    fn a_text_without_its_other_language_is_found() {
        let tree = Tree::of(&[("crates/gvi-web/locales/sv.ftl", "a = x\n")]);
        assert_eq!(check(&tree)[0].what, "there is no crates/gvi-web/locales/en.ftl");
    }
}
