//! What is disclosed about somebody with protected identity: there for the one named handler at the recipient, and nothing at all to
//! everybody else there.

use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{Draft, DraftSubject, Source};
use gvi_app::measures::Figure;
use gvi_app::status_line::{StatusLine, send_status_line};
use gvi_app::{AppError, Ctx, day, measures, persons, received, tasks};
use gvi_domain::clock::ClockKind;
use gvi_domain::disclosure::{RecallReason, ReceivedState};
use gvi_domain::measure::Measure;
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{DisclosureId, EnvelopeId, PersonId};
use gvi_exchange::SnapshotKind;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::{draft, ground, link_of, refused, sent, tested};
use crate::memberships::{an_active_group, listed};
use crate::persons::a_person;

/// That somebody with protected identity is linked to a group, for one person at probation.
fn protected_link(ctx: &Ctx, handler: Option<&str>) -> Draft {
    let mut link = link_of(ctx, &[("frivarden", "officer")]);
    link.subject.as_mut().unwrap().protected_identity = true;
    link.recipients[0].handler = handler.map(str::to_owned);
    link
}

/// A question about somebody with protected identity, for one person at social services.
fn protected_question(ctx: &Ctx, handler: &str) -> Draft {
    let mut question = draft(ctx, SnapshotKind::Request, "ASK", Source::Typed, "PBDL-2-1-1", &[("socialtjansten", "intake")]);
    question.typed = vec![("name".into(), "Viktor Sand".into())];
    question.subject = Some(DraftSubject {
        label: "Viktor Sand".into(),
        born: Some(jiff::civil::date(2003, 4, 1)),
        protected_identity: true,
        ..DraftSubject::default()
    });
    question.recipients[0].handler = Some(handler.to_owned());
    question.harm_tests = vec![tested("OSL-18-1")];
    question.grounds = vec![ground("OSL-10-15a")];
    question
}

async fn envelopes(ctx: &Ctx) -> Vec<EnvelopeId> {
    received::list(ctx).await.unwrap().iter().map(|line| line.received.envelope).collect()
}

/// Everything that could tell this person of a snapshot: list, card, day, clocks, pages of other things, tasks.
async fn knows_nothing_of(city: &City, user: &str, envelope: EnvelopeId) {
    let ctx = city.acts(user).await;
    assert!(envelopes(&ctx).await.is_empty(), "{user} sees it in the list");
    for id in [envelope, EnvelopeId::new()] {
        assert!(matches!(received::card(&ctx, id).await, Err(AppError::NotFound)), "{user} opens it");
        assert!(matches!(received::acknowledge(&ctx, id).await, Err(AppError::NotFound)), "{user} acknowledges it");
    }
    let day = day::day(&ctx).await.unwrap();
    assert!(day.received.is_empty(), "it is on the day of {user}");
    assert!(!day.clocks.iter().any(|clock| clock.kind == ClockKind::ReceivedUnseen), "a clock tells {user}");
    for kind in SnapshotKind::ALL {
        assert!(received::of_kind(&ctx, *kind).await.unwrap().is_empty(), "another page tells {user}");
    }
    for scope in tasks::TaskScope::ALL {
        assert!(tasks::list(&ctx, scope).await.unwrap().tasks.is_empty(), "a task tells {user}");
    }
}

#[tokio::test]
async fn what_is_about_a_protected_identity_is_there_for_the_named_handler_and_for_nobody_else() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let mut bell_of_karin = city.site().bells().listen(city.acts("karin").await).unwrap();
        let mut bell_of_tom = city.site().bells().listen(city.acts("tom").await).unwrap();
        let id = sent(&mara, &protected_link(&mara, Some("tom"))).await;
        assert_eq!(city.deliver().await.delivered, 1);
        let a_moment = std::time::Duration::from_millis(300);
        assert_eq!(tokio::time::timeout(a_moment * 10, bell_of_tom.next()).await, Ok(Some(())));
        assert!(tokio::time::timeout(a_moment, bell_of_karin.next()).await.is_err(), "the bell of a colleague rang");

        let tom = city.acts("tom").await;
        let envelope = envelopes(&tom).await[0];
        let card = received::card(&tom, envelope).await.unwrap();
        assert!(card.received.protected);
        assert_eq!(card.received.answer_to.value().as_deref(), Some("mara"));
        assert_eq!(card.label.as_deref(), Some("Viktor Sand"));
        knows_nothing_of(&city, "karin", envelope).await;

        received::acknowledge(&tom, envelope).await.unwrap();
        city.deliver().await;
        let own = disclosures::card(&mara, id).await.unwrap();
        assert_eq!(own.recipients[0].handler.as_deref(), Some("tom"));
        assert!(own.recipients[0].acknowledged_at.is_some());

        // Emptied, the line that says so is still nobody's but the handler's.
        disclosures::recall(&mara, id, RecallReason::WasWrong, own.disclosure.version).await.unwrap();
        city.deliver().await;
        let lines = received::list(&tom).await.unwrap();
        assert_eq!((lines[0].received.state, lines[0].label.as_deref()), (ReceivedState::Recalled, None));
        assert_eq!(lines[0].received.answer_to.clone().value().as_deref(), Some(""));
        knows_nothing_of(&city, "karin", envelope).await;
    })
    .await;
}

