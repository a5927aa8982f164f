//! E-mail through a real mail server: it arrives in the worker's language, says nothing of what waits, goes in clear to nobody, and is not lost when
//! the server is away.
//!
//! The server is Debian's aiosmtpd, started here as a process of its own; `scripts/set-up` installs it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gvi_app::site::{Site, SiteFile};
use gvi_testkit::City;
use gvi_testkit::people::{AUTHORITIES, WORKERS};

use crate::binary::{Served, init, text, vapenvila, words};
use crate::practice::now;

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mail_server.py");
/// Debian's own interpreter: its packages are there, and another Python's are not.
const PYTHON: &str = "/usr/bin/python3";
/// The longest that a message is waited for: two rounds and some patience for a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at whether something has come.
const PAUSE: Duration = Duration::from_millis(100);

/// A mail server that is up. Dropping it stops it.
struct MailServer {
    child: Child,
    port: u16,
}

impl MailServer {
    fn start(folder: &Path, port: u16, way: &str, certificate: Option<&Certificate>) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let mut command = Command::new(PYTHON);
        command.arg(SERVER).arg(folder).arg(port.to_string()).arg(way);
        if let Some(certificate) = certificate {
            command.arg(&certificate.file).arg(&certificate.key);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().expect("Debian's Python; run scripts/set-up");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("READY ").and_then(|port| port.parse().ok());
        Self { child, port: port.expect("python3-aiosmtpd; run scripts/set-up") }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for this machine that nobody else has heard of.
struct Certificate {
    file: PathBuf,
    key: PathBuf,
}

impl Certificate {
    fn made_in(folder: &Path) -> Self {
        let made = Self { file: folder.join("mail.pem"), key: folder.join("mail.key") };
        let mut command = Command::new("openssl");
        command.args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ]);
        // An authority of its own that signs nothing but itself.
        command.args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]);
        let done = command.arg("-keyout").arg(&made.key).arg("-out").arg(&made.file).output().expect("openssl; run scripts/set-up");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        made
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Writes into `site.toml` where the site is and how it sends.
fn sends_by(folder: &Path, port: u16, tls: &str, more: &str) {
    let path = folder.join("site.toml");
    let mut file: SiteFile = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mail = format!("host = \"localhost\"\nport = {port}\ntls = \"{tls}\"\nfrom = \"vapenvila@nordhamn.example\"\n{more}");
    file.address = Some("https://vapenvila.nordhamn.example".into());
    file.mail = Some(toml::from_str(&mail).unwrap());
    std::fs::write(path, toml::to_string(&file).unwrap()).unwrap();
}

fn messages(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")).collect()
}

/// Waits until there are so many messages.
fn wait_for(folder: &Path, least: usize) -> Vec<String> {
    let began = Instant::now();
    loop {
        let found = messages(folder);
        if found.len() >= least || began.elapsed() > PATIENCE {
            return found;
        }
        std::thread::yield_now();
        // The server is another process: there is nothing here that could be waited for but time.
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// The value of a line in the head of a message.
fn head<'m>(message: &'m str, name: &str) -> &'m str {
    let (head, _) = message.split_once("\n\n").unwrap();
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_else(|| panic!("{name} in {message}"))
}

/// The text of a message, read as a mail program reads it.
fn read_by_a_mail_program(message: &str) -> (String, String) {
    let program = "import email, email.policy, sys; m = email.message_from_string(sys.stdin.read(), policy=email.policy.default); \
                   print(m['Subject']); print(m.get_content())";
    let mut child = Command::new(PYTHON).args(["-X", "utf8", "-c", program]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), message.as_bytes()).unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let (subject, body) = said.split_once('\n').unwrap();
    (subject.to_owned(), body.trim().to_owned())
}

