//! The icons: one small set, drawn by us on a grid of 20, one stroke weight, no fills but dots.
//!
//! An icon never stands alone: a word always stands beside it, so every icon is hidden from screen readers. Different meanings have
//! different outlines, so that they can be told apart without colour.

use crate::markup::Markup;

/// An icon of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A running clock.
    Clock,
    /// A clock that is nearly out: a bell.
    Bell,
    /// Overdue: an octagon with an exclamation mark.
    Overdue,
    /// Stopped in time, done: a tick.
    Tick,
    /// Something to mind: a triangle.
    Warning,
    /// Neutral information: a ring with an i.
    Info,
    /// Not shown: a padlock.
    Lock,
    /// Who can see this: an eye.
    Eye,
    /// Received from another authority: an envelope.
    Envelope,
    /// Disclosed to another authority: an arrow leaving a box.
    Sent,
    /// A group.
    Group,
    /// A person.
    Person,
    /// An incident.
    Incident,
    /// Focus: a ring around a point.
    Focus,
    /// A lever.
    Lever,
    /// An offer of help: an open hand drawn as a cup.
    Offer,
    /// A message given to a group.
    Message,
    /// A dash: nothing, closed, none.
    Dash,
    /// An empty ring: proposed, planned.
    Ring,
    /// A half ring: suspected, partly.
    Half,
    /// A filled ring: confirmed, active.
    Full,
    /// A cross: refused, recalled.
    Cross,
    /// A calendar leaf.
    Day,
    /// The menu on narrow screens.
    Menu,
    /// Search.
    Search,
    /// Conflict between groups.
    Conflict,
    /// Alliance between groups.
    Alliance,
}

impl Icon {
    /// Every icon, for the gallery.
    pub const ALL: [Icon; 27] = [
        Icon::Clock,
        Icon::Bell,
        Icon::Overdue,
        Icon::Tick,
        Icon::Warning,
        Icon::Info,
        Icon::Lock,
        Icon::Eye,
        Icon::Envelope,
        Icon::Sent,
        Icon::Group,
        Icon::Person,
        Icon::Incident,
        Icon::Focus,
        Icon::Lever,
        Icon::Offer,
        Icon::Message,
        Icon::Dash,
        Icon::Ring,
        Icon::Half,
        Icon::Full,
        Icon::Cross,
        Icon::Day,
        Icon::Menu,
        Icon::Search,
        Icon::Conflict,
        Icon::Alliance,
    ];

    /// The drawing, sized by the text around it and hidden from screen readers.
    #[must_use]
    pub fn svg(self) -> Markup {
        Markup::written_here(format!(
            "<svg class=\"icon\" viewBox=\"0 0 20 20\" width=\"20\" height=\"20\" fill=\"none\" stroke=\"currentColor\" \
             stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\" focusable=\"false\">{}</svg>",
            self.strokes()
        ))
    }

