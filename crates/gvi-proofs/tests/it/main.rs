//! Every test here is a theorem about the policies of the house or about the catalogue of grounds, or shows that a broken
//! copy is found out. They run with `cargo xtask prove`.

mod broken;
mod daily;
mod grounds;
mod texts;
mod walls;
