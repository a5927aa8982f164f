//! The grounds as a page for people: `docs/grounds.md`.

use std::fmt::Write;

use super::{Catalogue, Certainty, Start, Use};

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// All grounds in plain words, Swedish and English side by side.
pub fn grounds_page(catalogue: &Catalogue) -> String {
    let mut page = String::from(
        "# Grunder / Grounds\n\n\
         Skriven ur `jurisdictions/se/`; ändra där. / Written from `jurisdictions/se/`; change it there.\n\n\
         Ett tekniskt underlag, inte juridisk rådgivning. / An engineering reading, not legal advice.\n\n",
    );
    writeln!(page, "Katalog / Catalogue {}, {}, SHA-256 `{}`\n", catalogue.meta.version, catalogue.meta.status, catalogue.hash())
        // Cannot fail: writing to a text does not.
        .expect("a text");
    page.push_str("| Grund / Ground | När / When | Fråga / Question | Öppnar / Opens | Gäller / In force | Säkert / Certain |\n|---|---|---|---|---|---|\n");
    for ground in &catalogue.grounds {
        let opens: Vec<String> = ground
            .covers
            .iter()
            .filter(|id| catalogue.provision(id).is_some_and(|lock| !lock.stays_out()))
            .map(ToString::to_string)
            .collect();
        let opens = if ground.usage == Use::Disabled { "–".to_owned() } else { opens.join(", ") };
        let start = match (ground.usage, ground.valid_from) {
            (Use::Disabled, _) => "avstängd / disabled".to_owned(),
            (_, Start::On(date)) => date.to_string(),
            (_, Start::Unknown) => "okänt / unknown".to_owned(),
        };
        let certain = match ground.certainty {
            Certainty::Read => "läst / read",
            Certainty::Memory => "minne / memory",
            Certainty::Uncertain => "osäkert / uncertain",
        };
        writeln!(
            page,
            "| **{}** {} / {} | {} / {} | {} / {} | {} | {start} | {certain} |",
            ground.id,
            cell(&ground.sv),
            cell(&ground.en),
            cell(&ground.when_sv),
            cell(&ground.when_en),
            cell(&ground.question_sv),
            cell(&ground.question_en),
            if opens.is_empty() { "– (inget som finns här / nothing that is kept here)" } else { opens.as_str() },
        )
        // Cannot fail: writing to a text does not.
        .expect("a text");
    }
    page.push_str("\n## Husregler / House rules\n\n| Regel / Rule | Svenska | English |\n|---|---|---|\n");
    for rule in &catalogue.product_rules {
        // Cannot fail: as above.
        writeln!(page, "| {} | {} | {} |", rule.id, cell(&rule.sv), cell(&rule.en)).expect("a text");
    }
    page
}
