//! Operators → [`Func`]: the operand stack goes, structure stays.
//!
//! In: a validated body. Out: statements in which every expression is as deep as its operands allow. A temporary appears
//! only where an operand is used twice, or where something flushes it (`pending.rs`). Dead code is dropped. Nothing is
//! optimised here beyond that: a statement stands for each instruction that has an effect.

mod control;
mod legacy;
mod objects;

use super::known;
use super::op::{AtomicOp, LaneOp, LoadOp, NumOp, StoreOp, WideOp};
use super::pending::{Effects, Flush, Operand, Stack};
use super::traps::{self, Traps};
use super::*;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::module::read::Validated;
use crate::module::types::{CompositeType, FieldType, HeapType, StorageType, TypeTable};
use crate::{
    for_each_atomic, for_each_lane, for_each_lane_load, for_each_lane_store, for_each_load, for_each_numeric,
    for_each_store, for_each_wide,
};
use legacy::{Handler, Landing, Taker, Tries};
use std::collections::{HashMap, VecDeque};
use wasmparser::{BlockType, MemArg, Operator};

/// Deeper expression trees are cut by temporaries: clang reads at most 256 levels of parentheses.
const MAX_DEPTH: u32 = 24;

const I32: ValType = ValType::I32;

/// Builds the IR of one defined function.
pub fn build(module: &Module<'_>, convert: &Validated, types: &TypeTable, id: FuncId) -> Result<Func> {
    let func = &module.funcs[id.index()];
    let body = func.body.as_ref().expect("only defined functions are built");
    let signature = types.func(func.ty);

    let mut vars: Vec<Var> = signature.params.iter().map(|&ty| Var { ty, kind: VarKind::Param, name: None }).collect();
    let locals = body.get_locals_reader().map_err(invalid)?;
    for local in locals {
        let (count, ty) = local.map_err(invalid)?;
        let ty = convert.val_type(ty);
        vars.extend((0..count).map(|_| Var { ty, kind: VarKind::Local, name: None }));
    }
    for (var, name) in vars.iter_mut().zip(&func.local_names) {
        var.name = name.clone();
    }

    let mut operators = Vec::new();
    let mut reader = body.get_operators_reader().map_err(invalid)?;
    while !reader.eof() {
        operators.push(reader.read().map_err(invalid)?);
    }
    let plan = Plan::new(&operators, vars.len());
    let mut builder = Builder {
        module,
        types,
        convert,
        plan: &plan,
        operators: &operators,
        position: 0,
        func: Func {
            id,
            param_count: signature.params.len(),
            vars,
            results: signature.results.clone(),
            code: Vec::new(),
            labels: 0,
        },
        stack: Stack::default(),
        frames: Vec::new(),
        landings: HashMap::new(),
        reachable: true,
    };
    builder.function()?;
    let mut func = builder.func;
    copies::remove(&mut func);
    Ok(func)
}

fn invalid(error: wasmparser::Error) -> Error {
    Error::Invalid { message: error.message().to_string(), function: None, offset: error.offset() as usize }
}

/// What must be known about a body before it is walked.
struct Plan {
    /// For each Block, Loop, If, TryTable, Try: the position of its End or Delegate. Elsewhere 0.
    ends: Vec<u32>,
    /// Positions at which each local is assigned.
    assignments: Vec<Vec<u32>>,
    /// Positions of instructions that other code can see.
    world_writes: Vec<u32>,
    tries: Tries,
}

impl Plan {
    fn new(operators: &[Operator<'_>], locals: usize) -> Plan {
        let mut plan = Plan {
            ends: vec![0; operators.len()],
            assignments: vec![Vec::new(); locals],
            world_writes: Vec::new(),
            tries: Tries::new(operators),
        };
        let mut open = Vec::new();
        for (position, operator) in operators.iter().enumerate() {
            let at = position as u32;
            match operator {
                operator if opens(operator) => open.push(position),
                Operator::End | Operator::Delegate { .. } => {
                    if let Some(start) = open.pop() {
                        plan.ends[start] = at;
                    }
                }
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    plan.assignments[*local_index as usize].push(at)
                }
                other if writes_world(other) => plan.world_writes.push(at),
                _ => {}
            }
        }
        plan
    }

    fn assigned_within(&self, var: VarId, start: u32, end: u32) -> bool {
        self.assignments.get(var.0 as usize).is_some_and(|positions| any_within(positions, start, end))
    }
}

/// Whether it begins what an `end` or a `delegate` ends.
fn opens(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. }
    )
}

fn any_within(positions: &[u32], start: u32, end: u32) -> bool {
    let first = positions.partition_point(|&at| at < start);
    positions.get(first).is_some_and(|&at| at < end)
}

/// Conservative: whatever is not known to write nothing.
fn writes_world(operator: &Operator<'_>) -> bool {
    use Operator::*;
    macro_rules! is_store {
        ($($variant:ident $name:ident $ty:ident;)*) => { matches!(operator, $($variant { .. })|*) };
    }
    macro_rules! is_atomic {
        ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
            matches!(operator, $($variant { .. })|*)
        };
    }
    if for_each_store!(is_store) || for_each_atomic!(is_atomic) {
        return true;
    }
    matches!(
        operator,
        Call { .. }
            | CallIndirect { .. }
            | CallRef { .. }
            | GlobalSet { .. }
            | V128Store8Lane { .. }
            | V128Store16Lane { .. }
            | V128Store32Lane { .. }
            | V128Store64Lane { .. }
            | StructSet { .. }
            | ArraySet { .. }
            | ArrayFill { .. }
            | ArrayCopy { .. }
            | ArrayInitData { .. }
            | ArrayInitElem { .. }
            | TableSet { .. }
            | TableGrow { .. }
            | TableFill { .. }
            | TableCopy { .. }
            | TableInit { .. }
            | ElemDrop { .. }
            | MemoryGrow { .. }
            | MemoryFill { .. }
            | MemoryCopy { .. }
            | MemoryInit { .. }
            | DataDrop { .. }
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Function,
    Block,
    Loop,
    If,
    Else,
    Try,
    /// A `try` with clauses of its own, in its body.
    LegacyTry,
    /// The same, in a clause.
    LegacyCatch,
}

