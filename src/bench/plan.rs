//! Which programs are measured, and how each is run.
//!
//! In: the modules and folders that were named. Out: [`Program`]s, with what lies beside a module: `NAME.arguments` (one a line),
//! `NAME.stdin`, `NAME.options` (grants), `NAME.expected`, `NAME.status`; for the small size `NAME.small` (arguments in one line),
//! `NAME.small.stdin`, `NAME.small.expected`, or a module of its own, `NAME.small.wasm`; for the size that is timed, where the usual
//! one is too short for that, `NAME.bench` and `NAME.bench.stdin`; in `NAME.differs` the engines that rightly print something else.
//! Nothing is built here.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::build::{failed, words};
use crate::error::{Error, Result};
use crate::hosts::{self, Host};
use crate::module;
use crate::module::types::TypeTable;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    #[default]
    Usual,
    Small,
}

#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    /// As it was found, for `wastrel compile`.
    pub module: PathBuf,
    /// The binary module.
    pub bytes: Vec<u8>,
    /// Whose functions it imports.
    pub hosts: Vec<Host>,
    pub arguments: Vec<String>,
    /// Engines that rightly print something else.
    pub differs: Vec<String>,
    pub stdin: Option<PathBuf>,
    pub grants: Grants,
    /// What it is known to print.
    pub expected: Option<Vec<u8>>,
    pub status: i32,
    /// `FOLDER/NAME`, to which the endings of sources are added; none if the sources are of another size.
    sources: Option<PathBuf>,
}

/// The lines of `NAME.options`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// The host's folder, and what the program calls it.
    pub folders: Vec<(String, String)>,
    /// `NAME=VALUE`
    pub variables: Vec<String>,
    pub argv0: Option<String>,
}

/// What was found, and what of it was left out.
pub struct Found {
    pub programs: Vec<Program>,
    /// Names of programs in folders that have no size and so take no time.
    pub without_size: Vec<String>,
}

/// `temporary`: the folder that `@TMP@` stands for.
pub fn find(paths: &[PathBuf], size: Size, temporary: &Path) -> Result<Found> {
    let mut modules: Vec<PathBuf> = Vec::new();
    let mut without_size = Vec::new();
    for path in paths {
        if path.is_dir() {
            let (sized, others): (Vec<_>, Vec<_>) = modules_of(path)?.into_iter().partition(|module| has_size(module));
            // A folder that knows no sizes is not one of ours: everything in it is meant.
            let (wanted, left) = if sized.is_empty() { (others, sized) } else { (sized, others) };
            modules.extend(wanted);
            without_size.extend(left.iter().map(|module| stem(module)));
        } else {
            modules.push(path.clone());
        }
    }
    let mut programs =
        modules.iter().map(|module| Program::read(module, size, temporary)).collect::<Result<Vec<_>>>()?;
    tell_apart(&mut programs);
    Ok(Found { programs, without_size })
}

fn modules_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| failed("read", folder, &error))?;
    let mut modules: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wasm"))
        .filter(|path| !stem(path).ends_with(".small"))
        .collect();
    modules.sort();
    if modules.is_empty() {
        return Err(user(format!("no module in {}", folder.display()), "name a folder that holds .wasm files"));
    }
    Ok(modules)
}

fn has_size(module: &Path) -> bool {
    let says_something = |path: PathBuf| fs::read_to_string(path).is_ok_and(|text| !text.trim().is_empty());
    says_something(module.with_extension("small"))
        || module.with_extension("small.stdin").exists()
        || module.with_extension("small.wasm").exists()
}

/// Programs of the same name in two folders get their folder's name.
fn tell_apart(programs: &mut [Program]) {
    let names: Vec<String> = programs.iter().map(|program| program.name.clone()).collect();
    for program in programs {
        if names.iter().filter(|name| **name == program.name).count() > 1
            && let Some(folder) = program.module.parent().and_then(Path::file_name)
        {
            program.name = format!("{}/{}", folder.to_string_lossy(), program.name);
        }
    }
}

impl Program {
    fn read(named: &Path, size: Size, temporary: &Path) -> Result<Program> {
        let beside = |ending: &str| Some(named.with_extension(ending)).filter(|path| path.exists());
        let small_module = beside("small.wasm").filter(|_| size == Size::Small);
        let module = small_module.clone().unwrap_or_else(|| named.to_path_buf());
        let bytes = fs::read(&module).map_err(|error| failed("read", &module, &error))?;
        let bytes = module::read::to_binary(&module, &bytes).map_err(|error| blame(&module, error))?;
        let hosts = hosts_of(&bytes).map_err(|error| blame(&module, error))?;
        let text = |ending: &str| beside(ending).map(|path| read_text(&path)).transpose();
        let (arguments, stdin, expected) = match size {
            // What comes out at this size nobody wrote down: it is compared with what the reference prints.
            Size::Usual if beside("bench").or_else(|| beside("bench.stdin")).is_some() => {
                let words = text("bench")?.unwrap_or_default();
                let stdin = beside("bench.stdin").or_else(|| beside("stdin"));
                (words.split_whitespace().map(str::to_string).collect(), stdin, None)
            }
            Size::Usual => (lines(text("arguments")?), beside("stdin"), beside("expected")),
            Size::Small => {
                let words = text("small")?.unwrap_or_default();
                let expected = beside("small.expected");
                // A program that is small as it is has no small size.
                let usual = beside("expected").filter(|_| beside("small").is_none() && beside("small.stdin").is_none());
                let stdin = beside("small.stdin").or_else(|| beside("stdin"));
                (words.split_whitespace().map(str::to_string).collect(), stdin, expected.or(usual))
            }
        };
        Ok(Program {
            name: stem(named),
            hosts,
            bytes: Cow::into_owned(bytes),
            arguments,
            stdin: stdin.map(|path| absolute(&path)).transpose()?,
            grants: Grants::parse(&text("options")?.unwrap_or_default(), &module, temporary)?,
            expected: expected
                .map(|path| fs::read(&path).map_err(|error| failed("read", &path, &error)))
                .transpose()?,
            differs: lines(text("differs")?),
            status: text("status")?.and_then(|text| text.trim().parse().ok()).unwrap_or(0),
            sources: if small_module.is_none() { Some(absolute(&named.with_extension(""))?) } else { None },
            module: absolute(&module)?,
        })
    }

