//! Rows of incidents: the core facts, the state and its moments, the verdict of the first judgement, and the history of changes.
//!
//! Attributions, risks, links and the persons of an incident have files of their own. Every change marks the incident as touched,
//! so that undoing an import never takes away what people have added since.

use gvi_domain::clock::ClockKind;
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, IncidentState, NewIncident, Position, WATCH_DAYS};
use gvi_domain::limit::{COUNTED_MAX, ROWS_PER_PAGE};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{BatchId, Code, GroupId, IncidentId, Moment, Occurred, Words};
use gvi_secrecy::deeds::{AlertIncident, CloseIncident, EditIncident, ListIncidents, RegisterIncident, TriageIncident};
use gvi_secrecy::{Changes, Deed, Facts, Permit, Sealed, Thing, classed};
use jiff::tz::TimeZone;

use crate::db::{DbError, DbTx, Reader, Row, Value};
use crate::tx::{StoreError, Tx};
use crate::{args, clocks, codes};

/// A row of `incidents`.
pub struct IncidentRow {
    id: IncidentId,
    code: Code,
    kind: IncidentKind,
    occurred: Occurred,
    occurred_from: Moment,
    place: String,
    position: Option<Position>,
    killed: u32,
    injured: u32,
    child_hit: bool,
    bystander_hit: bool,
    confirmation: Confirmation,
    note: Words,
    state: IncidentState,
    gmi: Gmi,
    gmi_grounds: Words,
    gmi_at: Option<Moment>,
    registered_at: Moment,
    alerted_at: Option<Moment>,
    reviewed_at: Option<Moment>,
    attributed_at: Option<Moment>,
    closed_at: Option<Moment>,
    closed_why: Words,
    contacted_at: Option<Moment>,
    contacted_how: Words,
    watch_until: Moment,
    batch: Option<BatchId>,
    version: i64,
}

classed! { IncidentRow => SeenIncident {
    id: IncidentId = open,
    code: Code = open,
    kind: IncidentKind = Coordination,
    occurred: Occurred = Coordination,
    occurred_from: Moment = Coordination,
    place: String = Coordination,
    position: Option<Position> = Coordination,
    killed: u32 = Coordination,
    injured: u32 = Coordination,
    child_hit: bool = Coordination,
    bystander_hit: bool = Coordination,
    confirmation: Confirmation = Coordination,
    note: Words = Intelligence,
    state: IncidentState = Coordination,
    gmi: Gmi = Intelligence,
    gmi_grounds: Words = Intelligence,
    gmi_at: Option<Moment> = Coordination,
    registered_at: Moment = Coordination,
    alerted_at: Option<Moment> = Coordination,
    reviewed_at: Option<Moment> = Coordination,
    attributed_at: Option<Moment> = Coordination,
    closed_at: Option<Moment> = Coordination,
    closed_why: Words = Intelligence,
    contacted_at: Option<Moment> = Coordination,
    contacted_how: Words = Intelligence,
    watch_until: Moment = Coordination,
    batch: Option<BatchId> = open,
    version: i64 = open,
} }

macro_rules! columns {
    () => {
        "id, code, kind, occurred_how, occurred_on, occurred_from, occurred_to, place, latitude, longitude, killed, injured, child_hit, bystander_hit, \
         confirmation, note, state, gmi, gmi_grounds, gmi_at, registered_at, alerted_at, reviewed_at, attributed_at, closed_at, closed_why, contacted_at, \
         contacted_how, watch_until, batch, version"
    };
}

/// The filters of the list and of its count: one text, so that the number never tells of more than the rows do.
macro_rules! filters {
    () => {
        "($1 = '' OR state = $1) AND ($2 = '' OR kind = $2) AND ($3 = '' OR EXISTS (SELECT 1 FROM attributions WHERE attributions.incident = incidents.id \
         AND attributions.group_id = $3 AND attributions.level > 0)) AND occurred_from >= $4 AND occurred_from < $5"
    };
}

