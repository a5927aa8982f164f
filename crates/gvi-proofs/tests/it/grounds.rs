//! Theorems about the catalogue of grounds: what no key opens, whatever the circumstances.
//!
//! A lock that nothing opens is kept by a prohibition. A carve-out is kept by the key itself, so it is proved with all
//! prohibitions taken away: it holds even if that lock were one that other keys open.

use cedar_policy::{Effect, PolicySet};
use gvi_proofs::{Deeds, Prover, Wall};
use toml::Table;

use crate::texts::{assert_holds, breach, without};

const SCHEMA: &str = include_str!("../../../../jurisdictions/se/grounds.cedarschema");
const CATALOGUE: &str = include_str!("../../../../jurisdictions/se/grounds.cedar");
const GROUNDS: &str = include_str!("../../../../jurisdictions/se/grounds.toml");
const PROVISIONS: &str = include_str!("../../../../jurisdictions/se/provisions.toml");

fn prover(policies: &str) -> Prover {
    Prover::over(SCHEMA, policies).unwrap_or_else(|error| panic!("{error}"))
}

/// The keys without the prohibitions.
fn keys_alone(policies: &str) -> String {
    let policies: PolicySet = policies.parse().unwrap();
    let keys = policies.policies().filter(|policy| policy.effect() == Effect::Permit);
    keys.map(|policy| policy.to_cedar().unwrap()).collect::<Vec<_>>().join("\n")
}

fn entries(text: &str, name: &str) -> Vec<Table> {
    let file: Table = text.parse().unwrap();
    file[name].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap().clone()).collect()
}

/// The locks that a ground leaves out by its own words.
fn carved_out(ground: &str) -> Vec<String> {
    let grounds = entries(GROUNDS, "ground");
    let entry = grounds.iter().find(|entry| entry["id"].as_str() == Some(ground)).unwrap();
    entry["excludes"].as_array().unwrap().iter().map(|lock| lock.as_str().unwrap().to_owned()).collect()
}

/// Every provision of a chapter that the catalogue knows.
fn of_chapter(prefix: &str) -> Vec<String> {
    let provisions = entries(PROVISIONS, "provision").into_iter().map(|entry| entry["id"].as_str().unwrap().to_owned());
    let found: Vec<String> = provisions.filter(|id| id.starts_with(prefix)).collect();
    assert!(!found.is_empty(), "no provision begins with {prefix}");
    found
}

fn set(kind: &str, ids: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| format!("{kind}::\"{}\"", id.as_ref())).collect();
    format!("[{}]", ids.join(", "))
}

/// “One of these grounds opens one of these provisions.”
fn opening(grounds: &[&str], provisions: &[String]) -> String {
    format!("{}.contains(principal) && {}.contains(resource)", set("Ground", grounds), set("Provision", provisions))
}

fn wall(name: &'static str, never: impl Into<String>) -> Wall {
    Wall::new(name, Deeds::named(["opens"]), never)
}

/// The catalogue after somebody wrote one more lock onto a key.
fn with_lock_on_key(policies: &str, ground: &str, provision: &str) -> String {
    let key = policies.find(&format!("@id(\"{ground}\")")).unwrap_or_else(|| panic!("no key {ground}"));
    let list = key + policies[key..].find("[\n").unwrap() + 1;
    format!("{} Provision::\"{provision}\",{}", &policies[..list], &policies[list..])
}

const CONSENT: [&str; 2] = ["OSL-12-2", "OSL-12-3"];

fn chapter_18_by_consent() -> Wall {
    wall("chapter 18 is never opened by consent", opening(&CONSENT, &of_chapter("OSL-18-")))
}

fn chapter_18_by_10_15a() -> Wall {
    wall("chapter 18 is never opened by 10:15a", opening(&["OSL-10-15a"], &of_chapter("OSL-18-")))
}

fn opened_by_nothing(provision: &str) -> Wall {
    wall("this lock is opened by nothing", format!("resource == Provision::\"{provision}\""))
}

#[test]
fn chapter_18_is_never_opened_by_consent() {
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &chapter_18_by_consent());
    let broken = with_lock_on_key(CATALOGUE, "OSL-12-3", "OSL-18-1");
    let found = breach(&mut prover(&broken), &chapter_18_by_consent()).expect("a counterexample").to_string();
    assert!(found.contains("the ground OSL-12-3 opens the provision OSL-18-1 ("), "{found}");
}

#[test]
fn chapter_18_is_never_opened_by_the_rule_for_preventing_crime() {
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &chapter_18_by_10_15a());
    let broken = with_lock_on_key(CATALOGUE, "OSL-10-15a", "OSL-18-2");
    let found = breach(&mut prover(&broken), &chapter_18_by_10_15a()).expect("a counterexample").to_string();
    assert!(found.contains("the ground OSL-10-15a opens the provision OSL-18-2 ("), "{found}");
}

#[test]
fn family_counselling_is_opened_by_nothing() {
    assert_holds(&mut prover(CATALOGUE), &opened_by_nothing("OSL-26-3"));
    let broken = without(CATALOGUE, &["never:OSL-26-3"]);
    let found = breach(&mut prover(&broken), &opened_by_nothing("OSL-26-3")).expect("a counterexample").to_string();
    assert!(found.contains("opens the provision OSL-26-3 ("), "{found}");
}

#[test]
fn extracts_from_the_criminal_record_are_opened_by_nothing() {
    assert_holds(&mut prover(CATALOGUE), &opened_by_nothing("OSL-35-3"));
    // No key names it, and a prohibition keeps it as well: it takes two mistakes to open it.
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &opened_by_nothing("OSL-35-3"));
    let careless = with_lock_on_key(CATALOGUE, "OSL-10-27", "OSL-35-3");
    assert_holds(&mut prover(&careless), &opened_by_nothing("OSL-35-3"));
    let broken = without(&careless, &["never:OSL-35-3"]);
    let found = breach(&mut prover(&broken), &opened_by_nothing("OSL-35-3")).expect("a counterexample").to_string();
    assert!(found.contains("the ground OSL-10-27 opens the provision OSL-35-3 ("), "{found}");
}

