//! A call-in, from the first plan to what it taught: three records in three compartments, and between them envelopes.

use gvi_app::call_ins::sheet::{self, TypedItem};
use gvi_app::call_ins::suggestion::Wishes;
use gvi_app::call_ins::telling::{self, Audience, Telling};
use gvi_app::call_ins::{self, TypedStep, known};
use gvi_app::disclosures::Decided;
use gvi_app::draft::Source;
use gvi_app::guests::{self, TypedGuest};
use gvi_app::measures::{Figure, book};
use gvi_app::summonses::{self, TypedChange, TypedMark, TypedSummons};
use gvi_app::{AppError, Ctx, clocks, groups, persons, received};
use gvi_domain::call_in::{CallInDeed, CallInState, NewSpeech, PlanKind, TypedCallIn};
use gvi_domain::clock::ClockKind;
use gvi_domain::measure::{Measure, Share};
use gvi_domain::person::{Born, NewPerson};
use gvi_domain::summons::{DoorMark, SummonsDeed, SummonsState};
use gvi_domain::{CallInId, Code, DisclosureId, DomainError, GuestId, MarkId, MembershipId, Moment, SpeechId, SummonsId};
use gvi_testkit::{City, on_both_databases};
use jiff::civil::date;

use crate::memberships::{an_active_group, approval, listed, proposal};
use crate::persons::a_person;

const NOTE: &str = "Alla funktioner var på plats och visste sin uppgift.";

fn telling(ctx: &Ctx, audience: Audience) -> Telling {
    let basis = match ctx.plate().kind.as_str() {
        "MUN" => "MUN-GDPR-6-1-e",
        "KV" => "KBDL-2-1-3",
        _ => "PBDL-2-1-1",
    };
    Telling {
        id: DisclosureId::new(),
        audience,
        legal_basis: basis.into(),
        harm: "De som deltar behöver veta när och var. Inga personer är med.".into(),
        nobody_recognised: true,
    }
}

async fn tells(city: &City, ctx: &Ctx, source: Source, audience: Audience) {
    match telling::tell(ctx, source, &telling(ctx, audience)).await.unwrap() {
        Decided::Sent(_) => {}
        Decided::Refused(preview) => panic!("refused: {:?}", preview.assessment.refusals),
    }
    assert_eq!(city.deliver().await.turned_away, 0);
}

pub fn typed<'t>(meets_at: Moment, groups: &'t str) -> TypedCallIn<'t> {
    TypedCallIn {
        meets_at: Some(meets_at),
        minutes: "60",
        venue: "Idrottshallen, stora salen",
        checks: vec!["no-authority", "nobodys-ground"],
        groups,
        seats: "12",
        cost: "",
    }
}

pub async fn code_of(city: &City, group: gvi_domain::GroupId) -> Code {
    groups::card(&city.acts("mara").await, group).await.unwrap().group.code
}

/// A call-in in so many days for some groups, planned by Olle and told to everybody.
pub async fn told(city: &City, days: i64, codes: &[Code]) -> (CallInId, Code) {
    let olle = city.acts("olle").await;
    let text = codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let id = call_ins::plan(&olle, CallInId::new(), &typed(city.now().plus_days(days), &text)).await.unwrap();
    tells(city, &olle, Source::CallIn(id), Audience::Authorities).await;
    let code = call_ins::page(&olle, id).await.unwrap().call_in.code;
    (id, code)
}

pub async fn version(ctx: &Ctx, id: CallInId) -> i64 {
    call_ins::page(ctx, id).await.unwrap().call_in.version
}

pub async fn steps(ctx: &Ctx, id: CallInId, deed: CallInDeed, note: &str) -> Result<CallInState, AppError> {
    let on = ctx.now().date(ctx.zone()).to_string();
    call_ins::step(ctx, id, deed, TypedStep { note, on: &on }, version(ctx, id).await).await
}

