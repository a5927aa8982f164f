//! Deeds on call-ins: plan one, write its checklist, plans and run-sheet, and move it from state to state.
//!
//! Whoever coordinates keeps the shell and knows no guest. What the police decide, that the list of guests stands and whether the meeting
//! is held, reaches the shell as an envelope, and a state that rests on it is entered only when the envelope is here. The other two
//! records have rooms of their own: `guests.rs` at the police, `summonses.rs` at probation.

pub mod coverage;
pub mod known;
mod offered;
pub mod sheet;
pub mod suggestion;
pub mod telling;

use std::collections::BTreeSet;

use gvi_domain::call_in::{CallInDeed, CallInShell, CallInState, ItemState, REASON_LEAST, Record, TypedCallIn};
use gvi_domain::clock::ClockKind;
use gvi_domain::reading::Reading;
use gvi_domain::{CallInId, Code, Date, DomainError, Moment, Whole};
use gvi_secrecy::call_in_plan;
use gvi_secrecy::deeds::{EditCallIn, ListCallIns, MoveCallIn, PlanCallIn, ReadCallIn};
use gvi_secrecy::{Changes, Deed, Permit};
use gvi_store::call_ins::Step;
use gvi_store::{Ctx, Tx, call_in_sheet, call_ins, clocks};

use crate::error::AppError;
use crate::focus::today;
use crate::papers::{self, Paper, Printable, Printing};
use crate::seen::{SeenCallIn, SeenClock, SeenItem, SeenPlan, SeenSpeech};
use known::CallInAnswer;

pub(crate) use offered::offered;

/// The list of call-ins.
pub struct CallInList {
    /// The latest day on top.
    pub call_ins: Vec<SeenCallIn>,
    /// Whether a button is shown.
    pub may_plan: bool,
}

/// A call-in with everything that hangs on it.
pub struct CallInPage {
    /// The shell.
    pub call_in: SeenCallIn,
    /// The checklist, the earliest day first.
    pub items: Vec<SeenItem>,
    /// The plans beside it.
    pub plans: Vec<SeenPlan>,
    /// The run-sheet in its order.
    pub speeches: Vec<SeenSpeech>,
    /// Clocks.
    pub clocks: Vec<SeenClock>,
    /// What the police and probation have answered, the latest first.
    pub answers: Vec<CallInAnswer>,
    /// What was told of it and is in force: the decision, and how many authorities received it.
    pub told: Vec<telling::Told>,
    /// Whether this reader moves it from state to state.
    pub may_move: bool,
    /// Whether this reader writes on plan and run-sheet.
    pub may_edit: bool,
    /// What is still missing for each step that starts from here.
    pub steps: Vec<(CallInDeed, Vec<Record>)>,
    /// Papers that can be made of it now.
    pub papers: Vec<Printable>,
}

/// The steps in the order of the work. Whether it is held is noted by one button, whatever was decided.
const STEPS: [CallInDeed; 8] = [
    CallInDeed::Lock,
    CallInDeed::Rehearse,
    CallInDeed::Go,
    CallInDeed::NoGo,
    CallInDeed::Hold,
    CallInDeed::Debrief,
    CallInDeed::Review,
    CallInDeed::CallOff,
];

/// All call-ins.
pub async fn list(ctx: &Ctx) -> Result<CallInList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListCallIns>(Whole).await?;
    let rows = call_ins::list(&mut tx, &permit).await?;
    let call_ins = tx.open_rows::<_, ReadCallIn, _>(&permit, rows);
    let may_plan = tx.would::<PlanCallIn>(Whole).await?;
    tx.commit().await?;
    Ok(CallInList { call_ins, may_plan })
}

