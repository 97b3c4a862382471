//! The program as the emitter sees it: names, types and conventions in C.
//!
//! In: modules, their types and their IR. Out: the names and C types of everything, for the other files of this folder.
//! Types are the program's; everything else carries its instance's prefix (`m0_`).

use super::build_c::*;
use super::words;
use crate::analysis::facts::{Facts, FuncFacts};
use crate::c::ast::{Expr as C, Name, Param, Prototype, Type};
use crate::c::names::{Scope, sanitize};
use crate::hosts::{self, Host};
use crate::ir::{Callee, Func, Var, VarKind};
use crate::link::{Definition, Links};
use crate::module::layout::{self, Layouts};
use crate::module::types::{CompositeType, HeapType, RefType, StorageType, TypeId, TypeTable, ValType};
use crate::module::{ConstExpr, DataId, ElemId, FuncId, GlobalId, Import, MemoryId, Module, TableId, TagId};

pub struct Program<'a> {
    pub types: &'a TypeTable,
    pub layouts: &'a Layouts,
    type_names: Vec<Name>,
    field_names: Vec<Vec<Name>>,
    pub instances: Vec<Instance<'a>>,
}

/// What follows a type's name in the names made from it.
const TYPE_SUFFIXES: [&str; 14] = [
    "_refs", "_range", "_word", "_get", "_get_s", "_get_u", "_read", "_read_s", "_read_u", "_set", "_write", "_fill",
    "_at", "_init",
];

