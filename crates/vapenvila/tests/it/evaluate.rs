//! Evaluation from the command line, on invented cities of which the truth is known.

use std::fmt::Write as _;
use std::path::Path;

use gvi_evaluation::verdict::{Outcome, Plan, StartRule};

use crate::binary::{text, vapenvila, words};

const CITIES: usize = 31;
/// The start, as a place after 2012-01: January 2020.
const START: usize = 96;

/// A number between 0 and 1 that looks drawn, the same every time.
fn drawn(city: usize, month: usize) -> f64 {
    let mut mixed = (city as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (month as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
    for _ in 0..3 {
        mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    }
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// The count that a Poisson variable of this mean takes at a drawn place.
fn poisson(mean: f64, place: f64) -> u32 {
    let (mut count, mut chance) = (0, (-mean).exp());
    let mut below = chance;
    while below < place && count < 1_000 {
        count += 1;
        chance *= mean / f64::from(count);
        below += chance;
    }
    count
}

/// Counts of all cities; in the first one they fall by a share from the start on.
fn counts(folder: &Path, months: usize, fall: f64) -> std::path::PathBuf {
    let mut table = String::from("month,city,count,population\n");
    for city in 0..CITIES {
        for month in 0..months {
            let mean = if city == 0 && month >= START { 6.0 * (1.0 - fall) } else { 6.0 };
            let count = poisson(mean, drawn(city, month));
            writeln!(table, "{:04}-{:02},city {city},{count},300000", 2012 + month / 12, month % 12 + 1).unwrap();
        }
    }
    let path = folder.join("counts.csv");
    std::fs::write(&path, table).unwrap();
    path
}

/// A plan that was sealed two months before the start.
fn sealed(folder: &Path) -> std::path::PathBuf {
    let outcome = |name: &str| Outcome { name: name.to_owned(), definition: "incidents by month".to_owned() };
    let donors: Vec<String> = (1..CITIES).map(|city| format!("city {city}")).collect();
    let plan = Plan {
        primary: outcome("shootings tied to groups"),
        secondary: Vec::new(),
        control: vec![outcome("other shootings")],
        start: START,
        start_rule: StartRule::Independent,
        before: (0, START - 1),
        after: (START, START + 59),
        donors: donors.clone(),
        model: "default pipeline, 95 %; city city 0, first month 2012-01".to_owned(),
        tests: vec!["level comparison".to_owned(), "synthetic control, de-meaned".to_owned()],
        planned_fall: 0.3,
        smallest_visible_fall: 0.4,
        shocks: Vec::new(),
        treated: Vec::new(),
    };
    let hash = plan.seal(START - 2).unwrap().hash().to_string();
    let path = folder.join("plan.toml");
    let text = format!(
        "city = \"city 0\"\nfirst_month = \"2012-01\"\nstart = \"2020-01\"\nlast_month = \"2024-12\"\nstart_rule = \"independent\"\n\
         donors = {donors:?}\nplanned_fall = 0.3\nsmallest_visible_fall = 0.4\n\n\
         [primary]\nname = \"shootings tied to groups\"\ndefinition = \"incidents by month\"\n\n\
         [[control]]\nname = \"other shootings\"\ndefinition = \"incidents by month\"\n\n\
         [seal]\nmonth = \"2019-11\"\nhash = \"{hash}\"\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn read(plan: &Path, counts: &Path) -> std::process::Output {
    vapenvila(&["evaluate", "run", "--plan", text(plan), "--counts", text(counts)])
}

#[test]
fn a_fall_by_half_is_found_no_fall_is_not_and_after_a_year_it_is_too_early() {
    let folder = tempfile::tempdir().unwrap();
    let plan = sealed(folder.path());
    let halved = read(&plan, &counts(folder.path(), START + 60, 0.5));
    assert!(halved.status.success(), "{}", words(&halved));
    assert!(words(&halved).contains("The programme probably reduced violence"), "{}", words(&halved));
    assert!(words(&halved).contains("Insatsen minskade sannolikt våldet"), "{}", words(&halved));
    assert!(
        words(&halved).contains("other shootings: there are no counts yet"),
        "an outcome without counts stays listed: {}",
        words(&halved)
    );
    let same_elsewhere = counts(folder.path(), START + 60, 0.0);
    let beside = format!("other shootings={}", text(&same_elsewhere));
    let both = vapenvila(&["evaluate", "run", "--plan", text(&plan), "--counts", text(&same_elsewhere), "--beside", &beside]);
    assert!(both.status.success() && !words(&both).contains("no counts yet"), "{}", words(&both));
    let unknown = vapenvila(&["evaluate", "run", "--plan", text(&plan), "--counts", text(&same_elsewhere), "--beside", "x=y"]);
    assert!(unknown.status.code() == Some(1) && words(&unknown).contains("the plan has no such outcome"), "{}", words(&unknown));
    let same = read(&plan, &counts(folder.path(), START + 60, 0.0));
    assert!(same.status.success() && !words(&same).contains("reduced") && !words(&same).contains("no effect"), "{}", words(&same));
    let young = read(&plan, &counts(folder.path(), START + 14, 0.5));
    assert!(young.status.success() && words(&young).contains("Too early to tell: 14 of 24 months"), "{}", words(&young));
}

#[test]
fn a_plan_that_was_changed_and_a_broken_table_end_with_one_and_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, table) = (sealed(folder.path()), counts(folder.path(), START + 30, 0.0));
    let sealed = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, sealed.replace("planned_fall = 0.3", "planned_fall = 0.1")).unwrap();
    let changed = read(&plan, &table);
    assert_eq!(changed.status.code(), Some(1));
    assert!(words(&changed).contains("is not the one that was sealed in 2019-11"), "{}", words(&changed));
    std::fs::write(&plan, sealed).unwrap();
    let rows = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, rows.replacen("2012-02,city 0,", "2012-02,city 0,-", 1)).unwrap();
    let broken = read(&plan, &table);
    assert_eq!(broken.status.code(), Some(1));
    assert!(words(&broken).contains("counts.csv: line 3: a count cannot be -"), "{}", words(&broken));
    let alike = |row: &str| match row.split(',').collect::<Vec<_>>()[..] {
        [month, "city 0", _, people] => format!("{month},city 0,4,{people}\n"),
        _ => format!("{row}\n"),
    };
    std::fs::write(&table, rows.lines().map(alike).collect::<String>()).unwrap();
    let constant = read(&plan, &table);
    assert_eq!(constant.status.code(), Some(1));
    assert!(words(&constant).contains("city 0 has 4 in every month"), "{}", words(&constant));
}

