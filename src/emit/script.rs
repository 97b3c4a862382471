//! The entry of a spec script's program: its instances, and the exports that the script mentions, behind one C signature.
//!
//! In: the program and which exports are reached. Out: the tables that `gc-runtime/script/` walks.

use super::build_c::*;
use super::entry;
use super::exports::{adaptor, function, stored};
use super::program::{Instance, Program};
use super::types::constant_u32;
use crate::c::ast::{Expr as C, Item, Name, Stmt as S, Type};
use crate::module::types::ValType;
use crate::module::{ExportItem, GlobalId};

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
        items.push(Item::Func(adaptor(vec!["static".into()], own.clone(), body)));
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
