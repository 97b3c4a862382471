//! `wastrel bench`: from what was typed to a [`Request`], and from its report to files and a status.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::{self, BenchArgs, Command, Split};
use super::config::{self, Build, Common, Environment, user};
use super::{pipeline, write_stdout};
use crate::bench::baseline::Baseline;
use crate::bench::engines::Engine;
use crate::bench::engines::build::{Configuration, Contestant};
use crate::bench::engines::find::{SettingsFile, Tools, known_engines, variable_name};
use crate::bench::measure::Meter;
use crate::bench::plan::{self, Found, Size};
use crate::bench::report::{self, Report};
use crate::bench::schedule::Rounds;
use crate::bench::{self, Request};
use crate::build::cache::install;
use crate::build::log::{Log, Verbosity};
use crate::build::temporary;
use crate::build::toolchain::CompilerCommand;
use crate::error::Error;

const DEFAULT_CONFIGURATION: &str = "gcc -O2";

pub fn bench(arguments: BenchArgs, environment: &Environment) -> Result<()> {
    let log = Common::new(&arguments.common).log;
    let contestants = contestants(&arguments, environment)?;
    let baseline = arguments.baseline.as_deref().map(Baseline::read).transpose()?;
    let folder = temporary::Folder::new(tempfile::Builder::new().prefix("wastrel-bench-"), &std::env::temp_dir())?;
    let granted = folder.path().join("granted");
    std::fs::create_dir(&granted)?;
    let size = if arguments.small { Size::Small } else { Size::Usual };
    let Found { programs, without_size } = plan::find(&arguments.paths, size, &granted)?;
    if !without_size.is_empty() {
        let (count, names) = (without_size.len(), without_size.join(", "));
        log.note("note", format_args!("{count} programs without a size are left out: {names}"));
    }
    let cache = pipeline::open_cache(&config::cache_place(&arguments.cache, environment), log)?;
    let request = Request {
        programs,
        contestants,
        rounds: Rounds { runs: arguments.runs as usize, warmup: arguments.warmup as usize },
        counts_instructions: arguments.instructions,
        state: arguments.resume.clone(),
        cache: cache.as_ref(),
        log,
    };
    let meter = Meter::new(std::env::current_exe()?, folder.path().to_path_buf(), arguments.timeout);
    let report = bench::run(&request, &meter)?;
    write_reports(&arguments, &report, log)?;
    match baseline {
        Some(baseline) => compare(&baseline, &report, arguments.fail_above),
        None => Ok(()),
    }
}

/// The engines, then our configurations: the first is the reference.
fn contestants(arguments: &BenchArgs, environment: &Environment) -> Result<Vec<Contestant>> {
    let options: BTreeMap<String, String> = arguments.engines.iter().cloned().collect();
    if let Some(name) = options.keys().find(|name| !Engine::names().any(|known| known == name.as_str())) {
        return Err(user(format!("there is no engine `{name}`"), known_engines()));
    }
    let mut engines = Vec::new();
    for list in &arguments.vs {
        engines.extend(Engine::parse_list(list)?);
    }
    let settings = SettingsFile::read(arguments.settings.as_deref())?;
    let mut contestants = find(engines, &settings, &options)?;
    let configurations = match arguments.configurations.as_slice() {
        [] => &[DEFAULT_CONFIGURATION.to_string()],
        given => given,
    };
    for text in configurations {
        contestants.push(Contestant::Wastrel(configuration(text, arguments.instructions, environment)?));
    }
    let mut names = BTreeSet::new();
    match contestants.iter().map(Contestant::to_string).find(|name| !names.insert(name.clone())) {
        Some(name) => Err(user(format!("`{name}` is asked for twice"), "name each engine and configuration once")),
        None => Ok(contestants),
    }
}