pub async fn proposes(ctx: &Ctx, call_in: Code, membership: MembershipId) -> Result<GuestId, AppError> {
    let reason = "De yngre i gruppen lyssnar på honom, och han bar fram budskapet i våras.";
    guests::propose(ctx, &TypedGuest { id: GuestId::new(), call_in, membership, reason }).await
}

fn rules(result: Result<impl Sized, AppError>) -> Vec<&'static str> {
    match result {
        Err(AppError::Faults(faults)) => faults
            .iter()
            .map(|fault| match fault {
                DomainError::Rule { rule } => *rule,
                DomainError::Field { reason, .. } => *reason,
                DomainError::WrongState { .. } => "wrong-state",
                DomainError::Full { .. } => "full",
            })
            .collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was allowed"),
    }
}

/// Plans, run-sheet and rehearsal: Leila writes, Olle approves.
async fn prepares(city: &City, id: CallInId) {
    let leila = city.acts("leila").await;
    let speech = SpeechId::new();
    let new = NewSpeech::read((speech, id), ("1", "förälder", "8"), ("2026-2", "Sorgens röst, och en bön om att sluta.")).unwrap();
    sheet::write_speech(&leila, &new).await.unwrap();
    assert_eq!(rules(sheet::approve_speech(&leila, id, speech, 1).await), ["author-approves"]);
    let texts = [(PlanKind::Safety, "Två ingångar, värdar vid båda, en som avbryter."), (PlanKind::Press, "Ett meddelande dagen efter.")];
    sheet::write_plans(&leila, id, &texts, version(&leila, id).await).await.unwrap();
    let olle = city.acts("olle").await;
    sheet::approve_speech(&olle, id, speech, 1).await.unwrap();
    assert_eq!(steps(&olle, id, CallInDeed::Rehearse, NOTE).await.unwrap(), CallInState::Rehearsed);
}

/// The list of guests stands, and the others are told so.
async fn locks(city: &City, code: Code) {
    let pia = city.acts("pia").await;
    let list = guests::page(&pia, code).await.unwrap().list.unwrap();
    guests::lock(&pia, code, list.version).await.unwrap();
    tells(city, &pia, Source::GuestList(code), Audience::Authorities).await;
}

async fn decides(city: &City, code: Code, verdict: &str) {
    let greta = city.acts("greta").await;
    let list = guests::page(&greta, code).await.unwrap().list.unwrap();
    guests::decide(&greta, code, (verdict, "Läget är lugnt och alla är på plats."), list.version).await.unwrap();
    tells(city, &city.acts("pia").await, Source::GuestList(code), Audience::Authorities).await;
}

pub async fn summoned(city: &City, code: Code, group: Code, name: &str) -> SummonsId {
    let tom = city.acts("tom").await;
    let person = persons::add(&tom, a_person(name, Born::Year(2001))).await.unwrap();
    let client = persons::card(&tom, person).await.unwrap().person.code.to_string();
    let group = group.to_string();
    let typed = TypedSummons { id: SummonsId::new(), call_in: code, told: "", person: &client, group: &group };
    let id = summonses::add(&tom, &typed).await.unwrap();
    let today = city.now().date(tom.zone()).to_string();
    let change = TypedChange { on: &today, how: "post", proof: "KV-2026-118", reason: "" };
    summonses::change(&tom, id, SummonsDeed::Send, change, 1).await.unwrap();
    assert_eq!(summonses::change(&tom, id, SummonsDeed::Serve, change, 2).await.unwrap(), SummonsState::Served);
    id
}

async fn marks(ctx: &Ctx, id: SummonsId, mark: &str) -> bool {
    summonses::mark(ctx, id, TypedMark { id: MarkId::new(), mark, reason: "", at: None }).await.unwrap()
}

