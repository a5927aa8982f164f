//! Deeds on persons in the own compartment: the list and its search, the card, adding, editing.
//!
//! Lists sort by name. There is deliberately no export, no number about a person, and no way to ask another authority's compartment.

use gvi_domain::person::{LISTING_AGE_LEAST, NewPerson, dialled};
use gvi_domain::task::Owner;
use gvi_domain::{AccountId, Code, Date, DomainError, PersonId, Whole};
use gvi_secrecy::deeds::{
    AddPerson, EditPerson, ExpireRecords, ListMemberships, ListPersons, ProposeMembership, ReadMembership, ReadPerson,
};
use gvi_secrecy::receipts::on_protection;
use gvi_secrecy::{Deed, Permit};
use gvi_store::persons::{PersonKeys, PersonSearch};
use gvi_store::{Ctx, Tx, disclosures, memberships, persons};

use crate::accounts::own_account;
use crate::error::AppError;
use crate::order::sort_key;
use crate::seen::{SeenListedPerson, SeenMembership, SeenPerson};
use crate::tasks::give_by_law;

/// Persons on one page. Few, because each one shown has an entry in the log.
pub const PERSONS_PER_PAGE: usize = 50;

/// A page of the list.
pub struct PersonList {
    /// In the Swedish order of their names.
    pub persons: Vec<SeenListedPerson>,
    /// How many the search finds in all: exactly those that its pages show;
    /// [`COUNTED_MAX`](gvi_domain::limit::COUNTED_MAX) means "at least".
    pub count: i64,
    /// The person after whom the next page begins, if there is one.
    pub next: Option<PersonId>,
    /// Whether a button is shown.
    pub may_add: bool,
}

/// A person's card.
pub struct PersonCard {
    /// The person.
    pub person: SeenPerson,
    /// Memberships, for those who may know of them.
    pub memberships: Option<Vec<SeenMembership>>,
    /// May edit.
    pub may_edit: bool,
    /// May propose a membership: the reader may, and the person is old enough to be listed at all.
    pub may_propose: bool,
}

/// Reads what was typed into the search field: a code, a part of a telephone number, or a part of a name.
pub fn read_search(typed: &str, after: Option<PersonId>) -> PersonSearch {
    let typed = typed.trim();
    let letters = typed.chars().any(char::is_alphabetic);
    if let Ok(code) = typed.parse::<Code>() {
        PersonSearch { code: code.to_string(), after, ..PersonSearch::default() }
    } else if !letters && typed.chars().filter(char::is_ascii_digit).count() >= 4 {
        PersonSearch { phone: dialled(typed), after, ..PersonSearch::default() }
    } else {
        PersonSearch { name: search_key(typed), after, ..PersonSearch::default() }
    }
}

fn search_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether somebody may open persons at all: for links from other pages.
pub fn may_list(ctx: &Ctx) -> bool {
    ctx.would::<ListPersons>()
}

/// Whether somebody may add a person: who may not is shown no form for it.
pub fn may_add(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<AddPerson>() { Ok(()) } else { Err(AppError::NotFound) }
}

/// A page of the persons in the own compartment, each of them noted in the log as seen.
pub async fn list(ctx: &Ctx, search: PersonSearch) -> Result<PersonList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListPersons>(Whole).await?;
    let endings = persons::endings_of(&mut tx, &permit, &search).await?;
    let (rows, more) = persons::list(&mut tx, &permit, &search, &endings, PERSONS_PER_PAGE).await?;
    let count = persons::count(&mut tx, &permit, &search, &endings).await?;
    let persons = tx.open_rows::<_, ReadPerson, _>(&permit, rows);
    tx.note_rows(&permit, persons.iter().map(|person| person.id));
    let may_add = tx.would::<AddPerson>(Whole).await?;
    tx.commit().await?;
    let next = persons.last().filter(|_| more).map(|person| person.id);
    Ok(PersonList { persons, count, next, may_add })
}

