//! Constants, globals and segments: the static storage of an instance.
//!
//! In: constant expressions. Out: C data. An object that a constant expression makes is static: no start-up code, no
//! allocation. Where it can be changed to point into the heap, it is a root.

use super::build_c::*;
use super::program::{Instance, Program};
use super::types::constant_u32;
use crate::c::ast::{Expr as C, Item, Name, Type, UnaryOp};
use crate::error::{Error, Result};
use crate::ir::{AllocOp, BulkOp, Expr, Func, Stmt};
use crate::module::types::{StorageType, TypeId, ValType};
use crate::module::{ConstExpr, Data, DataId, DataMode, Elem, GlobalId, ObjectId};
use std::collections::HashSet;

/// Longer arrays of one value do not become C data.
const MAX_STATIC_LENGTH: u32 = 1 << 20;

/// Bytes: gc-runtime/object.h.
const ARRAY_HEADER: u32 = 8;
/// Bytes of a slot that an address does not fill.
const SMALL_SLOT: u32 = 4;

/// What constant expressions have made so far.
#[derive(Default)]
pub struct Pool {
    /// Declarations for the common header.
    pub declarations: Vec<Item>,
    pub definitions: Vec<Item>,
    /// Mutable objects with references.
    pub roots: Vec<Name>,
    /// Slots of 32 bits that refer to objects: [`static_slots`].
    linked_slots: Vec<Item>,
    filled_slots: Vec<C>,
    object_count: usize,
    /// For each instance, its [`crate::module::Module::objects`].
    made_by_start: Vec<Vec<Name>>,
    /// Those of them that no code names: only data refer to them.
    unnamed: HashSet<Name>,
    /// Their declarations, for the unit that defines them.
    pub own_declarations: Vec<Item>,
    /// For each instance, the values of its own immutable globals, as operands of code.
    constants: Vec<Vec<Option<C>>>,
}

/// A constant value, for a place that holds references or for any other.
enum Value {
    Number(C),
    /// A word that is no address.
    I31(u32),
    Null,
    Object(Name),
    Code(C),
}

impl Value {
    /// In an initialiser.
    fn initialiser(self, storage: StorageType, program: &Program<'_>) -> C {
        let traced = program.is_traced_storage(storage);
        match self {
            Value::Number(value) => match storage {
                StorageType::I8 => masked(value, 0xff),
                StorageType::I16 => masked(value, 0xffff),
                StorageType::Val(_) => value,
            },
            Value::I31(number) => call("WR_SLOT_I31", vec![C::U32(number)]),
            Value::Null if traced => name("WR_SLOT_NULL"),
            Value::Null => C::Int(0),
            Value::Object(object) => call("WR_SLOT", vec![address_of(C::Name(object))]),
            Value::Code(code) => code,
        }
    }

    /// In the initialiser of a global, in which a reference is a word.
    fn global_initialiser(self, ty: ValType, program: &Program<'_>) -> C {
        match self {
            Value::I31(number) => call("WR_REF_I31", vec![C::U32(number)]),
            Value::Null => C::Int(0),
            Value::Object(object) => cast(named("ref"), address_of(C::Name(object))),
            other => other.initialiser(StorageType::Val(ty), program),
        }
    }
}

/// The elements of an array.
enum Items {
    Each(Vec<Value>),
    /// Alike, and how many they are.
    All(Value, u32),
}

fn masked(value: C, mask: u32) -> C {
    match value {
        C::U32(value) => C::Int((value & mask).into()),
        other => other,
    }
}

impl Pool {
    /// The value of a constant expression, as an operand of code.
    pub fn operand(&mut self, program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr) -> Result<C> {
        Ok(match self.value(program, instance, expr)? {
            Value::Number(value) | Value::Code(value) => value,
            Value::I31(number) => call("wr_i31", vec![C::U32(number)]),
            Value::Null => C::Int(0),
            Value::Object(object) => cast(named("ref"), address_of(C::Name(object))),
        })
    }

