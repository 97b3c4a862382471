//! Where the tools of an engine are.
//!
//! In, the first that says something: `--engine NAME=COMMAND`, the variable `WASTREL_ENGINE_NAME`, `[engine.NAME]` in
//! `wastrel.toml`, PATH. Out: [`Tools`]. A command that begins with `chroot DIR` names tools inside that folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Engine;
use crate::bench::plan::{user, user_io};
use crate::error::Result;

const SETTINGS_FILE: &str = "wastrel.toml";
/// Where programs are inside a chroot.
const FOLDERS_OF_PROGRAMS: [&str; 4] = ["usr/local/bin", "usr/bin", "usr/local/sbin", "usr/sbin"];
const OLDEST_NODE: u32 = 22;

/// `wastrel.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFile {
    #[serde(default)]
    engine: BTreeMap<String, Settings>,
}

/// What is said about an engine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The program, a path inside the chroot if there is one.
    path: Option<String>,
    chroot: Option<PathBuf>,
    /// For the engine's compiler, in place of ours.
    pub flags: Option<Vec<String>>,
    /// For `node`: the folder that holds Hoot's `js-runner`, as node sees it.
    pub hoot: Option<PathBuf>,
}

impl SettingsFile {
    /// `named` must be there, the usual one need not.
    pub fn read(named: Option<&Path>) -> Result<SettingsFile> {
        let path = named.unwrap_or(Path::new(SETTINGS_FILE));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(user_io("read", &path.display().to_string(), &error)),
        };
        let settings: SettingsFile = toml::from_str(&text).map_err(|error| {
            let message = format!("{}: {}", path.display(), error.to_string().trim_end());
            user(message, "`[engine.NAME]` may hold path, chroot, flags and hoot")
        })?;
        match settings.engine.keys().find(|name| !Engine::names().any(|known| known == *name)) {
            Some(name) => Err(user(format!("{}: there is no engine `{name}`", path.display()), known_engines())),
            None => Ok(settings),
        }
    }

    /// `options`: what `--engine` says, by name.
    pub fn of(&self, engine: &Engine, options: &BTreeMap<String, String>) -> Result<Settings> {
        let name = engine.settings_name();
        let mut settings = self.engine.get(name).cloned().unwrap_or_default();
        let variable = variable_name(name);
        let command = options.get(name).cloned().or_else(|| std::env::var(variable).ok().filter(|it| !it.is_empty()));
        if let Some(command) = command {
            let words = shell_words::split(&command).map_err(|error| {
                user(format!("cannot read the engine `{name}={command}`: {error}"), "quote it as a shell would")
            })?;
            let (chroot, rest) = match words.as_slice() {
                [first, folder, rest @ ..] if first == "chroot" => (Some(PathBuf::from(folder)), rest),
                all => (None, all),
            };
            if rest.len() > 1 {
                let message = format!("the engine `{name}={command}` has more than one word");
                return Err(user(message, "give a program, or `chroot DIR` and a program; flags go to wastrel.toml"));
            }
            settings = Settings { chroot, path: rest.first().cloned(), ..settings };
        }
        Ok(settings)
    }
}

pub fn variable_name(engine: &str) -> String {
    format!("WASTREL_ENGINE_{}", engine.to_uppercase().replace('-', "_"))
}

pub fn known_engines() -> String {
    format!("the engines are {}, and cmd:'COMMAND'", Engine::names().collect::<Vec<_>>().join(", "))
}

/// The programs of an engine, found.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    pub chroot: Option<PathBuf>,
    /// In the order of [`Engine::tools`]; paths inside the chroot.
    pub programs: Vec<PathBuf>,
    pub settings: Settings,
}

impl Tools {
    /// The error says what is missing, and where it was looked for.
    pub fn find(engine: &Engine, settings: Settings) -> Result<Tools, String> {
        let mut programs: Vec<PathBuf> = Vec::new();
        for (index, name) in engine.tools().iter().enumerate() {
            let named = settings.path.as_deref().filter(|_| index == 0);
            // What was named may bring its companions with it.
            let companion = settings.path.as_deref().map(|path| Path::new(path).with_file_name(name));
            let companion = companion.filter(|path| path.is_absolute()).map(|path| path.to_string_lossy().into_owned());
            let candidates =
                [named.map(str::to_string), companion.filter(|_| index > 0), named.is_none().then(|| name.to_string())];
            let found = candidates.into_iter().flatten().find_map(|name| locate(&name, settings.chroot.as_deref()));
            let wanted = named.unwrap_or(name);
            programs.push(found.ok_or_else(|| match &settings.chroot {
                Some(chroot) => format!("`{wanted}` is not in {}", chroot.display()),
                None => format!("`{wanted}` is not in PATH"),
            })?);
        }
        let tools = Tools { chroot: settings.chroot.clone(), programs, settings };
        if *engine == Engine::Node { tools.refuse_old_node().map(|()| tools) } else { Ok(tools) }
    }

