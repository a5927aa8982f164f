//! Hidden looks like nothing. Every worker of Nordhamn asks, at every address that the router has, for things that exist and are
//! not for them, and for things that never existed: the answers must not differ in status, in headers or in a single letter.
//!
//! What there is to ask for is read from the databases, past all doors; what a worker may know of is what stands on any page that
//! they can reach. So neither a new page nor a new thing can slip by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{Draft, DraftSubject, SnapshotKind, Source};
use gvi_app::incidents::{self, IncidentFilter};
use gvi_app::law::{Basis, BasisKind, ChosenGround};
use gvi_app::{Ctx, groups, incident_persons, levers, memberships, offers, persons, relations, reviews, support, tasks};
use gvi_domain::disclosure::Addressee;
use gvi_domain::group::{GroupKind, NewGroup};
use gvi_domain::incident::{Harm, NewSuspect, NewVictim, Suspicion};
use gvi_domain::membership::{Approval, MemberRole};
use gvi_domain::person::{Born, Contact, ContactKind, NewPerson};
use gvi_domain::review::NewReview;
use gvi_domain::task::{NewTask, Owner};
use gvi_domain::{
    Code, DisclosureId, GroupId, LeverId, MembershipId, OfferId, PersonId, ReviewId, SupportId, SuspectId, TaskId, VictimId, Words,
};
use gvi_testkit::City;
use gvi_testkit::people::{AUTHORITIES, WORKERS, Worker};
use gvi_testkit::typed::{a_lever, an_item, an_offer};

use crate::browser::{Browser, Form, Route, Walked, forms, ids, pages, routes, shape, told, walk, without_ids};

/// The kinds of things that addresses are about: how the address begins, the table, and the column of the id.
const KINDS: &[(&str, &str, &str)] = &[
    ("groups", "groups", "id"),
    ("persons", "persons", "id"),
    ("memberships", "memberships", "id"),
    ("incidents", "incidents", "id"),
    ("focus", "focus", "id"),
    ("levers", "levers", "id"),
    ("offers", "offers", "id"),
    ("support", "support_contacts", "id"),
    ("help-calls", "help_calls", "id"),
    ("speakers", "speakers", "id"),
    ("networks", "networks", "id"),
    ("disclosures", "disclosures", "id"),
    ("received", "received", "envelope"),
    ("consents", "consents", "id"),
    ("reviews", "reviews", "id"),
    ("tasks", "tasks", "id"),
    ("accounts", "accounts", "id"),
    ("imports", "batches", "id"),
    ("settings", "purposes", "id"),
    ("list-limits", "list_limits", "id"),
    ("evaluations", "evaluations", "id"),
    ("call-ins", "call_ins", "id"),
    ("guests", "guests", "id"),
    ("summons", "summonses", "id"),
    ("notifications", "notifications", "id"),
    ("rounds", "rounds", "id"),
    ("wordings", "wordings", "id"),
];

/// What the second blank of an address is about: its name, the table, and the things that have such a part.
const PARTS: &[(&str, &str, &str)] = &[
    ("relation", "group_relations", "SELECT from_group FROM group_relations UNION SELECT to_group FROM group_relations"),
    ("attribution", "attributions", "SELECT incident FROM attributions"),
    ("victim", "incident_victims", "SELECT incident FROM incident_victims"),
    ("suspect", "incident_suspects", "SELECT incident FROM incident_suspects"),
];

/// Second blanks that are words of the house and no things.
const DEEDS: &[(&str, &[&str])] = &[
    ("focus", &["decide", "start", "review", "end", "tell-back", "evaluate"]),
    ("support", &["met", "check-in", "assign", "release", "intake", "plan", "drop-off", "may-ask", "relocate"]),
    ("call-ins", &["lock", "rehearse", "go", "no-go", "hold", "debrief", "review", "call-off"]),
    ("summons", &["send", "serve", "excuse", "contact"]),
    ("notifications", &["answer", "talk", "clear", "assign", "give-up", "cancel", "follow-up"]),
    ("wordings", &["approve", "withdraw"]),
    ("speakers", &["vetting", "prepared", "renew", "engage", "done", "debriefed"]),
];

