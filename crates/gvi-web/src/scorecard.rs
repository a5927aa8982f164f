//! The page of the scorecard: groups ranked by what they have committed, with what they have suffered beside it.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use gvi_app::scorecard::{self, Score, over};
use gvi_domain::scorecard::Span;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charts::sparkline;
use crate::desk::{Desk, House};
use crate::groups::status_tag;
use crate::markup::Markup;
use crate::shell::{NavItem, Shell};
use crate::signs::Tag;
use crate::text::iso_date;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/scorecard", get(page))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    over: String,
}

#[derive(Template, Serialize)]
#[template(path = "scorecard/page.html")]
struct ScorecardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    /// Days over which the rank is taken.
    over: i64,
    today: String,
    /// The groups of the first rank, which the review should look at first.
    first: Vec<String>,
    groups: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    code: String,
    name: Option<String>,
    status: Option<Tag>,
    rank: Option<usize>,
    spans: Vec<Cell>,
    /// Shootings committed in each four weeks of the last year, the oldest first.
    steps: Vec<u32>,
    #[serde(skip)]
    trend: Markup,
}

#[derive(Serialize)]
struct Cell {
    days: i64,
    supported: u32,
    suspected: u32,
    suffered: u32,
}

fn line(desk: &Desk, score: Score) -> Line {
    let group = score.group;
    let cell = |span: &Span| {
        let tally = over(&group.tallies, *span);
        Cell { days: span.days(), supported: tally.supported, suspected: tally.suspected, suffered: tally.suffered }
    };
    Line {
        id: group.id.to_string(),
        code: group.code.to_string(),
        rank: score.rank,
        spans: Span::ALL.iter().map(cell).collect(),
        trend: sparkline(&group.steps),
        name: group.name.value(),
        status: group.status.value().map(|status| status_tag(desk.tr(), status)),
        steps: group.steps,
    }
}

async fn page(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let span = Span::named(&asked.over).unwrap_or_default();
    let scores = scorecard::scorecard(&desk.ctx, span).await?;
    let tr = desk.tr();
    let tabs = Span::ALL.iter().map(|other| NavItem {
        href: format!("/scorecard?over={}", other.name()),
        label: tr.args("scorecard-days", &[("days", other.name())]),
        current: *other == span,
        count: None,
    });
    let groups: Vec<Line> = scores.into_iter().map(|score| line(&desk, score)).collect();
    let first =
        groups.iter().filter(|group| group.rank == Some(1)).map(|group| group.name.clone().unwrap_or_else(|| group.code.clone())).collect();
    let today = iso_date(desk.now().date(desk.zone()));
    desk.page(&ScorecardPage { tabs: tabs.collect(), shell: desk.shell(), over: span.days(), today, first, groups })
}
