//! The estimators' reasons and numbers, in the reader's words.

use gvi_app::evaluation::reading::{EvaluationError, NotRead, Refusal, Rule};
use gvi_web::evaluation::words::{measured, not_read, percent, ratio_shown, refusal};
use gvi_web::text::{Lang, Tr};

#[test]
fn every_reason_of_the_default_pipeline_is_said_in_both_languages() {
    let reasons = [
        (Rule::Donors, "donors"),
        (Rule::Donors, "comparison city Sydhamn in the data"),
        (Rule::PeriodsBefore, "years before the start"),
        (Rule::PeriodsBefore, "months before the start"),
        (Rule::PeriodsAfter, "months after the start"),
        (Rule::Events, "events before the start"),
        (Rule::Events, "estimates"),
        (Rule::NotAsSealed, "hash of the sealed plan"),
        (Rule::NotAsSealed, "outcome, donors and windows as sealed"),
    ];
    let unusual = Refusal::new(Rule::NotConverged, 1.3, 1.01, "split R-hat over the chains", "draw more, or leave columns out");
    assert_eq!(refusal(Tr::new(Lang::Sv), &unusual).1, "Dra fler gånger, eller lämna kolumner utanför.");
    for (rule, of_what) in reasons {
        let found = Refusal::new(rule, 1.0, 2.0, of_what, "the estimators' own words");
        let (swedish, english) = (refusal(Tr::new(Lang::Sv), &found), refusal(Tr::new(Lang::En), &found));
        assert_ne!(swedish, english, "{of_what}");
        for text in [&swedish.0, &swedish.1, &english.0, &english.1] {
            assert!(!text.contains('⟦') && !text.contains("own words"), "{of_what}: {text}");
        }
    }
}

#[test]
fn every_reason_why_there_is_no_reading_is_said_in_both_languages() {
    let month = |text: &str| gvi_domain::Month::parse(text).unwrap();
    let reasons = [
        NotRead::NoCounts,
        NotRead::NoCity("Sydhamn".into()),
        NotRead::NoPopulation("Sydhamn".into()),
        NotRead::Months { wanted: month("2020-01"), first: month("2021-01"), last: month("2022-01") },
        NotRead::NotOver(month("2026-11")),
        NotRead::NotAsSealed,
        NotRead::Draft,
        NotRead::Estimators(EvaluationError::TooFew { what: "donors", found: 2, needed: 5, remedy: "add comparison units" }),
    ];
    for why in &reasons {
        let (swedish, english) = (not_read(Tr::new(Lang::Sv), why), not_read(Tr::new(Lang::En), why));
        assert_ne!(swedish, english, "{why:?}");
        assert!(!swedish.contains('\u{27e6}') && !english.contains('\u{27e6}') && !swedish.contains("engelska"), "{swedish}");
    }
}

#[test]
fn numbers_are_written_as_the_reader_writes_them() {
    let (swedish, english) = (Tr::new(Lang::Sv), Tr::new(Lang::En));
    assert_eq!((percent(swedish, 0.354), percent(english, -0.35)), ("35\u{a0}%".to_owned(), "\u{2212}35%".to_owned()));
    assert_eq!((percent(english, -0.0001), percent(english, f64::NAN)), ("0%".to_owned(), "\u{2013}".to_owned()));
    assert_eq!((measured(swedish, 0.05), measured(english, 20.0)), ("0,05".to_owned(), "20".to_owned()));
    assert_eq!(ratio_shown(english, (0.7, 0.5, 0.9)), "0.70 (0.50 to 0.90)");
}
