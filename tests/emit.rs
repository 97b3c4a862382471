//! What the emitted C looks like, one idea a file, and what holds of all of it.
//!
//! `tests/emit/NAME.wat` is a comment that says what it shows, a module, and the C that we emit for its functions as `;;;`
//! lines. `BLESS=1 cargo test --test emit` rewrites these lines: read the diff. `;;! show = "header, functions, entry"`
//! asks for other parts, `;;! roots = "conservative"` for C as `--roots conservative` makes it, `;;! passes = "no-inline"` for C as `-fno-inline` does,
//! `;;! ref-width = "32"` for slots of 32 bits. Whether the C is right is not told here but in `tests/run`: snapshots show beauty, runs show truth.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Tested, translate_file};
use libtest_mimic::{Completion, Failed, Trial};
use tempfile::TempDir;
use wastrel::build::flags::{self, Level, Settings};
use wastrel::build::toolchain::{CompilerCommand, Toolchain};
use wastrel::build::{project, runtime_files};
use wastrel::hosts::Host;
use wastrel::optimise::Passes;
use wastrel::{Options, RefWidth, Rooting, SourceFile, Translation};

const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/emit");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/ocaml");
/// What a corpus module is compiled for in search of warnings: some need the optimiser's view.
const WARNING_CORPUS: &[(&str, u8)] = &[("exceptions", 2), ("effects", 2), ("formats", 1), ("bigarr", 1)];
/// The share of `local = local;` and `local = constant;` among all statements of the corpus.
const MOST_COPIES: f64 = 0.10;

fn main() -> std::process::ExitCode {
    let snapshots = wat_files().into_iter().map(|path| Trial::test(stem(&path), move || snapshot(&path)));
    let general = [
        Trial::test("copies-under-10-percent", copies),
        Trial::test("deterministic", deterministic),
        Trial::ignorable_test("silent-gcc", || with_compiler("gcc", &["gcc"], snapshots_are_silent)),
        Trial::ignorable_test("silent-clang", || with_compiler("clang", CLANG, snapshots_are_silent)),
        Trial::ignorable_test("silent-corpus-gcc", || with_compiler("gcc", &["gcc"], corpus_is_silent)),
        Trial::ignorable_test("silent-corpus-clang", || with_compiler("clang", CLANG, corpus_is_silent)),
    ];
    common::run_all(snapshots.chain(general).collect())
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    paths.sort();
    paths
}

fn wat_files() -> Vec<PathBuf> {
    files(SNAPSHOTS, "wat")
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("files have names").to_string_lossy().into_owned()
}

// ---- snapshots ----

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Header,
    Functions,
    Entry,
}

impl Part {
    fn parse(word: &str) -> Result<Part, Failed> {
        match word {
            "header" => Ok(Part::Header),
            "functions" => Ok(Part::Functions),
            "entry" => Ok(Part::Entry),
            _ => Err(format!("`show` knows header, functions and entry, not `{word}`").into()),
        }
    }

    fn of(file: &SourceFile) -> Part {
        match file.name.as_str() {
            "program.h" => Part::Header,
            "entry.c" => Part::Entry,
            _ => Part::Functions,
        }
    }
}

/// A file under `tests/emit`.
struct Snapshot {
    /// Everything but the expected C, which is comments as well.
    source: String,
    expected: String,
    show: Vec<Part>,
    rooting: Rooting,
    passes: Passes,
    ref_width: RefWidth,
}

impl Snapshot {
    fn parse(text: &str) -> Result<Snapshot, Failed> {
        let is_expected = |line: &&str| line.starts_with(";;;");
        let (expected, source): (Vec<&str>, Vec<&str>) = text.lines().partition(is_expected);
        let source = source.join("\n").trim_end().to_string();
        if !source.starts_with(";; ") {
            return Err("the first line is a comment `;; …` that says what the file shows".into());
        }
        let mut show = vec![Part::Functions];
        let (mut rooting, mut passes, mut ref_width) = (Rooting::default(), Passes::default(), RefWidth::default());
        for directive in source.lines().filter_map(|line| line.strip_prefix(";;!")) {
            let unknown = || format!("unknown directive `{}`", directive.trim());
            let (key, value) = directive.trim().split_once(" = ").ok_or_else(unknown)?;
            match (key, value.trim_matches('"')) {
                ("show", parts) => {
                    show = parts.split(',').map(|word| Part::parse(word.trim())).collect::<Result<_, _>>()?;
                }
                ("roots", "conservative") => rooting = Rooting::Conservative,
                ("passes", choice) => passes = passes.with(choice).ok_or_else(unknown)?,
                ("ref-width", "32") => ref_width = RefWidth::Bits32,
                _ => return Err(unknown().into()),
            }
        }
        let mut expected = expected.join("\n");
        expected.push('\n');
        Ok(Snapshot { source, expected, show, rooting, passes, ref_width })
    }

