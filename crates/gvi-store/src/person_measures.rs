//! Counts for the measures that are about persons, told or done to them: who acted towards a group in focus, whose record went, who
//! said that a listing is wrong, how old the listed and the suspects are, and how often person cards were opened.
//!
//! Only numbers leave this file, and no number of a single person: what a row says of somebody is added up here. The other measures,
//! and for whom all of them are counted, stand in `measures.rs`.

use std::collections::{BTreeMap, BTreeSet};

use gvi_domain::ages::{AGES_OF_BANDS, AgeBand};
use gvi_domain::measure::{Outcome, Share};
use gvi_domain::unusual::USUAL_DAYS;
use gvi_domain::{Date, Moment};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::ReadLog;
use jiff::tz::TimeZone;

use crate::args;
use crate::db::{DbError, Row, Value};
use crate::ledger::day_of;
use crate::measures::{Asked, Counts, known, of_nobody_hidden, share, uint};
use crate::persons::born;
use crate::tx::{StoreError, Tx};

/// F8. Focus periods that ended in the period, and in how many three authorities or more are known here to have acted: this one by a
/// lever that was carried out or an offer that was given, each other one by a status line that answered what was disclosed to it about
/// the group or one of its listed, while the focus ran. Those that still run wait. If a lever that has been closed would make the third,
/// nobody can tell.
pub async fn focus_acted<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let (account, period, last) = (asked.account(tx), asked.period(), asked.last_day(tx));
    let told = "SELECT f.id, r.from_authority, r.received_at FROM focus f JOIN disclosures d ON d.subject_thing IN ('group', 'membership') \
         JOIN received r ON r.in_reply_to = d.envelope AND r.kind = 'status-line' AND r.state <> 'recalled' AND COALESCE(r.handler, $2) = $2 \
         LEFT JOIN memberships s ON d.subject_thing = 'membership' AND s.id = d.subject_id LEFT JOIN persons p ON p.id = s.person_id \
         WHERE f.started_on IS NOT NULL AND f.ended_at >= $1 AND f.ended_at < $3 \
         AND ((d.subject_thing = 'group' AND d.subject_id = f.group_id) OR s.group_id = f.group_id) \
         AND ((d.protected = 0 AND COALESCE(p.protected, 0) = 0) \
         OR EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2)) ORDER BY f.id, r.envelope";
    let mut others: BTreeMap<String, Vec<(String, Moment)>> = BTreeMap::new();
    for row in asked.db(tx).rows(told, args![period.from, &account, period.to]).await? {
        others.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    let focus = concat!(
        "SELECT f.id, f.started_on, f.ended_at, CAST(CASE WHEN EXISTS (SELECT 1 FROM levers w WHERE w.focus = f.id AND w.state = 'done' AND ",
        of_nobody_hidden!(),
        ") OR EXISTS (SELECT 1 FROM offers w WHERE w.focus = f.id AND w.concrete <> '' AND w.state <> 'withdrawn' AND ",
        of_nobody_hidden!(),
        ") THEN 1 WHEN EXISTS (SELECT 1 FROM levers w WHERE w.focus = f.id AND w.state = 'closed' AND ",
        of_nobody_hidden!(),
        ") THEN 2 ELSE 0 END AS BIGINT) FROM focus f \
         WHERE f.started_on IS NOT NULL AND f.started_on <= $3 AND (f.ended_at IS NULL OR f.ended_at >= $1) ORDER BY f.id"
    );
    let mut share = Share::default();
    for row in asked.db(tx).rows(focus, args![period.from, &account, last]).await? {
        let mut read = row.reader();
        let (id, started, ended): (String, Date, Option<Moment>) = (read.next()?, read.next()?, read.next()?);
        let Some(ended) = ended.filter(|ended| *ended < period.to) else {
            share.waiting += 1;
            continue;
        };
        let while_it_ran = |(_, at): &&(String, Moment)| *at <= ended && at.date(asked.zone()) >= started;
        let told: BTreeSet<&str> = others.get(&id).into_iter().flatten().filter(while_it_ran).map(|(from, _)| from.as_str()).collect();
        let outcome = match (told.len(), read.next::<i64>()?) {
            (3.., _) | (2, 1) => Outcome::Met,
            (2, 2) => Outcome::Unknown,
            _ => Outcome::Missed,
        };
        match outcome {
            Outcome::Unknown => share.unknown += 1,
            outcome => {
                share.whole += 1;
                share.part += u64::from(outcome == Outcome::Met);
            }
        }
    }
    Ok(share)
}

