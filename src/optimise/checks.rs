//! Checks that an earlier one on every way has decided: casts and tests, null checks, and bounds of constant indices.
//!
//! In: a function's IR. Out: the same with fewer checks, or cheaper ones. What is known of a reference in a variable, or in a field of
//! its object that nobody may set, its type and the least length of its array, stays true as long as the variable keeps it: types and
//! lengths never change. So it survives calls and collections, after which a C compiler, which sees a variable reloaded from the side
//! stack, knows nothing of it. Forward data flow over the blocks of the control-flow graph; a fact holds from the statement after the
//! one whose check has proved it.
//!
//! No trap moves but those of [`early`], which is asked first: a check goes only where it could not have failed.

use super::early;
use crate::analysis::cfg::{Block, Cfg, Structure};
use crate::ir::op::NumOp;
use crate::ir::{AllocOp, Bounds, Callee, Expr, Func, Stmt, Var, VarId, copies};
use crate::module::types::{HeapType, RefType, TypeId, TypeTable, ValType};
use crate::module::{ConstExpr, Module};
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// What is known of a reference.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Known {
    ty: RefType,
    /// If it is an array, it has at least so many elements.
    length: u32,
}

/// Where a reference is found again: in a variable, or in a field of its object that nobody may set.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub var: VarId,
    field: Option<(TypeId, u32)>,
}

impl From<VarId> for Place {
    fn from(var: VarId) -> Place {
        Place { var, field: None }
    }
}

/// Of places of which more is known than their type says.
type State = BTreeMap<Place, Known>;

pub fn remove_decided(func: &mut Func, module: &Module<'_>, types: &TypeTable) {
    let mut structure = Structure::new(func);
    let mut cfg = Cfg::new(func, &structure);
    if early::check_early(func, &structure, &cfg, types) {
        structure = Structure::new(func);
        cfg = Cfg::new(func, &structure);
    }
    let facts = Facts { vars: &func.vars, module, types };
    let states = Solver { code: &func.code, facts: &facts, structure: &structure, cfg: &cfg }.solve();
    for (node, mut state) in states {
        if let Block::Code { start, end } = cfg.graph[node] {
            for stmt in &mut func.code[start..end] {
                facts.simplify(stmt, &state);
                // What it had told, and does no more, was known.
                facts.pass(stmt, &mut state);
            }
        }
    }
    func.code.retain(|stmt| !matches!(stmt, Stmt::Drop(Expr::Var(_))));
    // A cast that is gone leaves a copy, and that would be one more reference to spill.
    copies::remove(func);
}

struct Solver<'a> {
    code: &'a [Stmt],
    facts: &'a Facts<'a>,
    structure: &'a Structure,
    cfg: &'a Cfg,
}

impl Solver<'_> {
    /// For each block that can be reached, what is known at its start.
    fn solve(&self) -> BTreeMap<NodeIndex, State> {
        let mut order = self.cfg.postorder();
        order.reverse();
        let mut states = BTreeMap::from([(self.cfg.entry, State::new())]);
        loop {
            let mut changed = false;
            for &node in &order {
                let Some(state) = states.get(&node).cloned() else { continue };
                for (target, reaching) in self.leaving(node, state) {
                    changed |= match states.get_mut(&target) {
                        None => states.insert(target, reaching).is_none(),
                        Some(known) => self.facts.meet(known, &reaching),
                    };
                }
            }
            if !changed {
                return states;
            }
        }
    }

    /// What is known on each edge out of a block.
    fn leaving(&self, node: NodeIndex, entry: State) -> Vec<(NodeIndex, State)> {
        let targets = self.cfg.graph.edges_directed(node, Direction::Outgoing).map(|edge| edge.target());
        let (start, end) = match self.cfg.graph[node] {
            Block::Code { start, end } => (start, end),
            Block::Catch { at, clause } => {
                let Stmt::Try { catches, .. } = &self.code[at] else { unreachable!("a clause belongs to a try") };
                let mut state = entry;
                forget(&mut state, catches[clause].payload.iter().chain(&catches[clause].exnref));
                return targets.map(|target| (target, state.clone())).collect();
            }
        };
        let mut state = entry.clone();
        // An exception may leave a block anywhere: a handler knows what held throughout.
        let mut throughout = entry;
        for stmt in &self.code[start..end] {
            forget(&mut throughout, stmt.assigned());
            self.facts.pass(stmt, &mut state);
        }
        let state_at = |target: NodeIndex| match (self.cfg.graph[target], &self.code[end - 1]) {
            (Block::Catch { .. }, _) => throughout.clone(),
            (Block::Code { start: next, .. }, Stmt::If(condition, _)) => {
                let otherwise = match self.structure.else_[end - 1] {
                    0 => self.structure.end[end - 1],
                    at => at + 1,
                };
                let mut state = state.clone();
                if otherwise != end {
                    self.facts.learn_from_condition(condition, next == end, &mut state);
                }
                state
            }
            (Block::Code { .. }, stmt @ Stmt::Switch { .. }) => {
                let mut state = state.clone();
                stmt.for_each_move(&mut |var| forget(&mut state, [&var]));
                state
            }
            _ => state.clone(),
        };
        targets.map(|target| (target, state_at(target))).collect()
    }
}

