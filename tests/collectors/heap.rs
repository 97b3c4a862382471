//! A collector's heap, as `heap.c` and the API offer it: the only unsafe code of these tests.
//!
//! An address is good until the next step that may collect; what must last is a root.

#![allow(unsafe_code)] // Calls of C, and reads of its objects.

use std::ffi::{CString, c_void};
use std::mem::ManuallyDrop;
use std::path::Path;

use crate::bindings::*;
use crate::model::{GLOBALS, Id, STATIC_SLOTS, STATICS};
use crate::program::Kind;

/// A reference as the heap holds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word(pub usize);

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A place that holds a reference.
#[derive(Clone, Copy)]
pub struct Slot(*mut usize);

const _: () = assert!(GLOBAL_COUNT as usize == GLOBALS);
const _: () = assert!(STATIC_COUNT as usize == STATICS && STATIC_SLOTS_OF_C == STATIC_SLOTS);
const STATIC_SLOTS_OF_C: usize = crate::bindings::STATIC_SLOTS as usize;

pub const MOST_ROOTS: usize = STACK_SIZE as usize;

pub struct Heap {
    /// Never unloaded: a collector's threads may wait in it until the process ends.
    api: ManuallyDrop<Collector>,
    state: *const model_heap,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Collections {
    pub minor: u64,
    pub major: u64,
}

impl Heap {
    /// `None`: the options are refused.
    pub fn start(library: &Path, options: &str) -> Result<Option<Heap>, libloading::Error> {
        let options = CString::new(options).expect("options have no zeros");
        let api = ManuallyDrop::new(unsafe { Collector::new(library)? });
        let state = unsafe { api.model_start(options.as_ptr()) };
        Ok((!state.is_null()).then_some(Heap { api, state }))
    }

    // ---- roots ----

    fn stack(&self) -> *mut gc_mutator_roots {
        unsafe { (*self.state).stack }
    }

    pub fn root_count(&self) -> usize {
        unsafe { (*self.stack()).count }
    }

    pub fn push(&mut self, word: Word) {
        assert!(self.root_count() < MOST_ROOTS, "the stack is full");
        unsafe { (*self.stack()).count += 1 };
        self.store(self.root(self.root_count() - 1), word);
    }

    pub fn pop(&mut self) {
        assert!(self.root_count() > 0, "the stack is empty");
        unsafe { (*self.stack()).count -= 1 };
    }

    pub fn root(&self, index: usize) -> Slot {
        assert!(index < self.root_count());
        Slot(unsafe { &raw mut (*self.stack()).slots[index] })
    }

    pub fn global(&self, index: usize) -> Slot {
        Slot(unsafe { &raw mut (*(*self.state).roots).globals[index] })
    }

    pub fn static_record(&self, index: usize) -> Word {
        Word(unsafe { &raw mut (*(*self.state).statics).records[index] } as usize)
    }

    pub fn static_slot(&self, index: usize, slot: usize) -> Slot {
        Slot(unsafe { &raw mut (*(*self.state).statics).records[index].slots[slot] })
    }

    pub fn load(&self, slot: Slot) -> Word {
        Word(unsafe { *slot.0 })
    }

    /// Without a barrier.
    pub fn store(&mut self, slot: Slot, word: Word) {
        unsafe { *slot.0 = word.0 };
    }

    // ---- objects ----

    /// `None`: there is no room.
    pub fn allocate_record(&mut self, id: Id, slots: u16, words: u16) -> Option<Word> {
        let size = record_size(slots, words);
        let record = self.allocate(size, GC_ALLOCATION_TAGGED)?.cast::<record>();
        unsafe {
            (*record).tag = tag(id, OBJECT_RECORD);
            (*record).slot_count = slots;
            (*record).word_count = words;
            let first = (&raw mut (*record).slots).cast::<usize>();
            for slot in 0..usize::from(slots) {
                first.add(slot).write(0);
            }
            for word in 0..usize::from(words) {
                first.add(usize::from(slots) + word).write(word_of(id, word));
            }
        }
        Some(Word(record as usize))
    }

    pub fn allocate_bytes(&mut self, id: Id, length: u32) -> Option<Word> {
        let bytes = self.allocate(bytes_size(length), GC_ALLOCATION_TAGGED_POINTERLESS)?.cast::<bytes>();
        unsafe {
            (*bytes).tag = tag(id, OBJECT_BYTES);
            (*bytes).length = length;
            let first = (&raw mut (*bytes).bytes).cast::<u8>();
            for byte in 0..length as usize {
                first.add(byte).write(word_of(id, byte) as u8);
            }
        }
        Some(Word(bytes as usize))
    }