/// Addresses whose blank is a word of the house and no thing at all; and the log of a thing, which has a test of its own.
const WORDS_OF_THE_HOUSE: &[&str] = &["/settings/clocks/{kind}", "/assets/{name}", "/log/of/{kind}/{id}"];

/// Hidden things of one kind in the own authority that a worker asks for.
const HIDDEN_PER_KIND_MAX: usize = 2;

/// The names that were given to what most must not know.
const GROUP: &str = "Dolda viken";
const ALIAS: &str = "Skuggvikarna";
const PERSON: &str = "Dold Granskog";
const PHONE: &str = "070-555 99 31";
const REFERENCE: &str = "DOLD-7741-SOC";

fn words(text: &str) -> Words {
    Words::stored(text.into())
}

/// A person with protected identity, known to Mara, Arvid and Pia, and to Karin by disclosure, alone: a member of a group, with a lever and an offer; and a
/// support contact of Ines'. Gives the codes of both persons.
async fn hide_somebody(city: &City) -> [String; 2] {
    let mara = city.acts("mara").await;
    let group = groups::list(&mara, None)
        .await
        .unwrap()
        .groups
        .into_iter()
        .find(|group| group.status.as_value().is_some_and(|status| status.name() == "active"))
        .expect("an active group")
        .id;
    let person = NewPerson {
        id: PersonId::new(),
        name: PERSON.into(),
        born: Born::Year(1998),
        why_here: words("Nämns i två granskade händelser."),
        suspicion: String::new(),
        contacts: vec![Contact { kind: ContactKind::Phone, route: PHONE.into() }],
        protected: true,
        handlers: vec!["arvid".into(), "pia".into()],
        expires_on: city.now().date(mara.zone()).saturating_add(jiff::Span::new().months(6)),
    };
    let person = persons::add(&mara, person).await.unwrap();
    let code = persons::card(&mara, person).await.unwrap().person.code.to_string();
    let proposal = memberships::Proposal {
        id: MembershipId::new(),
        person,
        group,
        role: MemberRole::Member,
        needed_by: jiff::civil::date(2027, 1, 15),
        necessity: words("Gruppen kallas till möte i januari och rätt personer måste nås."),
        evidence: vec![an_item("K-100-26", jiff::civil::date(2026, 5, 2)), an_item("U-77-26", jiff::civil::date(2026, 9, 14))],
    };
    let membership = memberships::propose(&mara, proposal).await.unwrap();
    let approval = Approval { nothing_sensitive: true, notice: None, notice_reason: words(""), notice_on: None, best_interest: words("") };
    memberships::approve(&city.acts("arvid").await, membership, 1, approval).await.unwrap();
    tell_of(city, membership).await;
    let pia = city.acts("pia").await;
    levers::plan(&pia, LeverId::new(), None, a_lever(&code)).await.unwrap();
    offers::make(&pia, OfferId::new(), None, an_offer(&code)).await.unwrap();
    [code, support_contact(city).await]
}

/// What the police told Karin at probation, and nobody else there, about the hidden person, with their own name in it.
async fn tell_of(city: &City, membership: MembershipId) {
    let mara = city.acts("mara").await;
    let today = city.now().date(mara.zone());
    let written = "Skrivet och övervägt i det enskilda fallet.";
    let mut draft = Draft::new(DisclosureId::new(), SnapshotKind::PersonLink, "M3", Source::Membership(membership));
    draft.recipients =
        vec![Addressee { handler: Some("karin".to_owned()), ..Addressee::function("frivarden".parse().unwrap(), "officer") }];
    draft.purposes = ["prevent-detect-crime".into()].into();
    draft.legal_basis = Some("PBDL-2-1-1".into());
    draft.chosen = ["person-name".to_owned()].into();
    draft.necessity = written.into();
    draft.proportionality = written.into();
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: "egen kartläggning".into(), grading: None });
    draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(90)));
    draft.subject = Some(DraftSubject { label: PERSON.into(), client_of_recipient: true, ..DraftSubject::default() });
    draft.grounds = ["OSL-10-15a", "OSL-10-27"].map(|ground| ChosenGround { ground: ground.into(), balance: written.into() }).to_vec();
    match disclosures::decide(&mara, &draft).await.unwrap() {
        Decided::Sent(_) => {}
        Decided::Refused(preview) => panic!("refused: {:?}", preview.assessment.refusals),
    }
    assert_eq!(city.deliver().await.turned_away, 0);
}

