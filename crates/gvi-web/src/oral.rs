//! What was said in a meeting, written down in under half a minute and judged by the same rules as a written disclosure.
//!
//! The short form fills in what follows from being short: the content is the one line, the source is the own authority's knowledge,
//! the end is the usual one, and one text says why it was needed, why no more than this, and why nothing spoke against it.

use askama::Template;
use axum::Router;
use axum::routing::get;
use gvi_app::disclosures::{self, Decided, Preview};
use gvi_app::draft::{Beginning, Draft, DraftSubject, Said, SnapshotKind, Source, USUAL_DAYS, beginnings};
use gvi_app::law::{Basis, BasisKind, Catalogue, ChosenGround, HarmTest, Level};
use gvi_domain::disclosure::Addressee;
use gvi_domain::{DisclosureId, KindCode};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::disclose::{RefusalLine, bases, field_label, moment_at, refusals};
use crate::form::{Choice, FormErrors};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Crumb;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new().route("/oral", get(begin).post(write_down))
}

/// What is typed. `what` is the row of the sharing matrix and the kind of content in one, for example `M6/conditions`.
#[derive(Deserialize, Serialize, Default, Clone)]
struct OralForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    said_at: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    born: String,
    #[serde(default)]
    client: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    harmless: String,
    #[serde(default)]
    late_reason: String,
    #[serde(default)]
    dpo: String,
}

#[derive(Template, Serialize)]
#[template(path = "disclose/oral.html")]
struct OralPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    recipients: Vec<Choice>,
    #[serde(skip)]
    contents: Vec<Choice>,
    #[serde(skip)]
    purposes: Vec<Choice>,
    #[serde(skip)]
    bases: Vec<Choice>,
    #[serde(skip)]
    grounds: Vec<Choice>,
    form: OralForm,
    refusals: Vec<RefusalLine>,
}

/// What can be said in a meeting: questions and status lines are written.
fn sayable(kind: &KindCode) -> impl Iterator<Item = &'static Beginning> {
    beginnings(kind).filter(|begin| !matches!(begin.kind, SnapshotKind::Request | SnapshotKind::StatusLine))
}

impl OralForm {
    fn draft(&self, desk: &Desk) -> Result<Draft, Problem> {
        let id = self.id.parse().map_err(|_| Problem::NotFound)?;
        let catalogue = Catalogue::se();
        let (category, content) = self.what.split_once('/').unwrap_or(("", ""));
        // The form offers only what the own authority can begin; anything else was not chosen here.
        let known = sayable(&desk.ctx.plate().kind).any(|begin| begin.category == category && begin.own_words.contains(&content));
        let today = desk.now().date(desk.zone());
        let mut draft = Draft::new(id, SnapshotKind::Oral, category, Source::Typed);
        if known {
            draft.typed = vec![(content.into(), self.line.clone())];
        }
        let person = self.person.trim();
        if catalogue.category(&draft.category).is_some_and(|row| row.level == Level::Person) && !person.is_empty() {
            draft.typed.insert(0, ("name".into(), person.to_owned()));
            draft.subject = Some(DraftSubject {
                label: person.to_owned(),
                born: self.born.trim().parse().ok(),
                client_of_recipient: self.client == "yes",
                ..DraftSubject::default()
            });
        }
        draft.recipients = self.to.parse().ok().map(|to| Addressee::function(to, "meeting")).into_iter().collect();
        draft.purposes = Some(self.purpose.as_str()).filter(|purpose| !purpose.is_empty()).map(Into::into).into_iter().collect();
        draft.legal_basis = Some(self.legal_basis.as_str()).filter(|basis| !basis.is_empty()).map(Into::into);
        draft.grounds = Some(&self.ground)
            .filter(|ground| !ground.is_empty())
            .map(|ground| ChosenGround { ground: ground.as_str().into(), balance: self.why.clone() })
            .into_iter()
            .collect();
        if self.harmless == "yes" {
            let locks = catalogue.provisions_for(&desk.ctx.plate().kind, &draft.category).unwrap_or_default();
            // Only locks on which a harm test can be done at all, and which are not opened by the ground: those that protect the public.
            let public =
                locks.iter().filter(|lock| catalogue.provision(lock).is_some_and(|lock| lock.protects == gvi_app::law::Interest::Public));
            draft.harm_tests = public.map(|lock| HarmTest { provision: lock.clone(), reasons: self.why.clone() }).collect();
        }
        draft.necessity.clone_from(&self.why);
        draft.proportionality.clone_from(&self.why);
        draft.as_of = Some(today);
        draft.basis = Some(Basis { kind: BasisKind::Fact, source: desk.tr().t("oral-source"), grading: None });
        draft.ends_on = Some(today.saturating_add(jiff::Span::new().days(USUAL_DAYS)));
        draft.said =
            moment_at(desk, &self.said_at).map(|at| Said { at, late_reason: self.late_reason.clone(), dpo_told: self.dpo == "yes" });
        draft.reidentification_checked = self.harmless == "yes";
        Ok(draft)
    }
}

