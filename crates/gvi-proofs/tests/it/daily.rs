//! What the policies as they stand permit, and never more: theorems that rest on narrow permits.

use gvi_proofs::{Deeds, Prover, Wall};
use gvi_secrecy::deeds;
use gvi_secrecy::guard::SCHEMA;

use crate::texts::{assert_holds, breach, house, of_the_house};

/// Who plans, decides or carries out levers: the roles that `who_plans_levers_never_sees_support` is about.
const PLANNER: &str = "principal.roles.containsAny([\"officer\", \"chief\"]) || \
                       (principal.kind == \"POL\" && principal.roles.contains(\"coordinator\"))";

/// Like the walls, but on the policies as they are; each is broken by a permit that somebody might add without thinking.
macro_rules! theorems {
    ($($name:ident: $deeds:expr, never $never:expr, broken by $careless:expr;)*) => {$(
        mod $name {
            use super::*;

            fn wall() -> Wall {
                Wall::new(stringify!($name), $deeds, $never)
            }

            #[test]
            fn holds_for_every_request_there_could_be() {
                let mut prover = house();
                assert!(prover.is_ever_permitted(&wall().deeds).unwrap(), "a theorem about deeds that nobody may do says nothing");
                assert_holds(&mut prover, &wall());
            }

            #[test]
            fn is_broken_by_a_careless_permit() {
                let broken = format!("{}\n{}", of_the_house(), $careless);
                let found = breach(&mut Prover::over(SCHEMA, &broken).unwrap(), &wall()).expect("a counterexample");
                println!("{found}");
                assert!(found.to_string().contains("could"), "{found}");
            }
        }
    )*};
}

theorems! {
    a_support_contact_is_changed_only_by_those_assigned:
        Deeds::named(["edit_support"]), never "!resource.handlers.contains(principal)",
        broken by "permit (principal, action == Action::\"edit_support\", resource) when { principal.kind == \"SOC\" };";
    a_support_contact_shows_its_content_only_to_those_assigned:
        Deeds::named(["see_support"]), never "resource is Support && !resource.handlers.contains(principal)",
        broken by "permit (principal, action == Action::\"see_support\", resource) when { principal.kind == \"SOC\" };";
    a_support_contact_is_opened_only_by_those_assigned_and_by_the_coordinator:
        Deeds::named(["read_support"]),
        never "!resource.handlers.contains(principal) && !principal.roles.contains(\"coordinator\")",
        broken by "permit (principal, action == Action::\"read_support\", resource) when { principal.roles.contains(\"intake\") };";
    speakers_are_kept_by_the_coordinator_and_the_liaison_alone:
        Deeds::named(["list_speakers", "read_speaker", "add_speaker", "edit_speaker"]),
        never "!principal.roles.containsAny([\"coordinator\", \"liaison\"])",
        broken by "permit (principal, action == Action::\"read_speaker\", resource) when { principal.kind == \"MUN\" };";
    a_call_to_the_help_line_is_opened_by_those_who_answer_it_alone:
        Deeds::named(["list_help_calls", "read_help_call", "log_help_call", "edit_help_call"]),
        never "!principal.roles.containsAny([\"handler\", \"intake\"])",
        broken by "permit (principal, action == Action::\"read_help_call\", resource) when { principal.roles.contains(\"coordinator\") };";
    the_coordinator_of_social_services_sees_codes_states_and_dates_only:
        Deeds::named(["see_identity", "see_intelligence", "see_source", "see_support"]),
        never "principal.kind == \"SOC\" && principal.roles == [\"coordinator\"] && !(resource is AccountRecord)",
        broken by "permit (principal, action == Action::\"see_identity\", resource) when { principal.roles.contains(\"coordinator\") };";
    levers_are_planned_and_changed_by_those_roles_alone_that_never_see_support:
        Deeds::named(["plan_lever", "change_lever"]), never format!("!({PLANNER})"),
        broken by "permit (principal, action == Action::\"plan_lever\", resource) when { principal.kind == \"KV\" };";
    where_intelligence_comes_from_is_seen_by_police_alone:
        Deeds::named(["see_source"]), never "principal.kind != \"POL\"",
        broken by "permit (principal, action == Action::\"see_source\", resource) when { principal.roles.contains(\"officer\") };";
    who_is_listed_in_a_group_is_known_to_police_alone:
        Deeds::named(deeds::ALL.iter().filter(|(_, thing, _)| thing.name() == "Membership").map(|(name, _, _)| *name)),
        never "principal.kind != \"POL\" && !principal.roles.contains(\"dpo\")",
        broken by "permit (principal, action == Action::\"list_memberships\", resource) when { principal.kind == \"KV\" };";
    the_log_is_read_by_the_auditor_and_the_data_protection_officer_alone:
        Deeds::named(["read_log"]), never "!principal.roles.containsAny([\"auditor\", \"dpo\"])",
        broken by "permit (principal, action == Action::\"read_log\", resource) when { principal.roles.contains(\"chief\") };";
    accounts_are_changed_by_the_operator_alone:
        Deeds::named(["add_account", "edit_account"]), never "!principal.roles.contains(\"admin\")",
        broken by "permit (principal, action == Action::\"edit_account\", resource) when { principal.roles.contains(\"chief\") };";
    ones_own_day_and_account_are_ones_own:
        Deeds::named(["read_day", "edit_own_account"]), never "!resource.handlers.contains(principal)",
        broken by "permit (principal, action == Action::\"read_day\", resource) when { principal.roles.contains(\"chief\") };";
    an_account_without_a_role_reaches_itself_reports_concern_for_a_child_and_nothing_else:
        Deeds::all_but(["report_concern"]), never "principal.roles.isEmpty() && !(resource is AccountRecord && resource.handlers.contains(principal))",
        broken by "permit (principal, action == Action::\"read_measures\", resource);";
    an_approver_in_probation_or_social_services_reviews_decisions_and_no_cases:
        Deeds::all_but(["report_concern"]),
        never "[\"KV\", \"SOC\"].contains(principal.kind) && principal.roles == [\"approver\"] && \
               !(resource is Disclosure || resource is Consent || resource is AccountRecord || resource is Wording) && \
               action != Action::\"see_coordination\"",
        broken by "permit (principal, action == Action::\"read_person\", resource) when { principal.roles.contains(\"approver\") };";
    the_lawyer_reads_listings_of_minors_only:
        Deeds::named(["read_membership"]), never "principal.roles == [\"lawyer\"] && !resource.minor",
        broken by "permit (principal, action == Action::\"read_membership\", resource) when { principal.roles.contains(\"lawyer\") };";
}

#[test]
fn no_policy_of_the_house_can_fail_instead_of_answering() {
    let found = house().error().unwrap();
    assert_eq!(found, None, "{}", found.as_ref().map(ToString::to_string).unwrap_or_default());
}

#[test]
fn a_policy_that_counts_past_the_end_of_numbers_is_found() {
    // The validator, which looks at types alone, lets this one pass.
    let careless = "@id(\"careless\") permit (principal, action == Action::\"edit_account\", resource) \
                    when { principal.assurance + 1 > 3 && principal.roles.contains(\"admin\") };";
    let broken = format!("{}\n{careless}", of_the_house());
    let found = Prover::over(SCHEMA, &broken).unwrap().error().unwrap().expect("an overflow");
    assert!(found.to_string().contains("careless"), "{found}");
    assert_eq!(found.deed, "edit_account");
}
