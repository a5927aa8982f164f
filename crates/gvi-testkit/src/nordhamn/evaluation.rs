//! Did it help? Three plans of Nordhamn: one that can be read, one that is too young, one that is being written. The counts are invented,
//! with a fall of known size, so that whoever tries the evaluation can see whether it finds what is there and nothing else.

use gvi_app::AppError;
use gvi_app::evaluation::{self, Counting};
use gvi_domain::evaluation::{EvaluationPlan, NewEvaluation, PlannedOutcome, StartRule};
use gvi_domain::{CountsId, EvaluationId, Month};

use super::calendar::Calendar;
use super::chance::Chance;
use super::diary::Diary;

/// How much lower the primary outcome lies from the start on than it would have: the truth that an evaluation should find.
pub const IMPLANTED_FALL: f64 = 0.45;
/// Months since the start of the plan that can be read.
const MONTHS_SINCE_START: i64 = 30;
/// Months before the start.
const MONTHS_BEFORE: i64 = 96;
/// The primary outcome of the plan that can be read.
pub const PRIMARY: &str = "Skjutningar med koppling till grupper";
const SECONDARY: &str = "Skjutningar där någon träffades";
const CONTROL: &str = "Grov misshandel utan koppling till grupper";

/// Cities like Nordhamn, invented too, with their inhabitants.
const CITIES: [(&str, u32); 28] = [
    ("Almhamn", 412_000),
    ("Björksund", 268_000),
    ("Dalviken", 195_000),
    ("Ekfors", 331_000),
    ("Furuholm", 244_000),
    ("Granvik", 518_000),
    ("Hasselby strand", 187_000),
    ("Idhamn", 296_000),
    ("Kalkberga", 373_000),
    ("Klarvik", 221_000),
    ("Lindfors", 450_000),
    ("Lövhamn", 309_000),
    ("Marsund", 178_000),
    ("Norrbro", 264_000),
    ("Nyfors", 397_000),
    ("Oxelvik", 233_000),
    ("Pilhamn", 341_000),
    ("Rönnfors", 286_000),
    ("Sandsund", 205_000),
    ("Silverfors", 478_000),
    ("Skogshamn", 319_000),
    ("Stenvik", 252_000),
    ("Sundfors", 360_000),
    ("Sydhamn", 430_000),
    ("Tallvik", 198_000),
    ("Vadhamn", 275_000),
    ("Västersund", 388_000),
    ("Åfors", 214_000),
];
const NORDHAMN: (&str, u32) = ("Nordhamn", 352_000);

/// A draw about as wide as a normal one: the sum of twelve even ones.
fn normal(chance: &mut Chance, deviation: f64) -> f64 {
    let sum: i64 = (0..12).map(|_| chance.between(0, 1_000_000)).sum();
    (sum as f64 / 1_000_000.0 - 6.0) * deviation
}

fn poisson(chance: &mut Chance, mean: f64) -> u64 {
    let (limit, mut product, mut count) = ((-mean).exp(), 1.0, 0);
    loop {
        product *= (chance.between(0, 1_000_000_000) as f64 + 0.5) / 1_000_000_001.0;
        if product <= limit {
            return count;
        }
        count += 1;
    }
}

/// What is counted, and how it moves.
struct Outcome {
    /// Theme of its chance.
    theme: &'static str,
    /// Incidents a year for 100,000 inhabitants.
    a_year: f64,
    /// Fall in Nordhamn from the start on.
    fall: f64,
}

/// A table of counts of Nordhamn and the other cities from `first` to `last`, with a fall in Nordhamn from `start` on.
///
/// All cities drift alike a little and each by itself a little, as real ones do, and are counted by chance.
fn table(calendar: &Calendar, outcome: &Outcome, (first, start, last): (Month, Month, Month)) -> String {
    let mut chance = calendar.chance(outcome.theme);
    let months = last.since(first) + 1;
    let mut common = 0.0;
    let course: Vec<f64> = (0..months)
        .map(|month| {
            common += normal(&mut chance, 0.012);
            let season = 0.12 * (f64::from(first.plus(month).of_year()) / 12.0 * std::f64::consts::TAU).cos();
            common - season
        })
        .collect();
    let mut text = String::from("month,city,count,population\n");
    for (place, (city, people)) in std::iter::once(NORDHAMN).chain(CITIES).enumerate() {
        let mut own = if place == 0 { 0.0 } else { normal(&mut chance, 0.25) };
        for (at, common) in course.iter().enumerate() {
            own += normal(&mut chance, 0.018);
            let month = first.plus(at as i64);
            let treated = place == 0 && month >= start;
            let fall = if treated { 1.0 - outcome.fall } else { 1.0 };
            let mean = outcome.a_year / 12.0 * f64::from(people) / 100_000.0 * (own + common).exp() * fall;
            text.push_str(&format!("{month},{city},{},{people}\n", poisson(&mut chance, mean)));
        }
    }
    text
}

fn outcome(name: &str, definition: &str) -> PlannedOutcome {
    PlannedOutcome { name: name.into(), definition: definition.into() }
}

/// The plan that can be read, as of a month.
fn readable(this_month: Month) -> EvaluationPlan {
    let start = this_month.plus(-MONTHS_SINCE_START);
    EvaluationPlan {
        city: NORDHAMN.0.into(),
        first: start.plus(-MONTHS_BEFORE),
        start,
        last: start.plus(59),
        start_rule: StartRule::Independent,
        donors: CITIES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        planned_fall: 0.3,
        smallest_visible_fall: 0.48,
        primary: outcome(
            PRIMARY,
            "Bekräftade skjutningar per månad där en gruppmedlem är inblandad; poster inom 4 timmar och 400 meter är en händelse.",
        ),
        secondary: vec![outcome(SECONDARY, "Bekräftade skjutningar per månad där minst en person träffades.")],
        control: vec![outcome(CONTROL, "Anmälda brott per månad utan någon känd koppling till grupper.")],
        shocks: vec![],
        treated: vec![],
    }
}