/// Whether somebody may plan one: who may not is shown no form for it.
pub fn may_plan(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<PlanCallIn>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// One call-in.
pub async fn page(ctx: &Ctx, id: CallInId) -> Result<CallInPage, AppError> {
    opened(ctx, id, None).await
}

/// The same for a paper of it.
pub async fn printed(ctx: &Ctx, id: CallInId, printing: Printing) -> Result<CallInPage, AppError> {
    opened(ctx, id, Some(printing)).await
}

/// The papers of a call-in. A run-sheet is printed when every word on it is approved: one that lacks a speech would be followed as if it were
/// whole. Minutes are there when the debrief is written.
fn printable(call_in: &SeenCallIn, sheet: &sheet::Sheet) -> Vec<Printable> {
    let run_sheet = sheet.run_sheet_stands().then(|| Printable::any(Paper::RunSheet));
    let minutes = call_in.debrief.as_value().is_some_and(|text| !text.is_empty()).then(|| Printable::any(Paper::CallInMinutes));
    run_sheet.into_iter().chain(minutes).chain([Printable::any(Paper::Calendar)]).collect()
}

async fn opened(ctx: &Ctx, id: CallInId, printing: Option<Printing>) -> Result<CallInPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadCallIn>(id).await?;
    let call_in = call_ins::call_in(&mut tx, &permit).await?.open(&permit);
    let sheet = sheet::read(&mut tx, &permit).await?;
    let clocks = clocks::of(&mut tx, &permit, id).await?;
    let may_move = tx.would::<MoveCallIn>(id).await?;
    let may_edit = tx.would::<EditCallIn>(id).await?;
    let papers = printable(&call_in, &sheet);
    papers::made(&mut tx, &permit, &papers, printing)?;
    tx.commit().await?;
    let answers = known::answers(ctx, call_in.code).await?;
    let told = telling::told(ctx, crate::draft::Source::CallIn(id)).await?;
    let state = *call_in.state.as_value().ok_or(AppError::NotFound)?;
    let there = records(&call_in, &sheet, &answers);
    let missing = |deed: CallInDeed| {
        let to = state.after(deed).ok()?;
        let brought = brought(deed);
        Some((deed, to.needs().iter().copied().filter(|record| !there.contains(record) && Some(*record) != brought).collect()))
    };
    let steps = STEPS.into_iter().filter_map(missing).collect();
    let sheet::Sheet { items, plans, speeches } = sheet;
    Ok(CallInPage { call_in, items, plans, speeches, clocks, answers, told, may_move, may_edit, steps, papers })
}

/// The record that a step writes down by itself.
const fn brought(deed: CallInDeed) -> Option<Record> {
    match deed {
        CallInDeed::Rehearse => Some(Record::Rehearsal),
        CallInDeed::Hold => Some(Record::Meeting),
        CallInDeed::Debrief => Some(Record::Debrief),
        CallInDeed::Review => Some(Record::Review),
        CallInDeed::CallOff => Some(Record::Reason),
        CallInDeed::Lock | CallInDeed::Go | CallInDeed::NoGo | CallInDeed::Move | CallInDeed::Write => None,
    }
}

/// The records that are there. What was erased ninety days after the meeting counts as there when the state beyond it was reached.
fn records(call_in: &SeenCallIn, sheet: &sheet::Sheet, answers: &[CallInAnswer]) -> BTreeSet<Record> {
    let mut there = BTreeSet::new();
    let mut add = |is_there: bool, record| {
        if is_there {
            there.insert(record);
        }
    };
    let state = call_in.state.as_value().copied().unwrap_or(CallInState::Planned);
    let beyond = |least: CallInState| !state.is_ahead() && state != CallInState::CalledOff || state == least;
    let day = call_in.meets_on.as_value();
    let police = |steps: &[&str]| answers.iter().any(|answer| answer.is_of_the_police && steps.contains(&answer.step.as_str()));
    // A decision is about one day: after the day was moved, the police decide anew.
    let decided = |step: &str| answers.iter().any(|answer| answer.is_of_the_police && answer.step == step && answer.day.as_ref() == day);
    add(call_in.locked_at.as_value().is_some_and(Option::is_some) || police(&["guests-locked", "go", "no-go"]), Record::GuestList);
    add(sheet.run_sheet_stands() || beyond(CallInState::Held), Record::RunSheet);
    add(sheet.has_plan(gvi_domain::call_in::PlanKind::Safety) || beyond(CallInState::Held), Record::SafetyPlan);
    add(sheet.has_plan(gvi_domain::call_in::PlanKind::Press) || beyond(CallInState::Held), Record::PressPlan);
    add(call_in.rehearsed_on.as_value().is_some_and(Option::is_some), Record::Rehearsal);
    add(decided("go") || beyond(CallInState::Go), Record::GoDecision);
    add(decided("no-go") || state == CallInState::NoGo, Record::NoGoDecision);
    add(call_in.held_at.as_value().is_some_and(Option::is_some), Record::Meeting);
    add(call_in.debriefed_at.as_value().is_some_and(Option::is_some), Record::Debrief);
    add(call_in.reviewed_at.as_value().is_some_and(Option::is_some), Record::Review);
    there
}

fn midnight(ctx: &Ctx, day: Date) -> Moment {
    // A day beyond the range of moments never comes; until then the moment now will do.
    Moment::at(day, 0, 0, ctx.zone()).unwrap_or_else(|_| ctx.now())
}

