//! Classes of knowledge, the lens that shows or withholds them, and records that are sealed until a permit opens them.
//!
//! A record's fields stand in a `classed!` list, which takes the record apart by full destructuring: a field that is added
//! without a class does not compile. Who may see a class stands in the policies, never here.

use std::fmt;

use crate::deeds::{Deed, Thing};
use crate::permit::Permit;

/// A class of knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// What authorities need in order to work together: codes, states, dates. No person.
    Coordination,
    /// Who a person is.
    Identity,
    /// What is believed about a person or a group.
    Intelligence,
    /// Where intelligence comes from.
    Source,
    /// That a person has help, and which.
    Support,
}

impl Class {
    /// All classes, in the order of the log and the matrix.
    pub const ALL: [Self; 5] = [Self::Coordination, Self::Identity, Self::Intelligence, Self::Source, Self::Support];

    /// The name in policies, log and `columns.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coordination => "coordination",
            Self::Identity => "identity",
            Self::Intelligence => "intelligence",
            Self::Source => "source",
            Self::Support => "support",
        }
    }

    /// Whether a snapshot with this class is about a person.
    pub const fn is_person_level(self) -> bool {
        matches!(self, Self::Identity | Self::Support)
    }

    /// The class with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Which classes a permit lets its holder see of one thing.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Lens(u8);

impl Lens {
    pub(crate) fn of(classes: impl IntoIterator<Item = Class>) -> Self {
        Self(classes.into_iter().fold(0, |bits, class| bits | 1 << class as u8))
    }

    /// Whether this class is shown.
    pub const fn shows(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// The classes shown.
    pub fn classes(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |class| self.shows(*class))
    }

    /// Shows or withholds one value.
    pub fn show<T>(self, class: Class, value: T) -> Shown<T> {
        if self.shows(class) { Shown::Shown(value) } else { Shown::Withheld }
    }
}

impl fmt::Debug for Lens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.classes().map(Class::name)).finish()
    }
}

/// A value that the reader may see, or the plain fact that it is withheld. Pages, exports, envelopes know only these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<T> {
    /// The value.
    Shown(T),
    /// Not for this reader. Says nothing about whether there is a value.
    Withheld,
}

impl<T> Shown<T> {
    /// The value, if it is shown.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Withheld => None,
        }
    }

    /// The value by reference, if it is shown.
    pub const fn as_value(&self) -> Option<&T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Withheld => None,
        }
    }

    /// Changes the value without lifting the veil.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Shown(value) => Shown::Shown(change(value)),
            Self::Withheld => Shown::Withheld,
        }
    }

    /// Whether it is withheld.
    pub const fn is_withheld(&self) -> bool {
        matches!(self, Self::Withheld)
    }
}

/// What the policies need to know of a thing before they decide. Never shown to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The kind of thing.
    pub thing: Thing,
    /// Its id as text, or `-`.
    pub id: String,
    /// Protected identity: only the named handlers.
    pub protected: bool,
    /// Accounts that handle this thing; for protected things only they, for support contacts those assigned.
    pub handlers: Vec<String>,
    /// Its end date has passed, or it was recalled: unreadable but for oversight.
    pub expired: bool,
    /// Who proposed or wrote it, for the rule that nobody approves their own.
    pub proposer: Option<String>,
    /// The unit of the proposer: approver and proposer come from different units.
    pub proposer_unit: Option<String>,
    /// It is about somebody under eighteen.
    pub minor: bool,
    /// It is about a person at all.
    pub person_level: bool,
}

impl Facts {
    /// Facts of a thing about which nothing particular is to be known.
    pub fn plain(thing: Thing, id: impl fmt::Display) -> Self {
        Self {
            thing,
            id: id.to_string(),
            protected: false,
            handlers: Vec::new(),
            expired: false,
            proposer: None,
            proposer_unit: None,
            minor: false,
            person_level: false,
        }
    }

    /// Whether the policies cannot tell the two apart: everything but the id, on which no decision depends.
    pub(crate) fn decides_like(&self, other: &Self) -> bool {
        let Self { thing, id: _, protected, handlers, expired, proposer, proposer_unit, minor, person_level } = self;
        *thing == other.thing
            && *protected == other.protected
            && *handlers == other.handlers
            && *expired == other.expired
            && *proposer == other.proposer
            && *proposer_unit == other.proposer_unit
            && *minor == other.minor
            && *person_level == other.person_level
    }

    /// The same facts, marked as being about a person.
    #[must_use]
    pub fn about_a_person(mut self) -> Self {
        self.person_level = true;
        self
    }
}

/// A record that the store can seal and that a lens can open. Implemented by `classed!`.
pub trait Record: Sized {
    /// What a reader sees of it.
    type Seen;
    /// Takes the record apart, field by field, under a lens.
    fn open(self, lens: Lens) -> Self::Seen;
}

/// A record as the store hands it out: nobody can look inside without a permit.
pub struct Sealed<R> {
    record: R,
    facts: Facts,
}

impl<R: Record> Sealed<R> {
    /// Seals a record together with the facts that decide over it.
    pub fn new(record: R, facts: Facts) -> Self {
        Self { record, facts }
    }

    /// Opens the record through the lens of a permit for this very thing.
    ///
    /// # Panics
    /// If the permit is for another thing of the same kind: a broken invariant of the room that asks.
    pub fn open<D: Deed>(self, permit: &Permit<D>) -> R::Seen {
        assert!(permit.covers(&self.facts), "a permit for {} was used on {}", permit.id_text(), self.facts.id);
        self.record.open(permit.lens())
    }

    /// The facts, for the guard alone.
    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(crate) fn open_through(self, lens: Lens) -> R::Seen {
        self.record.open(lens)
    }
}

impl<R> fmt::Debug for Sealed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} {})", self.facts.thing.name(), self.facts.id)
    }
}

/// Gives every field of a record its class and makes the `Seen` type that pages know.
///
/// `open` fields are shown to everybody who may open the record at all (ids, versions, codes); every other field becomes a
/// [`Shown`]. The record is destructured in full, so a field without a class does not compile.
///
/// ```
/// use gvi_secrecy::{classed, lens::{Class, Record, Shown}};
/// pub struct Boat { pub id: u32, pub name: String }
/// classed! { Boat => SeenBoat { id: u32 = open, name: String = Identity } }
/// ```
#[macro_export]
macro_rules! classed {
    ($record:ident => $seen:ident { $($field:ident : $type:ty = $class:ident),* $(,)? }) => {
        #[doc = concat!("What a reader sees of a `", stringify!($record), "`.")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $seen { $(#[doc = concat!("Class: ", stringify!($class), ".")] pub $field: $crate::classed!(@type $class $type)),* }
        impl $crate::lens::Record for $record {
            type Seen = $seen;
            #[allow(unused_variables)]
            fn open(self, lens: $crate::lens::Lens) -> $seen {
                let $record { $($field),* } = self;
                $seen { $($field: $crate::classed!(@open $class lens $field)),* }
            }
        }
        impl $record {
            /// Field names with their classes, for the list of columns.
            pub const CLASSES: &'static [(&'static str, &'static str)] = &[$((stringify!($field), stringify!($class))),*];
        }
    };
    (@type open $type:ty) => { $type };
    (@type $class:ident $type:ty) => { $crate::lens::Shown<$type> };
    (@open open $lens:ident $field:ident) => { $field };
    (@open $class:ident $lens:ident $field:ident) => { $lens.show($crate::lens::Class::$class, $field) };
}