/// Every code and every name that stands in any compartment of the city, and the names of its workers.
async fn secrets(city: &City) -> BTreeSet<String> {
    const COLUMNS: [(&str, &str); 16] = [
        ("groups", "code"),
        ("groups", "name"),
        ("groups", "area"),
        ("persons", "code"),
        ("persons", "name"),
        ("incidents", "code"),
        ("reviews", "code"),
        ("call_ins", "code"),
        ("call_ins", "venue"),
        ("summonses", "code"),
        ("notifications", "code"),
        ("support_contacts", "code"),
        ("speakers", "name"),
        ("networks", "name"),
        ("received", "subject"),
        ("clocks", "label"),
    ];
    let mut secrets: BTreeSet<String> = WORKERS.iter().map(|worker| worker.name.to_owned()).collect();
    for known in AUTHORITIES {
        for (table, column) in COLUMNS {
            let sql = format!("SELECT CAST({column} AS TEXT) FROM {table} WHERE LENGTH({column}) > 2");
            secrets.extend(city.read_past_all_doors(known.id, &sql).await);
        }
    }
    secrets
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_for_it_is_told_once_in_their_language_and_the_message_holds_nothing_of_what_waits() {
    let city = City::with_its_history_at(now()).await;
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), 0, "plain", None);
    for (place, worker) in WORKERS.iter().enumerate() {
        // One in three does not want to be told.
        if place % 3 < 2 {
            let ctx = city.acts(worker.user).await;
            let language = if place % 3 == 0 { "sv" } else { "en" };
            gvi_app::mail::set_own(&ctx, &format!("{}@nordhamn.example", worker.user), language).await.unwrap();
        }
    }
    let secrets = secrets(&city).await;
    assert!(secrets.len() > 100, "the city has many names");
    sends_by(city.folder(), server.port, "none", "");
    let served = Served::start(&["serve", "--folder", text(city.folder()), "--listen", "127.0.0.1:0"]);
    let found = wait_for(folder.path(), 4);
    assert!(found.len() >= 4, "Nordhamn has something waiting for several: {found:?}");
    drop(served);
    let (mut told, mut languages) = (BTreeSet::new(), BTreeSet::new());
    for message in &found {
        let to = head(message, "To").to_owned();
        let user = to.strip_suffix("@nordhamn.example").unwrap().to_owned();
        let place = WORKERS.iter().position(|worker| worker.user == user).unwrap();
        assert!(place % 3 < 2, "{user} did not ask for it");
        assert!(told.insert(to), "{user} was told twice within the hour");
        let (subject, body) = read_by_a_mail_program(message.split_once("Closed: False\n").unwrap().1);
        if place % 3 == 0 {
            assert_eq!(subject, "Något nytt i Vapenvila");
            assert!(body.starts_with("Det finns något nytt för dig i Vapenvila."), "{body}");
        } else {
            assert_eq!(subject, "Something new in Vapenvila");
            assert!(body.starts_with("There is something new in Vapenvila for you."), "{body}");
        }
        assert!(body.contains("https://vapenvila.nordhamn.example") && head(message, "Auto-Submitted") == "auto-generated");
        // The name of the city is in the address of the site, and in nothing else that is said.
        let said = format!("{subject}\n{body}").replace("https://vapenvila.nordhamn.example", "");
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{secret:?} stands in {said}");
        }
        languages.insert((place % 3, subject, body));
    }
    // To everybody of one language the same, whatever waits for them.
    assert_eq!(languages.len(), 2, "{languages:?}");
    city.site().close().await;
}

