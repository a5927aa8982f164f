//! Pages of call-ins at whoever coordinates: the list, the shell, its steps. Groups by code; there is no page here on which a guest could
//! stand. Checklist, plans and run-sheet stand in `call_in_sheet.rs`, telling in `call_in_tell.rs`.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::call_ins::known::CallInAnswer;
use gvi_app::call_ins::{self, TypedStep};
use gvi_app::seen::{SeenCallIn, SeenItem};
use gvi_app::{AppError, call_in_plan};
use gvi_domain::call_in::{CallInDeed, CallInState, ItemState, TypedCallIn, VenueCheck};
use gvi_domain::{CallInId, Moment};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::disclose::FieldLine;
use crate::form::{Choice, FormErrors};
use crate::papers::Section;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/call-ins", get(list))
        .route("/call-ins/new", get(new).post(plan))
        .route("/call-ins/{id}", get(card))
        .route("/call-ins/{id}/edit", get(edit_form).post(edit))
        .route("/call-ins/{id}/{deed}", get(step_form).post(step))
}

/// How a state is shown.
fn state_tag(tr: Tr, state: CallInState) -> Tag {
    let word = tr.t(&format!("call-in-state-{}", state.name()));
    match state {
        CallInState::Planned => Tag::planned(word),
        CallInState::InviteesLocked | CallInState::Rehearsed => Tag::partly(word),
        CallInState::Go => Tag::active(word),
        CallInState::NoGo => Tag::over(word),
        CallInState::Held | CallInState::Debriefed => Tag::soon(word),
        CallInState::Reviewed => Tag::good(word),
        CallInState::CalledOff => Tag::quiet(word),
    }
}

/// A call-in as the list and its own page print it.
#[derive(Serialize)]
struct CallInView {
    id: String,
    code: String,
    state: Option<Tag>,
    when: String,
    day: String,
    minutes: String,
    venue: String,
    checks: Vec<CheckLine>,
    groups: Vec<String>,
    seats: String,
    cost: Option<String>,
    rehearsed: Option<String>,
    rehearsal: Option<String>,
    held: Option<String>,
    meeting: Option<String>,
    debrief: Option<String>,
    review: Option<String>,
    off_reason: Option<String>,
    ends: String,
    version: i64,
}

#[derive(Serialize)]
struct CheckLine {
    text: String,
    holds: bool,
}

fn filled(text: gvi_app::Shown<String>) -> Option<String> {
    text.value().filter(|text| !text.is_empty())
}

