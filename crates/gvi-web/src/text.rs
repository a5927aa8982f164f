//! Words on the page: Swedish and English, dates and clocks, and the Swedish order of names.
//!
//! Every sentence a person reads comes from `locales/<language>/<file>.ftl`, never from Rust or a template, so that both
//! languages can be proved complete. What is *recorded* is never translated: a group's name or a written reason is shown as it was written.
//!
//! This room reads no clock. Whoever formats a moment passes it in, together with the time zone of the site.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use gvi_domain::limit::COUNTED_MAX;
use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale_core::locale;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use unic_langid::LanguageIdentifier;

/// A value handed to a sentence. Use [`Value::from`] when one sentence takes both words and numbers.
pub use fluent_bundle::FluentValue as Value;

/// Lists the locale files. One line for each file; the file must exist in both languages.
macro_rules! locale_files {
    ($($stem:literal),* $(,)?) => {
        /// Stem, Swedish source, English source.
        const LOCALE_FILES: &[(&str, &str, &str)] = &[
            $((
                $stem,
                include_str!(concat!("../locales/sv/", $stem, ".ftl")),
                include_str!(concat!("../locales/en/", $stem, ".ftl")),
            )),*
        ];
    };
}

locale_files! {
    "accounts",
    "call_ins",
    "clocks",
    "common",
    "community",
    "evaluations",
    "exchange",
    "day",
    "evaluation_reading",
    "evaluation_research",
    "gallery",
    "focus",
    "groups",
    "help",
    "house",
    "memberships",
    "persons",
    "relations",
    "imports",
    "incidents",
    "log",
    "messages",
    "notifications",
    "papers",
    "wordings",
    "reviews",
    "settings",
    "measures",
    "scorecard",
    "search",
    "timeline",
    "sign_in",
    "tasks",
}

/// Beginnings of keys that are put together at run time, which a search of the source cannot find.
pub const KEY_PREFIXES_BUILT_AT_RUN_TIME: &[&str] = &[
    "weekday-",
    "month-",
    "fault-",
    "rule-",
    "role-",
    "kind-",
    "menu-",
    "problem-",
    "clock-kind-",
    "measure-",
    "evaluation-new-",
    "evaluation-edit-",
    "evaluation-change-",
    "evaluation-start-",
    "evaluation-outcome-",
    "evaluation-counted-",
    "evaluation-table-",
    "evaluation-methods-",
    "call-in-state-",
    "call-in-step-",
    "call-in-lead-",
    "call-in-note-",
    "call-in-venue-",
    "call-in-plan-",
    "call-in-item-deed-",
    "call-in-summoned-",
    "call-in-came-",
    "call-in-left-",
    "guest-supervision-",
    "go-verdict-",
    "summons-state-",
    "served-how-",
    "contact-how-",
    "door-mark-",
    "door-reason-",
    "timeline-kind-",
    "focus-state-",
    "focus-verdict-",
    "focus-rule-",
    "focus-end-",
    "focus-outcome-",
    "focus-channel-",
    "focus-next-",
    "lever-state-",
    "lever-deed-",
    "offer-state-",
    "offer-to-",
    "need-",
    "support-status-",
    "support-to-",
    "support-route-",
    "support-step-",
    "support-protection-",
    "support-relocation-",
    "support-drop-",
    "support-mark-",
    "support-known-",
    "support-known-by-",
    "help-caller-",
    "voice-",
    "speaker-vetting-",
    "speaker-vet-",
    "referral-state-",
    "referral-reason-",
    "help-outcome-",
    "help-answered-",
    "confirmation-",
    "gmi-",
    "harm-",
    "suspicion-",
    "retaliation-",
    "revision-",
    "attribution-side-",
    "attribution-level-",
    "incident-kind-",
    "incident-state-",
    "incident-next-",
    "incident-link-",
    "incident-answer-",
    "group-kind-",
    "group-status-",
    "group-move-to-",
    "list-limit-state-",
    "contact-kind-",
    "evidence-kind-",
    "evidence-bearing-",
    "grade-source-",
    "grade-information-",
    "member-role-",
    "membership-state-",
    "membership-criterion-",
    "membership-notice-",
    "relation-kind-",
    "relation-intensity-",
    "snapshot-",
    "field-",
    "person-suspected-",
    "supervision-status-",
    "support-contact-",
    "nature-",
    "offence-",
    "disclosure-state-",
    "recall-",
    "consent-by-",
    "consent-method-",
    "review-part-",
    "review-state-",
    "review-next-",
    "review-about-",
    "task-show-",
    "task-empty-",
    "task-end-",
    "message-channel-",
    "notification-state-",
    "notification-trigger-",
    "safety-",
    "standing-",
    "clearance-",
    "planned-contact-",
    "paper-",
    "mail-",
    "visit-place-",
    "visit-outcome-",
    "visit-receiver-",
    "visit-reaction-",
    "wording-kind-",
    "wording-language-",
    "wording-state-",
    "log-deed-",
    "log-thing-",
    "log-class-",
    "log-why-",
    "log-part-",
    "log-by-",
    "log-alarm-",
];

