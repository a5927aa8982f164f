use gvi_app::alerts::{self, Alert};
use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{Draft, DraftSubject, Said, Source};
use gvi_app::received::{self, Receipt};
use gvi_app::status_line::{StatusLine, send_status_line};
use gvi_app::{AppError, Ctx, consents, courier, groups};
use gvi_domain::clock::ClockKind;
use gvi_domain::consent::{ConsentMethod, GivenBy, NewConsent};
use gvi_domain::disclosure::{Addressee, DisclosureState, RecallReason, ReceivedState};
use gvi_domain::{ConsentId, DisclosureId, EnvelopeId, GroupId, Words};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::catalogue::{Offence, OffenceFacts};
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, HarmTest};
use gvi_testkit::on_both_databases;

use crate::groups::a_group;

pub const TEXT: &str = "Skrivet och övervägt i det enskilda fallet.";

/// A draft in good order, which each test then changes where it matters.
pub fn draft(ctx: &Ctx, kind: SnapshotKind, category: &str, source: Source, basis: &str, to: &[(&str, &str)]) -> Draft {
    let today = ctx.now().date(ctx.zone());
    let mut draft = Draft::new(DisclosureId::new(), kind, category, source);
    draft.recipients = to.iter().map(|(authority, function)| Addressee::function(authority.parse().unwrap(), *function)).collect();
    draft.purposes = ["prevent-detect-crime".into()].into();
    draft.legal_basis = Some(basis.into());
    draft.necessity = TEXT.into();
    draft.proportionality = TEXT.into();
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: "egen kartläggning".into(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(90)));
    draft
}

pub fn tested(provision: &str) -> HarmTest {
    HarmTest { provision: provision.into(), reasons: TEXT.into() }
}

pub fn ground(id: &str) -> ChosenGround {
    ChosenGround { ground: id.into(), balance: TEXT.into() }
}

/// The card of a group, by harm test, as the worked example W7a has it.
pub fn card_of(ctx: &Ctx, group: GroupId, to: &[(&str, &str)]) -> Draft {
    let mut draft = draft(ctx, SnapshotKind::GroupCard, "M2", Source::Group(group), "PBDL-2-1-1", to);
    draft.chosen = ["group-name".to_owned(), "group-status".to_owned()].into();
    draft.harm_tests = vec![tested("OSL-18-1"), tested("OSL-18-2")];
    draft.reidentification_checked = true;
    draft
}

/// That a person is linked to a group, as the worked example W1b has it.
pub fn link_of(ctx: &Ctx, to: &[(&str, &str)]) -> Draft {
    let mut draft = draft(ctx, SnapshotKind::PersonLink, "M3", Source::Typed, "PBDL-2-1-1", to);
    draft.typed = vec![("name".into(), "Viktor Sand".into()), ("group-link".into(), "Rör sig med Kajen sedan i våras.".into())];
    draft.subject = Some(DraftSubject {
        label: "Viktor Sand".into(),
        born: Some(jiff::civil::date(2003, 4, 1)),
        client_of_recipient: true,
        ..DraftSubject::default()
    });
    draft.grounds = vec![ground("OSL-10-15a"), ground("OSL-10-27")];
    draft
}

pub async fn sent(ctx: &Ctx, draft: &Draft) -> DisclosureId {
    match disclosures::decide(ctx, draft).await.unwrap() {
        Decided::Sent(id) => id,
        Decided::Refused(preview) => panic!("refused: {:?}", preview.assessment.refusals),
    }
}

pub async fn refused(ctx: &Ctx, draft: &Draft, codes: &[&str]) {
    let before = disclosures::list(ctx).await.map_or(0, |list| list.lines.len());
    match disclosures::decide(ctx, draft).await.unwrap() {
        Decided::Sent(_) => panic!("sent in spite of {codes:?}"),
        Decided::Refused(preview) => {
            for code in codes {
                assert!(preview.assessment.has(code), "{code} is not among {:?}", preview.assessment.refusals);
            }
        }
    }
    assert_eq!(disclosures::list(ctx).await.map_or(0, |list| list.lines.len()), before, "a refused disclosure was saved");
}

