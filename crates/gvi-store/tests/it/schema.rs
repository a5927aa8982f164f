//! What the migrations make on SQLite and on PostgreSQL is the same schema: read from each database's own catalogue and compared.

use std::collections::{BTreeMap, BTreeSet};

use gvi_store::db::Pool;
use sqlx::Row as _;

use crate::databases;

/// What a database says of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// `text`, `whole`, `real` or `bytes`.
    pub kind: String,
    /// Whether it may hold nothing.
    pub nullable: bool,
    /// What it holds if nothing is said.
    pub default: Option<String>,
}

/// What a database says of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    columns: Vec<String>,
    unique: bool,
    /// The words of what is computed, if something is.
    computed: Option<Vec<String>>,
    /// The words of its condition, if it has one.
    condition: Option<Vec<String>>,
}

/// What a database says of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// By name.
    pub columns: BTreeMap<String, Column>,
    primary_key: Vec<String>,
    unique: BTreeSet<Vec<String>>,
    indexes: BTreeMap<String, Index>,
    /// Own columns, the other table, its columns, what happens when the other row goes.
    foreign_keys: BTreeSet<(Vec<String>, String, Vec<String>, String)>,
    /// The words of each check, sorted.
    checks: Vec<Vec<String>>,
}

/// Tables by name.
pub type Schema = BTreeMap<String, Table>;

/// The schema of a database as its own catalogue tells it.
pub async fn read(pool: &Pool) -> Schema {
    match pool {
        Pool::Sqlite(pool) => read_sqlite(pool).await,
        Pool::Postgres(pool) => read_postgres(pool).await,
    }
}

/// Columns, quoted texts and numbers of a condition, sorted: what is left when each database has written it down in its own way.
fn words(condition: &str, columns: &BTreeMap<String, Column>) -> Vec<String> {
    let mut words = Vec::new();
    for (at, piece) in condition.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(format!("'{piece}'"));
            continue;
        }
        for word in piece.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty()) {
            if columns.contains_key(word) || word.chars().all(|sign| sign.is_ascii_digit()) {
                words.push(word.to_owned());
            }
        }
    }
    words.sort();
    words
}

/// The text up to the bracket that closes what was opened before it.
fn inside(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|sign: char| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    &text[..end.expect("a bracket that closes")]
}

/// The texts inside `CHECK (…)` of a `CREATE TABLE`.
fn checks_of(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find("CHECK (") {
        let begin = at + "CHECK (".len();
        let check = inside(&rest[begin..]);
        found.push(check.to_owned());
        rest = &rest[begin + check.len()..];
    }
    found
}