    fn refuse_old_node(&self) -> Result<(), String> {
        let version = self.first_line(0, &["--version"]).unwrap_or_default();
        let major: u32 = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse().ok()).unwrap_or(0);
        if major < OLDEST_NODE {
            return Err(format!(
                "`{}` is {version}, and node before {OLDEST_NODE} knows no Wasm GC",
                self.programs[0].display()
            ));
        }
        Ok(())
    }

    /// The words that run a tool.
    pub fn words(&self, tool: usize) -> Vec<OsString> {
        let mut words: Vec<OsString> = Vec::new();
        if let Some(chroot) = &self.chroot {
            words.extend(["chroot".into(), chroot.into()]);
        }
        words.push(self.programs[tool].clone().into());
        words
    }

    /// The first line that a tool prints.
    pub fn first_line(&self, tool: usize, arguments: &[&str]) -> Option<String> {
        self.output(tool, arguments)?.lines().next().map(|line| line.trim().to_string())
    }

    pub fn output(&self, tool: usize, arguments: &[&str]) -> Option<String> {
        let words = self.words(tool);
        let output = Command::new(&words[0]).args(&words[1..]).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A path as this process sees it.
    pub fn outside(&self, inside: &Path) -> PathBuf {
        match &self.chroot {
            Some(chroot) => chroot.join(inside.strip_prefix("/").unwrap_or(inside)),
            None => inside.to_path_buf(),
        }
    }

    /// A path as the tools see it.
    pub fn inside(&self, outside: &Path) -> PathBuf {
        let chroot = self.chroot.as_deref().unwrap_or(Path::new("/"));
        Path::new("/").join(outside.strip_prefix(chroot).unwrap_or(outside))
    }

    /// Changes when a tool does.
    pub fn identity(&self) -> String {
        let of = |program: &PathBuf| {
            let data = fs::metadata(self.outside(program)).ok();
            let facts = data.map(|data| (data.len(), data.modified().ok()));
            format!("{program:?} {facts:?}")
        };
        format!("{:?} {:?}", self.chroot, self.programs.iter().map(of).collect::<Vec<_>>())
    }
}

fn locate(name: &str, chroot: Option<&Path>) -> Option<PathBuf> {
    let Some(chroot) = chroot else { return which::which(name).ok() };
    // Links in there are not followed: they may be absolute.
    let is_there = |inside: &str| fs::symlink_metadata(chroot.join(inside)).is_ok();
    if let Some(inside) = name.strip_prefix('/') {
        return is_there(inside).then(|| PathBuf::from(name));
    }
    let paths = FOLDERS_OF_PROGRAMS.iter().map(|folder| format!("{folder}/{name}"));
    paths.into_iter().find(|path| is_there(path)).map(|path| Path::new("/").join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(toml: &str, option: &str) -> Result<Settings, String> {
        let file: SettingsFile = toml::from_str(toml).unwrap();
        let options = BTreeMap::from([("ocamlopt".to_string(), option.to_string())]);
        let options = if option.is_empty() { BTreeMap::new() } else { options };
        file.of(&Engine::Ocamlopt, &options).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_prevails_over_the_file() {
        let file = "[engine.ocamlopt]\npath = \"/p\"\nchroot = \"/c\"\nflags = [\"-g\"]\n";
        let flags = Some(vec!["-g".to_string()]);
        let expect = |path: Option<&str>, chroot: Option<&str>| {
            let (path, chroot) = (path.map(str::to_string), chroot.map(PathBuf::from));
            Ok(Settings { path, chroot, flags: flags.clone(), hoot: None })
        };
        assert_eq!(settings(file, ""), expect(Some("/p"), Some("/c")));
        assert_eq!(settings(file, "/q"), expect(Some("/q"), None));
        assert_eq!(settings(file, "chroot /d"), expect(None, Some("/d")));
        assert_eq!(settings(file, "chroot /d ocamlopt.opt"), expect(Some("ocamlopt.opt"), Some("/d")));
        assert!(settings(file, "ocamlopt -O3").unwrap_err().contains("more than one word"));
    }

    #[test]
    fn tools_in_a_chroot_have_two_paths() {
        let tools = Tools { chroot: Some("/c".into()), programs: vec!["/usr/bin/x".into()], ..Tools::default() };
        assert_eq!(tools.words(0), ["chroot", "/c", "/usr/bin/x"]);
        assert_eq!(tools.inside(Path::new("/c/tmp/a")), Path::new("/tmp/a"));
        assert_eq!(tools.outside(Path::new("/tmp/a")), Path::new("/c/tmp/a"));
    }

    #[test]
    fn a_missing_tool_is_named() {
        let missing = Settings { path: Some("/nowhere/ocamlopt".into()), ..Settings::default() };
        let message = Tools::find(&Engine::Ocamlopt, missing).unwrap_err();
        assert_eq!(message, "`/nowhere/ocamlopt` is not in PATH");
    }

    #[test]
    fn variables_are_named_after_engines() {
        assert_eq!(variable_name("native-c"), "WASTREL_ENGINE_NATIVE_C");
    }
}
