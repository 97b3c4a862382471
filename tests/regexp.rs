//! `gc-runtime/hoot/regexp-*.c` do what ECMA-262 says: a table of cases, and random patterns that the crate regress
//! judges; and whatever a hostile guest asks for, they answer.
//!
//! `gc-runtime/tests/regexp/driver.c` reads questions, one a line; one process answers thousands of them.
//! `PROPTEST_CASES=100 cargo test --test regexp` asks for more batches of 500. `BLESS=1 cargo test --test regexp tables`
//! makes the tables of characters anew.

#[path = "regexp/cases.rs"]
mod cases;
mod common;
#[path = "regexp/patterns.rs"]
mod patterns;
#[path = "regexp/tables.rs"]
mod tables;

use std::fs;
use std::path::Path;
use std::process::Command;

use cases::{CASES, Case, OWN, STARTS};
use common::{Compiler, PATIENCE, ROOT, Setup, Tested, clang, gcc, outcome, sanitized, trial};
use libtest_mimic::{Failed, Trial};
use patterns::Question;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

const DAILY: [Setup; 3] = [gcc(2), clang(2), sanitized(Compiler::Gcc)];
/// clang's sanitizers see more: an offset of nothing, say.
const FULL: [Setup; 8] =
    [gcc(0), gcc(1), gcc(2), clang(0), clang(1), clang(2), sanitized(Compiler::Gcc), sanitized(Compiler::Clang)];
/// Questions that one process is asked.
const BATCH: usize = 500;
const BATCHES: u32 = 8;

const SOURCES: [&str; 7] = [
    "gc-runtime/tests/regexp/driver.c",
    "gc-runtime/hoot/regexp-class.c",
    "gc-runtime/hoot/regexp-compile.c",
    "gc-runtime/hoot/regexp-match.c",
    "gc-runtime/hoot/regexp-parse.c",
    "gc-runtime/hoot/regexp-property.c",
    "gc-runtime/hoot/regexp-set.c",
];

fn main() -> std::process::ExitCode {
    let setups: &[Setup] = if common::is_full_matrix() { &FULL } else { &DAILY };
    let mut trials: Vec<Trial> = setups.iter().map(|&setup| trial("regexp", setup, regexp)).collect();
    if std::env::var_os("BLESS").is_some() {
        trials.push(Trial::test("tables", make_tables));
    }
    common::run_all(trials)
}

fn make_tables() -> Tested {
    for (path, text) in [(tables::CASE, tables::case()), (tables::PROPERTIES, tables::properties())] {
        fs::write(Path::new(ROOT).join(path), text)?;
    }
    Ok(())
}

fn regexp(setup: Setup) -> Tested {
    let folder = common::fresh_folder(&format!("regexp-{setup}"));
    let driver = common::build_driver(setup, &folder, &SOURCES)?;
    let from_start = CASES.iter().chain(OWN).map(|&case| (case, 0));
    check_cases(&driver, &from_start.chain(STARTS.iter().copied()).collect::<Vec<_>>())?;
    survive(&driver)?;
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(BATCHES);
    run_batches(cases, patterns::question(), |batch| check(&driver, batch))?;
    run_batches(cases, patterns::noise(), |batch| ask(&driver, batch).map(|_| ()))
}

fn run_batches(cases: u32, questions: impl Strategy<Value = Question>, test: impl Fn(&[Question]) -> Tested) -> Tested {
    let config = Config { cases, max_shrink_iters: 2000, failure_persistence: None, ..Config::default() };
    let batches = prop::collection::vec(questions, BATCH);
    let test = |batch: Vec<Question>| test(&batch).map_err(|failed| TestCaseError::fail(text_of(&failed)));
    match TestRunner::new(config).run(&batches, test) {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, _)) => Err(reason.message().into()),
        Err(TestError::Abort(reason)) => Err(reason.message().into()),
    }
}

fn text_of(failed: &Failed) -> String {
    failed.message().unwrap_or("failed").to_string()
}

// ---- questions and answers ----

impl Question {
    fn new(pattern: &str, flags: &str, subject: &str) -> Question {
        Question { pattern: pattern.into(), flags: flags.into(), subject: subject.into(), start: 0 }
    }

    fn line(&self) -> String {
        let flags = if self.flags.is_empty() { "-" } else { &self.flags };
        format!("{} {flags} {} {}", hex(&self.pattern), hex(&self.subject), self.start)
    }

    /// For whoever reads a failure.
    fn shown(&self) -> String {
        let text = |bytes: &[u8]| match String::from_utf8_lossy(bytes) {
            text if text.len() < 200 => format!("{text:?}"),
            text => format!("{} bytes", text.len()),
        };
        let Question { pattern, flags, subject, start } = self;
        format!("{} with `{flags}` on {} from {start}", text(pattern), text(subject))
    }
}

fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".into();
    }
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Answer {
    /// Begin and end of the match and of each group.
    Match(Vec<Option<(usize, usize)>>),
    NoMatch,
    NoMemory,
    Error(String),
}

impl Answer {
    fn parse(line: &str) -> Option<Answer> {
        let mut words = line.split(' ');
        match words.next()? {
            "none" => Some(Answer::NoMatch),
            "memory" => Some(Answer::NoMemory),
            "error" => {
                let digits = words.next()?;
                let bytes = (0..digits.len() / 2).map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16));
                let bytes: Vec<u8> = bytes.collect::<Result<_, _>>().ok()?;
                Some(Answer::Error(String::from_utf8_lossy(&bytes).into_owned()))
            }
            "match" => {
                let offsets: Vec<i64> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
                let pair = |pair: &[i64]| (pair[0] >= 0).then_some((pair[0] as usize, pair[1] as usize));
                Some(Answer::Match(offsets.chunks(2).map(pair).collect()))
            }
            _ => None,
        }
    }
}

impl Answer {
    /// As the table has it: an error without the pattern.
    fn short(&self, question: &Question) -> String {
        let Question { pattern, flags, .. } = question;
        let pattern = String::from_utf8_lossy(pattern);
        match self {
            Answer::Match(pairs) => pairs.iter().map(shown_pair).collect::<Vec<_>>().join(" "),
            Answer::NoMatch => "none".into(),
            Answer::NoMemory => "memory".into(),
            Answer::Error(message) => {
                if *message == format!("Invalid flags supplied to RegExp constructor '{flags}'") {
                    return "Invalid flags".into();
                }
                let prefix = format!("Invalid regular expression: /{pattern}/{flags}: ");
                message.strip_prefix(&prefix).unwrap_or(message).into()
            }
        }
    }
}

/// Every question has an answer, and every match lies within the subject.
fn ask(driver: &Path, questions: &[Question]) -> Result<Vec<Answer>, Failed> {
    let input = driver.with_extension("in");
    let text: String = questions.iter().map(|question| question.line() + "\n").collect();
    fs::write(&input, text)?;
    let outcome = outcome(Command::new(driver), Some(&input), PATIENCE)?;
    let stdout = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let mut answers = Vec::new();
    let mut lines = stdout.lines();
    for question in questions {
        let answer = lines.next().and_then(Answer::parse);
        let is_within = |pair: &Option<(usize, usize)>| {
            pair.is_none_or(|(begin, end)| begin <= end && end <= question.subject.len())
        };
        match answer {
            Some(Answer::Match(pairs)) if !pairs.iter().all(is_within) => {
                return Err(format!("{}\n  a match beyond the subject: {pairs:?}", question.shown()).into());
            }
            Some(answer) => answers.push(answer),
            None => {
                let status = outcome.status;
                let shown = question.shown();
                return Err(format!("{shown}\n  no answer, status {status}: {}", outcome.stderr_text()).into());
            }
        }
    }
    match outcome.status {
        0 => Ok(answers),
        status => Err(format!("status {status}: {}", outcome.stderr_text()).into()),
    }
}

fn differs(question: &Question, expected: &str, answer: &Answer) -> Failed {
    format!("{}\n  expected {expected}\n  answer   {answer:?}", question.shown()).into()
}

// ---- the table ----

fn check_cases(driver: &Path, cases: &[(Case, usize)]) -> Tested {
    let question = |&((pattern, flags, subject, _), start): &(Case, usize)| Question {
        start,
        ..Question::new(pattern, flags, subject)
    };
    let questions: Vec<Question> = cases.iter().map(question).collect();
    let answers = ask(driver, &questions)?;
    for ((question, answer), ((.., expected), _)) in questions.iter().zip(&answers).zip(cases) {
        if answer.short(question) != *expected {
            return Err(differs(question, expected, answer));
        }
    }
    Ok(())
}

fn shown_pair(pair: &Option<(usize, usize)>) -> String {
    pair.map_or("-".into(), |(begin, end)| format!("{begin}-{end}"))
}

// ---- regress ----

fn check(driver: &Path, questions: &[Question]) -> Tested {
    let answers = ask(driver, questions)?;
    for (question, answer) in questions.iter().zip(&answers).filter(|(question, _)| patterns::has_judge(question)) {
        let expected = judged(question);
        let agrees = match (&expected, answer) {
            (Answer::Error(_), Answer::Error(_)) => true,
            (expected, answer) => expected == answer,
        };
        if !agrees {
            return Err(differs(question, &format!("{expected:?}"), answer));
        }
    }
    Ok(())
}

