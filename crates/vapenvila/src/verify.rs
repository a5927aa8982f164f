//! `vapenvila verify FOLDER`: recomputes every log of a site from its databases, without a server, and says where it does not fit.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use gvi_app::verify::Verified;
use indicatif::{ProgressBar, ProgressStyle};

/// Recomputes the logs of a site.
#[derive(Args)]
pub struct Verify {
    /// The site's folder, with `site.toml`. Nothing in it is changed.
    folder: PathBuf,
}

impl Verify {
    /// Prints what was counted and what was found; ends with an error if anything was found.
    pub async fn run(self) -> anyhow::Result<()> {
        let bar = ProgressBar::new(0);
        // Cannot fail: the template is a constant, and the test below parses it.
        bar.set_style(ProgressStyle::with_template(BAR).expect("a template that parses"));
        let verified = gvi_app::verify::verify(&self.folder, &mut |authority, read, total| {
            bar.set_message(authority.to_owned());
            bar.set_length(total);
            bar.set_position(read);
        })
        .await?;
        bar.finish_and_clear();
        for one in &verified {
            print!("{}", told(one));
        }
        let unsound = verified.iter().filter(|one| !one.is_sound()).count();
        if unsound > 0 {
            bail!(
                "{unsound} of {} logs do not fit: keep the folder as it is, and let somebody from another authority look",
                verified.len()
            );
        }
        println!("All {} logs fit.", verified.len());
        Ok(())
    }
}

const BAR: &str = "{msg:16} {wide_bar} {human_pos}/{human_len} entries";

fn told(one: &Verified) -> String {
    let report = &one.report;
    let mut text = format!(
        "{}: {} entries ({} erased), {} checkpoints, {} of them proven, {} cosignatures, {} of {} neighbours' views match, {} entries after the newest checkpoint\n",
        one.authority,
        report.entries,
        report.erased,
        report.checkpoints,
        report.checkpoints_proven,
        report.cosignatures,
        report.views_matched,
        report.views,
        report.after_last_checkpoint
    );
    for finding in one.findings() {
        text.push_str("  - ");
        text.push_str(&finding);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_progress_bar_can_be_drawn() {
        assert!(indicatif::ProgressStyle::with_template(super::BAR).is_ok());
    }
}