#[tokio::test]
async fn a_call_in_is_planned_told_rehearsed_decided_held_and_learnt_from() {
    on_both_databases(async |city| {
        let (kajen, kranen) = (an_active_group(&city, "Kajen").await, an_active_group(&city, "Kranen").await);
        let (_, member) = listed(&city, "Viktor Sand", kajen).await;
        let codes = [code_of(&city, kajen).await, code_of(&city, kranen).await];
        let (id, code) = told(&city, 20, &codes).await;
        let olle = city.acts("olle").await;

        // The plan is dated from the day, and the item that comes next is on the clock, also where its day lies ahead.
        let page = call_ins::page(&olle, id).await.unwrap();
        assert_eq!(page.items.len(), gvi_app::call_in_plan::items().len());
        assert!(clocks::running(&olle).await.unwrap().iter().any(|clock| clock.kind == ClockKind::CallInItem));
        let (day, kajens) = (city.now().plus_days(90), codes[0].to_string());
        let planned = call_ins::plan(&olle, CallInId::new(), &typed(day, &kajens)).await.unwrap();
        let running = clocks::running(&olle).await.unwrap();
        let clock = running.iter().find(|clock| clock.kind == ClockKind::CallInItem && clock.subject == planned.to_string()).unwrap();
        assert!(clock.due_at > city.now() && clock.due_at < day && !clock.is_overdue(city.now()));
        assert_eq!(rules(steps(&olle, id, CallInDeed::Lock, "").await), ["call-in-without-guest-list"]);

        // The police know of it, propose, and say that the list stands.
        let mara = city.acts("mara").await;
        assert_eq!(known::of_code(&mara, code).await.unwrap().groups.len(), 2);
        proposes(&mara, code, member).await.unwrap();
        assert_eq!(rules(proposes(&mara, code, member).await), ["guest-already-there"]);
        let covered = guests::page(&mara, code).await.unwrap();
        assert_eq!(covered.coverage.gaps().map(|gap| gap.code).collect::<Vec<_>>(), [codes[1]], "Kranen has nobody");
        locks(&city, code).await;
        assert_eq!(rules(proposes(&mara, code, member).await), ["guest-list-stands"]);

        // Who coordinates learns which groups have a guest, and no more.
        let olle = city.acts("olle").await;
        let answers = call_ins::page(&olle, id).await.unwrap().answers;
        assert_eq!(answers[0].codes("call-in-groups-guest"), [codes[0]]);
        assert_eq!(answers[0].codes("call-in-groups-without"), [codes[1]]);
        assert!(!answers[0].fields.iter().any(|(_, value)| value.contains("Viktor")));
        assert_eq!(steps(&olle, id, CallInDeed::Lock, "").await.unwrap(), CallInState::InviteesLocked);
        let missing = rules(steps(&olle, id, CallInDeed::Rehearse, NOTE).await);
        assert_eq!(missing, ["call-in-without-run-sheet", "call-in-without-safety-plan", "call-in-without-press-plan"]);
        prepares(&city, id).await;

        // Whether it is held is the chief's decision, and reaches the shell as an envelope.
        assert_eq!(rules(steps(&olle, id, CallInDeed::Go, "").await), ["call-in-without-go-decision"]);
        decides(&city, code, "go").await;
        assert!(!clocks::running(&city.acts("pia").await).await.unwrap().iter().any(|clock| clock.kind == ClockKind::GoDecision));
        assert_eq!(steps(&olle, id, CallInDeed::Go, "").await.unwrap(), CallInState::Go);
        assert_eq!(rules(steps(&olle, id, CallInDeed::Hold, NOTE).await), ["call-in-not-yet"]);

        // The evening.
        let guest = summoned(&city, code, codes[0], "Viktor Sand").await;
        city.days_pass(20);
        city.hours_pass(2);
        let tom = city.acts("tom").await;
        assert!(marks(&tom, guest, "came").await);
        tells(&city, &tom, Source::DoorList(code), Audience::Authorities).await;
        let pia = city.acts("pia").await;
        assert_eq!(guests::page(&pia, code).await.unwrap().groups_that_came(), [codes[0]], "Kajen heard it in the room");
        let olle = city.acts("olle").await;
        let answer = call_ins::page(&olle, id).await.unwrap().answers.into_iter().find(|answer| answer.step == "attendance").unwrap();
        let told = |key: &str| answer.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone()).unwrap();
        assert_eq!((told("call-in-summoned"), told("call-in-came")), ("few".into(), "few".into()), "of fewer than five no count is told");

        assert_eq!(steps(&olle, id, CallInDeed::Hold, NOTE).await.unwrap(), CallInState::Held);
        let due: Vec<ClockKind> = clocks::running(&olle).await.unwrap().iter().map(|clock| clock.kind).collect();
        for kind in [ClockKind::CallInDebrief, ClockKind::CallInReview, ClockKind::NextCallIn] {
            assert!(due.contains(&kind), "{kind:?} of {due:?}");
        }
        assert_eq!(steps(&olle, id, CallInDeed::Debrief, NOTE).await.unwrap(), CallInState::Debriefed);
        assert_eq!(steps(&olle, id, CallInDeed::Review, NOTE).await.unwrap(), CallInState::Reviewed);
        assert_eq!(rules(steps(&olle, id, CallInDeed::CallOff, NOTE).await), ["wrong-state"]);
    })
    .await;
}

