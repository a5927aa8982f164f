//! Who does what, then who sees what, in Nordhamn, on both databases.

mod groups;
mod sign_in;
