//! Which groups the guests of a call-in reach, and which they do not: groups × guests, with the gaps in words.
//!
//! A group is reached by somebody who belongs to it. That an allied group has a guest is shown, and fills no gap: a message that comes
//! from outside is not the group's own. Nothing here weighs or orders people.

use std::collections::BTreeSet;

use gvi_domain::group::GroupStatus;
use gvi_domain::guest::{GuestState, Supervision};
use gvi_domain::membership::MembershipState;
use gvi_domain::relation::RelationKind;
use gvi_domain::{GroupId, GuestId, MembershipId, PersonId, Whole};
use gvi_network::error::NetworkError;
use gvi_network::network::Network;
use gvi_network::proposal::{Aim, Proposal, Question, Reason, STEPS_MAX, Together, Why, propose, reasons};
use gvi_secrecy::deeds::{ListGroups, ListMemberships, ReadGroup, ReadMembership};
use gvi_store::{Ctx, Tx, groups, memberships, relations};

use crate::error::AppError;
use crate::focus::today;
use crate::groups::GroupLabel;
use crate::seen::{SeenGuest, SeenMembership};

/// Whether a group counts as active: the groups that a call-in is to reach.
pub const fn is_active(status: GroupStatus) -> bool {
    matches!(status, GroupStatus::Active | GroupStatus::InFocus | GroupStatus::Cooling)
}

/// How a guest stands to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Belongs to it and stands for it.
    StandsFor,
    /// Stands for a group that is allied with it.
    ThroughAlly,
    /// Neither.
    Not,
}

/// A row of the matrix.
pub struct CoveredGroup {
    /// The group.
    pub group: GroupLabel,
    /// How each guest stands to it, in the order of the guests.
    pub reach: Vec<Reach>,
    /// Whether somebody stands for it.
    pub has_guest: bool,
}

/// The matrix.
pub struct Coverage {
    /// The active groups by name.
    pub groups: Vec<CoveredGroup>,
}

impl Coverage {
    /// The groups without a guest: they get custom notifications.
    pub fn gaps(&self) -> impl Iterator<Item = &GroupLabel> {
        self.groups.iter().filter(|group| !group.has_guest).map(|group| &group.group)
    }
}

/// Lays guests over groups.
pub fn cover(groups: Vec<GroupLabel>, guests: &[(GuestId, GroupId)], allied: &[(GroupId, GroupId)]) -> Coverage {
    let are_allied = |one: GroupId, other: GroupId| allied.iter().any(|(a, b)| (*a, *b) == (one, other) || (*b, *a) == (one, other));
    let row = |group: GroupLabel| {
        let reach: Vec<Reach> = guests
            .iter()
            .map(|(_, of)| {
                if *of == group.id {
                    Reach::StandsFor
                } else if are_allied(*of, group.id) {
                    Reach::ThroughAlly
                } else {
                    Reach::Not
                }
            })
            .collect();
        let has_guest = reach.contains(&Reach::StandsFor);
        CoveredGroup { group, reach, has_guest }
    };
    Coverage { groups: groups.into_iter().map(row).collect() }
}

/// The guests that count: proposed, and listed today in an active group.
pub(crate) fn counting(guests: &[SeenGuest]) -> Vec<(GuestId, GroupId)> {
    guests
        .iter()
        .filter(|guest| guest.state.as_value() == Some(&GuestState::Proposed) && guest.stands.as_value() == Some(&true))
        .map(|guest| (guest.id, guest.group))
        .collect()
}

/// The active groups by name, and the alliances between groups that hold today.
pub(crate) async fn ground(ctx: &Ctx, tx: &mut Tx) -> Result<(Vec<GroupLabel>, Vec<(GroupId, GroupId)>), AppError> {
    let Some(list) = tx.maybe::<ListGroups>(Whole).await? else { return Ok((Vec::new(), Vec::new())) };
    let rows = groups::list(tx, &list).await?;
    let active = tx
        .open_rows::<_, ReadGroup, _>(&list, rows)
        .into_iter()
        .filter(|group| group.status.as_value().is_some_and(|status| is_active(*status)))
        .map(|group| GroupLabel { id: group.id, code: group.code, name: group.name.value() })
        .collect();
    let rows = relations::on_a_day(tx, &list, today(ctx)).await?;
    let allied = tx
        .open_rows::<_, ReadGroup, _>(&list, rows)
        .into_iter()
        .filter(|relation| relation.kind.as_value() == Some(&RelationKind::Alliance))
        .map(|relation| (relation.from, relation.to))
        .collect();
    Ok((active, allied))
}

