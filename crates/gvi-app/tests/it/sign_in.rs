use gvi_app::sign_in::{SignInError, code_at, resume, sign_in, sign_out};
use gvi_app::{AppError, Door, groups};
use gvi_testkit::city::{City, PASSWORD, TOTP_SECRET};
use gvi_testkit::on_both_databases;

async fn try_to(city: &City, user: &str, password: &str, code: &str) -> Result<String, SignInError> {
    sign_in(&city.site(), Door::at(city.now()), "polisen", user, password, code).await.map(|session| session.cookie)
}

fn code(city: &City) -> String {
    code_at(TOTP_SECRET, city.now().seconds())
}

#[tokio::test]
async fn a_session_begins_with_password_and_code_and_ends_with_sign_out() {
    on_both_databases(async |city| {
        let cookie = try_to(&city, "mara", PASSWORD, &code(&city)).await.unwrap();
        let (ctx, session) = resume(&city.site(), Door::at(city.now()), &cookie).await.unwrap().unwrap();
        assert_eq!(session.name, "Mara Lindqvist");
        // Without a purpose no case can be read.
        assert!(matches!(groups::list(&ctx, None).await, Err(AppError::NotFound)));
        sign_out(&city.site(), Door::at(city.now()), &cookie).await.unwrap();
        assert!(resume(&city.site(), Door::at(city.now()), &cookie).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_code_works_once() {
    on_both_databases(async |city| {
        try_to(&city, "mara", PASSWORD, &code(&city)).await.unwrap();
        assert!(matches!(try_to(&city, "mara", PASSWORD, &code(&city)).await, Err(SignInError::Failed)));
    })
    .await;
}

#[tokio::test]
async fn five_failures_lock_the_account_for_a_quarter_of_an_hour() {
    on_both_databases(async |city| {
        for _ in 0..5 {
            assert!(try_to(&city, "mara", "wrong", &code(&city)).await.is_err());
        }
        assert!(try_to(&city, "mara", PASSWORD, &code(&city)).await.is_err());
        city.hours_pass(1);
        assert!(try_to(&city, "mara", PASSWORD, &code(&city)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_idle_session_is_over() {
    on_both_databases(async |city| {
        let cookie = try_to(&city, "mara", PASSWORD, &code(&city)).await.unwrap();
        assert!(resume(&city.site(), Door::at(city.now()), &cookie).await.unwrap().is_some());
        city.hours_pass(1);
        assert!(resume(&city.site(), Door::at(city.now()), &cookie).await.unwrap().is_none());
    })
    .await;
}