#[tokio::test]
async fn a_protected_identity_goes_to_a_person_by_name_or_to_nobody() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        refused(&mara, &protected_link(&mara, None), &["PRODUCT_RULE"]).await;
        refused(&mara, &protected_link(&mara, Some(" ")), &["PRODUCT_RULE"]).await;
        // Nobody is called so, or is called so elsewhere, or reads the log and nothing else.
        for nobody in ["ingen", "ines", "siv"] {
            let id = sent(&mara, &protected_link(&mara, Some(nobody))).await;
            assert_eq!(city.deliver().await.delivered, 0, "{nobody}");
            assert_eq!(disclosures::card(&mara, id).await.unwrap().recipients[0].delivery, "turned-away", "{nobody}");
        }
        for user in ["tom", "karin"] {
            assert!(envelopes(&city.acts(user).await).await.is_empty(), "{user}");
        }
        // A name can be given for anybody: what is meant for one is for one.
        let mut plain = link_of(&mara, &[("frivarden", "officer")]);
        plain.recipients[0].handler = Some("tom".to_owned());
        sent(&mara, &plain).await;
        city.deliver().await;
        let envelope = envelopes(&city.acts("tom").await).await[0];
        assert!(!received::card(&city.acts("tom").await, envelope).await.unwrap().received.protected);
        knows_nothing_of(&city, "karin", envelope).await;
    })
    .await;
}

