//! `wastrel inspect types|layouts|imports|features FILE`: what is in a module, as text.
//!
//! In: a module that has been read, its types numbered; for `features` the bytes alone, since the module may be one that we
//! refuse. Out: text for people; every name in it is escaped. Nothing is printed here.

use crate::error::{Error, Result};
use crate::module::layout::{Layouts, RefWidth, StructLayout};
use crate::module::types::{CompositeType, HeapType, TypeId, TypeTable};
use crate::module::{FuncId, Import, Module, features, names, print};
use std::fmt::Write;

/// `wastrel inspect types`
pub fn types(bytes: &[u8]) -> Result<String> {
    let (_, types) = read(bytes)?;
    Ok(types_text(&types))
}

/// `wastrel inspect layouts`
pub fn layouts(bytes: &[u8], width: RefWidth) -> Result<String> {
    let (_, types) = read(bytes)?;
    Ok(layouts_text(&types, &Layouts::new(&types, width)))
}

/// `wastrel inspect imports`; `provided` knows which modules and fields we provide.
pub fn imports(bytes: &[u8], provided: &dyn Fn(&str, &str) -> bool) -> Result<String> {
    let (module, types) = read(bytes)?;
    Ok(imports_text(&module, &types, provided))
}

/// `wastrel inspect features`: the proposals that a module uses, those that we refuse marked.
pub fn features(bytes: &[u8]) -> Result<String> {
    let uses = features::uses(bytes).map_err(|error| Error::Invalid {
        message: names::escape_message(error.message()),
        function: None,
        offset: error.offset() as usize,
    })?;
    let mut out = String::new();
    for used in uses {
        let place = used.function.map(|FuncId(index)| format!(" in function {}", names::function_label(bytes, index)));
        let verdict = if used.proposal.is_supported() { "" } else { ", not supported" };
        let count = counted(used.count, "use");
        let (name, place) = (used.proposal.name(), place.unwrap_or_default());
        line(&mut out, format_args!("{name}: {count}, first at offset {:#x}{place}{verdict}", used.offset));
    }
    Ok(out)
}

fn read(bytes: &[u8]) -> Result<(Module<'_>, TypeTable)> {
    let mut types = TypeTable::new();
    let (module, _) = crate::module::read::read(bytes, &mut types)?;
    types.number();
    Ok((module, types))
}

/// The rec groups in the words of the text format, each type with the type words of its subtree.
pub fn types_text(types: &TypeTable) -> String {
    let mut out = String::new();
    for group in types.rec_groups() {
        let ids: Vec<TypeId> = group.map(TypeId).collect();
        let (before, indent, after) = match ids.len() {
            1 => ("", "", ""),
            _ => ("(rec\n", "  ", ")\n"),
        };
        out += before;
        for id in ids {
            line(&mut out, format_args!("{indent}{}  ;; {}", print::type_definition(types, id), numbers(types, id)));
        }
        out += after;
    }
    out
}

/// `type3, struct 2, word 5` or `…, words 5 to 9`: the range is what a cast compares with.
fn numbers(types: &TypeTable, id: TypeId) -> String {
    let kind = print::heap_type(types, types.get(id).composite.top());
    let number = types.type_number(id);
    match types.range(HeapType::Concrete(id)) {
        Some((lowest, span)) if span > 0 => format!("{id}, {kind} {number}, words {lowest} to {}", lowest + span),
        _ => format!("{id}, {kind} {number}, word {}", types.word(id)),
    }
}

/// The fields of each struct in order of their offsets, holes included.
pub fn layouts_text(types: &TypeTable, layouts: &Layouts) -> String {
    let is_struct = |id: &TypeId| matches!(types.get(*id).composite, CompositeType::Struct(_));
    let structs: Vec<String> = types.ids().filter(is_struct).map(|id| layout(types, id, layouts.get(id))).collect();
    structs.join("\n")
}

fn layout(types: &TypeTable, id: TypeId, layout: &StructLayout) -> String {
    let mut out = String::new();
    let refs = layout.ref_offsets.len();
    line(
        &mut out,
        format_args!("{}: {} bytes, {}", print::type_name(types, id), layout.size, counted(refs, "reference")),
    );
    let mut row = |offset: u32, size: u32, what: &str| line(&mut out, format_args!("{offset:>6} {size:>3}  {what}"));
    row(0, 4, "type word");
    let mut order: Vec<usize> = (0..layout.fields.len()).collect();
    order.sort_by_key(|index| layout.fields[*index].offset);
    let mut end = 4;
    for index in order {
        let field = layout.fields[index];
        if field.offset > end {
            row(end, field.offset - end, "(hole)");
        }
        row(field.offset, field.size, &field_text(types, id, index, field.introduced_by));
        end = field.offset + field.size;
    }
    if layout.size > end {
        row(end, layout.size - end, "(hole)");
    }
    out
}

fn field_text(types: &TypeTable, id: TypeId, index: usize, introduced_by: TypeId) -> String {
    let name = print::field_name(types, id, index).unwrap_or_else(|| format!("field {index}"));
    let ty = print::field_type(types, &types.struct_fields(id)[index]);
    match introduced_by == id {
        true => format!("{name} {ty}"),
        false => format!("{name} {ty}, from {}", print::type_name(types, introduced_by)),
    }
}

