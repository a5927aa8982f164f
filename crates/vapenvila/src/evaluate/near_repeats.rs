//! Near repeats: one sentence, and the tables it rests on. For planning patrols and outreach; never about a person.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use gvi_evaluation::chance::Rounds;
use gvi_evaluation::near_repeat::{self, HawkesLimits, KnoxTable, SpaceTimeFit, SpaceTimeSettings, bandwidth_grid, knox, near_repeats};
use gvi_evaluation::series::{MergeRule, Record, merge_records};
use gvi_papers::panel_table::read_places;

use super::counts::bytes_of;
use super::form::Form;
use super::table::Table;
use super::wait::{while_counting, while_doing};

/// Bandwidths of the background, in kilometres: the answer hangs on them, so there are always several.
pub const BANDWIDTHS_KM: [f64; 4] = [0.4, 0.8, 1.2, 2.0];
/// Distances of the table, in kilometres.
pub const DISTANCES_KM: [f64; 3] = [0.1, 0.2, 0.4];
/// Intervals of the table, in days.
pub const INTERVALS_DAYS: [(f64, f64); 3] = [(0.0, 4.0), (0.0, 7.0), (0.0, 14.0)];
/// Fewest incidents for the models.
const INCIDENTS_NEEDED: usize = 30;

/// Incidents with their places, after records of the same one were merged.
pub struct Incidents {
    /// Days, one for each.
    pub days: Vec<f64>,
    /// Places in kilometres, one for each.
    pub places: Vec<(f64, f64)>,
    /// Records before merging.
    pub records: usize,
    /// Records that were left out, because they have no place.
    pub without_place: usize,
}

impl Incidents {
    /// Reads a table of them.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let read = read_places(&bytes_of(path)?).map_err(|refused| anyhow::anyhow!("{shown}: {refused}"))?;
        let records: Vec<Record> = read.days.iter().zip(&read.places).map(|(day, (east, north))| Record::at(*day, *east, *north)).collect();
        let merged = merge_records(&records, MergeRule::default()).with_context(|| shown.clone())?;
        if merged.len() < INCIDENTS_NEEDED {
            bail!("{shown}: {} incidents after merging, and {INCIDENTS_NEEDED} are needed; collect more", merged.len());
        }
        Ok(Self {
            days: merged.iter().map(|incident| incident.first.day).collect(),
            places: merged.iter().filter_map(|incident| incident.first.east_km.zip(incident.first.north_km)).collect(),
            records: records.len(),
            without_place: read.without_place,
        })
    }
}

/// The incidents.
#[derive(Args)]
pub struct NearRepeats {
    /// A table of incidents: date, time if known, and lat with lon, or x_km with y_km.
    incidents: PathBuf,
    /// How often the times are dealt anew.
    #[arg(long, default_value_t = 999)]
    rounds: usize,
    /// The seed; the same seed gives the same figures.
    #[arg(long, default_value_t = gvi_app::evaluation::reading::SEED)]
    seed: u64,
    #[command(flatten)]
    form: Form,
}

impl NearRepeats {
    /// Says whether there are any.
    pub fn run(self) -> anyhow::Result<()> {
        let shown = self.incidents.display().to_string();
        let Incidents { days, places, records, without_place } = Incidents::read(&self.incidents)?;
        let end = days.last().copied().unwrap_or(0.0) + 1.0;
        let table = while_counting("dealing the times anew", self.rounds, |heard| {
            knox(&days, &places, &DISTANCES_KM, &INTERVALS_DAYS, Rounds::heard_by(self.rounds, heard), self.seed)
        })
        .with_context(|| shown.clone())?;
        let grid = while_doing("fitting the model with every bandwidth", || {
            bandwidth_grid(&days, &places, end, SpaceTimeSettings::default(), &BANDWIDTHS_KM)
        })
        .with_context(|| shown.clone())?;
        let answer = near_repeats(&table, &grid, HawkesLimits::default());
        let value = serde_json::json!({ "near_repeats": answer, "knox": table, "models": grid, "records": records,
            "incidents": days.len(), "without_place": without_place, "seed": self.seed });
        let told = || {
            format!(
                "{}\n{} records, {} incidents after merging; {} without a place are left out.\n\n{}Seed {}; input {}.\n",
                sentence(answer),
                records,
                days.len(),
                without_place,
                tables(&table, &grid),
                self.seed,
                table.provenance.input
            )
        };
        self.form.print(value, &HEADS, || rows(&table, &grid), told)
    }
}

fn sentence(answer: near_repeat::NearRepeats) -> &'static str {
    match answer {
        near_repeat::NearRepeats::Yes => {
            "Near repeats: yes. After an incident the rate nearby is raised for a while.\nNärupprepning: ja. Efter en händelse är risken höjd i närheten en tid."
        }
        near_repeat::NearRepeats::No => {
            "Near repeats: no. No more close pairs were found than chance gives, which does not prove that there are none.\nNärupprepning: nej. Inte fler nära par hittades än slumpen ger, och det bevisar inte att det inte finns några."
        }
        near_repeat::NearRepeats::CannotBeTold => {
            "Near repeats: it cannot be told. Pairs lie close, but the models do not agree or speak of double records.\nNärupprepning: går inte att säga. Par ligger nära varandra, men modellerna är inte ense eller tyder på dubbla poster."
        }
    }
}

const HEADS: [&str; 8] = ["row", "km", "days", "observed", "expected", "p", "half_life_days", "gain"];

fn rows(table: &KnoxTable, grid: &[SpaceTimeFit]) -> Vec<Vec<String>> {
    let cells = table.cells.iter().map(|cell| {
        let figures =
            [cell.km.to_string(), cell.days.to_string(), cell.observed.to_string(), cell.expected.to_string(), cell.p.to_string()];
        [vec!["pairs".to_owned()], figures.to_vec(), vec![String::new(), String::new()]].concat()
    });
    let models = grid.iter().map(|fit| {
        let mut row = vec!["model".to_owned(), fit.settings.bandwidth_km.to_string()];
        row.extend(std::iter::repeat_n(String::new(), 4));
        row.extend([fit.half_life.to_string(), (fit.loglik - fit.loglik_without).to_string()]);
        row
    });
    cells.chain(models).collect()
}

fn tables(table: &KnoxTable, grid: &[SpaceTimeFit]) -> String {
    let mut pairs = Table::new(&["within km", "within days", "pairs", "by chance", "p"]);
    for cell in &table.cells {
        pairs.row(&[
            format!("{:.1}", cell.km),
            format!("{:.0}", cell.days),
            cell.observed.to_string(),
            format!("{:.1}", cell.expected),
            format!("{:.3}", cell.p),
        ]);
    }
    let mut models = Table::new(&["background km", "half-life days", "reach km", "gain", "at a bound"]);
    for fit in grid {
        let at_bound = if fit.refusals(HawkesLimits::default()).is_empty() { "no" } else { "yes" };
        models.row(&[
            format!("{:.1}", fit.settings.bandwidth_km),
            format!("{:.1}", fit.half_life),
            format!("{:.2}", fit.sigma_km),
            format!("{:.1}", fit.loglik - fit.loglik_without),
            at_bound.to_owned(),
        ]);
    }
    format!("{pairs}\n{models}No share of contagion is given: it hangs on the background more than on the incidents.\n")
}
