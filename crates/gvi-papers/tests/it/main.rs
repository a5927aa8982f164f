//! Tests of the papers room. All events, rows and places are invented; the city is Nordhamn.

mod broken_files;
mod calendar;
mod feed;
mod fuzz_bodies;
mod incident_table;
mod mappings;
mod merge;
mod real_files;
mod sheets;
mod workbook;
