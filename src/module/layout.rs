//! Where the fields of a struct lie in memory.
//!
//! In: the [`TypeTable`] and the width of references. Out: [`Layouts`]. A subtype's layout extends its supertype's, so
//! that a field has one offset in the whole subtree; holes that alignment left in the supertype are filled. Nothing here
//! knows C: the emitter turns the offsets into declarations.

use super::types::{StorageType, TypeId, TypeTable, ValType};

/// How many bits a reference takes in an object. `wastrel` chooses 32 where it can (`cli/config.rs`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefWidth {
    Bits32,
    #[default]
    Bits64,
}

impl RefWidth {
    pub fn bytes(self) -> u32 {
        match self {
            RefWidth::Bits32 => 4,
            RefWidth::Bits64 => 8,
        }
    }
}

/// The type word comes first in every object.
const HEADER_BYTES: u32 = 4;
/// Objects and their sizes are multiples of this.
const OBJECT_ALIGN: u32 = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructLayout {
    /// Rounded up to 8.
    pub size: u32,
    pub align: u32,
    /// By field index, which need not be the order of the offsets.
    pub fields: Vec<FieldLayout>,
    /// Offsets of the slots that the collector traces, ascending. More than 16 bits: a struct may have 10 000 fields.
    pub ref_offsets: Vec<u32>,
    /// Where the last field ends.
    end: u32,
    /// Free ranges before `end`, ascending.
    holes: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldLayout {
    pub offset: u32,
    pub size: u32,
    /// The topmost supertype that has this field.
    pub introduced_by: TypeId,
}

/// The layouts of all struct types of a program.
#[derive(Debug)]
pub struct Layouts {
    pub slot_bytes: u32,
    /// By type; `None` for arrays and functions.
    structs: Vec<Option<StructLayout>>,
}

impl Layouts {
    pub fn new(types: &TypeTable, width: RefWidth) -> Layouts {
        let mut layouts = Layouts { slot_bytes: width.bytes(), structs: Vec::with_capacity(types.len()) };
        for id in types.ids() {
            let layout = layouts.lay_out(types, id);
            layouts.structs.push(layout);
        }
        layouts
    }

    pub fn get(&self, id: TypeId) -> &StructLayout {
        self.structs[id.index()].as_ref().expect("validated: a struct type")
    }

    fn lay_out(&self, types: &TypeTable, id: TypeId) -> Option<StructLayout> {
        use super::types::CompositeType::Struct;
        let Struct(fields) = &types.get(id).composite else { return None };
        let mut layout = match types.get(id).supertype {
            Some(supertype) => self.get(supertype).clone(),
            None => StructLayout::empty(),
        };
        for field in &fields[layout.fields.len()..] {
            let size = storage_bytes(types, field.storage, self.slot_bytes);
            layout.push(id, size, is_traced(types, field.storage));
        }
        layout.size = layout.end.next_multiple_of(OBJECT_ALIGN);
        layout.ref_offsets.sort_unstable();
        Some(layout)
    }
}

impl StructLayout {
    fn empty() -> StructLayout {
        StructLayout {
            size: OBJECT_ALIGN,
            align: OBJECT_ALIGN,
            fields: Vec::new(),
            ref_offsets: Vec::new(),
            end: HEADER_BYTES,
            holes: Vec::new(),
        }
    }

    fn push(&mut self, introduced_by: TypeId, size: u32, traced: bool) {
        // v128 has 8-byte alignment: objects have no more.
        let align = size.min(OBJECT_ALIGN);
        let offset = self.take_hole(size, align).unwrap_or_else(|| self.append(size, align));
        self.fields.push(FieldLayout { offset, size, introduced_by });
        if traced {
            self.ref_offsets.push(offset);
        }
    }

    /// The first hole that fits.
    fn take_hole(&mut self, size: u32, align: u32) -> Option<u32> {
        let fits = |&(start, end): &(u32, u32)| start.next_multiple_of(align) + size <= end;
        let index = self.holes.iter().position(fits)?;
        let (start, end) = self.holes[index];
        let offset = start.next_multiple_of(align);
        let rest = [(start, offset), (offset + size, end)].into_iter().filter(|(start, end)| start < end);
        self.holes.splice(index..=index, rest);
        Some(offset)
    }

    fn append(&mut self, size: u32, align: u32) -> u32 {
        let offset = self.end.next_multiple_of(align);
        if offset > self.end {
            self.holes.push((self.end, offset));
        }
        self.end = offset + size;
        offset
    }
}

/// How many bytes a field or an array element takes, which is also its alignment up to 8.
pub fn storage_bytes(types: &TypeTable, storage: StorageType, slot_bytes: u32) -> u32 {
    match storage {
        StorageType::I8 => 1,
        StorageType::I16 => 2,
        StorageType::Val(ValType::I32 | ValType::F32) => 4,
        StorageType::Val(ValType::I64 | ValType::F64) => 8,
        StorageType::Val(ValType::V128) => 16,
        StorageType::Val(ValType::Ref(ty)) if types.is_traced(&ty) => slot_bytes,
        // A code address.
        StorageType::Val(ValType::Ref(_)) => 8,
    }
}

pub fn is_traced(types: &TypeTable, storage: StorageType) -> bool {
    matches!(storage, StorageType::Val(ty) if types.is_traced_val(&ty))
}
