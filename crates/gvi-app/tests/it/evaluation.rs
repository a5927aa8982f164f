//! A plan from its first line to what may be said, and who may do what with it.

use gvi_app::evaluation::reading::NotRead;
use gvi_app::evaluation::research::{Answer, Interval, ItsResult, RestsOn, Verdict};
use gvi_app::evaluation::{self, Counted, Counting};
use gvi_app::{AppError, Ctx, groups, log};
use gvi_domain::evaluation::{EvaluationPlan, NewEvaluation, PlanState, PlannedOutcome, StartRule};
use gvi_domain::{CountsId, DomainError, EvaluationId, Month};
use gvi_testkit::nordhamn::evaluation::{IMPLANTED_FALL, PRIMARY};
use gvi_testkit::{City, on_both_databases};

use crate::groups::a_group;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn outcome(name: &str) -> PlannedOutcome {
    PlannedOutcome { name: name.into(), definition: "incidents by month".into() }
}

/// A plan that starts so many months from the month in which the city's clock stands.
pub fn plan(ctx: &Ctx, months_ahead: i64) -> EvaluationPlan {
    let start = Month::of(ctx.now().date(ctx.zone())).plus(months_ahead);
    EvaluationPlan {
        city: "Nordhamn".into(),
        first: start.plus(-96),
        start,
        last: start.plus(59),
        start_rule: StartRule::Independent,
        donors: (1..=24).map(|city| format!("Stad {city}")).collect(),
        planned_fall: 0.3,
        smallest_visible_fall: 0.4,
        primary: outcome("Skjutningar"),
        secondary: vec![],
        control: vec![outcome("Inbrott")],
        shocks: vec![],
        treated: vec![],
    }
}

/// Steady counts in every city of a plan, halved in Nordhamn from the start on if it says so.
pub fn table(plan: &EvaluationPlan, last: Month, halved: bool) -> String {
    let mut text = String::from("month,city,count,population\n");
    for (place, city) in std::iter::once(&plan.city).chain(&plan.donors).enumerate() {
        for at in 0..=last.since(plan.first) {
            let month = plan.first.plus(at);
            let usual = 4 + (at + place as i64 * 3) % 5;
            let count = if place == 0 && halved && month >= plan.start { usual / 2 } else { usual };
            text.push_str(&format!("{month},{city},{count},300000\n"));
        }
    }
    text
}

async fn begun(ctx: &Ctx, months_ahead: i64) -> EvaluationId {
    evaluation::begin(ctx, NewEvaluation { id: EvaluationId::new(), plan: plan(ctx, months_ahead) }).await.unwrap()
}

async fn add(ctx: &Ctx, id: EvaluationId, outcome: &str, text: &str) -> Counting {
    evaluation::add_table(ctx, id, CountsId::new(), outcome, text.as_bytes()).await.unwrap()
}

fn rule(error: &AppError) -> &str {
    match error {
        AppError::Faults(faults) => match faults.as_slice() {
            [DomainError::Rule { rule }] => rule,
            [DomainError::WrongState { state, .. }] => state,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_plan_is_sealed_before_its_start_with_its_hash_in_the_log_and_is_too_young_at_first() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = begun(&mara, 1).await;
        let draft = evaluation::page(&mara, id).await.unwrap();
        assert!(draft.reading.is_none() && draft.may.edit && !draft.may.seal, "the analyst writes and does not seal");
        let pia = city.acts("pia").await;
        evaluation::seal(&pia, id, draft.evaluation.version).await.unwrap();
        let sealed = evaluation::page(&pia, id).await.unwrap();
        let hash = sealed.evaluation.hash.clone().value().flatten().unwrap();
        assert_eq!(sealed.reading.unwrap().unwrap_err(), NotRead::NoCounts);
        assert!(!sealed.may.edit && sealed.may.change);

        // The hash stands in the log with its moment.
        let rut = city.acts("rut").await;
        let filter = log::LogFilter { deed: "seal_evaluation".into(), ..log::LogFilter::default() };
        let lines = log::page(&rut, &filter, "", log::Turn::Newest).await.unwrap().entries.lines;
        let grounds = lines[0].entry.grounds.clone().value().unwrap();
        assert_eq!(grounds, [format!("plan:{hash}")]);
        assert_eq!(lines[0].entry.subject.clone().value().flatten(), Some(id.to_string()));

        // Three months later one has passed: too early, and it says so.
        let told = plan(&mara, 1);
        city.days_pass(92);
        let mara = city.acts("mara").await;
        let last = Month::of(mara.now().date(mara.zone())).plus(-1);
        assert!(matches!(add(&mara, id, "Skjutningar", &table(&told, last, true)).await, Counting::Kept));
        let found = evaluation::page(&mara, id).await.unwrap();
        let reading = found.reading.unwrap().unwrap();
        assert!(reading.assessment.english.contains("Too early"), "{}", reading.assessment.english);
        assert_eq!((reading.last, reading.outcomes[0].ratio), (last, None), "no ratio before its time");
        assert_eq!(reading.outcomes[1].why_not, Some(NotRead::NoCounts), "an outcome without counts is listed");

        // Somebody makes the aim smaller behind the house's back: nothing is read by such a plan.
        let moved =
            city.past_all_doors("polisen", "UPDATE evaluations SET plan = REPLACE(plan, 'planned_fall = 0.3', 'planned_fall = 0.1')");
        assert_eq!(moved.await, 1);
        assert_eq!(evaluation::page(&mara, id).await.unwrap().reading.unwrap().unwrap_err(), NotRead::NotAsSealed);
    })
    .await;
}

