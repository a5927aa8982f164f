//! Tables of incidents and victims: what is read, what is left out, what is a problem and where.

use gvi_papers::incident_table::{Mapping, TableLimits, TableReading, read_csv};
use gvi_papers::merge::merge;
use gvi_papers::preview::Preview;
use gvi_papers::problem_file::write_row_problems;
use gvi_papers::{ClockDoubt, IncidentKind, Occurred, PapersError, Position};

/// A table of victims in Nordhamn.
pub const VICTIMS: &str = r#"
name = "Nordhamn, victims"
row = { column = "Row" }
number = { column = "Case" }
kind = { column = "What", values = { Shots = "shooting", Bomb = "explosion" } }
harm = { each_row_is = "victim", fatal = { column = "Died", yes = ["yes"], no = ["no"] } }
place = { latitude = "North", longitude = "East", text = ["District"], text_prefix = "District " }
note = { columns = ["Remark"] }
leave_out = [{ column = "Test", equals = ["x", "X"], why = "exercise" }]
[time]
zone = "Europe/Stockholm"
date = { column = "Day", formats = ["%Y-%m-%d", "%d.%m.%Y"] }
time = { column = "Hour", formats = ["%H:%M"] }
"#;

pub const HEADER: &str = "Row,Case,Day,Hour,What,Died,North,East,District,Remark,Test\n";

pub fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap()
}

pub fn read(mapping_text: &str, table: &[u8]) -> Result<TableReading, PapersError> {
    read_csv(table, Some(table.len() as u64), &mapping(mapping_text), &TableLimits::default(), &mut |_| ())
}

fn victims(rows: &str) -> TableReading {
    read(VICTIMS, format!("{HEADER}{rows}").as_bytes()).unwrap()
}

fn at(text: &str) -> Occurred {
    Occurred::At(text.parse().unwrap())
}

#[test]
fn a_row_is_read_as_the_mapping_says() {
    let reading = victims(
        "1,A-1,2024-06-03,21:40,Shots,no,60.10,18.20,3,near the quay,\n2,A-1,03.06.2024,,Shots,yes,,,3,,\n3,,2024-06-04,10:00,Bomb,no,,,,,x\n",
    );
    assert_eq!((reading.rows_seen, reading.rows.len(), reading.problems_total, reading.left_out[0].rows), (3, 2, 0, 1));
    let first = &reading.rows[0];
    assert_eq!((first.line, first.number.as_deref(), first.occurred), (2, Some("A-1"), at("2024-06-03T19:40:00Z")));
    assert_eq!((first.kind, first.killed, first.injured), (IncidentKind::Shooting, 0, 1));
    assert_eq!(first.position, Position::new(60.10, 18.20));
    assert_eq!((first.place.as_deref(), first.note.as_deref()), (Some("District 3"), Some("Remark: near the quay")));
    let second = &reading.rows[1];
    assert_eq!(second.occurred, Occurred::On("2024-06-03".parse().unwrap()), "no hour, so only the day is known");
    assert_eq!((second.killed, second.injured, second.position), (1, 0, None));
}

#[test]
fn every_row_that_cannot_be_read_is_named_with_line_column_and_remedy() {
    for (row, column, part_of_what) in [
        ("1,A,2024-02-30,10:00,Shots,no,,,,,", "Day", "not a day"),
        ("1,A,1850-02-03,10:00,Shots,no,,,,,", "Day", "year 1850"),
        ("1,A,,10:00,Shots,no,,,,,", "Day", "empty"),
        ("1,A,2024-06-03,25:00,Shots,no,,,,,", "Hour", "not a time of day"),
        ("1,A,2024-06-03,10:00,Knife,no,,,,,", "What", "does not know"),
        ("1,A,2024-06-03,10:00,Shots,perhaps,,,,,", "Died", "neither"),
        ("1,A,2024-06-03,10:00,Shots,no", "", "6 cells where the header has 11"),
        ("1,A,2024-06-03,10:00,Shots,no,,,,,,,", "", "13 cells"),
    ] {
        let reading = victims(&format!("0,Z,2024-06-03,10:00,Shots,no,,,,,\n{row}\n"));
        assert_eq!((reading.rows.len(), reading.problems.len()), (1, 1), "{row}");
        let problem = &reading.problems[0];
        assert_eq!((problem.line, problem.column.as_str(), problem.kept), (3, column, false), "{row}");
        assert!(problem.what.contains(part_of_what), "{}", problem.what);
        assert!(!problem.how_to_mend.is_empty());
    }
}

