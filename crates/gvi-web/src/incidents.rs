//! Pages of incidents: the list, the short form, the card's facts, editing, closing.
//!
//! The other tabs of a card have files of their own; they all begin with the [`Head`] that is made here.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::incidents::{IncidentCard, IncidentFilter};
use gvi_app::seen::SeenIncident;
use gvi_app::{AppError, incidents};
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, IncidentState, NewIncident, Position};
use gvi_domain::triage::Gmi;
use gvi_domain::{Date, DomainError, IncidentId, Moment, Occurred, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors, RoughTime};
use crate::groups::group_choices;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{ClockChip, Crumb, Paging, Tag};
use crate::text::{Tr, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/incidents", get(list))
        .route("/incidents/new", get(new).post(register))
        .route("/incidents/{id}", get(card))
        .route("/incidents/{id}/edit", get(edit_form).post(edit))
        .route("/incidents/{id}/close", post(close))
        .route("/incidents/{id}/reopen", post(reopen))
        .route("/incidents/{id}/reviewed", post(reviewed))
}

/// The sign of an incident's state.
pub fn state_tag(tr: Tr, state: IncidentState) -> Tag {
    let word = tr.t(&format!("incident-state-{}", state.name()));
    match state {
        IncidentState::Reported => Tag::soon(word),
        IncidentState::Triaged => Tag::partly(word),
        IncidentState::Reviewed => Tag::active(word),
        IncidentState::Attributed => Tag::good(word),
        IncidentState::Closed => Tag::quiet(word),
    }
}

/// The sign of whether it is established.
pub fn confirmation_tag(tr: Tr, confirmation: Confirmation) -> Tag {
    let word = tr.t(&format!("confirmation-{}", confirmation.name()));
    match confirmation {
        Confirmation::NotYet => Tag::planned(word),
        Confirmation::Refuted => Tag::refused(word),
        _ => Tag::good(word),
    }
}

/// The sign of the verdict.
pub fn gmi_tag(tr: Tr, gmi: Gmi) -> Tag {
    let word = tr.t(&format!("gmi-{}", gmi.name()));
    match gmi {
        Gmi::Yes => Tag::active(word),
        Gmi::Suspected => Tag::partly(word),
        Gmi::No => Tag::quiet(word),
        Gmi::Unknown => Tag::planned(word),
    }
}

/// A roughly known time in words.
pub fn when(desk: &Desk, occurred: Occurred) -> String {
    let tr = desk.tr();
    let at = |moment: Moment| tr.moment(moment.timestamp(), desk.zone());
    match occurred {
        Occurred::At(moment) => at(moment),
        Occurred::On(date) => tr.date(date),
        Occurred::Between(from, to) => format!("{} – {}", at(from), at(to)),
    }
}

/// An incident as lists and cards print it.
#[derive(Serialize)]
pub struct IncidentLine {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// Kind in words.
    pub kind: Option<String>,
    /// When, in words.
    pub when: Option<String>,
    /// Where.
    pub place: Option<String>,
    position: Option<String>,
    killed: Option<u32>,
    injured: Option<u32>,
    child_hit: bool,
    bystander_hit: bool,
    confirmation: Option<Tag>,
    note: Option<String>,
    /// State.
    pub state: Option<Tag>,
    gmi: Option<Tag>,
    registered: Option<String>,
    alerted: Option<String>,
    closed: Option<String>,
    closed_why: Option<String>,
    watch_until: Option<String>,
    imported: bool,
    version: i64,
}

