//! Disclosures in all their states: in force and seen, in force and not yet seen, put right, taken back, past their last day, said
//! in a meeting and written down afterwards, a question with its own ground, and help told on with consent.

use gvi_app::disclosures::{self, Decided};
use gvi_app::draft::{Draft, DraftSubject, Said, Source};
use gvi_app::{AppError, Ctx, consents, courier, expiry, received};
use gvi_domain::consent::{ConsentMethod, GivenBy, NewConsent};
use gvi_domain::disclosure::{Addressee, RecallReason, ReceivedState};
use gvi_domain::referral::ReferralAnswer;
use gvi_domain::{ConsentId, DisclosureId, DomainError, GroupId, Moment, Words};
use gvi_exchange::SnapshotKind;
use gvi_secrecy::disclosure::{Basis, BasisKind, ChosenGround, HarmTest};
use jiff::{Span, civil::date};

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::groups::place_of;
use super::teller::Teller;

/// A draft with what all of them have in common.
fn draft(ctx: &Ctx, id: DisclosureId, (kind, category, source): (SnapshotKind, &str, Source), basis: &str, to: &[(&str, &str)]) -> Draft {
    let today = ctx.now().date(ctx.zone());
    let mut draft = Draft::new(id, kind, category, source);
    draft.recipients = to.iter().map(|(authority, function)| Addressee::function(authority.parse().unwrap(), *function)).collect();
    draft.purposes = ["prevent-detect-crime".into()].into();
    draft.legal_basis = Some(basis.into());
    draft.necessity = "Mottagaren behöver uppgiften för att kunna delta i det som beslutades vid genomgången.".into();
    draft.proportionality = "Bara de fält som behövs lämnas ut, och uppgiften upphör av sig själv.".into();
    draft.as_of = Some(today);
    draft.basis = Some(Basis { kind: BasisKind::Fact, source: "egen kartläggning".into(), grading: None });
    draft.ends_on = Some(today.saturating_add(Span::new().days(90)));
    draft
}

fn tested(provision: &str) -> HarmTest {
    HarmTest {
        provision: provision.into(),
        reasons: "Prövat i det enskilda fallet: det står klart att uppgiften kan lämnas utan men.".into(),
    }
}

fn ground(id: &str) -> ChosenGround {
    ChosenGround {
        ground: id.into(),
        balance: "Behovet av att förebygga ett nytt skott väger tyngre än intresset som sekretessen skyddar.".into(),
    }
}

fn card_of(ctx: &Ctx, id: DisclosureId, group: GroupId, to: &[(&str, &str)]) -> Draft {
    let mut draft = draft(ctx, id, (SnapshotKind::GroupCard, "M2", Source::Group(group)), "PBDL-2-1-1", to);
    draft.chosen = ["group-name".to_owned(), "group-status".to_owned(), "group-area".to_owned()].into();
    draft.harm_tests = vec![tested("OSL-18-1"), tested("OSL-18-2")];
    draft.reidentification_checked = true;
    draft
}

/// Decides, and lets the courier go. A refusal is a page of the history that could not be told.
async fn send(teller: &mut Teller, ctx: &Ctx, draft: &Draft) -> Result<(), AppError> {
    match disclosures::decide(ctx, draft).await? {
        Decided::Sent(_) => deliver(teller, ctx.now()).await,
        Decided::Refused(preview) => Err(AppError::Broken(format!("refused: {:?}", preview.assessment.refusals).into())),
    }
}

pub(super) async fn deliver(teller: &Teller, at: Moment) -> Result<(), AppError> {
    courier::deliver(teller.site(), at).await.map(|_| ())
}

/// Acknowledges everything that lies unseen before a worker.
async fn acknowledge(teller: &mut Teller, user: &'static str, at: Moment) -> Result<(), AppError> {
    let ctx = teller.acts(user, at).await;
    for line in received::list(&ctx).await? {
        let unseen = line.received.state == ReceivedState::Current && line.received.acknowledged_at.is_none();
        if unseen && received::card(&ctx, line.received.envelope).await?.may_acknowledge {
            received::acknowledge(&ctx, line.received.envelope).await?;
        }
    }
    deliver(teller, at).await
}

