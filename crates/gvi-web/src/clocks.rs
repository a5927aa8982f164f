//! Clocks on a page: the chip with its name, how it stands and when it is due.

use gvi_app::seen::SeenClock;

use crate::desk::Desk;
use crate::reviews::authority_name;
use crate::signs::ClockChip;

/// The chip of a clock at the moment of the request. `labelled` puts the code of its thing behind the name, for pages that show
/// clocks of several things.
pub fn chip(desk: &Desk, clock: &SeenClock, labelled: bool) -> ClockChip {
    let name = if labelled { name(desk, clock) } else { desk.tr().t(&format!("clock-kind-{}", clock.kind.name())) };
    let span = (clock.started_at.timestamp(), clock.due_at.timestamp());
    ClockChip::at(desk.tr(), desk.zone(), name, span, clock.stopped_at.map(gvi_domain::Moment::timestamp), desk.now().timestamp())
}

/// What a clock counts and on what. On something that came in it is called by who sent it.
pub fn name(desk: &Desk, clock: &SeenClock) -> String {
    let tr = desk.tr();
    let kind = tr.t(&format!("clock-kind-{}", clock.kind.name()));
    if clock.thing == "Received" {
        tr.args("clock-on-received", &[("kind", kind), ("authority", authority_name(desk, &clock.label))])
    } else {
        format!("{kind} {}", clock.label)
    }
}
