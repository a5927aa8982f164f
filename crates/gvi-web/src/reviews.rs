//! Pages of review meetings: the list, the meeting with its agenda, planning, holding, deciding, closing the minutes.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use gvi_app::AppError;
use gvi_app::reviews::{self, Agenda, ReviewPage as Found};
use gvi_app::seen::{SeenAttendance, SeenReview, SeenReviewDecision};
use gvi_domain::review::{About, Attendance, NewDecision, NewReview, Part, ReviewState};
use gvi_domain::{Code, DecisionId, DomainError, IncidentId, Moment, ReviewId, Words};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clocks::chip;
use crate::day::{Way, incident_way, received_way};
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::group_name;
use crate::papers::Section;
use crate::problem::Problem;
use crate::shell::Shell;
use crate::signs::{ClockChip, Crumb, Tag};
use crate::tasks::{self, TaskLine};
use crate::text::{Lang, Tr, iso_moment};
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/reviews", get(list))
        .route("/reviews/new", get(new).post(plan))
        .route("/reviews/{id}", get(card))
        .route("/reviews/{id}/hold", get(hold_form).post(hold))
        .route("/reviews/{id}/decisions", post(decide))
        .route("/reviews/{id}/minutes", post(minutes))
}

/// The sign of where a review stands.
pub fn state_tag(tr: Tr, state: ReviewState) -> Tag {
    let word = tr.t(&format!("review-state-{}", state.name()));
    match state {
        ReviewState::Planned => Tag::planned(word),
        ReviewState::Held => Tag::partly(word),
        ReviewState::Closed => Tag::good(word),
    }
}

/// A review as lists and its own page print it.
#[derive(Serialize)]
pub struct ReviewLine {
    /// Its id.
    pub id: String,
    /// The code that the parts of one meeting share.
    pub code: String,
    /// Which part this is.
    pub part: Option<String>,
    /// Where it stands.
    pub state: Option<Tag>,
    /// When it meets, in words.
    pub meets: Option<String>,
    /// The same as tables write it.
    pub meets_iso: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// It goes through named persons.
    pub names_persons: bool,
    /// The minutes.
    pub minutes: Option<String>,
    /// Version, for the lost race.
    pub version: i64,
}

/// Puts a review into words.
pub fn line(desk: &Desk, review: SeenReview) -> ReviewLine {
    let tr = desk.tr();
    let meets = review.meets_at.value();
    ReviewLine {
        id: review.id.to_string(),
        code: review.code.to_string(),
        part: review.part.value().map(|part| tr.t(&format!("review-part-{}", part.name()))),
        state: review.state.value().map(|state| state_tag(tr, state)),
        meets: meets.map(|moment| tr.moment(moment.timestamp(), desk.zone())),
        meets_iso: meets.map(|moment| iso_moment(moment.timestamp(), desk.zone())),
        place: review.place.value(),
        names_persons: review.names_persons.value().unwrap_or_default(),
        minutes: review.minutes.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
        version: review.version,
    }
}

/// The sentence that says that too many meetings were skipped.
pub fn skipped_text(desk: &Desk, skipped: reviews::Skipped) -> String {
    let tr = desk.tr();
    let day = tr.date(skipped.last_held.date(desk.zone()));
    tr.args("review-skipped-text", &[("meetings", skipped.meetings.to_string()), ("day", day)])
}

#[derive(Template, Serialize)]
#[template(path = "reviews/list.html")]
struct ListPage {
    #[serde(skip)]
    shell: Shell,
    reviews: Vec<ReviewLine>,
    skipped: Option<String>,
    may_plan: bool,
}

async fn list(desk: Desk) -> Answer {
    let list = reviews::list(&desk.ctx).await?;
    let skipped = list.skipped.map(|skipped| skipped_text(&desk, skipped));
    let reviews = list.reviews.into_iter().map(|review| line(&desk, review)).collect();
    desk.page(&ListPage { shell: desk.shell(), reviews, skipped, may_plan: list.may_plan })
}

