//! Writes the gallery as one HTML file with the style sheet inside, to be looked at without a server:
//! `cargo run -p gvi-web --example gallery -- sv dark > gallery.html`.

use askama::Template as _;
use gvi_web::assets;
use gvi_web::gallery::GalleryPage;
use gvi_web::shell::{NavItem, Shell, SignedIn, SiteMode, Theme};
use gvi_web::text::{Lang, Tr};

fn main() {
    let mut words = std::env::args().skip(1);
    let lang = words.next().and_then(|code| Lang::from_code(&code)).unwrap_or_default();
    let theme = Theme::from_code(&words.next().unwrap_or_default());
    let tr = Tr::new(lang);
    let shell = Shell {
        tr,
        theme,
        mode: SiteMode::Demo,
        site: "Nordhamn".to_owned(),
        signed_in: Some(SignedIn {
            name: "Mara Ek".to_owned(),
            authority_name: tr.t("gallery-police"),
            authority_kind: String::new(),
            roles: String::new(),
            purpose: tr.t("gallery-ground"),
        }),
        nav: vec![
            NavItem::new("/", tr.t("gallery-crumb-start")).with_count(3),
            NavItem::new("/gallery", tr.t("gallery-title")).current_at("/gallery"),
        ],
        path: "/gallery".to_owned(),
        ..Shell::default()
    };
    // Cannot fail: rendering into memory fails only when a template's own code does, and the gallery's does not.
    let page = GalleryPage::new(shell).render().expect("gallery");
    let style = assets::find("app.css").map(|css| String::from_utf8_lossy(css.bytes).into_owned()).unwrap_or_default();
    let link = format!("<link rel=\"stylesheet\" href=\"/assets/app.css?v={}\">", assets::VERSION);
    println!("{}", page.replace(&link, &format!("<style>{style}</style>")));
}
