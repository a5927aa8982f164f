//! Whatever arrives as a checkpoint is either refused or can be written again byte for byte, and checking it never panics.
#![no_main]

use gvi_ledger::{SignedCheckpoint, SigningKey, VerifierKey, Witness};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
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
});
