//! The compartments' memory, tied together: each signs checkpoints of its own log, and the others co-sign them.
//!
//! What goes from one compartment to the next is text: a checkpoint that says a size and a root, and a handful of hashes. No
//! deed here holds two compartments. The carrier goes through one door, takes what it was given, comes out, and goes through the
//! next door; a neighbour on another machine would be handed the same text.
//!
//! What this file deliberately does not do: judge. Whether a log only grew is decided by gvi-ledger's rule, inside the
//! compartment of the witness, which remembers what it saw in the transaction that lets its cosignature out.

use gvi_domain::{AuthorityId, Moment, Whole};
use gvi_ledger::{Checkpoint, Frontier, Hash, SignedCheckpoint, VerifierKey, Witness};
use gvi_secrecy::deeds::SignCheckpoint;
use gvi_store::neighbours::Neighbour;
use gvi_store::{Ctx, Door, StoreError, checkpoints, neighbours};

use crate::error::AppError;
use crate::site::Site;

/// Cosignatures by others that a checkpoint needs before it counts, if the site has that many others.
// Law: the specification of the house (secrecy.md G4) asks for two witnesses under different authorities.
pub const COSIGNATURES_NEEDED: usize = 2;

/// Cosignatures needed on a site with so many other authorities.
pub fn cosignatures_needed(others: usize) -> usize {
    COSIGNATURES_NEEDED.min(others)
}

/// What one walk did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// Checkpoints that were signed.
    pub signed: usize,
    /// Cosignatures that were given and attached.
    pub cosigned: usize,
    /// Checkpoints that a witness refused.
    pub refused: usize,
}

/// A checkpoint on its way to the neighbours.
struct Shown {
    text: String,
    size: u64,
    origin: String,
    /// Neighbours who have not co-signed it yet.
    missing: Vec<AuthorityId>,
}

fn broken(error: impl std::fmt::Display) -> AppError {
    StoreError::Ledger(error.to_string()).into()
}

/// Walks once around the site: every compartment with news signs a checkpoint and shows it to the others.
///
/// A compartment that cannot be reached or fails does not keep the others from theirs; the first failure is told at the end.
pub async fn walk(site: &Site, now: Moment) -> Result<Walked, AppError> {
    let authorities: Vec<AuthorityId> = site.authorities().cloned().collect();
    let mut walked = Walked::default();
    let mut failure = None;
    for authority in &authorities {
        // What was signed earlier and not shown to enough others yet goes first: a witness never looks back.
        let turn = async {
            let waiting = carry(site, now, authority, &mut walked).await?;
            if !waiting && sign(&enter(site, now, authority)?).await? {
                walked.signed += 1;
                carry(site, now, authority, &mut walked).await?;
            }
            Ok::<_, AppError>(())
        };
        if let Err(error) = turn.await {
            failure.get_or_insert(error);
        }
    }
    failure.map_or(Ok(walked), Err)
}

fn enter(site: &Site, now: Moment, authority: &AuthorityId) -> Result<Ctx, AppError> {
    site.as_house(Door::at(now), authority).ok_or(AppError::NotFound)
}

/// Carries the newest checkpoint of one compartment to the neighbours who have not co-signed it, and the cosignatures back.
/// Tells whether it still waits for enough of them.
async fn carry(site: &Site, now: Moment, authority: &AuthorityId, walked: &mut Walked) -> Result<bool, AppError> {
    let Some(shown) = newest(&enter(site, now, authority)?).await? else { return Ok(false) };
    let mut brought = Vec::new();
    for neighbour in &shown.missing {
        // A neighbour that is not on this machine is reached in another way, or later.
        let Some(door) = site.as_house(Door::at(now), neighbour) else { continue };
        let seen = last_seen(&door, &shown.origin).await?;
        let proof = proof(&enter(site, now, authority)?, seen, shown.size).await?;
        let Some(door) = site.as_house(Door::at(now), neighbour) else { continue };
        match cosign(&door, &shown.text, &proof).await? {
            Some(text) => brought.push(text),
            None => walked.refused += 1,
        }
    }
    let (added, enough) = attach(&enter(site, now, authority)?, shown.size, &brought).await?;
    walked.cosigned += added;
    Ok(!enough)
}

/// Signs a checkpoint of the own log if there is news. Tells whether one was signed.
pub async fn sign(ctx: &Ctx) -> Result<bool, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let state = checkpoints::state(&mut tx, &permit).await?;
    if !state.has_news {
        // Nothing was done and nothing is written: this transaction is dropped.
        return Ok(false);
    }
    let mut frontier: Frontier = state.frontier;
    for leaf in checkpoints::leaves(&mut tx, &permit, frontier.size(), state.size).await? {
        frontier.append(leaf);
    }
    let key = ctx.log_key();
    let signed =
        Checkpoint::new(key.name(), frontier.size(), frontier.root()).and_then(|checkpoint| checkpoint.sign(key)).map_err(broken)?;
    let kept = checkpoints::keep(&mut tx, &permit, &signed.text(), &frontier).await?;
    tx.commit().await?;
    Ok(kept)
}

