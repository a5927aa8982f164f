//! Imports: a paper becomes incidents once, later versions become revisions, a batch can be undone.

use gvi_app::incidents::IncidentFilter;
use gvi_app::{AppError, Ctx, batches, clocks, incident_history, incidents};
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind};
use gvi_domain::{BatchId, IncidentId, Words};
use gvi_papers::incident_table::MergeRule;
use gvi_papers::merge::ImportedIncident;
use gvi_papers::polisen_events::{FeedEvent, FeedLimits, read_feed};
use gvi_testkit::on_both_databases;

/// Two invented events in the feed's own shape; the town is Nordhamn.
fn feed(summary: &str, published: &str) -> Vec<FeedEvent> {
    let text = format!(
        r#"[{{"id": 7001, "datetime": "{published}", "name": "21 november 23:10, Skottlossning, Nordhamn", "summary": "{summary}", "url": "/aktuellt/handelser/2026/november/21/21-november-2310-skottlossning-nordhamn/", "type": "Skottlossning", "location": {{"name": "Nordhamn", "gps": "55.1,13.2"}}}},
            {{"id": 7002, "datetime": "2026-03-02 9:00:00 +01:00", "name": "01 mars 20:00, Detonation, Nordhamn", "summary": "En detonation vid en port.", "url": "/aktuellt/handelser/2026/mars/1/01-mars-2000-detonation-nordhamn/", "type": "Detonation", "location": {{"name": "Nordhamn", "gps": "55.1,13.2"}}}}]"#
    );
    let file = read_feed(text.as_bytes(), None, &FeedLimits::default(), &mut |_| {}).unwrap();
    assert_eq!(file.events.len(), 2, "{:?}", file.problems);
    file.events
}

const PUBLISHED: &str = "2026-11-22 0:30:00 +01:00";
const PUBLISHED_LATER: &str = "2026-11-22 8:00:00 +01:00";

async fn all(ctx: &Ctx) -> Vec<IncidentId> {
    incidents::list(ctx, &IncidentFilter::default(), None).await.unwrap().incidents.into_iter().map(|incident| incident.id).collect()
}

async fn import(ctx: &Ctx, events: &[FeedEvent]) -> batches::Imported {
    batches::import_feed(ctx, events, &mut |_, _| {}).await.unwrap()
}

/// The core facts as the card shows them, for editing one of them by hand.
async fn facts_of(ctx: &Ctx, id: IncidentId) -> (CoreFacts, i64) {
    let seen = incidents::card(ctx, id).await.unwrap().incident;
    let facts = CoreFacts {
        kind: seen.kind.value().unwrap(),
        occurred: seen.occurred.value().unwrap(),
        place: seen.place.value().unwrap(),
        position: seen.position.value().unwrap(),
        killed: seen.killed.value().unwrap(),
        injured: seen.injured.value().unwrap(),
        child_hit: seen.child_hit.value().unwrap(),
        bystander_hit: seen.bystander_hit.value().unwrap(),
        confirmation: seen.confirmation.value().unwrap(),
        note: seen.note.value().unwrap(),
    };
    (facts, seen.version)
}

#[tokio::test]
async fn an_event_that_is_imported_twice_is_one_incident_and_the_second_import_leaves_no_trace() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let mut told = Vec::new();
        let events = feed("Skott mot en dörr.", PUBLISHED);
        let first = batches::import_feed(&mara, &events, &mut |done, of| told.push((done, of))).await.unwrap();
        assert_eq!((first.tally.added, first.tally.revised, first.tally.unchanged), (2, 0, 0));
        assert_eq!(told, [(0, 2), (1, 2), (2, 2)]);
        let second = import(&mara, &events).await;
        assert_eq!((second.batch, second.tally.unchanged), (None, 2));
        assert_eq!(all(&mara).await.len(), 2);
        assert_eq!(batches::list(&mara).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_an_import_brings_is_reported_and_unconfirmed_and_only_what_is_fresh_starts_clocks() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        let ids = all(&mara).await;
        let (shooting, _) = facts_of(&mara, ids[0]).await;
        assert_eq!((shooting.kind, shooting.confirmation, shooting.position), (IncidentKind::Shooting, Confirmation::NotYet, None));
        assert_eq!(incidents::card(&mara, ids[0]).await.unwrap().clocks.len(), 4);
        assert!(incidents::card(&mara, ids[1]).await.unwrap().clocks.is_empty(), "nobody can be alerted of what happened in March");
        assert_eq!(clocks::running(&mara).await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_later_version_is_a_revision_and_an_older_one_changes_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        let id = all(&mara).await[0];
        let later = import(&mara, &feed("Två personer är skadade.", PUBLISHED_LATER)).await;
        assert_eq!((later.tally.added, later.tally.revised, later.tally.unchanged), (0, 1, 1));
        let (card, revisions) = incident_history::history(&mara, id).await.unwrap();
        assert!(card.incident.note.value().unwrap().as_str().contains("Två personer"));
        assert_eq!(revisions.len(), 1);
        assert_eq!((revisions[0].field.as_str(), revisions[0].why.as_str()), ("note", "import"));
        assert!(revisions[0].old.as_value().unwrap().contains("Skott mot en dörr"));
        let older = import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        assert_eq!((older.batch, older.tally.revised), (None, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_written_by_hand_stays_when_a_later_version_comes() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        let id = all(&mara).await[0];
        let (facts, version) = facts_of(&mara, id).await;
        incidents::edit(&mara, id, CoreFacts { note: Words::stored("Kontrollerat på plats.".into()), ..facts }, version).await.unwrap();
        import(&mara, &feed("Två personer är skadade.", PUBLISHED_LATER)).await;
        let (card, revisions) = incident_history::history(&mara, id).await.unwrap();
        assert_eq!(card.incident.note.value().unwrap().as_str(), "Kontrollerat på plats.");
        assert!(revisions.iter().any(|change| change.why == "import-not-taken" && change.new.as_value().unwrap().contains("Två personer")));
    })
    .await;
}

#[tokio::test]
async fn undoing_a_batch_leaves_what_people_have_touched_and_says_which() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let batch = import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await.batch.unwrap();
        let ids = all(&mara).await;
        let (facts, version) = facts_of(&mara, ids[0]).await;
        incidents::edit(&mara, ids[0], CoreFacts { place: "Norra kajen".into(), ..facts }, version).await.unwrap();
        let undone = batches::undo(&mara, batch).await.unwrap();
        assert_eq!((undone.removed, undone.kept), (1, 1));
        assert_eq!(undone.kept_incidents.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[0]]);
        assert_eq!(all(&mara).await, [ids[0]]);
        assert!(matches!(batches::undo(&mara, batch).await, Err(AppError::Faults(_))), "once is enough");
        let again = import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        assert_eq!((again.tally.added, again.tally.unchanged), (1, 1), "what was removed can come in again, what stayed is known");
    })
    .await;
}