#[tokio::test]
async fn each_of_the_three_records_looks_like_nothing_to_everybody_else() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (_, member) = listed(&city, "Viktor Sand", kajen).await;
        let group = code_of(&city, kajen).await;
        let (id, code) = told(&city, 30, &[group]).await;
        let guest = proposes(&city.acts("mara").await, code, member).await.unwrap();
        let summons = summoned(&city, code, group, "Viktor Sand").await;
        let alike = |hidden: Option<AppError>, unknown: Option<AppError>, of: &str| {
            assert!(matches!((&hidden, &unknown), (Some(AppError::NotFound), Some(AppError::NotFound))), "{of}: {hidden:?} {unknown:?}");
        };
        for worker in gvi_testkit::people::WORKERS {
            let ctx = city.acts(worker.user).await;
            if !["olle", "leila"].contains(&worker.user) {
                alike(call_ins::page(&ctx, id).await.err(), call_ins::page(&ctx, CallInId::new()).await.err(), worker.user);
                assert!(matches!(call_ins::list(&ctx).await, Err(AppError::NotFound)), "{} lists call-ins", worker.user);
            }
            if !["mara", "viggo", "pia", "greta"].contains(&worker.user) {
                alike(guests::card(&ctx, guest).await.err(), guests::card(&ctx, GuestId::new()).await.err(), worker.user);
                assert!(matches!(guests::page(&ctx, code).await, Err(AppError::NotFound)), "{} sees guests", worker.user);
            }
            if !["tom", "karin"].contains(&worker.user) {
                alike(summonses::card(&ctx, summons).await.err(), summonses::card(&ctx, SummonsId::new()).await.err(), worker.user);
                assert!(matches!(summonses::page(&ctx, code).await, Err(AppError::NotFound)), "{} sees summonses", worker.user);
            }
        }
        // Nobody's name is anywhere in the municipality's compartment, or in the community's.
        tells(&city, &city.acts("olle").await, Source::CallIn(id), Audience::Community).await;
        locks(&city, code).await;
        for authority in ["kommunen", "tryggare"] {
            for sql in ["SELECT field_value FROM received_fields", "SELECT about_identity FROM received", "SELECT words FROM call_in_plans"]
            {
                let texts = city.read_past_all_doors(authority, sql).await;
                assert!(!texts.iter().any(|text| text.contains("Viktor")), "{authority}: {texts:?}");
            }
        }
        let elsa = received::list(&city.acts("elsa").await).await.unwrap();
        let card = received::card(&city.acts("elsa").await, elsa[0].received.envelope).await.unwrap();
        let keys: Vec<&str> = card.content.fields.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["call-in-code", "call-in-when", "call-in-place"], "the community gets time, place and code");
    })
    .await;
}

