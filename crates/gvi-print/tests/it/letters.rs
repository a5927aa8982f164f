//! Every paper in every language: whole, approved by somebody or marked as a draft, and saying all that was put in.

use std::collections::BTreeSet;

use gvi_print::letters::Inputs;
use gvi_print::letters::{Kind, Made, Put, Shape, Template, TemplateError, in_force, sweden};
use gvi_print::{Language, html, pdf};
use jiff::civil::date;

use crate::common::{Printed, seen, unspaced};
use crate::samples::{call_in_minutes, card, exposure, filled, made, minutes, notification, outside, run_sheet, staff_sheet, summons};

#[test]
fn every_kind_of_paper_is_there_in_every_language_and_can_be_printed() {
    for kind in Kind::ALL {
        for language in Language::ALL {
            let template = in_force(kind, language, date(2026, 12, 24)).unwrap_or_else(|| panic!("{} in {}", kind.code(), language.code()));
            let paper = filled(template).unwrap();
            let printed = Printed::of(&paper);
            assert!(printed.pages() <= 2, "{} in {} takes {} sheets", kind.code(), language.code(), printed.pages());
            assert_eq!(lopdf::decode_text_string(printed.catalog().get(b"Lang").unwrap()).unwrap(), language.code());
            let page = html(&paper).unwrap();
            assert!(page.contains(&format!("lang=\"{}\" dir=\"{}\"", language.code(), language.direction().code())));
            assert!(!page.contains('{') || !page.split_once("</style>").unwrap().1.contains('{'), "a place was left open");
        }
    }
    assert_eq!(sweden().len(), 24);
}

#[test]
fn all_that_is_put_in_stands_on_the_paper() {
    fn texts(put: Vec<(&'static str, Put)>) -> Vec<String> {
        put.into_iter()
            .flat_map(|(_, put)| match put {
                Put::Text(text) => text.into_iter().collect(),
                Put::List(items) => items,
                Put::Rows(rows) => rows.concat(),
            })
            .collect()
    }
    for template in sweden() {
        let language = template.language();
        let put = match template.kind() {
            Kind::NotificationLetter => notification().put(language),
            Kind::ExposureLetter => exposure().put(language),
            Kind::Summons => summons(None).put(language),
            Kind::RunSheet => run_sheet().put(language),
            Kind::StaffSheet => staff_sheet().put(language),
            Kind::Minutes => minutes().put(language),
            Kind::CallInMinutes => call_in_minutes().put(language),
            Kind::VisitCard => card().put(language),
        };
        // What is put in is what the kind says, no more and no less, in the shape that it says.
        let names: BTreeSet<&str> = put.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, template.kind().fields().iter().map(|field| field.name).collect());
        for (name, put) in &put {
            let field = template.kind().fields().iter().find(|field| field.name == *name).unwrap();
            assert!(
                matches!((put, field.shape), (Put::Text(_), Shape::Text) | (Put::List(_), Shape::List) | (Put::Rows(_), Shape::Rows(_))),
                "{name}"
            );
        }
        let page = seen(&html(&filled(template).unwrap()).unwrap().replace("&#39;", "'"));
        let printed = Printed::of(&filled(template).unwrap());
        let printed = unspaced(&printed.text());
        for text in texts(put) {
            assert!(page.contains(&seen(&text)), "{text} in {} {}", template.kind().code(), language.code());
            // A reader of Arabic takes letters out in the order in which they are seen, which says nothing here.
            if language != Language::Arabic {
                assert!(printed.contains(&unspaced(&text)), "{text} in {} {}", template.kind().code(), language.code());
            }
        }
    }
}

#[test]
fn a_draft_says_on_every_page_that_it_is_one_and_an_approved_text_does_not() {
    let draft = include_str!("../../../../jurisdictions/se/papers/staff-sheet.sv.toml");
    let template = Template::read(draft).unwrap();
    assert!(template.is_draft() && sweden().iter().all(Template::is_draft), "nobody has approved a text of this house yet");
    let printed = Printed::of(&filled(&template).unwrap());
    for page in 1..=printed.pages() {
        assert!(printed.text_of_page(page as u32).contains("UTKAST"), "page {page}");
    }
    let approved = Template::read(&draft.replace("approved_by = \"\"", "approved_by = \"Jurist Ek, Polisen\"")).unwrap();
    assert!(!filled(&approved).unwrap().stamp.marking.as_str().contains("UTKAST"));
}

