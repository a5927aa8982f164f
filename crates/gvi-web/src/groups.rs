//! Pages of groups: the list, the card, the form.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::groups::GroupLabel;
use gvi_app::seen::{SeenBasis, SeenGroup};
use gvi_app::{AppError, groups};
use gvi_domain::group::{GroupKind, GroupStatus, NewGroup};
use gvi_domain::{DomainError, GroupId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Paging, Tag};
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/groups", get(list))
        .route("/groups/new", get(new).post(add))
        .route("/groups/{id}", get(card))
        .route("/groups/{id}/edit", get(edit_form).post(edit))
        .route("/groups/{id}/status", post(change_status))
        .route("/groups/{id}/confirm", post(confirm))
}

/// The sign of a group's state.
pub fn status_tag(tr: Tr, status: GroupStatus) -> Tag {
    let word = tr.t(&format!("group-status-{}", status.name()));
    match status {
        GroupStatus::Candidate => Tag::planned(word),
        GroupStatus::Active => Tag::active(word),
        GroupStatus::InFocus => Tag::over(word),
        GroupStatus::Cooling => Tag::partly(word),
        GroupStatus::Dormant | GroupStatus::Archived => Tag::quiet(word),
    }
}

/// The tabs of a group's pages that this person may open. The one they are at is marked.
pub fn tabs(desk: &Desk, id: &str) -> Vec<NavItem> {
    let tr = desk.tr();
    let mut tabs = vec![NavItem::new(format!("/groups/{id}"), tr.t("group-card"))];
    if gvi_app::memberships::may_list(&desk.ctx) {
        tabs.push(NavItem::new(format!("/groups/{id}/members"), tr.t("membership-members")));
    }
    tabs.push(NavItem::new(format!("/groups/{id}/relations"), tr.t("relations-title")));
    if gvi_app::messages::may_list(&desk.ctx) {
        tabs.push(NavItem::new(format!("/groups/{id}/messages"), tr.t("messages-title")));
        tabs.push(NavItem::new(format!("/groups/{id}/promise"), tr.t("promise-title")));
    }
    tabs.push(NavItem::new(format!("/groups/{id}/timeline"), tr.t("timeline-title")));
    let path = desk.visitor.path.split('?').next().unwrap_or("");
    for tab in &mut tabs {
        tab.current = tab.href == path;
    }
    tabs
}

#[derive(Template, Serialize)]
#[template(path = "groups/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    pages: Paging,
    groups: Vec<GroupLine>,
    /// Those of them that are worked with and have no basis.
    without_basis: Vec<String>,
    /// Where the next page begins, if there is one.
    next: Option<String>,
    may_add: bool,
}

impl ListPage {
    fn is_without_basis(&self, group: &str) -> bool {
        self.without_basis.iter().any(|id| id == group)
    }
}

/// A group as lists and cards print it: text where it is shown, nothing where it is withheld.
#[derive(Serialize)]
struct GroupLine {
    id: String,
    code: String,
    name: Option<String>,
    kind: Option<String>,
    area: Option<String>,
    size: Option<String>,
    status: Option<Tag>,
    note: Option<String>,
    confirmed: Option<String>,
    ends: Option<String>,
    version: i64,
}

fn line(desk: &Desk, group: SeenGroup) -> GroupLine {
    let tr = desk.tr();
    let size = group.size_least.value().zip(group.size_most.value()).map(|(least, most)| format!("{least}–{most}"));
    GroupLine {
        id: group.id.to_string(),
        code: group.code.to_string(),
        name: group.name.value(),
        kind: group.kind.value().map(|kind| tr.t(&format!("group-kind-{}", kind.name()))),
        area: group.area.value(),
        size,
        status: group.status.value().map(|status| status_tag(tr, status)),
        note: group.note.value().map(|note| note.as_str().to_owned()),
        confirmed: group.confirmed_at.value().map(|moment| iso_date(moment.date(desk.zone()))),
        ends: group.expires_on.value().map(iso_date),
        version: group.version,
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    after: String,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let behind = asked.after.parse::<GroupId>().ok();
    let list = groups::list(&desk.ctx, behind).await?;
    let next = list.next.map(|next| next.to_string());
    let pages = Paging { previous: behind.map(|_| "/groups".to_owned()), next: next.as_ref().map(|next| format!("/groups?after={next}")) };
    let without_basis = list.without_basis.iter().map(ToString::to_string).collect();
    let groups = list.groups.into_iter().map(|group| line(&desk, group)).collect();
    desk.page(&ListPage { shell: desk.shell(), pages, groups, without_basis, next, may_add: list.may_add })
}

#[derive(Template, Serialize)]
#[template(path = "groups/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    errors: FormErrors,
    group: GroupLine,
    basis: BasisLine,
    may_edit: bool,
    may_disclose: bool,
    next: Vec<Next>,
}

