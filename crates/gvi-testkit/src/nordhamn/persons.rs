//! The persons whom the police know of, and which group each is thought to move with. Who is drawn into which group has no pattern.

use gvi_app::memberships::{self, Proposal};
use gvi_app::{list_limits, persons, relations};
use gvi_domain::evidence::{Bearing, EvidenceKind, NewEvidence};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::list_limit::{ListLimitAnswer, NewListLimit};
use gvi_domain::membership::{Approval, MemberRole, Notice};
use gvi_domain::person::{Born, Contact, ContactKind, NewPerson};
use gvi_domain::relation::{Intensity, NewRelation, RelationKind};
use gvi_domain::{Date, GroupId, ListLimitId, MembershipId, PersonId, RelationId, Words};
use jiff::Span;

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::groups::{GROUPS, place_of};
use super::names::{Names, phone};

/// Persons in the police's compartment.
const PERSONS: usize = 180;

/// A person of the invented city.
pub struct Person {
    /// In the police's compartment.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Day of birth.
    pub born: Date,
    /// Place of the group in [`GROUPS`].
    pub group: usize,
}

/// Draws the persons: nobody is listed in a group that is not worked with. First the fourteen best known of each group that is worked with, then the rest.
pub fn draw(calendar: &Calendar) -> Vec<Person> {
    let mut chance = calendar.chance("persons");
    let mut names = Names::default();
    let weights: Vec<u32> =
        GROUPS.iter().map(|group| if ["Relingen", "Lotsen", "Varvet"].contains(&group.name) { 0 } else { group.size.1 }).collect();
    (0..PERSONS)
        .map(|place| {
            let group = if place < 14 { 0 } else { chance.weighted(&weights) };
            Person { id: chance.id(), name: names.next(&mut chance), born: born(calendar, &mut chance, place), group }
        })
        .collect()
}

/// Most are between eighteen and thirty; a few are sixteen or seventeen, none of them among the first of a group.
fn born(calendar: &Calendar, chance: &mut Chance, place: usize) -> Date {
    let years =
        if place >= 14 && place.is_multiple_of(29) { chance.between(16, 17) } else { 18 + chance.between(1, 7) + chance.between(0, 6) };
    calendar.today().saturating_sub(Span::new().years(years)).saturating_sub(Span::new().days(chance.between(20, 340)))
}

/// Writes persons, memberships and relations into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("memberships");
    let persons = draw(calendar);
    clients(calendar, diary, &persons);
    for (place, person) in persons.into_iter().enumerate() {
        let minor = Born::On(person.born).is_minor_on(calendar.today());
        // A listing stands for ninety days, that of somebody under eighteen for thirty: the roster is never older than that.
        let day = match place {
            0..14 => 84 - i64::try_from(place).unwrap_or(0) / 2,
            174.. => 1,
            _ if minor => chance.between(4, 24),
            _ => chance.between(4, 84),
        };
        let outcome = match place {
            0..14 => Outcome::Stands,
            174.. => Outcome::Waits,
            _ if place % 23 == 5 => Outcome::Refused,
            _ if place % 19 == 7 && day > 12 => Outcome::Ended,
            _ if place % 31 == 9 => Outcome::Contested,
            _ => Outcome::Stands,
        };
        list(calendar, diary, &mut chance, person, groups, (day, outcome, minor));
    }
    list_limit(calendar, diary);
    relations(calendar, diary, groups);
}

/// Before the summer's listings the steering group wanted a longer list, and the data protection officer agreed until a day.
fn list_limit(calendar: &Calendar, diary: &mut Diary) {
    let id: ListLimitId = calendar.chance("list-limit").id_at(calendar.days_ago(95, 13, 0));
    diary.at(calendar.days_ago(95, 13, 0), "propose a longer list", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("greta", at).await;
            let new = NewListLimit {
                id,
                persons: Some(200),
                steering_decision: "Styrgruppen, protokoll § 6".into(),
                reasons: words("Nio grupper är aktiva samtidigt, och de nya konflikterna rör fler än de gamla."),
                until: Some(at.date(ctx.zone()).saturating_add(Span::new().months(11))),
            };
            list_limits::propose(&ctx, new).await.map(|_| ())
        })
    });
    diary.at(calendar.days_ago(93, 10, 30), "agree to a longer list", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("dag", at).await;
            let reasons = words("Varje listning prövas ändå för sig. Jag följer andelen utan koppling till våld varje månad.");
            list_limits::answer(&ctx, id, ListLimitAnswer { agreed: true, reasons }).await
        })
    });
}

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Stands,
    Waits,
    Refused,
    Ended,
    Contested,
}

