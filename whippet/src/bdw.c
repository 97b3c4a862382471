// bdw: libgc, the conservative collector of Boehm, Demers and Weiser, behind
// Whippet's API, for one mutator.  It never moves an object.
//
// libgc allocates, marks and sweeps.  Ours are the free lists that the mutator takes
// small objects from (bdw-attrs.h), which roots there are (bdw-roots.h), ephemerons
// and finalizers (bdw-weak.h), and how large the heap should be: libgc is told to
// collect rather than to grow, and given memory after a collection.
//
// A word of a root is a reference if it points anywhere into an object, one of an
// object if it is the address of its beginning, plus a displacement that the
// embedder allows.  Objects without references are not looked into.
//
// libgc calls us with its lock held: what is called from there must not allocate from
// it, nor change its settings.
#ifndef GC_ATTRS
#define GC_ATTRS "bdw-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include <pthread.h>
#include <signal.h>

#define COLLECTOR_OWNS_ITS_MEMORY 0
#define COLLECTOR_FINDS_AMBIGUOUS_ROOTS 1
#define COLLECTOR_STOPS_BY_SIGNAL 1
#define COLLECTOR_ALLOCATES_PRECISE 1

#include "ephemeron.h"
#include "bdw-library.h"
#include "extern-queue.h"
#include "heap-members.h"
#include "pending-ephemerons.h"
#include "verify.h"

#if !GC_CONSERVATIVE_TRACE
#error "bdw looks at the words of objects: GC_CONSERVATIVE_TRACE must be 1"
#endif

_Static_assert(BDW_GRANULE == GC_GRANULE_BYTES, "libgc's unit of size");

struct gc_mutator {
  void *freelists[BDW_FREELISTS];  // first: emitted code knows where
  MUTATOR_LINKS
};

struct gc_heap {
  HEAP_MEMBERS
  GC_push_other_roots_proc push_stacks;  // libgc's own
  struct extern_queue extern_queue;
  struct pending_ephemerons ephemerons;
  struct ref_vector met;      // ephemerons that this collection has come across
  char is_meeting;            // a lock: one of several threads notes one
  struct ref_vector marked;   // but not yet looked into
  int weak_kind;              // libgc's number for ephemerons and finalizers
  uint64_t allocated_bytes;   // with what is in the free lists
  uint64_t allocated_before;  // the last collection
  int is_crowded;             // and few since then
};

const char gc_collector_name[] = "bdw";

enum {
  HEAP_COPIES = 1,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_DEPTH_FIRST,
};

#include "heap-settings.h"
#include "one-generation.h"
#include "bdw-weak.h"

int gc_heap_contains(struct gc_heap *heap GC_UNUSED, struct gc_ref ref) {
  return bdw_contains(ref);
}

// Nothing ever moves.
void gc_pin_object(struct gc_mutator *mut GC_UNUSED,
                   struct gc_ref ref GC_UNUSED) {}

// Also of what has died, until its memory is swept: that is when it is needed.
struct gc_ref gc_resolve_conservative_ref(struct gc_heap *heap GC_UNUSED,
                                          struct gc_conservative_ref ref,
                                          int possibly_interior) {
  struct gc_ref found = gc_ref(bdw_find_cell(gc_conservative_ref_value(ref),
                                             possibly_interior));
  return !gc_ref_is_null(found) && bdw_is_in_use(found) ? found : gc_ref_null();
}

// Free lists

static size_t freelist_length(void *cell) {
  size_t length = 0;
  for (; cell; cell = *(void **)cell) length++;
  return length;
}

static size_t mutator_unused_bytes(struct gc_mutator *mut) {
  size_t bytes = 0;
  for (size_t i = 0; i < BDW_FREELISTS; i++)
    bytes += i * BDW_GRANULE * freelist_length(mut->freelists[i]);
  return bytes;
}

