//! One incident, walked: what each of the people of Nordhamn needs for a day's work is permitted, and what the law keeps
//! from them is not.

use gvi_secrecy::lens::{Class, Facts};
use gvi_secrecy::{Guard, Thing};

use crate::policies::{compartment, somebody, thing_of};

/// Asserts what somebody may and may not do to things about which nothing particular is known.
fn assert_day(kind: &str, roles: &[&str], may: &[&'static str], may_not: &[&'static str]) {
    let guard = Guard::of_the_house().unwrap();
    let actor = somebody(kind, roles);
    let place = compartment(kind);
    let answer = |deed| guard.answer(&actor, &place, deed, &Facts::plain(thing_of(deed), "-")).is_some();
    for deed in may {
        assert!(answer(deed), "{kind} {roles:?} needs {deed}");
    }
    for deed in may_not {
        assert!(!answer(deed), "{kind} {roles:?} must not {deed}");
    }
}

#[test]
fn at_night_the_duty_officer_registers_triages_and_alerts_alone() {
    assert_day(
        "POL",
        &["duty_officer"],
        &["register_incident", "triage_incident", "name_person_in_incident", "add_person", "alert_incident", "read_group"],
        &["attribute_incident", "propose_membership", "plan_lever", "decide_focus", "import_batch", "list_memberships"],
    );
}

#[test]
fn mara_the_analyst_maps_attributes_proposes_and_discloses_but_decides_nothing_herself() {
    assert_day(
        "POL",
        &["analyst"],
        &[
            "import_batch",
            "register_incident",
            "attribute_incident",
            "close_incident",
            "add_group",
            "edit_group",
            "propose_membership",
            "propose_focus",
            "decide_disclosure",
            "read_received",
            "record_message",
            "read_scorecard",
        ],
        &["approve_membership", "decide_focus", "plan_lever", "change_group_status", "read_log", "list_support", "edit_settings"],
    );
}

#[test]
fn the_coordinator_and_the_chief_of_the_police_run_and_decide_a_focus() {
    assert_day(
        "POL",
        &["coordinator"],
        &["plan_review", "hold_review", "add_task", "propose_focus", "run_focus", "plan_lever", "change_lever", "make_offer"],
        &["decide_focus", "approve_membership", "read_support"],
    );
    assert_day("POL", &["chief"], &["decide_focus", "run_focus", "change_lever", "edit_settings"], &["propose_focus", "import_batch"]);
}

#[test]
fn tom_the_probation_officer_plans_his_own_levers_and_offers_and_never_a_focus() {
    assert_day(
        "KV",
        &["officer"],
        &[
            "read_received",
            "acknowledge_received",
            "list_persons",
            "plan_lever",
            "change_lever",
            "make_offer",
            "decide_disclosure",
            "record_consent",
        ],
        &["decide_focus", "propose_focus", "register_incident", "list_memberships", "list_support"],
    );
}

#[test]
fn ines_and_her_handlers_help_and_disclose_and_have_no_lever() {
    assert_day(
        "SOC",
        &["handler"],
        &["list_support", "add_support", "make_offer", "record_consent", "withdraw_consent", "decide_disclosure", "read_received"],
        &["plan_lever", "change_lever", "list_levers", "list_memberships", "register_incident", "read_focus"],
    );
    assert_day(
        "SOC",
        &["coordinator"],
        &["plan_review", "hold_review", "add_task", "list_support", "read_measures", "read_received"],
        &["add_support", "edit_support", "list_persons", "list_levers", "plan_lever", "list_consents"],
    );
}

#[test]
fn olle_leads_the_project_without_ever_seeing_a_person() {
    assert_day(
        "MUN",
        &["coordinator"],
        &[
            "plan_review",
            "hold_review",
            "add_task",
            "read_received",
            "read_scorecard",
            "read_measures",
            "record_message",
            "make_offer",
            "decide_disclosure",
        ],
        &["list_persons", "list_memberships", "list_levers", "list_support", "list_consents", "register_incident"],
    );
    let guard = Guard::of_the_house().unwrap();
    let olle = somebody("MUN", &["coordinator"]);
    let person = Facts::plain(Thing::Received, "-").about_a_person();
    assert!(guard.answer(&olle, &compartment("MUN"), "read_received", &person).is_none());
    let lens = guard.answer(&olle, &compartment("MUN"), "read_received", &Facts::plain(Thing::Received, "-")).unwrap();
    assert_eq!(lens.classes().collect::<Vec<_>>(), [Class::Coordination]);
}

#[test]
fn the_community_partner_hears_messages_and_meetings_and_nothing_more() {
    assert_day(
        "CIV",
        &["partner"],
        &["list_messages", "read_message", "list_reviews", "read_review", "read_received"],
        &["list_groups", "list_incidents", "list_focus", "read_scorecard", "list_tasks", "decide_disclosure", "list_disclosures"],
    );
}

#[test]
fn one_fact_that_social_services_disclosed_reaches_the_analyst_and_no_planner_of_levers() {
    let guard = Guard::of_the_house().unwrap();
    let snapshot = Facts::plain(Thing::Received, "-").about_a_person();
    let shows = |role: &str| {
        guard
            .answer(&somebody("POL", &[role]), &compartment("POL"), "read_received", &snapshot)
            .is_some_and(|lens| lens.shows(Class::Support))
    };
    assert!(shows("analyst"));
    assert!(!shows("coordinator"));
    assert!(!shows("chief"));
}