#[test]
fn a_message_goes_to_a_server_that_closes_the_way_and_to_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    init(&site, "practice");
    let certificate = Certificate::made_in(folder.path());
    let trusted = format!("ca_file = {:?}", certificate.file);
    let send = |server: &MailServer, tls: &str, more: &str| {
        sends_by(&site, server.port, tls, more);
        let output = vapenvila(&["mail", "--folder", text(&site), "--to", "mara@nordhamn.example", "--language", "en"]);
        (output.status.success(), words(&output))
    };
    // Who does not offer it is told nothing.
    let (kept, open) = (folder.path().join("open"), "plain");
    let server = MailServer::start(&kept, 0, open, None);
    let (done, said) = send(&server, "starttls", &trusted);
    assert!(!done && said.contains("did not take the message"), "{said}");
    let (done, _) = send(&server, "required", &trusted);
    assert!(!done && messages(&kept).is_empty());
    for (way, tls) in [("starttls", "starttls"), ("tls", "required")] {
        let kept = folder.path().join(way);
        let server = MailServer::start(&kept, 0, way, Some(&certificate));
        // A certificate that nobody vouches for is no certificate, and a server that asks for a closed way gets nothing in clear.
        assert!(!send(&server, tls, "").0 && !send(&server, "none", "").0 && messages(&kept).is_empty(), "{way}");
        let (done, said) = send(&server, tls, &trusted);
        assert!(done && said.contains("has taken the message"), "{way}: {said}");
        let found = messages(&kept);
        assert_eq!((found.len(), head(&found[0], "Closed")), (1, "True"), "{way}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_sent_when_the_server_is_back_and_the_keeper_of_the_accounts_sees_since_when() {
    let city = City::with_its_history_at(now()).await;
    let folder = tempfile::tempdir().unwrap();
    for worker in WORKERS {
        let ctx = city.acts(worker.user).await;
        gvi_app::mail::set_own(&ctx, &format!("{}@nordhamn.example", worker.user), "sv").await.unwrap();
    }
    let port = free_port();
    sends_by(city.folder(), port, "none", "");
    let served = Served::start(&["serve", "--folder", text(city.folder()), "--listen", "127.0.0.1:0"]);
    // The first round finds nobody at the port.
    let failing = "SELECT user_name FROM accounts WHERE mail_failed_at IS NOT NULL";
    let began = Instant::now();
    let mut waiting = Vec::new();
    while waiting.is_empty() && began.elapsed() < PATIENCE {
        tokio::time::sleep(PAUSE).await;
        waiting = city.read_past_all_doors("polisen", failing).await;
    }
    assert!(!waiting.is_empty(), "a failure is written down");
    let one = city.acts(&waiting[0]).await;
    assert!(gvi_app::mail::own(&one).await.unwrap().failed_at.is_some(), "whoever waits sees it too");
    let server = MailServer::start(folder.path(), port, "plain", None);
    // Others are told too, each compartment in its own round.
    let told = || messages(folder.path()).iter().map(|message| head(message, "To").to_owned()).collect::<BTreeSet<String>>();
    let all_told = || waiting.iter().all(|user| told().contains(&format!("{user}@nordhamn.example")));
    let began = Instant::now();
    while !all_told() && began.elapsed() < PATIENCE {
        tokio::time::sleep(PAUSE).await;
    }
    assert!(all_told(), "{waiting:?} {:?}", told());
    let began = Instant::now();
    while !city.read_past_all_doors("polisen", failing).await.is_empty() && began.elapsed() < PATIENCE {
        tokio::time::sleep(PAUSE).await;
    }
    assert!(city.read_past_all_doors("polisen", failing).await.is_empty(), "what arrived is no failure any more");
    drop((served, server));
    city.site().close().await;
}

#[tokio::test]
async fn a_site_that_would_send_in_clear_to_another_machine_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    init(&site, "practice");
    sends_by(&site, 25, "none", "");
    let path = site.join("site.toml");
    let text_of = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text_of.replace("\"localhost\"", "\"mail.nordhamn.example\"")).unwrap();
    let output = vapenvila(&["check-config", "--folder", text(&site)]);
    assert!(!output.status.success() && words(&output).contains("this machine only"), "{}", words(&output));
    std::fs::write(&path, text_of.replace("port = 25", "port = 25\nsubject = \"Skjutning\"")).unwrap();
    assert!(words(&vapenvila(&["check-config", "--folder", text(&site)])).contains("unknown field"));
    std::fs::write(&path, text_of.replace("from = ", "user = \"vapenvila\"\npassword_file = \"no-such-file\"\nfrom = ")).unwrap();
    let said = words(&vapenvila(&["check-config", "--folder", text(&site)]));
    assert!(said.contains("password of the mail server cannot be read"), "{said}");
    assert!(Site::open(&site, now()).await.is_ok());
}