/// A language the pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Swedish, the language of the work.
    #[default]
    Sv,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order the language switch shows them.
    pub const ALL: [Lang; 2] = [Lang::Sv, Lang::En];

    /// The language code as HTML, cookies and forms write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::Sv => "sv",
            Lang::En => "en",
        }
    }

    /// The language named in itself, so that someone who cannot read the page still finds it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::Sv => "Svenska",
            Lang::En => "English",
        }
    }

    /// Reads a language code; `None` for anything that is not one of ours.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Picks the first of our languages in an `Accept-Language` header, and Swedish when there is none.
    ///
    /// Quality values are ignored on purpose: browsers send languages in order of preference.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Lang {
        header.split(',').filter_map(|part| part.split([';', '-']).next()).find_map(|code| Lang::from_code(code.trim())).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The translator of one page. It is a `Copy` handle: the bundles behind it are built once for each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tr {
    lang: Lang,
}

impl Tr {
    /// The translator into `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Tr {
        Tr { lang }
    }

    /// The language it translates into.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence of `key`. A key nobody wrote is shown in brackets, because a page with a gap is more useful than no page;
    /// a test makes sure that it never happens.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        format_key(self.lang, key, None)
    }

    /// Whether somebody wrote a sentence for `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        bundle(self.lang).has_message(key)
    }

    /// The sentence of `key` with values put in: `tr.args("received-from", &[("authority", name)])`.
    #[must_use]
    pub fn args<'v, V>(&self, key: &str, values: &[(&'v str, V)]) -> String
    where
        V: Clone + Into<Value<'v>>,
    {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(Cow::Borrowed(*name), value.clone());
        }
        format_key(self.lang, key, Some(&args))
    }

    /// The sentence of `key` for a count, with the plural form the language wants: `{ $count ->  [one] … *[other] … }`.
    #[must_use]
    pub fn count(&self, key: &str, count: impl TryInto<i64>) -> String {
        // A count beyond i64 cannot be a count of rows; showing the largest number is better than failing.
        let count: i64 = count.try_into().unwrap_or(i64::MAX);
        self.args(key, &[("count", count)])
    }

    /// The same for the rows of a list, which are counted up to a limit only: from there on the sentence of `key-at-least`.
    #[must_use]
    pub fn count_of_list(&self, key: &str, count: i64) -> String {
        if count < COUNTED_MAX {
            return self.count(key, count);
        }
        self.args(&format!("{key}-at-least"), &[("count", self.integer(count))])
    }

    /// A day in running text: `22 nov. 2026` and `22 Nov 2026`.
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        format!("{} {} {}", day.day(), self.month(day.month()), day.year())
    }

    /// The short name of a month, 1 to 12.
    ///
    /// # Panics
    /// When there is no such month.
    #[must_use]
    pub fn month(&self, month: i8) -> String {
        self.t(MONTH_KEYS[usize::from(month.unsigned_abs()) - 1])
    }

    /// A day with its weekday, for headings: `söndag 22 nov. 2026` and `Sunday 22 Nov 2026`.
    #[must_use]
    pub fn date_with_weekday(&self, day: Date) -> String {
        let weekday = WEEKDAY_KEYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        format!("{} {}", self.t(weekday), self.date(day))
    }

    /// A moment in running text, in the time of the site: `22 nov. 2026 kl. 21:40` and `22 Nov 2026, 21:40`.
    #[must_use]
    pub fn moment(&self, at: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        let joint = match self.lang {
            Lang::Sv => " kl. ",
            Lang::En => ", ",
        };
        format!("{}{joint}{:02}:{:02}", self.date(local.date()), local.hour(), local.minute())
    }

    /// A length of time in its two largest units: `2 d 4 h`, `3 h 20 min`, `45 min`. The sign is dropped.
    #[must_use]
    pub fn length(&self, length: SignedDuration) -> String {
        let minutes = length.as_secs().unsigned_abs() / 60;
        let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
        let unit_day = self.t("unit-day");
        match (days, hours, minutes) {
            (0, 0, m) => format!("{m} min"),
            (0, h, 0) => format!("{h} h"),
            (0, h, m) => format!("{h} h {m} min"),
            (d, 0, _) => format!("{d} {unit_day}"),
            (d, h, _) => format!("{d} {unit_day} {h} h"),
        }
    }

    /// What a running clock says: `3 h 20 min kvar`, or `över tiden 2 h` when `left` is negative.
    #[must_use]
    pub fn clock_left(&self, left: SignedDuration) -> String {
        let key = if left.is_negative() { "clock-over-by" } else { "clock-left" };
        self.args(key, &[("length", self.length(left))])
    }

    /// A whole number with the thousands set apart: `12 345` and `12,345`.
    #[must_use]
    pub fn integer(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let apart = match self.lang {
            Lang::Sv => '\u{a0}',
            Lang::En => ',',
        };
        let mut out = String::from(if number < 0 { "\u{2212}" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(apart);
            }
            out.push(digit);
        }
        out
    }

    /// A number with `decimals` decimals, and a comma in Swedish.
    #[must_use]
    pub fn decimal(&self, number: f64, decimals: usize) -> String {
        let text = format!("{number:.decimals$}").replace('-', "\u{2212}");
        match self.lang {
            Lang::Sv => text.replace('.', ","),
            Lang::En => text,
        }
    }

    /// A share as a measure shows it: whole per cent, and `–` when nothing was counted.
    #[must_use]
    pub fn share(&self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "\u{2013}".to_owned();
        }
        #[expect(clippy::cast_precision_loss, reason = "a share in whole per cent needs no more than 52 bits")]
        let percent = (part as f64 / whole as f64 * 100.0).round();
        match self.lang {
            Lang::Sv => format!("{percent:.0}\u{a0}%"),
            Lang::En => format!("{percent:.0}%"),
        }
    }
}

