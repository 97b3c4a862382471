//! The program's entry: instantiation, the start function, and the tables that the runtime reads.
//!
//! In: the program. Out: the items of `entry.c`.

use super::build_c::*;
use super::data::{self, Pool};
use super::program::{Instance, Program};
use super::types::constant_u32;
use super::words;
use crate::c::ast::{Expr as C, Func as CFunc, Item, Name, Param, Prototype, Stmt as S, Type};
use crate::error::Result;
use crate::hosts::{self, Host};
use crate::link::SizeCheck;
use crate::module::types::{CompositeType, TypeId, ValType};
use crate::module::{ConstExpr, DataId, DataMode, ElemId, ElemMode, ExportItem, FuncId, Memory, MemoryId};

/// Definitions of the instance's memories, tables and tags, and their declarations.
pub fn storage(program: &Program<'_>, instance: &Instance<'_>, pool: &mut Pool) {
    let module = instance.module;
    let mut variable = |ty: Type, name: &Name, init: Option<C>, constant: bool| {
        let ty = if constant { Type::Const(Box::new(ty)) } else { ty };
        let make = |prefix: Vec<Name>, init| Item::Variable {
            prefix,
            ty: ty.clone(),
            name: name.clone(),
            init,
            comment: None,
        };
        pool.declarations.push(make(vec!["extern".into()], None));
        pool.definitions.push(make(vec![], init));
    };
    for (i, _) in module.memories.iter().enumerate().filter(|(i, _)| instance.defines(&instance.links.memories[*i])) {
        variable(Type::Struct("wr_memory".into()), instance.memory_name(MemoryId(i as u32)), None, false);
    }
    for id in instance.own_tables() {
        variable(Type::Struct(instance.table_kind(program, id).into()), instance.table_name(id), None, false);
    }
    for (i, tag) in module.tags.iter().enumerate().filter(|(i, _)| instance.defines(&instance.links.tags[*i])) {
        let name = instance.tag_name(crate::module::TagId(i as u32));
        variable(Type::Struct("wr_tag".into()), name, Some(tag_init(program, tag.ty, tag.name.as_deref())), true);
    }
}

fn tag_init(program: &Program<'_>, ty: TypeId, name: Option<&str>) -> C {
    let params = &program.types.func(ty).params;
    let mask = words::traced(program, params).fold(0u32, |mask, word| mask | 1 << word);
    let name = name.map_or(C::Int(0), |name| C::Str(name.as_bytes().to_vec()));
    C::Braces(vec![C::U32(words::count(params) as u32), C::U32(mask), name])
}

/// The instance's function, in the order of the specification: tables, memories, segments, start.
pub fn instantiate(
    program: &Program<'_>,
    instance: &Instance<'_>,
    is_alone: bool,
    has_low_memory: bool,
    pool: &mut Pool,
) -> Result<CFunc> {
    let module = instance.module;
    let mut body = size_checks(program, instance);
    for (i, memory) in
        module.memories.iter().enumerate().filter(|(i, _)| instance.defines(&instance.links.memories[*i]))
    {
        let id = MemoryId(i as u32);
        let most = most_pages(memory);
        let max = memory.max_pages.map_or(most, |max| max.min(most));
        let args = vec![instance.memory(id), C::U64(memory.min_pages), C::U64(max)];
        let create = if has_low_memory { "create_low" } else { "create" };
        body.push(expr_stmt(call(&instance.memory_function(id, create), args)));
        if memory.shared {
            body.push(expr_stmt(call("wr_memory_share", vec![instance.memory(id)])));
        }
    }
    for id in instance.own_tables() {
        let table = &module.tables[id.index()];
        let init = match &table.init {
            Some(init) => pool.operand(program, instance, init)?,
            None => program.null(&table.element),
        };
        let max = table.max.unwrap_or(u32::MAX.into());
        let function = instance.table_function(program, id, "create");
        body.push(expr_stmt(call(&function, vec![instance.table(id), C::U64(table.min), C::U64(max), init])));
    }
    for (i, elem) in module.elems.iter().enumerate() {
        let id = ElemId(i as u32);
        if let ElemMode::Active { table, offset } = &elem.mode {
            let function = instance.table_function(program, *table, "init");
            let offset = offset_of(program, instance, offset, module.tables[table.index()].table64)?;
            let count = C::U32(elem.items.len() as u32);
            body.push(expr_stmt(call(
                &function,
                vec![instance.table(*table), instance.elem(id), offset, C::U32(0), count],
            )));
        }
        if !matches!(elem.mode, ElemMode::Passive) {
            body.push(expr_stmt(call(&instance.elem_drop_function(program, id), vec![instance.elem(id)])));
        }
    }
    for (i, segment) in module.datas.iter().enumerate() {
        let id = DataId(i as u32);
        if let DataMode::Active { memory, offset } = &segment.mode {
            let offset = offset_of(program, instance, offset, module.memories[memory.index()].memory64)?;
            let size = C::U32(segment.bytes.len() as u32);
            let args = vec![instance.memory(*memory), instance.data(id), offset, C::U32(0), size];
            body.push(expr_stmt(call("wr_memory_init", args)));
            body.push(expr_stmt(call("wr_data_drop", vec![instance.data(id)])));
        }
    }
    if let Some(start) = module.start {
        body.push(invoke(program, instance, start));
    }
    Ok(match is_alone {
        true => entry_func("wr_program_instantiate", Vec::new(), body),
        false => entry_func(&instantiate_name(instance), vec!["static".into()], body),
    })
}

