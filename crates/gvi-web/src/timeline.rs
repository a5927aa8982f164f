//! The page of a group's timeline: one list of everything that happened around it, a strip above it, and a choice of kinds.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use gvi_app::timeline::{self, Event, Timeline, What};
use gvi_domain::timeline::EventKind;
use gvi_domain::{Date, GroupId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charts::{ChartName, Strip, StripMark, StripMarkKind, StripSpan, strip};
use crate::desk::{Desk, House};
use crate::groups::tabs;
use crate::icons::Icon;
use crate::markup::Markup;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, TimelineRow, Tone};
use crate::text::{iso_date, iso_moment};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/groups/{id}/timeline", get(page))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
}

/// Months that the strip shows at most; the list shows everything.
const STRIP_MONTHS: i32 = 24;

#[derive(Template, Serialize)]
#[template(path = "groups/timeline.html")]
struct TimelinePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    #[serde(skip)]
    kinds: Vec<NavItem>,
    name: String,
    /// The kind that the list is narrowed to; empty for all.
    kind: &'static str,
    events: Vec<Line>,
    #[serde(skip)]
    rows: Vec<TimelineRow>,
    #[serde(skip)]
    strip: Markup,
    /// What the strip shows, for its table.
    marks: Vec<Mark>,
}

#[derive(Serialize)]
struct Line {
    kind: &'static str,
    when: String,
    title: String,
    text: String,
    href: String,
}

#[derive(Serialize)]
struct Mark {
    day: String,
    what: String,
}

