//! Papers on the pages of Nordhamn: what each page offers, what stands on the paper in three languages, and who gets none.

use axum::http::StatusCode;
use gvi_testkit::City;

use crate::browser::{Answer, Browser, forms, ids, pages};

/// What is typed for one paper; each takes its own.
const TYPED: [(&str, &str); 20] = [
    ("law", "26 kap. 15 § brottsbalken"),
    ("officer", "Tom Ferm"),
    ("officer_phone", "0123-222 33"),
    ("transport", "Buss 4 till hallen."),
    ("interpreter", "somaliska"),
    ("lead", "Olle Fridh"),
    ("stops", "Greta Öhman"),
    ("duties", "Dörren: Tom\nTransport: föreningen"),
    ("address", "Kajgatan 12"),
    ("safety", "En hund i hallen"),
    ("offers", "Samtal samma vecka\nNågonstans att sova"),
    ("help_phone", "0123-456 78"),
    ("help_hours", "dygnet runt"),
    ("contact", "Ines"),
    ("contact_phone", "0123-111 22"),
    ("chair", "Pia Sandell"),
    ("writes", "Mara Lindqvist"),
    ("next", "2026-12-03"),
    ("present", "Polisen, samordnare\nFrivården, handläggare"),
    ("decisions", "Mikrofon till alla som talar"),
];

/// The addresses of a paper in the section of a page: language and address.
fn offered(body: &str, paper: &str) -> Vec<String> {
    let address = |rest: &str| rest.split('"').next().map(ToOwned::to_owned);
    body.split("href=\"").skip(1).filter_map(address).filter(|href| href.contains(&format!("/papers/{paper}?language="))).collect()
}

/// The first page of a list whose section offers a paper, with the addresses of that paper.
async fn page_with(browser: &Browser, list: &str, beginning: &str, paper: &str) -> (String, Vec<String>) {
    for id in ids(&browser.get(list).await.body) {
        let path = format!("{beginning}{id}");
        let page = browser.get(&path).await;
        let found = offered(&page.body, paper);
        if page.status == StatusCode::OK && !found.is_empty() {
            return (path, found);
        }
    }
    panic!("{list}: nothing offers {paper}")
}

