//! Tabs of an incident's card where it is judged: the first verdict, attribution to groups, the risk of retaliation.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::groups::GroupLabel;
use gvi_app::{AppError, incident_analysis, incidents};
use gvi_domain::attribution::{Level, NewAttribution, Side};
use gvi_domain::incident::IncidentState;
use gvi_domain::triage::{Gmi, RetaliationRisk, Triage};
use gvi_domain::{AttributionId, DomainError, GroupId, IncidentId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::{group_choices, group_name};
use crate::incidents::{Head, choices, gmi_tag, head, incident_id};
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::Tag;
use crate::text::{Tr, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/incidents/{id}/triage", get(triage_page).post(triage))
        .route("/incidents/{id}/attribution", get(attribution_page).post(attribute))
        .route("/incidents/{id}/attribution/{attribution}", get(attribution_form))
        .route("/incidents/{id}/attribution/{attribution}/confirm", post(confirm))
        .route("/incidents/{id}/retaliation", get(retaliation_page).post(judge))
        .route("/incidents/{id}/contacted", post(contacted))
}

/// What is typed about the verdict.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct TriageForm {
    gmi: String,
    grounds: String,
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/triage.html")]
struct TriagePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    verdicts: Vec<Choice>,
    head: Head,
    id: String,
    gmi: Option<Tag>,
    grounds: Option<String>,
    judged: Option<String>,
    reviewed: Option<String>,
    form: TriageForm,
    may_triage: bool,
    may_review: bool,
    changed_meanwhile: bool,
}

async fn triage_tab(
    desk: &Desk,
    id: IncidentId,
    typed: Option<TriageForm>,
    errors: FormErrors,
    changed_meanwhile: bool,
) -> Result<TriagePage, Problem> {
    let card = incidents::card(&desk.ctx, id).await?;
    let (tr, incident) = (desk.tr(), &card.incident);
    let moment = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), desk.zone());
    let grounds = incident.grounds_text();
    let form = typed.map_or_else(
        || TriageForm {
            gmi: incident.gmi.as_value().map(|gmi| gmi.name().to_owned()).unwrap_or_default(),
            grounds: grounds.clone().unwrap_or_default(),
            version: incident.version,
        },
        |typed| TriageForm { version: incident.version, ..typed },
    );
    Ok(TriagePage {
        shell: desk.shell(),
        errors,
        verdicts: Gmi::ALL
            .iter()
            .map(|gmi| {
                Choice::new(gmi.name(), tr.t(&format!("gmi-{}", gmi.name())))
                    .with_hint(tr.t(&format!("gmi-hint-{}", gmi.name())))
                    .chosen_when(&form.gmi)
            })
            .collect(),
        head: head(desk, &card, "/triage"),
        id: id.to_string(),
        gmi: incident.gmi.as_value().map(|gmi| gmi_tag(tr, *gmi)),
        grounds,
        judged: incident.gmi_at.as_value().copied().flatten().map(moment),
        reviewed: incident.reviewed_at.as_value().copied().flatten().map(moment),
        form,
        may_triage: card.may.triage,
        may_review: card.may.triage && incident.state.as_value().is_some_and(|state| *state == IncidentState::Triaged),
        changed_meanwhile,
    })
}

/// The grounds of a verdict, if they are shown and there are any.
trait Grounds {
    fn grounds_text(&self) -> Option<String>;
}

impl Grounds for gvi_app::seen::SeenIncident {
    fn grounds_text(&self) -> Option<String> {
        self.gmi_grounds.as_value().map(|grounds| grounds.as_str().to_owned())
    }
}

async fn triage_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = triage_tab(&desk, incident_id(&id)?, None, FormErrors::none(), false).await?;
    desk.page(&page)
}

