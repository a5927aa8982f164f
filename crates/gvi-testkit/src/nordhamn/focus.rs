//! Focus: two that have ended and were told back, proposals that came to a warning or to nothing, one that runs with levers and
//! offers of help beside each other, and one that waits for the chief tonight.

use gvi_app::{Ctx, focus, levers, offers};
use gvi_domain::focus::{TypedBack, TypedProposal};
use gvi_domain::lever::{LeverDeed, TypedLever};
use gvi_domain::offer::{OfferState, TypedOffer};
use gvi_domain::{FocusId, GroupId, LeverId, OfferId, ReviewId};

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::groups::place_of;

/// A focus that has been and gone.
struct Past {
    group: &'static str,
    proposed: i64,
    evidence: &'static str,
    ended: i64,
    end: (&'static str, &'static str),
    learnt: &'static str,
}

/// The first day of a focus lies so many days after its proposal.
const START_AFTER_DAYS: i64 = 2;

const PAST: &[Past] = &[
    Past {
        group: "Varvet",
        proposed: 800,
        evidence: "Tre skjutningar på tolv dagar, två av dem med koppling som genomgången har bekräftat.",
        ended: 730,
        end: ("criteria-met", "Sextiotre dagar utan våld av gruppen. Målet är nått."),
        learnt: "Samtalen började en vecka för sent. Nästa gång bokas de samma dag som beslutet.",
    },
    Past {
        group: "Ankaret",
        proposed: 400,
        evidence: "Sprängningen vid Slussholmen, bekräftad koppling vid genomgången.",
        ended: 330,
        end: ("criteria-met", "Sextio dagar utan våld av gruppen, och två har bett om att få lämna."),
        learnt: "Frivårdens möten bar mest. Kommunens platser på verkstaden kom till användning redan första veckan.",
    },
];

/// Groups and days on which a proposal came to something else than a focus.
const ANSWERED: &[(&str, i64, &str, &str)] = &[
    ("Bojen", 250, "no-action", "Kopplingen höll inte när labbet svarade. Inget tyder på att gruppen låg bakom."),
    ("Bryggan", 118, "warn", "Första händelsen sedan budskapet och ingen skadad. Gruppen varnas vid ett besök."),
    ("Slussen", 61, "warn", "Gruppen har hört budskapet. Den får en varning, nästa gång blir det fokus."),
];

/// The days on which a group is or may be under a decision, so that no other theme asks for one in between.
pub fn is_taken(group: &str, day: i64) -> bool {
    PAST.iter().any(|past| past.group == group && (past.ended..=past.proposed + WEEK).contains(&day))
        || ANSWERED.iter().any(|(name, proposed, ..)| *name == group && (proposed - WEEK..=proposed + WEEK).contains(&day))
        || group == RUNNING && day <= RUNNING_PROPOSED + WEEK
        || group == WAITING && day <= WEEK
}

/// A decision on an incident takes at most so many days with everything around it.
const WEEK: i64 = 7;

const RUNNING: &str = "Kajen";
const RUNNING_PROPOSED: i64 = 26;
const WAITING: &str = "Kranen";

/// Writes all of it into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("focus");
    for past in PAST {
        write_past(calendar, diary, &mut chance, past, groups[place_of(past.group)]);
    }
    for (group, day, verdict, reasons) in ANSWERED {
        let (group_id, id) = (groups[place_of(group)], chance.id());
        let evidence = "Händelsen i förra veckan, kopplingen bekräftad vid genomgången.";
        propose(calendar, diary, *day, (group, id, group_id), "first-after-message", evidence);
        decide(calendar, diary, *day - 1, (group, id), (verdict, reasons));
    }
    write_running(calendar, diary, &mut chance, groups[place_of(RUNNING)]);
    let waiting: FocusId = chance.id();
    let evidence = "Skotten vid kranbasen i förrgår, bekräftad koppling. Andra händelsen på tio dagar.";
    diary.at(calendar.now().plus_hours(-20), "propose the focus that waits", {
        let group = groups[place_of(WAITING)];
        move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                focus::propose(&ctx, waiting, group, proposal("first-after-message", evidence)).await.map(|_| ())
            })
        }
    });
}

fn proposal(rule: &'static str, evidence: &'static str) -> TypedProposal<'static> {
    TypedProposal {
        rule,
        evidence,
        told: "Stormötet och ett besök i september",
        capacity: "Alla myndigheter har folk de närmaste två månaderna.",
    }
}

