//! Arithmetic and vectors.
//!
//! In: numeric operators. Out: expressions, or their result where it is known.

use super::*;

impl Builder<'_, '_> {
    /// An instruction whose result is the same for all values of its operands is that result: of them only the traps are
    /// left.
    pub(super) fn known_result(&mut self, op: NumOp) -> bool {
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
    pub(super) fn pop_condition(&mut self) -> Operand {
        let [condition] = self.stack.top(1) else { unreachable!("as many as were asked for") };
        let Some(answer) = known::condition(self.types, &condition.expr) else { return self.stack.pop() };
        self.drop_operand();
        Operand::stable(Expr::I32(answer.into()), I32)
    }

    pub(super) fn numeric(&mut self, op: NumOp) {
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

    pub(super) fn wide(&mut self, op: WideOp) {
        let operands = self.take(op.operand_count(), None).into();
        let wide = self.new_temp(ValType::I64, Some("wide".into()));
        self.func.vars[wide.0 as usize].kind = VarKind::Wide;
        self.emit(Stmt::Set(wide, Expr::Wide(op, operands)));
        for half in [Half::Low, Half::High] {
            self.stack.push(Operand::stable(Expr::Half(half, wide), ValType::I64));
        }
    }

    pub(super) fn lane(&mut self, op: LaneOp, lane: u8) {
        if op.operand_count() == 1 {
            let (one, effects) = self.operands::<1>();
            self.push(Expr::Lane { op, lane, operands: Box::new(one) }, op.result(), effects);
        } else {
            let (pair, effects) = self.operands::<2>();
            self.push(Expr::Lane { op, lane, operands: Box::new(pair) }, op.result(), effects);
        }
    }

    pub(super) fn shuffle(&mut self, lanes: [u8; 16]) {
        let (pair, effects) = self.operands::<2>();
        self.push(Expr::Shuffle(lanes, Box::new(pair)), ValType::V128, effects);
    }
}

/// A division by a constant that is neither 0 nor -1 cannot trap.
pub(super) fn binary_traps(op: NumOp, divisor: &Expr) -> Traps {
    match divisor {
        Expr::I32(n) if *n != 0 && *n != u32::MAX => traps::NONE,
        Expr::I64(n) if *n != 0 && *n != u64::MAX => traps::NONE,
        _ => op.traps(),
    }
}
