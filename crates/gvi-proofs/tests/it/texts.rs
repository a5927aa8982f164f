//! The texts under proof, whole or broken on purpose.

use gvi_proofs::{Counterexample, Prover, Wall};
use gvi_secrecy::guard::{POLICIES, SCHEMA};

/// All policies of the house.
pub fn of_the_house() -> String {
    POLICIES.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n")
}

/// The policies without those with these names.
pub fn without(policies: &str, names: &[&str]) -> String {
    let mut text = policies.to_owned();
    for name in names {
        let mark = format!("@id(\"{name}\")");
        let start = text.find(&mark).unwrap_or_else(|| panic!("no policy is named {name}"));
        let end = start + text[start..].find(";\n").expect("a policy ends with a semicolon") + 2;
        text.replace_range(start..end, "");
    }
    text
}

/// A prover over the policies of the house.
pub fn house() -> Prover {
    Prover::over(SCHEMA, &of_the_house()).unwrap_or_else(|error| panic!("{error}"))
}

/// A prover over their prohibitions, with everything else permitted.
pub fn prohibitions() -> Prover {
    house().with_everything_permitted().unwrap_or_else(|error| panic!("{error}"))
}

/// Asserts that a wall holds for every request there could be.
pub fn assert_holds(prover: &mut Prover, wall: &Wall) {
    if let Some(counterexample) = breach(prover, wall) {
        panic!("{counterexample}");
    }
}

/// A way through the wall, if there is one.
pub fn breach(prover: &mut Prover, wall: &Wall) -> Option<Counterexample> {
    prover.breach(wall).unwrap_or_else(|error| panic!("{error}"))
}
