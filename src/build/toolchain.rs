//! The C compiler: which one, and what it can do.
//!
//! In: what the user named, or PATH. Out: [`CompilerCommand`], found but not yet run (all that the cache needs to know), and
//! from [`CompilerCommand::probe`] a [`Toolchain`]. Flags are not chosen here.

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// Tried in this order when nobody names a compiler.
const KNOWN_NAMES: [&str; 3] = ["gcc", "cc", "clang"];
const OLDEST_GCC: u32 = 12;
const OLDEST_CLANG: u32 = 14;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Gcc,
    Clang,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::Gcc => "gcc",
            Family::Clang => "clang",
        })
    }
}

/// A program and its first arguments: `--cc 'sccache gcc'` has one.
#[derive(Clone, Debug)]
pub struct CompilerCommand {
    /// As the user wrote it.
    pub written: String,
    program: PathBuf,
    arguments: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Toolchain {
    pub command: CompilerCommand,
    pub family: Family,
    pub version: u32,
    /// All that it says of its version, and the C library's, whose headers it uses: `12.2.0, glibc 2.36`.
    pub release: String,
    pub musttail: bool,
}

impl CompilerCommand {
    /// `named` is what `--cc`, `$WASTREL_CC` or `$CC` say, if anything.
    pub fn find(named: Option<&str>) -> Result<CompilerCommand> {
        match named {
            Some(text) => Self::parse(text),
            None => KNOWN_NAMES.iter().find_map(|name| Self::parse(name).ok()).ok_or_else(|| {
                toolchain_error("no C compiler found".into(), "install gcc (`apt install gcc`) or pass --cc")
            }),
        }
    }

    fn parse(text: &str) -> Result<CompilerCommand> {
        let mut words = shell_words::split(text)
            .map_err(|error| {
                toolchain_error(format!("cannot read --cc `{text}`: {error}"), "quote it as a shell would")
            })?
            .into_iter();
        let Some(program) = words.next() else {
            return Err(toolchain_error("the C compiler's name is empty".into(), "pass --cc gcc"));
        };
        let found = which::which(&program).map_err(|_| {
            toolchain_error(format!("C compiler `{program}` not found"), "install it, or pass another one by --cc")
        })?;
        Ok(CompilerCommand { written: text.to_string(), program: found, arguments: words.collect() })
    }

