//! No input makes wastrel panic: whatever the bytes are, translating and inspecting them ends with a value or an error, within
//! the memory and time that `main` allows this process.
//!
//! Mutants of good modules are mostly refused by the validator. Modules by wasm-smith are valid, and odd; those that keep to what
//! we compile must be translated, and what comes out must be C.
//!
//! Seeds are fixed. A failing module is shrunk and stays in `target/tmp/mutations`.

mod common;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use arbitrary::Unstructured;
use common::{Tested, fresh_folder};
use libtest_mimic::Trial;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use proptest::{collection, prop_oneof};
use rustix::process::{Resource, Rlimit, setrlimit};
use wastrel::build::flags::{self, Level, Settings};
use wastrel::build::toolchain::CompilerCommand;
use wastrel::build::{project, runtime_files};
use wastrel::error::Error;
use wastrel::hosts::Host;
use wastrel::{Options, RefWidth, cli::inspect, translate};

/// Far more than any small module needs, far less than what a length in it can ask for.
const MOST_MEMORY: u64 = 4 << 30;
/// Longer than everything here takes on a slow machine: a module that never ends is a failure, not a wait.
const MOST_SECONDS: u64 = 1800;

fn main() -> std::process::ExitCode {
    for (resource, most) in [(Resource::As, MOST_MEMORY), (Resource::Cpu, MOST_SECONDS)] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).expect("limits may be lowered");
    }
    let times = if common::is_full_matrix() { 10 } else { 1 };
    common::run_all(vec![
        Trial::test("mutants-of-the-corpus", move || mutants(500 * times, corpus())),
        Trial::test("mutants-of-small-modules", move || mutants(10_000 * times, small_modules())),
        Trial::test("odd-modules", move || odd_modules("supported", 3000 * times, only_supported(), is_translated)),
        Trial::test("odd-modules-of-all-proposals", move || odd_modules("all", 500 * times, everything(), is_valid)),
        Trial::test("odd-modules-are-c", move || odd_modules("c", 30 * times, only_supported(), is_accepted_by_gcc)),
    ])
}

/// Runs a property on cases of a fixed seed.
fn check<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> Result<(), String>) -> Tested {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&strategy, |value| property(value).map_err(TestCaseError::fail));
    outcome.map_err(|error| match error {
        // The value would be thousands of lines, and the module is on the disk.
        TestError::Fail(why, _) => why.to_string().into(),
        TestError::Abort(why) => why.to_string().into(),
    })
}

/// Keeps the last module that fails, which is the smallest.
fn with_witness(name: &str, module: &[u8], property: impl Fn(&[u8]) -> Result<(), String>) -> Result<(), String> {
    let result = catch_unwind(AssertUnwindSafe(|| property(module))).unwrap_or_else(|_| Err("it panics".into()));
    result.map_err(|why| {
        let path = fresh_folder(&format!("mutations/{name}")).join("module.wasm");
        match fs::write(&path, module) {
            Ok(()) => format!("{}: {why}", path.display()),
            Err(_) => why,
        }
    })
}

/// Everything that reads a module.
fn all_of_it(module: &[u8]) -> Result<(), Error> {
    let inspected = [
        inspect::features(module).map(drop),
        inspect::types(module).map(drop),
        inspect::layouts(module, RefWidth::default()).map(drop),
        inspect::imports(module, &|_, _| false).map(drop),
        wastrel::inspect_stackmaps(module).map(drop),
    ];
    let translated = translate(module, &Options::default()).map(drop);
    inspected.into_iter().find(|result| result.is_err()).unwrap_or(translated)
}

// ---- mutants ----

