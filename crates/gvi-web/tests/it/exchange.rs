//! The pages of disclosures, walked as people walk them: through forms, without script.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gvi_domain::GroupId;
use gvi_testkit::City;
use gvi_testkit::typed::a_group;
use gvi_web::House;
use gvi_web::desk::Clock;
use tower::ServiceExt as _;

struct Browser {
    pages: Router,
    cookie: String,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
}

impl Browser {
    async fn of(city: &City, user: &str) -> Self {
        // Signed in with a purpose, which is what `acts` does to the session behind the cookie.
        let _ = city.acts(user).await;
        let cookie = format!("vv_session={}.token-of-{user}; vv_lang=en", gvi_testkit::people::worker(user).authority);
        Self { pages: gvi_web::router(House { site: city.site(), clock: Clock::new(city.clock()) }), cookie }
    }

    async fn ask(&self, request: Request<Body>) -> Page {
        let response = self.pages.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Page { status, location, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn get(&self, path: &str) -> Page {
        self.ask(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| {
            text.bytes()
                .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
                .collect::<String>()
        };
        let body: Vec<String> =
            fields.iter().chain([&("csrf", "csrf-of-the-test")]).map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request =
            Request::post(path).header(header::COOKIE, &self.cookie).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body.join("&"))).unwrap()).await
    }
}

const TEXT: &str = "Skrivet och övervägt i det enskilda fallet.";

async fn kajen(city: &City) -> GroupId {
    gvi_app::groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap()
}

fn id_in(text: &str) -> String {
    text.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id that the form minted").to_owned()
}

