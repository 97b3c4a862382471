//! Which proposals a module uses, and the first use that this compiler refuses.
//!
//! In: the bytes of a module that parses; it need not be valid or supported. Out: a [`Use`] per proposal. What belongs to
//! which proposal is wasmparser's knowledge for operators; for types and sections it is said here.

use super::FuncId;
use wasmparser::{
    AbstractHeapType, BlockType, CompositeInnerType, ConstExpr, DataKind, ElementItems, ElementKind,
    Error as Malformed, ExternalKind, FunctionBody, HeapType, MemoryType, Operator, Parser, Payload, RefType,
    StorageType, SubType, TableInit, TableType, TypeRef, ValType, WasmFeatures,
};

macro_rules! proposals {
    ($($(#[$doc:meta])* $variant:ident $name:literal $supported:literal)*) => {
        /// What was added to Wasm 1.0.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Proposal { $($(#[$doc])* $variant),* }

        impl Proposal {
            pub const ALL: &[Proposal] = &[$(Proposal::$variant),*];

            /// As it stands in messages.
            pub fn name(self) -> &'static str {
                match self { $(Proposal::$variant => $name),* }
            }

            /// Whether this compiler compiles it.
            pub fn is_supported(self) -> bool {
                match self { $(Proposal::$variant => $supported),* }
            }
        }
    };
}

proposals! {
    MutableGlobals "mutable globals" true
    SignExtension "sign extension" true
    SaturatingConversions "saturating float-to-int conversions" true
    MultiValue "multi-value" true
    BulkMemory "bulk memory" true
    ReferenceTypes "reference types" true
    TailCalls "tail calls" true
    ExtendedConst "extended constant expressions" true
    FunctionReferences "typed function references" true
    GarbageCollection "garbage collection" true
    Exceptions "exception handling" true
    CompactImports "compact imports" true
    Simd "fixed-width SIMD (v128)" true
    RelaxedSimd "relaxed SIMD" true
    Threads "threads and atomics" true
    Memory64 "memory64 (64-bit memories and tables)" true
    MultiMemory "multi-memory (more than one memory)" true
    LegacyExceptions "legacy exception handling" true
    StackSwitching "stack switching" false
    CustomDescriptors "custom descriptors" false
    CustomPageSizes "custom page sizes" true
    SharedEverything "shared-everything threads" false
    WideArithmetic "wide arithmetic" true
    MemoryControl "memory control" false
    AcquireRelease "acquire-release atomics" false
    MultibyteArrayAccess "multibyte array access" false
}

/// That a module uses a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub proposal: Proposal,
    /// Of the first use, in bytes from the start of the file.
    pub offset: usize,
    /// The function of the first use.
    pub function: Option<FuncId>,
    pub count: usize,
}

/// The proposals that a module uses, in order of their first use; an error if the module does not parse.
pub fn uses(bytes: &[u8]) -> Result<Vec<Use>, Malformed> {
    // A few proposals change how old instructions are decoded, so they are on only if the module cannot be read otherwise.
    scan(bytes, super::read::FEATURES).or_else(|_| scan(bytes, WasmFeatures::all()))
}

/// The first use of a proposal that this compiler does not support.
pub fn first_unsupported(bytes: &[u8]) -> Option<Use> {
    uses(bytes).ok()?.into_iter().find(|used| !used.proposal.is_supported())
}

fn scan(bytes: &[u8], features: WasmFeatures) -> Result<Vec<Use>, Malformed> {
    let mut scan = Scan::default();
    let mut parser = Parser::new(0);
    parser.set_features(features);
    for payload in parser.parse_all(bytes) {
        scan.payload(payload?)?;
    }
    scan.uses.sort_by_key(|used| used.offset);
    Ok(scan.uses)
}

#[derive(Default)]
struct Scan {
    uses: Vec<Use>,
    /// By [`Proposal`]: index in `uses`, plus 1.
    known: [usize; Proposal::ALL.len()],
    memories: u32,
    tables: u32,
    funcs: u32,
    global_is_mutable: Vec<bool>,
    /// By type: whether it has results (a tag's must not).
    has_results: Vec<bool>,
    /// The function being scanned.
    function: Option<FuncId>,
}

type Scanned = Result<(), Malformed>;

impl Scan {
    fn note(&mut self, proposal: Proposal, offset: u64) {
        let known = &mut self.known[proposal as usize];
        if *known == 0 {
            self.uses.push(Use { proposal, offset: offset as usize, function: self.function, count: 0 });
            *known = self.uses.len();
        }
        self.uses[*known - 1].count += 1;
    }

    fn note_if(&mut self, used: bool, proposal: Proposal, offset: u64) {
        if used {
            self.note(proposal, offset);
        }
    }

