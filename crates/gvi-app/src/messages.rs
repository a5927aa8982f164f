//! Deeds on messages: which group heard what, and recording that a group was told.

use gvi_domain::message::NewMessage;
use gvi_domain::wording::WordingKind;
use gvi_domain::{DomainError, GroupId, MessageId, Whole};
use gvi_secrecy::Permit;
use gvi_secrecy::deeds::{AddGroup, ListMessages, ReadGroup, ReadMessage, RecordMessage};
pub use gvi_store::messages::Heard;
use gvi_store::{Ctx, Tx, groups, messages, wordings};

use crate::disclosures::LOOKED;
use crate::error::AppError;
use crate::groups::{GroupLabel, pickable_groups};
use crate::seen::{SeenGroup, SeenMessage, SeenWording};

/// A list of messages.
pub struct MessageList {
    /// The latest on top.
    pub messages: Vec<SeenMessage>,
    /// May record one.
    pub may_record: bool,
}

/// What one group heard.
pub struct GroupMessages {
    /// The group.
    pub group: SeenGroup,
    /// The latest on top.
    pub messages: Vec<SeenMessage>,
    /// Whether it counts as told, and since when.
    pub heard: Option<Heard>,
    /// May record a message.
    pub may_record: bool,
}

/// Whether this person may see which group heard what: for the tab of a group's page.
pub fn may_list(ctx: &Ctx) -> bool {
    ctx.would::<ListMessages>()
}

/// All messages of the compartment.
pub async fn list(ctx: &Ctx) -> Result<MessageList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListMessages>(Whole).await?;
    let rows = messages::list(&mut tx, &permit).await?;
    let messages = tx.open_rows::<_, ReadMessage, _>(&permit, rows);
    let may_record = tx.would::<RecordMessage>(Whole).await?;
    tx.commit().await?;
    Ok(MessageList { messages, may_record })
}

/// What one group heard, and whether that is enough for a focus decision.
pub async fn of_group(ctx: &Ctx, id: GroupId) -> Result<GroupMessages, AppError> {
    let (tx, group_permit) = ctx.begin().await?.permit::<ReadGroup>(id).await?;
    let (mut tx, permit) = tx.permit::<ListMessages>(Whole).await?;
    let group = groups::group(&mut tx, &group_permit).await?.open(&group_permit);
    let rows = messages::of_group(&mut tx, &permit, group.code).await?;
    let messages = tx.open_rows::<_, ReadMessage, _>(&permit, rows);
    let heard = messages::heard(&mut tx, &permit, id).await?;
    let may_record = tx.would::<RecordMessage>(Whole).await?;
    tx.commit().await?;
    Ok(GroupMessages { group, messages, heard, may_record })
}

/// The groups that a message can be recorded for, by name. Empty where groups are known by code only: there the code is typed.
pub async fn groups_to_tell(ctx: &Ctx) -> Result<Vec<GroupLabel>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RecordMessage>(Whole).await?;
    tx.about(&permit, LOOKED);
    let known = pickable_groups(&mut tx).await?;
    tx.commit().await?;
    Ok(known)
}

/// The words that can be said today, for the form. Empty where the authority keeps no versions: there the version is typed.
pub async fn words_to_say(ctx: &Ctx) -> Result<Vec<SeenWording>, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RecordMessage>(Whole).await?;
    tx.about(&permit, LOOKED);
    let words = crate::wordings::usable(&mut tx, WordingKind::Message, ctx.now().date(ctx.zone())).await?;
    tx.commit().await?;
    Ok(words)
}

/// Records that a group was told. The same form sent twice makes one record.
pub async fn record(ctx: &Ctx, new: NewMessage) -> Result<MessageId, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<RecordMessage>(Whole).await?;
    let new = with_words(&mut tx, &permit, new).await?.check(ctx.now().date(ctx.zone()))?;
    let group = messages::group_of_code(&mut tx, &permit, new.group_code).await?;
    // Who maps groups knows them; the others know the code that was said to them.
    if group.is_none() && tx.would::<AddGroup>(Whole).await? {
        return Err(DomainError::field("group_code", "group-unknown").into());
    }
    let new = NewMessage { group, ..new };
    messages::record(&mut tx, &permit, &new).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// The message with the name of its approved words. Where the authority keeps versions, one that holds that day must be chosen; a name
/// that was typed counts only where it keeps none.
async fn with_words(tx: &mut Tx, permit: &Permit<RecordMessage>, new: NewMessage) -> Result<NewMessage, AppError> {
    let kind = WordingKind::Message;
    match new.wording {
        Some(id) => match wordings::usable(tx, permit, id, kind, new.given_on).await? {
            Some(words_version) => Ok(NewMessage { words_version, ..new }),
            None => Err(DomainError::field("wording", "not-in-use").into()),
        },
        None if wordings::any_usable(tx, permit, kind, new.given_on).await? => Err(DomainError::field("wording", "missing").into()),
        None => Ok(new),
    }
}
