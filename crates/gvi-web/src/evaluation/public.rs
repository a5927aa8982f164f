//! What everybody may read: counts by year with their band, the verdict in plain words, and what is not known.
//!
//! Small counts are about few persons. They are not shown, and as many others with them as it takes that no subtraction brings them back.

use gvi_app::evaluation::reading::{MovingSum, Reading};
use serde::Serialize;

use super::figures::{Figure, months, place, whole};
use super::reading::{Fact, preliminary, sentence};
use super::shocks::{self, ShockLine};
use crate::charts::{ChartName, CountedYear, counted_years};
use crate::text::Tr;

/// Counts below this are about too few.
pub const SHOWN_MIN: u64 = 5;
/// Signs of the plan's hash that name it to everybody.
const HASH_SIGNS_SHOWN: usize = 16;

/// A count as everybody sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Told {
    /// The count.
    Count(u64),
    /// Fewer than [`SHOWN_MIN`].
    Few,
    /// Left out, so that a small one cannot be worked out.
    LeftOut,
}

/// A reading for everybody, ready for `templates/evaluation/_public.html`.
#[derive(Debug, Clone, Serialize)]
pub struct PublicView {
    /// The language.
    #[serde(skip)]
    pub tr: Tr,
    /// The sentence of the verdict, as it was generated.
    pub sentence: String,
    /// How many months of sixty have passed, while the verdict is preliminary.
    pub preliminary: Option<String>,
    /// The city.
    pub city: String,
    /// The primary outcome.
    pub outcome: String,
    /// How it is counted.
    pub definition: String,
    /// Counts by year, with the start.
    pub years: Figure,
    /// Whether any count is left out.
    pub leaves_out: bool,
    /// What everybody knows to have happened.
    pub shocks: Vec<ShockLine>,
    /// What is not known.
    pub unknown: Vec<String>,
    /// Which data and which plan it rests on.
    pub version: Vec<Fact>,
}

/// Which of these counts are shown. Their sum may be known from elsewhere; still every small count could be any from nought to four.
#[must_use]
pub fn told(counts: &[u64]) -> Vec<Told> {
    let mut told: Vec<Told> = counts.iter().map(|count| if *count < SHOWN_MIN { Told::Few } else { Told::Count(*count) }).collect();
    if !told.contains(&Told::Few) {
        return told;
    }
    // The smallest of the others go with them, one after the other, until the sum says nothing about any small count.
    let mut others: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] >= SHOWN_MIN).collect();
    others.sort_by_key(|at| (counts[*at], *at));
    for at in others {
        if says_nothing(counts, &told) {
            break;
        }
        told[at] = Told::LeftOut;
    }
    if !says_nothing(counts, &told) {
        // So few years that nothing can stand beside a small count: all are left out alike, and not even called few.
        told.fill(Told::LeftOut);
    }
    told
}

/// Whether each small count could be anything below [`SHOWN_MIN`] for somebody who knows the sum and how the others were chosen.
fn says_nothing(counts: &[u64], told: &[Told]) -> bool {
    let few = told.iter().filter(|told| **told == Told::Few).count() as u64;
    let left_out = told.iter().filter(|told| **told == Told::LeftOut).count() as u64;
    if left_out == 0 {
        return false;
    }
    let hidden: u64 = counts.iter().zip(told).filter(|(_, told)| !matches!(told, Told::Count(_))).map(|(count, _)| count).sum();
    // What is left out lies between the limit and the smallest count that is shown.
    let shown_min = told.iter().filter_map(|told| if let Told::Count(count) = told { Some(*count) } else { None }).min();
    let most_of_others = shown_min.map_or(u64::MAX, |shown| shown.saturating_mul(left_out)).saturating_add((SHOWN_MIN - 1) * (few - 1));
    hidden >= (SHOWN_MIN - 1) + SHOWN_MIN * left_out && hidden <= most_of_others
}

