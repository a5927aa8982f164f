//! Help: calls to the help line, the steps of a support contact, what became of people, and the measures of help against numbers that were
//! worked out by hand.

use gvi_app::help_calls::{self, Promptness};
use gvi_app::measures::{Figure, book};
use gvi_app::support::{self, TypedSupport};
use gvi_app::{AppError, Ctx, clocks, persons};
use gvi_domain::clock::ClockKind;
use gvi_domain::help_call::{CallOutcome, CallState, TypedCall};
use gvi_domain::measure::{Measure, Share};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::support::SupportStatus;
use gvi_domain::support_steps::{DropReason, Mark, Protection, Step};
use gvi_domain::{Code, Date, DomainError, HelpCallId, Moment, PersonId, SupportId, Words};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

fn waits(called_at: Moment) -> TypedCall<'static> {
    TypedCall { called_at: Some(called_at), answered: "no", caller: "", anonymous: false, outcome: "" }
}

fn answered(called_at: Moment, caller: &'static str, outcome: &'static str) -> TypedCall<'static> {
    TypedCall { called_at: Some(called_at), answered: "yes", caller, anonymous: false, outcome }
}

async fn due(ctx: &Ctx) -> Vec<(ClockKind, Moment)> {
    clocks::running(ctx).await.unwrap().into_iter().map(|clock| (clock.kind, clock.due_at)).collect()
}

async fn took(city: &City, user: &str, id: SupportId, step: Step) -> Result<(), AppError> {
    let ctx = city.acts(user).await;
    let version = support::card(&ctx, id).await?.contact.version;
    support::take(&ctx, id, step, version).await
}

async fn contact_with(city: &City, user: &str, person: &str, status: &'static str) -> SupportId {
    let typed = TypedSupport { person, reference: "2026-SOC-4411", route: "help-line", status, first_contact: Some(city.now()) };
    support::add(&city.acts(user).await, SupportId::new(), typed).await.unwrap()
}

async fn contact(city: &City, user: &str) -> SupportId {
    contact_with(city, user, &Code::new().to_string(), "contact").await
}

#[tokio::test]
async fn whoever_was_not_answered_is_called_back_within_the_hour_and_the_hour_runs_from_the_call() {
    on_both_databases(async |city| {
        let called = city.now();
        city.hours_pass(0);
        let moa = city.acts("moa").await;
        let id = help_calls::log(&moa, HelpCallId::new(), waits(called)).await.unwrap();
        assert_eq!(due(&moa).await, [(ClockKind::SupportCallBack, called.plus_hours(1))]);
        let jon = city.acts("jon").await;
        assert_eq!(due(&jon).await, [(ClockKind::SupportCallBack, called.plus_hours(1))], "whoever answers may call back");
        for user in ["sofia", "mara", "pia", "karin", "olle", "elsa"] {
            assert!(due(&city.acts(user).await).await.iter().all(|(kind, _)| *kind != ClockKind::SupportCallBack), "{user}");
        }
        help_calls::call_back(&jon, id, "", false, "no-answer", 1).await.unwrap();
        assert!(due(&jon).await.is_empty(), "the promise was kept");
        let card = help_calls::card(&jon, id).await.unwrap();
        assert!(card.may_call_back, "and nobody is given up");
        city.hours_pass(3);
        let jon = city.acts("jon").await;
        help_calls::call_back(&jon, id, "self", false, "talked", 2).await.unwrap();
        let card = help_calls::card(&jon, id).await.unwrap();
        assert!(!card.may_call_back);
        assert_eq!(card.call.state(), Some(CallState::CalledBack { at: called, outcome: CallOutcome::Talked }), "the first time counts");
        assert!(matches!(help_calls::call_back(&jon, id, "self", false, "talked", 3).await, Err(AppError::Faults(_))));
    })
    .await;
}

