//! The measures that are about persons, told or done to them, each against a number that was worked out by hand; and that they say
//! nothing of a protected identity to whoever does not handle it.

use gvi_app::measures::Figure;
use gvi_app::status_line::{StatusLine, send_status_line};
use gvi_app::{focus, incident_persons, incidents, levers, memberships, persons, received, unusual};
use gvi_domain::ages::AgeBand;
use gvi_domain::focus::TypedProposal;
use gvi_domain::incident::{NewSuspect, Suspicion};
use gvi_domain::lever::LeverDeed;
use gvi_domain::measure::{Measure, Share};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::triage::Gmi;
use gvi_domain::{DisclosureId, FocusId, GroupId, LeverId, PersonId, SuspectId};
use gvi_testkit::typed::a_lever;
use gvi_testkit::typed::an_item;
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::exchange::{ground, link_of, sent};
use crate::incidents::words;
use crate::measures::{figure, judged, of, reported, share, told};
use crate::memberships::an_active_group;
use crate::memberships::{approval, listed, listed_born};
use crate::persons::a_person;

/// A focus on a group that runs from the evening on, and its version.
pub async fn running(city: &City, group: GroupId) -> FocusId {
    let proposal = TypedProposal {
        rule: "most-violent",
        evidence: "Skjutningen på Kranvägen, bekräftad koppling vid genomgången.",
        told: "Stormötet den 20 november",
        capacity: "Alla har folk till januari.",
    };
    let id = focus::propose(&city.acts("mara").await, FocusId::new(), group, proposal).await.unwrap();
    focus::decide(&city.acts("greta").await, id, ("open", "Tredje skjutningen sedan budskapet.", ""), 1).await.unwrap();
    let pia = city.acts("pia").await;
    let version = focus::card(&pia, id).await.unwrap().focus.version;
    let goals = ("2026-11-22", "Inga skjutningar av gruppen på 60 dagar.", "60 dagar utan våld av gruppen.");
    focus::start(&pia, id, goals, version).await.unwrap();
    id
}

async fn ends(city: &City, id: FocusId) {
    let pia = city.acts("pia").await;
    let version = focus::card(&pia, id).await.unwrap().focus.version;
    focus::end(&pia, id, ("criteria-met", "Sextio dagar utan våld av gruppen."), version).await.unwrap();
}

/// Mara tells probation of somebody, and Karin answers with a status line.
async fn told_and_answered(city: &City) {
    sent(&city.acts("mara").await, &link_of(&city.acts("mara").await, &[("frivarden", "officer")])).await;
    city.deliver().await;
    let karin = city.acts("karin").await;
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
    send_status_line(&karin, received::list(&karin).await.unwrap()[0].received.envelope, &line).await.unwrap();
    city.deliver().await;
}

#[tokio::test]
async fn a_focus_counts_when_three_authorities_are_known_to_have_acted_and_only_after_its_end() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (person, membership) = listed(&city, "Hugo Berg", kajen).await;
        let id = running(&city, kajen).await;
        let pia = city.acts("pia").await;
        let code = persons::card(&pia, person).await.unwrap().person.code.to_string();
        let lever = levers::plan(&pia, LeverId::new(), Some(id), a_lever(&code)).await.unwrap();
        city.hours_pass(1);
        told_and_answered(&city).await;
        told_and_answered(&city).await;
        // What was told of is the listing; and one of the two answers came from social services.
        let sql = format!("UPDATE disclosures SET subject_thing = 'membership', subject_id = '{membership}'");
        city.past_all_doors("polisen", Box::leak(sql.into_boxed_str())).await;
        let second = "UPDATE received SET from_authority = 'socialtjansten' WHERE envelope = (SELECT MAX(envelope) FROM received)";
        assert_eq!(city.past_all_doors("polisen", second).await, 1);
        assert_eq!(share(&of(&city, "greta").await, Measure::F8), told(0, 0, 1), "it still runs");
        city.hours_pass(1);
        ends(&city, id).await;
        assert_eq!(share(&of(&city, "greta").await, Measure::F8), told(0, 1, 0), "two others, and a lever that was only planned");
        let greta = city.acts("greta").await;
        levers::change(&greta, lever, LeverDeed::Decide, "", 1).await.unwrap();
        levers::change(&greta, lever, LeverDeed::Finish, "Kontrollen är gjord.", 2).await.unwrap();
        assert_eq!(share(&of(&city, "greta").await, Measure::F8), told(1, 1, 0));
        city.past_all_doors("polisen", "UPDATE levers SET state = 'closed'").await;
        assert_eq!(
            share(&of(&city, "greta").await, Measure::F8),
            Share { unknown: 1, ..Share::default() },
            "whether it was carried out before it was closed, nobody can tell"
        );
        city.past_all_doors("polisen", "UPDATE levers SET state = 'done'").await;
        let late = "UPDATE received SET received_at = received_at + 7200 WHERE from_authority = 'socialtjansten'";
        city.past_all_doors("polisen", late).await;
        assert_eq!(share(&of(&city, "greta").await, Measure::F8), told(0, 1, 0), "said after the end");
        city.past_all_doors("polisen", "UPDATE received SET received_at = received_at - 7200 WHERE from_authority = 'socialtjansten'")
            .await;
        city.past_all_doors("polisen", "UPDATE persons SET protected = 1").await;
        assert_eq!(share(&of(&city, "greta").await, Measure::F8), told(0, 1, 0), "what was told of a hidden person is told to handlers");
    })
    .await;
}

