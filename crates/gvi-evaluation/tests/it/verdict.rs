//! The rules of honesty, one by one.

use gvi_evaluation::calibration::{PipelineSettings, run_pipeline};
use gvi_evaluation::refusal::{Refusal, Rule};
use gvi_evaluation::series::CountPanel;
use gvi_evaluation::verdict::{
    Evidence, Judgement, Language, Outcome, Plan, SealedPlan, StartRule, Verdict, Witness, assess, judge, outcome_table, sentence,
};

use crate::support::invented_cities;

fn outcome(name: &str) -> Outcome {
    Outcome { name: name.to_owned(), definition: format!("{name}, by month") }
}

fn plan() -> Plan {
    Plan {
        primary: outcome("shootings tied to groups"),
        secondary: vec![outcome("people shot"), outcome("explosions")],
        control: vec![outcome("shootings not tied to groups")],
        start: 60,
        start_rule: StartRule::Independent,
        before: (0, 59),
        after: (60, 119),
        donors: vec!["A".into(), "B".into()],
        model: "default pipeline".into(),
        tests: vec!["placebo".into()],
        planned_fall: 0.3,
        smallest_visible_fall: 0.35,
        shocks: Vec::new(),
        treated: Vec::new(),
    }
}

fn sealed() -> SealedPlan {
    plan().seal(58).unwrap()
}

fn evidence(log_ratio: f64, interval: (f64, f64), p: (f64, f64), months: usize) -> Evidence {
    let witness = |estimator: &str| Witness { estimator: estimator.into(), log_ratio, is_comparison: true };
    Evidence {
        months_after: months,
        refusals: Vec::new(),
        log_ratio,
        interval,
        placebo_p: p,
        witnesses: vec![witness("level"), witness("control")],
        follows_plan: true,
        events: (300, 120),
    }
}

fn clear(months: usize) -> Evidence {
    evidence(-0.5, (-0.8, -0.1), (0.02, 0.99), months)
}

#[test]
fn a_plan_sealed_in_the_start_month_is_refused() {
    assert!(plan().seal(60).unwrap_err().to_string().contains("before the first month after the start"));
}

#[test]
fn overlapping_or_hand_picked_windows_are_refused() {
    assert!(Plan { before: (0, 63), ..plan() }.seal(10).is_err());
    assert!(Plan { before: (0, 49), ..plan() }.seal(10).is_err());
    assert!(Plan { after: (66, 119), ..plan() }.seal(10).is_err());
}

#[test]
fn a_plan_without_a_control_outcome_is_refused() {
    assert!(Plan { control: vec![], ..plan() }.seal(10).unwrap_err().to_string().contains("control outcome"));
}

#[test]
fn an_amendment_shows_and_cannot_move_the_start() {
    let changed = Plan { donors: vec!["A".into(), "C".into()], ..plan() };
    let amended = sealed().amend(changed.clone(), "city B began a programme of its own", 70).unwrap();
    assert_eq!((amended.amendments().len(), amended.plan(), amended.as_sealed()), (1, &changed, &plan()));
    assert!(amended.is_whole());
    assert_ne!(amended.amendments()[0].hash, *amended.hash());
    assert_eq!(judge(&amended, &clear(36)).amendments, 1);
    let moved = Plan { start: 62, before: (0, 61), after: (62, 119), ..plan() };
    assert!(sealed().amend(moved, "better start", 70).is_err());
    assert!(sealed().amend(changed, "  ", 70).is_err());
}

#[test]
fn before_24_months_it_is_too_early_whatever_the_numbers_say() {
    for months in [0, 12, 23] {
        assert_eq!(judge(&sealed(), &clear(months)).verdict, Verdict::TooEarly { months });
    }
    assert_eq!(judge(&sealed(), &clear(24)).verdict, Verdict::ProbablyReduced);
}

#[test]
fn between_24_and_60_months_it_is_preliminary() {
    assert_eq!([24, 59, 60].map(|months| judge(&sealed(), &clear(months)).preliminary), [true, true, false]);
}

