//! Room gvi-web: HTML in, deed, HTML out; the same deeds as JSON.

pub mod assets;
pub mod charts;
pub mod form;
pub mod gallery;
pub mod icons;
pub mod markup;
pub mod shell;
pub mod signs;
pub mod text;
