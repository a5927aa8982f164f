//! Pages of memberships: the roster on a day, what waits, one membership with its evidence, and the deeds on it.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::memberships::{self, Proposal};
use gvi_app::seen::SeenEvidence;
use gvi_domain::membership::{Approval, MemberRole, MembershipDeed, Notice};
use gvi_domain::{Date, DomainError, MembershipId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, form_errors};
use crate::desk::{Desk, House};
use crate::evidence_form::{ItemFields, ItemForm};
use crate::form::{Choice, FormErrors};
use crate::groups::{group_choices, tabs};
use crate::membership_lines::{MembershipLine, membership_line};
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::iso_date;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/groups/{id}/members", get(roster))
        .route("/persons/{id}/propose", get(proposal_form).post(propose))
        .route("/memberships/review", get(reviews))
        .route("/memberships/{id}", get(card))
        .route("/memberships/{id}/approve", post(approve))
        .route("/memberships/{id}/refuse", post(refuse))
        .route("/memberships/{id}/evidence", post(add_evidence))
        .route("/memberships/{id}/renew", post(renew))
        .route("/memberships/{id}/void", post(void))
        .route("/memberships/{id}/contest", post(contest))
        .route("/memberships/{id}/correct", post(correct))
        .route("/memberships/{id}/end", post(end))
}

#[derive(Deserialize)]
pub(crate) struct OnDay {
    #[serde(default)]
    pub(crate) on: String,
}

#[derive(Template, Serialize)]
#[template(path = "memberships/roster.html")]
struct RosterPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    #[serde(skip)]
    errors: FormErrors,
    group: String,
    name: String,
    on: String,
    members: Vec<MembershipLine>,
    /// The group is worked with and has no basis: nobody is listed in it and nothing is renewed.
    without_basis: bool,
    may_propose: bool,
}

async fn roster(desk: Desk, Path(id): Path<String>, Query(asked): Query<OnDay>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    // A day that cannot be read is today.
    let on: Date = asked.on.parse().unwrap_or_else(|_| today(&desk));
    let roster = memberships::roster(&desk.ctx, id, on).await?;
    let tr = desk.tr();
    let without_basis = !roster.has_basis && roster.group.status.as_value().is_some_and(|status| status.counts_as_active());
    let name = roster.group.name.value().unwrap_or_else(|| roster.group.code.to_string());
    let page = RosterPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/groups", tr.t("groups-title")),
            Crumb::new(format!("/groups/{id}"), name.clone()),
            Crumb::here(tr.t("membership-members")),
        ],
        tabs: tabs(&desk, &id.to_string()),
        errors: FormErrors::none(),
        group: id.to_string(),
        name,
        on: iso_date(on),
        members: roster.members.into_iter().map(|row| membership_line(&desk, row)).collect(),
        without_basis,
        may_propose: roster.may_propose,
    };
    desk.page(&page)
}

#[derive(Template, Serialize)]
#[template(path = "memberships/review.html")]
struct ReviewPage {
    #[serde(skip)]
    shell: Shell,
    waiting: Vec<MembershipLine>,
    due: Vec<MembershipLine>,
}

async fn reviews(desk: Desk) -> Answer {
    let found = memberships::reviews(&desk.ctx).await?;
    let waiting = found.waiting.into_iter().map(|row| membership_line(&desk, row)).collect();
    let due = found.due.into_iter().map(|row| membership_line(&desk, row)).collect();
    desk.page(&ReviewPage { shell: desk.shell(), waiting, due })
}

/// What is typed into the form of a proposal. The items of evidence come as `e1_kind`, `e2_kind` and so on.
#[derive(Deserialize, Serialize, Default, Clone)]
struct ProposalTyped {
    #[serde(default)]
    id: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    necessity: String,
    #[serde(default)]
    needed_by: String,
    #[serde(flatten)]
    items: BTreeMap<String, String>,
}

/// Items that the form has room for; more can be added to the proposal afterwards.
const ITEMS: usize = 3;

