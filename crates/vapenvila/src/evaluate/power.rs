//! What could be seen, and when.

use clap::Args;
use gvi_evaluation::power::{PooledDesign, PowerDesign, PowerTerms, months_needed, pooled_power, power_after};

use super::table::Table;

/// How far untreated cities with 40 to 70 gun incidents a year drift from each other after 1, 2, 3 and 5 years, beyond counting noise: US
/// cities (docs of gvi-evaluation, `power`). Swedish figures are not known yet.
const DRIFT: [(usize, f64); 4] = [(1, 0.135), (2, 0.161), (3, 0.176), (5, 0.210)];
/// Months of follow-up that are searched.
const MONTHS_MAX: usize = 600;
/// Comparison cities for each city.
const CONTROLS: f64 = 5.0;

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
    #[arg(long, default_value_t = 0.08)]
    alpha: f64,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Power {
    /// Says what could be seen.
    pub fn run(self) -> anyhow::Result<()> {
        let design = |terms| PowerDesign {
            events_a_year: self.a_year,
            months_before: self.months_before,
            alpha: self.alpha,
            fall: self.fall,
            terms,
        };
        let terms =
            [("season and step", PowerTerms::Step), ("and trend", PowerTerms::TrendStep), ("and slope", PowerTerms::TrendStepSlope)];
        let mut heads = vec!["after".to_owned()];
        heads.extend(terms.iter().map(|(name, _)| (*name).to_owned()));
        let mut by_month = Table::new(&heads.iter().map(String::as_str).collect::<Vec<_>>());
        let mut json_months = Vec::new();
        for months in [12, 24, 36, 48, 60] {
            let mut row = vec![format!("{months} months")];
            for (name, terms) in terms {
                let power = power_after(&design(terms), months)?;
                row.push(power.map_or_else(|| "–".to_owned(), |power| format!("{:.0} %", 100.0 * power)));
                json_months.push(serde_json::json!({ "months": months, "terms": name, "power": power }));
            }
            by_month.row(&row);
        }
        let mut row = vec!["80 % after".to_owned()];
        for (_, terms) in terms {
            let needed = months_needed(&design(terms), 0.8, MONTHS_MAX)?;
            row.push(needed.map_or_else(|| "never".to_owned(), |months| format!("{months} months")));
        }
        by_month.row(&row);
        let mut by_year = Table::new(&["years", "one city", "cities for 80 %", "smallest visible fall"]);
        let mut json_years = Vec::new();
        for (years, tau) in DRIFT {
            let found = pooled_power(&PooledDesign {
                events_a_year: self.a_year,
                years,
                alpha: self.alpha,
                fall: self.fall,
                controls: CONTROLS,
                tau,
            })?;
            by_year.row(&[
                years.to_string(),
                format!("{:.0} %", 100.0 * found.one_city),
                format!("{:.0}", found.cities),
                format!("{:.0} %", 100.0 * found.smallest_fall),
            ]);
            json_years.push(serde_json::json!({ "years": years, "drift": tau, "found": found }));
        }
        if self.json {
            println!("{}", serde_json::to_string_pretty(&serde_json::json!({ "alone": json_months, "beside_other_cities": json_years }))?);
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
