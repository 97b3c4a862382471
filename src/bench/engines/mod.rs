//! The engines that Wastrel is compared with: what each needs, how it builds and how it runs a program.
//!
//! In: a program and found tools. Out: [`Recipe`]s, values; `build.rs` follows them. An engine starts from the source beside the
//! module if it compiles the language itself, from the module otherwise.

pub mod build;
pub mod find;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::plan::{Program, user};
use crate::error::Result;
use crate::hosts::Host;
use find::{Tools, known_engines};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    Ocamlopt,
    OcamloptUnsafe,
    Ocamlrun,
    Guile,
    Node,
    Wasmtime,
    Wasm2c,
    NativeC,
    NativeRust,
    /// Any other, by its command line.
    Command {
        label: String,
        words: Vec<String>,
    },
}

const NAMED: [Engine; 9] = [
    Engine::Ocamlopt,
    Engine::OcamloptUnsafe,
    Engine::Ocamlrun,
    Engine::Guile,
    Engine::Node,
    Engine::Wasmtime,
    Engine::Wasm2c,
    Engine::NativeC,
    Engine::NativeRust,
];

impl Engine {
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(Engine::name)
    }

    /// `NAME`, `cmd:COMMAND` or `LABEL=cmd:COMMAND`.
    pub fn parse(text: &str) -> Result<Engine> {
        if let Some((before, command)) = text.split_once("cmd:")
            && (before.is_empty() || before.ends_with('='))
        {
            let label = if before.is_empty() { command } else { before.trim_end_matches('=') };
            let words = shell_words::split(command)
                .map_err(|error| user(format!("cannot read `{text}`: {error}"), "quote it as a shell would"))?;
            if words.is_empty() {
                return Err(user(format!("`{text}` has no command"), "for example: cmd:'wasm-engine {wasm} {args}'"));
            }
            return Ok(Engine::Command { label: label.to_string(), words });
        }
        NAMED
            .iter()
            .find(|engine| engine.name() == text)
            .cloned()
            .ok_or_else(|| user(format!("there is no engine `{text}`"), known_engines()))
    }

    /// A list with commas; a command may hold commas, so it ends the list.
    pub fn parse_list(text: &str) -> Result<Vec<Engine>> {
        let command = text.find("cmd:").map(|at| text[..at].rfind(',').map_or(0, |comma| comma + 1));
        let (names, command) = text.split_at(command.unwrap_or(text.len()));
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.chain(Some(command).filter(|it| !it.is_empty())).map(Engine::parse).collect()
    }

    fn name(&self) -> &'static str {
        match self {
            Engine::Ocamlopt => "ocamlopt",
            Engine::OcamloptUnsafe => "ocamlopt-unsafe",
            Engine::Ocamlrun => "ocamlrun",
            Engine::Guile => "guile",
            Engine::Node => "node",
            Engine::Wasmtime => "wasmtime",
            Engine::Wasm2c => "wasm2c",
            Engine::NativeC => "native-c",
            Engine::NativeRust => "native-rust",
            Engine::Command { .. } => "cmd",
        }
    }

    /// Under which name its tools are configured.
    pub fn settings_name(&self) -> &'static str {
        match self {
            Engine::OcamloptUnsafe => Engine::Ocamlopt.name(),
            _ => self.name(),
        }
    }

    /// The programs that it needs; the first is the one that `--engine` names.
    pub fn tools(&self) -> &'static [&'static str] {
        match self {
            Engine::Ocamlopt | Engine::OcamloptUnsafe => &["ocamlopt"],
            Engine::Ocamlrun => &["ocamlrun", "ocamlc"],
            Engine::Guile => &["guile"],
            Engine::Node => &["node"],
            Engine::Wasmtime => &["wasmtime"],
            Engine::Wasm2c => &["wasm2c", "gcc"],
            Engine::NativeC => &["gcc"],
            Engine::NativeRust => &["rustc"],
            Engine::Command { .. } => &[],
        }
    }

    /// How to get it.
    pub fn advice(&self) -> &'static str {
        match self {
            Engine::Ocamlopt | Engine::OcamloptUnsafe | Engine::Ocamlrun => "apt install ocaml",
            Engine::Guile => "apt install guile-3.0",
            Engine::Node => "node 22 or newer, from https://nodejs.org",
            Engine::Wasmtime => "https://wasmtime.dev",
            Engine::Wasm2c => "apt install wabt gcc",
            Engine::NativeC => "apt install gcc",
            Engine::NativeRust => "https://rustup.rs",
            Engine::Command { .. } => "name a program that is in PATH",
        }
    }

    /// The ending of the source that it compiles; none if it takes the module.
    fn language(&self) -> Option<&'static str> {
        match self {
            Engine::Ocamlopt | Engine::OcamloptUnsafe | Engine::Ocamlrun => Some("ml"),
            Engine::Guile => Some("scm"),
            Engine::NativeC => Some("c"),
            Engine::NativeRust => Some("rs"),
            Engine::Node | Engine::Wasmtime | Engine::Wasm2c | Engine::Command { .. } => None,
        }
    }

    /// What makes `ocamlopt` 5.4.1 (no flambda) out of a path.
    pub fn version(&self, tools: &Tools) -> String {
        let line = |arguments: &[&str]| tools.first_line(0, arguments).unwrap_or_else(|| "unknown version".into());
        match self {
            Engine::Ocamlopt | Engine::OcamloptUnsafe => {
                let configuration = tools.output(0, &["-config"]).unwrap_or_default();
                let flambda = if configuration.contains("flambda: true") { "flambda" } else { "no flambda" };
                format!("OCaml {}, {flambda}, {}", line(&["-version"]), self.flags(tools).join(" "))
            }
            Engine::Ocamlrun => format!("OCaml bytecode, {}", line(&["-version"])),
            Engine::Node => format!("node {}", line(&["--version"])),
            Engine::Wasm2c => format!("wasm2c {}, gcc {}", line(&["--version"]), self.flags(tools).join(" ")),
            Engine::NativeC | Engine::NativeRust => {
                format!("{}, {}", line(&["--version"]), self.flags(tools).join(" "))
            }
            Engine::Guile | Engine::Wasmtime => line(&["--version"]),
            Engine::Command { words, .. } => shell_words::join(words),
        }
    }

    /// What its compiler is told, unless `wastrel.toml` says otherwise.
    fn flags(&self, tools: &Tools) -> Vec<String> {
        let usual: &[&str] = match self {
            // What dune's release profile passes: bounds checks stay, and -O3 would be ignored without flambda.
            Engine::Ocamlopt => &["-w", "-40", "-g"],
            Engine::OcamloptUnsafe => &["-w", "-40", "-g", "-O3", "-unsafe", "-inline", "100"],
            Engine::Ocamlrun => &["-w", "-40", "-g"],
            // As Wasm has it: no product and sum in one rounding.
            Engine::NativeC => &["-O2", "-ffp-contract=off", "-D_GNU_SOURCE"],
            Engine::Wasm2c => &["-O2"],
            Engine::NativeRust => &["--edition=2021", "-O", "-Cpanic=abort", "-Clto=fat", "-Ccodegen-units=1"],
            Engine::Wasmtime => &["-Wgc,function-references,exceptions,tail-call"],
            Engine::Guile | Engine::Node | Engine::Command { .. } => &[],
        };
        tools.settings.flags.clone().unwrap_or_else(|| usual.iter().map(|flag| flag.to_string()).collect())
    }

    /// `shop`: an empty folder that the tools see. The error says why there is none.
    pub fn recipe(&self, tools: &Tools, program: &Program, shop: &Path) -> Result<Recipe, String> {
        let source = match self.language() {
            Some(ending) => Some(program.source(ending).ok_or_else(|| format!("no source {}.{ending}", program.name))?),
            None => None,
        };
        let is_native = source.is_some() || *self == Engine::Wasm2c;
        if is_native && !program.grants.folders.is_empty() {
            return Err("its options grant a folder, which a native program cannot be told of".into());
        }
        let kitchen = Kitchen { engine: self, tools, program, shop, source };
        match self {
            Engine::Ocamlopt | Engine::OcamloptUnsafe => Ok(kitchen.ocamlopt()),
            Engine::Ocamlrun => Ok(kitchen.ocamlrun()),
            Engine::Guile => Ok(kitchen.guile()),
            Engine::Node => kitchen.node(),
            Engine::Wasmtime => kitchen.wasmtime(),
            Engine::Wasm2c => kitchen.wasm2c(),
            Engine::NativeC => Ok(kitchen.native_c()),
            Engine::NativeRust => Ok(kitchen.native_rust()),
            Engine::Command { words, .. } => Ok(kitchen.command(words)),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Engine::Command { label, .. } => f.write_str(label),
            named => f.write_str(named.name()),
        }
    }
}

