//! The validity function is total and pure: whatever is proposed, it answers, always alike, and never opens by accident.

use std::collections::BTreeSet;

use gvi_domain::authority::KindCode;
use gvi_domain::time::{Date, Moment};
use gvi_secrecy::catalogue::{
    Catalogue, Circumstances, ContentCode, GroundId, Interest, Level, Offence, OffenceFacts, ProvisionId, PurposeCode, Trigger,
};
use gvi_secrecy::disclosure::{
    Basis, BasisKind, ChosenGround, Consent, ConsentGiver, HarmTest, NamedRecipient, Oral, Proposal, Recipient, Subject, assess,
};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn of_kind() -> impl Strategy<Value = KindCode> {
    let mut kinds: Vec<KindCode> = Catalogue::se().kinds.iter().map(|kind| kind.id.clone()).collect();
    kinds.push("NOWHERE".parse().unwrap());
    select(kinds)
}

fn lock() -> impl Strategy<Value = ProvisionId> {
    let mut locks: Vec<ProvisionId> = Catalogue::se().provisions.iter().map(|lock| lock.id.clone()).collect();
    locks.push("OSL-99-9".into());
    select(locks)
}

fn ground() -> impl Strategy<Value = GroundId> {
    let mut grounds: Vec<GroundId> = Catalogue::se().grounds.iter().map(|ground| ground.id.clone()).collect();
    grounds.push("polislagen-6".into());
    select(grounds)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("skrivet och övervägt i det enskilda fallet".to_owned()), "\\PC{0,40}"]
}

fn content() -> impl Strategy<Value = ContentCode> {
    let mut contents: Vec<ContentCode> = Catalogue::se().contents.iter().map(|content| content.id.clone()).collect();
    contents.push("shoe-size".into());
    select(contents)
}

fn purposes() -> impl Strategy<Value = BTreeSet<PurposeCode>> {
    let mut names: Vec<PurposeCode> = Catalogue::se().purposes.iter().map(|purpose| purpose.id.clone()).collect();
    names.push("cut-benefits".into());
    btree_set(select(names), 0..3)
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        (2024i16..2029, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()),
        select(vec![Date::MIN, Date::MAX, Date::new(2025, 11, 30).unwrap(), Date::new(2025, 12, 1).unwrap()]),
    ]
}

fn offence() -> impl Strategy<Value = OffenceFacts> {
    let chapters = select(vec!["", "BrB-3", "BrB-8"]);
    (select(Offence::ALL.to_vec()), chapters, prop_oneof![0u16..30, Just(u16::MAX)], any::<bool>(), any::<bool>()).prop_map(
        |(kind, chapter, min_penalty_months, attempt, prison_in_scale)| OffenceFacts {
            kind,
            chapter: chapter.into(),
            min_penalty_months,
            attempt,
            prison_in_scale,
        },
    )
}

fn recipient() -> impl Strategy<Value = Recipient> {
    (of_kind(), select(vec!["", "coordinator", "support-handler"]), any::<bool>(), any::<bool>()).prop_map(
        |(kind, function, confirmed, handler)| Recipient {
            kind,
            unit: "Nordhamn".into(),
            function: function.into(),
            handler: handler.then(|| "h1".into()),
            confirmed_secrecy: if confirmed { [Interest::Public, Interest::Individual].into() } else { BTreeSet::new() },
        },
    )
}

fn subject() -> impl Strategy<Value = Subject> {
    (option::of(date()), option::of(any::<u8>()), any::<bool>(), btree_set(of_kind(), 0..3), any::<bool>()).prop_map(
        |(born, assessed_age, need_of_help, client_of, protected_identity)| Subject {
            person: "person".into(),
            born,
            assessed_age,
            need_of_help,
            client_of,
            protected_identity,
        },
    )
}

fn consent() -> impl Strategy<Value = Consent> {
    let giver = prop_oneof![
        Just(ConsentGiver::Person),
        Just(ConsentGiver::ChildAndGuardian),
        text().prop_map(|maturity_reason| ConsentGiver::Guardian { maturity_reason }),
        text().prop_map(|maturity_reason| ConsentGiver::ChildAlone { maturity_reason })
    ];
    (giver, of_kind(), of_kind(), category(), purposes(), date(), date(), option::of(date())).prop_map(
        |(given_by, discloser, to, class, purposes, given_on, valid_until, withdrawn_on)| Consent {
            person: "person".into(),
            given_by,
            discloser,
            recipients: vec![NamedRecipient { kind: to, unit: None }],
            classes: [class.as_str().into()].into(),
            purposes,
            given_on,
            valid_until,
            withdrawn_on,
        },
    )
}

fn category() -> impl Strategy<Value = String> {
    let mut rows: Vec<String> = Catalogue::se().categories.iter().map(|row| row.id.to_string()).collect();
    rows.push("M99".into());
    select(rows)
}

