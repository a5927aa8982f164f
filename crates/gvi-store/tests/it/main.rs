//! The schema itself: alike on both databases, every column accounted for, every statement understood by both.

mod columns;
mod data_protection;
mod databases;
mod full;
mod schema;
mod statements;
