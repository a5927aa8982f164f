//! Custom notifications: a round that is over and one that runs, each visit asked about at social services first. One was stopped, one was
//! not found, two were delivered last week, one waits for its team tonight. Words were written by one and approved by another.

use gvi_app::deconfliction::{self, Question, Reply};
use gvi_app::disclosures::Decided;
use gvi_app::{AppError, Ctx, notifications, received, rounds, visits, wordings};
use gvi_domain::deconfliction::{SafetyAnswer, SafetyQuestion};
use gvi_domain::notification::TypedRequest;
use gvi_domain::round::TypedRound;
use gvi_domain::visit::TypedAttempt;
use gvi_domain::{AttemptId, DisclosureId, GroupId, NotificationId, RoundId, WordingId};
use jiff::Span;

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::disclosures::deliver;
use super::groups::place_of;
use super::teller::Teller;

/// How far a notification has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    /// Asked, and nobody has answered.
    Asked,
    /// Everybody has answered clear; somebody has to say so.
    Answered,
    /// Cleared.
    Cleared,
    /// A team has it.
    Assigned,
    /// Tried.
    Tried,
    /// Delivered.
    Delivered,
    /// Spoken to once more.
    FollowedUp,
}

/// A notification: days ago, group, place of the person in it, how far it came, how the attempt came out.
struct Visit {
    day: i64,
    group: &'static str,
    person: usize,
    far: Far,
    outcome: (&'static str, &'static str),
}

const fn visit(day: i64, group: &'static str, person: usize, far: Far, outcome: (&'static str, &'static str)) -> Visit {
    Visit { day, group, person, far, outcome }
}

const PERSON: (&str, &str) = ("direct", "person-with-family");
const FAMILY: (&str, &str) = ("family", "guardian");
const NOBODY: (&str, &str) = ("not-found", "nobody");

/// The round that is over.
const AUTUMN: &[Visit] = &[
    visit(52, "Kajen", 0, Far::FollowedUp, PERSON),
    visit(51, "Kajen", 1, Far::FollowedUp, FAMILY),
    visit(50, "Kajen", 2, Far::FollowedUp, PERSON),
    visit(48, "Kajen", 3, Far::Tried, NOBODY),
];
/// The round that runs.
const WINTER: &[Visit] = &[
    visit(8, "Kajen", 4, Far::Delivered, PERSON),
    visit(7, "Kajen", 5, Far::Delivered, FAMILY),
    visit(6, "Kajen", 6, Far::Tried, NOBODY),
    visit(5, "Kajen", 7, Far::Assigned, PERSON),
    visit(4, "Kajen", 8, Far::Cleared, PERSON),
    visit(3, "Kajen", 9, Far::Answered, PERSON),
    visit(1, "Kajen", 10, Far::Asked, PERSON),
];

/// Days from the request to the visit, and on to the second contact.
const VISIT_AFTER_DAYS: i64 = 2;
const FOLLOW_UP_AFTER_DAYS: i64 = 11;

const MESSAGE: &str = "Vi kommer för att du är viktig, inte för att du är misstänkt. Vi vill inte att du dör och vi vill inte att du dödar. \
                       Skjuter någon i gruppen får hela gruppen allas uppmärksamhet. Vill du ha hjälp finns den i morgon, vad gruppen än gör.";
const IN_ENGLISH: &str = "We come because you matter, not because you are suspected. We do not want you to die and we do not want you to kill. \
                          If anybody in the group shoots, the whole group gets everybody's attention. Help is there tomorrow, whatever the group does.";
const LETTER: &str = "Det här brevet berättar vad ett vapenbrott kan betyda för dig. Du är inte misstänkt för något genom att ha fått det. \
                      Den som döms för grovt vapenbrott får fängelse i flera år. Ring numret nedan om du vill ha hjälp eller förstå brevet.";
const REASONS: &str = "Samtalet ska inte störa deras arbete. Bara namn, födelsetid och hur bråttom det är lämnas, till den som kan svara.";

