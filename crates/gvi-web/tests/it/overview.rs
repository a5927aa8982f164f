//! The pages that look over everything (search, scorecard, measures, timeline), as two languages and two readers see them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{Date, GroupId, PersonId, Words};
use gvi_testkit::City;
use gvi_testkit::typed::{self, a_shooting};
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
    gvi_app::groups::add(&city.acts("mara").await, typed::a_group("Örnen")).await.unwrap()
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

#[tokio::test]
async fn a_past_month_shows_its_frozen_figure_and_what_is_counted_today_only_to_whom_it_may_be_told() {
    let city = City::founded(None).await;
    gvi_app::incidents::register(&city.acts("nils").await, a_shooting(&city)).await.unwrap();
    gvi_app::persons::add(&city.acts("mara").await, a_person(jiff::civil::date(2026, 11, 24))).await.unwrap();
    let running = measures(&city, "mara", "/measures").await;
    assert_eq!((line(&running, "f2")["stand"].as_str(), line(&running, "f2")["today"].is_null()), (Some("running"), true));
    // The fifteenth of January: November's month and the quarter are frozen.
    city.days_pass(54);
    city.expire().await;
    city.freeze().await;
    let touched = city.past_all_doors("polisen", "UPDATE incidents SET reviewed_at = registered_at, gmi = 'yes'").await;
    assert_eq!(touched, 1);
    city.past_all_doors("polisen", "UPDATE erasures SET erased = 7").await;
    let seen = measures(&city, "mara", "/measures?month=2026-11").await;
    let f2 = line(&seen, "f2");
    assert_eq!((f2["stand"].as_str(), f2["frozen_on"].as_str(), f2["definitions"].as_i64()), (Some("frozen"), Some("2027-01-15"), Some(2)));
    assert_eq!((f2["values"][0]["part"].as_u64(), f2["values"][0]["whole"].as_u64()), (Some(0), Some(1)));
    assert_eq!((f2["today"]["values"][0]["part"].as_u64(), f2["today"]["differs"].as_bool()), (Some(1), Some(true)));
    let r4 = line(&seen, "r4");
    assert_eq!((r4["values"][0]["whole"].as_u64(), r4["today"]["values"][0]["whole"].as_u64()), (Some(1), Some(7)));
    let (_, page) = get(&city, "mara", "sv", "text/html", "/measures?month=2026-11").await;
    assert!(page.contains("Fryst") && page.contains("Räknat i dag:"), "both series are on the page");

    // Figures from before the definitions were changed say so where the change was theirs, and nowhere else.
    city.past_all_doors("polisen", "UPDATE frozen_figures SET definitions = 1").await;
    let seen = measures(&city, "mara", "/measures?month=2026-11").await;
    for (measure, changed) in [("f2", false), ("f11", false), ("f13", true)] {
        let text = line(&seen, measure)["stand_text"].as_str().unwrap().to_owned();
        assert_eq!(text.contains("tidigare definitioner"), changed, "{measure}: {text}");
    }

    // Sofia does not work with persons: of persons she is told no second series, and no number below five.
    city.past_all_doors("socialtjansten", "UPDATE frozen_figures SET part = 9, whole = 9 WHERE measure = 'r4'").await;
    let seen = measures(&city, "sofia", "/measures?month=2026-11").await;
    assert_eq!(line(&seen, "r4")["values"][0]["part"].as_u64(), Some(9));
    assert!(line(&seen, "r4")["today"].is_null());
    assert!(!line(&seen, "f2")["today"].is_null());
    city.past_all_doors("socialtjansten", "UPDATE frozen_figures SET part = 3, whole = 9 WHERE measure = 'r4'").await;
    city.past_all_doors("socialtjansten", "UPDATE frozen_figures SET part = 600, whole = 3 WHERE measure = 'r6'").await;
    city.past_all_doors("socialtjansten", "UPDATE frozen_figures SET part = 6, whole = 2 WHERE measure = 'r7' AND what IN ('18-20')").await;
    let seen = measures(&city, "sofia", "/measures?month=2026-11").await;
    assert_eq!(line(&seen, "r4")["values"][0]["text"], "färre än fem, visas inte");
    assert_eq!(
        (line(&seen, "r6")["values"][0]["text"].as_str(), line(&seen, "r6")["beside"].as_array().map(Vec::len)),
        (Some("färre än fem, visas inte"), Some(0))
    );
    let ages = line(&seen, "r7")["values"].as_array().unwrap().clone();
    assert_eq!(ages.len(), 7, "bands that are left out would tell");
    assert_eq!((ages[2]["part"].as_u64(), ages[2]["suspects"].as_u64()), (Some(6), None));
    assert_eq!(ages[2]["text"], "listade 6, misstänkta färre än fem");
}

