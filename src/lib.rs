//! Wastrel compiles WebAssembly modules to native Linux binaries, through C.
//!
//! The crate is a pipeline of values, one folder a stage; lower folders never import upper ones:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`module`] | bytes | [`module::Module`], validated, and the program's [`module::types::TypeTable`] |
//! | [`ir`] | function bodies | [`ir::Func`]: statements over variables, the operand stack gone |
//! | [`link`] | modules of one program | which instance defines what another imports |
//! | [`analysis`] | [`ir::Func`] | control-flow graph, liveness of references at safepoints, call graph facts |
//! | [`optimise`] | IR and facts | better IR, and hints; each pass can be left out |
//! | [`emit`] | IR and facts | [`c::Unit`]s |
//! | [`c`] | syntax trees of C | text |
//! | [`build`] | text, runtime files, flags | an executable, through gcc or clang and the cache |
//! | [`bench`] | programs, engines | what they take, compared |
//! | [`script`] | a spec script | one program of its modules, and what to ask it |
//! | [`cli`] | what was typed | one of the commands |

pub mod analysis;
pub mod bench;
pub mod build;
pub mod c;
pub mod cli;
pub mod emit;
pub mod error;
pub mod hosts;
pub mod ir;
pub mod link;
pub mod module;
pub mod optimise;
pub mod script;
pub mod stages;

use analysis::facts::{self, Part};
use c::ast::{Statistics, Unit};
pub use emit::Rooting;
use emit::func::RootStatistics;
pub use emit::imports::UnknownImports;
use emit::program::{Instance, Program};
use error::{Error, Result};
use hosts::Host;
use link::{Linker, Links};
use module::layout::Layouts;
pub use module::layout::RefWidth;
use module::read::Validated;
use module::types::TypeTable;
use module::{FuncId, Module};
use optimise::{Pass, Passes};
use stages::{Stages, Stopwatch};

/// What is meant by a translation, beyond the module itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub unknown_imports: UnknownImports,
    pub rooting: Rooting,
    pub passes: Passes,
    pub ref_width: RefWidth,
}

/// One file of emitted C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub name: String,
    pub text: String,
}

impl SourceFile {
    /// Stands in the names of units that hold nothing in which a program could spend much time.
    pub const COLD: &'static str = "cold_";

    pub fn is_cold(&self) -> bool {
        self.name.contains(SourceFile::COLD)
    }
}

pub struct Translation {
    pub files: Vec<SourceFile>,
    /// Whose functions the program imports.
    pub hosts: Vec<Host>,
    pub statistics: Statistics,
    pub roots: RootStatistics,
    pub stages: Stages,
}

/// A binary module → C.
pub fn translate(bytes: &[u8], options: &Options) -> Result<Translation> {
    let mut stopwatch = Stopwatch::start();
    let mut types = TypeTable::new();
    let (mut module, validated) = module::read::read(bytes, &mut types)?;
    let reflects = hosts::reflects(&module);
    let reflection = reflects.then(|| wat::parse_str(hosts::REFLECTION).expect("our own module"));
    let mut reflection = reflection.as_deref().map(|bytes| module::read::read(bytes, &mut types)).transpose()?;
    types.number();
    stopwatch.ended("read and validate the module");
    let Options { unknown_imports, rooting, passes, ref_width } = *options;
    let layouts = Layouts::new(&types, ref_width);
    let own = bodies(&mut module, &validated, &types, passes)?;
    let mut linked = vec![(&module, Links::alone(&module, 0), own)];
    if let Some((reflection, validated)) = &mut reflection {
        let bodies = bodies(reflection, validated, &types, passes)?;
        let links = link_reflection(&module, reflection, &types)?;
        linked.push((reflection, links, bodies));
    }
    stopwatch.ended("build and optimise the functions");
    let program = program(linked, &types, &layouts);
    stopwatch.ended("analyse the program");
    let options = emit::Options { unknown_imports, rooting, passes, reflects, ..emit::Options::default() };
    let emitted = emit::emit(&program, &options)?;
    stopwatch.ended("emit C");
    Ok(print(emitted, stopwatch))
}

