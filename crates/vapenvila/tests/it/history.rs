//! The history that the demo tells.

use gvi_domain::Moment;
use gvi_testkit::nordhamn::{SEED, found};

#[tokio::test]
async fn every_page_of_the_history_is_something_that_the_rules_allow() {
    for seed in [SEED, 7] {
        let folder = tempfile::tempdir().unwrap();
        let (site, untold) = found(&folder.path().join("nordhamn"), Moment::parse("2026-11-22T22:00:00Z").unwrap(), seed).await.unwrap();
        site.close().await;
        assert!(untold.is_empty(), "{} pages: {:#?}", untold.len(), &untold[..untold.len().min(5)]);
    }
}
