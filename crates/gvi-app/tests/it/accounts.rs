use gvi_app::accounts::{self, TypedEdit};
use gvi_app::settings::{self, TypedPurpose};
use gvi_app::sign_in::{code_at, resume, sign_in};
use gvi_app::{AppError, Door, clocks, day, groups};
use gvi_domain::account::NewAccount;
use gvi_domain::clock::ClockKind;
use gvi_domain::{AccountId, DomainError, PurposeId};
use gvi_testkit::{City, on_both_databases};

fn a_colleague() -> NewAccount {
    NewAccount {
        id: AccountId::new(),
        user_name: "vera".into(),
        name: "Vera Sjöö".into(),
        unit: "samverkan".into(),
        roles: vec!["analyst".parse().unwrap()],
        ends_on: "2027-11-01".parse().unwrap(),
        trained_until: "2027-06-01".parse().unwrap(),
    }
}

/// The bytes behind the text that a code app is given.
fn secret(text: &str) -> Vec<u8> {
    let (mut bytes, mut waiting, mut bits) = (Vec::new(), 0_u32, 0);
    for sign in text.bytes() {
        let five = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == sign).unwrap();
        waiting = waiting << 5 | u32::try_from(five).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((waiting >> bits) as u8);
            waiting &= (1 << bits) - 1;
        }
    }
    bytes
}

async fn cookie(city: &City, user: &str, password: &str, totp: &str) -> Option<String> {
    let code = code_at(&secret(totp), city.now().seconds());
    sign_in(&city.site(), Door::at(city.now()), "polisen", user, password, &code).await.ok().map(|session| session.cookie)
}

