//! A small log in Nordhamn, built the way a store builds it.

use gvi_ledger::{
    Checkpoint, Entry, Frontier, Hash, Outcome, Report, Salt, SignedCheckpoint, SigningKey, StoredEntry, Trust, Verifier, Witness,
    consistency_proof,
};

pub const POLICE: &str = "nordhamn.example/police";

pub fn police() -> SigningKey {
    SigningKey::from_seed(POLICE, [1; 32]).unwrap()
}

pub fn social() -> SigningKey {
    SigningKey::from_seed("nordhamn.example/social-services", [2; 32]).unwrap()
}

pub fn probation() -> SigningKey {
    SigningKey::from_seed("nordhamn.example/probation", [3; 32]).unwrap()
}

pub fn entry(seq: u64) -> Entry {
    Entry {
        seq,
        at: 1_790_000_000 + seq as i64,
        authority: "police".into(),
        actor: format!("staff-{}", seq % 7),
        roles: vec!["analyst".into()],
        deed: "read_group".into(),
        thing: "group".into(),
        subject: Some(format!("K{}", seq % 12)),
        purpose: "weekly review".into(),
        grounds: vec!["OSL-10-15a".into()],
        classes: vec!["coordination".into(), "identity".into()],
        recipients: vec![],
        outcome: if seq % 5 == 4 { Outcome::Refused { code: "MATRIX".into() } } else { Outcome::Done },
        policy: "sha256:41d2".into(),
    }
}

/// A salt for tests: different for every number.
pub fn salt(seq: u64) -> Salt {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seq.to_be_bytes());
    Salt::new(bytes)
}

pub fn row(seq: u64) -> StoredEntry {
    StoredEntry::seal(&entry(seq), salt(seq))
}

pub fn rows(count: u64) -> Vec<StoredEntry> {
    (0..count).map(row).collect()
}

pub fn leaves(rows: &[StoredEntry]) -> Vec<Hash> {
    rows.iter().map(|row| row.leaf_hash).collect()
}

/// Rows, checkpoints and what the witnesses remember: all that a compartment's folder holds.
#[derive(Clone)]
pub struct Log {
    pub rows: Vec<StoredEntry>,
    pub checkpoints: Vec<String>,
    pub seen: Vec<(String, String)>,
}

impl Log {
    /// An honest log with a checkpoint at each of these sizes, co-signed by both neighbours.
    pub fn honest(sizes: &[u64]) -> Self {
        Self::over(rows(sizes.last().copied().unwrap_or(0)), sizes)
    }

    /// The same over rows of one's own.
    pub fn over(rows: Vec<StoredEntry>, sizes: &[u64]) -> Self {
        let (police, neighbours) = (police(), [social(), probation()]);
        let known = [police.log_key()];
        let leaves = leaves(&rows);
        let mut last: Option<SignedCheckpoint> = None;
        let mut checkpoints = Vec::new();
        for size in sizes {
            let tree = &leaves[..*size as usize];
            let mut signed = sign(&police, tree);
            let old = last.as_ref().map_or(0, |last| last.checkpoint().size());
            let proof = consistency_proof(tree, old).unwrap();
            for neighbour in &neighbours {
                let line = Witness::new(neighbour, &known).cosign(last.as_ref(), &signed, &proof, 1_790_000_000).unwrap();
                signed.attach(line).unwrap();
            }
            checkpoints.push(signed.text());
            last = Some(signed);
        }
        let seen = neighbours.iter().filter_map(|neighbour| Some((neighbour.name().to_owned(), last.as_ref()?.text()))).collect();
        Self { rows, checkpoints, seen }
    }

    pub fn verify(&self) -> Report {
        let mut verifier = Verifier::new(trust());
        for checkpoint in &self.checkpoints {
            verifier.checkpoint(checkpoint.as_bytes());
        }
        for (witness, text) in &self.seen {
            verifier.seen_by(witness, text.as_bytes());
        }
        for row in &self.rows {
            verifier.row(row);
        }
        verifier.finish()
    }
}

pub fn trust() -> Trust {
    Trust { log: police().log_key(), witnesses: vec![social().witness_key(), probation().witness_key()], cosignatures_needed: 2 }
}

/// A checkpoint over these leaves, signed by the log alone.
pub fn sign(key: &SigningKey, leaves: &[Hash]) -> SignedCheckpoint {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    Checkpoint::new(key.name(), frontier.size(), frontier.root()).unwrap().sign(key).unwrap()
}
