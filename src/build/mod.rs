//! From text to an executable: C files and the embedded runtime, through gcc or clang and the cache.
//!
//! In: [`crate::SourceFile`]s and [`flags::Settings`]. Out: an ELF file at the path that was asked for. This folder and
//! `cli` are the only ones that touch files, clocks and processes. What the C means is not known here.

pub mod cache;
pub mod collector_source;
pub mod driver;
pub mod flags;
pub mod grants;
pub mod library;
pub mod log;
pub mod prebuilt;
pub mod project;
pub mod runtime_files;
pub mod temporary;
pub mod toolchain;

use std::io;
use std::path::Path;

use crate::error::Error;

/// What the system says about an error, without the number that Rust appends.
pub fn words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_string(),
        None => text,
    }
}

/// `cannot write x: No space left on device`
pub(crate) fn failed(verb: &str, path: &Path, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("free some space on that file system".into()),
        _ => None,
    };
    Error::User { message: format!("cannot {verb} {}: {}", path.display(), words(error)), hint }
}
