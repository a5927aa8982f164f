//! The gallery: every part of the visual language on one page, for design and for the accessibility tests.
//!
//! It is open on demo and practice sites only. Its content is fixed and invented, and it reads neither a compartment nor a clock.

use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::answer::{Answer, see_other};
use crate::charts::{
    self, ChartName, LineMark, MapGroup, MapRelation, MonthBar, RelationKind, Series, Strip, StripMark, StripMarkKind, StripSpan,
    month_bars, relation_map, sparkline, strip,
};
use crate::desk::{House, Visitor};
use crate::form::{Choice, FormErrors, RoughTime};
use crate::icons::Icon;
use crate::markup::Markup;
use crate::problem::Problem;
use crate::shell::{NavItem, NoticeKind, Shell};
use crate::signs::{ClockChip, Crumb, Paging, ReceivedFrom, Tag, TimelineRow, Tone};
use crate::text::{Tr, collation_key, iso_date};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/gallery", get(gallery).post(sent))
}

/// Shown to anyone on demo and practice sites; elsewhere it is not there.
async fn gallery(State(house): State<House>, request: Request) -> Answer {
    let (parts, _) = request.into_parts();
    let shell = Visitor::of(&parts).shell(&house.site);
    if !shell.mode.is_for_practice() {
        return Err(Problem::NotFound);
    }
    let page = GalleryPage::new(shell).render().map_err(|error| gvi_app::AppError::Broken(Box::new(error)))?;
    Ok(Html(page).into_response())
}

/// The forms of the gallery change nothing: sending one leads back.
async fn sent() -> Response {
    see_other("/gallery")
}

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
    months: Vec<MonthBar>,
    months_chart: Markup,
    lines: Vec<Series>,
    lines_table: Vec<(String, Vec<String>)>,
    lines_chart: Markup,
    strip_table: Vec<(String, String)>,
    strip_chart: Markup,
    relations: Vec<MapRelation>,
    map_chart: Markup,
}

struct GroupRow {
    name: String,
    code: &'static str,
    status: Tag,
    seen: &'static str,
    incidents: u64,
    trend: Markup,
}

impl GalleryPage {
    /// The gallery in the shell's language.
    #[must_use]
    pub fn new(shell: Shell) -> GalleryPage {
        let tr = shell.tr;
        let mut errors = FormErrors::none();
        errors.add("wrong_name", tr.t("gallery-error-name"));
        errors.add("wrong_reason", tr.t("gallery-error-reason"));
        let (months, lines, line_labels, relations, years) = (months(), series(), line_labels(tr), relations(), two_years(tr));
        let named = |id: &str, title: &str, description: &str| ChartName::new(id, tr.t(title), tr.t(description));
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
            received: ReceivedFrom { authority: tr.t("gallery-police"), ground: tr.t("gallery-ground"), until: tr.date(date(2027, 2, 20)) },
            months_chart: month_bars(tr, &named("months-chart", "gallery-chart-months", "gallery-chart-months-desc"), &months),
            lines_chart: charts::lines(
                tr,
                &named("rolling-chart", "gallery-chart-lines", "gallery-chart-lines-desc"),
                &line_labels,
                &lines,
                Some(&LineMark { at: 9, name: tr.t("gallery-chart-first-message") }),
            ),
            strip_chart: strip(tr, &named("strip-chart", "gallery-chart-strip", "gallery-chart-strip-desc"), &years),
            strip_table: years.marks.iter().map(|mark| (tr.t(mark.kind.key()), iso_date(mark.day))).collect(),
            map_chart: relation_map(&named("map-chart", "gallery-chart-map", "gallery-chart-map-desc"), &map_groups(), &relations),
            months,
            lines_table: line_labels
                .into_iter()
                .enumerate()
                .map(|(at, label)| (label, lines.iter().map(|line| line.shown(tr, at)).collect()))
                .collect(),
            lines,
            relations,
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
    let row = |name: &str, code, status, seen, incidents: u64| GroupRow {
        name: name.to_owned(),
        code,
        status,
        seen,
        incidents,
        trend: sparkline(&[1, 0, 2, 3, 1, 1, 0, 2, 4, 1, 0, u32::from(incidents > 0)]),
    };
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

fn months() -> Vec<MonthBar> {
    const COUNTS: [(u32, u32); 36] = [
        (6, 1),
        (4, 0),
        (7, 2),
        (5, 1),
        (8, 1),
        (9, 3),
        (6, 0),
        (7, 1),
        (5, 2),
        (4, 0),
        (6, 1),
        (5, 0),
        (4, 1),
        (5, 0),
        (3, 1),
        (4, 0),
        (6, 1),
        (3, 0),
        (2, 1),
        (4, 0),
        (3, 0),
        (1, 1),
        (2, 0),
        (3, 0),
        (1, 0),
        (2, 1),
        (0, 0),
        (1, 0),
        (3, 1),
        (2, 0),
        (1, 0),
        (0, 1),
        (1, 0),
        (2, 0),
        (1, 1),
        (1, 0),
    ];
    (2024..=2026)
        .flat_map(|year| (1..=12).map(move |month| date(year, month, 1)))
        .zip(COUNTS)
        .map(|(month, (count, unsure))| MonthBar { month, count, unsure })
        .collect()
}

fn series() -> Vec<Series> {
    let line = |name: &str, values: [i16; 18]| Series {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value >= 0).then_some(f64::from(*value))).collect(),
    };
    vec![
        line("28 d", [2, 3, 1, 4, 2, 3, 2, 4, 3, 3, 1, 1, 2, 0, 0, 1, 0, 0]),
        line("90 d", [5, 6, 6, 8, 7, 9, 7, 9, 9, 10, 7, 5, 4, 3, 2, 1, 1, 1]),
        line("365 d", [-1, -1, 18, 20, 22, 23, 24, 26, 27, 27, 25, 24, 21, 18, 16, 13, 11, 9]),
    ]
}

