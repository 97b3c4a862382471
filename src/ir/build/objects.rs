//! Structs, arrays, casts and the branches on references.
//!
//! In: operators on references, by [`Builder::operator`]. Out: expressions that may trap on null, bounds or type, and
//! allocations as statements.

use super::*;

impl Builder<'_, '_> {
    pub(super) fn field(&self, ty: TypeId, field: u32) -> &FieldType {
        &self.types.struct_fields(ty)[field as usize]
    }

    pub(super) fn struct_get(&mut self, index: u32, field: u32, sign: Option<Signedness>) {
        let ty = self.module.types[index as usize];
        let nullable = self.stack.len() > 0 && is_nullable(self.stack.get_mut(self.stack.len() - 1).ty);
        let ([object], mut effects) = self.operands();
        let field_type = self.field(ty, field).clone();
        effects.reads_world |= field_type.mutable;
        effects.traps = effects.traps.union(if nullable { traps::NULL } else { traps::NONE });
        let expr = Expr::StructGet { ty, field, sign, object: Box::new(object), nullable };
        self.push(expr, unpacked(field_type.storage), effects);
    }

    pub(super) fn struct_set(&mut self, index: u32, field: u32) {
        let ty = self.module.types[index as usize];
        let mut operands = self.stack.pop_many(2);
        let nullable = is_nullable(operands[0].ty);
        // The null check comes after both operands; it may be written inside the object's expression only if the value's
        // own traps cannot be told from it.
        self.sequence_with_check(&mut operands, if nullable { traps::NULL } else { traps::NONE });
        let [object, value] = exprs(operands);
        self.emit(Stmt::StructSet { ty, field, nullable, object, value });
    }

    /// Like `sequence` for a statement that itself checks something after its operands' evaluation.
    pub(super) fn sequence_with_check(&mut self, operands: &mut [Operand], check: Traps) {
        self.sequence(operands, Some(Flush::World));
        for i in 0..operands.len() {
            if !operands[i].effects.traps.may_swap(check) {
                self.materialise_in_place(operands, i);
            }
        }
    }

    pub(super) fn array_get(&mut self, index: u32, sign: Option<Signedness>) {
        let ty = self.module.types[index as usize];
        let nullable = is_nullable(self.stack.get_mut(self.stack.len() - 2).ty);
        if nullable {
            // The null check comes after the index, which may trap otherwise.
            let mut pair = self.stack.pop_many(2);
            if !pair[1].effects.traps.may_swap(traps::NULL) {
                self.sequence(&mut pair, None);
                self.materialise_in_place(&mut pair, 1);
            }
            pair.into_iter().for_each(|operand| self.stack.push(operand));
        }
        let (operands, mut effects) = self.operands::<2>();
        let element = self.types.array_field(ty).clone();
        effects.reads_world |= element.mutable;
        effects.traps = effects.traps.union(access_traps(nullable));
        self.push(
            Expr::ArrayGet { ty, sign, nullable, bounds: Bounds::Index, operands: Box::new(operands) },
            unpacked(element.storage),
            effects,
        );
    }

    pub(super) fn array_set(&mut self, index: u32) {
        let ty = self.module.types[index as usize];
        let mut operands = self.stack.pop_many(3);
        let nullable = is_nullable(operands[0].ty);
        self.sequence_with_check(&mut operands, access_traps(nullable));
        let [array, index, value] = exprs(operands);
        self.emit(Stmt::ArraySet { ty, nullable, in_bounds: false, array, index, value });
    }

    pub(super) fn alloc(&mut self, op: AllocOp, ty: TypeId, count: usize) {
        // An allocation changes nothing that a pending operand reads; exhaustion is not ordered with other traps. The
        // operands are written into the fresh object one by one: they must not trap half-way.
        let mut operands = self.stack.pop_many(count);
        self.sequence(&mut operands, None);
        for i in 0..count {
            if operands[i].effects.traps.any() {
                self.materialise_in_place(&mut operands, i);
            }
        }
        let args = operands.into_iter().map(|operand| operand.expr).collect();
        let result_type = ValType::Ref(RefType { nullable: false, heap: HeapType::Concrete(ty) });
        let result = self.new_temp(result_type, None);
        self.emit(Stmt::Alloc { op, args, result });
        self.push_fresh(result);
    }

