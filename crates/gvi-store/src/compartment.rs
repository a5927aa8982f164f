//! One authority's compartment, the door to it, and the context of one deed.
//!
//! A [`Door`] is made once for each request or command, cannot be copied, and is used up when a compartment is entered. That
//! is how "no deed holds two compartments" is a matter of types: the second compartment has no door.

use std::sync::Arc;

use gvi_domain::{AuthorityId, KindCode, Moment, Whole};
use gvi_ledger::SigningKey;
use gvi_secrecy::{Actor, Deed, Facts, Guard, Place};
use jiff::tz::TimeZone;

use crate::args;
use crate::db::{DbError, Pool};
use crate::migrate::migrate;
use crate::tx::Asking;

/// The way into a site for one request. Not `Clone`; entering uses it up.
#[derive(Debug)]
pub struct Door {
    now: Moment,
}

impl Door {
    /// Opens a door; `now` is the only clock that the deed will know.
    pub const fn at(now: Moment) -> Self {
        Self { now }
    }

    /// The moment at which it was opened.
    pub const fn now(&self) -> Moment {
        self.now
    }
}

/// How the site is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Invented people; can never become anything else.
    Demo,
    /// Training and imports of open data. No real person.
    Practice,
    /// Real people, after everything in `secrecy.md` A5 is there.
    Production,
}

impl Mode {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Practice => "practice",
            Self::Production => "production",
        }
    }

    /// The mode with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Demo, Self::Practice, Self::Production].into_iter().find(|mode| mode.name() == name)
    }
}

/// What a compartment says of itself.
#[derive(Debug, Clone)]
pub struct Nameplate {
    /// The authority that owns it.
    pub authority: AuthorityId,
    /// Its kind.
    pub kind: KindCode,
    /// Its name in Swedish.
    pub name_sv: String,
    /// Its name in English.
    pub name_en: String,
    /// The city.
    pub site_name: String,
    /// The site's time zone.
    pub zone: TimeZone,
    /// The jurisdiction's code, for example `SE`.
    pub jurisdiction: String,
    /// How the site is run.
    pub mode: Mode,
}

pub(crate) struct Inner {
    pub(crate) pool: Pool,
    pub(crate) guard: Arc<Guard>,
    pub(crate) place: Place,
    pub(crate) plate: Nameplate,
    pub(crate) key: SigningKey,
    pub(crate) seed: [u8; 32],
}

/// A handle to one compartment. Not `Clone`: who holds it holds one.
pub struct Compartment(Arc<Inner>);

/// What is needed to found a compartment.
pub struct Founding<'f> {
    /// What it says of itself.
    pub plate: &'f Nameplate,
    /// Seed of its signing key: 32 random bytes.
    pub seed: [u8; 32],
}