async fn support_contact(city: &City) -> String {
    let code = Code::new().to_string();
    let typed = support::TypedSupport {
        person: &code,
        reference: REFERENCE,
        route: "help-line",
        status: "contact",
        first_contact: Some(city.now()),
    };
    support::add(&city.acts("ines").await, SupportId::new(), typed).await.unwrap();
    code
}

/// One of each kind of thing that the demo's history has not told of: a review and a task about persons, a victim and a suspect, and an
/// import.
pub async fn something_of_every_kind(city: &City) {
    let (mara, pia) = (city.acts("mara").await, city.acts("pia").await);
    let review =
        NewReview { id: ReviewId::new(), code: None, meets_at: city.now().plus_hours(20), place: "Rum 4".into(), names_persons: true };
    reviews::plan(&pia, review).await.unwrap();
    let task = NewTask {
        id: TaskId::new(),
        what: words("Ring bostadsbolaget om belysningen"),
        owner: Owner::Function("analyst".parse().unwrap()),
        due_on: city.now().date(mara.zone()).saturating_add(jiff::Span::new().days(3)),
        review: None,
        names_persons: true,
    };
    tasks::add(&pia, task).await.unwrap();
    let incident = incidents::list(&mara, &IncidentFilter::default(), None).await.unwrap().incidents.first().expect("an incident").id;
    let victim =
        NewVictim { id: VictimId::new(), incident, person: None, harm: Harm::Injured, is_child: false, group: None, note: words("") };
    incident_persons::name_victim(&mara, victim, "").await.unwrap();
    let suspicion = Suspicion::ALL[0];
    let suspect = NewSuspect { id: SuspectId::new(), incident, person: None, suspicion, group: None, note: words("") };
    incident_persons::name_suspect(&mara, suspect, "").await.unwrap();
    // Papers are imported from the command line; here it is enough that there is one.
    city.past_all_doors(
        "polisen",
        "INSERT INTO batches SELECT '0192d3c0-0000-7000-8000-00000000ba7c', code, 'prov.csv', 'table', 1, 1, 0, 0, NULL, NULL, 'mara', 1790000000, NULL, NULL, 0, 0 \
         FROM incidents ORDER BY id LIMIT 1",
    )
    .await;
}

/// A group that only the police know of, with another name of it.
async fn hide_a_group(city: &City) {
    let mara = city.acts("mara").await;
    let card = NewGroup {
        id: GroupId::new(),
        name: GROUP.into(),
        kind: GroupKind::Network,
        area: "Hamnen".into(),
        size_least: 5,
        size_most: 9,
        note: words(""),
    };
    let id = groups::add(&mara, card).await.unwrap();
    relations::add_alias(&mara, id, ALIAS).await.unwrap();
}

/// Everything that exists: authority, beginning of the address, ids.
async fn things(city: &City) -> BTreeMap<(&'static str, &'static str), Vec<String>> {
    let mut things = BTreeMap::new();
    for authority in AUTHORITIES {
        for (kind, table, column) in KINDS {
            // The newest first: what a test hid is asked for before all else.
            let sql = format!("SELECT {column} FROM {table} ORDER BY rowid DESC");
            things.insert((authority.id, *kind), city.read_past_all_doors(authority.id, &sql).await);
        }
        for (part, table, _) in PARTS {
            let sql = format!("SELECT id FROM {table} ORDER BY id");
            things.insert((authority.id, *part), city.read_past_all_doors(authority.id, &sql).await);
        }
    }
    things
}

fn kind_of(route: &Route) -> &str {
    route.path.split('/').nth(1).unwrap()
}

/// What may stand in the second blank of an address.
fn seconds<'t>(route: &Route, things: &'t BTreeMap<(&'static str, &'static str), Vec<String>>, authority: &'static str) -> Vec<&'t str> {
    let blanks = route.blanks();
    let Some(second) = blanks.get(1) else { return vec![""] };
    if let Some((part, _, _)) = PARTS.iter().find(|(part, _, _)| part == second) {
        return things.get(&(authority, *part)).map(|ids| ids.iter().take(1).map(String::as_str).collect()).unwrap_or_default();
    }
    DEEDS.iter().find(|(kind, _)| *kind == kind_of(route)).map(|(_, deeds)| deeds.to_vec()).unwrap_or_default()
}

