//! What a verification says: counts, and findings that each name a place.

use std::fmt;

use crate::{Hash, LedgerError};

/// A log in ruins has a finding for every row; beyond this many they are only counted.
pub const FINDINGS_PER_REPORT_MAX: usize = 1000;

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Payload or salt no longer give the commitment; commitment and leaf still agree.
    PayloadChanged { seq: u64 },
    /// The commitment fits neither what it commits to nor its leaf.
    CommitmentChanged { seq: u64 },
    /// The leaf hash does not follow from number and commitment.
    LeafChanged { seq: u64 },
    /// Only one of payload and salt was erased.
    HalfErased { seq: u64 },
    /// The payload gives its commitment but is no entry.
    PayloadUnreadable { seq: u64 },
    /// No row has these numbers.
    Removed { from: u64, to: u64 },
    /// A second row has this number.
    Inserted { seq: u64 },
    /// A row came after one with a larger number.
    Reordered { seq: u64, after: u64 },
    /// The rows `from..=to` were written under other numbers, beginning with `written`.
    Renumbered { from: u64, to: u64, written: u64 },
    /// The rows do not give the root that was signed; what was done lies between `since` and `size`.
    RootMismatch { size: u64, since: u64, stored: Hash, here: Hash },
    /// The stored checkpoint at this position cannot be read.
    CheckpointUnreadable { position: u64, cause: LedgerError },
    /// The checkpoint is not signed by the log.
    CheckpointSignature { size: u64, cause: LedgerError },
    /// A checkpoint of a smaller size after one of a larger.
    CheckpointOrder { size: u64, after: u64 },
    /// A witness's line on the checkpoint does not verify.
    CosignatureBad { size: u64, witness: String },
    /// Fewer witnesses co-signed than must.
    CosignaturesMissing { size: u64, found: usize, needed: usize },
    /// The log signed two roots for one size; a witness saw the other, or (with none) both are stored.
    Forked { seen_by: Option<String>, size: u64, seen: Hash, here: Hash },
    /// A checkpoint, stored or remembered by a witness, speaks of more entries than there are.
    Truncated { seen_by: Option<String>, promised: u64, size: u64 },
    /// What a witness claims to have seen is not signed by the log.
    ViewUnproven { witness: String, cause: LedgerError },
}

impl Finding {
    /// The number of the entry, or the size of the tree, where it is.
    pub fn place(&self) -> Option<u64> {
        match self {
            Self::PayloadChanged { seq }
            | Self::CommitmentChanged { seq }
            | Self::LeafChanged { seq }
            | Self::HalfErased { seq }
            | Self::PayloadUnreadable { seq }
            | Self::Inserted { seq }
            | Self::Reordered { seq, .. } => Some(*seq),
            Self::Removed { from, .. } | Self::Renumbered { from, .. } => Some(*from),
            Self::RootMismatch { size, .. }
            | Self::CheckpointSignature { size, .. }
            | Self::CheckpointOrder { size, .. }
            | Self::CosignatureBad { size, .. }
            | Self::CosignaturesMissing { size, .. }
            | Self::Forked { size, .. }
            | Self::Truncated { size, .. } => Some(*size),
            Self::CheckpointUnreadable { .. } | Self::ViewUnproven { .. } => None,
        }
    }

    /// A steady key for pages and the JSON API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PayloadChanged { .. } => "payload-changed",
            Self::CommitmentChanged { .. } => "commitment-changed",
            Self::LeafChanged { .. } => "leaf-changed",
            Self::HalfErased { .. } => "half-erased",
            Self::PayloadUnreadable { .. } => "payload-unreadable",
            Self::Removed { .. } => "removed",
            Self::Inserted { .. } => "inserted",
            Self::Reordered { .. } => "reordered",
            Self::Renumbered { .. } => "renumbered",
            Self::RootMismatch { .. } => "root-mismatch",
            Self::CheckpointUnreadable { .. } => "checkpoint-unreadable",
            Self::CheckpointSignature { .. } => "checkpoint-signature",
            Self::CheckpointOrder { .. } => "checkpoint-order",
            Self::CosignatureBad { .. } => "cosignature-bad",
            Self::CosignaturesMissing { .. } => "cosignatures-missing",
            Self::Forked { .. } => "forked",
            Self::Truncated { .. } => "truncated",
            Self::ViewUnproven { .. } => "view-unproven",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PayloadChanged { seq } => write!(f, "entry {seq}: what it says was changed after it was written"),
            Self::CommitmentChanged { seq } => write!(f, "entry {seq}: its commitment was changed"),
            Self::LeafChanged { seq } => write!(f, "entry {seq}: its leaf hash was changed"),
            Self::HalfErased { seq } => {
                write!(f, "entry {seq}: only one of payload and salt was erased")
            }
            Self::PayloadUnreadable { seq } => {
                write!(f, "entry {seq}: it fits its hashes but is not an entry")
            }
            Self::Removed { from, to } if from == to => write!(f, "entry {from}: removed"),
            Self::Removed { from, to } => write!(f, "entries {from} to {to}: removed"),
            Self::Inserted { seq } => write!(f, "entry {seq}: there are two rows with this number, so one was inserted"),
            Self::Reordered { seq, after } => {
                write!(f, "entry {seq}: it stands after entry {after}")
            }
            Self::Renumbered { from, to, written } if from == to => {
                write!(f, "entry {from}: it was written as entry {written}")
            }
            Self::Renumbered { from, to, written } => {
                write!(f, "entries {from} to {to}: they were written under other numbers, beginning with {written}")
            }
            Self::RootMismatch { size, since, stored, here } => write!(
                f,
                "checkpoint at size {size}: the entries give the root {here}, signed was {stored}; \
                 something between entry {since} and entry {} was changed, removed, inserted or reordered",
                size.saturating_sub(1),
            ),
            Self::CheckpointUnreadable { position, cause } => {
                write!(f, "stored checkpoint number {} cannot be read: {cause}", position.saturating_add(1))
            }
            Self::CheckpointSignature { size, cause } => {
                write!(f, "checkpoint at size {size}: {cause}")
            }
            Self::CheckpointOrder { size, after } => {
                write!(f, "checkpoint at size {size}: it stands after the checkpoint at size {after}")
            }
            Self::CosignatureBad { size, witness } => {
                write!(f, "checkpoint at size {size}: the cosignature by {witness} does not verify")
            }
            Self::CosignaturesMissing { size, found, needed } => {
                write!(f, "checkpoint at size {size}: co-signed by {found}, needed are {needed}")
            }
            Self::Forked { seen_by: Some(witness), size, seen, here } => {
                write!(f, "forked history at size {size}: {witness} saw the root {seen}, here it is {here}")
            }
            Self::Forked { seen_by: None, size, seen, here } => {
                write!(f, "forked history at size {size}: the log signed both {seen} and {here}")
            }
            Self::Truncated { seen_by: Some(witness), promised, size } => {
                write!(f, "cut off after {size} entries: {witness} saw {promised}")
            }
            Self::Truncated { seen_by: None, promised, size } => {
                write!(f, "cut off after {size} entries: a stored checkpoint speaks of {promised}")
            }
            Self::ViewUnproven { witness, cause } => {
                write!(f, "what {witness} claims to have seen is not proven: {cause}")
            }
        }
    }
}

