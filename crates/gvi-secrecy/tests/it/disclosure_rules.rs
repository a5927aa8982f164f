//! The house rules and the forms, one by one: each stands in the way alone, and each can be met.

use gvi_secrecy::catalogue::{Catalogue, Offence, ProvisionId, RuleId};
use gvi_secrecy::disclosure::{ConsentGap, ConsentGiver, Key, OffPath, Recipient, Refusal};

use crate::disclosure_builder::{Draft, TEXT, consent_for, day, draft, kind};

fn link_to_probation() -> Draft {
    draft("POL", "KV", "M3", &["name", "group-link"]).client().ground("OSL-10-27")
}

fn breaks(draft: &Draft, rule: &str) -> bool {
    draft.assess().refusals.contains(&Refusal::ProductRule(RuleId::from(rule)))
}

#[test]
fn under_21_the_ground_for_the_young_comes_first_or_a_reason_and_a_lawyer() {
    let young = || draft("SOC", "POL", "M8", &["name", "concrete-risk"]).born("2008-06-01").ground("OSL-10-15a");
    young().is_refused_only(&["PRODUCT_RULE"]);
    assert!(breaks(&young().with(|it| it.why_not_first = TEXT.into()), "PR-18A-FIRST"));
    assert!(breaks(&young().with(|it| it.lawyer_approval = Some("jurist 7".into())), "PR-18A-FIRST"));
    young()
        .with(|it| {
            it.why_not_first = TEXT.into();
            it.lawyer_approval = Some("jurist 7".into());
        })
        .is_allowed();
    // An age that nobody knows counts as young.
    assert!(breaks(&young().with(|it| it.subjects[0].born = None), "PR-18A-FIRST"));
}

#[test]
fn a_link_about_somebody_aged_15_to_17_goes_to_social_services_only() {
    let seventeen = |to: &str| draft("POL", to, "M3", &["name", "group-link"]).born("2009-06-01").client().ground("OSL-10-27");
    seventeen("KV").is_refused_only(&["PRODUCT_RULE"]);
    seventeen("SOC").is_allowed();
}

#[test]
fn a_link_about_somebody_whose_age_nobody_knows_waits_for_an_assessed_age() {
    let unknown = || link_to_probation().with(|it| it.subjects[0].born = None);
    assert!(breaks(&unknown(), "PR-UNDER-15"));
    unknown().with(|it| it.subjects[0].assessed_age = Some(25)).is_allowed();
}

#[test]
fn a_protected_identity_adds_a_lock_and_needs_a_named_handler() {
    let protected = || link_to_probation().with(|it| it.subjects[0].protected_identity = true);
    protected().is_refused_only(&["PRODUCT_RULE"]);
    let answer = protected().with(|it| it.recipients[0].handler = Some("handläggare 12".into())).is_allowed();
    assert_eq!(answer.reasons_open(&ProvisionId::from("OSL-22-1")), [Key::Ground("OSL-10-27".into())]);
}

#[test]
fn a_disclosure_ends_on_a_set_day_within_the_limit() {
    link_to_probation().with(|it| it.ends_on = None).is_refused_only(&["PRODUCT_RULE"]);
    link_to_probation().with(|it| it.ends_on = Some(day("2026-11-21"))).is_refused_only(&["PRODUCT_RULE"]);
    link_to_probation().with(|it| it.ends_on = Some(day("2126-11-22"))).is_refused_only(&["PRODUCT_RULE"]);
    link_to_probation().with(|it| it.ends_on = Some(day("2026-11-22"))).is_allowed();
}

#[test]
fn an_intelligence_conclusion_needs_a_second_approver() {
    let conclusion = || draft("POL", "SOC", "M4", &["name", "intelligence-conclusion"]).ground("OSL-10-27");
    conclusion().is_allowed();
    conclusion().with(|it| it.second_approver = false).is_refused_only(&["PRODUCT_RULE"]);
    // The report itself stays: only the conclusion may take this way.
    conclusion().with(|it| it.carried = ["suspicion".into()].into()).is_refused_only(&["MATRIX"]);
}

#[test]
fn for_the_school_the_school_head_decides() {
    let note =
        || draft("SCH", "POL", "M17", &["name", "school-note"]).ground("OSL-10-28+UL-7").with(|it| it.legal_basis = Some("UL-7".into()));
    note().is_allowed();
    note().with(|it| it.decided_by = "teacher".into()).is_refused_only(&["PRODUCT_RULE"]);
}

#[test]
fn published_numbers_need_no_ground_but_the_check_for_small_numbers() {
    let numbers = || draft("POL", "CIV", "M1", &["statistics"]).with(|it| it.ends_on = None);
    numbers().is_allowed();
    numbers().with(|it| it.small_numbers_hidden = false).is_refused_only(&["PRODUCT_RULE"]);
    // A name among the numbers makes it a person's, and the way ends.
    numbers().with(|it| it.carried = ["statistics".into(), "name".into()].into()).is_refused(&["MATRIX", "ONE_SUBJECT"]);
}

