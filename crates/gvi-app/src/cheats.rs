//! The cheats that must not compile. Each stands beside its honest twin, which differs in the cheat alone and must compile: so a
//! cheat that is refused for another reason than its own is found. Run by `cargo test --doc`.

/// Only the guard makes a permit.
///
/// Honest:
/// ```
/// use gvi_domain::GroupId;
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// fn named(permit: &Permit<ReadGroup>) -> GroupId { permit.id() }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_domain::GroupId;
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// fn forged(id: GroupId) -> Permit<ReadGroup> { Permit { id, lens: Default::default() } }
/// ```
pub struct BuildsAPermit;

/// A permit is for one deed, now: it cannot be copied and put by.
///
/// Honest:
/// ```
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// fn once(permit: Permit<ReadGroup>) -> Permit<ReadGroup> { permit }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// fn twice(permit: &Permit<ReadGroup>) -> Permit<ReadGroup> { Permit::clone(permit) }
/// ```
pub struct KeepsAPermitForLater;

/// A permit to read does not fit where a change asks for its own.
///
/// Honest:
/// ```
/// use gvi_domain::group::GroupStatus;
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ChangeGroupStatus;
/// use gvi_store::{Tx, groups};
/// async fn change(tx: &mut Tx, permit: &Permit<ChangeGroupStatus>) {
///     let _ = groups::set_status(tx, permit, GroupStatus::Active, 1).await;
/// }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_domain::group::GroupStatus;
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// use gvi_store::{Tx, groups};
/// async fn change(tx: &mut Tx, permit: &Permit<ReadGroup>) {
///     let _ = groups::set_status(tx, permit, GroupStatus::Active, 1).await;
/// }
/// ```
pub struct ChangesWithAReadingPermit;

/// A sealed record opens through a permit's lens and in no other way.
///
/// Honest:
/// ```
/// use gvi_secrecy::{Permit, Sealed};
/// use gvi_secrecy::deeds::ReadGroup;
/// use gvi_store::groups::{GroupRow, SeenGroup};
/// fn seen(sealed: Sealed<GroupRow>, permit: &Permit<ReadGroup>) -> SeenGroup { sealed.open(permit) }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_secrecy::{Permit, Sealed};
/// use gvi_secrecy::deeds::ReadGroup;
/// use gvi_store::groups::{GroupRow, SeenGroup};
/// fn taken(sealed: Sealed<GroupRow>) -> GroupRow { sealed.record }
/// ```
pub struct ReachesIntoASealedRecord;

/// A transaction that holds no permit can do nothing but ask.
///
/// Honest:
/// ```
/// use gvi_domain::Whole;
/// use gvi_secrecy::deeds::ListGroups;
/// use gvi_store::Ctx;
/// async fn commit(ctx: &Ctx) {
///     let asking = ctx.begin().await.unwrap();
///     let (tx, _permit) = asking.permit::<ListGroups>(Whole).await.unwrap();
///     tx.commit().await.unwrap();
/// }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_domain::Whole;
/// use gvi_secrecy::deeds::ListGroups;
/// use gvi_store::Ctx;
/// async fn commit(ctx: &Ctx) {
///     let asking = ctx.begin().await.unwrap();
///     asking.commit().await.unwrap();
/// }
/// ```
pub struct CommitsWithoutAPermit;

/// A field that nobody gave a class is shown to nobody, because the record does not compile.
///
/// Honest:
/// ```
/// use gvi_secrecy::classed;
/// pub struct Boat { id: u32, name: String }
/// classed! { Boat => SeenBoat { id: u32 = open, name: String = Identity } }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_secrecy::classed;
/// pub struct Boat { id: u32, name: String, owner: String }
/// classed! { Boat => SeenBoat { id: u32 = open, name: String = Identity } }
/// ```
pub struct AddsAFieldWithoutAClass;

/// A door leads into one compartment and is used up by it.
///
/// Honest:
/// ```
/// use gvi_app::{Door, Site};
/// use gvi_domain::AuthorityId;
/// fn one_of(site: &Site, door: Door, one: &AuthorityId) {
///     let _police = site.threshold(door, one);
/// }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_app::{Door, Site};
/// use gvi_domain::AuthorityId;
/// fn both(site: &Site, door: Door, one: &AuthorityId, other: &AuthorityId) {
///     let _police = site.threshold(door, one);
///     let _probation = site.threshold(door, other);
/// }
/// ```
pub struct HoldsTwoCompartmentsInOneDeed;

/// The rows of a transaction are within reach of the store alone.
///
/// Honest:
/// ```
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// use gvi_store::{Tx, groups};
/// async fn one(tx: &mut Tx, permit: &Permit<ReadGroup>) { let _ = groups::group(tx, permit).await; }
/// ```
/// Cheating:
/// ```compile_fail
/// use gvi_secrecy::Permit;
/// use gvi_secrecy::deeds::ReadGroup;
/// use gvi_store::{Tx, groups};
/// async fn all(tx: &mut Tx, permit: &Permit<ReadGroup>) { let _ = tx.db(permit); }
/// ```
pub struct AsksTheDatabasePastThePermit;
