//! What the pages say when a group has no basis and when the list of persons is full: what is missing, and what to do.

use axum::http::StatusCode;
use gvi_domain::membership::MemberRole;
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{GroupId, ListLimitId, MembershipId, PersonId, Words};
use gvi_testkit::City;
use gvi_testkit::typed::{a_group, an_item};
use jiff::civil::date;

use crate::browser::{Browser, pages, unescaped};

fn words(text: &str) -> Words {
    Words::stored(text.into())
}

async fn a_candidate(city: &City) -> GroupId {
    gvi_app::groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap()
}

async fn proposed(city: &City, name: &str, group: GroupId) -> MembershipId {
    let mara = city.acts("mara").await;
    let person = NewPerson {
        id: PersonId::new(),
        name: name.into(),
        born: Born::Year(1998),
        why_here: words("Nämns i två granskade händelser under hösten."),
        suspicion: String::new(),
        contacts: Vec::new(),
        protected: false,
        handlers: Vec::new(),
        expires_on: date(2027, 10, 1),
    };
    let person = gvi_app::persons::add(&mara, person).await.unwrap();
    let proposal = gvi_app::memberships::Proposal {
        id: MembershipId::new(),
        person,
        group,
        role: MemberRole::Member,
        needed_by: date(2027, 1, 15),
        necessity: words("Gruppen kallas till möte i januari och rätt personer måste nås."),
        evidence: vec![an_item("K-100-26", date(2026, 5, 2)), an_item("U-77-26", date(2026, 9, 14))],
    };
    gvi_app::memberships::propose(&mara, proposal).await.unwrap()
}

#[tokio::test]
async fn a_group_without_a_basis_is_refused_on_its_card_in_both_languages_and_as_json() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let group = a_candidate(&city).await;
    let greta = Browser::of(&city, &pages, "greta").await;
    let path = format!("/groups/{group}");
    let card = unescaped(&greta.get(&path).await.body);
    assert!(card.contains("Utan underlag") && card.contains("För att bli aktiv behöver gruppen ett underlag"), "{card}");
    let form = [("to", "active"), ("version", "1")];
    let refused = greta.post(&format!("{path}/status"), &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = unescaped(&refused.body);
    assert!(text.contains("Gruppen saknar underlag.") && text.contains("bekräfta det vid nästa genomgång"), "{text}");
    let english = Browser::with_cookie(&pages, "vv_session=polisen.token-of-greta; vv_lang=en");
    assert!(english.post(&format!("{path}/status"), &form).await.body.contains("The group has no basis."));
    let json: serde_json::Value = serde_json::from_str(&greta.post_json(&format!("{path}/status"), &form).await.body).unwrap();
    assert_eq!(json["errors"][0]["rule"], "group-without-basis");
    assert_eq!(json["basis"]["stands"], false);

    city.gives_a_basis_on(group, date(2024, 12, 20)).await;
    assert_eq!(greta.post(&format!("{path}/status"), &form).await.status, StatusCode::SEE_OTHER);
    let card = unescaped(&greta.get(&path).await.body);
    assert!(card.contains("Räcker till och med 2026-12-20"), "{card}");
    assert!(!unescaped(&greta.get("/groups").await.body).contains("Utan underlag"));
    city.days_pass(29);
    drop(city.acts("greta").await);
    for path in ["/groups", path.as_str(), &format!("{path}/members")] {
        let page = unescaped(&greta.get(path).await.body);
        assert!(page.contains("Utan underlag"), "{path}: {page}");
    }
}

#[tokio::test]
async fn one_more_than_the_list_may_hold_is_a_conflict_and_says_who_can_lengthen_it() {
    let city = City::founded(None).await;
    let pages = pages(&city);
    let group = a_candidate(&city).await;
    city.makes_active(group).await;
    let (greta, dag, arvid) =
        (Browser::of(&city, &pages, "greta").await, Browser::of(&city, &pages, "dag").await, Browser::of(&city, &pages, "arvid").await);
    let id = ListLimitId::new().to_string();
    let typed = |persons| {
        [
            ("id", id.as_str()),
            ("persons", persons),
            ("steering_decision", "Styrgruppen 2026-11-12, § 4"),
            ("reasons", "Listan ska vara så kort som den kan vara i början."),
            ("until", "2027-06-01"),
        ]
    };
    let far = greta.post("/list-limits", &typed("301")).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unescaped(&far.body).contains("Fler än 300 kan ingen besluta om"));
    assert_eq!(greta.post("/list-limits", &typed("1")).await.status, StatusCode::SEE_OTHER);
    assert!(unescaped(&greta.get("/list-limits").await.body).contains("Väntar på dataskyddsombudet"));
    let asked = unescaped(&dag.get("/list-limits").await.body);
    assert!(asked.contains("Ditt svar") && asked.contains("Styrgruppen 2026-11-12, § 4"), "{asked}");
    let answer = format!("/list-limits/{id}/answer");
    assert_eq!(dag.post(&answer, &[("answer", "agree"), ("answer_reasons", "kort")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let yes = [("answer", "agree"), ("answer_reasons", "En kort lista i början är lätt att försvara.")];
    assert_eq!(greta.post(&answer, &yes).await.status, StatusCode::NOT_FOUND, "nobody answers their own proposal");
    assert_eq!(dag.post(&answer, &yes).await.status, StatusCode::SEE_OTHER);
    assert_eq!(dag.post(&answer, &yes).await.status, StatusCode::CONFLICT, "one answer");

    let approve = |id: MembershipId| format!("/memberships/{id}/approve");
    let form = [("version", "1"), ("nothing_sensitive", "yes")];
    let first = proposed(&city, "Hugo Berg", group).await;
    assert_eq!(arvid.post(&approve(first), &form).await.status, StatusCode::SEE_OTHER);
    let second = proposed(&city, "Ivar Dal", group).await;
    let full = arvid.post(&approve(second), &form).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    let text = unescaped(&full.body);
    assert!(text.contains("Listan är full: 1 personer") && text.contains("styrgruppen och dataskyddsombudet tillsammans"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&arvid.post_json(&approve(second), &form).await.body).unwrap();
    assert_eq!(json["errors"][0]["rule"], "full-listed");
}
