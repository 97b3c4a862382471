//! The programs of `whippet/benchmarks` check their results, with every collector, at a small size.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::build::{self, Build};
use crate::common::{self, Run, Setup, Tested};

const FOLDER: &str = "whippet/benchmarks";
const EMBEDDER: &str = "whippet/tests/watching-embedder.h";
/// "": the options' defaults.
const OPTIONS: [&str; 3] = ["", "heap-size=64k,verify=1", "heap-size=64k,stress=5000,verify=1"];
/// What a benchmark ends with for want of memory.
const MEMORY_EXHAUSTED: i32 = 3;

pub fn trials(builds: &[Build]) -> Vec<Trial> {
    let of = |build: Build| {
        let name = format!("benchmarks {}", build.name());
        common::trial(&name, build.setup, move |_| every_benchmark(build))
    };
    let mut trials: Vec<Trial> = builds.iter().copied().map(of).collect();
    let setup = common::gcc(2);
    trials.push(common::trial("fragments-are-joined", setup, fragments_are_joined));
    trials
}

fn benchmarks() -> Vec<String> {
    let entries = fs::read_dir(Path::new(common::ROOT).join(FOLDER)).expect("a folder of ours");
    let names = entries.filter_map(|entry| entry.expect("readable").file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".c").map(str::to_string)).collect()
}

/// The collector is compiled once for all of them.
struct Compiled {
    build: Build,
    folder: PathBuf,
}

impl Compiled {
    fn new(build: Build, more: &[&str], folder: PathBuf) -> Result<Compiled, Failed> {
        let object = folder.join("collector.o");
        let mut command = build.command(EMBEDDER);
        command.args(more).args(["-r", "-nostdlib"]).args(build.units()).arg("-o").arg(object);
        build::run_silently(command)?;
        Ok(Compiled { build, folder })
    }

    fn link(&self, benchmark: &str) -> Result<PathBuf, Failed> {
        let program = self.folder.join(benchmark);
        let mut command = self.build.command(EMBEDDER);
        command.arg("-Iwhippet/tests").arg(format!("{FOLDER}/{benchmark}.c")).arg(self.folder.join("collector.o"));
        command.arg("-o").arg(&program).args(self.build.libraries());
        build::run_silently(command)?;
        Ok(program)
    }
}

fn ends_with(status: i32, program: &Path, size: &str, options: String) -> Tested {
    let mut run = Run::new(program);
    run.args.push(size.into());
    run.env.push(("GC_OPTIONS".into(), options.clone()));
    let outcome = run.outcome()?;
    if outcome.status == status {
        return Ok(());
    }
    let (program, got, stderr) = (program.display(), outcome.status, outcome.stderr_text());
    Err(format!("GC_OPTIONS={options} {program} {size}: status {got}, not {status}\n{stderr}").into())
}

fn every_benchmark(build: Build) -> Tested {
    let folder = common::fresh_folder(&format!("collectors/benchmarks {} {}", build.name(), build.setup));
    let compiled = Compiled::new(build, &[], folder)?;
    for name in benchmarks() {
        let program = compiled.link(&name)?;
        for options in OPTIONS {
            for parallelism in build.parallelisms() {
                let comma = if options.is_empty() { "" } else { "," };
                ends_with(0, &program, "small", format!("parallelism={parallelism}{comma}{options}"))?;
            }
        }
    }
    Ok(())
}

/// What mmc moves objects for: without, the same heap is too small.
fn fragments_are_joined(setup: Setup) -> Tested {
    const HEAP: &str = "heap-size-policy=fixed,heap-size=29m";
    let mmc = Build::all().into_iter().find(|build| build.collector.name == "mmc" && build.setup == setup);
    let mmc = mmc.expect("mmc is compiled by this compiler");
    let folder = common::fresh_folder("collectors/fragments");
    for (define, status) in [("-DMMC_MOVES=1", 0), ("-DMMC_MOVES=0", MEMORY_EXHAUSTED)] {
        let folder = folder.join(define);
        fs::create_dir_all(&folder)?;
        let program = Compiled::new(mmc, &[define], folder)?.link("fragmentation")?;
        ends_with(status, &program, "usual", HEAP.into())?;
    }
    Ok(())
}
