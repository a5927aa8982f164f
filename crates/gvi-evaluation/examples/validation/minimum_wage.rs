//! The minimum-wage panel of counties that the staggered designs are compared on.

use std::path::Path;

use gvi_evaluation::did::Adoption;
use gvi_evaluation::series::Panel;

use crate::support::Table;

/// Log employment of counties in 2003 to 2007, and the period in which each raised its minimum wage.
pub fn minimum_wage(data: &Path) -> (Panel, Adoption) {
    let table = Table::read(&data.join("classic/mpdta.csv"));
    let panel = table.panel("countyreal", "year", "lemp", (2003.0, 2007.0), &[]);
    let (units, first) = (table.texts("countyreal"), table.numbers("first.treat"));
    let start_of = |name: &String| {
        let at = units.iter().position(|unit| unit == name).expect("a row");
        (first[at] > 0.0).then(|| first[at] as usize - 2003)
    };
    let starts = panel.names().iter().map(start_of).collect();
    (panel, Adoption(starts))
}
