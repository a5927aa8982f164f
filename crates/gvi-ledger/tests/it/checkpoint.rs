//! Checkpoints, against published ones and against every way a text can be broken.

use std::str::FromStr as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use gvi_ledger::{
    CHECKPOINT_BYTES_MAX, Checkpoint, KeyKind, LedgerError, SIGNATURES_PER_CHECKPOINT_MAX, SignedCheckpoint, SigningKey, VerifierKey,
    Witness, fuzz_bodies, leaf_hash,
};
use proptest::prelude::*;
use sha2::Digest as _;

use crate::log::{POLICE, leaves, police, probation, rows, sign, social};

/// The Go checksum database's checkpoint of 23 September 2024 and its key: made by others, so it holds our reading to theirs.
const PUBLISHED: &str = "go.sum database tree\n30055305\nmXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM=\n\n\
    — sum.golang.org Az3grpgEild5qw7+5dtV13Kf1C2Xurm8q4fhdxvcsDHnqNTaxL2AFjBY+2TyGKevucFcAAlWFJJYle3EJlDCrQ+y3A8=\n";
const PUBLISHED_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

/// The example of the tlog-cosignature specification. No key is published for it.
const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn cosigned() -> SignedCheckpoint {
    let (police, social) = (police(), social());
    let mut signed = sign(&police, &leaves(&rows(5)));
    let known = [police.log_key()];
    let line = Witness::new(&social, &known).cosign(None, &signed, &[], 1_790_000_000).unwrap();
    signed.attach(line).unwrap();
    signed
}

#[test]
fn a_published_checkpoint_verifies_with_its_published_key() {
    let key = VerifierKey::from_str(PUBLISHED_KEY).unwrap();
    assert_eq!(key.to_string(), PUBLISHED_KEY);
    assert_eq!((key.kind(), key.id()), (KeyKind::Log, 0x033d_e0ae));
    let signed = SignedCheckpoint::parse(PUBLISHED.as_bytes()).unwrap();
    assert_eq!(signed.checkpoint().size(), 30_055_305);
    assert_eq!(signed.text(), PUBLISHED);
    assert_eq!(signed.verify(&key), Ok(None));
    let larger = PUBLISHED.replace("30055305", "30055306");
    let larger = SignedCheckpoint::parse(larger.as_bytes()).unwrap();
    assert!(matches!(larger.verify(&key), Err(LedgerError::SignatureBad { .. })));
}