#[test]
fn power_and_description_are_tables_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let power = vapenvila(&["evaluate", "power", "--a-year", "50"]);
    // evaluation.md section 6: 50 a year, alpha 0.08, -30 %: 39 months with season and step, 221 with a trend.
    assert!(words(&power).contains("39 months") && words(&power).contains("221 months"), "{}", words(&power));
    let table = counts(folder.path(), 36, 0.0);
    let described = vapenvila(&["evaluate", "describe", text(&table), "--city", "city 3"]);
    for until in ["2012-12", "2013-12", "2014-12"] {
        assert!(words(&described).contains(until), "{}", words(&described));
    }
    let json = vapenvila(&["evaluate", "describe", text(&table), "--city", "city 3", "--json"]);
    let sums: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(sums["windows"].as_array().unwrap().len(), 25);
}

#[test]
fn a_saved_reading_is_made_again_byte_by_byte_and_a_changed_count_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, table, saved) = (sealed(folder.path()), counts(folder.path(), START + 60, 0.5), folder.path().join("reading.json"));
    let files = ["--plan", text(&plan), "--counts", text(&table)];
    let with = |first: &[&str]| vapenvila(&[first, files.as_slice()].concat());
    let run = with(&["evaluate", "run", "--save", text(&saved), "--json"]);
    assert!(run.status.success(), "{}", words(&run));
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(std::fs::read(&saved).unwrap(), run.stdout, "what is saved is what is printed");
    assert_eq!(json["counts"].as_array().unwrap().len(), START + 60);
    assert_eq!((json["outcomes"].as_array().unwrap().len(), json["input"].as_str().unwrap().len()), (2, 64));
    assert_eq!(json["assessment"]["judgement"]["verdict"], "ProbablyReduced");
    let again = with(&["evaluate", "run", "--save", text(&saved)]);
    assert!(again.status.code() == Some(1) && words(&again).contains("is there already"), "{}", words(&again));
    let same = with(&["evaluate", "verify", text(&saved)]);
    assert!(same.status.success() && words(&same).contains("Bit-identical"), "{}", words(&same));

    let kept = std::fs::read_to_string(&saved).unwrap();
    std::fs::write(&saved, kept.replacen("\"preliminary\": false", "\"preliminary\": true", 1)).unwrap();
    let changed = with(&["evaluate", "verify", text(&saved)]);
    assert!(changed.status.code() == Some(1) && words(&changed).contains("gave another reading"), "{}", words(&changed));
    std::fs::write(&saved, kept).unwrap();
    let rows = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, rows.replacen("2012-01,city 4,", "2012-01,city 4,1", 1)).unwrap();
    let other = with(&["evaluate", "verify", text(&saved)]);
    assert!(other.status.code() == Some(1) && words(&other).contains("are not those it was made from"), "{}", words(&other));
}

