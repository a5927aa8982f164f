//! Deeds on custom notifications: request, answer the safety questions, clear, assign, call off. What comes of the visit stands in
//! `visits.rs`, the questions to other authorities in `deconfliction.rs`.

use gvi_domain::clock::ClockKind;
use gvi_domain::deconfliction::{STOP_LEAST, SafetyAnswer, SafetyQuestion, Standing, TALK_LEAST, gate};
use gvi_domain::notification::{
    KEPT_DAYS, NO_CONTACT_DAYS, NOTIFICATIONS_OPEN_MAX, NewNotification, NotificationDeed, NotificationState, Stage, Team, TypedRequest,
};
use gvi_domain::wording::WordingKind;
use gvi_domain::{AccountId, Date, DisclosureId, DomainError, Moment, NotificationId, Whole, Words};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{
    DecideDisclosure, ListMemberships, ListNotifications, ListRounds, PlanNotification, ReadMembership, ReadNotification, ReadPerson,
    ReadRound, ReportNotification, RequestNotification,
};
use gvi_secrecy::{Changes, Deed};
use gvi_store::{Ctx, Tx, clocks, memberships, notifications, persons, rounds, visits, wordings};

use crate::deconfliction::{standings, unseen_answers};
use crate::error::AppError;
use crate::focus::today;
use crate::groups::{GroupLabel, pickable_groups};
use crate::papers::{self, Paper, Printable, Printing};
use crate::seen::{SeenAnswer, SeenAttempt, SeenClock, SeenMembership, SeenNotification, SeenQuestion, SeenRound, SeenWording, Teammate};
use crate::wordings::{shown, usable};

/// The notifications that the reader may know of.
pub struct NotificationList {
    /// Under way, and delivered ones that wait for their second contact; by the person's code.
    pub open: Vec<SeenNotification>,
    /// Over; by the person's code.
    pub over: Vec<SeenNotification>,
    /// Who is listed as somebody the others listen to, and to whom nothing was delivered for sixty days; by name. Nothing for who may not
    /// see who is listed.
    pub no_contact: Option<Vec<SeenMembership>>,
    /// Whether one can be requested.
    pub may_request: bool,
}

/// All notifications of the own authority.
pub async fn list(ctx: &Ctx) -> Result<NotificationList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListNotifications>(Whole).await?;
    let rows = notifications::list(&mut tx, &permit).await?;
    let seen = tx.open_rows::<_, ReadNotification, _>(&permit, rows);
    tx.note_rows(&permit, seen.iter().map(|notification| notification.id));
    let no_contact = match tx.maybe::<ListMemberships>(Whole).await? {
        Some(listed) => {
            let spoken_to = visits::spoken_to_since(&mut tx, &permit, ctx.now().plus_days(-NO_CONTACT_DAYS)).await?;
            let rows = memberships::influential(&mut tx, &listed).await?;
            let mut listings = tx.open_rows::<_, ReadMembership, _>(&listed, rows);
            listings.retain(|listing| !spoken_to.contains(&listing.person_code));
            Some(listings)
        }
        None => None,
    };
    let may_request = tx.would::<RequestNotification>(Whole).await?;
    tx.commit().await?;
    let waits = |notification: &SeenNotification| notification.state.as_value().copied().is_some_and(|state| !state.deeds().is_empty());
    let (open, over) = seen.into_iter().partition(waits);
    Ok(NotificationList { open, over, no_contact, may_request })
}

/// One notification with everything around it.
pub struct Card {
    /// The notification.
    pub notification: SeenNotification,
    /// The person's name, for a reader who may open the person.
    pub person_name: Option<String>,
    /// Answers to the safety questions.
    pub answers: Vec<SeenAnswer>,
    /// Whom was asked, how it stands, and whom to talk to there.
    pub questions: Vec<(SeenQuestion, Standing, Option<String>)>,
    /// Attempts in order.
    pub attempts: Vec<SeenAttempt>,
    /// Colleagues, with a mark on those in the team.
    pub colleagues: Vec<Teammate>,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
    /// The planned words.
    pub wording: Option<SeenWording>,
    /// The planned letter.
    pub letter: Option<SeenWording>,
    /// What is possible now and permitted to the reader.
    pub deeds: Vec<NotificationDeed>,
    /// The rule that stands in the way of a visit now.
    pub blocked: Option<&'static str>,
    /// Papers that can be made of it now.
    pub papers: Vec<Printable>,
}

