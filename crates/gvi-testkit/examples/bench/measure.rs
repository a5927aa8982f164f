//! The measures: each page at 1, 4 and 8 users, the guarded and the bare one after the other, percentiles of what the client waited.

use std::path::Path;
use std::time::{Duration, Instant};

use gvi_app::{Door, Site};
use gvi_domain::{DisclosureId, IncidentId};

use crate::client::Client;
use crate::fill::Filled;
use crate::server::{self, Server};
use crate::{Sizes, bare};

/// Which page a request asks for, by its number.
type Address<'a> = &'a (dyn Fn(usize) -> String + Sync);

const CSRF: &str = "csrf-of-the-bench";

/// Measures everything and prints a row for each page and number of users.
pub async fn all(server: &Server, filled: &Filled, sizes: &Sizes, folder: &Path) {
    // The most restricted police roles that may see these pages: the duty officer for incidents, the approver for groups and persons, the
    // coordinator for the board, the analyst for disclosures.
    let duty = sign_in(folder, "polisen", "nils").await;
    let approver = sign_in(folder, "polisen", "arvid").await;
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
    // The bare pages stand in the frame of a real one, so that only what makes a page safe makes the difference.
    let framed = Client::connect(&server.host, &approver).await.get("/groups").await;
    std::fs::write(folder.join(bare::FRAME), framed.body).unwrap();
    for (label, cookie, path) in pages {
        for users in [1, 4, 8] {
            let guarded = read(server, cookie, users, sizes.requests, path).await;
            let bare = read(server, cookie, users, sizes.requests, |at| format!("/bare{}", path(at))).await;
            row(sizes, label, users, &guarded, Some(&bare));
        }
    }
    let board = |at: usize| format!("/focus/{}", filled.foci[at % filled.foci.len()]);
    let form = |at: usize| format!("/disclose?kind=group-card&group={}", filled.groups[at % filled.groups.len()]);
    let analyst = sign_in(folder, "polisen", "mara").await;
    let coordinator = sign_in(folder, "polisen", "pia").await;
    let more: [(&str, &str, Address<'_>); 2] = [("focus board", &coordinator, &board), ("disclose, the form", &analyst, &form)];
    for (label, cookie, path) in more {
        for users in [1, 4, 8] {
            let guarded = read(server, cookie, users, sizes.requests, path).await;
            row(sizes, label, users, &guarded, None);
        }
    }
    for users in [1, 4, 8] {
        let taken = disclose(server, &analyst, users, sizes.requests, &filled.groups).await;
        row(sizes, "disclose", users, &taken, None);
    }
    let karin = sign_in(folder, "frivarden", "karin").await;
    let seen = until_seen(server, &analyst, &karin, 20, &filled.groups).await;
    row(sizes, "disclosed until seen by the recipient", 1, &seen, None);
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
async fn sign_in(folder: &Path, authority: &str, user: &str) -> String {
    let site = Site::open(folder, server::now()).await.unwrap();
    let authority = authority.parse().unwrap();
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
                    "csrf={CSRF}&id={}&kind=shooting&occurred_how=on&occurred_on=2026-11-20&place=Kajgatan+{user}-{at}&killed=0&injured=1&confirmation=traces&note=",
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

/// The whole form of a disclosure of a group's card to probation, as the last step sends it.
fn disclosure_form(group: &str) -> String {
    let text = "Skrivet+och+%C3%B6verv%C3%A4gt+i+det+enskilda+fallet.";
    format!(
        "csrf={CSRF}&id={}&step=save&kind=group-card&group={group}&chosen=group-name&to=frivarden&function=coordinator&lock=OSL-18-1&harm={text}\
         &lock=OSL-18-2&harm={text}&recognised=yes&purpose=prevent-detect-crime&legal_basis=PBDL-2-1-1&necessity={text}&proportionality={text}\
         &as_of={today}&nature=fact&source=kartl%C3%A4ggning&until={until}",
        DisclosureId::new(),
        today = server::now().date(&jiff::tz::TimeZone::UTC),
        until = server::now().plus_days(60).date(&jiff::tz::TimeZone::UTC),
    )
}

async fn disclose(server: &Server, cookie: &str, users: usize, requests: usize, groups: &[String]) -> Vec<Duration> {
    let mut walkers = Vec::new();
    for user in 0..users {
        let mut client = Client::connect(&server.host, cookie).await;
        let forms: Vec<String> = (0..requests).map(|at| disclosure_form(&groups[(user * requests + at) % groups.len()])).collect();
        walkers.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            for form in forms {
                let reply = client.post("/disclose", &form).await;
                assert_eq!(reply.status, 303, "{}", String::from_utf8_lossy(&reply.body));
                taken.push(reply.took);
            }
            taken
        }));
    }
    sorted(walkers).await
}

/// From the press of the button at the police until probation's list has one more line.
async fn until_seen(server: &Server, from: &str, to: &str, times: usize, groups: &[String]) -> Vec<Duration> {
    let (mut sender, mut recipient) = (Client::connect(&server.host, from).await, Client::connect(&server.host, to).await);
    let mut taken = Vec::new();
    for at in 0..times {
        let latest = latest_line(&mut recipient).await;
        let begun = Instant::now();
        assert_eq!(sender.post("/disclose", &disclosure_form(&groups[at % groups.len()])).await.status, 303);
        while latest_line(&mut recipient).await == latest {
            assert!(begun.elapsed() < Duration::from_secs(30), "nothing arrived in half a minute");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        taken.push(begun.elapsed());
    }
    taken.sort();
    taken
}

async fn latest_line(recipient: &mut Client) -> Option<String> {
    let reply = recipient.get("/received").await;
    assert_eq!(reply.status, 200);
    let page = String::from_utf8_lossy(&reply.body).into_owned();
    page.split("href=\"/received/").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
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
