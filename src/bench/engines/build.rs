//! Follows recipes: from a program and a contestant to something that can be run and timed.
//!
//! In: [`Contestant`], [`Program`]. Out: [`Ready`]. What a compiler made is kept in the cache, with the time that it took: an
//! interrupted or repeated benchmark compiles nothing twice, and still says what compiling costs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::find::Tools;
use super::{Engine, Recipe};
use crate::bench::measure::{Cost, Invocation, Meter};
use crate::bench::plan::Program;
use crate::build::cache::{Cache, Key};
use crate::build::{failed, runtime_files, temporary};
use crate::error::{Error, Result};

/// Wastrel with a C compiler and options.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// As it was written.
    pub label: String,
    /// For `wastrel compile`.
    pub arguments: Vec<String>,
    /// Tells C compilers apart.
    pub identity: String,
    pub version: String,
}

/// A column of the tables.
#[derive(Clone, Debug)]
pub enum Contestant {
    Wastrel(Configuration),
    Engine(Engine, Tools),
}

impl Contestant {
    pub fn is_wastrel(&self) -> bool {
        matches!(self, Contestant::Wastrel(_))
    }

    /// Changes when what it makes may change.
    pub fn identity(&self) -> String {
        match self {
            Contestant::Wastrel(configuration) => format!("{self} {}", configuration.identity),
            Contestant::Engine(engine, tools) => format!("{engine:?} {} {:?}", tools.identity(), tools.settings),
        }
    }

    pub fn version(&self) -> String {
        match self {
            Contestant::Wastrel(configuration) => configuration.version.clone(),
            Contestant::Engine(engine, tools) => engine.version(tools),
        }
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contestant::Wastrel(configuration) => f.write_str(&configuration.label),
            Contestant::Engine(engine, _) => engine.fmt(f),
        }
    }
}

/// A program that can be run.
#[derive(Clone, Debug)]
pub struct Ready {
    pub invocation: Invocation,
    /// Of the executable, where there is one.
    pub binary_bytes: Option<u64>,
    pub compile: Option<Cost>,
    pub is_native: bool,
}

/// Why a contestant does not run a program.
#[derive(Debug)]
pub enum NotBuilt {
    /// It cannot be asked to, or could not do it: the others go on.
    Skipped(String),
    Failed(Error),
}

impl From<Error> for NotBuilt {
    fn from(error: Error) -> NotBuilt {
        NotBuilt::Failed(error)
    }
}

/// Builds, each in a folder of its own that vanishes with this value.
pub struct Builder<'a> {
    meter: &'a Meter,
    cache: Option<&'a Cache>,
    /// By chroot.
    workshops: BTreeMap<Option<PathBuf>, temporary::Folder>,
    built: usize,
}

/// What is kept beside a program in the cache.
#[derive(Serialize, Deserialize)]
struct Note {
    compile: Cost,
}