/// All instances in their order.
pub fn instantiate_all(program: &Program<'_>) -> CFunc {
    let each = program.instances.iter().map(|instance| expr_stmt(call(&instantiate_name(instance), vec![name("sp")])));
    entry_func("wr_program_instantiate", Vec::new(), each.collect())
}

/// What a memory with 64-bit addresses may grow to. So much address space is reserved, for it never moves; of that there are 128 TiB.
const MOST_BYTES: u64 = 256 << 30;

/// In bytes, 32 bits have no number for all of 4 GiB.
fn most_pages(memory: &Memory) -> u64 {
    match (memory.byte_pages, memory.memory64) {
        (false, false) => 1 << 16,
        (false, true) => MOST_BYTES >> 16,
        (true, false) => u32::MAX.into(),
        (true, true) => MOST_BYTES,
    }
}

fn offset_of(program: &Program<'_>, instance: &Instance<'_>, offset: &ConstExpr, is_64: bool) -> Result<C> {
    Ok(if is_64 {
        C::U64(data::eval_i64(program, instance, offset)?)
    } else {
        C::U32(data::eval_i32(program, instance, offset)?)
    })
}

/// In a program of several.
pub fn instantiate_name(instance: &Instance<'_>) -> String {
    format!("k{}_instantiate", instance.number)
}

/// Imported tables and memories that must have grown.
fn size_checks(program: &Program<'_>, instance: &Instance<'_>) -> Vec<S> {
    let check = |check: &SizeCheck| match *check {
        SizeCheck::Table(id, size) => {
            let function = instance.table_function(program, id, "check_link");
            call(&function, vec![instance.table(id), C::U64(size)])
        }
        SizeCheck::Memory(id, pages) => {
            call(&instance.memory_function(id, "check_link"), vec![instance.memory(id), C::U64(pages)])
        }
    };
    instance.links.size_checks.iter().map(|size| expr_stmt(check(size))).collect()
}

fn entry_func(name: &str, prefix: Vec<Name>, body: Vec<S>) -> CFunc {
    let sp = Param { ty: Type::Pointer(Box::new(named("ref"))), name: "sp".into(), unused: true };
    let head = Prototype { prefix, result: named("void"), name: name.into(), params: vec![sp] };
    CFunc { comment: Vec::new(), head, body }
}

/// A call of a function without parameters, its results dropped.
fn invoke(program: &Program<'_>, instance: &Instance<'_>, id: FuncId) -> S {
    let convention = instance.convention(program, id);
    let args = match convention {
        c if c.uniform => vec![call("WR_ARGS0", vec![name("sp")])],
        c if c.sp => vec![name("sp")],
        _ => vec![],
    };
    let value = call(instance.func_name(id), args);
    expr_stmt(if convention.uniform { cast(named("void"), value) } else { value })
}

/// `wr_program` and what it calls: a host's function, or else the export `_start`, `main` (Hoot), or `_initialize`.
pub fn program_descriptor(program: &Program<'_>, instance: &Instance<'_>, host_run: Option<&str>) -> Vec<Item> {
    let exported = |wanted: &str| {
        instance.module.exports.iter().find_map(|export| match export.item {
            ExportItem::Func(id) if export.name == wanted => Some(id),
            _ => None,
        })
    };
    let start = exported("_start").or_else(|| exported("main")).or_else(|| exported("_initialize")).filter(|id| {
        let ty = program.types.func(instance.module.funcs[id.index()].ty);
        ty.params.is_empty()
    });
    let mut items = Vec::new();
    let run = match (host_run, start) {
        (Some(run), _) => name(run),
        (None, Some(id)) => {
            items.push(Item::Func(entry_func("run", vec!["static".into()], vec![invoke(program, instance, id)])));
            name("run")
        }
        (None, None) => C::Int(0),
    };
    let memory = match instance.module.memories.first() {
        Some(_) => instance.memory(MemoryId(0)),
        None => C::Int(0),
    };
    let module_name = match &instance.module.name {
        Some(name) => C::Str(name.as_bytes().to_vec()),
        None => C::Int(0),
    };
    items.push(Item::Variable {
        prefix: vec![],
        ty: Type::Const(Box::new(Type::Struct("wr_program".into()))),
        name: "wr_program".into(),
        init: Some(C::Braces(vec![module_name, run, memory])),
        comment: None,
    });
    items
}

