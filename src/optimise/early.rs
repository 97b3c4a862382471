//! Checks done earlier, because they stand for others: bounds of constant indices, and casts in loops.
//!
//! In: a function's IR. Out: the same, with [`Bounds::AtLeast`] where every way on from an access leads to one of the same array with
//! a greater index, and with a cast before a loop of which every round begins with it; both if nothing that anybody could see
//! happens before. Whoever takes a record apart asks once how long it is, and [`checks`](super::checks) then finds the other answers.
//! One walk over the control-flow graph, successors first, with what is sure to be asked of each variable. A loop may never end,
//! so nothing that only comes after another round is sure.
//!
//! Such a program traps in any case. If two things are wrong with it, an index that is out of bounds and a cast before it, say, the
//! bounds may now be what it is told of.

use super::checks::{Place, checked_place, forget_places, least_length};
use crate::analysis::cfg::{Block, Cfg, Structure};
use crate::ir::copies::for_each_assigned;
use crate::ir::{Bounds, Expr, Func, Stmt, VarId};
use crate::module::types::{RefType, TypeTable, ValType};
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is sure to happen from some point on, before anything can be seen from outside.
#[derive(Clone, Default)]
struct Ahead {
    /// The arrays in these places are asked for so many elements.
    lengths: BTreeMap<Place, u32>,
    /// These variables are cast to these types.
    casts: BTreeMap<VarId, RefType>,
    /// It ends in a trap: more may be asked of any array.
    traps: bool,
}

/// A cast that is to be done before the loop that begins at a statement.
struct Early {
    at: usize,
    var: VarId,
    from: RefType,
    to: RefType,
}

/// Whether statements have come in, so that neither `structure` nor `cfg` is the function's any more.
pub fn check_early(func: &mut Func, structure: &Structure, cfg: &Cfg, types: &TypeTable) -> bool {
    let mut starts: BTreeMap<NodeIndex, Ahead> = BTreeMap::new();
    let mut early = Vec::new();
    for node in cfg.postorder() {
        if let Block::Code { start, end } = cfg.graph[node] {
            let mut ahead = after(&func.code[end - 1], node, cfg, &starts);
            for stmt in func.code[start..end].iter_mut().rev() {
                ahead.precede(stmt, types);
            }
            if let Stmt::Loop(_) = func.code[start] {
                let wanted = |(&var, &to)| Early::new(func, start..structure.end[start], var, to, types);
                early.extend(ahead.casts.iter().filter_map(wanted));
            }
            starts.insert(node, ahead);
        }
    }
    early.sort_by_key(|cast| std::cmp::Reverse(cast.at));
    for Early { at, var, from, to } in &early {
        let value = Box::new(Expr::Var(*var));
        func.code.insert(*at, Stmt::Drop(Expr::RefCast { from: *from, to: *to, value }));
    }
    !early.is_empty()
}

impl Early {
    /// If every round of the loop would find the same.
    fn new(func: &Func, body: Range<usize>, var: VarId, to: RefType, types: &TypeTable) -> Option<Early> {
        let ValType::Ref(from) = func.vars[var.0 as usize].ty else { return None };
        // `any.convert_extern` leaves no trace in the IR: there the types are of two hierarchies.
        if !types.heap_is_subtype(to.heap, from.heap) || types.ref_is_subtype(from, to) {
            return None;
        }
        let at = body.start;
        let mut changes = false;
        func.code[body].iter().for_each(|stmt| for_each_assigned(stmt, &mut |assigned| changes |= assigned == var));
        (!changes).then_some(Early { at, var, from, to })
    }
}

/// What is sure after a block that ends with this statement.
fn after(last: &Stmt, node: NodeIndex, cfg: &Cfg, starts: &BTreeMap<NodeIndex, Ahead>) -> Ahead {
    if matches!(last, Stmt::Unreachable) {
        return Ahead { traps: true, ..Ahead::default() };
    }
    cfg.graph
        .neighbors_directed(node, Direction::Outgoing)
        .filter(|&target| matches!(cfg.graph[target], Block::Code { .. }))
        // What has no state yet is where a loop starts.
        .map(|target| starts.get(&target).cloned().unwrap_or_default())
        .reduce(Ahead::meet)
        .unwrap_or_default()
}

