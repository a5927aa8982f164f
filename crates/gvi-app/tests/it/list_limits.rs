//! How many may be listed: the ordinary length, the two who decide on a longer one, and the length that nobody can change.

use gvi_app::list_limits::{answer, page, propose};
use gvi_app::measures::{self, Figure};
use gvi_app::memberships::{approve, propose as propose_membership};
use gvi_app::{AppError, persons};
use gvi_domain::evidence::EvidenceKind;
use gvi_domain::list_limit::{ListLimitAnswer, ListLimitState, NewListLimit};
use gvi_domain::measure::{Measure, Share};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{DomainError, ListLimitId};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::incidents::words;
use crate::memberships::{an_active_group, approval, listed, proposal};
use crate::persons::a_person;

fn a_limit(persons: usize) -> NewListLimit {
    NewListLimit {
        id: ListLimitId::new(),
        persons: Some(persons),
        steering_decision: "Styrgruppen 2026-11-12, § 4".into(),
        reasons: words("Tre grupper till är aktiva sedan sommarens våld."),
        until: Some(date(2027, 1, 31)),
    }
}

fn an_answer(agreed: bool) -> ListLimitAnswer {
    ListLimitAnswer { agreed, reasons: words("Varje listning prövas ändå för sig, och andelen följs.") }
}

/// The two decide on a length.
async fn decided(city: &City, persons: usize) {
    let id = propose(&city.acts("greta").await, a_limit(persons)).await.unwrap();
    answer(&city.acts("dag").await, id, an_answer(true)).await.unwrap();
}

#[tokio::test]
async fn a_longer_list_takes_the_chief_with_the_steering_groups_decision_and_the_officers_yes() {
    on_both_databases(async |city| {
        let (greta, dag) = (city.acts("greta").await, city.acts("dag").await);
        assert_eq!(page(&greta).await.unwrap().persons, 150);
        let id = propose(&greta, a_limit(200)).await.unwrap();
        assert_eq!(page(&greta).await.unwrap().persons, 150, "a proposal changes nothing");
        let waits = propose(&greta, a_limit(250)).await;
        assert!(matches!(waits, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "list-limit-waits" }]));
        assert!(matches!(answer(&greta, id, an_answer(true)).await, Err(AppError::NotFound)), "not by whoever proposed");
        assert!(matches!(propose(&dag, a_limit(200)).await, Err(AppError::NotFound)), "not by whoever answers");
        for nobody in ["mara", "pia", "arvid", "lova", "ada", "rut", "karin", "olle"] {
            let ctx = city.acts(nobody).await;
            assert!(matches!(propose(&ctx, a_limit(200)).await, Err(AppError::NotFound)), "{nobody}");
            assert!(matches!(answer(&ctx, id, an_answer(true)).await, Err(AppError::NotFound)), "{nobody}");
        }
        let seen = page(&dag).await.unwrap();
        assert!(seen.proposals[0].1 && !page(&greta).await.unwrap().proposals[0].1, "the officer alone is asked");
        answer(&dag, id, an_answer(true)).await.unwrap();
        let seen = page(&greta).await.unwrap();
        assert_eq!((seen.persons, seen.until), (200, Some(date(2027, 1, 31))));
        assert!(matches!(answer(&dag, id, an_answer(false)).await, Err(AppError::Changed { thing: "list-limit" })));
        let deeds = "UPDATE ledger_entries SET seq = seq WHERE subject IS NOT NULL AND deed IN ('propose_list_limit', 'answer_list_limit')";
        assert!(city.past_all_doors("polisen", deeds).await >= 2, "both stand in the log");
        city.days_pass(71);
        assert_eq!(page(&city.acts("greta").await).await.unwrap().persons, 150, "what was decided ends by itself");
    })
    .await;
}

#[tokio::test]
async fn a_refused_proposal_changes_nothing_and_nobody_can_ask_for_more_than_three_hundred() {
    on_both_databases(async |city| {
        let greta = city.acts("greta").await;
        let id = propose(&greta, a_limit(300)).await.unwrap();
        answer(&city.acts("dag").await, id, an_answer(false)).await.unwrap();
        let seen = page(&greta).await.unwrap();
        assert_eq!((seen.persons, seen.until), (150, None));
        assert_eq!(seen.proposals[0].0.state.as_value(), Some(&ListLimitState::Refused));
        assert!(matches!(propose(&greta, a_limit(301)).await, Err(AppError::Faults(_))));
        for elsewhere in ["karin", "sofia", "olle"] {
            assert!(matches!(page(&city.acts(elsewhere).await).await, Err(AppError::NotFound)), "{elsewhere}: nobody is listed there");
        }
    })
    .await;
}

