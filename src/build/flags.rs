//! Every flag that a C compiler gets, in one place: `driver.rs` and the Makefile of `project.rs` both read this file.
//!
//! In: [`Settings`], what the user chose. Out: lists of arguments. All paths are relative to the folder that holds the
//! C, in which the compiler runs: no path of this machine reaches the binary.

use std::fmt;

use super::collector_source::CollectorSource;
use super::runtime_files::{Bignums, Collector, Library, RuntimeFiles};
use super::toolchain::{Family, Toolchain};
use crate::emit::LOW_MEMORY;
use crate::{RefWidth, SourceFile};

/// May the compiler assume that a `u32 *` and a `f64 *` do not alias? The emitted C keeps to that rule: objects are C
/// structs, linear memory is reached by memcpy.
const STRICT_ALIASING: bool = true;

pub const INCLUDE_FOLDERS: &[&str] = &[".", "gc-runtime", "wasi", "whippet/api", "whippet/src"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub u8);

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-O{}", self.0)
    }
}

/// What the user chose that changes the machine code.
#[derive(Clone, Debug)]
pub struct Settings {
    pub level: Level,
    /// Of units that hold nothing in which a program could spend much time, and of all those of a program so large that nobody
    /// wants to wait for more: at most [`Settings::level`].
    pub cold_level: Level,
    /// Names as the compilers know them: `address`, `undefined`.
    pub sanitizers: Vec<String>,
    /// `--cflags`, last on every command line.
    pub extra: Vec<String>,
    pub collector: &'static Collector,
    /// `--gc-src`; none: our own.
    pub collector_source: Option<CollectorSource>,
    pub bignums: Bignums,
    pub ref_width: RefWidth,
}

/// What a library is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needing {
    Collector(&'static str),
    Bignums,
}

impl Settings {
    /// The runtime, with the collectors that are meant.
    pub fn runtime(&self) -> RuntimeFiles<'_> {
        RuntimeFiles::with(self.collector_source.as_ref(), self.bignums)
    }

    /// What must be installed, and what needs it.
    pub fn libraries(&self) -> impl Iterator<Item = (Needing, &'static Library)> {
        let of_collector = self.collector.library.map(|library| (Needing::Collector(self.collector.name), library));
        let of_bignums = self.bignums.library().map(|library| (Needing::Bignums, library));
        of_collector.into_iter().chain(of_bignums)
    }

    /// One line that two settings share only if they are equal, but for the cold level, which the runtime does without: part
    /// of cache keys.
    pub fn identity(&self) -> String {
        let source = self.collector_source.as_ref().map(|_| self.runtime().hash().to_hex());
        let Settings { level, collector, sanitizers, extra, ref_width, bignums, .. } = self;
        format!("{level} {} {source:?} {sanitizers:?} {extra:?} {ref_width:?} {bignums:?}", collector.name)
    }
}

impl Settings {
    fn links_late(&self) -> bool {
        self.extra.iter().any(|flag| flag.starts_with("-flto"))
    }
}

/// For what names variables to the assembler (`WR_LINK_SLOT`, wr_setjmp_saving), which link-time optimisation may part from it.
const NO_LTO: &str = "-fno-lto";

/// The level that keeps what the language promises: gcc before 15 makes no tail calls at -O0, whatever flag it is given.
pub fn level_for_tail_calls(toolchain: &Toolchain, asked: Level) -> Level {
    if toolchain.musttail { asked } else { asked.max(Level(1)) }
}

/// Language, floats, calls: for both compilers.
pub fn common(width: RefWidth) -> Vec<String> {
    let mut flags = strings(&[
        "-std=gnu17",
        // -march=native may bring FMA, and gcc's default would then fuse `a * b + c`.
        "-ffp-contract=off",
        // sqrt, floor and their like become instructions; nobody reads errno.
        "-fno-math-errno",
        // gcc at -O1 leaves it off, and has no musttail before 15.
        "-foptimize-sibling-calls",
        "-fno-plt",
        "-fvisibility=hidden",
        "-fomit-frame-pointer",
    ]);
    flags.push(position(width).into());
    if !STRICT_ALIASING {
        flags.push("-fno-strict-aliasing".into());
    }
    flags
}