async fn group(mara: &Ctx, name: &str) -> GroupId {
    groups::add(mara, a_group(name)).await.unwrap()
}

#[tokio::test]
async fn mara_discloses_a_group_card_and_karin_sees_exactly_that_and_says_so() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        assert_eq!(city.deliver().await.delivered, 1);

        let karin = city.acts("karin").await;
        let lines = received::list(&karin).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].label.as_deref(), Some("Kajen"));
        let envelope = lines[0].received.envelope;
        let card = received::card(&karin, envelope).await.unwrap();
        let keys: Vec<&str> = card.content.fields.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["group-name", "group-status"], "what was not chosen did not leave");
        assert!(card.may_acknowledge);

        received::acknowledge(&karin, envelope).await.unwrap();
        received::acknowledge(&karin, envelope).await.unwrap();
        city.deliver().await;
        let own = disclosures::card(&mara, id).await.unwrap();
        assert!(own.recipients[0].acknowledged_at.is_some());
        assert_eq!(own.recipients[0].delivery, "delivered");
    })
    .await;
}

#[tokio::test]
async fn tom_sees_it_too_and_in_the_other_authorities_there_is_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        let tom = city.acts("tom").await;
        let envelope = received::list(&tom).await.unwrap()[0].received.envelope;
        for (user, lines) in [("olle", 0), ("ines", 0), ("sofia", 0)] {
            let other = city.acts(user).await;
            assert_eq!(received::list(&other).await.unwrap().len(), lines, "{user}");
            assert!(matches!(received::card(&other, envelope).await, Err(AppError::NotFound)), "{user}");
        }
        let siv = city.acts("siv").await;
        assert!(matches!(received::list(&siv).await, Err(AppError::NotFound)), "the auditor reads the log and nothing else");
    })
    .await;
}

#[tokio::test]
async fn one_card_goes_to_three_authorities_and_olle_may_read_it_because_no_person_is_in_it() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let to = [("frivarden", "coordinator"), ("kommunen", "coordinator"), ("socialtjansten", "coordinator")];
        sent(&mara, &card_of(&mara, kajen, &to)).await;
        assert_eq!(city.deliver().await.delivered, 3);
        for user in ["karin", "olle", "sofia"] {
            let reader = city.acts(user).await;
            let lines = received::list(&reader).await.unwrap();
            let card = received::card(&reader, lines[0].received.envelope).await.unwrap();
            assert!(card.content.fields.contains(&("group-name".to_owned(), "Kajen".to_owned())), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_preview_shows_what_would_leave_and_every_reason_why_not_and_saves_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let mut bare = Draft::new(DisclosureId::new(), SnapshotKind::GroupCard, "M2", Source::Group(kajen));
        bare.chosen = ["group-name".to_owned()].into();
        bare.recipients = vec![Addressee::function("frivarden".parse().unwrap(), "coordinator")];
        let preview = disclosures::preview(&mara, &bare).await.unwrap();
        assert_eq!(preview.fields.len(), 1);
        for code in ["UNCOVERED(18:1)", "UNCOVERED(18:2)", "NO_GROUND", "DP_BASIS", "PRODUCT_RULE"] {
            assert!(preview.assessment.has(code), "{code}");
        }
        assert!(preview.suggestions.iter().any(|suggestion| suggestion.is_harm_test));
        assert!(disclosures::list(&mara).await.unwrap().lines.is_empty());
        assert_eq!(city.deliver().await.delivered, 0);
    })
    .await;
}

