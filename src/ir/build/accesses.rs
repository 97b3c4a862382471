//! Memories and tables: loads, stores and what writes many at once.
//!
//! In: their operators. Out: expressions that read the world, and statements that write it.

use super::*;

impl Builder<'_, '_> {
    /// The vector is evaluated before the load, which may trap: nothing that the vector's traps could be taken for.
    pub(super) fn lane_load(&mut self, replace: LaneOp, load: LoadOp, memarg: &MemArg, lane: u8) {
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

    pub(super) fn lane_store(&mut self, extract: LaneOp, op: StoreOp, memarg: &MemArg, lane: u8) {
        let [address, vector] = self.take_fixed(Some(Flush::World));
        let value = Expr::Lane { op: extract, lane, operands: Box::new([vector]) };
        self.emit(Stmt::Store { op, memory: memory_of(memarg), offset: memarg.offset, address, value });
    }

    pub(super) fn load(&mut self, op: LoadOp, memarg: &MemArg) {
        let ([address], mut effects) = self.operands();
        effects.reads_world = true;
        effects.traps = effects.traps.union(op.traps());
        let expr = Expr::Load { op, memory: memory_of(memarg), offset: memarg.offset, address: Box::new(address) };
        self.push(expr, op.ty(), effects);
    }

    pub(super) fn store(&mut self, op: StoreOp, memarg: &MemArg) {
        let [address, value] = self.take_fixed(Some(Flush::World));
        self.emit(Stmt::Store { op, memory: memory_of(memarg), offset: memarg.offset, address, value });
    }

    pub(super) fn atomic(&mut self, op: AtomicOp, memarg: &MemArg) {
        let args = self.take(op.operand_count(), Some(Flush::World));
        let result = self.new_temp(op.result(), None);
        self.emit(Stmt::Atomic { op, memory: memory_of(memarg), offset: memarg.offset, args, result });
        self.push_fresh(result);
    }

    pub(super) fn bulk(&mut self, op: BulkOp, count: usize, result: Option<ValType>) {
        let mut operands = self.stack.pop_many(count);
        let arrays: &[usize] = match op {
            BulkOp::ArrayFill(_) | BulkOp::ArrayInitData(..) | BulkOp::ArrayInitElem(..) => &[0],
            BulkOp::ArrayCopy { .. } => &[0, 2],
            _ => &[],
        };
        let is_checked = |(at, operand): (usize, &Operand)| arrays.contains(&at) && is_nullable(operand.ty);
        let checked: Vec<bool> = operands.iter().enumerate().map(is_checked).collect();
        self.sequence_with_check(&mut operands, if checked.contains(&true) { traps::NULL } else { traps::NONE });
        let args = operands.into_iter().zip(checked).map(|(operand, checked)| match operand.ty {
            ValType::Ref(ty) if checked => Expr::RefAsNonNull(Box::new(operand.expr), ty),
            _ => operand.expr,
        });
        let args = args.collect();
        let result = result.map(|ty| self.new_temp(ty, None));
        self.emit(Stmt::Bulk { op, args, result });
        if let Some(var) = result {
            self.push_fresh(var);
        }
    }

    /// The type of a memory's addresses and sizes.
    pub(super) fn memory_index(&self, memory: u32) -> ValType {
        if self.module.memories[memory as usize].memory64 { ValType::I64 } else { I32 }
    }

    pub(super) fn table_index(&self, table: u32) -> ValType {
        if self.module.tables[table as usize].table64 { ValType::I64 } else { I32 }
    }
}

/// Other targets of an access are refused when read.
pub(super) fn memory_of(memarg: &MemArg) -> MemoryId {
    match memarg.target {
        wasmparser::MemArgTarget::Memory(index) => MemoryId(index),
        ref other => unreachable!("refused when read: {other:?}"),
    }
}