    fn value(&mut self, program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr) -> Result<Value> {
        Ok(match expr {
            ConstExpr::F32(bits) => Value::Number(static_f32(*bits)),
            ConstExpr::F64(bits) => Value::Number(static_f64(*bits)),
            ConstExpr::V128(bits) => Value::Number(v128(*bits)),
            ConstExpr::GlobalGet(id) => return self.global_value(program, instance, *id),
            ConstExpr::RefNull(_) => Value::Null,
            ConstExpr::RefFunc(id) => Value::Code(instance.code_address(*id)),
            ConstExpr::RefI31(value) => Value::I31(eval_i32(program, instance, value)? & 0x7fff_ffff),
            ConstExpr::Convert(value) => return self.value(program, instance, value),
            ConstExpr::Object(id) => Value::Object(self.made_by_start[instance.number][id.index()].clone()),
            ConstExpr::StructNew(..)
            | ConstExpr::StructNewDefault(_)
            | ConstExpr::ArrayNewFixed(..)
            | ConstExpr::ArrayNew(..)
            | ConstExpr::ArrayNewDefault(..) => {
                let own = self.next_name(instance);
                self.define(program, instance, expr, own.clone())?;
                Value::Object(own)
            }
            ConstExpr::I64(_) | ConstExpr::I64Add(_) | ConstExpr::I64Sub(_) | ConstExpr::I64Mul(_) => {
                Value::Number(C::U64(eval_i64(program, instance, expr)?))
            }
            ConstExpr::I32(_) | ConstExpr::I32Add(_) | ConstExpr::I32Sub(_) | ConstExpr::I32Mul(_) => {
                Value::Number(C::U32(eval_i32(program, instance, expr)?))
            }
        })
    }

    /// An object of this name, by an expression that makes one.
    fn define(&mut self, program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr, own: Name) -> Result<()> {
        match expr {
            ConstExpr::StructNew(ty, fields) => {
                let fields =
                    fields.iter().map(|field| self.value(program, instance, field)).collect::<Result<Vec<_>>>()?;
                self.struct_object(program, own, *ty, fields);
            }
            ConstExpr::StructNewDefault(ty) => {
                let fields = program.types.struct_fields(*ty).iter().map(|field| default(field.storage)).collect();
                self.struct_object(program, own, *ty, fields);
            }
            ConstExpr::ArrayNewFixed(ty, items) => {
                let items = items.iter().map(|item| self.value(program, instance, item)).collect::<Result<Vec<_>>>()?;
                self.array_object(program, own, *ty, Items::Each(items));
            }
            ConstExpr::ArrayNew(ty, operands) => {
                let length = static_length(eval_i32(program, instance, &operands[1])?)?;
                let item = self.value(program, instance, &operands[0])?;
                self.array_object(program, own, *ty, Items::All(item, length));
            }
            ConstExpr::ArrayNewDefault(ty, length) => {
                let length = static_length(eval_i32(program, instance, length)?)?;
                let item = default(program.types.array_field(*ty).storage);
                self.array_object(program, own, *ty, Items::All(item, length));
            }
            other => unreachable!("{other:?} makes no object"),
        }
        Ok(())
    }

    /// An immutable global's value, as `define_globals` recorded it.
    fn global_value(&mut self, program: &Program<'_>, instance: &Instance<'_>, id: GlobalId) -> Result<Value> {
        let (owner, own) = program.global(instance, id);
        match self.constants[owner.number].get(own.index()).and_then(Option::as_ref) {
            Some(C::Cast(_, address)) if matches!(&**address, C::Unary(UnaryOp::AddressOf, _)) => {
                let C::Unary(_, object) = &**address else { unreachable!("just matched") };
                let C::Name(object) = &**object else { unreachable!("addresses of named objects") };
                Ok(Value::Object(object.clone()))
            }
            _ => {
                let (owner, init) = global_init(program, instance, id)?;
                self.value(program, owner, init)
            }
        }
    }

    fn struct_object(&mut self, program: &Program<'_>, own: Name, ty: TypeId, fields: Vec<Value>) {
        let mut init = vec![C::Designated("type".into(), Box::new(program.type_word(ty)))];
        for (i, (value, field)) in fields.into_iter().zip(program.types.struct_fields(ty)).enumerate() {
            let field_name = program.field_name(ty, i);
            let place = (&own, program.layouts.get(ty).fields[i].offset);
            let value = self.initialiser(program, value, field.storage, place, 1);
            init.push(C::Designated(field_name.clone(), Box::new(value)));
        }
        let fields = program.types.struct_fields(ty);
        let is_root = fields.iter().any(|field| field.mutable && program.is_traced_storage(field.storage));
        self.object(program, own, ty, C::Braces(init), is_root);
    }

    fn array_object(&mut self, program: &Program<'_>, own: Name, ty: TypeId, items: Items) {
        let element = program.types.array_field(ty);
        let length = items.length();
        let mut init = vec![program.type_word(ty), C::U32(length)];
        if length > 0 {
            init.push(self.items(program, &own, element.storage, items));
        }
        let is_root = element.mutable && program.is_traced_storage(element.storage);
        self.object(program, own, ty, C::Braces(init), is_root && length > 0);
    }

