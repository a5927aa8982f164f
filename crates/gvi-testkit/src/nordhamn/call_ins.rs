//! Two call-ins: one in October, held and learnt from, with everybody who came; and one before Christmas, in the middle of its eight weeks.

use gvi_app::call_ins::sheet::{self, TypedItem};
use gvi_app::call_ins::suggestion::Wishes;
use gvi_app::call_ins::telling::{self, Audience, Telling};
use gvi_app::call_ins::{self, TypedStep};
use gvi_app::disclosures::Decided;
use gvi_app::draft::Source;
use gvi_app::guests::{self, TypedGuest};
use gvi_app::incidents::{self, IncidentFilter};
use gvi_app::seen::PersonSearch;
use gvi_app::summonses::{self, TypedChange, TypedMark, TypedSummons};
use gvi_app::{AppError, Ctx, groups, incident_persons, memberships, messages, persons};
use gvi_domain::call_in::{CallInDeed, NewSpeech, PlanKind, TypedCallIn};
use gvi_domain::guest::KnownSupervision;
use gvi_domain::incident::{NewSuspect, Suspicion};
use gvi_domain::message::{Channel, NewMessage};
use gvi_domain::summons::SummonsDeed;
use gvi_domain::{CallInId, Code, DisclosureId, GroupId, GuestId, MarkId, MessageId, Moment, SpeechId, SummonsId, SuspectId, Words};

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::disclosures::deliver;
use super::groups::place_of;
use super::teller::Teller;

/// Days since the evening in October.
const PAST: i64 = 32;
/// Days until the evening before Christmas.
const AHEAD: i64 = 24;
/// The groups that October's was for, with somebody from each but the last.
const PAST_GROUPS: [&str; 5] = ["Kajen", "Kranen", "Fyren", "Slussen", "Bryggan"];
const AHEAD_GROUPS: [&str; 5] = ["Kajen", "Kranen", "Ankaret", "Fyren", "Slussen"];
/// Marks at the door in October, in the order of the summonses.
const MARKS: [&[(&str, i64)]; 6] =
    [&[("came", -10)], &[("came", -5)], &[("late", 12)], &[("came", -8), ("left", 31)], &[("came", 0)], &[("absent", 20)]];

const WHY: &str = "De yngre i gruppen lyssnar på honom, och han har burit fram besked förut.";
const HARM: &str = "De som deltar behöver veta när, var och hur alla hålls trygga. Inga personer är med.";

/// A speech: role, minutes, version, what is said.
type Speech = (&'static str, &'static str, &'static str, &'static str);
const SPEECHES: [Speech; 4] = [
    ("Polisområdeschef", "6", "2026-3", "Vi vill inte att ni dör och inte att ni dödar. Nästa grupp som skjuter får allas uppmärksamhet."),
    ("Förälder", "8", "2026-3", "Sorgens röst: hur det är att förlora ett barn, och en bön om att sluta."),
    ("Läkare", "6", "2026-2", "Vad ett skott gör med en kropp, och vad vården inte kan laga."),
    ("Socialtjänstens samordnare", "7", "2026-3", "Hjälpen finns och ställer inga villkor. Ett telefonnummer, dygnet runt."),
];

/// Writes both into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("call-ins");
    past(calendar, diary, &mut chance, groups);
    ahead(calendar, diary, &mut chance, groups);
}

