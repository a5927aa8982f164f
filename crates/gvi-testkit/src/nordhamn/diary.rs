//! The diary: what happens when. Themes write into it in any order; it is told in the order of time, so that the logs read as they
//! would have been written.

use std::pin::Pin;

use gvi_app::AppError;
use gvi_domain::Moment;

use super::teller::Teller;

/// What one page does while it is told.
pub type Telling<'t> = Pin<Box<dyn Future<Output = Result<(), AppError>> + 't>>;

type Page = Box<dyn for<'t> FnOnce(&'t mut Teller, Moment) -> Telling<'t>>;

/// Pages, each at its moment, with a name for whoever mends them.
#[derive(Default)]
pub struct Diary(Vec<(Moment, String, Page)>);

/// A page that a rule forbade. The rest of the history is told all the same; a test sees to it that there is none.
#[derive(Debug)]
pub struct Untold {
    /// When it should have happened.
    pub at: Moment,
    /// What.
    pub page: String,
    /// Why it did not.
    pub why: AppError,
}

impl Diary {
    /// Writes what happens at a moment. Pages of the same moment are told in the order in which they were written.
    pub fn at(&mut self, at: Moment, name: impl Into<String>, page: impl for<'t> FnOnce(&'t mut Teller, Moment) -> Telling<'t> + 'static) {
        self.0.push((at, name.into(), Box::new(page)));
    }

    /// Tells everything; gives what could not be told.
    pub async fn tell(mut self, teller: &mut Teller) -> Vec<Untold> {
        self.0.sort_by_key(|(at, ..)| *at);
        let mut untold = Vec::new();
        for (at, name, page) in self.0 {
            if let Err(why) = page(teller, at).await {
                untold.push(Untold { at, page: name, why });
            }
        }
        untold
    }
}
