//! Importing open data and tables from the command line. The rules of reading stand in gvi-papers, those of keeping in gvi-app; here
//! stand the bar, the questions and the last word.
//!
//! Whoever imports signs in as anybody else does, with password and code: the log must not say that somebody did what another did.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use gvi_app::batches::{self, Imported};
use gvi_domain::BatchId;
use gvi_papers::Progress;
use gvi_papers::incident_table::{Mapping, TableLimits, read_table};
use gvi_papers::merge::merge;
use gvi_papers::polisen_events::{FeedEvent, FeedFile, FeedLimits, read_feed};
use gvi_papers::preview::Preview;
use gvi_papers::problem_file::{write_feed_problems, write_row_problems};
use indicatif::{ProgressBar, ProgressStyle};

use crate::desk::{Deeds, Desk, Place, words};
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
    let desk = Desk::open(place, Deeds::Changing).await?;
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
    let desk = Desk::open(place, Deeds::Changing).await?;
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
    let desk = Desk::open(place, Deeds::Changing).await?;
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
