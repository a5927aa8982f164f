//! Deeds on summonses: add one for a client, send and serve it, mark the door, note the contact afterwards.
//!
//! A mark at the door carries an id that was minted where it was made and the moment at which it was made, so that it can be sent twice
//! and late: it is one mark, in its own place.

use gvi_domain::call_in::REASON_LEAST;
use gvi_domain::clock::ClockKind;
use gvi_domain::reading::Reading;
use gvi_domain::summons::{
    ContactHow, DoorMark, MARKS_MAX, NewMark, NewSummons, SUMMONSES_MAX, ServedHow, SummonsDeed, SummonsState, Whom,
};
use gvi_domain::{Code, Date, DomainError, EnvelopeId, MarkId, Moment, SummonsId, Whole};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::deeds::{AddSummons, ChangeSummons, ListPersons, ListSummons, MarkDoor, ReadPerson, ReadReceived, ReadSummons};
use gvi_store::persons::PersonSearch;
use gvi_store::{Ctx, Tx, clocks, persons, summonses};

use crate::call_ins::known::{self, KnownCallIn};
use crate::call_ins::telling::{self, Told};
use crate::draft::Source;
use crate::error::AppError;
use crate::focus::today;
use crate::papers::{self, Paper, Printable, Printing};
use crate::received;
use crate::seen::SeenSummons;

/// The summonses of one call-in.
pub struct SummonsPage {
    /// The call-in, as whoever coordinates has told of it.
    pub call_in: KnownCallIn,
    /// By their codes.
    pub summonses: Vec<SeenSummons>,
    /// What was told of the door list and is in force.
    pub told: Vec<Told>,
    /// May add one.
    pub may_add: bool,
    /// The door is open: it is the day, or later.
    pub door_is_open: bool,
}

impl SummonsPage {
    /// Summoned, came, left early.
    pub fn counts(&self) -> (usize, usize, usize) {
        let mark = |one: &&SeenSummons| one.mark.as_value().copied().flatten();
        let sent = self.summonses.iter().filter(|one| one.sent_on.as_value().is_some_and(Option::is_some)).count();
        let came = self.summonses.iter().filter(|one| mark(one).is_some_and(DoorMark::was_there)).count();
        let left = self.summonses.iter().filter(|one| mark(one) == Some(DoorMark::Left)).count();
        (sent, came, left)
    }

    /// How many came for each group, by its code: direct contacts, for the dose that a group has had.
    pub fn came_by_group(&self) -> Vec<(Code, usize)> {
        let mut groups = std::collections::BTreeMap::new();
        for one in &self.summonses {
            if let (Some(Some(group)), Some(Some(mark))) = (one.group_code.as_value(), one.mark.as_value())
                && mark.was_there()
            {
                *groups.entry(*group).or_insert(0) += 1;
            }
        }
        groups.into_iter().collect()
    }
}

/// One summons.
pub struct SummonsCard {
    /// The summons.
    pub summons: SeenSummons,
    /// What can be done with it now.
    pub next: Vec<SummonsDeed>,
    /// The contact afterwards can be noted.
    pub may_note_contact: bool,
    /// Papers that can be made of it now.
    pub papers: Vec<Printable>,
}

/// What the form of a new summons needs.
pub struct AddForm {
    /// The call-in.
    pub call_in: KnownCallIn,
    /// What the police told of persons and is in force: envelope and label.
    pub told: Vec<(EnvelopeId, String)>,
}

/// The call-ins that probation has been told of.
pub async fn list(ctx: &Ctx) -> Result<Vec<KnownCallIn>, AppError> {
    let (tx, _permit) = ctx.begin().await?.permit::<ListSummons>(Whole).await?;
    tx.commit().await?;
    known::call_ins(ctx).await
}

