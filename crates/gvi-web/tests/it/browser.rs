//! A browser without a network: requests go straight into the router, as one worker of Nordhamn or as nobody. It follows links,
//! reads forms, and knows from the router itself which addresses there are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use gvi_testkit::City;
use gvi_web::House;
use gvi_web::desk::Clock;
use tower::ServiceExt as _;

/// The secret that the test's sessions carry in every form.
pub const CSRF: &str = "csrf-of-the-test";
const FORM: &str = "application/x-www-form-urlencoded";

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// All pages of the city.
pub fn pages(city: &City) -> Router {
    gvi_web::router(House { site: city.site(), clock: Clock::new(city.clock()) })
}

/// Sends one request.
pub async fn send(pages: &Router, request: Request<Body>) -> Answer {
    let response = pages.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    // A line that stays open is heard by its head alone: it has no end to read to.
    let stays_open = parts.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap_or("").starts_with("text/event-stream"));
    let bytes = if stays_open { Vec::new() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec() };
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// An address of the router with what may be done there.
#[derive(Debug, Clone)]
pub struct Route {
    pub path: String,
    pub get: bool,
    pub post: bool,
}

impl Route {
    pub fn is_about_something(&self) -> bool {
        self.path.contains('{')
    }

    /// The names of what stands in braces.
    pub fn blanks(&self) -> Vec<&str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    /// The address with its blanks filled in order.
    pub fn filled(&self, with: &[&str]) -> String {
        let mut path = self.path.clone();
        for (blank, text) in self.blanks().iter().zip(with) {
            path = path.replace(&format!("{{{blank}}}"), text);
        }
        path
    }
}

/// Every address that the router knows, asked of the router itself: a new one is in every suite that begins here.
pub async fn routes(pages: &Router) -> Vec<Route> {
    let written = format!("{pages:?}");
    let paths: BTreeSet<&str> = written
        .split("RouteId(")
        .skip(1)
        .filter_map(|rest| rest.split_once("): \"")?.1.split('"').next().filter(|_| rest.find("): \"").is_some_and(|at| at < 8)))
        .filter(|path| !path.contains("__private"))
        .collect();
    let mut routes = Vec::new();
    for path in paths {
        let asked = path.replace(['{', '}'], "");
        let refused = send(pages, Request::builder().method(Method::DELETE).uri(&asked).body(Body::empty()).unwrap()).await;
        // An address with blanks can be hidden behind one without: what the router says of the first that fits is taken.
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED, "{path} cannot be asked for");
        let allowed = refused.header("allow");
        routes.push(Route { path: path.to_owned(), get: allowed.contains("GET"), post: allowed.contains("POST") });
    }
    assert!(routes.len() > 90, "the router no longer tells its addresses: {routes:?}");
    routes
}

/// A worker's browser, signed in with a purpose chosen.
pub struct Browser {
    pages: Router,
    cookie: String,
}

impl Browser {
    pub async fn of(city: &City, pages: &Router, user: &str) -> Self {
        drop(city.acts(user).await);
        Self { pages: pages.clone(), cookie: format!("vv_session={}.token-of-{user}", gvi_testkit::people::worker(user).authority) }
    }

    /// Somebody with this cookie, or nobody.
    pub fn with_cookie(pages: &Router, cookie: &str) -> Self {
        Self { pages: pages.clone(), cookie: cookie.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn get_json(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept", "application/json")], Body::empty()).await
    }

    pub async fn post<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> Answer {
        let body = format!("csrf={CSRF}&{}", encoded(fields));
        self.ask(Method::POST, path, &[("content-type", FORM)], body.into()).await
    }

    /// A body of some kind, as it is.
    pub async fn post_body(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.ask(Method::POST, path, &[("content-type", kind)], body.into()).await
    }

    pub async fn post_json<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> Answer {
        let body = format!("csrf={CSRF}&{}", encoded(fields));
        self.ask(Method::POST, path, &[("content-type", FORM), ("accept", "application/json")], body.into()).await
    }

    /// A form without the secret unless `fields` has it, and with more headers.
    pub async fn post_raw<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)], headers: &[(&str, &str)]) -> Answer {
        let headers = [&[("content-type", FORM)], headers].concat();
        self.ask(Method::POST, path, &headers, encoded(fields).into()).await
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&self.pages, request.body(body).unwrap()).await
    }
}

