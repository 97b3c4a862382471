//! Which method stands for which instruction.
//!
//! In: the operator at the position. Out: one call for it, or the statement that it is.

use super::*;

impl Builder<'_, '_> {
    /// One instruction. Every arm is one call, or the statement that the instruction stands for.
    pub(super) fn operator(&mut self) -> Result<()> {
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
    pub(super) fn numeric_operator(&mut self, operator: &Operator<'_>) -> bool {
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
