//! Pages of relations between groups and of a group's other names; the map of groups on a day.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use gvi_app::seen::SeenRelation;
use gvi_app::{AppError, relations};
use gvi_domain::grade::{Grade, InformationGrade, SourceGrade};
use gvi_domain::group::GroupStatus;
use gvi_domain::relation::{Intensity, NewRelation, RELATION_STALE_DAYS, RelationKind};
use gvi_domain::{Date, DomainError, GroupId, RelationId, Words};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charts::{self, ChartName, GROUPS_PER_MAP_MAX, MapGroup, MapRelation, relation_map};
use crate::desk::{Desk, House};
use crate::form::{Choice, FormErrors};
use crate::groups::{status_tag, tabs};
use crate::markup::Markup;
use crate::memberships::OnDay;
use crate::problem::Problem;
use crate::shell::{NavItem, Shell};
use crate::signs::{Crumb, Tag};
use crate::text::iso_date;
use crate::typed::Typed;

/// The routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/groups/map", get(map))
        .route("/groups/{id}/relations", get(of_group).post(add))
        .route("/groups/{id}/relations/{relation}/confirm", post(confirm))
        .route("/groups/{id}/relations/{relation}/end", post(end))
        .route("/groups/{id}/aliases", post(add_alias))
        .route("/groups/{id}/aliases/remove", post(remove_alias))
}

/// A relation as tables print it.
#[derive(Serialize)]
struct RelationLine {
    id: String,
    one: Option<String>,
    other: Option<String>,
    /// The group at the other end, seen from the group whose page it is.
    other_id: String,
    kind: Option<String>,
    intensity: Option<String>,
    grade: Option<String>,
    since: Option<String>,
    until: Option<String>,
    set_off_by: Option<String>,
    confirmed: Option<String>,
    stale: bool,
    holds: bool,
}

fn line(desk: &Desk, relation: SeenRelation, seen_from: Option<GroupId>) -> RelationLine {
    let tr = desk.tr();
    let turned = seen_from == Some(relation.to);
    let (one, other) = (relation.from_name.value(), relation.to_name.value());
    let until = relation.until.value().flatten();
    let confirmed = relation.confirmed_on.value();
    let stale_before = today(desk).saturating_sub(jiff::Span::new().days(RELATION_STALE_DAYS));
    RelationLine {
        id: relation.id.to_string(),
        other_id: if turned { relation.from.to_string() } else { relation.to.to_string() },
        one: if turned { other.clone() } else { one.clone() },
        other: if turned { one } else { other },
        kind: relation.kind.value().map(|kind| tr.t(&format!("relation-kind-{}", kind.name()))),
        intensity: relation.intensity.value().map(|intensity| tr.t(&format!("relation-intensity-{}", intensity.name()))),
        grade: relation.grade.value().map(|grade| grade.to_string()),
        since: relation.since.value().map(iso_date),
        holds: until.is_none(),
        until: until.map(iso_date),
        set_off_by: relation.set_off_by.value().map(|words| words.as_str().to_owned()).filter(|text| !text.is_empty()),
        stale: until.is_none() && confirmed.is_some_and(|day| day < stale_before),
        confirmed: confirmed.map(iso_date),
    }
}

/// What is typed into the form of a relation.
#[derive(Deserialize, Serialize, Default, Clone)]
struct RelationForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    intensity: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    source_grade: String,
    #[serde(default)]
    information_grade: String,
    #[serde(default)]
    trigger: String,
}

impl RelationForm {
    fn read(&self, from: GroupId, today: Date) -> Result<NewRelation, AppError> {
        let mut faults = Vec::new();
        let other = self.other.parse::<GroupId>().map_err(|_| faults.push(DomainError::field("other", "missing"))).ok();
        let kind = RelationKind::named(&self.kind);
        if kind.is_none() {
            faults.push(DomainError::field("kind", "missing"));
        }
        let intensity = Intensity::named(&self.intensity);
        if intensity.is_none() {
            faults.push(DomainError::field("intensity", "missing"));
        }
        let since = self.since.parse::<Date>().map_err(|_| faults.push(DomainError::field("since", "not-a-day"))).ok();
        let source = SourceGrade::named(&self.source_grade);
        if source.is_none() {
            faults.push(DomainError::field("source_grade", "missing"));
        }
        let information = InformationGrade::named(&self.information_grade);
        if information.is_none() {
            faults.push(DomainError::field("information_grade", "missing"));
        }
        let trigger = Words::read("trigger", &self.trigger, 0).map_err(|fault| faults.push(fault)).ok();
        let id: RelationId = self.id.parse().map_err(|_| AppError::NotFound)?;
        let (Some(to), Some(kind), Some(intensity), Some(since), Some(source), Some(information), Some(trigger)) =
            (other, kind, intensity, since, source, information, trigger)
        else {
            return Err(AppError::Faults(faults));
        };
        Ok(NewRelation { id, from, to, kind, intensity, since, grade: Grade { source, information }, trigger }.check(today)?)
    }
}

