//! A PostgreSQL of our own for the time of one command.
//!
//! The tests must not depend on a server somebody set up, and must not touch one either. So this starts Debian's
//! PostgreSQL in a fresh folder, on a free port of the loopback address, and takes everything away again. It does not
//! make it safe or durable (no password, no fsync): it holds invented rows for some minutes.
//!
//! Two things are peculiar. PostgreSQL refuses to run as root, so root becomes the `postgres` user for it. And the
//! server hangs on a pipe from xtask: when xtask ends, however it ends, the pipe closes and the server stops.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};

use crate::command::{output, program, run, target};

/// Tests that touch rows run on PostgreSQL too when this holds an address.
pub const ADDRESS: &str = "VAPENVILA_TEST_POSTGRES";

/// Set in CI: then a missing address makes those tests fail instead of run on SQLite alone.
pub const REQUIRED: &str = "VAPENVILA_TEST_REQUIRE_POSTGRES";

const START_SECONDS_MAX: u64 = 60;
const START_TRIES_MAX: u32 = 3;

/// A running server, ours or one given from outside.
pub struct Postgres {
    address: String,
    own: Option<OwnServer>,
}

struct OwnServer {
    /// The shell that holds the server; it waits on its standard input and stops the server when that closes.
    keeper: Child,
    folder: PathBuf,
}

impl Postgres {
    /// A private server, unless the caller's environment already names one.
    pub fn start_unless_given(root: &Path) -> Result<Self> {
        match std::env::var(ADDRESS) {
            Ok(address) if !address.is_empty() => {
                println!("using the PostgreSQL named in {ADDRESS}");
                Ok(Self { address, own: None })
            }
            _ => Self::start(root),
        }
    }

    pub fn start(root: &Path) -> Result<Self> {
        let mut tried = 1;
        loop {
            match Self::start_once(root) {
                Ok(server) => return Ok(server),
                // Between finding a free port and taking it, somebody else may have taken it.
                Err(error) if tried < START_TRIES_MAX => {
                    eprintln!("PostgreSQL did not start ({error:#}); once more");
                    tried += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn start_once(root: &Path) -> Result<Self> {
        let binaries = binaries()?;
        let owner = Owner::current()?;
        let folder = owner.fresh_folder(root)?;
        let cluster = folder.join("cluster");
        let log = folder.join("log");
        println!("starting a private PostgreSQL");
        let mut initdb = owner.command(&binaries.join("initdb"));
        initdb
            .current_dir(&folder)
            .arg("--pgdata")
            .arg(&cluster)
            .args(["--username=vapenvila", "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-sync"])
            .stdout(Stdio::null());
        run(&mut initdb)?;

        let port = free_port()?;
        let mut keeper = owner.command(Path::new("sh"));
        keeper
            .current_dir(&folder)
            .args(["-c", KEEPER, "keeper"])
            .arg(binaries.join("postgres"))
            .arg(&cluster)
            .arg(port.to_string())
            .arg(&log)
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let keeper = keeper.spawn().context("PostgreSQL could not be started")?;
        let mut server =
            Self { address: format!("postgres://vapenvila@127.0.0.1:{port}/postgres"), own: Some(OwnServer { keeper, folder }) };
        server.wait_until_ready(&binaries, port).with_context(|| {
            let text = fs::read_to_string(&log).unwrap_or_default();
            format!("PostgreSQL did not come up; its log says:\n{text}")
        })?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, binaries: &Path, port: u16) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
        let port = port.to_string();
        while Instant::now() < end {
            if let Some(own) = &mut self.own
                && let Some(status) = own.keeper.try_wait()?
            {
                bail!("it ended at once ({status})");
            }
            let mut ready = program(Path::new("/"), binaries.join("pg_isready"));
            ready.args(["--quiet", "--host=127.0.0.1", "--username=vapenvila", "--dbname=postgres", "--port", &port]);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("it did not answer within {START_SECONDS_MAX} s")
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // Closing the pipe is the signal to stop; the keeper ends when the server has.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
        // What cannot be removed lies under target/ or in the system's temporary folder, where it is nobody's loss.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the server ($1) on its cluster ($2) and port ($3), stops it when standard input closes, ends when it has ended.
/// An interrupt from the keyboard reaches the shell and the server alike; the shell lives on to see the server end.
const KEEPER: &str = r#"
exec 3<&0 </dev/null
"$1" -D "$2" -p "$3" \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
  -c max_connections=500 -c shared_buffers=64MB -c log_min_messages=warning \
  >"$4" 2>&1 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null; } &
exec 3<&-
trap : INT TERM HUP
while kill -0 "$server" 2>/dev/null; do wait "$server"; done
rm -rf "$2"
"#;

/// Part of every Debian; in a folder that not every PATH holds.
const RUNUSER: &str = "/usr/sbin/runuser";

/// Who runs the server: ourselves, or `postgres` where we are root.
enum Owner {
    Ourselves,
    PostgresUser,
}

impl Owner {
    fn current() -> Result<Self> {
        let id = output(program(Path::new("/"), "id").arg("-u"))?;
        Ok(if id.trim() == "0" { Self::PostgresUser } else { Self::Ourselves })
    }

    fn command(&self, name: &Path) -> Command {
        match self {
            Self::Ourselves => Command::new(name),
            Self::PostgresUser => {
                let mut command = Command::new(RUNUSER);
                command.args(["-u", "postgres", "--"]).arg(name);
                command
            }
        }
    }

    /// A new empty folder that the owner can reach: under target/, or, where the clone lies in a folder closed to
    /// others (root's home), in the system's temporary folder.
    fn fresh_folder(&self, root: &Path) -> Result<PathBuf> {
        let name = format!("vapenvila-postgres-{}", std::process::id());
        let mut reasons = Vec::new();
        for parent in [target(root), std::env::temp_dir()] {
            let folder = parent.join(&name);
            match self.make(&folder) {
                Ok(()) => return Ok(folder),
                Err(error) => reasons.push(format!("{}: {error:#}", folder.display())),
            }
            // What could not be made is not left lying about either.
            let _ = fs::remove_dir_all(&folder);
        }
        bail!("no folder for PostgreSQL's files: {}", reasons.join("; "))
    }

    fn make(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let here = Path::new("/");
        if let Self::PostgresUser = self {
            run(program(here, "chown").arg("postgres").arg(folder))?;
        }
        run(program(here, "chmod").arg("700").arg(folder))?;
        let mut reach = self.command(Path::new("test"));
        reach.current_dir(here).stdin(Stdio::null()).arg("-w").arg(folder);
        if !reach.status()?.success() {
            bail!("the user who runs PostgreSQL cannot reach it");
        }
        Ok(())
    }
}

/// The newest installed PostgreSQL's programs; Debian keeps them off the PATH, one folder a major version.
fn binaries() -> Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").is_file().then_some((version, folder))
        })
        .collect();
    found.sort();
    match found.pop() {
        Some((version, folder)) if version >= 15 => Ok(folder),
        Some((version, _)) => bail!("PostgreSQL {version} is too old, the tests need 15 or newer"),
        None => bail!("PostgreSQL is not installed; `scripts/set-up` installs it"),
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// `cargo xtask postgres -- <command>`.
pub fn with_postgres(root: &Path, arguments: &[String]) -> Result<()> {
    let words = match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    };
    let Some((name, rest)) = words.split_first() else {
        bail!("which command? `cargo xtask postgres -- cargo nextest run --package gvi-store`");
    };
    let server = Postgres::start_unless_given(root)?;
    let mut command = Command::new(name);
    command.args(rest).env(ADDRESS, server.address());
    run(&mut command)
}