fn read(row: &Row) -> Result<Sealed<IncidentRow>, DbError> {
    let mut read = row.reader();
    let (id, code) = (read.next()?, read.next()?);
    let kind = read.next_named(IncidentKind::named)?;
    let (occurred, occurred_from) = read_occurred(&mut read)?;
    let record = IncidentRow {
        id,
        code,
        kind,
        occurred,
        occurred_from,
        place: read.next()?,
        position: read_position(&mut read)?,
        killed: whole(&mut read)?,
        injured: whole(&mut read)?,
        child_hit: read.next()?,
        bystander_hit: read.next()?,
        confirmation: read.next_named(Confirmation::named)?,
        note: read.next()?,
        state: read.next_named(IncidentState::named)?,
        gmi: read.next_named(Gmi::named)?,
        gmi_grounds: read.next()?,
        gmi_at: read.next()?,
        registered_at: read.next()?,
        alerted_at: read.next()?,
        reviewed_at: read.next()?,
        attributed_at: read.next()?,
        closed_at: read.next()?,
        closed_why: read.next()?,
        contacted_at: read.next()?,
        contacted_how: read.next()?,
        watch_until: read.next()?,
        batch: read.next()?,
        version: read.next()?,
    };
    let facts = Facts::plain(Thing::Incident, record.id);
    Ok(Sealed::new(record, facts))
}

pub(crate) fn read_occurred(read: &mut Reader<'_>) -> Result<(Occurred, Moment), DbError> {
    let how: String = read.next()?;
    let on: Option<gvi_domain::Date> = read.next()?;
    let (from, to): (Moment, Moment) = (read.next()?, read.next()?);
    let occurred = match (how.as_str(), on) {
        ("at", _) => Occurred::At(from),
        ("on", Some(date)) => Occurred::On(date),
        ("between", _) => Occurred::Between(from, to),
        _ => return Err(DbError::Column { column: 3, reason: format!("a time that is known {how:?}") }),
    };
    Ok((occurred, from))
}

fn read_position(read: &mut Reader<'_>) -> Result<Option<Position>, DbError> {
    let (latitude, longitude): (Option<f64>, Option<f64>) = (read.next()?, read.next()?);
    Ok(latitude.zip(longitude).map(|(latitude, longitude)| Position { latitude, longitude }))
}

fn whole(read: &mut Reader<'_>) -> Result<u32, DbError> {
    Ok(read.next::<i64>()?.try_into().unwrap_or(0))
}

/// The facts that the guard sees of an incident, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT id FROM incidents WHERE id = $1", args![id]).await?;
    Ok(row.map(|_| Facts::plain(Thing::Incident, id)))
}

/// One incident, for any deed that has a permit on it.
pub async fn incident<D: Deed<Id = IncidentId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<IncidentRow>, StoreError> {
    let row = tx.db(permit).row(concat!("SELECT ", columns!(), " FROM incidents WHERE id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"))?)
}

/// Which incidents a list shows. Everything that is not set shows all.
#[derive(Debug, Clone, Default)]
pub struct IncidentFilter {
    /// Only those in this state.
    pub state: Option<IncidentState>,
    /// Only those of this kind.
    pub kind: Option<IncidentKind>,
    /// Only those attributed to this group, on either side.
    pub group: Option<GroupId>,
    /// Only those from this moment on.
    pub from: Option<Moment>,
    /// Only those before this moment.
    pub to: Option<Moment>,
}

impl IncidentFilter {
    fn values(&self) -> Vec<Value> {
        args![
            self.state.map_or("", IncidentState::name),
            self.kind.map_or("", IncidentKind::name),
            self.group.map(|group| group.to_string()).unwrap_or_default(),
            self.from.map_or(i64::MIN / 2, Moment::seconds),
            self.to.map_or(i64::MAX / 2, Moment::seconds),
        ]
    }
}

