//! Recomputes a log from its rows and says what does not fit, and where.
//!
//! The verifier is fed one row at a time and keeps the frontier, the checkpoints that are still ahead, and a limited list of
//! findings; ten million rows cost no more memory than ten. It reads no database and trusts no column: every hash is
//! recomputed as far as erased payloads allow, and what cannot be recomputed row by row is caught by the root under the
//! next checkpoint.

mod finding;
mod row;

use std::collections::BTreeMap;

pub use finding::{FINDINGS_PER_REPORT_MAX, Finding, Report};

use crate::{Frontier, Hash, KeyKind, LedgerError, SignedCheckpoint, StoredEntry, VerifierKey};

/// Whose word counts: the log's own key, the witnesses of the site, and how many of them must have co-signed a checkpoint.
#[derive(Debug, Clone)]
pub struct Trust {
    pub log: VerifierKey,
    pub witnesses: Vec<VerifierKey>,
    pub cosignatures_needed: usize,
}

/// What is said about the root at one size: by the log's own checkpoint, and by the witnesses who saw one.
#[derive(Debug, Default)]
struct Claims {
    stored: Option<Hash>,
    seen: Vec<(String, Hash)>,
}

/// Whether the tree built so far can still be compared with a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tree {
    Whole,
    /// A row is missing or a root did not fit. Later roots cannot fit either and say nothing new.
    Broken,
}

/// Feed it every checkpoint and every witness's view first (or at least before the rows reach their sizes), then all rows
/// ordered by number, then [`Verifier::finish`].
#[derive(Debug)]
pub struct Verifier {
    trust: Trust,
    frontier: Frontier,
    tree: Tree,
    /// The number the next row must have.
    next: u64,
    claims: BTreeMap<u64, Claims>,
    checkpoints_given: u64,
    /// Size and root of the stored checkpoint given last.
    newest: Option<(u64, Hash)>,
    /// How far the last renumbered row stood from its place, to name a whole run of them once.
    shift: Option<i128>,
    report: Report,
}

impl Verifier {
    pub fn new(mut trust: Trust) -> Self {
        // Three lines by one key are one voice, and a log's word for itself is none.
        let mut voices: Vec<VerifierKey> = Vec::new();
        for witness in trust.witnesses {
            let heard = voices.iter().any(|voice| voice.same_key(&witness)) || witness.same_key(&trust.log);
            if witness.kind() == KeyKind::Witness && !heard {
                voices.push(witness);
            }
        }
        trust.witnesses = voices;
        Self {
            trust,
            frontier: Frontier::new(),
            tree: Tree::Whole,
            next: 0,
            claims: BTreeMap::new(),
            checkpoints_given: 0,
            newest: None,
            shift: None,
            report: Report::default(),
        }
    }

    /// A stored checkpoint with its cosignatures, in the order they were made.
    pub fn checkpoint(&mut self, text: &[u8]) {
        let position = self.checkpoints_given;
        self.checkpoints_given += 1;
        let signed = match SignedCheckpoint::parse(text) {
            Ok(signed) => signed,
            Err(cause) => return self.find(Finding::CheckpointUnreadable { position, cause }),
        };
        let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
        self.report.checkpoints += 1;
        if let Err(cause) = self.signed_by_log(&signed) {
            return self.find(Finding::CheckpointSignature { size, cause });
        }
        self.count_cosignatures(&signed);
        match self.newest {
            Some((newest, seen)) if newest == size && seen != root => {
                return self.find(Finding::Forked { seen_by: None, size, seen, here: root });
            }
            Some((newest, _)) if newest == size => return,
            Some((newest, _)) if newest > size => {
                return self.find(Finding::CheckpointOrder { size, after: newest });
            }
            _ => self.newest = Some((size, root)),
        }
        self.claims.entry(size).or_default().stored = Some(root);
        self.settle_if_reached(size);
    }

    /// What a witness remembers of this log: the last checkpoint it co-signed, as the log signed it.
    pub fn seen_by(&mut self, witness: &str, text: &[u8]) {
        let witness = witness.to_owned();
        let signed = match SignedCheckpoint::parse(text) {
            Ok(signed) => signed,
            Err(cause) => return self.find(Finding::ViewUnproven { witness, cause }),
        };
        // Without the log's own signature a witness could accuse it of anything.
        if let Err(cause) = self.signed_by_log(&signed) {
            return self.find(Finding::ViewUnproven { witness, cause });
        }
        self.report.views += 1;
        let (size, root) = (signed.checkpoint().size(), signed.checkpoint().root());
        self.claims.entry(size).or_default().seen.push((witness, root));
        self.settle_if_reached(size);
    }

