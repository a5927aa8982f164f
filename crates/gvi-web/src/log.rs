//! Pages of the log: what was done here, who saw one record, whether the memory holds, and a file for one's own tools.
//!
//! Entries are told in plain words; the words of a deed and a kind of thing stand in the texts of both languages, under the names that the
//! log itself uses.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use gvi_app::log::{self, ENTRIES_PER_FILE_MAX, Entries, Glance, LogFilter, Marking, Paper, Sound, Turn, Watch};
use gvi_app::seen::{SeenEntry, SeenReader, SeenWho};
use gvi_domain::{Date, Moment};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::papers;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::{Lang, Tr, collation_key, iso_date, iso_moment};

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/log", get(page))
        .route("/log/file.csv", get(file))
        .route("/log/checkpoints", get(checkpoints))
        .route("/log/of/{kind}/{id}", get(of))
}

/// What is asked for in an address. What cannot be read filters nothing: an address is not a form.
#[derive(Deserialize, Serialize, Default, Clone)]
struct Asked {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    who: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    deed: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    thing: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    to: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    refused: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    older: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    newer: String,
}

impl Asked {
    fn filter(&self, desk: &Desk) -> LogFilter {
        let midnight = |text: &str, days: i64| {
            let date = text.parse::<Date>().ok()?.checked_add(jiff::Span::new().days(days)).ok()?;
            Moment::at(date, 0, 0, desk.zone()).ok()
        };
        LogFilter {
            actor: self.who.clone(),
            deed: self.deed.clone(),
            thing: self.kind.clone(),
            subject: String::new(),
            from: midnight(&self.from, 0),
            to: midnight(&self.to, 1),
            refused: !self.refused.is_empty(),
        }
    }

    fn turn(&self) -> Turn {
        match (self.older.parse(), self.newer.parse()) {
            (Ok(seq), _) => Turn::Older(seq),
            (_, Ok(seq)) => Turn::Newer(seq),
            _ => Turn::Newest,
        }
    }

    fn is_set(&self) -> bool {
        [&self.who, &self.deed, &self.kind, &self.thing, &self.from, &self.to, &self.refused].into_iter().any(|value| !value.is_empty())
    }