/// One person's card.
pub async fn card(ctx: &Ctx, id: PersonId) -> Result<PersonCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadPerson>(id).await?;
    let person = persons::person(&mut tx, &permit).await?.open(&permit);
    let memberships = match tx.maybe::<ListMemberships>(Whole).await? {
        Some(list) => {
            let rows = memberships::of_person(&mut tx, &list, id).await?;
            Some(tx.open_rows::<_, ReadMembership, _>(&list, rows))
        }
        None => None,
    };
    let may_edit = tx.would::<EditPerson>(id).await?;
    let old_enough = person.born.as_value().is_some_and(|born| born.age_on(tx.today()) >= LISTING_AGE_LEAST);
    let may_propose = old_enough && tx.would::<ProposeMembership>(Whole).await?;
    tx.commit().await?;
    Ok(PersonCard { person, memberships, may_edit, may_propose })
}

/// Adds a person. The same form sent twice makes one person.
pub async fn add(ctx: &Ctx, new: NewPerson) -> Result<PersonId, AppError> {
    let new = new.check(today(ctx))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<AddPerson>(Whole).await?;
    let keys = keys(&mut tx, &permit, &new).await?;
    persons::add(&mut tx, &permit, &new, &keys).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Edits a person. `version` is the one that the form was filled from. The end can only come nearer. Whoever turns out to be under
/// fifteen leaves every group in the same moment.
pub async fn edit(ctx: &Ctx, new: NewPerson, version: i64) -> Result<(), AppError> {
    let new = new.check(today(ctx))?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditPerson>(new.id).await?;
    let before = persons::person(&mut tx, &permit).await?.open(&permit);
    if before.version == version && before.expires_on.value().is_some_and(|ends| new.expires_on > ends) {
        return Err(DomainError::field("expires_on", "cannot-extend").into());
    }
    let keys = keys(&mut tx, &permit, &new).await?;
    persons::edit(&mut tx, &permit, &new, &keys, version).await?;
    if new.protected && before.protected.as_value() != Some(&true) && disclosures::open_about(&mut tx, &permit).await? > 0 {
        // A task and no recall: what is taken back from people who act on it can cost a life too.
        let due = on_protection();
        give_by_law(ctx, &mut tx, &permit, Owner::Alone(own_account(ctx)?), due.days, &due.text).await?;
    }
    if new.born.age_on(tx.today()) < LISTING_AGE_LEAST {
        memberships::suspend_child(&mut tx, &permit).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The nightly round over persons: erases everybody whose last day has passed, with all that hangs on them. Gives the ids.
pub async fn erase_due(ctx: &Ctx) -> Result<Vec<PersonId>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ExpireRecords>(Whole).await?;
    let erased = persons::erase_due(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(erased)
}

/// What the database keeps beside what was typed. Whoever writes a protected person stays among the handlers, or the record would be
/// out of everybody's reach.
async fn keys<D: Deed>(tx: &mut Tx, permit: &Permit<D>, new: &NewPerson) -> Result<PersonKeys, AppError> {
    let mut handlers: Vec<AccountId> = Vec::new();
    if new.protected {
        for account in persons::named_accounts(tx, permit, &new.handlers).await? {
            handlers.push(account.ok_or(DomainError::field("handlers", "no-such-colleague"))?);
        }
        handlers.extend(tx.actor().account.parse::<AccountId>().ok());
    }
    Ok(PersonKeys { sort_key: sort_key(&new.name), search_key: search_key(&new.name), handlers })
}

fn today(ctx: &Ctx) -> Date {
    ctx.now().date(ctx.zone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_code_a_number_or_a_name() {
        let code = Code::of(PersonId::new().uuid(), 0);
        assert_eq!(read_search(&code.to_string().to_lowercase(), None).code, code.to_string());
        assert_eq!(read_search("+46 70-12", None).phone, "07012");
        assert_eq!(read_search("  Åsa   BERG ", None).name, "åsa berg");
        assert_eq!(read_search("123", None).name, "123");
    }
}