    /// Tells compilers apart without running them: the paths, sizes and times of the programs named.
    pub fn identity(&self) -> String {
        let wrapped =
            self.arguments.iter().filter(|word| !word.starts_with('-')).filter_map(|word| which::which(word).ok());
        let files: Vec<String> =
            std::iter::once(self.program.clone()).chain(wrapped).map(|path| file_identity(&path)).collect();
        format!("{:?} {:?}", self.arguments, files)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // The first line that holds `error:` is searched for, so the words must not be translated.
        command.args(&self.arguments).env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// Runs the preprocessor once, for the version, the target and `musttail`.
    pub fn probe(self) -> Result<Toolchain> {
        let macros = self.predefined_macros().map_err(|reason| {
            toolchain_error(
                format!("`{}` does not work as a C compiler: {reason}", self.written),
                "pass another one by --cc",
            )
        })?;
        Toolchain::from_macros(self, &Macros::parse(&macros))
    }

    fn predefined_macros(&self) -> Result<String, String> {
        let mut child = self
            .command()
            .args(["-E", "-dM", "-x", "c", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| super::words(&error))?;
        // A compiler that does not read its input is judged by what it prints.
        let _ = child.stdin.take().expect("piped above").write_all(PROBE.as_bytes());
        let output = child.wait_with_output().map_err(|error| super::words(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(said.lines().next().map_or_else(|| output.status.to_string(), str::to_string))
    }
}

const PROBE: &str = "\
#ifdef __has_include
#if __has_include(<features.h>)
#include <features.h>
#endif
#endif
#ifdef __has_attribute
#if __has_attribute(musttail)
#define WASTREL_MUSTTAIL 1
#endif
#endif
";

impl Toolchain {
    fn from_macros(command: CompilerCommand, macros: &Macros) -> Result<Toolchain> {
        let name = command.written.clone();
        let (family, version, oldest) = if let Some(version) = macros.number("__clang_major__") {
            (Family::Clang, version, OLDEST_CLANG)
        } else if let Some(version) = macros.number("__GNUC__").filter(|_| !macros.has("__TINYC__")) {
            (Family::Gcc, version, OLDEST_GCC)
        } else {
            return Err(toolchain_error(
                format!("`{name}` is neither gcc nor clang"),
                "pass another C compiler by --cc",
            ));
        };
        if version < oldest {
            let minor =
                macros.number(if family == Family::Gcc { "__GNUC_MINOR__" } else { "__clang_minor__" }).unwrap_or(0);
            return Err(toolchain_error(
                format!("the C compiler is too old: `{name}` is {family} {version}.{minor}"),
                "Wastrel needs gcc 12 or newer, or clang 14 or newer: pass another one by --cc",
            ));
        }
        let known_machine = macros.has("__x86_64__") || macros.has("__aarch64__");
        if !(macros.has("__linux__") && macros.has("__LP64__") && known_machine) {
            return Err(toolchain_error(
                format!("`{name}` does not compile for 64-bit Linux on x86-64 or AArch64"),
                "pass another C compiler by --cc",
            ));
        }
        let value = |name: &str| macros.get(name).unwrap_or_default().trim_matches('"');
        let release = ["__VERSION__", "__GLIBC__", "__GLIBC_MINOR__"].map(value);
        let release = format!("{}, glibc {}.{}", release[0], release[1], release[2]);
        Ok(Toolchain { command, family, version, release, musttail: macros.has("WASTREL_MUSTTAIL") })
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family, self.version)
    }
}

/// `#define NAME VALUE` lines.
struct Macros<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Macros<'a> {
    fn parse(text: &'a str) -> Macros<'a> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("#define "));
        Macros(lines.map(|line| line.split_once(' ').unwrap_or((line, ""))).collect())
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }
}

fn file_identity(path: &Path) -> String {
    let resolved = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match std::fs::metadata(&resolved) {
        Ok(data) => {
            format!("{:?} {:?} {} {}.{}", path, resolved, data.len(), data.mtime(), data.mtime_nsec())
        }
        Err(_) => format!("{path:?}"),
    }
}

fn toolchain_error(message: String, hint: &str) -> Error {
    Error::Toolchain { message, hint: Some(hint.to_string()), kept: None }
}

/// A command line as a person could paste it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<OsString> = words.map(OsString::from).collect();
    shell_words::join(words.iter().map(|word| word.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(macros: &str, expect: &str) {
        let command = CompilerCommand { written: "x".into(), program: "x".into(), arguments: vec![] };
        let got = match Toolchain::from_macros(command, &Macros::parse(macros)) {
            Ok(toolchain) => format!("{toolchain} musttail={}", toolchain.musttail),
            Err(error) => error.to_string(),
        };
        assert_eq!(got, expect);
    }

    const LINUX: &str = "#define __linux__ 1\n#define __LP64__ 1\n#define __x86_64__ 1\n";

    #[test]
    fn compilers_are_told_apart_by_their_macros() {
        check(&format!("#define __GNUC__ 12\n{LINUX}"), "gcc 12 musttail=false");
        check(&format!("#define __GNUC__ 15\n#define WASTREL_MUSTTAIL 1\n{LINUX}"), "gcc 15 musttail=true");
        check(
            &format!("#define __GNUC__ 4\n#define __clang_major__ 19\n#define WASTREL_MUSTTAIL 1\n{LINUX}"),
            "clang 19 musttail=true",
        );
        check(&format!("#define __TINYC__ 927\n#define __GNUC__ 2\n{LINUX}"), "`x` is neither gcc nor clang");
    }

    #[test]
    fn old_or_foreign_compilers_are_refused() {
        check("#define __GNUC__ 4\n#define __GNUC_MINOR__ 9\n", "the C compiler is too old: `x` is gcc 4.9");
        check("#define __GNUC__ 4\n#define __clang_major__ 11\n", "the C compiler is too old: `x` is clang 11.0");
        check(
            "#define __GNUC__ 12\n#define __linux__ 1\n#define __i386__ 1\n",
            "`x` does not compile for 64-bit Linux on x86-64 or AArch64",
        );
        check("", "`x` is neither gcc nor clang");
    }
}