#[derive(Template, Serialize)]
#[template(path = "groups/relations.html")]
struct RelationsPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    tabs: Vec<NavItem>,
    #[serde(skip)]
    errors: FormErrors,
    #[serde(skip)]
    others: Vec<Choice>,
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    intensities: Vec<Choice>,
    #[serde(skip)]
    source_grades: Vec<Choice>,
    #[serde(skip)]
    information_grades: Vec<Choice>,
    #[serde(skip)]
    form: RelationForm,
    group: String,
    name: String,
    aliases: Option<Vec<String>>,
    relations: Vec<RelationLine>,
    alias: String,
    may_edit: bool,
}

async fn relations_page(desk: &Desk, id: GroupId, form: RelationForm, alias: String, errors: FormErrors) -> Result<RelationsPage, Problem> {
    let found = relations::of_group(&desk.ctx, id).await?;
    let tr = desk.tr();
    let name = found.group.name.value().unwrap_or_else(|| found.group.code.to_string());
    let choices = |names: Vec<&'static str>, stem: &str, chosen: &str| {
        names.into_iter().map(|name| Choice::new(name, tr.t(&format!("{stem}{name}"))).chosen_when(chosen)).collect::<Vec<_>>()
    };
    let others = found.others.into_iter().map(|group| {
        let code = group.code.to_string();
        let label = group.name.value().map_or_else(|| code.clone(), |name| format!("{name} ({code})"));
        Choice::new(group.id.to_string(), label).chosen_when(&form.other)
    });
    Ok(RelationsPage {
        shell: desk.shell(),
        crumbs: vec![
            Crumb::new("/groups", tr.t("groups-title")),
            Crumb::new(format!("/groups/{id}"), name.clone()),
            Crumb::here(tr.t("relations-title")),
        ],
        tabs: tabs(desk, &id.to_string()),
        errors,
        others: others.collect(),
        kinds: choices(RelationKind::ALL.iter().map(|kind| kind.name()).collect(), "relation-kind-", &form.kind),
        intensities: choices(Intensity::ALL.iter().map(|intensity| intensity.name()).collect(), "relation-intensity-", &form.intensity),
        source_grades: choices(SourceGrade::ALL.iter().map(|grade| grade.name()).collect(), "grade-source-", &form.source_grade),
        information_grades: choices(
            InformationGrade::ALL.iter().map(|grade| grade.name()).collect(),
            "grade-information-",
            &form.information_grade,
        ),
        form,
        group: id.to_string(),
        name,
        aliases: found.aliases,
        relations: found.relations.into_iter().map(|relation| line(desk, relation, Some(id))).collect(),
        alias,
        may_edit: found.may_edit,
    })
}

fn blank() -> RelationForm {
    RelationForm { id: RelationId::new().to_string(), ..RelationForm::default() }
}

async fn of_group(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    desk.page(&relations_page(&desk, id, blank(), String::new(), FormErrors::none()).await?)
}

async fn add(Path(id): Path<String>, Typed { desk, form }: Typed<RelationForm>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    let added = match form.read(id, today(&desk)) {
        Ok(new) => relations::add(&desk.ctx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => desk.done(&format!("/groups/{id}/relations"), "relation-added"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&relations_page(&desk, id, form, String::new(), errors).await?)
        }
    }
}

/// A form with nothing but the session's secret.
#[derive(Deserialize)]
struct Nothing {}

async fn confirm(Path((id, relation)): Path<(String, String)>, Typed { desk, .. }: Typed<Nothing>) -> Answer {
    let (id, relation) = both(&id, &relation)?;
    relations::confirm(&desk.ctx, id, relation).await?;
    desk.done(&format!("/groups/{id}/relations"), "saved")
}

async fn end(Path((id, relation)): Path<(String, String)>, Typed { desk, .. }: Typed<Nothing>) -> Answer {
    let (id, relation) = both(&id, &relation)?;
    relations::end(&desk.ctx, id, relation).await?;
    desk.done(&format!("/groups/{id}/relations"), "saved")
}

fn both(group: &str, relation: &str) -> Result<(GroupId, RelationId), Problem> {
    Ok((group.parse().map_err(|_| Problem::NotFound)?, relation.parse().map_err(|_| Problem::NotFound)?))
}