    fn items(&mut self, program: &Program<'_>, array: &Name, storage: StorageType, items: Items) -> C {
        let place = |at: u32| (array, ARRAY_HEADER + SMALL_SLOT * at);
        match items {
            Items::Each(values) => {
                let values = values.into_iter().zip(0..);
                let values =
                    values.map(|(value, at)| self.initialiser(program, value, storage, place(at), 1)).collect();
                if storage == StorageType::I8 { bytes(values) } else { C::Braces(values) }
            }
            Items::All(value, length) => repeated(length, self.initialiser(program, value, storage, place(0), length)),
        }
    }

    /// The value of `count` fields or elements from a place on, so many bytes behind a name. C takes no address for a number of 32
    /// bits in an initialiser, so slots of that width are not filled by it.
    fn initialiser(
        &mut self,
        program: &Program<'_>,
        value: Value,
        storage: StorageType,
        (name, offset): (&Name, u32),
        count: u32,
    ) -> C {
        match &value {
            Value::Object(object) if program.has_small_slots() && count == 1 => self.linked_slots.push(Item::Macro {
                comment: Vec::new(),
                name: "WR_LINK_SLOT".into(),
                args: vec![C::Name(name.clone()), C::Int(offset.into()), C::Name(object.clone())],
                semicolon: true,
            }),
            Value::Object(object) if program.has_small_slots() => {
                let first = call("WR_SLOT_AT", vec![C::Name(name.clone()), C::Int(offset.into())]);
                self.filled_slots.push(C::Braces(vec![first, C::U32(count), address_of(C::Name(object.clone()))]));
            }
            _ => {}
        }
        value.initialiser(storage, program)
    }

    fn next_name(&mut self, instance: &Instance<'_>) -> Name {
        let number = instance.prefix.trim_start_matches('m');
        self.object_count += 1;
        format!("k{number}{}", self.object_count - 1).into()
    }

    fn object(&mut self, program: &Program<'_>, name: Name, ty: TypeId, init: C, is_root: bool) {
        let c_type = Type::Struct(program.type_name(ty).into());
        let declarations =
            if self.unnamed.contains(&name) { &mut self.own_declarations } else { &mut self.declarations };
        declarations.push(declare(c_type.clone(), &name));
        self.definitions.push(Item::Variable {
            prefix: vec!["WR_STATIC_OBJECT".into()],
            ty: c_type,
            name: name.clone(),
            init: Some(init),
            comment: None,
        });
        if is_root {
            self.roots.push(name);
        }
    }
}

impl Items {
    fn length(&self) -> u32 {
        match self {
            Items::Each(values) => values.len() as u32,
            Items::All(_, length) => *length,
        }
    }
}

/// What fills slots of 32 bits that refer to objects: the linker, and where many refer to the same one, the runtime
/// (`wr_static_slots`). The 73 000 of Hoot's REPL were 2 million instructions at its start, and 183 pages that the kernel copied.
pub fn static_slots(program: &Program<'_>, pool: &Pool) -> Vec<Item> {
    if !program.has_small_slots() {
        return Vec::new();
    }
    let slots = &pool.filled_slots;
    // C has no empty arrays.
    let init = if slots.is_empty() { vec![C::Braces(vec![C::Int(0)])] } else { slots.clone() };
    let ty = Type::Array(Box::new(Type::Const(Box::new(Type::Struct("wr_static_slots".into())))), None);
    let (name, init) = ("wr_static_slots".into(), Some(C::Braces(init)));
    let filled = [
        Item::Variable { prefix: vec![], ty, name, init, comment: None },
        constant_u32("wr_static_slots_count", slots.len() as u32),
    ];
    pool.linked_slots.iter().cloned().chain(filled).collect()
}

fn declare(ty: Type, name: &Name) -> Item {
    Item::Variable { prefix: vec!["extern".into()], ty, name: name.clone(), init: None, comment: None }
}

fn default(storage: StorageType) -> Value {
    match storage {
        StorageType::I8 | StorageType::I16 => Value::Number(C::U32(0)),
        StorageType::Val(ValType::I32) => Value::Number(C::U32(0)),
        StorageType::Val(ValType::I64) => Value::Number(C::U64(0)),
        StorageType::Val(ValType::F32) => Value::Number(C::F32(0)),
        StorageType::Val(ValType::F64) => Value::Number(C::F64(0)),
        StorageType::Val(ValType::V128) => Value::Number(v128(0)),
        StorageType::Val(_) => Value::Null,
    }
}

