//! The body of the fuzz target over envelopes, so that the same lines run as an ordinary test with every test run.

use crate::{Envelope, EnvelopeKey, Sealed};

/// Whatever arrives is refused or is an envelope that is written again byte for byte; nobody's key is taken for another's; nothing panics.
///
/// # Panics
/// If one of those promises is broken.
pub fn envelope(bytes: &[u8]) {
    if let Ok(read) = Envelope::from_canonical(bytes) {
        assert_eq!(read.canonical(), bytes);
        let key = EnvelopeKey::of_seed([3; 32]);
        if let Ok(sealed) = key.seal(&read) {
            assert_eq!(sealed.open(&key.public()).as_ref(), Ok(&read));
            assert!(sealed.open(&EnvelopeKey::of_seed([4; 32]).public()).is_err());
        }
    }
    let stranger = Sealed::arrived(bytes.to_vec());
    let _ = stranger.claimed_sender();
    assert!(stranger.open(&EnvelopeKey::of_seed([5; 32]).public()).is_err());
}