/// The outcome of one verification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rows read.
    pub entries: u64,
    /// Of these, entries whose payload and salt were erased.
    pub erased: u64,
    /// The size of the log by its last number.
    pub size: u64,
    /// The root over all rows, unless the tree was broken before its end.
    pub root: Option<Hash>,
    /// Checkpoints that could be read.
    pub checkpoints: u64,
    /// Checkpoints whose root the rows gave.
    pub checkpoints_proven: u64,
    /// Checkpoints that lie behind a finding which makes their root impossible to recompute.
    pub checkpoints_not_compared: u64,
    /// The size of the last checkpoint that was proven.
    pub proven_up_to: Option<u64>,
    /// Entries that no stored checkpoint covers yet: changes to these are seen row by row only.
    pub after_last_checkpoint: u64,
    /// Cosignatures that verified.
    pub cosignatures: u64,
    /// Views of witnesses that bear the log's signature, and of these the ones that matched or could not be compared.
    pub views: u64,
    pub views_matched: u64,
    pub views_not_compared: u64,
    pub findings: Vec<Finding>,
    /// Findings beyond [`FINDINGS_PER_REPORT_MAX`], counted only.
    pub findings_left_out: u64,
}

impl Report {
    /// Nothing was found, and nothing was left without an answer.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.findings_left_out == 0 && self.checkpoints_not_compared == 0 && self.views_not_compared == 0
    }

    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_PER_REPORT_MAX {
            self.findings.push(finding);
        } else {
            self.findings_left_out += 1;
        }
    }

    /// If `seq` was reported as removed, takes it out of that hole again.
    pub(super) fn fill_hole(&mut self, seq: u64) -> bool {
        let hole =
            self.findings.iter().position(|finding| matches!(finding, Finding::Removed { from, to } if (*from..=*to).contains(&seq)));
        let Some(place) = hole else {
            return false;
        };
        let Finding::Removed { from, to } = self.findings.remove(place) else {
            return false;
        };
        // What is left of the hole on either side is still missing.
        if seq < to {
            self.findings.insert(place, Finding::Removed { from: seq + 1, to });
        }
        if from < seq {
            self.findings.insert(place, Finding::Removed { from, to: seq - 1 });
        }
        true
    }

    /// Lengthens the run of renumbered rows that ends just before `seq`.
    pub(super) fn extend_renumbered(&mut self, seq: u64) -> bool {
        let last = self.findings.iter_mut().rev().find_map(|finding| match finding {
            Finding::Renumbered { to, .. } => Some(to),
            _ => None,
        });
        match last {
            Some(to) if to.checked_add(1) == Some(seq) => {
                *to = seq;
                true
            }
            _ => false,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} entries, {} of them erased", self.entries, self.erased)?;
        writeln!(
            f,
            "{} checkpoints, {} proven, {} not comparable; {} cosignatures",
            self.checkpoints, self.checkpoints_proven, self.checkpoints_not_compared, self.cosignatures,
        )?;
        writeln!(
            f,
            "{} views of witnesses, {} match, {} not comparable; {} entries after the last checkpoint",
            self.views, self.views_matched, self.views_not_compared, self.after_last_checkpoint,
        )?;
        for finding in &self.findings {
            writeln!(f, "- {finding}")?;
        }
        if self.findings_left_out > 0 {
            writeln!(f, "- and {} more", self.findings_left_out)?;
        }
        Ok(())
    }
}
