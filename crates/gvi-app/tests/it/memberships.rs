use gvi_app::memberships::{
    self, Proposal, approve, card, contest, correct, end, propose, propose_renewal, refuse, reviews, roster, void_evidence,
};
use gvi_app::{AppError, Ctx, groups, persons};
use gvi_domain::membership::{Approval, Criterion, MemberRole, MembershipState, Notice};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{Date, DomainError, GroupId, MembershipId, PersonId, Words};
use gvi_testkit::typed::an_item;
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::groups::a_group;
use crate::persons::a_person;

fn words(text: &str) -> Words {
    Words::stored(text.into())
}

pub fn proposal(person: PersonId, group: GroupId) -> Proposal {
    Proposal {
        id: MembershipId::new(),
        person,
        group,
        role: MemberRole::Member,
        needed_by: date(2027, 1, 15),
        necessity: words("Gruppen kallas till möte i januari och rätt personer måste nås."),
        evidence: vec![an_item("K-100-26", date(2026, 5, 2)), an_item("U-77-26", date(2026, 9, 14))],
    }
}

pub fn approval() -> Approval {
    Approval { nothing_sensitive: true, notice: None, notice_reason: words(""), notice_on: None, best_interest: words("") }
}

pub fn approval_of_a_child() -> Approval {
    Approval {
        notice: Some(Notice::Defer),
        notice_reason: words("Samtal planeras med socialtjänsten."),
        notice_on: Some(date(2026, 12, 10)),
        best_interest: words("Bedömningen är att tidig kontakt minskar risken för våld mot barnet."),
        ..approval()
    }
}

/// An active group, mapped by Mara and made active by Greta.
pub async fn an_active_group(city: &City, name: &str) -> GroupId {
    let id = groups::add(&city.acts("mara").await, a_group(name)).await.unwrap();
    city.makes_active(id).await;
    id
}

/// A proposal of Mara's that waits.
async fn proposed(city: &City, name: &str, born: Born, group: GroupId) -> (PersonId, MembershipId) {
    let mara = city.acts("mara").await;
    let person = persons::add(&mara, a_person(name, born)).await.unwrap();
    (person, propose(&mara, proposal(person, group)).await.unwrap())
}

/// The same, confirmed by Arvid.
pub async fn listed(city: &City, name: &str, group: GroupId) -> (PersonId, MembershipId) {
    listed_born(city, name, Born::Year(1998), group).await
}

/// The same, of another age.
pub async fn listed_born(city: &City, name: &str, born: Born, group: GroupId) -> (PersonId, MembershipId) {
    let (person, id) = proposed(city, name, born, group).await;
    approve(&city.acts("arvid").await, id, 1, approval()).await.unwrap();
    (person, id)
}

async fn names_on(ctx: &Ctx, group: GroupId, day: Date) -> Vec<String> {
    roster(ctx, group, day).await.unwrap().members.into_iter().filter_map(|member| member.person_name.value()).collect()
}

async fn state(ctx: &Ctx, id: MembershipId) -> MembershipState {
    card(ctx, id).await.unwrap().membership.state.value().unwrap()
}

fn rules(result: Result<impl Sized, AppError>) -> Vec<&'static str> {
    match result {
        Err(AppError::Faults(faults)) => {
            faults.iter().map(|fault| if let DomainError::Rule { rule } = fault { rule } else { "field" }).collect()
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was allowed"),
    }
}

const TODAY: Date = date(2026, 11, 22);

