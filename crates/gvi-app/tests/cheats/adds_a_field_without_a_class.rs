//! A field that nobody gave a class is shown to nobody, because the record does not compile.

use gvi_secrecy::classed;

pub struct Boat {
    id: u32,
    name: String,
    owner: String,
}

classed! { Boat => SeenBoat { id: u32 = open, name: String = Identity } }

fn main() {}
