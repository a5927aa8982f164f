//! Deeds on memberships: propose, decide, renew on new evidence, contest, end; the roster on a day; what waits and what is due.
//!
//! Who decides is never who proposed, nor of the same unit: that is a wall of the policies. Here it only gets a kind sentence.

use gvi_domain::evidence::{EVIDENCE_PER_MEMBERSHIP_MAX, NewEvidence};
use gvi_domain::membership::{Approval, Criterion, MemberRole, MembershipDeed, MembershipState, NECESSITY_LEAST, NewMembership};
use gvi_domain::person::{Born, ListableRef};
use gvi_domain::respect::words_fault;
use gvi_domain::{Date, DomainError, EvidenceId, GroupId, MembershipId, PersonId, Whole, Words};
use gvi_secrecy::deeds::{
    ApproveMembership, EditMembership, ExpireRecords, ListGroups, ListMemberships, ProposeMembership, ReadGroup, ReadMembership, ReadPerson,
};
use gvi_secrecy::{Actor, Thing};
pub use gvi_store::memberships::Expired;
use gvi_store::memberships::Weighed;
use gvi_store::{Ctx, StoreError, evidence, groups, list_limits, memberships, persons};

use crate::error::AppError;
use crate::groups::{GroupLabel, labels};
use crate::seen::{SeenEvidence, SeenGroup, SeenMembership, SeenPerson};

/// Who was listed in a group on a day.
pub struct Roster {
    /// The group.
    pub group: SeenGroup,
    /// In the order of names.
    pub members: Vec<SeenMembership>,
    /// Whether the group has its basis today: without one nobody is listed in it and no listing is renewed.
    pub has_basis: bool,
    /// May propose.
    pub may_propose: bool,
}

/// One membership with what it stands on.
pub struct MembershipCard {
    /// The membership.
    pub membership: SeenMembership,
    /// Its evidence, by date.
    pub evidence: Vec<SeenEvidence>,
    /// The six criteria and which of them are met for this reader. Empty when nothing waits for a decision.
    pub checklist: Vec<(Criterion, bool)>,
    /// May approve or refuse.
    pub may_decide: bool,
    /// Why the reader may not, if it is because of who proposed it: a rule's key.
    pub why_not: Option<&'static str>,
    /// What the reader may do to it from its state.
    pub deeds: Vec<MembershipDeed>,
}

/// What waits for a decision and what is due for review.
pub struct Reviews {
    /// Proposals and renewals, the oldest first.
    pub waiting: Vec<SeenMembership>,
    /// Listings that end soon or are contested, by their last day.
    pub due: Vec<SeenMembership>,
}

/// What the form of a proposal is filled from.
pub struct ProposalForm {
    /// The person.
    pub person: SeenPerson,
    /// The groups to choose from, by name.
    pub groups: Vec<GroupLabel>,
}

/// A proposal as typed, before anybody asked the person's age.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The id that the form minted.
    pub id: MembershipId,
    /// Who.
    pub person: PersonId,
    /// In which group.
    pub group: GroupId,
    /// With which part.
    pub role: MemberRole,
    /// Why listing is needed.
    pub necessity: Words,
    /// The day by which it is needed.
    pub needed_by: Date,
    /// What it stands on.
    pub evidence: Vec<NewEvidence>,
}

/// Whether the reader may see who is listed at all: for a tab that is shown or not.
pub fn may_list(ctx: &Ctx) -> bool {
    ctx.would::<ListMemberships>()
}

