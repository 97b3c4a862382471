//! A module, and exports by which it can be compared: `call0` … call its functions with constants and fold what they return,
//! `state` folds its memories, globals and tables. All are `() -> i64`.
//!
//! In: a valid module without imports. Out: the same with functions behind its own.

use std::collections::BTreeMap;

use Instruction as I;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    AbstractHeapType, BlockType, CodeSection, CompositeInnerType, Encode, ExportKind, ExportSection, Function,
    FunctionSection, HeapType, Instruction, MemArg, MemArgTarget, RefType, SubType, TypeSection, ValType,
};
use wasmparser::{Parser, Payload};

use super::fold::{self, Code, Folds, Types};

/// Each function is called so often, with other arguments.
const CALLS_OF_A_FUNCTION: u32 = 2;

/// The first locals of the functions that are added: what was folded so far, and an address or index.
const HASH: u32 = 0;
const AT: u32 = 1;

/// What is known of a module beyond its bytes.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Globals that are set before each call, so that the call ends: `i32`s. They are no part of the state.
    pub fuel: Vec<(u32, i32)>,
    /// The module has them already.
    pub folds: Option<Folds>,
    /// The functions before this one are not called.
    pub first_called: u32,
}

pub struct Callable {
    pub wasm: Vec<u8>,
    pub exports: Vec<String>,
}

#[derive(Default)]
struct Contents {
    types: Vec<SubType>,
    /// The types of functions.
    functions: Vec<u32>,
    /// With 64-bit addresses?
    memories: Vec<bool>,
    globals: Vec<ValType>,
    tables: Vec<(RefType, bool)>,
    sections: BTreeMap<usize, (u8, Vec<u8>)>,
}

/// Of sections, by their ids: the tag section stands behind the memories, the data count before the code.
const ORDER: [u8; 13] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];
const TYPE: u8 = 1;
const FUNCTION: u8 = 3;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

pub fn callable(wasm: &[u8], origin: &Origin) -> Result<Callable, String> {
    let mut contents = Contents::read(wasm).map_err(|error| error.to_string())?;
    let mut types = TypeSection::new();
    let mut functions = FunctionSection::new();
    let mut exports = ExportSection::new();
    let mut code = CodeSection::new();
    let count = contents.functions.len() as u32;
    let folds = origin.folds.unwrap_or_else(|| {
        let folds = Folds { first_type: contents.types.len() as u32, first_function: count };
        Folds::types().iter().for_each(|ty| types.ty().func_type(ty));
        folds.add_functions(&mut functions);
        folds.add_code(&contents.types, &mut code);
        folds
    });

    let mut bodies = Vec::new();
    for id in origin.first_called..count {
        bodies.extend((0..CALLS_OF_A_FUNCTION).filter_map(|variant| contents.call(id, variant, origin, &folds)));
    }
    let calls = (0..bodies.len()).map(|number| format!("call{number}"));
    let names: Vec<String> = calls.chain(["state".to_string()]).collect();
    bodies.push(contents.state(origin, &folds));
    for (name, body) in names.iter().zip(bodies) {
        exports.export(name, ExportKind::Func, count + functions.len());
        functions.function(folds.thunk_type());
        code.function(&body);
    }
    contents.append(TYPE, &types);
    contents.append(FUNCTION, &functions);
    contents.append(EXPORT, &exports);
    contents.append(CODE, &code);
    Ok(Callable { wasm: contents.bytes(), exports: names })
}

