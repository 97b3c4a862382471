//! The types of a module: three of callbacks, then structs and arrays in recursion groups, some of them twice.

use wasm_encoder::{
    AbstractHeapType, ArrayType, CompositeInnerType, CompositeType, FieldType, FuncType, HeapType, RefType,
    StorageType, StructType, SubType, TypeSection, ValType,
};

use super::Choices;
use crate::fold::ANYREF;

pub const EQ: HeapType = HeapType::Abstract { shared: false, ty: AbstractHeapType::Eq };
pub const STRUCT: HeapType = HeapType::Abstract { shared: false, ty: AbstractHeapType::Struct };
pub const ARRAY: HeapType = HeapType::Abstract { shared: false, ty: AbstractHeapType::Array };
pub const EXN: HeapType = HeapType::Abstract { shared: false, ty: AbstractHeapType::Exn };

/// Types of functions that references reach: `(anyref, i32) -> anyref`, `(i32) -> i32`, and a subtype of the first.
const CALLBACK_TYPES: u32 = 3;

pub struct Shapes {
    pub all: Vec<SubType>,
    first_data: u32,
    end_of_data: u32,
}

pub enum Shape<'a> {
    Struct(&'a [FieldType]),
    Array(FieldType),
    Func(&'a FuncType),
}

pub fn nullable(heap_type: HeapType) -> ValType {
    ValType::Ref(RefType { nullable: true, heap_type })
}

pub fn non_null(heap_type: HeapType) -> ValType {
    ValType::Ref(RefType { nullable: false, heap_type })
}

fn sub_type(inner: CompositeInnerType, supertype: Option<u32>, is_final: bool) -> SubType {
    let composite_type = CompositeType { inner, shared: false, descriptor: None, describes: None };
    SubType { is_final, supertype_idxs: supertype.into_iter().collect(), composite_type }
}

impl Shapes {
    pub fn choose(choices: &mut Choices, section: &mut TypeSection) -> Shapes {
        let mut shapes = Shapes { all: Vec::new(), first_data: CALLBACK_TYPES, end_of_data: CALLBACK_TYPES };
        let function = |params: &[ValType], result, supertype| {
            let ty = FuncType::new(params.iter().copied(), [result]);
            sub_type(CompositeInnerType::Func(ty), supertype, false)
        };
        let object_and_number = [ANYREF, ValType::I32];
        shapes.push(section, function(&object_and_number, ANYREF, None));
        shapes.push(section, function(&[ValType::I32], ValType::I32, None));
        shapes.push(section, function(&object_and_number, nullable(EQ), Some(0)));

        let count = CALLBACK_TYPES + 3 + choices.below(6) as u32;
        let mut groups = Vec::new();
        while shapes.len() < count {
            let start = shapes.len();
            let end = start + 1 + choices.below(3) as u32;
            for index in start..end {
                let ty = shapes.data_type(choices, start, index, end);
                shapes.all.push(ty);
            }
            section.ty().rec(shapes.all[start as usize..].to_vec());
            groups.push(start..end);
        }
        // The same types by other numbers.
        if choices.one_in(3) {
            let group = groups[choices.below(groups.len())].clone();
            let shift = shapes.len() - group.start;
            let copies: Vec<SubType> =
                group.clone().map(|index| shifted(&shapes.all[index as usize], group.clone(), shift)).collect();
            shapes.all.extend(copies.iter().cloned());
            section.ty().rec(copies);
        }
        shapes.end_of_data = shapes.len();
        shapes
    }

    fn push(&mut self, section: &mut TypeSection, ty: SubType) {
        section.ty().subtype(&ty);
        self.all.push(ty);
    }

    /// A type that the section has got, or will.
    pub fn push_function(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let ty = FuncType::new(params.iter().copied(), results.iter().copied());
        self.all.push(sub_type(CompositeInnerType::Func(ty), None, true));
        self.len() - 1
    }

    /// `start..end`: the group, whose types before `index` are there.
    fn data_type(&self, choices: &mut Choices, start: u32, index: u32, end: u32) -> SubType {
        // One of each is always there.
        let kind = match index - self.first_data {
            0 => 0,
            1 => 1,
            _ => choices.below(3),
        };
        let is_struct = kind != 1;
        let open = |index: &u32| {
            let ty = &self.all[*index as usize];
            !ty.is_final && matches!(ty.composite_type.inner, CompositeInnerType::Struct(_)) == is_struct
        };
        let parents: Vec<u32> = (self.first_data..index).filter(open).collect();
        let parent = if choices.below(2) == 1 { choices.of(&parents) } else { None };
        let is_final = choices.one_in(4);
        let inner = if is_struct {
            let mut fields: Vec<FieldType> = match parent.map(|parent| self.shape(parent)) {
                Some(Shape::Struct(fields)) => fields.to_vec(),
                _ => Vec::new(),
            };
            for _ in 0..choices.below(4) + usize::from(fields.is_empty()) {
                fields.push(self.field(choices, start, end));
            }
            CompositeInnerType::Struct(StructType { fields: fields.into() })
        } else {
            let element = match parent.map(|parent| self.shape(parent)) {
                Some(Shape::Array(element)) => element,
                _ => self.field(choices, start, end),
            };
            CompositeInnerType::Array(ArrayType(element))
        };
        sub_type(inner, parent, is_final)
    }

    fn field(&self, choices: &mut Choices, start: u32, end: u32) -> FieldType {
        let to_object = |choices: &mut Choices, end: u32| {
            HeapType::Concrete(self.first_data + choices.below((end - self.first_data) as usize) as u32)
        };
        let value = StorageType::Val;
        let element_type = match choices.below(16) {
            0..3 => value(ANYREF),
            3 | 4 => value(nullable(to_object(choices, end))),
            5 => value(nullable([EQ, STRUCT, ARRAY, HeapType::I31][choices.below(4)])),
            6 => value(ValType::I32),
            7 => value(ValType::I64),
            8 => StorageType::I8,
            9 => StorageType::I16,
            10 => value(ValType::F64),
            11 => value(if choices.below(2) == 0 { ValType::F32 } else { ValType::V128 }),
            12 => value(nullable(HeapType::Concrete(choices.below(CALLBACK_TYPES as usize) as u32))),
            13 => value(nullable(if choices.below(2) == 0 { HeapType::EXTERN } else { EXN })),
            // Of an earlier group, or it could not be made.
            14 if start > self.first_data => value(non_null(to_object(choices, start))),
            _ => value(non_null(HeapType::I31)),
        };
        FieldType { element_type, mutable: !choices.one_in(5) }
    }

    pub fn len(&self) -> u32 {
        self.all.len() as u32
    }

    pub fn shape(&self, index: u32) -> Shape<'_> {
        match &self.all[index as usize].composite_type.inner {
            CompositeInnerType::Struct(ty) => Shape::Struct(&ty.fields),
            CompositeInnerType::Array(ty) => Shape::Array(ty.0),
            CompositeInnerType::Func(ty) => Shape::Func(ty),
            CompositeInnerType::Cont(_) => unreachable!("there are none"),
        }
    }

    pub fn function(&self, index: u32) -> (Vec<ValType>, Vec<ValType>) {
        match self.shape(index) {
            Shape::Func(ty) => (ty.params().to_vec(), ty.results().to_vec()),
            _ => unreachable!("the type of a function"),
        }
    }

    /// Structs and arrays.
    pub fn data_types(&self) -> std::ops::Range<u32> {
        self.first_data..self.end_of_data
    }

    pub fn structs(&self) -> Vec<u32> {
        self.data_types().filter(|index| matches!(self.shape(*index), Shape::Struct(_))).collect()
    }

    pub fn arrays(&self) -> Vec<u32> {
        self.data_types().filter(|index| matches!(self.shape(*index), Shape::Array(_))).collect()
    }

    /// Of a variable: it has a default.
    pub fn value(&self, choices: &mut Choices) -> ValType {
        match choices.below(12) {
            0 | 1 => ANYREF,
            2..5 => nullable(HeapType::Concrete(self.first_data + choices.below(self.data_types().len()) as u32)),
            5 => nullable([EQ, STRUCT, ARRAY, HeapType::I31][choices.below(4)]),
            6 => nullable(HeapType::Concrete(choices.below(CALLBACK_TYPES as usize) as u32)),
            7 => nullable([HeapType::EXTERN, EXN, HeapType::FUNC][choices.below(3)]),
            8 => ValType::I64,
            9 => [ValType::F64, ValType::F32, ValType::V128][choices.below(3)],
            _ => ValType::I32,
        }
    }

    /// As far as it was declared by that number.
    pub fn is_subtype_index(&self, sub: u32, sup: u32) -> bool {
        sub == sup || self.all[sub as usize].supertype_idxs.iter().any(|parent| self.is_subtype_index(*parent, sup))
    }

    pub fn is_subtype(&self, sub: ValType, sup: ValType) -> bool {
        match (sub, sup) {
            (ValType::Ref(sub), ValType::Ref(sup)) => {
                (sup.nullable || !sub.nullable) && self.is_heap_subtype(sub.heap_type, sup.heap_type)
            }
            _ => sub == sup,
        }
    }

    fn is_heap_subtype(&self, sub: HeapType, sup: HeapType) -> bool {
        if sub == sup {
            return true;
        }
        match (sub, sup) {
            (HeapType::Concrete(sub), HeapType::Concrete(sup)) => self.is_subtype_index(sub, sup),
            (HeapType::Concrete(sub), sup) => match self.shape(sub) {
                Shape::Struct(_) => sup == STRUCT || sup == EQ || sup == HeapType::ANY,
                Shape::Array(_) => sup == ARRAY || sup == EQ || sup == HeapType::ANY,
                Shape::Func(_) => sup == HeapType::FUNC,
            },
            (sub, sup) if sub == STRUCT || sub == ARRAY || sub == HeapType::I31 => sup == EQ || sup == HeapType::ANY,
            (sub, sup) => sub == EQ && sup == HeapType::ANY,
        }
    }
}

/// A type of a group, whose copy stands `shift` later.
fn shifted(ty: &SubType, group: std::ops::Range<u32>, shift: u32) -> SubType {
    let index = |index: u32| if group.contains(&index) { index + shift } else { index };
    let field = |field: &FieldType| {
        let element_type = match field.element_type {
            StorageType::Val(ValType::Ref(RefType { nullable, heap_type: HeapType::Concrete(to) })) => {
                StorageType::Val(ValType::Ref(RefType { nullable, heap_type: HeapType::Concrete(index(to)) }))
            }
            other => other,
        };
        FieldType { element_type, mutable: field.mutable }
    };
    let inner = match &ty.composite_type.inner {
        CompositeInnerType::Struct(ty) => {
            CompositeInnerType::Struct(StructType { fields: ty.fields.iter().map(field).collect() })
        }
        CompositeInnerType::Array(ty) => CompositeInnerType::Array(ArrayType(field(&ty.0))),
        other => other.clone(),
    };
    sub_type(inner, ty.supertype_idxs.first().map(|parent| index(*parent)), ty.is_final)
}
