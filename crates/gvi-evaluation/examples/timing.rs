//! How long does each estimator take, how much memory, and how does it grow? Processor time, the median of several runs.
//!
//! - `cargo run --release -p gvi-evaluation --example timing -- [DATA]`: every estimator in a process of its own, once with one
//!   thread and once with all. With a folder that holds `derived_monthly` and `classic`, the event times and the minimum-wage panel
//!   are timed too.
//! - `… -- growth`: how cost grows with months, donors, groups, draws and rounds.
//! - `… -- one NAME [DATA]`: one estimator in this process, as a line of JSON; `RAYON_NUM_THREADS` says how many threads.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

#[path = "timing/clock.rs"]
mod clock;
#[path = "timing/growth.rs"]
mod growth;
#[path = "validation/minimum_wage.rs"]
mod minimum_wage;
#[path = "timing/tasks.rs"]
mod tasks;

use std::path::Path;
use std::process::Command;

use tasks::{TASKS, Task};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["growth"] => growth::growth(),
        ["one", name] => one(name, None),
        ["one", name, folder] => one(name, Some(folder)),
        [] => table(None),
        [folder] => table(Some(folder)),
        _ => panic!("give nothing, a folder of data, `growth`, or `one` with a name"),
    }
}

fn one(name: &str, folder: Option<&str>) {
    let task = TASKS.iter().find(|task| task.name == name).unwrap_or_else(|| panic!("nothing is called {name}"));
    let cost = clock::cost((task.prepare)(Path::new(folder.unwrap_or_default())));
    println!("{}", serde_json::json!({ "name": name, "cpu_ms": cost.cpu_ms, "wall_ms": cost.wall_ms, "peak_mb": clock::peak_mb() }));
}

/// What a process of its own said: processor time, time on the wall, peak memory.
struct Said {
    cpu_ms: f64,
    wall_ms: f64,
    peak_mb: f64,
}

/// A process of its own for each task, because the peak of memory is that of a process.
fn ask(task: &Task, folder: Option<&str>, threads: Option<usize>) -> Said {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["one", task.name]).args(folder);
    match threads {
        Some(threads) => command.env("RAYON_NUM_THREADS", threads.to_string()),
        None => command.env_remove("RAYON_NUM_THREADS"),
    };
    let output = command.output().expect("this program runs");
    assert!(output.status.success(), "{}: {}", task.name, String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a line of JSON");
    let number = |key: &str| support::number(&said[key]);
    Said { cpu_ms: number("cpu_ms"), wall_ms: number("wall_ms"), peak_mb: number("peak_mb") }
}

fn table(folder: Option<&str>) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("| estimator | aim ms | one thread: CPU ms | MB | {threads} threads: CPU ms | on the wall ms | MB | |");
    println!("|---|---:|---:|---:|---:|---:|---:|---|");
    for task in TASKS.iter().filter(|task| folder.is_some() || !task.further) {
        let (single, all) = (ask(task, folder, Some(1)), ask(task, folder, None));
        let verdict = if single.cpu_ms <= task.aim_ms { "met" } else { "**missed**" };
        println!(
            "| {} | {:.1} | {:.3} | {:.1} | {:.3} | {:.3} | {:.1} | {verdict} |",
            task.what, task.aim_ms, single.cpu_ms, single.peak_mb, all.cpu_ms, all.wall_ms, all.peak_mb
        );
    }
}