/// What the module imports, and whether `provided` knows the module and field.
pub fn imports_text(module: &Module<'_>, types: &TypeTable, provided: &dyn Fn(&str, &str) -> bool) -> String {
    let mut out = String::new();
    for (import, what) in import_list(module, types) {
        let verdict = match provided(&import.module, &import.field) {
            true => "provided",
            false => "unknown",
        };
        let (from, field) = (names::escape(&import.module), names::escape(&import.field));
        line(&mut out, format_args!("{from}.{field}: {what}, {verdict}"));
    }
    out
}

/// Imports by kind, each with its type in words.
fn import_list<'m>(module: &'m Module<'_>, types: &TypeTable) -> Vec<(&'m Import, String)> {
    let func_type = |ty| print::func_type(types, types.func(ty));
    let funcs = module.funcs.iter().map(|func| (&func.import, func_type(func.ty)));
    let tables = module.tables.iter().map(|table| {
        let limits = limits(table.min, table.max);
        let index = if table.table64 { "i64 " } else { "" };
        (&table.import, format!("(table {index}{limits} {})", print::ref_type(types, table.element)))
    });
    let memories = module.memories.iter().map(|memory| {
        let index = if memory.memory64 { "i64 " } else { "" };
        let page_size = if memory.byte_pages { " (pagesize 1)" } else { "" };
        let shared = if memory.shared { " shared" } else { "" };
        let limits = limits(memory.min_pages, memory.max_pages);
        (&memory.import, format!("(memory {index}{limits}{shared}{page_size})"))
    });
    let globals = module.globals.iter().map(|global| {
        let ty = print::val_type(types, global.ty);
        (&global.import, if global.mutable { format!("(global (mut {ty}))") } else { format!("(global {ty})") })
    });
    let tags = module.tags.iter().map(|tag| (&tag.import, func_type(tag.ty).replacen("func", "tag", 1)));
    let all = funcs.chain(tables).chain(memories).chain(globals).chain(tags);
    all.filter_map(|(import, what)| Some((import.as_ref()?, what))).collect()
}

fn limits(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) => format!("{min} {max}"),
        None => min.to_string(),
    }
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a string");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inspect: impl Fn(&[u8]) -> Result<String>, text: &str, expected: &str) {
        let bytes = crate::module::read::to_binary("test.wat".as_ref(), text.as_bytes()).expect("it is a module");
        assert_eq!(inspect(&bytes).expect("it is valid"), expected);
    }

    #[test]
    fn rec_groups_with_their_words() {
        check(
            types,
            "(module (rec (type $a (sub (struct))) (type $b (sub final $a (struct (field $next (mut (ref null $a)))))))
                (type (func (param i32 eqref) (result i64))))",
            "(rec
  (type $a (sub (struct)))  ;; type0, struct 1, words 3 to 5
  (type $b (sub final $a (struct (field $next (mut (ref null $a))))))  ;; type1, struct 2, word 5
)
(type $type2 (func (param i32 eqref) (result i64)))  ;; type2, func 1, word 3
",
        );
    }

    #[test]
    fn layouts_by_offset() {
        check(
            |bytes| layouts(bytes, RefWidth::Bits64),
            "(module (type $a (sub (struct (field $x i64)))) (type $b (sub $a (struct (field $x i64) (field (mut eqref) i16)))))",
            "$a: 16 bytes, 0 references
     0   4  type word
     4   4  (hole)
     8   8  $x i64

$b: 24 bytes, 1 reference
     0   4  type word
     4   2  field 2 i16
     6   2  (hole)
     8   8  $x i64, from $a
    16   8  field 1 (mut eqref)
",
        );
        check(
            |bytes| layouts(bytes, RefWidth::Bits32),
            "(module (type $pair (struct (field $car eqref) (field $cdr (mut eqref)))))",
            "$pair: 16 bytes, 2 references
     0   4  type word
     4   4  $car eqref
     8   4  $cdr (mut eqref)
    12   4  (hole)
",
        );
    }

    #[test]
    fn imports_with_hostile_names() {
        check(
            |bytes| imports(bytes, &|module, field| (module, field) == ("wasi", "exit")),
            "(module (import \"wasi\" \"exit\" (func (param i32))) (import \"\\1b[2J\" \"a\\nb\" (global (mut i32)))
                (import \"m\" \"t\" (table 1 2 funcref)) (import \"m\" \"m\" (memory 1 2 shared)) (import \"m\" \"e\" (tag (param f64))))",
            "wasi.exit: (func (param i32)), provided
m.t: (table 1 2 funcref), unknown
m.m: (memory 1 2 shared), unknown
\\u{1b}[2J.a\\nb: (global (mut i32)), unknown
m.e: (tag (param f64)), unknown
",
        );
    }

    #[test]
    fn features_of_a_module_that_is_refused() {
        check(
            features,
            "(module (type (struct)) (memory 1) (func $f (memory.discard unreachable) (memory.discard unreachable)))",
            "garbage collection: 1 use, first at offset 0xb
memory control: 2 uses, first at offset 0x1f in function $f, not supported
",
        );
    }
}