impl<'a> Program<'a> {
    pub fn new(types: &'a TypeTable, layouts: &'a Layouts, instances: Vec<Instance<'a>>) -> Program<'a> {
        let mut scope = Scope::new();
        ["ty_any_struct_range", "ty_any_array_range"].iter().for_each(|name| scope.reserve(name));
        let mut suffixes: Vec<String> = TYPE_SUFFIXES.iter().map(|suffix| suffix.to_string()).collect();
        suffixes.extend((0..=super::func::MAX_FIXED_INIT).map(|n| format!("_init{n}")));
        let type_names = types
            .ids()
            .map(|id| {
                let kind = match types.get(id).composite {
                    CompositeType::Func(_) => "func",
                    CompositeType::Struct(_) => "struct",
                    CompositeType::Array(_) => "array",
                };
                let wanted = match &types.get(id).name {
                    Some(name) => sanitize(name),
                    None => format!("{kind}{}", id.0),
                };
                unique_with(&mut scope, &format!("ty_{wanted}"), &suffixes)
            })
            .collect();
        let field_names = types.ids().map(|id| field_names(types, layouts, id)).collect();
        Program { types, layouts, type_names, field_names, instances }
    }

    /// The instance that has a global of `instance`'s, and its own number there.
    pub fn global(&self, instance: &Instance<'_>, id: GlobalId) -> (&Instance<'a>, GlobalId) {
        let definition = instance.links.globals[id.index()];
        (&self.instances[definition.instance], definition.id)
    }

    /// The type of a function as it is defined: an importer may know it by a supertype.
    pub fn func_type(&self, instance: &Instance<'_>, id: FuncId) -> TypeId {
        let definition = instance.links.funcs[id.index()];
        self.instances[definition.instance].module.funcs[definition.id.index()].ty
    }

    /// Whether a global is, for ever, a reference to one struct, array or function.
    pub fn is_constant_object(&self, instance: &Instance<'_>, id: GlobalId) -> bool {
        let (owner, id) = self.global(instance, id);
        let global = &owner.module.globals[id.index()];
        !global.mutable && global.init.as_ref().is_some_and(|init| self.makes_object(owner, init))
    }

    fn makes_object(&self, instance: &Instance<'_>, init: &ConstExpr) -> bool {
        match init {
            ConstExpr::GlobalGet(id) => self.is_constant_object(instance, *id),
            ConstExpr::Convert(init) => self.makes_object(instance, init),
            ConstExpr::RefFunc(_) | ConstExpr::Object(_) => true,
            other => other.made_type().is_some(),
        }
    }

    /// The hosts whose functions the program imports, in order.
    pub fn hosts(&self) -> Vec<Host> {
        let imports = |instance: &'_ Instance<'a>| {
            instance.own_funcs().filter_map(|id| instance.host_import(id)).cloned().collect::<Vec<_>>()
        };
        hosts::used(self.instances.iter().flat_map(imports))
    }

    pub fn type_name(&self, id: TypeId) -> &str {
        &self.type_names[id.index()]
    }

    pub fn type_word(&self, id: TypeId) -> C {
        name(&format!("{}_word", self.type_name(id)))
    }

    pub fn func_range(&self, id: TypeId) -> C {
        name(&format!("{}_range", self.type_name(id)))
    }

    /// Two macro arguments: the lowest type word and the span.
    pub fn range(&self, heap: HeapType) -> C {
        match heap {
            HeapType::Concrete(id) => self.func_range(id),
            HeapType::Struct => name("ty_any_struct_range"),
            HeapType::Array => name("ty_any_array_range"),
            other => unreachable!("not a range of types: {other:?}"),
        }
    }

    /// Whether any module has vectors: then its C includes `simd.h`.
    pub fn uses_simd(&self) -> bool {
        self.instances.iter().any(|instance| instance.module.uses_simd)
    }

    /// Whether any module has atomic instructions or a shared memory: then its C includes `atomic.h`.
    pub fn uses_atomics(&self) -> bool {
        self.instances.iter().any(|instance| instance.module.uses_atomics)
    }

    pub fn is_object(&self, id: TypeId) -> bool {
        !matches!(self.types.get(id).composite, CompositeType::Func(_))
    }

    pub fn is_traced_storage(&self, storage: StorageType) -> bool {
        layout::is_traced(self.types, storage)
    }

    pub fn storage_bytes(&self, storage: StorageType) -> u32 {
        layout::storage_bytes(self.types, storage, self.layouts.slot_bytes)
    }

    /// Whether a slot is too small for an address as C has it.
    pub fn has_small_slots(&self) -> bool {
        self.layouts.slot_bytes == 4
    }

    pub fn element_shift(&self, array: TypeId) -> u32 {
        self.storage_bytes(self.types.array_field(array).storage).trailing_zeros()
    }

    /// Which `wr_array_new_fill_…` takes such an element.
    pub fn fill_suffix(&self, storage: StorageType) -> &'static str {
        match storage {
            StorageType::I8 => "u8",
            StorageType::I16 => "u16",
            StorageType::Val(ValType::I32) => "u32",
            StorageType::Val(ValType::I64) => "u64",
            StorageType::Val(ValType::F32) => "f32",
            StorageType::Val(ValType::F64) => "f64",
            StorageType::Val(ValType::V128) => "v128",
            StorageType::Val(ValType::Ref(_)) if self.is_traced_storage(storage) => "ref",
            StorageType::Val(ValType::Ref(_)) => "code",
        }
    }

    /// The C type of a variable.
    pub fn c_type(&self, ty: &ValType) -> Type {
        named(match ty {
            ValType::I32 => "u32",
            ValType::I64 => "u64",
            ValType::F32 => "f32",
            ValType::F64 => "f64",
            ValType::V128 => "v128",
            ValType::Ref(ty) if self.types.is_traced(ty) => "ref",
            ValType::Ref(_) => "wr_code",
        })
    }

    pub fn var_type(&self, var: &Var) -> Type {
        if var.kind == VarKind::Wide { named("u128") } else { self.c_type(&var.ty) }
    }

    /// The C type of a field or an element.
    pub fn storage_type(&self, storage: StorageType) -> Type {
        match storage {
            StorageType::I8 => named("u8"),
            StorageType::I16 => named("u16"),
            StorageType::Val(_) if self.is_traced_storage(storage) => named("slot"),
            StorageType::Val(ValType::V128) => named("v128_field"),
            StorageType::Val(ty) => self.c_type(&ty),
        }
    }

