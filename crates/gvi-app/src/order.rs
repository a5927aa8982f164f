//! The Swedish order of names: å, ä and ö after z. The key is stored in a column, so that both databases page in it alike.

use std::sync::OnceLock;

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;

/// The sort key of a name: hexadecimal text that orders by bytes as the name orders in Swedish.
pub fn sort_key(name: &str) -> String {
    static COLLATOR: OnceLock<CollatorBorrowed<'static>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        // Cannot fail: the data for Swedish is compiled in.
        CollatorBorrowed::try_new(icu_locale_core::locale!("sv").into(), CollatorOptions::default()).expect("Swedish collation data")
    });
    let mut key = Vec::with_capacity(name.len() * 2 + 4);
    let Ok(()) = collator.write_sort_key_to(name, &mut key);
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_last_letters_come_last() {
        let mut names = ["Örnen", "Zebran", "Ärlan", "Åsen", "Anden", "ängen"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Anden", "Zebran", "Åsen", "ängen", "Ärlan", "Örnen"]);
    }
}