    /// The next row of the log.
    pub fn row(&mut self, row: &StoredEntry) {
        self.report.entries += 1;
        let leaf = self.judge(row);
        if row.seq < self.next {
            return self.out_of_place(row.seq);
        }
        if row.seq > self.next {
            self.find(Finding::Removed { from: self.next, to: row.seq - 1 });
            self.tree = Tree::Broken;
        }
        self.next = row.seq.saturating_add(1);
        if self.tree == Tree::Whole {
            self.frontier.append(leaf);
        }
        self.settle_up_to(self.next);
    }

    /// The number the next row must have: for a progress bar, and for feeding checkpoints page by page.
    pub fn reached(&self) -> u64 {
        self.next
    }

    /// No more rows. Whatever was promised for a larger size has been cut off.
    pub fn finish(mut self) -> Report {
        let size = self.next;
        let ahead = std::mem::take(&mut self.claims);
        if let Some((promised, _)) = ahead.iter().rev().find(|(_, claims)| claims.stored.is_some()) {
            self.find(Finding::Truncated { seen_by: None, promised: *promised, size });
        }
        for (promised, claims) in ahead {
            for (witness, _) in claims.seen {
                self.find(Finding::Truncated { seen_by: Some(witness), promised, size });
            }
        }
        self.report.size = size;
        self.report.root = (self.tree == Tree::Whole).then(|| self.frontier.root());
        self.report.after_last_checkpoint = size.saturating_sub(self.newest.map_or(0, |(newest, _)| newest));
        self.report
    }

    fn find(&mut self, finding: Finding) {
        self.report.add(finding);
    }

    fn signed_by_log(&self, signed: &SignedCheckpoint) -> Result<(), LedgerError> {
        let origin = signed.checkpoint().origin();
        if origin != self.trust.log.name() {
            return Err(LedgerError::OtherLog { key: self.trust.log.name().to_owned(), origin: origin.to_owned() });
        }
        signed.verify(&self.trust.log).map(|_| ())
    }

    fn count_cosignatures(&mut self, signed: &SignedCheckpoint) {
        let size = signed.checkpoint().size();
        let mut found = 0;
        let mut bad = Vec::new();
        for witness in &self.trust.witnesses {
            match signed.verify(witness) {
                Ok(_) => found += 1,
                Err(LedgerError::SignatureMissing { .. }) => {}
                Err(_) => bad.push(witness.name().to_owned()),
            }
        }
        for witness in bad {
            self.find(Finding::CosignatureBad { size, witness });
        }
        self.report.cosignatures += found as u64;
        let needed = self.trust.cosignatures_needed;
        if found < needed {
            self.find(Finding::CosignaturesMissing { size, found, needed });
        }
    }

    /// A row whose number has already gone by: either it fills a hole, so it was moved, or there are two of it.
    fn out_of_place(&mut self, seq: u64) {
        if self.report.fill_hole(seq) {
            self.find(Finding::Reordered { seq, after: self.next - 1 });
        } else {
            self.find(Finding::Inserted { seq });
            self.tree = Tree::Broken;
        }
    }

    fn settle_if_reached(&mut self, size: u64) {
        if size <= self.next {
            self.settle_up_to(self.next);
        }
    }

    /// Compares the roots claimed for every size that the rows have reached.
    fn settle_up_to(&mut self, reached: u64) {
        while let Some(claim) = self.claims.first_entry() {
            let size = *claim.key();
            if size > reached {
                return;
            }
            let claims = claim.remove();
            // A claim that came too late, or whose size lies in a hole, has no root to be compared with.
            let here = (self.tree == Tree::Whole && size == reached).then(|| self.frontier.root());
            self.settle(size, claims, here);
        }
    }

    fn settle(&mut self, size: u64, claims: Claims, here: Option<Hash>) {
        if let Some(stored) = claims.stored {
            match here {
                None => self.report.checkpoints_not_compared += 1,
                Some(here) if here == stored => {
                    self.report.checkpoints_proven += 1;
                    self.report.proven_up_to = Some(size);
                }
                Some(here) => {
                    let since = self.report.proven_up_to.unwrap_or(0);
                    self.find(Finding::RootMismatch { size, since, stored, here });
                    self.tree = Tree::Broken;
                }
            }
        }
        for (witness, seen) in claims.seen {
            // The signed checkpoint weighs more than the rows: if the rows differ from both, the rows were changed; if the
            // two signed roots differ, the log told two stories.
            match claims.stored.or(here) {
                None => self.report.views_not_compared += 1,
                Some(root) if root == seen => self.report.views_matched += 1,
                Some(root) => self.find(Finding::Forked { seen_by: Some(witness), size, seen, here: root }),
            }
        }
    }
}
