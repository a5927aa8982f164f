//! Deeds on support contacts: open, take a step, hand on, ask what became of somebody. Pointer and status; the help itself lives elsewhere.

use gvi_domain::clock::ClockKind;
use gvi_domain::support::{HANDLERS_MAX, NewSupport, SupportRoute, SupportStatus};
use gvi_domain::support_steps::{Course, Known, Mark, Outcome, Protection, Relocation, Step, SupportNeed};
use gvi_domain::{AccountId, Date, DomainError, HelpCallId, Moment, SupportId, Whole};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{AddSupport, EditHelpCall, EditSupport, ListSupport, ReadSupport};
use gvi_store::{Ctx, Tx, clocks, help_calls, help_counts, support};

use crate::error::AppError;
use crate::focus::today;
use crate::seen::{Handler, SeenClock, SeenSupport};

/// The support contacts that the reader may know of.
pub struct SupportList {
    /// Those assigned to the reader, by the person's code.
    pub own: Vec<SeenSupport>,
    /// How many there are in each state among those that the reader may count, in the order of the states.
    pub counts: Vec<(SupportStatus, usize)>,
    /// Whether the reader only counts.
    pub only_counts: bool,
    /// Whether a contact can be opened.
    pub may_add: bool,
}

/// The list: the assigned see their own, the coordinator sees how many there are.
pub async fn list(ctx: &Ctx) -> Result<SupportList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListSupport>(Whole).await?;
    let rows = support::list(&mut tx, &permit, today(ctx)).await?;
    let seen = tx.open_rows::<_, ReadSupport, _>(&permit, rows);
    tx.note_rows(&permit, seen.iter().map(|contact| contact.id));
    let may_add = tx.would::<AddSupport>(Whole).await?;
    tx.commit().await?;
    let counts = SupportStatus::ALL
        .iter()
        .map(|status| (*status, seen.iter().filter(|row| row.status.as_value() == Some(status)).count()))
        .collect();
    let own = seen.into_iter().filter(|row| !row.person.is_withheld()).collect();
    Ok(SupportList { own, counts, only_counts: !may_add, may_add })
}

/// One contact with what can be done now.
pub struct SupportCard {
    /// The contact.
    pub contact: SeenSupport,
    /// How far it has come, for whoever may change it.
    pub course: Option<Course>,
    /// States that the reader may move it to.
    pub next: Vec<SupportStatus>,
    /// The follow-up that can be answered today, and otherwise the next one with the day from which it can.
    pub follow_up: Option<(Mark, Date)>,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
    /// Colleagues, if the reader may hand the contact on.
    pub colleagues: Vec<Handler>,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// How far a contact has come, for a reader who is shown all of it.
fn course_of(contact: &SeenSupport) -> Option<Course> {
    Some(Course {
        status: *contact.status.as_value()?,
        contact_since: *contact.contact_since.as_value()?,
        intake_at: *contact.intake_at.as_value()?,
        met_at: *contact.first_meeting.as_value()?,
        protection: *contact.protection.as_value()?,
        plan_at: *contact.plan_at.as_value()?,
        check_ins_until: *contact.check_ins_until.as_value()?,
        relocation: *contact.relocation.as_value()?,
        dropped: *contact.drop_reason.as_value()?,
        follow_up: *contact.follow_up.as_value()?,
        ended_on: *contact.ended_on.as_value()?,
    })
}

/// The next follow-up of somebody who agreed to be asked, with the day from which it can be answered.
fn next_follow_up(ctx: &Ctx, course: &Course, contact: &SeenSupport) -> Option<(Mark, Date)> {
    let first = course.contact_since.filter(|_| course.follow_up)?.date(ctx.zone());
    let answered = contact.outcomes.as_value()?;
    // Whoever has died is not asked about again.
    if answered.iter().any(|outcome| outcome.alive == Known::No) {
        return None;
    }
    let marks: Vec<Mark> = answered.iter().map(|outcome| outcome.mark).collect();
    Mark::next(first, &marks, today(ctx)).map(|mark| (mark, mark.from(first)))
}

/// Opens a contact.
pub async fn card(ctx: &Ctx, id: SupportId) -> Result<SupportCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    let clocks = clocks::of(&mut tx, &permit, id).await?;
    let clocks = clocks.into_iter().filter(|clock| clock.stopped_at.is_none() && clock.started_at <= ctx.now()).collect();
    let colleagues = match tx.maybe::<EditSupport>(id).await? {
        Some(permit) => Some(support::colleagues(&mut tx, &permit).await?),
        None => None,
    };
    tx.commit().await?;
    let may_edit = colleagues.is_some();
    let next = contact.status.as_value().filter(|_| may_edit).map(|status| status.next().to_vec()).unwrap_or_default();
    let course = course_of(&contact).filter(|_| may_edit);
    let follow_up = course.as_ref().and_then(|course| next_follow_up(ctx, course, &contact));
    Ok(SupportCard { contact, course, next, follow_up, clocks, colleagues: colleagues.unwrap_or_default(), may_edit })
}

