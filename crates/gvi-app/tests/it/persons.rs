use gvi_app::persons::{PERSONS_PER_PAGE, PersonList, card, edit, list, read_search};
use gvi_app::{AppError, Ctx, persons};
use gvi_domain::person::{Born, Contact, ContactKind, NewPerson};
use gvi_domain::{DomainError, PersonId, Words};
use gvi_testkit::on_both_databases;
use jiff::civil::date;

pub fn a_person(name: &str, born: Born) -> NewPerson {
    NewPerson {
        id: PersonId::new(),
        name: name.into(),
        born,
        why_here: Words::stored("Nämns i två granskade händelser under hösten.".into()),
        suspicion: String::new(),
        contacts: vec![Contact { kind: ContactKind::Phone, route: "+46 70 555 01 02".into() }],
        protected: false,
        handlers: Vec::new(),
        expires_on: date(2027, 10, 1),
    }
}

async fn found(ctx: &Ctx, typed: &str) -> PersonList {
    list(ctx, read_search(typed, None)).await.unwrap()
}

fn names(list: PersonList) -> Vec<String> {
    list.persons.into_iter().filter_map(|person| person.name.value()).collect()
}

#[tokio::test]
async fn a_person_is_found_by_a_part_of_the_name_by_code_and_by_telephone_and_another_authority_finds_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = persons::add(&mara, a_person("Åke Sjöberg", Born::Year(1999))).await.unwrap();
        persons::add(&mara, NewPerson { contacts: Vec::new(), ..a_person("Bo_100% Lund", Born::Year(1998)) }).await.unwrap();
        let code = card(&mara, id).await.unwrap().person.code.to_string();
        for typed in ["sjöb", "ÅKE", code.as_str(), "070-555", "0046705550"] {
            assert_eq!(names(found(&mara, typed).await), ["Åke Sjöberg"], "{typed}");
        }
        assert_eq!(names(found(&mara, "_100%").await), ["Bo_100% Lund"]);
        assert_eq!(names(found(&mara, "%").await), ["Bo_100% Lund"]);
        assert_eq!(names(found(&mara, "").await), ["Bo_100% Lund", "Åke Sjöberg"]);
        let tom = city.acts("tom").await;
        assert_eq!(found(&tom, "").await.count, 0);
        assert!(matches!(card(&tom, id).await, Err(AppError::NotFound)));
        let olle = city.acts("olle").await;
        assert!(matches!(list(&olle, read_search("", None)).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_page_is_full_however_many_stand_before_it_who_are_not_there_for_the_reader() {
    on_both_databases(async |city| {
        let (mara, nils) = (city.acts("mara").await, city.acts("nils").await);
        for at in 0..75 {
            persons::add(&mara, NewPerson { protected: true, ..a_person(&format!("Anna Vikdal {at}"), Born::Year(1997)) }).await.unwrap();
        }
        for at in 0..3 {
            persons::add(&mara, a_person(&format!("Ylva Vikdal {at}"), Born::Year(1997))).await.unwrap();
        }
        let seen = found(&nils, "vikdal").await;
        assert_eq!((seen.count, seen.next), (3, None));
        assert_eq!(names(seen), ["Ylva Vikdal 0", "Ylva Vikdal 1", "Ylva Vikdal 2"]);
        let first = found(&mara, "vikdal").await;
        assert_eq!((first.count, first.persons.len()), (78, PERSONS_PER_PAGE));
        let rest = list(&mara, read_search("vikdal", first.next)).await.unwrap();
        assert_eq!((rest.persons.len(), rest.next), (78 - PERSONS_PER_PAGE, None));
        let all: std::collections::BTreeSet<PersonId> = first.persons.iter().chain(&rest.persons).map(|person| person.id).collect();
        assert_eq!(all.len(), 78, "nobody stands on two pages");
    })
    .await;
}

#[tokio::test]
async fn a_protected_identity_is_in_no_list_search_count_or_card_but_the_handlers() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        persons::add(&mara, a_person("Anton Vik", Born::Year(1999))).await.unwrap();
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Vik", Born::Year(1997)) };
        let id = persons::add(&mara, hidden.clone()).await.unwrap();
        for handler in ["mara", "pia"] {
            let handler = city.acts(handler).await;
            assert_eq!(names(found(&handler, "vik").await), ["Anton Vik", "Cilla Vik"]);
            assert_eq!(card(&handler, id).await.unwrap().person.handlers.value().unwrap(), ["mara", "pia"]);
        }
        let nils = city.acts("nils").await;
        for typed in ["", "vik", "cilla", "0705550102"] {
            let seen = found(&nils, typed).await;
            assert_eq!(usize::try_from(seen.count).unwrap(), seen.persons.len(), "{typed}");
            assert!(!names(seen).contains(&"Cilla Vik".to_owned()), "{typed}");
        }
        // The hidden id and an id that never was give one answer, for the card, for an edit and as the beginning of a page.
        let unknown = PersonId::new();
        assert!(matches!(card(&nils, id).await, Err(AppError::NotFound)));
        assert!(matches!(card(&nils, unknown).await, Err(AppError::NotFound)));
        let arvid = city.acts("viggo").await;
        assert!(matches!(edit(&arvid, hidden.clone(), 1).await, Err(AppError::NotFound)));
        assert!(matches!(edit(&arvid, NewPerson { id: unknown, ..hidden }, 1).await, Err(AppError::NotFound)));
        for after in [id, unknown] {
            assert_eq!(names(list(&nils, read_search("", Some(after))).await.unwrap()), ["Anton Vik"]);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_in_the_swedish_order_and_nobody_is_shown_twice() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let letters = ["A", "B", "C", "Å", "Ä", "Ö"];
        for at in 0..54 {
            let name = format!("{}-{:02} Ek", letters[at % 6], at / 6);
            persons::add(&mara, NewPerson { contacts: Vec::new(), ..a_person(&name, Born::Year(1990)) }).await.unwrap();
        }
        let first = found(&mara, "").await;
        assert_eq!((first.persons.len(), first.count), (50, 54));
        let next = first.next;
        let mut all = names(first);
        let last = list(&mara, read_search("", next)).await.unwrap();
        assert_eq!((last.persons.len(), last.next), (4, None));
        all.extend(names(last));
        let initials: String = all.iter().filter_map(|name| name.chars().next()).collect();
        assert_eq!(initials, letters.map(|letter| letter.repeat(9)).concat());
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_an_edit_never_moves_the_end_further_away() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let typed = a_person("Dan Ask", Born::Year(1999));
        let id = persons::add(&mara, typed.clone()).await.unwrap();
        edit(&mara, NewPerson { name: "Dan Asker".into(), expires_on: date(2027, 3, 1), ..typed.clone() }, 1).await.unwrap();
        let late = edit(&mara, NewPerson { name: "Daniel Ask".into(), ..typed.clone() }, 1).await;
        assert!(matches!(late, Err(AppError::Changed { thing: "person" })));
        let longer = edit(&mara, NewPerson { expires_on: date(2027, 9, 1), ..typed }, 2).await;
        assert!(matches!(longer, Err(AppError::Faults(faults)) if faults == [DomainError::field("expires_on", "cannot-extend")]));
        let person = card(&mara, id).await.unwrap().person;
        assert_eq!((person.name.value().unwrap(), person.expires_on.value().unwrap()), ("Dan Asker".to_owned(), date(2027, 3, 1)));
    })
    .await;
}