/// Bytes as a string literal, which is shorter to read and to compile than a list.
fn bytes(items: Vec<C>) -> C {
    let numbers: Option<Vec<u8>> = items
        .iter()
        .map(|item| match item {
            C::Int(byte) => u8::try_from(*byte).ok(),
            _ => None,
        })
        .collect();
    match numbers {
        Some(bytes) => C::Braces(vec![C::Str(bytes)]),
        None => C::Braces(items),
    }
}

fn repeated(length: u32, item: C) -> C {
    C::Braces(vec![C::Repeat(length.into(), Box::new(item))])
}

fn static_length(length: u32) -> Result<u32> {
    if length > MAX_STATIC_LENGTH {
        return Err(unsupported("a constant array of more than 2^20 elements"));
    }
    Ok(length)
}

fn unsupported(what: &str) -> Error {
    Error::Unsupported { what: what.to_string(), function: None, offset: 0 }
}

/// Infinities and NaNs as C knows them in initialisers.
fn static_f64(bits: u64) -> C {
    let value = f64::from_bits(bits);
    if value.is_finite() {
        return C::F64(bits);
    }
    let magnitude = if value.is_infinite() {
        call("__builtin_inf", vec![])
    } else {
        let payload = bits & ((1 << 51) - 1);
        let quiet = bits & (1 << 51) != 0;
        let text = C::Str(format!("{payload:#x}").into_bytes());
        call(if quiet { "__builtin_nan" } else { "__builtin_nans" }, vec![text])
    };
    if bits >> 63 == 1 { unary(UnaryOp::Negate, magnitude) } else { magnitude }
}

fn static_f32(bits: u32) -> C {
    let value = f32::from_bits(bits);
    if value.is_finite() {
        return C::F32(bits);
    }
    let magnitude = if value.is_infinite() {
        call("__builtin_inff", vec![])
    } else {
        let payload = bits & ((1 << 22) - 1);
        let quiet = bits & (1 << 22) != 0;
        let text = C::Str(format!("{payload:#x}").into_bytes());
        call(if quiet { "__builtin_nanf" } else { "__builtin_nansf" }, vec![text])
    };
    if bits >> 31 == 1 { unary(UnaryOp::Negate, magnitude) } else { magnitude }
}

pub fn eval_i32(program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr) -> Result<u32> {
    let both = |pair: &[ConstExpr; 2]| {
        Ok::<_, Error>((eval_i32(program, instance, &pair[0])?, eval_i32(program, instance, &pair[1])?))
    };
    Ok(match expr {
        ConstExpr::I32(value) => *value as u32,
        ConstExpr::I32Add(pair) => both(pair).map(|(a, b)| a.wrapping_add(b))?,
        ConstExpr::I32Sub(pair) => both(pair).map(|(a, b)| a.wrapping_sub(b))?,
        ConstExpr::I32Mul(pair) => both(pair).map(|(a, b)| a.wrapping_mul(b))?,
        ConstExpr::GlobalGet(id) => {
            let (owner, init) = global_init(program, instance, *id)?;
            eval_i32(program, owner, init)?
        }
        other => unreachable!("validated: an i32, not {other:?}"),
    })
}

pub fn eval_i64(program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr) -> Result<u64> {
    let both = |pair: &[ConstExpr; 2]| {
        Ok::<_, Error>((eval_i64(program, instance, &pair[0])?, eval_i64(program, instance, &pair[1])?))
    };
    Ok(match expr {
        ConstExpr::I64(value) => *value as u64,
        ConstExpr::I64Add(pair) => both(pair).map(|(a, b)| a.wrapping_add(b))?,
        ConstExpr::I64Sub(pair) => both(pair).map(|(a, b)| a.wrapping_sub(b))?,
        ConstExpr::I64Mul(pair) => both(pair).map(|(a, b)| a.wrapping_mul(b))?,
        ConstExpr::GlobalGet(id) => {
            let (owner, init) = global_init(program, instance, *id)?;
            eval_i64(program, owner, init)?
        }
        other => unreachable!("validated: an i64, not {other:?}"),
    })
}

