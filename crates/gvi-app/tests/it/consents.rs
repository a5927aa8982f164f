//! Consents: the reminder before the end, and a child's own word.

use gvi_app::{AppError, clocks, consents};
use gvi_domain::Words;
use gvi_domain::clock::ClockKind;
use gvi_domain::consent::{GivenBy, NewConsent};
use gvi_testkit::on_both_databases;

use crate::exchange::a_consent;

#[tokio::test]
async fn a_month_before_a_consent_ends_somebody_is_reminded_and_nobody_once_it_is_over_or_taken_back() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let reminded = async |city: &gvi_testkit::City, user: &str| {
            let ctx = city.acts(user).await;
            clocks::running(&ctx).await.unwrap().iter().filter(|clock| clock.kind == ClockKind::ConsentEnding).count()
        };
        let kept = consents::record(&ines, NewConsent { valid_until: jiff::civil::date(2027, 5, 22), ..a_consent() }).await.unwrap();
        let other = NewConsent { valid_until: jiff::civil::date(2027, 5, 22), ..a_consent() };
        let taken_back = consents::record(&ines, other).await.unwrap();
        city.days_pass(150);
        assert_eq!(reminded(&city, "ines").await, 0, "not in the first five months");
        city.days_pass(3);
        assert_eq!(reminded(&city, "ines").await, 2, "the 24th of April");
        assert_eq!(reminded(&city, "olle").await, 0);
        consents::withdraw(&city.acts("ines").await, taken_back).await.unwrap();
        assert_eq!(reminded(&city, "ines").await, 1);
        city.days_pass(30);
        city.expire().await;
        assert_eq!(reminded(&city, "ines").await, 0);
        assert_ne!(kept, taken_back);
    })
    .await;
}

#[tokio::test]
async fn a_childs_own_word_without_a_guardian_is_recorded_with_its_maturity_or_not_at_all() {
    on_both_databases(async |city| {
        let ines = city.acts("ines").await;
        let bare = NewConsent { given_by: GivenBy::ChildAlone, ..a_consent() };
        assert!(matches!(consents::record(&ines, bare.clone()).await, Err(AppError::Faults(faults)) if faults.len() == 1));
        let judged = NewConsent { maturity_reason: Words::stored("Sexton år, förstår vad det innebär.".into()), ..bare };
        assert!(consents::record(&ines, judged).await.is_ok());
    })
    .await;
}
