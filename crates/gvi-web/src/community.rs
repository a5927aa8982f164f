//! Pages of the community: who can speak, their engagements, and the networks behind them. Everything about a speaker is their own, and goes
//! in one press when they say so.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::community::{self, KeptEngagement};
use gvi_app::seen::{SeenNetwork, SeenSpeaker};
use gvi_domain::community::{SPEAKER_MONTHS_MAX, TypedSpeaker, Vetting, Voice};
use gvi_domain::{EngagementId, NetworkId, SpeakerId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::papers::Section;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/speakers", get(list))
        .route("/speakers/new", get(new).post(add))
        .route("/speakers/{id}", get(card))
        .route("/speakers/{id}/{deed}", post(change))
        .route("/networks/new", get(new_network).post(add_network))
        .route("/networks/{id}", get(network))
        .route("/networks/{id}/met", post(met))
}

fn vetting_tag(tr: Tr, vetting: Vetting) -> Tag {
    let word = tr.t(&format!("speaker-vetting-{}", vetting.name()));
    match vetting {
        Vetting::NotAsked => Tag::quiet(word),
        Vetting::Asked => Tag::soon(word),
        Vetting::Yes => Tag::good(word),
        Vetting::No => Tag::refused(word),
    }
}

fn voices(tr: Tr, chosen: &str) -> Vec<Choice> {
    Voice::ALL.iter().map(|voice| Choice::new(voice.name(), tr.t(&format!("voice-{}", voice.name()))).chosen_when(chosen)).collect()
}

/// A speaker as the list and their own page print them.
#[derive(Serialize)]
struct SpeakerView {
    id: String,
    code: String,
    name: Option<String>,
    voice: Option<String>,
    contact: Option<String>,
    vetting: Option<Tag>,
    vetted_on: Option<String>,
    prepared_on: Option<String>,
    needs_protection: bool,
    consented_on: Option<String>,
    until: Option<String>,
    version: i64,
}

fn view(tr: Tr, speaker: &SeenSpeaker) -> SpeakerView {
    SpeakerView {
        id: speaker.id.to_string(),
        code: speaker.code.to_string(),
        name: speaker.name.as_value().cloned(),
        voice: speaker.voice.as_value().map(|voice| tr.t(&format!("voice-{}", voice.name()))),
        contact: speaker.contact.as_value().cloned(),
        vetting: speaker.vetting.as_value().map(|vetting| vetting_tag(tr, *vetting)),
        vetted_on: speaker.vetting_on.as_value().copied().flatten().map(iso_date),
        prepared_on: speaker.prepared_on.as_value().copied().flatten().map(iso_date),
        needs_protection: speaker.needs_protection.as_value().copied().unwrap_or(false),
        consented_on: speaker.consented_on.as_value().map(|day| iso_date(*day)),
        until: speaker.expires_on.as_value().map(|day| iso_date(*day)),
        version: speaker.version,
    }
}

#[derive(Serialize)]
struct NetworkView {
    id: String,
    code: String,
    name: Option<String>,
    voice: Option<String>,
    last_met: Option<String>,
    version: i64,
}

fn network_view(tr: Tr, network: &SeenNetwork) -> NetworkView {
    NetworkView {
        id: network.id.to_string(),
        code: network.code.to_string(),
        name: network.name.as_value().cloned(),
        voice: network.voice.as_value().map(|voice| tr.t(&format!("voice-{}", voice.name()))),
        last_met: network.last_met_on.as_value().copied().flatten().map(iso_date),
        version: network.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "community/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    speakers: Vec<SpeakerView>,
    networks: Vec<NetworkView>,
    may_add: bool,
}

async fn list(desk: Desk) -> Answer {
    let tr = desk.tr();
    let voices = community::voices(&desk.ctx).await?;
    let speakers = voices.speakers.iter().map(|speaker| view(tr, speaker)).collect();
    let networks = voices.networks.iter().map(|network| network_view(tr, network)).collect();
    desk.page(&ListPage { shell: desk.shell(), speakers, networks, may_add: voices.may_add })
}

/// What is typed of a speaker.
#[derive(Deserialize, Serialize, Default, Clone)]
struct SpeakerForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    voice: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    network: String,
    #[serde(default)]
    needs_protection: String,
    #[serde(default)]
    consented_on: String,
    #[serde(default)]
    until: String,
}