    fn payload(&mut self, payload: Payload<'_>) -> Scanned {
        match payload {
            Payload::TypeSection(section) => self.types(section),
            Payload::ImportSection(section) => self.imports(section),
            Payload::TableSection(section) => self.table_section(section),
            Payload::MemorySection(section) => each_plain(section, |offset, ty| self.memory(ty, offset)),
            Payload::TagSection(section) => each_plain(section, |offset, ty| self.tag(ty.func_type_idx, offset)),
            Payload::GlobalSection(section) => each(section, |offset, global| {
                self.global(global.ty, offset);
                self.const_expr(&global.init_expr)
            }),
            Payload::ExportSection(section) => each_plain(section, |offset, export| self.export(export, offset)),
            Payload::ElementSection(section) => self.elements(section),
            Payload::DataCountSection { range, .. } => {
                self.note(Proposal::BulkMemory, range.start);
                Ok(())
            }
            Payload::DataSection(section) => each(section, |offset, data| self.data(&data, offset)),
            Payload::CodeSectionEntry(body) => self.body(&body),
            _ => Ok(()),
        }
    }

    fn types(&mut self, section: wasmparser::TypeSectionReader<'_>) -> Scanned {
        each(section, |offset, group| {
            self.note_if(group.is_explicit_rec_group(), Proposal::GarbageCollection, offset);
            for (offset, ty) in group.into_types_and_offsets() {
                self.sub_type(&ty, offset);
            }
            Ok(())
        })
    }

    fn sub_type(&mut self, ty: &SubType, offset: u64) {
        let composite = &ty.composite_type;
        self.note_if(composite.shared, Proposal::SharedEverything, offset);
        let described = composite.descriptor_idx.is_some() || composite.describes_idx.is_some();
        self.note_if(described, Proposal::CustomDescriptors, offset);
        self.note_if(!ty.is_final || !ty.supertype_idxs.is_empty(), Proposal::GarbageCollection, offset);
        match &composite.inner {
            CompositeInnerType::Func(func) => {
                self.note_if(func.results().len() > 1, Proposal::MultiValue, offset);
                func.params().iter().chain(func.results()).for_each(|ty| self.val_type(*ty, offset));
                self.has_results.push(!func.results().is_empty());
                return;
            }
            CompositeInnerType::Struct(fields) => {
                self.note(Proposal::GarbageCollection, offset);
                fields.fields.iter().for_each(|field| self.storage_type(field.element_type, offset));
            }
            CompositeInnerType::Array(array) => {
                self.note(Proposal::GarbageCollection, offset);
                self.storage_type(array.0.element_type, offset);
            }
            CompositeInnerType::Cont(_) => self.note(Proposal::StackSwitching, offset),
        }
        self.has_results.push(false);
    }

    fn storage_type(&mut self, ty: StorageType, offset: u64) {
        if let StorageType::Val(ty) = ty {
            self.val_type(ty, offset);
        }
    }

    fn val_type(&mut self, ty: ValType, offset: u64) {
        match ty {
            ValType::V128 => self.note(Proposal::Simd, offset),
            ValType::Ref(ty) => self.ref_type(ty, offset),
            _ => {}
        }
    }

    fn ref_type(&mut self, ty: RefType, offset: u64) {
        self.heap_type(ty.heap_type(), offset);
        if let HeapType::Abstract { ty: AbstractHeapType::Func | AbstractHeapType::Extern, .. } = ty.heap_type() {
            self.note_if(!ty.is_nullable(), Proposal::FunctionReferences, offset);
        }
    }

    fn heap_type(&mut self, ty: HeapType, offset: u64) {
        match ty {
            HeapType::Abstract { shared, ty } => {
                self.note_if(shared, Proposal::SharedEverything, offset);
                self.note(abstract_type_proposal(ty), offset);
            }
            HeapType::Concrete(_) => self.note(Proposal::FunctionReferences, offset),
            HeapType::Exact(_) => self.note(Proposal::CustomDescriptors, offset),
        }
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader<'_>) -> Scanned {
        for imports in section.into_iter_with_offsets() {
            let (offset, imports) = imports?;
            let compact = !matches!(imports, wasmparser::Imports::Single(..));
            self.note_if(compact, Proposal::CompactImports, offset);
            for import in imports {
                let (offset, import) = import?;
                self.import(import.ty, offset);
            }
        }
        Ok(())
    }

    fn import(&mut self, ty: TypeRef, offset: u64) {
        match ty {
            TypeRef::Func(_) => self.funcs += 1,
            TypeRef::FuncExact(_) => {
                self.funcs += 1;
                self.note(Proposal::CustomDescriptors, offset);
            }
            TypeRef::Table(ty) => self.table(ty, offset),
            TypeRef::Memory(ty) => self.memory(ty, offset),
            TypeRef::Global(ty) => {
                self.global(ty, offset);
                self.note_if(ty.mutable, Proposal::MutableGlobals, offset);
            }
            TypeRef::Tag(ty) => self.tag(ty.func_type_idx, offset),
        }
    }

