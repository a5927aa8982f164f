//! The policies hold together with the deeds, the roles and each other; and the walls, seen from inside by one account at a time.
//! That they hold for every account there could be is proved in gvi-proofs.

use std::collections::BTreeSet;

use cedar_policy::{PolicySet, Schema};
use gvi_secrecy::deeds::{self, Thing};
use gvi_secrecy::guard::{POLICIES, SCHEMA};
use gvi_secrecy::lens::{Class, Facts};
use gvi_secrecy::roles::{HOUSE, Roles, RolesError};
use gvi_secrecy::{Actor, Guard, Place};

/// Somebody of Nordhamn's authority of this kind, trained, signed in with a second factor and with a purpose.
pub fn somebody(kind: &str, roles: &[&str]) -> Actor {
    Actor {
        account: "me".into(),
        authority: format!("{kind}-nordhamn"),
        kind: kind.into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        unit: "north".into(),
        trained: true,
        assurance: 3,
        purpose_active: true,
        purpose: None,
    }
}

/// The compartment of Nordhamn's authority of this kind.
pub fn compartment(kind: &str) -> Place {
    Place { authority: format!("{kind}-nordhamn"), kind: kind.into() }
}

/// The thing that a deed is done to.
pub fn thing_of(deed: &str) -> Thing {
    deeds::ALL.iter().find(|(name, _, _)| *name == deed).unwrap_or_else(|| panic!("no deed {deed}")).1
}

/// Whether somebody may do a deed in the own compartment.
fn may(guard: &Guard, actor: &Actor, deed: &'static str, facts: &Facts) -> bool {
    guard.answer(actor, &compartment(&actor.kind), deed, facts).is_some()
}

fn plain(deed: &str) -> Facts {
    Facts::plain(thing_of(deed), "-")
}

fn guard() -> Guard {
    Guard::of_the_house().unwrap()
}

/// Everybody in the list of roles, one role at a time.
fn everybody() -> Vec<Actor> {
    let roles = Roles::swedish();
    ["POL", "KV", "SOC", "MUN", "SCH", "CIV"]
        .iter()
        .flat_map(|kind| roles.of_kind(kind).map(|role| somebody(kind, &[&role.code])).collect::<Vec<_>>())
        .collect()
}

/// Somebody's own account.
fn own_account() -> Facts {
    Facts { handlers: vec!["me".into()], ..Facts::plain(Thing::Account, "me") }
}

#[test]
fn schema_and_deeds_name_the_same_actions_on_the_same_things() {
    let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).unwrap();
    assert_eq!(warnings.count(), 0);
    let in_schema: BTreeSet<(String, String)> = schema
        .request_envs()
        .map(|environment| (environment.action().id().unescaped().to_owned(), environment.resource().to_string()))
        .collect();
    let deeds = deeds::ALL.iter().map(|(name, thing, _)| ((*name).to_owned(), thing.name().to_owned()));
    let classes = Class::ALL
        .into_iter()
        .flat_map(|class| Thing::ALL.into_iter().map(move |thing| (format!("see_{}", class.name()), thing.name().to_owned())));
    assert_eq!(in_schema, deeds.chain(classes).collect());
}

#[test]
fn every_file_holds_with_the_schema_and_every_policy_has_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for (file, text) in POLICIES {
        let policies: PolicySet = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        for policy in policies.policies() {
            let name = policy.annotation("id").unwrap_or_else(|| panic!("a policy in {file} has no name"));
            assert!(names.insert(name.to_owned()), "{name} stands twice");
        }
    }
    Guard::of_the_house().unwrap();
}