    /// The address of the same filter somewhere else.
    fn address(&self, path: &str, older: Option<u64>, newer: Option<u64>) -> String {
        let number = |seq: Option<u64>| seq.map(|seq| seq.to_string()).unwrap_or_default();
        let there = Self { older: number(older), newer: number(newer), ..self.clone() };
        match serde_html_form::to_string(&there) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

/// The ways through a list of entries.
#[derive(Serialize)]
struct Ways {
    newest: Option<String>,
    newer: Option<String>,
    older: Option<String>,
}

impl Ways {
    fn of(asked: &Asked, path: &str, entries: &Entries) -> Self {
        let away = !matches!(asked.turn(), Turn::Newest);
        Self {
            newest: away.then(|| asked.address(path, None, None)),
            newer: entries.newer.map(|seq| asked.address(path, None, Some(seq))),
            older: entries.older.map(|seq| asked.address(path, Some(seq), None)),
        }
    }
}

/// An entry in words. The names that the log itself uses stand beside, for machines.
#[derive(Serialize)]
struct EntryLine {
    seq: u64,
    at: String,
    who: String,
    user_name: Option<String>,
    account: String,
    roles: String,
    deed: String,
    deed_text: String,
    /// What else is known of the deed: the part of the log that was read, what was shown, grounds, recipients.
    more: Vec<String>,
    thing: String,
    thing_text: String,
    subject: Option<String>,
    code: Option<String>,
    /// Where the whole history of that thing is.
    href: Option<String>,
    purpose: Option<String>,
    outcome: Tag,
    refused: Option<String>,
    why: Option<String>,
    /// The row cannot be taken at its word, or its content was erased.
    warning: Option<Tag>,
}

fn seconds(at: Moment, desk: &Desk) -> String {
    at.timestamp().to_zoned(desk.zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn deed_text(tr: Tr, deed: &str) -> String {
    let key = format!("log-deed-{deed}");
    if tr.has(&key) { tr.t(&key) } else { deed.to_owned() }
}

fn thing_text(tr: Tr, thing: &str) -> String {
    let key = format!("log-thing-{thing}");
    if tr.has(&key) { tr.t(&key) } else { thing.to_owned() }
}

/// The name of whoever did something; the house and an unknown account have none of their own.
pub(crate) fn who_text(tr: Tr, account: &str, name: Option<String>) -> String {
    match account {
        "house" => tr.t("log-house"),
        "unknown" => tr.t("log-nobody"),
        // Erased with the rest, after five years.
        "" => "–".to_owned(),
        _ => name.unwrap_or_else(|| account.to_owned()),
    }
}

fn why_text(tr: Tr, code: &str) -> String {
    let key = format!("log-why-{code}");
    if code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') && tr.has(&key) {
        tr.t(&key)
    } else if code.is_empty() {
        tr.t("log-why-erased")
    } else {
        tr.args("log-why-rule", &[("code", code.to_owned())])
    }
}

/// Which part of the log was read: `page:who+period` in words.
fn part_text(tr: Tr, part: &str) -> Option<String> {
    let (way, fields) = part.split_once(':').unwrap_or((part, ""));
    let key = format!("log-part-{way}");
    if !tr.has(&key) {
        return None;
    }
    let named: Vec<String> =
        fields.split('+').map(|field| format!("log-by-{field}")).filter(|key| tr.has(key)).map(|key| tr.t(&key)).collect();
    let way = tr.t(&key);
    Some(if named.is_empty() { way } else { tr.args("log-part-filtered", &[("part", way), ("fields", named.join(", "))]) })
}

/// A list of words after a label; nothing if there are none.
fn listed(tr: Tr, key: &str, words: Vec<String>) -> Option<String> {
    (!words.is_empty()).then(|| tr.args(key, &[("words", words.join(", "))]))
}

fn entry_line(desk: &Desk, entries: &Entries, line: &log::Line) -> EntryLine {
    let tr = desk.tr();
    let entry: SeenEntry = line.entry.clone();
    let (deed, thing) = (entry.deed.value().unwrap_or_default(), entry.thing.value().unwrap_or_default());
    let account = entry.actor.value().unwrap_or_default();
    let words = |prefix: &str, names: gvi_app::Shown<Vec<String>>| -> Vec<String> {
        names.value().unwrap_or_default().iter().map(|name| tr.t(&format!("{prefix}{name}"))).collect()
    };
    let mut subject = entry.subject.value().flatten();
    let part = subject.as_deref().and_then(|subject| part_text(tr, subject));
    if part.is_some() {
        subject = None;
    }
    let (made, grounds): (Vec<String>, Vec<String>) =
        entry.grounds.value().unwrap_or_default().into_iter().partition(|ground| ground.starts_with(papers::LOGGED));
    let recipients = entry.recipients.value().unwrap_or_default().iter().map(|id| desk.authority_name(id)).collect();
    let more = [
        part,
        listed(tr, "log-shown", words("log-class-", entry.classes)),
        listed(tr, "log-papers", made.iter().map(|paper| papers::logged_text(tr, paper)).collect()),
        listed(tr, "log-grounds", grounds),
        listed(tr, "log-recipients", recipients),
    ];
    let purpose = entry.purpose.value().unwrap_or_default();
    let named = entries.purposes.get(&purpose).map(|(sv, en)| if tr.lang() == Lang::Sv { sv.clone() } else { en.clone() });
    let refused = entry.refused.value().flatten();
    let kind = line.coded.as_ref().map_or(thing.as_str(), |(kind, _)| kind.as_str());
    // A look into the log names the record; its own history is that of the record, under the record's kind.
    let has_history = subject.is_some() && kind != "Log" && kind != "Session";
    EntryLine {
        seq: entry.seq,
        at: seconds(entry.at, desk),
        who: who_text(tr, &account, entry.name.value().flatten()),
        user_name: entry.user_name.value().flatten(),
        account,
        roles: words("role-", entry.roles.map(|roles| roles.into_iter().filter(|role| role != "house").collect())).join(", "),
        deed_text: deed_text(tr, &deed),
        more: more.into_iter().flatten().collect(),
        thing_text: match &line.coded {
            Some((kind, _)) if *kind != thing => {
                tr.args("log-thing-about", &[("thing", thing_text(tr, &thing)), ("other", thing_text(tr, kind))])
            }
            _ => thing_text(tr, &thing),
        },
        code: line.coded.as_ref().map(|(_, code)| code.to_string()),
        href: subject.as_ref().filter(|_| has_history).map(|id| format!("/log/of/{}/{id}", log::address_of(kind))),
        subject,
        purpose: if purpose.is_empty() { None } else { Some(named.unwrap_or(purpose)) },
        outcome: if refused.is_some() {
            Tag::refused(tr.t("log-refused"))
        } else if log::changes(&deed) {
            Tag::good(tr.t("log-done"))
        } else {
            Tag::quiet(tr.t("log-read"))
        },
        why: refused.as_ref().map(|code| why_text(tr, code)),
        refused,
        warning: match entry.sound {
            Sound::Yes => None,
            Sound::Erased => Some(Tag::quiet(tr.t("log-erased"))),
            Sound::Altered => Some(Tag::over(tr.t("log-altered"))),
        },
        deed,
        thing,
    }
}

fn entry_lines(desk: &Desk, entries: &Entries) -> Vec<EntryLine> {
    entries.lines.iter().map(|line| entry_line(desk, entries, line)).collect()
}

/// Names of the log's own words as choices, in the order of the reader's language.
fn choices(tr: Tr, names: impl Iterator<Item = &'static str>, text: fn(Tr, &str) -> String, chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = names.map(|name| Choice::new(name, text(tr, name)).chosen_when(chosen)).collect();
    choices.sort_by_cached_key(|choice| collation_key(&choice.label));
    choices
}

fn people_choices(tr: Tr, people: Vec<SeenWho>, chosen: &str) -> Vec<Choice> {
    let own = people.into_iter().map(|one| {
        let name = one.name.value().unwrap_or_else(|| one.account.clone());
        let label = one.user_name.value().map_or_else(|| name.clone(), |user| format!("{name} ({user})"));
        Choice::new(one.account, label).chosen_when(chosen)
    });
    let nobody = [("house", "log-house"), ("unknown", "log-nobody")].map(|(value, key)| Choice::new(value, tr.t(key)).chosen_when(chosen));
    own.chain(nobody).collect()
}

pub(crate) fn tabs(desk: &Desk) -> Vec<NavItem> {
    let path = desk.visitor.path.split('?').next().unwrap_or_default();
    [("/log", "log-title"), ("/log/unusual", "log-unusual"), ("/log/checkpoints", "log-checkpoints")]
        .map(|(href, key)| NavItem { current: path == href, ..NavItem::new(href, desk.tr().t(key)) })
        .into()
}

#[derive(Template, Serialize)]
#[template(path = "log/page.html")]
struct LogPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    #[serde(skip)]
    people: Vec<Choice>,
    #[serde(skip)]
    deeds: Vec<Choice>,
    #[serde(skip)]
    kinds: Vec<Choice>,
    filter: Asked,
    filtered: bool,
    lines: Vec<EntryLine>,
    ways: Ways,
    file: String,
    file_holds: String,
}

async fn page(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let found = log::page(&desk.ctx, &asked.filter(&desk), &asked.thing, asked.turn()).await?;
    let tr = desk.tr();
    desk.page(&LogPage {
        shell: desk.shell(),
        errors: FormErrors::none(),
        tabs: tabs(&desk),
        people: people_choices(tr, found.people, &asked.who),
        deeds: choices(tr, log::deed_names(), deed_text, &asked.deed),
        kinds: choices(tr, log::thing_names(), thing_text, &asked.kind),
        filtered: asked.is_set(),
        lines: entry_lines(&desk, &found.entries),
        ways: Ways::of(&asked, "/log", &found.entries),
        file: asked.address("/log/file.csv", None, None),
        file_holds: file_holds(tr),
        filter: asked,
    })
}

fn file_holds(tr: Tr) -> String {
    tr.args("log-file-holds", &[("count", tr.integer(i64::from(ENTRIES_PER_FILE_MAX)))])
}

/// What a reader did with a record, counted.
#[derive(Serialize)]
struct ReaderLine {
    who: String,
    user_name: Option<String>,
    deed: String,
    deed_text: String,
    times: u64,
    last: String,
    outcome: Option<Tag>,
}

fn reader_line(desk: &Desk, reader: SeenReader) -> ReaderLine {
    let tr = desk.tr();
    let (account, deed) = (reader.actor.value().unwrap_or_default(), reader.deed.value().unwrap_or_default());
    ReaderLine {
        who: who_text(tr, &account, reader.name.value().flatten()),
        user_name: reader.user_name.value().flatten(),
        deed_text: deed_text(tr, &deed),
        deed,
        times: reader.times.value().unwrap_or_default(),
        last: reader.last.value().map(|at| seconds(at, desk)).unwrap_or_default(),
        outcome: reader.refused.value().filter(|refused| *refused).map(|_| Tag::refused(tr.t("log-refused"))),
    }
}

#[derive(Template, Serialize)]
#[template(path = "log/of.html")]
struct OfPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    title: String,
    kind: String,
    id: String,
    code: Option<String>,
    readers: Vec<ReaderLine>,
    lines: Vec<EntryLine>,
    ways: Ways,
    file: String,
    file_holds: String,
}

async fn of(desk: Desk, Path((kind, id)): Path<(String, String)>, Query(asked): Query<Asked>) -> Answer {
    // An address that names no kind of thing is asked too, or the answer would come sooner and leave no entry.
    let thing = log::thing_in_address(&kind).unwrap_or("Log");
    let found = log::of(&desk.ctx, thing, &id, asked.turn()).await?;
    let tr = desk.tr();
    let code = found.code.map(|code| code.to_string());
    let title = tr.args("log-of-title", &[("thing", thing_text(tr, found.thing)), ("code", code.clone().unwrap_or_default())]);
    let asked = Asked { older: asked.older, newer: asked.newer, ..Asked::default() };
    let path = format!("/log/of/{kind}/{id}");
    desk.page(&OfPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/log", tr.t("log-title")), Crumb::here(title.trim())],
        title: title.trim().to_owned(),
        readers: found.readers.into_iter().map(|reader| reader_line(&desk, reader)).collect(),
        lines: entry_lines(&desk, &found.entries),
        ways: Ways::of(&asked, &path, &found.entries),
        file: Asked { thing: id.clone(), ..Asked::default() }.address("/log/file.csv", None, None),
        file_holds: file_holds(tr),
        kind,
        id,
        code,
    })
}

