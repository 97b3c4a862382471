//! The entry of a spec script's program: its instances, and the exports that the script mentions, behind one C signature.
//!
//! In: the program and which exports are reached. Out: the tables that `gc-runtime/script/` walks.

use super::build_c::*;
use super::entry;
use super::program::{Instance, Program};
use super::types::constant_u32;
use super::words;
use crate::c::ast::{Expr as C, Func as CFunc, Item, Name, Param, Prototype, Stmt as S, Type};
use crate::module::types::ValType;
use crate::module::{ExportItem, FuncId, GlobalId};

/// An exported function or global.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached {
    pub instance: usize,
    pub item: ExportItem,
}

pub fn items(program: &Program<'_>, reached: &[Reached]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut entries = Vec::new();
    for (number, export) in reached.iter().enumerate() {
        let instance = &program.instances[export.instance];
        let own: Name = format!("k_export{number}").into();
        let (body, params, results) = match export.item {
            ExportItem::Func(id) => function(program, instance, id),
            ExportItem::Global(id) => global(program, instance, id),
            other => unreachable!("only functions and globals are reached: {other:?}"),
        };
        items.push(Item::Func(adaptor(own.clone(), body)));
        let letters: String = results.iter().map(|ty| letter(program, ty)).collect();
        entries.push(C::Braces(vec![C::Name(own), C::U32(params as u32), C::Str(letters.into_bytes())]));
    }
    items.extend(table("wr_script_exports", "wr_script_export", entries));
    let instances = program.instances.iter().map(|instance| name(&entry::instantiate_name(instance))).collect();
    items.extend(table("wr_script_instances", "wr_script_instance", instances));
    items
}

/// `const TYPE NAME[]` and `NAME_count`.
fn table(table_name: &str, element: &str, mut entries: Vec<C>) -> Vec<Item> {
    let count = entries.len() as u32;
    if entries.is_empty() {
        entries.push(C::Int(0)); // C has no empty arrays.
    }
    let ty = Type::Array(Box::new(Type::Const(Box::new(named(element)))), None);
    let init = Some(C::Braces(entries));
    let counted = constant_u32(&format!("{table_name}_count"), count);
    vec![Item::Variable { prefix: vec![], ty, name: table_name.into(), init, comment: None }, counted]
}

/// `static void k_export3(ref *sp, u64 *words)`: arguments in, results out.
fn adaptor(own: Name, body: Vec<S>) -> CFunc {
    let sp = Param { ty: Type::Pointer(Box::new(named("ref"))), name: "sp".into(), unused: true };
    let words = Param { ty: Type::Pointer(Box::new(named("u64"))), name: "words".into(), unused: true };
    let head = Prototype { prefix: vec!["static".into()], result: named("void"), name: own, params: vec![sp, words] };
    CFunc { comment: Vec::new(), head, body }
}

fn word(i: usize) -> C {
    index(name("words"), i as u32)
}

fn function<'p>(program: &'p Program<'_>, instance: &Instance<'_>, id: FuncId) -> (Vec<S>, usize, &'p [ValType]) {
    let signature = program.types.func(instance.module.funcs[id.index()].ty);
    let convention = instance.convention(program, id);
    let mut body = Vec::new();
    let mut args = if convention.sp { vec![name("sp")] } else { Vec::new() };
    let count = words::count(&signature.params);
    if convention.uniform {
        args.extend((0..count.min(words::WORD_PARAMS)).map(word));
        body.extend((words::WORD_PARAMS..count).map(|at| S::Assign(words::overflow(at), word(at))));
        args = vec![call(&format!("WR_ARGS{}", count.min(words::WORD_PARAMS)), args)];
    } else {
        let values = words::ranges(&signature.params).zip(&signature.params);
        args.extend(values.map(|(range, ty)| words::from_words(ty, program, range, word)));
    }
    let value = call(instance.func_name(id), args);
    // What the call itself returns: a word, or a value of its own C type.
    let returned = match signature.results.first() {
        None if convention.uniform => {
            body.push(expr_stmt(cast(named("void"), value)));
            0
        }
        None => {
            body.push(expr_stmt(value));
            0
        }
        Some(_) if convention.uniform => {
            body.push(S::Assign(word(0), value));
            1
        }
        Some(ty) => {
            body.extend(stored(program, ty, value));
            words::count(std::slice::from_ref(ty))
        }
    };
    let others = returned.max(1)..words::count(&signature.results);
    body.extend(others.map(|at| S::Assign(word(at), words::result(at))));
    (body, count, &signature.results)
}

/// A value into the first words. A vector is named, as it is written twice.
fn stored(program: &Program<'_>, ty: &ValType, value: C) -> Vec<S> {
    let mut body = Vec::new();
    let mut value = value;
    if *ty == ValType::V128 {
        let own: Name = "value".into();
        body.push(S::Declare { ty: program.c_type(ty), name: own.clone(), init: Some(value), volatile_: false });
        value = C::Name(own);
    }
    let all = words::to_words(ty, program, value);
    body.extend(all.into_iter().enumerate().map(|(at, part)| S::Assign(word(at), part)));
    body
}

fn global<'p>(program: &'p Program<'_>, instance: &Instance<'_>, id: GlobalId) -> (Vec<S>, usize, &'p [ValType]) {
    let (owner, own) = program.global(instance, id);
    let ty = &owner.module.globals[own.index()].ty;
    (stored(program, ty, instance.global(id)), 0, std::slice::from_ref(ty))
}

/// How the runner prints a result.
fn letter(program: &Program<'_>, ty: &ValType) -> char {
    match ty {
        ValType::I32 | ValType::F32 => 'i',
        ValType::I64 | ValType::F64 => 'I',
        ValType::V128 => 'v',
        ValType::Ref(ty) if program.types.is_traced(ty) => 'r',
        ValType::Ref(_) => 'c',
    }
}
