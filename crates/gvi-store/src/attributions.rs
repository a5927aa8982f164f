//! Rows of attributions and of risks of retaliation: what is believed about an incident and groups. No person is in them.

use gvi_domain::attribution::{ATTRIBUTIONS_PER_INCIDENT_MAX, Level, NewAttribution, Side};
use gvi_domain::clock::ClockKind;
use gvi_domain::incident::IncidentState;
use gvi_domain::triage::{NewRetaliation, RETALIATIONS_PER_INCIDENT_MAX, RetaliationRisk};
use gvi_domain::{AttributionId, Code, GroupId, IncidentId, Moment, RetaliationId, Words};
use gvi_secrecy::deeds::{AttributeIncident, TriageIncident};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, clocks, incidents, messages};

/// A row of `attributions`.
pub struct AttributionRow {
    id: AttributionId,
    group: GroupId,
    side: Side,
    level: Level,
    basis: Words,
    source_count: u32,
    sources: Words,
    by: String,
    at: Moment,
    confirmed_present: Words,
    confirmed_at: Option<Moment>,
    version: i64,
}

classed! { AttributionRow => SeenAttribution {
    id: AttributionId = open,
    group: GroupId = Intelligence,
    side: Side = Intelligence,
    level: Level = Intelligence,
    basis: Words = Intelligence,
    source_count: u32 = Intelligence,
    sources: Words = Source,
    by: String = Coordination,
    at: Moment = Coordination,
    confirmed_present: Words = Intelligence,
    confirmed_at: Option<Moment> = Intelligence,
    version: i64 = open,
} }

fn read(incident: IncidentId, row: &Row) -> Result<Sealed<AttributionRow>, DbError> {
    let mut read = row.reader();
    let record = AttributionRow {
        id: read.next()?,
        group: read.next()?,
        side: read.next_named(Side::named)?,
        level: Level::of(read.next()?).ok_or_else(|| DbError::Column { column: 3, reason: "a level from 0 to 3".to_owned() })?,
        basis: read.next()?,
        source_count: read.next::<i64>()?.try_into().unwrap_or(0),
        sources: read.next()?,
        by: read.next()?,
        at: read.next()?,
        confirmed_present: read.next()?,
        confirmed_at: read.next()?,
        version: read.next()?,
    };
    Ok(Sealed::new(record, Facts::plain(Thing::Incident, incident)))
}

/// The attributions of an incident, the surest first, offenders' side first.
pub async fn of<D: Deed<Id = IncidentId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<AttributionRow>>, StoreError> {
    let sql = "SELECT attributions.id, attributions.group_id, attributions.side, attributions.level, attributions.basis, attributions.source_count, \
               attributions.sources, COALESCE(accounts.name, attributions.made_by), attributions.made_at, attributions.confirmed_present, \
               attributions.confirmed_at, attributions.version FROM attributions LEFT JOIN accounts ON accounts.id = attributions.made_by \
               WHERE attributions.incident = $1 ORDER BY attributions.side, attributions.level DESC, attributions.id";
    let id = permit.id();
    Ok(tx.db(permit).rows(sql, args![id]).await?.iter().map(|row| read(id, row)).collect::<Result<_, _>>()?)
}

/// What became of an attribution that was put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is there now.
    Done,
    /// There is one already for this group on this side: that one is to be changed.
    ThereAlready,
    /// There is no room for more.
    Full,
}

/// Puts an attribution down: a new one with `version` 0, or a changed one over the version that was read. A changed one has to be
/// confirmed anew. A level from 2 on, on the offenders' side, starts the clock of the focus decision.
pub async fn put(
    tx: &mut Tx,
    permit: &Permit<AttributeIncident>,
    new: &NewAttribution,
    version: i64,
    codes: (Code, Code),
) -> Result<Put, StoreError> {
    let (incident, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let before = tx
        .db(permit)
        .row(
            "SELECT id, level FROM attributions WHERE incident = $1 AND group_id = $2 AND side = $3",
            args![incident, new.group, new.side.name()],
        )
        .await?;
    let before: Option<(AttributionId, i64)> = before.map(|row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))).transpose()?;
    if version == 0 {
        match before {
            Some((id, _)) if id == new.id => return Ok(Put::Done),
            Some(_) => return Ok(Put::ThereAlready),
            None => {}
        }
        let there = tx.db(permit).count("SELECT COUNT(*) FROM attributions WHERE incident = $1", args![incident]).await?;
        if usize::try_from(there).is_ok_and(|there| there >= ATTRIBUTIONS_PER_INCIDENT_MAX) {
            return Ok(Put::Full);
        }
        tx.db(permit)
            .execute(
                "INSERT INTO attributions (id, incident, group_id, side, level, basis, source_count, sources, made_by, made_at, confirmed_present, \
                 confirmed_by, confirmed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', NULL, NULL, 1) ON CONFLICT (id) DO NOTHING",
                args![
                    new.id, incident, new.group, new.side.name(), i64::from(new.level.number()), &new.basis, new.source_count, &new.sources, actor, now
                ],
            )
            .await?;
    } else {
        if before.is_some_and(|(id, _)| id != new.id) {
            return Ok(Put::ThereAlready);
        }
        let changed = tx
            .db(permit)
            .execute(
                "UPDATE attributions SET group_id = $1, side = $2, level = $3, basis = $4, source_count = $5, sources = $6, made_by = $7, made_at = $8, \
                 confirmed_present = '', confirmed_by = NULL, confirmed_at = NULL, version = version + 1 WHERE id = $9 AND incident = $10 AND version = $11",
                args![
                    new.group, new.side.name(), i64::from(new.level.number()), &new.basis, new.source_count, &new.sources, actor, now, new.id, incident,
                    version
                ],
            )
            .await?;
        if changed != 1 {
            return Err(StoreError::Changed { thing: "attribution" });
        }
    }
    let was = before.map(|(_, level)| level.to_string()).unwrap_or_default();
    let (incident_code, group_code) = codes;
    let is = new.level.name();
    if was != is {
        let told = |level: &str| if level.is_empty() { String::new() } else { format!("{group_code} {level}") };
        let field = if new.side == Side::Offender { "attribution-offender" } else { "attribution-victim" };
        incidents::revise(tx, permit, incident, &[(field, told(&was), told(is))], "edit", None).await?;
    }
    incidents::touch(tx, permit, incident).await?;
    // The promise binds towards a group that has received the message; a group that was never told has broken no promise.
    if new.side == Side::Offender && new.level.starts_focus_decision() && messages::heard(tx, permit, new.group).await?.is_some() {
        clocks::start(tx, permit, ClockKind::FocusDecision, new.group, &format!("{group_code} · {incident_code}"), now).await?;
    }
    Ok(Put::Done)
}

