//! What is handed to the command line, and what stands beside a verdict: the compartment's own counts, its groups, several cities.

use gvi_app::evaluation::by_group::GroupReading;
use gvi_app::evaluation::material::{material, own_counts};
use gvi_app::evaluation::reading::NotRead;
use gvi_app::evaluation::{self, Counted, Counting};
use gvi_app::{AppError, log};
use gvi_domain::evaluation::NewEvaluation;
use gvi_domain::{CountsId, EvaluationId, Month};
use gvi_testkit::nordhamn::evaluation::PRIMARY;
use gvi_testkit::{City, on_both_databases};

use crate::evaluation::{plan, table};

async fn deeds(city: &City, deed: &str) -> usize {
    let rut = city.acts("rut").await;
    let filter = log::LogFilter { deed: deed.into(), ..log::LogFilter::default() };
    log::page(&rut, &filter, "", log::Turn::Newest).await.unwrap().entries.lines.len()
}

#[tokio::test]
async fn a_plan_and_its_counts_are_handed_out_by_permit_with_an_entry_and_a_draft_is_not_read_by() {
    on_both_databases(async |city| {
        let mara = city.acts("mara").await;
        let told = plan(&mara, 1);
        let id = evaluation::begin(&mara, NewEvaluation { id: EvaluationId::new(), plan: told.clone() }).await.unwrap();
        let draft = material(&mara, id).await.unwrap();
        assert!(draft.sealed.is_err_and(|why| why == NotRead::Draft) && draft.tables.is_empty());
        let last = Month::of(mara.now().date(mara.zone())).plus(-1);
        let counts = table(&told, last, false);
        let kept = evaluation::add_table(&mara, id, CountsId::new(), "Skjutningar", counts.as_bytes()).await.unwrap();
        assert!(matches!(kept, Counting::Kept));
        evaluation::seal(&city.acts("pia").await, id, 1).await.unwrap();
        let before = deeds(&city, "read_evaluation").await;
        let found = material(&mara, id).await.unwrap();
        assert_eq!((found.tables["Skjutningar"].last(), found.plan), (last, told));
        assert!(found.sealed.is_ok() && found.dose.told.is_empty());
        assert_eq!(deeds(&city, "read_evaluation").await, before + 1, "it has its entry");
        for user in ["nils", "rut", "ada"] {
            assert!(matches!(material(&city.acts(user).await, id).await, Err(AppError::NotFound)), "{user}");
        }
    })
    .await;
}

#[tokio::test]
async fn own_incidents_are_counted_for_those_who_read_the_measures() {
    let city = City::with_its_history().await;
    let mara = city.acts("mara").await;
    let from = Month::parse("1980-01").unwrap();
    let found = own_counts(&mara, Counted::Shootings, "Nordhamn", from, Some(350_000)).await.unwrap().unwrap();
    assert_eq!(found.last(), Month::of(mara.now().date(mara.zone())).plus(-3), "the last two whole months are not settled");
    assert!(found.cities[0].counts.iter().sum::<u64>() > 0 && found.cities[0].counts[0] > 0, "it begins with the first incident");
    assert_eq!(found.cities[0].population.as_ref().unwrap()[0], 350_000.0);
    assert!(deeds(&city, "read_measures").await > 0);
    for user in ["nils", "rut", "ada"] {
        let refused = own_counts(&city.acts(user).await, Counted::Shootings, "Nordhamn", from, None).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{user}");
    }
}

#[tokio::test]
async fn in_nordhamn_groups_stand_beside_the_verdict_by_code_and_small_counts_are_hidden() {
    let city = City::with_its_history().await;
    let mara = city.acts("mara").await;
    let list = evaluation::list(&mara).await.unwrap().evaluations;
    let of = |name: &str| list.iter().find(|row| row.title.as_value().unwrap().contains(name)).unwrap().id;
    let found = evaluation::groups(&mara, of(PRIMARY)).await.unwrap().groups.unwrap();
    let groups = found.unwrap_or_else(|why| panic!("{why}"));
    assert!(groups.codes.len() >= 5 && groups.lines.len() == groups.codes.len());
    let names: Vec<String> =
        gvi_app::groups::list(&mara, None).await.unwrap().groups.into_iter().filter_map(|group| group.name.value()).collect();
    assert!(groups.codes.iter().all(|code| !names.contains(code)), "by code, not by name: {:?}", groups.codes);
    for line in &groups.lines {
        assert!(line.events.0.is_none_or(|count| count >= 5) && line.events.1.is_none_or(|count| count >= 5), "{line:?}");
        if line.events.1.is_none() {
            assert!(!matches!(line.reading, GroupReading::Shown(_)), "a ratio would tell the count: {line:?}");
        }
    }
    assert!(groups.dose_by_year.iter().sum::<f64>() > 0.0, "what was done stands beneath");
    assert!(evaluation::groups(&mara, of("Sprängningar")).await.unwrap().groups.is_none(), "too early is too early for groups too");
    assert!(evaluation::groups(&mara, of("Västra hamnen")).await.unwrap().groups.is_none(), "a draft is not read");
    assert!(matches!(evaluation::groups(&city.acts("nils").await, of(PRIMARY)).await, Err(AppError::NotFound)));
}
