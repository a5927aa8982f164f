//! Deeds on focus periods: propose, decide, start, review, end, tell back, evaluate.
//!
//! The working group proposes and the chief decides, by different roles and never the same person. Every decision keeps its
//! reasons, and the clock of the promise stops at each answer and visibly starts again at a deferral.

use gvi_domain::clock::ClockKind;
use gvi_domain::focus::{
    Back, Decision, End, FOCUS_OPEN_MAX, FocusDeed, FocusState, NewFocus, REASON_LEAST, Review, Start, TypedBack, TypedProposal, Verdict,
};
use gvi_domain::reading::Reading;
use gvi_domain::{Date, DomainError, FocusId, GroupId, Moment, ReviewId, Whole};
use gvi_secrecy::deeds::{
    DecideFocus, ListFocus, ListGroups, ListIncidents, ListMessages, ProposeFocus, ReadFocus, ReadGroup, ReadIncident, RunFocus,
};
use gvi_secrecy::{Class, Permit, Shown};
use gvi_store::messages::Heard;
use gvi_store::{Ctx, Tx, clocks, focus, groups, messages, timeline};

use crate::error::AppError;
use crate::groups::{GroupLabel, labels};
use crate::seen::{SeenClock, SeenDecision, SeenFocus, SeenFocusReview, SeenGroupIncident};

/// Months for which a focus is kept: the method's main record of account must outlive its evaluation.
const FOCUS_MONTHS: i32 = 36;

/// A focus with the clocks that run on it.
pub struct FocusLine {
    /// The focus.
    pub focus: SeenFocus,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
}

/// The list of focus periods.
pub struct FocusList {
    /// Proposals that wait for a decision, and opened ones that wait for their start.
    pub waiting: Vec<FocusLine>,
    /// Running ones, and ended ones of which the group has not been told.
    pub running: Vec<FocusLine>,
    /// The rest.
    pub past: Vec<FocusLine>,
    /// Whether a button is shown.
    pub may_propose: bool,
}

/// All focus periods of the own compartment.
pub async fn list(ctx: &Ctx) -> Result<FocusList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListFocus>(Whole).await?;
    let rows = focus::list(&mut tx, &permit).await?;
    let all = tx.open_rows::<_, ReadFocus, _>(&permit, rows);
    let (mut waiting, mut running, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for focus in all {
        let clocks = running_clocks(&mut tx, &permit, focus.group, focus.id, &focus.state).await?;
        let open = matches!(focus.verdict, Shown::Shown(Some(Verdict::Open)));
        let place = match focus.state.as_value() {
            Some(FocusState::Proposed) => &mut waiting,
            Some(FocusState::Decided) if open => &mut waiting,
            Some(FocusState::Running | FocusState::Ended) => &mut running,
            _ => &mut past,
        };
        place.push(FocusLine { focus, clocks });
    }
    let may_propose = tx.would::<ProposeFocus>(Whole).await?;
    tx.commit().await?;
    Ok(FocusList { waiting, running, past, may_propose })
}

/// The decision clock stands on the group, because it starts before there is a proposal; the others stand on the focus.
async fn running_clocks<D: gvi_secrecy::Deed>(
    tx: &mut Tx,
    permit: &Permit<D>,
    group: GroupId,
    id: FocusId,
    state: &Shown<FocusState>,
) -> Result<Vec<SeenClock>, AppError> {
    let mut running = Vec::new();
    if matches!(state, Shown::Shown(FocusState::Proposed)) {
        running.extend(clocks::of(tx, permit, group).await?.into_iter().filter(|clock| clock.kind == ClockKind::FocusDecision));
    }
    running.extend(clocks::of(tx, permit, id).await?);
    running.retain(|clock| clock.stopped_at.is_none());
    Ok(running)
}

/// One focus with everything that was decided on it, and the deeds that the reader can do now.
pub struct FocusCard {
    /// The focus.
    pub focus: SeenFocus,
    /// Decisions in order.
    pub decisions: Vec<SeenDecision>,
    /// Reviews in order.
    pub reviews: Vec<SeenFocusReview>,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
    /// All clocks that run on the group: what else is due there.
    pub group_clocks: Vec<SeenClock>,
    /// Incidents that are laid at the group's door, the latest first; none for a reader who may not see beliefs.
    pub incidents: Vec<SeenGroupIncident>,
    /// Whether the group has been told what it was promised, for a reader who may see messages.
    pub heard: Option<Option<Heard>>,
    /// Deeds that are possible in this state and permitted to the reader.
    pub deeds: Vec<FocusDeed>,
}

