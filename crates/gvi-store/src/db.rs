//! One SQL text on two databases. Four kinds of values cross the border: text, whole numbers, reals and bytes.
//!
//! Moments are whole numbers (seconds), dates and ids are text, truth is 0 or 1: so that both databases sort, compare and index
//! alike. Rows are read column by column in the order of the `SELECT`, which always names its columns.

use std::str::FromStr;
use std::time::Duration;

use gvi_domain::{Date, Moment};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    SqliteTransactionManager,
};
use sqlx::{Connection as _, Executor as _, Postgres, Row as _, Sqlite, Transaction};
use sqlx_core::transaction::TransactionManager as _;

/// What can go wrong between this room and its database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database said no.
    #[error("the database failed in {what}")]
    Sql {
        /// The first words of the statement.
        what: String,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The disk is full: nothing was written, nothing is lost.
    #[error("the disk is full; nothing of this was saved, and nothing saved before is lost: make room and try again")]
    DiskFull,
    /// A value in the database is not what its column promises.
    #[error("column {column} holds what it should not: {reason}")]
    Column {
        /// The place of the column in the statement.
        column: usize,
        /// Why.
        reason: String,
    },
    /// The address of the database cannot be read.
    #[error("not an address of a database: {0}; write sqlite:FILE or postgres://USER@HOST/NAME")]
    Address(String),
    /// The compartment's schema is newer than this program, or its migrations were changed afterwards.
    #[error("{0}")]
    Migration(String),
}

impl DbError {
    fn of(sql: &str, source: sqlx::Error) -> Self {
        let full = match &source {
            // SQLITE_FULL is 13, SQLITE_IOERR_SHMSIZE (no room for the index of its log) is 4874, PostgreSQL's disk_full is 53100.
            sqlx::Error::Database(error) => {
                matches!(error.code().as_deref(), Some("13" | "4874" | "53100")) || error.message().contains("disk is full")
            }
            _ => false,
        };
        if full { Self::DiskFull } else { Self::Sql { what: sql.split_whitespace().take(6).collect::<Vec<_>>().join(" "), source } }
    }

    /// Whether a row with the same key is there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Sql { source: sqlx::Error::Database(error), .. } if error.is_unique_violation())
    }
}

/// A value on its way into the database.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text or nothing.
    Text(Option<String>),
    /// A whole number or nothing.
    Int(Option<i64>),
    /// A real number or nothing.
    Real(Option<f64>),
    /// Bytes or nothing.
    Bytes(Option<Vec<u8>>),
}

macro_rules! into_value {
    ($($from:ty => $kind:ident: |$value:ident| $make:expr;)*) => {$(
        impl From<$from> for Value { fn from($value: $from) -> Self { Self::$kind(Some($make)) } }
        impl From<Option<$from>> for Value { fn from(value: Option<$from>) -> Self { Self::$kind(value.map(|$value| $make)) } }
    )*};
}
into_value! {
    String => Text: |value| value;
    &str => Text: |value| value.to_owned();
    &String => Text: |value| value.clone();
    i64 => Int: |value| value;
    i32 => Int: |value| i64::from(value);
    u32 => Int: |value| i64::from(value);
    u8 => Int: |value| i64::from(value);
    bool => Int: |value| i64::from(value);
    f64 => Real: |value| value;
    Vec<u8> => Bytes: |value| value;
    &[u8] => Bytes: |value| value.to_vec();
    Moment => Int: |value| value.seconds();
    Date => Text: |value| value.to_string();
    gvi_domain::Code => Text: |value| value.to_string();
    gvi_domain::AuthorityId => Text: |value| value.to_string();
    &gvi_domain::AuthorityId => Text: |value| value.to_string();
    gvi_domain::KindCode => Text: |value| value.to_string();
    &gvi_domain::KindCode => Text: |value| value.to_string();
    gvi_domain::RoleCode => Text: |value| value.to_string();
    gvi_domain::Words => Text: |value| value.as_str().to_owned();
    &gvi_domain::Words => Text: |value| value.as_str().to_owned();
}

