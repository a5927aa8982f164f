//! Pages of settings: the limits of the clocks, and the purposes for which this authority works.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::settings::{self, Listed, TypedPurpose};
use gvi_domain::PurposeId;
use gvi_domain::clock::ClockKind;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::{Lang, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/settings/clocks", get(clocks))
        .route("/settings/clocks/{kind}", get(clock_form).post(set_clock))
        .route("/settings/purposes", get(purposes))
        .route("/settings/purposes/new", get(purpose_form).post(add_purpose))
        .route("/settings/purposes/{id}/end", post(end_purpose))
}

/// The tabs of the settings that this person may open. The one they are at is marked.
pub fn tabs(desk: &Desk) -> Vec<NavItem> {
    let tr = desk.tr();
    let mut tabs = vec![("/settings/clocks", "settings-clocks"), ("/settings/purposes", "settings-purposes")];
    if gvi_app::list_limits::is_for(&desk.ctx) {
        tabs.push(("/list-limits", "list-limits-title"));
    }
    tabs.into_iter().map(|(path, key)| NavItem::new(path, tr.t(key)).current_at(&desk.visitor.path)).collect()
}

/// One kind of clock with its limit.
#[derive(Serialize)]
struct ClockLine {
    kind: &'static str,
    name: String,
    limit: String,
    hours: u32,
    method: String,
    is_own: bool,
    changed_by: Option<String>,
    changed_at: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "settings/clocks.html")]
struct ClocksPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    clocks: Vec<ClockLine>,
    may_edit: bool,
}

fn length(desk: &Desk, hours: u32) -> String {
    desk.tr().length(SignedDuration::from_hours(i64::from(hours)))
}

async fn clock_lines(desk: &Desk) -> Result<(Vec<ClockLine>, bool), Problem> {
    let settings = settings::clocks(&desk.ctx).await?;
    let mut set = settings.set;
    let lines = ClockKind::ALL
        .iter()
        .map(|kind| {
            let own = set.iter().position(|setting| setting.kind == *kind).map(|place| set.swap_remove(place));
            let (changed_by, changed_at, hours) = match own {
                Some(own) => (own.changed_by.value().flatten(), own.changed_at.value(), own.hours.value()),
                None => (None, None, None),
            };
            let now = hours.unwrap_or_else(|| kind.default_hours());
            ClockLine {
                kind: kind.name(),
                name: desk.tr().t(&format!("clock-kind-{}", kind.name())),
                limit: length(desk, now),
                hours: now,
                method: length(desk, kind.default_hours()),
                is_own: hours.is_some(),
                changed_by,
                changed_at: changed_at.map(|at| iso_moment(at.timestamp(), desk.zone())),
            }
        })
        .collect();
    Ok((lines, settings.may_edit))
}

async fn clocks(desk: Desk) -> Answer {
    let (clocks, may_edit) = clock_lines(&desk).await?;
    desk.page(&ClocksPage { shell: desk.shell(), tabs: tabs(&desk), clocks, may_edit })
}

#[derive(Template, Serialize)]
#[template(path = "settings/clock.html")]
struct ClockPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    clock: ClockLine,
    form: ClockForm,
    /// Somebody else set another limit in between.
    theirs: Option<String>,
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct ClockForm {
    #[serde(default)]
    hours: String,
    #[serde(default)]
    was: u32,
}

async fn clock_page(desk: &Desk, kind: ClockKind, form: Option<ClockForm>, errors: FormErrors) -> Result<ClockPage, Problem> {
    let (lines, may_edit) = clock_lines(desk).await?;
    let clock = lines.into_iter().find(|line| line.kind == kind.name()).filter(|_| may_edit).ok_or(Problem::NotFound)?;
    let tr = desk.tr();
    let form = form.unwrap_or_else(|| ClockForm { hours: clock.hours.to_string(), was: clock.hours });
    let crumbs = vec![Crumb::new("/settings/clocks", tr.t("settings-clocks")), Crumb::here(clock.name.clone())];
    Ok(ClockPage { shell: desk.shell(), crumbs, errors, clock, form, theirs: None })
}

async fn clock_form(desk: Desk, Path(kind): Path<String>) -> Answer {
    let kind = ClockKind::named(&kind).ok_or(Problem::NotFound)?;
    desk.page(&clock_page(&desk, kind, None, FormErrors::none()).await?)
}