#[test]
fn the_validator_has_nothing_to_warn_of() {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA).unwrap();
    let text: String = POLICIES.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
    let outcome = cedar_policy::Validator::new(schema).validate(&text.parse().unwrap(), cedar_policy::ValidationMode::Strict);
    let warnings: Vec<String> = outcome.validation_warnings().map(ToString::to_string).collect();
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn policies_speak_of_the_roles_in_the_list_and_of_no_others() {
    let listed: BTreeSet<String> = Roles::swedish().all().iter().map(|role| role.code.clone()).collect();
    let mut spoken = BTreeSet::new();
    for (_, text) in POLICIES {
        for rest in text.split("principal.roles.contains").skip(1) {
            let arguments = &rest[..rest.find(')').unwrap()];
            spoken.extend(arguments.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    assert!(spoken.remove(HOUSE));
    assert_eq!(spoken, listed);
}

#[test]
fn no_policy_speaks_of_one_particular_thing_because_answers_are_remembered_for_all_alike() {
    for (file, text) in POLICIES {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for thing in Thing::ALL {
            assert!(!code.contains(&format!("{}::\"", thing.name())), "{file} speaks of one {}", thing.name());
        }
    }
}

#[test]
fn every_deed_is_for_somebody_in_some_role() {
    let guard = guard();
    for (deed, thing, _) in deeds::ALL {
        // Every deed is asked for on something of one's own, but for the change of an account: nobody changes their own.
        let holder = if *deed == "edit_account" { "somebody" } else { "me" };
        let facts = Facts {
            handlers: vec![holder.into()],
            proposer: Some("somebody".into()),
            proposer_unit: Some("south".into()),
            ..Facts::plain(*thing, "-")
        };
        let house = Actor::house(&compartment("POL"));
        assert!(everybody().iter().chain([&house]).any(|actor| may(&guard, actor, deed, &facts)), "{deed} is for nobody");
    }
}

#[test]
fn every_role_has_its_own_day_and_account_and_nobody_elses() {
    let guard = guard();
    let other = Facts { handlers: vec!["other".into()], ..Facts::plain(Thing::Account, "other") };
    for actor in everybody() {
        for deed in ["read_day", "edit_own_account"] {
            assert!(may(&guard, &actor, deed, &own_account()), "{:?} {deed}", actor.roles);
            assert!(!may(&guard, &actor, deed, &other), "{:?} {deed}", actor.roles);
        }
    }
}

#[test]
fn nobody_does_anything_in_the_compartment_of_another_authority() {
    let guard = guard();
    for actor in everybody() {
        for kind in ["POL", "KV", "SOC", "MUN", "SCH", "CIV"] {
            let mut place = compartment(kind);
            if kind == actor.kind {
                place.authority = "another-town".into();
            }
            for (deed, thing, _) in deeds::ALL {
                let facts = Facts { handlers: vec!["me".into()], ..Facts::plain(*thing, "-") };
                assert!(guard.answer(&actor, &place, deed, &facts).is_none(), "{:?} {deed} {kind}", actor.roles);
            }
        }
    }
}

#[test]
fn without_purpose_training_or_second_factor_the_cases_are_closed_and_the_own_account_is_open() {
    let guard = guard();
    let analyst = somebody("POL", &["analyst"]);
    let ways: [(&str, Actor); 3] = [
        ("purpose", Actor { purpose_active: false, ..analyst.clone() }),
        ("training", Actor { trained: false, ..analyst.clone() }),
        ("second factor", Actor { assurance: 2, ..analyst.clone() }),
    ];
    assert!(may(&guard, &analyst, "list_groups", &plain("list_groups")));
    for (what, actor) in ways {
        for (deed, thing, _) in deeds::ALL {
            if !matches!(thing, Thing::Account | Thing::Settings | Thing::Log | Thing::Concern) {
                assert!(!may(&guard, &actor, deed, &plain(deed)), "{deed} without {what}");
            }
        }
        assert!(may(&guard, &actor, "edit_own_account", &own_account()), "without {what}");
        assert_eq!(may(&guard, &actor, "read_day", &own_account()), what != "second factor", "without {what}");
    }
}

#[test]
fn concern_for_a_child_can_be_reported_with_every_other_permission_removed() {
    let guard = guard();
    for kind in ["POL", "KV", "SOC", "MUN", "SCH"] {
        let roles = Roles::swedish();
        let held = roles.of_kind(kind).map(|role| vec![role.code.clone()]).chain([Vec::new()]);
        for held in held {
            let held: Vec<&str> = held.iter().map(String::as_str).collect();
            let actor = Actor { trained: false, purpose_active: false, ..somebody(kind, &held) };
            assert!(may(&guard, &actor, "report_concern", &plain("report_concern")), "{kind} {held:?}");
            let rest =
                deeds::ALL.iter().filter(|(_, thing, _)| !matches!(thing, Thing::Account | Thing::Settings | Thing::Log | Thing::Concern));
            for (deed, _, _) in rest {
                assert!(!may(&guard, &actor, deed, &plain(deed)), "{kind} {held:?} {deed}");
            }
        }
    }
    assert!(!may(&guard, &somebody("CIV", &["partner"]), "report_concern", &plain("report_concern")));
}

#[test]
fn the_auditor_reads_the_log_without_a_purpose_and_nothing_else_with_one() {
    let guard = guard();
    let auditor = somebody("SOC", &["auditor", "handler"]);
    assert!(may(&guard, &Actor { purpose_active: false, ..auditor.clone() }, "read_log", &plain("read_log")));
    for (deed, thing, _) in deeds::ALL {
        let facts = Facts { handlers: vec!["me".into()], ..Facts::plain(*thing, "-") };
        let expected = matches!(*deed, "read_log" | "read_day" | "edit_own_account" | "report_concern");
        assert_eq!(may(&guard, &auditor, deed, &facts), expected, "{deed}");
    }
}

#[test]
fn a_protected_person_is_seen_by_the_named_handler_and_by_nobody_else() {
    let guard = guard();
    let mut facts = Facts { protected: true, ..Facts::plain(Thing::Person, "-").about_a_person() };
    for actor in everybody() {
        assert!(!may(&guard, &actor, "read_person", &facts), "{:?}", actor.roles);
    }
    facts.handlers = vec!["me".into()];
    assert!(may(&guard, &somebody("POL", &["analyst"]), "read_person", &facts));
    assert!(!may(&guard, &somebody("MUN", &["coordinator"]), "read_person", &facts));
}

#[test]
fn what_has_expired_is_read_by_the_data_protection_officer_alone() {
    let guard = guard();
    let facts = Facts { expired: true, ..Facts::plain(Thing::Received, "-").about_a_person() };
    for actor in everybody() {
        let officer = actor.roles.contains("dpo") && ["POL", "KV", "SOC"].contains(&actor.kind.as_str());
        assert_eq!(may(&guard, &actor, "read_received", &facts), officer, "{} {:?}", actor.kind, actor.roles);
    }
}

#[test]
fn a_membership_is_approved_by_another_person_of_another_unit() {
    let guard = guard();
    let facts = |proposer: &str, unit: &str, minor| Facts {
        proposer: Some(proposer.into()),
        proposer_unit: Some(unit.into()),
        minor,
        ..Facts::plain(Thing::Membership, "-").about_a_person()
    };
    for role in ["chief", "approver"] {
        let actor = somebody("POL", &[role, "analyst"]);
        assert!(may(&guard, &actor, "approve_membership", &facts("somebody", "south", false)));
        assert!(!may(&guard, &actor, "approve_membership", &facts("me", "south", false)), "own proposal");
        assert!(!may(&guard, &actor, "approve_membership", &facts("somebody", "north", false)), "own unit");
        assert!(!may(&guard, &actor, "approve_membership", &facts("somebody", "south", true)), "a child without the lawyer");
        assert!(!may(&guard, &actor, "approve_membership", &plain("approve_membership")), "nobody's proposal");
    }
    let lawyer = somebody("POL", &["lawyer"]);
    assert!(may(&guard, &lawyer, "approve_membership", &facts("somebody", "south", true)));
    assert!(!may(&guard, &lawyer, "approve_membership", &facts("somebody", "south", false)), "an adult");
}

#[test]
fn a_support_contact_is_open_to_the_assigned_and_shows_the_coordinator_no_person() {
    let guard = guard();
    let assigned = Facts { handlers: vec!["me".into()], ..Facts::plain(Thing::Support, "-").about_a_person() };
    let other = Facts { handlers: vec!["other".into()], ..assigned.clone() };
    let handler = somebody("SOC", &["handler"]);
    let lens = guard.answer(&handler, &compartment("SOC"), "read_support", &assigned).unwrap();
    assert!(lens.shows(Class::Support) && lens.shows(Class::Identity));
    assert!(!may(&guard, &handler, "read_support", &other));
    assert!(!may(&guard, &handler, "edit_support", &other));
    let coordinator = somebody("SOC", &["coordinator"]);
    let lens = guard.answer(&coordinator, &compartment("SOC"), "read_support", &other).unwrap();
    assert_eq!(lens.classes().collect::<Vec<_>>(), [Class::Coordination]);
    assert!(!may(&guard, &coordinator, "edit_support", &other));
}

#[test]
fn a_support_role_and_a_lever_role_do_not_add_up() {
    let guard = guard();
    for kind in ["POL", "KV", "SOC"] {
        let both = somebody(kind, &["handler", "officer", "chief", "coordinator"]);
        let assigned = Facts { handlers: vec!["me".into()], ..Facts::plain(Thing::Support, "-") };
        for deed in ["plan_lever", "change_lever", "list_levers"] {
            assert!(!may(&guard, &both, deed, &plain(deed)), "{kind} {deed}");
        }
        for deed in ["list_support", "read_support", "add_support", "edit_support"] {
            assert!(!may(&guard, &both, deed, &assigned), "{kind} {deed}");
        }
    }
}

#[test]
fn the_house_delivers_expires_and_signs_everywhere_freezes_measures_where_they_are_read_and_can_read_nothing() {
    let guard = guard();
    for kind in ["POL", "KV", "SOC", "MUN", "SCH", "CIV"] {
        let place = compartment(kind);
        let house = Actor::house(&place);
        for (deed, thing, _) in deeds::ALL {
            let counted = *deed == "freeze_measures" && !matches!(kind, "SCH" | "CIV");
            let expected =
                counted || matches!(*deed, "receive_envelope" | "send_envelopes" | "expire_records" | "sign_checkpoint" | "tell_by_mail");
            let facts = Facts { handlers: vec!["house".into()], ..Facts::plain(*thing, "-") };
            let lens = guard.answer(&house, &place, deed, &facts);
            assert_eq!(lens.is_some(), expected, "{kind} {deed}");
            if let Some(lens) = lens {
                assert_eq!(lens.classes().count(), 0, "{kind} {deed}");
            }
        }
    }
    let impostor = somebody("POL", &["house", "analyst"]);
    for (deed, _, _) in deeds::ALL {
        assert!(!may(&guard, &impostor, deed, &plain(deed)), "{deed}");
    }
}

#[test]
fn a_list_of_roles_that_offers_the_house_or_says_something_twice_is_refused() {
    let role = |code: &str, kinds: &str| {
        format!("[[role]]\ncode = {code:?}\nkinds = {kinds}\nsv = \"a\"\nen = \"b\"\ndoes_sv = \"c\"\ndoes_en = \"d\"\n")
    };
    assert!(matches!(Roles::parse(&role("house", "[\"POL\"]")), Err(RolesError::House)));
    assert!(matches!(Roles::parse(&role("a", "[]")), Err(RolesError::Nowhere(_))));
    let twice = role("a", "[\"POL\"]") + &role("a", "[\"KV\"]");
    assert!(matches!(Roles::parse(&twice), Err(RolesError::Twice(_))));
    assert!(matches!(Roles::parse("[[role]]\ncolour = 1"), Err(RolesError::Unreadable(_))));
    assert!(Roles::parse(&role("a", "[\"POL\"]")).unwrap().held("POL", "a").is_some());
}