/// An open control construct.
struct Frame {
    kind: FrameKind,
    label: LabelId,
    /// Height of the stack below the construct's operands.
    height: usize,
    /// Where a branch to the label leaves its values.
    targets: Vec<VarId>,
    target_types: Vec<ValType>,
    /// Where the construct's end leaves its values: the same but for loops.
    results: Vec<VarId>,
    result_types: Vec<ValType>,
    /// The label's code point is followed by nothing but the function's end: a branch to it is a return.
    tail: bool,
    /// Something reaches the end by the label, or by an `else` arm.
    end_reached: bool,
    label_used: bool,
    /// Index of the opening statement in the code.
    opening: usize,
    /// The operands of an `if`, for its `else`.
    params: Vec<Operand>,
    /// The code before the construct was reachable (always: dead constructs have no frame).
    result_is_local: bool,
    /// Where exceptions arrive that a `delegate` leaves to this construct.
    landing: Option<Landing>,
    /// Of a `try`: the clauses to come.
    handlers: VecDeque<Handler>,
    /// The exnref that the clause caught, if it is thrown again.
    caught: Option<VarId>,
}

impl Frame {
    /// Whether an arm that runs to its end returns there.
    fn returns_at_end(&self) -> bool {
        let has_value = !self.result_types.is_empty() || self.kind == FrameKind::Function;
        self.tail && has_value && !self.is_try_body()
    }

    /// Whether what the construct holds can throw to it.
    fn is_try_body(&self) -> bool {
        matches!(self.kind, FrameKind::Try | FrameKind::LegacyTry)
    }

    /// Whether only running to the end leaves it: its results stay pending.
    fn falls_through_only(&self) -> bool {
        match self.kind {
            FrameKind::Loop => true,
            FrameKind::Block => !self.label_used,
            _ => false,
        }
    }
}

struct Builder<'a, 'm> {
    module: &'a Module<'m>,
    types: &'a TypeTable,
    convert: &'a Validated,
    plan: &'a Plan,
    operators: &'a [Operator<'m>],
    position: usize,
    func: Func,
    stack: Stack,
    frames: Vec<Frame>,
    /// Of the open constructs that have one.
    landings: HashMap<Taker, Landing>,
    reachable: bool,
}

impl Builder<'_, '_> {
    fn function(&mut self) -> Result<()> {
        let results = self.func.results.clone();
        let label = self.new_label();
        self.emit(Stmt::Block(label));
        self.frames.push(Frame {
            kind: FrameKind::Function,
            label,
            height: 0,
            targets: Vec::new(),
            target_types: results.clone(),
            results: Vec::new(),
            result_types: results,
            tail: true,
            end_reached: false,
            label_used: false,
            opening: 0,
            params: Vec::new(),
            result_is_local: false,
            landing: None,
            handlers: VecDeque::new(),
            caught: None,
        });
        self.open_landing(None);
        while self.position < self.operators.len() {
            if self.reachable {
                self.operator()?;
                self.position += 1;
            } else {
                self.skip_dead_code();
            }
        }
        Ok(())
    }

    /// Moves to the `else` or `end` that makes code reachable again, and executes it.
    fn skip_dead_code(&mut self) {
        loop {
            match &self.operators[self.position] {
                operator if opens(operator) => {
                    self.position = self.plan.ends[self.position] as usize + 1;
                }
                Operator::Else => {
                    self.else_arm();
                    self.position += 1;
                    return;
                }
                Operator::Catch { .. } | Operator::CatchAll => {
                    self.clause();
                    self.position += 1;
                    return;
                }
                Operator::End | Operator::Delegate { .. } => {
                    self.end();
                    self.position += 1;
                    return;
                }
                _ => self.position += 1,
            }
        }
    }

    // ---- variables, labels, statements; control is in `build/control.rs` and `legacy.rs`, objects in `objects.rs` ----

    fn new_label(&mut self) -> LabelId {
        self.func.labels += 1;
        LabelId(self.func.labels - 1)
    }

    fn new_temp(&mut self, ty: ValType, name: Option<String>) -> VarId {
        self.func.new_temp(ty, name)
    }

    fn emit(&mut self, stmt: Stmt) {
        self.reachable = !stmt.diverges();
        self.func.code.push(stmt);
    }

    fn var_type(&self, var: VarId) -> ValType {
        self.func.vars[var.0 as usize].ty
    }

    /// An operand that reads a variable, which may change under it if it is a local that is assigned somewhere.
    fn variable(&self, var: VarId) -> Operand {
        let is_local = self.func.vars[var.0 as usize].kind != VarKind::Temp;
        let changes = is_local && !self.plan.assignments[var.0 as usize].is_empty();
        let mut operand = Operand::stable(Expr::Var(var), self.var_type(var));
        if changes {
            operand.effects = Effects::read(var);
        }
        operand
    }

