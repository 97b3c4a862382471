//! IR expressions → C expressions.
//!
//! Every Wasm instruction that yields a value has its line here: grep for its name (`i32_div_s`, `ArrayGet`). Integers
//! are unsigned C integers; an instruction that C has no exact operator for is a function of `gc-runtime/numeric.h` that
//! carries the opcode's name. Nothing here has an effect: statements are in `stmt.rs`.

use super::build_c::*;
use super::program::{Instance, Program};
use crate::analysis::residents::Residents;
use crate::c::ast::{BinaryOp, Expr as C, Name, Type, UnaryOp};
use crate::ir::op::NumOp;
use crate::ir::{Bounds, Expr, Half, Signedness, VarId};
use crate::module::FuncId;
use crate::module::types::{HeapType, RefType, StorageType, TypeId, ValType};

/// Translates expressions of one function.
pub struct Exprs<'a> {
    pub program: &'a Program<'a>,
    pub instance: &'a Instance<'a>,
    pub own: FuncId,
    pub vars: &'a [Name],
    pub residents: &'a Residents,
    /// Residents that are in their variables for once.
    pub out: Vec<VarId>,
}

/// A C expression, and whether it is a comparison (of C type `int`).
struct Value {
    c: C,
    is_int: bool,
}

impl Value {
    fn word(c: C) -> Value {
        Value { c, is_int: false }
    }

    fn truth(c: C) -> Value {
        Value { c, is_int: true }
    }

    /// As an operand of arithmetic or comparison, where the sign of C's `int` would matter.
    fn into_u32(self) -> C {
        if self.is_int { cast(named("u32"), self.c) } else { self.c }
    }
}

