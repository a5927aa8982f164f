//! A paper as HTML: one file that needs nothing else, for the screen and for a printer, and for those whose reader does not read PDF.
//!
//! Drawings stand in it as images, so that nothing in a drawing can be run.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::PrintError;
use crate::paper::{Block, Drawing, Fact, List, ListKind, Paper, Stamp, Table};
use crate::text::{Line, Piece, Words};
use crate::words::Language;

const STYLE: &str = include_str!("paper.css");

/// Prints a paper as HTML.
///
/// # Errors
/// As [`crate::pdf`], so that no paper is there in one form and not in the other.
pub fn html(paper: &Paper) -> Result<String, PrintError> {
    paper.check()?;
    let mut page = Page { out: String::with_capacity(16 * 1024), tables: 0, language: paper.language };
    page.write(paper);
    Ok(page.out)
}

struct Page {
    out: String,
    tables: usize,
    language: Language,
}

/// Text for an element or a quoted attribute. The only way of a paper's text into the page.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(sign),
        }
    }
    out
}

fn lines(line: &Line) -> String {
    escaped(line.as_str()).replace('\n', "<br>")
}

fn words(words: &Words) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Plain(line) => lines(line),
        Piece::Strong(line) => format!("<strong>{}</strong>", lines(line)),
        Piece::Typed(line) => format!("<bdi>{}</bdi>", lines(line)),
        Piece::Code(line) => format!("<bdi><code>{}</code></bdi>", lines(line)),
    };
    words.pieces().iter().map(piece).collect()
}

impl Page {
    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        // Cannot fail: writing to a String never does.
        self.out.write_fmt(part).expect("write to string");
    }

    fn write(&mut self, paper: &Paper) {
        let (lang, direction) = (paper.language.code(), paper.language.direction().code());
        let title = lines(&paper.title);
        self.put(format_args!(
            "<!doctype html>\n<html lang=\"{lang}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}{}</style>\n</head>\n\
             <body>\n<main>\n<h1>{title}</h1>\n",
            escaped(paper.title.as_str()),
            paper.stamp.page_style(self.language),
        ));
        if !paper.lead.is_empty() {
            self.put(format_args!("<p class=\"lead\">{}</p>\n", words(&paper.lead)));
        }
        for block in &paper.blocks {
            self.block(block);
        }
        self.out.push_str("</main>\n");
        self.stamp(&paper.stamp);
        self.out.push_str("</body>\n</html>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                let level = u8::from(*level) + 1;
                self.put(format_args!("<h{level}>{}</h{level}>\n", lines(text)));
            }
            Block::Paragraph { words: said } => self.put(format_args!("<p>{}</p>\n", words(said))),
            Block::Sentence { words: said } => self.put(format_args!("<p class=\"sentence\">{}</p>\n", words(said))),
            Block::List(list) => self.list(list),
            Block::Facts { facts } => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Drawing(drawing) => self.drawing(drawing),
            Block::Note { title, words: said } => {
                self.out.push_str("<div class=\"note\">");
                if !title.is_empty() {
                    self.put(format_args!("<p><strong>{}</strong></p>", lines(title)));
                }
                for part in said {
                    self.put(format_args!("<p>{}</p>", words(part)));
                }
                self.out.push_str("</div>\n");
            }
            Block::Signatures { labels } => {
                self.out.push_str("<div class=\"signatures\">");
                for label in labels {
                    self.put(format_args!("<p>{}</p>", lines(label)));
                }
                self.out.push_str("</div>\n");
            }
            Block::Room { label, lines: count } => {
                self.put(format_args!("<div class=\"room\"><p><strong>{}</strong></p>", lines(label)));
                for _ in 0..*count {
                    self.out.push_str("<div class=\"room-line\"></div>");
                }
                self.out.push_str("</div>\n");
            }
            Block::PageBreak => self.out.push_str("<div class=\"break\"></div>\n"),
        }
    }

    fn list(&mut self, list: &List) {
        let (open, close) = match list.kind {
            ListKind::Plain => ("<ul>", "</ul>"),
            ListKind::Numbered => ("<ol>", "</ol>"),
            ListKind::Boxes => ("<ul class=\"boxes\">", "</ul>"),
        };
        self.out.push_str(open);
        for item in &list.items {
            // One element around the words: a box and its words stand side by side.
            self.put(format_args!("<li><span>{}</span></li>", words(item)));
        }
        self.put(format_args!("{close}\n"));
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.out.push_str("<dl>");
        for fact in facts {
            self.put(format_args!("<dt>{}</dt><dd>{}</dd>", lines(&fact.name), words(&fact.words)));
        }
        self.out.push_str("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let at = self.tables;
        let class = |column: usize| if table.heads.get(column).is_some_and(|head| head.is_number) { " class=\"number\"" } else { "" };
        if table.caption.is_empty() {
            self.out.push_str("<div class=\"table-scroll\"><table>");
        } else {
            // A wide table is scrolled with the keyboard too, so its frame can be reached and has a name.
            self.put(format_args!(
                "<div class=\"table-scroll\" role=\"group\" aria-labelledby=\"table-{at}\" tabindex=\"0\"><table>\
                 <caption id=\"table-{at}\">{}</caption>",
                lines(&table.caption)
            ));
        }
        self.out.push_str("<thead><tr>");
        for (column, head) in table.heads.iter().enumerate() {
            self.put(format_args!("<th scope=\"col\"{}>{}</th>", class(column), lines(&head.text)));
        }
        self.out.push_str("</tr></thead><tbody>");
        for row in &table.rows {
            self.out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                // Numbers and days stand from left to right in every language.
                let cell = if class(column).is_empty() { words(cell) } else { format!("<bdi>{}</bdi>", words(cell)) };
                let class = class(column);
                if column == 0 {
                    self.put(format_args!("<th scope=\"row\"{class}>{cell}</th>"));
                } else {
                    self.put(format_args!("<td{class}>{cell}</td>"));
                }
            }
            self.out.push_str("</tr>");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn drawing(&mut self, drawing: &Drawing) {
        self.out.push_str(if drawing.is_wide { "<figure class=\"wide\">" } else { "<figure>" });
        if !drawing.caption.is_empty() {
            self.put(format_args!("<figcaption>{}</figcaption>", lines(&drawing.caption)));
        }
        self.put(format_args!(
            "<img src=\"data:image/svg+xml;base64,{}\" alt=\"{}\"></figure>\n",
            STANDARD.encode(&drawing.svg),
            escaped(drawing.alt.as_str())
        ));
    }

    fn stamp(&mut self, stamp: &Stamp) {
        self.put(format_args!("<footer>\n<p><strong>{}</strong></p>\n", self.language.about()));
        self.facts(&stamp.facts(self.language));
        self.out.push_str("</footer>\n");
    }
}
