//! Pages of summonses, at probation: whom one has summoned to a call-in, the door list, the contact afterwards.
//!
//! The door list is made for a telephone in a doorway. Its buttons are plain forms; with the script beside it a mark that cannot be sent is
//! kept, by its id alone, and sent when the connection is back.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::seen::SeenSummons;
use gvi_app::summonses::{self, TypedChange, TypedMark, TypedSummons};
use gvi_domain::summons::{ContactHow, DoorMark, DoorReason, ServedHow, SummonsDeed, SummonsState};
use gvi_domain::{Code, MarkId, Moment, SummonsId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::guests::{KnownView, Which, known_view};
use crate::papers::Section;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/summons", get(list))
        .route("/summons/new", get(new).post(add))
        .route("/summons/door", get(door))
        .route("/summons/{id}", get(card))
        .route("/summons/{id}/door", post(mark))
        .route("/summons/{id}/{deed}", post(change))
}

fn state_tag(tr: Tr, state: SummonsState) -> Tag {
    let word = tr.t(&format!("summons-state-{}", state.name()));
    match state {
        SummonsState::Planned => Tag::planned(word),
        SummonsState::Sent => Tag::partly(word),
        SummonsState::Served => Tag::good(word),
        SummonsState::Excused => Tag::quiet(word),
    }
}

fn mark_tag(tr: Tr, mark: DoorMark) -> Tag {
    let word = tr.t(&format!("door-mark-{}", mark.name()));
    match mark {
        DoorMark::Came => Tag::good(word),
        DoorMark::Late => Tag::partly(word),
        DoorMark::Left => Tag::soon(word),
        DoorMark::Absent => Tag::quiet(word),
    }
}

/// A summons as pages print it.
#[derive(Serialize)]
struct SummonsView {
    id: String,
    code: String,
    call_in: String,
    name: Option<String>,
    group: Option<String>,
    state: Option<Tag>,
    sent: Option<String>,
    served: Option<String>,
    proof: Option<String>,
    excused: Option<String>,
    mark: Option<Tag>,
    mark_name: &'static str,
    marked: Option<String>,
    mark_reason: Option<String>,
    contacted: Option<String>,
    ends: String,
    version: i64,
}

fn view(desk: &Desk, one: SeenSummons) -> SummonsView {
    let (tr, zone) = (desk.tr(), desk.zone());
    let mark = one.mark.value().flatten();
    let served = one.served_on.value().flatten().map(|on| {
        let how = one.served_how.as_value().copied().flatten().map(|how| tr.t(&format!("served-how-{}", how.name()))).unwrap_or_default();
        format!("{}, {how}", iso_date(on))
    });
    let contacted = one.contacted_on.value().flatten().map(|on| {
        let how =
            one.contacted_how.as_value().copied().flatten().map(|how| tr.t(&format!("contact-how-{}", how.name()))).unwrap_or_default();
        format!("{}, {how}", iso_date(on))
    });
    SummonsView {
        id: one.id.to_string(),
        code: one.code.to_string(),
        call_in: one.call_in.to_string(),
        name: one.name.value().flatten(),
        group: one.group_code.value().flatten().map(|code| code.to_string()),
        state: one.state.value().map(|state| state_tag(tr, state)),
        sent: one.sent_on.value().flatten().map(iso_date),
        served,
        proof: one.proof.value().filter(|text| !text.is_empty()),
        excused: one.excused_reason.value().filter(|text| !text.is_empty()),
        mark: mark.map(|mark| mark_tag(tr, mark)),
        mark_name: mark.map_or("", DoorMark::name),
        marked: one.marked_at.value().flatten().map(|at| iso_moment(at.timestamp(), zone)),
        mark_reason: one.mark_reason.value().flatten().map(|reason| tr.t(&format!("door-reason-{}", reason.name()))),
        contacted,
        ends: one.expires_on.value().map(iso_date).unwrap_or_default(),
        version: one.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "summons/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    call_ins: Vec<KnownView>,
}

#[derive(Serialize)]
struct GroupCount {
    code: String,
    count: usize,
}

#[derive(Serialize)]
struct Told {
    id: String,
    at: String,
    to: String,
}

#[derive(Template, Serialize)]
#[template(path = "summons/page.html")]
struct Page {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    call_in: KnownView,
    summonses: Vec<SummonsView>,
    sent: usize,
    came: usize,
    left: usize,
    by_group: Vec<GroupCount>,
    told: Vec<Told>,
    may_add: bool,
    door_is_open: bool,
    may_tell: bool,
}

async fn list(desk: Desk, Query(which): Query<Which>) -> Answer {
    let Some(code) = which.code()? else {
        let known = summonses::list(&desk.ctx).await?;
        let call_ins = known.iter().map(|known| known_view(&desk, known)).collect();
        return desk.page(&ListPage { shell: desk.shell(), call_ins });
    };
    let page = summonses::page(&desk.ctx, code).await?;
    let (sent, came, left) = page.counts();
    let by_group = page.came_by_group().into_iter().map(|(code, count)| GroupCount { code: code.to_string(), count }).collect();
    let told = |told: &gvi_app::call_ins::telling::Told| Told {
        id: told.id.to_string(),
        at: iso_moment(told.at.timestamp(), desk.zone()),
        to: told.recipients.iter().map(|(authority, _)| desk.authority_name(authority)).collect::<Vec<_>>().join(", "),
    };
    let is_ahead = page.call_in.begins > desk.now() && !page.call_in.called_off;
    desk.page(&Page {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/summons", desk.tr().t("summons-title")), Crumb::here(code.to_string())],
        call_in: known_view(&desk, &page.call_in),
        sent,
        came,
        left,
        by_group,
        told: page.told.iter().map(told).collect(),
        may_add: page.may_add && is_ahead,
        door_is_open: page.door_is_open,
        may_tell: page.door_is_open && gvi_app::disclosures::may_decide(&desk.ctx),
        summonses: page.summonses.into_iter().map(|one| view(&desk, one)).collect(),
    })
}

/// What is typed into a new summons.
#[derive(Deserialize, Serialize, Default, Clone)]
struct SummonsForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    told: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    group: String,
}

