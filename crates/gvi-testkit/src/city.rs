//! Nordhamn founded afresh for one test, on SQLite or on PostgreSQL, with a clock that the test holds.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gvi_app::site::{AuthorityEntry, HelpLine, SiteFile};
use gvi_app::{Ctx, Door, Site};
use gvi_domain::{AccountId, Moment, PurposeId};
use gvi_store::accounts::NewAccount;
use gvi_store::sessions::Purpose;
use sqlx::{Connection as _, Executor as _};

use crate::people::{AUTHORITIES, WORKERS, worker};
use crate::template;

/// The evening on which the tests begin: a Sunday, 21:40 in Nordhamn.
pub const EVENING: &str = "2026-11-22T20:40:00Z";

/// The password of everybody in the invented city. Tests that sign in through the form pay for one hash.
pub use gvi_app::sign_in::DEMO_PASSWORD as PASSWORD;

/// Secret of everybody's second factor, as the code apps want it.
pub use gvi_app::sign_in::DEMO_TOTP_SECRET as TOTP_SECRET;

/// The invented city, founded.
pub struct City {
    site: Arc<Site>,
    now: Arc<AtomicI64>,
    folder: tempfile::TempDir,
    databases: Vec<String>,
}

/// Runs a test on SQLite, and on PostgreSQL when `VAPENVILA_TEST_POSTGRES` names a server.
///
/// # Panics
/// If `VAPENVILA_TEST_REQUIRE_POSTGRES` is set and there is no server: a check that silently skips half is no check.
pub async fn on_both_databases(test: impl AsyncFn(City)) {
    test(City::founded(None).await).await;
    match std::env::var("VAPENVILA_TEST_POSTGRES") {
        Ok(server) => {
            let city = City::founded(Some(&server)).await;
            let databases = city.databases.clone();
            test(city).await;
            template::drop_databases(&server, &databases).await;
        }
        Err(_) => assert!(
            std::env::var("VAPENVILA_TEST_REQUIRE_POSTGRES").is_err(),
            "no PostgreSQL to test on: run `cargo xtask ci`, which starts one"
        ),
    }
}

impl City {
    /// The city with its workers and nothing else, on SQLite, or on a PostgreSQL server with one new database for each authority.
    pub async fn founded(server: Option<&str>) -> Self {
        let Some(server) = server else {
            return Self::copied("founded", async |folder| found(folder, files()).await).await;
        };
        let databases = template::databases(server, async |databases| found(tempfile::tempdir().unwrap().path(), databases).await).await;
        let folder = tempfile::tempdir().unwrap();
        site_file("practice", databases.clone()).write(folder.path()).unwrap();
        Self::opened(folder, databases).await
    }

    async fn copied(name: &str, found: impl AsyncFnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        template::copy(&template::folder(name, found).await, folder.path());
        Self::opened(folder, files()).await
    }

    async fn opened(folder: tempfile::TempDir, databases: Vec<String>) -> Self {
        let now = Moment::parse(EVENING).unwrap();
        let site = Site::open(folder.path(), now).await.unwrap();
        Self { site: Arc::new(site), now: Arc::new(AtomicI64::new(now.seconds())), folder, databases }
    }