/// The tables of the plan that can be read, as of a month: outcome and CSV.
pub fn tables(calendar: &Calendar, this_month: Month) -> Vec<(&'static str, String)> {
    let plan = readable(this_month);
    let span = (plan.first, plan.start, this_month.plus(-3));
    let told = |name, theme, a_year, fall| (name, table(calendar, &Outcome { theme, a_year, fall }, span));
    vec![
        told(PRIMARY, "counts of shootings", 22.0, IMPLANTED_FALL),
        told(SECONDARY, "counts of people hit", 11.0, IMPLANTED_FALL),
        told(CONTROL, "counts of assaults", 60.0, 0.0),
    ]
}

/// A table as it stood when `last` was its newest month: no later month, and one incident of Nordhamn's in that month not yet reported.
fn as_it_was(text: &str, last: Month) -> String {
    let late = format!("{last},{},", NORDHAMN.0);
    let mut lines = text.lines();
    let heads = lines.next().unwrap_or_default();
    let known = lines.filter(|line| Month::parse(&line[..7]).is_some_and(|month| month <= last)).map(|line| {
        let Some((count, people)) = line.strip_prefix(late.as_str()).and_then(|rest| rest.split_once(',')) else {
            return format!("{line}\n");
        };
        let count: u64 = count.parse().unwrap_or(0);
        format!("{late}{},{people}\n", count.saturating_sub(1))
    });
    std::iter::once(format!("{heads}\n")).chain(known).collect()
}

/// Writes the three plans into the diary.
pub fn write(calendar: &Calendar, diary: &mut Diary) {
    let mut chance = calendar.chance("evaluation");
    let this_month = Month::of(calendar.today());
    let first = planned(calendar, diary, &mut chance, readable(this_month), 980);
    seal(calendar, diary, first, 960);
    // Every year the counts so far: the first reading came too early, and said so.
    let counted = tables(calendar, this_month);
    let early = as_it_was(&counted[0].1, this_month.plus(-15));
    add(calendar, diary, &mut chance, first, PRIMARY, early, 362);
    for (name, text) in counted {
        add(calendar, diary, &mut chance, first, name, text, 12);
    }

    let start = this_month.plus(-8);
    let young = EvaluationPlan {
        first: start.plus(-72),
        start,
        last: start.plus(59),
        start_rule: StartRule::AfterARise,
        smallest_visible_fall: 0.57,
        primary: outcome("Sprängningar", "Sprängningar och försök till sprängning per månad."),
        secondary: vec![],
        ..readable(this_month)
    };
    let span = (young.first, young.start, this_month.plus(-3));
    let second = planned(calendar, diary, &mut chance, young, 290);
    seal(calendar, diary, second, 285);
    let text = table(calendar, &Outcome { theme: "counts of explosions", a_year: 9.0, fall: 0.0 }, span);
    add(calendar, diary, &mut chance, second, "Sprängningar", text, 11);

    let start = this_month.plus(4);
    let draft = EvaluationPlan {
        first: start.plus(-96),
        start,
        last: start.plus(59),
        donors: CITIES[..14].iter().map(|(name, _)| (*name).to_owned()).collect(),
        primary: outcome("Skjutningar i Västra hamnen", "Bekräftade skjutningar per månad i stadsdelen."),
        secondary: vec![],
        control: vec![outcome("Skjutningar i övriga Nordhamn", "Bekräftade skjutningar per månad i resten av staden.")],
        ..readable(this_month)
    };
    planned(calendar, diary, &mut chance, draft, 6);
}

fn planned(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, plan: EvaluationPlan, days: i64) -> EvaluationId {
    let at = calendar.days_ago(days, 10, 20);
    let id: EvaluationId = chance.id_at(at);
    diary.at(at, format!("plan the evaluation of {}", plan.primary.name), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            evaluation::begin(&ctx, NewEvaluation { id, plan }).await.map(|_| ())
        })
    });
    id
}

fn seal(calendar: &Calendar, diary: &mut Diary, id: EvaluationId, days: i64) {
    diary.at(calendar.days_ago(days, 13, 5), "seal the plan", move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("pia", at).await;
            evaluation::seal(&ctx, id, 1).await
        })
    });
}

fn add(calendar: &Calendar, diary: &mut Diary, chance: &mut Chance, id: EvaluationId, outcome: &'static str, text: String, days: i64) {
    let at = calendar.days_ago(days, 9, 40);
    let counts: CountsId = chance.id_at(at);
    diary.at(at, format!("add counts of {outcome}"), move |teller, at| {
        Box::pin(async move {
            let ctx = teller.acts("mara", at).await;
            match evaluation::add_table(&ctx, id, counts, outcome, text.as_bytes()).await? {
                Counting::Kept => Ok(()),
                Counting::Refused(why) => Err(AppError::Broken(Box::new(why))),
                Counting::Unfit(why) => Err(AppError::Broken(Box::new(why))),
            }
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use gvi_app::evaluation::plan;

    #[test]
    fn the_plan_that_can_be_read_was_sealed_in_time() {
        let month = Month::parse("2026-11").unwrap();
        let plan = readable(month).check().unwrap();
        assert!(plan::seal(&plan, month.plus(-MONTHS_SINCE_START - 1)).is_ok());
        assert!(plan.may_seal_in(month).is_err());
    }
}
