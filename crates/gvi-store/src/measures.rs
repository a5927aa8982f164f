//! Counts for the measures F and R, from the tables of the own compartment and no other.
//!
//! Where a case has a time limit the rows come out as cases, and the conventions of [`gvi_domain::measure`] count them; where it has
//! none the database counts. A person with protected identity who is hidden from the reader is in no count either. Incidents from an
//! import were never reported to anybody here, so they are in no measure of how fast the work was.
//!
//! Everything is counted for somebody: for the reader, or for nobody in particular, which is how a figure is frozen that all readers
//! see alike. Nobody handles a protected identity. What counts persons and entries of the log stands in `person_measures.rs`.

use std::collections::{BTreeMap, BTreeSet};

use gvi_domain::measure::{Case, Outcome, Period, Share};
use gvi_domain::{Date, Moment};
use gvi_secrecy::deeds::{FreezeMeasures, ReadMeasures};
use gvi_secrecy::{Deed, Permit};
use jiff::tz::TimeZone;

use crate::args;
use crate::db::{DbError, DbTx, Row, Value};
use crate::tx::{StoreError, Tx};

/// The deeds for which measures are counted.
pub trait Counts: Deed {}
impl Counts for ReadMeasures {}
impl Counts for FreezeMeasures {}

/// For whom it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// For whoever asks: with the protected identities that they handle.
    Readers,
    /// For nobody in particular: without any.
    Nobodys,
}

/// Stands where an account stands, and handles nobody: no account of a person has this name.
const NOBODY: &str = "house";

/// What is asked for: by which permit, of which time, for whom.
#[derive(Debug)]
pub struct Asked<'p, D: Counts> {
    may: &'p Permit<D>,
    zone: &'p TimeZone,
    period: Period,
    whose: Whose,
}

impl<'p, D: Counts> Asked<'p, D> {
    /// A count of a period.
    pub const fn new(may: &'p Permit<D>, zone: &'p TimeZone, period: Period, whose: Whose) -> Self {
        Self { may, zone, period, whose }
    }

    /// The time that is looked at.
    pub(crate) const fn period(&self) -> Period {
        self.period
    }

    /// The site's time zone.
    pub(crate) const fn zone(&self) -> &TimeZone {
        self.zone
    }

    /// Whether a day at the site lies in the time.
    pub fn has_day(&self, day: Date) -> bool {
        day >= self.period.from.date(self.zone) && day <= self.period.to.plus_seconds(-1).date(self.zone)
    }

    pub(crate) fn account(&self, tx: &Tx) -> String {
        match self.whose {
            Whose::Readers => tx.actor().account.clone(),
            Whose::Nobodys => NOBODY.to_owned(),
        }
    }

    pub(crate) const fn db<'t>(&self, tx: &'t mut Tx) -> &'t mut DbTx {
        tx.db(self.may)
    }

    /// The first day of the time, and the first after it.
    pub(crate) fn days(&self) -> (Date, Date) {
        (self.period.from.date(self.zone), self.period.to.date(self.zone))
    }

    /// The last day of the time that is over, or yesterday if that is earlier: today somebody can still shoot.
    pub(crate) fn last_whole_day(&self, tx: &Tx) -> Date {
        self.period.to.min(tx.now()).date(self.zone).saturating_sub(jiff::Span::new().days(1))
    }

    /// The last day of the time, or today if that is earlier.
    pub(crate) fn last_day(&self, tx: &Tx) -> Date {
        self.period.to.plus_seconds(-1).min(tx.now()).date(self.zone)
    }
}

/// Counts of incidents in one month by verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthOfIncidents {
    /// A group member is involved.
    pub yes: u32,
    /// It is suspected.
    pub suspected: u32,
    /// None is.
    pub no: u32,
    /// Nobody has judged, or nobody can tell.
    pub unknown: u32,
}

fn outcome(met: bool) -> Outcome {
    if met { Outcome::Met } else { Outcome::Missed }
}

pub(crate) fn uint(row: &Row, at: usize) -> Result<u64, DbError> {
    Ok(row.get::<i64>(at)?.try_into().unwrap_or(0))
}

