//! Rows of the accounts of one authority.

use gvi_secrecy::{Facts, Thing};

/// An account's own holder is its handler: everybody may see their own day and change their own password.
pub(crate) fn facts(id: &str) -> Facts {
    Facts { handlers: vec![id.to_owned()], ..Facts::plain(Thing::Account, id) }
}
