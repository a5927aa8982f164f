//! Making a site, and what stands between it and real people.

use crate::binary::{Served, init, text, vapenvila, words};

#[test]
fn production_is_refused_with_everything_that_is_missing_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), "production");
    let output = vapenvila(&["serve", "--folder", text(folder.path()), "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    let said = words(&output);
    assert!(said.contains("polisen: no impact assessment") && said.contains("kommunen: no impact assessment"), "{said}");
    assert!(said.contains("catalogue of grounds: the catalogue has the status"), "{said}");
    assert!(!said.contains("demo accounts"), "{said}");
}

#[test]
fn half_an_assessment_is_told_what_it_lacks_and_a_misspelt_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), "production");
    std::fs::write(folder.path().join("assessments.toml"), "[[assessment]]\nauthority = \"polisen\"\nid = \"A-1-26\"\n").unwrap();
    let said = words(&vapenvila(&["check-config", "--folder", text(folder.path())]));
    assert!(said.contains("polisen: impact assessment: no data protection officer has signed"), "{said}");
    assert!(said.contains("kommunen: no impact assessment"), "{said}");
    std::fs::write(folder.path().join("assessments.toml"), "[[assessment]]\nauthority = \"polisen\"\ndpo_name = \"X\"\n").unwrap();
    let said = words(&vapenvila(&["check-config", "--folder", text(folder.path())]));
    assert!(said.contains("assessments.toml: unknown field"), "{said}");
}

#[test]
fn a_practice_site_is_served_and_its_first_administrators_are_shown_once() {
    let folder = tempfile::tempdir().unwrap();
    let printed = init(folder.path(), "practice");
    let administrators: Vec<Vec<&str>> =
        printed.lines().filter(|line| line.starts_with("ADMINISTRATOR ")).map(|line| line.split(' ').collect()).collect();
    assert_eq!(administrators.iter().map(|words| words[1]).collect::<Vec<_>>(), ["polisen", "kommunen"]);
    assert_ne!(administrators[0][3], administrators[1][3], "each authority has a password of its own");
    let served = Served::start(&["serve", "--folder", text(folder.path()), "--listen", "127.0.0.1:0"]);
    assert!(served.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(!served.get("/sign-in").contains("ADMINISTRATOR"));
}

#[test]
fn a_folder_with_a_site_is_never_made_over() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), "practice");
    let before = std::fs::read(folder.path().join("site.toml")).unwrap();
    let output = vapenvila(&["init", "--folder", text(folder.path()), "--site", "Another", "--authority", "polisen:POL:Polisen:Police"]);
    assert!(!output.status.success());
    assert!(words(&output).contains("there is a site here already"), "{}", words(&output));
    assert_eq!(std::fs::read(folder.path().join("site.toml")).unwrap(), before);
}

#[test]
fn all_faults_of_a_new_site_are_told_at_once_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("site");
    let output = vapenvila(&[
        "init",
        "--folder",
        text(&new),
        "--site",
        "Nordhamn",
        "--time-zone",
        "Europe/Nordhamn",
        "--authority",
        "polisen:POL:Polisen:Police",
        "--authority",
        "polisen:POL:Polisen:Police",
    ]);
    let said = words(&output);
    assert!(said.contains("time_zone") && said.contains("stands there twice"), "{said}");
    assert!(!new.exists());
}