impl ProposalTyped {
    fn item(&self, nth: usize) -> ItemForm {
        let field = |name: &str| self.items.get(&format!("e{nth}_{name}")).cloned().unwrap_or_default();
        ItemForm {
            id: field("id"),
            kind: field("kind"),
            dated: field("dated"),
            source: field("source"),
            conduct: field("conduct"),
            bearing: field("bearing"),
            source_grade: field("source_grade"),
            information_grade: field("information_grade"),
            text: field("text"),
        }
    }

    /// Reads the fields; every fault stands at its field.
    fn read(&self, desk: &Desk, person: &str) -> Result<Result<Proposal, FormErrors>, Problem> {
        let day = today(desk);
        let mut faults = Vec::new();
        let group = self.group.parse().map_err(|_| faults.push(DomainError::field("group", "missing")));
        let role = MemberRole::named(&self.role).ok_or(()).map_err(|()| faults.push(DomainError::field("role", "missing")));
        let necessity = Words::read("necessity", &self.necessity, 1).map_err(|fault| faults.push(fault));
        let needed_by = self.needed_by.parse().map_err(|_| faults.push(DomainError::field("needed_by", "not-a-day")));
        let mut errors = form_errors(desk.tr(), &faults);
        let mut evidence = Vec::new();
        for nth in 1..=ITEMS {
            let item = self.item(nth);
            // The third is for whoever has it.
            if nth > 2 && item.is_blank() {
                continue;
            }
            match item.read(day) {
                Ok(item) => evidence.push(item),
                Err(faults) => {
                    for error in form_errors(desk.tr(), &faults).all() {
                        errors.add(format!("e{nth}_{}", error.field), error.message.clone());
                    }
                }
            }
        }
        let id = self.id.parse().map_err(|_| Problem::NotFound)?;
        let person = person.parse().map_err(|_| Problem::NotFound)?;
        Ok(match (group, role, necessity, needed_by) {
            (Ok(group), Ok(role), Ok(necessity), Ok(needed_by)) if errors.is_empty() => {
                Ok(Proposal { id, person, group, role, necessity, needed_by, evidence })
            }
            _ => Err(errors),
        })
    }
}

#[derive(Template, Serialize)]
#[template(path = "memberships/propose.html")]
struct ProposePage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    groups: Vec<Choice>,
    #[serde(skip)]
    roles: Vec<Choice>,
    #[serde(skip)]
    items: Vec<ItemFields>,
    person: String,
    name: String,
    back: String,
    form: ProposalTyped,
}

async fn propose_page(desk: &Desk, person: &str, form: ProposalTyped, errors: FormErrors) -> Result<ProposePage, Problem> {
    let shown = memberships::proposal_form(&desk.ctx, person.parse().map_err(|_| Problem::NotFound)?).await?;
    let tr = desk.tr();
    let name = shown.person.name.value().unwrap_or_else(|| shown.person.code.to_string());
    Ok(ProposePage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/persons", tr.t("persons-title")),
            Crumb::new(format!("/persons/{person}"), name.clone()),
            Crumb::here(tr.t("membership-propose")),
        ],
        errors,
        groups: group_choices(&shown.groups, &form.group),
        roles: MemberRole::ALL
            .iter()
            .map(|role| Choice::new(role.name(), tr.t(&format!("member-role-{}", role.name()))).chosen_when(&form.role))
            .collect(),
        items: (1..=ITEMS).map(|nth| form.item(nth).fields(tr, &format!("e{nth}_"), nth)).collect(),
        person: person.to_owned(),
        name,
        back: format!("/persons/{person}"),
        form,
    })
}

async fn proposal_form(desk: Desk, Path(person): Path<String>) -> Answer {
    let form = ProposalTyped { id: MembershipId::new().to_string(), ..ProposalTyped::default() };
    desk.page(&propose_page(&desk, &person, form, FormErrors::none()).await?)
}

