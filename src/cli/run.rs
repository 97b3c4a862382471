//! `wastrel run`: this process becomes the program, so that signals and statuses are the guest's.

use std::convert::Infallible;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::config::Build;
use super::input;
use super::pipeline::{self, Executable, cannot_run};
use crate::build::grants::{self, Grants};

pub fn run(file: &Path, guest: Vec<OsString>, grants: &Grants, build: Build) -> Result<Infallible> {
    let bytes = input::read(file)?;
    let executable = pipeline::executable(file, bytes, build)?;
    // As wasmtime has it: the module's name without its folder.
    let name = file.file_name().unwrap_or(file.as_os_str());
    let shown = executable.path().to_path_buf();
    let run = |path: &Path| exec(path, name, &guest, grants);
    let error = match executable {
        Executable::Cached(path) => run(&path),
        Executable::Temporary(built) => match built.into_unnamed() {
            // The file has no name any more, but /proc knows it by its descriptor.
            Ok(open) => run(&PathBuf::from(format!("/proc/self/fd/{}", open.as_raw_fd()))),
            Err(error) => error,
        },
    };
    Err(cannot_run(&shown, &error).into())
}

/// Returns only if it fails.
fn exec(path: &Path, name: &OsStr, guest: &[OsString], grants: &Grants) -> io::Error {
    Command::new(path).arg0(name).args(guest).env(grants::VARIABLE, grants.text()).exec()
}
