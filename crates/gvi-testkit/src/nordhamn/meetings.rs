//! What was said to the groups, and the Wednesday reviews: each authority keeps its own part of the meeting, and shares with the others
//! no more than its code.

use gvi_app::{AppError, Ctx, groups, messages, reviews, tasks};
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::review::{About, Attendance, NewDecision, NewReview};
use gvi_domain::task::{Finish, NewTask, Owner, TaskState};
use gvi_domain::{Code, DecisionId, GroupId, IncidentId, MessageId, Moment, ReviewId, TaskId, Words};

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::groups::{GROUPS, place_of};
use super::incidents::next_review;

/// Weeks for which reviews are told; older ones have reached their end.
const WEEKS: i64 = 40;
/// Weeks for which the other authorities' parts are told.
const WEEKS_OF_ALL: i64 = 10;
/// A week of the summer without a meeting.
const SKIPPED_WEEK: i64 = 17;

/// Call-ins, with the groups that sent somebody, and messages by other ways: days ago.
const TOLD: &[(i64, Channel, &str, &str, &[&str])] = &[
    (1010, Channel::CallIn, "v1", "Polischef, frivårdschef och en förälder", &["Kajen", "Kranen", "Ankaret", "Fyren"]),
    (720, Channel::CallIn, "v2", "Polischef, frivårdschef och en präst", &["Kajen", "Kranen", "Fyren", "Slussen", "Bryggan"]),
    (640, Channel::NotificationDirect, "v2", "Kommunpolis och frivårdsinspektör", &["Ankaret", "Bojen"]),
    (410, Channel::CallIn, "v3", "Polischef, frivårdschef och en läkare", &["Kajen", "Kranen", "Ankaret", "Slussen", "Bryggan"]),
    (300, Channel::NotificationFamily, "v3", "Kommunpolis och socialsekreterare", &["Bojen", "Fyren"]),
    (171, Channel::CallIn, "v4", "Polischef, frivårdschef och en förälder", &["Kajen", "Kranen", "Fyren", "Slussen"]),
    (150, Channel::NotificationDirect, "v4", "Kommunpolis och frivårdsinspektör", &["Bryggan"]),
    (96, Channel::ProbationMeeting, "v4", "Frivårdsinspektör", &["Kajen"]),
    (70, Channel::NotificationDirect, "v4", "Kommunpolis och frivårdsinspektör", &["Kranen", "Slussen"]),
];

/// What a meeting decides when it has nothing else: the turn of the weeks chooses.
const DECISIONS: &[(&str, &str)] = &[
    ("Fältgruppen finns på Repslagartorget torsdag till lördag.", "kommunen"),
    ("Socialtjänsten håller en tid öppen varje eftermiddag för den som ringer.", "socialtjansten"),
    ("Frivården tar upp läget i alla samtal den här veckan.", "frivarden"),
    ("Polisen finns synlig vid Norra kajen under kvällarna.", "polisen"),
];

const TASKS: &[&str] = &[
    "Stäm av med lokalpolisområdet om kvällarnas bemanning.",
    "Gå igenom vilka grupper som inte har hört budskapet sedan i våras.",
    "Skicka underlaget till samordnarna före onsdag.",
    "Följ upp att båda sidor har kontaktats efter händelsen.",
];

fn words(text: &str) -> Words {
    Words::stored(text.to_owned())
}

/// Writes the messages and the meetings into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    messages_given(calendar, diary, groups);
    cards_confirmed(calendar, diary, groups);
    let mut chance = calendar.chance("meetings");
    for week in (-1..WEEKS).rev().filter(|week| *week != SKIPPED_WEEK) {
        let at = next_review(calendar, calendar.days_ago(week * 7 + 7, 10, 0));
        meeting(calendar, diary, &mut chance, week, at);
    }
    tasks_outside_meetings(calendar, diary, &mut chance);
}

fn messages_given(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("messages");
    for (days, channel, version, messenger, names) in TOLD {
        for name in *names {
            let (id, group) = (chance.id_at::<MessageId>(calendar.days_ago(*days, 18, 0)), groups[place_of(name)]);
            diary.at(calendar.days_ago(*days, 19, 30), format!("{name} hears the message"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("pia", at).await;
                    let group_code = groups::card(&ctx, group).await?.group.code;
                    let new = NewMessage {
                        id,
                        group_code,
                        group: None,
                        given_on: at.date(ctx.zone()),
                        channel: *channel,
                        wording: None,
                        words_version: (*version).into(),
                        messenger: (*messenger).into(),
                    };
                    messages::record(&ctx, new).await.map(|_| ())
                })
            });
        }
    }
}

/// The analyst goes through the cards once a quarter. One was forgotten in the summer and is shown as stale; those of groups that are
/// no more are left to their end.
fn cards_confirmed(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    for (place, group) in GROUPS.iter().enumerate() {
        let id = groups[place];
        let gone = group.moves.iter().find(|(_, to)| *to == gvi_domain::group::GroupStatus::Archived).map_or(0, |(days, _)| *days);
        let last = gone.max(if group.name == "Bojen" { 130 } else { i64::try_from(place).unwrap_or(0) * 4 + 3 });
        let mut day = last;
        while day < group.added {
            diary.at(calendar.days_ago(day, 15, 10), format!("confirm the card of {}", group.name), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("mara", at).await;
                    let version = groups::card(&ctx, id).await?.group.version;
                    groups::confirm(&ctx, id, version).await
                })
            });
            day += 85;
        }
    }
}

