//! The house is shot down in the middle of its work, again and again. Whatever it said was done is done, and it starts again by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use gvi_domain::GroupId;
use gvi_store::db::Pool;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::binary::text;
use crate::practice::{Visitor, with_mara};

const KILLS: usize = 200;
const VISITORS: usize = 4;

/// What the server said was done.
enum Done {
    Added(GroupId),
    Edited(GroupId),
    Read(GroupId),
}

/// Everything that was ever acknowledged.
#[derive(Default)]
struct Acknowledged {
    added: BTreeSet<String>,
    edited: BTreeMap<String, i64>,
    read: BTreeMap<String, i64>,
}

impl Acknowledged {
    fn note(&mut self, done: &Done) {
        match done {
            Done::Added(id) => drop(self.added.insert(id.to_string())),
            Done::Edited(id) => *self.edited.entry(id.to_string()).or_default() += 1,
            Done::Read(id) => *self.read.entry(id.to_string()).or_default() += 1,
        }
    }
}

/// A server, and where it will say that it is ready.
fn started(folder: &Path) -> (Child, Receiver<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vapenvila"))
        .args(["serve", "--folder", text(folder), "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (say, said) = channel();
    let out = child.stdout.take().unwrap();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("VAPENVILA_READY http://") {
                let _ = say.send(address.to_owned());
            }
        }
    });
    (child, said)
}

/// Adds groups, edits and reads them until the server is gone. A strange answer is a failure; no answer is the end.
fn work(visitor: &Visitor, tell: &Sender<Done>) {
    loop {
        let id = GroupId::new();
        let Ok((status, page)) = visitor.add_group(id) else { return };
        assert_eq!(status, 303, "adding a group: {page}");
        let _ = tell.send(Done::Added(id));
        let Ok((status, page)) = visitor.edit_group(id, 1) else { return };
        assert_eq!(status, 303, "editing a group: {page}");
        let _ = tell.send(Done::Edited(id));
        let Ok((status, page)) = visitor.get(&format!("/groups/{id}")) else { return };
        // A page that was cut off was not shown.
        if !page.trim_end().ends_with("</html>") {
            return;
        }
        assert_eq!(status, 200, "reading a group");
        let _ = tell.send(Done::Read(id));
    }
}

/// What is left after a kill: every acknowledged deed with its entry, no deed without one, and no entry without its deed.
async fn look(folder: &Path, acknowledged: &Acknowledged) {
    let pool = Pool::open_to_read(&format!("sqlite:{}", folder.join("polisen.sqlite").display())).await.unwrap();
    let mut db = pool.begin_reading().await.unwrap();
    let mut groups: BTreeMap<String, i64> = BTreeMap::new();
    for row in db.rows("SELECT id, version FROM groups", Vec::new()).await.unwrap() {
        groups.insert(row.get(0).unwrap(), row.get(1).unwrap());
    }
    let mut entries: BTreeMap<(String, String), i64> = BTreeMap::new();
    let sql = "SELECT deed, COALESCE(subject, ''), COUNT(*) FROM ledger_entries WHERE refused = 0 GROUP BY deed, COALESCE(subject, '')";
    for row in db.rows(sql, Vec::new()).await.unwrap() {
        entries.insert((row.get(0).unwrap(), row.get(1).unwrap()), row.get(2).unwrap());
    }
    db.rollback().await.unwrap();
    pool.close().await;
    let entries_of = |deed: &str, subject: &str| entries.get(&(deed.to_owned(), subject.to_owned())).copied().unwrap_or(0);
    let lost: Vec<&String> = acknowledged.added.iter().filter(|id| !groups.contains_key(*id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let told = entries.keys().filter(|(deed, _)| deed == "add_group").count();
    assert_eq!(told, groups.len(), "no entry of a group that is not there");
    for (id, version) in &groups {
        assert_eq!(entries_of("add_group", id), 1, "one entry for each group that was added: {id}");
        assert_eq!(entries_of("edit_group", id), version - 1, "an entry for every edit, and an edit for every entry: {id}");
    }
    for (id, edits) in &acknowledged.edited {
        assert_eq!(entries_of("edit_group", id), *edits, "{id}");
    }
    for (id, times) in &acknowledged.read {
        assert!(entries_of("read_group", id) >= *times, "{id} was shown, and nothing says so");
    }
}

/// Waits until every log fits and is co-signed. A kill between a signature and its cosignatures leaves a checkpoint that is alone; the
/// house that has started again shows it to the neighbours by itself.
async fn all_logs_fit(folder: &Path) {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let verified = gvi_app::verify::verify(folder, &mut |_, _, _| {}).await.unwrap();
        let found: Vec<String> = verified.iter().flat_map(|one| one.findings()).collect();
        if found.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "{found:?}");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_two_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let cookie = with_mara(folder.path(), 2).await;
    let mut chance = StdRng::seed_from_u64(200);
    let mut acknowledged = Acknowledged::default();
    let (mut while_starting, mut while_working) = (0, 0);
    for round in 0..=KILLS {
        let (mut server, ready) = started(folder.path());
        // Now and then it is killed while it starts, else after some deeds and a blink of an eye.
        let patience = if round % 10 == 9 { Duration::from_millis(chance.random_range(1..600)) } else { Duration::from_secs(60) };
        match ready.recv_timeout(patience) {
            Err(RecvTimeoutError::Timeout) if round % 10 == 9 => {
                server.kill().unwrap();
                while_starting += 1;
            }
            Err(error) => panic!("round {round}: it did not start again by itself: {error}"),
            Ok(_) if round == KILLS => {
                all_logs_fit(folder.path()).await;
                server.kill().unwrap();
            }
            Ok(address) => {
                all_logs_fit(folder.path()).await;
                let (tell, told) = channel();
                let visitor = Visitor { address, cookie: cookie.clone() };
                let visitors: Vec<_> = (0..VISITORS)
                    .map(|_| {
                        let (visitor, tell) = (visitor.clone(), tell.clone());
                        thread::spawn(move || work(&visitor, &tell))
                    })
                    .collect();
                drop(tell);
                for _ in 0..chance.random_range(1..16) {
                    acknowledged.note(&told.recv_timeout(Duration::from_secs(60)).expect("somebody gets something done"));
                }
                // Not the moment after an answer alone, but any moment.
                if let Ok(done) = told.recv_timeout(Duration::from_micros(chance.random_range(0..4000))) {
                    acknowledged.note(&done);
                }
                server.kill().unwrap();
                while_working += 1;
                for visitor in visitors {
                    visitor.join().expect("no strange answer");
                }
                told.iter().for_each(|done| acknowledged.note(&done));
            }
        }
        server.wait().unwrap();
        look(folder.path(), &acknowledged).await;
    }
    assert_eq!(while_starting + while_working, KILLS);
    assert!(while_starting > 0 && acknowledged.added.len() > KILLS && !acknowledged.edited.is_empty() && !acknowledged.read.is_empty());
    println!(
        "{while_working} kills at work, {while_starting} while starting; {} groups, {} edits, {} readings acknowledged",
        acknowledged.added.len(),
        acknowledged.edited.len(),
        acknowledged.read.len()
    );
}
