//! Two people change the same thing. Whoever saves second sees both texts, saves nothing unawares, and loses no word.
//!
//! Every form of the product that stands on a version is met in Nordhamn's history and sent on a version that is no longer the
//! one that is saved, as if somebody else had been quicker.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use gvi_domain::group::NewGroup;
use gvi_domain::{GroupId, Words};
use gvi_testkit::people::WORKERS;
use gvi_testkit::{City, typed};

use crate::browser::{Browser, Form, forms, pages, routes, shape, unescaped, walk_wide};
use crate::hidden::something_of_every_kind;

/// The addresses whose forms stand on a version, and which the demo's history offers to somebody.
const ON_A_VERSION: &[&str] = &[
    "/groups/{id}/edit",
    "/groups/{id}/status",
    "/persons/{id}/edit",
    "/incidents/{id}/edit",
    "/incidents/{id}/triage",
    "/incidents/{id}/close",
    "/memberships/{id}/approve",
    "/memberships/{id}/correct",
    "/focus/{id}/decide",
    "/focus/{id}/end",
    "/levers/{id}/change",
    "/offers/{id}/state",
    "/support/{id}/status",
    "/support/{id}/needs",
    "/support/{id}/drop-off",
    "/support/{id}/may-ask",
    "/support/{id}/plan",
    "/help-calls/{id}/call-back",
    "/received/{id}/answer",
    "/speakers/{id}/vetting",
    "/speakers/{id}/prepared",
    "/speakers/{id}/renew",
    "/networks/{id}/met",
    "/accounts/{id}",
    "/accounts/{id}/lock",
    "/disclosures/{id}/recall",
    "/tasks/{id}/finish",
    "/evaluations/{id}/edit",
    "/evaluations/{id}/seal",
    "/evaluations/{id}/change",
    "/call-ins/{id}/edit",
    "/call-ins/{id}/plans",
    "/call-ins/{id}/call-off",
    "/guests/{id}/withdraw",
    "/guests/{id}/supervision",
    "/summons/{id}/serve",
    "/summons/{id}/excuse",
    "/notifications/{id}/clear",
    "/notifications/{id}/assign",
    "/notifications/{id}/cancel",
    "/notifications/{id}/give-up",
    "/notifications/{id}/follow-up",
    "/wordings/{id}/approve",
    "/wordings/{id}/withdraw",
];

/// Whether a form changes what is there already. A new thing has version nought; a disclosure is corrected by a new one, whose own
/// test stands with the disclosures.
fn on_a_version(form: &Form) -> bool {
    form.action != "/disclose" && form.fields.iter().any(|field| field.name == "version" && field.value != "0")
}

/// The form with every text changed by the second person, on a version that nobody saved.
fn too_late(form: &Form) -> (Vec<(String, String)>, Vec<String>) {
    let (mut typed, mut written) = (form.typed(), Vec::new());
    for (field, (name, value)) in form.fields.iter().zip(&mut typed) {
        if name == "version" {
            *value = (value.parse::<i64>().unwrap() + 1000).to_string();
        } else if field.is_area {
            let words = format!("Den andras ord <om> {name} & \"mer\".");
            // Two fields of a plan have rows of a shape, and another shape is a fault before it is a race.
            *value = match name.as_str() {
                "shocks" => format!("2024-01; 2024-02; lokal; {words}; källan"),
                "treated" => format!("{words}; 2025-01"),
                _ => words,
            };
            written.push(value.clone());
        }
    }
    // Who came to a meeting is ticked on rows of one name: here somebody came.
    if form.has("functions") {
        typed.iter_mut().filter(|(name, _)| name == "functions").for_each(|(_, value)| "Samordnare".clone_into(value));
        typed.push(("present".to_owned(), "polisen".to_owned()));
    }
    (typed, written)
}