impl Compartment {
    /// Makes a new, empty compartment in an empty database. A demo is founded in a hurry, because its three years of history are
    /// told in seconds and can be told again; the site must be closed and opened before it serves anybody.
    pub async fn found(address: &str, founding: Founding<'_>, guard: Arc<Guard>, now: Moment) -> Result<Self, DbError> {
        let pool = if founding.plate.mode == Mode::Demo { Pool::open_in_a_hurry(address).await? } else { Pool::open(address).await? };
        migrate(&pool, now).await?;
        let mut db = pool.begin().await?;
        if db.count("SELECT COUNT(*) FROM compartment", args![]).await? > 0 {
            return Err(DbError::Migration("there is a compartment in this database already".to_owned()));
        }
        let plate = founding.plate;
        db.execute(
            "INSERT INTO compartment (only_row, authority, kind, name_sv, name_en, site_name, time_zone, jurisdiction, mode, signing_seed, created_at) \
             VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            args![
                &plate.authority, &plate.kind, &plate.name_sv, &plate.name_en, &plate.site_name,
                plate.zone.iana_name().unwrap_or("UTC"), &plate.jurisdiction, plate.mode.name(), founding.seed.to_vec(), now
            ],
        )
        .await?;
        db.execute(
            "INSERT INTO ledger_state (only_row, size, checkpoint_size, frontier) VALUES (1, 0, 0, $1)",
            args![gvi_ledger::Frontier::new().to_bytes()],
        )
        .await?;
        db.commit().await?;
        Self::over(pool, guard).await
    }

    /// Opens a compartment that was founded before, and brings its schema up to date.
    pub async fn open(address: &str, guard: Arc<Guard>, now: Moment) -> Result<Self, DbError> {
        let pool = Pool::open(address).await?;
        migrate(&pool, now).await?;
        Self::over(pool, guard).await
    }

    async fn over(pool: Pool, guard: Arc<Guard>) -> Result<Self, DbError> {
        let mut db = pool.begin().await?;
        let row = db
            .row(
                "SELECT authority, kind, name_sv, name_en, site_name, time_zone, jurisdiction, mode, signing_seed FROM compartment",
                args![],
            )
            .await?
            .ok_or_else(|| DbError::Migration("there is no compartment in this database: run init".to_owned()))?;
        let mut read = row.reader();
        let plate = Nameplate {
            authority: read.next()?,
            kind: read.next()?,
            name_sv: read.next()?,
            name_en: read.next()?,
            site_name: read.next()?,
            zone: TimeZone::get(&read.next::<String>()?).map_err(|error| DbError::Column { column: 5, reason: error.to_string() })?,
            jurisdiction: read.next()?,
            mode: read.next_named(Mode::named)?,
        };
        let seed: [u8; 32] =
            read.next::<Vec<u8>>()?.try_into().map_err(|_| DbError::Column { column: 8, reason: "not 32 bytes".to_owned() })?;
        db.rollback().await?;
        let place = Place { authority: plate.authority.to_string(), kind: plate.kind.to_string() };
        let key = SigningKey::from_seed(&log_origin(&plate.site_name, &plate.authority), seed)
            .map_err(|error| DbError::Column { column: 8, reason: error.to_string() })?;
        Ok(Self(Arc::new(Inner { pool, guard, place, plate, key, seed })))
    }

    /// What this compartment says of itself.
    pub fn plate(&self) -> &Nameplate {
        &self.0.plate
    }

    /// The key that signs its log. Its name is the log's origin.
    pub fn log_key(&self) -> &SigningKey {
        &self.0.key
    }

    /// The seed of its keys, for signing envelopes.
    pub fn seed(&self) -> [u8; 32] {
        self.0.seed
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Goes in through a door, before anybody has signed in.
    pub fn enter(&self, door: Door) -> Threshold {
        Threshold { inner: Arc::clone(&self.0), now: door.now }
    }

    /// Goes in as the house itself: to deliver, expire and sign.
    pub fn enter_as_house(&self, door: Door) -> Ctx {
        let actor = Actor::house(&self.0.place);
        Ctx { inner: Arc::clone(&self.0), actor, now: door.now }
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.0.pool.close().await;
    }
}

/// Inside one compartment, not signed in: sessions can be begun, resumed and ended from here, and nothing else.
pub struct Threshold {
    pub(crate) inner: Arc<Inner>,
    pub(crate) now: Moment,
}

impl Threshold {
    /// The moment of the request.
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// What the compartment says of itself.
    pub fn plate(&self) -> &Nameplate {
        &self.inner.plate
    }

    pub(crate) fn admit(self, actor: Actor) -> Ctx {
        Ctx { inner: self.inner, actor, now: self.now }
    }
}

/// The context of the deeds of one request: one compartment, one actor, one moment.
pub struct Ctx {
    pub(crate) inner: Arc<Inner>,
    pub(crate) actor: Actor,
    pub(crate) now: Moment,
}

impl Ctx {
    /// Begins a transaction, which can only ask for a permit.
    pub async fn begin(&self) -> Result<Asking, DbError> {
        Asking::begin(&self.inner, &self.actor, self.now).await
    }

    /// Whether a deed on a thing of which there is one would be permitted: for menus and buttons. Gives no permit.
    pub fn would<D: Deed<Id = Whole>>(&self) -> bool {
        self.inner.guard.would::<D>(&self.actor, &self.inner.place, &Facts::plain(D::THING, "-"))
    }

    /// The same for a deed on a proposal that somebody else made, whichever it is: for a link to where proposals are.
    pub fn would_on_a_proposal<D: Deed>(&self) -> bool {
        let facts = Facts { proposer: Some("somebody else".to_owned()), ..Facts::plain(D::THING, "-") };
        self.inner.guard.would::<D>(&self.actor, &self.inner.place, &facts)
    }

    /// The moment of the request.
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// Who asks.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What the compartment says of itself.
    pub fn plate(&self) -> &Nameplate {
        &self.inner.plate
    }

    /// The site's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.inner.plate.zone
    }

    /// Signs envelopes of this compartment.
    pub fn seed(&self) -> [u8; 32] {
        self.inner.seed
    }

    /// The key that signs this compartment's log.
    pub fn log_key(&self) -> &SigningKey {
        &self.inner.key
    }
}

/// The origin of a compartment's log, after the C2SP convention of a schema-less name.
pub fn log_origin(site: &str, authority: &AuthorityId) -> String {
    let site: String = site.to_lowercase().chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    format!("vapenvila/{site}/{authority}")
}
