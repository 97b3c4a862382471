//! Every emitted tail call is a jump, in the object code and not by luck of a run: units are compiled with our own flags and
//! `-g`, and each call that the disassembly shows is traced back to its lines of C.
//!
//! A call belongs to a tail call if its line is one of a `WR_TAIL return …;`. Where functions were inlined, it has a line in
//! each of them, and all must be such lines: a tail call that was inlined into an ordinary call is an ordinary call. What is
//! not called by reference and is no emitted function (the runtime, libm) computes an argument on these lines.
//!
//! gcc calls what it knows never to return, throwing functions above all. Such calls cannot pile up: gcc learns that a
//! function does not return from callees of which it has learnt it before, so that they form no circle.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Compiler, Setup, Tested, clang, gcc};
use libtest_mimic::{Failed, Trial};
use wastrel::build::flags::{self, Level, Settings};
use wastrel::build::toolchain::CompilerCommand;
use wastrel::build::{project, runtime_files};
use wastrel::hosts::Host;
use wastrel::{RefWidth, SourceFile};

/// gcc -O0 is missing: wastrel raises it to -O1.
const SETUPS: [Setup; 5] = [gcc(1), gcc(2), clang(0), clang(1), clang(2)];
const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/run");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/ocaml");
const DAILY: [&str; 4] = ["tailcalls", "effects", "lambda", "closures"];

/// What a tail-return statement begins with, wherever in its line.
const TAIL: &str = "WR_TAIL return";
/// A module of so many tail calls keeps at least half of them as jumps, however much is inlined.
const LARGE: usize = 50;
/// What the names of emitted functions begin with.
const EMITTED: &str = "m0_";

fn main() -> std::process::ExitCode {
    let mut trials = Vec::new();
    for module in modules() {
        let name = module.file_stem().expect("files have names").to_string_lossy().into_owned();
        for setup in SETUPS {
            let module = module.clone();
            trials.push(trial(&name, setup, move |setup| every_tail_call_is_a_jump(&module, setup)));
        }
    }
    for setup in [gcc(0), gcc(2)] {
        trials.push(trial("the-check-sees-calls", setup, the_check_sees_calls));
    }
    common::run_all(trials)
}

fn trial(name: &str, setup: Setup, test: impl FnOnce(Setup) -> Tested + Send + 'static) -> Trial {
    common::trial_with_tools(name, setup, &["objdump", "addr2line"], test)
}

fn modules() -> Vec<PathBuf> {
    let is_about_tail_calls = |stem: &str| stem.starts_with("tail-") || stem.starts_with("exception-tail-call");
    let is_wanted = |stem: &str| common::is_full_matrix() || DAILY.contains(&stem);
    let programs = files(PROGRAMS, "wat", is_about_tail_calls);
    programs.into_iter().chain(files(CORPUS, "wasm", is_wanted)).collect()
}

fn files(folder: &str, ending: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).expect("a folder of ours").map(|entry| entry.expect("readable").path());
    let is_it = |path: &PathBuf| {
        path.extension().is_some_and(|e| e == ending)
            && path.file_stem().and_then(|stem| stem.to_str()).is_some_and(&is_wanted)
    };
    paths.filter(is_it).collect()
}

fn every_tail_call_is_a_jump(module: &Path, setup: Setup) -> Tested {
    let found = examine(module, setup, &[])?;
    if !found.calls.is_empty() {
        return Err(format!("tail calls that are calls:\n{}", found.calls.join("\n")).into());
    }
    let (jumping, all) = (found.jumping_lines.len(), found.tail_lines);
    let enough = match setup {
        // Nothing is inlined, and no loop takes the place of a function that tail-calls itself.
        Setup { compiler: Compiler::Clang, level: 0, .. } => jumping == all,
        _ if all >= LARGE => jumping * 2 >= all,
        _ => true,
    };
    if enough { Ok(()) } else { Err(format!("only {jumping} of {all} tail calls are seen to jump").into()) }
}

/// Whoever checks a check breaks what it guards: without sibling calls each tail call is a call.
fn the_check_sees_calls(setup: Setup) -> Tested {
    for name in ["tail-direct.wat", "tail-reference.wat", "tail-table.wat", "exception-tail-calls.wat"] {
        let found = examine(&Path::new(PROGRAMS).join(name), setup, &["-fno-optimize-sibling-calls"])?;
        if found.calls.is_empty() {
            return Err(format!("{name}: the tail calls are calls, and nothing was found").into());
        }
    }
    Ok(())
}

// ---- the check ----

#[derive(Default)]
struct Found {
    /// Tail calls that are calls, each as text.
    calls: Vec<String>,
    /// The lines whose tail call jumps.
    jumping_lines: BTreeSet<Line>,
    /// The tail-return statements that were emitted.
    tail_lines: usize,
}

/// Where a statement stands: unit, and number of the line in it.
type Line = (String, usize);