/// Rows of two columns: the limit, and whether it came out well.
async fn cases<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, sql: &'static str, values: Vec<Value>) -> Result<Vec<Case>, StoreError> {
    let rows = asked.db(tx).rows(sql, values).await?;
    let read = |row: &Row| Ok::<_, DbError>(Case { limit: row.get(0)?, outcome: outcome(row.get(1)?) });
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// A row of two columns: numerator and denominator.
pub(crate) async fn share<D: Counts>(
    tx: &mut Tx,
    asked: &Asked<'_, D>,
    sql: &'static str,
    values: Vec<Value>,
) -> Result<Share, StoreError> {
    let Some(row) = asked.db(tx).row(sql, values).await? else { return Ok(Share::default()) };
    Ok(Share::plain(uint(&row, 0)?, uint(&row, 1)?))
}

/// F1. A review is run as it should be when it was held, its minutes are closed, and every incident that was reported since the
/// meeting before it had been gone through when the minutes were closed. A day is left for the minutes.
pub async fn reviews_held<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT r.meets_at + 86400, CAST(CASE WHEN r.state = 'closed' AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.batch IS NULL \
               AND i.registered_at < r.meets_at AND i.registered_at >= COALESCE((SELECT MAX(p.meets_at) FROM reviews p WHERE p.meets_at < r.meets_at), r.meets_at - 604800) \
               AND (i.reviewed_at IS NULL OR i.reviewed_at > r.closed_at) \
               AND NOT EXISTS (SELECT 1 FROM review_incidents c WHERE c.review = r.id AND c.incident = i.id)) THEN 1 ELSE 0 END AS BIGINT) \
               FROM reviews r WHERE r.meets_at >= $1 AND r.meets_at < $2 ORDER BY r.meets_at, r.id";
    cases(tx, asked, sql, args![asked.period.from, asked.period.to]).await
}

/// F2. Incidents reported in the period, reviewed within seven days.
pub async fn reviewed_in_time<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT registered_at + 604800, CAST(CASE WHEN reviewed_at IS NOT NULL AND reviewed_at <= registered_at + 604800 THEN 1 ELSE 0 END AS BIGINT) FROM incidents \
               WHERE batch IS NULL AND registered_at >= $1 AND registered_at < $2 ORDER BY registered_at, id";
    cases(tx, asked, sql, args![asked.period.from, asked.period.to]).await
}

/// F3. Minutes from occurred to triaged of incidents that occurred in the period, and how many wait for their triage. A time that is
/// known roughly is taken at its earliest, so that the number never flatters.
pub async fn minutes_to_triage<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<(Vec<i64>, u64), StoreError> {
    let sql = "SELECT occurred_from, triaged_at FROM incidents WHERE batch IS NULL AND occurred_from >= $1 AND occurred_from < $2 ORDER BY occurred_from, id";
    let (mut minutes, mut waiting) = (Vec::new(), 0);
    for row in asked.db(tx).rows(sql, args![asked.period.from, asked.period.to]).await? {
        let (occurred, triaged): (Moment, Option<Moment>) = (row.get(0)?, row.get(1)?);
        match triaged {
            Some(triaged) => minutes.push(triaged.seconds_since(occurred) / 60),
            None => waiting += 1,
        }
    }
    Ok((minutes, waiting))
}

/// F4. Incidents reviewed in the period whose verdict is not "unknown".
pub async fn verdict_known<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = "SELECT COUNT(CASE WHEN gmi <> 'unknown' THEN 1 END), COUNT(*) FROM incidents WHERE reviewed_at >= $1 AND reviewed_at < $2";
    share(tx, asked, sql, args![asked.period.from, asked.period.to]).await
}