#[tokio::test]
async fn a_listing_takes_two_people_of_two_units_and_shows_on_the_roster_of_its_days_only() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = proposed(&city, "Hugo Berg", Born::Year(1998), group).await;
        let mara = city.acts("mara").await;
        assert!(names_on(&mara, group, TODAY).await.is_empty(), "a proposal is no listing");
        let arvid = city.acts("arvid").await;
        let waiting = card(&arvid, id).await.unwrap();
        assert!(waiting.may_decide);
        let unmet: Vec<_> = waiting.checklist.into_iter().filter(|(_, met)| !met).map(|(criterion, _)| criterion).collect();
        assert_eq!(unmet, [Criterion::NothingSensitive], "only what the approver has to look for");
        approve(&arvid, id, 1, approval()).await.unwrap();
        assert_eq!(names_on(&mara, group, TODAY).await, ["Hugo Berg"]);
        assert_eq!(names_on(&mara, group, date(2027, 2, 20)).await, ["Hugo Berg"]);
        assert!(names_on(&mara, group, date(2027, 2, 21)).await.is_empty());
        assert!(names_on(&mara, group, date(2026, 11, 21)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_proposed_cannot_approve_and_is_told_kindly() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let viggo = city.acts("viggo").await;
        let person = persons::add(&viggo, a_person("Ivar Dal", Born::Year(1998))).await.unwrap();
        let id = propose(&viggo, proposal(person, group)).await.unwrap();
        let seen = card(&viggo, id).await.unwrap();
        assert_eq!((seen.may_decide, seen.why_not), (false, Some("proposer-approves")));
        assert_eq!(rules(approve(&viggo, id, 1, approval()).await), ["proposer-approves"]);
        assert_eq!(rules(refuse(&viggo, id, 1, words("Inte längre aktuellt.")).await), ["proposer-approves"]);
        assert_eq!(state(&viggo, id).await, MembershipState::Proposed);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_of_the_same_unit_cannot_approve() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = proposed(&city, "Jens Ek", Born::Year(1998), group).await;
        let ylva = city.acts("ylva").await;
        assert_eq!(card(&ylva, id).await.unwrap().why_not, Some("same-unit"));
        assert_eq!(rules(approve(&ylva, id, 1, approval()).await), ["same-unit"]);
        assert_eq!(state(&ylva, id).await, MembershipState::Proposed);
    })
    .await;
}

#[tokio::test]
async fn a_child_of_fourteen_is_never_proposed_whatever_the_evidence() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        let child = persons::add(&mara, a_person("Kim Lind", Born::On(date(2011, 11, 23)))).await.unwrap();
        assert!(!persons::card(&mara, child).await.unwrap().may_propose);
        assert_eq!(rules(propose(&mara, proposal(child, group)).await), ["under-15"]);
        assert!(reviews(&mara).await.unwrap().waiting.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_turns_out_to_be_under_fifteen_leaves_every_group_at_once() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (person, id) = listed(&city, "Love Ask", group).await;
        let mara = city.acts("mara").await;
        let younger = NewPerson { id: person, ..a_person("Love Ask", Born::Year(2012)) };
        let version = persons::card(&mara, person).await.unwrap().person.version;
        persons::edit(&mara, younger, version).await.unwrap();
        assert_eq!(state(&mara, id).await, MembershipState::Suspended);
        assert!(names_on(&mara, group, TODAY).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_minor_is_decided_on_by_the_lawyer_alone_with_notice_and_best_interest_for_thirty_days() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = proposed(&city, "Max Vik", Born::On(date(2010, 3, 1)), group).await;
        let (arvid, lova) = (city.acts("arvid").await, city.acts("lova").await);
        assert!(matches!(approve(&arvid, id, 1, approval()).await, Err(AppError::NotFound)));
        assert_eq!(rules(approve(&lova, id, 1, approval()).await), ["field", "field"]);
        approve(&lova, id, 1, approval_of_a_child()).await.unwrap();
        let seen = card(&lova, id).await.unwrap().membership;
        assert_eq!(seen.listed_until.value().unwrap(), Some(date(2026, 12, 22)));
        // The lawyer decides on nobody grown up.
        let (_, adult) = proposed(&city, "Nora Hed", Born::Year(1998), group).await;
        assert!(matches!(card(&lova, adult).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn two_items_from_one_source_are_not_enough() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        let person = persons::add(&mara, a_person("Otto Rask", Born::Year(1998))).await.unwrap();
        let twice = Proposal {
            evidence: vec![an_item("K-100-26", date(2026, 5, 2)), an_item("k 100 26", date(2026, 9, 14))],
            ..proposal(person, group)
        };
        assert_eq!(rules(propose(&mara, twice).await), ["criterion-two-items"]);
        let single = Proposal { evidence: vec![an_item("K-100-26", date(2026, 5, 2))], ..proposal(person, group) };
        assert_eq!(rules(propose(&mara, single).await), ["criterion-two-items"]);
    })
    .await;
}

#[tokio::test]
async fn a_group_that_is_no_longer_active_takes_no_listing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let candidate = groups::add(&mara, a_group("Fyren")).await.unwrap();
        let (_, id) = proposed(&city, "Pål Sten", Born::Year(1998), candidate).await;
        let arvid = city.acts("arvid").await;
        assert_eq!(rules(approve(&arvid, id, 1, approval()).await), ["criterion-purpose-and-group"]);
        assert_eq!(rules(approve(&arvid, id, 1, Approval { nothing_sensitive: false, ..approval() }).await).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_listing_is_expired_on_the_ninety_first_day_without_anybody_doing_anything() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Rune Falk", group).await;
        city.days_pass(90);
        assert_eq!(state(&city.acts("mara").await, id).await, MembershipState::Confirmed);
        city.days_pass(1);
        let mara = city.acts("mara").await;
        assert_eq!(state(&mara, id).await, MembershipState::Expired);
        assert!(names_on(&mara, group, date(2027, 2, 21)).await.is_empty());
        assert_eq!(names_on(&mara, group, date(2027, 1, 1)).await, ["Rune Falk"], "as it was");
        // The nightly round writes it down, and half a year later erases it.
        let night = memberships::expire_due(&city.house("polisen")).await.unwrap();
        assert_eq!((night.expired, night.erased), (1, 0));
        city.days_pass(190);
        assert!(matches!(card(&city.acts("mara").await, id).await, Err(AppError::NotFound)));
        assert_eq!(memberships::expire_due(&city.house("polisen")).await.unwrap().erased, 1);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_spelling_moves_no_date() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (person, id) = listed(&city, "Sara Holm", group).await;
        let mara = city.acts("mara").await;
        let before = card(&mara, id).await.unwrap().membership;
        city.days_pass(40);
        let mara = city.acts("mara").await;
        correct(&mara, id, words("Gruppen kallas till möte i januari, och rätt personer måste nås."), 2).await.unwrap();
        let late = correct(&mara, id, words("En annan kollega rättade samtidigt i samma text."), 2).await;
        assert!(matches!(late, Err(AppError::Changed { thing: "membership" })));
        let known = persons::card(&mara, person).await.unwrap().person;
        let spelled = NewPerson { id: person, expires_on: known.expires_on.value().unwrap(), ..a_person("Sarah Holm", Born::Year(1998)) };
        persons::edit(&mara, spelled, known.version).await.unwrap();
        let after = card(&mara, id).await.unwrap().membership;
        assert_eq!((after.listed_until, after.expires_on, after.listed_from), (before.listed_until, before.expires_on, before.listed_from));
        assert_eq!(after.person_name.value().as_deref(), Some("Sarah Holm"));
    })
    .await;
}

