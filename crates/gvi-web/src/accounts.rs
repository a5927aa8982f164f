//! Pages of accounts: who works here, in which roles, until when; and one's own account.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::accounts::{self, TypedEdit};
use gvi_app::mail;
use gvi_app::seen::SeenAccount;
use gvi_domain::account::NewAccount;
use gvi_domain::{AccountId, Date, DomainError, RoleCode};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{Crumb, Tag};
use crate::tasks::role_names;
use crate::text::{Lang, iso_date, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/accounts", get(list))
        .route("/accounts/new", get(new).post(add))
        .route("/accounts/{id}", get(card).post(edit))
        .route("/accounts/{id}/lock", post(lock))
        .route("/accounts/{id}/secrets", post(renew))
        .route("/account", get(own).post(change_password))
        .route("/account/mail", post(set_mail))
}

/// An account as lists and its page print it.
#[derive(Serialize)]
struct AccountLine {
    id: String,
    user_name: Option<String>,
    name: Option<String>,
    unit: Option<String>,
    roles: String,
    ends: Option<String>,
    trained: Option<String>,
    state: Tag,
    locked: bool,
    /// Since when they cannot be told by e-mail that something waits.
    mail_failed: Option<String>,
    version: i64,
}

fn line(desk: &Desk, account: SeenAccount) -> AccountLine {
    let tr = desk.tr();
    let (now, today) = (desk.now(), desk.now().date(desk.zone()));
    let locked = account.locked_until.as_value().is_some_and(|until| until.is_some_and(|until| until > now));
    let ends = account.ends_on.value();
    let state = if ends.is_some_and(|ends| ends < today) {
        Tag::quiet(tr.t("account-ended"))
    } else if locked {
        Tag::refused(tr.t("account-locked"))
    } else if account.trained_until.as_value().is_some_and(|until| *until < today) {
        Tag::over(tr.t("account-not-trained"))
    } else if account.one_time.as_value().is_some_and(|one_time| *one_time) {
        Tag::planned(tr.t("account-one-time"))
    } else {
        Tag::good(tr.t("account-active"))
    };
    let roles = account.roles.value().unwrap_or_default();
    AccountLine {
        id: account.id.to_string(),
        user_name: account.user_name.value(),
        name: account.name.value(),
        unit: account.unit.value(),
        roles: roles
            .iter()
            .filter(|(_, ends)| *ends >= today)
            .map(|(role, _)| tr.t(&format!("role-{role}")))
            .collect::<Vec<_>>()
            .join(", "),
        ends: ends.map(iso_date),
        trained: account.trained_until.value().map(iso_date),
        state,
        locked,
        mail_failed: account.mail_failed_at.value().flatten().map(|at| iso_moment(at.timestamp(), desk.zone())),
        version: account.version,
    }
}

#[derive(Template, Serialize)]
#[template(path = "accounts/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    accounts: Vec<AccountLine>,
    may_add: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = accounts::list(&desk.ctx).await?;
    let accounts = list.accounts.into_iter().map(|account| line(&desk, account)).collect();
    desk.page(&ListPage { shell: desk.shell(), accounts, may_add: list.may_add })
}

/// What is typed about an account, a new one or one that exists.
#[derive(Deserialize, Serialize, Default, Clone)]
struct AccountForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    ends_on: String,
    #[serde(default)]
    trained_until: String,
    #[serde(default)]
    version: i64,
}

impl AccountForm {
    fn days(&self, faults: &mut Vec<DomainError>) -> Option<(Date, Date)> {
        let mut day = |field, text: &str| text.trim().parse().map_err(|_| faults.push(DomainError::field(field, "not-a-day"))).ok();
        day("ends_on", &self.ends_on).zip(day("trained_until", &self.trained_until))
    }

    fn role_codes(&self) -> Vec<RoleCode> {
        // What is no code is no role either: the deed says so when none is left.
        self.roles.iter().filter_map(|role| role.parse().ok()).collect()
    }

    fn read_new(&self) -> Result<NewAccount, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let mut faults = Vec::new();
        let Some((ends_on, trained_until)) = self.days(&mut faults) else { return Err(faults.into()) };
        Ok(NewAccount {
            id,
            user_name: self.user_name.trim().to_owned(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            roles: self.role_codes(),
            ends_on,
            trained_until,
        })
    }

