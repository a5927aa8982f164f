//! Whom to ask: a proposal of guests by whom every active group has somebody, with as few as possible or with so many seats.
//!
//! With seats, what is left of them after the groups goes to whoever carries the message to most others of the list. The only ties that
//! count are those between two suspects of one incident. They are read for one page and kept nowhere; no person is given a number or a
//! place among others. People decide.

use std::collections::{BTreeMap, BTreeSet};

use gvi_domain::guest::{GuestState, Supervision};
use gvi_domain::{GroupId, IncidentId, MembershipId, PersonId, Whole};
use gvi_network::error::NetworkError;
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Proposal, Question, Reason, STEPS_MAX, Together, Why, propose, reasons};
use gvi_secrecy::deeds::{ListIncidents, ReadIncident};
use gvi_store::{Ctx, Tx, incident_persons};

use crate::error::AppError;
use crate::focus::today;
use crate::groups::GroupLabel;
use crate::seen::{SeenGuest, SeenMembership};

/// How surely somebody comes who is asked: three of four, which is what a call-in aims at. Nothing is known of single people.
const COMES: f64 = 0.75;

/// What the reader wants of a proposal. It holds for one page and is kept nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// So many seats, those on the list included; as few as possible where nothing is said.
    pub seats: Option<usize>,
    /// Listings of those who the reader thinks are less likely to come. Their chance is halved.
    pub less_likely: Vec<MembershipId>,
}

/// A member whom a proposal names, and why. Nothing in it weighs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The listing.
    pub membership: MembershipId,
    /// The groups that nobody else on the list would stand for.
    pub stands_for: Vec<GroupId>,
    /// How many others of the list are suspects of the same incidents, for words.
    pub tied_to: usize,
    /// Whether nobody else on the list is tied to the member: the message comes only to whoever is there.
    pub only_there: bool,
    /// Listings of others who could be asked instead: as many groups and as many members would be reached.
    pub instead: Vec<MembershipId>,
}

/// What a proposal with so many seats comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Seats that are used, those on the list included.
    pub seats: usize,
    /// Members who are asked or tied to somebody who is.
    pub members: usize,
    /// All members who could be asked.
    pub of: usize,
    /// Whether no other choice of so many does better.
    pub is_proven: bool,
}

/// Whom to ask besides those who are on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// In the order of the list of members: by group and name.
    pub guests: Vec<Suggested>,
    /// Groups of which nobody can be asked: they get custom notifications.
    pub out_of_reach: Vec<GroupId>,
    /// Groups for which there was no seat.
    pub without_seat: Vec<GroupId>,
    /// What it comes to; nothing where as few as possible were asked for.
    pub reached: Option<Reached>,
}