/// The line of an incident.
pub fn line(desk: &Desk, incident: SeenIncident) -> IncidentLine {
    let tr = desk.tr();
    let moment = |moment: Moment| iso_moment(moment.timestamp(), desk.zone());
    IncidentLine {
        id: incident.id.to_string(),
        code: incident.code.to_string(),
        kind: incident.kind.value().map(|kind| tr.t(&format!("incident-kind-{}", kind.name()))),
        when: incident.occurred.value().map(|occurred| when(desk, occurred)),
        place: incident.place.value(),
        position: incident.position.value().flatten().map(|at| format!("{:.5}, {:.5}", at.latitude, at.longitude)),
        killed: incident.killed.value(),
        injured: incident.injured.value(),
        child_hit: incident.child_hit.value().unwrap_or(false),
        bystander_hit: incident.bystander_hit.value().unwrap_or(false),
        confirmation: incident.confirmation.value().map(|confirmation| confirmation_tag(tr, confirmation)),
        note: incident.note.value().map(|note| note.as_str().to_owned()),
        state: incident.state.value().map(|state| state_tag(tr, state)),
        gmi: incident.gmi.value().map(|gmi| gmi_tag(tr, gmi)),
        registered: incident.registered_at.value().map(moment),
        alerted: incident.alerted_at.value().flatten().map(moment),
        closed: incident.closed_at.value().flatten().map(moment),
        closed_why: incident.closed_why.value().map(|why| why.as_str().to_owned()).filter(|why| !why.is_empty()),
        watch_until: incident.watch_until.value().map(moment),
        imported: incident.batch.is_some(),
        version: incident.version,
    }
}

/// The top of every tab: where one is, how it stands, what to do next.
#[derive(Serialize)]
pub struct Head {
    /// The way here.
    #[serde(skip)]
    pub(crate) crumbs: Vec<Crumb>,
    /// The parts of the card.
    #[serde(skip)]
    pub(crate) tabs: Vec<NavItem>,
    /// Kind and place.
    pub(crate) title: String,
    /// Code.
    pub(crate) code: String,
    /// State.
    pub(crate) state: Option<Tag>,
    /// When, in words.
    pub(crate) when: Option<String>,
    /// What to do next, in one sentence.
    pub(crate) next: String,
    /// Its clocks.
    pub(crate) clocks: Vec<ClockChip>,
}

/// Makes the head of a tab.
pub fn head(desk: &Desk, card: &IncidentCard, tab: &str) -> Head {
    let (tr, incident) = (desk.tr(), &card.incident);
    let id = incident.id.to_string();
    let kind = incident.kind.as_value().map(|kind| tr.t(&format!("incident-kind-{}", kind.name())));
    let title = match (kind, incident.place.as_value()) {
        (Some(kind), Some(place)) => format!("{kind}, {place}"),
        _ => incident.code.to_string(),
    };
    let mut tabs = Vec::new();
    for (name, path, shown) in [
        ("incident-tab-facts", "", true),
        ("incident-tab-persons", "/persons", card.may.see_persons),
        ("incident-tab-triage", "/triage", true),
        ("incident-tab-attribution", "/attribution", true),
        ("incident-tab-retaliation", "/retaliation", true),
        ("incident-tab-links", "/links", true),
        ("incident-tab-history", "/history", true),
    ] {
        if shown {
            tabs.push(NavItem { current: path == tab, ..NavItem::new(format!("/incidents/{id}{path}"), tr.t(name)) });
        }
    }
    let state = incident.state.as_value().copied();
    Head {
        crumbs: vec![Crumb::new("/incidents", tr.t("incidents-title")), Crumb::here(title.clone())],
        tabs,
        title,
        code: incident.code.to_string(),
        state: state.map(|state| state_tag(tr, state)),
        when: incident.occurred.as_value().map(|occurred| when(desk, *occurred)),
        next: state.map(|state| tr.t(&format!("incident-next-{}", state.name()))).unwrap_or_default(),
        clocks: card.clocks.iter().map(|clock| chip(desk, clock, false)).collect(),
    }
}