    /// Evaluates a pending operand now.
    fn materialise(&mut self, operand: Operand) -> Operand {
        let name = match &operand.expr {
            Expr::Var(var) => self.func.vars[var.0 as usize].name.as_ref().map(|name| format!("{name}0")),
            _ => None,
        };
        let temp = self.new_temp(operand.ty, name);
        self.emit(Stmt::Set(temp, operand.expr));
        Operand::stable(Expr::Var(temp), operand.ty)
    }

    fn flush(&mut self, wanted: impl Fn(&Effects) -> bool) {
        let innermost = self.frames.last().map_or(0, |frame| frame.height);
        for position in self.stack.positions(wanted) {
            // Another arm would not have evaluated it: `open` did, or nothing within needs it.
            debug_assert!(position >= innermost, "an arm evaluates what is pending below its construct");
            let taken = std::mem::replace(self.stack.get_mut(position), Operand::stable(Expr::I32(0), I32));
            let operand = self.materialise(taken);
            *self.stack.get_mut(position) = operand;
        }
    }

    /// Where control may leave: what is pending is discarded then, but must have trapped.
    fn flush_traps(&mut self) {
        self.flush(|effects| effects.traps.any());
    }

    /// Before a statement that evaluates `operands`: their mutual order is made irrelevant, and what is pending below
    /// them is flushed where the statement (or `also`) would be seen first.
    fn sequence(&mut self, operands: &mut [Operand], also: Option<Flush>) {
        let traps = operands.iter().fold(traps::NONE, |all, operand| all.union(operand.effects.traps));
        self.flush(|effects| {
            Flush::Traps(traps).concerns(effects) || also.is_some_and(|flush| flush.concerns(effects))
        });
        self.fix_order(operands);
    }

    /// C may evaluate the operands of one expression in any order: evaluates those before it that may trap differently
    /// from a later one.
    fn fix_order(&mut self, operands: &mut [Operand]) {
        let mut later = traps::NONE;
        let mut fixed = vec![false; operands.len()];
        for (i, operand) in operands.iter().enumerate().rev() {
            fixed[i] = !operand.effects.traps.may_swap(later);
            later = later.union(operand.effects.traps);
        }
        for (i, fix) in fixed.into_iter().enumerate() {
            if fix {
                self.materialise_in_place(operands, i);
            }
        }
    }

    fn materialise_in_place(&mut self, operands: &mut [Operand], i: usize) {
        let taken = std::mem::replace(&mut operands[i], Operand::stable(Expr::I32(0), I32));
        operands[i] = self.materialise(taken);
    }

    /// Pops the operands of a statement.
    fn take(&mut self, count: usize, also: Option<Flush>) -> Vec<Expr> {
        let mut operands = self.stack.pop_many(count);
        self.sequence(&mut operands, also);
        operands.into_iter().map(|operand| operand.expr).collect()
    }

    fn take_fixed<const N: usize>(&mut self, also: Option<Flush>) -> [Expr; N] {
        self.take(N, also).try_into().expect("as many as were asked for")
    }

    /// Pops the operands of a statement that leaves.
    fn take_and_discard(&mut self, count: usize) -> Vec<Expr> {
        let mut operands = self.stack.pop_many(count);
        self.flush_traps();
        self.sequence(&mut operands, None);
        operands.into_iter().map(|operand| operand.expr).collect()
    }

    /// Pops operands of an expression, in whatever order C evaluates them.
    fn operands<const N: usize>(&mut self) -> ([Expr; N], Effects) {
        let mut operands = self.stack.pop_many(N);
        let traps = operands.iter().fold(traps::NONE, |all, operand| all.union(operand.effects.traps));
        let deep = operands.iter().any(|operand| operand.effects.depth >= MAX_DEPTH);
        let conflict =
            (0..N).any(|i| operands[i + 1..].iter().any(|o| !operands[i].effects.traps.may_swap(o.effects.traps)));
        if conflict || deep {
            self.flush(|effects| Flush::Traps(traps).concerns(effects));
            self.fix_order(&mut operands);
        }
        if deep {
            for i in 0..N {
                if operands[i].effects.depth >= MAX_DEPTH {
                    // Earlier operands that trap were evaluated by fix_order or swap with this one.
                    self.materialise_in_place(&mut operands, i);
                }
            }
        }
        let mut effects = Effects::default();
        for operand in &operands {
            effects.absorb(&operand.effects);
        }
        let exprs: Vec<Expr> = operands.into_iter().map(|operand| operand.expr).collect();
        (exprs.try_into().expect("as many as were asked for"), effects)
    }

    fn push(&mut self, expr: Expr, ty: ValType, effects: Effects) {
        self.stack.push(Operand { expr, ty, effects, fresh: false });
    }

    fn push_fresh(&mut self, var: VarId) {
        let ty = self.var_type(var);
        self.stack.push(Operand { expr: Expr::Var(var), ty, effects: Effects::default(), fresh: true });
    }

    /// `var = operand`, or the last statement's result goes to `var` at once.
    fn assign(&mut self, var: VarId, operand: Operand) {
        if let (true, Expr::Var(temp)) = (operand.fresh, &operand.expr)
            && self.retarget(*temp, var)
        {
            return;
        }
        if operand.expr != Expr::Var(var) {
            self.emit(Stmt::Set(var, operand.expr));
        }
    }

    /// Lets the last statement assign `var` instead of the fresh `temp`.
    fn retarget(&mut self, temp: VarId, var: VarId) -> bool {
        let result = match self.func.code.last_mut() {
            Some(
                Stmt::Alloc { result, .. } | Stmt::Atomic { result, .. } | Stmt::Bulk { result: Some(result), .. },
            ) => result,
            Some(Stmt::Call { results, .. }) if results.len() == 1 => &mut results[0],
            _ => return false,
        };
        if *result != temp {
            return false;
        }
        *result = var;
        true
    }