#[tokio::test]
async fn of_whoever_is_removed_a_number_is_left_and_nothing_else() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        for (name, protected) in [("Elin Rot", false), ("Sten Ask", false), ("Dold Granskog", true)] {
            let handlers = if protected { vec!["pia".into()] } else { Vec::new() };
            let person = NewPerson { protected, handlers, expires_on: date(2026, 11, 25), ..a_person(name, Born::Year(1999)) };
            persons::add(&mara, person).await.unwrap();
        }
        persons::add(&mara, a_person("Kaj Frost", Born::Year(1999))).await.unwrap();
        assert_eq!(share(&of(&city, "greta").await, Measure::R4), told(0, 0, 0), "their last day has not passed");
        city.days_pass(4);
        assert_eq!(share(&of(&city, "greta").await, Measure::R4), told(0, 2, 0), "they are still here");
        assert_eq!(share(&of(&city, "pia").await, Measure::R4), told(0, 3, 0), "Pia handles the third");
        assert_eq!(city.expire().await, 3);
        for reader in ["greta", "pia"] {
            assert_eq!(share(&of(&city, reader).await, Measure::R4), told(2, 2, 0), "{reader}");
        }
        let left = city.read_past_all_doors("polisen", "SELECT thing || ' ' || month || ' ' || erased FROM erasures").await;
        assert_eq!(left, ["persons 2026-11-01 2"]);
        city.expire().await;
        assert_eq!(share(&of(&city, "greta").await, Measure::R4), told(2, 2, 0), "nobody is counted twice");
    })
    .await;
}

#[tokio::test]
async fn the_answer_to_an_objection_is_a_renewal_or_an_end_and_the_house_answers_after_thirty_days() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (_, kept) = listed(&city, "Hugo Berg", kajen).await;
        let (_, ended) = listed(&city, "Ivar Dal", kajen).await;
        let (_, silent) = listed(&city, "Jens Ek", kajen).await;
        let mara = city.acts("mara").await;
        for id in [kept, ended, silent] {
            memberships::contest(&mara, id, words("Personen uppger att han aldrig varit där.")).await.unwrap();
        }
        let days = |days: Option<i64>, cases, waiting| Figure::Median { minutes: days.map(|days| days * 1440), cases, waiting };
        assert_eq!(figure(&of(&city, "greta").await, Measure::R6), days(None, 0, 3));
        city.days_pass(2);
        memberships::end(&city.acts("mara").await, ended, words("Det var en annan person.")).await.unwrap();
        assert_eq!(figure(&of(&city, "greta").await, Measure::R6), days(Some(2), 1, 2));
        city.days_pass(4);
        let mara = city.acts("mara").await;
        memberships::propose_renewal(&mara, kept, an_item("K-9-26", date(2026, 11, 20))).await.unwrap();
        let version = memberships::card(&mara, kept).await.unwrap().membership.version;
        memberships::approve(&city.acts("arvid").await, kept, version, approval()).await.unwrap();
        assert_eq!(figure(&of(&city, "greta").await, Measure::R6), days(Some(4), 2, 1), "2 and 6 days");
        city.days_pass(25);
        city.expire().await;
        assert_eq!(figure(&of(&city, "greta").await, Measure::R6), days(Some(6), 3, 0), "2, 6 and 31 days");
        city.past_all_doors("polisen", "UPDATE persons SET protected = 1 WHERE name = 'Jens Ek'").await;
        assert_eq!(figure(&of(&city, "greta").await, Measure::R6), days(Some(4), 2, 0));
    })
    .await;
}

