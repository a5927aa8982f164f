//! Referrals: somebody is sent on with a copy, the recipient answers, and both sides see where it stands. And concern for a child, which
//! everybody reports.

use gvi_app::concerns::{self, TypedConcern};
use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{Draft, DraftSubject, Source};
use gvi_app::received::{self, Card};
use gvi_app::tasks::{self, TaskScope};
use gvi_app::{AppError, Ctx, clocks};
use gvi_domain::clock::ClockKind;
use gvi_domain::disclosure::RecallReason;
use gvi_domain::referral::{ReferralAnswer, ReferralState, RejectReason};
use gvi_domain::{DisclosureId, DomainError, EnvelopeId};
use gvi_exchange::SnapshotKind;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::{draft, refused, sent, tested};

/// Somebody who asked probation for help, sent on to the intake of social services.
fn to_intake(ctx: &Ctx) -> Draft {
    let mut draft = draft(ctx, SnapshotKind::Referral, "M9", Source::Typed, "KBDL-2-1-3", &[("socialtjansten", "intake")]);
    draft.typed = vec![("name".into(), "Viktor Sand".into()), ("wish-for-help".into(), "Vill lämna och vet inte hur.".into())];
    draft.subject =
        Some(DraftSubject { label: "Viktor Sand".into(), born: Some(jiff::civil::date(2003, 4, 1)), ..DraftSubject::default() });
    draft.harm_tests = vec![tested("OSL-18-11"), tested("OSL-35-15")];
    draft
}

async fn only(ctx: &Ctx) -> Card {
    let lines = received::list(ctx).await.unwrap();
    received::card(ctx, lines.first().expect("something received").received.envelope).await.unwrap()
}

async fn stands(ctx: &Ctx, id: DisclosureId) -> Option<ReferralState> {
    disclosures::card(ctx, id).await.unwrap().referral
}

async fn kinds(ctx: &Ctx) -> Vec<ClockKind> {
    clocks::running(ctx).await.unwrap().into_iter().map(|clock| clock.kind).collect()
}

async fn answers(city: &City, user: &str, id: EnvelopeId, answer: ReferralAnswer) -> Result<(), AppError> {
    let ctx = city.acts(user).await;
    let version = received::card(&ctx, id).await?.received.version;
    received::answer_referral(&ctx, id, answer, version).await
}

#[tokio::test]
async fn probation_sends_somebody_on_and_both_sides_see_taken_on_and_done() {
    on_both_databases(async |city| {
        let karin = city.acts("karin").await;
        let id = sent(&karin, &to_intake(&karin)).await;
        assert_eq!(stands(&karin, id).await, Some(ReferralState::Sent));
        city.deliver().await;
        let moa = city.acts("moa").await;
        let card = only(&moa).await;
        let envelope = card.received.envelope;
        assert_eq!(card.referral, Some(ReferralState::Sent));
        assert!(card.may_answer_referral);
        assert!(kinds(&moa).await.contains(&ClockKind::ReferralAnswer));
        assert!(kinds(&karin).await.contains(&ClockKind::ReferralReminder));
        let early = answers(&city, "moa", envelope, ReferralAnswer::Done).await;
        assert!(matches!(early, Err(AppError::Faults(_))), "what nobody took on is not done");
        answers(&city, "moa", envelope, ReferralAnswer::Accepted).await.unwrap();
        assert_eq!(stands(&karin, id).await, Some(ReferralState::Sent), "until the answer has arrived");
        city.deliver().await;
        let karin = city.acts("karin").await;
        assert_eq!(stands(&karin, id).await, Some(ReferralState::Accepted));
        assert!(disclosures::card(&karin, id).await.unwrap().recipients[0].acknowledged_at.is_some(), "to answer is to have seen");
        assert!(!kinds(&karin).await.contains(&ClockKind::ReferralReminder));
        assert!(kinds(&city.acts("moa").await).await.iter().all(|kind| *kind != ClockKind::ReferralAnswer));
        answers(&city, "moa", envelope, ReferralAnswer::Done).await.unwrap();
        city.deliver().await;
        assert_eq!(stands(&city.acts("karin").await, id).await, Some(ReferralState::Done));
        for user in ["mara", "olle", "elsa"] {
            let other = city.acts(user).await;
            let version = 1;
            let tried = received::answer_referral(&other, envelope, ReferralAnswer::Accepted, version).await;
            assert!(matches!(tried, Err(AppError::NotFound)), "{user}");
        }
        let sofia = city.acts("sofia").await;
        assert!(matches!(received::card(&sofia, envelope).await, Err(AppError::NotFound)), "who works without persons");
    })
    .await;
}