/// A page of incidents, the latest first, from behind the row with this moment and id.
pub async fn list(
    tx: &mut Tx,
    permit: &Permit<ListIncidents>,
    filter: &IncidentFilter,
    behind: Option<(Moment, IncidentId)>,
) -> Result<Vec<Sealed<IncidentRow>>, StoreError> {
    let mut values = filter.values();
    values.extend(args![
        behind.map_or(i64::MAX / 2, |(moment, _)| moment.seconds()),
        behind.map(|(_, id)| id.to_string()).unwrap_or_default(),
        // One more than fits tells that there is a next page.
        i64::try_from(ROWS_PER_PAGE).unwrap_or(i64::MAX - 1) + 1,
    ]);
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM incidents WHERE ",
        filters!(),
        " AND (occurred_from < $6 OR (occurred_from = $6 AND id < $7)) ORDER BY occurred_from DESC, id DESC LIMIT $8"
    );
    Ok(tx.db(permit).rows(sql, values).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// How many incidents a filter lets through, up to [`COUNTED_MAX`].
pub async fn count(tx: &mut Tx, permit: &Permit<ListIncidents>, filter: &IncidentFilter) -> Result<i64, StoreError> {
    let sql = concat!("SELECT COUNT(*) FROM (SELECT id FROM incidents WHERE ", filters!(), " LIMIT $6) AS found");
    let mut values = filter.values();
    values.extend(args![COUNTED_MAX]);
    Ok(tx.db(permit).count(sql, values).await?)
}

/// The incident with this code, if there is one. Whether the asker may know of it is asked afterwards, of that very incident.
pub async fn with_code<D: Deed>(tx: &mut Tx, permit: &Permit<D>, code: Code) -> Result<Option<IncidentId>, StoreError> {
    let row = tx.db(permit).row("SELECT id FROM incidents WHERE code = $1", args![code]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

pub(crate) fn occurred_values(facts: &CoreFacts, zone: &TimeZone) -> Vec<Value> {
    let (how, on) = match facts.occurred {
        Occurred::At(_) => ("at", None),
        Occurred::On(date) => ("on", Some(date)),
        Occurred::Between(..) => ("between", None),
    };
    args![how, on, facts.occurred.earliest(zone), facts.occurred.latest(zone)]
}

/// The columns of the core facts, set to [`core_values`].
macro_rules! core_columns {
    () => {
        "kind = $1, occurred_how = $2, occurred_on = $3, occurred_from = $4, occurred_to = $5, place = $6, latitude = $7, longitude = $8, \
         killed = $9, injured = $10, child_hit = $11, bystander_hit = $12, confirmation = $13, note = $14, watch_until = $15"
    };
}
pub(crate) use core_columns;

pub(crate) fn core_values(facts: &CoreFacts, zone: &TimeZone) -> Vec<Value> {
    let mut values = args![facts.kind.name()];
    values.extend(occurred_values(facts, zone));
    values.extend(args![
        &facts.place,
        facts.position.map(|at| at.latitude),
        facts.position.map(|at| at.longitude),
        facts.killed,
        facts.injured,
        facts.child_hit,
        facts.bystander_hit,
        facts.confirmation.name(),
        &facts.note,
        facts.watch_until(zone)
    ]);
    values
}

/// Where an incident came from, when it was imported.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    pub(crate) batch: Option<BatchId>,
    pub(crate) content_hash: Option<String>,
    pub(crate) published: Option<Moment>,
}

/// Inserts a row; gives its code if it is new.
pub(crate) async fn insert<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    new: &NewIncident,
    origin: &Origin,
    zone: &TimeZone,
) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::INCIDENTS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let mut values = core_values(&new.facts, zone);
    values.extend(args![new.id, code, actor, now, origin.batch, origin.content_hash.clone(), origin.published]);
    let added = tx
        .db(permit)
        .execute(
            "INSERT INTO incidents (kind, occurred_how, occurred_on, occurred_from, occurred_to, place, latitude, longitude, killed, injured, child_hit, \
             bystander_hit, confirmation, note, watch_until, id, code, registered_by, registered_at, batch, content_hash, published_at, state, gmi, gmi_grounds, \
             gmi_by, gmi_at, alerted_at, triaged_at, reviewed_at, attributed_at, closed_at, closed_why, contacted_at, contacted_how, touched, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 'reported', 'unknown', '', \
             NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, '', 0, 1) ON CONFLICT (id) DO NOTHING",
            values,
        )
        .await?;
    Ok((added > 0).then_some(code))
}

