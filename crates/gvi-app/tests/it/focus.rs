use gvi_app::{AppError, Ctx, board, clocks, focus, groups, levers, offers, persons};
use gvi_domain::clock::ClockKind;
use gvi_domain::focus::{FocusDeed, FocusState, TypedBack, TypedProposal, Verdict};
use gvi_domain::group::GroupStatus;
use gvi_domain::lever::{LeverDeed, LeverState, TypedLever};
use gvi_domain::offer::{OfferState, TypedOffer};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::{Code, DomainError, FocusId, GroupId, LeverId, OfferId, ReviewId};
use gvi_testkit::typed::{a_lever, an_offer};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;
use crate::memberships::listed;
use crate::persons::a_person;

const REASONS: &str = "Tredje skjutningen sedan budskapet den 3 juni.";

fn a_proposal<'t>() -> TypedProposal<'t> {
    TypedProposal {
        rule: "first-after-message",
        evidence: "Skjutningen på Kranvägen, bekräftad koppling vid genomgången.",
        told: "Stormötet den 3 juni",
        capacity: "Alla har folk till januari.",
    }
}

async fn proposed(city: &City) -> (GroupId, FocusId) {
    let mara = city.acts("mara").await;
    let group = groups::add(&mara, a_group("Kajen")).await.unwrap();
    let id = focus::propose(&mara, FocusId::new(), group, a_proposal()).await.unwrap();
    (group, id)
}

async fn version(ctx: &Ctx, id: FocusId) -> i64 {
    focus::card(ctx, id).await.unwrap().focus.version
}

async fn running(city: &City) -> (GroupId, FocusId) {
    let (group, id) = proposed(city).await;
    let greta = city.acts("greta").await;
    focus::decide(&greta, id, ("open", REASONS, ""), 1).await.unwrap();
    let pia = city.acts("pia").await;
    let start = ("2026-11-22", "Inga skjutningar av gruppen på 60 dagar.", "60 dagar utan våld av gruppen.");
    focus::start(&pia, id, start, version(&pia, id).await).await.unwrap();
    (group, id)
}

async fn group_status(ctx: &Ctx, group: GroupId) -> Option<GroupStatus> {
    groups::card(ctx, group).await.unwrap().group.status.value()
}

async fn runs(ctx: &Ctx, kind: ClockKind) -> Option<gvi_domain::Moment> {
    clocks::running(ctx).await.unwrap().into_iter().find(|clock| clock.kind == kind).map(|clock| clock.due_at)
}

#[tokio::test]
async fn the_working_group_proposes_the_chief_decides_and_opening_needs_reasons() {
    on_both_databases(async |city| {
        let (_, id) = proposed(&city).await;
        let mara = city.acts("mara").await;
        assert!(focus::card(&mara, id).await.unwrap().deeds.is_empty());
        assert!(matches!(focus::decide(&mara, id, ("open", REASONS, ""), 1).await, Err(AppError::NotFound)));
        let greta = city.acts("greta").await;
        assert_eq!(focus::card(&greta, id).await.unwrap().deeds, [FocusDeed::Decide]);
        let bare = focus::decide(&greta, id, ("open", "", ""), 1).await;
        assert!(matches!(bare, Err(AppError::Faults(faults)) if faults == [DomainError::field("reasons", "missing")]));
        focus::decide(&greta, id, ("open", REASONS, "Utredningen ville vänta en vecka."), 1).await.unwrap();
        let card = focus::card(&mara, id).await.unwrap();
        assert_eq!(card.focus.state.value(), Some(FocusState::Decided));
        assert_eq!(card.decisions[0].decided_by.as_value().map(String::as_str), Some("Greta Öhman"));
        assert_eq!(card.decisions[0].dissent.as_value().map(gvi_domain::Words::as_str), Some("Utredningen ville vänta en vecka."));
    })
    .await;
}

