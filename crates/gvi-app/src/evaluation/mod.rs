//! Did it help? Plans, counts and what may be said.

pub mod plan;
pub mod power;
pub mod reading;
