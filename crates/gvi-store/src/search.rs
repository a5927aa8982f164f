//! Rows that a search in the own compartment looks through: groups with their other names, and incidents by place or code.
//!
//! What a reader may not see finds nothing: rows are opened first, and only what is shown is compared. Persons are searched where
//! persons are listed, with the same conditions as their list, so that no count tells of somebody hidden.

use std::collections::HashMap;

use gvi_domain::group::GroupStatus;
use gvi_domain::incident::{IncidentKind, IncidentState};
use gvi_domain::{Code, GroupId, IncidentId, Moment, Occurred};
use gvi_secrecy::deeds::{ListGroups, ListIncidents};
use gvi_secrecy::{Facts, Permit, Sealed, Thing, classed};

use crate::args;
use crate::db::{DbError, Row};
use crate::incidents::read_occurred;
use crate::tx::{StoreError, Tx};

/// A group as a search compares it.
pub struct NamedGroupRow {
    id: GroupId,
    code: Code,
    name: String,
    area: String,
    status: GroupStatus,
    aliases: Vec<String>,
}

classed! { NamedGroupRow => SeenNamedGroup {
    id: GroupId = open,
    code: Code = open,
    name: String = Coordination,
    area: String = Coordination,
    status: GroupStatus = Coordination,
    aliases: Vec<String> = Intelligence,
} }

/// An incident as a search shows it.
pub struct PlacedIncidentRow {
    id: IncidentId,
    code: Code,
    kind: IncidentKind,
    occurred: Occurred,
    occurred_from: Moment,
    place: String,
    state: IncidentState,
}

classed! { PlacedIncidentRow => SeenPlacedIncident {
    id: IncidentId = open,
    code: Code = open,
    kind: IncidentKind = Coordination,
    occurred: Occurred = Coordination,
    occurred_from: Moment = Coordination,
    place: String = Coordination,
    state: IncidentState = Coordination,
} }

/// Groups that may fit and are looked at closely.
const GROUPS_MAX: i64 = 1_000;
/// Incidents that may fit and are looked at closely.
pub const INCIDENTS_MAX: usize = 200;

/// Groups of `groups g` that have not ended by `$1` and have the code `$2`, or whose name or other name may hold the words of `$3`.
macro_rules! may_fit {
    () => {
        "g.expires_on >= $1 AND (g.code = $2 OR ($3 <> '' AND (LOWER(g.name) LIKE $3 ESCAPE '!' OR EXISTS (SELECT 1 FROM group_aliases n \
         WHERE n.group_id = g.id AND LOWER(n.alias) LIKE $3 ESCAPE '!'))))"
    };
}

/// Groups with this code, or of which a name or another name may hold these words, in the Swedish order of their names. Who asks compares
/// once more, with what the reader may see.
pub async fn groups(
    tx: &mut Tx,
    permit: &Permit<ListGroups>,
    code: Option<Code>,
    words: &str,
) -> Result<Vec<Sealed<NamedGroupRow>>, StoreError> {
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    let (today, pattern) = (tx.today(), open_pattern(words));
    let mut aliases: HashMap<GroupId, Vec<String>> = HashMap::new();
    let sql = concat!(
        "SELECT a.group_id, a.alias FROM group_aliases a JOIN groups g ON g.id = a.group_id WHERE ",
        may_fit!(),
        " ORDER BY a.group_id, a.sort_key, a.alias"
    );
    for row in tx.db(permit).rows(sql, args![today, &code, &pattern]).await? {
        aliases.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let sql =
        concat!("SELECT g.id, g.code, g.name, g.area, g.status FROM groups g WHERE ", may_fit!(), " ORDER BY g.sort_key, g.id LIMIT $4");
    let rows = tx.db(permit).rows(sql, args![today, code, pattern, GROUPS_MAX]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let id = read.next()?;
        let record = NamedGroupRow {
            id,
            code: read.next()?,
            name: read.next()?,
            area: read.next()?,
            status: read.next_named(GroupStatus::named)?,
            aliases: aliases.get(&id).cloned().unwrap_or_default(),
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Group, id)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Incidents with this code, or whose place may hold these words, the latest first; one more than [`INCIDENTS_MAX`] tells that there
/// are others. Both databases know only the letters of ASCII in capitals and small, so every other letter stands open here, and who
/// asks compares the places once more.
pub async fn incidents(
    tx: &mut Tx,
    permit: &Permit<ListIncidents>,
    code: Option<Code>,
    words: &str,
) -> Result<Vec<Sealed<PlacedIncidentRow>>, StoreError> {
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    let sql = "SELECT id, code, kind, occurred_how, occurred_on, occurred_from, occurred_to, place, state FROM incidents \
               WHERE code = $1 OR ($2 <> '' AND LOWER(place) LIKE $2 ESCAPE '!') ORDER BY occurred_from DESC, id DESC LIMIT $3";
    let most = i64::try_from(INCIDENTS_MAX).unwrap_or(i64::MAX - 1) + 1;
    let rows = tx.db(permit).rows(sql, args![code, open_pattern(words), most]).await?;
    let read = |row: &Row| {
        let mut read = row.reader();
        let (id, code) = (read.next()?, read.next()?);
        let kind = read.next_named(IncidentKind::named)?;
        let (occurred, occurred_from) = read_occurred(&mut read)?;
        let record = PlacedIncidentRow {
            id,
            code,
            kind,
            occurred,
            occurred_from,
            place: read.next()?,
            state: read.next_named(IncidentState::named)?,
        };
        Ok::<_, DbError>(Sealed::new(record, Facts::plain(Thing::Incident, id)))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// A `LIKE` pattern for a place in small letters; letters beyond ASCII fit any letter.
fn open_pattern(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for sign in words.chars() {
        match sign {
            '%' | '_' | '!' => pattern.extend(['!', sign]),
            ascii if ascii.is_ascii() => pattern.push(ascii.to_ascii_lowercase()),
            _ => pattern.push('_'),
        }
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_are_taken_as_they_were_typed_and_other_letters_stand_open() {
        assert_eq!(open_pattern("Östra 50%"), "%_stra 50!%%");
        assert_eq!(open_pattern("a_b!"), "%a!_b!!%");
        assert_eq!(open_pattern(""), "");
    }
}
