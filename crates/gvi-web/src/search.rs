//! The search page: what the own compartment holds under some letters, kind by kind.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use gvi_app::search::{self, Found, Hits, LETTERS_LEAST};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::persons::born_text;
use crate::shell::Shell;
use crate::text::iso_date;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/search", get(page))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template, Serialize)]
#[template(path = "search/page.html")]
struct SearchPage {
    #[serde(skip)]
    shell: Shell,
    q: String,
    /// Nothing was typed, or too little to search for.
    too_short: bool,
    nothing: bool,
    sections: Vec<Section>,
}

/// What was found of one kind.
#[derive(Serialize)]
struct Section {
    kind: &'static str,
    title: String,
    count: usize,
    counted: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    href: String,
    title: String,
    code: String,
    about: String,
}

fn section<T>(desk: &Desk, kind: &'static str, title: &str, hits: Option<Hits<T>>, line: impl Fn(T) -> Line) -> Option<Section> {
    let hits = hits.filter(|hits| hits.count > 0)?;
    let tr = desk.tr();
    let count = hits.count;
    let lines: Vec<Line> = hits.lines.into_iter().map(line).collect();
    let counted = if hits.more {
        tr.count("search-count-at-least", count)
    } else if lines.len() < count {
        tr.args("search-count-of", &[("shown", lines.len().to_string()), ("count", count.to_string())])
    } else {
        tr.count("search-count", count)
    };
    Some(Section { kind, title: tr.t(title), count, counted, lines })
}

/// Parts of a line that are known, with a dot between them.
fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn sections(desk: &Desk, found: Found) -> Vec<Section> {
    let tr = desk.tr();
    let groups = section(desk, "groups", "groups-title", found.groups, |group| {
        let aliases = group.aliases.value().filter(|aliases| !aliases.is_empty());
        Line {
            href: format!("/groups/{}", group.id),
            title: group.name.value().unwrap_or_else(|| group.code.to_string()),
            code: group.code.to_string(),
            about: joined([
                aliases.map(|aliases| tr.args("search-also-called", &[("names", aliases.join(", "))])),
                group.area.value(),
                group.status.value().map(|status| tr.t(&format!("group-status-{}", status.name()))),
            ]),
        }
    });
    let persons = section(desk, "persons", "persons-title", found.persons, |person| Line {
        href: format!("/persons/{}", person.id),
        title: person.name.value().unwrap_or_else(|| person.code.to_string()),
        code: person.code.to_string(),
        about: joined([person.born.value().map(|born| born_text(desk, born))]),
    });
    let incidents = section(desk, "incidents", "incidents-title", found.incidents, |incident| Line {
        href: format!("/incidents/{}", incident.id),
        title: joined([incident.kind.value().map(|kind| tr.t(&format!("incident-kind-{}", kind.name()))), incident.place.value()]),
        code: incident.code.to_string(),
        about: joined([
            incident.occurred_from.value().map(|moment| iso_date(moment.date(desk.zone()))),
            incident.state.value().map(|state| tr.t(&format!("incident-state-{}", state.name()))),
        ]),
    });
    let received = section(desk, "received", "received-title", found.received, |line| Line {
        href: format!("/received/{}", line.received.envelope),
        title: line.label.unwrap_or_default(),
        code: String::new(),
        about: joined([
            Some(tr.t(&format!("snapshot-{}", line.received.kind))),
            Some(tr.args("received-from", &[("authority", desk.authority_name(line.received.from_authority.as_str()))])),
            Some(iso_date(line.received.received_at.date(desk.zone()))),
        ]),
    });
    [groups, persons, incidents, received].into_iter().flatten().collect()
}

async fn page(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let found = search::search(&desk.ctx, &asked.q).await?;
    let letters = asked.q.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1);
    let too_short = letters < LETTERS_LEAST;
    let nothing = !too_short && found.is_empty();
    desk.page(&SearchPage { shell: desk.shell(), q: asked.q, too_short, nothing, sections: sections(&desk, found) })
}
