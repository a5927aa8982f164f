//! Imports from the command line, into a practice site.

use std::path::Path;
use std::process::Output;
use std::time::{SystemTime, UNIX_EPOCH};

use gvi_app::site::{SITE_FILE, Site};
use gvi_domain::Moment;
use gvi_testkit::city::{PASSWORD, TOTP_SECRET, first_people, seed, site_file};

use crate::binary::{text, vapenvila_told, words};

const FEED: &str = r#"[
 {"id": 1, "datetime": "2026-03-31 00:40:12 +02:00", "name": "30 mars 23:44, Detonation, Nordhamn", "summary": "En smäll hörs i hamnen.",
  "url": "/aktuellt/handelser/2026/mars/30/30-mars-2344-detonation-nordhamn/", "type": "Detonation", "location": {"name": "Nordhamn", "gps": "57.45,20.1"}},
 {"id": 2, "datetime": "2026-04-02 09:12:00 +02:00", "name": "01 april 21:05, Skottlossning, Nordhamn", "summary": "Flera skott vid en port.",
  "url": "/aktuellt/handelser/2026/april/1/01-april-2105-skottlossning-nordhamn/", "type": "Skottlossning", "location": {"name": "Nordhamn", "gps": "57.45,20.1"}}
]"#;

/// A practice site whose police have people.
pub async fn practice(folder: &Path) {
    let databases = gvi_testkit::people::AUTHORITIES.iter().map(|known| format!("sqlite:{}.sqlite", known.id)).collect();
    let now = Moment::from_seconds(seconds()).unwrap();
    let site = Site::found(folder, &site_file("practice", databases), seed, now).await.unwrap();
    first_people(&site, "polisen", now).await;
    site.close().await;
    assert!(folder.join(SITE_FILE).exists());
}

/// The moment in which the test runs.
pub fn seconds() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// Runs a command as Mara. A code works once, so her second sign-in takes the code of the next half minute.
fn as_mara(folder: &Path, arguments: &[&str], turn: i64) -> Output {
    let code = gvi_app::sign_in::code_at(TOTP_SECRET, seconds() + 30 * turn);
    let all: Vec<&str> = arguments.iter().copied().chain(["--folder", text(folder), "--authority", "polisen", "--as", "mara"]).collect();
    vapenvila_told(&all, &format!("{PASSWORD}\n{code}\n"))
}

#[tokio::test]
async fn the_same_feed_imported_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let file = folder.path().join("feed.json");
    std::fs::write(&file, FEED).unwrap();
    let first = as_mara(folder.path(), &["import", "polisen-events", text(&file)], 0);
    assert!(words(&first).contains("2 added, 0 revised, 0 unchanged"), "{}", words(&first));
    let again = as_mara(folder.path(), &["import", "polisen-events", text(&file)], 1);
    assert!(words(&again).contains("Nothing new: 0 added, 0 revised, 2 unchanged"), "{}", words(&again));
}

#[tokio::test]
async fn an_import_is_taken_back_by_the_name_it_gave() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let (table, mapping) = (folder.path().join("table.csv"), folder.path().join("mapping.toml"));
    std::fs::write(&table, "When;Where;Died\n2026-03-01 21:00;Kajen 3;no\n2026-03-02 22:30;Slussen;yes\n").unwrap();
    std::fs::write(
        &mapping,
        "name = \"Nordhamn\"\n[file]\ndelimiter = \";\"\n[time]\nzone = \"Europe/Stockholm\"\ndatetime = { column = \"When\", formats = [\"%Y-%m-%d %H:%M\"] }\n\
         [kind]\nconstant = \"shooting\"\n[harm]\neach_row_is = \"victim\"\nfatal = { column = \"Died\", yes = [\"yes\"], no = [\"no\"] }\n[place]\ntext = [\"Where\"]\n",
    )
    .unwrap();
    let imported = as_mara(folder.path(), &["import", "incidents", text(&table), "--mapping", text(&mapping)], 0);
    let said = words(&imported);
    let batch = said.split("Imported as batch ").nth(1).unwrap_or_else(|| panic!("{said}")).split(':').next().unwrap();
    let undone = as_mara(folder.path(), &["import", "undo", batch], 1);
    assert!(words(&undone).contains("2 incidents removed, 0 as they were before, 0 kept"), "{}", words(&undone));
}

#[tokio::test]
async fn a_file_that_was_cut_imports_nothing_and_says_where_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let file = folder.path().join("feed.json");
    std::fs::write(&file, &FEED[..FEED.len() - 200]).unwrap();
    let cut = as_mara(folder.path(), &["import", "polisen-events", text(&file)], 0);
    assert!(!cut.status.success());
    let said = words(&cut);
    assert!(said.contains("nothing was imported") && said.contains("ends in the middle of event 2"), "{said}");
    std::fs::write(&file, FEED).unwrap();
    let whole = as_mara(folder.path(), &["import", "polisen-events", text(&file)], 0);
    assert!(words(&whole).contains("2 added"), "{}", words(&whole));
}

#[tokio::test]
async fn whoever_has_the_wrong_code_or_may_not_import_imports_nothing() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let file = folder.path().join("feed.json");
    std::fs::write(&file, FEED).unwrap();
    let arguments = ["import", "polisen-events", text(&file), "--folder", text(folder.path()), "--authority", "polisen", "--as"];
    let wrong = vapenvila_told(&[&arguments[..], &["mara"]].concat(), &format!("{PASSWORD}\n000000\n"));
    assert!(words(&wrong).contains("the sign-in failed"), "{}", words(&wrong));
    let code = gvi_app::sign_in::code_at(TOTP_SECRET, seconds());
    let auditor = vapenvila_told(&[&arguments[..], &["rut"]].concat(), &format!("{PASSWORD}\n{code}\n"));
    assert!(!auditor.status.success());
    assert!(words(&auditor).contains("may not do this"), "{}", words(&auditor));
}

#[test]
fn a_dry_run_needs_no_site_and_shows_what_would_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed.json");
    std::fs::write(&file, FEED).unwrap();
    let output = vapenvila_told(&["import", "polisen-events", text(&file), "--dry-run"], "");
    assert!(output.status.success(), "{}", words(&output));
    assert!(words(&output).contains("Dry run: nothing was kept."), "{}", words(&output));
}
