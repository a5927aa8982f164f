//! Frozen figures: what a measure said when its time was over and settled. Rows are written once; there is no statement here that changes
//! one, and none that erases one.
//!
//! What this room deliberately does not know: when a figure is due (the domain says), and what its numbers mean (the measure says).

use std::collections::BTreeSet;

use gvi_domain::measure::Measure;
use gvi_domain::{Date, Moment};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{FreezeMeasures, ReadMeasures};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// One row of a frozen figure. What part and whole are depends on the measure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrozenRow {
    /// What it is of: an authority, a kind, a band; empty for the measure itself.
    pub what: String,
    /// Numerator, count or median. Nothing if there is none.
    pub part: Option<i64>,
    /// Denominator or cases. Nothing if there is none.
    pub whole: Option<i64>,
    /// Cases of which nobody could tell.
    pub unknown: i64,
    /// Cases that were not due.
    pub waiting: i64,
}

/// A frozen figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Which measure.
    pub measure: Measure,
    /// The first day of the month in whose name it is frozen.
    pub month: Date,
    /// Under which version of the definitions.
    pub definitions: i64,
    /// When.
    pub at: Moment,
    /// Its rows, in order.
    pub rows: Vec<FrozenRow>,
}

/// When the compartment was founded, and what is frozen of the months from `since` on. One statement: the house asks every minute.
pub async fn there(tx: &mut Tx, permit: &Permit<FreezeMeasures>, since: Date) -> Result<(Moment, BTreeSet<(String, Date)>), StoreError> {
    let sql = "SELECT c.created_at, f.measure, f.month FROM compartment c LEFT JOIN frozen_figures f ON f.month >= $1 AND f.place = 0 \
               ORDER BY f.month, f.measure";
    let rows = tx.db(permit).rows(sql, args![since]).await?;
    let mut there = BTreeSet::new();
    for row in &rows {
        if let (Some(measure), Some(month)) = (row.get(1)?, row.get(2)?) {
            there.insert((measure, month));
        }
    }
    // Cannot fail: a compartment has its one row from its founding on, and a left join keeps it.
    let founded = rows.first().expect("the row of the compartment").get(0)?;
    Ok((founded, there))
}

/// Writes figures down. One that is there already stays as it is.
pub async fn freeze(tx: &mut Tx, permit: &Permit<FreezeMeasures>, figures: &[Frozen]) -> Result<(), StoreError> {
    let sql = "INSERT INTO frozen_figures (measure, month, place, what, part, whole, unknown_cases, waiting, definitions, frozen_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (month, measure, place) DO NOTHING";
    let db = tx.db(permit);
    for figure in figures {
        for (place, row) in (0_i64..).zip(&figure.rows) {
            db.execute(
                sql,
                args![
                    figure.measure.name(),
                    figure.month,
                    place,
                    &row.what,
                    row.part,
                    row.whole,
                    row.unknown,
                    row.waiting,
                    figure.definitions,
                    figure.at
                ],
            )
            .await?;
        }
    }
    Ok(())
}

/// What is frozen of two months: the month that is looked at, and the last of its quarter.
pub async fn of_months(tx: &mut Tx, permit: &Permit<ReadMeasures>, month: Date, last: Date) -> Result<Vec<Frozen>, StoreError> {
    let sql = "SELECT measure, month, what, part, whole, unknown_cases, waiting, definitions, frozen_at FROM frozen_figures \
               WHERE month = $1 OR month = $2 ORDER BY month, measure, place";
    let mut figures: Vec<Frozen> = Vec::new();
    for row in tx.db(permit).rows(sql, args![month, last]).await? {
        // A measure that this program does not know any more is not shown.
        let Some(measure) = Measure::named(&row.get::<String>(0)?) else { continue };
        let month = row.get(1)?;
        let read = |row: &Row| -> Result<FrozenRow, DbError> {
            Ok(FrozenRow { what: row.get(2)?, part: row.get(3)?, whole: row.get(4)?, unknown: row.get(5)?, waiting: row.get(6)? })
        };
        match figures.last_mut() {
            Some(figure) if figure.measure == measure && figure.month == month => figure.rows.push(read(&row)?),
            _ => figures.push(Frozen { measure, month, definitions: row.get(7)?, at: row.get(8)?, rows: vec![read(&row)?] }),
        }
    }
    Ok(figures)
}
