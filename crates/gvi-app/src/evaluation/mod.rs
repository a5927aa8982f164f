//! Did it help? Deeds on plans of evaluations: writing one, sealing it, adding counts, reading what may be said.
//!
//! A plan is a text that is sealed before its start. Counts are tables of cities and months; every table that was ever added stays. The
//! reading is computed anew each time from what is kept: there is no stored verdict that could be older than its counts.

pub mod by_group;
pub mod calibrate;
pub mod material;
pub mod plan;
pub mod power;
pub mod reading;
pub mod record;
pub mod research;
pub mod staggered;

use std::collections::BTreeMap;

use gvi_domain::evaluation::{DONORS_NEEDED, EvaluationPlan, NewEvaluation, PLAN_YEARS_KEPT, PlanState};
use gvi_domain::{CountsId, Date, DomainError, EvaluationId, Moment, Month, Whole, Words};
pub use gvi_papers::count_table::{BYTES_MAX as TABLE_BYTES_MAX, CountFault, CountsRefused};
use gvi_papers::count_table::{CityCounts, CountTable, read_counts};
use gvi_secrecy::deeds::{EditEvaluation, ListEvaluations, PlanEvaluation, ReadEvaluation, ReadGroup, SealEvaluation};
use gvi_secrecy::{Deed, Permit};
use gvi_store::evaluations::{self, CountsIncidents, CountsText, PlanText};
use gvi_store::tx::Note;
use gvi_store::{Ctx, Tx, group_series, messages};
use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::seen::{SeenCounts, SeenEvaluation, SeenGroupSeries, SeenPlanChange};
use by_group::{ByGroup, ByGroupSettings, NoGroups};
pub use gvi_store::evaluations::Counted;
use plan::{PlanChange, PlanError, Seal};
use reading::{NotRead, Reading, SEED, SealedPlan, UNSETTLED_MONTHS};
use research::{Dated, Research};

/// Least number of signs of a reason for changing a sealed plan.
pub const REASON_LEAST: usize = 20;
/// Months since the start before which nothing is read of groups either.
const MONTHS_FOR_A_VERDICT: i64 = 24;
/// Rounds of chance for a page, which is waited for; the command line takes more.
const PAGE_ROUNDS: usize = 199;
/// Tables that one plan can have.
const TABLES_MAX: usize = 200;

/// The list of plans.
pub struct EvaluationList {
    /// The latest on top.
    pub evaluations: Vec<SeenEvaluation>,
    /// May begin one.
    pub may_plan: bool,
}

/// What a page offers to do now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvaluationDeeds {
    /// Write on the draft.
    pub edit: bool,
    /// Seal it.
    pub seal: bool,
    /// Change it in the open.
    pub change: bool,
    /// Add counts.
    pub count: bool,
}

/// How much was done in a year since the start, without any group in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dose {
    /// Times a group was told, by year since the start.
    pub told: Vec<u64>,
    /// Focus periods that began, by year since the start.
    pub focus: Vec<u64>,
}

/// One plan, to be written on.
pub struct EvaluationCard {
    /// The row.
    pub evaluation: SeenEvaluation,
    /// The plan in force.
    pub plan: EvaluationPlan,
    /// What the reader may do now.
    pub may: EvaluationDeeds,
}

/// One plan with everything that is known of it.
pub struct EvaluationPage {
    /// The row.
    pub evaluation: SeenEvaluation,
    /// The plan in force.
    pub plan: EvaluationPlan,
    /// Changes since it was sealed.
    pub changes: Vec<SeenPlanChange>,
    /// Every table of counts.
    pub tables: Vec<SeenCounts>,
    /// What may be said; none before the plan is sealed.
    pub reading: Option<Result<Reading, NotRead>>,
    /// What was done in the years since the start.
    pub dose: Dose,
    /// What the reader may do now.
    pub may: EvaluationDeeds,
    /// How many comparison cities are lacking.
    pub donors_lacking: usize,
}

/// What became of a table.
pub enum Counting {
    /// It was kept.
    Kept,
    /// Nothing was kept: what is wrong with it.
    Refused(CountsRefused),
    /// It lacks what the plan asks for.
    Unfit(NotRead),
}

