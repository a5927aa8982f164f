use gvi_app::{AppError, groups};
use gvi_domain::GroupId;
use gvi_domain::group::{GroupStatus, NewGroup};
use gvi_testkit::on_both_databases;
pub use gvi_testkit::typed::a_group;

#[tokio::test]
async fn the_analyst_adds_a_group_and_the_probation_officer_finds_nothing() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = groups::add(&mara, a_group("Kajen")).await.unwrap();
        let card = groups::card(&mara, id).await.unwrap();
        assert_eq!(card.group.name.value().as_deref(), Some("Kajen"));
        assert_eq!(card.group.status.value(), Some(GroupStatus::Candidate));
        let tom = city.acts("tom").await;
        assert!(matches!(groups::card(&tom, id).await, Err(AppError::NotFound)));
        assert!(matches!(groups::card(&mara, GroupId::new()).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_group() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let form = a_group("Kranen");
        groups::add(&mara, form.clone()).await.unwrap();
        groups::add(&mara, form).await.unwrap();
        assert_eq!(groups::list(&mara, None).await.unwrap().groups.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_nothing_is_lost() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let form = a_group("Fyren");
        let id = groups::add(&mara, form.clone()).await.unwrap();
        groups::edit(&mara, NewGroup { area: "Norra kajen".into(), ..form.clone() }, 1).await.unwrap();
        let late = groups::edit(&mara, NewGroup { area: "Södra kajen".into(), ..form }, 1).await;
        assert!(matches!(late, Err(AppError::Changed { thing: "group" })));
        assert_eq!(groups::card(&mara, id).await.unwrap().group.area.value().as_deref(), Some("Norra kajen"));
    })
    .await;
}

#[tokio::test]
async fn names_are_listed_in_the_swedish_order() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        for name in ["Örnen", "Zebran", "Åsen", "Anden", "Ängen"] {
            groups::add(&mara, a_group(name)).await.unwrap();
        }
        let names: Vec<_> = groups::list(&mara, None).await.unwrap().groups.into_iter().filter_map(|group| group.name.value()).collect();
        assert_eq!(names, ["Anden", "Zebran", "Åsen", "Ängen", "Örnen"]);
    })
    .await;
}
