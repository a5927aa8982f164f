//! Whoever can write to the database can change anything in it. Each of these does, and must be found where it was done.

use gvi_ledger::{Commitment, FINDINGS_PER_REPORT_MAX, Finding, StoredEntry, Verifier, leaf_hash};
use proptest::prelude::*;

use crate::log::{Log, entry, leaves, police, row, salt, sign, social, trust};

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
    let expected = [
        Finding::Removed { from: 0, to: 2 },
        Finding::Removed { from: 30, to: 33 },
        Finding::Removed { from: 41, to: 41 },
    ];
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
fn a_log_rolled_back_with_its_checkpoints_is_found_by_its_witnesses() {
    let mut log = Log::honest(&SIZES);
    log.rows.truncate(35);
    log.checkpoints.truncate(3);
    let report = log.verify();
    let cut = |seen_by: &str| Finding::Truncated { seen_by: Some(seen_by.into()), promised: 50, size: 35 };
    assert_eq!(report.findings, [cut("nordhamn.example/social-services"), cut("nordhamn.example/probation")]);
    assert_eq!(report.checkpoints_proven, 3);
}

#[test]
fn a_history_rewritten_and_signed_anew_is_found_by_its_witnesses() {
    let honest = Log::honest(&SIZES);
    let mut log = honest.clone();
    let mut lie = entry(22);
    lie.actor = "staff-innocent".into();
    log.rows[22] = StoredEntry::seal(&lie, salt(22));
    let forged = leaves(&log.rows);
    // The log's own key is in the wrong hands, the witnesses' keys are not.
    for (place, size) in [(2, 35), (3, 50)] {
        log.checkpoints[place] = sign(&police(), &forged[..size]).text();
    }
    let report = log.verify();
    assert_eq!(report.checkpoints_proven, 4, "taken alone, the forged history fits");
    assert_eq!(report.findings[0], Finding::CosignaturesMissing { size: 35, found: 0, needed: 2 });
    assert_eq!(report.findings[1], Finding::CosignaturesMissing { size: 50, found: 0, needed: 2 });
    for (finding, witness) in report.findings[2..].iter().zip(["social-services", "probation"]) {
        let Finding::Forked { seen_by: Some(by), size: 50, seen, here } = finding else {
            panic!("{finding:?}");
        };
        assert!(by.ends_with(witness));
        assert_ne!(seen, here);
    }
    assert_eq!(report.findings.len(), 4);
}

#[test]
fn a_fork_is_found_even_when_the_rows_can_no_longer_be_compared() {
    let honest = Log::honest(&SIZES);
    let mut other = leaves(&honest.rows);
    other[22] = leaf_hash(b"another story");
    let mut log = honest.clone();
    log.seen = vec![("probation".into(), sign(&police(), &other).text())];
    log.rows.remove(1);
    let findings = log.verify().findings;
    assert_eq!(findings[0], Finding::Removed { from: 1, to: 1 });
    assert!(matches!(&findings[1], Finding::Forked { seen_by: Some(by), size: 50, .. } if by == "probation"));
}

#[test]
fn two_stored_checkpoints_with_one_size_and_two_roots_are_a_fork() {
    let mut log = Log::honest(&SIZES);
    let mut other = leaves(&log.rows);
    other[3] = leaf_hash(b"another story");
    let second = sign(&police(), &other).text();
    log.checkpoints.push(second);
    let findings = log.verify().findings;
    assert!(findings.iter().any(|finding| matches!(finding, Finding::Forked { seen_by: None, size: 50, .. })));
}

#[test]
fn a_witness_cannot_accuse_a_log_without_its_signature() {
    let mut log = Log::honest(&SIZES);
    log.seen = vec![
        ("nordhamn.example/probation".into(), "nonsense".into()),
        ("nordhamn.example/social-services".into(), sign(&social(), &leaves(&log.rows)).text()),
    ];
    let findings = log.verify().findings;
    assert!(matches!(findings.as_slice(), [Finding::ViewUnproven { .. }, Finding::ViewUnproven { .. }]));
}

