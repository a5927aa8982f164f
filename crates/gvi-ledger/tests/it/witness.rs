//! A witness co-signs what only grew, and keeps the evidence when it did not.

use gvi_ledger::{Checkpoint, SignedCheckpoint, Witness, WitnessRefusal, consistency_proof, leaf_hash};

use crate::log::{POLICE, leaves, police, rows, sign, social};

fn at_size(count: u64) -> SignedCheckpoint {
    sign(&police(), &leaves(&rows(count)))
}

fn ask(last: Option<&SignedCheckpoint>, given: &SignedCheckpoint, old: u64) -> Result<(), WitnessRefusal> {
    let proof = consistency_proof(&leaves(&rows(given.checkpoint().size())), old).unwrap();
    let (social, known) = (social(), [police().log_key()]);
    let line = Witness::new(&social, &known).cosign(last, given, &proof, 1_790_000_000)?;
    let mut cosigned = given.clone();
    cosigned.attach(line).unwrap();
    assert_eq!(cosigned.verify(&social.witness_key()), Ok(Some(1_790_000_000)));
    Ok(())
}

#[test]
fn a_log_that_only_grew_is_cosigned_at_every_size() {
    for old in 0..20 {
        for new in old..20 {
            assert_eq!(ask(Some(&at_size(old)), &at_size(new), old), Ok(()), "from {old} to {new}");
        }
    }
}

#[test]
fn the_first_checkpoint_seen_is_where_memory_begins() {
    assert_eq!(ask(None, &at_size(7), 0), Ok(()));
}

#[test]
fn two_roots_at_one_size_are_a_fork_and_both_are_kept() {
    let seen = at_size(7);
    let mut other = leaves(&rows(7));
    other[3] = leaf_hash(b"another story");
    let given = sign(&police(), &other);
    let Err(WitnessRefusal::Fork { seen: kept, given: shown }) = ask(Some(&seen), &given, 7) else {
        panic!("a fork must be refused as one");
    };
    assert_eq!((*kept, *shown), (seen.clone(), given.clone()));
    for evidence in [seen, given] {
        assert_eq!(evidence.verify(&police().log_key()), Ok(None), "evidence bears the log's own signature");
    }
}

#[test]
fn a_log_that_lost_entries_is_refused() {
    assert!(matches!(ask(Some(&at_size(7)), &at_size(6), 0), Err(WitnessRefusal::Shrunk { .. })));
}

#[test]
fn a_log_that_rewrote_an_entry_and_grew_is_refused() {
    let seen = at_size(7);
    let mut other = leaves(&rows(12));
    other[3] = leaf_hash(b"another story");
    let given = sign(&police(), &other);
    let proof = consistency_proof(&other, 7).unwrap();
    let (social, known) = (social(), [police().log_key()]);
    let answer = Witness::new(&social, &known).cosign(Some(&seen), &given, &proof, 0);
    let Err(WitnessRefusal::BadProof { seen: kept, given: shown, .. }) = answer else {
        panic!("a rewritten entry must not be co-signed");
    };
    assert_eq!((*kept, *shown), (seen, given));
}

#[test]
fn a_proof_too_short_too_long_or_missing_is_refused() {
    let (seen, given) = (at_size(7), at_size(12));
    let proof = consistency_proof(&leaves(&rows(12)), 7).unwrap();
    let longer = [proof.as_slice(), &[proof[0]]].concat();
    let (social, known) = (social(), [police().log_key()]);
    for wrong in [&proof[1..], &[], &longer] {
        let answer = Witness::new(&social, &known).cosign(Some(&seen), &given, wrong, 0);
        assert!(matches!(answer, Err(WitnessRefusal::BadProof { .. })));
    }
}

#[test]
fn an_unknown_log_and_a_forged_signature_are_refused() {
    let stranger = sign(&social(), &leaves(&rows(3)));
    assert!(matches!(ask(None, &stranger, 0), Err(WitnessRefusal::UnknownOrigin { .. })));
    let genuine = at_size(3).text();
    let forged = genuine.replacen("\n3\n", "\n4\n", 1);
    let forged = SignedCheckpoint::parse(forged.as_bytes()).unwrap();
    assert!(matches!(ask(None, &forged, 0), Err(WitnessRefusal::BadSignature { size: 4, .. })));
}

#[test]
fn nobody_is_the_witness_of_their_own_log() {
    let police = police();
    let known = [police.log_key()];
    let answer = Witness::new(&police, &known).cosign(None, &at_size(3), &[], 0);
    assert!(matches!(answer, Err(WitnessRefusal::OwnLog { origin }) if origin == POLICE));
}

#[test]
fn the_memory_of_one_log_does_not_answer_for_another() {
    let foreign = sign(&social(), &leaves(&rows(3)));
    assert!(matches!(ask(Some(&foreign), &at_size(7), 3), Err(WitnessRefusal::OtherMemory { .. })));
}

#[test]
fn a_moment_beyond_what_can_be_said_is_refused() {
    let (social, known) = (social(), [police().log_key()]);
    let answer = Witness::new(&social, &known).cosign(None, &at_size(3), &[], u64::MAX);
    assert_eq!(answer, Err(WitnessRefusal::BadMoment));
}

#[test]
fn an_empty_log_can_be_cosigned_but_only_with_the_root_of_nothing() {
    assert_eq!(ask(None, &at_size(0), 0), Ok(()));
    let lie = Checkpoint::new(POLICE, 0, leaf_hash(b"")).unwrap().sign(&police()).unwrap();
    assert!(matches!(ask(Some(&lie), &at_size(4), 0), Err(WitnessRefusal::BadProof { .. })));
}