macro_rules! ids_as_text {
    ($($id:ident)*) => {$(
        impl From<gvi_domain::$id> for Value { fn from(value: gvi_domain::$id) -> Self { Self::Text(Some(value.to_string())) } }
        impl From<Option<gvi_domain::$id>> for Value { fn from(value: Option<gvi_domain::$id>) -> Self { Self::Text(value.map(|id| id.to_string())) } }
        impl Column for gvi_domain::$id {
            fn read(row: &Row, at: usize) -> Result<Self, DbError> { parsed(row, at) }
        }
        impl Column for Option<gvi_domain::$id> {
            fn read(row: &Row, at: usize) -> Result<Self, DbError> { parsed_or_none(row, at) }
        }
    )*};
}
ids_as_text! {
    AccountId SessionId PurposeId GroupId RelationId PersonId MembershipId EvidenceId IncidentId VictimId SuspectId AttributionId RetaliationId
    ReviewId DecisionId TaskId MessageId FocusId LeverId OfferId SupportId DisclosureId ConsentId EnvelopeId BatchId ClockId EvaluationId CountsId
    ListLimitId HelpCallId CallInId SpeechId GuestId SummonsId MarkId NotificationId AttemptId RoundId WordingId SpeakerId NetworkId EngagementId
}

/// Makes a list of values: `args![id, name, moment]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

/// A row on its way out.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// A value that a column can be read as.
pub trait Column: Sized {
    /// Reads the column at this place, counted from nought.
    fn read(row: &Row, at: usize) -> Result<Self, DbError>;
}

macro_rules! plain_columns {
    ($($type:ty)*) => {$(
        impl Column for $type {
            fn read(row: &Row, at: usize) -> Result<Self, DbError> {
                match row {
                    Row::Sqlite(row) => row.try_get(at),
                    Row::Postgres(row) => row.try_get(at),
                }.map_err(|error| DbError::Column { column: at, reason: error.to_string() })
            }
        }
    )*};
}
plain_columns!(String Option<String> i64 Option<i64> f64 Option<f64> Vec<u8> Option<Vec<u8>>);

fn parsed<T: FromStr<Err: std::fmt::Display>>(row: &Row, at: usize) -> Result<T, DbError> {
    String::read(row, at)?.parse().map_err(|error: T::Err| DbError::Column { column: at, reason: error.to_string() })
}

fn parsed_or_none<T: FromStr<Err: std::fmt::Display>>(row: &Row, at: usize) -> Result<Option<T>, DbError> {
    let Some(text) = Option::<String>::read(row, at)? else { return Ok(None) };
    text.parse().map(Some).map_err(|error: T::Err| DbError::Column { column: at, reason: error.to_string() })
}

macro_rules! parsed_columns {
    ($($type:ty)*) => {$(
        impl Column for $type { fn read(row: &Row, at: usize) -> Result<Self, DbError> { parsed(row, at) } }
        impl Column for Option<$type> { fn read(row: &Row, at: usize) -> Result<Self, DbError> { parsed_or_none(row, at) } }
    )*};
}
parsed_columns!(Date gvi_domain::Code gvi_domain::AuthorityId gvi_domain::KindCode gvi_domain::RoleCode);

impl Column for bool {
    fn read(row: &Row, at: usize) -> Result<Self, DbError> {
        Ok(i64::read(row, at)? != 0)
    }
}

impl Column for Moment {
    fn read(row: &Row, at: usize) -> Result<Self, DbError> {
        Self::from_seconds(i64::read(row, at)?).map_err(|error| DbError::Column { column: at, reason: error.to_string() })
    }
}

impl Column for Option<Moment> {
    fn read(row: &Row, at: usize) -> Result<Self, DbError> {
        let Some(seconds) = Option::<i64>::read(row, at)? else { return Ok(None) };
        Moment::from_seconds(seconds).map(Some).map_err(|error| DbError::Column { column: at, reason: error.to_string() })
    }
}

impl Column for gvi_domain::Words {
    fn read(row: &Row, at: usize) -> Result<Self, DbError> {
        String::read(row, at).map(Self::stored)
    }
}

impl Row {
    /// Reads the columns one after the other.
    pub const fn reader(&self) -> Reader<'_> {
        Reader { row: self, at: 0 }
    }

    /// Reads one column, counted from nought.
    pub fn get<T: Column>(&self, at: usize) -> Result<T, DbError> {
        T::read(self, at)
    }
}

/// Reads a row from its first column to its last.
pub struct Reader<'r> {
    row: &'r Row,
    at: usize,
}

