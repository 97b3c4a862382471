//! Temporary folders, and processes that work in them: they vanish with their values, and when a signal ends the process.
//!
//! In: what a folder is to be like, and where; a command. Out: a [`Folder`]; the command's [`Output`]. Nothing else is done
//! about signals: once these are gone, the process dies of the signal as it would have.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tempfile::Builder;

static FOLDERS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn folders() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Each leads a process group: a compiler's own children are to end with it.
static CHILDREN: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

fn children() -> MutexGuard<'static, Vec<Pid>> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As [`Command::output`] does, without input. The process and its children end when a signal ends this one.
pub fn output(command: &mut Command) -> io::Result<Output> {
    watch_signals();
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A signal finds it in the list, or comes before it is made.
    let (child, pid) = {
        let mut children = children();
        let child = command.spawn()?;
        let pid = Pid::from_child(&child);
        children.push(pid);
        (child, pid)
    };
    let output = child.wait_with_output();
    children().retain(|other| *other != pid);
    output
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

/// Children that are ended may make another file before.
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

/// A signal has come that ends us.
static ENDS: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// For the end of the process: a signal to its whole group may have ended a child, and that is no failure to tell of. Does not
/// return then.
pub fn leave_the_end_to_signals() {
    while ENDS.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(10));
    }
}

fn watch_signals() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        // Without a thread for it, folders are left behind as ever.
        let Ok(mut signals) = Signals::new(deadly_signals()) else { return };
        for signal in deadly_signals() {
            let _ = signal_hook::flag::register(signal, ENDS.clone());
        }
        let end_by_signal = move || {
            let Some(signal) = signals.forever().next() else { return };
            // Held to the end: whoever is about to make a folder or a process, or to tell of a child's death, waits.
            let folders = folders();
            let children = children();
            for group in children.iter() {
                let _ = kill_process_group(*group, Signal::TERM);
            }
            folders.iter().for_each(|folder| remove_from_under_children(folder));
            let _ = emulate_default_handler(signal);
        };
        let _ = thread::Builder::new().name("signals".into()).spawn(end_by_signal);
    });
}
