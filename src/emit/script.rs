//! The entry of a spec script's program: its instances, and the exports that the script mentions, behind one C signature.
//!
//! In: the program and which exports are reached. Out: the tables that `gc-runtime/script/` walks.

use super::build_c::*;
use super::entry;
use super::func::{WORD_PARAMS, from_word, to_word};
use super::program::{Instance, Program};
use super::types::constant_u32;
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

/// How many words a value takes between the runner and an adaptor.
fn words_of(ty: &ValType) -> usize {
    if *ty == ValType::V128 { 2 } else { 1 }
}

fn word(i: usize) -> C {
    index(name("words"), i as u32)
}

fn function<'p>(program: &'p Program<'_>, instance: &Instance<'_>, id: FuncId) -> (Vec<S>, usize, &'p [ValType]) {
    let signature = program.types.func(instance.module.funcs[id.index()].ty);
    let convention = instance.convention(program, id);
    let mut body = Vec::new();
    let mut args = if convention.sp { vec![name("sp")] } else { Vec::new() };
    let mut at = 0;
    for ty in &signature.params {
        if !convention.uniform {
            args.push(from_word(ty, program, word(at)));
        } else if at < WORD_PARAMS {
            args.push(word(at));
        } else {
            body.push(S::Assign(index(name("wr_overflow"), (at - WORD_PARAMS) as u32), word(at)));
        }
        at += words_of(ty);
    }
    if convention.uniform {
        args = vec![call(&format!("WR_ARGS{}", at.min(WORD_PARAMS)), args)];
    }
    let value = call(instance.func_name(id), args);
    body.push(match signature.results.first() {
        None if convention.uniform => expr_stmt(cast(named("void"), value)),
        None => expr_stmt(value),
        Some(_) if convention.uniform => S::Assign(word(0), value),
        Some(ty) => S::Assign(word(0), to_word(ty, program, value)),
    });
    for i in 1..signature.results.len() {
        body.push(S::Assign(word(i), index(name("wr_results"), i as u32 - 1)));
    }
    (body, at, &signature.results)
}

fn global<'p>(program: &'p Program<'_>, instance: &Instance<'_>, id: GlobalId) -> (Vec<S>, usize, &'p [ValType]) {
    let (owner, own) = program.global(instance, id);
    let ty = &owner.module.globals[own.index()].ty;
    (vec![S::Assign(word(0), to_word(ty, program, instance.global(id)))], 0, std::slice::from_ref(ty))
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