/// What statements and expressions tell.
struct Facts<'a> {
    vars: &'a [Var],
    module: &'a Module<'a>,
    types: &'a TypeTable,
}

impl Facts<'_> {
    /// Keeps of `known` what `other` knows, too. Whether it has become less.
    fn meet(&self, known: &mut State, other: &State) -> bool {
        let mut changed = false;
        known.retain(|var, fact| {
            let weaker = other.get(var).and_then(|other| self.weaker(*fact, *other));
            changed |= weaker != Some(*fact);
            weaker.inspect(|weaker| *fact = *weaker).is_some()
        });
        changed
    }

    fn weaker(&self, a: Known, b: Known) -> Option<Known> {
        let heap = match (a.ty.heap, b.ty.heap) {
            (a, b) if self.types.heap_is_subtype(a, b) => b,
            (a, b) if self.types.heap_is_subtype(b, a) => a,
            _ => return None,
        };
        Some(Known { ty: RefType { nullable: a.ty.nullable || b.ty.nullable, heap }, length: a.length.min(b.length) })
    }

    /// Both are true of one reference.
    fn both(&self, a: Known, b: Known) -> Known {
        let heap = if self.types.heap_is_subtype(a.ty.heap, b.ty.heap) { a.ty.heap } else { b.ty.heap };
        Known { ty: RefType { nullable: a.ty.nullable && b.ty.nullable, heap }, length: a.length.max(b.length) }
    }

    fn declared(&self, place: Place) -> Option<Known> {
        let ty = match place.field {
            None => self.vars[place.var.0 as usize].ty,
            Some((ty, field)) => self.types.struct_fields(ty)[field as usize].storage.unpacked(),
        };
        match ty {
            ValType::Ref(ty) => Some(Known { ty, length: 0 }),
            _ => None,
        }
    }

    fn known(&self, expr: &Expr, state: &State) -> Option<Known> {
        let of_type = |ty: ValType| match ty {
            ValType::Ref(ty) => Some(Known { ty, length: 0 }),
            _ => None,
        };
        // What only names a place; a cast tells more than its operand's.
        if let (Expr::Var(_) | Expr::StructGet { .. }, Some(place)) = (expr, checked_place(expr, self.types)) {
            return state.get(&place).copied().or_else(|| self.declared(place));
        }
        match expr {
            Expr::RefCast { to, value, .. } => {
                let cast = Known { ty: *to, length: 0 };
                Some(self.known(value, state).map_or(cast, |known| self.both(known, cast)))
            }
            Expr::RefAsNonNull(value, _) => {
                let known = self.known(value, state)?;
                Some(Known { ty: RefType { nullable: false, ..known.ty }, ..known })
            }
            Expr::RefI31(_) => of_type(ValType::Ref(RefType::non_null(HeapType::I31))),
            Expr::StructGet { ty, field, .. } => {
                of_type(self.types.struct_fields(*ty)[*field as usize].storage.unpacked())
            }
            Expr::ArrayGet { ty, .. } => of_type(self.types.array_field(*ty).storage.unpacked()),
            Expr::GlobalGet(id) => {
                let global = &self.module.globals[id.index()];
                match global.init.as_ref().map(|init| self.module.object(init)) {
                    Some(ConstExpr::ArrayNewFixed(ty, items)) if !global.mutable => {
                        Some(Known { ty: RefType::non_null(HeapType::Concrete(*ty)), length: items.len() as u32 })
                    }
                    _ => of_type(global.ty),
                }
            }
            _ => None,
        }
    }

    /// What holds after the statement, if this held before.
    fn pass(&self, stmt: &Stmt, state: &mut State) {
        let result = match stmt {
            Stmt::Set(var, value) => self.known(value, state).map(|known| (*var, known)),
            Stmt::Alloc { op: AllocOp::ArrayNewFixed(ty), args, result } => {
                let ty = RefType::non_null(HeapType::Concrete(*ty));
                Some((*result, Known { ty, length: args.len() as u32 }))
            }
            Stmt::Alloc { op: AllocOp::StructNew(ty) | AllocOp::StructNewDefault(ty), result, .. } => {
                Some((*result, Known { ty: RefType::non_null(HeapType::Concrete(*ty)), length: 0 }))
            }
            _ => None,
        };
        stmt.for_each_expr(&mut |expr| self.learn(expr, state));
        match stmt {
            Stmt::StructSet { object, .. } => self.learn_access(object, 0, state),
            Stmt::ArraySet { array, index, .. } => self.learn_access(array, least_length(index), state),
            _ => {}
        }
        forget(state, stmt.assigned());
        if let Some((var, known)) = result {
            self.remember(var.into(), known, state);
        }
    }

    /// Of a place, in a state in which nothing is known of it or what is known is true as well.
    fn remember(&self, place: Place, known: Known, state: &mut State) {
        let Some(declared) = self.declared(place) else { return };
        let before = state.get(&place).copied().unwrap_or(declared);
        // `any.convert_extern` leaves no trace in the IR: there the types are of two hierarchies.
        let known = if self.types.heap_top(known.ty.heap) == self.types.heap_top(declared.ty.heap) {
            self.both(known, before)
        } else {
            Known { ty: RefType { nullable: known.ty.nullable && before.ty.nullable, ..before.ty }, ..before }
        };
        if known != declared {
            state.insert(place, known);
        }
    }

    /// The checks in an expression have passed, if it was evaluated.
    fn learn(&self, expr: &Expr, state: &mut State) {
        match expr {
            // One of the arms may not have been evaluated.
            Expr::Select(three) => return self.learn(&three[0], state),
            Expr::RefCast { to, value, .. } => {
                if let Some(place) = checked_place(value, self.types) {
                    self.remember(place, Known { ty: *to, length: 0 }, state);
                }
            }
            Expr::RefAsNonNull(object, _)
            | Expr::StructGet { object, .. }
            | Expr::ArrayLen { array: object, .. }
            | Expr::I31Get { value: object, .. } => self.learn_access(object, 0, state),
            Expr::ArrayGet { bounds, operands, .. } => {
                self.learn_access(&operands[0], asked_length(*bounds, &operands[1]), state)
            }
            _ => {}
        }
        expr.for_each_operand(&mut |operand| self.learn(operand, state));
    }

    /// An object was accessed: it is not null, and has so many elements.
    fn learn_access(&self, object: &Expr, length: u32, state: &mut State) {
        if let Some(place) = checked_place(object, self.types)
            && let Some(declared) = self.declared(place)
        {
            let known = state.get(&place).copied().unwrap_or(declared);
            self.remember(place, Known { ty: RefType { nullable: false, ..known.ty }, length }, state);
        }
    }

    fn learn_from_condition(&self, condition: &Expr, holds: bool, state: &mut State) {
        match condition {
            Expr::Unary(NumOp::I32Eqz, negated) => self.learn_from_condition(negated, !holds, state),
            Expr::RefTest { to, value, .. } if holds => {
                if let Some(place) = checked_place(value, self.types) {
                    self.remember(place, Known { ty: *to, length: 0 }, state);
                }
            }
            Expr::RefIsNull(value, _) if !holds => self.learn_access(value, 0, state),
            _ => {}
        }
    }

    fn simplify(&self, stmt: &mut Stmt, state: &State) {
        let is_known = |expr: &Expr| self.known(expr, state).is_some_and(|known| !known.ty.nullable);
        match stmt {
            Stmt::StructSet { nullable, object, .. } => *nullable &= !is_known(object),
            Stmt::ArraySet { nullable, in_bounds, array, index, .. } => {
                *nullable &= !is_known(array);
                *in_bounds |= self.has_length(array, least_length(index), state);
            }
            Stmt::Call { callee: Callee::Ref(_, target, nullable), .. }
            | Stmt::TailCall { callee: Callee::Ref(_, target, nullable), .. } => *nullable &= !is_known(target),
            _ => {}
        }
        stmt.for_each_expr_mut(&mut |expr| self.simplify_expr(expr, state));
    }

    fn simplify_expr(&self, expr: &mut Expr, state: &State) {
        let is_known = |expr: &Expr| self.known(expr, state).is_some_and(|known| !known.ty.nullable);
        let decided = match expr {
            Expr::StructGet { object, nullable, .. }
            | Expr::ArrayLen { array: object, nullable }
            | Expr::I31Get { value: object, nullable, .. } => {
                *nullable &= !is_known(object);
                None
            }
            Expr::ArrayGet { nullable, bounds, operands, .. } => {
                *nullable &= !is_known(&operands[0]);
                if self.has_length(&operands[0], asked_length(*bounds, &operands[1]), state) {
                    *bounds = Bounds::Known;
                }
                None
            }
            Expr::RefAsNonNull(value, _) if is_known(value) => Some(std::mem::replace(&mut **value, Expr::I32(0))),
            Expr::RefCast { from, to, value } => match self.known(value, state) {
                Some(known) if self.types.ref_is_subtype(known.ty, *to) => {
                    Some(std::mem::replace(&mut **value, Expr::I32(0)))
                }
                Some(known) => {
                    self.narrow(from, known.ty, *to);
                    None
                }
                None => None,
            },
            Expr::RefTest { from, to, value } => {
                if let Some(known) = self.known(value, state) {
                    self.narrow(from, known.ty, *to);
                }
                None
            }
            _ => None,
        };
        if let Some(simpler) = decided {
            *expr = simpler;
            return self.simplify_expr(expr, state);
        }
        expr.for_each_operand_mut(&mut |operand| self.simplify_expr(operand, state));
    }

    fn has_length(&self, array: &Expr, asked: u32, state: &State) -> bool {
        asked > 0 && self.known(array, state).is_some_and(|known| known.length >= asked)
    }

    /// A check asks less of an operand of which more is known.
    fn narrow(&self, from: &mut RefType, known: RefType, to: RefType) {
        if self.types.ref_is_subtype(known, *from) && self.types.heap_is_subtype(to.heap, known.heap) {
            *from = known;
        }
    }
}

