//! Steps: named, timed, stopped at the first failure with what to do about it.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::command::Kept;

/// A run of steps. Each step's time is kept for the table, each runner's last word for the end.
#[derive(Default)]
pub struct Steps {
    times: Vec<(&'static str, Duration)>,
    last_words: Vec<String>,
}

impl Steps {
    /// Runs one step; `what_to_do` is the sentence a person reads after its failure.
    pub fn step(&mut self, name: &'static str, what_to_do: &str, deed: impl FnOnce() -> Result<()>) -> Result<()> {
        self.step_keeping(name, what_to_do, || Kept { lines: Vec::new(), outcome: deed() })
    }

    /// The same for a step whose runner has a last word.
    pub fn step_keeping(&mut self, name: &'static str, what_to_do: &str, deed: impl FnOnce() -> Kept) -> Result<()> {
        println!("\n── {name}");
        let start = Instant::now();
        let Kept { lines, outcome } = deed();
        let took = start.elapsed();
        self.times.push((name, took));
        self.last_words.extend(lines);
        match outcome {
            Ok(()) => {
                println!("── {name}: fine, {:.1} s", took.as_secs_f64());
                Ok(())
            }
            Err(error) => {
                println!("── {name}: FAILED after {:.1} s", took.as_secs_f64());
                let told = Told(format!("{name} failed: {error:#}\nwhat to do: {what_to_do}"));
                self.print_times();
                println!("{told}\n");
                self.print_last_words();
                Err(told.into())
            }
        }
    }

    /// The table of times, then the runners' last words, which stand last on purpose.
    pub fn print_end(&self) {
        self.print_times();
        self.print_last_words();
    }

    fn print_times(&self) {
        println!("\n{:>9}  step", "seconds");
        let mut total = Duration::ZERO;
        for (name, took) in &self.times {
            total += *took;
            println!("{:>9.1}  {name}", took.as_secs_f64());
        }
        println!("{:>9.1}  altogether\n", total.as_secs_f64());
    }

    fn print_last_words(&self) {
        for line in &self.last_words {
            println!("{line}");
        }
    }
}

/// A failure that the screen already shows, above the last words; nothing is to be said after them.
#[derive(Debug)]
pub struct Told(String);

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Told {}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn a_failed_step_says_what_to_do_and_keeps_the_last_word() {
        let mut steps = Steps::default();
        steps.step("first", "nothing", || Ok(())).unwrap();
        let error = steps
            .step_keeping("second", "mend it", || Kept { lines: vec!["1 passed, 1 failed".into()], outcome: (|| bail!("it broke"))() })
            .unwrap_err()
            .to_string();
        assert_eq!(error, "second failed: it broke\nwhat to do: mend it");
        assert_eq!(steps.last_words, ["1 passed, 1 failed"]);
        assert_eq!(steps.times.len(), 2);
    }
}