/// The members of active groups who could be asked: listed today, and not under eighteen on the day.
pub(crate) async fn eligible(
    ctx: &Ctx,
    tx: &mut Tx,
    groups: &[GroupLabel],
    meets_on: gvi_domain::Date,
) -> Result<Vec<SeenMembership>, AppError> {
    let Some(list) = tx.maybe::<ListMemberships>(Whole).await? else { return Ok(Vec::new()) };
    let mut members = Vec::new();
    for group in groups {
        let rows = memberships::roster(tx, &list, group.id, today(ctx)).await?;
        members.extend(tx.open_rows::<_, ReadMembership, _>(&list, rows).into_iter().filter(|member| {
            matches!(member.state.as_value(), Some(MembershipState::Confirmed | MembershipState::RenewalProposed))
                && member.person_born.as_value().is_some_and(|born| !born.is_minor_on(meets_on))
        }));
    }
    Ok(members)
}

/// A member whom a proposal names, and why. Nothing in it weighs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The listing.
    pub membership: MembershipId,
    /// The groups that nobody else on the list would stand for.
    pub stands_for: Vec<GroupId>,
    /// Listings of others who could be asked instead: as many groups would be reached.
    pub instead: Vec<MembershipId>,
}

/// Whom to ask besides those who are on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// In no order that means anything.
    pub guests: Vec<Suggested>,
    /// Groups of which nobody can be asked: they get custom notifications.
    pub out_of_reach: Vec<GroupId>,
}

/// The fewest further guests by whom every active group has one, if anybody of it can be asked. It rests on who is listed where, who is on
/// the list already, who was taken off it and who is known not to be under supervision. People decide.
pub(crate) fn suggest(groups: &[GroupLabel], members: &[SeenMembership], asked: &[SeenGuest]) -> Result<Suggestion, NetworkError> {
    let persons: Vec<PersonId> = members.iter().map(|member| member.person).collect::<BTreeSet<_>>().into_iter().collect();
    let place = |person: PersonId| persons.binary_search(&person).ok();
    let mut in_groups: Vec<Vec<usize>> = Vec::with_capacity(groups.len());
    for group in groups {
        in_groups.push(members.iter().filter(|member| member.group == group.id).filter_map(|member| place(member.person)).collect());
    }
    let mut chance = vec![Some(1.0); persons.len()];
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
    let on_the_list: Vec<usize> = on_the_list.into_iter().collect();
    let network = Network::new(persons.len(), &[])?;
    let question = |seats| Question {
        network: &network,
        groups: &in_groups,
        chance: &chance,
        distance: 0,
        together: Together::AtLeastOne,
        aim: Aim::Seats(seats),
        asked: &on_the_list,
        not_asked: &[],
        steps_max: STEPS_MAX / 10,
    };
    let is_left = |found: &Proposal| found.standing.groups_without.iter().any(|without| without.why == Why::NotChosen);
    // With a seat more for each group nobody is left out who could be reached; the fewest that do it lie below that.
    let (mut fewest, mut enough) = (on_the_list.len(), on_the_list.len() + groups.len());
    while fewest < enough {
        let middle = usize::midpoint(fewest, enough);
        if is_left(&propose(&question(middle))?) { fewest = middle + 1 } else { enough = middle }
    }
    let question = question(enough);
    let found = propose(&question)?;
    let listing = |at: usize, group: Option<GroupId>| {
        let own = || members.iter().filter(|member| place(member.person) == Some(at));
        own().find(|member| Some(member.group) == group).or_else(|| own().next()).map(|member| member.id)
    };
    let suggested = |reason: Reason| {
        let stands_for: Vec<GroupId> = reason.only_guest_of.iter().map(|at| groups[*at].id).collect();
        let group = stands_for.first().copied();
        let instead = reason.could_replace.iter().filter_map(|at| listing(*at, group)).collect();
        Some(Suggested { membership: listing(reason.guest, group)?, stands_for, instead })
    };
    let new = reasons(&question, &found.guests)?.into_iter().filter(|reason| !on_the_list.contains(&reason.guest));
    Ok(Suggestion {
        guests: new.filter_map(suggested).collect(),
        out_of_reach: found.standing.groups_without.iter().map(|without| groups[without.group].id).collect(),
    })
}

#[cfg(test)]
mod tests {
    use gvi_domain::Code;

    use super::*;

    fn group() -> GroupLabel {
        GroupLabel { id: GroupId::new(), code: Code::new(), name: None }
    }

    #[test]
    fn an_ally_is_shown_and_fills_no_gap() {
        let (own, ally, other) = (group(), group(), group());
        let guests = [(GuestId::new(), own.id)];
        let coverage = cover(vec![own.clone(), ally.clone(), other.clone()], &guests, &[(ally.id, own.id)]);
        let reach: Vec<Reach> = coverage.groups.iter().map(|row| row.reach[0]).collect();
        assert_eq!(reach, [Reach::StandsFor, Reach::ThroughAlly, Reach::Not]);
        assert_eq!(coverage.gaps().map(|gap| gap.id).collect::<Vec<_>>(), [ally.id, other.id]);
    }
}
