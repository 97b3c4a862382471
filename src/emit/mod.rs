//! IR and facts → translation units of C.
//!
//! In: a [`program::Program`]. Out: [`c::Unit`]s: `program.h` with what all share, `m0_1.c` … with the functions, `entry.c`
//! with data and the tables that the runtime reads. This folder decides WHAT is written; `c/print.rs` how it looks.

mod build_c;
mod data;
mod declare;
mod entry;
pub mod expr;
pub mod func;
pub mod imports;
mod limits;
pub mod program;
pub mod stackmaps;
mod structure;
pub mod types;

use crate::c::ast::{Func as CFunc, Item, Statistics, Unit};
use crate::error::Result;
use crate::hosts;
use crate::module::FuncId;
use func::RootStatistics;
use imports::UnknownImports;
use program::Program;

#[derive(Clone, Debug)]
pub struct Options {
    pub unknown_imports: UnknownImports,
    /// Functions are divided among units of about this many statements, because clang's time is quadratic in a unit's size.
    /// An OCaml program has 2 000 to 18 000. Units of 4 000 compile in two thirds of the time on two cores, but the
    /// programs took 6 % longer (geometric mean of ten): small callees are no longer inlined.
    pub unit_statements: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { unknown_imports: UnknownImports::Trap, unit_statements: 12_000 }
    }
}

pub struct Emitted {
    pub units: Vec<Unit>,
    pub statistics: Statistics,
    pub roots: RootStatistics,
}

/// Emits a program of one instance.
pub fn emit(program: &Program<'_>, options: &Options) -> Result<Emitted> {
    let instance = &program.instances[0];
    limits::check(program, instance)?;
    let mut pool = data::Pool::default();
    let global_roots = data::globals(program, instance, &mut pool)?;
    entry::storage(program, instance, &mut pool);
    for (i, segment) in instance.module.datas.iter().enumerate() {
        data::data_segment(instance, i, segment, &mut pool);
    }
    for (i, elem) in instance.module.elems.iter().enumerate() {
        data::elem_segment(program, instance, i, elem, &mut pool)?;
    }
    let instantiate = entry::instantiate(program, instance, &mut pool)?;

    let mut roots = RootStatistics::default();
    let mut statistics = Statistics::default();
    let mut functions: Vec<(FuncId, Vec<CFunc>)> = Vec::new();
    for (i, func) in instance.module.funcs.iter().enumerate() {
        let id = FuncId(i as u32);
        if let Some(import) = &func.import {
            let stub = imports::emit_import(program, instance, id, import, options.unknown_imports)?;
            functions.push((id, vec![stub]));
        }
    }
    for body in &instance.bodies {
        let (emitted, own) = func::emit_func(program, instance, body);
        roots.add(&own);
        for function in &emitted {
            statistics.add(&function.statistics());
        }
        functions.push((body.id, emitted));
    }

    let mut header = Unit { file_name: "program.h".into(), items: Vec::new() };
    header.items.push(Item::Include("emitted.h".into()));
    let hosts = hosts::used(instance.module);
    for host in &hosts {
        header.items.push(Item::Include(host.header().into()));
    }
    header.items.push(Item::Blank);
    header.items.extend(types::declarations(program));
    header.items.push(Item::Blank);
    for i in 0..instance.module.funcs.len() {
        header.items.push(Item::Prototype(instance.prototype(program, FuncId(i as u32), None)));
    }
    header.items.push(Item::Blank);
    header.items.append(&mut pool.declarations);

    let mut units = vec![header];
    let include = || vec![Item::Include("program.h".into()), Item::Blank];
    for (number, group) in divide(functions, options.unit_statements).into_iter().enumerate() {
        let mut items = include();
        for function in group {
            items.push(Item::Func(function));
            items.push(Item::Blank);
        }
        units.push(Unit { file_name: format!("{}{}.c", instance.prefix, number + 1), items });
    }
    let mut items = include();
    items.append(&mut pool.definitions.clone());
    items.extend(types::table(program, &hosts));
    items.extend(entry::roots(program, instance, &global_roots, &pool));
    items.extend(entry::function_table(program, instance));
    items.push(Item::Func(instantiate));
    items.extend(entry::for_hosts(program, instance));
    items.extend(entry::program_descriptor(program, instance));
    units.push(Unit { file_name: "entry.c".into(), items });
    Ok(Emitted { units, statistics, roots })
}

/// Runs of functions in the module's order, each of about `limit` statements.
fn divide(functions: Vec<(FuncId, Vec<CFunc>)>, limit: usize) -> Vec<Vec<CFunc>> {
    let sizes: Vec<usize> =
        functions.iter().map(|(_, f)| f.iter().map(|f| f.statistics().statements as usize + 1).sum()).collect();
    let total: usize = sizes.iter().sum();
    let count = total.div_ceil(limit).max(1);
    let share = total.div_ceil(count);
    let mut groups: Vec<Vec<CFunc>> = vec![Vec::new()];
    let mut size = 0;
    for ((_, emitted), own) in functions.into_iter().zip(sizes) {
        if size > 0 && size + own / 2 > share && groups.len() < count {
            groups.push(Vec::new());
            size = 0;
        }
        size += own;
        groups.last_mut().expect("never empty").extend(emitted);
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
