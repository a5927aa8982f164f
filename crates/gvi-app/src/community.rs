//! Deeds on speakers and networks: the municipality's coordinator and liaison keep them, and nobody else.

use gvi_domain::clock::ClockKind;
use gvi_domain::community::{
    ENGAGEMENTS_PER_SPEAKER_MAX, Engagement, NewNetwork, NewSpeaker, SPEAKER_REMINDED_DAYS, TypedSpeaker, Vetting, renewed,
};
use gvi_domain::{Date, DomainError, EngagementId, NetworkId, SpeakerId, Whole};
use gvi_secrecy::deeds::{AddNetwork, AddSpeaker, EditNetwork, EditSpeaker, ListNetworks, ListSpeakers, ReadNetwork, ReadSpeaker};
use gvi_secrecy::{Changes, Permit};
pub use gvi_store::speakers::KeptEngagement;
use gvi_store::{Ctx, Tx, clocks, speakers};

use crate::disclosures::end_of;
use crate::error::AppError;
use crate::focus::today;
use crate::order::sort_key;
use crate::papers::{self, Paper, Printable, Printing};
use crate::seen::{SeenClock, SeenNetwork, SeenSpeaker};

/// Speakers and networks.
pub struct Voices {
    /// By name.
    pub speakers: Vec<SeenSpeaker>,
    /// By name.
    pub networks: Vec<SeenNetwork>,
    /// Whether the reader may add.
    pub may_add: bool,
}

/// Who can speak, and who stands behind them.
pub async fn voices(ctx: &Ctx) -> Result<Voices, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListSpeakers>(Whole).await?;
    let rows = speakers::list(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadSpeaker, _>(&permit, rows);
    tx.note_rows(&permit, seen.iter().map(|speaker| speaker.id));
    let networks = match tx.maybe::<ListNetworks>(Whole).await? {
        Some(list) => {
            let rows = speakers::networks(&mut tx, &list).await?;
            tx.open_rows::<_, ListNetworks, _>(&list, rows)
        }
        None => Vec::new(),
    };
    let may_add = tx.would::<AddSpeaker>(Whole).await?;
    tx.commit().await?;
    Ok(Voices { speakers: seen, networks, may_add })
}

/// One speaker with what can be done now.
pub struct SpeakerCard {
    /// The speaker.
    pub speaker: SeenSpeaker,
    /// What they take part in, the latest first.
    pub engagements: Vec<KeptEngagement>,
    /// Their network, if they have one.
    pub network: Option<SeenNetwork>,
    /// Running limits.
    pub clocks: Vec<SeenClock>,
    /// Whether the reader may change anything.
    pub may_edit: bool,
}

/// Opens a speaker.
pub async fn card(ctx: &Ctx, id: SpeakerId) -> Result<SpeakerCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSpeaker>(id).await?;
    let speaker = speakers::speaker(&mut tx, &permit).await?.open(&permit);
    let engagements = speakers::engagements(&mut tx, &permit).await?;
    let clocks = clocks::of(&mut tx, &permit, id).await?;
    let clocks = clocks.into_iter().filter(|clock| clock.stopped_at.is_none() && clock.started_at <= ctx.now()).collect();
    let may_edit = tx.would::<EditSpeaker>(id).await?;
    let network = match (speaker.network.as_value().copied().flatten(), tx.maybe::<ListNetworks>(Whole).await?) {
        (Some(own), Some(list)) => {
            let rows = speakers::networks(&mut tx, &list).await?;
            tx.open_rows::<_, ListNetworks, _>(&list, rows).into_iter().find(|network| network.id == own)
        }
        _ => None,
    };
    tx.commit().await?;
    Ok(SpeakerCard { speaker, engagements, network, clocks, may_edit })
}