impl Contents {
    fn read(wasm: &[u8]) -> Result<Contents, Box<dyn std::error::Error>> {
        let mut contents = Contents::default();
        let mut roundtrip = RoundtripReencoder;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section()
                && let Some(place) = ORDER.iter().position(|known| *known == id)
            {
                contents.sections.insert(place, (id, wasm[range.start as usize..range.end as usize].to_vec()));
            }
            match payload {
                Payload::TypeSection(reader) => {
                    for group in reader {
                        for ty in group?.into_types() {
                            contents.types.push(roundtrip.sub_type(ty)?);
                        }
                    }
                }
                Payload::FunctionSection(reader) => {
                    for ty in reader {
                        contents.functions.push(ty?);
                    }
                }
                Payload::TableSection(reader) => {
                    for table in reader {
                        let ty = table?.ty;
                        contents.tables.push((roundtrip.ref_type(ty.element_type)?, ty.table64));
                    }
                }
                Payload::MemorySection(reader) => {
                    for memory in reader {
                        contents.memories.push(memory?.memory64);
                    }
                }
                Payload::GlobalSection(reader) => {
                    for global in reader {
                        contents.globals.push(roundtrip.val_type(global?.ty.content_type)?);
                    }
                }
                _ => {}
            }
        }
        Ok(contents)
    }

    /// Items of a section, behind those that are there.
    fn append(&mut self, id: u8, added: &impl Encode) {
        let mut bytes = Vec::new();
        added.encode(&mut bytes);
        let (_, items) = leb(&bytes);
        let (count, items) = leb(items);
        let place = ORDER.iter().position(|known| *known == id).expect("a known section");
        let (_, old) = self.sections.remove(&place).unwrap_or((id, vec![0]));
        let (old_count, old_items) = leb(&old);
        let mut merged = Vec::new();
        (count + old_count).encode(&mut merged);
        merged.extend(old_items);
        merged.extend(items);
        self.sections.insert(place, (id, merged));
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = wasm_encoder::Module::HEADER.to_vec();
        for (id, section) in self.sections.values() {
            bytes.push(*id);
            section.as_slice().encode(&mut bytes);
        }
        bytes
    }

    /// `None`: no constant is an argument of that type.
    fn call(&self, id: u32, variant: u32, origin: &Origin, folds: &Folds) -> Option<Function> {
        let CompositeInnerType::Func(ty) = &self.types[self.functions[id as usize] as usize].composite_type.inner
        else {
            unreachable!("the type of a function");
        };
        let mut code = Code::new();
        for (global, amount) in &origin.fuel {
            code.extend([I::I32Const(*amount), I::GlobalSet(*global)]);
        }
        let mut constants = Constants { last: u64::from(id) << 8 | u64::from(variant), objects: 8 };
        for param in ty.params() {
            constants.argument(&self.types, *param, &mut code)?;
        }
        code.push(I::Call(id));
        for result in ty.results().iter().rev() {
            folds.value(&self.types, *result, &mut code);
            fold::mix_into(&mut code, HASH);
        }
        code.push(I::LocalGet(HASH));
        Some(fold::function(vec![ValType::I64], code))
    }

    fn state(&self, origin: &Origin, folds: &Folds) -> Function {
        let mut code = Code::new();
        for (memory, is_64) in self.memories.iter().enumerate() {
            let memory = memory as u32;
            let size = (I::MemorySize(memory), *is_64);
            self.sweep(&mut code, size, 1 << 16, 8, |code| {
                code.push(I::LocalGet(AT));
                code.extend((!is_64).then_some(I::I32WrapI64));
                let target = MemArgTarget::Memory(memory);
                code.push(I::I64Load(MemArg { offset: 0, align: 0, target, ordering: None }));
                fold::mix_into(code, HASH);
            });
        }
        for (table, (ty, is_64)) in self.tables.iter().enumerate() {
            let table = table as u32;
            self.sweep(&mut code, (I::TableSize(table), *is_64), 1, 1, |code| {
                code.push(I::LocalGet(AT));
                code.extend((!is_64).then_some(I::I32WrapI64));
                code.push(I::TableGet(table));
                folds.value(&self.types, ValType::Ref(*ty), code);
                fold::mix_into(code, HASH);
            });
        }
        for (global, ty) in self.globals.iter().enumerate() {
            let global = global as u32;
            if origin.fuel.iter().all(|(fuel, _)| *fuel != global) {
                code.push(I::GlobalGet(global));
                folds.value(&self.types, *ty, &mut code);
                fold::mix_into(&mut code, HASH);
            }
        }
        code.push(I::LocalGet(HASH));
        fold::function(vec![ValType::I64, ValType::I64], code)
    }

    /// `for (at = 0; at < size * unit; at += step) body`, and the size itself.
    fn sweep(
        &self,
        code: &mut Code,
        size: (Instruction<'static>, bool),
        unit: i64,
        step: i64,
        body: impl Fn(&mut Code),
    ) {
        let (size, is_64) = size;
        let push_size = |code: &mut Code| {
            code.push(size.clone());
            code.extend((!is_64).then_some(I::I64ExtendI32U));
        };
        push_size(code);
        fold::mix_into(code, HASH);
        code.extend([I::I64Const(0), I::LocalSet(AT), I::Block(BlockType::Empty), I::Loop(BlockType::Empty)]);
        code.push(I::LocalGet(AT));
        push_size(code);
        code.extend([I::I64Const(unit), I::I64Mul, I::I64GeU, I::BrIf(1)]);
        body(code);
        code.extend([I::LocalGet(AT), I::I64Const(step), I::I64Add, I::LocalSet(AT), I::Br(0), I::End, I::End]);
    }
}