/// Writes the words, the rounds and the visits into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("notifications");
    let wording = words(calendar, diary, &mut chance);
    for (day, days, name, aim, target, all) in [
        (55, 20, "Höstens runda", "Alla tongivande i Kajen ska ha hört budskapet före november.", "5", AUTUMN),
        (
            9,
            24,
            "Vinterns runda",
            "Alla som andra lyssnar på i konflikten mellan Kajen och Kranen ska ha hört budskapet före jul.",
            "12",
            WINTER,
        ),
    ] {
        let id: RoundId = chance.id_at(calendar.days_ago(day, 9, 0));
        diary.at(calendar.days_ago(day, 9, 0), format!("plan {name}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                let from = at.date(ctx.zone());
                let (from_on, to_on) = (from.to_string(), from.saturating_add(Span::new().days(days)).to_string());
                let typed = TypedRound { name, from_on: &from_on, to_on: &to_on, aim, target };
                rounds::plan(&ctx, id, typed).await.map(|_| ())
            })
        });
        for visit in all {
            write_visit(calendar, diary, &mut chance, visit, (groups[place_of(visit.group)], wording, id));
        }
    }
}

/// One message and one letter in use, and a draft in English that waits for somebody else's approval.
fn words(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) -> (WordingId, WordingId) {
    let mut written = |day: i64, kind: &'static str, language: &'static str, text: &'static str, approved: bool| {
        let id: WordingId = chance.id_at(calendar.days_ago(day, 10, 0));
        diary.at(calendar.days_ago(day, 10, 0), format!("write the {kind} in {language}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let to = at.date(ctx.zone()).saturating_add(Span::new().months(12)).to_string();
                wordings::write(&ctx, id, (kind, language), text, &to).await.map(|_| ())
            })
        });
        if approved {
            diary.at(calendar.days_ago(day - 1, 14, 0), format!("approve the {kind} in {language}"), move |teller, at| {
                Box::pin(async move { wordings::approve(&teller.acts("greta", at).await, id, 1).await })
            });
        }
        id
    };
    let message = written(60, "message", "sv", MESSAGE, true);
    let letter = written(59, "legal-exposure", "sv", LETTER, true);
    written(2, "message", "en", IN_ENGLISH, false);
    (message, letter)
}

async fn version(ctx: &Ctx, id: NotificationId) -> Result<i64, AppError> {
    Ok(notifications::card(ctx, id).await?.notification.version)
}

fn sent(decided: Decided) -> Result<(), AppError> {
    match decided {
        Decided::Sent(_) => Ok(()),
        Decided::Refused(preview) => Err(AppError::Broken(format!("refused: {:?}", preview.assessment.refusals).into())),
    }
}

