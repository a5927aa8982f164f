//! Both languages are complete, every key is used, every used key exists; dates, clocks and the Swedish order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gvi_web::text::{KEY_PREFIXES_BUILT_AT_RUN_TIME, Lang, Tr, collation_key, collation_key_hex, iso_date, iso_moment, locale_sources};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

fn sv() -> Tr {
    Tr::new(Lang::Sv)
}

fn en() -> Tr {
    Tr::new(Lang::En)
}

/// Key → the values its sentence asks for.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in source.lines() {
        if let Some((key, _)) = line.split_once('=').filter(|_| line.starts_with(|sign: char| sign.is_ascii_alphabetic())) {
            last = key.trim().to_owned();
            let twice = keys.insert(last.clone(), BTreeSet::new());
            assert!(twice.is_none(), "{last} is said twice");
        }
        if let Some(values) = keys.get_mut(&last) {
            for part in line.split('$').skip(1) {
                values.insert(part.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '_' || *sign == '-').collect());
            }
        }
    }
    keys
}

fn all_keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    locale_sources(lang).flat_map(|(_, source)| keys(source)).collect()
}

fn files_below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

/// The text of every template and every source file of this room.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_below(&root.join("templates"), "html", &mut paths);
    files_below(&root.join("src"), "rs", &mut paths);
    files_below(&root.join("examples"), "rs", &mut paths);
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The first argument of every `t("…")`, `args("…"` and `count("…"` in a text.
fn asked(text: &str) -> Vec<&str> {
    let mut asked = Vec::new();
    for call in [".t(", ".args(", ".count("] {
        for rest in text.split(call).skip(1) {
            if let Some((key, _)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                asked.push(key);
            }
        }
    }
    asked
}

/// Every text in straight quotation marks that could be a key.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-'))
}

#[test]
fn both_languages_say_the_same_keys_with_the_same_values_in_every_file() {
    for ((stem, swedish), (_, english)) in locale_sources(Lang::Sv).zip(locale_sources(Lang::En)) {
        assert_eq!(keys(swedish), keys(english), "{stem}.ftl differs");
    }
}

#[test]
fn every_locale_file_is_listed() {
    let listed: BTreeSet<String> = locale_sources(Lang::Sv).map(|(stem, _)| stem.to_owned()).collect();
    for lang in Lang::ALL {
        let mut paths = Vec::new();
        files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang.code()), "ftl", &mut paths);
        let found: BTreeSet<String> = paths.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(found, listed, "locales/{lang}");
    }
}

#[test]
fn no_two_files_say_the_same_key() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (stem, source) in locale_sources(Lang::Sv) {
        for key in keys(source).into_keys() {
            let other = seen.insert(key.clone(), stem);
            assert_eq!(other, None, "{key} is said in {stem}.ftl too");
        }
    }
}

#[test]
fn every_key_a_page_asks_for_exists() {
    let known = all_keys(Lang::Sv);
    let mut missing = Vec::new();
    for (path, text) in sources() {
        for key in asked(&text) {
            if !known.contains_key(key) && key != "key" {
                missing.push(format!("{}: {key}", path.display()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn no_key_is_left_over() {
    let sources = sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| quoted(text)).collect();
    let left: Vec<String> = all_keys(Lang::Sv)
        .into_keys()
        // The sentence of a list that goes on hangs on that of its count.
        .filter(|key| !used.contains(key.strip_suffix("-at-least").unwrap_or(key)))
        .filter(|key| !KEY_PREFIXES_BUILT_AT_RUN_TIME.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_key_nobody_wrote_is_shown_in_brackets() {
    assert_eq!(sv().t("no-such-key"), "⟦no-such-key⟧");
}

#[test]
fn values_are_put_in_without_invisible_marks() {
    assert_eq!(sv().args("received-from", &[("authority", "Polisen")]), "Mottaget från Polisen");
    assert_eq!(en().args("received-from", &[("authority", &"Police".to_owned())]), "Received from Police");
}

#[test]
fn a_count_takes_its_plural_form() {
    assert_eq!(sv().count("form-error-summary", 1_usize), "Ett fält behöver rättas");
    assert_eq!(sv().count("form-error-summary", 3_usize), "3 fält behöver rättas");
    assert_eq!(en().count("form-error-summary", 1_u64), "One field needs correcting");
}

#[test]
fn a_moment_is_told_in_the_time_of_the_site() {
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    let at: Timestamp = "2026-11-22T20:40:00Z".parse().unwrap();
    assert_eq!(sv().moment(at, &zone), "22 nov. 2026 kl. 21:40");
    assert_eq!(en().moment(at, &zone), "22 Nov 2026, 21:40");
    assert_eq!(iso_moment(at, &zone), "2026-11-22 21:40");
    assert_eq!(iso_date(date(2026, 3, 1)), "2026-03-01");
}

#[test]
fn a_day_is_told_with_its_weekday_when_asked() {
    assert_eq!(sv().date_with_weekday(date(2026, 11, 22)), "söndag 22 nov. 2026");
    assert_eq!(en().date_with_weekday(date(2026, 5, 1)), "Friday 1 May 2026");
    assert_eq!(sv().date(date(2026, 5, 1)), "1 maj 2026");
}

#[test]
fn a_clock_tells_what_is_left_and_how_far_it_is_over() {
    let minutes = SignedDuration::from_mins;
    assert_eq!(sv().clock_left(minutes(200)), "3 h 20 min kvar");
    assert_eq!(sv().clock_left(minutes(-120)), "över tiden 2 h");
    assert_eq!(en().clock_left(minutes(-125)), "over by 2 h 5 min");
    assert_eq!(sv().length(minutes(2 * 1440 + 4 * 60 + 30)), "2 d 4 h");
    assert_eq!(sv().length(minutes(3 * 1440 + 59)), "3 d");
    assert_eq!(sv().length(SignedDuration::from_secs(30)), "0 min");
}

#[test]
fn numbers_are_written_as_each_language_writes_them() {
    assert_eq!(sv().integer(1_234_567), "1\u{a0}234\u{a0}567");
    assert_eq!(en().integer(-1_234), "\u{2212}1,234");
    assert_eq!(sv().integer(999), "999");
    assert_eq!(sv().decimal(3.25, 1), "3,2");
    assert_eq!(en().decimal(0.5, 1), "0.5");
    assert_eq!(sv().share(11, 12), "92\u{a0}%");
    assert_eq!(en().share(0, 0), "\u{2013}");
}

#[test]
fn names_stand_in_the_swedish_order() {
    let mut names = ["Östra", "Zink", "Ängs", "Aspen", "Åker", "åker", "Ekö", "Eka", "Vik", "Wik"];
    names.sort_by_key(|name| collation_key(name));
    assert_eq!(names, ["Aspen", "Eka", "Ekö", "Vik", "Wik", "Zink", "åker", "Åker", "Ängs", "Östra"]);
    let mut again = names;
    again.sort_by_key(|name| collation_key_hex(name));
    assert_eq!(again, names);
}

#[test]
fn the_language_of_the_browser_is_understood() {
    assert_eq!(Lang::from_accept_language("en-GB,en;q=0.9,sv;q=0.8"), Lang::En);
    assert_eq!(Lang::from_accept_language("de, sv-SE;q=0.9, en;q=0.8"), Lang::Sv);
    assert_eq!(Lang::from_accept_language("de"), Lang::Sv);
    assert_eq!(Lang::from_accept_language(""), Lang::Sv);
    assert_eq!(Lang::from_code("fi"), None);
}