    /// A value as a field or an element takes it.
    pub fn stored(&self, storage: StorageType, value: C) -> C {
        match storage {
            StorageType::I8 => cast(named("u8"), value),
            StorageType::I16 => cast(named("u16"), value),
            StorageType::Val(_) if self.is_traced_storage(storage) => call("ref_slot", vec![value]),
            StorageType::Val(_) => value,
        }
    }

    pub fn null(&self, ty: &RefType) -> C {
        cast(named(if self.types.is_traced(ty) { "ref" } else { "wr_code" }), C::Int(0))
    }

    pub fn zero_value(&self, ty: &ValType) -> C {
        match ty {
            ValType::I32 => C::U32(0),
            ValType::I64 => C::U64(0),
            ValType::F32 => C::F32(0),
            ValType::F64 => C::F64(0),
            ValType::V128 => v128(0),
            ValType::Ref(ty) => self.null(ty),
        }
    }

    pub fn zero(&self, storage: StorageType) -> C {
        match storage {
            StorageType::I8 | StorageType::I16 => C::U32(0),
            StorageType::Val(ty) => self.zero_value(&ty),
        }
    }

    /// The struct type through which a field is accessed (strict aliasing wants one for all), and the field's name in it.
    pub fn field_place(&self, ty: TypeId, field: u32) -> (Name, Name) {
        let owner = self.layouts.get(ty).fields[field as usize].introduced_by;
        (self.type_names[owner.index()].clone(), self.field_names[owner.index()][field as usize].clone())
    }

    pub fn field_name(&self, ty: TypeId, field: usize) -> &Name {
        &self.field_names[ty.index()][field]
    }

    /// `owner(object)->field`
    pub fn field(&self, ty: TypeId, field: u32, object: C) -> C {
        let (owner, field) = self.field_place(ty, field);
        arrow(call(&owner, vec![object]), &field)
    }
}

fn field_names(types: &TypeTable, layouts: &Layouts, id: TypeId) -> Vec<Name> {
    if !matches!(types.get(id).composite, CompositeType::Struct(_)) {
        return Vec::new();
    }
    let mut scope = Scope::new();
    ["type", "length", "items"].iter().for_each(|name| scope.reserve(name));
    let given = &types.get(id).field_names;
    (0..layouts.get(id).fields.len())
        .map(|i| match given.get(i) {
            Some(Some(name)) => scope.unique(&sanitize(name)),
            _ => scope.unique(&format!("f{i}")),
        })
        .collect()
}

/// A name such that it and all names made from it are free; takes them all.
fn unique_with(scope: &mut Scope, wanted: &str, suffixes: &[String]) -> Name {
    let mut base = wanted.to_string();
    loop {
        let taken = suffixes.iter().any(|suffix| scope.contains(&format!("{base}{suffix}")));
        if !taken {
            let found = scope.unique(&base);
            if *found == *base {
                suffixes.iter().for_each(|suffix| scope.reserve(&format!("{found}{suffix}")));
                return found;
            }
            base = found.to_string();
            if suffixes.iter().all(|suffix| !scope.contains(&format!("{base}{suffix}"))) {
                suffixes.iter().for_each(|suffix| scope.reserve(&format!("{base}{suffix}")));
                return found;
            }
        }
        base = format!("{base}_");
    }
}

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Convention {
    /// Takes the side stack's pointer first.
    pub sp: bool,
    /// Takes and returns words: the one prototype of all functions that tail calls or references reach.
    pub uniform: bool,
}

/// One instance of a module: static storage under its prefix.
pub struct Instance<'a> {
    pub module: &'a Module<'a>,
    /// Its place in the program.
    pub number: usize,
    pub links: Links,
    pub prefix: String,
    pub bodies: Vec<Func>,
    pub facts: Facts,
    funcs: Vec<Name>,
    globals: Vec<Name>,
    tables: Vec<Name>,
    memories: Vec<Name>,
    tags: Vec<Name>,
    datas: Vec<Name>,
    elems: Vec<Name>,
}

