//! Rows of persons in the own compartment, their contact routes and, for protected identities, their named handlers.
//!
//! Every query that could show a person carries the same two conditions: the record has not ended, and a protected identity is
//! only there for its handlers. Counts and pages use one text, so that a count is what may be listed and nothing else.

use gvi_domain::limit::COUNTED_MAX;
use gvi_domain::person::{Born, Contact, ContactKind, NewPerson, dialled};
use gvi_domain::{AccountId, Code, Date, PersonId, Words};
use gvi_secrecy::deeds::{AddPerson, EditPerson, ExpireRecords, ListPersons};
use gvi_secrecy::{Deed, Facts, Permit, Sealed, Thing, classed};

use crate::db::{DbError, DbTx, Row};
use crate::tx::{StoreError, Tx};
use crate::{args, codes};

/// A row of `persons` with what hangs on it: one person, opened.
pub struct PersonRow {
    id: PersonId,
    code: Code,
    name: String,
    born: Born,
    why_here: Words,
    suspected: bool,
    suspicion: String,
    contacts: Vec<Contact>,
    protected: bool,
    handlers: Vec<String>,
    expires_on: Date,
    version: i64,
}

classed! { PersonRow => SeenPerson {
    id: PersonId = open,
    code: Code = open,
    name: String = Identity,
    born: Born = Identity,
    why_here: Words = Intelligence,
    suspected: bool = Identity,
    suspicion: String = Intelligence,
    contacts: Vec<Contact> = Identity,
    protected: bool = Identity,
    handlers: Vec<String> = Identity,
    expires_on: Date = Coordination,
    version: i64 = open,
} }

/// A person as a list shows them: enough to tell two people apart, and no more.
pub struct ListedPersonRow {
    id: PersonId,
    code: Code,
    name: String,
    born: Born,
    suspected: bool,
    protected: bool,
    expires_on: Date,
}

classed! { ListedPersonRow => SeenListedPerson {
    id: PersonId = open,
    code: Code = open,
    name: String = Identity,
    born: Born = Identity,
    suspected: bool = Identity,
    protected: bool = Identity,
    expires_on: Date = Coordination,
} }

/// What a list of persons is asked for. Empty texts ask for everybody.
#[derive(Debug, Clone, Default)]
pub struct PersonSearch {
    /// Part of the name, in small letters.
    pub name: String,
    /// A whole code.
    pub code: String,
    /// Part of a telephone number, digits only.
    pub phone: String,
    /// The person after whom the page begins.
    pub after: Option<PersonId>,
}

/// A birth as its two columns.
pub(crate) fn born(year: i64, day: Option<Date>) -> Born {
    day.map_or_else(|| Born::Year(i16::try_from(year).unwrap_or(i16::MAX)), Born::On)
}

