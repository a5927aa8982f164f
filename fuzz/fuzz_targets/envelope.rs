//! Whatever arrives as an envelope is refused or is written again byte for byte, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gvi_exchange::fuzz_bodies::envelope(bytes));
