// semi: a semispace collector for one mutator, after Cheney (CACM 1970), with
// a non-moving space for large objects.
//
// The reservation, made once for the largest size that the heap may get:
//
//   low                                                             high
//   | survivors 0     | newborn         | survivors 1     | large objects |
//   | capacity . . .  | capacity . . .  | capacity . . .  | committed . . |
//
// A semispace is two of the first three zones: what survived the last collection,
// and what was born since.  Objects are born in the same memory after each
// collection, rather than behind those that survived: what the mutator goes
// through between collections is smaller by a quarter to a half, and is in the cache
// while that lasts.  Either survivors and the newborn are one range of addresses
// without objects of the other side, so that the visitor compares but once.
//
// Invariants:
//   * 2 * capacity + large pages <= heap size, so a large object shrinks both
//     semispaces, and growing the heap extends all zones at once, in place.
//   * Survivors and newborn together take no more than capacity.  All zones are
//     accessible up to `committed` >= capacity + slop; a survivor set always
//     fits into the idle zone.
//   * Objects lie without gaps in the active survivors, and in the zone of the
//     newborn up to the mutator's allocation pointer: they can be walked.
//   * A zone may hold nonzero bytes only below its `dirty` mark.
//     Unless GC_UNINITIALIZED_ALLOCATION, [hp, zeroed) is zero and the
//     mutator's limit never exceeds `zeroed`, which moves ahead in chunks.
//   * Under stress the limit equals hp, so that every allocation is slow.
//   * Objects are born behind the survivors after all with verify=1, so that
//     nothing is used of what was left, and if there are no addresses for a third
//     zone.
//
// Tight heaps.  When survivors take most of a semispace, the mutator is given both: what
// is left below the survivors if they are at the high end, or all behind them.  The
// next collection lets what lives slide to the low end (slide.h).
//
// Ephemerons.  The main trace only lists those that it finds.  When it is done,
// and if there are any, a second trace decides about them one by one; its
// visitor asks for each object that it reaches whether an ephemeron waits for
// it.  Programs without ephemerons never run it, and the main trace does not
// know of the table.
#ifndef GC_ATTRS
#define GC_ATTRS "semi-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "copy-words.h"
#include "ephemeron.h"
#include "extern-queue.h"
#include "heap-members.h"
#include "large-object-space.h"
#include "pending-ephemerons.h"
#include "slide-tables.h"
#include "verify.h"

#define ZERO_CHUNK ((size_t)32 * 1024)
#define SEMI_SLOP GC_COMMIT_UNIT

enum { SURVIVORS_0, NEWBORN, SURVIVORS_1, ZONES };

struct semi_zone {
  uintptr_t base;
  size_t dirty;  // bytes from base
};

struct gc_mutator {
  MUTATOR_MEMBERS
  uintptr_t end;                  // of what may be born
  uintptr_t zeroed;               // [hp, zeroed) is zero
};

struct gc_heap {
  HEAP_MEMBERS
  struct semi_zone zones[ZONES];
  int active;           // survivors
  int born_apart;       // in a zone of their own
  int birthplace;       // the zone in which objects are born
  uintptr_t born_at;    // the first since the last collection
  size_t survivors;     // bytes in the active zone, when objects began to be born
  size_t capacity;      // of a semispace, and of each zone
  size_t room;          // for survivors and newborn
  int is_tight;         // room is that of both semispaces
  struct slide slide;
  size_t committed;     // of each zone
  struct large_object_space los;
  struct extern_queue extern_queue;
  struct pending_ephemerons ephemerons;

  uintptr_t from;           // of a running collection: what is left
  size_t from_size;
  uintptr_t hp, grey;       // where it goes
  uint64_t allocated_bytes; // small objects, up to the last one
};

const char gc_collector_name[] = "semi";

enum {
  HEAP_COPIES = 2,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_BREADTH_FIRST,
};

