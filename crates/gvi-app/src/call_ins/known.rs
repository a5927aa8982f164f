//! What is known of call-ins from envelopes: at the police and at probation the call-in itself, at whoever coordinates the answers.

use gvi_domain::call_in::CallInState;
use gvi_domain::{Code, Date, EnvelopeId, Moment};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReceiveEnvelope;
use gvi_store::received::NewReceived;
use gvi_store::{Ctx, Tx};
use jiff::civil::DateTime;

use crate::error::AppError;
use crate::received::{self, Known};

/// How a moment is told: at the site, in figures that need no translation.
pub(crate) const WHEN: &str = "%Y-%m-%d %H:%M";

/// A call-in as another authority has told of it.
#[derive(Debug, Clone)]
pub struct KnownCallIn {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// Its code.
    pub code: Code,
    /// When it begins.
    pub begins: Moment,
    /// Its day at the site.
    pub day: Date,
    /// Where.
    pub place: String,
    /// Groups by code.
    pub groups: Vec<Code>,
    /// It will not be held.
    pub called_off: bool,
    /// What is said of safety; empty if nothing is.
    pub safety: String,
}

/// An answer of the police or of probation about a call-in.
#[derive(Debug, Clone)]
pub struct CallInAnswer {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// The authority that answers.
    pub from: String,
    /// Whether that is the police.
    pub is_of_the_police: bool,
    /// `guests-locked`, `go`, `no-go` or `attendance`.
    pub step: String,
    /// The day that it is about.
    pub day: Option<Date>,
    /// When it was sealed.
    pub sealed_at: Moment,
    /// Everything that it says, as keys and values.
    pub fields: Vec<(String, String)>,
}

impl CallInAnswer {
    /// The codes in one of its fields.
    pub fn codes(&self, key: &str) -> Vec<Code> {
        codes(value(&self.fields, key).unwrap_or_default())
    }
}

fn value<'f>(fields: &'f [(String, String)], key: &str) -> Option<&'f str> {
    fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// The codes of a list as it is told.
pub(crate) fn codes(text: &str) -> Vec<Code> {
    text.split(", ").filter_map(|code| code.parse().ok()).collect()
}

/// A list of codes as it is told.
pub(crate) fn told_codes(codes: impl IntoIterator<Item = Code>) -> String {
    let text: Vec<String> = codes.into_iter().map(|code| code.to_string()).collect();
    if text.is_empty() { "–".to_owned() } else { text.join(", ") }
}

/// When a call-in begins, as it is told.
fn begins(ctx: &Ctx, text: &str) -> Option<(Moment, Date)> {
    let local = DateTime::strptime(WHEN, text).ok()?;
    Some((Moment::at(local.date(), local.hour(), local.minute(), ctx.zone()).ok()?, local.date()))
}

/// What rests here on a call-in follows the day that has just been told. Nothing else changes by itself.
pub(crate) async fn follow(ctx: &Ctx, tx: &mut Tx, permit: &Permit<ReceiveEnvelope>, arrived: &NewReceived) -> Result<(), AppError> {
    if arrived.kind != SnapshotKind::CallIn.name() {
        return Ok(());
    }
    let text = |key: &str| arrived.fields.iter().find(|field| field.key == key).map(|field| field.value.as_str());
    let code = text("call-in-code").and_then(|code| code.parse::<Code>().ok());
    if let (Some(code), Some(when)) = (code, text("call-in-when").and_then(|when| begins(ctx, when))) {
        gvi_store::call_ins::follow(tx, permit, code, when, text("call-in-state") != Some(CallInState::CalledOff.name())).await?;
    }
    Ok(())
}

fn call_in(ctx: &Ctx, known: &Known) -> Option<KnownCallIn> {
    let fields = &known.content.fields;
    let code = value(fields, "call-in-code")?.parse().ok()?;
    let (begins, day) = begins(ctx, value(fields, "call-in-when")?)?;
    Some(KnownCallIn {
        envelope: known.received.envelope,
        code,
        begins,
        day,
        place: value(fields, "call-in-place").unwrap_or_default().to_owned(),
        groups: codes(value(fields, "call-in-groups").unwrap_or_default()),
        called_off: value(fields, "call-in-state") == Some(CallInState::CalledOff.name()),
        safety: value(fields, "call-in-safety").unwrap_or_default().to_owned(),
    })
}

/// The call-ins that this authority has been told of and may use, the latest day on top.
pub async fn call_ins(ctx: &Ctx) -> Result<Vec<KnownCallIn>, AppError> {
    let mut known: Vec<KnownCallIn> =
        received::of_kind(ctx, SnapshotKind::CallIn).await?.iter().filter_map(|known| call_in(ctx, known)).collect();
    known.sort_by(|one, other| other.begins.cmp(&one.begins).then_with(|| one.code.cmp(&other.code)));
    Ok(known)
}

/// One of them, by its code.
pub async fn of_code(ctx: &Ctx, code: Code) -> Result<KnownCallIn, AppError> {
    call_ins(ctx).await?.into_iter().find(|known| known.code == code).ok_or(AppError::NotFound)
}

/// What was answered about a call-in, the latest first.
pub async fn answers(ctx: &Ctx, code: Code) -> Result<Vec<CallInAnswer>, AppError> {
    let neighbours = ctx.neighbours().await?;
    let mut answers = Vec::new();
    for known in received::of_kind(ctx, SnapshotKind::CallInAnswer).await? {
        let fields = known.content.fields;
        if value(&fields, "call-in-code").and_then(|text| text.parse::<Code>().ok()) != Some(code) {
            continue;
        }
        let from = known.received.from_authority;
        answers.push(CallInAnswer {
            envelope: known.received.envelope,
            is_of_the_police: neighbours.iter().any(|known| known.authority == from && known.kind.as_str() == "POL"),
            from: from.to_string(),
            step: value(&fields, "call-in-step").unwrap_or_default().to_owned(),
            day: value(&fields, "call-in-day").and_then(|text| text.parse().ok()),
            sealed_at: known.received.sealed_at,
            fields,
        });
    }
    answers.sort_by(|one, other| other.sealed_at.cmp(&one.sealed_at).then_with(|| other.envelope.cmp(&one.envelope)));
    Ok(answers)
}

/// The groups that this authority has been told of by their cards: code and code name.
pub async fn groups(ctx: &Ctx) -> Result<Vec<(String, String)>, AppError> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for known in received::of_kind(ctx, SnapshotKind::GroupCard).await? {
        let name = value(&known.content.fields, "group-name").unwrap_or_default().to_owned();
        if !name.is_empty() && !groups.iter().any(|(code, _)| *code == known.received.subject) {
            groups.push((known.received.subject, name));
        }
    }
    groups.sort_by_key(|(code, name)| (crate::order::sort_key(name), code.clone()));
    Ok(groups)
}
