//! Whoever can write to the database can change anything in it. Each of these does, and must be found where it was done.

use gvi_ledger::{Commitment, FINDINGS_PER_REPORT_MAX, Finding, StoredEntry, leaf_hash};
use proptest::prelude::*;

use crate::log::{Log, entry, row, salt};

const SIZES: [u64; 4] = [10, 20, 35, 50];

fn only_root_mismatch(log: &Log, since: u64, size: u64) {
    let findings = log.verify().findings;
    let [Finding::RootMismatch { since: s, size: n, .. }] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    assert_eq!((*s, *n), (since, size));
}

#[test]
fn an_honest_log_is_sound() {
    let report = Log::honest(&SIZES).verify();
    assert!(report.is_sound(), "{report}");
    assert_eq!((report.entries, report.size, report.erased), (50, 50, 0));
    assert_eq!((report.checkpoints, report.checkpoints_proven, report.proven_up_to), (4, 4, Some(50)));
    assert_eq!((report.cosignatures, report.views, report.views_matched), (8, 2, 2));
    assert_eq!(report.after_last_checkpoint, 0);
}

#[test]
fn an_empty_log_is_sound() {
    let log = Log { rows: vec![], checkpoints: vec![], seen: vec![] };
    assert!(log.verify().is_sound());
    assert!(Log::honest(&[0]).verify().is_sound());
    assert_eq!(Log::honest(&[0]).verify().checkpoints_proven, 1);
}

#[test]
fn entries_after_the_last_checkpoint_are_counted() {
    let mut log = Log::honest(&SIZES);
    log.rows.push(row(50));
    let report = log.verify();
    assert!(report.is_sound());
    assert_eq!(report.after_last_checkpoint, 1);
}

#[test]
fn erased_entries_still_verify_and_are_counted() {
    let mut log = Log::honest(&SIZES);
    log.rows[..30].iter_mut().for_each(StoredEntry::erase);
    let report = log.verify();
    assert!(report.is_sound(), "{report}");
    assert_eq!(report.erased, 30);
    assert_eq!(report.checkpoints_proven, 4);
}

#[test]
fn a_changed_payload_is_found_at_its_entry() {
    let mut log = Log::honest(&SIZES);
    let mut lie = entry(17);
    lie.actor = "staff-innocent".into();
    log.rows[17].canonical = Some(lie.canonical());
    let report = log.verify();
    assert_eq!(report.findings, [Finding::PayloadChanged { seq: 17 }]);
    assert_eq!(report.checkpoints_proven, 4, "the leaf was left alone, so the roots still hold");
}

#[test]
fn a_changed_salt_is_found_at_its_entry() {
    let mut log = Log::honest(&SIZES);
    log.rows[0].salt = Some(salt(99));
    assert_eq!(log.verify().findings, [Finding::PayloadChanged { seq: 0 }]);
}

#[test]
fn a_changed_commitment_is_found_at_its_entry() {
    let mut log = Log::honest(&SIZES);
    log.rows[49].commitment = Commitment::new([0; 32]);
    assert_eq!(log.verify().findings, [Finding::CommitmentChanged { seq: 49 }]);
    log.rows[49].erase();
    assert_eq!(log.verify().findings, [Finding::CommitmentChanged { seq: 49 }]);
}

#[test]
fn a_changed_leaf_hash_is_found_at_its_entry() {
    let mut log = Log::honest(&SIZES);
    log.rows[12].leaf_hash = leaf_hash(b"something else");
    let report = log.verify();
    assert_eq!(report.findings, [Finding::LeafChanged { seq: 12 }]);
    assert_eq!(report.checkpoints_proven, 4, "the rest of the row still gives the signed root");
}

#[test]
fn an_entry_rewritten_with_all_its_hashes_is_found_between_two_checkpoints() {
    let mut log = Log::honest(&SIZES);
    let mut lie = entry(22);
    lie.purpose = "no purpose".into();
    log.rows[22] = StoredEntry::seal(&lie, salt(22));
    only_root_mismatch(&log, 20, 35);
}

#[test]
fn an_erased_entry_replaced_with_a_fitting_leaf_is_found_between_two_checkpoints() {
    let mut log = Log::honest(&SIZES);
    let mut lie = StoredEntry::seal(&entry(3), salt(77));
    lie.erase();
    log.rows[3] = lie;
    only_root_mismatch(&log, 0, 10);
}

