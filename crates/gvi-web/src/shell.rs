//! The shell around every page: who is signed in and why, where one is, in which language and light.
//!
//! Every page template extends `base.html` and has a field `shell: Shell`. The shell holds finished words and links only; it decides
//! nothing about what a person may see.

use std::fmt;

use crate::text::{Lang, Tr};

/// The cookie that keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "vv_lang";
/// The cookie that keeps the chosen light.
pub const THEME_COOKIE: &str = "vv_theme";

/// Everything `base.html` needs.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The translator; `shell.tr.t("key")` in templates.
    pub tr: Tr,
    /// The chosen light.
    pub theme: Theme,
    /// Whether this is a demo, a practice site or the real thing.
    pub mode: SiteMode,
    /// The name of the site, for instance `Nordhamn`.
    pub site: String,
    /// Who is signed in; `None` on the sign-in page.
    pub signed_in: Option<SignedIn>,
    /// The links of the menu.
    pub nav: Vec<NavItem>,
    /// Path and query of this page, so that switching language or light comes back here.
    pub path: String,
    /// The token that forms carry.
    pub csrf: String,
    /// What the last deed did, shown once.
    pub flash: Option<Flash>,
    /// What whoever types free text in this kind of authority must know beforehand; nothing where there is nothing to warn of.
    pub typing_warning: Option<String>,
    /// Seconds until the session ends without a sign of life; the script warns shortly before. 0 for no warning.
    pub session_seconds: u32,
}

impl Shell {
    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.tr.lang()
    }

    /// Whether the header has a search field: on every page of somebody who may search, but on the search page itself, which has its own.
    #[must_use]
    pub fn has_search(&self) -> bool {
        self.nav.iter().any(|item| item.href == "/search" && !item.current)
    }

    /// Whether this person hears the bell: whoever may receive something.
    #[must_use]
    pub fn hears_bell(&self) -> bool {
        self.nav.iter().any(|item| item.href == "/received")
    }

    /// Whether cards lead to who saw them: for whoever has the log in the menu.
    #[must_use]
    pub fn reads_log(&self) -> bool {
        self.nav.iter().any(|item| item.href == "/log")
    }

    /// The languages the switch offers: every one but the current.
    #[must_use]
    pub fn other_langs(&self) -> Vec<Lang> {
        Lang::ALL.into_iter().filter(|lang| *lang != self.lang()).collect()
    }
}

/// The person at the keyboard, as the header shows them.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// Name of the person.
    pub name: String,
    /// Name of the authority whose compartment is open.
    pub authority_name: String,
    /// The kind of authority in the reader's language, as a quiet label.
    pub authority_kind: String,
    /// The person's roles in the reader's language, already joined.
    pub roles: String,
    /// The purpose chosen at sign-in.
    pub purpose: String,
}

/// A link of the menu or of a row of tabs.
#[derive(Debug, Clone, Default)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether it is the place one is at.
    pub current: bool,
    /// How many things wait there.
    pub count: Option<u64>,
}

impl NavItem {
    /// A link without a count that is not the current place.
    #[must_use]
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> NavItem {
        NavItem { href: href.into(), label: label.into(), current: false, count: None }
    }

    /// The same, marked as the current place when `path` is it or lies below it.
    #[must_use]
    pub fn current_at(mut self, path: &str) -> NavItem {
        let path = path.split('?').next().unwrap_or(path);
        self.current = path == self.href || (self.href != "/" && path.strip_prefix(&self.href).is_some_and(|rest| rest.starts_with('/')));
        self
    }

    /// The same with a count; nothing is shown for zero.
    #[must_use]
    pub fn with_count(mut self, count: u64) -> NavItem {
        self.count = (count > 0).then_some(count);
        self
    }
}

/// What the last deed did.
#[derive(Debug, Clone)]
pub struct Flash {
    /// How it is shown.
    pub kind: NoticeKind,
    /// The finished sentence.
    pub text: String,
}

/// How serious a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// Done.
    Done,
    /// Mind this before you go on.
    Warn,
    /// This cannot be done, and why.
    Stop,
}

/// Whether the site is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SiteMode {
    /// Real people: no banner.
    #[default]
    Production,
    /// For learning: the banner says that nothing real may be entered.
    Practice,
    /// The demo: the banner says that all data is invented.
    Demo,
}

impl SiteMode {
    /// Whether pages made for testing, such as the gallery, are open.
    #[must_use]
    pub fn is_for_practice(self) -> bool {
        self != SiteMode::Production
    }
}

/// The light of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every choice, in the order of the switch.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The word in the cookie and in `data-theme`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads the cookie; anything unknown is as the device says.
    #[must_use]
    pub fn from_code(code: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }

    /// The key of its name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Theme::Auto => "theme-auto",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        }
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