#[test]
fn a_template_is_not_used_before_its_first_day_or_after_its_last() {
    let template = in_force(Kind::VisitCard, Language::Swedish, date(2026, 12, 1)).unwrap();
    assert!(in_force(Kind::VisitCard, Language::Swedish, date(2027, 11, 23)).is_none());
    assert!(in_force(Kind::VisitCard, Language::Swedish, date(2026, 11, 21)).is_none());
    let late = Made { at: made().at.checked_add(jiff::Span::new().years(2)).unwrap(), ..outside() };
    assert_eq!(template.paper(&card(), late), Err(TemplateError::NotInForce(date(2028, 11, 24))));
    let other = template.paper(&minutes(), made());
    assert_eq!(other, Err(TemplateError::OtherKind { template: "visit-card", inputs: "minutes" }));
}

#[test]
fn a_template_that_is_not_whole_is_refused_with_its_reason() {
    let whole = include_str!("../../../../jurisdictions/se/papers/summons.sv.toml");
    let refused = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        Template::read(&whole.replacen(from, to, 1)).err().unwrap_or_else(|| panic!("{from} became {to} and was taken")).to_string()
    };
    for (from, to, why) in [
        ("{transport}", "Gå", "\"transport\" is put into the paper and stands nowhere"),
        ("{transport}", "{road}", "summons has no field \"road\""),
        ("{transport}", "{transport", "a brace is not closed"),
        ("when = \"interpreter\"\n", "", "so the part must say when"),
        ("when = \"interpreter\"", "when = \"name\"", "nothing can depend on it"),
        ("level = 1", "level = 4", "a level from 1 to 3"),
        ("version = 1", "version = 1\nscore = 2", "unknown field"),
        ("paper = \"summons\"", "paper = \"ticket\"", "there is no paper called"),
        ("language = \"sv\"", "language = \"xx\"", "there is no language"),
        ("valid_to = 2027-11-22", "valid_to = 2020-11-22", "ends before it begins"),
    ] {
        let found = refused(from, to);
        assert!(found.contains(why), "{found}");
    }
    assert!(matches!(Template::read("not a template"), Err(TemplateError::Unreadable(_))));
}

#[test]
fn what_is_put_in_is_never_read_as_a_template() {
    let mut letter = notification();
    letter.name = "{message} {{day}} #panic()".to_owned();
    let template = in_force(Kind::NotificationLetter, Language::Swedish, date(2026, 11, 24)).unwrap();
    let paper = template.paper(&letter, outside()).unwrap();
    assert!(html(&paper).unwrap().contains("<bdi>{message} {{day}} #panic()</bdi>"));
    assert!(unspaced(&Printed::of(&paper).text()).contains("{message}{{day}}#panic()"));
}

#[test]
fn a_part_about_something_that_was_left_out_is_left_out() {
    let template = in_force(Kind::Summons, Language::Swedish, date(2026, 11, 24)).unwrap();
    let page = |interpreter| html(&template.paper(&summons(interpreter), outside()).unwrap()).unwrap();
    assert!(page(Some("somaliska")).contains("Det finns tolk till <bdi>somaliska</bdi>."));
    assert!(!page(None).contains("tolk"));
}

#[test]
fn papers_for_people_outside_do_not_say_who_made_them_or_what_for() {
    let template = in_force(Kind::VisitCard, Language::English, date(2026, 11, 24)).unwrap();
    let paper = template.paper(&card(), outside()).unwrap();
    assert!(paper.stamp.user.is_none() && paper.stamp.purpose.is_none());
    assert!(!html(&paper).unwrap().contains("Made by") && pdf(&paper).is_ok());
}
