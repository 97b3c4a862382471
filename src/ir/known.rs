//! What constants and narrow types tell of an integer's value, whatever the variables hold.
//!
//! In: an instruction and its operands. Out: its result, if no run can change it. C compilers see the same, and warn: to
//! them `x < 0u`, `(x & 16u) == 10u` and `10u ^ 3u` are slips. Sound, not complete: what they look at is looked at.

use super::op::NumOp;
use super::{Expr, Signedness};
use crate::module::types::{StorageType, TypeTable, ValType};

/// The result of an instruction on integers, if it is the same for all values of its operands.
pub fn result(types: &TypeTable, op: NumOp, operands: &[&Expr]) -> Option<Expr> {
    let known = match operands {
        [a, b] => Known::binary(types, op, a, b),
        [operand] => Known::unary(types, op, operand),
        // Of vectors.
        _ => return None,
    };
    match op.result() {
        ValType::I32 => Some(Expr::I32(known.value()? as u32)),
        ValType::I64 => Some(Expr::I64(known.value()?)),
        _ => None,
    }
}

/// The answer of an instruction that compares, if all values of its operands give the same.
fn comparison(types: &TypeTable, op: NumOp, operands: &[&Expr]) -> Option<bool> {
    use NumOp::*;
    if matches!(op.params()[0], ValType::F32 | ValType::F64) {
        // Not even NaN is less than itself.
        return (matches!(op, F32Lt | F32Gt | F64Lt | F64Gt) && operands[0] == operands[1]).then_some(false);
    }
    let bits = width(op.params()[0]);
    let value = |i: usize| Known::of(types, operands[i], bits);
    match op {
        I32Eqz | I64Eqz => value(0).is_zero(),
        I32Eq | I64Eq if operands[0] == operands[1] => Some(true),
        I32Eq | I64Eq => value(0).equals(&value(1)),
        I32Ne | I64Ne => comparison(types, I32Eq.of_width(bits), operands).map(|answer| !answer),
        I32LtU | I64LtU if operands[0] == operands[1] => Some(false),
        I32LtU | I64LtU => less((value(0).min, value(0).max), (value(1).min, value(1).max)),
        I32LtS | I64LtS if operands[0] == operands[1] => Some(false),
        I32LtS | I64LtS => less((value(0).low, value(0).high), (value(1).low, value(1).high)),
        I32GtU | I64GtU => comparison(types, I32LtU.of_width(bits), &[operands[1], operands[0]]),
        I32GtS | I64GtS => comparison(types, I32LtS.of_width(bits), &[operands[1], operands[0]]),
        I32LeU | I64LeU => comparison(types, I32GtU.of_width(bits), operands).map(|answer| !answer),
        I32LeS | I64LeS => comparison(types, I32GtS.of_width(bits), operands).map(|answer| !answer),
        I32GeU | I64GeU => comparison(types, I32LtU.of_width(bits), operands).map(|answer| !answer),
        I32GeS | I64GeS => comparison(types, I32LtS.of_width(bits), operands).map(|answer| !answer),
        _ => None,
    }
}

/// Whether a condition holds, if it always or never does.
pub fn condition(types: &TypeTable, value: &Expr) -> Option<bool> {
    Known::of(types, value, 32).is_zero().map(|answer| !answer)
}

fn width(ty: ValType) -> u32 {
    if ty == ValType::I64 { 64 } else { 32 }
}

impl NumOp {
    fn compares(self) -> bool {
        self.result() == ValType::I32 && (self as u32) <= NumOp::F64Ge as u32
    }

    /// A comparison of i32, or the same of i64.
    fn of_width(self, bits: u32) -> NumOp {
        use NumOp::*;
        match (self, bits) {
            (I32Eq, 64) => I64Eq,
            (I32LtU, 64) => I64LtU,
            (I32LtS, 64) => I64LtS,
            (I32GtU, 64) => I64GtU,
            (I32GtS, 64) => I64GtS,
            (same, _) => same,
        }
    }
}