/// Which of these members stand as suspects in the same incident, two by two. An incident that the reader may not open ties nobody, and
/// neither does somebody whom the reader may not know of.
pub(crate) async fn ties(ctx: &Ctx, tx: &mut Tx, members: &[SeenMembership]) -> Result<Vec<(PersonId, PersonId)>, AppError> {
    let Some(list) = tx.maybe::<ListIncidents>(Whole).await? else { return Ok(Vec::new()) };
    let rows = incident_persons::listed_suspects(tx, &list, today(ctx)).await?;
    let known: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
    let mut suspects: BTreeMap<IncidentId, BTreeSet<PersonId>> = BTreeMap::new();
    for row in tx.open_rows::<_, ReadIncident, _>(&list, rows) {
        if let Some(person) = row.person.value().filter(|person| known.contains(person)) {
            suspects.entry(row.incident).or_default().insert(person);
        }
    }
    suspects.retain(|_, persons| persons.len() > 1);
    tx.note_rows(&list, suspects.keys());
    let mut ties = Vec::new();
    for persons in suspects.into_values() {
        let persons: Vec<PersonId> = persons.into_iter().collect();
        for (at, one) in persons.iter().enumerate() {
            ties.extend(persons[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    Ok(ties)
}

/// What the proposal rests on, in the numbers of the network.
struct Ground {
    persons: Vec<PersonId>,
    network: Network,
    groups: Vec<Vec<usize>>,
    chance: Vec<Option<f64>>,
    on_the_list: Vec<usize>,
}

impl Ground {
    fn new(
        groups: &[GroupLabel],
        members: &[SeenMembership],
        asked: &[SeenGuest],
        ties: &[(PersonId, PersonId)],
        less_likely: &[MembershipId],
    ) -> Result<Self, NetworkError> {
        let persons: Vec<PersonId> = members.iter().map(|member| member.person).collect::<BTreeSet<_>>().into_iter().collect();
        let place = |person: PersonId| persons.binary_search(&person).ok();
        let of_group = |group: &GroupLabel| {
            let own = members.iter().filter(|member| member.group == group.id);
            own.filter_map(|member| place(member.person)).collect::<Vec<usize>>()
        };
        let mut chance = vec![Some(COMES); persons.len()];
        for member in members.iter().filter(|member| less_likely.contains(&member.id)) {
            if let Some(at) = place(member.person) {
                chance[at] = Some(COMES / 2.0);
            }
        }
        let mut on_the_list = BTreeSet::new();
        for guest in asked {
            let Some(at) = place(guest.person) else { continue };
            let stands = guest.state.as_value() == Some(&GuestState::Proposed);
            let can_come = guest.supervision.as_value() != Some(&Supervision::Not);
            if stands && can_come {
                on_the_list.insert(at);
            } else {
                chance[at] = None;
            }
        }
        on_the_list.retain(|at| chance[*at].is_some());
        let ties: Vec<(usize, usize)> = ties.iter().filter_map(|(one, other)| place(*one).zip(place(*other))).collect();
        Ok(Self {
            network: Network::new(persons.len(), &ties)?,
            groups: groups.iter().map(of_group).collect(),
            on_the_list: on_the_list.into_iter().collect(),
            chance,
            persons,
        })
    }

    fn question(&self, seats: usize, distance: usize, steps_max: u64) -> Question<'_> {
        Question {
            network: &self.network,
            groups: &self.groups,
            chance: &self.chance,
            distance,
            together: Together::AtLeastOne,
            aim: Aim::Seats(seats),
            asked: &self.on_the_list,
            not_asked: &[],
            steps_max,
        }
    }

    /// The fewest seats, those on the list included, by which no group is left out that could be reached.
    fn fewest(&self) -> Result<usize, NetworkError> {
        let is_left = |found: &Proposal| found.standing.groups_without.iter().any(|without| without.why == Why::NotChosen);
        // With a seat more for each group nobody is left out who could be reached; the fewest that do it lie below that.
        let (mut fewest, mut enough) = (self.on_the_list.len(), self.on_the_list.len() + self.groups.len());
        while fewest < enough {
            let middle = usize::midpoint(fewest, enough);
            if is_left(&propose(&self.question(middle, 0, STEPS_MAX / 10))?) { fewest = middle + 1 } else { enough = middle }
        }
        Ok(enough)
    }
}

/// Further guests by whom every active group has one, if anybody of it can be asked, and so many that the seats allow. It rests on who is
/// listed where, who is on the list already, who was taken off it, who is known not to be under supervision, on ties where there are
/// seats to choose with, and on what the reader wishes.
pub(crate) fn suggest(
    groups: &[GroupLabel],
    members: &[SeenMembership],
    asked: &[SeenGuest],
    ties: &[(PersonId, PersonId)],
    wishes: &Wishes,
) -> Result<Suggestion, NetworkError> {
    let ground = Ground::new(groups, members, asked, ties, &wishes.less_likely)?;
    let question = match wishes.seats {
        // Nobody is taken off the list by a proposal: there are at least the seats that are taken.
        Some(seats) => ground.question(seats.max(ground.on_the_list.len()), 1, STEPS_MAX),
        None => ground.question(ground.fewest()?, 0, STEPS_MAX / 10),
    };
    let found = propose(&question)?;
    let place = |person: PersonId| ground.persons.binary_search(&person).ok();
    let listing = |at: usize, group: Option<GroupId>| {
        let own = || members.iter().filter(|member| place(member.person) == Some(at));
        own().find(|member| Some(member.group) == group).or_else(|| own().next()).map(|member| member.id)
    };
    let suggested = |reason: Reason| {
        let stands_for: Vec<GroupId> = reason.only_guest_of.iter().map(|at| groups[*at].id).collect();
        let group = stands_for.first().copied();
        let tied_to = ground.network.neighbours(reason.guest).len();
        Some(Suggested {
            membership: listing(reason.guest, group)?,
            tied_to,
            only_there: wishes.seats.is_some() && tied_to == 0,
            instead: reason.could_replace.iter().filter_map(|at| listing(*at, group)).collect(),
            stands_for,
        })
    };
    let new = reasons(&question, &found.guests)?.into_iter().filter(|reason| !reason.was_wished);
    let mut guests: Vec<Suggested> = new.filter_map(suggested).collect();
    // In the order of the list: no place in it says anything of a person.
    guests.sort_by_key(|guest| members.iter().position(|member| member.id == guest.membership));
    let without = |is_left: bool| {
        let those = found.standing.groups_without.iter().filter(move |without| (without.why == Why::NotChosen) == is_left);
        those.map(|without| groups[without.group].id).collect::<Vec<_>>()
    };
    Ok(Suggestion {
        guests,
        out_of_reach: without(false),
        without_seat: without(true),
        reached: wishes.seats.map(|_| Reached {
            seats: found.guests.len(),
            members: found.standing.within_reach,
            of: ground.persons.len(),
            is_proven: found.proof.is_complete(),
        }),
    })
}
