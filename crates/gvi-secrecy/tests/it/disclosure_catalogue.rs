//! The invariants of disclosure over the whole catalogue: every ground, lock, discloser, recipient, row and level.

use std::collections::BTreeSet;

use gvi_domain::authority::KindCode;
use gvi_secrecy::catalogue::{
    Catalogue, Category, Circumstances, Ground, GroundKind, GroundTrigger, Interest, Level, Offence, OffenceFacts, OffenceScope,
    ProvisionId, Trigger, Use,
};
use gvi_secrecy::disclosure::{Assessment, ChosenGround, HarmTest, Proposal, Recipient, assess};

use crate::disclosure_builder::{TEXT, consent_for, draft, kind, today};

/// Circumstances that miss no condition of a ground.
fn fitting(ground: &Ground, discloser: &KindCode, recipient: &KindCode) -> Circumstances {
    let condition = &ground.offence;
    let offence = match condition.applies_to {
        OffenceScope::Any => Offence::None,
        OffenceScope::FutureRisk => Offence::FutureRisk,
        OffenceScope::Committed => Offence::Committed,
        OffenceScope::Terrorism | OffenceScope::TerrorismOrAgainstState => Offence::Terrorism,
        OffenceScope::SupplyToMinor => Offence::SupplyToMinor,
    };
    let limit = ground.data_limit.as_str();
    let carried: BTreeSet<_> = if matches!(limit, "none" | "commonly-available") { BTreeSet::new() } else { [limit.into()].into() };
    Circumstances {
        discloser: discloser.clone(),
        recipient: recipient.clone(),
        purposes: [if ground.any_purpose() { "prevent-detect-crime".into() } else { ground.purposes[0].as_str().into() }].into(),
        trigger: match ground.trigger {
            GroundTrigger::OwnInitiative => Trigger::OwnInitiative,
            _ => Trigger::OnRequest,
        },
        carried,
        commonly_available: true,
        age: Some(ground.subject.age_under.map_or(30, |under| under - 1)),
        need_of_help: false,
        offence: OffenceFacts {
            kind: offence,
            chapter: condition.chapters.first().cloned().unwrap_or_default(),
            min_penalty_months: 12,
            attempt: false,
            prison_in_scale: true,
        },
        balance_written: true,
        consent_in_scope: true,
        restriction_written: true,
        harm_cleared: true,
        decided_on: today(),
    }
}

fn all_kinds() -> Vec<KindCode> {
    Catalogue::se().kinds.iter().map(|kind| kind.id.clone()).collect()
}

/// The policies decide and the reasons are read beside them: over every ground, lock, discloser and recipient they say the same.
#[test]
fn a_ground_opens_a_lock_exactly_when_it_covers_it_and_misses_no_condition() {
    let catalogue = Catalogue::se();
    let mut opened = 0;
    for ground in &catalogue.grounds {
        for discloser in all_kinds() {
            for recipient in all_kinds() {
                let circumstances = fitting(ground, &discloser, &recipient);
                let fits = catalogue.unfit(ground, &circumstances).is_empty();
                assert_eq!(
                    fits,
                    ground.usage != Use::Disabled && ground.disclosers.contains(&discloser) && ground.towards().contains(&recipient),
                    "{} {discloser} {recipient}",
                    ground.id
                );
                // Where a ground fits, every lock is tried; where it does not, one that it covers.
                let locks = if fits { catalogue.provisions.len() } else { 1 };
                let first = ground.covers.iter().filter_map(|id| catalogue.provision(id)).chain(&catalogue.provisions);
                for lock in if fits { catalogue.provisions.iter().collect::<Vec<_>>() } else { first.take(locks).collect() } {
                    let wanted = fits && ground.covers.contains(&lock.id) && !lock.stays_out();
                    assert_eq!(
                        catalogue.opens(&ground.id, &lock.id, &circumstances),
                        wanted,
                        "{} on {} {discloser} {recipient}",
                        ground.id,
                        lock.id
                    );
                    opened += u32::from(wanted);
                    if wanted {
                        holds_of_every_opening(ground, &lock.id);
                    }
                }
            }
        }
    }
    assert!(opened > 500, "{opened}");
}