    /// Pops an operand that is used more than once: a constant or a variable.
    fn pop_simple(&mut self) -> Operand {
        let mut operand = [self.stack.pop()];
        if !operand[0].expr.is_simple() {
            self.sequence(&mut operand, None);
            self.materialise_in_place(&mut operand, 0);
        }
        let [mut operand] = operand;
        operand.fresh = false;
        operand
    }

    // ---- calls ----

    fn call(&mut self, callee: Callee, ty: TypeId, tail: bool, callee_operand: Option<Operand>) {
        let signature = self.types.func(ty).clone();
        let mut operands = self.stack.pop_many(signature.params.len());
        operands.extend(callee_operand);
        if tail {
            self.flush_traps();
        }
        self.sequence(&mut operands, (!tail).then_some(Flush::World));
        let callee = match callee {
            Callee::Func(id) => Callee::Func(id),
            Callee::Ref(ty, _, nullable) => {
                Callee::Ref(ty, Box::new(operands.pop().expect("the callee is last").expr), nullable)
            }
            Callee::Table(table, ty, _) => {
                Callee::Table(table, ty, Box::new(operands.pop().expect("the index is last").expr))
            }
        };
        let args = operands.into_iter().map(|operand| operand.expr).collect();
        if tail {
            self.emit(Stmt::TailCall { callee, args });
            return;
        }
        let results: Vec<VarId> = signature.results.iter().map(|&ty| self.new_temp(ty, None)).collect();
        self.emit(Stmt::Call { callee, args, results: results.clone() });
        if let [result] = results[..] {
            self.push_fresh(result);
        } else {
            for var in results {
                let ty = self.var_type(var);
                self.stack.push(Operand::stable(Expr::Var(var), ty));
            }
        }
    }

    fn call_ref(&mut self, type_index: u32, tail: bool) {
        let ty = self.module.types[type_index as usize];
        let mut operand = self.stack.pop();
        let nullable = is_nullable(operand.ty);
        if nullable {
            operand.effects.traps = operand.effects.traps.union(traps::NULL_FUNC);
        }
        self.call(Callee::Ref(ty, Box::new(Expr::I32(0)), nullable), ty, tail, Some(operand));
    }

    fn call_indirect(&mut self, type_index: u32, table: u32, tail: bool) {
        let ty = self.module.types[type_index as usize];
        let mut operand = self.stack.pop();
        operand.effects.traps = operand.effects.traps.union(traps::CALL);
        operand.effects.reads_world = true;
        self.call(Callee::Table(TableId(table), ty, Box::new(Expr::I32(0))), ty, tail, Some(operand));
    }

    // ---- numbers and memory ----

    /// An instruction whose result is the same for all values of its operands is that result: of them only the traps are
    /// left.
    fn known_result(&mut self, op: NumOp) -> bool {
        let count = op.params().len();
        let operands: Vec<&Expr> = self.stack.top(count).iter().map(|operand| &operand.expr).collect();
        let Some(result) = known::result(self.types, op, &operands) else { return false };
        for _ in 0..count {
            self.drop_operand();
        }
        self.push(result, op.result(), Effects::default());
        true
    }

    /// Pops a condition: a constant if it always or never holds, once it has trapped.
    fn pop_condition(&mut self) -> Operand {
        let [condition] = self.stack.top(1) else { unreachable!("as many as were asked for") };
        let Some(answer) = known::condition(self.types, &condition.expr) else { return self.stack.pop() };
        self.drop_operand();
        Operand::stable(Expr::I32(answer.into()), I32)
    }

    fn numeric(&mut self, op: NumOp) {
        if self.known_result(op) {
            return;
        }
        match op.params().len() {
            1 => {
                let ([value], mut effects) = self.operands();
                effects.traps = effects.traps.union(op.traps());
                self.push(Expr::Unary(op, Box::new(value)), op.result(), effects);
            }
            2 => {
                let (pair, mut effects) = self.operands::<2>();
                effects.traps = effects.traps.union(binary_traps(op, &pair[1]));
                self.push(Expr::Binary(op, Box::new(pair)), op.result(), effects);
            }
            _ => {
                let (three, effects) = self.operands::<3>();
                self.push(Expr::Ternary(op, Box::new(three)), op.result(), effects);
            }
        }
    }

    fn wide(&mut self, op: WideOp) {
        let operands = self.take(op.operand_count(), None).into();
        let wide = self.new_temp(ValType::I64, Some("wide".into()));
        self.func.vars[wide.0 as usize].kind = VarKind::Wide;
        self.emit(Stmt::Set(wide, Expr::Wide(op, operands)));
        for half in [Half::Low, Half::High] {
            self.stack.push(Operand::stable(Expr::Half(half, wide), ValType::I64));
        }
    }

    fn lane(&mut self, op: LaneOp, lane: u8) {
        if op.operand_count() == 1 {
            let (one, effects) = self.operands::<1>();
            self.push(Expr::Lane { op, lane, operands: Box::new(one) }, op.result(), effects);
        } else {
            let (pair, effects) = self.operands::<2>();
            self.push(Expr::Lane { op, lane, operands: Box::new(pair) }, op.result(), effects);
        }
    }

    fn shuffle(&mut self, lanes: [u8; 16]) {
        let (pair, effects) = self.operands::<2>();
        self.push(Expr::Shuffle(lanes, Box::new(pair)), ValType::V128, effects);
    }