impl Ahead {
    /// What is sure if either may follow.
    fn meet(mut self, other: Ahead) -> Ahead {
        match (self.traps, other.traps) {
            (false, true) => self,
            (true, false) => other,
            (traps, _) => {
                self.lengths.retain(|place, length| {
                    *length = (*length).min(other.lengths.get(place).copied().unwrap_or(0));
                    *length > 0
                });
                self.casts.retain(|var, to| other.casts.get(var) == Some(to));
                Ahead { traps, ..self }
            }
        }
    }

    /// From what is sure after a statement to what is before it; the statement's own checks are widened on the way.
    fn precede(&mut self, stmt: &mut Stmt, types: &TypeTable) {
        match stmt {
            Stmt::Set(var, value) => {
                let (length, cast) = self.forget(*var);
                if let (Some(from), Some(length)) = (checked_place(value, types), length) {
                    self.ask(from, length);
                }
                if let (Expr::Var(from), Some(to)) = (value, cast) {
                    self.casts.insert(*from, to);
                }
            }
            Stmt::Alloc { result, .. } => {
                self.forget(*result);
            }
            Stmt::Switch { .. } => stmt.for_each_move(&mut |var| {
                self.forget(var);
            }),
            Stmt::Drop(_)
            | Stmt::Unreachable
            | Stmt::Block(_)
            | Stmt::Loop(_)
            | Stmt::If(..)
            | Stmt::Else
            | Stmt::Try { .. }
            | Stmt::End
            | Stmt::Br(_) => {}
            _ => *self = Ahead::default(),
        }
        if let Stmt::ArraySet { array, index, .. } = stmt
            && let Some(place) = checked_place(array, types)
        {
            self.ask(place, least_length(index));
        }
        // In C, the parts of a statement have no order.
        stmt.for_each_expr(&mut |expr| self.ask_as(expr, types));
        stmt.for_each_expr_mut(&mut |expr| self.widen(expr, types));
    }

    /// Before a variable has its value.
    fn forget(&mut self, var: VarId) -> (Option<u32>, Option<RefType>) {
        let length = self.lengths.get(&var.into()).copied();
        forget_places(&mut self.lengths, var);
        (length, self.casts.remove(&var))
    }

    fn ask(&mut self, place: Place, length: u32) {
        if length > 0 {
            let asked = self.lengths.entry(place).or_default();
            *asked = length.max(*asked);
        }
    }

    /// What an expression asks for, whenever it is evaluated.
    fn ask_as(&mut self, expr: &Expr, types: &TypeTable) {
        match expr {
            // One of the arms may not be evaluated.
            Expr::Select(three) => return self.ask_as(&three[0], types),
            Expr::ArrayGet { operands, .. } => {
                if let Some(place) = checked_place(&operands[0], types) {
                    self.ask(place, least_length(&operands[1]));
                }
            }
            Expr::RefCast { to, value, .. } => {
                if let Expr::Var(var) = **value {
                    self.casts.insert(var, *to);
                }
            }
            _ => {}
        }
        expr.for_each_operand(&mut |operand| self.ask_as(operand, types));
    }

    fn widen(&self, expr: &mut Expr, types: &TypeTable) {
        if let Expr::ArrayGet { bounds: bounds @ Bounds::Index, operands, .. } = expr
            && let Some(place) = checked_place(&operands[0], types)
            && let Some(&length) = self.lengths.get(&place)
            && (1..length).contains(&least_length(&operands[1]))
        {
            *bounds = Bounds::AtLeast(length);
        }
        expr.for_each_operand_mut(&mut |operand| self.widen(operand, types));
    }
}
