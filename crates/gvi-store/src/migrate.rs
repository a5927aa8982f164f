//! Brings a compartment's schema up to date. Two folders with the same file names; a test compares what they make.

use gvi_domain::Moment;

use crate::args;
use crate::db::{DbError, DbTx, Pool};

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        /// Name, text for SQLite, text for PostgreSQL, in order.
        pub const MIGRATIONS: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        )),*];
    };
}

migrations![
    "0001-house",
    "0002-groups",
    "0003-clocks",
    "0004-incidents",
    "0005-mapping",
    "0006-focus",
    "0007-exchange",
    "0008-reviews",
    "0009-oversight",
    "0010-measures",
    "0011-log",
    "0012-shield",
    "0013-ends",
    "0014-names",
    "0015-evaluation",
    "0016-handlers",
    "0017-frozen",
    "0018-list-limits",
    "0019-names-in-order",
    "0020-call-ins",
    "0021-notifications",
    "0022-help",
    "0023-community",
    "0024-mail",
];

/// Runs the migrations that this compartment has not had yet, all in one transaction.
pub async fn migrate(pool: &Pool, now: Moment) -> Result<(), DbError> {
    let mut db = pool.begin().await?;
    db.script("CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, text_hash TEXT NOT NULL, at BIGINT NOT NULL)")
        .await?;
    for (name, sqlite, postgres) in MIGRATIONS {
        let text = if pool.kind() == "sqlite" { sqlite } else { postgres };
        run_one(&mut db, name, text, now).await?;
    }
    let newest = MIGRATIONS.last().map_or("", |(name, ..)| *name);
    if let Some(row) = db.row("SELECT name FROM migrations WHERE name > $1 ORDER BY name", args![newest]).await? {
        let name: String = row.get(0)?;
        return Err(DbError::Migration(format!(
            "this compartment has had migration {name}, which this program does not know: use the newer program"
        )));
    }
    db.commit().await
}

async fn run_one(db: &mut DbTx, name: &'static str, text: &'static str, now: Moment) -> Result<(), DbError> {
    let hash = hash_of(text);
    if let Some(row) = db.row("SELECT text_hash FROM migrations WHERE name = $1", args![name]).await? {
        let stored: String = row.get(0)?;
        if stored == hash {
            return Ok(());
        }
        return Err(DbError::Migration(format!(
            "migration {name} was changed after this compartment had it: restore the old file, and write a new one"
        )));
    }
    db.script(text).await?;
    db.execute("INSERT INTO migrations (name, text_hash, at) VALUES ($1, $2, $3)", args![name, hash, now]).await?;
    Ok(())
}

fn hash_of(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