fn view(desk: &Desk, seen: SeenCallIn) -> CallInView {
    let (tr, zone) = (desk.tr(), desk.zone());
    let ticked = seen.venue_checks.value().unwrap_or_default();
    let check = |check: &VenueCheck| CheckLine { text: tr.t(&format!("call-in-venue-{}", check.name())), holds: ticked.contains(check) };
    CallInView {
        id: seen.id.to_string(),
        code: seen.code.to_string(),
        state: seen.state.value().map(|state| state_tag(tr, state)),
        when: seen.meets_at.as_value().map(|at| iso_moment(at.timestamp(), zone)).unwrap_or_default(),
        day: seen.meets_on.value().map(iso_date).unwrap_or_default(),
        minutes: seen.minutes.value().map(|minutes| minutes.to_string()).unwrap_or_default(),
        venue: seen.venue.value().unwrap_or_default(),
        checks: VenueCheck::ALL.iter().map(check).collect(),
        groups: seen.groups.value().unwrap_or_default().iter().map(ToString::to_string).collect(),
        seats: seen.seats.value().map(|seats| seats.to_string()).unwrap_or_default(),
        cost: seen.cost.value().flatten().map(|cost| tr.integer(cost)),
        rehearsed: seen.rehearsed_on.value().flatten().map(iso_date),
        rehearsal: filled(seen.rehearsal),
        held: seen.held_at.value().flatten().map(|at| iso_moment(at.timestamp(), zone)),
        meeting: filled(seen.meeting),
        debrief: filled(seen.debrief),
        review: filled(seen.review),
        off_reason: filled(seen.off_reason),
        ends: seen.expires_on.value().map(iso_date).unwrap_or_default(),
        version: seen.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    call_ins: Vec<CallInView>,
    may_plan: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = call_ins::list(&desk.ctx).await?;
    let call_ins = list.call_ins.into_iter().map(|seen| view(&desk, seen)).collect();
    desk.page(&ListPage { shell: desk.shell(), call_ins, may_plan: list.may_plan })
}

/// An item of the checklist as the page prints it.
#[derive(Serialize)]
pub struct ItemLine {
    pub(crate) key: String,
    pub(crate) text: String,
    pub(crate) owner: String,
    pub(crate) due: String,
    pub(crate) state: Tag,
    pub(crate) open: bool,
    pub(crate) moved: bool,
    pub(crate) reason: Option<String>,
    pub(crate) closed: Option<String>,
}

/// What an item of the checklist is, and whose.
pub fn item_words(tr: Tr, key: &str) -> (String, String) {
    let Some(known) = call_in_plan::item(key) else { return (key.to_owned(), String::new()) };
    let owner = format!("{}, {}", tr.t(&format!("kind-{}", known.kind)), tr.t(&format!("role-{}", known.function)));
    (known.in_language(tr.lang().code()).to_owned(), owner)
}

/// An item of the checklist in the reader's language.
pub fn item_line(desk: &Desk, item: SeenItem) -> ItemLine {
    let (tr, zone) = (desk.tr(), desk.zone());
    let (text, owner) = item_words(tr, &item.item_key);
    let due = item.due_on.value();
    let today = desk.now().date(zone);
    let state = item.state.value().unwrap_or(ItemState::Open);
    let tag = match state {
        ItemState::Done => Tag::good(tr.t("call-in-item-done")),
        ItemState::NotPossible => Tag::refused(tr.t("call-in-item-not-possible")),
        ItemState::Open if due.is_some_and(|due| due < today) => Tag::over(tr.t("call-in-item-late")),
        ItemState::Open if due.is_some_and(|due| due <= today.saturating_add(jiff::Span::new().days(7))) => {
            Tag::soon(tr.t("call-in-item-soon"))
        }
        ItemState::Open => Tag::planned(tr.t("call-in-item-open")),
    };
    let closed = item.closed_by.value().flatten().zip(item.closed_at.value().flatten());
    ItemLine {
        text,
        owner,
        due: due.map(iso_date).unwrap_or_default(),
        state: tag,
        open: state == ItemState::Open,
        moved: item.moved.value().unwrap_or_default(),
        reason: filled(item.reason),
        closed: closed.map(|(by, at)| format!("{by}, {}", iso_moment(at.timestamp(), zone))),
        key: item.item_key,
    }
}

#[derive(Serialize)]
struct SpeechLine {
    begins: String,
    speaker: String,
    minutes: String,
    words_version: String,
    approved: bool,
}

#[derive(Serialize)]
struct AnswerLine {
    envelope: String,
    from: String,
    at: String,
    fields: Vec<FieldLine>,
}

#[derive(Serialize)]
struct ToldLine {
    id: String,
    at: String,
    to: String,
}

#[derive(Serialize)]
struct StepLine {
    deed: &'static str,
    label: String,
    /// What is missing, in words; empty when it can be done.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct PlanLine {
    label: String,
    words: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    call_in: CallInView,
    clocks: Vec<ClockChip>,
    items: Vec<ItemLine>,
    plans: Vec<PlanLine>,
    speeches: Vec<SpeechLine>,
    speeches_minutes: String,
    answers: Vec<AnswerLine>,
    told: Vec<ToldLine>,
    steps: Vec<StepLine>,
    may_move: bool,
    may_edit: bool,
    may_write: bool,
    may_tell: bool,
    made: Section,
}

/// A time so many minutes after the start, in figures.
fn clock_at(desk: &Desk, start: Option<Moment>, minutes: i64) -> String {
    start
        .map(|start| start.plus_seconds(minutes * 60).timestamp().to_zoned(desk.zone().clone()).strftime("%H:%M").to_string())
        .unwrap_or_default()
}

fn answer_line(desk: &Desk, answer: CallInAnswer) -> AnswerLine {
    let tr = desk.tr();
    AnswerLine {
        envelope: answer.envelope.to_string(),
        from: desk.authority_name(&answer.from),
        at: iso_moment(answer.sealed_at.timestamp(), desk.zone()),
        fields: answer.fields.iter().filter(|(key, _)| key != "call-in-code").map(|(key, value)| FieldLine::new(tr, key, value)).collect(),
    }
}

fn crumbs(desk: &Desk, page: &call_ins::CallInPage, here: Option<String>) -> Vec<Crumb> {
    let code = page.call_in.code.to_string();
    let mut crumbs = vec![Crumb::new("/call-ins", desk.tr().t("call-ins-title"))];
    match here {
        None => crumbs.push(Crumb::here(code)),
        Some(here) => {
            crumbs.push(Crumb::new(format!("/call-ins/{}", page.call_in.id), code));
            crumbs.push(Crumb::here(here));
        }
    }
    crumbs
}

/// The way to a page below a call-in.
pub async fn way(desk: &Desk, id: CallInId, here: String) -> Result<(call_ins::CallInPage, Vec<Crumb>), Problem> {
    let page = call_ins::page(&desk.ctx, id).await?;
    let crumbs = crumbs(desk, &page, Some(here));
    Ok((page, crumbs))
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let page = call_ins::page(&desk.ctx, id).await?;
    let tr = desk.tr();
    let crumbs = crumbs(&desk, &page, None);
    let (begins, total) = call_ins::sheet::clock_of(&page.speeches);
    let start = page.call_in.meets_at.as_value().copied();
    let is_ahead = page.call_in.state.as_value().is_some_and(|state| state.is_ahead());
    let speech = |(speech, begins): (gvi_app::seen::SeenSpeech, i64)| SpeechLine {
        begins: clock_at(&desk, start, begins),
        speaker: speech.speaker.value().unwrap_or_default(),
        minutes: speech.minutes.value().map(|minutes| minutes.to_string()).unwrap_or_default(),
        words_version: speech.words_version.value().unwrap_or_default(),
        approved: speech.approved_at.value().is_some_and(|at| at.is_some()),
    };
    let plan = |kind: &gvi_domain::call_in::PlanKind| PlanLine {
        label: tr.t(&format!("call-in-plan-{}", kind.name())),
        words: page.plans.iter().find(|plan| plan.kind == *kind).and_then(|plan| plan.words.as_value().cloned()),
    };
    let step = |(deed, missing): &(CallInDeed, Vec<gvi_domain::call_in::Record>)| StepLine {
        deed: deed.name(),
        label: tr.t(&format!("call-in-step-{}", deed.name())),
        missing: missing.iter().map(|record| tr.t(&format!("rule-{}", record.rule()))).collect(),
    };
    let told = |told: &call_ins::telling::Told| ToldLine {
        id: told.id.to_string(),
        at: iso_moment(told.at.timestamp(), desk.zone()),
        to: told.recipients.iter().map(|(authority, _)| desk.authority_name(authority)).collect::<Vec<_>>().join(", "),
    };
    let card = CardPage {
        shell: desk.shell(),
        crumbs,
        clocks: page.clocks.iter().filter(|clock| clock.stopped_at.is_none()).map(|clock| chip(&desk, clock, false)).collect(),
        plans: gvi_domain::call_in::PlanKind::ALL.iter().map(plan).collect(),
        speeches_minutes: total.to_string(),
        told: page.told.iter().map(told).collect(),
        steps: page.steps.iter().map(step).collect(),
        answers: page.answers.into_iter().map(|answer| answer_line(&desk, answer)).collect(),
        speeches: page.speeches.into_iter().zip(begins).map(speech).collect(),
        items: page.items.into_iter().map(|item| item_line(&desk, item)).collect(),
        call_in: view(&desk, page.call_in),
        may_move: page.may_move,
        may_edit: page.may_edit,
        may_write: page.may_edit && is_ahead,
        may_tell: page.may_move && gvi_app::disclosures::may_decide(&desk.ctx),
        made: Section::of(&desk, &format!("/call-ins/{id}"), &page.papers),
    };
    desk.page(&card)
}

/// What is typed into the shell.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ShellForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    meets_at: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    venue: String,
    #[serde(default)]
    checks: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    more_groups: String,
    #[serde(default)]
    seats: String,
    #[serde(default)]
    cost: String,
    #[serde(default)]
    version: i64,
}

