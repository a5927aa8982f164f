//! Importing open data and tables from the command line. The rules of reading stand in gvi-papers, those of keeping in gvi-app; here
//! stand the bar, the questions and the last word.
//!
//! Whoever imports signs in as anybody else does, with password and code: the log must not say that somebody did what another did.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use gvi_app::batches::{self, Imported};
use gvi_app::{Ctx, Door, Mode, Site, sign_in};
use gvi_domain::BatchId;
use gvi_papers::Progress;
use gvi_papers::incident_table::{Mapping, TableLimits, read_table};
use gvi_papers::merge::merge;
use gvi_papers::polisen_events::{FeedEvent, FeedFile, FeedLimits, read_feed};
use gvi_papers::preview::Preview;
use gvi_papers::problem_file::{write_feed_problems, write_row_problems};
use indicatif::{ProgressBar, ProgressStyle};

use crate::serve::now;

/// Imports incidents, or takes an import back.
#[derive(Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The open event feed of the Swedish police, saved to a file.
    PolisenEvents {
        /// The file, in the feed's own JSON shape.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        reading: Reading,
    },
    /// A table of incidents or victims, CSV or XLSX.
    Incidents {
        /// The table.
        file: PathBuf,
        /// What its columns mean.
        #[arg(long)]
        mapping: PathBuf,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        reading: Reading,
    },
    /// Takes a batch back: removes the incidents that nobody has worked on since.
    Undo {
        /// The batch, as the import named it.
        batch: BatchId,
        #[command(flatten)]
        place: Place,
    },
}

/// Where, and as whom. A dry run needs none of it.
#[derive(Args)]
struct Place {
    /// The site's folder.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The authority into whose compartment it goes.
    #[arg(long)]
    authority: Option<String>,
    /// The user name of whoever imports. Password and one-time code are asked for, or read as two lines from the input.
    #[arg(long = "as")]
    user: Option<String>,
    /// Code of the purpose to act for; the first active one when left out.
    #[arg(long)]
    purpose: Option<String>,
}

/// How it is read.
#[derive(Args)]
struct Reading {
    /// Read everything, show what would come in, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write what could not be read into this CSV file.
    #[arg(long)]
    errors: Option<PathBuf>,
}

impl Import {
    /// Does it.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::PolisenEvents { file, place, reading } => feed(&file, &place, &reading).await,
            What::Incidents { file, mapping, place, reading } => table(&file, &mapping, &place, &reading).await,
            What::Undo { batch, place } => undo(batch, &place).await,
        }
    }
}

async fn feed(path: &Path, place: &Place, reading: &Reading) -> anyhow::Result<()> {
    let (file, bytes) = open(path)?;
    let bar = bytes_bar(bytes);
    let read = read_feed(BufReader::new(file), Some(bytes), &FeedLimits::default(), &mut |progress| show(&bar, progress));
    bar.finish_and_clear();
    let read = read.with_context(|| nothing_imported(path))?;
    println!("{}", Preview::of_feed(&read));
    if let Some(errors) = &reading.errors {
        write_feed_problems(&read.problems, create(errors)?)?;
    }
    if reading.dry_run {
        println!("Dry run: nothing was kept.");
        return Ok(());
    }
    let desk = Desk::open(place).await?;
    let events = in_order(read);
    let bar = rows_bar(events.len());
    let imported = batches::import_feed(&desk.ctx, &events, &mut |done, _| bar.set_position(done as u64)).await;
    bar.finish_and_clear();
    desk.close(imported.map(|imported| told(&imported)).map_err(|error| words(&error)).with_context(|| nothing_imported(path))).await
}

/// Earlier versions first: the history of an event that stands several times in the file comes in as it grew. A version that was
/// published at the same moment as the current one cannot be told to be older, and only the current one is taken.
fn in_order(read: FeedFile) -> Vec<FeedEvent> {
    let current: HashMap<i64, _> = read.events.iter().map(|event| (event.id, event.published)).collect();
    let older = read.earlier.into_iter().filter(|event| current.get(&event.id).is_some_and(|published| event.published < *published));
    older.chain(read.events).collect()
}

async fn table(path: &Path, mapping_path: &Path, place: &Place, reading: &Reading) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(mapping_path).with_context(|| format!("cannot read {}", mapping_path.display()))?;
    let mapping = Mapping::parse(&text).with_context(|| mapping_path.display().to_string())?;
    let (file, bytes) = open(path)?;
    let bar = bytes_bar(bytes);
    let limits = TableLimits { not_after: Some(now().timestamp()), ..TableLimits::default() };
    let read = read_table(BufReader::new(file), &mapping, &limits, &mut |progress| show(&bar, progress));
    bar.finish_and_clear();
    let read = read.with_context(|| nothing_imported(path))?;
    let merging = merge(read.rows.clone(), mapping.merge_rule());
    println!("{}", Preview::of_table(&read, &merging));
    if let Some(errors) = &reading.errors {
        write_row_problems(&read.problems, create(errors)?)?;
    }
    if reading.dry_run {
        println!("Dry run: nothing was kept.");
        return Ok(());
    }
    let desk = Desk::open(place).await?;
    let bar = rows_bar(merging.incidents.len());
    let rule = merging.rule;
    let imported = batches::import_table(&desk.ctx, &mapping.name, &merging.incidents, merging.rows, rule.as_ref(), &mut |done, _| {
        bar.set_position(done as u64)
    })
    .await;
    bar.finish_and_clear();
    desk.close(imported.map(|imported| told(&imported)).map_err(|error| words(&error)).with_context(|| nothing_imported(path))).await
}