/// R4. Persons whose last day lay in the period and has passed, and those of them who are gone. Of the gone there is nothing left but
/// a number for each month of last days.
pub async fn removed<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let (account, today) = (asked.account(tx), tx.today());
    let (from, to) = asked.days();
    let db = asked.db(tx);
    let sql = "SELECT CAST(COALESCE(SUM(erased), 0) AS BIGINT) FROM erasures WHERE thing = 'persons' AND month >= $1 AND month < $2";
    let gone: u64 = db.count(sql, args![from, to]).await?.try_into().unwrap_or(0);
    let sql = concat!("SELECT COUNT(*) FROM persons p WHERE p.expires_on >= $1 AND p.expires_on < $3 AND p.expires_on < $4 AND ", known!());
    let there: u64 = db.count(sql, args![from, &account, to, today]).await?.try_into().unwrap_or(0);
    Ok(Share::plain(gone, gone + there))
}

/// R5. Persons under eighteen who are recorded, and those of them who are listed in a group. Of whom only the year of birth is known
/// counts as the youngest they can be.
pub async fn minors<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<(u64, u64), StoreError> {
    let (today, account) = (tx.today(), asked.account(tx));
    let grown = today.saturating_sub(jiff::Span::new().years(18));
    let recorded = concat!(
        "SELECT COUNT(*) FROM persons p WHERE ",
        crate::persons::there!(),
        " AND COALESCE(p.born_on, CAST(p.born_year AS TEXT) || '-12-31') > $3"
    );
    let listed = concat!(
        "SELECT COUNT(*) FROM persons p WHERE ",
        crate::persons::there!(),
        " AND COALESCE(p.born_on, CAST(p.born_year AS TEXT) || '-12-31') > $3 \
         AND EXISTS (SELECT 1 FROM memberships s WHERE s.person_id = p.id AND s.listed_until >= $1 AND s.state IN ('confirmed', 'renewal-proposed', 'contested'))"
    );
    let db = asked.db(tx);
    let recorded = db.count(recorded, args![today, &account, grown]).await?.try_into().unwrap_or(0);
    let listed = db.count(listed, args![today, &account, grown]).await?.try_into().unwrap_or(0);
    Ok((recorded, listed))
}

/// R6. Days from asking to answer of every time that somebody said, in the period, that a listing is wrong; and how many wait for their
/// answer.
pub async fn days_to_answer<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<(Vec<i64>, u64), StoreError> {
    let account = asked.account(tx);
    let (from, to) = asked.days();
    let sql = concat!(
        "SELECT c.asked_on, c.answered_on FROM corrections c JOIN memberships s ON s.id = c.membership_id JOIN persons p ON p.id = s.person_id \
         WHERE c.asked_on >= $1 AND c.asked_on < $3 AND ",
        known!(),
        " ORDER BY c.asked_on, c.membership_id"
    );
    let (mut days, mut waiting) = (Vec::new(), 0);
    for row in asked.db(tx).rows(sql, args![from, &account, to]).await? {
        match (row.get::<Date>(0)?, row.get::<Option<Date>>(1)?) {
            (on, Some(answered)) => days.push((answered - on).get_days().into()),
            _ => waiting += 1,
        }
    }
    Ok((days, waiting))
}