/// F5. Meetings attended by each authority, of the meetings held in the period.
pub async fn attendance<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<(String, Share)>, StoreError> {
    let sql = "SELECT a.authority, COUNT(CASE WHEN a.present = 1 THEN 1 END), COUNT(*) FROM review_attendance a JOIN reviews r ON r.id = a.review \
               WHERE r.state <> 'planned' AND r.held_at >= $1 AND r.held_at < $2 GROUP BY a.authority ORDER BY a.authority";
    let rows = asked.db(tx).rows(sql, args![asked.period.from, asked.period.to]).await?;
    let read = |row: &Row| Ok::<_, DbError>((row.get(0)?, Share::plain(uint(row, 1)?, uint(row, 2)?)));
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// F6a and F6b. An incident attributed at level 2 or more in the period to a group that had been told before it happened. A decision
/// on a focus answers, and so does a review of a focus that runs; a deferral is documented but does not answer.
pub async fn decided_in_time<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<(Vec<Case>, Vec<Case>), StoreError> {
    let sql = "SELECT a.made_at, i.occurred_from, \
         (SELECT MIN(m.given_on) FROM messages m JOIN groups g ON g.code = m.group_code WHERE g.id = a.group_id AND m.channel <> 'press'), \
         (SELECT MIN(d.decided_at) FROM focus_decisions d JOIN focus f ON f.id = d.focus WHERE f.group_id = a.group_id AND d.decided_at >= a.made_at), \
         (SELECT MIN(d.decided_at) FROM focus_decisions d JOIN focus f ON f.id = d.focus WHERE f.group_id = a.group_id AND d.decided_at >= a.made_at AND d.verdict <> 'defer'), \
         (SELECT MIN(v.held_at) FROM focus_reviews v JOIN focus f ON f.id = v.focus WHERE f.group_id = a.group_id AND v.held_at >= a.made_at) \
         FROM attributions a JOIN incidents i ON i.id = a.incident WHERE a.side = 'offender' AND a.level >= 2 AND i.confirmation <> 'refuted' \
         AND a.made_at >= $1 AND a.made_at < $2 ORDER BY a.made_at, a.id";
    let (mut any, mut answered) = (Vec::new(), Vec::new());
    for row in asked.db(tx).rows(sql, args![asked.period.from, asked.period.to]).await? {
        let mut read = row.reader();
        let (made, occurred): (Moment, Moment) = (read.next()?, read.next()?);
        let told: Option<Date> = read.next()?;
        let (decision, answer, review): (Option<Moment>, Option<Moment>, Option<Moment>) = (read.next()?, read.next()?, read.next()?);
        if told.is_none_or(|told| told > occurred.date(asked.zone)) {
            continue;
        }
        let limit = made.plus_hours(72);
        let in_time = |moment: Option<Moment>| moment.is_some_and(|moment| moment <= limit);
        any.push(Case { limit, outcome: outcome(in_time(decision) || in_time(review)) });
        answered.push(Case { limit, outcome: outcome(in_time(answer) || in_time(review)) });
    }
    Ok((any, answered))
}

/// The members on the roster of every focus that ran in the period: `$1` the day, `$2` the account, `$3` the first moment and `$4` the
/// last day of the period. Two conditions keep the hidden out: the record has not ended, and a protected identity counts for its
/// handlers only.
macro_rules! roster {
    ($met:literal) => {
        concat!(
            "SELECT f.id, p.id, ", $met, ", s.listed_from, f.ended_at FROM focus f JOIN memberships s ON s.group_id = f.group_id JOIN persons p ON p.id = s.person_id \
             WHERE f.started_on IS NOT NULL AND f.started_on <= $4 AND (f.ended_at IS NULL OR f.ended_at >= $3) \
             AND s.listed_from IS NOT NULL AND s.listed_from <= $4 AND s.listed_until >= f.started_on AND (s.left_on IS NULL OR s.left_on > f.started_on) \
             AND s.state NOT IN ('proposed', 'refused') AND ",
            crate::persons::there!(),
            " ORDER BY f.id, p.id, s.id"
        )
    };
}

async fn roster<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, sql: &'static str) -> Result<Share, StoreError> {
    let (today, account) = (tx.today(), asked.account(tx));
    let last = asked.last_day(tx);
    let (mut share, mut counted) = (Share::default(), BTreeSet::new());
    for row in asked.db(tx).rows(sql, args![today, &account, asked.period.from, last]).await? {
        let mut read = row.reader();
        let (focus, person): (String, String) = (read.next()?, read.next()?);
        let (met, listed, ended): (i64, Date, Option<Moment>) = (read.next()?, read.next()?, read.next()?);
        // Somebody who was listed after the focus had ended was never on its roster; somebody listed twice was there once.
        if ended.is_some_and(|ended| ended.date(asked.zone) < listed) || !counted.insert((focus, person)) {
            continue;
        }
        match met {
            0 => share.whole += 1,
            1 => {
                share.part += 1;
                share.whole += 1;
            }
            _ => share.unknown += 1,
        }
    }
    Ok(share)
}

/// F7. Roster members with at least one lever of this authority carried out. Of a lever that has been closed nobody can tell whether
/// it was carried out before.
pub async fn roster_with_lever<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = roster!(
        "CAST(CASE WHEN EXISTS (SELECT 1 FROM levers l WHERE l.focus = f.id AND l.person_code = p.code AND l.state = 'done') THEN 1 \
         WHEN EXISTS (SELECT 1 FROM levers l WHERE l.focus = f.id AND l.person_code = p.code AND l.state = 'closed') THEN 2 ELSE 0 END AS BIGINT)"
    );
    roster(tx, asked, sql).await
}

