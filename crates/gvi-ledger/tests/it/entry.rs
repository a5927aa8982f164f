//! An entry's bytes say one thing only, can be read back, and hide behind their salt.

use gvi_ledger::{Commitment, Entry, LedgerError, Outcome, Salt, StoredEntry, commitment, leaf_data, leaf_hash};
use proptest::prelude::*;

use crate::log::{entry, salt};

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(".{0,12}", 0..4)
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let who = (any::<u64>(), any::<i64>(), ".{0,12}", ".{0,12}", texts());
    let what = (".{0,12}", ".{0,12}", prop::option::of(".{0,12}"), ".{0,12}");
    let shown = (texts(), texts(), texts(), prop::option::of(".{0,12}"), ".{0,12}");
    (who, what, shown).prop_map(|((seq, at, authority, actor, roles), (deed, thing, subject, purpose), shown)| {
        let (grounds, classes, recipients, refused, policy) = shown;
        let outcome = refused.map_or(Outcome::Done, |code| Outcome::Refused { code });
        Entry { seq, at, authority, actor, roles, deed, thing, subject, purpose, grounds, classes, recipients, outcome, policy }
    })
}

proptest! {
    #[test]
    fn every_entry_can_be_read_back_from_its_bytes(entry in any_entry()) {
        prop_assert_eq!(Entry::from_canonical(&entry.canonical()), Ok(entry));
    }

    #[test]
    fn two_entries_have_the_same_bytes_only_if_they_are_the_same(a in any_entry(), b in any_entry()) {
        prop_assert_eq!(a.canonical() == b.canonical(), a == b);
    }

    #[test]
    fn no_bytes_make_reading_an_entry_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::from_canonical(&bytes).is_err());
    }

    #[test]
    fn an_entry_with_a_byte_changed_is_refused_or_another_entry(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let entry = entry(9);
        let mut bytes = entry.canonical();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        if let Ok(other) = Entry::from_canonical(&bytes) {
            prop_assert_ne!(&other, &entry);
            prop_assert_eq!(other.canonical(), bytes);
        }
    }
}

#[test]
fn moving_a_letter_across_a_border_changes_the_bytes() {
    let one = Entry { actor: "ab".into(), authority: "c".into(), ..entry(0) };
    let other = Entry { actor: "b".into(), authority: "ca".into(), ..entry(0) };
    assert_ne!(one.canonical(), other.canonical());
    let none = Entry { subject: None, ..entry(0) };
    let empty = Entry { subject: Some(String::new()), ..entry(0) };
    assert_ne!(none.canonical(), empty.canonical());
    let split = Entry { classes: vec!["a".into(), "b".into()], ..entry(0) };
    let joined = Entry { classes: vec!["ab".into()], ..entry(0) };
    assert_ne!(split.canonical(), joined.canonical());
}

#[test]
fn the_order_of_the_bytes_is_fixed_for_all_time() {
    let entry = Entry {
        seq: 1,
        at: -1,
        authority: "p".into(),
        actor: "a".into(),
        roles: vec!["r".into()],
        deed: "d".into(),
        thing: "t".into(),
        subject: None,
        purpose: "u".into(),
        grounds: vec![],
        classes: vec!["c".into()],
        recipients: vec![],
        outcome: Outcome::Refused { code: "X".into() },
        policy: "v".into(),
    };
    let expected = [
        b"\0\0\0\x12vapenvila/entry/v1".as_slice(),
        b"\0\0\0\0\0\0\0\x01\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x01p\0\0\0\x01a\0\0\0\x01\0\0\0\x01r\0\0\0\x01d\0\0\0\x01t\0\0\0\0\x01u",
        b"\0\0\0\0\0\0\0\x01\0\0\0\x01c\0\0\0\0\x01\0\0\0\x01X\0\0\0\x01v",
    ]
    .concat();
    assert_eq!(entry.canonical(), expected);
}

#[test]
fn cut_and_lengthened_bytes_are_refused_with_the_place() {
    let bytes = entry(3).canonical();
    for cut in 0..bytes.len() {
        let Err(LedgerError::Entry { at, .. }) = Entry::from_canonical(&bytes[..cut]) else {
            panic!("cut after {cut}");
        };
        assert!(at <= cut);
    }
    let longer = [bytes.as_slice(), b"x"].concat();
    let expected = LedgerError::Entry { at: bytes.len(), problem: "bytes left over" };
    assert_eq!(Entry::from_canonical(&longer), Err(expected));
    let endless = vec![0; 1 << 20];
    assert!(matches!(Entry::from_canonical(&endless), Err(LedgerError::Entry { problem: "longer than any entry", .. })));
}

#[test]
fn the_same_entry_under_two_salts_cannot_be_recognised() {
    let bytes = entry(1).canonical();
    assert_ne!(commitment(&salt(1), &bytes), commitment(&salt(2), &bytes));
    assert_eq!(commitment(&salt(1), &bytes), commitment(&salt(1), &bytes));
}

#[test]
fn the_leaf_holds_the_number_and_the_commitment_and_nothing_else() {
    let commitment = Commitment::new([9; 32]);
    let data = leaf_data(258, &commitment);
    assert_eq!(data[..8], [0, 0, 0, 0, 0, 0, 1, 2]);
    assert_eq!(data[8..], [9; 32]);
    assert_eq!(commitment.leaf(258), leaf_hash(&data));
    assert_ne!(commitment.leaf(258), commitment.leaf(259));
}

#[test]
fn a_salt_is_never_printed() {
    let row = StoredEntry::seal(&entry(0), Salt::new([0xab; 32]));
    let shown = format!("{row:?}");
    assert!(shown.contains("Salt(withheld)"));
    assert!(!shown.contains("171, 171"));
}
