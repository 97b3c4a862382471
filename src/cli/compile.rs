//! `wastrel compile`: an executable, or a folder of C that `make` builds.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Result;

use super::config::{Build, CompileTarget};
use super::{input, pipeline};
use crate::build::cache::install;
use crate::build::grants::Grants;
use crate::build::project;
use crate::error::Error;

/// `grants` are written into the executable, also if there are none: its user cannot add to them.
pub fn compile(file: &Path, target: &CompileTarget, grants: &Grants, build: Build) -> Result<()> {
    let bytes = input::read(file)?;
    match target {
        CompileTarget::Executable(out) => {
            check_output(file, out)?;
            let executable = pipeline::executable(file, bytes, build)?;
            let path = executable.path();
            let mut contents = fs::read(path).map_err(|error| crate::build::failed("read", path, &error))?;
            grants.write_into(&mut contents)?;
            Ok(install(&contents[..], out, 0o777)?)
        }
        CompileTarget::C(folder) => {
            let existed = folder.exists();
            let translation = pipeline::translate(file, bytes, &build)?;
            project::claim(folder, false)?;
            project::write(folder, &translation.files, &translation.hosts, &build.settings).map_err(|error| {
                let _ = if existed { empty(folder) } else { fs::remove_dir_all(folder) };
                error.into()
            })
        }
    }
}

/// What can be known to fail before the C compiler has run for seconds.
fn check_output(file: &Path, out: &Path) -> Result<()> {
    let refuse = |reason: &str, hint: &str| {
        let message = format!("cannot write {}: {reason}", out.display());
        Err(Error::User { message, hint: Some(hint.to_string()) }.into())
    };
    if let (Ok(input), Ok(output)) = (fs::metadata(file), fs::metadata(out))
        && (input.dev(), input.ino()) == (output.dev(), output.ino())
    {
        return refuse("it is the input", "pass another name by -o OUT");
    }
    if out.is_dir() {
        return refuse("it is a folder", "pass the name of a file by -o OUT");
    }
    if out.exists() {
        return Ok(());
    }
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK) {
        return Err(crate::build::failed("write", out, &error.into()).into());
    }
    Ok(())
}

/// The folder was the user's and empty: it stays, what we put there goes.
fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
