//! How long a million entries take to seal and append, and to verify, with a checkpoint every ten thousand.
//!
//! `cargo run --release -p gvi-ledger --example million [entries]`

use std::time::Instant;

use gvi_ledger::{Checkpoint, Entry, Frontier, Outcome, Salt, SigningKey, StoredEntry, Trust, Verifier};

fn row(seq: u64) -> StoredEntry {
    let entry = Entry {
        seq,
        at: 1_790_000_000 + seq as i64,
        authority: "police".into(),
        actor: format!("staff-{}", seq % 400),
        roles: vec!["analyst".into()],
        deed: "read_group".into(),
        thing: "group".into(),
        subject: Some(format!("K7MQ-{}", seq % 5000)),
        purpose: "weekly review".into(),
        grounds: vec!["OSL-10-15a".into()],
        classes: vec!["coordination".into(), "identity".into()],
        recipients: vec![],
        outcome: Outcome::Done,
        policy: "sha256:41d2c6f0aa7be53b8a0d7b1f6f1f3e5a".into(),
    };
    let mut salt = [5; 32];
    salt[..8].copy_from_slice(&seq.to_be_bytes());
    StoredEntry::seal(&entry, Salt::new(salt))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |n| n.parse())?;
    let key = SigningKey::from_seed("nordhamn.example/police", [1; 32])?;

    let began = Instant::now();
    let mut frontier = Frontier::new();
    let mut checkpoints = Vec::new();
    for seq in 0..count {
        frontier.append(row(seq).leaf_hash);
        if frontier.size().is_multiple_of(10_000) {
            let checkpoint = Checkpoint::new(key.name(), frontier.size(), frontier.root())?;
            checkpoints.push(checkpoint.sign(&key)?.text());
        }
    }
    println!("seal and append {count}: {:.2} s", began.elapsed().as_secs_f64());

    // The rows are made again instead of being kept, so the memory in use is the verifier's own; only its time is counted.
    let mut verifier = Verifier::new(Trust { log: key.log_key(), witnesses: vec![], cosignatures_needed: 0 });
    let mut spent = std::time::Duration::ZERO;
    for checkpoint in &checkpoints {
        let began = Instant::now();
        verifier.checkpoint(checkpoint.as_bytes());
        spent += began.elapsed();
    }
    let mut seq = 0;
    while seq < count {
        let page: Vec<StoredEntry> = (seq..count.min(seq + 1000)).map(row).collect();
        seq += page.len() as u64;
        let began = Instant::now();
        page.iter().for_each(|row| verifier.row(row));
        spent += began.elapsed();
    }
    let report = verifier.finish();
    println!("verify {count}: {:.2} s", spent.as_secs_f64());
    print!("{report}");
    assert!(report.is_sound());
    Ok(())
}