impl Exprs<'_> {
    pub fn var(&self, var: VarId) -> C {
        match self.residents.slot(var) {
            Some(slot) if !self.out.contains(&var) => slot_of_frame(slot),
            _ => C::Name(self.vars[var.0 as usize].clone()),
        }
    }

    pub fn expr(&self, expr: &Expr) -> C {
        self.value(expr).c
    }

    /// As the condition of an `if` or a `?:`.
    pub fn condition(&self, expr: &Expr) -> C {
        let value = self.expr(expr);
        if is_odd_as_truth(expr) { binary(BinaryOp::Ne, value, C::U32(0)) } else { value }
    }

    /// Of C type `u32` or `u64` if it is an integer, also where it compares.
    pub fn word(&self, expr: &Expr) -> C {
        self.value(expr).into_u32()
    }

    fn boxed(&self, expr: &Expr) -> Box<C> {
        Box::new(self.expr(expr))
    }

    fn value(&self, expr: &Expr) -> Value {
        match expr {
            Expr::I32(value) => Value::word(C::U32(*value)),
            Expr::I64(value) => Value::word(C::U64(*value)),
            Expr::F32(bits) => Value::word(C::F32(*bits)),
            Expr::F64(bits) => Value::word(C::F64(*bits)),
            Expr::V128(bits) => Value::word(v128(*bits)),
            Expr::Null(ty) => Value::word(self.program.null(ty)),
            Expr::Var(var) => Value::word(self.var(*var)),
            Expr::Unary(op, operand) => self.unary(*op, operand),
            Expr::Binary(op, pair) => self.binary(*op, &pair[0], &pair[1]),
            Expr::Ternary(op, three) => {
                Value::word(call(op.name(), three.iter().map(|operand| self.expr(operand)).collect()))
            }
            Expr::Wide(op, operands) => {
                Value::word(call(op.name(), operands.iter().map(|operand| self.expr(operand)).collect()))
            }
            Expr::Half(half, var) => {
                let function = if *half == Half::Low { "wr_low_half" } else { "wr_high_half" };
                Value::word(call(function, vec![self.var(*var)]))
            }
            Expr::Lane { op, lane, operands } => {
                let mut args: Vec<C> = operands.iter().map(|operand| self.expr(operand)).collect();
                args.insert(1, C::Int(i64::from(*lane)));
                Value::word(call(op.name(), args))
            }
            Expr::Shuffle(lanes, pair) => {
                let lanes = lanes.iter().map(|&lane| C::Int(lane.into()));
                let args = pair.iter().map(|operand| self.expr(operand)).chain(lanes).collect();
                Value::word(call("i8x16_shuffle", args))
            }
            Expr::Select(three) => {
                let [condition, a, b] = three.as_ref();
                let arms = [self.condition(condition), self.value(a).into_u32(), self.value(b).into_u32()];
                Value::word(C::Conditional(Box::new(arms)))
            }
            Expr::GlobalGet(id) => Value::word(self.instance.global(*id)),
            Expr::RefFunc(id) if self.instance.facts.hides(self.own, *id) => {
                Value::word(call("wr_unseen", vec![self.instance.code_address(*id)]))
            }
            Expr::RefFunc(id) => Value::word(self.instance.code_address(*id)),
            Expr::Load { op, memory, offset, address } => {
                let args = vec![self.instance.memory(*memory), self.expr(address), C::U64(*offset)];
                Value::word(call(&self.instance.memory_access(*memory, op.name()), args))
            }
            Expr::MemorySize(id) => Value::word(self.instance.memory_size(*id)),
            Expr::TableGet(id, index) => {
                let function = self.instance.table_function(self.program, *id, "get");
                Value::word(call(&function, vec![self.instance.table(*id), self.expr(index)]))
            }
            Expr::TableRead { table, first, offset } => {
                let function = self.instance.table_function(self.program, *table, "read");
                let args = vec![self.instance.table(*table), self.expr(first), C::U32(*offset)];
                Value::word(call(&function, args))
            }
            Expr::TableSize(id) => {
                let function = self.instance.table_function(self.program, *id, "size");
                let size = call(&function, vec![self.instance.table(*id)]);
                Value::word(self.instance.size(self.instance.module.tables[id.index()].table64, size))
            }
            Expr::StructGet { ty, field, sign, object, nullable } => {
                Value::word(self.struct_get(*ty, *field, *sign, self.checked(object, *nullable)))
            }
            Expr::ArrayGet { ty, sign, nullable, bounds, operands } => {
                let suffix = match sign {
                    None => "",
                    Some(Signedness::Signed) => "_s",
                    Some(Signedness::Unsigned) => "_u",
                };
                let verb = match bounds {
                    Bounds::Index => "get",
                    Bounds::Known => "read",
                    Bounds::AtLeast(_) => "get_of",
                };
                let function = format!("{}_{verb}{suffix}", self.program.type_name(*ty));
                let mut args = vec![self.checked(&operands[0], *nullable), self.value(&operands[1]).c];
                if let Bounds::AtLeast(length) = bounds {
                    args.push(C::U32(*length));
                }
                Value::word(call(&function, args))
            }
            Expr::ArrayLen { nullable, array } => {
                Value::word(call("wr_array_length", vec![self.checked(array, *nullable)]))
            }
            Expr::RefI31(value) => Value::word(self.i31(value)),
            Expr::I31Get { sign, nullable, value } => {
                let value = self.i31_operand(*nullable, value);
                let function = if *sign == Signedness::Signed { "wr_i31_get_s" } else { "wr_i31_get_u" };
                Value::word(call(function, vec![value]))
            }
            Expr::RefEq(pair) => Value::truth(binary(BinaryOp::Eq, self.expr(&pair[0]), self.expr(&pair[1]))),
            // Compilers warn of a test that an object's address cannot fail; of one in an arm of `?:` gcc does, unless it is compared.
            Expr::RefIsNull(value, _) if self.is_address(value) => Value::word(C::U32(0)),
            Expr::RefIsNull(value, ty) if self.selects_address(value) => {
                Value::truth(binary(BinaryOp::Eq, self.expr(value), self.program.null(ty)))
            }
            Expr::RefIsNull(value, _) => Value::truth(unary(UnaryOp::Not, self.expr(value))),
            Expr::RefAsNonNull(value, ty) => {
                let function = if self.program.types.is_traced(ty) { "wr_nonnull" } else { "wr_code_nonnull" };
                Value::word(call(function, vec![self.expr(value)]))
            }
            Expr::RefTest { from, to, value } => {
                let from = RefType { nullable: from.nullable && !self.is_address(value), ..*from };
                Value::truth(self.test(from, *to, self.expr(value)))
            }
            Expr::RefCast { from, to, value } => Value::word(self.cast(*from, *to, self.expr(value))),
        }
    }

    /// Of a static object or a function, which the C compiler sees.
    fn is_address(&self, expr: &Expr) -> bool {
        match expr {
            Expr::RefFunc(_) => true,
            Expr::GlobalGet(id) => self.program.is_constant_object(self.instance, *id),
            _ => false,
        }
    }

    fn selects_address(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Select(three) => three[1..].iter().any(|arm| self.is_address(arm) || self.selects_address(arm)),
            _ => false,
        }
    }

    /// As the value that a `switch` looks at: compilers warn of one that is a comparison.
    pub fn switched(&self, expr: &Expr) -> C {
        self.value(expr).into_u32()
    }

    /// A reference to an object, with the null check that an access needs.
    pub fn checked(&self, object: &Expr, nullable: bool) -> C {
        let object = self.expr(object);
        if nullable { call("wr_nonnull", vec![object]) } else { object }
    }

    fn struct_get(&self, ty: TypeId, field: u32, sign: Option<Signedness>, object: C) -> C {
        let place = self.program.field(ty, field, object);
        match (self.program.types.struct_fields(ty)[field as usize].storage, sign) {
            (StorageType::Val(ValType::Ref(ty)), _) if self.program.types.is_traced(&ty) => {
                call("slot_ref", vec![place])
            }
            (StorageType::I8, Some(Signedness::Signed)) => sign_extended("i8", place),
            (StorageType::I16, Some(Signedness::Signed)) => sign_extended("i16", place),
            (StorageType::I8 | StorageType::I16, _) => cast(named("u32"), place),
            _ => place,
        }
    }

    // ---- tests and casts ----

    /// `ref.i31`.
    fn i31(&self, value: &Expr) -> C {
        use NumOp::{I32Add, I32Sub};
        // What an i31 is made of, if an operand is the number in another one.
        let tagged = |expr: &Expr| match expr {
            Expr::I31Get { nullable, value, .. } => Some(self.i31_operand(*nullable, value)),
            _ => None,
        };
        let (op, [a, b]) = match value {
            Expr::Binary(op @ (I32Add | I32Sub), operands) => (*op, &**operands),
            _ => return call("wr_i31", vec![self.expr(value)]),
        };
        let (function, operands) = match (op, tagged(a), tagged(b)) {
            (I32Add, Some(a), Some(b)) => ("wr_i31_sum", vec![a, b]),
            (I32Add, Some(a), None) => ("wr_i31_plus", vec![a, self.expr(b)]),
            (I32Add, None, Some(b)) => ("wr_i31_plus", vec![b, self.expr(a)]),
            (_, Some(a), Some(b)) => ("wr_i31_difference", vec![a, b]),
            (_, Some(a), None) => ("wr_i31_minus", vec![a, self.expr(b)]),
            (_, None, Some(b)) => ("wr_i31_minus_from", vec![self.expr(a), b]),
            (_, None, None) => ("wr_i31", vec![self.expr(value)]),
        };
        call(function, operands)
    }

    fn i31_operand(&self, nullable: bool, value: &Expr) -> C {
        let value = self.expr(value);
        if nullable { call("wr_nonnull_i31", vec![value]) } else { value }
    }

    fn test(&self, from: RefType, to: RefType, value: C) -> C {
        let ranged = |function: &str, range: C| call(function, vec![value.clone(), range]);
        match to.heap {
            HeapType::None | HeapType::NoFunc | HeapType::NoExtern | HeapType::NoExn
                if to.nullable && from.nullable =>
            {
                unary(UnaryOp::Not, value)
            }
            HeapType::None | HeapType::NoFunc | HeapType::NoExtern | HeapType::NoExn => call("wr_never", vec![value]),
            HeapType::Func | HeapType::Extern | HeapType::Any | HeapType::Exn if to.nullable || !from.nullable => {
                call("wr_always", vec![value])
            }
            HeapType::Func | HeapType::Extern | HeapType::Any | HeapType::Exn => binary(BinaryOp::Ne, value, C::Int(0)),
            HeapType::I31 => call(if to.nullable { "wr_is_i31_or_null" } else { "wr_is_i31" }, vec![value]),
            HeapType::Eq => call(if to.nullable { "wr_is_eq_or_null" } else { "wr_is_eq" }, vec![value]),
            HeapType::Concrete(id) if !self.program.is_object(id) => {
                ranged(if to.nullable { "wr_code_is_or_null" } else { "wr_code_is" }, self.program.range(to.heap))
            }
            HeapType::Struct | HeapType::Array | HeapType::Concrete(_) => {
                ranged(&format!("wr_is{}", check_suffix(from, to)), self.program.range(to.heap))
            }
        }
    }

    fn cast(&self, from: RefType, to: RefType, value: C) -> C {
        let ranged = |function: &str, range: C| call(function, vec![value.clone(), range]);
        match to.heap {
            HeapType::None | HeapType::NoExtern | HeapType::NoExn => {
                call(if to.nullable { "wr_as_null" } else { "wr_as_never" }, vec![value])
            }
            HeapType::NoFunc => call(if to.nullable { "wr_code_as_null" } else { "wr_code_as_never" }, vec![value]),
            HeapType::Func | HeapType::Extern | HeapType::Any | HeapType::Exn if to.nullable || !from.nullable => value,
            HeapType::Func => call("wr_code_as_not_null", vec![value]),
            HeapType::Extern | HeapType::Any | HeapType::Exn => call("wr_as_not_null", vec![value]),
            HeapType::I31 => call(if to.nullable { "wr_as_i31_or_null" } else { "wr_as_i31" }, vec![value]),
            HeapType::Eq => call(if to.nullable { "wr_as_eq_or_null" } else { "wr_as_eq" }, vec![value]),
            HeapType::Concrete(id) if !self.program.is_object(id) => {
                ranged(if to.nullable { "wr_as_code_or_null" } else { "wr_as_code" }, self.program.range(to.heap))
            }
            HeapType::Struct | HeapType::Array | HeapType::Concrete(_) => {
                ranged(&format!("wr_as{}", check_suffix(from, to)), self.program.range(to.heap))
            }
        }
    }

    // ---- numbers ----

    fn unary(&self, op: NumOp, operand: &Expr) -> Value {
        use NumOp::*;
        let value = self.value(operand);
        match op {
            I32Eqz | I64Eqz if is_odd_as_truth(operand) => {
                let zero = if op == I32Eqz { C::U32(0) } else { C::U64(0) };
                Value::truth(binary(BinaryOp::Eq, value.c, zero))
            }
            I32Eqz | I64Eqz => Value::truth(unary(UnaryOp::Not, value.c)),
            I32WrapI64 => Value::word(cast(named("u32"), value.c)),
            I64ExtendI32U => Value::word(cast(named("u64"), value.into_u32())),
            I64ExtendI32S => Value::word(cast(named("u64"), cast(named("i64"), cast(named("i32"), value.c)))),
            F32Neg | F64Neg => Value::word(unary(UnaryOp::Negate, value.c)),
            F64PromoteF32 => Value::word(cast(named("f64"), value.c)),
            F32ConvertI32S | F64ConvertI32S => Value::word(cast(float(op), cast(named("i32"), value.c))),
            F32ConvertI64S | F64ConvertI64S => Value::word(cast(float(op), cast(named("i64"), value.c))),
            F32ConvertI32U | F64ConvertI32U | F32ConvertI64U | F64ConvertI64U => {
                Value::word(cast(float(op), value.into_u32()))
            }
            _ => Value::word(call(op.name(), vec![value.c])),
        }
    }

    fn binary(&self, op: NumOp, a: &Expr, b: &Expr) -> Value {
        use NumOp::*;
        let arithmetic = |c_op| Value::word(binary(c_op, self.value(a).into_u32(), self.value(b).into_u32()));
        let compare = |c_op| Value::truth(binary(c_op, self.value(a).into_u32(), self.value(b).into_u32()));
        let signed = |c_op| Value::truth(binary(c_op, self.signed(a, op), self.signed(b, op)));
        match op {
            I32Add | I64Add | F32Add | F64Add => arithmetic(BinaryOp::Add),
            I32Sub | I64Sub | F32Sub | F64Sub => arithmetic(BinaryOp::Sub),
            I32Mul | I64Mul | F32Mul | F64Mul => arithmetic(BinaryOp::Mul),
            F32Div | F64Div => arithmetic(BinaryOp::Div),
            I32And | I64And => arithmetic(BinaryOp::And),
            I32Or | I64Or => arithmetic(BinaryOp::Or),
            I32Xor | I64Xor => arithmetic(BinaryOp::Xor),
            I32Eq | I64Eq | F32Eq | F64Eq => compare(BinaryOp::Eq),
            I32Ne | I64Ne | F32Ne | F64Ne => compare(BinaryOp::Ne),
            I32LtU | I64LtU | F32Lt | F64Lt => compare(BinaryOp::Lt),
            I32GtU | I64GtU | F32Gt | F64Gt => compare(BinaryOp::Gt),
            I32LeU | I64LeU | F32Le | F64Le => compare(BinaryOp::Le),
            I32GeU | I64GeU | F32Ge | F64Ge => compare(BinaryOp::Ge),
            I32LtS | I64LtS => signed(BinaryOp::Lt),
            I32GtS | I64GtS => signed(BinaryOp::Gt),
            I32LeS | I64LeS => signed(BinaryOp::Le),
            I32GeS | I64GeS => signed(BinaryOp::Ge),
            I32Shl | I64Shl | I32ShrU | I64ShrU | I32ShrS | I64ShrS => match shift_count(op, b) {
                Some(count) => self.shift(op, a, count),
                None => self.function(op, a, b),
            },
            I32DivU | I64DivU if divides_safely(b) => arithmetic(BinaryOp::Div),
            I32RemU | I64RemU if divides_safely(b) => arithmetic(BinaryOp::Rem),
            I32DivS | I64DivS if divides_safely(b) => self.signed_division(op, BinaryOp::Div, a, b),
            I32RemS | I64RemS if divides_safely(b) => self.signed_division(op, BinaryOp::Rem, a, b),
            _ => self.function(op, a, b),
        }
    }

    fn function(&self, op: NumOp, a: &Expr, b: &Expr) -> Value {
        Value::word(call(op.name(), vec![self.expr(a), self.expr(b)]))
    }

    fn shift(&self, op: NumOp, a: &Expr, count: u32) -> Value {
        use NumOp::*;
        let by = Box::new(C::Int(count as i64));
        Value::word(match op {
            I32Shl | I64Shl => C::Binary(BinaryOp::Shl, Box::new([self.value(a).into_u32(), *by])),
            I32ShrU | I64ShrU => C::Binary(BinaryOp::Shr, Box::new([self.value(a).into_u32(), *by])),
            I32ShrS => cast(named("u32"), binary(BinaryOp::Shr, cast(named("i32"), self.expr(a)), *by)),
            _ => cast(named("u64"), binary(BinaryOp::Shr, cast(named("i64"), self.expr(a)), *by)),
        })
    }

    fn signed_division(&self, op: NumOp, c_op: BinaryOp, a: &Expr, b: &Expr) -> Value {
        let unsigned = if op.result() == ValType::I32 { "u32" } else { "u64" };
        Value::word(cast(named(unsigned), binary(c_op, self.signed(a, op), self.signed(b, op))))
    }

    /// An operand as C's signed integer.
    fn signed(&self, expr: &Expr, op: NumOp) -> C {
        match expr {
            Expr::I32(value) => C::Int(*value as i32 as i64),
            Expr::I64(value) if *value as i64 != i64::MIN => C::Int(*value as i64),
            _ => {
                let ty = if op.params()[0] == ValType::I32 { "i32" } else { "i64" };
                C::Cast(named(ty), self.boxed(expr))
            }
        }
    }
}