#[tokio::test]
async fn no_plan_is_sealed_after_its_start_and_a_sealed_one_changes_in_the_open_only() {
    on_both_databases(async |city| {
        let pia = city.acts("pia").await;
        let late = begun(&pia, 0).await;
        assert_eq!(rule(&evaluation::seal(&pia, late, 1).await.unwrap_err()), "plan-after-start");
        let id = begun(&pia, 2).await;
        let first = plan(&pia, 2);
        let change = |plan: EvaluationPlan| NewEvaluation { id, plan };
        let reason = "Stad 24 började med en egen insats.";
        let fewer = EvaluationPlan { donors: first.donors[..23].to_vec(), ..first.clone() };
        assert_eq!(rule(&evaluation::change(&pia, change(fewer.clone()), reason, 1).await.unwrap_err()), "draft");
        evaluation::seal(&pia, id, 1).await.unwrap();
        assert_eq!(rule(&evaluation::seal(&pia, id, 2).await.unwrap_err()), "sealed");
        // What is sealed is not edited.
        assert!(matches!(evaluation::edit(&pia, change(fewer.clone()), 2).await, Err(AppError::Changed { .. })));
        let moved = EvaluationPlan { start: first.start.plus(1), ..first.clone() };
        assert_eq!(rule(&evaluation::change(&pia, change(moved), reason, 2).await.unwrap_err()), "plan-is-another");
        assert_eq!(rule(&evaluation::change(&pia, change(first.clone()), reason, 2).await.unwrap_err()), "plan-unchanged");
        assert!(matches!(evaluation::change(&pia, change(fewer.clone()), "short", 2).await, Err(AppError::Faults(_))));
        evaluation::change(&pia, change(fewer.clone()), reason, 2).await.unwrap();
        // Two at once: the later one is told, and nothing of it is kept.
        let other = EvaluationPlan { last: first.last.plus(12), ..fewer.clone() };
        assert!(matches!(evaluation::change(&pia, change(other), reason, 2).await, Err(AppError::Changed { .. })));
        let found = evaluation::page(&pia, id).await.unwrap();
        assert_eq!((found.changes.len(), &found.plan), (1, &fewer));
        assert_eq!(found.changes[0].reason.clone().value().unwrap(), reason);
        assert_eq!(found.evaluation.state.clone().value(), Some(PlanState::Sealed));
    })
    .await;
}