    fn table_section(&mut self, section: wasmparser::TableSectionReader<'_>) -> Scanned {
        each(section, |offset, table| {
            self.table(table.ty, offset);
            match &table.init {
                TableInit::RefNull => Ok(()),
                TableInit::Expr(init) => {
                    self.note(Proposal::FunctionReferences, offset);
                    self.const_expr(init)
                }
            }
        })
    }

    fn table(&mut self, ty: TableType, offset: u64) {
        self.tables += 1;
        self.note_if(self.tables > 1, Proposal::ReferenceTypes, offset);
        self.note_if(ty.table64, Proposal::Memory64, offset);
        self.note_if(ty.shared, Proposal::SharedEverything, offset);
        if ty.element_type != RefType::FUNCREF {
            self.ref_type(ty.element_type, offset);
        }
    }

    fn memory(&mut self, ty: MemoryType, offset: u64) {
        self.memories += 1;
        self.note_if(self.memories > 1, Proposal::MultiMemory, offset);
        self.note_if(ty.memory64, Proposal::Memory64, offset);
        self.note_if(ty.shared, Proposal::Threads, offset);
        self.note_if(ty.page_size_log2.is_some(), Proposal::CustomPageSizes, offset);
    }

    fn tag(&mut self, ty: u32, offset: u64) {
        self.note(Proposal::Exceptions, offset);
        let has_results = self.has_results.get(ty as usize).copied().unwrap_or(false);
        self.note_if(has_results, Proposal::StackSwitching, offset);
    }

    fn global(&mut self, ty: wasmparser::GlobalType, offset: u64) {
        self.global_is_mutable.push(ty.mutable);
        self.note_if(ty.shared, Proposal::SharedEverything, offset);
        self.val_type(ty.content_type, offset);
    }

    fn export(&mut self, export: wasmparser::Export<'_>, offset: u64) {
        let mutable = self.global_is_mutable.get(export.index as usize).copied().unwrap_or(false);
        self.note_if(export.kind == ExternalKind::Global && mutable, Proposal::MutableGlobals, offset);
    }

    fn elements(&mut self, section: wasmparser::ElementSectionReader<'_>) -> Scanned {
        each(section, |offset, element| {
            match &element.kind {
                ElementKind::Active { offset_expr, .. } => self.const_expr(offset_expr)?,
                ElementKind::Passive => self.note(Proposal::BulkMemory, offset),
                ElementKind::Declared => self.note(Proposal::ReferenceTypes, offset),
            }
            let ElementItems::Expressions(ty, items) = element.items else { return Ok(()) };
            self.ref_type(ty, offset);
            items.into_iter().try_for_each(|item| self.const_expr(&item?))
        })
    }

    fn data(&mut self, data: &wasmparser::Data<'_>, offset: u64) -> Scanned {
        if let DataKind::Active { offset_expr, .. } = &data.kind {
            return self.const_expr(offset_expr);
        }
        self.note(Proposal::BulkMemory, offset);
        Ok(())
    }

    fn const_expr(&mut self, expr: &ConstExpr<'_>) -> Scanned {
        use Operator::*;
        for op in expr.get_operators_reader().into_iter_with_offsets() {
            let (op, offset) = op?;
            let extended = matches!(op, I32Add | I32Sub | I32Mul | I64Add | I64Sub | I64Mul);
            self.note_if(extended, Proposal::ExtendedConst, offset);
            self.operator(&op, offset);
        }
        Ok(())
    }

    fn body(&mut self, body: &FunctionBody<'_>) -> Scanned {
        self.function = Some(FuncId(self.funcs));
        self.funcs += 1;
        let mut locals = body.get_locals_reader()?;
        for _ in 0..locals.get_count() {
            let offset = locals.original_position();
            let (_, ty) = locals.read()?;
            self.val_type(ty, offset);
        }
        for op in body.get_operators_reader()?.into_iter_with_offsets() {
            let (op, offset) = op?;
            self.operator(&op, offset);
        }
        self.function = None;
        Ok(())
    }

