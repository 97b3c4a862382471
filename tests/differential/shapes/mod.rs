//! Modules that live on the heap: structs and arrays in recursion groups, with subtypes; allocation, casts, access, bulk
//! operations on arrays, i31s, references to functions, exceptions that carry references, loops that keep much alive.
//!
//! In: bytes, each a choice. Out: a module that is valid whatever they are, and small when they are few: where they run out,
//! every choice is the first, and the first ends. Nearly all that can trap is guarded, for what traps computes nothing.

mod body;
mod types;

use Instruction as I;
use arbitrary::Unstructured;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, Function,
    FunctionSection, GlobalSection, GlobalType, HeapType, Instruction, MemorySection, MemoryType, Module, RefType,
    StartSection, TableSection, TableType, TagKind, TagSection, TagType, TypeSection, ValType,
};

use crate::calls::Origin;
use crate::fold::{self, ANYREF, Code, Folds};
use body::Body;
use types::{Shape, Shapes};

/// Calls and turns of loops that a call from outside may make.
const CALLS: i32 = 120;
const TURNS: i32 = 3000;

/// Indices of globals.
const CALL_FUEL: u32 = 0;
const TURN_FUEL: u32 = 1;
const OBSERVED: u32 = 2;
const FIRST_GLOBAL: u32 = 3;

/// Tables: of references to objects, and of the callbacks.
const OBJECTS: u32 = 0;
const CALLBACKS: u32 = 1;
/// A power of 2.
const TABLE_SIZE: u64 = 8;

/// Segments of elements: that of the callbacks' table, which is active, and one of `anyref`.
const ELEMENTS: u32 = 1;
const ELEMENTS_COUNT: u32 = 5;
const DATA_BYTES: u32 = 128;

/// What decides.
pub struct Choices<'a>(Unstructured<'a>);

impl Choices<'_> {
    /// Less than `count`.
    fn below(&mut self, count: usize) -> usize {
        self.0.int_in_range(0..=count.max(1) - 1).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { Some(items[self.below(items.len())]) }
    }

    /// Small ones and edges.
    fn integer(&mut self) -> i64 {
        const EDGES: [i64; 8] =
            [-1, i32::MIN as i64, i32::MAX as i64, i64::MIN, i64::MAX, 1 << 30, -(1 << 30) - 1, 65536];
        if self.one_in(6) { EDGES[self.below(EDGES.len())] } else { self.below(100) as i64 }
    }
}

/// A function that can be called.
#[derive(Clone, Debug)]
struct Signature {
    ty: u32,
    params: Vec<ValType>,
    results: Vec<ValType>,
}

/// Everything but the bodies.
struct Plan {
    shapes: Shapes,
    folds: Folds,
    /// `(i64)`: what is computed goes into the global `OBSERVED`.
    observe: u32,
    /// The start function, and one that only it may call.
    start: u32,
    /// Whose references are in the table `CALLBACKS`.
    callbacks: std::ops::Range<u32>,
    functions: Vec<Signature>,
    tags: Vec<Signature>,
    /// Blocks that a handler ends: a payload, without and with the exception.
    handlers: Vec<(u32, u32)>,
    globals: Vec<(ValType, bool)>,
}

