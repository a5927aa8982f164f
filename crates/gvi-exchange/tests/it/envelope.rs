use gvi_domain::disclosure::Addressee;
use gvi_domain::referral::{ReferralAnswer, RejectReason};
use gvi_domain::{AuthorityId, Date, EnvelopeId, Moment};
use gvi_exchange::{
    Act, Basis, Envelope, EnvelopeKey, ExchangeError, Field, Ground, HarmTest, Sealed, Snapshot, SnapshotKind, VerifyingKey, fuzz_bodies,
};
use gvi_secrecy::Class;
use proptest::prelude::*;

fn authority() -> impl Strategy<Value = AuthorityId> {
    "[a-z]{1,12}".prop_map(|text| text.parse().unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (2020_i16..2040, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn id() -> impl Strategy<Value = EnvelopeId> {
    any::<[u8; 16]>().prop_map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().parse().unwrap())
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let field =
        (0..Class::ALL.len(), "[a-z-]{1,12}", ".{0,60}").prop_map(|(class, key, value)| Field { class: Class::ALL[class], key, value });
    let reasons = (
        prop::collection::vec(("[A-Z0-9-]{1,12}", ".{0,40}").prop_map(|(ground, balance)| Ground { ground, balance }), 0..4),
        prop::collection::vec(("[A-Z0-9-]{1,12}", ".{0,40}").prop_map(|(provision, reasons)| HarmTest { provision, reasons }), 0..4),
        prop::collection::vec("[a-z-]{1,20}", 0..3),
    );
    let basis = (prop::option::of((".{0,20}", ".{0,20}")), ".{0,20}", ".{0,8}", ".{0,20}")
        .prop_map(|(assessed, source, grading, disputes)| Basis { assessed, source, grading, disputes });
    (
        0..SnapshotKind::ALL.len(),
        (any::<bool>(), prop::option::of("[a-z]{1,10}")),
        prop::collection::vec(field, 0..8),
        reasons,
        basis,
        (day(), day()),
        ".{0,40}",
        prop::option::of(id()),
    )
        .prop_map(
            |(
                kind,
                (person_level, protected),
                fields,
                (grounds, harm_tests, purposes),
                basis,
                (as_of, ends_on),
                conditions,
                in_reply_to,
            )| {
                Snapshot {
                    kind: SnapshotKind::ALL[kind],
                    category: "M2".into(),
                    subject: "K7MQ-2X".into(),
                    person_level,
                    protected,
                    fields,
                    grounds,
                    harm_tests,
                    purposes,
                    as_of,
                    basis,
                    conditions,
                    ends_on,
                    in_reply_to,
                }
            },
        )
}

fn answers() -> Vec<ReferralAnswer> {
    let mut answers = vec![ReferralAnswer::Accepted, ReferralAnswer::Done];
    answers.extend(RejectReason::ALL.iter().map(|reason| ReferralAnswer::Rejected(*reason)));
    answers
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        snapshot().prop_map(Act::Disclose),
        (id(), snapshot()).prop_map(|(of, snapshot)| Act::Correct { of, snapshot }),
        (id(), "[a-z-]{0,20}").prop_map(|(of, why)| Act::Recall { of, why }),
        id().prop_map(|of| Act::Expire { of }),
        id().prop_map(|of| Act::Acknowledge { of }),
        (id(), prop::sample::select(answers())).prop_map(|(of, answer)| Act::Answer { of, answer }),
    ]
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let recipient = (authority(), "[a-z]{0,10}", prop::option::of("[a-z]{1,10}")).prop_map(|(authority, function, handler)| Addressee {
        authority,
        function,
        handler,
    });
    (id(), 0_i64..4_000_000_000, authority(), prop::collection::vec(recipient, 0..4), act()).prop_map(
        |(id, seconds, from, recipients, act)| Envelope { id, sealed_at: Moment::from_seconds(seconds).unwrap(), from, recipients, act },
    )
}

fn key() -> EnvelopeKey {
    EnvelopeKey::of_seed([9; 32])
}

fn a_card() -> Envelope {
    Envelope {
        id: "0192f000-0000-7000-8000-000000000001".parse().unwrap(),
        sealed_at: Moment::parse("2026-11-22T20:40:00Z").unwrap(),
        from: "polisen".parse().unwrap(),
        recipients: vec![Addressee::function("frivarden".parse().unwrap(), "coordinator")],
        act: Act::Disclose(Snapshot {
            kind: SnapshotKind::GroupCard,
            category: "M2".into(),
            subject: "K7MQ-2X".into(),
            person_level: false,
            protected: None,
            fields: vec![Field { class: Class::Coordination, key: "code-name".into(), value: "Kajen".into() }],
            grounds: Vec::new(),
            harm_tests: vec![HarmTest { provision: "OSL-18-1".into(), reasons: "Kodnamnet är känt för alla som deltar.".into() }],
            purposes: vec!["prevent-detect-crime".into()],
            as_of: jiff::civil::date(2026, 11, 22),
            basis: Basis { assessed: None, source: "egen kartläggning".into(), grading: String::new(), disputes: String::new() },
            conditions: String::new(),
            ends_on: jiff::civil::date(2027, 2, 20),
            in_reply_to: None,
        }),
    }
}

proptest! {
    #[test]
    fn an_envelope_survives_being_sealed_carried_and_opened(envelope in envelope()) {
        let carried = Sealed::arrived(key().seal(&envelope).unwrap().into_bytes());
        prop_assert_eq!(carried.claimed_sender().unwrap(), envelope.from.clone());
        prop_assert_eq!(carried.open(&key().public()).unwrap(), envelope);
    }

    #[test]
    fn flipping_any_bit_anywhere_is_found(envelope in envelope(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = key().seal(&envelope).unwrap().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Sealed::arrived(bytes).open(&key().public()).is_err());
    }

    #[test]
    fn an_envelope_cut_anywhere_is_refused(envelope in envelope(), at in any::<prop::sample::Index>()) {
        let bytes = key().seal(&envelope).unwrap().into_bytes();
        let cut = bytes[..at.index(bytes.len())].to_vec();
        prop_assert!(Sealed::arrived(cut).open(&key().public()).is_err());
    }

    #[test]
    fn whatever_arrives_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        fuzz_bodies::envelope(&bytes);
    }

    #[test]
    fn an_envelope_with_a_stranger_byte_is_refused_or_read_as_itself(envelope in envelope(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = envelope.canonical();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        fuzz_bodies::envelope(&bytes);
    }
}

#[test]
fn the_key_of_another_compartment_opens_nothing() {
    let sealed = key().seal(&a_card()).unwrap();
    assert_eq!(sealed.open(&EnvelopeKey::of_seed([8; 32]).public()), Err(ExchangeError::Signature));
}

#[test]
fn another_version_is_refused_and_not_misread() {
    let last_of_domain = 4 + "vapenvila/envelope/v2".len() - 1;
    for version in *b"13" {
        let mut bytes = a_card().canonical();
        bytes[last_of_domain] = version;
        let refused = Envelope::from_canonical(&bytes);
        assert!(matches!(refused, Err(ExchangeError::Bytes { problem: "not an envelope of this version", .. })));
    }
}

#[test]
fn a_length_that_lies_is_refused_without_reserving_memory() {
    let mut bytes = a_card().canonical();
    bytes[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(Envelope::from_canonical(&bytes).is_err());
}

#[test]
fn a_text_that_no_reader_would_accept_is_refused_where_it_is_sealed() {
    let mut envelope = a_card();
    if let Act::Disclose(snapshot) = &mut envelope.act {
        snapshot.conditions = "å".repeat(gvi_exchange::TEXT_BYTES_MAX);
    }
    assert!(key().seal(&envelope).is_err());
}

#[test]
fn a_weak_key_with_which_anybody_could_sign_is_refused() {
    assert_eq!(VerifyingKey::from_bytes(&[0; 32]), Err(ExchangeError::Key));
    assert_eq!(VerifyingKey::from_bytes(&[1; 31]), Err(ExchangeError::Key));
}

#[test]
fn the_bytes_of_a_known_envelope_do_not_change_unseen() {
    // Envelopes are kept for years and cross from machine to machine: whoever changes the bytes must say so with a new version.
    let sealed = key().seal(&a_card()).unwrap();
    let digest = {
        use sha2::Digest as _;
        sha2::Sha256::digest(sealed.bytes())
    };
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "9cec8b2fedf86ccc703366bf1c452090705c4701acc2eead4967893011d3276f");
}

#[test]
fn an_answer_that_nobody_knows_and_a_refusal_without_a_reason_are_refused() {
    let of: EnvelopeId = "0192f000-0000-7000-8000-000000000002".parse().unwrap();
    let answer = Envelope { act: Act::Answer { of, answer: ReferralAnswer::Rejected(RejectReason::NoRoom) }, ..a_card() };
    let bytes = answer.canonical();
    assert_eq!(Envelope::from_canonical(&bytes).as_ref(), Ok(&answer));
    // The same length and another word, at the end of the bytes: the name of the answer, then the reason.
    for (word, other) in [("rejected", "Rejected"), ("rejected", "accepted"), ("no-room", "no-rooM"), ("no-room", "       ")] {
        let at = bytes.windows(word.len()).rposition(|window| window == word.as_bytes()).unwrap();
        let mut changed = bytes.clone();
        changed[at..at + word.len()].copy_from_slice(other.as_bytes());
        assert!(matches!(Envelope::from_canonical(&changed), Err(ExchangeError::Bytes { .. })), "{word} became {other}");
    }
}