    fn translate(&self, path: &Path) -> Result<Translation, Failed> {
        let Snapshot { rooting, passes, ref_width, .. } = *self;
        common::translate_file_with(path, &Options { rooting, passes, ref_width, ..Options::default() })
    }

    /// The parts that it shows, as comments of Wasm's text format.
    fn actual(&self, files: &[SourceFile]) -> String {
        let mut lines: Vec<String> = Vec::new();
        for part in &self.show {
            for file in files.iter().filter(|file| Part::of(file) == *part) {
                if !lines.is_empty() {
                    lines.push(";;;".into());
                }
                lines.extend(without_includes(&file.text).lines().map(comment));
            }
        }
        lines.join("\n") + "\n"
    }
}

fn comment(line: &str) -> String {
    format!(";;; {line}").trim_end().to_string()
}

fn without_includes(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with("#include") || rest.starts_with('\n') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest.trim_end()
}

fn snapshot(path: &Path) -> Tested {
    let text = fs::read_to_string(path)?;
    let snapshot = Snapshot::parse(&text)?;
    let actual = snapshot.actual(&snapshot.translate(path)?.files);
    if std::env::var_os("BLESS").is_some_and(|value| value != "0") {
        let blessed = format!("{}\n\n{actual}", snapshot.source);
        if blessed != text {
            replace(path, &blessed)?;
        }
        return Ok(());
    }
    if actual == snapshot.expected { Ok(()) } else { Err(difference(&snapshot.expected, &actual).into()) }
}

/// At once: tests that run at the same time read the old file or the new one.
fn replace(path: &Path, text: &str) -> Tested {
    let new = tempfile::NamedTempFile::new_in(SNAPSHOTS)?;
    fs::write(new.path(), text)?;
    fs::set_permissions(new.path(), fs::metadata(path)?.permissions())?;
    new.persist(path)?;
    Ok(())
}

/// The lines that changed, with what surrounds them.
fn difference(expected: &str, actual: &str) -> String {
    const AROUND: usize = 3;
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let mut text = String::from("the C has changed; `BLESS=1 cargo test --test emit` accepts it\n");
    let mut show = |sign: char, lines: &[&str]| lines.iter().for_each(|line| text.push_str(&format!("{sign}{line}\n")));
    show(' ', &old[same.saturating_sub(AROUND)..same]);
    show('-', &old[same..old.len() - tail]);
    show('+', &new[same..new.len() - tail]);
    show(' ', &old[old.len() - tail..(old.len() - tail + AROUND).min(old.len())]);
    text
}

// ---- the corpus ----

fn copies() -> Tested {
    let (mut copies, mut statements) = (0, 0);
    for path in files(CORPUS, "wasm") {
        let statistics = translate_file(&path)?.statistics;
        copies += statistics.copies;
        statements += statistics.statements;
    }
    let share = copies as f64 / statements as f64;
    println!("{copies} of {statements} statements are copies: {:.1} %", share * 100.0);
    if share < MOST_COPIES { Ok(()) } else { Err(format!("{share:.3} of all statements are copies").into()) }
}

/// Two translations in one process already differ where the order of a `HashMap` shows: each has its own hash keys.
fn deterministic() -> Tested {
    let path = Path::new(CORPUS).join("formats.wasm");
    let (one, two) = (translate_file(&path)?.files, translate_file(&path)?.files);
    match one.iter().zip(&two).find(|(a, b)| a != b) {
        Some((a, b)) => Err(format!("{} differs\n{}", a.name, difference(&a.text, &b.text)).into()),
        None if one.len() != two.len() => Err("another number of files".into()),
        None => Ok(()),
    }
}

// ---- warnings ----

const CLANG: &[&str] = &["clang-19", "clang"];

/// Without the compiler the test is skipped, visibly; `WASTREL_REQUIRE=clang` makes that a failure.
fn with_compiler(what: &str, names: &[&str], test: fn(&Compiler) -> Tested) -> Result<Completion, Failed> {
    let found = names.iter().find_map(|name| CompilerCommand::find(Some(name)).ok());
    let Some(command) = found else {
        println!("skipped: no {what}");
        return common::skip(what);
    };
    test(&Compiler { toolchain: command.probe()? })?;
    Ok(Completion::Completed)
}

struct Compiler {
    toolchain: Toolchain,
}

