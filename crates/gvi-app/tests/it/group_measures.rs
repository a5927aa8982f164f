//! What groups did after they were told, against numbers that were worked out by hand, at the edges of the weeks and days.

use gvi_app::measures::{BothSides, Figure};
use gvi_app::{groups, incident_analysis, incidents, messages};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::incident::IncidentKind;
use gvi_domain::measure::{Measure, Share};
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::triage::Gmi;
use gvi_domain::{AttributionId, Date, GroupId, IncidentId, MessageId, Moment, Occurred};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::incidents::{a_shooting, words};
use crate::measures::{figure, judged, of, share, told as counted};
use crate::memberships::an_active_group;
use crate::person_measures::running;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A group of which nothing is laid at its door yet.
async fn group(city: &City, name: &str) -> GroupId {
    groups::add(&city.acts("mara").await, a_group(name)).await.unwrap()
}

async fn told(city: &City, group: GroupId, on: &str, channel: Channel) {
    let mara = city.acts("mara").await;
    let message = NewMessage {
        id: MessageId::new(),
        group_code: groups::card(&mara, group).await.unwrap().group.code,
        group: None,
        given_on: day(on),
        channel,
        wording: None,
        words_version: "2026-2".into(),
        messenger: "kommunpolis".into(),
    };
    messages::record(&mara, message).await.unwrap();
}

/// An incident at noon of a day.
async fn happened(city: &City, on: &str, kind: IncidentKind) -> IncidentId {
    let nils = city.acts("nils").await;
    let mut new = a_shooting(city);
    new.facts.kind = kind;
    if kind != IncidentKind::Shooting {
        new.facts.confirmation = gvi_domain::incident::Confirmation::NotYet;
    }
    new.facts.occurred = Occurred::At(Moment::at(day(on), 12, 0, nils.zone()).unwrap());
    incidents::register(&nils, new).await.unwrap()
}

async fn tied(city: &City, incident: IncidentId, group: GroupId, (side, level): (Side, Level)) {
    let tie = NewAttribution {
        id: AttributionId::new(),
        group,
        side,
        level,
        basis: words("Vapnet är spårat till gruppen."),
        source_count: 2,
        sources: words("Teknisk undersökning och kamera"),
    };
    incident_analysis::attribute(&city.acts("mara").await, incident, tie, 0).await.unwrap();
}

/// A shooting by a group, with what is believed of its members' part.
async fn shot_as(city: &City, group: GroupId, on: &str, gmi: Gmi) {
    let incident = happened(city, on, IncidentKind::Shooting).await;
    judged(city, incident, gmi).await;
    tied(city, incident, group, (Side::Offender, Level::Supported)).await;
}

async fn shot(city: &City, group: GroupId, on: &str) {
    shot_as(city, group, on, Gmi::Yes).await;
}

