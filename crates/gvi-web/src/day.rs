//! My day: what runs out, what waits, what comes. The first page that a tired officer sees, so what is late stands on top and an
//! empty part says that it is empty.

use askama::Template;
use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use gvi_app::seen::{SeenClock, SeenIncident};
use gvi_app::{accounts, day};
use gvi_domain::Moment;
use gvi_domain::clock::ClockKind;
use serde::Serialize;

use crate::answer::{Answer, see_other};
use crate::clocks::{self, chip};
use crate::desk::{Desk, House};
use crate::log::glance_lines;
use crate::received;
use crate::reviews::{self, ReviewLine};
use crate::shell::Shell;
use crate::signs::ClockChip;
use crate::tasks::{self, TaskLine};

/// Lines of each part of the day; the rest is counted.
const LINES_SHOWN: usize = 12;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/", get(show))
}

/// A clock with the way to its thing.
#[derive(Serialize)]
struct ClockLine {
    chip: ClockChip,
    href: String,
}

/// A link with its words.
#[derive(Serialize)]
pub struct Way {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
}

#[derive(Template, Serialize)]
#[template(path = "day.html")]
struct DayPage {
    #[serde(skip)]
    shell: Shell,
    today: String,
    /// What to do first, in one sentence.
    first: String,
    clocks: Vec<ClockLine>,
    clocks_more: Option<String>,
    has_tasks: bool,
    tasks: Vec<TaskLine>,
    tasks_late: usize,
    reviews: Vec<ReviewLine>,
    incidents: Vec<Way>,
    memberships: Option<String>,
    received: Vec<Way>,
    received_more: Option<String>,
    skipped: Option<String>,
    tomorrow: Vec<String>,
    log: Option<Vec<String>>,
    ways: Vec<Way>,
    no_purpose: bool,
}

/// Where a clock's thing is shown; nothing for things without a page of their own.
fn href(clock: &SeenClock) -> String {
    let path = match clock.thing.as_str() {
        "Incident" => "/incidents",
        "Group" => "/groups",
        "Focus" => "/focus",
        "Membership" => "/memberships",
        "Support" => "/support",
        "HelpCall" => "/help-calls",
        "Speaker" => "/speakers",
        "Network" => "/networks",
        "Received" => "/received",
        "Disclosure" => "/disclosures",
        "Consent" => return "/consents".to_owned(),
        "CallIn" => "/call-ins",
        "Summons" => "/summons",
        "Guest" => return format!("/guests?call_in={}", clock.subject),
        "Notification" => "/notifications",
        "Review" if clock.subject != "-" => "/reviews",
        "Review" => return "/reviews".to_owned(),
        _ => return String::new(),
    };
    format!("{path}/{}", clock.subject)
}

/// An incident: its code, what happened, where.
pub fn incident_way(desk: &Desk, incident: &SeenIncident) -> Way {
    let kind = incident.kind.as_value().map(|kind| desk.tr().t(&format!("incident-kind-{}", kind.name()))).unwrap_or_default();
    let place = incident.place.as_value().map(String::as_str).unwrap_or_default();
    Way { href: format!("/incidents/{}", incident.id), label: format!("{} {kind}, {place}", incident.code) }
}

/// A received snapshot that waits to be acknowledged: what it is, from whom, what about.
pub fn received_way(desk: &Desk, line: &gvi_app::received::Line) -> Way {
    let tr = desk.tr();
    let authority = reviews::authority_name(desk, line.received.from_authority.as_str());
    let kind = tr.t(&format!("snapshot-{}", line.received.kind));
    let from = tr.args("day-received-line", &[("kind", kind), ("authority", authority)]);
    let about = received::about(&tr, line).filter(|about| !about.is_empty()).map(|about| format!(": {about}")).unwrap_or_default();
    Way { href: format!("/received/{}", line.received.envelope), label: format!("{from}{about}") }
}

/// Whether a clock stands among the others. What was received has a place of its own on the day; its clock joins the others when it is late.
fn stands_among_clocks(clock: &SeenClock, now: Moment) -> bool {
    clock.kind != ClockKind::ReceivedUnseen || clock.is_overdue(now)
}

