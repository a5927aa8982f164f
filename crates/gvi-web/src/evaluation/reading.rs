//! The reading of a plan as people see it: the sentence first, then what happened, then what could have been seen; the rest below.
//!
//! Nothing after the start is drawn as an effect while it is too early or where it cannot be estimated.

use gvi_app::evaluation::reading::{Reading, Verdict};
use gvi_domain::evaluation::{OutcomeRole, StartRule};
use serde::Serialize;

use super::beside::StaggeredView;
use super::figures::{Figure, of_cloud, of_forest, of_gaps, of_sight, of_sums, of_years, rank};
use super::shocks::{self, ShockLine};
use super::words::{assumption, condition, measured, not_read, percent, ratio_shown, refusal, role, state};
use crate::text::{Lang, Tr};

/// Donors whose share in the synthetic control is smaller are not listed.
const SHARE_SHOWN_MIN: f64 = 0.005;

/// What was done in each year since the start: call-ins, notifications, services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoseRow {
    /// What was done.
    pub name: String,
    /// How often in each year since the start, the first year first.
    pub by_year: Vec<u64>,
}

/// A label and what it is about.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Why there is no estimate, in words.
#[derive(Debug, Clone, Serialize)]
pub struct RefusalLine {
    /// What was measured.
    pub what: String,
    /// The number.
    pub measured: String,
    /// The limit it had to keep.
    pub limit: String,
    /// What can be done.
    pub what_to_do: String,
}

/// One condition of the verdict.
#[derive(Debug, Clone, Serialize)]
pub struct ConditionLine {
    /// The condition.
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// The same as a word.
    pub holds_text: String,
    /// What was measured.
    pub measured: String,
    /// What it was held against.
    pub limit: String,
}

/// One outcome of the plan.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomeRow {
    /// Its name.
    pub name: String,
    /// How it is counted.
    pub definition: String,
    /// What it is in the plan.
    pub role: String,
    /// Ratio with interval, or a dash.
    pub ratio: String,
    /// The p-value, or a dash.
    pub p: String,
    /// Why there is no figure; empty where there is one.
    pub why_not: String,
}

/// A reading in one language, ready for `templates/evaluation/_reading.html`.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingView {
    /// The language.
    #[serde(skip)]
    pub tr: Tr,
    /// Whether it stands on paper: then everything lies open.
    #[serde(skip)]
    pub is_paper: bool,
    /// The sentence of the verdict, as it was generated.
    pub sentence: String,
    /// The name of the state.
    pub state: String,
    /// How many months of sixty have passed, while the verdict is preliminary.
    pub preliminary: Option<String>,
    /// The city.
    pub city: String,
    /// The primary outcome.
    pub outcome: String,
    /// How it is counted.
    pub definition: String,
    /// The last month that was counted.
    pub counted_to: String,
    /// When it will be read again.
    pub next_reading: String,
    /// Why there is no estimate; empty where there is one.
    pub refusals: Vec<RefusalLine>,
    /// Sums over twelve months.
    pub sums: Figure,
    /// Each year since the start, with what was done.
    pub years: Option<Figure>,
    /// What falls by itself after such a start.
    pub by_itself: Vec<String>,
    /// What everybody knows to have happened, from the plan.
    pub shocks: Vec<ShockLine>,
    /// What could have been seen, in sentences.
    pub visible: Vec<String>,
    /// The same as a picture.
    pub sight: Option<Figure>,
    /// All cities with the programme together, where the plan names several.
    pub staggered: Option<StaggeredView>,
    /// All outcomes of the plan.
    pub outcomes: Vec<OutcomeRow>,
    /// All outcomes and years on one axis.
    pub forest: Option<Figure>,
    /// What the verdict rests on.
    pub conditions: Vec<ConditionLine>,
    /// The comparison cities as if treated.
    pub cloud: Option<Figure>,
    /// Where the own city stands among them.
    pub rank: Option<String>,
    /// The gap to the synthetic control.
    pub gaps: Option<Figure>,
    /// What the synthetic control is made of.
    pub weights: Vec<Fact>,
    /// What must be true for all of it.
    pub assumptions: Vec<String>,
    /// The plan in force.
    pub plan: Vec<Fact>,
    /// What it takes to make it again.
    pub provenance: Vec<Fact>,
}

