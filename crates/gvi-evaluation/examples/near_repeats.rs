//! Merging, Knox and Hawkes on invented incidents: 900 by chance, and 100 that follow another nearby within days.

use gvi_evaluation::chance::{Purpose, stream};
use gvi_evaluation::error::Result;
use gvi_evaluation::near_repeat::{Baseline, HawkesLimits, SpaceTimeSettings, bandwidth_grid, fit_hawkes, knox, near_repeats};
use gvi_evaluation::series::{MergeRule, Record, merge_records};
use rand_distr::{Distribution, Exp, Normal, Uniform};

fn main() -> Result<()> {
    let mut chance = stream(2, Purpose::Simulation, 0);
    let (Ok(day), Ok(side), Ok(wait), Ok(near)) =
        (Uniform::new(0.0, 1500.0), Uniform::new(0.0, 12.0), Exp::<f64>::new(0.1), Normal::<f64>::new(0.0, 0.15))
    else {
        return Ok(());
    };
    let mut records: Vec<Record> =
        (0..900).map(|_| Record::at(day.sample(&mut chance), side.sample(&mut chance), side.sample(&mut chance))).collect();
    for at in 0..100 {
        let first = records[at * 9];
        let later = first.day + 0.5 + wait.sample(&mut chance);
        let (east, north) = (first.east_km.unwrap_or(0.0), first.north_km.unwrap_or(0.0));
        records.push(Record::at(later.min(1500.0), east + near.sample(&mut chance), north + near.sample(&mut chance)));
    }
    let incidents = merge_records(&records, MergeRule::default())?;
    println!("{} records, {} incidents", records.len(), incidents.len());
    let days: Vec<f64> = incidents.iter().map(|incident| incident.first.day).collect();
    let places: Vec<(f64, f64)> =
        incidents.iter().map(|incident| (incident.first.east_km.unwrap_or(0.0), incident.first.north_km.unwrap_or(0.0))).collect();
    let table = knox(&days, &places, &[0.2, 0.4], &[(0.0, 7.0), (0.0, 14.0)], 999, 1)?;
    for cell in &table.cells {
        println!("within {} km and {} days: {} pairs, {:.1} by chance, p {:.3}", cell.km, cell.days, cell.observed, cell.expected, cell.p);
    }
    let time = fit_hawkes(&days, 1500.0, Baseline::Constant)?;
    println!("in time alone: half-life {:.1} days", time.half_life);
    let grid = bandwidth_grid(&days, &places, 1500.0, SpaceTimeSettings::default(), &[0.8, 1.2, 2.0])?;
    for fit in &grid {
        println!("background {} km: half-life {:.1} days, reach {:.2} km", fit.settings.bandwidth_km, fit.half_life, fit.sigma_km);
    }
    println!("near repeats: {:?}", near_repeats(&table, &grid, HawkesLimits::default()));
    Ok(())
}
