//! Fills the police compartment with invented rows, quickly: plain SQL in large transactions, because ten million deeds would
//! take a day. The log's commitments are real, so `verify` would read every entry.

use std::collections::HashSet;
use std::path::Path;

use gvi_app::{Ctx, Door, Site, focus, levers, memberships, offers};
use gvi_domain::focus::{FOCUS_OPEN_MAX, TypedProposal};
use gvi_domain::lever::TypedLever;
use gvi_domain::offer::TypedOffer;
use gvi_domain::{AccountId, Code, FocusId, GroupId, IncidentId, LeverId, OfferId, PersonId};
use gvi_ledger::{Entry, Outcome, Salt, StoredEntry};
use gvi_testkit::city::{first_people, seed, site_file};
use gvi_testkit::people::AUTHORITIES;
use indicatif::{ProgressBar, ProgressStyle};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};

use crate::{Sizes, server};

/// What the measures need to know of the filled compartment.
pub struct Filled {
    /// Some groups.
    pub groups: Vec<String>,
    /// Some persons.
    pub persons: Vec<String>,
    /// Parts of names to search for.
    pub names: Vec<&'static str>,
    /// Focus periods that run, each with a board of twenty members.
    pub foci: Vec<String>,
}

const FIRST: [&str; 24] = [
    "Alva", "Birk", "Cilla", "Dante", "Ebba", "Folke", "Gerd", "Hilma", "Ivar", "Julia", "Kasper", "Lina", "Malte", "Nora", "Otto",
    "Petra", "Ragnar", "Signe", "Ture", "Una", "Vera", "Wilma", "Ylva", "Åke",
];
const LAST: [&str; 16] = [
    "Alm",
    "Bergvik",
    "Cederfeldt",
    "Dalmark",
    "Ekhage",
    "Furuvik",
    "Granholt",
    "Hasselmark",
    "Isaksö",
    "Järnvik",
    "Klintberg",
    "Lundhage",
    "Mosebacke",
    "Norrvik",
    "Ådalen",
    "Östervik",
];
const ROWS_A_TRANSACTION: u64 = 50_000;
/// A divisor of the rows of a transaction.
const ENTRIES_A_STATEMENT: usize = 100;