/// The versions of everything that has one: they move with every change.
async fn versions(city: &City, authority: &str) -> Vec<String> {
    const TABLES: &[&str] = &[
        "accounts",
        "groups",
        "incidents",
        "attributions",
        "persons",
        "memberships",
        "focus",
        "levers",
        "offers",
        "support_contacts",
        "help_calls",
        "speakers",
        "networks",
        "received",
        "disclosures",
        "reviews",
        "tasks",
        "evaluations",
        "call_ins",
        "call_in_speeches",
        "guest_lists",
        "guests",
        "summonses",
        "notifications",
        "wordings",
    ];
    let sums = TABLES.iter().map(|table| format!("SELECT '{table} ' || COUNT(*) || ' ' || COALESCE(SUM(version), 0) FROM {table}"));
    city.read_past_all_doors(authority, &sums.collect::<Vec<_>>().join(" UNION ALL ")).await
}

#[tokio::test]
async fn whoever_saves_second_on_any_form_of_the_house_is_told_so_and_keeps_every_word() {
    let city = City::with_its_history().await;
    something_of_every_kind(&city).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let mut met: BTreeMap<String, BTreeSet<StatusCode>> = BTreeMap::new();
    let mut faults = Vec::new();
    for worker in WORKERS {
        let browser = Browser::of(&city, &pages, worker.user).await;
        let walked = walk_wide(&browser, &routes, 5).await;
        let mut tried = BTreeSet::new();
        for (path, body) in &walked.pages {
            for form in forms(body).into_iter().filter(on_a_version) {
                if !tried.insert((shape(path), shape(&form.action))) {
                    continue;
                }
                let (typed, written) = too_late(&form);
                let entries = versions(&city, worker.authority).await;
                let answer = browser.post(&form.action, &typed).await;
                let of = format!("{} sends {} of {path}", worker.user, form.action);
                met.entry(shape(&form.action)).or_default().insert(answer.status);
                if answer.status.is_success() || answer.status.is_redirection() || answer.status.is_server_error() {
                    faults.push(format!("{of}: {}", answer.status));
                }
                let body = unescaped(&answer.body);
                faults.extend(written.iter().filter(|text| !body.contains(*text)).map(|text| format!("{of}: {text} is lost")));
                if answer.status == StatusCode::CONFLICT && !body.contains("Någon annan") {
                    faults.push(format!("{of}: nobody says that somebody else was quicker"));
                }
                // The page shows what is saved beside what was typed: a form that came filled shows what it came filled with.
                for field in form.fields.iter().filter(|field| field.is_area && answer.status == StatusCode::CONFLICT) {
                    let saved = field.value.trim();
                    if !saved.starts_with("Skrivet i provet") && !body.replace('\r', "").contains(saved) {
                        faults.push(format!("{of}: the saved {} is not shown", field.name));
                    }
                }
                if versions(&city, worker.authority).await != entries {
                    faults.push(format!("{of}: something was changed"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} forms fail:\n{}", faults.len(), faults.join("\n"));
    let lost: Vec<&String> = met.iter().filter(|(_, answers)| !answers.contains(&StatusCode::CONFLICT)).map(|(action, _)| action).collect();
    assert!(lost.is_empty(), "no lost race was shown at {lost:?} of {met:?}");
    let unmet: Vec<&&str> = ON_A_VERSION.iter().filter(|action| !met.contains_key(**action)).collect();
    assert!(unmet.is_empty(), "nobody in the demo is offered {unmet:?}; met were {:?}", met.keys());
}

fn field<'b>(body: &'b str, name: &str) -> &'b str {
    body.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("")
}

async fn a_group(city: &City) -> String {
    let card = NewGroup { note: Words::stored("Först skrivet.".into()), ..typed::a_group("Kajen") };
    gvi_app::groups::add(&city.acts("mara").await, card).await.unwrap().to_string()
}

#[tokio::test]
async fn two_who_edit_the_same_group_end_with_both_texts_and_the_second_can_save_after_reading() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let path = format!("/groups/{}/edit", a_group(&city).await);
    let (mara, viggo) = (Browser::of(&city, &pages, "mara").await, Browser::of(&city, &pages, "viggo").await);
    let version = field(&mara.get(&path).await.body, "version").to_owned();
    let typed = |note: &'static str, version: &str| {
        [
            ("name", "Kajen"),
            ("kind", "network"),
            ("area", "Östra hamnen"),
            ("size_least", "8"),
            ("size_most", "15"),
            ("note", note),
            ("version", version),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    assert_eq!(mara.post(&path, &typed("Maras text.", &version)).await.status, StatusCode::SEE_OTHER);
    let second = viggo.post(&path, &typed("Viggos text.", &version)).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("Maras text.") && second.body.contains("Viggos text."));
    let anew = field(&second.body, "version").to_owned();
    assert_eq!(viggo.post(&path, &typed("Båda texterna.", &anew)).await.status, StatusCode::SEE_OTHER);
    assert!(mara.get(path.trim_end_matches("/edit")).await.body.contains("Båda texterna."));
}

#[tokio::test]
async fn a_limit_of_a_clock_that_was_changed_meanwhile_is_not_overwritten_unawares() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let (mut paths, mut browser) = (Vec::new(), None);
    for user in ["ada", "greta", "pia"] {
        let own = Browser::of(&city, &pages, user).await;
        let list = own.get("/settings/clocks").await;
        paths = list.body.split("href=\"/settings/clocks/").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
        if !paths.is_empty() {
            browser = Some(own);
            break;
        }
    }
    let (browser, path) = (browser.expect("somebody who sets clocks"), format!("/settings/clocks/{}", paths[0]));
    let was = field(&browser.get(&path).await.body, "was").to_owned();
    assert_eq!(browser.post(&path, &[("hours", "7"), ("was", &was)]).await.status, StatusCode::SEE_OTHER);
    let second = browser.post(&path, &[("hours", "9"), ("was", &was)]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("value=\"9\"") && second.body.contains("7"));
}

#[tokio::test]
async fn what_was_written_on_something_that_is_over_meanwhile_is_given_back_to_be_copied() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    let gone = format!("/groups/{}/edit", GroupId::new());
    let typed = [
        ("name", "Kajen"),
        ("kind", "network"),
        ("area", "Hamnen"),
        ("size_least", "8"),
        ("size_most", "15"),
        ("note", "Lång text\r\nsom tog <tid>."),
    ];
    let answer = mara.post(&gone, &typed).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Det du skrev är inte sparat"));
    assert!(unescaped(&answer.body).contains("Lång text\r\nsom tog <tid>.") && !answer.body.contains("<tid>"));
}

