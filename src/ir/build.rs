//! Operators → [`Func`]: the operand stack goes, structure stays.
//!
//! In: a validated body. Out: statements in which every expression is as deep as its operands allow. A temporary appears
//! only where an operand is used twice, or where something flushes it (`pending.rs`). Dead code is dropped. Nothing is
//! optimised here beyond that: a statement stands for each instruction that has an effect.

mod accesses;
mod calls;
mod control;
mod legacy;
mod numbers;
mod objects;
mod operands;
mod operators;
mod plan;

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
use operands::exprs;
use plan::{Plan, any_within, opens};
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
            made_late: Vec::new(),
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

/// An error of a body that was validated before.
pub fn invalid(error: wasmparser::Error) -> Error {
    Error::Invalid { message: error.message().to_string(), function: None, offset: error.offset() as usize }
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
}

fn is_nullable(ty: ValType) -> bool {
    matches!(ty, ValType::Ref(RefType { nullable: true, .. }))
}

fn access_traps(nullable: bool) -> Traps {
    if nullable { traps::ARRAY_BOUNDS.union(traps::NULL) } else { traps::ARRAY_BOUNDS }
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