/// What a global begins as, and the instance whose entities that names.
fn global_init<'p, 'a>(
    program: &'p Program<'a>,
    instance: &Instance<'_>,
    id: GlobalId,
) -> Result<(&'p Instance<'a>, &'p ConstExpr)> {
    let (owner, own) = program.global(instance, id);
    let init = owner.module.globals[own.index()].init.as_ref();
    Ok((owner, init.ok_or_else(|| unsupported("imported globals"))?))
}

/// Globals: an immutable one is a macro for its value, a mutable one a variable, and a root if it holds a reference.
pub fn globals(program: &Program<'_>, instance: &Instance<'_>, pool: &mut Pool) -> Result<Vec<Name>> {
    let mut roots = Vec::new();
    let module = instance.module;
    pool.constants.push(vec![None; module.globals.len()]);
    pool.made_by_start.push(Vec::new());
    let ids = || (0..module.globals.len() as u32).map(GlobalId);
    let (later, first): (Vec<_>, Vec<_>) = ids().partition(|id| module.globals[id.index()].is_set_by_start);
    define_globals(program, instance, &first, pool, &mut roots)?;
    if later.is_empty() {
        return Ok(roots);
    }
    let read = read_globals(&instance.bodies);
    let later: Vec<GlobalId> =
        later.into_iter().filter(|id| module.globals[id.index()].mutable || read.contains(id)).collect();
    let names: Vec<Name> = module.objects.iter().map(|_| pool.next_name(instance)).collect();
    let inits = later.iter().filter_map(|id| module.globals[id.index()].init.as_ref());
    let named: HashSet<ObjectId> = inits.filter_map(ConstExpr::as_object).collect();
    let is_unnamed = |(i, _): &(usize, &Name)| !named.contains(&ObjectId(*i as u32));
    pool.unnamed.extend(names.iter().enumerate().filter(is_unnamed).map(|(_, name)| name.clone()));
    pool.made_by_start[instance.number] = names.clone();
    for (object, name) in module.objects.iter().zip(names) {
        pool.define(program, instance, object, name)?;
    }
    define_globals(program, instance, &later, pool, &mut roots)?;
    Ok(roots)
}

fn read_globals(bodies: &[Func]) -> HashSet<GlobalId> {
    fn visit(expr: &Expr, read: &mut HashSet<GlobalId>) {
        if let Expr::GlobalGet(id) = expr {
            read.insert(*id);
        }
        expr.for_each_operand(&mut |operand| visit(operand, read));
    }
    let mut read = HashSet::new();
    for stmt in bodies.iter().flat_map(|body| &body.code) {
        stmt.for_each_expr(&mut |expr| visit(expr, &mut read));
    }
    read
}

fn define_globals(
    program: &Program<'_>,
    instance: &Instance<'_>,
    ids: &[GlobalId],
    pool: &mut Pool,
    roots: &mut Vec<Name>,
) -> Result<()> {
    for &id in ids {
        let (i, global) = (id.index(), &instance.module.globals[id.index()]);
        if !instance.defines(&instance.links.globals[i]) {
            continue;
        }
        let Some(init) = &global.init else { return Err(unsupported("imported globals")) };
        let global_name = instance.global_name(id).clone();
        if !global.mutable {
            let value = match pool.operand(program, instance, init)? {
                C::Int(0) => program.zero_value(&global.ty),
                // Signalling NaNs and the like are fine in code as well.
                value => value,
            };
            pool.declarations.push(Item::Define(global_name, vec![value.clone()]));
            pool.constants[instance.number][i] = Some(value);
            continue;
        }
        let traced = program.types.is_traced_val(&global.ty);
        let ty = program.c_type(&global.ty);
        let init = pool.value(program, instance, init)?.global_initialiser(global.ty, program);
        pool.declarations.push(declare(ty.clone(), &global_name));
        pool.definitions.push(Item::Variable {
            prefix: vec![],
            ty,
            name: global_name.clone(),
            init: Some(init),
            comment: None,
        });
        if traced {
            roots.push(global_name);
        }
    }
    Ok(())
}

/// A name for what a segment points to, which no entity can have: `k0_data3_bytes` behind `m0_data3`.
fn behind(segment: &Name, what: &str) -> Name {
    format!("k{}_{what}", &segment[1..]).into()
}

/// The data segments that code names.
pub fn used_segments(bodies: &[Func]) -> HashSet<DataId> {
    let named = |stmt: &Stmt| match stmt {
        Stmt::Alloc { op: AllocOp::ArrayNewData(_, id), .. } => Some(*id),
        Stmt::Bulk { op: BulkOp::MemoryInit(_, id) | BulkOp::DataDrop(id) | BulkOp::ArrayInitData(_, id), .. } => {
            Some(*id)
        }
        _ => None,
    };
    bodies.iter().flat_map(|body| &body.code).filter_map(named).collect()
}