async fn propose(Path(person): Path<String>, Typed { desk, form }: Typed<ProposalTyped>) -> Answer {
    let errors = match form.read(&desk, &person)? {
        Ok(proposal) => match memberships::propose(&desk.ctx, proposal).await {
            Ok(id) => return desk.done(&format!("/memberships/{id}"), "membership-proposed-done"),
            Err(error) => desk.faults(error)?,
        },
        Err(errors) => errors,
    };
    desk.faulty(&propose_page(&desk, &person, form, errors).await?)
}

/// What is typed into any of the forms on a membership's page.
#[derive(Deserialize, Serialize, Default, Clone)]
struct DeedForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    nothing_sensitive: String,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    notice_reason: String,
    #[serde(default)]
    notice_on: String,
    #[serde(default)]
    best_interest: String,
    #[serde(default)]
    refuse_reason: String,
    #[serde(default)]
    contest_reason: String,
    #[serde(default)]
    end_reason: String,
    #[serde(default)]
    void_item: String,
    #[serde(default)]
    void_reason: String,
    #[serde(default)]
    necessity: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    dated: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    conduct: String,
    #[serde(default)]
    bearing: String,
    #[serde(default)]
    source_grade: String,
    #[serde(default)]
    information_grade: String,
    #[serde(default)]
    text: String,
}

impl DeedForm {
    fn item(&self) -> ItemForm {
        ItemForm {
            id: self.id.clone(),
            kind: self.kind.clone(),
            dated: self.dated.clone(),
            source: self.source.clone(),
            conduct: self.conduct.clone(),
            bearing: self.bearing.clone(),
            source_grade: self.source_grade.clone(),
            information_grade: self.information_grade.clone(),
            text: self.text.clone(),
        }
    }
}

#[derive(Serialize)]
struct EvidenceLine {
    id: String,
    kind: Option<String>,
    dated: Option<String>,
    source: Option<String>,
    conduct: Option<String>,
    bearing: Option<String>,
    grade: Option<String>,
    text: Option<String>,
    author: Option<String>,
    voided: Option<String>,
    voided_why: Option<String>,
}

fn evidence_line(desk: &Desk, item: SeenEvidence) -> EvidenceLine {
    let tr = desk.tr();
    EvidenceLine {
        id: item.id.to_string(),
        kind: item.kind.value().map(|kind| tr.t(&format!("evidence-kind-{}", kind.name()))),
        dated: item.dated.value().map(iso_date),
        source: item.source.value(),
        conduct: item.conduct.value().map(|conduct| tr.t(if conduct { "evidence-yes" } else { "evidence-no" })),
        bearing: item.bearing.value().map(|bearing| tr.t(&format!("evidence-bearing-{}", bearing.name()))),
        grade: item.grade.value().map(|grade| grade.to_string()),
        text: item.tells.value().map(|words| words.as_str().to_owned()),
        author: item.author.value(),
        voided: item.voided_on.value().flatten().map(iso_date),
        voided_why: item.voided_why.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
    }
}

#[derive(Serialize)]
struct CriterionLine {
    text: String,
    met: bool,
    sign: Tag,
}

/// What stands about a membership beyond its line.
#[derive(Serialize)]
struct Details {
    necessity: Option<String>,
    needed_by: Option<String>,
    unit: Option<String>,
    decided: Option<String>,
    contested_on: Option<String>,
    outcome: Option<String>,
    notice: Option<String>,
    best_interest: Option<String>,
    ends: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "memberships/card.html")]
struct MembershipPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    #[serde(skip)]
    notices: Vec<Choice>,
    #[serde(skip)]
    items: Vec<ItemFields>,
    #[serde(skip)]
    voidable: Vec<Choice>,
    #[serde(skip)]
    form: DeedForm,
    row: MembershipLine,
    details: Details,
    evidence: Vec<EvidenceLine>,
    checklist: Vec<CriterionLine>,
    may_decide: bool,
    why_not: Option<String>,
    deeds: Vec<&'static str>,
    version: i64,
    /// Who decides on a listing may have nothing else to do with persons and groups: then their names are no links.
    opens_person: bool,
    opens_group: bool,
}