/// The filter as the file says it, so that a printed sheet tells what is on it.
fn filter_text(desk: &Desk, asked: &Asked) -> String {
    let tr = desk.tr();
    let yes = tr.t("log-yes");
    let set = [
        ("log-who", &asked.who),
        ("log-what", &asked.deed),
        ("log-kind", &asked.kind),
        ("log-thing", &asked.thing),
        ("log-from", &asked.from),
        ("log-to", &asked.to),
        ("log-only-refused", if asked.refused.is_empty() { &asked.refused } else { &yes }),
    ];
    let set: Vec<String> =
        set.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{}: {value}", tr.t(key))).collect();
    if set.is_empty() { tr.t("log-file-all") } else { set.join("; ") }
}

async fn file(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let found = log::file(&desk.ctx, &asked.filter(&desk), &asked.thing).await?;
    let tr = desk.tr();
    let rows = entry_lines(&desk, &found.entries).into_iter().map(|line| {
        vec![
            line.seq.to_string(),
            line.at,
            line.who,
            line.user_name.unwrap_or_default(),
            line.roles,
            line.deed_text,
            line.deed,
            line.thing_text,
            line.code.unwrap_or_default(),
            line.subject.unwrap_or_default(),
            line.more.join("; "),
            line.purpose.unwrap_or_default(),
            line.outcome.text,
            line.why.unwrap_or_default(),
            line.warning.map(|warning| warning.text).unwrap_or_default(),
        ]
    });
    let mut notes = vec![filter_text(&desk, &asked)];
    notes.extend(found.cut.then(|| file_holds(tr)));
    let columns = [
        "log-number",
        "log-when",
        "log-who",
        "log-user-name",
        "log-roles",
        "log-what",
        "log-deed-name",
        "log-with",
        "log-code",
        "log-id",
        "log-more",
        "log-purpose",
        "log-outcome",
        "log-why",
        "log-warning",
    ];
    let plate = desk.ctx.plate();
    let paper = Paper {
        title: tr.args("log-file-title", &[("authority", desk.authority_name(plate.authority.as_str()))]),
        marking: Marking {
            purpose: desk.session.purpose_name(tr.lang().code()).unwrap_or_else(|| tr.t("purpose-none")),
            user: desk.session.name.clone(),
            time: desk.now().timestamp(),
        },
        notes,
        columns: columns.iter().map(|key| tr.t(key)).collect(),
        rows: rows.collect(),
    };
    let name = format!("attachment; filename=\"log-{}-{}.csv\"", plate.authority, iso_date(desk.now().date(desk.zone())));
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::NotFound)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let keep = HeaderValue::from_static("no-store");
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, keep)];
    Ok((head, log::csv(&paper)?).into_response())
}

