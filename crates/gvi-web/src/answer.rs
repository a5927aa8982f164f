//! Answers: a page or its JSON twin, a form shown again with its faults, or the way to the next page.

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use gvi_app::AppError;
use gvi_domain::DomainError;
use serde::Serialize;

use crate::desk::{Desk, FLASH_COOKIE};
use crate::form::FormErrors;
use crate::problem::Problem;
use crate::text::Tr;

/// What every handler returns.
pub type Answer = Result<Response, Problem>;

/// A page, or the same fields as JSON.
pub fn page<P: Template + Serialize>(json: bool, status: StatusCode, page: &P) -> Response {
    let mut response = if json {
        (status, Json(page)).into_response()
    } else {
        match page.render() {
            Ok(text) => (status, Html(text)).into_response(),
            Err(error) => Problem::from(AppError::Broken(Box::new(error))).into_response(),
        }
    };
    // What was read once must not be read again from a cache after sign-out.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    clear_flash(&mut response);
    response
}

impl Desk {
    /// A page for this person.
    pub fn page<P: Template + Serialize>(&self, content: &P) -> Answer {
        Ok(page(self.visitor.json, StatusCode::OK, content))
    }

    /// A form shown again with its faults on top and everything as it was typed.
    pub fn faulty<P: Template + Serialize>(&self, content: &P) -> Answer {
        Ok(page(self.visitor.json, StatusCode::UNPROCESSABLE_ENTITY, content))
    }

    /// The same where what is full stands in the way, and nothing that was typed: the list of persons.
    pub fn faulty_or_full<P: Template + Serialize>(&self, content: &P, is_full: bool) -> Answer {
        if is_full { self.conflict(content) } else { self.faulty(content) }
    }

    /// A form shown again beside what somebody else saved in between.
    pub fn conflict<P: Template + Serialize>(&self, content: &P) -> Answer {
        Ok(page(self.visitor.json, StatusCode::CONFLICT, content))
    }

    /// Done: on to the next page, which shows the sentence of `flash` once.
    pub fn done(&self, to: &str, flash: &'static str) -> Answer {
        #[derive(Serialize)]
        struct Done<'a> {
            location: &'a str,
        }
        if self.visitor.json {
            return Ok((StatusCode::OK, Json(Done { location: to })).into_response());
        }
        let mut response = see_other(to);
        set_cookie(&mut response, FLASH_COOKIE, flash, "; Max-Age=60");
        Ok(response)
    }

    /// A lost race as the fault of a whole form, for a page that shows what is saved now around what was typed.
    pub fn changed(&self) -> FormErrors {
        let mut errors = FormErrors::none();
        errors.add_whole(self.tr().t("conflict-title"));
        errors
    }

    /// The faults of a form in the reader's language. Errors that are not faults of the form go on as problems.
    pub fn faults(&self, error: AppError) -> Result<FormErrors, Problem> {
        match error {
            AppError::Faults(faults) => Ok(form_errors(self.tr(), &faults)),
            other => Err(other.into()),
        }
    }
}

/// Puts faults into words: the sentence of `fault-FIELD-REASON` if there is one, else that of `fault-REASON`.
pub fn form_errors(tr: Tr, faults: &[DomainError]) -> FormErrors {
    let mut errors = FormErrors::none();
    for fault in faults {
        match fault {
            DomainError::Field { field, reason } => {
                let own = format!("fault-{field}-{reason}");
                let text = if tr.has(&own) { tr.t(&own) } else { tr.t(&format!("fault-{reason}")) };
                errors.add(*field, text);
            }
            DomainError::WrongState { thing, state, deed } => {
                errors.add_whole(tr.args("fault-wrong-state", &[("thing", *thing), ("state", *state), ("deed", *deed)]));
            }
            DomainError::Full { what, limit } => {
                let own = format!("fault-full-{what}");
                let key = if tr.has(&own) { own.as_str() } else { "fault-full" };
                errors.add_rule(
                    key.trim_start_matches("fault-"),
                    tr.args(key, &[("what", (*what).to_owned()), ("limit", limit.to_string())]),
                );
            }
            DomainError::Rule { rule } => errors.add_rule(*rule, tr.t(&format!("rule-{rule}"))),
        }
    }
    errors
}

/// POST → 303 → GET. Only paths of this site: an address from outside never gets here.
pub fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // A browser leaves tabs and line breaks out of an address before it reads it: a path that has any is no path of ours.
    let is_ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(|sign: char| sign == '\\' || sign.is_control());
    let path = if is_ours { path } else { "/" };
    // A path with signs that no header may hold leads home.
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// Sets a cookie for the whole site, out of reach of scripts and of other sites.
pub fn set_cookie(response: &mut Response, name: &str, value: &str, more: &str) {
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{more}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn clear_flash(response: &mut Response) {
    set_cookie(response, FLASH_COOKIE, "", "; Max-Age=0");
}