#include "heap-settings.h"
#include "no-pinning.h"
#include "one-generation.h"
#include "slide.h"

static struct semi_zone *semi_active(struct gc_heap *heap) {
  return &heap->zones[heap->active];
}

static struct semi_zone *semi_idle(struct gc_heap *heap) {
  return &heap->zones[SURVIVORS_1 - heap->active];
}

static struct semi_zone *semi_birthplace(struct gc_heap *heap) {
  return &heap->zones[heap->birthplace];
}

// The bump allocator

static void mutator_publish_limit(struct gc_mutator *mut) {
  uintptr_t limit = mut->zeroed < mut->end ? mut->zeroed : mut->end;
  mut->bump.limit = mut->heap->stress ? mut->bump.hp : limit;
}

static void mutator_zero_to(struct gc_mutator *mut, uintptr_t target) {
  struct semi_zone *zone = semi_birthplace(mut->heap);
  uintptr_t dirty_end = zone->base + zone->dirty;
  uintptr_t end = target < dirty_end || mut->heap->is_tight ? target : dirty_end;
  if (mut->zeroed < end)
    memset((void *)mut->zeroed, 0, end - mut->zeroed);
  mut->zeroed = target;
}

// At least up to need, at most up to the end.
static void mutator_zero_ahead(struct gc_mutator *mut, uintptr_t need) {
  size_t left = mut->end - need;
  if (GC_ALLOCATIONS_ZEROED)
    mutator_zero_to(mut, need + (left < ZERO_CHUNK ? left : ZERO_CHUNK));
  else
    mut->zeroed = mut->end;
}

// NULL if there is no room.
static void *mutator_bump(struct gc_mutator *mut, size_t size) {
  uintptr_t object = mut->bump.hp;
  if (mut->end - object < size) return NULL;
  if (mut->zeroed - object < size) mutator_zero_ahead(mut, object + size);
  mut->bump.hp = object + size;
  mutator_publish_limit(mut);
  return (void *)object;
}

static size_t mutator_used_bytes(struct gc_mutator *mut) {
  return mut->heap->survivors + (mut->bump.hp - mut->heap->born_at);
}

static void mutator_fit_to_room(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  size_t used = mutator_used_bytes(mut), room = heap->room;
  size_t left = room > used ? room - used : 0;
  if (heap->is_tight && heap->active == SURVIVORS_1)
    left = gc_min_size(left, semi_active(heap)->base - SEMI_SLOP - mut->bump.hp);
  mut->end = mut->bump.hp + left;
  mutator_publish_limit(mut);
}

// After a collection.
static void mutator_restart(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  heap->birthplace = heap->is_tight ? SURVIVORS_0
    : heap->born_apart ? NEWBORN : heap->active;
  heap->born_at = semi_birthplace(heap)->base
    + (heap->birthplace == heap->active ? heap->survivors : 0);
  mut->bump.hp = mut->zeroed = heap->born_at;
  mutator_fit_to_room(mut);
}

// Sizes

static int semi_commit(struct gc_heap *heap, size_t size) {
  if (size <= heap->committed) return 1;
  size_t more = size - heap->committed;
  for (int i = 0; i < ZONES; i++)
    if ((i != NEWBORN || heap->born_apart)
        && !gc_platform_allow_access(heap->zones[i].base + heap->committed,
                                     more))
      return 0;
  heap->committed = size;
  return 1;
}

// What each semispace may use if large objects occupy `large` bytes.
static size_t semi_capacity_beside(struct gc_heap *heap, size_t large) {
  size_t size = heap->sizer.size;
  return large < size ? gc_round_down((size - large) / 2, LOS_PAGE_SIZE) : 0;
}

static void semi_zone_discard(struct semi_zone *zone, size_t keep) {
  keep = gc_round_up(keep + COPY_SLOP, GC_COMMIT_UNIT);
  if (zone->dirty <= keep) return;
  gc_platform_discard(zone->base + keep, zone->dirty - keep);
  zone->dirty = keep;
}