/// Puts the clock of the plan on the next item that is open. An item is due at the end of its day.
async fn wind<D: Changes + Deed<Id = CallInId>>(ctx: &Ctx, tx: &mut Tx, permit: &Permit<D>, code: Code) -> Result<(), AppError> {
    let next = call_in_sheet::next_open(tx, permit).await?;
    wind_to(ctx, tx, permit, (permit.id(), code), next).await
}

async fn wind_to<D: Changes>(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<D>,
    (id, code): (CallInId, Code),
    next: Option<Date>,
) -> Result<(), AppError> {
    clocks::stop(tx, permit, ClockKind::CallInItem, id).await?;
    if let Some(day) = next {
        clocks::start_ahead(tx, permit, ClockKind::CallInItem, id, &code.to_string(), midnight(ctx, day)).await?;
    }
    Ok(())
}

/// Plans a call-in: its shell and its checklist, dated from its day. The same form sent twice makes one. The reminder that another one
/// has to be planned falls silent.
pub async fn plan(ctx: &Ctx, id: CallInId, typed: &TypedCallIn<'_>) -> Result<CallInId, AppError> {
    let shell = CallInShell::read(typed, ctx.now())?;
    let day = shell.meets_at.date(ctx.zone());
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanCallIn>(Whole).await?;
    if let Some(code) = call_ins::plan(&mut tx, &permit, id, &shell, day).await? {
        call_in_sheet::write_items(&mut tx, &permit, id, call_in_plan::items(), day).await?;
        let first = call_in_plan::items().first().map(|item| day.saturating_add(jiff::Span::new().days(item.days)));
        wind_to(ctx, &mut tx, &permit, (id, code), first).await?;
        if let Some(list) = tx.maybe::<ListCallIns>(Whole).await? {
            let rows = call_ins::list(&mut tx, &list).await?;
            for earlier in tx.open_rows::<_, ReadCallIn, _>(&list, rows) {
                clocks::stop(&mut tx, &permit, ClockKind::NextCallIn, earlier.id).await?;
            }
        }
    }
    tx.about(&permit, id);
    tx.commit().await?;
    Ok(id)
}

/// The code of a call-in, for whoever may move it.
async fn code_of(ctx: &Ctx, id: CallInId) -> Result<Code, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<MoveCallIn>(id).await?;
    Ok(call_ins::call_in(&mut tx, &permit).await?.open(&permit).code)
}

/// A call-in about to be moved on, at the version that was read.
async fn to_move(ctx: &Ctx, id: CallInId, version: i64) -> Result<(Tx, Permit<MoveCallIn>, SeenCallIn, CallInState), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<MoveCallIn>(id).await?;
    let call_in = call_ins::call_in(&mut tx, &permit).await?.open(&permit);
    if call_in.version != version {
        return Err(AppError::Changed { thing: "call-in" });
    }
    let state = *call_in.state.as_value().ok_or(AppError::NotFound)?;
    Ok((tx, permit, call_in, state))
}

/// Writes the shell anew. On another day the open items follow, and rehearsal and decision have to be made again.
pub async fn edit(ctx: &Ctx, id: CallInId, typed: &TypedCallIn<'_>, version: i64) -> Result<(), AppError> {
    let (mut tx, permit, call_in, state) = to_move(ctx, id, version).await?;
    let shell = CallInShell::read(typed, ctx.now())?;
    let day = shell.meets_at.date(ctx.zone());
    let moved = call_in.meets_on.as_value() != Some(&day);
    let to = state.after(if moved { CallInDeed::Move } else { CallInDeed::Write })?;
    call_ins::edit(&mut tx, &permit, &shell, (to, day), version).await?;
    if moved {
        call_in_sheet::redate(&mut tx, &permit, call_in_plan::items(), day).await?;
        if to != state {
            call_ins::forget_the_day(&mut tx, &permit).await?;
            for key in ["rehearsal", "go-decision"] {
                call_in_sheet::reopen(&mut tx, &permit, key).await?;
            }
            call_in_sheet::redate(&mut tx, &permit, call_in_plan::items(), day).await?;
        }
    }
    wind(ctx, &mut tx, &permit, call_in.code).await?;
    tx.commit().await?;
    Ok(())
}

/// What is typed with a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedStep<'t> {
    /// The note, the reason, what was learnt.
    pub note: &'t str,
    /// The day of the rehearsal.
    pub on: &'t str,
}