    fn read_edit(&self) -> Result<TypedEdit, AppError> {
        let mut faults = Vec::new();
        let Some((ends_on, trained_until)) = self.days(&mut faults) else { return Err(faults.into()) };
        Ok(TypedEdit { unit: self.unit.clone(), roles: self.role_codes(), ends_on, trained_until })
    }
}

fn role_choices(desk: &Desk, chosen: &[String]) -> Vec<Choice> {
    role_names(desk).into_iter().map(|(code, name)| Choice::new(code, name).chosen_among(chosen)).collect()
}

#[derive(Template, Serialize)]
#[template(path = "accounts/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    roles: Vec<Choice>,
    form: AccountForm,
}

fn form_page(desk: &Desk, form: AccountForm, errors: FormErrors) -> Result<FormPage, Problem> {
    if !accounts::may_add(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    let tr = desk.tr();
    let crumbs = vec![Crumb::new("/accounts", tr.t("accounts-title")), Crumb::here(tr.t("account-add"))];
    Ok(FormPage { shell: desk.shell(), crumbs, errors, roles: role_choices(desk, &form.roles), form })
}

async fn new(desk: Desk) -> Answer {
    let form = AccountForm { id: AccountId::new().to_string(), ..AccountForm::default() };
    desk.page(&form_page(&desk, form, FormErrors::none())?)
}

/// The secrets of a first sign-in. Shown in the answer to the form and nowhere else: they are not kept.
#[derive(Template, Serialize)]
#[template(path = "accounts/secrets.html")]
struct SecretsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    user_name: String,
    password: String,
    totp: String,
}

fn secrets_page(desk: &Desk, user_name: String, secrets: accounts::FirstSecrets) -> Answer {
    let tr = desk.tr();
    let crumbs = vec![Crumb::new("/accounts", tr.t("accounts-title")), Crumb::here(tr.t("account-secrets"))];
    desk.page(&SecretsPage { shell: desk.shell(), crumbs, user_name, password: secrets.password, totp: secrets.totp })
}

async fn add(Typed { desk, form }: Typed<AccountForm>) -> Answer {
    let added = match form.read_new() {
        Ok(new) => accounts::add(&desk.ctx, new, desk.tr().lang().code()).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(secrets) => secrets_page(&desk, form.user_name, secrets),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, errors)?)
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "accounts/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    roles: Vec<Choice>,
    account: AccountLine,
    may_edit: bool,
    is_own: bool,
    form: AccountForm,
    /// Somebody else changed the account in between: how it stands now is above the form.
    changed: bool,
}

async fn card_page(desk: &Desk, id: AccountId, form: Option<AccountForm>, errors: FormErrors, changed: bool) -> Result<CardPage, Problem> {
    let page = accounts::page(&desk.ctx, id).await?;
    let tr = desk.tr();
    let today = desk.now().date(desk.zone());
    let held: Vec<String> = page
        .account
        .roles
        .as_value()
        .map(|roles| roles.iter().filter(|(_, ends)| *ends >= today).map(|(role, _)| role.clone()).collect())
        .unwrap_or_default();
    let account = line(desk, page.account);
    let stored = AccountForm {
        id: account.id.clone(),
        unit: account.unit.clone().unwrap_or_default(),
        roles: held,
        ends_on: account.ends.clone().unwrap_or_default(),
        trained_until: account.trained.clone().unwrap_or_default(),
        ..AccountForm::default()
    };
    let form = AccountForm { version: account.version, ..form.unwrap_or(stored) };
    Ok(CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/accounts", tr.t("accounts-title")), Crumb::here(account.name.clone().unwrap_or_default())],
        errors,
        roles: role_choices(desk, &form.roles),
        may_edit: page.may_edit,
        is_own: id == desk.session.account,
        account,
        form,
        changed,
    })
}

fn account_id(text: &str) -> Result<AccountId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    desk.page(&card_page(&desk, account_id(&id)?, None, FormErrors::none(), false).await?)
}

