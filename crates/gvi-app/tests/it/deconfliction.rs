//! Deconfliction: one of three words can be answered and received, the reasons stay where they were written, and silence clears nothing.

use gvi_app::deconfliction::{self, Question};
use gvi_app::disclosures;
use gvi_app::received::{self, Receipt};
use gvi_app::status_line::{StatusLine, send_status_line};
use gvi_app::{AppError, expiry, notifications};
use gvi_domain::deconfliction::Standing;
use gvi_domain::disclosure::{Addressee, RecallReason};
use gvi_domain::notification::NotificationState;
use gvi_domain::{DisclosureId, EnvelopeId};
use gvi_exchange::{Act, Envelope, EnvelopeKey, Field, Snapshot, SnapshotKind};
use gvi_secrecy::Class;
use gvi_testkit::city::seed;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::{TEXT, draft, ground, tested};
use crate::notifications::{account, all_go, answers, ask, envelope_of, question_to, reply_with, requested, rule, somebody, state};

#[tokio::test]
async fn nothing_but_one_of_three_words_can_be_answered_or_received() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let (pia, id) = (city.acts("pia").await, requested(&city, &asked).await);
        ask(&pia, id, &question_to("frivarden", "officer")).await;
        city.deliver().await;
        let tom = city.acts("tom").await;
        let question = envelope_of(&tom).await;
        let card = received::card(&tom, question).await.unwrap();
        assert!(card.may_clear && !card.may_answer, "the form with free fields is not offered");
        assert!(
            !card.content.fields.iter().any(|(_, value)| value.contains("lyssnar") || value == "Kajen"),
            "neither reason nor group is told"
        );
        // No other word, no word more, and no other form.
        for wrong in ["", "yes", "wait until the trial", "Clear"] {
            assert!(
                matches!(deconfliction::reply(&tom, question, &reply_with(wrong, "KBDL-2-1-3")).await, Err(AppError::Faults(_))),
                "{wrong}"
            );
        }
        let mut more =
            draft(&tom, SnapshotKind::Answer, "CLEAR", gvi_app::draft::Source::Typed, "KBDL-2-1-3", &[("polisen", "coordinator")]);
        more.in_reply_to = Some(question);
        for typed in [
            vec![("clearance".into(), "clear, han flyttade i maj".to_owned())],
            vec![("clearance".into(), "clear".to_owned()), ("clearance-contact".into(), "Ring mig, det finns mer att säga".to_owned())],
            vec![("clearance".into(), "clear".to_owned()), ("name".into(), "Viktor Sand".to_owned())],
            vec![("supervision-status".into(), "active".to_owned())],
        ] {
            more.typed = typed;
            assert_eq!(rule(disclosures::decide(&tom, &more).await.map(|_| ())), Some("clearance-only"), "{:?}", more.typed);
        }
        let mut other = draft(&tom, SnapshotKind::Answer, "M6", gvi_app::draft::Source::Typed, "KBDL-2-5", &[("polisen", "analyst")]);
        other.typed = vec![("supervision-status".into(), "active".to_owned())];
        other.in_reply_to = Some(question);
        assert_eq!(rule(disclosures::decide(&tom, &other).await.map(|_| ())), Some("clearance-only"));
        let line = StatusLine {
            id: DisclosureId::new(),
            status: "active".into(),
            legal_basis: "KBDL-2-5".into(),
            grounds: vec![ground("OSL-10-28+KBDL-2-5")],
            harm_tests: vec![tested("OSL-18-11")],
            reasons: TEXT.into(),
            commonly_available: true,
            client_of_recipient: false,
        };
        assert_eq!(rule(send_status_line(&tom, question, &line).await.map(|_| ())), Some("clearance-only"));
        // And the words answer nothing else.
        more.in_reply_to = None;
        more.typed = vec![("clearance".into(), "clear".to_owned())];
        assert_eq!(rule(disclosures::decide(&tom, &more).await.map(|_| ())), Some("clearance-only"));

        // What a tampered house sends with more in it is turned away whole, and the refusal is in the log.
        let good = forged(&city, question, "clear");
        let with = |change: &dyn Fn(&mut Snapshot)| {
            let mut envelope = good.clone();
            envelope.id = EnvelopeId::new();
            if let Act::Disclose(snapshot) = &mut envelope.act {
                change(snapshot);
            }
            envelope
        };
        let field = |key: &str, value: &str| Field { class: Class::Intelligence, key: key.into(), value: value.into() };
        let house = city.house("polisen");
        for tampered in [
            with(&|snapshot| snapshot.fields[0].value = "clear, han flyttade i maj".into()),
            with(&|snapshot| snapshot.fields.push(field("supervision-status", "active"))),
            with(&|snapshot| snapshot.fields.push(field("clearance-contact", "Ring mig, det finns mer"))),
            with(&|snapshot| snapshot.conditions = "Han flyttade i maj.".into()),
            with(&|snapshot| snapshot.basis.disputes = "Han flyttade i maj.".into()),
            with(&|snapshot| snapshot.basis.source = "Han flyttade i maj.".into()),
            with(&|snapshot| snapshot.harm_tests[0].reasons = "Han flyttade i maj.".into()),
            with(&|snapshot| snapshot.subject = "Han flyttade i maj.".into()),
            with(&|snapshot| snapshot.category = "M6".into()),
            with(&|snapshot| snapshot.kind = SnapshotKind::StatusLine),
            with(&|snapshot| snapshot.in_reply_to = None),
        ] {
            let receipt = received::receive(&house, sealed(&tampered)).await.unwrap();
            assert_eq!(receipt, Receipt::TurnedAway("more-than-an-answer"), "{:?}", tampered.act);
        }
        assert!(received::list(&pia).await.unwrap().is_empty());
        assert_eq!(received::receive(&house, sealed(&good)).await.unwrap(), Receipt::TakenIn);
        assert_eq!(notifications::card(&pia, id).await.unwrap().questions[0].1, Standing::Clear);
    })
    .await;
}