/// Who was listed in a group on a day. Each person shown is noted in the log.
pub async fn roster(ctx: &Ctx, group: GroupId, on: Date) -> Result<Roster, AppError> {
    let (mut tx, of_group) = ctx.begin().await?.permit::<ReadGroup>(group).await?;
    let card = groups::group(&mut tx, &of_group).await?.open(&of_group);
    let basis = groups::basis(&mut tx, &of_group).await?.open(&of_group);
    let (mut tx, list) = tx.permit::<ListMemberships>(Whole).await?;
    let rows = memberships::roster(&mut tx, &list, group, on).await?;
    let members = tx.open_rows::<_, ReadMembership, _>(&list, rows);
    tx.note_rows_about(&list, Thing::Person, members.iter().map(|member| member.person));
    let may_propose = tx.would::<ProposeMembership>(Whole).await?;
    tx.commit().await?;
    let has_basis = basis.stands.value() == Some(true);
    Ok(Roster { group: card, members, has_basis, may_propose })
}

/// What waits and what is due.
pub async fn reviews(ctx: &Ctx) -> Result<Reviews, AppError> {
    let (mut tx, list) = ctx.begin().await?.permit::<ListMemberships>(Whole).await?;
    let waiting = memberships::waiting(&mut tx, &list).await?;
    let waiting = tx.open_rows::<_, ReadMembership, _>(&list, waiting);
    let due = memberships::due(&mut tx, &list).await?;
    let due = tx.open_rows::<_, ReadMembership, _>(&list, due);
    tx.note_rows_about(&list, Thing::Person, waiting.iter().chain(&due).map(|member| member.person));
    tx.commit().await?;
    Ok(Reviews { waiting, due })
}

/// The form of a proposal: the person must be there for the reader, and old enough.
pub async fn proposal_form(ctx: &Ctx, person: PersonId) -> Result<ProposalForm, AppError> {
    let (mut tx, read) = ctx.begin().await?.permit::<ReadPerson>(person).await?;
    let seen = persons::person(&mut tx, &read).await?.open(&read);
    let (mut tx, list) = tx.permit::<ListGroups>(Whole).await?;
    let groups = labels(&mut tx, &list).await?;
    if !tx.would::<ProposeMembership>(Whole).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(ProposalForm { person: seen, groups })
}

/// Proposes that a person is listed. Refused for anybody under fifteen, and where two independent items are missing.
pub async fn propose(ctx: &Ctx, typed: Proposal) -> Result<MembershipId, AppError> {
    let (mut tx, read) = ctx.begin().await?.permit::<ReadPerson>(typed.person).await?;
    let today = tx.today();
    let person = persons::person(&mut tx, &read).await?.open(&read);
    let born: Born = person.born.value().ok_or(AppError::NotFound)?;
    let (tx, permit) = tx.permit::<ProposeMembership>(Whole).await?;
    let listable = ListableRef::of_person(typed.person, born, today)?;
    let faults: Vec<DomainError> = typed.evidence.iter().flat_map(|item| item.faults(today)).collect();
    let Proposal { id, group, role, necessity, needed_by, evidence, .. } = typed;
    let checked = NewMembership { id, person: listable, group, role, necessity, needed_by, evidence }.check(today);
    let new = match checked {
        Ok(new) if faults.is_empty() => new,
        Ok(_) => return Err(faults.into()),
        Err(mut more) => {
            more.extend(faults);
            return Err(more.into());
        }
    };
    // The group must be there for whoever proposes.
    let (mut tx, _) = tx.permit::<ReadGroup>(group).await?;
    tx.about(&permit, id);
    if tx.maybe::<ReadMembership>(id).await?.is_some() {
        // The same form, sent twice.
        tx.commit().await?;
        return Ok(id);
    }
    if memberships::is_alive(&mut tx, &permit, new.person.person(), group).await? {
        return Err(DomainError::Rule { rule: "already-listed" }.into());
    }
    memberships::propose(&mut tx, &permit, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// One membership with its evidence and what the reader can do.
pub async fn card(ctx: &Ctx, id: MembershipId) -> Result<MembershipCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadMembership>(id).await?;
    let membership = memberships::membership(&mut tx, &permit).await?.open(&permit);
    let evidence = evidence::of_membership(&mut tx, &permit).await?.into_iter().map(|item| item.open(&permit)).collect();
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    tx.note_rows_about(&permit, Thing::Person, [membership.person]);
    let waits = weighed.state().waits();
    let may_decide = waits && tx.would::<ApproveMembership>(id).await?;
    let may_edit = tx.would::<EditMembership>(id).await?;
    tx.commit().await?;
    let why_not = if waits && !may_decide { own_rule(&weighed, ctx.actor()) } else { None };
    let checklist = if waits {
        Criterion::ALL.iter().map(|criterion| (*criterion, weighed.meets(*criterion, &ctx.actor().unit, false))).collect()
    } else {
        Vec::new()
    };
    let all = [
        MembershipDeed::AddEvidence,
        MembershipDeed::ProposeRenewal,
        MembershipDeed::Correct,
        MembershipDeed::Contest,
        MembershipDeed::End,
        MembershipDeed::VoidEvidence,
    ];
    let deeds = all.into_iter().filter(|deed| may_edit && weighed.state().allows(*deed)).collect();
    Ok(MembershipCard { membership, evidence, checklist, may_decide, why_not, deeds })
}

/// The rule that keeps somebody from deciding on a proposal because of who made it.
fn own_rule(weighed: &Weighed, actor: &Actor) -> Option<&'static str> {
    if weighed.proposer() == actor.account {
        Some("proposer-approves")
    } else if weighed.proposer_unit() == actor.unit {
        Some("same-unit")
    } else {
        None
    }
}

