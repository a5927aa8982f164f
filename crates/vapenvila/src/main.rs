//! Starts, stops, and the command line. No rule of any kind lives here: every command calls a deed.

mod demo;
mod init;
mod rounds;
mod serve;

use clap::{Parser, Subcommand};

/// Vapenvila: the working tool of a Group Violence Intervention.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds Nordhamn, an invented city, and serves it on this machine only.
    Demo(demo::Demo),
    /// Makes an empty site, in practice or production mode.
    Init(init::Init),
    /// Serves a site that was made with `init`.
    Serve(serve::Serve),
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,vapenvila=info".into()))
        .init();
    let line = CommandLine::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        match line.command {
            Command::Demo(demo) => demo.run().await,
            Command::Init(init) => init.run().await,
            Command::Serve(serve) => serve.run().await,
        }
    })
}
