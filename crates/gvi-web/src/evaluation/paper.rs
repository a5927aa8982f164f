//! A reading as a paper, in two forms: one HTML file that needs nothing else, and a tagged PDF.
//!
//! Both are made from the same view and say the same words in the same order, which a test holds. Only the order is written here; no figure is
//! computed and none is left out.

use askama::Template;
use gvi_app::evaluation::reading::Reading;
use gvi_print::{
    Block, Drawing, Fact as PrintedFact, Head, Language, Level, Line, List, ListKind, Paper, Piece, Sheet, Stamp, Table, Words,
};
use jiff::Zoned;

use super::figures::Figure;
use super::reading::{DoseRow, Fact, ReadingView};
use super::research::{DetailsView, RegressionView, ResearchView, Rows};
use super::shocks::ShockLine;
use crate::charts::on_paper;
use crate::markup::Markup;
use crate::text::{Lang, Tr};

/// The style of the house and of its papers, for a file that stands alone.
const STYLE: &str = concat!(include_str!("../../assets/app.css"), include_str!("../../assets/report.css"));

/// What a paper is made from.
#[derive(Debug, Clone)]
pub struct ReadingPaper<'a> {
    /// The language.
    pub tr: Tr,
    /// The reading.
    pub reading: &'a Reading,
    /// What was done in each year since the start.
    pub dose: &'a [DoseRow],
    /// What the reading rests on, for researchers; none where it was not asked for.
    pub research: Option<ResearchView>,
    /// What the paper is made for; none where nobody is signed in.
    pub purpose: Option<String>,
    /// Who makes it; none where nobody is signed in.
    pub user: Option<String>,
    /// When it is made.
    pub at: Zoned,
}

#[derive(Template)]
#[template(path = "evaluation/report.html")]
struct Report {
    lang: Lang,
    tr: Tr,
    reading: ReadingView,
    research: Option<ResearchView>,
    about: &'static str,
    stamp: Vec<Fact>,
    style: Markup,
}

impl ReadingPaper<'_> {
    fn language(&self) -> Language {
        match self.tr.lang() {
            Lang::Sv => Language::Swedish,
            Lang::En => Language::English,
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            marking: self.tr.t("reading-marking").into(),
            purpose: self.purpose.as_ref().map(Line::from),
            user: self.user.as_ref().map(Line::from),
            at: self.at.clone(),
        }
    }

    fn view(&self) -> (ReadingView, Option<ResearchView>) {
        (ReadingView::new(self.tr, self.reading, self.dose).on_paper(), self.research.clone().map(ResearchView::on_paper))
    }

    /// One HTML file that needs nothing else: for a steering group, for the archive, to be printed.
    #[must_use]
    pub fn html(&self) -> String {
        let (language, stamp) = (self.language(), self.stamp());
        let (reading, research) = self.view();
        let fact = |fact: PrintedFact| Fact { name: fact.name.as_str().to_owned(), text: fact.words.text() };
        let page = Report {
            lang: self.tr.lang(),
            tr: self.tr,
            reading,
            research,
            about: language.about(),
            stamp: stamp.facts(language).into_iter().map(fact).collect(),
            style: Markup::written_here(format!("{STYLE}{}", stamp.page_style(language))),
        };
        // Cannot fail: the template reads its own fields and writes to a text.
        page.render().expect("a report is written")
    }

    /// The same as a value that can be printed as PDF.
    #[must_use]
    pub fn printed(&self) -> Paper {
        let (reading, research) = self.view();
        let mut blocks = steering_group(self.tr, &reading);
        blocks.push(Block::PageBreak);
        blocks.extend(researchers(self.tr, &reading));
        if let Some(research) = &research {
            blocks.push(Block::PageBreak);
            blocks.extend(rests_on(self.tr, research));
        }
        Paper {
            title: format!("{} {}", self.tr.t("reading-report"), reading.city).into(),
            lead: reading.outcome.as_str().into(),
            language: self.language(),
            sheet: Sheet::A4,
            stamp: self.stamp(),
            blocks,
        }
    }
}

fn one(tr: Tr, key: &str) -> Block {
    Block::heading(Level::One, tr.t(key))
}

fn two(tr: Tr, key: &str) -> Block {
    Block::heading(Level::Two, tr.t(key))
}

fn three(tr: Tr, key: &str) -> Block {
    Block::heading(Level::Three, tr.t(key))
}

fn said(tr: Tr, key: &str) -> Block {
    Block::paragraph(tr.t(key))
}

/// A line with a second one below it.
fn above_below(above: Piece, below: &str) -> Words {
    if below.is_empty() { Words::new(vec![above]) } else { Words::new(vec![above, Piece::Plain(format!("\n{below}").into())]) }
}

fn plain(text: impl Into<Line>) -> Piece {
    Piece::Plain(text.into())
}

