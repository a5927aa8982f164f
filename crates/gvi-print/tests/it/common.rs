//! Papers for the tests, and a reader for what was printed.

use std::collections::BTreeMap;

use gvi_print::{Block, Drawing, Fact, Head, Language, Level, List, ListKind, Paper, Piece, Sheet, Stamp, Table, Words};
use jiff::civil::date;
use jiff::tz::TimeZone;
use lopdf::{Dictionary, Document, Object, ObjectId};

pub fn stamp() -> Stamp {
    Stamp {
        marking: "Sekretess: kan innehålla uppgifter enligt OSL".into(),
        purpose: Some("Uppföljning av grupper".into()),
        user: Some("Ines Ågren, socialtjänsten i Nordhamn".into()),
        at: date(2026, 11, 22).at(21, 40, 0, 0).to_zoned(TimeZone::fixed(jiff::tz::offset(1))).unwrap(),
    }
}

pub const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 120\"><style>.bar { fill: #0d4f5b; }</style>\
    <rect class=\"bar\" x=\"10\" y=\"20\" width=\"60\" height=\"80\"/><text x=\"90\" y=\"60\" font-family=\"Noto Sans\" font-size=\"12\">Tjugo</text></svg>";

pub fn paper(language: Language, title: &str, blocks: Vec<Block>) -> Paper {
    Paper { title: title.into(), lead: Words::default(), language, sheet: Sheet::A4, stamp: stamp(), blocks }
}

/// A paper that has one of everything.
pub fn everything(language: Language, own: &str, put_in: &str) -> Paper {
    let typed = |text: &str| Words::new(vec![Piece::Plain(own.into()), Piece::Plain(" ".into()), Piece::Typed(text.into())]);
    let blocks = vec![
        Block::heading(Level::One, own),
        Block::Sentence { words: own.into() },
        Block::Paragraph { words: typed(put_in) },
        Block::List(List { kind: ListKind::Plain, items: vec![own.into(), typed("2026-11-22 21:40")] }),
        Block::List(List { kind: ListKind::Numbered, items: vec![own.into(), typed("+46 8 123 45 67")] }),
        Block::List(List { kind: ListKind::Boxes, items: vec![own.into(), own.into()] }),
        Block::heading(Level::Two, own),
        Block::Facts {
            facts: vec![Fact::new(own, Words::typed("2026-11-22 21:40")), Fact::new(own, Words::code("0123456789abcdef".repeat(4)))],
        },
        Block::Table(Table {
            caption: own.into(),
            heads: vec![Head::words(own), Head::number("2025"), Head::number("2026")],
            rows: (1..=4).map(|row| vec![Words::typed(format!("{put_in} {row}")), "1 234".into(), "−0,5".into()]).collect(),
        }),
        Block::Drawing(Drawing { svg: DRAWING.to_owned(), alt: own.into(), caption: own.into(), is_wide: false }),
        Block::Note { title: own.into(), words: vec![typed(put_in), own.into()] },
        Block::PageBreak,
        Block::heading(Level::One, own),
        Block::Room { label: own.into(), lines: 4 },
        Block::Signatures { labels: vec![own.into(), own.into(), own.into()] },
    ];
    Paper { lead: own.into(), ..paper(language, own, blocks) }
}

/// A printed paper, read again.
pub struct Printed {
    pub document: Document,
}

impl Printed {
    pub fn of(paper: &Paper) -> Printed {
        let bytes = gvi_print::pdf(paper).unwrap_or_else(|error| panic!("{}: {error}", paper.title.as_str()));
        Printed { document: Document::load_mem(&bytes).unwrap() }
    }

    pub fn pages(&self) -> usize {
        self.document.get_pages().len()
    }

    fn dictionary(&self, object: &Object) -> Option<Dictionary> {
        match object {
            Object::Reference(id) => self.dictionary(self.document.get_object(*id).ok()?),
            Object::Dictionary(found) => Some(found.clone()),
            _ => None,
        }
    }

    pub fn catalog(&self) -> Dictionary {
        self.document.catalog().unwrap().clone()
    }

    /// How often each tag stands in the structure tree.
    pub fn tags(&self) -> BTreeMap<String, usize> {
        let mut tags = BTreeMap::new();
        for object in self.document.objects.values() {
            let Ok(element) = object.as_dict() else { continue };
            let is_element = element.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"StructElem");
            if let (true, Ok(tag)) = (is_element, element.get(b"S").and_then(Object::as_name)) {
                *tags.entry(String::from_utf8_lossy(tag).into_owned()).or_default() += 1;
            }
        }
        tags
    }

    /// The texts for those who do not see a drawing.
    pub fn alternative_texts(&self) -> Vec<String> {
        let alt = |object: &Object| object.as_dict().ok()?.get(b"Alt").ok().and_then(|text| lopdf::decode_text_string(text).ok());
        self.document.objects.values().filter_map(alt).collect()
    }

    /// Names of fonts, and whether the letters of each are in the file and can be read back.
    pub fn fonts(&self) -> Vec<(String, bool, bool)> {
        let mut fonts = Vec::new();
        for object in self.document.objects.values() {
            let Ok(font) = object.as_dict() else { continue };
            if !font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0") {
                continue;
            }
            let name = String::from_utf8_lossy(font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default()).into_owned();
            let descendant = font.get(b"DescendantFonts").and_then(Object::as_array).ok().and_then(|all| self.dictionary(&all[0]));
            let descriptor = descendant.and_then(|font| font.get(b"FontDescriptor").ok().and_then(|found| self.dictionary(found)));
            let embedded = descriptor.is_some_and(|found| [b"FontFile2".as_slice(), b"FontFile3"].iter().any(|key| found.has(key)));
            fonts.push((name, embedded, font.has(b"ToUnicode")));
        }
        fonts
    }

    /// The text of a page as another reader takes it out, without the signs that print nothing.
    pub fn text_of_page(&self, page: u32) -> String {
        seen(&self.document.extract_text(&[page]).unwrap())
    }

    pub fn text(&self) -> String {
        (1..=self.pages() as u32).map(|page| self.text_of_page(page)).collect::<Vec<_>>().join(" ")
    }

    pub fn info(&self) -> Dictionary {
        let id: ObjectId = self.document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
        self.document.get_dictionary(id).unwrap().clone()
    }
}

/// A text without signs that print nothing, and with single spaces.
pub fn seen(text: &str) -> String {
    let printed: String = text.chars().filter(|sign| !matches!(sign, '\u{2068}' | '\u{2069}' | '\u{200b}' | '\u{ad}')).collect();
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without any space: readers of PDF put one where letters of another font begin.
pub fn unspaced(text: &str) -> String {
    seen(text).replace(' ', "")
}