#[tokio::test]
async fn mara_sees_exactly_what_leaves_then_every_obstacle_then_discloses_and_karin_reads_and_says_so() {
    let city = City::founded(None).await;
    let group = kajen(&city).await.to_string();
    let mara = Browser::of(&city, "mara").await;
    assert!(mara.get(&format!("/groups/{group}")).await.text.contains("/disclose?kind=group-card"));
    let form = mara.get(&format!("/disclose?kind=group-card&amp;group={group}").replace("&amp;", "&")).await;
    assert_eq!(form.status, StatusCode::OK);
    let id = id_in(&form.text);
    let first = [
        ("id", id.as_str()),
        ("kind", "group-card"),
        ("group", &group),
        ("chosen", "group-name"),
        ("to", "frivarden"),
        ("function", "coordinator"),
    ];

    let bare = mara.post("/disclose", &[&first[..], &[("step", "preview")]].concat()).await;
    assert_eq!(bare.status, StatusCode::OK);
    assert!(bare.text.contains("This is exactly what Nordhamn Probation will see") && bare.text.contains("UNCOVERED(18:2)"));
    let refused = mara.post("/disclose", &[&first[..], &[("step", "save")]].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("PRODUCT_RULE") && refused.text.contains("value=\"group-name\" checked"), "what was typed is kept");
    assert!(mara.get("/disclosures").await.text.contains("Nothing has been disclosed yet"));

    let rest = [
        ("lock", "OSL-18-1"),
        ("harm", TEXT),
        ("lock", "OSL-18-2"),
        ("harm", TEXT),
        ("recognised", "yes"),
        ("purpose", "prevent-detect-crime"),
        ("legal_basis", "PBDL-2-1-1"),
        ("necessity", TEXT),
        ("proportionality", TEXT),
        ("as_of", "2026-11-22"),
        ("nature", "fact"),
        ("source", "egen kartläggning"),
        ("until", "2027-02-20"),
    ];
    let ready = mara.post("/disclose", &[&first[..], &rest[..], &[("step", "preview")]].concat()).await;
    assert!(ready.text.contains("This may be disclosed"));
    let sent = mara.post("/disclose", &[&first[..], &rest[..], &[("step", "save")]].concat()).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, format!("/disclosures/{id}").as_str()));
    city.deliver().await;

    let karin = Browser::of(&city, "karin").await;
    let list = karin.get("/received").await;
    assert!(list.text.contains("One new item to read"));
    let path = format!("/received/{}", list.text.split("href=\"/received/").nth(1).and_then(|rest| rest.split('"').next()).unwrap());
    let card = karin.get(&path).await;
    assert!(card.text.contains("Kajen") && card.text.contains("What you may do with it") && !card.text.contains("Östra hamnen"));
    assert_eq!(karin.post(&format!("{path}/acknowledge"), &[]).await.status, StatusCode::SEE_OTHER);
    city.deliver().await;
    assert!(mara.get(&sent.location).await.text.contains("Read"));

    assert_eq!(mara.get(&format!("/disclose?corrects={id}")).await.status, StatusCode::OK);
    let recall = mara.post(&format!("/disclosures/{id}/recall"), &[("why", "was-wrong"), ("version", "1")]).await;
    assert_eq!(recall.status, StatusCode::SEE_OTHER);
    city.deliver().await;
    let gone = karin.get(&path).await;
    assert!(gone.text.contains("Nordhamn Police has recalled this") && !gone.text.contains("Kajen"));
    assert_eq!(karin.get(&format!("/disclosures/{id}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_said_is_written_down_on_one_short_page() {
    let city = City::founded(None).await;
    let karin = Browser::of(&city, "karin").await;
    let form = karin.get("/oral").await;
    assert_eq!(form.status, StatusCode::OK);
    let id = id_in(&form.text);
    let typed = [
        ("id", id.as_str()),
        ("said_at", "2026-11-22T21:20"),
        ("to", "socialtjansten"),
        ("what", "M6/conditions"),
        ("line", "Anmäler sig varje måndag."),
        ("person", "Viktor Sand"),
        ("born", "2003-04-01"),
        ("purpose", "prevent-detect-crime"),
        ("legal_basis", "KBDL-2-1-3"),
        ("why", TEXT),
        ("harmless", "yes"),
    ];
    let refused = karin.post("/oral", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("UNCOVERED(35:15)"));
    let done = karin.post("/oral", &[&typed[..], &[("ground", "OSL-10-15a")]].concat()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text.split("<main").nth(1).unwrap_or(""));
    assert!(karin.get("/disclosures").await.text.contains("said in a meeting"));
}

#[tokio::test]
async fn a_consent_is_recorded_with_every_fault_told_at_once_and_taken_back_in_one_press() {
    let city = City::founded(None).await;
    let ines = Browser::of(&city, "ines").await;
    let form = ines.get("/consents/new").await;
    let id = id_in(&form.text);
    let faulty =
        ines.post("/consents/new", &[("id", &id), ("person", "K7MQ-2X"), ("given_on", "2026-11-22"), ("valid_until", "2029-01-01")]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.text.contains("The date is too far ahead") && faulty.text.contains("K7MQ-2X"));
    let typed = [
        ("id", id.as_str()),
        ("person", "K7MQ-2X"),
        ("given_by", "person"),
        ("recipients", "frivarden"),
        ("categories", "M8"),
        ("purposes", "give-help"),
        ("method", "written"),
        ("witness", "Jon"),
        ("given_on", "2026-11-22"),
        ("valid_until", "2027-05-01"),
    ];
    assert_eq!(ines.post("/consents/new", &typed).await.status, StatusCode::SEE_OTHER);
    assert!(ines.get("/consents").await.text.contains("Nordhamn Probation"));
    assert_eq!(ines.post(&format!("/consents/{id}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(ines.get("/consents").await.text.contains("Taken back"));
}

#[tokio::test]
async fn what_another_authority_owns_cannot_be_begun_and_strangers_find_nothing() {
    let city = City::founded(None).await;
    let group = kajen(&city).await;
    for (user, path) in [
        ("ines", "/disclose?kind=person-link".to_owned()),
        ("tom", format!("/disclose?kind=group-card&group={group}")),
        ("mara", "/disclose?kind=nonsense".to_owned()),
        ("mara", format!("/disclose?kind=group-card&group={}", GroupId::new())),
        ("mara", "/disclosures/nonsense".to_owned()),
        ("elsa", "/consents".to_owned()),
        ("olle", "/consents/new".to_owned()),
        ("elsa", "/oral".to_owned()),
    ] {
        assert_eq!(Browser::of(&city, user).await.get(&path).await.status, StatusCode::NOT_FOUND, "{user} {path}");
    }
    for user in ["mara", "ines", "karin", "olle"] {
        assert_eq!(Browser::of(&city, user).await.get("/disclose").await.status, StatusCode::OK, "{user}");
    }
}
