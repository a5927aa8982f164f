//! Pages of support contacts: the assigned see theirs, the coordinator counts, and for everybody else there is no such page.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::seen::SeenSupport;
use gvi_app::support::{self, SupportCard, TypedSupport};
use gvi_domain::support::{SupportRoute, SupportStatus};
use gvi_domain::support_steps::{Course, DropReason, Known, KnownBy, Mark, Protection, Relocation, Step, SupportNeed};
use gvi_domain::{Date, DomainError, Moment, SupportId};
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
        .route("/support/{id}/needs", post(change_needs))
        .route("/support/{id}/outcome", post(answer))
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
    intake: Option<String>,
    plan: Option<String>,
    check_ins_until: Option<String>,
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
        intake: contact.intake_at.value().flatten().map(at),
        plan: contact.plan_at.value().flatten().map(at),
        check_ins_until: contact.check_ins_until.value().flatten().map(iso_date),
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
    /// The call to the help line that it came of.
    #[serde(default)]
    call: String,
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

/// Where the form begins: in the address.
#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    call: String,
}

async fn new(desk: Desk, Query(start): Query<Start>) -> Answer {
    support::may_add(&desk.ctx).await?;
    let after_call = !start.call.is_empty();
    let now = desk.moment_to_type(desk.now());
    let form = ContactForm {
        id: SupportId::new().to_string(),
        status: SupportStatus::Contact.name().to_owned(),
        first_contact: now,
        route: if after_call { SupportRoute::HelpLine.name().to_owned() } else { String::new() },
        call: start.call,
        ..ContactForm::default()
    };
    desk.page(&new_page(&desk, form, FormErrors::none()))
}

async fn add(Typed { desk, form }: Typed<ContactForm>) -> Answer {
    let id: SupportId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let first_contact = desk.typed_moment(&form.first_contact);
    let typed = TypedSupport { person: &form.person, reference: &form.reference, route: &form.route, status: &form.status, first_contact };
    let call = if form.call.is_empty() { None } else { Some(form.call.parse().map_err(|_| Problem::NotFound)?) };
    match support::add_after_call(&desk.ctx, id, typed, call).await {
        Ok(id) => desk.done(&format!("/support/{id}"), "support-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&new_page(&desk, form, errors))
        }
    }
}

/// A button that takes a step.
#[derive(Serialize)]
struct StepButton {
    step: &'static str,
    label: String,
}

/// A line of what has been done and decided, for those who have the contact in hand.
#[derive(Serialize)]
struct Done {
    what: String,
    state: String,
}

/// What became of somebody, as it was answered.
#[derive(Serialize)]
struct AnswerLine {
    mark: String,
    text: String,
}

/// The follow-up that comes or can be answered.
#[derive(Serialize)]
struct FollowUp {
    mark: &'static str,
    title: String,
    open: bool,
    from: String,
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
    next: Vec<StepButton>,
    steps: Vec<StepButton>,
    done: Vec<Done>,
    clocks: Vec<ClockChip>,
    #[serde(skip)]
    needs: Vec<Choice>,
    needed: Vec<String>,
    may_drop_off: bool,
    #[serde(skip)]
    reasons: Vec<Choice>,
    outcomes: Vec<AnswerLine>,
    follow_up: Option<FollowUp>,
    agreed: bool,
    may_be_asked: bool,
    #[serde(skip)]
    alive: Vec<Choice>,
    #[serde(skip)]
    in_prison: Vec<Choice>,
    #[serde(skip)]
    known_by: Vec<Choice>,
    assigned: Vec<Colleague>,
    #[serde(skip)]
    others: Vec<Choice>,
    may_edit: bool,
}