#[tokio::test]
async fn a_form_sent_after_the_session_ran_out_is_given_back_and_not_thrown_away() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    city.hours_pass(1);
    let typed = [("name", "Kajen"), ("note", "En timmes arbete om gruppen.")];
    let answer = mara.post("/groups/new", &typed).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("En timmes arbete om gruppen.") && answer.body.contains("Logga in först"));
    let none: [(&str, &str); 0] = [];
    let signed_out = mara.post("/sign-out", &none).await;
    assert_eq!(
        (signed_out.status, signed_out.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in"),
        "where nothing was written, the way is short"
    );
}

#[tokio::test]
async fn a_password_is_never_given_back() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    let secret = "Hemligt Ord 123";
    for (path, fields) in [
        ("/sign-in", vec![("authority", "polisen"), ("user", "mara"), ("password", secret), ("code", "000000")]),
        (
            "/account",
            vec![
                ("old", secret),
                ("new", secret),
                ("password", secret),
                ("current_password", secret),
                ("new_password", secret),
                ("again", secret),
            ],
        ),
    ] {
        let answer = mara.post(path, &fields).await;
        assert!(!answer.body.contains(secret), "{path} gives a password back");
        city.hours_pass(1);
        assert!(!mara.post(path, &fields).await.body.contains(secret), "{path} gives a password back after the session");
    }
}
