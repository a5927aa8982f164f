//! The history that the demo tells.

use std::collections::BTreeSet;
use std::path::Path;

use gvi_domain::Moment;
use gvi_store::db::Pool;
use gvi_testkit::nordhamn::{SEED, found};

/// Deeds that make a record.
const MAKING: [&str; 15] = [
    "add_account",
    "add_group",
    "add_person",
    "add_support",
    "add_task",
    "decide_disclosure",
    "import_batch",
    "make_offer",
    "plan_lever",
    "plan_review",
    "propose_focus",
    "propose_membership",
    "record_consent",
    "record_message",
    "register_incident",
];

#[tokio::test]
async fn every_page_of_the_history_is_something_that_the_rules_allow() {
    for seed in [SEED, 7] {
        let folder = tempfile::tempdir().unwrap();
        let (site, untold) = found(&folder.path().join("nordhamn"), Moment::parse("2026-11-22T22:00:00Z").unwrap(), seed).await.unwrap();
        site.close().await;
        assert!(untold.is_empty(), "{} pages: {:#?}", untold.len(), &untold[..untold.len().min(5)]);
        if seed == SEED {
            every_record_has_a_first_entry(&folder.path().join("nordhamn")).await;
            the_months_that_are_over_are_frozen(&folder.path().join("nordhamn")).await;
        }
    }
}

/// "Who saw this" begins with who made it: an entry of a deed that makes a record names the record.
async fn every_record_has_a_first_entry(folder: &Path) {
    let mut made = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|end| end != "sqlite") {
            continue;
        }
        let pool = Pool::open_to_read(&format!("sqlite:{}", file.display())).await.unwrap();
        let mut db = pool.begin_reading().await.unwrap();
        let sql = "SELECT DISTINCT deed, COALESCE(subject, '') = '' FROM ledger_entries WHERE refused = 0";
        for row in db.rows(sql, Vec::new()).await.unwrap() {
            let (deed, nameless): (String, bool) = (row.get(0).unwrap(), row.get(1).unwrap());
            if MAKING.contains(&deed.as_str()) {
                assert!(!nameless, "{}: an entry of {deed} names no record", file.display());
                made.insert(deed);
            }
        }
        db.rollback().await.unwrap();
        pool.close().await;
    }
    assert!(made.len() >= 11, "the history tells of most of them: {made:?}");
}

/// The page of the measures has a year behind it. The first night catches up with the quarter before it, as in a house that was closed;
/// what is counted as it stands cannot be caught up with.
async fn the_months_that_are_over_are_frozen(folder: &Path) {
    let pool = Pool::open_to_read(&format!("sqlite:{}", folder.join("polisen.sqlite").display())).await.unwrap();
    let mut db = pool.begin_reading().await.unwrap();
    let months = "SELECT DISTINCT month FROM frozen_figures WHERE measure = $1 ORDER BY month";
    for (measure, from, to, count) in
        [("f2", "2025-08-01", "2026-10-01", 15), ("r3", "2025-10-01", "2026-10-01", 13), ("f4", "2025-09-01", "2026-09-01", 5)]
    {
        let rows = db.rows(months, vec![measure.into()]).await.unwrap();
        let frozen: Vec<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
        assert_eq!((frozen[0].as_str(), frozen[frozen.len() - 1].as_str(), frozen.len()), (from, to, count), "{measure}");
    }
    db.rollback().await.unwrap();
    pool.close().await;
}