async fn edit(Path(id): Path<String>, Typed { desk, form }: Typed<AccountForm>) -> Answer {
    let id = account_id(&id)?;
    let edited = match form.read_edit() {
        Ok(typed) => accounts::edit(&desk.ctx, id, typed, form.version).await,
        Err(error) => Err(error),
    };
    match edited {
        Ok(()) => desk.done("/accounts", "saved"),
        Err(AppError::Changed { .. }) => desk.conflict(&card_page(&desk, id, Some(form), FormErrors::none(), true).await?),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&card_page(&desk, id, Some(form), errors, false).await?)
        }
    }
}

#[derive(Deserialize)]
struct LockForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    version: i64,
}

async fn lock(Path(id): Path<String>, Typed { desk, form }: Typed<LockForm>) -> Answer {
    let id = account_id(&id)?;
    let locked = form.to == "locked";
    accounts::lock(&desk.ctx, id, locked, form.version).await?;
    desk.done(&format!("/accounts/{id}"), if locked { "account-locked-now" } else { "account-unlocked-now" })
}

#[derive(Deserialize)]
struct Nothing {}

async fn renew(Path(id): Path<String>, Typed { desk, .. }: Typed<Nothing>) -> Answer {
    let id = account_id(&id)?;
    let secrets = accounts::renew_secrets(&desk.ctx, id).await?;
    let user_name = accounts::page(&desk.ctx, id).await?.account.user_name.value().unwrap_or_default();
    secrets_page(&desk, user_name, secrets)
}

#[derive(Template, Serialize)]
#[template(path = "accounts/own.html")]
struct OwnPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    name: String,
    roles: String,
    must_change: bool,
    mail: Option<MailForm>,
    #[serde(skip)]
    languages: Vec<Choice>,
    /// Since when messages do not get through.
    mail_failed: Option<String>,
    /// The site sends e-mail at all.
    sends_mail: bool,
}

/// Where one is told by e-mail that something waits.
#[derive(Deserialize, Serialize, Default, Clone)]
struct MailForm {
    #[serde(default)]
    mail: String,
    #[serde(default)]
    mail_language: String,
}

/// Passwords are never shown again: neither in the page nor in its twin.
#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    now_password: String,
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    again: String,
}

async fn own_page(desk: &Desk, mail: Option<MailForm>, errors: FormErrors) -> Result<OwnPage, Problem> {
    let tr = desk.tr();
    let actor = desk.ctx.actor();
    let must_change = gvi_app::accounts::must_change_password(&desk.ctx);
    // Before the password is one's own there is nothing else to be set.
    let own = if must_change { None } else { Some(mail::own(&desk.ctx).await?) };
    let mail_failed = own.as_ref().and_then(|own| own.failed_at).map(|at| iso_moment(at.timestamp(), desk.zone()));
    let kept = own.map(|own| MailForm { mail: own.address, mail_language: own.language });
    let mail = kept.map(|kept| mail.unwrap_or(kept));
    let language = |lang: Lang| {
        let now = mail.as_ref().map_or("", |mail| mail.mail_language.as_str());
        Choice::new(lang.code(), lang.own_name()).chosen_when(now)
    };
    Ok(OwnPage {
        shell: desk.shell(),
        errors,
        name: desk.session.name.clone(),
        roles: actor.roles.iter().map(|role| tr.t(&format!("role-{role}"))).collect::<Vec<_>>().join(", "),
        must_change,
        languages: Lang::ALL.into_iter().map(language).collect(),
        mail,
        mail_failed,
        sends_mail: desk.site.sends_mail(),
    })
}

async fn own(desk: Desk) -> Answer {
    desk.page(&own_page(&desk, None, FormErrors::none()).await?)
}

async fn change_password(Typed { desk, form }: Typed<PasswordForm>) -> Answer {
    match accounts::change_password(&desk.ctx, &desk.cookie, &form.now_password, &form.new_password, &form.again).await {
        Ok(()) => desk.done("/", "account-password-changed"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&own_page(&desk, None, errors).await?)
        }
    }
}

async fn set_mail(Typed { desk, form }: Typed<MailForm>) -> Answer {
    match mail::set_own(&desk.ctx, &form.mail, &form.mail_language).await {
        Ok(()) => desk.done("/account", "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&own_page(&desk, Some(form), errors).await?)
        }
    }
}
