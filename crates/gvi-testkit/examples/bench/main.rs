//! The measures of speed, on one large invented compartment: `cargo xtask bench [--quick] [--persons N] …`.
//!
//! Fills a police compartment, serves it over loopback HTTP from a process of its own, and measures each page at 1, 4 and 8 users
//! for the most restricted role that may see it, with the log entry durable before the answer. Beside it stands the same page
//! bare: the same rows by the same SQL, without session, permit, lens and log, in the same run on the same machine, so that the
//! price of safety is a ratio. Nothing here asserts a time.

mod bare;
mod client;
mod fill;
mod measure;
mod server;

use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;

/// Sizes of the compartment and what to measure.
#[derive(Parser, Clone)]
pub struct Sizes {
    /// Persons in the compartment.
    #[arg(long, default_value_t = 100_000)]
    pub persons: u64,
    /// Groups.
    #[arg(long, default_value_t = 5_000)]
    pub groups: u64,
    /// Incidents.
    #[arg(long, default_value_t = 200_000)]
    pub incidents: u64,
    /// Entries in the log.
    #[arg(long, default_value_t = 10_000_000)]
    pub entries: u64,
    /// Requests of each kind by each user.
    #[arg(long, default_value_t = 200)]
    pub requests: usize,
    /// A hundredth of everything: shows that the bench runs, not how fast the house is.
    #[arg(long)]
    pub quick: bool,
    /// Also measure 1,000 and 10,000 persons, to see how cost grows.
    #[arg(long)]
    pub growth: bool,
    /// Serve this folder and nothing else: how the bench starts its own server.
    #[arg(long, hide = true)]
    pub serve: Option<PathBuf>,
}

fn main() {
    let mut sizes = Sizes::parse();
    if sizes.quick {
        (sizes.persons, sizes.groups, sizes.incidents, sizes.entries, sizes.requests) =
            (sizes.persons / 100, sizes.groups / 100, sizes.incidents / 100, sizes.entries / 100, 20);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if let Some(folder) = sizes.serve {
        runtime.block_on(server::serve(&folder));
        return;
    }
    runtime.block_on(async {
        println!(
            "| persons | groups | incidents | log entries | page | users | p50 ms | p95 ms | p99 ms | bare p50 ms | price of safety |"
        );
        println!("|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|");
        if sizes.growth {
            for persons in [1_000, 10_000] {
                let share = |whole: u64| (whole * persons / sizes.persons).max(20);
                let small = Sizes {
                    persons,
                    groups: share(sizes.groups),
                    incidents: share(sizes.incidents),
                    entries: share(sizes.entries),
                    ..sizes.clone()
                };
                one(&small).await;
            }
        }
        one(&sizes).await;
    });
}

async fn one(sizes: &Sizes) {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let begun = Instant::now();
    let filled = fill::fill(&site, sizes).await;
    eprintln!("filled in {:.0} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let server = server::Server::start(&site).await;
    eprintln!("opened and answering after {:.2} s", begun.elapsed().as_secs_f64());
    measure::all(&server, &filled, sizes, &site).await;
    eprintln!("peak memory of the server: {:.0} MB", server.peak_megabytes());
    server.stop();
}
