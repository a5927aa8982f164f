//! Support contacts: pointer and status, in the compartment of social services and nowhere else.

use gvi_app::support::{self, TypedSupport};
use gvi_app::{AppError, Ctx};
use gvi_domain::SupportId;
use gvi_domain::support::SupportStatus;
use gvi_domain::support_steps::{DropReason, Protection, Step};

use super::calendar::Calendar;
use super::diary::Diary;

/// A contact: who holds it, how it began, days ago, its further states and its steps with their days.
struct Contact {
    handler: &'static str,
    route: &'static str,
    began: i64,
    moves: &'static [(i64, SupportStatus)],
    steps: &'static [(i64, Step)],
}

use SupportStatus::{Contact as InContact, Ended, Ongoing, Paused};

const CONTACTS: &[Contact] = &[
    Contact {
        handler: "ines",
        route: "help-line",
        began: 190,
        moves: &[(188, InContact), (180, Ongoing), (40, Ended)],
        steps: &[(189, Step::Intake), (178, Step::Plan), (170, Step::Relocate), (120, Step::Relocated), (60, Step::FollowUp(true))],
    },
    Contact {
        handler: "ines",
        route: "call-in",
        began: 130,
        moves: &[(127, InContact), (120, Ongoing)],
        steps: &[(129, Step::Intake), (119, Step::Plan), (20, Step::CheckInsAgain), (18, Step::FollowUp(true))],
    },
    Contact {
        handler: "jon",
        route: "visit",
        began: 96,
        moves: &[(95, InContact), (88, Ongoing), (30, Paused)],
        steps: &[(95, Step::AskProtection), (95, Step::DecideProtection(Protection::Granted)), (84, Step::Plan)],
    },
    Contact {
        handler: "jon",
        route: "probation",
        began: 75,
        moves: &[(73, InContact), (66, Ongoing)],
        steps: &[(64, Step::Plan), (10, Step::DropOff(DropReason::WaitedTooLong)), (4, Step::Move(InContact))],
    },
    Contact { handler: "ines", route: "family", began: 58, moves: &[(57, InContact)], steps: &[(56, Step::Intake)] },
    Contact { handler: "jon", route: "hospital", began: 41, moves: &[(40, InContact), (38, Ongoing)], steps: &[(35, Step::Plan)] },
    Contact { handler: "ines", route: "call-in", began: 20, moves: &[(19, InContact), (12, Ongoing)], steps: &[(11, Step::Plan)] },
    Contact { handler: "jon", route: "visit", began: 9, moves: &[(8, InContact)], steps: &[] },
    Contact { handler: "ines", route: "help-line", began: 1, moves: &[], steps: &[] },
];

/// Writes the contacts into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary) {
    let mut chance = calendar.chance("support");
    for (place, contact) in CONTACTS.iter().enumerate() {
        let id: SupportId = chance.id();
        let (code, reference) = (chance.code(), format!("SOC-{}-26", chance.between(1000, 9999)));
        diary.at(calendar.days_ago(contact.began, 11, 20), format!("support contact {place}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts(contact.handler, at).await;
                let first = at.plus_hours(-1);
                let typed = TypedSupport {
                    person: &code,
                    reference: &reference,
                    route: contact.route,
                    status: "offered",
                    first_contact: Some(first),
                };
                support::add(&ctx, id, typed).await.map(|_| ())
            })
        });
        for (days, to) in contact.moves {
            diary.at(calendar.days_ago(*days, 10, 45), format!("support contact {place} is {}", to.name()), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts(contact.handler, at).await;
                    if *to == InContact {
                        let version = version(&ctx, id).await?;
                        support::met(&ctx, id, version).await?;
                    }
                    let version = version(&ctx, id).await?;
                    support::move_to(&ctx, id, *to, version).await
                })
            });
        }
        for (turn, (days, step)) in (0_i8..).zip(contact.steps) {
            diary.at(calendar.days_ago(*days, 12, turn), format!("support contact {place}: {step:?}"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts(contact.handler, at).await;
                    let version = version(&ctx, id).await?;
                    support::take(&ctx, id, *step, version).await
                })
            });
        }
        // Signs of life once a week, up to a few days ago.
        let live_until = contact.moves.iter().find(|(_, to)| matches!(to, Ended | Paused)).map_or(0, |(days, _)| *days);
        let Some((mut day, _)) = contact.moves.last().filter(|_| live_until == 0).copied() else { continue };
        while day > 12 {
            day -= 6;
            diary.at(calendar.days_ago(day, 16, 30), format!("support contact {place}: check-in"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts(contact.handler, at).await;
                    let version = version(&ctx, id).await?;
                    support::check_in(&ctx, id, version).await
                })
            });
        }
    }
}

async fn version(ctx: &Ctx, id: SupportId) -> Result<i64, AppError> {
    Ok(support::card(ctx, id).await?.contact.version)
}