/// Founds a practice site and fills its police compartment.
pub async fn fill(folder: &Path, sizes: &Sizes) -> Filled {
    let now = server::now();
    let databases = AUTHORITIES.iter().map(|known| format!("sqlite:{}.sqlite", known.id)).collect();
    let site = Site::found(folder, &site_file("practice", databases), seed, now).await.unwrap();
    for known in AUTHORITIES {
        first_people(&site, known.id, now).await;
    }
    site.close().await;
    let options = SqliteConnectOptions::new()
        .filename(folder.join("polisen.sqlite"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Off);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    let mut rng = StdRng::seed_from_u64(22);
    let groups = fill_groups(&mut db, sizes.groups, now.seconds()).await;
    let persons = fill_persons(&mut db, &mut rng, sizes.persons, &groups).await;
    fill_incidents(&mut db, &mut rng, sizes.incidents, &groups, now.seconds()).await;
    fill_log(&mut db, &mut rng, sizes.entries, &groups, &persons, now.seconds()).await;
    sqlx::query("ANALYZE").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    // What was filled without waiting for the disk goes there now, not under the first page that is measured.
    std::fs::File::open(folder.join("polisen.sqlite")).unwrap().sync_all().unwrap();
    // A log grows by a few entries between two checkpoints and not by ten million: what was filled in is signed and witnessed beforehand.
    let site = Site::open(folder, now).await.unwrap();
    gvi_app::witness::walk(&site, now).await.unwrap();
    site.close().await;
    let foci = open_foci(folder, &groups).await;
    let some = |ids: &[String]| ids.iter().step_by((ids.len() / 500).max(1)).cloned().collect();
    Filled { groups: some(&groups), persons: some(&persons), names: vec!["alva", "östervik", "birk k", "mosebacke", "ylva"], foci }
}

/// Codes that nobody has yet: at this size some would meet.
#[derive(Default)]
struct Codes(HashSet<Code>);

impl Codes {
    fn of(&mut self, id: uuid::Uuid) -> String {
        let fresh = (0..).map(|turn| Code::of(id, turn)).find(|code| self.0.insert(*code));
        fresh.expect("a code that is free").to_string()
    }
}

/// As many running focus periods as a site may have, by the same deeds as in real work, each with levers and offers for its members.
async fn open_foci(folder: &Path, groups: &[String]) -> Vec<String> {
    let site = Site::open(folder, server::now()).await.unwrap();
    let (mara, greta, pia) = (acts(&site, "mara").await, acts(&site, "greta").await, acts(&site, "pia").await);
    let mut foci = Vec::new();
    for group in groups.iter().take(FOCUS_OPEN_MAX.min(5)) {
        let (id, group): (FocusId, GroupId) = (FocusId::new(), group.parse().unwrap());
        let reasons = "Påhittade skäl som är långa nog för ett beslut.";
        let typed = TypedProposal { rule: "most-violent", evidence: reasons, told: reasons, capacity: reasons };
        focus::propose(&mara, id, group, typed).await.unwrap();
        let version = focus::card(&greta, id).await.unwrap().focus.version;
        focus::decide(&greta, id, ("open", reasons, ""), version).await.unwrap();
        let version = focus::card(&pia, id).await.unwrap().focus.version;
        let today = server::now().date(pia.zone()).to_string();
        focus::start(&pia, id, (&today, reasons, reasons), version).await.unwrap();
        let roster = memberships::roster(&pia, group, server::now().date(pia.zone())).await.unwrap();
        for (place, member) in roster.members.iter().take(20).enumerate() {
            let person = member.person_code.to_string();
            let lever = TypedLever {
                person: &person,
                lever: "vehicle-controls",
                basis: "PL-22",
                reference: "22 § första stycket 3",
                decider: "Greta Öhman",
                decider_role: "polisområdeschef",
                proportionality: reasons,
                planned_on: &today,
            };
            levers::plan(&pia, LeverId::new(), Some(id), lever).await.unwrap();
            if place % 2 == 0 {
                let offer = TypedOffer {
                    person: &person,
                    group: "",
                    offer: "threat-assessment",
                    need: "protection",
                    concrete: reasons,
                    contact: "Pia Sandell, samverkan",
                };
                offers::make(&pia, OfferId::new(), Some(id), offer).await.unwrap();
            }
        }
        foci.push(id.to_string());
    }
    site.close().await;
    foci
}

/// A worker at work, without the form: the fill needs deeds, not password hashing.
async fn acts(site: &Site, user: &str) -> Ctx {
    let authority = "polisen".parse().unwrap();
    let threshold = site.threshold(Door::at(server::now()), &authority).unwrap();
    let known = threshold.credentials(user).await.unwrap().expect("an account");
    let token = format!("fill-{user}");
    threshold.begin_session(known.account, &gvi_app::sign_in::token_hash(&token), "fill", 0).await.unwrap();
    let cookie = format!("{authority}.{token}");
    let (ctx, _) = gvi_app::sign_in::resume(site, Door::at(server::now()), &cookie).await.unwrap().unwrap();
    let purpose = ctx.purposes().await.unwrap()[0].id;
    gvi_app::sign_in::choose_purpose(&ctx, &cookie, purpose).await.unwrap();
    gvi_app::sign_in::resume(site, Door::at(server::now()), &cookie).await.unwrap().unwrap().0
}

/// A day so many days from today, as the columns hold it.
fn day(days: i64) -> String {
    server::now().plus_days(days).date(&jiff::tz::TimeZone::UTC).to_string()
}

fn bar(what: &'static str, length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len} {eta}").unwrap();
    ProgressBar::new(length).with_style(style).with_message(what)
}

async fn step(db: &mut SqliteConnection, bar: &ProgressBar, at: u64) {
    if at.is_multiple_of(ROWS_A_TRANSACTION) {
        if at > 0 {
            sqlx::query("COMMIT").execute(&mut *db).await.unwrap();
        }
        sqlx::query("BEGIN").execute(&mut *db).await.unwrap();
        bar.set_position(at);
    }
}

async fn done(db: &mut SqliteConnection, bar: &ProgressBar) {
    sqlx::query("COMMIT").execute(db).await.unwrap();
    bar.finish();
}

async fn fill_groups(db: &mut SqliteConnection, count: u64, now: i64) -> Vec<String> {
    let bar = bar("groups", count);
    let (mut ids, mut codes) = (Vec::new(), Codes::default());
    for at in 0..count {
        step(db, &bar, at).await;
        let (id, name) = (GroupId::new().to_string(), format!("Kaj {at}"));
        sqlx::query(
            "INSERT OR IGNORE INTO groups (id, code, name, sort_key, kind, area, size_least, size_most, status, note, confirmed_at, added_by, added_at, expires_on, version) \
             VALUES ($1, $2, $3, $4, 'network', 'Östra hamnen', 5, 20, 'active', 'Påhittad grupp.', $5, 'fill', $5, $6, 1)",
        )
        .bind(&id)
        .bind(codes.of(id.parse().unwrap()))
        .bind(&name)
        .bind(gvi_app::order::sort_key(&name))
        .bind(now)
        .bind(day(340))
        .execute(&mut *db)
        .await
        .unwrap();
        ids.push(id);
    }
    done(db, &bar).await;
    ids
}

async fn fill_persons(db: &mut SqliteConnection, rng: &mut StdRng, count: u64, groups: &[String]) -> Vec<String> {
    let bar = bar("persons", count);
    let (mut ids, mut codes) = (Vec::new(), Codes::default());
    for at in 0..count {
        step(db, &bar, at).await;
        let id = PersonId::new().to_string();
        let name = format!("{} {} {at}", FIRST[rng.random_range(0..FIRST.len())], LAST[rng.random_range(0..LAST.len())]);
        sqlx::query(
            "INSERT INTO persons (id, code, name, sort_key, search_key, born_year, born_on, why_here, suspicion, protected, added_by, added_on, expires_on, law_max_on, version) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL, 'Påhittad.', '', $7, 'fill', $8, $9, $10, 1)",
        )
        .bind(&id)
        .bind(codes.of(id.parse().unwrap()))
        .bind(&name)
        .bind(gvi_app::order::sort_key(&name))
        .bind(name.to_lowercase())
        .bind(1980 + rng.random_range(0..26_i64))
        .bind(i64::from(at % 200 == 0))
        .bind(day(-50))
        .bind(day(310))
        .bind(day(1100))
        .execute(&mut *db)
        .await
        .unwrap();
        for ending in gvi_store::persons::endings(&name.to_lowercase()) {
            sqlx::query("INSERT OR IGNORE INTO person_name_endings (ending, sort_key, person_id) VALUES ($1, $2, $3)")
                .bind(ending)
                .bind(gvi_app::order::sort_key(&name))
                .bind(&id)
                .execute(&mut *db)
                .await
                .unwrap();
        }
        sqlx::query(
            "INSERT INTO memberships (id, person_id, group_id, role, state, necessity, needed_by, proposed_by, proposed_unit, proposed_on, decided_by, decided_on, \
             listed_from, listed_until, outcome, notice_reason, best_interest, added_on, expires_on, version) \
             VALUES ($1, $2, $3, 'member', 'confirmed', 'Påhittad nödvändighet.', $4, '00000000-0000-4000-8000-0000000000f1', 'x', $5, '00000000-0000-4000-8000-0000000000f2', $5, $5, \
             $4, '', '', '', $5, $6, 1)",
        )
        .bind(gvi_domain::MembershipId::new().to_string())
        .bind(&id)
        .bind(&groups[rng.random_range(0..groups.len())])
        .bind(day(40))
        .bind(day(-50))
        .bind(day(310))
        .execute(&mut *db)
        .await
        .unwrap();
        if at % 200 != 0 {
            ids.push(id);
        }
    }
    done(db, &bar).await;
    ids
}

async fn fill_incidents(db: &mut SqliteConnection, rng: &mut StdRng, count: u64, groups: &[String], now: i64) {
    let bar = bar("incidents", count);
    let mut codes = Codes::default();
    for at in 0..count {
        step(db, &bar, at).await;
        let id = IncidentId::new().to_string();
        let when = now - rng.random_range(0..10 * 365 * 86_400_i64);
        sqlx::query(
            "INSERT INTO incidents (id, code, kind, occurred_how, occurred_on, occurred_from, occurred_to, place, killed, injured, child_hit, bystander_hit, confirmation, \
             note, state, gmi, gmi_grounds, registered_by, registered_at, closed_why, contacted_how, watch_until, touched, version) \
             VALUES ($1, $2, 'shooting', 'at', NULL, $3, $3, 'Kajgatan', 0, 1, 0, 0, 'established', 'Påhittad.', 'closed', 'yes', 'Påhittade.', 'fill', $3, '', '', $4, 0, 1)",
        )
        .bind(&id)
        .bind(codes.of(id.parse().unwrap()))
        .bind(when)
        .bind(when + 28 * 86_400)
        .execute(&mut *db)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO attributions (id, incident, group_id, side, level, basis, source_count, sources, made_by, made_at, confirmed_present, version) \
             VALUES ($1, $2, $3, 'offender', 2, 'Påhittad grund.', 2, 'två', 'fill', $4, '', 1)",
        )
        .bind(gvi_domain::AttributionId::new().to_string())
        .bind(&id)
        .bind(&groups[rng.random_range(0..groups.len())])
        .bind(when)
        .execute(&mut *db)
        .await
        .unwrap();
    }
    done(db, &bar).await;
}

