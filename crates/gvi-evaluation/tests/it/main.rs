//! Agreement with published numbers and with other tools, and the laws that hold for every input.

mod bsts_reference;
mod did_reference;
mod its_reference;
mod power_reference;
mod scm_reference;
mod support;
