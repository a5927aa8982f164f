//! Pages of what hangs on a call-in: an item of the checklist, the plans, the run-sheet.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::call_ins::sheet::{self, TypedItem};
use gvi_domain::call_in::{NewSpeech, PlanKind};
use gvi_domain::{CallInId, SpeechId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call_ins::{ItemLine, item_line, way};
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/call-ins/{id}/items", get(item_form).post(change_item))
        .route("/call-ins/{id}/plans", get(plans_form).post(write_plans))
        .route("/call-ins/{id}/run-sheet", get(run_sheet).post(write_speech))
        .route("/call-ins/{id}/run-sheet-approve", post(approve))
        .route("/call-ins/{id}/run-sheet-drop", post(drop_speech))
}

/// What is typed about an item.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ItemForm {
    #[serde(default)]
    item: String,
    #[serde(default)]
    deed: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    to: String,
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/item.html")]
struct ItemPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    deeds: Vec<Choice>,
    id: String,
    item: ItemLine,
    form: ItemForm,
}

async fn item_page(desk: &Desk, id: CallInId, form: ItemForm, errors: FormErrors) -> Result<ItemPage, Problem> {
    let tr = desk.tr();
    let (page, crumbs) = way(desk, id, tr.t("call-in-item")).await?;
    let item = page.items.into_iter().find(|item| item.item_key == form.item).ok_or(Problem::NotFound)?;
    if !page.may_edit {
        return Err(Problem::NotFound);
    }
    Ok(ItemPage {
        shell: desk.shell(),
        crumbs,
        errors,
        deeds: ["done", "not-possible", "move"]
            .map(|deed| Choice::new(deed, tr.t(&format!("call-in-item-deed-{deed}"))).chosen_when(&form.deed))
            .to_vec(),
        id: id.to_string(),
        item: item_line(desk, item),
        form,
    })
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    item: String,
}

async fn item_form(desk: Desk, Path(id): Path<String>, Query(which): Query<Which>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let form = ItemForm { item: which.item, deed: "done".to_owned(), ..ItemForm::default() };
    desk.page(&item_page(&desk, id, form, FormErrors::none()).await?)
}

async fn change_item(Path(id): Path<String>, Typed { desk, form }: Typed<ItemForm>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedItem { key: &form.item, deed: &form.deed, reason: &form.reason, to: &form.to };
    match sheet::change_item(&desk.ctx, id, typed).await {
        Ok(()) => desk.done(&format!("/call-ins/{id}"), "call-in-item-changed"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&item_page(&desk, id, form, errors).await?)
        }
    }
}

/// What is typed into the plans.
#[derive(Deserialize, Serialize, Default, Clone)]
struct PlansForm {
    #[serde(default)]
    safety: String,
    #[serde(default)]
    press: String,
    #[serde(default)]
    seating: String,
    #[serde(default)]
    transport: String,
    #[serde(default)]
    interpreters: String,
    #[serde(default)]
    version: i64,
}

#[derive(Serialize)]
struct Saved {
    label: String,
    words: String,
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/plans.html")]
struct PlansPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    id: String,
    form: PlansForm,
    /// What somebody else saved in between, beside what was typed.
    theirs: Vec<Saved>,
}

async fn plans_page(desk: &Desk, id: CallInId, form: Option<PlansForm>, errors: FormErrors, lost_race: bool) -> Result<PlansPage, Problem> {
    let tr = desk.tr();
    let (page, crumbs) = way(desk, id, tr.t("call-in-plans")).await?;
    if !page.may_edit || !page.call_in.state.as_value().is_some_and(|state| state.is_ahead()) {
        return Err(Problem::NotFound);
    }
    let saved = |kind: PlanKind| {
        page.plans.iter().find(|plan| plan.kind == kind).and_then(|plan| plan.words.as_value().cloned()).unwrap_or_default()
    };
    let version = page.call_in.version;
    let form = match form {
        Some(form) => PlansForm { version: if lost_race { version } else { form.version }, ..form },
        None => PlansForm {
            safety: saved(PlanKind::Safety),
            press: saved(PlanKind::Press),
            seating: saved(PlanKind::Seating),
            transport: saved(PlanKind::Transport),
            interpreters: saved(PlanKind::Interpreters),
            version,
        },
    };
    let theirs = PlanKind::ALL.iter().filter(|_| lost_race);
    Ok(PlansPage {
        shell: desk.shell(),
        crumbs,
        errors,
        id: id.to_string(),
        theirs: theirs.map(|kind| Saved { label: tr.t(&format!("call-in-plan-{}", kind.name())), words: saved(*kind) }).collect(),
        form,
    })
}

async fn plans_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&plans_page(&desk, id, None, FormErrors::none(), false).await?)
}

async fn write_plans(Path(id): Path<String>, Typed { desk, form }: Typed<PlansForm>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let texts = [
        (PlanKind::Safety, form.safety.as_str()),
        (PlanKind::Press, &form.press),
        (PlanKind::Seating, &form.seating),
        (PlanKind::Transport, &form.transport),
        (PlanKind::Interpreters, &form.interpreters),
    ];
    match sheet::write_plans(&desk.ctx, id, &texts, form.version).await {
        Ok(()) => desk.done(&format!("/call-ins/{id}"), "call-in-plans-written"),
        Err(AppError::Changed { .. }) => desk.conflict(&plans_page(&desk, id, Some(form), FormErrors::none(), true).await?),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&plans_page(&desk, id, Some(form), errors, false).await?)
        }
    }
}