/// An answer as probation's house would seal it.
fn forged(city: &City, question: EnvelopeId, word: &str) -> Envelope {
    let today = city.now().date(&jiff::tz::TimeZone::UTC);
    Envelope {
        id: EnvelopeId::new(),
        sealed_at: city.now(),
        from: "frivarden".parse().unwrap(),
        recipients: vec![Addressee::function("polisen".parse().unwrap(), "coordinator")],
        act: Act::Disclose(Snapshot {
            kind: SnapshotKind::Answer,
            category: "CLEAR".into(),
            subject: gvi_domain::Code::new().to_string(),
            person_level: true,
            protected: None,
            fields: vec![Field { class: Class::Intelligence, key: "clearance".into(), value: word.into() }],
            grounds: Vec::new(),
            harm_tests: vec![gvi_exchange::HarmTest { provision: "OSL-18-11".into(), reasons: String::new() }],
            purposes: vec!["prevent-detect-crime".into()],
            as_of: today,
            basis: gvi_exchange::Basis { assessed: None, source: String::new(), grading: String::new(), disputes: String::new() },
            conditions: String::new(),
            ends_on: today.saturating_add(jiff::Span::new().days(30)),
            in_reply_to: Some(question),
        }),
    }
}

fn sealed(envelope: &Envelope) -> Vec<u8> {
    EnvelopeKey::of_seed(seed("frivarden")).seal(envelope).unwrap().bytes().to_vec()
}

#[tokio::test]
async fn the_reasons_of_an_answer_stay_where_they_were_written() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let (pia, id) = (city.acts("pia").await, requested(&city, &asked).await);
        ask(&pia, id, &question_to("socialtjansten", "intake")).await;
        city.deliver().await;
        let own = answers(&city, "moa", "wait").await;
        let moa = city.acts("moa").await;
        assert!(
            disclosures::card(&moa, own)
                .await
                .unwrap()
                .content
                .reasons
                .iter()
                .any(|(_, _, text)| text.clone().value().as_deref() == Some(TEXT))
        );
        let card = received::card(&pia, envelope_of(&pia).await).await.unwrap();
        assert_eq!(card.content.fields, [("clearance".to_owned(), "wait".to_owned())]);
        assert!(card.content.reasons.iter().all(|(_, _, text)| text.clone().value().is_none_or(|text| text.is_empty())));
        assert_eq!(card.received.source.clone().value().as_deref(), Some(""));
    })
    .await;
}