/// Who handles a person with protected identity: ids of accounts.
pub(crate) async fn handlers(db: &mut DbTx, id: &str) -> Result<Vec<String>, DbError> {
    let rows = db.rows("SELECT account FROM person_handlers WHERE person_id = $1 ORDER BY account", args![id]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The facts of a person, if there is one.
pub(crate) async fn facts(db: &mut DbTx, id: &str, today: Date) -> Result<Option<Facts>, DbError> {
    let row = db.row("SELECT protected, born_year, born_on, expires_on FROM persons WHERE id = $1", args![id]).await?;
    // Asked for always: work that is done only for somebody protected would tell that there is somebody.
    let handlers = handlers(db, id).await?;
    let Some(row) = row else { return Ok(None) };
    let mut read = row.reader();
    let protected = read.next()?;
    let birth = born(read.next()?, read.next()?);
    let expired = read.next::<Date>()? < today;
    Ok(Some(Facts {
        protected,
        // The handlers of somebody without protection decide nothing.
        handlers: if protected { handlers } else { Vec::new() },
        expired,
        minor: birth.is_minor_on(today),
        ..Facts::plain(Thing::Person, id).about_a_person()
    }))
}

/// One person, for any deed that has a permit on them.
pub async fn person<D: Deed<Id = PersonId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Sealed<PersonRow>, StoreError> {
    let id = permit.id().to_string();
    let today = tx.today();
    let db = tx.db(permit);
    // Cannot fail: the permit was given for a row of this transaction.
    let facts = facts(db, &id, today).await?.expect("the row of a permit");
    let sql = "SELECT code, name, born_year, born_on, why_here, suspicion, protected, expires_on, version FROM persons WHERE id = $1";
    // Cannot fail: as above.
    let row = db.row(sql, args![&id]).await?.expect("the row of a permit");
    let contacts = db.rows("SELECT kind, route FROM person_contacts WHERE person_id = $1 ORDER BY place", args![&id]).await?;
    let contacts = contacts
        .iter()
        .map(|row| {
            let mut read = row.reader();
            Ok(Contact { kind: read.next_named(ContactKind::named)?, route: read.next()? })
        })
        .collect::<Result<_, DbError>>()?;
    let named = db
        .rows(
            "SELECT a.user_name FROM person_handlers h JOIN accounts a ON a.id = h.account WHERE h.person_id = $1 ORDER BY a.user_name",
            args![&id],
        )
        .await?;
    let handlers = named.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    let mut read = row.reader();
    let record = PersonRow {
        id: permit.id(),
        code: read.next()?,
        name: read.next()?,
        born: born(read.next()?, read.next()?),
        why_here: read.next()?,
        suspicion: read.next()?,
        suspected: !row.get::<String>(5)?.is_empty(),
        contacts,
        protected: read.next()?,
        handlers,
        expires_on: read.next()?,
        version: read.next()?,
    };
    Ok(Sealed::new(record, facts))
}

/// The conditions under which a row of `persons p` is there at all: `$1` is the day, `$2` the account.
macro_rules! there {
    () => {
        "p.expires_on >= $1 AND (p.protected = 0 OR EXISTS (SELECT 1 FROM person_handlers h WHERE h.person_id = p.id AND h.account = $2))"
    };
}
pub(crate) use there;

/// The conditions of a search; `$3` name, `$4` code, `$5` telephone.
macro_rules! searched {
    () => {
        " AND ($3 = '' OR p.search_key LIKE $3 ESCAPE '!') AND ($4 = '' OR p.code = $4) \
          AND ($5 = '' OR EXISTS (SELECT 1 FROM person_contacts c WHERE c.person_id = p.id AND c.dialled LIKE $5 ESCAPE '!'))"
    };
}

/// What a line of the list shows.
macro_rules! listed {
    () => {
        "p.id, p.code, p.name, p.born_year, p.born_on, p.suspicion, p.protected, p.expires_on"
    };
}

/// The next names, in their order behind a place, that hold a text: found by where the parts of names begin, without looking anybody up.
macro_rules! next_names {
    ($sort_key:literal, $person:literal, $from:literal, $to:literal, $names:literal) => {
        concat!(
            "(SELECT DISTINCT sort_key, person_id FROM person_name_endings WHERE ending >= ",
            $from,
            " AND ending < ",
            $to,
            " AND (sort_key > ",
            $sort_key,
            " OR (sort_key = ",
            $sort_key,
            " AND person_id > ",
            $person,
            ")) ORDER BY sort_key, person_id LIMIT ",
            $names,
            ") AS named"
        )
    };
}

/// Everybody whose name holds the text, in no order.
macro_rules! by_name {
    ($from:literal, $to:literal) => {
        concat!(
            "(SELECT DISTINCT person_id FROM person_name_endings WHERE ending >= ",
            $from,
            " AND ending < ",
            $to,
            ") AS named CROSS JOIN persons p WHERE p.id = named.person_id AND "
        )
    };
}

/// Signs of an ending that are kept; the migration cuts at the same.
const ENDING_SIGNS: usize = 32;
/// Names that are fetched beyond those that are wanted, for those who are not there for the reader.
const NAMES_MORE: i64 = 20;
/// A text that stands in more names than this is not looked up: going through the list in its order finds enough of them soon.
const LOOKED_UP_MAX: i64 = 10_000;

/// Between which endings the names lie that hold the text of a search; `None` if there is no text, or it stands in too many.
pub struct Endings(Option<(String, String)>);

/// Decides once for a page and its count how the names of a search are found.
pub async fn endings_of(tx: &mut Tx, permit: &Permit<ListPersons>, search: &PersonSearch) -> Result<Endings, StoreError> {
    if search.name.is_empty() {
        return Ok(Endings(None));
    }
    let from: String = search.name.chars().take(ENDING_SIGNS).collect();
    let to = format!("{from}{}", char::MAX);
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM person_name_endings WHERE ending >= $1 AND ending < $2 LIMIT $3) AS found";
    let count = tx.db(permit).count(sql, args![&from, &to, LOOKED_UP_MAX + 1]).await?;
    Ok(Endings((count <= LOOKED_UP_MAX).then_some((from, to))))
}

/// A text inside a `LIKE` pattern, or nothing.
fn within(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// A page of persons in the Swedish order of their names: at most `limit` and whether there are more.
pub async fn list(
    tx: &mut Tx,
    permit: &Permit<ListPersons>,
    search: &PersonSearch,
    endings: &Endings,
    limit: usize,
) -> Result<(Vec<Sealed<ListedPersonRow>>, bool), StoreError> {
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    // A page that begins after somebody who is not there for this reader begins at the start: hidden looks like nothing.
    let mut start = (String::new(), String::new());
    if let Some(after) = search.after {
        let sql = concat!("SELECT p.sort_key, p.id FROM persons p WHERE ", there!(), " AND p.id = $3");
        if let Some(row) = db.row(sql, args![today, &account, after]).await? {
            start = (row.get(0)?, row.get(1)?);
        }
    }
    let rows = match &endings.0 {
        Some(named) => named_page(db, (today, &account), search, named, start, limit + 1).await?,
        None => {
            let sql = concat!(
                "SELECT ",
                listed!(),
                " FROM persons p WHERE ",
                there!(),
                searched!(),
                " AND (p.sort_key > $6 OR (p.sort_key = $6 AND p.id > $7)) ORDER BY p.sort_key, p.id LIMIT $8"
            );
            let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
            db.rows(sql, args![today, &account, within(&search.name), &search.code, within(&search.phone), start.0, start.1, most]).await?
        }
    };
    let more = rows.len() > limit;
    let mut page = Vec::with_capacity(rows.len().min(limit));
    for row in rows.iter().take(limit) {
        page.push(listed(db, row, today).await?);
    }
    Ok((page, more))
}

/// As many of those whose name holds the text as are there for this reader, the first in the order of names. Who is not there is
/// passed over: names are fetched some more than are wanted, and again until there are enough or no more.
async fn named_page(
    db: &mut DbTx,
    (today, account): (Date, &str),
    search: &PersonSearch,
    (from, to): &(String, String),
    mut start: (String, String),
    most: usize,
) -> Result<Vec<Row>, DbError> {
    let names = i64::try_from(most).unwrap_or(i64::MAX / 2) + NAMES_MORE;
    let mut rows = Vec::new();
    loop {
        let sql = concat!(
            "SELECT ",
            listed!(),
            " FROM ",
            next_names!("$6", "$7", "$8", "$9", "$10"),
            " CROSS JOIN persons p WHERE p.id = named.person_id AND ",
            there!(),
            searched!(),
            " ORDER BY named.sort_key, named.person_id"
        );
        let place = args![&start.0, &start.1, from, to, names];
        let asked = args![today, account, within(&search.name), &search.code, within(&search.phone)];
        rows.extend(db.rows(sql, [asked, place.clone()].concat()).await?);
        if rows.len() >= most {
            rows.truncate(most);
            return Ok(rows);
        }
        let sql = concat!(
            "SELECT named.sort_key, named.person_id FROM ",
            next_names!("$1", "$2", "$3", "$4", "$5"),
            " ORDER BY named.sort_key DESC, named.person_id DESC LIMIT 1"
        );
        let Some(last) = db.row(sql, place).await? else { return Ok(rows) };
        start = (last.get(0)?, last.get(1)?);
    }
}

async fn listed(db: &mut DbTx, row: &Row, today: Date) -> Result<Sealed<ListedPersonRow>, DbError> {
    let mut read = row.reader();
    let record = ListedPersonRow {
        id: read.next()?,
        code: read.next()?,
        name: read.next()?,
        born: born(read.next()?, read.next()?),
        suspected: !read.next::<String>()?.is_empty(),
        protected: read.next()?,
        expires_on: read.next()?,
    };
    let id = record.id.to_string();
    let facts = Facts {
        protected: record.protected,
        handlers: if record.protected { handlers(db, &id).await? } else { Vec::new() },
        expired: record.expires_on < today,
        minor: record.born.is_minor_on(today),
        ..Facts::plain(Thing::Person, id).about_a_person()
    };
    Ok(Sealed::new(record, facts))
}

/// How many persons a search finds: exactly those that its pages show, up to [`COUNTED_MAX`].
pub async fn count(tx: &mut Tx, permit: &Permit<ListPersons>, search: &PersonSearch, endings: &Endings) -> Result<i64, StoreError> {
    let (today, account) = (tx.today(), tx.actor().account.clone());
    let db = tx.db(permit);
    let mut values = args![today, &account, within(&search.name), &search.code, within(&search.phone), COUNTED_MAX];
    if let Some((from, to)) = &endings.0 {
        values.extend(args![from, to]);
        let sql = concat!("SELECT COUNT(*) FROM (SELECT p.id FROM ", by_name!("$7", "$8"), there!(), searched!(), " LIMIT $6) AS found");
        return Ok(db.count(sql, values).await?);
    }
    let sql = concat!("SELECT COUNT(*) FROM (SELECT p.id FROM persons p WHERE ", there!(), searched!(), " LIMIT $6) AS found");
    Ok(db.count(sql, values).await?)
}

/// The accounts of given user names, in the given order; `None` where nobody is called so.
pub async fn named_accounts<D: Deed>(tx: &mut Tx, permit: &Permit<D>, user_names: &[String]) -> Result<Vec<Option<AccountId>>, StoreError> {
    let mut found = Vec::with_capacity(user_names.len());
    for user_name in user_names {
        let row = tx.db(permit).row("SELECT id FROM accounts WHERE user_name = $1", args![user_name]).await?;
        found.push(row.map(|row| row.get(0)).transpose()?);
    }
    Ok(found)
}

/// What the database keeps of a person beside what was typed.
pub struct PersonKeys {
    /// Sort key of the name.
    pub sort_key: String,
    /// The name in small letters.
    pub search_key: String,
    /// Accounts of the handlers, if the identity is protected.
    pub handlers: Vec<AccountId>,
}

/// Adds a person. A second submit of the same form finds its own record and changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<AddPerson>, new: &NewPerson, keys: &PersonKeys) -> Result<bool, StoreError> {
    let code = codes::free(tx, permit, codes::PERSONS, new.id.uuid()).await?;
    let (actor, today) = (tx.actor().account.clone(), tx.today());
    let law_max = jiff::civil::date(today.year() + 5, 12, 31);
    let db = tx.db(permit);
    let added = db
        .execute(
            "INSERT INTO persons (id, code, name, sort_key, search_key, born_year, born_on, why_here, suspicion, protected, added_by, added_on, expires_on, \
             law_max_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) ON CONFLICT (id) DO NOTHING",
            args![
                new.id, code, &new.name, &keys.sort_key, &keys.search_key, i64::from(new.born.year()), new.born.day(), &new.why_here, &new.suspicion,
                new.protected, actor, today, new.expires_on, law_max
            ],
        )
        .await?;
    if added > 0 {
        write_parts(db, new, keys).await?;
    }
    Ok(added > 0)
}

/// Writes an edited person over the version that was edited. The end can come nearer by an edit and never go further away.
pub async fn edit(tx: &mut Tx, permit: &Permit<EditPerson>, new: &NewPerson, keys: &PersonKeys, version: i64) -> Result<(), StoreError> {
    let db = tx.db(permit);
    let changed = db
        .execute(
            "UPDATE persons SET name = $1, sort_key = $2, search_key = $3, born_year = $4, born_on = $5, why_here = $6, suspicion = $7, protected = $8, \
             expires_on = CASE WHEN $9 < expires_on THEN $9 ELSE expires_on END, version = version + 1 WHERE id = $10 AND version = $11",
            args![
                &new.name, &keys.sort_key, &keys.search_key, i64::from(new.born.year()), new.born.day(), &new.why_here, &new.suspicion, new.protected,
                new.expires_on, permit.id(), version
            ],
        )
        .await?;
    if changed != 1 {
        return Err(StoreError::Changed { thing: "person" });
    }
    db.execute("DELETE FROM person_contacts WHERE person_id = $1", args![new.id]).await?;
    db.execute("DELETE FROM person_handlers WHERE person_id = $1", args![new.id]).await?;
    db.execute("DELETE FROM person_name_endings WHERE person_id = $1", args![new.id]).await?;
    write_parts(db, new, keys).await?;
    Ok(())
}

/// A name from each of its letters on, as the search looks it up.
pub fn endings(search_key: &str) -> impl Iterator<Item = String> {
    let from = search_key.char_indices().filter(|(_, sign)| *sign != ' ');
    from.map(|(at, _)| search_key[at..].chars().take(ENDING_SIGNS).collect())
}

async fn write_parts(db: &mut DbTx, new: &NewPerson, keys: &PersonKeys) -> Result<(), DbError> {
    for (place, contact) in (0_i64..).zip(&new.contacts) {
        db.execute(
            "INSERT INTO person_contacts (person_id, place, kind, route, dialled) VALUES ($1, $2, $3, $4, $5)",
            args![
                new.id,
                place,
                contact.kind.name(),
                &contact.route,
                if contact.kind == ContactKind::Phone { dialled(&contact.route) } else { String::new() }
            ],
        )
        .await?;
    }
    for ending in endings(&keys.search_key) {
        let sql = "INSERT INTO person_name_endings (ending, sort_key, person_id) VALUES ($1, $2, $3) ON CONFLICT (ending, sort_key, person_id) DO NOTHING";
        db.execute(sql, args![ending, &keys.sort_key, new.id]).await?;
    }
    for account in &keys.handlers {
        db.execute(
            "INSERT INTO person_handlers (person_id, account) VALUES ($1, $2) ON CONFLICT (person_id, account) DO NOTHING",
            args![new.id, *account],
        )
        .await?;
    }
    Ok(())
}

/// Erases every person whose end has passed, with contacts, memberships and evidence. Gives the ids, for the log and the recipients.
pub async fn erase_due(tx: &mut Tx, permit: &Permit<ExpireRecords>) -> Result<Vec<PersonId>, StoreError> {
    let today = tx.today();
    let db = tx.db(permit);
    let rows = db.rows("SELECT id FROM persons WHERE expires_on < $1 ORDER BY id", args![today]).await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    if !ids.is_empty() {
        // What is left of them in the measures: a number for each month of last days (R4).
        let sql = "INSERT INTO erasures (thing, month, erased) SELECT 'persons', substr(expires_on, 1, 7) || '-01', COUNT(*) FROM persons \
                   WHERE expires_on < $1 AND protected = 0 GROUP BY substr(expires_on, 1, 7) \
                   ON CONFLICT (thing, month) DO UPDATE SET erased = erasures.erased + excluded.erased";
        db.execute(sql, args![today]).await?;
    }
    db.execute("DELETE FROM persons WHERE expires_on < $1", args![today]).await?;
    Ok(ids)
}
