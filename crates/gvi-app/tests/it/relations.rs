use gvi_app::relations::{add, add_alias, confirm, end, map, of_group, remove_alias};
use gvi_app::{AppError, groups};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::relation::{Intensity, NewRelation, RelationKind};
use gvi_domain::{Date, DomainError, GroupId, RelationId, Words};
use gvi_testkit::on_both_databases;
use jiff::civil::date;

use crate::groups::a_group;

fn a_conflict(from: GroupId, to: GroupId, since: Date) -> NewRelation {
    NewRelation {
        id: RelationId::new(),
        from,
        to,
        kind: RelationKind::Conflict,
        intensity: Intensity::Open,
        since,
        grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
        trigger: Words::stored("Skjutningen vid kajen i juni.".into()),
    }
}

#[tokio::test]
async fn a_conflict_is_on_the_map_of_its_days_and_on_the_cards_of_both_groups() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let (kajen, fyren) = (groups::add(&mara, a_group("Kajen")).await.unwrap(), groups::add(&mara, a_group("Fyren")).await.unwrap());
        let conflict = a_conflict(kajen, fyren, date(2026, 6, 3));
        let id = conflict.id;
        add(&mara, conflict.clone()).await.unwrap();
        add(&mara, conflict).await.unwrap();
        for group in [kajen, fyren] {
            assert_eq!(of_group(&mara, group).await.unwrap().relations.len(), 1);
        }
        assert!(map(&mara, date(2026, 6, 2)).await.unwrap().relations.is_empty());
        assert_eq!(map(&mara, date(2026, 6, 3)).await.unwrap().relations.len(), 1);
        confirm(&mara, fyren, id).await.unwrap();
        end(&mara, fyren, id).await.unwrap();
        assert!(matches!(end(&mara, fyren, id).await, Err(AppError::NotFound)), "it has ended");
        assert_eq!(map(&mara, date(2026, 11, 22)).await.unwrap().relations.len(), 1, "its last day");
        assert!(map(&mara, date(2026, 11, 23)).await.unwrap().relations.is_empty());
        let tom = city.acts("tom").await;
        assert!(map(&tom, date(2026, 6, 3)).await.unwrap().groups.is_empty());
        assert!(matches!(of_group(&tom, kajen).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_relation_to_a_group_that_is_not_there_is_refused() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = groups::add(&mara, a_group("Kajen")).await.unwrap();
        assert!(matches!(add(&mara, a_conflict(kajen, GroupId::new(), date(2026, 6, 3))).await, Err(AppError::NotFound)));
        assert!(matches!(add(&mara, a_conflict(kajen, kajen, date(2026, 6, 3))).await, Err(AppError::Faults(_))));
        let nils = city.acts("nils").await;
        assert!(matches!(confirm(&nils, kajen, RelationId::new()).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_group_goes_by_twenty_other_names_at_most_and_none_is_a_people() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let kajen = groups::add(&mara, a_group("Kajen")).await.unwrap();
        for at in 0..20 {
            add_alias(&mara, kajen, &format!("Gänget {at:02}")).await.unwrap();
        }
        assert!(matches!(add_alias(&mara, kajen, "En till").await, Err(AppError::Faults(faults)) if matches!(faults[0], DomainError::Full { limit: 20, .. })));
        remove_alias(&mara, kajen, "Gänget 03").await.unwrap();
        let refused = add_alias(&mara, kajen, "Turkarna").await;
        assert!(matches!(refused, Err(AppError::Faults(faults)) if faults == [DomainError::field("alias", "names-a-people")]));
        add_alias(&mara, kajen, "Ölandsbron").await.unwrap();
        let aliases = of_group(&mara, kajen).await.unwrap().aliases.unwrap();
        assert_eq!((aliases.len(), aliases.last().map(String::as_str)), (20, Some("Ölandsbron")));
    })
    .await;
}

#[tokio::test]
async fn a_group_is_never_named_after_a_people() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let refused = groups::add(&mara, a_group("Albanska nätverket")).await;
        assert!(matches!(refused, Err(AppError::Faults(faults)) if faults == [DomainError::field("name", "names-a-people")]));
    })
    .await;
}
