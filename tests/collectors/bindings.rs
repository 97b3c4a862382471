//! Made by bindgen from `heap.h`: see `generate.rs`.

#[repr(C)]
#[derive(Default)]
pub struct __IncompleteArrayField<T>(::core::marker::PhantomData<T>, [T; 0]);
impl<T> __IncompleteArrayField<T> {
    #[inline]
    pub const fn new() -> Self {
        __IncompleteArrayField(::core::marker::PhantomData, [])
    }
    #[inline]
    pub fn as_ptr(&self) -> *const T {
        self as *const _ as *const T
    }
    #[inline]
    pub fn as_mut_ptr(&mut self) -> *mut T {
        self as *mut _ as *mut T
    }
    #[inline]
    pub unsafe fn as_slice(&self, len: usize) -> &[T] {
        unsafe { ::core::slice::from_raw_parts(self.as_ptr(), len) }
    }
    #[inline]
    pub unsafe fn as_mut_slice(&mut self, len: usize) -> &mut [T] {
        unsafe { ::core::slice::from_raw_parts_mut(self.as_mut_ptr(), len) }
    }
}
impl<T> ::core::fmt::Debug for __IncompleteArrayField<T> {
    fn fmt(&self, fmt: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        fmt.write_str("__IncompleteArrayField")
    }
}
pub const GC_ALLOCATION_TAGGED: gc_allocation_kind = 0;
pub const GC_ALLOCATION_TAGGED_POINTERLESS: gc_allocation_kind = 1;
pub const GC_ALLOCATION_UNTAGGED_CONSERVATIVE: gc_allocation_kind = 2;
pub const GC_ALLOCATION_UNTAGGED_POINTERLESS: gc_allocation_kind = 3;
pub type gc_allocation_kind = ::core::ffi::c_uint;
pub const GC_COLLECTION_ANY: gc_collection_kind = 0;
pub const GC_COLLECTION_MINOR: gc_collection_kind = 1;
pub const GC_COLLECTION_MAJOR: gc_collection_kind = 2;
pub const GC_COLLECTION_COMPACTING: gc_collection_kind = 3;
pub type gc_collection_kind = ::core::ffi::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_ref {
    pub value: usize,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_ref"][::core::mem::size_of::<gc_ref>() - 8usize];
    ["Alignment of gc_ref"][::core::mem::align_of::<gc_ref>() - 8usize];
    ["Offset of field: gc_ref::value"][::core::mem::offset_of!(gc_ref, value) - 0usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_edge {
    pub dst: *mut gc_ref,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_edge"][::core::mem::size_of::<gc_edge>() - 8usize];
    ["Alignment of gc_edge"][::core::mem::align_of::<gc_edge>() - 8usize];
    ["Offset of field: gc_edge::dst"][::core::mem::offset_of!(gc_edge, dst) - 0usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_event_listener {
    pub init: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void, heap_size: usize),
    >,
    pub requesting_stop: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub waiting_for_stop: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub mutators_stopped: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub prepare_gc: ::core::option::Option<
        unsafe extern "C" fn(
            data: *mut ::core::ffi::c_void,
            kind: gc_collection_kind,
            allocation_counter: usize,
        ),
    >,
    pub roots_traced: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub heap_traced: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub ephemerons_traced: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub finalizers_traced: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub restarting_mutators: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >,
    pub mutator_added: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void) -> *mut ::core::ffi::c_void,
    >,
    pub mutator_cause_gc: ::core::option::Option<
        unsafe extern "C" fn(mutator_data: *mut ::core::ffi::c_void),
    >,
    pub mutator_stopping: ::core::option::Option<
        unsafe extern "C" fn(mutator_data: *mut ::core::ffi::c_void),
    >,
    pub mutator_stopped: ::core::option::Option<
        unsafe extern "C" fn(mutator_data: *mut ::core::ffi::c_void),
    >,
    pub mutator_restarted: ::core::option::Option<
        unsafe extern "C" fn(mutator_data: *mut ::core::ffi::c_void),
    >,
    pub mutator_removed: ::core::option::Option<
        unsafe extern "C" fn(mutator_data: *mut ::core::ffi::c_void),
    >,
    pub heap_resized: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void, size: usize),
    >,
    pub live_data_size: ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void, size: usize),
    >,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    [
        "Size of gc_event_listener",
    ][::core::mem::size_of::<gc_event_listener>() - 144usize];
    [
        "Alignment of gc_event_listener",
    ][::core::mem::align_of::<gc_event_listener>() - 8usize];
    [
        "Offset of field: gc_event_listener::init",
    ][::core::mem::offset_of!(gc_event_listener, init) - 0usize];
    [
        "Offset of field: gc_event_listener::requesting_stop",
    ][::core::mem::offset_of!(gc_event_listener, requesting_stop) - 8usize];
    [
        "Offset of field: gc_event_listener::waiting_for_stop",
    ][::core::mem::offset_of!(gc_event_listener, waiting_for_stop) - 16usize];
    [
        "Offset of field: gc_event_listener::mutators_stopped",
    ][::core::mem::offset_of!(gc_event_listener, mutators_stopped) - 24usize];
    [
        "Offset of field: gc_event_listener::prepare_gc",
    ][::core::mem::offset_of!(gc_event_listener, prepare_gc) - 32usize];
    [
        "Offset of field: gc_event_listener::roots_traced",
    ][::core::mem::offset_of!(gc_event_listener, roots_traced) - 40usize];
    [
        "Offset of field: gc_event_listener::heap_traced",
    ][::core::mem::offset_of!(gc_event_listener, heap_traced) - 48usize];
    [
        "Offset of field: gc_event_listener::ephemerons_traced",
    ][::core::mem::offset_of!(gc_event_listener, ephemerons_traced) - 56usize];
    [
        "Offset of field: gc_event_listener::finalizers_traced",
    ][::core::mem::offset_of!(gc_event_listener, finalizers_traced) - 64usize];
    [
        "Offset of field: gc_event_listener::restarting_mutators",
    ][::core::mem::offset_of!(gc_event_listener, restarting_mutators) - 72usize];
    [
        "Offset of field: gc_event_listener::mutator_added",
    ][::core::mem::offset_of!(gc_event_listener, mutator_added) - 80usize];
    [
        "Offset of field: gc_event_listener::mutator_cause_gc",
    ][::core::mem::offset_of!(gc_event_listener, mutator_cause_gc) - 88usize];
    [
        "Offset of field: gc_event_listener::mutator_stopping",
    ][::core::mem::offset_of!(gc_event_listener, mutator_stopping) - 96usize];
    [
        "Offset of field: gc_event_listener::mutator_stopped",
    ][::core::mem::offset_of!(gc_event_listener, mutator_stopped) - 104usize];
    [
        "Offset of field: gc_event_listener::mutator_restarted",
    ][::core::mem::offset_of!(gc_event_listener, mutator_restarted) - 112usize];
    [
        "Offset of field: gc_event_listener::mutator_removed",
    ][::core::mem::offset_of!(gc_event_listener, mutator_removed) - 120usize];
    [
        "Offset of field: gc_event_listener::heap_resized",
    ][::core::mem::offset_of!(gc_event_listener, heap_resized) - 128usize];
    [
        "Offset of field: gc_event_listener::live_data_size",
    ][::core::mem::offset_of!(gc_event_listener, live_data_size) - 136usize];
};
#[repr(C)]
#[derive(Debug)]
pub struct gc_options {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_stack_addr {
    pub addr: usize,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_stack_addr"][::core::mem::size_of::<gc_stack_addr>() - 8usize];
    ["Alignment of gc_stack_addr"][::core::mem::align_of::<gc_stack_addr>() - 8usize];
    [
        "Offset of field: gc_stack_addr::addr",
    ][::core::mem::offset_of!(gc_stack_addr, addr) - 0usize];
};
#[repr(C)]
#[derive(Debug)]
pub struct gc_heap {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug)]
pub struct gc_mutator {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug)]
pub struct gc_ephemeron {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug)]
pub struct gc_finalizer {
    _unused: [u8; 0],
}
pub type gc_finalizer_callback = ::core::option::Option<
    unsafe extern "C" fn(heap: *mut gc_heap, count: usize),
