//! Where a note is written decides how it is protected: whoever works for the municipality outside social services is told so before
//! they type, on every form that takes free text, and nobody else is.

use std::path::{Path, PathBuf};

use gvi_testkit::City;
use gvi_testkit::people::worker;

use crate::browser::{Browser, pages, routes, unescaped, walk};

/// Templates of forms about no person: plans of evaluations, settings, and the house's own gallery and components.
const ABOUT_NOBODY: &[&str] = &["evaluation", "settings", "components", "gallery.html"];

const SAYS: &str = "socialtjänstens sekretess";

fn templates(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { templates(&path) } else { vec![path] }).collect()
}

#[test]
fn every_form_with_free_text_about_people_has_the_warning_above_its_first_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let (mut found, mut missing) = (0, Vec::new());
    for path in templates(&root) {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        if ABOUT_NOBODY.contains(&name.split('/').next().unwrap()) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("forms::textarea(").chain(text.match_indices("<textarea")) {
            found += 1;
            let before = &text[..at];
            let form = before.rfind("{% call forms::form(").max(before.rfind("<form")).unwrap_or(0);
            if !before[form..].contains("forms::typing_warning()") {
                missing.push(format!("{name}: free text without the warning above it"));
            }
        }
    }
    assert!(found > 30, "only {found} fields of free text");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[tokio::test]
async fn municipal_staff_are_warned_before_they_type_and_nobody_else_is() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let (mut warned, mut faults) = (0, Vec::new());
    // Both who write for the municipality, and whoever writes most in each of the others.
    for user in ["olle", "leila", "mara", "tom", "ines", "sofia", "elsa"] {
        let worker = worker(user);
        let browser = Browser::of(&city, &pages, user).await;
        for (path, body) in &walk(&browser, &routes).await.pages {
            let body = unescaped(body);
            let about_nobody = ["/evaluations", "/settings", "/list-limits", "/gallery"].iter().any(|begins| path.starts_with(begins));
            let (has_area, has_warning) = (body.contains("<textarea"), body.contains(SAYS));
            let expected = worker.authority == "kommunen" && has_area && !about_nobody;
            if has_warning != expected {
                faults.push(format!("{} at {path}: free text {has_area}, warned {has_warning}", worker.user));
            }
            if expected {
                warned += 1;
                let (warning, area) = (body.find(SAYS), body.find("<textarea"));
                if warning > area {
                    faults.push(format!("{} at {path}: the warning comes after the field", worker.user));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(warned >= 3, "municipal staff meet only {warned} forms with free text");
}

#[tokio::test]
async fn the_warning_speaks_both_languages_and_says_where_to_turn() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let browser = Browser::of(&city, &pages, "olle").await;
    let swedish = unescaped(&browser.get("/tasks/new").await.body);
    assert!(
        swedish.contains("Var du skriver avgör hur det skyddas") && swedish.contains("26:1") && swedish.contains("ring mottagningen"),
        "{swedish}"
    );
    let browser = Browser::with_cookie(&pages, "vv_session=kommunen.token-of-olle; vv_lang=en");
    let english = unescaped(&browser.get("/tasks/new").await.body);
    assert!(english.contains("Where you write decides how it is protected") && english.contains("call their intake"), "{english}");
}