const EVERYBODY: &[(&str, &str)] = &[("frivarden", "coordinator"), ("kommunen", "coordinator"), ("socialtjansten", "coordinator")];
const PROBATION: &[(&str, &str)] = &[("frivarden", "coordinator")];

/// Writes the disclosures into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("disclosures");
    let group = |name: &str| groups[place_of(name)];
    send_cards(calendar, diary, &mut chance, &group);
    put_right_and_taken_back(calendar, diary, &mut chance, &group);
    links(calendar, diary, &mut chance, group("Kajen"));
    said_and_asked(calendar, diary, &mut chance);
    help(calendar, diary, &mut chance);
    referrals(calendar, diary, &mut chance);
    event(calendar, diary, &mut chance);
    // On the morning of each review the coordinators say that they have seen what came in.
    for week in 1..28 {
        for (minute, reader) in [(10, "karin"), (15, "olle"), (20, "sofia"), (25, "pia")] {
            diary.at(calendar.days_ago(week * 7, 8, minute), format!("{reader} has seen what came in"), move |teller, at| {
                Box::pin(acknowledge(teller, reader, at))
            });
        }
    }
    // The house ends what has reached its last day; in real life every minute, here once a month and on the last morning.
    let monthly = (1..36).map(|month| calendar.days_ago(month * 30, 4, 0));
    for at in monthly.chain([calendar.now().plus_hours(-14)]) {
        diary.at(at, "end what is due", |teller, at| {
            Box::pin(async move {
                expiry::expire_everywhere(teller.site(), at).await?;
                deliver(teller, at).await
            })
        });
    }
}

fn send_cards(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, group: &dyn Fn(&str) -> GroupId) {
    // The oldest two have reached their last day: they stand there as expired.
    for (name, days, to) in [("Fyren", 400, PROBATION), ("Ankaret", 210, EVERYBODY), ("Kajen", 60, EVERYBODY), ("Bryggan", 34, PROBATION)] {
        let (id, group) = (chance.id::<DisclosureId>(), group(name));
        diary.at(calendar.days_ago(days, 13, 0), format!("disclose the card of {name}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                send(teller, &ctx, &card_of(&ctx, id, group, to)).await
            })
        });
        for reader in ["karin", "olle", "sofia"] {
            diary.at(calendar.days_ago(days - 1, 8, 30), format!("{reader} has seen {name}"), move |teller, at| {
                Box::pin(acknowledge(teller, reader, at))
            });
        }
    }
    // Today's: nobody has said yet that they have seen it.
    let (id, kranen) = (chance.id::<DisclosureId>(), group("Kranen"));
    diary.at(calendar.now().plus_seconds(-50 * 60), "disclose the card of Kranen", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            send(teller, &ctx, &card_of(&ctx, id, kranen, EVERYBODY)).await
        })
    });
}

fn put_right_and_taken_back(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, group: &dyn Fn(&str) -> GroupId) {
    let (wrong, better, slussen) = (chance.id::<DisclosureId>(), chance.id::<DisclosureId>(), group("Slussen"));
    diary.at(calendar.days_ago(47, 9, 15), "disclose the card of Slussen", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let mut draft = card_of(&ctx, wrong, slussen, PROBATION);
            draft.chosen.remove("group-area");
            send(teller, &ctx, &draft).await
        })
    });
    diary.at(calendar.days_ago(45, 15, 40), "put the card of Slussen right", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let version = disclosures::card(&ctx, wrong).await?.disclosure.version;
            let mut draft = card_of(&ctx, better, slussen, PROBATION);
            draft.corrects = Some((wrong, version));
            send(teller, &ctx, &draft).await
        })
    });
    let (id, bojen) = (chance.id::<DisclosureId>(), group("Bojen"));
    diary.at(calendar.days_ago(72, 10, 0), "disclose the card of Bojen", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            send(teller, &ctx, &card_of(&ctx, id, bojen, &[("kommunen", "coordinator")])).await
        })
    });
    diary.at(calendar.days_ago(66, 11, 30), "take the card of Bojen back", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let version = disclosures::card(&ctx, id).await?.disclosure.version;
            disclosures::recall(&ctx, id, RecallReason::WasWrong, version).await?;
            deliver(teller, at).await
        })
    });
}

