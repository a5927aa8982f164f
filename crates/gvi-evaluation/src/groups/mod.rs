//! Group by month: a stepped wedge of groups that hear the message at different times.
//!
//! Effects on groups are larger and clearer than on a city's total, and more easily fooled: groups are notified *because*
//! they have just been violent. The triggering months are therefore left out, and every interval rests on groups, not months.
//! A group is a number here; no member and no name.

mod balance;
mod bootstrap;
mod by_group;
mod panel;
mod poisson;
mod randomisation;

pub use balance::entropy_balance;
pub use bootstrap::{WildTest, wild_score_test};
pub use by_group::{GroupLine, GroupReading, each_group};
pub use panel::{GroupPanel, GroupSettings, hide_small};
pub use poisson::{GroupFit, GroupTerm, fit_groups};
pub use randomisation::{DateTest, randomise_dates};
