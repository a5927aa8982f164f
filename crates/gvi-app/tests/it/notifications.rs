//! Custom notifications: who is asked before somebody is sought out, what can be answered, who makes the visit, and who sees what of it.

use gvi_app::deconfliction::{self, Question, Reply};
use gvi_app::disclosures::Decided;
use gvi_app::exposure::{self, Promise};
use gvi_app::measures::Figure;
use gvi_app::notifications;
use gvi_app::received;
use gvi_app::{AppError, Ctx, day, expiry, measures, persons, rounds, support, visits, wordings};
use gvi_domain::clock::ClockKind;
use gvi_domain::deconfliction::{SafetyAnswer, SafetyQuestion};
use gvi_domain::measure::{Measure, Share};
use gvi_domain::notification::{NotificationDeed, NotificationState, TypedRequest};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::round::TypedRound;
use gvi_domain::visit::{Outcome, TypedAttempt};
use gvi_domain::{
    AccountId, AttemptId, DisclosureId, DomainError, EnvelopeId, GroupId, Moment, NotificationId, PersonId, RoundId, SupportId, WordingId,
};
use gvi_testkit::people::worker;
use gvi_testkit::{City, on_both_databases};

use crate::exchange::TEXT;
use crate::memberships::{an_active_group, listed};
use crate::persons::a_person;

const WORDS: &str = "Vi vill inte att du dör och vi vill inte att du dödar. Skjuter någon i gruppen får hela gruppen allas uppmärksamhet.";

/// Words that Mara wrote and Greta approved.
pub async fn approved_words(city: &City, kind: &str) -> WordingId {
    let mara = city.acts("mara").await;
    let id = wordings::write(&mara, WordingId::new(), (kind, "sv"), WORDS, "2027-06-30").await.unwrap();
    wordings::approve(&city.acts("greta").await, id, 1).await.unwrap();
    id
}

async fn code_of(ctx: &Ctx, person: PersonId) -> String {
    persons::card(ctx, person).await.unwrap().person.code.to_string()
}

async fn group_code(ctx: &Ctx, group: GroupId) -> String {
    gvi_app::groups::card(ctx, group).await.unwrap().group.code.to_string()
}

/// What a request needs, ready to be typed.
pub struct Asked {
    person: PersonId,
    person_code: String,
    group: GroupId,
    group_code: String,
    wording: String,
}

impl Asked {
    fn typed(&self) -> TypedRequest<'_> {
        TypedRequest {
            person: &self.person_code,
            group: &self.group_code,
            reason: "Han är den i gruppen som andra lyssnar på, och konflikten är färsk.",
            trigger: "conflict",
            urgent: false,
            wording: &self.wording,
            letter: "",
            round: "",
        }
    }
}

pub async fn somebody(city: &City, name: &str) -> Asked {
    let mara = city.acts("mara").await;
    let group = an_active_group(city, "Kajen").await;
    let (person, _) = listed(city, name, group).await;
    let wording = approved_words(city, "message").await.to_string();
    Asked { person, person_code: code_of(&mara, person).await, group, group_code: group_code(&mara, group).await, wording }
}

pub async fn requested(city: &City, asked: &Asked) -> NotificationId {
    let pia = city.acts("pia").await;
    notifications::request(&pia, NotificationId::new(), asked.typed()).await.unwrap()
}

pub fn question_to(authority: &str, function: &str) -> Question {
    Question {
        id: DisclosureId::new(),
        authority: authority.parse().unwrap(),
        function: function.into(),
        handler: None,
        legal_basis: "PBDL-2-1-1".into(),
        reasons: TEXT.into(),
    }
}

pub async fn ask(ctx: &Ctx, id: NotificationId, question: &Question) {
    match deconfliction::ask(ctx, id, question).await.unwrap() {
        Decided::Sent(_) => {}
        Decided::Refused(preview) => panic!("refused: {:?}", preview.assessment.refusals),
    }
}

pub fn reply_with(clearance: &str, legal_basis: &str) -> Reply {
    Reply {
        id: DisclosureId::new(),
        clearance: clearance.into(),
        ground: None,
        legal_basis: legal_basis.into(),
        reasons: TEXT.into(),
        why_not_first: String::new(),
        lawyer_approval: String::new(),
    }
}

pub async fn envelope_of(ctx: &Ctx) -> EnvelopeId {
    received::list(ctx).await.unwrap()[0].received.envelope
}