#[test]
fn each_condition_alone_can_stop_a_reduction() {
    let stopped = [
        evidence(-0.5, (-0.9, 0.01), (0.02, 0.99), 48),
        evidence(-0.5, (-0.8, -0.1), (0.05, 0.99), 48),
        Evidence { witnesses: vec![clear(48).witnesses[0].clone()], ..clear(48) },
        Evidence { witnesses: clear(48).witnesses.into_iter().map(|w| Witness { is_comparison: false, ..w }).collect(), ..clear(48) },
    ];
    for evidence in stopped {
        assert_eq!(judge(&sealed(), &evidence).verdict, Verdict::CannotTell, "{evidence:?}");
    }
}

#[test]
fn an_increase_is_said_as_readily_as_a_reduction() {
    let mirrored = evidence(0.5, (0.1, 0.8), (0.99, 0.02), 48);
    assert_eq!(judge(&sealed(), &mirrored).verdict, Verdict::ProbablyIncreased);
}

#[test]
fn no_difference_is_found_only_where_the_planned_fall_would_have_shown() {
    assert_eq!(judge(&sealed(), &evidence(-0.02, (-0.2, 0.2), (0.4, 0.6), 48)).verdict, Verdict::NoDifferenceFound);
    assert_eq!(judge(&sealed(), &evidence(-0.1, (-0.6, 0.5), (0.3, 0.7), 48)).verdict, Verdict::CannotTell);
}

#[test]
fn refusals_and_other_data_than_the_plan_s_leave_nothing_to_judge() {
    let refusal = Refusal::new(Rule::Donors, 5.0, 20.0, "donors", "add cities");
    assert!(matches!(judge(&sealed(), &Evidence::refused(vec![refusal], 48)).verdict, Verdict::NotEstimable(_)));
    let other = Evidence { follows_plan: false, ..clear(48) };
    assert!(matches!(judge(&sealed(), &other).verdict, Verdict::NotEstimable(_)));
}

/// Every state at every stage.
fn all() -> Vec<Judgement> {
    let mut all = Vec::new();
    for months in [0, 12, 24, 36, 59, 60, 84] {
        for evidence in [
            clear(months),
            evidence(0.5, (0.1, 0.8), (0.99, 0.02), months),
            evidence(-0.02, (-0.2, 0.2), (0.4, 0.6), months),
            evidence(-0.1, (-0.6, 0.5), (0.3, 0.7), months),
            Evidence::refused(vec![Refusal::new(Rule::Donors, 5.0, 20.0, "donors", "add cities")], months),
        ] {
            all.push(judge(&sealed(), &evidence));
        }
    }
    all
}

#[test]
fn no_text_says_no_effect_and_every_text_says_what_could_have_been_seen() {
    for judgement in all() {
        let (swedish, english) = (sentence(&judgement, Language::Swedish), sentence(&judgement, Language::English));
        for text in [&swedish, &english] {
            let lower = text.to_lowercase();
            for wrong in
                ["no effect", "ingen effekt", "did not work", "fungerade", "worked", "proved", "bevisa", "significant", "signifikant"]
            {
                assert!(!lower.contains(wrong), "{text}");
            }
            assert!(text.contains("35 %"), "{text}");
        }
    }
}

#[test]
fn no_word_of_cause_stands_before_60_months() {
    for judgement in all() {
        let causal = ["reduced", "increased violence", "programme", "minskade", "insatsen", "ökade"];
        let texts = [sentence(&judgement, Language::Swedish), sentence(&judgement, Language::English)];
        let found = texts.iter().any(|text| causal.iter().any(|word| text.to_lowercase().contains(word)));
        assert!(!found || judgement.months_after >= 60, "{texts:?}");
    }
    assert!(sentence(&judge(&sealed(), &clear(60)), Language::English).contains("The programme probably reduced violence: 39 % lower"));
    assert!(sentence(&judge(&sealed(), &clear(36)), Language::Swedish).contains("Preliminärt: 36 av 60 månader"));
}

#[test]
fn all_outcomes_of_the_plan_are_listed_also_those_without_a_result() {
    let found = |name: &str| match name {
        "shootings tied to groups" => Some((0.02, (-0.5, -0.8, -0.1))),
        "people shot" => Some((0.03, (-0.4, -0.7, -0.05))),
        "arrests, which nobody planned" => Some((0.001, (-1.0, -1.2, -0.8))),
        _ => None,
    };
    let table = outcome_table(&plan(), &found);
    assert_eq!(table.iter().map(|line| line.role).collect::<Vec<_>>(), ["primary", "secondary", "secondary", "control"]);
    // The outcome without a result counts in Holm's number.
    assert!((table[1].p_holm.unwrap() - 0.06).abs() < 1e-12);
    assert_eq!(table[2].p, None);
}

