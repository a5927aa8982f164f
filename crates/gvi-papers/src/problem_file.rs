//! The list of problems as a CSV file, to be opened in a spreadsheet beside the file that is to be mended.
//!
//! The values in it come from somebody else's file, so no cell may be run as a formula.

use std::io::Write;

use crate::PapersError;
use crate::incident_table::RowProblem;
use crate::polisen_events::FeedProblem;
use crate::text::harmless;

/// Writes the problems of a table. A spreadsheet shows the lines under the same numbers.
///
/// # Errors
/// When the target cannot be written.
pub fn write_row_problems(problems: &[RowProblem], target: impl Write) -> Result<(), PapersError> {
    let rows = problems.iter().map(|problem| {
        let line = problem.line.to_string();
        [
            line,
            harmless(&problem.column),
            harmless(&problem.value),
            harmless(&problem.what),
            problem.how_to_mend.clone(),
            kept(problem.kept),
        ]
    });
    write(["line", "column", "value", "what is wrong", "how to mend it", "row kept"], rows, target)
}

/// Writes the problems of a feed.
///
/// # Errors
/// When the target cannot be written.
pub fn write_feed_problems(problems: &[FeedProblem], target: impl Write) -> Result<(), PapersError> {
    let rows = problems.iter().map(|problem| {
        let id = problem.id.map_or_else(String::new, |id| id.to_string());
        let index = problem.index.to_string();
        [index, id, problem.field.to_owned(), harmless(&problem.what), problem.how_to_mend.clone(), kept(problem.kept)]
    });
    write(["event", "id", "field", "what is wrong", "how to mend it", "event kept"], rows, target)
}

fn kept(kept: bool) -> String {
    if kept { "yes" } else { "no" }.to_owned()
}

fn write(header: [&str; 6], rows: impl Iterator<Item = [String; 6]>, target: impl Write) -> Result<(), PapersError> {
    let mut writer = csv::Writer::from_writer(target);
    let broken = |error: csv::Error| PapersError::Write(std::io::Error::other(error));
    writer.write_record(header).map_err(broken)?;
    for row in rows {
        writer.write_record(row).map_err(broken)?;
    }
    writer.flush().map_err(PapersError::Write)
}
