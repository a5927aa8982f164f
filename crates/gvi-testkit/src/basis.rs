//! What a group must have before it is worked with: violence that a review has laid at its door. Done through the deeds, by those whose
//! work it is, so that a test's group is active for the same reason as a real one.

use gvi_app::{groups, incident_analysis, incidents};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, NewIncident};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{AttributionId, Date, GroupId, IncidentId, Occurred, Words};

use crate::City;

/// Days before the test's moment on which the violence happened: in another month than the test's own.
pub const HAPPENED_DAYS_AGO: i64 = 45;

fn words(text: &str) -> Words {
    Words::stored(text.to_owned())
}

/// An explosion that nobody was hurt by, as somebody types it.
pub fn an_explosion(on: Date) -> NewIncident {
    let facts = CoreFacts {
        kind: IncidentKind::Explosion,
        occurred: Occurred::On(on),
        place: "Varvsgatan".into(),
        position: None,
        killed: 0,
        injured: 0,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::Established,
        note: words(""),
    };
    NewIncident { id: IncidentId::new(), facts }
}

/// The tie of an incident to a group as offender, supported by two sources.
pub fn a_tie(group: GroupId) -> NewAttribution {
    NewAttribution {
        id: AttributionId::new(),
        group,
        side: Side::Offender,
        level: Level::Supported,
        basis: words("Sprängmedlet är spårat till gruppen."),
        source_count: 2,
        sources: words("Teknisk undersökning och kamera"),
    }
}

impl City {
    /// Gives a group of the police its basis: an explosion some weeks ago.
    pub async fn gives_a_basis(&self, group: GroupId) -> IncidentId {
        let zone = self.acts("mara").await.zone().clone();
        self.gives_a_basis_on(group, self.now().plus_days(-HAPPENED_DAYS_AGO).date(&zone)).await
    }

    /// The same with an explosion on another day: judged, tied to the group, confirmed at a review and closed.
    pub async fn gives_a_basis_on(&self, group: GroupId, day: Date) -> IncidentId {
        let mara = self.acts("mara").await;
        let new = an_explosion(day);
        let id = incidents::register(&mara, new).await.unwrap();
        let verdict = Triage { gmi: Gmi::Yes, grounds: words("En av de inblandade är känd i gruppen.") };
        incident_analysis::triage(&mara, id, verdict, 1).await.unwrap();
        let tie = a_tie(group);
        let tie_id = tie.id;
        incident_analysis::attribute(&mara, id, tie, 0).await.unwrap();
        incident_analysis::confirm(&mara, id, tie_id, words("Polisen, Frivården"), 1).await.unwrap();
        let version = incidents::card(&mara, id).await.unwrap().incident.version;
        incidents::close(&mara, id, words("Utredningen är överlämnad."), version).await.unwrap();
        id
    }

    /// Makes a candidate active: its basis, and the chief's decision.
    pub async fn makes_active(&self, group: GroupId) {
        self.gives_a_basis(group).await;
        let greta = self.acts("greta").await;
        let version = groups::card(&greta, group).await.unwrap().group.version;
        groups::move_to(&greta, group, GroupStatus::Active, version).await.unwrap();
    }
}
