//! Writes a paper that has one of everything in each language, as PDF and HTML, to a folder: to be looked at.

use std::path::PathBuf;

#[path = "../tests/it/common.rs"]
#[allow(dead_code, unused_imports)]
mod common;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    for (language, own, put_in) in [
        (gvi_print::Language::Swedish, "Åtgärder på Östra hamnen: två veckor", "Åke Ödmark"),
        (gvi_print::Language::English, "Measures at East Harbour: two weeks", "Olle Berg"),
        (gvi_print::Language::Arabic, "الإجراءات في الميناء الشرقي: أسبوعان", "Åke Ödmark"),
    ] {
        let paper = common::everything(language, own, put_in);
        let started = std::time::Instant::now();
        std::fs::write(folder.join(format!("{}.pdf", language.code())), gvi_print::pdf(&paper).expect("a paper")).expect("a file");
        println!("{} {:?}", language.code(), started.elapsed());
        std::fs::write(folder.join(format!("{}.html", language.code())), gvi_print::html(&paper).expect("a paper")).expect("a file");
    }
}
