//! The timeline of a group: everything that this authority knows to have happened around it, in one list.
//!
//! Each kind of event is read under its own permit, and a kind that is not for the reader is simply not there. What another
//! authority disclosed stands beside the own records with its source and its day, and is never mixed into them.

use gvi_domain::attribution::{Level, Side};
use gvi_domain::focus::{FocusEnd, Verdict};
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::IncidentKind;
use gvi_domain::message::Channel;
use gvi_domain::relation::RelationKind;
use gvi_domain::timeline::EventKind;
use gvi_domain::{AuthorityId, Code, Date, EnvelopeId, FocusId, GroupId, IncidentId, Moment, Whole};
use gvi_secrecy::deeds::{
    ListFocus, ListIncidents, ListMessages, ListReceived, ReadFocus, ReadGroup, ReadIncident, ReadMessage, ReadReceived,
};
use gvi_secrecy::{Class, Permit};
use gvi_store::{Ctx, Tx, focus, groups, messages, received, relations, timeline};

use crate::error::AppError;
use crate::seen::SeenGroup;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An incident.
    Incident {
        /// Its id.
        id: IncidentId,
        /// Its code.
        code: Code,
        /// What kind of violence.
        kind: IncidentKind,
        /// Where.
        place: String,
        /// The side that the group stands on.
        side: Side,
        /// How sure that is.
        level: Level,
    },
    /// A message was given.
    Message {
        /// How.
        channel: Channel,
        /// Which version of the words.
        words: String,
        /// Who gave it, by function.
        messenger: String,
    },
    /// A focus was proposed.
    FocusProposed {
        /// Its id.
        id: FocusId,
        /// Its code.
        code: Code,
    },
    /// A focus was decided on.
    FocusDecided {
        /// Its id.
        id: FocusId,
        /// Its code.
        code: Code,
        /// The decision.
        verdict: Verdict,
        /// Its reasons.
        reasons: String,
    },
    /// A focus started.
    FocusStarted {
        /// Its id.
        id: FocusId,
        /// Its code.
        code: Code,
    },
    /// A focus ended.
    FocusEnded {
        /// Its id.
        id: FocusId,
        /// Its code.
        code: Code,
        /// How.
        how: Option<FocusEnd>,
    },
    /// The group was told what became of the focus.
    ToldBack {
        /// Its id.
        id: FocusId,
        /// Its code.
        code: Code,
    },
    /// A relation began.
    RelationBegan {
        /// What kind.
        kind: RelationKind,
        /// The other group.
        other: GroupId,
        /// Its name, if it is shown.
        name: Option<String>,
    },
    /// A relation ended.
    RelationEnded {
        /// What kind.
        kind: RelationKind,
        /// The other group.
        other: GroupId,
        /// Its name, if it is shown.
        name: Option<String>,
    },
    /// The group came into a state.
    Status {
        /// The state before; none for a card that was new.
        from: Option<GroupStatus>,
        /// The state it came into.
        to: GroupStatus,
    },
    /// Something was received about the group.
    Received {
        /// The envelope.
        id: EnvelopeId,
        /// Who disclosed it.
        from: AuthorityId,
        /// What it is a copy of.
        kind: String,
        /// The day its content is true for.
        as_of: Date,
    },
}

impl What {
    /// The kind of event.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Incident { .. } => EventKind::Incident,
            Self::Message { .. } => EventKind::Message,
            Self::FocusProposed { .. }
            | Self::FocusDecided { .. }
            | Self::FocusStarted { .. }
            | Self::FocusEnded { .. }
            | Self::ToldBack { .. } => EventKind::Focus,
            Self::RelationBegan { .. } | Self::RelationEnded { .. } => EventKind::Relation,
            Self::Status { .. } => EventKind::Status,
            Self::Received { .. } => EventKind::Received,
        }
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The day, at the site.
    pub day: Date,
    /// The moment, where more than the day is known.
    pub at: Option<Moment>,
    /// What happened.
    pub what: What,
}

/// A time during which the group was in focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InFocus {
    /// The code of the focus.
    pub code: Code,
    /// The first day.
    pub from: Date,
    /// The last day, if it is over.
    pub to: Option<Date>,
}

/// A group's timeline.
pub struct Timeline {
    /// The group.
    pub group: SeenGroup,
    /// All events, the latest first.
    pub events: Vec<Event>,
    /// When it was in focus, the latest first.
    pub in_focus: Vec<InFocus>,
}

/// The timeline of a group in the own compartment.
pub async fn timeline(ctx: &Ctx, id: GroupId) -> Result<Timeline, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadGroup>(id).await?;
    let group = groups::group(&mut tx, &permit).await?.open(&permit);
    let mut events = Vec::new();
    if let Some(list) = tx.maybe::<ListIncidents>(Whole).await? {
        incidents(ctx, &mut tx, &list, id, &mut events).await?;
    }
    if let Some(list) = tx.maybe::<ListMessages>(Whole).await? {
        let rows = messages::of_group(&mut tx, &list, group.code).await?;
        for message in tx.open_rows::<_, ReadMessage, _>(&list, rows) {
            if let (Some(day), Some(channel)) = (message.given_on.value(), message.channel.value()) {
                let what = What::Message {
                    channel,
                    words: message.words_version.value().unwrap_or_default(),
                    messenger: message.messenger.value().unwrap_or_default(),
                };
                events.push(Event { day, at: None, what });
            }
        }
    }
    let mut in_focus = Vec::new();
    if let Some(list) = tx.maybe::<ListFocus>(Whole).await? {
        for focus in timeline::focus_on(&mut tx, &list, id).await? {
            if let Some(permit) = tx.maybe::<ReadFocus>(focus).await? {
                in_focus.extend(focus_events(ctx, &mut tx, &permit, &mut events).await?);
            }
        }
    }
    relations_of(&mut tx, &permit, &mut events).await?;
    for row in timeline::status_changes(&mut tx, &permit).await? {
        let change = row.open(&permit);
        if let (Some(from), Some(to), Some(at)) = (change.from.value(), change.to.value(), change.at.value()) {
            events.push(Event { day: at.date(ctx.zone()), at: Some(at), what: What::Status { from, to } });
        }
    }
    if let Some(list) = tx.maybe::<ListReceived>(Whole).await? {
        arrived(ctx, &mut tx, &list, &group, &mut events).await?;
    }
    tx.commit().await?;
    // The latest first. A day without a time stands before the times of that day, as its evening would.
    events.sort_by_key(|event| std::cmp::Reverse((event.day, event.at.map_or(i64::MAX, Moment::seconds))));
    Ok(Timeline { group, events, in_focus })
}

