//! Why these? What a list of guests reaches, what each of them is there for, and what people's wishes cost.
//!
//! Only numbers and values: pages make words of them. Nothing here says anything about a person but whom that person reaches.

use super::instance::Together;
use super::{Aim, Proof, Question, check, propose};
use crate::error::{NetworkError, Result};

/// Why a group has no guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody of the group may be asked.
    NobodyMayBeAsked,
    /// All who might have been asked are not to be.
    AllTakenOut,
    /// Somebody could have been asked, but the seats went to other groups or to nobody.
    NotChosen,
}

/// A group without a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Without {
    /// The group, as its place in the question.
    pub group: usize,
    /// Why.
    pub why: Why,
}

/// What a list of guests reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Members expected to be reached.
    pub expected_reach: f64,
    /// Members with a guest within reach, whether or not that guest comes.
    pub within_reach: usize,
    /// Groups without a guest. They get custom notifications.
    pub groups_without: Vec<Without>,
    /// Members without a guest within reach, though somebody who may be asked would reach them.
    pub missed: Vec<usize>,
    /// Members whom nobody who may be asked would reach.
    pub out_of_reach: Vec<usize>,
}

/// What one guest is there for.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The guest.
    pub guest: usize,
    /// The groups the guest belongs to.
    pub groups: Vec<usize>,
    /// Those of them that no other guest belongs to.
    pub only_guest_of: Vec<usize>,
    /// Members within reach of the guest and of none of those named before.
    pub newly_reached: Vec<usize>,
    /// What the guest adds to the expected reach of those named before.
    pub adds: f64,
    /// Expected members lost without the guest, the others staying.
    pub loss: f64,
    /// Who could take the place without any loss: as many groups, as much reach.
    pub could_replace: Vec<usize>,
    /// Whether the guest was asked for in the question.
    pub was_wished: bool,
}

/// What people's wishes cost: the best without them against the best with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// So many groups fewer have a guest.
    pub groups: usize,
    /// So many expected members fewer are reached. Below zero only where more groups are reached instead, or where it was not proven.
    pub reach: f64,
    /// So many seats more are needed ([`Aim::Everybody`]); below zero when fewer can be reached at all.
    pub seats: isize,
    /// Whether both are proven to be the best; otherwise the cost is that of the sets that were found.
    pub is_proven: bool,
}

/// What would these guests reach? They may be anybody who may be asked, however they were chosen.
///
/// # Errors
/// As [`propose`], and when a guest may not be asked.
pub fn standing(question: &Question<'_>, guests: &[usize]) -> Result<Standing> {
    check_guests(question, guests)?;
    Ok(standing_of(question, guests))
}

fn check_guests(question: &Question<'_>, guests: &[usize]) -> Result<()> {
    check(question)?;
    let members = question.network.members();
    for &guest in guests {
        match question.chance.get(guest) {
            None => return Err(NetworkError::Unknown { what: "the list of guests", number: guest, count: members }),
            Some(None) => return Err(NetworkError::MayNotBeAsked(guest)),
            Some(Some(_)) => {}
        }
    }
    Ok(())
}

pub(super) fn standing_of(question: &Question<'_>, guests: &[usize]) -> Standing {
    let reach = Reach::new(question, guests);
    let able = |member: &usize| question.chance[*member].is_some();
    let may = |member: &usize| able(member) && !question.not_asked.contains(member);
    let groups_without = question
        .groups
        .iter()
        .enumerate()
        .filter(|(_, group)| !group.iter().any(|member| guests.contains(member)))
        .map(|(group, members)| {
            let why = match (members.iter().any(able), members.iter().any(may)) {
                (false, _) => Why::NobodyMayBeAsked,
                (true, false) => Why::AllTakenOut,
                (true, true) => Why::NotChosen,
            };
            Without { group, why }
        })
        .collect();
    let mut could_be = vec![false; question.network.members()];
    for member in (0..question.network.members()).filter(|member| may(member) || question.asked.contains(member)) {
        question.network.within(member, question.distance).into_iter().for_each(|other| could_be[other] = true);
    }
    let missing = |could: bool| (0..could_be.len()).filter(|&at| reach.guests[at] == 0 && could_be[at] == could).collect();
    Standing {
        expected_reach: reach.expected(),
        within_reach: reach.guests.iter().filter(|guests| **guests > 0).count(),
        groups_without,
        missed: missing(true),
        out_of_reach: missing(false),
    }
}

/// For each member the chances of the guests within reach, put together.
struct Reach<'a> {
    question: &'a Question<'a>,
    level: Vec<f64>,
    guests: Vec<usize>,
}