/// The steps that can be taken now, in the order of the work. Moves, dropping off and follow-ups have forms of their own.
fn step_buttons(tr: Tr, course: Option<Course>, today: Date) -> Vec<StepButton> {
    let all = [
        ("intake", Step::Intake),
        ("met", Step::Meet),
        ("ask-protection", Step::AskProtection),
        ("protection-granted", Step::DecideProtection(Protection::Granted)),
        ("protection-not-needed", Step::DecideProtection(Protection::NotNeeded)),
        ("protection-declined", Step::DecideProtection(Protection::Declined)),
        ("plan", Step::Plan),
        ("check-ins-again", Step::CheckInsAgain),
        ("relocate", Step::Relocate),
        ("relocated", Step::Relocated),
    ];
    let possible = all.into_iter().filter(|(_, step)| course.is_some_and(|course| course.may(*step, today)));
    possible.map(|(step, _)| StepButton { step, label: tr.t(&format!("support-step-{step}")) }).collect()
}

/// What has been done and decided. Why stands in the case system.
fn done_lines(tr: Tr, course: Option<Course>) -> Vec<Done> {
    let Some(course) = course else { return Vec::new() };
    let mut done = vec![
        Done { what: tr.t("support-protection"), state: tr.t(&format!("support-protection-{}", course.protection.name())) },
        Done { what: tr.t("support-relocation"), state: tr.t(&format!("support-relocation-{}", course.relocation.name())) },
    ];
    if let Some(reason) = course.dropped {
        done.push(Done { what: tr.t("support-dropped"), state: tr.t(&format!("support-drop-{}", reason.name())) });
    }
    if course.relocation == Relocation::None && course.protection == Protection::NotAsked && course.dropped.is_none() {
        done.clear();
    }
    done
}

fn choices(tr: Tr, prefix: &str, names: impl Iterator<Item = &'static str>, chosen: &[String]) -> Vec<Choice> {
    names.map(|name| Choice::new(name, tr.t(&format!("{prefix}{name}"))).chosen_among(chosen)).collect()
}

async fn card_page(desk: &Desk, id: SupportId, errors: FormErrors) -> Result<CardPage, Problem> {
    let tr = desk.tr();
    let today = desk.now().date(desk.zone());
    let SupportCard { contact, course, next, follow_up, clocks, colleagues, may_edit } = support::card(&desk.ctx, id).await?;
    let clocks = clocks.iter().map(|clock| chip(desk, clock, false)).collect();
    let (assigned, others): (Vec<_>, Vec<_>) = colleagues.into_iter().partition(|colleague| colleague.assigned);
    let needs: Vec<SupportNeed> = contact.needs.as_value().cloned().unwrap_or_default();
    let needed: Vec<String> = needs.iter().map(|need| need.name().to_owned()).collect();
    let outcomes = contact.outcomes.as_value().cloned().unwrap_or_default();
    let outcomes = outcomes.into_iter().map(|outcome| AnswerLine {
        mark: tr.t(&format!("support-mark-{}", outcome.mark.name())),
        text: tr.t(match outcome.is_well() {
            Some(true) => "support-well",
            Some(false) => "support-not-well",
            None => "support-not-known",
        }),
    });
    let first = course.and_then(|course| course.contact_since).map(|since| since.date(desk.zone()));
    let follow_up = follow_up.map(|(mark, from)| FollowUp {
        mark: mark.name(),
        title: tr.t(&format!("support-mark-{}", mark.name())),
        open: first.is_some_and(|first| mark.is_open(first, today)),
        from: iso_date(from),
    });
    let contact = view(desk, contact);
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/support", tr.t("support-title")), Crumb::here(contact.code.clone())],
        errors,
        next: next
            .iter()
            .map(|status| {
                let coming_back = course.is_some_and(|course| course.dropped.is_some()) && *status == SupportStatus::Contact;
                let label = if coming_back { tr.t("support-come-back") } else { tr.t(&format!("support-to-{}", status.name())) };
                StepButton { step: status.name(), label }
            })
            .collect(),
        steps: step_buttons(tr, course, today),
        done: done_lines(tr, course),
        clocks,
        needs: choices(tr, "need-", SupportNeed::ALL.iter().map(|need| need.name()), &needed),
        needed: needs.iter().map(|need| tr.t(&format!("need-{}", need.name()))).collect(),
        may_drop_off: course.is_some_and(|course| course.may(Step::DropOff(DropReason::Other), today)),
        reasons: choices(tr, "support-drop-", DropReason::ALL.iter().map(|reason| reason.name()), &[]),
        outcomes: outcomes.collect(),
        follow_up,
        agreed: course.is_some_and(|course| course.follow_up),
        may_be_asked: course.is_some_and(|course| course.contact_since.is_some()),
        alive: choices(tr, "support-known-", Known::ALL.iter().map(|known| known.name()), &[]),
        in_prison: choices(tr, "support-known-", Known::ALL.iter().map(|known| known.name()), &[]),
        known_by: choices(tr, "support-known-by-", KnownBy::ALL.iter().map(|by| by.name()), &[]),
        assigned: assigned.into_iter().map(|one| Colleague { account: one.account.to_string(), name: one.name }).collect(),
        others: others.into_iter().map(|one| Choice::new(one.account.to_string(), one.name)).collect(),
        may_edit,
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
    reason: String,
    #[serde(default)]
    mark: String,
    #[serde(default)]
    alive: String,
    #[serde(default)]
    in_prison: String,
    #[serde(default)]
    known_by: String,
    #[serde(default)]
    version: i64,
}

