//! The page of unusual days, beside the pages of the log: who opened far more person cards in a day than they usually do.

use askama::Template;
use axum::Router;
use axum::routing::get;
use gvi_app::unusual::{self, SHOWN_DAYS, UnusualLine};
use gvi_domain::unusual::{USUAL_DAYS, USUAL_DAYS_LEAST, VIEWS_TIMES_USUAL, VIEWS_UNUSUAL_LEAST};
use serde::Serialize;

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::log::{tabs, who_text};
use crate::shell::{NavItem, Shell};
use crate::text::{Tr, iso_date};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/log/unusual", get(page))
}

#[derive(Template, Serialize)]
#[template(path = "log/unusual.html")]
struct UnusualPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    /// The rule, with its numbers.
    rule: String,
    lead: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    day: String,
    day_text: String,
    account: String,
    who: String,
    views: u64,
    usual: u64,
    /// The entries of that day.
    href: String,
}

fn line(tr: Tr, line: UnusualLine) -> Line {
    let day = iso_date(line.day.day);
    Line {
        href: format!("/log?who={}&deed=read_person&from={day}&to={day}", line.account),
        day_text: tr.date(line.day.day),
        who: who_text(tr, &line.account, line.name),
        account: line.account,
        views: line.day.views,
        usual: line.day.usual,
        day,
    }
}

async fn page(desk: Desk) -> Answer {
    let found = unusual::days(&desk.ctx).await?;
    let tr = desk.tr();
    let numbers = [
        ("least", VIEWS_UNUSUAL_LEAST.to_string()),
        ("times", VIEWS_TIMES_USUAL.to_string()),
        ("days", USUAL_DAYS.to_string()),
        ("few", USUAL_DAYS_LEAST.to_string()),
    ];
    desk.page(&UnusualPage {
        tabs: tabs(&desk),
        rule: tr.args("log-unusual-rule", &numbers),
        lead: tr.args("log-unusual-lead", &[("days", SHOWN_DAYS.to_string())]),
        lines: found.into_iter().map(|found| line(tr, found)).collect(),
        shell: desk.shell(),
    })
}