async fn undo(batch: BatchId, place: &Place) -> anyhow::Result<()> {
    let desk = Desk::open(place).await?;
    let undone = batches::undo(&desk.ctx, batch).await.map_err(|error| words(&error));
    let told = undone.map(|undone| {
        let mut told = format!(
            "Taken back: {} incidents removed, {} as they were before, {} kept because people have worked on them.",
            undone.removed, undone.taken_back, undone.kept
        );
        for (_, code) in &undone.kept_incidents {
            told.push_str(&format!("\nkept {code}"));
        }
        told
    });
    desk.close(told.context("nothing was taken back")).await
}

fn told(imported: &Imported) -> String {
    let tally = &imported.tally;
    let counts = format!("{} added, {} revised, {} unchanged", tally.added, tally.revised, tally.unchanged);
    match imported.batch {
        Some(batch) => format!("Imported as batch {batch}: {counts}."),
        None => format!("Nothing new: {counts}."),
    }
}

fn nothing_imported(path: &Path) -> String {
    format!("{}: nothing was imported", path.display())
}

/// What a refused deed says at the command line.
fn words(error: &gvi_app::AppError) -> anyhow::Error {
    match error {
        gvi_app::AppError::NotFound => anyhow::anyhow!("there is no such thing for this account, or it may not do this"),
        gvi_app::AppError::Faults(faults) => anyhow::anyhow!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
        other => anyhow::anyhow!("{other}"),
    }
}

/// A signed-in worker at the command line.
struct Desk {
    site: Site,
    ctx: Ctx,
    cookie: String,
}

impl Desk {
    async fn open(place: &Place) -> anyhow::Result<Self> {
        let (Some(folder), Some(authority), Some(user)) = (&place.folder, &place.authority, &place.user) else {
            bail!("--folder, --authority and --as say where it goes and who does it; leave them out only with --dry-run");
        };
        let site = Site::open(folder, now()).await?;
        if site.mode() == Mode::Demo {
            bail!(
                "this is a demo: everything in it is invented, and real data stays out of it; make a practice site with `vapenvila init`"
            );
        }
        let (password, code) = ask()?;
        let session = sign_in::sign_in(&site, Door::at(now()), authority, user, &password, &code)
            .await
            .map_err(|_| anyhow::anyhow!("the sign-in failed: name, password or code is wrong, or the account is locked"))?;
        let cookie = session.cookie;
        let resumed = sign_in::resume(&site, Door::at(now()), &cookie).await?;
        let (ctx, _) = resumed.context("the session did not begin")?;
        let purposes = ctx.purposes().await?;
        let chosen = match &place.purpose {
            Some(code) => {
                purposes.iter().find(|purpose| purpose.code == *code).with_context(|| format!("there is no active purpose {code}"))?
            }
            None => purposes.first().context("the authority has no active purpose: add one first")?,
        };
        sign_in::choose_purpose(&ctx, &cookie, chosen.id).await?;
        let resumed = sign_in::resume(&site, Door::at(now()), &cookie).await?;
        let (ctx, _) = resumed.context("the session did not begin")?;
        Ok(Self { site, ctx, cookie })
    }

    /// Signs out, closes the site, and says the last word.
    async fn close(self, told: anyhow::Result<String>) -> anyhow::Result<()> {
        sign_in::sign_out(&self.site, Door::at(now()), &self.cookie).await?;
        self.site.close().await;
        println!("{}", told?);
        Ok(())
    }
}

/// Password and code: asked for at a terminal, without showing the password, else two lines of the input.
fn ask() -> anyhow::Result<(String, String)> {
    let at_terminal = std::io::stdin().is_terminal();
    let line = |prompt: &str, hidden: bool| -> anyhow::Result<String> {
        if at_terminal {
            eprint!("{prompt}: ");
            std::io::stderr().flush()?;
        }
        let hide = at_terminal && hidden;
        if hide {
            echo(false);
        }
        let mut typed = String::new();
        let read = std::io::stdin().read_line(&mut typed);
        if hide {
            echo(true);
            eprintln!();
        }
        read?;
        Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
    };
    Ok((line("Password", true)?, line("One-time code", false)?))
}

/// Turns the terminal's echo on or off. If `stty` is not there, the password shows: better than not being able to sign in.
fn echo(on: bool) {
    let _ = std::process::Command::new("stty").arg(if on { "echo" } else { "-echo" }).status();
}

fn open(path: &Path) -> anyhow::Result<(File, u64)> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let bytes = file.metadata().map(|about| about.len()).unwrap_or(0);
    Ok((file, bytes))
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

fn bytes_bar(bytes: u64) -> ProgressBar {
    bar(bytes, "reading  {bar:40} {bytes}/{total_bytes}")
}

fn rows_bar(rows: usize) -> ProgressBar {
    bar(rows as u64, "importing {bar:40} {pos}/{len} {eta}")
}

fn bar(length: u64, template: &str) -> ProgressBar {
    // Cannot fail: the templates stand above.
    ProgressBar::new(length).with_style(ProgressStyle::with_template(template).expect("a template of this file"))
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_position(progress.done);
}
