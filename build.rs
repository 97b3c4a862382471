//! Embeds the runtime's C in the executable, and gives this build of Wastrel an identity for the cache.
//!
//! In: the folders `whippet/`, `gc-runtime/` and `wasi/`. Out: `runtime_files.rs`, a table of `include_str!`s sorted by
//! path, so that a new file is picked up without a list; and `WASTREL_BUILD_ID`, a hash of these files and of `src/`:
//! a changed emitter must not find the binaries of its predecessor in the cache. One file is made here: Unicode's case
//! mappings, as the standard library has them.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const RUNTIME: [&str; 3] = ["gc-runtime", "wasi", "whippet"];
const RUNTIME_ENDINGS: [&str; 4] = ["c", "h", "def", "inc"];
/// Folders of the runtime that no program needs.
const LEFT_OUT: [&str; 4] = ["tests", "benchmarks", "doc", "target"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    let mut runtime = Vec::new();
    for folder in RUNTIME {
        println!("cargo:rerun-if-changed={folder}");
        walk(&root, Path::new(folder), &RUNTIME_ENDINGS, &mut runtime)?;
    }
    let mut own = vec![PathBuf::from("Cargo.toml")];
    for path in ["src", "build.rs", "Cargo.toml"] {
        println!("cargo:rerun-if-changed={path}");
    }
    walk(&root, Path::new("src"), &["rs"], &mut own)?;

    fs::write(out.join("runtime_files.rs"), table(&runtime))?;
    fs::write(out.join("case_mappings.inc"), case_mappings())?;
    runtime.extend(own);
    println!("cargo:rustc-env=WASTREL_BUILD_ID={:016x}", hash(&root, &runtime)?);
    Ok(())
}

/// The files below `folder`, relative to `root`, in the order of their names.
fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(()) };
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let name = entry.file_name().into_string().unwrap_or_default();
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                walk(root, &path, endings, found)?;
            }
        } else if !name.starts_with('.') && path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending))
        {
            found.push(path);
        }
    }
    Ok(())
}

fn table(files: &[PathBuf]) -> String {
    let mut text = String::from("pub const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.to_str().expect("names in the runtime are ASCII");
        writeln!(
            text,
            "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),",
            format!("/{name}")
        )
        .expect("writing to a string");
    }
    let made = "include_str!(concat!(env!(\"OUT_DIR\"), \"/case_mappings.inc\"))";
    writeln!(text, "    (\"gc-runtime/hoot/case_mappings.inc\", {made}),\n];").expect("writing to a string");
    text
}

/// Two tables of C initialisers, `to_upper` and `to_lower`: runs of characters that are mapped to one that lies `delta` behind
/// them, every `step`th from `first` to `last`; and single ones that become several.
fn case_mappings() -> String {
    let mut text = String::from("// Made by build.rs from the standard library's tables.\n");
    mappings(&mut text, "upper", &|c| c.to_uppercase().collect());
    mappings(&mut text, "lower", &|c| c.to_lowercase().collect());
    text
}

fn mappings(text: &mut String, name: &str, map: &dyn Fn(char) -> Vec<char>) {
    struct Run {
        first: u32,
        last: u32,
        step: u32,
        delta: i64,
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut longer: Vec<(u32, Vec<char>)> = Vec::new();
    for c in '\0'..=char::MAX {
        let (code, mapped) = (c as u32, map(c));
        match mapped[..] {
            [same] if same == c => {}
            [other] => {
                let delta = other as i64 - code as i64;
                match runs.last_mut().filter(|run| run.delta == delta && (run.step == 0 || code - run.last == run.step))
                {
                    Some(run) if run.step != 0 || code - run.last <= 2 => {
                        run.step = code - run.last;
                        run.last = code;
                    }
                    _ => runs.push(Run { first: code, last: code, step: 0, delta }),
                }
            }
            _ => longer.push((code, mapped)),
        }
    }
    let mut line = |arguments: std::fmt::Arguments<'_>| writeln!(text, "{arguments}").expect("writing to a string");
    line(format_args!("static const struct case_run {name}_runs[] = {{"));
    for Run { first, last, step, delta } in runs {
        line(format_args!("  {{{first:#x}, {last:#x}, {}, {delta}}},", step.max(1)));
    }
    line(format_args!("}};\nstatic const struct case_expansion {name}_expansions[] = {{"));
    for (code, mapped) in longer {
        let to: Vec<String> = mapped.iter().map(|&c| format!("{:#x}", c as u32)).collect();
        line(format_args!("  {{{code:#x}, {}, {{{}}}}},", to.len(), to.join(", ")));
    }
    line(format_args!("}};"));
}

fn hash(root: &Path, files: &[PathBuf]) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.to_str().unwrap_or_default().as_bytes());
        hasher.write_u8(0);
        hasher.write(&fs::read(root.join(file))?);
    }
    Ok(hasher.finish())
}
