//! Imports → exports: which instance of a closed program defines an entity.
//!
//! In: the modules of a program in the order of their instantiation, and who answers to which name. Out: [`Links`] for each
//! instance, or why it cannot be linked (Wasm 3.0 §3.5: limits, mutability, subtyping). What no instance provides is left
//! to the host (`hosts.rs`), or refused, as the caller says. Only sizes are left to the run: [`SizeCheck`].

use crate::module::types::TypeTable;
use crate::module::{ExportItem, FuncId, GlobalId, Import, MemoryId, Module, TableId, TagId};

/// Where an entity is defined: by its own module, or by one that was instantiated before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Definition<Id> {
    pub instance: usize,
    pub id: Id,
}

/// For every entity of an instance, its definition. A host's function is its importer's own.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub funcs: Vec<Definition<FuncId>>,
    pub tables: Vec<Definition<TableId>>,
    pub memories: Vec<Definition<MemoryId>>,
    pub globals: Vec<Definition<GlobalId>>,
    pub tags: Vec<Definition<TagId>>,
    pub size_checks: Vec<SizeCheck>,
}

/// A table or memory that begins smaller than its importer asks for, but may have grown by then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SizeCheck {
    Table(TableId, u64),
    Memory(MemoryId, u64),
}

impl Links {
    /// Of an instance to which the host alone provides imports.
    pub fn alone(module: &Module<'_>, instance: usize) -> Links {
        fn own<Id>(count: usize, instance: usize, id: impl Fn(u32) -> Id) -> Vec<Definition<Id>> {
            (0..count as u32).map(|i| Definition { instance, id: id(i) }).collect()
        }
        Links {
            funcs: own(module.funcs.len(), instance, FuncId),
            tables: own(module.tables.len(), instance, TableId),
            memories: own(module.memories.len(), instance, MemoryId),
            globals: own(module.globals.len(), instance, GlobalId),
            tags: own(module.tags.len(), instance, TagId),
            size_checks: Vec::new(),
        }
    }
}

/// Links the instances of a program, one after the other.
pub struct Linker<'a> {
    types: &'a TypeTable,
    linked: Vec<(&'a Module<'a>, Links)>,
}

/// Why an import has no answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Unlinkable {
    pub module: String,
    pub field: String,
    pub message: &'static str,
}

impl<'a> Linker<'a> {
    pub fn new(types: &'a TypeTable) -> Linker<'a> {
        Linker { types, linked: Vec::new() }
    }

    /// The number that the next instance will have.
    pub fn next(&self) -> usize {
        self.linked.len()
    }

    pub fn add(&mut self, module: &'a Module<'a>, links: Links) {
        self.linked.push((module, links));
    }

    pub fn finish(self) -> Vec<(&'a Module<'a>, Links)> {
        self.linked
    }

    /// What an instance exports under a name.
    pub fn export(&self, instance: usize, name: &str) -> Option<ExportItem> {
        let exports = &self.linked[instance].0.exports;
        exports.iter().find(|export| export.name == name).map(|export| export.item)
    }

    /// Links the next instance; `named` knows the instances by the names that modules import from.
    pub fn link(&self, module: &Module<'_>, named: &dyn Fn(&str) -> Option<usize>) -> Result<Links, Unlinkable> {
        let mut links = Links::alone(module, self.next());
        let find = |import: &Import| {
            let exported = named(&import.module).and_then(|from| Some((from, self.export(from, &import.field)?)));
            exported.ok_or_else(|| unlinkable(import, "unknown import"))
        };
        for (i, func) in module.funcs.iter().enumerate() {
            let Some(import) = &func.import else { continue };
            let (from, ExportItem::Func(id)) = find(import)? else { return mismatch(import) };
            let (exporter, links_of) = &self.linked[from];
            let definition = links_of.funcs[id.index()];
            let ty = self.linked[definition.instance].0.funcs[definition.id.index()].ty;
            debug_assert!(self.types.is_subtype(ty, exporter.funcs[id.index()].ty));
            if !self.types.is_subtype(ty, func.ty) {
                return mismatch(import);
            }
            links.funcs[i] = definition;
        }
        for (i, table) in module.tables.iter().enumerate() {
            let Some(import) = &table.import else { continue };
            let (from, ExportItem::Table(id)) = find(import)? else { return mismatch(import) };
            let definition = self.linked[from].1.tables[id.index()];
            let given = &self.linked[definition.instance].0.tables[definition.id.index()];
            if given.element != table.element
                || given.table64 != table.table64
                || !fits_maximum(given.max, table.max)
                || given.max.is_some_and(|max| max < table.min)
            {
                return mismatch(import);
            }
            if given.min < table.min {
                links.size_checks.push(SizeCheck::Table(TableId(i as u32), table.min));
            }
            links.tables[i] = definition;
        }
        for (i, memory) in module.memories.iter().enumerate() {
            let Some(import) = &memory.import else { continue };
            let (from, ExportItem::Memory(id)) = find(import)? else { return mismatch(import) };
            let definition = self.linked[from].1.memories[id.index()];
            let given = &self.linked[definition.instance].0.memories[definition.id.index()];
            if given.memory64 != memory.memory64
                || given.byte_pages != memory.byte_pages
                || given.shared != memory.shared
                || !fits_maximum(given.max_pages, memory.max_pages)
                || given.max_pages.is_some_and(|max| max < memory.min_pages)
            {
                return mismatch(import);
            }
            if given.min_pages < memory.min_pages {
                links.size_checks.push(SizeCheck::Memory(MemoryId(i as u32), memory.min_pages));
            }
            links.memories[i] = definition;
        }
        for (i, global) in module.globals.iter().enumerate() {
            let Some(import) = &global.import else { continue };
            let (from, ExportItem::Global(id)) = find(import)? else { return mismatch(import) };
            let definition = self.linked[from].1.globals[id.index()];
            let given = &self.linked[definition.instance].0.globals[definition.id.index()];
            let fits = match global.mutable {
                true => given.ty == global.ty,
                false => self.types.val_is_subtype(given.ty, global.ty),
            };
            if given.mutable != global.mutable || !fits {
                return mismatch(import);
            }
            links.globals[i] = definition;
        }
        for (i, tag) in module.tags.iter().enumerate() {
            let Some(import) = &tag.import else { continue };
            let (from, ExportItem::Tag(id)) = find(import)? else { return mismatch(import) };
            let definition = self.linked[from].1.tags[id.index()];
            if self.linked[definition.instance].0.tags[definition.id.index()].ty != tag.ty {
                return mismatch(import);
            }
            links.tags[i] = definition;
        }
        Ok(links)
    }
}

/// An importer that names a maximum wants one that is no larger.
fn fits_maximum(given: Option<u64>, wanted: Option<u64>) -> bool {
    match (given, wanted) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(given), Some(wanted)) => given <= wanted,
    }
}

fn mismatch<T>(import: &Import) -> Result<T, Unlinkable> {
    Err(unlinkable(import, "incompatible import type"))
}

fn unlinkable(import: &Import, message: &'static str) -> Unlinkable {
    Unlinkable { module: import.module.clone(), field: import.field.clone(), message }
}