impl<'a> Instance<'a> {
    /// The instance that follows `earlier`, whose names it takes over for what it imports from them.
    pub fn new(
        module: &'a Module<'a>,
        links: Links,
        earlier: &[Instance<'_>],
        bodies: Vec<Func>,
        facts: Facts,
    ) -> Instance<'a> {
        let number = earlier.len();
        let prefix = format!("m{number}_");
        let mut scope = Scope::new();
        let body = ["_body".to_string()];
        let mut unique = |wanted: String| unique_with(&mut scope, &wanted, &body);
        let funcs = links.funcs.iter().enumerate().map(|(i, def)| match earlier.get(def.instance) {
            Some(exporter) => exporter.funcs[def.id.index()].clone(),
            None => unique(func_wish(module, &prefix, i)),
        });
        let funcs = funcs.collect();
        let mut list = |kind: &str, names: Vec<Option<&String>>, imported: &dyn Fn(usize) -> Option<Name>| {
            let wish = |(i, name): (usize, &Option<&String>)| match name {
                Some(name) => format!("{prefix}{}", sanitize(name)),
                None => format!("{prefix}{kind}{i}"),
            };
            let names = names.iter().enumerate();
            names.map(|entry| imported(entry.0).unwrap_or_else(|| unique(wish(entry)))).collect::<Vec<Name>>()
        };
        let globals = list("global", module.globals.iter().map(|global| global.name.as_ref()).collect(), &|i| {
            let def = links.globals[i];
            Some(earlier.get(def.instance)?.globals[def.id.index()].clone())
        });
        let tables = list("table", module.tables.iter().map(|table| table.name.as_ref()).collect(), &|i| {
            let def = links.tables[i];
            Some(earlier.get(def.instance)?.tables[def.id.index()].clone())
        });
        let memories = list("memory", module.memories.iter().map(|memory| memory.name.as_ref()).collect(), &|i| {
            let def = links.memories[i];
            Some(earlier.get(def.instance)?.memories[def.id.index()].clone())
        });
        let tags = list("tag", module.tags.iter().map(|tag| tag.name.as_ref()).collect(), &|i| {
            let def = links.tags[i];
            Some(earlier.get(def.instance)?.tags[def.id.index()].clone())
        });
        let datas = list("data", vec![None; module.datas.len()], &|_| None);
        let elems = list("elem", vec![None; module.elems.len()], &|_| None);
        Instance { module, number, links, prefix, bodies, facts, funcs, globals, tables, memories, tags, datas, elems }
    }

    /// Whether the instance itself has the entity: it is not another instance's. A host's function is its importer's.
    pub fn defines<Id>(&self, definition: &Definition<Id>) -> bool {
        definition.instance == self.number
    }

    /// The import of a function that the host provides.
    pub fn host_import(&self, id: FuncId) -> Option<&Import> {
        self.module.funcs[id.index()].import.as_ref().filter(|_| self.defines(&self.links.funcs[id.index()]))
    }

    /// The functions that the instance has a body or a stub for.
    pub fn own_funcs(&self) -> impl Iterator<Item = FuncId> {
        let is_own =
            |id: &FuncId| self.defines(&self.links.funcs[id.index()]) && !self.module.funcs[id.index()].is_done;
        (0..self.module.funcs.len() as u32).map(FuncId).filter(is_own)
    }

    pub fn own_tables(&self) -> impl Iterator<Item = TableId> {
        (0..self.module.tables.len() as u32).map(TableId).filter(|id| self.defines(&self.links.tables[id.index()]))
    }

    pub fn func_name(&self, id: FuncId) -> &str {
        &self.funcs[id.index()]
    }

    pub fn code_address(&self, id: FuncId) -> C {
        cast(named("wr_code"), name(self.func_name(id)))
    }

    pub fn global_name(&self, id: GlobalId) -> &Name {
        &self.globals[id.index()]
    }

    pub fn global(&self, id: GlobalId) -> C {
        C::Name(self.globals[id.index()].clone())
    }