/// The whole paper in a form, by way of its page.
async fn printed(browser: &Browser, address: &str, form: &str) -> Answer {
    let page = browser.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{address}");
    let (action, language) = address.split_once("?language=").unwrap();
    let shown = forms(&page.body).into_iter().find(|form| form.action == action).expect("the form of a paper");
    let mut typed = vec![("language".to_owned(), language.to_owned()), ("form".to_owned(), form.to_owned())];
    typed.extend(TYPED.iter().filter(|(name, _)| shown.has(name)).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    browser.post(action, &typed).await
}

/// Prints a paper in each of its languages and both forms; gives the HTML of each language.
async fn in_every_form(browser: &Browser, addresses: &[String]) -> Vec<(String, String)> {
    let mut papers = Vec::new();
    for address in addresses {
        let language = address.rsplit('=').next().unwrap().to_owned();
        let pdf = printed(browser, address, "pdf").await;
        assert_eq!(
            (pdf.status, pdf.header("content-type"), pdf.header("cache-control")),
            (StatusCode::OK, "application/pdf", "no-store"),
            "{address}"
        );
        assert!(pdf.body.starts_with("%PDF-1.7"));
        let html = printed(browser, address, "html").await;
        assert_eq!((html.status, html.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"), "{address}");
        assert!(html.header("content-disposition").starts_with("attachment; filename=\""));
        assert!(html.body.contains(&format!("lang=\"{language}\"")), "{address}");
        papers.push((language, html.body));
    }
    papers
}

fn languages(papers: &[(String, String)]) -> Vec<&str> {
    papers.iter().map(|(language, _)| language.as_str()).collect()
}

/// How often the log of an authority names a deed that was done.
async fn entries(city: &City, authority: &str, deed: &str) -> i64 {
    let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM ledger_entries WHERE deed = '{deed}' AND refused = 0");
    city.read_past_all_doors(authority, &sql).await[0].parse().unwrap()
}

#[tokio::test]
async fn a_summons_says_what_it_must_in_three_languages_and_not_who_made_it_or_what_for() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let tom = Browser::of(&city, &pages, "tom").await;
    let mut found = None;
    for code in tom.get("/summons").await.body.split("/summons?call_in=").skip(1).filter_map(|rest| rest.split('"').next()) {
        for id in ids(&tom.get(&format!("/summons?call_in={code}")).await.body) {
            let path = format!("/summons/{id}");
            let addresses = offered(&tom.get(&path).await.body, "summons");
            if !addresses.is_empty() {
                found.get_or_insert((path, addresses));
            }
        }
    }
    let (path, addresses) = found.expect("a summons to a call-in ahead");
    let before = entries(&city, "frivarden", "read_summons").await;
    let papers = in_every_form(&tom, &addresses).await;
    assert_eq!(languages(&papers), ["sv", "en", "ar"]);
    // The page of the paper and the paper itself, twice for each language.
    assert_eq!(entries(&city, "frivarden", "read_summons").await, before + 3 * 2 * 2);
    for (language, paper) in &papers {
        for typed in ["26 kap. 15 § brottsbalken", "0123-222 33", "Buss 4 till hallen.", "somaliska"] {
            assert!(paper.contains(typed), "{typed} in {language}");
        }
        assert!(!paper.contains("Framtaget av") && !paper.contains("Made by") && !paper.contains("Övervakning i gruppvåldsintervention"));
    }
    assert!(papers[0].1.contains("UTKAST") && papers[2].1.contains("dir=\"rtl\""));
    // Faults are told on the page, and no paper is made.
    let (action, _) = addresses[0].split_once('?').unwrap();
    let empty = tom.post(action, &[("language".to_owned(), "sv".to_owned())]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("id=\"error-summary\""));
    assert_eq!(tom.get(&format!("{path}/papers/summons?language=fi")).await.status, StatusCode::NOT_FOUND);
    for user in ["mara", "ines", "olle", "siv"] {
        let other = Browser::of(&city, &pages, user).await;
        assert_eq!(other.get(&addresses[0]).await.status, StatusCode::NOT_FOUND, "{user}");
        assert_eq!(printed_blindly(&other, action).await, StatusCode::NOT_FOUND, "{user}");
    }
}

/// Sends a whole form to an address without looking at its page first.
async fn printed_blindly(browser: &Browser, action: &str) -> StatusCode {
    let mut typed = vec![("language".to_owned(), "sv".to_owned()), ("form".to_owned(), "html".to_owned())];
    typed.extend(TYPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    browser.post(action, &typed).await.status
}

#[tokio::test]
async fn papers_that_stay_inside_say_for_what_by_whom_and_how_they_are_kept() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let (olle, pia) = (Browser::of(&city, &pages, "olle").await, Browser::of(&city, &pages, "pia").await);
    let (path, addresses) = page_with(&olle, "/call-ins", "/call-ins/", "run-sheet").await;
    let sheets = in_every_form(&olle, &addresses).await;
    assert_eq!(languages(&sheets), ["sv", "en", "ar"]);
    assert!(sheets[0].1.contains("Olle Fridh, Nordhamns kommun") && sheets[1].1.contains("Olle Fridh, Nordhamn Municipality"));
    assert!(sheets[0].1.contains("Samordna gruppvåldsintervention") && sheets[1].1.contains("Coordinate group violence intervention"));
    for (language, sheet) in &sheets {
        assert!(sheet.contains("Dörren") && sheet.contains("föreningen") && sheet.contains("Greta Öhman"), "{language}");
    }
    let calendar = olle.get(&format!("{path}/calendar.ics")).await;
    assert_eq!((calendar.status, calendar.header("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert!(calendar.body.starts_with("BEGIN:VCALENDAR\r\n") && calendar.body.contains("SUMMARY:Möte\r\n"));
    assert_eq!(pia.get(&format!("{path}/calendar.ics")).await.status, StatusCode::NOT_FOUND);
    // Of a call-in that is over there are minutes, with what was written of it and what is typed, and nobody is named who came.
    let (path, addresses) = page_with(&olle, "/call-ins", "/call-ins/", "call-in-minutes").await;
    let debriefs = in_every_form(&olle, &addresses).await;
    assert_eq!(languages(&debriefs), ["sv", "en", "ar"]);
    let record: serde_json::Value = serde_json::from_str(&olle.get_json(&path).await.body).unwrap();
    let written = record["call_in"]["debrief"].as_str().unwrap().to_owned();
    for (language, paper) in &debriefs {
        for text in [written.as_str(), "Frivården, handläggare", "Mikrofon till alla som talar"] {
            assert!(paper.contains(&text.replace('\'', "&#39;")), "{text} in {language}");
        }
    }
    assert_eq!(printed_blindly(&pia, &format!("{path}/papers/call-in-minutes")).await, StatusCode::NOT_FOUND);
    let (_, addresses) = page_with(&pia, "/reviews", "/reviews/", "minutes").await;
    let minutes = in_every_form(&pia, &addresses).await;
    assert_eq!(languages(&minutes), ["sv", "en", "ar"]);
    assert!(minutes[0].1.contains("Pia Sandell, Polisen Nordhamn") && minutes[0].1.contains("Sekretess"));
}

#[tokio::test]
async fn what_the_police_bring_to_a_visit_holds_approved_words_and_a_card_that_names_nobody() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let pia = Browser::of(&city, &pages, "pia").await;
    let (path, letters) = page_with(&pia, "/notifications", "/notifications/", "notification-letter").await;
    let page = pia.get(&path).await;
    let letters = in_every_form(&pia, &letters).await;
    assert_eq!(letters.len(), 1, "in the one language in which the words were approved");
    let json: serde_json::Value = serde_json::from_str(&pia.get_json(&path).await.body).unwrap();
    let words = json["wording"]["words"].as_str().unwrap();
    let first = words.lines().next().unwrap();
    assert!(letters[0].1.contains(&first.replace('\'', "&#39;")), "{first}");
    let name = json["name"].as_str().unwrap();
    assert!(letters[0].1.contains(name) && !letters[0].1.contains("Pia Sandell"));
    // Why the police care about them is no part of what they are given.
    let reason = json["reason"].as_str().unwrap();
    let cards = in_every_form(&pia, &offered(&page.body, "visit-card")).await;
    assert_eq!(languages(&cards), ["sv", "en", "ar"]);
    for (_, paper) in letters.iter().chain(&cards) {
        assert!(!paper.contains(reason));
    }
    for (language, card) in &cards {
        assert!(card.contains("0123-456 78") && !card.contains(name), "{language}");
    }
    let (_, sheets) = page_with(&pia, "/notifications", "/notifications/", "staff-sheet").await;
    let sheets = in_every_form(&pia, &sheets).await;
    assert_eq!(languages(&sheets), ["sv", "en", "ar"]);
    assert!(
        sheets[0].1.contains("Kajgatan 12")
            && sheets[0].1.contains("Klart, <bdi>2026-")
            && sheets[0].1.contains("Pia Sandell, Polisen Nordhamn")
    );
    assert!(!sheets[0].1.contains("Samtal samma vecka"), "the help is on the card, not on the sheet");
    // The chief reads, and makes nothing.
    let greta = Browser::of(&city, &pages, "greta").await;
    assert!(offered(&greta.get(&path).await.body, "visit-card").is_empty());
    assert_eq!(printed_blindly(&greta, &format!("{path}/papers/visit-card")).await, StatusCode::NOT_FOUND);
    // The auditor reads in the log what was printed.
    let rut = Browser::of(&city, &pages, "rut").await;
    let log = rut.get("/log").await.body;
    assert!(log.contains("Handling: Underlag för besöket på arabiska, version 1"), "the log names paper, language and version");
}

#[tokio::test]
async fn a_worker_types_where_they_are_told_and_nobody_else_sees_it() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let tom = Browser::of(&city, &pages, "tom").await;
    let mail = |address: &str| vec![("mail".to_owned(), address.to_owned()), ("mail_language".to_owned(), "en".to_owned())];
    let wrong = tom.post("/account/mail", &mail("tom")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Skriv adressen som"));
    assert_eq!(tom.post("/account/mail", &mail("tom.ferm@frivarden.example")).await.status, StatusCode::SEE_OTHER);
    assert!(tom.get("/account").await.body.contains("tom.ferm@frivarden.example"));
    for (user, path) in [("siv", "/accounts"), ("karin", "/accounts"), ("siv", "/log"), ("karin", "/account")] {
        let other = Browser::of(&city, &pages, user).await;
        assert!(!other.get(path).await.body.contains("tom.ferm@"), "{user} {path}");
    }
}