pub async fn answers(city: &City, user: &str, clearance: &str) -> DisclosureId {
    let ctx = city.acts(user).await;
    let basis = if user == "tom" || user == "karin" { "KBDL-2-1-3" } else { "SoLPuL-6" };
    let reply = reply_with(clearance, basis);
    match deconfliction::reply(&ctx, envelope_of(&ctx).await, &reply).await.unwrap() {
        Decided::Sent(id) => {
            assert_eq!(city.deliver().await.turned_away, 0);
            id
        }
        Decided::Refused(preview) => panic!("refused: {:?}", preview.assessment.refusals),
    }
}

pub async fn all_go(ctx: &Ctx, id: NotificationId) {
    let go: Vec<_> = SafetyQuestion::ALL.iter().map(|question| (*question, SafetyAnswer::Go)).collect();
    notifications::answer(ctx, id, &go, "").await.unwrap();
}

pub async fn state(ctx: &Ctx, id: NotificationId) -> (NotificationState, i64) {
    let card = notifications::card(ctx, id).await.unwrap();
    (*card.notification.state.as_value().unwrap(), card.notification.version)
}

pub async fn account(ctx: &Ctx, id: NotificationId, user: &str) -> AccountId {
    let colleagues = notifications::card(ctx, id).await.unwrap().colleagues;
    colleagues.iter().find(|one| one.name == worker(user).name).unwrap_or_else(|| panic!("{user} makes no visits")).account
}

async fn assigned_to(city: &City, id: NotificationId, user: &str) {
    let pia = city.acts("pia").await;
    let (_, version) = state(&pia, id).await;
    let account = account(&pia, id, user).await;
    notifications::assign(&pia, id, vec![account], Some(city.now().plus_hours(2)), version).await.unwrap();
}

/// Asked, cleared and given to Nils.
pub async fn in_hand(city: &City, asked: &Asked) -> NotificationId {
    let id = requested(city, asked).await;
    let pia = city.acts("pia").await;
    all_go(&pia, id).await;
    ask(&pia, id, &question_to("socialtjansten", "intake")).await;
    city.deliver().await;
    answers(city, "moa", "clear").await;
    let (_, version) = state(&pia, id).await;
    notifications::clear(&pia, id, version).await.unwrap();
    assigned_to(city, id, "nils").await;
    id
}

fn delivered() -> TypedAttempt<'static> {
    TypedAttempt {
        at: None,
        place: "home",
        outcome: "direct",
        receiver: "person-with-family",
        letter: false,
        offer: true,
        reaction: "listened",
        note: "Hund i hallen.",
    }
}

pub fn rule(result: Result<(), AppError>) -> Option<&'static str> {
    match result {
        Err(AppError::Faults(faults)) => {
            faults.iter().find_map(|fault| if let DomainError::Rule { rule } = fault { Some(*rule) } else { None })
        }
        _ => None,
    }
}

async fn clock(ctx: &Ctx, kind: ClockKind) -> Option<Moment> {
    day::day(ctx).await.unwrap().clocks.iter().find(|clock| clock.kind == kind).map(|clock| clock.due_at)
}