#[tokio::test]
async fn a_person_link_needs_both_locks_open_and_never_goes_to_the_municipality() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let mut link = link_of(&mara, &[("frivarden", "officer")]);
        link.grounds = vec![ground("OSL-10-15a")];
        refused(&mara, &link, &["UNCOVERED(18:2)"]).await;
        refused(&mara, &link_of(&mara, &[("kommunen", "coordinator")]), &["MATRIX", "RECIPIENT_SECRECY"]).await;
        let mut stranger = link_of(&mara, &[("frivarden", "officer")]);
        stranger.subject.as_mut().unwrap().client_of_recipient = false;
        refused(&mara, &stranger, &["DP_BASIS"]).await;
        let mut everybody = link_of(&mara, &[("frivarden", "officer")]);
        everybody.subject = None;
        refused(&mara, &everybody, &["ONE_SUBJECT"]).await;

        sent(&mara, &link_of(&mara, &[("frivarden", "officer")])).await;
        city.deliver().await;
        let tom = city.acts("tom").await;
        let lines = received::list(&tom).await.unwrap();
        assert_eq!(lines[0].label.as_deref(), Some("Viktor Sand"));
    })
    .await;
}

#[tokio::test]
async fn a_question_about_a_person_without_a_ground_of_its_own_is_refused() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let mut question = draft(&mara, SnapshotKind::Request, "ASK", Source::Typed, "PBDL-2-1-1", &[("socialtjansten", "intake")]);
        question.typed = vec![("name".into(), "Viktor Sand".into())];
        question.subject =
            Some(DraftSubject { label: "Viktor Sand".into(), born: Some(jiff::civil::date(2003, 4, 1)), ..DraftSubject::default() });
        refused(&mara, &question, &["NO_GROUND"]).await;
        question.harm_tests = vec![tested("OSL-18-1")];
        question.grounds = vec![ground("OSL-10-15a")];
        sent(&mara, &question).await;
        city.deliver().await;
        assert_eq!(received::list(&city.acts("moa").await).await.unwrap().len(), 1);
        assert_eq!(
            received::list(&city.acts("sofia").await).await.unwrap().len(),
            0,
            "the coordinator of social services works without persons"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_recalled_is_empty_at_the_recipient_and_a_line_says_so() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        let karin = city.acts("karin").await;
        let envelope = received::list(&karin).await.unwrap()[0].received.envelope;
        disclosures::recall(&mara, id, RecallReason::WasWrong, 1).await.unwrap();
        city.deliver().await;
        let card = received::card(&karin, envelope).await.unwrap();
        assert_eq!(card.received.state, ReceivedState::Recalled);
        assert_eq!((card.label, card.content.fields.len(), card.content.reasons.len()), (None, 0, 0));
        assert!(!card.may_acknowledge);
        assert_eq!(disclosures::card(&mara, id).await.unwrap().disclosure.state, DisclosureState::Recalled);
        let again = disclosures::recall(&mara, id, RecallReason::WasWrong, 2).await;
        assert!(matches!(again, Err(AppError::Faults(_))));
    })
    .await;
}

#[tokio::test]
async fn a_correction_takes_the_place_of_what_was_wrong() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let form = a_group("Kajn");
        let kajen = groups::add(&mara, form.clone()).await.unwrap();
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        groups::edit(&mara, gvi_domain::group::NewGroup { name: "Kajen".into(), ..form }, 1).await.unwrap();
        let mut better = card_of(&mara, kajen, &[("frivarden", "coordinator")]);
        better.corrects = Some((id, 1));
        let mut elsewhere = better.clone();
        elsewhere.recipients = vec![Addressee::function("kommunen".parse().unwrap(), "coordinator")];
        assert!(
            matches!(disclosures::decide(&mara, &elsewhere).await, Err(AppError::Faults(_))),
            "a correction goes to those who hold what was wrong"
        );
        sent(&mara, &better).await;
        city.deliver().await;
        let karin = city.acts("karin").await;
        let lines = received::list(&karin).await.unwrap();
        let (new, old): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.received.state == ReceivedState::Current);
        assert_eq!(new[0].label.as_deref(), Some("Kajen"));
        assert_eq!(old[0].received.state, ReceivedState::Corrected);
        assert_eq!(old[0].received.replaced_by, Some(new[0].received.envelope));
        assert_eq!(old[0].label, None);
    })
    .await;
}

