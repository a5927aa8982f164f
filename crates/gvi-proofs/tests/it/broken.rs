//! Careless changes that somebody might make to the policies, and what the proof says about them.

use gvi_proofs::{Deeds, ProofError, Prover, Wall};
use gvi_secrecy::guard::SCHEMA;

use crate::texts::{breach, house, of_the_house, without};

#[test]
fn a_prohibition_taken_out_with_a_permit_for_police_is_told_as_a_plain_sentence() {
    let broken = without(&of_the_house(), &["support_elsewhere"])
        + "permit (principal, action == Action::\"read_support\", resource) \
           when { principal.kind == \"POL\" && principal.roles.contains(\"analyst\") };";
    let wall = Wall::new("no police role reads a support contact", Deeds::named(["read_support"]), "principal.kind == \"POL\"");
    let found = breach(&mut Prover::over(SCHEMA, &broken).unwrap(), &wall).expect("a counterexample");
    assert_eq!(found.deed, "read_support");
    assert_eq!(found.kind, "POL");
    assert!(found.roles.contains(&"analyst".to_owned()));
    let sentence = found.to_string();
    assert!(
        sentence.starts_with("Counterexample to “no police role reads a support contact”: an account of kind \"POL\" with roles {analyst}"),
        "{sentence}"
    );
    assert!(sentence.contains("could read_support a Support"), "{sentence}");
}

#[test]
fn the_same_permit_does_nothing_while_the_prohibition_stands() {
    let widened = of_the_house()
        + "permit (principal, action == Action::\"read_support\", resource) \
           when { principal.kind == \"POL\" && principal.roles.contains(\"analyst\") };";
    let wall = Wall::new("no police role reads a support contact", Deeds::named(["read_support"]), "principal.kind == \"POL\"");
    assert_eq!(breach(&mut Prover::over(SCHEMA, &widened).unwrap(), &wall), None);
}

#[test]
fn a_wall_around_a_deed_that_does_not_exist_is_an_error_and_no_proof() {
    let wall = Wall::new("nobody flies", Deeds::named(["fly"]), "true");
    assert!(matches!(house().breach(&wall), Err(ProofError::NoSuchDeed { deed, .. }) if deed == "fly"));
}

#[test]
fn a_wall_that_the_schema_does_not_understand_is_an_error_and_no_proof() {
    let wall = Wall::new("nonsense", Deeds::named(["read_support"]), "principal.colour == \"red\"");
    assert!(house().breach(&wall).is_err());
}
