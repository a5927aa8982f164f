//! A form with a file in it, as browsers send it without any script: multipart/form-data (RFC 7578), whole in memory and small.
//!
//! The same form without a file is read as any other. Nothing is written to a disk, and the name of the file is not kept.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::desk::{Desk, House};
use crate::problem::Problem;
use crate::typed::{check_secret, read};

/// Bytes of a form with a file: the largest table, and room for the fields around it.
pub const UPLOAD_BYTES_MAX: usize = gvi_app::evaluation::TABLE_BYTES_MAX + 64 * 1024;
/// Fields of one form.
pub const PARTS_MAX: usize = 32;
/// Bytes of the heads of one field.
const HEADS_BYTES_MAX: usize = 4 * 1024;
/// Signs of a boundary (RFC 2046).
const BOUNDARY_MAX: usize = 70;

/// A signed-in person's form, with the file that was chosen. The secret of the session has been checked; nothing else has.
pub struct Uploaded<F> {
    /// The desk.
    pub desk: Desk,
    /// The fields.
    pub form: F,
    /// The file; none where none was chosen.
    pub file: Option<Vec<u8>>,
}

impl<F: DeserializeOwned> FromRequest<House> for Uploaded<F> {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, house).await?;
        let bytes = axum::body::to_bytes(body, bytes_max(&parts.headers)).await.map_err(|_| Problem::TooLarge)?;
        let Some(boundary) = boundary(&parts.headers) else {
            check_secret(&parts.headers, &bytes, &desk)?;
            return Ok(Self { form: read(&parts.headers, &bytes)?, desk, file: None });
        };
        let sent = parts_of(&bytes, &boundary).ok_or(Problem::Unreadable)?;
        let fields = serde_html_form::to_string(texts(&sent)).map_err(|_| Problem::Unreadable)?;
        let plain = HeaderMap::new();
        check_secret(&plain, fields.as_bytes(), &desk)?;
        let file = sent.into_iter().find(|part| part.is_file && !part.bytes.is_empty()).map(|part| part.bytes.to_vec());
        Ok(Self { form: read(&plain, fields.as_bytes())?, desk, file })
    }
}

/// How many bytes of a form are read: more where a file may be in it.
pub fn bytes_max(headers: &HeaderMap) -> usize {
    if boundary(headers).is_some() { UPLOAD_BYTES_MAX } else { crate::BODY_BYTES_MAX }
}

/// The fields of a form with a file, without the file; none where the form has not that shape.
pub fn fields(headers: &HeaderMap, bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let boundary = boundary(headers)?;
    Some(parts_of(bytes, &boundary).map_or_else(Vec::new, |sent| texts(&sent)))
}

/// The boundary that a form with a file names in its head.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (name, rest) = kind.split_once(';')?;
    if !name.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let boundary = named.trim().trim_matches('"');
    (!boundary.is_empty() && boundary.len() <= BOUNDARY_MAX).then(|| boundary.to_owned())
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its name.
    pub name: String,
    /// Whether it is a file.
    pub is_file: bool,
    /// What was sent in it.
    pub bytes: &'a [u8],
}

fn texts(sent: &[Part<'_>]) -> Vec<(String, String)> {
    let is_text = |part: &&Part<'_>| !part.is_file;
    sent.iter().filter(is_text).map(|part| (part.name.clone(), String::from_utf8_lossy(part.bytes).into_owned())).collect()
}

fn place_of(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes.windows(sought.len()).position(|window| window == sought)
}

/// The fields between the boundaries; none where the form is cut or broken.
#[must_use]
pub fn parts_of<'a>(bytes: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let line = format!("--{boundary}");
    let between = format!("\r\n{line}");
    let mut rest = bytes.strip_prefix(line.as_bytes())?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let heads_end = place_of(&rest[..rest.len().min(HEADS_BYTES_MAX)], b"\r\n\r\n")?;
        let heads = std::str::from_utf8(&rest[..heads_end]).ok()?;
        rest = &rest[heads_end + 4..];
        let end = place_of(rest, between.as_bytes())?;
        if let Some((name, is_file)) = named(heads) {
            if parts.len() >= PARTS_MAX {
                return None;
            }
            parts.push(Part { name, is_file, bytes: &rest[..end] });
        }
        rest = &rest[end + between.len()..];
    }
    Some(parts)
}

/// The name of a field from its heads, and whether it is a file.
fn named(heads: &str) -> Option<(String, bool)> {
    let disposition = heads.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then(|| value.trim())
    })?;
    let mut settings = disposition.split(';').map(str::trim);
    if !settings.next()?.eq_ignore_ascii_case("form-data") {
        return None;
    }
    let (mut name, mut is_file) = (None, false);
    for setting in settings {
        if let Some(given) = setting.strip_prefix("name=") {
            name.get_or_insert(given.trim_matches('"').to_owned());
        }
        is_file |= setting.starts_with("filename");
    }
    name.map(|name| (name, is_file))
}