    pub fn memory_name(&self, id: MemoryId) -> &Name {
        &self.memories[id.index()]
    }

    pub fn memory(&self, id: MemoryId) -> C {
        address_of(C::Name(self.memories[id.index()].clone()))
    }

    /// The runtime's function for an access. Those to memories check their bounds that guard pages do not: a 64-bit address
    /// goes beyond them, and pages that are bytes end anywhere.
    pub fn memory_access(&self, id: MemoryId, function: &str) -> String {
        let memory = &self.module.memories[id.index()];
        format!("{function}{}", if memory.memory64 || memory.byte_pages { "_checked" } else { "" })
    }

    /// The runtime's function that makes, grows or measures a memory, in its pages.
    pub fn memory_function(&self, id: MemoryId, function: &str) -> String {
        format!("wr_memory_{function}{}", if self.module.memories[id.index()].byte_pages { "_bytes" } else { "" })
    }

    pub fn memory_size(&self, id: MemoryId) -> C {
        let size = call(&self.memory_function(id, "size"), vec![self.memory(id)]);
        let memory = &self.module.memories[id.index()];
        if memory.byte_pages { self.bytes(memory.memory64, size) } else { self.size(memory.memory64, size) }
    }

    /// The answer of a `memory.grow`.
    pub fn memory_grown(&self, id: MemoryId, value: C) -> C {
        let memory = &self.module.memories[id.index()];
        if memory.byte_pages { self.bytes(memory.memory64, value) } else { self.grown(memory.memory64, value) }
    }

    /// A 64-bit number of bytes, as addresses of the memory are.
    fn bytes(&self, is_64: bool, value: C) -> C {
        if is_64 { value } else { cast(named("u32"), value) }
    }

    /// A 32-bit size of a memory or table, as its own kind has it.
    pub fn size(&self, is_64: bool, value: C) -> C {
        if is_64 { cast(named("u64"), value) } else { value }
    }

    /// The answer of a `grow`.
    pub fn grown(&self, is_64: bool, value: C) -> C {
        if is_64 { call("wr_grown_64", vec![value]) } else { value }
    }

    pub fn table_name(&self, id: TableId) -> &Name {
        &self.tables[id.index()]
    }

    pub fn table(&self, id: TableId) -> C {
        address_of(C::Name(self.tables[id.index()].clone()))
    }

    pub fn tag_name(&self, id: TagId) -> &Name {
        &self.tags[id.index()]
    }

    pub fn tag(&self, id: TagId) -> C {
        address_of(C::Name(self.tags[id.index()].clone()))
    }

    pub fn data_name(&self, id: DataId) -> &Name {
        &self.datas[id.index()]
    }

    pub fn data(&self, id: DataId) -> C {
        address_of(C::Name(self.datas[id.index()].clone()))
    }

    pub fn elem_name(&self, id: ElemId) -> &Name {
        &self.elems[id.index()]
    }

    pub fn elem(&self, id: ElemId) -> C {
        address_of(C::Name(self.elems[id.index()].clone()))
    }

