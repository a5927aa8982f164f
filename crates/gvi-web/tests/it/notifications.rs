//! The pages of custom notifications in Nordhamn: the result from a phone, the answer of one word, and what stands on neither.

use axum::http::StatusCode;
use gvi_testkit::City;

use crate::browser::{Browser, forms, ids, pages};

/// The addresses on a page that begin so and go on with an id.
fn addresses(body: &str, beginning: &str) -> Vec<String> {
    ids(body).into_iter().map(|id| format!("{beginning}{id}")).filter(|path| body.contains(&format!("\"{path}\""))).collect()
}

#[tokio::test]
async fn the_result_of_a_visit_is_entered_with_taps_and_one_button_and_a_school_is_no_place() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let nils = Browser::of(&city, &pages, "nils").await;
    let mut found = None;
    for path in addresses(&nils.get("/notifications").await.body, "/notifications/") {
        let visit = format!("{path}/visit");
        if nils.get(&visit).await.status == StatusCode::OK {
            found = Some((path, visit));
            break;
        }
    }
    let (path, visit) = found.expect("a visit that Nils can report");
    let body = nils.get(&visit).await.body;
    assert!(!body.contains("value=\"school\""));
    let form = forms(&body).into_iter().find(|form| form.action == visit).unwrap();
    let areas: Vec<&str> = form.fields.iter().filter(|field| field.is_area).map(|field| field.name.as_str()).collect();
    assert_eq!(areas, ["note"], "everything else is tapped");
    let id = form.fields.iter().find(|field| field.name == "id").unwrap().value.clone();
    let typed = |place: &str| {
        [("id", id.as_str()), ("outcome", "direct"), ("receiver", "person"), ("place", place), ("offer", "yes"), ("reaction", "listened")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let refused = nils.post(&visit, &typed("school")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Aldrig i en skola. Välj en annan plats."));
    let done = nils.post(&visit, &typed("home")).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, path.as_str()));
    let json = nils.get_json(&path).await.body;
    assert!(json.contains("\"attempts\":[{"), "{json}");
    assert_eq!(nils.get(&visit).await.status, StatusCode::NOT_FOUND, "what is delivered is not attempted again");
}

#[tokio::test]
async fn the_page_of_an_answer_offers_three_words_and_says_that_the_rest_stays() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let moa = Browser::of(&city, &pages, "moa").await;
    let mut asked = None;
    for path in addresses(&moa.get("/received").await.body, "/received/") {
        let body = moa.get(&path).await.body;
        if body.contains(&format!("{path}/clear")) {
            assert!(!body.contains("/disclose?kind=answer"), "another form is offered beside it");
            asked = Some(format!("{path}/clear"));
            break;
        }
    }
    let clear = asked.expect("a question about a planned contact");
    let body = moa.get(&clear).await.body;
    assert!(body.contains("lämnar aldrig er myndighet"));
    let form = forms(&body).into_iter().find(|form| form.action == clear).unwrap();
    for word in ["clear", "wait", "contact"] {
        assert!(body.contains(&format!("name=\"clearance\" value=\"{word}\"")), "{word}");
    }
    assert_eq!(body.matches("name=\"clearance\"").count(), 3);
    let mut names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, ["clearance", "ground", "id", "lawyer_approval", "legal_basis", "reasons", "why_not_first"]);
    let typed = [("id", form.fields[0].value.as_str()), ("clearance", "han flyttade i maj"), ("reasons", "x"), ("legal_basis", "SoLPuL-6")];
    assert_eq!(moa.post(&clear, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_log_of_exposure_is_a_table_and_a_file_and_holds_no_person() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let pia = Browser::of(&city, &pages, "pia").await;
    let file = pia.get("/exposure/file.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.body.starts_with("group,day,kind,dose\n") && file.body.contains("notification-direct,1"));
    let persons = city.read_past_all_doors("polisen", "SELECT code FROM persons UNION SELECT name FROM persons").await;
    let page = pia.get("/exposure").await.body;
    assert!(!persons.is_empty());
    assert!(persons.iter().all(|person| !file.body.contains(person) && !page.contains(person)));
    // Whoever may not see which group heard what finds no file either.
    assert_eq!(Browser::of(&city, &pages, "ines").await.get("/exposure/file.csv").await.status, StatusCode::NOT_FOUND);
}