#[tokio::test]
async fn a_guest_with_protected_identity_is_there_for_the_handlers_alone_and_in_no_coverage() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let mara = city.acts("mara").await;
        let hidden = NewPerson { protected: true, handlers: vec!["arvid".into()], ..a_person("Dold Granskog", Born::Year(1998)) };
        let person = persons::add(&mara, hidden).await.unwrap();
        let member = gvi_app::memberships::propose(&mara, proposal(person, kajen)).await.unwrap();
        gvi_app::memberships::approve(&city.acts("arvid").await, member, 1, approval()).await.unwrap();
        let (_, code) = told(&city, 30, &[code_of(&city, kajen).await]).await;
        let guest = proposes(&mara, code, member).await.unwrap();
        let seen = guests::page(&mara, code).await.unwrap();
        assert_eq!((seen.guests.len(), seen.coverage.gaps().count()), (1, 0));
        let viggo = city.acts("viggo").await;
        let seen = guests::page(&viggo, code).await.unwrap();
        assert_eq!((seen.guests.len(), seen.coverage.gaps().count()), (0, 1), "for Viggo Kajen has nobody");
        assert!(matches!(guests::card(&viggo, guest).await, Err(AppError::NotFound)));
        assert!(matches!(guests::withdraw(&viggo, guest, "Ska inte komma längre.", 1).await, Err(AppError::NotFound)));
        let form = guests::proposal_form(&viggo, code, &Wishes::default()).await.unwrap();
        assert!(form.members.is_empty() && guests::proposal_form(&mara, code, &Wishes::default()).await.unwrap().members.len() == 1);
    })
    .await;
}

#[tokio::test]
async fn a_mark_at_the_door_sent_twice_and_late_is_one_mark_in_its_own_place() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let group = code_of(&city, kajen).await;
        let (_, code) = told(&city, 10, &[group]).await;
        let guest = summoned(&city, code, group, "Viktor Sand").await;
        let other = summoned(&city, code, group, "Hugo Berg").await;
        let tom = city.acts("tom").await;
        let early = summonses::mark(&tom, guest, TypedMark { id: MarkId::new(), mark: "came", reason: "", at: None }).await;
        assert_eq!(rules(early), ["door-not-open"]);
        city.days_pass(10);
        city.hours_pass(1);
        let karin = city.acts("karin").await;
        let came = TypedMark { id: MarkId::new(), mark: "came", reason: "", at: Some(city.now().plus_seconds(-1800)) };
        // The later mark arrives first; the one that waited in a dead spot arrives twice, and last.
        assert!(marks(&karin, guest, "left").await);
        assert!(summonses::mark(&karin, guest, came).await.unwrap());
        assert!(!summonses::mark(&karin, guest, came).await.unwrap(), "the second arrival changes nothing");
        let mark = async |id| summonses::card(&karin, id).await.unwrap().summons.mark.value().flatten();
        assert_eq!(mark(guest).await, Some(DoorMark::Left), "what was marked last counts, not what arrived last");
        let count = city.read_past_all_doors("frivarden", "SELECT id FROM door_marks").await.len();
        assert_eq!(count, 2);
        assert!(marks(&karin, other, "absent").await);

        // Every guest is contacted within seven days, whether they came or not; it stands on everybody's day from the morning after.
        city.days_pass(1);
        let karin = city.acts("karin").await;
        let running = clocks::running(&karin).await.unwrap();
        assert_eq!(running.iter().filter(|clock| clock.kind == ClockKind::GuestContact).count(), 2);
        city.days_pass(1);
        let karin = city.acts("karin").await;
        let today = city.now().date(karin.zone()).to_string();
        summonses::contacted(&karin, other, TypedChange { on: &today, how: "telephone", ..TypedChange::default() }, 3).await.unwrap();
        let running = clocks::running(&karin).await.unwrap();
        assert_eq!(running.iter().filter(|clock| clock.kind == ClockKind::GuestContact).count(), 1);

        // F13: one of two came, and left early.
        assert_eq!(figure(&karin, Measure::F13).await, Figure::Guests { came: Share::plain(1, 2), left: 1 });
        assert_eq!(figure(&karin, Measure::G4b).await, Figure::ByGroup(vec![(group.to_string(), 1)]));
        assert_eq!(figure(&karin, Measure::H2c).await, Figure::Counts(vec![("guests", 1)]));
    })
    .await;
}