fn words(text: &str) -> Words {
    Words::stored(text.to_owned())
}

fn evidence(chance: &mut Chance, today: Date) -> Vec<NewEvidence> {
    const ITEMS: &[(EvidenceKind, Bearing, &str)] = &[
        (EvidenceKind::VerifiedPart, Bearing::Fact, "Körde bilen som lämnade platsen, sågs på kamera."),
        (EvidenceKind::Suspicion, Bearing::Fact, "Skäligen misstänkt för vapenbrott tillsammans med två ur gruppen."),
        (EvidenceKind::Intelligence, Bearing::Assessment, "Förvarar saker åt gruppen enligt två av varandra oberoende uppgifter."),
        (EvidenceKind::OwnStatement, Bearing::Fact, "Sade vid förhör att han rör sig med gruppen."),
    ];
    let first = chance.between(0, 2);
    (0..2_i64)
        .map(|turn| {
            let (kind, bearing, text) = ITEMS[usize::try_from(first + turn).unwrap_or(0)];
            NewEvidence {
                id: chance.id(),
                kind,
                dated: today.saturating_sub(Span::new().days(chance.between(4, 60) + turn * 70)),
                source: format!("K-{}-{}", chance.between(100, 9999), 25 + turn),
                conduct: turn == 0 || kind != EvidenceKind::OwnStatement,
                bearing,
                grade: Grade { source: SourceGrade::B, information: InformationGrade::Two },
                text: words(text),
            }
        })
        .collect()
}

fn list(
    calendar: &Calendar,
    diary: &mut Diary,
    chance: &mut Chance,
    person: Person,
    groups: &[GroupId],
    (day, outcome, minor): (i64, Outcome, bool),
) {
    let (id, group) = (person.id, groups[person.group]);
    let membership: MembershipId = chance.id_at(calendar.days_ago(day, 9, 0));
    let role = [MemberRole::Member, MemberRole::Influential, MemberRole::PossibleMessenger][chance.weighted(&[80, 14, 6])];
    let added = calendar.days_ago(day, 9, 0).plus_seconds(chance.between(0, 6 * 3600));
    let evidence = evidence(chance, added.date(calendar.zone()));
    let (phone, reference) = (phone(chance), format!("K-{}-26", chance.between(100, 9999)));
    diary.at(added, "list a person", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            let today = at.date(ctx.zone());
            let new = NewPerson {
                id,
                name: person.name.clone(),
                born: Born::On(person.born),
                why_here: words("Misstänks delta i gruppens våld, se underlaget."),
                suspicion: reference,
                contacts: vec![Contact { kind: ContactKind::Phone, route: phone }],
                protected: false,
                handlers: Vec::new(),
                expires_on: today.saturating_add(Span::new().months(11)),
            };
            persons::add(&ctx, new).await?;
            let code = persons::card(&ctx, id).await?.person.code.to_string();
            teller.remember(group, code, person.name, person.born);
            let typed = Proposal {
                id: membership,
                person: id,
                group,
                role,
                necessity: words("Behövs för att nå gruppen med budskapet och för att avvärja nästa skott."),
                needed_by: today.saturating_add(Span::new().days(60)),
                evidence,
            };
            memberships::propose(&ctx, typed).await.map(|_| ())
        })
    });
    if outcome == Outcome::Waits {
        return;
    }
    // Two answer for a listing, from two units; for somebody under eighteen one of them is the lawyer.
    let decider = if minor { "lova" } else { ["arvid", "greta"][chance.weighted(&[3, 1])] };
    let decided = calendar.days_ago(day - 1, 9, 30).plus_seconds(chance.between(0, 6 * 3600));
    diary.at(decided, "decide on a listing", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts(decider, at).await;
            let version = memberships::card(&ctx, membership).await?.membership.version;
            if outcome == Outcome::Refused {
                return memberships::refuse(
                    &ctx,
                    membership,
                    version,
                    words("Underlaget säger att han var på platsen, inte att han hör till gruppen."),
                )
                .await;
            }
            let best_interest = if minor { "Bäst för barnet att nås nu, tillsammans med socialtjänsten." } else { "" };
            let approval = Approval {
                nothing_sensitive: true,
                notice: minor.then_some(Notice::Notify),
                notice_reason: words(""),
                notice_on: None,
                best_interest: words(best_interest),
            };
            memberships::approve(&ctx, membership, version, approval).await
        })
    });
    let later = calendar.days_ago((day - 6).max(1), 14, 20).max(decided.plus_hours(1)).min(calendar.now());
    match outcome {
        Outcome::Ended => diary.at(later, "end a listing", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                memberships::end(&ctx, membership, words("Har flyttat från staden och brutit med gruppen.")).await
            })
        }),
        Outcome::Contested => diary.at(later, "contest a listing", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("pia", at).await;
                memberships::contest(&ctx, membership, words("Säger själv att det var brodern som körde bilen.")).await
            })
        }),
        Outcome::Stands | Outcome::Waits | Outcome::Refused => {}
    }
}