/// Incidents of a group that a decision is shown with.
const INCIDENTS_SHOWN_MAX: i64 = 8;

/// Opens a focus.
pub async fn card(ctx: &Ctx, id: FocusId) -> Result<FocusCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadFocus>(id).await?;
    let seen = focus::focus(&mut tx, &permit).await?.open(&permit);
    let decisions = focus::decisions(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let reviews = focus::reviews(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let running = running_clocks(&mut tx, &permit, seen.group, id, &seen.state).await?;
    let group_clocks = clocks::of(&mut tx, &permit, seen.group).await?.into_iter().filter(|clock| clock.stopped_at.is_none()).collect();
    let incidents = incidents_of(&mut tx, seen.group).await?;
    let heard = match tx.maybe::<ListMessages>(Whole).await? {
        Some(list) => Some(messages::heard(&mut tx, &list, seen.group).await?),
        None => None,
    };
    let (may_decide, may_run) = (tx.would::<DecideFocus>(id).await?, tx.would::<RunFocus>(id).await?);
    let possible = seen.state.as_value().map_or(&[][..], |state| state.deeds(seen.verdict.as_value().copied().flatten()));
    let own = seen.proposer.as_value().is_some_and(|proposer| *proposer == ctx.actor().account);
    let may = |deed: &FocusDeed| if *deed == FocusDeed::Decide { may_decide && !own } else { may_run };
    let deeds = possible.iter().copied().filter(|deed| may(deed)).collect();
    tx.commit().await?;
    Ok(FocusCard { focus: seen, decisions, reviews, clocks: running, group_clocks, incidents, heard, deeds })
}

/// What the group is believed to have done, from an indication on. That it is tied to the group is itself a belief.
async fn incidents_of(tx: &mut Tx, group: GroupId) -> Result<Vec<SeenGroupIncident>, AppError> {
    let Some(list) = tx.maybe::<ListIncidents>(Whole).await? else { return Ok(Vec::new()) };
    if !list.shows(Class::Intelligence) {
        return Ok(Vec::new());
    }
    let rows = timeline::behind(tx, &list, group, INCIDENTS_SHOWN_MAX).await?;
    Ok(tx.open_rows::<_, ReadIncident, _>(&list, rows))
}

/// The groups that can be proposed.
pub async fn groups_to_propose(ctx: &Ctx) -> Result<Vec<GroupLabel>, AppError> {
    let (tx, _) = ctx.begin().await?.permit::<ProposeFocus>(Whole).await?;
    let (mut tx, permit) = tx.permit::<ListGroups>(Whole).await?;
    let groups = labels(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(groups)
}

/// Proposes a focus on a group. Starts the clock of the decision, if the attribution has not done so before.
pub async fn propose(ctx: &Ctx, id: FocusId, group: GroupId, typed: TypedProposal<'_>) -> Result<FocusId, AppError> {
    let (tx, permit) = ctx.begin().await?.permit::<ProposeFocus>(Whole).await?;
    let (mut tx, reading) = tx.permit::<ReadGroup>(group).await?;
    let known = groups::group(&mut tx, &reading).await?.open(&reading);
    let new = NewFocus::read(id, group, typed)?;
    match focus::open_on(&mut tx, &permit, group).await? {
        Some(open) if open == id => return Ok(id),
        Some(_) => return Err(DomainError::Rule { rule: "focus-open-already" }.into()),
        None => {}
    }
    if focus::count_open(&mut tx, &permit).await? >= FOCUS_OPEN_MAX {
        return Err(DomainError::Full { what: "focus", limit: FOCUS_OPEN_MAX }.into());
    }
    let expires_on = today(ctx).saturating_add(jiff::Span::new().months(FOCUS_MONTHS));
    focus::propose(&mut tx, &permit, &new, expires_on).await?;
    clocks::start(&mut tx, &permit, ClockKind::FocusDecision, group, &known.code.to_string(), ctx.now()).await?;
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Decides on a proposal. Every verdict stops the clock; a deferral starts it again from now, so that nothing waits unseen.
pub async fn decide(ctx: &Ctx, id: FocusId, (verdict, reasons, dissent): (&str, &str, &str), version: i64) -> Result<Verdict, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<DecideFocus>(id).await?;
    let decision = Decision::read(verdict, reasons, dissent)?;
    let seen = focus::focus(&mut tx, &permit).await?.open(&permit);
    let state = seen.state.value().ok_or(AppError::NotFound)?;
    let proposer = seen.proposer.value().ok_or(AppError::NotFound)?;
    let to = decision.on(state, &proposer, &ctx.actor().account)?;
    let clock = clocks::of(&mut tx, &permit, seen.group)
        .await?
        .into_iter()
        .find(|clock| clock.kind == ClockKind::FocusDecision && clock.stopped_at.is_none());
    focus::decide(&mut tx, &permit, &decision, to, clock.map(|clock| clock.due_at), version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::FocusDecision, seen.group).await?;
    if !decision.verdict.answers() {
        clocks::start(&mut tx, &permit, ClockKind::FocusDecision, seen.group, &seen.group_code.to_string(), ctx.now()).await?;
    }
    tx.commit().await?;
    Ok(decision.verdict)
}

/// A focus that is about to change, with the permit to run it.
async fn to_run(ctx: &Ctx, id: FocusId, deed: FocusDeed) -> Result<(Tx, Permit<RunFocus>, SeenFocus), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RunFocus>(id).await?;
    let seen = focus::focus(&mut tx, &permit).await?.open(&permit);
    let state = *seen.state.as_value().ok_or(AppError::NotFound)?;
    state.after(seen.verdict.as_value().copied().flatten(), deed)?;
    Ok((tx, permit, seen))
}

/// Starts an opened focus: the group is in focus from now on, and the first review is due.
pub async fn start(ctx: &Ctx, id: FocusId, (on, goals, stop_criteria): (&str, &str, &str), version: i64) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_run(ctx, id, FocusDeed::Start).await?;
    let start = Start::read(on, goals, stop_criteria, today(ctx))?;
    let status = focus::group_status(&mut tx, &permit, seen.group).await?.enter_focus()?;
    focus::start(&mut tx, &permit, &start, version).await?;
    focus::set_group_status(&mut tx, &permit, seen.group, status).await?;
    // Cannot fail: a date that was read has a midnight within the range of moments.
    let from = Moment::at(start.on, 0, 0, ctx.zone()).map_err(|error| AppError::Broken(Box::new(error)))?.max(ctx.now());
    clocks::start(&mut tx, &permit, ClockKind::FocusReview, id, &seen.code.to_string(), from).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down a review; the next one is due from now.
pub async fn review(ctx: &Ctx, id: FocusId, review: ReviewId, (outcome, note): (&str, &str)) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_run(ctx, id, FocusDeed::Review).await?;
    let held = Review::read(outcome, note)?;
    if focus::review(&mut tx, &permit, review, &held).await? {
        stop_reviews(&mut tx, &permit, id).await?;
        clocks::start(&mut tx, &permit, ClockKind::FocusReviewNext, id, &seen.code.to_string(), ctx.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends a running focus: the group cools, and it is owed an answer within the limit.
pub async fn end(ctx: &Ctx, id: FocusId, (how, reason): (&str, &str), version: i64) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_run(ctx, id, FocusDeed::End).await?;
    let end = End::read(how, reason)?;
    let status = focus::group_status(&mut tx, &permit, seen.group).await?.leave_focus()?;
    focus::end(&mut tx, &permit, &end, version).await?;
    focus::set_group_status(&mut tx, &permit, seen.group, status).await?;
    stop_reviews(&mut tx, &permit, id).await?;
    clocks::start(&mut tx, &permit, ClockKind::CommunicationBack, id, &seen.code.to_string(), ctx.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down what the group was told, by whom and on whose clearance.
pub async fn tell_back(ctx: &Ctx, id: FocusId, typed: TypedBack<'_>, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, seen) = to_run(ctx, id, FocusDeed::TellBack).await?;
    let ended = seen.ended_at.value().flatten().map(|at| at.date(ctx.zone()));
    let back = Back::read(typed, ended, today(ctx))?;
    focus::tell_back(&mut tx, &permit, &back, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::CommunicationBack, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down what was learnt.
pub async fn evaluate(ctx: &Ctx, id: FocusId, learnt: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, _) = to_run(ctx, id, FocusDeed::Evaluate).await?;
    let mut read = Reading::new();
    let learnt = read.words("learnt", learnt, REASON_LEAST);
    let learnt = read.finish(|| learnt)?;
    focus::evaluate(&mut tx, &permit, &learnt, version).await?;
    tx.commit().await?;
    Ok(())
}

async fn stop_reviews(tx: &mut Tx, permit: &Permit<RunFocus>, id: FocusId) -> Result<(), AppError> {
    for kind in [ClockKind::FocusReview, ClockKind::FocusReviewNext] {
        clocks::stop(tx, permit, kind, id).await?;
    }
    Ok(())
}

/// The calendar day of the request at the site.
pub(crate) fn today(ctx: &Ctx) -> Date {
    ctx.now().date(ctx.zone())
}