/// Five members under supervision, one decision for each, within the running focus; the last came today and is not yet seen.
fn links(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, kajen: GroupId) {
    for place in 0..5_i64 {
        let id = chance.id::<DisclosureId>();
        let at = if place == 4 { calendar.now().plus_hours(-3) } else { calendar.days_ago(22, 9, i8::try_from(place * 8).unwrap_or(0)) };
        diary.at(at, format!("tell probation of member {place}"), move |teller, at| {
            Box::pin(async move {
                let (name, born) = teller.person_of(kajen, usize::try_from(place).unwrap_or(0))?;
                let ctx = teller.acts("mara", at).await;
                let mut link = draft(&ctx, id, (SnapshotKind::PersonLink, "M3", Source::Typed), "PBDL-2-1-1", &[("frivarden", "officer")]);
                link.typed = vec![("name".into(), name.clone()), ("group-link".into(), "Rör sig med Kajen sedan i våras.".into())];
                link.subject = Some(DraftSubject { label: name, born: Some(born), client_of_recipient: true, ..DraftSubject::default() });
                link.grounds = vec![ground("OSL-10-15a"), ground("OSL-10-27")];
                send(teller, &ctx, &link).await
            })
        });
    }
    diary.at(calendar.days_ago(21, 8, 50), "Tom has seen the members", |teller, at| Box::pin(acknowledge(teller, "tom", at)));
}

fn said_and_asked(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    let id = chance.id::<DisclosureId>();
    diary.at(calendar.days_ago(5, 14, 45), "write down what was said at the meeting", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("karin", at).await;
            let mut said = draft(&ctx, id, (SnapshotKind::Oral, "M6", Source::Typed), "KBDL-2-1-3", &[("socialtjansten", "handler")]);
            said.typed = vec![("name".into(), "Love Strand".into()), ("conditions".into(), "Anmäler sig varje måndag.".into())];
            said.subject = Some(DraftSubject { label: "Love Strand".into(), born: Some(date(2003, 4, 1)), ..DraftSubject::default() });
            said.grounds = vec![ground("OSL-10-15a")];
            said.harm_tests = vec![tested("OSL-18-11")];
            said.said = Some(Said { at: at.plus_seconds(-1500), late_reason: String::new(), dpo_told: false });
            send(teller, &ctx, &said).await
        })
    });
    let id = chance.id::<DisclosureId>();
    diary.at(calendar.days_ago(3, 10, 20), "ask social services", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let mut question =
                draft(&ctx, id, (SnapshotKind::Request, "ASK", Source::Typed), "PBDL-2-1-1", &[("socialtjansten", "intake")]);
            question.typed = vec![("name".into(), "Milo Vik".into())];
            question.subject = Some(DraftSubject { label: "Milo Vik".into(), born: Some(date(2008, 2, 11)), ..DraftSubject::default() });
            question.harm_tests = vec![tested("OSL-18-1")];
            question.grounds = vec![ground("OSL-10-15a")];
            send(teller, &ctx, &question).await
        })
    });
}

/// What social services told probation with consent; one consent was taken back, and with it what rested on it.
fn help(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    for (place, days) in [(0, 50), (1, 16)] {
        let (id, consent, code) = (chance.id::<DisclosureId>(), chance.id::<ConsentId>(), chance.code());
        diary.at(calendar.days_ago(days, 9, 50), format!("tell probation of help {place}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("ines", at).await;
                let today = at.date(ctx.zone());
                let given = NewConsent {
                    id: consent,
                    person: code.clone(),
                    given_by: GivenBy::Person,
                    maturity_reason: Words::stored(String::new()),
                    recipients: vec!["frivarden".parse().unwrap()],
                    categories: vec!["M8".into()],
                    purposes: vec!["give-help".into()],
                    method: ConsentMethod::Oral,
                    witness: Words::stored("Jon Hedin".into()),
                    given_on: today,
                    valid_until: today.saturating_add(Span::new().months(5)),
                };
                consents::record(&ctx, given).await?;
                let mut fact = draft(&ctx, id, (SnapshotKind::SupportFact, "M8", Source::Typed), "SoLPuL-6", PROBATION);
                fact.purposes = ["give-help".into()].into();
                fact.typed = vec![("support-plan".into(), "Möter oss varje tisdag.".into())];
                fact.subject =
                    Some(DraftSubject { label: code, born: Some(date(2002, 9, 3)), client_of_recipient: true, ..DraftSubject::default() });
                fact.grounds = vec![ground("OSL-12-2")];
                fact.consent = Some(consent);
                send(teller, &ctx, &fact).await
            })
        });
        if place == 0 {
            diary.at(calendar.days_ago(29, 15, 10), "a consent is taken back", move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("ines", at).await;
                    let taken_back = consents::withdraw(&ctx, consent).await?;
                    if taken_back != 1 {
                        return Err(DomainError::Rule { rule: "nothing-rested-on-it" }.into());
                    }
                    deliver(teller, at).await
                })
            });
        }
    }
}

