//! Pages of consents: the list, recording one, taking one back in a single press.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::law::Catalogue;
use gvi_app::{AppError, consents};
use gvi_domain::consent::{ConsentMethod, GivenBy, NewConsent};
use gvi_domain::{ConsentId, Date, DomainError, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclosures::{name_of, names, purpose_words};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::text::iso_date;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/consents", get(list))
        .route("/consents/new", get(new).post(record))
        .route("/consents/{id}/withdraw", post(withdraw))
}

#[derive(Template, Serialize)]
#[template(path = "consents/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    consents: Vec<Line>,
    may_record: bool,
}

#[derive(Serialize)]
struct Line {
    id: String,
    person: Option<String>,
    to: Option<String>,
    what: Option<String>,
    purposes: Option<String>,
    until: Option<String>,
    state: Tag,
    may_withdraw: bool,
}

async fn list(desk: Desk) -> Answer {
    let (tr, names, today) = (desk.tr(), names(&desk).await?, desk.now().date(desk.zone()));
    let list = consents::list(&desk.ctx).await?;
    let line = |consent: gvi_app::seen::SeenConsent| {
        let until = consent.valid_until.value();
        let in_force = consent.withdrawn_on.is_none() && until.is_none_or(|until| until >= today);
        let authorities = |ids: String| ids.split(' ').map(|id| name_of(&names, id)).collect::<Vec<_>>().join(", ");
        let categories = |codes: String| codes.split(' ').map(|code| category_word(&desk, code)).collect::<Vec<_>>().join("; ");
        Line {
            id: consent.id.to_string(),
            person: consent.person.value(),
            to: consent.recipients.value().map(authorities),
            what: consent.categories.value().map(categories),
            purposes: consent.purposes.value().map(|codes| purpose_words(tr, &codes)),
            until: until.map(iso_date),
            state: if consent.withdrawn_on.is_some() {
                Tag::refused(tr.t("consent-withdrawn-state"))
            } else if in_force {
                Tag::good(tr.t("consent-in-force"))
            } else {
                Tag::quiet(tr.t("consent-ended"))
            },
            may_withdraw: list.may_record && in_force,
        }
    };
    let lines = list.consents.into_iter().map(line).collect();
    desk.page(&ListPage { shell: desk.shell(), consents: lines, may_record: list.may_record })
}

fn category_word(desk: &Desk, code: &str) -> String {
    Catalogue::se()
        .category(&code.into())
        .map_or_else(|| code.to_owned(), |row| row.words().in_language(desk.tr().lang().code()).to_owned())
}

/// What is typed into the form.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ConsentForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    given_by: String,
    #[serde(default)]
    maturity_reason: String,
    #[serde(default)]
    recipients: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    purposes: Vec<String>,
    #[serde(default)]
    method: String,
    #[serde(default)]
    witness: String,
    #[serde(default)]
    given_on: String,
    #[serde(default)]
    valid_until: String,
}

