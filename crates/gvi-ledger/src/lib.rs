//! The memory of a compartment: what was done, by whom, on which ground, in an order nobody can change unseen.
//!
//! Every deed, reading included, ends in an [`Entry`]. Its canonical bytes are salted and hashed to a [`Commitment`]; number
//! and commitment together are one leaf of an RFC 6962 Merkle tree. From time to time the compartment signs the root as a
//! [`Checkpoint`] (C2SP tlog-checkpoint), and the other compartments of the site, as [`Witness`]es, co-sign it once they have
//! been shown that it only added to what they saw before. A [`Verifier`] recomputes all of this from the rows alone and says
//! *where* something was changed, removed, inserted, reordered, cut off or told differently to somebody else.
//!
//! # Invariants of absence
//!
//! - No content. An entry refers to its subject by an opaque reference; no field takes a text about a person.
//! - No order by time. The order is the sequence number; the moment is only remembered. A clock that jumps back does no harm.
//! - No erasing of leaves. Payload and salt of an entry may go when its time is up; commitment and leaf stay, and the log
//!   still verifies. Without the salt nobody can guess their way back from the commitment.
//! - No clock, no randomness, no files, no SQL, no async, no serde. Moments, salts and seeds are values passed in.
//! - No signing of anything but checkpoints: a [`SigningKey`] offers no way to sign bytes of the caller's choice.
//! - No panic on wrong input: parsers are total, limited in size, and say which line or field was wrong.
//! - No trust in a row: a stored root, leaf hash or signature is a claim to be checked, never an answer.
//!
//! # The walk
//!
//! Append, checkpoint, cosign, verify:
//!
//! ```
//! use gvi_ledger::{
//!     Checkpoint, Entry, Frontier, Outcome, Salt, SigningKey, StoredEntry, Trust, Verifier, Witness,
//! };
//!
//! let police = SigningKey::from_seed("nordhamn.example/police", [1; 32])?;
//! let social = SigningKey::from_seed("nordhamn.example/social-services", [2; 32])?;
//!
//! // Append: the next number is the size of the tree.
//! let mut frontier = Frontier::new();
//! let mut rows = Vec::new();
//! for n in 0..3u8 {
//!     let entry = Entry {
//!         seq: frontier.size(),
//!         at: 1_790_000_000 + i64::from(n),
//!         authority: "police".into(),
//!         actor: "staff-4".into(),
//!         roles: vec!["analyst".into()],
//!         deed: "read_group".into(),
//!         thing: "group".into(),
//!         subject: Some("K7MQ-2X".into()),
//!         purpose: "weekly review".into(),
//!         grounds: vec![],
//!         classes: vec!["coordination".into()],
//!         recipients: vec![],
//!         outcome: Outcome::Done,
//!         policy: "sha256:41d2".into(),
//!     };
//!     let row = StoredEntry::seal(&entry, Salt::new([n; 32]));
//!     frontier.append(row.leaf_hash);
//!     rows.push(row);
//! }
//!
//! // Checkpoint and cosign: the witness has seen nothing of this log before, so there is nothing to prove consistency with.
//! let mut checkpoint = Checkpoint::new("nordhamn.example/police", frontier.size(), frontier.root())?.sign(&police)?;
//! let logs = [police.log_key()];
//! let cosignature = Witness::new(&social, &logs).cosign(None, &checkpoint, &[], 1_790_000_060)?;
//! checkpoint.attach(cosignature)?;
//!
//! // Verify: nothing but rows, checkpoints and public keys.
//! let mut verifier = Verifier::new(Trust { log: police.log_key(), witnesses: vec![social.witness_key()], cosignatures_needed: 1 });
//! verifier.checkpoint(checkpoint.text().as_bytes());
//! for row in &rows {
//!     verifier.row(row);
//! }
//! let report = verifier.finish();
//! assert!(report.is_sound(), "{report}");
//! assert_eq!(report.checkpoints_proven, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canonical;
mod checkpoint;
mod entry;
mod error;
mod frontier;
pub mod fuzz_bodies;
mod hash;
mod key;
mod note;
mod proof;
mod salt;
mod stored;
mod verify;
mod witness;

pub use checkpoint::{CHECKPOINT_BYTES_MAX, Checkpoint, SIGNATURES_PER_CHECKPOINT_MAX, SignedCheckpoint};
pub use entry::{ENTRY_BYTES_MAX, Entry, Outcome};
pub use error::LedgerError;
pub use frontier::Frontier;
pub use hash::{Hash, leaf_hash, node_hash, root};
pub use key::{KeyKind, NAME_BYTES_MAX, SigningKey, VerifierKey};
pub use note::NoteSignature;
pub use proof::{consistency_proof, consistency_ranges, inclusion_proof, inclusion_ranges, verify_consistency, verify_inclusion};
pub use salt::{Commitment, Salt, commitment, leaf_data};
pub use stored::StoredEntry;
pub use verify::{FINDINGS_PER_REPORT_MAX, Finding, Report, Trust, Verifier};
pub use witness::{Witness, WitnessRefusal};