#[tokio::test]
async fn on_the_day_after_its_last_day_a_snapshot_is_gone_before_anybody_has_tidied_up() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        let envelope = received::list(&city.acts("karin").await).await.unwrap()[0].received.envelope;
        assert_eq!(city.expire().await, 0);
        city.days_pass(90);
        assert!(received::card(&city.acts("karin").await, envelope).await.is_ok(), "on its last day it may be used");
        city.days_pass(1);
        let karin = city.acts("karin").await;
        assert!(matches!(received::card(&karin, envelope).await, Err(AppError::NotFound)));
        assert!(received::list(&karin).await.unwrap().is_empty());
        assert_eq!(city.expire().await, 2, "once at the sender, once at the recipient");
        assert_eq!(city.expire().await, 0);
        let mara = city.acts("mara").await;
        assert_eq!(disclosures::card(&mara, id).await.unwrap().disclosure.state, DisclosureState::Expired);
        // A clock that jumps back brings nothing back.
        city.days_pass(-5);
        let karin = city.acts("karin").await;
        assert!(matches!(received::card(&karin, envelope).await, Err(AppError::NotFound)));
        assert!(received::list(&karin).await.unwrap().is_empty());
        assert_eq!(disclosures::card(&city.acts("mara").await, id).await.unwrap().disclosure.state, DisclosureState::Expired);
    })
    .await;
}

#[tokio::test]
async fn an_envelope_that_arrives_twice_is_taken_in_once() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let draft = card_of(&mara, kajen, &[("frivarden", "coordinator")]);
        sent(&mara, &draft).await;
        assert_eq!(sent(&mara, &draft).await, draft.id, "the same form sent twice is one decision");
        // The courier falls over after handing over and before telling the sender: the next round begins again.
        let polisen = "polisen".parse().unwrap();
        let waiting = courier::fetch(&city.site(), city.now(), &polisen).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let handed_over = received::receive(&city.house("frivarden"), waiting[0].bytes.clone()).await.unwrap();
        assert_eq!(handed_over, Receipt::TakenIn);
        assert_eq!(city.deliver().await.delivered, 1);
        assert_eq!(city.deliver().await.delivered, 0);
        assert_eq!(received::list(&city.acts("karin").await).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_recall_that_overtakes_what_it_recalls_still_holds() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        disclosures::recall(&mara, id, RecallReason::WasUnlawful, 1).await.unwrap();
        let mut waiting = courier::fetch(&city.site(), city.now(), &"polisen".parse().unwrap()).await.unwrap();
        waiting.reverse();
        for envelope in waiting {
            assert_eq!(received::receive(&city.house("frivarden"), envelope.bytes).await.unwrap(), Receipt::TakenIn);
        }
        let lines = received::list(&city.acts("karin").await).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].received.state, lines[0].label.clone()), (ReceivedState::Recalled, None));
    })
    .await;
}

