//! Forms as somebody types them, in good order: each test changes what it is about.
//!
//! What this file deliberately does not do: send them. Whether a rule lets one through is what the tests ask.

use gvi_domain::lever::TypedLever;
use gvi_domain::offer::TypedOffer;

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
