//! The page on which concern for a child is reported: in everybody's menu, and open without a purpose and without any role.

use askama::Template;
use axum::Router;
use axum::routing::get;
use gvi_app::concerns::{self, TypedConcern};
use gvi_app::disclosures::Decided;
use gvi_domain::DisclosureId;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::{RefusalLine, refusals};
use crate::form::FormErrors;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/concern", get(begin).post(report))
}

/// What is typed.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ConcernForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    child: String,
    #[serde(default)]
    born: String,
    #[serde(default)]
    age: String,
    #[serde(default)]
    worry: String,
    #[serde(default)]
    contact: String,
}

#[derive(Template, Serialize)]
#[template(path = "concern.html")]
struct ConcernPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    form: ConcernForm,
    refusals: Vec<RefusalLine>,
}

async fn begin(desk: Desk) -> Answer {
    if !concerns::may_report(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    let form = ConcernForm { id: DisclosureId::new().to_string(), ..ConcernForm::default() };
    desk.page(&ConcernPage { shell: desk.shell(), errors: FormErrors::none(), form, refusals: Vec::new() })
}

async fn report(Typed { desk, form }: Typed<ConcernForm>) -> Answer {
    let id: DisclosureId = form.id.parse().map_err(|_| Problem::NotFound)?;
    let typed = TypedConcern {
        child: &form.child,
        born: form.born.trim().parse().ok(),
        age: form.age.trim().parse().ok(),
        worry: &form.worry,
        contact: &form.contact,
    };
    match concerns::report(&desk.ctx, id, typed).await {
        Ok(Decided::Sent(_)) => {
            desk.site.post_waits();
            desk.done("/concern", "concern-sent")
        }
        Ok(Decided::Refused(preview)) => {
            let refusals = refusals(desk.tr(), &preview);
            desk.faulty(&ConcernPage { shell: desk.shell(), errors: FormErrors::none(), form, refusals })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&ConcernPage { shell: desk.shell(), errors, form, refusals: Vec::new() })
        }
    }
}