pub fn for_family(family: Family) -> Vec<String> {
    let mut flags = strings(match family {
        // Stores to the block of overflow arguments, read back as words: 1.99 ns per tail call instead of .58 (gcc 12 -O2).
        // Signalling NaNs: `x * 1` and `x - 0` make a NaN quiet, and must not be folded to `x`.
        Family::Gcc => &["-fno-tree-slp-vectorize", "-fsignaling-nans"],
        // 256 levels of braces or parentheses is the default.
        Family::Clang => &["-fbracket-depth=1024", "-ffp-exception-behavior=maytrap"],
    });
    if family == Family::Clang && cfg!(target_arch = "x86_64") {
        // A load that a cmov may drop, even a volatile one, must still trap (clang 19 at -O1): no branch around it.
        flags.extend(strings(&["-mllvm", "-x86-cmov-converter-force-mem-operand=false"]));
    }
    flags
}

/// No branch crosses a line of 32 bytes or ends at its end: where one does, Intel's Skylake and what came of it up to Cascade Lake
/// decode the line anew each time ("Mitigations for Jump Conditional Code Erratum", Intel, 2019). On Cascade Lake eight OCaml
/// programs take .84 of their time, by gcc 12 and by clang 19; executables grow by 2.3 %. For gcc it needs binutils 2.34.
///
/// clang lays a section out anew for each branch it moves: a section for each function keeps a unit of 560 kB at 5.4 s rather
/// than 6.2 (-O1: 5.2 rather than 6.7; 5.3 and 4.5 without all this). Sanitizers make functions so long that such a unit takes
/// 100 s rather than 32, with sections too, and nobody times what they look at.
pub fn branches_on_x86_64(family: Family, settings: &Settings) -> Vec<String> {
    if !settings.sanitizers.is_empty() {
        return Vec::new();
    }
    strings(match family {
        Family::Gcc => &["-Wa,-mbranches-within-32B-boundaries"],
        Family::Clang => &["-ffunction-sections", "-mbranches-within-32B-boundaries"],
    })
}

/// The slow path of an allocation is called by inline assembly (`gc-runtime/alloc.h`): so no function may keep anything below its
/// stack pointer. Not where sanitizers look at every call.
pub fn for_x86_64(settings: &Settings) -> Vec<String> {
    if settings.sanitizers.is_empty() { strings(&["-mno-red-zone", "-DWR_HAS_NO_RED_ZONE=1"]) } else { Vec::new() }
}

/// What must stand after the level, because clang's `-O2` turns it on again whatever stood before.
pub fn after_level(family: Family) -> Vec<String> {
    match family {
        Family::Gcc => Vec::new(),
        // As for gcc: references are spilled one by one, and a load of two of them at once waits until both stores are through.
        // `lazyseq` .81 of its time, geometric mean of seven programs .95 (clang 19).
        Family::Clang => strings(&["-fno-slp-vectorize"]),
    }
}

/// What an x86-64 must have to run a program with vectors; the program asks at its start (`host.c`).
pub const SIMD: &str = "-msse4.1";

/// Whether emitted C has vectors. Its own units are then compiled with [`SIMD`], and the runtime, which is the same for all
/// programs, is not.
pub fn needs_simd(sources: &[SourceFile]) -> bool {
    sources.iter().any(|source| source.text.contains("#include \"simd.h\""))
}

/// Whether the program works in a linear memory, and has no heap.
fn has_low_memory(sources: &[SourceFile]) -> bool {
    sources.iter().any(|source| source.text.starts_with(&format!("#define {LOW_MEMORY} ")))
}

/// For the units of emitted C on x86-64, beyond what all C gets.
///
/// Functions of programs without a heap begin with a line of the cache: where a short loop lay in one, which was up to the
/// functions before, decided whether CoreMark took 1.71 s or 1.95 (gcc 12, Rocket Lake). They grow by 2 %.
pub fn for_units_on_x86_64(sources: &[SourceFile]) -> Vec<String> {
    let simd = needs_simd(sources).then_some(SIMD);
    let alignment = has_low_memory(sources).then_some("-falign-functions=64");
    simd.into_iter().chain(alignment).map(String::from).collect()
}