fn examine(module: &Path, setup: Setup, extra: &[&str]) -> Result<Found, Failed> {
    let sources = common::translate_file(module)?.files;
    let folder = tempfile::tempdir()?;
    // binutils 2.40 loses most inlined calls of clang's DWARF 5.
    let own = match setup.compiler {
        Compiler::Gcc => &["-gdwarf-4", "-Wsuggest-attribute=noreturn"][..],
        Compiler::Clang => &["-gdwarf-4"],
    };
    let settings = Settings {
        level: Level(setup.level),
        cold_level: Level(setup.level),
        sanitizers: Vec::new(),
        extra: own.iter().chain(extra).map(|flag| flag.to_string()).collect(),
        collector: &runtime_files::COLLECTORS[0],
        collector_source: None,
        bignums: runtime_files::Bignums::Own,
        ref_width: RefWidth::default(),
    };
    project::write(folder.path(), &sources, &Host::ALL, &settings)?;
    let toolchain = CompilerCommand::find(Some(setup.compiler.command()))?.probe()?;
    let mut found = Found::default();
    for unit in sources.iter().filter(|source| project::is_unit(source)) {
        let statements = tail_statements(unit);
        found.tail_lines += statements.values().collect::<BTreeSet<_>>().len();
        let mut compiler = toolchain.command.command();
        compiler.args(flags::compile(toolchain.family, &settings)).args(["-c", &unit.name, "-o", "unit.o"]);
        let never_return = never_return(&output(compiler.current_dir(folder.path()))?.stderr);
        for mut transfer in transfers(folder.path())? {
            transfer.lines.iter_mut().for_each(|line| *line = statements.get(line).unwrap_or(line).clone());
            let is_tail = |line: &Line| statements.values().any(|statement| statement == line);
            if !transfer.lines.iter().all(is_tail) {
                continue;
            }
            match transfer.is_call {
                true if transfer.target.is_named(|name| !name.starts_with(EMITTED) || never_return.contains(name)) => {}
                true => found.calls.push(format!("{}: {}", shown(&transfer.lines), transfer.text)),
                false => found.jumping_lines.extend(transfer.lines),
            }
        }
    }
    Ok(found)
}

fn shown(lines: &[Line]) -> String {
    let lines: Vec<String> = lines.iter().map(|(file, line)| format!("{file}:{line}")).collect();
    lines.join(" in ")
}

/// Each line of a tail-return statement, with the statement's first line.
fn tail_statements(unit: &SourceFile) -> BTreeMap<Line, Line> {
    let mut statements = BTreeMap::new();
    let mut first = None;
    for (at, text) in unit.text.lines().enumerate() {
        let line = (unit.name.clone(), at + 1);
        if text.contains(TAIL) {
            first = Some(line.clone());
        }
        let Some(start) = &first else { continue };
        statements.insert(line, start.clone());
        if text.ends_with(';') {
            first = None;
        }
    }
    statements
}

/// The functions of which gcc says that they never return.
fn never_return(complaints: &[u8]) -> BTreeSet<String> {
    let (mut function, mut functions) = (String::new(), BTreeSet::new());
    for line in String::from_utf8_lossy(complaints).lines() {
        if let Some((_, name)) = line.split_once(": In function ") {
            function = name.trim_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).to_string();
        } else if line.contains("[-Wsuggest-attribute=noreturn]") {
            functions.insert(function.clone());
        }
    }
    functions
}

// ---- object code ----

/// A call, or a jump that leaves its function.
struct Transfer {
    is_call: bool,
    target: Target,
    /// The innermost function's first, then those into which it was inlined.
    lines: Vec<Line>,
    text: String,
}

enum Target {
    /// A symbol, also where the call goes through its entry in the global offset table.
    Named(String),
    Computed,
}

impl Target {
    fn is_named(&self, test: impl Fn(&str) -> bool) -> bool {
        matches!(self, Target::Named(name) if test(name))
    }
}

/// What `objdump -d -r` shows.
#[derive(Default)]
struct Listing {
    instructions: Vec<Instruction>,
    /// By section and address.
    functions: BTreeMap<(String, u64), String>,
}

struct Instruction {
    section: String,
    function: String,
    address: u64,
    text: String,
    /// The symbol, or the section and an offset, that the linker will put in.
    relocation: Option<(String, i64)>,
}

