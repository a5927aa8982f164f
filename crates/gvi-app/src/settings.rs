//! Deeds on settings: the limits of the clocks, and the purposes for which this authority works.

use gvi_domain::clock::{CLOCK_HOURS_MAX, ClockKind};
use gvi_domain::{Date, DomainError, PurposeId, Whole, purpose};
use gvi_secrecy::catalogue::Catalogue;
use gvi_secrecy::deeds::{EditSettings, ReadSettings};
use gvi_store::settings;
use gvi_store::{Ctx, settings::NewPurpose};

use crate::error::AppError;
use crate::seen::{SeenClockSetting, SeenPurpose};

/// The limits of the clocks that this authority has set, and whether the reader may change them.
pub struct ClockSettings {
    /// Only those that were set; the others have the limit of the method.
    pub set: Vec<SeenClockSetting>,
    /// May change.
    pub may_edit: bool,
}

/// The purposes of this authority, and whether the reader may add one.
pub struct PurposeList {
    /// The one that lasts longest on top.
    pub purposes: Vec<SeenPurpose>,
    /// May add.
    pub may_edit: bool,
}

/// An entry of a closed list: its code, in Swedish, in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its code.
    pub code: String,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

/// A purpose as it was typed.
#[derive(Debug, Clone)]
pub struct TypedPurpose {
    /// The id that the form minted.
    pub id: PurposeId,
    /// Code of the closed list of purposes.
    pub code: String,
    /// Code of the authority's closed list of legal bases.
    pub legal_basis: String,
    /// What for, concretely.
    pub reason: String,
    /// Last day.
    pub until: Option<Date>,
}

/// The limits of the clocks.
pub async fn clocks(ctx: &Ctx) -> Result<ClockSettings, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSettings>(Whole).await?;
    let set = settings::clocks(&mut tx, &permit).await?;
    let may_edit = tx.would::<EditSettings>(Whole).await?;
    tx.commit().await?;
    Ok(ClockSettings { set, may_edit })
}

/// Sets the limit of a kind of clock. `was` is the limit that the form was filled from.
pub async fn set_clock(ctx: &Ctx, kind: ClockKind, hours: Option<u32>, was: u32) -> Result<(), AppError> {
    let hours = hours.filter(|hours| (1..=CLOCK_HOURS_MAX).contains(hours)).ok_or(DomainError::field("hours", "hours-out-of-range"))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSettings>(Whole).await?;
    settings::set_clock(&mut tx, &permit, kind, hours, was).await?;
    tx.commit().await?;
    Ok(())
}

/// The purposes of this authority, past ones too.
pub async fn purposes(ctx: &Ctx) -> Result<PurposeList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSettings>(Whole).await?;
    let purposes = settings::purposes(&mut tx, &permit).await?;
    let may_edit = tx.would::<EditSettings>(Whole).await?;
    tx.commit().await?;
    Ok(PurposeList { purposes, may_edit })
}

/// The closed list of purposes.
pub fn listed_purposes() -> Vec<Listed> {
    Catalogue::se().purposes.iter().map(|entry| Listed { code: entry.id.to_string(), sv: entry.sv.clone(), en: entry.en.clone() }).collect()
}

/// The closed list of legal bases for an authority of this kind. Empty for one that has none, which then processes nothing.
pub fn legal_bases(ctx: &Ctx) -> Vec<Listed> {
    let listed = Catalogue::se().legal_bases_of(&ctx.plate().kind);
    listed.map(|entry| Listed { code: entry.id.to_string(), sv: entry.sv.clone(), en: entry.en.clone() }).collect()
}

/// Adds a purpose that begins today: concrete words, a legal basis of this authority, an end within a year.
pub async fn add_purpose(ctx: &Ctx, typed: TypedPurpose) -> Result<(), AppError> {
    let today = ctx.now().date(ctx.zone());
    let mut faults = Vec::new();
    let listed = listed_purposes().into_iter().find(|entry| entry.code == typed.code);
    if listed.is_none() {
        faults.push(DomainError::field("code", "not-listed"));
    }
    if !legal_bases(ctx).iter().any(|entry| entry.code == typed.legal_basis) {
        faults.push(DomainError::field("legal_basis", "not-listed"));
    }
    let reason = purpose::read_words(&typed.reason).map_err(|fault| faults.push(fault)).ok();
    let until = typed.until.ok_or(DomainError::field("until", "missing")).and_then(|until| purpose::check_until(until, today));
    let until = until.map_err(|fault| faults.push(fault)).ok();
    let (Some(listed), Some(reason), Some(until), true) = (listed, reason, until, faults.is_empty()) else { return Err(faults.into()) };
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSettings>(Whole).await?;
    let new = NewPurpose {
        id: typed.id,
        code: listed.code,
        name_sv: listed.sv,
        name_en: listed.en,
        legal_basis: typed.legal_basis,
        reason,
        until,
    };
    settings::add_purpose(&mut tx, &permit, &new, today).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a purpose today.
pub async fn end_purpose(ctx: &Ctx, id: PurposeId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSettings>(Whole).await?;
    if !settings::end_purpose(&mut tx, &permit, id, ctx.now().date(ctx.zone())).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Whether this person may change settings: for forms.
pub fn may_edit(ctx: &Ctx) -> bool {
    ctx.would::<EditSettings>()
}
