//! Modules with node's answers → a spec script that asserts them → what `wastrel wast` says of each module.
//!
//! Traps are compared by kind, and node has fewer kinds; what was exhausted, the stack or memory, is not compared, nor what
//! the module does after that.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::calls::Callable;
use crate::common;
use crate::configuration::Configuration;
use crate::node::{Answer, Answers};

/// What came out for a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Same,
    /// Something was exhausted.
    Incomparable,
    Differs(String),
    /// The program died of an earlier module.
    Unknown,
}

/// Our message for one of node's; the first of those that it may stand for.
const TRAPS: [(&str, &[&str]); 15] = [
    ("unreachable", &["unreachable"]),
    ("divide by zero", &["integer divide by zero"]),
    ("remainder by zero", &["integer divide by zero"]),
    ("divide result unrepresentable", &["integer overflow"]),
    ("float unrepresentable in integer range", &["integer overflow", "invalid conversion to integer"]),
    ("memory access out of bounds", &["out of bounds memory access"]),
    ("data segment out of bounds", &["out of bounds memory access"]),
    ("element segment out of bounds", &["out of bounds table access"]),
    ("table index is out of bounds", &["out of bounds table access", "undefined element"]),
    ("null function or function signature mismatch", &["uninitialized element", "indirect call type mismatch"]),
    ("array element access out of bounds", &["out of bounds array access"]),
    ("dereferencing a null pointer", &["null reference", "null function reference", "null i31 reference"]),
    ("rethrowing null value", &["null reference"]),
    ("illegal cast", &["cast failure"]),
    // It depends on how much an engine allows.
    ("requested new array is too large", EXHAUSTED),
];
const EXHAUSTED: &[&str] = &["call stack exhausted", "heap exhausted", "allocation size too large"];

fn our_traps(message: &str) -> &'static [&'static str] {
    TRAPS.iter().find(|(node, _)| *node == message).map_or(&[], |(_, ours)| ours)
}

/// An assertion: in which line, about which module.
struct Entry {
    line: usize,
    module: usize,
    what: String,
    answer: Answer,
}

#[derive(Default)]
struct Script {
    text: String,
    lines: usize,
    entries: Vec<Entry>,
    /// One for each module, as far as it is known.
    verdicts: Vec<Verdict>,
}

impl Script {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines += 1;
    }

    fn assert(&mut self, module: usize, what: &str, answer: &Answer, text: &str) {
        self.line(text);
        self.entries.push(Entry { line: self.lines, module, what: what.to_string(), answer: answer.clone() });
    }

    fn module(&mut self, number: usize, module: &Callable, answers: &Answers) {
        let mut binary = String::new();
        for byte in &module.wasm {
            write!(binary, "\\{byte:02x}").expect("writing to a string");
        }
        self.verdicts.push(Verdict::Same);
        match &answers.instance {
            Answer::Value(_) => {
                let text = format!("(module $m{number} binary \"{binary}\")");
                self.assert(number, "instantiation", &answers.instance, &text);
            }
            Answer::Trap(message) => {
                let trap = our_traps(message).first().copied().unwrap_or(message);
                let text = format!("(assert_trap (module binary \"{binary}\") \"{trap}\")");
                self.assert(number, "instantiation", &answers.instance, &text);
            }
            Answer::Refused(why) => self.verdicts[number] = Verdict::Differs(format!("node refuses the module: {why}")),
            Answer::Exception(_) | Answer::Exhausted(_) => self.verdicts[number] = Verdict::Incomparable,
        }
        for (export, answer) in module.exports.iter().zip(&answers.calls) {
            let invoke = format!("(invoke $m{number} \"{export}\")");
            match answer {
                Answer::Value(value) => {
                    let text = format!("(assert_return {invoke} (i64.const 0x{value}))");
                    self.assert(number, export, answer, &text);
                }
                Answer::Trap(message) => {
                    let trap = our_traps(message).first().copied().unwrap_or(message);
                    self.assert(number, export, answer, &format!("(assert_trap {invoke} \"{trap}\")"));
                }
                Answer::Exception(_) => {
                    self.assert(number, export, answer, &format!("(assert_exception {invoke})"));
                }
                Answer::Exhausted(_) | Answer::Refused(_) => {
                    self.verdicts[number] = Verdict::Incomparable;
                    break;
                }
            }
        }
    }

    /// `number: what failed`, a line each.
    fn judge(&mut self, failures: &[(usize, String)]) {
        for (line, why) in failures {
            let Some(entry) = self.entries.iter().find(|entry| entry.line == *line) else { continue };
            let verdict = &mut self.verdicts[entry.module];
            if *verdict != Verdict::Same {
                continue;
            }
            let got = why.split_once("got `").map_or(why.as_str(), |(_, got)| got.trim_end_matches('`'));
            let trap = got.strip_prefix("trap ").unwrap_or_default();
            let is_equal = matches!(&entry.answer, Answer::Trap(message) if our_traps(message).contains(&trap));
            if EXHAUSTED.contains(&trap) {
                *verdict = Verdict::Incomparable;
            } else if why.contains("no answer: ") {
                *verdict = Verdict::Unknown;
            } else if !is_equal {
                *verdict = Verdict::Differs(format!("{}: node has {:?}, we have `{got}`", entry.what, entry.answer));
            }
        }
    }
}

/// One verdict for each module; an error if the script as a whole could not be compiled. The script stays in the folder.
pub fn compare(
    modules: &[&Callable],
    answers: &[Answers],
    configuration: Configuration,
    folder: &Path,
) -> Result<Vec<Verdict>, String> {
    let mut script = Script::default();
    for (number, (module, answers)) in modules.iter().zip(answers).enumerate() {
        script.module(number, module, answers);
    }
    if script.entries.is_empty() {
        return Ok(script.verdicts);
    }
    let file = folder.join("script.wast");
    fs::write(&file, &script.text).map_err(|error| error.to_string())?;
    let mut command = common::wastrel();
    command.arg("wast").arg("--show=1000000").args(configuration.arguments()).arg(&file);
    command
        .envs(configuration.variables())
        .env("WASTREL_CACHE_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command.env("ASAN_OPTIONS", "detect_leaks=0");
    let outcome = common::outcome(command, None, common::COMPILER_PATIENCE).map_err(|error| format!("{error:?}"))?;
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let summary = text.lines().last().filter(|line| line.contains(" passed, ")).unwrap_or_default();
    if summary.is_empty() {
        return Err(format!("status {}\n{text}{}", outcome.status, outcome.stderr_text()));
    }
    if !summary.contains(" 0 skipped") {
        return Err(format!("a module is refused: {summary}"));
    }
    let prefix = format!("{}:", file.display());
    let failure = |line: &str| {
        let (number, why) = line.strip_prefix(&prefix)?.split_once(": ")?;
        Some((number.parse().ok()?, why.to_string()))
    };
    let failures: Vec<(usize, String)> = text.lines().filter_map(failure).collect();
    script.judge(&failures);
    Ok(script.verdicts)
}
