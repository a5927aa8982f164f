//! Which groups the guests of a call-in reach, and which they do not: groups × guests, with the gaps in words.
//!
//! A group is reached by somebody who belongs to it. That an allied group has a guest is shown, and fills no gap: a message that comes
//! from outside is not the group's own. Nothing here weighs or orders people.

use gvi_domain::group::GroupStatus;
use gvi_domain::guest::GuestState;
use gvi_domain::membership::MembershipState;
use gvi_domain::relation::RelationKind;
use gvi_domain::{GroupId, GuestId, Whole};
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
