//! What an authority has to do at once because something about a person was disclosed to it, or because somebody whom it has told of
//! turns out to have a protected identity: data of the jurisdiction, read once.

use std::sync::OnceLock;

use serde::Deserialize;

/// The text of the Swedish table.
const SWEDISH: &str = include_str!("../../../jurisdictions/se/receipts.toml");

/// A task that the receipt gives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptTask {
    /// The kinds of authority that it binds.
    pub kinds: Vec<String>,
    /// The function that is given it.
    pub function: String,
    /// Days until it is due.
    pub days: i64,
    /// The rule behind it.
    pub rule: String,
    /// What is to be done.
    pub text: String,
}

/// A task that a mark of protected identity gives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectionTask {
    /// Days until it is due.
    pub days: i64,
    /// The rule behind it.
    pub rule: String,
    /// What is to be done.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    task: Vec<ReceiptTask>,
    protection: ProtectionTask,
}

/// The task for an authority of this kind, if it has one.
///
/// # Panics
/// If the table that was built in is broken, which a test rules out.
pub fn on_receipt(kind: &str) -> Option<&'static ReceiptTask> {
    table().task.iter().find(|task| task.kinds.iter().any(|bound| bound == kind))
}

/// The task for whoever writes down that a person, of whom others were told, has a protected identity.
///
/// # Panics
/// If the table that was built in is broken, which a test rules out.
pub fn on_protection() -> &'static ProtectionTask {
    &table().protection
}

fn table() -> &'static File {
    static TABLE: OnceLock<File> = OnceLock::new();
    // Cannot fail: the text is part of this build and read by a test.
    TABLE.get_or_init(|| parse(SWEDISH).expect("the table of receipts in jurisdictions/se"))
}

fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Roles;

    #[test]
    fn every_task_goes_to_a_function_that_its_authority_has_and_names_its_rule() {
        let file = parse(SWEDISH).unwrap();
        assert!(file.protection.days >= 0 && file.protection.text.contains(&file.protection.rule));
        for task in file.task {
            for kind in &task.kinds {
                assert!(Roles::swedish().of_kind(kind).any(|role| role.code == task.function), "{kind} {}", task.function);
            }
            assert!(task.days >= 0 && !task.rule.is_empty() && task.text.contains(&task.rule));
        }
        assert!(on_receipt("SOC").is_some());
        assert!(on_receipt("POL").is_none());
    }
}
