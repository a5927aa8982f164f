//! Starts, stops, and the command line. No rule of any kind lives here: every command calls a deed, or an estimator.

mod base32;
mod check_config;
mod demo;
mod desk;
mod evaluate;
mod import;
mod init;
mod mail;
mod rounds;
mod serve;
mod verify;

use std::process::ExitCode;

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
    /// Imports incidents from open data or a table, or takes an import back.
    Import(import::Import),
    /// Did it help? Plans, power, and what may be said: on tables of counts, or on a compartment's own.
    Evaluate(evaluate::Evaluate),
    /// Says everything that is wrong or missing in a site's folder, and changes nothing.
    CheckConfig(check_config::CheckConfig),
    /// Sends one message, to see that a site's mail server takes it.
    Mail(mail::Mail),
    /// Recomputes every log of a site, without a server, and says where one does not fit.
    Verify(verify::Verify),
}

/// How a command ends: as it should, or with everything that is missing said. A failure on the way is an error.
pub enum Ending {
    /// Done.
    Done,
    /// Refused because something is missing or wrong in the site: exit code 2.
    Refused,
}

fn main() -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,vapenvila=info".into()))
        .init();
    let line = CommandLine::parse();
    let ending = tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        match line.command {
            Command::Demo(demo) => demo.run().await.map(|()| Ending::Done),
            Command::Init(init) => init.run().await.map(|()| Ending::Done),
            Command::Serve(serve) => serve.run().await,
            Command::Import(import) => import.run().await.map(|()| Ending::Done),
            Command::Evaluate(evaluate) => evaluate.run().await.map(|()| Ending::Done),
            Command::CheckConfig(check) => check.run().await,
            Command::Mail(mail) => mail.run().await,
            Command::Verify(verify) => verify.run().await.map(|()| Ending::Done),
        }
    })?;
    Ok(match ending {
        Ending::Done => ExitCode::SUCCESS,
        Ending::Refused => ExitCode::from(2),
    })
}
