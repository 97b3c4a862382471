//! IR and facts → translation units of C.
//!
//! In: a [`program::Program`]. Out: [`c::Unit`]s: `program.h` with what all share, `m0_1.c` … with the functions, `entry.c`
//! with data and the tables that the runtime reads. This folder decides WHAT is written; `c/print.rs` how it looks.

mod build_c;
mod data;
mod declare;
mod entry;
mod exports;
pub mod expr;
pub mod func;
pub mod imports;
mod limits;
pub mod program;
mod reflection;
pub mod script;
pub mod stackmaps;
mod structure;
pub mod types;
mod words;

use crate::SourceFile;
use crate::c::ast::{Expr, Func as CFunc, Item, Statistics, Unit};
use crate::error::Result;
use crate::hosts::Host;
use crate::module::{DataId, DataMode};
use crate::optimise::Passes;
use func::RootStatistics;
use imports::UnknownImports;
use program::Program;

/// How the collector finds the references that functions hold while they call others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rooting {
    /// On the side stack, where they are put before a call and from where they are taken after it: they may have moved.
    #[default]
    Precise,
    /// Where the C compiler has put them, on the C stack or in registers, by looking at every word there: they stay.
    Conservative,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub unknown_imports: UnknownImports,
    pub rooting: Rooting,
    pub passes: Passes,
    /// Functions are divided among units of about this many statements, because clang's time is quadratic in a unit's size.
    /// An OCaml program has 2 000 to 18 000. Units of 4 000 compile in two thirds of the time on two cores, but the
    /// programs took 6 % longer (geometric mean of ten): small callees are no longer inlined.
    pub unit_statements: usize,
    /// The program is a spec script's, and these are the exports that it mentions.
    pub script: Option<Vec<script::Reached>>,
    /// Its second instance is [`crate::hosts::REFLECTION`].
    pub reflects: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            unknown_imports: UnknownImports::Trap,
            rooting: Rooting::Precise,
            passes: Passes::default(),
            unit_statements: 12_000,
            script: None,
            reflects: false,
        }
    }
}

/// Tells `gc-runtime/memory.h` that there is one memory, and no heap.
pub const LOW_MEMORY: &str = "WR_HAS_LOW_MEMORY";

pub struct Emitted {
    pub units: Vec<Unit>,
    /// Whose functions the program imports.
    pub hosts: Vec<Host>,
    pub statistics: Statistics,
    pub roots: RootStatistics,
}