/// All that are missing are named at once.
fn find(engines: Vec<Engine>, settings: &SettingsFile, options: &BTreeMap<String, String>) -> Result<Vec<Contestant>> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for engine in engines {
        match Tools::find(&engine, settings.of(&engine, options)?) {
            Ok(tools) => found.push(Contestant::Engine(engine, tools)),
            Err(reason) => missing.push((engine, reason)),
        }
    }
    let Some((first, _)) = missing.first() else { return Ok(found) };
    let reasons: Vec<String> = missing.iter().map(|(engine, reason)| format!("{engine}: {reason}")).collect();
    let advice: BTreeSet<&str> = missing.iter().map(|(engine, _)| engine.advice()).collect();
    let name = first.settings_name();
    let hint = format!(
        "{}; or say where by --engine {name}=COMMAND, {} or wastrel.toml",
        advice.into_iter().collect::<Vec<_>>().join("; "),
        variable_name(name)
    );
    Err(user(format!("missing engines: {}", reasons.join("; ")), hint))
}

/// `gcc-12 -O3 --gc semi`: checked as `wastrel compile` would, before anything runs.
fn configuration(text: &str, counts_instructions: bool, environment: &Environment) -> Result<Configuration> {
    let words = shell_words::split(text)
        .map_err(|error| user(format!("cannot read --config `{text}`: {error}"), "quote it as a shell would"))?;
    let Some((compiler, rest)) = words.split_first() else {
        return Err(user("a --config is empty".into(), "for example: --config 'clang-19 -O2'"));
    };
    let mut arguments = vec![format!("--cc={compiler}")];
    if !rest.iter().any(|word| word.starts_with("--cflags")) {
        // $WASTREL_CFLAGS is no part of what is compared. valgrind has not got the place that memories are given otherwise.
        arguments.push(if counts_instructions { "--cflags=-DWR_MEMORY_ANYWHERE" } else { "--cflags=" }.into());
    }
    arguments.extend(rest.iter().cloned());
    let own = ["wastrel", "compile"].into_iter().map(OsString::from);
    let own = own.chain(arguments.iter().map(OsString::from)).chain(["--".into(), "x.wasm".into()]).collect();
    let parsed = args::parse(&Split { own, guest: Vec::new() });
    let Ok(args::Cli { command: Command::Compile(compile) }) = parsed else {
        let said = parsed.err().map(|error| error.to_string()).unwrap_or_default();
        let said = said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
        return Err(user(format!("in --config `{text}`: {said}"), "a C compiler, then options of `wastrel compile`"));
    };
    if compile.output.is_some() || compile.emit != args::Emit::Exe || compile.build.cache.no_cache {
        let message = format!("in --config `{text}`: -o, --emit and --no-cache have no place here");
        return Err(user(message, "a C compiler, then options that change the program"));
    }
    Build::new(compile.build, environment)?;
    let found = CompilerCommand::find(Some(compiler))?;
    let identity = format!("{} {arguments:?}", found.identity());
    let version = first_line(found.command().arg("--version"));
    Ok(Configuration { label: text.to_string(), arguments, identity, version: format!("Wastrel, {version}") })
}

fn first_line(command: &mut std::process::Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or("unknown version").to_string()
}

fn write_reports(arguments: &BenchArgs, report: &Report, log: Log) -> Result<()> {
    type Form = fn(&Report) -> String;
    let forms: [(&Option<PathBuf>, Form); 4] = [
        (&arguments.json, report::json::text),
        (&arguments.csv, report::csv::text),
        (&arguments.markdown, report::markdown::text),
        (&arguments.svg, report::svg::text),
    ];
    let mut is_table_wanted = true;
    for (path, form) in forms {
        match path.as_deref() {
            Some(path) if path == Path::new("-") => {
                is_table_wanted = false;
                write_stdout(form(report).as_bytes())?;
            }
            Some(path) => install(form(report).as_bytes(), path, 0o666)?,
            None => {}
        }
    }
    if is_table_wanted {
        write_stdout(report::table::text(report, log.verbosity != Verbosity::Quiet).as_bytes())?;
    }
    Ok(())
}

fn compare(baseline: &Baseline, report: &Report, fail_above: Option<f64>) -> Result<()> {
    let compared = baseline.compare(report)?;
    for comparison in &compared {
        // Standard output may hold JSON.
        eprintln!("{}", comparison.text());
    }
    let Some(limit) = fail_above else { return Ok(()) };
    match compared.iter().find(|it| it.mean > limit) {
        Some(it) => {
            let message = format!("{} is slower than the baseline: {:.3} is above {limit}", it.contestant, it.mean);
            Err(Error::User { message, hint: None }.into())
        }
        None => Ok(()),
    }
}