impl ShellForm {
    fn codes(&self) -> String {
        format!("{} {}", self.groups.join(" "), self.more_groups)
    }

    fn typed<'f>(&'f self, desk: &Desk, codes: &'f str) -> TypedCallIn<'f> {
        TypedCallIn {
            meets_at: desk.typed_moment(&self.meets_at),
            minutes: &self.minutes,
            venue: &self.venue,
            checks: self.checks.iter().map(String::as_str).collect(),
            groups: codes,
            seats: &self.seats,
            cost: &self.cost,
        }
    }

    fn of(desk: &Desk, seen: &SeenCallIn, known: &[(String, String)]) -> Self {
        let codes: Vec<String> = seen.groups.as_value().into_iter().flatten().map(ToString::to_string).collect();
        let is_known = |code: &String| known.iter().any(|(known, _)| known == code);
        Self {
            id: seen.id.to_string(),
            meets_at: seen.meets_at.as_value().map(|at| desk.moment_to_type(*at)).unwrap_or_default(),
            minutes: seen.minutes.as_value().map(ToString::to_string).unwrap_or_default(),
            venue: seen.venue.as_value().cloned().unwrap_or_default(),
            checks: seen.venue_checks.as_value().into_iter().flatten().map(|check| check.name().to_owned()).collect(),
            more_groups: codes.iter().filter(|code| !is_known(code)).cloned().collect::<Vec<_>>().join(" "),
            groups: codes.into_iter().filter(is_known).collect(),
            seats: seen.seats.as_value().map(ToString::to_string).unwrap_or_default(),
            cost: seen.cost.as_value().copied().flatten().map(|cost| cost.to_string()).unwrap_or_default(),
            version: seen.version,
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    checks: Vec<Choice>,
    #[serde(skip)]
    groups: Vec<Choice>,
    title: String,
    action: String,
    back: String,
    form: ShellForm,
}

/// The groups that this authority has been told of: code and code name.
async fn known_groups(desk: &Desk) -> Result<Vec<(String, String)>, Problem> {
    Ok(call_ins::known::groups(&desk.ctx).await?)
}

fn form_page(
    desk: &Desk,
    (title, action, back): (String, String, String),
    known: &[(String, String)],
    form: ShellForm,
    errors: FormErrors,
) -> FormPage {
    let tr = desk.tr();
    FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/call-ins", tr.t("call-ins-title")), Crumb::here(title.clone())],
        errors,
        checks: VenueCheck::ALL
            .iter()
            .map(|check| Choice::new(check.name(), tr.t(&format!("call-in-venue-{}", check.name()))).chosen_among(&form.checks))
            .collect(),
        groups: known.iter().map(|(code, name)| Choice::new(code.as_str(), format!("{name} {code}")).chosen_among(&form.groups)).collect(),
        title,
        action,
        back,
        form,
    }
}

fn of_new(desk: &Desk) -> (String, String, String) {
    (desk.tr().t("call-in-plan"), "/call-ins/new".to_owned(), "/call-ins".to_owned())
}

fn of_edit(desk: &Desk, id: CallInId) -> (String, String, String) {
    (desk.tr().t("call-in-edit"), format!("/call-ins/{id}/edit"), format!("/call-ins/{id}"))
}

async fn new(desk: Desk) -> Answer {
    call_ins::may_plan(&desk.ctx)?;
    let known = known_groups(&desk).await?;
    let form = ShellForm { id: CallInId::new().to_string(), minutes: "60".to_owned(), ..ShellForm::default() };
    desk.page(&form_page(&desk, of_new(&desk), &known, form, FormErrors::none()))
}

async fn plan(Typed { desk, form }: Typed<ShellForm>) -> Answer {
    let id: CallInId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let codes = form.codes();
    match call_ins::plan(&desk.ctx, id, &form.typed(&desk, &codes)).await {
        Ok(id) => desk.done(&format!("/call-ins/{id}"), "call-in-planned"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let known = known_groups(&desk).await?;
            desk.faulty(&form_page(&desk, of_new(&desk), &known, form, errors))
        }
    }
}

async fn edit_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let page = call_ins::page(&desk.ctx, id).await?;
    if !page.may_move {
        return Err(Problem::NotFound);
    }
    let known = known_groups(&desk).await?;
    let form = ShellForm::of(&desk, &page.call_in, &known);
    desk.page(&form_page(&desk, of_edit(&desk, id), &known, form, FormErrors::none()))
}