/// Choices of an enum of the domain: value, and the words of `prefix-value`.
pub fn choices(tr: Tr, prefix: &str, names: impl Iterator<Item = &'static str>, now: &str) -> Vec<Choice> {
    names.map(|name| Choice::new(name, tr.t(&format!("{prefix}-{name}"))).chosen_when(now)).collect()
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct FilterForm {
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Behind which row the page begins: `seconds_id`.
    #[serde(default)]
    behind: String,
}

impl FilterForm {
    /// What cannot be read filters nothing: an address is not a form.
    fn read(&self, desk: &Desk) -> IncidentFilter {
        let midnight = |text: &str, days: i64| {
            let date = text.parse::<Date>().ok()?.checked_add(jiff::Span::new().days(days)).ok()?;
            Moment::at(date, 0, 0, desk.zone()).ok()
        };
        IncidentFilter {
            state: IncidentState::named(&self.state),
            kind: IncidentKind::named(&self.kind),
            group: self.group.parse().ok(),
            from: midnight(&self.from, 0),
            to: midnight(&self.to, 1),
        }
    }

    fn behind(&self) -> Option<(Moment, IncidentId)> {
        let (seconds, id) = self.behind.split_once('_')?;
        Some((Moment::from_seconds(seconds.parse().ok()?).ok()?, id.parse().ok()?))
    }

    fn address(&self, behind: Option<(Moment, IncidentId)>) -> String {
        let mut address = String::from("/incidents");
        let behind = behind.map(|(moment, id)| format!("{}_{id}", moment.seconds())).unwrap_or_default();
        for (name, value) in [
            ("state", &self.state),
            ("kind", &self.kind),
            ("group", &self.group),
            ("from", &self.from),
            ("to", &self.to),
            ("behind", &behind),
        ] {
            // Names of ours, ids and dates need no escape; anything else would filter nothing.
            if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
                address.push(if address.contains('?') { '&' } else { '?' });
                address.push_str(&format!("{name}={value}"));
            }
        }
        address
    }

    fn is_set(&self) -> bool {
        [&self.state, &self.kind, &self.group, &self.from, &self.to].into_iter().any(|value| !value.is_empty())
    }
}

#[derive(Template, Serialize)]
#[template(path = "incidents/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    filter: FilterForm,
    filtered: bool,
    #[serde(skip)]
    states: Vec<Choice>,
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    groups: Vec<Choice>,
    incidents: Vec<IncidentLine>,
    count: i64,
    count_text: String,
    next: Option<String>,
    #[serde(skip)]
    paging: Paging,
    may_register: bool,
}

async fn list(desk: Desk, Query(filter): Query<FilterForm>) -> Answer {
    let list = incidents::list(&desk.ctx, &filter.read(&desk), filter.behind()).await?;
    let tr = desk.tr();
    let next = list.next.map(|behind| filter.address(Some(behind)));
    let page = ListPage {
        shell: desk.shell(),
        errors: FormErrors::none(),
        filtered: filter.is_set(),
        states: choices(tr, "incident-state", IncidentState::ALL.iter().map(|state| state.name()), &filter.state),
        kinds: choices(tr, "incident-kind", IncidentKind::ALL.iter().map(|kind| kind.name()), &filter.kind),
        groups: group_choices(&list.groups, &filter.group),
        incidents: list.incidents.into_iter().map(|incident| line(&desk, incident)).collect(),
        count: list.count,
        count_text: tr.count_of_list("incidents-count", list.count),
        paging: Paging { previous: (!filter.behind.is_empty()).then(|| filter.address(None)), next: next.clone() },
        next,
        filter,
        may_register: list.may_register,
    };
    desk.page(&page)
}

#[derive(Template, Serialize)]
#[template(path = "incidents/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    head: Head,
    incident: IncidentLine,
    may_edit: bool,
    may_alert: bool,
    may_close: bool,
    may_reopen: bool,
    why: String,
}

fn card_page(desk: &Desk, card: IncidentCard, why: String, errors: FormErrors) -> CardPage {
    let state = card.incident.state.as_value().copied();
    CardPage {
        shell: desk.shell(),
        errors,
        head: head(desk, &card, ""),
        may_edit: card.may.edit,
        may_alert: card.may.alert,
        may_close: card.may.close && state.is_some_and(|state| state.next().contains(&IncidentState::Closed)),
        may_reopen: card.may.close && state == Some(IncidentState::Closed),
        incident: line(desk, card.incident),
        why,
    }
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = incidents::card(&desk.ctx, incident_id(&id)?).await?;
    desk.page(&card_page(&desk, card, String::new(), FormErrors::none()))
}