async fn triage(Path(id): Path<String>, Typed { desk, form }: Typed<TriageForm>) -> Answer {
    let id = incident_id(&id)?;
    let read = || -> Result<Triage, AppError> {
        let gmi = Gmi::named(&form.gmi).ok_or(DomainError::field("gmi", "missing"))?;
        Ok(Triage { gmi, grounds: Words::read("grounds", &form.grounds, 0)? })
    };
    let judged = match read() {
        Ok(verdict) => incident_analysis::triage(&desk.ctx, id, verdict, form.version).await,
        Err(error) => Err(error),
    };
    match judged {
        Ok(()) => desk.done(&format!("/incidents/{id}/triage"), "incident-triaged"),
        // What is saved now stands above the form, what was typed in it.
        Err(AppError::Changed { .. }) => {
            let page = triage_tab(&desk, id, Some(form), FormErrors::none(), true).await?;
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = triage_tab(&desk, id, Some(form), errors, false).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed about an attribution.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct AttributionForm {
    id: String,
    group: String,
    side: String,
    level: String,
    basis: String,
    source_count: String,
    sources: String,
    version: i64,
}

impl AttributionForm {
    /// Reads the fields; says every fault at once.
    fn read(&self) -> Result<NewAttribution, AppError> {
        let mut faults = Vec::new();
        let group = self.group.parse().ok();
        if group.is_none() {
            faults.push(DomainError::field("group", "missing"));
        }
        let side = Side::named(&self.side);
        if side.is_none() {
            faults.push(DomainError::field("side", "missing"));
        }
        let level = Level::named(&self.level);
        if level.is_none() {
            faults.push(DomainError::field("level", "missing"));
        }
        let mut words = |field, typed: &str| {
            Words::read(field, typed, 0).unwrap_or_else(|fault| {
                faults.push(fault);
                Words::stored(String::new())
            })
        };
        let (basis, sources) = (words("basis", &self.basis), words("sources", &self.sources));
        let source_count = match self.source_count.trim() {
            "" => 0,
            typed => typed.parse().unwrap_or_else(|_| {
                faults.push(DomainError::field("source_count", "not-a-number"));
                0
            }),
        };
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let (Some(group), Some(side), Some(level)) = (group, side, level) else { return Err(AppError::Faults(faults)) };
        if !faults.is_empty() {
            return Err(AppError::Faults(faults));
        }
        Ok(NewAttribution { id, group, side, level, basis, source_count, sources })
    }
}

/// An attribution as the tab prints it.
#[derive(Serialize)]
struct AttributionLine {
    id: String,
    group: Option<String>,
    group_href: String,
    side: Option<String>,
    level: Option<Tag>,
    basis: Option<String>,
    source_count: Option<u32>,
    sources: Option<String>,
    by: Option<String>,
    at: Option<String>,
    confirmed: Option<String>,
    present: Option<String>,
    version: i64,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/attribution.html")]
struct AttributionPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    groups: Vec<Choice>,
    #[serde(skip)]
    sides: Vec<Choice>,
    #[serde(skip)]
    levels: Vec<Choice>,
    head: Head,
    id: String,
    attributions: Vec<AttributionLine>,
    form: AttributionForm,
    present: String,
    may_attribute: bool,
    /// Attribution begins after the first judgement.
    is_early: bool,
}

/// The sign of a level: of the tie between incident and group.
pub fn level_tag(tr: Tr, level: Level) -> Tag {
    let word = tr.t(&format!("attribution-level-{}", level.name()));
    match level {
        Level::NoTie => Tag::quiet(word),
        Level::Indication => Tag::planned(word),
        Level::Supported => Tag::partly(word),
        Level::Established => Tag::active(word),
    }
}

async fn attribution_tab(
    desk: &Desk,
    id: IncidentId,
    form: Option<AttributionForm>,
    edited: Option<AttributionId>,
    present: String,
    errors: FormErrors,
) -> Result<AttributionPage, Problem> {
    let part = incident_analysis::attribution_part(&desk.ctx, id).await?;
    let tr = desk.tr();
    let mut form = form.unwrap_or_default();
    if let Some(edited) = edited {
        let (seen, _) = part.attributions.iter().find(|(seen, _)| seen.id == edited).ok_or(Problem::NotFound)?;
        let words = |words: &gvi_app::Shown<Words>| words.as_value().map(|words| words.as_str().to_owned()).unwrap_or_default();
        form = AttributionForm {
            id: edited.to_string(),
            group: seen.group.as_value().map(ToString::to_string).unwrap_or_default(),
            side: seen.side.as_value().map(|side| side.name().to_owned()).unwrap_or_default(),
            level: seen.level.as_value().map(|level| level.name().to_owned()).unwrap_or_default(),
            basis: words(&seen.basis),
            source_count: seen.source_count.as_value().map(ToString::to_string).unwrap_or_default(),
            sources: words(&seen.sources),
            version: seen.version,
        };
    }
    if form.id.is_empty() {
        form.id = AttributionId::new().to_string();
    }
    let moment = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), desk.zone());
    let state = part.card.incident.state.as_value().copied();
    let attributions = part
        .attributions
        .into_iter()
        .map(|(seen, label)| AttributionLine {
            id: seen.id.to_string(),
            group_href: label.as_ref().map(|label| format!("/groups/{}", label.id)).unwrap_or_default(),
            group: label.as_ref().map(group_name),
            side: seen.side.value().map(|side| tr.t(&format!("attribution-side-{}", side.name()))),
            level: seen.level.value().map(|level| level_tag(tr, level)),
            basis: seen.basis.value().map(|basis| basis.as_str().to_owned()),
            source_count: seen.source_count.value(),
            sources: seen.sources.value().map(|sources| sources.as_str().to_owned()),
            by: seen.by.value(),
            at: seen.at.value().map(moment),
            confirmed: seen.confirmed_at.value().flatten().map(moment),
            present: seen.confirmed_present.value().map(|present| present.as_str().to_owned()),
            version: seen.version,
        })
        .collect();
    Ok(AttributionPage {
        shell: desk.shell(),
        errors,
        groups: group_choices(&part.groups, &form.group),
        sides: choices(tr, "attribution-side", Side::ALL.iter().map(|side| side.name()), &form.side),
        levels: Level::ALL
            .iter()
            .map(|level| {
                Choice::new(level.name(), tr.t(&format!("attribution-level-{}", level.name())))
                    .with_hint(tr.t(&format!("attribution-level-hint-{}", level.name())))
                    .chosen_when(&form.level)
            })
            .collect(),
        head: head(desk, &part.card, "/attribution"),
        id: id.to_string(),
        attributions,
        form,
        present,
        may_attribute: part.card.may.attribute && state.is_some_and(|state| state.after_confirmation().is_ok()),
        is_early: state == Some(IncidentState::Reported),
    })
}

async fn attribution_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = attribution_tab(&desk, incident_id(&id)?, None, None, String::new(), FormErrors::none()).await?;
    desk.page(&page)
}

