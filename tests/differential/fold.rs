//! Functions, added to a module, that fold a value of it to 64 bits: integers are all that two engines can be compared by.
//!
//! NaNs are one value. A reference to an object is folded with what the object holds, to a depth; one to a function or an
//! exception only says whether it is null.

use Instruction as I;
use wasm_encoder::{
    AbstractHeapType, BlockType, CodeSection, CompositeInnerType, FuncType, Function, FunctionSection, HeapType,
    Instruction, RefType, StorageType, SubType, ValType,
};

/// The types of a module, as its type section numbers them.
pub type Types = [SubType];
pub type Code = Vec<Instruction<'static>>;

pub const ANYREF: ValType = ValType::Ref(RefType::ANYREF);

/// How many elements of an array are folded.
const ELEMENTS: i32 = 6;
/// How deep references are followed from a value.
const DEPTH: i32 = 4;

/// Where in a module the functions are.
#[derive(Clone, Copy, Debug)]
pub struct Folds {
    pub first_type: u32,
    pub first_function: u32,
}

/// What becomes of a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    Any,
    Extern,
    Func,
    Exn,
}

pub fn family(types: &Types, heap: HeapType) -> Family {
    use AbstractHeapType as Heap;
    match heap {
        HeapType::Abstract { ty: Heap::Func | Heap::NoFunc, .. } => Family::Func,
        HeapType::Abstract { ty: Heap::Extern | Heap::NoExtern, .. } => Family::Extern,
        HeapType::Abstract { ty: Heap::Exn | Heap::NoExn, .. } => Family::Exn,
        HeapType::Abstract { .. } => Family::Any,
        HeapType::Concrete(index) | HeapType::Exact(index) => match types[index as usize].composite_type.inner {
            CompositeInnerType::Struct(_) | CompositeInnerType::Array(_) => Family::Any,
            _ => Family::Func,
        },
    }
}

/// `h = (rotl(h, 9) ^ x) * odd`, where `x` is on the stack.
pub fn mix_into(code: &mut Code, h: u32) {
    code.extend([I::LocalGet(h), I::I64Const(9), I::I64Rotl, I::I64Xor]);
    code.extend([I::I64Const(0x9e37_79b9_7f4a_7c15_u64 as i64), I::I64Mul, I::LocalSet(h)]);
}

pub fn function(locals: Vec<ValType>, code: Code) -> Function {
    let mut function = Function::new_with_locals_types(locals);
    code.iter().for_each(|instruction| {
        function.instruction(instruction);
    });
    function.instruction(&I::End);
    function
}

impl Folds {
    pub const TYPES: u32 = 5;
    pub const FUNCTIONS: u32 = 4;

    /// `() -> i64`
    pub fn thunk_type(&self) -> u32 {
        self.first_type
    }

    pub fn types() -> [FuncType; Folds::TYPES as usize] {
        let of = |params: &[ValType]| FuncType::new(params.iter().copied(), [ValType::I64]);
        [of(&[]), of(&[ANYREF, ValType::I32]), of(&[ValType::F32]), of(&[ValType::F64]), of(&[ValType::V128])]
    }

    pub fn add_functions(&self, section: &mut FunctionSection) {
        for ty in 1..=Folds::FUNCTIONS {
            section.function(self.first_type + ty);
        }
    }

    pub fn add_code(&self, types: &Types, section: &mut CodeSection) {
        section.function(&self.object(types));
        section.function(&function(vec![], float(ValType::F32)));
        section.function(&function(vec![], float(ValType::F64)));
        let lanes = [I::LocalGet(0), I::I64x2ExtractLane(0), I::LocalGet(0), I::I64x2ExtractLane(1)];
        let folded = [I::I64Const(7), I::I64Rotl, I::I64Xor];
        section.function(&function(vec![], lanes.into_iter().chain(folded).collect()));
    }

    /// The value on the stack becomes 64 bits.
    pub fn value(&self, types: &Types, ty: ValType, code: &mut Code) {
        self.value_to_depth(types, ty, code, &[I::I32Const(DEPTH)]);
    }