#[tokio::test]
async fn a_renewal_needs_new_evidence_and_somebody_elses_approval() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Tage Norr", group).await;
        city.days_pass(80);
        let mara = city.acts("mara").await;
        assert_eq!(reviews(&mara).await.unwrap().due.len(), 1);
        assert_eq!(rules(propose_renewal(&mara, id, an_item("K 100 26", date(2026, 5, 2))).await), ["field"], "known evidence is not new");
        propose_renewal(&mara, id, an_item("K-9-27", date(2027, 1, 20))).await.unwrap();
        let asked = card(&mara, id).await.unwrap();
        assert_eq!(asked.membership.state.value(), Some(MembershipState::RenewalProposed));
        assert_eq!(asked.membership.listed_until.value().unwrap(), Some(date(2027, 2, 20)), "asking extends nothing");
        let arvid = city.acts("arvid").await;
        approve(&arvid, id, asked.membership.version, approval()).await.unwrap();
        let renewed = card(&arvid, id).await.unwrap().membership;
        assert_eq!(renewed.listed_from.value().unwrap(), Some(TODAY));
        assert_eq!(renewed.listed_until.value().unwrap(), Some(date(2027, 5, 11)));
    })
    .await;
}

#[tokio::test]
async fn a_refused_renewal_leaves_the_listing_to_end_on_its_day() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Ulla Strand", group).await;
        let mara = city.acts("mara").await;
        propose_renewal(&mara, id, an_item("K-200-26", date(2026, 11, 20))).await.unwrap();
        refuse(&city.acts("arvid").await, id, 3, words("Underlaget är för gammalt.")).await.unwrap();
        let seen = card(&mara, id).await.unwrap().membership;
        assert_eq!((seen.state.value(), seen.listed_until.value().unwrap()), (Some(MembershipState::Confirmed), Some(date(2027, 2, 20))));
    })
    .await;
}