fn page(desk: &Desk, form: OralForm, preview: Option<&Preview>, errors: FormErrors) -> OralPage {
    let (tr, catalogue) = (desk.tr(), Catalogue::se());
    let (lang, plate) = (tr.lang().code(), desk.ctx.plate());
    let contents = sayable(&plate.kind).flat_map(|begin| {
        let row = catalogue.category(&begin.category.into()).map(|row| row.words().in_language(lang).to_owned()).unwrap_or_default();
        begin
            .own_words
            .iter()
            .filter(|content| **content != "name")
            .map(move |content| (format!("{}/{content}", begin.category), row.clone(), *content))
    });
    let usual = catalogue.grounds.iter().filter(|ground| ground.disclosers.contains(&plate.kind) && !ground.is_consent());
    let usual = usual.filter(|ground| {
        matches!(ground.usage, gvi_app::law::Use::Main | gvi_app::law::Use::Narrow)
            && Some(ground.kind) != Some(gvi_app::law::GroundKind::HarmTest)
    });
    OralPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/disclosures", tr.t("disclosures-title")), Crumb::here(tr.t("oral-title"))],
        errors,
        recipients: desk
            .site
            .plates()
            .filter(|other| other.authority != plate.authority)
            .map(|other| {
                Choice::new(other.authority.as_str(), if lang == "sv" { &other.name_sv } else { &other.name_en }).chosen_when(&form.to)
            })
            .collect(),
        contents: contents
            .map(|(value, row, content)| Choice::new(&value, format!("{} ({row})", field_label(tr, content))).chosen_when(&form.what))
            .collect(),
        purposes: catalogue
            .purposes
            .iter()
            .map(|purpose| Choice::new(purpose.id.as_str(), purpose.words().in_language(lang)).chosen_when(&form.purpose))
            .collect(),
        bases: bases(desk, &form.legal_basis),
        grounds: usual.map(|ground| Choice::new(ground.id.as_str(), ground.when().in_language(lang)).chosen_when(&form.ground)).collect(),
        refusals: preview.map(|preview| refusals(tr, preview)).unwrap_or_default(),
        form,
    }
}

async fn begin(desk: Desk) -> Answer {
    if !disclosures::may_decide(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    let local = desk.now().timestamp().to_zoned(desk.zone().clone());
    let form =
        OralForm { id: DisclosureId::new().to_string(), said_at: local.strftime("%Y-%m-%dT%H:%M").to_string(), ..OralForm::default() };
    desk.page(&page(&desk, form, None, FormErrors::none()))
}

async fn write_down(Typed { desk, form }: Typed<OralForm>) -> Answer {
    let draft = form.draft(&desk)?;
    let mut errors = FormErrors::none();
    for (field, missing) in [
        ("said_at", draft.said.is_none()),
        ("to", draft.recipients.is_empty()),
        ("what", draft.typed.is_empty()),
        ("line", form.line.trim().is_empty()),
    ] {
        if missing {
            errors.add(field, desk.tr().t("fault-missing"));
        }
    }
    if !errors.is_empty() {
        return desk.faulty(&page(&desk, form, None, errors));
    }
    match disclosures::decide(&desk.ctx, &draft).await? {
        Decided::Sent(id) => {
            desk.site.post_waits();
            desk.done(&format!("/disclosures/{id}"), "oral-written-down")
        }
        Decided::Refused(preview) => desk.faulty(&page(&desk, form, Some(&preview), FormErrors::none())),
    }
}