/// How a program becomes something that runs.
#[derive(Clone, Debug, Default)]
pub struct Recipe {
    /// Files to be put into the shop: name and contents.
    pub files: Vec<(String, Vec<u8>)>,
    pub steps: Vec<Vec<OsString>>,
    /// The file in the shop that the steps make, if there are any.
    pub product: Option<&'static str>,
    pub run: Vec<OsString>,
    pub variables: Vec<(OsString, OsString)>,
    /// It is an executable of this machine, and not an interpreter with something to interpret.
    pub is_native: bool,
}

/// Everything that recipes are made of.
struct Kitchen<'a> {
    engine: &'a Engine,
    tools: &'a Tools,
    program: &'a Program,
    shop: &'a Path,
    source: Option<PathBuf>,
}

const MODULE: &str = "program.wasm";
const PRODUCT: &str = "program.exe";

impl Kitchen<'_> {
    /// A file of the shop, as the tools see it.
    fn inside(&self, name: &str) -> OsString {
        self.tools.inside(&self.shop.join(name)).into()
    }

    fn outside(&self, name: &str) -> OsString {
        self.shop.join(name).into()
    }

    /// A tool, the engine's flags, and arguments.
    fn step(&self, tool: usize, arguments: &[OsString]) -> Vec<OsString> {
        let mut words = self.tools.words(tool);
        words.extend(self.engine.flags(self.tools).into_iter().map(OsString::from));
        words.extend(arguments.iter().cloned());
        words
    }

    /// A program that was made in a chroot runs outside.
    fn if_chroot(&self, flags: &[&str]) -> Vec<OsString> {
        flags.iter().filter(|_| self.tools.chroot.is_some()).map(OsString::from).collect()
    }

    /// The source, and the headers in its folder.
    fn source_files(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let source = self.source.as_deref().expect("`recipe` has found the source");
        let read = |path: &Path| std::fs::read(path).unwrap_or_default();
        let mut files = vec![(name.to_string(), read(source))];
        if name.ends_with(".c") {
            let entries = source.parent().and_then(|folder| std::fs::read_dir(folder).ok());
            let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
            let headers = paths.filter(|path| path.extension().is_some_and(|ending| ending == "h"));
            let named = |path: PathBuf| Some((path.file_name()?.to_str()?.to_string(), read(&path)));
            files.extend(headers.filter_map(named));
            files.sort();
        }
        files
    }

    fn module_file(&self) -> (String, Vec<u8>) {
        (MODULE.into(), self.program.bytes.clone())
    }

    fn arguments(&self) -> impl Iterator<Item = OsString> {
        self.program.arguments.iter().map(OsString::from)
    }

    fn variables(&self) -> Vec<(OsString, OsString)> {
        let split = |variable: &String| variable.split_once('=').map(|(name, value)| (name.into(), value.into()));
        self.program.grants.variables.iter().filter_map(split).collect()
    }

    fn native(&self, files: Vec<(String, Vec<u8>)>, steps: Vec<Vec<OsString>>) -> Recipe {
        let run = std::iter::once(self.outside(PRODUCT)).chain(self.arguments()).collect();
        Recipe { files, steps, product: Some(PRODUCT), run, variables: self.variables(), is_native: true }
    }

    fn interpreted(&self, files: Vec<(String, Vec<u8>)>, steps: Vec<Vec<OsString>>, run: Vec<OsString>) -> Recipe {
        let product = (!steps.is_empty()).then_some(PRODUCT);
        Recipe { files, steps, product, run, variables: self.variables(), is_native: false }
    }

    fn ocamlopt(&self) -> Recipe {
        let mut arguments = self.if_chroot(&["-ccopt", "-static"]);
        arguments.extend(ocaml_libraries("cmxa"));
        arguments.extend([self.inside("program.ml"), "-o".into(), self.inside(PRODUCT)]);
        self.native(self.source_files("program.ml"), vec![self.step(0, &arguments)])
    }

    fn ocamlrun(&self) -> Recipe {
        let mut arguments = ocaml_libraries("cma");
        arguments.extend([self.inside("program.ml"), "-o".into(), self.inside(PRODUCT)]);
        let run = self.tools.words(0).into_iter().chain([self.inside(PRODUCT)]).chain(self.arguments()).collect();
        self.interpreted(self.source_files("program.ml"), vec![self.step(1, &arguments)], run)
    }

    /// Compiled beforehand, as Guile does by itself at the first run.
    fn guile(&self) -> Recipe {
        let scheme = |text: String| ["--no-auto-compile".into(), "-q".into(), "-c".into(), OsString::from(text)];
        let file = |name: &str| scheme_string(&self.inside(name));
        let compile = format!(
            "(use-modules (system base compile)) (compile-file {} #:output-file {})",
            file("program.scm"),
            file(PRODUCT)
        );
        let load = format!("(load-compiled {})", file(PRODUCT));
        let run = self.tools.words(0).into_iter().chain(scheme(load)).collect();
        let mut recipe = self.interpreted(self.source_files("program.scm"), vec![self.step(0, &scheme(compile))], run);
        recipe.variables.push(("LC_ALL".into(), "C.UTF-8".into()));
        recipe
    }

    fn node(&self) -> Result<Recipe, String> {
        let mut run = self.step(0, &["--no-warnings".into()]);
        if self.program.hosts.contains(&Host::Hoot) {
            let hoot = self.hoot()?;
            let [runner, js, wasm] = ["js-runner/load.js", "reflect-js", "reflect-wasm"].map(|name| hoot.join(name));
            run.extend([runner.into(), "--".into(), js.into(), wasm.into(), self.inside(MODULE)]);
            return Ok(self.interpreted(vec![self.module_file()], vec![], run));
        }
        let grants = &self.program.grants;
        if !grants.folders.is_empty() && self.tools.chroot.is_some() {
            return Err("its options grant a folder, which node in a chroot does not see".into());
        }
        let options = serde_json::json!({
            "argv0": grants.argv0.clone().unwrap_or_else(|| self.program.file_name()),
            "folders": grants.folders.clone(),
            "variables": grants.variables.clone(),
        });
        run.extend([self.inside("run-node.mjs"), self.inside(MODULE), options.to_string().into()]);
        run.extend(self.arguments());
        let runner = ("run-node.mjs".to_string(), include_bytes!("run-node.mjs").to_vec());
        Ok(self.interpreted(vec![self.module_file(), runner], vec![], run))
    }

    /// The newest of those that lie where distributions put them.
    fn hoot(&self) -> Result<PathBuf, String> {
        if let Some(folder) = &self.tools.settings.hoot {
            return Ok(folder.clone());
        }
        let shares = ["/usr/local/share/guile-hoot", "/usr/share/guile-hoot"];
        let entries = shares.iter().filter_map(|share| std::fs::read_dir(self.tools.outside(Path::new(share))).ok());
        let folders = entries.flatten().flatten().map(|entry| entry.path());
        let runners = folders.filter(|folder| folder.join("js-runner/load.js").exists());
        let newest = runners.max().ok_or(
            "node needs Hoot's js-runner: apt install guile-hoot, or say `hoot = \"FOLDER\"` in [engine.node]",
        )?;
        Ok(self.tools.inside(&newest))
    }

    fn wasmtime(&self) -> Result<Recipe, String> {
        self.refuse_hoot()?;
        if self.tools.chroot.is_some() && !self.program.grants.folders.is_empty() {
            return Err("its options grant a folder, which wasmtime in a chroot does not see".into());
        }
        let flags = self.engine.flags(self.tools);
        let with_flags = |command: &str| {
            let mut words = self.tools.words(0);
            words.push(command.into());
            words.extend(flags.iter().map(OsString::from));
            words
        };
        let mut compile = with_flags("compile");
        compile.extend(["-o".into(), self.inside(PRODUCT), self.inside(MODULE)]);
        let mut run = with_flags("run");
        run.push("--allow-precompiled".into());
        let grants = &self.program.grants;
        run.extend(grants.folders.iter().map(|(host, guest)| OsString::from(format!("--dir={host}::{guest}"))));
        run.extend(grants.variables.iter().map(|variable| OsString::from(format!("--env={variable}"))));
        run.extend(grants.argv0.iter().map(|name| OsString::from(format!("--argv0={name}"))));
        run.push(self.inside(PRODUCT));
        run.extend(self.arguments());
        Ok(self.interpreted(vec![self.module_file()], vec![compile], run))
    }

    fn wasm2c(&self) -> Result<Recipe, String> {
        self.refuse_hoot()?;
        let share = self.wasm2c_share()?;
        let mut translate = self.tools.words(0);
        translate.extend(["-n".into(), "program".into(), self.inside(MODULE), "-o".into(), self.inside("program.c")]);
        let mut arguments = self.if_chroot(&["-static"]);
        arguments.extend(["-I".into(), self.tools.inside(self.shop).into(), "-I".into(), share.clone().into()]);
        arguments.extend([self.inside("program.c"), self.inside("wasm2c-main.c")]);
        arguments.extend(["wasm-rt-impl.c", "wasm-rt-mem-impl.c"].map(|name| share.join(name).into()));
        arguments.extend(["-o".into(), self.inside(PRODUCT), "-lm".into()]);
        let main = ("wasm2c-main.c".to_string(), include_bytes!("wasm2c-main.c").to_vec());
        Ok(self.native(vec![self.module_file(), main], vec![translate, self.step(1, &arguments)]))
    }

    /// The folder of wasm2c's own runtime.
    fn wasm2c_share(&self) -> Result<PathBuf, String> {
        let shares = ["/usr/local/share/wabt/wasm2c", "/usr/share/wabt/wasm2c"].map(PathBuf::from);
        let there = |share: &PathBuf| self.tools.outside(share).join("wasm-rt-impl.c").exists();
        shares.into_iter().find(there).ok_or_else(|| "wasm2c's runtime (wasm-rt-impl.c) was not found".into())
    }

    fn refuse_hoot(&self) -> Result<(), String> {
        let wasi_only = self.program.hosts.iter().all(|host| *host == Host::Wasi);
        if wasi_only { Ok(()) } else { Err(format!("{} has no host but WASI", self.engine)) }
    }

    fn native_c(&self) -> Recipe {
        let mut arguments = self.if_chroot(&["-static"]);
        arguments.extend([self.inside("program.c"), "-o".into(), self.inside(PRODUCT), "-lm".into()]);
        self.native(self.source_files("program.c"), vec![self.step(0, &arguments)])
    }

    fn native_rust(&self) -> Recipe {
        let mut arguments = self.if_chroot(&["-Ctarget-feature=+crt-static"]);
        arguments.extend([self.inside("program.rs"), "-o".into(), self.inside(PRODUCT)]);
        self.native(self.source_files("program.rs"), vec![self.step(0, &arguments)])
    }

    /// `{wasm}` anywhere in a word is the module; the word `{args}` is the program's arguments.
    fn command(&self, words: &[String]) -> Recipe {
        let mut run: Vec<OsString> = Vec::new();
        for word in words {
            match word.as_str() {
                "{args}" => run.extend(self.arguments()),
                _ => run.push(word.replace("{wasm}", &self.outside(MODULE).to_string_lossy()).into()),
            }
        }
        self.interpreted(vec![self.module_file()], vec![], run)
    }
}

/// Str and Unix, which are linked only into a program that uses them.
fn ocaml_libraries(ending: &str) -> Vec<OsString> {
    let archives = ["unix", "str"].map(|name| format!("{name}.{ending}"));
    ["-I", "+unix", "-I", "+str"].into_iter().map(OsString::from).chain(archives.map(OsString::from)).collect()
}

/// A string of Scheme.
fn scheme_string(path: &OsString) -> String {
    format!("\"{}\"", path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let got = match Engine::parse_list(text) {
            Ok(engines) => engines.iter().map(Engine::to_string).collect::<Vec<_>>().join(" | "),
            Err(error) => format!("{error}"),
        };
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn engines_come_in_lists() {
        check("ocamlopt", "ocamlopt");
        check("ocamlopt, node", "ocamlopt | node");
        check("node,cmd:wasm3 {wasm} a,b", "node | wasm3 {wasm} a,b");
        check("interp=cmd:wasm3 {wasm}", "interp");
        check("v8", "there is no engine `v8`");
        check("cmd:", "`cmd:` has no command");
    }
}
