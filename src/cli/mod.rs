//! The command line: what was typed, what is meant by it, and the commands.
//!
//! In: arguments and environment. Out: files, messages on stderr, an exit status: 0, 1 for a failure, 2 for wrong usage,
//! 101 for a bug of ours, and for `run` whatever the guest's process ends with. Nothing here knows Wasm or C.

pub mod args;
pub mod bench;
pub mod compile;
pub mod config;
pub mod input;
pub mod inspect;
pub mod pipeline;
pub mod report;
pub mod run;
pub mod wast;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::RefWidth;
use crate::bench::measure;
use crate::build::grants::Grants;
use crate::build::log::Log;
use crate::build::runtime_files::{COLLECTORS, Library};
use crate::build::toolchain::CompilerCommand;
use crate::build::{library, temporary};
use args::{Cli, Command, InspectArgs, Split, What};
use config::{Build, Common, CompileTarget, Environment, Inspection};

/// Everything that the executable does.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    report::install_panic_hook();
    if arguments.get(1).is_some_and(|first| first == measure::ARGUMENT) {
        return measure::main(&arguments[2..]);
    }
    let split = args::split(arguments);
    let cli = match args::parse(&split) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let common = Common::new(cli.common());
    match command(cli, split) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            temporary::leave_the_end_to_signals();
            report::print(&error, common.color);
            ExitCode::FAILURE
        }
    }
}

fn command(cli: Cli, split: Split) -> Result<()> {
    let environment = Environment::of_process();
    match cli.command {
        Command::Run(run) if run.build.asks_for_collectors() => list_collectors(run.build.cc.or(environment.cc)),
        Command::Compile(compile) if compile.build.asks_for_collectors() => {
            list_collectors(compile.build.cc.or(environment.cc))
        }
        Command::Run(mut arguments) => {
            // A first run waits for the C compiler: Scheme programs take .89 of its time, and 1.01 of their own.
            arguments.build.level.get_or_insert(args::LevelArg::Auto);
            let build = Build::new(arguments.build, &environment)?;
            let grants = config::grants(arguments.guest, build.log);
            let file = arguments.file.expect("`args::parse` refuses its absence");
            match run::run(&file, split.guest, &grants, build)? {}
        }
        Command::Compile(arguments) => {
            let file = arguments.file.clone().expect("`args::parse` refuses its absence");
            let target = CompileTarget::new(arguments.output, arguments.emit, &file)?;
            let grants = config::grants(arguments.guest, Log::default());
            let grants = Grants { is_open: arguments.allow_runtime_grants, ..grants };
            compile::compile(&file, &target, &grants, Build::new(arguments.build, &environment)?)
        }
        Command::Inspect(arguments) => inspect_command(arguments),
        Command::Bench(arguments) => bench::bench(arguments, &environment),
        Command::Wast(arguments) => {
            let (files, show) = (arguments.files.clone(), arguments.show);
            wast::Wast { build: &Build::new(arguments.build, &environment)?, show }.run(&files)
        }
    }
}

fn inspect_command(arguments: InspectArgs) -> Result<()> {
    let Inspection { what, file, ref_width } = Inspection::new(arguments);
    let bytes = input::read(&file)?;
    let text =
        pipeline::with_large_stack(move || pipeline::blame(&file, inspect_bytes(what, &file, &bytes, ref_width)))?;
    write_stdout(text.as_bytes())
}

fn inspect_bytes(what: What, file: &Path, bytes: &[u8], ref_width: RefWidth) -> crate::error::Result<String> {
    let bytes = crate::module::read::to_binary(file, bytes)?;
    match what {
        What::Types => inspect::types(&bytes),
        What::Layouts => inspect::layouts(&bytes, ref_width),
        What::Imports => inspect::imports(&bytes, &|module, field| crate::hosts::is_provided(module, field)),
        What::Features => inspect::features(&bytes),
        What::Stackmaps => crate::inspect_stackmaps(&bytes),
    }
}

/// `compiler` is asked for the libraries that some of them need.
fn list_collectors(compiler: Option<String>) -> Result<()> {
    let width = COLLECTORS.iter().map(|collector| collector.name.len() + 2).max().unwrap_or(0);
    let mut text = String::new();
    for collector in COLLECTORS {
        let needs = collector.library.map(|library| what_it_needs(compiler.as_deref(), library));
        text.push_str(&format!("{:<width$}{}{}\n", collector.name, collector.summary, needs.unwrap_or_default()));
    }
    write_stdout(text.as_bytes())
}

fn what_it_needs(compiler: Option<&str>, library: &Library) -> String {
    let installed = CompilerCommand::find(compiler).and_then(|command| library::installed(&command, library, &[]));
    let here = if let Ok(Some(_)) = installed { "is" } else { "is not" };
    format!(" (needs {}, which {here} installed here)", library.name)
}

/// Unlike `print!`, gives back an error when the reader has gone.
fn write_stdout(text: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => error.into(),
        _ => crate::build::failed("write", Path::new("to standard output"), &error).into(),
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