#[tokio::test]
async fn voided_evidence_suspends_the_listing_before_anybody_reads_it_again() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Vera Lo", group).await;
        let mara = city.acts("mara").await;
        let first = card(&mara, id).await.unwrap().evidence[0].id;
        void_evidence(&mara, id, first, words("Frikännande dom i tingsrätten.")).await.unwrap();
        let seen = card(&mara, id).await.unwrap();
        assert_eq!(seen.membership.state.value(), Some(MembershipState::Suspended));
        assert_eq!(seen.evidence[0].voided_on.as_value(), Some(&Some(TODAY)));
        assert!(names_on(&mara, group, TODAY).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_dispute_that_nobody_settles_suspends_the_listing_after_thirty_days() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Wille Örn", group).await;
        let mara = city.acts("mara").await;
        contest(&mara, id, words("Personen uppger att han aldrig varit där.")).await.unwrap();
        assert_eq!(names_on(&mara, group, TODAY).await, ["Wille Örn"], "with the mark");
        city.days_pass(31);
        assert_eq!(memberships::expire_due(&city.house("polisen")).await.unwrap().suspended, 1);
        let mara = city.acts("mara").await;
        assert_eq!(state(&mara, id).await, MembershipState::Suspended);
        assert!(names_on(&mara, group, date(2026, 12, 23)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_was_ended_is_still_on_the_roster_of_the_days_before() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (person, id) = listed(&city, "Yngve Tall", group).await;
        city.days_pass(10);
        let mara = city.acts("mara").await;
        end(&mara, id, words("Har flyttat och lämnat gruppen.")).await.unwrap();
        assert_eq!(names_on(&mara, group, date(2026, 12, 1)).await, ["Yngve Tall"]);
        assert!(names_on(&mara, group, date(2026, 12, 2)).await.is_empty());
        // Somebody who left can be proposed anew; somebody who is listed cannot be proposed twice.
        let again = propose(&mara, proposal(person, group)).await.unwrap();
        assert_ne!(again, id);
        assert_eq!(rules(propose(&mara, proposal(person, group)).await), ["already-listed"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_approves_answers_for_what_they_read() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = proposed(&city, "Zack Lid", Born::Year(1998), group).await;
        let mara = city.acts("mara").await;
        memberships::add_evidence(&mara, id, an_item("K-300-26", date(2026, 11, 1))).await.unwrap();
        let late = approve(&city.acts("arvid").await, id, 1, approval()).await;
        assert!(matches!(late, Err(AppError::Changed { thing: "membership" })));
    })
    .await;
}

#[tokio::test]
async fn somebody_in_an_incident_but_in_no_membership_is_on_no_roster() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        // Known to the police as injured party: a person of the compartment and nothing more.
        persons::add(&mara, a_person("Åsa Målsägande", Born::Year(1998))).await.unwrap();
        listed(&city, "Örjan Kaj", group).await;
        assert_eq!(names_on(&mara, group, TODAY).await, ["Örjan Kaj"]);
    })
    .await;
}

#[tokio::test]
async fn a_protected_member_is_on_the_roster_of_the_handlers_only() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["arvid".into()], ..a_person("Ängla Dold", Born::Year(1998)) };
        let person = persons::add(&mara, hidden).await.unwrap();
        let id = propose(&mara, proposal(person, group)).await.unwrap();
        let (arvid, greta) = (city.acts("arvid").await, city.acts("greta").await);
        assert!(reviews(&greta).await.unwrap().waiting.is_empty());
        assert!(matches!(card(&greta, id).await, Err(AppError::NotFound)));
        assert!(matches!(approve(&greta, id, 1, approval()).await, Err(AppError::NotFound)));
        approve(&arvid, id, 1, approval()).await.unwrap();
        assert_eq!(names_on(&arvid, group, TODAY).await, ["Ängla Dold"]);
        assert!(names_on(&greta, group, TODAY).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_duty_officer_and_another_authority_learn_of_no_membership() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = listed(&city, "Bertil Udd", group).await;
        for outsider in ["nils", "tom", "olle", "ines", "lova"] {
            let outsider = city.acts(outsider).await;
            assert!(matches!(card(&outsider, id).await, Err(AppError::NotFound)));
            assert!(matches!(card(&outsider, MembershipId::new()).await, Err(AppError::NotFound)));
        }
        for outsider in ["nils", "tom"] {
            assert!(matches!(roster(&city.acts(outsider).await, group, TODAY).await, Err(AppError::NotFound)));
        }
    })
    .await;
}

#[tokio::test]
async fn the_source_is_for_those_who_weigh_it() {
    on_both_databases(async |city| {
        let group = an_active_group(&city, "Kajen").await;
        let (_, id) = proposed(&city, "Disa Gren", Born::Year(1998), group).await;
        let arvid = card(&city.acts("arvid").await, id).await.unwrap();
        assert_eq!(arvid.evidence[0].source.as_value().map(String::as_str), Some("K-100-26"));
        let greta = card(&city.acts("greta").await, id).await.unwrap();
        assert!(greta.evidence.iter().all(|item| item.source.is_withheld()));
    })
    .await;
}
