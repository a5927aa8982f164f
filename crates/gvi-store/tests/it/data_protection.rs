//! `docs/data-protection.md`: the record of processing, generated from `columns.toml` and kept up to date by comparison.
//! `cargo xtask bless` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::columns::{By, Columns, TableEntry, columns};

const CLASSES: [(&str, &str); 7] = [
    ("open", "shown to everybody who may open the record at all: ids, codes, versions"),
    ("coordination", "what authorities need in order to work together: states, dates, places"),
    ("identity", "who a person is"),
    ("intelligence", "what is believed about a person or a group"),
    ("source", "where intelligence comes from"),
    ("support", "that a person has help, and which"),
    ("house", "read by the house alone: keys, hashes, the log's own arithmetic"),
];

fn ending(by: By) -> &'static str {
    match by {
        By::Round => "by itself, every night",
        By::Deed => "by the deed that makes it unnecessary",
        By::Authority => "by the authority's decision; nothing happens by itself",
    }
}

fn table(text: &mut String, columns: &Columns, name: &str, table: &TableEntry) {
    let end = &columns.retention[&table.retention];
    write!(text, "\n### `{name}`\n\n{}. {}.\n\n", table.what, table.why).unwrap();
    writeln!(text, "- **About**: {}", table.about).unwrap();
    writeln!(text, "- **Ends** ({}): {}\n", ending(end.by), end.rule).unwrap();
    text.push_str("| class | columns, and why they are kept |\n| --- | --- |\n");
    let mut of_class: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (column, entry) in &table.column {
        let place = CLASSES.iter().position(|(class, _)| *class == entry.class).expect("a known class");
        let own = entry.retention.as_ref().map(|end| format!(" (ends otherwise: {})", columns.retention[end].rule)).unwrap_or_default();
        of_class.entry(place).or_default().push(format!("`{column}`: {}{own}", entry.why));
    }
    for (place, kept) in of_class {
        writeln!(text, "| {} | {} |", CLASSES[place].0, kept.join("; ")).unwrap();
    }
}

fn rendering() -> String {
    let columns = columns();
    let mut text = String::from(
        "# Record of processing\n\n\
         What is kept about whom, why, in which class of knowledge, and how it ends: generated from `crates/gvi-store/columns.toml`, which a\n\
         test compares with the schema of both databases. `cargo xtask bless` writes it anew. Every authority at a site is a controller of\n\
         its own: it has a database of its own, and this page holds for each of them. Who may do what with it stands in\n\
         [Who may do what](policy-matrix.md); on which grounds something may leave, in [Grounds](grounds.md).\n\n\
         Law: GDPR article 30, brottsdatalagen (2018:1177) and brottsdataförordningen (2018:1202) 3 chapter 3 §. What an authority adds to\n\
         this page is its own: its contact and data protection officer, its basis in law for each purpose (they stand in its settings),\n\
         and its measures of security.\n\n\
         ## Classes\n\n| class | what it is |\n| --- | --- |\n",
    );
    for (class, what) in CLASSES {
        writeln!(text, "| {class} | {what} |").unwrap();
    }
    text.push_str("\n## How things end\n\n| what | rule | who sees to it |\n| --- | --- | --- |\n");
    for (name, end) in &columns.retention {
        writeln!(text, "| {name} | {} | {} |", end.rule, ending(end.by)).unwrap();
    }
    let (people, others): (Vec<_>, Vec<_>) = columns
        .table
        .iter()
        .partition(|(_, table)| table.column.values().any(|column| matches!(column.class.as_str(), "identity" | "support")));
    text.push_str("\n## Tables that hold who a person is, or that somebody has help\n");
    for (name, entry) in people {
        self::table(&mut text, &columns, name, entry);
    }
    text.push_str("\n## Other tables\n");
    for (name, entry) in others {
        self::table(&mut text, &columns, name, entry);
    }
    text
}

#[test]
fn the_record_of_processing_in_the_docs_is_what_the_list_of_columns_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/data-protection.md");
    let rendering = rendering();
    if std::env::var_os("VAPENVILA_BLESS").is_some() {
        std::fs::write(&path, &rendering).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == rendering, "docs/data-protection.md says something else than columns.toml; run `cargo xtask bless` and read the diff");
}