fn facts(facts: &[Fact]) -> Block {
    // A hash among them stands in letters of one width, so that it fits on a line and is copied whole.
    let is_hash = |text: &str| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = |text: &String| if is_hash(text) { Words::code(text) } else { Words::from(text) };
    Block::Facts { facts: facts.iter().map(|fact| PrintedFact::new(&fact.name, words(&fact.text))).collect() }
}

fn codes(facts: &[Fact]) -> Block {
    Block::Facts { facts: facts.iter().map(|fact| PrintedFact::new(&fact.name, Words::code(&fact.text))).collect() }
}

/// A table whose cells beside the first hold numbers.
fn numbers(caption: &str, heads: &[String], rows: &[Vec<String>]) -> Block {
    let head = |(at, text): (usize, &String)| if at == 0 { Head::words(text) } else { Head::number(text) };
    let rows = rows.iter().map(|row| row.iter().map(Words::from).collect()).collect();
    Block::Table(Table { caption: caption.into(), heads: heads.iter().enumerate().map(head).collect(), rows })
}

fn table(rows: &Rows) -> Block {
    // Where the heading above says the same, the table says it no second time.
    numbers(if rows.is_headed { "" } else { &rows.caption }, &rows.heads, &rows.rows)
}

fn figure(figure: &Figure) -> Vec<Block> {
    let alt = if figure.note.is_empty() { &figure.title } else { &figure.note };
    let drawing = Drawing { svg: on_paper(figure.drawing()), alt: alt.into(), caption: (&figure.title).into(), is_wide: false };
    let mut blocks = vec![Block::Drawing(drawing)];
    if !figure.note.is_empty() {
        blocks.push(Block::paragraph(&figure.note));
    }
    blocks.push(numbers(&figure.title, &figure.heads, &figure.rows));
    blocks
}

/// What the steering group reads: the sentence, what happened, what could have been seen.
fn steering_group(tr: Tr, reading: &ReadingView) -> Vec<Block> {
    let mut state = vec![Piece::Strong(reading.state.as_str().into())];
    state.extend(reading.preliminary.iter().map(|preliminary| plain(format!("\n{preliminary}"))));
    let about = above_below(plain(format!("{}: {}", reading.city, reading.outcome)), &reading.definition);
    let mut blocks = vec![
        one(tr, "reading-verdict"),
        Block::Sentence { words: (&reading.sentence).into() },
        Block::Facts {
            facts: vec![
                PrintedFact::new(tr.t("reading-state"), Words::new(state)),
                PrintedFact { name: tr.t("reading-about").into(), words: about },
                PrintedFact::new(tr.t("public-counts-to"), &reading.counted_to),
                PrintedFact::new(tr.t("reading-next-name"), &reading.next_reading),
            ],
        },
    ];
    if !reading.refusals.is_empty() {
        blocks.push(two(tr, "reading-refusals"));
        let heads = vec![
            Head::words(tr.t("reading-refused-what")),
            Head::number(tr.t("reading-measured")),
            Head::number(tr.t("reading-limit")),
            Head::words(tr.t("reading-what-to-do")),
        ];
        let row = |line: &super::reading::RefusalLine| {
            vec![(&line.what).into(), (&line.measured).into(), (&line.limit).into(), (&line.what_to_do).into()]
        };
        blocks.push(Block::Table(Table { caption: Line::default(), heads, rows: reading.refusals.iter().map(row).collect() }));
    }
    blocks.push(one(tr, "reading-happened"));
    blocks.extend(figure(&reading.sums));
    blocks.push(two(tr, "reading-by-itself"));
    blocks.extend(reading.by_itself.iter().map(Block::paragraph));
    blocks.extend(shocks(tr, reading));
    match &reading.years {
        Some(years) => blocks.extend(figure(years)),
        None => blocks.push(said(tr, "reading-no-years")),
    }
    blocks.push(one(tr, "reading-could"));
    blocks.extend(reading.visible.iter().map(Block::paragraph));
    blocks.extend(reading.sight.iter().flat_map(figure));
    if let Some(together) = &reading.staggered {
        blocks.push(one(tr, "reading-together"));
        blocks.push(Block::Paragraph { words: Words::strong(tr.t("reading-together-beside")) });
        blocks.extend(together.sentences.iter().map(Block::paragraph));
        blocks.extend(together.figure.iter().flat_map(figure));
    }
    blocks
}

/// What everybody knows to have happened, by the letters that the drawings have.
fn shocks(tr: Tr, reading: &ReadingView) -> Vec<Block> {
    if reading.shocks.is_empty() {
        return Vec::new();
    }
    let told = |shock: &ShockLine| {
        let mut words = vec![plain(format!("{}, {}. {}", shock.months, shock.reach, shock.source))];
        if !shock.near.is_empty() {
            words.extend([plain("\n"), Piece::Strong(shock.near.as_str().into())]);
        }
        PrintedFact::new(format!("{}: {}", shock.letter, shock.name), Words::new(words))
    };
    vec![two(tr, "reading-shocks"), said(tr, "reading-shocks-note"), Block::Facts { facts: reading.shocks.iter().map(told).collect() }]
}

