//! Somebody changes the rows of a log past all doors; the verification finds it and says where.

use gvi_app::verify::{Verified, verify};
use gvi_app::{groups, witness};
use gvi_testkit::typed::a_group;
use gvi_testkit::{City, on_both_databases};

async fn some_work(city: &City, names: &[&str]) {
    let mara = city.acts("mara").await;
    for name in names {
        groups::add(&mara, a_group(name)).await.unwrap();
    }
    groups::list(&mara, None).await.unwrap();
}

async fn verified(city: &City) -> Vec<Verified> {
    verify(city.folder(), &mut |_, _, _| {}).await.unwrap()
}

async fn findings(city: &City, authority: &str) -> Vec<String> {
    verified(city).await.into_iter().find(|one| one.authority == authority).unwrap().findings()
}

/// Nordhamn after an evening's work, every log co-signed.
async fn after_work(city: &City) {
    some_work(city, &["Kranen", "Fyren", "Bojen"]).await;
    witness::walk(&city.site(), city.now()).await.unwrap();
}

#[tokio::test]
async fn an_honest_site_is_sound_and_every_log_is_cosigned_by_all_the_others() {
    on_both_databases(async |city| {
        after_work(&city).await;
        for one in verified(&city).await {
            assert!(one.is_sound(), "{}: {:?}", one.authority, one.findings());
            assert_eq!(one.report.checkpoints, 1, "{}", one.authority);
            assert_eq!(one.report.cosignatures, 4, "{}", one.authority);
            assert_eq!(one.report.views_matched, 4, "{}", one.authority);
        }
    })
    .await;
}

