//! A reading as a paper, and a reading made again.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use gvi_app::evaluation::reading;
use gvi_web::evaluation::paper::ReadingPaper;
use gvi_web::evaluation::reading::DoseRow;
use gvi_web::evaluation::research::ResearchView;
use gvi_web::text::{Lang, Tr};
use serde_json::Value;

use super::input::Input;

/// The language of a paper.
#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// What the paper is made from, and where it goes.
#[derive(Args)]
pub struct Report {
    #[command(flatten)]
    input: Input,
    /// What was done in each year since the start, as NAME=4,3,2; once for each.
    #[arg(long, value_name = "NAME=N,N,..")]
    dose: Vec<String>,
    /// The language.
    #[arg(long, value_enum, default_value = "sv")]
    language: Language,
    /// The file: a PDF where its name ends so, and a web page otherwise. A file that is there already is kept, unless --force.
    #[arg(long)]
    out: PathBuf,
    /// What researchers ask beside it: every method, one city less, earlier starts, the regression. Takes longer.
    #[arg(long)]
    details: bool,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
    /// The seed of everything that is drawn.
    #[arg(long, default_value_t = reading::SEED)]
    seed: u64,
}

/// A saved reading and what it was made from.
#[derive(Args)]
pub struct Verify {
    /// The file that `run --save` wrote.
    saved: PathBuf,
    #[command(flatten)]
    input: Input,
}

impl Report {
    /// Writes the paper.
    pub async fn run(self) -> anyhow::Result<()> {
        let mut dose = self.dose.iter().map(|text| dose_row(text)).collect::<anyhow::Result<Vec<_>>>()?;
        let given = self.input.given().await?;
        if dose.is_empty() {
            dose.extend(given.dose.iter().map(|(name, by_year)| DoseRow { name: name.clone(), by_year: by_year.clone() }));
        }
        let found = given.read(self.seed)?;
        let language = match self.language {
            Language::Sv => Lang::Sv,
            Language::En => Lang::En,
        };
        let tr = Tr::new(language);
        let at = jiff::Zoned::now();
        // The files do not say when their tables were known, so there are no earlier ones to tell of.
        let (found, research) = if self.details {
            let research = given.research(found, self.seed)?;
            let view = ResearchView::new(tr, &research, at.time_zone());
            (research.reading, Some(view))
        } else {
            (found, None)
        };
        let paper = ReadingPaper { tr, reading: &found, dose: &dose, research, purpose: None, user: None, at };
        let is_pdf = self.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        let bytes =
            if is_pdf { gvi_print::pdf(&paper.printed()).context("the paper could not be printed")? } else { paper.html().into_bytes() };
        save(&self.out, &bytes, self.force)?;
        println!("Written to {}.", self.out.display());
        Ok(())
    }
}

impl Verify {
    /// Reads again and compares, byte by byte.
    pub async fn run(self) -> anyhow::Result<()> {
        let shown = self.saved.display();
        let saved = std::fs::read_to_string(&self.saved).with_context(|| format!("cannot read {shown}"))?;
        let was: Value = serde_json::from_str(&saved).with_context(|| format!("{shown}: it is no saved reading"))?;
        if was["format"] != gvi_app::evaluation::record::FORMAT {
            bail!("{shown}: it is no saved reading of this kind; run --save writes one");
        }
        let seed = was["seed"].as_u64().with_context(|| format!("{shown}: it has no seed"))?;
        let given = self.input.given().await?;
        let again = given.record(&given.read(seed)?, seed);
        if again == saved {
            println!("Bit-identical: the same plan and counts give the same reading, {} bytes.", saved.len());
            return Ok(());
        }
        let is: Value = serde_json::from_str(&again).context("the new reading could not be read")?;
        if was["input"] != is["input"] {
            bail!("{shown}: plan, seal or counts are not those it was made from; give the files as they were");
        }
        if was["version"] != is["version"] {
            bail!("{shown}: the same input gave another reading; it was made by version {} and this is {}", was["version"], is["version"]);
        }
        bail!("{shown}: the same input gave another reading; the file was changed, or this machine computes differently");
    }
}

/// Writes a file that is not there yet, or over it when that is wanted.
pub fn save(path: &Path, bytes: &[u8], force: bool) -> anyhow::Result<()> {
    let file = if force { File::create(path) } else { OpenOptions::new().write(true).create_new(true).open(path) };
    let mut file = match file {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} is there already; choose another name, or say --force", path.display())
        }
        Err(error) => return Err(error).with_context(|| format!("{} could not be written", path.display())),
    };
    file.write_all(bytes).with_context(|| format!("{} could not be written", path.display()))
}

fn dose_row(text: &str) -> anyhow::Result<DoseRow> {
    let (name, values) = text.split_once('=').with_context(|| format!("--dose {text:?}: write NAME=4,3,2"))?;
    let by_year = values
        .split(',')
        .map(|value| value.trim().parse().with_context(|| format!("--dose {text:?}: {value:?} is not a whole number")))
        .collect::<anyhow::Result<_>>()?;
    Ok(DoseRow { name: name.trim().to_owned(), by_year })
}
