//! The gallery: every part of the visual language on one page, for design and for the accessibility tests.
//!
//! It is open on demo and practice sites only. Its content is fixed and invented, and it reads neither a compartment nor a clock.

use askama::Template;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::form::{Choice, FormErrors, RoughTime};
use crate::icons::Icon;
use crate::shell::{NavItem, NoticeKind, Shell};
use crate::signs::{ClockChip, Crumb, Paging, ReceivedFrom, Tag, TimelineRow, Tone};
use crate::text::{Tr, collation_key};

/// The page `/gallery`.
#[derive(Template)]
#[template(path = "gallery.html")]
pub struct GalleryPage {
    /// The shell of the page.
    pub shell: Shell,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    clocks: Vec<ClockChip>,
    tags: Vec<Tag>,
    icons: Vec<Icon>,
    no_errors: FormErrors,
    errors: FormErrors,
    kinds: Vec<Choice>,
    reasons: Vec<Choice>,
    happened: RoughTime,
    groups: Vec<GroupRow>,
    timeline: Vec<TimelineRow>,
    received: ReceivedFrom,
    paging: Paging,
}

struct GroupRow {
    name: String,
    code: &'static str,
    status: Tag,
    seen: &'static str,
    incidents: u64,
}

impl GalleryPage {
    /// The gallery in the shell's language.
    #[must_use]
    pub fn new(shell: Shell) -> GalleryPage {
        let tr = shell.tr;
        let mut errors = FormErrors::none();
        errors.add("wrong_name", tr.t("gallery-error-name"));
        errors.add("wrong_reason", tr.t("gallery-error-reason"));
        GalleryPage {
            crumbs: vec![Crumb::new("/", tr.t("gallery-crumb-start")), Crumb::here(tr.t("gallery-title"))],
            tabs: vec![
                NavItem { current: true, ..NavItem::new("/gallery", tr.t("gallery-tab-card")) },
                NavItem::new("/gallery?tab=members", tr.t("gallery-tab-members")).with_count(14),
                NavItem::new("/gallery?tab=relations", tr.t("gallery-tab-relations")).with_count(3),
                NavItem::new("/gallery?tab=timeline", tr.t("gallery-tab-timeline")),
            ],
            clocks: clocks(tr),
            tags: vec![
                Tag::active(tr.t("gallery-tag-focus")),
                Tag::partly(tr.t("gallery-tag-suspected")),
                Tag::planned(tr.t("gallery-tag-proposed")),
                Tag::good(tr.t("gallery-tag-approved")),
                Tag::soon(tr.t("gallery-tag-stale")),
                Tag::over(tr.t("gallery-tag-overdue")),
                Tag::refused(tr.t("gallery-tag-refused")),
                Tag::quiet(tr.t("gallery-tag-closed")),
            ],
            icons: Icon::ALL.to_vec(),
            no_errors: FormErrors::none(),
            errors,
            kinds: vec![
                Choice::new("shooting", tr.t("gallery-kind-shooting")).chosen_when("shooting"),
                Choice::new("explosion", tr.t("gallery-kind-explosion")),
                Choice::new("threat", tr.t("gallery-kind-threat")).with_hint(tr.t("gallery-kind-threat-hint")),
            ],
            reasons: vec![
                Choice::new("told", tr.t("gallery-reason-told")).chosen_when("told"),
                Choice::new("attributed", tr.t("gallery-reason-attributed")),
            ],
            happened: RoughTime { how: "between".to_owned(), ..RoughTime::default() },
            groups: groups(tr),
            timeline: timeline(tr),
            received: ReceivedFrom {
                authority: tr.t("gallery-police"),
                ground: tr.t("gallery-ground"),
                until: tr.date(jiff::civil::date(2027, 2, 20)),
            },
            paging: Paging { previous: None, next: Some("/gallery?after=K7MQ-2X".to_owned()) },
            shell,
        }
    }
}

fn clocks(tr: Tr) -> Vec<ClockChip> {
    let zone = TimeZone::UTC;
    let now = fixed_moment();
    let hours = |hours| SignedDuration::from_hours(hours);
    let chip = |key, started: i64, due: i64, stopped: Option<i64>| {
        let at = |offset| now + hours(offset);
        ClockChip::at(tr, &zone, tr.t(key), (at(started), at(due)), stopped.map(at), now)
    };
    vec![
        chip("gallery-clock-alert", -1, 1, Some(0)),
        chip("gallery-clock-triage", -4, 20, None),
        chip("gallery-clock-focus", -60, 12, None),
        chip("gallery-clock-review", -170, -2, None),
        chip("gallery-clock-feedback", -400, -64, Some(-40)),
    ]
}

fn groups(tr: Tr) -> Vec<GroupRow> {
    let row = |name: &str, code, status, seen, incidents| GroupRow { name: name.to_owned(), code, status, seen, incidents };
    let mut rows = vec![
        row("Östra kajen", "K7MQ-2X", Tag::active(tr.t("gallery-tag-focus")), "2026-11-20", 7),
        row("Zinkgatan", "R2VD-9H", Tag::quiet(tr.t("gallery-tag-closed")), "2026-03-02", 0),
        row("Ängsbacken", "T4WN-6P", Tag::soon(tr.t("gallery-tag-stale")), "2026-08-11", 2),
        row("Åkerlyckan", "M9XC-3F", Tag::good(tr.t("gallery-tag-approved")), "2026-10-28", 1),
    ];
    rows.sort_by_key(|row| collation_key(&row.name));
    rows
}

fn timeline(tr: Tr) -> Vec<TimelineRow> {
    let row = |iso: &str, icon, tone, title: &str, text: &str| TimelineRow {
        iso: iso.to_owned(),
        when: iso.to_owned(),
        icon,
        tone,
        title: tr.t(title),
        href: String::new(),
        text: if text.is_empty() { String::new() } else { tr.t(text) },
    };
    vec![
        row("2026-11-22 21:40", Icon::Incident, Tone::Over, "gallery-line-incident", "gallery-line-incident-more"),
        row("2026-11-20 14:00", Icon::Focus, Tone::Active, "gallery-line-focus", ""),
        row("2026-06-03 18:00", Icon::Message, Tone::Good, "gallery-line-message", "gallery-line-message-more"),
    ]
}

/// Sunday evening, 22 November 2026, 21:40 in Nordhamn's gallery.
fn fixed_moment() -> Timestamp {
    // Cannot fail: the seconds lie well within the range of a moment.
    Timestamp::from_second(1_795_383_600).expect("fixed moment")
}

impl GalleryPage {
    fn notices() -> [NoticeKind; 4] {
        [NoticeKind::Info, NoticeKind::Done, NoticeKind::Warn, NoticeKind::Stop]
    }
}
