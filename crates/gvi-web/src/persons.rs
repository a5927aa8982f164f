//! Pages of persons in the own compartment: the list with its search, the card, the form.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use gvi_app::seen::{SeenListedPerson, SeenPerson};
use gvi_app::{AppError, persons};
use gvi_domain::person::{Born, Contact, ContactKind, NewPerson, latest_end};
use gvi_domain::{Date, DomainError, PersonId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::FormErrors;
use crate::membership_lines::{MembershipLine, membership_line};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Paging, Tag};
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file. There is deliberately none that exports persons.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/persons", get(list))
        .route("/persons/new", get(new).post(add))
        .route("/persons/{id}", get(card))
        .route("/persons/{id}/edit", get(edit_form).post(edit))
}

/// What is said of suspicion beside every name. A person nobody gave a reference for is not suspected, and the page says so.
pub fn suspicion_tag(tr: Tr, suspected: bool) -> Tag {
    if suspected { Tag::partly(tr.t("person-suspected")) } else { Tag::quiet(tr.t("person-not-suspected")) }
}

/// A birth in words: the day if it is known, else the year, and the age today.
pub fn born_text(desk: &Desk, born: Born) -> String {
    let tr = desk.tr();
    let age = born.age_on(desk.now().date(desk.zone()));
    let when = born.day().map_or_else(|| born.year().to_string(), iso_date);
    let key = if born.day().is_some() { "person-born-age" } else { "person-born-age-least" };
    tr.args(key, &[("born", when), ("age", age.to_string())])
}

#[derive(Template, Serialize)]
#[template(path = "persons/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    pages: Paging,
    persons: Vec<PersonLine>,
    count: i64,
    count_text: String,
    q: String,
    next: Option<String>,
    may_add: bool,
}

#[derive(Serialize)]
struct PersonLine {
    id: String,
    code: String,
    name: Option<String>,
    born: Option<String>,
    suspicion: Option<Tag>,
    protected: bool,
    ends: Option<String>,
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

fn line(desk: &Desk, person: SeenListedPerson) -> PersonLine {
    PersonLine {
        id: person.id.to_string(),
        code: person.code.to_string(),
        name: person.name.value(),
        born: person.born.value().map(|born| born_text(desk, born)),
        suspicion: person.suspected.value().map(|suspected| suspicion_tag(desk.tr(), suspected)),
        protected: person.protected.value().unwrap_or(false),
        ends: person.expires_on.value().map(iso_date),
    }
}

async fn list(desk: Desk, Query(asked): Query<Search>) -> Answer {
    // A page that begins after nothing known begins at the start.
    let after = asked.after.parse::<PersonId>().ok();
    let found = persons::list(&desk.ctx, persons::read_search(&asked.q, after)).await?;
    let address = |after: Option<String>| {
        let q = serde_html_form::to_string([("q", asked.q.as_str())]).unwrap_or_default();
        after.map_or_else(|| format!("/persons?{q}"), |after| format!("/persons?{q}&after={after}"))
    };
    let next = found.next.map(|next| next.to_string());
    let pages = Paging { previous: after.map(|_| address(None)), next: next.clone().map(|next| address(Some(next))) };
    let persons = found.persons.into_iter().map(|person| line(&desk, person)).collect();
    let count_text = desk.tr().count_of_list("persons-count", found.count);
    desk.page(&ListPage { shell: desk.shell(), pages, persons, count: found.count, count_text, q: asked.q, next, may_add: found.may_add })
}

#[derive(Template, Serialize)]
#[template(path = "persons/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    person: PersonCardLines,
    memberships: Option<Vec<MembershipLine>>,
    may_edit: bool,
    may_propose: bool,
}

#[derive(Serialize)]
struct PersonCardLines {
    id: String,
    code: String,
    name: Option<String>,
    born: Option<String>,
    minor: bool,
    why_here: Option<String>,
    suspected: Option<bool>,
    suspicion: Option<String>,
    contacts: Option<Vec<ContactLine>>,
    protected: bool,
    handlers: Option<Vec<String>>,
    ends: Option<String>,
    version: i64,
}

