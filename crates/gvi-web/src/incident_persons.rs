//! The tab of an incident's persons: victims and suspects, each with a list and a form of its own, never in one table.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::incident_persons::{self, PersonLabel};
use gvi_app::{AppError, Shown};
use gvi_domain::incident::{Harm, NewSuspect, NewVictim, Suspicion};
use gvi_domain::{DomainError, GroupId, IncidentId, SuspectId, VictimId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::{group_choices, group_name};
use crate::incidents::{Head, choices, head, incident_id};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::text::iso_date;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/incidents/{id}/persons", get(persons))
        .route("/incidents/{id}/victims", post(name_victim))
        .route("/incidents/{id}/victims/{victim}/remove", post(remove_victim))
        .route("/incidents/{id}/suspects", post(name_suspect))
        .route("/incidents/{id}/suspects/{suspect}", post(set_suspicion))
        .route("/incidents/{id}/suspects/{suspect}/remove", post(remove_suspect))
}

/// What is typed about a victim.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct VictimForm {
    id: String,
    victim_person: String,
    harm: String,
    is_child: String,
    victim_group: String,
    victim_note: String,
}

/// What is typed about a suspect.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct SuspectForm {
    id: String,
    suspect_person: String,
    suspicion: String,
    suspect_group: String,
    suspect_note: String,
}

#[derive(Serialize)]
struct VictimLine {
    id: String,
    person: Option<String>,
    person_href: String,
    harm: Option<String>,
    is_child: bool,
    group: Option<String>,
    note: Option<String>,
    ends: Option<String>,
}

#[derive(Serialize)]
struct SuspectLine {
    id: String,
    person: Option<String>,
    person_href: String,
    suspicion: Option<String>,
    #[serde(skip)]
    suspicions: Vec<Choice>,
    group: Option<String>,
    note: Option<String>,
    ends: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/persons.html")]
struct PersonsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    harms: Vec<Choice>,
    #[serde(skip)]
    suspicions: Vec<Choice>,
    #[serde(skip)]
    victim_groups: Vec<Choice>,
    #[serde(skip)]
    suspect_groups: Vec<Choice>,
    head: Head,
    id: String,
    victims: Vec<VictimLine>,
    suspects: Vec<SuspectLine>,
    victim: VictimForm,
    suspect: SuspectForm,
    may_name: bool,
}

async fn tab(desk: &Desk, id: IncidentId, victim: VictimForm, suspect: SuspectForm, errors: FormErrors) -> Result<PersonsPage, Problem> {
    let part = incident_persons::part(&desk.ctx, id).await?;
    let tr = desk.tr();
    let named = |person: &Option<PersonLabel>| person.as_ref().map(|person| format!("{} ({})", person.name, person.code));
    let href = |person: &Option<PersonLabel>| person.as_ref().map(|person| format!("/persons/{}", person.id)).unwrap_or_default();
    let text = |words: Shown<Words>| words.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty());
    let suspicion_names = || Suspicion::ALL.iter().map(|suspicion| suspicion.name());
    Ok(PersonsPage {
        shell: desk.shell(),
        errors,
        harms: choices(tr, "harm", Harm::ALL.iter().map(|harm| harm.name()), &victim.harm),
        suspicions: choices(tr, "suspicion", suspicion_names(), &suspect.suspicion),
        victim_groups: group_choices(&part.groups, &victim.victim_group),
        suspect_groups: group_choices(&part.groups, &suspect.suspect_group),
        head: head(desk, &part.card, "/persons"),
        id: id.to_string(),
        victims: part
            .victims
            .into_iter()
            .map(|line| VictimLine {
                id: line.seen.id.to_string(),
                person: named(&line.person),
                person_href: href(&line.person),
                harm: line.seen.harm.value().map(|harm| tr.t(&format!("harm-{}", harm.name()))),
                is_child: line.seen.is_child.value().unwrap_or(false),
                group: line.group.as_ref().map(group_name),
                note: text(line.seen.note),
                ends: line.seen.expires_on.value().map(iso_date),
            })
            .collect(),
        suspects: part
            .suspects
            .into_iter()
            .map(|line| SuspectLine {
                id: line.seen.id.to_string(),
                person: named(&line.person),
                person_href: href(&line.person),
                suspicions: choices(
                    tr,
                    "suspicion",
                    suspicion_names(),
                    line.seen.suspicion.as_value().map_or("", |suspicion| suspicion.name()),
                ),
                suspicion: line.seen.suspicion.value().map(|suspicion| tr.t(&format!("suspicion-{}", suspicion.name()))),
                group: line.group.as_ref().map(group_name),
                note: text(line.seen.note),
                ends: line.seen.expires_on.value().map(iso_date),
            })
            .collect(),
        victim: VictimForm { id: if victim.id.is_empty() { VictimId::new().to_string() } else { victim.id.clone() }, ..victim },
        suspect: SuspectForm { id: if suspect.id.is_empty() { SuspectId::new().to_string() } else { suspect.id.clone() }, ..suspect },
        may_name: part.card.may.name_persons,
    })
}