fn proposal() -> impl Strategy<Value = Proposal> {
    let who =
        (of_kind(), vec(recipient(), 0..3), category(), select(vec![Level::Aggregate, Level::Group, Level::Person]), vec(subject(), 0..3));
    let what = (
        btree_set(content(), 0..4),
        btree_set(lock(), 0..3),
        vec((ground(), text()), 0..4),
        vec((lock(), text()), 0..4),
        vec(consent(), 0..3),
    );
    let why =
        (purposes(), option::of(select(vec!["PBDL-2-1-1", "SoLPuL-6", "KBDL-2-1-2", "nothing"])), text(), text(), offence(), any::<bool>());
    let form = (
        option::of(date()),
        date(),
        option::of(date()),
        option::of((-9_000_000_000i64..9_000_000_000, -9_000_000_000i64..9_000_000_000)),
        any::<u8>(),
        text(),
    );
    (who, what, why, form).prop_map(|(who, what, why, form)| {
        let mut it = Proposal::empty(who.0, who.2.as_str().into(), form.1);
        (it.recipients, it.level, it.subjects) = (who.1, who.3, who.4);
        (it.carried, it.tagged) = (what.0, what.1);
        it.grounds = what.2.into_iter().map(|(ground, balance)| ChosenGround { ground, balance }).collect();
        it.harm_tests = what.3.into_iter().map(|(provision, reasons)| HarmTest { provision, reasons }).collect();
        it.consents = what.4;
        it.purposes = why.0;
        it.legal_basis = why.1.map(Into::into);
        (it.necessity, it.proportionality, it.offence) = (why.2, why.3, why.4);
        it.trigger = if why.5 { Trigger::OnRequest } else { Trigger::OwnInitiative };
        (it.as_of, it.ends_on) = (form.0, form.2);
        it.oral = form.3.and_then(|(said, logged)| {
            let (said_at, logged_at) = (Moment::from_seconds(said).ok()?, Moment::from_seconds(logged).ok()?);
            Some(Oral { said_at, logged_at, reason: form.5.clone(), dpo_flag: form.4 & 1 == 1 })
        });
        it.commonly_available = form.4 & 2 == 2;
        it.second_approver = form.4 & 4 == 4;
        it.reidentification_checked = form.4 & 8 == 8;
        it.small_numbers_hidden = form.4 & 16 == 16;
        it.basis = (form.4 & 32 == 32).then(|| Basis { kind: BasisKind::Fact, source: form.5.clone(), grading: None });
        it.mentioned = if form.4 & 64 == 64 { vec!["brother".into()] } else { Vec::new() };
        it.lawyer_approval = (form.4 & 128 == 128).then(|| form.5.clone());
        it
    })
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let who = (of_kind(), of_kind(), purposes(), any::<bool>(), btree_set(content(), 0..3), option::of(any::<u8>()));
    (who, offence(), date(), any::<u8>()).prop_map(|(who, offence, decided_on, bits)| Circumstances {
        discloser: who.0,
        recipient: who.1,
        purposes: who.2,
        trigger: if who.3 { Trigger::OnRequest } else { Trigger::OwnInitiative },
        carried: who.4,
        commonly_available: bits & 1 == 1,
        age: who.5,
        need_of_help: bits & 2 == 2,
        offence,
        balance_written: bits & 4 == 4,
        consent_in_scope: bits & 8 == 8,
        restriction_written: bits & 16 == 16,
        harm_cleared: bits & 32 == 32,
        decided_on,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_proposal_gets_the_same_answer_twice_and_every_refusal_explains_itself(proposal in proposal()) {
        let catalogue = Catalogue::se();
        let answer = assess(catalogue, &proposal);
        prop_assert_eq!(&answer, &assess(catalogue, &proposal));
        for refusal in &answer.refusals {
            prop_assert!(!refusal.explain(catalogue).sv.is_empty() && !refusal.explain(catalogue).en.is_empty());
        }
        if answer.allowed() {
            prop_assert_eq!(answer.closed().count(), 0);
        }
        for lock in answer.closed() {
            let code = format!("UNCOVERED({lock})");
            prop_assert!(answer.has(&code));
        }
    }

    #[test]
    fn taking_keys_away_never_opens_a_lock(proposal in proposal()) {
        let catalogue = Catalogue::se();
        let before: BTreeSet<ProvisionId> = assess(catalogue, &proposal).closed().cloned().collect();
        let mut fewer = proposal;
        fewer.grounds.pop();
        fewer.harm_tests.pop();
        let after: BTreeSet<ProvisionId> = assess(catalogue, &fewer).closed().cloned().collect();
        prop_assert!(before.is_subset(&after));
    }

    #[test]
    fn the_reasons_beside_the_policies_agree_with_the_policies(circumstances in circumstances(), ground in ground(), lock in lock()) {
        let catalogue = Catalogue::se();
        let wanted = catalogue.ground(&ground).is_some_and(|ground| {
            let stays_out = catalogue.provision(&lock).is_none_or(|lock| lock.stays_out());
            ground.covers.contains(&lock) && !stays_out && catalogue.unfit(ground, &circumstances).is_empty()
        });
        prop_assert_eq!(catalogue.opens(&ground, &lock, &circumstances), wanted);
    }
}
