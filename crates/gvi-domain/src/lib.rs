//! The words of the house: what they mean and which changes are allowed.
//!
//! A group, a membership, an incident, a review, a focus, a lever, an offer, a support contact, a clock, a measure: each has a
//! file of its own here, with its states and the transitions between them. Everything is plain values and pure functions.
//!
//! What this room deliberately does not know: SQL, HTTP, Cedar, serde, async, and the clock on the wall (time is a value
//! that is passed in). And by the house's invariants of absence: there is no number, rank, colour or order about a person's
//! danger anywhere in it, and no word for ethnicity, religion, health or political view.

/// Stored names of an enum's variants: `name()`, `named()` and `ALL`.
macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The stored name, also the stem of its message key.
            pub const fn name(self) -> &'static str { match self { $(Self::$variant => $name),* } }
            /// The one with this name.
            pub fn named(name: &str) -> Option<Self> { match name { $($name => Some(Self::$variant),)* _ => None } }
        }
    };
}

pub mod account;
pub mod ages;
pub mod apart;
pub mod attribution;
pub mod authority;
pub mod call_in;
pub mod clock;
pub mod code;
pub mod community;
pub mod consent;
pub mod deconfliction;
pub mod disclosure;
pub mod evaluation;
pub mod evidence;
pub mod focus;
pub mod frozen;
pub mod grade;
pub mod group;
pub mod group_effect;
pub mod guest;
pub mod help_call;
pub mod id;
pub mod incident;
pub mod lever;
pub mod limit;
pub mod list_limit;
pub mod measure;
pub mod membership;
pub mod message;
pub mod notification;
pub mod offer;
pub mod person;
pub mod purpose;
pub mod reading;
pub mod referral;
pub mod relation;
pub mod respect;
pub mod review;
pub mod round;
pub mod scorecard;
pub mod summons;
pub mod support;
pub mod support_steps;
pub mod task;
pub mod text;
pub mod time;
pub mod timeline;
pub mod triage;
pub mod unusual;
pub mod visit;
pub mod wording;

pub use authority::{AuthorityId, KindCode, RoleCode};
pub use code::Code;
pub use id::*;
pub use limit::DomainError;
pub use text::Words;
pub use time::{Date, Moment, Month, Occurred};
