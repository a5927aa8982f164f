//! Three years of incidents, each worked as the method wants it: registered at night by whoever is on duty, judged the next day,
//! laid at a group's door with a level and its basis, gone through at the weekly review, answered within the limit, closed when the
//! watch is over. A few were late, because that happens. The last one was tonight, and nobody has judged it yet.

use gvi_app::alerts::{self, Alert};
use gvi_app::disclosures::Decided;
use gvi_app::{AppError, courier, focus, incident_analysis, incidents};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::focus::TypedProposal;
use gvi_domain::incident::{Confirmation, CoreFacts, IncidentKind, NewIncident, Position, WATCH_DAYS};
use gvi_domain::triage::{Gmi, RetaliationRisk, Triage};
use gvi_domain::{AttributionId, DisclosureId, FocusId, GroupId, IncidentId, Moment, Occurred, Words};
use jiff::civil::Weekday;

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::focus::is_taken;
use super::groups::{GROUPS, place_of};

/// Incidents in a hundred days: the city had more of them three years ago.
const PER_HUNDRED_DAYS: [u32; 3] = [14, 19, 22];

/// Days for which alerts are told; what was alerted before has reached its end everywhere.
const ALERTED_DAYS: i64 = 200;

/// Invented streets, each with metres north and east of a point in the open sea, so that no real street is meant.
const STREETS: &[(&str, i64, i64)] = &[
    ("Norra kajen 3", 900, 0),
    ("Lastbryggan", 850, 120),
    ("Kranbasen, Östra hamnen", 400, 900),
    ("Östra kajen 4", 300, 820),
    ("Fyruddsvägen 12", -200, 2100),
    ("Slussgatan 7", -500, -300),
    ("Slussholmens torg", -620, -410),
    ("Varvsgatan 22", 100, -1500),
    ("Sillbacken 9", 1400, 600),
    ("Lärkparken", -1500, 300),
    ("Repslagartorget", -900, 1000),
    ("Hamnstadens parkering", 50, 150),
    ("Tjärnäsvägen 31", -2600, -800),
    ("Magasinsgatan 5", 210, 330),
    ("Tunnlandet 2", 1900, -700),
];

/// The day from which on the violence that a group's work rests on is looked after, in a history that happens to have none.
const BASIS_SOUGHT_DAY: i64 = 200;
/// Days after which a basis has run out, or almost, when the demo opens.
const BASIS_OLD: i64 = 720;

/// Whether a group is worked with when the demo opens.
fn is_worked_with(place: usize) -> bool {
    use gvi_domain::group::GroupStatus::{Active, Archived, Dormant};
    let moves = GROUPS[place].moves;
    moves.iter().any(|(_, to)| *to == Active) && !moves.iter().any(|(_, to)| [Archived, Dormant].contains(to))
}

const SEA: (f64, f64) = (57.45, 20.10);
const METRES_PER_DEGREE: i64 = 111_000;

fn words(text: &str) -> Words {
    Words::stored(text.to_owned())
}

/// The parts of an incident that were drawn.
struct Drawn {
    id: IncidentId,
    happened: Moment,
    facts: CoreFacts,
    gmi: Gmi,
    offender: Option<(usize, Level)>,
    victim: Option<usize>,
    /// A coordinator who was ill, a week that was too full.
    is_late: bool,
}

/// Writes the incidents into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("incidents");
    // Until when a group is under a decision already: no second one is asked for in between.
    let mut taken_until = vec![calendar.beginning(); groups.len()];
    // On which day each group's latest basis happened: a group that is worked with must have one that is young enough. What is told for
    // that has a chance of its own, so that it moves nothing else.
    let mut basis: Vec<i64> = (0..GROUPS.len()).map(|place| super::basis::happened_on_day(place).unwrap_or(0)).collect();
    let mut sure = calendar.chance("basis that lasts");
    for day in (3..1080).rev() {
        let missed = (0..GROUPS.len()).find(|place| day <= BASIS_SOUGHT_DAY && is_worked_with(*place) && basis[*place] > BASIS_OLD);
        if let Some(place) = missed {
            let mut drawn = draw(calendar, &mut sure, day, &taken_until);
            if !is_taken(GROUPS[place].name, day) && taken_until[place] < drawn.happened {
                drawn.facts = facts(calendar, &mut sure, IncidentKind::Shooting, drawn.happened);
                (drawn.gmi, drawn.offender, drawn.victim) = (Gmi::Yes, Some((place, Level::Supported)), None);
                basis[place] = day;
                work(calendar, diary, &mut sure, drawn, groups, &mut taken_until);
            }
        }
        let year = usize::try_from(day / 365).unwrap_or(0).min(2);
        if chance.percent(PER_HUNDRED_DAYS[year]) {
            let drawn = draw(calendar, &mut chance, day, &taken_until);
            if let Some((place, _)) = drawn.offender.filter(|(_, level)| *level >= Level::Supported && drawn.facts.kind.is_violence()) {
                basis[place] = day;
            }
            work(calendar, diary, &mut chance, drawn, groups, &mut taken_until);
        }
    }
    the_day_before_yesterday(calendar, diary, &mut chance, groups[place_of("Kranen")]);
    tonight(calendar, diary, &mut chance);
}

