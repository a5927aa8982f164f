//! One transaction a deed, and a log entry for every permit in it.
//!
//! [`Asking`] can do nothing but ask. With a permit it becomes a [`Tx`], which can run deeds and commit. So a commit without a
//! permit does not compile, and a commit without a log entry cannot be written.

use std::collections::BTreeSet;
use std::sync::Arc;

use gvi_domain::{AccountId, Date, Moment};
use gvi_ledger::{Entry, Outcome};
use gvi_secrecy::{Actor, Changes, Class, Deed, Facts, Permit, Record, Refused, Sealed};

use crate::compartment::Inner;
use crate::db::{DbError, DbTx};
use crate::{facts, ledger};

/// What can end a deed early.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not for this person, or there is no such thing. The refusal is in the log.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Somebody else changed the record in between: nothing of this deed was saved.
    #[error("{thing} was changed by somebody else in between")]
    Changed {
        /// What it is about.
        thing: &'static str,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The log.
    #[error("the log failed: {0}")]
    Ledger(String),
}

/// Somebody who works here, as far as the policies ask.
pub(crate) struct Colleague {
    /// The account.
    pub account: AccountId,
    /// Roles held today.
    pub roles: BTreeSet<String>,
    /// Unit inside the authority.
    pub unit: String,
    /// Training is valid today.
    pub trained: bool,
}

/// What a permit was used for, beyond what the permit itself says.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Grounds of a disclosure.
    pub grounds: Vec<String>,
    /// Recipients of a disclosure.
    pub recipients: Vec<String>,
}

struct Noted {
    deed: &'static str,
    thing: &'static str,
    subject: Option<String>,
    classes: Vec<&'static str>,
    note: Note,
    outcome: Outcome,
}

struct Open {
    db: DbTx,
    inner: Arc<Inner>,
    actor: Actor,
    now: Moment,
    noted: Vec<Noted>,
}

/// A transaction that has begun and holds no permit yet.
pub struct Asking(Open);

/// A transaction with at least one permit.
pub struct Tx(Open);

impl Asking {
    pub(crate) async fn begin(inner: &Arc<Inner>, actor: &Actor, now: Moment) -> Result<Self, DbError> {
        let db = inner.pool.begin().await?;
        Ok(Self(Open { db, inner: Arc::clone(inner), actor: actor.clone(), now, noted: Vec::new() }))
    }

    /// Asks for the first permit. If it is refused the transaction ends, and the refusal has an entry of its own.
    pub async fn permit<D: Deed>(self, id: D::Id) -> Result<(Tx, Permit<D>), StoreError> {
        let mut tx = Tx(self.0);
        match tx.ask::<D>(id).await? {
            Ok(permit) => Ok((tx, permit)),
            Err(refused) => Err(tx.refuse(refused).await),
        }
    }
}

impl Tx {
    /// Asks for a further permit in the same transaction. If it is refused the whole deed is undone.
    pub async fn permit<D: Deed>(mut self, id: D::Id) -> Result<(Self, Permit<D>), StoreError> {
        match self.ask::<D>(id).await? {
            Ok(permit) => Ok((self, permit)),
            Err(refused) => Err(self.refuse(refused).await),
        }
    }

    /// Asks for a further permit without which the deed can go on, for example to show one more part of a page. Nothing is
    /// logged if it is refused, because nothing was shown and nobody asked for it by name.
    pub async fn maybe<D: Deed>(&mut self, id: D::Id) -> Result<Option<Permit<D>>, StoreError> {
        Ok(self.ask::<D>(id).await?.ok())
    }

    /// Whether a deed would be permitted, for a button. Gives no permit.
    pub async fn would<D: Deed>(&mut self, id: D::Id) -> Result<bool, StoreError> {
        self.would_for::<D>(None, id).await
    }

