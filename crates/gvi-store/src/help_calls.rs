//! Rows of calls to the help line. No row says who called.

use gvi_domain::help_call::{CallOutcome, CallState, Caller, NewCall};
use gvi_domain::{Code, Date, HelpCallId, Moment, SupportId};
use gvi_secrecy::deeds::{CountHelpCalls, EditHelpCall, ListHelpCalls, LogHelpCall};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `help_calls`.
pub struct HelpCallRow {
    id: HelpCallId,
    code: Code,
    called_at: Moment,
    answered: bool,
    caller: Caller,
    anonymous: bool,
    called_back_at: Option<Moment>,
    outcome: Option<CallOutcome>,
    support: Option<SupportId>,
    expires_on: Date,
    version: i64,
}

classed! { HelpCallRow => SeenHelpCall {
    id: HelpCallId = open,
    code: Code = open,
    called_at: Moment = Coordination,
    answered: bool = Coordination,
    caller: Caller = Support,
    anonymous: bool = Support,
    called_back_at: Option<Moment> = Coordination,
    outcome: Option<CallOutcome> = Support,
    support: Option<SupportId> = Support,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

impl SeenHelpCall {
    /// Where the call stands, for whoever sees what it led to.
    pub fn state(&self) -> Option<CallState> {
        let outcome = self.outcome.as_value()?.map_or("", CallOutcome::name);
        CallState::stored(*self.answered.as_value()?, *self.called_back_at.as_value()?, outcome)
    }
}

macro_rules! select_calls {
    ($rest:literal) => {
        concat!("SELECT id, code, called_at, answered, caller, anonymous, called_back_at, outcome, support, expires_on, version FROM help_calls ", $rest)
    };
}

fn read(row: &Row, today: Date) -> Result<Sealed<HelpCallRow>, DbError> {
    let mut read = row.reader();
    let record = HelpCallRow {
        id: read.next()?,
        code: read.next()?,
        called_at: read.next()?,
        answered: read.next()?,
        caller: read.next_named(Caller::named)?,
        anonymous: read.next()?,
        called_back_at: read.next()?,
        outcome: CallOutcome::named(&read.next::<String>()?),
        support: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = Facts { expired: record.expires_on < today, ..Facts::plain(Thing::HelpCall, record.id) };
    Ok(Sealed::new(record, facts))
}

/// The facts of a call, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let Some(row) = db.row("SELECT expires_on FROM help_calls WHERE id = $1", args![id]).await? else { return Ok(None) };
    let expires_on: Date = row.get(0)?;
    Ok(Some(Facts { expired: expires_on < today, ..Facts::plain(Thing::HelpCall, id) }))
}

/// One call, for any deed that has a permit on it.
pub async fn call<D: Deed<Id = HelpCallId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<HelpCallRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(select_calls!("WHERE id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// The latest calls, those that still wait in front: the one that has waited longest first.
pub async fn list(tx: &mut Tx, permit: &Permit<ListHelpCalls>) -> Result<Vec<Sealed<HelpCallRow>>, StoreError> {
    let today = tx.today();
    let sql = select_calls!(
        "WHERE expires_on >= $1 ORDER BY CASE WHEN outcome = '' THEN 0 ELSE 1 END, CASE WHEN outcome = '' THEN called_at ELSE -called_at END, id LIMIT 200"
    );
    let rows = tx.db(permit).rows(sql, args![today]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// Calls of a time: when each came, whether it was answered, when somebody called back. No row says more, so that they can be counted
/// by whoever may not open one.
pub async fn times(
    tx: &mut Tx,
    permit: &Permit<CountHelpCalls>,
    from: Moment,
    to: Moment,
) -> Result<Vec<(Moment, bool, Option<Moment>)>, StoreError> {
    let sql = "SELECT called_at, answered, called_back_at FROM help_calls WHERE called_at >= $1 AND called_at < $2 ORDER BY called_at, id";
    let rows = tx.db(permit).rows(sql, args![from, to]).await?;
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// Writes a call down. A second submit of the same form changes nothing.
pub async fn log(tx: &mut Tx, permit: &Permit<LogHelpCall>, new: &NewCall, expires_on: Date) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::HELP_CALLS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let outcome = new.state.outcome().map_or("", CallOutcome::name);
    let answered = matches!(new.state, CallState::Answered(_));
    let sql = "INSERT INTO help_calls (id, code, called_at, answered, caller, anonymous, called_back_at, outcome, support, logged_by, logged_at, expires_on, version) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, NULL, $8, $9, $10, 1) ON CONFLICT (id) DO NOTHING";
    let values = args![new.id, code, new.called_at, answered, new.caller.name(), new.anonymous, outcome, actor, now, expires_on];
    Ok((tx.db(permit).execute(sql, values).await? > 0).then_some(code))
}

/// Writes down that somebody called back, who it was by kind, and what it led to.
pub async fn call_back(
    tx: &mut Tx,
    permit: &Permit<EditHelpCall>,
    state: CallState,
    caller: Caller,
    anonymous: bool,
    version: i64,
) -> Result<(), StoreError> {
    let CallState::CalledBack { at, outcome } = state else { return Err(StoreError::Changed { thing: "help-call" }) };
    let sql = "UPDATE help_calls SET called_back_at = $1, outcome = $2, caller = $3, anonymous = $4, version = version + 1 WHERE id = $5 AND version = $6";
    let rows = tx.db(permit).execute(sql, args![at, outcome.name(), caller.name(), anonymous, permit.id(), version]).await?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "help-call" }) }
}

/// Points from a call to the support contact that came of it, if it points nowhere yet.
pub async fn led_to(tx: &mut Tx, permit: &Permit<EditHelpCall>, support: SupportId) -> Result<(), StoreError> {
    let sql = "UPDATE help_calls SET support = $1, version = version + 1 WHERE id = $2 AND support IS NULL AND anonymous = 0 AND outcome = 'support-opened'";
    tx.db(permit).execute(sql, args![support, permit.id()]).await?;
    Ok(())
}
