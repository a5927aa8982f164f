//! Agreement with published numbers and with other tools, and the laws that hold for every input.

mod bsts_reference;
mod did_reference;
mod groups;
mod its_reference;
mod laws;
mod power_reference;
mod scm_reference;
mod support;
mod verdict;