/// V18 and V20, and what never comes into the house.
fn holds_of_every_opening(ground: &Ground, lock: &ProvisionId) {
    let catalogue = Catalogue::se();
    let protects = catalogue.provision(lock).unwrap().protects;
    assert!(!matches!(lock.as_str(), "OSL-26-3" | "OSL-35-3"), "{} opens {lock}", ground.id);
    assert!(!ground.excludes.contains(lock));
    if ground.is_consent() || ground.kind == GroundKind::SubjectAccess || ground.id.as_str() == "OSL-10-15a" {
        assert_eq!(protects, Interest::Individual, "{} opens {lock}", ground.id);
    }
    if ["OSL-10-28+UL-5", "OSL-10-28+UL-6", "OSL-10-28+UL-7"].contains(&ground.id.as_str()) {
        assert!(!lock.as_str().starts_with("OSL-25") && !lock.as_str().starts_with("OSL-26"), "{} opens {lock}", ground.id);
    }
}

/// V19.
#[test]
fn ground_10_18a_is_for_social_services_towards_three_authorities_about_the_young_and_never_a_committed_crime() {
    let catalogue = Catalogue::se();
    let ground = catalogue.ground(&"OSL-10-18a".into()).unwrap();
    let mut opened = 0;
    for discloser in all_kinds() {
        for recipient in all_kinds() {
            for age in [None, Some(0), Some(14), Some(20), Some(21), Some(22), Some(60)] {
                for offence in Offence::ALL {
                    let mut circumstances = fitting(ground, &discloser, &recipient);
                    circumstances.age = age;
                    circumstances.offence.kind = offence;
                    if catalogue.opens(&ground.id, &"OSL-26-1".into(), &circumstances) {
                        opened += 1;
                        assert_eq!(discloser, kind("SOC"));
                        assert!(["POL", "SAPO", "TULL"].contains(&recipient.as_str()));
                        assert!(age.is_some_and(|age| age < 21));
                        assert_eq!(offence, Offence::FutureRisk);
                    }
                }
            }
        }
    }
    assert_eq!(opened, 9);
}

#[test]
fn a_dated_ground_opens_nothing_before_its_first_day() {
    let catalogue = Catalogue::se();
    let ground = catalogue.ground(&"OSL-10-15a".into()).unwrap();
    for (day, opens) in [("2025-11-30", false), ("2025-12-01", true), ("2026-11-22", true)] {
        let mut circumstances = fitting(ground, &kind("SOC"), &kind("POL"));
        circumstances.decided_on = crate::disclosure_builder::day(day);
        assert_eq!(catalogue.opens(&ground.id, &"OSL-26-1".into(), &circumstances), opens, "{day}");
    }
}

/// The most hopeful proposal for a row, a way and a ground: everything written, everybody consenting, every form filled in.
fn hopeful(row: &Category, discloser: &KindCode, recipient: &KindCode, level: Level, ground: &Ground) -> Proposal {
    let catalogue = Catalogue::se();
    let fit = fitting(ground, discloser, recipient);
    let path = row.path(discloser, recipient);
    let content = match (&path, level.max(row.level)) {
        (Some(path), _) if !path.only.is_empty() => path.only[0].as_str().to_owned(),
        (_, Level::Aggregate) => "statistics".into(),
        (_, Level::Group) => "code-name".into(),
        (_, Level::Person) => "name".into(),
    };
    let mut proposal = draft(discloser.as_str(), recipient.as_str(), row.id.as_str(), &[]).0;
    proposal.level = level;
    proposal.carried = if fit.carried.is_empty() { [content.as_str().into()].into() } else { fit.carried };
    if let Some(subject) = proposal.subjects.first_mut() {
        subject.born = None;
        subject.assessed_age = fit.age;
        subject.client_of = [recipient.clone()].into();
    }
    proposal.recipients = vec![Recipient::unit(recipient.clone(), "Nordhamn")];
    proposal.purposes = fit.purposes;
    proposal.trigger = fit.trigger;
    proposal.offence = fit.offence;
    proposal.commonly_available = true;
    proposal.restriction = TEXT.into();
    proposal.lawyer_approval = Some("jurist 7".into());
    proposal.why_not_first = TEXT.into();
    proposal.absolutely_necessary = TEXT.into();
    proposal.legal_basis = catalogue.legal_bases_of(discloser).next().map(|basis| basis.id.clone());
    let mut consent = consent_for(&proposal, "person");
    if ground.kind == GroundKind::ConsentMinor {
        consent.given_by = gvi_secrecy::disclosure::ConsentGiver::ChildAndGuardian;
    }
    proposal.consents = vec![consent];
    if ground.kind != GroundKind::HarmTest {
        proposal.grounds = vec![ChosenGround { ground: ground.id.clone(), balance: TEXT.into() }];
    }
    proposal
}

fn with_harm_tests(mut proposal: Proposal, of: impl Fn(Interest) -> bool) -> Proposal {
    let catalogue = Catalogue::se();
    let locks = catalogue.provisions_for(&proposal.discloser, &proposal.category).unwrap_or_default();
    let tested = locks.iter().filter(|id| of(catalogue.provision(id).unwrap().protects));
    proposal.harm_tests = tested.map(|id| HarmTest { provision: id.clone(), reasons: TEXT.into() }).collect();
    proposal
}

