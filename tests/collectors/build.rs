//! The shared objects: each collector with the objects of the model.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;
use wastrel::build::runtime_files::{Bignums, COLLECTORS, Collector, RuntimeFiles};

use crate::common::{self, Compiler, Setup};

/// Here, and among `COLLECTORS`' defines.
const PARALLEL: &str = "GC_PARALLEL=1";
const CONSERVATIVE: &str = "GC_CONSERVATIVE_ROOTS=1";
const RELEASE: &[&str] = &["NDEBUG"];
const DEBUG: &[&str] = &["GC_DEBUG=1"];

#[derive(Clone, Copy)]
pub struct Build {
    pub collector: &'static Collector,
    pub setup: Setup,
    pub defines: &'static [&'static str],
}

impl Build {
    /// With assertions and without, by one compiler each; in the full matrix by both, and with other granules and without zeroing.
    pub fn all() -> Vec<Build> {
        let (gcc, clang) = (Compiler::Gcc, Compiler::Clang);
        let daily = [(gcc, 2, RELEASE), (clang, 1, DEBUG)];
        let more: [(Compiler, u8, &'static [&'static str]); 4] = [
            (gcc, 1, DEBUG),
            (clang, 2, RELEASE),
            (gcc, 2, &["GC_DEBUG=1", "GC_GRANULE=16"]),
            (clang, 2, &["GC_DEBUG=1", "GC_UNINITIALIZED_ALLOCATION=1"]),
        ];
        let kinds = if common::is_full_matrix() { [&daily[..], &more].concat() } else { daily.to_vec() };
        let builds_of = |collector: &'static Collector| {
            kinds.clone().into_iter().map(move |(compiler, level, defines)| {
                // Where the library is missing, the test is skipped.
                let of_setup = collector.library.map_or(common::DEFAULT_COLLECTOR, |_| collector.name);
                let setup = Setup { compiler, level, collector: of_setup, ..common::gcc(1) };
                Build { collector, setup, defines }
            })
        };
        COLLECTORS.iter().flat_map(builds_of).collect()
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.collector.name, self.defines.join(" "))
    }

    /// How many threads are to collect.
    pub fn parallelisms(&self) -> &'static [u32] {
        if self.collector.defines.contains(&PARALLEL) { &[1, 2, 8] } else { &[1] }
    }

    /// A conservative collector may take anything for a reference, and keep what nobody can reach.
    pub fn is_exact(&self) -> bool {
        !self.collector.defines.contains(&CONSERVATIVE)
    }

    /// Its files, without an embedder's own.
    pub fn units(&self) -> impl Iterator<Item = &'static str> {
        let units: Vec<_> =
            RuntimeFiles::with(None, Bignums::Own).units(self.collector, &[]).map(|(path, _)| path).collect();
        units.into_iter().filter(|path| path.starts_with("whippet/"))
    }

    /// For the linker, after the objects.
    pub fn libraries(&self) -> impl Iterator<Item = &'static str> {
        self.collector.library.map(|library| library.flag).into_iter().chain(["-lm"])
    }

    /// A compiler's command, for either half of the API and an embedder's header.
    pub fn command(&self, embedder: &str) -> Command {
        let mut command = Command::new(self.setup.compiler.command());
        command.current_dir(common::ROOT);
        command.args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-pthread"]);
        command.arg(format!("-O{}", self.setup.level));
        command.args(self.collector.defines.iter().chain(self.defines).map(|define| format!("-D{define}")));
        command.arg(format!("-DGC_ATTRS=\"{}-attrs.h\"", self.collector.stem));
        command.arg(format!("-DGC_EMBEDDER=\"{}/{embedder}\"", common::ROOT));
        command.args(["-Iwhippet/api", "-Iwhippet/src"]);
        command
    }

    /// The collector with the model's objects.
    pub fn compile(&self, folder: &Path) -> Result<PathBuf, Failed> {
        let library = folder.join("collector.so");
        let mut command = self.command("tests/collectors/embedder.h");
        command.args(["-shared", "-fPIC", "-DGC_API_=GC_PUBLIC", "tests/collectors/heap.c"]);
        command.args(self.units()).arg("-o").arg(&library).args(self.libraries());
        run_silently(command)?;
        Ok(library)
    }
}

/// Without warnings, too.
pub fn run_silently(mut command: Command) -> Result<(), Failed> {
    let output = command.output()?;
    if output.status.success() && output.stderr.is_empty() {
        return Ok(());
    }
    Err(format!("{command:?}\n{}", String::from_utf8_lossy(&output.stderr)).into())
}
