//! A sign that something is under way, on the error stream: what is printed can still be read by a program.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Does something that takes a while, and says meanwhile what it is.
pub fn while_doing<T>(what: &str, done: impl FnOnce() -> T) -> T {
    // Cannot fail: the template stands here.
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("a template of this file");
    let sign = ProgressBar::new_spinner().with_style(style).with_message(what.to_owned());
    sign.enable_steady_tick(Duration::from_millis(120));
    let found = done();
    sign.finish_and_clear();
    found
}
