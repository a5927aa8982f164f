//! Pages of messages: which group heard what, when and how; and what one group has heard.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use gvi_app::seen::SeenMessage;
use gvi_app::{AppError, messages};
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::{Code, DomainError, GroupId, MessageId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::group_name;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::{Tr, iso_date};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/messages", get(list)).route("/messages/new", get(new).post(record)).route("/groups/{id}/messages", get(of_group))
}

/// A message as lists print it.
#[derive(Serialize)]
struct MessageLine {
    id: String,
    code: String,
    group: Option<String>,
    name: Option<String>,
    on: Option<String>,
    channel: Option<String>,
    words: Option<String>,
    messenger: Option<String>,
    counts: bool,
}

fn line(desk: &Desk, message: SeenMessage) -> MessageLine {
    let tr = desk.tr();
    let channel = message.channel.value();
    MessageLine {
        id: message.id.to_string(),
        code: message.group_code.to_string(),
        group: message.group_id.value().flatten().map(|id| id.to_string()),
        name: message.group_name.value().flatten(),
        on: message.given_on.value().map(iso_date),
        channel: channel.map(|channel| tr.t(&format!("message-channel-{}", channel.name()))),
        words: message.words_version.value(),
        messenger: message.messenger.value(),
        counts: channel.is_some_and(Channel::counts_as_told),
    }
}

#[derive(Template, Serialize)]
#[template(path = "messages/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    messages: Vec<MessageLine>,
    may_record: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = messages::list(&desk.ctx).await?;
    let messages = list.messages.into_iter().map(|message| line(&desk, message)).collect();
    desk.page(&ListPage { shell: desk.shell(), messages, may_record: list.may_record })
}

#[derive(Template, Serialize)]
#[template(path = "messages/group.html")]
struct GroupPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    title: String,
    group: String,
    code: String,
    told: Tag,
    told_text: String,
    messages: Vec<MessageLine>,
    may_record: bool,
}

/// Whether the promise binds towards a group: a sign, and a sentence with the day and the way.
pub fn told(tr: Tr, heard: Option<messages::Heard>) -> (Tag, String) {
    match heard {
        Some(heard) => {
            let how = tr.t(&format!("message-channel-{}", heard.channel.name()));
            (Tag::good(tr.t("message-told")), tr.args("message-told-text", &[("day", tr.date(heard.on)), ("how", how)]))
        }
        None => (Tag::over(tr.t("message-not-told")), tr.t("message-not-told-text")),
    }
}

async fn of_group(desk: Desk, Path(id): Path<String>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let page = messages::of_group(&desk.ctx, id).await?;
    let tr = desk.tr();
    let name = page.group.name.value().unwrap_or_else(|| page.group.code.to_string());
    let (told, told_text) = told(tr, page.heard);
    let page = GroupPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/groups", tr.t("groups-title")),
            Crumb::new(format!("/groups/{id}"), name.clone()),
            Crumb::here(tr.t("messages-title")),
        ],
        tabs: crate::groups::tabs(&desk, &id.to_string()),
        title: tr.args("messages-of-group", &[("group", name.as_str())]),
        group: id.to_string(),
        code: page.group.code.to_string(),
        told,
        told_text,
        messages: page.messages.into_iter().map(|message| line(&desk, message)).collect(),
        may_record: page.may_record,
    };
    desk.page(&page)
}

#[derive(Template, Serialize)]
#[template(path = "messages/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    groups: Vec<Choice>,
    #[serde(skip)]
    channels: Vec<Choice>,
    #[serde(skip)]
    wordings: Vec<Choice>,
    form: MessageForm,
}

/// What is typed into the form of a message.
#[derive(Deserialize, Serialize, Default, Clone)]
struct MessageForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    group_code: String,
    #[serde(default)]
    given_on: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    wording: String,
    #[serde(default)]
    words_version: String,
    #[serde(default)]
    messenger: String,
}

impl MessageForm {
    fn read(&self) -> Result<NewMessage, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let mut faults = Vec::new();
        let code = self.group_code.trim();
        let reason = if code.is_empty() { "missing" } else { "not-a-code" };
        let group_code = code.parse::<Code>().map_err(|_| faults.push(DomainError::field("group_code", reason))).ok();
        let given_on = self.given_on.trim().parse().map_err(|_| faults.push(DomainError::field("given_on", "not-a-day"))).ok();
        let channel = Channel::named(&self.channel);
        if channel.is_none() {
            faults.push(DomainError::field("channel", "missing"));
        }
        let wording = self.wording.parse().ok();
        if self.messenger.trim().is_empty() {
            faults.push(DomainError::field("messenger", "missing"));
        }
        match (group_code, given_on, channel) {
            (Some(group_code), Some(given_on), Some(channel)) if faults.is_empty() => Ok(NewMessage {
                id,
                group_code,
                group: None,
                given_on,
                channel,
                wording,
                words_version: self.words_version.clone(),
                messenger: self.messenger.clone(),
            }),
            _ => Err(faults.into()),
        }
    }
}

async fn form_page(desk: &Desk, form: MessageForm, errors: FormErrors) -> Result<FormPage, Problem> {
    let tr = desk.tr();
    let known = messages::groups_to_tell(&desk.ctx).await?;
    let wordings = messages::words_to_say(&desk.ctx).await?;
    Ok(FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/messages", tr.t("messages-title")), Crumb::here(tr.t("message-record"))],
        errors,
        groups: known.iter().map(|group| Choice::new(group.code.to_string(), group_name(group)).chosen_when(&form.group_code)).collect(),
        channels: Channel::ALL
            .iter()
            .map(|channel| Choice::new(channel.name(), tr.t(&format!("message-channel-{}", channel.name()))).chosen_when(&form.channel))
            .collect(),
        wordings: wordings
            .iter()
            .map(|wording| Choice::new(wording.id.to_string(), crate::wordings::name_of(tr, wording)).chosen_when(&form.wording))
            .collect(),
        form,
    })
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    group: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    on: String,
}

async fn new(desk: Desk, Query(about): Query<About>) -> Answer {
    let group_code = about.group.parse::<Code>().map(|code| code.to_string()).unwrap_or_default();
    let form = MessageForm {
        id: MessageId::new().to_string(),
        group_code,
        // An address with something else than a day or a way in it leads to an empty form.
        given_on: about.on.parse().map_or_else(|_| iso_date(desk.now().date(desk.zone())), iso_date),
        channel: Channel::named(&about.channel).map(|channel| channel.name().to_owned()).unwrap_or_default(),
        ..MessageForm::default()
    };
    desk.page(&form_page(&desk, form, FormErrors::none()).await?)
}

async fn record(Typed { desk, form }: Typed<MessageForm>) -> Answer {
    let recorded = match form.read() {
        Ok(new) => messages::record(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(_) => desk.done("/messages", "message-recorded"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, errors).await?)
        }
    }
}