#[test]
fn rows_of_outcomes_and_years_come_as_csv_and_no_year_while_it_is_too_early() {
    let folder = tempfile::tempdir().unwrap();
    let plan = sealed(folder.path());
    let csv = |months: usize| {
        let table = counts(folder.path(), months, 0.5);
        let run = vapenvila(&["evaluate", "run", "--csv", "--plan", text(&plan), "--counts", text(&table)]);
        assert!(run.status.success(), "{}", words(&run));
        String::from_utf8(run.stdout).unwrap()
    };
    let whole = csv(START + 60);
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines[0].starts_with("row,name,role,year,counted,expected,ratio"), "{whole}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("outcome,")).count(), 2);
    assert_eq!(lines.iter().filter(|line| line.starts_with("year,")).count(), 5);
    assert!(lines.iter().all(|line| line.split(',').count() >= 13), "{whole}");
    let young = csv(START + 14);
    assert_eq!(young.lines().filter(|line| line.starts_with("year,")).count(), 0, "{young}");
}

#[test]
fn a_report_is_one_file_in_the_language_asked_for_and_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, table, out) = (sealed(folder.path()), counts(folder.path(), START + 60, 0.5), folder.path().join("report.html"));
    let report = |more: &[&str]| {
        let fixed = ["evaluate", "report", "--plan", text(&plan), "--counts", text(&table), "--out", text(&out)];
        vapenvila(&[fixed.as_slice(), more].concat())
    };
    let swedish = report(&["--language", "sv", "--dose", "inkallningar=4,3,2,1,0"]);
    assert!(swedish.status.success(), "{}", words(&swedish));
    let page = std::fs::read_to_string(&out).unwrap();
    assert!(page.contains("Insatsen minskade sannolikt våldet") && page.contains("inkallningar") && page.contains("<html lang=\"sv\""));
    assert!(!page.contains("<script") && !page.contains("href=\"http"));
    let twice = report(&["--language", "en"]);
    assert!(twice.status.code() == Some(1) && words(&twice).contains("is there already"), "{}", words(&twice));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), page, "nothing was touched");
    assert!(report(&["--language", "en", "--force"]).status.success());
    assert!(std::fs::read_to_string(&out).unwrap().contains("The programme probably reduced violence"));
    let wrong = report(&["--dose", "call-ins=4,many", "--force"]);
    assert!(wrong.status.code() == Some(1) && words(&wrong).contains("is not a whole number"), "{}", words(&wrong));
}

#[test]
fn a_report_whose_name_ends_in_pdf_is_one_and_details_are_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, table) = (sealed(folder.path()), counts(folder.path(), START + 60, 0.5));
    let report = |name: &str| {
        let out = folder.path().join(name);
        let run = vapenvila(&[
            "evaluate",
            "report",
            "--details",
            "--language",
            "en",
            "--plan",
            text(&plan),
            "--counts",
            text(&table),
            "--out",
            text(&out),
        ]);
        assert!(run.status.success(), "{}", words(&run));
        std::fs::read(out).unwrap()
    };
    let (pdf, page) = (report("reading.pdf"), String::from_utf8(report("reading.html")).unwrap());
    assert!(pdf.starts_with(b"%PDF-") && pdf.windows(15).any(|part| part == b"/StructTreeRoot"), "{} bytes", pdf.len());
    assert!(page.contains("Every outcome by every method") && page.contains("HAC"));
}