    /// The vector is evaluated before the load, which may trap: nothing that the vector's traps could be taken for.
    fn lane_load(&mut self, replace: LaneOp, load: LoadOp, memarg: &MemArg, lane: u8) {
        let mut pair = self.stack.pop_many(2);
        if !pair[1].effects.traps.may_swap(traps::MEMORY) {
            self.sequence(&mut pair, None);
            self.materialise_in_place(&mut pair, 1);
        }
        pair.into_iter().for_each(|operand| self.stack.push(operand));
        let ([address, vector], mut effects) = self.operands();
        effects.reads_world = true;
        effects.traps = effects.traps.union(traps::MEMORY);
        effects.depth += 1;
        let loaded =
            Expr::Load { op: load, memory: memory_of(memarg), offset: memarg.offset, address: Box::new(address) };
        self.push(Expr::Lane { op: replace, lane, operands: Box::new([vector, loaded]) }, ValType::V128, effects);
    }

    fn lane_store(&mut self, extract: LaneOp, op: StoreOp, memarg: &MemArg, lane: u8) {
        let [address, vector] = self.take_fixed(Some(Flush::World));
        let value = Expr::Lane { op: extract, lane, operands: Box::new([vector]) };
        self.emit(Stmt::Store { op, memory: memory_of(memarg), offset: memarg.offset, address, value });
    }

    fn load(&mut self, op: LoadOp, memarg: &MemArg) {
        let ([address], mut effects) = self.operands();
        effects.reads_world = true;
        effects.traps = effects.traps.union(op.traps());
        let expr = Expr::Load { op, memory: memory_of(memarg), offset: memarg.offset, address: Box::new(address) };
        self.push(expr, op.ty(), effects);
    }

    fn store(&mut self, op: StoreOp, memarg: &MemArg) {
        let [address, value] = self.take_fixed(Some(Flush::World));
        self.emit(Stmt::Store { op, memory: memory_of(memarg), offset: memarg.offset, address, value });
    }

    fn atomic(&mut self, op: AtomicOp, memarg: &MemArg) {
        let args = self.take(op.operand_count(), Some(Flush::World));
        let result = self.new_temp(op.result(), None);
        self.emit(Stmt::Atomic { op, memory: memory_of(memarg), offset: memarg.offset, args, result });
        self.push_fresh(result);
    }

    fn bulk(&mut self, op: BulkOp, count: usize, result: Option<ValType>) {
        let mut operands = self.stack.pop_many(count);
        let checks_null = matches!(
            op,
            BulkOp::ArrayFill(_) | BulkOp::ArrayCopy { .. } | BulkOp::ArrayInitData(..) | BulkOp::ArrayInitElem(..)
        );
        self.sequence_with_check(&mut operands, if checks_null { traps::NULL } else { traps::NONE });
        let args = operands.into_iter().map(|operand| operand.expr).collect();
        let result = result.map(|ty| self.new_temp(ty, None));
        self.emit(Stmt::Bulk { op, args, result });
        if let Some(var) = result {
            self.push_fresh(var);
        }
    }

    /// The type of a memory's addresses and sizes.
    fn memory_index(&self, memory: u32) -> ValType {
        if self.module.memories[memory as usize].memory64 { ValType::I64 } else { I32 }
    }

    fn table_index(&self, table: u32) -> ValType {
        if self.module.tables[table as usize].table64 { ValType::I64 } else { I32 }
    }

    /// `declared` is the type of a select of references.
    fn select(&mut self, declared: Option<ValType>) {
        let condition = self.pop_condition();
        self.stack.push(condition);
        let mut operands = self.stack.pop_many(3);
        // C evaluates one of the two: what may trap must do so before.
        if operands[..2].iter().any(|operand| operand.effects.traps.any()) {
            self.sequence(&mut operands, None);
            for i in 0..2 {
                if operands[i].effects.traps.any() {
                    self.materialise_in_place(&mut operands, i);
                }
            }
        }
        let ty = declared.unwrap_or(operands[0].ty);
        operands.into_iter().for_each(|operand| self.stack.push(operand));
        let ([a, b, condition], effects) = self.operands();
        self.push(Expr::Select(Box::new([condition, a, b])), ty, effects);
    }

    fn local_set(&mut self, local: u32) {
        let var = VarId(local);
        let mut operand = [self.stack.pop()];
        if operand[0].expr == Expr::Var(var) {
            return;
        }
        self.sequence(&mut operand, Some(Flush::Local(var)));
        let [operand] = operand;
        self.assign(var, operand);
    }

    fn drop_operand(&mut self) {
        let mut operand = [self.stack.pop()];
        if operand[0].effects.traps.any() {
            self.sequence(&mut operand, None);
            let [operand] = operand;
            self.emit(Stmt::Drop(operand.expr));
        }
    }

    fn return_(&mut self) {
        let values = self.take_and_discard(self.func.results.len());
        self.emit(Stmt::Return(values));
    }