/// What a measure says of the months around the evening.
async fn figure(ctx: &Ctx, measure: Measure) -> Figure {
    let book = book(ctx, date(2026, 12, 1)).await.unwrap();
    book.measures.into_iter().find(|measured| measured.measure == measure).unwrap().figure
}

#[tokio::test]
async fn a_moved_day_asks_for_rehearsal_and_decision_anew_and_an_old_decision_counts_no_more() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (_, member) = listed(&city, "Viktor Sand", kajen).await;
        let group = code_of(&city, kajen).await;
        let (id, code) = told(&city, 20, &[group]).await;
        proposes(&city.acts("mara").await, code, member).await.unwrap();
        locks(&city, code).await;
        let olle = city.acts("olle").await;
        steps(&olle, id, CallInDeed::Lock, "").await.unwrap();
        prepares(&city, id).await;
        decides(&city, code, "go").await;
        steps(&olle, id, CallInDeed::Go, "").await.unwrap();
        let groups = group.to_string();
        let later = typed(city.now().plus_days(27), &groups);
        let read = version(&olle, id).await;
        call_ins::edit(&olle, id, &later, read).await.unwrap();
        assert!(matches!(call_ins::edit(&olle, id, &later, read).await, Err(AppError::Changed { .. })), "the second is told");
        let page = call_ins::page(&olle, id).await.unwrap();
        assert_eq!(page.call_in.state.value(), Some(CallInState::InviteesLocked));
        assert!(page.call_in.rehearsed_on.value().flatten().is_none());
        assert_eq!(steps(&olle, id, CallInDeed::Rehearse, NOTE).await.unwrap(), CallInState::Rehearsed);
        assert_eq!(rules(steps(&olle, id, CallInDeed::Go, "").await), ["call-in-without-go-decision"], "it was about another day");
        // Told anew, the police know the new day, and what they held before is put right.
        tells(&city, &olle, Source::CallIn(id), Audience::Authorities).await;
        let pia = city.acts("pia").await;
        let known = known::call_ins(&pia).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].day, city.now().plus_days(27).date(pia.zone()));
        decides(&city, code, "go").await;
        assert_eq!(steps(&olle, id, CallInDeed::Go, "").await.unwrap(), CallInState::Go);
    })
    .await;
}

#[tokio::test]
async fn items_of_the_plan_are_done_moved_or_not_possible_with_a_reason() {
    on_both_databases(async |city| {
        let (id, _) = told(&city, 50, &[Code::new()]).await;
        let leila = city.acts("leila").await;
        let item = |key, deed, reason, to| TypedItem { key, deed, reason, to };
        sheet::change_item(&leila, id, item("date-and-venue", "done", "", "")).await.unwrap();
        assert_eq!(rules(sheet::change_item(&leila, id, item("date-and-venue", "done", "", "")).await), ["call-in-item-closed"]);
        assert_eq!(rules(sheet::change_item(&leila, id, item("groups", "not-possible", "", "")).await), ["missing"]);
        sheet::change_item(&leila, id, item("groups", "move", "Polisen svarar på fredag.", "2026-12-04")).await.unwrap();
        let page = call_ins::page(&leila, id).await.unwrap();
        let moved = page.items.iter().find(|item| item.item_key == "groups").unwrap();
        assert_eq!((moved.moved.as_value(), moved.due_on.as_value()), (Some(&true), Some(&date(2026, 12, 4))));
    })
    .await;
}