/// Whether all values of the first range are less than those of the second, or none is.
fn less<T: PartialOrd>(a: (T, T), b: (T, T)) -> Option<bool> {
    if a.1 < b.0 {
        Some(true)
    } else if a.0 >= b.1 {
        Some(false)
    } else {
        None
    }
}

/// A superset of an integer's values: those within both ranges that have the known bits.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Known {
    bits: u32,
    /// Unsigned.
    min: u64,
    max: u64,
    /// Signed.
    low: i64,
    high: i64,
    /// Bits that may be set.
    may: u64,
    /// Bits that are set.
    must: u64,
}

impl Known {
    fn of(types: &TypeTable, expr: &Expr, bits: u32) -> Known {
        match expr {
            Expr::I32(value) => Known::exactly(bits, (*value).into()),
            Expr::I64(value) => Known::exactly(bits, *value),
            Expr::Unary(op, operand) => Known::unary(types, *op, operand),
            Expr::Binary(op, pair) => Known::binary(types, *op, &pair[0], &pair[1]),
            Expr::Select(three) => {
                let [which, a, b] = three.as_ref();
                match condition(types, which) {
                    Some(holds) => Known::of(types, if holds { a } else { b }, bits),
                    None => Known::of(types, a, bits).or(&Known::of(types, b, bits)),
                }
            }
            Expr::StructGet { ty, field, sign: Some(sign), .. } => {
                Known::packed(types.struct_fields(*ty)[*field as usize].storage, *sign)
            }
            Expr::ArrayGet { ty, sign: Some(sign), .. } => Known::packed(types.array_field(*ty).storage, *sign),
            Expr::RefEq(_) | Expr::RefIsNull(..) | Expr::RefTest { .. } => Known::truth(None),
            // As C sees them, 32 bits wide.
            Expr::TableSize(_) if bits == 64 => Known::within(bits, 0, u32::MAX.into()),
            Expr::MemorySize(_) if bits == 64 => Known::within(bits, 0, 1 << 32),
            _ => Known::any(bits),
        }
    }

    fn any(bits: u32) -> Known {
        let mask = u64::MAX >> (64 - bits);
        Known {
            bits,
            min: 0,
            max: mask,
            low: signed(mask ^ mask >> 1, bits),
            high: (mask >> 1) as i64,
            may: mask,
            must: 0,
        }
    }

    fn exactly(bits: u32, value: u64) -> Known {
        Known { min: value, max: value, ..Known::any(bits) }.consistent()
    }

    fn within(bits: u32, min: u64, max: u64) -> Known {
        Known { min, max, ..Known::any(bits) }.consistent()
    }

    fn within_signed(bits: u32, low: i64, high: i64) -> Known {
        Known { low, high, ..Known::any(bits) }.consistent()
    }

    fn with_bits(bits: u32, may: u64, must: u64) -> Known {
        let mask = Known::any(bits).max;
        Known { may: may & mask, must: must & mask, ..Known::any(bits) }.consistent()
    }

    fn truth(answer: Option<bool>) -> Known {
        match answer {
            Some(answer) => Known::exactly(32, answer.into()),
            None => Known::within(32, 0, 1),
        }
    }

    fn packed(storage: StorageType, sign: Signedness) -> Known {
        let bits = if storage == StorageType::I8 { 8 } else { 16 };
        match sign {
            Signedness::Unsigned => Known::within(32, 0, (1 << bits) - 1),
            Signedness::Signed => Known::sign_extended(32, bits),
        }
    }

    fn sign_extended(bits: u32, from: u32) -> Known {
        Known::within_signed(bits, -1 << (from - 1), (1 << (from - 1)) - 1)
    }