#[test]
fn a_position_that_cannot_be_one_costs_the_position_and_not_the_row() {
    for (north, east) in [("60.1", ""), ("600", "18"), ("0", "0"), ("abc", "18"), ("NaN", "18")] {
        let reading = victims(&format!("1,A,2024-06-03,10:00,Shots,no,{north},{east},,,\n"));
        assert_eq!((reading.rows.len(), reading.rows[0].position, reading.problems_total), (1, None, 1), "{north} {east}");
        assert!(reading.problems[0].kept);
    }
}

#[test]
fn a_date_that_two_formats_read_differently_is_never_guessed() {
    let both_ways = VICTIMS.replace("\"%Y-%m-%d\", \"%d.%m.%Y\"", "\"%d/%m/%Y\", \"%m/%d/%Y\"");
    let table =
        format!("{HEADER}1,A,03/04/2024,10:00,Shots,no,,,,,\n2,B,25/04/2024,10:00,Shots,no,,,,,\n3,C,05/05/2024,10:00,Shots,no,,,,,\n");
    let reading = read(&both_ways, table.as_bytes()).unwrap();
    assert_eq!(reading.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4], "only one reading is possible for these");
    assert!(reading.problems[0].what.contains("read this differently"));
}

#[test]
fn a_row_that_stands_twice_is_found_by_its_number() {
    let reading = victims("7,A,2024-06-03,10:00,Shots,no,,,,,\n8,A,2024-06-03,10:00,Shots,no,,,,,\n7,A,2024-06-03,10:00,Shots,no,,,,,\n");
    assert_eq!(reading.rows.len(), 2);
    assert_eq!((reading.problems[0].line, reading.problems[0].what.as_str()), (4, "the row stands on line 2 already"));
}

#[test]
fn in_a_table_of_incidents_a_number_may_stand_once() {
    let incidents = r#"
        name = "Nordhamn, incidents"
        number = { column = "Case" }
        time = { zone = "Europe/Stockholm", datetime = { column = "When", formats = ["%Y-%m-%d %H:%M"] }, midnight_means_unknown = true }
        kind = { column = "What", values = { Shots = "shooting" }, otherwise = "other" }
        harm = { each_row_is = "incident", killed = "Dead", injured = "Hurt" }
    "#;
    let table = "Case,When,What,Dead,Hurt\n5.0,2024-06-03 21:40,Shots,1,2.0\n6,2024-06-04 00:00,Knife,,\n5,2024-06-05 10:00,Shots,0,0\n7,2024-06-05 10:00,Shots,-1,0\n8,2024-06-05 10:00,Shots,1.5,0\n";
    let reading = read(incidents, table.as_bytes()).unwrap();
    assert_eq!(reading.rows.len(), 2);
    assert_eq!((reading.rows[0].number.as_deref(), reading.rows[0].killed, reading.rows[0].injured), (Some("5"), 1, 2));
    assert_eq!(reading.rows[1].occurred, Occurred::On("2024-06-04".parse().unwrap()));
    assert_eq!(reading.rows[1].kind, IncidentKind::Other);
    assert_eq!(
        reading.problems.iter().map(|problem| (problem.line, problem.column.as_str())).collect::<Vec<_>>(),
        [(4, "Case"), (5, "Dead"), (6, "Dead")]
    );
    assert_eq!(reading.unmatched["What"]["Knife"], 1);
}

#[test]
fn a_row_in_the_hour_that_came_twice_is_kept_with_a_remark() {
    let reading = victims("1,A,2024-10-27,02:30,Shots,no,,,,,\n");
    assert_eq!((reading.rows[0].occurred, reading.rows[0].clock_doubt), (at("2024-10-27T00:30:00Z"), Some(ClockDoubt::RepeatedHour)));
    assert!(reading.problems[0].kept);
}

