//! The body of a function, by recursive descent: `expr` leaves a value of a type, `statement` leaves nothing.

use Instruction as I;
use wasm_encoder::{
    BlockType, Catch, FieldType, Function, HeapType, Instruction, MemArg, MemArgTarget, RefType, StorageType, ValType,
};

use super::types::{ARRAY, EQ, EXN, STRUCT, Shape, non_null, nullable};
use super::{
    CALL_FUEL, CALLBACKS, Choices, DATA_BYTES, ELEMENTS, ELEMENTS_COUNT, FIRST_GLOBAL, OBJECTS, Plan, Signature,
    TABLE_SIZE, TURN_FUEL, take_fuel,
};
use crate::fold::{self, ANYREF, Code};

/// Nodes of a body, as far as they do not have to be there.
const NODES: i32 = 220;
const DEPTH: u32 = 4;

pub struct Body<'a, 'b, 'c> {
    plan: &'a Plan,
    choices: &'b mut Choices<'c>,
    locals: Vec<ValType>,
    /// Those that statements may set, the parameters among them; the others are counters and such.
    settable: usize,
    code: Code,
    results: &'a [ValType],
    /// Of the blocks around, the innermost last: may they be left without a value?
    labels: Vec<bool>,
    nodes: i32,
}

impl Body<'_, '_, '_> {
    pub fn choose(plan: &Plan, choices: &mut Choices, signature: &Signature) -> Function {
        let mut locals = signature.params.clone();
        locals.extend([ValType::I32, ANYREF]);
        locals.extend((0..choices.below(4)).map(|_| plan.shapes.value(choices)));
        let settable = locals.len();
        let (code, labels, results) = (Code::new(), Vec::new(), &signature.results);
        let mut body = Body { plan, choices, locals, settable, code, results, labels, nodes: NODES };
        let mut leave: Code = Vec::new();
        for result in &signature.results {
            leave.push(default(*result));
        }
        leave.push(I::Return);
        body.code.extend(take_fuel(CALL_FUEL, leave));
        let statements = body.choices.below(6);
        body.statements(statements, DEPTH);
        body.end(DEPTH);
        fold::function(body.locals.split_off(signature.params.len()), body.code)
    }

    /// The function's results, of its own or by a tail call.
    fn end(&mut self, depth: u32) {
        let results = self.results;
        if !(self.choices.one_in(4) && self.tail_call(results)) {
            results.iter().for_each(|result| self.expr(*result, depth));
        }
    }

    // ---- helpers ----

    fn scratch(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        self.locals.len() as u32 - 1
    }

    fn enter(&mut self, block: Instruction<'static>, may_be_left: bool) {
        self.code.push(block);
        self.labels.push(may_be_left);
    }

    fn leave(&mut self) {
        self.code.push(I::End);
        self.labels.pop();
    }

    fn is_subtype(&self, sub: ValType, sup: ValType) -> bool {
        self.plan.shapes.is_subtype(sub, sup)
    }

    /// The value on the stack counts.
    fn observe(&mut self, ty: ValType) {
        self.plan.folds.value(&self.plan.shapes.all, ty, &mut self.code);
        self.code.push(I::Call(self.plan.observe));
    }

    /// `value % limit`, or 0 if that is 0: the limit is in a local.
    fn below_local(&mut self, limit: u32, depth: u32) {
        self.expr(ValType::I32, depth);
        self.code.extend([I::LocalGet(limit), I::I32Const(1), I::LocalGet(limit), I::Select, I::I32RemU]);
    }

    fn any_data_type(&mut self) -> u32 {
        let all = self.plan.shapes.data_types();
        all.start + self.choices.below(all.len()) as u32
    }

    /// A type of references for a cast from `anyref`.
    fn any_heap_type(&mut self) -> HeapType {
        match self.choices.below(6) {
            0 => [HeapType::I31, EQ, STRUCT, ARRAY][self.choices.below(4)],
            _ => HeapType::Concrete(self.any_data_type()),
        }
    }

    fn data_array_type(&self, array: u32) -> bool {
        let Shape::Array(element) = self.plan.shapes.shape(array) else { return false };
        !matches!(element.element_type.unpack(), ValType::Ref(_) | ValType::F32 | ValType::F64)
    }

    fn element(&self, array: u32) -> FieldType {
        match self.plan.shapes.shape(array) {
            Shape::Array(element) => element,
            _ => unreachable!("an array type"),
        }
    }

    fn fields(&self, ty: u32) -> Vec<FieldType> {
        match self.plan.shapes.shape(ty) {
            Shape::Struct(fields) => fields.to_vec(),
            _ => unreachable!("a struct type"),
        }
    }

    /// Fields that the predicate likes, of all structs.
    fn fields_that(&self, likes: impl Fn(u32, FieldType) -> bool) -> Vec<(u32, u32, FieldType)> {
        let mut found = Vec::new();
        for ty in self.plan.shapes.structs() {
            for (number, field) in self.fields(ty).into_iter().enumerate() {
                if likes(ty, field) {
                    found.push((ty, number as u32, field));
                }
            }
        }
        found
    }

    fn arrays_that(&self, likes: impl Fn(u32, FieldType) -> bool) -> Vec<u32> {
        self.plan.shapes.arrays().into_iter().filter(|array| likes(*array, self.element(*array))).collect()
    }

    fn arguments(&mut self, params: &[ValType], depth: u32) {
        for param in params {
            self.expr(*param, depth.min(2));
        }
    }

    // ---- expressions ----

    fn expr(&mut self, ty: ValType, depth: u32) {
        self.nodes -= 1;
        if depth == 0 || self.nodes < 0 {
            return self.leaf(ty);
        }
        let depth = depth - 1;
        match self.choices.below(16) {
            0 => self.leaf(ty),
            1..4 => self.variable(ty),
            4 => {
                self.expr(ValType::I32, depth);
                self.enter(I::If(BlockType::Result(ty)), false);
                self.expr(ty, depth);
                self.code.push(I::Else);
                self.expr(ty, depth);
                self.leave();
            }
            5 => self.block(ty, depth),
            6 => self.call(ty, depth),
            7 | 8 => self.field(ty, depth),
            9 | 10 => self.array_element(ty, depth),
            11 => self.handled(ty, depth),
            12 => {
                self.expr(ty, depth);
                self.expr(ty, depth);
                self.expr(ValType::I32, depth);
                self.code.push(I::TypedSelect(ty));
            }
            _ => self.own(ty, depth),
        }
    }

    fn leaf(&mut self, ty: ValType) {
        match ty {
            ValType::I32 => self.code.push(I::I32Const(self.choices.integer() as i32)),
            ValType::I64 => self.code.push(I::I64Const(self.choices.integer())),
            ValType::F32 => self.code.push(I::F32Const((self.choices.integer() as f32 / 4.0).into())),
            ValType::F64 => self.code.push(I::F64Const((self.choices.integer() as f64 / 4.0).into())),
            ValType::V128 => self.code.push(I::V128Const(i128::from(self.choices.integer()) << 50)),
            ValType::Ref(reference) if reference.nullable => match self.choices.below(3) {
                0 => self.code.push(I::RefNull(reference.heap_type)),
                _ => self.variable(ty),
            },
            ValType::Ref(reference) => self.fresh(reference.heap_type, 0),
        }
    }

    /// A local or global, if there is one of the type.
    fn variable(&mut self, ty: ValType) {
        let locals = (0..self.locals.len()).filter(|at| self.is_subtype(self.locals[*at], ty));
        let mut all: Vec<Instruction<'static>> = locals.map(|at| I::LocalGet(at as u32)).collect();
        let globals = FIRST_GLOBAL as usize..self.plan.globals.len();
        let globals = globals.filter(|at| self.is_subtype(self.plan.globals[*at].0, ty));
        all.extend(globals.map(|at| I::GlobalGet(at as u32)));
        if all.is_empty() {
            return match ty {
                ValType::Ref(reference) if reference.nullable => self.code.push(I::RefNull(reference.heap_type)),
                _ => self.leaf(ty),
            };
        }
        let chosen = all.swap_remove(self.choices.below(all.len()));
        self.code.push(chosen);
    }

    fn block(&mut self, ty: ValType, depth: u32) {
        self.enter(I::Block(BlockType::Result(ty)), false);
        let statements = self.choices.below(2);
        self.statements(statements, depth);
        self.expr(ty, depth);
        self.expr(ValType::I32, depth);
        self.code.extend([I::BrIf(0), I::Drop]);
        self.expr(ty, depth);
        self.leave();
    }

    fn call(&mut self, ty: ValType, depth: u32) {
        let all: Vec<usize> = (self.plan.callbacks.start as usize..self.plan.functions.len())
            .filter(|id| self.is_subtype(self.plan.functions[*id].results[0], ty))
            .collect();
        let Some(id) = self.choices.of(&all) else { return self.own(ty, depth) };
        let Signature { params, results, .. } = self.plan.functions[id].clone();
        self.arguments(&params, depth);
        self.code.push(I::Call(id as u32));
        results[1..].iter().rev().for_each(|result| self.observe(*result));
    }

    /// Calls by a reference or a table, with one result.
    fn call_callback(&mut self, ty: u32, depth: u32) {
        let (params, _) = self.plan.shapes.function(ty);
        self.arguments(&params, depth);
        if self.choices.below(3) == 0 {
            // Of eight slots several have another type.
            let matching = self.choices.below(TABLE_SIZE as usize);
            self.code.push(I::I32Const(matching as i32));
            if self.choices.one_in(8) {
                self.code.push(I::CallIndirect { type_index: ty, table_index: CALLBACKS });
                return;
            }
            self.code.push(I::TableGet(CALLBACKS));
            self.cast_or(HeapType::FUNC, HeapType::Concrete(ty));
        } else {
            let to = nullable(HeapType::Concrete(ty));
            self.expr(to, depth.min(2));
            self.cast_or(HeapType::Concrete(ty), HeapType::Concrete(ty));
        }
        self.code.push(I::CallRef(ty));
    }

    /// The reference on the stack if it is of that type and not null, otherwise a fresh one.
    fn cast_or(&mut self, from: HeapType, to: HeapType) {
        let taken = self.scratch(nullable(from));
        self.code.push(I::LocalSet(taken));
        self.enter(I::Block(BlockType::Result(non_null(to))), false);
        self.code.push(I::LocalGet(taken));
        if from == to {
            self.code.push(I::BrOnNonNull(0));
        } else if self.choices.below(2) == 0 {
            self.br_on_cast(0, from, to);
            self.code.push(I::Drop);
        } else {
            self.enter(I::Block(BlockType::Result(nullable(from))), false);
            let (from_ref_type, to_ref_type) = cast_types(from, to);
            self.code.push(I::LocalGet(taken));
            self.code.push(I::BrOnCastFail { relative_depth: 0, from_ref_type, to_ref_type });
            self.code.push(I::Br(1));
            self.leave();
            self.code.extend([I::Drop, I::Drop]);
        }
        self.fresh(to, 0);
        self.leave();
    }

    fn br_on_cast(&mut self, relative_depth: u32, from: HeapType, to: HeapType) {
        let (from_ref_type, to_ref_type) = cast_types(from, to);
        self.code.push(I::BrOnCast { relative_depth, from_ref_type, to_ref_type });
    }

    fn field(&mut self, ty: ValType, depth: u32) {
        let all = self.fields_that(|_, field| self.is_subtype(field.element_type.unpack(), ty));
        let Some((object, number, field)) = self.choices.of(&all) else { return self.own(ty, depth) };
        self.object(object, depth);
        let signed = self.choices.below(2) == 0;
        self.code.push(fold::get_field(object, number, field.element_type, signed));
    }

    fn array_element(&mut self, ty: ValType, depth: u32) {
        let all = self.arrays_that(|_, element| self.is_subtype(element.element_type.unpack(), ty));
        let Some(array) = self.choices.of(&all) else { return self.own(ty, depth) };
        let (object, _) = self.array_with_length(array, depth);
        self.code.push(I::LocalGet(object));
        self.index(object, depth);
        let signed = self.choices.below(2) == 0;
        self.code.push(fold::get_element(array, self.element(array).element_type, signed));
    }

    /// An array and its length, in locals.
    fn array_with_length(&mut self, array: u32, depth: u32) -> (u32, u32) {
        let object = self.scratch(nullable(HeapType::Concrete(array)));
        let length = self.scratch(ValType::I32);
        self.object(array, depth);
        self.code.extend([I::LocalTee(object), I::ArrayLen, I::LocalSet(length)]);
        (object, length)
    }

    /// An index that an array has, nearly always.
    fn index(&mut self, object: u32, depth: u32) {
        self.expr(ValType::I32, depth);
        if !self.choices.one_in(40) {
            self.code.extend([I::LocalGet(object), I::ArrayLen, I::I32RemU]);
        }
    }

    /// `(ref $ty)` of a struct or array.
    fn object(&mut self, ty: u32, depth: u32) {
        let heap = HeapType::Concrete(ty);
        match self.choices.below(10) {
            0 | 1 => self.fresh(heap, depth),
            2..5 => {
                self.expr(nullable(heap), depth);
                self.cast_or(heap, heap);
            }
            5..8 => {
                let from = if self.choices.below(2) == 0 { HeapType::ANY } else { EQ };
                self.expr(nullable(from), depth);
                self.cast_or(from, heap);
            }
            8 => self.variable(non_null(heap)),
            _ if self.choices.one_in(8) => {
                self.expr(nullable(heap), depth);
                self.code.push(I::RefAsNonNull);
            }
            _ if self.choices.one_in(8) => {
                self.expr(ANYREF, depth);
                self.code.push(I::RefCastNonNull(heap));
            }
            _ => self.fresh(heap, depth),
        }
    }

    /// A reference that is not null.
    fn fresh(&mut self, heap: HeapType, depth: u32) {
        let depth = depth.saturating_sub(1);
        if heap == STRUCT || heap == ARRAY {
            let all = if heap == STRUCT { self.plan.shapes.structs() } else { self.plan.shapes.arrays() };
            return self.fresh(HeapType::Concrete(all[0]), depth);
        }
        if heap == HeapType::FUNC {
            return self.code.push(I::RefFunc(self.plan.callbacks.start));
        }
        let HeapType::Concrete(ty) = heap else {
            self.expr(ValType::I32, depth);
            self.code.push(I::RefI31);
            self.code.extend((heap == HeapType::EXTERN).then_some(I::ExternConvertAny));
            return;
        };
        match self.plan.shapes.shape(ty) {
            Shape::Func(_) => self.code.push(I::RefFunc(self.plan.callback_of(self.choices, ty))),
            Shape::Struct(fields) => {
                let is_defaultable = fields.iter().all(|field| field.element_type.is_defaultable());
                if is_defaultable && self.choices.below(4) == 1 {
                    return self.code.push(I::StructNewDefault(ty));
                }
                fields.iter().for_each(|field| self.expr(field.element_type.unpack(), depth));
                self.code.push(I::StructNew(ty));
            }
            Shape::Array(_) => self.fresh_array(ty, depth),
        }
    }

    fn fresh_array(&mut self, ty: u32, depth: u32) {
        let element = self.element(ty).element_type;
        let value = element.unpack();
        // Seldom empty.
        let length = |body: &mut Self| if body.choices.one_in(20) { 0 } else { 1 + body.choices.below(16) as u32 };
        match self.choices.below(5) {
            1 if element.is_defaultable() => {
                let length = length(self) as i32;
                self.code.extend([I::I32Const(length), I::ArrayNewDefault(ty)]);
            }
            2 if self.data_array_type(ty) => {
                let start = self.choices.below(DATA_BYTES as usize / 2) as i32;
                let length = 1 + self.choices.below(4) as i32;
                self.code.extend([I::I32Const(start), I::I32Const(length)]);
                self.code.push(I::ArrayNewData { array_type_index: ty, array_data_index: 0 });
            }
            2 if value == ANYREF => {
                let length = 1 + self.choices.below(ELEMENTS_COUNT as usize - 1) as i32;
                self.code.extend([I::I32Const(1), I::I32Const(length)]);
                self.code.push(I::ArrayNewElem { array_type_index: ty, array_elem_index: ELEMENTS });
            }
            3 => {
                let array_size = length(self).min(6);
                (0..array_size).for_each(|_| self.expr(value, depth));
                self.code.push(I::ArrayNewFixed { array_type_index: ty, array_size });
            }
            _ => {
                self.expr(value, depth);
                let length = length(self) as i32;
                self.code.extend([I::I32Const(length), I::ArrayNew(ty)]);
            }
        }
    }

    /// `try_table` around an expression.
    fn handled(&mut self, ty: ValType, depth: u32) {
        let number = self.choices.below(self.plan.tags.len());
        let (tag, label) = (number as u32, 0);
        let payload = self.plan.tags[number].params.clone();
        let (plain, with_exception) = self.plan.handlers[number];
        let (catch, block, payload, has_exception) = match self.choices.below(4) {
            0 => (Catch::One { tag, label }, BlockType::FunctionType(plain), payload, false),
            1 => (Catch::OneRef { tag, label }, BlockType::FunctionType(with_exception), payload, true),
            2 => (Catch::All { label }, BlockType::Empty, Vec::new(), false),
            _ => (Catch::AllRef { label }, BlockType::Result(ValType::EXNREF), Vec::new(), true),
        };
        self.enter(I::Block(BlockType::Result(ty)), false);
        self.enter(I::Block(block), false);
        self.enter(I::TryTable(BlockType::Result(ty), vec![catch].into()), false);
        let statements = self.choices.below(3);
        self.statements(statements, depth);
        if self.choices.below(2) == 0 {
            self.maybe_throw(number, depth);
        }
        self.expr(ty, depth);
        self.leave();
        self.code.push(I::Br(1));
        self.leave();
        let exception = self.scratch(ValType::EXNREF);
        if has_exception {
            self.code.push(I::LocalSet(exception));
        }
        payload.iter().rev().for_each(|ty| self.observe(*ty));
        if has_exception && self.choices.one_in(3) {
            self.expr(ValType::I32, depth);
            self.code.extend([I::If(BlockType::Empty), I::LocalGet(exception), I::ThrowRef, I::End]);
        }
        self.expr(ty, depth);
        self.leave();
    }

    fn maybe_throw(&mut self, number: usize, depth: u32) {
        let payload = self.plan.tags[number].params.clone();
        self.expr(ValType::I32, depth.min(1));
        self.enter(I::If(BlockType::Empty), false);
        self.arguments(&payload, depth);
        self.code.push(I::Throw(number as u32));
        self.leave();
    }

    /// What only values of this type come from.
    fn own(&mut self, ty: ValType, depth: u32) {
        match ty {
            ValType::I32 => self.own_i32(depth),
            ValType::I64 => self.own_i64(depth),
            ValType::F32 => {
                self.expr(ValType::F64, depth);
                self.code.push(I::F32DemoteF64);
            }
            ValType::F64 => match self.choices.below(3) {
                0 => {
                    self.expr(ValType::I32, depth);
                    self.code.push(I::F64ConvertI32S);
                }
                1 => {
                    self.expr(ValType::F32, depth);
                    self.code.push(I::F64PromoteF32);
                }
                _ => {
                    self.expr(ValType::F64, depth);
                    self.expr(ValType::F64, depth);
                    self.code.push([I::F64Add, I::F64Mul, I::F64Sub][self.choices.below(3)].clone());
                }
            },
            ValType::V128 => match self.choices.below(2) {
                0 => {
                    self.expr(ValType::I64, depth);
                    self.code.push(I::I64x2Splat);
                }
                _ => {
                    self.expr(ValType::V128, depth);
                    self.expr(ValType::V128, depth);
                    self.code.push([I::I32x4Add, I::V128Xor, I::I8x16Sub][self.choices.below(3)].clone());
                }
            },
            ValType::Ref(ty) => self.own_reference(ty, depth),
        }
    }

    fn own_i32(&mut self, depth: u32) {
        match self.choices.below(12) {
            0..3 => {
                self.expr(ValType::I32, depth);
                self.expr(ValType::I32, depth);
                let all = [I::I32Add, I::I32Sub, I::I32Mul, I::I32Xor, I::I32And, I::I32ShrU, I::I32LtS, I::I32Eq];
                self.code.push(all[self.choices.below(all.len())].clone());
            }
            3 => {
                self.expr(ANYREF, depth);
                let heap = self.any_heap_type();
                let or_null = self.choices.below(3) == 0;
                self.code.push(if or_null { I::RefTestNullable(heap) } else { I::RefTestNonNull(heap) });
            }
            4 => {
                self.expr(nullable(EQ), depth);
                self.expr(nullable(EQ), depth);
                self.code.push(I::RefEq);
            }
            5 => {
                let ty = self.plan.shapes.value(self.choices);
                let ty = if matches!(ty, ValType::Ref(_)) { ty } else { ANYREF };
                self.expr(ty, depth);
                self.code.push(I::RefIsNull);
            }
            6 => {
                let arrays = self.plan.shapes.arrays();
                let array = self.choices.of(&arrays).expect("there is an array type");
                self.object(array, depth);
                self.code.push(I::ArrayLen);
            }
            7 => {
                self.expr(ANYREF, depth);
                self.cast_or(HeapType::ANY, HeapType::I31);
                self.code.push(if self.choices.below(2) == 0 { I::I31GetS } else { I::I31GetU });
            }
            8 => {
                self.expr(ValType::I64, depth);
                self.code.push(if self.choices.below(2) == 0 { I::I32WrapI64 } else { I::I64Eqz });
            }
            9 => {
                self.expr(ValType::I32, depth);
                self.code.extend([I::I32Const(0xfff8), I::I32And]);
                self.code.push(I::I32Load16S(memory_argument()));
            }
            10 => self.call_callback(1, depth),
            _ => {
                self.expr(ValType::F64, depth);
                self.code.push(I::I32TruncSatF64S);
            }
        }
    }

    fn own_i64(&mut self, depth: u32) {
        match self.choices.below(4) {
            0 => {
                self.expr(ValType::I32, depth);
                self.code.push(if self.choices.below(2) == 0 { I::I64ExtendI32S } else { I::I64ExtendI32U });
            }
            1 => {
                self.expr(ValType::V128, depth);
                self.code.push(I::I64x2ExtractLane(1));
            }
            _ => {
                self.expr(ValType::I64, depth);
                self.expr(ValType::I64, depth);
                let all = [I::I64Add, I::I64Mul, I::I64Xor, I::I64Shl, I::I64Sub];
                self.code.push(all[self.choices.below(all.len())].clone());
            }
        }
    }

    fn own_reference(&mut self, ty: RefType, depth: u32) {
        let heap = ty.heap_type;
        if heap == EXN {
            return self.variable(ValType::Ref(ty));
        }
        match self.choices.below(8) {
            0 if heap == HeapType::ANY => {
                self.expr(ValType::I32, depth);
                self.code.extend([I::I32Const(TABLE_SIZE as i32 - 1), I::I32And, I::TableGet(OBJECTS)]);
                self.or_fresh_if_needed(ty);
            }
            1 if heap == HeapType::ANY && ty.nullable => self.call_callback(0, depth),
            2 if heap == EQ && ty.nullable => self.call_callback(2, depth),
            3 if heap == HeapType::ANY && ty.nullable => {
                self.expr(nullable(HeapType::EXTERN), depth);
                self.code.push(I::AnyConvertExtern);
            }
            4 if heap == HeapType::EXTERN && ty.nullable => {
                self.expr(ANYREF, depth);
                self.code.push(I::ExternConvertAny);
            }
            0..5 if heap == HeapType::ANY || heap == EQ => {
                let to = self.any_heap_type();
                self.fresh(to, depth);
            }
            5 if ty.nullable && heap != HeapType::ANY && self.is_subtype(nullable(heap), ANYREF) => {
                // What is of another type becomes null.
                let taken = self.scratch(ANYREF);
                self.expr(ANYREF, depth);
                self.code.extend([I::LocalTee(taken), I::RefTestNonNull(heap), I::If(BlockType::Result(ty.into()))]);
                self.code.extend([I::LocalGet(taken), I::RefCastNullable(heap), I::Else, I::RefNull(heap), I::End]);
            }
            _ => self.fresh(heap, depth),
        }
    }

    fn or_fresh_if_needed(&mut self, ty: RefType) {
        if !ty.nullable {
            self.cast_or(ty.heap_type, ty.heap_type);
        }
    }

    // ---- statements ----

    fn statements(&mut self, count: usize, depth: u32) {
        (0..count).for_each(|_| self.statement(depth));
    }

    fn statement(&mut self, depth: u32) {
        self.nodes -= 2;
        let ty = self.plan.shapes.value(self.choices);
        if depth == 0 || self.nodes < 0 {
            self.variable(ty);
            return self.observe(ty);
        }
        let depth = depth - 1;
        match self.choices.below(24) {
            0..3 => {
                self.expr(ty, depth);
                self.observe(ty);
            }
            3..6 => {
                let local = self.choices.below(self.settable);
                self.expr(self.locals[local], depth);
                self.code.push(I::LocalSet(local as u32));
            }
            6 => self.set_global(depth),
            7 | 8 => self.set_field(depth),
            9 | 10 => self.set_element(depth),
            11 => {
                self.expr(ValType::I32, depth);
                self.enter(I::If(BlockType::Empty), true);
                self.statements(2, depth);
                if self.choices.below(2) == 0 {
                    self.code.push(I::Else);
                    self.statements(1, depth);
                }
                self.leave();
            }
            12 | 13 => {
                let turns = 1 + self.choices.below(10) as i32;
                let count = 1 + self.choices.below(3);
                self.repeat(turns, |body| body.statements(count, depth));
            }
            14 | 15 => self.copy_elements(depth),
            16 => self.fill_elements(depth),
            17 => self.init_elements(depth),
            18 => self.keep_list(depth),
            19 => self.keep_array(depth),
            20 => {
                self.expr(ValType::I32, depth);
                self.code.extend([I::I32Const(TABLE_SIZE as i32 - 1), I::I32And]);
                self.expr(ANYREF, depth);
                self.code.push(I::TableSet(OBJECTS));
            }
            21 => {
                self.expr(ValType::I32, depth);
                self.code.extend([I::I32Const(0xfff8), I::I32And]);
                self.expr(ValType::I64, depth);
                self.code.push(I::I64Store(memory_argument()));
            }
            22 if self.choices.below(3) == 2 => {
                self.expr(ValType::I32, depth.min(1));
                self.enter(I::If(BlockType::Empty), false);
                self.end(depth.min(2));
                self.code.push(I::Return);
                self.leave();
            }
            22 => self.leave_a_block(depth),
            _ => {
                let number = self.choices.below(self.plan.tags.len());
                // Outside of a handler it mostly ends the call.
                if self.labels.is_empty() || self.choices.one_in(3) {
                    self.handled(ValType::I32, depth);
                    self.observe(ValType::I32);
                } else {
                    self.maybe_throw(number, depth);
                }
            }
        }
    }

    /// A loop of so many turns, as long as there is fuel.
    fn repeat(&mut self, turns: i32, inside: impl FnOnce(&mut Self)) {
        let counter = self.scratch(ValType::I32);
        self.code.extend([I::I32Const(turns), I::LocalSet(counter)]);
        self.enter(I::Block(BlockType::Empty), true);
        self.enter(I::Loop(BlockType::Empty), true);
        self.code.extend([I::LocalGet(counter), I::I32Eqz, I::BrIf(1)]);
        self.code.extend([I::LocalGet(counter), I::I32Const(1), I::I32Sub, I::LocalSet(counter)]);
        self.code.extend(take_fuel(TURN_FUEL, vec![I::Br(2)]));
        inside(self);
        self.code.push(I::Br(0));
        self.leave();
        self.leave();
    }

    fn set_global(&mut self, depth: u32) {
        let all: Vec<usize> =
            (FIRST_GLOBAL as usize..self.plan.globals.len()).filter(|at| self.plan.globals[*at].1).collect();
        let Some(global) = self.choices.of(&all) else { return };
        self.expr(self.plan.globals[global].0, depth);
        self.code.push(I::GlobalSet(global as u32));
    }

    fn set_field(&mut self, depth: u32) {
        let all = self.fields_that(|_, field| field.mutable);
        let Some((object, number, field)) = self.choices.of(&all) else { return };
        self.object(object, depth);
        self.expr(field.element_type.unpack(), depth);
        self.code.push(I::StructSet { struct_type_index: object, field_index: number });
    }

    fn set_element(&mut self, depth: u32) {
        let all = self.arrays_that(|_, element| element.mutable);
        let Some(array) = self.choices.of(&all) else { return };
        let (object, _) = self.array_with_length(array, depth);
        self.code.push(I::LocalGet(object));
        self.index(object, depth);
        self.expr(self.element(array).element_type.unpack(), depth);
        self.code.push(I::ArraySet(array));
    }

    /// Within an array, or from one to another of a type that fits.
    fn copy_elements(&mut self, depth: u32) {
        let all = self.arrays_that(|_, element| element.mutable);
        let Some(to) = self.choices.of(&all) else { return };
        let wanted = self.element(to).element_type;
        let sources = self.arrays_that(|_, element| match (element.element_type, wanted) {
            (StorageType::Val(sub), StorageType::Val(sup)) => self.is_subtype(sub, sup),
            (sub, sup) => sub == sup,
        });
        let from = self.choices.of(&sources).unwrap_or(to);
        let (to_object, to_length) = self.array_with_length(to, depth);
        let (from_object, from_length) = if from == to && self.choices.below(2) == 0 {
            (to_object, to_length)
        } else {
            self.array_with_length(from, depth)
        };
        let shorter = self.scratch(ValType::I32);
        self.code.extend([I::LocalGet(to_length), I::LocalGet(from_length), I::LocalGet(to_length)]);
        self.code.extend([I::LocalGet(from_length), I::I32LtU, I::Select, I::LocalSet(shorter)]);
        let starts = [self.scratch(ValType::I32), self.scratch(ValType::I32)];
        for start in starts {
            self.below_local(shorter, depth.min(1));
            self.code.push(I::LocalSet(start));
        }
        self.code.extend([
            I::LocalGet(to_object),
            I::LocalGet(starts[0]),
            I::LocalGet(from_object),
            I::LocalGet(starts[1]),
        ]);
        self.code.extend([
            I::LocalGet(shorter),
            I::LocalGet(starts[0]),
            I::LocalGet(starts[1]),
            I::LocalGet(starts[0]),
        ]);
        self.code.extend([I::LocalGet(starts[1]), I::I32GtU, I::Select, I::I32Sub]);
        self.code.push(I::ArrayCopy { array_type_index_dst: to, array_type_index_src: from });
    }

    fn fill_elements(&mut self, depth: u32) {
        let all = self.arrays_that(|_, element| element.mutable);
        let Some(array) = self.choices.of(&all) else { return };
        let (object, length) = self.array_with_length(array, depth);
        let start = self.scratch(ValType::I32);
        self.below_local(length, depth.min(1));
        self.code.extend([I::LocalSet(start), I::LocalGet(object), I::LocalGet(start)]);
        self.expr(self.element(array).element_type.unpack(), depth);
        self.code.extend([I::LocalGet(length), I::LocalGet(start), I::I32Sub, I::ArrayFill(array)]);
    }

    /// From a segment.
    fn init_elements(&mut self, depth: u32) {
        let all = self.arrays_that(|array, element| {
            element.mutable && (self.data_array_type(array) || element.element_type.unpack() == ANYREF)
        });
        let Some(array) = self.choices.of(&all) else { return };
        let (object, length) = self.array_with_length(array, depth);
        let from = self.choices.below(3) as i32;
        self.code.extend([I::LocalGet(object), I::I32Const(0), I::I32Const(from)]);
        // As many as there are, or two.
        self.code.extend([
            I::LocalGet(length),
            I::I32Const(2),
            I::LocalGet(length),
            I::I32Const(2),
            I::I32LtU,
            I::Select,
        ]);
        self.code.push(if self.data_array_type(array) {
            I::ArrayInitData { array_type_index: array, array_data_index: 0 }
        } else {
            I::ArrayInitElem { array_type_index: array, array_elem_index: ELEMENTS }
        });
    }

    /// A list that grows over many allocations, and a walk along it.
    fn keep_list(&mut self, depth: u32) {
        let all = self
            .fields_that(|ty, field| self.is_subtype(nullable(HeapType::Concrete(ty)), field.element_type.unpack()));
        let Some((ty, next, next_field)) = self.choices.of(&all) else { return };
        let heap = HeapType::Concrete(ty);
        let list = self.scratch(nullable(heap));
        let fields = self.fields(ty);
        let turns = 3 + self.choices.below(60) as i32;
        self.repeat(turns, |body| {
            for (number, field) in fields.iter().enumerate() {
                if number as u32 == next {
                    body.code.push(I::LocalGet(list));
                } else {
                    body.expr(field.element_type.unpack(), depth.min(1));
                }
            }
            body.code.extend([I::StructNew(ty), I::LocalSet(list)]);
        });
        let statements = self.choices.below(2);
        self.statements(statements, depth);
        self.repeat(turns + 1, |body| {
            body.code.extend([I::LocalGet(list), I::RefIsNull, I::BrIf(1)]);
            for (number, field) in fields.iter().enumerate() {
                let ty_of_field = field.element_type.unpack();
                if !matches!(ty_of_field, ValType::Ref(_)) {
                    body.code.push(I::LocalGet(list));
                    body.code.push(fold::get_field(ty, number as u32, field.element_type, true));
                    body.observe(ty_of_field);
                }
            }
            body.code.push(I::LocalGet(list));
            body.code.push(fold::get_field(ty, next, next_field.element_type, true));
            // The field may hold others, too.
            body.code.extend((next_field.element_type.unpack() != nullable(heap)).then_some(I::RefCastNullable(heap)));
            body.code.push(I::LocalSet(list));
        });
    }

    /// An array whose elements are made one by one, and are looked at later.
    fn keep_array(&mut self, depth: u32) {
        let all = self.arrays_that(|_, element| {
            element.mutable
                && element.element_type.is_defaultable()
                && matches!(element.element_type.unpack(), ValType::Ref(_))
        });
        let Some(array) = self.choices.of(&all) else { return };
        let element = self.element(array).element_type.unpack();
        let object = self.scratch(nullable(HeapType::Concrete(array)));
        let index = self.scratch(ValType::I32);
        let length = 3 + self.choices.below(40) as i32;
        self.code.extend([I::I32Const(length), I::ArrayNewDefault(array), I::LocalSet(object)]);
        self.code.extend([I::I32Const(0), I::LocalSet(index)]);
        let step =
            |body: &mut Self| body.code.extend([I::LocalGet(index), I::I32Const(1), I::I32Add, I::LocalSet(index)]);
        self.repeat(length, |body| {
            body.code.extend([I::LocalGet(object), I::LocalGet(index)]);
            body.own(element, depth.min(2));
            body.code.push(I::ArraySet(array));
            step(body);
        });
        let statements = self.choices.below(2);
        self.statements(statements, depth);
        self.code.extend([I::I32Const(0), I::LocalSet(index)]);
        self.repeat(length, |body| {
            body.code.extend([I::LocalGet(object), I::LocalGet(index), I::ArrayGet(array)]);
            body.observe(element);
            step(body);
        });
    }

    fn leave_a_block(&mut self, depth: u32) {
        let depths: Vec<u32> =
            (0..self.labels.len()).filter(|at| self.labels[self.labels.len() - 1 - at]).map(|at| at as u32).collect();
        let Some(label) = self.choices.of(&depths) else { return };
        if self.choices.below(2) == 0 {
            self.expr(ValType::I32, depth);
            self.code.push(I::BrIf(label));
        } else {
            let ty = self.any_data_type();
            self.expr(nullable(HeapType::Concrete(ty)), depth);
            self.code.push(I::BrOnNull(label));
            self.observe(nullable(HeapType::Concrete(ty)));
        }
    }

    /// False: there is no function with these results.
    fn tail_call(&mut self, results: &[ValType]) -> bool {
        let fits = |id: &usize| {
            let own = &self.plan.functions[*id].results;
            own.len() == results.len() && own.iter().zip(results).all(|(own, result)| self.is_subtype(*own, *result))
        };
        let all: Vec<usize> = (self.plan.callbacks.start as usize..self.plan.functions.len()).filter(fits).collect();
        let Some(id) = self.choices.of(&all) else { return false };
        let Signature { params, ty, .. } = self.plan.functions[id].clone();
        for param in &params {
            self.expr(*param, 2);
        }
        if self.plan.callbacks.contains(&(id as u32)) && self.choices.below(2) == 0 {
            let heap = HeapType::Concrete(ty);
            self.expr(nullable(heap), 2);
            self.cast_or(heap, heap);
            self.code.push(I::ReturnCallRef(ty));
        } else {
            self.code.push(I::ReturnCall(id as u32));
        }
        true
    }
}

fn cast_types(from: HeapType, to: HeapType) -> (RefType, RefType) {
    (RefType { nullable: true, heap_type: from }, RefType { nullable: false, heap_type: to })
}

fn memory_argument() -> MemArg {
    MemArg { offset: 0, align: 0, target: MemArgTarget::Memory(0), ordering: None }
}

fn default(ty: ValType) -> Instruction<'static> {
    match ty {
        ValType::I32 => I::I32Const(0),
        ValType::I64 => I::I64Const(0),
        ValType::F32 => I::F32Const(0.0.into()),
        ValType::F64 => I::F64Const(0.0.into()),
        ValType::V128 => I::V128Const(0),
        ValType::Ref(ty) => I::RefNull(ty.heap_type),
    }
}
