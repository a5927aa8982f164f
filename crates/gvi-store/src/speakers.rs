//! Rows of speakers and of the networks behind them, in the municipality's compartment alone. Everything about a speaker is their own and goes
//! with their consent.

use gvi_domain::community::{Engagement, NewNetwork, NewSpeaker, Vetting, Voice};
use gvi_domain::{Code, Date, EngagementId, NetworkId, SpeakerId};
use gvi_secrecy::deeds::{AddNetwork, AddSpeaker, EditNetwork, EditSpeaker, ListNetworks, ListSpeakers};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `speakers`.
pub struct SpeakerRow {
    id: SpeakerId,
    code: Code,
    name: String,
    voice: Voice,
    contact: String,
    network: Option<NetworkId>,
    vetting: Vetting,
    vetting_on: Option<Date>,
    prepared_on: Option<Date>,
    needs_protection: bool,
    consented_on: Date,
    expires_on: Date,
    version: i64,
}

classed! { SpeakerRow => SeenSpeaker {
    id: SpeakerId = open,
    code: Code = open,
    name: String = Identity,
    voice: Voice = Coordination,
    contact: String = Identity,
    network: Option<NetworkId> = Coordination,
    vetting: Vetting = Identity,
    vetting_on: Option<Date> = Identity,
    prepared_on: Option<Date> = Coordination,
    needs_protection: bool = Identity,
    consented_on: Date = Coordination,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

macro_rules! select_speakers {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, name, voice, contact, network, vetting, vetting_on, prepared_on, needs_protection, consented_on, expires_on, version FROM speakers ",
            $rest
        )
    };
}

fn facts_of(id: impl std::fmt::Display, expires_on: Date, today: Date) -> Facts {
    Facts { expired: expires_on < today, ..Facts::plain(Thing::Speaker, id).about_a_person() }
}

fn read(row: &Row, today: Date) -> Result<Sealed<SpeakerRow>, DbError> {
    let mut read = row.reader();
    let record = SpeakerRow {
        id: read.next()?,
        code: read.next()?,
        name: read.next()?,
        voice: read.next_named(Voice::named)?,
        contact: read.next()?,
        network: read.next()?,
        vetting: read.next_named(Vetting::named)?,
        vetting_on: read.next()?,
        prepared_on: read.next()?,
        needs_protection: read.next()?,
        consented_on: read.next()?,
        expires_on: read.next()?,
        version: read.next()?,
    };
    let facts = facts_of(record.id, record.expires_on, today);
    Ok(Sealed::new(record, facts))
}

/// The facts of a speaker, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let Some(row) = db.row("SELECT expires_on FROM speakers WHERE id = $1", args![id]).await? else { return Ok(None) };
    Ok(Some(facts_of(id, row.get(0)?, today)))
}

/// One speaker, for any deed that has a permit on it.
pub async fn speaker<D: Deed<Id = SpeakerId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<SpeakerRow>, StoreError> {
    let today = tx.today();
    let row = tx.db(permit).row(select_speakers!("WHERE id = $1"), args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read(&row.expect("the row of a permit"), today)?)
}

/// All speakers whose consent holds, in the order of their names.
pub async fn list(tx: &mut Tx, permit: &Permit<ListSpeakers>) -> Result<Vec<Sealed<SpeakerRow>>, StoreError> {
    let today = tx.today();
    let sql = select_speakers!("WHERE expires_on >= $1 ORDER BY sort_key, id LIMIT 500");
    let rows = tx.db(permit).rows(sql, args![today]).await?;
    Ok(rows.iter().map(|row| read(row, today)).collect::<Result<_, _>>()?)
}

/// Writes a speaker. A second submit of the same form changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<AddSpeaker>, new: &NewSpeaker, sort_key: &str) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::SPEAKERS, new.id.uuid()).await?;
    let (actor, now) = (tx.actor().account.clone(), tx.now());
    let sql = "INSERT INTO speakers (id, code, name, sort_key, voice, contact, network, vetting, vetting_on, prepared_on, needs_protection, consented_on, added_by, \
               added_at, expires_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, $10, $11, $12, $13, 1) ON CONFLICT (id) DO NOTHING";
    let values = args![
        new.id,
        code,
        &new.name,
        sort_key,
        new.voice.name(),
        &new.contact,
        new.network,
        Vetting::NotAsked.name(),
        new.needs_protection,
        new.consented_on,
        actor,
        now,
        new.until
    ];
    Ok((tx.db(permit).execute(sql, values).await? > 0).then_some(code))
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Changed { thing: "speaker" }) }
}