/// F15. Roster members whom this authority has given a concrete offer of help.
pub async fn roster_with_offer<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = roster!(
        "CAST(CASE WHEN EXISTS (SELECT 1 FROM offers o WHERE o.focus = f.id AND o.person_code = p.code AND o.concrete <> '' AND o.state <> 'withdrawn') THEN 1 \
         ELSE 0 END AS BIGINT)"
    );
    roster(tx, asked, sql).await
}

/// F9. Focus periods that ended in the period, with the message back within 14 days.
pub async fn told_back<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT ended_at, told_back_on FROM focus WHERE ended_at >= $1 AND ended_at < $2 ORDER BY ended_at, id";
    let rows = asked.db(tx).rows(sql, args![asked.period.from, asked.period.to]).await?;
    let read = |row: &Row| {
        let limit = row.get::<Moment>(0)?.plus_days(14);
        let told: Option<Date> = row.get(1)?;
        Ok::<_, DbError>(Case { limit, outcome: outcome(told.is_some_and(|told| told <= limit.date(asked.zone))) })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// F10. Active groups that somebody has spoken to face to face since a day.
pub async fn groups_told<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, since: Date) -> Result<Share, StoreError> {
    let sql = "SELECT COUNT(CASE WHEN EXISTS (SELECT 1 FROM messages m WHERE m.group_code = g.code AND m.given_on >= $1 \
               AND m.channel IN ('call-in', 'notification-direct', 'probation-meeting')) THEN 1 END), COUNT(*) FROM groups g \
               WHERE g.status IN ('active', 'in-focus', 'cooling')";
    share(tx, asked, sql, args![since]).await
}

/// F11. Attempts at custom notifications in the period, and those of them that the person heard himself. Counted from tallies in which
/// nobody with protected identity is.
pub async fn visits_direct<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN outcome = 'direct' THEN attempts ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(attempts), 0) AS BIGINT) \
               FROM attempt_tallies WHERE outcome IN ('not-found', 'refused', 'direct', 'family') AND day >= $1 AND day < $2";
    let (from, to) = asked.days();
    share(tx, asked, sql, args![from, to]).await
}

/// F14. Persons to whom something was delivered in the period, each once in a quarter, and those of them who were listed that day in a group
/// that was active then.
pub async fn contacted_listed<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(contacted_listed), 0) AS BIGINT), CAST(COALESCE(SUM(contacted), 0) AS BIGINT) FROM attempt_tallies \
               WHERE day >= $1 AND day < $2";
    let (from, to) = asked.days();
    share(tx, asked, sql, args![from, to]).await
}

/// F12. Incidents whose risk of retaliation was first judged high in the period, with both sides contacted within 72 hours.
pub async fn contacted_in_time<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Vec<Case>, StoreError> {
    let sql = "SELECT MIN(r.judged_at) + 259200, CAST(CASE WHEN i.contacted_at IS NOT NULL AND i.contacted_at <= MIN(r.judged_at) + 259200 THEN 1 ELSE 0 END AS BIGINT) \
               FROM retaliations r JOIN incidents i ON i.id = r.incident WHERE r.risk = 'high' GROUP BY i.id, i.contacted_at \
               HAVING MIN(r.judged_at) >= $1 AND MIN(r.judged_at) < $2 ORDER BY 1";
    cases(tx, asked, sql, args![asked.period.from, asked.period.to]).await
}

/// F16. Active groups whose card was confirmed since a moment.
pub async fn groups_confirmed<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>, since: Moment) -> Result<Share, StoreError> {
    let sql =
        "SELECT COUNT(CASE WHEN confirmed_at >= $1 THEN 1 END), COUNT(*) FROM groups WHERE status IN ('active', 'in-focus', 'cooling')";
    share(tx, asked, sql, args![since]).await
}

/// Whether the account `$2` may know of a row of `persons p` at all.
macro_rules! known {
    () => {
        "(p.protected = 0 OR EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2))"
    };
}

/// Whether nobody of whom the account `$2` may not know is the person of a row `w`, which has a code only.
macro_rules! of_nobody_hidden {
    () => {
        "NOT EXISTS (SELECT 1 FROM persons p WHERE p.code = w.person_code AND p.protected = 1 \
         AND NOT EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2))"
    };
}

pub(crate) use known;
pub(crate) use of_nobody_hidden;