#[tokio::test]
async fn somebody_is_sought_out_when_everybody_has_answered_and_the_group_counts_as_told() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let pia = city.acts("pia").await;
        let id = requested(&city, &asked).await;
        let (_, version) = state(&pia, id).await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-unanswered"));
        all_go(&pia, id).await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-nobody-asked"));
        ask(&pia, id, &question_to("socialtjansten", "intake")).await;
        ask(&pia, id, &question_to("frivarden", "officer")).await;
        assert_eq!(clock(&pia, ClockKind::Deconfliction).await, Some(city.now().plus_hours(24)));
        city.deliver().await;
        let (moa, tom) = (city.acts("moa").await, city.acts("tom").await);
        for ctx in [&moa, &tom] {
            assert_eq!(clock(ctx, ClockKind::DeconflictionAnswer).await, Some(city.now().plus_hours(24)));
        }
        answers(&city, "moa", "clear").await;
        let (_, version) = state(&pia, id).await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-not-cleared"), "silence is no clearance");
        city.days_pass(2);
        let pia = city.acts("pia").await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-not-cleared"), "however long it lasts");
        answers(&city, "tom", "clear").await;
        assert_eq!(clock(&city.acts("moa").await, ClockKind::DeconflictionAnswer).await, None);
        assert_eq!(clock(&pia, ClockKind::Deconfliction).await, None, "everybody has answered");
        notifications::clear(&pia, id, version).await.unwrap();
        assigned_to(&city, id, "nils").await;
        let nils = city.acts("nils").await;
        assert_eq!(clock(&nils, ClockKind::VisitResult).await, Some(city.now().plus_hours(2 + 8)));

        city.hours_pass(3);
        let nils = city.acts("nils").await;
        let missed = TypedAttempt { outcome: "not-found", receiver: "", reaction: "", offer: false, note: "", ..delivered() };
        visits::report(&nils, id, AttemptId::new(), missed).await.unwrap();
        assert_eq!(state(&nils, id).await.0, NotificationState::Attempted);
        let attempt = AttemptId::new();
        for _ in 0..2 {
            assert_eq!(visits::report(&nils, id, attempt, delivered()).await.unwrap(), Outcome::Direct);
        }
        let card = notifications::card(&nils, id).await.unwrap();
        assert_eq!(card.attempts.len(), 2, "the same form twice is one attempt");
        assert_eq!(card.attempts[1].note.as_value().unwrap().as_str(), "Hund i hallen.");
        assert_eq!(state(&nils, id).await.0, NotificationState::Direct);
        assert_eq!(clock(&nils, ClockKind::VisitResult).await, None);
        assert_eq!(clock(&nils, ClockKind::SecondContact).await, Some(city.now().plus_days(14)));

        let mara = city.acts("mara").await;
        let promise = exposure::promise(&mara, asked.group).await.unwrap();
        assert_eq!(promise.heard.unwrap().times, 1);
        assert_eq!(promise.told[0].1.as_ref().unwrap().words.as_value().unwrap().as_str(), WORDS);
        assert_eq!(promise.doses[0].direct, 1);
        let csv = exposure::csv(&exposure::log(&mara).await.unwrap().log).unwrap();
        assert!(csv.contains("notification-direct,1") && !csv.contains("Sand") && !csv.contains(&asked.person_code), "{csv}");
        let (_, version) = state(&nils, id).await;
        visits::follow_up(&nils, id, version).await.unwrap();
        assert_eq!(state(&nils, id).await.0, NotificationState::FollowedUp);
        assert_eq!(clock(&nils, ClockKind::SecondContact).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_stop_takes_it_out_of_the_teams_hands_and_its_reason_stays_with_its_author() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let id = in_hand(&city, &asked).await;
        let (mara, pia) = (city.acts("mara").await, city.acts("pia").await);
        let stop = [(SafetyQuestion::Investigation, SafetyAnswer::Stop)];
        assert!(notifications::answer(&mara, id, &stop, "").await.is_err(), "a stop has a reason");
        notifications::answer(&mara, id, &stop, "Tillslag planerat på fredag.").await.unwrap();
        assert_eq!(state(&pia, id).await.0, NotificationState::Requested);
        assert!(matches!(notifications::card(&city.acts("nils").await, id).await, Err(AppError::NotFound)), "the team has it no more");
        let reason = async |ctx: &Ctx| {
            let card = notifications::card(ctx, id).await.unwrap();
            assert_eq!(card.blocked, Some("notification-stopped"));
            let stop = card.answers.into_iter().find(|answer| answer.answer.as_value() == Some(&SafetyAnswer::Stop)).unwrap();
            assert_eq!(stop.answerer.value().as_deref(), Some("Mara Lindqvist"));
            stop.reason.value().unwrap().as_str().to_owned()
        };
        assert_eq!(reason(&mara).await, "Tillslag planerat på fredag.");
        for user in ["pia", "greta"] {
            assert_eq!(reason(&city.acts(user).await).await, "", "{user} reads why");
        }
        let (_, version) = state(&pia, id).await;
        assert_eq!(rule(notifications::clear(&pia, id, version).await), Some("notification-stopped"));
        notifications::cancel(&pia, id, "Går inte ihop med annat.", version).await.unwrap();
        assert!(notifications::card(&pia, id).await.unwrap().deeds.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_visit_is_known_to_those_who_plan_it_and_the_team_and_nobody_else_anywhere() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let id = in_hand(&city, &asked).await;
        visits::report(&city.acts("nils").await, id, AttemptId::new(), delivered()).await.unwrap();
        for user in ["mara", "pia", "greta", "nils"] {
            let ctx = city.acts(user).await;
            assert_eq!(notifications::card(&ctx, id).await.unwrap().person_name.as_deref(), Some("Viktor Sand"), "{user}");
        }
        let greta = city.acts("greta").await;
        assert!(notifications::card(&greta, id).await.unwrap().deeds.is_empty(), "the chief looks and does not plan");
        for user in ["arvid", "lova", "rut", "dag", "ada", "tom", "karin", "ines", "moa", "sofia", "olle", "leila", "elsa"] {
            let ctx = city.acts(user).await;
            assert!(matches!(notifications::card(&ctx, id).await, Err(AppError::NotFound)), "{user} opens it");
            assert!(matches!(notifications::list(&ctx).await, Err(AppError::NotFound)), "{user} lists them");
            assert!(matches!(visits::report(&ctx, id, AttemptId::new(), delivered()).await, Err(AppError::NotFound)), "{user} reports");
            assert!(!day::day(&ctx).await.unwrap().clocks.iter().any(|clock| clock.thing == "Notification"), "a clock tells {user}");
        }
        // The second duty officer, who is in no team, finds an empty list and no door.
        assert!(notifications::list(&city.acts("nils").await).await.unwrap().open.len() == 1);
        // What social services write of the same visit is their own record, and nothing of it reaches the police.
        let ines = city.acts("ines").await;
        let typed = support::TypedSupport {
            person: &gvi_domain::Code::new().to_string(),
            reference: "2026-SOC-77",
            route: "visit",
            status: "contact",
            first_contact: Some(city.now()),
        };
        // What had been on its way before: that the answer was read.
        city.deliver().await;
        support::add(&ines, SupportId::new(), typed).await.unwrap();
        assert_eq!(clock(&ines, ClockKind::HelpFollowUp).await, Some(city.now().plus_hours(24)));
        assert_eq!(city.deliver().await.delivered, 0);
        assert_eq!(clock(&city.acts("pia").await, ClockKind::HelpFollowUp).await, None);
    })
    .await;
}