/// All plans.
pub async fn list(ctx: &Ctx) -> Result<EvaluationList, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ListEvaluations>(Whole).await?;
    let rows = evaluations::list(&mut tx, &permit).await?;
    let evaluations = tx.open_rows::<_, ReadEvaluation, _>(&permit, rows);
    let may_plan = tx.would::<PlanEvaluation>(Whole).await?;
    tx.commit().await?;
    Ok(EvaluationList { evaluations, may_plan })
}

/// Whether somebody may begin a plan: who may not is shown no form for it.
pub fn may_plan(ctx: &Ctx) -> Result<(), AppError> {
    if ctx.would::<PlanEvaluation>() { Ok(()) } else { Err(AppError::NotFound) }
}

fn this_month(ctx: &Ctx) -> Month {
    Month::of(ctx.now().date(ctx.zone()))
}

fn broken(what: impl std::fmt::Display) -> AppError {
    AppError::Broken(what.to_string().into())
}

/// The plan that a text holds; a text that this house wrote can be read.
fn plan_of(text: &str) -> Result<EvaluationPlan, AppError> {
    plan::read(text).map(|(plan, _)| plan).map_err(broken)
}

/// A stored plan with its seal and its changes, as people write it and as the estimators take it.
struct Known {
    plan: EvaluationPlan,
    seal: Option<Seal>,
    changes: Vec<PlanChange>,
}

fn known(evaluation: &SeenEvaluation, changes: &[SeenPlanChange]) -> Result<Known, AppError> {
    let text = evaluation.plan.as_value().ok_or(AppError::NotFound)?;
    let (month, hash) = (evaluation.sealed_month.as_value().cloned().flatten(), evaluation.hash.as_value().cloned().flatten());
    let month_of = |text: &str| Month::parse(text).ok_or_else(|| broken(format!("{text:?} is no month")));
    let seal = month.zip(hash).map(|(month, hash)| Ok::<_, AppError>(Seal { month: month_of(&month)?, hash })).transpose()?;
    let changes = changes
        .iter()
        .map(|change| {
            let (Some(month), Some(reason), Some(plan)) = (change.month.as_value(), change.reason.as_value(), change.plan.as_value())
            else {
                return Err(AppError::NotFound);
            };
            Ok(PlanChange { month: month_of(month)?, reason: reason.clone(), plan: plan_of(plan)? })
        })
        .collect::<Result<_, AppError>>()?;
    Ok(Known { plan: plan_of(text)?, seal, changes })
}

impl Known {
    fn in_force(&self) -> &EvaluationPlan {
        self.changes.last().map_or(&self.plan, |change| &change.plan)
    }
}

/// A plan as it is kept, for any deed that has a permit on it.
struct Opened {
    evaluation: SeenEvaluation,
    changes: Vec<SeenPlanChange>,
    known: Known,
}

async fn open<D: Deed<Id = EvaluationId>>(tx: &mut Tx, permit: &Permit<D>) -> Result<Opened, AppError> {
    let evaluation = evaluations::evaluation(tx, permit).await?.open(permit);
    let changes: Vec<SeenPlanChange> = evaluations::changes(tx, permit).await?.into_iter().map(|row| row.open(permit)).collect();
    let known = known(&evaluation, &changes)?;
    Ok(Opened { evaluation, changes, known })
}

/// What a reader of an opened plan may do now.
async fn deeds(ctx: &Ctx, tx: &mut Tx, id: EvaluationId, known: &Known) -> Result<EvaluationDeeds, AppError> {
    let may_edit = tx.would::<EditEvaluation>(id).await?;
    let may_seal = tx.would::<SealEvaluation>(id).await?;
    let is_draft = known.seal.is_none();
    Ok(EvaluationDeeds {
        edit: may_edit && is_draft,
        seal: may_seal && is_draft && known.plan.may_seal_in(this_month(ctx)).is_ok(),
        change: may_seal && !is_draft,
        count: may_edit,
    })
}

/// A plan for a form: what stands in it and what may be done, without its counts and without a reading.
pub async fn card(ctx: &Ctx, id: EvaluationId) -> Result<EvaluationCard, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadEvaluation>(id).await?;
    let Opened { evaluation, known, .. } = open(&mut tx, &permit).await?;
    let may = deeds(ctx, &mut tx, id, &known).await?;
    tx.commit().await?;
    Ok(EvaluationCard { evaluation, plan: known.in_force().clone(), may })
}

