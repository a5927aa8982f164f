//! A city is founded once for each test program, and every test gets a copy of it: it is the same city every time, and founding takes longer
//! than what most tests ask of it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use gvi_domain::AccountId;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::people::AUTHORITIES;

/// Copies of a program that was built anew are of no use; those of another program may be.
const KEPT_HOURS: u64 = 12;

/// What makes this test program another one than before it was built anew.
fn key() -> String {
    let program = std::env::current_exe().unwrap();
    let built = program.metadata().unwrap().modified().unwrap();
    let mut hasher = DefaultHasher::new();
    (program, built).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The folder of a city of this name, which `found` makes if this program has none yet. It is closed: its files are at rest.
pub(crate) async fn folder(name: &str, found: impl AsyncFnOnce(&Path)) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let cities = program.parent().and_then(Path::parent).expect("a test program lies in a target folder").join("cities");
    let folder = cities.join(format!("{name}-{}", key()));
    if !folder.exists() {
        std::fs::create_dir_all(&cities).unwrap();
        remove_old(&cities);
        let fresh = tempfile::tempdir_in(&cities).unwrap();
        found(fresh.path()).await;
        // Another test may have been faster; then its city is as good.
        if std::fs::rename(fresh.path(), &folder).is_ok() {
            let _ = fresh.keep();
        }
    }
    folder
}

fn remove_old(cities: &Path) {
    let is_old = |entry: &std::fs::DirEntry| {
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|made| made.elapsed().ok());
        age.is_some_and(|age| age.as_secs() > KEPT_HOURS * 3600)
    };
    for entry in std::fs::read_dir(cities).into_iter().flatten().flatten().filter(is_old) {
        // Another test may remove it at the same time.
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

/// Copies the files of a city.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The address of a database beside the one that the server's address names.
fn beside(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, String::new()), |(base, query)| (base, format!("?{query}")));
    let (host, _) = base.rsplit_once('/').expect("an address with a database name");
    format!("{host}/{name}{query}")
}

/// New databases on a PostgreSQL server, one for each authority, as `found` left those that it was given the first time.
pub(crate) async fn databases(server: &str, found: impl AsyncFnOnce(Vec<String>)) -> Vec<String> {
    let key = key();
    let kept = |authority: &str| format!("kept_{key}_{authority}");
    let fresh = |authority: &str| format!("t_{}_{authority}", AccountId::new().uuid().simple());
    let mut connection = PgConnection::connect(server).await.unwrap();
    let lock = i64::from_str_radix(&key[1..], 16).unwrap();
    run(&mut connection, format!("SELECT pg_advisory_lock({lock})")).await;
    let there: Vec<String> = connection.fetch_all("TABLE pg_database").await.unwrap().iter().map(|row| row.get("datname")).collect();
    if !AUTHORITIES.iter().all(|known| there.contains(&kept(known.id))) {
        let names: Vec<String> = AUTHORITIES.iter().map(|known| fresh(known.id)).collect();
        for name in &names {
            run(&mut connection, format!("CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"))
                .await;
        }
        found(names.iter().map(|name| beside(server, name)).collect()).await;
        for (known, name) in AUTHORITIES.iter().zip(&names) {
            let kept = kept(known.id);
            run(&mut connection, format!("DROP DATABASE IF EXISTS \"{kept}\"")).await;
            run(&mut connection, format!("ALTER DATABASE \"{name}\" RENAME TO \"{kept}\"")).await;
        }
    }
    run(&mut connection, format!("SELECT pg_advisory_unlock({lock})")).await;
    let mut addresses = Vec::new();
    for known in AUTHORITIES {
        let name = fresh(known.id);
        run(&mut connection, format!("CREATE DATABASE \"{name}\" TEMPLATE \"{}\"", kept(known.id))).await;
        addresses.push(beside(server, &name));
    }
    connection.close().await.unwrap();
    addresses
}

/// Takes databases away again: a thousand tests leave no room for anything else.
pub(crate) async fn drop_databases(server: &str, addresses: &[String]) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    for address in addresses {
        let name = address.split('?').next().and_then(|base| base.rsplit('/').next()).expect("an address with a database name");
        run(&mut connection, format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await;
    }
    connection.close().await.unwrap();
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
}
