//! The pages that look over everything (search, scorecard, measures, timeline), as two languages and two readers see them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gvi_domain::group::{GroupKind, NewGroup};
use gvi_domain::{GroupId, Words};
use gvi_testkit::City;
use gvi_web::House;
use gvi_web::desk::Clock;
use tower::ServiceExt as _;

async fn get(city: &City, user: &str, lang: &str, accept: &str, path: &str) -> (StatusCode, String) {
    // Signed in with a purpose, which is what `acts` does to the session behind the cookie.
    let _ = city.acts(user).await;
    let cookie = format!("vv_session={}.token-of-{user}; vv_lang={lang}", gvi_testkit::people::worker(user).authority);
    let pages = gvi_web::router(House { site: city.site(), clock: Clock::new(city.clock()) });
    let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
    let response = pages.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

pub async fn a_group(city: &City) -> GroupId {
    let card = NewGroup {
        id: GroupId::new(),
        name: "Örnen".into(),
        kind: GroupKind::Network,
        area: "Östra hamnen".into(),
        size_least: 8,
        size_most: 15,
        note: Words::stored(String::new()),
    };
    gvi_app::groups::add(&city.acts("mara").await, card).await.unwrap()
}

#[tokio::test]
async fn every_page_of_the_overview_is_whole_in_both_languages() {
    let city = City::founded(None).await;
    let group = a_group(&city).await;
    let timeline = format!("/groups/{group}/timeline");
    let narrowed = format!("{timeline}?kind=status");
    let paths = [
        "/search",
        "/search?q=%C3%B6rn",
        "/search?q=zz",
        "/scorecard",
        "/scorecard?over=365",
        "/measures",
        "/measures?month=2026-10",
        timeline.as_str(),
        narrowed.as_str(),
    ];
    for path in paths {
        for lang in ["sv", "en"] {
            let (status, text) = get(&city, "mara", lang, "text/html", path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(!text.contains('⟦'), "{path} lacks a sentence in {lang}");
            assert_eq!(text.matches("<h1>").count(), 1, "{path}");
            assert!(!text.contains("style=\"") && !text.contains("<script>"), "{path} has style or script inside");
        }
    }
}

#[tokio::test]
async fn the_header_leads_to_search_and_the_search_page_has_one_field() {
    let city = City::founded(None).await;
    a_group(&city).await;
    let (_, scorecard) = get(&city, "mara", "sv", "text/html", "/scorecard").await;
    assert!(scorecard.contains("action=\"/search\"") && scorecard.contains("id=\"site-q\""));
    let (_, found) = get(&city, "mara", "sv", "text/html", "/search?q=%C3%96RN").await;
    assert_eq!(found.matches("type=\"search\"").count(), 1);
    assert!(found.contains("Örnen") && found.contains("value=\"ÖRN\""));
    let (_, auditor) = get(&city, "rut", "sv", "text/html", "/").await;
    assert!(!auditor.contains("id=\"site-q\""), "who may list nothing has nothing to search in");
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text_and_never_as_markup() {
    let city = City::founded(None).await;
    let (_, text) = get(&city, "mara", "sv", "text/html", "/search?q=%3Cb%3Ehej%22").await;
    assert!(!text.contains("<b>hej") && text.contains("hej"));
}

#[tokio::test]
async fn the_same_answers_come_as_json_and_a_hidden_page_is_not_found() {
    let city = City::founded(None).await;
    let group = a_group(&city).await;
    let (status, text) = get(&city, "mara", "sv", "application/json", "/search?q=%C3%B6rnen").await;
    assert_eq!(status, StatusCode::OK);
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["sections"][0]["lines"][0]["title"], "Örnen");
    let (_, text) = get(&city, "greta", "sv", "application/json", "/measures").await;
    let measures: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(measures["month"], "2026-11");
    assert_eq!(measures["fidelity"][0]["code"], "F1");
    assert_eq!(measures["fidelity"][0]["values"][0]["text"], "–", "nothing was counted");
    for (user, path) in [
        ("tom", "/scorecard".to_owned()),
        ("tom", "/measures".to_owned()),
        ("rut", "/search?q=x".to_owned()),
        ("karin", format!("/groups/{group}/timeline")),
    ] {
        assert_eq!(get(&city, user, "sv", "text/html", &path).await.0, StatusCode::NOT_FOUND, "{user} {path}");
    }
}