#[tokio::test]
async fn the_list_is_full_for_everybody_in_all_groups_together_and_protected_persons_count() {
    on_both_databases(async |city| {
        decided(&city, 2).await;
        let (kajen, fyren) = (an_active_group(&city, "Kajen").await, an_active_group(&city, "Fyren").await);
        let (hugo, _) = listed(&city, "Hugo Berg", kajen).await;
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["arvid".into()], ..a_person("Ängla Dold", Born::Year(1998)) };
        let hidden = persons::add(&mara, hidden).await.unwrap();
        let id = propose_membership(&mara, proposal(hidden, fyren)).await.unwrap();
        let arvid = city.acts("arvid").await;
        approve(&arvid, id, 1, approval()).await.unwrap();
        // Somebody who is listed already takes no more room in a second group.
        let second = propose_membership(&mara, proposal(hugo, fyren)).await.unwrap();
        approve(&arvid, second, 1, approval()).await.unwrap();
        let third = persons::add(&mara, a_person("Ivar Dal", Born::Year(1998))).await.unwrap();
        let third = propose_membership(&mara, proposal(third, fyren)).await.unwrap();
        let full = approve(&arvid, third, 1, approval()).await;
        assert!(matches!(full, Err(AppError::Faults(faults)) if faults == [DomainError::Full { what: "listed", limit: 2 }]));
        decided(&city, 3).await;
        approve(&city.acts("arvid").await, third, 1, approval()).await.unwrap();
    })
    .await;
}

/// Hugo and his listing again under other ids, past all doors: three hundred through the doors take minutes.
macro_rules! copies {
    ($from:literal, $to:literal) => {
        concat!(
            "WITH RECURSIVE n (n) AS (SELECT ", $from, " UNION ALL SELECT n + 1 FROM n WHERE n < ", $to, ") \
             INSERT INTO persons SELECT 'copy-' || CAST(n AS TEXT), 'copy-' || CAST(n AS TEXT), name, sort_key, search_key, born_year, born_on, why_here, \
             suspicion, protected, added_by, added_on, expires_on, law_max_on, version FROM persons, n WHERE name = 'Hugo Berg' AND id NOT LIKE 'copy%'; \
             WITH RECURSIVE n (n) AS (SELECT ", $from, " UNION ALL SELECT n + 1 FROM n WHERE n < ", $to, ") \
             INSERT INTO memberships SELECT 'copy-' || CAST(n AS TEXT), 'copy-' || CAST(n AS TEXT), group_id, role, state, necessity, needed_by, proposed_by, \
             proposed_unit, proposed_on, decided_by, decided_on, listed_from, listed_until, left_on, contested_on, outcome, notice, notice_reason, notice_on, \
             best_interest, added_on, expires_on, version FROM memberships, n WHERE state = 'confirmed' AND id NOT LIKE 'copy%'"
        )
    };
}

#[tokio::test]
async fn the_hundred_and_fifty_first_waits_for_the_two_and_the_three_hundred_and_first_for_nobody() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        listed(&city, "Hugo Berg", kajen).await;
        let mara = city.acts("mara").await;
        let person = persons::add(&mara, a_person("Ivar Dal", Born::Year(1998))).await.unwrap();
        let id = propose_membership(&mara, proposal(person, kajen)).await.unwrap();
        // Copies of Hugo and his listing, 149 and then 150 more.
        city.past_all_doors("polisen", copies!("1", "149")).await;
        let full = approve(&city.acts("arvid").await, id, 1, approval()).await;
        assert!(matches!(full, Err(AppError::Faults(faults)) if faults == [DomainError::Full { what: "listed", limit: 150 }]));
        decided(&city, 300).await;
        city.past_all_doors("polisen", copies!("150", "299")).await;
        let full = approve(&city.acts("arvid").await, id, 1, approval()).await;
        assert!(matches!(full, Err(AppError::Faults(faults)) if faults == [DomainError::Full { what: "listed-ever", limit: 300 }]));
    })
    .await;
}

#[tokio::test]
async fn the_share_of_listed_persons_without_a_link_to_violence_is_told_without_the_hidden() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        listed(&city, "Hugo Berg", kajen).await;
        let (mara, arvid) = (city.acts("mara").await, city.acts("arvid").await);
        let hidden = NewPerson { protected: true, handlers: vec!["arvid".into()], ..a_person("Ängla Dold", Born::Year(1998)) };
        for person in [a_person("Ivar Dal", Born::Year(1998)), hidden] {
            let person = persons::add(&mara, person).await.unwrap();
            let mut told = proposal(person, kajen);
            for item in &mut told.evidence {
                item.kind = EvidenceKind::Suspicion;
            }
            let id = propose_membership(&mara, told).await.unwrap();
            approve(&arvid, id, 1, approval()).await.unwrap();
        }
        for (reader, share) in [("greta", Share::plain(1, 2)), ("mara", Share::plain(2, 3)), ("olle", Share::default())] {
            let book = measures::book(&city.acts(reader).await, date(2026, 11, 1)).await.unwrap();
            let told = book.measures.into_iter().find(|measured| measured.measure == Measure::R9).unwrap().figure;
            assert_eq!(told, Figure::Share(share), "{reader}");
        }
    })
    .await;
}