/// One plan, with what may be said today.
pub async fn page(ctx: &Ctx, id: EvaluationId) -> Result<EvaluationPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadEvaluation>(id).await?;
    let Opened { evaluation, changes, known } = open(&mut tx, &permit).await?;
    let tables: Vec<SeenCounts> = evaluations::counts(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let days = days_of_dose(&mut tx, &permit).await?;
    let may = deeds(ctx, &mut tx, id, &known).await?;
    tx.commit().await?;
    let plan = known.in_force().clone();
    let month = this_month(ctx);
    let dose = dose(&plan, month, &days);
    let texts: Vec<(String, String)> =
        tables.iter().filter_map(|table| Some((table.outcome.as_value()?.clone(), table.counts.as_value()?.clone()))).collect();
    let reading = match known.seal.clone() {
        None => None,
        // Some hundred milliseconds of arithmetic: not on the thread that answers everybody else.
        Some(seal) => Some(tokio::task::spawn_blocking(move || read_known(&known, &seal, &texts, month)).await.map_err(broken)?),
    };
    let donors_lacking = DONORS_NEEDED.saturating_sub(plan.donors.len());
    Ok(EvaluationPage { evaluation, plan, changes, tables, reading, dose, may, donors_lacking })
}

fn read_known(known: &Known, seal: &Seal, texts: &[(String, String)], month: Month) -> Result<Reading, NotRead> {
    let sealed = sealed_again(known, seal)?;
    let mut of_outcome: BTreeMap<String, Vec<CountTable>> = BTreeMap::new();
    for (outcome, text) in texts {
        of_outcome.entry(outcome.clone()).or_default().push(table_of(text)?);
    }
    let plan = known.in_force();
    reading::read(&sealed, plan, &newest(plan, &of_outcome), month, SEED)
}

fn sealed_again(known: &Known, seal: &Seal) -> Result<SealedPlan, NotRead> {
    plan::sealed_again(&known.plan, seal, &known.changes).map_err(|_| NotRead::NotAsSealed)
}

fn table_of(text: &str) -> Result<CountTable, NotRead> {
    read_counts(text.as_bytes()).map_err(|refused| NotRead::Table(refused.to_string()))
}

/// The newest count of every month, for each outcome that has any.
fn newest(plan: &EvaluationPlan, of_outcome: &BTreeMap<String, Vec<CountTable>>) -> BTreeMap<String, CountTable> {
    of_outcome.iter().filter_map(|(outcome, tables)| Some((outcome.clone(), reading::newest(plan, tables)?))).collect()
}

/// What researchers ask of one plan.
pub struct ResearchPage {
    /// The row.
    pub evaluation: SeenEvaluation,
    /// What a reading rests on; none before the plan is sealed.
    pub research: Option<Result<Research, NotRead>>,
    /// What was done in the years since the start.
    pub dose: Dose,
}

/// The days on which groups were told, and on which focus periods began. Counted from the own log of exposure, which holds no person:
/// nobody types a dose by hand.
async fn days_of_dose(tx: &mut Tx, permit: &Permit<ReadEvaluation>) -> Result<(Vec<Date>, Vec<Date>), AppError> {
    let told = messages::exposures(tx, permit).await?.into_iter().map(|exposure| exposure.on).collect();
    Ok((told, evaluations::focus_days(tx, permit).await?))
}

/// What the reading of a plan rests on: with one city less, at starts that were none, by another method, on earlier tables.
///
/// Computed for those who ask for it, because it takes longer than the reading itself.
pub async fn research(ctx: &Ctx, id: EvaluationId) -> Result<ResearchPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadEvaluation>(id).await?;
    let Opened { evaluation, known, .. } = open(&mut tx, &permit).await?;
    let tables: Vec<SeenCounts> = evaluations::counts(&mut tx, &permit).await?.into_iter().map(|row| row.open(&permit)).collect();
    let days = days_of_dose(&mut tx, &permit).await?;
    tx.commit().await?;
    let month = this_month(ctx);
    let dose = dose(known.in_force(), month, &days);
    let texts: Vec<(String, Moment, String)> = tables
        .iter()
        .filter_map(|table| {
            Some((table.outcome.as_value()?.clone(), table.added_at.as_value().copied()?, table.counts.as_value()?.clone()))
        })
        .collect();
    let research = match known.seal.clone() {
        None => None,
        Some(seal) => Some(tokio::task::spawn_blocking(move || research_known(&known, &seal, &texts, month)).await.map_err(broken)?),
    };
    Ok(ResearchPage { evaluation, research, dose })
}

