//! Calls, direct and not.
//!
//! In: a callee and the operands on the stack. Out: statements; a call's results are temporaries.

use super::*;

impl Builder<'_, '_> {
    pub(super) fn call(&mut self, callee: Callee, ty: TypeId, tail: bool, callee_operand: Option<Operand>) {
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

    pub(super) fn call_ref(&mut self, type_index: u32, tail: bool) {
        let ty = self.module.types[type_index as usize];
        let mut operand = self.stack.pop();
        let nullable = is_nullable(operand.ty);
        if nullable {
            operand.effects.traps = operand.effects.traps.union(traps::NULL_FUNC);
        }
        self.call(Callee::Ref(ty, Box::new(Expr::I32(0)), nullable), ty, tail, Some(operand));
    }

    pub(super) fn call_indirect(&mut self, type_index: u32, table: u32, tail: bool) {
        let ty = self.module.types[type_index as usize];
        let mut operand = self.stack.pop();
        operand.effects.traps = operand.effects.traps.union(traps::CALL);
        operand.effects.reads_world = true;
        self.call(Callee::Table(TableId(table), ty, Box::new(Expr::I32(0))), ty, tail, Some(operand));
    }
}
