//! What could be seen, and when.

use clap::Args;
use gvi_app::evaluation::power::{self, CONTROLS, Design, PowerTerms};

use super::table::Table;

/// The design.
#[derive(Args)]
pub struct Power {
    /// Incidents expected in a year without the programme.
    #[arg(long)]
    a_year: f64,
    /// The fall that is to be seen: 0.3 for 30 % less.
    #[arg(long, default_value_t = 0.3)]
    fall: f64,
    /// Months of counts before the start.
    #[arg(long, default_value_t = 60)]
    months_before: usize,
    /// How unevenly the months fall: 0 for pure chance; 0.08 is the middle of US cities of this size.
    #[arg(long, default_value_t = power::USUAL_ALPHA)]
    alpha: f64,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Power {
    /// Says what could be seen.
    pub fn run(self) -> anyhow::Result<()> {
        let design = Design { events_a_year: self.a_year, fall: self.fall, months_before: self.months_before, alpha: self.alpha };
        let (alone, beside) = (power::alone(&design)?, power::beside(&design)?);
        let mut heads = vec!["after"];
        heads.extend(alone.iter().map(|found| name(found.terms)));
        let mut by_month = Table::new(&heads);
        let mut json_months = Vec::new();
        for (at, months) in power::MONTHS_TOLD.into_iter().enumerate() {
            let mut row = vec![format!("{months} months")];
            for found in &alone {
                let power = found.after[at].1;
                row.push(power.map_or_else(|| "–".to_owned(), |power| format!("{:.0} %", 100.0 * power)));
                json_months.push(serde_json::json!({ "months": months, "terms": name(found.terms), "power": power }));
            }
            by_month.row(&row);
        }
        let mut row = vec!["80 % after".to_owned()];
        row.extend(alone.iter().map(|found| found.needed.map_or_else(|| "never".to_owned(), |months| format!("{months} months"))));
        by_month.row(&row);
        let mut by_year = Table::new(&["years", "one city", "cities for 80 %", "smallest visible fall"]);
        for year in &beside {
            by_year.row(&[
                year.years.to_string(),
                format!("{:.0} %", 100.0 * year.found.one_city),
                format!("{:.0}", year.found.cities),
                format!("{:.0} %", 100.0 * year.found.smallest_fall),
            ]);
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "alone": json_months, "beside_other_cities": beside }))?);
            return Ok(());
        }
        println!("How sure would one be to see {:.0} % less, of {} incidents a year?", 100.0 * self.fall, self.a_year);
        println!("\nThe city alone, {} months before:", self.months_before);
        print!("{by_month}");
        println!("The first column is a floor: where violence falls anyhow, it finds falls that nobody caused.");
        println!("\nBeside {CONTROLS:.0} other cities, as many years before as after, with the drift of US cities:");
        print!("{by_year}");
        println!("A smaller fall than the last column would not surely be visible; write it into the plan.");
        Ok(())
    }
}

fn name(terms: PowerTerms) -> &'static str {
    match terms {
        PowerTerms::Step => "season and step",
        PowerTerms::TrendStep => "and trend",
        PowerTerms::TrendStepSlope => "and slope",
    }
}