/// Moves a call-in on. Everything that is missing is told at once, and nothing is saved then.
pub async fn step(ctx: &Ctx, id: CallInId, deed: CallInDeed, typed: TypedStep<'_>, version: i64) -> Result<CallInState, AppError> {
    // What was answered is read before the deed begins: one transaction at a time.
    let answers = known::answers(ctx, code_of(ctx, id).await?).await?;
    let (mut tx, permit, call_in, state) = to_move(ctx, id, version).await?;
    // Refused before anything else is looked at: what does not start from here needs no further reasons.
    state.after(deed)?;
    let sheet = sheet::read(&mut tx, &permit).await?;
    let mut there = records(&call_in, &sheet, &answers);
    let mut read = Reading::new();
    let note = match deed {
        CallInDeed::Lock | CallInDeed::Go | CallInDeed::NoGo => None,
        _ => read.words("note", typed.note, REASON_LEAST),
    };
    let on = if deed == CallInDeed::Rehearse { read.date("on", typed.on) } else { None };
    if on.is_some_and(|on| on > today(ctx) || call_in.meets_on.as_value().is_some_and(|day| on > *day)) {
        read.fault(DomainError::field("on", "in-the-future"));
    }
    if deed == CallInDeed::Hold && call_in.meets_at.as_value().is_none_or(|at| *at > ctx.now()) {
        read.fault(DomainError::Rule { rule: "call-in-not-yet" });
    }
    read.finish(|| Some(()))?;
    there.extend(brought(deed));
    let to = state.step(deed, &there)?;
    let words = note.as_ref().map_or("", |note| note.as_str());
    // The latest word of the police that says so; it is there, because its record was.
    let word = |step: &[&str]| {
        let answer = answers.iter().find(|answer| answer.is_of_the_police && step.contains(&answer.step.as_str()));
        answer.map_or_else(|| (String::new(), ctx.now()), |answer| (answer.envelope.to_string(), answer.sealed_at))
    };
    let taken = match deed {
        CallInDeed::Lock => {
            let (envelope, at) = word(&["guests-locked", "go", "no-go"]);
            Step::Lock(envelope, at)
        }
        CallInDeed::Go | CallInDeed::NoGo => {
            let (envelope, at) = word(&[deed.name()]);
            Step::Verdict(envelope, at)
        }
        CallInDeed::Rehearse => Step::Rehearse(on.unwrap_or_else(|| today(ctx)), words),
        CallInDeed::Hold => Step::Hold(ctx.now(), words),
        CallInDeed::Debrief => Step::Debrief(words),
        CallInDeed::Review => Step::Review(words),
        CallInDeed::CallOff => Step::CallOff(words),
        CallInDeed::Move | CallInDeed::Write => return Err(AppError::NotFound),
    };
    call_ins::step(&mut tx, &permit, to, &taken, version).await?;
    tick(&mut tx, &permit, deed).await?;
    wind(ctx, &mut tx, &permit, call_in.code).await?;
    clocks_after(ctx, &mut tx, &permit, deed, &call_in).await?;
    tx.commit().await?;
    Ok(to)
}

/// The items of the checklist that a step does.
async fn tick(tx: &mut Tx, permit: &Permit<MoveCallIn>, deed: CallInDeed) -> Result<(), AppError> {
    let key = match deed {
        CallInDeed::Lock => "guests-locked",
        CallInDeed::Rehearse => "rehearsal",
        CallInDeed::Go | CallInDeed::NoGo => "go-decision",
        CallInDeed::Debrief => "debrief",
        CallInDeed::Review => "review",
        _ => return Ok(()),
    };
    call_in_sheet::close_item(tx, permit, key, ItemState::Done, "").await?;
    Ok(())
}

async fn clocks_after(ctx: &Ctx, tx: &mut Tx, permit: &Permit<MoveCallIn>, deed: CallInDeed, call_in: &SeenCallIn) -> Result<(), AppError> {
    let (id, label) = (call_in.id, call_in.code.to_string());
    match deed {
        CallInDeed::Hold => {
            let begins = call_in.meets_at.as_value().map_or_else(|| ctx.now(), |begins| (*begins).min(ctx.now()));
            for kind in [ClockKind::CallInDebrief, ClockKind::CallInReview, ClockKind::NextCallIn] {
                clocks::start(tx, permit, kind, id, &label, begins).await?;
            }
        }
        CallInDeed::Debrief => {
            clocks::stop(tx, permit, ClockKind::CallInDebrief, id).await?;
        }
        CallInDeed::Review => {
            clocks::stop(tx, permit, ClockKind::CallInReview, id).await?;
        }
        CallInDeed::CallOff => {
            clocks::stop(tx, permit, ClockKind::CallInItem, id).await?;
        }
        _ => {}
    }
    Ok(())
}