#[test]
fn the_same_text_is_asked_for_in_every_balance_and_blanks_are_no_text() {
    let blank = link_to_probation().with(|it| it.grounds[0].balance = " ".repeat(80));
    blank.is_refused(&["NO_GROUND", "UNCOVERED(18:2)", "UNCOVERED(35:1)"]);
    link_to_probation().with(|it| it.necessity = "kort".into()).is_refused_only(&["DP_BASIS"]);
    link_to_probation().with(|it| it.proportionality.clear()).is_refused_only(&["DP_BASIS"]);
}

#[test]
fn a_legal_basis_belongs_to_the_authority_that_discloses() {
    link_to_probation().with(|it| it.legal_basis = Some("SoLPuL-6".into())).is_refused_only(&["DP_BASIS"]);
    link_to_probation().with(|it| it.legal_basis = None).is_refused_only(&["DP_BASIS"]);
    link_to_probation().purpose("cut-benefits").is_refused(&["DP_BASIS"]);
}

#[test]
fn the_recipient_must_be_able_to_judge_what_it_receives() {
    link_to_probation().with(|it| it.as_of = None).is_refused_only(&["DP_BASIS"]);
    link_to_probation().with(|it| it.as_of = Some(day("2026-11-23"))).is_refused_only(&["DP_BASIS"]);
    link_to_probation().with(|it| it.basis = None).is_refused_only(&["DP_BASIS"]);
    link_to_probation().with(|it| it.recipients.clear()).is_refused(&["DP_BASIS"]);
    link_to_probation().with(|it| it.carried.clear()).is_refused_only(&["DATA_LIMIT"]);
}

#[test]
fn a_second_recipient_must_pass_every_test_as_well() {
    let both = |second: &str| {
        draft("POL", "SOC", "M3", &["name", "group-link"]).client().ground("OSL-10-27").with(|it| {
            it.recipients.push(Recipient::unit(kind(second), "Nordhamn"));
            it.subjects[0].client_of.insert(kind("KV"));
        })
    };
    both("KV").is_allowed();
    let answer = both("MUN").is_refused(&["MATRIX", "RECIPIENT_SECRECY", "PRODUCT_RULE"]);
    assert!(answer.refusals.contains(&Refusal::Matrix(OffPath::Never(kind("MUN")))));
    // A community organisation is no authority: towards it the lock stays closed, and so it is closed.
    both("CIV").is_refused(&["UNCOVERED(18:2)", "UNCOVERED(35:1)"]);
}

#[test]
fn another_person_who_is_mentioned_is_left_out_whatever_the_ground_unless_a_duty_orders_it() {
    let mentioned = |draft: Draft| draft.with(|it| it.mentioned.push("brother".into()));
    mentioned(link_to_probation()).is_refused_only(&["OTHER_PERSON"]);
    let concern =
        draft("SCH", "SOC", "M10", &["name", "child-concern"]).born("2012-03-01").purpose("child-protection").ground("OSL-10-28+SoL-19-1");
    mentioned(concern).is_allowed();
    // Mentioned on a group card, a person makes it a person's.
    mentioned(draft("POL", "MUN", "M2", &["code-name"]).harm_test("OSL-18-1").harm_test("OSL-18-2")).is_refused(&["MATRIX"]);
}

fn gaps(draft: &Draft) -> Vec<ConsentGap> {
    let refusals = draft.assess().refusals.into_iter();
    refusals.filter_map(|refusal| if let Refusal::ConsentScope(gap) = refusal { Some(gap) } else { None }).collect()
}

#[test]
fn a_consent_covers_what_it_names_and_nothing_else() {
    let plan = || draft("SOC", "KV", "M8", &["name", "support-plan"]).client().purpose("give-help").ground("OSL-12-2");
    let with = |change: fn(&mut gvi_secrecy::disclosure::Consent)| {
        plan().with(|it| {
            let mut consent = consent_for(it, "person");
            change(&mut consent);
            it.consents.push(consent);
        })
    };
    assert_eq!(gaps(&with(|_| {})), []);
    assert_eq!(gaps(&plan()), [ConsentGap::Missing]);
    assert_eq!(gaps(&with(|it| it.person = "somebody else".into())), [ConsentGap::Missing]);
    assert_eq!(gaps(&with(|it| it.recipients[0].kind = kind("POL"))), [ConsentGap::Recipient]);
    assert_eq!(gaps(&with(|it| it.recipients[0].unit = Some("Söderby".into()))), [ConsentGap::Recipient]);
    assert_eq!(gaps(&with(|it| it.classes = ["*".into()].into())), [ConsentGap::Class]);
    assert_eq!(gaps(&with(|it| it.purposes = ["investigate-crime".into()].into())), [ConsentGap::Purpose]);
    assert_eq!(gaps(&with(|it| it.valid_until = day("2026-11-21"))), [ConsentGap::Expired]);
    assert_eq!(gaps(&with(|it| it.given_on = day("2026-11-23"))), [ConsentGap::Expired]);
    assert_eq!(gaps(&with(|it| it.withdrawn_on = Some(day("2026-11-22")))), [ConsentGap::Withdrawn]);
    assert_eq!(gaps(&with(|it| it.given_by = ConsentGiver::ChildAndGuardian)), [ConsentGap::WrongGiver]);
}