/// To the program's own module, under the name that Hoot's modules know it by.
fn link_reflection(module: &Module<'_>, reflection: &Module<'_>, types: &TypeTable) -> Result<Links> {
    let mut linker = Linker::new(types);
    linker.add(module, Links::alone(module, 0));
    linker.link(reflection, &|name| (name == "abi").then_some(0)).map_err(|unlinkable| Error::User {
        message: format!(
            "the module gives the host procedures to call, but its `{}` is not what Hoot 0.9 exports: {}",
            unlinkable.field, unlinkable.message
        ),
        hint: Some("compile it by Hoot 0.9, as a primary module (`hoot compile`)".into()),
    })
}

fn print(emitted: emit::Emitted, mut stopwatch: Stopwatch) -> Translation {
    // Each tree goes when it has been printed.
    let text = |unit: Unit| SourceFile { text: c::print::print_unit(&unit), name: unit.file_name };
    let files = emitted.units.into_iter().map(text).collect();
    stopwatch.ended("print C");
    Translation {
        files,
        hosts: emitted.hosts,
        statistics: emitted.statistics,
        roots: emitted.roots,
        stages: stopwatch.stages(),
    }
}

/// The IR of the functions that a module defines; passes may change the module first.
fn bodies(module: &mut Module<'_>, validated: &Validated, types: &TypeTable, passes: Passes) -> Result<Vec<ir::Func>> {
    let left = match passes.has(Pass::Start) {
        true => optimise::start::evaluate(module, validated, types)?,
        false => Vec::new(),
    };
    let mut left = left.into_iter().peekable();
    let defined = module.funcs.iter().enumerate().filter(|(_, func)| func.body.is_some() && !func.is_done);
    let build = |(i, _)| {
        let id = FuncId(i as u32);
        match left.next_if(|left| left.id == id) {
            Some(left) => Ok(left),
            None => ir::build::build(module, validated, types, id).map_err(|error| in_function(error, module, id)),
        }
    };
    let mut funcs = defined.map(build).collect::<Result<Vec<_>>>()?;
    if passes.has(Pass::Inline) {
        let joined = optimise::pieces::join(&mut funcs, module);
        joined.into_iter().for_each(|id| module.funcs[id.index()].is_done = true);
    }
    funcs.iter_mut().for_each(|func| optimise::optimise(func, module, types, passes));
    Ok(funcs)
}

/// A program of linked instances, in the order of their instantiation.
fn program<'a>(
    linked: Vec<(&'a Module<'a>, Links, Vec<ir::Func>)>,
    types: &'a TypeTable,
    layouts: &'a Layouts,
) -> Program<'a> {
    let parts: Vec<Part<'_>> = linked.iter().map(|(module, links, bodies)| Part { module, links, bodies }).collect();
    let facts = facts::of_program(&parts);
    let mut instances = Vec::with_capacity(linked.len());
    for ((module, links, bodies), facts) in linked.into_iter().zip(facts) {
        instances.push(Instance::new(module, links, &instances, bodies, facts));
    }
    Program::new(types, layouts, instances)
}

/// `wastrel inspect stackmaps`: the references that each safepoint keeps alive.
pub fn inspect_stackmaps(bytes: &[u8]) -> Result<String> {
    let mut types = TypeTable::new();
    let (mut module, validated) = module::read::read(bytes, &mut types)?;
    types.number();
    let layouts = Layouts::new(&types, RefWidth::default());
    let bodies = bodies(&mut module, &validated, &types, Passes::default())?;
    let program = program(vec![(&module, Links::alone(&module, 0), bodies)], &types, &layouts);
    Ok(emit::stackmaps::print(&program))
}

fn in_function(error: Error, module: &Module<'_>, id: FuncId) -> Error {
    let name = match &module.funcs[id.index()].name {
        Some(name) => format!("${name}"),
        None => id.to_string(),
    };
    match error {
        Error::Unsupported { what, function: None, offset } => {
            Error::Unsupported { what, function: Some(name), offset }
        }
        Error::Invalid { message, function: None, offset } => Error::Invalid { message, function: Some(name), offset },
        other => other,
    }
}