#[test]
fn half_an_erasure_is_found() {
    let mut log = Log::honest(&SIZES);
    log.rows[4].salt = None;
    log.rows[5].canonical = None;
    assert_eq!(log.verify().findings, [Finding::HalfErased { seq: 4 }, Finding::HalfErased { seq: 5 }]);
}

#[test]
fn a_removed_entry_leaves_a_gap() {
    let mut log = Log::honest(&SIZES);
    log.rows.remove(14);
    let report = log.verify();
    assert_eq!(report.findings, [Finding::Removed { from: 14, to: 14 }]);
    assert_eq!((report.checkpoints_proven, report.checkpoints_not_compared), (1, 3));
    assert!(!report.is_sound());
}

#[test]
fn a_removed_beginning_and_several_gaps_are_all_placed() {
    let mut log = Log::honest(&SIZES);
    log.rows.retain(|row| !matches!(row.seq, 0..=2 | 30..=33 | 41));
    let expected = [Finding::Removed { from: 0, to: 2 }, Finding::Removed { from: 30, to: 33 }, Finding::Removed { from: 41, to: 41 }];
    assert_eq!(log.verify().findings, expected);
}

#[test]
fn a_removed_entry_is_found_even_if_the_rest_is_renumbered() {
    for erased in [false, true] {
        let mut log = Log::honest(&SIZES);
        log.rows.remove(14);
        log.rows[14..].iter_mut().for_each(|row| row.seq -= 1);
        if erased {
            log.rows.iter_mut().for_each(StoredEntry::erase);
        }
        let findings = log.verify().findings;
        assert_eq!(findings[0], Finding::Renumbered { from: 14, to: 48, written: 15 }, "erased: {erased}");
        assert!(matches!(findings[1], Finding::RootMismatch { since: 10, size: 20, .. }));
        assert!(matches!(findings[2], Finding::Truncated { seen_by: None, promised: 50, size: 49 }));
    }
}

#[test]
fn a_removed_entry_is_found_even_if_the_rest_is_renumbered_and_given_new_leaves() {
    let mut log = Log::honest(&SIZES);
    log.rows.remove(14);
    for row in &mut log.rows[14..] {
        row.seq -= 1;
        row.leaf_hash = row.commitment.leaf(row.seq);
    }
    let findings = log.verify().findings;
    assert_eq!(findings[0], Finding::Renumbered { from: 14, to: 48, written: 15 });
    assert!(matches!(findings[1], Finding::RootMismatch { since: 10, size: 20, .. }));
}

#[test]
fn an_inserted_entry_is_found_at_its_number() {
    let mut log = Log::honest(&SIZES);
    log.rows.insert(24, StoredEntry::seal(&entry(23), salt(500)));
    let report = log.verify();
    assert_eq!(report.findings, [Finding::Inserted { seq: 23 }]);
    assert_eq!(report.checkpoints_proven, 2);
}

#[test]
fn an_inserted_entry_is_found_even_if_the_rest_makes_room() {
    let mut log = Log::honest(&SIZES);
    log.rows.insert(24, StoredEntry::seal(&entry(24), salt(500)));
    log.rows[25..].iter_mut().for_each(|row| row.seq += 1);
    let findings = log.verify().findings;
    assert_eq!(findings[0], Finding::Renumbered { from: 25, to: 50, written: 24 });
    assert!(matches!(findings[1], Finding::RootMismatch { since: 20, size: 35, .. }));
}

#[test]
fn two_entries_that_stand_in_the_wrong_order_are_found() {
    let mut log = Log::honest(&SIZES);
    log.rows.swap(26, 27);
    assert_eq!(log.verify().findings, [Finding::Reordered { seq: 26, after: 27 }]);
}

#[test]
fn two_entries_that_changed_numbers_are_found() {
    for erased in [false, true] {
        let mut log = Log::honest(&SIZES);
        log.rows.swap(26, 28);
        log.rows[26].seq = 26;
        log.rows[28].seq = 28;
        if erased {
            log.rows.iter_mut().for_each(StoredEntry::erase);
        }
        let findings = log.verify().findings;
        assert_eq!(findings[0], Finding::Renumbered { from: 26, to: 26, written: 28 }, "erased: {erased}");
        assert_eq!(findings[1], Finding::Renumbered { from: 28, to: 28, written: 26 });
        assert!(matches!(findings[2], Finding::RootMismatch { since: 20, size: 35, .. }));
    }
}