#[test]
fn calibration_tries_every_city_and_says_how_often_it_found_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let table = counts(folder.path(), START + 36, 0.0);
    let tried = vapenvila(&["evaluate", "calibrate", "--counts", text(&table), "--start", "2020-01", "--years", "3", "--json"]);
    assert!(tried.status.success(), "{}", words(&tried));
    let found: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    let cities = found["tried"].as_array().unwrap();
    let years = &found["starts"][0]["years"];
    assert_eq!((cities.len(), years[0].as_u64(), years[1].as_u64()), (CITIES, Some(8), Some(3)));
    let count = |what: &str| cities.iter().filter(|city| city[what] == true).count();
    assert!(count("reduced") <= 3 && count("increased") <= 3, "{found}");
    assert!(cities.iter().all(|city| city["ratio"].is_f64() && city["interval"].as_array().is_some_and(|interval| interval.len() == 2)));
    let told = vapenvila(&["evaluate", "calibrate", "--counts", text(&table), "--start", "2020-01"]);
    assert!(words(&told).contains(&format!("{CITIES} of {CITIES}")), "{}", words(&told));
    let late = vapenvila(&["evaluate", "calibrate", "--counts", text(&table), "--start", "2022-06"]);
    assert_eq!(late.status.code(), Some(1), "{}", words(&late));
}

#[test]
fn every_estimator_is_tried_at_several_starts_and_stands_in_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let table = counts(folder.path(), START + 24, 0.0);
    let run = |more: &[&str]| {
        vapenvila(&[&["evaluate", "calibrate", "--counts", text(&table), "--start", "2019-01,2020-01", "--years", "2"], more].concat())
    };
    let tried = run(&["--method", "level,synthetic,interrupted,staggered", "--json"]);
    assert!(tried.status.success(), "{}", words(&tried));
    let found: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    let lines = found["methods"].as_array().unwrap();
    assert_eq!(
        lines.iter().map(|line| line["method"].as_str().unwrap()).collect::<Vec<_>>(),
        ["level", "synthetic", "interrupted", "staggered"]
    );
    assert!(lines.iter().all(|line| line["tried"].as_u64() == Some(2 * CITIES as u64)), "{lines:?}");
    let held = lines[0]["intervals"].as_array().unwrap();
    assert!(held[1].as_u64().unwrap() * 100 >= held[0].as_u64().unwrap() * 85, "{held:?}");
    let csv = run(&["--method", "staggered", "--csv"]);
    assert_eq!(words(&csv).lines().count(), 1 + 2 * CITIES, "{}", words(&csv));
    let wrong = run(&["--method", "magic"]);
    assert!(
        wrong.status.code() == Some(1) && words(&wrong).contains("there is no such estimator; there are: all, pipeline"),
        "{}",
        words(&wrong)
    );
}

#[test]
fn details_say_what_the_answer_rests_on_and_come_no_earlier_than_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let plan = sealed(folder.path());
    let run = |months: usize, more: &[&str]| {
        let table = counts(folder.path(), months, 0.5);
        vapenvila(&[&["evaluate", "run", "--details", "--plan", text(&plan), "--counts", text(&table)], more].concat())
    };
    let told = run(START + 60, &[]);
    assert!(told.status.success(), "{}", words(&told));
    for part in [
        "Every outcome by every method",
        "Without one comparison city",
        "As if the start had been earlier",
        "This is not the verdict",
        "HAC",
    ] {
        assert!(words(&told).contains(part), "{part}: {}", words(&told));
    }
    let json = run(START + 60, &["--json"]);
    let found: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let (out, starts) = (&found["details"]["leave_one_out"], &found["details"]["earlier_starts"]);
    assert!(out["without"].as_array().is_some_and(|without| without.len() > 1), "{out}");
    assert_eq!(starts.as_array().map(Vec::len), Some(3), "{starts}");
    assert!(
        found["details"]["regression"]["Estimate"]["Regression"]["fit"]["terms"][2]["hac"].is_f64(),
        "{}",
        found["details"]["regression"]
    );
    let young = run(START + 14, &["--json"]);
    let early: serde_json::Value = serde_json::from_slice(&young.stdout).unwrap();
    assert!(early["details"].is_null() && early["format"].is_string(), "{early}");
}
