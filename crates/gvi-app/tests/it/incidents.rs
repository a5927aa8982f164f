//! Incidents: who registers, judges, attributes and closes, and who then sees what.

use gvi_app::incidents::IncidentFilter;
use gvi_app::{AppError, clocks, groups, incident_analysis, incident_history, incident_persons, incidents, persons};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::clock::ClockKind;
use gvi_domain::incident::{CoreFacts, Harm, IncidentKind, IncidentLink, IncidentState, NewSuspect, NewVictim, Suspicion};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::triage::{Gmi, RetaliationRisk, Triage};
use gvi_domain::{AttributionId, DomainError, GroupId, IncidentId, Moment, Occurred, SuspectId, VictimId, Words};
pub use gvi_testkit::typed::a_shooting;
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::persons::a_person;

pub fn words(text: &str) -> Words {
    Words::stored(text.into())
}

async fn triaged(city: &City) -> IncidentId {
    let nils = city.acts("nils").await;
    let id = incidents::register(&nils, a_shooting(city)).await.unwrap();
    incident_analysis::triage(&nils, id, Triage { gmi: Gmi::Suspected, grounds: words("Platsen hör till en känd konflikt.") }, 1)
        .await
        .unwrap();
    id
}

fn tie(group: GroupId, level: Level) -> NewAttribution {
    NewAttribution {
        id: AttributionId::new(),
        group,
        side: Side::Offender,
        level,
        basis: words("Vapnet är spårat till gruppen."),
        source_count: 2,
        sources: words("Teknisk undersökning och kamera"),
    }
}

async fn state_of(city: &City, id: IncidentId) -> IncidentState {
    incidents::card(&city.acts("mara").await, id).await.unwrap().incident.state.value().unwrap()
}

async fn runs(city: &City, id: IncidentId, kind: ClockKind) -> bool {
    let card = incidents::card(&city.acts("mara").await, id).await.unwrap();
    card.clocks.iter().any(|clock| clock.kind == kind && clock.stopped_at.is_none())
}

#[tokio::test]
async fn the_duty_officer_registers_in_one_deed_and_four_clocks_run() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let id = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let card = incidents::card(&nils, id).await.unwrap();
        assert_eq!(card.incident.state.value(), Some(IncidentState::Reported));
        assert_eq!(card.incident.place.value().as_deref(), Some("Östra kajen"));
        let mut running: Vec<ClockKind> = clocks::running(&nils).await.unwrap().iter().map(|clock| clock.kind).collect();
        running.sort();
        assert_eq!(running, [ClockKind::Alert, ClockKind::Triage, ClockKind::Review, ClockKind::Watch]);
        let alert = clocks::running(&nils).await.unwrap().into_iter().find(|clock| clock.kind == ClockKind::Alert).unwrap();
        assert_eq!(alert.due_at, city.now().plus_hours(2));
        assert_eq!(alert.label, card.incident.code.to_string(), "a clock's label is a code, and nothing that names anybody");
    })
    .await;
}