#[derive(Template, Serialize)]
#[template(path = "summons/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    told: Vec<Choice>,
    #[serde(skip)]
    groups: Vec<Choice>,
    call_in: KnownView,
    form: SummonsForm,
}

async fn form_page(desk: &Desk, code: Code, form: SummonsForm, errors: FormErrors) -> Result<FormPage, Problem> {
    let needed = summonses::add_form(&desk.ctx, code).await?;
    let names = gvi_app::call_ins::known::groups(&desk.ctx).await?;
    let tr = desk.tr();
    let group = |code: &Code| {
        let code = code.to_string();
        let label = names.iter().find(|(known, _)| *known == code).map_or_else(|| code.clone(), |(_, name)| format!("{name} {code}"));
        Choice::new(code, label).chosen_when(&form.group)
    };
    Ok(FormPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/summons", tr.t("summons-title")),
            Crumb::new(format!("/summons?call_in={code}"), code.to_string()),
            Crumb::here(tr.t("summons-add")),
        ],
        errors,
        told: needed.told.iter().map(|(id, label)| Choice::new(id.to_string(), label.as_str()).chosen_when(&form.told)).collect(),
        groups: needed.call_in.groups.iter().map(group).collect(),
        call_in: known_view(desk, &needed.call_in),
        form,
    })
}

async fn new(desk: Desk, Query(which): Query<Which>) -> Answer {
    let code = which.named()?;
    let form = SummonsForm { id: SummonsId::new().to_string(), call_in: code.to_string(), ..SummonsForm::default() };
    desk.page(&form_page(&desk, code, form, FormErrors::none()).await?)
}

async fn add(Typed { desk, form }: Typed<SummonsForm>) -> Answer {
    let id: SummonsId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let call_in: Code = form.call_in.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedSummons { id, call_in, told: &form.told, person: &form.person, group: &form.group };
    match summonses::add(&desk.ctx, &typed).await {
        Ok(_) => desk.done(&format!("/summons?call_in={call_in}"), "summons-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, call_in, form, errors).await?)
        }
    }
}

/// What is typed on a summons' page.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ChangeForm {
    #[serde(default)]
    on: String,
    #[serde(default)]
    how: String,
    #[serde(default)]
    proof: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    contacted_on: String,
    #[serde(default)]
    contacted_how: String,
    #[serde(default)]
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "summons/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    served: Vec<Choice>,
    #[serde(skip)]
    contacts: Vec<Choice>,
    summons: SummonsView,
    next: Vec<&'static str>,
    may_note_contact: bool,
    made: Section,
    form: ChangeForm,
}

impl CardPage {
    fn may(&self, deed: &str) -> bool {
        self.next.contains(&deed)
    }
}

