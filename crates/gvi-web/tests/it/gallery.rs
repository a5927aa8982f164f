//! The gallery holds every part, so what is asked of it here holds for every page made of the parts.

use std::collections::BTreeSet;

use askama::Template as _;
use gvi_web::assets;
use gvi_web::gallery::GalleryPage;
use gvi_web::icons::Icon;
use gvi_web::shell::{Flash, NavItem, NoticeKind, Shell, SignedIn, SiteMode, Theme};
use gvi_web::text::{Lang, Tr};

fn shell(lang: Lang) -> Shell {
    Shell {
        tr: Tr::new(lang),
        theme: Theme::Dark,
        mode: SiteMode::Demo,
        site: "Nordhamn".to_owned(),
        signed_in: Some(SignedIn { name: "Mara <Ek>".to_owned(), authority_name: "Polisen".to_owned(), ..SignedIn::default() }),
        nav: vec![NavItem::new("/gallery", "Galleri").current_at("/gallery").with_count(2)],
        path: "/gallery?a=1&b=\"2\"".to_owned(),
        csrf: "token".to_owned(),
        flash: Some(Flash { kind: NoticeKind::Done, text: "<i>sparat</i>".to_owned() }),
        typing_warning: None,
        session_seconds: 600,
    }
}

fn page(lang: Lang) -> String {
    GalleryPage::new(shell(lang)).render().unwrap()
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    page.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split_once('"').unwrap().0).collect()
}

#[test]
fn no_key_is_missing_in_either_language() {
    for lang in Lang::ALL {
        let page = page(lang);
        assert!(!page.contains('⟦'), "{lang}");
        assert!(page.contains(&format!("<html lang=\"{lang}\" data-theme=\"dark\">")));
    }
}

#[test]
fn nothing_on_the_page_needs_what_the_security_policy_forbids() {
    let page = page(Lang::Sv);
    for forbidden in [" style=\"", "<style", "javascript:", " onclick", " onload", "<script>", "https://", "//cdn"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let outside: Vec<&str> = page.split("http://").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(outside.iter().all(|address| *address == "www.w3.org/2000/svg"), "{outside:?}");
}

#[test]
fn words_from_people_are_escaped_everywhere() {
    let page = page(Lang::Sv);
    assert!(!page.contains("Mara <Ek>") && !page.contains("<i>sparat"));
    assert!(page.contains("value=\"/gallery?a=1&#38;b=&#34;2&#34;\""));
}

#[test]
fn every_id_is_there_once_and_every_pointer_finds_its_id() {
    let page = page(Lang::En);
    let ids = values(&page, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    for attribute in ["for", "aria-describedby", "aria-labelledby"] {
        for pointer in values(&page, attribute).iter().flat_map(|value| value.split_whitespace()) {
            assert!(known.contains(pointer), "{attribute} points at {pointer}, which is not there");
        }
    }
    for href in values(&page, "href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(known.contains(href), "a link leads to #{href}, which is not there");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    let page = page(Lang::Sv);
    for form in page.split("<form ").skip(1) {
        let form = form.split("</form>").next().unwrap();
        if form.contains("method=\"post\"") {
            assert!(form.contains("name=\"csrf\" value=\"token\""), "{}", &form[..80.min(form.len())]);
        }
    }
}

#[test]
fn every_field_has_a_label() {
    let page = page(Lang::Sv);
    let labelled: BTreeSet<&str> = values(&page, "for").into_iter().collect();
    for tag in page.split('<').filter(|tag| ["input ", "select ", "textarea "].iter().any(|name| tag.starts_with(name))) {
        if tag.contains("type=\"hidden\"") {
            continue;
        }
        let id = values(tag, "id");
        assert!(id.first().is_some_and(|id| labelled.contains(id)), "{tag}");
    }
}

#[test]
fn every_icon_has_its_own_drawing_and_is_hidden_from_screen_readers() {
    let drawings: BTreeSet<String> = Icon::ALL.iter().map(|icon| icon.svg().to_string()).collect();
    assert_eq!(drawings.len(), Icon::ALL.len());
    assert!(drawings.iter().all(|drawing| drawing.contains("aria-hidden=\"true\"")));
}

#[test]
fn assets_are_found_by_name_and_the_script_stays_small_and_at_home() {
    assert!(assets::find("app.css").is_some_and(|asset| asset.content_type.starts_with("text/css")));
    assert!(assets::find("../Cargo.toml").is_none());
    let script = std::str::from_utf8(assets::find("app.js").unwrap().bytes).unwrap();
    assert!(script.lines().count() < 150);
    for forbidden in ["fetch", "XMLHttpRequest", "WebSocket", "import(", "http", "eval", "innerHTML", "localStorage"] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn no_template_switches_escaping_off() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("|safe") && !text.contains("| safe"), "{}", path.display());
            }
        }
    }
}
