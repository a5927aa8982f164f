use gvi_app::{AppError, clocks, day, groups, incident_analysis, incidents, reviews, tasks};
use gvi_domain::clock::ClockKind;
use gvi_domain::incident::IncidentState;
use gvi_domain::review::{About, Attendance, NewDecision, NewReview, Part, ReviewState};
use gvi_domain::task::{Finish, NewTask, Owner, TaskState};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{Date, DecisionId, DomainError, Moment, ReviewId, TaskId, Words};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::incidents::a_shooting;

fn a_review(now: Moment) -> NewReview {
    NewReview { id: ReviewId::new(), code: None, meets_at: now.plus_hours(12), place: "Stadshuset, rum 4".into(), names_persons: false }
}

fn came() -> Vec<Attendance> {
    let row = |authority: &str, present, functions: &str| Attendance {
        authority: authority.parse().unwrap(),
        present,
        functions: functions.into(),
    };
    vec![row("polisen", true, "samordnare, analytiker"), row("frivarden", true, "frivårdsinspektör"), row("socialtjansten", false, "")]
}

fn a_task(owner: Owner, due_on: Date) -> NewTask {
    NewTask {
        id: TaskId::new(),
        what: Words::stored("Ring bostadsbolaget om belysningen".into()),
        owner,
        due_on,
        review: None,
        names_persons: false,
    }
}

fn today(city: &City) -> Date {
    city.now().date(&jiff::tz::TimeZone::get("Europe/Stockholm").unwrap())
}

async fn version(ctx: &gvi_app::Ctx, id: ReviewId) -> i64 {
    reviews::page(ctx, id).await.unwrap().review.version
}

