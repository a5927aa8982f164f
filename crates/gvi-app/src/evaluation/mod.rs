//! Did it help? Plans, counts and what may be said.

pub mod calibrate;
pub mod plan;
pub mod power;
pub mod reading;
pub mod record;