#[test]
fn the_specification_s_example_is_read_and_written_alike() {
    let signed = SignedCheckpoint::parse(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(signed.text(), EXAMPLE);
    assert_eq!(signed.signatures()[1].name(), "witness.example.com/w1");
    assert_eq!(signed.signatures()[1].key_id(), 0x8d66_cf3f);
}

#[test]
fn the_signature_and_the_cosignature_of_one_key_are_different_things() {
    let signed = cosigned();
    let signed = SignedCheckpoint::parse(signed.text().as_bytes()).unwrap();
    assert_eq!(signed.verify(&police().log_key()), Ok(None));
    assert_eq!(signed.verify(&social().witness_key()), Ok(Some(1_790_000_000)));
    assert!(matches!(signed.verify(&police().witness_key()), Err(LedgerError::SignatureMissing { .. })));
    assert!(matches!(signed.verify(&social().log_key()), Err(LedgerError::SignatureMissing { .. })));
    assert!(matches!(signed.verify(&probation().witness_key()), Err(LedgerError::SignatureMissing { .. })));
    assert_ne!(police().log_key().id(), police().witness_key().id());
}

/// A cosignature made by hand as the specification describes it, at this moment.
fn cosigned_by_hand(at: u64) -> SignedCheckpoint {
    let signed = sign(&police(), &leaves(&rows(5)));
    let checkpoint = signed.checkpoint();
    let message = format!("cosignature/v1\ntime {at}\n{POLICE}\n{}\n{}\n", checkpoint.size(), checkpoint.root(),);
    let key = ed25519_dalek::SigningKey::from_bytes(&[2; 32]);
    let name = b"nordhamn.example/social-services\n\x04".as_slice();
    let id = sha2::Sha256::digest([name, key.verifying_key().as_bytes()].concat());
    let line = [&id[..4], &at.to_be_bytes(), &key.sign(message.as_bytes()).to_bytes()].concat();
    let line = format!("— {} {}\n", social().name(), STANDARD.encode(line));
    SignedCheckpoint::parse((signed.text() + &line).as_bytes()).unwrap()
}

#[test]
fn a_cosignature_made_as_the_specification_says_verifies() {
    let signed = cosigned_by_hand(1_790_000_000);
    assert_eq!(signed, cosigned());
    assert_eq!(signed.verify(&social().witness_key()), Ok(Some(1_790_000_000)));
}

#[test]
fn a_cosignature_of_a_moment_that_cannot_be_is_refused_though_it_is_signed() {
    let latest = i64::MAX as u64;
    assert_eq!(cosigned_by_hand(latest).verify(&social().witness_key()), Ok(Some(latest)));
    let beyond = cosigned_by_hand(latest + 1).verify(&social().witness_key());
    assert!(matches!(beyond, Err(LedgerError::SignatureBad { .. })));
}

#[test]
fn a_cosignature_moved_to_another_checkpoint_does_not_verify() {
    let line = cosigned().signatures()[1].clone();
    let mut other = sign(&police(), &leaves(&rows(6)));
    other.attach(line).unwrap();
    assert!(matches!(other.verify(&social().witness_key()), Err(LedgerError::SignatureBad { .. })));
}

#[test]
fn a_witness_that_signs_again_replaces_its_line() {
    let (police, social) = (police(), social());
    let known = [police.log_key()];
    let mut signed = cosigned();
    let again = Witness::new(&social, &known).cosign(Some(&signed), &signed, &[], 1_790_000_099).unwrap();
    signed.attach(again).unwrap();
    assert_eq!(signed.signatures().len(), 2);
    assert_eq!(signed.verify(&social.witness_key()), Ok(Some(1_790_000_099)));
}

#[test]
fn only_the_log_itself_signs_its_checkpoint() {
    let checkpoint = Checkpoint::new(POLICE, 0, leaf_hash(b"")).unwrap();
    assert!(matches!(checkpoint.sign(&social()), Err(LedgerError::OtherLog { .. })));
}

#[test]
fn names_that_would_not_survive_on_a_line_are_refused() {
    for name in ["", "two words", "a+b", "line\nbreak", "a\u{a0}b", &"x".repeat(256)] {
        assert!(matches!(SigningKey::from_seed(name, [0; 32]), Err(LedgerError::Name { .. })), "{name:?}");
        assert!(matches!(Checkpoint::new(name, 0, leaf_hash(b"")), Err(LedgerError::Name { .. })), "{name:?}");
    }
}

#[test]
fn a_signing_key_is_never_printed() {
    assert_eq!(format!("{:?}", police()), "SigningKey(nordhamn.example/police, withheld)");
}

#[test]
fn verifier_keys_come_back_from_their_text() {
    for key in [police().log_key(), police().witness_key()] {
        assert_eq!(VerifierKey::from_str(&key.to_string()), Ok(key));
    }
}

#[test]
fn broken_verifier_keys_are_refused() {
    let good = police().log_key().to_string();
    let (head, material) = good.rsplit_once('+').unwrap();
    let upper = good.replacen(&head[head.len() - 8..], &head[head.len() - 8..].to_uppercase(), 1);
    let id_is_digits_only = upper == good;
    for broken in [
        String::new(),
        "name".into(),
        "name+00000000".into(),
        good.replace("police", "school"),
        format!("{head}+{material}="),
        format!("{head}+"),
        format!("{head}+{}", "A".repeat(44)),
        format!("{head}+{}", "A".repeat(4000)),
        format!("{head}+****"),
        good.replacen(&head[head.len() - 8..], "0000000", 1),
    ] {
        assert!(VerifierKey::from_str(&broken).is_err(), "{broken}");
    }
    assert!(id_is_digits_only || VerifierKey::from_str(&upper).is_err());
}

#[test]
fn every_broken_text_is_refused_with_its_line() {
    let good = cosigned().text();
    let lines: Vec<&str> = good.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at - 1] = line;
        lines.join("\n") + "\n"
    };
    let table: Vec<(String, usize, &str)> = vec![
        (String::new(), 1, "the last line does not end"),
        ("\n".into(), 1, "the origin is empty"),
        (with(1, ""), 1, "the origin is empty"),
        (with(1, &"x".repeat(256)), 1, "the origin is too long"),
        (format!("{POLICE}\n"), 2, "the size is missing"),
        (with(2, ""), 2, "the size is not a decimal number"),
        (with(2, "-1"), 2, "the size is not a decimal number"),
        (with(2, "+5"), 2, "the size is not a decimal number"),
        (with(2, "05"), 2, "the size has leading zeros"),
        (with(2, "18446744073709551616"), 2, "the size is too large"),
        (format!("{POLICE}\n5\n"), 3, "the root hash is missing"),
        (with(3, "AAAA"), 3, "the root hash is not the base64 of 32 bytes"),
        (with(3, &lines[3 - 1].replace('=', "")), 3, "the root hash is not the base64 of 32 bytes"),
        (with(3, "not base64"), 3, "the root hash is not the base64 of 32 bytes"),
        (lines[..3].join("\n") + "\n", 4, "the empty line before the signatures is missing"),
        (with(4, "extension"), 4, "extension lines are not accepted"),
        (lines[..4].join("\n") + "\n", 5, "no signature"),
        (with(5, ""), 5, "a signature line begins with an em dash and a space"),
        (with(5, "- police AAAAAAA="), 5, "a signature line begins with an em dash and a space"),
        (with(5, "— police"), 5, "a signature line holds a name, a space and a signature"),
        (with(5, "— po+lice AAAAAAA="), 5, "the signer's name is empty, too long or holds a space or a plus sign"),
        (with(5, "—  AAAAAAA="), 5, "the signer's name is empty, too long or holds a space or a plus sign"),
        (with(5, "— police AA AA"), 5, "the signature is not base64"),
        (with(5, "— police AAA="), 5, "the signature has no key id"),
        (with(5, "— police AAAAAA=="), 5, "the signature is empty"),
        (with(6, &format!("— police {}", "A".repeat(1024))), 6, "the signature is too long"),
        (good.trim_end().to_owned(), 6, "the last line does not end"),
        (good.clone() + "\n", 7, "a signature line begins with an em dash and a space"),
        (good.replace('\n', "\r\n"), 1, "a control character"),
        (with(2, "5\t"), 2, "a control character"),
        (good.clone() + &format!("{}\n", lines[5]).repeat(SIGNATURES_PER_CHECKPOINT_MAX), 37, "too many signatures"),
    ];
    for (text, line, problem) in table {
        let expected = LedgerError::Checkpoint { line, problem };
        assert_eq!(SignedCheckpoint::parse(text.as_bytes()), Err(expected), "{text:?}");
    }
}