fn judged(question: &Question) -> Answer {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("made of characters");
    let regex = match regress::Regex::with_flags(&text(&question.pattern), question.flags.as_str()) {
        Ok(regex) => regex,
        Err(error) => return Answer::Error(error.to_string()),
    };
    match regex.find(&text(&question.subject)) {
        None => Answer::NoMatch,
        Some(found) => Answer::Match(found.groups().map(|group| group.map(|range| (range.start, range.end))).collect()),
    }
}

// ---- hostile guests ----

/// None overflows a stack, and none asks for more memory than the header says.
fn survive(driver: &Path) -> Tested {
    let nested = |open: &str, inside: &str, close: &str, depth: usize| {
        format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
    };
    let letters = "a".repeat(200_000);
    let questions = [
        (nested("(?:", "a", ")", 100_000), "", "a", "match"),
        (nested("(?:", "a", ")*", 100_000), "", "b", "match"),
        (nested("(?:", "a", ")*", 1_000), "", "aaa", "match"),
        (nested("(", "a", ")", 60_000), "", "a", "match"),
        (nested("(", "a", ")", 100_000), "", "a", "Too many captures"),
        (nested("(", "a", ")?", 60_000), "", "a", "match"),
        (nested("(?=", "a", ")", 100_000), "", "a", "match"),
        (nested("(?<=", "a", ")", 100_000), "", "a", "match"),
        (nested("(?!", "a", ")", 100_001), "", "b", "match"),
        (nested("[", "a", "]", 50), "v", "a", "match"),
        (nested("[", "a", "]", 100_000), "v", "a", "Regular expression too large"),
        ("(".repeat(500_000), "", "", "Too many captures"),
        ("[".repeat(500_000), "", "", "Unterminated character class"),
        ("[".repeat(500_000), "v", "", "Regular expression too large"),
        ("(?<n".repeat(100_000), "", "", "Too many captures"),
        ("a|".repeat(100_000), "", &letters, "match"),
        ("(a|b)".repeat(65_535), "", "a", "none"),
        ("()".repeat(65_536), "", "", "Too many captures"),
        (r"\1".repeat(300_000), "", "", "none"),
        (r"\p{L}".repeat(2_000), "u", "a", "none"),
        (r"[\p{L}\p{N}]".repeat(300), "iu", "a", "none"),
        (format!("[{}]", "a-z".repeat(300_000)), "i", "m", "match"),
        (format!("[{}]", "ab--".repeat(100_000)), "v", "m", "Invalid set operation in character class"),
        (
            format!("[^{}]", (0x4e00..0x9000).step_by(2).filter_map(char::from_u32).collect::<String>()),
            "iu",
            "一",
            "none",
        ),
        ("^".to_string() + &nested("(?:", "a{65536}", "){65536}", 20), "", &letters, "none"),
        (nested("(?:", "", "){65536}", 20), "", "b", "match"),
        ("(?:|a){4294967295}b".into(), "", "aaa", "memory"),
        ("(a*)*b".into(), "", "aaaaaaaaaaaaaaaaaa", "none"),
        ("^(?:a*)*?$".into(), "", &letters, "match"),
        ("^(a|b)*$".into(), "", &letters, "match"),
        ("^(?:a|b)*?$".into(), "", &letters, "match"),
        ("^(?:(?=(a))a)*$".into(), "", &letters, "match"),
        ("^(?:a(?!b))*$".into(), "", &letters, "match"),
        ("^a*(?<=^(?:a|b)*)$".into(), "", &letters, "match"),
        ("^.*$".into(), "", &letters, "match"),
        ("^.*?b".into(), "", &letters, "none"),
        ("a{0,4294967294}b?$".into(), "", &letters, "match"),
        ("a".repeat(1 << 20), "", "a", "none"),
        ("a".repeat((1 << 20) + 1), "", "a", "Regular expression too large"),
        ("é".repeat(100_000), "i", "é", "none"),
    ];
    let expected: Vec<&str> = questions.iter().map(|&(.., expected)| expected).collect();
    let questions: Vec<Question> =
        questions.iter().map(|(pattern, flags, subject, _)| Question::new(pattern, flags, subject)).collect();
    // Each process has the time that a process may take.
    let answers: Vec<Vec<Answer>> = questions.chunks(5).map(|few| ask(driver, few)).collect::<Result<_, _>>()?;
    let answers = answers.concat();
    for ((question, answer), expected) in questions.iter().zip(&answers).zip(expected) {
        let kind = match answer {
            Answer::Match(_) => "match".to_string(),
            answer => answer.short(question),
        };
        if kind != expected {
            return Err(format!("{}\n  expected {expected}\n  answer   {kind}", question.shown()).into());
        }
    }
    Ok(())
}
