//! The voice of the community: who keeps speakers and networks, what nobody else sees, and what goes when a consent goes.

use gvi_app::community;
use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{DraftSubject, Source};
use gvi_app::received;
use gvi_app::{AppError, Ctx, clocks};
use gvi_domain::clock::ClockKind;
use gvi_domain::community::{TypedSpeaker, Vetting};
use gvi_domain::{DomainError, EngagementId, NetworkId, SpeakerId};
use gvi_exchange::SnapshotKind;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::{draft, refused, tested};

fn rosa(network: &str) -> TypedSpeaker<'_> {
    TypedSpeaker {
        name: "Rosa Ängmark",
        voice: "grief",
        contact: "Via församlingen",
        network,
        needs_protection: true,
        consented_on: "2026-11-22",
        until: "2027-05-22",
    }
}

async fn kinds(ctx: &Ctx) -> Vec<ClockKind> {
    clocks::running(ctx).await.unwrap().into_iter().map(|clock| clock.kind).collect()
}

async fn speaker(city: &City) -> SpeakerId {
    community::add(&city.acts("leila").await, SpeakerId::new(), rosa("")).await.unwrap()
}

#[tokio::test]
async fn leila_and_olle_keep_the_speakers_and_for_everybody_else_there_are_none() {
    on_both_databases(async |city| {
        let leila = city.acts("leila").await;
        let church = community::add_network(&leila, NetworkId::new(), "Hamnkyrkan", "faith").await.unwrap();
        let id = community::add(&leila, SpeakerId::new(), rosa(&church.to_string())).await.unwrap();
        for user in ["leila", "olle"] {
            let card = community::card(&city.acts(user).await, id).await.unwrap();
            assert_eq!(card.speaker.name.as_value().map(String::as_str), Some("Rosa Ängmark"), "{user}");
            assert_eq!(card.speaker.needs_protection.as_value(), Some(&true));
            assert_eq!(card.network.map(|network| network.id), Some(church));
        }
        for user in ["bo", "mara", "pia", "greta", "dag", "tom", "karin", "ines", "moa", "sofia", "elsa"] {
            let ctx = city.acts(user).await;
            let hidden = community::card(&ctx, id).await.err().map(|error| error.to_string());
            let unknown = community::card(&ctx, SpeakerId::new()).await.err().map(|error| error.to_string());
            assert_eq!((hidden.as_deref(), &hidden), (Some("not found"), &unknown), "{user}");
            assert!(matches!(community::voices(&ctx).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(community::network_card(&ctx, church).await, Err(AppError::NotFound)), "{user}");
        }
        let elsewhere = community::add(&leila, SpeakerId::new(), rosa(&NetworkId::new().to_string())).await;
        assert!(matches!(elsewhere, Err(AppError::Faults(faults)) if faults == [DomainError::field("network", "missing")]));
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_is_taken_back_takes_everything_about_the_speaker_with_it_at_once() {
    on_both_databases(async |city| {
        let id = speaker(&city).await;
        let leila = city.acts("leila").await;
        community::vet(&leila, id, Vetting::Asked, 1).await.unwrap();
        community::vet(&leila, id, Vetting::Yes, 2).await.unwrap();
        community::engage(&leila, id, EngagementId::new(), "2026-12-12", "Öppen kväll").await.unwrap();
        community::withdraw(&city.acts("olle").await, id).await.unwrap();
        assert!(matches!(community::card(&leila, id).await, Err(AppError::NotFound)));
        for table in ["speakers", "speaker_engagements", "clocks"] {
            let left = city.read_past_all_doors("kommunen", &format!("SELECT COUNT(*) || '' FROM {table}")).await;
            assert_eq!(left, ["0"], "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_month_before_the_end_somebody_is_reminded_and_at_the_end_everything_is_erased() {
    on_both_databases(async |city| {
        let (id, other) = (speaker(&city).await, speaker(&city).await);
        city.days_pass(140);
        assert!(kinds(&city.acts("leila").await).await.is_empty());
        // The 26th of April.
        city.days_pass(15);
        assert_eq!(kinds(&city.acts("leila").await).await, [ClockKind::SpeakerConsent, ClockKind::SpeakerConsent]);
        assert!(kinds(&city.acts("pia").await).await.iter().all(|kind| *kind != ClockKind::SpeakerConsent));
        let leila = city.acts("leila").await;
        let version = community::card(&leila, id).await.unwrap().speaker.version;
        let today = city.now().date(leila.zone());
        let until = today.saturating_add(jiff::Span::new().months(12));
        let longer = until.tomorrow().unwrap().to_string();
        assert!(matches!(community::renew(&leila, id, &today.to_string(), &longer, version).await, Err(AppError::Faults(_))));
        community::renew(&leila, id, &today.to_string(), &until.to_string(), version).await.unwrap();
        assert_eq!(kinds(&leila).await, [ClockKind::SpeakerConsent], "one of the two said yes again");
        city.days_pass(27);
        assert!(matches!(community::card(&city.acts("leila").await, other).await, Err(AppError::NotFound)));
        city.expire().await;
        let left = city.read_past_all_doors("kommunen", "SELECT id FROM speakers").await;
        assert_eq!(left, [id.to_string()]);
        assert!(kinds(&city.acts("leila").await).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_police_answer_yes_or_no_after_a_question_and_a_speaker_is_talked_to_after_what_was_held() {
    on_both_databases(async |city| {
        let id = speaker(&city).await;
        let leila = city.acts("leila").await;
        assert!(matches!(community::vet(&leila, id, Vetting::Yes, 1).await, Err(AppError::Faults(_))), "nobody has asked");
        community::vet(&leila, id, Vetting::Asked, 1).await.unwrap();
        community::vet(&leila, id, Vetting::No, 2).await.unwrap();
        let card = community::card(&leila, id).await.unwrap();
        assert_eq!(card.speaker.vetting.as_value(), Some(&Vetting::No));
        assert!(matches!(community::vet(&leila, id, Vetting::Asked, 2).await, Err(AppError::Changed { .. })));
        let evening = EngagementId::new();
        let refused = community::engage(&leila, id, evening, "2026-12-12", "Stormöte").await;
        assert!(matches!(refused, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "speaker-not-vetted" }]));
        community::vet(&leila, id, Vetting::Asked, 3).await.unwrap();
        community::vet(&leila, id, Vetting::Yes, 4).await.unwrap();
        community::prepare(&leila, id, 5).await.unwrap();
        let beyond = community::engage(&leila, id, evening, "2028-01-01", "Stormöte").await;
        assert!(matches!(beyond, Err(AppError::Faults(faults)) if faults == [DomainError::field("on", "beyond-consent")]));
        community::engage(&leila, id, evening, "2026-12-12", "Stormöte").await.unwrap();
        assert!(matches!(community::after(&leila, id, evening, false).await, Err(AppError::Faults(_))), "it has not been yet");
        city.days_pass(21);
        let leila = city.acts("leila").await;
        assert!(matches!(community::after(&leila, id, evening, true).await, Err(AppError::Faults(_))), "held first");
        community::after(&leila, id, evening, false).await.unwrap();
        community::after(&leila, id, evening, true).await.unwrap();
        let kept = community::card(&leila, id).await.unwrap().engagements;
        assert!(kept[0].done && kept[0].debriefed_on.is_some());
        let other = community::add(&leila, SpeakerId::new(), TypedSpeaker { name: "Åke Norling", ..rosa("") }).await.unwrap();
        assert!(matches!(community::after(&leila, other, evening, false).await, Err(AppError::NotFound)), "somebody else's evening");
    })
    .await;
}

#[tokio::test]
async fn a_network_meets_within_three_months_of_the_last_time() {
    on_both_databases(async |city| {
        let leila = city.acts("leila").await;
        let id = community::add_network(&leila, NetworkId::new(), "Nattvandrarna", "parents").await.unwrap();
        let due = async |city: &City| {
            let ctx = city.acts("olle").await;
            clocks::running(&ctx).await.unwrap().into_iter().map(|clock| (clock.kind, clock.due_at)).collect::<Vec<_>>()
        };
        assert_eq!(due(&city).await, [(ClockKind::NetworkMeeting, city.now().plus_days(90))]);
        city.days_pass(40);
        let leila = city.acts("leila").await;
        let today = city.now().date(leila.zone());
        let tomorrow = today.tomorrow().unwrap().to_string();
        assert!(matches!(community::network_met(&leila, id, &tomorrow, 1).await, Err(AppError::Faults(_))));
        community::network_met(&leila, id, &today.to_string(), 1).await.unwrap();
        let next = due(&city).await;
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].1.date(leila.zone()), today.saturating_add(jiff::Span::new().days(90)));
        // A meeting that is written down late does not put the next one off, nor back.
        community::network_met(&leila, id, "2026-12-01", 2).await.unwrap();
        assert_eq!(due(&city).await, next);
        assert_eq!(community::network_card(&leila, id).await.unwrap().meetings.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_association_reads_events_roles_and_approved_texts_and_never_a_person() {
    on_both_databases(async |city| {
        let olle = city.acts("olle").await;
        let mut evening = draft(&olle, SnapshotKind::Event, "EVT", Source::Typed, "MUN-GDPR-6-1-e", &[("tryggare", "partner")]);
        evening.typed = vec![
            ("event".into(), "Öppen kväll i Folkets hus".into()),
            ("role".into(), "En förälder som vill säga några ord".into()),
            ("approved-text".into(), "Vi vill att du lever.".into()),
        ];
        evening.harm_tests = vec![tested("TBD-MUN")];
        refused(&olle, &evening, &["PRODUCT_RULE"]).await;
        evening.reidentification_checked = true;
        let mut named = evening.clone();
        named.typed.push(("name".into(), "Viktor Sand".into()));
        named.subject = Some(DraftSubject { label: "Viktor Sand".into(), ..DraftSubject::default() });
        assert!(matches!(disclosures::decide(&olle, &named).await, Err(AppError::NotFound)), "who may know nobody tells of nobody");
        assert!(matches!(disclosures::decide(&olle, &evening).await.unwrap(), Decided::Sent(_)));
        city.deliver().await;
        let elsa = city.acts("elsa").await;
        let lines = received::list(&elsa).await.unwrap();
        let card = received::card(&elsa, lines[0].received.envelope).await.unwrap();
        let keys: Vec<&str> = card.content.fields.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["event", "role", "approved-text"]);
        assert!(card.referral.is_none() && !card.may_answer_referral);
    })
    .await;
}