/// Whom probation sent on to social services because they asked for help: one that was taken on and done, one that waits for its answer;
/// and a place that social services ask the municipality for, without saying for whom.
fn referrals(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    for (place, (days, name)) in [(33, "Elias Norrby"), (1, "Samir Holm")].into_iter().enumerate() {
        let (id, born) = (chance.id::<DisclosureId>(), date(2001 + i16::try_from(place).unwrap_or(0), 5, 14));
        diary.at(calendar.days_ago(days, 14, 5), format!("refer somebody to intake {place}"), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("karin", at).await;
                let mut sent_on =
                    draft(&ctx, id, (SnapshotKind::Referral, "M9", Source::Typed), "KBDL-2-1-3", &[("socialtjansten", "intake")]);
                sent_on.typed =
                    vec![("name".into(), name.into()), ("wish-for-help".into(), "Vill lämna gruppen och ber om ett samtal.".into())];
                sent_on.subject = Some(DraftSubject { label: name.into(), born: Some(born), ..DraftSubject::default() });
                sent_on.harm_tests = vec![tested("OSL-18-11"), tested("OSL-35-15")];
                send(teller, &ctx, &sent_on).await
            })
        });
    }
    for (days, answer) in [(32, ReferralAnswer::Accepted), (21, ReferralAnswer::Done)] {
        diary.at(calendar.days_ago(days, 9, 35), format!("the referral is {}", answer.name()), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("moa", at).await;
                let known = received::of_kind(&ctx, SnapshotKind::Referral).await?.into_iter().last().ok_or(AppError::NotFound)?;
                received::answer_referral(&ctx, known.received.envelope, answer, known.received.version).await?;
                deliver(teller, at).await
            })
        });
    }
    let id = chance.id::<DisclosureId>();
    diary.at(calendar.days_ago(6, 13, 20), "ask the municipality for a place", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("ines", at).await;
            let mut wanted =
                draft(&ctx, id, (SnapshotKind::UnnamedReferral, "M9U", Source::Typed), "SoLPuL-6", &[("kommunen", "coordinator")]);
            wanted.purposes = ["give-help".into()].into();
            wanted.typed = vec![
                ("help-wanted".into(), "En praktikplats från januari, gärna i hamnen.".into()),
                ("whom-to-call".into(), "Ines Dahlgren".into()),
            ];
            wanted.harm_tests = vec![tested("OSL-26-1")];
            wanted.reidentification_checked = true;
            send(teller, &ctx, &wanted).await
        })
    });
}

/// What the municipality told the association: an evening, which voice is wanted, and the text that may be used.
fn event(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance) {
    let id = chance.id::<DisclosureId>();
    diary.at(calendar.days_ago(10, 10, 50), "tell the association of an evening", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("olle", at).await;
            let mut evening = draft(&ctx, id, (SnapshotKind::Event, "EVT", Source::Typed), "MUN-GDPR-6-1-e", &[("tryggare", "partner")]);
            evening.purposes = ["situation-picture".into()].into();
            evening.typed = vec![
                ("event".into(), "Öppen kväll om våldet i Östra hamnen".into()),
                ("time".into(), "Den 12 december klockan 18".into()),
                ("place".into(), "Folkets hus".into()),
                ("role".into(), "En förälder som vill säga några ord".into()),
                (
                    "approved-text".into(),
                    "Vi vill att du lever. Vi vill inte att du dödar. Det finns hjälp, och du kan ringa i kväll.".into(),
                ),
            ];
            evening.harm_tests = vec![tested("TBD-MUN")];
            evening.reidentification_checked = true;
            send(teller, &ctx, &evening).await
        })
    });
}