/// What is typed into a speech.
#[derive(Deserialize, Serialize, Default, Clone)]
struct SpeechForm {
    #[serde(default)]
    speech: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    words_version: String,
    #[serde(default)]
    about: String,
}

#[derive(Serialize)]
struct SpeechView {
    id: String,
    place: String,
    begins: String,
    speaker: String,
    minutes: String,
    words_version: String,
    about: String,
    written_by: String,
    approved_by: Option<String>,
    may_approve: bool,
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/run_sheet.html")]
struct RunSheetPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    id: String,
    speeches: Vec<SpeechView>,
    total: String,
    may_write: bool,
    is_new: bool,
    form: SpeechForm,
}

async fn run_sheet_page(
    desk: &Desk,
    id: CallInId,
    which: &str,
    form: Option<SpeechForm>,
    errors: FormErrors,
) -> Result<RunSheetPage, Problem> {
    let tr = desk.tr();
    let (page, crumbs) = way(desk, id, tr.t("call-in-run-sheet")).await?;
    let may_write = page.may_edit && page.call_in.state.as_value().is_some_and(|state| state.is_ahead());
    let (begins, total) = sheet::clock_of(&page.speeches);
    let own = desk.session.account.to_string();
    let chosen = page.speeches.iter().find(|speech| speech.id.to_string() == which);
    let filled = form.unwrap_or_else(|| match chosen {
        Some(speech) => SpeechForm {
            speech: speech.id.to_string(),
            place: speech.place.as_value().map(ToString::to_string).unwrap_or_default(),
            speaker: speech.speaker.as_value().cloned().unwrap_or_default(),
            minutes: speech.minutes.as_value().map(ToString::to_string).unwrap_or_default(),
            words_version: speech.words_version.as_value().cloned().unwrap_or_default(),
            about: speech.about.as_value().cloned().unwrap_or_default(),
        },
        None => SpeechForm {
            speech: SpeechId::new().to_string(),
            place: (page.speeches.len() + 1).to_string(),
            minutes: "5".to_owned(),
            ..SpeechForm::default()
        },
    });
    let is_new = !page.speeches.iter().any(|speech| speech.id.to_string() == filled.speech);
    let view = |(speech, begins): (gvi_app::seen::SeenSpeech, i64)| {
        let approved_by = speech.approved_by.value().flatten();
        SpeechView {
            id: speech.id.to_string(),
            place: speech.place.value().map(|place| place.to_string()).unwrap_or_default(),
            begins: format!("{begins}"),
            speaker: speech.speaker.value().unwrap_or_default(),
            minutes: speech.minutes.value().map(|minutes| minutes.to_string()).unwrap_or_default(),
            words_version: speech.words_version.value().unwrap_or_default(),
            about: speech.about.value().unwrap_or_default(),
            written_by: speech.written_by.value().flatten().unwrap_or_default(),
            may_approve: may_write && approved_by.is_none() && speech.author != own,
            approved_by,
            version: speech.version,
        }
    };
    Ok(RunSheetPage {
        shell: desk.shell(),
        crumbs,
        errors,
        id: id.to_string(),
        speeches: page.speeches.into_iter().zip(begins).map(view).collect(),
        total: total.to_string(),
        may_write,
        is_new,
        form: filled,
    })
}

#[derive(Deserialize)]
struct WhichSpeech {
    #[serde(default)]
    speech: String,
}

async fn run_sheet(desk: Desk, Path(id): Path<String>, Query(which): Query<WhichSpeech>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&run_sheet_page(&desk, id, &which.speech, None, FormErrors::none()).await?)
}

async fn write_speech(Path(id): Path<String>, Typed { desk, form }: Typed<SpeechForm>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let speech: SpeechId = form.speech.parse().map_err(|_| Problem::NotFound)?;
    let read = NewSpeech::read((speech, id), (&form.place, &form.speaker, &form.minutes), (&form.words_version, &form.about));
    let written = match read {
        Ok(new) => sheet::write_speech(&desk.ctx, &new).await,
        Err(faults) => Err(faults.into()),
    };
    match written {
        Ok(()) => desk.done(&format!("/call-ins/{id}/run-sheet"), "call-in-speech-written"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&run_sheet_page(&desk, id, "", Some(form), errors).await?)
        }
    }
}

#[derive(Deserialize)]
struct OneSpeech {
    #[serde(default)]
    speech: String,
    #[serde(default)]
    version: i64,
}

async fn approve(Path(id): Path<String>, Typed { desk, form }: Typed<OneSpeech>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let speech: SpeechId = form.speech.parse().map_err(|_| Problem::NotFound)?;
    match sheet::approve_speech(&desk.ctx, id, speech, form.version).await {
        Ok(()) => desk.done(&format!("/call-ins/{id}/run-sheet"), "call-in-speech-approved"),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&run_sheet_page(&desk, id, "", None, errors).await?)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&run_sheet_page(&desk, id, "", None, errors).await?)
        }
    }
}

async fn drop_speech(Path(id): Path<String>, Typed { desk, form }: Typed<OneSpeech>) -> Answer {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    let speech: SpeechId = form.speech.parse().map_err(|_| Problem::NotFound)?;
    match sheet::drop_speech(&desk.ctx, id, speech).await {
        Ok(()) => desk.done(&format!("/call-ins/{id}/run-sheet"), "call-in-speech-dropped"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&run_sheet_page(&desk, id, "", None, errors).await?)
        }
    }
}