#[tokio::test]
async fn both_sides_of_a_first_message_are_counted_to_the_day_and_only_when_they_are_whole() {
    on_both_databases(async |city| {
        // Today is 22 November. 26 weeks after 23 May were over yesterday; 26 weeks before it began on 22 November a year ago.
        let (kajen, fyren) = (group(&city, "Kajen").await, group(&city, "Fyren").await);
        let (read_of_it, early) = (group(&city, "Bryggan").await, group(&city, "Hamnen").await);
        told(&city, kajen, "2026-05-23", Channel::CallIn).await;
        told(&city, kajen, "2026-08-01", Channel::NotificationDirect).await;
        told(&city, fyren, "2026-05-24", Channel::Letter).await;
        told(&city, read_of_it, "2026-05-23", Channel::Press).await;
        told(&city, early, "2026-05-20", Channel::CallIn).await;
        // The records reach back to 20 November; the weeks before 20 May began on the nineteenth.
        happened(&city, "2025-11-20", IncidentKind::Shooting).await;
        for on in ["2025-11-21", "2025-11-22", "2026-05-22", "2026-05-23", "2026-05-24", "2026-11-21", "2026-11-22"] {
            shot(&city, kajen, on).await;
            shot(&city, fyren, on).await;
        }
        for (on, kind, tie) in [
            ("2026-06-10", IncidentKind::CredibleThreat, (Side::Offender, Level::Established)),
            ("2026-06-11", IncidentKind::Shooting, (Side::Offender, Level::Indication)),
            ("2026-06-12", IncidentKind::Shooting, (Side::Victim, Level::Established)),
        ] {
            let incident = happened(&city, on, kind).await;
            judged(&city, incident, Gmi::Yes).await;
            tied(&city, incident, kajen, tie).await;
        }
        city.hours_pass(1);
        shot(&city, kajen, "2026-06-13").await;
        let refuted = "UPDATE incidents SET confirmation = 'refuted' WHERE registered_at = (SELECT MAX(registered_at) FROM incidents)";
        assert_eq!(city.past_all_doors("polisen", refuted).await, 1);
        let seen = of(&city, "greta").await;
        assert_eq!(figure(&seen, Measure::G1), Figure::Sides(BothSides { groups: 1, before: 2, after: 2, waiting: 1, short: 1 }));
        // The day after, Fyren's weeks are over too: 23 November to 23 May, and 25 May to 22 November.
        city.days_pass(1);
        let next = of(&city, "greta").await;
        assert_eq!(figure(&next, Measure::G1), Figure::Sides(BothSides { groups: 2, before: 4, after: 4, waiting: 0, short: 1 }));
        // Nothing of it is at an authority that ties no incident to anybody.
        for (user, its_own) in [("karin", vec![Measure::G4b, Measure::H2c]), ("sofia", Vec::new()), ("olle", Vec::new())] {
            let about: Vec<Measure> =
                of(&city, user).await.measures.iter().map(|one| one.measure).filter(|one| one.is_about_groups()).collect();
            assert_eq!(about, its_own, "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_relapse_on_the_ninetieth_day_counts_and_one_on_the_ninety_first_does_not() {
    on_both_databases(async |city| {
        let [relapsed, held, waits, long_ago, unclear] = ["Kajen", "Fyren", "Bryggan", "Hamnen", "Kranen"];
        let relapsed = group(&city, relapsed).await;
        let held = group(&city, held).await;
        let waits = group(&city, waits).await;
        let long_ago = group(&city, long_ago).await;
        let unclear = group(&city, unclear).await;
        // Ninety days after 23 August were over yesterday.
        for id in [relapsed, held] {
            told(&city, id, "2026-08-23", Channel::CallIn).await;
        }
        told(&city, relapsed, "2026-09-30", Channel::NotificationDirect).await;
        told(&city, waits, "2026-08-24", Channel::CallIn).await;
        // They ended on the last day before the twelve months, and on their first.
        told(&city, long_ago, "2025-09-01", Channel::CallIn).await;
        told(&city, unclear, "2025-09-02", Channel::CallIn).await;
        for (id, on, gmi) in [
            (relapsed, "2026-11-21", Gmi::Yes),
            (held, "2026-08-23", Gmi::Yes),
            (held, "2026-11-22", Gmi::Yes),
            (waits, "2026-08-25", Gmi::Yes),
            (long_ago, "2025-09-05", Gmi::Yes),
            (unclear, "2025-09-05", Gmi::Suspected),
        ] {
            shot_as(&city, id, on, gmi).await;
        }
        assert_eq!(share(&of(&city, "greta").await, Measure::G3), counted(1, 3, 1));
        city.days_pass(1);
        assert_eq!(share(&of(&city, "greta").await, Measure::G3), counted(2, 4, 0));
    })
    .await;
}

#[tokio::test]
async fn the_time_to_quiet_has_a_middle_and_a_focus_without_quiet_counts_as_the_longest() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let fyren = an_active_group(&city, "Fyren").await;
        let bryggan = an_active_group(&city, "Bryggan").await;
        let hamnen = an_active_group(&city, "Hamnen").await;
        for id in [kajen, fyren, bryggan, hamnen] {
            running(&city, id).await;
        }
        // What made them active happened long before.
        city.past_all_doors("polisen", "UPDATE incidents SET occurred_from = occurred_from - 63072000").await;
        for sql in [
            "UPDATE focus SET started_on = '2026-10-25' WHERE group_id = (SELECT id FROM groups WHERE name = 'Kajen')",
            "UPDATE focus SET started_on = '2026-10-26' WHERE group_id = (SELECT id FROM groups WHERE name = 'Fyren')",
            "UPDATE focus SET started_on = '2026-09-01' WHERE group_id = (SELECT id FROM groups WHERE name = 'Bryggan')",
            "UPDATE focus SET started_on = '2026-08-01' WHERE group_id = (SELECT id FROM groups WHERE name = 'Hamnen')",
        ] {
            assert_eq!(city.past_all_doors("polisen", sql).await, 1);
        }
        shot(&city, kajen, "2026-10-24").await;
        shot(&city, bryggan, "2026-09-11").await;
        for on in ["2026-08-20", "2026-09-10", "2026-10-01", "2026-10-20", "2026-11-10"] {
            shot(&city, hamnen, on).await;
        }
        let until = |days: i64, cases, without, waiting| Figure::Until { minutes: Some(days * 1440), cases, without, waiting };
        // Kajen nought days, Bryggan eleven, Hamnen none yet; Fyren's 28 days end today.
        assert_eq!(figure(&of(&city, "greta").await, Measure::G2), until(11, 3, 1, 1));
        city.days_pass(1);
        // Nought, nought, eleven and one without: the middle lies between nought and eleven.
        let half = Figure::Until { minutes: Some(11 * 720), cases: 4, without: 1, waiting: 0 };
        assert_eq!(figure(&of(&city, "greta").await, Measure::G2), half);
        city.days_pass(16);
        // Hamnen has been quiet from 11 November on, 102 days after its start.
        let december = gvi_app::measures::book(&city.acts("greta").await, day("2026-12-01")).await.unwrap();
        assert_eq!(figure(&december, Measure::G2), Figure::Until { minutes: Some(11 * 720), cases: 4, without: 0, waiting: 0 });
    })
    .await;
}

#[tokio::test]
async fn a_frozen_month_of_the_groups_stays_though_an_incident_is_tied_to_another_afterwards() {
    on_both_databases(async |city| {
        let kajen = group(&city, "Kajen").await;
        told(&city, kajen, "2026-05-01", Channel::CallIn).await;
        happened(&city, "2025-01-01", IncidentKind::Shooting).await;
        shot_as(&city, kajen, "2026-05-10", Gmi::Suspected).await;
        let whole = |after| Figure::Sides(BothSides { groups: 1, before: 0, after, waiting: 0, short: 0 });
        // The fifteenth of December.
        city.days_pass(23);
        city.freeze().await;
        shot_as(&city, kajen, "2026-05-11", Gmi::Suspected).await;
        let seen = gvi_app::measures::book(&city.acts("greta").await, day("2026-11-01")).await.unwrap();
        let g1 = seen.measures.iter().find(|measured| measured.measure == Measure::G1).unwrap();
        assert_eq!(g1.figure, whole(1));
        assert!(matches!(&g1.stand, gvi_app::measures::Stand::Frozen { today: Some(today), .. } if *today == whole(2)), "{:?}", g1.stand);
        assert_eq!(share(&seen, Measure::G3), Share::plain(0, 1), "it is only suspected that a member was involved");
    })
    .await;
}