async fn attribution_form(desk: Desk, Path((id, attribution)): Path<(String, String)>) -> Answer {
    let edited = attribution.parse().map_err(|_| Problem::NotFound)?;
    let page = attribution_tab(&desk, incident_id(&id)?, None, Some(edited), String::new(), FormErrors::none()).await?;
    desk.page(&page)
}

async fn attribute(Path(id): Path<String>, Typed { desk, form }: Typed<AttributionForm>) -> Answer {
    let id = incident_id(&id)?;
    let attributed = match form.read() {
        Ok(new) => incident_analysis::attribute(&desk.ctx, id, new, form.version).await,
        Err(error) => Err(error),
    };
    match attributed {
        Ok(()) => desk.done(&format!("/incidents/{id}/attribution"), "incident-attribution-saved"),
        // What is saved now stands above the form; the typed one stands on that version.
        Err(AppError::Changed { .. }) => {
            let mut page = attribution_tab(&desk, id, Some(form), None, String::new(), desk.changed()).await?;
            page.form.version = page.attributions.iter().find(|line| line.id == page.form.id).map_or(0, |line| line.version);
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = attribution_tab(&desk, id, Some(form), None, String::new(), errors).await?;
            desk.faulty(&page)
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ConfirmForm {
    present: String,
    version: i64,
}

async fn confirm(Path((id, attribution)): Path<(String, String)>, Typed { desk, form }: Typed<ConfirmForm>) -> Answer {
    let id = incident_id(&id)?;
    let attribution = attribution.parse().map_err(|_| Problem::NotFound)?;
    let confirmed = match Words::read("present", &form.present, 5) {
        Ok(present) => incident_analysis::confirm(&desk.ctx, id, attribution, present, form.version).await,
        Err(fault) => Err(fault.into()),
    };
    match confirmed {
        Ok(()) => desk.done(&format!("/incidents/{id}/attribution"), "incident-attribution-confirmed"),
        Err(AppError::Changed { .. }) => {
            let page = attribution_tab(&desk, id, None, None, form.present, desk.changed()).await?;
            desk.conflict(&page)
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = attribution_tab(&desk, id, None, None, form.present, errors).await?;
            desk.faulty(&page)
        }
    }
}

/// What is typed about a risk.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
struct RiskForm {
    from: String,
    against: String,
    risk: String,
    reasons: String,
    how: String,
}

/// A risk as the tab prints it.
#[derive(Serialize)]
struct RiskLine {
    from: Option<String>,
    against: Option<String>,
    risk: Option<Tag>,
    reasons: Option<String>,
    by: Option<String>,
    at: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "incidents/retaliation.html")]
struct RetaliationPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    from: Vec<Choice>,
    #[serde(skip)]
    against: Vec<Choice>,
    #[serde(skip)]
    risks: Vec<Choice>,
    head: Head,
    id: String,
    judged: Vec<RiskLine>,
    contacted: Option<String>,
    contacted_how: Option<String>,
    form: RiskForm,
    may_judge: bool,
}

fn risk_tag(tr: Tr, risk: RetaliationRisk) -> Tag {
    let word = tr.t(&format!("retaliation-{}", risk.name()));
    match risk {
        RetaliationRisk::None => Tag::quiet(word),
        RetaliationRisk::Possible => Tag::partly(word),
        RetaliationRisk::High => Tag::over(word),
    }
}

async fn retaliation_tab(desk: &Desk, id: IncidentId, form: RiskForm, errors: FormErrors) -> Result<RetaliationPage, Problem> {
    let part = incident_analysis::retaliation_part(&desk.ctx, id).await?;
    let tr = desk.tr();
    let moment = |moment: gvi_domain::Moment| iso_moment(moment.timestamp(), desk.zone());
    let named = |label: Option<GroupLabel>| label.as_ref().map(group_name);
    let incident = &part.card.incident;
    Ok(RetaliationPage {
        shell: desk.shell(),
        errors,
        from: group_choices(&part.groups, &form.from),
        against: group_choices(&part.groups, &form.against),
        risks: choices(tr, "retaliation", RetaliationRisk::ALL.iter().map(|risk| risk.name()), &form.risk),
        head: head(desk, &part.card, "/retaliation"),
        id: id.to_string(),
        contacted: incident.contacted_at.as_value().copied().flatten().map(moment),
        contacted_how: incident.contacted_how.as_value().map(|how| how.as_str().to_owned()).filter(|how| !how.is_empty()),
        judged: part
            .risks
            .into_iter()
            .map(|(seen, from, against)| RiskLine {
                from: named(from),
                against: named(against),
                risk: seen.risk.value().map(|risk| risk_tag(tr, risk)),
                reasons: seen.reasons.value().map(|reasons| reasons.as_str().to_owned()),
                by: seen.by.value(),
                at: seen.at.value().map(moment),
            })
            .collect(),
        form,
        may_judge: part.card.may.triage,
    })
}

async fn retaliation_page(desk: Desk, Path(id): Path<String>) -> Answer {
    let page = retaliation_tab(&desk, incident_id(&id)?, RiskForm::default(), FormErrors::none()).await?;
    desk.page(&page)
}

async fn judge(Path(id): Path<String>, Typed { desk, form }: Typed<RiskForm>) -> Answer {
    let id = incident_id(&id)?;
    let read = || -> Result<(GroupId, GroupId, RetaliationRisk, Words), AppError> {
        let group = |field, typed: &str| typed.parse::<GroupId>().map_err(|_| DomainError::field(field, "missing"));
        let (from, against) = (group("from", &form.from), group("against", &form.against));
        let risk = RetaliationRisk::named(&form.risk).ok_or(DomainError::field("risk", "missing"));
        let reasons = Words::read("reasons", &form.reasons, 1);
        match (from, against, risk, reasons) {
            (Ok(from), Ok(against), Ok(risk), Ok(reasons)) => Ok((from, against, risk, reasons)),
            (from, against, risk, reasons) => {
                Err(AppError::Faults([from.err(), against.err(), risk.err(), reasons.err()].into_iter().flatten().collect()))
            }
        }
    };
    let judged = match read() {
        Ok((from, against, risk, reasons)) => incident_analysis::judge_retaliation(&desk.ctx, id, from, against, risk, reasons).await,
        Err(error) => Err(error),
    };
    match judged {
        Ok(()) => desk.done(&format!("/incidents/{id}/retaliation"), "incident-risk-saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = retaliation_tab(&desk, id, form, errors).await?;
            desk.faulty(&page)
        }
    }
}

async fn contacted(Path(id): Path<String>, Typed { desk, form }: Typed<RiskForm>) -> Answer {
    let id = incident_id(&id)?;
    let noted = match Words::read("how", &form.how, 10) {
        Ok(how) => incident_analysis::contacted(&desk.ctx, id, how).await,
        Err(fault) => Err(fault.into()),
    };
    match noted {
        Ok(()) => desk.done(&format!("/incidents/{id}/retaliation"), "incident-contacts-saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = retaliation_tab(&desk, id, form, errors).await?;
            desk.faulty(&page)
        }
    }
}
