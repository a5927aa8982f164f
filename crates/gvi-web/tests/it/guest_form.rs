//! The form by which a guest is proposed: what is wished of the proposal stands in the address, reasons in words, and nothing is kept.

use axum::http::StatusCode;
use gvi_testkit::City;
use serde_json::Value;

use crate::browser::{Browser, forms, pages, unescaped};

/// The form for the call-in that lies ahead.
async fn form_of(mara: &Browser) -> String {
    let list = mara.get("/guests").await.body;
    let codes = list.split("href=\"/guests?call_in=").skip(1).filter_map(|rest| rest.split('"').next());
    for code in codes {
        let path = format!("/guests/new?call_in={code}");
        if mara.get(&format!("/guests?call_in={code}")).await.body.contains(&path) {
            return path;
        }
    }
    panic!("a call-in that guests can be proposed to: {list}");
}

async fn asked(mara: &Browser, path: &str) -> Value {
    serde_json::from_str(&mara.get_json(path).await.body).unwrap()
}

fn names(page: &Value) -> Vec<&str> {
    page["suggested"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_number_of_seats_makes_a_proposal_with_reasons_in_words_that_stands_in_the_address_alone() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let mara = Browser::of(&city, &pages, "mara").await;
    let path = form_of(&mara).await;
    let fewest = asked(&mara, &path).await;
    assert_eq!(fewest["comes_to"], Value::Null);
    let page = asked(&mara, &format!("{path}&seats=8")).await;
    let reasons = page["suggested"].to_string();
    assert!(reasons.contains("Är misstänkt i samma händelser som"), "{reasons}");
    let comes_to = page["comes_to"].as_str().unwrap();
    assert!(comes_to.contains("Platser som tas, med dem på listan: 8.") && comes_to.contains("inget bättre val"), "{comes_to}");
    for digit in '0'..='9' {
        let said: Vec<&str> = page["suggested"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|one| one["why"].as_array().unwrap())
            .map(|why| why.as_str().unwrap())
            .collect();
        assert!(!said.iter().any(|why| why.contains(digit)), "no number stands at a person: {said:?}");
    }

    // Whoever is chosen is chosen in the same proposal, and a mistake in the form loses nothing of it.
    let tied = page["suggested"].as_array().unwrap().iter().find(|one| one["why"].to_string().contains("Är misstänkt")).unwrap();
    let href = tied["href"].as_str().unwrap();
    assert!(href.contains("&seats=8"), "{href}");
    let chosen = mara.get(href).await.body;
    let form = forms(&chosen).into_iter().find(|form| form.action == "/guests/new").unwrap();
    let membership = form.typed().into_iter().find(|(name, _)| name == "membership").unwrap().1;
    assert!(href.contains(&membership));
    let mut typed = form.typed();
    typed.iter_mut().filter(|(name, _)| name == "reason").for_each(|(_, value)| value.clear());
    let again = mara.post("/guests/new", &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unescaped(&again.body).contains(comes_to), "the same proposal stands there again");

    // Less likely to come: in this proposal alone.
    let less = asked(&mara, &format!("{path}&seats=8&less={membership}")).await;
    assert_eq!(less["form"]["less"], serde_json::json!([membership]));
    assert_ne!((names(&less), &less["suggested"]), (names(&page), &page["suggested"]), "somebody else reaches more");
    let ticked = mara.get(&format!("{path}&seats=8&less={membership}&less=nobody")).await.body;
    assert!(ticked.contains(&format!("value=\"{membership}\" checked")), "what was ticked stays ticked");
    assert_eq!(asked(&mara, &format!("{path}&seats=8")).await["suggested"], page["suggested"]);

    for wrong in ["0", "61", "many"] {
        let answer = mara.get(&format!("{path}&seats={wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.body.contains("id=\"e-seats\""), "{wrong}");
    }
    let tom = Browser::of(&city, &pages, "tom").await;
    assert_eq!(tom.get(&format!("{path}&seats=8")).await.status, StatusCode::NOT_FOUND);
}