/// Which of the runtime's range checks fits what is known statically: `from` is a supertype in the same hierarchy.
fn check_suffix(from: RefType, to: RefType) -> &'static str {
    let is_object = matches!(from.heap, HeapType::Struct | HeapType::Array | HeapType::Concrete(_));
    let is_eq = is_object || from.heap == HeapType::Eq;
    match (from.nullable, to.nullable) {
        (false, _) if is_object => "",
        (false, _) if is_eq => "_nonnull_eq",
        (false, _) => "_nonnull",
        (true, false) if is_eq => "_any_eq",
        (true, false) => "_any",
        (true, true) if is_eq => "_or_null_eq",
        (true, true) => "_or_null",
    }
}

/// Arithmetic that gcc takes for a slip where it stands for a truth: `a << 1` for `a < 1`, `a * b` for `a && b`, a
/// constant in an arm of `?:`.
fn is_odd_as_truth(expr: &Expr) -> bool {
    use NumOp::*;
    match expr {
        Expr::Select(_) => true,
        Expr::Binary(I32Mul | I64Mul | I32Shl | I64Shl, _) => true,
        Expr::Unary(I32WrapI64 | I64ExtendI32U | I64ExtendI32S, operand) => is_odd_as_truth(operand),
        _ => false,
    }
}

fn float(op: NumOp) -> Type {
    named(if op.result() == ValType::F32 { "f32" } else { "f64" })
}

fn sign_extended(narrow: &str, place: C) -> C {
    cast(named("u32"), cast(named("i32"), cast(named(narrow), place)))
}

fn shift_count(op: NumOp, count: &Expr) -> Option<u32> {
    match count {
        Expr::I32(count) => Some(count & 31),
        Expr::I64(count) => Some((count & 63) as u32),
        _ => None,
    }
    .filter(|_| op.params().len() == 2)
}

fn divides_safely(divisor: &Expr) -> bool {
    match divisor {
        Expr::I32(n) => *n != 0 && *n != u32::MAX,
        Expr::I64(n) => *n != 0 && *n != u64::MAX,
        _ => false,
    }
}