impl PublicView {
    /// A reading for everybody.
    #[must_use]
    pub fn new(tr: Tr, reading: &Reading) -> PublicView {
        let start = reading.start_at();
        let windows = reading.whole_years();
        // Sums of the years before and of those after may each be known: each side is hidden by itself.
        let (before, after): (Vec<&MovingSum>, Vec<&MovingSum>) = windows.into_iter().partition(|window| window.to < start);
        let side = |side: &[&MovingSum]| told(&side.iter().map(|window| window.events).collect::<Vec<_>>());
        let told: Vec<Told> = side(&before).into_iter().chain(side(&after)).collect();
        let years: Vec<&MovingSum> = before.iter().chain(&after).copied().collect();
        let judgement = &reading.assessment.judgement;
        let unknown = [
            Some(tr.t("public-unknown-year")),
            Some(tr.t("public-unknown-reported")),
            Some(tr.t("public-unknown-elsewhere")),
            (judgement.months_after < 60).then(|| tr.t("public-unknown-cause")),
        ];
        let hash: String = judgement.plan_hash.chars().take(HASH_SIGNS_SHOWN).collect();
        let version = [
            ("public-counts-to", reading.last.to_string()),
            ("reading-hash-plan", hash),
            ("reading-plan-amendments", tr.count("reading-amendments", judgement.amendments)),
            ("reading-version", reading.sums.provenance.version.to_owned()),
        ];
        PublicView {
            tr,
            sentence: sentence(tr, reading),
            preliminary: preliminary(tr, reading),
            city: reading.plan.city.clone(),
            outcome: reading.plan.primary.name.clone(),
            definition: reading.plan.primary.definition.clone(),
            leaves_out: told.iter().any(|told| !matches!(told, Told::Count(_))),
            years: figure(tr, reading, &years, &told, before.len()),
            shocks: shocks::lines(tr, reading),
            unknown: unknown.into_iter().flatten().collect(),
            version: version.into_iter().map(|(key, text)| Fact { name: tr.t(key), text }).collect(),
        }
    }
}

fn figure(tr: Tr, reading: &Reading, years: &[&MovingSum], told: &[Told], start: usize) -> Figure {
    let points: Vec<CountedYear> = years
        .iter()
        .zip(told)
        .map(|(window, told)| {
            let month = reading.first.plus(i64::try_from(window.from).unwrap_or(0));
            CountedYear {
                name: if month.of_year() == 0 { month.year().to_string() } else { month.to_string() },
                // Exact limits tell the count: both are shown, or neither.
                count: matches!(told, Told::Count(_)).then_some((window.events, window.lower, window.upper)),
                instead: if *told == Told::Few { format!("<{SHOWN_MIN}") } else { "\u{2013}".to_owned() },
            }
        })
        .collect();
    let mut rows: Vec<Vec<String>> = years
        .iter()
        .zip(told)
        .map(|(window, told)| {
            let span = months(reading, window.from, window.to);
            match told {
                Told::Count(count) => vec![span, whole(tr, *count), tr.decimal(window.lower, 1), tr.decimal(window.upper, 1)],
                Told::Few => vec![span, tr.args("public-few", &[("count", SHOWN_MIN)]), "\u{2013}".to_owned(), "\u{2013}".to_owned()],
                Told::LeftOut => vec![span, tr.t("public-left-out"), "\u{2013}".to_owned(), "\u{2013}".to_owned()],
            }
        })
        .collect();
    let spans: Vec<(i64, i64)> = years.iter().map(|window| (place(window.from), place(window.to))).collect();
    let (marks, more) = shocks::marked(tr, reading, &spans, 4);
    rows.extend(more);
    let title = tr.args("public-years", &[("city", reading.plan.city.as_str()), ("outcome", reading.plan.primary.name.as_str())]);
    let note = tr.t("public-years-note");
    let chart = counted_years(tr, &ChartName::new("public-years-chart", title.clone(), note.clone()), &points, start, &marks);
    let heads = ["reading-months", "reading-counted", "reading-from", "reading-to"].iter().map(|key| tr.t(key)).collect();
    Figure::new(tr, "public-years", title, note, heads, rows, chart)
}
