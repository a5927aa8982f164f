//! Empty compartments with the migrated schema, on both databases.

use gvi_domain::Moment;
use gvi_store::db::Pool;
use gvi_store::migrate::migrate;
use sqlx::{Connection as _, Executor as _};

/// A migrated SQLite database that is gone with its folder.
pub struct Migrated {
    /// The database.
    pub pool: Pool,
    _folder: tempfile::TempDir,
}

/// SQLite, migrated.
pub async fn sqlite() -> Migrated {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::open(&format!("sqlite:{}", folder.path().join("empty.sqlite").display())).await.unwrap();
    migrate(&pool, Moment::from_seconds(0).unwrap()).await.unwrap();
    Migrated { pool, _folder: folder }
}

/// PostgreSQL, migrated; nothing where there is no server.
///
/// # Panics
/// If `VAPENVILA_TEST_REQUIRE_POSTGRES` is set and there is no server.
pub async fn postgres(name: &str) -> Option<Pool> {
    let Ok(server) = std::env::var("VAPENVILA_TEST_POSTGRES") else {
        assert!(
            std::env::var("VAPENVILA_TEST_REQUIRE_POSTGRES").is_err(),
            "no PostgreSQL to test on: run `cargo xtask ci`, which starts one"
        );
        return None;
    };
    let name = format!("s_{name}_{}", std::process::id());
    let mut connection = sqlx::postgres::PgConnection::connect(&server).await.unwrap();
    let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
    let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
    let (host, _) = base.rsplit_once('/').expect("an address with a database name");
    let pool = Pool::open(&format!("{host}/{name}{query}")).await.unwrap();
    migrate(&pool, Moment::from_seconds(0).unwrap()).await.unwrap();
    Some(pool)
}
