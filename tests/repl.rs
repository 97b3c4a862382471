//! Programs with Hoot's whole language at run time: its REPL, in a session in a pseudo-terminal and one from a file, and
//! one that evaluates what it reads and makes.
//!
//! Their modules have 6 MB each and are not checked in. `corpora/scheme/rebuild.sh --repl FOLDER` makes them, and
//! `WASTREL_REPL=FOLDER/repl.wasm cargo test --test repl` tests them; without that variable the tests are skipped, and
//! without `eval.wasm` beside it that one's.

mod common;

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{PATIENCE, ROOT, Run, Setup, Tested, clang, gcc};
use libtest_mimic::{Completion, Failed, Trial};
use nix::sys::wait::WaitStatus;
use rexpect::session::PtySession;

/// The level at which each compiler takes a minute or two of two processors.
const DAILY: [Setup; 1] = [clang(0)];
const FULL: [Setup; 2] = [clang(0), gcc(1)];

const PROMPT: &str = "(hoot user)> ";
/// After an error.
const SECOND_LEVEL: &str = "(hoot user) [1]> ";
const BANNER: &str = "Hoot 0.9.0\n\nEnter `,help' for help.\n";

/// What is typed, in a terminal that echoes nothing, and what is printed for it before the next prompt.
const SESSION: &[(&str, &str, &str)] = &[
    ("(+ 1 2)", "=> 3\n", PROMPT),
    ("(define (fact n) (if (= n 0) 1 (* n (fact (- n 1)))))", "", PROMPT),
    ("(fact 50)", "=> 30414093201713378043612608166064768844377641568960512000000000000\n", PROMPT),
    (
        "(car '())",
        r#"
Scheme error:
  1. #<&failed-type-check predicate: "pair">
  2. #<&message message: "type check failed">
  3. #<&origin origin: "car">
  4. #<&irritants irritants: (())>
  5. #<&source file: "hoot/pairs.scm" line: 45 column: 18>

Entering a new prompt.  Type `,bt' for a backtrace or `,q' to continue.
"#,
        SECOND_LEVEL,
    ),
    ("(+ 1 1)", "=> 2\n", SECOND_LEVEL),
    (",q", "", PROMPT),
    ("(call/cc (lambda (k) (+ 1 (k 42))))", "=> 42\n", PROMPT),
    ("(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))", "", PROMPT),
    ("(deep 1000000)", "=> 1000000\n", PROMPT),
    (r#"(string-append "λ" " and " "🙂")"#, "=> \"λ and 🙂\"\n", PROMPT),
    (r#"(string-length "🙂🙂")"#, "=> 2\n", PROMPT),
];
const END_OF_INPUT: char = 'd';

fn main() -> std::process::ExitCode {
    let setups: &[Setup] = if common::is_full_matrix() { &FULL } else { &DAILY };
    let trials = setups.iter().flat_map(|&setup| [trial("repl", setup, repl), trial("eval", setup, eval)]);
    common::run_all(trials.collect())
}

fn trial(name: &'static str, setup: Setup, test: fn(&Path) -> Tested) -> Trial {
    let missing = move || if module(name).is_none() { Some(name) } else { common::missing(setup) };
    Trial::ignorable_test(format!("{name} {setup}"), move || match missing() {
        Some(missing) => common::skip(missing),
        None => test(&compiled(name, setup)?).map(|()| Completion::Completed),
    })
}

/// Of the folder of `WASTREL_REPL`.
fn module(name: &str) -> Option<PathBuf> {
    let repl = PathBuf::from(std::env::var_os("WASTREL_REPL")?);
    Some(repl.with_file_name(name).with_extension("wasm")).filter(|module| module.exists())
}

fn compiled(name: &str, setup: Setup) -> Result<PathBuf, Failed> {
    let module = module(name).ok_or("its module has gone")?;
    let program = common::fresh_folder(&format!("{name}-{setup}")).join(name);
    let by_all_processors = format!("-j{}", std::thread::available_parallelism().map_or(1, NonZero::get));
    let arguments = common::arguments(setup).into_iter();
    let arguments: Vec<String> =
        arguments.map(|word| if word == "-j1" { by_all_processors.clone() } else { word }).collect();
    common::compile_by(&module, setup, &arguments, &program)?;
    Ok(program)
}

fn repl(program: &Path) -> Tested {
    in_a_terminal(program)?;
    from_a_file(program, "repl")
}

fn eval(program: &Path) -> Tested {
    from_a_file(program, "eval")
}

fn in_a_terminal(program: &Path) -> Tested {
    let patience = u64::try_from(PATIENCE.as_millis())?;
    let mut session = rexpect::session::spawn_command(Command::new(program), Some(patience))?;
    prints(&mut session, BANNER, PROMPT)?;
    for (line, reply, prompt) in SESSION {
        session.send_line(line)?;
        prints(&mut session, reply, prompt)?;
    }
    session.send_control(END_OF_INPUT)?;
    session.exp_eof()?;
    match session.process_mut().wait()? {
        WaitStatus::Exited(_, 0) => Ok(()),
        status => Err(format!("{status:?}").into()),
    }
}

/// `text`, and then a prompt.
fn prints(session: &mut PtySession, text: &str, prompt: &str) -> Tested {
    // rexpect makes each byte a character.
    let bytes: Vec<u8> = session.exp_string(prompt)?.chars().map(u8::try_from).collect::<Result<_, _>>()?;
    let printed = String::from_utf8(bytes)?.replace("\r\n", "\n");
    if printed == text { Ok(()) } else { Err(format!("printed:\n{printed}\nexpected:\n{text}").into()) }
}

fn from_a_file(program: &Path, name: &str) -> Tested {
    let files = Path::new(ROOT).join("corpora/scheme").join(name);
    let run = Run { stdin: Some(files.with_extension("stdin")), ..Run::new(program) };
    let outcome = run.outcome()?;
    if outcome.status == 0 && outcome.stdout == fs::read(files.with_extension("expected"))? {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&outcome.stdout);
    Err(format!("status {}, printed:\n{printed}{}", outcome.status, outcome.stderr_text()).into())
}