    /// One instruction. Every arm is one call, or the statement that the instruction stands for.
    fn operator(&mut self) -> Result<()> {
        use Operator as O;
        let operators = self.operators;
        let operator = &operators[self.position];
        if self.numeric_operator(operator) {
            return Ok(());
        }
        let ty = |index: u32| self.module.types[index as usize];
        match operator {
            // One thread sees its own accesses in their order.
            O::Nop | O::AtomicFence { .. } => {}
            O::Unreachable => {
                self.flush_traps();
                self.emit(Stmt::Unreachable)
            }
            O::Block { blockty } => {
                self.open(FrameKind::Block, blockty, None);
            }
            O::Loop { blockty } => {
                self.open(FrameKind::Loop, blockty, None);
            }
            O::If { blockty } => {
                let condition = self.pop_condition();
                self.stack.push(condition);
                let [condition] = self.take_fixed(None);
                self.open(FrameKind::If, blockty, Some(condition));
            }
            O::Else => self.else_arm(),
            O::End | O::Delegate { .. } => self.end(),
            O::TryTable { try_table } => self.try_table(try_table),
            O::Try { blockty } => self.legacy_try(blockty),
            O::Catch { .. } | O::CatchAll => self.clause(),
            O::Rethrow { relative_depth } => self.rethrow(*relative_depth),
            O::Throw { tag_index } => {
                let tag = TagId(*tag_index);
                let count = self.types.func(self.module.tags[tag.index()].ty).params.len();
                let args = self.take_and_discard(count);
                self.emit(Stmt::Throw(tag, args));
            }
            O::ThrowRef => {
                let mut value = self.take_and_discard(1);
                self.emit(Stmt::ThrowRef(value.remove(0)));
            }
            O::Br { relative_depth } => self.br(*relative_depth),
            O::BrIf { relative_depth } => {
                let condition = self.pop_condition();
                self.branch_if(condition, *relative_depth, None);
            }
            O::BrTable { targets } => self.br_table(targets)?,
            O::BrOnNull { relative_depth } => self.br_on_null(*relative_depth),
            O::BrOnNonNull { relative_depth } => self.br_on_non_null(*relative_depth),
            O::BrOnCast { relative_depth, to_ref_type, .. } => {
                self.br_on_cast(*relative_depth, self.convert.ref_type(*to_ref_type), true)
            }
            O::BrOnCastFail { relative_depth, to_ref_type, .. } => {
                self.br_on_cast(*relative_depth, self.convert.ref_type(*to_ref_type), false)
            }
            O::Return => self.return_(),
            O::Call { function_index } | O::ReturnCall { function_index } => {
                let id = FuncId(*function_index);
                let tail = matches!(operator, O::ReturnCall { .. });
                self.call(Callee::Func(id), self.module.funcs[id.index()].ty, tail, None);
            }
            O::CallRef { type_index } => self.call_ref(*type_index, false),
            O::ReturnCallRef { type_index } => self.call_ref(*type_index, true),
            O::CallIndirect { type_index, table_index } => self.call_indirect(*type_index, *table_index, false),
            O::ReturnCallIndirect { type_index, table_index } => self.call_indirect(*type_index, *table_index, true),
            O::Drop => self.drop_operand(),
            O::Select => self.select(None),
            O::TypedSelect { ty } => self.select(Some(self.convert.val_type(*ty))),
            O::LocalGet { local_index } => {
                let operand = self.variable(VarId(*local_index));
                self.stack.push(operand);
            }
            O::LocalSet { local_index } => self.local_set(*local_index),
            O::LocalTee { local_index } => {
                self.local_set(*local_index);
                let operand = self.variable(VarId(*local_index));
                self.stack.push(operand);
            }
            O::GlobalGet { global_index } => {
                let global = &self.module.globals[*global_index as usize];
                let effects = if global.mutable { Effects::world() } else { Effects::default() };
                self.push(Expr::GlobalGet(GlobalId(*global_index)), global.ty, effects);
            }
            O::GlobalSet { global_index } => {
                let [value] = self.take_fixed(Some(Flush::World));
                self.emit(Stmt::GlobalSet(GlobalId(*global_index), value));
            }
            O::I32Const { value } => self.push(Expr::I32(*value as u32), I32, Effects::default()),
            O::I64Const { value } => self.push(Expr::I64(*value as u64), ValType::I64, Effects::default()),
            O::F32Const { value } => self.push(Expr::F32(value.bits()), ValType::F32, Effects::default()),
            O::F64Const { value } => self.push(Expr::F64(value.bits()), ValType::F64, Effects::default()),
            O::V128Const { value } => {
                let bits = u128::from_le_bytes(*value.bytes());
                self.push(Expr::V128(bits), ValType::V128, Effects::default())
            }
            O::I8x16Shuffle { lanes } => self.shuffle(*lanes),
            O::MemorySize { mem } => {
                self.push(Expr::MemorySize(MemoryId(*mem)), self.memory_index(*mem), Effects::world())
            }
            O::MemoryGrow { mem } => self.bulk(BulkOp::MemoryGrow(MemoryId(*mem)), 1, Some(self.memory_index(*mem))),
            O::MemoryFill { mem } => self.bulk(BulkOp::MemoryFill(MemoryId(*mem)), 3, None),
            O::MemoryCopy { dst_mem, src_mem } => {
                let op = BulkOp::MemoryCopy { dst: MemoryId(*dst_mem), src: MemoryId(*src_mem) };
                self.bulk(op, 3, None)
            }
            O::MemoryInit { mem, data_index } => {
                self.bulk(BulkOp::MemoryInit(MemoryId(*mem), DataId(*data_index)), 3, None)
            }
            O::DataDrop { data_index } => self.bulk(BulkOp::DataDrop(DataId(*data_index)), 0, None),
            O::TableGet { table } => {
                let ([index], mut effects) = self.operands();
                effects.reads_world = true;
                effects.traps = effects.traps.union(traps::TABLE);
                let ty = ValType::Ref(self.module.tables[*table as usize].element);
                self.push(Expr::TableGet(TableId(*table), Box::new(index)), ty, effects);
            }
            O::TableSet { table } => {
                let [index, value] = self.take_fixed(Some(Flush::World));
                self.emit(Stmt::TableSet(TableId(*table), index, value));
            }
            O::TableSize { table } => {
                self.push(Expr::TableSize(TableId(*table)), self.table_index(*table), Effects::world())
            }
            O::TableGrow { table } => self.bulk(BulkOp::TableGrow(TableId(*table)), 2, Some(self.table_index(*table))),
            O::TableFill { table } => self.bulk(BulkOp::TableFill(TableId(*table)), 3, None),
            O::TableCopy { dst_table, src_table } => {
                self.bulk(BulkOp::TableCopy { dst: TableId(*dst_table), src: TableId(*src_table) }, 3, None)
            }
            O::TableInit { elem_index, table } => {
                self.bulk(BulkOp::TableInit(TableId(*table), ElemId(*elem_index)), 3, None)
            }
            O::ElemDrop { elem_index } => self.bulk(BulkOp::ElemDrop(ElemId(*elem_index)), 0, None),
            O::RefNull { hty } => {
                let null = RefType { nullable: true, heap: self.convert.heap_type(*hty) };
                self.push(Expr::Null(null), ValType::Ref(null), Effects::default());
            }
            O::RefFunc { function_index } => {
                let heap = HeapType::Concrete(self.module.funcs[*function_index as usize].ty);
                let ty = ValType::Ref(RefType { nullable: false, heap });
                self.push(Expr::RefFunc(FuncId(*function_index)), ty, Effects::default());
            }
            O::RefIsNull => {
                let ty = self.reference_type(0);
                let ([value], effects) = self.operands();
                self.push(Expr::RefIsNull(Box::new(value), ty), I32, effects);
            }
            O::RefAsNonNull => {
                let ty = self.reference_type(0);
                let ([value], mut effects) = self.operands();
                let result = ValType::Ref(RefType { nullable: false, ..ty });
                if ty.nullable {
                    effects.traps = effects.traps.union(traps::NULL);
                    self.push(Expr::RefAsNonNull(Box::new(value), ty), result, effects);
                } else {
                    self.push(value, result, effects);
                }
            }
            O::RefEq => self.ref_eq(),
            O::RefI31 => {
                let ([value], effects) = self.operands();
                let ty = ValType::Ref(RefType { nullable: false, heap: HeapType::I31 });
                self.push(Expr::RefI31(Box::new(value)), ty, effects);
            }
            O::I31GetS | O::I31GetU => {
                let sign = if matches!(operator, O::I31GetS) { Signedness::Signed } else { Signedness::Unsigned };
                let nullable = self.reference_type(0).nullable;
                let ([value], mut effects) = self.operands();
                effects.traps = effects.traps.union(if nullable { traps::NULL_I31 } else { traps::NONE });
                self.push(Expr::I31Get { sign, nullable, value: Box::new(value) }, I32, effects);
            }
            O::StructNew { struct_type_index } => {
                let ty = ty(*struct_type_index);
                self.alloc(AllocOp::StructNew(ty), ty, self.types.struct_fields(ty).len());
            }
            O::StructNewDefault { struct_type_index } => {
                let ty = ty(*struct_type_index);
                self.alloc(AllocOp::StructNewDefault(ty), ty, 0);
            }
            O::StructGet { struct_type_index, field_index } => self.struct_get(*struct_type_index, *field_index, None),
            O::StructGetS { struct_type_index, field_index } => {
                self.struct_get(*struct_type_index, *field_index, Some(Signedness::Signed))
            }
            O::StructGetU { struct_type_index, field_index } => {
                self.struct_get(*struct_type_index, *field_index, Some(Signedness::Unsigned))
            }
            O::StructSet { struct_type_index, field_index } => self.struct_set(*struct_type_index, *field_index),
            O::ArrayNew { array_type_index } => {
                let ty = ty(*array_type_index);
                self.alloc(AllocOp::ArrayNew(ty), ty, 2);
            }
            O::ArrayNewDefault { array_type_index } => {
                let ty = ty(*array_type_index);
                self.alloc(AllocOp::ArrayNewDefault(ty), ty, 1);
            }
            O::ArrayNewFixed { array_type_index, array_size } => {
                let ty = ty(*array_type_index);
                self.alloc(AllocOp::ArrayNewFixed(ty), ty, *array_size as usize);
            }
            O::ArrayNewData { array_type_index, array_data_index } => {
                let ty = ty(*array_type_index);
                self.flush_traps();
                self.alloc(AllocOp::ArrayNewData(ty, DataId(*array_data_index)), ty, 2);
            }
            O::ArrayNewElem { array_type_index, array_elem_index } => {
                let ty = ty(*array_type_index);
                self.flush_traps();
                self.alloc(AllocOp::ArrayNewElem(ty, ElemId(*array_elem_index)), ty, 2);
            }
            O::ArrayGet { array_type_index } => self.array_get(*array_type_index, None),
            O::ArrayGetS { array_type_index } => self.array_get(*array_type_index, Some(Signedness::Signed)),
            O::ArrayGetU { array_type_index } => self.array_get(*array_type_index, Some(Signedness::Unsigned)),
            O::ArraySet { array_type_index } => self.array_set(*array_type_index),
            O::ArrayLen => {
                let nullable = self.reference_type(0).nullable;
                let ([array], mut effects) = self.operands();
                effects.traps = effects.traps.union(if nullable { traps::NULL } else { traps::NONE });
                self.push(Expr::ArrayLen { nullable, array: Box::new(array) }, I32, effects);
            }
            O::ArrayFill { array_type_index } => self.bulk(BulkOp::ArrayFill(ty(*array_type_index)), 4, None),
            O::ArrayCopy { array_type_index_dst, array_type_index_src } => {
                let op = BulkOp::ArrayCopy { dst: ty(*array_type_index_dst), src: ty(*array_type_index_src) };
                self.bulk(op, 5, None)
            }
            O::ArrayInitData { array_type_index, array_data_index } => {
                self.bulk(BulkOp::ArrayInitData(ty(*array_type_index), DataId(*array_data_index)), 4, None)
            }
            O::ArrayInitElem { array_type_index, array_elem_index } => {
                self.bulk(BulkOp::ArrayInitElem(ty(*array_type_index), ElemId(*array_elem_index)), 4, None)
            }
            O::RefTestNonNull { hty } => self.test(RefType { nullable: false, heap: self.convert.heap_type(*hty) }),
            O::RefTestNullable { hty } => self.test(RefType { nullable: true, heap: self.convert.heap_type(*hty) }),
            O::RefCastNonNull { hty } => self.cast(RefType { nullable: false, heap: self.convert.heap_type(*hty) }),
            O::RefCastNullable { hty } => self.cast(RefType { nullable: true, heap: self.convert.heap_type(*hty) }),
            O::AnyConvertExtern => self.convert(HeapType::Any),
            O::ExternConvertAny => self.convert(HeapType::Extern),
            other => {
                return Err(Error::Unsupported {
                    what: format!("the instruction {other:?}"),
                    function: None,
                    offset: 0,
                });
            }
        }
        Ok(())
    }