#[derive(Template, Serialize)]
#[template(path = "community/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    voices: Vec<Choice>,
    #[serde(skip)]
    networks: Vec<Choice>,
    form: SpeakerForm,
}

async fn new_page(desk: &Desk, form: SpeakerForm, errors: FormErrors) -> Result<NewPage, Problem> {
    let tr = desk.tr();
    let known = community::voices(&desk.ctx).await?.networks;
    let network =
        |network: &SeenNetwork| Some(Choice::new(network.id.to_string(), network.name.as_value()?.clone()).chosen_when(&form.network));
    Ok(NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/speakers", tr.t("speakers-title")), Crumb::here(tr.t("speaker-add"))],
        errors,
        voices: voices(tr, &form.voice),
        networks: known.iter().filter_map(network).collect(),
        form,
    })
}

async fn new(desk: Desk) -> Answer {
    community::may_add(&desk.ctx).await?;
    let today = desk.now().date(desk.zone());
    let form = SpeakerForm {
        id: SpeakerId::new().to_string(),
        consented_on: iso_date(today),
        until: iso_date(today.saturating_add(jiff::Span::new().months(SPEAKER_MONTHS_MAX))),
        ..SpeakerForm::default()
    };
    let page = new_page(&desk, form, FormErrors::none()).await?;
    desk.page(&page)
}

async fn add(Typed { desk, form }: Typed<SpeakerForm>) -> Answer {
    let id: SpeakerId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedSpeaker {
        name: &form.name,
        voice: &form.voice,
        contact: &form.contact,
        network: &form.network,
        needs_protection: form.needs_protection == "yes",
        consented_on: &form.consented_on,
        until: &form.until,
    };
    match community::add(&desk.ctx, id, typed).await {
        Ok(id) => desk.done(&format!("/speakers/{id}"), "speaker-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = new_page(&desk, form, errors).await?;
            desk.faulty(&page)
        }
    }
}

#[derive(Serialize)]
struct EngagementLine {
    id: String,
    on: String,
    event: String,
    done: bool,
    over: bool,
    debriefed_on: Option<String>,
}

#[derive(Serialize)]
struct VettingStep {
    step: &'static str,
    label: String,
}

#[derive(Template, Serialize)]
#[template(path = "community/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    speaker: SpeakerView,
    network: Option<NetworkView>,
    engagements: Vec<EngagementLine>,
    vetting_steps: Vec<VettingStep>,
    clocks: Vec<ClockChip>,
    engagement: String,
    #[serde(skip)]
    form: ChangeForm,
    may_edit: bool,
}

async fn card_page(desk: &Desk, id: SpeakerId, form: ChangeForm, errors: FormErrors) -> Result<CardPage, Problem> {
    let (tr, today) = (desk.tr(), desk.now().date(desk.zone()));
    let card = community::card(&desk.ctx, id).await?;
    let speaker = view(tr, &card.speaker);
    let line = |kept: KeptEngagement| EngagementLine {
        id: kept.id.to_string(),
        on: iso_date(kept.on),
        event: kept.event,
        done: kept.done,
        over: kept.on <= today,
        debriefed_on: kept.debriefed_on.map(iso_date),
    };
    let next = card.speaker.vetting.as_value().filter(|_| card.may_edit).map(|vetting| vetting.next()).unwrap_or_default();
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/speakers", tr.t("speakers-title")), Crumb::here(speaker.code.clone())],
        errors,
        network: card.network.as_ref().map(|network| network_view(tr, network)),
        engagements: card.engagements.into_iter().map(line).collect(),
        vetting_steps: next.iter().map(|to| VettingStep { step: to.name(), label: tr.t(&format!("speaker-vet-{}", to.name())) }).collect(),
        clocks: card.clocks.iter().map(|clock| chip(desk, clock, false)).collect(),
        engagement: EngagementId::new().to_string(),
        form,
        may_edit: card.may_edit,
        speaker,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let today = desk.now().date(desk.zone());
    let form = ChangeForm {
        consented_on: iso_date(today),
        until: iso_date(today.saturating_add(jiff::Span::new().months(SPEAKER_MONTHS_MAX))),
        ..ChangeForm::default()
    };
    let page = card_page(&desk, id, form, FormErrors::none()).await?;
    desk.page(&page)
}