/// An id that cannot be read is an incident that does not exist.
pub fn incident_id(text: &str) -> Result<IncidentId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// What is typed into the short form and into the form for editing.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct FactsForm {
    id: String,
    kind: String,
    occurred_how: String,
    occurred_at: String,
    occurred_on: String,
    occurred_from: String,
    occurred_to: String,
    place: String,
    latitude: String,
    longitude: String,
    killed: String,
    injured: String,
    child_hit: String,
    bystander_hit: String,
    confirmation: String,
    note: String,
    version: i64,
}

impl FactsForm {
    fn of(desk: &Desk, incident: SeenIncident) -> Self {
        let local = |moment: Moment| desk.moment_to_type(moment);
        let yes = |yes: Option<bool>| if yes == Some(true) { "yes".to_owned() } else { String::new() };
        let mut form = Self {
            id: incident.id.to_string(),
            kind: incident.kind.value().map(|kind| kind.name().to_owned()).unwrap_or_default(),
            place: incident.place.value().unwrap_or_default(),
            killed: incident.killed.value().map(|number| number.to_string()).unwrap_or_default(),
            injured: incident.injured.value().map(|number| number.to_string()).unwrap_or_default(),
            child_hit: yes(incident.child_hit.value()),
            bystander_hit: yes(incident.bystander_hit.value()),
            confirmation: incident.confirmation.value().map(|confirmation| confirmation.name().to_owned()).unwrap_or_default(),
            note: incident.note.value().map(|note| note.as_str().to_owned()).unwrap_or_default(),
            version: incident.version,
            ..Self::default()
        };
        if let Some(at) = incident.position.value().flatten() {
            form.latitude = at.latitude.to_string();
            form.longitude = at.longitude.to_string();
        }
        match incident.occurred.value() {
            Some(Occurred::At(moment)) => (form.occurred_how, form.occurred_at) = ("at".to_owned(), local(moment)),
            Some(Occurred::On(date)) => (form.occurred_how, form.occurred_on) = ("on".to_owned(), date.to_string()),
            Some(Occurred::Between(from, to)) => {
                (form.occurred_how, form.occurred_from, form.occurred_to) = ("between".to_owned(), local(from), local(to));
            }
            None => {}
        }
        form
    }

    fn rough(&self) -> RoughTime {
        let how = if self.occurred_how.is_empty() { "at".to_owned() } else { self.occurred_how.clone() };
        RoughTime {
            how,
            at: self.occurred_at.clone(),
            on: self.occurred_on.clone(),
            from: self.occurred_from.clone(),
            to: self.occurred_to.clone(),
        }
    }

    fn occurred(&self, desk: &Desk) -> Result<Occurred, DomainError> {
        let wrong = DomainError::field("occurred", "not-a-time");
        let moment = |text: &str| {
            let local: jiff::civil::DateTime = text.trim().parse().map_err(|_| wrong.clone())?;
            Moment::at(local.date(), local.hour(), local.minute(), desk.zone()).map_err(|_| wrong.clone())
        };
        match self.occurred_how.as_str() {
            "at" => moment(&self.occurred_at).map(Occurred::At),
            "on" => self.occurred_on.trim().parse().map(Occurred::On).map_err(|_| wrong.clone()),
            "between" => Occurred::between(moment(&self.occurred_from)?, moment(&self.occurred_to)?)
                .map_err(|_| DomainError::field("occurred", "ends-before-it-starts")),
            _ => Err(wrong.clone()),
        }
    }