impl Reader<'_> {
    /// The next column.
    #[expect(clippy::should_implement_trait, reason = "each column has a type of its own, which no iterator can give")]
    pub fn next<T: Column>(&mut self) -> Result<T, DbError> {
        let value = T::read(self.row, self.at);
        self.at += 1;
        value
    }

    /// The next column, as an enum of the domain whose stored name `read` knows.
    pub fn next_named<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, DbError> {
        let at = self.at;
        let text: String = self.next()?;
        read(&text).ok_or_else(|| DbError::Column { column: at, reason: format!("unknown name {text:?}") })
    }
}

/// The database of one compartment.
#[derive(Clone)]
pub enum Pool {
    /// A file. One connection writes; SQLite has one writer anyhow, and a queue in the process is fairer than its busy-wait.
    Sqlite(sqlx::Pool<Sqlite>),
    /// A server.
    Postgres(sqlx::Pool<Postgres>),
}

/// A transaction on either.
pub enum DbTx {
    /// On SQLite, begun as `IMMEDIATE`: a deed that reads also writes its log entry.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Brings the driver back in step with SQLite, which undoes a transaction by itself when the disk is full: the driver's own undoing then
/// fails, it believes for ever that it is inside a transaction, and the connection would refuse all further work. An empty transaction
/// gives it something to undo. The connection stays, because a full disk may not have room for opening another.
async fn in_step(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // Refused if there is a transaction after all, which is then the one to undo.
        let _ = connection.execute(sqlx::raw_sql("BEGIN")).await;
        SqliteTransactionManager::rollback(connection).await?;
    }
    Ok(true)
}

