//! A validated module, borrowed from its bytes, with its types resolved to those of the whole program.
//!
//! In: bytes (`read.rs`). Out: [`Module`] and the program's [`types::TypeTable`]. Function bodies stay encoded: `ir::build`
//! decodes them. Nothing here decides how anything is compiled.

pub mod debug;
pub mod features;
pub mod layout;
pub mod names;
pub mod print;
pub mod read;
pub mod types;

use types::{RefType, TypeId, ValType};

#[cfg(test)]
mod tests;

macro_rules! index_type {
    ($($(#[$doc:meta])* $name:ident $prefix:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub u32);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index_type! {
    /// Index of a function in its module, imports first.
    FuncId "func",
    GlobalId "global",
    TableId "table",
    MemoryId "memory",
    TagId "tag",
    DataId "data",
    ElemId "elem",
    /// Of [`Module::objects`].
    ObjectId "object",
}

/// Where an imported entity comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub module: String,
    pub field: String,
}

#[derive(Debug)]
pub struct Module<'a> {
    pub bytes: &'a [u8],
    /// From the name section.
    pub name: Option<String>,
    /// Module type index → canonical type.
    pub types: Vec<TypeId>,
    pub funcs: Vec<Func<'a>>,
    pub tables: Vec<Table>,
    pub memories: Vec<Memory>,
    pub globals: Vec<Global>,
    pub tags: Vec<Tag>,
    pub exports: Vec<Export>,
    pub start: Option<FuncId>,
    pub elems: Vec<Elem>,
    pub datas: Vec<Data<'a>>,
    /// What the start function would have allocated, had `optimise::start` not: each is one object, and may refer to all.
    pub objects: Vec<ConstExpr>,
    /// It has vectors somewhere, if only in its types.
    pub uses_simd: bool,
    /// It has atomic instructions or a shared memory.
    pub uses_atomics: bool,
}

impl ConstExpr {
    /// The type of the object that it makes, if it makes one.
    pub fn made_type(&self) -> Option<TypeId> {
        match self {
            ConstExpr::StructNew(ty, _)
            | ConstExpr::StructNewDefault(ty)
            | ConstExpr::ArrayNew(ty, _)
            | ConstExpr::ArrayNewDefault(ty, _)
            | ConstExpr::ArrayNewFixed(ty, _) => Some(*ty),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<ObjectId> {
        match self {
            ConstExpr::Object(id) => Some(*id),
            _ => None,
        }
    }
}

impl<'a> Module<'a> {
    /// Of every kind.
    pub fn imports(&self) -> impl Iterator<Item = &Import> {
        let funcs = self.funcs.iter().map(|func| &func.import);
        let tables = self.tables.iter().map(|table| &table.import);
        let memories = self.memories.iter().map(|memory| &memory.import);
        let globals = self.globals.iter().map(|global| &global.import);
        let tags = self.tags.iter().map(|tag| &tag.import);
        funcs.chain(tables).chain(memories).chain(globals).chain(tags).flatten()
    }

    /// The expression that makes what an expression refers to.
    pub fn object<'e>(&'e self, expr: &'e ConstExpr) -> &'e ConstExpr {
        match expr {
            ConstExpr::Object(id) => &self.objects[id.index()],
            other => other,
        }
    }

    fn empty(bytes: &'a [u8]) -> Module<'a> {
        Module {
            bytes,
            name: None,
            types: Vec::new(),
            funcs: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            exports: Vec::new(),
            start: None,
            elems: Vec::new(),
            datas: Vec::new(),
            objects: Vec::new(),
            uses_simd: false,
            uses_atomics: false,
        }
    }
}

#[derive(Debug)]
pub struct Func<'a> {
    pub ty: TypeId,
    /// From the name section, raw.
    pub name: Option<String>,
    pub import: Option<Import>,
    /// The encoded body; `None` exactly for imports.
    pub body: Option<wasmparser::FunctionBody<'a>>,
    /// From debug information.
    pub origin: Option<debug::Origin>,
    /// Names of parameters and locals from the name section, by local index, raw.
    pub local_names: Vec<Option<String>>,
    /// Nothing calls it any more: `optimise::start` has done what it does, or it is a part of another (`optimise::pieces`).
    pub is_done: bool,
}

#[derive(Debug)]
pub struct Table {
    pub name: Option<String>,
    pub import: Option<Import>,
    pub element: RefType,
    pub min: u64,
    pub max: Option<u64>,
    pub table64: bool,
    /// Initial value of the elements; `None` is null.
    pub init: Option<ConstExpr>,
}

#[derive(Debug)]
pub struct Memory {
    pub name: Option<String>,
    pub import: Option<Import>,
    /// In pages of 64 KiB, if they are not bytes.
    pub min_pages: u64,
    pub max_pages: Option<u64>,
    /// Addresses have 64 bits.
    pub memory64: bool,
    /// A page is a byte: the only other size that there is.
    pub byte_pages: bool,
    /// With other threads, if there were any.
    pub shared: bool,
}

#[derive(Debug)]
pub struct Global {
    pub name: Option<String>,
    pub import: Option<Import>,
    pub ty: ValType,
    pub mutable: bool,
    /// `None` exactly for imports.
    pub init: Option<ConstExpr>,
    /// The start function would have given it this value: it may refer to [`Module::objects`].
    pub is_set_by_start: bool,
}

#[derive(Debug)]
pub struct Tag {
    pub name: Option<String>,
    pub import: Option<Import>,
    /// A function type without results.
    pub ty: TypeId,
}

#[derive(Debug)]
pub struct Export {
    pub name: String,
    pub item: ExportItem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportItem {
    Func(FuncId),
    Table(TableId),
    Memory(MemoryId),
    Global(GlobalId),
    Tag(TagId),
}

#[derive(Debug)]
pub struct Elem {
    pub mode: ElemMode,
    pub element: RefType,
    pub items: Vec<ConstExpr>,
}

#[derive(Debug)]
pub enum ElemMode {
    Active { table: TableId, offset: ConstExpr },
    Passive,
    Declared,
}

#[derive(Debug)]
pub struct Data<'a> {
    pub mode: DataMode,
    pub bytes: &'a [u8],
}

#[derive(Debug)]
pub enum DataMode {
    Active { memory: MemoryId, offset: ConstExpr },
    Passive,
}

/// A constant expression (Wasm 3.0 §3.3.13) as a tree; floats are their bits.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstExpr {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    V128(u128),
    I32Add(Box<[ConstExpr; 2]>),
    I32Sub(Box<[ConstExpr; 2]>),
    I32Mul(Box<[ConstExpr; 2]>),
    I64Add(Box<[ConstExpr; 2]>),
    I64Sub(Box<[ConstExpr; 2]>),
    I64Mul(Box<[ConstExpr; 2]>),
    GlobalGet(GlobalId),
    RefNull(RefType),
    RefFunc(FuncId),
    RefI31(Box<ConstExpr>),
    StructNew(TypeId, Vec<ConstExpr>),
    StructNewDefault(TypeId),
    /// `array.new`: value, length.
    ArrayNew(TypeId, Box<[ConstExpr; 2]>),
    ArrayNewDefault(TypeId, Box<ConstExpr>),
    ArrayNewFixed(TypeId, Vec<ConstExpr>),
    /// `any.convert_extern` and `extern.convert_any`: the same bits.
    Convert(Box<ConstExpr>),
    /// Not of Wasm: see [`Module::objects`].
    Object(ObjectId),
}