#[tokio::test]
async fn listed_and_suspects_are_compared_by_band_of_age_and_the_unknown_stand_apart() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        // Eighteen today, and tomorrow.
        let (adult, _) = listed_born(&city, "Hugo Berg", Born::On(date(2008, 11, 22)), kajen).await;
        listed_born(&city, "Ivar Dal", Born::Year(2001), kajen).await;
        let (hidden, _) = listed_born(&city, "Jens Ek", Born::Year(1990), kajen).await;
        let incident = reported(&city).await;
        let nils = city.acts("nils").await;
        let code = async |id: PersonId| persons::card(&nils, id).await.unwrap().person.code.to_string();
        let young = persons::add(&city.acts("mara").await, a_person("Kim Ros", Born::On(date(2008, 11, 23)))).await.unwrap();
        let suspects = [
            (code(adult).await, Suspicion::Suspected),
            (code(adult).await, Suspicion::Suspected),
            (code(young).await, Suspicion::Suspected),
            (code(hidden).await, Suspicion::Suspected),
            (String::new(), Suspicion::Suspected),
            (String::new(), Suspicion::Cleared),
        ];
        for (code, suspicion) in suspects {
            let id = SuspectId::new();
            let new = NewSuspect { id, incident, person: None, suspicion: Suspicion::Suspected, group: None, note: words("") };
            incident_persons::name_suspect(&nils, new, &code).await.unwrap();
            if suspicion != Suspicion::Suspected {
                incident_persons::set_suspicion(&nils, incident, id, suspicion).await.unwrap();
            }
        }
        let bands = |numbers: [(u64, u64); 7]| {
            Figure::Ages(AgeBand::ALL.iter().zip(numbers).map(|(band, (listed, suspects))| (*band, listed, suspects)).collect())
        };
        let none_reviewed = bands([(0, 0), (0, 0), (1, 0), (1, 0), (0, 0), (1, 0), (0, 0)]);
        assert_eq!(figure(&of(&city, "greta").await, Measure::R7), none_reviewed);
        city.hours_pass(1);
        judged(&city, incident, Gmi::Unknown).await;
        incidents::reviewed(&city.acts("mara").await, incident).await.unwrap();
        let all = bands([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (1, 1), (0, 1)]);
        assert_eq!(figure(&of(&city, "greta").await, Measure::R7), all);
        city.past_all_doors("polisen", "UPDATE persons SET protected = 1 WHERE name = 'Jens Ek'").await;
        let without = bands([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (0, 0), (0, 1)]);
        assert_eq!(figure(&of(&city, "greta").await, Measure::R7), without, "a hidden suspect is not even somebody of unknown age");
    })
    .await;
}

#[tokio::test]
async fn a_day_of_many_opened_cards_is_flagged_and_only_the_log_says_whose_it_was() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let person = persons::add(&mara, a_person("Hugo Berg", Born::Year(1998))).await.unwrap();
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Dold Granskog", Born::Year(1998)) };
        let hidden = persons::add(&mara, hidden).await.unwrap();
        let opens = async |user: &str, id: PersonId, times: usize| {
            let ctx = city.acts(user).await;
            for _ in 0..times {
                persons::card(&ctx, id).await.unwrap();
            }
        };
        opens("pia", person, 14).await;
        opens("mara", person, 15).await;
        opens("pia", hidden, 3).await;
        assert_eq!(share(&of(&city, "greta").await, Measure::R8), told(0, 0, 0), "the day is not over");
        city.days_pass(1);
        assert_eq!(share(&of(&city, "greta").await, Measure::R8), told(15, 29, 0), "nobody sees that hidden cards are opened");
        assert_eq!(share(&of(&city, "pia").await, Measure::R8), told(32, 32, 0), "but for the handlers");
        let days = unusual::days(&city.acts("rut").await).await.unwrap();
        let found: Vec<_> = days.iter().map(|line| (line.name.clone().unwrap_or_default(), line.day.views, line.day.usual)).collect();
        assert_eq!(found, [("Mara Lindqvist".to_owned(), 15, 0), ("Pia Sandell".to_owned(), 17, 0)], "the log counts every entry of it");
        for other in ["mara", "greta", "pia"] {
            assert!(unusual::days(&city.acts(other).await).await.is_err(), "{other}");
        }
    })
    .await;
}
