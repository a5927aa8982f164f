//! The page of imports: which batches came in, with which settings, and undoing one. Papers are brought in at the command line.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::batches;
use gvi_app::seen::SeenBatch;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::text::iso_moment;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/imports", get(list)).route("/imports/{id}/undo", post(undo))
}

/// A batch as the page prints it.
#[derive(Serialize)]
struct BatchLine {
    id: String,
    code: String,
    source: Option<String>,
    at: Option<String>,
    by: Option<String>,
    rows: Option<i64>,
    added: Option<i64>,
    revised: Option<i64>,
    unchanged: Option<i64>,
    merged: Option<String>,
    undone: Option<String>,
    removed: Option<i64>,
    kept: Option<i64>,
}

fn line(desk: &Desk, batch: SeenBatch) -> BatchLine {
    let tr = desk.tr();
    let moment = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), desk.zone());
    let merged = batch.merge_hours.value().flatten().zip(batch.merge_metres.value().flatten());
    BatchLine {
        id: batch.id.to_string(),
        code: batch.code.to_string(),
        source: batch.source.value(),
        at: batch.imported_at.value().map(moment),
        by: batch.imported_by.value(),
        rows: batch.rows_read.value(),
        added: batch.added.value(),
        revised: batch.revised.value(),
        unchanged: batch.unchanged.value(),
        merged: merged.map(|(hours, metres)| format!("{} h, {} m", tr.decimal(hours, 0), tr.decimal(metres, 0))),
        undone: batch.undone_at.value().flatten().map(moment),
        removed: batch.removed.value(),
        kept: batch.kept.value(),
    }
}

#[derive(Template, Serialize)]
#[template(path = "imports/list.html")]
struct ImportsPage {
    #[serde(skip)]
    shell: Shell,
    batches: Vec<BatchLine>,
}

async fn list(desk: Desk) -> Answer {
    let batches = batches::list(&desk.ctx).await?.into_iter().map(|batch| line(&desk, batch)).collect();
    desk.page(&ImportsPage { shell: desk.shell(), batches })
}

#[derive(Template, Serialize)]
#[template(path = "imports/undone.html")]
struct UndonePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    removed: i64,
    taken_back: i64,
    kept: i64,
    kept_incidents: Vec<KeptLine>,
}

#[derive(Serialize)]
struct KeptLine {
    id: String,
    code: String,
}

#[derive(Deserialize, Default)]
struct NoFields {}

async fn undo(Path(id): Path<String>, Typed { desk, .. }: Typed<NoFields>) -> Answer {
    let undone = batches::undo(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    if undone.kept == 0 {
        return desk.done("/imports", "import-undone");
    }
    // What stayed is told once, here: it is the answer to this deed, not a page of its own.
    let tr = desk.tr();
    desk.page(&UndonePage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/imports", tr.t("imports-title")), Crumb::here(tr.t("import-undone-title"))],
        removed: undone.removed,
        taken_back: undone.taken_back,
        kept: undone.kept,
        kept_incidents: undone
            .kept_incidents
            .into_iter()
            .map(|(id, code)| KeptLine { id: id.to_string(), code: code.to_string() })
            .collect(),
    })
}