#[derive(Deserialize)]
struct AliasForm {
    #[serde(default)]
    alias: String,
}

async fn add_alias(Path(id): Path<String>, Typed { desk, form }: Typed<AliasForm>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    match relations::add_alias(&desk.ctx, id, &form.alias).await {
        Ok(()) => desk.done(&format!("/groups/{id}/relations"), "saved"),
        Err(error) => {
            let errors = desk.faults(error)?;
            desk.faulty(&relations_page(&desk, id, blank(), form.alias, errors).await?)
        }
    }
}

async fn remove_alias(Path(id): Path<String>, Typed { desk, form }: Typed<AliasForm>) -> Answer {
    let id: GroupId = id.parse().map_err(|_| Problem::NotFound)?;
    relations::remove_alias(&desk.ctx, id, &form.alias).await?;
    desk.done(&format!("/groups/{id}/relations"), "saved")
}

#[derive(Serialize)]
struct MapGroupLine {
    id: String,
    name: String,
    status: Option<Tag>,
}

#[derive(Template, Serialize)]
#[template(path = "groups/map.html")]
struct MapPage {
    #[serde(skip)]
    shell: Shell,
    #[serde(skip)]
    crumbs: Vec<Crumb>,
    #[serde(skip)]
    chart: Option<Markup>,
    #[serde(skip)]
    errors: FormErrors,
    on: String,
    caption: String,
    /// The key of what to say if not all groups are drawn.
    left_out: Option<String>,
    groups: Vec<MapGroupLine>,
    relations: Vec<RelationLine>,
}

async fn map(desk: Desk, Query(asked): Query<OnDay>) -> Answer {
    // A day that cannot be read is today.
    let on: Date = asked.on.parse().unwrap_or_else(|_| today(&desk));
    let found = relations::map(&desk.ctx, on).await?;
    let tr = desk.tr();
    let caption = tr.args("map-caption", &[("day", iso_date(on))]);
    let tied: Vec<GroupId> = found.relations.iter().flat_map(|relation| [relation.from, relation.to]).collect();
    let all = found.groups.len();
    let drawn: Vec<_> = found.groups.iter().filter(|group| all <= GROUPS_PER_MAP_MAX || tied.contains(&group.id)).collect();
    let left_out =
        if drawn.len() > GROUPS_PER_MAP_MAX { Some(tr.t("map-still-too-many")) } else { (drawn.len() < all).then(|| tr.t("map-too-many")) };
    let nodes: Vec<MapGroup> = drawn
        .iter()
        .map(|group| {
            let status = group.status.as_value().copied();
            MapGroup {
                code: group.id.to_string(),
                name: group.name.as_value().cloned().unwrap_or_else(|| group.code.to_string()),
                in_focus: status == Some(GroupStatus::InFocus),
                active: status.is_some_and(GroupStatus::counts_as_active),
            }
        })
        .collect();
    let edges: Vec<MapRelation> = found.relations.iter().filter_map(edge).collect();
    let name = ChartName::new("group-map", caption.clone(), tr.t("map-description"));
    let chart = (nodes.len() <= GROUPS_PER_MAP_MAX && !nodes.is_empty()).then(|| relation_map(&name, &nodes, &edges));
    let groups = found.groups.into_iter().map(|group| MapGroupLine {
        id: group.id.to_string(),
        name: group.name.value().unwrap_or_else(|| group.code.to_string()),
        status: group.status.value().map(|status| status_tag(tr, status)),
    });
    let page = MapPage {
        shell: desk.shell(),
        crumbs: vec![Crumb::new("/groups", tr.t("groups-title")), Crumb::here(tr.t("map-title"))],
        chart,
        errors: FormErrors::none(),
        on: iso_date(on),
        caption,
        left_out,
        groups: groups.collect(),
        relations: found.relations.into_iter().map(|relation| line(&desk, relation, None)).collect(),
    };
    desk.page(&page)
}

/// A relation as the map draws it: conflicts and alliances. Established means graded B2 or better; whoever may not see the grade
/// sees a thin line.
fn edge(relation: &SeenRelation) -> Option<MapRelation> {
    let kind = match relation.kind.as_value()? {
        RelationKind::Conflict => charts::RelationKind::Conflict,
        RelationKind::Alliance => charts::RelationKind::Alliance,
        RelationKind::Supply | RelationKind::Splinter => return None,
    };
    let established = relation.grade.as_value().is_some_and(|grade| grade.carries_a_listing());
    Some(MapRelation { one: relation.from.to_string(), other: relation.to.to_string(), kind, established })
}

fn today(desk: &Desk) -> Date {
    desk.now().date(desk.zone())
}