#[test]
fn every_carve_out_of_every_key_holds() {
    let mut prover = prover(&keys_alone(CATALOGUE));
    let mut proved = 0;
    for ground in entries(GROUNDS, "ground") {
        let ground = ground["id"].as_str().unwrap();
        let locks = carved_out(ground);
        if !locks.is_empty() {
            assert_holds(&mut prover, &wall("a key opens no lock that its own words leave out", opening(&[ground], &locks)));
            proved += locks.len();
        }
    }
    assert!(proved >= 100, "{proved}");
}

/// Each carve-out of one key, broken one by one: the lock is written onto the key, and the proof must name both.
fn assert_each_carve_out_is_watched(ground: &str, at_least: usize) {
    let locks = carved_out(ground);
    assert!(locks.len() >= at_least, "{}", locks.len());
    let keys = keys_alone_as_written();
    for lock in locks {
        let mut prover = prover(&with_lock_on_key(&keys, ground, &lock));
        let wall = wall("a carve-out holds", opening(&[ground], std::slice::from_ref(&lock)));
        let found = breach(&mut prover, &wall).unwrap_or_else(|| panic!("{lock} on {ground} was not found out")).to_string();
        assert!(found.contains(&format!("the ground {ground} opens the provision {lock} (")), "{found}");
    }
}

/// The keys as they are written, so that a lock can be written onto one.
fn keys_alone_as_written() -> String {
    CATALOGUE.split("@id(\"never:").next().unwrap().to_owned()
}

#[test]
fn each_carve_out_of_the_rule_for_preventing_crime_is_watched() {
    assert_each_carve_out_is_watched("OSL-10-15a", 20);
}

#[test]
fn each_carve_out_of_the_general_clause_is_watched() {
    assert_each_carve_out_is_watched("OSL-10-27", 20);
}

#[test]
fn the_duties_to_tell_the_police_never_reach_health_care_or_social_services() {
    let duties = ["OSL-10-28+UL-5", "OSL-10-28+UL-6", "OSL-10-28+UL-7"];
    let locks: Vec<String> = of_chapter("OSL-25-")
        .into_iter()
        .chain((1..=6).flat_map(|paragraph| of_chapter(&format!("OSL-26-{paragraph}"))))
        .filter(|lock| lock != "OSL-26-14c")
        .collect();
    let never = wall("the duties of UL 5 to 7 reach neither chapter 25 nor 26:1-6", opening(&duties, &locks));
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &never);
    let broken = with_lock_on_key(CATALOGUE, "OSL-10-28+UL-6", "OSL-26-1");
    assert!(breach(&mut prover(&broken), &never).is_some());
}

#[test]
fn the_rule_for_the_young_at_risk_is_for_those_under_21_from_social_services_and_for_no_committed_crime() {
    let never = wall(
        "10:18a goes from social services to police, Security Service or customs, under 21, for no committed crime",
        "principal == Ground::\"OSL-10-18a\" && (context.discloser != \"SOC\" || \
         ![\"POL\", \"SAPO\", \"TULL\"].contains(context.recipient) || !context.ageKnown || context.age >= 21 || \
         context.offence == \"committed\" || context.offence == \"none\")",
    );
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &never);
    let broken = CATALOGUE.replace("context.age < 21", "context.age <= 21");
    let found = breach(&mut prover(&broken), &never).expect("a counterexample").to_string();
    assert!(found.contains("age 21"), "{found}");
}

#[test]
fn consent_opens_nothing_beyond_its_scope_and_the_harm_test_nothing_that_was_not_cleared() {
    let consent = wall(
        "consent opens nothing beyond its scope",
        format!("{}.contains(principal) && !context.consentInScope", set("Ground", CONSENT)),
    );
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &consent);
    let broken = CATALOGUE.replace("context.consentInScope", "true");
    assert!(breach(&mut prover(&broken), &consent).is_some());
    let harm = wall("the harm test opens only what was cleared", "principal == Ground::\"HARM-TEST\" && !context.harmCleared");
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &harm);
    let broken = CATALOGUE.replace("context.harmCleared", "true");
    assert!(breach(&mut prover(&broken), &harm).is_some());
}

#[test]
fn the_community_receives_nothing_by_the_rule_for_preventing_crime_or_the_general_clause() {
    let never = wall(
        "10:15a and 10:27 reach authorities only",
        format!(
            "{}.contains(principal) && [\"CIV\", \"PRIVATE\", \"SUPPLIER\"].contains(context.recipient)",
            set("Ground", ["OSL-10-15a", "OSL-10-27"])
        ),
    );
    assert_holds(&mut prover(&keys_alone(CATALOGUE)), &never);
    let broken = CATALOGUE.replace("[\"AKL\", ", "[\"CIV\", \"AKL\", ");
    assert!(breach(&mut prover(&broken), &never).is_some());
}

#[test]
fn no_policy_of_the_catalogue_can_fail_instead_of_answering() {
    let found = prover(CATALOGUE).error().unwrap();
    assert_eq!(found, None, "{}", found.as_ref().map(ToString::to_string).unwrap_or_default());
    let careless = "@id(\"careless\") permit (principal, action, resource) when { context.age + 1 > 18 };";
    let found = prover(&format!("{CATALOGUE}\n{careless}")).error().unwrap().expect("an overflow").to_string();
    assert!(found.contains("careless"), "{found}");
}