    pub(super) fn reference_type(&mut self, depth: usize) -> RefType {
        match self.stack.get_mut(self.stack.len() - 1 - depth).ty {
            ValType::Ref(ty) => ty,
            other => unreachable!("validated: a reference operand, not {other:?}"),
        }
    }

    pub(super) fn ref_eq(&mut self) {
        if let [a, b] = self.stack.top(2)
            && a.expr == b.expr
        {
            self.drop_operand();
            self.drop_operand();
            self.push(Expr::I32(1), I32, Effects::default());
            return;
        }
        let (pair, effects) = self.operands::<2>();
        self.push(Expr::RefEq(Box::new(pair)), I32, effects);
    }

    pub(super) fn cast(&mut self, to: RefType) {
        let from = self.reference_type(0);
        let ([value], mut effects) = self.operands();
        effects.traps = effects.traps.union(traps::CAST);
        self.push(Expr::RefCast { from, to, value: Box::new(value) }, ValType::Ref(to), effects);
    }

    pub(super) fn test(&mut self, to: RefType) {
        let from = self.reference_type(0);
        let ([value], effects) = self.operands();
        self.push(Expr::RefTest { from, to, value: Box::new(value) }, I32, effects);
    }

    pub(super) fn br_on_cast(&mut self, depth: u32, to: RefType, branch_on_success: bool) {
        let operand = self.pop_simple();
        let ValType::Ref(from) = operand.ty else { unreachable!("validated: a reference operand") };
        let test = Expr::RefTest { from, to, value: Box::new(operand.expr.clone()) };
        let rest = RefType { nullable: from.nullable && !to.nullable, heap: from.heap };
        let (taken, kept) = if branch_on_success { (to, rest) } else { (rest, to) };
        let condition = if branch_on_success { test } else { Expr::Unary(NumOp::I32Eqz, Box::new(test)) };
        let condition = Operand { expr: condition, ty: I32, effects: operand.effects.clone(), fresh: false };
        let typed = |ty| Operand { ty: ValType::Ref(ty), ..operand.clone() };
        self.branch_if(condition, depth, Some(typed(taken)));
        self.stack.push(typed(kept));
    }

    pub(super) fn br_on_null(&mut self, depth: u32) {
        let operand = self.pop_simple();
        let ValType::Ref(ty) = operand.ty else { unreachable!("validated: a reference operand") };
        let condition = Operand {
            expr: Expr::RefIsNull(Box::new(operand.expr.clone()), ty),
            ty: I32,
            effects: operand.effects.clone(),
            fresh: false,
        };
        self.branch_if(condition, depth, None);
        self.stack.push(Operand { ty: ValType::Ref(RefType { nullable: false, ..ty }), ..operand });
    }

    pub(super) fn br_on_non_null(&mut self, depth: u32) {
        let operand = self.pop_simple();
        let ValType::Ref(ty) = operand.ty else { unreachable!("validated: a reference operand") };
        let is_null = Expr::RefIsNull(Box::new(operand.expr.clone()), ty);
        let condition = Operand {
            expr: Expr::Unary(NumOp::I32Eqz, Box::new(is_null)),
            ty: I32,
            effects: operand.effects.clone(),
            fresh: false,
        };
        let taken = Operand { ty: ValType::Ref(RefType { nullable: false, ..ty }), ..operand };
        self.branch_if(condition, depth, Some(taken));
    }

    pub(super) fn convert(&mut self, heap: HeapType) {
        let operand = self.stack.pop();
        let ty = ValType::Ref(RefType { nullable: is_nullable(operand.ty), heap });
        self.stack.push(Operand { ty, ..operand });
    }
}
