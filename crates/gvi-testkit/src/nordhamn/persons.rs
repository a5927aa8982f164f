//! The persons whom the police know of, and which group each is thought to move with. Who is drawn into which group has no pattern.

use gvi_domain::{Date, GroupId, PersonId};
use jiff::Span;

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;
use super::groups::GROUPS;
use super::names::Names;

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

/// Draws the persons: first the fourteen best known of each group that is worked with, then the rest.
pub fn draw(calendar: &Calendar) -> Vec<Person> {
    let mut chance = calendar.chance("persons");
    let mut names = Names::default();
    let weights: Vec<u32> = GROUPS.iter().map(|group| if group.name == "Relingen" || group.name == "Lotsen" { 0 } else { group.size.1 }).collect();
    (0..PERSONS)
        .map(|place| {
            let group = if place < 14 { 0 } else { chance.weighted(&weights) };
            Person { id: chance.id(), name: names.next(&mut chance), born: born(calendar, &mut chance, place), group }
        })
        .collect()
}

/// Most are between eighteen and thirty; a few are sixteen or seventeen, none of them among the first of a group.
fn born(calendar: &Calendar, chance: &mut Chance, place: usize) -> Date {
    let years = if place >= 14 && place % 29 == 0 { chance.from_to(16, 17) } else { 18 + chance.from_to(1, 7) + chance.from_to(0, 6) };
    calendar.today().saturating_sub(Span::new().years(years)).saturating_sub(Span::new().days(chance.from_to(20, 340)))
}

/// Writes the persons into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary, groups: &[GroupId]) {
    let mut chance = calendar.chance("codes");
    for person in draw(calendar) {
        let (group, code) = (groups[person.group], chance.code());
        diary.at(calendar.days_ago(85, 9, 0), "know a person", move |teller, _| {
            Box::pin(async move {
                teller.remember(group, code, person.name, person.born);
                Ok(())
            })
        });
    }
}
