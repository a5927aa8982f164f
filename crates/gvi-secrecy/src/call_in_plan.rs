//! The plan of a call-in: what is to be done how many days before or after its day, and which function answers for it. Data of the
//! jurisdiction, read once. Days and owners are the method's (method section 3); a site moves single items on the call-in itself.

use std::sync::OnceLock;

use serde::Deserialize;

/// The text of the Swedish plan.
const SWEDISH: &str = include_str!("../../../jurisdictions/se/call_in_plan.toml");

/// An item of the plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// The name in rows.
    pub key: String,
    /// Days from the day of the call-in; before it, less than nought.
    pub days: i32,
    /// The kind of authority that answers for it.
    pub kind: String,
    /// The function there.
    pub function: String,
    /// What is to be done, in Swedish.
    pub sv: String,
    /// The same in English.
    pub en: String,
}

impl PlanItem {
    /// What is to be done, in a language.
    pub fn in_language(&self, language: &str) -> &str {
        if language == "sv" { &self.sv } else { &self.en }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    item: Vec<PlanItem>,
}

/// The items in the order of their days.
///
/// # Panics
/// If the plan that was built in is broken, which a test rules out.
pub fn items() -> &'static [PlanItem] {
    static PLAN: OnceLock<Vec<PlanItem>> = OnceLock::new();
    // Cannot fail: the text is part of this build and read by a test.
    PLAN.get_or_init(|| toml::from_str::<File>(SWEDISH).expect("the plan in jurisdictions/se").item)
}

/// The item with this name.
pub fn item(key: &str) -> Option<&'static PlanItem> {
    items().iter().find(|item| item.key == key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::roles::Roles;

    #[test]
    fn every_item_stands_once_in_the_order_of_days_and_belongs_to_a_function_that_exists() {
        let items = items();
        let keys: BTreeSet<&str> = items.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(keys.len(), items.len());
        assert!(items.windows(2).all(|pair| pair[0].days <= pair[1].days));
        for item in items {
            assert!(Roles::swedish().of_kind(&item.kind).any(|role| role.code == item.function), "{}: {}", item.key, item.function);
            assert!(!item.sv.is_empty() && !item.en.is_empty() && item.sv != item.en, "{}", item.key);
        }
    }

    #[test]
    fn the_days_are_those_of_the_method() {
        for (key, days) in [
            ("date-and-venue", -56),
            ("long-list", -42),
            ("speakers-confirmed", -42),
            ("legal-check", -28),
            ("summons", -28),
            ("speakers-briefed", -14),
            ("safety-plan", -14),
            ("rehearsal", -14),
            ("go-decision", -1),
            ("debrief", 1),
            ("contact", 7),
            ("review", 30),
        ] {
            assert_eq!(item(key).map(|item| item.days), Some(days), "{key}");
        }
    }
}
