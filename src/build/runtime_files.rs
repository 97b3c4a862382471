//! The runtime's C, embedded: `gc-runtime/`, `wasi/` and `whippet/`, and which of its files a collector needs.
//!
//! `build.rs` writes the table; its paths are those below the project's root, in the order of their names.

use std::path::Path;

use super::collector_source::CollectorSource;
use crate::hosts::Host;

include!(concat!(env!("OUT_DIR"), "/runtime_files.rs"));

/// Changes whenever the runtime or Wastrel's own source does.
pub const BUILD_ID: &str = env!("WASTREL_BUILD_ID");

/// A garbage collector that can be compiled in.
#[derive(Debug, PartialEq, Eq)]
pub struct Collector {
    pub name: &'static str,
    pub summary: &'static str,
    /// `whippet/src/STEM.c` implements it and `whippet/api/STEM-attrs.h` describes it to the mutator.
    pub stem: &'static str,
    pub defines: &'static [&'static str],
    /// What must be installed, beyond a C compiler.
    pub library: Option<&'static Library>,
}

/// A library of the system's.
#[derive(Debug, PartialEq, Eq)]
pub struct Library {
    pub name: &'static str,
    /// What `pkg-config` calls it; none, if [`Library::flag`] says all.
    pub package: Option<&'static str>,
    /// For the linker, where there is no `pkg-config`.
    pub flag: &'static str,
    pub header: &'static str,
    /// What to install.
    pub debian_package: &'static str,
}

pub const LIBGC: Library = Library {
    name: "libgc",
    package: Some("bdw-gc"),
    flag: "-lgc",
    header: "gc/gc_mark.h",
    debian_package: "libgc-dev",
};

/// Linked statically: programs need libc and libm only.
pub const LIBGMP: Library =
    Library { name: "libgmp", package: None, flag: "-l:libgmp.a", header: "gmp.h", debian_package: "libgmp-dev" };

/// Who multiplies and divides the integers of Hoot's programs: the implementations of `gc-runtime/hoot/limbs.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bignums {
    Own,
    Gmp,
}

impl Bignums {
    pub const ALL: [Bignums; 2] = [Bignums::Own, Bignums::Gmp];

    fn file(self) -> &'static str {
        match self {
            Bignums::Own => "gc-runtime/hoot/limbs-own.c",
            Bignums::Gmp => "gc-runtime/hoot/limbs-gmp.c",
        }
    }

    pub fn library(self) -> Option<&'static Library> {
        match self {
            Bignums::Own => None,
            Bignums::Gmp => Some(&LIBGMP),
        }
    }
}

/// The first one is the default.
pub const COLLECTORS: &[Collector] = &[
    Collector {
        name: "nursery-mmc",
        summary: "generational: a copying nursery in front of mmc's spaces; precise roots (the default)",
        stem: "nursery-mmc",
        defines: &["GC_PRECISE_ROOTS=1"],
        library: None,
    },
    Collector {
        name: "semi",
        summary: "copying, two semi-spaces, sliding in tight heaps; precise roots",
        stem: "semi",
        defines: &["GC_PRECISE_ROOTS=1"],
        library: None,
    },
    Collector {
        name: "mmc",
        summary: "mostly marking: marks in place, and moves what lies in sparse blocks; precise roots",
        stem: "mmc",
        defines: &["GC_PRECISE_ROOTS=1"],
        library: None,
    },
    Collector {
        name: "parallel-mmc",
        summary: "mmc whose marking and moving is done by several threads; precise roots",
        stem: "mmc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_PARALLEL=1"],
        library: None,
    },
    Collector {
        name: "generational-mmc",
        summary: "mmc with sticky marks: a minor collection keeps what the last one has marked; precise roots",
        stem: "mmc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "parallel-generational-mmc",
        summary: "generational-mmc whose marking and moving is done by several threads; precise roots",
        stem: "mmc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_PARALLEL=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "stack-conservative-mmc",
        summary: "mmc, but what words of the C stack refer to is not moved",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1"],
        library: None,
    },
    Collector {
        name: "stack-conservative-parallel-mmc",
        summary: "the same by several threads",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_PARALLEL=1"],
        library: None,
    },
    Collector {
        name: "stack-conservative-generational-mmc",
        summary: "stack-conservative-mmc with sticky marks",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "stack-conservative-parallel-generational-mmc",
        summary: "the same by several threads",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_PARALLEL=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "heap-conservative-mmc",
        summary: "mmc, but any word of an object may be a reference: moves nothing",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_CONSERVATIVE_TRACE=1"],
        library: None,
    },
    Collector {
        name: "heap-conservative-parallel-mmc",
        summary: "the same by several threads",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_CONSERVATIVE_TRACE=1", "GC_PARALLEL=1"],
        library: None,
    },
    Collector {
        name: "heap-conservative-generational-mmc",
        summary: "heap-conservative-mmc with sticky marks",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_CONSERVATIVE_TRACE=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "heap-conservative-parallel-generational-mmc",
        summary: "the same by several threads",
        stem: "mmc",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_CONSERVATIVE_TRACE=1", "GC_PARALLEL=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "parallel-nursery-mmc",
        summary: "nursery-mmc whose collections, if they are large, are done by several threads; precise roots",
        stem: "nursery-mmc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_PARALLEL=1"],
        library: None,
    },
    Collector {
        name: "pcc",
        summary: "parallel copying: several threads copy blocks of small objects; precise roots",
        stem: "pcc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_PARALLEL=1"],
        library: None,
    },
    Collector {
        name: "generational-pcc",
        summary: "pcc with a nursery, in which objects survive once before they become old; precise roots",
        stem: "pcc",
        defines: &["GC_PRECISE_ROOTS=1", "GC_PARALLEL=1", "GC_GENERATIONAL=1"],
        library: None,
    },
    Collector {
        name: "bdw",
        summary: "libgc, of Boehm, Demers and Weiser: any word may be a reference; moves nothing",
        stem: "bdw",
        defines: &["GC_CONSERVATIVE_ROOTS=1", "GC_CONSERVATIVE_TRACE=1"],
        library: Some(&LIBGC),
    },
    Collector {
        name: "nogc",
        summary: "never collects: allocates until the heap is full",
        stem: "nogc",
        defines: &["GC_PRECISE_ROOTS=1"],
        library: None,
    },
];