#[test]
fn the_pipeline_leads_to_the_verdict_that_the_invented_truth_asks_for() {
    let donors: Vec<usize> = (1..30).collect();
    let judged = |fall: f64| {
        let panel = invented_cities(30, 180, 120, 60.0, fall, 5);
        let reading = run_pipeline(&panel, 0, &donors, 120, PipelineSettings::default(), None).unwrap();
        let fit = reading.estimate().expect("an estimate");
        judge(&sealed(), &Evidence::from_pipeline(fit, 60, true)).verdict
    };
    assert_eq!(judged(0.5), Verdict::ProbablyReduced);
    assert!(matches!(judged(0.0), Verdict::CannotTell | Verdict::NoDifferenceFound));
}

#[test]
fn too_few_donors_are_refused_with_what_is_needed() {
    let panel = invented_cities(30, 180, 120, 60.0, 0.0, 5);
    let reading = run_pipeline(&panel, 0, &[1, 2, 3, 4, 5, 6], 120, PipelineSettings::default(), None).unwrap();
    assert_eq!((reading.refusals()[0].rule, reading.refusals()[0].limit), (Rule::Donors, 20.0));
}

#[test]
fn a_city_that_no_comparison_city_comes_near_is_refused() {
    let panel = invented_cities(30, 180, 120, 60.0, 0.0, 5);
    let donors: Vec<usize> = (1..30).collect();
    let people = |factor: f64| {
        let of = |unit: usize| panel.population(unit).iter().map(|people| if unit == 0 { people * factor } else { *people }).collect();
        let rows = (0..30).map(|unit| panel.counts(unit).to_vec()).collect();
        CountPanel::new(panel.names().to_vec(), rows, (0..30).map(of).collect(), 12).unwrap()
    };
    for (factor, inside) in [(1.0, true), (0.01, false), (100.0, false)] {
        let reading = run_pipeline(&people(factor), 0, &donors, 120, PipelineSettings::default(), None).unwrap();
        assert_eq!(reading.estimate().is_some(), inside, "{factor}");
        assert!(inside || reading.refusals()[0].rule == Rule::OutsideDonors, "{factor}");
    }
}

fn assessed(fall: f64, months: usize, donors: Vec<String>) -> gvi_evaluation::verdict::Assessment {
    let panel = invented_cities(31, 96 + months, 96, 60.0, fall, 12);
    let plan = Plan { start: 96, before: (0, 95), after: (96, 155), donors, ..plan() };
    assess(&plan.seal(94).unwrap(), &panel, "city 0", PipelineSettings::default(), 1).unwrap()
}

fn cities(count: usize) -> Vec<String> {
    (1..=count).map(|city| format!("city {city}")).collect()
}

#[test]
fn from_a_sealed_plan_to_a_sentence_nothing_is_chosen() {
    assert_eq!(assessed(0.5, 12, cities(30)).judgement.verdict, Verdict::TooEarly { months: 12 });
    let later = assessed(0.5, 36, cities(30));
    assert_eq!((later.judgement.verdict, later.judgement.preliminary, later.by_year.len()), (Verdict::ProbablyReduced, true, 3));
    assert!(later.start.by_itself.mean_change < 0.0, "regression to the mean stands beside it");
    // What lies beyond the window of the plan is cut off.
    assert_eq!(assessed(0.5, 90, cities(30)).judgement.months_after, 60);
}

#[test]
fn a_comparison_city_of_the_plan_that_is_missing_is_named() {
    let mut names = cities(30);
    names.push("city that is not there".into());
    let Verdict::NotEstimable(refusals) = assessed(0.5, 36, names).judgement.verdict else { panic!("refused") };
    assert!(refusals[0].of_what.contains("city that is not there"));
}

#[test]
fn the_same_plan_data_and_seed_give_the_same_bytes_on_any_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| serde_json::to_string(&assessed(0.3, 48, cities(30))).unwrap())
    };
    let alone = bytes(1);
    assert_eq!(alone, bytes(1));
    assert_eq!(alone, bytes(3));
}
