//! What a run costs: processor time of all threads of this process, time on the wall, and the peak of its memory.
//!
//! Processor time is what is compared, because other work on the machine hardly moves it. Linux only: it is read from `/proc`.

use std::time::Instant;

/// What one run costs, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub cpu_ms: f64,
    pub wall_ms: f64,
}

/// One batch lasts at least so long: the kernel adds up a running thread's time only every few milliseconds.
const BATCH_MS: f64 = 120.0;
const BATCHES: usize = 5;
/// Longer runs are done once: their own length is batch enough.
const LONG_MS: f64 = 2000.0;

/// The median over batches of the mean cost of a run.
pub fn cost(mut run: impl FnMut()) -> Cost {
    let mut batch = |runs: usize| {
        let (wall, cpu) = (Instant::now(), cpu_ms());
        for _ in 0..runs {
            run();
        }
        let each = |total: f64| total / runs as f64;
        Cost { cpu_ms: each(cpu_ms() - cpu), wall_ms: each(wall.elapsed().as_secs_f64() * 1e3) }
    };
    let first = batch(1);
    if first.wall_ms >= LONG_MS {
        return first;
    }
    // The first run also fills caches and starts threads, so it only says how long a batch must be.
    let runs = (BATCH_MS / batch(1).wall_ms.max(1e-3)).ceil() as usize;
    let batches: Vec<Cost> = (0..BATCHES).map(|_| batch(runs)).collect();
    let median = |of: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = batches.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[BATCHES / 2]
    };
    Cost { cpu_ms: median(|cost| cost.cpu_ms), wall_ms: median(|cost| cost.wall_ms) }
}

/// The time all threads of this process have been on a processor so far.
fn cpu_ms() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux's list of this process's threads");
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok())
        .filter_map(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .sum::<f64>()
        / 1e6
}

/// The most memory this process has held, in MB.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux's account of this process");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("the peak of memory");
    // Cannot fail: the kernel writes this line as "VmHWM: <number> kB".
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).expect("a number of kB") / 1024.0
}