/// The summonses of one call-in.
pub async fn page(ctx: &Ctx, code: Code) -> Result<SummonsPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListSummons>(Whole).await?;
    let rows = summonses::of_call_in(&mut tx, &permit, code).await?;
    let mut summonses = tx.open_rows::<_, ReadSummons, _>(&permit, rows);
    tx.note_rows(&permit, summonses.iter().map(|one| one.id));
    let may_add = tx.would::<AddSummons>(Whole).await?;
    tx.commit().await?;
    // By name where names are shown, else by code: there is no other order among people.
    summonses.sort_by_key(|one| (one.name.as_value().cloned().flatten().map(|name| crate::order::sort_key(&name)), one.code));
    let call_in = known::of_code(ctx, code).await?;
    let told = telling::told(ctx, Source::DoorList(code)).await?;
    let door_is_open = call_in.day <= today(ctx);
    Ok(SummonsPage { call_in, summonses, told, may_add, door_is_open })
}

/// One summons.
pub async fn card(ctx: &Ctx, id: SummonsId) -> Result<SummonsCard, AppError> {
    opened(ctx, id, None).await
}

/// The same for a paper of it, with the call-in that it summons to.
pub async fn printed(ctx: &Ctx, id: SummonsId, printing: Printing) -> Result<(SummonsCard, KnownCallIn), AppError> {
    let card = opened(ctx, id, Some(printing)).await?;
    let call_in = known::of_code(ctx, card.summons.call_in).await?;
    // Nobody is summoned to what will not be held.
    if call_in.called_off { Err(AppError::NotFound) } else { Ok((card, call_in)) }
}

/// The papers of a summons: as long as the day lies ahead, for whoever sees who is summoned.
fn printable(ctx: &Ctx, summons: &SeenSummons, may_change: bool) -> Vec<Printable> {
    let is_named = summons.name.as_value().is_some_and(Option::is_some);
    let is_ahead = summons.meets_on.as_value().is_some_and(|day| *day >= today(ctx));
    let stands = summons.state.as_value().is_some_and(|state| *state != SummonsState::Excused);
    if may_change && is_named && is_ahead && stands { vec![Printable::any(Paper::Summons)] } else { Vec::new() }
}

async fn opened(ctx: &Ctx, id: SummonsId, printing: Option<Printing>) -> Result<SummonsCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadSummons>(id).await?;
    let summons = summonses::summons(&mut tx, &permit).await?.open(&permit);
    let may_change = tx.would::<ChangeSummons>(id).await?;
    let papers = printable(ctx, &summons, may_change);
    papers::made(&mut tx, &permit, &papers, printing)?;
    tx.commit().await?;
    let state = summons.state.as_value().copied();
    let allowed = |deed: &SummonsDeed| may_change && state.is_some_and(|state| state.allows(*deed));
    let next = SummonsDeed::ALL.iter().copied().filter(allowed).collect();
    let over = summons.meets_on.as_value().is_some_and(|day| *day <= today(ctx));
    let may_note_contact = may_change && over && summons.contacted_on.as_value().is_some_and(Option::is_none);
    Ok(SummonsCard { summons, next, may_note_contact, papers })
}

/// Of whom the police have told, for the form of a new summons.
pub async fn add_form(ctx: &Ctx, code: Code) -> Result<AddForm, AppError> {
    let (tx, permit) = ctx.begin().await?.permit::<AddSummons>(Whole).await?;
    let mut tx = tx;
    tx.about(&permit, crate::disclosures::LOOKED);
    tx.commit().await?;
    let call_in = known::of_code(ctx, code).await?;
    let label = |known: &received::Known| {
        let seen = &known.received;
        gvi_store::snapshot::label(&seen.about_coordination, &seen.about_identity, &seen.about_support)
    };
    let told = received::of_kind(ctx, SnapshotKind::PersonLink)
        .await?
        .iter()
        .filter_map(|known| Some((known.received.envelope, label(known)?)))
        .collect();
    Ok(AddForm { call_in, told })
}

/// A summons as it is typed.
#[derive(Debug, Clone)]
pub struct TypedSummons<'t> {
    /// The id that the form minted.
    pub id: SummonsId,
    /// The call-in.
    pub call_in: Code,
    /// The received snapshot, if the guest is somebody of whom the police told.
    pub told: &'t str,
    /// The code of the own client, if not.
    pub person: &'t str,
    /// The group, by its code; may be empty.
    pub group: &'t str,
}