    fn strokes(self) -> &'static str {
        match self {
            Icon::Clock => r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 5.75V10l3 2"/>"#,
            Icon::Bell => r#"<path d="M4.5 14h11l-1.4-2.2V8.6a4.1 4.1 0 0 0-8.2 0v3.2zM8.5 16.75h3M10 2.5v1.8"/>"#,
            Icon::Overdue => {
                r#"<path d="M7 2.75h6L17.25 7v6L13 17.25H7L2.75 13V7zM10 6.25v4.5"/><circle cx="10" cy="13.75" r=".6" fill="currentColor"/>"#
            }
            Icon::Tick => r#"<circle cx="10" cy="10" r="7.25"/><path d="m6.5 10.25 2.4 2.5 4.6-5.25"/>"#,
            Icon::Warning => r#"<path d="M10 3 17.5 16.5h-15zM10 8v4"/><circle cx="10" cy="14.3" r=".6" fill="currentColor"/>"#,
            Icon::Info => {
                r#"<circle cx="10" cy="10" r="7.25"/><path d="M10 9.25v4.5"/><circle cx="10" cy="6.5" r=".6" fill="currentColor"/>"#
            }
            Icon::Lock => {
                r#"<rect x="4" y="9" width="12" height="8" rx="1.5"/><path d="M6.75 9V6.5a3.25 3.25 0 0 1 6.5 0V9M10 12.25v1.75"/>"#
            }
            Icon::Eye => {
                r#"<path d="M2 10c2-3.6 4.7-5.25 8-5.25S16 6.4 18 10c-2 3.6-4.7 5.25-8 5.25S4 13.6 2 10z"/><circle cx="10" cy="10" r="2.4"/>"#
            }
            Icon::Envelope => r#"<rect x="2.5" y="4.5" width="15" height="11" rx="1.25"/><path d="m3 5.5 7 5.5 7-5.5"/>"#,
            Icon::Sent => {
                r#"<path d="M8 4.5H4A1.25 1.25 0 0 0 2.75 5.75v9.5A1.25 1.25 0 0 0 4 16.5h9.5a1.25 1.25 0 0 0 1.25-1.25V12M11.5 3.25h5.25V8.5M16.5 3.5 9 11"/>"#
            }
            Icon::Group => {
                r#"<circle cx="6" cy="7" r="2.4"/><circle cx="14" cy="7" r="2.4"/><circle cx="10" cy="13.75" r="2.4"/><path d="M8.4 7h3.2M7.1 9.2l1.6 2.4M12.9 9.2l-1.6 2.4"/>"#
            }
            Icon::Person => r#"<circle cx="10" cy="6.5" r="3.25"/><path d="M3.75 17c.6-3.6 2.9-5.4 6.25-5.4s5.65 1.8 6.25 5.4"/>"#,
            Icon::Incident => {
                r#"<path d="M10 2.5v4M10 13.5v4M2.5 10h4M13.5 10h4M4.7 4.7l2.6 2.6M12.7 12.7l2.6 2.6M15.3 4.7l-2.6 2.6M7.3 12.7l-2.6 2.6"/>"#
            }
            Icon::Focus => {
                r#"<circle cx="10" cy="10" r="5.5"/><circle cx="10" cy="10" r="1.5" fill="currentColor"/><path d="M10 1.75v2.75M10 15.5v2.75M1.75 10H4.5M15.5 10h2.75"/>"#
            }
            Icon::Lever => r#"<path d="M2.5 15.5h15M10 15.5l-2.6-4h5.2zM3.5 13 16.5 6.5M16.5 6.5v-3"/>"#,
            Icon::Offer => r#"<path d="M10 16.75 4 11a3.7 3.7 0 0 1 5.2-5.3l.8.8.8-.8A3.7 3.7 0 0 1 16 11z"/>"#,
            Icon::Message => r#"<path d="M3 4.25h14v9H9.5L6 16.75v-3.5H3zM6.5 7.5h7M6.5 10.25h4.5"/>"#,
            Icon::Dash => r#"<circle cx="10" cy="10" r="7.25"/><path d="M6.75 10h6.5"/>"#,
            Icon::Ring => r#"<circle cx="10" cy="10" r="6.25" stroke-dasharray="2.4 2.4"/>"#,
            Icon::Half => r#"<circle cx="10" cy="10" r="6.25"/><path d="M10 3.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor"/>"#,
            Icon::Full => r#"<circle cx="10" cy="10" r="6.25" fill="currentColor"/>"#,
            Icon::Cross => r#"<circle cx="10" cy="10" r="7.25"/><path d="m7.25 7.25 5.5 5.5M12.75 7.25l-5.5 5.5"/>"#,
            Icon::Day => r#"<rect x="3" y="4.25" width="14" height="12.5" rx="1.25"/><path d="M3 8.25h14M6.75 2.5v3M13.25 2.5v3"/>"#,
            Icon::Menu => r#"<path d="M3 5.5h14M3 10h14M3 14.5h14"/>"#,
            Icon::Search => r#"<circle cx="8.75" cy="8.75" r="5.5"/><path d="m13 13 4.25 4.25"/>"#,
            Icon::Conflict => r#"<path d="m4 4 12 12M16 4 4 16M3 7V3.25h3.75M17 7V3.25h-3.75"/>"#,
            Icon::Alliance => r#"<circle cx="7.25" cy="10" r="4.5"/><circle cx="12.75" cy="10" r="4.5"/>"#,
        }
    }
}