#[tokio::test]
async fn the_agenda_has_the_late_task_first_of_all_and_nobody_put_it_there() {
    on_both_databases(async |city| {
        let pia = city.acts("pia").await;
        let late = tasks::add(&pia, a_task(Owner::Function("analyst".parse().unwrap()), today(&city))).await.unwrap();
        city.days_pass(3);
        let pia = city.acts("pia").await;
        let later = tasks::add(&pia, a_task(Owner::Function("analyst".parse().unwrap()), today(&city))).await.unwrap();
        let id = reviews::plan(&pia, a_review(city.now())).await.unwrap();
        let agenda = reviews::page(&pia, id).await.unwrap().agenda.unwrap();
        assert_eq!(agenda.overdue.iter().map(|task| task.id).collect::<Vec<_>>(), [late], "{later} is not late yet");
        let mine = tasks::list(&city.acts("mara").await, tasks::TaskScope::Mine).await.unwrap().tasks;
        assert_eq!(mine.iter().map(|task| task.id).collect::<Vec<_>>(), [late, later]);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_is_held_with_attendance_per_authority_and_its_minutes_are_due_the_same_day() {
    on_both_databases(async |city| {
        let pia = city.acts("pia").await;
        let group = groups::add(&pia, a_group("Kajen")).await.unwrap();
        let id = reviews::plan(&pia, a_review(city.now())).await.unwrap();
        assert!(matches!(reviews::write_minutes(&pia, id, "För tidigt.", true, 1).await, Err(AppError::Faults(_))));
        reviews::hold(&pia, id, &came(), &[], 1).await.unwrap();
        let clock = clocks::running(&pia).await.unwrap().into_iter().find(|clock| clock.kind == ClockKind::Minutes).unwrap();
        assert_eq!(clock.due_at, city.now().plus_hours(12));
        let decision = NewDecision {
            id: DecisionId::new(),
            about: About::Group(group),
            text: Words::stored("Bevaka gruppen i två veckor.".into()),
            owner: "polisen".parse().unwrap(),
        };
        reviews::decide(&pia, id, &decision).await.unwrap();
        reviews::decide(&pia, id, &decision).await.unwrap();
        let held = version(&pia, id).await;
        reviews::write_minutes(&pia, id, "Ett beslut, ingen uppgift.", true, held).await.unwrap();
        let page = reviews::page(&pia, id).await.unwrap();
        assert_eq!(page.review.state.value(), Some(ReviewState::Closed));
        assert_eq!(page.decisions.len(), 1, "a form that is sent twice decides once");
        let present: Vec<bool> = page.attendance.iter().map(|row| row.present.clone().value().unwrap()).collect();
        assert_eq!(present, [true, true, false]);
        assert!(clocks::running(&pia).await.unwrap().iter().all(|clock| clock.kind != ClockKind::Minutes));
        assert!(clocks::running(&pia).await.unwrap().iter().any(|clock| clock.kind == ClockKind::ReviewMeeting));
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_writers_of_minutes_is_told_and_nothing_is_lost() {
    on_both_databases(async |city| {
        let (pia, mara) = (city.acts("pia").await, city.acts("mara").await);
        let id = reviews::plan(&pia, a_review(city.now())).await.unwrap();
        reviews::hold(&pia, id, &came(), &[], 1).await.unwrap();
        let read = version(&pia, id).await;
        reviews::write_minutes(&pia, id, "Pias text.", false, read).await.unwrap();
        assert!(matches!(reviews::write_minutes(&mara, id, "Maras text.", false, read).await, Err(AppError::Changed { thing: "review" })));
        assert_eq!(reviews::page(&mara, id).await.unwrap().review.minutes.value().unwrap().as_str(), "Pias text.");
    })
    .await;
}

#[tokio::test]
async fn the_parts_of_one_meeting_share_a_code_and_nobody_sees_anothers() {
    on_both_databases(async |city| {
        let (olle, karin, mara) = (city.acts("olle").await, city.acts("karin").await, city.acts("mara").await);
        let shell = reviews::plan(&olle, a_review(city.now())).await.unwrap();
        let code = reviews::page(&olle, shell).await.unwrap().review.code;
        let part = reviews::plan(&karin, NewReview { code: Some(code), ..a_review(city.now()) }).await.unwrap();
        let tom = city.acts("tom").await;
        let seen = reviews::page(&tom, part).await.unwrap().review;
        assert_eq!((seen.code, seen.part.value()), (code, Some(Part::B)));
        for stranger in [&olle, &mara] {
            assert!(matches!(reviews::page(stranger, part).await, Err(AppError::NotFound)));
        }
        assert!(matches!(reviews::page(&mara, ReviewId::new()).await, Err(AppError::NotFound)));
        assert!(reviews::list(&mara).await.unwrap().reviews.is_empty());
        // The code is taken once in each compartment.
        let again = reviews::plan(&olle, NewReview { code: Some(code), ..a_review(city.now()) }).await;
        assert!(matches!(again, Err(AppError::Faults(faults)) if faults == [DomainError::field("code", "code-taken")]));
    })
    .await;
}

#[tokio::test]
async fn part_a_names_nobody_and_a_part_about_persons_is_closed_to_who_does_not_work_with_them() {
    on_both_databases(async |city| {
        let with_names = |now| NewReview { names_persons: true, ..a_review(now) };
        assert!(matches!(reviews::plan(&city.acts("olle").await, with_names(city.now())).await, Err(AppError::Faults(_))));
        let sofia = city.acts("sofia").await;
        let id = reviews::plan(&sofia, with_names(city.now())).await.unwrap();
        assert!(matches!(reviews::page(&sofia, id).await, Err(AppError::NotFound)));
        assert!(reviews::list(&sofia).await.unwrap().reviews.is_empty());
        assert_eq!(reviews::page(&city.acts("ines").await, id).await.unwrap().review.part.value(), Some(Part::C));
    })
    .await;
}

#[tokio::test]
async fn two_skipped_weeks_raise_a_flag_on_the_list_and_on_the_day() {
    on_both_databases(async |city| {
        let pia = city.acts("pia").await;
        let id = reviews::plan(&pia, a_review(city.now())).await.unwrap();
        reviews::hold(&pia, id, &came(), &[], 1).await.unwrap();
        city.days_pass(13);
        assert!(reviews::list(&city.acts("pia").await).await.unwrap().skipped.is_none());
        city.days_pass(2);
        let pia = city.acts("pia").await;
        assert_eq!(reviews::list(&pia).await.unwrap().skipped.map(|skipped| skipped.meetings), Some(2));
        assert!(day::day(&pia).await.unwrap().skipped.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_task_ends_once_with_its_reason_and_another_authority_finds_nothing() {
    on_both_databases(async |city| {
        let (pia, tom) = (city.acts("pia").await, city.acts("tom").await);
        let id = tasks::add(&pia, a_task(Owner::Function("coordinator".parse().unwrap()), today(&city))).await.unwrap();
        assert!(matches!(tasks::page(&tom, id).await, Err(AppError::NotFound)));
        assert!(matches!(tasks::page(&tom, TaskId::new()).await, Err(AppError::NotFound)));
        let not_done = Finish::read(Some(TaskState::NotDone), "Bolaget har redan lagat lamporna.").unwrap();
        tasks::finish(&pia, id, &not_done, 1).await.unwrap();
        assert!(matches!(tasks::finish(&pia, id, &not_done, 1).await, Err(AppError::Faults(_))));
        let page = tasks::page(&pia, id).await.unwrap();
        assert_eq!(page.task.state.value(), Some(TaskState::NotDone));
        assert_eq!(page.task.finished_by.value().flatten().as_deref(), Some("Pia Sandell"));
        // A function of another kind of authority holds no task here.
        assert!(matches!(
            tasks::add(&pia, a_task(Owner::Function("handler".parse().unwrap()), today(&city))).await,
            Err(AppError::Faults(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn a_new_incident_is_on_the_agenda_until_a_review_has_gone_through_it() {
    on_both_databases(async |city| {
        let (nils, pia) = (city.acts("nils").await, city.acts("pia").await);
        let incident = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let id = reviews::plan(&pia, a_review(city.now())).await.unwrap();
        let on_agenda = async |ctx| {
            reviews::page(ctx, id).await.unwrap().agenda.unwrap().incidents.iter().map(|incident| incident.id).collect::<Vec<_>>()
        };
        assert_eq!(on_agenda(&pia).await, [incident]);
        assert_eq!(day::day(&nils).await.unwrap().incidents.len(), 1);
        // What nobody has judged a first time cannot have been gone through.
        let early = reviews::hold(&pia, id, &came(), &[incident], 1).await;
        assert!(matches!(early, Err(AppError::Faults(faults)) if faults == [DomainError::field("incidents", "not-triaged")]));
        let verdict = Triage { gmi: Gmi::Suspected, grounds: Words::stored("Platsen hör till en känd konflikt.".into()) };
        incident_analysis::triage(&nils, incident, verdict, 1).await.unwrap();
        assert!(day::day(&nils).await.unwrap().incidents.is_empty());
        reviews::hold(&pia, id, &came(), &[incident], 1).await.unwrap();
        assert!(on_agenda(&pia).await.is_empty());
        let state = incidents::card(&pia, incident).await.unwrap().incident.state.value();
        assert_eq!(state, Some(IncidentState::Reviewed));
        let about = NewDecision {
            id: DecisionId::new(),
            about: About::Incident(incident),
            text: Words::stored("Bevaka platsen.".into()),
            owner: "polisen".parse().unwrap(),
        };
        reviews::decide(&pia, id, &about).await.unwrap();
        // Of the police's incident the municipality's agenda knows nothing.
        let olle = city.acts("olle").await;
        let shell = reviews::plan(&olle, a_review(city.now())).await.unwrap();
        assert!(reviews::page(&olle, shell).await.unwrap().agenda.unwrap().incidents.is_empty());
    })
    .await;
}
