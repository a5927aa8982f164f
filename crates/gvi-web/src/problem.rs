//! What went wrong, as a page that shows a way on. What does not exist and what is not allowed are one and the same page.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gvi_app::AppError;
use serde::Serialize;

use crate::answer;
use crate::desk::{House, Visitor};
use crate::shell::Shell;

/// Why there is no ordinary answer.
#[derive(Debug, Clone)]
pub enum Problem {
    /// Nobody is signed in, or the session is over.
    SignIn,
    /// Not there, or not for this person.
    NotFound,
    /// Changed by somebody else in between, on a page that has no own way to show both texts.
    Changed,
    /// The form came from another place, or its secret is old.
    Forged,
    /// What was sent cannot be read at all.
    Unreadable,
    /// A form that fails outside its page: the faults as `field: reason`.
    Faults(Vec<String>),
    /// Longer than any form of this house.
    TooLarge,
    /// Too many tries.
    TooMany,
    /// The disk is full.
    DiskFull,
    /// Something broke; the number is in the trace.
    Broken(u64),
}

impl Problem {
    const fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Changed => StatusCode::CONFLICT,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn key(&self) -> &'static str {
        match self {
            Self::SignIn => "problem-sign-in",
            Self::NotFound => "problem-not-found",
            Self::Changed => "problem-changed",
            Self::Forged => "problem-forged",
            Self::Unreadable => "problem-unreadable",
            Self::Faults(_) => "problem-faults",
            Self::TooLarge => "problem-too-large",
            Self::TooMany => "problem-too-many",
            Self::DiskFull => "problem-disk-full",
            Self::Broken(_) => "problem-broken",
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::NotFound,
            AppError::Changed { .. } => Self::Changed,
            AppError::Faults(faults) => Self::Faults(faults.iter().map(ToString::to_string).collect()),
            AppError::DiskFull => Self::DiskFull,
            AppError::Broken(cause) => {
                use std::hash::{BuildHasher as _, RandomState};
                let number = RandomState::new().hash_one(0) % 1_000_000;
                tracing::error!(number, cause = chain(cause.as_ref()), "a deed broke");
                Self::Broken(number)
            }
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // The page itself is made by `as_page`, which knows the language.
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template, Serialize)]
#[template(path = "problem.html")]
struct ProblemPage {
    #[serde(skip)]
    shell: Shell,
    problem: &'static str,
    title: String,
    text: String,
    faults: Vec<String>,
    number: Option<u64>,
}

/// The page for an address that leads nowhere.
pub async fn no_such_page() -> Problem {
    Problem::NotFound
}

/// What is answered when a handler broke off in the middle of a sentence: the page of something broken, and not a dead line.
pub fn after_a_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::from(AppError::Broken("a handler panicked".into())).into_response()
}

/// Turns every [`Problem`] into a page in the visitor's language. Somebody without a session is sent to the sign-in page instead,
/// unless there is a form in their hands whose words would be lost.
pub async fn as_page(State(house): State<House>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    if matches!(problem, Problem::SignIn) && !visitor.json && reads {
        return answer::see_other("/sign-in");
    }
    let mut page = page_of(&house, &visitor, &problem);
    if let Some(wait) = response.headers_mut().remove(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    page
}

/// The page of a problem.
pub fn page_of(house: &House, visitor: &Visitor, problem: &Problem) -> Response {
    let tr = visitor.tr;
    let page = ProblemPage {
        shell: Shell { flash: None, ..visitor.shell(&house.site) },
        problem: problem.key(),
        title: tr.t(problem.key()),
        text: tr.t(&format!("{}-what-to-do", problem.key())),
        faults: if let Problem::Faults(faults) = problem { faults.clone() } else { Vec::new() },
        number: if let Problem::Broken(number) = problem { Some(*number) } else { None },
    };
    answer::page(visitor.json, problem.status(), &page)
}
