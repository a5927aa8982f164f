//! Search: everything that one may list and nothing else, whatever is typed.

use gvi_app::search::{Found, search};
use gvi_app::{AppError, Ctx, groups, incidents, persons, relations};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{GroupId, IncidentId};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::incidents::a_shooting;
use crate::persons::a_person;

async fn a_small_city(city: &City) -> (GroupId, IncidentId) {
    let mara = city.acts("mara").await;
    let group = groups::add(&mara, a_group("Örnen")).await.unwrap();
    groups::add(&mara, a_group("Fyren")).await.unwrap();
    relations::add_alias(&mara, group, "Hamnlaget").await.unwrap();
    let incident = incidents::register(&city.acts("nils").await, a_shooting(city)).await.unwrap();
    persons::add(&mara, a_person("Åke Sjöberg", Born::Year(1999))).await.unwrap();
    let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Sjöberg", Born::Year(1997)) };
    persons::add(&mara, hidden).await.unwrap();
    (group, incident)
}

async fn found(ctx: &Ctx, typed: &str) -> Found {
    search(ctx, typed).await.unwrap()
}

fn group_names(found: &Found) -> Vec<String> {
    found.groups.iter().flat_map(|hits| &hits.lines).filter_map(|group| group.name.as_value().cloned()).collect()
}

fn person_names(found: &Found) -> Vec<String> {
    found.persons.iter().flat_map(|hits| &hits.lines).filter_map(|person| person.name.as_value().cloned()).collect()
}

#[tokio::test]
async fn groups_are_found_by_name_other_name_and_code_and_incidents_by_place_and_code() {
    on_both_databases(async |city| {
        let (group, incident) = a_small_city(&city).await;
        let mara = city.acts("mara").await;
        let group_code = groups::card(&mara, group).await.unwrap().group.code.to_string().to_lowercase();
        let incident_code = incidents::card(&mara, incident).await.unwrap().incident.code.to_string();
        for typed in ["ÖRN", "  örnen ", "hamnl", group_code.as_str()] {
            assert_eq!(group_names(&found(&mara, typed).await), ["Örnen"], "{typed}");
        }
        for typed in ["ÖSTRA kaj", "a kajen", incident_code.as_str()] {
            let hits = found(&mara, typed).await.incidents.unwrap();
            assert_eq!(hits.lines.iter().map(|line| line.id).collect::<Vec<_>>(), [incident], "{typed}");
            assert_eq!((hits.count, hits.more), (1, false));
        }
        for typed in ["ostra", "ustra", "%", "__", "östra%"] {
            assert!(found(&mara, typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_protected_person_is_nobody_to_all_but_the_handlers_in_lines_and_in_counts() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        for handler in ["mara", "pia"] {
            let hits = found(&city.acts(handler).await, "sjöb").await;
            assert_eq!(person_names(&hits), ["Cilla Sjöberg", "Åke Sjöberg"]);
            assert_eq!(hits.persons.unwrap().count, 2);
        }
        let nils = city.acts("nils").await;
        let hits = found(&nils, "sjöb").await;
        assert_eq!((person_names(&hits), hits.persons.unwrap().count), (vec!["Åke Sjöberg".to_owned()], 1));
        let (hidden, nothing) = (found(&nils, "cilla").await, found(&nils, "zzzz").await);
        assert!(hidden.is_empty() && nothing.is_empty());
        assert_eq!(
            hidden.persons.map(|hits| (hits.lines.len(), hits.count, hits.more)),
            nothing.persons.map(|hits| (hits.lines.len(), hits.count, hits.more))
        );
    })
    .await;
}

#[tokio::test]
async fn another_authority_finds_nothing_and_a_kind_that_is_not_for_the_reader_is_not_there() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        for other in ["tom", "karin", "sofia", "ines", "olle", "elsa"] {
            for typed in ["örnen", "sjöberg", "kajen", "hamnlaget"] {
                assert!(found(&city.acts(other).await, typed).await.is_empty(), "{other} {typed}");
            }
        }
        assert!(found(&city.acts("olle").await, "sjöberg").await.persons.is_none());
        for nobody in ["rut", "ada"] {
            assert!(matches!(search(&city.acts(nobody).await, "örnen").await, Err(AppError::NotFound)), "{nobody}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_letter_is_too_little_and_a_telephone_number_is_not_searched_here() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        let mara = city.acts("mara").await;
        for typed in ["", " ", "ö", "0705550102", "555-01"] {
            assert!(found(&mara, typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}