/// What the work with a group rests on, as its card prints it.
#[derive(Serialize)]
struct BasisLine {
    /// Whether there is a basis today.
    stands: bool,
    sign: Tag,
    /// What it is; nothing where that is withheld.
    text: Option<String>,
    /// The incident that it is.
    incident: Option<String>,
    /// The group is worked with and has none.
    is_missed: bool,
    /// The group could become active and has none.
    is_needed: bool,
}

fn basis_line(desk: &Desk, basis: SeenBasis, status: Option<GroupStatus>) -> BasisLine {
    let tr = desk.tr();
    // Whoever opens a card sees dates and states; a basis that is withheld is shown as none.
    let stands = basis.stands.value().unwrap_or(false);
    let text = match (basis.incident_code.value(), basis.happened_on.value(), basis.until.value()) {
        (Some(Some(code)), Some(Some(day)), Some(Some(until))) => {
            let key = if stands { "group-basis-until" } else { "group-basis-ran-out" };
            Some(tr.args(key, &[("code", code.to_string()), ("day", iso_date(day)), ("until", iso_date(until))]))
        }
        (Some(None), ..) => Some(tr.t("group-basis-none")),
        _ => None,
    };
    BasisLine {
        stands,
        sign: if stands { Tag::good(tr.t("group-basis-stands")) } else { Tag::soon(tr.t("group-without-basis")) },
        text,
        incident: basis.incident.value().flatten().map(|id| id.to_string()),
        is_missed: !stands && status.is_some_and(GroupStatus::counts_as_active),
        is_needed: !stands && status.is_some_and(|status| status.next().contains(&GroupStatus::Active)),
    }
}

#[derive(Serialize)]
struct Next {
    status: &'static str,
    label: String,
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&card_page(&desk, id, FormErrors::none()).await?)
}

async fn card_page(desk: &Desk, id: GroupId, errors: FormErrors) -> Result<CardPage, Problem> {
    let card = groups::card(&desk.ctx, id).await?;
    let tr = desk.tr();
    let basis = basis_line(desk, card.basis, card.group.status.as_value().copied());
    let next =
        card.next.iter().map(|status| Next { status: status.name(), label: tr.t(&format!("group-move-to-{}", status.name())) }).collect();
    let group = line(desk, card.group);
    let crumbs = vec![Crumb::new("/groups", tr.t("groups-title")), Crumb::here(group.name.clone().unwrap_or_else(|| group.code.clone()))];
    Ok(CardPage {
        shell: desk.shell(),
        crumbs,
        tabs: tabs(desk, &group.id),
        errors,
        group,
        basis,
        may_edit: card.may_edit,
        may_disclose: card.may_disclose,
        next,
    })
}

/// What is typed into the card's form.
#[derive(Deserialize, Serialize, Default, Clone)]
struct CardForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    size_least: String,
    #[serde(default)]
    size_most: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    version: i64,
}

impl CardForm {
    /// Reads the fields; says every fault at once.
    fn read(&self) -> Result<NewGroup, AppError> {
        let mut faults = Vec::new();
        let mut note = |fault| faults.push(fault);
        let kind = GroupKind::named(&self.kind).unwrap_or_else(|| {
            note(DomainError::field("kind", "missing"));
            GroupKind::Network
        });
        let size_least = self.size_least.trim().parse().unwrap_or_else(|_| {
            note(DomainError::field("size_least", "not-a-number"));
            1
        });
        let size_most = self.size_most.trim().parse().unwrap_or_else(|_| {
            note(DomainError::field("size_most", "not-a-number"));
            size_least
        });
        let words = Words::read("note", &self.note, 0).unwrap_or_else(|fault| {
            note(fault);
            Words::stored(String::new())
        });
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let new =
            NewGroup { id, name: self.name.trim().to_owned(), kind, area: self.area.trim().to_owned(), size_least, size_most, note: words };
        match new.check() {
            Ok(new) if faults.is_empty() => Ok(new),
            Ok(_) => Err(AppError::Faults(faults)),
            Err(more) => {
                faults.extend(more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
                Err(AppError::Faults(faults))
            }
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "groups/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    kinds: Vec<Choice>,
    form: CardForm,
    action: String,
    title: String,
    /// What somebody else saved in between, beside what was typed.
    theirs: Option<GroupLine>,
}

fn form_page(desk: &Desk, form: CardForm, action: String, title: &str, errors: FormErrors) -> FormPage {
    let tr = desk.tr();
    FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/groups", tr.t("groups-title")), Crumb::here(tr.t(title))],
        errors,
        kinds: GroupKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.name(), tr.t(&format!("group-kind-{}", kind.name()))).chosen_when(&form.kind))
            .collect(),
        form,
        action,
        title: tr.t(title),
        theirs: None,
    }
}