/// Writes where the question to the police stands, and since when.
pub async fn set_vetting(tx: &mut Tx, permit: &Permit<EditSpeaker>, vetting: Vetting, version: i64) -> Result<(), StoreError> {
    let today = tx.today();
    let sql = "UPDATE speakers SET vetting = $1, vetting_on = $2, version = version + 1 WHERE id = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![vetting.name(), today, permit.id(), version]).await?)
}

/// Writes that the speaker was prepared today.
pub async fn prepared(tx: &mut Tx, permit: &Permit<EditSpeaker>, version: i64) -> Result<(), StoreError> {
    let today = tx.today();
    let sql = "UPDATE speakers SET prepared_on = $1, version = version + 1 WHERE id = $2 AND version = $3";
    changed(tx.db(permit).execute(sql, args![today, permit.id(), version]).await?)
}

/// Writes a consent that was given anew: the end of everything about the speaker moves with it.
pub async fn renew(tx: &mut Tx, permit: &Permit<EditSpeaker>, given: Date, until: Date, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE speakers SET consented_on = $1, expires_on = $2, version = version + 1 WHERE id = $3 AND version = $4";
    changed(tx.db(permit).execute(sql, args![given, until, permit.id(), version]).await?)
}

/// Erases a speaker at once, with every engagement and every limit that runs: the consent was taken back.
pub async fn erase(tx: &mut Tx, permit: &Permit<EditSpeaker>) -> Result<(), StoreError> {
    let id = permit.id();
    let db = tx.db(permit);
    db.execute("DELETE FROM clocks WHERE subject = $1", args![id.to_string()]).await?;
    db.execute("DELETE FROM speakers WHERE id = $1", args![id]).await?;
    Ok(())
}

/// An engagement as it stands on a speaker's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEngagement {
    /// Its id.
    pub id: EngagementId,
    /// The day.
    pub on: Date,
    /// What it is.
    pub event: String,
    /// Whether it took place.
    pub done: bool,
    /// When somebody talked it through with the speaker afterwards.
    pub debriefed_on: Option<Date>,
}

/// What a speaker takes part in, the latest first. It names nobody, so whoever may open the speaker may read it.
pub async fn engagements<D: Deed<Id = SpeakerId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<KeptEngagement>, StoreError> {
    let sql = "SELECT id, on_day, event, done, debriefed_on FROM speaker_engagements WHERE speaker = $1 ORDER BY on_day DESC, id LIMIT 100";
    let rows = tx.db(permit).rows(sql, args![permit.id()]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        Ok(KeptEngagement { id: read.next()?, on: read.next()?, event: read.next()?, done: read.next()?, debriefed_on: read.next()? })
    };
    Ok(rows.iter().map(read).collect::<Result<_, DbError>>()?)
}

/// Writes an engagement.
pub async fn engage(tx: &mut Tx, permit: &Permit<EditSpeaker>, new: &Engagement) -> Result<(), StoreError> {
    let sql = "INSERT INTO speaker_engagements (id, speaker, on_day, event, done, debriefed_on) VALUES ($1, $2, $3, $4, 0, NULL) ON CONFLICT (id) DO NOTHING";
    tx.db(permit).execute(sql, args![new.id, permit.id(), new.on, &new.event]).await?;
    Ok(())
}

/// Writes that an engagement took place. Tells whether it is this speaker's.
pub async fn engagement_done(tx: &mut Tx, permit: &Permit<EditSpeaker>, id: EngagementId) -> Result<bool, StoreError> {
    let sql = "UPDATE speaker_engagements SET done = 1 WHERE id = $1 AND speaker = $2";
    Ok(tx.db(permit).execute(sql, args![id, permit.id()]).await? == 1)
}