fn write_visit(
    calendar: &Calendar,
    diary: &mut Diary,
    chance: &mut Chance,
    visit: &'static Visit,
    (group, (message, letter), round): (GroupId, (WordingId, WordingId), RoundId),
) {
    let id: NotificationId = chance.id_at(calendar.days_ago(visit.day, 9, 40));
    let (question, reply): (DisclosureId, DisclosureId) = (chance.id(), chance.id());
    let attempt: AttemptId = chance.id();
    diary.at(calendar.days_ago(visit.day, 9, 40), format!("request a visit in {}", visit.group), move |teller, at| {
        Box::pin(request(teller, at, visit, (id, group, message, letter, round), question))
    });
    if visit.far >= Far::Answered {
        diary.at(calendar.days_ago(visit.day, 13, 25), "social services answer", move |teller, at| Box::pin(answer(teller, at, reply)));
    }
    if visit.far >= Far::Cleared {
        diary.at(calendar.days_ago(visit.day, 15, 5), "clear a visit", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                let version = version(&ctx, id).await?;
                notifications::clear(&ctx, id, version).await
            })
        });
    }
    if visit.far >= Far::Assigned {
        diary.at(calendar.days_ago(visit.day, 15, 20), "assign a visit", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                let card = notifications::card(&ctx, id).await?;
                let team = card.colleagues.iter().filter(|one| one.name.starts_with("Nils")).map(|one| one.account).collect();
                let visit_at = Some(at.plus_days(VISIT_AFTER_DAYS));
                notifications::assign(&ctx, id, team, visit_at, card.notification.version).await
            })
        });
    }
    if visit.far >= Far::Tried {
        diary.at(calendar.days_ago(visit.day - VISIT_AFTER_DAYS, 18, 10), "come back from a visit", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("nils", at).await;
                let met = visit.outcome.0 != "not-found";
                let typed = TypedAttempt {
                    at: None,
                    place: "home",
                    outcome: visit.outcome.0,
                    receiver: visit.outcome.1,
                    letter: met,
                    offer: met,
                    reaction: if met { "listened" } else { "none" },
                    note: if met { "" } else { "Porttelefonen är trasig, ring innan." },
                };
                visits::report(&ctx, id, attempt, typed).await.map(|_| ())
            })
        });
    }
    if visit.far >= Far::FollowedUp {
        diary.at(calendar.days_ago(visit.day - FOLLOW_UP_AFTER_DAYS, 17, 30), "speak to somebody once more", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("nils", at).await;
                let version = version(&ctx, id).await?;
                visits::follow_up(&ctx, id, version).await
            })
        });
    }
    // Whoever was not found in the round that is over was given up.
    if visit.far == Far::Tried && visit.day > 30 {
        diary.at(calendar.days_ago(visit.day - FOLLOW_UP_AFTER_DAYS, 16, 0), "give up a visit", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                let version = version(&ctx, id).await?;
                visits::give_up(&ctx, id, "Flyttad till annan ort sedan en månad.", version).await
            })
        });
    }
}

async fn request(
    teller: &mut Teller,
    at: gvi_domain::Moment,
    visit: &Visit,
    (id, group, message, letter, round): (NotificationId, GroupId, WordingId, WordingId, RoundId),
    question: DisclosureId,
) -> Result<(), AppError> {
    let person = teller.code_of(group, visit.person)?;
    let ctx = teller.acts("pia", at).await;
    let group_code = gvi_app::groups::card(&ctx, group).await?.group.code.to_string();
    let (wording, letter, round) = (message.to_string(), letter.to_string(), round.to_string());
    let typed = TypedRequest {
        person: &person,
        group: &group_code,
        reason: "Andra i gruppen lyssnar på honom, och konflikten med Kranen är färsk.",
        trigger: "round",
        urgent: false,
        wording: &wording,
        letter: &letter,
        round: &round,
    };
    notifications::request(&ctx, id, typed).await?;
    let go: Vec<_> = SafetyQuestion::ALL.iter().map(|question| (*question, SafetyAnswer::Go)).collect();
    notifications::answer(&ctx, id, &go, "").await?;
    let question = Question {
        id: question,
        authority: "socialtjansten".parse().unwrap(),
        function: "intake".into(),
        handler: None,
        legal_basis: "PBDL-2-1-1".into(),
        reasons: REASONS.into(),
    };
    sent(deconfliction::ask(&ctx, id, &question).await?)?;
    deliver(teller, at).await
}

/// Moa answers the question that came last.
async fn answer(teller: &mut Teller, at: gvi_domain::Moment, id: DisclosureId) -> Result<(), AppError> {
    let ctx = teller.acts("moa", at).await;
    let lines = received::list(&ctx).await?;
    let mut asked = None;
    for line in lines.iter().filter(|line| line.received.kind == "request").take(3) {
        if received::card(&ctx, line.received.envelope).await?.may_clear {
            asked = Some(line.received.envelope);
            break;
        }
    }
    let reply = Reply {
        id,
        clearance: "clear".into(),
        ground: None,
        legal_basis: "SoLPuL-6".into(),
        reasons: "Svaret säger inget om personen: inget hos oss står i vägen för ett samtal.".into(),
        why_not_first: String::new(),
        lawyer_approval: String::new(),
    };
    sent(deconfliction::reply(&ctx, asked.ok_or(AppError::NotFound)?, &reply).await?)?;
    deliver(teller, at).await
}