#[tokio::test]
async fn somebody_with_protected_identity_is_in_no_list_no_count_no_clock_and_no_log_of_exposure() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let asked = somebody(&city, "Viktor Sand").await;
        let version = persons::card(&mara, asked.person).await.unwrap().person.version;
        let hidden = NewPerson {
            id: asked.person,
            protected: true,
            handlers: vec!["mara".into()],
            ..a_person("Viktor Sand", Born::On(jiff::civil::date(2003, 4, 1)))
        };
        persons::edit(&mara, hidden, version).await.unwrap();
        // Whoever types the code of somebody hidden is answered like whoever types a code that nobody has.
        let pia = city.acts("pia").await;
        let nobody = Asked { person_code: gvi_domain::Code::new().to_string(), ..somebody_else(&asked) };
        let faults = async |asked: &Asked| match notifications::request(&pia, NotificationId::new(), asked.typed()).await {
            Err(AppError::Faults(faults)) => faults,
            other => panic!("{other:?}"),
        };
        assert_eq!(faults(&asked).await, faults(&nobody).await);

        let id = notifications::request(&mara, NotificationId::new(), TypedRequest { urgent: true, ..asked.typed() }).await.unwrap();
        all_go(&mara, id).await;
        let unnamed = question_to("socialtjansten", "intake");
        match deconfliction::ask(&mara, id, &unnamed).await.unwrap() {
            Decided::Sent(_) => panic!("asked without a named handler"),
            Decided::Refused(preview) => assert!(preview.assessment.has("PRODUCT_RULE")),
        }
        let named = Question { id: DisclosureId::new(), handler: Some("moa".into()), ..unnamed };
        ask(&mara, id, &named).await;
        city.deliver().await;
        assert_eq!(clock(&city.acts("moa").await, ClockKind::DeconflictionAnswerUrgent).await, Some(city.now().plus_hours(6)));
        assert!(received::list(&city.acts("ines").await).await.unwrap().is_empty());
        answers(&city, "moa", "clear").await;
        assert!(received::list(&pia).await.unwrap().is_empty(), "the answer is Mara's alone");
        let (_, version) = state(&mara, id).await;
        notifications::clear(&mara, id, version).await.unwrap();
        let (_, version) = state(&mara, id).await;
        let own = account(&mara, id, "mara").await;
        let nils = account(&mara, id, "nils").await;
        notifications::assign(&mara, id, vec![own, nils], Some(city.now()), version).await.unwrap();
        for user in ["pia", "greta", "nils"] {
            let ctx = city.acts(user).await;
            let list = notifications::list(&ctx).await.unwrap();
            assert!(list.open.is_empty() && list.over.is_empty(), "{user} finds it in the list");
            assert!(list.no_contact.is_none_or(|listings| listings.is_empty()), "{user} finds the person");
            assert!(matches!(notifications::card(&ctx, id).await, Err(AppError::NotFound)), "{user} opens it");
            assert!(!day::day(&ctx).await.unwrap().clocks.iter().any(|clock| clock.thing == "Notification"), "a clock tells {user}");
        }
        visits::report(&mara, id, AttemptId::new(), delivered()).await.unwrap();
        assert!(exposure::log(&pia).await.unwrap().log.is_empty(), "the log of exposure tells of somebody whom no list shows");
        assert_eq!(measured(&pia, &city, Measure::F11).await, Figure::Share(Share::default()));
        assert_eq!(measured(&pia, &city, Measure::G4a).await, Figure::ByGroup(Vec::new()));
        assert_eq!(measured(&pia, &city, Measure::H2b).await, Figure::Counts(vec![("visited", 0)]));
        assert_eq!(notifications::list(&mara).await.unwrap().open.len(), 1);
    })
    .await;
}