/// The calls and outward jumps of `unit.o`.
fn transfers(folder: &Path) -> Result<Vec<Transfer>, Failed> {
    let mut objdump = Command::new("objdump");
    objdump.args(["-d", "-r", "--no-show-raw-insn", "unit.o"]).current_dir(folder);
    let listing = Listing::parse(&stdout(&mut objdump)?);
    let mut by_section: BTreeMap<&str, Vec<&Instruction>> = BTreeMap::new();
    for instruction in listing.instructions.iter().filter(|instruction| listing.is_transfer(instruction)) {
        by_section.entry(&instruction.section).or_default().push(instruction);
    }
    let mut transfers = Vec::new();
    for (section, instructions) in by_section {
        for (instruction, lines) in instructions.iter().zip(lines(folder, section, &instructions)?) {
            transfers.push(Transfer {
                is_call: instruction.mnemonic().starts_with("call"),
                target: listing.target(instruction),
                lines,
                text: format!("{} in {}", instruction.text, instruction.function),
            });
        }
    }
    Ok(transfers)
}

impl Listing {
    fn parse(text: &str) -> Listing {
        let mut listing = Listing::default();
        let (mut section, mut function) = (String::new(), String::new());
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("Disassembly of section ") {
                section = name.trim_end_matches(':').into();
            } else if let Some((address, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
                function = name.into();
                listing.functions.insert((section.clone(), hexadecimal(address).unwrap_or(0)), function.clone());
            } else if let Some((_, relocation)) = line.split_once(": R_X86_64_") {
                let symbol = relocation.split_whitespace().nth(1).unwrap_or_default();
                if let Some(last) = listing.instructions.last_mut() {
                    last.relocation = Some(symbol_and_offset(symbol));
                }
            } else if let Some((address, text)) = line.split_once(":\t")
                && let Some(address) = hexadecimal(address)
            {
                let (section, function, text) = (section.clone(), function.clone(), text.trim().into());
                listing.instructions.push(Instruction { section, function, address, text, relocation: None });
            }
        }
        listing
    }

    fn is_transfer(&self, instruction: &Instruction) -> bool {
        let mnemonic = instruction.mnemonic();
        let leaves = || !self.target(instruction).is_named(|name| name == instruction.function);
        mnemonic.starts_with("call") || mnemonic == "jmp" || (mnemonic.starts_with('j') && leaves())
    }

    fn target(&self, instruction: &Instruction) -> Target {
        match &instruction.relocation {
            // Relative to the end of the instruction, whose last four bytes are the place of the relocation.
            Some((section, offset)) if section.starts_with('.') => {
                let key = (section.clone(), (offset + 4) as u64);
                let before = self.functions.range(..=key).next_back().filter(|((found, _), _)| found == section);
                before.map_or(Target::Computed, |(_, name)| Target::Named(name.clone()))
            }
            Some((symbol, _)) => Target::Named(symbol.clone()),
            // `jmp 4f0 <m0_f+0x20>`: resolved by the assembler. What is computed has a `*`.
            None => match instruction.text.rsplit_once('<').filter(|_| !instruction.text.contains('*')) {
                Some((_, name)) => Target::Named(name.split(['+', '>']).next().unwrap_or_default().into()),
                None => Target::Computed,
            },
        }
    }
}

impl Instruction {
    /// `notrack jmp *%rax` is a `jmp`.
    fn mnemonic(&self) -> &str {
        let is_prefix = |word: &&str| ["notrack", "bnd", "data16", "addr32", "rex.W"].contains(word);
        self.text.split_whitespace().find(|word| !is_prefix(word)).unwrap_or_default()
    }
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text.trim(), 16).ok()
}

/// `m0_f-0x4`
fn symbol_and_offset(text: &str) -> (String, i64) {
    match text.rsplit_once(['+', '-']) {
        Some((symbol, offset)) => {
            let size = offset.strip_prefix("0x").and_then(hexadecimal).unwrap_or(0) as i64;
            (symbol.into(), if text.contains("-0x") { -size } else { size })
        }
        None => (text.into(), 0),
    }
}

/// The lines of each instruction of a section.
fn lines(folder: &Path, section: &str, instructions: &[&Instruction]) -> Result<Vec<Vec<Line>>, Failed> {
    fs::write(
        folder.join("addresses"),
        instructions.iter().map(|i| format!("{:#x}\n", i.address)).collect::<String>(),
    )?;
    let mut addr2line = Command::new("addr2line");
    addr2line.args(["-a", "-i", "-s", "-j", section, "-e", "unit.o"]).current_dir(folder);
    addr2line.stdin(fs::File::open(folder.join("addresses"))?);
    let mut lines: Vec<Vec<Line>> = Vec::new();
    for line in stdout(&mut addr2line)?.lines() {
        if line.starts_with("0x") {
            lines.push(Vec::new());
        } else if let (Some(last), Some((file, number))) = (lines.last_mut(), line.split_once(':')) {
            let number = number.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0);
            last.push((file.into(), number));
        }
    }
    if lines.len() == instructions.len() { Ok(lines) } else { Err("addr2line skips addresses".into()) }
}

fn stdout(command: &mut Command) -> Result<String, Failed> {
    Ok(String::from_utf8_lossy(&output(command)?.stdout).into_owned())
}

fn output(command: &mut Command) -> Result<Output, Failed> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?} fails:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(output)
}
