//! Deeds on support contacts: open, meet, check in, pause, end, hand on. Pointer and status; the help itself lives elsewhere.

use gvi_domain::clock::ClockKind;
use gvi_domain::support::{HANDLERS_MAX, NewSupport, SupportRoute, SupportStatus};
use gvi_domain::{AccountId, DomainError, Moment, SupportId, Whole};
use gvi_secrecy::deeds::{AddSupport, EditSupport, ListSupport, ReadSupport};
use gvi_store::{Ctx, clocks, support};

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
    /// States that the reader may move it to.
    pub next: Vec<SupportStatus>,
    /// Running clocks.
    pub clocks: Vec<SeenClock>,
    /// Colleagues, if the reader may hand the contact on.
    pub colleagues: Vec<Handler>,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// Opens a contact.
pub async fn card(ctx: &Ctx, id: SupportId) -> Result<SupportCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    let clocks = clocks::of(&mut tx, &permit, id).await?.into_iter().filter(|clock| clock.stopped_at.is_none()).collect();
    let colleagues = match tx.maybe::<EditSupport>(id).await? {
        Some(permit) => Some(support::colleagues(&mut tx, &permit).await?),
        None => None,
    };
    tx.commit().await?;
    let may_edit = colleagues.is_some();
    let next = contact.status.as_value().filter(|_| may_edit).map(|status| status.next().to_vec()).unwrap_or_default();
    Ok(SupportCard { contact, next, clocks, colleagues: colleagues.unwrap_or_default(), may_edit })
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
    let (mut tx, permit) = ctx.begin().await?.permit::<AddSupport>(Whole).await?;
    let new = NewSupport::read(id, typed.person, typed.reference, typed.route, typed.status, typed.first_contact, ctx.now())?;
    if let Some(code) = support::add(&mut tx, &permit, &new, new.status.expires_on(today(ctx))).await? {
        clocks::start(&mut tx, &permit, ClockKind::SupportMeeting, id, &code.to_string(), new.first_contact).await?;
        // Whoever asked for help at a visit is followed up within a day: this is the part of a custom notification that social services
        // keep, and it stands nowhere else.
        if new.route == SupportRoute::Visit {
            clocks::start(&mut tx, &permit, ClockKind::HelpFollowUp, id, &code.to_string(), new.first_contact).await?;
        }
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// Moves a contact to another status. The weekly check-in runs while there is contact and rests while there is none.
pub async fn move_to(ctx: &Ctx, id: SupportId, to: SupportStatus, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    let to = contact.status.value().ok_or(AppError::NotFound)?.move_to(to)?;
    let ended_on = matches!(to, SupportStatus::Ended).then(|| today(ctx));
    support::set_status(&mut tx, &permit, to, ended_on, to.expires_on(today(ctx)), version).await?;
    let met = contact.first_meeting.value().flatten().is_some();
    if to.is_live() && met {
        clocks::start(&mut tx, &permit, ClockKind::SupportCheckIn, id, &contact.code.to_string(), ctx.now()).await?;
    } else {
        clocks::stop(&mut tx, &permit, ClockKind::SupportCheckIn, id).await?;
    }
    if matches!(to, SupportStatus::Ended) {
        clocks::stop(&mut tx, &permit, ClockKind::SupportMeeting, id).await?;
        clocks::stop(&mut tx, &permit, ClockKind::HelpFollowUp, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down that the first meeting was held.
pub async fn met(ctx: &Ctx, id: SupportId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    if contact.first_meeting.value().flatten().is_some() {
        return Err(DomainError::WrongState { thing: "support", state: "met", deed: "meet" }.into());
    }
    support::met(&mut tx, &permit, ctx.now(), version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::SupportMeeting, id).await?;
    clocks::stop(&mut tx, &permit, ClockKind::HelpFollowUp, id).await?;
    if contact.status.value().is_some_and(SupportStatus::is_live) {
        clocks::start(&mut tx, &permit, ClockKind::SupportCheckIn, id, &contact.code.to_string(), ctx.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down a sign of life; the next one is due in a week.
pub async fn check_in(ctx: &Ctx, id: SupportId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditSupport>(id).await?;
    let contact = support::contact(&mut tx, &permit, today(ctx)).await?.open(&permit);
    support::checked_in(&mut tx, &permit, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::SupportCheckIn, id).await?;
    clocks::stop(&mut tx, &permit, ClockKind::HelpFollowUp, id).await?;
    if contact.status.value().is_some_and(SupportStatus::is_live) {
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