#[test]
fn a_changed_checkpoint_is_found_at_its_size() {
    let mut log = Log::honest(&SIZES);
    log.checkpoints[1] = log.checkpoints[1].replacen("\n20\n", "\n21\n", 1);
    let report = log.verify();
    assert!(matches!(report.findings.as_slice(), [Finding::CheckpointSignature { size: 21, .. }]));
    assert_eq!(report.checkpoints_proven, 3);
}

#[test]
fn an_unreadable_checkpoint_is_found_by_its_position() {
    let mut log = Log::honest(&SIZES);
    log.checkpoints[2] = "not a checkpoint".into();
    assert!(matches!(log.verify().findings.as_slice(), [Finding::CheckpointUnreadable { position: 2, .. }]));
}

#[test]
fn a_checkpoint_of_another_log_is_found() {
    let mut log = Log::honest(&SIZES);
    log.checkpoints.push(sign(&social(), &leaves(&log.rows)).text());
    assert!(matches!(log.verify().findings.as_slice(), [Finding::CheckpointSignature { size: 50, .. }]));
}

#[test]
fn checkpoints_in_the_wrong_order_are_found() {
    let mut log = Log::honest(&SIZES);
    log.checkpoints.swap(1, 2);
    assert_eq!(log.verify().findings, [Finding::CheckpointOrder { size: 20, after: 35 }]);
}

#[test]
fn a_missing_and_a_broken_cosignature_are_found_at_their_size() {
    let mut log = Log::honest(&SIZES);
    let lines: Vec<&str> = log.checkpoints[0].lines().collect();
    let without_last = lines[..lines.len() - 1].join("\n") + "\n";
    // The line of the first witness, taken from another checkpoint.
    let foreign = log.checkpoints[1].lines().nth(5).unwrap().to_owned();
    let mut swapped = lines.clone();
    swapped[5] = &foreign;
    let swapped = swapped.join("\n") + "\n";

    log.checkpoints[0] = without_last;
    assert_eq!(log.verify().findings, [Finding::CosignaturesMissing { size: 10, found: 1, needed: 2 }]);
    log.checkpoints[0] = swapped;
    let bad = Finding::CosignatureBad { size: 10, witness: "nordhamn.example/social-services".into() };
    assert_eq!(log.verify().findings, [bad, Finding::CosignaturesMissing { size: 10, found: 1, needed: 2 }]);
}

#[test]
fn one_witness_listed_twice_is_one_voice_and_the_log_is_none() {
    let log = Log::honest(&[5]);
    let mut trust = trust();
    trust.witnesses = vec![social().witness_key(), social().witness_key(), police().witness_key(), police().log_key()];
    let mut verifier = Verifier::new(trust);
    verifier.checkpoint(log.checkpoints[0].as_bytes());
    log.rows.iter().for_each(|row| verifier.row(row));
    assert_eq!(verifier.finish().findings, [Finding::CosignaturesMissing { size: 5, found: 1, needed: 2 }]);
}

#[test]
fn checkpoints_may_come_page_by_page_but_one_that_comes_too_late_is_not_taken_as_proven() {
    let log = Log::honest(&SIZES);
    let mut verifier = Verifier::new(trust());
    verifier.checkpoint(log.checkpoints[0].as_bytes());
    log.rows[..20].iter().for_each(|row| verifier.row(row));
    assert_eq!(verifier.reached(), 20);
    verifier.checkpoint(log.checkpoints[1].as_bytes());
    log.rows[20..].iter().for_each(|row| verifier.row(row));
    verifier.checkpoint(log.checkpoints[2].as_bytes());
    let report = verifier.finish();
    assert_eq!((report.checkpoints_proven, report.checkpoints_not_compared), (2, 1));
    assert!(!report.is_sound());
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
