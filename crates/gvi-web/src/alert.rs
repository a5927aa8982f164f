//! The alert of an incident: one page, one text to confirm, one press.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use gvi_app::alerts::{self, Alert};
use gvi_app::disclosures::{Decided, Preview};
use gvi_app::law::Catalogue;
use gvi_domain::{DisclosureId, IncidentId};
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
    Router::new().route("/incidents/{id}/alert", get(begin).post(send))
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct AlertForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    harm: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    recognised: String,
}

#[derive(Template, Serialize)]
#[template(path = "disclose/alert.html")]
struct AlertPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    bases: Vec<Choice>,
    action: String,
    form: AlertForm,
    recipient_names: String,
    preview: Vec<FieldLine>,
    refusals: Vec<RefusalLine>,
}

impl AlertForm {
    fn alert(&self) -> Result<Alert, Problem> {
        let id = self.id.parse().map_err(|_| Problem::NotFound)?;
        Ok(Alert { id, legal_basis: self.legal_basis.clone(), harm: self.harm.clone(), nobody_recognised: self.recognised == "yes" })
    }
}

fn page(desk: &Desk, incident: IncidentId, form: AlertForm, preview: &Preview, refused: bool) -> AlertPage {
    let (tr, catalogue, plate) = (desk.tr(), Catalogue::se(), desk.ctx.plate());
    let lang = tr.lang().code();
    let row = catalogue.category(&"M2".into());
    let reached = preview.neighbours.iter().filter(|known| row.is_some_and(|row| row.path(&plate.kind, &known.kind).is_some()));
    AlertPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new(format!("/incidents/{incident}"), preview.label.clone()), Crumb::here(tr.t("alert-title"))],
        errors: FormErrors::none(),
        bases: bases(desk, &form.legal_basis),
        action: format!("/incidents/{incident}/alert"),
        recipient_names: reached.map(|known| known.name(lang)).collect::<Vec<_>>().join(", "),
        preview: leaving(tr, preview),
        refusals: if refused { refusals(tr, preview) } else { Vec::new() },
        form,
    }
}

async fn begin(desk: Desk, Path(id): Path<String>) -> Answer {
    let incident: IncidentId = id.parse().map_err(|_| Problem::NotFound)?;
    let form = AlertForm { id: DisclosureId::new().to_string(), harm: desk.tr().t("alert-harm-usual"), ..AlertForm::default() };
    let preview = alerts::preview(&desk.ctx, incident, &form.alert()?).await?;
    desk.page(&page(&desk, incident, form, &preview, false))
}

async fn send(Path(id): Path<String>, Typed { desk, form }: Typed<AlertForm>) -> Answer {
    let incident: IncidentId = id.parse().map_err(|_| Problem::NotFound)?;
    match alerts::alert(&desk.ctx, incident, &form.alert()?).await? {
        Decided::Sent(_) => {
            desk.site.post_waits();
            desk.done(&format!("/incidents/{incident}"), "alert-sent")
        }
        Decided::Refused(preview) => desk.faulty(&page(&desk, incident, form, &preview, true)),
    }
}
