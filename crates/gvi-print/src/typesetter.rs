//! The typesetter's world: one template, one paper as JSON, the faces. There is nothing else to open, no package to fetch and no day to ask for.

use std::sync::LazyLock;

use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;

use crate::error::PrintError;
use crate::faces::faces;

const TEMPLATE: &str = include_str!("paper.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Heads of rows are among what the typesetter calls extras for accessibility.
    LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build())
});

static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(id("paper.typ"), TEMPLATE.to_owned()));
static PAPER: LazyLock<FileId> = LazyLock::new(|| id("paper.json"));

fn id(name: &str) -> FileId {
    // Cannot fail: the two names are written in this file.
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).expect("a name of a file")).intern()
}

struct Desk {
    paper: Bytes,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &faces().book
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *PAPER { Ok(self.paper.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        faces().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a paper that is given as JSON in the form that the template reads.
pub(crate) fn set(paper: &Value) -> Result<PagedDocument, PrintError> {
    let desk = Desk { paper: Bytes::from_string(paper.to_string()) };
    let set = typst::compile::<PagedDocument>(&desk);
    set.output.map_err(|errors| PrintError::NotSet(told(&errors)))
}

/// What the typesetter says, as one line.
pub(crate) fn told(errors: &[SourceDiagnostic]) -> String {
    errors
        .iter()
        .map(|error| {
            let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{hints}", error.message)
        })
        .collect::<Vec<_>>()
        .join("; ")
}
