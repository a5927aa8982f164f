//! Rows of settings: the limits of the clocks, and the purposes for which this authority works. Each says who changed it and when.

use gvi_domain::clock::ClockKind;
use gvi_domain::{Date, Moment, PurposeId, Words};
use gvi_secrecy::deeds::{EditSettings, ReadSettings};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// A row of `settings` that is the limit of a clock.
pub struct ClockSettingRow {
    kind: ClockKind,
    hours: u32,
    changed_by: Option<String>,
    changed_at: Moment,
}

classed! { ClockSettingRow => SeenClockSetting {
    kind: ClockKind = open,
    hours: u32 = Coordination,
    changed_by: Option<String> = Coordination,
    changed_at: Moment = Coordination,
} }

/// A row of `purposes`.
pub struct PurposeRow {
    id: PurposeId,
    code: String,
    name_sv: String,
    name_en: String,
    legal_basis: String,
    reason: Words,
    from: Date,
    until: Date,
    approved_by: Option<String>,
}

classed! { PurposeRow => SeenPurpose {
    id: PurposeId = open,
    code: String = Coordination,
    name_sv: String = Coordination,
    name_en: String = Coordination,
    legal_basis: String = Coordination,
    reason: Words = Coordination,
    from: Date = Coordination,
    until: Date = Coordination,
    approved_by: Option<String> = Coordination,
} }

/// A purpose as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewPurpose {
    /// The id that the form minted.
    pub id: PurposeId,
    /// Its code in the jurisdiction's list.
    pub code: String,
    /// The name that the list gives it in Swedish.
    pub name_sv: String,
    /// The same in English.
    pub name_en: String,
    /// A code of the authority's closed list.
    pub legal_basis: String,
    /// What for, concretely.
    pub reason: Words,
    /// Last day.
    pub until: Date,
}

fn read_clock(row: &Row) -> Result<Option<Sealed<ClockSettingRow>>, DbError> {
    let mut read = row.reader();
    let (name, setting): (String, String) = (read.next()?, read.next()?);
    let Some(kind) = name.strip_prefix("clock-").and_then(ClockKind::named) else { return Ok(None) };
    let record = ClockSettingRow { kind, hours: kind.hours(Some(&setting)), changed_by: read.next()?, changed_at: read.next()? };
    Ok(Some(Sealed::new(record, Facts::plain(Thing::Settings, "-"))))
}

fn read_purpose(row: &Row) -> Result<Sealed<PurposeRow>, DbError> {
    let mut read = row.reader();
    let record = PurposeRow {
        id: read.next()?,
        code: read.next()?,
        name_sv: read.next()?,
        name_en: read.next()?,
        legal_basis: read.next()?,
        reason: read.next()?,
        from: read.next()?,
        until: read.next()?,
        approved_by: read.next()?,
    };
    Ok(Sealed::new(record, Facts::plain(Thing::Settings, "-")))
}

/// The limits that this authority has set. A kind that is not among them has the limit of the method.
pub async fn clocks(tx: &mut Tx, permit: &Permit<ReadSettings>) -> Result<Vec<SeenClockSetting>, StoreError> {
    let sql = "SELECT s.name, s.setting, a.name, s.changed_at FROM settings s LEFT JOIN accounts a ON a.id = s.changed_by \
               WHERE s.name LIKE 'clock-%' ORDER BY s.name LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![]).await?;
    let mut seen = Vec::with_capacity(rows.len());
    for row in &rows {
        seen.extend(read_clock(row)?.map(|sealed| sealed.open(permit)));
    }
    Ok(seen)
}

/// Sets the limit of a kind of clock, over the limit that was read; a lost race is told. Clocks that run already keep their due time:
/// a promise that was given is not moved by a setting.
pub async fn set_clock(tx: &mut Tx, permit: &Permit<EditSettings>, kind: ClockKind, hours: u32, was: u32) -> Result<(), StoreError> {
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let row = tx.db(permit).row("SELECT setting FROM settings WHERE name = $1", args![kind.setting()]).await?;
    let stored: Option<String> = row.map(|row| row.get(0)).transpose()?;
    if kind.hours(stored.as_deref()) != was {
        return Err(StoreError::Changed { thing: "setting" });
    }
    tx.db(permit)
        .execute(
            "INSERT INTO settings (name, setting, changed_by, changed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET setting = excluded.setting, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
            args![kind.setting(), hours.to_string(), actor, now],
        )
        .await?;
    Ok(())
}

/// The limit of a kind of clock in hours, as it counts now.
pub async fn hours<D: gvi_secrecy::Deed>(tx: &mut Tx, permit: &Permit<D>, kind: ClockKind) -> Result<u32, StoreError> {
    let row = tx.db(permit).row("SELECT setting FROM settings WHERE name = $1", args![kind.setting()]).await?;
    let stored: Option<String> = row.map(|row| row.get(0)).transpose()?;
    Ok(kind.hours(stored.as_deref()))
}

/// All purposes, those in force first.
pub async fn purposes(tx: &mut Tx, permit: &Permit<ReadSettings>) -> Result<Vec<SeenPurpose>, StoreError> {
    let sql = "SELECT p.id, p.code, p.name_sv, p.name_en, p.legal_basis, p.reason, p.from_date, p.until_date, a.name FROM purposes p \
               LEFT JOIN accounts a ON a.id = p.approved_by ORDER BY p.until_date DESC, p.code, p.id LIMIT 200";
    let rows = tx.db(permit).rows(sql, args![]).await?;
    let mut seen = Vec::with_capacity(rows.len());
    for row in &rows {
        seen.push(read_purpose(row)?.open(permit));
    }
    Ok(seen)
}

/// Adds a purpose that begins today.
pub async fn add_purpose(tx: &mut Tx, permit: &Permit<EditSettings>, new: &NewPurpose, today: Date) -> Result<(), StoreError> {
    let actor = tx.actor().account.clone();
    tx.db(permit)
        .execute(
            "INSERT INTO purposes (id, code, name_sv, name_en, legal_basis, from_date, until_date, approved_by, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            args![new.id, &new.code, &new.name_sv, &new.name_en, &new.legal_basis, today, new.until, actor, &new.reason],
        )
        .await?;
    Ok(())
}

/// Ends a purpose today. Sessions that carry it can do nothing in a case from the next day on.
pub async fn end_purpose(tx: &mut Tx, permit: &Permit<EditSettings>, id: PurposeId, today: Date) -> Result<bool, StoreError> {
    let ended = tx.db(permit).execute("UPDATE purposes SET until_date = $1 WHERE id = $2 AND until_date > $1", args![today, id]).await?;
    Ok(ended == 1)
}
