//! Envelopes: what leaves one compartment for others, as bytes that can be signed, carried anywhere, checked and read.
//!
//! A decision to disclose becomes an [`Envelope`]: one subject, named recipients, a frozen copy of the chosen fields, the grounds on
//! which it left and the day on which it ends. Correcting, recalling, expiring and acknowledging are envelopes too. The
//! sending compartment signs ([`EnvelopeKey::seal`]); the receiving one checks the signature against the key it knows for that
//! neighbour before it believes a word ([`Sealed::open`]). Bytes go in and bytes come out, so it makes no difference whether the two
//! compartments share a process, a machine or a city.
//!
//! What this room deliberately does not know: what a group or a lever is, whether a disclosure is lawful (gvi-secrecy decides before
//! an envelope is made), SQL, and how the bytes travel.

mod canonical;
mod envelope;
mod error;
pub mod fuzz_bodies;
mod seal;

pub use envelope::{
    Act, Basis, ENVELOPE_BYTES_MAX, Envelope, FIELDS_PER_ENVELOPE_MAX, Field, Ground, HarmTest, RECIPIENTS_PER_ENVELOPE_MAX, Snapshot,
    SnapshotKind, TEXT_BYTES_MAX,
};
pub use error::ExchangeError;
pub use seal::{EnvelopeKey, Sealed, VerifyingKey};