#[tokio::test]
async fn undoing_a_batch_takes_back_what_it_changed_and_nobody_has_changed_since() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        import(&mara, &feed("Skott mot en dörr.", PUBLISHED)).await;
        let id = all(&mara).await[0];
        let (before, _) = facts_of(&mara, id).await;
        let later = feed("Två personer är skadade.", PUBLISHED_LATER);
        let batch = import(&mara, &later).await.batch.unwrap();
        let undone = batches::undo(&mara, batch).await.unwrap();
        assert_eq!((undone.removed, undone.taken_back, undone.kept), (0, 1, 0));
        assert_eq!(facts_of(&mara, id).await.0, before);
        assert!(incident_history::history(&mara, id).await.unwrap().1.is_empty());
        let again = import(&mara, &later).await;
        assert_eq!(again.tally.revised, 1, "what was taken back can come in again");
        let (facts, version) = facts_of(&mara, id).await;
        incidents::edit(&mara, id, CoreFacts { note: Words::stored("Kontrollerat på plats.".into()), ..facts }, version).await.unwrap();
        let undone = batches::undo(&mara, again.batch.unwrap()).await.unwrap();
        assert_eq!(undone.taken_back, 0);
        assert_eq!(facts_of(&mara, id).await.0.note.as_str(), "Kontrollerat på plats.", "what was written by hand stays");
    })
    .await;
}

#[tokio::test]
async fn only_the_analyst_imports_and_undoes() {
    on_both_databases(async |city| {
        let events = feed("Skott mot en dörr.", PUBLISHED);
        let batch = import(&city.acts("mara").await, &events).await.batch.unwrap();
        for user in ["nils", "pia", "tom", "olle", "rut"] {
            let ctx = city.acts(user).await;
            assert!(matches!(batches::import_feed(&ctx, &events, &mut |_, _| {}).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(batches::list(&ctx).await, Err(AppError::NotFound)), "{user}");
            for asked in [batch, BatchId::new()] {
                assert!(matches!(batches::undo(&ctx, asked).await, Err(AppError::NotFound)), "{user}");
            }
        }
    })
    .await;
}

fn row(numbers: &[&str], killed: u32) -> ImportedIncident {
    ImportedIncident {
        source_ids: numbers.iter().map(|number| (*number).to_owned()).collect(),
        occurred: gvi_papers::Occurred::At("2026-02-01T21:00:00Z".parse().unwrap()),
        clock_doubt: None,
        kind: gvi_papers::IncidentKind::Shooting,
        killed,
        injured: 1,
        position: gvi_papers::Position::new(55.1, 13.2),
        place: None,
        note: None,
        lines: vec![2],
    }
}

#[tokio::test]
async fn a_table_is_known_by_its_numbers_and_without_numbers_by_what_it_says() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let rule = MergeRule { hours: 4.0, metres: 400.0, ..MergeRule::default() };
        let table = [row(&["A-1", "A-2"], 0), row(&[], 0), row(&[], 0)];
        let first = batches::import_table(&mara, "Nordhamns öppna data", &table, 4, Some(&rule), &mut |_, _| {}).await.unwrap();
        assert_eq!(first.tally.added, 3);
        let again = batches::import_table(&mara, "Nordhamns öppna data", &table, 4, Some(&rule), &mut |_, _| {}).await.unwrap();
        assert_eq!((again.batch, again.tally.unchanged), (None, 3));
        let later = batches::import_table(&mara, "Nordhamns öppna data", &[row(&["A-2"], 1)], 1, None, &mut |_, _| {}).await.unwrap();
        assert_eq!((later.tally.added, later.tally.revised), (0, 1), "any of its numbers leads to the incident");
        let seen = batches::list(&mara).await.unwrap().pop().unwrap();
        assert_eq!(
            (seen.merge_hours.value(), seen.merge_metres.value(), seen.rows_read.value()),
            (Some(Some(4.0)), Some(Some(400.0)), Some(4))
        );
        assert!(batches::import_table(&mara, "  ", &table, 4, None, &mut |_, _| {}).await.is_err(), "a source has a name");
    })
    .await;
}
