//! Temporary folders: they vanish with their values, and when a signal ends the process.
//!
//! In: what a folder is to be like, and where. Out: a [`Folder`]. Nothing else is done about signals: once the folders are
//! gone, the process dies of the signal as it would have.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tempfile::Builder;

static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn folders() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removed when it is dropped, at the latest.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(like: &Builder<'_, '_>, parent: &Path) -> io::Result<Folder> {
        watch_signals();
        // A signal finds it in the list, or comes before it is made.
        let mut folders = folders();
        let path = like.tempdir_in(parent)?.keep();
        folders.insert(path.clone());
        Ok(Folder { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn close(self) -> io::Result<()> {
        fs::remove_dir_all(&self.path)
    }

    /// It stays.
    pub fn keep(mut self) -> PathBuf {
        folders().remove(&self.path);
        std::mem::take(&mut self.path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        // That it is left behind is not worth a word.
        let _ = fs::remove_dir_all(&self.path);
        folders().remove(&self.path);
    }
}

/// Our children die of the same signal, if it was typed, but may make another file before.
fn remove_from_under_children(folder: &Path) {
    for _ in 0..20 {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => thread::sleep(Duration::from_millis(10)),
            _ => return,
        }
    }
}

/// Those that would end us: `nohup` has SIGHUP ignored, and a shell SIGINT for what it runs in the background.
fn deadly_signals() -> Vec<i32> {
    static IGNORED: LazyLock<u64> = LazyLock::new(|| {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    });
    [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| *IGNORED >> (signal - 1) & 1 == 0).collect()
}

fn watch_signals() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        // Without a thread for it, folders are left behind as ever.
        let Ok(mut signals) = Signals::new(deadly_signals()) else { return };
        let end_by_signal = move || {
            let Some(signal) = signals.forever().next() else { return };
            // Held to the end: whoever is about to make a folder, or to tell of a child's death, waits.
            let folders = folders();
            folders.iter().for_each(|folder| remove_from_under_children(folder));
            let _ = emulate_default_handler(signal);
        };
        let _ = thread::Builder::new().name("signals".into()).spawn(end_by_signal);
    });
}