    /// The site, for the pages.
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.site)
    }

    /// The demo's city with its whole history, on SQLite.
    pub async fn with_its_history() -> Self {
        Self::copied("history", async |folder| {
            let now = Moment::parse(EVENING).unwrap();
            crate::nordhamn::found(folder, now, crate::nordhamn::SEED).await.unwrap().0.close().await;
        })
        .await
    }

    /// The same, told up to another moment: for what is served by the machine's own clock.
    pub async fn with_its_history_at(now: Moment) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (site, _) = crate::nordhamn::found(folder.path(), now, crate::nordhamn::SEED).await.unwrap();
        Self { site: Arc::new(site), now: Arc::new(AtomicI64::new(now.seconds())), folder, databases: files() }
    }

    /// The same city after its house was closed and started again, with nothing in memory from before.
    pub async fn reopened(self) -> Self {
        self.site.close().await;
        let site = Site::open(self.folder.path(), self.now()).await.unwrap();
        Self { site: Arc::new(site), ..self }
    }

    /// The folder with `site.toml`, for what is done without a server.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody at the database itself, past all doors: runs statements on the rows of one authority, and tells how many rows
    /// they touched. For tests of what notices that.
    ///
    /// # Panics
    /// If the database refuses.
    pub async fn past_all_doors(&self, authority: &str, sql: &'static str) -> u64 {
        let place = AUTHORITIES.iter().position(|known| known.id == authority).expect("an authority of Nordhamn");
        let database = &self.databases[place];
        if let Some(file) = database.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.folder.path().join(file));
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            let touched = connection.execute(sqlx::raw_sql(sql)).await.unwrap().rows_affected();
            connection.close().await.unwrap();
            touched
        } else {
            let mut connection = sqlx::postgres::PgConnection::connect(database).await.unwrap();
            let touched = connection.execute(sqlx::raw_sql(sql)).await.unwrap().rows_affected();
            connection.close().await.unwrap();
            touched
        }
    }

    /// Somebody who reads the database itself, past all doors: one column of text, of one authority. For tests of what nobody may see.
    ///
    /// # Panics
    /// If the database refuses.
    pub async fn read_past_all_doors(&self, authority: &str, sql: &str) -> Vec<String> {
        let place = AUTHORITIES.iter().position(|known| known.id == authority).expect("an authority of Nordhamn");
        let database = &self.databases[place];
        let query = sqlx::AssertSqlSafe(sql.to_owned());
        if let Some(file) = database.strip_prefix("sqlite:") {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.folder.path().join(file));
            let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = sqlx::postgres::PgConnection::connect(database).await.unwrap();
            sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
        }
    }

    /// The moment that the test's clock shows.
    pub fn now(&self) -> Moment {
        Moment::from_seconds(self.now.load(Ordering::SeqCst)).unwrap()
    }

    /// A clock that shows the test's moment, for the pages.
    pub fn clock(&self) -> impl Fn() -> Moment + Send + Sync + 'static {
        let now = Arc::clone(&self.now);
        move || Moment::from_seconds(now.load(Ordering::SeqCst)).unwrap()
    }

    /// Lets hours go by. Negative: the clock jumps back.
    pub fn hours_pass(&self, hours: i64) {
        self.now.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    /// Lets days go by.
    pub fn days_pass(&self, days: i64) {
        self.hours_pass(days * 24);
    }

    /// A worker signed in with their purpose chosen, ready for deeds. The sign-in form is tested elsewhere.
    pub async fn acts(&self, user: &str) -> Ctx {
        let ctx = self.without_purpose(user).await;
        let purpose = ctx.purposes().await.unwrap().first().expect("an active purpose").id;
        let token = format!("token-of-{user}");
        let cookie = format!("{}.{token}", worker(user).authority);
        gvi_app::sign_in::choose_purpose(&ctx, &cookie, purpose).await.unwrap();
        gvi_app::sign_in::resume(&self.site, Door::at(self.now()), &cookie).await.unwrap().expect("a live session").0
    }

    /// A worker signed in who has chosen no purpose.
    pub async fn without_purpose(&self, user: &str) -> Ctx {
        let cookie = self.cookie(user).await;
        gvi_app::sign_in::resume(&self.site, Door::at(self.now()), &cookie).await.unwrap().expect("a live session").0
    }

    /// The session cookie of a worker, begun without the form.
    pub async fn cookie(&self, user: &str) -> String {
        let authority = worker(user).authority.parse().unwrap();
        let token = format!("token-of-{user}");
        let threshold = self.site.threshold(Door::at(self.now()), &authority).unwrap();
        let known = threshold.credentials(user).await.unwrap().expect("an account");
        let hash = gvi_app::sign_in::token_hash(&token);
        threshold.end_session(&hash).await.unwrap();
        threshold.begin_session(known.account, &hash, "csrf-of-the-test", 0).await.unwrap();
        format!("{authority}.{token}")
    }

    /// The courier goes one round: what waits in one compartment reaches the others.
    pub async fn deliver(&self) -> gvi_app::courier::Carried {
        gvi_app::courier::deliver(&self.site, self.now()).await.unwrap()
    }

    /// The house ends what has reached its last day, in every compartment.
    pub async fn expire(&self) -> usize {
        gvi_app::expiry::expire_everywhere(&self.site, self.now()).await.unwrap()
    }

    /// The house freezes the measures of what is over and settled, in every compartment.
    pub async fn freeze(&self) -> usize {
        gvi_app::frozen::freeze_everywhere(&self.site, self.now()).await.unwrap()
    }

    /// The house itself in one compartment.
    pub fn house(&self, authority: &str) -> Ctx {
        self.site.as_house(Door::at(self.now()), &authority.parse().unwrap()).expect("an authority of Nordhamn")
    }
}

