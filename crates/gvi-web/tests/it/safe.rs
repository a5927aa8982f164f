//! What somebody with bad intentions sends, and what comes back.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use gvi_domain::GroupId;
use gvi_testkit::City;
use gvi_testkit::city::{PASSWORD, TOTP_SECRET};
use gvi_testkit::people::{AUTHORITIES, WORKERS};
use gvi_web::limits::{FAILURES_PER_ADDRESS_MAX, WINDOW_SECONDS};
use proptest::prelude::*;

use crate::browser::{Answer, Browser, CSRF, Route, encoded, forms, ids, links, pages, routes, send, shape, unescaped, walk};

const CAREFUL: [&str; 9] = [
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-robots-tag",
    "cache-control",
];

/// Forms that anybody may send: the sign-in itself, and what only sets a cookie of the own browser or does nothing.
const FOR_ANYBODY: &[&str] = &["/sign-in", "/language", "/theme", "/gallery"];
/// Pages that anybody may read.
const READ_BY_ANYBODY: &[&str] = &["/sign-in", "/healthz", "/gallery", "/assets/{name}"];

async fn sign_in_from(pages: &Router, address: [u8; 4], headers: &[(&str, &str)], (user, password, code): (&str, &str, &str)) -> Answer {
    let body = encoded(&[("authority", "polisen"), ("user", user), ("password", password), ("code", code)]);
    let mut request = Request::post("/sign-in").header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 40_000))));
    send(pages, request).await
}

fn code(city: &City) -> String {
    gvi_app::sign_in::code_at(TOTP_SECRET, city.now().seconds())
}