/// How one event is told: icon, tone, title, second line, where it leads.
fn told(desk: &Desk, what: &What) -> (Icon, Tone, String, String, String) {
    let tr = desk.tr();
    let t = |key: &str, name: &str| tr.t(&format!("{key}-{name}"));
    let coded = |key: &str, code: &gvi_domain::Code| tr.args(key, &[("code", code.to_string())]);
    match what {
        What::Incident { id, code, kind, place, side, level } => (
            Icon::Incident,
            Tone::Over,
            format!("{} · {place}", t("incident-kind", kind.name())),
            format!("{} · {} · {code}", t("attribution-side", side.name()), t("attribution-level", level.name())),
            format!("/incidents/{id}"),
        ),
        What::Message { channel, words, messenger } => (
            Icon::Message,
            Tone::Active,
            tr.args("timeline-message", &[("channel", t("message-channel", channel.name()))]),
            [messenger.as_str(), words.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            String::new(),
        ),
        What::FocusProposed { id, code } => {
            (Icon::Focus, Tone::Quiet, coded("timeline-focus-proposed", code), String::new(), format!("/focus/{id}"))
        }
        What::FocusDecided { id, code, verdict, reasons } => (
            Icon::Focus,
            Tone::Active,
            tr.args("timeline-focus-decided", &[("code", code.to_string()), ("verdict", t("focus-verdict", verdict.name()))]),
            reasons.clone(),
            format!("/focus/{id}"),
        ),
        What::FocusStarted { id, code } => {
            (Icon::Focus, Tone::Over, coded("timeline-focus-started", code), String::new(), format!("/focus/{id}"))
        }
        What::FocusEnded { id, code, how } => (
            Icon::Focus,
            Tone::Good,
            coded("timeline-focus-ended", code),
            how.map(|how| t("focus-end", how.name())).unwrap_or_default(),
            format!("/focus/{id}"),
        ),
        What::ToldBack { id, code } => {
            (Icon::Message, Tone::Good, coded("timeline-told-back", code), String::new(), format!("/focus/{id}"))
        }
        What::RelationBegan { kind, other, name } => relation(desk, "timeline-relation-began", kind.name(), *other, name.as_ref()),
        What::RelationEnded { kind, other, name } => relation(desk, "timeline-relation-ended", kind.name(), *other, name.as_ref()),
        What::Status { from, to } => (
            Icon::Group,
            Tone::Quiet,
            tr.args("timeline-status", &[("status", t("group-status", to.name()))]),
            from.map(|from| tr.args("timeline-status-before", &[("status", t("group-status", from.name()))])).unwrap_or_default(),
            String::new(),
        ),
        What::Received { id, from, kind, as_of } => (
            Icon::Envelope,
            Tone::Quiet,
            tr.args("received-from", &[("authority", desk.authority_name(from.as_str()))]),
            format!("{} · {}", t("snapshot", kind), tr.args("timeline-as-of", &[("day", iso_date(*as_of))])),
            format!("/received/{id}"),
        ),
    }
}

fn relation(desk: &Desk, key: &str, kind: &str, other: GroupId, name: Option<&String>) -> (Icon, Tone, String, String, String) {
    let tr = desk.tr();
    let icon = if kind == "conflict" { Icon::Conflict } else { Icon::Alliance };
    let name = name.cloned().unwrap_or_else(|| tr.t("withheld"));
    let title = tr.args(key, &[("kind", tr.t(&format!("relation-kind-{kind}"))), ("group", name)]);
    (icon, Tone::Active, title, String::new(), format!("/groups/{other}/timeline"))
}

/// The sign of an event on the strip; what has none stands in the list only.
const fn sign(what: &What) -> Option<StripMarkKind> {
    match what {
        What::Incident { .. } => Some(StripMarkKind::Incident),
        What::Message { .. } | What::ToldBack { .. } => Some(StripMarkKind::Message),
        What::FocusDecided { .. } => Some(StripMarkKind::Decision),
        _ => None,
    }
}

fn draw(desk: &Desk, timeline: &Timeline, today: Date) -> (Markup, Vec<Mark>) {
    let tr = desk.tr();
    let earliest = today.saturating_sub(jiff::Span::new().months(STRIP_MONTHS));
    let first =
        timeline.events.iter().map(|event| event.day).chain(timeline.in_focus.iter().map(|focus| focus.from)).min().unwrap_or(today);
    // At least three months, so that the signs of one week do not lie on each other.
    let from = first.clamp(earliest, today.saturating_sub(jiff::Span::new().months(3)));
    let signs: Vec<(Date, StripMarkKind)> = timeline
        .events
        .iter()
        .filter_map(|event| sign(&event.what).map(|kind| (event.day, kind)))
        .filter(|(day, _)| *day >= from)
        .collect();
    let spans = timeline.in_focus.iter().filter(|focus| focus.to.is_none_or(|to| to >= from));
    let spans: Vec<StripSpan> = spans
        .map(|focus| StripSpan { from: focus.from, to: focus.to, name: tr.args("timeline-in-focus", &[("code", focus.code.to_string())]) })
        .collect();
    let mut marks: Vec<Mark> = signs.iter().map(|(day, kind)| Mark { day: iso_date(*day), what: tr.t(kind.key()) }).collect();
    marks.extend(spans.iter().map(|span| {
        let until = span.to.map(iso_date).unwrap_or_default();
        Mark { day: format!("{}–{until}", iso_date(span.from)), what: span.name.clone() }
    }));
    let drawn = Strip { from, to: today, marks: signs.into_iter().map(|(day, kind)| StripMark { day, kind }).collect(), spans };
    (strip(tr, &ChartName::new("timeline-strip", tr.t("timeline-strip"), tr.t("timeline-strip-describes")), &drawn), marks)
}

fn row(desk: &Desk, event: &Event) -> (Line, TimelineRow) {
    let tr = desk.tr();
    let (icon, tone, title, text, href) = told(desk, &event.what);
    let (iso, when) = match event.at {
        Some(at) => (iso_moment(at.timestamp(), desk.zone()), tr.moment(at.timestamp(), desk.zone())),
        None => (iso_date(event.day), tr.date(event.day)),
    };
    let line = Line { kind: event.what.kind().name(), when: iso.clone(), title: title.clone(), text: text.clone(), href: href.clone() };
    (line, TimelineRow { iso, when, icon, tone, title, href, text })
}

async fn page(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let timeline = timeline::timeline(&desk.ctx, id).await?;
    let tr = desk.tr();
    let chosen = EventKind::named(&asked.kind);
    let count = |kind: Option<EventKind>| timeline.events.iter().filter(|event| kind.is_none_or(|kind| event.what.kind() == kind)).count();
    let tab = |kind: Option<EventKind>, label: String| {
        let href = kind.map_or_else(|| format!("/groups/{id}/timeline"), |kind| format!("/groups/{id}/timeline?kind={}", kind.name()));
        NavItem { current: kind == chosen, count: u64::try_from(count(kind)).ok(), ..NavItem::new(href, label) }
    };
    let mut kinds = vec![tab(None, tr.t("timeline-all"))];
    // A kind of which there is nothing is not offered, but for the one that was asked for.
    let there = EventKind::ALL.iter().filter(|kind| count(Some(**kind)) > 0 || chosen == Some(**kind));
    kinds.extend(there.map(|kind| tab(Some(*kind), tr.t(&format!("timeline-kind-{}", kind.name())))));
    let shown = timeline.events.iter().filter(|event| chosen.is_none_or(|kind| event.what.kind() == kind));
    let (events, rows) = shown.map(|event| row(&desk, event)).unzip();
    let (strip, marks) = draw(&desk, &timeline, desk.now().date(desk.zone()));
    let name = timeline.group.name.as_value().cloned().unwrap_or_else(|| timeline.group.code.to_string());
    let crumbs = vec![
        Crumb::new("/groups", tr.t("groups-title")),
        Crumb::new(format!("/groups/{id}"), name.clone()),
        Crumb::here(tr.t("timeline-title")),
    ];
    let page = TimelinePage {
        tabs: tabs(&desk, &id.to_string()),
        shell: desk.shell(),
        crumbs,
        kinds,
        name,
        kind: chosen.map_or("", EventKind::name),
        events,
        rows,
        strip,
        marks,
    };
    desk.page(&page)
}