/// What `site.toml` of the city says.
pub fn site_file(mode: &str, databases: Vec<String>) -> SiteFile {
    let entry = |(known, database): (&crate::people::Authority, String)| AuthorityEntry {
        id: known.id.into(),
        kind: known.kind.into(),
        name_sv: known.sv.into(),
        name_en: known.en.into(),
        database,
    };
    SiteFile {
        name: "Nordhamn".into(),
        time_zone: "Europe/Stockholm".into(),
        jurisdiction: "SE".into(),
        mode: mode.into(),
        address: None,
        authority: AUTHORITIES.iter().zip(databases).map(entry).collect(),
        help_line: Some(HelpLine {
            phone: "0123-456 78".into(),
            hours_sv: "dygnet runt".into(),
            hours_en: "day and night".into(),
            hours_ar: "على مدار الساعة".into(),
        }),
        mail: None,
    }
}

/// Founds the city with its workers, and closes it.
async fn found(folder: &Path, databases: Vec<String>) {
    let now = Moment::parse(EVENING).unwrap();
    let site = Site::found(folder, &site_file("practice", databases), seed, now).await.unwrap();
    for known in AUTHORITIES {
        first_people(&site, known.id, now).await;
    }
    site.close().await;
}

/// A file for each authority, in the site's own folder.
pub(crate) fn files() -> Vec<String> {
    AUTHORITIES.iter().map(|known| format!("sqlite:{}.sqlite", known.id)).collect()
}

/// Gives an authority of the city its workers and its purpose.
///
/// # Panics
/// If the compartment has people already.
pub async fn first_people(site: &Site, authority: &str, now: Moment) {
    let until = now.date(&jiff::tz::TimeZone::UTC).saturating_add(jiff::Span::new().months(11));
    people_until(site, authority, now, until, AccountId::new).await;
}

/// Gives an authority of the city its workers from a moment on, until a day.
///
/// # Panics
/// If the compartment has people already.
pub async fn people_until(site: &Site, authority: &str, from: Moment, until: gvi_domain::Date, mut ids: impl FnMut() -> AccountId) {
    let known = AUTHORITIES.iter().find(|known| known.id == authority).unwrap();
    let ctx = site.as_house(Door::at(from), &authority.parse().unwrap()).unwrap();
    let (code, sv, en, basis) = known.purpose;
    let purpose =
        Purpose { id: PurposeId::new(), code: code.into(), name_sv: sv.into(), name_en: en.into(), legal_basis: basis.into(), until };
    let hash = one_password_hash();
    let roles: Vec<Vec<(&str, gvi_domain::Date)>> =
        WORKERS.iter().map(|worker| worker.roles.iter().map(|role| (*role, until)).collect()).collect();
    let keys: Vec<String> = WORKERS.iter().map(|worker| gvi_app::order::sort_key(worker.name)).collect();
    let accounts: Vec<NewAccount<'_>> = WORKERS
        .iter()
        .zip(&roles)
        .zip(&keys)
        .filter(|((worker, _), _)| worker.authority == authority)
        .map(|((worker, roles), key)| NewAccount {
            id: ids(),
            user_name: worker.user,
            name: worker.name,
            sort_key: key,
            unit: worker.unit,
            password_hash: &hash,
            totp_secret: TOTP_SECRET,
            roles,
            trained_until: until,
            ends_on: until,
            language: "sv",
        })
        .collect();
    ctx.first_accounts(&accounts, &[purpose], false).await.unwrap();
}

/// Keys of the invented city are the same every time, so that its log can be compared.
pub fn seed(authority: &str) -> [u8; 32] {
    let mut seed = [7; 32];
    for (place, byte) in seed.iter_mut().zip(authority.bytes()) {
        *place = byte;
    }
    seed
}

/// Everybody has the same password, so one hash serves them all and founding stays quick.
fn one_password_hash() -> String {
    use std::sync::OnceLock;
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| gvi_app::sign_in::password_hash(PASSWORD).unwrap()).clone()
}
