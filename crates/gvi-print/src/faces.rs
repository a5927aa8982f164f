//! The letters of all papers, carried in the program: Noto Sans for Latin, Greek and Cyrillic, Noto Sans Arabic, and their mathematical signs.
//!
//! No font of the machine is ever asked. A sign that none of these has is printed as its number: a paper with `[U+4E2D]` says that something
//! stood there, and an empty box would not.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::text::by_number;

/// What is printed at most without a place to break the line; longer runs get one, so that nothing runs off the sheet.
pub(crate) const UNBROKEN_MAX: usize = 48;
/// The same for codes, which stand in small letters: a hash of 64 signs fits on a line, and one that is copied must not have a break in it.
pub(crate) const CODE_UNBROKEN_MAX: usize = 64;
/// A place where a line may break, and nothing else.
const MAY_BREAK: char = '\u{200b}';

const FILES: [&[u8]; 6] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansMath-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMono-Regular.ttf"),
];
/// Of each script one face, for asking whether it has a sign: bold faces have the same signs as the upright ones, which a test holds.
const ASKED: [usize; 3] = [0, 2, 4];

/// The faces and their index.
pub(crate) struct Faces {
    pub fonts: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

static FACES: LazyLock<Faces> = LazyLock::new(|| {
    // Cannot fail: the files are part of the program, and a test reads each.
    let fonts: Vec<Font> = FILES.into_iter().map(|file| Font::new(Bytes::new(file), 0).expect("a font file")).collect();
    Faces { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// The faces, read once.
pub(crate) fn faces() -> &'static Faces {
    &FACES
}

/// Which scripts have a sign, as bits.
fn scripts(sign: char) -> u8 {
    let has = |at: &usize| faces().fonts[*at].info().coverage.contains(u32::from(sign));
    ASKED.iter().enumerate().fold(0, |found, (bit, at)| found | (u8::from(has(at)) << bit))
}

/// Whether a sign is set upon the one before it. Both must then be in one face.
fn is_mark(sign: char) -> bool {
    matches!(u32::from(sign),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC
        | 0x06DF..=0x06E4 | 0x06E7 | 0x06E8 | 0x06EA..=0x06ED | 0x08D3..=0x08FF | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
}

/// A text as these faces can print it, with at most so many signs without a place to break the line.
pub(crate) fn printable(text: &str, unbroken_max: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut below, mut run) = (0_u8, 0_usize);
    for sign in text.chars() {
        if sign.is_whitespace() {
            run = 0;
        } else {
            run += 1;
            if run > unbroken_max && !is_mark(sign) {
                out.push(MAY_BREAK);
                run = 1;
            }
        }
        if sign == '\n' {
            below = 0;
            out.push(sign);
            continue;
        }
        let found = scripts(sign);
        let found = if is_mark(sign) { found & below } else { found };
        if found == 0 {
            below = 0;
            let number = by_number(sign);
            run += number.len();
            out.push_str(&number);
        } else {
            below = found;
            out.push(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_letters_have_the_same_signs_as_upright_ones() {
        for (upright, bold) in [(0, 1), (2, 3)] {
            let signs = |at: usize| faces().fonts[at].info().coverage.iter().collect::<Vec<_>>();
            assert_eq!(signs(upright), signs(bold));
        }
    }

    #[test]
    fn what_people_in_sweden_write_is_printed_as_it_is() {
        let names = "Åsa Öberg, Ğülşen Çelik, Nguyễn Văn Ân, Łukasz Żółć, Željko Đurić, Șerban Țepeș, Иван Петров, Ελένη, \
                     ليلى العلي، پەیمان، گلی، ۱۲۳ ٤٥٦ − ≤ ≥ × – — … ’ ” €";
        assert_eq!(printable(names, UNBROKEN_MAX), names);
    }

    #[test]
    fn a_sign_without_a_letter_is_printed_as_its_number() {
        assert_eq!(printable("中 a", UNBROKEN_MAX), "[U+4E2D] a");
        // A Latin accent cannot be set upon an Arabic letter: no face has both.
        assert_eq!(printable("\u{628}\u{301}", UNBROKEN_MAX), "\u{628}[U+0301]");
        assert_eq!(printable("e\u{301}", UNBROKEN_MAX), "e\u{301}");
    }

    #[test]
    fn a_word_without_an_end_may_break() {
        let long = "x".repeat(500);
        let printed = printable(&long, UNBROKEN_MAX);
        assert!(printed.split(MAY_BREAK).all(|part| part.len() <= UNBROKEN_MAX));
        assert_eq!(printed.replace(MAY_BREAK, ""), long);
    }
}