/// What researchers read first: outcomes, conditions, the other cities, the plan.
fn researchers(tr: Tr, reading: &ReadingView) -> Vec<Block> {
    let mut blocks = vec![one(tr, "reading-research"), two(tr, "reading-outcomes"), said(tr, "reading-outcomes-note")];
    let heads = vec![
        Head::words(tr.t("reading-outcome")),
        Head::words(tr.t("reading-role")),
        Head::number(tr.t("reading-ratio-interval")),
        Head::number("p"),
    ];
    let row = |line: &super::reading::OutcomeRow| {
        vec![
            above_below(plain(&line.name), &line.definition),
            (&line.role).into(),
            above_below(plain(&line.ratio), &line.why_not),
            (&line.p).into(),
        ]
    };
    blocks.push(Block::Table(Table { caption: Line::default(), heads, rows: reading.outcomes.iter().map(row).collect() }));
    blocks.extend(reading.forest.iter().flat_map(figure));
    if !reading.conditions.is_empty() {
        blocks.push(two(tr, "reading-conditions"));
        let heads = vec![
            Head::words(tr.t("reading-condition")),
            Head::words(tr.t("reading-holds-head")),
            Head::number(tr.t("reading-measured")),
            Head::number(tr.t("reading-limit")),
        ];
        let row = |line: &super::reading::ConditionLine| {
            vec![(&line.name).into(), (&line.holds_text).into(), (&line.measured).into(), (&line.limit).into()]
        };
        blocks.push(Block::Table(Table { caption: Line::default(), heads, rows: reading.conditions.iter().map(row).collect() }));
    }
    if let Some(cloud) = &reading.cloud {
        blocks.push(two(tr, "reading-others"));
        blocks.extend(reading.rank.iter().map(Block::paragraph));
        blocks.extend(figure(cloud));
        blocks.extend(reading.gaps.iter().flat_map(figure));
        if !reading.weights.is_empty() {
            blocks.push(three(tr, "reading-weights"));
            blocks.push(facts(&reading.weights));
        }
        if !reading.assumptions.is_empty() {
            blocks.push(three(tr, "reading-assumptions"));
            blocks.push(Block::List(List { kind: ListKind::Plain, items: reading.assumptions.iter().map(Words::from).collect() }));
        }
    }
    blocks.push(two(tr, "reading-plan"));
    blocks.push(facts(&reading.plan));
    blocks.push(three(tr, "reading-provenance"));
    blocks.push(said(tr, "reading-provenance-note"));
    blocks.push(codes(&reading.provenance));
    blocks
}

/// What researchers ask beside it.
fn rests_on(tr: Tr, research: &ResearchView) -> Vec<Block> {
    let mut blocks = vec![one(tr, "research-title")];
    match &research.details {
        None => blocks.push(said(tr, "research-no-details")),
        Some(found) => blocks.extend(details(tr, found)),
    }
    blocks.push(two(tr, "research-vintages"));
    blocks.push(said(tr, "research-vintages-note"));
    if research.vintages.is_empty() {
        blocks.push(said(tr, "research-vintages-none"));
    }
    for found in &research.vintages {
        blocks.push(table(&found.rows));
        blocks.extend(found.left_out.iter().map(Block::paragraph));
    }
    blocks
}

fn details(tr: Tr, found: &DetailsView) -> Vec<Block> {
    let mut blocks = vec![two(tr, "research-methods"), said(tr, "research-methods-note"), table(&found.methods)];
    blocks.extend([two(tr, "research-leave-one-out"), Block::paragraph(&found.rests_on), said(tr, "research-rule")]);
    blocks.extend(figure(&found.left_out));
    blocks.extend([two(tr, "research-earlier"), Block::paragraph(&found.earlier), said(tr, "research-earlier-note")]);
    blocks.extend(found.earlier_starts.iter().map(table));
    blocks.push(two(tr, "research-regression"));
    blocks.push(Block::Paragraph { words: Words::strong(tr.t("research-regression-warning")) });
    blocks.push(said(tr, "research-regression-note"));
    blocks.extend(regression(tr, &found.regression));
    blocks
}

fn regression(tr: Tr, found: &RegressionView) -> Vec<Block> {
    let mut blocks: Vec<Block> = found.notices.iter().map(Block::paragraph).collect();
    let limit = tr.t("reading-limit");
    let refused = |line: &super::reading::RefusalLine| {
        Block::paragraph(format!("{}: {} ({limit} {}). {}", line.what, line.measured, line.limit, line.what_to_do))
    };
    blocks.extend(found.refusals.iter().map(refused));
    blocks.extend(found.terms.iter().chain(&found.years).map(table));
    if !found.facts.is_empty() {
        blocks.push(facts(&found.facts));
    }
    blocks
}
