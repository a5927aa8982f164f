use gvi_app::support::{self, TypedSupport};
use gvi_app::{AppError, Ctx, clocks};
use gvi_domain::clock::ClockKind;
use gvi_domain::support::SupportStatus;
use gvi_domain::{Code, DomainError, SupportId};
use gvi_testkit::{City, on_both_databases};

/// A contact with somebody, opened today.
pub async fn opened(city: &City, ctx: &Ctx) -> SupportId {
    let person = Code::new().to_string();
    let typed = TypedSupport {
        person: &person,
        reference: "2026-SOC-4411",
        route: "help-line",
        status: "contact",
        first_contact: Some(city.now()),
    };
    support::add(ctx, SupportId::new(), typed).await.unwrap()
}

#[tokio::test]
async fn ines_sees_her_support_contact_and_for_everybody_else_there_is_none() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        assert_eq!(support::card(&ines, id).await.unwrap().contact.reference.as_value().map(String::as_str), Some("2026-SOC-4411"));
        for user in ["jon", "moa", "ulf", "mara", "pia", "greta", "nils", "rut", "dag", "ada", "tom", "karin", "olle", "leila", "elsa"] {
            let ctx = city.acts(user).await;
            let hidden = support::card(&ctx, id).await.err().map(|error| error.to_string());
            let unknown = support::card(&ctx, SupportId::new()).await.err().map(|error| error.to_string());
            assert_eq!((hidden.as_deref(), &hidden), (Some("not found"), &unknown), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_unassigned_colleague_learns_neither_from_the_list_nor_from_the_clocks_that_there_is_a_contact() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        opened(&city, &ines).await;
        assert_eq!(clocks::running(&ines).await.unwrap().len(), 1);
        let jon = city.acts("jon").await;
        let list = support::list(&jon).await.unwrap();
        assert!(list.own.is_empty() && list.counts.iter().all(|(_, count)| *count == 0));
        assert!(clocks::running(&jon).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_coordinator_counts_contacts_and_sees_no_person() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        let sofia = city.acts("sofia").await;
        let list = support::list(&sofia).await.unwrap();
        assert!(list.only_counts && list.own.is_empty());
        assert!(list.counts.contains(&(SupportStatus::Contact, 1)));
        let card = support::card(&sofia, id).await.unwrap();
        assert!(card.contact.person.is_withheld() && card.contact.reference.is_withheld() && card.contact.route.is_withheld());
        assert!(!card.may_edit && card.next.is_empty() && card.colleagues.is_empty());
        assert!(matches!(support::met(&sofia, id, 1).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn the_first_meeting_is_due_in_a_day_and_then_the_plan_in_a_fortnight() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        let started = city.now();
        let due =
            async |ctx: &Ctx| clocks::running(ctx).await.unwrap().into_iter().map(|clock| (clock.kind, clock.due_at)).collect::<Vec<_>>();
        assert_eq!(due(&ines).await, [(ClockKind::SupportMeeting, started.plus_hours(24))]);
        city.hours_pass(20);
        let ines = city.acts("ines").await;
        let met = city.now();
        support::met(&ines, id, 1).await.unwrap();
        assert_eq!(due(&ines).await, [(ClockKind::SupportPlan, met.plus_days(14))]);
        city.days_pass(6);
        let ines = city.acts("ines").await;
        support::check_in(&ines, id, 2).await.unwrap();
        support::move_to(&ines, id, SupportStatus::Ongoing, 3).await.unwrap();
        assert_eq!(due(&ines).await, [(ClockKind::SupportPlan, met.plus_days(14))], "a promise is not postponed");
        support::move_to(&ines, id, SupportStatus::Ended, 4).await.unwrap();
        assert!(due(&ines).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_ended_contact_is_gone_after_ninety_days_even_for_its_handler() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        support::move_to(&ines, id, SupportStatus::Ended, 1).await.unwrap();
        assert!(clocks::running(&ines).await.unwrap().is_empty());
        city.days_pass(90);
        assert!(support::card(&city.acts("ines").await, id).await.is_ok());
        city.days_pass(2);
        let ines = city.acts("ines").await;
        assert!(matches!(support::card(&ines, id).await, Err(AppError::NotFound)));
        assert!(support::list(&ines).await.unwrap().own.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_handed_on_and_never_left_in_nobodys_hand() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        let account = |ctx: &Ctx| ctx.actor().account.parse().unwrap();
        let alone = support::release(&ines, id, account(&ines)).await;
        assert!(matches!(alone, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "last-handler" }]));
        let jon = city.acts("jon").await;
        support::assign(&ines, id, account(&jon)).await.unwrap();
        assert!(support::card(&jon, id).await.is_ok());
        support::release(&jon, id, account(&ines)).await.unwrap();
        assert!(matches!(support::card(&ines, id).await, Err(AppError::NotFound)));
        // The coordinator holds no contact: who counts does not handle.
        let sofia = city.acts("sofia").await;
        assert!(matches!(support::assign(&jon, id, account(&sofia)).await, Err(AppError::Faults(_))));
    })
    .await;
}
