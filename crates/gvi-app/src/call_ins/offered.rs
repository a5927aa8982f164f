//! What of a call-in can be told: the shell without its plans, the police's answer without guests, the door list as counts.

use gvi_domain::call_in::PlanKind;
use gvi_domain::guest::GuestState;
use gvi_domain::measure::{Share, Told, count_told};
use gvi_domain::summons::DoorMark;
use gvi_domain::{CallInId, Code, Date, Whole};
use gvi_secrecy::Class;
use gvi_secrecy::deeds::{ListGroups, ListGuests, ListSummons, ReadCallIn, ReadGroup, ReadGuest, ReadSummons};
use gvi_store::{Ctx, Tx, call_ins, groups, guests, summonses};

use super::coverage::is_active;
use super::known::{WHEN, of_code, told_codes};
use super::sheet;
use crate::draft::{Offered, Source};
use crate::error::AppError;
use crate::focus::today;

/// Stands for a count that is not told because it is of fewer than five persons.
const FEW: &str = "few";

fn field(key: &str, content: &str, value: impl Into<String>) -> Offered {
    Offered { key: key.to_owned(), content: content.into(), class: Class::Coordination, value: value.into() }
}

/// What a source offers, with its label and code.
pub(crate) async fn offered(ctx: &Ctx, tx: Tx, source: Source) -> Result<(Tx, Vec<Offered>, Option<Code>), AppError> {
    match source {
        Source::CallIn(id) => shell(ctx, tx, id).await,
        Source::GuestList(code) => guest_list(tx, code).await,
        Source::DoorList(code) => door_list(ctx, tx, code).await,
        _ => Ok((tx, Vec::new(), None)),
    }
}

/// The day of the meeting that is told of.
pub(super) async fn day_of(ctx: &Ctx, source: Source) -> Result<Date, AppError> {
    match source {
        Source::CallIn(id) => {
            let (mut tx, permit) = ctx.begin().await?.permit::<ReadCallIn>(id).await?;
            let day = call_ins::call_in(&mut tx, &permit).await?.open(&permit).meets_on.value();
            tx.commit().await?;
            day.ok_or(AppError::NotFound)
        }
        Source::GuestList(code) | Source::DoorList(code) => Ok(of_code(ctx, code).await?.day),
        _ => Ok(today(ctx)),
    }
}

async fn shell(ctx: &Ctx, tx: Tx, id: CallInId) -> Result<(Tx, Vec<Offered>, Option<Code>), AppError> {
    let (mut tx, permit) = tx.permit::<ReadCallIn>(id).await?;
    let seen = call_ins::call_in(&mut tx, &permit).await?.open(&permit);
    let plans = sheet::read(&mut tx, &permit).await?.plans;
    let mut offered = vec![field("call-in-code", "code-name", seen.code.to_string())];
    let when = seen.meets_at.value().map(|at| at.timestamp().to_zoned(ctx.zone().clone()).strftime(WHEN).to_string());
    offered.extend(when.map(|when| field("call-in-when", "time", when)));
    offered.extend(seen.minutes.value().map(|minutes| field("call-in-minutes", "time", minutes.to_string())));
    offered.extend(seen.venue.value().map(|venue| field("call-in-place", "place", venue)));
    offered.extend(seen.groups.value().map(|groups| field("call-in-groups", "code-name", told_codes(groups))));
    offered.extend(seen.state.value().map(|state| field("call-in-state", "message", state.name())));
    let safety = plans.into_iter().find(|plan| plan.kind == PlanKind::Safety).and_then(|plan| plan.words.value());
    offered.extend(safety.map(|words| field("call-in-safety", "safety-advice", words)));
    Ok((tx, offered, Some(seen.code)))
}

