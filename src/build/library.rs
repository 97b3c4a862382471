//! Libraries of the system's, which some collectors need, and GMP: whether they are there, and by which flags.
//!
//! In: a C compiler and the [`Library`]s that settings need. Out: [`Flags`], or an error that says what to install. A program
//! that includes the header is compiled and linked, which shows both halves: some packages bring no static library.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::flags::{Needing, Settings};
use super::runtime_files::Library;
use super::temporary;
use super::toolchain::CompilerCommand;
use crate::error::{Error, Result};

/// For the compiler, and for the linker after the objects.
#[derive(Debug, Default)]
pub struct Flags {
    pub compile: Vec<String>,
    pub link: Vec<String>,
}

/// Of all that the settings need; none, if they need nothing.
pub fn find(compiler: &CompilerCommand, settings: &Settings) -> Result<Flags> {
    let mut all = Flags::default();
    for (needing, library) in settings.libraries() {
        let flags = installed(compiler, library, &settings.extra)?.ok_or_else(|| missing(needing, library))?;
        all.compile.extend(flags.compile);
        all.link.extend(flags.link);
    }
    Ok(all)
}

/// The flags by which a program is linked with it. `extra` are the user's flags, which may say where to look.
pub fn installed(compiler: &CompilerCommand, library: &Library, extra: &[String]) -> Result<Option<Flags>> {
    let parent = std::env::temp_dir();
    let failed = |error| super::failed("create a folder in", &parent, &error);
    let folder = temporary::Folder::new(tempfile::Builder::new().prefix("wastrel-"), &parent).map_err(failed)?;
    let source = folder.path().join("main.c");
    let text = format!("#include <{}>\nint main(void) {{ return 0; }}\n", library.header);
    fs::write(&source, text).map_err(|error| super::failed("write", &source, &error))?;
    let flags = flags(library);
    Ok(links(compiler, &source, &flags, extra).then_some(flags))
}

fn flags(library: &Library) -> Flags {
    Flags {
        compile: told_by_pkg_config("--cflags", library).unwrap_or_default(),
        link: told_by_pkg_config("--libs", library).unwrap_or_else(|| vec![library.flag.into()]),
    }
}

/// `None` where there is no `pkg-config`, or it does not know the library.
fn told_by_pkg_config(what: &str, library: &Library) -> Option<Vec<String>> {
    let output = Command::new("pkg-config").args([what, library.package?]).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    shell_words::split(&text).ok()
}

fn links(compiler: &CompilerCommand, source: &Path, flags: &Flags, extra: &[String]) -> bool {
    let mut command = compiler.command();
    command.args(&flags.compile).args(extra).arg(source).arg("-o").arg(source.with_extension("")).args(&flags.link);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn missing(needing: Needing, library: &Library) -> Error {
    let Library { name, debian_package, .. } = library;
    let (what, other) = match needing {
        Needing::Collector(collector) => (format!("the collector `{collector}`"), "choose another collector by --gc"),
        Needing::Bignums => ("`--bignum gmp`".into(), "leave that option out"),
    };
    Error::Toolchain {
        message: format!("{what} needs {name}, which is not installed"),
        hint: Some(format!("install it (`apt install {debian_package}`), or {other}")),
        kept: None,
    }
}
