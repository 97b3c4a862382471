//! `--gc-src`: the collectors' C from a folder of the user's, in place of our own `whippet/`.
//!
//! In: a folder with an `api` and a `src` as those of `whippet/`: a changed copy, or another implementation of the same
//! interface. Out: its files under the names that ours have, so that nothing else of the build need know.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::runtime_files::{COLLECTORS, Collector};
use super::words;
use crate::error::{Error, Result};

/// Files by their names below the folder of a build, in the order of these.
#[derive(Clone, Debug)]
pub struct CollectorSource {
    files: Arc<[(String, String)]>,
}

impl CollectorSource {
    /// Reads all that a build of the collector may need, so that later changes of the folder do not matter.
    pub fn read(folder: &Path, collector: &Collector) -> Result<CollectorSource> {
        let mut files = Vec::new();
        for part in ["api", "src"] {
            read_folder(&folder.join(part), &format!("whippet/{part}"), &mut files)
                .map_err(|(path, error)| not_like_ours(folder, &path, &words(&error)))?;
        }
        files.sort();
        let source = CollectorSource { files: files.into() };
        if source.has(collector) { Ok(source) } else { Err(source.lacks(folder, collector)) }
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    fn has(&self, collector: &Collector) -> bool {
        let wanted = [format!("whippet/src/{}.c", collector.stem), format!("whippet/api/{}-attrs.h", collector.stem)];
        wanted.iter().all(|wanted| self.files.iter().any(|(name, _)| name == wanted))
    }

    fn lacks(&self, folder: &Path, collector: &Collector) -> Error {
        let there: Vec<&str> = COLLECTORS.iter().filter(|other| self.has(other)).map(|other| other.name).collect();
        let hint = if there.is_empty() {
            "--gc-src takes a folder like `whippet/`, with api/NAME-attrs.h and src/NAME.c for a collector".into()
        } else {
            format!("choose one of those that are there by --gc: {}", there.join(", "))
        };
        Error::User {
            message: format!(
                "the collector `{}` is not in {}: it needs api/{stem}-attrs.h and src/{stem}.c",
                collector.name,
                folder.display(),
                stem = collector.stem
            ),
            hint: Some(hint),
        }
    }
}

/// The C files and headers right in `folder`.
fn read_folder(folder: &Path, name: &str, files: &mut Vec<(String, String)>) -> Result<(), (PathBuf, std::io::Error)> {
    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |error| (path, error)
    };
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let Some(file) = path.file_name().and_then(|file| file.to_str()) else { continue };
        if path.extension().is_some_and(|ending| ending == "c" || ending == "h") && path.is_file() {
            files.push((format!("{name}/{file}"), fs::read_to_string(&path).map_err(at(&path))?));
        }
    }
    Ok(())
}

fn not_like_ours(folder: &Path, path: &Path, why: &str) -> Error {
    Error::User {
        message: format!("cannot take a collector from {}: {}: {why}", folder.display(), path.display()),
        hint: Some("--gc-src takes a folder like `whippet/`: C files and headers in api and src".into()),
    }
}
