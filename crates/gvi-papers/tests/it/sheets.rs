//! Sheets of aggregate figures.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use gvi_papers::sheets::{Marking, Sheet, SheetCell};

fn sheet() -> Sheet {
    Sheet {
        title: "Incidents / month: Nordhamn [2024]".to_owned(),
        columns: vec!["month".to_owned(), "incidents".to_owned(), "per 100,000".to_owned()],
        rows: vec![
            vec![SheetCell::Text("2024-01".to_owned()), SheetCell::Whole(-3), SheetCell::Decimal(1.5)],
            vec![SheetCell::Text("=1+1".to_owned()), SheetCell::Empty, SheetCell::Decimal(f64::NAN)],
            vec![SheetCell::Text("\t@risk".to_owned()), SheetCell::Whole(7), SheetCell::Empty],
        ],
        marking: Marking { purpose: "steering group".to_owned(), user: "Olle".to_owned(), time: "2024-06-03T10:00:00Z".parse().unwrap() },
    }
}

#[test]
fn a_csv_sheet_carries_its_marking_and_no_cell_can_run() {
    let mut written = Vec::new();
    sheet().write_csv(&mut written).unwrap();
    let text = String::from_utf8(written).unwrap();
    let expected = "Incidents / month: Nordhamn [2024]\nsteering group · Olle · 2024-06-03T10:00:00Z\n\"\"\nmonth,incidents,\"per 100,000\"\n\
                    2024-01,-3,1.5\n'=1+1,,\n'\t@risk,7,\n";
    assert_eq!(text, expected);
}

#[test]
fn a_workbook_holds_the_same_cells_and_texts_stay_texts() {
    let mut written = Cursor::new(Vec::new());
    sheet().write_xlsx(&mut written).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(written.into_inner())).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(cell(1, 0), Data::String("steering group · Olle · 2024-06-03T10:00:00Z".to_owned()));
    assert_eq!((cell(4, 1), cell(4, 2)), (Data::Float(-3.0), Data::Float(1.5)));
    assert_eq!((cell(5, 0), cell(5, 1), cell(5, 2)), (Data::String("=1+1".to_owned()), Data::Empty, Data::Empty));
    assert!(workbook.worksheet_formula(&workbook.sheet_names()[0]).unwrap().is_empty(), "no cell is a formula");
}