pub fn module(bytes: &[u8]) -> (Vec<u8>, Origin) {
    let mut choices = Choices(Unstructured::new(bytes));
    let mut types = TypeSection::new();
    let mut shapes = Shapes::choose(&mut choices, &mut types);

    let folds = Folds { first_type: shapes.len(), first_function: 0 };
    for ty in Folds::types() {
        types.ty().func_type(&ty);
        shapes.push_function(ty.params(), ty.results());
    }
    let observe_type = signature(&mut shapes, &mut types, vec![ValType::I64], vec![]);
    let observe = Folds::FUNCTIONS;
    let mut functions: Vec<Signature> = (0..Folds::FUNCTIONS).map(|_| observe_type.clone()).collect();
    functions.push(observe_type);
    let start = functions.len() as u32;
    let nothing = signature(&mut shapes, &mut types, vec![], vec![]);
    functions.extend([nothing.clone(), nothing]);

    let first_callback = functions.len() as u32;
    for ty in [0, 1, 2, choices.below(3) as u32] {
        let (params, results) = shapes.function(ty);
        functions.push(Signature { ty, params, results });
    }
    let callbacks = first_callback..functions.len() as u32;
    for _ in 0..1 + choices.below(4) {
        let params = (0..choices.below(5)).map(|_| shapes.value(&mut choices)).collect();
        let results = (0..1 + choices.below(5) / 3).map(|_| shapes.value(&mut choices)).collect();
        functions.push(signature(&mut shapes, &mut types, params, results));
    }
    let mut tags = Vec::new();
    let mut handlers = Vec::new();
    for number in 0..3 {
        let payload: Vec<ValType> = match number {
            0 => vec![ANYREF],
            _ => (0..choices.below(4)).map(|_| shapes.value(&mut choices)).collect(),
        };
        tags.push(signature(&mut shapes, &mut types, payload.clone(), vec![]));
        let plain = signature(&mut shapes, &mut types, vec![], payload.clone()).ty;
        let with_exception = payload.into_iter().chain([ValType::EXNREF]).collect();
        handlers.push((plain, signature(&mut shapes, &mut types, vec![], with_exception).ty));
    }
    let mut plan = Plan { shapes, folds, observe, start, callbacks, functions, tags, handlers, globals: Vec::new() };

    let globals = plan.globals(&mut choices);
    let elements = plan.elements(&mut choices);
    let code = plan.code(&mut choices);
    let wasm = plan.encode(&types, &globals, &elements, &code, &mut choices);
    let origin = Origin {
        fuel: vec![(CALL_FUEL, CALLS), (TURN_FUEL, TURNS)],
        folds: Some(plan.folds),
        first_called: plan.callbacks.start,
    };
    (wasm, origin)
}

fn signature(shapes: &mut Shapes, types: &mut TypeSection, params: Vec<ValType>, results: Vec<ValType>) -> Signature {
    types.ty().function(params.iter().copied(), results.iter().copied());
    Signature { ty: shapes.push_function(&params, &results), params, results }
}