    /// Which of the runtime's tables it is: `wr_ref_table`, `wr_func_table`, or `wr_code_table`.
    pub fn table_kind(&self, program: &Program<'_>, id: TableId) -> &'static str {
        match (program.types.is_traced(&self.module.tables[id.index()].element), self.facts.called_tables[id.index()]) {
            (true, _) => "wr_ref_table",
            (false, true) => "wr_func_table",
            (false, false) => "wr_code_table",
        }
    }

    /// The runtime's function for a table of this kind: `wr_func_table_get`, `wr_ref_table_get`, …
    pub fn table_function(&self, program: &Program<'_>, id: TableId, what: &str) -> String {
        format!("{}_{what}", self.table_kind(program, id))
    }

    pub fn elem_is_traced(&self, program: &Program<'_>, id: ElemId) -> bool {
        program.types.is_traced(&self.module.elems[id.index()].element)
    }

    pub fn elem_drop_function(&self, program: &Program<'_>, id: ElemId) -> String {
        format!("wr_{}_elem_drop", if self.elem_is_traced(program, id) { "ref" } else { "func" })
    }

    pub fn convention(&self, _program: &Program<'_>, id: FuncId) -> Convention {
        convention(self.facts.func(id))
    }

    pub fn callee_convention(&self, program: &Program<'_>, callee: &Callee) -> Convention {
        match callee {
            Callee::Func(id) => self.convention(program, *id),
            Callee::Ref(..) | Callee::Table(..) => Convention { sp: true, uniform: true },
        }
    }

    /// The function's head; without names for a declaration. Those of the tail-call convention are its words'.
    pub fn prototype(&self, program: &Program<'_>, id: FuncId, params: Option<&[Name]>) -> Prototype {
        let signature = program.types.func(self.module.funcs[id.index()].ty);
        let convention = self.convention(program, id);
        let prefix = if self.facts.func(id).rare { vec!["WR_COLD".into()] } else { Vec::new() };
        let param_name = |i: usize| match params.and_then(|names| names.get(i)) {
            Some(name) => name.clone(),
            None => Name::from(format!("x{i}")),
        };
        if convention.uniform {
            let count = words::count(&signature.params).min(words::WORD_PARAMS);
            let words: Vec<Name> = (0..count).map(param_name).collect();
            let ty = named(&format!("WR_WORDS{count}({})", words.join(", ")));
            let params = vec![Param { ty, name: "".into(), unused: false }];
            return Prototype { prefix, result: named("u64"), name: self.funcs[id.index()].clone(), params };
        }
        let sp = Param { ty: Type::Pointer(Box::new(named("ref"))), name: "sp".into(), unused: false };
        let mut list = if convention.sp { vec![sp] } else { Vec::new() };
        list.extend(signature.params.iter().enumerate().map(|(i, ty)| Param {
            ty: program.c_type(ty),
            name: param_name(i),
            unused: false,
        }));
        let result = signature.results.first().map_or(named("void"), |ty| program.c_type(ty));
        Prototype { prefix, result, name: self.funcs[id.index()].clone(), params: list }
    }

    /// The name that people know a function by: from the name section, or its import's or export's.
    pub fn display_name(&self, id: FuncId) -> Option<String> {
        let func = &self.module.funcs[id.index()];
        let import = func.import.as_ref().map(|import| import.field.clone());
        let origin = func.origin.as_ref().and_then(|origin| origin.name.clone());
        func.name.clone().or(import).or(origin).or_else(|| exported_name(self.module, id).map(str::to_string))
    }

    /// A comment above the function where its C name does not tell its Wasm name.
    pub fn comment(&self, id: FuncId) -> Vec<String> {
        match &self.module.funcs[id.index()].name {
            Some(name) if *self.funcs[id.index()] != *format!("{}{name}", self.prefix) => {
                vec![crate::module::names::dollar(name)]
            }
            _ => Vec::new(),
        }
    }
}

fn convention(facts: FuncFacts) -> Convention {
    let uniform = facts.address_taken || facts.tail_calls;
    Convention { sp: uniform || facts.collects, uniform }
}

fn exported_name<'a>(module: &'a Module<'_>, id: FuncId) -> Option<&'a str> {
    let export = module.exports.iter().find(|export| export.item == crate::module::ExportItem::Func(id))?;
    Some(&export.name)
}

/// From the name section, or an import's or export's name, or the index.
fn func_wish(module: &Module<'_>, prefix: &str, index: usize) -> String {
    let func = &module.funcs[index];
    if let Some(name) = &func.name {
        return format!("{prefix}{}", sanitize(name));
    }
    if let Some(import) = &func.import {
        return format!("{prefix}{}", sanitize(&import.field));
    }
    match exported_name(module, FuncId(index as u32)) {
        Some(name) => format!("{prefix}{}", sanitize(name)),
        None => format!("{prefix}f{index}"),
    }
}