async fn show(desk: Desk) -> Answer {
    if accounts::must_change_password(&desk.ctx) {
        return Ok(see_other("/account").into_response());
    }
    let purposes = if desk.session.purpose.is_none() { desk.ctx.purposes().await.map_err(gvi_app::AppError::from)? } else { Vec::new() };
    // A purpose is chosen before anything is read. Where none is in force there is nothing to choose, and the page says what to do.
    if !purposes.is_empty() {
        return Ok(see_other("/purpose").into_response());
    }
    let day = day::day(&desk.ctx).await?;
    let tr = desk.tr();
    let (now, zone) = (desk.now(), desk.zone());
    let today = now.date(zone);
    let next_day = today.saturating_add(jiff::Span::new().days(1));
    let midnight = |date| Moment::at(date, 0, 0, zone).unwrap_or(now);
    let (from, to) = (midnight(next_day), midnight(next_day.saturating_add(jiff::Span::new().days(1))));
    let mut tomorrow: Vec<String> = day
        .reviews
        .iter()
        .filter(|review| review.meets_at.as_value().is_some_and(|at| (from..to).contains(at)))
        .map(|review| tr.args("day-tomorrow-review", &[("code", review.code.to_string())]))
        .collect();
    tomorrow.extend(day.clocks_between(from, to).map(|clock| clocks::name(&desk, clock)));
    tomorrow.extend(day.tasks_of(next_day).filter_map(|task| task.what.as_value()).map(|what| what.as_str().to_owned()));
    let tasks_late = day.tasks.iter().filter(|task| task.due_on.as_value().is_some_and(|due| *due < today)).count();
    let clocks_late = day.clocks.iter().filter(|clock| clock.is_overdue(now)).count();
    let first = if day.skipped.is_some() {
        tr.t("day-first-skipped")
    } else if day.log.is_some_and(|glance| glance.alarms > 0) {
        tr.t("day-first-alarm")
    } else if clocks_late > 0 {
        tr.count("day-first-clocks", clocks_late)
    } else if tasks_late > 0 {
        tr.count("day-first-tasks", tasks_late)
    } else if day.has_tasks {
        tr.t("day-first-nothing")
    } else {
        tr.t("day-first-ways")
    };
    let clocks: Vec<&SeenClock> = day.clocks.iter().filter(|clock| stands_among_clocks(clock, now)).collect();
    let more = |lines: usize, words: &str| lines.checked_sub(LINES_SHOWN).filter(|more| *more > 0).map(|more| tr.count(words, more));
    let shell = desk.shell();
    let page = DayPage {
        today: tr.date_with_weekday(today),
        first,
        clocks_more: more(clocks.len(), "day-clocks-more"),
        clocks: clocks.into_iter().take(LINES_SHOWN).map(|clock| ClockLine { chip: chip(&desk, clock, true), href: href(clock) }).collect(),
        has_tasks: day.has_tasks,
        incidents: day.incidents.iter().take(LINES_SHOWN).map(|incident| incident_way(&desk, incident)).collect(),
        memberships: (day.memberships > 0).then(|| tr.count("day-memberships", day.memberships)),
        received: day.received.iter().take(LINES_SHOWN).map(|line| received_way(&desk, line)).collect(),
        received_more: more(day.received.len(), "day-received-more"),
        tasks_late,
        log: day.log.map(|glance| glance_lines(&desk, glance)),
        skipped: day.skipped.map(|skipped| reviews::skipped_text(&desk, skipped)),
        tomorrow,
        tasks: day.tasks.into_iter().map(|task| tasks::line(&desk, task)).collect(),
        reviews: day.reviews.into_iter().map(|review| reviews::line(&desk, review)).collect(),
        ways: shell
            .nav
            .iter()
            .filter(|item| item.href != "/")
            .map(|item| Way { href: item.href.clone(), label: item.label.clone() })
            .collect(),
        no_purpose: desk.session.purpose_names.is_none(),
        shell,
    };
    desk.page(&page)
}
