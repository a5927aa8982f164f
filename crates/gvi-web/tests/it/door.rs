//! The door list of a call-in: plain forms and the script say the same to the house, and a mark that arrives twice is one mark.

use axum::http::StatusCode;
use gvi_domain::MarkId;
use gvi_testkit::City;

use crate::browser::{Browser, forms, pages};

/// The door of the call-in that was held: the latest day stands on top, and it lies behind.
async fn door_of(tom: &Browser) -> String {
    let list = tom.get("/summons").await.body;
    let held = list.split("href=\"/summons?call_in=").skip(1).filter_map(|rest| rest.split('"').next()).last().expect("a call-in");
    format!("/summons/door?call_in={held}")
}

#[tokio::test]
async fn a_mark_that_is_sent_twice_after_a_lost_connection_is_counted_once() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let tom = Browser::of(&city, &pages, "tom").await;
    let door = door_of(&tom).await;
    let page = tom.get(&door).await.body;
    let form = forms(&page).into_iter().find(|form| form.action.ends_with("/door")).expect("a guest at the door");
    let id = MarkId::new().to_string();
    let now = city.now().seconds().to_string();
    let mark = [("mark_id", id.as_str()), ("mark", "late"), ("reason", ""), ("at", now.as_str())];
    for _ in 0..2 {
        let answer = tom.post_json(&form.action, &mark).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let sql = format!("SELECT mark FROM door_marks WHERE id = '{id}'");
    assert_eq!(city.read_past_all_doors("frivarden", &sql).await, ["late"]);
    // Ahead of the clock, of no kind, or on nobody: a fault with its place, and never a mark.
    let ahead = (city.now().seconds() + 3600).to_string();
    for (wrong, status) in [
        ([("mark_id", MarkId::new().to_string()), ("mark", "came".into()), ("at", ahead)], StatusCode::UNPROCESSABLE_ENTITY),
        ([("mark_id", MarkId::new().to_string()), ("mark", "ran".into()), ("at", now.clone())], StatusCode::UNPROCESSABLE_ENTITY),
        ([("mark_id", "no-id".into()), ("mark", "came".into()), ("at", now.clone())], StatusCode::NOT_FOUND),
    ] {
        assert_eq!(tom.post_json(&form.action, &wrong).await.status, status, "{wrong:?}");
    }
    let before = city.read_past_all_doors("frivarden", "SELECT id FROM door_marks").await.len();
    let plain = tom.post(&form.action, &[("mark_id", MarkId::new().to_string().as_str()), ("mark", "left"), ("reason", "ill")]).await;
    assert_eq!((plain.status, plain.header("location")), (StatusCode::SEE_OTHER, door.as_str()), "without script the page comes again");
    assert_eq!(city.read_past_all_doors("frivarden", "SELECT id FROM door_marks").await.len(), before + 1);
}

#[tokio::test]
async fn the_script_of_the_door_keeps_ids_and_states_and_the_page_loads_it_only_there() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let tom = Browser::of(&city, &pages, "tom").await;
    let door = door_of(&tom).await;
    assert!(tom.get(&door).await.body.contains("<script src=\"/assets/door.js"));
    assert!(!tom.get("/summons").await.body.contains("door.js"));
    let script = tom.get("/assets/door.js").await.body;
    let kept = "waiting.push({ id: mint(), summons, mark, reason, at: moment() });";
    assert!(script.contains(kept), "what waits in the telephone is another thing than ids, states and moments");
    assert!(!script.contains("serviceWorker") && !script.contains("caches."), "nothing of a page is kept");
}
