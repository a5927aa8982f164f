//! Whatever arrives as a mapping with its table is read or refused, loses no row in merging, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| gvi_papers::fuzz_bodies::csv_mapping(bytes));