#[tokio::test]
async fn a_broken_table_is_refused_whole_and_own_incidents_are_counted_by_month() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let id = begun(&mara, 1).await;
        let refused = add(&mara, id, "Skjutningar", "month,city,count\n2026-01,Nordhamn,-1\n").await;
        assert!(matches!(refused, Counting::Refused(_)));
        let elsewhere = add(&mara, id, "Skjutningar", "month,city,count\n2026-01,Elsewhere,1\n").await;
        assert!(matches!(elsewhere, Counting::Unfit(NotRead::NoCity(_))));
        let now = Month::of(mara.now().date(mara.zone()));
        let unfinished = add(&mara, id, "Skjutningar", &format!("month,city,count\n{now},Nordhamn,1\n")).await;
        assert!(matches!(unfinished, Counting::Unfit(NotRead::NotOver(month)) if month == now));
        assert!(evaluation::add_table(&mara, id, CountsId::new(), "Bränder", b"month,city,count\n2026-01,Nordhamn,1\n").await.is_err());
        let own = |counted| evaluation::count_own(&mara, id, CountsId::new(), "Skjutningar", counted, 350_000);
        assert!(matches!(own(Counted::Shootings).await.unwrap(), Counting::Unfit(NotRead::NoCounts)), "no incident, no counts");
        assert!(evaluation::count_own(&mara, id, CountsId::new(), "Skjutningar", Counted::Shootings, 0).await.is_err());
        assert!(evaluation::page(&mara, id).await.unwrap().tables.is_empty(), "nothing of it was kept");
        // The same form sent twice adds one table.
        let (counts, text) = (CountsId::new(), table(&plan(&mara, 1), month("2026-08"), false));
        for _ in 0..2 {
            let kept = evaluation::add_table(&mara, id, counts, "Skjutningar", text.as_bytes()).await.unwrap();
            assert!(matches!(kept, Counting::Kept));
        }
        assert_eq!(evaluation::page(&mara, id).await.unwrap().tables.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_dose_counts_messages_since_the_start_and_names_no_group() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        groups::add(&mara, a_group("Kajen")).await.unwrap();
        let id = begun(&mara, 1).await;
        let found = evaluation::page(&mara, id).await.unwrap();
        assert!(found.dose.told.is_empty() && found.dose.focus.is_empty(), "before the start there is no year");
    })
    .await;
}