#[test]
fn nothing_can_have_happened_in_the_future() {
    let limits = TableLimits { not_after: Some("2024-06-03T12:00:00Z".parse().unwrap()), ..TableLimits::default() };
    let table = format!(
        "{HEADER}1,A,2024-06-03,10:00,Shots,no,,,,,\n2,B,2024-06-03,23:00,Shots,no,,,,,\n3,C,2024-06-03,,Shots,no,,,,,\n4,D,2024-06-04,,Shots,no,,,,,\n"
    );
    let reading = read_csv(table.as_bytes(), None, &mapping(VICTIMS), &limits, &mut |_| ()).unwrap();
    assert_eq!(reading.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert!(reading.problems.iter().all(|problem| problem.what.contains("future")));
}

#[test]
fn swedish_letters_in_an_old_file_are_read_when_the_mapping_says_latin_1() {
    let latin = VICTIMS.to_owned() + "[file]\nencoding = \"latin-1\"\ndelimiter = \";\"\n";
    let table = format!("{HEADER}1,A,2024-06-03,10:00,Shots,no,60.1,18.2,Sjöbo,skott i ån,\n").replace(',', ";");
    let bytes: Vec<u8> = table.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let reading = read(&latin, &bytes).unwrap();
    assert_eq!((reading.rows[0].place.as_deref(), reading.rows[0].note.as_deref()), (Some("District Sjöbo"), Some("Remark: skott i ån")));
}

#[test]
fn the_header_is_found_below_a_title_and_a_byte_order_mark_does_no_harm() {
    let table = format!(
        "\u{feff}Nordhamn 2024\n\nprinted on Monday;;\n{HEADER}1,A,2024-06-03,10:00,Shots,no,,,,,\n\n,,,,,,,,,,\n2,B,2024-06-03,10:00,Shots,no,,,,,\n"
    );
    let reading = read(VICTIMS, table.as_bytes()).unwrap();
    assert_eq!(reading.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 8]);
    assert_eq!(reading.rows_seen, 2, "blank rows are no rows");
}

#[test]
fn the_list_of_problems_cannot_run_as_a_formula() {
    let reading = victims(
        "1,A,2024-06-03,10:00,=cmd|'/c calc'!A1,no,,,,,\n2,A,2024-06-03,10:00,\"  @SUM(1,2)\",no,,,,,\n3,A,2024-06-03,10:00,-2+3,no,,,,,\n",
    );
    let mut written = Vec::new();
    write_row_problems(&reading.problems, &mut written).unwrap();
    let mut rows = csv::Reader::from_reader(written.as_slice());
    let values: Vec<(String, String)> = rows.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[2].to_owned())).collect();
    let expected = [("2", "'=cmd|'/c calc'!A1"), ("3", "'@SUM(1,2)"), ("4", "'-2+3")];
    assert_eq!(values, expected.map(|(line, value)| (line.to_owned(), value.to_owned())));
}

#[test]
fn the_preview_shows_what_was_left_out_and_lost_before_what_comes_in() {
    let reading = victims(
        "1,A,2023-12-31,23:30,Shots,yes,,,3,,\n2,A,2023-12-31,23:30,Shots,no,,,3,,\n3,B,2024-06-03,,Bomb,no,,,3,,\n4,C,2024-06-03,10:00,Knife,no,,,3,,\n5,C,2024-06-03,10:00,Shots,no,,,3,,x\n",
    );
    let merging = merge(reading.rows.clone(), mapping(VICTIMS).merge_rule());
    let preview = Preview::of_table(&reading, &merging);
    assert_eq!((preview.rows, preview.read, preview.lost, preview.incidents, preview.joined_by_number), (5, 3, 1, 2, 1));
    assert_eq!((preview.killed, preview.injured, preview.without_time), (1, 2, 1));
    assert_eq!(preview.per_year.clone().into_iter().collect::<Vec<_>>(), [(2023, 1), (2024, 1)], "years in local time");
    let text = preview.to_string();
    assert!(text.contains("exercise") && text.contains("\"Knife\" × 1") && text.contains("4 h and 400 m"), "{text}");
}