fn forget<'a>(state: &mut State, vars: impl IntoIterator<Item = &'a VarId>) {
    for &var in vars {
        forget_places(state, var);
    }
}

/// Before a variable is assigned.
pub(super) fn forget_places<T>(known: &mut BTreeMap<Place, T>, var: VarId) {
    let places = known.range(Place::from(var)..).take_while(|(place, _)| place.var == var);
    let places: Vec<Place> = places.map(|(place, _)| *place).collect();
    places.iter().for_each(|place| {
        known.remove(place);
    });
}

/// The place whose reference an expression yields, once its checks have passed.
pub(super) fn checked_place(expr: &Expr, types: &TypeTable) -> Option<Place> {
    match expr {
        Expr::Var(var) => Some((*var).into()),
        Expr::RefCast { value, .. } | Expr::RefAsNonNull(value, _) => checked_place(value, types),
        Expr::StructGet { ty, field, object, .. } if !types.struct_fields(*ty)[*field as usize].mutable => {
            let of = checked_place(object, types).filter(|place| place.field.is_none())?;
            Some(Place { field: Some((*ty, *field)), ..of })
        }
        _ => None,
    }
}

/// How many elements an array has if the check of this access passes, as far as that is known.
fn asked_length(bounds: Bounds, index: &Expr) -> u32 {
    match bounds {
        Bounds::AtLeast(length) => length,
        Bounds::Index | Bounds::Known => least_length(index),
    }
}

/// How many elements an array must have for this index to be in bounds, as far as that is known.
pub(super) fn least_length(index: &Expr) -> u32 {
    match index {
        Expr::I32(number) => number.saturating_add(1),
        _ => 0,
    }
}