    /// The same for a colleague, or for whoever asks.
    pub(crate) async fn would_for<D: Deed>(&mut self, colleague: Option<&Actor>, id: D::Id) -> Result<bool, StoreError> {
        let today = self.today();
        let facts = facts::load(&mut self.0.db, D::THING, &id.to_string(), self.0.now, today).await?;
        let actor = colleague.unwrap_or(&self.0.actor);
        Ok(facts.is_some_and(|facts| self.0.inner.guard.would::<D>(actor, &self.0.inner.place, &facts)))
    }

    /// Whether a colleague at their desk, signed in with both factors and at an active purpose, would be permitted a deed on a thing
    /// with these facts. For what is handed to somebody who is not there now; gives no permit.
    pub(crate) fn would_at_work<D: Deed>(&self, colleague: Colleague, facts: &Facts) -> bool {
        self.0.inner.guard.would::<D>(&self.at_work(colleague), &self.0.inner.place, facts)
    }

    /// A colleague as they are at their desk, signed in with both factors and at an active purpose.
    pub(crate) fn at_work(&self, colleague: Colleague) -> Actor {
        let place = &self.0.inner.place;
        Actor {
            account: colleague.account.to_string(),
            authority: place.authority.clone(),
            kind: place.kind.clone(),
            roles: colleague.roles,
            unit: colleague.unit,
            trained: colleague.trained,
            assurance: 3,
            purpose_active: true,
            purpose: None,
        }
    }

    /// Opens the rows of a list: each is asked again, and what is not for this person is dropped.
    pub fn open_rows<L: Deed, R: Deed, T: Record>(&mut self, list: &Permit<L>, rows: Vec<Sealed<T>>) -> Vec<T::Seen> {
        let (guard, actor, place) = (&self.0.inner.guard, &self.0.actor, &self.0.inner.place);
        let asked = rows.len();
        let seen = guard.open_rows::<L, R, T>(actor, place, list, rows);
        if seen.len() < asked {
            // Expected where the database filter is wider than the policy (protected identities); alarming elsewhere.
            tracing::debug!(deed = L::NAME, dropped = asked - seen.len(), "rows were dropped");
        }
        seen
    }

    /// Notes each row that a list showed, so that the log can answer who saw a record and not only who opened a list. One entry a row,
    /// so lists of persons have short pages.
    pub fn note_rows<L: Deed>(&mut self, list: &Permit<L>, ids: impl IntoIterator<Item = impl std::fmt::Display>) {
        self.note_rows_about(list, L::THING, ids);
    }

    /// The same for a list that showed another kind of thing than its own, for example a roster, which shows persons.
    pub fn note_rows_about<L: Deed>(
        &mut self,
        list: &Permit<L>,
        thing: gvi_secrecy::Thing,
        ids: impl IntoIterator<Item = impl std::fmt::Display>,
    ) {
        let classes: Vec<&'static str> = Class::ALL.into_iter().filter(|class| list.shows(*class)).map(Class::name).collect();
        self.0.noted.extend(ids.into_iter().map(|id| Noted {
            deed: L::NAME,
            thing: thing.name(),
            subject: Some(id.to_string()),
            classes: classes.clone(),
            note: Note::default(),
            outcome: Outcome::Done,
        }));
    }

    /// Adds grounds and recipients to the entry of the latest permit for this deed.
    pub fn annotate<D: Changes>(&mut self, _permit: &Permit<D>, note: Note) {
        if let Some(noted) = self.latest::<D>() {
            noted.note = note;
        }
    }

    /// Says what the latest permit for this deed was used on, where the permit itself is for no single thing: a new record, or the part of
    /// the log that was read.
    pub fn about<D: Deed>(&mut self, _permit: &Permit<D>, subject: impl std::fmt::Display) {
        if let Some(noted) = self.latest::<D>() {
            noted.subject = Some(subject.to_string());
        }
    }

    /// Says which paper was made of what the latest permit for this deed shows.
    pub fn printed<D: Deed>(&mut self, _permit: &Permit<D>, paper: String) {
        if let Some(noted) = self.latest::<D>() {
            noted.note.grounds = vec![paper];
        }
    }