// Memory that large objects took from a semispace, or one zone from another, goes
// back to the system, but not a page at a time.
static int semi_has_much_dirty(struct gc_heap *heap) {
  size_t capacity = heap->capacity, dirty = 0;
  for (int i = 0; i < ZONES; i++) dirty += heap->zones[i].dirty;
  return dirty > 2 * capacity + capacity / 4 + ((size_t)1 << 20);
}

static void semi_discard(struct gc_heap *heap, size_t used) {
  size_t capacity = heap->capacity;
  if (!semi_has_much_dirty(heap)) return;
  size_t most = gc_max_size(used, capacity);
  semi_zone_discard(semi_active(heap),
                    heap->born_apart ? heap->survivors : most);
  semi_zone_discard(&heap->zones[NEWBORN], most - heap->survivors);
  semi_zone_discard(semi_idle(heap), capacity);
}

static size_t semi_room_beside(struct gc_heap *heap, size_t large) {
  size_t size = heap->sizer.size;
  if (!heap->is_tight) return semi_capacity_beside(heap, large);
  return large < size ? gc_round_down(size - large, LOS_PAGE_SIZE) : 0;
}

// How much of a zone is used if [low, low + size) is.
static size_t semi_part_below(struct gc_heap *heap, struct semi_zone *zone,
                              size_t size) {
  size_t below = zone->base - heap->low;
  return size > below ? size - below : 0;
}

// In a tight heap, the room is below the survivors or, if these are at the low end,
// around them.
static void semi_discard_beside_room(struct gc_heap *heap) {
  struct semi_zone *high = &heap->zones[SURVIVORS_1];
  struct semi_zone *newborn = &heap->zones[NEWBORN];
  size_t above = heap->active == SURVIVORS_1 ? heap->survivors : 0;
  size_t below = heap->room > above ? heap->room - above : 0;
  if (!semi_has_much_dirty(heap)) return;
  semi_zone_discard(high, above ? above : semi_part_below(heap, high, below));
  semi_zone_discard(newborn, semi_part_below(heap, newborn, below));
}

static void semi_set_capacity(struct gc_heap *heap, size_t capacity,
                              size_t used) {
  size_t wanted = gc_round_up(capacity, GC_COMMIT_UNIT) + SEMI_SLOP;
  if (!semi_commit(heap, wanted))
    capacity = heap->committed ? heap->committed - SEMI_SLOP : 0;
  heap->capacity = heap->room = capacity;
  if (!heap->is_tight) semi_discard(heap, used);
}

static int semi_open_both(struct gc_heap *heap) {
  size_t size = gc_min_size(2 * heap->capacity + SEMI_SLOP,
                            heap->los.base - heap->low);
  return gc_platform_allow_access(heap->low, gc_round_up(size, GC_COMMIT_UNIT));
}

static void semi_set_room(struct gc_heap *heap, size_t small_request,
                          size_t large_request) {
  size_t large = los_live_bytes(&heap->los);
  size_t capacity = semi_capacity_beside(heap, large + large_request);
  heap->is_tight = slide_is_due(heap, heap->is_tight,
                                heap->survivors + small_request, capacity)
    && slide_open(&heap->slide, heap->low, heap->los.base - heap->low)
    && semi_open_both(heap);
  heap->room = semi_room_beside(heap, large);
  if (heap->is_tight) semi_discard_beside_room(heap);
}

// After a collection: choose the size with which the request fits, if any.
static void semi_resize(struct gc_heap *heap, size_t small_request,
                        size_t large_request) {
  size_t small = heap->survivors;
  size_t large = los_live_bytes(&heap->los);
  if (heap_sizer_on_gc(&heap->sizer, small + small_request,
                       large + large_request))
    HEAP_EVENT(heap, heap_resized, heap->sizer.size);
  semi_set_capacity(heap, semi_capacity_beside(heap, large), small);
  semi_set_room(heap, small_request, large_request);
}

