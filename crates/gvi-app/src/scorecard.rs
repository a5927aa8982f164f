//! The scorecard: groups in the order of what they have committed. Groups are ranked, persons never.

use gvi_domain::Whole;
use gvi_domain::scorecard::{Span, Tally, ranks};
use gvi_secrecy::deeds::{ReadGroup, ReadScorecard};
use gvi_store::{Ctx, scorecard};

use crate::error::AppError;
use crate::seen::SeenScore;

pub use gvi_store::scorecard::STEPS;

/// A line of the scorecard.
pub struct Score {
    /// Its place over the chosen span; a group that has committed nothing has none.
    pub rank: Option<usize>,
    /// The group and its counts.
    pub group: SeenScore,
}

/// The counts of a group over a span.
pub const fn over(tallies: &[Tally; 3], span: Span) -> Tally {
    match span {
        Span::Days28 => tallies[0],
        Span::Days90 => tallies[1],
        Span::Days365 => tallies[2],
    }
}

/// The scorecard of the own compartment, ranked over a span; groups of one rank, and those without, by name.
pub async fn scorecard(ctx: &Ctx, span: Span) -> Result<Vec<Score>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadScorecard>(Whole).await?;
    let rows = scorecard::scores(&mut tx, &permit).await?;
    let groups = tx.open_rows::<_, ReadGroup, _>(&permit, rows);
    tx.commit().await?;
    let tallies: Vec<Tally> = groups.iter().map(|group| over(&group.tallies, span)).collect();
    let mut scores: Vec<Score> = ranks(&tallies).into_iter().zip(groups).map(|(rank, group)| Score { rank, group }).collect();
    // The sort keeps the order of names between equals.
    scores.sort_by_key(|score| score.rank.unwrap_or(usize::MAX));
    Ok(scores)
}