/// The police's answer: that the list stands, which groups have a guest and which have none, and the decision. Guests themselves never.
async fn guest_list(tx: Tx, code: Code) -> Result<(Tx, Vec<Offered>, Option<Code>), AppError> {
    let (mut tx, permit) = tx.permit::<ListGuests>(Whole).await?;
    let rows = guests::of_call_in(&mut tx, &permit, code).await?;
    let seen = tx.open_rows::<_, ReadGuest, _>(&permit, rows);
    let list = guests::guest_list(&mut tx, &permit, code).await?.map(|row| row.open(&permit));
    let with: std::collections::BTreeSet<Code> = seen
        .into_iter()
        .filter(|guest| guest.state.as_value() == Some(&GuestState::Proposed) && guest.stands.as_value() == Some(&true))
        .filter_map(|guest| guest.group_code.value())
        .collect();
    let mut without = Vec::new();
    if let Some(groups_permit) = tx.maybe::<ListGroups>(Whole).await? {
        let rows = groups::list(&mut tx, &groups_permit).await?;
        let active = tx.open_rows::<_, ReadGroup, _>(&groups_permit, rows);
        without = active
            .into_iter()
            .filter(|group| group.status.as_value().is_some_and(|status| is_active(*status)) && !with.contains(&group.code))
            .map(|group| group.code)
            .collect();
        without.sort();
    }
    let Some(day) = list.as_ref().and_then(|list| list.meets_on.as_value().copied()) else { return Ok((tx, Vec::new(), Some(code))) };
    let verdict = list.as_ref().and_then(|list| list.verdict.as_value().copied().flatten());
    let locked = list.as_ref().is_some_and(|list| list.locked_at.as_value().is_some_and(Option::is_some));
    let step = match (verdict, locked) {
        (Some(verdict), _) => verdict.name(),
        (None, true) => "guests-locked",
        // A list that does not stand yet is not told of.
        (None, false) => return Ok((tx, Vec::new(), Some(code))),
    };
    let offered = vec![
        field("call-in-code", "code-name", code.to_string()),
        field("call-in-step", "message", step),
        field("call-in-day", "time", day.to_string()),
        field("call-in-groups-guest", "code-name", told_codes(with)),
        field("call-in-groups-without", "code-name", told_codes(without)),
    ];
    Ok((tx, offered, Some(code)))
}

fn told_share(share: Share) -> String {
    match share.told(true, false) {
        Told::Nothing => "–".to_owned(),
        Told::Hidden => FEW.to_owned(),
        Told::Share(share) => share.part.to_string(),
    }
}

/// What the door list came to: counts, of which none of fewer than five persons is told, and the groups that had somebody in the room.
async fn door_list(ctx: &Ctx, tx: Tx, code: Code) -> Result<(Tx, Vec<Offered>, Option<Code>), AppError> {
    let (mut tx, permit) = tx.permit::<ListSummons>(Whole).await?;
    let rows = summonses::of_call_in(&mut tx, &permit, code).await?;
    let seen = tx.open_rows::<_, ReadSummons, _>(&permit, rows);
    let Some(day) = seen.iter().filter_map(|one| one.meets_on.as_value().copied()).max().filter(|day| *day <= today(ctx)) else {
        // Before the evening nobody has come, and a count would only tell how many were asked.
        return Ok((tx, Vec::new(), Some(code)));
    };
    let mark = |one: &crate::seen::SeenSummons| one.mark.as_value().copied().flatten();
    let summoned = seen.iter().filter(|one| one.sent_on.as_value().is_some_and(Option::is_some)).count() as u64;
    let came = seen.iter().filter(|one| mark(one).is_some_and(DoorMark::was_there)).count() as u64;
    let left = seen.iter().filter(|one| mark(one) == Some(DoorMark::Left)).count() as u64;
    let groups: std::collections::BTreeSet<Code> = seen
        .iter()
        .filter(|one| mark(one).is_some_and(DoorMark::was_there))
        .filter_map(|one| one.group_code.as_value().copied().flatten())
        .collect();
    let offered = vec![
        field("call-in-code", "code-name", code.to_string()),
        field("call-in-step", "message", "attendance"),
        field("call-in-day", "time", day.to_string()),
        field(
            "call-in-summoned",
            "statistics",
            count_told(summoned, true, false).map_or_else(|| FEW.to_owned(), |count| count.to_string()),
        ),
        field("call-in-came", "statistics", told_share(Share::plain(came, summoned.max(came)))),
        field("call-in-left", "statistics", told_share(Share::plain(left, came))),
        field("call-in-groups-came", "code-name", told_codes(groups)),
    ];
    Ok((tx, offered, Some(code)))
}