    fn value_to_depth(&self, types: &Types, ty: ValType, code: &mut Code, depth: &[Instruction<'static>]) {
        let [object, f32, f64, v128] = [0, 1, 2, 3].map(|number| I::Call(self.first_function + number));
        match ty {
            ValType::I32 => code.push(I::I64ExtendI32U),
            ValType::I64 => {}
            ValType::F32 => code.push(f32),
            ValType::F64 => code.push(f64),
            ValType::V128 => code.push(v128),
            ValType::Ref(ty) => match family(types, ty.heap_type) {
                Family::Any => code.extend(depth.iter().cloned().chain([object])),
                Family::Extern => {
                    code.extend([I::AnyConvertExtern].into_iter().chain(depth.iter().cloned()).chain([object]))
                }
                Family::Func | Family::Exn => code.extend([I::RefIsNull, I::I64ExtendI32U]),
            },
        }
    }

    /// `(reference, depth) -> i64`
    fn object(&self, types: &Types) -> Function {
        const REFERENCE: u32 = 0;
        const DEPTH: u32 = 1;
        const HASH: u32 = 2;
        const INDEX: u32 = 3;
        let mut locals = vec![ValType::I64, ValType::I32];
        let mut code: Code = Vec::new();
        let answer = |code: &mut Code, value: i64| code.extend([I::I64Const(value), I::Return, I::End]);
        code.extend([I::LocalGet(REFERENCE), I::RefIsNull, I::If(BlockType::Empty)]);
        answer(&mut code, 1);
        code.extend([I::LocalGet(REFERENCE), I::RefTestNonNull(HeapType::I31), I::If(BlockType::Empty)]);
        code.extend([I::LocalGet(REFERENCE), I::RefCastNonNull(HeapType::I31), I::I31GetS, I::I64ExtendI32S]);
        code.extend([I::Return, I::End]);
        code.extend([I::LocalGet(DEPTH), I::I32Eqz, I::If(BlockType::Empty)]);
        answer(&mut code, 2);
        code.extend([I::LocalGet(DEPTH), I::I32Const(1), I::I32Sub, I::LocalSet(DEPTH)]);
        // Subtypes stand behind their supertypes.
        for (number, ty) in types.iter().enumerate().rev() {
            let number = number as u32;
            let heap = HeapType::Concrete(number);
            if matches!(ty.composite_type.inner, CompositeInnerType::Func(_) | CompositeInnerType::Cont(_)) {
                continue;
            }
            let object = 2 + locals.len() as u32;
            locals.push(ValType::Ref(RefType { nullable: true, heap_type: heap }));
            code.extend([I::LocalGet(REFERENCE), I::RefTestNonNull(heap), I::If(BlockType::Empty)]);
            code.extend([I::LocalGet(REFERENCE), I::RefCastNonNull(heap), I::LocalSet(object)]);
            code.extend([I::I64Const(i64::from(number) + 3), I::LocalSet(HASH)]);
            match &ty.composite_type.inner {
                CompositeInnerType::Struct(ty) => {
                    for (field, ty) in ty.fields.iter().enumerate() {
                        code.push(I::LocalGet(object));
                        code.push(get_field(number, field as u32, ty.element_type, true));
                        self.value_to_depth(types, ty.element_type.unpack(), &mut code, &[I::LocalGet(DEPTH)]);
                        mix_into(&mut code, HASH);
                    }
                }
                CompositeInnerType::Array(ty) => {
                    code.extend([I::LocalGet(object), I::ArrayLen, I::I64ExtendI32U]);
                    mix_into(&mut code, HASH);
                    code.extend([I::I32Const(0), I::LocalSet(INDEX)]);
                    code.extend([I::Block(BlockType::Empty), I::Loop(BlockType::Empty)]);
                    code.extend([I::LocalGet(INDEX), I::LocalGet(object), I::ArrayLen, I::I32GeU, I::BrIf(1)]);
                    code.extend([I::LocalGet(INDEX), I::I32Const(ELEMENTS), I::I32GeU, I::BrIf(1)]);
                    code.extend([
                        I::LocalGet(object),
                        I::LocalGet(INDEX),
                        get_element(number, ty.0.element_type, true),
                    ]);
                    self.value_to_depth(types, ty.0.element_type.unpack(), &mut code, &[I::LocalGet(DEPTH)]);
                    mix_into(&mut code, HASH);
                    code.extend([I::LocalGet(INDEX), I::I32Const(1), I::I32Add, I::LocalSet(INDEX)]);
                    code.extend([I::Br(0), I::End, I::End]);
                }
                _ => unreachable!("left out above"),
            }
            code.extend([I::LocalGet(HASH), I::Return, I::End]);
        }
        code.push(I::I64Const(0));
        function(locals, code)
    }
}

/// All NaNs become one.
fn float(ty: ValType) -> Code {
    let (equal, bits, nan) = match ty {
        ValType::F32 => (I::F32Eq, vec![I::I32ReinterpretF32, I::I64ExtendI32U], 0x7fc0_0000),
        _ => (I::F64Eq, vec![I::I64ReinterpretF64], 0x7ff8 << 48),
    };
    let mut code = vec![I::LocalGet(0), I::LocalGet(0), equal, I::If(BlockType::Result(ValType::I64)), I::LocalGet(0)];
    code.extend(bits);
    code.extend([I::Else, I::I64Const(nan), I::End]);
    code
}

pub fn get_field(struct_type_index: u32, field_index: u32, ty: StorageType, signed: bool) -> Instruction<'static> {
    match ty {
        StorageType::Val(_) => I::StructGet { struct_type_index, field_index },
        _ if signed => I::StructGetS { struct_type_index, field_index },
        _ => I::StructGetU { struct_type_index, field_index },
    }
}

pub fn get_element(array_type: u32, ty: StorageType, signed: bool) -> Instruction<'static> {
    match ty {
        StorageType::Val(_) => I::ArrayGet(array_type),
        _ if signed => I::ArrayGetS(array_type),
        _ => I::ArrayGetU(array_type),
    }
}