fn somebody_else(asked: &Asked) -> Asked {
    Asked {
        person: asked.person,
        person_code: asked.person_code.clone(),
        group: asked.group,
        group_code: asked.group_code.clone(),
        wording: asked.wording.clone(),
    }
}

async fn measured(ctx: &Ctx, city: &City, measure: Measure) -> Figure {
    let book = measures::book(ctx, city.now().date(ctx.zone())).await.unwrap();
    book.measures.into_iter().find(|measured| measured.measure == measure).unwrap().figure
}

#[tokio::test]
async fn a_round_counts_what_was_tried_and_what_came_of_it_and_the_numbers_outlive_the_visits() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let pia = city.acts("pia").await;
        let today = city.now().date(pia.zone());
        let (from, to) = (today.to_string(), today.saturating_add(jiff::Span::new().days(20)).to_string());
        let typed =
            TypedRound { name: "Vinterrundan", from_on: &from, to_on: &to, aim: "Varje aktiv grupp ska ha hört budskapet.", target: "12" };
        let round = rounds::plan(&pia, RoundId::new(), typed).await.unwrap();
        assert!(matches!(rounds::plan(&city.acts("nils").await, RoundId::new(), typed).await, Err(AppError::NotFound)));
        let round_text = round.to_string();
        let request = TypedRequest { round: &round_text, ..asked.typed() };
        let id = notifications::request(&pia, NotificationId::new(), request).await.unwrap();
        all_go(&pia, id).await;
        ask(&pia, id, &question_to("socialtjansten", "intake")).await;
        city.deliver().await;
        answers(&city, "moa", "clear").await;
        let (_, version) = state(&pia, id).await;
        notifications::clear(&pia, id, version).await.unwrap();
        assigned_to(&city, id, "nils").await;
        let nils = city.acts("nils").await;
        let refused = TypedAttempt { outcome: "refused", receiver: "person", ..delivered() };
        visits::report(&nils, id, AttemptId::new(), refused).await.unwrap();
        visits::report(&nils, id, AttemptId::new(), delivered()).await.unwrap();
        let came = rounds::card(&pia, round).await.unwrap();
        assert_eq!((came.came.attempts, came.came.direct, came.came.delivered()), (2, 1, 1));
        assert_eq!((came.groups.len(), came.notifications.len()), (1, 1));
        assert_eq!(measured(&pia, &city, Measure::F11).await, Figure::Share(Share::plain(1, 2)));
        assert_eq!(measured(&pia, &city, Measure::F14).await, Figure::Share(Share::plain(1, 1)));
        assert_eq!(
            measured(&pia, &city, Measure::G4a).await,
            Figure::ByGroup(vec![(asked.group_code.clone(), 1)]),
            "the one who refused has heard nothing"
        );
        let heard = Figure::Counts(vec![("visited", 1)]);
        assert_eq!(measured(&pia, &city, Measure::H2b).await, heard);

        city.days_pass(91);
        expiry::expire(&city.house("polisen")).await.unwrap();
        let pia = city.acts("pia").await;
        assert!(matches!(notifications::card(&pia, id).await, Err(AppError::NotFound)));
        let left = city
            .read_past_all_doors("polisen", "SELECT id FROM notification_attempts UNION ALL SELECT account FROM notification_team")
            .await;
        assert!(left.is_empty());
        assert_eq!(rounds::list(&pia).await.unwrap().rounds[0].came.attempts, 2, "the numbers stay");
        assert_eq!(measured(&pia, &city, Measure::H2b).await, heard);
        assert_eq!(measured(&pia, &city, Measure::G4a).await, Figure::ByGroup(Vec::new()), "it was another quarter");
    })
    .await;
}