/// One Wednesday. The meeting of the week to come is planned and not yet held.
fn meeting(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, week: i64, at: Moment) {
    let code: Code = chance.code().parse().unwrap();
    let keepers: &[&str] = if week < WEEKS_OF_ALL { &["pia", "karin", "sofia", "olle"] } else { &["pia"] };
    for keeper in keepers.iter().copied() {
        let id: ReviewId = chance.id_at(at);
        let planned = at.plus_days(-5).min(calendar.now().plus_hours(-3));
        diary.at(planned, format!("{keeper} plans the review"), move |teller, now| {
            Box::pin(async move {
                let ctx = teller.acts(keeper, now).await;
                let new = NewReview { id, code: Some(code), meets_at: at, place: "Stadshuset, rum 4".into(), names_persons: false };
                reviews::plan(&ctx, new).await.map(|_| ())
            })
        });
        if at >= calendar.now().plus_hours(-3) {
            continue;
        }
        let absent = chance.percent(12);
        let (decision, task): (DecisionId, TaskId) = (chance.id_at(at), chance.id_at(at));
        let turn = usize::try_from(week.max(0)).unwrap_or(0);
        diary.at(at.plus_seconds(40 * 60), format!("{keeper} holds the review"), move |teller, now| {
            Box::pin(async move {
                let gone_through = if keeper == "pia" { teller.gone_through(now) } else { Vec::new() };
                let ctx = teller.acts(keeper, now).await;
                hold(&ctx, id, &gone_through, absent).await?;
                let (text, owner) = DECISIONS[turn % DECISIONS.len()];
                if keeper == "pia" {
                    let about = gone_through.first().map_or(About::Meeting, |incident| About::Incident(*incident));
                    let new = NewDecision { id: decision, about, text: words(text), owner: owner.parse().unwrap() };
                    reviews::decide(&ctx, id, &new).await?;
                }
                give(&ctx, task, TASKS[turn % TASKS.len()], "coordinator", 6, Some(id)).await
            })
        });
        diary.at(at.plus_hours(4), format!("{keeper} closes the minutes"), move |teller, now| {
            Box::pin(async move {
                let ctx = teller.acts(keeper, now).await;
                let version = reviews::page(&ctx, id).await?.review.version;
                let minutes = "Läget gicks igenom. Besluten står ovan, nästa genomgång är på onsdag.";
                reviews::write_minutes(&ctx, id, minutes, true, version).await
            })
        });
        // Most tasks end in time, some are not done and say why, the latest still run.
        let done = at.plus_days(chance.between(1, 6));
        let outcome = match chance.between(0, 9) {
            0 => (TaskState::NotDone, "Hanns inte med, tas upp igen på onsdag."),
            _ => (TaskState::Done, "Klart."),
        };
        if done < calendar.now() && !(keeper == "pia" && week == 2) {
            finish(diary, keeper, done, task, outcome);
        }
    }
}

async fn hold(ctx: &Ctx, id: ReviewId, gone_through: &[IncidentId], absent: bool) -> Result<(), AppError> {
    let came = |authority: &str, present: bool, functions: &str| Attendance {
        authority: authority.parse().unwrap(),
        present,
        functions: if present { functions.to_owned() } else { String::new() },
    };
    let attendance = [
        came("polisen", true, "samordnare, analytiker"),
        came("frivarden", true, "samordnare"),
        came("socialtjansten", !absent, "samordnare"),
        came("kommunen", true, "samordnare"),
    ];
    let version = reviews::page(ctx, id).await?.review.version;
    reviews::hold(ctx, id, &attendance, gone_through, version).await
}

async fn give(ctx: &Ctx, id: TaskId, what: &str, function: &str, days: i64, review: Option<ReviewId>) -> Result<(), AppError> {
    let due_on = ctx.now().plus_days(days).date(ctx.zone());
    let owner = Owner::Function(function.parse().unwrap());
    tasks::add(ctx, NewTask { id, what: words(what), owner, due_on, review, names_persons: false }).await.map(|_| ())
}

fn finish(diary: &mut Diary, keeper: &'static str, at: Moment, task: TaskId, (to, reason): (TaskState, &'static str)) {
    diary.at(at, format!("{keeper} ends a task"), move |teller, now| {
        Box::pin(async move {
            let ctx = teller.acts(keeper, now).await;
            let version = tasks::page(&ctx, task).await?.task.version;
            tasks::finish(&ctx, task, &Finish { to, reason: words(reason) }, version).await
        })
    });
}

/// What lies on the desks tonight.
fn tasks_outside_meetings(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    for (keeper, function, days_ago, days, what) in [
        ("mara", "analyst", 9, 5, "Bekräfta kortet för Bojen eller låt det upphöra."),
        ("pia", "analyst", 2, 3, "Ta fram vilka grupper som inte hade någon med på stormötet."),
        ("olle", "liaison", 3, 6, "Boka lokalen vid biblioteket för höstens stormöte."),
        ("karin", "coordinator", 4, 7, "Gå igenom vilka klienter som har samtal före onsdag."),
    ] {
        let id: TaskId = chance.id_at(calendar.days_ago(days_ago, 9, 0));
        diary.at(calendar.days_ago(days_ago, 9, 20), format!("{keeper} gives a task"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts(keeper, at).await;
                give(&ctx, id, what, function, days, None).await
            })
        });
    }
}