#[tokio::test]
async fn probation_finds_nothing_of_an_incident_of_the_police_and_an_unknown_id_answers_alike() {
    on_both_databases(async |city| {
        let id = incidents::register(&city.acts("nils").await, a_shooting(&city)).await.unwrap();
        for user in ["tom", "olle", "ines", "rut", "ada", "dag"] {
            let ctx = city.acts(user).await;
            for asked in [id, IncidentId::new()] {
                assert!(matches!(incidents::card(&ctx, asked).await, Err(AppError::NotFound)), "{user}");
                assert!(matches!(incident_analysis::attribution_part(&ctx, asked).await, Err(AppError::NotFound)), "{user}");
                assert!(matches!(incident_persons::part(&ctx, asked).await, Err(AppError::NotFound)), "{user}");
                assert!(matches!(incident_history::history(&ctx, asked).await, Err(AppError::NotFound)), "{user}");
                assert!(matches!(incidents::close(&ctx, asked, words("Ingen grund"), 1).await, Err(AppError::NotFound)), "{user}");
            }
            assert!(clocks::running(&ctx).await.unwrap().is_empty(), "{user} learns of no clock either");
        }
        assert!(matches!(incidents::card(&city.acts("nils").await, IncidentId::new()).await, Err(AppError::NotFound)));
        assert_eq!(incidents::list(&city.acts("tom").await, &IncidentFilter::default(), None).await.unwrap().count, 0);
        assert!(matches!(incidents::register(&city.acts("tom").await, a_shooting(&city)).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_incident_with_one_set_of_clocks() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let form = a_shooting(&city);
        incidents::register(&nils, form.clone()).await.unwrap();
        incidents::register(&nils, form).await.unwrap();
        assert_eq!(incidents::list(&nils, &IncidentFilter::default(), None).await.unwrap().count, 1);
        assert_eq!(clocks::running(&nils).await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_form_with_faults_is_refused_with_all_of_them() {
    on_both_databases(async |city| {
        let mut form = a_shooting(&city);
        form.facts.place = " ".into();
        form.facts.occurred = Occurred::At(city.now().plus_hours(9));
        let Err(AppError::Faults(faults)) = incidents::register(&city.acts("nils").await, form).await else { panic!("registered") };
        assert_eq!(faults, [DomainError::field("place", "missing"), DomainError::field("occurred", "in-the-future")]);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_the_history_keeps_old_and_new() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let form = a_shooting(&city);
        let id = incidents::register(&nils, form.clone()).await.unwrap();
        incidents::edit(&nils, id, CoreFacts { injured: 2, ..form.facts.clone() }, 1).await.unwrap();
        let late = incidents::edit(&city.acts("mara").await, id, CoreFacts { injured: 5, ..form.facts.clone() }, 1).await;
        assert!(matches!(late, Err(AppError::Changed { thing: "incident" })));
        let (card, revisions) = incident_history::history(&nils, id).await.unwrap();
        assert_eq!(card.incident.injured.value(), Some(2));
        assert_eq!(revisions.len(), 1);
        let change = &revisions[0];
        assert_eq!(
            (change.field.as_str(), change.old.as_value().unwrap().as_str(), change.new.as_value().unwrap().as_str()),
            ("injured", "1", "2")
        );
        assert_eq!(change.by.as_value().map(String::as_str), Some("Nils Åkerblad"));
    })
    .await;
}

#[tokio::test]
async fn an_incident_walks_from_reported_to_closed_and_back_to_reviewed() {
    on_both_databases(async |city| {
        let (mara, pia) = (city.acts("mara").await, city.acts("pia").await);
        let id = triaged(&city).await;
        assert_eq!(state_of(&city, id).await, IncidentState::Triaged);
        assert!(!runs(&city, id, ClockKind::Triage).await && runs(&city, id, ClockKind::Review).await);
        let group = groups::add(&mara, a_group("Kajen")).await.unwrap();
        let new = tie(group, Level::Supported);
        incident_analysis::attribute(&mara, id, new.clone(), 0).await.unwrap();
        assert_eq!(state_of(&city, id).await, IncidentState::Triaged, "what is believed is not confirmed yet");
        incident_analysis::confirm(&pia, id, new.id, words("Polisen, Frivården, kommunen"), 1).await.unwrap();
        assert_eq!(state_of(&city, id).await, IncidentState::Attributed);
        assert!(!runs(&city, id, ClockKind::Review).await);
        let version = incidents::card(&mara, id).await.unwrap().incident.version;
        incidents::close(&pia, id, words("Bevakningen är slut."), version).await.unwrap();
        assert_eq!(state_of(&city, id).await, IncidentState::Closed);
        assert!(clocks::running(&mara).await.unwrap().iter().all(|clock| clock.thing != "Incident"));
        assert!(incidents::edit(&mara, id, a_shooting(&city).facts, version + 1).await.is_err(), "a closed incident is not edited");
        incidents::reopen(&pia, id, words("Nya uppgifter."), version + 1).await.unwrap();
        assert_eq!(state_of(&city, id).await, IncidentState::Reviewed);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_attributed_before_triage_and_the_duty_officer_attributes_nothing() {
    on_both_databases(async |city| {
        let (mara, nils) = (city.acts("mara").await, city.acts("nils").await);
        let id = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let group = groups::add(&mara, a_group("Kranen")).await.unwrap();
        assert!(matches!(incident_analysis::attribute(&mara, id, tie(group, Level::Indication), 0).await, Err(AppError::Faults(_))));
        incident_analysis::triage(&nils, id, Triage { gmi: Gmi::Unknown, grounds: words("") }, 1).await.unwrap();
        assert!(matches!(incident_analysis::attribute(&nils, id, tie(group, Level::Indication), 0).await, Err(AppError::NotFound)));
        let unknown = incident_analysis::attribute(&mara, id, tie(GroupId::new(), Level::Indication), 0).await;
        assert!(matches!(unknown, Err(AppError::Faults(faults)) if faults == [DomainError::field("group", "unknown-group")]));
    })
    .await;
}

#[tokio::test]
async fn level_two_on_the_offenders_side_starts_the_clock_of_the_focus_decision_and_level_one_does_not() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = triaged(&city).await;
        let group = groups::add(&mara, a_group("Fyren")).await.unwrap();
        let untold = groups::add(&mara, a_group("Bojen")).await.unwrap();
        incident_analysis::attribute(&mara, id, tie(untold, Level::Established), 0).await.unwrap();
        assert!(
            clocks::running(&mara).await.unwrap().iter().all(|clock| clock.kind != ClockKind::FocusDecision),
            "a group that was never told has broken no promise"
        );
        crate::messages::tell(&mara, group).await;
        let new = tie(group, Level::Indication);
        incident_analysis::attribute(&mara, id, new.clone(), 0).await.unwrap();
        assert!(clocks::running(&mara).await.unwrap().iter().all(|clock| clock.kind != ClockKind::FocusDecision));
        incident_analysis::attribute(&mara, id, NewAttribution { level: Level::Supported, ..new.clone() }, 1).await.unwrap();
        let clock = clocks::running(&mara).await.unwrap().into_iter().find(|clock| clock.kind == ClockKind::FocusDecision).unwrap();
        assert_eq!((clock.subject, clock.due_at), (group.to_string(), city.now().plus_hours(72)));
        assert!(
            matches!(incident_analysis::attribute(&mara, id, new, 1).await, Err(AppError::Changed { .. })),
            "the second editor is told"
        );
        let again = incident_analysis::attribute(&mara, id, tie(group, Level::Supported), 0).await;
        assert!(matches!(again, Err(AppError::Faults(faults)) if faults == [DomainError::field("group", "attributed-already")]));
    })
    .await;
}

#[tokio::test]
async fn where_intelligence_comes_from_is_shown_to_the_analyst_and_withheld_from_the_coordinator() {
    on_both_databases(async |city| {
        let (mara, pia) = (city.acts("mara").await, city.acts("pia").await);
        let id = triaged(&city).await;
        let group = groups::add(&mara, a_group("Bojen")).await.unwrap();
        incident_analysis::attribute(&mara, id, tie(group, Level::Supported), 0).await.unwrap();
        let seen = |part: incident_analysis::AttributionPart| part.attributions.into_iter().next().unwrap().0;
        assert!(!seen(incident_analysis::attribution_part(&mara, id).await.unwrap()).sources.is_withheld());
        let hers = seen(incident_analysis::attribution_part(&pia, id).await.unwrap());
        assert!(hers.sources.is_withheld() && hers.level.value() == Some(Level::Supported));
    })
    .await;
}

#[tokio::test]
async fn a_high_risk_between_groups_starts_the_clock_of_the_contacts_and_noting_them_stops_it() {
    on_both_databases(async |city| {
        let (mara, nils) = (city.acts("mara").await, city.acts("nils").await);
        let id = triaged(&city).await;
        let (one, other) = (groups::add(&mara, a_group("Masten")).await.unwrap(), groups::add(&mara, a_group("Seglet")).await.unwrap());
        incident_analysis::judge_retaliation(&nils, id, one, other, RetaliationRisk::Possible, words("Gammal konflikt sedan våren."))
            .await
            .unwrap();
        assert!(!runs(&city, id, ClockKind::RetaliationContacts).await);
        incident_analysis::judge_retaliation(&nils, id, one, other, RetaliationRisk::High, words("Hot har uttalats i öppna kanaler."))
            .await
            .unwrap();
        assert!(runs(&city, id, ClockKind::RetaliationContacts).await);
        let part = incident_analysis::retaliation_part(&mara, id).await.unwrap();
        assert_eq!(part.risks.len(), 1, "a new judgement on the same two groups replaces the old one");
        let (_, revisions) = incident_history::history(&mara, id).await.unwrap();
        assert_eq!(revisions.iter().filter(|change| change.field == "retaliation").count(), 2, "and the old one stays in the history");
        incident_analysis::contacted(&nils, id, words("Hembesök hos båda sidor.")).await.unwrap();
        assert!(!runs(&city, id, ClockKind::RetaliationContacts).await);
        assert!(
            incident_analysis::judge_retaliation(&nils, id, one, one, RetaliationRisk::High, words("Samma grupp två gånger."))
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn victims_and_suspects_stand_in_two_lists_and_end_on_a_day() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let id = triaged(&city).await;
        let victim = NewVictim {
            id: VictimId::new(),
            incident: id,
            person: None,
            harm: Harm::Injured,
            is_child: true,
            group: None,
            note: words(""),
        };
        let suspect = NewSuspect {
            id: SuspectId::new(),
            incident: id,
            person: None,
            suspicion: Suspicion::Suspected,
            group: None,
            note: words("Iakttagen på platsen."),
        };
        incident_persons::name_victim(&nils, victim.clone(), "").await.unwrap();
        incident_persons::name_victim(&nils, victim, "").await.unwrap();
        incident_persons::name_suspect(&nils, suspect.clone(), "").await.unwrap();
        incident_persons::set_suspicion(&nils, id, suspect.id, Suspicion::Cleared).await.unwrap();
        let part = incident_persons::part(&nils, id).await.unwrap();
        assert_eq!((part.victims.len(), part.suspects.len()), (1, 1));
        assert_eq!(part.suspects[0].seen.suspicion.as_value(), Some(&Suspicion::Cleared));
        let unknown = NewVictim {
            id: VictimId::new(),
            incident: id,
            person: None,
            harm: Harm::Killed,
            is_child: false,
            group: None,
            note: words(""),
        };
        assert!(
            matches!(incident_persons::name_victim(&nils, unknown, "K7MQ-2X").await, Err(AppError::Faults(_))),
            "an unknown code names nobody"
        );
        assert_eq!(part.victims[0].seen.expires_on.as_value(), Some(&jiff::civil::date(2028, 11, 22)));
        assert_eq!(part.suspects[0].seen.expires_on.as_value(), Some(&jiff::civil::date(2028, 11, 22)));
    })
    .await;
}

#[tokio::test]
async fn a_victim_is_named_by_code_and_a_protected_one_is_named_to_the_handlers_alone() {
    on_both_databases(async |city| {
        let (mara, nils) = (city.acts("mara").await, city.acts("nils").await);
        let id = triaged(&city).await;
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Vik", Born::Year(1997)) };
        for (person, name) in [(a_person("Anton Vik", Born::Year(1999)), "Anton Vik"), (hidden, "Cilla Vik")] {
            let person = persons::add(&mara, person).await.unwrap();
            let code = persons::card(&mara, person).await.unwrap().person.code.to_string();
            let victim = NewVictim {
                id: VictimId::new(),
                incident: id,
                person: None,
                harm: Harm::Injured,
                is_child: false,
                group: None,
                note: words(""),
            };
            let by_nils = incident_persons::name_victim(&nils, NewVictim { id: VictimId::new(), ..victim.clone() }, &code).await;
            assert_eq!(by_nils.is_ok(), name == "Anton Vik", "a code of somebody hidden is a code of nobody");
            if by_nils.is_err() {
                incident_persons::name_victim(&mara, victim, &code).await.unwrap();
            }
        }
        let names = |part: incident_persons::PersonsPart| {
            part.victims.into_iter().map(|line| line.person.map(|person| person.name)).collect::<Vec<_>>()
        };
        let mut hers = names(incident_persons::part(&mara, id).await.unwrap());
        hers.sort();
        assert_eq!(hers, [Some("Anton Vik".to_owned()), Some("Cilla Vik".to_owned())]);
        let mut his = names(incident_persons::part(&nils, id).await.unwrap());
        his.sort();
        assert_eq!(his, [None, Some("Anton Vik".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn two_incidents_are_linked_and_each_shows_the_other() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let first = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let second = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let code = incidents::card(&nils, first).await.unwrap().incident.code;
        incident_history::link(&nils, second, code, IncidentLink::RetaliationTo).await.unwrap();
        let (_, links) = incident_history::links(&nils, first).await.unwrap();
        assert_eq!((links.len(), links[0].id, links[0].backwards), (1, second, true));
        assert!(incident_history::link(&nils, first, code, IncidentLink::SameEvent).await.is_err(), "not with itself");
        incident_history::unlink(&nils, first, second, IncidentLink::RetaliationTo).await.unwrap();
        assert!(incident_history::links(&nils, second).await.unwrap().1.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_list_pages_by_time_and_counts_under_the_same_filter() {
    on_both_databases(async |city| {
        let (mara, nils) = (city.acts("mara").await, city.acts("nils").await);
        for hour in 1..=60 {
            let mut form = a_shooting(&city);
            form.facts.occurred = Occurred::At(city.now().plus_hours(-hour));
            if hour % 2 == 0 {
                form.facts.kind = IncidentKind::Explosion;
            }
            incidents::register(&nils, form).await.unwrap();
        }
        let first = incidents::list(&mara, &IncidentFilter::default(), None).await.unwrap();
        assert_eq!((first.incidents.len(), first.count), (50, 60));
        let second = incidents::list(&mara, &IncidentFilter::default(), first.next).await.unwrap();
        assert_eq!((second.incidents.len(), second.next), (10, None));
        let mut ids: Vec<IncidentId> = first.incidents.iter().chain(&second.incidents).map(|incident| incident.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 60, "no row twice, none lost");
        let explosions = IncidentFilter { kind: Some(IncidentKind::Explosion), ..IncidentFilter::default() };
        assert_eq!(incidents::list(&mara, &explosions, None).await.unwrap().count, 30);
        let day = IncidentFilter { from: Some(city.now().plus_hours(-10)), to: Some(city.now()), ..IncidentFilter::default() };
        assert_eq!(incidents::list(&mara, &day, None).await.unwrap().incidents.len(), 10);
        let closed = IncidentFilter { state: Some(IncidentState::Closed), ..IncidentFilter::default() };
        assert_eq!(incidents::list(&mara, &closed, None).await.unwrap().count, 0);
        let group = groups::add(&mara, a_group("Pollaren")).await.unwrap();
        let id = first.incidents[0].id;
        incident_analysis::triage(&mara, id, Triage { gmi: Gmi::Yes, grounds: words("Gruppens bil var på platsen.") }, 1).await.unwrap();
        incident_analysis::attribute(&mara, id, tie(group, Level::Indication), 0).await.unwrap();
        let of_group = IncidentFilter { group: Some(group), ..IncidentFilter::default() };
        assert_eq!(
            incidents::list(&mara, &of_group, None).await.unwrap().incidents.iter().map(|incident| incident.id).collect::<Vec<_>>(),
            [id]
        );
    })
    .await;
}

#[tokio::test]
async fn a_roughly_known_time_is_kept_as_rough_as_it_was_told() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        let between = Occurred::between(city.now().plus_hours(-6), city.now().plus_hours(-3)).unwrap();
        for occurred in
            [Occurred::On(jiff::civil::date(2026, 11, 20)), between, Occurred::At(Moment::parse("2026-11-21T03:10:00Z").unwrap())]
        {
            let mut form = a_shooting(&city);
            form.facts.occurred = occurred;
            let id = incidents::register(&nils, form).await.unwrap();
            assert_eq!(incidents::card(&nils, id).await.unwrap().incident.occurred.value(), Some(occurred));
        }
    })
    .await;
}
