//! The log of exposure and the promise: which group was told what, when, how often; and whether what was promised was kept.
//!
//! A dose is one time that a group was told. There is no person in it and no way to one, so the evaluation can read it. Delivered
//! notifications and call-ins write that a group was told when they happen; nobody types a dose by hand.

use std::collections::BTreeMap;

use gvi_domain::message::{Channel, HEARD_MONTHS};
use gvi_domain::{Code, Date, GroupId, Moment, Whole};
use gvi_secrecy::Class;
use gvi_secrecy::deeds::{ListFocus, ListGroups, ListIncidents, ListMessages, ReadFocus, ReadGroup, ReadMessage};
use gvi_store::{Ctx, focus, groups, messages};

pub use gvi_store::messages::{Exposure, Heard, Kept};

use crate::error::AppError;
use crate::seen::{SeenFocus, SeenGroup, SeenMessage, SeenWording};
use crate::wordings::shown;

/// Hours within which the promise is answered (measure F6).
pub const ANSWER_HOURS: i64 = 72;

/// How often one group was told in one quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dose {
    /// The group's code.
    pub code: Code,
    /// Its name, where it may be known.
    pub name: Option<String>,
    /// The first day of the quarter.
    pub quarter: Date,
    /// Times by the way it was told, in the order of the ways.
    pub times: BTreeMap<&'static str, u64>,
    /// Of them, visits to the person himself and call-ins. To how many persons that was direct contact, measure G4 says.
    pub direct: u64,
}

/// The log of exposure of the own authority.
pub struct ExposureLog {
    /// Every time, the earliest first.
    pub log: Vec<Exposure>,
    /// By group and quarter, the latest quarter on top.
    pub doses: Vec<Dose>,
    /// Names of the groups, where they may be known.
    pub names: BTreeMap<String, String>,
    /// Which of the groups that are worked with were reached in the last twelve months; nothing where there are no cards of them.
    pub reach: Option<Reach>,
}

/// How many of the groups that are worked with heard it, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Somebody spoke to one of the group face to face.
    pub direct: usize,
    /// Only through the family or by letter.
    pub through: usize,
    /// Not at all, by code or name in the order of the list.
    pub none: Vec<String>,
}

impl Reach {
    /// Groups that are worked with.
    pub fn all(&self) -> usize {
        self.direct + self.through + self.none.len()
    }
}

/// Sums up who was reached since a day. What stood in the press reached nobody in particular.
fn reach(active: impl IntoIterator<Item = (Code, String)>, log: &[Exposure], since: Date) -> Reach {
    let mut reach = Reach::default();
    for (code, name) in active {
        let ways = || log.iter().filter(|exposure| exposure.group_code == code && exposure.on >= since).map(|exposure| exposure.channel);
        if ways().any(Channel::is_face_to_face) {
            reach.direct += 1;
        } else if ways().any(Channel::counts_as_told) {
            reach.through += 1;
        } else {
            reach.none.push(name);
        }
    }
    reach
}

/// The first day of a quarter.
fn quarter_of(day: Date) -> Date {
    day.first_of_month().saturating_sub(jiff::Span::new().months((day.month() - 1) % 3))
}

/// Sums up times by group and quarter.
fn doses(log: &[Exposure], names: &BTreeMap<String, String>) -> Vec<Dose> {
    let mut all: BTreeMap<(std::cmp::Reverse<Date>, String), Dose> = BTreeMap::new();
    for exposure in log {
        let (quarter, code) = (quarter_of(exposure.on), exposure.group_code.to_string());
        let dose = all.entry((std::cmp::Reverse(quarter), code.clone())).or_insert_with(|| Dose {
            code: exposure.group_code,
            name: names.get(&code).cloned(),
            quarter,
            times: BTreeMap::new(),
            direct: 0,
        });
        *dose.times.entry(exposure.channel.name()).or_default() += 1;
        dose.direct += u64::from(matches!(exposure.channel, Channel::NotificationDirect | Channel::CallIn));
    }
    all.into_values().collect()
}

/// The whole log of exposure.
pub async fn log(ctx: &Ctx) -> Result<ExposureLog, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListMessages>(Whole).await?;
    let log = messages::exposures(&mut tx, &permit).await?;
    let mut names = BTreeMap::new();
    let mut reached = None;
    if let Some(list) = tx.maybe::<ListGroups>(Whole).await? {
        let rows = groups::list(&mut tx, &list).await?;
        let seen = tx.open_rows::<_, ReadGroup, _>(&list, rows);
        let named = |group: &SeenGroup| group.name.as_value().cloned().unwrap_or_else(|| group.code.to_string());
        names = seen.iter().map(|group| (group.code.to_string(), named(group))).collect();
        let active = seen.iter().filter(|group| group.status.as_value().is_some_and(|status| status.counts_as_active()));
        let since = ctx.now().date(ctx.zone()).saturating_sub(jiff::Span::new().months(HEARD_MONTHS));
        reached = Some(reach(active.map(|group| (group.code, named(group))), &log, since));
    }
    tx.commit().await?;
    // Where groups are known by code only there is nothing of which a part could have been reached.
    Ok(ExposureLog { doses: doses(&log, &names), reach: reached.filter(|reach| reach.all() > 0), log, names })
}

/// The log of exposure as CSV: code of the group, day, way, dose. For programs that read on.
pub fn csv(log: &[Exposure]) -> Result<String, AppError> {
    let row = |exposure: &Exposure| {
        vec![exposure.group_code.to_string(), exposure.on.to_string(), exposure.channel.name().to_owned(), "1".to_owned()]
    };
    let rows: Vec<Vec<String>> = log.iter().map(row).collect();
    gvi_papers::sheets::bare_csv(&["group", "day", "kind", "dose"], &rows).map_err(|error| AppError::Broken(Box::new(error)))
}

