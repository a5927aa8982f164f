//! The forms of counts: a table that is pasted or chosen as a file, or the authority's own incidents by month.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::evaluation::{self, CountFault, Counted, Counting, CountsRefused};
use gvi_domain::{CountsId, DomainError, EvaluationId};
use serde::{Deserialize, Serialize};

use super::pages::crumbs;
use super::words::not_read;
use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::Tr;
use crate::typed::Typed;
use crate::upload::Uploaded;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/evaluations/{id}/counts", get(counts_form).post(add_counts))
        .route("/evaluations/{id}/own-counts", post(count_own))
}

/// What is typed into the two forms of counts.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct CountsForm {
    id: String,
    outcome: String,
    table: String,
    counted: String,
    population: String,
}

#[derive(Template, Serialize)]
#[template(path = "evaluation/counts.html")]
struct CountsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    outcomes: Vec<Choice>,
    #[serde(skip)]
    counted: Vec<Choice>,
    evaluation: String,
    city: String,
    form: CountsForm,
}

async fn counts_page(desk: &Desk, evaluation: &str, form: CountsForm, errors: FormErrors) -> Result<CountsPage, Problem> {
    let tr = desk.tr();
    let found = evaluation::card(&desk.ctx, evaluation.parse().map_err(|_| Problem::NotFound)?).await?;
    if !found.may.count {
        return Err(Problem::NotFound);
    }
    let title = found.evaluation.title.value().unwrap_or_default();
    Ok(CountsPage {
        shell: desk.shell(),
        crumbs: crumbs(tr, vec![Crumb::new(format!("/evaluations/{evaluation}"), title), Crumb::here(tr.t("evaluation-add-counts"))]),
        errors,
        outcomes: found.plan.outcomes().map(|(_, outcome)| Choice::new(&outcome.name, &outcome.name).chosen_when(&form.outcome)).collect(),
        counted: Counted::ALL
            .iter()
            .map(|counted| Choice::new(counted.name(), tr.t(&format!("evaluation-counted-{}", counted.name()))).chosen_when(&form.counted))
            .collect(),
        evaluation: evaluation.to_owned(),
        city: found.plan.city,
        form,
    })
}

async fn counts_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let form = CountsForm { id: CountsId::new().to_string(), ..CountsForm::default() };
    desk.page(&counts_page(&desk, &id, form, FormErrors::none()).await?)
}

async fn add_counts(Path(id): Path<String>, Uploaded { desk, form, file }: Uploaded<CountsForm>) -> Answer {
    let evaluation: EvaluationId = id.parse().map_err(|_| Problem::NotFound)?;
    let counts = form.id.parse().map_err(|_| Problem::NotFound)?;
    // Which of the two is meant is not guessed: one of them would be lost without a word.
    if file.is_some() && !form.table.trim().is_empty() {
        let both = Err(DomainError::field("file", "file-and-text").into());
        return counted(&desk, &id, form, "file", both).await;
    }
    let (field, table) = file.as_deref().map_or(("table", form.table.as_bytes()), |file| ("file", file));
    let added = evaluation::add_table(&desk.ctx, evaluation, counts, &form.outcome, table).await;
    counted(&desk, &id, form, field, added).await
}

async fn count_own(Path(id): Path<String>, Typed { desk, form }: Typed<CountsForm>) -> Answer {
    let evaluation: EvaluationId = id.parse().map_err(|_| Problem::NotFound)?;
    let counts = form.id.parse().map_err(|_| Problem::NotFound)?;
    let added = match (Counted::named(&form.counted), form.population.trim().replace([' ', '\u{a0}'], "").parse::<u64>()) {
        (Some(counted), Ok(people)) => evaluation::count_own(&desk.ctx, evaluation, counts, &form.outcome, counted, people).await,
        (None, _) => Err(DomainError::field("counted", "missing").into()),
        (_, Err(_)) => Err(DomainError::field("population", "not-a-number").into()),
    };
    counted(&desk, &id, form, "population", added).await
}

async fn counted(desk: &Desk, id: &str, form: CountsForm, field: &str, added: Result<Counting, AppError>) -> Answer {
    let tr = desk.tr();
    let errors = match added {
        Ok(Counting::Kept) => return desk.done(&format!("/evaluations/{id}"), "evaluation-counts-added"),
        Ok(Counting::Unfit(why)) => {
            let mut errors = FormErrors::none();
            errors.add(field, not_read(tr, &why));
            errors
        }
        Ok(Counting::Refused(refused)) => {
            let mut errors = FormErrors::none();
            match refused {
                CountsRefused::File(_) => {
                    errors.add(field, tr.t(if field == "file" { "evaluation-file-unreadable" } else { "evaluation-table-unreadable" }))
                }
                CountsRefused::Rows(faults, more) => {
                    for fault in faults {
                        errors.add(field, fault_text(tr, &fault));
                    }
                    if more > 0 {
                        errors.add(field, tr.count("evaluation-table-more", more));
                    }
                }
            }
            errors
        }
        Err(error) => desk.faults(error)?,
    };
    desk.faulty(&counts_page(desk, id, form, errors).await?)
}

fn fault_text(tr: Tr, fault: &CountFault) -> String {
    let what = tr.args(&format!("evaluation-table-{}", fault.what), &[("value", fault.value.as_str()), ("other", fault.other.as_str())]);
    match fault.line {
        Some(line) => tr.args("evaluation-table-line", &[("line", line.to_string()), ("what", what)]),
        None => what,
    }
}
