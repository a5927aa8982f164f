//! The guided choice: an officer without paragraph numbers is shown what fits, and what stays closed.

use std::collections::BTreeSet;

use gvi_secrecy::catalogue::{Catalogue, Offence, ProvisionId, Trigger, Use};
use gvi_secrecy::disclosure::{Suggestion, guide};

use crate::disclosure_builder::{Draft, draft};

fn suggestions(draft: &Draft) -> Vec<Suggestion> {
    let proposal = &draft.0;
    let recipient = &proposal.recipients[0];
    guide(Catalogue::se(), &proposal.discloser, &recipient.kind, &proposal.category, &proposal.tagged, &proposal.circumstances(recipient))
}

fn names(suggestions: &[Suggestion]) -> Vec<&str> {
    suggestions.iter().map(|it| it.ground.as_str()).collect()
}

#[test]
fn for_a_young_person_at_risk_10_18a_is_offered_and_for_a_grown_one_it_is_not() {
    let young = draft("SOC", "POL", "M8", &["name", "concrete-risk"]).born("2008-06-01").offence(Offence::FutureRisk, 0);
    assert!(names(&suggestions(&young)).contains(&"OSL-10-18a"));
    let grown = draft("SOC", "POL", "M8", &["name", "concrete-risk"]).offence(Offence::FutureRisk, 0);
    let offered = suggestions(&grown);
    assert!(!names(&offered).contains(&"OSL-10-18a") && names(&offered).contains(&"OSL-10-15a"));
}

#[test]
fn a_suggestion_says_which_locks_stay_closed_so_that_a_second_key_is_looked_for() {
    let link = draft("POL", "KV", "M3", &["name", "group-link"]).client();
    let offered = suggestions(&link);
    let by = |id: &str| offered.iter().find(|it| it.ground.as_str() == id).unwrap();
    assert_eq!(by("OSL-10-15a").opens, [ProvisionId::from("OSL-35-1")]);
    assert_eq!(by("OSL-10-15a").remaining, [ProvisionId::from("OSL-18-2")]);
    assert!(by("OSL-10-27").remaining.is_empty());
    assert!(by("HARM-TEST").is_harm_test);
    assert!(!names(&offered).contains(&"OSL-12-2"), "the matrix does not take consent on this way");
}

#[test]
fn everyday_grounds_come_first() {
    let committed = draft("SOC", "POL", "M8", &["name", "suspicion"]).offence(Offence::Committed, 12).with(|it| {
        it.purposes = ["investigate-crime".into(), "prevent-detect-crime".into()].into();
    });
    let offered = suggestions(&committed);
    let order: Vec<Use> = offered.iter().map(|it| it.usage).collect();
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(*order.last().unwrap(), Use::Rare);
}

#[test]
fn where_no_way_leads_nothing_is_offered() {
    assert!(suggestions(&draft("POL", "CIV", "M3", &["name", "group-link"])).is_empty());
    assert!(suggestions(&draft("POL", "SOC", "M14", &["plan-of-action"])).is_empty());
    assert!(suggestions(&draft("POL", "SOC", "nowhere", &["name"])).is_empty());
}

#[test]
fn a_duty_is_marked_and_asks_for_no_form() {
    let phone = draft("SOC", "POL", "M15", &["contact-details"]).on_request();
    let offered = suggestions(&phone);
    let duty = offered.iter().find(|it| it.ground.as_str() == "OSL-10-28+UL-4").unwrap();
    assert!(duty.duty && duty.remaining.is_empty());
    // The same, unasked, is no duty.
    let unasked = suggestions(&phone.with(|it| it.trigger = Trigger::OwnInitiative));
    assert_eq!(names(&unasked), Vec::<&str>::new());
}

#[test]
fn what_is_chosen_from_the_guide_alone_opens_what_it_promised() {
    let catalogue = Catalogue::se();
    let link = || draft("POL", "SOC", "M3", &["name", "group-link"]);
    for suggestion in suggestions(&link()).iter().filter(|it| !it.is_harm_test) {
        let answer = link().ground(suggestion.ground.as_str()).assess();
        let closed: BTreeSet<_> = answer.closed().cloned().collect();
        assert_eq!(closed, suggestion.remaining.iter().cloned().collect(), "{}", suggestion.ground);
        assert!(catalogue.ground(&suggestion.ground).is_some());
    }
}