#[derive(Deserialize)]
struct NeedsForm {
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    version: i64,
}

/// What follows a change: the card again, with its faults if there are any.
async fn back_to(desk: Desk, id: SupportId, done: Result<(), gvi_app::AppError>) -> Answer {
    match done {
        Ok(()) => desk.done(&format!("/support/{id}"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, id, errors).await?;
            desk.faulty(&page)
        }
    }
}

async fn change_needs(Path(id): Path<String>, Typed { desk, form }: Typed<NeedsForm>) -> Answer {
    let id: SupportId = id.parse().map_err(|_| Problem::NotFound)?;
    let done = support::set_needs(&desk.ctx, id, &form.needs, form.version).await;
    back_to(desk, id, done).await
}

async fn answer(Path(id): Path<String>, Typed { desk, form }: Typed<ChangeForm>) -> Answer {
    let id: SupportId = id.parse().map_err(|_| Problem::NotFound)?;
    let mark = Mark::named(&form.mark).ok_or(Problem::Unreadable)?;
    let done = support::answer(&desk.ctx, id, mark, (&form.alive, &form.in_prison, &form.known_by), form.version).await;
    back_to(desk, id, done).await
}

/// The step of a button, if there is one of this name. A reason that nobody chose is no step.
fn step_named(deed: &str, reason: &str) -> Option<Step> {
    Some(match deed {
        "intake" => Step::Intake,
        "met" => Step::Meet,
        "ask-protection" => Step::AskProtection,
        "protection-granted" => Step::DecideProtection(Protection::Granted),
        "protection-not-needed" => Step::DecideProtection(Protection::NotNeeded),
        "protection-declined" => Step::DecideProtection(Protection::Declined),
        "plan" => Step::Plan,
        "check-ins-again" => Step::CheckInsAgain,
        "relocate" => Step::Relocate,
        "relocated" => Step::Relocated,
        "drop-off" => Step::DropOff(DropReason::named(reason)?),
        "may-ask" => Step::FollowUp(true),
        "may-not-ask" => Step::FollowUp(false),
        _ => return None,
    })
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
        ("check-in", _) => support::check_in(&desk.ctx, id, form.version).await,
        ("assign", Ok(colleague)) => support::assign(&desk.ctx, id, colleague).await,
        ("release", Ok(colleague)) => support::release(&desk.ctx, id, colleague).await,
        ("drop-off", _) if DropReason::named(&form.reason).is_none() => {
            // Whoever may not open the contact learns nothing from a reason that is missing.
            support::card(&desk.ctx, id).await?;
            Err(DomainError::field("reason", "missing").into())
        }
        (deed, _) => {
            let step = step_named(deed, &form.reason).ok_or(Problem::NotFound)?;
            support::take(&desk.ctx, id, step, form.version).await
        }
    };
    // Whoever takes the contact off themselves cannot open it any more: the way leads to the list.
    if done.is_ok() && deed == "release" && form.colleague == desk.ctx.actor().account {
        return desk.done("/support", "saved");
    }
    back_to(desk, id, done).await
}
