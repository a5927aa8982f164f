//! Telling of a call-in: the shell to the other authorities and, with time, place and code alone, to the community; the police's answers; and
//! what the door list came to. Every one of them is a disclosure without persons by harm test (row M7), whose text is filled in beforehand
//! and confirmed by whoever sends it.
//!
//! What was told before is put right by the new one, so nobody holds two truths about one meeting.

use std::collections::BTreeSet;

use gvi_domain::DisclosureId;
use gvi_domain::disclosure::Addressee;
use gvi_secrecy::catalogue::Catalogue;
use gvi_secrecy::deeds::ListDisclosures;
use gvi_store::Ctx;
use gvi_store::neighbours::Neighbour;

use crate::disclosures::{self, Decided, Preview};
use crate::draft::{Draft, SnapshotKind, Source};
use crate::error::AppError;
use crate::focus::today;

/// The row of the sharing matrix that call-ins travel in.
const CATEGORY: &str = "M7";
/// Days after its day until which what was told may be used.
const DAYS: i32 = 90;

/// To whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The other authorities.
    Authorities,
    /// Community organisations: time, place and code alone.
    Community,
}

/// What is confirmed when a call-in is told.
#[derive(Debug, Clone)]
pub struct Telling {
    /// The id that the form minted: the same form sent twice is one decision.
    pub id: DisclosureId,
    /// To whom.
    pub audience: Audience,
    /// The legal basis of the own authority.
    pub legal_basis: String,
    /// Why nobody is harmed; also why it is needed and no more than this.
    pub harm: String,
    /// Nobody can be recognised in it.
    pub nobody_recognised: bool,
}

/// Something told and in force.
#[derive(Debug, Clone)]
pub struct Told {
    /// The decision.
    pub id: DisclosureId,
    /// Its version.
    pub version: i64,
    /// When.
    pub at: gvi_domain::Moment,
    /// The authorities that received it, and whether somebody there has seen it.
    pub recipients: Vec<(String, bool)>,
}

/// What was told of a thing and is in force. Empty for whoever may not see what was disclosed.
pub async fn told(ctx: &Ctx, source: Source) -> Result<Vec<Told>, AppError> {
    if !ctx.would::<ListDisclosures>() {
        return Ok(Vec::new());
    }
    let told = |line: disclosures::Line| Told {
        id: line.disclosure.id,
        version: line.disclosure.version,
        at: line.disclosure.decided_at,
        recipients: line.recipients.into_iter().map(|(authority, seen)| (authority.to_string(), seen)).collect(),
    };
    Ok(disclosures::of(ctx, source).await?.into_iter().map(told).collect())
}

fn is_meant(own: &str, known: &Neighbour, audience: Audience) -> bool {
    match (audience, own) {
        (Audience::Community, _) => known.kind.as_str() == "CIV",
        // Who came is for whoever coordinates and for the police, who record which group has heard; nobody else plans by it.
        (Audience::Authorities, "KV") => ["MUN", "POL"].contains(&known.kind.as_str()),
        (Audience::Authorities, _) => known.kind.as_str() != "CIV",
    }
}

/// Fields that are told to everybody; the others go to authorities.
const TO_ALL: [&str; 3] = ["call-in-code", "call-in-when", "call-in-place"];
const TO_AUTHORITIES: [&str; 13] = [
    "call-in-minutes",
    "call-in-groups",
    "call-in-state",
    "call-in-safety",
    "call-in-step",
    "call-in-day",
    "call-in-groups-guest",
    "call-in-groups-without",
    "call-in-groups-came",
    "call-in-summoned",
    "call-in-came",
    "call-in-left",
    "call-in-reasons",
];

async fn draft(ctx: &Ctx, source: Source, telling: &Telling) -> Result<Draft, AppError> {
    let (catalogue, today) = (Catalogue::se(), today(ctx));
    let kind = if matches!(source, Source::CallIn(_)) { SnapshotKind::CallIn } else { SnapshotKind::CallInAnswer };
    let mut draft = Draft::new(telling.id, kind, CATEGORY, source);
    let more = TO_AUTHORITIES.iter().filter(|_| telling.audience == Audience::Authorities);
    draft.chosen = TO_ALL.iter().chain(more).map(|key| (*key).to_owned()).collect();
    let row = catalogue.category(&CATEGORY.into());
    let plate = ctx.plate();
    draft.recipients = ctx
        .neighbours()
        .await?
        .iter()
        .filter(|known| row.is_some_and(|row| row.path(&plate.kind, &known.kind).is_some()))
        .filter(|known| is_meant(plate.kind.as_str(), known, telling.audience))
        .map(|known| Addressee::function(known.authority.clone(), if known.kind.as_str() == "CIV" { "partner" } else { "coordinator" }))
        .collect();
    draft.purposes = ["staff-safety".into()].into();
    draft.legal_basis = Some(telling.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(Into::into);
    draft.by_harm_test(ctx, &telling.harm, telling.nobody_recognised);
    let day = super::offered::day_of(ctx, source).await?;
    draft.ends_on = Some(day.max(today).saturating_add(jiff::Span::new().days(DAYS)));
    // What these very recipients hold already is put right by this.
    let meant: BTreeSet<String> = draft.recipients.iter().map(|to| to.authority.to_string()).collect();
    let earlier = told(ctx, source).await?;
    draft.corrects = earlier
        .iter()
        .find(|told| {
            told.id != telling.id && told.recipients.iter().map(|(authority, _)| authority.clone()).collect::<BTreeSet<_>>() == meant
        })
        .map(|told| (told.id, told.version));
    Ok(draft)
}

/// Shows what the others would see, and every reason why not.
pub async fn preview(ctx: &Ctx, source: Source, telling: &Telling) -> Result<Preview, AppError> {
    disclosures::preview(ctx, &draft(ctx, source, telling).await?).await
}

/// Tells. Every obstacle comes back in [`Decided::Refused`], and nothing is saved then.
pub async fn tell(ctx: &Ctx, source: Source, telling: &Telling) -> Result<Decided, AppError> {
    disclosures::decide(ctx, &draft(ctx, source, telling).await?).await
}
