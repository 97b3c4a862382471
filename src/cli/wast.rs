//! `wastrel wast`: spec scripts, each compiled to one program that answers its assertions.
//!
//! In: files. Out: a summary line for each, with what failed above it; an error at the end if anything did.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};

use super::config::Build;
use super::input;
use super::pipeline::{self, Executable};
use crate::Translation;
use crate::error::Error;
use crate::script::{self, Check, Expected, Script, Verdict};

pub struct Wast<'a> {
    pub build: &'a Build,
    /// How many failures of a file are told.
    pub show: usize,
}

/// How a script went.
#[derive(Default, Debug)]
pub struct Outcome {
    pub passed: usize,
    /// Line and reason.
    pub failed: Vec<(usize, String)>,
    /// By reason; those of modules and plain calls apart.
    pub skipped: BTreeMap<String, usize>,
}

/// Summaries, printed in the order of the files.
struct Finished {
    outcomes: Vec<Option<String>>,
    printed: usize,
    failed: usize,
}

impl Finished {
    fn print(&mut self) -> Result<()> {
        while let Some(Some(text)) = self.outcomes.get(self.printed) {
            super::write_stdout(text.as_bytes())?;
            self.printed += 1;
        }
        Ok(())
    }
}

impl Wast<'_> {
    /// Prints a summary for each file, in their order; an error if something failed.
    pub fn run(&self, files: &[PathBuf]) -> Result<()> {
        let next = AtomicUsize::new(0);
        let finished = Mutex::new(Finished { outcomes: files.iter().map(|_| None).collect(), printed: 0, failed: 0 });
        let work = || -> Result<()> {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = files.get(number) else { return Ok(()) };
                let outcome = self.script(file);
                let is_good = outcome.as_ref().is_ok_and(|outcome| outcome.failed.is_empty());
                let mut finished = finished.lock().expect("no worker panics while it holds the lock");
                finished.failed += usize::from(!is_good);
                finished.outcomes[number] = Some(self.summary(file, &outcome));
                finished.print()?;
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (1..self.build.jobs.min(files.len())).map(|_| scope.spawn(work)).collect();
            let results = std::iter::once(work()).chain(workers.into_iter().map(|worker| match worker.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            }));
            results.collect::<Result<Vec<()>>>()
        })?;
        match finished.into_inner().expect("no worker panics while it holds the lock").failed {
            0 => Ok(()),
            failed => {
                let message = format!("{failed} of {} scripts failed", files.len());
                Err(Error::User { message, hint: None }.into())
            }
        }
    }

    fn summary(&self, file: &Path, outcome: &Result<Outcome>) -> String {
        let mut text = String::new();
        let name = file.display();
        match outcome {
            Err(error) => writeln!(text, "{name}: {error:#}"),
            Ok(outcome) => {
                for (line, why) in outcome.failed.iter().take(self.show) {
                    writeln!(text, "{name}:{line}: {why}").expect("writing to a string");
                }
                let skipped: usize = outcome.skipped.values().sum();
                let reasons: Vec<String> =
                    outcome.skipped.iter().map(|(why, count)| format!("{count} {why}")).collect();
                let reasons = if skipped > 0 { format!(" ({})", reasons.join("; ")) } else { String::new() };
                let (passed, failed) = (outcome.passed, outcome.failed.len());
                writeln!(text, "{name}: {passed} passed, {failed} failed, {skipped} skipped{reasons}")
            }
        }
        .expect("writing to a string");
        text
    }

    pub fn script(&self, file: &Path) -> Result<Outcome> {
        let bytes = input::read(file)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::User { message: format!("{} is not UTF-8", file.display()), hint: None })?;
        let name = file.display().to_string();
        let Build { rooting, passes, .. } = *self.build;
        let ref_width = self.build.settings.ref_width;
        let script = pipeline::with_large_stack(move || script::plan(&name, &text, rooting, passes, ref_width))?;
        let Script { translation, checks } = script;
        let answers = match translation {
            Some(translation) => self.answers(translation, &checks)?,
            None => Vec::new(),
        };
        Ok(judge(checks, &answers))
    }

    /// One line for each question, fewer if the program died.
    fn answers(&self, translation: Translation, checks: &[Check]) -> Result<Vec<String>> {
        // Translating is cheap: the C itself is what the cache knows an executable by.
        let key: String = translation.files.iter().map(|file| file.text.as_str()).collect();
        let executable = pipeline::compiled(key.as_bytes(), self.build, || Ok(translation))?;
        let mut questions = tempfile::tempfile().context("failed to create a temporary file")?;
        for check in checks {
            if let Verdict::Ask { command, .. } = &check.verdict {
                writeln!(questions, "{command}").context("failed to write the commands")?;
            }
        }
        questions.rewind().context("failed to rewind the commands")?;
        ask(&executable, questions)
    }
}

/// The guest's stack is small, or endless recursion takes seconds.
const STACK: (&str, &str) = ("WASTREL_STACK_SIZE", "1m");

fn ask(executable: &Executable, questions: std::fs::File) -> Result<Vec<String>> {
    let output = Command::new(executable.path())
        .env(STACK.0, STACK.1)
        .stdin(questions)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| pipeline::cannot_run(executable.path(), &error))?;
    let mut answers: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_string).collect();
    if !output.status.success() {
        answers.push(format!("died: {}", output.status));
    }
    Ok(answers)
}

fn judge(checks: Vec<Check>, answers: &[String]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut answers = answers.iter();
    for check in checks {
        let (line, what, counts) = (check.line, check.what, check.is_assertion());
        let verdict = match check.verdict {
            Verdict::Ask { expected, .. } => match answers.next() {
                Some(answer) => verdict_of(&expected, answer),
                None => Verdict::Failed("no answer: the program died before".into()),
            },
            known => known,
        };
        match verdict {
            Verdict::Passed => outcome.passed += usize::from(counts),
            Verdict::Failed(why) => outcome.failed.push((line, format!("{what}: {why}"))),
            Verdict::Skipped(why) if counts => *outcome.skipped.entry(why).or_default() += 1,
            Verdict::Skipped(why) => *outcome.skipped.entry(format!("modules: {why}")).or_default() += 1,
            Verdict::Ask { .. } => unreachable!("answered"),
        }
    }
    outcome
}

fn verdict_of(expected: &Expected, answer: &str) -> Verdict {
    match expected.check(answer) {
        Ok(()) => Verdict::Passed,
        Err(why) => Verdict::Failed(why),
    }
}
