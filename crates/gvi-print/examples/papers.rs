//! Writes papers to a folder, as PDF and HTML, to be looked at: one with a part of every kind in each language, and every letter filled for Nordhamn.

use std::path::Path;

use gvi_print::letters::sweden;
use gvi_print::{Language, Paper, html, pdf};

#[path = "../tests/it/common.rs"]
#[allow(dead_code, unused_imports)]
mod common;
#[path = "../tests/it/samples.rs"]
mod samples;

fn write(folder: &Path, name: &str, paper: &Paper) {
    std::fs::write(folder.join(format!("{name}.pdf")), pdf(paper).expect("a paper")).expect("a file");
    std::fs::write(folder.join(format!("{name}.html")), html(paper).expect("a paper")).expect("a file");
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder to write to");
    let folder = Path::new(&folder);
    for (language, own, put_in) in [
        (Language::Swedish, "Åtgärder på Östra hamnen: två veckor", "Åke Ödmark"),
        (Language::English, "Measures at East Harbour: two weeks", "Olle Berg"),
        (Language::Arabic, "الإجراءات في الميناء الشرقي: أسبوعان", "Åke Ödmark"),
    ] {
        write(folder, &format!("everything.{}", language.code()), &common::everything(language, own, put_in));
    }
    for template in sweden() {
        let paper = samples::filled(template).expect("a filled paper");
        write(folder, &format!("{}.{}", template.kind().code(), template.language().code()), &paper);
    }
}
