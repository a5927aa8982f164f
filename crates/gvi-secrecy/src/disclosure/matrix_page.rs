//! The sharing matrix as a page for people: `docs/disclosure-matrix.md`.

use std::fmt::Write;

use crate::catalogue::{Catalogue, Level};

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Aggregate => "sammanställning / aggregate",
        Level::Group => "grupp / group",
        Level::Person => "person",
    }
}

/// Which knowledge may go where, on which grounds, and where never.
pub fn matrix_page(catalogue: &Catalogue) -> String {
    let mut page = String::from(
        "# Vem får lämna vad till vem / Who may give what to whom\n\n\
         Skriven ur `jurisdictions/se/rules.toml`; ändra där. / Written from `jurisdictions/se/rules.toml`; change it there.\n\n\
         Ett tekniskt underlag, inte juridisk rådgivning. Den som inte nämns får ingenting. Varje utlämnande kräver dessutom behov och \
         proportionalitet, om inte en skyldighet gäller. / An engineering reading, not legal advice. Who is not mentioned receives nothing. \
         Every disclosure also needs necessity and proportionality, unless a duty applies.\n\n\
         | # | Uppgift (ägare) / Data (owner) | Nivå / Level | Läser utan beslut / Reads without a decision | Lås / Locks | Får gå till, med grund / May go to, with ground | Aldrig / Never | Dokumentation / Record |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in &catalogue.categories {
        let owners: Vec<&str> = row.owners.iter().map(|kind| kind.as_str()).collect();
        let locks: Vec<String> = row
            .provisions
            .iter()
            .map(|(kind, locks)| {
                let locks: Vec<String> = locks.iter().map(ToString::to_string).collect();
                format!("{kind}: {}", if locks.is_empty() { "–".to_owned() } else { locks.join(", ") })
            })
            .collect();
        let paths: Vec<String> = row
            .paths
            .iter()
            .map(|path| {
                let from: Vec<&str> = path.from.iter().map(|kind| kind.as_str()).collect();
                let to: Vec<&str> = path.to.iter().map(|kind| kind.as_str()).collect();
                let from = if from.is_empty() { String::new() } else { format!("{} ", from.join(", ")) };
                format!("**{from}→ {}**: {} / {}", to.join(", "), cell(&path.sv), cell(&path.en))
            })
            .collect();
        let never: Vec<&str> = row.never.iter().map(|kind| kind.as_str()).chain(row.never_functions.iter().map(String::as_str)).collect();
        // Cannot fail: writing to a text does not.
        writeln!(
            page,
            "| {} | {} / {} ({}) | {} | {} / {} | {} | {} | {} | {} / {} |",
            row.id,
            cell(&row.sv),
            cell(&row.en),
            owners.join(", "),
            level(row.level),
            cell(&row.readers_sv),
            cell(&row.readers_en),
            locks.join("; "),
            if paths.is_empty() { "–".to_owned() } else { paths.join("<br>") },
            if never.is_empty() { "–".to_owned() } else { never.join(", ") },
            cell(&row.record_sv),
            cell(&row.record_en),
        )
        .expect("a text");
    }
    page.push_str("\n## Förkortningar / Short names\n\n| Kod / Code | Svenska | English |\n|---|---|---|\n");
    for kind in &catalogue.kinds {
        // Cannot fail: as above.
        writeln!(page, "| {} | {} | {} |", kind.id, cell(&kind.sv), cell(&kind.en)).expect("a text");
    }
    page
}
