//! The types of a program, canonicalised over all of its modules.
//!
//! In: nothing but what `read.rs` inserts, one rec group at a time. Out: [`TypeTable`], in which two types are equal
//! exactly if they are equal iso-recursively (Wasm 3.0 §3.1.3), so that one [`TypeId`] stands for one type of the
//! whole program, and in which every heap type is a range of type numbers ([`TypeTable::range`]): a cast is one
//! subtraction and one comparison. wasmparser's own types do not leave `module/` and `ir/build.rs`.

use std::collections::HashMap;
use std::fmt;

/// A canonical type of the program. Its `Display` is the name seen in the emitted C and in the tests.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HeapType {
    Any,
    Eq,
    I31,
    Struct,
    Array,
    None,
    Func,
    NoFunc,
    Extern,
    NoExtern,
    Exn,
    NoExn,
    Concrete(TypeId),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RefType {
    pub nullable: bool,
    pub heap: HeapType,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ValType {
    I32,
    I64,
    F32,
    F64,
    V128,
    Ref(RefType),
}

/// What a field or an element holds in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StorageType {
    I8,
    I16,
    Val(ValType),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FieldType {
    pub storage: StorageType,
    pub mutable: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FuncType {
    pub params: Vec<ValType>,
    pub results: Vec<ValType>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CompositeType {
    Func(FuncType),
    Struct(Vec<FieldType>),
    Array(FieldType),
}

/// One canonical type: `(sub final? supertype? composite)`.
#[derive(Clone, Debug)]
pub struct SubType {
    pub is_final: bool,
    pub supertype: Option<TypeId>,
    pub composite: CompositeType,
    /// Name from a name section (the first module's that names it), raw: not yet a C identifier.
    pub name: Option<String>,
    /// Field names from a name section, by field index; empty where unknown.
    pub field_names: Vec<Option<String>>,
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type{}", self.0)
    }
}

impl TypeId {
    /// Marks a reference to a type of the group being inserted: the index lies in the other bits.
    const IN_GROUP: u32 = 1 << 31;

    /// The `index`th type of the rec group that is being inserted ([`TypeTable::insert_rec_group`]).
    pub fn in_group(index: u32) -> TypeId {
        TypeId(index | Self::IN_GROUP)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The absolute type, where the group lies from `first` on.
    fn resolve(self, first: TypeId) -> TypeId {
        match self.0 & Self::IN_GROUP {
            0 => self,
            _ => TypeId(first.0 + (self.0 & !Self::IN_GROUP)),
        }
    }
}

impl RefType {
    pub fn nullable(heap: HeapType) -> RefType {
        RefType { nullable: true, heap }
    }

    pub fn non_null(heap: HeapType) -> RefType {
        RefType { nullable: false, heap }
    }
}

impl StorageType {
    /// The type on the operand stack: packed storage is read and written as an `i32`.
    pub fn unpacked(self) -> ValType {
        match self {
            StorageType::I8 | StorageType::I16 => ValType::I32,
            StorageType::Val(ty) => ty,
        }
    }

    pub fn is_packed(self) -> bool {
        !matches!(self, StorageType::Val(_))
    }
}

impl CompositeType {
    /// The abstract heap type right above every type of this kind.
    pub fn top(&self) -> HeapType {
        match self {
            CompositeType::Func(_) => HeapType::Func,
            CompositeType::Struct(_) => HeapType::Struct,
            CompositeType::Array(_) => HeapType::Array,
        }
    }

    /// Replaces every type that this one refers to.
    fn map_types(&mut self, map: &impl Fn(TypeId) -> TypeId) {
        match self {
            CompositeType::Func(func) => {
                func.params.iter_mut().chain(&mut func.results).for_each(|ty| ty.map_types(map));
            }
            CompositeType::Struct(fields) => fields.iter_mut().for_each(|field| field.map_types(map)),
            CompositeType::Array(field) => field.map_types(map),
        }
    }
}

impl FieldType {
    fn map_types(&mut self, map: &impl Fn(TypeId) -> TypeId) {
        if let StorageType::Val(ty) = &mut self.storage {
            ty.map_types(map);
        }
    }
}

impl ValType {
    fn map_types(&mut self, map: &impl Fn(TypeId) -> TypeId) {
        if let ValType::Ref(RefType { heap: HeapType::Concrete(id), .. }) = self {
            *id = map(*id);
        }
    }
}

impl SubType {
    pub fn new(is_final: bool, supertype: Option<TypeId>, composite: CompositeType) -> SubType {
        SubType { is_final, supertype, composite, name: None, field_names: Vec::new() }
    }

    fn resolved(mut self, first: TypeId) -> SubType {
        let map = |id: TypeId| id.resolve(first);
        self.supertype = self.supertype.map(map);
        self.composite.map_types(&map);
        self
    }
}

/// What two equal types have in common; references into their own group are relative, so equal groups have equal shapes.
type Shape = (bool, Option<TypeId>, CompositeType);

/// All types of the program, each once.
///
/// Invariants: a supertype has a smaller id than its subtypes; a rec group has consecutive ids; ids depend only on the order of
/// insertion (the map below is never iterated).
#[derive(Debug, Default)]
pub struct TypeTable {
    types: Vec<SubType>,
    /// The first type of each type's group.
    group_starts: Vec<TypeId>,
    groups: HashMap<Vec<Shape>, TypeId>,
    numbering: Option<Numbering>,
}

/// Type numbers: preorder in the subtype forest, so that a type with its subtypes is a range.
#[derive(Debug)]
struct Numbering {
    /// By type.
    numbers: Vec<u32>,
    /// By type: how many types its subtree has, itself included.
    sizes: Vec<u32>,
    structs: u32,
    arrays: u32,
    funcs: u32,
    /// Struct and array types by number, from number 1 on.
    objects_in_order: Vec<TypeId>,
    funcs_in_order: Vec<TypeId>,
}

impl TypeTable {
    pub fn new() -> TypeTable {
        TypeTable::default()
    }

    /// Inserts one rec group, whose references to its own members are [`TypeId::in_group`]; all others are canonical already.
    /// Returns its first type; the others follow it. A group that is equal to an earlier one is that one, but may name its
    /// types if that one did not.
    pub fn insert_rec_group(&mut self, group: Vec<SubType>) -> TypeId {
        let shape: Vec<Shape> = group.iter().map(|ty| (ty.is_final, ty.supertype, ty.composite.clone())).collect();
        if let Some(&first) = self.groups.get(&shape) {
            self.add_names(first, group);
            return first;
        }
        let first = TypeId(u32::try_from(self.types.len()).expect("a program has fewer than 2^31 types"));
        self.group_starts.extend(group.iter().map(|_| first));
        self.types.extend(group.into_iter().map(|ty| ty.resolved(first)));
        assert!(self.types.len() < TypeId::IN_GROUP as usize, "a program has fewer than 2^31 types");
        self.groups.insert(shape, first);
        self.numbering = None;
        first
    }

    fn add_names(&mut self, first: TypeId, group: Vec<SubType>) {
        for (known, new) in self.types[first.index()..].iter_mut().zip(group) {
            known.name = known.name.take().or(new.name);
            if known.field_names.is_empty() {
                known.field_names = new.field_names;
            }
        }
    }

    /// Names a type, unless an earlier module named it.
    pub fn set_name(&mut self, id: TypeId, name: String) {
        self.types[id.index()].name.get_or_insert(name);
    }

    /// Names a field, unless an earlier module named it; ignored where there is no such field.
    pub fn set_field_name(&mut self, id: TypeId, field: usize, name: String) {
        let ty = &mut self.types[id.index()];
        let count = match &ty.composite {
            CompositeType::Struct(fields) => fields.len(),
            CompositeType::Array(_) => 1,
            CompositeType::Func(_) => 0,
        };
        if field >= count {
            return;
        }
        if ty.field_names.len() <= field {
            ty.field_names.resize(field + 1, None);
        }
        ty.field_names[field].get_or_insert(name);
    }

    pub fn get(&self, id: TypeId) -> &SubType {
        &self.types[id.index()]
    }

    pub fn len(&self) -> usize {
        self.types.len()
    }

    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TypeId> + use<> {
        (0..self.types.len() as u32).map(TypeId)
    }

    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &SubType)> {
        self.ids().zip(&self.types)
    }

    /// The rec groups in order of insertion, each as its range of types.
    pub fn rec_groups(&self) -> impl Iterator<Item = std::ops::Range<u32>> {
        self.group_starts.chunk_by(|a, b| a == b).map(|chunk| chunk[0].0..chunk[0].0 + chunk.len() as u32)
    }

    /// The signature of a function type.
    pub fn func(&self, id: TypeId) -> &FuncType {
        match &self.get(id).composite {
            CompositeType::Func(func) => func,
            other => panic!("validated: {id} is a function type, not {other:?}"),
        }
    }

    pub fn struct_fields(&self, id: TypeId) -> &[FieldType] {
        match &self.get(id).composite {
            CompositeType::Struct(fields) => fields,
            other => panic!("validated: {id} is a struct type, not {other:?}"),
        }
    }

    pub fn array_field(&self, id: TypeId) -> &FieldType {
        match &self.get(id).composite {
            CompositeType::Array(field) => field,
            other => panic!("validated: {id} is an array type, not {other:?}"),
        }
    }

    pub fn is_subtype(&self, sub: TypeId, sup: TypeId) -> bool {
        self.supertypes(sub).any(|id| id == sup)
    }

    /// The type itself, its supertype, and so on up to the root.
    pub fn supertypes(&self, id: TypeId) -> impl Iterator<Item = TypeId> {
        std::iter::successors(Some(id), |id| self.get(*id).supertype)
    }

    /// Wasm 3.0 §3.3.3: `sub <: sup` for heap types.
    pub fn heap_is_subtype(&self, sub: HeapType, sup: HeapType) -> bool {
        use HeapType::*;
        match (sub, sup) {
            _ if sub == sup => true,
            (Concrete(sub), Concrete(sup)) => self.is_subtype(sub, sup),
            (Concrete(sub), _) => self.heap_is_subtype(self.get(sub).composite.top(), sup),
            (None, _) => self.heap_top(sup) == Any,
            (NoFunc, _) => self.heap_top(sup) == Func,
            (NoExtern, _) => sup == Extern,
            (NoExn, _) => sup == Exn,
            (I31 | Struct | Array, Eq) | (I31 | Struct | Array | Eq, Any) => true,
            _ => false,
        }
    }

    /// The top of the hierarchy that a heap type belongs to: `any`, `func`, `extern` or `exn`.
    pub fn heap_top(&self, heap: HeapType) -> HeapType {
        use HeapType::*;
        match heap {
            Any | Eq | I31 | Struct | Array | None => Any,
            Func | NoFunc => Func,
            Extern | NoExtern => Extern,
            Exn | NoExn => Exn,
            Concrete(id) => self.heap_top(self.get(id).composite.top()),
        }
    }

    pub fn ref_is_subtype(&self, sub: RefType, sup: RefType) -> bool {
        (sup.nullable || !sub.nullable) && self.heap_is_subtype(sub.heap, sup.heap)
    }

    pub fn val_is_subtype(&self, sub: ValType, sup: ValType) -> bool {
        match (sub, sup) {
            (ValType::Ref(sub), ValType::Ref(sup)) => self.ref_is_subtype(sub, sup),
            _ => sub == sup,
        }
    }

    /// Whether values of this type are references that the collector traces. Function references are code addresses.
    pub fn is_traced(&self, ty: &RefType) -> bool {
        self.heap_top(ty.heap) != HeapType::Func
    }

    pub fn is_traced_val(&self, ty: &ValType) -> bool {
        matches!(ty, ValType::Ref(ty) if self.is_traced(ty))
    }

    /// Numbers all types: structs, then arrays, from 1 on (0 is the type of exception objects), and functions apart from 1 on.
    /// To be called when all modules are inserted, and again if one is inserted later.
    pub fn number(&mut self) {
        let sizes = self.subtree_sizes();
        let mut numbering = Numbering {
            numbers: vec![0; self.len()],
            sizes,
            structs: 0,
            arrays: 0,
            funcs: 0,
            objects_in_order: Vec::new(),
            funcs_in_order: Vec::new(),
        };
        numbering.structs = self.number_kind(HeapType::Struct, 1, &mut numbering);
        numbering.arrays = self.number_kind(HeapType::Array, 1 + numbering.structs, &mut numbering);
        numbering.funcs = self.number_kind(HeapType::Func, 1, &mut numbering);
        numbering.objects_in_order = self.in_order(&numbering, |top| top != HeapType::Func);
        numbering.funcs_in_order = self.in_order(&numbering, |top| top == HeapType::Func);
        self.numbering = Some(numbering);
    }

    fn subtree_sizes(&self) -> Vec<u32> {
        let mut sizes = vec![1; self.len()];
        for id in self.ids().rev() {
            if let Some(supertype) = self.get(id).supertype {
                sizes[supertype.index()] += sizes[id.index()];
            }
        }
        sizes
    }

    /// Numbers the types of one kind from `first` on; returns how many there are. Supertypes come first, so one pass suffices:
    /// each type takes the next free number of its supertype's range.
    fn number_kind(&self, kind: HeapType, first: u32, numbering: &mut Numbering) -> u32 {
        let mut next_root = first;
        let mut next_below = vec![0; self.len()];
        for (id, ty) in self.iter().filter(|(_, ty)| ty.composite.top() == kind) {
            let next = match ty.supertype {
                Some(supertype) => &mut next_below[supertype.index()],
                None => &mut next_root,
            };
            numbering.numbers[id.index()] = *next;
            let below = *next + 1;
            *next += numbering.sizes[id.index()];
            next_below[id.index()] = below;
        }
        next_root - first
    }

    fn in_order(&self, numbering: &Numbering, wanted: impl Fn(HeapType) -> bool) -> Vec<TypeId> {
        let mut ids: Vec<TypeId> = self.ids().filter(|id| wanted(self.get(*id).composite.top())).collect();
        ids.sort_by_key(|id| numbering.numbers[id.index()]);
        ids
    }

    fn numbering(&self) -> &Numbering {
        self.numbering.as_ref().expect("TypeTable::number was called after the last insertion")
    }

    /// Struct types and then array types by number: the first has number 1.
    pub fn objects_in_order(&self) -> &[TypeId] {
        &self.numbering().objects_in_order
    }

    /// Function types by number: the first has number 1.
    pub fn funcs_in_order(&self) -> &[TypeId] {
        &self.numbering().funcs_in_order
    }

    /// Struct and array types share one numbering; function types have their own.
    pub fn type_number(&self, id: TypeId) -> u32 {
        self.numbering().numbers[id.index()]
    }

    /// The type word of an object, or of a function: odd, so that a collector can tell it from a forwarding address.
    pub fn word(&self, id: TypeId) -> u32 {
        word(self.type_number(id))
    }

    /// The type words of all objects (or functions) of a heap type, as the lowest one and the distance to the highest:
    /// a test is `word - lowest <= span` in unsigned arithmetic. `None` where no object has the type: `i31`, the bottoms,
    /// `extern` and `exn`, and abstract types of which the program has no instance.
    pub fn range(&self, heap: HeapType) -> Option<(u32, u32)> {
        let numbering = self.numbering();
        let (first, count) = match heap {
            HeapType::Any | HeapType::Eq => (1, numbering.structs + numbering.arrays),
            HeapType::Struct => (1, numbering.structs),
            HeapType::Array => (1 + numbering.structs, numbering.arrays),
            HeapType::Func => (1, numbering.funcs),
            HeapType::Concrete(id) => (numbering.numbers[id.index()], numbering.sizes[id.index()]),
            _ => return None,
        };
        (count > 0).then(|| (word(first), 2 * (count - 1)))
    }
}

fn word(number: u32) -> u32 {
    2 * number + 1
}
