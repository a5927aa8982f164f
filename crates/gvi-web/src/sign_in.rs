//! Sign-in, purpose, sign-out, language and light.

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use gvi_app::sign_in::SignInError;
use gvi_app::{Door, Mode};
use serde::{Deserialize, Serialize};

use crate::answer::{self, Answer, see_other, set_cookie};
use crate::desk::{Desk, House, SESSION_COOKIE, Visitor};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::{LANGUAGE_COOKIE, Shell, THEME_COOKIE, Theme};
use crate::text::Lang;
use crate::typed::{Typed, read};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/purpose", get(purposes).post(choose_purpose))
        .route("/language", post(language))
        .route("/theme", post(theme))
}

#[derive(Template, Serialize)]
#[template(path = "sign_in.html")]
struct SignInPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    failed: bool,
    /// On a demo site: who can sign in, and with which code right now.
    demo: Option<DemoHelp>,
    #[serde(skip)]
    authorities: Vec<Choice>,
    user: String,
}

/// What the sign-in page of a demo site gives away, so that nobody needs a code app to look around.
#[derive(Serialize)]
struct DemoHelp {
    password: &'static str,
    code: String,
    people: Vec<DemoPerson>,
}

#[derive(Serialize)]
struct DemoPerson {
    user: String,
    name: String,
    authority: String,
    roles: String,
}

#[derive(Deserialize)]
struct SignInForm {
    #[serde(default)]
    authority: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

async fn sign_in_page(house: &House, visitor: &Visitor, typed: Option<&SignInForm>) -> Result<SignInPage, Problem> {
    let tr = visitor.tr;
    let mut errors = FormErrors::none();
    if typed.is_some() {
        errors.add("user", tr.t("sign-in-failed"));
    }
    let chosen = typed.map_or("", |typed| typed.authority.as_str());
    Ok(SignInPage {
        shell: visitor.shell(&house.site),
        errors,
        failed: typed.is_some(),
        demo: demo_help(house, visitor).await?,
        authorities: house
            .site
            .plates()
            .map(|plate| {
                let name = if tr.lang() == Lang::Sv { &plate.name_sv } else { &plate.name_en };
                Choice::new(plate.authority.to_string(), name.clone()).chosen_when(chosen)
            })
            .collect(),
        user: typed.map(|typed| typed.user.clone()).unwrap_or_default(),
    })
}

async fn demo_help(house: &House, visitor: &Visitor) -> Result<Option<DemoHelp>, Problem> {
    let now = house.clock.now();
    let Some(accounts) = gvi_app::sign_in::demo_accounts(&house.site, now).await? else { return Ok(None) };
    let tr = visitor.tr;
    let people = accounts
        .people
        .into_iter()
        .map(|person| DemoPerson {
            user: person.user_name,
            name: person.name,
            authority: if tr.lang() == Lang::Sv { person.authority_sv } else { person.authority_en },
            roles: person.roles.iter().map(|role| tr.t(&format!("role-{role}"))).collect::<Vec<_>>().join(", "),
        })
        .collect();
    Ok(Some(DemoHelp { password: accounts.password, code: accounts.code, people }))
}

async fn form(State(house): State<House>, request: Request) -> Answer {
    let (parts, _) = request.into_parts();
    let visitor = Visitor::of(&parts);
    Ok(answer::page(visitor.json, StatusCode::OK, &sign_in_page(&house, &visitor, None).await?))
}

async fn sign_in(State(house): State<House>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let bytes = axum::body::to_bytes(body, crate::BODY_BYTES_MAX).await.map_err(|_| Problem::Unreadable)?;
    let typed: SignInForm = read(&parts.headers, &bytes)?;
    let door = Door::at(house.clock.now());
    match gvi_app::sign_in::sign_in(&house.site, door, &typed.authority, &typed.user, &typed.password, &typed.code).await {
        Ok(session) => {
            let mut response = see_other("/purpose");
            let secure = if house.site.mode() == Mode::Production { "; Secure" } else { "" };
            set_cookie(&mut response, SESSION_COOKIE, &session.cookie, secure);
            Ok(response)
        }
        Err(SignInError::Failed) => {
            Ok(answer::page(visitor.json, StatusCode::UNPROCESSABLE_ENTITY, &sign_in_page(&house, &visitor, Some(&typed)).await?))
        }
        Err(SignInError::App(error)) => Err(error.into()),
    }
}

async fn sign_out(State(house): State<House>, typed: Typed<Nothing>) -> Answer {
    gvi_app::sign_in::sign_out(&house.site, Door::at(house.clock.now()), &typed.desk.cookie).await?;
    let mut response = see_other("/sign-in");
    set_cookie(&mut response, SESSION_COOKIE, "", "; Max-Age=0");
    Ok(response)
}

#[derive(Template, Serialize)]
#[template(path = "purpose.html")]
struct PurposePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    purposes: Vec<PurposeLine>,
    #[serde(skip)]
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct PurposeLine {
    id: String,
    name: String,
}

/// A form without fields.
#[derive(Deserialize)]
pub struct Nothing {}

#[derive(Deserialize)]
struct PurposeForm {
    #[serde(default)]
    purpose: String,
}

async fn purpose_page(desk: &Desk, fault: bool) -> Result<PurposePage, Problem> {
    let tr = desk.tr();
    let purposes = desk.ctx.purposes().await.map_err(gvi_app::AppError::from)?;
    let mut errors = FormErrors::none();
    if fault {
        errors.add("purpose", tr.t("purpose-missing"));
    }
    let now = desk.session.purpose.map(|id| id.to_string()).unwrap_or_default();
    let only = purposes.len() == 1;
    let name = |purpose: &gvi_app::sign_in::Purpose| if tr.lang() == Lang::Sv { purpose.name_sv.clone() } else { purpose.name_en.clone() };
    Ok(PurposePage {
        shell: desk.shell(),
        errors,
        choices: purposes
            .iter()
            .map(|purpose| {
                let mut choice = Choice::new(purpose.id.to_string(), name(purpose))
                    .with_hint(tr.args("purpose-until", &[("day", tr.date(purpose.until))]))
                    .chosen_when(&now);
                choice.chosen |= only;
                choice
            })
            .collect(),
        purposes: purposes.iter().map(|purpose| PurposeLine { id: purpose.id.to_string(), name: name(purpose) }).collect(),
    })
}

async fn purposes(desk: Desk) -> Answer {
    desk.page(&purpose_page(&desk, false).await?)
}

async fn choose_purpose(Typed { desk, form }: Typed<PurposeForm>) -> Answer {
    let Ok(purpose) = form.purpose.parse() else { return desk.faulty(&purpose_page(&desk, true).await?) };
    gvi_app::sign_in::choose_purpose(&desk.ctx, &desk.cookie, purpose).await?;
    desk.done("/", "purpose-chosen")
}

#[derive(Deserialize)]
struct SwitchForm {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

async fn language(headers: HeaderMap, body: Bytes) -> Answer {
    let form: SwitchForm = read(&headers, &body)?;
    let mut response = see_other(&form.back);
    set_cookie(&mut response, LANGUAGE_COOKIE, Lang::from_code(&form.lang).unwrap_or_default().code(), "; Max-Age=31536000");
    Ok(response)
}

async fn theme(headers: HeaderMap, body: Bytes) -> Answer {
    let form: SwitchForm = read(&headers, &body)?;
    let mut response = see_other(&form.back);
    set_cookie(&mut response, THEME_COOKIE, Theme::from_code(&form.theme).code(), "; Max-Age=31536000");
    Ok(response)
}
