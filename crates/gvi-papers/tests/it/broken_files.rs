//! Files that nobody can use: every one is refused with a sentence that says what to do, and nothing of it comes through.

use std::io::Read;

use gvi_papers::incident_table::{TableLimits, read_csv};
use gvi_papers::polisen_events::{FeedLimits, read_feed};
use gvi_papers::{PapersError, Progress};

use crate::feed;
use crate::incident_table::{HEADER, VICTIMS, mapping, read};

/// Bytes that never stand in memory: a pattern, repeated, and a count of how much of it was fetched.
struct Endless<'a> {
    pattern: &'a [u8],
    at: usize,
    left: u64,
    fetched: u64,
}

impl<'a> Endless<'a> {
    fn new(pattern: &'a [u8], bytes: u64) -> Self {
        Self { pattern, at: 0, left: bytes, fetched: 0 }
    }
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        for byte in &mut buffer[..count] {
            *byte = self.pattern[self.at];
            self.at = (self.at + 1) % self.pattern.len();
        }
        self.left -= count as u64;
        self.fetched += count as u64;
        Ok(count)
    }
}

const GIGABYTE: u64 = 1024 * 1024 * 1024;

fn two_events() -> String {
    let one = |id| feed::event(id, "2024-05-02 10:00:00 +02:00", "02 maj 09.15, Explosion, Nordhamn", "Explosion", "/2024/maj/2/");
    feed::list(&[one(1), one(2)])
}

#[test]
fn a_feed_that_cannot_be_used_says_why_and_what_to_do() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("[{\"id\": 1}]".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16_bare: Vec<u8> = "[{\"id\": 1}]".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = "[{\"name\": \"skott i ån\"}]".chars().map(|letter| letter as u8).collect();
    let mut zero = two_events().into_bytes();
    zero[40] = 0;
    for (bytes, part) in [
        (Vec::new(), "is empty"),
        (b" \n\t ".to_vec(), "is empty"),
        (utf16, "UTF-16"),
        (utf16_bare, "UTF-16"),
        (latin, "byte 20 is not UTF-8; the file looks like Latin-1"),
        (zero, "byte 41 is a zero byte"),
        (b"<!DOCTYPE html><html>".to_vec(), "web page"),
        (b"{\"message\": \"too many requests\"}".to_vec(), "one single object"),
        (b"hello".to_vec(), "starts with 'h'"),
        (b"[{\"id\": 1},]".to_vec(), "not JSON at line 1"),
        (b"[{\"id\": 1}\n{\"id\": 2}]".to_vec(), "not JSON at line 2"),
        (b"[] []".to_vec(), "not JSON"),
        ("[".repeat(100_000).into_bytes(), "ends in the middle of event 1"),
        ("[".repeat(1_000_000).into_bytes(), "event 1 is longer than"),
    ] {
        let error = read_feed(bytes.as_slice(), None, &FeedLimits::default(), &mut |_| ()).unwrap_err().to_string();
        assert!(error.contains(part), "expected {part:?} in {error:?}");
    }
}

#[test]
fn a_feed_cut_anywhere_says_in_which_event_it_ends() {
    let whole = two_events();
    let second = whole.rfind("{\"id\"").unwrap();
    for length in (1..whole.len()).filter(|&length| whole.is_char_boundary(length)) {
        match read_feed(&whole.as_bytes()[..length], None, &FeedLimits::default(), &mut |_| ()) {
            Err(PapersError::CutFeed { event, bytes }) => {
                assert_eq!(bytes, length as u64);
                let complete = if length == whole.len() - 1 { 2 } else { usize::from(length >= second - 1) };
                assert_eq!(event, complete + 1, "cut after {length} bytes");
            }
            other => panic!("cut after {length} bytes gave {other:?}"),
        }
    }
    let error = read_feed(&whole.as_bytes()[..second + 9], None, &FeedLimits::default(), &mut |_| ()).unwrap_err();
    assert_eq!(error.to_string(), format!("the file ends in the middle of event 2, after {} bytes; fetch it again", second + 9));
}

#[test]
fn a_gigabyte_of_garbage_is_turned_away_after_its_first_bytes() {
    for pattern in [b"\0\0\0\0".as_slice(), b"\xfe\x12\x88\xff", b"garbage ", b"\"", b"[", b"7,"] {
        let mut source = Endless::new(pattern, GIGABYTE);
        assert!(read_feed(&mut source, None, &FeedLimits::default(), &mut |_| ()).is_err());
        assert!(source.fetched < 1024 * 1024, "{pattern:?} took {} bytes", source.fetched);
    }
    for pattern in [b"\0\0\0\0".as_slice(), b"\xfe\x12\x88\xff", b"garbage ", b"\"", b"a,b,c\n", b"\n,", b",", b"\"\n\"\""] {
        let mut source = Endless::new(pattern, GIGABYTE);
        assert!(read_csv(&mut source, None, &mapping(VICTIMS), &TableLimits::default(), &mut |_| ()).is_err());
        assert!(source.fetched < 1024 * 1024, "{pattern:?} took {} bytes", source.fetched);
    }
    for total in [GIGABYTE, u64::MAX] {
        let mut source = Endless::new(b"x", total);
        assert!(matches!(
            read_csv(&mut source, Some(total), &mapping(VICTIMS), &TableLimits::default(), &mut |_| ()),
            Err(PapersError::TooLarge { .. })
        ));
        assert_eq!(source.fetched, 0, "a file whose size is known to be too large is not even opened");
    }
}