    fn allocate(&mut self, size: usize, kind: gc_allocation_kind) -> Option<*mut c_void> {
        let object = unsafe { self.api.model_allocate(size, kind) };
        (!object.is_null()).then_some(object)
    }

    /// Not initialised yet, that is, dead.
    pub fn allocate_ephemeron(&mut self, id: Id) -> Option<Word> {
        let ephemeron = unsafe { self.api.gc_allocate_ephemeron(self.mutator()) };
        if ephemeron.is_null() {
            return None;
        }
        unsafe { ephemeron.cast::<u32>().write(tag(id, OBJECT_EPHEMERON)) };
        Some(Word(ephemeron as usize))
    }

    fn mutator(&self) -> *mut gc_mutator {
        unsafe { (*self.state).mutator }
    }

    fn heap(&self) -> *mut gc_heap {
        unsafe { (*self.state).heap }
    }

    /// Whether a reference may be followed: it leads into the heap, to where an object can begin.
    pub fn contains(&self, word: Word) -> bool {
        word.0 != 0
            && word.0.is_multiple_of(8)
            && unsafe { self.api.gc_heap_contains(self.heap(), gc_ref { value: word.0 }) != 0 }
    }

    pub fn tag(&self, object: Word) -> u32 {
        unsafe { *(object.0 as *const u32) }
    }

    /// Slots and words of a record.
    pub fn extent(&self, record: Word) -> (u16, u16) {
        let record = record.0 as *const record;
        unsafe { ((*record).slot_count, (*record).word_count) }
    }

    pub fn slot(&self, record: Word, index: usize) -> Slot {
        let first = unsafe { (&raw mut (*(record.0 as *mut record)).slots).cast::<usize>() };
        Slot(unsafe { first.add(index) })
    }

    /// The words behind the slots are those of this object.
    pub fn has_words_of(&self, id: Id, record: Word) -> bool {
        let (slots, words) = self.extent(record);
        let word = |index: usize| self.load(self.slot(record, usize::from(slots) + index)).0;
        (0..usize::from(words)).all(|index| word(index) == word_of(id, index))
    }

    pub fn byte_length(&self, bytes: Word) -> u32 {
        unsafe { (*(bytes.0 as *const crate::bindings::bytes)).length }
    }

    pub fn has_bytes_of(&self, id: Id, bytes: Word) -> bool {
        let first = unsafe { (&raw const (*(bytes.0 as *const crate::bindings::bytes)).bytes).cast::<u8>() };
        let byte = |index: usize| unsafe { *first.add(index) };
        (0..self.byte_length(bytes) as usize).all(|index| byte(index) == word_of(id, index) as u8)
    }

    /// A store of a reference into an object, that is, with its barrier.
    pub fn store_into(&mut self, record: Word, index: usize, word: Word) {
        let slot = self.slot(record, index);
        self.barrier(record, slot, word);
        self.store(slot, word);
    }

    /// Before a store.
    pub fn barrier(&mut self, record: Word, slot: Slot, word: Word) {
        // For null and for immediates no barrier is due.
        if word.0 == 0 || !word.0.is_multiple_of(8) {
            return;
        }
        let (slots, words) = self.extent(record);
        let edge = gc_edge { dst: slot.0.cast() };
        let (record, value) = (gc_ref { value: record.0 }, gc_ref { value: word.0 });
        unsafe { self.api.model_write_barrier(record, record_size(slots, words), edge, value) };
    }

    /// The collector may be one that cannot.
    pub fn can_pin(&self) -> bool {
        unsafe { self.api.model_can_pin() != 0 }
    }

    pub fn pin(&mut self, object: Word) {
        unsafe { self.api.gc_pin_object(self.mutator(), gc_ref { value: object.0 }) };
    }

    // ---- ephemerons ----

    pub fn initialise_ephemeron(&mut self, ephemeron: Word, key: Word, value: Word) {
        let (key, value) = (gc_ref { value: key.0 }, gc_ref { value: value.0 });
        unsafe { self.api.gc_ephemeron_init(self.mutator(), ephemeron_at(ephemeron), key, value) };
    }

    pub fn key(&self, ephemeron: Word) -> Word {
        Word(unsafe { self.api.gc_ephemeron_key(ephemeron_at(ephemeron)) }.value)
    }

