//! Forms as somebody types them, in good order: each test changes what it is about.
//!
//! What this file deliberately does not do: send them. Whether a rule lets one through is what the tests ask.

use gvi_domain::evidence::{Bearing, EvidenceKind, NewEvidence};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::group::{GroupKind, NewGroup};
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, NewIncident};
use gvi_domain::lever::TypedLever;
use gvi_domain::offer::TypedOffer;
use gvi_domain::{Date, EvidenceId, GroupId, IncidentId, Occurred, Words};

use crate::City;

/// The card of a group with this name.
pub fn a_group(name: &str) -> NewGroup {
    NewGroup {
        id: GroupId::new(),
        name: name.into(),
        kind: GroupKind::Network,
        area: "Östra hamnen".into(),
        size_least: 8,
        size_most: 15,
        note: Words::stored("Två konflikter känd sedan våren.".into()),
    }
}

/// A shooting an hour ago, by which somebody was hurt.
pub fn a_shooting(city: &City) -> NewIncident {
    let facts = CoreFacts {
        kind: IncidentKind::Shooting,
        occurred: Occurred::At(city.now().plus_hours(-1)),
        place: "Östra kajen".into(),
        position: None,
        killed: 0,
        injured: 1,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::Traces,
        note: Words::stored("En bil lämnade platsen.".into()),
    };
    NewIncident { id: IncidentId::new(), facts }
}

/// An item of evidence for a listing: a verified part in an incident.
pub fn an_item(source: &str, dated: Date) -> NewEvidence {
    NewEvidence {
        id: EvidenceId::new(),
        kind: EvidenceKind::VerifiedPart,
        dated,
        source: source.into(),
        conduct: true,
        bearing: Bearing::Fact,
        grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
        text: Words::stored("Var med vid händelsen på kajen.".into()),
    }
}

/// A lever on the person with this code.
pub const fn a_lever(person: &str) -> TypedLever<'_> {
    TypedLever {
        person,
        lever: "vehicle-controls",
        basis: "PL-22",
        reference: "22 § första stycket 3",
        decider: "Greta Öhman",
        decider_role: "polisområdeschef",
        proportionality: "Två kontroller i veckan, bara på allmän plats.",
        planned_on: "2026-11-25",
    }
}

/// An offer of help to the person with this code.
pub const fn an_offer(person: &str) -> TypedOffer<'_> {
    TypedOffer {
        person,
        group: "",
        offer: "threat-assessment",
        need: "protection",
        concrete: "Möte på torsdag klockan 15, ring innan.",
        contact: "Pia Sandell",
    }
}