fn draw(calendar: &Calendar, chance: &mut Chance, day: i64, taken_until: &[Moment]) -> Drawn {
    let hour = [22, 23, 21, 20, 19, 0, 1, 2, 17, 15, 12, 9][chance.weighted(&[20, 16, 15, 10, 8, 8, 6, 4, 5, 4, 3, 2])];
    let happened = calendar.days_ago(day, hour, i8::try_from(chance.between(0, 59)).unwrap_or(0));
    let kind = [
        IncidentKind::Shooting,
        IncidentKind::Explosion,
        IncidentKind::SeriousAttempt,
        IncidentKind::CredibleThreat,
        IncidentKind::OtherViolence,
        IncidentKind::Homicide,
    ][chance.weighted(&[55, 19, 9, 8, 6, 3])];
    let facts = facts(calendar, chance, kind, happened);
    let gmi = [Gmi::Yes, Gmi::Suspected, Gmi::No, Gmi::Unknown][chance.weighted(&[46, 20, 20, 14])];
    let known: Vec<u32> = GROUPS
        .iter()
        .map(|group| {
            let active = group.moves.first().is_some_and(|(since, _)| *since > day + 3);
            let archived = group.moves.iter().any(|(since, to)| *to == gvi_domain::group::GroupStatus::Archived && *since >= day);
            if active && !archived { group.violence } else { 0 }
        })
        .collect();
    let level = [Level::Indication, Level::Supported, Level::Established][chance.weighted(&[55, 30, 15])];
    let is_late = chance.percent(7);
    let (mut offender, mut victim) = (None, None);
    if gmi.counts() && known.iter().sum::<u32>() > 0 {
        let group = chance.weighted(&known);
        let free = !is_taken(GROUPS[group].name, day) && taken_until[group] < happened;
        offender = Some((group, if free { level } else { Level::Indication }));
        let other = chance.weighted(&known);
        victim = (other != group && chance.percent(45)).then_some(other);
    }
    Drawn { id: chance.id_at(happened), happened, facts, gmi, offender, victim, is_late }
}

fn facts(calendar: &Calendar, chance: &mut Chance, kind: IncidentKind, happened: Moment) -> CoreFacts {
    let (street, north, east) = *chance.one(STREETS);
    let (mut killed, mut injured) = match kind {
        IncidentKind::Homicide => (1, 0),
        IncidentKind::SeriousAttempt => (0, 1),
        _ => (0, 0),
    };
    if kind == IncidentKind::Shooting {
        injured = [0, 1, 2][chance.weighted(&[55, 37, 8])];
        killed = u32::from(chance.percent(9));
    }
    let confirmation = match kind {
        IncidentKind::CredibleThreat | IncidentKind::OtherViolence => Confirmation::NotYet,
        IncidentKind::Shooting => [Confirmation::Traces, Confirmation::Witnesses, Confirmation::NotYet][chance.weighted(&[72, 14, 14])],
        _ => Confirmation::Established,
    };
    let occurred = match chance.between(0, 9) {
        0 => Occurred::On(happened.date(calendar.zone())),
        1 => Occurred::Between(happened.plus_hours(-2), happened),
        _ => Occurred::At(happened),
    };
    #[allow(clippy::cast_precision_loss)]
    let degrees = |metres: i64| metres as f64 / METRES_PER_DEGREE as f64;
    let position = chance.percent(80).then(|| Position {
        latitude: SEA.0 + degrees(north + chance.between(-80, 80)),
        longitude: SEA.1 + 2.0 * degrees(east + chance.between(-80, 80)),
    });
    CoreFacts {
        kind,
        occurred,
        place: street.to_owned(),
        position,
        killed,
        injured,
        child_hit: false,
        bystander_hit: injured > 0 && chance.percent(4),
        confirmation,
        note: words(chance.one::<&str>(&[
            "",
            "",
            "Tomhylsor säkrade.",
            "Bil lämnade platsen norrut.",
            "Flera samtal till 112 inom två minuter.",
            "Krossade rutor, ingen på plats.",
        ])),
    }
}