impl ReadingView {
    /// A reading for a page.
    #[must_use]
    pub fn new(tr: Tr, reading: &Reading, dose: &[DoseRow]) -> ReadingView {
        let (assessment, judgement) = (&reading.assessment, &reading.assessment.judgement);
        let effects = reading.effects();
        ReadingView {
            tr,
            is_paper: false,
            sentence: sentence(tr, reading),
            state: state(tr, &judgement.verdict),
            preliminary: preliminary(tr, reading),
            city: reading.plan.city.clone(),
            outcome: reading.plan.primary.name.clone(),
            definition: reading.plan.primary.definition.clone(),
            counted_to: reading.last.to_string(),
            next_reading: tr.count("reading-next", judgement.months_to_next),
            refusals: match &judgement.verdict {
                Verdict::NotEstimable(refusals) => refusals.iter().map(|refused| refusal_line(tr, refused)).collect(),
                _ => Vec::new(),
            },
            sums: of_sums(tr, reading),
            years: effects.and_then(|fit| of_years(tr, reading, fit, dose)),
            by_itself: by_itself(tr, reading),
            shocks: shocks::lines(tr, reading),
            visible: visible(tr, reading),
            // A city without an incident before the start has no picture.
            sight: reading.yearly_before().and_then(|yearly| of_sight(tr, yearly, assessment.start.alpha).ok()),
            staggered: StaggeredView::of(tr, reading),
            outcomes: outcomes(tr, reading),
            forest: effects.map(|fit| of_forest(tr, reading, fit)),
            conditions: judgement
                .conditions
                .iter()
                .map(|found| ConditionLine {
                    name: condition(tr, found),
                    holds: found.holds,
                    holds_text: if found.holds { tr.t("reading-holds") } else { tr.t("reading-holds-not") },
                    measured: measured(tr, found.measured),
                    limit: measured(tr, found.limit),
                })
                .collect(),
            cloud: effects.map(|fit| of_cloud(tr, reading, fit)),
            rank: effects.map(|fit| {
                let (place, cities) = rank(fit);
                let told = [
                    ("city", reading.plan.city.clone()),
                    ("place", place.to_string()),
                    ("cities", cities.to_string()),
                    ("least", tr.decimal(fit.level.smallest_p, 3)),
                ];
                tr.args("reading-rank", &told)
            }),
            gaps: effects.map(|fit| of_gaps(tr, reading, fit)),
            weights: effects.map_or_else(Vec::new, |fit| {
                let mut shares: Vec<(&String, f64)> = fit.control.donors.iter().zip(fit.control.weights.iter().copied()).collect();
                shares.sort_by(|one, other| other.1.total_cmp(&one.1));
                let shown = shares.into_iter().filter(|(_, share)| *share >= SHARE_SHOWN_MIN);
                shown.map(|(name, share)| Fact { name: name.clone(), text: percent(tr, share) }).collect()
            }),
            assumptions: effects.map_or_else(Vec::new, |fit| {
                let mut all: Vec<String> = Vec::new();
                for text in fit.level.provenance.assumptions.iter().chain(&fit.control.provenance.assumptions) {
                    let told = assumption(tr, text);
                    if !all.contains(&told) {
                        all.push(told);
                    }
                }
                all
            }),
            plan: plan_facts(tr, reading),
            provenance: provenance(tr, reading),
        }
    }

    /// The same for paper: every table and every part lies open.
    #[must_use]
    pub fn on_paper(mut self) -> ReadingView {
        self.is_paper = true;
        self.sums.is_open = true;
        if let Some(figure) = self.staggered.as_mut().and_then(|together| together.figure.as_mut()) {
            figure.is_open = true;
        }
        for figure in [&mut self.years, &mut self.sight, &mut self.forest, &mut self.cloud, &mut self.gaps] {
            if let Some(figure) = figure.as_mut() {
                figure.is_open = true;
            }
        }
        self
    }
}

/// The sentence of the verdict in the reader's language.
pub(super) fn sentence(tr: Tr, reading: &Reading) -> String {
    match tr.lang() {
        Lang::Sv => reading.assessment.swedish.clone(),
        Lang::En => reading.assessment.english.clone(),
    }
}

/// The mark of a verdict that will be read again.
pub(super) fn preliminary(tr: Tr, reading: &Reading) -> Option<String> {
    let judgement = &reading.assessment.judgement;
    judgement.preliminary.then(|| tr.args("reading-preliminary", &[("months", judgement.months_after)]))
}

pub(super) fn refusal_line(tr: Tr, refused: &gvi_app::evaluation::reading::Refusal) -> RefusalLine {
    let (what, what_to_do) = refusal(tr, refused);
    RefusalLine { what, measured: measured(tr, refused.measured), limit: measured(tr, refused.limit), what_to_do }
}