/// Starts the clocks that every incident starts.
pub(crate) async fn start_clocks<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    id: IncidentId,
    code: Code,
    watch_until: Moment,
) -> Result<(), StoreError> {
    let (now, label) = (tx.now(), code.to_string());
    for kind in [ClockKind::Alert, ClockKind::Triage, ClockKind::Review] {
        clocks::start(tx, permit, kind, id, &label, now).await?;
    }
    clocks::start(tx, permit, ClockKind::Watch, id, &label, watch_until.plus_days(-WATCH_DAYS)).await
}

/// Registers an incident and starts its clocks. A second submit of the same form finds its own record and changes nothing.
pub async fn register(tx: &mut Tx, permit: &Permit<RegisterIncident>, new: &NewIncident, zone: &TimeZone) -> Result<bool, StoreError> {
    let added = insert(tx, permit, new, &Origin::default(), zone).await?;
    if let Some(code) = added {
        start_clocks(tx, permit, new.id, code, new.facts.watch_until(zone)).await?;
    }
    Ok(added.is_some())
}

/// Reads the core facts as they stand, for comparing them.
pub(crate) async fn core<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: IncidentId) -> Result<Option<CoreFacts>, StoreError> {
    let sql = "SELECT kind, occurred_how, occurred_on, occurred_from, occurred_to, place, latitude, longitude, killed, injured, child_hit, bystander_hit, \
               confirmation, note FROM incidents WHERE id = $1";
    let Some(row) = tx.db(permit).row(sql, args![id]).await? else { return Ok(None) };
    let mut read = row.reader();
    let kind = read.next_named(IncidentKind::named)?;
    let (occurred, _) = read_occurred(&mut read)?;
    Ok(Some(CoreFacts {
        kind,
        occurred,
        place: read.next()?,
        position: read_position(&mut read)?,
        killed: whole(&mut read)?,
        injured: whole(&mut read)?,
        child_hit: read.next()?,
        bystander_hit: read.next()?,
        confirmation: read.next_named(Confirmation::named)?,
        note: read.next()?,
    }))
}

/// Writes the core facts over the version that was edited, and what changed into the history; a lost race is told, not hidden.
pub async fn edit(tx: &mut Tx, permit: &Permit<EditIncident>, facts: &CoreFacts, version: i64, zone: &TimeZone) -> Result<(), StoreError> {
    let id = permit.id();
    let old = core(tx, permit, id).await?.ok_or(StoreError::Changed { thing: "incident" })?;
    let mut values = core_values(facts, zone);
    values.extend(args![id, version]);
    let changed = tx
        .db(permit)
        .execute(
            concat!("UPDATE incidents SET ", core_columns!(), ", touched = 1, version = version + 1 WHERE id = $16 AND version = $17"),
            values,
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "incident" });
    }
    revise(tx, permit, id, &old.differences(facts), "edit", None).await
}

