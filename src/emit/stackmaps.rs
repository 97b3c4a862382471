//! `wastrel inspect stackmaps`: what the side stack holds at each safepoint.
//!
//! In: a program. Out: text, one line a safepoint: the function, the statement's number in it, what it is, and the
//! references alive across it by their C names.

use super::func::variable_names;
use super::program::{Instance, Program};
use crate::analysis::cfg::{Cfg, Structure};
use crate::analysis::liveness::Liveness;
use crate::ir::{Callee, Func, Stmt, VarId};
use std::fmt::Write;

pub fn print(program: &Program<'_>) -> String {
    let mut text = String::new();
    for instance in &program.instances {
        for func in &instance.bodies {
            function(program, instance, func, &mut text);
        }
    }
    text
}

fn function(program: &Program<'_>, instance: &Instance<'_>, func: &Func, text: &mut String) {
    let structure = Structure::new(func);
    let cfg = Cfg::new(func, &structure);
    let is_traced = |var: VarId| program.types.is_traced_val(&func.vars[var.0 as usize].ty);
    let liveness = Liveness::new(func, &structure, &cfg, &instance.facts, &is_traced);
    if liveness.safepoints.is_empty() {
        return;
    }
    let (names, _) = variable_names(func);
    let _ = writeln!(text, "{}:", instance.func_name(func.id));
    for (at, live) in &liveness.safepoints {
        let live: Vec<&str> = live.iter().map(|var| &*names.vars[var.0 as usize]).collect();
        let _ = writeln!(text, "  {at}: {}: [{}]", describe(instance, &func.code[*at]), live.join(", "));
    }
}

fn describe(instance: &Instance<'_>, stmt: &Stmt) -> String {
    match stmt {
        Stmt::Call { callee: Callee::Func(id), .. } => format!("call {}", instance.func_name(*id)),
        Stmt::TailCall { callee: Callee::Func(id), .. } => format!("return_call {}", instance.func_name(*id)),
        Stmt::Call { callee: Callee::Ref(..), .. } => "call_ref".into(),
        Stmt::Call { .. } => "call_indirect".into(),
        Stmt::TailCall { .. } => "return_call_ref".into(),
        Stmt::Alloc { .. } => "allocate".into(),
        other => unreachable!("no safepoint: {other:?}"),
    }
}