impl ConsentForm {
    fn read(&self, desk: &Desk) -> Result<NewConsent, AppError> {
        let mut faults = Vec::new();
        let mut needs = |field, value: Option<()>| {
            if value.is_none() {
                faults.push(DomainError::field(field, "missing"));
            }
        };
        let (given_by, method) = (GivenBy::named(&self.given_by), ConsentMethod::named(&self.method));
        let day = |text: &str| text.trim().parse::<Date>().ok();
        let (given_on, valid_until) = (day(&self.given_on), day(&self.valid_until));
        needs("given_by", given_by.map(drop));
        needs("method", method.map(drop));
        needs("given_on", given_on.map(drop));
        needs("valid_until", valid_until.map(drop));
        let today = desk.now().date(desk.zone());
        let mut words = |field, text: &str, least| {
            Words::read(field, text, least).unwrap_or_else(|fault| {
                faults.push(fault);
                Words::stored(String::new())
            })
        };
        let new = NewConsent {
            id: self.id.parse().map_err(|_| AppError::NotFound)?,
            person: self.person.trim().to_owned(),
            given_by: given_by.unwrap_or(GivenBy::Person),
            maturity_reason: words("maturity_reason", &self.maturity_reason, 0),
            recipients: self.recipients.iter().filter_map(|to| to.parse().ok()).collect(),
            categories: self.categories.clone(),
            purposes: self.purposes.clone(),
            method: method.unwrap_or(ConsentMethod::Written),
            witness: words("witness", &self.witness, 0),
            given_on: given_on.unwrap_or(today),
            valid_until: valid_until.unwrap_or(today),
        };
        match new.check(today, Catalogue::se().limits.consent_months) {
            Ok(new) if faults.is_empty() => Ok(new),
            Ok(_) => Err(AppError::Faults(faults)),
            Err(more) => {
                faults.extend(more);
                Err(AppError::Faults(faults))
            }
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "consents/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    givers: Vec<Choice>,
    #[serde(skip)]
    recipients: Vec<Choice>,
    #[serde(skip)]
    categories: Vec<Choice>,
    #[serde(skip)]
    purposes: Vec<Choice>,
    #[serde(skip)]
    methods: Vec<Choice>,
    form: ConsentForm,
}

fn form_page(desk: &Desk, form: ConsentForm, errors: FormErrors) -> FormPage {
    let (tr, catalogue) = (desk.tr(), Catalogue::se());
    let lang = tr.lang().code();
    let plate = desk.ctx.plate();
    let others = desk.site.plates().filter(|other| other.authority != plate.authority);
    FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/consents", tr.t("consents-title")), Crumb::here(tr.t("consent-record"))],
        errors,
        givers: GivenBy::ALL
            .iter()
            .map(|by| Choice::new(by.name(), tr.t(&format!("consent-by-{}", by.name()))).chosen_when(&form.given_by))
            .collect(),
        recipients: others
            .map(|other| {
                Choice::new(other.authority.as_str(), if lang == "sv" { &other.name_sv } else { &other.name_en })
                    .chosen_among(&form.recipients)
            })
            .collect(),
        categories: catalogue
            .categories
            .iter()
            .filter(|row| row.owners.contains(&plate.kind) && row.level == gvi_app::law::Level::Person)
            .map(|row| Choice::new(row.id.as_str(), row.words().in_language(lang)).chosen_among(&form.categories))
            .collect(),
        purposes: catalogue
            .purposes
            .iter()
            .map(|purpose| Choice::new(purpose.id.as_str(), purpose.words().in_language(lang)).chosen_among(&form.purposes))
            .collect(),
        methods: ConsentMethod::ALL
            .iter()
            .map(|method| Choice::new(method.name(), tr.t(&format!("consent-method-{}", method.name()))).chosen_when(&form.method))
            .collect(),
        form,
    }
}

async fn new(desk: Desk) -> Answer {
    // Whoever may not see the list may not see the form either.
    if !consents::list(&desk.ctx).await?.may_record {
        return Err(Problem::NotFound);
    }
    let today = desk.now().date(desk.zone());
    let months = Catalogue::se().limits.consent_months;
    let form = ConsentForm {
        id: ConsentId::new().to_string(),
        given_by: GivenBy::Person.name().to_owned(),
        given_on: iso_date(today),
        valid_until: iso_date(today.saturating_add(jiff::Span::new().months(months))),
        ..ConsentForm::default()
    };
    desk.page(&form_page(&desk, form, FormErrors::none()))
}

async fn record(Typed { desk, form }: Typed<ConsentForm>) -> Answer {
    let recorded = match form.read(&desk) {
        Ok(new) => consents::record(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(_) => desk.done("/consents", "consent-recorded"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, errors))
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn withdraw(Path(id): Path<String>, Typed { desk, form: Nothing {} }: Typed<Nothing>) -> Answer {
    consents::withdraw(&desk.ctx, id.parse().map_err(|_| Problem::NotFound)?).await?;
    desk.site.post_waits();
    desk.done("/consents", "consent-withdrawn")
}