// Collection: the visitor
//
// While a phase runs, its copier holds the allocation pointer.  It never
// leaves the phase's function, so that the compiler keeps it in registers.

struct semi_copier {
  uintptr_t hp;
  uintptr_t from;
  size_t from_size;
};

static inline GC_ALWAYS_INLINE struct semi_copier
semi_begin(struct gc_heap *heap) {
  return (struct semi_copier){heap->hp, heap->from, heap->from_size};
}

static inline GC_ALWAYS_INLINE uintptr_t semi_copy(struct semi_copier *copier,
                                                   struct gc_heap *heap,
                                                   struct gc_ref ref) {
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  uintptr_t to = copier->hp;
  copier->hp = to + size;
  copy_words(to, gc_ref_value(ref), size);
  gc_object_forward_nonatomic(ref, gc_ref(to));
  return to;
}

static inline GC_ALWAYS_INLINE void semi_evacuate(struct semi_copier *copier,
                                                  struct gc_heap *heap,
                                                  struct gc_edge edge,
                                                  struct gc_ref ref) {
  uintptr_t to = gc_object_forwarded_nonatomic(ref);
  if (!to) to = semi_copy(copier, heap, ref);
  gc_edge_update(edge, gc_ref(to));
}

static GC_NEVER_INLINE void semi_mark_large(struct gc_heap *heap,
                                            struct gc_ref ref) {
  los_mark(&heap->los, ref);
}

static GC_NEVER_INLINE void semi_push_extern(struct gc_heap *heap,
                                             struct gc_ref ref) {
  extern_queue_push(&heap->extern_queue, ref);
}

// A reference into the heap that is neither in from-space nor large is one
// that was updated already: the embedder may show us an edge twice.
static inline GC_ALWAYS_INLINE void semi_visit_outside(struct gc_heap *heap,
                                                       struct gc_ref ref) {
  uintptr_t addr = gc_ref_value(ref);
  if (los_contains(&heap->los, addr)) semi_mark_large(heap, ref);
  else if (addr - heap->low < heap->high - heap->low) return;
  else if (gc_extern_space_visit(heap->extern_space, ref))
    semi_push_extern(heap, ref);
}

static inline void semi_visit(struct gc_edge edge, struct gc_heap *heap,
                              void *data) {
  struct semi_copier *copier = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (gc_ref_is_immediate(ref)) return;
  if (gc_ref_value(ref) - copier->from < copier->from_size)
    semi_evacuate(copier, heap, edge, ref);
  else if (!gc_ref_is_null(ref))
    semi_visit_outside(heap, ref);
}

// The visitor of the second trace.  An object is looked up when it is copied;
// a large one each time that it is seen.
static inline void semi_visit_resolving(struct gc_edge edge,
                                        struct gc_heap *heap, void *data) {
  struct semi_copier *copier = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (gc_ref_is_immediate(ref)) return;
  if (gc_ref_value(ref) - copier->from < copier->from_size) {
    if (!gc_object_forwarded_nonatomic(ref))
      pending_reach(&heap->ephemerons, ref);
    semi_evacuate(copier, heap, edge, ref);
  } else if (!gc_ref_is_null(ref)) {
    if (los_contains(&heap->los, gc_ref_value(ref)))
      pending_reach(&heap->ephemerons, ref);
    semi_visit_outside(heap, ref);
  }
}

static GC_NEVER_INLINE void semi_find_ephemeron(struct gc_heap *heap,
                                                struct gc_ephemeron *e) {
  pending_add_found(&heap->ephemerons, e);
}

static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap) {
  if (visit != semi_visit && visit != semi_visit_resolving
      && !slide_is_visitor(visit)) return 0;
  semi_find_ephemeron(heap, ephemeron);
  return 1;
}

// Collection: the phases.  Each is one copy of the embedder's trace function,
// flattened together with the visitor.  Their callers are not marked cold: gcc
// would infer that the phases are cold too and optimise them for size.  Measured
// (gcc 12, noisy): 12 % faster on a list in L2, up to half as fast elsewhere.

