//! A group's timeline: every kind of event in one order, each for those who may know of it.

use gvi_app::timeline::{Event, What, timeline};
use gvi_app::{AppError, focus, groups, messages, relations};
use gvi_domain::attribution::{Level, Side};
use gvi_domain::focus::{TypedProposal, Verdict};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::group::GroupStatus;
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::relation::{Intensity, NewRelation, RelationKind};
use gvi_domain::timeline::EventKind;
use gvi_domain::{FocusId, GroupId, MessageId, RelationId, Words};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::scorecard::happened;

const REASONS: &str = "Tredje skjutningen sedan budskapet den 3 juni.";

async fn a_told_group(city: &City) -> GroupId {
    let (mara, greta) = (city.acts("mara").await, city.acts("greta").await);
    let kajen = groups::add(&mara, a_group("Kajen")).await.unwrap();
    let fyren = groups::add(&mara, a_group("Fyren")).await.unwrap();
    city.hours_pass(1);
    city.makes_active(kajen).await;
    drop(greta);
    let code = groups::card(&mara, kajen).await.unwrap().group.code;
    let message = NewMessage {
        id: MessageId::new(),
        group_code: code,
        group: None,
        given_on: "2026-11-19".parse().unwrap(),
        channel: Channel::CallIn,
        wording: None,
        words_version: "2026-2".into(),
        messenger: "kommunpolis".into(),
    };
    messages::record(&mara, message).await.unwrap();
    let conflict = NewRelation {
        id: RelationId::new(),
        from: fyren,
        to: kajen,
        kind: RelationKind::Conflict,
        intensity: Intensity::Open,
        since: "2026-06-03".parse().unwrap(),
        grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
        trigger: Words::stored("Skjutningen i juni.".into()),
    };
    relations::add(&mara, conflict).await.unwrap();
    happened(city, 2, |_| {}, &[(kajen, Side::Offender, Level::Supported), (fyren, Side::Victim, Level::Indication)]).await;
    city.hours_pass(1);
    let proposal = TypedProposal {
        rule: "first-after-message",
        evidence: "Skjutningen på Kranvägen, bekräftad koppling vid genomgången.",
        told: "Stormötet den 19 november",
        capacity: "Alla har folk till januari.",
    };
    let id = focus::propose(&city.acts("mara").await, FocusId::new(), kajen, proposal).await.unwrap();
    city.hours_pass(1);
    focus::decide(&city.acts("greta").await, id, ("open", REASONS, ""), 1).await.unwrap();
    city.hours_pass(1);
    let pia = city.acts("pia").await;
    let version = focus::card(&pia, id).await.unwrap().focus.version;
    focus::start(&pia, id, ("2026-11-23", "Inga skjutningar av gruppen på 60 dagar.", "60 dagar utan våld av gruppen."), version)
        .await
        .unwrap();
    kajen
}

fn told(event: &Event) -> String {
    match &event.what {
        What::Incident { side, level, .. } => format!("incident {} {}", side.name(), level.name()),
        What::Message { channel, .. } => format!("message {}", channel.name()),
        What::FocusDecided { verdict, reasons, .. } => format!("decided {} {}", verdict.name(), reasons == REASONS),
        What::FocusProposed { .. } => "proposed".into(),
        What::FocusStarted { .. } => "started".into(),
        What::FocusEnded { .. } => "ended".into(),
        What::ToldBack { .. } => "told back".into(),
        What::RelationBegan { kind, name, .. } => format!("{} with {}", kind.name(), name.as_deref().unwrap_or("?")),
        What::RelationEnded { kind, .. } => format!("{} ended", kind.name()),
        What::Status { from, to } => format!("{} to {}", from.map_or("nothing", GroupStatus::name), to.name()),
        What::Received { .. } => "received".into(),
    }
}

#[tokio::test]
async fn all_kinds_of_events_stand_in_one_order_the_latest_first() {
    on_both_databases(async |city| {
        let kajen = a_told_group(&city).await;
        let seen = timeline(&city.acts("mara").await, kajen).await.unwrap();
        let lines: Vec<String> = seen.events.iter().map(told).collect();
        // The evening begins at 21:40: the decision and the start fall after midnight.
        assert_eq!(
            lines,
            [
                "started",
                "active to in-focus",
                &format!("decided {} true", Verdict::Open.name()),
                "proposed",
                "candidate to active",
                "nothing to candidate",
                "incident offender 2",
                "message call-in",
                "incident offender 2",
                "conflict with Fyren"
            ]
        );
        assert_eq!(seen.in_focus.len(), 1);
        assert_eq!((seen.in_focus[0].from.to_string(), seen.in_focus[0].to), ("2026-11-23".to_owned(), None));
    })
    .await;
}

#[tokio::test]
async fn the_victims_side_is_told_too_and_a_relation_is_named_from_where_one_stands() {
    on_both_databases(async |city| {
        a_told_group(&city).await;
        let mara = city.acts("mara").await;
        let fyren =
            groups::list(&mara, None).await.unwrap().groups.into_iter().find(|group| group.name.as_value().unwrap() == "Fyren").unwrap().id;
        let lines: Vec<String> = timeline(&mara, fyren).await.unwrap().events.iter().map(told).collect();
        assert_eq!(lines, ["nothing to candidate", "incident victim 1", "conflict with Kajen"]);
    })
    .await;
}

#[tokio::test]
async fn a_reader_without_a_kind_sees_the_others_and_another_authority_finds_no_group() {
    on_both_databases(async |city| {
        let kajen = a_told_group(&city).await;
        // Who approves listings reads groups and incidents, and no messages.
        let arvid = timeline(&city.acts("arvid").await, kajen).await.unwrap();
        assert!(arvid.events.iter().all(|event| event.what.kind() != EventKind::Message));
        assert!(arvid.events.iter().any(|event| event.what.kind() == EventKind::Incident));
        for stranger in ["tom", "karin", "olle", "moa", "rut"] {
            let ctx = city.acts(stranger).await;
            for asked in [kajen, GroupId::new()] {
                assert!(matches!(timeline(&ctx, asked).await, Err(AppError::NotFound)), "{stranger}");
            }
        }
    })
    .await;
}