impl<'a> Builder<'a> {
    pub fn new(meter: &'a Meter, cache: Option<&'a Cache>) -> Builder<'a> {
        Builder { meter, cache, workshops: BTreeMap::new(), built: 0 }
    }

    pub fn build(&mut self, contestant: &Contestant, program: &Program) -> Result<Ready, NotBuilt> {
        match contestant {
            Contestant::Wastrel(configuration) => {
                let shop = self.shop(None)?;
                let recipe = wastrel_recipe(self.meter.wastrel(), configuration, program, &shop);
                let identity = format!("wastrel {} {}", runtime_files::BUILD_ID, configuration.identity);
                self.follow(recipe, program, &shop, &identity).map_err(|failure| match failure {
                    Failure::Step(said) => NotBuilt::Failed(Error::User {
                        message: format!("{} does not compile {}: {said}", configuration.label, program.name),
                        hint: None,
                    }),
                    Failure::Other(error) => NotBuilt::Failed(error),
                })
            }
            Contestant::Engine(engine, tools) => {
                let shop = self.shop(tools.chroot.clone())?;
                let recipe = engine.recipe(tools, program, &shop).map_err(NotBuilt::Skipped)?;
                let identity = format!("{engine} {}", tools.identity());
                self.follow(recipe, program, &shop, &identity).map_err(|failure| match failure {
                    Failure::Step(said) => NotBuilt::Skipped(format!("it does not compile: {said}")),
                    Failure::Other(error) => NotBuilt::Failed(error),
                })
            }
        }
    }

    /// An empty folder, within the chroot if there is one.
    fn shop(&mut self, chroot: Option<PathBuf>) -> Result<PathBuf> {
        if !self.workshops.contains_key(&chroot) {
            let parent = chroot.as_ref().map_or_else(std::env::temp_dir, |chroot| chroot.join("tmp"));
            let parent = fs::canonicalize(&parent).map_err(|error| failed("find", &parent, &error))?;
            let made = temporary::Folder::new(tempfile::Builder::new().prefix("wastrel-bench-"), &parent);
            let made = made.map_err(|error| failed("create a folder in", &parent, &error))?;
            self.workshops.insert(chroot.clone(), made);
        }
        self.built += 1;
        let shop = self.workshops[&chroot].path().join(self.built.to_string());
        fs::create_dir(&shop).map_err(|error| failed("create", &shop, &error))?;
        Ok(shop)
    }

    fn follow(&self, recipe: Recipe, program: &Program, shop: &Path, identity: &str) -> Result<Ready, Failure> {
        for (name, contents) in &recipe.files {
            let path = shop.join(name);
            fs::write(&path, contents).map_err(|error| failed("write", &path, &error))?;
        }
        let mut compile = None;
        let mut binary_bytes = None;
        if let Some(product) = recipe.product {
            let product = shop.join(product);
            compile = Some(self.make(&recipe, &product, shop, identity)?);
            let data = fs::metadata(&product).map_err(|error| failed("read", &product, &error))?;
            binary_bytes = recipe.is_native.then_some(data.len());
        }
        let invocation = Invocation { words: recipe.run, variables: recipe.variables, stdin: program.stdin.clone() };
        Ok(Ready { invocation, binary_bytes, compile, is_native: recipe.is_native })
    }

    /// Makes the product, or takes it from the cache.
    fn make(&self, recipe: &Recipe, product: &Path, shop: &Path, identity: &str) -> Result<Cost, Failure> {
        let key = key(recipe, shop, identity);
        if let Some(compile) = self.cached(&key, product) {
            return Ok(compile);
        }
        let mut compile = Cost::default();
        for step in &recipe.steps {
            let run = self.meter.run(&Invocation { words: step.clone(), ..Invocation::default() })?;
            if run.status != 0 {
                return Err(Failure::Step(telling_line(&run.stderr, run.status)));
            }
            compile.wall += run.cost.wall;
            compile.user += run.cost.user;
            compile.system += run.cost.system;
            compile.peak_bytes = compile.peak_bytes.max(run.cost.peak_bytes);
        }
        if let Some(cache) = self.cache {
            cache.store_program(&key, product)?;
            cache.store_note(&key, &serde_json::to_string(&Note { compile }).expect("numbers are JSON"))?;
        }
        Ok(compile)
    }

    fn cached(&self, key: &Key, product: &Path) -> Option<Cost> {
        let cache = self.cache?;
        let note: Note = serde_json::from_str(&cache.note(key)?).ok()?;
        fs::copy(cache.program(key)?, product).ok()?;
        fs::set_permissions(product, fs::Permissions::from_mode(0o700)).ok()?;
        Some(note.compile)
    }
}

enum Failure {
    /// What a compiler said.
    Step(String),
    Other(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Other(error)
    }
}

/// Everything that decides what the product will be; the shop's name does not.
fn key(recipe: &Recipe, shop: &Path, identity: &str) -> Key {
    let mut key = Key::default().with("wastrel bench 1").with(identity);
    for (name, contents) in &recipe.files {
        key = key.with(name).with(contents);
    }
    let name = shop.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let parent = shop.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    for word in recipe.steps.iter().flatten() {
        key = key.with(word.to_string_lossy().replace(&format!("{parent}/{name}/"), "SHOP/"));
    }
    key
}

fn wastrel_recipe(wastrel: &Path, configuration: &Configuration, program: &Program, shop: &Path) -> Recipe {
    const PRODUCT: &str = "program.exe";
    let module = shop.join("program.wasm");
    let mut step: Vec<OsString> = vec![wastrel.into(), "compile".into()];
    step.extend(configuration.arguments.iter().map(OsString::from));
    let grants = &program.grants;
    step.extend(grants.folders.iter().map(|(host, guest)| OsString::from(format!("--dir={host}::{guest}"))));
    step.extend(grants.variables.iter().map(|variable| OsString::from(format!("--env={variable}"))));
    let argv0 = grants.argv0.clone().unwrap_or_else(|| program.file_name());
    step.push(format!("--argv0={argv0}").into());
    step.extend(["--no-cache".into(), "-o".into(), shop.join(PRODUCT).into(), module.into()]);
    let run = std::iter::once(shop.join(PRODUCT).into()).chain(program.arguments.iter().map(OsString::from));
    Recipe {
        files: vec![("program.wasm".into(), program.bytes.clone())],
        steps: vec![step],
        product: Some(PRODUCT),
        run: run.collect(),
        variables: Vec::new(),
        is_native: true,
    }
}

/// One line out of what was said on standard error.
pub fn telling_line(stderr: &[u8], status: i32) -> String {
    let said = String::from_utf8_lossy(stderr);
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    // The linker's first complaint says more than `error: ld returned 1 exit status`.
    let undefined = lines().find(|line| line.contains("undefined reference"));
    let error = || lines().find(|line| line.to_lowercase().contains("error"));
    let line = undefined.or_else(error).or_else(|| lines().next());
    match line {
        Some(line) => format!("{} (status {status})", line.chars().take(200).collect::<String>()),
        None => format!("status {status}"),
    }
}