#define SEMI_PHASE static GC_NEVER_INLINE __attribute__((flatten)) void

SEMI_PHASE semi_trace_roots(struct gc_heap *heap,
                            struct gc_mutator_roots *mutator_roots) {
  struct semi_copier copier = semi_begin(heap);
  if (mutator_roots)
    gc_trace_mutator_roots(mutator_roots, semi_visit, heap, &copier);
  if (heap->roots)
    gc_trace_heap_roots(heap->roots, semi_visit, heap, &copier);
  heap->hp = copier.hp;
}

SEMI_PHASE semi_trace_finalizers(struct gc_heap *heap) {
  struct semi_copier copier = semi_begin(heap);
  finalizers_visit(&heap->finalizers, FINALIZERS_ALL, heap, &copier,
                   semi_visit);
  heap->hp = copier.hp;
}

static inline GC_ALWAYS_INLINE void
semi_scan_copied(struct gc_heap *heap, ephemeron_visitor *visit) {
  struct semi_copier copier = semi_begin(heap);
  uintptr_t grey = heap->grey;
  while (grey < copier.hp)
    grey += gc_round_to_granule(
      gc_trace_object(gc_ref(grey), visit, heap, &copier));
  heap->grey = grey;
  heap->hp = copier.hp;
}

static inline GC_ALWAYS_INLINE void
semi_scan_one(struct gc_heap *heap, struct gc_ref ref,
              ephemeron_visitor *visit) {
  struct semi_copier copier = semi_begin(heap);
  gc_trace_object(ref, visit, heap, &copier);
  heap->hp = copier.hp;
}

SEMI_PHASE semi_trace_copied(struct gc_heap *heap) {
  semi_scan_copied(heap, semi_visit);
}

SEMI_PHASE semi_trace_one(struct gc_heap *heap, struct gc_ref ref) {
  semi_scan_one(heap, ref, semi_visit);
}

static struct gc_ref semi_next_uncopied(struct gc_heap *heap) {
  struct gc_ref ref = los_pop_grey(&heap->los);
  return gc_ref_is_null(ref) ? extern_queue_pop(&heap->extern_queue) : ref;
}

static void semi_trace_heap(struct gc_heap *heap) {
  for (;;) {
    semi_trace_copied(heap);
    struct gc_ref ref = semi_next_uncopied(heap);
    if (gc_ref_is_null(ref)) break;
    semi_trace_one(heap, ref);
  }
}

// Collection: ephemerons

SEMI_PHASE semi_resolve_copied(struct gc_heap *heap) {
  semi_scan_copied(heap, semi_visit_resolving);
}

SEMI_PHASE semi_resolve_one(struct gc_heap *heap, struct gc_ref ref) {
  semi_scan_one(heap, ref, semi_visit_resolving);
}

// What the collector does not manage is always reached.
static inline GC_ALWAYS_INLINE int
semi_is_reached(struct gc_heap *heap, struct gc_ref ref, void *data) {
  struct semi_copier *copier = data;
  if (gc_ref_is_immediate(ref)) return 1;
  if (gc_ref_value(ref) - copier->from < copier->from_size)
    return gc_object_forwarded_nonatomic(ref) != 0;
  return !los_contains(&heap->los, gc_ref_value(ref))
    || los_is_marked(&heap->los, ref);
}

SEMI_PHASE semi_resolve_found(struct gc_heap *heap) {
  struct semi_copier copier = semi_begin(heap);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &copier, semi_is_reached,
                    semi_visit_resolving);
  heap->hp = copier.hp;
}

static void semi_resolve_reached(struct gc_heap *heap) {
  for (;;) {
    semi_resolve_copied(heap);
    struct gc_ref ref = semi_next_uncopied(heap);
    if (gc_ref_is_null(ref)) break;
    semi_resolve_one(heap, ref);
  }
}