    /// Reads the fields; says every fault at once, those that the domain finds included.
    fn read(&self, desk: &Desk) -> Result<CoreFacts, AppError> {
        let mut faults = Vec::new();
        let mut or = |fault| faults.push(fault);
        let kind = IncidentKind::named(&self.kind).unwrap_or_else(|| {
            or(DomainError::field("kind", "missing"));
            IncidentKind::OtherViolence
        });
        let occurred = self.occurred(desk).unwrap_or_else(|fault| {
            or(fault);
            Occurred::At(desk.now())
        });
        let position = position(&self.latitude, &self.longitude).unwrap_or_else(|fault| {
            or(fault);
            None
        });
        let killed = number("killed", &self.killed).unwrap_or_else(|fault| {
            or(fault);
            1
        });
        let injured = number("injured", &self.injured).unwrap_or_else(|fault| {
            or(fault);
            1
        });
        let confirmation = Confirmation::named(&self.confirmation).unwrap_or_else(|| {
            or(DomainError::field("confirmation", "missing"));
            Confirmation::NotYet
        });
        let note = Words::read("note", &self.note, 0).unwrap_or_else(|fault| {
            or(fault);
            Words::stored(String::new())
        });
        let facts = CoreFacts {
            kind,
            occurred,
            place: self.place.trim().to_owned(),
            position,
            killed,
            injured,
            child_hit: self.child_hit == "yes",
            bystander_hit: self.bystander_hit == "yes",
            confirmation,
            note,
        };
        match facts.check(desk.now(), desk.zone()) {
            Ok(facts) if faults.is_empty() => Ok(facts),
            Ok(_) => Err(AppError::Faults(faults)),
            Err(more) => {
                faults.extend(more);
                Err(AppError::Faults(faults))
            }
        }
    }
}

fn number(field: &'static str, typed: &str) -> Result<u32, DomainError> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(0) } else { typed.parse().map_err(|_| DomainError::field(field, "not-a-number")) }
}

fn position(latitude: &str, longitude: &str) -> Result<Option<Position>, DomainError> {
    let degrees = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
    match (latitude.trim().is_empty(), longitude.trim().is_empty()) {
        (true, true) => Ok(None),
        _ => match (degrees(latitude), degrees(longitude)) {
            (Some(latitude), Some(longitude)) => Ok(Some(Position { latitude, longitude })),
            _ => Err(DomainError::field("latitude", "not-a-position")),
        },
    }
}

#[derive(Template, Serialize)]
#[template(path = "incidents/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    confirmations: Vec<Choice>,
    #[serde(skip)]
    occurred: RoughTime,
    /// Whether the rarer fields are open.
    #[serde(skip)]
    more: bool,
    form: FactsForm,
    action: String,
    cancel: String,
    title: String,
    lead: String,
    /// What somebody else saved in between, beside what was typed.
    theirs: Option<IncidentLine>,
}

fn form_page(desk: &Desk, form: FactsForm, is_new: bool, errors: FormErrors) -> FormPage {
    let tr = desk.tr();
    let (title, lead) = if is_new { ("incident-register", "incident-register-lead") } else { ("incident-edit", "incident-edit-lead") };
    let more = [&form.latitude, &form.longitude, &form.child_hit, &form.bystander_hit].into_iter().any(|field| !field.is_empty());
    let confirmations = Confirmation::ALL
        .iter()
        .map(|one| {
            Choice::new(one.name(), tr.t(&format!("confirmation-{}", one.name())))
                .with_hint(tr.t(&format!("confirmation-hint-{}", one.name())))
                .chosen_when(&form.confirmation)
        })
        .collect();
    FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/incidents", tr.t("incidents-title")), Crumb::here(tr.t(title))],
        errors,
        kinds: choices(tr, "incident-kind", IncidentKind::ALL.iter().map(|kind| kind.name()), &form.kind),
        confirmations,
        occurred: form.rough(),
        more,
        action: if is_new { "/incidents/new".to_owned() } else { format!("/incidents/{}/edit", form.id) },
        cancel: if is_new { "/incidents".to_owned() } else { format!("/incidents/{}", form.id) },
        form,
        title: tr.t(title),
        lead: tr.t(lead),
        theirs: None,
    }
}