fn propose(
    calendar: &Calendar,
    diary: &mut Diary,
    day: i64,
    (name, id, group): (&str, FocusId, GroupId),
    rule: &'static str,
    evidence: &'static str,
) {
    diary.at(calendar.days_ago(day, 9, 30), format!("propose a focus on {name}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            focus::propose(&ctx, id, group, proposal(rule, evidence)).await.map(|_| ())
        })
    });
}

fn decide(calendar: &Calendar, diary: &mut Diary, day: i64, (name, id): (&str, FocusId), (verdict, reasons): (&'static str, &'static str)) {
    diary.at(calendar.days_ago(day, 15, 20), format!("decide on {name}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("greta", at).await;
            let version = version(&ctx, id).await?;
            focus::decide(&ctx, id, (verdict, reasons, ""), version).await.map(|_| ())
        })
    });
}

async fn version(ctx: &Ctx, id: FocusId) -> Result<i64, gvi_app::AppError> {
    Ok(focus::card(ctx, id).await?.focus.version)
}

fn start(calendar: &Calendar, diary: &mut Diary, day: i64, (name, id): (&str, FocusId)) {
    diary.at(calendar.days_ago(day, 8, 40), format!("start the focus on {name}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            let on = at.date(ctx.zone()).to_string();
            let version = version(&ctx, id).await?;
            focus::start(
                &ctx,
                id,
                (&on, "Inget våld av gruppen på sextio dagar. Alla medlemmar har fått ett samtal.", "Sextio dagar utan våld av gruppen."),
                version,
            )
            .await
        })
    });
}

fn review(calendar: &Calendar, diary: &mut Diary, day: i64, (name, id, review): (&str, FocusId, ReviewId), note: &'static str) {
    diary.at(calendar.days_ago(day, 13, 10), format!("review the focus on {name}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            focus::review(&ctx, id, review, ("go-on", note)).await
        })
    });
}

fn write_past(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, past: &'static Past, group: GroupId) {
    let id: FocusId = chance.id();
    propose(calendar, diary, past.proposed, (past.group, id, group), "first-after-message", past.evidence);
    decide(calendar, diary, past.proposed - 1, (past.group, id), ("open", "Gruppen har hört budskapet och brutit mot det. Löftet gäller."));
    let started = past.proposed - START_AFTER_DAYS;
    start(calendar, diary, started, (past.group, id));
    for day in [started - 27, started - 40, started - 53] {
        let note = "Inget våld av gruppen sedan förra avstämningen. Samtalen fortsätter.";
        review(calendar, diary, day, (past.group, id, chance.id()), note);
    }
    diary.at(calendar.days_ago(past.ended, 13, 30), format!("end the focus on {}", past.group), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            let version = version(&ctx, id).await?;
            focus::end(&ctx, id, past.end, version).await
        })
    });
    diary.at(calendar.days_ago(past.ended - 9, 16, 0), format!("tell {} that the focus is over", past.group), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            let on = at.date(ctx.zone()).to_string();
            let back = TypedBack {
                text: "Ni fick allas uppmärksamhet efter skotten. Nu är det slut, och det som erbjöds gäller fortfarande.",
                channel: "visit",
                messenger: "Kommunpolis och frivårdsinspektör",
                on: &on,
                clearance: "Polischef och åklagare",
                cleared_on: &on,
                pretrial: true,
                innocence: true,
            };
            let version = version(&ctx, id).await?;
            focus::tell_back(&ctx, id, back, version).await
        })
    });
    diary.at(calendar.days_ago(past.ended - 40, 10, 0), format!("learn from the focus on {}", past.group), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            let version = version(&ctx, id).await?;
            focus::evaluate(&ctx, id, past.learnt, version).await
        })
    });
}

/// Levers of the running focus: place of the person in the group, the lever with basis and reference, what became of it.
const LEVERS: &[(usize, &str, &str, &str, &str)] = &[
    (0, "vehicle-controls", "PL-22", "22 § första stycket 3", "done"),
    (0, "prioritised-investigation", "RB-23-1", "Ärende K-4410-26", "decided"),
    (1, "vehicle-controls", "PL-22", "22 § första stycket 3", "decided"),
    (2, "targeted-monitoring", "PL-2", "2 § 1, beslut U-71-26", "decided"),
    (3, "weapons-and-narcotics", "RB-28-11", "28 kap. 11 §, ärende K-4417-26", "not-possible"),
    (4, "prioritised-investigation", "RB-23-1", "Ärende K-4402-26", "decided"),
    (5, "warning-both-sides", "PL-2", "2 § 1", "done"),
    (6, "vehicle-controls", "PL-22", "22 § första stycket 3", "basis-recorded"),
];

