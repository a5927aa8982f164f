//! The result of a visit, from a phone, the same shift: one page of 360 px, a few taps, one button, no script.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::{notifications, visits};
use gvi_domain::notification::NotificationDeed;
use gvi_domain::visit::{Outcome, Place, Reaction, Receiver, TypedAttempt};
use gvi_domain::{AttemptId, NotificationId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::notifications::local_moment;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::typed::Typed;
use crate::wordings::{WordingView, view};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/notifications/{id}/visit", get(begin).post(report))
}

/// What is tapped.
#[derive(Deserialize, Serialize, Default, Clone)]
struct VisitForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    receiver: String,
    #[serde(default)]
    letter: String,
    #[serde(default)]
    offer: String,
    #[serde(default)]
    reaction: String,
    #[serde(default)]
    note: String,
}

#[derive(Template, Serialize)]
#[template(path = "notifications/visit.html")]
struct VisitPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    action: String,
    code: String,
    name: Option<String>,
    group: Option<String>,
    wording: Option<WordingView>,
    letter: Option<WordingView>,
    notes: Vec<String>,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    #[serde(skip)]
    places: Vec<Choice>,
    #[serde(skip)]
    receivers: Vec<Choice>,
    #[serde(skip)]
    reactions: Vec<Choice>,
    form: VisitForm,
}

async fn page(desk: &Desk, id: NotificationId, form: VisitForm, errors: FormErrors) -> Result<VisitPage, Problem> {
    let tr = desk.tr();
    let card = notifications::card(&desk.ctx, id).await?;
    if !card.deeds.contains(&NotificationDeed::Attempt) {
        return Err(Problem::NotFound);
    }
    let choice = |prefix: &str, name: &str, now: &str| Choice::new(name, tr.t(&format!("{prefix}-{name}"))).chosen_when(now);
    let code = card.notification.code.to_string();
    let notes = card.attempts.iter().filter_map(|attempt| attempt.note.as_value()).map(|note| note.as_str().to_owned());
    Ok(VisitPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/notifications", tr.t("notifications-title")),
            Crumb::new(format!("/notifications/{id}"), code.clone()),
            Crumb::here(tr.t("visit-result")),
        ],
        errors,
        action: format!("/notifications/{id}/visit"),
        code,
        name: card.person_name,
        group: card.notification.group_name.value(),
        wording: card.wording.map(|wording| view(desk, wording)),
        letter: card.letter.map(|letter| view(desk, letter)),
        notes: notes.filter(|note| !note.is_empty()).collect(),
        outcomes: Outcome::ALL.iter().map(|one| choice("visit-outcome", one.name(), &form.outcome)).collect(),
        places: Place::ALL.iter().map(|one| choice("visit-place", one.name(), &form.place)).collect(),
        receivers: Receiver::ALL.iter().map(|one| choice("visit-receiver", one.name(), &form.receiver)).collect(),
        reactions: Reaction::ALL.iter().map(|one| choice("visit-reaction", one.name(), &form.reaction)).collect(),
        form,
    })
}

async fn begin(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: NotificationId = id.parse().map_err(|_| Problem::NotFound)?;
    let at = desk.zone().to_datetime(desk.now().timestamp()).strftime("%Y-%m-%dT%H:%M").to_string();
    let form = VisitForm { id: AttemptId::new().to_string(), at, place: Place::Home.name().to_owned(), ..VisitForm::default() };
    desk.page(&page(&desk, id, form, FormErrors::none()).await?)
}

async fn report(Path(id): Path<String>, Typed { desk, form }: Typed<VisitForm>) -> Answer {
    let id: NotificationId = id.parse().map_err(|_| Problem::NotFound)?;
    let attempt: AttemptId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedAttempt {
        at: local_moment(&desk, &form.at),
        place: &form.place,
        outcome: &form.outcome,
        receiver: &form.receiver,
        letter: form.letter == "yes",
        offer: form.offer == "yes",
        reaction: &form.reaction,
        note: &form.note,
    };
    match visits::report(&desk.ctx, id, attempt, typed).await {
        Ok(_) => desk.done(&format!("/notifications/{id}"), "visit-reported"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&page(&desk, id, form, errors).await?)
        }
    }
}