#[tokio::test]
async fn ninety_days_after_the_evening_nobody_is_left_and_the_shell_stays() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let (_, member) = listed(&city, "Viktor Sand", kajen).await;
        let group = code_of(&city, kajen).await;
        let (id, code) = told(&city, 10, &[group]).await;
        proposes(&city.acts("mara").await, code, member).await.unwrap();
        let guest = summoned(&city, code, group, "Viktor Sand").await;
        let away = summoned(&city, code, group, "Hugo Berg").await;
        let hidden = summoned(&city, code, group, "Dold Granskog").await;
        summoned(&city, code, group, "Ivar Dal").await;
        city.past_all_doors("frivarden", "UPDATE persons SET protected = 1 WHERE name = 'Dold Granskog'").await;
        city.past_all_doors(
            "frivarden",
            "INSERT INTO person_handlers SELECT p.id, a.id FROM persons p, accounts a WHERE p.protected = 1 AND a.user_name = 'tom'",
        )
        .await;
        city.days_pass(10);
        city.hours_pass(1);
        let tom = city.acts("tom").await;
        marks(&tom, guest, "left").await;
        marks(&tom, away, "absent").await;
        marks(&tom, hidden, "came").await;
        city.days_pass(1);
        let before = Figure::Guests { came: Share { unknown: 1, ..Share::plain(1, 2) }, left: 1 };
        assert_eq!(figure(&city.acts("karin").await, Measure::F13).await, before, "nobody marked one, and one is not for her");
        city.days_pass(91);
        city.expire().await;
        for (authority, table) in [
            ("polisen", "guests"),
            ("polisen", "guest_lists"),
            ("frivarden", "summonses"),
            ("frivarden", "door_marks"),
            ("kommunen", "call_in_items"),
        ] {
            let sql = format!("SELECT '1' FROM {table}");
            assert!(city.read_past_all_doors(authority, &sql).await.is_empty(), "{authority}.{table}");
        }
        let karin = city.acts("karin").await;
        assert_eq!(figure(&karin, Measure::F13).await, before, "the numbers stay");
        assert_eq!(figure(&karin, Measure::G4b).await, Figure::ByGroup(vec![(group.to_string(), 1)]));
        assert_eq!(figure(&karin, Measure::F11).await, Figure::Share(Share::default()), "a guest is no attempt at a visit");
        city.expire().await;
        assert_eq!(figure(&karin, Measure::F13).await, before, "and are counted once");
        let left = city.read_past_all_doors("frivarden", "SELECT kind FROM clocks WHERE thing = 'Summons'").await;
        assert!(left.is_empty(), "{left:?}");
        assert!(call_ins::page(&city.acts("olle").await, id).await.is_ok());
        assert!(known::call_ins(&city.acts("pia").await).await.unwrap().is_empty(), "what was told has ended too");
    })
    .await;
}

#[tokio::test]
async fn guests_of_the_first_days_of_a_quarter_are_in_its_frozen_figure_though_nothing_of_them_is_left() {
    on_both_databases(async |city| {
        let kajen = an_active_group(&city, "Kajen").await;
        let group = code_of(&city, kajen).await;
        // The fifth of January; the quarter is frozen on the fifteenth of April, a hundred days later.
        let (_, code) = told(&city, 44, &[group]).await;
        let guest = summoned(&city, code, group, "Viktor Sand").await;
        city.days_pass(44);
        city.hours_pass(1);
        marks(&city.acts("tom").await, guest, "came").await;
        city.days_pass(100);
        city.expire().await;
        assert_eq!(city.read_past_all_doors("frivarden", "SELECT id FROM summonses").await, Vec::<String>::new());
        city.freeze().await;
        let kept = "SELECT measure || ' ' || what || ' ' || part FROM frozen_figures WHERE month = '2027-03-01' \
                    AND measure IN ('f13', 'g4b') AND part > 0 ORDER BY measure, place";
        assert_eq!(city.read_past_all_doors("frivarden", kept).await, ["f13  1".to_owned(), format!("g4b {group} 1")]);
    })
    .await;
}
