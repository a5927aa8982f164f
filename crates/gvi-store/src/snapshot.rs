//! What a disclosed snapshot consists of, the same at the authority that decided and at the one that received: frozen fields, each
//! in its own class of knowledge, and the reasons it left on.

use gvi_secrecy::{Class, Lens, Record, Shown};

use crate::db::{DbError, Row};

/// One frozen value on its way into rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewField {
    /// The class of knowledge.
    pub class: Class,
    /// What it is, as a message key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A ground with its balancing text, or the harm test of one provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The ground's name in the catalogue.
    pub ground: String,
    /// The provision of a harm test; empty for other grounds.
    pub provision: String,
    /// The balancing text or the reasons.
    pub text: String,
}

/// The label of the one subject, in the class of knowledge that the label itself belongs to: a group's code name may be known where
/// a person's name may not, and that a name stands with social services is knowledge of support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The class.
    pub class: Class,
    /// The label.
    pub text: String,
}

impl About {
    /// The label as the three columns `about_coordination`, `about_identity`, `about_support`.
    pub(crate) fn columns(&self) -> [&str; 3] {
        match self.class {
            Class::Coordination => [&self.text, "", ""],
            Class::Identity | Class::Intelligence | Class::Source => ["", &self.text, ""],
            Class::Support => ["", "", &self.text],
        }
    }
}

/// The label a reader may see, out of three columns of which at most one is filled. `None` says that it is withheld, or emptied.
pub fn label(coordination: &Shown<String>, identity: &Shown<String>, support: &Shown<String>) -> Option<String> {
    [coordination, identity, support].into_iter().filter_map(Shown::as_value).find(|text| !text.is_empty()).cloned()
}

/// The content of a snapshot: fields and reasons.
pub struct Content {
    pub(crate) fields: Vec<NewField>,
    pub(crate) reasons: Vec<Reason>,
}

/// What a reader sees of the content. Fields that are withheld are left out altogether: that there is a field on support would
/// already tell that there is support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenContent {
    /// Key and value of the fields that are shown.
    pub fields: Vec<(String, String)>,
    /// Ground, provision, and the text where it is shown.
    pub reasons: Vec<(String, String, Shown<String>)>,
}

impl Record for Content {
    type Seen = SeenContent;

    fn open(self, lens: Lens) -> SeenContent {
        let Self { fields, reasons } = self;
        SeenContent {
            fields: fields.into_iter().filter(|field| lens.shows(field.class)).map(|field| (field.key, field.value)).collect(),
            // A balancing text speaks of the case itself.
            reasons: reasons
                .into_iter()
                .map(|reason| (reason.ground, reason.provision, lens.show(Class::Intelligence, reason.text)))
                .collect(),
        }
    }
}

pub(crate) fn read_field(row: &Row) -> Result<NewField, DbError> {
    let mut read = row.reader();
    Ok(NewField { class: read.next_named(Class::named)?, key: read.next()?, value: read.next()? })
}

pub(crate) fn read_reason(row: &Row) -> Result<Reason, DbError> {
    let mut read = row.reader();
    Ok(Reason { ground: read.next()?, provision: read.next()?, text: read.next()? })
}