#[test]
fn a_child_alone_is_enough_only_if_it_is_older_its_maturity_is_written_and_a_lawyer_approved() {
    let by_child = |born: &str, reason: &str, lawyer: Option<&str>| {
        draft("SOC", "KV", "M8", &["name", "support-plan"]).born(born).client().purpose("give-help").ground("OSL-12-3").with(|it| {
            let mut consent = consent_for(it, "person");
            consent.given_by = ConsentGiver::ChildAlone { maturity_reason: reason.into() };
            it.consents.push(consent);
            it.lawyer_approval = lawyer.map(str::to_owned);
        })
    };
    by_child("2010-01-01", TEXT, Some("J-2026-14")).is_allowed();
    for (born, reason, lawyer) in [
        ("2010-01-01", TEXT, None),
        ("2010-01-01", TEXT, Some(" ")),
        ("2010-01-01", "", Some("J-2026-14")),
        ("2014-01-01", TEXT, Some("J-2026-14")),
    ] {
        assert_eq!(gaps(&by_child(born, reason, lawyer)), [ConsentGap::GuardianNotTold], "{born} {lawyer:?}");
    }
}

#[test]
fn a_guardian_alone_may_answer_for_a_small_child_and_gives_a_reason_for_an_older_one() {
    let by_guardian = |born: &str, reason: &str| {
        draft("SOC", "KV", "M8", &["name", "support-plan"]).born(born).client().purpose("give-help").ground("OSL-12-3").with(|it| {
            let mut consent = consent_for(it, "person");
            consent.given_by = ConsentGiver::Guardian { maturity_reason: reason.into() };
            it.consents.push(consent);
        })
    };
    by_guardian("2014-01-01", "").is_allowed();
    assert_eq!(gaps(&by_guardian("2010-01-01", "")), [ConsentGap::GuardianAlone]);
    by_guardian("2010-01-01", TEXT).is_allowed();
    // Nobody answers for an adult.
    by_guardian("2000-01-01", TEXT).is_refused(&["SUBJECT"]);
}

#[test]
fn support_reaches_a_community_organisation_only_with_consent_and_a_binding_restriction() {
    let wish = || draft("SOC", "CIV", "M8", &["name", "wish-for-help"]).purpose("give-help").consent().ground("OSL-12-2");
    wish().is_refused(&["MATRIX", "RECIPIENT_SECRECY"]);
    wish().ground("OSL-10-14").is_refused(&["MATRIX", "NO_GROUND"]);
    wish().ground("OSL-10-14").with(|it| it.restriction = TEXT.into()).is_allowed();
    // A restriction alone is not enough: the person has a say.
    draft("SOC", "CIV", "M8", &["name", "wish-for-help"])
        .purpose("give-help")
        .ground("OSL-10-14")
        .with(|it| it.restriction = TEXT.into())
        .is_refused_only(&["MATRIX"]);
    // A person's crime does not go there, restriction or not.
    let crime = wish().ground("OSL-10-14").with(|it| {
        it.restriction = TEXT.into();
        it.carried.insert("suspicion".into());
    });
    crime.is_refused(&["MATRIX", "PRODUCT_RULE"]);
}

#[test]
fn an_attempt_needs_a_crime_with_a_minimum_of_one_year() {
    let attempt = |months: u16| {
        draft("SOC", "POL", "M8", &["name", "suspicion"])
            .offence(Offence::Committed, months)
            .purpose("investigate-crime")
            .ground("OSL-10-23")
            .with(|it| it.offence.attempt = true)
    };
    attempt(11).is_refused(&["OFFENCE"]);
    attempt(12).is_allowed();
}

#[test]
fn a_switched_off_ground_opens_nothing() {
    let answer = draft("SOC", "POL", "M11", &["name", "health"]).ground("OSL-10-19").is_refused(&["NO_GROUND", "UNCOVERED(26:1)"]);
    assert!(answer.refusals.iter().any(|refusal| refusal.explain(Catalogue::se()).sv.contains("juristen")));
}

#[test]
fn every_notice_that_the_record_must_carry_is_given() {
    use gvi_secrecy::disclosure::Notice;
    let answer = draft("MUN", "POL", "M16", &["name", "municipal-note"])
        .ground("OSL-10-28+UL-6")
        .with(|it| it.legal_basis = Some("UL-6".into()))
        .is_allowed();
    assert!(answer.notices.contains(&Notice::LockNotNamed("TBD-MUN".into())));
    assert!(answer.notices.contains(&Notice::StartUnknown("OSL-10-28+UL-6".into())));
}
