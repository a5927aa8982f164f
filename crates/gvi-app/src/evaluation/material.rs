//! What a reading is made from, handed to whoever computes outside of the pages: the command line.
//!
//! Every way in is a deed with its permit and its entry in the log, as on a page. Cities, months and counts come out, and no person.

use std::collections::BTreeMap;

use gvi_domain::evaluation::EvaluationPlan;
use gvi_domain::{EvaluationId, Month, Whole};
use gvi_papers::count_table::{CityCounts, CountTable};
use gvi_secrecy::deeds::{ReadEvaluation, ReadMeasures};
use gvi_store::Ctx;
use gvi_store::evaluations::{self, Counted};

use super::reading::{NotRead, SealedPlan};
use super::{Dose, broken, counted_by_month, days_of_dose, dose, newest, open, sealed_again, settled_month, table_of, this_month};
use crate::error::AppError;
use crate::seen::SeenCounts;

/// A plan of the compartment with the newest counts of its outcomes.
pub struct Material {
    /// The plan in force.
    pub plan: EvaluationPlan,
    /// The plan as it was sealed with its changes; the reason where nothing may be read by it.
    pub sealed: Result<SealedPlan, NotRead>,
    /// The newest count of every month, by outcome.
    pub tables: BTreeMap<String, CountTable>,
    /// What was done in the years since the start.
    pub dose: Dose,
}

/// A plan that stands in the compartment, with its counts.
pub async fn material(ctx: &Ctx, id: EvaluationId) -> Result<Material, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadEvaluation>(id).await?;
    let known = open(&mut tx, &permit).await?.known;
    let kept: Vec<SeenCounts> = evaluations::counts(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let days = days_of_dose(&mut tx, &permit).await?;
    tx.commit().await?;
    let mut of_outcome: BTreeMap<String, Vec<CountTable>> = BTreeMap::new();
    for table in &kept {
        if let (Some(outcome), Some(text)) = (table.outcome.as_value(), table.counts.as_value()) {
            of_outcome.entry(outcome.clone()).or_default().push(table_of(text).map_err(broken)?);
        }
    }
    let plan = known.in_force().clone();
    let sealed = known.seal.as_ref().map_or(Err(NotRead::Draft), |seal| sealed_again(&known, seal));
    Ok(Material { sealed, tables: newest(&plan, &of_outcome), dose: dose(&plan, this_month(ctx), &days), plan })
}

/// The compartment's own incidents by month, as a table of one city: from the first one at or after a month up to the last settled month.
/// None where there are none. Who may read the measures may count them.
pub async fn own_counts(
    ctx: &Ctx,
    counted: Counted,
    city: &str,
    from: Month,
    population: Option<u64>,
) -> Result<Option<CountTable>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadMeasures>(Whole).await?;
    let found = counted_by_month(ctx, &mut tx, &permit, counted, (from, settled_month(ctx))).await?;
    tx.commit().await?;
    Ok(found.map(|(first, counts)| {
        // People of a city are far fewer than a fraction holds exactly.
        let population = population.map(|people| vec![people as f64; counts.len()]);
        CountTable { first, cities: vec![CityCounts { name: city.to_owned(), counts, population }] }
    }))
}
