//! Files that are taken along: a paper as PDF or HTML, a file for a calendar. They lie in no cache, and what they are called tells nothing.

use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use gvi_app::AppError;

use crate::answer::Answer;
use crate::problem::Problem;

/// The two forms of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page that needs nothing else.
    Html,
    /// A tagged PDF.
    Pdf,
}

/// A file under a name that tells nothing of what is in it.
pub fn taken(name: &str, kind: &'static str, bytes: Vec<u8>) -> Answer {
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(|_| Problem::NotFound)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, bytes).into_response())
}

/// A page of HTML, kept as a file.
pub fn html(stem: &str, text: String) -> Answer {
    taken(&format!("{stem}.html"), "text/html; charset=utf-8", text.into_bytes())
}

/// A paper, set as PDF.
pub async fn pdf(stem: &str, paper: gvi_print::Paper) -> Answer {
    // Some hundred milliseconds of setting: not on the thread that answers everybody else.
    let set = tokio::task::spawn_blocking(move || gvi_print::pdf(&paper)).await;
    taken(&format!("{stem}.pdf"), "application/pdf", set.map_err(broken)?.map_err(broken)?)
}

/// A paper in the form that was asked for.
pub async fn paper(stem: &str, paper: gvi_print::Paper, form: Form) -> Answer {
    match form {
        Form::Html => html(stem, gvi_print::html(&paper).map_err(broken)?),
        Form::Pdf => pdf(stem, paper).await,
    }
}

/// Something that the house itself did wrong.
pub fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Problem {
    Problem::from(AppError::Broken(Box::new(error)))
}
