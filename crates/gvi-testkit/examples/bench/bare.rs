//! The same pages bare: the rows of the same SQL in a table inside the same frame of a page, with the count above a list and the groups
//! to pick from where the page has them, without session, permit, lens and log. The comparison, not a product.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Path as UrlPath, Query, State};
use axum::response::Html;
use axum::routing::get;
use serde::Deserialize;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sqlx::{Column as _, Row as _, SqlitePool};

const GROUP: &str = "id, code, name, kind, area, size_least, size_most, status, note, confirmed_at, expires_on, version";
const PERSON: &str = "id, code, name, born_year, why_here, suspicion, expires_on, version";
const INCIDENT: &str = "id, code, kind, occurred_from, occurred_to, place, killed, injured, state, gmi, version";

/// The bare pages over the police compartment of a folder.
pub async fn routes(folder: &Path) -> Router {
    let options = SqliteConnectOptions::new().filename(folder.join("polisen.sqlite")).read_only(true);
    let frame = Arc::new(Frame::new(folder.join(FRAME)));
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    Router::new()
        .route("/groups", get(groups))
        .route("/groups/{id}", get(group))
        .route("/persons", get(persons))
        .route("/persons/{id}", get(person))
        .route("/incidents", get(incidents))
        .with_state(Bare { pool, frame })
}

/// The file in which the measure leaves the frame of a real page, as far as its main part and from behind it.
pub const FRAME: &str = "frame.html";

/// What all bare pages share.
#[derive(Clone)]
struct Bare {
    pool: SqlitePool,
    frame: Arc<Frame>,
}

/// The frame of a page, read when it is first needed.
struct Frame(std::path::PathBuf, OnceLock<(String, String)>);

impl Frame {
    fn new(path: std::path::PathBuf) -> Self {
        Self(path, OnceLock::new())
    }

    fn parts(&self) -> &(String, String) {
        self.1.get_or_init(|| {
            let text = std::fs::read_to_string(&self.0).unwrap();
            let (head, rest) = text.split_once("<main").unwrap();
            (head.to_owned(), rest.split_once("</main>").unwrap().1.to_owned())
        })
    }
}

async fn groups(State(bare): State<Bare>) -> Html<String> {
    page(
        &bare,
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {GROUP} FROM groups ORDER BY sort_key, id LIMIT 51")))
            .fetch_all(&bare.pool)
            .await
            .unwrap(),
    )
}

async fn group(State(bare): State<Bare>, UrlPath(id): UrlPath<String>) -> Html<String> {
    page(
        &bare,
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {GROUP} FROM groups WHERE id = $1"))).bind(id).fetch_all(&bare.pool).await.unwrap(),
    )
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn persons(State(bare): State<Bare>, Query(asked): Query<Asked>) -> Html<String> {
    let (text, holds) = (format!("%{}%", asked.q.to_lowercase()), "FROM persons WHERE search_key LIKE $1");
    let sql = format!("SELECT {PERSON} {holds} ORDER BY sort_key, id LIMIT 51");
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&text).fetch_all(&bare.pool).await.unwrap();
    let sql = format!("SELECT COUNT(*) FROM (SELECT id {holds} LIMIT 1000) AS found");
    rows.extend(sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&text).fetch_all(&bare.pool).await.unwrap());
    page(&bare, rows)
}

async fn person(State(bare): State<Bare>, UrlPath(id): UrlPath<String>) -> Html<String> {
    page(
        &bare,
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {PERSON} FROM persons WHERE id = $1")))
            .bind(id)
            .fetch_all(&bare.pool)
            .await
            .unwrap(),
    )
}

async fn incidents(State(bare): State<Bare>) -> Html<String> {
    let sql = format!("SELECT {INCIDENT} FROM incidents ORDER BY occurred_from DESC, id DESC LIMIT 51");
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&bare.pool).await.unwrap();
    for sql in [
        "SELECT COUNT(*) FROM (SELECT id FROM incidents LIMIT 1000) AS found",
        "SELECT id, code, name FROM groups ORDER BY sort_key, id LIMIT 1000",
    ] {
        rows.extend(sqlx::query(sql).fetch_all(&bare.pool).await.unwrap());
    }
    page(&bare, rows)
}

fn page(bare: &Bare, rows: Vec<SqliteRow>) -> Html<String> {
    let (head, foot) = bare.frame.parts();
    let mut html = format!("{head}<main><table>");
    for row in &rows {
        html.push_str("<tr>");
        for column in row.columns() {
            let at = column.ordinal();
            let text =
                row.try_get::<String, _>(at).or_else(|_| row.try_get::<i64, _>(at).map(|number| number.to_string())).unwrap_or_default();
            html.push_str("<td>");
            html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</table></main>");
    html.push_str(foot);
    Html(html)
}
