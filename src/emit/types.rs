//! The program's types in C: one struct per Wasm struct or array type, and the table that the collector traces by.

use super::build_c::*;
use super::program::Program;
use crate::c::ast::{Expr as C, Func as CFunc, Item, Name, Param, Prototype, Stmt as S, StructField, Type};
use crate::hosts::{Host, HostObjectKind};
use crate::ir::{AllocOp, Stmt};
use crate::module::print;
use crate::module::types::{CompositeType, HeapType, StorageType, TypeId, ValType};
use std::collections::BTreeSet;

/// Declarations for the common header.
pub fn declarations(program: &Program<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    if program.uses_simd() {
        items.extend([Item::Include("simd.h".into()), Item::Blank]);
    }
    if program.uses_atomics() {
        items.extend([Item::Include("atomic.h".into()), Item::Blank]);
    }
    items.push(define_range("ty_any_struct_range", program.types.range(HeapType::Struct)));
    items.push(define_range("ty_any_array_range", program.types.range(HeapType::Array)));
    for &id in program.types.funcs_in_order() {
        numbers(program, id, &mut items);
    }
    let lengths = fixed_lengths(program);
    for &id in program.types.objects_in_order() {
        items.push(Item::Blank);
        match &program.types.get(id).composite {
            CompositeType::Struct(_) => struct_type(program, id, &mut items),
            CompositeType::Array(_) => array_type(program, id, &lengths, &mut items),
            CompositeType::Func(_) => unreachable!("objects are structs and arrays"),
        }
    }
    items
}

fn define_range(name: &str, range: Option<(u32, u32)>) -> Item {
    // No object of these hierarchies has the type word of exception objects.
    let (lowest, span) = range.unwrap_or((1, 0));
    Item::Define(name.into(), vec![C::U32(lowest), C::U32(span)])
}

fn numbers(program: &Program<'_>, id: TypeId, items: &mut Vec<Item>) {
    let type_name = program.type_name(id);
    items.push(define_range(&format!("{type_name}_range"), program.types.range(HeapType::Concrete(id))));
    items.push(Item::Define(format!("{type_name}_word").into(), vec![C::U32(program.types.word(id))]));
}

fn struct_type(program: &Program<'_>, id: TypeId, items: &mut Vec<Item>) {
    let type_name: Name = program.type_name(id).into();
    let layout = program.layouts.get(id);
    let fields = program.types.struct_fields(id);
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by_key(|&i| layout.fields[i].offset);

    let mut members = vec![StructField { ty: named("u32"), name: "type".into() }];
    let mut end = 4;
    for i in order {
        let place = layout.fields[i];
        pad(&mut members, end, place.offset);
        let name = program.field_name(id, i).clone();
        members.push(StructField { ty: program.storage_type(fields[i].storage), name });
        end = place.offset + place.size;
    }
    pad(&mut members, end, layout.size);
    let comment = vec![print::type_definition(program.types, id)];
    items.push(Item::Struct { comment, name: type_name.clone(), fields: members });
    let size = binary(
        crate::c::ast::BinaryOp::Eq,
        call("sizeof", vec![name(&format!("struct {type_name}"))]),
        C::Int(layout.size.into()),
    );
    let message = C::Str(type_name.as_bytes().to_vec());
    items.push(Item::Macro {
        comment: vec![],
        name: "_Static_assert".into(),
        args: vec![size, message],
        semicolon: true,
    });
    items.push(Item::Macro {
        comment: vec![],
        name: "WR_STRUCT".into(),
        args: vec![C::Name(type_name)],
        semicolon: false,
    });
    numbers(program, id, items);
    items.push(Item::Func(struct_init(program, id)));
}

/// Bytes that belong to no field, as far as C would not leave them out by itself.
fn pad(members: &mut Vec<StructField>, from: u32, to: u32) {
    if to > from {
        let name = format!("wr_pad{from}");
        members
            .push(StructField { ty: Type::Array(Box::new(named("u8")), Some((to - from).into())), name: name.into() });
    }
}

