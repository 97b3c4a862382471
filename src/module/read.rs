//! Bytes to [`Module`]: parse, validate, refuse what is not supported, resolve types.
//!
//! In: the bytes of a file. Out: the module, with its types in the program's [`TypeTable`], and [`Validated`], with which
//! `ir::build` runs the validator again over each body to learn the types of its operands. Nothing is linked here: imports
//! stay what they are.

use super::features::Proposal;
use super::types::{
    CompositeType, FieldType, FuncType, HeapType, RefType, StorageType, SubType, TypeId, TypeTable, ValType,
};
use super::{
    ConstExpr, Data, DataMode, Elem, ElemMode, Export, ExportItem, Func, FuncId, Global, GlobalId, Import, Memory,
    MemoryId, Module, Table, TableId, Tag, TagId, debug, features, names,
};
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use wasmparser::types::{CoreTypeId, Types};
use wasmparser::{
    FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, KnownCustom, NameSectionReader, Operator,
    Parser, Payload, UnpackedIndex, ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

/// What the validator accepts: all of Wasm 3.0, what was before it in place of `try_table`, and what we compile beyond it. Other
/// proposals stay off, since some change what older instructions mean (custom descriptors make every `struct.new` exact); a
/// module that needs one is found out by [`explain`].
pub(super) const FEATURES: WasmFeatures = WasmFeatures::WASM3
    .union(WasmFeatures::COMPACT_IMPORTS)
    .union(WasmFeatures::LEGACY_EXCEPTIONS)
    .union(WasmFeatures::CUSTOM_PAGE_SIZES)
    .union(WasmFeatures::WIDE_ARITHMETIC);

/// Constant expressions become trees, which are walked recursively; wasm_of_ocaml nests a list's cells.
const MAX_CONST_DEPTH: u32 = 5_000;

/// What validation leaves for `ir::build`.
#[derive(Debug)]
pub struct Validated {
    imported_funcs: usize,
    bodies: Vec<FuncToValidate<ValidatorResources>>,
    type_map: TypeMap,
}

impl Validated {
    /// A fresh validator for a function that is not imported: define its locals, then step it operator by operator.
    pub fn validator(&self, func: FuncId, allocations: FuncValidatorAllocations) -> FuncValidator<ValidatorResources> {
        let body = &self.bodies[func.index() - self.imported_funcs];
        let to_validate = FuncToValidate {
            resources: body.resources.clone(),
            index: body.index,
            ty: body.ty,
            features: body.features,
        };
        to_validate.into_validator(allocations)
    }

    /// A type as an operator or the validator names it.
    pub fn val_type(&self, ty: wasmparser::ValType) -> ValType {
        self.type_map.val_type(ty)
    }

    pub fn ref_type(&self, ty: wasmparser::RefType) -> RefType {
        self.type_map.ref_type(ty)
    }

    pub fn heap_type(&self, ty: wasmparser::HeapType) -> HeapType {
        self.type_map.heap_type(ty)
    }

    /// What a block takes and leaves.
    pub fn block_type(&self, types: &TypeTable, ty: wasmparser::BlockType) -> FuncType {
        match ty {
            wasmparser::BlockType::Empty => FuncType::default(),
            wasmparser::BlockType::Type(ty) => FuncType { params: Vec::new(), results: vec![self.val_type(ty)] },
            wasmparser::BlockType::FuncType(index) => types.func(self.type_map.by_index[index as usize]).clone(),
        }
    }
}

/// Reads and validates a module; its types join `types`.
pub fn read<'a>(bytes: &'a [u8], types: &mut TypeTable) -> Result<(Module<'a>, Validated)> {
    check_header(bytes)?;
    let checked = check(bytes, FEATURES).map_err(|failure| explain(bytes, failure))?;
    let uses = features::uses(bytes).map_err(|error| Failure::from(error).into_error(bytes))?;
    if let Some(used) = uses.iter().find(|used| !used.proposal.is_supported()) {
        return Err(unsupported(bytes, used));
    }
    let mut module = Reader::new(bytes, types).module()?;
    module.uses_atomics = uses.iter().any(|used| used.proposal == Proposal::Threads);
    module.uses_simd = uses.iter().any(|used| matches!(used.proposal, Proposal::Simd | Proposal::RelaxedSimd));
    let by_index = module.types.clone();
    let by_id = by_index.iter().enumerate().map(|(index, id)| (core_type(&checked.types, index), *id)).collect();
    let validated = Validated {
        imported_funcs: module.funcs.len() - checked.bodies.len(),
        bodies: checked.bodies,
        type_map: TypeMap { by_index, by_id },
    };
    Ok((module, validated))
}

