//! A person in the own compartment, and the parts a person can have in the work, kept apart as types.
//!
//! A victim, a suspect and somebody who may be listed in a group are three types, and nothing turns one into another: mixing them was a
//! main finding against the lists of other cities (secrecy.md D1, V30). And there is deliberately no number, rank or colour about a person.

use crate::limit::DomainError;
use crate::respect::words_fault;
use crate::text::Words;
use crate::{Date, PersonId, SuspectId, VictimId};

/// Nobody below this age is listed, linked or given evidence. Not configurable (secrecy.md section 6.3).
pub const LISTING_AGE_LEAST: i16 = 15;
/// Below this age a listing needs the lawyer, a notice decision and the child's best interest in writing.
pub const ADULT_AGE: i16 = 18;
/// Months after which a person's record ends if nobody shortens it further. The law's limit is longer; the default is what we keep to.
pub const PERSON_MONTHS_MAX: i32 = 12;
/// Contact routes of one person.
pub const CONTACTS_PER_PERSON_MAX: usize = 10;
/// Named handlers of a person with protected identity.
pub const HANDLERS_PER_PERSON_MAX: usize = 10;

/// When somebody was born, as well as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Born {
    /// Only the year.
    Year(i16),
    /// The day.
    On(Date),
}

impl Born {
    /// The age on a day. If only the year is known the person counts as the youngest they can be, because age protects here.
    pub fn age_on(self, day: Date) -> i16 {
        let born = match self {
            Self::Year(year) => jiff::civil::date(year, 12, 31),
            Self::On(date) => date,
        };
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        day.year() - born.year() - i16::from(!had_birthday)
    }

    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) => year,
            Self::On(date) => date.year(),
        }
    }

    /// The day, if it is known.
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::Year(_) => None,
            Self::On(date) => Some(date),
        }
    }

    /// Under eighteen.
    pub fn is_minor_on(self, day: Date) -> bool {
        self.age_on(day) < ADULT_AGE
    }
}

/// How a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactKind {
    /// A telephone.
    Phone,
    /// An e-mail address.
    Email,
    /// Where the person lives or stays.
    Address,
    /// Another way.
    Other,
}

names!(ContactKind { Phone = "phone", Email = "email", Address = "address", Other = "other" });

impl ContactKind {
    /// The field of the form that holds routes of this kind.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Phone => "phones",
            Self::Email => "emails",
            Self::Address => "addresses",
            Self::Other => "others",
        }
    }
}

/// One way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The number or address.
    pub route: String,
}

/// The digits of a telephone number as people dial it inside the country: `+46 70-123` and `070 123` are the same.
pub fn dialled(route: &str) -> String {
    let digits: String = route.chars().filter(char::is_ascii_digit).collect();
    let international = route.trim_start().starts_with('+') || digits.starts_with("00");
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    match digits.strip_prefix("46") {
        Some(rest) if international => format!("0{rest}"),
        _ => digits.to_owned(),
    }
}

/// A person as typed and checked.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The id that the form minted.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Birth.
    pub born: Born,
    /// Why this person is here at all, in words that the person could read.
    pub why_here: Words,
    /// Reference to a suspicion, for example a case number. Empty: the page says *not suspected* (PBDL 3:4).
    pub suspicion: String,
    /// Ways to reach the person.
    pub contacts: Vec<Contact>,
    /// Protected identity: nobody but the named handlers finds the person.
    pub protected: bool,
    /// User names of the handlers, besides whoever adds the person.
    pub handlers: Vec<String>,
    /// The day after which the record is erased.
    pub expires_on: Date,
}

