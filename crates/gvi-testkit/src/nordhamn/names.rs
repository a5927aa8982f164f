//! Names for invented people: ordinary first and last names of a Swedish harbour town today, drawn without any pattern.

use std::collections::HashSet;

use super::chance::Chance;

const FIRST: &[&str] = &[
    "Adam", "Alex", "Ali", "Alvin", "Amir", "Anton", "Aron", "Axel", "Benjamin", "Bilal", "Carl", "Casper", "Daniel", "Danilo", "David", "Dennis", "Edvin", "Eli",
    "Elias", "Elliot", "Emil", "Erik", "Fabian", "Felix", "Filip", "Gabriel", "Gustav", "Hampus", "Hannes", "Henrik", "Hugo", "Ibrahim", "Isak", "Ivan", "Jakob",
    "Jesper", "Joel", "Johan", "Jonatan", "Josef", "Kevin", "Kim", "Leo", "Liam", "Linus", "Love", "Lucas", "Ludvig", "Malte", "Marcus", "Martin", "Mateo",
    "Melvin", "Mikael", "Milo", "Noel", "Omar", "Oscar", "Otto", "Pontus", "Rasmus", "Robin", "Samir", "Samuel", "Sebastian", "Simon", "Stefan", "Tariq", "Theo",
    "Tim", "Tobias", "Vidar", "Viggo", "Viktor", "Vilgot", "William", "Yusuf",
];

const LAST: &[&str] = &[
    "Abrahamsson", "Ahlin", "Alm", "Amini", "Asplund", "Backlund", "Berglund", "Björk", "Boström", "Bylund", "Dahl", "Demir", "Edlund", "Ekberg", "Engström", "Falk",
    "Farah", "Forsell", "Franzén", "Fält", "Gren", "Haddad", "Hagberg", "Hassan", "Hedlund", "Holm", "Häll", "Ivarsson", "Jovanov", "Karam", "Kovac", "Krantz",
    "Lager", "Larsén", "Lilja", "Lindahl", "Lund", "Mansour", "Moberg", "Molin", "Nilsson", "Norberg", "Nyman", "Öberg", "Palm", "Petrov", "Rahimi", "Rask",
    "Rosén", "Sand", "Saleh", "Sjödin", "Skog", "Sommar", "Strand", "Sundin", "Svärd", "Tall", "Toivonen", "Vik", "Wahl", "Wester", "Yilmaz", "Ågren", "Ås", "Ödman",
];

/// Draws full names, none of them twice.
#[derive(Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// The next name.
    pub fn next(&mut self, chance: &mut Chance) -> String {
        loop {
            let name = format!("{} {}", chance.one(FIRST), chance.one(LAST));
            if self.0.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A phone number from the series that the Swedish authority keeps free for films and examples (070-1740605 to 070-1740699).
pub fn phone(chance: &mut Chance) -> String {
    format!("070-174 06 {:02}", chance.from_to(5, 99))
}