/// For the units of emitted C, on all machines.
///
/// gcc's analysis of what pointers may point to finds nothing there: objects are reached by numbers, tables and memories by
/// addresses that were loaded; and processors order instructions themselves. Without both, 30 programs of OCaml take 1.00
/// [.99, 1.01] of their time, and gcc 12 takes .90 of its own (-O2, of it .03 the order; at -O1 .89).
pub fn for_units_of_family(family: Family) -> Vec<String> {
    match family {
        Family::Gcc => strings(&["-fno-tree-pta", "-fno-schedule-insns2"]),
        Family::Clang => Vec::new(),
    }
}

/// Both, for the machine that this is.
pub fn for_units(family: Family, sources: &[SourceFile]) -> Vec<String> {
    let mut flags = for_units_of_family(family);
    if cfg!(target_arch = "x86_64") {
        flags.extend(for_units_on_x86_64(sources));
    }
    flags
}

/// Bytes of C. Units are bounded, so a longer one is one function, and the time that compilers take grows faster than it: of Yosys,
/// one with 4.5 MB takes gcc 12 8 s at -O0, and more than four minutes at -O1; one with 2.2 MB 3 and 29.
const GIANT: usize = 3 << 20;

/// Bytes of C. gcc 12 takes 8 s of CPU time for 1.9 MB of a program of Hoot's at -O1 and 13 at -O2, 270 for 47 MB of its REPL at -O1.
const LARGE: usize = 16 << 20;

/// For one of `sources` that is to be compiled at another level than the runtime, after that. A giant function is not optimised,
/// where that loses no tail call: `musttail` is whether the compiler makes them at -O0. What `--cflags` says of levels prevails over
/// [`Settings::cold_level`].
pub fn for_unit(source: &SourceFile, sources: &[SourceFile], settings: &Settings, musttail: bool) -> Vec<String> {
    let is_giant = source.name != ENTRY && source.text.len() > GIANT;
    let is_large = sources.iter().map(|source| source.text.len()).sum::<usize>() > LARGE;
    let is_named = settings.extra.iter().any(|flag| flag.starts_with("-O"));
    if source.name == ENTRY && settings.links_late() {
        strings(&[NO_LTO])
    } else if is_giant && (musttail || !source.text.contains("WR_TAIL")) {
        strings(&["-O0"])
    } else if (source.is_cold() || is_large) && settings.cold_level != settings.level && !is_named {
        vec![settings.cold_level.to_string()]
    } else {
        Vec::new()
    }
}

/// The unit that holds data, and as much of it as the program has.
const ENTRY: &str = "entry.c";

/// For the runtime, which is the same for all programs: the linker leaves out what this one does not need. Not for emitted C, in
/// which dead functions are not, and of which the largest modules have tens of thousands.
pub fn for_runtime(settings: &Settings) -> Vec<String> {
    let sections = strings(&["-ffunction-sections", "-fdata-sections"]);
    sections.into_iter().chain(settings.links_late().then(|| NO_LTO.into())).collect()
}

/// For `wasi/`, after the level: what it does waits for the kernel, and no frame of it is ever in a backtrace. hello from C
/// is 47 kB rather than 55, stripped.
pub fn for_wasi(settings: &Settings) -> Vec<String> {
    if settings.level < Level(2) || !settings.sanitizers.is_empty() {
        return Vec::new();
    }
    strings(&["-Os", "-fno-asynchronous-unwind-tables"])
}

/// Where the executable may lie: references of 32 bits reach its static objects at the bottom only.
fn position(width: RefWidth) -> &'static str {
    match width {
        RefWidth::Bits32 => "-fno-pie",
        RefWidth::Bits64 => "-fPIE",
    }
}

/// The linker's half of [`for_runtime`]; and code need not begin a page of its own, which is 8 kB of hello's 63.
pub const LEAVE_OUT: &str = "-Wl,--gc-sections,-z,noseparate-code";

pub fn linked_position(width: RefWidth) -> &'static str {
    match width {
        RefWidth::Bits32 => "-no-pie",
        RefWidth::Bits64 => "-pie",
    }
}

pub fn defines(settings: &Settings) -> Vec<String> {
    let collector = settings.collector;
    let mut defines = strings(&[
        "-DNDEBUG",
        "-DGC_EMBEDDER=\"embedder.h\"",
        // `struct.new` writes every word, so nobody needs to clear first.
        "-DGC_UNINITIALIZED_ALLOCATION=1",
    ]);
    defines.push(format!("-DGC_ATTRS=\"{}-attrs.h\"", collector.stem));
    defines.extend(collector.defines.iter().map(|define| format!("-D{define}")));
    if settings.ref_width == RefWidth::Bits32 {
        defines.push("-DGC_SLOT_BITS=32".into());
    }
    defines
}