#[tokio::test]
async fn the_chief_cannot_propose_and_another_authority_finds_no_focus() {
    on_both_databases(async |city| {
        let (group, id) = proposed(&city).await;
        let greta = city.acts("greta").await;
        assert!(matches!(focus::propose(&greta, FocusId::new(), group, a_proposal()).await, Err(AppError::NotFound)));
        for stranger in ["karin", "sofia", "olle", "elsa", "ada", "rut"] {
            let ctx = city.acts(stranger).await;
            assert!(matches!(focus::card(&ctx, id).await, Err(AppError::NotFound)), "{stranger}");
            assert!(matches!(focus::card(&ctx, FocusId::new()).await, Err(AppError::NotFound)), "{stranger}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_group_has_one_open_focus_at_a_time_and_a_form_sent_twice_makes_one() {
    on_both_databases(async |city| {
        let (group, id) = proposed(&city).await;
        let mara = city.acts("mara").await;
        assert_eq!(focus::propose(&mara, id, group, a_proposal()).await.unwrap(), id);
        let second = focus::propose(&mara, FocusId::new(), group, a_proposal()).await;
        assert!(matches!(second, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "focus-open-already" }]));
        assert_eq!(focus::list(&mara).await.unwrap().waiting.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_deferral_starts_the_clock_again_and_an_answer_stops_it() {
    on_both_databases(async |city| {
        let (_, id) = proposed(&city).await;
        let greta = city.acts("greta").await;
        let first = runs(&greta, ClockKind::FocusDecision).await.unwrap();
        assert_eq!(first, city.now().plus_hours(72));
        city.hours_pass(70);
        let greta = city.acts("greta").await;
        focus::decide(&greta, id, ("defer", "Kopplingen är bara misstänkt, vi väntar på labbet.", ""), 1).await.unwrap();
        assert_eq!(runs(&greta, ClockKind::FocusDecision).await, Some(city.now().plus_hours(72)));
        assert_eq!(focus::card(&greta, id).await.unwrap().focus.state.value(), Some(FocusState::Proposed));
        city.hours_pass(10);
        let greta = city.acts("greta").await;
        focus::decide(&greta, id, ("warn", "Första händelsen, ingen skadad, gruppen varnas.", ""), 2).await.unwrap();
        assert_eq!(runs(&greta, ClockKind::FocusDecision).await, None);
        let card = focus::card(&greta, id).await.unwrap();
        assert_eq!(
            card.decisions.iter().filter_map(|one| one.verdict.as_value().copied()).collect::<Vec<_>>(),
            [Verdict::Defer, Verdict::Warn]
        );
        assert_eq!(card.decisions[0].due_at.as_value().copied().flatten(), Some(first));
        assert!(card.deeds.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_deciders_is_told() {
    on_both_databases(async |city| {
        let (_, id) = proposed(&city).await;
        let greta = city.acts("greta").await;
        focus::decide(&greta, id, ("defer", "Kopplingen är bara misstänkt, vi väntar på labbet.", ""), 1).await.unwrap();
        assert!(matches!(focus::decide(&greta, id, ("open", REASONS, ""), 1).await, Err(AppError::Changed { thing: "focus" })));
    })
    .await;
}

#[tokio::test]
async fn a_focus_that_starts_puts_the_group_in_focus_and_its_end_lets_it_cool_and_starts_the_feedback_clock() {
    on_both_databases(async |city| {
        let (group, id) = running(&city).await;
        let pia = city.acts("pia").await;
        assert_eq!(group_status(&pia, group).await, Some(GroupStatus::InFocus));
        assert_eq!(runs(&pia, ClockKind::FocusReview).await, Some(city.now().plus_days(28)));
        city.days_pass(27);
        let pia = city.acts("pia").await;
        let review = ReviewId::new();
        for _ in 0..2 {
            focus::review(&pia, id, review, ("go-on", "Två veckor utan våld, fem samtal hållna.")).await.unwrap();
        }
        assert_eq!(focus::card(&pia, id).await.unwrap().reviews.len(), 1);
        assert_eq!(runs(&pia, ClockKind::FocusReview).await, None);
        assert_eq!(runs(&pia, ClockKind::FocusReviewNext).await, Some(city.now().plus_days(14)));
        let without = focus::end(&pia, id, ("criteria-met", ""), version(&pia, id).await).await;
        assert!(matches!(without, Err(AppError::Faults(_))));
        focus::end(&pia, id, ("criteria-met", "Sextio dagar utan våld av gruppen."), version(&pia, id).await).await.unwrap();
        assert_eq!(group_status(&pia, group).await, Some(GroupStatus::Cooling));
        assert_eq!(runs(&pia, ClockKind::FocusReviewNext).await, None);
        assert_eq!(runs(&pia, ClockKind::CommunicationBack).await, Some(city.now().plus_days(14)));
        let on = city.now().date(pia.zone()).to_string();
        let back = TypedBack {
            text: "Ni fick allas uppmärksamhet efter skotten. Nu är det slut.",
            channel: "visit",
            messenger: "Pia Sandell",
            on: &on,
            clearance: "Polischef och åklagare",
            cleared_on: &on,
            pretrial: true,
            innocence: true,
        };
        focus::tell_back(&pia, id, back, version(&pia, id).await).await.unwrap();
        assert_eq!(runs(&pia, ClockKind::CommunicationBack).await, None);
        focus::evaluate(&pia, id, "Samtalen kom för sent, börja med dem nästa gång.", version(&pia, id).await).await.unwrap();
        assert_eq!(focus::card(&pia, id).await.unwrap().focus.state.value(), Some(FocusState::Evaluated));
    })
    .await;
}

#[tokio::test]
async fn a_lever_without_basis_decision_maker_and_weighing_is_refused_with_all_faults() {
    on_both_databases(async |city| {
        let (_, id) = running(&city).await;
        let pia = city.acts("pia").await;
        let person = Code::new().to_string();
        let bare = TypedLever { basis: "", decider: "", decider_role: "", proportionality: "", ..a_lever(&person) };
        let Err(AppError::Faults(faults)) = levers::plan(&pia, LeverId::new(), Some(id), bare).await else { panic!("planned") };
        for field in ["basis", "decider", "decider_role", "proportionality"] {
            assert!(faults.contains(&DomainError::field(field, "missing")), "{field}");
        }
        let treatment = TypedLever { proportionality: "Ta honom efter behandlingen på torsdag.", ..a_lever(&person) };
        let Err(AppError::Faults(faults)) = levers::plan(&pia, LeverId::new(), Some(id), treatment).await else { panic!("planned") };
        assert_eq!(faults, [DomainError::field("proportionality", "speaks-of-support")]);
        assert!(board::board(&pia, id).await.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn social_services_cannot_plan_a_lever_and_have_none_to_see() {
    on_both_databases(async |city| {
        let person = Code::new().to_string();
        for user in ["ines", "sofia", "moa", "olle", "leila"] {
            let ctx = city.acts(user).await;
            assert!(matches!(levers::plan(&ctx, LeverId::new(), None, a_lever(&person)).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(levers::list(&ctx).await, Err(AppError::NotFound)), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_board_counts_those_under_pressure_without_an_offer_in_the_order_of_codes() {
    on_both_databases(async |city| {
        let (_, id) = running(&city).await;
        let pia = city.acts("pia").await;
        let mut codes: Vec<String> = (0..3).map(|_| Code::new().to_string()).collect();
        for code in &codes {
            levers::plan(&pia, LeverId::new(), Some(id), a_lever(code)).await.unwrap();
        }
        let offer = offers::make(&pia, OfferId::new(), Some(id), an_offer(&codes[1])).await.unwrap();
        let seen = board::board(&pia, id).await.unwrap();
        assert_eq!((seen.rows.len(), seen.pressed), (3, 3));
        let mut bare = vec![codes[0].clone(), codes[2].clone()];
        bare.sort_unstable();
        assert_eq!(seen.bare, bare);
        // A no does not undo that help was offered; taking the offer back does.
        offers::change(&pia, offer, OfferState::DeclinedForNow, 1).await.unwrap();
        assert_eq!(board::board(&pia, id).await.unwrap().bare.len(), 2);
        offers::change(&pia, offer, OfferState::Withdrawn, 2).await.unwrap();
        codes.sort_unstable();
        assert_eq!(board::board(&pia, id).await.unwrap().bare, codes);
    })
    .await;
}

#[tokio::test]
async fn whoever_presses_sees_that_there_is_an_offer_and_not_which_need_it_answers() {
    on_both_databases(async |city| {
        let (_, id) = running(&city).await;
        let pia = city.acts("pia").await;
        let offer = offers::make(&pia, OfferId::new(), Some(id), an_offer(&Code::new().to_string())).await.unwrap();
        let card = offers::card(&pia, offer).await.unwrap();
        assert_eq!(card.offer.state.value(), Some(OfferState::Offered));
        assert!(card.offer.need.is_withheld() && card.offer.concrete.is_withheld());
        let conditional = TypedOffer { concrete: "Skydd på villkor att han berättar vem som sköt.", ..an_offer("K") };
        assert!(matches!(offers::make(&pia, OfferId::new(), None, conditional).await, Err(AppError::Faults(_))));
    })
    .await;
}

#[tokio::test]
async fn the_duty_officer_reads_the_focus_and_no_lever_of_it() {
    on_both_databases(async |city| {
        let (_, id) = running(&city).await;
        let pia = city.acts("pia").await;
        let lever = levers::plan(&pia, LeverId::new(), Some(id), a_lever(&Code::new().to_string())).await.unwrap();
        let nils = city.acts("nils").await;
        let seen = board::board(&nils, id).await.unwrap();
        assert!(seen.rows.is_empty() && !seen.shows_levers && seen.bare.is_empty());
        assert!(matches!(levers::card(&nils, lever).await, Err(AppError::NotFound)));
        assert!(matches!(levers::card(&pia, LeverId::new()).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_probation_officer_plans_on_the_law_of_probation_and_not_on_that_of_the_police() {
    on_both_databases(async |city| {
        let tom = city.acts("tom").await;
        let person = Code::new().to_string();
        let Err(AppError::Faults(faults)) = levers::plan(&tom, LeverId::new(), None, a_lever(&person)).await else { panic!("planned") };
        assert!(faults.contains(&DomainError::field("lever", "missing")));
        let own = TypedLever {
            lever: "strict-supervision",
            basis: "BrB-28-7",
            reference: "28 kap. 7 §, dom B 1-26",
            decider: "Tom Ferm",
            decider_role: "frivårdsinspektör",
            ..a_lever(&person)
        };
        let id = levers::plan(&tom, LeverId::new(), None, own).await.unwrap();
        assert_eq!(levers::list(&tom).await.unwrap().persons[0].person, person);
        assert!(matches!(levers::change(&tom, id, LeverDeed::Finish, "Mötet hölls som planerat.", 1).await, Err(AppError::Faults(_))));
        levers::change(&tom, id, LeverDeed::Decide, "", 1).await.unwrap();
        levers::change(&tom, id, LeverDeed::Finish, "Mötet hölls som planerat.", 2).await.unwrap();
        assert!(matches!(levers::change(&tom, id, LeverDeed::Close, "", 2).await, Err(AppError::Changed { thing: "lever" })));
        let card = levers::card(&tom, id).await.unwrap();
        assert_eq!(card.lever.state.value(), Some(LeverState::Done));
        assert_eq!(card.lever.result.as_value().map(gvi_domain::Words::as_str), Some("Mötet hölls som planerat."));
        // The police have compartments of their own: nothing of this is there.
        let pia = city.acts("pia").await;
        assert!(matches!(levers::card(&pia, id).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_lever_hangs_on_no_focus_that_was_not_opened() {
    on_both_databases(async |city| {
        let (_, id) = proposed(&city).await;
        let pia = city.acts("pia").await;
        let early = levers::plan(&pia, LeverId::new(), Some(id), a_lever(&Code::new().to_string())).await;
        assert!(matches!(early, Err(AppError::Faults(faults)) if faults == [DomainError::Rule { rule: "focus-takes-no-levers" }]));
    })
    .await;
}

#[tokio::test]
async fn the_municipality_offers_to_a_group_and_never_to_a_person() {
    on_both_databases(async |city| {
        let olle = city.acts("olle").await;
        let group = Code::new().to_string();
        let typed = TypedOffer {
            person: "",
            group: &group,
            offer: "occupation",
            need: "income",
            concrete: "Fyra platser på hamnens verkstad från januari.",
            contact: "Olle Fridh",
        };
        let id = offers::make(&olle, OfferId::new(), None, typed).await.unwrap();
        let card = offers::card(&olle, id).await.unwrap();
        assert_eq!(card.offer.group.value().flatten().map(|code| code.to_string()), Some(group));
        assert!(matches!(card.offer.person, gvi_app::Shown::Withheld | gvi_app::Shown::Shown(None)));
    })
    .await;
}

#[tokio::test]
async fn the_rows_of_the_board_are_those_listed_when_the_focus_started() {
    on_both_databases(async |city| {
        let (group, id) = running(&city).await;
        city.gives_a_basis(group).await;
        let (hugo, _) = listed(&city, "Hugo Berg", group).await;
        let pia = city.acts("pia").await;
        let code = persons::card(&pia, hugo).await.unwrap().person.code.to_string();
        let rows = board::board(&pia, id).await.unwrap().rows;
        assert_eq!(
            rows.iter().map(|row| (row.line.person.as_str(), row.name.as_deref())).collect::<Vec<_>>(),
            [(code.as_str(), Some("Hugo Berg"))]
        );
        levers::plan(&pia, LeverId::new(), Some(id), a_lever(&code)).await.unwrap();
        let seen = board::board(&pia, id).await.unwrap();
        assert_eq!((seen.rows.len(), seen.rows[0].line.levers.len(), seen.bare), (1, 1, vec![code]));
        // Somebody listed a day later was not in the group that the focus was opened on.
        city.days_pass(1);
        listed(&city, "Ivar Dal", group).await;
        assert_eq!(board::board(&city.acts("pia").await, id).await.unwrap().rows.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_lever_to_a_protected_person_is_there_for_the_named_handlers_alone() {
    on_both_databases(async |city| {
        let (_, id) = running(&city).await;
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["pia".into()], ..a_person("Cilla Vik", Born::Year(1997)) };
        let person = persons::add(&mara, hidden).await.unwrap();
        let code = persons::card(&mara, person).await.unwrap().person.code.to_string();
        let pia = city.acts("pia").await;
        let lever = levers::plan(&pia, LeverId::new(), Some(id), a_lever(&code)).await.unwrap();
        let offer = offers::make(&pia, OfferId::new(), Some(id), an_offer(&code)).await.unwrap();
        assert_eq!(board::board(&pia, id).await.unwrap().rows.len(), 1);
        let greta = city.acts("greta").await;
        assert!(board::board(&greta, id).await.unwrap().rows.is_empty());
        assert!(levers::list(&greta).await.unwrap().persons.is_empty());
        assert!(matches!(levers::card(&greta, lever).await, Err(AppError::NotFound)));
        assert!(matches!(levers::change(&greta, lever, LeverDeed::Decide, "", 1).await, Err(AppError::NotFound)));
        assert!(matches!(offers::card(&greta, offer).await, Err(AppError::NotFound)));
    })
    .await;
}
