//! What the policies need to know of a thing, read before a permit exists. Facts decide; they are never shown.

use gvi_domain::{Date, Moment};
use gvi_secrecy::{Facts, Thing};

use crate::db::{DbError, DbTx};
use crate::{groups, memberships, messages, persons, reviews, tasks};

/// The facts of a thing, or nothing if there is no such thing. A thing of which there is one (`-`) has plain facts. `today` is the day
/// at the site, because ends are days there.
pub(crate) async fn load(db: &mut DbTx, thing: Thing, id: &str, now: Moment, today: Date) -> Result<Option<Facts>, DbError> {
    if id == "-" {
        return Ok(Some(Facts::plain(thing, "-")));
    }
    match thing {
        Thing::Incident => crate::incidents::facts(db, id).await,
        Thing::Batch => crate::batches::facts(db, id).await,
        Thing::Group => groups::facts(db, id, today).await,
        Thing::Person => persons::facts(db, id, today).await,
        Thing::Membership => memberships::facts(db, id, today).await,
        Thing::Focus => crate::focus::facts(db, id, today).await,
        Thing::Lever => crate::levers::facts(db, id, today).await,
        Thing::Offer => crate::offers::facts(db, id, today).await,
        Thing::Support => crate::support::facts(db, id, today).await,
        Thing::Speaker => crate::speakers::facts(db, id, today).await,
        Thing::Network => crate::speakers::network_facts(db, id).await,
        Thing::HelpCall => crate::help_calls::facts(db, id, today).await,
        Thing::Disclosure => crate::disclosures::facts(db, id).await,
        Thing::Received => crate::received::facts(db, id, now).await,
        Thing::Consent => crate::consents::facts(db, id).await,
        Thing::Review => reviews::facts(db, id, today).await,
        Thing::Task => tasks::facts(db, id, today).await,
        Thing::Message => messages::facts(db, id).await,
        Thing::Evaluation => crate::evaluations::facts(db, id, today).await,
        Thing::CallIn => crate::call_ins::facts(db, id, today).await,
        Thing::Guest => crate::guests::facts(db, id, today).await,
        Thing::Summons => crate::summonses::facts(db, id, today).await,
        Thing::Notification => crate::notifications::facts(db, id, today).await,
        Thing::Round => crate::rounds::facts(db, id).await,
        Thing::Wording => crate::wordings::facts(db, id).await,
        Thing::Account => crate::accounts::facts(db, id).await,
        // What of the settings has an id of its own: a proposed limit of the list.
        Thing::Settings => crate::list_limits::facts(db, id).await,
        _ => Ok(None),
    }
}