static GC_NEVER_INLINE int semi_has_found(struct gc_heap *heap) {
  struct semi_copier copier = semi_begin(heap);
  return pending_has_found(&heap->ephemerons, heap, &copier, semi_is_reached);
}

static void semi_resolve_ephemerons(struct gc_heap *heap) {
  while (semi_has_found(heap)) {
    semi_resolve_found(heap);
    semi_resolve_reached(heap);
  }
}

// Collection: finalizers

SEMI_PHASE semi_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct semi_copier copier = semi_begin(heap);
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_ALL, heap, &copier,
                  semi_is_reached, semi_visit_resolving);
  heap->hp = copier.hp;
}

static void semi_trace_finalizable(struct gc_heap *heap) {
  semi_resolve_reached(heap);
  semi_resolve_ephemerons(heap);
}

// Collection: the whole

static void semi_each_run(struct heap_verifier *v,
                          heap_verifier_run_visitor *visit) {
  struct gc_heap *heap = v->heap;
  uintptr_t survivors = semi_active(heap)->base;
  visit(v, survivors, survivors + heap->survivors);
  visit(v, heap->born_at, gc_static_mutator.bump.hp);
}

static void heap_verify(struct gc_heap *heap) {
  struct gc_mutator *mut = &gc_static_mutator;
  struct heap_verifier verifier = {
    .heap = heap,
    .mutator_roots = mut->roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .low = heap->low,
    .high = heap->los.base,
    .each_run = semi_each_run,
    .heap_low = heap->low,
    .heap_high = heap->high,
    .los = &heap->los,
  };
  heap_verifier_run(&verifier);
}

// With verify=1 the idle zone is out of bounds between collections, so
// that the use of a reference that nobody updated faults at once.
static void semi_open_idle(struct gc_heap *heap) {
  if (heap->verify)
    gc_platform_allow_access(semi_idle(heap)->base, heap->committed);
}

static void semi_close_idle(struct gc_heap *heap) {
  if (heap->verify && !heap->is_tight)
    gc_platform_forbid_access(semi_idle(heap)->base, heap->committed);
}

static void semi_zone_note_dirty(struct semi_zone *zone, uintptr_t hp) {
  zone->dirty = gc_max_size(zone->dirty, hp + COPY_SLOP - zone->base);
}

static void semi_note_dirty_below(struct gc_heap *heap, uintptr_t hp) {
  for (int i = 0; i < ZONES; i++) {
    struct semi_zone *zone = &heap->zones[i];
    uintptr_t end = i < SURVIVORS_1 ? zone[1].base : heap->los.base;
    if (hp > zone->base && zone->base < end)
      semi_zone_note_dirty(zone, gc_min_size(hp, end - COPY_SLOP));
  }
}

static void semi_leave(struct gc_heap *heap, struct gc_mutator *mut) {
  uintptr_t survivors = semi_active(heap)->base;
  uintptr_t end = gc_max_size(survivors + heap->survivors, mut->bump.hp);
  heap->allocated_bytes += mut->bump.hp - heap->born_at;
  heap->from = gc_min_size(survivors, heap->born_at);
  heap->from_size = end - heap->from;
}

static void semi_flip(struct gc_heap *heap, struct gc_mutator *mut) {
  semi_leave(heap, mut);
  semi_zone_note_dirty(semi_birthplace(heap), mut->bump.hp);
  semi_open_idle(heap);
  heap->active = SURVIVORS_1 - heap->active;
  heap->hp = heap->grey = semi_active(heap)->base;
}

static void semi_trace(struct gc_heap *heap, struct gc_mutator *mut) {
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  semi_trace_roots(heap, mut->roots);
  semi_trace_finalizers(heap);
  HEAP_EVENT(heap, roots_traced);
  semi_trace_heap(heap);
  HEAP_EVENT(heap, heap_traced);
  semi_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, semi_fire_finalizers,
                 semi_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
  los_finish_gc(&heap->los);
  gc_extern_space_finish_gc(heap->extern_space, 0);
}

