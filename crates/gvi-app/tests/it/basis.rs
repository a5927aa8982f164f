//! A group needs a basis: what makes one, what does not, and what happens when it has run out.

use gvi_app::memberships::{self, approve, card, propose, roster};
use gvi_app::{AppError, groups, incident_analysis, incidents, persons};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, NewIncident};
use gvi_domain::membership::Criterion;
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{DomainError, GroupId, IncidentId};
use gvi_testkit::basis::{a_tie, an_explosion};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::groups::a_group;
use crate::incidents::words;
use crate::memberships::{approval, listed, proposal};
use crate::persons::a_person;

/// An incident of the police on a day, judged, and tied to a group but not yet confirmed.
async fn tied(city: &City, change: impl FnOnce(&mut CoreFacts), tie: NewAttribution) -> (IncidentId, NewAttribution) {
    let mara = city.acts("mara").await;
    let NewIncident { id, mut facts } = an_explosion(date(2026, 10, 8));
    change(&mut facts);
    incidents::register(&mara, NewIncident { id, facts }).await.unwrap();
    incident_analysis::triage(&mara, id, Triage { gmi: Gmi::Yes, grounds: words("Källor pekar på gruppen.") }, 1).await.unwrap();
    incident_analysis::attribute(&mara, id, tie.clone(), 0).await.unwrap();
    (id, tie)
}

async fn confirmed(city: &City, (id, tie): (IncidentId, NewAttribution)) {
    incident_analysis::confirm(&city.acts("mara").await, id, tie.id, words("Polisen, Frivården"), 1).await.unwrap();
}

async fn becomes_active(city: &City, group: GroupId) -> Result<(), AppError> {
    let greta = city.acts("greta").await;
    let version = groups::card(&greta, group).await.unwrap().group.version;
    groups::move_to(&greta, group, GroupStatus::Active, version).await
}

fn is_without_basis(result: &Result<(), AppError>) -> bool {
    matches!(result, Err(AppError::Faults(faults)) if *faults == [DomainError::Rule { rule: "group-without-basis" }])
}

#[tokio::test]
async fn a_candidate_becomes_active_when_a_review_has_confirmed_its_violence_and_not_before() {
    on_both_databases(async |city| {
        let kajen = groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        assert!(is_without_basis(&becomes_active(&city, kajen).await), "nothing has happened");
        let told = tied(&city, |_| {}, a_tie(kajen)).await;
        incidents::reviewed(&city.acts("mara").await, told.0).await.unwrap();
        assert!(is_without_basis(&becomes_active(&city, kajen).await), "the incident was gone through and nobody confirmed the tie");
        confirmed(&city, told).await;
        becomes_active(&city, kajen).await.unwrap();
        let seen = groups::card(&city.acts("mara").await, kajen).await.unwrap();
        assert_eq!(seen.group.status.value(), Some(GroupStatus::Active));
        assert_eq!(seen.basis.happened_on.value(), Some(Some(date(2026, 10, 8))));
        assert_eq!(seen.basis.until.value(), Some(Some(date(2028, 10, 8))));
    })
    .await;
}