/// R1. Levers planned in the period that say on which basis, by which reference and by whom they were decided.
pub async fn levers_founded<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = concat!(
        "SELECT COUNT(CASE WHEN w.basis <> '' AND w.reference <> '' AND w.decider <> '' AND w.decider_role <> '' THEN 1 END), COUNT(*) FROM levers w \
         WHERE w.planned_at >= $1 AND w.planned_at < $3 AND ",
        of_nobody_hidden!()
    );
    let account = asked.account(tx);
    share(tx, asked, sql, args![asked.period.from, &account, asked.period.to]).await
}

/// R2. Disclosures decided in the period whose grounds or harm tests stand with written reasons.
pub async fn disclosures_assessed<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<Share, StoreError> {
    let sql = "SELECT COUNT(CASE WHEN d.necessity <> '' AND d.proportionality <> '' AND (d.consent IS NOT NULL OR EXISTS (SELECT 1 FROM disclosure_grounds g \
               WHERE g.disclosure = d.id AND g.reasons <> '')) THEN 1 END), COUNT(*) FROM disclosures d \
               LEFT JOIN memberships s ON d.subject_thing = 'membership' AND s.id = d.subject_id LEFT JOIN persons p ON p.id = s.person_id \
               WHERE d.decided_at >= $1 AND d.decided_at < $3 AND ((d.protected = 0 AND COALESCE(p.protected, 0) = 0) \
               OR (s.id IS NULL AND d.decided_by = $2) OR EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2))";
    let account = asked.account(tx);
    share(tx, asked, sql, args![asked.period.from, &account, asked.period.to]).await
}

/// R3. Records that are still here after their last day, by the kind of record. Memberships are past their review when they stand as
/// listed after the day to which they were listed.
pub async fn past_review<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<BTreeMap<&'static str, u64>, StoreError> {
    let (today, account) = (tx.today(), asked.account(tx));
    let counts: [(&'static str, &'static str); 9] = [
        ("persons", concat!("SELECT COUNT(*) FROM persons p WHERE p.expires_on < $1 AND ", known!())),
        (
            "memberships",
            concat!(
                "SELECT COUNT(*) FROM memberships s JOIN persons p ON p.id = s.person_id WHERE (s.expires_on < $1 OR (s.listed_until < $1 \
                 AND s.state IN ('confirmed', 'renewal-proposed', 'contested'))) AND ",
                known!()
            ),
        ),
        ("groups", "SELECT COUNT(*) FROM groups WHERE expires_on < $1 AND $2 <> ''"),
        ("relations", "SELECT COUNT(*) FROM group_relations WHERE expires_on < $1 AND $2 <> ''"),
        ("focus", "SELECT COUNT(*) FROM focus WHERE expires_on < $1 AND $2 <> ''"),
        ("levers", concat!("SELECT COUNT(*) FROM levers w WHERE w.expires_on < $1 AND ", of_nobody_hidden!())),
        ("offers", concat!("SELECT COUNT(*) FROM offers w WHERE w.expires_on < $1 AND ", of_nobody_hidden!())),
        ("support", "SELECT COUNT(*) FROM support_contacts WHERE expires_on < $1 AND $2 <> ''"),
        ("received", "SELECT COUNT(*) FROM received WHERE ends_on < $1 AND state = 'current' AND COALESCE(handler, $2) = $2"),
    ];
    let mut past = BTreeMap::new();
    for (kind, sql) in counts {
        past.insert(kind, asked.db(tx).count(sql, args![today, &account]).await?.try_into().unwrap_or(0));
    }
    Ok(past)
}

/// Incidents that occurred in a period, by verdict. What was refuted did not happen.
pub async fn incidents_by_verdict<D: Counts>(tx: &mut Tx, asked: &Asked<'_, D>) -> Result<MonthOfIncidents, StoreError> {
    let sql = "SELECT COUNT(CASE WHEN gmi = 'yes' THEN 1 END), COUNT(CASE WHEN gmi = 'suspected' THEN 1 END), COUNT(CASE WHEN gmi = 'no' THEN 1 END), \
               COUNT(CASE WHEN gmi = 'unknown' THEN 1 END) FROM incidents WHERE occurred_from >= $1 AND occurred_from < $2 AND confirmation <> 'refuted'";
    let Some(row) = asked.db(tx).row(sql, args![asked.period.from, asked.period.to]).await? else { return Ok(MonthOfIncidents::default()) };
    let count = |at| Ok::<_, DbError>(u32::try_from(row.get::<i64>(at)?).unwrap_or(0));
    Ok(MonthOfIncidents { yes: count(0)?, suspected: count(1)?, no: count(2)?, unknown: count(3)? })
}
