//! Deeds on guests: whom the police propose to ask to a call-in, that the list stands, and whether the meeting is held.
//!
//! A guest is told of to probation like anybody who is listed: one decision, one person, with its own grounds. What of the list leaves
//! otherwise is which groups have a guest and which have none.

use gvi_domain::call_in::{GoVerdict, REASON_LEAST};
use gvi_domain::clock::ClockKind;
use gvi_domain::guest::{GUESTS_MAX, GuestState, KnownSupervision, NewGuest, may_be_asked, read_reason};
use gvi_domain::membership::MembershipState;
use gvi_domain::reading::Reading;
use gvi_domain::{Code, DomainError, GroupId, GuestId, MembershipId, Moment, Whole};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::deeds::{
    ChangeGuest, DecideCallIn, ListGuests, LockGuests, ProposeGuest, ReadDisclosure, ReadGuest, ReadMembership, RecordMessage,
};
use gvi_store::{Ctx, clocks, guests, memberships};

use crate::call_ins::coverage::{self, Coverage};
use crate::call_ins::known::{self, CallInAnswer, KnownCallIn};
use crate::call_ins::suggestion::{self, Suggestion, Wishes};
use crate::call_ins::telling::{self, Told};
use crate::draft::Source;
use crate::error::AppError;
use crate::groups::GroupLabel;
use crate::received;
use crate::seen::{SeenGuest, SeenGuestList, SeenMembership};

/// The guests of one call-in and which groups they reach.
pub struct GuestPage {
    /// The call-in, as whoever coordinates has told of it.
    pub call_in: KnownCallIn,
    /// By group and name.
    pub guests: Vec<SeenGuest>,
    /// The list itself, once something is written of it.
    pub list: Option<SeenGuestList>,
    /// Groups × guests.
    pub coverage: Coverage,
    /// What probation has answered of who came.
    pub answers: Vec<CallInAnswer>,
    /// What was told of the list and is in force.
    pub told: Vec<Told>,
    /// May propose and change guests.
    pub may_propose: bool,
    /// May say that the list stands.
    pub may_lock: bool,
    /// May decide whether it is held.
    pub may_decide: bool,
    /// May record that a group has heard the message.
    pub may_record: bool,
}

impl GuestPage {
    /// Whether the list stands.
    pub fn is_locked(&self) -> bool {
        self.list.as_ref().is_some_and(|list| list.locked_at.as_value().is_some_and(Option::is_some))
    }

    /// The groups that had somebody in the room, as probation told it.
    pub fn groups_that_came(&self) -> Vec<Code> {
        let answer = self.answers.iter().find(|answer| answer.step == "attendance");
        answer.map(|answer| answer.codes("call-in-groups-came")).unwrap_or_default()
    }
}

/// One guest.
pub struct GuestCard {
    /// The guest.
    pub guest: SeenGuest,
    /// What probation has answered about persons, for the source of what is known of supervision.
    pub answers: Vec<received::Known>,
    /// May change it.
    pub may_change: bool,
    /// May open the decision by which it was told.
    pub may_read_told: bool,
}

/// What the form of a proposal needs.
pub struct ProposalForm {
    /// The call-in.
    pub call_in: KnownCallIn,
    /// The active groups by name.
    pub groups: Vec<GroupLabel>,
    /// Members who could be asked, by group and name.
    pub members: Vec<SeenMembership>,
    /// Whom to ask so that every group has somebody, and as many members as the seats allow hear the message. People decide.
    pub suggestion: Suggestion,
}

/// The call-ins that the police have been told of.
pub async fn list(ctx: &Ctx) -> Result<Vec<KnownCallIn>, AppError> {
    let (tx, _permit) = ctx.begin().await?.permit::<ListGuests>(Whole).await?;
    tx.commit().await?;
    known::call_ins(ctx).await
}

/// The guests of one call-in.
pub async fn page(ctx: &Ctx, code: Code) -> Result<GuestPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListGuests>(Whole).await?;
    let rows = guests::of_call_in(&mut tx, &permit, code).await?;
    let guests = tx.open_rows::<_, ReadGuest, _>(&permit, rows);
    tx.note_rows(&permit, guests.iter().map(|guest| guest.id));
    let list = guests::guest_list(&mut tx, &permit, code).await?.map(|row| row.open(&permit));
    let (groups, allied) = coverage::ground(ctx, &mut tx).await?;
    let may_propose = tx.would::<ProposeGuest>(Whole).await?;
    let may_lock = tx.would::<LockGuests>(Whole).await?;
    let may_decide = tx.would::<DecideCallIn>(Whole).await?;
    let may_record = tx.would::<RecordMessage>(Whole).await?;
    tx.commit().await?;
    let call_in = known::of_code(ctx, code).await?;
    let coverage = coverage::cover(groups, &coverage::counting(&guests), &allied);
    let answers = known::answers(ctx, code).await?;
    let told = telling::told(ctx, Source::GuestList(code)).await?;
    Ok(GuestPage { call_in, guests, list, coverage, answers, told, may_propose, may_lock, may_decide, may_record })
}