/// Opens a notification.
pub async fn card(ctx: &Ctx, id: NotificationId) -> Result<Card, AppError> {
    opened(ctx, id, None).await
}

/// The same for a paper of it.
pub async fn printed(ctx: &Ctx, id: NotificationId, printing: Printing) -> Result<Card, AppError> {
    opened(ctx, id, Some(printing)).await
}

/// The papers of a notification, for those who plan it or make the visit, while it is under way. A letter has only words that somebody
/// else has approved, in the one language in which they were; a sheet for the visit is there when nothing stands in its way.
fn printable(ctx: &Ctx, card: &Card) -> Vec<Printable> {
    let seen = &card.notification;
    let Some(state) = seen.state.as_value().copied() else { return Vec::new() };
    let approved = |paper: Paper, wording: Option<&SeenWording>| {
        let wording = wording?;
        let (stands, until) = wording.state.as_value().copied().zip(wording.valid_to.as_value().copied())?;
        let language = wording.language.as_value()?.name();
        stands.is_usable(until, today(ctx)).then_some(Printable { paper, language: Some(language) })
    };
    let has_team = matches!(state, NotificationState::Assigned | NotificationState::Attempted);
    let mut papers = Vec::new();
    if state.is_open() {
        if card.person_name.is_some() {
            if has_team && card.blocked.is_none() {
                papers.push(Printable::any(Paper::StaffSheet));
            }
            papers.extend(approved(Paper::NotificationLetter, card.wording.as_ref()));
            papers.extend(approved(Paper::ExposureLetter, card.letter.as_ref()));
        }
        papers.push(Printable::any(Paper::VisitCard));
    }
    // What went back to its beginning, or ended without a visit, may stand in a calendar and is taken out of it by the same file.
    let was_planned = match state {
        NotificationState::Requested => seen.version > 1,
        NotificationState::Deconflicted => seen.version > 2,
        NotificationState::Cancelled | NotificationState::Failed => true,
        _ => has_team,
    };
    if was_planned {
        papers.push(Printable::any(Paper::Calendar));
    }
    papers
}

async fn opened(ctx: &Ctx, id: NotificationId, printing: Option<Printing>) -> Result<Card, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadNotification>(id).await?;
    let notification = notifications::notification(&mut tx, &permit).await?.open(&permit);
    let person_name = match notification.person.as_value().copied() {
        Some(code) => name_of(&mut tx, &permit, code).await?,
        None => None,
    };
    let Around { answers, questions } = around(&mut tx, &permit).await?;
    let attempts = visits::attempts(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let colleagues = notifications::colleagues(&mut tx, &permit).await?;
    let clocks = clocks::of(&mut tx, &permit, id).await?.into_iter().filter(|clock| clock.stopped_at.is_none()).collect();
    let wording = shown(&mut tx, notification.wording.as_value().copied()).await?;
    let letter = shown(&mut tx, notification.letter.as_value().copied().flatten()).await?;
    let (may_plan, may_report) = (tx.would::<PlanNotification>(id).await?, tx.would::<ReportNotification>(id).await?);
    let may_ask = may_plan && tx.would::<DecideDisclosure>(Whole).await?;
    let may = |deed: &NotificationDeed| match deed {
        NotificationDeed::Attempt | NotificationDeed::GiveUp | NotificationDeed::FollowUp => may_report,
        NotificationDeed::Ask => may_ask,
        _ => may_plan,
    };
    let state = notification.state.as_value().copied().ok_or(AppError::NotFound)?;
    let deeds = state.deeds().iter().copied().filter(may).collect();
    // Whoever makes the visit may not read the answers; that it is in their hands says that nothing stands in its way.
    let is_team = may_report && !may_plan && matches!(state, NotificationState::Assigned | NotificationState::Attempted);
    let blocked = if state.is_open() && !is_team { gate(&given(&answers), &stand(&questions)).err().and_then(rule_of) } else { None };
    let papers = Vec::new();
    let mut card =
        Card { notification, person_name, answers, questions, attempts, colleagues, clocks, wording, letter, deeds, blocked, papers };
    if may_plan || may_report {
        card.papers = printable(ctx, &card);
    }
    papers::made(&mut tx, &permit, &card.papers, printing)?;
    tx.commit().await?;
    Ok(card)
}