#[derive(Clone, Debug)]
enum Mutation {
    Flip {
        at: Index,
        bit: u8,
    },
    Set {
        at: Index,
        byte: u8,
    },
    Cut {
        at: Index,
    },
    Remove {
        at: Index,
        length: usize,
    },
    /// Bytes of another module, or of this one.
    Splice {
        at: Index,
        donor: Index,
        from: Index,
        length: usize,
    },
    RepeatSection {
        which: Index,
    },
    SwapSections {
        one: Index,
        other: Index,
    },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 0u8..8).prop_map(|(at, bit)| Mutation::Flip { at, bit }),
        4 => (at(), prop_oneof![any::<u8>(), Just(0xff), Just(0x80), Just(0)]).prop_map(|(at, byte)| Mutation::Set { at, byte }),
        1 => at().prop_map(|at| Mutation::Cut { at }),
        1 => (at(), 1usize..9).prop_map(|(at, length)| Mutation::Remove { at, length }),
        2 => (at(), at(), at(), 1usize..40)
            .prop_map(|(at, donor, from, length)| Mutation::Splice { at, donor, from, length }),
        1 => at().prop_map(|which| Mutation::RepeatSection { which }),
        1 => (at(), at()).prop_map(|(one, other)| Mutation::SwapSections { one, other }),
    ]
}

fn mutants(cases: u32, modules: Vec<Vec<u8>>) -> Tested {
    let strategy = (any::<Index>(), collection::vec(mutation(), 1..4));
    check(cases, strategy, |(which, mutations)| {
        let mut module = which.get(&modules).clone();
        for mutation in &mutations {
            mutate(&mut module, mutation, &modules);
        }
        with_witness("mutant", &module, |module| {
            let _ = all_of_it(module);
            Ok(())
        })
    })
}

fn mutate(module: &mut Vec<u8>, mutation: &Mutation, donors: &[Vec<u8>]) {
    if module.is_empty() {
        return;
    }
    let length_of_module = module.len();
    match *mutation {
        Mutation::Flip { at, bit } => module[at.index(length_of_module)] ^= 1 << bit,
        Mutation::Set { at, byte } => module[at.index(length_of_module)] = byte,
        Mutation::Cut { at } => module.truncate(at.index(length_of_module)),
        Mutation::Remove { at, length } => {
            let start = at.index(length_of_module);
            module.drain(start..(start + length).min(length_of_module));
        }
        Mutation::Splice { at, donor, from, length } => {
            let donor = donor.get(donors);
            let start = from.index(donor.len());
            let bytes = donor[start..(start + length).min(donor.len())].to_vec();
            let at = at.index(length_of_module);
            module.splice(at..(at + bytes.len()).min(length_of_module), bytes);
        }
        Mutation::RepeatSection { which } => {
            let mut sections = sections(module);
            let which = which.index(sections.len());
            sections.insert(which, sections[which].clone());
            *module = sections.concat();
        }
        Mutation::SwapSections { one, other } => {
            let mut sections = sections(module);
            let length = sections.len();
            sections.swap(one.index(length), other.index(length));
            *module = sections.concat();
        }
    }
}

/// The header and the sections, as far as they can be told apart; never empty, and together the module.
fn sections(module: &[u8]) -> Vec<Vec<u8>> {
    let mut starts = vec![0];
    let mut at = 8;
    while at < module.len() {
        starts.push(at);
        let Some((length, size)) = leb(&module[at + 1..]) else { break };
        at = at.saturating_add(1 + size).saturating_add(length);
    }
    let ends = starts.iter().skip(1).copied().chain([module.len()]);
    starts.iter().zip(ends).map(|(start, end)| module[*start..end].to_vec()).collect()
}

/// An unsigned LEB128 and its size.
fn leb(bytes: &[u8]) -> Option<(usize, usize)> {
    let size = bytes.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
    let value = bytes[..size].iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    Some((value, size))
}

fn corpus() -> Vec<Vec<u8>> {
    files("corpora/ocaml", "wasm").iter().map(|path| fs::read(path).expect("readable")).collect()
}

fn small_modules() -> Vec<Vec<u8>> {
    let texts = files("tests/emit", "wat").into_iter().chain(files("tests/run", "wat"));
    texts.map(|path| wat::parse_file(path).expect("our own modules parse")).collect()
}

fn files(folder: &str, ending: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(Path::new(common::ROOT).join(folder)).expect("a folder of ours");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    // The cases of a seed are the same everywhere.
    paths.sort();
    paths
}

// ---- valid modules ----

