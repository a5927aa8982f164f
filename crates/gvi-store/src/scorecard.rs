//! Counts of shootings by group, for the scorecard. The rows are groups; no table of persons is read here.

use std::collections::HashMap;

use gvi_domain::group::GroupStatus;
use gvi_domain::scorecard::{Span, Tally};
use gvi_domain::{Code, GroupId, Moment};
use gvi_secrecy::deeds::ReadScorecard;
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Reader, Row};
use crate::tx::{StoreError, Tx};

/// Four-week steps of the small line beside each group: together 364 days, the longest span of the card.
pub const STEPS: usize = 13;
/// Seconds in one step.
const STEP_SECONDS: i64 = 28 * 86_400;
/// Groups on one scorecard.
const GROUPS_MAX: i64 = 5_000;

/// A group with its tallies.
pub struct ScoreRow {
    id: GroupId,
    code: Code,
    name: String,
    status: GroupStatus,
    tallies: [Tally; 3],
    steps: Vec<u32>,
}

classed! { ScoreRow => SeenScore {
    id: GroupId = open,
    code: Code = open,
    name: String = Coordination,
    status: GroupStatus = Coordination,
    tallies: [Tally; 3] = open,
    steps: Vec<u32> = open,
} }

fn whole(read: &mut Reader<'_>) -> Result<u32, DbError> {
    Ok(read.next::<i64>()?.try_into().unwrap_or(u32::MAX))
}

fn tally(read: &mut Reader<'_>) -> Result<Tally, DbError> {
    Ok(Tally { suspected: whole(read)?, supported: whole(read)?, suffered: whole(read)? })
}

/// Every group with what it has committed and suffered up to now, by name. A shooting that turned out not to be one is not counted;
/// a group that is out of the work and has nothing to count is left out.
pub async fn scores(tx: &mut Tx, permit: &Permit<ReadScorecard>) -> Result<Vec<Sealed<ScoreRow>>, StoreError> {
    let now = tx.now();
    let since = |span: Span| now.plus_days(-span.days());
    // A group has at most one attribution on each side of an incident, so no incident is counted twice in one column.
    let sql = "SELECT g.id, g.code, g.name, g.status, \
         COUNT(CASE WHEN a.side = 'offender' AND i.occurred_from > $1 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'offender' AND a.level >= 2 AND i.occurred_from > $1 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'victim' AND i.occurred_from > $1 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'offender' AND i.occurred_from > $2 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'offender' AND a.level >= 2 AND i.occurred_from > $2 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'victim' AND i.occurred_from > $2 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'offender' AND i.occurred_from > $3 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'offender' AND a.level >= 2 AND i.occurred_from > $3 THEN 1 END), \
         COUNT(CASE WHEN a.side = 'victim' AND i.occurred_from > $3 THEN 1 END) \
         FROM groups g LEFT JOIN attributions a ON a.group_id = g.id AND a.level >= 1 \
         LEFT JOIN incidents i ON i.id = a.incident AND i.kind = 'shooting' AND i.confirmation <> 'refuted' AND i.occurred_from > $3 AND i.occurred_from <= $4 \
         GROUP BY g.id, g.code, g.name, g.status, g.sort_key HAVING g.status <> 'archived' OR COUNT(i.id) > 0 ORDER BY g.sort_key, g.id LIMIT $5";
    let rows = tx.db(permit).rows(sql, args![since(Span::Days28), since(Span::Days90), since(Span::Days365), now, GROUPS_MAX]).await?;
    let steps = steps(tx, permit, now).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let id: GroupId = read.next()?;
        let record = ScoreRow {
            id,
            code: read.next()?,
            name: read.next()?,
            status: read.next_named(GroupStatus::named)?,
            tallies: [tally(&mut read)?, tally(&mut read)?, tally(&mut read)?],
            steps: steps.get(&id).cloned().unwrap_or_else(|| vec![0; STEPS]),
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Group, id)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Shootings committed by each group in each four-week step up to now, the oldest step first.
async fn steps(tx: &mut Tx, permit: &Permit<ReadScorecard>, now: Moment) -> Result<HashMap<GroupId, Vec<u32>>, StoreError> {
    let span = STEP_SECONDS * i64::try_from(STEPS).unwrap_or(0);
    let from = now.plus_seconds(-span);
    // The step is counted from the first second after `from`, so that the incident of this very second falls into the last step.
    let sql = "SELECT a.group_id, (i.occurred_from - $1 - 1) / 2419200, COUNT(*) FROM attributions a JOIN incidents i ON i.id = a.incident \
               WHERE a.side = 'offender' AND a.level >= 1 AND i.kind = 'shooting' AND i.confirmation <> 'refuted' AND i.occurred_from > $1 AND i.occurred_from <= $2 \
               GROUP BY 1, 2 ORDER BY 1, 2";
    let mut steps: HashMap<GroupId, Vec<u32>> = HashMap::new();
    for row in tx.db(permit).rows(sql, args![from, now]).await? {
        let mut read = row.reader();
        let line = steps.entry(read.next()?).or_insert_with(|| vec![0; STEPS]);
        let step: i64 = read.next()?;
        if let Some(place) = usize::try_from(step).ok().and_then(|step| line.get_mut(step)) {
            *place = whole(&mut read)?;
        }
    }
    Ok(steps)
}
