//! Agreement with other tools on data that may not be copied into the project.
//!
//! `cargo run -p gvi-evaluation --example validate -- DATA REFERENCE`, with the folder of data sets and the folder of
//! reference numbers. Prints one line for each comparison and ends with 1 when one misses its tolerance.

#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod support;

mod cities;

mod validation {
    pub mod did;
    pub mod drift;
    pub mod incidents;
    pub mod its;
    pub mod minimum_wage;
    pub mod near_repeat;
    pub mod scm;
}

use std::path::PathBuf;
use std::process::ExitCode;

/// Comparisons made so far.
#[derive(Default)]
pub struct Report {
    missed: usize,
    made: usize,
}

impl Report {
    /// Prints and counts one comparison.
    pub fn compare(&mut self, what: &str, found: f64, wanted: f64, tolerance: f64) {
        let apart = (found - wanted).abs();
        let holds = apart <= tolerance;
        self.made += 1;
        if !holds {
            self.missed += 1;
        }
        println!(
            "{} {what}: {found:.12} against {wanted:.12}, {apart:.1e} apart, {tolerance:.0e} allowed",
            if holds { "ok  " } else { "MISS" }
        );
    }

    /// Prints and counts a statement.
    pub fn claim(&mut self, what: &str, holds: bool) {
        self.made += 1;
        if !holds {
            self.missed += 1;
        }
        println!("{} {what}", if holds { "ok  " } else { "MISS" });
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(data), Some(reference)) = (arguments.next(), arguments.next()) else {
        eprintln!("name two folders: the data sets and the reference numbers");
        return ExitCode::FAILURE;
    };
    let (data, reference) = (PathBuf::from(data), PathBuf::from(reference));
    let mut report = Report::default();
    validation::did::check(&data, &reference, &mut report);
    validation::incidents::check(&data, &mut report);
    validation::its::check(&reference, &mut report);
    validation::scm::check(&data, &reference, &mut report);
    validation::drift::check(&data, &reference, &mut report);
    validation::near_repeat::check(&data, &reference, &mut report);
    println!("{} comparisons, {} missed", report.made, report.missed);
    if report.missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