/// Whether the reader may add speakers and networks: asked before the form is shown.
pub async fn may_add(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<AddSpeaker>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// The limit on a consent: it begins a month before the last day, and ends with it.
async fn remind<D: Changes>(ctx: &Ctx, tx: &mut Tx, permit: &Permit<D>, id: SpeakerId, code: &str, until: Date) -> Result<(), AppError> {
    clocks::stop(tx, permit, ClockKind::SpeakerConsent, id).await?;
    let begins = end_of(ctx, until).plus_days(-SPEAKER_REMINDED_DAYS);
    clocks::start(tx, permit, ClockKind::SpeakerConsent, id, code, begins).await?;
    Ok(())
}

/// Adds a speaker on their consent.
pub async fn add(ctx: &Ctx, id: SpeakerId, typed: TypedSpeaker<'_>) -> Result<SpeakerId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AddSpeaker>(Whole).await?;
    let new = NewSpeaker::read(id, typed, today(ctx))?;
    if let Some(network) = new.network {
        let list = tx.maybe::<ListNetworks>(Whole).await?.ok_or(AppError::NotFound)?;
        let rows = speakers::networks(&mut tx, &list).await?;
        if !tx.open_rows::<_, ListNetworks, _>(&list, rows).iter().any(|known| known.id == network) {
            return Err(DomainError::field("network", "missing").into());
        }
    }
    if let Some(code) = speakers::add(&mut tx, &permit, &new, &sort_key(&new.name)).await? {
        remind(ctx, &mut tx, &permit, id, &code.to_string(), new.until).await?;
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Writes where the question to the police stands.
pub async fn vet(ctx: &Ctx, id: SpeakerId, to: Vetting, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    let speaker = speakers::speaker(&mut tx, &permit).await?.open(&permit);
    let to = speaker.vetting.value().ok_or(AppError::NotFound)?.move_to(to)?;
    speakers::set_vetting(&mut tx, &permit, to, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes that a speaker was prepared today.
pub async fn prepare(ctx: &Ctx, id: SpeakerId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    speakers::prepared(&mut tx, &permit, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes a consent that the speaker gave anew.
pub async fn renew(ctx: &Ctx, id: SpeakerId, given: &str, until: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    let speaker = speakers::speaker(&mut tx, &permit).await?.open(&permit);
    let (given, until) = renewed(given, until, today(ctx))?;
    speakers::renew(&mut tx, &permit, given, until, version).await?;
    remind(ctx, &mut tx, &permit, id, &speaker.code.to_string(), until).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a consent back on the speaker's word: everything about them is gone when this returns.
pub async fn withdraw(ctx: &Ctx, id: SpeakerId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    speakers::erase(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes what a speaker takes part in. Nobody is engaged beyond their consent, nor before the police saw no hindrance.
pub async fn engage(ctx: &Ctx, id: SpeakerId, engagement: EngagementId, on: &str, event: &str) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    let speaker = speakers::speaker(&mut tx, &permit).await?.open(&permit);
    let new = Engagement::read(engagement, on, event)?;
    if speaker.vetting.as_value() != Some(&Vetting::Yes) {
        return Err(DomainError::Rule { rule: "speaker-not-vetted" }.into());
    }
    if speaker.expires_on.as_value().is_none_or(|until| new.on > *until) {
        return Err(DomainError::field("on", "beyond-consent").into());
    }
    if speakers::engagements(&mut tx, &permit).await?.len() >= ENGAGEMENTS_PER_SPEAKER_MAX {
        return Err(DomainError::Full { what: "engagements", limit: ENGAGEMENTS_PER_SPEAKER_MAX }.into());
    }
    speakers::engage(&mut tx, &permit, &new).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes that an engagement took place, or that it was talked through afterwards.
pub async fn after(ctx: &Ctx, id: SpeakerId, engagement: EngagementId, debriefed: bool) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSpeaker>(id).await?;
    let there = speakers::engagements(&mut tx, &permit).await?.into_iter().find(|kept| kept.id == engagement).ok_or(AppError::NotFound)?;
    // What has not been yet was not held either.
    if there.on > today(ctx) {
        return Err(DomainError::field("on", "ahead").into());
    }
    let done = if debriefed {
        speakers::debriefed(&mut tx, &permit, engagement).await?
    } else {
        speakers::engagement_done(&mut tx, &permit, engagement).await?
    };
    if !done {
        return Err(DomainError::WrongState { thing: "engagement", state: "planned", deed: "debrief" }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Adds a network. Its first meeting is due within the limit.
pub async fn add_network(ctx: &Ctx, id: NetworkId, name: &str, voice: &str) -> Result<NetworkId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AddNetwork>(Whole).await?;
    let new = NewNetwork::read(id, name, voice)?;
    if let Some(code) = speakers::add_network(&mut tx, &permit, &new, &sort_key(&new.name)).await? {
        clocks::start(&mut tx, &permit, ClockKind::NetworkMeeting, id, &code.to_string(), ctx.now()).await?;
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// One network with the days on which it met.
pub struct NetworkCard {
    /// The network.
    pub network: SeenNetwork,
    /// The latest first.
    pub meetings: Vec<Date>,
    /// Running limits.
    pub clocks: Vec<SeenClock>,
    /// Papers that can be made of it now.
    pub papers: Vec<Printable>,
}

/// Opens a network.
pub async fn network_card(ctx: &Ctx, id: NetworkId) -> Result<NetworkCard, AppError> {
    opened_network(ctx, id, None).await
}

/// The same for a file for calendars.
pub async fn printed_network(ctx: &Ctx, id: NetworkId, printing: Printing) -> Result<NetworkCard, AppError> {
    opened_network(ctx, id, Some(printing)).await
}

async fn opened_network(ctx: &Ctx, id: NetworkId, printing: Option<Printing>) -> Result<NetworkCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadNetwork>(id).await?;
    let network = speakers::network(&mut tx, &permit).await?.open(&permit);
    let meetings = speakers::meetings(&mut tx, &permit).await?;
    let clocks: Vec<SeenClock> = clocks::of(&mut tx, &permit, id).await?.into_iter().filter(|clock| clock.stopped_at.is_none()).collect();
    // What is put into a calendar is the day by which they meet again.
    let papers = if clocks.is_empty() { Vec::new() } else { vec![Printable::any(Paper::Calendar)] };
    papers::made(&mut tx, &permit, &papers, printing)?;
    tx.commit().await?;
    Ok(NetworkCard { network, meetings, clocks, papers })
}

/// Writes that a network met; the next meeting is due in three months.
pub async fn network_met(ctx: &Ctx, id: NetworkId, on: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditNetwork>(id).await?;
    let network = speakers::network(&mut tx, &permit).await?.open(&permit);
    let mut read = gvi_domain::reading::Reading::new();
    let on = read.date("met_on", on);
    if on.is_some_and(|on| on > today(ctx)) {
        read.fault(DomainError::field("met_on", "ahead"));
    }
    let on = read.finish(|| on)?;
    let latest = network.last_met_on.value().flatten().map_or(on, |before| before.max(on));
    speakers::met(&mut tx, &permit, on, latest, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::NetworkMeeting, id).await?;
    let from = gvi_domain::Moment::at(latest, 12, 0, ctx.zone()).map_or(ctx.now(), |noon| noon.min(ctx.now()));
    clocks::start(&mut tx, &permit, ClockKind::NetworkMeeting, id, &network.code.to_string(), from).await?;
    tx.commit().await?;
    Ok(())
}