async fn read_sqlite(pool: &sqlx::Pool<sqlx::Sqlite>) -> Schema {
    let mut schema = Schema::new();
    let tables = sqlx::query("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    for row in tables.fetch_all(pool).await.unwrap() {
        let (name, sql): (String, String) = (row.get(0), row.get(1));
        let mut table = Table::default();
        let mut key: Vec<(i64, String)> = Vec::new();
        let columns = sqlx::query("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info($1)").bind(&name);
        for row in columns.fetch_all(pool).await.unwrap() {
            let column: String = row.get(0);
            let kind = match row.get::<String, _>(1).as_str() {
                "TEXT" => "text".to_owned(),
                "BIGINT" => "whole".to_owned(),
                "DOUBLE PRECISION" | "REAL" => "real".to_owned(),
                "BLOB" => "bytes".to_owned(),
                other => format!("unknown: {other}"),
            };
            if row.get::<i64, _>(4) > 0 {
                key.push((row.get(4), column.clone()));
            }
            table.columns.insert(column, Column { kind, nullable: row.get::<i64, _>(2) == 0, default: row.get(3) });
        }
        key.sort();
        table.primary_key = key.into_iter().map(|(_, column)| column).collect();
        table.checks = checks_of(&sql).iter().map(|check| words(check, &table.columns)).collect();
        table.checks.sort();
        let indexes = sqlx::query(
            "SELECT l.name, l.\"unique\", l.origin, COALESCE(m.sql, '') FROM pragma_index_list($1) l LEFT JOIN sqlite_master m ON m.name = l.name",
        )
        .bind(&name);
        for row in indexes.fetch_all(pool).await.unwrap() {
            let (index, unique, origin, sql): (String, i64, String, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
            let columns =
                sqlx::query("SELECT COALESCE(name, '(expression)'), \"desc\" FROM pragma_index_xinfo($1) WHERE key = 1 ORDER BY seqno")
                    .bind(&index);
            let columns: Vec<String> = columns
                .fetch_all(pool)
                .await
                .unwrap()
                .iter()
                .map(|row| format!("{}{}", row.get::<String, _>(0), if row.get::<i64, _>(1) == 1 { " desc" } else { "" }))
                .collect();
            match origin.as_str() {
                "c" => {
                    let condition = sql.split_once(" WHERE ").map(|(_, condition)| words(condition, &table.columns));
                    let computed = sql.split_once("((").map(|(_, rest)| words(inside(rest), &table.columns));
                    table.indexes.insert(index, Index { columns, unique: unique == 1, computed, condition });
                }
                "u" => {
                    table.unique.insert(columns);
                }
                _ => {}
            }
        }
        let mut keys: BTreeMap<i64, (Vec<String>, String, Vec<String>, String)> = BTreeMap::new();
        let foreign =
            sqlx::query("SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list($1) ORDER BY id, seq").bind(&name);
        for row in foreign.fetch_all(pool).await.unwrap() {
            let key =
                keys.entry(row.get(0)).or_insert_with(|| (Vec::new(), row.get(1), Vec::new(), row.get::<String, _>(4).to_lowercase()));
            key.0.push(row.get(2));
            key.2.push(row.get(3));
        }
        table.foreign_keys = keys.into_values().collect();
        schema.insert(name, table);
    }
    schema
}

async fn read_postgres(pool: &sqlx::Pool<sqlx::Postgres>) -> Schema {
    let mut schema = Schema::new();
    let columns = sqlx::query(
        "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), co.collname::text \
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation co ON co.oid = a.attcollation \
         WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2",
    );
    for row in columns.fetch_all(pool).await.unwrap() {
        let (table, column, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let kind = match kind.as_str() {
            // A database that sorts by another rule than bytes would page lists in another order than SQLite.
            "text" => match row.get::<Option<String>, _>(5).as_deref() {
                Some("C") => "text".to_owned(),
                // Cannot sort otherwise either: the database itself was made with the order of bytes. The migrations' own table.
                Some("default") if table == "migrations" => "text".to_owned(),
                other => format!("text in the order {other:?}"),
            },
            "bigint" => "whole".to_owned(),
            "double precision" => "real".to_owned(),
            "bytea" => "bytes".to_owned(),
            other => format!("unknown: {other}"),
        };
        let default: Option<String> = row.get(4);
        let default = default.map(|default| default.trim_end_matches("::text").trim_end_matches("::bigint").to_owned());
        schema.entry(table).or_default().columns.insert(column, Column { kind, nullable: !row.get::<bool, _>(3), default });
    }
    let indexes = sqlx::query(
        "SELECT t.relname::text, i.relname::text, x.indisunique, x.indisprimary, \
         ARRAY(SELECT COALESCE(a.attname::text, '(expression)') || CASE WHEN (x.indoption[k.place::int - 1]::int & 1) = 1 THEN ' desc' ELSE '' END \
         FROM unnest(x.indkey::int2[]) WITH ORDINALITY k (number, place) \
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.place), \
         pg_get_expr(x.indpred, x.indrelid), EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype = 'u'), \
         pg_get_expr(x.indexprs, x.indrelid) \
         FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
         WHERE n.nspname = 'public' ORDER BY 1, 2",
    );
    for row in indexes.fetch_all(pool).await.unwrap() {
        let (name, index, columns): (String, String, Vec<String>) = (row.get(0), row.get(1), row.get(4));
        let table = schema.get_mut(&name).expect("the table of an index");
        if row.get(3) {
            table.primary_key = columns;
        } else if row.get(6) {
            table.unique.insert(columns);
        } else {
            let condition: Option<String> = row.get(5);
            let condition = condition.map(|condition| words(&condition, &table.columns));
            let computed: Option<String> = row.get(7);
            let computed = computed.map(|computed| words(&computed, &table.columns));
            table.indexes.insert(index, Index { columns, unique: row.get(2), computed, condition });
        }
    }
    let constraints = sqlx::query(
        "SELECT t.relname::text, c.contype::text, pg_get_constraintdef(c.oid), COALESCE(o.relname::text, ''), c.confdeltype::text, \
         ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (number, place) \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.place), \
         ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (number, place) \
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY k.place) \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
         LEFT JOIN pg_class o ON o.oid = c.confrelid WHERE n.nspname = 'public' AND c.contype IN ('f', 'c') ORDER BY 1, c.conname",
    );
    for row in constraints.fetch_all(pool).await.unwrap() {
        let table = schema.get_mut(&row.get::<String, _>(0)).expect("the table of a constraint");
        if row.get::<String, _>(1) == "c" {
            let check = words(&row.get::<String, _>(2), &table.columns);
            table.checks.push(check);
        } else {
            let gone = match row.get::<String, _>(4).as_str() {
                "a" => "no action",
                "c" => "cascade",
                "n" => "set null",
                "r" => "restrict",
                _ => "set default",
            };
            table.foreign_keys.insert((row.get(5), row.get(3), row.get(6), gone.to_owned()));
        }
    }
    for table in schema.values_mut() {
        table.checks.sort();
    }
    schema
}

/// What differs, each in a line that says where.
fn differences(one: &Schema, other: &Schema, names: (&str, &str)) -> Vec<String> {
    let mut found = Vec::new();
    both(&mut found, names, "table", one, other, &mut |found, name, a, b| {
        let within = |what: &str| format!("{name}: {what}");
        both(found, names, &within("column"), &a.columns, &b.columns, &mut |found, column, a, b| {
            if a != b {
                found.push(format!("{name}.{column}: {} says {a:?}, {} says {b:?}", names.0, names.1));
            }
        });
        both(found, names, &within("index"), &a.indexes, &b.indexes, &mut |found, index, a, b| {
            if a != b {
                found.push(format!("{name}: index {index}: {} says {a:?}, {} says {b:?}", names.0, names.1));
            }
        });
        let mut same = |what: &str, a: &dyn std::fmt::Debug, b: &dyn std::fmt::Debug| {
            let (a, b) = (format!("{a:?}"), format!("{b:?}"));
            if a != b {
                found.push(format!("{name}: {what}: {} says {a}, {} says {b}", names.0, names.1));
            }
        };
        same("primary key", &a.primary_key, &b.primary_key);
        same("unique", &a.unique, &b.unique);
        same("foreign keys", &a.foreign_keys, &b.foreign_keys);
        same("checks", &a.checks, &b.checks);
    });
    found
}

type Compare<'c, T> = &'c mut dyn FnMut(&mut Vec<String>, &str, &T, &T);

fn both<T>(
    found: &mut Vec<String>,
    names: (&str, &str),
    what: &str,
    one: &BTreeMap<String, T>,
    other: &BTreeMap<String, T>,
    compare: Compare<'_, T>,
) {
    for (name, a) in one {
        match other.get(name) {
            Some(b) => compare(found, name, a, b),
            None => found.push(format!("{what} {name} is missing on {}", names.1)),
        }
    }
    for name in other.keys().filter(|name| !one.contains_key(*name)) {
        found.push(format!("{what} {name} is missing on {}", names.0));
    }
}

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let sqlite = databases::sqlite().await;
    let one = read(&sqlite.pool).await;
    assert!(one.len() > 40 && one["persons"].checks.len() == 2 && one["memberships"].indexes["memberships_alive"].condition.is_some());
    let Some(postgres) = databases::postgres("schema").await else { return };
    let found = differences(&one, &read(&postgres).await, ("SQLite", "PostgreSQL"));
    assert!(found.is_empty(), "the migrations make different schemas:\n{}", found.join("\n"));
}

#[tokio::test]
async fn every_kind_of_difference_is_named() {
    let sqlite = databases::sqlite().await;
    let Pool::Sqlite(pool) = &sqlite.pool else { unreachable!("SQLite was asked for") };
    let before = read(&sqlite.pool).await;
    for (change, told) in [
        ("CREATE TABLE strange (id TEXT NOT NULL PRIMARY KEY)", "table strange is missing on the first"),
        ("ALTER TABLE persons ADD COLUMN nickname TEXT", "persons: column nickname is missing on the first"),
        ("DROP INDEX persons_by_end", "persons: index persons_by_end is missing on the second"),
        (
            "DROP INDEX persons_in_order; CREATE INDEX persons_in_order ON persons (id, sort_key)",
            "persons: index persons_in_order: the first says",
        ),
        (
            "DROP INDEX focus_one_open; CREATE UNIQUE INDEX focus_one_open ON focus (group_id) WHERE state IN ('proposed')",
            "focus: index focus_one_open: the first says",
        ),
        (
            "DROP TABLE account_roles; CREATE TABLE account_roles (account TEXT NOT NULL UNIQUE, role BIGINT, ends_on TEXT NOT NULL CHECK (ends_on <> ''))",
            "account_roles.role: the first says",
        ),
        ("SELECT 1", "account_roles: primary key: the first says"),
        ("SELECT 1", "account_roles: unique: the first says"),
        ("SELECT 1", "account_roles: foreign keys: the first says"),
        ("SELECT 1", "account_roles: checks: the first says"),
    ] {
        sqlx::raw_sql(change).execute(pool).await.unwrap();
        let found = differences(&before, &read(&sqlite.pool).await, ("the first", "the second"));
        assert!(found.iter().any(|line| line.starts_with(told)), "{told}\n{}", found.join("\n"));
    }
}