/// What one group was promised, and what came of it.
pub struct Promise {
    /// The group.
    pub group: SeenGroup,
    /// What it was told, the latest on top, with the approved words where versions were kept.
    pub told: Vec<(SeenMessage, Option<SeenWording>)>,
    /// Whether it counts as told, and since when.
    pub heard: Option<Heard>,
    /// Incidents to which the promise applied, the latest on top; nothing for a reader who may not know what is believed of groups.
    pub kept: Option<Vec<Kept>>,
    /// What it was told back after a focus, the latest on top.
    pub told_back: Vec<SeenFocus>,
    /// How often it was told, by quarter.
    pub doses: Vec<Dose>,
}

impl Promise {
    /// Whether an answer came in time; nothing while there is time left.
    pub fn is_kept(kept: &Kept, now: Moment) -> Option<bool> {
        let limit = kept.attributed_at.plus_hours(ANSWER_HOURS);
        match kept.answered_at {
            Some(at) if at <= limit => Some(true),
            _ if now <= limit => None,
            _ => Some(false),
        }
    }
}

/// What a group was promised.
pub async fn promise(ctx: &Ctx, id: GroupId) -> Result<Promise, AppError> {
    let (tx, group_permit) = ctx.begin().await?.permit::<ReadGroup>(id).await?;
    let (mut tx, permit) = tx.permit::<ListMessages>(Whole).await?;
    let group = groups::group(&mut tx, &group_permit).await?.open(&group_permit);
    let rows = messages::of_group(&mut tx, &permit, group.code).await?;
    let mut told = Vec::new();
    for message in tx.open_rows::<_, ReadMessage, _>(&permit, rows) {
        let wording = shown(&mut tx, message.wording.as_value().copied().flatten()).await?;
        told.push((message, wording));
    }
    let heard = messages::heard(&mut tx, &permit, id).await?;
    // That an incident is tied to the group is a belief, shown to those who may see beliefs.
    let kept = match tx.maybe::<ListIncidents>(Whole).await?.filter(|list| list.shows(Class::Intelligence)) {
        Some(list) => Some(messages::promises(&mut tx, &list, id).await?),
        None => None,
    };
    let told_back = match tx.maybe::<ListFocus>(Whole).await? {
        Some(list) => {
            let rows = focus::list(&mut tx, &list).await?;
            let mut seen = tx.open_rows::<_, ReadFocus, _>(&list, rows);
            seen.retain(|focus| focus.group == id && focus.told_back_on.as_value().copied().flatten().is_some());
            seen
        }
        None => Vec::new(),
    };
    let log: Vec<Exposure> =
        messages::exposures(&mut tx, &permit).await?.into_iter().filter(|exposure| exposure.group_code == group.code).collect();
    tx.commit().await?;
    let doses = doses(&log, &BTreeMap::new());
    Ok(Promise { group, told, heard, kept, told_back, doses })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doses_are_summed_by_group_and_quarter_and_only_face_to_face_counts_as_direct() {
        let code = Code::new();
        let exposure = |on: &str, channel| Exposure { group_code: code, on: on.parse().unwrap(), channel };
        let log = [
            exposure("2026-06-30", Channel::CallIn),
            exposure("2026-07-01", Channel::NotificationDirect),
            exposure("2026-09-30", Channel::NotificationFamily),
            exposure("2026-09-30", Channel::Press),
        ];
        let doses = doses(&log, &BTreeMap::new());
        assert_eq!(
            doses.iter().map(|dose| (dose.quarter.to_string(), dose.direct)).collect::<Vec<_>>(),
            [("2026-07-01".to_owned(), 1), ("2026-04-01".to_owned(), 1)]
        );
        assert_eq!(doses[0].times.values().sum::<u64>(), 3);
    }

    #[test]
    fn a_group_that_only_read_of_it_in_the_newspaper_was_not_reached() {
        let [direct, through, press, long_ago] = [Code::new(), Code::new(), Code::new(), Code::new()];
        let exposure = |group_code, on: &str, channel| Exposure { group_code, on: on.parse().unwrap(), channel };
        let log = [
            exposure(direct, "2026-06-30", Channel::CallIn),
            exposure(direct, "2026-07-30", Channel::Letter),
            exposure(through, "2026-07-01", Channel::NotificationFamily),
            exposure(press, "2026-09-30", Channel::Press),
            exposure(long_ago, "2025-01-30", Channel::CallIn),
        ];
        let active = [(direct, "a"), (through, "b"), (press, "c"), (long_ago, "d")].map(|(code, name)| (code, name.to_owned()));
        let reached = reach(active, &log, "2025-11-23".parse().unwrap());
        assert_eq!(reached, Reach { direct: 1, through: 1, none: vec!["c".into(), "d".into()] });
    }

    #[test]
    fn a_promise_is_kept_to_the_second_broken_after_it_and_open_before() {
        let at = Moment::from_seconds(0).unwrap();
        let kept = |answered_at| Kept {
            attributed_at: at,
            incident_code: Code::new(),
            incident: gvi_domain::IncidentId::new(),
            decided_at: answered_at,
            answered_at,
        };
        let limit = at.plus_hours(ANSWER_HOURS);
        assert_eq!(Promise::is_kept(&kept(Some(limit)), limit.plus_days(9)), Some(true));
        assert_eq!(Promise::is_kept(&kept(Some(limit.plus_seconds(1))), limit.plus_days(9)), Some(false));
        assert_eq!(Promise::is_kept(&kept(None), limit), None);
        assert_eq!(Promise::is_kept(&kept(None), limit.plus_seconds(1)), Some(false));
    }
}