    /// Arithmetic, lanes, loads and stores; false if the operator is none of these.
    fn numeric_operator(&mut self, operator: &Operator<'_>) -> bool {
        macro_rules! numeric_arms {
            ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident, $($trap:ident)|+;)*) => {
                match operator {
                    $(Operator::$variant => { self.numeric(NumOp::$variant); return true; })*
                    _ => {}
                }
            };
        }
        macro_rules! load_arms {
            ($($variant:ident $name:ident $ty:ident, $($trap:ident)|+;)*) => {
                match operator {
                    $(Operator::$variant { memarg } => { self.load(LoadOp::$variant, memarg); return true; })*
                    _ => {}
                }
            };
        }
        macro_rules! store_arms {
            ($($variant:ident $name:ident $ty:ident;)*) => {
                match operator {
                    $(Operator::$variant { memarg } => { self.store(StoreOp::$variant, memarg); return true; })*
                    _ => {}
                }
            };
        }
        macro_rules! wide_arms {
            ($($variant:ident $name:ident $count:literal;)*) => {
                match operator {
                    $(Operator::$variant => { self.wide(WideOp::$variant); return true; })*
                    _ => {}
                }
            };
        }
        for_each_numeric!(numeric_arms);
        for_each_wide!(wide_arms);
        for_each_load!(load_arms);
        macro_rules! lane_arms {
            ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
                match operator {
                    $(Operator::$variant { lane } => { self.lane(LaneOp::$variant, *lane); return true; })*
                    _ => {}
                }
            };
        }
        macro_rules! lane_load_arms {
            ($($variant:ident $replace:ident $load:ident;)*) => {
                match operator {
                    $(Operator::$variant { memarg, lane } => {
                        self.lane_load(LaneOp::$replace, LoadOp::$load, memarg, *lane);
                        return true;
                    })*
                    _ => {}
                }
            };
        }
        macro_rules! lane_store_arms {
            ($($variant:ident $extract:ident $store:ident;)*) => {
                match operator {
                    $(Operator::$variant { memarg, lane } => {
                        self.lane_store(LaneOp::$extract, StoreOp::$store, memarg, *lane);
                        return true;
                    })*
                    _ => {}
                }
            };
        }
        macro_rules! atomic_arms {
            ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
                match operator {
                    $(Operator::$variant { memarg } => { self.atomic(AtomicOp::$variant, memarg); return true; })*
                    _ => {}
                }
            };
        }
        for_each_store!(store_arms);
        for_each_atomic!(atomic_arms);
        for_each_lane!(lane_arms);
        for_each_lane_load!(lane_load_arms);
        for_each_lane_store!(lane_store_arms);
        false
    }
}