/// One guest with the reason.
pub async fn card(ctx: &Ctx, id: GuestId) -> Result<GuestCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadGuest>(id).await?;
    let guest = guests::guest(&mut tx, &permit).await?.open(&permit);
    let may_change = guest.state.as_value() == Some(&GuestState::Proposed) && tx.would::<ChangeGuest>(id).await?;
    let may_read_told = match guest.told.as_value().copied().flatten() {
        Some(told) => tx.would::<ReadDisclosure>(told).await?,
        None => false,
    };
    tx.commit().await?;
    let mut answers = received::of_kind(ctx, SnapshotKind::Answer).await?;
    answers.extend(received::of_kind(ctx, SnapshotKind::StatusLine).await?);
    Ok(GuestCard { guest, answers, may_change, may_read_told })
}

/// Who could be asked to a call-in, and a proposal by these wishes.
pub async fn proposal_form(ctx: &Ctx, code: Code, wishes: &Wishes) -> Result<ProposalForm, AppError> {
    let call_in = known::of_code(ctx, code).await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<ProposeGuest>(Whole).await?;
    let (groups, _) = coverage::ground(ctx, &mut tx).await?;
    let members = coverage::eligible(ctx, &mut tx, &groups, call_in.day).await?;
    tx.note_rows_about(&permit, gvi_secrecy::Thing::Person, members.iter().map(|member| member.person));
    tx.about(&permit, crate::disclosures::LOOKED);
    let (mut tx, permit) = tx.permit::<ListGuests>(Whole).await?;
    let rows = guests::of_call_in(&mut tx, &permit, code).await?;
    let asked = tx.open_rows::<_, ReadGuest, _>(&permit, rows);
    tx.note_rows(&permit, asked.iter().map(|guest| guest.id));
    // Where as few as possible are asked no tie plays a part, and none is read.
    let ties = if wishes.seats.is_some() { suggestion::ties(ctx, &mut tx, &members).await? } else { Vec::new() };
    tx.commit().await?;
    let suggestion = suggestion::suggest(&groups, &members, &asked, &ties, wishes).map_err(|error| AppError::Broken(Box::new(error)))?;
    Ok(ProposalForm { call_in, groups, members, suggestion })
}

/// A proposal as it is typed.
#[derive(Debug, Clone)]
pub struct TypedGuest<'t> {
    /// The id that the form minted.
    pub id: GuestId,
    /// The call-in.
    pub call_in: Code,
    /// The listing.
    pub membership: MembershipId,
    /// Why this person.
    pub reason: &'t str,
}

/// Proposes a guest: somebody who is listed today in an active group, is eighteen on the day, and for a written reason.
pub async fn propose(ctx: &Ctx, typed: &TypedGuest<'_>) -> Result<GuestId, AppError> {
    let call_in = known::of_code(ctx, typed.call_in).await?;
    let reason = read_reason(typed.reason)?;
    if call_in.called_off || call_in.begins < ctx.now() {
        return Err(DomainError::Rule { rule: "call-in-not-ahead" }.into());
    }
    let (tx, of_listing) = ctx.begin().await?.permit::<ReadMembership>(typed.membership).await?;
    let (mut tx, permit) = tx.permit::<ProposeGuest>(Whole).await?;
    let listing = memberships::membership(&mut tx, &of_listing).await?.open(&of_listing);
    let stands = matches!(listing.state.as_value(), Some(MembershipState::Confirmed | MembershipState::RenewalProposed))
        && listing.group_status.as_value().is_some_and(|status| coverage::is_active(*status));
    if !stands {
        return Err(DomainError::field("membership", "guest-not-listed").into());
    }
    may_be_asked(listing.person_born.value().ok_or(AppError::NotFound)?, call_in.day)?;
    if let Some(list) = guests::guest_list(&mut tx, &permit, call_in.code).await?.map(|row| row.open(&permit))
        && list.locked_at.as_value().is_some_and(Option::is_some)
    {
        return Err(DomainError::Rule { rule: "guest-list-stands" }.into());
    }
    let new = NewGuest { id: typed.id, call_in: call_in.code, meets_on: call_in.day, membership: typed.membership, reason };
    if guests::is_there(&mut tx, &permit, &new).await? {
        return Err(DomainError::field("membership", "guest-already-there").into());
    }
    if usize::try_from(guests::count(&mut tx, &permit, call_in.code).await?).unwrap_or(usize::MAX) >= GUESTS_MAX {
        return Err(DomainError::Full { what: "guests", limit: GUESTS_MAX }.into());
    }
    keep_day(ctx, &mut tx, &permit, &call_in).await?;
    guests::propose(&mut tx, &permit, &new).await?;
    tx.about(&permit, typed.id);
    tx.commit().await?;
    Ok(typed.id)
}