/// The newest own checkpoint and who has not co-signed it.
async fn newest(ctx: &Ctx) -> Result<Option<Shown>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let Some(stored) = checkpoints::newest(&mut tx, &permit).await? else { return Ok(None) };
    let signed = SignedCheckpoint::parse(stored.note.as_bytes()).map_err(broken)?;
    let missing = neighbours::all(&mut tx, &permit)
        .await?
        .into_iter()
        .filter(|neighbour| !has_cosigned(neighbour, &signed))
        .map(|neighbour| neighbour.authority)
        .collect();
    Ok(Some(Shown { origin: signed.checkpoint().origin().to_owned(), text: stored.note, size: stored.size, missing }))
}

/// Whether a neighbour's cosignature on a checkpoint holds.
pub(crate) fn has_cosigned(neighbour: &Neighbour, signed: &SignedCheckpoint) -> bool {
    neighbour.witness_key.parse::<VerifierKey>().is_ok_and(|key| signed.verify(&key).is_ok())
}

/// How many entries of a log this compartment has put its name to.
async fn last_seen(ctx: &Ctx, origin: &str) -> Result<Option<u64>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let Some(text) = checkpoints::last_seen(&mut tx, &permit, origin).await? else { return Ok(None) };
    Ok(Some(SignedCheckpoint::parse(text.as_bytes()).map_err(broken)?.checkpoint().size()))
}

/// The proof that the own log only grew from one size to another. With nothing to prove, or when the witness claims to have
/// seen what this compartment does not know, it is empty, and the witness judges.
async fn proof(ctx: &Ctx, from: Option<u64>, to: u64) -> Result<Vec<Hash>, AppError> {
    let Some(from) = from.filter(|from| *from < to) else { return Ok(Vec::new()) };
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let Some(frontier) = checkpoints::frontier_at(&mut tx, &permit, from).await? else { return Ok(Vec::new()) };
    let added = checkpoints::leaves(&mut tx, &permit, from, to).await?;
    Ok(frontier.consistency_proof(&added))
}

/// Co-signs a neighbour's checkpoint if it only grew from what this compartment saw last, and gives its text back with the
/// cosignature. A refusal is kept with both texts and given back as nothing.
pub async fn cosign(ctx: &Ctx, text: &str, proof: &[Hash]) -> Result<Option<String>, AppError> {
    let mut given = SignedCheckpoint::parse(text.as_bytes()).map_err(broken)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let logs: Vec<VerifierKey> =
        neighbours::all(&mut tx, &permit).await?.iter().filter_map(|neighbour| neighbour.log_key.parse().ok()).collect();
    let remembered = checkpoints::last_seen(&mut tx, &permit, given.checkpoint().origin()).await?;
    let last = remembered.as_ref().map(|text| SignedCheckpoint::parse(text.as_bytes())).transpose().map_err(broken)?;
    let at = u64::try_from(ctx.now().seconds()).map_err(broken)?;
    match Witness::new(ctx.log_key(), &logs).cosign(last.as_ref(), &given, proof, at) {
        Ok(cosignature) => {
            checkpoints::remember(&mut tx, &permit, &given).await?;
            given.attach(cosignature).map_err(broken)?;
            tx.commit().await?;
            Ok(Some(given.text()))
        }
        Err(refusal) => {
            // The same refusal at every round is one alarm and one entry, not a log that fills by itself.
            if checkpoints::alarm(&mut tx, &permit, &given, remembered.as_deref(), &refusal.to_string()).await? {
                tracing::error!(witness = %ctx.plate().authority, %refusal, "a checkpoint was not co-signed");
                tx.commit().await?;
            }
            Ok(None)
        }
    }
}

/// Attaches the cosignatures that came back. Only those that hold are taken. Tells how many were added, and whether there are enough now.
async fn attach(ctx: &Ctx, size: u64, brought: &[String]) -> Result<(usize, bool), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<SignCheckpoint>(Whole).await?;
    let Some(stored) = checkpoints::newest(&mut tx, &permit).await?.filter(|stored| stored.size == size) else { return Ok((0, true)) };
    let known = neighbours::all(&mut tx, &permit).await?;
    let mut own = SignedCheckpoint::parse(stored.note.as_bytes()).map_err(broken)?;
    let mut added = 0;
    for text in brought {
        let back = SignedCheckpoint::parse(text.as_bytes()).map_err(broken)?;
        if back.checkpoint() != own.checkpoint() {
            continue;
        }
        for neighbour in &known {
            if !has_cosigned(neighbour, &own) && has_cosigned(neighbour, &back) {
                let name = neighbour.witness_key.parse::<VerifierKey>().map_err(broken)?;
                for signature in
                    back.signatures().iter().filter(|signature| signature.name() == name.name() && signature.key_id() == name.id())
                {
                    own.attach(signature.clone()).map_err(broken)?;
                    added += 1;
                }
            }
        }
    }
    let cosigned = known.iter().filter(|neighbour| has_cosigned(neighbour, &own)).count();
    if added > 0 {
        checkpoints::rewrite(&mut tx, &permit, size, &own.text()).await?;
        tx.commit().await?;
    }
    Ok((added, cosigned >= cosignatures_needed(known.len())))
}
