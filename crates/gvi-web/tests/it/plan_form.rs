//! The form of a plan: what is typed in lines and in per cent is read, and what cannot be read is named.

use gvi_domain::DomainError;
use gvi_web::evaluation::plan_form::{typed_outcomes, typed_percent, typed_shocks, typed_treated};

#[test]
fn outcomes_are_typed_one_on_a_line() {
    let read = typed_outcomes("burglaries: by month\n\n other violence : as: reported \nthefts");
    assert_eq!(read.len(), 3);
    assert_eq!((read[1].name.as_str(), read[1].definition.as_str()), ("other violence", "as: reported"));
    assert_eq!((read[2].name.as_str(), read[2].definition.as_str()), ("thefts", "thefts"));
}

#[test]
fn shocks_and_other_cities_are_typed_one_on_a_line_in_either_language() {
    let read =
        typed_shocks("2020-03; 2021-12; nationell; pandemin; Folkhälsomyndigheten\n\n2022-01;2022-01;local;a prison opened; press; p. 3")
            .unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!((read[0].national, read[1].national, read[1].source.as_str()), (true, false, "press; p. 3"));
    for wrong in ["2020-03; nationell; pandemin; press", "2020-03; 2021-12; kanske; pandemin; press", "i mars; 2021-12; lokal; x; y"] {
        assert_eq!(typed_shocks(wrong), Err(DomainError::field("shocks", "not-a-shock")), "{wrong}");
    }
    let cities = typed_treated("Österhamn; 2028-01\n").unwrap();
    assert_eq!((cities[0].name.as_str(), cities[0].start.to_string()), ("Österhamn", "2028-01".to_owned()));
    assert_eq!(typed_treated("Österhamn"), Err(DomainError::field("treated", "not-a-start")));
}

#[test]
fn shares_are_typed_in_per_cent() {
    assert_eq!([typed_percent("30"), typed_percent("12,5 %"), typed_percent("x")], [Some(0.3), Some(0.125), None]);
}