/// `ref ty_x_init(void *wr_object, fields…)`: initialising stores, which need no barrier.
fn struct_init(program: &Program<'_>, id: TypeId) -> CFunc {
    let type_name = program.type_name(id);
    let fields = program.types.struct_fields(id);
    let object = || cast(named("ref"), name("wr_object"));
    let mut params = vec![object_param()];
    let mut body = vec![S::Assign(arrow(call(type_name, vec![object()]), "type"), program.type_word(id))];
    for (i, field) in fields.iter().enumerate() {
        let param: Name = program.field_name(id, i).clone();
        params.push(Param { ty: value_type(program, field.storage), name: param.clone(), unused: false });
        body.push(S::Assign(program.field(id, i as u32, object()), program.stored(field.storage, C::Name(param))));
    }
    body.push(S::Return(Some(object())));
    init_func(format!("{type_name}_init"), params, body)
}

fn object_param() -> Param {
    Param { ty: Type::Pointer(Box::new(named("void"))), name: "wr_object".into(), unused: false }
}

fn init_func(name: String, params: Vec<Param>, body: Vec<S>) -> CFunc {
    let head = Prototype { prefix: vec!["WR_INLINE".into()], result: named("ref"), name: name.into(), params };
    CFunc { comment: Vec::new(), head, body }
}

fn value_type(program: &Program<'_>, storage: StorageType) -> Type {
    match storage {
        StorageType::I8 | StorageType::I16 => named("u32"),
        StorageType::Val(ty) => program.c_type(&ty),
    }
}

fn array_type(program: &Program<'_>, id: TypeId, lengths: &BTreeSet<(TypeId, usize)>, items: &mut Vec<Item>) {
    let type_name = program.type_name(id);
    let storage = program.types.array_field(id).storage;
    let own = name(type_name);
    let (macro_name, args) = match storage {
        StorageType::I8 => ("WR_ARRAY_PACKED", vec![own, name("u8"), name("i8")]),
        StorageType::I16 => ("WR_ARRAY_PACKED", vec![own, name("u16"), name("i16")]),
        _ if program.is_traced_storage(storage) => ("WR_ARRAY_OF_REFS", vec![own]),
        StorageType::Val(ValType::V128) => ("WR_ARRAY_OF", vec![own, name("v128_field"), name("v128")]),
        StorageType::Val(ty) => {
            let Type::Named(element) = program.c_type(&ty) else { unreachable!("values have named types") };
            ("WR_ARRAY", vec![own, C::Name(element)])
        }
    };
    let comment = vec![print::type_definition(program.types, id)];
    items.push(Item::Macro { comment, name: macro_name.into(), args, semicolon: false });
    numbers(program, id, items);
    for &(_, length) in lengths.range((id, 0)..=(id, usize::MAX)) {
        items.push(Item::Func(array_init(program, id, length)));
    }
}

/// `ref ty_x_init3(void *wr_object, a, b, c)`
fn array_init(program: &Program<'_>, id: TypeId, length: usize) -> CFunc {
    let type_name = program.type_name(id);
    let storage = program.types.array_field(id).storage;
    let object = || cast(named("ref"), name("wr_object"));
    let mut params = vec![object_param()];
    let header = vec![name("wr_object"), program.type_word(id), C::U32(length as u32)];
    let mut body = vec![expr_stmt(call("wr_array_header", header))];
    for i in 0..length {
        let param: Name = format!("e{i}").into();
        params.push(Param { ty: value_type(program, storage), name: param.clone(), unused: false });
        let place = index(arrow(call(type_name, vec![object()]), "items"), i as u32);
        body.push(S::Assign(place, program.stored(storage, C::Name(param))));
    }
    body.push(S::Return(Some(object())));
    init_func(format!("{type_name}_init{length}"), params, body)
}

