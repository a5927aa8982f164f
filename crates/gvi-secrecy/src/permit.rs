//! The permit: proof that the policies allow one deed on one thing, now, to one person.
//!
//! Only the guard makes one. It cannot be built, copied or changed outside this crate, and it names the deed in its type, so
//! a permit to read does not fit where a change is asked for.

use std::fmt;

use crate::deeds::Deed;
use crate::lens::{Class, Facts, Lens};

/// Permission for deed `D` on the thing with this id.
pub struct Permit<D: Deed> {
    id: D::Id,
    lens: Lens,
}

impl<D: Deed> Permit<D> {
    pub(crate) const fn grant(id: D::Id, lens: Lens) -> Self {
        Self { id, lens }
    }

    /// The thing that it is for.
    pub const fn id(&self) -> D::Id {
        self.id
    }

    /// Whether a class of knowledge is shown to its holder.
    pub const fn shows(&self, class: Class) -> bool {
        self.lens.shows(class)
    }

    pub(crate) const fn lens(&self) -> Lens {
        self.lens
    }

    pub(crate) fn id_text(&self) -> String {
        self.id.to_string()
    }

    pub(crate) fn covers(&self, facts: &Facts) -> bool {
        facts.thing == D::THING && (facts.id == self.id_text())
    }
}

impl<D: Deed> fmt::Debug for Permit<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({} {})", D::NAME, self.id)
    }
}