/// A day as tables and form fields write it: `2026-11-22`.
#[must_use]
pub fn iso_date(day: Date) -> String {
    day.strftime("%Y-%m-%d").to_string()
}

/// A moment as tables write it, in the time of the site: `2026-11-22 21:40`.
#[must_use]
pub fn iso_moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

const MONTH_KEYS: [&str; 12] =
    ["month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10", "month-11", "month-12"];

const WEEKDAY_KEYS: [&str; 7] = ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];

type Bundle = FluentBundle<FluentResource>;

/// The bundle of a language, built at the first word and kept.
fn bundle(lang: Lang) -> &'static Bundle {
    static SWEDISH: OnceLock<Bundle> = OnceLock::new();
    static ENGLISH: OnceLock<Bundle> = OnceLock::new();
    match lang {
        Lang::Sv => SWEDISH.get_or_init(|| build_bundle(Lang::Sv)),
        Lang::En => ENGLISH.get_or_init(|| build_bundle(Lang::En)),
    }
}

fn build_bundle(lang: Lang) -> Bundle {
    // Cannot fail: both codes are well-formed language tags.
    let identifier = LanguageIdentifier::from_str(lang.code()).expect("language code");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // The marks around inserted values would end up in copied text, exports and search.
    bundle.set_use_isolating(false);
    for (stem, source) in locale_sources(lang) {
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => resource,
            Err((_, errors)) => panic!("locales/{lang}/{stem}.ftl cannot be read: {errors:?}"),
        };
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("locales/{lang}/{stem}.ftl says again what another file says: {errors:?}");
        }
    }
    bundle
}

/// The stem and text of every locale file of a language; the tests compare languages through it.
pub fn locale_sources(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    LOCALE_FILES.iter().map(move |(stem, sv, en)| match lang {
        Lang::Sv => (*stem, *sv),
        Lang::En => (*stem, *en),
    })
}

fn format_key(lang: Lang, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("⟦{key}⟧");
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::warn!(key, lang = lang.code(), "a sentence lacks a value");
    }
    text
}

fn swedish_collator() -> &'static CollatorBorrowed<'static> {
    static COLLATOR: OnceLock<CollatorBorrowed<'static>> = OnceLock::new();
    COLLATOR.get_or_init(|| {
        CollatorBorrowed::try_new(locale!("sv").into(), CollatorOptions::default())
            // Cannot fail: the data for Swedish is compiled in.
            .expect("Swedish collation data")
    })
}

/// The key that puts a name in the Swedish order (å, ä and ö after z). Compare keys as bytes.
///
/// Only for lists that are already on the page. Lists that are paged keep the key in a column, so that the database pages in the right order.
#[must_use]
pub fn collation_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2 + 4);
    // Writing into a vector has no way to fail: its error type has no value.
    let Ok(()) = swedish_collator().write_sort_key_to(text, &mut key);
    key
}

/// [`collation_key`] as hexadecimal text, for a column that orders text by bytes.
#[must_use]
pub fn collation_key_hex(text: &str) -> String {
    let key = collation_key(text);
    let mut hex = String::with_capacity(key.len() * 2);
    for byte in key {
        // Cannot fail: writing to a String never does.
        write!(hex, "{byte:02x}").expect("write to string");
    }
    hex
}