/// One incident from the call to the end of its watch.
fn work(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, drawn: Drawn, groups: &[GroupId], taken_until: &mut [Moment]) {
    let Drawn { id, happened, facts, gmi, offender, victim, is_late } = drawn;
    let registered = happened.plus_seconds(chance.between(6, 50) * 60);
    register(diary, id, registered, facts);
    if happened > calendar.now().plus_days(-ALERTED_DAYS) {
        alert(
            diary,
            chance.id_at(registered),
            id,
            registered.plus_seconds(60 * if is_late { chance.between(130, 260) } else { chance.between(4, 70) }),
        );
    }
    let judged = registered.plus_hours(if is_late { chance.between(26, 34) } else { chance.between(6, 19) });
    let grounds = match gmi {
        Gmi::Yes => "En av de inblandade är känd i gruppen sedan tidigare.",
        Gmi::Suspected => "Platsen och bilen pekar mot en känd konflikt.",
        Gmi::No => "Bråk mellan grannar, ingen med koppling till en grupp.",
        Gmi::Unknown => "",
    };
    diary.at(judged, "triage", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let version = incidents::card(&ctx, id).await?.incident.version;
            incident_analysis::triage(&ctx, id, Triage { gmi, grounds: words(grounds) }, version).await
        })
    });
    let review = next_review(calendar, judged.plus_hours(1)).plus_days(if is_late { 7 } else { 0 });
    let mut confirmed = Vec::new();
    if let Some((place, level)) = offender {
        let attribution: AttributionId = chance.id_at(judged);
        attribute(diary, id, judged.plus_seconds(20 * 60), attribution, (groups[place], Side::Offender, level));
        if level.starts_focus_decision() {
            taken_until[place] = judged.plus_days(6);
            answer(calendar, diary, chance, judged, (GROUPS[place].name, groups[place]));
            confirmed.push(attribution);
        }
    }
    if let Some(place) = victim {
        let attribution: AttributionId = chance.id_at(judged);
        attribute(diary, id, judged.plus_seconds(24 * 60), attribution, (groups[place], Side::Victim, Level::Supported));
        if let Some((offender, _)) = offender.filter(|_| chance.percent(60)) {
            judge_risk(diary, id, judged.plus_seconds(28 * 60), groups[place], groups[offender], chance.percent(35));
        }
        confirmed.push(attribution);
    }
    if review > calendar.now() {
        return;
    }
    diary.at(review, "review", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            incidents::reviewed(&ctx, id).await?;
            teller.goes_through(id, at);
            for attribution in confirmed {
                incident_analysis::confirm(&ctx, id, attribution, words("Polisen, Frivården, socialtjänsten, kommunen"), 1).await?;
            }
            Ok(())
        })
    });
    let over = happened.plus_days(WATCH_DAYS).plus_hours(chance.between(-9, -1)).max(review.plus_hours(3));
    if over < calendar.now() {
        diary.at(over, "close", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let version = incidents::card(&ctx, id).await?.incident.version;
                incidents::close(&ctx, id, words("Bevakningen är slut, inget nytt har hänt i närheten."), version).await
            })
        });
    }
}

pub(super) fn register(diary: &mut Diary, id: IncidentId, at: Moment, facts: CoreFacts) {
    diary.at(at, "register an incident", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("nils", at).await;
            incidents::register(&ctx, NewIncident { id, facts }).await.map(|_| ())
        })
    });
}

/// The others hear of it at once, without persons.
fn alert(diary: &mut Diary, disclosure: DisclosureId, id: IncidentId, at: Moment) {
    diary.at(at, "alert the others", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("nils", at).await;
            let alert = Alert {
                id: disclosure,
                legal_basis: "PBDL-2-1-1".into(),
                nobody_recognised: true,
                harm: "Uppgiften gäller händelse och plats, ingen person kan kännas igen, och de andra behöver den i natt.".into(),
            };
            match alerts::alert(&ctx, id, &alert).await? {
                Decided::Sent(_) => courier::deliver(teller.site(), at).await.map(|_| ()),
                Decided::Refused(preview) => Err(AppError::Broken(format!("refused: {:?}", preview.assessment.refusals).into())),
            }
        })
    });
}

pub(super) fn attribute(
    diary: &mut Diary,
    id: IncidentId,
    at: Moment,
    attribution: AttributionId,
    (group, side, level): (GroupId, Side, Level),
) {
    let (count, sources) = if level >= Level::Supported { (2, "Teknisk undersökning och kamera") } else { (1, "Spaning") };
    diary.at(at, "attribute", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let new = NewAttribution {
                id: attribution,
                group,
                side,
                level,
                basis: words("Fordon och vapen pekar mot gruppen."),
                source_count: count,
                sources: words(sources),
            };
            incident_analysis::attribute(&ctx, id, new, 0).await
        })
    });
}

