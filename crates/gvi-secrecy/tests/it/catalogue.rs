//! The catalogue holds together, its checked-in pages and policies are those its data gives, and broken data is refused clearly.

use std::path::PathBuf;

use gvi_secrecy::catalogue::{
    Catalogue, CatalogueError, GROUNDS_CEDAR, GROUNDS_SCHEMA, Gap, GroundId, ProvisionId, Sources, Start, Use, grounds_page,
    production_gaps, render_grounds_cedar, render_grounds_schema,
};
use gvi_secrecy::disclosure::matrix_page;

/// Compares a checked-in text with what the data gives; with VAPENVILA_BLESS set, writes it first.
fn is_up_to_date(path: &str, wanted: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("VAPENVILA_BLESS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{} is not up to date: run this test with VAPENVILA_BLESS=1", path.display());
}

fn from_the_texts() -> Catalogue {
    Catalogue::read(&Sources::SE).unwrap()
}

#[test]
fn the_checked_in_policies_are_those_that_the_data_gives() {
    is_up_to_date("jurisdictions/se/grounds.cedar", &render_grounds_cedar(&from_the_texts()));
    is_up_to_date("jurisdictions/se/grounds.cedarschema", &render_grounds_schema());
}

#[test]
fn the_page_of_the_sharing_matrix_is_up_to_date() {
    is_up_to_date("docs/disclosure-matrix.md", &matrix_page(&from_the_texts()));
}

#[test]
fn the_page_of_the_grounds_is_up_to_date() {
    is_up_to_date("docs/grounds.md", &grounds_page(&from_the_texts()));
}

#[test]
fn the_built_in_catalogue_is_the_proven_one() {
    let catalogue = Catalogue::swedish().unwrap();
    assert_eq!(render_grounds_cedar(&catalogue), GROUNDS_CEDAR);
    assert_eq!(render_grounds_schema(), GROUNDS_SCHEMA);
    assert_eq!(catalogue.hash().len(), 64);
}

#[test]
fn the_policies_have_one_permit_for_each_ground_in_use_and_one_forbid_for_each_lock_that_stays_out() {
    let catalogue = Catalogue::se();
    let in_use = catalogue.grounds.iter().filter(|ground| ground.usage != Use::Disabled).count();
    let stays_out = catalogue.provisions.iter().filter(|lock| lock.stays_out()).count();
    assert_eq!(GROUNDS_CEDAR.matches("\npermit (").count(), in_use);
    assert_eq!(GROUNDS_CEDAR.matches("\nforbid (").count(), stays_out);
    assert!(catalogue.provision(&"OSL-26-3".into()).unwrap().stays_out() && catalogue.provision(&"OSL-35-3".into()).unwrap().stays_out());
}

#[test]
fn every_row_m1_to_m20_of_the_sharing_matrix_is_there() {
    let catalogue = Catalogue::se();
    for number in 1..=20 {
        let row = catalogue.category(&format!("M{number}").into()).unwrap();
        assert!(!row.sv.is_empty() && !row.en.is_empty() && !row.record_sv.is_empty());
    }
}

#[test]
fn every_ground_asks_its_question_without_paragraph_signs_in_both_languages() {
    for ground in &Catalogue::se().grounds {
        for text in [&ground.when_sv, &ground.when_en, &ground.question_sv, &ground.question_en] {
            assert!(!text.contains('§') && !text.contains("OSL"), "{}: {text}", ground.id);
            assert!(text.ends_with(['.', '?']), "{}: {text}", ground.id);
            assert!(text.chars().count() <= 170, "{}: too long for a tired reader: {text}", ground.id);
        }
    }
}

#[test]
fn provisions_are_said_as_people_say_them() {
    let said = |id: &str| ProvisionId::from(id).to_string();
    assert_eq!(said("OSL-18-2"), "18:2");
    assert_eq!(said("OSL-26-1a-p1"), "26:1a p1");
    assert_eq!(said("OSL-25-6-7"), "25:6-7");
    assert_eq!(said("TBD-MUN"), "TBD-MUN");
    assert_eq!(GroundId::from("OSL-10-28+UL-4").to_string(), "10:28+UL-4");
}

/// Reads the Swedish texts with one of them changed.
fn changed(change: impl FnOnce(&mut [String; 6])) -> Result<Catalogue, CatalogueError> {
    let se = Sources::SE;
    let mut texts = [se.catalogue, se.provisions, se.grounds, se.authorities, se.purposes, se.rules].map(str::to_owned);
    change(&mut texts);
    let [catalogue, provisions, grounds, authorities, purposes, rules] = &texts;
    Catalogue::read(&Sources { catalogue, provisions, grounds, authorities, purposes, rules })
}

const GROUNDS: usize = 2;
const RULES: usize = 5;

#[test]
fn a_ground_that_names_an_unknown_provision_is_refused_with_its_name() {
    let error =
        changed(|texts| texts[GROUNDS] = texts[GROUNDS].replacen("covers = [\"OSL-26-1\"]", "covers = [\"OSL-26-1\", \"OSL-99-9\"]", 1))
            .unwrap_err();
    assert_eq!(error.to_string(), "covers of 10:18a names 99:9, which the catalogue does not know");
}