// What nobody took is garbage.  A word that points to such a cell keeps that one,
// but not the rest of its list.
static void mutator_drop_freelists(struct gc_mutator *mut) {
  for (size_t i = 0; i < BDW_FREELISTS; i++) {
    for (void *cell = mut->freelists[i], *next; cell; cell = next) {
      next = *(void **)cell;
      *(void **)cell = NULL;
    }
    mut->freelists[i] = NULL;
  }
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  return heap->allocated_bytes - mutator_unused_bytes(&gc_static_mutator);
}

// Of blocks: one object keeps all of it in use.
static size_t bdw_bytes_in_use(void) {
  return GC_get_heap_size() - GC_get_free_bytes();
}

// Verification: of what a collection has marked, and of roots

static const char *bdw_judge(uintptr_t addr) {
  struct gc_ref ref = gc_ref(addr);
  if (!gc_ref_is_heap_object(ref) || !bdw_contains(ref)) return NULL;
  if ((uintptr_t)GC_base((void *)addr) != addr)
    return "which is inside an object, not at its start";
  return GC_is_marked((void *)addr) ? NULL : "which is a dead object";
}

static void bdw_verify_object(void *object, size_t size, void *data) {
  struct heap_verifier *v = data;
  struct gc_ref ref = gc_ref((uintptr_t)object);
  if (!bdw_is_in_use(ref)) return;
  size_t claimed = heap_verifier_check_object(v, "object", ref);
  if (claimed > size) heap_verifier_bad_walk((uintptr_t)object, claimed, size);
}

static void bdw_clear_if_dead(uintptr_t cell, size_t size) {
  if (bdw_is_in_use(gc_ref(cell)) && !GC_is_marked((void *)cell))
    memset((void *)cell, 0, size);
}

// Cells of one size, or the first block of a larger one.  Returns their memory's size.
static size_t bdw_clear_dead_of_block(uintptr_t block) {
  size_t size;
  GC_get_kind_and_size((void *)block, &size);
  if (size > BDW_BLOCK) bdw_clear_if_dead(block, size);
  else
    for (uintptr_t cell = block; cell + size <= block + BDW_BLOCK; cell += size)
      bdw_clear_if_dead(cell, size);
  return gc_round_up(size, BDW_BLOCK);
}

// libgc leaves the dead as they are until it sweeps them; in blocks that are nearly
// full, for good.  A word that points there by chance brings one back, with references
// to memory that has other objects by now.  Where all of that is verified, none must.
static void bdw_clear_dead(void) {
  uintptr_t block = (uintptr_t)GC_least_plausible_heap_addr & -BDW_BLOCK;
  uintptr_t high = (uintptr_t)GC_greatest_plausible_heap_addr;
  size_t left = bdw_bytes_in_use();
  for (; left && block < high; block += BDW_BLOCK)
    if ((uintptr_t)GC_base((void *)block) == block)
      left -= bdw_clear_dead_of_block(block);
}

static void bdw_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = {
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .judge = bdw_judge,
  };
  bdw_clear_dead();
  GC_enumerate_reachable_objects_inner(bdw_verify_object, &verifier);
  heap_verifier_check_roots(&verifier);
}

// Only a collection knows which objects there are.
static void heap_verify(struct gc_heap *heap) {
  int before = heap->verify;
  heap->verify = 1;
  GC_gcollect();
  heap->verify = before;
}

// Collection: what libgc tells us, and asks

// Less than 1/64 of the heap was allocated since the last one.
static void bdw_note_progress(struct gc_heap *heap) {
  uint64_t allocated = gc_allocation_counter(heap);
  heap->is_crowded = allocated - heap->allocated_before
    < heap->sizer.maximum / 64;
  heap->allocated_before = allocated;
}

static void bdw_begin(struct gc_heap *heap) {
  heap_tell_start(heap, &gc_static_mutator, GC_COLLECTION_MAJOR);
  bdw_note_progress(heap);
  heap->allocated_bytes -= mutator_unused_bytes(&gc_static_mutator);
  mutator_drop_freelists(&gc_static_mutator);
  heap->collections++;
  gc_extern_space_start_gc(heap->extern_space, 0);
}