#[derive(Serialize)]
struct ContactLine {
    kind: String,
    route: String,
}

fn lines(desk: &Desk, person: SeenPerson) -> PersonCardLines {
    let tr = desk.tr();
    let today = desk.now().date(desk.zone());
    PersonCardLines {
        id: person.id.to_string(),
        code: person.code.to_string(),
        name: person.name.value(),
        minor: person.born.as_value().is_some_and(|born| born.is_minor_on(today)),
        born: person.born.value().map(|born| born_text(desk, born)),
        why_here: person.why_here.value().map(|words| words.as_str().to_owned()),
        suspected: person.suspected.value(),
        suspicion: person.suspicion.value(),
        contacts: person.contacts.value().map(|contacts| {
            contacts
                .into_iter()
                .map(|contact| ContactLine { kind: tr.t(&format!("contact-kind-{}", contact.kind.name())), route: contact.route })
                .collect()
        }),
        protected: person.protected.value().unwrap_or(false),
        handlers: person.handlers.value(),
        ends: person.expires_on.value().map(iso_date),
        version: person.version,
    }
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = persons::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    let person = lines(&desk, card.person);
    let memberships = card.memberships.map(|rows| rows.into_iter().map(|row| membership_line(&desk, row)).collect());
    let crumbs =
        vec![Crumb::new("/persons", desk.tr().t("persons-title")), Crumb::here(person.name.clone().unwrap_or_else(|| person.code.clone()))];
    desk.page(&CardPage { shell: desk.shell(), crumbs, person, memberships, may_edit: card.may_edit, may_propose: card.may_propose })
}

/// What is typed into the form.
#[derive(Deserialize, Serialize, Default, Clone)]
struct PersonForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    born_year: String,
    #[serde(default)]
    born_on: String,
    #[serde(default)]
    why_here: String,
    #[serde(default)]
    suspicion: String,
    #[serde(default)]
    phones: String,
    #[serde(default)]
    emails: String,
    #[serde(default)]
    addresses: String,
    #[serde(default)]
    others: String,
    #[serde(default)]
    protected: String,
    #[serde(default)]
    handlers: String,
    #[serde(default)]
    expires_on: String,
    #[serde(default)]
    version: i64,
}

