//! Twelve groups with neutral code names, each in its own area, and what became of them in three years.

use gvi_app::groups;
use gvi_domain::group::{GroupKind, GroupStatus, NewGroup};
use gvi_domain::{GroupId, Words};

use super::calendar::Calendar;
use super::diary::Diary;

/// A group of the invented city.
pub struct Group {
    /// Code name.
    pub name: &'static str,
    /// Kind.
    pub kind: GroupKind,
    /// Area where it is seen.
    pub area: &'static str,
    /// Members it is thought to have.
    pub size: (u32, u32),
    /// What is believed about it.
    pub note: &'static str,
    /// Days before the demo opens on which it was added.
    pub added: i64,
    /// Days before the demo opens on which it moved, and where to.
    pub moves: &'static [(i64, GroupStatus)],
    /// How much of the city's violence is tied to it, in parts.
    pub violence: u32,
}

use GroupKind::{AreaCrew, ConflictConstellation, Network, Organised};
use GroupStatus::{Active, Archived, Cooling, Dormant};

/// The groups. The police's own compartment holds them; what others know of them was disclosed.
pub const GROUPS: &[Group] = &[
    Group {
        name: "Kajen",
        kind: AreaCrew,
        area: "Norra kajen",
        size: (18, 26),
        note: "Håller till kring kafét vid lastbryggan. I öppen konflikt med Kranen sedan våren.",
        added: 1090,
        moves: &[(1085, Active)],
        violence: 9,
    },
    Group {
        name: "Kranen",
        kind: AreaCrew,
        area: "Östra hamnen",
        size: (14, 22),
        note: "Yngre krets som har tagit över platsen vid kranbasen.",
        added: 1089,
        moves: &[(1085, Active)],
        violence: 8,
    },
    Group {
        name: "Fyren",
        kind: Network,
        area: "Fyrudden",
        size: (20, 35),
        note: "Löst nätverk med kontakter i flera stadsdelar.",
        added: 1084,
        moves: &[(1080, Active)],
        violence: 6,
    },
    Group {
        name: "Ankaret",
        kind: Organised,
        area: "Slussholmen",
        size: (25, 40),
        note: "Äldre krets med roller. Syns sällan ute.",
        added: 1080,
        moves: &[(1075, Active)],
        violence: 4,
    },
    Group {
        name: "Bryggan",
        kind: AreaCrew,
        area: "Sillbacken",
        size: (10, 16),
        note: "Står nära Kajen. Flera bor i samma kvarter.",
        added: 1062,
        moves: &[(1055, Active)],
        violence: 5,
    },
    Group {
        name: "Slussen",
        kind: Network,
        area: "Slussholmen",
        size: (12, 20),
        note: "Bröt sig ur Ankaret under det första året.",
        added: 980,
        moves: &[(974, Active)],
        violence: 5,
    },
    Group {
        name: "Varvet",
        kind: AreaCrew,
        area: "Varvsområdet",
        size: (8, 14),
        note: "Mindre krets. Lugn sedan budskapet gavs.",
        added: 940,
        moves: &[(930, Active), (600, Dormant)],
        violence: 3,
    },
    Group {
        name: "Bojen",
        kind: ConflictConstellation,
        area: "Lärkparken",
        size: (6, 12),
        note: "Samlas kring en enskild konflikt.",
        added: 700,
        moves: &[(695, Active)],
        violence: 4,
    },
    Group {
        name: "Pollaren",
        kind: AreaCrew,
        area: "Repslagartorget",
        size: (9, 15),
        note: "Har hållit sig utanför konflikten mellan Kajen och Kranen.",
        added: 640,
        moves: &[(630, Active), (150, Cooling)],
        violence: 2,
    },
    Group {
        name: "Magasinet",
        kind: Organised,
        area: "Hamnstaden",
        size: (15, 25),
        note: "Lånar ut fordon och lokaler åt andra.",
        added: 520,
        moves: &[(511, Active)],
        violence: 3,
    },
    Group {
        name: "Relingen",
        kind: Network,
        area: "Tjärnäs",
        size: (5, 10),
        note: "Upplöst. De flesta har lämnat staden.",
        added: 1050,
        moves: &[(1040, Active), (700, Cooling), (600, Dormant), (420, Archived)],
        violence: 1,
    },
    Group {
        name: "Lotsen",
        kind: ConflictConstellation,
        area: "Norra kajen",
        size: (4, 9),
        note: "Ny krets. Ska det arbetas med den enligt metoden? Underlag samlas.",
        added: 12,
        moves: &[],
        violence: 1,
    },
];

/// The place of a group in [`GROUPS`].
pub fn place_of(name: &str) -> usize {
    GROUPS.iter().position(|group| group.name == name).unwrap_or_else(|| panic!("no group is called {name}"))
}

/// Writes into the diary how the groups came to be known and what became of them; gives their ids in the order of [`GROUPS`].
pub fn write(calendar: &Calendar, diary: &mut Diary) -> Vec<GroupId> {
    let mut chance = calendar.chance("groups");
    let mut ids = Vec::new();
    for group in GROUPS {
        let at = calendar.days_ago(group.added, 10, 15);
        let id: GroupId = chance.id_at(at);
        diary.at(at, format!("add {}", group.name), move |teller, at| {
            Box::pin(async move {
                let ctx = teller.acts("mara", at).await;
                let new = NewGroup {
                    id,
                    name: group.name.into(),
                    kind: group.kind,
                    area: group.area.into(),
                    size_least: group.size.0,
                    size_most: group.size.1,
                    note: Words::read("note", group.note, 1).unwrap(),
                };
                groups::add(&ctx, new).await.map(|_| ())
            })
        });
        for (days, status) in group.moves {
            diary.at(calendar.days_ago(*days, 14, 5), format!("{} becomes {}", group.name, status.name()), move |teller, at| {
                Box::pin(async move {
                    let ctx = teller.acts("pia", at).await;
                    let version = groups::card(&ctx, id).await?.group.version;
                    groups::move_to(&ctx, id, *status, version).await
                })
            });
        }
        ids.push(id);
    }
    ids
}