impl Pool {
    /// Opens `sqlite:FILE` or `postgres://…`. The file is created if it is missing.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        Self::open_with(address, SqliteSynchronous::Full).await
    }

    /// Opens a database whose content is invented and can be told again: nothing waits for the disk. For founding the demo only;
    /// the demo is opened anew before anybody is served from it.
    pub(crate) async fn open_in_a_hurry(address: &str) -> Result<Self, DbError> {
        Self::open_with(address, SqliteSynchronous::Off).await
    }

    async fn open_with(address: &str, synchronous: SqliteSynchronous) -> Result<Self, DbError> {
        if let Some(file) = address.strip_prefix("sqlite:") {
            let options = SqliteConnectOptions::new()
                .filename(file)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // Full: an acknowledged deed survives a power cut.
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(20))
                .pragma("cache_size", "-16000")
                .pragma("temp_store", "MEMORY")
                .statement_cache_capacity(300);
            let pool = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
            pool.acquire_timeout(Duration::from_secs(30))
                .before_acquire(|connection, _| Box::pin(in_step(connection)))
                .connect_with(options)
                .await
                .map(Self::Sqlite)
                .map_err(|error| DbError::of("open", error))
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            let options: PgConnectOptions = address.parse().map_err(|_| DbError::Address("postgres://…".to_owned()))?;
            let options = options.statement_cache_capacity(300);
            let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(30));
            pool.connect_with(options).await.map(Self::Postgres).map_err(|error| DbError::of("connect", error))
        } else {
            Err(DbError::Address(address.to_owned()))
        }
    }

    /// Opens a database that is there already, to read from it and nothing else: no file is made, no schema is brought up to date.
    pub async fn open_to_read(address: &str) -> Result<Self, DbError> {
        if let Some(file) = address.strip_prefix("sqlite:") {
            let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(Duration::from_secs(20));
            let pool = SqlitePoolOptions::new().max_connections(1);
            pool.connect_with(options).await.map(Self::Sqlite).map_err(|error| DbError::of("open to read", error))
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            let options: PgConnectOptions = address.parse().map_err(|_| DbError::Address("postgres://…".to_owned()))?;
            let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(30));
            pool.connect_with(options).await.map(Self::Postgres).map_err(|error| DbError::of("connect to read", error))
        } else {
            Err(DbError::Address(address.to_owned()))
        }
    }

    /// Begins a transaction that sees one moment of the database and can change nothing.
    pub async fn begin_reading(&self) -> Result<DbTx, DbError> {
        match self {
            Self::Sqlite(pool) => pool.begin_with("BEGIN").await.map(DbTx::Sqlite),
            Self::Postgres(pool) => pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(DbTx::Postgres),
        }
        .map_err(|error| DbError::of("begin reading", error))
    }

    /// Begins a transaction.
    pub async fn begin(&self) -> Result<DbTx, DbError> {
        match self {
            Self::Sqlite(pool) => pool.begin_with("BEGIN IMMEDIATE").await.map(DbTx::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(DbTx::Postgres),
        }
        .map_err(|error| DbError::of("begin", error))
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The name of the database software: `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

fn add_all<'q, A: sqlx::Arguments>(arguments: &mut A, values: Vec<Value>) -> Result<(), sqlx::Error>
where
    Option<String>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<i64>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<f64>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<Vec<u8>>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    for value in values {
        match value {
            Value::Text(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Real(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(())
}

fn for_sqlite(sql: &str, values: Vec<Value>) -> Result<SqliteArguments, DbError> {
    let mut arguments = SqliteArguments::default();
    add_all(&mut arguments, values).map_err(|error| DbError::of(sql, error))?;
    Ok(arguments)
}

fn for_postgres(sql: &str, values: Vec<Value>) -> Result<PgArguments, DbError> {
    let mut arguments = PgArguments::default();
    add_all(&mut arguments, values).map_err(|error| DbError::of(sql, error))?;
    Ok(arguments)
}

/// How every statement of this room begins. The test that has each of them prepared by both databases looks for these words in the
/// sources, so a text that begins otherwise must not be sent.
pub const FIRST_WORDS: [&str; 4] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];

fn begins_as_it_should(sql: &str) {
    // How a statement is carried out may be asked; what is asked about is a statement like any other.
    let sql = sql.strip_prefix("EXPLAIN QUERY PLAN ").unwrap_or(sql);
    debug_assert!(FIRST_WORDS.iter().any(|word| sql.starts_with(word)), "a statement that no test looks for: {sql}");
}

impl DbTx {
    /// Runs a statement and tells how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, DbError> {
        begins_as_it_should(sql);
        match self {
            Self::Sqlite(tx) => {
                tx.execute(sqlx::query_with::<Sqlite, _>(sql, for_sqlite(sql, values)?)).await.map(|done| done.rows_affected())
            }
            Self::Postgres(tx) => {
                tx.execute(sqlx::query_with::<Postgres, _>(sql, for_postgres(sql, values)?)).await.map(|done| done.rows_affected())
            }
        }
        .map_err(|error| DbError::of(sql, error))
    }

    /// All rows of a query.
    pub async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, DbError> {
        begins_as_it_should(sql);
        match self {
            Self::Sqlite(tx) => tx
                .fetch_all(sqlx::query_with::<Sqlite, _>(sql, for_sqlite(sql, values)?))
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            Self::Postgres(tx) => tx
                .fetch_all(sqlx::query_with::<Postgres, _>(sql, for_postgres(sql, values)?))
                .await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()),
        }
        .map_err(|error| DbError::of(sql, error))
    }

    /// The first row of a query, if there is one.
    pub async fn row(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>, DbError> {
        begins_as_it_should(sql);
        match self {
            Self::Sqlite(tx) => {
                tx.fetch_optional(sqlx::query_with::<Sqlite, _>(sql, for_sqlite(sql, values)?)).await.map(|row| row.map(Row::Sqlite))
            }
            Self::Postgres(tx) => {
                tx.fetch_optional(sqlx::query_with::<Postgres, _>(sql, for_postgres(sql, values)?)).await.map(|row| row.map(Row::Postgres))
            }
        }
        .map_err(|error| DbError::of(sql, error))
    }

    /// A number from a query with one row and one column.
    pub async fn count(&mut self, sql: &'static str, values: Vec<Value>) -> Result<i64, DbError> {
        match self.row(sql, values).await? {
            Some(row) => row.get(0),
            None => Ok(0),
        }
    }

    /// Runs a script of several statements without values: migrations only.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
            Self::Postgres(tx) => tx.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
        }
        .map_err(|error| DbError::of(sql, error))
    }

    /// Makes everything durable.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(|error| DbError::of("commit", error))
    }

    /// Undoes everything.
    pub async fn rollback(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
        .map_err(|error| DbError::of("rollback", error))
    }
}