static void bdw_finish_marking(struct gc_heap *heap) {
  HEAP_EVENT(heap, heap_traced);
  bdw_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, bdw_fire_finalizers, bdw_trace_late);
  HEAP_EVENT(heap, finalizers_traced);
  bdw_finish_ephemerons(heap);
  gc_extern_space_finish_gc(heap->extern_space, 0);
  // Later, libgc clears the marks of cells in its free lists, to which what is dead,
  // and was found by chance, may refer.
  if (heap->verify) bdw_verify(heap);
}

static void bdw_end(struct gc_heap *heap) {
  heap->live_bytes = bdw_bytes_in_use();
  HEAP_EVENT(heap, live_data_size, heap->live_bytes);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

static void bdw_on_event(GC_EventType event) {
  switch (event) {
  case GC_EVENT_START: bdw_begin(&the_heap); break;
  case GC_EVENT_MARK_END: bdw_finish_marking(&the_heap); break;
  case GC_EVENT_END: bdw_end(&the_heap); break;
  default: break;
  }
}

static void bdw_push_other_roots(void) {
  the_heap.push_stacks();
  bdw_push_roots(&the_heap);
  HEAP_EVENT(&the_heap, roots_traced);
}

// The size of the heap

static size_t bdw_size(void) {
  return GC_get_heap_size() + GC_get_unmapped_bytes();
}

static int bdw_grow(size_t size) {
  size_t now = bdw_size();
  return size <= now || GC_expand_hp(size - now);
}

// After a collection.  libgc itself grows when it must, but then by little.
static void bdw_resize(struct gc_heap *heap, size_t request) {
  size_t before = heap->sizer.size;
  if (heap_sizer_on_gc(&heap->sizer, heap->live_bytes, request))
    bdw_grow(heap->sizer.size);
  heap_sizer_ensure(&heap->sizer, bdw_size());
  if (heap->sizer.size != before)
    HEAP_EVENT(heap, heap_resized, heap->sizer.size);
}

static void bdw_collect(struct gc_heap *heap, size_t request) {
  GC_gcollect();
  bdw_resize(heap, request);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind GC_UNUSED) {
  bdw_collect(mut->heap, 0);
}

// Allocation

static void *bdw_refill(struct gc_mutator *mut, size_t granules) {
  void *cells = NULL;
  GC_generic_malloc_many(granules * BDW_GRANULE, GC_I_NORMAL, &cells);
  if (!cells) return NULL;
  mut->heap->allocated_bytes += freelist_length(cells) * granules * BDW_GRANULE;
  mut->freelists[granules] = *(void **)cells;
  *(void **)cells = NULL;
  return cells;
}

// These may collect, and grow the heap.

static void *bdw_count(struct gc_mutator *mut, size_t size, void *object) {
  if (object) mut->heap->allocated_bytes += gc_round_to_granule(size);
  return object;
}

static void *bdw_try_kind(struct gc_mutator *mut, size_t size, int kind) {
  return bdw_count(mut, size, GC_generic_malloc(size, kind));
}

static void *bdw_try_words(struct gc_mutator *mut, size_t size) {
  if (size > gc_allocator_large_threshold() || mut->heap->stress)
    return bdw_try_kind(mut, size, GC_I_NORMAL);
  return bdw_refill(mut, gc_round_to_granule(size) / BDW_GRANULE);
}

static void *bdw_try_pointerless(struct gc_mutator *mut, size_t size) {
  void *object = bdw_try_kind(mut, size, GC_I_PTRFREE);
  if (object && GC_ALLOCATIONS_ZEROED) memset(object, 0, size);
  return object;
}

static void *bdw_try_weak(struct gc_mutator *mut, size_t size) {
  return bdw_count(mut, size, bdw_allocate_weak(mut->heap, size));
}

// Memory is exhausted, too, when the heap was collected for a few bytes and hardly a
// block of it is empty.  (What is free in other blocks shows in how much could be
// allocated since the collection before.)
static int bdw_is_full(struct gc_heap *heap, size_t request) {
  size_t few = heap->sizer.maximum / 64;
  return heap->is_crowded && request <= few
    && heap->live_bytes > heap->sizer.maximum - few;
}

typedef void *bdw_attempt(struct gc_mutator *mut, size_t size);

// libgc does not collect if nothing was allocated since the last time.  Roots may have
// changed.
static void *bdw_try_twice(struct gc_mutator *mut, size_t size,
                           bdw_attempt *try) {
  uint64_t collections = mut->heap->collections;
  void *object = try(mut, size);
  if (object || mut->heap->collections != collections) return object;
  GC_gcollect();
  return try(mut, size);
}

static void *bdw_allocate(struct gc_mutator *mut, size_t size,
                          bdw_attempt *try) {
  struct gc_heap *heap = mut->heap;
  if (GC_UNLIKELY(heap->stress) && heap_stress_is_due(heap))
    bdw_collect(heap, 0);
  if (size > heap->sizer.maximum) return heap->allocation_failure(heap, size);
  uint64_t collections = heap->collections;
  void *object = bdw_try_twice(mut, size, try);
  if (heap->collections != collections) {
    bdw_resize(heap, size);
    if (!heap->stress && bdw_is_full(heap, size)) object = NULL;
  }
  return object ? object : heap->allocation_failure(heap, size);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  int is_pointerless = kind == GC_ALLOCATION_TAGGED_POINTERLESS
    || kind == GC_ALLOCATION_UNTAGGED_POINTERLESS;
  return bdw_allocate(mut, size, is_pointerless ? bdw_try_pointerless
                                                : bdw_try_words);
}

static void *allocate_precise(struct gc_mutator *mut, size_t size) {
  return bdw_allocate(mut, size, bdw_try_weak);
}

// Safepoints: libgc stops other threads by a signal

int gc_safepoint_signal_number(void) {
  return GC_get_suspend_signal();
}

static void bdw_change_signal_mask(int how) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, GC_get_suspend_signal());
  pthread_sigmask(how, &signals, NULL);
}