#[tokio::test]
async fn only_words_that_somebody_else_approved_and_that_hold_today_are_said() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let asked = somebody(&city, "Viktor Sand").await;
        let drafted = wordings::write(&mara, WordingId::new(), ("message", "sv"), WORDS, "2027-06-30").await.unwrap();
        assert!(matches!(wordings::approve(&mara, drafted, 1).await, Err(AppError::NotFound)));
        let viggo = city.acts("pia").await;
        let text = drafted.to_string();
        let faults = match notifications::request(&viggo, NotificationId::new(), TypedRequest { wording: &text, ..asked.typed() }).await {
            Err(AppError::Faults(faults)) => faults,
            other => panic!("{other:?}"),
        };
        assert_eq!(faults, [DomainError::field("wording", "not-in-use")]);
        // The number goes on by kind and language, and what is out of use is not said any more.
        let numbers: Vec<i64> = wordings::list(&mara).await.unwrap().wordings.iter().map(|one| *one.number.as_value().unwrap()).collect();
        assert_eq!(numbers, [2, 1]);
        let id = in_hand(&city, &asked).await;
        let greta = city.acts("greta").await;
        let wording: WordingId = asked.wording.parse().unwrap();
        wordings::withdraw(&greta, wording, 2).await.unwrap();
        let nils = city.acts("nils").await;
        let said = visits::report(&nils, id, AttemptId::new(), delivered()).await.map(|_| ());
        assert_eq!(rule(said), Some("notification-words-not-in-use"));
        for user in ["tom", "ines", "olle"] {
            assert!(wordings::list(&city.acts(user).await).await.unwrap().wordings.is_empty(), "{user} sees another authority's words");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_listened_to_and_was_not_spoken_to_for_sixty_days_stands_on_a_list_by_name() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        city.past_all_doors("polisen", "UPDATE memberships SET role = 'influential'").await;
        let pia = city.acts("pia").await;
        let waiting = async |ctx: &Ctx| notifications::list(ctx).await.unwrap().no_contact.map(|listings| listings.len());
        assert_eq!(waiting(&pia).await, Some(1));
        let id = in_hand(&city, &asked).await;
        visits::report(&city.acts("nils").await, id, AttemptId::new(), delivered()).await.unwrap();
        assert_eq!(waiting(&pia).await, Some(0));
        assert_eq!(waiting(&city.acts("nils").await).await, None, "who is listed is not for the duty officer");
        city.days_pass(61);
        assert_eq!(waiting(&city.acts("pia").await).await, Some(1));
    })
    .await;
}

#[tokio::test]
async fn two_at_the_same_notification_do_not_overwrite_each_other() {
    on_both_databases(async |city| {
        let asked = somebody(&city, "Viktor Sand").await;
        let id = in_hand(&city, &asked).await;
        let pia = city.acts("pia").await;
        let (_, version) = state(&pia, id).await;
        let stale = notifications::cancel(&pia, id, "Går inte ihop med annat.", version - 1).await;
        assert!(matches!(stale, Err(AppError::Changed { thing: "notification" })));
        assert!(notifications::card(&pia, id).await.unwrap().deeds.contains(&NotificationDeed::Attempt));
    })
    .await;
}

#[tokio::test]
async fn a_promise_is_shown_as_open_while_there_is_time_and_as_broken_after() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let group = an_active_group(&city, "Kajen").await;
        let promise = exposure::promise(&mara, group).await.unwrap();
        assert!(promise.heard.is_none() && promise.kept.is_some_and(|kept| kept.is_empty()), "who was told nothing was promised nothing");
        let olle = city.acts("olle").await;
        assert!(exposure::log(&olle).await.unwrap().log.is_empty());
        let kept = exposure::Kept {
            attributed_at: city.now(),
            incident_code: gvi_domain::Code::new(),
            incident: gvi_domain::IncidentId::new(),
            decided_at: None,
            answered_at: None,
        };
        assert_eq!(Promise::is_kept(&kept, city.now()), None);
        assert_eq!(Promise::is_kept(&kept, city.now().plus_hours(73)), Some(false));
    })
    .await;
}