/// By default most bytes go into types and segments, and two modules of three have no statement.
fn mostly_code() -> wasm_smith::Config {
    wasm_smith::Config {
        max_types: 16,
        max_imports: 4,
        max_tags: 4,
        max_tables: 3,
        max_globals: 6,
        max_exports: 4,
        max_elements: 6,
        max_element_segments: 3,
        max_data_segments: 3,
        min_funcs: 3,
        max_funcs: 12,
        max_instructions: 400,
        ..wasm_smith::Config::default()
    }
}

/// What `src/module/features.rs` calls supported.
fn only_supported() -> wasm_smith::Config {
    wasm_smith::Config {
        simd_enabled: true,
        relaxed_simd_enabled: true,
        wide_arithmetic_enabled: true,
        max_memories: 3,
        max_table_elements: 1000,
        available_imports: Some(wat::parse_str(IMPORTS).expect("it is a module")),
        limit_arrays_in_const_exprs: true,
        ..mostly_code()
    }
}

/// Only functions can be imported.
const IMPORTS: &str = r#"(module
    (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
    (import "host" "nothing" (func))
    (import "host" "words" (func (param i32 i64 f32 f64) (result i64)))
    (import "host" "references" (func (param eqref externref funcref) (result anyref)))
    (import "host" "many" (func (param i32 i32 i32 f64 eqref i32 i64) (result i32 f64 eqref))))"#;

/// But custom descriptors: wasm-smith and wasmparser disagree on when a reference is exact.
fn everything() -> wasm_smith::Config {
    wasm_smith::Config {
        max_memories: 3,
        custom_page_sizes_enabled: true,
        shared_everything_threads_enabled: true,
        acquire_release_atomics_enabled: true,
        multibyte_array_access_enabled: true,
        ..mostly_code()
    }
}

fn odd_modules(
    name: &str,
    cases: u32,
    config: wasm_smith::Config,
    property: fn(&[u8]) -> Result<(), String>,
) -> Tested {
    check(cases, collection::vec(any::<u8>(), 0..12000), |bytes| {
        let Ok(module) = wasm_smith::Module::new(config.clone(), &mut Unstructured::new(&bytes)) else { return Ok(()) };
        with_witness(name, &module.to_bytes(), property)
    })
}

fn is_translated(module: &[u8]) -> Result<(), String> {
    all_of_it(module).map_err(|error| error.to_string())
}

fn is_valid(module: &[u8]) -> Result<(), String> {
    match all_of_it(module) {
        Ok(()) | Err(Error::Unsupported { .. } | Error::UnknownImport { .. }) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// gcc compiles the units without a complaint.
fn is_accepted_by_gcc(module: &[u8]) -> Result<(), String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let sources = translate(module, &Options::default()).map_err(|error| text(&error))?.files;
    let folder = tempfile::tempdir().map_err(|error| text(&error))?;
    let settings = Settings {
        level: Level(1),
        cold_level: Level(1),
        sanitizers: Vec::new(),
        extra: ["-Wall", "-Wextra", "-Werror"].iter().map(|flag| flag.to_string()).collect(),
        collector: &runtime_files::COLLECTORS[0],
        collector_source: None,
        bignums: runtime_files::Bignums::Own,
        ref_width: RefWidth::default(),
    };
    project::write(folder.path(), &sources, &Host::ALL, &settings).map_err(|error| text(&error))?;
    let toolchain =
        CompilerCommand::find(Some("gcc")).and_then(CompilerCommand::probe).map_err(|error| text(&error))?;
    for unit in sources.iter().filter(|source| project::is_unit(source)) {
        let mut compiler: Command = toolchain.command.command();
        compiler.args(flags::compile(toolchain.family, &settings)).args(flags::for_units(toolchain.family, &sources));
        compiler.args(["-fsyntax-only", &unit.name]);
        let output = compiler.current_dir(folder.path()).output().map_err(|error| text(&error))?;
        if !output.status.success() {
            return Err(format!("gcc refuses {}:\n{}", unit.name, String::from_utf8_lossy(&output.stderr)));
        }
    }
    Ok(())
}