/// Confirms an attribution at a review: who was present is written down, the incident moves on.
pub async fn confirm(
    tx: &mut Tx,
    permit: &Permit<AttributeIncident>,
    id: AttributionId,
    present: &Words,
    state: IncidentState,
    version: i64,
) -> Result<(), StoreError> {
    let (incident, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE attributions SET confirmed_present = $1, confirmed_by = $2, confirmed_at = $3, version = version + 1 WHERE id = $4 AND incident = $5 AND version = $6",
            args![present, actor, now, id, incident, version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "attribution" });
    }
    tx.db(permit)
        .execute(
            "UPDATE incidents SET state = $1, reviewed_at = COALESCE(reviewed_at, $2), attributed_at = COALESCE(attributed_at, $2), touched = 1, \
             version = version + 1 WHERE id = $3",
            args![state.name(), now, incident],
        )
        .await?;
    clocks::stop(tx, permit, ClockKind::Review, incident).await?;
    Ok(())
}

/// A row of `retaliations`.
pub struct RetaliationRow {
    id: RetaliationId,
    from: GroupId,
    against: GroupId,
    risk: RetaliationRisk,
    reasons: Words,
    by: String,
    at: Moment,
    version: i64,
}

classed! { RetaliationRow => SeenRetaliation {
    id: RetaliationId = open,
    from: GroupId = Intelligence,
    against: GroupId = Intelligence,
    risk: RetaliationRisk = Intelligence,
    reasons: Words = Intelligence,
    by: String = Coordination,
    at: Moment = Coordination,
    version: i64 = open,
} }

/// The judged risks of an incident, the latest judgement first.
pub async fn retaliations<D: Deed<Id = IncidentId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Sealed<RetaliationRow>>, StoreError> {
    let sql = "SELECT retaliations.id, retaliations.from_group, retaliations.against_group, retaliations.risk, retaliations.reasons, \
               COALESCE(accounts.name, retaliations.judged_by), retaliations.judged_at, retaliations.version FROM retaliations \
               LEFT JOIN accounts ON accounts.id = retaliations.judged_by WHERE retaliations.incident = $1 ORDER BY retaliations.judged_at DESC, retaliations.id";
    let id = permit.id();
    let read = |row: &Row| -> Result<_, DbError> {
        let mut read = row.reader();
        let record = RetaliationRow {
            id: read.next()?,
            from: read.next()?,
            against: read.next()?,
            risk: read.next_named(RetaliationRisk::named)?,
            reasons: read.next()?,
            by: read.next()?,
            at: read.next()?,
            version: read.next()?,
        };
        Ok(Sealed::new(record, Facts::plain(Thing::Incident, id)))
    };
    Ok(tx.db(permit).rows(sql, args![id]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// Judges the risk between two groups; a judgement on the same two is replaced and the old one goes into the history. A high risk
/// starts the clock of the contacts with both sides.
pub async fn judge(
    tx: &mut Tx,
    permit: &Permit<TriageIncident>,
    new: &NewRetaliation,
    incident_code: Code,
    pair: &str,
) -> Result<Put, StoreError> {
    let (incident, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let before = tx
        .db(permit)
        .row(
            "SELECT risk FROM retaliations WHERE incident = $1 AND from_group = $2 AND against_group = $3",
            args![incident, new.from, new.against],
        )
        .await?;
    let before: Option<String> = before.map(|row| row.get(0)).transpose()?;
    if before.is_none() {
        let there = tx.db(permit).count("SELECT COUNT(*) FROM retaliations WHERE incident = $1", args![incident]).await?;
        if usize::try_from(there).is_ok_and(|there| there >= RETALIATIONS_PER_INCIDENT_MAX) {
            return Ok(Put::Full);
        }
    }
    tx.db(permit)
        .execute(
            "INSERT INTO retaliations (id, incident, from_group, against_group, risk, reasons, judged_by, judged_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (incident, from_group, against_group) DO UPDATE SET risk = excluded.risk, \
             reasons = excluded.reasons, judged_by = excluded.judged_by, judged_at = excluded.judged_at, version = retaliations.version + 1",
            args![new.id, incident, new.from, new.against, new.risk.name(), &new.reasons, actor, now],
        )
        .await?;
    let was = before.unwrap_or_default();
    if was != new.risk.name() {
        let told = |risk: &str| if risk.is_empty() { String::new() } else { format!("{pair} {risk}") };
        incidents::revise(tx, permit, incident, &[("retaliation", told(&was), told(new.risk.name()))], "edit", None).await?;
    }
    incidents::touch(tx, permit, incident).await?;
    if new.risk == RetaliationRisk::High {
        clocks::start(tx, permit, ClockKind::RetaliationContacts, incident, &incident_code.to_string(), now).await?;
    }
    Ok(Put::Done)
}
