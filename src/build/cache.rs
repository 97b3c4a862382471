//! Executables and their parts that were built before, by the hash of everything they came from.
//!
//! In: a folder and keys. Out: paths of executables and of objects. The folder holds programs that will be run,
//! so nobody but its owner may write to it; entries appear by atomic rename, whole or not at all.
//! What goes into a key is decided by the callers of [`Key`].

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{failed, words};
use crate::error::{Error, Result};

/// When programs and objects in the cache are larger than this, those that were not used for longest go.
const MOST_BYTES: u64 = 1 << 30;
/// An entry younger than this stays: somebody may be about to exec or to link it.
const SAFE_AGE: Duration = Duration::from_secs(600);
const PROGRAM: &str = "program-";
const OBJECT: &str = "object-";
const NOTE: &str = "note-";

pub struct Cache {
    folder: PathBuf,
}

pub enum OpenError {
    /// It cannot be made or written: one can go on without.
    Unavailable(Error),
    /// Somebody else could put programs there.
    Refused(Error),
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Error {
        match error {
            OpenError::Unavailable(error) | OpenError::Refused(error) => error,
        }
    }
}

/// The hash of a sequence of parts; each is preceded by its length, so that no two sequences run together.
#[derive(Clone, Default)]
pub struct Key(blake3::Hasher);

impl Key {
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Key {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    pub fn name(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.0.finalize().to_hex())
    }
}

impl Cache {
    pub fn open(folder: PathBuf) -> Result<Cache, OpenError> {
        // The C compiler runs in another folder, so a relative path would not do.
        let open = || -> std::io::Result<(PathBuf, fs::Metadata)> {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            let resolved = fs::canonicalize(&folder)?;
            let data = fs::metadata(&resolved)?;
            Ok((resolved, data))
        };
        let (resolved, data) = open().map_err(|error| OpenError::Unavailable(unusable(&folder, &words(&error))))?;
        check_owner(&folder, &data).map_err(OpenError::Refused)?;
        let access = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
        rustix::fs::access(&resolved, access)
            .map_err(|error| OpenError::Unavailable(unusable(&folder, &words(&error.into()))))?;
        Ok(Cache { folder: resolved })
    }

    pub fn program(&self, key: &Key) -> Option<PathBuf> {
        self.find(&key.name(PROGRAM))
    }

    pub fn object(&self, key: &Key) -> Option<PathBuf> {
        self.find(&key.name(OBJECT))
    }

    /// Using an entry keeps it.
    fn find(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        let file = File::open(&path).ok()?;
        let _ = file.set_modified(SystemTime::now());
        Some(path)
    }

    pub fn store_program(&self, key: &Key, executable: &Path) -> Result<PathBuf> {
        let path = self.store(&key.name(PROGRAM), executable, 0o700)?;
        self.trim(MOST_BYTES, SAFE_AGE);
        Ok(path)
    }

    pub fn store_object(&self, key: &Key, object: &Path) -> Result<()> {
        self.store(&key.name(OBJECT), object, 0o600).map(|_| ())
    }

    fn store(&self, name: &str, file: &Path, mode: u32) -> Result<PathBuf> {
        let path = self.folder.join(name);
        let source = File::open(file).map_err(|error| failed("read", file, &error))?;
        install(source, &path, mode)?;
        Ok(path)
    }

    /// What was written down beside the program stored under `key`.
    pub fn note(&self, key: &Key) -> Option<String> {
        fs::read_to_string(self.folder.join(key.name(NOTE))).ok()
    }

    pub fn store_note(&self, key: &Key, text: &str) -> Result<()> {
        install(text.as_bytes(), &self.folder.join(key.name(NOTE)), 0o600)
    }

    /// Failing to tidy up is not worth a word.
    fn trim(&self, most_bytes: u64, safe_age: Duration) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let is_large = |name: &str| [PROGRAM, OBJECT].iter().any(|prefix| name.starts_with(prefix));
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter(|entry| is_large(&entry.file_name().to_string_lossy()))
            .filter_map(|entry| entry.metadata().ok().map(|data| (data, entry.path())))
            .filter_map(|(data, path)| Some((data.modified().ok()?, data.len(), path)))
            .collect();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        let now = SystemTime::now();
        for (used, size, path) in files {
            let young = now.duration_since(used).map_or(true, |age| age < safe_age);
            if total <= most_bytes || young {
                return;
            }
            let _ = fs::remove_file(path);
            total -= size;
        }
    }
}

fn check_owner(folder: &Path, data: &fs::Metadata) -> Result<()> {
    let own = rustix::process::geteuid().as_raw();
    if data.uid() != own {
        return Err(unusable(folder, &format!("it belongs to user {}, not to user {own}", data.uid())));
    }
    if data.mode() & 0o022 != 0 {
        return Err(unusable(folder, &format!("others may write to it (mode {:04o})", data.mode() & 0o7777)));
    }
    Ok(())
}

fn unusable(folder: &Path, reason: &str) -> Error {
    Error::User {
        message: format!("cannot use the cache folder {}: {reason}", folder.display()),
        hint: Some("choose another one by --cache-dir, or pass --no-cache".into()),
    }
}

/// Copies an executable to `target` such that it is there whole or not at all. `mode` is subject to the umask.
pub fn install(mut source: impl Read, target: &Path, mode: u32) -> Result<()> {
    let mut attempt = || -> std::io::Result<()> {
        // A device or a pipe is written to: renaming over /dev/null would remove it.
        if let Ok(data) = fs::metadata(target)
            && !data.is_file()
        {
            std::io::copy(&mut source, &mut File::options().write(true).open(target)?)?;
            return Ok(());
        }
        // Over a link, the file that it points to is replaced.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut to = tempfile::Builder::new()
            .prefix(".wastrel-")
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)?;
        std::io::copy(&mut source, to.as_file_mut())?;
        to.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    attempt().map_err(|error| failed("write", target, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_key_do_not_run_together() {
        let name = |parts: &[&str]| parts.iter().fold(Key::default(), |key, part| key.with(part)).name("");
        assert_ne!(name(&["ab", "c"]), name(&["a", "bc"]));
        assert_eq!(name(&["ab", "c"]), name(&["ab", "c"]));
    }

    #[test]
    fn trimming_removes_what_was_not_used_for_longest() {
        let folder = tempfile::tempdir().unwrap();
        for (name, age) in [("program-old", 3000), ("object-new", 2000), ("program-young", 1), ("note-x", 9000)] {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_len(100).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        let cache = Cache { folder: folder.path().to_path_buf() };
        let left = |most| {
            cache.trim(most, SAFE_AGE);
            let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(left(300), ["note-x", "object-new", "program-old", "program-young"]);
        assert_eq!(left(250), ["note-x", "object-new", "program-young"]);
        assert_eq!(left(0), ["note-x", "program-young"]);
    }
}
