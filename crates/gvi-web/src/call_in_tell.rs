//! Telling of a call-in, at each of the three who keep a record of it: one page that shows exactly what the others will see, one text to
//! confirm, one press.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use gvi_app::call_ins::telling::{self, Audience, Telling};
use gvi_app::disclosures::{Decided, Preview};
use gvi_app::draft::Source;
use gvi_domain::{CallInId, Code, DisclosureId};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::{FieldLine, RefusalLine, bases, leaving, refusals};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/call-ins/{id}/tell", get(begin_shell).post(tell_shell))
        .route("/guests/tell", get(begin_guests).post(tell_guests))
        .route("/summons/tell", get(begin_door).post(tell_door))
}

/// What is confirmed.
#[derive(Deserialize, Serialize, Default, Clone)]
struct TellForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    harm: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    recognised: String,
}

impl TellForm {
    fn fresh(desk: &Desk, about: &About) -> Self {
        Self {
            id: DisclosureId::new().to_string(),
            call_in: about.call_in.clone(),
            to: about.to.clone(),
            harm: desk.tr().t("call-in-tell-harm-usual"),
            ..Self::default()
        }
    }

    fn telling(&self) -> Result<Telling, Problem> {
        let id = self.id.parse().map_err(|_| Problem::NotFound)?;
        let audience = if self.to == "community" { Audience::Community } else { Audience::Authorities };
        let (legal_basis, harm) = (self.legal_basis.clone(), self.harm.clone());
        Ok(Telling { id, audience, legal_basis, harm, nobody_recognised: self.recognised == "yes" })
    }
}

#[derive(Template, Serialize)]
#[template(path = "call_ins/tell.html")]
struct TellPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    bases: Vec<Choice>,
    action: String,
    form: TellForm,
    preview: Vec<FieldLine>,
    refusals: Vec<RefusalLine>,
}

/// Where the page belongs: the address it is sent to, and the page it leads back to.
struct Place {
    source: Source,
    action: String,
    back: String,
}

fn page(desk: &Desk, place: Place, form: TellForm, preview: &Preview, refused: bool) -> TellPage {
    let tr = desk.tr();
    TellPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new(place.back, preview.label.clone()), Crumb::here(tr.t("call-in-tell"))],
        errors: FormErrors::none(),
        bases: bases(desk, &form.legal_basis),
        action: place.action,
        preview: leaving(tr, preview),
        refusals: if refused { refusals(tr, preview) } else { Vec::new() },
        form,
    }
}

async fn begin(desk: Desk, place: Place, about: &About) -> Answer {
    let form = TellForm::fresh(&desk, about);
    let preview = telling::preview(&desk.ctx, place.source, &form.telling()?).await?;
    desk.page(&page(&desk, place, form, &preview, false))
}

async fn tell(desk: Desk, place: Place, form: TellForm) -> Answer {
    match telling::tell(&desk.ctx, place.source, &form.telling()?).await? {
        Decided::Sent(_) => {
            desk.site.post_waits();
            desk.done(&place.back, "call-in-told")
        }
        Decided::Refused(preview) => desk.faulty(&page(&desk, place, form, &preview, true)),
    }
}

/// What of the address says what is told, and to whom.
#[derive(Deserialize, Default)]
struct About {
    #[serde(default)]
    call_in: String,
    #[serde(default)]
    to: String,
}

fn shell_place(id: &str) -> Result<Place, Problem> {
    let id: CallInId = id.parse().map_err(|_| Problem::NotFound)?;
    Ok(Place { source: Source::CallIn(id), action: format!("/call-ins/{id}/tell"), back: format!("/call-ins/{id}") })
}

fn guests_place(code: &str) -> Result<Place, Problem> {
    let code: Code = code.parse().map_err(|_| Problem::NotFound)?;
    Ok(Place { source: Source::GuestList(code), action: "/guests/tell".to_owned(), back: format!("/guests?call_in={code}") })
}

fn door_place(code: &str) -> Result<Place, Problem> {
    let code: Code = code.parse().map_err(|_| Problem::NotFound)?;
    Ok(Place { source: Source::DoorList(code), action: "/summons/tell".to_owned(), back: format!("/summons?call_in={code}") })
}

async fn begin_shell(desk: Desk, Path(id): Path<String>, Query(about): Query<About>) -> Answer {
    begin(desk, shell_place(&id)?, &about).await
}

async fn tell_shell(Path(id): Path<String>, Typed { desk, form }: Typed<TellForm>) -> Answer {
    tell(desk, shell_place(&id)?, form).await
}

async fn begin_guests(desk: Desk, Query(about): Query<About>) -> Answer {
    begin(desk, guests_place(&about.call_in)?, &about).await
}

async fn tell_guests(Typed { desk, form }: Typed<TellForm>) -> Answer {
    tell(desk, guests_place(&form.call_in)?, form).await
}

async fn begin_door(desk: Desk, Query(about): Query<About>) -> Answer {
    begin(desk, door_place(&about.call_in)?, &about).await
}

async fn tell_door(Typed { desk, form }: Typed<TellForm>) -> Answer {
    tell(desk, door_place(&form.call_in)?, form).await
}