    /// Lets the ranges and the bits learn from each other.
    fn consistent(mut self) -> Known {
        let sign = 1 << (self.bits - 1);
        for _ in 0..2 {
            self.min = self.min.max(self.must);
            self.max = self.max.min(self.may);
            // All of one sign: both orders are the same.
            if self.max < sign || self.min >= sign {
                self.low = self.low.max(signed(self.min, self.bits));
                self.high = self.high.min(signed(self.max, self.bits));
            }
            if self.low >= 0 || self.high < 0 {
                self.min = self.min.max(self.low as u64 & Known::any(self.bits).max);
                self.max = self.max.min(self.high as u64 & Known::any(self.bits).max);
            }
            // The leading bits that the bounds share.
            let free = u64::MAX.checked_shr((self.min ^ self.max).leading_zeros()).unwrap_or(0);
            self.may &= self.max | free;
            self.must |= self.min & !free;
        }
        self
    }

    fn or(&self, other: &Known) -> Known {
        Known {
            bits: self.bits,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            may: self.may | other.may,
            must: self.must & other.must,
        }
    }

    fn value(&self) -> Option<u64> {
        (self.min == self.max).then_some(self.min)
    }

    fn is_zero(&self) -> Option<bool> {
        self.equals(&Known::exactly(self.bits, 0))
    }

    fn equals(&self, other: &Known) -> Option<bool> {
        let apart = self.max < other.min || other.max < self.min || self.high < other.low || other.high < self.low;
        let differ = self.must & !other.may | other.must & !self.may;
        if apart || differ != 0 {
            return Some(false);
        }
        (self.value().is_some() && self.value() == other.value()).then_some(true)
    }

    fn unary(types: &TypeTable, op: NumOp, operand: &Expr) -> Known {
        use NumOp::*;
        let bits = width(op.result());
        let value = || Known::of(types, operand, width(op.params()[0]));
        match op {
            I32Eqz | I64Eqz => Known::truth(comparison(types, op, &[operand])),
            I32WrapI64 => {
                let of = value();
                let low = Known::with_bits(32, of.may, of.must);
                let fits = of.max <= u32::MAX.into();
                if fits { Known { min: of.min, max: of.max, ..low }.consistent() } else { low }
            }
            I64ExtendI32U => {
                let of = value();
                Known { min: of.min, max: of.max, ..Known::with_bits(64, of.may, of.must) }.consistent()
            }
            I64ExtendI32S => {
                let of = value();
                let (may, must) = (signed(of.may, 32) as u64, signed(of.must, 32) as u64);
                Known { low: of.low, high: of.high, ..Known::with_bits(64, may, must) }.consistent()
            }
            I32Extend8S | I64Extend8S => Known::sign_extended(bits, 8),
            I32Extend16S | I64Extend16S => Known::sign_extended(bits, 16),
            I64Extend32S => Known::sign_extended(bits, 32),
            I32Clz | I32Ctz | I32Popcnt | I64Clz | I64Ctz | I64Popcnt => Known::within(bits, 0, bits.into()),
            V128AnyTrue | I8x16AllTrue | I16x8AllTrue | I32x4AllTrue | I64x2AllTrue => Known::truth(None),
            I8x16Bitmask => Known::within(bits, 0, 0xffff),
            I16x8Bitmask => Known::within(bits, 0, 0xff),
            I32x4Bitmask => Known::within(bits, 0, 0xf),
            I64x2Bitmask => Known::within(bits, 0, 0x3),
            _ => Known::any(bits),
        }
    }