pub fn emit(program: &Program<'_>, options: &Options) -> Result<Emitted> {
    let mut pool = data::Pool::default();
    let mut global_roots = Vec::new();
    let mut instantiate = Vec::new();
    let is_alone = options.script.is_none() && !options.reflects;
    let mut hosts = program.hosts();
    hosts.extend(options.script.iter().map(|_| Host::Script));
    let has_heap = entry::has_heap(program, &hosts);
    let has_low_memory = entry::has_low_memory(program, has_heap);
    for instance in &program.instances {
        limits::check(program, instance)?;
        global_roots.extend(data::globals(program, instance, &mut pool)?);
        entry::storage(program, instance, &mut pool);
        let used = data::used_segments(&instance.bodies);
        for (i, segment) in instance.module.datas.iter().enumerate() {
            let is_passive = matches!(segment.mode, DataMode::Passive);
            if !is_passive || used.contains(&DataId(i as u32)) {
                data::data_segment(instance, i, segment, &mut pool);
            }
        }
        for (i, elem) in instance.module.elems.iter().enumerate() {
            data::elem_segment(program, instance, i, elem, &mut pool)?;
        }
        instantiate.push(entry::instantiate(program, instance, is_alone, has_low_memory, &mut pool)?);
    }

    let mut roots = RootStatistics::default();
    let mut statistics = Statistics::default();
    let mut functions: Vec<Emission> = Vec::new();
    for instance in &program.instances {
        for id in instance.own_funcs() {
            if let Some(import) = instance.host_import(id) {
                let import = imports::emit_import(program, instance, id, import, options.unknown_imports)?;
                functions.push(Emission::new(vec![import], true));
            }
        }
        for body in &instance.bodies {
            let (emitted, own) = func::emit_func(program, instance, body, options);
            roots.add(&own);
            for function in &emitted {
                statistics.add(&function.statistics());
            }
            functions.push(Emission::new(emitted, instance.facts.func(body.id).hot));
        }
    }

    let mut header = Unit { file_name: "program.h".into(), items: Vec::new() };
    if has_low_memory {
        header.items.push(Item::Define(LOW_MEMORY.into(), vec![Expr::U32(1)]));
    }
    header.items.push(Item::Include("emitted.h".into()));
    if options.rooting == Rooting::Conservative {
        header.items.push(Item::Include("conservative-roots.h".into()));
    }
    for host in &hosts {
        header.items.push(Item::Include(host.header().into()));
    }
    header.items.push(Item::Blank);
    header.items.extend(types::declarations(program));
    header.items.push(Item::Blank);
    for instance in &program.instances {
        let prototypes = instance.own_funcs().map(|id| Item::Prototype(instance.prototype(program, id, None)));
        header.items.extend(prototypes);
    }
    header.items.push(Item::Blank);
    header.items.append(&mut pool.declarations);

    let mut units = vec![header];
    let include = || vec![Item::Include("program.h".into()), Item::Blank];
    let unit_prefix = if program.instances.len() == 1 { "m0_" } else { "all_" };
    for (kind, functions) in by_heat(functions) {
        for (number, group) in divide(functions, options.unit_statements).into_iter().enumerate() {
            let mut items = include();
            for function in group {
                items.push(Item::Func(function));
                items.push(Item::Blank);
            }
            units.push(Unit { file_name: format!("{unit_prefix}{kind}{}.c", number + 1), items });
        }
    }
    let mut items = include();
    items.append(&mut pool.own_declarations);
    items.append(&mut pool.definitions.clone());
    items.extend(types::table(program, &hosts));
    items.extend(data::static_slots(program, &pool));
    items.extend(entry::roots(program, &global_roots, &pool));
    items.extend(entry::function_table(program));
    items.extend(instantiate.into_iter().map(Item::Func));
    items.extend(entry::for_hosts(program, &hosts));
    if has_heap {
        items.extend(entry::heap());
    }
    match &options.script {
        Some(script) => items.extend(script::items(program, script)),
        None if options.reflects => {
            items.push(Item::Func(entry::instantiate_all(program)));
            items.extend(reflection::items(program, &program.instances[1]));
            items.extend(entry::program_descriptor(program, &program.instances[0], Some("hoot_run")));
        }
        None => items.extend(entry::program_descriptor(program, &program.instances[0], None)),
    }
    units.push(Unit { file_name: "entry.c".into(), items });
    Ok(Emitted { units, hosts, statistics, roots })
}

/// What one function of a module has become.
struct Emission {
    functions: Vec<CFunc>,
    /// In statements.
    size: usize,
    hot: bool,
}

impl Emission {
    fn new(functions: Vec<CFunc>, hot: bool) -> Emission {
        let size = functions.iter().map(|function| function.statistics().statements as usize + 1).sum();
        Emission { functions, size, hot }
    }
}

/// A unit's headers cost a compiler .1 s, which this many statements must be worth.
const LEAST_COLD: usize = 1_500;

/// Functions that may take time, and the others; these together with those, if they are few. With the beginnings of the
/// units' names.
fn by_heat(functions: Vec<Emission>) -> Vec<(&'static str, Vec<Emission>)> {
    let (hot, cold): (Vec<Emission>, Vec<Emission>) = {
        let cold_size: usize = functions.iter().filter(|function| !function.hot).map(|function| function.size).sum();
        functions.into_iter().partition(|function| function.hot || cold_size < LEAST_COLD)
    };
    let kinds = [("", hot), (SourceFile::COLD, cold)];
    kinds.into_iter().filter(|(kind, functions)| kind.is_empty() || !functions.is_empty()).collect()
}

/// Runs of functions in the module's order, each of about `limit` statements.
fn divide(functions: Vec<Emission>, limit: usize) -> Vec<Vec<CFunc>> {
    let total: usize = functions.iter().map(|function| function.size).sum();
    let count = total.div_ceil(limit).max(1);
    let share = total.div_ceil(count);
    let mut groups: Vec<Vec<CFunc>> = vec![Vec::new()];
    let mut size = 0;
    for Emission { functions, size: own, .. } in functions {
        if size > 0 && size + own / 2 > share && groups.len() < count {
            groups.push(Vec::new());
            size = 0;
        }
        size += own;
        groups.last_mut().expect("never empty").extend(functions);
    }
    groups
}

impl RootStatistics {
    fn add(&mut self, other: &RootStatistics) {
        self.safepoints += other.safepoints;
        self.slots += other.slots;
        self.calls += other.calls;
        self.calls_without_spill += other.calls_without_spill;
        self.slots_without_liveness += other.slots_without_liveness;
    }
}

impl Statistics {
    pub fn add(&mut self, other: &Statistics) {
        self.statements += other.statements;
        self.copies += other.copies;
        self.gotos += other.gotos;
        self.spills += other.spills;
    }
}