/// V17 and V21, and the walls of the sharing matrix, of an allowed disclosure.
fn holds_of_every_allowed(row: &Category, proposal: &Proposal, answer: &Assessment) {
    let catalogue = Catalogue::se();
    let recipient = &proposal.recipients[0].kind;
    let place = format!("{} {} → {recipient} with {:?}", row.id, proposal.discloser, proposal.grounds);
    assert_eq!(answer.closed().count(), 0, "{place}");
    assert!(answer.provisions().count() > 0 || row.level == Level::Aggregate, "{place}: opened by having no lock");
    for lock in answer.provisions() {
        assert!(!answer.reasons_open(lock).is_empty(), "{place}: {lock}");
    }
    if answer.level == Level::Person {
        let row_of_recipient = catalogue.recipient_secrecy.iter().find(|row| row.recipient == *recipient);
        let interests: BTreeSet<Interest> = answer.provisions().map(|lock| catalogue.provision(lock).unwrap().protects).collect();
        let protected = row_of_recipient.is_some_and(|row| row.exempt || interests.iter().all(|interest| row.protects.contains(interest)));
        let bound = proposal.grounds.iter().any(|chosen| chosen.ground.as_str() == "OSL-10-14");
        assert!(protected || bound, "{place}: nothing protects it there");
        let crime = row.crime || proposal.carried.iter().any(|code| catalogue.content(code).unwrap().crime);
        assert!(!(crime && ["MUN", "SCH", "CIV", "PRIVATE"].contains(&recipient.as_str())), "{place}");
        assert!(!["MUN", "SCH"].contains(&recipient.as_str()), "{place}: no rule is confirmed there");
        assert_eq!(proposal.subjects.len(), 1, "{place}");
    }
    assert!(!row.never.contains(recipient), "{place}");
    assert!(row.id.as_str() != "M14", "{place}");
}

#[test]
fn over_the_whole_catalogue_whatever_is_allowed_has_every_lock_open_and_a_recipient_that_can_keep_it() {
    let catalogue = Catalogue::se();
    let disclosers: Vec<KindCode> = ["POL", "KV", "SOC", "MUN", "SCH", "CIV", "HEALTH"].map(kind).into();
    let (mut asked, mut ways) = (0, BTreeSet::new());
    for row in &catalogue.categories {
        for discloser in &disclosers {
            for recipient in all_kinds() {
                // Where no way leads, every ground fails alike: the everyday ones are tried.
                let no_way = row.path(discloser, &recipient).is_none();
                for level in [Level::Aggregate, Level::Group, Level::Person] {
                    if level == Level::Group && row.level == Level::Person {
                        continue;
                    }
                    for ground in catalogue
                        .grounds
                        .iter()
                        .filter(|ground| !no_way || ["HARM-TEST", "OSL-12-2", "OSL-10-27"].contains(&ground.id.as_str()))
                    {
                        let alone = hopeful(row, discloser, &recipient, level, ground);
                        let beside = with_harm_tests(alone.clone(), |interest| interest == Interest::Public);
                        let all = with_harm_tests(alone.clone(), |_| true);
                        for proposal in [alone, beside, all] {
                            let answer = assess(catalogue, &proposal);
                            asked += 1;
                            if answer.allowed() {
                                assert!(!no_way, "{} {discloser} → {recipient}", row.id);
                                ways.insert((row.id.clone(), discloser.clone(), recipient.clone()));
                                holds_of_every_allowed(row, &proposal, &answer);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(asked > 10_000, "{asked}");
    // Every way of the matrix can be walked, but those that wait for a confirmed rule at the recipient or need two grounds at once.
    for row in &catalogue.categories {
        for path in &row.paths {
            for from in if path.from.is_empty() { &row.owners } else { &path.from } {
                for to in &path.to {
                    let walked = ways.contains(&(row.id.clone(), from.clone(), to.clone()));
                    let closed = waits_for_a_rule(row, path.level, to) || !path.needs.is_empty();
                    assert!(walked != closed, "{} {from} → {to}: walked {walked}, closed {closed}", row.id);
                }
            }
        }
    }
}

fn waits_for_a_rule(row: &Category, level: Level, to: &KindCode) -> bool {
    let protected = Catalogue::se()
        .recipient_secrecy
        .iter()
        .any(|it| it.recipient == *to && (it.exempt || it.protects.contains(&Interest::Individual)));
    level.max(row.level) == Level::Person && !protected
}
