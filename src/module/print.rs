//! Types in the words of the text format, for `wastrel inspect`, comments in the emitted C, and tests.
//!
//! In: the [`TypeTable`]. Out: one line per type, safe to print: names are escaped ([`names::dollar`]).

use super::names;
use super::types::{CompositeType, FieldType, FuncType, HeapType, RefType, StorageType, TypeId, TypeTable, ValType};

/// `$cons`, or `$type12` for a type without a name.
pub fn type_name(types: &TypeTable, id: TypeId) -> String {
    match &types.get(id).name {
        Some(name) => names::dollar(name),
        None => format!("${id}"),
    }
}

/// `(type $cons (sub final (struct (field $car (mut eqref)))))`
pub fn type_definition(types: &TypeTable, id: TypeId) -> String {
    let ty = types.get(id);
    let composite = composite_type(types, id);
    let name = type_name(types, id);
    match (ty.is_final, ty.supertype) {
        (true, None) => format!("(type {name} {composite})"),
        (true, Some(supertype)) => format!("(type {name} (sub final {} {composite}))", type_name(types, supertype)),
        (false, None) => format!("(type {name} (sub {composite}))"),
        (false, Some(supertype)) => format!("(type {name} (sub {} {composite}))", type_name(types, supertype)),
    }
}

fn composite_type(types: &TypeTable, id: TypeId) -> String {
    match &types.get(id).composite {
        CompositeType::Func(func) => func_type(types, func),
        CompositeType::Array(field) => format!("(array {})", field_type(types, field)),
        CompositeType::Struct(fields) => {
            let fields = fields.iter().enumerate().map(|(index, field)| match field_name(types, id, index) {
                Some(name) => format!(" (field {name} {})", field_type(types, field)),
                None => format!(" (field {})", field_type(types, field)),
            });
            format!("(struct{})", fields.collect::<String>())
        }
    }
}

/// `$car`, if the field has a name.
pub fn field_name(types: &TypeTable, id: TypeId, field: usize) -> Option<String> {
    types.get(id).field_names.get(field)?.as_deref().map(names::dollar)
}

/// `(func (param i32 i32) (result i32))`
pub fn func_type(types: &TypeTable, func: &FuncType) -> String {
    let list = |keyword: &str, list: &[ValType]| match list {
        [] => String::new(),
        _ => format!(" ({keyword}{})", list.iter().map(|ty| format!(" {}", val_type(types, *ty))).collect::<String>()),
    };
    format!("(func{}{})", list("param", &func.params), list("result", &func.results))
}

/// `(mut i8)`
pub fn field_type(types: &TypeTable, field: &FieldType) -> String {
    let storage = match field.storage {
        StorageType::I8 => "i8".into(),
        StorageType::I16 => "i16".into(),
        StorageType::Val(ty) => val_type(types, ty),
    };
    match field.mutable {
        true => format!("(mut {storage})"),
        false => storage,
    }
}

pub fn val_type(types: &TypeTable, ty: ValType) -> String {
    match ty {
        ValType::I32 => "i32".into(),
        ValType::I64 => "i64".into(),
        ValType::F32 => "f32".into(),
        ValType::F64 => "f64".into(),
        ValType::V128 => "v128".into(),
        ValType::Ref(ty) => ref_type(types, ty),
    }
}

/// `eqref`, `(ref null $cons)`, `(ref i31)`
pub fn ref_type(types: &TypeTable, ty: RefType) -> String {
    match (ty.nullable, ty.heap) {
        (true, HeapType::None) => "nullref".into(),
        (true, HeapType::NoFunc) => "nullfuncref".into(),
        (true, HeapType::NoExtern) => "nullexternref".into(),
        (true, HeapType::NoExn) => "nullexnref".into(),
        (true, HeapType::Concrete(id)) => format!("(ref null {})", type_name(types, id)),
        (true, heap) => format!("{}ref", heap_type(types, heap)),
        (false, heap) => format!("(ref {})", heap_type(types, heap)),
    }
}

pub fn heap_type(types: &TypeTable, heap: HeapType) -> String {
    match heap {
        HeapType::Any => "any".into(),
        HeapType::Eq => "eq".into(),
        HeapType::I31 => "i31".into(),
        HeapType::Struct => "struct".into(),
        HeapType::Array => "array".into(),
        HeapType::None => "none".into(),
        HeapType::Func => "func".into(),
        HeapType::NoFunc => "nofunc".into(),
        HeapType::Extern => "extern".into(),
        HeapType::NoExtern => "noextern".into(),
        HeapType::Exn => "exn".into(),
        HeapType::NoExn => "noexn".into(),
        HeapType::Concrete(id) => type_name(types, id),
    }
}
