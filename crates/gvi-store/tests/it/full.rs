//! A database that cannot grow says so in one clear word, keeps what it had, and goes on when it can.

use gvi_store::DbError;
use gvi_store::args;
use gvi_store::db::Pool;

use crate::databases;

async fn write(pool: &Pool, name: String) -> Result<(), DbError> {
    let mut db = pool.begin().await?;
    let sql = "INSERT INTO settings (name, setting, changed_by, changed_at) VALUES ($1, $2, '', 0)";
    db.execute(sql, args![&name, "x".repeat(3000)]).await?;
    db.execute("UPDATE settings SET changed_at = 1 WHERE name = $1", args![name]).await?;
    db.commit().await
}

async fn count(pool: &Pool) -> i64 {
    pool.begin().await.unwrap().count("SELECT COUNT(*) FROM settings WHERE changed_at = 1", args![]).await.unwrap()
}

#[tokio::test]
async fn a_database_that_may_not_grow_says_that_the_disk_is_full_and_loses_nothing() {
    let sqlite = databases::sqlite().await;
    let Pool::Sqlite(pool) = &sqlite.pool else { unreachable!("SQLite was asked for") };
    let mut written = 0;
    // Twice: a house that comes back from one full disk has to come back from the next as well.
    for time in 0..2 {
        // The bound holds for the connection that it was set on, and the pool has one.
        let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(pool).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 20))).execute(pool).await.unwrap();
        let before = written;
        let error = loop {
            match write(&sqlite.pool, format!("s{written}")).await {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, DbError::DiskFull), "time {time}: {error:?}");
        assert!(error.to_string().contains("make room and try again"));
        assert!(written > before + 5);
        for _ in 0..3 {
            assert!(matches!(write(&sqlite.pool, format!("s{written}")).await, Err(DbError::DiskFull)), "full is full");
        }
        assert_eq!(count(&sqlite.pool).await, written, "what was told as written, no more and no less");
        sqlx::raw_sql("PRAGMA max_page_count = 100000").execute(pool).await.unwrap();
        write(&sqlite.pool, format!("s{written}")).await.unwrap();
        written += 1;
        assert_eq!(count(&sqlite.pool).await, written);
    }
}
