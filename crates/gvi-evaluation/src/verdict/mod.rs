//! From a sealed plan and its evidence to one of a few states, and from the state to a sentence.
//!
//! The state is computed from stated conditions and cannot be chosen; the sentence follows from the state and cannot be
//! typed over. Before 24 months there is no verdict, before 60 no causal word, and "no difference found" never becomes
//! "no effect".

mod assess;
mod judge;
mod multiple;
mod plan;
mod sentence;

pub use assess::{Assessment, StartPanel, assess};
pub use judge::{Condition, Evidence, Judgement, Verdict, Witness, judge};
pub use multiple::{Found, OutcomeLine, holm, outcome_table};
pub use plan::{Amendment, Outcome, Plan, PlannedShock, SealedPlan, StartRule};
pub use sentence::{Language, sentence};