impl MembershipPage {
    fn can(&self, deed: &str) -> bool {
        self.deeds.contains(&deed)
    }
}

async fn membership_page(desk: &Desk, id: MembershipId, form: DeedForm, errors: FormErrors) -> Result<MembershipPage, Problem> {
    let card = memberships::card(&desk.ctx, id).await?;
    let tr = desk.tr();
    let seen = card.membership;
    let version = seen.version;
    let words = |words: Words| Some(words.as_str().to_owned()).filter(|text| !text.is_empty());
    let notice_on = seen.notice_on.clone().value().flatten().map(iso_date);
    let details = Details {
        necessity: seen.necessity.clone().value().and_then(words),
        needed_by: seen.needed_by.clone().value().map(iso_date),
        unit: seen.proposed_unit.clone().value(),
        decided: seen
            .decider
            .clone()
            .value()
            .flatten()
            .zip(seen.decided_on.clone().value().flatten())
            .map(|(who, day)| format!("{who}, {}", iso_date(day))),
        contested_on: seen.contested_on.clone().value().flatten().map(iso_date),
        outcome: seen.outcome.clone().value().and_then(words),
        notice: seen.notice.clone().value().flatten().map(|notice| {
            let told = tr.t(&format!("membership-notice-{}", notice.name()));
            notice_on.map_or_else(|| told.clone(), |day| format!("{told}, {day}"))
        }),
        best_interest: seen.best_interest.clone().value().and_then(words),
        ends: seen.expires_on.clone().value().map(iso_date),
    };
    let necessity = if form.necessity.is_empty() { details.necessity.clone().unwrap_or_default() } else { form.necessity.clone() };
    let row = membership_line(desk, seen);
    let name = row.name.clone().unwrap_or_else(|| row.code.clone());
    let evidence: Vec<EvidenceLine> = card.evidence.into_iter().map(|item| evidence_line(desk, item)).collect();
    let voidable = evidence.iter().filter(|item| item.voided.is_none()).map(|item| {
        let label = format!("{} {}", item.dated.as_deref().unwrap_or(""), item.kind.as_deref().unwrap_or(""));
        Choice::new(item.id.clone(), label).chosen_when(&form.void_item)
    });
    let checklist = card.checklist.into_iter().map(|(criterion, met)| CriterionLine {
        text: tr.t(&format!("membership-criterion-{}", criterion.name())),
        met,
        sign: if met { Tag::good(tr.t("membership-met")) } else { Tag::planned(tr.t("membership-unmet")) },
    });
    Ok(MembershipPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/memberships/review", tr.t("menu-memberships")),
            Crumb::here(format!("{name} – {}", row.group_name.clone().unwrap_or_default())),
        ],
        errors,
        notices: Notice::ALL
            .iter()
            .map(|notice| Choice::new(notice.name(), tr.t(&format!("membership-notice-{}", notice.name()))).chosen_when(&form.notice))
            .collect(),
        items: vec![form.item().fields(tr, "", 1)],
        voidable: voidable.collect(),
        row,
        details,
        checklist: checklist.collect(),
        evidence,
        may_decide: card.may_decide,
        why_not: card.why_not.map(|rule| tr.t(&format!("rule-{rule}"))),
        deeds: card.deeds.into_iter().map(MembershipDeed::name).collect(),
        version,
        opens_person: gvi_app::persons::may_list(&desk.ctx),
        opens_group: gvi_app::groups::may_list(&desk.ctx),
        form: DeedForm { necessity, ..form },
    })
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&membership_page(&desk, id, DeedForm::default(), FormErrors::none()).await?)
}

