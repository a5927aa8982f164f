//! The demo as a newcomer meets it: the binary on a fresh folder, up, asked once, down. It is the one that the tests were built with: a
//! second build with optimisation would take longer than all the journeys together.
//!
//! The contract with `vapenvila demo` is its output: a line `VAPENVILA_READY http://127.0.0.1:PORT` when it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, program, run, target};

/// The goal for a cold start is five seconds; a busy CI machine gets much more before it counts as broken.
const READY_SECONDS_MAX: u64 = 120;

pub fn binary(root: &Path) -> PathBuf {
    target(root).join("debug").join("vapenvila")
}

/// Builds it as the tests do: asked for the binary alone, cargo would build everything below it again with other features.
pub fn build(root: &Path) -> Result<()> {
    run(cargo(root).args(["build", "--workspace", "--tests", "--locked"]))
}

/// Starts the demo in a fresh folder, asks `/healthz`, stops it.
pub fn smoke(root: &Path) -> Result<()> {
    let folder = target(root).join("demo-smoke");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let start = Instant::now();
    let mut child = program(&folder, binary(root))
        .args(["demo", "--port", "0", "--folder"])
        .arg(folder.join("nordhamn"))
        .stdout(Stdio::piped())
        .spawn()
        .context("the binary could not be started")?;
    let outcome = ready_address(&mut child).and_then(|address| {
        println!("the demo answered after {:.1} s on {address}", start.elapsed().as_secs_f64());
        let answer = get(&address, "/healthz")?;
        let first = answer.lines().next().unwrap_or_default();
        if !first.contains(" 200 ") {
            bail!("/healthz answered `{first}`");
        }
        Ok(())
    });
    // It is stopped whatever it answered; that it ended before is in the outcome already.
    let _ = child.kill();
    let _ = child.wait();
    fs::remove_dir_all(&folder)?;
    outcome
}

/// Waits for the demo's ready line; an ended or silent demo is an error and not a wait without end.
fn ready_address(child: &mut Child) -> Result<String> {
    let stdout = child.stdout.take().context("the demo has no output")?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens after the ready line; reading on keeps the demo from a full pipe.
            let _ = sender.send(line);
        }
    });
    let end = Instant::now() + Duration::from_secs(READY_SECONDS_MAX);
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(address) = ready(&line) {
                    return Ok(address.to_owned());
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("the demo said nothing within {READY_SECONDS_MAX} s")
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                bail!("the demo ended before it was ready; its words stand above")
            }
        }
    }
}

fn ready(line: &str) -> Option<&str> {
    Some(line.strip_prefix("VAPENVILA_READY ")?.trim())
}

/// One plain request; xtask needs no more of HTTP than this.
fn get(address: &str, path: &str) -> Result<String> {
    let host = address.strip_prefix("http://").context("the demo's address is not plain http")?.trim_end_matches('/');
    let mut stream = TcpStream::connect(host).with_context(|| format!("nothing listens on {host}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // In one piece: whoever answers the first line may be gone before the others.
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn the_ready_line_names_the_address() {
        assert_eq!(ready("VAPENVILA_READY http://127.0.0.1:4711\n"), Some("http://127.0.0.1:4711"));
        assert_eq!(ready("all data is invented"), None);
    }

    #[test]
    fn a_request_reads_the_whole_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = String::new();
            BufReader::new(&stream).read_line(&mut asked).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nok").unwrap();
            asked
        });
        assert!(get(&address, "/healthz").unwrap().starts_with("HTTP/1.1 200 OK"));
        assert_eq!(server.join().unwrap(), "GET /healthz HTTP/1.1\r\n");
    }

    #[test]
    fn a_demo_that_ends_early_is_an_error() {
        let mut child = program(Path::new("."), "sh").args(["-c", "echo hello"]).stdout(Stdio::piped()).spawn().unwrap();
        assert!(ready_address(&mut child).unwrap_err().to_string().contains("ended before"));
        child.wait().unwrap();
    }
}
