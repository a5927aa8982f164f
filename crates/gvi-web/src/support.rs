//! Pages of support contacts: the assigned see theirs, the coordinator counts, and for everybody else there is no such page.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::seen::SeenSupport;
use gvi_app::support::{self, TypedSupport};
use gvi_domain::support::{SupportRoute, SupportStatus};
use gvi_domain::{Moment, SupportId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/support", get(list))
        .route("/support/new", get(new).post(add))
        .route("/support/{id}", get(card))
        .route("/support/{id}/status", post(change_status))
        .route("/support/{id}/{deed}", post(change))
}

fn status_tag(tr: Tr, status: SupportStatus) -> Tag {
    let word = tr.t(&format!("support-status-{}", status.name()));
    match status {
        SupportStatus::Offered => Tag::planned(word),
        SupportStatus::Contact => Tag::partly(word),
        SupportStatus::Ongoing => Tag::active(word),
        SupportStatus::Paused | SupportStatus::Ended => Tag::quiet(word),
    }
}

/// A contact as the list and its own page print it.
#[derive(Serialize)]
struct ContactView {
    id: String,
    code: String,
    person: Option<String>,
    reference: Option<String>,
    route: Option<String>,
    status: Option<Tag>,
    first_contact: Option<String>,
    met: bool,
    first_meeting: Option<String>,
    last_check_in: Option<String>,
    ended: Option<String>,
    ends: Option<String>,
    version: i64,
}

fn view(desk: &Desk, contact: SeenSupport) -> ContactView {
    let (tr, zone) = (desk.tr(), desk.zone());
    let at = |at: Moment| iso_moment(at.timestamp(), zone);
    let first_meeting = contact.first_meeting.value().flatten().map(at);
    ContactView {
        id: contact.id.to_string(),
        code: contact.code.to_string(),
        person: contact.person.value().map(|code| code.to_string()),
        reference: contact.reference.value(),
        route: contact.route.value().map(|route| tr.t(&format!("support-route-{}", route.name()))),
        status: contact.status.value().map(|status| status_tag(tr, status)),
        first_contact: contact.first_contact.value().map(at),
        met: first_meeting.is_some(),
        first_meeting,
        last_check_in: contact.last_check_in.value().flatten().map(at),
        ended: contact.ended_on.value().flatten().map(iso_date),
        ends: contact.expires_on.value().map(iso_date),
        version: contact.version,
    }
}

#[derive(Serialize)]
struct CountView {
    status: Tag,
    count: usize,
}

#[derive(Template, Serialize)]
#[template(path = "support/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    own: Vec<ContactView>,
    counts: Vec<CountView>,
    only_counts: bool,
    may_add: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = support::list(&desk.ctx).await?;
    let counts = list.counts.iter().map(|(status, count)| CountView { status: status_tag(desk.tr(), *status), count: *count }).collect();
    let own = list.own.into_iter().map(|contact| view(&desk, contact)).collect();
    desk.page(&ListPage { shell: desk.shell(), own, counts, only_counts: list.only_counts, may_add: list.may_add })
}

/// What is typed into a new contact. There is deliberately no field for a note.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ContactForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    route: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    first_contact: String,
}

#[derive(Template, Serialize)]
#[template(path = "support/new.html")]
struct NewPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    routes: Vec<Choice>,
    #[serde(skip)]
    statuses: Vec<Choice>,
    form: ContactForm,
}

fn new_page(desk: &Desk, form: ContactForm, errors: FormErrors) -> NewPage {
    let tr = desk.tr();
    NewPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/support", tr.t("support-title")), Crumb::here(tr.t("support-add"))],
        errors,
        routes: SupportRoute::ALL
            .iter()
            .map(|route| Choice::new(route.name(), tr.t(&format!("support-route-{}", route.name()))).chosen_when(&form.route))
            .collect(),
        statuses: [SupportStatus::Contact, SupportStatus::Offered]
            .iter()
            .map(|status| Choice::new(status.name(), tr.t(&format!("support-status-{}", status.name()))).chosen_when(&form.status))
            .collect(),
        form,
    }
}

