//! The desk: everything that a handler has at hand for one request. Made from the session cookie at the door, where the clock is read.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use gvi_app::law::Catalogue;
use gvi_app::{Ctx, Door, Mode, Session, Site};
use gvi_domain::{KindCode, Moment};
use jiff::tz::TimeZone;

use crate::problem::Problem;
use crate::shell::{Flash, LANGUAGE_COOKIE, NavItem, NoticeKind, Shell, SignedIn, SiteMode, THEME_COOKIE, Theme};
use crate::text::{Lang, Tr};

/// The cookie that holds the session.
pub const SESSION_COOKIE: &str = "vv_session";
/// The cookie that carries one sentence to the next page.
pub const FLASH_COOKIE: &str = "vv_flash";

/// What all requests share.
#[derive(Clone)]
pub struct House {
    /// The site with its compartments.
    pub site: Arc<Site>,
    /// Reads the clock; fixed in tests and in the browser tests.
    pub clock: Clock,
}

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// A clock from a function.
    pub fn new(read: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The moment now.
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}

/// What is known of a request before anybody is signed in: language, light, and where it was asked.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The chosen language.
    pub tr: Tr,
    /// The chosen light.
    pub theme: Theme,
    /// Path and query.
    pub path: String,
    /// Whether the answer is wanted as JSON.
    pub json: bool,
    /// The key of the sentence that the last deed left.
    pub flash: Option<String>,
}

impl Visitor {
    /// Reads it from the head of a request.
    pub fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        let lang = cookie(headers, LANGUAGE_COOKIE).and_then(|code| Lang::from_code(&code)).unwrap_or_else(|| {
            headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Lang::from_accept_language).unwrap_or_default()
        });
        let json = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.starts_with("application/json"));
        Self {
            tr: Tr::new(lang),
            theme: cookie(headers, THEME_COOKIE).map(|code| Theme::from_code(&code)).unwrap_or_default(),
            path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            json,
            flash: cookie(headers, FLASH_COOKIE).filter(|key| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')),
        }
    }

    /// The shell of a page for nobody in particular.
    pub fn shell(&self, site: &Site) -> Shell {
        Shell {
            tr: self.tr,
            theme: self.theme,
            mode: match site.mode() {
                Mode::Demo => SiteMode::Demo,
                Mode::Practice => SiteMode::Practice,
                Mode::Production => SiteMode::Production,
            },
            site: site.name().to_owned(),
            path: self.path.clone(),
            flash: self.flash.as_ref().map(|key| Flash { kind: NoticeKind::Done, text: self.tr.t(key) }),
            ..Shell::default()
        }
    }
}

/// A signed-in person's request.
pub struct Desk {
    /// The context of the deeds.
    pub ctx: Ctx,
    /// The live session.
    pub session: Session,
    /// The value of the session cookie, for signing out and choosing a purpose.
    pub cookie: String,
    /// Language and light.
    pub visitor: Visitor,
    /// The site.
    pub site: Arc<Site>,
}

impl Desk {
    /// The translator.
    pub const fn tr(&self) -> Tr {
        self.visitor.tr
    }

    /// The site's time zone.
    pub fn zone(&self) -> &TimeZone {
        self.ctx.zone()
    }

    /// A date and time as the browser's field for it writes it, at the site.
    pub fn typed_moment(&self, typed: &str) -> Option<Moment> {
        let local: jiff::civil::DateTime = typed.trim().parse().ok()?;
        Moment::at(local.date(), local.hour(), local.minute(), self.zone()).ok()
    }

    /// A moment as that field wants it.
    pub fn moment_to_type(&self, moment: Moment) -> String {
        self.zone().to_datetime(moment.timestamp()).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The moment of the request.
    pub const fn now(&self) -> Moment {
        self.ctx.now()
    }

    /// The name of an authority of this site in the reader's language; its id if nobody knows it.
    pub fn authority_name(&self, id: &str) -> String {
        let plate = self.site.plates().find(|plate| plate.authority.as_str() == id);
        plate
            .map_or_else(|| id.to_owned(), |plate| if self.tr().lang() == Lang::Sv { plate.name_sv.clone() } else { plate.name_en.clone() })
    }

    /// The shell around the page.
    pub fn shell(&self) -> Shell {
        let tr = self.tr();
        let plate = self.ctx.plate();
        let roles: Vec<String> = self.ctx.actor().roles.iter().map(|role| tr.t(&format!("role-{role}"))).collect();
        let name = |sv: &str, en: &str| if tr.lang() == Lang::Sv { sv.to_owned() } else { en.to_owned() };
        Shell {
            signed_in: Some(SignedIn {
                name: self.session.name.clone(),
                authority_name: name(&plate.name_sv, &plate.name_en),
                authority_kind: tr.t(&format!("kind-{}", plate.kind)),
                roles: roles.join(", "),
                purpose: self.session.purpose_name(tr.lang().code()).unwrap_or_else(|| tr.t("purpose-none")),
            }),
            nav: self.menu(),
            typing_warning: typing_warning(&plate.kind, tr.lang()),
            csrf: self.session.csrf.clone(),
            session_seconds: u32::try_from(self.session.idle_until.seconds_since(self.ctx.now())).unwrap_or(0),
            ..self.visitor.shell(&self.site)
        }
    }

    /// The pages that this person may see, asked of the policies.
    fn menu(&self) -> Vec<NavItem> {
        gvi_app::menu::entries(&self.ctx)
            .into_iter()
            .map(|entry| NavItem::new(entry.path, self.tr().t(entry.label)).current_at(&self.visitor.path))
            .collect()
    }
}

/// What the law of the land has to say to whoever types in an authority of this kind.
fn typing_warning(kind: &KindCode, lang: Lang) -> Option<String> {
    let known = Catalogue::se().kind(kind)?;
    known.typing().map(|words| words.in_language(lang.code()).to_owned())
}

impl FromRequestParts<House> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let visitor = Visitor::of(parts);
        let cookie = cookie(&parts.headers, SESSION_COOKIE).ok_or(Problem::SignIn)?;
        let door = Door::at(house.clock.now());
        let (ctx, session) = gvi_app::sign_in::resume(&house.site, door, &cookie).await?.ok_or(Problem::SignIn)?;
        Ok(Self { ctx, session, cookie, visitor, site: Arc::clone(&house.site) })
    }
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}