/// Writes that it was talked through afterwards. Tells whether it is this speaker's and took place.
pub async fn debriefed(tx: &mut Tx, permit: &Permit<EditSpeaker>, id: EngagementId) -> Result<bool, StoreError> {
    let today = tx.today();
    let sql = "UPDATE speaker_engagements SET debriefed_on = $1 WHERE id = $2 AND speaker = $3 AND done = 1 AND debriefed_on IS NULL";
    Ok(tx.db(permit).execute(sql, args![today, id, permit.id()]).await? == 1)
}

/// A row of `networks`.
pub struct NetworkRow {
    id: NetworkId,
    code: Code,
    name: String,
    voice: Voice,
    last_met_on: Option<Date>,
    version: i64,
}

classed! { NetworkRow => SeenNetwork {
    id: NetworkId = open,
    code: Code = open,
    name: String = Coordination,
    voice: Voice = Coordination,
    last_met_on: Option<Date> = Coordination,
    version: i64 = open,
} }

fn read_network(row: &Row) -> Result<Sealed<NetworkRow>, DbError> {
    let mut read = row.reader();
    let record = NetworkRow {
        id: read.next()?,
        code: read.next()?,
        name: read.next()?,
        voice: read.next_named(Voice::named)?,
        last_met_on: read.next()?,
        version: read.next()?,
    };
    let facts = Facts::plain(Thing::Network, record.id);
    Ok(Sealed::new(record, facts))
}

/// The facts of a network, if there is one.
pub(crate) async fn network_facts(db: &mut DbTx, id: &str) -> Result<Option<Facts>, DbError> {
    Ok(db.row("SELECT id FROM networks WHERE id = $1", args![id]).await?.map(|_| Facts::plain(Thing::Network, id)))
}

/// All networks, by name.
pub async fn networks(tx: &mut Tx, permit: &Permit<ListNetworks>) -> Result<Vec<Sealed<NetworkRow>>, StoreError> {
    let sql = "SELECT id, code, name, voice, last_met_on, version FROM networks ORDER BY sort_key, id LIMIT 300";
    let rows = tx.db(permit).rows(sql, args![]).await?;
    Ok(rows.iter().map(read_network).collect::<Result<_, _>>()?)
}

/// One network.
pub async fn network<D: Deed<Id = NetworkId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<NetworkRow>, StoreError> {
    let sql = "SELECT id, code, name, voice, last_met_on, version FROM networks WHERE id = $1";
    let row = tx.db(permit).row(sql, args![permit.id()]).await?;
    // Cannot fail: the permit was given for a row of this transaction.
    Ok(read_network(&row.expect("the row of a permit"))?)
}

/// Writes a network.
pub async fn add_network(tx: &mut Tx, permit: &Permit<AddNetwork>, new: &NewNetwork, sort_key: &str) -> Result<Option<Code>, StoreError> {
    let code = codes::free(tx, permit, codes::NETWORKS, new.id.uuid()).await?;
    let now = tx.now();
    let sql = "INSERT INTO networks (id, code, name, sort_key, voice, last_met_on, added_at, version) VALUES ($1, $2, $3, $4, $5, NULL, $6, 1) \
               ON CONFLICT (id) DO NOTHING";
    let values = args![new.id, code, &new.name, sort_key, new.voice.name(), now];
    Ok((tx.db(permit).execute(sql, values).await? > 0).then_some(code))
}

/// Writes that a network met, and when it last did. Meetings are days; who was there is not written down.
pub async fn met(tx: &mut Tx, permit: &Permit<EditNetwork>, on: Date, latest: Date, version: i64) -> Result<(), StoreError> {
    let db = tx.db(permit);
    let sql = "UPDATE networks SET last_met_on = $1, version = version + 1 WHERE id = $2 AND version = $3";
    if db.execute(sql, args![latest, permit.id(), version]).await? != 1 {
        return Err(StoreError::Changed { thing: "network" });
    }
    let sql = "INSERT INTO network_meetings (network, met_on) VALUES ($1, $2) ON CONFLICT (network, met_on) DO NOTHING";
    db.execute(sql, args![permit.id(), on]).await?;
    Ok(())
}

/// The days on which a network met, the latest first.
pub async fn meetings<D: Deed<Id = NetworkId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Vec<Date>, StoreError> {
    let rows = tx
        .db(permit)
        .rows("SELECT met_on FROM network_meetings WHERE network = $1 ORDER BY met_on DESC LIMIT 40", args![permit.id()])
        .await?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Result<_, DbError>>()?)
}