/// R7. For each band of age: persons who were listed on the last day of the period, and suspects of incidents that were reviewed in it.
/// The age is that of the last day, and that of the day of the incident. A suspect of two incidents counts once, where they were the
/// youngest; whoever was cleared does not count; a suspect whose record is not here has no age.
pub async fn ages<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<(AgeBand, u64, u64)>, StoreError> {
    let (account, today, last) = (asked.account(tx), tx.today(), asked.last_day(tx));
    let listed = concat!(
        "SELECT COUNT(*), COUNT(CASE WHEN t.born <= $4 THEN 1 END), COUNT(CASE WHEN t.born <= $5 THEN 1 END), COUNT(CASE WHEN t.born <= $6 THEN 1 END), \
         COUNT(CASE WHEN t.born <= $7 THEN 1 END), COUNT(CASE WHEN t.born <= $8 THEN 1 END) \
         FROM (SELECT p.id, COALESCE(p.born_on, CAST(p.born_year AS TEXT) || '-12-31') AS born FROM persons p WHERE ",
        crate::persons::there!(),
        " AND EXISTS (SELECT 1 FROM memberships s WHERE s.person_id = p.id AND s.listed_from <= $3 AND s.listed_until >= $3 \
         AND (s.left_on IS NULL OR s.left_on > $3) AND s.state NOT IN ('proposed', 'refused'))) t"
    );
    let born_latest = AGES_OF_BANDS.map(|age| last.saturating_sub(jiff::Span::new().years(age)));
    let mut values: Vec<Value> = args![today, &account, last];
    values.extend(born_latest.map(Value::from));
    // How many are at least so old, from everybody to the oldest: a band is the difference between two of them.
    let mut at_least = Vec::with_capacity(AGES_OF_BANDS.len() + 2);
    if let Some(row) = asked.db(tx).row(listed, values).await? {
        for at in 0..=AGES_OF_BANDS.len() {
            at_least.push(uint(&row, at)?);
        }
    }
    at_least.push(0);
    let mut suspects: BTreeMap<AgeBand, u64> = BTreeMap::new();
    let sql = concat!(
        "SELECT p.id, p.born_year, p.born_on, i.occurred_from FROM incident_suspects u JOIN incidents i ON i.id = u.incident \
         LEFT JOIN persons p ON p.id = u.person WHERE i.reviewed_at >= $3 AND i.reviewed_at < $4 AND i.confirmation <> 'refuted' \
         AND u.suspicion <> 'cleared' AND u.expires_on >= $1 AND (p.id IS NULL OR ",
        known!(),
        ") ORDER BY i.occurred_from, u.id"
    );
    let mut counted = BTreeSet::new();
    for row in asked.db(tx).rows(sql, args![today, &account, asked.period().from, asked.period().to]).await? {
        let mut read = row.reader();
        let person: Option<String> = read.next()?;
        let (year, day, occurred): (Option<i64>, Option<Date>, Moment) = (read.next()?, read.next()?, read.next()?);
        let band = match (person, year) {
            (Some(person), _) if !counted.insert(person.clone()) => continue,
            (Some(_), Some(year)) => AgeBand::of(born(year, day).age_on(occurred.date(asked.zone()))),
            _ => AgeBand::Unknown,
        };
        *suspects.entry(band).or_default() += 1;
    }
    let bands = AgeBand::ALL.iter().enumerate().map(|(at, band)| {
        let listed = at_least.get(at).zip(at_least.get(at + 1)).map_or(0, |(all, older)| all.saturating_sub(*older));
        (*band, listed, suspects.get(band).copied().unwrap_or(0))
    });
    Ok(bands.collect())
}

/// Openings of person cards by account and day.
pub type Views = BTreeMap<String, Vec<(Date, u64)>>;

/// Which openings of person cards are counted: `$1` to `$4` the numbers and the times, `$5` the account that must not learn of hidden ones.
macro_rules! views {
    ($rest:literal) => {
        concat!(
            "SELECT e.actor, e.at / 900, COUNT(*) FROM ledger_entries e WHERE e.deed = 'read_person' AND e.refused = 0 \
             AND e.seq >= $1 AND e.seq <= $2 AND e.at >= $3 AND e.at < $4 AND e.actor <> '' ",
            $rest,
            " GROUP BY e.actor, e.at / 900 ORDER BY e.actor, e.at / 900"
        )
    };
}

