//! From a sealed plan to a verdict, on invented cities with a known truth.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

use gvi_evaluation::calibration::PipelineSettings;
use gvi_evaluation::error::Result;
use gvi_evaluation::verdict::{Outcome, Plan, StartRule, assess};
use support::invented_cities;

fn main() -> Result<()> {
    let outcome =
        |name: &str| Outcome { name: name.to_owned(), definition: "incidents by month, merged within 4 hours and 400 m".to_owned() };
    let donors: Vec<usize> = (1..31).collect();
    let plan = Plan {
        primary: outcome("shootings tied to groups"),
        secondary: vec![outcome("explosions")],
        control: vec![outcome("shootings not tied to groups")],
        start: 96,
        start_rule: StartRule::Independent,
        before: (0, 95),
        after: (96, 155),
        donors: donors.iter().map(|city| format!("city {city}")).collect(),
        model: "default pipeline, 95 %".to_owned(),
        tests: vec!["level comparison".to_owned(), "synthetic control, de-meaned".to_owned()],
        planned_fall: 0.3,
        smallest_visible_fall: 0.4,
        shocks: Vec::new(),
        treated: Vec::new(),
    };
    let sealed = plan.seal(94)?;
    println!("plan {}", sealed.hash());
    for fall in [0.0, 0.5] {
        for months in [12, 36, 60] {
            let panel = invented_cities(31, 96 + months, 96, 60.0, fall, 12);
            let found = assess(&sealed, &panel, "city 0", PipelineSettings::default(), 1)?;
            println!("\ntrue fall {:.0} %, {months} months", 100.0 * fall);
            println!("  {}", found.english);
            println!("  {}", found.swedish);
            for year in &found.by_year {
                println!(
                    "  year {}: {} of {:.0} expected; by chance {:.2} to {:.2}",
                    year.year + 1,
                    year.observed,
                    year.expected,
                    year.band.0,
                    year.band.1
                );
            }
            println!(
                "  the last year before stood at {:.2} of the mean; by itself that changes by {:.0} %",
                found.start.last_year_over_mean,
                100.0 * found.start.by_itself.mean_change
            );
        }
    }
    Ok(())
}
