//! What has passed its last day is erased by the house itself, and nothing else is.

use gvi_app::disclosures::{self, Decided};
use gvi_app::support::{self, TypedSupport};
use gvi_app::{consents, groups, incident_persons, incidents, levers, memberships, offers, persons, tasks, verify};
use gvi_domain::incident::{Harm, NewSuspect, NewVictim, Suspicion};
use gvi_domain::membership::MembershipState;
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::task::{NewTask, Owner};
use gvi_domain::{Code, LeverId, OfferId, SupportId, SuspectId, TaskId, VictimId, Words};
use gvi_testkit::typed::{a_lever, an_offer};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::exchange::{a_consent, card_of};
use crate::groups::a_group;
use crate::incidents::a_shooting;
use crate::memberships::listed;
use crate::persons::a_person;

/// How many entries there are in the log of the police.
async fn entries(city: &City) -> u64 {
    city.past_all_doors("polisen", "UPDATE ledger_entries SET seq = seq").await
}

#[tokio::test]
async fn the_round_erases_who_has_reached_the_last_day_and_expires_listings_without_anybody_doing_anything() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let group = groups::add(&mara, a_group("Kajen")).await.unwrap();
        city.makes_active(group).await;
        let short = NewPerson { expires_on: date(2026, 11, 30), ..a_person("Elin Rot", Born::Year(1999)) };
        let gone = persons::add(&mara, short).await.unwrap();
        let (_, listing) = listed(&city, "Rune Falk", group).await;
        assert_eq!(city.expire().await, 0);
        let before = entries(&city).await;
        city.days_pass(9);
        assert_eq!(city.expire().await, 1, "the person whose last day was the 30th");
        assert_eq!(entries(&city).await, before + 2, "one for the round, one that says who was erased");
        let noted = "UPDATE ledger_entries SET seq = seq WHERE deed = 'expire_records' AND thing = 'Person' AND subject IS NOT NULL";
        assert_eq!(city.past_all_doors("polisen", noted).await, 1);
        assert!(persons::card(&city.acts("mara").await, gone).await.is_err());
        assert_eq!(city.past_all_doors("polisen", "UPDATE persons SET version = version").await, 1, "Rune is there, Elin is not");
        let before = entries(&city).await;
        assert_eq!(city.expire().await, 0);
        assert_eq!(entries(&city).await, before, "a round that finds nothing writes nothing");
        city.days_pass(82);
        assert_eq!(city.expire().await, 1, "the listing, on its ninety-first day");
        assert_eq!(city.past_all_doors("polisen", "UPDATE memberships SET version = version WHERE state = 'expired'").await, 1);
        let seen = memberships::card(&city.acts("mara").await, listing).await.unwrap().membership;
        assert_eq!(seen.state.value(), Some(MembershipState::Expired));
    })
    .await;
}

