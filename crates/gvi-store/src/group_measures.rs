//! Counts for the measures G and for the police's half of H2: what groups were told and what they did then. No table of persons is read
//! here.
//!
//! A group's violence is what is laid at its door at level 2 or more, was not refuted and was done: a threat is none yet. A group was told
//! in every way but through the press.

use std::collections::BTreeMap;

use gvi_domain::Date;
use gvi_domain::group_effect::{self, Quiet, Sides};
use gvi_domain::measure::{Case, Outcome};
use gvi_domain::{Code, Moment};
use jiff::Span;

use crate::args;
use crate::measures::{Asked, Counts, uint};
use crate::tx::{StoreError, Tx};

/// One incident of a group.
struct Violence {
    on: Date,
    /// It is established that a member of a group is involved.
    gmi: bool,
}

/// The violence of each group before the end of the time, in order.
async fn violence<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<BTreeMap<String, Vec<Violence>>, StoreError> {
    let sql = "SELECT a.group_id, i.occurred_from, CAST(CASE WHEN i.gmi = 'yes' THEN 1 ELSE 0 END AS BIGINT) FROM attributions a \
               JOIN incidents i ON i.id = a.incident WHERE a.side = 'offender' AND a.level >= 2 AND i.confirmation <> 'refuted' \
               AND i.kind <> 'credible-threat' AND i.occurred_from < $1 ORDER BY i.occurred_from, i.id, a.group_id";
    let mut all: BTreeMap<String, Vec<Violence>> = BTreeMap::new();
    for row in asked.db(tx).rows(sql, args![asked.period().to]).await? {
        let (group, at, gmi): (String, Moment, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        all.entry(group).or_default().push(Violence { on: at.date(asked.zone()), gmi });
    }
    Ok(all)
}

/// The days on which each group was told before the end of the time, the first one first.
async fn told<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<BTreeMap<String, Vec<Date>>, StoreError> {
    let sql = "SELECT g.id, m.given_on FROM messages m JOIN groups g ON g.code = m.group_code WHERE m.channel <> 'press' AND m.given_on <= $1 \
               ORDER BY m.given_on, m.id";
    let last = asked.last_day(tx);
    let mut all: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for row in asked.db(tx).rows(sql, args![last]).await? {
        all.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(all)
}

fn days(violence: &BTreeMap<String, Vec<Violence>>, group: &str, gmi_only: bool) -> Vec<Date> {
    violence.get(group).into_iter().flatten().filter(|one| one.gmi || !gmi_only).map(|one| one.on).collect()
}

/// Violence of groups on both sides of their first message, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BothSides {
    /// Groups of which both sides are whole.
    pub groups: u64,
    /// Their incidents before.
    pub before: u64,
    /// Their incidents after.
    pub after: u64,
    /// Groups whose weeks after are not over.
    pub waiting: u64,
    /// Groups told before the weeks before them were recorded.
    pub short: u64,
}

/// G1. Each group around the first time that it was told, up to the last day of the time. Records reach back to the earliest incident.
pub async fn both_sides<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<BothSides, StoreError> {
    let last = asked.last_whole_day(tx);
    let (told, violence) = (told(tx, asked).await?, violence(tx, asked).await?);
    let earliest = "SELECT MIN(occurred_from) FROM incidents WHERE confirmation <> 'refuted'";
    let earliest: Option<Moment> = match asked.db(tx).row(earliest, args![]).await? {
        Some(row) => row.get(0)?,
        None => None,
    };
    let known_since = earliest.map(|at| at.date(asked.zone()));
    let mut all = BothSides::default();
    for (group, told) in told {
        let Some(first) = told.first() else { continue };
        match group_effect::sides(*first, &days(&violence, &group, false), known_since, last) {
            Sides::Whole { before, after } => {
                all.groups += 1;
                all.before += before;
                all.after += after;
            }
            Sides::Waits => all.waiting += 1,
            Sides::Short => all.short += 1,
        }
    }
    Ok(all)
}

/// How long it took until it was quiet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UntilQuiet {
    /// Days from start to quiet, of those focus periods that had it.
    pub days: Vec<i64>,
    /// Focus periods that have not had it, though there was time.
    pub without: u64,
    /// Focus periods that began too lately.
    pub waiting: u64,
}

/// G2. Focus periods that started in the time, and what their group did until its last day.
pub async fn until_quiet<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<UntilQuiet, StoreError> {
    let (last, (from, to)) = (asked.last_whole_day(tx), asked.days());
    let violence = violence(tx, asked).await?;
    let sql = "SELECT group_id, started_on FROM focus WHERE started_on >= $1 AND started_on < $2 ORDER BY started_on, id";
    let mut all = UntilQuiet::default();
    for row in asked.db(tx).rows(sql, args![from, to]).await? {
        let (group, started): (String, Date) = (row.get(0)?, row.get(1)?);
        match group_effect::quiet(started, &days(&violence, &group, false), last) {
            Quiet::After(days) => all.days.push(days),
            Quiet::None => all.without += 1,
            Quiet::Waits => all.waiting += 1,
        }
    }
    Ok(all)
}

/// G3. Groups whose ninety days after a message ended in the time, each once, from the first such message; and those that were told in the
/// time and whose days go on, which wait. It is met by new violence in which a member's part is established.
pub async fn relapses<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Case>, StoreError> {
    let (from, to) = asked.days();
    let (told, violence) = (told(tx, asked).await?, violence(tx, asked).await?);
    let mut cases = Vec::new();
    for (group, told) in told {
        // The first day after the ninety.
        let over = |day: &Date| group_effect::relapse_ends(*day).saturating_add(Span::new().days(1));
        let Some(first) = told.iter().find(|day| over(day) > from) else { continue };
        // Their end lies after the time: they wait, and the time after this one counts them.
        if over(first) > to {
            cases.push(Case { limit: tx.now().plus_seconds(1), outcome: Outcome::Unknown });
            continue;
        }
        // Cannot fail: nobody was told before 2000 or after today.
        let limit = Moment::at(over(first), 0, 0, asked.zone()).expect("a day has a midnight");
        let relapsed = group_effect::relapsed(*first, &days(&violence, &group, true));
        cases.push(Case { limit, outcome: if relapsed { Outcome::Met } else { Outcome::Missed } });
    }
    Ok(cases)
}

/// G4a. Visits that the person heard himself, by the group's code, from tallies in which no person is.
pub async fn heard_by_group<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<(Option<String>, u64)>, StoreError> {
    let sql = "SELECT group_code, CAST(SUM(attempts) AS BIGINT) FROM attempt_tallies WHERE outcome = 'direct' AND day >= $1 AND day < $2 \
               GROUP BY group_code ORDER BY group_code";
    let (from, to) = asked.days();
    let rows = asked.db(tx).rows(sql, args![from, to]).await?;
    rows.iter().map(|row| Ok((Some(row.get::<Code>(0)?.to_string()), uint(row, 1)?))).collect()
}

/// H2b. Persons to whom a message was delivered at a visit, themselves or through their family, each once in a quarter.
pub async fn persons_told<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<u64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(contacted), 0) AS BIGINT) FROM attempt_tallies WHERE day >= $1 AND day < $2";
    let (from, to) = asked.days();
    Ok(asked.db(tx).count(sql, args![from, to]).await?.try_into().unwrap_or(0))
}
