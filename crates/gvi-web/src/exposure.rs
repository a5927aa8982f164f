//! Pages of the promise: what one group was told, in which words, and whether it was kept; and the log of exposure, without any person.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use gvi_app::exposure::{self, Dose, Promise};
use gvi_domain::{GroupId, Moment};
use serde::Serialize;

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::messages::told;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date, iso_moment};
use crate::wordings::{WordingView, view as wording_view};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/exposure", get(log)).route("/exposure/file.csv", get(file)).route("/groups/{id}/promise", get(promise))
}

/// How often a group was told in a quarter.
#[derive(Serialize)]
struct DoseView {
    code: String,
    name: Option<String>,
    quarter: String,
    ways: Vec<String>,
    direct: u64,
    all: u64,
}

fn dose_view(tr: Tr, dose: Dose) -> DoseView {
    let quarter = (dose.quarter.month() - 1) / 3 + 1;
    DoseView {
        code: dose.code.to_string(),
        name: dose.name,
        quarter: tr.args("exposure-quarter", &[("year", dose.quarter.year().to_string()), ("quarter", quarter.to_string())]),
        ways: dose.times.iter().map(|(way, times)| format!("{}: {times}", tr.t(&format!("message-channel-{way}")))).collect(),
        direct: dose.direct,
        all: dose.times.values().sum(),
    }
}

#[derive(Serialize)]
struct ExposureLine {
    code: String,
    name: Option<String>,
    on: String,
    way: String,
    counts: bool,
}

#[derive(Template, Serialize)]
#[template(path = "exposure/log.html")]
struct LogPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    doses: Vec<DoseView>,
    lines: Vec<ExposureLine>,
    reach: Option<ReachView>,
}

/// Which of the groups that are worked with were reached.
#[derive(Serialize)]
struct ReachView {
    all: usize,
    direct: usize,
    through: usize,
    none: Vec<String>,
}

async fn log(desk: Desk) -> Answer {
    let tr = desk.tr();
    let found = exposure::log(&desk.ctx).await?;
    let line = |one: &exposure::Exposure| ExposureLine {
        code: one.group_code.to_string(),
        name: found.names.get(&one.group_code.to_string()).cloned(),
        on: iso_date(one.on),
        way: tr.t(&format!("message-channel-{}", one.channel.name())),
        counts: one.channel.counts_as_told(),
    };
    let lines = found.log.iter().rev().map(line).collect();
    let page = LogPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/messages", tr.t("messages-title")), Crumb::here(tr.t("exposure-title"))],
        lines,
        reach: found.reach.map(|reach| ReachView { all: reach.all(), direct: reach.direct, through: reach.through, none: reach.none }),
        doses: found.doses.into_iter().map(|dose| dose_view(tr, dose)).collect(),
    };
    desk.page(&page)
}

async fn file(desk: Desk) -> Answer {
    let text = exposure::csv(&exposure::log(&desk.ctx).await?.log)?;
    let name = format!("attachment; filename=\"exposure-{}-{}.csv\"", desk.ctx.plate().authority, iso_date(desk.now().date(desk.zone())));
    // An authority's id is plain letters, so this is always a header.
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, text).into_response())
}

/// What a group was told once.
#[derive(Serialize)]
struct ToldView {
    on: Option<String>,
    way: Option<String>,
    messenger: Option<String>,
    version: Option<String>,
    wording: Option<WordingView>,
}

/// An incident to which the promise applied.
#[derive(Serialize)]
struct KeptView {
    incident: String,
    code: String,
    attributed: String,
    decided: Option<String>,
    standing: Tag,
}

/// What the group was told back.
#[derive(Serialize)]
struct BackView {
    focus: String,
    on: Option<String>,
    way: String,
    text: Option<String>,
    by: Option<String>,
    clearance: Option<String>,
    cleared_on: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "exposure/promise.html")]
struct PromisePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    title: String,
    heard: Tag,
    heard_text: String,
    told: Vec<ToldView>,
    kept: Option<Vec<KeptView>>,
    back: Vec<BackView>,
    doses: Vec<DoseView>,
}

async fn promise(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let found = exposure::promise(&desk.ctx, id).await?;
    let tr = desk.tr();
    let at = |at: Moment| iso_moment(at.timestamp(), desk.zone());
    let name = found.group.name.value().unwrap_or_else(|| found.group.code.to_string());
    let (heard, heard_text) = told(tr, found.heard);
    let kept = |one: exposure::Kept| KeptView {
        standing: match Promise::is_kept(&one, desk.now()) {
            Some(true) => Tag::good(tr.t("promise-kept")),
            Some(false) => Tag::over(tr.t("promise-broken")),
            None => Tag::planned(tr.t("promise-open")),
        },
        incident: one.incident.to_string(),
        code: one.incident_code.to_string(),
        attributed: at(one.attributed_at),
        decided: one.decided_at.map(at),
    };
    let page = PromisePage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/groups", tr.t("groups-title")),
            Crumb::new(format!("/groups/{id}"), name.clone()),
            Crumb::here(tr.t("promise-title")),
        ],
        tabs: crate::groups::tabs(&desk, &id.to_string()),
        title: tr.args("promise-to-group", &[("group", name.as_str())]),
        heard,
        heard_text,
        told: found
            .told
            .into_iter()
            .map(|(message, wording)| ToldView {
                on: message.given_on.value().map(iso_date),
                way: message.channel.value().map(|channel| tr.t(&format!("message-channel-{}", channel.name()))),
                messenger: message.messenger.value(),
                version: message.words_version.value(),
                wording: wording.map(|wording| wording_view(&desk, wording)),
            })
            .collect(),
        kept: found.kept.map(|all| all.into_iter().map(kept).collect()),
        back: found
            .told_back
            .into_iter()
            .map(|focus| BackView {
                focus: focus.id.to_string(),
                on: focus.told_back_on.value().flatten().map(iso_date),
                way: focus
                    .told_back_channel
                    .value()
                    .flatten()
                    .map(|way| tr.t(&format!("focus-channel-{}", way.name())))
                    .unwrap_or_default(),
                text: focus.told_back_text.value().map(|text| text.as_str().to_owned()),
                by: focus.told_back_by.value(),
                clearance: focus.told_back_clearance.value(),
                cleared_on: focus.told_back_cleared_on.value().flatten().map(iso_date),
            })
            .collect(),
        doses: found.doses.into_iter().map(|dose| dose_view(tr, dose)).collect(),
    };
    desk.page(&page)
}
