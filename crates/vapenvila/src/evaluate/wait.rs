//! A sign that something is under way, on the error stream: what is printed can still be read by a program.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

fn style(template: &str) -> ProgressStyle {
    // Cannot fail: the templates stand in this file.
    ProgressStyle::with_template(template).expect("a template of this file")
}

/// Does something that takes a while, and says meanwhile what it is.
pub fn while_doing<T>(what: &str, done: impl FnOnce() -> T) -> T {
    let sign = ProgressBar::new_spinner().with_style(style("{spinner} {msg} {elapsed}")).with_message(what.to_owned());
    sign.enable_steady_tick(Duration::from_millis(120));
    let found = done();
    sign.finish_and_clear();
    found
}

/// A bar of so many steps.
pub fn bar(what: &str, steps: usize) -> ProgressBar {
    ProgressBar::new(steps as u64).with_style(style("{msg} {bar:40} {pos}/{len} {eta}")).with_message(what.to_owned())
}

/// Does something in rounds, and shows how many are done. What is done says after each round that it is.
pub fn while_counting<T>(what: &str, rounds: usize, done: impl FnOnce(&(dyn Fn() + Sync)) -> T) -> T {
    let bar = bar(what, rounds);
    let found = done(&|| bar.inc(1));
    bar.finish_and_clear();
    found
}
