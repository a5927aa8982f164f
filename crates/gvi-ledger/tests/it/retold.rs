//! Forging what was signed, or telling two stories: found by the checkpoints and by those who saw them.

use gvi_ledger::{Finding, StoredEntry, Verifier, leaf_hash};

use crate::log::{Log, entry, leaves, police, salt, sign, social, trust};

const SIZES: [u64; 4] = [10, 20, 35, 50];

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