#[tokio::test]
async fn wait_is_not_talked_away_and_contact_is_cleared_by_the_talk_that_somebody_wrote_down() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let (pia, id) = (city.acts("pia").await, requested(&city, &asked).await);
        all_go(&pia, id).await;
        let to_social_services = question_to("socialtjansten", "intake");
        ask(&pia, id, &to_social_services).await;
        city.deliver().await;
        let talk =
            async |question: &Question| rule(notifications::talk(&pia, id, question.id, "Ringde Moa, de har inget emot torsdag.").await);
        assert_eq!(talk(&to_social_services).await, Some("notification-no-talk-asked-for"), "nobody talks silence away");
        let waits = answers(&city, "moa", "wait").await;
        assert_eq!(talk(&to_social_services).await, Some("notification-no-talk-asked-for"));
        // The answer is put in the place of another by asking again.
        city.hours_pass(1);
        let pia = city.acts("pia").await;
        let again = question_to("socialtjansten", "intake");
        ask(&pia, id, &again).await;
        city.deliver().await;
        answers(&city, "moa", "contact").await;
        let card = notifications::card(&pia, id).await.unwrap();
        assert_eq!(card.questions.len(), 1, "the latest question to each authority counts");
        assert_eq!((card.questions[0].1, card.questions[0].2.as_deref()), (Standing::Contact, Some("moa")));
        let (_, version) = state(&pia, id).await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-not-cleared"));
        notifications::talk(&pia, id, again.id, "Ringde Moa, de har inget emot torsdag.").await.unwrap();
        notifications::clear(&pia, id, version).await.unwrap();
        assert_eq!(state(&pia, id).await.0, NotificationState::Deconflicted);
        let (_, version) = state(&pia, id).await;
        let nils = account(&pia, id, "nils").await;
        notifications::assign(&pia, id, vec![nils], Some(city.now().plus_hours(1)), version).await.unwrap();
        // An answer that is taken back is no answer any more: nobody has the visit in hand, for the team may not read the answers.
        let moa = city.acts("moa").await;
        let lines = disclosures::list(&moa).await.unwrap().lines;
        let latest = lines.iter().find(|line| line.disclosure.id != waits).unwrap();
        disclosures::recall(&moa, latest.disclosure.id, RecallReason::WasWrong, latest.disclosure.version).await.unwrap();
        city.deliver().await;
        let (now, version) = state(&pia, id).await;
        assert_eq!(now, NotificationState::Requested);
        assert!(notifications::card(&pia, id).await.unwrap().colleagues.iter().all(|colleague| !colleague.in_team));
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-not-cleared"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_past_its_last_day_takes_the_visit_out_of_the_hands_of_the_team() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let (pia, id) = (city.acts("pia").await, requested(&city, &asked).await);
        all_go(&pia, id).await;
        ask(&pia, id, &question_to("socialtjansten", "intake")).await;
        city.deliver().await;
        answers(&city, "moa", "clear").await;
        let (_, version) = state(&pia, id).await;
        notifications::clear(&pia, id, version).await.unwrap();
        let (_, version) = state(&pia, id).await;
        let nils = account(&pia, id, "nils").await;
        notifications::assign(&pia, id, vec![nils], Some(city.now().plus_hours(40 * 24)), version).await.unwrap();
        city.days_pass(29);
        expiry::expire(&city.house("polisen")).await.unwrap();
        let pia = city.acts("pia").await;
        assert_eq!(state(&pia, id).await.0, NotificationState::Assigned, "the answer holds until its last day");
        // Nothing comes from the other authority: the own clock is enough.
        city.days_pass(3);
        expiry::expire(&city.house("polisen")).await.unwrap();
        let pia = city.acts("pia").await;
        let (now, version) = state(&pia, id).await;
        assert_eq!(now, NotificationState::Requested);
        assert!(notifications::card(&pia, id).await.unwrap().colleagues.iter().all(|colleague| !colleague.in_team));
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-not-cleared"));
    })
    .await;
}
