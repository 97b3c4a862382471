//! The operand stack: when an operand is evaluated, and in which order.
//!
//! In: what the operators pop and push. Out: expressions that C may evaluate where they stand, and temporaries for the others.

use super::*;

impl Builder<'_, '_> {
    /// An operand that reads a variable, which may change under it if it is a local that is assigned somewhere.
    pub(super) fn variable(&self, var: VarId) -> Operand {
        let is_local = self.func.vars[var.0 as usize].kind != VarKind::Temp;
        let changes = is_local && !self.plan.assignments[var.0 as usize].is_empty();
        let mut operand = Operand::stable(Expr::Var(var), self.var_type(var));
        if changes {
            operand.effects = Effects::read(var);
        }
        operand
    }

    /// Evaluates a pending operand now.
    pub(super) fn materialise(&mut self, operand: Operand) -> Operand {
        let name = match &operand.expr {
            Expr::Var(var) => self.func.vars[var.0 as usize].name.as_ref().map(|name| format!("{name}0")),
            _ => None,
        };
        let temp = self.new_temp(operand.ty, name);
        self.emit(Stmt::Set(temp, operand.expr));
        Operand::stable(Expr::Var(temp), operand.ty)
    }

    pub(super) fn flush(&mut self, wanted: impl Fn(&Effects) -> bool) {
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
    pub(super) fn flush_traps(&mut self) {
        self.flush(|effects| effects.traps.any());
    }

    /// Before a statement that evaluates `operands`: their mutual order is made irrelevant, and what is pending below
    /// them is flushed where the statement (or `also`) would be seen first.
    pub(super) fn sequence(&mut self, operands: &mut [Operand], also: Option<Flush>) {
        let traps = operands.iter().fold(traps::NONE, |all, operand| all.union(operand.effects.traps));
        self.flush(|effects| {
            Flush::Traps(traps).concerns(effects) || also.is_some_and(|flush| flush.concerns(effects))
        });
        self.fix_order(operands);
    }

    /// C may evaluate the operands of one expression in any order: evaluates those before it that may trap differently
    /// from a later one.
    pub(super) fn fix_order(&mut self, operands: &mut [Operand]) {
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

    pub(super) fn materialise_in_place(&mut self, operands: &mut [Operand], i: usize) {
        let taken = std::mem::replace(&mut operands[i], Operand::stable(Expr::I32(0), I32));
        operands[i] = self.materialise(taken);
    }

    /// Pops the operands of a statement.
    pub(super) fn take(&mut self, count: usize, also: Option<Flush>) -> Vec<Expr> {
        let mut operands = self.stack.pop_many(count);
        self.sequence(&mut operands, also);
        operands.into_iter().map(|operand| operand.expr).collect()
    }

    pub(super) fn take_fixed<const N: usize>(&mut self, also: Option<Flush>) -> [Expr; N] {
        self.take(N, also).try_into().expect("as many as were asked for")
    }

    /// Pops the operands of a statement that leaves.
    pub(super) fn take_and_discard(&mut self, count: usize) -> Vec<Expr> {
        let mut operands = self.stack.pop_many(count);
        self.flush_traps();
        self.sequence(&mut operands, None);
        operands.into_iter().map(|operand| operand.expr).collect()
    }

    /// Pops operands of an expression, in whatever order C evaluates them.
    pub(super) fn operands<const N: usize>(&mut self) -> ([Expr; N], Effects) {
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

    pub(super) fn push(&mut self, expr: Expr, ty: ValType, effects: Effects) {
        self.stack.push(Operand { expr, ty, effects, fresh: false });
    }

    pub(super) fn push_fresh(&mut self, var: VarId) {
        let ty = self.var_type(var);
        self.stack.push(Operand { expr: Expr::Var(var), ty, effects: Effects::default(), fresh: true });
    }

    /// `var = operand`, or the last statement's result goes to `var` at once.
    pub(super) fn assign(&mut self, var: VarId, operand: Operand) {
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
    pub(super) fn retarget(&mut self, temp: VarId, var: VarId) -> bool {
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
    pub(super) fn pop_simple(&mut self) -> Operand {
        let mut operand = [self.stack.pop()];
        if !operand[0].expr.is_simple() {
            self.sequence(&mut operand, None);
            self.materialise_in_place(&mut operand, 0);
        }
        let [mut operand] = operand;
        operand.fresh = false;
        operand
    }
}

pub(super) fn exprs<const N: usize>(operands: Vec<Operand>) -> [Expr; N] {
    let exprs: Vec<Expr> = operands.into_iter().map(|operand| operand.expr).collect();
    exprs.try_into().expect("as many as were asked for")
}