#[tokio::test]
async fn what_the_law_wants_done_about_a_protected_identity_is_the_handlers_task_alone() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        sent(&mara, &protected_question(&mara, "moa")).await;
        assert_eq!(city.deliver().await.delivered, 1);
        let moa = city.acts("moa").await;
        let envelope = envelopes(&moa).await[0];
        let own = tasks::list(&moa, tasks::TaskScope::Mine).await.unwrap().tasks;
        assert_eq!(own.len(), 1);
        assert!(tasks::page(&moa, own[0].id).await.unwrap().may_finish);
        for user in ["ines", "jon"] {
            knows_nothing_of(&city, user, envelope).await;
            assert!(matches!(tasks::page(&city.acts(user).await, own[0].id).await, Err(AppError::NotFound)), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_about_a_protected_identity_is_protected_whatever_was_ticked() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = sent(&mara, &protected_link(&mara, Some("tom"))).await;
        city.deliver().await;
        let tom = city.acts("tom").await;
        let asked = envelopes(&tom).await[0];
        let line = StatusLine {
            id: DisclosureId::new(),
            status: "active".into(),
            legal_basis: "KBDL-2-5".into(),
            grounds: vec![ground("OSL-10-28+KBDL-2-5")],
            harm_tests: Vec::new(),
            reasons: String::new(),
            commonly_available: true,
            client_of_recipient: false,
        };
        // The same line about anybody else would leave (see `karin_answers_with_a_status_line_and_no_more`): here one lock more lies on it.
        match send_status_line(&tom, asked, &line).await.unwrap() {
            Decided::Sent(_) => panic!("an answer about a protected identity left as if about anybody"),
            Decided::Refused(preview) => assert!(preview.assessment.has("UNCOVERED(22:1)"), "{:?}", preview.assessment.refusals),
        }
        // Putting it right keeps the mark, even if nobody ticks it again; and without a name nothing leaves.
        let version = disclosures::card(&mara, id).await.unwrap().disclosure.version;
        let mut better = link_of(&mara, &[("frivarden", "officer")]);
        better.corrects = Some((id, version));
        refused(&mara, &better, &["PRODUCT_RULE"]).await;
        better.recipients[0].handler = Some("tom".to_owned());
        sent(&mara, &better).await;
        city.deliver().await;
        assert!(envelopes(&city.acts("karin").await).await.is_empty());
        assert_eq!(envelopes(&tom).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_answer_taken_from_the_own_list_keeps_the_mark_of_the_question() {
    on_both_databases(async |city| {
        let (mara, tom) = (city.acts("mara").await, city.acts("tom").await);
        let mut question = draft(&tom, SnapshotKind::Request, "ASK", Source::Typed, "KBDL-2-1-3", &[("polisen", "analyst")]);
        question.typed = vec![("name".into(), "Viktor Sand".into())];
        question.subject = protected_question(&tom, "mara").subject;
        question.recipients[0].handler = Some("mara".to_owned());
        question.grounds = vec![ground("OSL-10-27")];
        sent(&tom, &question).await;
        city.deliver().await;
        let asked = envelopes(&mara).await[0];
        // On the own list nobody has written that the identity is protected.
        let group = an_active_group(&city, "Kajen").await;
        let (_, membership) = listed(&city, "Viktor Sand", group).await;
        let mut answer = link_of(&mara, &[("frivarden", "officer")]);
        answer.source = Source::Membership(membership);
        answer.typed = Vec::new();
        answer.chosen = ["person-name".to_owned()].into();
        answer.in_reply_to = Some(asked);
        refused(&mara, &answer, &["PRODUCT_RULE"]).await;
        answer.recipients[0].handler = Some("tom".to_owned());
        sent(&mara, &answer).await;
        city.deliver().await;
        let tom = city.acts("tom").await;
        assert!(received::list(&tom).await.unwrap()[0].received.protected);
        assert!(envelopes(&city.acts("karin").await).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_past_its_day_is_counted_for_the_handler_only() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        sent(&mara, &protected_link(&mara, Some("tom"))).await;
        sent(&mara, &protected_link(&mara, Some("karin"))).await;
        city.deliver().await;
        city.days_pass(100);
        let karin = city.acts("karin").await;
        let book = measures::book(&karin, city.now().date(karin.zone())).await.unwrap();
        let past = book.measures.into_iter().find(|measured| measured.measure == Measure::R3).unwrap();
        assert_eq!(past.figure, Figure::Counts(vec![("all", 1), ("received", 1)]), "Tom's is in no count of hers");
    })
    .await;
}

#[tokio::test]
async fn whoever_marks_somebody_as_protected_is_given_what_was_told_before_to_put_right() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let group = an_active_group(&city, "Kajen").await;
        let (person, membership) = listed(&city, "Viktor Sand", group).await;
        let mut told = link_of(&mara, &[("frivarden", "officer")]);
        told.source = Source::Membership(membership);
        told.typed = Vec::new();
        told.chosen = ["person-name".to_owned()].into();
        let id = sent(&mara, &told).await;
        city.deliver().await;
        assert!(tasks::list(&mara, tasks::TaskScope::Mine).await.unwrap().tasks.is_empty());

        let protected = NewPerson { id: person, protected: true, ..a_person("Viktor Sand", Born::Year(1998)) };
        persons::edit(&mara, protected.clone(), version_of(&mara, person).await).await.unwrap();
        let own = tasks::list(&mara, tasks::TaskScope::Mine).await.unwrap().tasks;
        assert_eq!(own.len(), 1);
        for user in ["pia", "greta"] {
            let all = tasks::list(&city.acts(user).await, tasks::TaskScope::All).await.unwrap().tasks;
            assert!(all.is_empty(), "{user} is told that somebody is protected");
        }
        // Put right, it is Tom's alone; and another edit gives no second task.
        let version = disclosures::card(&mara, id).await.unwrap().disclosure.version;
        told.id = DisclosureId::new();
        told.corrects = Some((id, version));
        refused(&mara, &told, &["PRODUCT_RULE"]).await;
        told.recipients[0].handler = Some("tom".to_owned());
        sent(&mara, &told).await;
        city.deliver().await;
        let in_force = async |user: &str| {
            let lines = received::list(&city.acts(user).await).await.unwrap();
            lines.iter().filter(|line| line.received.state == ReceivedState::Current).count()
        };
        assert_eq!((in_force("tom").await, in_force("karin").await), (1, 0));
        persons::edit(&mara, protected, version_of(&mara, person).await).await.unwrap();
        assert_eq!(tasks::list(&mara, tasks::TaskScope::Mine).await.unwrap().tasks.len(), 1);
    })
    .await;
}

async fn version_of(ctx: &Ctx, person: PersonId) -> i64 {
    persons::card(ctx, person).await.unwrap().person.version
}