#[derive(Deserialize, Default)]
struct ChangeForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    engagement: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    consented_on: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    version: i64,
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: SpeakerId = id.parse().map_err(|_| Problem::NotFound)?;
    let ctx = &desk.ctx;
    let done: Result<(), AppError> = match (deed.as_str(), Vetting::named(&form.to), form.engagement.parse()) {
        ("vetting", Some(to), _) => community::vet(ctx, id, to, form.version).await,
        ("prepared", ..) => community::prepare(ctx, id, form.version).await,
        ("renew", ..) => community::renew(ctx, id, &form.consented_on, &form.until, form.version).await,
        ("engage", _, Ok(engagement)) => community::engage(ctx, id, engagement, &form.on, &form.event).await,
        ("done", _, Ok(engagement)) => community::after(ctx, id, engagement, false).await,
        ("debriefed", _, Ok(engagement)) => community::after(ctx, id, engagement, true).await,
        ("withdraw", ..) => {
            community::withdraw(ctx, id).await?;
            return desk.done("/speakers", "speaker-gone");
        }
        _ => return Err(Problem::NotFound),
    };
    match done {
        Ok(()) => desk.done(&format!("/speakers/{id}"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, form, errors).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed of a network.
#[derive(Deserialize, Serialize, Default, Clone)]
struct NetworkForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    voice: String,
    #[serde(default)]
    met_on: String,
    #[serde(default)]
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "community/new_network.html")]
struct NewNetworkPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    voices: Vec<Choice>,
    form: NetworkForm,
}

fn new_network_page(desk: &Desk, form: NetworkForm, errors: FormErrors) -> NewNetworkPage {
    let tr = desk.tr();
    NewNetworkPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/speakers", tr.t("speakers-title")), Crumb::here(tr.t("network-add"))],
        errors,
        voices: voices(tr, &form.voice),
        form,
    }
}

async fn new_network(desk: Desk) -> Answer {
    community::may_add(&desk.ctx).await?;
    let form = NetworkForm { id: NetworkId::new().to_string(), ..NetworkForm::default() };
    desk.page(&new_network_page(&desk, form, FormErrors::none()))
}

async fn add_network(Typed { desk, form }: Typed<NetworkForm>) -> Answer {
    let id: NetworkId = form.id.parse().map_err(|_| Problem::NotFound)?;
    match community::add_network(&desk.ctx, id, &form.name, &form.voice).await {
        Ok(id) => desk.done(&format!("/networks/{id}"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_network_page(&desk, form, errors))
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "community/network.html")]
struct NetworkPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    made: Section,
    network: NetworkView,
    meetings: Vec<String>,
    clocks: Vec<ClockChip>,
    met_on: String,
}

async fn network_page(desk: &Desk, id: NetworkId, met_on: String, errors: FormErrors) -> Result<NetworkPage, Problem> {
    let tr = desk.tr();
    let card = community::network_card(&desk.ctx, id).await?;
    let network = network_view(tr, &card.network);
    Ok(NetworkPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/speakers", tr.t("speakers-title")), Crumb::here(network.code.clone())],
        errors,
        meetings: card.meetings.into_iter().map(iso_date).collect(),
        clocks: card.clocks.iter().map(|clock| chip(desk, clock, false)).collect(),
        made: Section::of(desk, &format!("/networks/{id}"), &card.papers),
        met_on,
        network,
    })
}

async fn network(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let today = iso_date(desk.now().date(desk.zone()));
    let page = network_page(&desk, id, today, FormErrors::none()).await?;
    desk.page(&page)
}

async fn met(Path(id): Path<String>, Typed { desk, form }: Typed<NetworkForm>) -> Answer {
    let id: NetworkId = id.parse().map_err(|_| Problem::NotFound)?;
    match community::network_met(&desk.ctx, id, &form.met_on, form.version).await {
        Ok(()) => desk.done(&format!("/networks/{id}"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = network_page(&desk, id, form.met_on, errors).await?;
            desk.faulty(&page)
        }
    }
}