impl Collector {
    /// Whether it finds references on the C stack and in registers by itself.
    pub fn scans_c_stack(&self) -> bool {
        self.defines.contains(&"GC_CONSERVATIVE_ROOTS=1")
    }

    /// Whether its heap lies below 4 GiB if it is asked to, where references of 32 bits reach.
    pub fn has_small_slots(&self) -> bool {
        self.name != "bdw"
    }

    /// Whether it collects with several threads.
    pub fn is_parallel(&self) -> bool {
        self.defines.contains(&"GC_PARALLEL=1")
    }
}

pub fn collector(name: &str) -> Option<&'static Collector> {
    COLLECTORS.iter().find(|collector| collector.name == name)
}

/// The runtime's files: our own, or with another's collectors; one of [`Bignums`].
pub struct RuntimeFiles<'a>(Vec<(&'a str, &'a str)>);

impl<'a> RuntimeFiles<'a> {
    pub fn with(source: Option<&'a CollectorSource>, bignums: Bignums) -> RuntimeFiles<'a> {
        let is_other = |path: &str| Bignums::ALL.iter().any(|other| *other != bignums && other.file() == path);
        let own = FILES.iter().copied().filter(|(path, _)| !is_other(path));
        let Some(source) = source else { return RuntimeFiles(own.collect()) };
        RuntimeFiles(own.filter(|(path, _)| !path.starts_with("whippet/")).chain(source.files()).collect())
    }

    /// Paths and contents.
    pub fn all(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().copied()
    }

    /// The translation units for one collector and some hosts: every `.c` file but those of the others.
    pub fn units(&self, collector: &Collector, hosts: &[Host]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let is_wanted = |path: &str| match host_of(path) {
            Some(host) => hosts.contains(&host),
            // A script's program has a `main` of its own.
            None if path == "gc-runtime/start.c" => !hosts.contains(&Host::Script),
            None => !is_of_another(path, collector),
        };
        self.all().filter(move |(path, _)| path.ends_with(".c") && is_wanted(path))
    }

    /// The contents of the file [`group_name`].
    pub fn group(&self, host: Host) -> String {
        let files = self.all().filter(|(path, _)| host_of(path) == Some(host) && path.ends_with(".c"));
        let includes: String = files.map(|(path, _)| format!("#include \"{path}\"\n")).collect();
        format!("#define _GNU_SOURCE 1\n{includes}")
    }

    /// Of a unit that is a [`RuntimeFiles::group`], its contents.
    pub fn grouped(&self, unit: &str) -> Option<String> {
        Host::ALL.into_iter().find(|&host| group_name(host) == unit).map(|host| self.group(host))
    }

    /// Name and size of what the driver compiles: [`RuntimeFiles::units`], with [`group_name`]s in place of the hosts' files.
    pub fn grouped_units(&self, collector: &Collector, hosts: &[Host]) -> Vec<(&'a str, usize)> {
        let single = self.units(collector, hosts).filter(|(path, _)| host_of(path).is_none());
        // Most of a collector is in the headers that its file includes, and it takes longest of all.
        let headers = self.all().filter(|(path, _)| path.starts_with("whippet/src/") && path.ends_with(".h"));
        let headers: usize = headers.map(|(_, text)| text.len()).sum();
        let is_collector = |path: &str| path == format!("whippet/src/{}.c", collector.stem);
        let single = single.map(|(path, text)| (path, text.len() + if is_collector(path) { headers } else { 0 }));
        let size = |host: Host| -> usize {
            self.all().filter(|(path, _)| host_of(path) == Some(host)).map(|(_, text)| text.len()).sum()
        };
        single.chain(hosts.iter().map(|&host| (group_name(host), size(host)))).collect()
    }

    /// Hash of everything that a runtime object depends on in these files.
    pub fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (path, text) in self.all() {
            for part in [path, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize()
    }
}

fn is_of_another(path: &str, collector: &Collector) -> bool {
    let Some(stem) = path.strip_prefix("whippet/src/").and_then(|name| name.strip_suffix(".c")) else { return false };
    stem != collector.stem && COLLECTORS.iter().any(|other| other.stem == stem)
}

fn host_of(path: &str) -> Option<Host> {
    Host::ALL.into_iter().find(|host| path.starts_with(host.folder()))
}

/// What the driver compiles instead of a host's own files. `wasi/` is over fifty small ones, whose headers cost more than they
/// do: as one unit they take 0.6 s of CPU time instead of 1.7 s (gcc 12 -O2). The Makefile that users get compiles them one
/// by one.
pub fn group_name(host: Host) -> &'static str {
    match host {
        Host::Wasi => "wasi-all.c",
        Host::Hoot => "hoot-all.c",
        Host::Spectest => "spectest-all.c",
        Host::Script => "script-all.c",
    }
}

/// The name of the object file of a unit, in the same folder.
pub fn object_name(unit: &str) -> String {
    Path::new(unit).with_extension("o").to_string_lossy().into_owned()
}