fn research_known(known: &Known, seal: &Seal, texts: &[(String, Moment, String)], month: Month) -> Result<Research, NotRead> {
    let sealed = sealed_again(known, seal)?;
    let mut dated: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
    let mut of_outcome: BTreeMap<String, Vec<CountTable>> = BTreeMap::new();
    for (outcome, at, text) in texts {
        let table = table_of(text)?;
        of_outcome.entry(outcome.clone()).or_default().push(table.clone());
        dated.entry(outcome.clone()).or_default().push(Dated { at: *at, table });
    }
    let plan = known.in_force();
    let tables = newest(plan, &of_outcome);
    let reading = reading::read(&sealed, plan, &tables, month, SEED)?;
    let vintages = research::vintages(&sealed, plan, &dated, month, SEED);
    research::research(reading, &tables, vintages, SEED)
}

/// The groups of the compartment beside one plan.
pub struct GroupsPage {
    /// The row.
    pub evaluation: SeenEvaluation,
    /// The plan in force.
    pub plan: EvaluationPlan,
    /// What the groups show; none before the plan is sealed, and none while it is too early.
    pub groups: Option<Result<ByGroup, NoGroups>>,
}

/// The groups of the compartment, told at different times: shown to those who read the evaluation, by code, beside its verdict.
///
/// The months are those of the plan, up to the last settled one. A group that the reader may not open is not in it.
pub async fn groups(ctx: &Ctx, id: EvaluationId) -> Result<GroupsPage, AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<ReadEvaluation>(id).await?;
    let Opened { evaluation, known, .. } = open(&mut tx, &permit).await?;
    let plan = known.in_force().clone();
    let last = settled_month(ctx).min(plan.last);
    let is_time = known.seal.is_some() && last.since(plan.start) + 1 >= MONTHS_FOR_A_VERDICT;
    let moment = |month: Month| Moment::at(month.first_day(), 0, 0, ctx.zone()).map_err(broken);
    let series: Option<Vec<SeenGroupSeries>> = if is_time {
        let rows = group_series::series(&mut tx, &permit, (moment(plan.first)?, moment(last.plus(1))?)).await?;
        Some(tx.open_rows::<_, ReadGroup, _>(&permit, rows))
    } else {
        None
    };
    tx.commit().await?;
    let zone = ctx.zone().clone();
    let span = (plan.first, last);
    let groups = match series {
        None => None,
        // Some seconds of arithmetic: not on the thread that answers everybody else.
        Some(series) => Some(tokio::task::spawn_blocking(move || groups_known(&series, span, &zone)).await.map_err(broken)?),
    };
    Ok(GroupsPage { evaluation, plan, groups })
}

fn groups_known(series: &[SeenGroupSeries], span: (Month, Month), zone: &jiff::tz::TimeZone) -> Result<ByGroup, NoGroups> {
    let (table, related) = by_group::table_of(series, span, zone);
    let settings = ByGroupSettings { rounds: PAGE_ROUNDS, ..ByGroupSettings::default() };
    by_group::by_group(&table, Some(related), settings, &|| ())
}

fn dose(plan: &EvaluationPlan, this_month: Month, (told, focus): &(Vec<Date>, Vec<Date>)) -> Dose {
    let months = this_month.min(plan.last.plus(1)).since(plan.start).max(0);
    let years = usize::try_from((months + 11) / 12).unwrap_or(0);
    let by_year = |days: &[Date]| {
        let mut counts = vec![0; years];
        for day in days {
            let since = Month::of(*day).since(plan.start);
            if let Some(count) = usize::try_from(since).ok().and_then(|since| counts.get_mut(since / 12)) {
                *count += 1;
            }
        }
        counts
    };
    Dose { told: by_year(told), focus: by_year(focus) }
}

/// A plan as it is kept.
fn written(plan: &EvaluationPlan) -> PlanText {
    PlanText {
        title: format!("{}: {}", plan.city, plan.primary.name),
        plan: plan::write(plan),
        expires_on: plan.last.plus(1).first_day().saturating_add(jiff::Span::new().years(PLAN_YEARS_KEPT)),
    }
}