#[tokio::test]
async fn signing_alone_is_no_news_and_the_walk_comes_to_rest() {
    on_both_databases(async |city| {
        after_work(&city).await;
        let second = witness::walk(&city.site(), city.now()).await.unwrap();
        assert_eq!(second, witness::Walked::default(), "nothing happened, so nothing is signed");
        some_work(&city, &["Ankaret"]).await;
        let third = witness::walk(&city.site(), city.now()).await.unwrap();
        assert_eq!((third.signed, third.cosigned, third.refused), (1, 4, 0), "only the police did something");
        assert!(verified(&city).await.iter().all(Verified::is_sound));
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_that_nobody_was_shown_is_carried_round_before_the_next_is_signed() {
    on_both_databases(async |city| {
        some_work(&city, &["Kranen"]).await;
        assert!(witness::sign(&city.house("polisen")).await.unwrap());
        some_work(&city, &["Fyren"]).await;
        witness::walk(&city.site(), city.now()).await.unwrap();
        let police = verified(&city).await.into_iter().find(|one| one.authority == "polisen").unwrap();
        assert!(police.is_sound(), "{:?}", police.findings());
        assert_eq!((police.report.checkpoints, police.report.cosignatures), (2, 8));
    })
    .await;
}

#[tokio::test]
async fn a_changed_entry_is_found_and_placed() {
    on_both_databases(async |city| {
        after_work(&city).await;
        assert_eq!(city.past_all_doors("polisen", "UPDATE ledger_entries SET payload = salt WHERE seq = 4").await, 1);
        let found = findings(&city, "polisen").await;
        assert!(found.iter().any(|text| text.starts_with("entry 4: what it says was changed")), "{found:?}");
        assert!(findings(&city, "frivarden").await.is_empty(), "nobody else's log is touched");
    })
    .await;
}

#[tokio::test]
async fn a_removed_entry_is_found_and_placed() {
    on_both_databases(async |city| {
        after_work(&city).await;
        city.past_all_doors("polisen", "DELETE FROM ledger_entries WHERE seq = 3").await;
        let found = findings(&city, "polisen").await;
        assert!(found.contains(&"entry 3: removed".to_owned()), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn entries_that_were_cut_off_at_the_end_are_missed() {
    on_both_databases(async |city| {
        after_work(&city).await;
        city.past_all_doors("polisen", "DELETE FROM ledger_entries WHERE seq >= 5").await;
        let found = findings(&city, "polisen").await;
        assert!(found.iter().any(|text| text.starts_with("cut off after 5 entries: frivarden saw")), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn an_inserted_entry_is_found_and_placed() {
    on_both_databases(async |city| {
        after_work(&city).await;
        // Room is made for it: everything from entry 3 on moves up by one, and a copy of entry 2 takes the free place.
        city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = seq + 1000 WHERE seq >= 3").await;
        city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = seq - 999 WHERE seq >= 1000").await;
        city.past_all_doors(
            "polisen",
            "INSERT INTO ledger_entries (seq, at, actor, deed, thing, subject, refused, payload, salt, commitment) \
             SELECT 3, at, actor, deed, thing, subject, refused, payload, salt, commitment FROM ledger_entries WHERE seq = 2",
        )
        .await;
        city.past_all_doors("polisen", "UPDATE ledger_state SET size = size + 1").await;
        let found = findings(&city, "polisen").await;
        assert!(
            found.iter().any(|text| text.starts_with("entry 3: it was written as entry 2") || text.starts_with("entries 3 to")),
            "{found:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn two_entries_that_changed_places_are_found_and_placed() {
    on_both_databases(async |city| {
        after_work(&city).await;
        city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = 1000 WHERE seq = 2").await;
        city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = 2 WHERE seq = 4").await;
        city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = 4 WHERE seq = 1000").await;
        let found = findings(&city, "polisen").await;
        assert!(found.contains(&"entry 2: it was written as entry 4".to_owned()), "{found:?}");
        assert!(found.contains(&"entry 4: it was written as entry 2".to_owned()), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn a_log_signed_with_another_key_is_not_the_one_the_neighbours_know() {
    on_both_databases(async |city| {
        after_work(&city).await;
        city.past_all_doors("polisen", "UPDATE compartment SET signing_seed = (SELECT commitment FROM ledger_entries WHERE seq = 1)").await;
        let found = findings(&city, "polisen").await;
        assert!(found.contains(&"frivarden knows this compartment by another key".to_owned()), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn a_history_that_was_restored_from_before_and_told_anew_is_refused_by_the_witnesses_and_found() {
    // A file is copied back: SQLite only, because that is how it would be done.
    let city = City::founded(None).await;
    after_work(&city).await;
    city.past_all_doors("polisen", "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let (file, copy) = (city.folder().join("polisen.sqlite"), city.folder().join("before.sqlite"));
    std::fs::copy(&file, &copy).unwrap();
    some_work(&city, &["Ankaret", "Tampen", "Skotet"]).await;
    witness::walk(&city.site(), city.now()).await.unwrap();
    city.site().close().await;

    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(city.folder().join(format!("polisen.sqlite{ending}")));
    }
    std::fs::copy(&copy, &file).unwrap();
    let rolled_back = findings(&city, "polisen").await;
    assert!(rolled_back.iter().any(|text| text.contains("frivarden saw")), "{rolled_back:?}");

    // The site is started on the old file, and other things are done than before.
    let city = city.reopened().await;
    some_work(&city, &["Lanternan", "Pollaren", "Relingen", "Durken", "Spantet", "Kölen", "Masten", "Rodret", "Skansen"]).await;
    let walked = witness::walk(&city.site(), city.now()).await.unwrap();
    assert_eq!(walked.refused, 4, "no neighbour puts its name to the second story");
    let forked = findings(&city, "polisen").await;
    assert!(forked.iter().any(|text| text.starts_with("forked history") || text.starts_with("frivarden refused to co-sign")), "{forked:?}");
    assert!(forked.iter().any(|text| text.contains("co-signed by 0, needed are 2")), "{forked:?}");
}

#[tokio::test]
async fn a_compartment_that_cannot_be_read_is_a_finding_and_not_the_end() {
    let city = City::founded(None).await;
    after_work(&city).await;
    city.site().close().await;
    std::fs::write(city.folder().join("kommunen.sqlite"), b"not a database at all, but long enough to be looked at").unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(city.folder().join(format!("kommunen.sqlite{ending}")));
    }
    let verified = verified(&city).await;
    let (broken, others): (Vec<_>, Vec<_>) = verified.iter().partition(|one| one.authority == "kommunen");
    assert!(broken[0].findings()[0].starts_with("the database cannot be read"), "{:?}", broken[0].findings());
    assert!(others.iter().all(|one| one.is_sound()), "{:?}", others.iter().flat_map(|one| one.findings()).collect::<Vec<_>>());
}
