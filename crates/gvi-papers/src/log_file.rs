//! Entries of the log as CSV, for whoever reviews them with their own tools.
//!
//! The file holds what the page beside it shows and nothing more: who works here did what to which thing, never what stands in the thing.
//! Like every paper that leaves the house it says for which purpose, by whom and when it was made.

use std::io::Write;

use crate::PapersError;
use crate::sheets::Marking;
use crate::text::harmless;

/// Entries of the log, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// What the file is.
    pub title: String,
    /// Purpose, user, time.
    pub marking: Marking,
    /// What was filtered for, and whether entries are missing because a file holds no more.
    pub notes: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One row an entry.
    pub rows: Vec<Vec<String>>,
}

impl LogFile {
    /// Writes the file as CSV in UTF-8 with a byte order mark, without which spreadsheets in use garble å, ä and ö. No cell can be run as a formula.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn write_csv(&self, mut target: impl Write) -> Result<(), PapersError> {
        target.write_all("\u{feff}".as_bytes()).map_err(PapersError::Write)?;
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(target);
        let broken = |error: csv::Error| PapersError::Write(std::io::Error::other(error));
        let marking = self.marking.line();
        for line in [&self.title, &marking].into_iter().chain(&self.notes) {
            writer.write_record([harmless(line)]).map_err(broken)?;
        }
        writer.write_record([""]).map_err(broken)?;
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(broken)?;
        }
        writer.flush().map_err(PapersError::Write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_the_file_is_a_formula_and_swedish_letters_are_marked_as_utf_8() {
        let file = LogFile {
            title: "Logg".into(),
            marking: Marking { purpose: "=1+1".into(), user: "Rut".into(), time: jiff::Timestamp::UNIX_EPOCH },
            notes: vec!["@allt".into()],
            columns: vec!["Vem".into()],
            rows: vec![vec!["=HYPERLINK(\"x\")".into(), "åäö, \"så\"".into()], vec!["\t-1".into(), String::new()]],
        };
        let mut bytes = Vec::new();
        file.write_csv(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(
            text.trim_start_matches('\u{feff}').lines().collect::<Vec<_>>(),
            [
                "Logg",
                "'=1+1 · Rut · 1970-01-01T00:00:00Z",
                "'@allt",
                "\"\"",
                "Vem",
                "\"'=HYPERLINK(\"\"x\"\")\",\"åäö, \"\"så\"\"\"",
                "'\t-1,"
            ]
        );
    }
}