/// Begins a plan. The same form sent twice makes one.
pub async fn begin(ctx: &Ctx, new: NewEvaluation) -> Result<EvaluationId, AppError> {
    let plan = new.plan.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<PlanEvaluation>(Whole).await?;
    evaluations::plan(&mut tx, &permit, new.id, &written(&plan)).await?;
    tx.about(&permit, new.id);
    tx.commit().await?;
    Ok(new.id)
}

/// Writes a draft anew. `version` is the one that the form was filled from.
pub async fn edit(ctx: &Ctx, new: NewEvaluation, version: i64) -> Result<(), AppError> {
    let plan = new.plan.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<EditEvaluation>(new.id).await?;
    evaluations::edit(&mut tx, &permit, &written(&plan), version).await?;
    tx.commit().await?;
    Ok(())
}

fn no_plan(error: PlanError) -> AppError {
    match error {
        PlanError::Late { .. } => DomainError::Rule { rule: "plan-after-start" }.into(),
        PlanError::Faults(faults) => faults.into(),
        PlanError::Refused(_) => DomainError::Rule { rule: "plan-refused" }.into(),
        PlanError::NotAsSealed { .. } => DomainError::Rule { rule: "plan-not-as-sealed" }.into(),
        PlanError::Form(_) | PlanError::Month { .. } => broken(error),
    }
}

/// Seals a draft: its hash and the moment stand in the log from now on, co-signed by the other authorities.
pub async fn seal(ctx: &Ctx, id: EvaluationId, version: i64) -> Result<(), AppError> {
    let (mut tx, permit) = ctx.begin().await?.permit::<SealEvaluation>(id).await?;
    let known = open(&mut tx, &permit).await?.known;
    if known.seal.is_some() {
        return Err(DomainError::WrongState { thing: "evaluation", state: PlanState::Sealed.name(), deed: "seal" }.into());
    }
    let month = this_month(ctx);
    known.plan.may_seal_in(month)?;
    let sealed = plan::seal(&known.plan, month).map_err(no_plan)?;
    evaluations::seal(&mut tx, &permit, month, sealed.hash().as_str(), version).await?;
    tx.annotate(&permit, Note { grounds: vec![format!("plan:{}", sealed.hash())], recipients: Vec::new() });
    tx.commit().await?;
    Ok(())
}

/// Changes a sealed plan in the open: what and why stands beside every result. City, first month, start and primary outcome stay, because
/// with others it would be another plan.
pub async fn change(ctx: &Ctx, new: NewEvaluation, reason: &str, version: i64) -> Result<(), AppError> {
    let reason = Words::read("reason", reason, REASON_LEAST).map_err(AppError::from)?;
    let plan = new.plan.check()?;
    let (mut tx, permit) = ctx.begin().await?.permit::<SealEvaluation>(new.id).await?;
    let mut known = open(&mut tx, &permit).await?.known;
    let Some(seal) = known.seal.clone() else {
        return Err(DomainError::WrongState { thing: "evaluation", state: PlanState::Draft.name(), deed: "change" }.into());
    };
    let first = &known.plan;
    if (&plan.city, plan.first, plan.start, &plan.primary) != (&first.city, first.first, first.start, &first.primary) {
        return Err(DomainError::Rule { rule: "plan-is-another" }.into());
    }
    if plan == *known.in_force() {
        return Err(DomainError::Rule { rule: "plan-unchanged" }.into());
    }
    let month = this_month(ctx);
    let text = written(&plan);
    known.changes.push(PlanChange { month, reason: reason.as_str().to_owned(), plan });
    let sealed = plan::sealed_again(&known.plan, &seal, &known.changes).map_err(no_plan)?;
    evaluations::change(&mut tx, &permit, month, reason.as_str(), &text, version).await?;
    let hash = sealed.amendments().last().map_or_else(String::new, |amendment| amendment.hash.to_string());
    tx.annotate(&permit, Note { grounds: vec![format!("plan:{hash}")], recipients: Vec::new() });
    tx.commit().await?;
    Ok(())
}

