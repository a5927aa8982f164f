//! The body of the fuzz target over checkpoints, so that the same lines run as an ordinary test with every test run.

use crate::{SignedCheckpoint, SigningKey, VerifierKey, Witness};

/// Whatever arrives as a checkpoint or as a key is refused or is written again byte for byte; nobody's signature is taken for
/// another's; nothing panics.
///
/// # Panics
/// If one of those promises is broken.
pub fn checkpoint(bytes: &[u8]) {
    if let Ok(signed) = SignedCheckpoint::parse(bytes) {
        assert_eq!(signed.text().as_bytes(), bytes);
        // Cannot fail: the name is a good one.
        let key = SigningKey::from_seed("nordhamn.example/probation", [3; 32]).expect("a good name");
        let logs = [key.log_key()];
        assert!(signed.verify(&key.witness_key()).is_err());
        assert!(Witness::new(&key, &logs).cosign(None, &signed, &[], 0).is_err());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(key) = text.parse::<VerifierKey>()
    {
        assert_eq!(key.to_string(), text);
    }
}