/// The span of entries of the log from a moment to another.
const FIRST_SINCE: &str = "SELECT MIN(first_seq) FROM ledger_days WHERE day >= $1";
const LAST_UNTIL: &str = "SELECT MAX(last_seq) FROM ledger_days WHERE day <= $1";

/// Adds openings up by day at the site. They come in quarters of an hour, because no time zone is less than that away from the full
/// hour and both databases can divide.
fn by_day(rows: &[Row], zone: &TimeZone) -> Result<Views, DbError> {
    let mut views = Views::new();
    for row in rows {
        let (actor, quarter): (String, i64) = (row.get(0)?, row.get(1)?);
        let Ok(at) = Moment::from_seconds(quarter * 900) else { continue };
        let (day, count, days) = (at.date(zone), uint(row, 2)?, views.entry(actor).or_default());
        match days.last_mut() {
            Some((last, sum)) if *last == day => *sum += count,
            _ => days.push((day, count)),
        }
    }
    Ok(views)
}

/// R8. Openings of person cards in the period and in the days before it from which the usual is taken.
pub async fn views<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Views, StoreError> {
    let (account, from, to) = (asked.account(tx), asked.period().from.plus_days(-i64::from(USUAL_DAYS) - 1), asked.period().to);
    let db = asked.db(tx);
    let first = db.row(FIRST_SINCE, args![day_of(from.seconds())]).await?.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten();
    let last = db.row(LAST_UNTIL, args![day_of(to.seconds())]).await?.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten();
    let (Some(first), Some(last)) = (first, last) else { return Ok(Views::new()) };
    let sql = views!(
        "AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.id = e.subject AND p.protected = 1 \
         AND NOT EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $5))"
    );
    let rows = db.rows(sql, args![first, last, from, to, &account]).await?;
    Ok(by_day(&rows, asked.zone())?)
}

/// The same for those who read the log, who see every entry of it anyhow: from a moment on.
pub async fn views_in_log(tx: &mut Tx, permit: &Permit<ReadLog>, since: Moment, zone: &TimeZone) -> Result<Views, StoreError> {
    let (from, to) = (since.plus_days(-i64::from(USUAL_DAYS) - 1), tx.now().plus_seconds(1));
    let db = tx.db(permit);
    let first = db.row(FIRST_SINCE, args![day_of(from.seconds())]).await?.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten();
    let Some(first) = first else { return Ok(Views::new()) };
    let rows = db.rows(views!(""), args![first, i64::MAX, from, to]).await?;
    Ok(by_day(&rows, zone)?)
}

/// R9. Of those who are listed today: for whom nothing in the compartment tells of a part in violence, neither a valid item of evidence of a
/// verified part nor a suspicion in an incident that still stands. A list that grows by such listings has lost its purpose (secrecy.md E6).
pub async fn without_a_link_to_violence<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = concat!(
        "SELECT COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM memberships s JOIN membership_evidence e ON e.membership_id = s.id WHERE s.person_id = p.id \
         AND s.state IN ('confirmed', 'renewal-proposed', 'contested') AND s.listed_until >= $1 AND e.kind = 'verified-part' AND e.voided_on IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM incident_suspects u WHERE u.person = p.id AND u.suspicion <> 'cleared' AND u.expires_on >= $1) THEN 1 END), COUNT(*) \
         FROM persons p WHERE ",
        crate::persons::there!(),
        " AND EXISTS (SELECT 1 FROM memberships s WHERE s.person_id = p.id AND s.listed_until >= $1 AND s.state IN ('confirmed', 'renewal-proposed', 'contested'))"
    );
    let (today, account) = (tx.today(), asked.account(tx));
    share(tx, asked, sql, args![today, &account]).await
}
