//! The measures: each page at 1, 4 and 8 users, the guarded and the bare one after the other, percentiles of what the client waited.

use std::path::Path;
use std::time::Duration;

use gvi_app::{Door, Site};
use gvi_domain::IncidentId;

use crate::Sizes;
use crate::client::Client;
use crate::fill::Filled;
use crate::server::{self, Server};

/// Which page a request asks for, by its number.
type Address<'a> = &'a (dyn Fn(usize) -> String + Sync);

const CSRF: &str = "csrf-of-the-bench";

/// Measures everything and prints a row for each page and number of users.
pub async fn all(server: &Server, filled: &Filled, sizes: &Sizes, folder: &Path) {
    // The most restricted police roles that may see these pages: the duty officer for incidents, the approver for the rest.
    let duty = sign_in(folder, "nils").await;
    let approver = sign_in(folder, "arvid").await;
    let group = |at: usize| format!("/groups/{}", filled.groups[at % filled.groups.len()]);
    let person = |at: usize| format!("/persons/{}", filled.persons[at % filled.persons.len()]);
    let name = |at: usize| format!("/persons?q={}", percent(filled.names[at % filled.names.len()]));
    let pages: [(&str, &str, Address<'_>); 5] = [
        ("group list", &approver, &|_| "/groups".to_owned()),
        ("group card", &approver, &group),
        ("name search", &approver, &name),
        ("open person", &approver, &person),
        ("incident list", &duty, &|_| "/incidents".to_owned()),
    ];
    for (label, cookie, path) in pages {
        for users in [1, 4, 8] {
            let guarded = read(server, cookie, users, sizes.requests, path).await;
            let bare = read(server, cookie, users, sizes.requests, |at| format!("/bare{}", path(at))).await;
            row(sizes, label, users, &guarded, Some(&bare));
        }
    }
    for users in [1, 4, 8] {
        let taken = register(server, &duty, users, sizes.requests).await;
        row(sizes, "register incident", users, &taken, None);
    }
}

fn row(sizes: &Sizes, label: &str, users: usize, guarded: &[Duration], bare: Option<&[Duration]>) {
    let at =
        |sorted: &[Duration], share: f64| sorted[((sorted.len() as f64 * share) as usize).min(sorted.len() - 1)].as_secs_f64() * 1000.0;
    let beside =
        bare.map_or_else(|| " – | – ".to_owned(), |bare| format!(" {:.1} | {:.1}× ", at(bare, 0.5), at(guarded, 0.5) / at(bare, 0.5)));
    println!(
        "| {} | {} | {} | {} | {label} | {users} | {:.1} | {:.1} | {:.1} |{beside}|",
        sizes.persons,
        sizes.groups,
        sizes.incidents,
        sizes.entries,
        at(guarded, 0.5),
        at(guarded, 0.95),
        at(guarded, 0.99)
    );
}

/// Begins a session without the form: the bench measures pages, not password hashing.
async fn sign_in(folder: &Path, user: &str) -> String {
    let site = Site::open(folder, server::now()).await.unwrap();
    let authority = "polisen".parse().unwrap();
    let threshold = site.threshold(Door::at(server::now()), &authority).unwrap();
    let known = threshold.credentials(user).await.unwrap().expect("an account");
    let token = format!("bench-{user}");
    threshold.begin_session(known.account, &gvi_app::sign_in::token_hash(&token), CSRF, 0).await.unwrap();
    let cookie = format!("{authority}.{token}");
    let (ctx, _) = gvi_app::sign_in::resume(&site, Door::at(server::now()), &cookie).await.unwrap().unwrap();
    let purpose = ctx.purposes().await.unwrap()[0].id;
    gvi_app::sign_in::choose_purpose(&ctx, &cookie, purpose).await.unwrap();
    site.close().await;
    cookie
}

async fn read(server: &Server, cookie: &str, users: usize, requests: usize, path: impl Fn(usize) -> String) -> Vec<Duration> {
    let mut walkers = Vec::new();
    for user in 0..users {
        let mut client = Client::connect(&server.host, cookie).await;
        let paths: Vec<String> = (0..requests).map(|at| path(user * requests + at)).collect();
        walkers.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            for path in paths {
                let reply = client.get(&path).await;
                assert_eq!(reply.status, 200, "{path}: {}", String::from_utf8_lossy(&reply.body));
                taken.push(reply.took);
            }
            taken
        }));
    }
    sorted(walkers).await
}

async fn register(server: &Server, cookie: &str, users: usize, requests: usize) -> Vec<Duration> {
    let mut walkers = Vec::new();
    for user in 0..users {
        let mut client = Client::connect(&server.host, cookie).await;
        walkers.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            for at in 0..requests {
                let form = format!(
                    "csrf={CSRF}&id={}&kind=shooting&occurred_how=on&occurred_on=2026-11-20&place=Kajgatan+{user}-{at}&killed=0&injured=1&confirmation=reported&note=",
                    IncidentId::new()
                );
                let reply = client.post("/incidents/new", &form).await;
                assert_eq!(reply.status, 303, "{}", String::from_utf8_lossy(&reply.body));
                taken.push(reply.took);
            }
            taken
        }));
    }
    sorted(walkers).await
}

async fn sorted(walkers: Vec<tokio::task::JoinHandle<Vec<Duration>>>) -> Vec<Duration> {
    let mut all = Vec::new();
    for walker in walkers {
        all.extend(walker.await.unwrap());
    }
    all.sort();
    all
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
