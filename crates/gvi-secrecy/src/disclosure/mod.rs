//! May this snapshot leave? One function answers, over the dated catalogue, and gives every reason why not.
//!
//! Secrecy is a lock with several keyholes: each provision on the knowledge must be opened, by a ground that holds or by a harm test
//! recorded for that very provision. That secrecy is lifted and that the processing is lawful are two answers, and both are asked.
//!
//! What this room deliberately does not do: it sends nothing, keeps nothing, reads no clock, and does not decide for anybody. An
//! officer who may not open a record never comes here at all: without a decision the page answers as for an unknown id
//! (worked example W3c, tested where the page is).

mod assess;
mod consent;
mod guide;
mod listing;
mod matrix_page;
mod narrowing;
mod path;
mod proposal;
mod refusal;

pub use assess::{Assessment, Key, Notice, assess, intake};
pub use consent::{Consent, ConsentGap, ConsentGiver, NamedRecipient};
pub use guide::{Suggestion, guide};
pub use listing::{LISTING_AGE_FLOOR, age_on, listing_allowed};
pub use matrix_page::matrix_page;
pub use proposal::{Basis, BasisKind, ChosenGround, HarmTest, Oral, Proposal, Recipient, Subject};
pub use refusal::{DpGap, NoKey, OffPath, Refusal};