/// Somebody who signed in through the form, with the secret of their session.
async fn signed_in(city: &City, pages: &Router, user: &str) -> (Browser, String, String) {
    let answer = sign_in_from(pages, [10, 9, 9, 9], &[], (user, PASSWORD, &code(city))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{user}");
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let browser = Browser::with_cookie(pages, &cookie);
    let page = browser.get("/purpose").await;
    let csrf = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (browser, csrf, cookie)
}

fn careful(what: &str, answer: &Answer) {
    for name in CAREFUL {
        assert!(answer.headers.contains_key(name), "{what} ({}) lacks {name}", answer.status);
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"), "{what} says what it is");
}

#[tokio::test]
async fn every_answer_at_every_address_carries_the_careful_headers_refusals_included() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let (mara, nobody) = (Browser::of(&city, &pages, "mara").await, Browser::with_cookie(&pages, ""));
    let nothing = GroupId::new().to_string();
    let none: [(&str, &str); 0] = [];
    // Signing out is tried elsewhere: here it would end the suite.
    for route in routes.iter().filter(|route| route.path != "/sign-out") {
        let path = route.filled(&[&nothing, &nothing]);
        for (who, browser) in [("mara", &mara), ("nobody", &nobody)] {
            let mut answers = vec![browser.post(&path, &none).await, browser.post_raw(&path, &none, &[]).await];
            answers.push(browser.get(&path).await);
            answers.push(browser.get_json(&path).await);
            for answer in answers {
                careful(&format!("{who} at {path}"), &answer);
                let is_asset = path.starts_with("/assets/") && answer.status == StatusCode::OK;
                assert!(is_asset || answer.header("cache-control") == "no-store", "{path} may be kept: {}", answer.header("cache-control"));
                assert!(!answer.status.is_server_error(), "{who} at {path}: {}", answer.status);
            }
        }
    }
    let too_long = "x".repeat(300 * 1024);
    for (what, answer, status) in [
        ("no such page", mara.get("/nowhere").await, StatusCode::NOT_FOUND),
        ("no id", mara.get("/groups/not-an-id").await, StatusCode::NOT_FOUND),
        ("half a letter", mara.get("/groups/%FF%FE").await, StatusCode::BAD_REQUEST),
        ("the style sheet", mara.get("/assets/app.css").await, StatusCode::OK),
        (
            "a foreign form",
            mara.post_raw("/groups/new", &[("csrf", CSRF)], &[("origin", "https://evil.example"), ("host", "vapenvila.example")]).await,
            StatusCode::FORBIDDEN,
        ),
        ("a form too long", mara.post("/groups/new", &[("note", &too_long)]).await, StatusCode::PAYLOAD_TOO_LARGE),
        ("a sign-in too long", nobody.post("/sign-in", &[("user", &too_long)]).await, StatusCode::PAYLOAD_TOO_LARGE),
        (
            "the wrong method",
            send(&pages, Request::builder().method(Method::DELETE).uri("/groups").body(Body::empty()).unwrap()).await,
            StatusCode::METHOD_NOT_ALLOWED,
        ),
    ] {
        careful(what, &answer);
        assert_eq!(answer.status, status, "{what}");
    }
}

#[tokio::test]
async fn nobody_without_a_session_reads_or_sends_anything_anywhere() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let nobody = Browser::with_cookie(&pages, "vv_session=polisen.made-up");
    for route in routes(&pages).await {
        let path = route.filled(&[&GroupId::new().to_string(), "met"]);
        if route.get && !READ_BY_ANYBODY.contains(&route.path.as_str()) {
            let answer = nobody.get(&path).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/sign-in"), "{path}");
            assert_eq!(nobody.get_json(&path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        if route.post && !FOR_ANYBODY.contains(&route.path.as_str()) && route.path != "/sign-out" {
            let answer = nobody.post_json(&path, &[("name", "x")]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

async fn entries(city: &City) -> Vec<String> {
    let mut entries = Vec::new();
    for authority in AUTHORITIES {
        entries.extend(city.read_past_all_doors(authority.id, "SELECT CAST(COUNT(*) AS TEXT) FROM ledger_entries").await);
    }
    entries
}

#[tokio::test]
async fn no_form_at_any_address_is_taken_without_the_secret_of_its_own_session() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let (mara, own, _) = signed_in(&city, &pages, "mara").await;
    let (_, other, _) = signed_in(&city, &pages, "viggo").await;
    assert_ne!(own, other);
    let routes: Vec<Route> =
        routes(&pages).await.into_iter().filter(|route| route.post && !FOR_ANYBODY.contains(&route.path.as_str())).collect();
    assert!(routes.len() > 50);
    let before = entries(&city).await;
    for route in &routes {
        let path = route.filled(&[&GroupId::new().to_string(), "met"]);
        let fields = [("name", "Kajen"), ("version", "1"), ("id", "0192d3c0-0000-7000-8000-000000000001")];
        for secret in ["", "guessed", other.as_str(), &own[1..], &own.to_uppercase()] {
            let with = [&fields[..], &[("csrf", secret)]].concat();
            assert_eq!(mara.post_raw(&path, &with, &[]).await.status, StatusCode::FORBIDDEN, "{path} with {secret:?}");
            assert_eq!(
                mara.post_raw(&path, &fields, &[("x-csrf-token", secret)]).await.status,
                StatusCode::FORBIDDEN,
                "{path} with {secret:?} in the head"
            );
        }
        assert_eq!(mara.post_raw(&path, &fields, &[]).await.status, StatusCode::FORBIDDEN, "{path} without");
        let with_own = [&fields[..], &[("csrf", own.as_str())]].concat();
        for headers in [
            [("origin", "https://evil.example"), ("host", "vapenvila.example")],
            [("sec-fetch-site", "cross-site"), ("host", "vapenvila.example")],
            [("sec-fetch-site", "same-site"), ("host", "vapenvila.example")],
            [("origin", "null"), ("host", "vapenvila.example")],
        ] {
            assert_eq!(mara.post_raw(&path, &with_own, &headers).await.status, StatusCode::FORBIDDEN, "{path} with {headers:?}");
        }
    }
    assert_eq!(entries(&city).await, before, "no deed was so much as begun");
    assert_eq!(mara.get("/purpose").await.status, StatusCode::OK, "and the session lives: it was not signed out from elsewhere");
}

#[tokio::test]
async fn a_session_is_a_new_one_at_every_sign_in_and_what_was_planted_beforehand_is_worth_nothing() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let planted = "vv_session=polisen.planted-by-somebody-else";
    let given = sign_in_from(&pages, [10, 0, 0, 1], &[("cookie", planted)], ("mara", PASSWORD, &code(&city))).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let given = given.header("set-cookie").to_owned();
    assert!(given.starts_with("vv_session=polisen.") && !given.contains("planted"), "{given}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(given.contains(flag), "{given}");
    }
    assert_eq!(Browser::with_cookie(&pages, planted).get("/groups").await.header("location"), "/sign-in");
    city.hours_pass(1);
    let (_, _, second) = signed_in(&city, &pages, "mara").await;
    assert!(!given.starts_with(&second), "the second sign-in has its own token");
    let token = second.split_once('.').unwrap().1;
    for authority in ["frivarden", "kommunen", "nowhere", ""] {
        let elsewhere = Browser::with_cookie(&pages, &format!("vv_session={authority}.{token}"));
        assert_eq!(elsewhere.get("/groups").await.header("location"), "/sign-in", "a token is worth nothing at {authority:?}");
    }
}

#[tokio::test]
async fn a_session_is_over_after_sign_out_after_half_an_hour_of_nothing_and_after_a_long_shift() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let (mara, csrf, _) = signed_in(&city, &pages, "mara").await;
    let out = mara.post_raw("/sign-out", &[("csrf", csrf.as_str())], &[]).await;
    assert!(
        out.header("set-cookie").contains("vv_session=;") && out.header("set-cookie").contains("Max-Age=0"),
        "{}",
        out.header("set-cookie")
    );
    assert_eq!(mara.get("/purpose").await.header("location"), "/sign-in", "even for who kept the cookie");

    let (viggo, csrf, _) = signed_in(&city, &pages, "viggo").await;
    assert_eq!(viggo.get("/purpose").await.status, StatusCode::OK);
    city.hours_pass(1);
    assert_eq!(viggo.get("/purpose").await.header("location"), "/sign-in");
    assert_eq!(viggo.post_raw("/purpose", &[("csrf", csrf.as_str())], &[]).await.header("location"), "/sign-in");

    let (greta, _, cookie) = signed_in(&city, &pages, "greta").await;
    // Somebody who asks again and again, and the clock on the wall.
    let hash = gvi_app::sign_in::token_hash(cookie.split_once('.').unwrap().1);
    for _ in 0..12 {
        assert_eq!(greta.get("/purpose").await.status, StatusCode::OK);
        city.hours_pass(1);
        assert_eq!(hash.len(), 32);
        city.past_all_doors("polisen", "UPDATE sessions SET seen_at = seen_at + 3600").await;
    }
    assert_eq!(greta.get("/purpose").await.header("location"), "/sign-in", "twelve hours are the longest shift");
}

/// Where a browser goes that reads an address as browsers do: tabs and line breaks are left out, and a backslash is a slash.
fn leads_away(address: &str) -> bool {
    let read: String =
        address.chars().filter(|sign| !matches!(sign, '\t' | '\n' | '\r')).map(|sign| if sign == '\\' { '/' } else { sign }).collect();
    let read = read.trim_matches(|sign: char| sign.is_control() || sign == ' ');
    !read.starts_with('/') || read.starts_with("//")
}

#[tokio::test]
async fn no_form_leads_away_from_the_house() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    for path in ["/language", "/theme"] {
        for back in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/a\r\nset-cookie: x=y",
            "",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " //evil.example",
            "evil.example",
            "@evil.example",
            "///evil.example",
            "/\u{0}/evil.example",
        ] {
            let answer = mara.post(path, &[("lang", "en"), ("theme", "dark"), ("back", back)]).await;
            assert_eq!(answer.header("location"), "/", "{path} with {back:?}");
        }
        for back in ["/groups?x=1", "/%2F%2Fevil.example", "/groups/%5Cevil"] {
            assert_eq!(mara.post(path, &[("lang", "en"), ("back", back)]).await.header("location"), back);
        }
    }
    for next in ["next", "back", "return", "return_to", "redirect", "url", "to"] {
        let answer = mara.get(&format!("/sign-in?{next}=//evil.example")).await;
        assert!(!answer.body.contains("href=\"//evil") && answer.header("location").is_empty(), "{next}");
        let sent = Browser::with_cookie(&pages, "").get(&format!("/groups?{next}=https://evil.example")).await;
        assert_eq!(sent.header("location"), "/sign-in");
    }
}

proptest! {
    #[test]
    fn wherever_a_form_wants_to_lead_it_stays_in_the_house(back in "[/\\\\\t\r\n a-z:@.%?#]{0,12}|\\PC{0,20}") {
        let response = gvi_web::answer::see_other(&back);
        let to = response.headers().get("location").unwrap().to_str().unwrap_or("/").to_owned();
        prop_assert!(!leads_away(&to), "{back:?} leads to {to:?}");
    }
}

/// What is meant to be more than text.
const NASTY: &[&str] = &[
    "x'); DROP TABLE groups; --",
    "\"><script>alert(1)</script>",
    "{{ 7919*7907 }}{% include \"x\" %}",
    "' OR '1'='1",
    "${7919*7907} $1 %s \\0 #{7919*7907}",
    "</textarea><img src=x onerror=alert(1)>",
    "å\u{202e}ä\u{200b}ö\u{feff} 𝕏",
    "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "=HYPERLINK(\"http://evil.example\")",
];

/// Whether anything of ours became markup: none of these strings is ever written by the house itself. The product is long, so that no id
/// holds it by chance.
fn is_markup(body: &str) -> bool {
    ["<script>alert", "<img src=x", "onerror=alert(1)>", "<b> &amp;<", "62615533"].iter().any(|sign| body.contains(sign))
}

#[tokio::test]
async fn what_is_typed_stays_text_in_every_field_of_every_form_that_anybody_is_offered() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let (mut sent, mut taken) = (0, 0);
    for user in ["mara", "pia", "greta", "ada", "karin", "ines", "sofia", "olle"] {
        let browser = Browser::of(&city, &pages, user).await;
        let walked = walk(&browser, &routes).await;
        for (turn, form) in walked.forms().into_values().enumerate() {
            if form.action == "/sign-out" || FOR_ANYBODY.contains(&form.action.as_str()) {
                continue;
            }
            for round in 0..3 {
                let nasty = NASTY[(turn * 3 + round) % NASTY.len()];
                let mut typed = form.typed();
                for (field, (name, value)) in form.fields.iter().zip(&mut typed) {
                    if field.is_text {
                        nasty.clone_into(value);
                    } else if name == "id" {
                        *value = GroupId::new().to_string();
                    }
                }
                let answer = browser.post(&form.action, &typed).await;
                sent += 1;
                assert!(!answer.status.is_server_error(), "{user} sends {nasty} to {}: {}", form.action, answer.status);
                assert!(!is_markup(&answer.body), "{nasty} became markup at {}", form.action);
                if answer.status == StatusCode::SEE_OTHER {
                    let shown = browser.get(answer.header("location")).await;
                    assert!(!is_markup(&shown.body), "{nasty} became markup after {}", form.action);
                    taken += 1;
                }
            }
            // In the hidden fields and the choices, where no honest browser puts it.
            let mut typed = form.typed();
            for (name, value) in &mut typed {
                if name != "id" {
                    "' OR '1'='1".clone_into(value);
                }
            }
            let answer = browser.post(&form.action, &typed).await;
            assert!(!answer.status.is_server_error(), "{user} breaks {}: {}", form.action, answer.status);
        }
        for path in walked.pages.keys() {
            let page = browser.get(path).await;
            assert!(!page.status.is_server_error() && !is_markup(&page.body), "{user} at {path}: {}", page.status);
        }
    }
    assert!(sent > 150 && taken > 20, "{sent} forms were sent and {taken} taken");
    for authority in AUTHORITIES {
        let tables = city.read_past_all_doors(authority.id, "SELECT name FROM sqlite_master WHERE name = 'groups'").await;
        assert_eq!(tables, ["groups"]);
    }
}

#[tokio::test]
async fn an_address_or_a_question_mark_that_makes_no_sense_breaks_nothing() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let mara = Browser::of(&city, &pages, "mara").await;
    for route in routes.iter().filter(|route| route.get) {
        for odd in
            ["%27%20OR%201%3D1", "..%2f..%2fetc%2fpasswd", "%00", "%7B%7B7919*7907%7D%7D", "-1", "00000000-0000-0000-0000-000000000000"]
        {
            let path = route.filled(&[odd, odd]);
            let answer = mara.get(&path).await;
            assert!(!answer.status.is_server_error() && !is_markup(&answer.body), "{path}: {}", answer.status);
            assert!(!route.is_about_something() || answer.status.is_client_error(), "{path}: {}", answer.status);
        }
        let path = route.filled(&["x", "x"]);
        let plain = mara.get(&path).await;
        let with_more = mara.get(&format!("{path}?unknown=1&utm_source=x&fbclid=%27")).await;
        assert_eq!(with_more.status, plain.status, "{path} with parameters that it does not know");
        for query in [
            "q=%27%20OR%201%3D1&day=x&month=99&page=-1&after=x&over=zz&kind=zz&q=2&mine=x&state=x",
            "day=2026-13-45&month=2026-00&group=x&focus=x&person=x&review=x",
            "q=%00%FF%25",
        ] {
            let answer = mara.get(&format!("{path}?{query}")).await;
            assert!(!answer.status.is_server_error() && !is_markup(&answer.body), "{path}?{query}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn an_address_that_guesses_too_often_has_to_wait_and_another_address_does_not() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    for _ in 0..FAILURES_PER_ADDRESS_MAX {
        assert_eq!(sign_in_from(&pages, [10, 0, 0, 1], &[], ("nobody", "guess", "000000")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let stopped = sign_in_from(&pages, [10, 0, 0, 1], &[], ("mara", PASSWORD, &code(&city))).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "even with the right password: nothing is looked at any more");
    assert_eq!(stopped.header("retry-after"), WINDOW_SECONDS.to_string());
    assert!(stopped.body.contains("För många försök"));
    careful("too many", &stopped);
    let claims = [("x-forwarded-for", "10.0.0.77")];
    let stopped = sign_in_from(&pages, [10, 0, 0, 1], &claims, ("mara", PASSWORD, &code(&city))).await;
    assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "a stranger is not believed about the address");
    assert_eq!(sign_in_from(&pages, [10, 0, 0, 2], &[], ("mara", PASSWORD, &code(&city))).await.status, StatusCode::SEE_OTHER);
    city.hours_pass(WINDOW_SECONDS / 3600 + 1);
    assert_eq!(sign_in_from(&pages, [10, 0, 0, 1], &[], ("mara", PASSWORD, &code(&city))).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn behind_the_proxy_of_the_house_each_address_is_counted_by_itself() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    for turn in 0..FAILURES_PER_ADDRESS_MAX {
        // Whoever guesses puts other addresses in front; the proxy adds the one that it saw.
        let claims = [("x-forwarded-for", format!("192.0.2.{turn}, 198.51.100.7"))];
        let claims = [(claims[0].0, claims[0].1.as_str())];
        assert_eq!(
            sign_in_from(&pages, [127, 0, 0, 1], &claims, ("nobody", "guess", "000000")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let from = |address: &'static str| [("x-forwarded-for", address)];
    let right = ("mara", PASSWORD, code(&city));
    let right = (right.0, right.1, right.2.as_str());
    assert_eq!(sign_in_from(&pages, [127, 0, 0, 1], &from("198.51.100.7"), right).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in_from(&pages, [127, 0, 0, 1], &from("198.51.100.8"), right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour_and_the_answer_is_always_the_same() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mut answers = Vec::new();
    for place in 0..5 {
        answers.push(sign_in_from(&pages, [10, 0, 0, place], &[], ("nils", "wrong", &code(&city))).await);
    }
    let locked = sign_in_from(&pages, [10, 0, 1, 1], &[], ("nils", PASSWORD, &code(&city))).await;
    assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY, "locked, although the password is right");
    answers.push(locked);
    for (place, user) in ["nemo", "NILS", ""].into_iter().enumerate() {
        for password in ["wrong", PASSWORD, ""] {
            answers.push(sign_in_from(&pages, [10, 0, 2, u8::try_from(place).unwrap()], &[], (user, password, "000000")).await);
        }
    }
    let plain = |answer: &Answer| {
        let body = ["nils", "nemo", "NILS"]
            .iter()
            .fold(answer.body.clone(), |body, user| body.replace(&format!("value=\"{user}\""), "value=\"\""));
        (answer.status, format!("{:?}", answer.headers), body)
    };
    for pair in answers.windows(2) {
        let (one, other) = (plain(&pair[0]), plain(&pair[1]));
        assert_eq!((one.0, &one.2), (other.0, &other.2), "nobody learns which of them it was");
    }
    city.hours_pass(1);
    assert_eq!(sign_in_from(&pages, [10, 0, 1, 3], &[], ("nils", PASSWORD, &code(&city))).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_form_and_every_link_on_every_page_leads_to_a_page_that_is_there_for_its_reader() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let mut faults = Vec::new();
    for worker in WORKERS {
        let browser = Browser::of(&city, &pages, worker.user).await;
        let walked = walk(&browser, &routes).await;
        let mut tried = BTreeSet::new();
        for (path, body) in &walked.pages {
            for form in forms(body) {
                let is_there = routes.iter().any(|route| route.post && fits(&route.path, &form.action));
                if !is_there || form.action.contains("//") {
                    faults.push(format!("{}: the form of {path} is sent to {}, which is nowhere", worker.user, form.action));
                }
            }
            for link in links(body) {
                if !tried.insert((shape(path), shape(&link))) || walked.pages.contains_key(&link) {
                    continue;
                }
                let status = browser.get(&link).await.status;
                if !status.is_success() && !status.is_redirection() {
                    faults.push(format!("{}: {path} leads to {link}: {status}", worker.user));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} ways lead nowhere:\n{}", faults.len(), faults.join("\n"));
}

/// Whether an address is one of a route: every blank is an id, or a word where the route's blank is one.
fn fits(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or("");
    let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    route.len() == path.len()
        && route.iter().zip(&path).all(|(part, here)| match *part {
            "{deed}" | "{kind}" => is_word(here),
            part if part.starts_with('{') => ids(here).len() == 1,
            part => part == *here,
        })
}

#[tokio::test]
async fn the_forms_of_the_footer_and_the_head_are_read_as_they_are_sent() {
    // The suite stands on reading forms as a browser does: this is the page that it is tried on.
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    let page = mara.get("/groups/new").await;
    let found = forms(&page.body);
    let form = found.iter().find(|form| form.action == "/groups/new").unwrap();
    for name in ["id", "version", "name", "kind", "area", "size_least", "size_most", "note"] {
        assert!(form.has(name), "{name}");
    }
    assert_eq!(form.fields.iter().filter(|field| field.is_area).count(), 1);
    let added = mara.post("/groups/new", &form.typed()).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", unescaped(&added.body));
}