/// The end of every deed on a membership: on to its page, or the same page with the faults. Whoever decided on what somebody else
/// changed meanwhile reads the page anew before deciding.
async fn after(desk: Desk, id: MembershipId, form: DeedForm, done: Result<(), AppError>, flash: &'static str) -> Answer {
    match done {
        Ok(()) => desk.done(&format!("/memberships/{id}"), flash),
        Err(AppError::Changed { .. }) => {
            let errors = desk.changed();
            desk.conflict(&membership_page(&desk, id, form, errors).await?)
        }
        Err(error) => {
            let is_full = matches!(&error, AppError::Faults(faults) if faults.iter().any(is_full));
            let errors = desk.faults(error)?;
            desk.faulty_or_full(&membership_page(&desk, id, form, errors).await?, is_full)
        }
    }
}

/// Whether the list of persons is full. That is no fault of the form: it is answered as a conflict with what is there.
fn is_full(fault: &DomainError) -> bool {
    matches!(fault, DomainError::Full { what, .. } if what.starts_with("listed"))
}

fn id_of(text: &str) -> Result<MembershipId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

async fn approve(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let approval = Words::read("notice_reason", &form.notice_reason, 0).and_then(|notice_reason| {
        Ok(Approval {
            nothing_sensitive: !form.nothing_sensitive.is_empty(),
            notice: Notice::named(&form.notice),
            notice_reason,
            notice_on: form.notice_on.parse().ok(),
            best_interest: Words::read("best_interest", &form.best_interest, 0)?,
        })
    });
    let done = match approval {
        Ok(approval) => memberships::approve(&desk.ctx, id, form.version, approval).await,
        Err(fault) => Err(fault.into()),
    };
    after(desk, id, form, done, "membership-approved").await
}

async fn refuse(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match Words::read("refuse_reason", &form.refuse_reason, 0) {
        Ok(reason) => memberships::refuse(&desk.ctx, id, form.version, reason).await,
        Err(fault) => Err(fault.into()),
    };
    after(desk, id, form, done, "membership-refused").await
}

async fn add_evidence(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match form.item().read(today(&desk)) {
        Ok(item) => memberships::add_evidence(&desk.ctx, id, item).await,
        Err(faults) => Err(faults.into()),
    };
    after(desk, id, form, done, "membership-evidence-added").await
}

async fn renew(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match form.item().read(today(&desk)) {
        Ok(item) => memberships::propose_renewal(&desk.ctx, id, item).await,
        Err(faults) => Err(faults.into()),
    };
    after(desk, id, form, done, "membership-renew-done").await
}

async fn void(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match (form.void_item.parse(), Words::read("void_reason", &form.void_reason, 0)) {
        (Ok(item), Ok(reason)) => memberships::void_evidence(&desk.ctx, id, item, reason).await,
        (Err(_), _) => Err(DomainError::field("void_item", "missing").into()),
        (_, Err(fault)) => Err(fault.into()),
    };
    after(desk, id, form, done, "membership-evidence-voided").await
}

async fn contest(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match Words::read("contest_reason", &form.contest_reason, 0) {
        Ok(reason) => memberships::contest(&desk.ctx, id, reason).await,
        Err(fault) => Err(fault.into()),
    };
    after(desk, id, form, done, "membership-contest-done").await
}

async fn correct(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match Words::read("necessity", &form.necessity, 0) {
        Ok(necessity) => memberships::correct(&desk.ctx, id, necessity, form.version).await,
        Err(fault) => Err(fault.into()),
    };
    after(desk, id, form, done, "saved").await
}

async fn end(Path(id): Path<String>, Typed { desk, form }: Typed<DeedForm>) -> Answer {
    let id = id_of(&id)?;
    let done = match Words::read("end_reason", &form.end_reason, 0) {
        Ok(reason) => memberships::end(&desk.ctx, id, reason).await,
        Err(fault) => Err(fault.into()),
    };
    after(desk, id, form, done, "membership-end-done").await
}

fn today(desk: &Desk) -> Date {
    desk.now().date(desk.zone())
}
