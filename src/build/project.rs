//! A folder of C that builds by itself: the emitted units, the runtime, a Makefile.
//!
//! In: [`SourceFile`]s and [`Settings`]. Out: files. The driver compiles in such a folder, `compile --emit=c` and
//! `--keep-c` leave one to the user. Equal input makes equal files, wherever the folder is.

use std::fs;
use std::path::Path;

use super::failed;
use super::flags::{self, Settings};
use super::runtime_files::object_name;
use super::toolchain::Family;
use crate::SourceFile;
use crate::error::{Error, Result};
use crate::hosts::Host;

/// The first line of our Makefile: by it a folder is known as ours, and may be written again.
const MARK: &str = "# Written by wastrel";

/// Refuses a folder that holds anything of the user's. `again`: our own earlier output does not count.
pub fn claim(folder: &Path, again: bool) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
    let mut entries = fs::read_dir(folder).map_err(|error| failed("read", folder, &error))?;
    let ours = || fs::read(folder.join("Makefile")).is_ok_and(|text| text.starts_with(MARK.as_bytes()));
    if entries.next().is_none() || (again && ours()) {
        return Ok(());
    }
    Err(Error::User {
        message: format!("the folder {} is not empty", folder.display()),
        hint: Some("name a folder that does not exist, or an empty one".into()),
    })
}

pub fn write(folder: &Path, sources: &[SourceFile], hosts: &[Host], settings: &Settings) -> Result<()> {
    for source in sources {
        write_file(folder, &source.name, &source.text)?;
    }
    for (path, text) in settings.runtime().all() {
        write_file(folder, path, text)?;
    }
    write_file(folder, "Makefile", &makefile(sources, hosts, settings))
}

fn write_file(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| failed("create", parent, &error))?;
    fs::write(&path, text).map_err(|error| failed("write", &path, &error))
}

pub fn is_unit(source: &SourceFile) -> bool {
    source.name.ends_with(".c")
}

fn makefile(sources: &[SourceFile], hosts: &[Host], settings: &Settings) -> String {
    let units = sources.iter().filter(|source| is_unit(source)).map(|source| source.name.as_str());
    let files = settings.runtime();
    let runtime = files.units(settings.collector, hosts).map(|(path, _)| path);
    let (units, runtime) = (object_list(units), object_list(runtime));
    let mut fixed = flags::common(settings.ref_width);
    fixed.extend(flags::defines(settings));
    fixed.extend(flags::includes());
    let on_x86_64 = match &flags::for_units_on_x86_64(sources)[..] {
        [] => String::new(),
        flags => format!(
            "ifneq (,$(findstring x86_64,$(shell $(CC) -dumpmachine)))\n$(UNITS): FIXED += {}\nendif\n\n",
            quoted(flags)
        ),
    };
    let headers: Vec<String> = flags::INCLUDE_FOLDERS
        .iter()
        .map(|folder| if *folder == "." { "*.h".into() } else { format!("{folder}/*.h") })
        .collect();
    let units_apart: String = sources
        .iter()
        .filter(|source| is_unit(source))
        .map(|source| (object_name(&source.name), flags::for_unit(source, sources, settings, false)))
        .filter(|(_, flags)| !flags.is_empty())
        .map(|(object, flags)| format!("{object}: AFTER_LEVEL += {}\n\n", quoted(&flags)))
        .collect();
    let wasi = match &flags::for_wasi(settings)[..] {
        [] => String::new(),
        flags => format!("$(filter wasi/%,$(RUNTIME)): AFTER_LEVEL += {}\n\n", quoted(flags)),
    };
    let mut libraries = flags::libraries(settings.collector);
    libraries.extend(settings.libraries().map(|(_, library)| library.flag.to_string()));
    format!(
        "{MARK} {version}. `make` builds ./program; CC, CFLAGS and LDFLAGS may be overridden.\n\
        # gcc before 15 makes no tail calls at -O0: give it at least -O1.\n\
        ifeq ($(origin CC),default)\nCC = gcc\nendif\n\
        CFLAGS ?= {cflags}\n\n\
        FIXED = {fixed}\n\
        ifneq (,$(findstring clang,$(shell $(CC) --version)))\nFIXED += {clang}\nAFTER_LEVEL = {clang_after_level}\n\
        BRANCHES = {clang_branches}\nelse\nFIXED += {gcc}\nBRANCHES = {gcc_branches}\n\
        OF_UNITS = {gcc_units}\nendif\n\
        ifneq (,$(findstring x86_64,$(shell $(CC) -dumpmachine)))\nFIXED += {x86_64} $(BRANCHES)\nendif\n\n\
        UNITS ={units}\n\n\
        RUNTIME ={runtime}\n\n\
        program: $(UNITS) $(RUNTIME)\n\t$(CC) $(CFLAGS) {position} {leave_out} $(LDFLAGS) $^ -o $@ {libraries}\n\n\
        %.o: %.c $(wildcard {headers})\n\t$(CC) $(FIXED) $(CFLAGS) $(AFTER_LEVEL) -c $< -o $@\n\n\
        $(RUNTIME): FIXED += {for_runtime}\n\n\
        $(UNITS): FIXED += $(OF_UNITS)\n\n\
        {wasi}{units_apart}{on_x86_64}clean:\n\trm -f program $(UNITS) $(RUNTIME)\n\n\
        .PHONY: clean\n",
        version = env!("CARGO_PKG_VERSION"),
        position = flags::linked_position(settings.ref_width),
        leave_out = flags::LEAVE_OUT,
        for_runtime = quoted(&flags::for_runtime(settings)),
        cflags = quoted(&flags::chosen(settings)),
        fixed = quoted(&fixed),
        clang = quoted(&flags::for_family(Family::Clang)),
        clang_after_level = quoted(&flags::after_level(Family::Clang)),
        x86_64 = quoted(&flags::for_x86_64(settings)),
        clang_branches = quoted(&flags::branches_on_x86_64(Family::Clang, settings)),
        gcc_branches = quoted(&flags::branches_on_x86_64(Family::Gcc, settings)),
        gcc = quoted(&flags::for_family(Family::Gcc)),
        gcc_units = quoted(&flags::for_units_of_family(Family::Gcc)),
        libraries = quoted(&libraries),
        headers = headers.join(" "),
    )
}

/// One to a line, as a variable of make.
fn object_list<'a>(files: impl Iterator<Item = &'a str>) -> String {
    files.map(|file| format!(" \\\n  {}", object_name(file))).collect()
}

/// Words for a shell, inside a variable of make.
fn quoted(words: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,+:@".contains(c);
    let quote =
        |word: &String| if word.chars().all(plain) { word.clone() } else { shell_words::quote(word).into_owned() };
    words.iter().map(quote).collect::<Vec<_>>().join(" ").replace('$', "$$").replace('#', "\\#")
}