/// Fields as a browser encodes them.
pub fn encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", escape(name.as_ref()), escape(value.as_ref()))).collect::<Vec<_>>().join("&")
}

/// The ids in a text.
pub fn ids(text: &str) -> Vec<&str> {
    text.split(|sign: char| !sign.is_ascii_hexdigit() && sign != '-').filter(|part| is_id(part)).collect()
}

fn is_id(part: &str) -> bool {
    part.len() == 36 && part.bytes().enumerate().all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23))
}

/// A text in which every id is the same.
pub fn without_ids(text: &str) -> String {
    let found: BTreeSet<&str> = ids(text).into_iter().collect();
    found.into_iter().fold(text.to_owned(), |text, id| text.replace(id, "ID"))
}

/// What an answer tells, apart from the ids in it, which are those of the question or minted for a form.
pub fn told(answer: &Answer) -> (StatusCode, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), without_ids(value.to_str().unwrap_or("?"))))
        .collect();
    headers.sort();
    (answer.status, headers, without_ids(&answer.body))
}

/// A text as a page shows it, read back.
pub fn unescaped(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))?;
    tag[at + name.len() + 3..].split('"').next().map(unescaped)
}

/// A form on a page, as a person would send it who leaves what is there and fills in what is not.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// Somebody can type here.
    pub is_text: bool,
    /// Somebody can write whole sentences here.
    pub is_area: bool,
    /// What can be chosen here.
    pub choices: Vec<String>,
}

impl Form {
    pub fn typed(&self) -> Vec<(String, String)> {
        self.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }
}

/// The forms on a page that change something.
pub fn forms(body: &str) -> Vec<Form> {
    let forms = body.split("<form ").skip(1).filter_map(|rest| rest.split_once("</form>").map(|(form, _)| form));
    forms
        .filter_map(|form| {
            let (head, inside) = form.split_once('>')?;
            let head = format!(" {head}");
            attribute(&head, "method").filter(|method| method == "post")?;
            Some(Form { action: attribute(&head, "action")?, fields: fields(inside) })
        })
        .collect()
}

fn fields(inside: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut select: Option<Field> = None;
    for part in inside.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else { continue };
        let name = attribute(tag, "name").unwrap_or_default();
        let value = attribute(tag, "value").unwrap_or_default();
        let field = |name: String, value: String| Field { name, value, is_text: false, is_area: false, choices: Vec::new() };
        if tag.starts_with("input") && name != "csrf" && !name.is_empty() {
            let kind = attribute(tag, "type").unwrap_or_default();
            match kind.as_str() {
                "hidden" => fields.push(field(name, value)),
                "checkbox" if !tag.contains(" checked") => {}
                "radio" | "checkbox" => match fields.iter_mut().find(|known| known.name == name && kind == "radio") {
                    Some(known) => {
                        known.choices.push(value.clone());
                        if tag.contains(" checked") {
                            known.value = value;
                        }
                    }
                    None => fields.push(Field { choices: vec![value.clone()], ..field(name, value) }),
                },
                _ => {
                    let empty = match (kind.as_str(), attribute(tag, "inputmode").as_deref()) {
                        ("date", _) => "2026-12-01",
                        ("datetime-local", _) => "2026-11-22T20:00",
                        (_, Some("numeric")) => "5",
                        _ => "Skrivet i provet",
                    };
                    let value = if value.is_empty() && tag.contains(" required") { empty.to_owned() } else { value };
                    fields.push(Field { is_text: kind == "text", ..field(name, value) });
                }
            }
        } else if tag.starts_with("textarea") {
            let there = unescaped(text.trim_start_matches('\n'));
            let value = if there.is_empty() { "Skrivet i provet, för att det ska finnas något att läsa.".to_owned() } else { there };
            fields.push(Field { is_text: true, is_area: true, ..field(name, value) });
        } else if tag.starts_with("select") {
            select = Some(field(name, String::new()));
        } else if tag.starts_with("option")
            && let Some(select) = &mut select
        {
            if tag.contains(" selected") || (select.value.is_empty() && !value.is_empty()) {
                select.value.clone_from(&value);
            }
            select.choices.push(value);
        } else if tag.starts_with("/select") {
            fields.extend(select.take());
        } else if tag.starts_with("button") && !name.is_empty() {
            // One button is pressed: the first.
            match fields.iter_mut().find(|known| known.name == name) {
                Some(known) => known.choices.push(value),
                None => fields.push(field(name, value)),
            }
        }
    }
    fields
}