    fn binary(types: &TypeTable, op: NumOp, a: &Expr, b: &Expr) -> Known {
        use NumOp::*;
        let bits = width(op.params()[0]);
        if op.compares() {
            return Known::truth(comparison(types, op, &[a, b]));
        }
        let same = a == b;
        let (x, y) = (Known::of(types, a, bits), Known::of(types, b, bits));
        let mask = Known::any(bits).max;
        let count = y.value().map(|count| count as u32 % bits);
        if let (Some(a), Some(b)) = (x.value(), y.value())
            && let Some(value) = calculated(op, a, b, bits)
        {
            return Known::exactly(bits, value & mask);
        }
        match op {
            I32And | I64And => Known::with_bits(bits, x.may & y.may, x.must & y.must).at_most(x.max.min(y.max)),
            I32Or | I64Or => Known::with_bits(bits, x.may | y.may, x.must | y.must).at_least(x.min.max(y.min)),
            I32Xor | I64Xor | I32Sub | I64Sub if same => Known::exactly(bits, 0),
            I32Xor | I64Xor => {
                let must = x.must & !y.may | y.must & !x.may;
                Known::with_bits(bits, (x.may | y.may) & !(x.must & y.must), must)
            }
            I32Add | I64Add => match x.max.checked_add(y.max).filter(|&max| max <= mask) {
                Some(max) => Known::within(bits, x.min + y.min, max),
                None => Known::any(bits),
            }
            .multiple_of(x.trailing_zeros().min(y.trailing_zeros())),
            I32Sub | I64Sub if x.min >= y.max => Known::within(bits, x.min - y.max, x.max - y.min),
            I32Sub | I64Sub => Known::any(bits).multiple_of(x.trailing_zeros().min(y.trailing_zeros())),
            I32Mul | I64Mul => match x.max.checked_mul(y.max).filter(|&max| max <= mask) {
                Some(max) => Known::within(bits, x.min * y.min, max),
                None => Known::any(bits),
            }
            .multiple_of(x.trailing_zeros() + y.trailing_zeros()),
            I32DivU | I64DivU if y.min > 0 => Known::within(bits, x.min / y.max, x.max / y.min),
            I32RemU | I64RemU if x.max < y.min => x,
            I32RemU | I64RemU if y.min > 0 => Known::within(bits, 0, x.max.min(y.max - 1)),
            I32DivS | I64DivS if x.low >= 0 && y.low > 0 => Known::within(bits, x.min / y.max, x.max / y.min),
            I32RemS | I64RemS if y.low > 0 => {
                let low = if x.low >= 0 { 0 } else { 1 - y.high };
                Known::within_signed(bits, low, if x.high < 0 { 0 } else { x.high.min(y.high - 1) })
            }
            I32Shl | I64Shl => match count {
                Some(count) => Known::with_bits(bits, x.may << count, x.must << count),
                None => Known::any(bits),
            },
            I32ShrU | I64ShrU => match count {
                Some(count) => Known::with_bits(bits, x.may >> count, x.must >> count).at_most(x.max >> count),
                None => Known::any(bits).at_most(x.max),
            },
            I32ShrS | I64ShrS => match count {
                Some(count) => Known::within_signed(bits, x.low >> count, x.high >> count),
                None => Known::any(bits),
            },
            _ => Known::any(bits),
        }
    }

    fn at_most(self, max: u64) -> Known {
        Known { max: self.max.min(max), ..self }.consistent()
    }

    fn at_least(self, min: u64) -> Known {
        Known { min: self.min.max(min), ..self }.consistent()
    }

    fn trailing_zeros(&self) -> u32 {
        self.may.trailing_zeros().min(self.bits)
    }

    fn multiple_of(self, zeros: u32) -> Known {
        let may = u64::MAX.checked_shl(zeros).unwrap_or(0);
        Known { may: self.may & may, ..self }.consistent()
    }
}

/// What ranges tell only where nothing wraps around; of a division, if it does not trap.
fn calculated(op: NumOp, a: u64, b: u64, bits: u32) -> Option<u64> {
    use NumOp::*;
    match op {
        I32Add | I64Add => Some(a.wrapping_add(b)),
        I32Sub | I64Sub => Some(a.wrapping_sub(b)),
        I32Mul | I64Mul => Some(a.wrapping_mul(b)),
        I32DivU | I64DivU => a.checked_div(b),
        I32RemU | I64RemU => a.checked_rem(b),
        I32DivS | I64DivS => signed(a, bits).checked_div(signed(b, bits)).map(|value| value as u64),
        I32RemS | I64RemS => signed(a, bits).checked_rem(signed(b, bits)).map(|value| value as u64),
        _ => None,
    }
}