/// Numbers at which things change, in an order of their own for each call.
struct Constants {
    last: u64,
    /// How many may still be made, or types that hold themselves would have no end.
    objects: u32,
}

impl Constants {
    fn next(&mut self) -> u64 {
        self.last = self.last.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        self.last >> 32
    }

    fn integer(&mut self) -> i64 {
        const EDGES: [i64; 12] = [0, 1, -1, 2, 7, 31, 255, 65535, i32::MIN as i64, i32::MAX as i64, i64::MIN, i64::MAX];
        EDGES[(self.next() % EDGES.len() as u64) as usize]
    }

    fn float(&mut self) -> f64 {
        const EDGES: [f64; 8] = [0.0, -0.0, 1.0, -1.5, 1e10, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE];
        EDGES[(self.next() % EDGES.len() as u64) as usize]
    }

    fn argument(&mut self, types: &Types, ty: ValType, code: &mut Code) -> Option<()> {
        match ty {
            ValType::I32 => code.push(I::I32Const(self.integer() as i32)),
            ValType::I64 => code.push(I::I64Const(self.integer())),
            ValType::F32 => code.push(I::F32Const((self.float() as f32).into())),
            ValType::F64 => code.push(I::F64Const(self.float().into())),
            ValType::V128 => code.push(I::V128Const(i128::from(self.integer()) << 64 | i128::from(self.next()))),
            ValType::Ref(ty) => return self.reference(types, ty, code),
        }
        Some(())
    }

    fn reference(&mut self, types: &Types, ty: RefType, code: &mut Code) -> Option<()> {
        use AbstractHeapType as Heap;
        if ty.nullable && self.next().is_multiple_of(3) {
            code.push(I::RefNull(ty.heap_type));
            return Some(());
        }
        let small = |constants: &mut Constants| [I::I32Const(constants.integer() as i32), I::RefI31];
        match ty.heap_type {
            HeapType::Abstract { shared: false, ty: Heap::Any | Heap::Eq | Heap::I31 } => code.extend(small(self)),
            HeapType::Abstract { shared: false, ty: Heap::Extern } => {
                code.extend(small(self));
                code.push(I::ExternConvertAny);
            }
            HeapType::Concrete(index) => {
                let mut made = Code::new();
                match self.object(types, index, &mut made) {
                    Some(()) => code.extend(made),
                    None if ty.nullable => code.push(I::RefNull(ty.heap_type)),
                    None => return None,
                }
            }
            heap if ty.nullable => code.push(I::RefNull(heap)),
            _ => return None,
        }
        Some(())
    }

    /// A struct or array; of functions there are none.
    fn object(&mut self, types: &Types, index: u32, code: &mut Code) -> Option<()> {
        self.objects = self.objects.checked_sub(1)?;
        match &types[index as usize].composite_type.inner {
            CompositeInnerType::Struct(ty) => {
                for field in &ty.fields {
                    self.argument(types, field.element_type.unpack(), code)?;
                }
                code.push(I::StructNew(index));
            }
            CompositeInnerType::Array(ty) => {
                self.argument(types, ty.0.element_type.unpack(), code)?;
                code.extend([I::I32Const((self.next() % 5) as i32), I::ArrayNew(index)]);
            }
            _ => return None,
        }
        Some(())
    }
}

/// An unsigned LEB128, and what follows it.
fn leb(bytes: &[u8]) -> (u32, &[u8]) {
    let size = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a number ends") + 1;
    let value = bytes[..size].iter().rev().fold(0, |value, byte| value << 7 | u32::from(byte & 0x7f));
    (value, &bytes[size..])
}