#[tokio::test]
async fn an_envelope_that_was_tampered_with_or_is_for_others_is_turned_away() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        let waiting = courier::fetch(&city.site(), city.now(), &"polisen".parse().unwrap()).await.unwrap();
        let genuine = waiting[0].bytes.clone();
        let mut changed = genuine.clone();
        let at = changed.windows(5).position(|window| window == b"Kajen").unwrap();
        changed[at] = b'H';
        assert_eq!(received::receive(&city.house("frivarden"), changed).await.unwrap(), Receipt::TurnedAway("signature"));
        assert_eq!(received::receive(&city.house("frivarden"), b"hello".to_vec()).await.unwrap(), Receipt::TurnedAway("unreadable"));
        assert_eq!(received::receive(&city.house("kommunen"), genuine.clone()).await.unwrap(), Receipt::TurnedAway("not-for-us"));
        assert_eq!(received::receive(&city.house("polisen"), genuine).await.unwrap(), Receipt::TurnedAway("stranger"));
        assert!(received::list(&city.acts("karin").await).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_said_in_a_meeting_is_written_down_within_a_day_or_with_a_reason() {
    on_both_databases(async |city| {
        let karin = city.acts("karin").await;
        let mut said = draft(&karin, SnapshotKind::Oral, "M6", Source::Typed, "KBDL-2-1-3", &[("socialtjansten", "handler")]);
        said.typed = vec![("name".into(), "Viktor Sand".into()), ("conditions".into(), "Anmäler sig varje måndag.".into())];
        said.subject =
            Some(DraftSubject { label: "Viktor Sand".into(), born: Some(jiff::civil::date(2003, 4, 1)), ..DraftSubject::default() });
        said.grounds = vec![ground("OSL-10-15a")];
        said.harm_tests = vec![tested("OSL-18-11")];
        said.said = Some(Said { at: city.now().plus_hours(-30), late_reason: String::new(), dpo_told: false });
        refused(&karin, &said, &["LATE"]).await;
        said.said = Some(Said { at: city.now().plus_hours(-30), late_reason: TEXT.into(), dpo_told: true });
        let late = sent(&karin, &said).await;
        assert!(disclosures::card(&karin, late).await.unwrap().disclosure.dpo_told);
        said.id = DisclosureId::new();
        said.said = Some(Said { at: city.now().plus_seconds(-1200), late_reason: String::new(), dpo_told: false });
        sent(&karin, &said).await;
    })
    .await;
}

pub fn a_consent() -> NewConsent {
    NewConsent {
        id: ConsentId::new(),
        person: "K7MQ-2X".into(),
        given_by: GivenBy::Person,
        maturity_reason: Words::stored(String::new()),
        recipients: vec!["frivarden".parse().unwrap()],
        categories: vec!["M8".into()],
        purposes: vec!["give-help".into()],
        method: ConsentMethod::Oral,
        witness: Words::stored("Jon Hedin".into()),
        given_on: jiff::civil::date(2026, 11, 22),
        valid_until: jiff::civil::date(2027, 5, 1),
    }
}

#[tokio::test]
async fn a_consent_that_is_taken_back_takes_everything_back_that_rests_on_it() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let consent = consents::record(&ines, a_consent()).await.unwrap();
        let fact = |consent| {
            let mut fact = draft(&ines, SnapshotKind::SupportFact, "M8", Source::Typed, "SoLPuL-6", &[("frivarden", "coordinator")]);
            fact.purposes = ["give-help".into()].into();
            fact.typed = vec![("support-plan".into(), "Möter oss varje tisdag.".into())];
            fact.subject = Some(DraftSubject {
                label: "K7MQ-2X".into(),
                born: Some(jiff::civil::date(2003, 4, 1)),
                client_of_recipient: true,
                ..DraftSubject::default()
            });
            fact.grounds = vec![ground("OSL-12-2")];
            fact.consent = consent;
            fact
        };
        refused(&ines, &fact(None), &["CONSENT_SCOPE"]).await;
        let id = sent(&ines, &fact(Some(consent))).await;
        city.deliver().await;
        let karin = city.acts("karin").await;
        let lines = received::list(&karin).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert!(received::list(&city.acts("tom").await).await.unwrap().is_empty(), "whoever presses does not see the help");

        assert_eq!(consents::withdraw(&ines, consent).await.unwrap(), 1);
        city.deliver().await;
        let card = received::card(&karin, lines[0].received.envelope).await.unwrap();
        assert_eq!((card.received.state, card.content.fields.len()), (ReceivedState::Recalled, 0));
        assert_eq!(disclosures::card(&ines, id).await.unwrap().disclosure.state, DisclosureState::Recalled);
        refused(&ines, &fact(Some(consent)), &["CONSENT_SCOPE"]).await;
        assert_eq!(consents::withdraw(&ines, consent).await.unwrap(), 0, "taken back twice is once");
    })
    .await;
}