/// The agenda in words.
#[derive(Serialize)]
struct AgendaLines {
    overdue: Vec<TaskLine>,
    incidents: Vec<Way>,
    clocks: Vec<ClockChip>,
    groups: Vec<NamedLine>,
    received: Vec<Way>,
}

#[derive(Serialize)]
struct NamedLine {
    href: String,
    name: String,
}

#[derive(Serialize)]
struct AttendanceLine {
    authority: String,
    present: bool,
    state: Tag,
    functions: String,
}

#[derive(Serialize)]
struct DecisionLine {
    about: String,
    href: String,
    text: String,
    owner: String,
    at: String,
}

#[derive(Template, Serialize)]
#[template(path = "reviews/card.html")]
struct CardPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    review: ReviewLine,
    next_step: String,
    is_planned: bool,
    is_held: bool,
    agenda: Option<AgendaLines>,
    attendance: Vec<AttendanceLine>,
    incidents: Vec<NamedLine>,
    decisions: Vec<DecisionLine>,
    tasks: Vec<TaskLine>,
    may_hold: bool,
    may_give_tasks: bool,
    #[serde(skip)]
    abouts: Vec<Choice>,
    #[serde(skip)]
    owners: Vec<Choice>,
    decision: DecisionForm,
    made: Section,
    minutes: String,
    /// Somebody else saved other minutes in between; they stand here, and what was typed in the form.
    theirs: Option<String>,
}

/// What is typed into the form of a decision.
#[derive(Deserialize, Serialize, Default, Clone)]
struct DecisionForm {
    #[serde(default)]
    id: String,
    /// `meeting`, `group:ID` or `incident:ID`.
    #[serde(default)]
    about: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    owner: String,
}

#[derive(Deserialize, Serialize, Default, Clone)]
struct MinutesForm {
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    close: String,
    #[serde(default)]
    version: i64,
}

/// The name of an authority of this site in the reader's language.
pub fn authority_name(desk: &Desk, authority: &str) -> String {
    let plate = desk.site.plates().find(|plate| plate.authority.as_str() == authority);
    plate.map_or_else(
        || authority.to_owned(),
        |plate| if desk.tr().lang() == Lang::Sv { plate.name_sv.clone() } else { plate.name_en.clone() },
    )
}

fn authorities(desk: &Desk, chosen: &str) -> Vec<Choice> {
    desk.site
        .plates()
        .map(|plate| Choice::new(plate.authority.to_string(), authority_name(desk, plate.authority.as_str())).chosen_when(chosen))
        .collect()
}

fn attendance_line(desk: &Desk, row: SeenAttendance) -> AttendanceLine {
    let tr = desk.tr();
    let present = row.present.value().unwrap_or_default();
    let state = if present { Tag::good(tr.t("review-present")) } else { Tag::over(tr.t("review-absent")) };
    AttendanceLine {
        authority: authority_name(desk, row.authority.as_str()),
        present,
        state,
        functions: row.functions.value().unwrap_or_default(),
    }
}

fn decision_line(desk: &Desk, decision: SeenReviewDecision) -> DecisionLine {
    let tr = desk.tr();
    let kind = decision.about.value().unwrap_or_default();
    let label = decision.label.value().unwrap_or_default();
    let subject = decision.subject.value().unwrap_or_default();
    let href = match kind.as_str() {
        "group" => format!("/groups/{subject}"),
        "incident" => format!("/incidents/{subject}"),
        _ => String::new(),
    };
    DecisionLine {
        about: format!("{} {label}", tr.t(&format!("review-about-{kind}"))).trim().to_owned(),
        href,
        text: decision.decision.value().map(|words| words.as_str().to_owned()).unwrap_or_default(),
        owner: decision.owner.value().map(|owner| authority_name(desk, owner.as_str())).unwrap_or_default(),
        at: decision.decided_at.value().map(|at| tr.moment(at.timestamp(), desk.zone())).unwrap_or_default(),
    }
}

