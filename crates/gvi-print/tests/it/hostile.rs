//! Whatever people type stands on the paper as letters and changes nothing else.

use std::collections::BTreeMap;

use gvi_print::{Block, Fact, Head, Language, Level, List, ListKind, Paper, Piece, Table, Words, html, pdf};
use proptest::prelude::*;

use crate::common::{Printed, paper, unspaced};

const HOSTILE: &[&str] = &[
    "#panic(\"x\")",
    "= Rubrik",
    "*fet* _kursiv_ `kod` $x^2$ <etikett> @hänvisning",
    "#image(\"/etc/passwd\") #read(\"paper.json\")",
    "// bort /* med */ detta",
    "] } ) \\ \" ' #{ [",
    "https://example.org - + 1. / term: x",
    "--- -- ... ~ -?",
    "<script>alert(1)</script><!-- --></style></title>",
    "&lt; &amp; &#60;",
    "\\u{41} \u{202e}tfel\u{2069}\u{2068} \u{0} \u{1b}[31m",
    "{{ mall }} {% block %} {name}",
    "中文 🙂 \u{1f469}\u{200d}\u{1f467} \u{ffff}",
    "\u{628}\u{301}\u{627} a\u{64b} \u{301}",
];

fn holding(text: &str) -> Paper {
    let typed = || Words::typed(text);
    let blocks = vec![
        Block::heading(Level::One, format!("R {text}")),
        Block::Paragraph {
            words: Words::new(vec![
                Piece::Plain(text.into()),
                Piece::Strong(text.into()),
                Piece::Typed(text.into()),
                Piece::Code(text.into()),
            ]),
        },
        Block::Sentence { words: typed() },
        Block::List(List { kind: ListKind::Numbered, items: vec![typed(), text.into()] }),
        Block::Facts { facts: vec![Fact::new(text, typed())] },
        Block::Table(Table {
            caption: format!("T {text}").into(),
            heads: vec![Head::words(text), Head::number(text)],
            rows: vec![vec![typed(), text.into()]],
        }),
        Block::Note { title: text.into(), words: vec![typed()] },
        Block::Room { label: text.into(), lines: 1 },
        Block::Signatures { labels: vec![text.into()] },
    ];
    let mut made = paper(Language::Swedish, &format!("P {text}"), blocks);
    made.lead = text.into();
    made.stamp.marking = text.into();
    made.stamp.user = Some(text.into());
    made.stamp.purpose = Some(text.into());
    made
}

/// The shape of a paper: its tags, without those that only hold others together across lines and pages.
fn shape(paper: &Paper) -> BTreeMap<String, usize> {
    let mut tags = Printed::of(paper).tags();
    tags.retain(|tag, _| !matches!(tag.as_str(), "P" | "Div" | "Span" | "Strong" | "Lbl" | "NonStruct"));
    tags
}

/// The elements of a page, without their texts.
fn elements(page: &str) -> Vec<&str> {
    page.split('<').skip(1).filter_map(|part| part.split(['>', ' ']).next()).filter(|name| *name != "br").collect()
}

#[test]
fn whatever_is_typed_is_read_back_as_it_was_typed() {
    for text in HOSTILE {
        let printed = Printed::of(&holding(text));
        // Signs without a letter are printed as their number, and a paper never holds a sign that turns others round.
        if text.is_ascii() && !text.contains('\u{0}') {
            assert!(unspaced(&printed.text()).contains(&unspaced(text)), "{text}: {}", printed.text());
        }
        assert!(!html(&holding(text)).unwrap().contains("<script"), "{text}");
    }
    assert!(Printed::of(&holding("中 x")).text().contains("[U+4E2D] x"));
}

#[test]
fn nothing_that_is_typed_changes_the_shape_of_a_paper() {
    let plain = holding("ord");
    let (tags, page) = (shape(&plain), html(&plain).unwrap());
    for text in HOSTILE {
        let hostile = holding(text);
        assert_eq!(shape(&hostile), tags, "{text}");
        assert_eq!(elements(&html(&hostile).unwrap()), elements(&page), "{text}");
    }
}

proptest! {
    // Each case sets a whole paper, so there are few, with long texts.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn no_text_at_all_changes_the_shape_of_a_paper(text in "\\PC{0,200}") {
        let (plain, other) = (holding("ord"), holding(&format!("a{text}")));
        prop_assert_eq!(shape(&other), shape(&plain));
        prop_assert_eq!(elements(&html(&other).unwrap()).len(), elements(&html(&plain).unwrap()).len());
    }

    #[test]
    fn any_signs_can_be_printed(text in any::<String>()) {
        let made = pdf(&holding(&format!("a{text}")));
        prop_assert!(made.is_ok(), "{:?}", made.err());
    }
}
