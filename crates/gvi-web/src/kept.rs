//! Nothing typed is lost. When a form comes back with a problem (somebody else saved first, the sign-in ran out, the disk is full,
//! what was decided on is no longer open), every written word that the page itself no longer holds is printed above it, to be
//! copied and used again.
//!
//! What this file deliberately does not do: keep anything. The words go back to the browser that sent them, in the same answer,
//! and nowhere else. Passwords are no words.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::answer::see_other;
use crate::desk::{House, Visitor};
use crate::headers::changes_from_elsewhere;
use crate::problem::{self, Problem};
use crate::shell::Shell;
use crate::typed::read;

/// Where the words are put: at the head of the page's own part.
const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptWords {
    shell: Shell,
    words: Vec<String>,
}

/// A text as every page prints it.
#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
struct Printed<'a> {
    text: &'a str,
}

/// Reads a form before the page does, and gives its words back if the page cannot.
pub async fn keep(State(house): State<House>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let Ok(bytes) = axum::body::to_bytes(body, crate::upload::bytes_max(&parts.headers)).await else {
        return problem::page_of(&house, &visitor, &Problem::TooLarge);
    };
    // What another site sends is not shown as if this person had written it.
    let is_own = !visitor.json && !changes_from_elsewhere(&parts.method, &parts.headers);
    let words = if is_own { words(&parts.headers, &bytes) } else { Vec::new() };
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if response.status() == StatusCode::UNAUTHORIZED && !visitor.json && words.is_empty() {
        return see_other("/sign-in");
    }
    let is_problem = response.status().is_client_error() || response.status().is_server_error();
    if words.is_empty() || !is_problem || !is_page(&response) {
        return response;
    }
    with_words(response, words, visitor.shell(&house.site)).await
}

/// The written words of a form, in the order of its fields: whatever is none of our own ids, codes and numbers. A form with a
/// password in it is not given back at all.
fn words(headers: &HeaderMap, bytes: &Bytes) -> Vec<String> {
    // Of a form with a file the written fields alone: the person still has the file.
    let fields = crate::upload::fields(headers, bytes).or_else(|| read::<Vec<(String, String)>>(headers, bytes).ok());
    let Some(fields) = fields else { return Vec::new() };
    if fields.iter().any(|(name, _)| name.contains("password")) {
        return Vec::new();
    }
    let is_word = |text: &str| {
        let letters = text.chars().filter(|sign| sign.is_alphabetic()).count();
        let is_code = text.trim().parse::<gvi_domain::Code>().is_ok();
        letters > 1 && !is_code && text.chars().any(|sign| sign.is_whitespace() || (sign.is_alphabetic() && !sign.is_ascii_lowercase()))
    };
    fields.into_iter().filter(|(name, text)| name != "csrf" && is_word(text)).map(|(_, text)| text).collect()
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

async fn with_words(response: Response, words: Vec<String>, shell: Shell) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else { return Response::from_parts(parts, Body::empty()) };
    let page = String::from_utf8_lossy(&bytes);
    let plain = page.replace('\r', "");
    let is_there = |text: &String| Printed { text: text.trim() }.render().is_ok_and(|printed| plain.contains(&printed.replace('\r', "")));
    let lost: Vec<String> = words.into_iter().filter(|text| !is_there(text)).collect();
    let Some((head, rest)) = page.split_once(MAIN).filter(|_| !lost.is_empty()) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    match (KeptWords { shell, words: lost }).render() {
        Ok(notice) => {
            let page = format!("{head}{MAIN}\n{notice}{rest}");
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(page))
        }
        Err(error) => {
            tracing::error!(%error, "the words of a form could not be printed again");
            Response::from_parts(parts, Body::from(bytes))
        }
    }
}