    /// Makes the entry of the latest permit for this deed a refusal: the deed was tried, and rules that are no policies said no. Nothing may
    /// have been written under the permit.
    pub fn came_to_nothing<D: Changes>(&mut self, _permit: &Permit<D>, code: String) {
        if let Some(noted) = self.latest::<D>() {
            noted.outcome = Outcome::Refused { code };
        }
    }

    fn latest<D: Deed>(&mut self) -> Option<&mut Noted> {
        self.0.noted.iter_mut().rev().find(|noted| noted.deed == D::NAME)
    }

    /// Writes an entry for every permit and makes everything durable. The entries are there before the answer leaves.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Open { mut db, inner, actor, now, noted } = self.0;
        let entries = noted.into_iter().map(|noted| entry(&inner, &actor, now, noted)).collect();
        ledger::append(&mut db, entries).await?;
        db.commit().await?;
        Ok(())
    }

    /// The moment of the request.
    pub const fn now(&self) -> Moment {
        self.0.now
    }

    /// The day of the request at the site: ends and terms are days there.
    pub fn today(&self) -> Date {
        self.0.now.date(&self.0.inner.plate.zone)
    }

    /// The time zone of the site.
    pub(crate) fn zone(&self) -> &jiff::tz::TimeZone {
        &self.0.inner.plate.zone
    }

    /// Who asks.
    pub const fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// The database, for the rows of this room. A permit must be at hand: functions that take one call this.
    pub(crate) const fn db<D: Deed>(&mut self, _permit: &Permit<D>) -> &mut DbTx {
        &mut self.0.db
    }

    async fn ask<D: Deed>(&mut self, id: D::Id) -> Result<Result<Permit<D>, Refused>, StoreError> {
        let today = self.today();
        let facts = facts::load(&mut self.0.db, D::THING, &id.to_string(), self.0.now, today).await?;
        let answer = self.0.inner.guard.ask::<D>(&self.0.actor, &self.0.inner.place, id, facts.as_ref());
        if let Ok(permit) = &answer {
            let subject = id.to_string();
            self.0.noted.push(Noted {
                deed: D::NAME,
                thing: D::THING.name(),
                subject: (subject != "-").then_some(subject),
                classes: Class::ALL.into_iter().filter(|class| permit.shows(*class)).map(Class::name).collect(),
                note: Note::default(),
                outcome: Outcome::Done,
            });
        }
        Ok(answer)
    }

    async fn refuse(self, refused: Refused) -> StoreError {
        let Open { db, inner, actor, now, .. } = self.0;
        let written = async {
            db.rollback().await?;
            let mut db = inner.pool.begin().await?;
            let noted = Noted {
                deed: refused.deed,
                thing: refused.thing.name(),
                subject: (refused.id != "-").then(|| refused.id.clone()),
                classes: Vec::new(),
                note: Note::default(),
                outcome: Outcome::Refused { code: refused.why.to_owned() },
            };
            ledger::append(&mut db, vec![entry(&inner, &actor, now, noted)]).await?;
            db.commit().await.map_err(StoreError::from)
        };
        match written.await {
            Ok(()) => StoreError::Refused(refused),
            Err(error) => error,
        }
    }
}

fn entry(inner: &Inner, actor: &Actor, now: Moment, noted: Noted) -> Entry {
    Entry {
        seq: 0,
        at: now.seconds(),
        authority: inner.place.authority.clone(),
        actor: actor.account.clone(),
        roles: actor.roles.iter().cloned().collect(),
        deed: noted.deed.to_owned(),
        thing: noted.thing.to_owned(),
        subject: noted.subject,
        purpose: actor.purpose.clone().unwrap_or_default(),
        grounds: noted.note.grounds,
        classes: noted.classes.into_iter().map(str::to_owned).collect(),
        recipients: noted.note.recipients,
        outcome: noted.outcome,
        policy: inner.guard.version().to_owned(),
    }
}
