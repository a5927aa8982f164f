//! Whatever arrives as a feed of the police is read or refused, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gvi_papers::fuzz_bodies::feed(bytes));
