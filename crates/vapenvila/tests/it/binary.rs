//! Runs the binary: commands that end, and servers that are stopped whatever the test does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The binary with arguments, to its end.
pub fn vapenvila(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vapenvila")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// The binary with arguments and something to read, to its end.
pub fn vapenvila_told(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vapenvila"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that ends without reading has closed the pipe; what it says tells why.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a command said, on both streams.
pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Makes a site with two authorities; gives what it printed.
pub fn init(folder: &Path, mode: &str) -> String {
    let output = vapenvila(&[
        "init",
        "--folder",
        text(folder),
        "--site",
        "Nordhamn",
        "--mode",
        mode,
        "--authority",
        "polisen:POL:Polisen Nordhamn:Nordhamn Police",
        "--authority",
        "kommunen:MUN:Nordhamns kommun:Nordhamn Municipality",
    ]);
    assert!(output.status.success(), "{}", words(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A server that is up. Dropping it stops it.
pub struct Served {
    child: Child,
    /// Where it answers, without the scheme.
    pub address: String,
    /// What it printed up to its ready line and the accounts after it.
    pub lines: Vec<String>,
}

impl Served {
    /// Starts a command that serves, and waits for its ready line.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_vapenvila")), arguments)
    }

    /// The same, by a command to whose arguments these are added.
    pub fn start_by(mut command: Command, arguments: &[&str]) -> Self {
        let mut child = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = Vec::new();
        let mut address = None;
        let last = if arguments.contains(&"demo") { "The sign-in page" } else { "VAPENVILA_READY" };
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(origin) = line.strip_prefix("VAPENVILA_READY http://") {
                address = Some(origin.to_owned());
            }
            let is_last = line.starts_with(last);
            lines.push(line);
            if is_last {
                break;
            }
        }
        let address = address.unwrap_or_else(|| panic!("it never was ready: {lines:?}"));
        Self { child, address, lines }
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The whole answer to a GET.
    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