#[tokio::test]
async fn after_six_years_nobody_is_left_who_has_reached_an_end() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let group = groups::add(&mara, a_group("Kajen")).await.unwrap();
        city.makes_active(group).await;
        listed(&city, "Rune Falk", group).await;
        let pia = city.acts("pia").await;
        let code = Code::new().to_string();
        levers::plan(&pia, LeverId::new(), None, a_lever(&code)).await.unwrap();
        offers::make(&pia, OfferId::new(), None, an_offer(&code)).await.unwrap();
        let task = NewTask {
            id: TaskId::new(),
            what: Words::stored("Ring bostadsbolaget om belysningen".into()),
            owner: Owner::Function("analyst".parse().unwrap()),
            due_on: date(2026, 12, 1),
            review: None,
            names_persons: false,
        };
        tasks::add(&pia, task).await.unwrap();
        let nils = city.acts("nils").await;
        let incident = incidents::register(&nils, a_shooting(&city)).await.unwrap();
        let note = Words::stored(String::new());
        let victim = NewVictim {
            id: VictimId::new(),
            incident,
            person: None,
            harm: Harm::Injured,
            is_child: false,
            group: None,
            note: note.clone(),
        };
        incident_persons::name_victim(&nils, victim, "").await.unwrap();
        let suspect = NewSuspect { id: SuspectId::new(), incident, person: None, suspicion: Suspicion::Suspected, group: None, note };
        incident_persons::name_suspect(&nils, suspect, "").await.unwrap();
        let typed = TypedSupport {
            person: &code,
            reference: "2026-SOC-4411",
            route: "help-line",
            status: "contact",
            first_contact: Some(city.now()),
        };
        support::add(&city.acts("ines").await, SupportId::new(), typed).await.unwrap();
        // Nobody looks in, for six years, but the house.
        for _ in 0..24 {
            city.days_pass(92);
            city.expire().await;
        }
        for (authority, left) in [
            ("polisen", "DELETE FROM persons"),
            ("polisen", "DELETE FROM memberships"),
            ("polisen", "DELETE FROM membership_evidence"),
            ("polisen", "DELETE FROM person_contacts"),
            ("polisen", "DELETE FROM levers"),
            ("polisen", "DELETE FROM offers"),
            ("polisen", "DELETE FROM tasks"),
            ("polisen", "DELETE FROM incident_victims"),
            ("polisen", "DELETE FROM incident_suspects"),
            ("socialtjansten", "DELETE FROM support_contacts"),
            ("socialtjansten", "DELETE FROM support_handlers"),
            ("socialtjansten", "DELETE FROM clocks WHERE kind LIKE 'support%'"),
        ] {
            assert_eq!(city.past_all_doors(authority, left).await, 0, "{left}");
        }
        assert_eq!(city.past_all_doors("polisen", "DELETE FROM incident_sources").await, 0);
        assert_eq!(
            city.past_all_doors("polisen", "UPDATE incidents SET version = version").await,
            2,
            "the incidents, which name nobody, stay: this one and the one that was the group's basis"
        );
    })
    .await;
}

#[tokio::test]
async fn after_five_years_decisions_and_the_content_of_the_log_are_erased_and_the_log_still_holds() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let group = groups::add(&mara, a_group("Kajen")).await.unwrap();
        let decided = disclosures::decide(&mara, &card_of(&mara, group, &[("frivarden", "coordinator")])).await.unwrap();
        assert!(matches!(decided, Decided::Sent(_)));
        consents::record(&city.acts("ines").await, a_consent()).await.unwrap();
        city.deliver().await;
        let first = entries(&city).await;
        // The disclosure ends on its last day; then nothing happens for a long time.
        for days in [400, 1_400] {
            city.days_pass(days);
            city.expire().await;
        }
        let told = "UPDATE ledger_entries SET seq = seq WHERE payload IS NOT NULL AND salt IS NOT NULL AND actor <> ''";
        assert!(city.past_all_doors("polisen", told).await >= first, "five years are not over");
        assert_eq!(city.past_all_doors("polisen", "UPDATE disclosures SET version = version").await, 1);
        assert_eq!(city.past_all_doors("socialtjansten", "UPDATE consents SET version = version").await, 1);
        city.days_pass(800);
        assert!(city.expire().await > 0);
        let blank = "UPDATE ledger_entries SET seq = seq WHERE payload IS NULL AND salt IS NULL AND actor = '' AND subject IS NULL";
        assert!(city.past_all_doors("polisen", blank).await >= first);
        assert!(city.past_all_doors("polisen", told).await > 0, "the rounds themselves are younger");
        for (authority, left) in [
            ("polisen", "DELETE FROM disclosures"),
            ("polisen", "DELETE FROM disclosure_fields"),
            ("polisen", "DELETE FROM disclosure_grounds"),
            ("polisen", "DELETE FROM disclosure_recipients"),
            ("socialtjansten", "DELETE FROM consents"),
        ] {
            assert_eq!(city.past_all_doors(authority, left).await, 0, "{left}");
        }
        for one in verify::verify(city.folder(), &mut |_, _, _| {}).await.unwrap() {
            assert!(one.is_sound(), "{:?}", one.findings());
        }
    })
    .await;
}
