//! Incidents and messages of each group, for the estimate over groups. The rows are groups; no table of persons is read here.

use std::collections::HashMap;

use gvi_domain::{Code, Date, GroupId, Moment};
use gvi_secrecy::deeds::ReadEvaluation;
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::tx::{StoreError, Tx};

/// Groups in one estimate.
const GROUPS_MAX: i64 = 1_000;

/// A group with what it was behind, when it was told, and with whom it is at odds.
pub struct GroupSeriesRow {
    id: GroupId,
    code: Code,
    incidents: Vec<Moment>,
    told: Vec<Date>,
    related: Vec<GroupId>,
}

classed! { GroupSeriesRow => SeenGroupSeries {
    id: GroupId = open,
    code: Code = open,
    incidents: Vec<Moment> = open,
    told: Vec<Date> = open,
    related: Vec<GroupId> = open,
} }

/// Every group that was behind an incident between two moments or was told: shootings tied to it at level 2 or 3, days of messages, and
/// the groups that it fights or stands with.
pub async fn series(
    tx: &mut Tx,
    permit: &Permit<ReadEvaluation>,
    (from, to): (Moment, Moment),
) -> Result<Vec<Sealed<GroupSeriesRow>>, StoreError> {
    let db = tx.db(permit);
    let incidents = "SELECT a.group_id, i.occurred_from FROM attributions a JOIN incidents i ON i.id = a.incident WHERE a.side = 'offender' AND a.level >= 2 \
                     AND i.kind = 'shooting' AND i.confirmation <> 'refuted' AND i.occurred_from >= $1 AND i.occurred_from < $2 ORDER BY i.occurred_from, i.id";
    let mut of_group: HashMap<GroupId, Vec<Moment>> = HashMap::new();
    for row in db.rows(incidents, args![from, to]).await? {
        of_group.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let messages = "SELECT group_id, given_on FROM messages WHERE group_id IS NOT NULL ORDER BY given_on, id";
    let mut told: HashMap<GroupId, Vec<Date>> = HashMap::new();
    for row in db.rows(messages, args![]).await? {
        told.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let relations =
        "SELECT from_group, to_group FROM group_relations WHERE kind IN ('conflict', 'alliance') ORDER BY from_group, to_group, id";
    let mut related: HashMap<GroupId, Vec<GroupId>> = HashMap::new();
    for row in db.rows(relations, args![]).await? {
        let (one, other): (GroupId, GroupId) = (row.get(0)?, row.get(1)?);
        related.entry(one).or_default().push(other);
        related.entry(other).or_default().push(one);
    }
    let groups = db.rows("SELECT id, code FROM groups ORDER BY code, id LIMIT $1", args![GROUPS_MAX]).await?;
    let mut sealed = |row: &Row| {
        let (id, code): (GroupId, Code) = (row.get(0)?, row.get(1)?);
        let mut others = related.remove(&id).unwrap_or_default();
        others.sort_unstable();
        others.dedup();
        let record = GroupSeriesRow {
            id,
            code,
            incidents: of_group.remove(&id).unwrap_or_default(),
            told: told.remove(&id).unwrap_or_default(),
            related: others,
        };
        let is_in = !record.incidents.is_empty() || !record.told.is_empty();
        Ok::<_, DbError>(is_in.then(|| Sealed::new(record, Facts::plain(Thing::Group, id))))
    };
    let rows: Vec<Option<Sealed<GroupSeriesRow>>> = groups.iter().map(&mut sealed).collect::<Result<_, _>>()?;
    Ok(rows.into_iter().flatten().collect())
}
