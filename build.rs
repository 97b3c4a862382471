//! Embeds the runtime's C in the executable, and gives this build of Wastrel an identity for the cache.
//!
//! In: the folders `whippet/`, `gc-runtime/` and `wasi/`. Out: `runtime_files.rs`, a table of `include_str!`s sorted by
//! path, so that a new file is picked up without a list; and `WASTREL_BUILD_ID`, a hash of these files and of `src/`:
//! a changed emitter must not find the binaries of its predecessor in the cache. One file is made here: Unicode's case
//! mappings, as the standard library has them.
//!
//! It compiles the runtime, too, as `src/build/prebuilt.recipe` says: `prebuilt_objects.rs` has the objects, or none if there is no
//! gcc for x86-64.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    println!("cargo:rerun-if-env-changed=CC");
    walk(&root, Path::new("src"), &["rs"], &mut own)?;

    fs::write(out.join("runtime_files.rs"), table(&runtime))?;
    fs::write(out.join("case_mappings.inc"), case_mappings())?;
    let prebuilt = Prebuilt::new(&root, &out, &runtime).unwrap_or_default();
    fs::write(out.join("prebuilt_objects.rs"), prebuilt.table())?;
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

/// What gcc makes of the runtime.
#[derive(Default)]
struct Prebuilt {
    /// Which compiler and C library.
    compiler: String,
    /// The name of each, and where it is.
    objects: Vec<(String, PathBuf)>,
}

/// A file that the recipe names, with its flags.
struct Unit<'a> {
    source: &'a str,
    flags: &'a str,
    /// If it is made.
    text: String,
}

impl Prebuilt {
    /// None, if no compiler compiles them. As they are the same for the same files, they are made only once.
    fn new(root: &Path, out: &Path, runtime: &[PathBuf]) -> Option<Prebuilt> {
        if env::var("CARGO_CFG_TARGET_ARCH").ok()? != "x86_64" {
            return None;
        }
        // Without what CFLAGS says, which is for other C.
        let tool = cc::Build::new().cargo_metadata(false).try_get_compiler().ok().filter(cc::Tool::is_like_gnu)?;
        let compiler = tool.path();
        let version = version(compiler)?;
        let recipe = fs::read_to_string(root.join("src/build/prebuilt.recipe")).ok()?;
        let all = recipe.lines().find_map(|line| line.strip_prefix("flags: "))?;
        let units = units(&recipe);

        let folder = out.join("prebuilt");
        let mut inputs = runtime.to_vec();
        inputs.push("src/build/prebuilt.recipe".into());
        inputs.push("build.rs".into());
        let key = format!("{version} {:016x}", hash(root, &inputs).ok()?);
        if !fs::read_to_string(folder.join("key")).is_ok_and(|known| known == key) {
            let _ = fs::remove_dir_all(&folder);
            lay_out(root, out, &folder, runtime, &units).ok()?;
            compile_all(compiler, &folder, all, &units)?;
            fs::write(folder.join("key"), key).ok()?;
        }
        let object = |unit: &Unit| (object_name(unit.source), folder.join(object_name(unit.source)));
        Some(Prebuilt { compiler: version, objects: units.iter().map(object).collect() })
    }

    fn table(&self) -> String {
        let mut text = format!("const COMPILER: &str = {:?};\n", self.compiler);
        text.push_str("const OBJECTS: &[(&str, &[u8])] = &[\n");
        for (name, path) in &self.objects {
            writeln!(text, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
                .expect("writing to a string");
        }
        text.push_str("];\n");
        text
    }
}

/// As `Toolchain::release` has it.
fn version(compiler: &Path) -> Option<String> {
    let arguments = ["-E", "-dM", "-include", "features.h", "-x", "c", "/dev/null"];
    let output = Command::new(compiler).args(arguments).output().ok()?;
    let macros = String::from_utf8(output.stdout).ok()?;
    let value = |name: &str| {
        macros.lines().find_map(|line| line.strip_prefix("#define ")?.strip_prefix(name)?.strip_prefix(' '))
    };
    let [compiler, major, minor] = [value("__VERSION__")?, value("__GLIBC__")?, value("__GLIBC_MINOR__")?];
    Some(format!("{}, glibc {major}.{minor}", compiler.trim_matches('"')))
}

fn units(recipe: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit> = Vec::new();
    for line in recipe.lines().filter(|line| !line.starts_with('#') && !line.starts_with("flags: ")) {
        if let Some(line) = line.strip_prefix("  ") {
            let unit = units.last_mut().expect("what is made has a name");
            unit.text.push_str(line);
            unit.text.push('\n');
        } else if let Some((source, flags)) = line.split_once(": ") {
            units.push(Unit { source, flags, text: String::new() });
        }
    }
    units
}

/// The runtime as in a program's folder.
fn lay_out(root: &Path, out: &Path, folder: &Path, runtime: &[PathBuf], units: &[Unit]) -> io::Result<()> {
    for path in runtime {
        let copy = folder.join(path);
        fs::create_dir_all(copy.parent().expect("it is in a folder"))?;
        fs::copy(root.join(path), copy)?;
    }
    fs::copy(out.join("case_mappings.inc"), folder.join("gc-runtime/hoot/case_mappings.inc"))?;
    for unit in units.iter().filter(|unit| !unit.text.is_empty()) {
        fs::write(folder.join(unit.source), &unit.text)?;
    }
    Ok(())
}

/// As many at a time as cargo allows.
fn compile_all(compiler: &Path, folder: &Path, all: &str, units: &[Unit]) -> Option<()> {
    let jobs = env::var("NUM_JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(1);
    let next = AtomicUsize::new(0);
    let compile = |unit: &Unit| {
        let mut command = Command::new(compiler);
        command.current_dir(folder).args(all.split_whitespace()).args(unit.flags.split_whitespace());
        command.arg(format!("-frandom-seed={}", unit.source));
        command.args(["-c", unit.source, "-o", &object_name(unit.source)]);
        command.output().is_ok_and(|output| output.status.success())
    };
    let work = || std::iter::from_fn(|| units.get(next.fetch_add(1, Ordering::Relaxed))).all(compile);
    let all_compiled = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().all(|worker| worker.join().is_ok_and(|compiled| compiled))
    });
    all_compiled.then_some(())
}

fn object_name(source: &str) -> String {
    Path::new(source).with_extension("o").display().to_string()
}