/// Adds a table of counts to an outcome of a plan: CSV or XLSX.
pub async fn add_table(ctx: &Ctx, id: EvaluationId, counts: CountsId, outcome: &str, bytes: &[u8]) -> Result<Counting, AppError> {
    let table = match read_counts(bytes) {
        Ok(table) => table,
        Err(refused) => return Ok(Counting::Refused(refused)),
    };
    // A table that is kept stays: one that ends too late would keep every reading back until its last month is over.
    if table.last() >= this_month(ctx) {
        return Ok(Counting::Unfit(NotRead::NotOver(table.last())));
    }
    let (mut tx, permit) = ctx.begin().await?.permit::<EditEvaluation>(id).await?;
    let known = open(&mut tx, &permit).await?.known;
    let plan = known.in_force();
    if !table.cities.iter().any(|city| plan.reads(&city.name)) {
        return Ok(Counting::Unfit(NotRead::NoCity(plan.city.clone())));
    }
    keep(tx, &permit, plan, &Counts { id: counts, outcome, source: "table", table }).await
}

/// A table of counts on its way to be kept.
struct Counts<'a> {
    id: CountsId,
    outcome: &'a str,
    source: &'a str,
    table: CountTable,
}

async fn keep(mut tx: Tx, permit: &Permit<EditEvaluation>, plan: &EvaluationPlan, counts: &Counts<'_>) -> Result<Counting, AppError> {
    if !plan.outcomes().any(|(_, planned)| planned.name == counts.outcome) {
        return Err(DomainError::field("outcome", "missing").into());
    }
    if evaluations::count_tables(&mut tx, permit).await? >= TABLES_MAX {
        return Err(DomainError::Full { what: "tables", limit: TABLES_MAX }.into());
    }
    let text = counts.table.to_csv();
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let row = CountsText { id: counts.id, outcome: counts.outcome, source: counts.source, counts: &text, hash: &hash };
    evaluations::add_counts(&mut tx, permit, &row).await?;
    tx.commit().await?;
    Ok(Counting::Kept)
}

/// Counts the own compartment's incidents by month and adds them as the city's: from the plan's first month, or the first incident that is
/// here, up to the last settled month.
pub async fn count_own(
    ctx: &Ctx,
    id: EvaluationId,
    counts: CountsId,
    outcome: &str,
    counted: Counted,
    population: u64,
) -> Result<Counting, AppError> {
    if population == 0 {
        return Err(DomainError::field("population", "missing").into());
    }
    let last = settled_month(ctx);
    let (mut tx, permit) = ctx.begin().await?.permit::<EditEvaluation>(id).await?;
    let known = open(&mut tx, &permit).await?.known;
    let plan = known.in_force();
    let Some((first, by_month)) = counted_by_month(ctx, &mut tx, &permit, counted, (plan.first, last)).await? else {
        // That there are none was looked up too, so its entry stays.
        tx.commit().await?;
        return Ok(Counting::Unfit(NotRead::NoCounts));
    };
    let population = Some(vec![population as f64; by_month.len()]);
    let city = CityCounts { name: plan.city.clone(), counts: by_month, population };
    let table = CountTable { first, cities: vec![city] };
    let source = format!("compartment:{}", counted.name());
    keep(tx, &permit, plan, &Counts { id: counts, outcome, source: &source, table }).await
}

/// The last month whose reports have come in.
fn settled_month(ctx: &Ctx) -> Month {
    this_month(ctx).plus(-1 - UNSETTLED_MONTHS)
}

/// The compartment's own incidents by month: from the first one that is here up to a month; none where there are none.
async fn counted_by_month<D: CountsIncidents>(
    ctx: &Ctx,
    tx: &mut Tx,
    permit: &Permit<D>,
    counted: Counted,
    (from, last): (Month, Month),
) -> Result<Option<(Month, Vec<u64>)>, AppError> {
    let moment = |month: Month| Moment::at(month.first_day(), 0, 0, ctx.zone()).map_err(broken);
    let occurred = evaluations::occurred(tx, permit, counted, (moment(from)?, moment(last.plus(1))?)).await?;
    let months: Vec<Month> = occurred.into_iter().map(|moment| Month::of(moment.date(ctx.zone()))).collect();
    let Some(first) = months.iter().min().copied() else { return Ok(None) };
    let mut by_month = vec![0; usize::try_from(last.since(first) + 1).unwrap_or(0)];
    for month in months {
        if let Some(count) = usize::try_from(month.since(first)).ok().and_then(|at| by_month.get_mut(at)) {
            *count += 1;
        }
    }
    Ok(Some((first, by_month)))
}