fn agenda_lines(desk: &Desk, agenda: Agenda) -> AgendaLines {
    AgendaLines {
        incidents: agenda.incidents.iter().map(|incident| incident_way(desk, incident)).collect(),
        received: agenda.received.iter().map(|line| received_way(desk, line)).collect(),
        overdue: agenda.overdue.into_iter().map(|task| tasks::line(desk, task)).collect(),
        clocks: agenda.clocks.iter().map(|clock| chip(desk, clock, true)).collect(),
        groups: agenda
            .groups
            .into_iter()
            .map(|group| NamedLine {
                href: format!("/groups/{}", group.id),
                name: group.name.value().unwrap_or_else(|| group.code.to_string()),
            })
            .collect(),
    }
}

fn card_page(desk: &Desk, found: Found) -> CardPage {
    let tr = desk.tr();
    let state = found.review.state.as_value().copied();
    let (is_planned, is_held) = (state == Some(ReviewState::Planned), state == Some(ReviewState::Held));
    let next_step = match state {
        Some(state) if found.may_hold || state == ReviewState::Closed => tr.t(&format!("review-next-{}", state.name())),
        _ => tr.t("review-next-reader"),
    };
    let mut abouts = vec![Choice::new("meeting", tr.t("review-about-meeting"))];
    abouts.extend(
        found.incidents.iter().map(|(id, code)| Choice::new(format!("incident:{id}"), format!("{} {code}", tr.t("review-about-incident")))),
    );
    abouts.extend(
        found
            .groups
            .iter()
            .map(|group| Choice::new(format!("group:{}", group.id), format!("{} {}", tr.t("review-about-group"), group_name(group)))),
    );
    let made = Section::of(desk, &format!("/reviews/{}", found.review.id), &found.papers);
    let review = line(desk, found.review);
    let own = desk.ctx.plate().authority.to_string();
    CardPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/reviews", tr.t("reviews-title")), Crumb::here(review.code.clone())],
        errors: FormErrors::none(),
        next_step,
        is_planned,
        is_held,
        agenda: found.agenda.filter(|_| is_planned || is_held).map(|agenda| agenda_lines(desk, agenda)),
        attendance: found.attendance.into_iter().map(|row| attendance_line(desk, row)).collect(),
        incidents: found.incidents.into_iter().map(|(id, code)| NamedLine { href: format!("/incidents/{id}"), name: code }).collect(),
        decisions: found.decisions.into_iter().map(|decision| decision_line(desk, decision)).collect(),
        tasks: found.tasks.into_iter().map(|task| tasks::line(desk, task)).collect(),
        may_hold: found.may_hold,
        may_give_tasks: found.may_give_tasks,
        abouts,
        owners: authorities(desk, &own),
        decision: DecisionForm { id: DecisionId::new().to_string(), ..DecisionForm::default() },
        made,
        minutes: review.minutes.clone().unwrap_or_default(),
        theirs: None,
        review,
    }
}

fn review_id(text: &str) -> Result<ReviewId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

async fn card(desk: Desk, Path(id): Path<String>) -> Answer {
    let found = reviews::page(&desk.ctx, review_id(&id)?).await?;
    desk.page(&card_page(&desk, found))
}

#[derive(Template, Serialize)]
#[template(path = "reviews/form.html")]
struct FormPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    part: String,
    part_text: String,
    may_name_persons: bool,
    form: PlanForm,
}

/// What is typed into the form of a new review.
#[derive(Deserialize, Serialize, Default, Clone)]
struct PlanForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    meets_at: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    names_persons: String,
}

/// Reads `2026-11-24T09:00` at the site.
fn local_moment(field: &'static str, typed: &str, zone: &TimeZone) -> Result<Moment, DomainError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(DomainError::field(field, "missing"));
    }
    let wrong = || DomainError::field(field, "not-a-moment");
    let civil: jiff::civil::DateTime = typed.parse().map_err(|_| wrong())?;
    Moment::at(civil.date(), civil.hour(), civil.minute(), zone).map_err(|_| wrong())
}

