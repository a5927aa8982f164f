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
