//! The pages of persons, memberships and relations, walked as people walk them: through forms, without script.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gvi_domain::{GroupId, MembershipId, PersonId, RelationId};
use gvi_testkit::{City, typed};
use gvi_web::House;
use gvi_web::desk::Clock;
use tower::ServiceExt as _;

struct Reader {
    pages: Router,
    cookie: String,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
}

impl Reader {
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

    async fn json(&self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).header(header::ACCEPT, "application/json");
        self.ask(request.body(Body::empty()).unwrap()).await
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

async fn an_active_group(city: &City, name: &str) -> GroupId {
    let id = gvi_app::groups::add(&city.acts("mara").await, typed::a_group(name)).await.unwrap();
    city.makes_active(id).await;
    id
}

fn person_fields<'f>(id: &'f str, name: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("id", id),
        ("name", name),
        ("born_year", "1998"),
        ("why_here", "Nämns i två granskade händelser."),
        ("phones", "070-555 01 02"),
        ("expires_on", "2027-06-01"),
    ]
}

#[tokio::test]
async fn a_person_is_added_proposed_approved_by_somebody_else_and_stands_on_the_roster() {
    let city = City::founded(None).await;
    let group = an_active_group(&city, "Kajen").await.to_string();
    let (mara, arvid, nils) = (Reader::of(&city, "mara").await, Reader::of(&city, "arvid").await, Reader::of(&city, "nils").await);
    let person = PersonId::new().to_string();
    assert!(mara.get("/persons").await.text.contains("No persons yet"));
    assert_eq!(mara.get("/persons/new").await.status, StatusCode::OK);
    let added = mara.post("/persons/new", &person_fields(&person, "Hugo Berg")).await;
    assert_eq!((added.status, added.location), (StatusCode::SEE_OTHER, format!("/persons/{person}")));
    let card = mara.get(&format!("/persons/{person}")).await;
    assert!(card.text.contains("Not suspected") && card.text.contains("Propose membership"), "{}", card.text);
    assert!(mara.get("/persons?q=hugo").await.text.contains("One person"));

    let form = mara.get(&format!("/persons/{person}/propose")).await;
    assert!(form.text.contains("Item 3") && form.text.contains("Kajen"), "{}", form.text);
    let empty = mara.post(&format!("/persons/{person}/propose"), &[("id", &MembershipId::new().to_string())]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.text.contains("#f-e1_kind") && empty.text.contains("#f-e2_source") && !empty.text.contains("#f-e3_kind"),
        "{}",
        empty.text
    );
    let id = MembershipId::new().to_string();
    let mut fields = vec![
        ("id", id.as_str()),
        ("group", &group),
        ("role", "member"),
        ("needed_by", "2027-01-15"),
        ("necessity", "Gruppen kallas till möte i januari och rätt personer måste nås."),
    ];
    fields.extend([
        ("e1_kind", "verified-part"),
        ("e1_dated", "2026-05-02"),
        ("e1_source", "K-100-26"),
        ("e1_conduct", "yes"),
        ("e1_bearing", "fact"),
    ]);
    fields.extend([("e1_source_grade", "B"), ("e1_information_grade", "2"), ("e1_text", "Var med vid händelsen.")]);
    fields.extend([
        ("e2_kind", "intelligence"),
        ("e2_dated", "2026-09-14"),
        ("e2_source", "U-77-26"),
        ("e2_conduct", "no"),
        ("e2_bearing", "assessment"),
    ]);
    fields.extend([("e2_source_grade", "B"), ("e2_information_grade", "1"), ("e2_text", "Handlar för gruppen.")]);
    let proposed = mara.post(&format!("/persons/{person}/propose"), &fields).await;
    assert_eq!((proposed.status, proposed.location), (StatusCode::SEE_OTHER, format!("/memberships/{id}")), "{}", proposed.text);

    assert!(arvid.get("/memberships/review").await.text.contains("Hugo Berg"));
    let page = arvid.get(&format!("/memberships/{id}")).await;
    assert!(page.text.contains("The six criteria") && page.text.contains("K-100-26"), "{}", page.text);
    let unchecked = arvid.post(&format!("/memberships/{id}/approve"), &[("version", "1")]).await;
    assert_eq!(unchecked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unchecked.text.contains("Check and confirm that nothing sensitive is in it."), "{}", unchecked.text);
    let late = arvid.post(&format!("/memberships/{id}/approve"), &[("version", "9"), ("nothing_sensitive", "yes")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(
        arvid.post(&format!("/memberships/{id}/approve"), &[("version", "1"), ("nothing_sensitive", "yes")]).await.status,
        StatusCode::SEE_OTHER
    );

    let roster = mara.get(&format!("/groups/{group}/members")).await;
    assert!(roster.text.contains("Hugo Berg") && roster.text.contains("aria-current"), "{}", roster.text);
    assert!(!mara.get(&format!("/groups/{group}/members?on=2026-11-21")).await.text.contains("Hugo Berg"));
    let twin = mara.json(&format!("/groups/{group}/members")).await;
    assert!(twin.text.contains("\"name\":\"Hugo Berg\""), "{}", twin.text);
    let reviewed = mara.get(&format!("/memberships/{id}")).await;
    assert!(reviewed.text.contains("Propose renewal") && reviewed.text.contains("Declare void"), "{}", reviewed.text);
    assert_eq!(
        mara.post(&format!("/memberships/{id}/contest"), &[("contest_reason", "kort")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(mara.post(&format!("/memberships/{id}/end"), &[("end_reason", "Har lämnat gruppen.")]).await.status, StatusCode::SEE_OTHER);

    // The duty officer has no tab of members, and the hidden address answers like one that leads nowhere.
    assert!(!nils.get(&format!("/groups/{group}")).await.text.contains("/members"));
    let never = MembershipId::new().to_string();
    let (hidden, unknown) = (nils.get(&format!("/memberships/{id}")).await, nils.get(&format!("/memberships/{never}")).await);
    assert_eq!((hidden.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(hidden.text.replace(&id, "-"), unknown.text.replace(&never, "-"));
}

#[tokio::test]
async fn a_form_tells_every_fault_and_the_second_of_two_editors_sees_both_texts() {
    let city = City::founded(None).await;
    let mara = Reader::of(&city, "mara").await;
    let person = PersonId::new().to_string();
    let wrong = mara
        .post(
            "/persons/new",
            &[("id", &person), ("why_here", "En känd buse i området."), ("suspicion", "känd"), ("expires_on", "2126-01-01")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#f-name", "#f-born_year", "#f-why_here", "#f-suspicion", "#f-expires_on"] {
        assert!(wrong.text.contains(field), "{field}");
    }
    assert!(wrong.text.contains("En känd buse i området."), "what was typed stands");
    mara.post("/persons/new", &person_fields(&person, "Dan Ask")).await;
    let path = format!("/persons/{person}/edit");
    assert!(mara.get(&path).await.text.contains("070-555 01 02"));
    let mut first = person_fields(&person, "Dan Asker");
    first.push(("version", "1"));
    assert_eq!(mara.post(&path, &first).await.status, StatusCode::SEE_OTHER);
    let mut second = person_fields(&person, "Daniel Ask");
    second.push(("version", "1"));
    let late = mara.post(&path, &second).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Dan Asker") && late.text.contains("Daniel Ask"));
}

#[tokio::test]
async fn a_conflict_is_drawn_on_the_map_with_a_table_beside_it_and_an_alias_is_neutral() {
    let city = City::founded(None).await;
    let (kajen, fyren) = (an_active_group(&city, "Kajen").await.to_string(), an_active_group(&city, "Fyren").await.to_string());
    let mara = Reader::of(&city, "mara").await;
    let path = format!("/groups/{kajen}/relations");
    assert!(mara.get(&path).await.text.contains("No relations yet"));
    assert_eq!(mara.post(&path, &[("id", &RelationId::new().to_string())]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = RelationId::new().to_string();
    let fields = [
        ("id", id.as_str()),
        ("other", &fyren),
        ("kind", "conflict"),
        ("intensity", "open"),
        ("since", "2026-06-03"),
        ("source_grade", "B"),
        ("information_grade", "2"),
        ("trigger", "Skjutningen vid kajen."),
    ];
    assert_eq!(mara.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let map = mara.get("/groups/map").await;
    assert!(map.text.contains("edge-conflict") && map.text.contains("Open") && map.text.contains("B2"), "{}", map.text);
    assert!(mara.get("/groups/map?on=2026-06-02").await.text.contains("No relations on that day"));
    assert_eq!(mara.post(&format!("{path}/{id}/confirm"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(mara.post(&format!("{path}/{id}/end"), &[]).await.status, StatusCode::SEE_OTHER);
    let refused = mara.post(&format!("/groups/{kajen}/aliases"), &[("alias", "Turkarna")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("neutral code name"), "{}", refused.text);
    assert_eq!(mara.post(&format!("/groups/{kajen}/aliases"), &[("alias", "Kajpojkarna")]).await.status, StatusCode::SEE_OTHER);
    assert!(mara.get(&path).await.text.contains("Remove Kajpojkarna"));
    assert_eq!(mara.post(&format!("/groups/{kajen}/aliases/remove"), &[("alias", "Kajpojkarna")]).await.status, StatusCode::SEE_OTHER);
    assert!(mara.get(&path).await.text.contains("No other names are known."));
    let tom = Reader::of(&city, "tom").await;
    assert_eq!(tom.get(&path).await.status, StatusCode::NOT_FOUND);
}