pub fn includes() -> Vec<String> {
    INCLUDE_FOLDERS.iter().map(|folder| format!("-I{folder}")).collect()
}

/// The arguments of a compilation, but for `-c FILE -o FILE`.
pub fn compile(family: Family, settings: &Settings) -> Vec<String> {
    let mut flags = common(settings.ref_width);
    flags.extend(for_family(family));
    if cfg!(target_arch = "x86_64") {
        flags.extend(for_x86_64(settings));
        flags.extend(branches_on_x86_64(family, settings));
    }
    flags.extend(defines(settings));
    flags.extend(includes());
    flags.push(settings.level.to_string());
    flags.extend(after_level(family));
    flags.extend(chosen_beyond_level(settings));
    flags
}

/// What the user chose, for compiling and for linking. It stands last, so that it prevails.
pub fn chosen(settings: &Settings) -> Vec<String> {
    let mut flags = vec![settings.level.to_string()];
    flags.extend(chosen_beyond_level(settings));
    flags
}

fn chosen_beyond_level(settings: &Settings) -> Vec<String> {
    let mut flags = Vec::new();
    flags.extend(sanitizer(settings));
    flags.extend(settings.extra.iter().cloned());
    flags
}

/// The arguments of the link that stand before the objects.
pub fn link(settings: &Settings) -> Vec<String> {
    let mut flags = strings(&[linked_position(settings.ref_width), "-Wl,--build-id=none", LEAVE_OUT]);
    if settings.sanitizers.is_empty() {
        flags.push("-static-libgcc".into());
    }
    flags.extend(chosen(settings));
    flags
}

/// The arguments of the link that stand after the objects.
pub fn libraries(collector: &Collector) -> Vec<String> {
    strings(if collector.is_parallel() { &["-lm", "-pthread"] } else { &["-lm"] })
}

fn sanitizer(settings: &Settings) -> Vec<String> {
    if settings.sanitizers.is_empty() {
        return Vec::new();
    }
    let names = settings.sanitizers.join(",");
    vec![
        format!("-fsanitize={names}"),
        "-fno-sanitize-recover=all".into(),
        "-fno-omit-frame-pointer".into(),
        "-g".into(),
    ]
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn giant_and_cold_units_have_levels_of_their_own() {
        let unit = |name: &str, text: &str, size: usize| {
            let text = text.repeat(size / text.len());
            SourceFile { name: name.into(), text }
        };
        let short = unit("m0_1.c", "x = y;\n", GIANT / 2);
        let giant = unit("m0_2.c", "x = y;\n", 2 * GIANT);
        let tails = unit("m0_3.c", "WR_TAIL return f();\n", 2 * GIANT);
        let data = unit(ENTRY, "1, 2,\n", 2 * GIANT);
        let cold = unit("m0_cold_1.c", "x = y;\n", GIANT / 2);
        let all = [&short, &giant, &tails, &data, &cold];
        let mut settings = Settings {
            level: Level(2),
            cold_level: Level(1),
            sanitizers: Vec::new(),
            extra: Vec::new(),
            collector: &super::super::runtime_files::COLLECTORS[0],
            collector_source: None,
            bignums: Bignums::Own,
            ref_width: RefWidth::Bits32,
        };
        let flags =
            |settings: &Settings, musttail| all.map(|source| for_unit(source, &[], settings, musttail).concat());
        assert_eq!(flags(&settings, false), ["", "-O0", "", "", "-O1"]);
        assert_eq!(flags(&settings, true), ["", "-O0", "-O0", "", "-O1"]);
        let large = vec![giant.clone(); LARGE / GIANT];
        assert_eq!(for_unit(&short, &large, &settings, false), ["-O1"]);
        settings.extra = strings(&["-Os"]);
        assert_eq!(flags(&settings, false), ["", "-O0", "", "", ""]);
        settings.extra = strings(&["-flto=2"]);
        assert_eq!(flags(&settings, false), ["", "-O0", "", "-fno-lto", "-O1"]);
        settings = Settings { cold_level: Level(2), extra: Vec::new(), ..settings };
        assert_eq!(flags(&settings, false), ["", "-O0", "", "", ""]);
    }
}