fn judge_risk(diary: &mut Diary, id: IncidentId, at: Moment, from: GroupId, against: GroupId, is_high: bool) {
    let risk = if is_high { RetaliationRisk::High } else { RetaliationRisk::Possible };
    diary.at(at, "judge the risk of an answer", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            incident_analysis::judge_retaliation(&ctx, id, from, against, risk, words("Grupperna har svarat på varandra två gånger i år."))
                .await
        })
    });
    if is_high {
        diary.at(at.plus_hours(30), "both sides are contacted", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                incident_analysis::contacted(&ctx, id, words("Besök hos båda grupperna, kommunpolis och frivård.")).await
            })
        });
    }
}

/// An attribution from level 2 on is answered within 72 hours, now and then too late.
fn answer(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, judged: Moment, (name, group): (&'static str, GroupId)) {
    let id: FocusId = chance.id_at(judged);
    let proposed = judged.plus_hours(chance.between(2, 20));
    let decided = judged.plus_hours(if chance.percent(10) { chance.between(76, 100) } else { chance.between(24, 68) });
    let (verdict, reasons) = *chance.one(&[
        ("warn", "Första händelsen på länge och ingen död. Gruppen varnas vid ett besök."),
        ("no-action", "Kopplingen räcker inte för ett fokus, och ett annat fokus behöver alla händer."),
    ]);
    if decided > calendar.now() {
        return;
    }
    diary.at(proposed, format!("propose a focus on {name} after an incident"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let typed = TypedProposal {
                rule: "first-after-message",
                evidence: "Händelsen i går, kopplingen är styrkt av två källor.",
                told: "Stormötet och besök",
                capacity: "Läget gås igenom vid mötet på onsdag.",
            };
            focus::propose(&ctx, id, group, typed).await.map(|_| ())
        })
    });
    diary.at(decided, format!("answer for {name}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("greta", at).await;
            let version = focus::card(&ctx, id).await?.focus.version;
            focus::decide(&ctx, id, (verdict, reasons, ""), version).await.map(|_| ())
        })
    });
}

/// The review is on Wednesdays at ten.
pub fn next_review(calendar: &Calendar, after: Moment) -> Moment {
    let mut day = after.date(calendar.zone());
    loop {
        let at = Moment::at(day, 10, 0, calendar.zone()).unwrap();
        if day.weekday() == Weekday::Wednesday && at > after {
            return at;
        }
        day = day.tomorrow().unwrap();
    }
}

/// The incident behind the proposal that waits for the chief.
fn the_day_before_yesterday(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, kranen: GroupId) {
    let happened = calendar.now().plus_hours(-46);
    let id: IncidentId = chance.id_at(happened);
    let facts = CoreFacts {
        kind: IncidentKind::Shooting,
        occurred: Occurred::At(happened),
        place: "Kranbasen, Östra hamnen".into(),
        position: None,
        killed: 0,
        injured: 1,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::Traces,
        note: words("Sju tomhylsor säkrade."),
    };
    register(diary, id, happened.plus_seconds(9 * 60), facts);
    alert(diary, chance.id_at(happened), id, happened.plus_seconds(31 * 60));
    let attribution: AttributionId = chance.id_at(happened.plus_hours(22));
    diary.at(happened.plus_hours(21), "triage", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let version = incidents::card(&ctx, id).await?.incident.version;
            incident_analysis::triage(
                &ctx,
                id,
                Triage { gmi: Gmi::Yes, grounds: words("Två av de inblandade är kända i gruppen.") },
                version,
            )
            .await
        })
    });
    attribute(diary, id, happened.plus_hours(22), attribution, (kranen, Side::Offender, Level::Supported));
}

/// Tonight's: registered and told to the others, not judged, its clocks running.
fn tonight(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    let happened = calendar.tonight();
    let facts = CoreFacts {
        kind: IncidentKind::Shooting,
        occurred: Occurred::At(happened),
        place: "Östra kajen 4".into(),
        position: None,
        killed: 0,
        injured: 1,
        child_hit: false,
        bystander_hit: false,
        confirmation: Confirmation::Traces,
        note: words("En person förd till sjukhus. Flera skott mot en port."),
    };
    let registered = happened.plus_seconds(11 * 60).min(calendar.now());
    let id: IncidentId = chance.id_at(happened);
    register(diary, id, registered, facts);
    alert(diary, chance.id_at(happened), id, happened.plus_seconds(26 * 60).min(calendar.now()));
}
