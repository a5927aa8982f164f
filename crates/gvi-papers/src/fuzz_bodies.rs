//! What the fuzz targets run, as plain functions, so that ordinary tests run them as well.
//!
//! Each takes any bytes and promises one thing: no panic, whatever they are. Limits are small, so that a run is fast.

use crate::incident_table::{Mapping, TableLimits, read_csv, read_table};
use crate::merge::merge;
use crate::polisen_events::{FeedLimits, read_feed};
use crate::preview::Preview;
use crate::problem_file::{write_feed_problems, write_row_problems};

/// Reads the bytes as a feed. What it reads must add up.
pub fn feed(bytes: &[u8]) {
    let limits = FeedLimits { bytes_max: 1024 * 1024, events_max: 1_000, problems_max: 50 };
    if let Ok(file) = read_feed(bytes, None, &limits, &mut |_| ()) {
        let lost = file.problems.iter().filter(|problem| !problem.kept).count();
        let read = file.events.len() + file.earlier.len() + file.repeated;
        assert!(read + lost <= file.seen, "more events came out than went in");
        let preview = Preview::of_feed(&file);
        assert_eq!(preview.incidents, file.events.len() as u64);
        let _ = preview.to_string();
        // Cannot fail: writing to memory.
        write_feed_problems(&file.problems, Vec::new()).expect("problems in memory");
    }
}

/// Reads the bytes before the first zero byte as a mapping and the rest as a table. Without a zero byte, all of it is a table for a fixed mapping.
pub fn csv_mapping(bytes: &[u8]) {
    const FIXED: &str = r#"
        name = "fixed"
        number = { column = "nr" }
        time = { zone = "Europe/Stockholm", datetime = { column = "when", formats = ["%Y-%m-%d %H:%M"] } }
        kind = { column = "what", values = { shooting = "shooting" }, otherwise = "other" }
        harm = { each_row_is = "victim", fatal = { column = "dead", yes = ["1"], no = ["0"] } }
        place = { latitude = "lat", longitude = "lon", text = ["where"] }
        merge = { across_numbers = true, by_place_text = true }
    "#;
    let zero = bytes.iter().position(|&byte| byte == 0);
    let (mapping, table) = match zero {
        Some(at) => (String::from_utf8_lossy(&bytes[..at]).into_owned(), &bytes[at + 1..]),
        None => (FIXED.to_owned(), bytes),
    };
    let Ok(mapping) = Mapping::parse(&mapping) else {
        return;
    };
    let limits = TableLimits {
        bytes_max: 1024 * 1024,
        workbook_bytes_max: 256 * 1024,
        unpacked_bytes_max: 4 * 1024 * 1024,
        row_bytes_max: 16 * 1024,
        rows_max: 2_000,
        cells_max: 20_000,
        columns_max: 100,
        problems_max: 50,
        not_after: None,
    };
    // Workbooks, new and old, are known by their first bytes and are not plain tables.
    if table.starts_with(b"PK") || table.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return;
    }
    let reading = read_csv(table, None, &mapping, &limits, &mut |_| ());
    let also = read_table(std::io::Cursor::new(table), &mapping, &limits, &mut |_| ());
    let Ok(reading) = reading else { return };
    assert!(also.is_ok_and(|also| also.rows == reading.rows), "the two doors read differently");
    // Cannot fail: writing to memory.
    write_row_problems(&reading.problems, Vec::new()).expect("problems in memory");
    let rows = reading.rows.clone();
    let (killed, lines) = (rows.iter().map(|row| u64::from(row.killed)).sum::<u64>(), rows.len());
    let merging = merge(rows, mapping.merge_rule());
    assert_eq!(merging.incidents.iter().map(|incident| incident.lines.len()).sum::<usize>(), lines, "a row was lost in merging");
    let preview = Preview::of_table(&reading, &merging);
    assert_eq!(preview.killed, killed);
    let _ = preview.to_string();
}