/// Keeps the list on the day that the call-in has now, and the clock of the decision with it.
async fn keep_day<D: gvi_secrecy::Changes>(
    ctx: &Ctx,
    tx: &mut gvi_store::Tx,
    permit: &gvi_secrecy::Permit<D>,
    call_in: &KnownCallIn,
) -> Result<(), AppError> {
    guests::keep_list(tx, permit, call_in.code, call_in.day).await?;
    if call_in.begins > ctx.now() {
        let code = call_in.code.to_string();
        clocks::start_before(tx, permit, ClockKind::GoDecision, &code, &code, call_in.begins).await?;
    }
    Ok(())
}

/// Takes a guest back. Possible at any time: nobody is asked to come against a new fact.
pub async fn withdraw(ctx: &Ctx, id: GuestId, reason: &str, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeGuest>(id).await?;
    let guest = guests::guest(&mut tx, &permit).await?.open(&permit);
    if guest.version != version {
        return Err(AppError::Changed { thing: "guest" });
    }
    let mut read = Reading::new();
    let reason = read.words("reason", reason, REASON_LEAST);
    if guest.state.as_value() == Some(&GuestState::Withdrawn) {
        read.fault(DomainError::WrongState { thing: "guest", state: GuestState::Withdrawn.name(), deed: "withdraw" });
    }
    let reason = read.finish(|| reason)?;
    guests::withdraw(&mut tx, &permit, reason.as_str(), version).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes what is known of a guest's supervision, and from where.
pub async fn supervision(ctx: &Ctx, id: GuestId, known: &KnownSupervision, version: i64) -> Result<(), AppError> {
    if let Some(envelope) = known.envelope {
        // A snapshot that this reader cannot open is no source of theirs.
        received::card(ctx, envelope).await?;
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeGuest>(id).await?;
    guests::supervision(&mut tx, &permit, known, version).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that the list of guests stands. From then on nobody is added.
pub async fn lock(ctx: &Ctx, code: Code, version: i64) -> Result<(), AppError> {
    let call_in = known::of_code(ctx, code).await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<LockGuests>(Whole).await?;
    let list = guests::guest_list(&mut tx, &permit, code).await?.map(|row| row.open(&permit));
    let Some(list) = list else { return Err(DomainError::Rule { rule: "guest-list-empty" }.into()) };
    if list.version != version {
        return Err(AppError::Changed { thing: "guest list" });
    }
    if list.locked_at.as_value().is_some_and(Option::is_some) {
        return Err(DomainError::Rule { rule: "guest-list-stands" }.into());
    }
    keep_day(ctx, &mut tx, &permit, &call_in).await?;
    guests::lock(&mut tx, &permit, code, version).await?;
    tx.about(&permit, code);
    tx.commit().await?;
    Ok(())
}

/// Decides whether the call-in is held, with reasons. It can be decided anew while the meeting lies ahead.
pub async fn decide(ctx: &Ctx, code: Code, (verdict, reasons): (&str, &str), version: i64) -> Result<GoVerdict, AppError> {
    let call_in = known::of_code(ctx, code).await?;
    let (mut tx, permit) = ctx.begin().await?.permit::<DecideCallIn>(Whole).await?;
    let list = guests::guest_list(&mut tx, &permit, code).await?.map(|row| row.open(&permit));
    let Some(list) = list else { return Err(DomainError::Rule { rule: "guest-list-empty" }.into()) };
    if list.version != version {
        return Err(AppError::Changed { thing: "guest list" });
    }
    let mut read = Reading::new();
    let verdict = read.choice("verdict", GoVerdict::named(verdict));
    let reasons = read.words("reasons", reasons, gvi_domain::guest::REASON_LEAST);
    if !list.locked_at.as_value().is_some_and(Option::is_some) {
        read.fault(DomainError::Rule { rule: "guest-list-open" });
    }
    if call_in.called_off || call_in.begins < ctx.now() {
        read.fault(DomainError::Rule { rule: "call-in-not-ahead" });
    }
    let (verdict, reasons) = read.finish(|| Some((verdict?, reasons?)))?;
    guests::decide(&mut tx, &permit, code, (verdict, reasons.as_str()), version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::GoDecision, code).await?;
    tx.about(&permit, code);
    tx.commit().await?;
    Ok(verdict)
}

/// The names of the groups that a list of codes speaks of, as far as they are known here.
pub async fn names_of(ctx: &Ctx, codes: &[Code]) -> Result<Vec<(Code, Option<(GroupId, String)>)>, AppError> {
    let (mut tx, _permit) = ctx.begin().await?.permit::<ListGuests>(Whole).await?;
    let labels = crate::groups::pickable_groups(&mut tx).await?;
    tx.commit().await?;
    let named = |code: &Code| labels.iter().find(|label| label.code == *code).and_then(|label| Some((label.id, label.name.clone()?)));
    Ok(codes.iter().map(|code| (*code, named(code))).collect())
}

/// The moment from which the evening can be written down as held: for links that record a message.
pub fn is_over(ctx: &Ctx, call_in: &KnownCallIn) -> bool {
    let now: Moment = ctx.now();
    call_in.begins < now
}