/// Which `array.new_fixed` of few elements occur.
fn fixed_lengths(program: &Program<'_>) -> BTreeSet<(TypeId, usize)> {
    let mut lengths = BTreeSet::new();
    for instance in &program.instances {
        for stmt in instance.bodies.iter().flat_map(|body| &body.code) {
            if let Stmt::Alloc { op: AllocOp::ArrayNewFixed(ty), args, .. } = stmt
                && args.len() <= super::func::MAX_FIXED_INIT
            {
                lengths.insert((*ty, args.len()));
            }
        }
    }
    lengths
}

/// `wr_types`, which the collector reads: exception objects, then the program's types, then those of its hosts.
pub fn table(program: &Program<'_>, hosts: &[Host]) -> Vec<Item> {
    let mut items = Vec::new();
    let field = |name: &str, value: C| C::Designated(name.into(), Box::new(value));
    let text = |text: &str| C::Str(text.as_bytes().to_vec());
    let mut entries = vec![C::Braces(vec![field("kind", name("WR_KIND_EXN")), field("name", text("exn"))])];
    for &id in program.types.objects_in_order() {
        let type_name = program.type_name(id);
        let display = field("name", text(&print::type_name(program.types, id)));
        entries.push(match &program.types.get(id).composite {
            CompositeType::Array(element) => {
                let traced = program.is_traced_storage(element.storage);
                let kind = if traced { "WR_KIND_ARRAY_OF_REFS" } else { "WR_KIND_ARRAY" };
                let shift = C::Int(program.element_shift(id).into());
                C::Braces(vec![field("kind", name(kind)), field("shift", shift), display])
            }
            _ => {
                let layout = program.layouts.get(id);
                let mut entry = vec![
                    field("kind", name("WR_KIND_STRUCT")),
                    field("refs", C::Int(layout.ref_offsets.len() as i64)),
                    field("size", C::Int(layout.size.into())),
                ];
                if !layout.ref_offsets.is_empty() {
                    let offsets: Name = format!("{type_name}_refs").into();
                    items.push(Item::Variable {
                        prefix: vec!["static".into()],
                        ty: Type::Array(Box::new(Type::Const(Box::new(named("u16")))), None),
                        name: offsets.clone(),
                        init: Some(C::Braces(layout.ref_offsets.iter().map(|&offset| C::Int(offset.into())).collect())),
                        comment: None,
                    });
                    entry.push(field("ref_offsets", C::Name(offsets)));
                }
                entry.push(display);
                C::Braces(entry)
            }
        });
    }
    let mut host_words = Vec::new();
    for object in hosts.iter().flat_map(|host| host.objects()) {
        host_words.push(constant_u32(object.c_name, 2 * entries.len() as u32 + 1));
        let (kind, shift) = match object.kind {
            HostObjectKind::ArrayOfWords => ("WR_KIND_ARRAY", C::Int(3)),
            HostObjectKind::ArrayOfRefs => ("WR_KIND_ARRAY_OF_REFS", name("WR_SLOT_SHIFT")),
            HostObjectKind::Ephemeron => ("WR_KIND_EPHEMERON", C::Int(0)),
        };
        let (kind, shift) = (field("kind", name(kind)), field("shift", shift));
        entries.push(C::Braces(vec![kind, shift, field("name", text(object.display))]));
    }
    let count = entries.len() as u32;
    let ty = Type::Array(Box::new(Type::Const(Box::new(Type::Struct("wr_type".into())))), None);
    items.push(Item::Variable {
        prefix: vec![],
        ty,
        name: "wr_types".into(),
        init: Some(C::Braces(entries)),
        comment: None,
    });
    items.push(constant_u32("wr_type_count", count));
    if program.uses_simd() {
        items.push(constant_u32("wr_uses_simd", 1));
    }
    items.append(&mut host_words);
    items
}

pub fn constant_u32(name: &str, value: u32) -> Item {
    let ty = Type::Const(Box::new(named("u32")));
    Item::Variable { prefix: vec![], ty, name: name.into(), init: Some(C::U32(value)), comment: None }
}
