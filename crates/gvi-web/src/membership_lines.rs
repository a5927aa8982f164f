//! A membership as lists print it: on the roster, on a person's card, among what waits.

use gvi_app::seen::SeenMembership;
use gvi_domain::membership::MembershipState;
use serde::Serialize;

use crate::desk::Desk;
use crate::persons::{born_text, suspicion_tag};
use crate::signs::Tag;
use crate::text::{Tr, iso_date};

/// One line: text where it is shown, nothing where it is withheld.
#[derive(Serialize)]
pub struct MembershipLine {
    /// Its id.
    pub id: String,
    /// Id of the person.
    pub person: String,
    /// The person's code.
    pub code: String,
    /// The person's name.
    pub name: Option<String>,
    /// Birth and age.
    pub born: Option<String>,
    /// Under eighteen today.
    pub minor: bool,
    /// What is said of suspicion.
    pub suspicion: Option<Tag>,
    /// Id of the group.
    pub group: String,
    /// The group's code name.
    pub group_name: Option<String>,
    /// The part in the group.
    pub role: Option<String>,
    /// Where the statement stands.
    pub state: Option<Tag>,
    /// Since when listed.
    pub from: Option<String>,
    /// Last day of the listing.
    pub until: Option<String>,
    /// First day of not being listed any more.
    pub left: Option<String>,
    /// Who proposed it, and when.
    pub proposed: Option<String>,
}

/// The sign of a membership's state.
pub fn state_tag(tr: Tr, state: MembershipState) -> Tag {
    let word = tr.t(&format!("membership-state-{}", state.name()));
    match state {
        MembershipState::Proposed => Tag::planned(word),
        MembershipState::Confirmed => Tag::good(word),
        MembershipState::RenewalProposed => Tag::partly(word),
        MembershipState::Contested => Tag::soon(word),
        MembershipState::Suspended => Tag::over(word),
        MembershipState::Expired | MembershipState::Ended => Tag::quiet(word),
        MembershipState::Refused => Tag::refused(word),
    }
}

/// The line of a membership.
pub fn membership_line(desk: &Desk, row: SeenMembership) -> MembershipLine {
    let tr = desk.tr();
    MembershipLine {
        id: row.id.to_string(),
        person: row.person.to_string(),
        code: row.person_code.to_string(),
        name: row.person_name.value(),
        born: row.person_born.value().map(|born| born_text(desk, born)),
        minor: row.minor.value().unwrap_or(false),
        suspicion: row.suspected.value().map(|suspected| suspicion_tag(tr, suspected)),
        group: row.group.to_string(),
        group_name: row.group_name.value(),
        role: row.role.value().map(|role| tr.t(&format!("member-role-{}", role.name()))),
        state: row.state.value().map(|state| state_tag(tr, state)),
        from: row.listed_from.value().flatten().map(iso_date),
        until: row.listed_until.value().flatten().map(iso_date),
        left: row.left_on.value().flatten().map(iso_date),
        proposed: row.proposer.value().zip(row.proposed_on.value()).map(|(who, day)| format!("{who}, {}", iso_date(day))),
    }
}
