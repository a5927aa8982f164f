//! Whatever arrives as a checkpoint is either refused or can be written again byte for byte, and checking it never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gvi_ledger::fuzz_bodies::checkpoint(bytes));