/// Data segments: bytes, and what is left of them after a drop.
pub fn data_segment(instance: &Instance<'_>, i: usize, data: &Data<'_>, pool: &mut Pool) {
    let own = instance.data_name(DataId(i as u32)).clone();
    let bytes = behind(&own, "bytes");
    let ty = Type::Const(Box::new(named("u8")));
    pool.definitions.push(Item::Variable {
        prefix: vec!["static".into()],
        ty: Type::Array(Box::new(ty), None),
        name: bytes.clone(),
        init: Some(C::Str(data.bytes.to_vec())),
        comment: match data.mode {
            DataMode::Passive => Some("passive".into()),
            DataMode::Active { .. } => None,
        },
    });
    let ty = Type::Struct("wr_data".into());
    pool.declarations.push(declare(ty.clone(), &own));
    let init = C::Braces(vec![C::Name(bytes), C::U32(data.bytes.len() as u32)]);
    pool.definitions.push(Item::Variable { prefix: vec![], ty, name: own, init: Some(init), comment: None });
}

/// Element segments. Returns the name if its items may point into the heap: never, as constants are static objects.
pub fn elem_segment(
    program: &Program<'_>,
    instance: &Instance<'_>,
    i: usize,
    elem: &Elem,
    pool: &mut Pool,
) -> Result<()> {
    let id = crate::module::ElemId(i as u32);
    let own = instance.elem_name(id).clone();
    let items_name = behind(&own, "items");
    let traced = instance.elem_is_traced(program, id);
    let mut items = Vec::new();
    for (item, at) in elem.items.iter().zip(0..) {
        let value = pool.value(program, instance, item)?;
        let place = (&items_name, SMALL_SLOT * at);
        items.push(match value {
            _ if traced => pool.initialiser(program, value, StorageType::Val(ValType::Ref(elem.element)), place, 1),
            Value::Code(code) => C::Braces(vec![code, func_word(program, instance, item)]),
            _ => C::Braces(vec![C::Int(0), C::U32(0)]),
        });
    }
    let (segment, element) = if traced {
        (Type::Struct("wr_ref_elem".into()), named("slot"))
    } else {
        let entry = Type::Struct("wr_func_entry".into());
        (Type::Struct("wr_func_elem".into()), Type::Const(Box::new(entry)))
    };
    let count = items.len();
    let pointer = if items.is_empty() {
        C::Int(0)
    } else {
        // What WR_LINK_SLOT names is not static: the compiler may take that for unused, and leave it out.
        pool.definitions.push(Item::Variable {
            prefix: if traced { vec![] } else { vec!["static".into()] },
            ty: Type::Array(Box::new(element), None),
            name: items_name.clone(),
            init: Some(C::Braces(items)),
            comment: None,
        });
        C::Name(items_name)
    };
    pool.declarations.push(declare(segment.clone(), &own));
    let init = C::Braces(vec![pointer, C::U32(count as u32)]);
    pool.definitions.push(Item::Variable { prefix: vec![], ty: segment, name: own, init: Some(init), comment: None });
    Ok(())
}

/// The type word of the function that a constant expression yields.
fn func_word(program: &Program<'_>, instance: &Instance<'_>, expr: &ConstExpr) -> C {
    match expr {
        ConstExpr::RefFunc(id) => program.type_word(program.func_type(instance, *id)),
        ConstExpr::GlobalGet(id) => match global_init(program, instance, *id) {
            Ok((owner, init)) => func_word(program, owner, init),
            Err(_) => unreachable!("the value was written already"),
        },
        _ => C::U32(0),
    }
}

/// `T *const name[] = { &a, … };` and its count.
pub fn pointers(name: &str, count_name: &str, element: Type, addresses: Vec<C>) -> Vec<Item> {
    let count = addresses.len() as u32;
    let ty = Type::Array(Box::new(Type::Const(Box::new(Type::Pointer(Box::new(element))))), None);
    // C has no empty arrays.
    let items = if addresses.is_empty() { vec![C::Int(0)] } else { addresses };
    vec![
        Item::Variable { prefix: vec![], ty, name: name.into(), init: Some(C::Braces(items)), comment: None },
        constant_u32(count_name, count),
    ]
}