async fn new(desk: Desk) -> Answer {
    incidents::may_register(&desk.ctx).await?;
    let now = desk.moment_to_type(desk.now());
    let form = FactsForm {
        id: IncidentId::new().to_string(),
        occurred_how: "at".to_owned(),
        occurred_at: now,
        killed: "0".to_owned(),
        injured: "0".to_owned(),
        confirmation: Confirmation::NotYet.name().to_owned(),
        ..FactsForm::default()
    };
    desk.page(&form_page(&desk, form, true, FormErrors::none()))
}

async fn register(Typed { desk, form }: Typed<FactsForm>) -> Answer {
    let id = incident_id(&form.id)?;
    let registered = match form.read(&desk) {
        Ok(facts) => incidents::register(&desk.ctx, NewIncident { id, facts }).await,
        Err(error) => incidents::may_register(&desk.ctx).await.and(Err(error)),
    };
    match registered {
        Ok(id) => desk.done(&format!("/incidents/{id}"), "incident-registered"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, true, errors))
        }
    }
}

async fn edit_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = incidents::card(&desk.ctx, incident_id(&id)?).await?;
    if !card.may.edit {
        return Err(Problem::NotFound);
    }
    let form = FactsForm::of(&desk, card.incident);
    desk.page(&form_page(&desk, form, false, FormErrors::none()))
}

async fn edit(Path(id): Path<String>, Typed { desk, form }: Typed<FactsForm>) -> Answer {
    let known = incident_id(&id)?;
    let form = FactsForm { id, ..form };
    let edited = match form.read(&desk) {
        Ok(facts) => incidents::edit(&desk.ctx, known, facts, form.version).await,
        Err(error) => incidents::card(&desk.ctx, known).await.and(Err(error)),
    };
    match edited {
        Ok(()) => desk.done(&format!("/incidents/{known}"), "saved"),
        // Both texts are shown: theirs beside the typed one, which now stands on their version.
        Err(AppError::Changed { .. }) => {
            let theirs = line(&desk, incidents::card(&desk.ctx, known).await?.incident);
            let form = FactsForm { version: theirs.version, ..form };
            desk.conflict(&FormPage { theirs: Some(theirs), ..form_page(&desk, form, false, FormErrors::none()) })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, false, errors))
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WhyForm {
    why: String,
    version: i64,
}

async fn close(Path(id): Path<String>, Typed { desk, form }: Typed<WhyForm>) -> Answer {
    let id = incident_id(&id)?;
    let closed = match Words::read("why", &form.why, 5) {
        Ok(why) => incidents::close(&desk.ctx, id, why, form.version).await,
        Err(fault) => Err(fault.into()),
    };
    closed_or_not(desk, id, closed, form.why, "incident-closed").await
}

async fn reopen(Path(id): Path<String>, Typed { desk, form }: Typed<WhyForm>) -> Answer {
    let id = incident_id(&id)?;
    let opened = match Words::read("why", &form.why, 5) {
        Ok(why) => incidents::reopen(&desk.ctx, id, why, form.version).await,
        Err(fault) => Err(fault.into()),
    };
    closed_or_not(desk, id, opened, form.why, "incident-reopened").await
}

async fn closed_or_not(desk: Desk, id: IncidentId, done: Result<(), AppError>, why: String, flash: &'static str) -> Answer {
    match done {
        Ok(()) => desk.done(&format!("/incidents/{id}"), flash),
        Err(AppError::Changed { .. }) => {
            let card = incidents::card(&desk.ctx, id).await?;
            desk.conflict(&card_page(&desk, card, why, desk.changed()))
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let card = incidents::card(&desk.ctx, id).await?;
            desk.faulty(&card_page(&desk, card, why, errors))
        }
    }
}

#[derive(Deserialize, Default)]
struct NoFields {}

async fn reviewed(Path(id): Path<String>, Typed { desk, .. }: Typed<NoFields>) -> Answer {
    let id = incident_id(&id)?;
    incidents::reviewed(&desk.ctx, id).await?;
    desk.done(&format!("/incidents/{id}/triage"), "incident-reviewed")
}