/// A refusal in words, for somebody who may read the proposal anyway. The log keeps it as a refusal all the same.
fn in_words(error: StoreError, rule: Option<&'static str>) -> AppError {
    match (error, rule) {
        (StoreError::Refused(_), Some(rule)) => DomainError::Rule { rule }.into(),
        (other, _) => other.into(),
    }
}

/// Approves a proposal or a renewal, if all six criteria are met on this day. `version` is the one that was read: whoever approves
/// answers for what they saw.
pub async fn approve(ctx: &Ctx, id: MembershipId, version: i64, approval: Approval) -> Result<(), AppError> {
    let (mut tx, read) = ctx.begin().await?.permit::<ReadMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &read).await?;
    let rule = own_rule(&weighed, ctx.actor());
    let (mut tx, permit) = tx.permit::<ApproveMembership>(id).await.map_err(|error| in_words(error, rule))?;
    if weighed.version() != version {
        return Err(AppError::Changed { thing: "membership" });
    }
    weighed.state().require(MembershipDeed::Approve)?;
    ListableRef::of_person(weighed.person(), weighed.born(), tx.today())?;
    let mut faults = weighed.faults(&ctx.actor().unit, approval.nothing_sensitive);
    faults.extend(approval.faults(weighed.minor(), tx.today()));
    if weighed.state() == MembershipState::Proposed {
        faults.extend(list_limits::full(&mut tx, &permit, weighed.person()).await?);
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    memberships::approve(&mut tx, &permit, &weighed, &approval).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses a proposal or a renewal, with a reason.
pub async fn refuse(ctx: &Ctx, id: MembershipId, version: i64, reason: Words) -> Result<(), AppError> {
    let reason = reason_given("refuse_reason", reason)?;
    let (mut tx, read) = ctx.begin().await?.permit::<ReadMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &read).await?;
    let rule = own_rule(&weighed, ctx.actor());
    let (mut tx, permit) = tx.permit::<ApproveMembership>(id).await.map_err(|error| in_words(error, rule))?;
    if weighed.version() != version {
        return Err(AppError::Changed { thing: "membership" });
    }
    weighed.state().require(MembershipDeed::Refuse)?;
    memberships::refuse(&mut tx, &permit, &weighed, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds an item to a proposal that waits.
pub async fn add_evidence(ctx: &Ctx, id: MembershipId, item: NewEvidence) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    weighed.state().require(MembershipDeed::AddEvidence)?;
    new_to(&evidence::known(&mut tx, &permit).await?, &item, tx.today())?;
    evidence::add(&mut tx, &permit, &item).await?;
    memberships::touch(&mut tx, &permit, &weighed).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks that a listing go on, on new evidence and on nothing else. Somebody of another unit decides.
pub async fn propose_renewal(ctx: &Ctx, id: MembershipId, item: NewEvidence) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    weighed.state().require(MembershipDeed::ProposeRenewal)?;
    new_to(&evidence::known(&mut tx, &permit).await?, &item, tx.today())?;
    evidence::add(&mut tx, &permit, &item).await?;
    memberships::propose_renewal(&mut tx, &permit, &weighed).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses an item that is known already: the same source on the same day is not new evidence, and an item that holds faults.
fn new_to(known: &[gvi_domain::evidence::Standing], item: &NewEvidence, today: Date) -> Result<(), AppError> {
    let mut faults = item.faults(today);
    if known.len() >= EVIDENCE_PER_MEMBERSHIP_MAX {
        faults.push(DomainError::Full { what: "evidence", limit: EVIDENCE_PER_MEMBERSHIP_MAX });
    }
    if gvi_domain::evidence::is_known(known, item) {
        faults.push(DomainError::field("source", "known-evidence"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// Writes down that the person, or a colleague, says the listing is wrong. It is settled within thirty days or suspended.
pub async fn contest(ctx: &Ctx, id: MembershipId, reason: Words) -> Result<(), AppError> {
    let reason = reason_given("contest_reason", reason)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    weighed.state().require(MembershipDeed::Contest)?;
    memberships::contest(&mut tx, &permit, &weighed, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a listing, or takes a proposal back.
pub async fn end(ctx: &Ctx, id: MembershipId, reason: Words) -> Result<(), AppError> {
    let reason = reason_given("end_reason", reason)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    weighed.state().require(MembershipDeed::End)?;
    memberships::end(&mut tx, &permit, &weighed, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// Declares an item of evidence void, for example after an acquittal. A listing is suspended in the same transaction.
pub async fn void_evidence(ctx: &Ctx, id: MembershipId, item: EvidenceId, reason: Words) -> Result<(), AppError> {
    let reason = reason_given("void_reason", reason)?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    weighed.state().require(MembershipDeed::VoidEvidence)?;
    if !evidence::void(&mut tx, &permit, item, &reason).await? {
        return Err(AppError::NotFound);
    }
    if weighed.state().after_voiding() == MembershipState::Suspended {
        memberships::suspend(&mut tx, &permit, &weighed, &reason).await?;
    } else {
        memberships::touch(&mut tx, &permit, &weighed).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Corrects the written necessity, for example its spelling, over the version that was read. No date moves by that.
pub async fn correct(ctx: &Ctx, id: MembershipId, necessity: Words, version: i64) -> Result<(), AppError> {
    if necessity.as_str().chars().count() < NECESSITY_LEAST {
        return Err(DomainError::field("necessity", "too-short").into());
    }
    if let Some(fault) = words_fault("necessity", necessity.as_str()) {
        return Err(fault.into());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<EditMembership>(id).await?;
    let weighed = memberships::weigh(&mut tx, &permit).await?;
    if weighed.version() != version {
        return Err(AppError::Changed { thing: "membership" });
    }
    weighed.state().require(MembershipDeed::Correct)?;
    memberships::correct(&mut tx, &permit, &weighed, &necessity).await?;
    tx.commit().await?;
    Ok(())
}

/// The nightly round over memberships: expires, suspends and erases what has reached its day. The house does it by itself.
pub async fn expire_due(ctx: &Ctx) -> Result<Expired, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ExpireRecords>(Whole).await?;
    let expired = memberships::expire_due(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(expired)
}

fn reason_given(field: &'static str, reason: Words) -> Result<Words, AppError> {
    if reason.as_str().chars().count() < 10 {
        return Err(DomainError::field(field, if reason.is_empty() { "missing" } else { "too-short" }).into());
    }
    match words_fault(field, reason.as_str()) {
        Some(fault) => Err(fault.into()),
        None => Ok(reason),
    }
}
