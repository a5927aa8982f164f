//! Records of Philadelphia merged into incidents.

use std::collections::BTreeMap;
use std::path::Path;

use gvi_evaluation::series::{MergeRule, Record, merge_records};

use crate::Report;
use crate::support::{Table, days_in_month};

pub fn check(data: &Path, report: &mut Report) {
    let table = Table::read(&data.join("philadelphia_shootings_2015_2023/shootings.csv"));
    let (keys, dates, times) = (table.texts("dc_key"), table.texts("date_"), table.texts("time"));
    let (officer, lat, lng) = (table.texts("officer_involved"), table.numbers("lat"), table.numbers("lng"));
    let mut first: BTreeMap<&str, Record> = BTreeMap::new();
    for at in 0..keys.len() {
        let year: u32 = dates[at][..4].parse().expect("a year");
        let Some(minutes) = minutes(&times[at]) else { continue };
        if officer[at] == "Y" || !(2015..=2019).contains(&year) || !lat[at].is_finite() {
            continue;
        }
        let mut day: f64 = dates[at][8..10].parse::<f64>().expect("a day") - 1.0;
        for earlier in 2015..year {
            day += (1..=12).map(|month| days_in_month(&format!("{earlier}-{month:02}"))).sum::<f64>();
        }
        let month: u32 = dates[at][5..7].parse().expect("a month");
        day += (1..month).map(|month| days_in_month(&format!("{year}-{month:02}"))).sum::<f64>();
        let record =
            Record::at(day + minutes / 1440.0, (lng[at] + 75.16) * 39.95_f64.to_radians().cos() * 111.320, (lat[at] - 39.95) * 110.574);
        first.entry(&keys[at]).or_insert(record);
    }
    let records: Vec<Record> = first.into_values().collect();
    let incidents = merge_records(&records, MergeRule::default()).expect("incidents");
    println!("     {} records, {} incidents; reference 6,071 and 5,290", records.len(), incidents.len());
    let joined: usize = incidents.iter().map(|incident| incident.joined.len()).sum();
    report.claim("every record is kept or joined", incidents.len() + joined == records.len());
    report.compare("share of records that are incidents", incidents.len() as f64 / records.len() as f64, 5290.0 / 6071.0, 1e-12);
}

fn minutes(time: &str) -> Option<f64> {
    let mut parts = time.split(':');
    let hours: f64 = parts.next()?.parse().ok()?;
    let minutes: f64 = parts.next()?.parse().ok()?;
    Some(60.0 * hours + minutes)
}
