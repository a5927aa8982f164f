//! The diary: what happens when. Themes write into it in any order; it is told in the order of time, so that the logs read as they
//! would have been written.

use std::pin::Pin;

use gvi_domain::Moment;

use super::teller::Teller;

/// What one page does while it is told.
pub type Telling<'t> = Pin<Box<dyn Future<Output = ()> + 't>>;

type Page = Box<dyn for<'t> FnOnce(&'t mut Teller, Moment) -> Telling<'t>>;

/// Pages, each at its moment.
#[derive(Default)]
pub struct Diary(Vec<(Moment, Page)>);

impl Diary {
    /// Writes what happens at a moment. Pages of the same moment are told in the order in which they were written.
    pub fn at(&mut self, at: Moment, page: impl for<'t> FnOnce(&'t mut Teller, Moment) -> Telling<'t> + 'static) {
        self.0.push((at, Box::new(page)));
    }

    /// Tells everything, and how many pages that were.
    pub async fn tell(mut self, teller: &mut Teller) -> usize {
        self.0.sort_by_key(|(at, _)| *at);
        let pages = self.0.len();
        for (at, page) in self.0 {
            page(teller, at).await;
        }
        pages
    }
}
