//! What is counted of guests at call-ins: who was summoned came or did not, without saying who.
//!
//! Everything about single guests is erased ninety days after the evening, which can be before the quarter is frozen. What is left are
//! numbers by day, group and mark, in the table in which visits leave theirs too. Nobody with protected identity is in one.

use gvi_domain::Date;
use gvi_domain::measure::Share;
use gvi_domain::summons::DoorMark;

use crate::args;
use crate::db::DbTx;
use crate::measures::{Asked, Counts, uint};
use crate::tx::{StoreError, Tx};

/// Guests of one group with one mark.
struct Marked {
    /// The group's code; nothing if the summons names none.
    group: Option<String>,
    /// The latest mark; nothing if nobody marked anything.
    mark: Option<DoorMark>,
    /// How many.
    guests: u64,
}

impl Marked {
    fn came(&self) -> u64 {
        if self.mark.is_some_and(DoorMark::was_there) { self.guests } else { 0 }
    }
}

/// The latest mark at the door of a row `s` of summonses.
macro_rules! last_mark {
    () => {
        "(SELECT d.mark FROM door_marks d WHERE d.summons = s.id ORDER BY d.marked_at DESC, d.id DESC LIMIT 1)"
    };
}

/// Guests that were summoned to call-ins whose day lies in the time and is over.
async fn marked<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Marked>, StoreError> {
    let (today, account) = (tx.today(), asked.account(tx));
    let (from, to) = asked.days();
    let there = concat!(
        "SELECT COALESCE(s.group_code, ''), ",
        last_mark!(),
        " FROM summonses s LEFT JOIN persons p ON p.id = s.person LEFT JOIN received r ON r.envelope = s.told_by \
         WHERE s.sent_on IS NOT NULL AND s.meets_on >= $1 AND s.meets_on < $3 AND s.meets_on < $4 \
         AND (COALESCE(p.protected, 0) = 0 OR EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2)) \
         AND (COALESCE(r.protected, 0) = 0 OR r.handler = $2) AND COALESCE(r.handler, $2) = $2 ORDER BY s.id"
    );
    let db = asked.db(tx);
    let group = |code: String| (!code.is_empty()).then_some(code);
    let mut all = Vec::new();
    for row in db.rows(there, args![from, &account, to, today]).await? {
        let mark = row.get::<Option<String>>(1)?.as_deref().and_then(DoorMark::named);
        all.push(Marked { group: group(row.get(0)?), mark, guests: 1 });
    }
    let gone = "SELECT group_code, outcome, attempts FROM attempt_tallies \
                WHERE outcome IN ('came', 'late', 'left', 'absent', 'unmarked') AND day >= $1 AND day < $2 ORDER BY day, group_code, outcome, round";
    for row in db.rows(gone, args![from, to]).await? {
        let mark = DoorMark::named(&row.get::<String>(1)?);
        all.push(Marked { group: group(row.get(0)?), mark, guests: uint(&row, 2)? });
    }
    Ok(all)
}

/// F13. Of those summoned: who came, with whoever left early among them and beside. Of whom nothing was marked nobody can tell.
pub async fn came_of_summoned<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<(Share, u64), StoreError> {
    let (mut share, mut left) = (Share::default(), 0);
    for marked in marked(tx, asked).await? {
        match marked.mark {
            None => share.unknown += marked.guests,
            Some(mark) => {
                share.whole += marked.guests;
                share.part += marked.came();
                left += if mark == DoorMark::Left { marked.guests } else { 0 };
            }
        }
    }
    Ok((share, left))
}

/// G4b. Guests who came, each time they did, with their group's code.
pub async fn came_by_group<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<(Option<String>, u64)>, StoreError> {
    Ok(marked(tx, asked).await?.into_iter().map(|marked| (marked.group.clone(), marked.came())).collect())
}

/// H2c. Guests who came, each time they did.
pub async fn came<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<u64, StoreError> {
    Ok(marked(tx, asked).await?.iter().map(Marked::came).sum())
}

/// Counts the guests whose summonses are erased in this round, before they are.
pub(crate) async fn keep_numbers(db: &mut DbTx, today: Date) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO attempt_tallies (day, group_code, round, outcome, attempts, contacted, contacted_listed) \
         SELECT g.meets_on, g.group_code, '', g.mark, COUNT(*), 0, 0 FROM (SELECT s.meets_on, COALESCE(s.group_code, '') AS group_code, COALESCE(",
        last_mark!(),
        ", 'unmarked') AS mark FROM summonses s LEFT JOIN persons p ON p.id = s.person LEFT JOIN received r ON r.envelope = s.told_by \
         WHERE s.expires_on < $1 AND s.sent_on IS NOT NULL AND COALESCE(p.protected, 0) = 0 AND COALESCE(r.protected, 0) = 0 AND r.handler IS NULL) g \
         WHERE g.mark <> '' GROUP BY g.meets_on, g.group_code, g.mark \
         ON CONFLICT (day, group_code, round, outcome) DO UPDATE SET attempts = attempt_tallies.attempts + excluded.attempts"
    );
    db.execute(sql, args![today]).await?;
    Ok(())
}