/// A date and time as the browser writes it, at the site.
fn local_moment(desk: &Desk, typed: &str) -> Option<Moment> {
    let local: jiff::civil::DateTime = typed.trim().parse().ok()?;
    Moment::at(local.date(), local.hour(), local.minute(), desk.zone()).ok()
}

async fn new(desk: Desk) -> Answer {
    support::may_add(&desk.ctx).await?;
    let now = desk.zone().to_datetime(desk.now().timestamp()).strftime("%Y-%m-%dT%H:%M").to_string();
    let form = ContactForm {
        id: SupportId::new().to_string(),
        status: SupportStatus::Contact.name().to_owned(),
        first_contact: now,
        ..ContactForm::default()
    };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn add(Typed { desk, form }: Typed<ContactForm>) -> Answer {
    let id: SupportId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let first_contact = local_moment(&desk, &form.first_contact);
    let typed = TypedSupport { person: &form.person, reference: &form.reference, route: &form.route, status: &form.status, first_contact };
    match support::add(&desk.ctx, id, typed).await {
        Ok(id) => desk.done(&format!("/support/{id}"), "support-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

#[derive(Serialize)]
struct Step {
    status: &'static str,
    label: String,
}

#[derive(Serialize)]
struct Colleague {
    account: String,
    name: String,
}

#[derive(Template, Serialize)]
#[template(path = "support/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    contact: ContactView,
    next: Vec<Step>,
    clocks: Vec<ClockChip>,
    assigned: Vec<Colleague>,
    #[serde(skip)]
    others: Vec<Choice>,
    may_edit: bool,
}

async fn card_page(desk: &Desk, id: SupportId, errors: FormErrors) -> Result<CardPage, Problem> {
    let tr = desk.tr();
    let card = support::card(&desk.ctx, id).await?;
    let clocks = card.clocks.iter().map(|clock| chip(desk, clock, false)).collect();
    let (assigned, others): (Vec<_>, Vec<_>) = card.colleagues.into_iter().partition(|colleague| colleague.assigned);
    let contact = view(desk, card.contact);
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/support", tr.t("support-title")), Crumb::here(contact.code.clone())],
        errors,
        next: card
            .next
            .iter()
            .map(|status| Step { status: status.name(), label: tr.t(&format!("support-to-{}", status.name())) })
            .collect(),
        clocks,
        assigned: assigned.into_iter().map(|one| Colleague { account: one.account.to_string(), name: one.name }).collect(),
        others: others.into_iter().map(|one| Choice::new(one.account.to_string(), one.name)).collect(),
        may_edit: card.may_edit,
        contact,
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = card_page(&desk, id.parse().map_err(|_| Problem::NotFound)?, FormErrors::none()).await?;
    desk.page(&page)
}

#[derive(Deserialize)]
struct ChangeForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    colleague: String,
    #[serde(default)]
    version: i64,
}

async fn change_status(Path(id): Path<String>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: SupportId = id.parse().map_err(|_| Problem::NotFound)?;
    let to = SupportStatus::named(&form.to).ok_or(Problem::Unreadable)?;
    support::move_to(&desk.ctx, id, to, form.version).await?;
    desk.done(&format!("/support/{id}"), "saved")
}

async fn change(Path((id, deed)): Path<(String, String)>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: SupportId = id.parse().map_err(|_| Problem::NotFound)?;
    let colleague = form.colleague.parse();
    let done = match (deed.as_str(), colleague) {
        ("met", _) => support::met(&desk.ctx, id, form.version).await,
        ("check-in", _) => support::check_in(&desk.ctx, id, form.version).await,
        ("assign", Ok(colleague)) => support::assign(&desk.ctx, id, colleague).await,
        ("release", Ok(colleague)) => support::release(&desk.ctx, id, colleague).await,
        _ => return Err(Problem::NotFound),
    };
    // Whoever takes the contact off themselves cannot open it any more: the way leads to the list.
    let own = deed == "release" && form.colleague == desk.ctx.actor().account;
    match done {
        Ok(()) => desk.done(&if own { "/support".to_owned() } else { format!("/support/{id}") }, "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, errors).await?;
            desk.faulty(&page)
        }
    }
}