#[tokio::test]
async fn a_consent_names_authorities_of_this_site_and_ends() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let mut wild = a_consent();
        wild.recipients = vec!["alla".parse().unwrap()];
        wild.categories = vec!["M99".into()];
        assert!(matches!(consents::record(&ines, wild).await, Err(AppError::Faults(faults)) if faults.len() == 2));
        consents::record(&ines, a_consent()).await.unwrap();
        assert_eq!(consents::list(&ines).await.unwrap().consents.len(), 1);
        for user in ["olle", "sofia", "ulf"] {
            assert!(matches!(consents::list(&city.acts(user).await).await, Err(AppError::NotFound)), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_offence_that_was_committed_is_capped_at_social_services() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let mut fact = draft(&ines, SnapshotKind::SupportFact, "M8", Source::Typed, "SoLPuL-6", &[("polisen", "analyst")]);
        fact.purposes = ["investigate-crime".into()].into();
        fact.typed = vec![("name".into(), "Viktor Sand".into()), ("suspicion".into(), "Berättade om skjutningen.".into())];
        fact.subject =
            Some(DraftSubject { label: "Viktor Sand".into(), born: Some(jiff::civil::date(1998, 4, 1)), ..DraftSubject::default() });
        fact.offence = OffenceFacts {
            kind: Offence::Committed,
            chapter: "BrB-3".into(),
            min_penalty_months: 12,
            attempt: false,
            prison_in_scale: true,
        };
        fact.grounds = vec![ground("OSL-10-15a")];
        refused(&ines, &fact, &["CAP"]).await;
        fact.grounds = vec![ground("OSL-10-23")];
        sent(&ines, &fact).await;
        city.deliver().await;
        assert_eq!(received::list(&city.acts("mara").await).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn ids_that_do_not_exist_and_ids_that_are_not_allowed_answer_alike() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let id = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        let tom = city.acts("tom").await;
        for unknown in [id, DisclosureId::new()] {
            assert!(matches!(disclosures::card(&tom, unknown).await, Err(AppError::NotFound)));
            assert!(matches!(disclosures::recall(&tom, unknown, RecallReason::WasWrong, 1).await, Err(AppError::NotFound)));
        }
        assert!(matches!(received::card(&tom, EnvelopeId::new()).await, Err(AppError::NotFound)));
        assert!(matches!(received::acknowledge(&tom, EnvelopeId::new()).await, Err(AppError::NotFound)));
        let hidden = disclosures::preview(&tom, &card_of(&tom, kajen, &[("polisen", "analyst")])).await;
        assert!(matches!(hidden, Err(AppError::NotFound)), "whoever may not read a thing cannot disclose it");
        assert!(matches!(disclosures::list(&city.acts("elsa").await).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn karin_answers_with_a_status_line_and_no_more() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = sent(&mara, &link_of(&mara, &[("frivarden", "officer")])).await;
        city.deliver().await;
        let karin = city.acts("karin").await;
        let asked = received::list(&karin).await.unwrap()[0].received.envelope;
        let mut line = StatusLine {
            id: DisclosureId::new(), status: "active".into(), legal_basis: "KBDL-2-5".into(), grounds: Vec::new(), harm_tests: Vec::new(),
            reasons: String::new(), commonly_available: true, client_of_recipient: false,
        };
        assert!(matches!(send_status_line(&karin, asked, &line).await.unwrap(), Decided::Refused(preview) if preview.assessment.has("NO_GROUND")));
        line.grounds = vec![ground("OSL-10-28+KBDL-2-5")];
        assert!(matches!(send_status_line(&karin, asked, &line).await.unwrap(), Decided::Sent(_)));
        city.deliver().await;
        let question = disclosures::card(&mara, id).await.unwrap().disclosure.envelope;
        let lines = received::status_lines(&mara, question).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].content.fields, [("supervision-status".to_owned(), "active".to_owned())]);
        assert!(received::status_lines(&mara, EnvelopeId::new()).await.unwrap().is_empty());
        assert_eq!(received::of_kind(&mara, SnapshotKind::StatusLine).await.unwrap().len(), 1);
        assert!(received::of_kind(&city.acts("ada").await, SnapshotKind::StatusLine).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_officer_on_duty_alerts_three_authorities_without_persons_and_the_clock_stops() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let id = gvi_app::incidents::register(&nils, crate::incidents::a_shooting(&city)).await.unwrap();
        let mut alert = Alert { id: DisclosureId::new(), legal_basis: "PBDL-2-1-1".into(), harm: String::new(), nobody_recognised: false };
        let refused = alerts::alert(&nils, id, &alert).await.unwrap();
        assert!(matches!(refused, Decided::Refused(preview) if preview.assessment.has("UNCOVERED(18:1)") && preview.assessment.has("PRODUCT_RULE")));
        assert_eq!(city.deliver().await.delivered, 0);
        alert.harm = TEXT.into();
        alert.nobody_recognised = true;
        for _ in 0..2 {
            assert!(matches!(alerts::alert(&nils, id, &alert).await.unwrap(), Decided::Sent(_)), "sent twice is one alert");
        }
        assert_eq!(city.deliver().await.delivered, 3);
        for user in ["karin", "sofia", "olle"] {
            let known = received::of_kind(&city.acts(user).await, SnapshotKind::IncidentCard).await.unwrap();
            assert_eq!(known.len(), 1, "{user}");
            assert!(!known[0].received.person_level && known[0].content.fields.iter().any(|(key, _)| key == "incident-place"), "{user}");
        }
        assert!(received::list(&city.acts("elsa").await).await.unwrap().is_empty());
        assert!(gvi_app::incidents::card(&nils, id).await.unwrap().incident.alerted_at.value().flatten().is_some());
        assert!(matches!(alerts::alert(&city.acts("tom").await, id, &alert).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn the_bell_rings_for_who_may_read_what_came_and_for_nobody_else() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let mut karin = city.site().bells().listen(city.acts("karin").await).expect("karin receives");
        let mut olle = city.site().bells().listen(city.acts("olle").await).expect("olle receives");
        assert!(city.site().bells().listen(city.acts("rut").await).is_none(), "an auditor receives nothing");
        sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        let a_moment = std::time::Duration::from_millis(300);
        assert_eq!(tokio::time::timeout(a_moment * 10, karin.next()).await, Ok(Some(())));
        assert!(tokio::time::timeout(a_moment, olle.next()).await.is_err(), "another authority's bell rang");
        city.site().bells().silence();
        assert_eq!(olle.next().await, None);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_has_seen_is_late_after_a_day_and_what_was_seen_or_taken_back_is_not() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = group(&mara, "Kajen").await;
        let unseen = |user: &'static str| {
            let city = &city;
            async move {
                let ctx = city.acts(user).await;
                let running = gvi_app::day::day(&ctx).await.unwrap().clocks;
                running.into_iter().filter(|clock| clock.kind == ClockKind::ReceivedUnseen).count()
            }
        };
        let first = sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        sent(&mara, &card_of(&mara, kajen, &[("frivarden", "coordinator")])).await;
        city.deliver().await;
        assert_eq!((unseen("karin").await, unseen("olle").await), (2, 0));
        let version = disclosures::card(&mara, first).await.unwrap().disclosure.version;
        disclosures::recall(&mara, first, RecallReason::WasWrong, version).await.unwrap();
        city.deliver().await;
        assert_eq!(unseen("karin").await, 1, "what was taken back is late for nobody");
        let karin = city.acts("karin").await;
        for line in received::list(&karin).await.unwrap() {
            let envelope = line.received.envelope;
            if received::card(&karin, envelope).await.unwrap().may_acknowledge {
                received::acknowledge(&karin, envelope).await.unwrap();
            }
        }
        assert_eq!(unseen("karin").await, 0);
    })
    .await;
}
