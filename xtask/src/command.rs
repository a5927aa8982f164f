//! Running other programs: always from the workspace's root, always with a sentence when they fail.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

/// The cargo that started xtask, so that a toolchain chosen by `cargo +name` stays chosen.
pub fn cargo(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = program(root, cargo);
    // cargo sets these for xtask itself; a cargo started from here must not take xtask's package for its own.
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" || name == "CARGO_MANIFEST_PATH" {
            command.env_remove(name);
        }
    }
    command
}

pub fn program(root: &Path, name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root).stdin(Stdio::null());
    command
}

/// Where cargo builds, and where everything that may be thrown away goes.
pub fn target(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    }
}

/// Runs the command with its output where xtask's own goes.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} could not be started", spelled(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", spelled(command));
    }
    Ok(())
}

/// Runs the command and hands back what it wrote to standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("{} could not be started", spelled(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", spelled(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} wrote something that is not UTF-8", spelled(command)))
}

/// A command's outcome together with the lines that were worth keeping: a test runner's last word is repeated at the
/// very end of `ci`, where people and machines look for it, and it is needed most when the run failed.
pub struct Kept {
    pub lines: Vec<String>,
    pub outcome: Result<()>,
}

/// Runs the command, passes its output on line by line, and keeps the lines that `keep` chooses.
pub fn run_keeping(command: &mut Command, keep: fn(&str) -> bool) -> Kept {
    let kept = Mutex::new(Vec::new());
    let outcome = (|| {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} could not be started", spelled(command)))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            if let Some(from) = stdout {
                scope.spawn(|| pass_on(from, std::io::stdout(), keep, &kept));
            }
            if let Some(from) = stderr {
                scope.spawn(|| pass_on(from, std::io::stderr(), keep, &kept));
            }
        });
        let status = child.wait()?;
        if !status.success() {
            bail!("{} failed ({status})", spelled(command));
        }
        Ok(())
    })();
    let lines = kept.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    Kept { lines, outcome }
}

fn pass_on(from: impl Read, mut to: impl Write, keep: fn(&str) -> bool, kept: &Mutex<Vec<String>>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    // Ends at the end of the output; a child whose output cannot be read has closed it.
    while matches!(from.read_until(b'\n', &mut line), Ok(read) if read > 0) {
        // Somebody who closed our output no longer wants to read; the child's outcome still counts.
        let _ = to.write_all(&line);
        let text = String::from_utf8_lossy(&line);
        if keep(text.trim()) {
            kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(text.trim().to_owned());
        }
        line.clear();
    }
}

/// The command as one would type it.
pub fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(text: &str) -> Command {
        let mut command = program(Path::new("."), "sh");
        command.args(["-c", text]);
        command
    }

    #[test]
    fn a_runners_last_word_is_kept_from_either_stream_even_when_it_fails() {
        let kept = run_keeping(&mut shell("echo noise; echo '3 passed, 1 failed' >&2; exit 1"), |line| line.contains("passed"));
        assert_eq!(kept.lines, ["3 passed, 1 failed"]);
        assert!(kept.outcome.is_err());
    }

    #[test]
    fn a_failure_names_the_command_as_one_would_type_it() {
        let error = run(&mut shell("exit 7")).unwrap_err().to_string();
        assert!(error.starts_with("sh -c exit 7 failed"), "{error}");
    }
}