#[tokio::test]
async fn an_indication_a_threat_a_refuted_incident_and_violence_that_was_suffered_are_no_basis() {
    on_both_databases(async |city| {
        let kajen = groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        confirmed(&city, tied(&city, |_| {}, NewAttribution { level: Level::Indication, ..a_tie(kajen) }).await).await;
        confirmed(&city, tied(&city, |_| {}, NewAttribution { side: Side::Victim, ..a_tie(kajen) }).await).await;
        confirmed(&city, tied(&city, |facts| facts.kind = IncidentKind::CredibleThreat, a_tie(kajen)).await).await;
        confirmed(&city, tied(&city, |facts| facts.confirmation = Confirmation::Refuted, a_tie(kajen)).await).await;
        let long_ago = |facts: &mut CoreFacts| facts.occurred = gvi_domain::Occurred::On(date(2024, 11, 21));
        confirmed(&city, tied(&city, long_ago, a_tie(kajen)).await).await;
        assert!(is_without_basis(&becomes_active(&city, kajen).await));
        let on_the_day = |facts: &mut CoreFacts| facts.occurred = gvi_domain::Occurred::On(date(2024, 11, 22));
        confirmed(&city, tied(&city, on_the_day, a_tie(kajen)).await).await;
        becomes_active(&city, kajen).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_tie_that_is_changed_afterwards_carries_nothing_until_it_is_confirmed_anew() {
    on_both_databases(async |city| {
        let kajen = groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        let (id, tie) = tied(&city, |_| {}, a_tie(kajen)).await;
        confirmed(&city, (id, tie.clone())).await;
        let changed = NewAttribution { basis: words("Labbet svarade, och sprängmedlet pekar åt annat håll."), ..tie };
        incident_analysis::attribute(&city.acts("mara").await, id, changed, 2).await.unwrap();
        assert!(is_without_basis(&becomes_active(&city, kajen).await));
    })
    .await;
}

#[tokio::test]
async fn a_group_whose_basis_has_run_out_is_marked_lists_nobody_new_and_renews_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = groups::add(&mara, a_group("Kajen")).await.unwrap();
        let almost_two_years_ago = |facts: &mut CoreFacts| facts.occurred = gvi_domain::Occurred::On(date(2024, 12, 20));
        confirmed(&city, tied(&city, almost_two_years_ago, a_tie(kajen)).await).await;
        becomes_active(&city, kajen).await.unwrap();
        let (_, listing) = listed(&city, "Hugo Berg", kajen).await;
        assert!(groups::list(&mara, None).await.unwrap().without_basis.is_empty());
        city.days_pass(28);
        assert!(groups::card(&city.acts("mara").await, kajen).await.unwrap().basis.stands.value().unwrap(), "20 December is its last day");
        city.days_pass(1);
        city.expire().await;
        let mara = city.acts("mara").await;
        let seen = groups::card(&mara, kajen).await.unwrap();
        assert_eq!(seen.group.status.value(), Some(GroupStatus::Active), "nothing vanishes by itself");
        assert_eq!(seen.basis.stands.value(), Some(false));
        assert_eq!(groups::list(&mara, None).await.unwrap().without_basis, [kajen]);
        let on_it = roster(&mara, kajen, date(2026, 12, 21)).await.unwrap();
        assert!(!on_it.has_basis);
        assert_eq!(on_it.members.len(), 1, "who is listed stays until the last day");

        let person = NewPerson { expires_on: date(2027, 11, 1), ..a_person("Ivar Dal", Born::Year(1998)) };
        let person = persons::add(&mara, person).await.unwrap();
        let waiting = propose(&mara, proposal(person, kajen)).await.unwrap();
        let arvid = city.acts("arvid").await;
        assert!(is_without_basis(&approve(&arvid, waiting, 1, approval()).await));
        let unmet: Vec<_> =
            card(&arvid, waiting).await.unwrap().checklist.into_iter().filter(|(_, met)| !met).map(|(which, _)| which).collect();
        assert_eq!(unmet, [Criterion::PurposeAndGroup, Criterion::NothingSensitive]);
        memberships::propose_renewal(&mara, listing, gvi_testkit::typed::an_item("K-9-27", date(2026, 12, 1))).await.unwrap();
        let version = card(&arvid, listing).await.unwrap().membership.version;
        assert!(is_without_basis(&approve(&arvid, listing, version, approval()).await));

        // New violence that a review confirms is a basis again, and the proposal can be answered.
        let lately = |facts: &mut CoreFacts| facts.occurred = gvi_domain::Occurred::On(date(2026, 12, 19));
        confirmed(&city, tied(&city, lately, a_tie(kajen)).await).await;
        approve(&city.acts("arvid").await, waiting, 1, approval()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_group_that_cooled_comes_back_to_active_only_on_a_basis() {
    on_both_databases(async |city| {
        let kajen = groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        city.gives_a_basis_on(kajen, date(2024, 12, 20)).await;
        becomes_active(&city, kajen).await.unwrap();
        let greta = city.acts("greta").await;
        groups::move_to(&greta, kajen, GroupStatus::Cooling, 2).await.unwrap();
        becomes_active(&city, kajen).await.unwrap();
        groups::move_to(&greta, kajen, GroupStatus::Cooling, 4).await.unwrap();
        city.days_pass(29);
        assert!(is_without_basis(&becomes_active(&city, kajen).await));
        city.gives_a_basis(kajen).await;
        becomes_active(&city, kajen).await.unwrap();
    })
    .await;
}