    /// The source in a language.
    pub fn source(&self, ending: &str) -> Option<PathBuf> {
        // Not `with_extension`: a name may hold a dot.
        let name = |path: &PathBuf| PathBuf::from(format!("{}.{ending}", path.display()));
        self.sources.as_ref().map(name).filter(|path| path.exists())
    }

    /// The module's name without its folder.
    pub fn file_name(&self) -> String {
        self.module.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Grants {
    fn parse(text: &str, module: &Path, temporary: &Path) -> Result<Grants> {
        let mut grants = Grants::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let line = line.replace("@TMP@", &temporary.to_string_lossy());
            match line.split_once('=') {
                Some(("--dir", dir)) => {
                    let (host, guest) = dir.split_once("::").unwrap_or((dir, dir));
                    grants.folders.push((host.into(), guest.into()));
                }
                Some(("--env", variable)) => grants.variables.push(variable.into()),
                Some(("--argv0", name)) => grants.argv0 = Some(name.into()),
                _ => {
                    let message = format!("unknown line in the options of {}: {line}", module.display());
                    return Err(user(message, "an options file holds --dir=, --env= and --argv0="));
                }
            }
        }
        Ok(grants)
    }
}

fn hosts_of(bytes: &[u8]) -> Result<Vec<Host>> {
    let mut types = TypeTable::new();
    let (module, _) = module::read::read(bytes, &mut types)?;
    Ok(hosts::used(module.funcs.into_iter().filter_map(|func| func.import)))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn lines(text: Option<String>) -> Vec<String> {
    text.unwrap_or_default().lines().map(str::to_string).collect()
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| failed("read", path, &error))
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| failed("find", path, &error))
}

fn blame(module: &Path, error: Error) -> Error {
    Error::User { message: format!("{}: {error}", module.display()), hint: error.hint() }
}

pub(super) fn user(message: String, hint: impl Into<String>) -> Error {
    Error::User { message, hint: Some(hint.into()) }
}

pub(super) fn user_io(verb: &str, what: &str, error: &std::io::Error) -> Error {
    Error::User { message: format!("cannot {verb} {what}: {}", words(error)), hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let bytes = if name.ends_with(".wasm") { EMPTY_MODULE } else { text.as_bytes() };
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    #[test]
    fn of_a_folder_only_programs_with_a_size_are_measured() {
        let files = [("b.wasm", ""), ("b.small", "3 4\n"), ("a.wasm", ""), ("a.small", "\n"), ("c.small.wasm", "")];
        let folder = folder(&files);
        let found = find(&[folder.path().into()], Size::Usual, Path::new("/t")).unwrap();
        let names: Vec<&str> = found.programs.iter().map(|program| program.name.as_str()).collect();
        assert_eq!((names, found.without_size), (vec!["b"], vec!["a".to_string()]));
        let small = find(&[folder.path().join("b.wasm")], Size::Small, Path::new("/t")).unwrap();
        assert_eq!(small.programs[0].arguments, ["3", "4"]);
    }

    #[test]
    fn the_size_that_is_timed_may_be_one_of_its_own() {
        let files =
            [("x.wasm", ""), ("x.small", "1"), ("x.arguments", "2"), ("x.bench", "3 4\n"), ("x.expected", "usual")];
        let folder = folder(&files);
        let found = find(&[folder.path().into()], Size::Usual, Path::new("/t")).unwrap();
        assert_eq!(found.programs[0].arguments, ["3", "4"]);
        assert_eq!(found.programs[0].expected, None);
    }

    #[test]
    fn what_lies_beside_a_module_is_read() {
        let options = "--dir=@TMP@::/data\n--env=X=1\n--argv0=me\n";
        let files =
            [("x.wasm", ""), ("x.arguments", "a b\n\nc\n"), ("x.options", options), ("x.ml", ""), ("x.status", "3\n")];
        let folder = folder(&files);
        let found = find(&[folder.path().into()], Size::Usual, Path::new("/t")).unwrap();
        let program = &found.programs[0];
        assert_eq!(program.arguments, ["a b", "", "c"]);
        assert_eq!(program.status, 3);
        assert_eq!(program.source("ml"), Some(folder.path().join("x.ml")));
        assert_eq!(program.source("c"), None);
        let grants = Grants {
            folders: vec![("/t".into(), "/data".into())],
            variables: vec!["X=1".into()],
            argv0: Some("me".into()),
        };
        assert_eq!(program.grants, grants);
    }

    #[test]
    fn programs_of_one_name_are_told_apart_by_their_folders() {
        let (one, two) = (folder(&[("x.wasm", "")]), folder(&[("x.wasm", "")]));
        let found = find(&[one.path().into(), two.path().into()], Size::Usual, Path::new("/t")).unwrap();
        let name = |folder: &tempfile::TempDir| format!("{}/x", folder.path().file_name().unwrap().to_string_lossy());
        assert_eq!([&found.programs[0].name, &found.programs[1].name], [&name(&one), &name(&two)]);
    }
}