async fn set_clock(Path(kind): Path<String>, Typed { desk, form }: Typed<ClockForm>) -> Answer {
    let kind = ClockKind::named(&kind).ok_or(Problem::NotFound)?;
    match settings::set_clock(&desk.ctx, kind, form.hours.trim().parse().ok(), form.was).await {
        Ok(()) => desk.done("/settings/clocks", "saved"),
        Err(AppError::Changed { .. }) => {
            let page = clock_page(&desk, kind, Some(form.clone()), FormErrors::none()).await?;
            let form = ClockForm { was: page.clock.hours, ..form };
            desk.conflict(&ClockPage { theirs: Some(page.clock.limit.clone()), form, ..page })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&clock_page(&desk, kind, Some(form), errors).await?)
        }
    }
}

/// A purpose as the list prints it.
#[derive(Serialize)]
struct PurposeLine {
    id: String,
    name: Option<String>,
    reason: Option<String>,
    basis: Option<String>,
    from: Option<String>,
    until: Option<String>,
    approved_by: Option<String>,
    state: Tag,
    in_force: bool,
}

#[derive(Template, Serialize)]
#[template(path = "settings/purposes.html")]
struct PurposesPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    purposes: Vec<PurposeLine>,
    may_edit: bool,
}

async fn purposes(desk: Desk) -> Answer {
    let list = settings::purposes(&desk.ctx).await?;
    let tr = desk.tr();
    let today = desk.now().date(desk.zone());
    let bases = settings::legal_bases(&desk.ctx);
    let lines = list.purposes.into_iter().map(|purpose| {
        let until = purpose.until.value();
        let in_force = until.is_some_and(|until| until >= today);
        let name = if tr.lang() == Lang::Sv { purpose.name_sv } else { purpose.name_en };
        let basis =
            purpose.legal_basis.value().map(|code| bases.iter().find(|entry| entry.code == code).map_or(code, |entry| words(&desk, entry)));
        PurposeLine {
            id: purpose.id.to_string(),
            name: name.value(),
            reason: purpose.reason.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
            basis,
            from: purpose.from.value().map(iso_date),
            until: until.map(iso_date),
            approved_by: purpose.approved_by.value().flatten(),
            state: if in_force { Tag::good(tr.t("settings-purpose-in-force")) } else { Tag::quiet(tr.t("settings-purpose-ended")) },
            in_force,
        }
    });
    let page = PurposesPage { shell: desk.shell(), tabs: tabs(&desk), purposes: lines.collect(), may_edit: list.may_edit };
    desk.page(&page)
}

fn words(desk: &Desk, entry: &Listed) -> String {
    if desk.tr().lang() == Lang::Sv { entry.sv.clone() } else { entry.en.clone() }
}

#[derive(Template, Serialize)]
#[template(path = "settings/purpose.html")]
struct PurposePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    codes: Vec<Choice>,
    #[serde(skip)]
    bases: Vec<Choice>,
    form: PurposeForm,
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct PurposeForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    until: String,
}

async fn purpose_page(desk: &Desk, form: PurposeForm, errors: FormErrors) -> Result<PurposePage, Problem> {
    if !settings::may_edit(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    let tr = desk.tr();
    let choices =
        |list: Vec<Listed>, now: &str| list.iter().map(|entry| Choice::new(&entry.code, words(desk, entry)).chosen_when(now)).collect();
    Ok(PurposePage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/settings/purposes", tr.t("settings-purposes")), Crumb::here(tr.t("settings-purpose-add"))],
        errors,
        codes: choices(settings::listed_purposes(), &form.code),
        bases: choices(settings::legal_bases(&desk.ctx), &form.legal_basis),
        form,
    })
}

async fn purpose_form(desk: Desk) -> Answer {
    let form = PurposeForm { id: PurposeId::new().to_string(), ..PurposeForm::default() };
    desk.page(&purpose_page(&desk, form, FormErrors::none()).await?)
}

async fn add_purpose(Typed { desk, form }: Typed<PurposeForm>) -> Answer {
    let id = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedPurpose {
        id,
        code: form.code.clone(),
        legal_basis: form.legal_basis.clone(),
        reason: form.reason.clone(),
        until: form.until.trim().parse().ok(),
    };
    match settings::add_purpose(&desk.ctx, typed).await {
        Ok(()) => desk.done("/settings/purposes", "settings-purpose-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&purpose_page(&desk, form, errors).await?)
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn end_purpose(Path(id): Path<String>, Typed { desk, .. }: Typed<Nothing>) -> Answer {
    settings::end_purpose(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    desk.done("/settings/purposes", "settings-purpose-ended-now")
}