void gc_safepoint_signal_inhibit(struct gc_mutator *mut GC_UNUSED) {
  bdw_change_signal_mask(SIG_BLOCK);
}

void gc_safepoint_signal_reallow(struct gc_mutator *mut GC_UNUSED) {
  bdw_change_signal_mask(SIG_UNBLOCK);
}

// Initialisation

// The library would read /proc, which a sandbox hides, and warn that it cannot.
static void bdw_tell_processor_count(void) {
  char text[16];
  snprintf(text, sizeof text, "%d", gc_platform_processor_count());
  setenv("GC_NPROCS", text, 0);
}

static void bdw_start_library(const struct gc_options *options) {
  bdw_tell_processor_count();
  GC_set_all_interior_pointers(0);
  GC_set_no_dls(1);
  GC_set_dont_precollect(1);
  GC_set_markers_count((unsigned)options->parallelism);
  GC_set_warn_proc(GC_ignore_warn_proc);
  GC_init();
  GC_clear_roots();
  for (uintptr_t displacement = 1; displacement < 8; displacement++)
    if (gc_is_valid_conservative_ref_displacement(displacement))
      GC_register_displacement(displacement);
  if (options->parallelism > 1) GC_start_mark_threads();
}

static int heap_init_spaces(struct gc_heap *heap,
                            const struct gc_options *options) {
  bdw_start_library(options);
  bdw_init_weak_kind(heap);
  heap->push_stacks = GC_get_push_other_roots();
  GC_set_push_other_roots(bdw_push_other_roots);
  GC_set_on_collection_event(bdw_on_event);
  GC_set_dont_expand(1);  // collect before
  GC_set_free_space_divisor(1000);
  GC_set_max_heap_size(heap->sizer.maximum);
  return bdw_grow(heap->sizer.size);
}

static void *bdw_set_stack_base(void *base) {
  GC_set_stackbottom(NULL, base);
  return NULL;
}

static void heap_init_mutator(struct gc_heap *heap,
                              struct gc_mutator *mut GC_UNUSED) {
  struct GC_stack_base base = {.mem_base = (void *)heap->stack_base.addr};
  if (!gc_stack_addr_is_empty(heap->stack_base))
    GC_call_with_alloc_lock(bdw_set_stack_base, &base);
}
