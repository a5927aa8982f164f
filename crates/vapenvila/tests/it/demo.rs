//! The demo: up in one command, and never anything else than a demo.

use crate::binary::{Served, text, vapenvila, words};

const EVENING: &str = "2026-11-22T22:00:00Z";

#[test]
fn the_demo_says_where_it_is_who_can_sign_in_and_that_everything_is_invented() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nordhamn");
    let demo = Served::start(&["demo", "--port", "0", "--fixed-now", EVENING, "--folder", text(&data)]);
    assert!(demo.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(demo.lines[0].contains("invented"), "{:?}", demo.lines);
    let accounts: Vec<Vec<&str>> =
        demo.lines.iter().filter(|line| line.starts_with("ACCOUNT ")).map(|line| line.split(' ').collect()).collect();
    assert_eq!(accounts.len(), gvi_testkit::people::WORKERS.len());
    assert!(accounts.iter().all(|words| words.len() == 6));
    assert!(accounts.iter().any(|words| words[1..4] == ["polisen", "analyst", "mara"]));
    let page = demo.get("/sign-in");
    assert!(page.contains("Mara Lindqvist"), "the sign-in page of a demo names who can sign in: {page}");
}

#[test]
fn a_demo_can_never_be_served_as_anything_else() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nordhamn");
    drop(Served::start(&["demo", "--port", "0", "--fixed-now", EVENING, "--folder", text(&data)]));
    let file = data.join("site.toml");
    let said = std::fs::read_to_string(&file).unwrap();
    for mode in ["production", "practice"] {
        std::fs::write(&file, said.replace("mode = \"demo\"", &format!("mode = \"{mode}\""))).unwrap();
        let output = vapenvila(&["serve", "--folder", text(&data), "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(2), "{}", words(&output));
        assert!(words(&output).contains(&format!("demo mode): it cannot be opened as {mode} mode")), "{}", words(&output));
    }
}
