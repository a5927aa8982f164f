//! The scorecard: counted by hand from a few incidents, and seen by nobody else.

use gvi_app::scorecard::{over, scorecard};
use gvi_app::{AppError, groups, incident_analysis, incidents};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, NewIncident};
use gvi_domain::scorecard::{Span, Tally};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{AttributionId, GroupId, IncidentId, Occurred, Words};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::incidents::{a_shooting, words};

/// An incident so many days ago, judged, with the groups that it is tied to.
pub async fn happened(city: &City, days_ago: i64, change: impl FnOnce(&mut CoreFacts), ties: &[(GroupId, Side, Level)]) -> IncidentId {
    let mara = city.acts("mara").await;
    let mut new: NewIncident = a_shooting(city);
    new.facts.occurred = Occurred::At(city.now().plus_days(-days_ago));
    change(&mut new.facts);
    let id = incidents::register(&mara, new).await.unwrap();
    incident_analysis::triage(&mara, id, Triage { gmi: Gmi::Yes, grounds: words("Platsen hör till en känd konflikt.") }, 1).await.unwrap();
    for (group, side, level) in ties {
        let tie = NewAttribution {
            id: AttributionId::new(),
            group: *group,
            side: *side,
            level: *level,
            basis: words("Vapnet är spårat till gruppen."),
            source_count: 2,
            sources: Words::stored("Teknisk undersökning och kamera".into()),
        };
        incident_analysis::attribute(&mara, id, tie, 0).await.unwrap();
    }
    id
}

const fn tally(supported: u32, suspected: u32, suffered: u32) -> Tally {
    Tally { suspected, supported, suffered }
}

async fn a_small_city(city: &City) {
    let mara = city.acts("mara").await;
    let mut ids = Vec::new();
    for name in ["Kajen", "Fyren", "Kranen", "Anden"] {
        ids.push(groups::add(&mara, a_group(name)).await.unwrap());
    }
    let [kajen, fyren, kranen, _] = ids[..] else { panic!("four groups") };
    use {Level::*, Side::*};
    happened(city, 10, |_| {}, &[(kajen, Offender, Supported), (fyren, Victim, Indication)]).await;
    happened(city, 60, |_| {}, &[(kajen, Offender, Indication), (fyren, Victim, Supported)]).await;
    happened(city, 20, |_| {}, &[(fyren, Offender, Indication), (kajen, Offender, NoTie)]).await;
    // To the second 28 days ago: no longer among the last 28 days.
    happened(city, 28, |_| {}, &[(fyren, Offender, Supported)]).await;
    happened(city, 300, |_| {}, &[(kranen, Offender, Established)]).await;
    happened(city, 5, |facts| facts.kind = IncidentKind::Explosion, &[(kranen, Offender, Supported)]).await;
    happened(city, 3, |facts| facts.confirmation = Confirmation::Refuted, &[(kranen, Offender, Supported)]).await;
    happened(city, 400, |_| {}, &[(kranen, Offender, Supported)]).await;
}

#[tokio::test]
async fn groups_are_ranked_by_what_independent_sources_support_and_the_counts_are_those_made_by_hand() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        let greta = city.acts("greta").await;
        let expected = [
            (
                Span::Days28,
                vec![
                    ("Kajen", Some(1), tally(1, 1, 0)),
                    ("Fyren", Some(2), tally(0, 1, 1)),
                    ("Anden", None, tally(0, 0, 0)),
                    ("Kranen", None, tally(0, 0, 0)),
                ],
            ),
            (
                Span::Days90,
                vec![
                    ("Fyren", Some(1), tally(1, 2, 2)),
                    ("Kajen", Some(1), tally(1, 2, 0)),
                    ("Anden", None, tally(0, 0, 0)),
                    ("Kranen", None, tally(0, 0, 0)),
                ],
            ),
            (
                Span::Days365,
                vec![
                    ("Fyren", Some(1), tally(1, 2, 2)),
                    ("Kajen", Some(1), tally(1, 2, 0)),
                    ("Kranen", Some(3), tally(1, 1, 0)),
                    ("Anden", None, tally(0, 0, 0)),
                ],
            ),
        ];
        for (span, expected) in expected {
            let scores = scorecard(&greta, span).await.unwrap();
            let seen: Vec<_> = scores
                .iter()
                .map(|score| (score.group.name.as_value().unwrap().as_str(), score.rank, over(&score.group.tallies, span)))
                .collect();
            assert_eq!(seen, expected, "{span:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_line_beside_a_group_has_a_step_for_every_four_weeks_and_ends_now() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        let scores = scorecard(&city.acts("mara").await, Span::Days90).await.unwrap();
        let steps = |name: &str| scores.iter().find(|score| score.group.name.as_value().unwrap() == name).unwrap().group.steps.clone();
        assert_eq!(steps("Kajen"), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
        assert_eq!(steps("Fyren"), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(steps("Kranen"), [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn another_authority_counts_nothing_of_the_police_and_who_may_not_look_finds_no_page() {
    on_both_databases(async |city| {
        a_small_city(&city).await;
        for coordinator in ["karin", "sofia", "olle"] {
            assert!(scorecard(&city.acts(coordinator).await, Span::Days365).await.unwrap().is_empty(), "{coordinator}");
        }
        for other in ["tom", "nils", "ines", "rut", "ada", "elsa", "leila"] {
            assert!(matches!(scorecard(&city.acts(other).await, Span::Days365).await, Err(AppError::NotFound)), "{other}");
        }
    })
    .await;
}
