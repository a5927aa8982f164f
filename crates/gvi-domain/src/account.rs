//! An account of somebody who works in an authority, as it is typed and checked.
//!
//! The keeper of the accounts sees who works here and nothing of the work. Roles end by themselves, and nobody gives themselves one:
//! the second rule stands in the policies, where it can be proved.

use crate::limit::DomainError;
use crate::{AccountId, Date, RoleCode};

/// Roles of one account.
pub const ROLES_PER_ACCOUNT_MAX: usize = 6;
/// Months that an account, a role or a training lasts at most. Then somebody decides anew.
pub const ACCOUNT_MONTHS_MAX: i32 = 24;
/// Least number of signs of a password that somebody chooses.
pub const PASSWORD_LEAST: usize = 12;
/// Most signs: a longer one is a mistake, and hashing it costs.
pub const PASSWORD_MOST: usize = 200;

/// An account as it was typed and checked.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The id that the form minted.
    pub id: AccountId,
    /// What is typed at sign-in.
    pub user_name: String,
    /// The holder's name.
    pub name: String,
    /// Unit inside the authority.
    pub unit: String,
    /// The roles, all until the same day.
    pub roles: Vec<RoleCode>,
    /// Last day of the account and its roles.
    pub ends_on: Date,
    /// Training is valid until then.
    pub trained_until: Date,
}

impl NewAccount {
    /// Checks what was typed; returns every fault at once. Which roles can be held here is checked where the list of roles is known.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let user = self.user_name.as_str();
        if user.is_empty() {
            faults.push(DomainError::field("user_name", "missing"));
        } else if user.len() > 40
            || !user.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_'))
        {
            faults.push(DomainError::field("user_name", "user-name-signs"));
        }
        for (field, text) in [("name", &self.name), ("unit", &self.unit)] {
            let length = text.trim().chars().count();
            if length == 0 {
                faults.push(DomainError::field(field, "missing"));
            } else if length > 80 {
                faults.push(DomainError::field(field, "too-long"));
            }
        }
        faults.extend(check_roles(&self.roles).err());
        faults.extend(check_last_day("ends_on", self.ends_on, today).err());
        faults.extend(check_last_day("trained_until", self.trained_until, today).err());
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// At least one role, and not all of them.
pub fn check_roles(roles: &[RoleCode]) -> Result<(), DomainError> {
    match roles.len() {
        0 => Err(DomainError::field("roles", "role-missing")),
        count if count > ROLES_PER_ACCOUNT_MAX => Err(DomainError::Full { what: "roles", limit: ROLES_PER_ACCOUNT_MAX }),
        _ => Ok(()),
    }
}

/// A last day that has not passed and lies within two years.
pub fn check_last_day(field: &'static str, day: Date, today: Date) -> Result<Date, DomainError> {
    if day < today {
        Err(DomainError::field(field, "has-passed"))
    } else if day > today.saturating_add(jiff::Span::new().months(ACCOUNT_MONTHS_MAX)) {
        Err(DomainError::field(field, "longer-than-two-years"))
    } else {
        Ok(day)
    }
}

/// Checks a password that somebody chooses. Length is what counts; rules about signs make people write it down.
pub fn check_password(new: &str, again: &str, user_name: &str) -> Result<(), Vec<DomainError>> {
    let mut faults = Vec::new();
    let length = new.chars().count();
    if length < PASSWORD_LEAST {
        faults.push(DomainError::field("new_password", "password-too-short"));
    } else if length > PASSWORD_MOST {
        faults.push(DomainError::field("new_password", "too-long"));
    } else if !user_name.is_empty() && new.to_lowercase().contains(&user_name.to_lowercase()) {
        faults.push(DomainError::field("new_password", "password-holds-name"));
    }
    if new != again {
        faults.push(DomainError::field("again", "password-differs"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Most signs of an address for e-mail.
pub const MAIL_MOST: usize = 254;

/// Reads an address for e-mail; nothing where nothing was typed. What cannot stand in the head of a message is no address.
pub fn read_mail(field: &'static str, typed: &str) -> Result<Option<String>, DomainError> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let fits = |part: &str, more: &str| {
        !part.is_empty()
            && part.chars().all(|sign| sign.is_ascii_alphanumeric() || more.contains(sign))
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
    };
    let is_address = text.split_once('@').is_some_and(|(name, host)| fits(name, ".-_+'") && fits(host, ".-") && host.contains('.'));
    if is_address && text.len() <= MAIL_MOST { Ok(Some(text.to_owned())) } else { Err(DomainError::field(field, "not-an-address")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_could_add_a_line_to_a_message_is_none() {
        assert_eq!(read_mail("mail", "  "), Ok(None));
        assert_eq!(read_mail("mail", " tom.ek@frivarden.example "), Ok(Some("tom.ek@frivarden.example".into())));
        for wrong in [
            "tom",
            "tom@",
            "@frivarden.example",
            "tom@frivarden",
            "a b@c.example",
            "a@b.example\r\nBcc: c@d.example",
            "åsa@d.example",
            "a..b@c.example",
            "<a@b.example>",
        ] {
            assert!(read_mail("mail", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_fault_of_an_account_is_told_at_once() {
        let today: Date = "2026-11-22".parse().unwrap();
        let typed = NewAccount {
            id: AccountId::new(),
            user_name: "Åsa B".into(),
            name: String::new(),
            unit: "it".into(),
            roles: Vec::new(),
            ends_on: "2026-11-21".parse().unwrap(),
            trained_until: "2030-01-01".parse().unwrap(),
        };
        assert_eq!(typed.check(today).unwrap_err().len(), 5);
    }

    #[test]
    fn a_password_is_long_is_not_the_name_and_is_typed_twice() {
        assert!(check_password("korrekt häst batteri", "korrekt häst batteri", "ada").is_ok());
        assert!(check_password("kort", "kort", "ada").is_err());
        assert!(check_password("ada-ada-ada-ada", "ada-ada-ada-ada", "ada").is_err());
        assert!(check_password("korrekt häst batteri", "korrekt hast batteri", "ada").is_err());
    }
}