#[test]
fn what_is_not_text_or_too_long_is_refused() {
    let mut bytes = cosigned().text().into_bytes();
    let second = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    bytes[second] = 0xff;
    let expected = LedgerError::Checkpoint { line: 2, problem: "not UTF-8" };
    assert_eq!(SignedCheckpoint::parse(&bytes), Err(expected));
    let long = vec![b'a'; CHECKPOINT_BYTES_MAX + 1];
    assert!(matches!(SignedCheckpoint::parse(&long), Err(LedgerError::CheckpointTooLong { .. })));
}

#[test]
fn errors_read_as_sentences_with_a_place() {
    let error = SignedCheckpoint::parse(b"nordhamn\n05\n").unwrap_err();
    assert_eq!(error.to_string(), "checkpoint, line 2: the size has leading zeros");
}

proptest! {
    #[test]
    fn no_bytes_make_reading_a_checkpoint_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(SignedCheckpoint::parse(&bytes).is_err());
    }

    #[test]
    fn a_checkpoint_with_bytes_changed_is_refused_or_no_longer_verifies(
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let good = cosigned().text().into_bytes();
        let mut changed = good.clone();
        let at = at.index(good.len());
        changed[at] = to;
        prop_assume!(changed != good);
        if let Ok(signed) = SignedCheckpoint::parse(&changed) {
            prop_assert_eq!(signed.text().into_bytes(), changed);
            let both = signed.verify(&police().log_key()).is_ok() && signed.verify(&social().witness_key()).is_ok();
            prop_assert!(!both);
        }
        let short = &good[..cut.index(good.len())];
        if let Ok(signed) = SignedCheckpoint::parse(short) {
            prop_assert_eq!(signed.text().into_bytes(), short.to_vec());
        }
    }

    #[test]
    fn the_fuzz_targets_body_holds_on_bytes_that_are_nearly_a_checkpoint_or_a_key(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        noise in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        fuzz_bodies::checkpoint(&noise);
        for paper in [cosigned().text(), PUBLISHED.to_owned(), EXAMPLE.to_owned(), PUBLISHED_KEY.to_owned()] {
            let mut bytes = paper.into_bytes();
            for (at, to) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *to;
            }
            fuzz_bodies::checkpoint(&bytes);
            bytes.remove(cut.index(bytes.len()));
            fuzz_bodies::checkpoint(&bytes);
            bytes.truncate(cut.index(bytes.len()));
            fuzz_bodies::checkpoint(&bytes);
        }
    }

    #[test]
    fn lines_put_together_at_random_never_panic_and_never_change(
        lines in prop::collection::vec("(|[a-z/.]{1,9}|[0-9]{1,21}|[A-Za-z0-9+/]{43}=|— [a-z]{1,5} [A-Za-z0-9+/]{8,12}={0,2})", 0..8),
    ) {
        let text = lines.join("\n") + "\n";
        if let Ok(signed) = SignedCheckpoint::parse(text.as_bytes()) {
            prop_assert_eq!(signed.text(), text);
        }
    }

    #[test]
    fn no_text_makes_reading_a_verifier_key_panic(text in "[a-z+]{0,6}\\+[0-9a-f]{0,9}\\+[A-Za-z0-9+/=]{0,50}|.{0,60}") {
        prop_assert!(VerifierKey::from_str(&text).is_err());
    }
}