    pub fn value(&self, ephemeron: Word) -> Word {
        Word(unsafe { self.api.gc_ephemeron_value(ephemeron_at(ephemeron)) }.value)
    }

    /// The previous value.
    pub fn swap_value(&mut self, ephemeron: Word, value: Word) -> Word {
        let value = gc_ref { value: value.0 };
        Word(unsafe { self.api.gc_ephemeron_swap_value(self.mutator(), ephemeron_at(ephemeron), value) }.value)
    }

    pub fn mark_dead(&mut self, ephemeron: Word) {
        unsafe { self.api.gc_ephemeron_mark_dead(ephemeron_at(ephemeron)) };
    }

    pub fn chain_head(&self, slot: Slot) -> Word {
        Word(unsafe { self.api.gc_ephemeron_chain_head(slot.0.cast()) } as usize)
    }

    pub fn chain_next(&self, ephemeron: Word) -> Word {
        Word(unsafe { self.api.gc_ephemeron_chain_next(ephemeron_at(ephemeron)) } as usize)
    }

    pub fn chain_push(&mut self, slot: Slot, ephemeron: Word) {
        unsafe { self.api.gc_ephemeron_chain_push(slot.0.cast(), ephemeron_at(ephemeron)) };
    }

    // ---- collections ----

    pub fn collect(&mut self, kind: Kind) {
        let kind = match kind {
            Kind::Any => GC_COLLECTION_ANY,
            Kind::Minor => GC_COLLECTION_MINOR,
            Kind::Major => GC_COLLECTION_MAJOR,
            Kind::Compacting => GC_COLLECTION_COMPACTING,
        };
        unsafe { self.api.gc_collect(self.mutator(), kind) };
    }

    pub fn collections(&self) -> Collections {
        unsafe { Collections { minor: (*self.state).minor_collections, major: (*self.state).major_collections } }
    }

    /// Every `gc_extern_space_start_gc` has its `gc_extern_space_finish_gc`.
    pub fn extern_space_is_at_rest(&self) -> bool {
        let space = unsafe { (*self.state).statics };
        unsafe { (*space).started == (*space).finished }
    }

    pub fn live_bytes(&self) -> usize {
        unsafe { self.api.gc_extra_live_bytes(self.heap()) }
    }

    /// Since the start.
    pub fn allocated_bytes(&self) -> usize {
        unsafe { self.api.gc_allocation_counter(self.heap()) as usize }
    }

    pub fn limit(&self) -> usize {
        unsafe { self.api.gc_extra_heap_limit(self.heap()) }
    }

    pub fn ephemeron_size(&self) -> usize {
        unsafe { self.api.gc_ephemeron_size() }
    }

    /// What an object takes up at least.
    pub fn footprint(&self, size: usize) -> usize {
        const PAGE: usize = 4096;
        match unsafe { self.api.model_is_small(size) } {
            0 => size.next_multiple_of(PAGE),
            _ => unsafe { self.api.model_round_to_granule(size) },
        }
    }

    pub fn verify(&self) {
        unsafe { self.api.gc_extra_verify(self.heap()) };
    }
}

fn ephemeron_at(word: Word) -> *mut gc_ephemeron {
    word.0 as *mut gc_ephemeron
}

pub fn record_size(slots: u16, words: u16) -> usize {
    size_of::<record>() + 8 * (usize::from(slots) + usize::from(words))
}

pub fn bytes_size(length: u32) -> usize {
    size_of::<bytes>() + length as usize
}

fn tag(id: Id, kind: u32) -> u32 {
    id.0 << OBJECT_KIND_BITS | kind
}

/// The object of a tag.
pub fn id_of(tag: u32) -> Id {
    Id(tag >> OBJECT_KIND_BITS)
}

pub fn is_record(tag: u32) -> bool {
    tag % (1 << OBJECT_KIND_BITS) == OBJECT_RECORD
}

pub fn is_bytes(tag: u32) -> bool {
    tag % (1 << OBJECT_KIND_BITS) == OBJECT_BYTES
}

pub fn is_ephemeron(tag: u32) -> bool {
    tag % (1 << OBJECT_KIND_BITS) == OBJECT_EPHEMERON
}

/// What an object that is no reference holds at this place.
fn word_of(id: Id, index: usize) -> usize {
    (usize::try_from(id.0).expect("32 bits") << 32 | index).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}