/// The things of a kind that this worker may not know of: nowhere on their pages, and no page of their own. A kind without a page
/// for each is known to whoever may read the list of it.
async fn hidden_from(browser: &Browser, routes: &[Route], seen: &BTreeSet<String>, kind: &str, ids: &[String]) -> Vec<String> {
    let has_card = routes.iter().any(|route| route.get && route.path == format!("/{kind}/{{id}}"));
    let list = if kind == "settings" { "/settings/purposes".to_owned() } else { format!("/{kind}") };
    if !has_card && browser.get(&list).await.status == StatusCode::OK {
        return Vec::new();
    }
    let mut hidden = Vec::new();
    for id in ids.iter().filter(|id| !seen.contains(*id)).take(12) {
        if !has_card || browser.get(&format!("/{kind}/{id}")).await.status != StatusCode::OK {
            hidden.push(id.clone());
        }
        if hidden.len() == HIDDEN_PER_KIND_MAX {
            break;
        }
    }
    hidden
}

/// What stands in a form when its page is opened once more.
async fn opened_again(browser: &Browser, walked: &Walked, form: &Form) -> Vec<(String, String)> {
    let is_it = |known: &Form| known.action == form.action;
    let page = walked.pages.iter().find(|(_, body)| forms(body).iter().any(is_it));
    let again = match page {
        Some((path, _)) => forms(&browser.get(path).await.body).into_iter().find(is_it),
        None => None,
    };
    again.as_ref().unwrap_or(form).typed()
}

struct Suite<'s> {
    routes: &'s [Route],
    things: &'s BTreeMap<(&'static str, &'static str), Vec<String>>,
    forms: &'s BTreeMap<String, Form>,
    asked: Mutex<BTreeMap<(String, &'static str), usize>>,
    faults: Mutex<Vec<String>>,
}

impl Suite<'_> {
    /// One question about a hidden thing and the same about nothing, in each way that it can be asked.
    async fn ask(&self, worker: &Worker, browser: &Browser, route: &Route, hidden: &str, nothing: &str) {
        let typed = self.forms.get(&shape(hidden)).map(Form::typed).unwrap_or_default();
        let compare = |how: &'static str, one: crate::browser::Answer, other: crate::browser::Answer| {
            if one.status.is_server_error() || told(&one) != told(&other) {
                let fault = format!("{} {how} {hidden}: {} is not {}", worker.user, one.status, other.status);
                self.faults.lock().unwrap().push(fault);
            }
            *self.asked.lock().unwrap().entry((route.path.clone(), how)).or_default() += 1;
        };
        if route.get {
            compare("reads", browser.get(hidden).await, browser.get(nothing).await);
            compare("reads as JSON", browser.get_json(hidden).await, browser.get_json(nothing).await);
        }
        if route.post {
            compare("sends", browser.post(hidden, &typed).await, browser.post(nothing, &typed).await);
            compare("sends for JSON", browser.post_json(hidden, &typed).await, browser.post_json(nothing, &typed).await);
            if !typed.is_empty() {
                let none: [(&str, &str); 0] = [];
                compare("sends nothing to", browser.post(hidden, &none).await, browser.post(nothing, &none).await);
            }
        }
    }
}

async fn everybodys_walk(city: &City, pages: &Router, routes: &[Route]) -> BTreeMap<&'static str, Walked> {
    let mut walks = BTreeMap::new();
    for worker in WORKERS {
        walks.insert(worker.user, walk(&Browser::of(city, pages, worker.user).await, routes).await);
    }
    walks
}