#[test]
fn a_ground_that_both_covers_and_excludes_a_provision_is_refused() {
    let error = changed(|texts| {
        texts[GROUNDS] =
            texts[GROUNDS].replacen("covers = [\"OSL-26-1\"]\nexcludes = []", "covers = [\"OSL-26-1\"]\nexcludes = [\"OSL-26-1\"]", 1)
    })
    .unwrap_err();
    assert!(matches!(error, CatalogueError::Overlap { .. }), "{error}");
}

#[test]
fn a_ground_that_covers_register_extracts_is_refused() {
    let error =
        changed(|texts| texts[GROUNDS] = texts[GROUNDS].replacen("covers = [\"OSL-26-1\"]", "covers = [\"OSL-26-1\", \"OSL-35-3\"]", 1))
            .unwrap_err();
    assert!(matches!(error, CatalogueError::Range { .. }), "{error}");
}

#[test]
fn an_unknown_key_word_is_refused_with_the_name_of_its_file() {
    let error = changed(|texts| texts[GROUNDS] = texts[GROUNDS].replacen("duty = false", "duty = false\ndutty = true", 1)).unwrap_err();
    assert_eq!(error.to_string(), "grounds.toml cannot be read");
}

#[test]
fn a_row_about_persons_without_a_lock_is_refused_because_it_would_open_by_itself() {
    let error =
        changed(|texts| texts[RULES] = texts[RULES].replacen("provisions = { SOC = [\"OSL-26-1\"] }", "provisions = { SOC = [] }", 1))
            .unwrap_err();
    assert!(matches!(error, CatalogueError::Range { .. }), "{error}");
}

#[test]
fn a_check_without_its_rule_is_refused_because_it_would_silently_not_be_held() {
    let error = changed(|texts| texts[RULES] = texts[RULES].replacen("check = \"cap\"\n", "", 1)).unwrap_err();
    assert!(matches!(error, CatalogueError::Range { .. }), "{error}");
}

#[test]
fn a_name_that_is_defined_twice_is_refused() {
    let error = changed(|texts| texts[GROUNDS] = texts[GROUNDS].replacen("id = \"OSL-10-18b\"", "id = \"OSL-10-18a\"", 1)).unwrap_err();
    assert!(matches!(error, CatalogueError::Twice { .. }), "{error}");
}

#[test]
fn the_hash_changes_with_any_rule_but_not_with_an_approval() {
    let original = from_the_texts();
    let rule = changed(|texts| texts[RULES] = texts[RULES].replacen("minimum_text = 20", "minimum_text = 21", 1)).unwrap();
    assert_ne!(rule.hash(), original.hash());
    let approval = "\n[[approval]]\nauthority = \"POL\"\nlawyer = \"A\"\ndpo = \"B\"\ndate = \"2026-11-22\"\ncatalogue_hash = \"x\"\n";
    let approved = changed(|texts| texts[0].push_str(approval)).unwrap();
    assert_eq!(approved.hash(), original.hash());
}

#[test]
fn production_refuses_the_draft_and_says_everything_that_is_missing() {
    let catalogue = Catalogue::se();
    let gaps = production_gaps(catalogue);
    assert!(gaps.contains(&Gap::NotApproved("draft-unapproved".into())));
    assert!(gaps.contains(&Gap::Placeholder("TBD-MUN".into())) && gaps.contains(&Gap::Placeholder("TBD-SCH".into())));
    for owner in ["POL", "KV", "SOC", "MUN", "SCH"] {
        assert!(gaps.contains(&Gap::NoApproval(owner.into())), "{owner}");
    }
    for ground in catalogue.grounds.iter().filter(|ground| !matches!(ground.usage, Use::NotUsed | Use::Disabled)) {
        assert_eq!(gaps.contains(&Gap::StartUnknown(ground.id.to_string())), ground.valid_from == Start::Unknown, "{}", ground.id);
    }
    for gap in &gaps {
        assert!(!gap.words().sv.is_empty() && !gap.words().en.is_empty());
    }
}

#[test]
fn an_approval_of_another_version_does_not_count() {
    let approval = "\n[[approval]]\nauthority = \"POL\"\nlawyer = \"A\"\ndpo = \"B\"\ndate = \"2026-11-22\"\ncatalogue_hash = \"x\"\n";
    let gaps = production_gaps(&changed(|texts| texts[0].push_str(approval)).unwrap());
    assert!(gaps.contains(&Gap::ApprovalOfAnotherVersion("POL".into())));
    let hash = from_the_texts().hash().to_owned();
    let gaps = production_gaps(&changed(|texts| texts[0].push_str(&approval.replace("\"x\"", &format!("\"{hash}\"")))).unwrap());
    assert!(!gaps.iter().any(|gap| matches!(gap, Gap::ApprovalOfAnotherVersion(kind) | Gap::NoApproval(kind) if kind == "POL")));
}
