//! Evaluation straight from a compartment: signed in like anybody else, by permit, and nothing is changed.

use std::path::Path;
use std::process::Output;

use gvi_app::evaluation;
use gvi_app::{Door, Site, sign_in};
use gvi_domain::evaluation::NewEvaluation;
use gvi_domain::{CountsId, EvaluationId, Moment, Month};
use gvi_testkit::city::{PASSWORD, TOTP_SECRET};

use crate::binary::{text, vapenvila_told, words};
use crate::import::{practice, seconds};

fn told(folder: &Path, user: &str, arguments: &[&str]) -> Output {
    let code = gvi_app::sign_in::code_at(TOTP_SECRET, seconds() + 30);
    let site = ["--site", text(folder), "--authority", "polisen", "--as", user];
    vapenvila_told(&[&["evaluate"], arguments, &site].concat(), &format!("{PASSWORD}\n{code}\n"))
}

/// A sealed plan with counts, written by Mara and sealed by nobody: Mara may not.
async fn draft(folder: &Path) -> EvaluationId {
    let now = Moment::from_seconds(seconds()).unwrap();
    let site = Site::open(folder, now).await.unwrap();
    let code = sign_in::code_at(TOTP_SECRET, seconds());
    let session = sign_in::sign_in(&site, Door::at(now), "polisen", "mara", PASSWORD, &code).await.unwrap();
    let (ctx, _) = sign_in::resume(&site, Door::at(now), &session.cookie).await.unwrap().unwrap();
    let purposes = ctx.purposes().await.unwrap();
    sign_in::choose_purpose(&ctx, &session.cookie, purposes[0].id).await.unwrap();
    let (ctx, _) = sign_in::resume(&site, Door::at(now), &session.cookie).await.unwrap().unwrap();
    let start = Month::of(now.date(ctx.zone())).plus(2);
    let (mut plan, _) = evaluation::plan::read(evaluation::plan::TEMPLATE).unwrap();
    (plan.first, plan.start, plan.last) = (start.plus(-40), start, start.plus(59));
    let name = plan.primary.name.clone();
    let id = evaluation::begin(&ctx, NewEvaluation { id: EvaluationId::new(), plan }).await.unwrap();
    let rows: String = (0..36).map(|at| format!("{},Nordhamn,{},350000\n", start.plus(at - 40), 3 + at % 4)).collect();
    let table = format!("month,city,count,population\n{rows}");
    evaluation::add_table(&ctx, id, CountsId::new(), &name, table.as_bytes()).await.unwrap();
    sign_in::sign_out(&site, Door::at(now), &session.cookie).await.unwrap();
    site.close().await;
    id
}

#[tokio::test]
async fn a_plan_of_the_compartment_is_described_and_not_judged_while_it_is_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let id = draft(folder.path()).await.to_string();
    let described = told(folder.path(), "mara", &["describe", "--evaluation", &id]);
    assert!(described.status.success(), "{}", words(&described));
    assert!(words(&described).contains("Nordhamn: incidents in 12 months"), "{}", words(&described));
    let run = told(folder.path(), "pia", &["run", "--evaluation", &id]);
    assert!(run.status.code() == Some(1) && words(&run).contains("the plan is not sealed"), "{}", words(&run));
    let auditor = told(folder.path(), "rut", &["describe", "--evaluation", &id]);
    assert!(auditor.status.code() == Some(1) && words(&auditor).contains("may not do this"), "{}", words(&auditor));
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_said_before_anybody_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    practice(folder.path()).await;
    let nothing = told(folder.path(), "mara", &["describe", "--own", "shootings"]);
    assert!(nothing.status.code() == Some(1) && words(&nothing).contains("there is no such incident"), "{}", words(&nothing));
    let what = told(folder.path(), "pia", &["describe"]);
    assert!(what.status.code() == Some(1) && words(&what).contains("say --own with what is to be counted"), "{}", words(&what));
    let both = told(folder.path(), "pia", &["run", "--evaluation", &EvaluationId::new().to_string(), "--plan", "x"]);
    assert!(both.status.code() == Some(2) && words(&both).contains("cannot be used with"), "{}", words(&both));
}