/// Where the links of a page lead.
pub fn links(body: &str) -> Vec<String> {
    let links = body.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| !link.starts_with("assets/") && !link.starts_with('/'))
        .map(|link| unescaped(&format!("/{}", link.split('#').next().unwrap_or(""))))
        .collect()
}

/// An address without the ids in it.
pub fn shape(path: &str) -> String {
    ids(path).iter().fold(path.to_owned(), |shape, id| shape.replace(*id, "{id}"))
}

/// What somebody saw who followed every link.
#[derive(Default)]
pub struct Walked {
    /// Every page that opened, by its address.
    pub pages: BTreeMap<String, String>,
}

impl Walked {
    /// Every id that was on any page.
    pub fn ids(&self) -> BTreeSet<String> {
        self.pages.values().flat_map(|body| ids(body)).map(str::to_owned).collect()
    }

    /// Every form that was on any page, the first of each action's shape.
    pub fn forms(&self) -> BTreeMap<String, Form> {
        let mut found = BTreeMap::new();
        for form in self.pages.values().flat_map(|body| forms(body)) {
            found.entry(shape(&form.action)).or_insert(form);
        }
        found
    }
}

/// Pages of one shape that a worker looks at: enough to meet every shape of page, and not the whole city.
const PAGES_PER_SHAPE_MAX: usize = 2;
/// Pages that differ in what stands behind the question mark alone.
const PAGES_PER_ADDRESS_MAX: usize = 6;

/// Follows every link from every page that stands alone.
pub async fn walk(browser: &Browser, routes: &[Route]) -> Walked {
    walk_wide(browser, routes, PAGES_PER_SHAPE_MAX).await
}

/// The same with more pages of each shape: for what stands only on some of them.
pub async fn walk_wide(browser: &Browser, routes: &[Route], pages_per_shape: usize) -> Walked {
    let starts = routes.iter().filter(|route| route.get && !route.is_about_something() && route.path != "/healthz");
    let mut waiting: VecDeque<String> = starts.map(|route| route.path.clone()).collect();
    let mut queued: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let mut walked = Walked::default();
    while let Some(path) = waiting.pop_front() {
        let shape = shape(&path);
        let address = shape.split('?').next().unwrap_or("").to_owned() + "?";
        let by_address = met.entry(address).or_default();
        *by_address += 1;
        if *by_address > PAGES_PER_ADDRESS_MAX {
            continue;
        }
        let by_shape = met.entry(shape).or_default();
        *by_shape += 1;
        if *by_shape > pages_per_shape {
            continue;
        }
        let answer = browser.get(&path).await;
        if answer.status != StatusCode::OK {
            continue;
        }
        for link in links(&answer.body) {
            if queued.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        walked.pages.insert(path, answer.body);
    }
    walked
}