fn line_labels(tr: Tr) -> Vec<String> {
    (0..18).map(|at: i8| format!("{} {}", tr.month(at % 12 + 1), 2025 + i16::from(at) / 12)).collect()
}

fn two_years(tr: Tr) -> Strip {
    let mark = |day, kind| StripMark { day, kind };
    Strip {
        from: date(2024, 12, 1),
        to: date(2026, 11, 22),
        marks: vec![
            mark(date(2025, 2, 11), StripMarkKind::Incident),
            mark(date(2025, 4, 2), StripMarkKind::Incident),
            mark(date(2025, 5, 20), StripMarkKind::Message),
            mark(date(2025, 9, 4), StripMarkKind::Incident),
            mark(date(2025, 9, 7), StripMarkKind::Decision),
            mark(date(2026, 6, 3), StripMarkKind::Message),
            mark(date(2026, 11, 19), StripMarkKind::Incident),
            mark(date(2026, 11, 22), StripMarkKind::Decision),
        ],
        spans: vec![
            StripSpan { from: date(2025, 9, 7), to: Some(date(2025, 12, 1)), name: tr.t("gallery-chart-focus-1") },
            StripSpan { from: date(2026, 11, 20), to: None, name: tr.t("gallery-chart-focus-2") },
        ],
    }
}

const MAP_GROUPS: [&str; 12] = [
    "Östra kajen",
    "Zinkgatan",
    "Ängsbacken",
    "Åkerlyckan",
    "Norra bron",
    "Sågverket",
    "Lövholmen",
    "Tegelbruket",
    "Västra torget",
    "Fyrhamnen",
    "Björklunden",
    "Gamla varvet",
];

fn map_groups() -> Vec<MapGroup> {
    MAP_GROUPS
        .iter()
        .map(|name| MapGroup {
            code: (*name).to_owned(),
            name: (*name).to_owned(),
            in_focus: *name == "Östra kajen",
            active: !matches!(*name, "Zinkgatan" | "Fyrhamnen"),
        })
        .collect()
}

fn relations() -> Vec<MapRelation> {
    let tie = |one: usize, other: usize, kind, established| MapRelation {
        one: MAP_GROUPS[one].to_owned(),
        other: MAP_GROUPS[other].to_owned(),
        kind,
        established,
    };
    vec![
        tie(0, 2, RelationKind::Conflict, true),
        tie(0, 5, RelationKind::Conflict, false),
        tie(0, 3, RelationKind::Alliance, true),
        tie(2, 5, RelationKind::Alliance, true),
        tie(4, 6, RelationKind::Conflict, true),
        tie(4, 3, RelationKind::Alliance, false),
        tie(6, 7, RelationKind::Alliance, true),
        tie(7, 8, RelationKind::Conflict, false),
        tie(8, 5, RelationKind::Alliance, true),
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