/// Whether the bytes are a valid module, be it one that is not supported.
pub fn is_valid(bytes: &[u8]) -> bool {
    check(bytes, FEATURES).is_ok()
}

fn core_type(types: &Types, index: usize) -> CoreTypeId {
    types.as_ref().core_type_at_in_module(index as u32)
}

/// A file's contents as binary Wasm: the text format is converted. Bytes that are neither are left to [`read`] to refuse.
/// `path` is for messages.
pub fn to_binary<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>> {
    if !looks_like_text(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let text = std::str::from_utf8(bytes).expect("looks_like_text: it is UTF-8");
    match wat::Parser::new().parse_str(Some(path), text) {
        Ok(binary) => Ok(Cow::Owned(binary)),
        Err(error) => {
            // It quotes the line of the error.
            let message = format!("invalid module text: {}", names::escape_message(&error.to_string()));
            Err(Error::User { message, hint: None })
        }
    }
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or("").trim_ascii_start();
    text.starts_with('(') || text.starts_with(";;")
}

fn check_header(bytes: &[u8]) -> Result<()> {
    const MAGIC: &[u8] = b"\0asm";
    const MODULE: &[u8] = &[1, 0, 0, 0];
    if Parser::is_component(bytes) {
        return Err(Error::User {
            message: "this is a WebAssembly component; only core modules are supported".into(),
            hint: Some("`wasm-tools component unbundle FILE --module-dir DIR` extracts the core modules".into()),
        });
    }
    let (magic, version) = bytes.split_at(bytes.len().min(4));
    let message = match (magic, version) {
        ([], _) => "the file is empty".into(),
        _ if !MAGIC.starts_with(magic) => format!("not a WebAssembly file: it starts with `{}`", hex(magic)),
        _ if bytes.len() < 8 => "the file ends within the header".into(),
        _ if !version.starts_with(MODULE) => format!("unknown version `{}`", hex(&version[..4])),
        _ => return Ok(()),
    };
    Err(Error::Invalid { message, function: None, offset: 0 })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// The validator's verdict on a module that is not valid.
struct Failure {
    error: wasmparser::Error,
    function: Option<u32>,
}

impl From<wasmparser::Error> for Failure {
    fn from(error: wasmparser::Error) -> Failure {
        Failure { error, function: None }
    }
}

impl Failure {
    fn into_error(self, bytes: &[u8]) -> Error {
        Error::Invalid {
            message: names::escape_message(self.error.message()),
            function: self.function.map(|index| names::function_label(bytes, index)),
            offset: self.error.offset() as usize,
        }
    }
}

struct Checked {
    types: Types,
    bodies: Vec<FuncToValidate<ValidatorResources>>,
}

/// Validates a module: first all sections, then the bodies.
fn check(bytes: &[u8], features: WasmFeatures) -> Result<Checked, Failure> {
    let mut validator = Validator::new_with_features(features);
    let mut funcs = Vec::new();
    let mut types = None;
    for payload in parser(features).parse_all(bytes) {
        match validator.payload(&payload?)? {
            ValidPayload::Func(func, body) => funcs.push((func, body)),
            ValidPayload::End(end) => types = Some(end),
            ValidPayload::Ok | ValidPayload::Parser(_) => {}
        }
    }
    let types = types.expect("the parser ends with Payload::End");
    let bodies = check_bodies(funcs)?;
    Ok(Checked { types, bodies })
}

fn parser(features: WasmFeatures) -> Parser {
    let mut parser = Parser::new(0);
    parser.set_features(features);
    parser
}

type Body<'a> = (FuncToValidate<ValidatorResources>, FunctionBody<'a>);

fn check_bodies(funcs: Vec<Body<'_>>) -> Result<Vec<FuncToValidate<ValidatorResources>>, Failure> {
    let mut allocations = FuncValidatorAllocations::default();
    let mut checked = Vec::with_capacity(funcs.len());
    for (func, body) in funcs {
        let FuncToValidate { resources, index, ty, features } = func;
        let kept = FuncToValidate { resources: resources.clone(), index, ty, features };
        let mut validator = FuncToValidate { resources, index, ty, features }.into_validator(allocations);
        check_body(&mut validator, &body).map_err(|error| Failure { error, function: Some(index) })?;
        allocations = validator.into_allocations();
        checked.push(kept);
    }
    Ok(checked)
}

/// `FuncValidator::validate` without its assertions of debug builds, which decode every operator thrice.
fn check_body(validator: &mut FuncValidator<ValidatorResources>, body: &FunctionBody<'_>) -> wasmparser::Result<()> {
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    while !reader.eof() {
        reader.visit_operator(&mut validator.visitor(reader.original_position()))??;
    }
    reader.finish_expression(&validator.visitor(reader.original_position()))
}

/// A module that is not valid Wasm 3.0 may be valid with proposals that are not part of it: then it is unsupported.
fn explain(bytes: &[u8], failure: Failure) -> Error {
    match check(bytes, WasmFeatures::all()) {
        Ok(_) => match features::first_unsupported(bytes) {
            Some(used) => unsupported(bytes, &used),
            None => failure.into_error(bytes),
        },
        // It is wrong even if the missing proposal were there: say what is wrong.
        Err(deeper) if failure.error.missing_wasm_feature().is_some() => deeper.into_error(bytes),
        Err(_) => failure.into_error(bytes),
    }
}

fn unsupported(bytes: &[u8], used: &features::Use) -> Error {
    Error::Unsupported {
        what: used.proposal.name().into(),
        function: used.function.map(|func| names::function_label(bytes, func.0)),
        offset: used.offset,
    }
}

/// From wasmparser's names of types to the program's.
#[derive(Debug)]
struct TypeMap {
    by_index: Vec<TypeId>,
    by_id: HashMap<CoreTypeId, TypeId>,
}

trait ResolveTypes {
    fn resolve(&self, index: UnpackedIndex) -> TypeId;

    fn val_type(&self, ty: wasmparser::ValType) -> ValType {
        match ty {
            wasmparser::ValType::I32 => ValType::I32,
            wasmparser::ValType::I64 => ValType::I64,
            wasmparser::ValType::F32 => ValType::F32,
            wasmparser::ValType::F64 => ValType::F64,
            wasmparser::ValType::V128 => ValType::V128,
            wasmparser::ValType::Ref(ty) => ValType::Ref(self.ref_type(ty)),
        }
    }

    fn ref_type(&self, ty: wasmparser::RefType) -> RefType {
        RefType { nullable: ty.is_nullable(), heap: self.heap_type(ty.heap_type()) }
    }

    fn heap_type(&self, ty: wasmparser::HeapType) -> HeapType {
        match ty {
            wasmparser::HeapType::Abstract { ty, .. } => abstract_heap_type(ty),
            wasmparser::HeapType::Concrete(index) | wasmparser::HeapType::Exact(index) => {
                HeapType::Concrete(self.resolve(index))
            }
        }
    }

    fn field_type(&self, field: &wasmparser::FieldType) -> FieldType {
        let storage = match field.element_type {
            wasmparser::StorageType::I8 => StorageType::I8,
            wasmparser::StorageType::I16 => StorageType::I16,
            wasmparser::StorageType::Val(ty) => StorageType::Val(self.val_type(ty)),
        };
        FieldType { storage, mutable: field.mutable }
    }

    fn composite_type(&self, ty: &wasmparser::CompositeInnerType) -> CompositeType {
        match ty {
            wasmparser::CompositeInnerType::Func(func) => CompositeType::Func(FuncType {
                params: func.params().iter().map(|ty| self.val_type(*ty)).collect(),
                results: func.results().iter().map(|ty| self.val_type(*ty)).collect(),
            }),
            wasmparser::CompositeInnerType::Struct(ty) => {
                CompositeType::Struct(ty.fields.iter().map(|field| self.field_type(field)).collect())
            }
            wasmparser::CompositeInnerType::Array(ty) => CompositeType::Array(self.field_type(&ty.0)),
            wasmparser::CompositeInnerType::Cont(_) => unreachable!("refused: stack switching"),
        }
    }

    fn sub_type(&self, ty: &wasmparser::SubType) -> SubType {
        let supertype = ty.supertype_idxs.first().map(|index| self.resolve(index.unpack()));
        SubType::new(ty.is_final, supertype, self.composite_type(&ty.composite_type.inner))
    }
}

fn abstract_heap_type(ty: wasmparser::AbstractHeapType) -> HeapType {
    use wasmparser::AbstractHeapType as From;
    match ty {
        From::Any => HeapType::Any,
        From::Eq => HeapType::Eq,
        From::I31 => HeapType::I31,
        From::Struct => HeapType::Struct,
        From::Array => HeapType::Array,
        From::None => HeapType::None,
        From::Func => HeapType::Func,
        From::NoFunc => HeapType::NoFunc,
        From::Extern => HeapType::Extern,
        From::NoExtern => HeapType::NoExtern,
        From::Exn => HeapType::Exn,
        From::NoExn => HeapType::NoExn,
        From::Cont | From::NoCont => unreachable!("refused: stack switching"),
    }
}

/// For types in operators (module indices) and on the validator's stack (canonical ids).
impl ResolveTypes for TypeMap {
    fn resolve(&self, index: UnpackedIndex) -> TypeId {
        match index {
            UnpackedIndex::Module(index) => self.by_index[index as usize],
            UnpackedIndex::Id(id) => self.by_id[&id],
            UnpackedIndex::RecGroup(_) => unreachable!("wasmparser: only inside of the type section"),
        }
    }
}

/// For types of the sections after the type section.
impl ResolveTypes for [TypeId] {
    fn resolve(&self, index: UnpackedIndex) -> TypeId {
        self[index.as_module_index().expect("wasmparser: sections name types by module index") as usize]
    }
}

/// For types of the rec group that starts at the module's type `known.len()`.
struct InGroup<'t> {
    known: &'t [TypeId],
}