fn of_names(groups: &[GroupId], names: &[&'static str]) -> Vec<GroupId> {
    names.iter().map(|name| groups[place_of(name)]).collect()
}

async fn codes(teller: &mut Teller, at: Moment, groups: &[GroupId]) -> Result<Vec<Code>, AppError> {
    let mara = teller.acts("mara", at).await;
    let mut codes = Vec::new();
    for group in groups {
        codes.push(groups::card(&mara, *group).await?.group.code);
    }
    Ok(codes)
}

async fn plans(teller: &mut Teller, at: Moment, id: CallInId, meets_at: Moment, venue: &str, of: &[GroupId]) -> Result<(), AppError> {
    let codes = codes(teller, at, of).await?;
    let groups = codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let olle = teller.acts("olle", at).await;
    let typed = TypedCallIn {
        meets_at: Some(meets_at),
        minutes: "60",
        venue,
        checks: vec!["no-authority", "nobodys-ground", "own-way-in", "step-free", "positive"],
        groups: &groups,
        seats: "12",
        cost: "38000",
    };
    call_ins::plan(&olle, id, &typed).await.map(|_| ())
}

/// Tells, and lets the courier go. A refusal is a page of the history that could not be told.
async fn tells(teller: &Teller, ctx: &Ctx, id: DisclosureId, source: Source, audience: Audience) -> Result<(), AppError> {
    let legal_basis = match ctx.plate().kind.as_str() {
        "MUN" => "MUN-GDPR-6-1-e",
        "KV" => "KBDL-2-1-3",
        _ => "PBDL-2-1-1",
    };
    let telling = Telling { id, audience, legal_basis: legal_basis.into(), harm: HARM.into(), nobody_recognised: true };
    match telling::tell(ctx, source, &telling).await? {
        Decided::Sent(_) => deliver(teller, ctx.now()).await,
        Decided::Refused(preview) => Err(AppError::Broken(format!("refused: {:?}", preview.assessment.refusals).into())),
    }
}

async fn code_of(teller: &mut Teller, at: Moment, id: CallInId) -> Result<Code, AppError> {
    let olle = teller.acts("olle", at).await;
    Ok(call_ins::page(&olle, id).await?.call_in.code)
}

async fn steps(teller: &mut Teller, at: Moment, id: CallInId, deed: CallInDeed, note: &str) -> Result<(), AppError> {
    let olle = teller.acts("olle", at).await;
    let version = call_ins::page(&olle, id).await?.call_in.version;
    let on = at.date(olle.zone()).to_string();
    call_ins::step(&olle, id, deed, TypedStep { note, on: &on }, version).await.map(|_| ())
}

/// Suspects of the latest incidents of a group: these of its members, in the order of its roster, who are eighteen or over.
async fn suspects(teller: &mut Teller, at: Moment, group: GroupId, parts: &[(usize, SuspectId)], incident: usize) -> Result<(), AppError> {
    let mara = teller.acts("mara", at).await;
    let filter = IncidentFilter { group: Some(group), ..IncidentFilter::default() };
    let incidents = incidents::list(&mara, &filter, None).await?.incidents;
    let today = at.date(mara.zone());
    let mut members = memberships::roster(&mara, group, today).await?.members;
    members.retain(|member| member.person_born.as_value().is_some_and(|born| !born.is_minor_on(today)));
    for (place, id) in parts {
        let (Some(incident), Some(member)) = (incidents.get(incident), members.get(*place)) else { continue };
        let (incident, code) = (incident.id, member.person_code.to_string());
        let note = Words::stored(String::new());
        let new = NewSuspect { id: *id, incident, person: None, suspicion: Suspicion::Suspected, group: Some(group), note };
        incident_persons::name_suspect(&mara, new, &code).await?;
    }
    Ok(())
}

/// Proposes somebody from each of these groups: whoever comes first by name.
async fn propose(teller: &mut Teller, at: Moment, code: Code, of: &[GroupId], ids: &[GuestId]) -> Result<(), AppError> {
    let mara = teller.acts("mara", at).await;
    let members = guests::proposal_form(&mara, code, &Wishes::default()).await?.members;
    for (group, id) in of.iter().zip(ids) {
        if let Some(member) = members.iter().find(|member| member.group == *group) {
            guests::propose(&mara, &TypedGuest { id: *id, call_in: code, membership: member.id, reason: WHY }).await?;
        }
    }
    Ok(())
}

/// Summons a client for each of these groups, the first ones by name.
async fn summon(teller: &mut Teller, at: Moment, code: Code, of: &[Code], ids: &[SummonsId]) -> Result<(), AppError> {
    let tom = teller.acts("tom", at).await;
    let clients = persons::list(&tom, PersonSearch::default()).await?.persons;
    for ((client, id), group) in clients.iter().zip(ids).zip(of.iter().cycle()) {
        let (person, group) = (client.code.to_string(), group.to_string());
        summonses::add(&tom, &TypedSummons { id: *id, call_in: code, told: "", person: &person, group: &group }).await?;
    }
    Ok(())
}

/// The summonses of a call-in as Tom sees them, by name.
async fn there(teller: &mut Teller, at: Moment, code: Code) -> Result<Vec<SummonsId>, AppError> {
    let tom = teller.acts("tom", at).await;
    Ok(summonses::page(&tom, code).await?.summonses.iter().map(|one| one.id).collect())
}

/// Sends a summons and, where a proof is named, notes that it was served.
async fn send(teller: &mut Teller, at: Moment, id: SummonsId, proof: Option<&str>) -> Result<(), AppError> {
    let tom = teller.acts("tom", at).await;
    let on = at.date(tom.zone()).to_string();
    let typed = TypedChange { on: &on, how: "in-person", proof: proof.unwrap_or_default(), reason: "" };
    summonses::change(&tom, id, SummonsDeed::Send, typed, 1).await?;
    if proof.is_some() {
        summonses::change(&tom, id, SummonsDeed::Serve, typed, 2).await?;
    }
    Ok(())
}

async fn run_sheet(
    teller: &mut Teller,
    at: Moment,
    id: CallInId,
    speeches: &[(SpeechId, Speech)],
    approved: usize,
) -> Result<(), AppError> {
    let leila = teller.acts("leila", at).await;
    for (place, (speech, (speaker, minutes, version, about))) in speeches.iter().enumerate() {
        let place = (place + 1).to_string();
        let new = NewSpeech::read((*speech, id), (&place, speaker, minutes), (version, about))?;
        sheet::write_speech(&leila, &new).await?;
    }
    let olle = teller.acts("olle", at).await;
    for (speech, _) in speeches.iter().take(approved) {
        sheet::approve_speech(&olle, id, *speech, 1).await?;
    }
    Ok(())
}

async fn write_plans(teller: &mut Teller, at: Moment, id: CallInId, texts: &[(PlanKind, &str)]) -> Result<(), AppError> {
    let leila = teller.acts("leila", at).await;
    let version = call_ins::page(&leila, id).await?.call_in.version;
    sheet::write_plans(&leila, id, texts, version).await
}

async fn done(teller: &mut Teller, at: Moment, id: CallInId, keys: &[&str]) -> Result<(), AppError> {
    let olle = teller.acts("olle", at).await;
    for key in keys {
        sheet::change_item(&olle, id, TypedItem { key, deed: "done", reason: "", to: "" }).await?;
    }
    Ok(())
}

fn past(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, groups: &[GroupId]) {
    let id: CallInId = chance.id_at(calendar.days_ago(PAST + 58, 9, 0));
    let evening = calendar.days_ago(PAST, 18, 0);
    let of = of_names(groups, &PAST_GROUPS);
    let told: [DisclosureId; 5] = std::array::from_fn(|_| chance.id());
    let (guest_ids, ids): (Vec<GuestId>, Vec<SummonsId>) = ((0..4).map(|_| chance.id()).collect(), (0..6).map(|_| chance.id()).collect());
    let speeches: Vec<(SpeechId, Speech)> = SPEECHES.iter().map(|speech| (chance.id(), *speech)).collect();
    let marks: Vec<Vec<MarkId>> = MARKS.iter().map(|marks| marks.iter().map(|_| chance.id()).collect()).collect();
    let message_ids: Vec<MessageId> = (0..5).map(|_| chance.id_at(evening)).collect();
    let at = |days: i64, hour: i8| calendar.days_ago(PAST + days, hour, 15);

    diary.at(at(58, 9), "plan October's call-in and tell of it", {
        let of = of.clone();
        move |teller, now| {
            Box::pin(async move {
                plans(teller, now, id, evening, "Hamnparkens idrottshall", &of).await?;
                let olle = teller.acts("olle", now).await;
                tells(teller, &olle, told[0], Source::CallIn(id), Audience::Authorities).await?;
                tells(teller, &olle, told[1], Source::CallIn(id), Audience::Community).await?;
                done(teller, now, id, &["date-and-venue"]).await
            })
        }
    });
    diary.at(at(44, 10), "propose October's guests", {
        let of = of[..4].to_vec();
        move |teller, now| {
            Box::pin(async move {
                let code = code_of(teller, now, id).await?;
                propose(teller, now, code, &of, &guest_ids).await?;
                done(teller, now, id, &["groups", "long-list", "speakers-confirmed"]).await
            })
        }
    });
    diary.at(at(30, 11), "summon October's guests", {
        let of = of[..4].to_vec();
        move |teller, now| {
            Box::pin(async move {
                let code = code_of(teller, now, id).await?;
                let codes = codes(teller, now, &of).await?;
                summon(teller, now, code, &codes, &ids).await?;
                for one in there(teller, now, code).await? {
                    send(teller, now, one, Some("KV-2026-1187")).await?;
                }
                done(teller, now, id, &["legal-check", "summons"]).await
            })
        }
    });
    diary.at(at(22, 13), "October's list of guests stands", move |teller, now| {
        Box::pin(async move {
            let code = code_of(teller, now, id).await?;
            let pia = teller.acts("pia", now).await;
            let version = guests::page(&pia, code).await?.list.map_or(0, |list| list.version);
            guests::lock(&pia, code, version).await?;
            tells(teller, &pia, told[2], Source::GuestList(code), Audience::Authorities).await?;
            steps(teller, now, id, CallInDeed::Lock, "").await
        })
    });
    diary.at(at(15, 14), "October's run-sheet and plans", move |teller, now| {
        Box::pin(async move {
            run_sheet(teller, now, id, &speeches, speeches.len()).await?;
            let texts = [
                (
                    PlanKind::Safety,
                    "Två ingångar med värdar. Kajen och Kranen kommer med en kvarts mellanrum. Polisområdeschefen avbryter.",
                ),
                (PlanKind::Press, "Inget före mötet. Ett gemensamt meddelande dagen efter."),
                (PlanKind::Seating, "Kajen längst fram till vänster, Kranen till höger, två rader emellan. Varje inspektör sitter bakom."),
                (PlanKind::Transport, "Biljetter delas ut av frivården. Bussen går från två hållplatser."),
            ];
            write_plans(teller, now, id, &texts).await?;
            steps(teller, now, id, CallInDeed::Rehearse, "Talarna byter plats två och tre. Ljudet provas en timme före.").await?;
            done(teller, now, id, &["words-approved", "speakers-briefed", "safety-plan", "help-on-site", "press-plan"]).await
        })
    });
    diary.at(at(1, 10), "decide that October's call-in is held", move |teller, now| {
        Box::pin(async move {
            let code = code_of(teller, now, id).await?;
            let greta = teller.acts("greta", now).await;
            let version = guests::page(&greta, code).await?.list.map_or(0, |list| list.version);
            guests::decide(&greta, code, ("go", "Inga nya händelser mellan grupperna på tio dagar. Alla platser är bemannade."), version)
                .await?;
            let pia = teller.acts("pia", now).await;
            tells(teller, &pia, told[3], Source::GuestList(code), Audience::Authorities).await?;
            steps(teller, now, id, CallInDeed::Go, "").await
        })
    });
    diary.at(calendar.days_ago(PAST, 19, 10), "October's evening", move |teller, now| {
        Box::pin(async move {
            let code = code_of(teller, now, id).await?;
            let guests = there(teller, now, code).await?;
            let tom = teller.acts("tom", now).await;
            for ((summons, marked), mark_ids) in guests.iter().zip(MARKS).zip(&marks) {
                for ((mark, minutes), mark_id) in marked.iter().zip(mark_ids) {
                    let reason = if *mark == "left" { "afraid" } else { "" };
                    let typed = TypedMark { id: *mark_id, mark, reason, at: Some(evening.plus_seconds(minutes * 60)) };
                    summonses::mark(&tom, *summons, typed).await?;
                }
            }
            steps(teller, now, id, CallInDeed::Hold, "Polis, frivård, socialtjänst, kommun, två föräldrar och en läkare.").await
        })
    });
    diary.at(at(-1, 9), "the day after October's evening", move |teller, now| {
        Box::pin(async move {
            steps(teller, now, id, CallInDeed::Debrief, "Lugnt. En gäst gick efter en halvtimme. Föräldern bar kvällen.").await?;
            let code = code_of(teller, now, id).await?;
            let tom = teller.acts("tom", now).await;
            tells(teller, &tom, told[4], Source::DoorList(code), Audience::Authorities).await?;
            let pia = teller.acts("pia", now).await;
            let page = guests::page(&pia, code).await?;
            let wording = messages::words_to_say(&pia).await?.first().map(|words| words.id);
            for (group_code, message) in page.groups_that_came().into_iter().zip(message_ids) {
                let new = NewMessage {
                    id: message,
                    group_code,
                    group: None,
                    given_on: page.call_in.day,
                    channel: Channel::CallIn,
                    words_version: "2026-3".into(),
                    wording,
                    messenger: "Polisområdeschef, en förälder och en läkare".into(),
                };
                messages::record(&pia, new).await?;
            }
            Ok(())
        })
    });
    diary.at(at(-5, 15), "contact after October's evening", move |teller, now| {
        Box::pin(async move {
            let code = code_of(teller, now, id).await?;
            let guests = there(teller, now, code).await?;
            let tom = teller.acts("tom", now).await;
            let on = now.date(tom.zone()).to_string();
            for one in guests {
                let version = summonses::card(&tom, one).await?.summons.version;
                let typed = TypedChange { on: &on, how: "meeting", ..TypedChange::default() };
                summonses::contacted(&tom, one, typed, version).await?;
            }
            done(teller, now, id, &["contact", "groups-without-guest"]).await
        })
    });
    diary.at(at(-28, 14), "what October's call-in taught", move |teller, now| {
        Box::pin(async move {
            let learnt = "Kallelserna kom i tid och alla utom en kom. Nästa gång får Bryggan en egen gäst, inte bara ett samtal.";
            steps(teller, now, id, CallInDeed::Review, learnt).await
        })
    });
}

fn ahead(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, groups: &[GroupId]) {
    let id: CallInId = chance.id_at(calendar.days_ago(34, 9, 0));
    let evening = calendar.days_ahead(AHEAD, 18, 0);
    let of = of_names(groups, &AHEAD_GROUPS);
    let told: [DisclosureId; 2] = std::array::from_fn(|_| chance.id());
    let (guest_ids, ids): (Vec<GuestId>, Vec<SummonsId>) = ((0..3).map(|_| chance.id()).collect(), (0..4).map(|_| chance.id()).collect());
    let speeches: Vec<(SpeechId, Speech)> = SPEECHES[..2].iter().map(|speech| (chance.id(), *speech)).collect();

    diary.at(calendar.days_ago(34, 9, 20), "plan the call-in before Christmas and tell of it", {
        let of = of.clone();
        move |teller, now| {
            Box::pin(async move {
                plans(teller, now, id, evening, "Bibliotekets hörsal", &of).await?;
                let olle = teller.acts("olle", now).await;
                tells(teller, &olle, told[0], Source::CallIn(id), Audience::Authorities).await?;
                tells(teller, &olle, told[1], Source::CallIn(id), Audience::Community).await?;
                done(teller, now, id, &["date-and-venue"]).await
            })
        }
    });
    // Which members of which group are suspects together, and of the group's how manieth incident from the last.
    let together: [(&str, usize, &[usize]); 5] =
        [("Kajen", 0, &[0, 1, 2]), ("Kajen", 1, &[1, 3]), ("Kranen", 0, &[1, 2]), ("Kranen", 1, &[1, 3, 4]), ("Fyren", 0, &[0, 2])];
    let mut own = calendar.chance("suspects");
    for (minute, (name, incident, places)) in together.into_iter().enumerate() {
        let group = groups[place_of(name)];
        let parts: Vec<(usize, SuspectId)> = places.iter().map(|place| (*place, own.id())).collect();
        let moment = calendar.days_ago(18, 9, 40).plus_seconds(60 * i64::try_from(minute).unwrap_or(0));
        diary.at(moment, format!("suspects of an incident of {name}"), move |teller, now| {
            Box::pin(async move { suspects(teller, now, group, &parts, incident).await })
        });
    }
    diary.at(calendar.days_ago(17, 10, 20), "propose guests for the call-in before Christmas", {
        let of = of[..3].to_vec();
        move |teller, now| {
            Box::pin(async move {
                let code = code_of(teller, now, id).await?;
                propose(teller, now, code, &of, &guest_ids).await?;
                let mara = teller.acts("mara", now).await;
                if let Some(guest) = guests::page(&mara, code).await?.guests.first() {
                    let known = KnownSupervision::read("under", "Frivårdens samordnare vid genomgången", None)?;
                    guests::supervision(&mara, guest.id, &known, guest.version).await?;
                }
                done(teller, now, id, &["groups", "long-list"]).await
            })
        }
    });
    diary.at(calendar.days_ago(6, 13, 30), "summon guests to the call-in before Christmas", {
        let of = of[..3].to_vec();
        move |teller, now| {
            Box::pin(async move {
                let code = code_of(teller, now, id).await?;
                let codes = codes(teller, now, &of).await?;
                summon(teller, now, code, &codes, &ids).await?;
                // One is on its way, one should have been sent by now, the others are served.
                let there = there(teller, now, code).await?;
                for (one, proof) in there.into_iter().zip([Some(None), None, Some(Some("KV-2026-1402")), Some(Some("KV-2026-1403"))]) {
                    if let Some(proof) = proof {
                        send(teller, now, one, proof).await?;
                    }
                }
                done(teller, now, id, &["speakers-confirmed", "legal-check"]).await
            })
        }
    });
    diary.at(calendar.days_ago(3, 15, 0), "the first words for the call-in before Christmas", move |teller, now| {
        Box::pin(async move {
            run_sheet(teller, now, id, &speeches, 1).await?;
            let texts = [(PlanKind::Safety, "Två ingångar med värdar. Utkast: vem som avbryter bestäms vid genrepet.")];
            write_plans(teller, now, id, &texts).await
        })
    });
}