#[tokio::test]
async fn what_is_hidden_and_what_never_existed_answer_alike_at_every_address_for_every_worker() {
    let city = City::with_its_history().await;
    hide_somebody(&city).await;
    hide_a_group(&city).await;
    something_of_every_kind(&city).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let things = things(&city).await;
    let walks = everybodys_walk(&city, &pages, &routes).await;
    let forms: BTreeMap<String, Form> = walks.values().flat_map(Walked::forms).collect();
    let suite = Suite { routes: &routes, things: &things, forms: &forms, asked: Mutex::default(), faults: Mutex::default() };
    for worker in WORKERS {
        let browser = Browser::of(&city, &pages, worker.user).await;
        let seen = walks[worker.user].ids();
        for (kind, _, _) in KINDS {
            let about: Vec<&Route> = suite.routes.iter().filter(|route| route.is_about_something() && kind_of(route) == *kind).collect();
            let own = hidden_from(&browser, &routes, &seen, kind, &suite.things[&(worker.authority, *kind)]).await;
            let foreign = AUTHORITIES.iter().filter(|other| other.id != worker.authority);
            let foreign: Vec<(&str, &String)> = foreign
                .filter_map(|other| Some((other.id, suite.things[&(other.id, *kind)].iter().find(|id| !seen.contains(*id))?)))
                .take(1)
                .collect();
            for route in about.into_iter().filter(|route| !WORDS_OF_THE_HOUSE.contains(&route.path.as_str())) {
                let nothing = GroupId::new().to_string();
                for (authority, id) in own.iter().map(|id| (worker.authority, id)).chain(foreign.iter().copied()) {
                    for second in seconds(route, suite.things, authority) {
                        suite.ask(worker, &browser, route, &route.filled(&[id, second]), &route.filled(&[&nothing, second])).await;
                    }
                }
            }
        }
    }
    let faults = suite.faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} answers tell:\n{}", faults.len(), faults.join("\n"));
    let asked = suite.asked.into_inner().unwrap();
    let untried: Vec<&str> = routes
        .iter()
        .filter(|route| route.is_about_something() && !WORDS_OF_THE_HOUSE.contains(&route.path.as_str()))
        .filter(|route| !asked.keys().any(|(path, _)| *path == route.path))
        .map(|route| route.path.as_str())
        .collect();
    assert!(untried.is_empty(), "nobody asked at {untried:?}");
    assert!(asked.values().sum::<usize>() > 5000, "only {} answers were compared", asked.values().sum::<usize>());
}

