//! What a printed paper holds: tags, language, title, letters, stamp.

use gvi_print::{Block, Drawing, Head, Language, Level, PrintError, Sheet, Table, Words, html, pdf};

use crate::common::{DRAWING, Printed, everything, paper, seen, stamp, unspaced};

const PAPERS: [(Language, &str, &str); 3] = [
    (Language::Swedish, "Åtgärder på Östra hamnen: två veckor", "Åke Ödmark"),
    (Language::English, "Measures at East Harbour: two weeks", "Olle Berg"),
    (Language::Arabic, "الإجراءات في الميناء الشرقي: أسبوعان", "Åke Ödmark"),
];

#[test]
fn a_paper_is_tagged_has_title_and_language_and_names_the_standard_in_every_language() {
    for (language, own, put_in) in PAPERS {
        let printed = Printed::of(&everything(language, own, put_in));
        let catalog = printed.catalog();
        assert_eq!(lopdf::decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), language.code());
        assert_eq!(lopdf::decode_text_string(printed.info().get(b"Title").unwrap()).unwrap(), own);
        assert!(catalog.get(b"StructTreeRoot").is_ok() && catalog.get(b"MarkInfo").is_ok());
        let metadata = catalog.get(b"Metadata").unwrap().as_reference().unwrap();
        let metadata = printed.document.get_object(metadata).unwrap().as_stream().unwrap().get_plain_content().unwrap();
        let metadata = String::from_utf8(metadata).unwrap();
        assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
        let tags = printed.tags();
        for (tag, least) in
            [("H1", 2), ("H2", 1), ("P", 8), ("L", 3), ("LI", 6), ("Table", 3), ("TH", 3 + 4), ("TD", 8), ("Figure", 1), ("Caption", 2)]
        {
            assert!(tags.get(tag).copied().unwrap_or(0) >= least, "{tag} in {tags:?}");
        }
        assert!(printed.alternative_texts().iter().any(|text| text == own), "{:?}", printed.alternative_texts());
    }
}

#[test]
fn letters_are_in_the_file_and_can_be_read_back() {
    for (language, own, put_in) in PAPERS {
        let printed = Printed::of(&everything(language, own, put_in));
        let fonts = printed.fonts();
        assert!(fonts.len() >= 2, "{fonts:?}");
        for (name, embedded, readable) in &fonts {
            assert!(name.contains("Noto") && *embedded && *readable, "{fonts:?}");
        }
        if language != Language::Arabic {
            let text = unspaced(&printed.text());
            for wanted in [own, put_in, "2026-11-22 21:40", "+46 8 123 45 67", "1 234", "−0,5", "Tjugo"] {
                assert!(text.contains(&unspaced(wanted)), "{wanted} in {text}");
            }
        }
    }
}

#[test]
fn marking_purpose_user_and_time_stand_on_every_page_with_its_number() {
    let blocks = (0..120).map(|at| Block::paragraph(format!("Stycke {at}. {}", "Ord på ord. ".repeat(20)))).collect();
    let printed = Printed::of(&paper(Language::Swedish, "Långt", blocks));
    let pages = printed.pages();
    assert!(pages >= 5, "{pages}");
    let stamp = stamp();
    for page in 1..=pages {
        let text = printed.text_of_page(page as u32);
        for wanted in [&stamp.marking, stamp.purpose.as_ref().unwrap(), stamp.user.as_ref().unwrap()] {
            assert!(text.contains(wanted.as_str()), "page {page}: {text}");
        }
        assert!(text.contains("2026-11-22 21:40") && text.contains(&format!("Sida {page} av {pages}")), "page {page}: {text}");
    }
    let page = html(&paper(Language::Swedish, "Kort", Vec::new())).unwrap();
    for wanted in [&stamp.marking, stamp.purpose.as_ref().unwrap(), stamp.user.as_ref().unwrap()] {
        assert_eq!(page.matches(&format!("<bdi>{}</bdi>", wanted.as_str())).count(), 1, "once for the reader");
    }
    let foot = page.split("</style>").next().unwrap().split("@page").nth(1).unwrap();
    for wanted in ["Ines Ågren", "Uppföljning av grupper", "counter(page)", "counter(pages)"] {
        assert!(foot.contains(wanted), "and on each printed page: {foot}");
    }
}

