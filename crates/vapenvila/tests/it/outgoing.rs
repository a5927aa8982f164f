//! The server calls nobody: no outside address, no telemetry, not even a name is looked up.
//!
//! Two watchers. One looks again and again at the sockets that the kernel says the process has; it runs everywhere on Linux. The other
//! has the kernel tell every call that names an address (`strace`), so that nothing is too short to be seen; where there is no `strace`
//! the test says so. Each has a twin that shows that it sees a connection when there is one.

use std::collections::BTreeSet;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use gvi_domain::GroupId;

use crate::binary::{Served, text};
use crate::practice::{Visitor, with_mara};

const LISTENS: &str = "0A";
/// How often the server is looked at while it works.
const LOOKS: usize = 50;

/// Sockets of a process that it neither listens on nor was called on, as the kernel writes them.
fn called(process: u32, own_port: u16) -> BTreeSet<String> {
    let sockets: BTreeSet<String> = std::fs::read_dir(format!("/proc/{process}/fd"))
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()))
        .collect();
    let mut found = BTreeSet::new();
    for kind in ["tcp", "tcp6", "udp", "udp6"] {
        // A machine without IPv6 has no such table.
        let Ok(table) = std::fs::read_to_string(format!("/proc/{process}/net/{kind}")) else { continue };
        for line in table.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [_, local, remote, state, ..] = words[..] else { panic!("{line}") };
            let port = local.rsplit(':').next().and_then(|port| u16::from_str_radix(port, 16).ok()).expect("a port");
            let answers = kind.starts_with("tcp") && (state == LISTENS || port == own_port);
            if sockets.contains(words[9]) && !answers {
                found.insert(format!("{kind} {local} -> {remote} ({state})"));
            }
        }
    }
    found
}

/// Reads and writes as people do, some of it in vain.
fn some_work(visitor: &Visitor) {
    for round in 0..5 {
        let id = GroupId::new();
        assert_eq!(visitor.add_group(id).unwrap().0, 303);
        for path in ["/", "/groups", "/incidents", "/persons", "/disclosures", "/received", "/measures", "/search?q=kajen", "/no-such-page"]
        {
            let (status, _) = visitor.get(path).unwrap();
            assert!(status < 500, "{path}: {status}");
        }
        assert_eq!(visitor.edit_group(id, 1).unwrap().0, 303, "round {round}");
    }
}

fn port_of(address: &str) -> u16 {
    address.rsplit(':').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_work_the_server_has_no_socket_but_those_it_was_called_on() {
    let folder = tempfile::tempdir().unwrap();
    let cookie = with_mara(folder.path(), 5).await;
    let served = Served::start(&["serve", "--folder", text(folder.path()), "--listen", "127.0.0.1:0"]);
    let visitor = Visitor { address: served.address.clone(), cookie };
    let (looks, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let found = thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut found = BTreeSet::new();
            while !over.load(Ordering::SeqCst) {
                found.append(&mut called(served.id(), port_of(&served.address)));
                looks.fetch_add(1, Ordering::SeqCst);
            }
            found
        });
        while looks.load(Ordering::SeqCst) < LOOKS && !watcher.is_finished() {
            some_work(&visitor);
        }
        over.store(true, Ordering::SeqCst);
        watcher.join().unwrap()
    });
    assert!(found.is_empty(), "the server called somebody: {found:?}");
}

#[test]
fn the_watcher_of_sockets_sees_a_call_and_a_question() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let before = called(std::process::id(), port);
    let call = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let question = UdpSocket::bind("127.0.0.1:0").unwrap();
    let seen: Vec<String> = called(std::process::id(), port).difference(&before).cloned().collect();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[0].starts_with("tcp 0100007F:") && seen[0].contains(&format!("-> 0100007F:{port:04X}")), "{seen:?}");
    assert!(seen[1].starts_with("udp 0100007F:"), "{seen:?}");
    drop((call, question));
}

/// A command under the eyes of the kernel: every call that names an address is written to a file.
fn watched(file: &Path, program: &str) -> Command {
    let mut command = Command::new("strace");
    // The watcher is not the parent, so that whoever stops the command stops the command.
    command.args(["-D", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o", text(file), program]);
    command
}

/// The calls that name an address outside this process's own files.
fn addresses(file: &Path) -> Vec<String> {
    let written = std::fs::read_to_string(file).unwrap_or_default();
    written.lines().filter(|line| line.contains("AF_INET")).map(str::to_owned).collect()
}

fn can_watch(folder: &Path) -> bool {
    let can = watched(&folder.join("try"), "true").output().is_ok_and(|output| output.status.success());
    if !can {
        eprintln!("SKIPPED: there is no strace here, so calls too short for the other watcher would not be seen");
    }
    can
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_stop_the_server_names_no_address_to_the_kernel() {
    let folder = tempfile::tempdir().unwrap();
    if !can_watch(folder.path()) {
        return;
    }
    let site = folder.path().join("site");
    let cookie = with_mara(&site, 5).await;
    let told = folder.path().join("told");
    let served =
        Served::start_by(watched(&told, env!("CARGO_BIN_EXE_vapenvila")), &["serve", "--folder", text(&site), "--listen", "127.0.0.1:0"]);
    some_work(&Visitor { address: served.address.clone(), cookie });
    drop(served);
    let named = addresses(&told);
    assert!(named.is_empty(), "the server named an address: {named:#?}");
    assert!(told.exists(), "nothing was watched");
}

#[test]
fn the_watcher_of_calls_sees_one_that_is_over_at_once() {
    let folder = tempfile::tempdir().unwrap();
    if !can_watch(folder.path()) {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = folder.path().join("told");
    let call = format!("exec 3<>/dev/tcp/127.0.0.1/{port}; exec 3>&-");
    assert!(watched(&told, "bash").args(["-c", &call]).status().unwrap().success());
    let (_, _) = listener.accept().unwrap();
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while addresses(&told).is_empty() && std::time::Instant::now() < end {
        thread::yield_now();
    }
    let named = addresses(&told);
    assert!(named.len() == 1 && named[0].contains(&format!("htons({port})")), "{named:?}");
}