/// Clients of probation and persons of social services. Some are the same men as in the police's list; the ids have nothing to do
/// with each other, and neither authority can tell.
fn clients(calendar: &Calendar, diary: &mut Diary, persons: &[Person]) {
    let mut chance = calendar.chance("clients");
    for (authority_user, count, step, why) in [("tom", 24, 5, "Står under övervakning."), ("ines", 9, 17, "Har själv sökt kontakt.")] {
        for place in 0..count {
            let person = &persons[(place * step) % persons.len()];
            let (id, name, born) = (chance.id::<PersonId>(), person.name.clone(), person.born);
            let at = calendar.days_ago(chance.between(20, 300), 10, 0).plus_seconds(chance.between(0, 5 * 3600));
            diary.at(at, format!("{authority_user} adds a client"), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts(authority_user, at).await;
                    let new = NewPerson {
                        id,
                        name,
                        born: Born::On(born),
                        why_here: words(why),
                        suspicion: String::new(),
                        contacts: Vec::new(),
                        protected: false,
                        handlers: Vec::new(),
                        expires_on: at.date(ctx.zone()).saturating_add(Span::new().months(11)),
                    };
                    persons::add(&ctx, new).await.map(|_| ())
                })
            });
        }
    }
}

const RELATIONS: &[(&str, &str, RelationKind, Intensity, i64, &str)] = &[
    ("Kajen", "Kranen", RelationKind::Conflict, Intensity::Open, 230, "Rånet vid kranbasen i april."),
    ("Fyren", "Slussen", RelationKind::Conflict, Intensity::Tense, 410, "Skuld som inte betalades."),
    ("Slussen", "Ankaret", RelationKind::Splinter, Intensity::Latent, 980, "Bröt sig ur efter ett gräl om pengar."),
    ("Kajen", "Bryggan", RelationKind::Alliance, Intensity::Tense, 600, "Vuxit upp i samma kvarter."),
    ("Kranen", "Magasinet", RelationKind::Supply, Intensity::Tense, 320, "Lånar bilar."),
    ("Bojen", "Kranen", RelationKind::Conflict, Intensity::Tense, 160, "Misshandeln i Lärkparken."),
    ("Fyren", "Magasinet", RelationKind::Supply, Intensity::Latent, 280, "Lokal på Magasinsgatan."),
    ("Ankaret", "Varvet", RelationKind::Alliance, Intensity::Latent, 900, "Samma äldre krets från början."),
];

const ALIASES: &[(&str, &str)] =
    &[("Kajen", "Lastbryggan"), ("Kajen", "K3"), ("Kranen", "Basen"), ("Fyren", "Udden"), ("Ankaret", "De äldre")];

fn relations(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("relations");
    for (from, to, kind, intensity, days, trigger) in RELATIONS {
        let id: RelationId = chance.id_at(calendar.days_ago(*days, 13, 30));
        let (from, to) = (groups[place_of(from)], groups[place_of(to)]);
        let added = calendar.days_ago(*days, 13, 30);
        diary.at(added, "a relation between groups", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let since = at.date(ctx.zone());
                let grade = Grade { source: SourceGrade::B, information: InformationGrade::Two };
                relations::add(
                    &ctx,
                    NewRelation { id, from, to, kind: *kind, intensity: *intensity, since, grade, trigger: words(trigger) },
                )
                .await
            })
        });
        // Relations are confirmed at the turn of each quarter; the latent ones were forgotten, and are shown as stale.
        if *intensity != Intensity::Latent {
            diary.at(calendar.days_ago(days % 60, 15, 0), "confirm a relation", move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("mara", at).await;
                    relations::confirm(&ctx, from, id).await
                })
            });
        }
    }
    for (turn, (name, alias)) in (0_i64..).zip(ALIASES) {
        let group = groups[place_of(name)];
        diary.at(calendar.days_ago(500 - turn * 70, 11, 0), "another name of a group", move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                relations::add_alias(&ctx, group, alias).await
            })
        });
    }
}