>;
pub const OBJECT_KIND_BITS: _bindgen_ty_2 = 3;
pub type _bindgen_ty_2 = ::core::ffi::c_uint;
pub const OBJECT_RECORD: _bindgen_ty_3 = 1;
pub const OBJECT_BYTES: _bindgen_ty_3 = 3;
pub const OBJECT_EPHEMERON: _bindgen_ty_3 = 5;
pub const OBJECT_FINALIZER: _bindgen_ty_3 = 7;
pub type _bindgen_ty_3 = ::core::ffi::c_uint;
#[repr(C)]
#[derive(Debug)]
pub struct record {
    pub tag: u32,
    pub slot_count: u16,
    pub word_count: u16,
    pub slots: __IncompleteArrayField<usize>,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of record"][::core::mem::size_of::<record>() - 8usize];
    ["Alignment of record"][::core::mem::align_of::<record>() - 8usize];
    ["Offset of field: record::tag"][::core::mem::offset_of!(record, tag) - 0usize];
    [
        "Offset of field: record::slot_count",
    ][::core::mem::offset_of!(record, slot_count) - 4usize];
    [
        "Offset of field: record::word_count",
    ][::core::mem::offset_of!(record, word_count) - 6usize];
    ["Offset of field: record::slots"][::core::mem::offset_of!(record, slots) - 8usize];
};
#[repr(C)]
#[derive(Debug)]
pub struct bytes {
    pub tag: u32,
    pub length: u32,
    pub bytes: __IncompleteArrayField<u8>,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of bytes"][::core::mem::size_of::<bytes>() - 8usize];
    ["Alignment of bytes"][::core::mem::align_of::<bytes>() - 4usize];
    ["Offset of field: bytes::tag"][::core::mem::offset_of!(bytes, tag) - 0usize];
    ["Offset of field: bytes::length"][::core::mem::offset_of!(bytes, length) - 4usize];
    ["Offset of field: bytes::bytes"][::core::mem::offset_of!(bytes, bytes) - 8usize];
};
pub const STACK_SIZE: _bindgen_ty_5 = 48;
pub const GLOBAL_COUNT: _bindgen_ty_5 = 6;
pub const STATIC_COUNT: _bindgen_ty_5 = 4;
pub const STATIC_SLOTS: _bindgen_ty_5 = 3;
pub type _bindgen_ty_5 = ::core::ffi::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct static_record {
    pub tag: u32,
    pub slot_count: u16,
    pub word_count: u16,
    pub slots: [usize; 3usize],
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of static_record"][::core::mem::size_of::<static_record>() - 32usize];
    ["Alignment of static_record"][::core::mem::align_of::<static_record>() - 8usize];
    [
        "Offset of field: static_record::tag",
    ][::core::mem::offset_of!(static_record, tag) - 0usize];
    [
        "Offset of field: static_record::slot_count",
    ][::core::mem::offset_of!(static_record, slot_count) - 4usize];
    [
        "Offset of field: static_record::word_count",
    ][::core::mem::offset_of!(static_record, word_count) - 6usize];
    [
        "Offset of field: static_record::slots",
    ][::core::mem::offset_of!(static_record, slots) - 8usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_mutator_roots {
    pub count: usize,
    pub slots: [usize; 48usize],
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_mutator_roots"][::core::mem::size_of::<gc_mutator_roots>() - 392usize];
    [
        "Alignment of gc_mutator_roots",
    ][::core::mem::align_of::<gc_mutator_roots>() - 8usize];
    [
        "Offset of field: gc_mutator_roots::count",
    ][::core::mem::offset_of!(gc_mutator_roots, count) - 0usize];
    [
        "Offset of field: gc_mutator_roots::slots",
    ][::core::mem::offset_of!(gc_mutator_roots, slots) - 8usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_heap_roots {
    pub globals: [usize; 6usize],
    pub statics: [usize; 4usize],
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_heap_roots"][::core::mem::size_of::<gc_heap_roots>() - 80usize];
    ["Alignment of gc_heap_roots"][::core::mem::align_of::<gc_heap_roots>() - 8usize];
    [
        "Offset of field: gc_heap_roots::globals",
    ][::core::mem::offset_of!(gc_heap_roots, globals) - 0usize];
    [
        "Offset of field: gc_heap_roots::statics",
    ][::core::mem::offset_of!(gc_heap_roots, statics) - 48usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct gc_extern_space {
    pub records: [static_record; 4usize],
    pub visited: [u8; 4usize],
    pub started: usize,
    pub finished: usize,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of gc_extern_space"][::core::mem::size_of::<gc_extern_space>() - 152usize];
    [
        "Alignment of gc_extern_space",
    ][::core::mem::align_of::<gc_extern_space>() - 8usize];
    [
        "Offset of field: gc_extern_space::records",
    ][::core::mem::offset_of!(gc_extern_space, records) - 0usize];
    [
        "Offset of field: gc_extern_space::visited",
    ][::core::mem::offset_of!(gc_extern_space, visited) - 128usize];
    [
        "Offset of field: gc_extern_space::started",
    ][::core::mem::offset_of!(gc_extern_space, started) - 136usize];
    [
        "Offset of field: gc_extern_space::finished",
    ][::core::mem::offset_of!(gc_extern_space, finished) - 144usize];
};
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct model_heap {
    pub heap: *mut gc_heap,
    pub mutator: *mut gc_mutator,
    pub stack: *mut gc_mutator_roots,
    pub roots: *mut gc_heap_roots,
    pub statics: *mut gc_extern_space,
    pub minor_collections: u64,
    pub major_collections: u64,
}
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of model_heap"][::core::mem::size_of::<model_heap>() - 56usize];
    ["Alignment of model_heap"][::core::mem::align_of::<model_heap>() - 8usize];
    [
        "Offset of field: model_heap::heap",
    ][::core::mem::offset_of!(model_heap, heap) - 0usize];
    [
        "Offset of field: model_heap::mutator",
    ][::core::mem::offset_of!(model_heap, mutator) - 8usize];
    [
        "Offset of field: model_heap::stack",
    ][::core::mem::offset_of!(model_heap, stack) - 16usize];
    [
        "Offset of field: model_heap::roots",
    ][::core::mem::offset_of!(model_heap, roots) - 24usize];
    [
        "Offset of field: model_heap::statics",
    ][::core::mem::offset_of!(model_heap, statics) - 32usize];
    [
        "Offset of field: model_heap::minor_collections",
    ][::core::mem::offset_of!(model_heap, minor_collections) - 40usize];
    [
        "Offset of field: model_heap::major_collections",
    ][::core::mem::offset_of!(model_heap, major_collections) - 48usize];
};
pub struct Collector {
    __library: ::libloading::Library,
    pub gc_allocate_options: unsafe extern "C" fn() -> *mut gc_options,
    pub gc_option_from_string: unsafe extern "C" fn(
        name: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int,
    pub gc_options_set_int: unsafe extern "C" fn(
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: ::core::ffi::c_int,
    ) -> ::core::ffi::c_int,
    pub gc_options_set_size: unsafe extern "C" fn(
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: usize,
    ) -> ::core::ffi::c_int,
    pub gc_options_set_double: unsafe extern "C" fn(
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: f64,
    ) -> ::core::ffi::c_int,
    pub gc_options_parse_and_set: unsafe extern "C" fn(
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int,
    pub gc_options_parse_and_set_many: unsafe extern "C" fn(
        options: *mut gc_options,
        str_: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int,
    pub gc_call_with_stack_addr: unsafe extern "C" fn(
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: gc_stack_addr,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void,
    pub gc_init: unsafe extern "C" fn(
        options: *const gc_options,
        base: gc_stack_addr,
        heap: *mut *mut gc_heap,
        mutator: *mut *mut gc_mutator,
        event_listener: gc_event_listener,
        event_listener_data: *mut ::core::ffi::c_void,
    ) -> ::core::ffi::c_int,
    pub gc_init_for_thread: unsafe extern "C" fn(
        base: gc_stack_addr,
        heap: *mut gc_heap,
    ) -> *mut gc_mutator,
    pub gc_finish_for_thread: unsafe extern "C" fn(mut_: *mut gc_mutator),
    pub gc_deactivate: unsafe extern "C" fn(mut_: *mut gc_mutator),
    pub gc_reactivate: unsafe extern "C" fn(mut_: *mut gc_mutator),
    pub gc_deactivate_for_call: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_mutator,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void,
    pub gc_reactivate_for_call: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_mutator,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void,
    pub gc_mutator_heap: unsafe extern "C" fn(mut_: *mut gc_mutator) -> *mut gc_heap,
    pub gc_mutator_set_roots: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        roots: *mut gc_mutator_roots,
    ),
    pub gc_heap_set_roots: unsafe extern "C" fn(
        heap: *mut gc_heap,
        roots: *mut gc_heap_roots,
    ),
    pub gc_heap_set_extern_space: unsafe extern "C" fn(
        heap: *mut gc_heap,
        space: *mut gc_extern_space,
    ),
    pub gc_heap_set_allocation_failure_handler: unsafe extern "C" fn(
        heap: *mut gc_heap,
        handler: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_heap,
                arg2: usize,
            ) -> *mut ::core::ffi::c_void,
        >,
    ),
    pub gc_collect: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        kind: gc_collection_kind,
    ),
    pub gc_heap_contains: unsafe extern "C" fn(
        heap: *mut gc_heap,
        ref_: gc_ref,
    ) -> ::core::ffi::c_int,
    pub gc_pin_object: unsafe extern "C" fn(mut_: *mut gc_mutator, ref_: gc_ref),
    pub gc_allocation_counter: unsafe extern "C" fn(heap: *mut gc_heap) -> u64,
    pub gc_ephemeron_size: unsafe extern "C" fn() -> usize,
    pub gc_allocate_ephemeron: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
    ) -> *mut gc_ephemeron,
    pub gc_ephemeron_init: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        ephemeron: *mut gc_ephemeron,
        key: gc_ref,
        value: gc_ref,
    ),
    pub gc_ephemeron_key: unsafe extern "C" fn(ephemeron: *mut gc_ephemeron) -> gc_ref,
    pub gc_ephemeron_value: unsafe extern "C" fn(ephemeron: *mut gc_ephemeron) -> gc_ref,
    pub gc_ephemeron_swap_value: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        ephemeron: *mut gc_ephemeron,
        value: gc_ref,
    ) -> gc_ref,
    pub gc_ephemeron_chain_head: unsafe extern "C" fn(
        loc: *mut *mut gc_ephemeron,
    ) -> *mut gc_ephemeron,
    pub gc_ephemeron_chain_next: unsafe extern "C" fn(
        ephemeron: *mut gc_ephemeron,
    ) -> *mut gc_ephemeron,
    pub gc_ephemeron_chain_push: unsafe extern "C" fn(
        loc: *mut *mut gc_ephemeron,
        ephemeron: *mut gc_ephemeron,
    ),
    pub gc_ephemeron_chain_try_push: unsafe extern "C" fn(
        loc: *mut *mut gc_ephemeron,
        ephemeron: *mut gc_ephemeron,
        tail: *mut *mut gc_ephemeron,
    ) -> ::core::ffi::c_int,
    pub gc_ephemeron_mark_dead: unsafe extern "C" fn(ephemeron: *mut gc_ephemeron),
    pub gc_trace_ephemeron: unsafe extern "C" fn(
        ephemeron: *mut gc_ephemeron,
        visit: ::core::option::Option<
            unsafe extern "C" fn(
                edge: gc_edge,
                heap: *mut gc_heap,
                visit_data: *mut ::core::ffi::c_void,
            ),
        >,
        heap: *mut gc_heap,
        visit_data: *mut ::core::ffi::c_void,
    ),
    pub gc_extra_collector_name: unsafe extern "C" fn() -> *const ::core::ffi::c_char,
    pub gc_extra_live_bytes: unsafe extern "C" fn(heap: *mut gc_heap) -> usize,
    pub gc_extra_collection_count: unsafe extern "C" fn(heap: *mut gc_heap) -> u64,
    pub gc_extra_heap_size: unsafe extern "C" fn(heap: *mut gc_heap) -> usize,
    pub gc_extra_heap_limit: unsafe extern "C" fn(heap: *mut gc_heap) -> usize,
    pub gc_extra_verify: unsafe extern "C" fn(heap: *mut gc_heap),
    pub gc_finalizer_size: unsafe extern "C" fn() -> usize,
    pub gc_allocate_finalizer: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
    ) -> *mut gc_finalizer,
    pub gc_finalizer_attach: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
        finalizer: *mut gc_finalizer,
        priority: ::core::ffi::c_uint,
        object: gc_ref,
        closure: gc_ref,
    ),
    pub gc_finalizer_object: unsafe extern "C" fn(
        finalizer: *mut gc_finalizer,
    ) -> gc_ref,
    pub gc_finalizer_closure: unsafe extern "C" fn(
        finalizer: *mut gc_finalizer,
    ) -> gc_ref,
    pub gc_pop_finalizable: unsafe extern "C" fn(
        mut_: *mut gc_mutator,
    ) -> *mut gc_finalizer,
    pub gc_set_finalizer_callback: unsafe extern "C" fn(
        heap: *mut gc_heap,
        callback: gc_finalizer_callback,
    ),
    pub gc_trace_finalizer: unsafe extern "C" fn(
        finalizer: *mut gc_finalizer,
        visit: ::core::option::Option<
            unsafe extern "C" fn(
                edge: gc_edge,
                heap: *mut gc_heap,
                visit_data: *mut ::core::ffi::c_void,
            ),
        >,
        heap: *mut gc_heap,
        visit_data: *mut ::core::ffi::c_void,
    ),
    pub model_start: unsafe extern "C" fn(
        options: *const ::core::ffi::c_char,
    ) -> *const model_heap,
    pub model_allocate: unsafe extern "C" fn(
        size: usize,
        kind: gc_allocation_kind,
    ) -> *mut ::core::ffi::c_void,
    pub model_write_barrier: unsafe extern "C" fn(
        object: gc_ref,
        size: usize,
        edge: gc_edge,
        value: gc_ref,
    ),
    pub model_can_pin: unsafe extern "C" fn() -> ::core::ffi::c_int,
    pub model_is_small: unsafe extern "C" fn(size: usize) -> ::core::ffi::c_int,
    pub model_round_to_granule: unsafe extern "C" fn(size: usize) -> usize,
}
impl Collector {
    pub unsafe fn new<P>(path: P) -> Result<Self, ::libloading::Error>
    where
        P: AsRef<::std::ffi::OsStr>,
    {
        let path = path.as_ref();
        let library = unsafe { ::libloading::Library::new(path) }?;
        unsafe { Self::from_library(library) }
    }
    pub unsafe fn from_library<L>(library: L) -> Result<Self, ::libloading::Error>
    where
        L: Into<::libloading::Library>,
    {
        let __library = library.into();
        let gc_allocate_options = unsafe { __library.get(b"gc_allocate_options\0") }
            .map(|sym| *sym)?;
        let gc_option_from_string = unsafe { __library.get(b"gc_option_from_string\0") }
            .map(|sym| *sym)?;
        let gc_options_set_int = unsafe { __library.get(b"gc_options_set_int\0") }
            .map(|sym| *sym)?;
        let gc_options_set_size = unsafe { __library.get(b"gc_options_set_size\0") }
            .map(|sym| *sym)?;
        let gc_options_set_double = unsafe { __library.get(b"gc_options_set_double\0") }
            .map(|sym| *sym)?;
        let gc_options_parse_and_set = unsafe {
            __library.get(b"gc_options_parse_and_set\0")
        }
            .map(|sym| *sym)?;
        let gc_options_parse_and_set_many = unsafe {
            __library.get(b"gc_options_parse_and_set_many\0")
        }
            .map(|sym| *sym)?;
        let gc_call_with_stack_addr = unsafe {
            __library.get(b"gc_call_with_stack_addr\0")
        }
            .map(|sym| *sym)?;
        let gc_init = unsafe { __library.get(b"gc_init\0") }.map(|sym| *sym)?;
        let gc_init_for_thread = unsafe { __library.get(b"gc_init_for_thread\0") }
            .map(|sym| *sym)?;
        let gc_finish_for_thread = unsafe { __library.get(b"gc_finish_for_thread\0") }
            .map(|sym| *sym)?;
        let gc_deactivate = unsafe { __library.get(b"gc_deactivate\0") }
            .map(|sym| *sym)?;
        let gc_reactivate = unsafe { __library.get(b"gc_reactivate\0") }
            .map(|sym| *sym)?;
        let gc_deactivate_for_call = unsafe {
            __library.get(b"gc_deactivate_for_call\0")
        }
            .map(|sym| *sym)?;
        let gc_reactivate_for_call = unsafe {
            __library.get(b"gc_reactivate_for_call\0")
        }
            .map(|sym| *sym)?;
        let gc_mutator_heap = unsafe { __library.get(b"gc_mutator_heap\0") }
            .map(|sym| *sym)?;
        let gc_mutator_set_roots = unsafe { __library.get(b"gc_mutator_set_roots\0") }
            .map(|sym| *sym)?;
        let gc_heap_set_roots = unsafe { __library.get(b"gc_heap_set_roots\0") }
            .map(|sym| *sym)?;
        let gc_heap_set_extern_space = unsafe {
            __library.get(b"gc_heap_set_extern_space\0")
        }
            .map(|sym| *sym)?;
        let gc_heap_set_allocation_failure_handler = unsafe {
            __library.get(b"gc_heap_set_allocation_failure_handler\0")
        }
            .map(|sym| *sym)?;
        let gc_collect = unsafe { __library.get(b"gc_collect\0") }.map(|sym| *sym)?;
        let gc_heap_contains = unsafe { __library.get(b"gc_heap_contains\0") }
            .map(|sym| *sym)?;
        let gc_pin_object = unsafe { __library.get(b"gc_pin_object\0") }
            .map(|sym| *sym)?;
        let gc_allocation_counter = unsafe { __library.get(b"gc_allocation_counter\0") }
            .map(|sym| *sym)?;
        let gc_ephemeron_size = unsafe { __library.get(b"gc_ephemeron_size\0") }
            .map(|sym| *sym)?;
        let gc_allocate_ephemeron = unsafe { __library.get(b"gc_allocate_ephemeron\0") }
            .map(|sym| *sym)?;
        let gc_ephemeron_init = unsafe { __library.get(b"gc_ephemeron_init\0") }
            .map(|sym| *sym)?;
        let gc_ephemeron_key = unsafe { __library.get(b"gc_ephemeron_key\0") }
            .map(|sym| *sym)?;
        let gc_ephemeron_value = unsafe { __library.get(b"gc_ephemeron_value\0") }
            .map(|sym| *sym)?;
        let gc_ephemeron_swap_value = unsafe {
            __library.get(b"gc_ephemeron_swap_value\0")
        }
            .map(|sym| *sym)?;
        let gc_ephemeron_chain_head = unsafe {
            __library.get(b"gc_ephemeron_chain_head\0")
        }
            .map(|sym| *sym)?;
        let gc_ephemeron_chain_next = unsafe {
            __library.get(b"gc_ephemeron_chain_next\0")
        }
            .map(|sym| *sym)?;
        let gc_ephemeron_chain_push = unsafe {
            __library.get(b"gc_ephemeron_chain_push\0")
        }
            .map(|sym| *sym)?;
        let gc_ephemeron_chain_try_push = unsafe {
            __library.get(b"gc_ephemeron_chain_try_push\0")
        }
            .map(|sym| *sym)?;
        let gc_ephemeron_mark_dead = unsafe {
            __library.get(b"gc_ephemeron_mark_dead\0")
        }
            .map(|sym| *sym)?;
        let gc_trace_ephemeron = unsafe { __library.get(b"gc_trace_ephemeron\0") }
            .map(|sym| *sym)?;
        let gc_extra_collector_name = unsafe {
            __library.get(b"gc_extra_collector_name\0")
        }
            .map(|sym| *sym)?;
        let gc_extra_live_bytes = unsafe { __library.get(b"gc_extra_live_bytes\0") }
            .map(|sym| *sym)?;
        let gc_extra_collection_count = unsafe {
            __library.get(b"gc_extra_collection_count\0")
        }
            .map(|sym| *sym)?;
        let gc_extra_heap_size = unsafe { __library.get(b"gc_extra_heap_size\0") }
            .map(|sym| *sym)?;
        let gc_extra_heap_limit = unsafe { __library.get(b"gc_extra_heap_limit\0") }
            .map(|sym| *sym)?;
        let gc_extra_verify = unsafe { __library.get(b"gc_extra_verify\0") }
            .map(|sym| *sym)?;
        let gc_finalizer_size = unsafe { __library.get(b"gc_finalizer_size\0") }
            .map(|sym| *sym)?;
        let gc_allocate_finalizer = unsafe { __library.get(b"gc_allocate_finalizer\0") }
            .map(|sym| *sym)?;
        let gc_finalizer_attach = unsafe { __library.get(b"gc_finalizer_attach\0") }
            .map(|sym| *sym)?;
        let gc_finalizer_object = unsafe { __library.get(b"gc_finalizer_object\0") }
            .map(|sym| *sym)?;
        let gc_finalizer_closure = unsafe { __library.get(b"gc_finalizer_closure\0") }
            .map(|sym| *sym)?;
        let gc_pop_finalizable = unsafe { __library.get(b"gc_pop_finalizable\0") }
            .map(|sym| *sym)?;
        let gc_set_finalizer_callback = unsafe {
            __library.get(b"gc_set_finalizer_callback\0")
        }
            .map(|sym| *sym)?;
        let gc_trace_finalizer = unsafe { __library.get(b"gc_trace_finalizer\0") }
            .map(|sym| *sym)?;
        let model_start = unsafe { __library.get(b"model_start\0") }.map(|sym| *sym)?;
        let model_allocate = unsafe { __library.get(b"model_allocate\0") }
            .map(|sym| *sym)?;
        let model_write_barrier = unsafe { __library.get(b"model_write_barrier\0") }
            .map(|sym| *sym)?;
        let model_can_pin = unsafe { __library.get(b"model_can_pin\0") }
            .map(|sym| *sym)?;
        let model_is_small = unsafe { __library.get(b"model_is_small\0") }
            .map(|sym| *sym)?;
        let model_round_to_granule = unsafe {
            __library.get(b"model_round_to_granule\0")
        }
            .map(|sym| *sym)?;
        Ok(Collector {
            __library,
            gc_allocate_options,
            gc_option_from_string,
            gc_options_set_int,
            gc_options_set_size,
            gc_options_set_double,
            gc_options_parse_and_set,
            gc_options_parse_and_set_many,
            gc_call_with_stack_addr,
            gc_init,
            gc_init_for_thread,
            gc_finish_for_thread,
            gc_deactivate,
            gc_reactivate,
            gc_deactivate_for_call,
            gc_reactivate_for_call,
            gc_mutator_heap,
            gc_mutator_set_roots,
            gc_heap_set_roots,
            gc_heap_set_extern_space,
            gc_heap_set_allocation_failure_handler,
            gc_collect,
            gc_heap_contains,
            gc_pin_object,
            gc_allocation_counter,
            gc_ephemeron_size,
            gc_allocate_ephemeron,
            gc_ephemeron_init,
            gc_ephemeron_key,
            gc_ephemeron_value,
            gc_ephemeron_swap_value,
            gc_ephemeron_chain_head,
            gc_ephemeron_chain_next,
            gc_ephemeron_chain_push,
            gc_ephemeron_chain_try_push,
            gc_ephemeron_mark_dead,
            gc_trace_ephemeron,
            gc_extra_collector_name,
            gc_extra_live_bytes,
            gc_extra_collection_count,
            gc_extra_heap_size,
            gc_extra_heap_limit,
            gc_extra_verify,
            gc_finalizer_size,
            gc_allocate_finalizer,
            gc_finalizer_attach,
            gc_finalizer_object,
            gc_finalizer_closure,
            gc_pop_finalizable,
            gc_set_finalizer_callback,
            gc_trace_finalizer,
            model_start,
            model_allocate,
            model_write_barrier,
            model_can_pin,
            model_is_small,
            model_round_to_granule,
        })
    }
    pub unsafe fn gc_allocate_options(&self) -> *mut gc_options {
        unsafe { (self.gc_allocate_options)() }
    }
    pub unsafe fn gc_option_from_string(
        &self,
        name: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_option_from_string)(name) }
    }
    pub unsafe fn gc_options_set_int(
        &self,
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: ::core::ffi::c_int,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_options_set_int)(options, option, value) }
    }
    pub unsafe fn gc_options_set_size(
        &self,
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: usize,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_options_set_size)(options, option, value) }
    }
    pub unsafe fn gc_options_set_double(
        &self,
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: f64,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_options_set_double)(options, option, value) }
    }
    pub unsafe fn gc_options_parse_and_set(
        &self,
        options: *mut gc_options,
        option: ::core::ffi::c_int,
        value: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_options_parse_and_set)(options, option, value) }
    }
    pub unsafe fn gc_options_parse_and_set_many(
        &self,
        options: *mut gc_options,
        str_: *const ::core::ffi::c_char,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_options_parse_and_set_many)(options, str_) }
    }
    pub unsafe fn gc_call_with_stack_addr(
        &self,
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: gc_stack_addr,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void {
        unsafe { (self.gc_call_with_stack_addr)(f, data) }
    }
    pub unsafe fn gc_init(
        &self,
        options: *const gc_options,
        base: gc_stack_addr,
        heap: *mut *mut gc_heap,
        mutator: *mut *mut gc_mutator,
        event_listener: gc_event_listener,
        event_listener_data: *mut ::core::ffi::c_void,
    ) -> ::core::ffi::c_int {
        unsafe {
            (self
                .gc_init)(
                options,
                base,
                heap,
                mutator,
                event_listener,
                event_listener_data,
            )
        }
    }
    pub unsafe fn gc_init_for_thread(
        &self,
        base: gc_stack_addr,
        heap: *mut gc_heap,
    ) -> *mut gc_mutator {
        unsafe { (self.gc_init_for_thread)(base, heap) }
    }
    pub unsafe fn gc_finish_for_thread(&self, mut_: *mut gc_mutator) {
        unsafe { (self.gc_finish_for_thread)(mut_) }
    }
    pub unsafe fn gc_deactivate(&self, mut_: *mut gc_mutator) {
        unsafe { (self.gc_deactivate)(mut_) }
    }
    pub unsafe fn gc_reactivate(&self, mut_: *mut gc_mutator) {
        unsafe { (self.gc_reactivate)(mut_) }
    }
    pub unsafe fn gc_deactivate_for_call(
        &self,
        mut_: *mut gc_mutator,
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_mutator,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void {
        unsafe { (self.gc_deactivate_for_call)(mut_, f, data) }
    }
    pub unsafe fn gc_reactivate_for_call(
        &self,
        mut_: *mut gc_mutator,
        f: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_mutator,
                arg2: *mut ::core::ffi::c_void,
            ) -> *mut ::core::ffi::c_void,
        >,
        data: *mut ::core::ffi::c_void,
    ) -> *mut ::core::ffi::c_void {
        unsafe { (self.gc_reactivate_for_call)(mut_, f, data) }
    }
    pub unsafe fn gc_mutator_heap(&self, mut_: *mut gc_mutator) -> *mut gc_heap {
        unsafe { (self.gc_mutator_heap)(mut_) }
    }
    pub unsafe fn gc_mutator_set_roots(
        &self,
        mut_: *mut gc_mutator,
        roots: *mut gc_mutator_roots,
    ) {
        unsafe { (self.gc_mutator_set_roots)(mut_, roots) }
    }
    pub unsafe fn gc_heap_set_roots(
        &self,
        heap: *mut gc_heap,
        roots: *mut gc_heap_roots,
    ) {
        unsafe { (self.gc_heap_set_roots)(heap, roots) }
    }
    pub unsafe fn gc_heap_set_extern_space(
        &self,
        heap: *mut gc_heap,
        space: *mut gc_extern_space,
    ) {
        unsafe { (self.gc_heap_set_extern_space)(heap, space) }
    }
    pub unsafe fn gc_heap_set_allocation_failure_handler(
        &self,
        heap: *mut gc_heap,
        handler: ::core::option::Option<
            unsafe extern "C" fn(
                arg1: *mut gc_heap,
                arg2: usize,
            ) -> *mut ::core::ffi::c_void,
        >,
    ) {
        unsafe { (self.gc_heap_set_allocation_failure_handler)(heap, handler) }
    }
    pub unsafe fn gc_collect(&self, mut_: *mut gc_mutator, kind: gc_collection_kind) {
        unsafe { (self.gc_collect)(mut_, kind) }
    }
    pub unsafe fn gc_heap_contains(
        &self,
        heap: *mut gc_heap,
        ref_: gc_ref,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_heap_contains)(heap, ref_) }
    }
    pub unsafe fn gc_pin_object(&self, mut_: *mut gc_mutator, ref_: gc_ref) {
        unsafe { (self.gc_pin_object)(mut_, ref_) }
    }
    pub unsafe fn gc_allocation_counter(&self, heap: *mut gc_heap) -> u64 {
        unsafe { (self.gc_allocation_counter)(heap) }
    }
    pub unsafe fn gc_ephemeron_size(&self) -> usize {
        unsafe { (self.gc_ephemeron_size)() }
    }
    pub unsafe fn gc_allocate_ephemeron(
        &self,
        mut_: *mut gc_mutator,
    ) -> *mut gc_ephemeron {
        unsafe { (self.gc_allocate_ephemeron)(mut_) }
    }
    pub unsafe fn gc_ephemeron_init(
        &self,
        mut_: *mut gc_mutator,
        ephemeron: *mut gc_ephemeron,
        key: gc_ref,
        value: gc_ref,
    ) {
        unsafe { (self.gc_ephemeron_init)(mut_, ephemeron, key, value) }
    }
    pub unsafe fn gc_ephemeron_key(&self, ephemeron: *mut gc_ephemeron) -> gc_ref {
        unsafe { (self.gc_ephemeron_key)(ephemeron) }
    }
    pub unsafe fn gc_ephemeron_value(&self, ephemeron: *mut gc_ephemeron) -> gc_ref {
        unsafe { (self.gc_ephemeron_value)(ephemeron) }
    }
    pub unsafe fn gc_ephemeron_swap_value(
        &self,
        mut_: *mut gc_mutator,
        ephemeron: *mut gc_ephemeron,
        value: gc_ref,
    ) -> gc_ref {
        unsafe { (self.gc_ephemeron_swap_value)(mut_, ephemeron, value) }
    }
    pub unsafe fn gc_ephemeron_chain_head(
        &self,
        loc: *mut *mut gc_ephemeron,
    ) -> *mut gc_ephemeron {
        unsafe { (self.gc_ephemeron_chain_head)(loc) }
    }
    pub unsafe fn gc_ephemeron_chain_next(
        &self,
        ephemeron: *mut gc_ephemeron,
    ) -> *mut gc_ephemeron {
        unsafe { (self.gc_ephemeron_chain_next)(ephemeron) }
    }
    pub unsafe fn gc_ephemeron_chain_push(
        &self,
        loc: *mut *mut gc_ephemeron,
        ephemeron: *mut gc_ephemeron,
    ) {
        unsafe { (self.gc_ephemeron_chain_push)(loc, ephemeron) }
    }
    pub unsafe fn gc_ephemeron_chain_try_push(
        &self,
        loc: *mut *mut gc_ephemeron,
        ephemeron: *mut gc_ephemeron,
        tail: *mut *mut gc_ephemeron,
    ) -> ::core::ffi::c_int {
        unsafe { (self.gc_ephemeron_chain_try_push)(loc, ephemeron, tail) }
    }
    pub unsafe fn gc_ephemeron_mark_dead(&self, ephemeron: *mut gc_ephemeron) {
        unsafe { (self.gc_ephemeron_mark_dead)(ephemeron) }
    }
    pub unsafe fn gc_trace_ephemeron(
        &self,
        ephemeron: *mut gc_ephemeron,
        visit: ::core::option::Option<
            unsafe extern "C" fn(
                edge: gc_edge,
                heap: *mut gc_heap,
                visit_data: *mut ::core::ffi::c_void,
            ),
        >,
        heap: *mut gc_heap,
        visit_data: *mut ::core::ffi::c_void,
    ) {
        unsafe { (self.gc_trace_ephemeron)(ephemeron, visit, heap, visit_data) }
    }
    pub unsafe fn gc_extra_collector_name(&self) -> *const ::core::ffi::c_char {
        unsafe { (self.gc_extra_collector_name)() }
    }
    pub unsafe fn gc_extra_live_bytes(&self, heap: *mut gc_heap) -> usize {
        unsafe { (self.gc_extra_live_bytes)(heap) }
    }
    pub unsafe fn gc_extra_collection_count(&self, heap: *mut gc_heap) -> u64 {
        unsafe { (self.gc_extra_collection_count)(heap) }
    }
    pub unsafe fn gc_extra_heap_size(&self, heap: *mut gc_heap) -> usize {
        unsafe { (self.gc_extra_heap_size)(heap) }
    }
    pub unsafe fn gc_extra_heap_limit(&self, heap: *mut gc_heap) -> usize {
        unsafe { (self.gc_extra_heap_limit)(heap) }
    }
    pub unsafe fn gc_extra_verify(&self, heap: *mut gc_heap) {
        unsafe { (self.gc_extra_verify)(heap) }
    }
    pub unsafe fn gc_finalizer_size(&self) -> usize {
        unsafe { (self.gc_finalizer_size)() }
    }
    pub unsafe fn gc_allocate_finalizer(
        &self,
        mut_: *mut gc_mutator,
    ) -> *mut gc_finalizer {
        unsafe { (self.gc_allocate_finalizer)(mut_) }
    }
    pub unsafe fn gc_finalizer_attach(
        &self,
        mut_: *mut gc_mutator,
        finalizer: *mut gc_finalizer,
        priority: ::core::ffi::c_uint,
        object: gc_ref,
        closure: gc_ref,
    ) {
        unsafe { (self.gc_finalizer_attach)(mut_, finalizer, priority, object, closure) }
    }
    pub unsafe fn gc_finalizer_object(&self, finalizer: *mut gc_finalizer) -> gc_ref {
        unsafe { (self.gc_finalizer_object)(finalizer) }
    }
    pub unsafe fn gc_finalizer_closure(&self, finalizer: *mut gc_finalizer) -> gc_ref {
        unsafe { (self.gc_finalizer_closure)(finalizer) }
    }
    pub unsafe fn gc_pop_finalizable(&self, mut_: *mut gc_mutator) -> *mut gc_finalizer {
        unsafe { (self.gc_pop_finalizable)(mut_) }
    }
    pub unsafe fn gc_set_finalizer_callback(
        &self,
        heap: *mut gc_heap,
        callback: gc_finalizer_callback,
    ) {
        unsafe { (self.gc_set_finalizer_callback)(heap, callback) }
    }
    pub unsafe fn gc_trace_finalizer(
        &self,
        finalizer: *mut gc_finalizer,
        visit: ::core::option::Option<
            unsafe extern "C" fn(
                edge: gc_edge,
                heap: *mut gc_heap,
                visit_data: *mut ::core::ffi::c_void,
            ),
        >,
        heap: *mut gc_heap,
        visit_data: *mut ::core::ffi::c_void,
    ) {
        unsafe { (self.gc_trace_finalizer)(finalizer, visit, heap, visit_data) }
    }
    pub unsafe fn model_start(
        &self,
        options: *const ::core::ffi::c_char,
    ) -> *const model_heap {
        unsafe { (self.model_start)(options) }
    }
    pub unsafe fn model_allocate(
        &self,
        size: usize,
        kind: gc_allocation_kind,
    ) -> *mut ::core::ffi::c_void {
        unsafe { (self.model_allocate)(size, kind) }
    }
    pub unsafe fn model_write_barrier(
        &self,
        object: gc_ref,
        size: usize,
        edge: gc_edge,
        value: gc_ref,
    ) {
        unsafe { (self.model_write_barrier)(object, size, edge, value) }
    }
    pub unsafe fn model_can_pin(&self) -> ::core::ffi::c_int {
        unsafe { (self.model_can_pin)() }
    }
    pub unsafe fn model_is_small(&self, size: usize) -> ::core::ffi::c_int {
        unsafe { (self.model_is_small)(size) }
    }
    pub unsafe fn model_round_to_granule(&self, size: usize) -> usize {
        unsafe { (self.model_round_to_granule)(size) }
    }
}