#[tokio::test]
async fn the_auditor_finds_an_unusual_day_and_nobody_else_the_page() {
    let city = City::founded(None).await;
    let id = gvi_app::persons::add(&city.acts("mara").await, a_person(jiff::civil::date(2027, 10, 1))).await.unwrap();
    let (_, none) = get(&city, "rut", "sv", "text/html", "/log/unusual").await;
    assert!(none.contains("Det finns ingen sådan dag."));
    let mara = city.acts("mara").await;
    for _ in 0..15 {
        gvi_app::persons::card(&mara, id).await.unwrap();
    }
    for lang in ["sv", "en"] {
        let (status, page) = get(&city, "rut", lang, "text/html", "/log/unusual").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Mara Lindqvist") && page.contains("deed=read_person") && !page.contains('⟦'), "{lang}");
    }
    let (_, text) = get(&city, "rut", "sv", "application/json", "/log/unusual").await;
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((found["lines"][0]["views"].as_u64(), found["lines"][0]["day"].as_str()), (Some(15), Some("2026-11-22")));
    let (status, entries) = get(&city, "rut", "sv", "text/html", found["lines"][0]["href"].as_str().unwrap()).await;
    assert_eq!((status, entries.matches("id=\"e-").count()), (StatusCode::OK, 15));
    for other in ["mara", "greta", "ada"] {
        assert_eq!(get(&city, other, "sv", "text/html", "/log/unusual").await.0, StatusCode::NOT_FOUND, "{other}");
    }
    city.days_pass(1);
    let measured = measures(&city, "greta", "/measures").await;
    assert_eq!(line(&measured, "r8")["values"][0]["part"].as_u64(), Some(15));
    assert!(!measured.to_string().contains("Mara"), "the measure names nobody");
}

fn a_person(expires_on: Date) -> NewPerson {
    NewPerson {
        id: PersonId::new(),
        name: "Anton Vik".into(),
        born: Born::Year(2000),
        why_here: Words::stored("Nämns i två granskade händelser under hösten.".into()),
        suspicion: String::new(),
        contacts: Vec::new(),
        protected: false,
        handlers: Vec::new(),
        expires_on,
    }
}

async fn measures(city: &City, user: &str, path: &str) -> serde_json::Value {
    let (status, text) = get(city, user, "sv", "application/json", path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    serde_json::from_str(&text).unwrap()
}

fn line<'b>(book: &'b serde_json::Value, measure: &str) -> &'b serde_json::Value {
    let lines = book["fidelity"].as_array().unwrap().iter().chain(book["rights"].as_array().unwrap());
    lines.into_iter().find(|line| line["measure"] == measure).unwrap_or_else(|| panic!("{measure} is not on the page"))
}

#[tokio::test]
async fn the_measures_of_help_are_there_for_social_services_alone_and_a_few_persons_are_not_told() {
    let city = City::founded(None).await;
    let typed = gvi_app::support::TypedSupport {
        person: &gvi_domain::Code::new().to_string(),
        reference: "2026-SOC-4411",
        route: "help-line",
        status: "contact",
        first_contact: Some(city.now()),
    };
    gvi_app::support::add(&city.acts("ines").await, gvi_domain::SupportId::new(), typed).await.unwrap();
    let seen = measures(&city, "sofia", "/measures").await;
    let codes: Vec<&str> = seen["help"].as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["H1", "H2", "H3", "H4a", "H4b", "H5", "H7"]);
    assert!(seen["help"][0]["values"][0]["part"].is_null(), "one first contact is not told");
    assert!(seen["not_counted"].as_array().unwrap().iter().any(|line| line["code"] == "H6"), "for the evaluator alone");
    let reasons = seen["help"][6]["values"].as_array().unwrap();
    assert!(reasons.iter().all(|value| value["part"].is_null()));
    for user in ["greta", "karin", "olle"] {
        let other = measures(&city, user, "/measures").await;
        assert_eq!(other["help"].as_array().map(Vec::len), Some(0), "{user}");
        assert!(other["not_counted"].as_array().unwrap().iter().all(|line| line["code"] != "H6"), "{user}");
    }
}
