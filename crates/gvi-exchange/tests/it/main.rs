//! Envelopes as strangers see them: bytes that hold together or are refused.

mod envelope;