#[derive(Serialize)]
struct KeptLine {
    size: u64,
    size_text: String,
    at: String,
    root: String,
    cosigned: usize,
    state: Tag,
}

#[derive(Serialize)]
struct WatcherLine {
    authority: String,
    cosigned: Option<u64>,
    cosigned_text: String,
    seen: Option<u64>,
    seen_text: String,
}

#[derive(Serialize)]
struct AlarmLine {
    authority: String,
    origin: String,
    size: u64,
    at: String,
    why: &'static str,
    text: String,
}

#[derive(Template, Serialize)]
#[template(path = "log/checkpoints.html")]
struct CheckpointsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    /// How it stands, in one sentence.
    stands: String,
    stand: Tag,
    size: u64,
    covered: u64,
    needed: usize,
    kept: Vec<KeptLine>,
    watchers: Vec<WatcherLine>,
    alarms: Vec<AlarmLine>,
}

fn count_text(tr: Tr, count: u64) -> String {
    tr.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How the memory stands: first what must be looked at today.
fn stand(tr: Tr, watch: &Watch) -> (Tag, String) {
    let waiting = watch.size.saturating_sub(watch.covered);
    if !watch.alarms.is_empty() {
        (Tag::over(tr.t("log-stand-alarm")), tr.count("log-stands-alarm", watch.alarms.len()))
    } else if watch.kept.is_empty() {
        (Tag::planned(tr.t("log-stand-none")), tr.t("log-stands-none"))
    } else if watch.kept.first().is_some_and(|newest| newest.cosigned < watch.needed) {
        (Tag::soon(tr.t("log-stand-waits")), tr.t("log-stands-waits"))
    } else {
        (Tag::good(tr.t("log-stand-holds")), tr.args("log-stands-holds", &[("count", count_text(tr, waiting))]))
    }
}

async fn checkpoints(desk: Desk) -> Answer {
    let watch = log::watch(&desk.ctx).await?;
    let tr = desk.tr();
    let when = |at: Moment| iso_moment(at.timestamp(), desk.zone());
    let (stand, stands) = stand(tr, &watch);
    let upto = |known: Option<(u64, Moment)>, never: &str| match known {
        Some((size, at)) => tr.args("log-upto", &[("count", count_text(tr, size)), ("when", when(at))]),
        None => tr.t(never),
    };
    let others = watch.watchers.len();
    desk.page(&CheckpointsPage {
        shell: desk.shell(),
        tabs: tabs(&desk),
        stands,
        stand,
        size: watch.size,
        covered: watch.covered,
        needed: watch.needed,
        kept: watch
            .kept
            .into_iter()
            .map(|kept| {
                let text = tr.args("log-cosigned-of", &[("count", kept.cosigned.to_string()), ("others", others.to_string())]);
                KeptLine {
                    size: kept.size,
                    size_text: count_text(tr, kept.size),
                    at: when(kept.at),
                    root: kept.root,
                    state: if kept.cosigned >= watch.needed { Tag::good(text) } else { Tag::soon(text) },
                    cosigned: kept.cosigned,
                }
            })
            .collect(),
        watchers: watch
            .watchers
            .into_iter()
            .map(|watcher| WatcherLine {
                authority: desk.authority_name(watcher.authority.as_str()),
                cosigned: watcher.cosigned.map(|(size, _)| size),
                cosigned_text: upto(watcher.cosigned, "log-not-cosigned"),
                seen: watcher.seen.map(|(size, _)| size),
                seen_text: upto(watcher.seen, "log-not-seen"),
            })
            .collect(),
        alarms: watch
            .alarms
            .into_iter()
            .map(|alarm| AlarmLine {
                authority: alarm.authority.map_or_else(|| alarm.origin.clone(), |id| desk.authority_name(id.as_str())),
                origin: alarm.origin,
                size: alarm.size,
                at: when(alarm.at),
                why: alarm.why.name(),
                text: tr.t(&format!("log-alarm-{}", alarm.why.name())),
            })
            .collect(),
    })
}

/// What stands of the log on one's day, line by line.
pub fn glance_lines(desk: &Desk, glance: Glance) -> Vec<String> {
    let tr = desk.tr();
    let signed = glance.signed.map_or_else(
        || tr.t("log-glance-unsigned"),
        |at| tr.args("log-glance-signed", &[("when", tr.moment(at.timestamp(), desk.zone()))]),
    );
    vec![
        tr.count("log-glance-refusals", glance.refusals),
        tr.count("log-glance-alarms", glance.alarms),
        tr.args("log-glance-size", &[("count", count_text(tr, glance.size))]),
        signed,
    ]
}