/// The value of an integer's lowest bits as a signed number.
fn signed(value: u64, bits: u32) -> i64 {
    (value << (64 - bits)) as i64 >> (64 - bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::VarId;
    use NumOp::*;
    use proptest::prelude::*;

    /// What is checked against: the instructions as Wasm defines them. None: it traps.
    fn evaluate(expr: &Expr, vars: &[u64; 2]) -> Option<u64> {
        let of = |expr: &Expr| evaluate(expr, vars);
        Some(match expr {
            Expr::I32(value) => (*value).into(),
            Expr::I64(value) => *value,
            // The first variable is an i32, the second an i64.
            Expr::Var(VarId(0)) => vars[0] as u32 as u64,
            Expr::Var(_) => vars[1],
            Expr::Select(three) if of(&three[0])? != 0 => of(&three[1])?,
            Expr::Select(three) => of(&three[2])?,
            Expr::Unary(op, a) => {
                let (a, bits) = (of(a)?, width(op.params()[0]));
                let mask = u64::MAX >> (64 - width(op.result()));
                match op {
                    I32Eqz | I64Eqz => (a == 0).into(),
                    I32WrapI64 => a as u32 as u64,
                    I64ExtendI32U => a,
                    I64ExtendI32S => signed(a, 32) as u64,
                    I32Extend8S | I64Extend8S => signed(a, 8) as u64 & mask,
                    I32Extend16S | I64Extend16S => signed(a, 16) as u64 & mask,
                    I32Clz | I64Clz => (a.leading_zeros() - (64 - bits)).into(),
                    other => unreachable!("not generated: {other:?}"),
                }
            }
            Expr::Binary(op, pair) => {
                let (a, b, bits) = (of(&pair[0])?, of(&pair[1])?, width(op.params()[0]));
                let (signed_a, signed_b) = (signed(a, bits), signed(b, bits));
                let value = match op {
                    I32Eq | I64Eq => (a == b).into(),
                    I32Ne | I64Ne => (a != b).into(),
                    I32LtU | I64LtU => (a < b).into(),
                    I32GtU | I64GtU => (a > b).into(),
                    I32LeU | I64LeU => (a <= b).into(),
                    I32GeU | I64GeU => (a >= b).into(),
                    I32LtS | I64LtS => (signed_a < signed_b).into(),
                    I32GtS | I64GtS => (signed_a > signed_b).into(),
                    I32LeS | I64LeS => (signed_a <= signed_b).into(),
                    I32GeS | I64GeS => (signed_a >= signed_b).into(),
                    I32Add | I64Add => a.wrapping_add(b),
                    I32Sub | I64Sub => a.wrapping_sub(b),
                    I32Mul | I64Mul => a.wrapping_mul(b),
                    I32And | I64And => a & b,
                    I32Or | I64Or => a | b,
                    I32Xor | I64Xor => a ^ b,
                    I32Shl | I64Shl => a << (b % u64::from(bits)),
                    I32ShrU | I64ShrU => a >> (b % u64::from(bits)),
                    I32ShrS | I64ShrS => (signed_a >> (b % u64::from(bits))) as u64,
                    I32DivU | I64DivU => a.checked_div(b)?,
                    I32RemU | I64RemU => a.checked_rem(b)?,
                    I32DivS | I64DivS => signed_a.checked_div(signed_b)? as u64,
                    I32RemS | I64RemS if b == 0 => return None,
                    I32RemS | I64RemS => signed_a.wrapping_rem(signed_b) as u64,
                    other => unreachable!("not generated: {other:?}"),
                };
                if width(op.result()) == 32 { value as u32 as u64 } else { value }
            }
            other => unreachable!("not generated: {other:?}"),
        })
    }

    const UNARY: &[NumOp] = &[
        I32Eqz,
        I64Eqz,
        I32WrapI64,
        I64ExtendI32U,
        I64ExtendI32S,
        I32Extend8S,
        I64Extend8S,
        I32Extend16S,
        I64Extend16S,
        I32Clz,
        I64Clz,
    ];
    #[rustfmt::skip]
    const BINARY: &[NumOp] = &[
        I32Eq, I32Ne, I32LtU, I32GtU, I32LeU, I32GeU, I32LtS, I32GtS, I32LeS, I32GeS, I32Add, I32Sub, I32Mul, I32And, I32Or,
        I32Xor, I32Shl, I32ShrU, I32ShrS, I32DivU, I32RemU, I32DivS, I32RemS, I64Eq, I64Ne, I64LtU, I64GtU, I64LeU, I64GeU,
        I64LtS, I64GtS, I64LeS, I64GeS, I64Add, I64Sub, I64Mul, I64And, I64Or, I64Xor, I64Shl, I64ShrU, I64ShrS, I64DivU,
        I64RemU, I64DivS, I64RemS,
    ];
    const NUMBERS: &[u64] = &[
        0,
        1,
        2,
        3,
        7,
        8,
        31,
        32,
        63,
        127,
        128,
        255,
        256,
        65535,
        1 << 31,
        (1 << 31) - 1,
        u32::MAX as u64,
        1 << 32,
        1 << 63,
        (1 << 63) - 1,
        u64::MAX,
        u64::MAX - 7,
        (u32::MAX - 7) as u64,
    ];

    /// An expression of this type from a list of choices.
    fn expression(ty: ValType, choices: &mut dyn Iterator<Item = usize>, depth: u32) -> Expr {
        let choose = |count: usize, choices: &mut dyn Iterator<Item = usize>| choices.next().unwrap_or(0) % count;
        let what = if depth == 0 { choose(2, choices) } else { choose(10, choices) };
        let ops = |all: &[NumOp]| all.iter().copied().filter(|op| op.result() == ty).collect::<Vec<_>>();
        match what {
            0 if ty == ValType::I32 => Expr::Var(VarId(0)),
            0 => Expr::Var(VarId(1)),
            1 if ty == ValType::I32 => Expr::I32(NUMBERS[choose(NUMBERS.len(), choices)] as u32),
            1 => Expr::I64(NUMBERS[choose(NUMBERS.len(), choices)]),
            2 => Expr::Select(Box::new([ValType::I32, ty, ty].map(|ty| expression(ty, choices, depth - 1)))),
            3 | 4 => {
                let op = ops(UNARY)[choose(ops(UNARY).len(), choices)];
                Expr::Unary(op, Box::new(expression(op.params()[0], choices, depth - 1)))
            }
            _ => {
                let op = ops(BINARY)[choose(ops(BINARY).len(), choices)];
                Expr::Binary(op, Box::new([0, 1].map(|i| expression(op.params()[i], choices, depth - 1))))
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]
        #[test]
        fn what_is_known_holds(
            choices in prop::collection::vec(any::<usize>(), 60),
            is_long in any::<bool>(),
            at in any::<[prop::sample::Index; 2]>(),
            random in any::<[Option<u64>; 2]>(),
        ) {
            let ty = if is_long { ValType::I64 } else { ValType::I32 };
            let expr = expression(ty, &mut choices.into_iter(), 4);
            let vars = [0, 1].map(|i| random[i].unwrap_or(*at[i].get(NUMBERS)));
            let known = Known::of(&TypeTable::default(), &expr, width(ty));
            if let Some(value) = evaluate(&expr, &vars) {
                let as_signed = signed(value, width(ty));
                prop_assert!(known.min <= value && value <= known.max, "{expr:?} is {value:#x}, not in {known:x?}");
                prop_assert!(known.low <= as_signed && as_signed <= known.high, "{expr:?} is {as_signed}, not in {known:?}");
                prop_assert!(value & !known.may == 0 && known.must & !value == 0, "{expr:?} is {value:#x}, not {known:x?}");
            }
        }
    }
}
