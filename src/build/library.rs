//! Libraries of the system's, which some collectors need: whether they are there, and by which flags.
//!
//! In: a C compiler and the collector's [`Library`]. Out: [`Flags`], or an error that says what to install. Whether the linker
//! finds what the preprocessor does is not asked: packages bring both.

use std::process::{Command, Stdio};

use super::runtime_files::{Collector, Library};
use super::toolchain::CompilerCommand;
use crate::error::{Error, Result};

/// For the compiler, and for the linker after the objects.
#[derive(Debug, Default)]
pub struct Flags {
    pub compile: Vec<String>,
    pub link: Vec<String>,
}

/// Of what the collector needs; none, if it needs nothing. `extra` are the user's flags, which may say where to look.
pub fn find(compiler: &CompilerCommand, collector: &Collector, extra: &[String]) -> Result<Flags> {
    let Some(library) = collector.library else { return Ok(Flags::default()) };
    let flags = flags(library);
    if is_there(compiler, library, flags.compile.iter().chain(extra)) {
        Ok(flags)
    } else {
        Err(missing(collector, library))
    }
}

fn flags(library: &Library) -> Flags {
    Flags {
        compile: told_by_pkg_config("--cflags", library).unwrap_or_default(),
        link: told_by_pkg_config("--libs", library).unwrap_or_else(|| vec![library.flag.into()]),
    }
}

/// `None` where there is no `pkg-config`, or it does not know the library.
fn told_by_pkg_config(what: &str, library: &Library) -> Option<Vec<String>> {
    let output = Command::new("pkg-config").args([what, library.package]).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    shell_words::split(&text).ok()
}

fn is_there<'f>(compiler: &CompilerCommand, library: &Library, flags: impl Iterator<Item = &'f String>) -> bool {
    let mut command = compiler.command();
    command.args(["-E", "-x", "c", "-include", library.header]).args(flags).arg("/dev/null");
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn missing(collector: &Collector, library: &Library) -> Error {
    let Library { name, debian_package, .. } = library;
    Error::Toolchain {
        message: format!("the collector `{}` needs {name}, which is not installed", collector.name),
        hint: Some(format!("install it (`apt install {debian_package}`), or choose another collector by --gc")),
        kept: None,
    }
}
