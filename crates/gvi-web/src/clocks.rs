//! Clocks on a page: the chip with its name, how it stands and when it is due.

use gvi_app::seen::SeenClock;

use crate::desk::Desk;
use crate::signs::ClockChip;

/// The chip of a clock at the moment of the request. `labelled` puts the code of its thing behind the name, for pages that show
/// clocks of several things.
pub fn chip(desk: &Desk, clock: &SeenClock, labelled: bool) -> ClockChip {
    let name = desk.tr().t(&format!("clock-kind-{}", clock.kind.name()));
    let name = if labelled { format!("{name} {}", clock.label) } else { name };
    let span = (clock.started_at.timestamp(), clock.due_at.timestamp());
    ClockChip::at(desk.tr(), desk.zone(), name, span, clock.stopped_at.map(gvi_domain::Moment::timestamp), desk.now().timestamp())
}
