//! The pages of the log, as auditors of two languages see them and as nobody else does.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use gvi_domain::GroupId;
use gvi_testkit::City;
use gvi_web::House;
use gvi_web::desk::Clock;
use gvi_web::text::{Lang, Tr};
use tower::ServiceExt as _;

async fn answer(city: &City, user: &str, lang: &str, accept: &str, path: &str) -> (StatusCode, HeaderMap, String) {
    let _ = city.acts(user).await;
    let cookie = format!("vv_session={}.token-of-{user}; vv_lang={lang}", gvi_testkit::people::worker(user).authority);
    let pages = gvi_web::router(House { site: city.site(), clock: Clock::new(city.clock()) });
    let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
    let response = pages.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
    (status, headers, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn get(city: &City, user: &str, lang: &str, path: &str) -> (StatusCode, String) {
    let (status, _, text) = answer(city, user, lang, "text/html", path).await;
    (status, text)
}

async fn json(city: &City, user: &str, path: &str) -> serde_json::Value {
    let (status, _, text) = answer(city, user, "en", "application/json", path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    serde_json::from_str(&text).unwrap()
}

/// A group that mara opened twice and the keeper of the accounts tried to open.
async fn an_evening(city: &City) -> GroupId {
    let group = crate::overview::a_group(city).await;
    let mara = city.acts("mara").await;
    for _ in 0..2 {
        gvi_app::groups::card(&mara, group).await.unwrap();
    }
    assert!(gvi_app::groups::card(&city.acts("ada").await, group).await.is_err());
    group
}

#[tokio::test]
async fn every_page_of_the_log_is_whole_in_both_languages_and_asks_for_no_script() {
    let city = City::founded(None).await;
    let group = an_evening(&city).await;
    gvi_app::witness::walk(&city.site(), city.now()).await.unwrap();
    city.past_all_doors(
        "polisen",
        "INSERT INTO witness_alarms (origin, size, reason, seen_note, given_note, at) VALUES \
         ('vapenvila/nordhamn/kommunen', 7, 'the log had 9 entries when last seen, and now 7', '', '', 1795384800)",
    )
    .await;
    let of = format!("/log/of/group/{group}");
    let paths = [
        "/",
        "/log",
        "/log?refused=yes",
        "/log?deed=read_group&kind=Group&from=2026-11-01&to=2026-11-30",
        "/log?thing=nothing-like-that",
        "/log?older=5",
        "/log?newer=1",
        "/log/checkpoints",
        of.as_str(),
    ];
    for user in ["rut", "dag"] {
        for path in paths {
            for lang in ["sv", "en"] {
                let (status, text) = get(&city, user, lang, path).await;
                assert_eq!(status, StatusCode::OK, "{user} {path}");
                assert!(!text.contains('⟦'), "{path} lacks a sentence in {lang}");
                assert_eq!(text.matches("<h1>").count(), 1, "{path}");
                assert!(!text.contains("style=\"") && !text.contains("<script>"), "{path} has style or script inside");
                assert!(text.contains("href=\"/log\""), "{path} leads to the log");
            }
        }
    }
}

#[tokio::test]
async fn deeds_things_and_reasons_have_words_in_both_languages() {
    for lang in Lang::ALL {
        let tr = Tr::new(lang);
        for name in gvi_app::log::deed_names() {
            assert!(tr.has(&format!("log-deed-{name}")), "{lang}: {name}");
        }
        for name in gvi_app::log::thing_names() {
            assert!(tr.has(&format!("log-thing-{name}")), "{lang}: {name}");
        }
    }
}

#[tokio::test]
async fn the_auditor_reads_in_plain_words_what_happened_and_nothing_of_what_the_group_is_called() {
    let city = City::founded(None).await;
    let group = an_evening(&city).await;
    let (_, text) = get(&city, "rut", "sv", &format!("/log/of/group/{group}")).await;
    assert!(text.contains("Mara Lindqvist") && text.contains("Öppna en grupp") && text.contains("analytiker"));
    assert!(text.contains("Ada Rosenlund") && text.contains("Nekat") && text.contains("Reglerna säger nej"));
    assert!(text.contains("Förebygga skjutningar i Nordhamn"));
    assert!(!text.contains("Örnen"), "the code is enough");
    let told = json(&city, "rut", &format!("/log/of/group/{group}")).await;
    assert_eq!(told["readers"][2]["who"], "Mara Lindqvist");
    assert_eq!(told["readers"][2]["times"], 2);
    assert_eq!(told["lines"][0]["deed"], "read_log", "the page before this one is in it");
    assert_eq!(told["code"], told["lines"][1]["code"]);
}

#[tokio::test]
async fn a_filter_stays_in_the_form_and_in_the_links_onward() {
    let city = City::founded(None).await;
    an_evening(&city).await;
    let mara = city.acts("mara").await;
    for _ in 0..60 {
        gvi_app::groups::list(&mara, None).await.unwrap();
    }
    let who = &mara.actor().account;
    let page = json(&city, "rut", &format!("/log?who={who}&deed=list_groups")).await;
    assert_eq!(page["lines"].as_array().unwrap().len(), 50);
    assert_eq!((page["filter"]["deed"].as_str(), page["ways"]["newer"].is_null()), (Some("list_groups"), true));
    let older = page["ways"]["older"].as_str().unwrap().to_owned();
    assert!(older.starts_with(&format!("/log?who={who}&deed=list_groups&older=")), "{older}");
    let rest = json(&city, "rut", &older).await;
    assert_eq!(rest["lines"].as_array().unwrap().len(), 10);
    assert!(rest["ways"]["older"].is_null() && rest["ways"]["newest"].is_string());
    let back = json(&city, "rut", rest["ways"]["newer"].as_str().unwrap()).await;
    assert_eq!(back["lines"], page["lines"]);
    let (_, text) = get(&city, "rut", "sv", &format!("/log?who={who}&deed=list_groups&refused=yes")).await;
    assert!(text.contains(&format!("<option value=\"{who}\" selected>")) && text.contains("value=\"list_groups\" selected"));
    assert!(text.contains("value=\"yes\" checked"));
    let (_, text) = get(&city, "rut", "sv", "/log?thing=%3Cb%3Ehej%22").await;
    assert!(!text.contains("<b>hej"));
}

#[tokio::test]
async fn the_file_is_a_download_that_says_what_it_is() {
    let city = City::founded(None).await;
    an_evening(&city).await;
    let (status, headers, text) = answer(&city, "rut", "sv", "text/html", "/log/file.csv?deed=read_group").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename=\"log-polisen-2026-11-22.csv\"");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Logg: Polisen Nordhamn");
    assert!(lines[1].starts_with("Förebygga skjutningar i Nordhamn · Rut Ekengren · 2026-11-22"), "{}", lines[1]);
    assert_eq!(lines[2], "Vad: read_group");
    assert_eq!(lines.len(), 5 + 3, "three looks");
    assert!(lines[5].contains("Ada Rosenlund,ada,") && lines[5].contains("Nekat"));
}

#[tokio::test]
async fn for_everybody_else_no_address_of_the_log_leads_anywhere_and_no_page_links_to_it() {
    let city = City::founded(None).await;
    let group = an_evening(&city).await;
    let (_, missing) = get(&city, "rut", "sv", &format!("/log/of/group/{}", GroupId::new())).await;
    for user in ["mara", "greta", "ada", "tom", "ines", "olle", "elsa"] {
        for path in ["/log".to_owned(), "/log/file.csv".to_owned(), "/log/checkpoints".to_owned(), format!("/log/of/group/{group}")] {
            let (status, text) = get(&city, user, "sv", &path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{user} {path}");
            // The page says the same as for what is not there; only the address that the switches lead back to differs.
            assert_eq!(text.lines().count(), missing.lines().count(), "{user} {path}");
        }
        assert!(!get(&city, user, "sv", "/").await.1.contains("/log"), "{user}");
    }
    assert!(!get(&city, "mara", "sv", &format!("/groups/{group}")).await.1.contains("/log/of"));
    for path in ["/log/of/nothing/x".to_owned(), format!("/log/of/person/{group}"), format!("/log/of/log/{group}")] {
        assert_eq!(get(&city, "rut", "sv", &path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_data_protection_officer_is_led_from_a_card_to_those_who_saw_it() {
    let city = City::founded(None).await;
    let person = gvi_app::persons::add(
        &city.acts("mara").await,
        gvi_domain::person::NewPerson {
            id: gvi_domain::PersonId::new(),
            name: "Åke Sjöberg".into(),
            born: gvi_domain::person::Born::Year(1999),
            why_here: gvi_domain::Words::stored("Sedd med gruppen vid tre tillfällen.".into()),
            suspicion: "K 1234-26".into(),
            contacts: Vec::new(),
            protected: false,
            handlers: Vec::new(),
            expires_on: "2027-01-01".parse().unwrap(),
        },
    )
    .await
    .unwrap();
    assert!(!get(&city, "mara", "sv", &format!("/persons/{person}")).await.1.contains("/log/of"));
    // What has reached its end is open to the data protection officer alone.
    city.past_all_doors("polisen", "UPDATE persons SET expires_on = '2026-01-01'").await;
    let (status, text) = get(&city, "dag", "sv", &format!("/persons/{person}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(&format!("href=\"/log/of/person/{person}\"")) && text.contains("Vem har sett den här?"));
    let told = json(&city, "dag", &format!("/log/of/person/{person}")).await;
    assert_eq!(told["readers"][0]["who"], "Dag Viklund");
    assert!(told["readers"].as_array().unwrap().iter().any(|reader| reader["who"] == "Mara Lindqvist"));
}