impl PersonForm {
    /// Reads the fields; says every fault at once.
    fn read(&self, today: Date) -> Result<NewPerson, AppError> {
        let mut faults = Vec::new();
        let born = match (self.born_on.trim(), self.born_year.trim()) {
            ("", "") => Err(DomainError::field("born_year", "missing")),
            ("", year) => year.parse().map(Born::Year).map_err(|_| DomainError::field("born_year", "not-a-number")),
            (day, _) => day.parse().map(Born::On).map_err(|_| DomainError::field("born_on", "not-a-day")),
        };
        let born = born.unwrap_or_else(|fault| {
            faults.push(fault);
            Born::Year(2000)
        });
        let why_here = Words::read("why_here", &self.why_here, 10).unwrap_or_else(|fault| {
            faults.push(fault);
            Words::stored(String::new())
        });
        let expires_on = self.expires_on.trim().parse().unwrap_or_else(|_| {
            faults.push(DomainError::field("expires_on", "not-a-day"));
            latest_end(today)
        });
        let routes = |kind: ContactKind, typed: &str| {
            typed
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(|route| Contact { kind, route: route.to_owned() })
                .collect::<Vec<_>>()
        };
        let contacts = [
            routes(ContactKind::Phone, &self.phones),
            routes(ContactKind::Email, &self.emails),
            routes(ContactKind::Address, &self.addresses),
            routes(ContactKind::Other, &self.others),
        ]
        .concat();
        let handlers =
            self.handlers.split([',', ' ', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let new = NewPerson {
            id: self.id.parse().map_err(|_| AppError::NotFound)?,
            name: self.name.trim().to_owned(),
            born,
            why_here,
            suspicion: self.suspicion.trim().to_owned(),
            contacts,
            protected: !self.protected.is_empty(),
            handlers,
            expires_on,
        };
        match new.check(today) {
            Ok(new) if faults.is_empty() => Ok(new),
            Ok(_) => Err(AppError::Faults(faults)),
            Err(more) => {
                faults.extend(more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
                Err(AppError::Faults(faults))
            }
        }
    }

    /// The form as it stands saved.
    fn of(person: SeenPerson) -> Self {
        let contacts = person.contacts.value().unwrap_or_default();
        let routes = |kind| {
            contacts.iter().filter(|contact| contact.kind == kind).map(|contact| contact.route.as_str()).collect::<Vec<_>>().join("\n")
        };
        let born = person.born.value();
        Self {
            id: person.id.to_string(),
            name: person.name.value().unwrap_or_default(),
            born_year: born.map(|born| born.year().to_string()).unwrap_or_default(),
            born_on: born.and_then(Born::day).map(iso_date).unwrap_or_default(),
            why_here: person.why_here.value().map(|words| words.as_str().to_owned()).unwrap_or_default(),
            suspicion: person.suspicion.value().unwrap_or_default(),
            phones: routes(ContactKind::Phone),
            emails: routes(ContactKind::Email),
            addresses: routes(ContactKind::Address),
            others: routes(ContactKind::Other),
            protected: if person.protected.value().unwrap_or(false) { "yes".to_owned() } else { String::new() },
            handlers: person.handlers.value().unwrap_or_default().join(", "),
            expires_on: person.expires_on.value().map(iso_date).unwrap_or_default(),
            version: person.version,
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "persons/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    form: PersonForm,
    action: String,
    title: String,
    back: String,
    may_suspect: bool,
    /// What somebody else saved in between, beside what was typed.
    theirs: Option<PersonCardLines>,
}

fn form_page(desk: &Desk, form: PersonForm, editing: bool, errors: FormErrors) -> FormPage {
    let tr = desk.tr();
    let title = tr.t(if editing { "person-edit" } else { "person-add" });
    FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/persons", tr.t("persons-title")), Crumb::here(title.clone())],
        errors,
        action: if editing { format!("/persons/{}/edit", form.id) } else { "/persons/new".to_owned() },
        back: if editing { format!("/persons/{}", form.id) } else { "/persons".to_owned() },
        form,
        title,
        may_suspect: gvi_app::memberships::may_list(&desk.ctx),
        theirs: None,
    }
}

fn today(desk: &Desk) -> Date {
    desk.now().date(desk.zone())
}

async fn new(desk: Desk) -> Answer {
    persons::may_add(&desk.ctx)?;
    let form = PersonForm { id: PersonId::new().to_string(), expires_on: iso_date(latest_end(today(&desk))), ..PersonForm::default() };
    desk.page(&form_page(&desk, form, false, FormErrors::none()))
}

async fn add(Typed { desk, form }: Typed<PersonForm>) -> Answer {
    let added = match form.read(today(&desk)) {
        Ok(new) => persons::add(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => desk.done(&format!("/persons/{id}"), "person-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, false, errors))
        }
    }
}

async fn edit_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let card = persons::card(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    // Whoever may not edit finds no form: the same answer as for somebody who is not there.
    if !card.may_edit {
        return Err(Problem::NotFound);
    }
    desk.page(&form_page(&desk, PersonForm::of(card.person), true, FormErrors::none()))
}

async fn edit(Path(id): Path<String>, Typed { desk, form }: Typed<PersonForm>) -> Answer {
    let form = PersonForm { id, ..form };
    let edited = match form.read(today(&desk)) {
        Ok(person) => persons::edit(&desk.ctx, person, form.version).await,
        Err(error) => Err(error),
    };
    match edited {
        Ok(()) => desk.done(&format!("/persons/{}", form.id), "saved"),
        // Both texts are shown: theirs beside the typed one, which now stands on their version.
        Err(AppError::Changed { .. }) => {
            let theirs = lines(&desk, persons::card(&desk.ctx, form.id.parse().map_err(|_| Problem::NotFound)?).await?.person);
            let form = PersonForm { version: theirs.version, ..form };
            desk.conflict(&FormPage { theirs: Some(theirs), ..form_page(&desk, form, true, FormErrors::none()) })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, true, errors))
        }
    }
}