/// Adds a summons for a client. Whoever may not know of the person can summon nobody.
pub async fn add(ctx: &Ctx, typed: &TypedSummons<'_>) -> Result<SummonsId, AppError> {
    let call_in = known::of_code(ctx, typed.call_in).await?;
    if call_in.called_off || call_in.begins < ctx.now() {
        return Err(DomainError::Rule { rule: "call-in-not-ahead" }.into());
    }
    let (tx, permit) = ctx.begin().await?.permit::<AddSummons>(Whole).await?;
    let mut read = Reading::new();
    let group = if typed.group.trim().is_empty() { None } else { read.code("group", typed.group) };
    if group.is_some_and(|group| !call_in.groups.contains(&group)) {
        read.fault(DomainError::field("group", "not-of-this-call-in"));
    }
    let (mut tx, whom) = whom(tx, typed, &mut read).await?;
    let whom = read.finish(|| whom)?;
    let new = NewSummons { id: typed.id, call_in: call_in.code, meets_on: call_in.day, group, whom };
    if summonses::is_there(&mut tx, &permit, &new).await? {
        return Err(DomainError::Rule { rule: "summoned-already" }.into());
    }
    if usize::try_from(summonses::count(&mut tx, &permit, call_in.code).await?).unwrap_or(usize::MAX) >= SUMMONSES_MAX {
        return Err(DomainError::Full { what: "summonses", limit: SUMMONSES_MAX }.into());
    }
    summonses::move_day(&mut tx, &permit, call_in.code, call_in.day).await?;
    if let Some(code) = summonses::add(&mut tx, &permit, &new).await? {
        clocks::start_before(&mut tx, &permit, ClockKind::SummonsSent, new.id, &code.to_string(), call_in.begins).await?;
    }
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

async fn whom(mut tx: Tx, typed: &TypedSummons<'_>, read: &mut Reading) -> Result<(Tx, Option<Whom>), AppError> {
    if !typed.told.trim().is_empty() {
        let envelope: EnvelopeId = typed.told.parse().map_err(|_| AppError::NotFound)?;
        let (tx, _permit) = tx.permit::<ReadReceived>(envelope).await?;
        return Ok((tx, Some(Whom::Told(envelope))));
    }
    let Some(code) = read.code("person", typed.person) else { return Ok((tx, None)) };
    let found = match tx.maybe::<ListPersons>(Whole).await? {
        Some(list) => {
            let search = PersonSearch { code: code.to_string(), ..PersonSearch::default() };
            let endings = persons::endings_of(&mut tx, &list, &search).await?;
            let (rows, _) = persons::list(&mut tx, &list, &search, &endings, 1).await?;
            tx.open_rows::<_, ReadPerson, _>(&list, rows).pop()
        }
        None => None,
    };
    if found.is_none() {
        // Somebody who is hidden and somebody who is not there answer alike.
        read.fault(DomainError::field("person", "unknown-code"));
    }
    Ok((tx, found.map(|person| Whom::Client(person.id))))
}

/// What is typed with a step before the day, and with the contact afterwards.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedChange<'t> {
    /// The day.
    pub on: &'t str,
    /// How it was served, or how the guest was contacted.
    pub how: &'t str,
    /// Reference to the proof.
    pub proof: &'t str,
    /// Why the guest is excused.
    pub reason: &'t str,
}

