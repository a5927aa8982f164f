//! A folder in memory for what tests write: a test that waits for no disk is done in two thirds of the time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::command::{output, program};

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// Room that must be there; the tests that run at the same time need a fraction of it.
const ROOM_BYTES_MIN: u64 = 4 << 30;

/// A folder that is removed when this is dropped.
pub struct Memory(PathBuf);

impl Memory {
    /// None where the machine has no such place, or no room in it: then files lie where temporary files always lie.
    pub fn if_there_is_room() -> Option<Self> {
        let mut df = program(Path::new("/"), "df");
        df.args(["--output=avail", "--block-size=1", MEMORY]).stderr(Stdio::null());
        let room: u64 = output(&mut df).ok()?.lines().nth(1)?.trim().parse().ok()?;
        let folder = Path::new(MEMORY).join(format!("vapenvila-{}", std::process::id()));
        (room >= ROOM_BYTES_MIN && fs::create_dir(&folder).is_ok()).then_some(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