async fn incidents(ctx: &Ctx, tx: &mut Tx, list: &Permit<ListIncidents>, group: GroupId, events: &mut Vec<Event>) -> Result<(), AppError> {
    // That an incident is tied to a group is itself a belief: without that class there is nothing to show, not even a line.
    if !list.shows(Class::Intelligence) {
        return Ok(());
    }
    let rows = timeline::incidents(tx, list, group).await?;
    for seen in tx.open_rows::<_, ReadIncident, _>(list, rows) {
        let (Some(kind), Some(occurred), Some(from), Some(place)) =
            (seen.kind.value(), seen.occurred.value(), seen.occurred_from.value(), seen.place.value())
        else {
            continue;
        };
        let (Some(side), Some(level)) = (seen.side.value(), seen.level.value()) else { continue };
        let at = matches!(occurred, gvi_domain::Occurred::At(_)).then_some(from);
        events.push(Event {
            day: from.date(ctx.zone()),
            at,
            what: What::Incident { id: seen.id, code: seen.code, kind, place, side, level },
        });
    }
    Ok(())
}

async fn focus_events(ctx: &Ctx, tx: &mut Tx, permit: &Permit<ReadFocus>, events: &mut Vec<Event>) -> Result<Option<InFocus>, AppError> {
    let seen = focus::focus(tx, permit).await?.open(permit);
    let (id, code) = (seen.id, seen.code);
    let moment = |at: Moment, what| Event { day: at.date(ctx.zone()), at: Some(at), what };
    if let Some(at) = seen.proposed_at.value() {
        events.push(moment(at, What::FocusProposed { id, code }));
    }
    for row in focus::decisions(tx, permit).await? {
        let decision = row.open(permit);
        if let (Some(verdict), Some(at)) = (decision.verdict.value(), decision.decided_at.value()) {
            let reasons = decision.reasons.value().map(|words| words.as_str().to_owned()).unwrap_or_default();
            events.push(moment(at, What::FocusDecided { id, code, verdict, reasons }));
        }
    }
    let started = seen.started_on.value().flatten();
    let ended = seen.ended_at.value().flatten();
    if let Some(day) = started {
        events.push(Event { day, at: None, what: What::FocusStarted { id, code } });
    }
    if let Some(at) = ended {
        events.push(moment(at, What::FocusEnded { id, code, how: seen.ended_how.value().flatten() }));
    }
    if let Some(day) = seen.told_back_on.value().flatten() {
        events.push(Event { day, at: None, what: What::ToldBack { id, code } });
    }
    Ok(started.map(|from| InFocus { code, from, to: ended.map(|at| at.date(ctx.zone())) }))
}

async fn relations_of(tx: &mut Tx, permit: &Permit<ReadGroup>, events: &mut Vec<Event>) -> Result<(), AppError> {
    let rows = relations::of_group(tx, permit).await?;
    for seen in tx.open_rows::<_, ReadGroup, _>(permit, rows) {
        let (other, name) = if seen.from == permit.id() { (seen.to, seen.to_name.value()) } else { (seen.from, seen.from_name.value()) };
        let Some(kind) = seen.kind.value() else { continue };
        if let Some(day) = seen.since.value() {
            events.push(Event { day, at: None, what: What::RelationBegan { kind, other, name: name.clone() } });
        }
        if let Some(day) = seen.until.value().flatten() {
            events.push(Event { day, at: None, what: What::RelationEnded { kind, other, name } });
        }
    }
    Ok(())
}

/// What was received about the group: snapshots whose label is its code or its name. A snapshot carries no key that joins records.
async fn arrived(ctx: &Ctx, tx: &mut Tx, list: &Permit<ListReceived>, group: &SeenGroup, events: &mut Vec<Event>) -> Result<(), AppError> {
    let code = group.code.to_string();
    let name = group.name.as_value().map(|name| name.to_lowercase());
    let rows = received::list(tx, list).await?;
    for seen in tx.open_rows::<_, ReadReceived, _>(list, rows) {
        let about = seen.about_coordination.value().unwrap_or_default();
        let fits = !about.is_empty() && (about == code || name.as_ref().is_some_and(|name| about.to_lowercase() == *name));
        if fits {
            let what = What::Received { id: seen.envelope, from: seen.from_authority, kind: seen.kind, as_of: seen.as_of };
            events.push(Event { day: seen.received_at.date(ctx.zone()), at: Some(seen.received_at), what });
        }
    }
    Ok(())
}