impl NewPerson {
    /// Checks what was typed on a day; returns every fault at once.
    pub fn check(self, today: Date) -> Result<Self, Vec<DomainError>> {
        let mut faults = Vec::new();
        let length = self.name.trim().chars().count();
        if length == 0 {
            faults.push(DomainError::field("name", "missing"));
        } else if length > 120 {
            faults.push(DomainError::field("name", "too-long"));
        }
        if self.born.year() < 1900 || self.born.age_on(today) < 0 && self.born.year() > today.year() {
            faults.push(DomainError::field("born", "not-a-birth"));
        }
        faults.extend(words_fault("why_here", self.why_here.as_str()));
        if self.suspicion.chars().count() > 60 {
            faults.push(DomainError::field("suspicion", "too-long"));
        } else if !self.suspicion.is_empty() && !self.suspicion.chars().any(|sign| sign.is_ascii_digit()) {
            // A reference that somebody can look up has a number in it; "known" or "see colleague" has none.
            faults.push(DomainError::field("suspicion", "not-a-reference"));
        }
        if self.contacts.len() > CONTACTS_PER_PERSON_MAX {
            faults.push(DomainError::Full { what: "contacts", limit: CONTACTS_PER_PERSON_MAX });
        }
        for kind in ContactKind::ALL {
            if self.contacts.iter().any(|contact| contact.kind == *kind && contact.route.chars().count() > 200) {
                faults.push(DomainError::field(kind.field(), "too-long"));
            }
        }
        if self.protected && self.contacts.iter().any(|contact| contact.kind == ContactKind::Address) {
            // Law: OSL 22:1. What is not stored cannot leak.
            faults.push(DomainError::field("addresses", "protected-address"));
        }
        if self.handlers.len() > HANDLERS_PER_PERSON_MAX {
            faults.push(DomainError::Full { what: "handlers", limit: HANDLERS_PER_PERSON_MAX });
        }
        if self.expires_on <= today {
            faults.push(DomainError::field("expires_on", "in-the-past"));
        } else if self.expires_on > latest_end(today) {
            faults.push(DomainError::field("expires_on", "too-far"));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

/// The latest day that a record begun today may be kept by default.
pub fn latest_end(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().months(PERSON_MONTHS_MAX))
}

/// Somebody who may be listed in a group: a person, at least fifteen. The only way to make one asks the age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListableRef(PersonId);

impl ListableRef {
    /// The person, if they may be listed on this day.
    pub fn of_person(person: PersonId, born: Born, today: Date) -> Result<Self, DomainError> {
        if born.age_on(today) < LISTING_AGE_LEAST { Err(DomainError::Rule { rule: "under-15" }) } else { Ok(Self(person)) }
    }

    /// The person.
    pub const fn person(self) -> PersonId {
        self.0
    }
}

/// A victim's part in an incident. It opens to no person and fits no group.
///
/// ```compile_fail
/// use gvi_domain::{VictimId, person::{ListableRef, VictimRef}};
/// let victim = VictimRef::of(VictimId::new());
/// let member: ListableRef = victim.into();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VictimRef(VictimId);

impl VictimRef {
    /// The part with this id.
    pub const fn of(victim: VictimId) -> Self {
        Self(victim)
    }

    /// The part's id.
    pub const fn victim(self) -> VictimId {
        self.0
    }
}

/// A suspect's part in an incident. To be suspected of an incident is not to be listed in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuspectRef(SuspectId);

impl SuspectRef {
    /// The part with this id.
    pub const fn of(suspect: SuspectId) -> Self {
        Self(suspect)
    }

    /// The part's id.
    pub const fn suspect(self) -> SuspectId {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn somebody_of_whom_only_the_year_is_known_counts_as_the_youngest_they_can_be() {
        assert_eq!(Born::Year(2011).age_on(date(2026, 12, 30)), 14);
        assert_eq!(Born::Year(2011).age_on(date(2026, 12, 31)), 15);
        assert_eq!(Born::On(date(2011, 11, 22)).age_on(date(2026, 11, 22)), 15);
        assert_eq!(Born::On(date(2011, 11, 23)).age_on(date(2026, 11, 22)), 14);
    }

    #[test]
    fn a_child_of_fourteen_cannot_be_listed_and_one_of_fifteen_can() {
        let (person, today) = (PersonId::new(), date(2026, 11, 22));
        assert_eq!(ListableRef::of_person(person, Born::On(date(2011, 11, 23)), today), Err(DomainError::Rule { rule: "under-15" }));
        assert_eq!(ListableRef::of_person(person, Born::On(date(2011, 11, 22)), today).map(ListableRef::person), Ok(person));
    }

    #[test]
    fn a_number_is_found_however_it_was_written() {
        for written in ["070-123 45 67", "+46 70 123 45 67", "0046701234567", "0701234567"] {
            assert_eq!(dialled(written), "0701234567", "{written}");
        }
    }

    #[test]
    fn the_address_of_a_protected_person_is_never_stored() {
        let typed = NewPerson {
            id: PersonId::new(),
            name: "Vera Holm".into(),
            born: Born::Year(2000),
            why_here: Words::stored("Vittnesskydd utreds.".into()),
            suspicion: String::new(),
            contacts: vec![Contact { kind: ContactKind::Address, route: "Hamngatan 1".into() }],
            protected: true,
            handlers: Vec::new(),
            expires_on: date(2027, 1, 1),
        };
        assert_eq!(typed.check(date(2026, 11, 22)).unwrap_err(), [DomainError::field("addresses", "protected-address")]);
    }

    #[test]
    fn a_record_of_a_hundred_years_is_refused() {
        let today = date(2026, 11, 22);
        let typed = NewPerson {
            id: PersonId::new(),
            name: "Vera Holm".into(),
            born: Born::Year(2000),
            why_here: Words::stored("Skäl.".into()),
            suspicion: "känd".into(),
            contacts: Vec::new(),
            protected: false,
            handlers: Vec::new(),
            expires_on: date(2126, 1, 1),
        };
        assert_eq!(
            typed.check(today).unwrap_err(),
            [DomainError::field("suspicion", "not-a-reference"), DomainError::field("expires_on", "too-far")]
        );
    }
}