async fn edit(Path(id): Path<String>, Typed { desk, form }: Typed<ShellForm>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let codes = form.codes();
    match call_ins::edit(&desk.ctx, id, &form.typed(&desk, &codes), form.version).await {
        Ok(()) => desk.done(&format!("/call-ins/{id}"), "call-in-edited"),
        Err(AppError::Changed { .. }) => {
            let known = known_groups(&desk).await?;
            let errors = desk.changed();
            let version = call_ins::page(&desk.ctx, id).await?.call_in.version;
            desk.conflict(&form_page(&desk, of_edit(&desk, id), &known, ShellForm { version, ..form }, errors))
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let known = known_groups(&desk).await?;
            desk.faulty(&form_page(&desk, of_edit(&desk, id), &known, form, errors))
        }
    }
}

/// What is typed with a step.
#[derive(Deserialize, Serialize, Default, Clone)]
struct StepForm {
    #[serde(default)]
    note: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/step.html")]
struct StepPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    id: String,
    deed: &'static str,
    title: String,
    lead: String,
    has_note: bool,
    note_label: String,
    missing: Vec<String>,
    form: StepForm,
}

async fn step_page(desk: &Desk, id: CallInId, deed: CallInDeed, form: Option<StepForm>, errors: FormErrors) -> Result<StepPage, Problem> {
    let tr = desk.tr();
    let title = tr.t(&format!("call-in-step-{}", deed.name()));
    let (page, crumbs) = way(desk, id, title.clone()).await?;
    let step = page.steps.iter().find(|(known, _)| *known == deed);
    let Some((_, missing)) = step.filter(|_| page.may_move) else { return Err(Problem::NotFound) };
    let form = form.unwrap_or_else(|| StepForm { on: iso_date(desk.now().date(desk.zone())), ..StepForm::default() });
    Ok(StepPage {
        shell: desk.shell(),
        crumbs,
        errors,
        id: id.to_string(),
        deed: deed.name(),
        title,
        lead: tr.t(&format!("call-in-lead-{}", deed.name())),
        has_note: !matches!(deed, CallInDeed::Lock | CallInDeed::Go | CallInDeed::NoGo),
        note_label: tr.t(&format!("call-in-note-{}", deed.name())),
        missing: missing.iter().map(|record| tr.t(&format!("rule-{}", record.rule()))).collect(),
        form: StepForm { version: page.call_in.version, ..form },
    })
}

fn deed_named(name: &str) -> Result<CallInDeed, Problem> {
    CallInDeed::named(name).filter(|deed| !matches!(deed, CallInDeed::Move | CallInDeed::Write)).ok_or(Problem::NotFound)
}

async fn step_form(desk: Desk, Path((id, deed)): Path<(String, String)>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&step_page(&desk, id, deed_named(&deed)?, None, FormErrors::none()).await?)
}

async fn step(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<StepForm>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let deed = deed_named(&deed)?;
    match call_ins::step(&desk.ctx, id, deed, TypedStep { note: &form.note, on: &form.on }, form.version).await {
        Ok(_) => desk.done(&format!("/call-ins/{id}"), "call-in-stepped"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&step_page(&desk, id, deed, Some(form), errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&step_page(&desk, id, deed, Some(form), errors).await?)
        }
    }
}
