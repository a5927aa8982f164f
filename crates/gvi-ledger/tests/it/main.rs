//! Everything the log must hold: the tree against its definition, checkpoints against published ones, and every way of
//! tampering against the place where it must be found.

mod checkpoint;
mod entry;
mod log;
mod retold;
mod tamper;
mod tree;
mod witness;
