//! A disk that is really full: a small file system in memory, mounted for this test alone and filled to the last byte.
//!
//! It needs a machine that lets a process have a mount of its own (`unshare`); elsewhere the test says so, and in CI it fails.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gvi_domain::GroupId;
use gvi_store::db::Pool;

use crate::binary::text;
use crate::practice::{Visitor, with_mara};

/// Mounts, copies the site in, serves it, and stays to hold the mount after the server has ended.
const HOLDER: &str = r#"
mount -t tmpfs -o size=12m none "$1" && cp "$2"/* "$1"/ || { echo CANNOT; exit 0; }
"$3" serve --folder "$1" --listen 127.0.0.1:0 &
read -r _
kill -TERM $!
wait $!
echo "STOPPED $?"
read -r _
"#;

/// What stands on the small disk now, copied to where there is room. A database on the mount itself cannot be opened from outside:
/// SQLite follows every link of a path by name, and the name leads out of the holder's view of the files.
fn copied(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = file.file_name();
        if !text(Path::new(&name)).ends_with("-shm") && name != "filler" {
            std::fs::copy(file.path(), copy.path().join(name)).unwrap();
        }
    }
    copy
}

/// Groups, and entries that say that one was added.
async fn counted(folder: &Path) -> (i64, i64) {
    let copy = copied(folder);
    let folder = copy.path();
    let pool = Pool::open_to_read(&format!("sqlite:{}", folder.join("polisen.sqlite").display())).await.unwrap();
    let mut db = pool.begin_reading().await.unwrap();
    let groups = db.count("SELECT COUNT(*) FROM groups", Vec::new()).await.unwrap();
    let entries = db.count("SELECT COUNT(*) FROM ledger_entries WHERE deed = 'add_group' AND refused = 0", Vec::new()).await.unwrap();
    db.rollback().await.unwrap();
    pool.close().await;
    (groups, entries)
}

/// Writes to a file until nothing more goes in.
fn fill(filler: &Path) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(filler).unwrap();
    for piece in [64 * 1024, 4096, 1] {
        while file.write_all(&vec![7; piece]).is_ok() {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_nothing_is_half_done_and_with_room_the_work_goes_on() {
    let source = tempfile::tempdir().unwrap();
    let cookie = with_mara(source.path(), 2).await;
    let mount = tempfile::tempdir().unwrap();
    let mut holder = Command::new("unshare")
        .args(["-rm", "sh", "-c", HOLDER, "holder", text(mount.path()), text(source.path()), env!("CARGO_BIN_EXE_vapenvila")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = match lines.next().as_deref().and_then(|line| line.strip_prefix("VAPENVILA_READY http://")) {
        Some(address) => address.to_owned(),
        None => {
            assert!(std::env::var("VAPENVILA_TEST_REQUIRE_POSTGRES").is_err(), "this machine gives no mount to fill");
            eprintln!("SKIPPED: this machine gives no mount to fill, so no disk was full");
            let _ = holder.wait();
            return;
        }
    };
    // The mount is the holder's alone; its view of the files is here.
    let folder = PathBuf::from(format!("/proc/{}/root{}", holder.id(), text(mount.path())));
    let visitor = Visitor { address, cookie };
    let mut done = 0;
    for _ in 0..5 {
        let (status, page) = visitor.add_group(GroupId::new()).unwrap();
        assert_eq!(status, 303, "{page}");
        done += 1;
    }
    let filler = folder.join("filler");
    // Three times: what is not needed any more can be written over and makes a little room again, until there is none.
    for _ in 0..3 {
        fill(&filler);
        let page = loop {
            assert!(done < 5000, "the disk never was full");
            match visitor.add_group(GroupId::new()).unwrap() {
                (303, _) => done += 1,
                (507, page) => break page,
                (status, page) => panic!("{status}: {page}"),
            }
        };
        assert!(page.contains("</html>"), "a whole page: {page}");
    }
    // Reading is written down too, so it is refused as well: nothing happens unseen.
    fill(&filler);
    let mut read = 0;
    loop {
        assert!(read < 5000, "the disk never was full");
        match visitor.get("/groups").unwrap() {
            (200, _) => read += 1,
            (507, _) => break,
            (status, page) => panic!("{status}: {page}"),
        }
    }
    assert_eq!(visitor.get("/healthz").unwrap().0, 200);
    assert_eq!(counted(&folder).await, (done, done), "what was acknowledged, no more and no less, each with its entry");
    std::fs::remove_file(&filler).unwrap();
    let after = GroupId::new();
    assert_eq!(visitor.add_group(after).unwrap().0, 303);
    assert_eq!(visitor.get(&format!("/groups/{after}")).unwrap().0, 200);
    let stdin = holder.stdin.as_mut().unwrap();
    stdin.write_all(b"stop\n").unwrap();
    assert_eq!(lines.next().as_deref(), Some("STOPPED 0"));
    assert_eq!(counted(&folder).await, (done + 1, done + 1));
    let copy = copied(&folder);
    for one in gvi_app::verify::verify(copy.path(), &mut |_, _, _| {}).await.unwrap() {
        assert!(one.is_sound(), "{}: {:?}", one.authority, one.findings());
    }
    drop(holder.stdin.take());
    holder.wait().unwrap();
}