static void slide_each_run(struct gc_heap *heap, slide_run *run) {
  struct slide *slide = &heap->slide;
  uintptr_t survivors = semi_active(heap)->base, born = heap->born_at;
  uintptr_t end = survivors + heap->survivors, hp = gc_static_mutator.bump.hp;
  if (born == end) run(slide, heap, survivors, hp);
  if (born < survivors) run(slide, heap, born, hp);
  if (born != end) run(slide, heap, survivors, end);
  if (born > end) run(slide, heap, born, hp);
}

// The low end is all there is.
static void slide_next_target(struct gc_heap *heap GC_UNUSED,
                              struct slide *slide GC_UNUSED) {
  fprintf(stderr, "whippet: no place to slide to\n");
  abort();
}

static void semi_slide(struct gc_heap *heap, struct gc_mutator *mut) {
  semi_leave(heap, mut);
  semi_note_dirty_below(heap, mut->bump.hp);
  slide_collect(heap, heap->low, heap->los.base);
  heap->active = SURVIVORS_0;
  heap->hp = heap->slide.to;
}

static void semi_settle(struct gc_heap *heap, struct gc_mutator *mut,
                        size_t small_request, size_t large_request) {
  los_discard_free_runs(&heap->los, heap->sizer.size / 8);
  heap->survivors = heap->hp - semi_active(heap)->base;
  heap->live_bytes = heap->survivors + los_live_bytes(&heap->los);
  HEAP_EVENT(heap, live_data_size, heap->live_bytes);
  semi_resize(heap, small_request, large_request);
  mutator_restart(mut);
}