impl Compiler {
    fn settings(level: u8, ref_width: RefWidth) -> Settings {
        Settings {
            level: Level(level),
            cold_level: Level(level),
            sanitizers: Vec::new(),
            extra: ["-Wall", "-Wextra"].iter().map(|flag| flag.to_string()).collect(),
            collector: &runtime_files::COLLECTORS[0],
            collector_source: None,
            bignums: runtime_files::Bignums::Own,
            ref_width,
        }
    }

    /// A folder with the runtime's headers and these sources.
    fn folder(sources: &[SourceFile]) -> Result<TempDir, Failed> {
        let folder = tempfile::tempdir()?;
        project::write(folder.path(), sources, &Host::ALL, &Self::settings(1, RefWidth::default()))?;
        Ok(folder)
    }

    /// What the compiler says about a file: hopefully nothing.
    fn complaints(&self, folder: &Path, source: &SourceFile, level: u8, width: RefWidth) -> Result<String, Failed> {
        let mut command: Command = self.toolchain.command.command();
        command.args(flags::compile(self.toolchain.family, &Self::settings(level, width)));
        command.args(flags::for_units(self.toolchain.family, std::slice::from_ref(source)));
        let output = command.args(["-c", &source.name, "-o", "object.o"]).current_dir(folder).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(if output.status.success() { said } else { format!("{}\n{said}", output.status) })
    }
}

/// All snapshots as one unit, each under names of its own: the runtime's headers cost far more than the modules do.
fn snapshots_are_silent(compiler: &Compiler) -> Tested {
    snapshots_of_width_are_silent(compiler, RefWidth::Bits64)?;
    snapshots_of_width_are_silent(compiler, RefWidth::Bits32)
}

fn snapshots_of_width_are_silent(compiler: &Compiler, width: RefWidth) -> Tested {
    let mut text = String::from(
        "#include \"emitted.h\"\n#include \"simd.h\"\n#include \"atomic.h\"\n#include \"../wasi/wasi.h\"\n",
    );
    for (number, path) in wat_files().iter().enumerate() {
        let snapshot = Snapshot::parse(&fs::read_to_string(path)?)?;
        if snapshot.ref_width != width {
            continue;
        }
        for file in snapshot.translate(path)?.files {
            text.push_str(&format!("\n#line 1 \"{}/{}\"\n", stem(path), file.name));
            let own = file.text.lines().map(|line| if line.starts_with("#include") { "" } else { line });
            let own: Vec<String> = own.map(|line| under_own_names(line, number, Part::of(&file))).collect();
            text.push_str(&own.join("\n"));
        }
    }
    let all = SourceFile { name: "all.c".into(), text };
    let folder = Compiler::folder(std::slice::from_ref(&all))?;
    let said = compiler.complaints(folder.path(), &all, 1, width)?;
    if said.is_empty() { Ok(()) } else { Err(said.into()) }
}

/// Gives the names of a module a number: `m0_f`, `ty_cons`, `k0_1`, and what `entry.c` defines for the runtime.
fn under_own_names(line: &str, number: usize, part: Part) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_word) {
        let length = rest[start..].find(|c| !is_word(c)).unwrap_or(rest.len() - start);
        let (before, word) = (&rest[..start], &rest[start..start + length]);
        text.push_str(before);
        let is_for_runtime = part == Part::Entry && word.starts_with("wr_") && is_definition(&text, line);
        let is_entry = part == Part::Entry && word == "run";
        let own = ["m0_", "ty_", "k0_"].iter().find_map(|prefix| Some((prefix, word.strip_prefix(prefix)?)));
        match own {
            Some((prefix, name)) => text.push_str(&format!("{}{number}_{name}", &prefix[..prefix.len() - 1])),
            None if is_for_runtime || is_entry => text.push_str(&format!("{word}_{number}")),
            None => text.push_str(word),
        }
        rest = &rest[start + length..];
    }
    text + rest
}

/// Whether what follows `before` in an unindented line is what that line defines, and no `struct`'s tag.
fn is_definition(before: &str, line: &str) -> bool {
    !line.starts_with(' ') && !before.ends_with("struct ") && !before.contains(['=', '(']) && !before.is_empty()
}

fn corpus_is_silent(compiler: &Compiler) -> Tested {
    let mut said = String::new();
    for &(module, level) in WARNING_CORPUS {
        let sources = translate_file(&Path::new(CORPUS).join(module).with_extension("wasm"))?.files;
        let folder = Compiler::folder(&sources)?;
        for source in sources.iter().filter(|source| project::is_unit(source)) {
            let complaints = compiler.complaints(folder.path(), source, level, RefWidth::default())?;
            if !complaints.is_empty() {
                said.push_str(&format!("{module}, {} at -O{level}:\n{complaints}", source.name));
            }
        }
    }
    if said.is_empty() { Ok(()) } else { Err(said.into()) }
}