#[test]
fn a_long_table_breaks_and_repeats_its_heads() {
    let rows = (0..200).map(|at| vec![Words::from(format!("Stad {at}")), "7".into(), "0,25".into()]).collect();
    let heads = vec![Head::words("Ort"), Head::number("Antal"), Head::number("Andel")];
    let table = Block::Table(Table { caption: "Alla orter".into(), heads, rows });
    let printed = Printed::of(&paper(Language::Swedish, "Orter", vec![table]));
    let pages = printed.pages();
    assert!((4..12).contains(&pages), "{pages}");
    for page in 1..pages {
        let text = printed.text_of_page(page as u32);
        assert!(text.contains("Ort") && text.contains("Antal") && text.contains("Andel"), "page {page}: {text}");
    }
    let all = printed.text();
    assert!((0..200).all(|at| all.contains(&format!("Stad {at}"))));
    assert_eq!(printed.tags().get("TH").copied(), Some(3 + 200 + 4), "repeated heads are not read again; the stamp has four names");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    for (language, own, put_in) in PAPERS {
        let (one, other) = (everything(language, own, put_in), everything(language, own, put_in));
        assert_eq!(pdf(&one).unwrap(), pdf(&other).unwrap());
        assert_eq!(html(&one).unwrap(), html(&other).unwrap());
    }
    let mut later = everything(Language::Swedish, "Samma", "Samma");
    let before = pdf(&later).unwrap();
    later.stamp.at = later.stamp.at.checked_add(jiff::Span::new().minutes(1)).unwrap();
    assert_ne!(before, pdf(&later).unwrap(), "the moment is part of the paper");
}

#[test]
fn both_renderings_say_the_same() {
    for (language, own, put_in) in PAPERS {
        let paper = everything(language, own, put_in);
        let page = html(&paper).unwrap();
        assert!(page.starts_with(&format!("<!doctype html>\n<html lang=\"{}\" dir=\"{}\">", language.code(), language.direction().code())));
        for outside in ["http://", "https://", "<link", "<script", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        if language != Language::Arabic {
            let text = seen(&text_of(&page));
            let printed = unspaced(&Printed::of(&paper).text());
            for word in text.split(' ') {
                assert!(printed.contains(word), "{word} stands in the HTML alone");
            }
        }
    }
}

/// The text of the body.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page.split_once("<main>").unwrap().1;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').unwrap().1;
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn a_paper_that_not_everybody_could_read_is_refused_in_both_forms() {
    let table = |rows| Block::Table(Table { caption: "Rader".into(), heads: vec![Head::words("A"), Head::words("B")], rows });
    let drawing = |svg: &str, alt: &str| Drawing { svg: svg.to_owned(), alt: alt.into(), caption: "".into(), is_wide: true };
    let refused = [
        (paper(Language::Swedish, " ", Vec::new()), PrintError::NoTitle),
        (paper(Language::Swedish, "Rubriker", vec![Block::heading(Level::Two, "Djup")]), PrintError::SkippedLevel("Djup".to_owned())),
        (
            paper(Language::Swedish, "Tabell", vec![table(vec![vec!["a".into()]])]),
            PrintError::UnevenRow { caption: "Rader".to_owned(), row: 1, cells: 1, heads: 2 },
        ),
        (paper(Language::Swedish, "Bild", vec![Block::Drawing(drawing(DRAWING, ""))]), PrintError::DrawingWithoutText),
        (paper(Language::Swedish, "Lång", vec![Block::PageBreak; 4_001]), PrintError::TooManyBlocks(4_001)),
    ];
    for (paper, wanted) in refused {
        assert_eq!(pdf(&paper), Err(wanted));
        assert!(html(&paper).is_err());
    }
    for svg in [
        "no drawing",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><image href=\"/etc/passwd\" width=\"9\" height=\"9\"/></svg>",
    ] {
        let found = pdf(&paper(Language::Swedish, "Bild", vec![Block::Drawing(drawing(svg, "text"))]));
        assert!(matches!(found, Err(PrintError::NotSet(_))), "{svg}");
    }
}

#[test]
fn a_card_is_a_small_sheet() {
    let card = gvi_print::Paper { sheet: Sheet::A6, ..everything(Language::English, "Ring us", "08-123 45 67") };
    let printed = Printed::of(&card);
    let first = printed.document.get_pages()[&1];
    let page = printed.document.get_dictionary(first).unwrap();
    let size: Vec<f32> = page.get(b"MediaBox").unwrap().as_array().unwrap().iter().map(|side| side.as_float().unwrap()).collect();
    assert!((size[2] - 297.6).abs() < 1.0 && (size[3] - 419.5).abs() < 1.0, "{size:?}");
}