    fn operator(&mut self, op: &Operator<'_>, offset: u64) {
        use Operator::*;
        if let Some(proposal) = operator_proposal(op) {
            self.note(proposal, offset);
        }
        match op {
            Block { blockty } | Loop { blockty } | If { blockty } | Try { blockty } => {
                self.block_type(*blockty, offset)
            }
            TryTable { try_table } => self.block_type(try_table.ty, offset),
            TypedSelect { ty } => self.val_type(*ty, offset),
            RefNull { hty }
            | RefTestNonNull { hty }
            | RefTestNullable { hty }
            | RefCastNonNull { hty }
            | RefCastNullable { hty } => self.heap_type(*hty, offset),
            BrOnCast { from_ref_type, to_ref_type, .. } | BrOnCastFail { from_ref_type, to_ref_type, .. } => {
                self.heap_type(from_ref_type.heap_type(), offset);
                self.heap_type(to_ref_type.heap_type(), offset);
            }
            _ => self.memory_access(op, offset),
        }
    }

    fn block_type(&mut self, ty: BlockType, offset: u64) {
        match ty {
            BlockType::Empty => {}
            BlockType::Type(ty) => self.val_type(ty, offset),
            BlockType::FuncType(_) => self.note(Proposal::MultiValue, offset),
        }
    }

    /// Old loads and stores whose immediate is of a new kind.
    fn memory_access(&mut self, op: &Operator<'_>, offset: u64) {
        if let Some(memarg) = operator_memarg(op) {
            let array = matches!(memarg.target, wasmparser::MemArgTarget::Array(_));
            self.note_if(array, Proposal::MultibyteArrayAccess, offset);
            self.note_if(memarg.ordering.is_some(), Proposal::AcquireRelease, offset);
        }
    }
}

fn each<'a, T: wasmparser::FromReader<'a>>(
    section: wasmparser::SectionLimited<'a, T>,
    mut item: impl FnMut(u64, T) -> Scanned,
) -> Scanned {
    section.into_iter_with_offsets().try_for_each(|read| read.and_then(|(offset, value)| item(offset, value)))
}

fn each_plain<'a, T: wasmparser::FromReader<'a>>(
    section: wasmparser::SectionLimited<'a, T>,
    mut item: impl FnMut(u64, T),
) -> Scanned {
    each(section, |offset, value| {
        item(offset, value);
        Ok(())
    })
}

fn abstract_type_proposal(ty: AbstractHeapType) -> Proposal {
    use AbstractHeapType::*;
    match ty {
        Func | Extern => Proposal::ReferenceTypes,
        Any | None | NoExtern | NoFunc | Eq | Struct | Array | I31 => Proposal::GarbageCollection,
        Exn | NoExn => Proposal::Exceptions,
        Cont | NoCont => Proposal::StackSwitching,
    }
}

fn operator_proposal(op: &Operator<'_>) -> Option<Proposal> {
    macro_rules! classify {
        (@mvp) => { None };
        (@sign_extension) => { Some(Proposal::SignExtension) };
        (@gc) => { Some(Proposal::GarbageCollection) };
        (@custom_descriptors) => { Some(Proposal::CustomDescriptors) };
        (@saturating_float_to_int) => { Some(Proposal::SaturatingConversions) };
        (@bulk_memory) => { Some(Proposal::BulkMemory) };
        (@reference_types) => { Some(Proposal::ReferenceTypes) };
        (@tail_call) => { Some(Proposal::TailCalls) };
        (@memory_control) => { Some(Proposal::MemoryControl) };
        (@threads) => { Some(Proposal::Threads) };
        (@simd) => { Some(Proposal::Simd) };
        (@relaxed_simd) => { Some(Proposal::RelaxedSimd) };
        (@exceptions) => { Some(Proposal::Exceptions) };
        (@legacy_exceptions) => { Some(Proposal::LegacyExceptions) };
        (@shared_everything_threads) => { Some(Proposal::SharedEverything) };
        (@function_references) => { Some(Proposal::FunctionReferences) };
        (@stack_switching) => { Some(Proposal::StackSwitching) };
        (@wide_arithmetic) => { Some(Proposal::WideArithmetic) };
        (@acquire_release_atomics) => { Some(Proposal::AcquireRelease) };
        // A proposal that a later wasmparser adds is an error of compilation here.
        ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match op {
                $(Operator::$op { .. } => classify!(@$proposal),)*
                _ => unreachable!("wasmparser lists every operator"),
            }
        };
    }
    wasmparser::for_each_operator!(classify)
}

#[allow(unused_variables)]
fn operator_memarg(op: &Operator<'_>) -> Option<wasmparser::MemArg> {
    macro_rules! find {
        // The first is the variable, the second its name to compare with.
        (one [$memarg:ident $($rest:ident)*] memarg $($name:ident)*) => { Some(*$memarg) };
        (one [$($arg:ident)*] $($name:ident)*) => { None };
        ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match op {
                $(Operator::$op $({ $($arg),* })? => find!(one [$($($arg)*)?] $($($arg)*)?),)*
                _ => unreachable!("wasmparser lists every operator"),
            }
        };
    }
    wasmparser::for_each_operator!(find)
}
