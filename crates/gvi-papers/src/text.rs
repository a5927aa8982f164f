//! Small rules about text that several papers share.

/// Leading marks that make a spreadsheet program run a cell as a formula, the full-width forms included.
const FORMULA_MARKS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Makes a text harmless in a spreadsheet: a cell that would be run as a formula gets an apostrophe in front.
///
/// Blanks before the mark do not help the attacker, and a leading tab or line break is neutralised as well, because some programs drop it first.
pub(crate) fn harmless(text: &str) -> String {
    let first = text.chars().next();
    let first_visible = text.trim_start().chars().next();
    let runs = first_visible.is_some_and(|mark| FORMULA_MARKS.contains(&mark)) || matches!(first, Some('\t' | '\r' | '\n'));
    if runs { format!("'{text}") } else { text.to_owned() }
}

/// Cuts a text at `limit` characters and marks the cut, so that a message stays one line and a garbled file cannot fill the screen.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let mut kept: String = text.chars().take(limit).map(|mark| if mark.is_control() { ' ' } else { mark }).collect();
    if text.chars().nth(limit).is_some() {
        kept.push('…');
    }
    kept
}

/// The letters of "Latin-1" as files in the world use it: ISO 8859-1 with the printable marks of Windows-1252 in the gap 0x80 to 0x9F.
pub(crate) fn from_latin_1(bytes: &[u8]) -> String {
    const GAP: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    bytes.iter().map(|&byte| if (0x80..0xa0).contains(&byte) { GAP[usize::from(byte) - 0x80] } else { char::from(byte) }).collect()
}