/// A contact as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct TypedSupport<'t> {
    /// Code of the person.
    pub person: &'t str,
    /// Reference in the own case system.
    pub reference: &'t str,
    /// Name of the route.
    pub route: &'t str,
    /// Name of the status.
    pub status: &'t str,
    /// The first contact.
    pub first_contact: Option<Moment>,
}

/// Whether the reader may open contacts at all: asked before the form is shown.
pub async fn may_add(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<AddSupport>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// Opens a contact. Whoever opens it has it in hand; the first meeting is due within the limit from the first contact.
pub async fn add(ctx: &Ctx, id: SupportId, typed: TypedSupport<'_>) -> Result<SupportId, AppError> {
    add_after_call(ctx, id, typed, None).await
}

/// Opens a contact that came of a call to the help line: the call then points to it.
pub async fn add_after_call(ctx: &Ctx, id: SupportId, typed: TypedSupport<'_>, call: Option<HelpCallId>) -> Result<SupportId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<AddSupport>(Whole).await?;
    let new = NewSupport::read(id, typed.person, typed.reference, typed.route, typed.status, typed.first_contact, ctx.now())?;
    let course = Course::begun(new.status, new.first_contact);
    if let Some(code) = support::add(&mut tx, &permit, &new, &course, course.expires_on(today(ctx), ctx.zone())).await? {
        clocks::start(&mut tx, &permit, ClockKind::SupportMeeting, id, &code.to_string(), new.first_contact).await?;
        if course.contact_since.is_some() && support::count_as_first(&mut tx, &permit, id).await? {
            help_counts::add(&mut tx, &permit, help_counts::FIRST_CONTACT, new.first_contact.date(ctx.zone()), 0).await?;
        }
        // Whoever asked for help at a visit is followed up within a day: this is the part of a custom notification that social services
        // keep, and it stands nowhere else.
        if new.route == SupportRoute::Visit {
            clocks::start(&mut tx, &permit, ClockKind::HelpFollowUp, id, &code.to_string(), new.first_contact).await?;
        }
    }
    tx.about(&permit, id);
    if let Some(call) = call {
        let (inner, pointing) = tx.permit::<EditHelpCall>(call).await?;
        tx = inner;
        help_calls::led_to(&mut tx, &pointing, id).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Moves a contact to another status.
pub async fn move_to(ctx: &Ctx, id: SupportId, to: SupportStatus, version: i64) -> Result<(), AppError> {
    take(ctx, id, Step::Move(to), version).await
}

/// Writes down that the first meeting was held.
pub async fn met(ctx: &Ctx, id: SupportId, version: i64) -> Result<(), AppError> {
    take(ctx, id, Step::Meet, version).await
}

/// Takes a step. Every limit that the step starts or ends runs or rests in the same transaction, and what it adds to a count is added there.
pub async fn take(ctx: &Ctx, id: SupportId, step: Step, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    let was = course_of(&contact).ok_or(AppError::NotFound)?;
    let now_at = was.take(step, ctx.now(), today(ctx))?;
    support::set_course(&mut tx, &permit, &now_at, now_at.expires_on(today(ctx), ctx.zone()), version).await?;
    run_clocks(ctx, &mut tx, &permit, &contact, &was, &now_at).await?;
    count(ctx, &mut tx, &permit, &contact, step, &was, &now_at).await?;
    tx.commit().await?;
    Ok(())
}

/// The day on which the next check-in would be due.
fn in_a_week(ctx: &Ctx) -> Date {
    today(ctx).saturating_add(jiff::Span::new().days(7))
}

/// Starts and stops the limits of a contact after a step.
async fn run_clocks(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<EditSupport>,
    contact: &SeenSupport,
    was: &Course,
    is: &Course,
) -> Result<(), AppError> {
    let (id, code, now) = (permit.id(), contact.code.to_string(), ctx.now());
    let over = is.status == SupportStatus::Ended;
    if is.met_at.is_some() || over {
        clocks::stop(tx, permit, ClockKind::SupportMeeting, id).await?;
        clocks::stop(tx, permit, ClockKind::HelpFollowUp, id).await?;
    }
    if is.protection == Protection::Asked && was.protection != Protection::Asked {
        clocks::start(tx, permit, ClockKind::ProtectionDecision, id, &code, now).await?;
    } else if is.protection != Protection::Asked {
        clocks::stop(tx, permit, ClockKind::ProtectionDecision, id).await?;
    }
    match (is.met_at, is.plan_at) {
        (Some(met), None) if !over => clocks::start(tx, permit, ClockKind::SupportPlan, id, &code, met).await?,
        _ => {
            clocks::stop(tx, permit, ClockKind::SupportPlan, id).await?;
        }
    }
    if is.has_check_in(in_a_week(ctx)) {
        clocks::start(tx, permit, ClockKind::SupportCheckIn, id, &code, now).await?;
    } else if !is.has_check_in(today(ctx)) {
        clocks::stop(tx, permit, ClockKind::SupportCheckIn, id).await?;
    }
    if is.follow_up != was.follow_up {
        ask_next(ctx, tx, permit, contact, is).await?;
    }
    Ok(())
}

/// Starts the limit of the next follow-up, which begins on its day; stops it when there is none.
async fn ask_next(ctx: &Ctx, tx: &mut Tx, permit: &Permit<EditSupport>, contact: &SeenSupport, is: &Course) -> Result<(), AppError> {
    clocks::stop(tx, permit, ClockKind::SupportOutcome, permit.id()).await?;
    if let Some((_, from)) = next_follow_up(ctx, is, contact) {
        // Cannot fail within the centuries that the house keeps dates of; the moment of the deed is early enough then.
        let from = Moment::at(from, 0, 0, ctx.zone()).unwrap_or_else(|_| ctx.now());
        clocks::start(tx, permit, ClockKind::SupportOutcome, permit.id(), &contact.code.to_string(), from).await?;
    }
    Ok(())
}

/// Adds what a step adds to the counts. Of a protected identity nothing is counted.
async fn count(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<EditSupport>,
    contact: &SeenSupport,
    step: Step,
    was: &Course,
    is: &Course,
) -> Result<(), AppError> {
    let day = today(ctx);
    if let (None, Some(since)) = (was.contact_since, is.contact_since)
        && support::count_as_first(tx, permit, permit.id()).await?
    {
        help_counts::add(tx, permit, help_counts::FIRST_CONTACT, since.date(ctx.zone()), 0).await?;
    }
    if support::is_shielded(tx, permit).await? {
        return Ok(());
    }
    match step {
        Step::Meet => {
            let first = contact.first_contact.as_value().copied().unwrap_or(ctx.now());
            let minutes = ctx.now().seconds_since(first).max(0) / 60;
            help_counts::add(tx, permit, help_counts::MINUTES_TO_MEETING, day, minutes).await?;
        }
        Step::DropOff(reason) => help_counts::add(tx, permit, &help_counts::dropped(reason), day, 0).await?,
        Step::Relocated if was.relocation != Relocation::Done => help_counts::add(tx, permit, help_counts::RELOCATED, day, 0).await?,
        _ => {}
    }
    Ok(())
}

/// Writes which needs there are, of the closed set.
pub async fn set_needs(ctx: &Ctx, id: SupportId, needs: &[String], version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let needs: Option<Vec<SupportNeed>> = needs.iter().map(|need| SupportNeed::named(need)).collect();
    let needs = needs.ok_or(DomainError::field("needs", "choose-one"))?;
    support::set_needs(&mut tx, &permit, &needs, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down what became of somebody who agreed to be asked: three questions, the same each time, in the thirty days after each mark.
pub async fn answer(
    ctx: &Ctx,
    id: SupportId,
    mark: Mark,
    (alive, in_prison, known_by): (&str, &str, &str),
    version: i64,
) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    let course = course_of(&contact).ok_or(AppError::NotFound)?;
    let outcome = Outcome::read(mark, alive, in_prison, known_by)?;
    let due = next_follow_up(ctx, &course, &contact);
    let first = course.contact_since.map(|since| since.date(ctx.zone()));
    let open = first.is_some_and(|first| due.is_some_and(|(due, _)| due == mark) && mark.is_open(first, today(ctx)));
    if !open {
        return Err(DomainError::WrongState { thing: "support", state: "not-due", deed: "answer" }.into());
    }
    support::answer(&mut tx, &permit, &outcome, version).await?;
    if let (Some(first), Some(well)) = (first, outcome.is_well())
        && support::is_counted(&mut tx, &permit).await?
        && !support::is_shielded(&mut tx, &permit).await?
    {
        for mark in std::iter::once(mark).chain(outcome.settles()) {
            help_counts::add(&mut tx, &permit, &help_counts::became(mark, well), first, 0).await?;
        }
    }
    let answered = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    ask_next(ctx, &mut tx, &permit, &answered, &course).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down a sign of life; the next one is due in a week, while the three months of check-ins last.
pub async fn check_in(ctx: &Ctx, id: SupportId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    support::checked_in(&mut tx, &permit, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::SupportCheckIn, id).await?;
    clocks::stop(&mut tx, &permit, ClockKind::HelpFollowUp, id).await?;
    if course_of(&contact).is_some_and(|course| course.has_check_in(in_a_week(ctx))) {
        clocks::start(&mut tx, &permit, ClockKind::SupportCheckIn, id, &contact.code.to_string(), ctx.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Assigns a contact to a colleague as well.
pub async fn assign(ctx: &Ctx, id: SupportId, colleague: AccountId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let assigned = support::colleagues(&mut tx, &permit).await?.into_iter().filter(|handler| handler.assigned).count();
    if assigned >= HANDLERS_MAX {
        return Err(DomainError::Full { what: "handlers", limit: HANDLERS_MAX }.into());
    }
    if !support::assign(&mut tx, &permit, colleague).await? {
        return Err(DomainError::field("colleague", "missing").into());
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a contact off a colleague. The last one cannot be taken off: a contact in nobody's hand is a person forgotten.
pub async fn release(ctx: &Ctx, id: SupportId, colleague: AccountId) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    if !support::release(&mut tx, &permit, colleague).await? {
        return Err(DomainError::Rule { rule: "last-handler" }.into());
    }
    tx.commit().await?;
    Ok(())
}
