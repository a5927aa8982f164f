//! Tabs of what is behind and around an incident: its history, and the incidents it is linked with.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::{AppError, incident_history};
use gvi_domain::incident::{IncidentLink, occurred_from_text};
use gvi_domain::{Code, DomainError, IncidentId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::incidents::{Head, choices, head, incident_id, when};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::text::iso_moment;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/incidents/{id}/history", get(history))
        .route("/incidents/{id}/links", get(links).post(link))
        .route("/incidents/{id}/links/remove", post(unlink))
}

/// A change as the tab prints it.
#[derive(Serialize)]
struct RevisionLine {
    at: Option<String>,
    by: Option<String>,
    field: String,
    why: String,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/history.html")]
struct HistoryPage {
    #[serde(skip)]
    shell: Shell,
    head: Head,
    revisions: Vec<RevisionLine>,
}

/// A stored value in the reader's words: names of the domain are translated, times are shown in the time of the site.
fn in_words(desk: &Desk, field: &str, value: String) -> String {
    let tr = desk.tr();
    let named = |prefix: &str| if value.is_empty() { String::new() } else { tr.t(&format!("{prefix}-{value}")) };
    match field {
        "kind" => named("incident-kind"),
        "confirmation" => named("confirmation"),
        "gmi" => named("gmi"),
        "child-hit" | "bystander-hit" => named("incident-answer"),
        "occurred" => occurred_from_text(&value).map(|occurred| when(desk, occurred)).unwrap_or(value),
        _ => value,
    }
}

async fn history(desk: Desk, Path(id): Path<String>) -> Answer {
    let (card, revisions) = incident_history::history(&desk.ctx, incident_id(&id)?).await?;
    let tr = desk.tr();
    let revisions = revisions
        .into_iter()
        .map(|seen| RevisionLine {
            at: seen.at.value().map(|moment| iso_moment(moment.timestamp(), desk.zone())),
            by: seen.by.value(),
            why: tr.t(&format!("revision-why-{}", seen.why)),
            old: seen.old.value().map(|old| in_words(&desk, &seen.field, old)),
            new: seen.new.value().map(|new| in_words(&desk, &seen.field, new)),
            field: tr.t(&format!("revision-{}", seen.field)),
        })
        .collect();
    desk.page(&HistoryPage { shell: desk.shell(), head: head(&desk, &card, "/history"), revisions })
}

/// What is typed about a link.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct LinkForm {
    other: String,
    link: String,
}

/// A link as the tab prints it.
#[derive(Serialize)]
struct LinkLine {
    id: String,
    code: String,
    link: Option<String>,
    link_name: String,
    kind: Option<String>,
    when: Option<String>,
    place: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/links.html")]
struct LinksPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    kinds: Vec<Choice>,
    head: Head,
    id: String,
    links: Vec<LinkLine>,
    form: LinkForm,
    may_link: bool,
}

async fn tab(desk: &Desk, id: IncidentId, form: LinkForm, errors: FormErrors) -> Result<LinksPage, Problem> {
    let (card, links) = incident_history::links(&desk.ctx, id).await?;
    let tr = desk.tr();
    Ok(LinksPage {
        shell: desk.shell(),
        errors,
        kinds: choices(tr, "incident-link", IncidentLink::ALL.iter().map(|link| link.name()), &form.link),
        head: head(desk, &card, "/links"),
        id: id.to_string(),
        links: links
            .into_iter()
            .map(|seen| LinkLine {
                id: seen.id.to_string(),
                code: seen.code.to_string(),
                link_name: seen.link.as_value().map(|link| link.name().to_owned()).unwrap_or_default(),
                link: seen
                    .link
                    .value()
                    .map(|link| tr.t(&format!("incident-{}-{}", if seen.backwards { "link-back" } else { "link" }, link.name()))),
                kind: seen.kind.value().map(|kind| tr.t(&format!("incident-kind-{}", kind.name()))),
                when: seen.occurred.value().map(|occurred| when(desk, occurred)),
                place: seen.place.value(),
            })
            .collect(),
        form,
        may_link: card.may.edit,
    })
}

async fn links(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = tab(&desk, incident_id(&id)?, LinkForm::default(), FormErrors::none()).await?;
    desk.page(&page)
}

async fn link(Path(id): Path<String>, Typed { desk, form }: Typed<LinkForm>) -> Answer {
    let id = incident_id(&id)?;
    let read = || -> Result<(Code, IncidentLink), AppError> {
        let code = form.other.trim().parse().map_err(|_| DomainError::field("other", "unknown-code"));
        let link = IncidentLink::named(&form.link).ok_or(DomainError::field("link", "missing"));
        match (code, link) {
            (Ok(code), Ok(link)) => Ok((code, link)),
            (code, link) => Err(AppError::Faults([code.err(), link.err()].into_iter().flatten().collect())),
        }
    };
    let linked = match read() {
        Ok((code, link)) => incident_history::link(&desk.ctx, id, code, link).await,
        Err(error) => Err(error),
    };
    match linked {
        Ok(()) => desk.done(&format!("/incidents/{id}/links"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = tab(&desk, id, form, errors).await?;
            desk.faulty(&page)
        }
    }
}

async fn unlink(Path(id): Path<String>, Typed { desk, form }: Typed<LinkForm>) -> Answer {
    let id = incident_id(&id)?;
    let other = incident_id(&form.other)?;
    let link = IncidentLink::named(&form.link).ok_or(Problem::Unreadable)?;
    incident_history::unlink(&desk.ctx, id, other, link).await?;
    desk.done(&format!("/incidents/{id}/links"), "saved")
}