#[tokio::test]
async fn whoever_may_not_read_the_log_learns_from_it_of_nothing_that_exists() {
    let city = City::with_its_history().await;
    hide_somebody(&city).await;
    let pages = pages(&city);
    let things = things(&city).await;
    let mut compared = 0;
    for worker in WORKERS {
        let browser = Browser::of(&city, &pages, worker.user).await;
        if browser.get("/log").await.status == StatusCode::OK {
            continue;
        }
        for (kind, name) in
            [("persons", "person"), ("groups", "group"), ("support", "support"), ("disclosures", "disclosure"), ("accounts", "account")]
        {
            for authority in ["polisen", "socialtjansten"] {
                let Some(id) = things[&(authority, kind)].first() else { continue };
                for name in [name.to_owned(), format!("{}{}", name[..1].to_uppercase(), &name[1..])] {
                    let (hidden, nothing) = (format!("/log/of/{name}/{id}"), format!("/log/of/{name}/{}", GroupId::new()));
                    assert_eq!(told(&browser.get(&hidden).await), told(&browser.get(&nothing).await), "{} reads {hidden}", worker.user);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "only {compared} answers were compared");
}

#[tokio::test]
async fn a_part_of_a_hidden_thing_and_no_part_answer_alike_under_a_thing_that_one_knows() {
    let city = City::with_its_history().await;
    hide_somebody(&city).await;
    something_of_every_kind(&city).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let mut compared = 0;
    for worker in WORKERS.iter().filter(|worker| worker.authority == "polisen") {
        let browser = Browser::of(&city, &pages, worker.user).await;
        for route in &routes {
            let blanks = route.blanks();
            let Some((_, table, of)) = PARTS.iter().find(|(part, _, _)| blanks.get(1) == Some(part)) else { continue };
            // A thing that has no part of this kind, and a part of another thing.
            let kind = kind_of(route);
            let sql = format!("SELECT id FROM {kind} WHERE id NOT IN ({of}) ORDER BY id");
            let Some(known) = city.read_past_all_doors("polisen", &sql).await.into_iter().next() else { continue };
            let Some(part) = city.read_past_all_doors("polisen", &format!("SELECT id FROM {table} ORDER BY id")).await.into_iter().next()
            else {
                continue;
            };
            let (other, nothing) = (route.filled(&[&known, &part]), route.filled(&[&known, &GroupId::new().to_string()]));
            let typed =
                [("version", "1"), ("present", "Alla var där"), ("suspicion", "reasonable"), ("reason", "Prövat"), ("why", "Prövat")];
            if route.get {
                assert_eq!(told(&browser.get(&other).await), told(&browser.get(&nothing).await), "{} reads {other}", worker.user);
                compared += 1;
            }
            if route.post {
                let (one, none) = (browser.post(&other, &typed).await, browser.post(&nothing, &typed).await);
                assert!(!one.status.is_server_error(), "{} {other} {}", worker.user, one.status);
                let there = city.read_past_all_doors("polisen", &format!("SELECT id FROM {table} WHERE id = '{part}'")).await;
                assert_eq!(there.len(), 1, "{} took a part of another thing away at {other}", worker.user);
                assert_eq!(told(&one), told(&none), "{} sends {other}", worker.user);
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "only {compared} answers were compared");
}

/// Every page that a worker can reach, as it is now.
async fn again(browser: &Browser, paths: impl Iterator<Item = &String>) -> BTreeMap<String, [String; 2]> {
    let mut found = BTreeMap::new();
    for path in paths {
        let (page, json) = (browser.get(path).await, browser.get_json(path).await);
        found.insert(path.clone(), [without_ids(&page.body), without_ids(&json.body)]);
    }
    found
}

#[tokio::test]
async fn no_list_count_picker_map_or_measure_changes_by_a_letter_when_something_hidden_comes_to_be() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    // The log grows with every question that this suite asks; who reads it reads it for that.
    let mut walks = everybodys_walk(&city, &pages, &routes).await;
    walks.values_mut().for_each(|walked| walked.pages.retain(|path, _| !path.starts_with("/log")));
    let knows = ["mara", "arvid", "pia", "ines", "sofia", "karin"];
    let strangers: Vec<&Worker> = WORKERS.iter().filter(|worker| !knows.contains(&worker.user)).collect();
    let mut before = BTreeMap::new();
    for worker in &strangers {
        let browser = Browser::of(&city, &pages, worker.user).await;
        before.insert(worker.user, again(&browser, walks[worker.user].pages.keys()).await);
    }
    let codes = hide_somebody(&city).await;
    let mut faults = Vec::new();
    for worker in &strangers {
        let browser = Browser::of(&city, &pages, worker.user).await;
        let now = again(&browser, walks[worker.user].pages.keys()).await;
        for (path, was) in &before[worker.user] {
            // Who reads the log is told how much stands in it, and reading is what this very test does.
            let counts_the_log = path == "/" && worker.roles.iter().any(|role| ["auditor", "dpo"].contains(role));
            if now[path] != *was && !counts_the_log {
                let line = was[0].lines().zip(now[path][0].lines()).find(|(was, now)| was != now);
                faults.push(format!("{} sees another {path}: {line:?}", worker.user));
            }
        }
        // Looking for it by name, by code and by telephone finds what looking for nothing finds.
        for (sought, nothing) in [
            (PERSON, "Xald Granskxg"),
            (PHONE, "070-555 99 38"),
            (codes[0].as_str(), "K7MQ-2X"),
            (codes[1].as_str(), "K7MQ-2X"),
            (REFERENCE, "XOLD-0041-XOC"),
        ] {
            for page in ["/search?q=", "/persons?q=", "/incidents?q=", "/groups?q=", "/support?q="] {
                let ask = async |text: &str| {
                    let typed = text.replace(' ', "+");
                    let answer = browser.get(&format!("{page}{typed}")).await;
                    (answer.status, without_ids(&answer.body).replace(&typed, "SOUGHT").replace(text, "SOUGHT"))
                };
                if ask(sought).await != ask(nothing).await {
                    faults.push(format!("{} finds something with {page}{sought}", worker.user));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} pages tell:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn no_page_names_a_person_a_group_or_a_contact_to_somebody_whose_own_card_of_it_does_not() {
    let city = City::with_its_history().await;
    let codes = hide_somebody(&city).await;
    hide_a_group(&city).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let walks = everybodys_walk(&city, &pages, &routes).await;
    let (mut faults, mut without_persons) = (Vec::new(), 0);
    let mut tell = |user: &str, words: &str, walked: &Walked| {
        faults.extend(
            walked.pages.iter().filter(|(_, body)| body.contains(words)).map(|(path, _)| format!("{user} reads {words} at {path}")),
        );
    };
    for worker in WORKERS {
        let walked = &walks[worker.user];
        if !["mara", "arvid", "pia", "karin"].contains(&worker.user) {
            for words in [PERSON, PHONE, codes[0].as_str()] {
                tell(worker.user, words, walked);
            }
        }
        if worker.user != "ines" {
            for words in [REFERENCE, codes[1].as_str()] {
                tell(worker.user, words, walked);
            }
        }
        if worker.authority != "polisen" {
            for words in [GROUP, ALIAS] {
                tell(worker.user, words, walked);
            }
        }
        // Whoever works with nothing about persons reads no name of anybody.
        let browser = Browser::of(&city, &pages, worker.user).await;
        let mut works_with_persons = false;
        for list in ["/persons", "/memberships/review", "/disclosures", "/received", "/consents", "/support"] {
            works_with_persons |= browser.get(list).await.status == StatusCode::OK;
        }
        if !works_with_persons {
            for authority in AUTHORITIES {
                for name in city.read_past_all_doors(authority.id, "SELECT name FROM persons ORDER BY id").await {
                    tell(worker.user, &name, walked);
                }
            }
            without_persons += 1;
        }
    }
    assert!(faults.is_empty(), "{} pages tell:\n{}", faults.len(), faults.join("\n"));
    assert!(without_persons >= 5, "{without_persons} workers have nothing to do with persons");
}

#[tokio::test]
async fn a_hidden_thing_named_in_a_field_or_behind_a_question_mark_answers_like_one_that_never_existed() {
    let city = City::with_its_history().await;
    let codes = hide_somebody(&city).await;
    hide_a_group(&city).await;
    let pages = pages(&city);
    let routes = routes(&pages).await;
    let things = things(&city).await;
    let mut faults = Vec::new();
    let mut compared = 0;
    for worker in WORKERS {
        let browser = Browser::of(&city, &pages, worker.user).await;
        let walked = walk(&browser, &routes).await;
        let seen = walked.ids();
        let kind_of_id = |id: &str| {
            things
                .iter()
                .find(|((authority, _), ids)| *authority == worker.authority && ids.iter().any(|known| known == id))
                .map(|((_, kind), _)| *kind)
        };
        let mut hidden_ids = BTreeMap::new();
        for (kind, _, _) in KINDS {
            hidden_ids.insert(*kind, hidden_from(&browser, &routes, &seen, kind, &things[&(worker.authority, *kind)]).await);
        }
        let hidden = |kind: &str| hidden_ids.get(kind)?.first().cloned();
        // Behind the question mark. A place in a list is no thing: it says between which lines a page begins, and nobody looks it up. The
        // log is asked by ids because whoever may read it may read of every thing.
        for path in walked.pages.keys().filter(|path| {
            path.contains('?') && !path.contains("behind=") && !path.starts_with("/log") && !ids(path.split('?').nth(1).unwrap()).is_empty()
        }) {
            let id = ids(path.split('?').nth(1).unwrap())[0];
            let Some(other) = kind_of_id(id).and_then(hidden) else { continue };
            let (one, none) =
                (browser.get(&path.replace(id, &other)).await, browser.get(&path.replace(id, &GroupId::new().to_string())).await);
            if told(&one) != told(&none) {
                faults.push(format!("{} {path} with a hidden id: {} is not {}", worker.user, one.status, none.status));
            }
            compared += 1;
        }
        // In every field that holds an id of something, and in every field for a code.
        for form in walked.forms().values() {
            let typed = form.typed();
            for (at, (name, value)) in typed.iter().enumerate() {
                // The id of the form's own thing stands in the address, where the other suite asks for it.
                if name == "id" {
                    continue;
                }
                let (hidden, nothing) = if let Some(other) = kind_of_id(value).and_then(hidden) {
                    (other, GroupId::new().to_string())
                } else if form.fields[at].is_text
                    && !form.fields[at].is_area
                    && ["person", "code", "group", "link", "incident"].iter().any(|word| name.contains(word))
                {
                    let own = if worker.authority == "socialtjansten" { &codes[1] } else { &codes[0] };
                    (own.clone(), Code::new().to_string())
                } else {
                    continue;
                };
                if walked.pages.values().any(|body| body.contains(&hidden)) {
                    continue;
                }
                let with = |typed: &[(String, String)], value: &str| {
                    let mut typed = typed.to_vec();
                    if let Some((_, old)) = typed.get_mut(at).filter(|(known, _)| known == name) {
                        value.clone_into(old);
                    }
                    // Every form is a new one: its own id is minted again.
                    if let Some(own) = typed.iter_mut().find(|(name, _)| name == "id").filter(|_| name != "id") {
                        own.1 = GroupId::new().to_string();
                    }
                    typed
                };
                // What is taken changes the record: then the same is asked of what it has become, on the form as it is then.
                let asked = async |value: &str, typed: &[(String, String)]| {
                    let first = browser.post(&form.action, &with(typed, value)).await;
                    if first.status != StatusCode::SEE_OTHER {
                        return (first, false);
                    }
                    (browser.post(&form.action, &with(&opened_again(&browser, &walked, form).await, value)).await, true)
                };
                let (one, taken) = asked(&hidden, &typed).await;
                let now = if taken { opened_again(&browser, &walked, form).await } else { typed.clone() };
                let (none, _) = asked(&nothing, &now).await;
                let plain = |answer: &crate::browser::Answer, value: &str| {
                    let (status, headers, body) = told(answer);
                    (status, format!("{headers:?}").replace(value, "X"), body.replace(value, "X"))
                };
                if plain(&one, &hidden) != plain(&none, &nothing) {
                    faults.push(format!(
                        "{} sends a hidden {name} to {}: {} is not {}",
                        worker.user,
                        shape(&form.action),
                        one.status,
                        none.status
                    ));
                }
                compared += 1;
            }
        }
    }
    assert!(faults.is_empty(), "{} answers tell:\n{}", faults.len(), faults.join("\n"));
    assert!(compared > 50, "only {compared} fields were tried");
}

/// Counts the statements that reach a database.
struct Statements;

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("sqlx")
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        STATEMENTS.fetch_add(1, Ordering::SeqCst);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

async fn statements_of(browser: &Browser, path: &str) -> usize {
    // Once to warm what is remembered.
    browser.get(path).await;
    let before = STATEMENTS.load(Ordering::SeqCst);
    assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    STATEMENTS.load(Ordering::SeqCst) - before
}

#[tokio::test]
async fn what_is_hidden_costs_the_database_as_much_work_as_what_never_existed() {
    // Work is counted in statements: a wall clock tells more of the machine than of the house.
    tracing::subscriber::set_global_default(Statements).unwrap();
    let city = City::founded(None).await;
    let mara = city.acts("mara").await;
    a_protected_person(&mara).await;
    support_contact(&city).await;
    hide_a_group(&city).await;
    let pages = pages(&city);
    let things = things(&city).await;
    let mut compared = 0;
    for (user, authority, kind) in [
        ("greta", "polisen", "persons"),
        ("nils", "polisen", "persons"),
        ("rut", "polisen", "groups"),
        ("jon", "socialtjansten", "support"),
        ("moa", "socialtjansten", "support"),
        ("tom", "polisen", "groups"),
        ("ines", "polisen", "persons"),
    ] {
        let browser = Browser::of(&city, &pages, user).await;
        let hidden = things[&(authority, kind)].first().unwrap();
        let one = statements_of(&browser, &format!("/{kind}/{hidden}")).await;
        let none = statements_of(&browser, &format!("/{kind}/{}", GroupId::new())).await;
        assert!(none > 0, "no statement was counted");
        assert_eq!(one, none, "{user} asks for one of {kind}: {one} statements for a hidden one, {none} for none");
        compared += 1;
    }
    assert_eq!(compared, 7);
}

async fn a_protected_person(mara: &Ctx) {
    let person = NewPerson {
        id: PersonId::new(),
        name: PERSON.into(),
        born: Born::Year(1998),
        why_here: words("Nämns i två granskade händelser."),
        suspicion: String::new(),
        contacts: Vec::new(),
        protected: true,
        handlers: vec!["pia".into()],
        expires_on: jiff::civil::date(2027, 6, 1),
    };
    persons::add(mara, person).await.unwrap();
}