async fn persons(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = tab(&desk, incident_id(&id)?, VictimForm::default(), SuspectForm::default(), FormErrors::none()).await?;
    desk.page(&page)
}

/// Nothing typed is no group; an id that cannot be read is no group of this compartment.
fn group(field: &'static str, typed: &str) -> Result<Option<GroupId>, DomainError> {
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some).map_err(|_| DomainError::field(field, "unknown-group")) }
}

async fn name_victim(Path(id): Path<String>, Typed { desk, form }: Typed<VictimForm>) -> Answer {
    let incident = incident_id(&id)?;
    let read = || -> Result<NewVictim, AppError> {
        Ok(NewVictim {
            id: form.id.parse().map_err(|_| AppError::NotFound)?,
            incident,
            person: None,
            harm: Harm::named(&form.harm).ok_or(DomainError::field("harm", "missing"))?,
            is_child: form.is_child == "yes",
            group: group("victim_group", &form.victim_group)?,
            note: Words::read("victim_note", &form.victim_note, 0)?,
        })
    };
    let named = match read() {
        Ok(new) => incident_persons::name_victim(&desk.ctx, new, form.victim_person.trim()).await,
        Err(error) => Err(error),
    };
    match named {
        Ok(()) => desk.done(&format!("/incidents/{incident}/persons"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = tab(&desk, incident, form, SuspectForm::default(), errors).await?;
            desk.faulty(&page)
        }
    }
}

async fn name_suspect(Path(id): Path<String>, Typed { desk, form }: Typed<SuspectForm>) -> Answer {
    let incident = incident_id(&id)?;
    let read = || -> Result<NewSuspect, AppError> {
        Ok(NewSuspect {
            id: form.id.parse().map_err(|_| AppError::NotFound)?,
            incident,
            person: None,
            suspicion: Suspicion::named(&form.suspicion).ok_or(DomainError::field("suspicion", "missing"))?,
            group: group("suspect_group", &form.suspect_group)?,
            note: Words::read("suspect_note", &form.suspect_note, 0)?,
        })
    };
    let named = match read() {
        Ok(new) => incident_persons::name_suspect(&desk.ctx, new, form.suspect_person.trim()).await,
        Err(error) => Err(error),
    };
    match named {
        Ok(()) => desk.done(&format!("/incidents/{incident}/persons"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = tab(&desk, incident, VictimForm::default(), form, errors).await?;
            desk.faulty(&page)
        }
    }
}

async fn set_suspicion(Path((id, suspect)): Path<(String, String)>, Typed { desk, form }: Typed<SuspectForm>) -> Answer {
    let incident = incident_id(&id)?;
    let suspicion = Suspicion::named(&form.suspicion).ok_or(Problem::Unreadable)?;
    incident_persons::set_suspicion(&desk.ctx, incident, suspect.parse().map_err(|_| Problem::NotFound)?, suspicion).await?;
    desk.done(&format!("/incidents/{incident}/persons"), "saved")
}

#[derive(Deserialize, Default)]
struct NoFields {}

async fn remove_victim(Path((id, victim)): Path<(String, String)>, Typed { desk, .. }: Typed<NoFields>) -> Answer {
    let incident = incident_id(&id)?;
    incident_persons::remove_victim(&desk.ctx, incident, victim.parse().map_err(|_| Problem::NotFound)?).await?;
    desk.done(&format!("/incidents/{incident}/persons"), "saved")
}

async fn remove_suspect(Path((id, suspect)): Path<(String, String)>, Typed { desk, .. }: Typed<NoFields>) -> Answer {
    let incident = incident_id(&id)?;
    incident_persons::remove_suspect(&desk.ctx, incident, suspect.parse().map_err(|_| Problem::NotFound)?).await?;
    desk.done(&format!("/incidents/{incident}/persons"), "saved")
}
