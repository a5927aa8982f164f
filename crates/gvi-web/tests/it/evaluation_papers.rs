//! The papers of a reading in Nordhamn: what the links give, to whom, and what the log says of it.

use axum::http::StatusCode;
use gvi_testkit::City;

use crate::browser::{Browser, pages};

/// Every form of the paper, as an address below a plan.
const PAPERS: [(&str, &str); 4] = [
    ("report", "text/html; charset=utf-8"),
    ("report.pdf", "application/pdf"),
    ("research/report", "text/html; charset=utf-8"),
    ("research/report.pdf", "application/pdf"),
];

async fn readings(city: &City, authority: &str) -> Vec<String> {
    let sql = "SELECT CAST(COUNT(*) AS TEXT) FROM ledger_entries WHERE deed = 'read_evaluation' AND refused = 0";
    city.read_past_all_doors(authority, sql).await
}

#[tokio::test]
async fn a_reader_of_the_page_gets_each_paper_as_a_download_with_one_entry_in_the_log_and_nobody_else_gets_any() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let (mara, nils, olle) =
        (Browser::of(&city, &pages, "mara").await, Browser::of(&city, &pages, "nils").await, Browser::of(&city, &pages, "olle").await);
    let list = mara.get("/evaluations").await;
    let links = list.body.split("href=\"/evaluations/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut plan = None;
    for id in links.filter(|link| link.len() == 36) {
        let page = mara.get(&format!("/evaluations/{id}")).await;
        let path = format!("/evaluations/{id}");
        if page.body.contains("class=\"verdict-sentence\"") {
            assert!(page.body.contains(&format!("href=\"{path}/report\"")) && page.body.contains(&format!("href=\"{path}/report.pdf\"")));
            plan.get_or_insert(path);
        }
    }
    let plan = plan.expect("Nordhamn has a plan with a reading");
    let research = mara.get(&format!("{plan}/research")).await;
    assert!(
        research.body.contains(&format!("href=\"{plan}/research/report\""))
            && research.body.contains(&format!("href=\"{plan}/research/report.pdf\""))
    );
    for (paper, kind) in PAPERS {
        let before = readings(&city, "polisen").await;
        let answer = mara.get(&format!("{plan}/{paper}")).await;
        assert_eq!(
            (answer.status, answer.header("content-type"), answer.header("cache-control")),
            (StatusCode::OK, kind, "no-store"),
            "{paper}"
        );
        let ending = if kind == "application/pdf" { ".pdf\"" } else { ".html\"" };
        let name = answer.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"evaluation-") && name.ends_with(ending), "{name}");
        if kind == "application/pdf" {
            assert!(answer.body.starts_with("%PDF-1.7"));
        } else {
            assert!(answer.body.contains("Mara Lindqvist") && answer.body.contains("Framtaget av"), "the paper says who made it");
        }
        let after = readings(&city, "polisen").await;
        let count = |found: &[String]| found[0].parse::<i64>().unwrap();
        assert_eq!(count(&after), count(&before) + 1, "{paper}");
        // Somebody of another authority, and a colleague who sees no evaluations, find nothing.
        for other in [&olle, &nils] {
            let page = other.get(&plan).await.status;
            let found = other.get(&format!("{plan}/{paper}")).await;
            assert_eq!(found.status, page, "{paper}: a paper is there for those for whom the page is");
            assert!(page == StatusCode::OK || !found.body.contains("%PDF"));
        }
        assert_eq!(olle.get(&format!("{plan}/{paper}")).await.status, StatusCode::NOT_FOUND);
    }
}
