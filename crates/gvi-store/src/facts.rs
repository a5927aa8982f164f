//! What the policies need to know of a thing, read before a permit exists. Facts decide; they are never shown.

use gvi_domain::Moment;
use gvi_secrecy::{Facts, Thing};

use crate::db::{DbError, DbTx};
use crate::groups;

/// The facts of a thing, or nothing if there is no such thing. A thing of which there is one (`-`) has plain facts.
pub(crate) async fn load(db: &mut DbTx, thing: Thing, id: &str, now: Moment) -> Result<Option<Facts>, DbError> {
    if id == "-" {
        return Ok(Some(Facts::plain(thing, "-")));
    }
    let _ = now;
    match thing {
        Thing::Group => groups::facts(db, id).await,
        Thing::Account => Ok(Some(crate::accounts::facts(id))),
        _ => Ok(None),
    }
}