#[tokio::test]
async fn the_coordinator_counts_calls_and_opens_none_and_for_everybody_else_there_is_no_help_line() {
    on_both_databases(async |city| {
        let start = city.now();
        let moa = city.acts("moa").await;
        help_calls::log(&moa, HelpCallId::new(), answered(start, "family", "advice")).await.unwrap();
        let back = help_calls::log(&moa, HelpCallId::new(), waits(start)).await.unwrap();
        let late = help_calls::log(&moa, HelpCallId::new(), waits(start)).await.unwrap();
        let last = help_calls::log(&moa, HelpCallId::new(), waits(start)).await.unwrap();
        city.hours_pass(1);
        help_calls::call_back(&city.acts("moa").await, back, "self", true, "talked", 1).await.unwrap();
        city.hours_pass(2);
        help_calls::call_back(&city.acts("ines").await, late, "friend", false, "advice", 1).await.unwrap();
        let sofia = city.acts("sofia").await;
        let list = help_calls::list(&sofia).await.unwrap();
        assert!(list.only_counts && list.calls.is_empty());
        let expected = Promptness { calls: 4, at_once: 1, within_the_hour: 1, later: 1, waiting: 1, median_minutes: Some(60) };
        assert_eq!(list.month, expected);
        assert!(matches!(help_calls::card(&sofia, last).await, Err(AppError::NotFound)));
        let jon = help_calls::list(&city.acts("jon").await).await.unwrap();
        assert_eq!(jon.calls.first().map(|call| call.id), Some(last), "what waits stands on top");
        assert_eq!(jon.calls.len(), 4);
        for user in ["mara", "pia", "greta", "tom", "karin", "olle", "leila", "elsa", "ulf", "ada"] {
            let ctx = city.acts(user).await;
            assert!(matches!(help_calls::list(&ctx).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(help_calls::card(&ctx, last).await, Err(AppError::NotFound)), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_points_to_the_contact_that_came_of_it_for_the_assigned_only_and_is_gone_after_half_a_year() {
    on_both_databases(async |city| {
        let moa = city.acts("moa").await;
        let call = help_calls::log(&moa, HelpCallId::new(), answered(city.now(), "self", "support-opened")).await.unwrap();
        assert!(help_calls::card(&moa, call).await.unwrap().may_open_support);
        let person = Code::new().to_string();
        let typed = TypedSupport {
            person: &person,
            reference: "2026-SOC-9001",
            route: "help-line",
            status: "contact",
            first_contact: Some(city.now()),
        };
        let id = support::add_after_call(&moa, SupportId::new(), typed, Some(call)).await.unwrap();
        assert_eq!(help_calls::card(&moa, call).await.unwrap().support, Some(id));
        let jon = help_calls::card(&city.acts("jon").await, call).await.unwrap();
        assert!(jon.support.is_none() && !jon.may_open_support, "whoever has not the contact in hand is not led to it");
        let anonymous = TypedCall { anonymous: true, ..answered(city.now(), "self", "support-opened") };
        let refused = help_calls::log(&moa, HelpCallId::new(), anonymous).await;
        assert!(matches!(refused, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "anonymous-has-no-contact" }]));
        city.days_pass(180);
        assert!(help_calls::card(&city.acts("jon").await, call).await.is_ok());
        city.days_pass(1);
        assert!(matches!(help_calls::card(&city.acts("jon").await, call).await, Err(AppError::NotFound)));
        city.expire().await;
        assert_eq!(city.read_past_all_doors("socialtjansten", "SELECT COUNT(*) || '' FROM help_calls").await, ["0"]);
    })
    .await;
}

#[tokio::test]
async fn protection_is_decided_the_same_day_and_the_plan_is_due_a_fortnight_after_the_first_meeting() {
    on_both_databases(async |city| {
        let id = contact(&city, "ines").await;
        let asked = city.now();
        took(&city, "ines", id, Step::AskProtection).await.unwrap();
        let ines = city.acts("ines").await;
        assert!(due(&ines).await.contains(&(ClockKind::ProtectionDecision, asked.plus_hours(12))));
        assert!(matches!(took(&city, "ines", id, Step::Plan).await, Err(AppError::Faults(_))), "no plan before a meeting");
        city.hours_pass(2);
        took(&city, "ines", id, Step::DecideProtection(Protection::Granted)).await.unwrap();
        let met = city.now();
        took(&city, "ines", id, Step::Meet).await.unwrap();
        let ines = city.acts("ines").await;
        assert_eq!(due(&ines).await, [(ClockKind::SupportPlan, met.plus_days(14))]);
        city.days_pass(3);
        took(&city, "ines", id, Step::Plan).await.unwrap();
        let ines = city.acts("ines").await;
        assert_eq!(due(&ines).await, [(ClockKind::SupportCheckIn, city.now().plus_days(7))], "weekly from the plan on");
        // Three months of signs of life, and then no more.
        for _ in 0..12 {
            city.days_pass(7);
            let ines = city.acts("ines").await;
            let version = support::card(&ines, id).await.unwrap().contact.version;
            support::check_in(&ines, id, version).await.unwrap();
        }
        city.days_pass(7);
        let ines = city.acts("ines").await;
        let version = support::card(&ines, id).await.unwrap().contact.version;
        support::check_in(&ines, id, version).await.unwrap();
        assert!(due(&ines).await.is_empty());
        city.days_pass(7);
        took(&city, "ines", id, Step::CheckInsAgain).await.unwrap();
        let ines = city.acts("ines").await;
        assert_eq!(due(&ines).await, [(ClockKind::SupportCheckIn, city.now().plus_days(7))]);
    })
    .await;
}

#[tokio::test]
async fn whoever_stops_coming_ends_without_blame_and_comes_back_in_one_step() {
    on_both_databases(async |city| {
        let id = contact(&city, "ines").await;
        took(&city, "ines", id, Step::DropOff(DropReason::DidNotFit)).await.unwrap();
        let ines = city.acts("ines").await;
        let card = support::card(&ines, id).await.unwrap();
        assert_eq!(card.contact.status.as_value(), Some(&SupportStatus::Ended));
        assert_eq!(card.contact.drop_reason.as_value(), Some(&Some(DropReason::DidNotFit)));
        assert!(due(&ines).await.is_empty());
        let sofia = support::card(&city.acts("sofia").await, id).await.unwrap();
        assert!(sofia.contact.drop_reason.is_withheld() && sofia.contact.needs.is_withheld() && sofia.contact.protection.is_withheld());
        support::move_to(&ines, id, SupportStatus::Contact, card.contact.version).await.unwrap();
        let back = support::card(&ines, id).await.unwrap();
        assert_eq!(back.contact.drop_reason.as_value(), Some(&None));
        support::set_needs(&ines, id, &["housing".into(), "debt".into()], back.contact.version).await.unwrap();
        let needs = support::card(&ines, id).await.unwrap().contact.needs.value().unwrap();
        assert_eq!(needs.iter().map(|need| need.name()).collect::<Vec<_>>(), ["housing", "debt"]);
        assert!(support::list(&ines).await.unwrap().own.iter().all(|row| row.needs.as_value().is_some_and(Vec::is_empty)), "in no list");
        let health = support::set_needs(&ines, id, &["mental-health".into()], back.contact.version + 1).await;
        assert!(matches!(health, Err(AppError::Faults(_))));
    })
    .await;
}

/// The share of a measure of help in the month of a day, as Sofia's authority counts it.
async fn well(city: &City, measure: Measure, day: Date) -> Share {
    let book = book(&city.acts("sofia").await, day).await.unwrap();
    match &book.measures.iter().find(|measured| measured.measure == measure).unwrap().figure {
        Figure::Share(share) => *share,
        other => panic!("{measure:?} is {other:?}"),
    }
}

async fn counts(city: &City, measure: Measure, day: Date) -> Vec<(&'static str, u64)> {
    let book = book(&city.acts("sofia").await, day).await.unwrap();
    match &book.measures.iter().find(|measured| measured.measure == measure).unwrap().figure {
        Figure::Counts(counts) => counts.iter().copied().filter(|(_, count)| *count > 0).collect(),
        other => panic!("{measure:?} is {other:?}"),
    }
}

#[tokio::test]
async fn the_same_questions_are_asked_after_half_a_year_of_those_who_agreed_and_all_others_are_unknown() {
    on_both_databases(async |city| {
        // Five first contacts in November: one agreed and is well, one agreed and is in prison, one agreed and is not reached, one did
        // not agree, one dropped off and is gone by then.
        let (well_one, prison, lost, silent, gone) = (
            contact(&city, "ines").await,
            contact(&city, "ines").await,
            contact(&city, "ines").await,
            contact(&city, "ines").await,
            contact(&city, "ines").await,
        );
        for id in [well_one, prison, lost] {
            took(&city, "ines", id, Step::FollowUp(true)).await.unwrap();
            took(&city, "ines", id, Step::Move(SupportStatus::Ended)).await.unwrap();
        }
        took(&city, "ines", gone, Step::DropOff(DropReason::NotReached)).await.unwrap();
        assert!(due(&city.acts("ines").await).await.iter().all(|(kind, _)| *kind != ClockKind::SupportOutcome), "not before its day");
        city.days_pass(120);
        city.expire().await;
        assert!(matches!(support::card(&city.acts("ines").await, gone).await, Err(AppError::NotFound)));
        assert!(support::card(&city.acts("ines").await, well_one).await.is_ok(), "whoever agreed is still there");
        let ines = city.acts("ines").await;
        let version = support::card(&ines, well_one).await.unwrap().contact.version;
        let early = support::answer(&ines, well_one, Mark::Months6, ("yes", "no", "own-word"), version).await;
        assert!(matches!(early, Err(AppError::Faults(_))));
        // The 24th of May: half a year and two days.
        city.days_pass(63);
        let ines = city.acts("ines").await;
        let asked = due(&ines).await.into_iter().filter(|(kind, _)| *kind == ClockKind::SupportOutcome).count();
        assert_eq!(asked, 3);
        for (id, answers) in
            [(well_one, ("yes", "no", "own-word")), (prison, ("yes", "yes", "case-system")), (lost, ("unknown", "unknown", "not-reached"))]
        {
            let version = support::card(&ines, id).await.unwrap().contact.version;
            support::answer(&ines, id, Mark::Months6, answers, version).await.unwrap();
            let twice = support::answer(&ines, id, Mark::Months6, answers, version + 1).await;
            assert!(matches!(twice, Err(AppError::Faults(_))));
        }
        assert!(due(&ines).await.iter().all(|(kind, _)| *kind != ClockKind::SupportOutcome), "the next is a year after");
        let version = support::card(&ines, silent).await.unwrap().contact.version;
        let unasked = support::answer(&ines, silent, Mark::Months6, ("yes", "no", "own-word"), version).await;
        assert!(matches!(unasked, Err(AppError::Faults(_))), "nobody is asked who did not agree");
        assert_eq!(well(&city, Measure::H4a, date(2027, 5, 1)).await, Share::default(), "somebody of November can still answer");
        city.days_pass(45);
        let share = well(&city, Measure::H4a, date(2027, 6, 1)).await;
        assert_eq!(share, Share { part: 1, whole: 2, unknown: 3, waiting: 0 });
        assert_eq!(well(&city, Measure::H4b, date(2027, 6, 1)).await, Share::default());
        let version = support::card(&city.acts("ines").await, well_one).await.unwrap().contact.version;
        support::take(&city.acts("ines").await, well_one, Step::FollowUp(false), version).await.unwrap();
        assert!(matches!(support::card(&city.acts("ines").await, well_one).await, Err(AppError::NotFound)), "ninety days after the end");
    })
    .await;
}

#[tokio::test]
async fn help_is_measured_as_by_hand_for_social_services_alone_and_is_still_counted_when_the_records_are_gone() {
    on_both_databases(async |city| {
        const NOVEMBER: Date = date(2026, 11, 1);
        let person = Code::new().to_string();
        let first = contact_with(&city, "ines", &person, "contact").await;
        // The same person again is no second first contact, and an offer that nobody took up is no contact.
        contact_with(&city, "jon", &person, "contact").await;
        let offered = contact_with(&city, "ines", &Code::new().to_string(), "offered").await;
        let moa = city.acts("moa").await;
        for caller in ["self", "self", "family"] {
            help_calls::log(&moa, HelpCallId::new(), answered(city.now(), caller, "talked")).await.unwrap();
        }
        assert_eq!(counts(&city, Measure::H1, NOVEMBER).await, [("first-contacts", 1)]);
        assert_eq!(counts(&city, Measure::H2, NOVEMBER).await, [("first-contacts", 1), ("calls", 2)]);
        city.hours_pass(10);
        took(&city, "ines", first, Step::Meet).await.unwrap();
        city.hours_pass(20);
        took(&city, "ines", offered, Step::Meet).await.unwrap();
        assert_eq!(counts(&city, Measure::H1, NOVEMBER).await, [("first-contacts", 2)], "a meeting is a contact");
        let of = book(&city.acts("sofia").await, NOVEMBER).await.unwrap();
        let h3 = of.measures.iter().find(|measured| measured.measure == Measure::H3).unwrap();
        assert_eq!(h3.figure, Figure::Median { minutes: Some(20 * 60), cases: 2, waiting: 0 }, "between 10 and 30 hours");
        took(&city, "ines", first, Step::Relocate).await.unwrap();
        took(&city, "ines", first, Step::Relocated).await.unwrap();
        took(&city, "ines", first, Step::DropOff(DropReason::Moved)).await.unwrap();
        took(&city, "ines", first, Step::Move(SupportStatus::Contact)).await.unwrap();
        took(&city, "ines", first, Step::DropOff(DropReason::NotNow)).await.unwrap();
        assert_eq!(counts(&city, Measure::H5, NOVEMBER).await, [("relocated", 1)]);
        assert_eq!(counts(&city, Measure::H7, NOVEMBER).await, [("all", 2), ("not-now", 1), ("moved", 1)]);
        for user in ["greta", "karin", "olle"] {
            let book = book(&city.acts(user).await, NOVEMBER).await.unwrap();
            assert!(book.measures.iter().all(|measured| !measured.measure.is_about_help()), "{user}");
        }
        city.days_pass(200);
        city.expire().await;
        assert_eq!(city.read_past_all_doors("socialtjansten", "SELECT COUNT(*) || '' FROM help_calls").await, ["0"]);
        assert_eq!(counts(&city, Measure::H2, date(2027, 6, 1)).await, [("first-contacts", 2), ("calls", 2)]);
        assert_eq!(counts(&city, Measure::H7, date(2027, 6, 1)).await, [("all", 2), ("not-now", 1), ("moved", 1)]);
    })
    .await;
}

#[tokio::test]
async fn of_a_protected_identity_nothing_is_counted() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let person = NewPerson {
            id: PersonId::new(),
            name: "Dold Granskog".into(),
            born: Born::Year(1998),
            why_here: Words::stored("Ber om hjälp att lämna.".into()),
            suspicion: String::new(),
            contacts: Vec::new(),
            protected: true,
            handlers: vec!["ines".into()],
            expires_on: city.now().date(ines.zone()).saturating_add(jiff::Span::new().months(6)),
        };
        let person = persons::add(&ines, person).await.unwrap();
        let person = persons::card(&ines, person).await.unwrap().person.code.to_string();
        let id = contact_with(&city, "ines", &person, "contact").await;
        took(&city, "ines", id, Step::Meet).await.unwrap();
        took(&city, "ines", id, Step::DropOff(DropReason::NotNow)).await.unwrap();
        let kept = city.read_past_all_doors("socialtjansten", "SELECT COUNT(*) || '' FROM help_counts").await;
        assert_eq!(kept, ["0"]);
    })
    .await;
}
