//! Workbooks: dates in numbers, sheets by name, and archives that unpack to more than they weigh.

use std::io::{Cursor, Read, Write};

use gvi_papers::incident_table::{Mapping, TableLimits, TableReading, read_table};
use gvi_papers::{Occurred, PapersError};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::incident_table::mapping;

const INCIDENTS: &str = r#"
name = "Nordhamn, incidents"
number = { column = "Case" }
kind = { constant = "shooting" }
harm = { each_row_is = "incident", killed = "Dead" }
file = { sheet = "2024" }
place = { text = ["Place"] }
[time]
zone = "Europe/Stockholm"
date = { column = "Day", formats = ["%Y-%m-%d"] }
time = { column = "Hour", formats = ["%H:%M"] }
"#;

fn read(bytes: &[u8], mapping: &Mapping) -> Result<TableReading, PapersError> {
    read_table(Cursor::new(bytes), mapping, &TableLimits::default(), &mut |_| ())
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("cover").unwrap().write_string(0, 0, "Nordhamn").unwrap();
    let sheet = workbook.add_worksheet().set_name("2024").unwrap();
    sheet.write_string(0, 0, "Incidents of 2024").unwrap();
    for (column, name) in ["Case", "Day", "Hour", "Dead", "Place"].into_iter().enumerate() {
        sheet.write_string(2, column as u16, name).unwrap();
    }
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn dates_are_read_whether_they_are_dates_numbers_or_words() {
    let bytes = workbook(|sheet| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let hour = Format::new().set_num_format("hh:mm");
        sheet.write_number(3, 0, 4711).unwrap();
        sheet.write_datetime_with_format(3, 1, ExcelDateTime::from_ymd(2024, 6, 3).unwrap(), &day).unwrap();
        sheet.write_datetime_with_format(3, 2, ExcelDateTime::from_hms(21, 40, 0).unwrap(), &hour).unwrap();
        sheet.write_number(3, 3, 1).unwrap();
        sheet.write_number(4, 0, 4712).unwrap().write_number(4, 1, 45446).unwrap().write_number(4, 2, 0.5).unwrap();
        sheet.write_number(6, 0, 4713).unwrap().write_string(6, 1, "2024-06-03").unwrap().write_string(6, 2, "10:15").unwrap();
        sheet.write_number(7, 0, 4714).unwrap().write_number(7, 1, 60).unwrap();
        sheet.write_number(8, 0, 4715).unwrap().write_string(8, 1, "some day").unwrap();
    });
    let reading = read(&bytes, &mapping(INCIDENTS)).unwrap();
    let rows: Vec<(u64, &str, Occurred)> =
        reading.rows.iter().map(|row| (row.line, row.number.as_deref().unwrap(), row.occurred)).collect();
    let at = |text: &str| Occurred::At(text.parse().unwrap());
    let expected =
        [(4, "4711", at("2024-06-03T19:40:00Z")), (5, "4712", at("2024-06-03T10:00:00Z")), (7, "4713", at("2024-06-03T08:15:00Z"))];
    assert_eq!(rows, expected);
    assert_eq!(reading.rows[0].killed, 1);
    assert_eq!(reading.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [8, 9], "29 February 1900 never was");
}

#[test]
fn a_failed_formula_is_a_problem_and_a_missing_sheet_names_the_ones_there_are() {
    let bytes = workbook(|sheet| {
        sheet.write_number(3, 0, 1).unwrap().write_string(3, 1, "2024-06-03").unwrap();
        sheet.write_formula(3, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let reading = read(&bytes, &mapping(INCIDENTS)).unwrap();
    assert_eq!(reading.rows.len() + reading.problems.len(), 1);
    let wrong = INCIDENTS.replace("sheet = \"2024\"", "sheet = \"2025\"");
    let error = read(&bytes, &mapping(&wrong)).unwrap_err().to_string();
    assert_eq!(error, "the workbook has no sheet named 2025; it has: cover, 2024");
}

#[test]
fn a_sheet_with_one_cell_at_the_far_end_is_no_burden() {
    let bytes = workbook(|sheet| {
        sheet.write_number(3, 0, 1).unwrap().write_string(3, 1, "2024-06-03").unwrap();
        sheet.write_string(1_048_575, 0, "end").unwrap();
    });
    let reading = read(&bytes, &mapping(INCIDENTS)).unwrap();
    assert_eq!((reading.rows.len(), reading.problems[0].line), (1, 1_048_576));
    let wide = workbook(|sheet| {
        sheet.write_string(3, 16_383, "end").unwrap();
    });
    assert!(matches!(read(&wide, &mapping(INCIDENTS)), Err(PapersError::TooMany { what: "columns", .. })));
}

#[test]
fn an_archive_that_unpacks_to_a_thousand_times_its_weight_is_refused() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let blank = vec![b' '; 1024 * 1024];
    for _ in 0..100 {
        archive.write_all(&blank).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1024 * 1024);
    assert!(matches!(read(&bytes, &mapping(INCIDENTS)), Err(PapersError::WorkbookTooLarge { .. })));
}

#[test]
fn a_workbook_that_is_cut_empty_old_or_too_large_is_refused_as_a_whole() {
    let whole = workbook(|sheet| {
        sheet.write_number(3, 0, 1).unwrap().write_string(3, 1, "2024-06-03").unwrap();
    });
    for length in [4, 100, whole.len() / 2, whole.len() - 10] {
        assert!(matches!(read(&whole[..length], &mapping(INCIDENTS)), Err(PapersError::Workbook(_))), "{length}");
    }
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    assert!(read(&old, &mapping(INCIDENTS)).unwrap_err().to_string().contains("old XLS form"));
    let small = TableLimits { workbook_bytes_max: 100, ..TableLimits::default() };
    let refused = read_table(Cursor::new(&whole), &mapping(INCIDENTS), &small, &mut |_| ());
    assert!(matches!(refused, Err(PapersError::TooLarge { limit: 100 })));
    let few = TableLimits { cells_max: 3, ..TableLimits::default() };
    let refused = read_table(Cursor::new(&whole), &mapping(INCIDENTS), &few, &mut |_| ());
    assert!(matches!(refused, Err(PapersError::TooMany { what: "cells", .. })));
}

/// A workbook whose archive is sound but of whose parts one has some bytes changed or lost.
fn damaged(part: &str, changes: &[(prop::sample::Index, u8)], cut: Option<prop::sample::Index>) -> Vec<u8> {
    let whole = workbook(|sheet| {
        sheet.write_number(3, 0, 1).unwrap().write_string(3, 1, "2024-06-03").unwrap();
        sheet.write_number(4, 0, 2).unwrap().write_number(4, 1, 45446.5).unwrap();
    });
    let mut from = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..from.len() {
        let mut file = from.by_index(number).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if name == part {
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_inside_a_workbook_makes_the_reader_panic(
        part in prop::sample::select(vec!["xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), b'0'..=b'9', Just(b'<'), Just(b'"')]), 0..5),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let bytes = damaged(part, &changes, cut);
        let undamaged = changes.is_empty() && cut.is_none();
        let result = read(&bytes, &mapping(INCIDENTS));
        prop_assert!(!undamaged || result.is_ok_and(|reading| reading.rows.len() == 2));
    }
}