#[test]
fn fifty_megabytes_behind_a_good_beginning_meet_the_limits() {
    let feed_limits = FeedLimits { bytes_max: 4 * 1024 * 1024, events_max: 1_000_000, ..FeedLimits::default() };
    let good = two_events();
    let start = &good[..good.len() - 1];
    let mut list = start.as_bytes().chain(Endless::new(b",null", 50 * 1024 * 1024));
    let events = FeedLimits { events_max: 1_000, ..feed_limits };
    assert!(matches!(read_feed(&mut list, None, &events, &mut |_| ()), Err(PapersError::TooMany { what: "events", limit: 1_000 })));
    for open in [",{\"summary\":\"", ",{\"more\":[", ",[", ",{\"id\":{\"a\":"] {
        let mut source = start
            .as_bytes()
            .chain(open.as_bytes())
            .chain(Endless::new(if open.ends_with('"') { b"word " } else { b"[[[[[" }, 50 * 1024 * 1024));
        let error = read_feed(&mut source, None, &feed_limits, &mut |_| ()).unwrap_err();
        assert!(matches!(error, PapersError::EventTooLong { event: 3, .. }), "{open}: {error}");
    }
    let mut many = start.as_bytes().chain(Endless::new(b",null", 50 * 1024 * 1024));
    let mut last = Progress { done: 0, total: None };
    assert!(matches!(read_feed(&mut many, None, &feed_limits, &mut |progress| last = progress), Err(PapersError::TooLarge { .. })));
    assert!(last.done > feed_limits.bytes_max - 256 * 1024 && last.done <= feed_limits.bytes_max);

    let table_limits = TableLimits { bytes_max: 32 * 1024 * 1024, rows_max: 10_000, ..TableLimits::default() };
    let mut rows = HEADER.as_bytes().chain(Endless::new(b"1,A,never,10:00,Shots,no,,,,,\n", 50 * 1024 * 1024));
    assert!(matches!(
        read_csv(&mut rows, None, &mapping(VICTIMS), &table_limits, &mut |_| ()),
        Err(PapersError::TooMany { what: "rows", .. })
    ));
    let mut open_quote = HEADER.as_bytes().chain(b"1,\"".as_slice()).chain(Endless::new(b"A,2024-06-03\n", 50 * 1024 * 1024));
    let error = read_csv(&mut open_quote, None, &mapping(VICTIMS), &table_limits, &mut |_| ()).unwrap_err();
    assert!(matches!(error, PapersError::RowTooLong { line: 2, .. }), "{error}");
}

#[test]
fn a_table_that_cannot_be_used_says_why_and_what_to_do() {
    let good = "1,A,2024-06-03,10:00,Shots,no,,,,,\n";
    let latin: Vec<u8> = format!("{HEADER}1,A,2024-06-03,10:00,Shots,no,,,Sjöbo,,\n").chars().map(|letter| letter as u8).collect();
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, part) in [
        (Vec::new(), "is empty".to_owned()),
        (b"\n\n  \n".to_vec(), "is empty".to_owned()),
        (utf16, "UTF-16".to_owned()),
        (latin, "looks like Latin-1".to_owned()),
        (HEADER.replace(',', ";").into_bytes(), "missing: Case, Day, Died".to_owned()),
        ("Row,Case\n1,2\n".to_owned().into_bytes(), "nearest row has: Row | Case".to_owned()),
        (format!("{}\n", HEADER.trim().replace("Remark", "Case")).into_bytes(), "missing: Remark".to_owned()),
        (format!("{},Case\n", HEADER.trim()).into_bytes(), "two columns named \"Case\"".to_owned()),
        (format!("{HEADER}{good}2,B,2024-06-03,10:00,Sh").into_bytes(), "in the middle of the row on line 3".to_owned()),
        (
            format!("{HEADER}{good}2,B,2024-06-03,10:00,Shots,no,,,,\"in the mid").into_bytes(),
            "in the middle of the row on line 3".to_owned(),
        ),
    ] {
        let error = read(VICTIMS, &bytes).unwrap_err().to_string();
        assert!(error.contains(&part), "expected {part:?} in {error:?}");
    }
    let utf8_called_latin = VICTIMS.to_owned() + "[file]\nencoding = \"latin-1\"\n";
    let error = read(&utf8_called_latin, format!("{HEADER}1,A,2024-06-03,10:00,Shots,no,,,Sjöbo,,\n").as_bytes()).unwrap_err();
    assert!(matches!(error, PapersError::IsUtf8));
}

#[test]
fn a_last_line_without_a_line_break_is_read_but_remarked() {
    let table = format!("{HEADER}1,A,2024-06-03,10:00,Shots,no,,,,,");
    let reading = read(VICTIMS, table.as_bytes()).unwrap();
    assert_eq!((reading.rows.len(), reading.ends_with_line_break), (1, false));
}

#[test]
fn problems_are_counted_to_the_end_but_kept_only_up_to_their_limit() {
    let table = format!("{HEADER}{}", "1,A,never,10:00,Shots,no,,,,,\n".repeat(500));
    let limits = TableLimits { problems_max: 20, ..TableLimits::default() };
    let without_row_number = VICTIMS.replace("row = { column = \"Row\" }", "");
    let reading = read_csv(table.as_bytes(), None, &mapping(&without_row_number), &limits, &mut |_| ()).unwrap();
    assert_eq!((reading.problems.len(), reading.problems_total, reading.rows.len()), (20, 500, 0));
}
