//! Calls to the help line, half a year back: most answered at once, some called back, one that still waits.

use gvi_app::AppError;
use gvi_app::help_calls;
use gvi_domain::HelpCallId;
use gvi_domain::help_call::TypedCall;

use super::calendar::Calendar;
use super::diary::Diary;

/// A call: days ago, hour, caller, outcome, and minutes until somebody called back; none for a call that was answered at once.
struct Call {
    days: i64,
    hour: i8,
    caller: &'static str,
    outcome: &'static str,
    back_after: Option<i64>,
}

const fn at_once(days: i64, hour: i8, caller: &'static str, outcome: &'static str) -> Call {
    Call { days, hour, caller, outcome, back_after: None }
}

const fn back(days: i64, hour: i8, caller: &'static str, outcome: &'static str, minutes: i64) -> Call {
    Call { days, hour, caller, outcome, back_after: Some(minutes) }
}

const CALLS: &[Call] = &[
    at_once(121, 14, "family", "advice"),
    at_once(97, 10, "self", "support-opened"),
    back(83, 21, "self", "talked", 35),
    at_once(66, 13, "professional", "passed-on"),
    back(52, 22, "self", "talked", 95),
    at_once(37, 16, "friend", "advice"),
    at_once(24, 11, "family", "talked"),
    back(11, 20, "family", "talked", 20),
    at_once(6, 15, "self", "talked"),
    back(2, 23, "unknown", "no-answer", 50),
];

/// Writes the calls into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary) {
    let mut chance = calendar.chance("help-line");
    for (place, call) in CALLS.iter().enumerate() {
        let id: HelpCallId = chance.id();
        let called = calendar.days_ago(call.days, call.hour, 10);
        diary.at(called.plus_seconds(240), format!("call {place} to the help line"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("moa", at).await;
                let answered = call.back_after.is_none();
                let typed = TypedCall {
                    called_at: Some(called),
                    answered: if answered { "yes" } else { "no" },
                    caller: if answered { call.caller } else { "" },
                    anonymous: place % 3 == 2,
                    outcome: if answered { call.outcome } else { "" },
                };
                help_calls::log(&ctx, id, typed).await.map(|_| ())
            })
        });
        let Some(minutes) = call.back_after else { continue };
        diary.at(called.plus_seconds(minutes * 60), format!("call {place} to the help line is called back"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("moa", at).await;
                let version = help_calls::card(&ctx, id).await?.call.version;
                help_calls::call_back(&ctx, id, call.caller, place % 3 == 2, call.outcome, version).await
            })
        });
    }
    // One that nobody has answered yet: it stands on top of the list and on the day of those who call back.
    let waits: HelpCallId = chance.id();
    let called = calendar.now().plus_seconds(-1500);
    diary.at(called.plus_seconds(60), "a call to the help line waits", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("moa", at).await;
            let typed = TypedCall { called_at: Some(called), answered: "no", caller: "", anonymous: false, outcome: "" };
            help_calls::log(&ctx, waits, typed).await.map(|_| ()).map_err(|error: AppError| error)
        })
    });
}