impl PlanForm {
    fn read(&self, zone: &TimeZone) -> Result<NewReview, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let mut faults = Vec::new();
        let code = match self.code.trim() {
            "" => None,
            code => code.parse::<Code>().map_err(|_| faults.push(DomainError::field("code", "not-a-code"))).ok(),
        };
        let meets_at = local_moment("meets_at", &self.meets_at, zone).map_err(|fault| faults.push(fault)).ok();
        if self.place.trim().is_empty() {
            faults.push(DomainError::field("place", "missing"));
        }
        match meets_at {
            Some(meets_at) if faults.is_empty() => {
                Ok(NewReview { id, code, meets_at, place: self.place.clone(), names_persons: self.names_persons == "yes" })
            }
            _ => Err(faults.into()),
        }
    }
}

fn form_page(desk: &Desk, form: PlanForm, errors: FormErrors) -> Result<FormPage, Problem> {
    let tr = desk.tr();
    let part: Part = reviews::own_part(&desk.ctx).ok_or(Problem::NotFound)?;
    if !reviews::may_plan(&desk.ctx) {
        return Err(Problem::NotFound);
    }
    Ok(FormPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/reviews", tr.t("reviews-title")), Crumb::here(tr.t("review-plan"))],
        errors,
        part: tr.t(&format!("review-part-{}", part.name())),
        part_text: tr.t(&format!("review-part-{}-text", part.name())),
        may_name_persons: part.may_name_persons(),
        form,
    })
}

async fn new(desk: Desk) -> Answer {
    let form = PlanForm { id: ReviewId::new().to_string(), ..PlanForm::default() };
    desk.page(&form_page(&desk, form, FormErrors::none())?)
}

async fn plan(Typed { desk, form }: Typed<PlanForm>) -> Answer {
    let planned = match form.read(desk.zone()) {
        Ok(new) => reviews::plan(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match planned {
        Ok(_) => desk.done("/reviews", "review-planned"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&form_page(&desk, form, errors)?)
        }
    }
}

/// One authority in the form of attendance.
#[derive(Serialize)]
struct Seat {
    authority: String,
    name: String,
    present: bool,
    functions: String,
}

#[derive(Template, Serialize)]
#[template(path = "reviews/hold.html")]
struct HoldPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    incidents: Vec<Choice>,
    review: ReviewLine,
    seats: Vec<Seat>,
}

/// What is typed about who came: the authorities in order, the functions in the same order, and those that were ticked.
#[derive(Deserialize, Serialize, Default, Clone)]
struct HoldForm {
    #[serde(default)]
    authority: Vec<String>,
    #[serde(default)]
    functions: Vec<String>,
    #[serde(default)]
    present: Vec<String>,
    /// Ids of the incidents that were gone through.
    #[serde(default)]
    incidents: Vec<String>,
    #[serde(default)]
    version: i64,
}

async fn hold_page(desk: &Desk, id: ReviewId, form: &HoldForm, errors: FormErrors) -> Result<HoldPage, Problem> {
    let found = reviews::page(&desk.ctx, id).await?;
    if !found.may_hold {
        return Err(Problem::NotFound);
    }
    let tr = desk.tr();
    let seats = authorities(desk, "")
        .into_iter()
        .map(|choice| {
            let place = form.authority.iter().position(|typed| *typed == choice.value);
            let functions = place.and_then(|place| form.functions.get(place)).cloned().unwrap_or_default();
            Seat { present: form.present.contains(&choice.value), authority: choice.value, name: choice.label, functions }
        })
        .collect();
    let new = found.agenda.map(|agenda| agenda.incidents).unwrap_or_default();
    let incidents = new
        .iter()
        .map(|incident| Choice::new(incident.id.to_string(), incident_way(desk, incident).label).chosen_among(&form.incidents))
        .collect();
    let review = line(desk, found.review);
    let crumbs = vec![
        Crumb::new("/reviews", tr.t("reviews-title")),
        Crumb::new(format!("/reviews/{id}"), review.code.clone()),
        Crumb::here(tr.t("review-hold")),
    ];
    Ok(HoldPage { shell: desk.shell(), crumbs, errors, incidents, review, seats })
}

async fn hold_form(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = review_id(&id)?;
    desk.page(&hold_page(&desk, id, &HoldForm::default(), FormErrors::none()).await?)
}