/// Sends, serves or excuses.
pub async fn change(ctx: &Ctx, id: SummonsId, deed: SummonsDeed, typed: TypedChange<'_>, version: i64) -> Result<SummonsState, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeSummons>(id).await?;
    let summons = summonses::summons(&mut tx, &permit).await?.open(&permit);
    if summons.version != version {
        return Err(AppError::Changed { thing: "summons" });
    }
    let to = summons.state.as_value().ok_or(AppError::NotFound)?.after(deed)?;
    let mut read = Reading::new();
    match deed {
        SummonsDeed::Send => {
            let on = past_day(ctx, &mut read, typed.on);
            let on = read.finish(|| on)?;
            summonses::sent(&mut tx, &permit, on, version).await?;
            clocks::stop(&mut tx, &permit, ClockKind::SummonsSent, id).await?;
        }
        SummonsDeed::Serve => {
            let on = past_day(ctx, &mut read, typed.on);
            let how = read.choice("how", ServedHow::named(typed.how));
            let proof = read.line("proof", typed.proof, 80);
            let (on, how, proof) = read.finish(|| Some((on?, how?, proof?)))?;
            summonses::served(&mut tx, &permit, (on, how, &proof), version).await?;
        }
        SummonsDeed::Excuse => {
            let reason = read.words("reason", typed.reason, REASON_LEAST);
            let reason = read.finish(|| reason)?;
            summonses::excused(&mut tx, &permit, reason.as_str(), version).await?;
            clocks::stop(&mut tx, &permit, ClockKind::SummonsSent, id).await?;
        }
    }
    tx.commit().await?;
    Ok(to)
}

fn past_day(ctx: &Ctx, read: &mut Reading, typed: &str) -> Option<Date> {
    let on = read.date("on", typed)?;
    if on > today(ctx) {
        read.fault(DomainError::field("on", "in-the-future"));
        return None;
    }
    Some(on)
}

/// Notes that a guest was contacted after the evening, whether they came or not.
pub async fn contacted(ctx: &Ctx, id: SummonsId, typed: TypedChange<'_>, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ChangeSummons>(id).await?;
    let summons = summonses::summons(&mut tx, &permit).await?.open(&permit);
    if summons.version != version {
        return Err(AppError::Changed { thing: "summons" });
    }
    let mut read = Reading::new();
    let on = past_day(ctx, &mut read, typed.on);
    if let (Some(on), Some(day)) = (on, summons.meets_on.as_value())
        && on < *day
    {
        read.fault(DomainError::field("on", "contact-before-the-day"));
    }
    let how = read.choice("how", ContactHow::named(typed.how));
    let contact = read.finish(|| Some((on?, how?)))?;
    summonses::contacted(&mut tx, &permit, contact, version).await?;
    clocks::stop(&mut tx, &permit, ClockKind::GuestContact, id).await?;
    tx.commit().await?;
    Ok(())
}

/// A mark as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct TypedMark<'t> {
    /// The id that was minted where the mark was made.
    pub id: MarkId,
    /// `came`, `late`, `left` or `absent`.
    pub mark: &'t str,
    /// Why, where that belongs to it.
    pub reason: &'t str,
    /// When it was made, if that was earlier than now.
    pub at: Option<Moment>,
}

/// Marks the door. The first mark of a guest starts the clock of the contact afterwards. Tells whether the mark was new.
pub async fn mark(ctx: &Ctx, id: SummonsId, typed: TypedMark<'_>) -> Result<bool, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<MarkDoor>(id).await?;
    let summons = summonses::summons(&mut tx, &permit).await?.open(&permit);
    let day = *summons.meets_on.as_value().ok_or(AppError::NotFound)?;
    let opens = Moment::at(day, 0, 0, ctx.zone()).map_err(|error| AppError::Broken(Box::new(error)))?;
    let new = NewMark::read(typed.id, typed.mark, typed.reason, typed.at, (opens, ctx.now()))?;
    if usize::try_from(summonses::count_marks(&mut tx, &permit).await?).unwrap_or(usize::MAX) >= MARKS_MAX {
        return Err(DomainError::Full { what: "marks", limit: MARKS_MAX }.into());
    }
    let added = summonses::mark(&mut tx, &permit, &new).await?;
    if added && summons.contacted_on.as_value().is_some_and(Option::is_none) {
        let label = summons.code.to_string();
        clocks::start(&mut tx, &permit, ClockKind::GuestContact, id, &label, opens.plus_days(1)).await?;
    }
    tx.commit().await?;
    Ok(added)
}