async fn new(desk: Desk) -> Answer {
    groups::may_add(&desk.ctx)?;
    let form = CardForm { id: GroupId::new().to_string(), ..CardForm::default() };
    desk.page(&form_page(&desk, form, "/groups/new".to_owned(), "group-add", FormErrors::none()))
}

async fn add(Typed { desk, form }: Typed<CardForm>) -> Answer {
    let added = match form.read() {
        Ok(new) => groups::add(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => desk.done(&format!("/groups/{id}"), "group-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, "/groups/new".to_owned(), "group-add", errors))
        }
    }
}

async fn edit_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let group = groups::card(&desk.ctx, id).await?.group;
    let form = CardForm {
        id: id.to_string(),
        name: group.name.value().unwrap_or_default(),
        kind: group.kind.value().map(|kind| kind.name().to_owned()).unwrap_or_default(),
        area: group.area.value().unwrap_or_default(),
        size_least: group.size_least.value().map(|size| size.to_string()).unwrap_or_default(),
        size_most: group.size_most.value().map(|size| size.to_string()).unwrap_or_default(),
        note: group.note.value().map(|note| note.as_str().to_owned()).unwrap_or_default(),
        version: group.version,
    };
    desk.page(&form_page(&desk, form, format!("/groups/{id}/edit"), "group-edit", FormErrors::none()))
}

async fn edit(Path(id): Path<String>, Typed { desk, form }: Typed<CardForm>) -> Answer {
    let form = CardForm { id, ..form };
    let action = format!("/groups/{}/edit", form.id);
    let edited = match form.read() {
        Ok(card) => groups::edit(&desk.ctx, card, form.version).await,
        Err(error) => Err(error),
    };
    match edited {
        Ok(()) => desk.done(&format!("/groups/{}", form.id), "saved"),
        // Both texts are shown: theirs beside the typed one, which now stands on their version.
        Err(AppError::Changed { .. }) => {
            let theirs = line(&desk, groups::card(&desk.ctx, form.id.parse().map_err(|_| Problem::NotFound)?).await?.group);
            let form = CardForm { version: theirs.version, ..form };
            let page = FormPage { theirs: Some(theirs), ..form_page(&desk, form, action, "group-edit", FormErrors::none()) };
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, action, "group-edit", errors))
        }
    }
}

#[derive(Deserialize)]
struct StatusForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    version: i64,
}

async fn change_status(Path(id): Path<String>, Typed { desk, form }: Typed<StatusForm>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let to = GroupStatus::named(&form.to).ok_or(Problem::Unreadable)?;
    match groups::move_to(&desk.ctx, id, to, form.version).await {
        Ok(()) => desk.done(&format!("/groups/{id}"), "saved"),
        // The card again, with what is missing and what to do about it.
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, errors).await?)
        }
    }
}

#[derive(Deserialize)]
struct ConfirmForm {
    #[serde(default)]
    version: i64,
}

async fn confirm(Path(id): Path<String>, Typed { desk, form }: Typed<ConfirmForm>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    groups::confirm(&desk.ctx, id, form.version).await?;
    desk.done(&format!("/groups/{id}"), "group-confirmed-now")
}

/// Groups as choices of a form.
pub fn group_choices(groups: &[GroupLabel], now: &str) -> Vec<Choice> {
    groups.iter().map(|group| Choice::new(group.id.to_string(), group_name(group)).chosen_when(now)).collect()
}

/// How a group is named on a page.
pub fn group_name(group: &GroupLabel) -> String {
    group.name.as_ref().map_or_else(|| group.code.to_string(), |name| format!("{name} ({})", group.code))
}
