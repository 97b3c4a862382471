//! IR and facts → translation units of C.
//!
//! In: a [`program::Program`]. Out: [`c::Unit`]s: `program.h` with what all share, `m0_1.c` … with the functions, `entry.c`
//! with data and the tables that the runtime reads; of a large program `m0_inline.h` with what all its units may inline, and
//! `m0_inline.c` with the same as functions. This folder decides WHAT is written; `c/print.rs` how it looks.

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
    let (mut hot, cold) = by_heat(functions);
    let mut head = include();
    if let Some(most) = most_worth_sharing(&hot, &cold, options.unit_statements) {
        let (shared, others) = hot.into_iter().partition(|function| function.is_inline(most));
        hot = others;
        let header = format!("{unit_prefix}inline.h");
        head = vec![Item::Include(header.clone()), Item::Blank];
        let (bodies, definitions) = shared_inline(shared);
        let file_name = format!("{unit_prefix}inline.c");
        units.push(Unit { file_name: header, items: [vec![LIKE_SYSTEM_HEADER], include(), bodies].concat() });
        units.push(Unit { file_name, items: [include(), definitions].concat() });
    }
    let cold = Some((SourceFile::COLD, cold)).filter(|(_, functions)| !functions.is_empty());
    for (kind, functions) in [("", hot)].into_iter().chain(cold) {
        for (number, group) in divide(functions, options.unit_statements).into_iter().enumerate() {
            let items = head.iter().cloned().chain(functions_of(group)).collect();
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

    /// Whether it is one function that is to be inlined, of `most` statements at most.
    fn is_inline(&self, most: usize) -> bool {
        self.size <= most
            && matches!(&self.functions[..], [function] if function.head.prefix.first().is_some_and(|word| &**word == INLINE))
    }
}

/// The first word of a function that is to be inlined.
const INLINE: &str = "inline";
/// Defined in gc-runtime/base.h.
const SHARED_INLINE: &str = "WR_SHARED_INLINE";

fn total_size(functions: &[Emission]) -> usize {
    functions.iter().map(|function| function.size).sum()
}

/// In statements: a larger program has only the smallest bodies in the header that all units can inline. `records` of Hoot's, of
/// 70 000, takes .91 of its time by all of them, and is 8 % larger, which would be 2 MB of the REPL.
const MOST_WITH_SHARED: usize = 250_000;
/// In statements: a condition and a call, as in the checks whether stacks have to grow, of which the REPL has 20 000.
const SMALLEST: usize = 3;
/// All units read the bodies.
const MOST_SHARED: usize = 3_000;

/// How large functions may be that are to be inlined in other units, if any are called from there, and they are few.
fn most_worth_sharing(hot: &[Emission], cold: &[Emission], unit_statements: usize) -> Option<usize> {
    let size = total_size(hot) + total_size(cold);
    let most = if size < MOST_WITH_SHARED { usize::MAX } else { SMALLEST };
    let shared: usize = hot.iter().filter(|function| function.is_inline(most)).map(|function| function.size).sum();
    (total_size(hot) > unit_statements && (1..MOST_SHARED).contains(&shared)).then_some(most)
}

/// gcc warns where a function that is to be inlined calls a static one of the unit's, as all of the runtime's are.
const LIKE_SYSTEM_HEADER: Item = Item::Pragma("GCC system_header");

/// Bodies that all units can inline, and the definitions.
fn shared_inline(functions: Vec<Emission>) -> (Vec<Item>, Vec<Item>) {
    let definitions: Vec<CFunc> = functions.into_iter().flat_map(|function| function.functions).collect();
    let mut bodies = definitions.clone();
    bodies.iter_mut().for_each(|function| function.head.prefix[0] = SHARED_INLINE.into());
    (functions_of(bodies).collect(), functions_of(definitions).collect())
}

/// Moved, not copied: those of the REPL are half a gigabyte.
fn functions_of(functions: Vec<CFunc>) -> impl Iterator<Item = Item> {
    functions.into_iter().flat_map(|function| [Item::Func(function), Item::Blank])
}

/// A unit's headers cost a compiler .1 s, which this many statements must be worth.
const LEAST_COLD: usize = 1_500;

/// Functions that may take time, and the others; these together with those, if they are few.
fn by_heat(functions: Vec<Emission>) -> (Vec<Emission>, Vec<Emission>) {
    let cold_size: usize = functions.iter().filter(|function| !function.hot).map(|function| function.size).sum();
    functions.into_iter().partition(|function| function.hot || cold_size < LEAST_COLD)
}

/// Runs of functions in the module's order, each of about `limit` statements.
fn divide(functions: Vec<Emission>, limit: usize) -> Vec<Vec<CFunc>> {
    let total = total_size(&functions);
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