fn by_itself(tr: Tr, reading: &Reading) -> Vec<String> {
    let start = &reading.assessment.start;
    let rule = match reading.plan.start_rule {
        StartRule::Independent => tr.t("reading-start-independent"),
        StartRule::AfterARise => tr.t("reading-start-after-a-rise"),
    };
    let height = tr.args("reading-start-height", &[("ratio", tr.decimal(start.last_year_over_mean, 2))]);
    let change = start.by_itself.mean_change;
    let told = if change.is_finite() {
        let size = percent(tr, change.abs());
        let moved = if change < 0.0 {
            tr.args("reading-by-itself-falls", &[("share", size)])
        } else {
            tr.args("reading-by-itself-rises", &[("share", size)])
        };
        let naive = tr.args("reading-by-itself-naive", &[("share", percent(tr, start.by_itself.false_reductions))]);
        format!("{moved} {naive}")
    } else {
        tr.t("reading-by-itself-unknown")
    };
    vec![rule, height, told]
}

fn visible(tr: Tr, reading: &Reading) -> Vec<String> {
    let visible = tr.args("reading-visible", &[("share", percent(tr, reading.assessment.judgement.smallest_visible_fall))]);
    let planned = tr.args("reading-planned", &[("share", percent(tr, reading.plan.planned_fall))]);
    let mut told = vec![visible, planned];
    if reading.plan.planned_fall < reading.assessment.judgement.smallest_visible_fall {
        told.push(tr.t("reading-planned-too-small"));
    }
    told
}

fn outcomes(tr: Tr, reading: &Reading) -> Vec<OutcomeRow> {
    let dash = || "\u{2013}".to_owned();
    let why_not = |outcome: &gvi_app::evaluation::reading::OutcomeReading| match (&outcome.why_not, outcome.ratio) {
        (Some(why), _) => not_read(tr, why),
        (None, Some(_)) => String::new(),
        (None, None) if matches!(reading.assessment.judgement.verdict, Verdict::TooEarly { .. }) => tr.t("reading-why-too-early"),
        (None, None) => tr.t("reading-why-refused"),
    };
    reading
        .outcomes
        .iter()
        .map(|outcome| OutcomeRow {
            name: outcome.name.clone(),
            definition: outcome.definition.clone(),
            role: role(tr, outcome.role),
            ratio: outcome.ratio.map_or_else(dash, |ratio| ratio_shown(tr, ratio)),
            p: outcome.p.map_or_else(dash, |p| tr.decimal(p, 3)),
            why_not: why_not(outcome),
        })
        .collect()
}

fn plan_facts(tr: Tr, reading: &Reading) -> Vec<Fact> {
    let plan = &reading.plan;
    let span = |from: gvi_domain::Month, to: gvi_domain::Month| format!("{from}\u{a0}\u{2013} {to}");
    let judgement = &reading.assessment.judgement;
    let of_role = |wanted: OutcomeRole| {
        plan.outcomes().filter(|(role, _)| *role == wanted).map(|(_, outcome)| outcome.name.clone()).collect::<Vec<_>>().join("; ")
    };
    [
        ("reading-plan-city", plan.city.clone()),
        ("reading-plan-primary", format!("{}: {}", plan.primary.name, plan.primary.definition)),
        ("reading-plan-secondary", of_role(OutcomeRole::Secondary)),
        ("reading-plan-control", of_role(OutcomeRole::Control)),
        ("reading-plan-before", span(plan.first, plan.start.plus(-1))),
        ("reading-plan-after", span(plan.start, plan.last)),
        ("reading-plan-donors", format!("{}: {}", plan.donors.len(), plan.donors.join(", "))),
        ("reading-plan-fall", percent(tr, plan.planned_fall)),
        ("reading-plan-visible", percent(tr, plan.smallest_visible_fall)),
        ("reading-plan-treated", plan.treated.iter().map(|city| format!("{} ({})", city.name, city.start)).collect::<Vec<_>>().join("; ")),
        ("reading-shocks", shocks::told(tr, plan).join("; ")),
        ("reading-plan-amendments", tr.count("reading-amendments", judgement.amendments)),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(key, text)| Fact { name: tr.t(key), text })
    .collect()
}

fn provenance(tr: Tr, reading: &Reading) -> Vec<Fact> {
    let mut facts = vec![
        ("reading-hash-plan", reading.assessment.judgement.plan_hash.clone()),
        ("reading-hash-sums", reading.sums.provenance.input.to_string()),
    ];
    if let Some(fit) = reading.effects() {
        facts.push(("reading-hash-level", fit.level.provenance.input.to_string()));
        facts.push(("reading-hash-control", fit.control.provenance.input.to_string()));
    }
    facts.push(("reading-seed", reading.assessment.start.by_itself.seed.to_string()));
    facts.push(("reading-version", reading.sums.provenance.version.to_owned()));
    facts.into_iter().map(|(key, text)| Fact { name: tr.t(key), text }).collect()
}