async fn card_page(desk: &Desk, id: SummonsId, form: Option<ChangeForm>, errors: FormErrors) -> Result<CardPage, Problem> {
    let card = summonses::card(&desk.ctx, id).await?;
    let tr = desk.tr();
    let summons = view(desk, card.summons);
    let today = iso_date(desk.now().date(desk.zone()));
    let form = match form {
        Some(form) => ChangeForm { version: summons.version, ..form },
        None => ChangeForm { on: today.clone(), contacted_on: today, version: summons.version, ..ChangeForm::default() },
    };
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/summons", tr.t("summons-title")),
            Crumb::new(format!("/summons?call_in={}", summons.call_in), summons.call_in.clone()),
            Crumb::here(summons.name.clone().unwrap_or_else(|| summons.code.clone())),
        ],
        errors,
        served: ServedHow::ALL
            .iter()
            .map(|how| Choice::new(how.name(), tr.t(&format!("served-how-{}", how.name()))).chosen_when(&form.how))
            .collect(),
        contacts: ContactHow::ALL
            .iter()
            .map(|how| Choice::new(how.name(), tr.t(&format!("contact-how-{}", how.name()))).chosen_when(&form.contacted_how))
            .collect(),
        next: card.next.iter().map(|deed| deed.name()).collect(),
        may_note_contact: card.may_note_contact,
        made: Section::of(desk, &format!("/summons/{id}"), &card.papers),
        summons,
        form,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: SummonsId = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&card_page(&desk, id, None, FormErrors::none()).await?)
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: SummonsId = id.parse().map_err(|_| Problem::NotFound)?;
    let done = if deed == "contact" {
        let typed = TypedChange { on: &form.contacted_on, how: &form.contacted_how, ..TypedChange::default() };
        summonses::contacted(&desk.ctx, id, typed, form.version)
            .await
            .map_err(|error| renamed(error, &[("on", "contacted_on"), ("how", "contacted_how")]))
    } else {
        let deed = SummonsDeed::named(&deed).ok_or(Problem::NotFound)?;
        let typed = TypedChange { on: &form.on, how: &form.how, proof: &form.proof, reason: &form.reason };
        summonses::change(&desk.ctx, id, deed, typed, form.version).await.map(|_| ())
    };
    match done {
        Ok(()) => desk.done(&format!("/summons/{id}"), "summons-changed"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&card_page(&desk, id, Some(form), errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, Some(form), errors).await?)
        }
    }
}

/// The faults of a form under the names that its fields have on this page.
fn renamed(error: AppError, names: &[(&'static str, &'static str)]) -> AppError {
    match error {
        AppError::Faults(faults) => AppError::Faults(
            faults
                .into_iter()
                .map(|fault| match fault {
                    gvi_domain::DomainError::Field { field, reason } => {
                        let field = names.iter().find(|(from, _)| *from == field).map_or(field, |(_, to)| to);
                        gvi_domain::DomainError::Field { field, reason }
                    }
                    other => other,
                })
                .collect(),
        ),
        other => other,
    }
}

#[derive(Serialize)]
struct DoorLine {
    summons: SummonsView,
    /// A fresh id for the plain form: the same press sent twice is one mark.
    mark_id: String,
}

#[derive(Serialize)]
struct MarkChoice {
    name: &'static str,
    label: String,
}

#[derive(Template, Serialize)]
#[template(path = "summons/door.html")]
struct DoorPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    call_in: KnownView,
    lines: Vec<DoorLine>,
    marks: Vec<MarkChoice>,
    #[serde(skip)]
    reasons: Vec<Choice>,
    /// The moment of the page, in seconds: a telephone's own clock may be wrong.
    now: i64,
    is_open: bool,
}

async fn door(desk: Desk, Query(which): Query<Which>) -> Answer {
    let code = which.named()?;
    let page = summonses::page(&desk.ctx, code).await?;
    let tr = desk.tr();
    let lines = page.summonses.into_iter().map(|one| DoorLine { summons: view(&desk, one), mark_id: MarkId::new().to_string() }).collect();
    desk.page(&DoorPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/summons", tr.t("summons-title")),
            Crumb::new(format!("/summons?call_in={code}"), code.to_string()),
            Crumb::here(tr.t("door-title")),
        ],
        call_in: known_view(&desk, &page.call_in),
        lines,
        marks: DoorMark::ALL
            .iter()
            .map(|mark| MarkChoice { name: mark.name(), label: tr.t(&format!("door-mark-{}", mark.name())) })
            .collect(),
        reasons: DoorReason::ALL.iter().map(|reason| Choice::new(reason.name(), tr.t(&format!("door-reason-{}", reason.name())))).collect(),
        now: desk.now().seconds(),
        is_open: page.door_is_open,
    })
}

/// A mark as a form or the script sends it.
#[derive(Deserialize)]
struct MarkForm {
    #[serde(default)]
    mark_id: String,
    #[serde(default)]
    mark: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    at: String,
}

async fn mark(Path(id): Path<String>, Typed { desk, form }: Typed<MarkForm>) -> Answer {
    let id: SummonsId = id.parse().map_err(|_| Problem::NotFound)?;
    let mark_id: MarkId = form.mark_id.parse().map_err(|_| Problem::NotFound)?;
    let at = form.at.parse().ok().and_then(|seconds| Moment::from_seconds(seconds).ok());
    let typed = TypedMark { id: mark_id, mark: &form.mark, reason: &form.reason, at };
    match summonses::mark(&desk.ctx, id, typed).await {
        Ok(_) => {
            let call_in = summonses::card(&desk.ctx, id).await?.summons.call_in;
            desk.done(&format!("/summons/door?call_in={call_in}"), "door-marked")
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, None, errors).await?)
        }
    }
}
