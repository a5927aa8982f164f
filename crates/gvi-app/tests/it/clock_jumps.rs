//! The machine's clock jumps back, as clocks do: nobody gains by it, and nothing that has ended begins again.

use gvi_app::sign_in::{SignInError, code_at, resume, sign_in};
use gvi_app::{Door, clocks, groups, memberships, support, verify, witness};
use gvi_domain::Moment;
use gvi_domain::clock::ClockKind;
use gvi_domain::membership::MembershipState;
use gvi_testkit::city::{City, PASSWORD, TOTP_SECRET};
use gvi_testkit::on_both_databases;

use crate::groups::a_group;
use crate::memberships::listed;
use crate::support::opened;

async fn try_to(city: &City, code: &str) -> Result<String, SignInError> {
    sign_in(&city.site(), Door::at(city.now()), "polisen", "mara", PASSWORD, code).await.map(|session| session.cookie)
}

/// When the session of a cookie ends, if it lives at a moment.
async fn ends(city: &City, cookie: &str, at: Moment) -> Option<Moment> {
    resume(&city.site(), Door::at(at), cookie).await.unwrap().map(|(_, session)| session.ends_at)
}

#[tokio::test]
async fn a_session_keeps_the_life_it_had_left_and_no_more() {
    on_both_databases(async |city| {
        let begun = city.now();
        let cookie = try_to(&city, &code_at(TOTP_SECRET, begun.seconds())).await.unwrap();
        let seen = begun.plus_seconds(1500);
        assert_eq!(ends(&city, &cookie, seen).await, Some(begun.plus_hours(12)));
        // Twenty minutes back: what was left is left.
        let back = seen.plus_seconds(-1200);
        assert_eq!(ends(&city, &cookie, back).await, Some(begun.plus_hours(12).plus_seconds(-1200)));
        // And again, and again: it does not add up to a longer life.
        let again = back.plus_seconds(-1200);
        assert_eq!(ends(&city, &cookie, again).await, Some(begun.plus_hours(12).plus_seconds(-2400)));
        // Idle time counts from the last request, by the clock that runs now.
        assert!(ends(&city, &cookie, again.plus_seconds(1801)).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_long_jump_ends_the_session_because_nobody_knows_how_long_it_was_idle() {
    on_both_databases(async |city| {
        let cookie = try_to(&city, &code_at(TOTP_SECRET, city.now().seconds())).await.unwrap();
        assert!(ends(&city, &cookie, city.now().plus_hours(-3)).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_used_code_does_not_work_again() {
    on_both_databases(async |city| {
        let code = code_at(TOTP_SECRET, city.now().seconds());
        city.hours_pass(1);
        try_to(&city, &code_at(TOTP_SECRET, city.now().seconds())).await.unwrap();
        city.hours_pass(-1);
        assert!(try_to(&city, &code).await.is_err(), "older than the last one that was used");
    })
    .await;
}

#[tokio::test]
async fn the_log_keeps_its_order_and_every_log_fits() {
    on_both_databases(async |city| {
        groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        witness::walk(&city.site(), city.now()).await.unwrap();
        city.hours_pass(-5);
        groups::add(&city.acts("mara").await, a_group("Kranen")).await.unwrap();
        witness::walk(&city.site(), city.now()).await.unwrap();
        city.hours_pass(6);
        groups::list(&city.acts("mara").await, None).await.unwrap();
        witness::walk(&city.site(), city.now()).await.unwrap();
        let earlier =
            "UPDATE ledger_entries SET seq = seq WHERE at < (SELECT MAX(e.at) FROM ledger_entries e WHERE e.seq < ledger_entries.seq)";
        assert!(city.past_all_doors("polisen", earlier).await > 0, "later entries tell of an earlier time");
        for one in verify::verify(city.folder(), &mut |_, _, _| {}).await.unwrap() {
            assert!(one.is_sound(), "{}: {:?}", one.authority, one.findings());
        }
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_has_expired_does_not_come_back_and_a_stopped_clock_does_not_start() {
    on_both_databases(async |city| {
        let group = groups::add(&city.acts("mara").await, a_group("Kajen")).await.unwrap();
        city.makes_active(group).await;
        let (_, listing) = listed(&city, "Rune Falk", group).await;
        let ines = city.acts("ines").await;
        let id = opened(&city, &ines).await;
        support::met(&ines, id, 1).await.unwrap();
        city.days_pass(91);
        assert!(city.expire().await > 0);
        city.days_pass(-10);
        assert_eq!(city.expire().await, 0);
        let seen = memberships::card(&city.acts("mara").await, listing).await.unwrap().membership;
        assert_eq!(seen.state.value(), Some(MembershipState::Expired));
        let running: Vec<ClockKind> = clocks::running(&city.acts("ines").await).await.unwrap().iter().map(|clock| clock.kind).collect();
        assert_eq!(running, [ClockKind::SupportPlan]);
    })
    .await;
}