impl Plan {
    fn globals(&mut self, choices: &mut Choices) -> GlobalSection {
        let mut section = GlobalSection::new();
        let mut add = |plan: &mut Plan, val_type: ValType, mutable: bool, init: Code| {
            plan.globals.push((val_type, mutable));
            section.global(GlobalType { val_type, mutable, shared: false }, &ConstExpr::extended(init));
        };
        add(self, ValType::I32, true, vec![I::I32Const(CALLS)]);
        add(self, ValType::I32, true, vec![I::I32Const(TURNS)]);
        add(self, ValType::I64, true, vec![I::I64Const(0)]);
        for _ in 0..2 + choices.below(4) {
            // Objects that exist before anything runs, and that may be changed.
            let ty = self.shapes.data_types().nth(choices.below(self.shapes.data_types().count())).unwrap_or(0);
            let mut init = Code::new();
            self.constant_object(choices, ty, 2, &mut init);
            add(
                self,
                ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(ty) }),
                choices.one_in(2),
                init,
            );
        }
        for _ in 0..1 + choices.below(5) {
            let ty = self.shapes.value(choices);
            let mut init = Code::new();
            self.constant(choices, ty, 2, &mut init);
            add(self, ty, true, init);
        }
        section
    }

    fn constant(&self, choices: &mut Choices, ty: ValType, depth: u32, code: &mut Code) {
        match ty {
            ValType::I32 => code.push(I::I32Const(choices.integer() as i32)),
            ValType::I64 => code.push(I::I64Const(choices.integer())),
            ValType::F32 => code.push(I::F32Const((choices.integer() as f32 / 8.0).into())),
            ValType::F64 => code.push(I::F64Const((choices.integer() as f64 / 8.0).into())),
            ValType::V128 => {
                code.push(I::V128Const(i128::from(choices.integer()) << 60 ^ i128::from(choices.integer())))
            }
            ValType::Ref(ty) if ty.nullable && (depth == 0 || choices.below(3) == 0) => {
                code.push(I::RefNull(ty.heap_type))
            }
            ValType::Ref(ty) => match ty.heap_type {
                HeapType::Concrete(index) => match self.shapes.shape(index) {
                    Shape::Func(..) => code.push(I::RefFunc(self.callback_of(choices, index))),
                    _ => self.constant_object(choices, index, depth.saturating_sub(1), code),
                },
                heap if heap == HeapType::FUNC => code.push(I::RefFunc(self.callbacks.start)),
                heap if heap == HeapType::EXTERN => {
                    code.extend([I::I32Const(choices.integer() as i32), I::RefI31, I::ExternConvertAny]);
                }
                heap if heap == types::STRUCT || heap == types::ARRAY || heap == types::EXN => {
                    code.push(I::RefNull(heap))
                }
                _ => code.extend([I::I32Const(choices.integer() as i32), I::RefI31]),
            },
        }
    }

    fn constant_object(&self, choices: &mut Choices, ty: u32, depth: u32, code: &mut Code) {
        match self.shapes.shape(ty) {
            Shape::Struct(fields) => {
                for field in fields {
                    self.constant(choices, field.element_type.unpack(), depth, code);
                }
                code.push(I::StructNew(ty));
            }
            Shape::Array(element) => {
                let array_size = choices.below(4) as u32 + 1;
                for _ in 0..array_size {
                    self.constant(choices, element.element_type.unpack(), depth, code);
                }
                code.push(I::ArrayNewFixed { array_type_index: ty, array_size });
            }
            Shape::Func(..) => unreachable!("objects only"),
        }
    }

    /// One whose type is a subtype.
    fn callback_of(&self, choices: &mut Choices, ty: u32) -> u32 {
        let fits = |id: &u32| self.shapes.is_subtype_index(self.functions[*id as usize].ty, ty);
        let all: Vec<u32> = self.callbacks.clone().filter(fits).collect();
        choices.of(&all).expect("each callback type has a function")
    }

    fn elements(&self, choices: &mut Choices) -> ElementSection {
        let mut section = ElementSection::new();
        let callbacks: Vec<u32> =
            (0..TABLE_SIZE as u32).map(|_| self.callbacks.start + choices.below(4) as u32).collect();
        section.active(Some(CALLBACKS), &ConstExpr::i32_const(0), Elements::Functions(callbacks.into()));
        let objects: Vec<ConstExpr> = (0..ELEMENTS_COUNT)
            .map(|_| {
                let mut code = Code::new();
                self.constant(choices, ANYREF, 2, &mut code);
                ConstExpr::extended(code)
            })
            .collect();
        section.passive(Elements::Expressions(RefType::ANYREF, objects.into()));
        let all: Vec<u32> = self.callbacks.clone().collect();
        section.declared(Elements::Functions(all.into()));
        section
    }

    fn code(&self, choices: &mut Choices) -> CodeSection {
        let mut section = CodeSection::new();
        self.folds.add_code(&self.shapes.all, &mut section);
        section.function(&observe());
        section.function(&self.beginning(choices, true));
        section.function(&self.beginning(choices, false));
        for function in &self.functions[self.callbacks.start as usize..] {
            section.function(&Body::choose(self, choices, function));
        }
        section
    }

    /// What compiled programs begin with: constants that go into globals, and into each other.
    fn beginning(&self, choices: &mut Choices, is_start: bool) -> Function {
        let mut code = Code::new();
        let mut may_call_the_other = is_start;
        let settable: Vec<u32> =
            (FIRST_GLOBAL..self.globals.len() as u32).filter(|id| self.globals[*id as usize].1).collect();
        for _ in 0..choices.below(12) {
            let Some(global) = choices.of(&settable) else { break };
            let ty = self.globals[global as usize].0;
            match choices.below(8) {
                0..3 => {
                    self.constant(choices, ty, 2, &mut code);
                    code.push(I::GlobalSet(global));
                }
                3 | 4 => {
                    let fits = |id: &u32| self.shapes.is_subtype(self.globals[*id as usize].0, ty);
                    let others: Vec<u32> = (FIRST_GLOBAL..self.globals.len() as u32).filter(fits).collect();
                    code.extend([I::GlobalGet(choices.of(&others).unwrap_or(global)), I::GlobalSet(global)]);
                }
                5 => self.set_field_of_global(choices, &mut code),
                6 if may_call_the_other => {
                    may_call_the_other = false;
                    code.push(I::Call(self.start + 1));
                }
                _ if is_start => {
                    let id = self.callbacks.start as usize
                        + choices.below(self.functions.len() - self.callbacks.start as usize);
                    let Signature { params, results, .. } = &self.functions[id];
                    params.iter().for_each(|ty| self.constant(choices, *ty, 1, &mut code));
                    code.push(I::Call(id as u32));
                    code.extend(results.iter().map(|_| I::Drop));
                }
                _ => code.extend([I::I64Const(choices.integer()), I::Call(self.observe)]),
            }
        }
        fold::function(vec![], code)
    }

    fn set_field_of_global(&self, choices: &mut Choices, code: &mut Code) {
        let mut all = Vec::new();
        for (global, (ty, _)) in self.globals.iter().enumerate().skip(FIRST_GLOBAL as usize) {
            let ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(ty) }) = ty else { continue };
            let Shape::Struct(fields) = self.shapes.shape(*ty) else { continue };
            let mutable = fields.iter().enumerate().filter(|(_, field)| field.mutable);
            all.extend(mutable.map(|(number, field)| (global as u32, *ty, number as u32, *field)));
        }
        let Some((global, struct_type_index, field_index, field)) = choices.of(&all) else { return };
        code.push(I::GlobalGet(global));
        self.constant(choices, field.element_type.unpack(), 1, code);
        code.push(I::StructSet { struct_type_index, field_index });
    }

    fn encode(
        &self,
        types: &TypeSection,
        globals: &GlobalSection,
        elements: &ElementSection,
        code: &CodeSection,
        choices: &mut Choices,
    ) -> Vec<u8> {
        let mut functions = FunctionSection::new();
        self.folds.add_functions(&mut functions);
        for function in &self.functions[Folds::FUNCTIONS as usize..] {
            functions.function(function.ty);
        }
        let mut tables = TableSection::new();
        for element_type in [RefType::ANYREF, RefType::FUNCREF] {
            let size = TABLE_SIZE;
            tables.table(TableType { element_type, table64: false, minimum: size, maximum: Some(size), shared: false });
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: Some(1),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut tags = TagSection::new();
        for tag in &self.tags {
            tags.tag(TagType { kind: TagKind::Exception, func_type_idx: tag.ty });
        }
        let mut data = DataSection::new();
        let seed = choices.below(256) as u32;
        data.passive((0..DATA_BYTES).map(|byte| (byte.wrapping_mul(byte).wrapping_add(seed * 7) >> 1) as u8));
        let mut module = Module::new();
        module.section(types).section(&functions).section(&tables).section(&memories).section(&tags).section(globals);
        if choices.one_in(2) {
            module.section(&StartSection { function_index: self.start });
        }
        module.section(elements).section(&DataCountSection { count: 1 }).section(code).section(&data);
        module.finish()
    }
}

fn observe() -> Function {
    const VALUE: u32 = 0;
    const HASH: u32 = 1;
    let mut code: Code = vec![I::GlobalGet(OBSERVED), I::LocalSet(HASH), I::LocalGet(VALUE)];
    fold::mix_into(&mut code, HASH);
    code.extend([I::LocalGet(HASH), I::GlobalSet(OBSERVED)]);
    fold::function(vec![ValType::I64], code)
}

/// Takes a unit of fuel, or leaves with the results that `otherwise` pushes.
fn take_fuel(fuel: u32, otherwise: Code) -> Code {
    let mut code = vec![I::GlobalGet(fuel), I::I32Eqz, I::If(BlockType::Empty)];
    code.extend(otherwise);
    code.extend([I::End, I::GlobalGet(fuel), I::I32Const(1), I::I32Sub, I::GlobalSet(fuel)]);
    code
}
