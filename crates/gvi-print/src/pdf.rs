//! A paper as PDF/UA-1: tagged, with its letters in it, and refused by the typesetter's own check where it would not be readable for everybody.

use serde_json::{Value, json};
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::PrintError;
use crate::faces::{CODE_UNBROKEN_MAX, UNBROKEN_MAX, printable};
use crate::paper::{Paper, Stamp};
use crate::typesetter::{set, told};

/// Prints a paper as PDF. The same paper gives the same bytes.
///
/// # Errors
/// When the paper has no title, skips a level of headings, has an uneven table or a drawing that is none; see [`PrintError`].
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PrintError> {
    paper.check()?;
    let printed = as_pdf(paper);
    // The typesetter remembers what it has set. Papers hold what must not be remembered, so it forgets each.
    typst::comemo::evict(0);
    printed
}

fn as_pdf(paper: &Paper) -> Result<Vec<u8>, PrintError> {
    let document = set(&in_printable_letters(as_value(paper), UNBROKEN_MAX))?;
    // Cannot fail: one standard alone contradicts no other.
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).expect("one standard");
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(Some("Vapenvila".to_owned())),
        timestamp: timestamp(&paper.stamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| PrintError::NotAccessible(told(&errors)))
}

fn as_value(paper: &Paper) -> Value {
    let stamp = &paper.stamp;
    json!({
        "title": paper.title,
        "lead": paper.lead,
        "lang": paper.language.code(),
        "direction": paper.language.direction(),
        "sheet": paper.sheet,
        "frame": paper.language.frame(),
        "stamp": stamp.facts(paper.language),
        "blocks": paper.blocks,
    })
}

/// Every text of the paper in letters that can be printed. A drawing's own text is the drawing's.
fn in_printable_letters(value: Value, unbroken_max: usize) -> Value {
    match value {
        Value::String(text) => Value::String(printable(&text, unbroken_max)),
        Value::Array(values) => Value::Array(values.into_iter().map(|value| in_printable_letters(value, unbroken_max)).collect()),
        Value::Object(fields) => {
            let unbroken_max = if fields.get("kind") == Some(&Value::from("code")) { CODE_UNBROKEN_MAX } else { UNBROKEN_MAX };
            let printed = |(name, value)| if name == "svg" { (name, value) } else { (name, in_printable_letters(value, unbroken_max)) };
            Value::Object(fields.into_iter().map(printed).collect())
        }
        other => other,
    }
}

fn timestamp(stamp: &Stamp) -> Option<Timestamp> {
    let at = stamp.at.datetime();
    let part = |number: i8| u8::try_from(number).ok();
    let day = Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Timestamp::new_local(day, stamp.at.offset().seconds() / 60)
}
