//! Functions that nothing but one tail call leads to become a part of the function that calls.
//!
//! In: the IR of a module's functions. Out: fewer and longer ones. No C compiler does this: the function may be in another unit, and
//! what is musttail stays a call. hello in Scheme, in continuation-passing style, has 1 003 functions rather than 1 295, and the REPL
//! 16 586 rather than 20 423: gcc 12 takes .95 of its time, programs .99 of their instructions.

use crate::analysis::facts;
use crate::ir::{Callee, Func, LabelId, Stmt, Var, VarId, VarKind, copies};
use crate::module::{ExportItem, FuncId, Module};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Statements and variables of a function beyond which nothing is added: C compilers may take more than twice as long for twice as
/// much. Without it the REPL would have 68 functions fewer.
const MAX_SIZE: usize = 1_000;

/// `funcs` are all that the module defines, in its order. Returns those that have become parts of others.
pub fn join(funcs: &mut Vec<Func>, module: &Module<'_>) -> HashSet<FuncId> {
    let callers = only_callers(funcs, module);
    let mut pieces: BTreeMap<FuncId, Vec<FuncId>> = BTreeMap::new();
    callers.iter().for_each(|(&piece, &caller)| pieces.entry(caller).or_default().push(piece));
    // Callers before their pieces. Circles are not among them: nothing leads there.
    let mut order: Vec<FuncId> = pieces.keys().copied().filter(|id| !callers.contains_key(id)).collect();
    let mut seen = 0;
    while let Some(id) = order.get(seen) {
        order.extend(pieces.get(id).into_iter().flatten());
        seen += 1;
    }

    let place: HashMap<FuncId, usize> = funcs.iter().enumerate().map(|(at, func)| (func.id, at)).collect();
    let mut joined = HashSet::new();
    let mut changed = BTreeSet::new();
    for id in order.into_iter().rev() {
        let Some(caller) = callers.get(&id).map(|caller| place[caller]) else { continue };
        if size(&funcs[place[&id]]) + size(&funcs[caller]) > MAX_SIZE {
            continue;
        }
        let piece = &mut funcs[place[&id]];
        let piece = Func { code: std::mem::take(&mut piece.code), ..piece.clone() };
        add(&mut funcs[caller], piece);
        joined.insert(id);
        changed.insert(caller);
    }
    changed.into_iter().for_each(|caller| copies::remove(&mut funcs[caller]));
    funcs.retain(|func| !joined.contains(&func.id));
    joined
}

fn size(func: &Func) -> usize {
    func.code.len() + func.vars.len()
}

/// Of each function that only a tail call in another function leads to, that other one.
fn only_callers(funcs: &[Func], module: &Module<'_>) -> BTreeMap<FuncId, FuncId> {
    let mut mentions: HashMap<FuncId, u32> = HashMap::new();
    let mut mention = |id: FuncId| *mentions.entry(id).or_default() += 1;
    for export in &module.exports {
        if let ExportItem::Func(id) = export.item {
            mention(id);
        }
    }
    module.start.into_iter().for_each(&mut mention);
    facts::functions_in_constants(module, &mut mention);
    let mut callers = BTreeMap::new();
    // Where one is caught, the tail call leaves its handlers; where both are, C would need two frames.
    let has_try: HashSet<FuncId> = funcs
        .iter()
        .filter(|func| func.code.iter().any(|stmt| matches!(stmt, Stmt::Try { .. })))
        .map(|func| func.id)
        .collect();
    for func in funcs {
        for stmt in &func.code {
            facts::for_each_known(stmt, &mut mention);
            if let Stmt::TailCall { callee: Callee::Func(id), .. } = stmt {
                callers.insert(*id, func.id);
            }
        }
    }
    let defined: HashSet<FuncId> = funcs.iter().map(|func| func.id).collect();
    let may_join = |id: &FuncId| defined.contains(id) && !has_try.contains(id);
    callers.retain(|id, caller| mentions[id] == 1 && may_join(id) && may_join(caller));
    callers
}

/// Puts `piece` where `func` calls it.
fn add(func: &mut Func, piece: Func) {
    let is_call = |stmt: &Stmt| matches!(stmt, Stmt::TailCall { callee: Callee::Func(id), .. } if *id == piece.id);
    let at = func.code.iter().position(is_call).expect("the caller has the call");
    let Stmt::TailCall { args, .. } = func.code.remove(at) else { unreachable!("it is one") };
    let (first_var, first_label) = (func.vars.len() as u32, func.labels);
    let moved = |var: VarId| VarId(var.0 + first_var);
    let mut code: Vec<Stmt> =
        args.into_iter().enumerate().map(|(i, arg)| Stmt::Set(moved(VarId(i as u32)), arg)).collect();
    for mut stmt in piece.code {
        stmt.for_each_var_mut(&mut |var| *var = moved(*var));
        stmt.for_each_label_mut(&mut |label| *label = LabelId(label.0 + first_label));
        code.push(stmt);
    }
    if func.results.is_empty() && !code.last().is_some_and(Stmt::diverges) {
        code.push(Stmt::Return(Vec::new()));
    }
    func.code.splice(at..at, code);
    func.vars.extend(piece.vars.into_iter().map(|var| match var.kind {
        VarKind::Param => Var { kind: VarKind::Temp, ..var },
        // A local begins as zero when its new function does, which comes here once at most.
        VarKind::Local | VarKind::Temp | VarKind::Wide => var,
    }));
    func.labels += piece.labels;
    func.made_late.extend(piece.made_late.into_iter().map(moved));
}