#[tokio::test]
async fn silence_is_a_reminder_and_never_a_yes_and_a_no_says_why_about_the_help() {
    on_both_databases(async |city| {
        let karin = city.acts("karin").await;
        let id = sent(&karin, &to_intake(&karin)).await;
        city.deliver().await;
        city.days_pass(30);
        city.expire().await;
        city.deliver().await;
        let karin = city.acts("karin").await;
        assert_eq!(stands(&karin, id).await, Some(ReferralState::Sent));
        let late: Vec<_> = clocks::running(&karin).await.unwrap().into_iter().filter(|clock| clock.is_overdue(city.now())).collect();
        assert!(late.iter().any(|clock| clock.kind == ClockKind::ReferralReminder));
        let moa = city.acts("moa").await;
        let envelope = only(&moa).await.received.envelope;
        answers(&city, "moa", envelope, ReferralAnswer::Rejected(RejectReason::NoRoom)).await.unwrap();
        city.deliver().await;
        assert_eq!(stands(&city.acts("karin").await, id).await, Some(ReferralState::Rejected(RejectReason::NoRoom)));
        let again = answers(&city, "moa", envelope, ReferralAnswer::Accepted).await;
        assert!(matches!(again, Err(AppError::Faults(_))));
    })
    .await;
}

#[tokio::test]
async fn what_the_sender_takes_back_can_be_taken_on_by_nobody() {
    on_both_databases(async |city| {
        let karin = city.acts("karin").await;
        let id = sent(&karin, &to_intake(&karin)).await;
        city.deliver().await;
        let moa = city.acts("moa").await;
        let envelope = only(&moa).await.received.envelope;
        disclosures::recall(&karin, id, RecallReason::NoLongerNeeded, 1).await.unwrap();
        assert_eq!(stands(&karin, id).await, Some(ReferralState::Revoked));
        assert!(kinds(&karin).await.iter().all(|kind| *kind != ClockKind::ReferralReminder));
        // The two cross on their way: the answer was given before the recall arrived, and arrives after it was sent.
        answers(&city, "moa", envelope, ReferralAnswer::Accepted).await.unwrap();
        city.deliver().await;
        assert_eq!(stands(&city.acts("karin").await, id).await, Some(ReferralState::Revoked), "both sides say the same");
        let card = received::card(&city.acts("moa").await, envelope).await.unwrap();
        assert_eq!(card.referral, Some(ReferralState::Revoked));
        assert!(!card.may_answer_referral && card.content.fields.is_empty());
        assert!(answers(&city, "moa", envelope, ReferralAnswer::Done).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_referral_goes_to_one_authority_and_names_nobody_to_municipality_and_community() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let open = |to: &[(&str, &str)]| {
            let mut draft = draft(&ines, SnapshotKind::UnnamedReferral, "M9U", Source::Typed, "SoLPuL-6", to);
            draft.purposes = ["give-help".into()].into();
            draft.typed = vec![
                ("help-wanted".into(), "En praktikplats i hamnen från januari.".into()),
                ("whom-to-call".into(), "Ines Dahlgren, 0470-55 01 02".into()),
            ];
            draft.harm_tests = vec![tested("OSL-26-1")];
            draft.reidentification_checked = true;
            draft
        };
        let both = disclosures::decide(&ines, &open(&[("kommunen", "coordinator"), ("tryggare", "partner")])).await;
        assert!(
            matches!(both, Err(AppError::Faults(faults)) if faults == [DomainError::field("recipients", "one-at-a-time")]),
            "nobody would know who takes it on"
        );
        let mut named = open(&[("tryggare", "partner")]);
        named.typed.push(("name".into(), "Viktor Sand".into()));
        named.subject = Some(DraftSubject { label: "Viktor Sand".into(), ..DraftSubject::default() });
        refused(&ines, &named, &["MATRIX"]).await;
        let to_elsa = sent(&ines, &open(&[("tryggare", "partner")])).await;
        let to_olle = sent(&ines, &open(&[("kommunen", "coordinator")])).await;
        city.deliver().await;
        for (user, id, answer) in
            [("elsa", to_elsa, ReferralAnswer::Accepted), ("olle", to_olle, ReferralAnswer::Rejected(RejectReason::NotOurTask))]
        {
            let ctx = city.acts(user).await;
            let card = only(&ctx).await;
            assert!(!card.received.person_level && card.may_answer_referral, "{user}");
            answers(&city, user, card.received.envelope, answer).await.unwrap();
            city.deliver().await;
            let state = stands(&city.acts("ines").await, id).await.unwrap();
            assert_eq!(state.name(), answer.name(), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_of_every_authority_reports_concern_for_a_child_and_intake_has_a_task_the_same_day() {
    on_both_databases(async |city| {
        let typed = TypedConcern {
            child: "Pojke, omkring tio, Kranvägen 4",
            born: None,
            age: Some(10),
            worry: "Ute ensam om nätterna med äldre killar.",
            contact: "",
        };
        // The auditor, the operator, the data protection officer and somebody without any purpose: none of them may do anything else.
        let mut reports = 0;
        for user in ["rut", "ada", "dag", "lova", "nils", "siv", "bo", "olle", "leila", "tom"] {
            let ctx = city.without_purpose(user).await;
            assert!(concerns::may_report(&ctx), "{user}");
            match concerns::report(&ctx, DisclosureId::new(), typed).await.unwrap() {
                Decided::Sent(_) => reports += 1,
                Decided::Refused(preview) => panic!("{user}: {:?}", preview.assessment.refusals),
            }
        }
        assert_eq!(city.deliver().await.delivered, reports);
        let moa = city.acts("moa").await;
        assert_eq!(received::list(&moa).await.unwrap().len(), reports);
        assert!(received::list(&city.acts("sofia").await).await.unwrap().is_empty(), "who works without persons");
        let given = tasks::list(&moa, TaskScope::Mine).await.unwrap().tasks;
        let today = city.now().plus_days(1).date(moa.zone());
        assert_eq!(given.iter().filter(|task| task.due_on.as_value() == Some(&today)).count(), reports);
        // Inside social services the task goes to the own intake at once.
        let ulf = city.without_purpose("ulf").await;
        let id = DisclosureId::new();
        concerns::report(&ulf, id, typed).await.unwrap();
        concerns::report(&ulf, id, typed).await.unwrap();
        let given = tasks::list(&city.acts("moa").await, TaskScope::Mine).await.unwrap().tasks;
        assert_eq!(given.len(), reports + 1, "the same form twice is one report");
        let elsa = city.acts("elsa").await;
        assert!(!concerns::may_report(&elsa), "an association keeps nothing about a person here");
        assert!(matches!(concerns::report(&elsa, DisclosureId::new(), typed).await, Err(AppError::NotFound)));
        let grown = TypedConcern { age: Some(30), ..typed };
        assert!(matches!(concerns::report(&city.acts("mara").await, DisclosureId::new(), grown).await.unwrap(), Decided::Refused(_)));
        let bare = TypedConcern { child: "", age: None, worry: "", ..typed };
        let faults = concerns::report(&city.acts("mara").await, DisclosureId::new(), bare).await.err();
        assert!(matches!(faults, Some(AppError::Faults(faults)) if faults.len() == 3));
    })
    .await;
}
