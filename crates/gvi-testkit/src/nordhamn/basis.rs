//! How each group came to be worked with: the shooting that a review laid at its door before anybody was allowed to call it active.

use gvi_app::{incident_analysis, incidents};
use gvi_domain::attribution::{Level, Side};
use gvi_domain::group::GroupStatus;
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, WATCH_DAYS};
use gvi_domain::triage::{Gmi, Triage};
use gvi_domain::{AttributionId, GroupId, IncidentId, Occurred, Words};

use super::calendar::Calendar;
use super::diary::Diary;
use super::groups::GROUPS;
use super::incidents::{attribute, register};

/// The day on which the first violence of a group happened, for those that came to be active.
pub fn happened_on_day(place: usize) -> Option<i64> {
    let group = &GROUPS[place];
    let active = group.moves.iter().any(|(_, to)| *to == GroupStatus::Active);
    active.then_some(group.added + 1)
}

fn words(text: &str) -> Words {
    Words::stored(text.to_owned())
}

/// Writes them into the diary: the night before the group was added, judged and tied in the days after, confirmed the day before the
/// chief made the group active, closed when the watch was over.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("basis");
    for (place, group) in GROUPS.iter().enumerate() {
        let Some(day) = happened_on_day(place) else { continue };
        let active = group.moves.iter().find(|(_, to)| *to == GroupStatus::Active).map_or(0, |(day, _)| *day);
        let happened = calendar.days_ago(day, 21, 20);
        let (id, tie): (IncidentId, AttributionId) = (chance.id_at(happened), chance.id_at(happened));
        let facts = CoreFacts {
            kind: IncidentKind::Shooting,
            occurred: Occurred::At(happened),
            place: group.area.to_owned(),
            position: None,
            killed: 0,
            injured: 0,
            child_hit: false,
            bystander_hit: false,
            confirmation: Confirmation::Traces,
            note: words("Skott mot en port, ingen träffad."),
        };
        register(diary, id, happened.plus_seconds(25 * 60), facts);
        diary.at(calendar.days_ago(group.added, 9, 30), "triage", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let version = incidents::card(&ctx, id).await?.incident.version;
                let verdict = Triage { gmi: Gmi::Yes, grounds: words("Flera i kretsen pekas ut av varandra oberoende källor.") };
                incident_analysis::triage(&ctx, id, verdict, version).await
            })
        });
        attribute(diary, id, calendar.days_ago(group.added - 1, 11, 0), tie, (groups[place], Side::Offender, Level::Supported));
        diary.at(calendar.days_ago(active + 1, 13, 40), "the first review of a group", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                incident_analysis::confirm(&ctx, id, tie, words("Polisen, Frivården, socialtjänsten, kommunen"), 1).await
            })
        });
        diary.at(happened.plus_days(WATCH_DAYS), "close", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let version = incidents::card(&ctx, id).await?.incident.version;
                incidents::close(&ctx, id, words("Bevakningen är slut, inget nytt har hänt i närheten."), version).await
            })
        });
    }
}
