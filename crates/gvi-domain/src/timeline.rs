//! The kinds of events in a group's timeline: everything that an authority knows to have happened around a group, in one order.

/// What kind of event it is; the timeline can be narrowed to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// An incident on either side.
    Incident,
    /// A message that the group was given.
    Message,
    /// A focus: proposed, decided, started, ended, told back.
    Focus,
    /// A relation to another group began or ended.
    Relation,
    /// The group was moved to another state.
    Status,
    /// Another authority disclosed something about it.
    Received,
}

names!(EventKind { Incident = "incident", Message = "message", Focus = "focus", Relation = "relation", Status = "status", Received = "received" });
