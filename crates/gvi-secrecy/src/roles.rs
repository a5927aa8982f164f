//! The roles that exist in each kind of authority, with their names: data of the jurisdiction, read once at the start.
//!
//! This says which roles can be given to an account. What a role may do stands in the policies, and nowhere here; a test
//! holds the two lists of names together.

use serde::Deserialize;

/// The text of the Swedish list of roles.
const SWEDISH: &str = include_str!("../../../jurisdictions/se/roles.toml");

/// The role in which the house itself acts. It is not in the list, so no account can be given it.
pub const HOUSE: &str = "house";

/// One role, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The name in policies and accounts.
    pub code: String,
    /// The kinds of authority in which it can be held.
    pub kinds: Vec<String>,
    /// Its name in Swedish.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// One sentence in Swedish: what somebody in this role does here.
    pub does_sv: String,
    /// The same in English.
    pub does_en: String,
}

/// All roles of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

/// The list of roles cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RolesError {
    /// It is not TOML of the expected shape.
    #[error("the list of roles cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A code stands there twice.
    #[error("the role {0:?} is listed twice")]
    Twice(String),
    /// The role of the house itself is offered to people.
    #[error("the role {HOUSE:?} belongs to the house itself and cannot be listed")]
    House,
    /// A role that nobody can hold.
    #[error("the role {0:?} names no kind of authority")]
    Nowhere(String),
}

impl Roles {
    /// The roles of the Swedish jurisdiction.
    ///
    /// # Panics
    /// If the list that was built in is broken, which a test rules out.
    pub fn swedish() -> Self {
        // Cannot fail: the text is part of this build and read by a test.
        Self::parse(SWEDISH).expect("the list of roles in jurisdictions/se")
    }

    /// Reads a list of roles.
    pub fn parse(text: &str) -> Result<Self, RolesError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            role: Vec<Role>,
        }
        let File { role: roles } = toml::from_str(text)?;
        for (place, role) in roles.iter().enumerate() {
            if role.code == HOUSE {
                return Err(RolesError::House);
            }
            if role.kinds.is_empty() {
                return Err(RolesError::Nowhere(role.code.clone()));
            }
            if roles[..place].iter().any(|earlier| earlier.code == role.code) {
                return Err(RolesError::Twice(role.code.clone()));
            }
        }
        Ok(Self(roles))
    }

    /// All roles, in the order of the list.
    pub fn all(&self) -> &[Role] {
        &self.0
    }

    /// The roles that can be held in an authority of this kind.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Role> {
        self.0.iter().filter(move |role| role.kinds.iter().any(|held| held == kind))
    }

    /// The role with this code, if it can be held in an authority of this kind.
    pub fn held(&self, kind: &str, code: &str) -> Option<&Role> {
        self.of_kind(kind).find(|role| role.code == code)
    }
}