async fn hold(Path(id): Path<String>, Typed { desk, form }: Typed<HoldForm>) -> Answer {
    let id = review_id(&id)?;
    let known = authorities(&desk, "");
    let attendance: Vec<Attendance> = known
        .iter()
        .filter_map(|choice| {
            let place = form.authority.iter().position(|typed| *typed == choice.value);
            let functions = place.and_then(|place| form.functions.get(place)).cloned().unwrap_or_default();
            Some(Attendance { authority: choice.value.parse().ok()?, present: form.present.contains(&choice.value), functions })
        })
        .collect();
    let gone_through = form.incidents.iter().map(|id| id.parse()).collect::<Result<Vec<IncidentId>, _>>().map_err(|_| Problem::NotFound)?;
    match reviews::hold(&desk.ctx, id, &attendance, &gone_through, form.version).await {
        Ok(()) => desk.done(&format!("/reviews/{id}"), "review-held"),
        // Who was there may be written down once: then the review's own page shows what somebody else wrote.
        Err(AppError::Changed { .. }) => match hold_page(&desk, id, &form, desk.changed()).await {
            Ok(page) => desk.conflict(&page),
            Err(_) => {
                let page = card_page(&desk, reviews::page(&desk.ctx, id).await?);
                desk.conflict(&CardPage { errors: desk.changed(), ..page })
            }
        },
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&hold_page(&desk, id, &form, errors).await?)
        }
    }
}

impl DecisionForm {
    fn read(&self) -> Result<NewDecision, AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        let about = match self.about.split_once(':') {
            None if self.about == "meeting" => About::Meeting,
            Some(("group", id)) => About::Group(id.parse().map_err(|_| AppError::NotFound)?),
            Some(("incident", id)) => About::Incident(id.parse().map_err(|_| AppError::NotFound)?),
            _ => return Err(DomainError::field("about", "missing").into()),
        };
        let text = Words::read("text", &self.text, 3);
        let owner = self.owner.parse().map_err(|_| DomainError::field("owner", "missing"));
        match (text, owner) {
            (Ok(text), Ok(owner)) => Ok(NewDecision { id, about, text, owner }),
            (text, owner) => Err(text.err().into_iter().chain(owner.err()).collect::<Vec<_>>().into()),
        }
    }
}

async fn decide(Path(id): Path<String>, Typed { desk, form }: Typed<DecisionForm>) -> Answer {
    let id = review_id(&id)?;
    let decided = match form.read() {
        Ok(new) => reviews::decide(&desk.ctx, id, &new).await,
        Err(error) => Err(error),
    };
    match decided {
        Ok(()) => desk.done(&format!("/reviews/{id}"), "review-decided"),
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, reviews::page(&desk.ctx, id).await?);
            let again = |choices: Vec<Choice>, now: &str| choices.into_iter().map(|choice| choice.chosen_when(now)).collect();
            let page = CardPage {
                errors,
                abouts: again(page.abouts, &form.about),
                owners: again(page.owners, &form.owner),
                decision: form,
                ..page
            };
            desk.faulty(&page)
        }
    }
}

async fn minutes(Path(id): Path<String>, Typed { desk, form }: Typed<MinutesForm>) -> Answer {
    let id = review_id(&id)?;
    let close = form.close == "yes";
    match reviews::write_minutes(&desk.ctx, id, &form.minutes, close, form.version).await {
        Ok(()) => desk.done(&format!("/reviews/{id}"), if close { "review-closed" } else { "saved" }),
        // Both texts are shown: theirs beside the typed one, which now stands on their version.
        Err(AppError::Changed { .. }) => {
            let page = card_page(&desk, reviews::page(&desk.ctx, id).await?);
            let theirs = Some(page.minutes.clone());
            desk.conflict(&CardPage { minutes: form.minutes, theirs, ..page })
        }
        Err(error) => {
            let errors = desk.faults(error)?;
            let page = card_page(&desk, reviews::page(&desk.ctx, id).await?);
            desk.faulty(&CardPage { errors, minutes: form.minutes, ..page })
        }
    }
}
