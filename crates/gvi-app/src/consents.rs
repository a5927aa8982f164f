//! Deeds on consents: record what a person said yes to, and take it back in one step.

use gvi_domain::clock::ClockKind;
use gvi_domain::consent::{NewConsent, REMINDED_DAYS};
use gvi_domain::disclosure::RecallReason;
use gvi_domain::{AuthorityId, ConsentId, Whole};
use gvi_secrecy::catalogue::Catalogue;
use gvi_secrecy::deeds::{ListConsents, RecordConsent, WithdrawConsent};
use gvi_store::tx::Note;
use gvi_store::{Ctx, clocks, consents, disclosures};

use crate::disclosures::{authorities, end_of, send_ending};
use crate::error::AppError;
use crate::seen::SeenConsent;

/// The list of consents.
pub struct List {
    /// By the code of the person.
    pub consents: Vec<SeenConsent>,
    /// Whether a button is shown.
    pub may_record: bool,
}

/// All consents in the own compartment.
pub async fn list(ctx: &Ctx) -> Result<List, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListConsents>(Whole).await?;
    let rows = consents::list(&mut tx, &permit).await?;
    // A consent has no page of its own: each row is asked as part of the list.
    let consents = tx.open_rows::<_, ListConsents, _>(&permit, rows);
    let may_record = tx.would::<RecordConsent>(Whole).await?;
    tx.commit().await?;
    Ok(List { consents, may_record })
}

/// Records a consent. Authorities are named one by one, each of this site.
pub async fn record(ctx: &Ctx, new: NewConsent) -> Result<ConsentId, AppError> {
    let catalogue = Catalogue::se();
    let today = ctx.now().date(ctx.zone());
    let new = new.check(today, catalogue.limits.consent_months)?;
    let known = ctx.neighbours().await?;
    let mut faults = Vec::new();
    let mut needs = |holds: bool, field, reason| {
        if !holds {
            faults.push(gvi_domain::DomainError::field(field, reason));
        }
    };
    needs(new.recipients.iter().all(|to| known.iter().any(|known| known.authority == *to)), "recipients", "choose-one");
    needs(new.categories.iter().all(|code| catalogue.category(&code.as_str().into()).is_some()), "categories", "choose-one");
    needs(new.purposes.iter().all(|code| catalogue.purpose(&code.as_str().into()).is_some()), "purposes", "choose-one");
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<RecordConsent>(Whole).await?;
    if consents::record(&mut tx, &permit, &new).await? {
        // Asked for again a month before its end, or it ends. The limit begins on its day; until then it stands on nobody's.
        let begins = end_of(ctx, new.valid_until).plus_days(-REMINDED_DAYS);
        let to = new.recipients.iter().map(AuthorityId::as_str).collect::<Vec<_>>().join(" ");
        clocks::start(&mut tx, &permit, ClockKind::ConsentEnding, new.id, &to, begins).await?;
    }
    tx.annotate(&permit, Note { grounds: Vec::new(), recipients: new.recipients.iter().map(AuthorityId::to_string).collect() });
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Takes a consent back on the person's word. Everything that rests on it is recalled in the same transaction: from the moment this
/// returns nothing can be disclosed on it, and the recalls are on their way.
pub async fn withdraw(ctx: &Ctx, id: ConsentId) -> Result<usize, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<WithdrawConsent>(id).await?;
    let today = ctx.now().date(ctx.zone());
    let mut recalled = 0;
    if consents::withdraw(&mut tx, &permit, today).await? {
        clocks::stop(&mut tx, &permit, ClockKind::ConsentEnding, id).await?;
        let resting = disclosures::resting_on(&mut tx, &permit).await?;
        for ending in &resting {
            disclosures::end_with_consent(&mut tx, &permit, ending).await?;
            send_ending(ctx, &mut tx, &permit, ending, Some(RecallReason::ConsentWithdrawn)).await?;
        }
        recalled = resting.len();
        let recipients = resting.iter().flat_map(|ending| authorities(&ending.recipients)).collect();
        tx.annotate(&permit, Note { grounds: Vec::new(), recipients });
    }
    tx.commit().await?;
    Ok(recalled)
}
