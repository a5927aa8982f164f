//! The walls that prohibitions keep. Each is proved while everything that is not forbidden is permitted, so none of them
//! depends on what the permits say today, and no later permit can open it.

use gvi_proofs::{Deeds, Prover, Wall};
use gvi_secrecy::deeds;
use gvi_secrecy::guard::SCHEMA;

use crate::texts::{assert_holds, breach, of_the_house, prohibitions, without};

/// The one report that everybody can always make: it opens nothing and shows nothing.
const CONCERN: &str = "report_concern";

/// Every deed that changes something, but for the care of one's own account and the report of concern for a child.
fn changes() -> Deeds {
    Deeds::named(
        deeds::ALL.iter().filter(|(name, _, changes)| *changes && !["edit_own_account", CONCERN].contains(name)).map(|(name, _, _)| *name),
    )
}

/// The same without the one answer that the data protection officer gives: to a proposal that the list of persons be longer.
fn changes_but_the_answer_about_the_list() -> Deeds {
    match changes() {
        Deeds::Named(names) => Deeds::Named(names.into_iter().filter(|name| name != "answer_list_limit").collect()),
        other => other,
    }
}

const CLASSES_BEYOND_COORDINATION: [&str; 4] = ["see_identity", "see_intelligence", "see_source", "see_support"];
const HOUSE_DEEDS: [&str; 6] =
    ["receive_envelope", "send_envelopes", "expire_records", "freeze_measures", "sign_checkpoint", "tell_by_mail"];
const LEVER_DEEDS: [&str; 3] = ["list_levers", "plan_lever", "change_lever"];

/// One theorem per line: its sentence, the deeds, what is never true of them when they are permitted, and the prohibition
/// that keeps it. The second test of each takes that prohibition away and must be told of a way through.
macro_rules! walls {
    ($($name:ident: $deeds:expr, never $never:expr, kept by [$($id:literal),*];)*) => {$(
        mod $name {
            use super::*;

            fn wall() -> Wall {
                Wall::new(stringify!($name), $deeds, $never)
            }

            #[test]
            fn holds_for_every_request_there_could_be() {
                assert_holds(&mut prohibitions(), &wall());
            }

            #[test]
            fn is_broken_without_its_prohibition() {
                let broken = without(&of_the_house(), &[$($id),*]);
                let mut prover = Prover::over(SCHEMA, &broken).unwrap().with_everything_permitted().unwrap();
                let found = breach(&mut prover, &wall()).expect("a counterexample");
                println!("{found}");
                assert!(found.to_string().contains("could"), "{found}");
            }
        }
    )*};
}

