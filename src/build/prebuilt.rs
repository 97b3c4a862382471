//! Objects of the runtime that were compiled with Wastrel itself.
//!
//! `build.rs` compiles what a program gets by default, with the C compiler that it finds, as `prebuilt.recipe` says. In: a file
//! of the runtime, and how it is to be compiled. Out: its object, if that is what was compiled. Whoever asks for another
//! collector, level, compiler or flag has the runtime compiled when it is needed, and cached (`driver.rs`). It takes 7 s of
//! CPU time for a program of Hoot's, where the program's own C takes 8.

use super::runtime_files::object_name;

include!(concat!(env!("OUT_DIR"), "/prebuilt_objects.rs"));

const RECIPE: &str = include_str!("prebuilt.recipe");

/// How a file of the runtime is compiled.
pub struct Compilation<'a> {
    /// [`super::toolchain::Toolchain::release`]
    pub compiler: &'a str,
    /// Of all C.
    pub flags: &'a [String],
    pub source: &'a str,
    /// Beyond those of all C.
    pub further: &'a [String],
    /// Of a file that is made: see [`super::runtime_files::group_name`].
    pub text: Option<&'a str>,
}

/// The same object as the compiler would make.
pub fn object(wanted: &Compilation) -> Option<&'static [u8]> {
    let is_usual = wanted.compiler == COMPILER && RECIPE.lines().any(|line| line == flags_line(wanted.flags));
    let paragraph = paragraph(wanted.source, wanted.further, wanted.text);
    let is_compiled_so = is_usual && format!("{RECIPE}\n").contains(&format!("{paragraph}\n"));
    let name = object_name(wanted.source);
    let found = OBJECTS.iter().find(|(known, _)| is_compiled_so && *known == name);
    found.map(|(_, object)| *object)
}

fn flags_line(flags: &[String]) -> String {
    format!("flags: {}", flags.join(" "))
}

/// What the recipe has of one file, after an empty line: its flags, and its text if it is made.
fn paragraph(source: &str, further: &[String], text: Option<&str>) -> String {
    let mut paragraph = format!("\n{source}: {}\n", further.join(" "));
    for line in text.unwrap_or_default().lines() {
        paragraph.push_str(&format!("  {line}\n"));
    }
    paragraph
}

#[cfg(test)]
mod tests {
    use super::super::driver::runtime_tasks;
    use super::super::flags::{self, Level, Settings};
    use super::super::runtime_files::{Bignums, COLLECTORS, RuntimeFiles};
    use super::super::toolchain::Family;
    use super::*;
    use crate::RefWidth;
    use crate::hosts::Host;

    const INTRODUCTION: &str = "\
# How build.rs compiles the runtime: what a program of gcc's gets by default on x86-64. The flags of all files; files, each
# with its own flags, and, if it is made, its text. `BLESS=1 cargo test --lib prebuilt` writes it anew.
";

    #[test]
    fn recipe_is_current() {
        let settings = Settings {
            level: Level(2),
            cold_level: Level(1),
            sanitizers: Vec::new(),
            extra: Vec::new(),
            collector: &COLLECTORS[0],
            collector_source: None,
            bignums: Bignums::Own,
            ref_width: RefWidth::Bits32,
        };
        let files = RuntimeFiles::with(None, Bignums::Own);
        let mut recipe = format!("{INTRODUCTION}{}\n", flags_line(&flags::compile(Family::Gcc, &settings)));
        let mut tasks = runtime_tasks(&settings, &[Host::Wasi, Host::Hoot]);
        tasks.sort_by_key(|task| std::cmp::Reverse(task.size));
        for task in tasks {
            recipe.push_str(&paragraph(task.source, &task.flags, files.grouped(task.source).as_deref()));
        }
        if std::env::var_os("BLESS").is_some_and(|value| value != "0") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/build/prebuilt.recipe");
            return std::fs::write(path, &recipe).expect("the recipe can be written");
        }
        // On another machine, the flags are others.
        assert!(cfg!(not(target_arch = "x86_64")) || recipe == RECIPE, "`BLESS=1 cargo test --lib prebuilt` follows");
    }
}