impl<'a> Reach<'a> {
    fn new(question: &'a Question<'a>, guests: &[usize]) -> Self {
        let begin = if question.together == Together::AtLeastOne { 1.0 } else { 0.0 };
        let members = question.network.members();
        let mut reach = Self { question, level: vec![begin; members], guests: vec![0; members] };
        let mut sorted = guests.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.into_iter().for_each(|guest| reach.add(guest));
        reach
    }

    fn add(&mut self, guest: usize) {
        // Cannot fail: guests were checked to be among those who may be asked.
        let p = self.question.chance[guest].expect("a chance");
        for member in self.question.network.within(guest, self.question.distance) {
            self.guests[member] += 1;
            self.level[member] = match self.question.together {
                Together::AtLeastOne => self.level[member] * (1.0 - p),
                Together::CappedSum => self.level[member] + p,
            };
        }
    }

    fn expected(&self) -> f64 {
        match self.question.together {
            Together::AtLeastOne => self.level.iter().map(|level| 1.0 - level).sum(),
            Together::CappedSum => self.level.iter().map(|level| level.min(1.0)).sum(),
        }
    }

    /// What a guest would add.
    fn gain(&self, near: &[usize], guest: usize) -> f64 {
        let p = self.question.chance[guest].unwrap_or(0.0);
        near.iter()
            .map(|&member| match self.question.together {
                Together::AtLeastOne => self.level[member] * p,
                Together::CappedSum => (1.0 - self.level[member]).clamp(0.0, p),
            })
            .sum()
    }
}

/// Rounding, in expected members.
const SAME: f64 = 1e-9;

/// What is each of these guests there for? They are named in the order in which each adds most to those before.
///
/// # Errors
/// As [`standing`].
pub fn reasons(question: &Question<'_>, guests: &[usize]) -> Result<Vec<Reason>> {
    check_guests(question, guests)?;
    let mut all = guests.to_vec();
    all.sort_unstable();
    all.dedup();
    let near: Vec<Vec<usize>> = all.iter().map(|&guest| question.network.within(guest, question.distance)).collect();
    let groups_of = |guest: usize| (0..question.groups.len()).filter(|&group| question.groups[group].contains(&guest)).collect::<Vec<_>>();
    let candidates: Vec<(usize, Vec<usize>, Vec<usize>)> = (0..question.network.members())
        .filter(|member| question.chance[*member].is_some() && !question.not_asked.contains(member) && !all.contains(member))
        .map(|member| (member, question.network.within(member, question.distance), groups_of(member)))
        .collect();
    let mut named = Reach::new(question, &[]);
    let mut found = Vec::new();
    let mut left: Vec<usize> = (0..all.len()).collect();
    while !left.is_empty() {
        let mut best = (0, f64::NEG_INFINITY);
        for (at, &place) in left.iter().enumerate() {
            let gain = named.gain(&near[place], all[place]);
            if gain > best.1 + SAME {
                best = (at, gain);
            }
        }
        let place = left.remove(best.0);
        let (guest, within) = (all[place], &near[place]);
        let newly_reached = within.iter().copied().filter(|&member| named.guests[member] == 0).collect();
        named.add(guest);
        let others: Vec<usize> = all.iter().copied().filter(|&other| other != guest).collect();
        let rest = Reach::new(question, &others);
        let loss = rest.gain(within, guest);
        let groups = groups_of(guest);
        let has_other = |group: usize| question.groups[group].iter().any(|member| others.contains(member));
        let only_guest_of: Vec<usize> = groups.iter().copied().filter(|&group| !has_other(group)).collect();
        let could_replace = candidates
            .iter()
            .filter(|(member, near, theirs)| {
                let new = theirs.iter().filter(|&&group| !has_other(group)).count();
                new >= only_guest_of.len() && rest.gain(near, *member) >= loss - SAME
            })
            .map(|(member, _, _)| *member)
            .collect();
        found.push(Reason {
            guest,
            groups,
            only_guest_of,
            newly_reached,
            adds: best.1,
            loss,
            could_replace,
            was_wished: question.asked.contains(&guest),
        });
    }
    Ok(found)
}

/// What do the question's wishes (`asked`, `not_asked`) cost against the best without them?
///
/// # Errors
/// As [`propose`].
pub fn cost_of_wishes(question: &Question<'_>) -> Result<Cost> {
    let wished = propose(question)?;
    let free = propose(&Question { asked: &[], not_asked: &[], ..question.clone() })?;
    let seats = |aim: Aim| if aim == Aim::Everybody { wished.guests.len() as isize - free.guests.len() as isize } else { 0 };
    Ok(Cost {
        groups: wished.standing.groups_without.len().saturating_sub(free.standing.groups_without.len()),
        reach: free.standing.expected_reach - wished.standing.expected_reach,
        seats: seats(question.aim),
        is_proven: [wished.proof, free.proof].iter().all(Proof::is_complete),
    })
}