walls! {
    no_role_of_one_authority_acts_in_the_compartment_of_another:
        Deeds::All, never "principal.authority != resource.authority || principal.kind != resource.kind",
        kept by ["other_authority"];
    nothing_but_concern_for_a_child_is_done_in_a_case_without_an_active_purpose:
        Deeds::all_but([CONCERN]),
        never "!principal.purposeActive && !(resource is AccountRecord || resource is Settings || resource is Log)",
        kept by ["no_purpose"];
    nothing_but_concern_for_a_child_is_done_in_a_case_without_valid_training:
        Deeds::all_but([CONCERN]),
        never "!principal.trained && !(resource is AccountRecord || resource is Settings || resource is Log)",
        kept by ["not_trained"];
    nothing_is_done_below_assurance_level_three_but_the_care_of_ones_own_account:
        Deeds::all_but(["edit_own_account"]), never "principal.assurance < 3",
        kept by ["low_assurance"];
    an_association_reports_no_concern_here_and_the_house_none:
        Deeds::named([CONCERN]), never "principal.kind == \"CIV\" || principal.roles.contains(\"house\")",
        kept by ["community", "the_house"];
    a_person_with_protected_identity_exists_only_for_the_named_handlers_also_in_search:
        Deeds::All, never "resource.isProtected && !resource.handlers.contains(principal)",
        kept by ["protected_identity"];
    what_has_expired_is_unreadable_but_for_the_data_protection_officer:
        Deeds::All, never "resource.expired && !(resource is AccountRecord) && !principal.roles.contains(\"dpo\")",
        kept by ["expired"];
    nobody_approves_their_own_proposal:
        Deeds::named(["approve_membership"]), never "resource has proposer && resource.proposer == principal",
        kept by ["own_proposal"];
    nobody_approves_a_proposal_from_their_own_unit:
        Deeds::named(["approve_membership"]), never "resource has proposerUnit && resource.proposerUnit == principal.unit",
        kept by ["own_proposal"];
    nobody_approves_a_proposal_of_which_nobody_knows_whose_it_is:
        Deeds::named(["approve_membership"]), never "!(resource has proposer) || !(resource has proposerUnit)",
        kept by ["own_proposal"];
    nobody_but_the_lawyer_approves_that_a_child_is_listed:
        Deeds::named(["approve_membership"]), never "resource.minor && !principal.roles.contains(\"lawyer\")",
        kept by ["minor"];
    the_lawyer_alone_never_decides_on_an_adult:
        Deeds::named(["approve_membership"]), never "principal.roles == [\"lawyer\"] && !resource.minor",
        kept by ["lawyer_approves_minors_only"];
    municipality_school_and_community_never_obtain_a_class_beyond_coordination:
        Deeds::named(CLASSES_BEYOND_COORDINATION),
        never "[\"MUN\", \"SCH\", \"CIV\"].contains(principal.kind) && !(resource is AccountRecord || resource is Log || resource is Speaker)",
        kept by ["group_level_classes"];
    municipality_school_and_community_never_touch_anything_about_a_person:
        Deeds::All,
        never "[\"MUN\", \"SCH\", \"CIV\"].contains(principal.kind) && resource.personLevel && \
               !(resource is AccountRecord || resource is Log || resource is Speaker)",
        kept by ["group_level_deeds"];
    nobody_outside_the_municipality_has_anything_to_do_with_speakers_and_networks:
        Deeds::All, never "principal.kind != \"MUN\" && (resource is Speaker || resource is Network)",
        kept by ["speakers_elsewhere"];
    a_community_partner_is_never_shown_a_class_beyond_coordination_of_anything:
        Deeds::named(CLASSES_BEYOND_COORDINATION),
        never "principal.kind == \"CIV\" && !(resource is AccountRecord || resource is Log)",
        kept by ["group_level_classes"];
    municipality_and_school_never_read_who_is_listed_in_a_group:
        Deeds::All,
        never "[\"MUN\", \"SCH\"].contains(principal.kind) && (resource is Membership || resource is Person)",
        kept by ["group_level_deeds"];
    the_community_never_reads_crime_listing_or_intelligence:
        Deeds::all_but(["send_envelopes"]),
        never "principal.kind == \"CIV\" && !(resource is Message || resource is Review || resource is Received || \
               resource is AccountRecord || resource is Settings || resource is Log)",
        kept by ["community"];
    no_police_role_reads_or_edits_a_support_contact:
        Deeds::All, never "principal.kind == \"POL\" && resource is Support",
        kept by ["support_elsewhere"];
    nobody_outside_social_services_has_anything_to_do_with_support_contacts:
        Deeds::All, never "principal.kind != \"SOC\" && resource is Support",
        kept by ["support_elsewhere"];
    nobody_outside_social_services_learns_that_anybody_called_the_help_line:
        Deeds::All, never "principal.kind != \"SOC\" && resource is HelpCall",
        kept by ["help_line_elsewhere"];
    who_plans_levers_never_touches_a_call_to_the_help_line_whatever_else_is_held:
        Deeds::All, never "resource is HelpCall && principal.roles.containsAny([\"officer\", \"chief\"])",
        kept by ["lever_role_and_support", "lever_role_and_help_line"];
    police_see_support_only_in_a_snapshot_that_was_disclosed_to_them:
        Deeds::named(["see_support"]), never "principal.kind == \"POL\" && !(resource is Received)",
        kept by ["police_and_support", "support_elsewhere", "help_line_elsewhere"];
    whoever_coordinates_school_and_community_never_have_anything_to_do_with_a_guest_or_a_summons:
        Deeds::All, never "[\"MUN\", \"SCH\", \"CIV\"].contains(principal.kind) && (resource is Guest || resource is Summons)",
        kept by ["group_level_deeds", "guests_elsewhere", "summons_elsewhere"];
    nobody_outside_the_police_has_anything_to_do_with_guests:
        Deeds::All, never "principal.kind != \"POL\" && resource is Guest",
        kept by ["guests_elsewhere"];
    nobody_outside_probation_has_anything_to_do_with_summonses:
        Deeds::All, never "principal.kind != \"KV\" && resource is Summons",
        kept by ["summons_elsewhere"];
    the_shell_of_a_call_in_is_nobodys_but_the_coordinating_authoritys:
        Deeds::All, never "principal.kind != \"MUN\" && resource is CallIn",
        kept by ["call_ins_elsewhere"];
    who_helps_never_learns_who_was_asked_or_who_came_whatever_else_is_held:
        Deeds::All, never "(resource is Guest || resource is Summons) && principal.roles.containsAny([\"handler\", \"intake\"])",
        kept by ["support_role_and_guests"];
    nobody_outside_the_police_has_anything_to_do_with_whom_they_seek_out:
        Deeds::All, never "principal.kind != \"POL\" && (resource is Notification || resource is Round)",
        kept by ["notifications_elsewhere"];
    who_helps_never_reads_what_the_police_write_of_a_visit:
        Deeds::All, never "principal.kind == \"SOC\" && resource is Notification",
        kept by ["notifications_elsewhere"];
    nobody_approves_their_own_words:
        Deeds::named(["approve_wording"]), never "resource has proposer && resource.proposer == principal",
        kept by ["own_words"];
    nobody_approves_words_that_nobody_is_known_to_have_written:
        Deeds::named(["approve_wording"]), never "!(resource has proposer)",
        kept by ["own_words"];
    social_services_and_municipality_never_have_a_lever:
        Deeds::named(LEVER_DEEDS), never "![\"POL\", \"KV\"].contains(principal.kind)",
        kept by ["levers_elsewhere"];
    a_support_role_never_touches_a_lever_whatever_else_is_held:
        Deeds::All, never "resource is Lever && principal.roles.containsAny([\"handler\", \"intake\"])",
        kept by ["support_role_and_levers"];
    who_plans_levers_never_sees_support:
        Deeds::named(["see_support"]),
        never "principal.roles.containsAny([\"officer\", \"chief\"]) || \
               (principal.kind == \"POL\" && principal.roles.contains(\"coordinator\"))",
        kept by ["lever_role_and_support"];
    who_plans_levers_never_touches_a_support_contact_whatever_else_is_held:
        Deeds::All, never "resource is Support && principal.roles.containsAny([\"officer\", \"chief\"])",
        kept by ["lever_role_and_support", "lever_role_and_support_deeds"];
    the_operator_reads_no_content_whatever_else_is_held:
        Deeds::all_but([CONCERN]), never "principal.roles.contains(\"admin\") && !(resource is AccountRecord || resource is Settings)",
        kept by ["operator"];
    the_auditor_reads_the_log_and_nothing_else_whatever_else_is_held:
        Deeds::all_but(["read_log", "read_day", "edit_own_account", CONCERN, "see_coordination", "see_identity"]),
        never "principal.roles.contains(\"auditor\")",
        kept by ["auditor"];
    the_auditor_is_shown_nothing_but_the_log_and_accounts:
        Deeds::named(["see_coordination", "see_identity"]),
        never "principal.roles.contains(\"auditor\") && !(resource is Log || resource is AccountRecord)",
        kept by ["auditor"];
    auditor_and_data_protection_officer_never_change_anything_but_that_the_officer_answers_about_the_list:
        changes_but_the_answer_about_the_list(), never "principal.roles.containsAny([\"auditor\", \"dpo\"])",
        kept by ["data_protection_officer"];
    the_auditor_has_no_say_about_the_length_of_the_list:
        Deeds::named(["propose_list_limit", "answer_list_limit"]), never "principal.roles.contains(\"auditor\")",
        kept by ["auditor"];
    a_longer_list_is_agreed_to_by_the_data_protection_officer_alone:
        Deeds::named(["answer_list_limit"]), never "!principal.roles.contains(\"dpo\")",
        kept by ["list_limit_answer"];
    whoever_answers_about_the_list_proposes_nothing_about_it:
        Deeds::named(["propose_list_limit"]), never "principal.roles.contains(\"dpo\")",
        kept by ["data_protection_officer"];
    nobody_answers_their_own_proposal_of_a_longer_list:
        Deeds::named(["answer_list_limit"]), never "resource has proposer && resource.proposer == principal",
        kept by ["list_limit_answer"];
    nobody_answers_about_the_list_what_nobody_proposed:
        Deeds::named(["answer_list_limit"]), never "!(resource has proposer)",
        kept by ["list_limit_answer"];
    only_the_house_does_the_deeds_of_the_house:
        Deeds::named(HOUSE_DEEDS), never "principal != Account::\"house\" || !principal.roles.contains(\"house\")",
        kept by ["deeds_of_the_house"];
    the_house_does_nothing_else_and_reads_nothing:
        Deeds::all_but(HOUSE_DEEDS), never "principal == Account::\"house\" || principal.roles.contains(\"house\")",
        kept by ["the_house"];
}