async fn fill_log(db: &mut SqliteConnection, rng: &mut StdRng, count: u64, groups: &[String], persons: &[String], now: i64) {
    let bar = bar("log entries", count);
    let first: i64 = sqlx::query_scalar("SELECT size FROM ledger_state").fetch_one(&mut *db).await.unwrap();
    let actors: Vec<String> = (0..300).map(|_| AccountId::new().to_string()).collect();
    let indexes: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'ledger_entries' AND sql IS NOT NULL")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    for (name, _) in &indexes {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP INDEX {name}"))).execute(&mut *db).await.unwrap();
    }
    for begin in (0..count).step_by(ENTRIES_A_STATEMENT) {
        step(db, &bar, begin).await;
        let mut rows = sqlx::QueryBuilder::<sqlx::Sqlite>::new(
            "INSERT INTO ledger_entries (seq, at, actor, deed, thing, subject, refused, payload, salt, commitment) ",
        );
        rows.push_values(begin..count.min(begin + ENTRIES_A_STATEMENT as u64), |mut row, at| {
            let about_person = rng.random_bool(0.5);
            let ids = if about_person { persons } else { groups };
            let seq = first + at.cast_signed();
            let entry = Entry {
                seq: seq.cast_unsigned(),
                at: now - (count - at).cast_signed(),
                authority: "polisen".into(),
                actor: actors[rng.random_range(0..actors.len())].clone(),
                roles: vec!["analyst".into()],
                deed: if about_person { "read_person" } else { "read_group" }.into(),
                thing: if about_person { "Person" } else { "Group" }.into(),
                subject: Some(ids[rng.random_range(0..ids.len())].clone()),
                purpose: "fill".into(),
                grounds: Vec::new(),
                classes: vec!["coordination".into(), "identity".into()],
                recipients: Vec::new(),
                outcome: Outcome::Done,
                policy: "fill".into(),
            };
            let mut salt = [0; 32];
            rng.fill_bytes(&mut salt);
            let stored = StoredEntry::seal(&entry, Salt::new(salt));
            let canonical = entry.canonical();
            row.push_bind(seq).push_bind(entry.at).push_bind(entry.actor).push_bind(entry.deed).push_bind(entry.thing);
            row.push_bind(entry.subject).push_bind(0_i64).push_bind(canonical).push_bind(salt.to_vec());
            row.push_bind(stored.commitment.as_bytes().to_vec());
        });
        rows.build().execute(&mut *db).await.unwrap();
    }
    done(db, &bar).await;
    // Sorted once at the end, not row by row into trees that no longer fit into memory.
    for (_, sql) in indexes {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *db).await.unwrap();
    }
    sqlx::raw_sql(
        "DELETE FROM ledger_days; INSERT INTO ledger_days (day, first_seq, last_seq) \
         SELECT at / 86400, MIN(seq), MAX(seq) FROM ledger_entries GROUP BY at / 86400",
    )
    .execute(&mut *db)
    .await
    .unwrap();
    sqlx::query("UPDATE ledger_state SET size = size + $1").bind(count.cast_signed()).execute(&mut *db).await.unwrap();
}
