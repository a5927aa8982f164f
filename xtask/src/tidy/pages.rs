//! Pages keep to their policy: no script and no style inside the page, and nothing from an outside address.
//!
//! The content security policy forbids the same in the browser. There it shows as a page that does not work; here it
//! shows as a line.

use super::rust_text::lines;
use super::{Finding, TextFile, Tree};

/// Papers that leave the house as one file, and the drawings in them, whose style therefore goes with them. They are never served as a page.
const PAPERS: [&str; 2] = ["crates/gvi-web/templates/evaluation/report.html", "crates/gvi-web/src/charts/on_paper.rs"];

/// Names that look like addresses and are never fetched, and a machine's own.
const NAMES_NOT_ADDRESSES: [&str; 4] = ["http://www.w3.org/", "http://127.0.0.1", "http://localhost", "http://[::1]"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with("crates/")) {
        let is_paper = PAPERS.contains(&file.path.as_str());
        let objections = |line: &str| objections(line).into_iter().filter(move |what| !is_paper || what != STYLE_SHEET);
        if is_page(file) {
            for (at, line) in file.text.lines().enumerate() {
                findings.extend(objections(line).map(|what| Finding::at(&file.path, at + 1, what)));
            }
        } else if file.source_of() == Some("gvi-web") && file.ends_with("rs") {
            // Drawings are made in code; their marks stand in quotes.
            for (at, line) in lines(&file.text).iter().enumerate().filter(|(_, line)| !line.is_test) {
                findings.extend(objections(&line.quoted).map(|what| Finding::at(&file.path, at + 1, what)));
            }
        }
    }
    findings
}

fn is_page(file: &TextFile) -> bool {
    let is_asset = file.path.contains("/templates/") || file.path.contains("/assets/") || file.path.contains("/static/");
    is_asset && ["html", "svg", "css", "js"].iter().any(|ending| file.ends_with(ending))
}

fn objections(line: &str) -> Vec<String> {
    let lower = line.to_lowercase();
    let mut found = Vec::new();
    if has_attribute(&lower, "style") {
        found.push("a style inside the page: give it a class".to_owned());
    }
    if lower.contains("<style") {
        found.push(STYLE_SHEET.to_owned());
    }
    for part in lower.split("<script").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        if !has_attribute(&format!(" {tag}"), "src") {
            found.push("a script inside the page: put it into a file".to_owned());
        }
    }
    if lower.contains("javascript:") || EVENTS.iter().any(|event| has_attribute(&lower, event)) {
        found.push("an event handler inside the page: the script file listens".to_owned());
    }
    for start in ["http://", "https://"] {
        for (at, _) in lower.match_indices(start) {
            let address = &lower[at..];
            // A beginning alone is a check of what somebody typed, not an address.
            let is_bare = address[start.len()..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '{');
            if !is_bare && !NAMES_NOT_ADDRESSES.iter().any(|name| address.starts_with(name)) {
                found.push("an outside address: nothing reaches out".to_owned());
            }
        }
    }
    if ["src=\"//", "href=\"//", "url(//"].iter().any(|start| lower.contains(start)) {
        found.push("an outside address: nothing reaches out".to_owned());
    }
    found
}

const STYLE_SHEET: &str = "a style sheet inside the page: put it into the style sheet";

const EVENTS: [&str; 8] = ["onclick", "onchange", "onsubmit", "onload", "onerror", "oninput", "onfocus", "onkeydown"];

fn has_attribute(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().last();
        let after = line[at + name.len()..].trim_start();
        before.is_some_and(|c| c.is_whitespace() || c == '"' || c == '\'') && after.starts_with('=') && !after.starts_with("==")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    const PAGE: &str = "crates/gvi-web/templates/group.html";

    #[test]
    fn styles_scripts_and_handlers_inside_a_page_are_found() {
        assert_eq!(found(PAGE, "<p style=\"color:red\">").len(), 1);
        assert_eq!(found(PAGE, "<style>p{}</style>").len(), 1);
        assert_eq!(found(PAPERS[0], "<style>p{}</style><p style=\"color:red\">").len(), 1, "a paper brings its sheet, and no more");
        assert_eq!(found(PAGE, "<script>x()</script>").len(), 1);
        assert_eq!(found(PAGE, "<button onclick=\"x()\">").len(), 1);
        assert_eq!(found(PAGE, "<a href=\"javascript:x()\">").len(), 1);
    }

    #[test]
    fn outside_addresses_are_found_in_pages_style_sheets_and_drawings() {
        assert_eq!(found(PAGE, "<img src=\"https://tiles.example/1.png\">").len(), 1);
        assert_eq!(found(PAGE, "<script src=\"//cdn.example/a.js\"></script>").len(), 1);
        assert_eq!(found("crates/gvi-web/assets/app.css", "@import url(https://fonts.example/a.css);").len(), 1);
        assert_eq!(found("crates/gvi-web/src/map.rs", "let a = \"<g style='fill:red'>\";").len(), 1);
    }

    #[test]
    fn files_of_our_own_and_names_of_markup_languages_are_fine() {
        let page = "<link rel=\"stylesheet\" href=\"/assets/app.css\"><script src=\"/assets/app.js\" defer></script><svg xmlns=\"http://www.w3.org/2000/svg\">";
        assert_eq!(found(PAGE, page), Vec::<String>::new());
        assert_eq!(found("crates/gvi-web/src/door.rs", "if next.starts_with(\"http://\") {} // https://example.org"), Vec::<String>::new());
    }
}