static GC_NEVER_INLINE void semi_collect(struct gc_heap *heap, struct gc_mutator *mut,
                                 size_t small_request, size_t large_request) {
  heap_tell_start(heap, mut, GC_COLLECTION_COMPACTING);
  heap->collections++;
  if (heap->is_tight) semi_slide(heap, mut);
  else {
    semi_flip(heap, mut);
    semi_trace(heap, mut);
    semi_zone_note_dirty(semi_active(heap), heap->hp);
  }
  semi_settle(heap, mut, small_request, large_request);
  if (heap->verify) heap_verify(heap);
  semi_close_idle(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind GC_UNUSED) {
  semi_collect(mut->heap, mut, 0, 0);
}

// Allocation
//
// Out of memory means: a collection has just been done, the heap could not
// grow any further, and either the request does not fit or less than 1/256 of
// a semispace is free, and was after each of the last 16 collections.

static void *semi_out_of_memory(struct gc_heap *heap, size_t size) {
  return heap->allocation_failure(heap, size);
}

static int semi_is_exhausted(struct gc_heap *heap, struct gc_mutator *mut) {
  return heap_is_exhausted(heap, mut->end - mut->bump.hp,
                           heap->sizer.size / 512);
}

static void *semi_allocate_small(struct gc_mutator *mut, size_t size) {
  void *object = mutator_bump(mut, size);
  if (GC_LIKELY(object != NULL)) return object;
  semi_collect(mut->heap, mut, size, 0);
  if (!semi_is_exhausted(mut->heap, mut)) object = mutator_bump(mut, size);
  return object ? object : semi_out_of_memory(mut->heap, size);
}

static int semi_has_room_for_large(struct gc_heap *heap,
                                   struct gc_mutator *mut, size_t footprint) {
  size_t large = los_live_bytes(&heap->los);
  size_t size = heap->sizer.size;
  if (large > size || footprint > size - large) return 0;
  return semi_room_beside(heap, large + footprint) >= mutator_used_bytes(mut);
}

static void *semi_take_large(struct gc_heap *heap, struct gc_mutator *mut,
                             size_t footprint, enum gc_allocation_kind kind) {
  if (!semi_has_room_for_large(heap, mut, footprint)) return NULL;
  uintptr_t object = los_allocate(&heap->los, footprint, GC_ALLOCATIONS_ZEROED,
                                  kind == GC_ALLOCATION_TAGGED_POINTERLESS);
  if (!object) return NULL;
  size_t large = los_live_bytes(&heap->los);
  semi_set_capacity(heap, semi_capacity_beside(heap, large),
                    mutator_used_bytes(mut));
  heap->room = semi_room_beside(heap, large);
  mutator_fit_to_room(mut);
  return (void *)object;
}

static void *semi_allocate_large(struct gc_mutator *mut, size_t size,
                                 enum gc_allocation_kind kind) {
  struct gc_heap *heap = mut->heap;
  size_t footprint = los_footprint(&heap->los, size);
  if (!footprint || footprint > heap->sizer.maximum)
    return semi_out_of_memory(heap, size);
  void *object = semi_take_large(heap, mut, footprint, kind);
  if (object) return object;
  semi_collect(heap, mut, 0, footprint);
  if (!semi_is_exhausted(heap, mut))
    object = semi_take_large(heap, mut, footprint, kind);
  return object ? object : semi_out_of_memory(heap, size);
}

static void semi_stress(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  if (!heap_stress_is_due(heap)) return;
  semi_collect(heap, mut, 0, 0);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  GC_ASSERT(gc_inline_allocator_kind(kind) != GC_INLINE_ALLOCATOR_NONE);
  if (GC_UNLIKELY(mut->heap->stress)) semi_stress(mut);
  if (size > gc_allocator_large_threshold())
    return semi_allocate_large(mut, size, kind);
  return semi_allocate_small(mut, gc_round_to_granule(size));
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  return heap->allocated_bytes + (gc_static_mutator.bump.hp - heap->born_at)
    + heap->los.allocated_bytes;
}

// Initialisation

// Address space is cheap, fragmentation of the large object space is not: it
// gets up to four times the maximum heap size.
static int semi_reserve(struct gc_heap *heap) {
  size_t zone = gc_round_up(heap->sizer.maximum / 2, GC_COMMIT_UNIT)
    + 2 * SEMI_SLOP;
  size_t sizes[] = {zone, heap->born_apart ? zone : 0, zone};
  size_t small = sizes[SURVIVORS_0] + sizes[NEWBORN] + sizes[SURVIVORS_1];
  for (size_t factor = 4; factor > 0; factor /= 2) {
    size_t large = gc_round_up(heap->sizer.maximum, GC_COMMIT_UNIT) * factor
      + GC_COMMIT_UNIT;
    heap->low = gc_platform_reserve(small + large);
    if (!heap->low) continue;
    heap->high = heap->low + small + large;
    heap->zones[SURVIVORS_0].base = heap->low;
    for (int i = NEWBORN; i < ZONES; i++)
      heap->zones[i].base = heap->zones[i - 1].base + sizes[i - 1];
    if (los_init(&heap->los, heap->low + small, large)) return 1;
    gc_platform_release(heap->low, heap->high - heap->low);
  }
  return 0;
}

static int
heap_init_spaces(struct gc_heap *heap,
                 const struct gc_options *options GC_UNUSED) {
  size_t maximum = heap->sizer.maximum;
  heap->born_apart = !heap->verify;
  if (!heap_reserve(heap, semi_reserve)) {
    heap->born_apart = 0;
    heap->sizer.maximum = maximum;
    if (!heap_reserve(heap, semi_reserve)) return 0;
  }
  size_t capacity = semi_capacity_beside(heap, 0);
  semi_set_capacity(heap, capacity, 0);
  if (heap->capacity == capacity) return 1;
  gc_platform_release(heap->low, heap->high - heap->low);
  heap->low = 0;
  return 0;
}

static void heap_init_mutator(struct gc_heap *heap GC_UNUSED,
                              struct gc_mutator *mut) {
  mutator_restart(mut);
}
