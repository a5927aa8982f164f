//! Who is told by e-mail that something waits: whoever asked for it, of what they may read and have not looked at, and not again and again.

use gvi_app::mail::{self, Waiting};
use gvi_app::{AppError, accounts, day, received};
use gvi_domain::DomainError;
use gvi_testkit::people::WORKERS;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::{link_of, sent};

async fn due(city: &City, authority: &str) -> Vec<Waiting> {
    mail::take_due(&city.house(authority)).await.unwrap()
}

async fn something_comes(city: &City) {
    let mara = city.acts("mara").await;
    sent(&mara, &link_of(&mara, &[("frivarden", "officer")])).await;
    assert_eq!(city.deliver().await.delivered, 1);
}

/// Looks at everything that there is to look at.
async fn looks(city: &City, user: &str) {
    let ctx = city.acts(user).await;
    day::day(&ctx).await.unwrap();
    for line in received::list(&ctx).await.unwrap() {
        received::card(&ctx, line.received.envelope).await.unwrap();
    }
}

#[tokio::test]
async fn a_worker_is_told_once_of_what_came_and_not_of_what_they_have_seen() {
    on_both_databases(async |city| {
        let tom = city.acts("tom").await;
        assert_eq!(mail::own(&tom).await.unwrap().address, "", "off until somebody asks for it");
        something_comes(&city).await;
        assert!(due(&city, "frivarden").await.is_empty(), "nobody asked for it");
        mail::set_own(&tom, " tom.ferm@frivarden.example ", "en").await.unwrap();
        let told = due(&city, "frivarden").await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].address.as_str(), told[0].language.as_str()), ("tom.ferm@frivarden.example", "en"));
        assert!(due(&city, "frivarden").await.is_empty(), "once");
        something_comes(&city).await;
        assert!(due(&city, "frivarden").await.is_empty(), "at most once an hour");
        city.hours_pass(1);
        assert_eq!(due(&city, "frivarden").await.len(), 1, "and then of what is new");
        looks(&city, "tom").await;
        city.hours_pass(1);
        assert!(due(&city, "frivarden").await.is_empty(), "what was looked at is not told of");
        mail::set_own(&city.acts("tom").await, "", "sv").await.unwrap();
        something_comes(&city).await;
        assert!(due(&city, "frivarden").await.is_empty(), "and nobody is told who no longer wants it");
    })
    .await;
}

#[tokio::test]
async fn what_still_waits_after_a_day_is_told_again() {
    on_both_databases(async |city| {
        mail::set_own(&city.acts("tom").await, "tom.ferm@frivarden.example", "sv").await.unwrap();
        something_comes(&city).await;
        city.hours_pass(1);
        assert_eq!(due(&city, "frivarden").await.len(), 1);
        city.hours_pass(23);
        // The day is looked at, so that no clock on it is news; what came is not opened.
        day::day(&city.acts("tom").await).await.unwrap();
        assert!(due(&city, "frivarden").await.is_empty(), "not before a day is over");
        city.hours_pass(1);
        day::day(&city.acts("tom").await).await.unwrap();
        assert_eq!(due(&city, "frivarden").await.len(), 1, "nobody has opened it");
        assert!(due(&city, "frivarden").await.is_empty(), "and once a day is enough");
        looks(&city, "tom").await;
        city.days_pass(2);
        day::day(&city.acts("tom").await).await.unwrap();
        assert!(due(&city, "frivarden").await.is_empty(), "what was opened waits no more");
    })
    .await;
}

#[tokio::test]
async fn only_who_may_read_it_is_told() {
    on_both_databases(async |city| {
        let of_probation: Vec<&str> = WORKERS.iter().filter(|worker| worker.authority == "frivarden").map(|worker| worker.user).collect();
        for user in &of_probation {
            mail::set_own(&city.acts(user).await, &format!("{user}@frivarden.example"), "sv").await.unwrap();
        }
        something_comes(&city).await;
        let mut told: Vec<String> = due(&city, "frivarden").await.into_iter().map(|waiting| waiting.address).collect();
        let mut readers = Vec::new();
        for user in &of_probation {
            if received::list(&city.acts(user).await).await.is_ok_and(|lines| !lines.is_empty()) {
                readers.push(format!("{user}@frivarden.example"));
            }
        }
        told.sort();
        readers.sort();
        assert_eq!(told, readers);
        assert!(!readers.is_empty() && readers.len() < of_probation.len(), "{readers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_message_that_failed_is_not_lost_and_the_keeper_of_the_accounts_sees_it() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        mail::set_own(&nils, "nils@polisen.example", "sv").await.unwrap();
        // A clock that is due today.
        gvi_app::incidents::register(&city.acts("mara").await, gvi_testkit::typed::a_shooting(&city)).await.unwrap();
        let first = due(&city, "polisen").await;
        assert_eq!(first.len(), 1, "a clock of two hours is due today");
        mail::failed(&city.house("polisen"), &first[0]).await.unwrap();
        let own = mail::own(&city.acts("nils").await).await.unwrap();
        assert_eq!(own.failed_at, Some(city.now()));
        let ada = city.acts("ada").await;
        let seen = accounts::list(&ada).await.unwrap().accounts;
        let failing: Vec<_> = seen.iter().filter(|one| one.mail_failed_at.as_value().is_some_and(Option::is_some)).collect();
        assert_eq!(failing.len(), 1);
        assert_eq!(failing[0].user_name.as_value().unwrap(), "nils");
        let again = due(&city, "polisen").await;
        assert_eq!(again.len(), 1, "it is tried again at once");
        mail::arrived(&city.house("polisen"), &again[0]).await.unwrap();
        assert_eq!(mail::own(&city.acts("nils").await).await.unwrap().failed_at, None);
        assert!(due(&city, "polisen").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_address_is_checked_and_goes_with_the_account() {
    on_both_databases(async |city| {
        let nils = city.acts("nils").await;
        for wrong in ["nils", "nils@polisen.example\r\nBcc: any@where.example", "nils@polisen"] {
            let Err(AppError::Faults(faults)) = mail::set_own(&nils, wrong, "sv").await else { panic!("{wrong} was taken") };
            assert_eq!(faults, [DomainError::field("mail", "not-an-address")]);
        }
        assert!(mail::set_own(&nils, "nils@polisen.example", "xx").await.is_err());
        mail::set_own(&nils, "nils@polisen.example", "sv").await.unwrap();
        let kept = "SELECT mail FROM accounts WHERE user_name = 'nils'";
        assert_eq!(city.read_past_all_doors("polisen", kept).await, ["nils@polisen.example"]);
        let ada = city.acts("ada").await;
        let account = accounts::list(&ada)
            .await
            .unwrap()
            .accounts
            .into_iter()
            .find(|one| one.user_name.as_value().is_some_and(|name| name == "nils"));
        let account = account.unwrap();
        let today = city.now().date(ada.zone());
        let edit = accounts::TypedEdit {
            unit: "vakthavande".into(),
            roles: vec!["duty_officer".parse().unwrap()],
            ends_on: today,
            trained_until: today,
        };
        accounts::edit(&ada, account.id, edit, account.version).await.unwrap();
        city.days_pass(1);
        city.expire().await;
        assert_eq!(city.read_past_all_doors("polisen", kept).await, [""]);
    })
    .await;
}