fn exprs<const N: usize>(operands: Vec<Operand>) -> [Expr; N] {
    let exprs: Vec<Expr> = operands.into_iter().map(|operand| operand.expr).collect();
    exprs.try_into().expect("as many as were asked for")
}

/// Other targets of an access are refused when read.
fn memory_of(memarg: &MemArg) -> MemoryId {
    match memarg.target {
        wasmparser::MemArgTarget::Memory(index) => MemoryId(index),
        ref other => unreachable!("refused when read: {other:?}"),
    }
}

fn is_nullable(ty: ValType) -> bool {
    matches!(ty, ValType::Ref(RefType { nullable: true, .. }))
}

fn access_traps(nullable: bool) -> Traps {
    if nullable { traps::ARRAY_BOUNDS.union(traps::NULL) } else { traps::ARRAY_BOUNDS }
}

/// A division by a constant that is neither 0 nor -1 cannot trap.
fn binary_traps(op: NumOp, divisor: &Expr) -> Traps {
    match divisor {
        Expr::I32(n) if *n != 0 && *n != u32::MAX => traps::NONE,
        Expr::I64(n) if *n != 0 && *n != u64::MAX => traps::NONE,
        _ => op.traps(),
    }
}

/// The type of a field's value on the operand stack.
pub fn unpacked(storage: StorageType) -> ValType {
    match storage {
        StorageType::I8 | StorageType::I16 => ValType::I32,
        StorageType::Val(ty) => ty,
    }
}

/// Whether a type is a function type.
pub fn is_func(types: &TypeTable, ty: TypeId) -> bool {
    matches!(types.get(ty).composite, CompositeType::Func(_))
}
