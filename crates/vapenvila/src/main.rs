//! Starts, stops, and the command line.

fn main() {}