#[tokio::test]
async fn a_person_past_the_end_is_gone_before_the_nightly_round() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = persons::add(&mara, NewPerson { expires_on: date(2026, 11, 30), ..a_person("Elin Rot", Born::Year(1999)) }).await.unwrap();
        city.days_pass(8);
        assert_eq!(found(&city.acts("mara").await, "rot").await.count, 1, "the last day itself");
        city.days_pass(1);
        let mara = city.acts("mara").await;
        assert_eq!(found(&mara, "").await.count, 0);
        assert!(matches!(card(&mara, id).await, Err(AppError::NotFound)));
        assert_eq!(persons::erase_due(&city.house("polisen")).await.unwrap(), [id]);
        assert!(persons::erase_due(&city.house("polisen")).await.unwrap().is_empty());
        assert!(matches!(persons::erase_due(&mara).await, Err(AppError::NotFound)), "only the house");
    })
    .await;
}

#[tokio::test]
async fn a_handler_that_nobody_knows_is_told_at_the_form() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let typed = NewPerson { protected: true, handlers: vec!["ingen".into()], ..a_person("Frida Dal", Born::Year(1999)) };
        let refused = persons::add(&mara, typed).await;
        assert!(matches!(refused, Err(AppError::Faults(faults)) if faults == [DomainError::field("handlers", "no-such-colleague")]));
        assert_eq!(found(&mara, "").await.count, 0);
    })
    .await;
}

#[tokio::test]
async fn a_duty_officer_sees_who_it_is_and_not_what_is_believed() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = persons::add(&mara, a_person("Gustav Hav", Born::Year(1999))).await.unwrap();
        let nils = city.acts("nils").await;
        let seen = card(&nils, id).await.unwrap();
        assert_eq!(seen.person.name.value().as_deref(), Some("Gustav Hav"));
        assert_eq!(seen.person.suspected.value(), Some(false), "not suspected is said to everybody who sees the name");
        assert!(seen.person.why_here.is_withheld() && seen.memberships.is_none() && !seen.may_edit);
    })
    .await;
}