/// Offers of help beside them: place of the person, and what became of it. Persons 4 and 6 have none yet, which the board says.
const OFFERS: &[(usize, &str, &str, Option<OfferState>)] = &[
    (0, "threat-assessment", "protection", Some(OfferState::Accepted)),
    (1, "way-to-social-services", "income", Some(OfferState::DeclinedForNow)),
    (2, "way-to-social-services", "education", None),
    (3, "threat-assessment", "protection", None),
    (5, "way-to-social-services", "housing", Some(OfferState::Accepted)),
];

fn write_running(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, group: GroupId) {
    let id: FocusId = chance.id();
    let evidence = "Skjutningen på Norra kajen den förra söndagen, bekräftad koppling. Tredje händelsen sedan budskapet.";
    propose(calendar, diary, RUNNING_PROPOSED, (RUNNING, id, group), "most-violent", evidence);
    decide(
        calendar,
        diary,
        RUNNING_PROPOSED - 1,
        (RUNNING, id),
        ("open", "Gruppen är den mest våldsamma just nu och har hört budskapet två gånger. Löftet gäller."),
    );
    let day = RUNNING_PROPOSED - START_AFTER_DAYS;
    start(calendar, diary, day, (RUNNING, id));
    review(calendar, diary, 11, (RUNNING, id, chance.id()), "En händelse sedan starten, utan skadade. Samtal hållna med nio av fjorton.");
    for (turn, (person, lever, basis, reference, became)) in (0_i64..).zip(LEVERS) {
        let lever_id: LeverId = chance.id();
        let minute = i8::try_from(5 + turn * 6).unwrap_or(59);
        diary.at(calendar.days_ago(day - 1, 10, minute), format!("plan {lever}"), move |teller, at| {
            Box::pin(async move {
                let code = teller.code_of(group, *person)?;
                let ctx = teller.acts("pia", at).await;
                let on = at.plus_days(2).date(ctx.zone()).to_string();
                let typed = TypedLever {
                    person: &code,
                    lever,
                    basis,
                    reference,
                    decider: "Greta Öhman",
                    decider_role: "polisområdeschef",
                    proportionality: "Högst två gånger i veckan, bara på allmän plats och aldrig vid skola eller arbete.",
                    planned_on: &on,
                };
                levers::plan(&ctx, lever_id, Some(id), typed).await.map(|_| ())
            })
        });
        let deeds: &[(LeverDeed, &str)] = match *became {
            "done" => &[(LeverDeed::Decide, ""), (LeverDeed::Finish, "Genomfört fyra gånger utan anmärkning.")],
            "decided" => &[(LeverDeed::Decide, "")],
            "not-possible" => &[(LeverDeed::GiveUp, "Misstanken räckte inte, förundersökningen är nedlagd.")],
            _ => &[],
        };
        for (step, (deed, result)) in (0_i64..).zip(deeds) {
            diary.at(calendar.days_ago(day - 2 - step * 5, 11, minute), format!("{} {lever}", deed.name()), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("pia", at).await;
                    levers::change(&ctx, lever_id, *deed, result, step + 1).await
                })
            });
        }
    }
    for (turn, (person, offer, need, became)) in (0_i64..).zip(OFFERS) {
        let offer_id: OfferId = chance.id();
        let minute = i8::try_from(turn * 9).unwrap_or(59);
        diary.at(calendar.days_ago(day - 1, 14, minute), format!("offer {offer}"), move |teller, at| {
            Box::pin(async move {
                let code = teller.code_of(group, *person)?;
                let ctx = teller.acts("pia", at).await;
                let typed = TypedOffer {
                    person: &code,
                    group: "",
                    offer,
                    need,
                    concrete: "Möte redan i veckan på en plats som passar, ring innan.",
                    contact: "Pia Sandell, samverkan",
                };
                offers::make(&ctx, offer_id, Some(id), typed).await.map(|_| ())
            })
        });
        if let Some(state) = *became {
            diary.at(calendar.days_ago(day - 6, 15, minute), format!("{offer} is {}", state.name()), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("pia", at).await;
                    offers::change(&ctx, offer_id, state, 1).await
                })
            });
        }
    }
}