/// All functions by index, with their types (for tests of funcrefs) and names (for backtraces).
pub fn function_table(program: &Program<'_>) -> Vec<Item> {
    let mut entries = Vec::new();
    let mut origins = Vec::new();
    let own_funcs = |instance| Instance::own_funcs(instance).map(move |id| (instance, id));
    for (instance, id) in program.instances.iter().flat_map(own_funcs) {
        let func = &instance.module.funcs[id.index()];
        let origin = match func.origin.as_ref().filter(|origin| origin.introspectable) {
            Some(origin) => {
                let (line, column) = (C::U32(origin.line), C::U32(origin.column));
                origins.push(C::Braces(vec![text(origin.name.clone()), text(origin.file.clone()), line, column]));
                address_of(index(name("origins"), origins.len() as u32 - 1))
            }
            None => C::Int(0),
        };
        let (word, display) = (program.type_word(func.ty), text(instance.display_name(id)));
        entries.push(C::Braces(vec![instance.code_address(id), word, display, origin]));
    }
    let mut items = Vec::new();
    if !origins.is_empty() {
        let ty = Type::Array(Box::new(Type::Const(Box::new(Type::Struct("wr_origin".into())))), None);
        let (prefix, init) = (vec!["static".into()], Some(C::Braces(origins)));
        items.push(Item::Variable { prefix, ty, name: "origins".into(), init, comment: None });
    }
    let count = entries.len() as u32;
    if entries.is_empty() {
        entries.push(C::Braces(vec![C::Int(0)]));
    }
    let ty = Type::Array(Box::new(Type::Const(Box::new(Type::Struct("wr_function".into())))), None);
    items.push(Item::Variable {
        prefix: vec![],
        ty,
        name: "wr_functions".into(),
        init: Some(C::Braces(entries)),
        comment: None,
    });
    items.push(constant_u32("wr_function_count", count));
    items
}

fn text(text: Option<String>) -> C {
    text.map_or(C::Int(0), |text| C::Str(text.into_bytes()))
}

/// What a host needs to know of the program.
pub fn for_hosts(program: &Program<'_>, hosts: &[Host]) -> Vec<Item> {
    if !hosts.contains(&Host::Hoot) {
        return Vec::new();
    }
    // No object has the type word 0: without a string type nothing is a string.
    let string = program.instances.iter().find_map(|instance| hosts::string_type(instance.module, program.types));
    let word = string.map_or(0, |id| program.types.word(id));
    vec![constant_u32("hoot_string_type", word)]
}

/// Whether the program has a heap: if it has objects, references that are traced, exceptions, or a host that allocates.
pub fn has_heap(program: &Program<'_>, hosts: &[Host]) -> bool {
    let has_objects = |instance: &Instance<'_>| {
        let module = instance.module;
        let traced = |ty: &ValType| program.types.is_traced_val(ty);
        !module.tags.is_empty()
            || module.globals.iter().any(|global| traced(&global.ty))
            || module.tables.iter().any(|table| program.types.is_traced(&table.element))
    };
    let is_object = |id| !matches!(program.types.get(id).composite, CompositeType::Func(_));
    let host_allocates = hosts.iter().any(|host| matches!(host, Host::Hoot | Host::Script));
    host_allocates || program.types.ids().any(is_object) || program.instances.iter().any(has_objects)
}

/// Whether the program has one memory, which lies where accesses to it are cheapest: `gc-runtime/memory.h`.
pub fn has_low_memory(program: &Program<'_>, has_heap: bool) -> bool {
    let [instance] = &program.instances[..] else { return false };
    match &instance.module.memories[..] {
        [memory] => !memory.memory64 && !memory.byte_pages && !has_heap,
        _ => false,
    }
}

/// For a program with a heap: the linker leaves the collector out of others.
pub fn heap() -> Vec<Item> {
    let service = Type::Const(Box::new(Type::Struct("wr_heap_service".into())));
    vec![Item::Variable {
        prefix: vec![],
        ty: Type::Const(Box::new(Type::Pointer(Box::new(service)))),
        name: "wr_heap_used".into(),
        init: Some(address_of(name("wr_heap_service"))),
        comment: None,
    }]
}

/// The roots outside of the side stack.
pub fn roots(program: &Program<'_>, globals: &[Name], pool: &Pool) -> Vec<Item> {
    let global = |name: &Name| address_of(C::Name(name.clone()));
    let object = |name: &Name| {
        let object = Type::Pointer(Box::new(Type::Struct("wr_object".into())));
        cast(object, address_of(C::Name(name.clone())))
    };
    let own_tables = |instance| Instance::own_tables(instance).map(move |id| (instance, id));
    let tables = program.instances.iter().flat_map(own_tables);
    let traced = tables.filter(|(instance, id)| program.types.is_traced(&instance.module.tables[id.index()].element));
    let tables = traced.map(|(instance, id)| instance.table(id)).collect();
    let mut items =
        data::pointers("wr_global_roots", "wr_global_root_count", named("ref"), globals.iter().map(global).collect());
    items.extend(data::pointers(
        "wr_static_roots",
        "wr_static_root_count",
        Type::Struct("wr_object".into()),
        pool.roots.iter().map(object).collect(),
    ));
    items.extend(data::pointers("wr_ref_tables", "wr_ref_table_count", Type::Struct("wr_ref_table".into()), tables));
    items.extend(data::pointers("wr_ref_elems", "wr_ref_elem_count", Type::Struct("wr_ref_elem".into()), vec![]));
    items
}