/// Puts changes into the history: field, old value, new value.
pub(crate) async fn revise<D: Changes>(
    tx: &mut Tx,
    permit: &Permit<D>,
    id: IncidentId,
    changes: &[(&'static str, String, String)],
    why: &'static str,
    batch: Option<BatchId>,
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let number = tx.db(permit).count("SELECT COALESCE(MAX(number), 0) + 1 FROM incident_revisions WHERE incident = $1", args![id]).await?;
    for (field, old, new) in changes {
        tx.db(permit)
            .execute(
                "INSERT INTO incident_revisions (incident, number, field, old_value, new_value, why, changed_by, changed_at, batch) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                args![id, number, *field, old, new, why, &actor, now, batch],
            )
            .await?;
    }
    Ok(())
}

/// Marks an incident as touched by people: undoing its import no longer removes it. For every deed that adds something to it.
pub async fn touch<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: IncidentId) -> Result<(), StoreError> {
    tx.db(permit).execute("UPDATE incidents SET touched = 1 WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Writes the verdict of a first judgement, and the state that it leads to; stops the clock.
pub async fn triage(
    tx: &mut Tx,
    permit: &Permit<TriageIncident>,
    verdict: &Triage,
    before: Gmi,
    state: IncidentState,
    version: i64,
) -> Result<(), StoreError> {
    let (id, actor, now) = (permit.id(), tx.actor().account.clone(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE incidents SET gmi = $1, gmi_grounds = $2, gmi_by = $3, gmi_at = $4, triaged_at = COALESCE(triaged_at, $4), state = $5, touched = 1, \
             version = version + 1 WHERE id = $6 AND version = $7",
            args![verdict.gmi.name(), &verdict.grounds, actor, now, state.name(), id, version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "incident" });
    }
    if before != verdict.gmi {
        revise(tx, permit, id, &[("gmi", before.name().to_owned(), verdict.gmi.name().to_owned())], "edit", None).await?;
    }
    clocks::stop(tx, permit, ClockKind::Triage, id).await?;
    Ok(())
}

/// Notes that an incident was gone through at a review, and stops the clock. Says whether it was in a state for that: one that
/// nobody has triaged, or that is closed, is not. For the deeds of reviews as well.
pub async fn reviewed<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: IncidentId) -> Result<bool, StoreError> {
    let now = tx.now();
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE incidents SET state = CASE WHEN state = 'triaged' THEN 'reviewed' ELSE state END, reviewed_at = COALESCE(reviewed_at, $1), touched = 1, \
             version = version + 1 WHERE id = $2 AND state IN ('triaged', 'reviewed', 'attributed')",
            args![now, id],
        )
        .await?;
    if changed == 1 {
        clocks::stop(tx, permit, ClockKind::Review, id).await?;
    }
    Ok(changed == 1)
}

/// Notes that the other authorities were alerted, and stops the clock.
pub async fn alerted(tx: &mut Tx, permit: &Permit<AlertIncident>) -> Result<(), StoreError> {
    let (id, now) = (permit.id(), tx.now());
    tx.db(permit).execute("UPDATE incidents SET alerted_at = COALESCE(alerted_at, $1), touched = 1 WHERE id = $2", args![now, id]).await?;
    clocks::stop(tx, permit, ClockKind::Alert, id).await?;
    Ok(())
}

/// Notes how both sides were contacted because of a high risk, and stops the clock.
pub async fn contacted(tx: &mut Tx, permit: &Permit<TriageIncident>, how: &Words) -> Result<(), StoreError> {
    let (id, now) = (permit.id(), tx.now());
    tx.db(permit)
        .execute("UPDATE incidents SET contacted_at = $1, contacted_how = $2, touched = 1 WHERE id = $3", args![now, how, id])
        .await?;
    clocks::stop(tx, permit, ClockKind::RetaliationContacts, id).await?;
    Ok(())
}

/// Closes an incident with a reason and stops every clock that runs on it.
pub async fn close(tx: &mut Tx, permit: &Permit<CloseIncident>, why: &Words, version: i64) -> Result<(), StoreError> {
    let (id, now) = (permit.id(), tx.now());
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE incidents SET state = 'closed', closed_at = $1, closed_why = $2, touched = 1, version = version + 1 WHERE id = $3 AND version = $4",
            args![now, why, id, version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "incident" });
    }
    for kind in [ClockKind::Alert, ClockKind::Triage, ClockKind::Review, ClockKind::Watch, ClockKind::RetaliationContacts] {
        clocks::stop(tx, permit, kind, id).await?;
    }
    Ok(())
}

/// Opens a closed incident again, to be reviewed anew; why is kept in the history.
pub async fn reopen(tx: &mut Tx, permit: &Permit<CloseIncident>, why: &Words, version: i64) -> Result<(), StoreError> {
    let id = permit.id();
    let changed = tx
        .db(permit)
        .execute(
            "UPDATE incidents SET state = 'reviewed', closed_at = NULL, closed_why = '', touched = 1, version = version + 1 WHERE id = $1 AND version = $2",
            args![id, version],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "incident" });
    }
    revise(tx, permit, id, &[("reopened", String::new(), why.as_str().to_owned())], "edit", None).await
}