const fn rule_of(fault: DomainError) -> Option<&'static str> {
    if let DomainError::Rule { rule } = fault { Some(rule) } else { None }
}

async fn name_of<D: Deed>(tx: &mut Tx, permit: &Permit<D>, code: gvi_domain::Code) -> Result<Option<String>, AppError> {
    let Some(person) = notifications::person_of_code(tx, permit, code).await? else { return Ok(None) };
    let Some(read) = tx.maybe::<ReadPerson>(person).await? else { return Ok(None) };
    Ok(persons::person(tx, &read).await?.open(&read).name.value())
}

/// What stands around a notification and decides whether it goes ahead.
struct Around {
    answers: Vec<SeenAnswer>,
    questions: Vec<(SeenQuestion, Standing, Option<String>)>,
}

async fn around<D: Deed<Id = NotificationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Around, AppError> {
    let answers = notifications::answers(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    let questions = notifications::questions(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    Ok(Around { answers, questions: standings(tx, questions).await? })
}

fn given(answers: &[SeenAnswer]) -> Vec<(SafetyQuestion, SafetyAnswer)> {
    answers.iter().filter_map(|answer| answer.question.as_value().copied().zip(answer.answer.as_value().copied())).collect()
}

fn stand(questions: &[(SeenQuestion, Standing, Option<String>)]) -> Vec<Standing> {
    questions.iter().map(|(_, standing, _)| *standing).collect()
}

/// Where a notification stands, with what it has there.
pub(crate) async fn stage<D: Deed<Id = NotificationId>>(
    tx: &mut Tx,
    permit: &Permit<D>,
    seen: &SeenNotification,
) -> Result<Stage, AppError> {
    let state = seen.state.as_value().copied().ok_or(AppError::NotFound)?;
    let delivered = seen.delivered_at.as_value().copied().flatten();
    let reason = seen.end_reason.as_value().cloned().unwrap_or_else(|| Words::stored(String::new()));
    let team = async |tx: &mut Tx| -> Result<Team, AppError> {
        let members = notifications::colleagues(tx, permit).await?.into_iter().filter(|one| one.in_team).map(|one| one.account).collect();
        Ok(Team { members, visit_at: seen.visit_at.as_value().copied().flatten().unwrap_or(tx.now()) })
    };
    Ok(match (state, delivered) {
        (NotificationState::Requested, _) => Stage::Requested,
        (NotificationState::Deconflicted, _) => Stage::Deconflicted,
        (NotificationState::Assigned, _) => Stage::Assigned(team(tx).await?),
        (NotificationState::Attempted, _) => Stage::Attempted(team(tx).await?),
        (NotificationState::Direct, Some(at)) => Stage::Direct(at),
        (NotificationState::Family, Some(at)) => Stage::Family(at),
        (NotificationState::Failed, _) => Stage::Failed(reason),
        (NotificationState::Cancelled, _) => Stage::Cancelled(reason),
        (NotificationState::FollowedUp, Some(_)) => Stage::FollowedUp(seen.followed_at.as_value().copied().flatten().unwrap_or(tx.now())),
        (NotificationState::Direct | NotificationState::Family | NotificationState::FollowedUp, None) => return Err(AppError::NotFound),
    })
}

/// The last day of a notification to which something happened today.
pub(crate) fn kept_until(ctx: &Ctx) -> Date {
    today(ctx).saturating_add(jiff::Span::new().days(KEPT_DAYS))
}

/// What a request can be made of.
pub struct RequestForm {
    /// Groups, by name.
    pub groups: Vec<GroupLabel>,
    /// Words that can be used today.
    pub wordings: Vec<SeenWording>,
    /// Letters that can be used today.
    pub letters: Vec<SeenWording>,
    /// Rounds that run today.
    pub rounds: Vec<SeenRound>,
}

/// What the form of a request offers.
pub async fn request_form(ctx: &Ctx) -> Result<RequestForm, AppError> {
    let (mut tx, _permit) = ctx.begin().await?.permit::<RequestNotification>(Whole).await?;
    let groups = pickable_groups(&mut tx).await?;
    let wordings = usable(&mut tx, WordingKind::Message, today(ctx)).await?;
    let letters = usable(&mut tx, WordingKind::LegalExposure, today(ctx)).await?;
    let rounds = match tx.maybe::<ListRounds>(Whole).await? {
        Some(permit) => {
            let rows = rounds::list(&mut tx, &permit).await?;
            let mut seen = tx.open_rows::<_, ReadRound, _>(&permit, rows);
            let runs = |round: &SeenRound| {
                round
                    .from_on
                    .as_value()
                    .copied()
                    .zip(round.to_on.as_value().copied())
                    .is_some_and(|(from, to)| (from..=to).contains(&today(ctx)))
            };
            seen.retain(runs);
            seen
        }
        None => Vec::new(),
    };
    tx.commit().await?;
    Ok(RequestForm { groups, wordings, letters, rounds })
}

/// Asks that somebody is sought out. Somebody whom the reader may not know is answered like somebody who does not exist.
pub async fn request(ctx: &Ctx, id: NotificationId, typed: TypedRequest<'_>) -> Result<NotificationId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RequestNotification>(Whole).await?;
    let new = NewNotification::read(id, typed)?;
    let mut faults = Vec::new();
    let person = notifications::person_of_code(&mut tx, &permit, new.person).await?;
    let known = match person {
        Some(person) => tx.would::<ReadPerson>(person).await?,
        None => false,
    };
    if !known {
        faults.push(DomainError::field("person", "nobody-with-this-code"));
    }
    let group = notifications::group_of_code(&mut tx, &permit, new.group).await?;
    match group {
        None => faults.push(DomainError::field("group", "group-unknown")),
        Some((_, status)) if !status.counts_as_active() => faults.push(DomainError::field("group", "group-not-active")),
        Some(_) => {}
    }
    if wordings::usable(&mut tx, &permit, new.wording, WordingKind::Message, today(ctx)).await?.is_none() {
        faults.push(DomainError::field("wording", "not-in-use"));
    }
    if let Some(letter) = new.letter
        && wordings::usable(&mut tx, &permit, letter, WordingKind::LegalExposure, today(ctx)).await?.is_none()
    {
        faults.push(DomainError::field("letter", "not-in-use"));
    }
    if let Some(round) = new.round
        && !rounds::runs_on(&mut tx, &permit, round, today(ctx)).await?
    {
        faults.push(DomainError::field("round", "round-does-not-run"));
    }
    let Some((group, _)) = group.filter(|_| faults.is_empty()) else { return Err(faults.into()) };
    match notifications::open_for(&mut tx, &permit, new.person).await? {
        Some(open) if open == id => return Ok(id),
        Some(_) => return Err(DomainError::Rule { rule: "notification-open-already" }.into()),
        None => {}
    }
    if notifications::count_open(&mut tx, &permit).await? >= NOTIFICATIONS_OPEN_MAX {
        return Err(DomainError::Full { what: "notifications", limit: NOTIFICATIONS_OPEN_MAX }.into());
    }
    if let Some(code) = notifications::request(&mut tx, &permit, &new, group, kept_until(ctx)).await?
        && new.urgent
    {
        clocks::start(&mut tx, &permit, ClockKind::UrgentNotification, id, &code.to_string(), ctx.now()).await?;
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// A notification that is about to be planned further.
async fn to_plan(
    ctx: &Ctx,
    id: NotificationId,
    deed: NotificationDeed,
) -> Result<(Tx, Permit<PlanNotification>, SeenNotification), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanNotification>(id).await?;
    let seen = notifications::notification(&mut tx, &permit).await?.open(&permit);
    seen.state.as_value().copied().ok_or(AppError::NotFound)?.allows(deed)?;
    Ok((tx, permit, seen))
}

/// Whoever was slower is told so before anything else: what they would be told of the rest holds for what they saw.
fn unchanged(seen: &SeenNotification, version: i64) -> Result<(), AppError> {
    if seen.version == version { Ok(()) } else { Err(AppError::Changed { thing: "notification" }) }
}

/// Answers safety questions. An answer that stands already is left with whoever gave it. A stop leads back to the beginning at once,
/// whoever has it in hand; its reason stays with its author.
pub async fn answer(ctx: &Ctx, id: NotificationId, answers: &[(SafetyQuestion, SafetyAnswer)], reason: &str) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_plan(ctx, id, NotificationDeed::Answer).await?;
    let known = given(&around(&mut tx, &permit).await?.answers);
    let new: Vec<_> = answers.iter().filter(|answer| !known.contains(answer)).collect();
    if new.is_empty() {
        return Err(DomainError::field("answers", "missing").into());
    }
    let stops = new.iter().any(|(_, answer)| *answer == SafetyAnswer::Stop);
    let reason = Words::read("stop_reason", reason, if stops { STOP_LEAST } else { 0 })?;
    let none = Words::stored(String::new());
    for (question, answer) in new {
        let reason = if *answer == SafetyAnswer::Stop { &reason } else { &none };
        notifications::answer(&mut tx, &permit, *question, *answer, reason).await?;
    }
    if stops {
        let now = stage(&mut tx, &permit, &seen).await?;
        let halted = now.clone().halt();
        if halted != now {
            clocks::stop(&mut tx, &permit, ClockKind::VisitResult, id).await?;
            notifications::set_stage(&mut tx, &permit, &halted, kept_until(ctx), seen.version).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down the talk that another authority asked for.
pub async fn talk(ctx: &Ctx, id: NotificationId, question: DisclosureId, note: &str) -> Result<(), AppError> {
    let (mut tx, permit, _) = to_plan(ctx, id, NotificationDeed::Talk).await?;
    let note = Words::read("talk", note, TALK_LEAST)?;
    let questions = around(&mut tx, &permit).await?.questions;
    // Only where they asked to be talked to: silence and "wait" are not talked away.
    let asked_for = questions.iter().any(|(known, standing, _)| known.disclosure == question && *standing == Standing::Contact);
    if !asked_for || !notifications::talked(&mut tx, &permit, question, &note).await? {
        return Err(DomainError::Rule { rule: "notification-no-talk-asked-for" }.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Says that nothing stands in the way.
pub async fn clear(ctx: &Ctx, id: NotificationId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_plan(ctx, id, NotificationDeed::Clear).await?;
    unchanged(&seen, version)?;
    let Around { answers, questions } = around(&mut tx, &permit).await?;
    let next = stage(&mut tx, &permit, &seen).await?.clear(&given(&answers), &stand(&questions))?;
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), version).await?;
    for kind in [ClockKind::Deconfliction, ClockKind::DeconflictionUrgent] {
        clocks::stop(&mut tx, &permit, kind, id).await?;
    }
    let read = unseen_answers(&mut tx, &questions).await?;
    tx.commit().await?;
    for answer in read {
        crate::received::acted_on(ctx, answer).await?;
    }
    Ok(())
}

/// Gives it to a team for a planned visit. What has come up since it was cleared is asked again; the result is due the same shift.
pub async fn assign(
    ctx: &Ctx,
    id: NotificationId,
    members: Vec<AccountId>,
    visit_at: Option<Moment>,
    version: i64,
) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_plan(ctx, id, NotificationDeed::Assign).await?;
    unchanged(&seen, version)?;
    let team = Team::read(members, visit_at, ctx.now())?;
    let can_go = notifications::colleagues(&mut tx, &permit).await?;
    if !team.members.iter().all(|member| can_go.iter().any(|colleague| colleague.account == *member)) {
        return Err(DomainError::field("team", "nobody").into());
    }
    let visit_at = team.visit_at;
    let Around { answers, questions } = around(&mut tx, &permit).await?;
    let next = stage(&mut tx, &permit, &seen).await?.assign(team, &given(&answers), &stand(&questions))?;
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::VisitResult, id).await?;
    clocks::start_ahead(&mut tx, &permit, ClockKind::VisitResult, id, &seen.code.to_string(), visit_at).await?;
    tx.commit().await?;
    Ok(())
}

/// Calls it off.
pub async fn cancel(ctx: &Ctx, id: NotificationId, reason: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_plan(ctx, id, NotificationDeed::Cancel).await?;
    let next = stage(&mut tx, &permit, &seen).await?.cancel(reason)?;
    notifications::set_stage(&mut tx, &permit, &next, kept_until(ctx), version).await?;
    stop_all(&mut tx, &permit, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Stops every clock that runs on a notification: it is over, or delivered.
pub(crate) async fn stop_all<D: Changes>(tx: &mut Tx, permit: &Permit<D>, id: NotificationId) -> Result<(), AppError> {
    for kind in [
        ClockKind::Deconfliction,
        ClockKind::DeconflictionUrgent,
        ClockKind::UrgentNotification,
        ClockKind::VisitResult,
        ClockKind::SecondContact,
    ] {
        clocks::stop(tx, permit, kind, id).await?;
    }
    Ok(())
}