#[tokio::test]
async fn a_new_colleague_signs_in_with_the_first_password_and_can_do_nothing_before_it_is_changed() {
    on_both_databases(async |city| {
        let secrets = accounts::add(&city.acts("ada").await, a_colleague(), "sv").await.unwrap();
        let first = cookie(&city, "vera", &secrets.password, &secrets.totp).await.expect("the first password lets in");
        let (vera, _) = resume(&city.site(), Door::at(city.now()), &first).await.unwrap().unwrap();
        assert!(accounts::must_change_password(&vera));
        assert!(matches!(day::day(&vera).await, Err(AppError::NotFound)));
        let own = "en helt egen mening";
        assert!(accounts::change_password(&vera, &first, "fel", own, own).await.is_err());
        accounts::change_password(&vera, &first, &secrets.password, own, own).await.unwrap();
        let (vera, _) = resume(&city.site(), Door::at(city.now()), &first).await.unwrap().unwrap();
        assert!(day::day(&vera).await.is_ok());
        city.hours_pass(1);
        assert!(cookie(&city, "vera", &secrets.password, &secrets.totp).await.is_none());
        assert!(cookie(&city, "vera", own, &secrets.totp).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn the_keeper_of_the_accounts_reads_no_group_and_gives_nobody_a_role_of_their_own() {
    on_both_databases(async |city| {
        let ada = city.acts("ada").await;
        assert!(matches!(groups::list(&ada, None).await, Err(AppError::NotFound)));
        let everybody = accounts::list(&ada).await.unwrap().accounts;
        let id_of = |user: &str| everybody.iter().find(|account| account.user_name.as_value().is_some_and(|name| name == user)).unwrap().id;
        let more = || TypedEdit {
            unit: "it".into(),
            roles: vec!["analyst".parse().unwrap()],
            ends_on: "2027-01-01".parse().unwrap(),
            trained_until: "2027-01-01".parse().unwrap(),
        };
        assert!(matches!(accounts::edit(&ada, id_of("ada"), more(), 1).await, Err(AppError::NotFound)));
        assert!(matches!(accounts::edit(&ada, AccountId::new(), more(), 1).await, Err(AppError::NotFound)));
        accounts::edit(&ada, id_of("nils"), more(), 1).await.unwrap();
        assert!(matches!(accounts::edit(&ada, id_of("nils"), more(), 1).await, Err(AppError::Changed { thing: "account" })));
        // A role of another kind of authority is no role here.
        let foreign = TypedEdit { roles: vec!["handler".parse().unwrap()], ..more() };
        assert!(matches!(accounts::edit(&ada, id_of("nils"), foreign, 2).await, Err(AppError::Faults(_))));
        assert!(matches!(accounts::list(&city.acts("mara").await).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_locked_account_is_out_at_once() {
    on_both_databases(async |city| {
        let ada = city.acts("ada").await;
        let nils = city.cookie("nils").await;
        let everybody = accounts::list(&ada).await.unwrap().accounts;
        let id = everybody.iter().find(|account| account.user_name.as_value().is_some_and(|name| name == "nils")).unwrap().id;
        accounts::lock(&ada, id, true, 1).await.unwrap();
        assert!(resume(&city.site(), Door::at(city.now()), &nils).await.unwrap().is_none());
        city.days_pass(30);
        let totp = accounts::base32(gvi_testkit::city::TOTP_SECRET);
        assert!(cookie(&city, "nils", gvi_testkit::city::PASSWORD, &totp).await.is_none());
        accounts::lock(&city.acts("ada").await, id, false, 2).await.unwrap();
        assert!(cookie(&city, "nils", gvi_testkit::city::PASSWORD, &totp).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_user_name_is_given_once() {
    on_both_databases(async |city| {
        let ada = city.acts("ada").await;
        accounts::add(&ada, a_colleague(), "sv").await.unwrap();
        let again = accounts::add(&ada, a_colleague(), "sv").await.err().unwrap();
        assert!(matches!(again, AppError::Faults(faults) if faults == [DomainError::field("user_name", "user-name-taken")]));
    })
    .await;
}

#[tokio::test]
async fn the_chief_sets_a_limit_and_the_next_clock_keeps_it() {
    on_both_databases(async |city| {
        let greta = city.acts("greta").await;
        settings::set_clock(&greta, ClockKind::ReviewMeeting, Some(336), 168).await.unwrap();
        assert!(matches!(
            settings::set_clock(&greta, ClockKind::ReviewMeeting, Some(24), 168).await,
            Err(AppError::Changed { thing: "setting" })
        ));
        assert!(matches!(settings::set_clock(&greta, ClockKind::Triage, Some(0), 24).await, Err(AppError::Faults(_))));
        let set = settings::clocks(&city.acts("pia").await).await.unwrap();
        assert!(!set.may_edit);
        assert_eq!(set.set.len(), 1);
        assert_eq!(set.set[0].changed_by.clone().value().flatten().as_deref(), Some("Greta Öhman"));
        assert!(matches!(settings::set_clock(&city.acts("pia").await, ClockKind::Triage, Some(1), 24).await, Err(AppError::NotFound)));
        assert!(clocks::running(&greta).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_vague_purpose_and_a_foreign_legal_basis_are_refused_together() {
    on_both_databases(async |city| {
        let greta = city.acts("greta").await;
        let typed = |reason: &str, basis: &str| TypedPurpose {
            id: PurposeId::new(), code: "prevent-detect-crime".into(), legal_basis: basis.into(), reason: reason.into(), until: "2027-06-01".parse().ok(),
        };
        let vague = settings::add_purpose(&greta, typed("Förebygga brott och öka tryggheten i samhället genom samverkan", "SoLPuL-6")).await;
        assert!(matches!(vague, Err(AppError::Faults(faults)) if faults == [DomainError::field("legal_basis", "not-listed"), DomainError::field("reason", "vague")]));
        settings::add_purpose(&greta, typed("Förebygga skjutningar mellan grupperna i Östra hamnen under hösten", "PBDL-2-1-1")).await.unwrap();
        assert_eq!(settings::purposes(&greta).await.unwrap().purposes.len(), 2);
        assert!(matches!(settings::purposes(&city.acts("mara").await).await, Err(AppError::NotFound)));
    })
    .await;
}