impl ResolveTypes for InGroup<'_> {
    fn resolve(&self, index: UnpackedIndex) -> TypeId {
        let index = index.as_module_index().expect("wasmparser: the type section names types by module index");
        match self.known.get(index as usize) {
            Some(id) => *id,
            None => TypeId::in_group(index - self.known.len() as u32),
        }
    }
}

/// The module as far as it has been read.
struct Reader<'a, 't> {
    module: Module<'a>,
    types: &'t mut TypeTable,
    name_sections: Vec<NameSectionReader<'a>>,
    debug_sections: debug::Sections<'a>,
    /// Where the code section's contents begin.
    code_start: u64,
    next_body: usize,
}

impl<'a, 't> Reader<'a, 't> {
    fn new(bytes: &'a [u8], types: &'t mut TypeTable) -> Self {
        Reader {
            module: Module::empty(bytes),
            types,
            name_sections: Vec::new(),
            debug_sections: Vec::new(),
            code_start: 0,
            next_body: 0,
        }
    }

    fn module(mut self) -> Result<Module<'a>> {
        for payload in parser(FEATURES).parse_all(self.module.bytes) {
            self.payload(payload.map_err(malformed)?)?;
        }
        for section in std::mem::take(&mut self.name_sections) {
            names::apply(section, &mut self.module, self.types);
        }
        debug::apply(&mut self.module, &self.debug_sections, self.code_start);
        Ok(self.module)
    }

    fn payload(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => items(section)?.iter().for_each(|group| self.rec_group(group)),
            Payload::ImportSection(section) => self.imports(section)?,
            Payload::FunctionSection(section) => items(section)?.into_iter().for_each(|ty| self.func(ty, None)),
            Payload::TableSection(section) => items(section)?.iter().try_for_each(|table| self.table(table))?,
            Payload::MemorySection(section) => items(section)?.into_iter().for_each(|ty| self.memory(ty, None)),
            Payload::TagSection(section) => items(section)?.into_iter().for_each(|ty| self.tag(ty, None)),
            Payload::GlobalSection(section) => items(section)?.iter().try_for_each(|global| self.global(global))?,
            Payload::ExportSection(section) => items(section)?.iter().for_each(|export| self.export(export)),
            Payload::StartSection { func, .. } => self.module.start = Some(FuncId(func)),
            Payload::ElementSection(section) => items(section)?.into_iter().try_for_each(|elem| self.elem(elem))?,
            Payload::DataSection(section) => items(section)?.iter().try_for_each(|data| self.data(data))?,
            Payload::CodeSectionStart { unchecked_range, .. } => {
                self.code_start = unchecked_range.start;
                self.next_body = self.imported_funcs();
            }
            Payload::CodeSectionEntry(body) => self.body(body),
            Payload::CustomSection(section) => {
                if section.name().starts_with(".debug_") {
                    self.debug_sections.push((section.name(), section.data()));
                } else if let KnownCustom::Name(names) = section.as_known() {
                    self.name_sections.push(names);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn rec_group(&mut self, group: &wasmparser::RecGroup) {
        let known = InGroup { known: &self.module.types };
        let members: Vec<SubType> = group.types().map(|ty| known.sub_type(ty)).collect();
        let count = members.len() as u32;
        let first = self.types.insert_rec_group(members);
        self.module.types.extend((first.0..first.0 + count).map(TypeId));
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader<'a>) -> Result<()> {
        for import in section.into_imports() {
            let import = import.map_err(malformed)?;
            let from = Some(Import { module: import.module.into(), field: import.name.into() });
            match import.ty {
                wasmparser::TypeRef::Func(ty) | wasmparser::TypeRef::FuncExact(ty) => self.func(ty, from),
                wasmparser::TypeRef::Table(ty) => self.push_table(&ty, from, None),
                wasmparser::TypeRef::Memory(ty) => self.memory(ty, from),
                wasmparser::TypeRef::Global(ty) => self.push_global(ty, from, None),
                wasmparser::TypeRef::Tag(ty) => self.tag(ty, from),
            }
        }
        Ok(())
    }

    fn func(&mut self, ty: u32, import: Option<Import>) {
        let ty = self.module.types[ty as usize];
        self.module.funcs.push(Func {
            ty,
            name: None,
            import,
            body: None,
            origin: None,
            local_names: Vec::new(),
            is_done: false,
        });
    }

    fn imported_funcs(&self) -> usize {
        self.module.funcs.iter().take_while(|func| func.import.is_some()).count()
    }

    fn body(&mut self, body: FunctionBody<'a>) {
        self.module.funcs[self.next_body].body = Some(body);
        self.next_body += 1;
    }

    fn table(&mut self, table: &wasmparser::Table<'a>) -> Result<()> {
        let init = match &table.init {
            wasmparser::TableInit::RefNull => None,
            wasmparser::TableInit::Expr(expr) => Some(self.const_expr(expr)?),
        };
        self.push_table(&table.ty, None, init);
        Ok(())
    }

    fn push_table(&mut self, ty: &wasmparser::TableType, import: Option<Import>, init: Option<ConstExpr>) {
        let element = self.module.types.ref_type(ty.element_type);
        let (min, max, table64) = (ty.initial, ty.maximum, ty.table64);
        self.module.tables.push(Table { name: None, import, element, min, max, table64, init });
    }

    fn memory(&mut self, ty: wasmparser::MemoryType, import: Option<Import>) {
        let (min_pages, max_pages, memory64, shared) = (ty.initial, ty.maximum, ty.memory64, ty.shared);
        let byte_pages = ty.page_size_log2 == Some(0);
        let memory = Memory { name: None, import, min_pages, max_pages, memory64, byte_pages, shared };
        self.module.memories.push(memory);
    }

    fn tag(&mut self, ty: wasmparser::TagType, import: Option<Import>) {
        let ty = self.module.types[ty.func_type_idx as usize];
        self.module.tags.push(Tag { name: None, import, ty });
    }

    fn global(&mut self, global: &wasmparser::Global<'a>) -> Result<()> {
        let init = self.const_expr(&global.init_expr)?;
        self.push_global(global.ty, None, Some(init));
        Ok(())
    }

    fn push_global(&mut self, ty: wasmparser::GlobalType, import: Option<Import>, init: Option<ConstExpr>) {
        let mutable = ty.mutable;
        let ty = self.module.types.val_type(ty.content_type);
        self.module.globals.push(Global { name: None, import, ty, mutable, init, is_set_by_start: false });
    }

    fn export(&mut self, export: &wasmparser::Export<'a>) {
        let index = export.index;
        let item = match export.kind {
            wasmparser::ExternalKind::Func | wasmparser::ExternalKind::FuncExact => ExportItem::Func(FuncId(index)),
            wasmparser::ExternalKind::Table => ExportItem::Table(TableId(index)),
            wasmparser::ExternalKind::Memory => ExportItem::Memory(MemoryId(index)),
            wasmparser::ExternalKind::Global => ExportItem::Global(GlobalId(index)),
            wasmparser::ExternalKind::Tag => ExportItem::Tag(TagId(index)),
        };
        self.module.exports.push(Export { name: export.name.into(), item });
    }

    fn elem(&mut self, elem: wasmparser::Element<'a>) -> Result<()> {
        let mode = match &elem.kind {
            wasmparser::ElementKind::Passive => ElemMode::Passive,
            wasmparser::ElementKind::Declared => ElemMode::Declared,
            wasmparser::ElementKind::Active { table_index, offset_expr } => {
                ElemMode::Active { table: TableId(table_index.unwrap_or(0)), offset: self.const_expr(offset_expr)? }
            }
        };
        let (element, init) = match elem.items {
            wasmparser::ElementItems::Functions(funcs) => {
                let funcs = items(funcs)?.into_iter().map(|func| ConstExpr::RefFunc(FuncId(func)));
                (RefType::non_null(HeapType::Func), funcs.collect())
            }
            wasmparser::ElementItems::Expressions(ty, exprs) => {
                let exprs: Result<Vec<_>> = items(exprs)?.iter().map(|expr| self.const_expr(expr)).collect();
                (self.module.types.ref_type(ty), exprs?)
            }
        };
        self.module.elems.push(Elem { mode, element, items: init });
        Ok(())
    }

    fn data(&mut self, data: &wasmparser::Data<'a>) -> Result<()> {
        let mode = match &data.kind {
            wasmparser::DataKind::Passive => DataMode::Passive,
            wasmparser::DataKind::Active { memory_index, offset_expr } => {
                DataMode::Active { memory: MemoryId(*memory_index), offset: self.const_expr(offset_expr)? }
            }
        };
        self.module.datas.push(Data { mode, bytes: data.data });
        Ok(())
    }

    fn const_expr(&self, expr: &wasmparser::ConstExpr<'a>) -> Result<ConstExpr> {
        let mut stack = ConstStack { types: self.types, by_index: &self.module.types, values: Vec::new() };
        for op in expr.get_operators_reader().into_iter_with_offsets() {
            let (op, offset) = op.map_err(malformed)?;
            stack.operator(&op, offset)?;
        }
        Ok(stack.pop())
    }
}

/// All items of a section.
fn items<'a, T: wasmparser::FromReader<'a>>(section: wasmparser::SectionLimited<'a, T>) -> Result<Vec<T>> {
    section.into_iter().collect::<wasmparser::Result<_>>().map_err(malformed)
}

/// An error of parsing after validation has passed: not to be expected, yet no reason to panic.
fn malformed(error: wasmparser::Error) -> Error {
    Failure::from(error).into_error(&[])
}

/// The operand stack of a constant expression, whose values are trees with their heights.
struct ConstStack<'a> {
    types: &'a TypeTable,
    by_index: &'a [TypeId],
    values: Vec<(ConstExpr, u32)>,
}

impl ConstStack<'_> {
    fn operator(&mut self, op: &Operator<'_>, offset: u64) -> Result<()> {
        let base = self.values.len() - self.operands(op);
        let height = 1 + self.values[base..].iter().map(|(_, height)| *height).max().unwrap_or(0);
        if height > MAX_CONST_DEPTH {
            let what = format!("a constant expression nested more than {MAX_CONST_DEPTH} deep");
            return Err(Error::Unsupported { what, function: None, offset: offset as usize });
        }
        if let Some(value) = self.value(op) {
            self.values.push((value, height));
        }
        Ok(())
    }

    /// How many operands an operator takes.
    fn operands(&self, op: &Operator<'_>) -> usize {
        use Operator::*;
        match op {
            I32Add | I32Sub | I32Mul | I64Add | I64Sub | I64Mul | ArrayNew { .. } => 2,
            RefI31 | AnyConvertExtern | ExternConvertAny | ArrayNewDefault { .. } => 1,
            StructNew { struct_type_index } => self.types.struct_fields(self.ty(*struct_type_index)).len(),
            ArrayNewFixed { array_size, .. } => *array_size as usize,
            _ => 0,
        }
    }

    fn value(&mut self, op: &Operator<'_>) -> Option<ConstExpr> {
        use Operator::*;
        Some(match *op {
            End => return None,
            I32Const { value } => ConstExpr::I32(value),
            I64Const { value } => ConstExpr::I64(value),
            F32Const { value } => ConstExpr::F32(value.bits()),
            F64Const { value } => ConstExpr::F64(value.bits()),
            V128Const { value } => ConstExpr::V128(u128::from_le_bytes(*value.bytes())),
            I32Add => ConstExpr::I32Add(self.pop_two()),
            I32Sub => ConstExpr::I32Sub(self.pop_two()),
            I32Mul => ConstExpr::I32Mul(self.pop_two()),
            I64Add => ConstExpr::I64Add(self.pop_two()),
            I64Sub => ConstExpr::I64Sub(self.pop_two()),
            I64Mul => ConstExpr::I64Mul(self.pop_two()),
            GlobalGet { global_index } => ConstExpr::GlobalGet(GlobalId(global_index)),
            RefNull { hty } => ConstExpr::RefNull(RefType::nullable(self.by_index.heap_type(hty))),
            RefFunc { function_index } => ConstExpr::RefFunc(FuncId(function_index)),
            RefI31 => ConstExpr::RefI31(Box::new(self.pop())),
            StructNew { struct_type_index } => {
                let ty = self.ty(struct_type_index);
                ConstExpr::StructNew(ty, self.pop_many(self.types.struct_fields(ty).len()))
            }
            StructNewDefault { struct_type_index } => ConstExpr::StructNewDefault(self.ty(struct_type_index)),
            ArrayNew { array_type_index } => ConstExpr::ArrayNew(self.ty(array_type_index), self.pop_two()),
            ArrayNewDefault { array_type_index } => {
                ConstExpr::ArrayNewDefault(self.ty(array_type_index), Box::new(self.pop()))
            }
            ArrayNewFixed { array_type_index, array_size } => {
                ConstExpr::ArrayNewFixed(self.ty(array_type_index), self.pop_many(array_size as usize))
            }
            AnyConvertExtern | ExternConvertAny => ConstExpr::Convert(Box::new(self.pop())),
            ref op => unreachable!("validated: {op:?} is not constant"),
        })
    }

    fn ty(&self, index: u32) -> TypeId {
        self.by_index[index as usize]
    }

    fn pop(&mut self) -> ConstExpr {
        self.values.pop().expect("validated: the operand stack has a value").0
    }

    fn pop_two(&mut self) -> Box<[ConstExpr; 2]> {
        let second = self.pop();
        Box::new([self.pop(), second])
    }

    fn pop_many(&mut self, count: usize) -> Vec<ConstExpr> {
        let base = self.values.len() - count;
        self.values.drain(base..).map(|(value, _)| value).collect()
    }
}