#[tokio::test]
async fn who_only_reads_neither_plans_nor_counts_nor_seals() {
    on_both_databases(async |city| {
        let id = begun(&city.acts("pia").await, 1).await;
        let greta = city.acts("greta").await;
        assert!(evaluation::page(&greta, id).await.unwrap().may.seal, "the chief may seal");
        assert!(!evaluation::page(&greta, id).await.unwrap().may.count);
        assert!(matches!(
            evaluation::add_table(&greta, id, CountsId::new(), "Skjutningar", b"month,city,count\n2026-01,Nordhamn,1\n").await,
            Err(AppError::NotFound)
        ));
        for user in ["nils", "arvid", "rut", "dag", "ada", "tom", "ines", "elsa"] {
            let ctx = city.acts(user).await;
            assert!(matches!(evaluation::list(&ctx).await, Err(AppError::NotFound)), "{user}");
            assert!(matches!(evaluation::page(&ctx, id).await, Err(AppError::NotFound)), "{user}");
        }
        // Another authority has lists of its own.
        let olle = city.acts("olle").await;
        assert!(evaluation::list(&olle).await.unwrap().evaluations.is_empty());
        assert!(matches!(evaluation::page(&olle, id).await, Err(AppError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn in_nordhamn_the_fall_that_is_there_is_found_and_none_where_there_is_none() {
    let city = City::with_its_history().await;
    let mara = city.acts("mara").await;
    let list = evaluation::list(&mara).await.unwrap().evaluations;
    let of = |name: &str| list.iter().find(|row| row.title.as_value().unwrap().contains(name)).unwrap().id;
    let found = evaluation::page(&mara, of(PRIMARY)).await.unwrap();
    let reading = found.reading.unwrap().unwrap();
    let truth = 1.0 - IMPLANTED_FALL;
    let [primary, secondary, control] = reading.outcomes.as_slice() else { panic!("three outcomes") };
    for (outcome, truth) in [(primary, truth), (secondary, truth), (control, 1.0)] {
        let (ratio, low, high) = outcome.ratio.unwrap();
        assert!(low < truth && truth < high, "{}: {ratio:.2} ({low:.2} to {high:.2}) and the truth is {truth:.2}", outcome.name);
    }
    assert!(primary.ratio.unwrap().2 < 1.0 && primary.p.unwrap() < 0.05, "{:?}", primary.ratio);
    assert!(reading.assessment.english.contains("Violence is probably") && reading.assessment.english.contains("Preliminary"));
    assert!(found.dose.told.iter().sum::<u64>() > 0, "the dose stands beside it");
    let young = evaluation::page(&mara, of("Sprängningar")).await.unwrap().reading.unwrap().unwrap();
    assert!(young.assessment.swedish.contains("För tidigt"), "{}", young.assessment.swedish);
    assert!(evaluation::page(&mara, of("Västra hamnen")).await.unwrap().reading.is_none(), "a draft is not read");
}

#[tokio::test]
async fn in_nordhamn_every_method_that_researchers_see_recovers_the_truth_and_finds_nothing_before_the_start() {
    let city = City::with_its_history().await;
    let mara = city.acts("mara").await;
    let list = evaluation::list(&mara).await.unwrap().evaluations;
    let of = |name: &str| list.iter().find(|row| row.title.as_value().unwrap().contains(name)).unwrap().id;
    let found = evaluation::research(&mara, of(PRIMARY)).await.unwrap().research.unwrap().unwrap();
    let details = found.details.unwrap();
    let covers = |(ratio, low, high): Interval, truth: f64, what: &str| {
        assert!(low < truth && truth < high, "{what}: {ratio:.2} ({low:.2} to {high:.2}) and the truth is {truth:.2}");
    };
    let fallen = 1.0 - IMPLANTED_FALL;
    let [primary, secondary, control] = details.methods.as_slice() else { panic!("three outcomes") };
    for (by, truth) in [(primary, fallen), (secondary, fallen), (control, 1.0)] {
        covers(by.level.unwrap(), truth, "level comparison");
        covers(by.control.unwrap(), truth, "synthetic control");
        covers(by.regression.unwrap(), truth, "regression");
    }
    let Answer::Estimate(ItsResult::Regression { fit, diagnostics }) = &details.regression else { panic!("{:?}", details.regression) };
    covers((fit.step.ratio, fit.step.lower, fit.step.upper), fallen, "step");
    let names: Vec<&str> = fit.terms.iter().map(|term| term.name.as_str()).collect();
    assert_eq!(names, ["level", "trend", "step", "sin 1", "cos 1", "sin 2", "cos 2"]);
    assert!(fit.terms.iter().all(|term| term.hac > 0.0 && term.interval.0 < term.coefficient && (0.0..=1.0).contains(&term.p)));
    assert!(!diagnostics.placebo_dates.is_empty() && diagnostics.years_left_out.len() >= 10);

    // One city less: the same answer by the level comparison, whichever it is.
    let out = &details.leave_one_out;
    assert!(out.without.len() > 1 && out.without.is_sorted_by(|one, other| one.weight >= other.weight));
    assert!((out.without.iter().map(|left| left.weight).sum::<f64>() - 1.0).abs() < 1e-6, "every city with weight is left out once");
    for left in &out.without {
        covers(left.level, fallen, &left.name);
    }
    if let RestsOn::Cities(cities) = &out.rests_on {
        panic!("in Nordhamn no city carries the result: {cities:?}");
    }

    // Three earlier starts leave five years before them, and there is nothing to find.
    let years: Vec<usize> = details.earlier_starts.iter().map(|start| start.years_before).collect();
    assert_eq!(years, [3, 2, 1]);
    assert!(details.earlier_starts.iter().all(|start| start.finds == Some(false)), "{:?}", details.earlier_starts);

    // The table of a year ago came too early and says so; the one of today is the reading itself.
    let [outcome] = found.vintages.as_slice() else { panic!("one outcome has two tables") };
    let [early, late] = outcome.vintages.as_slice() else { panic!("{:?}", outcome.vintages) };
    let (was, is) = (early.read.as_ref().unwrap(), late.read.as_ref().unwrap());
    assert!(matches!(was.verdict, Verdict::TooEarly { .. }) && was.ratio.is_none() && early.at < late.at);
    assert_eq!((was.changed, is.changed), (0, 1), "one incident was reported late");
    assert_eq!((&is.verdict, is.ratio), (&found.reading.assessment.judgement.verdict, found.reading.outcomes[0].ratio));

    let young = evaluation::research(&mara, of("Sprängningar")).await.unwrap().research.unwrap().unwrap();
    assert!(young.details.is_none(), "nothing stands beside a verdict that comes too early");
    assert!(evaluation::research(&mara, of("Västra hamnen")).await.unwrap().research.is_none(), "a draft is not read");
    assert!(matches!(evaluation::research(&city.acts("nils").await, of(PRIMARY)).await, Err(AppError::NotFound)));
}