#[test]
fn a_log_cut_off_behind_its_own_checkpoint_is_found() {
    let mut log = Log::honest(&SIZES);
    log.rows.truncate(42);
    log.seen.clear();
    assert_eq!(log.verify().findings, [Finding::Truncated { seen_by: None, promised: 50, size: 42 }]);
}

#[test]
fn a_log_in_ruins_gives_a_limited_list_and_a_full_count() {
    let count = FINDINGS_PER_REPORT_MAX as u64 + 500;
    let mut log = Log::honest(&[count]);
    log.rows.iter_mut().for_each(|row| row.salt = Some(salt(row.seq + 1)));
    let report = log.verify();
    assert_eq!(report.findings.len(), FINDINGS_PER_REPORT_MAX);
    assert_eq!(report.findings_left_out, 500);
}

#[test]
fn a_report_reads_as_sentences_with_places() {
    let mut log = Log::honest(&SIZES);
    log.rows.remove(14);
    let report = log.verify();
    let text = report.to_string();
    assert!(text.contains("- entry 14: removed\n"), "{text}");
    assert_eq!(report.findings[0].place(), Some(14));
    assert_eq!(report.findings[0].code(), "removed");
}

#[test]
fn numbers_at_the_very_end_do_not_overflow() {
    let mut last = row(0);
    last.seq = u64::MAX;
    let log = Log { rows: vec![last.clone(), last.clone(), last], checkpoints: vec![], seen: vec![] };
    let report = log.verify();
    assert_eq!(report.findings[0], Finding::Renumbered { from: u64::MAX, to: u64::MAX, written: 0 });
    assert!(report.findings.contains(&Finding::Removed { from: 0, to: u64::MAX - 1 }));
}

/// One deed of tampering, at a place chosen at random.
#[derive(Debug, Clone, Copy)]
enum Tampering {
    Payload,
    Salt,
    Commitment,
    Leaf,
    Remove,
    Double,
    Swap,
    Rewrite,
}

proptest! {
    #[test]
    fn whatever_is_done_to_one_entry_is_found_at_that_entry_or_under_its_checkpoint(
        at in 0u64..49,
        erased in any::<bool>(),
        deed in prop::sample::select(vec![
            Tampering::Payload, Tampering::Salt, Tampering::Commitment, Tampering::Leaf,
            Tampering::Remove, Tampering::Double, Tampering::Swap, Tampering::Rewrite,
        ]),
    ) {
        let mut log = Log::honest(&SIZES);
        let place = at as usize;
        let needs_payload = matches!(deed, Tampering::Payload | Tampering::Salt);
        if erased && !needs_payload {
            log.rows.iter_mut().for_each(StoredEntry::erase);
        }
        match deed {
            Tampering::Payload => log.rows[place].canonical.as_mut().unwrap()[30] ^= 1,
            Tampering::Salt => log.rows[place].salt = Some(salt(at + 1)),
            Tampering::Commitment => log.rows[place].commitment = Commitment::new([1; 32]),
            Tampering::Leaf => log.rows[place].leaf_hash = leaf_hash(b"other"),
            Tampering::Remove => drop(log.rows.remove(place)),
            Tampering::Double => log.rows.insert(place, log.rows[place].clone()),
            Tampering::Swap => log.rows.swap(place, place + 1),
            Tampering::Rewrite => {
                let mut lie = entry(at);
                lie.actor = "someone else".into();
                log.rows[place] = StoredEntry::seal(&lie, salt(at));
            }
        }
        let report = log.verify();
        prop_assert!(!report.is_sound());
        let first = &report.findings[0];
        match (deed, first) {
            (Tampering::Rewrite, Finding::RootMismatch { since, size, .. }) => {
                prop_assert!((*since..*size).contains(&at), "{first}");
            }
            _ => prop_assert_eq!(first.place(), Some(at), "{}", first),
        }
    }
}
