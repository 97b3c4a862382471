// pcc: a parallel copying collector for one mutator: blocks of small objects,
// all of which are moved by each collection, and a non-moving space for large
// ones.
//
// The reservation, made once for the largest size that the heap may get:
//
//   low                                            high
//   | blocks               | large objects         |
//   | committed . . .      | committed . . .       |
//
// The mutator may use `limit` blocks, for which 2 * limit blocks + large pages
// <= heap size.  Whatever lies in them fits, in any order, into
// copy_blocks_for(limit) blocks and one more for each worker (copy-space.h).
// So many are committed, twice: the difference to 2 * limit stands beside the
// heap size, and is address space unless fragmentation is as bad as it can be.
// A collection cannot fail.  If it ends with more than `limit` blocks, which
// only fragmentation can bring about, the mutator gets none, as when memory is
// exhausted.
//
// Tight heaps.  When survivors take most of `limit`, it becomes twice as much, so that
// nothing is held back for copies, and in the next collection one thread lets what
// lives slide together (slide.h).
//
// Order.  A worker copies into a block of its own, so that siblings come to lie
// together: copy-together.h.
//
// With one worker, objects are forwarded without atomic instructions.  Visitors
// and phases come in two kinds: `alone` and `together`.
//
// With GC_GENERATIONAL=1 there is a nursery: pcc-nursery.h.
//
// Ephemerons: as in semi.  One thread decides about them, and traces what their
// values lead to.
#ifndef GC_ATTRS
#define GC_ATTRS "pcc-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "copy-space.h"
#include "copy-together.h"
#include "ephemeron.h"
#include "heap-members.h"
#include "large-object-space.h"
#include "parallel-tracer.h"
#include "pending-ephemerons.h"
#include "slide-tables.h"
#include "verify.h"

#if GC_GENERATIONAL
#include "remembered-set.h"
#else
#include "pcc-one-generation.h"
#endif

_Static_assert(GC_PARALLEL, "pcc needs GC_PARALLEL=1");

// With so many chunks in its deque, a worker asks for help.
#define PLENTY 4

// Without generations, the only space is the old one, and objects are born
// there.
enum { OLD, YOUNG = GC_GENERATIONAL, SPACES };

struct gc_mutator {
  MUTATOR_MEMBERS
  uint32_t block;     // that hp is in
  uintptr_t low;      // what was born into it begins here
  uintptr_t end;      // of what may be born into it
};

// Where a worker copies to: [hp, end) of a block.
struct pcc_target {
  uintptr_t hp, end;
  uint32_t block;
};

struct pcc_worker {
  struct pcc_target to[SPACES] __attribute__((aligned(TRACE_CACHE_LINE)));
};

struct gc_heap {
  HEAP_MEMBERS
  struct copy_space spaces[SPACES];
  struct large_object_space los;
  struct pending_ephemerons ephemerons;
  struct parallel_tracer tracer;
  struct pcc_worker *workers;
  int rests;                 // what so many workers have left is the mutator's
  uint32_t limit;            // blocks that may be used of the old space
  int is_tight;              // with nothing left for copies
  struct slide slide;
  uint32_t slide_block;      // that objects slide to
  size_t free_bytes;         // of these, after a collection
  uint64_t allocated_bytes;  // small objects in blocks that were left

  NURSERY_BARRIER_MEMBERS
  uint32_t nursery;          // blocks of the young space that are filled
  uint32_t nursery_usual;    // the same, when the stack is not deep
  int32_t survivor_blocks;   // so many may still be taken for what stays young
  size_t root_count;
};

enum {
  HEAP_COPIES = 2,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_BREADTH_FIRST,
};

#include "heap-settings.h"
#include "no-pinning.h"

#if GC_GENERATIONAL
#include "nursery-barrier.h"
const char gc_collector_name[] = "generational-pcc";
#else
#include "one-generation.h"
const char gc_collector_name[] = "pcc";
#endif
#include "slide.h"

// Sizes

// What the old space may use beside large objects, if as much is held for copies.
static uint32_t pcc_half_beside(struct gc_heap *heap, size_t large) {
  size_t size = heap->sizer.size;
  size_t half = large < size ? (size - large) / 2 >> COPY_BLOCK_SHIFT : 0;
  return half > heap->nursery ? (uint32_t)half - heap->nursery : 0;
}

static uint32_t pcc_blocks_beside(struct gc_heap *heap, size_t large) {
  return pcc_half_beside(heap, large) * (heap->is_tight ? 2 : 1);
}

// Blocks of the old space that must be there for a limit and a nursery.
static uint32_t pcc_blocks_needed(struct gc_heap *heap, uint32_t limit,
                                  uint32_t nursery) {
  return 2 * (copy_blocks_for(limit + nursery)
              + (uint32_t)heap->tracer.count);
}

static int pcc_commit(struct gc_heap *heap, uint32_t limit) {
  uint32_t half = heap->is_tight ? limit / 2 : limit;
  return copy_space_commit(&heap->spaces[OLD],
                           pcc_blocks_needed(heap, half, heap->nursery))
    && (!GC_GENERATIONAL
        || copy_space_commit(&heap->spaces[YOUNG], 2 * heap->nursery));
}

// There is always one block, that the smallest of heaps may have small objects.
static void pcc_set_limit(struct gc_heap *heap) {
  uint32_t limit = pcc_blocks_beside(heap, los_live_bytes(&heap->los));
  if (!limit) limit = 1;
  while (limit && !pcc_commit(heap, limit)) limit /= 2;
  heap->limit = limit;
}

// The bump allocator

static void mutator_publish_limit(struct gc_mutator *mut) {
  mut->bump.limit = mut->heap->stress ? mut->bump.hp : mut->end;
}

static void mutator_leave_block(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  copy_space_leave(&heap->spaces[YOUNG], mut->block, mut->bump.hp);
  heap->allocated_bytes += mut->bump.hp - mut->low;
  mut->low = mut->bump.hp;
}

static void mutator_enter_block(struct gc_mutator *mut, uint32_t block,
                                uintptr_t hp) {
  mut->block = block;
  mut->low = mut->bump.hp = hp;
  mut->end = copy_block_end(&mut->heap->spaces[YOUNG], block);
  mutator_publish_limit(mut);
}

static void mutator_have_no_block(struct gc_mutator *mut) {
  mut->block = COPY_NO_BLOCK;
  mut->low = mut->bump.hp = mut->end = mut->heap->low;
  mutator_publish_limit(mut);
}

// Nonzero if an empty block may be taken.
static int mutator_may_take(struct gc_heap *heap) {
  uint32_t old = heap->spaces[OLD].in_use;
  if (!GC_GENERATIONAL) return old < heap->limit;
  return old <= heap->limit && heap->spaces[YOUNG].in_use < heap->nursery;
}

// What collections have left of the blocks that they copied to comes first.  0
// if there is nothing.
static int mutator_next_block(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  struct copy_space *space = &heap->spaces[YOUNG];
  while (heap->rests) {
    struct pcc_target *target = &heap->workers[--heap->rests].to[YOUNG];
    if (target->block == COPY_NO_BLOCK) continue;
    copy_space_clear(space, target->block, target->hp);
    mutator_enter_block(mut, target->block, target->hp);
    return 1;
  }
  if (!mutator_may_take(heap)) return 0;
  uint32_t block = copy_space_take(space);
  if (block == COPY_NO_BLOCK) return 0;
  mutator_enter_block(mut, block, copy_block_address(space, block));
  return 1;
}

// NULL if there is no room.
static void *mutator_bump(struct gc_mutator *mut, size_t size) {
  while (mut->end - mut->bump.hp < size) {
    mutator_leave_block(mut);
    if (!mutator_next_block(mut)) {
      mutator_have_no_block(mut);
      return NULL;
    }
  }
  uintptr_t object = mut->bump.hp;
  mut->bump.hp = object + size;
  mutator_publish_limit(mut);
  return (void *)object;
}

// Collection: the visitor
//
// While a phase runs, its copier holds the worker's target.  It never leaves
// the phase's function, but for the change of the chunk.

struct pcc_copier {
  struct copier_target to[SPACES];
  uintptr_t stop;      // the end of the work being scanned; 0: it is the chunk
  int scanning;        // of this space
  uintptr_t base;
  size_t size;
  uint8_t *leaving;
  struct trace_worker *worker;
  size_t roots;
};

static inline GC_ALWAYS_INLINE struct pcc_copier
pcc_begin(struct gc_heap *heap, struct trace_worker *worker) {
  struct pcc_copier copier = {
    .stop = NOT_SCANNING,
    .base = heap->spaces[YOUNG].base,
    .size = heap->los.base - heap->spaces[YOUNG].base,
    .leaving = heap->spaces[YOUNG].leaving,
    .worker = worker,
  };
  for (int s = 0; s < SPACES; s++) {
    struct pcc_target *target = &heap->workers[worker->index].to[s];
    copier.to[s].hp = target->hp;
    copier.to[s].end = target->end;
    copier.to[s].block = target->block;
    copier_open_chunk(&copier.to[s], 0);
  }
  return copier;
}

static inline GC_ALWAYS_INLINE void pcc_end(struct pcc_copier *copier,
                                            struct gc_heap *heap) {
  for (int s = 0; s < SPACES; s++) {
    struct copier_target *to = &copier->to[s];
    copier_push_chunk(to, copier->worker);
    heap->workers[copier->worker->index].to[s] =
      (struct pcc_target){to->hp, to->end, to->block};
  }
}

static GC_COLD _Noreturn void pcc_target_failed(void) {
  fprintf(stderr, "whippet: no block to copy to\n");
  abort();
}

// No more than so many blocks for what stays young, or COPY_NO_BLOCK.
static uint32_t pcc_take_target(struct gc_heap *heap, int s) {
  int shared = heap->tracer.count > 1;
  if (s != OLD) {
    int32_t left = shared
      ? __atomic_fetch_sub(&heap->survivor_blocks, 1, __ATOMIC_RELAXED)
      : heap->survivor_blocks--;
    if (left <= 0) return COPY_NO_BLOCK;
  }
  uint32_t block = copy_space_take_target(&heap->spaces[s], shared);
  if (block == COPY_NO_BLOCK && s == OLD) pcc_target_failed();
  return block;
}

static void copier_next_block(struct copier_target *to, struct gc_heap *heap,
                              int s) {
  struct copy_space *space = &heap->spaces[s];
  uint32_t block = pcc_take_target(heap, s);
  if (block == COPY_NO_BLOCK) return;
  copy_space_leave(space, to->block, to->hp);
  to->block = block;
  to->hp = copy_block_address(space, block);
  to->end = copy_block_end(space, block);
}

static GC_NEVER_INLINE struct pcc_copier
copier_next_chunk(struct pcc_copier copier, struct gc_heap *heap, size_t size,
                  int s) {
  struct copier_target *to = &copier.to[s];
  if (!copier.stop && copier.scanning == s) copier.stop = to->hp;
  else copier_push_chunk(to, copier.worker);
  if (to->end - to->hp < size) copier_next_block(to, heap, s);
  copier_open_chunk(to, size);
  return copier;
}

// 0 if there is no room for what stays young: then it becomes old.
static inline GC_ALWAYS_INLINE uintptr_t copier_bump(struct pcc_copier *copier,
                                                     struct gc_heap *heap,
                                                     size_t size, int s) {
  struct copier_target *to = &copier->to[s];
  if (GC_UNLIKELY(to->hp + size > to->chunk_end)) {
    *copier = copier_next_chunk(*copier, heap, size, s);
    if (s != OLD && to->hp + size > to->chunk_end) return 0;
  }
  uintptr_t address = to->hp;
  to->hp = address + size;
  return address;
}

static inline GC_ALWAYS_INLINE uintptr_t
pcc_bump(struct pcc_copier *copier, struct gc_heap *heap, size_t size,
         enum copy_leaving where) {
  uintptr_t to = 0;
  if (where == COPY_FOR_YOUNG) to = copier_bump(copier, heap, size, YOUNG);
  return to ? to : copier_bump(copier, heap, size, OLD);
}

static inline GC_ALWAYS_INLINE uintptr_t
pcc_move_alone(struct pcc_copier *copier, struct gc_heap *heap,
               struct gc_ref ref, enum copy_leaving where, int resolving) {
  uintptr_t forwarded = gc_object_forwarded_nonatomic(ref);
  if (forwarded) return forwarded;
  if (resolving) pending_reach(&heap->ephemerons, ref);
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  uintptr_t to = pcc_bump(copier, heap, size, where);
  copy_fetch(to);
  copy_words(to, gc_ref_value(ref), size);
  gc_object_forward_nonatomic(ref, gc_ref(to));
  return to;
}

static inline GC_ALWAYS_INLINE uintptr_t
pcc_move_acquired(struct pcc_copier *copier, struct gc_heap *heap,
                  struct gc_atomic_forward *fwd, enum copy_leaving where) {
  size_t size = gc_round_to_granule(gc_atomic_forward_object_size(fwd));
  uintptr_t to = pcc_bump(copier, heap, size, where);
  copy_exactly(to, gc_ref_value(fwd->ref), size);
  gc_atomic_forward_commit(fwd, gc_ref(to));
  return to;
}

static inline GC_ALWAYS_INLINE uintptr_t
pcc_move_together(struct pcc_copier *copier, struct gc_heap *heap,
                  struct gc_ref ref, enum copy_leaving where) {
  struct gc_atomic_forward fwd = gc_atomic_forward_begin(ref);
  return copier_acquire(&fwd) ? pcc_move_acquired(copier, heap, &fwd, where)
    : gc_atomic_forward_address(&fwd);
}

// The new address of what leaves its block.
static inline GC_ALWAYS_INLINE uintptr_t
pcc_move(struct pcc_copier *copier, struct gc_heap *heap, struct gc_ref ref,
         enum copy_leaving where, int shared, int resolving) {
  return shared ? pcc_move_together(copier, heap, ref, where)
    : pcc_move_alone(copier, heap, ref, where, resolving);
}

static GC_NEVER_INLINE void pcc_push_object(struct gc_heap *heap,
                                            struct trace_worker *worker,
                                            struct gc_ref ref) {
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  uintptr_t low = gc_ref_value(ref);
  trace_push(worker, (struct trace_work){low, low + size});
}

static GC_NEVER_INLINE void pcc_reach_large(struct gc_heap *heap,
                                            struct trace_worker *worker,
                                            struct gc_ref ref, int shared) {
  if (los_claim(&heap->los, ref, shared)) pcc_push_object(heap, worker, ref);
}

static inline GC_ALWAYS_INLINE void
pcc_visit_outside(struct gc_heap *heap, struct trace_worker *worker,
                  struct gc_ref ref, int shared, int resolving) {
  if (los_contains(&heap->los, gc_ref_value(ref))) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    pcc_reach_large(heap, worker, ref, shared);
  } else if (gc_extern_space_visit(heap->extern_space, ref)) {
    pcc_push_object(heap, worker, ref);
  }
}

// A reference to a block that is not being left is one that was updated
// already: the embedder may show us an edge twice.
static inline GC_ALWAYS_INLINE void
pcc_visit_edge(struct gc_edge edge, struct gc_heap *heap, void *data,
               int shared, int resolving) {
  struct pcc_copier *copier = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (gc_ref_is_immediate(ref)) return;
  size_t offset = gc_ref_value(ref) - copier->base;
  if (GC_UNLIKELY(offset >= copier->size)) {
    if (!gc_ref_is_null(ref))
      pcc_visit_outside(heap, copier->worker, ref, shared, resolving);
    return;
  }
  if (!copier->leaving[offset >> COPY_BLOCK_SHIFT]) return;
  uintptr_t to = pcc_move(copier, heap, ref, COPY_FOR_OLD, shared, resolving);
  gc_edge_update(edge, gc_ref(to));
}

static inline void pcc_visit_alone(struct gc_edge edge, struct gc_heap *heap,
                                   void *data) {
  pcc_visit_edge(edge, heap, data, 0, 0);
}

static inline void pcc_visit_together(struct gc_edge edge,
                                      struct gc_heap *heap, void *data) {
  pcc_visit_edge(edge, heap, data, 1, 0);
}

static inline void pcc_visit_resolving(struct gc_edge edge,
                                       struct gc_heap *heap, void *data) {
  pcc_visit_edge(edge, heap, data, 0, 1);
}

static GC_NEVER_INLINE void pcc_find_ephemeron(struct gc_heap *heap,
                                               struct gc_ephemeron *e) {
  pending_add_found(&heap->ephemerons, e);
}

static GC_NEVER_INLINE void pcc_find_ephemeron_shared(struct gc_heap *heap,
                                                      struct gc_ephemeron *e) {
  pending_add_found_shared(&heap->ephemerons, e);
}

// Collection: the phases.  Each is one copy of the embedder's trace function,
// flattened together with the visitor.

#define PCC_PHASE static GC_NEVER_INLINE __attribute__((flatten)) void

enum { TASK_MUTATOR_ROOTS, TASK_HEAP_ROOTS, TASKS };

static inline GC_ALWAYS_INLINE void pcc_roots(struct gc_heap *heap,
                                              struct trace_worker *worker,
                                              ephemeron_visitor *visit) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  int task;
  while ((task = tracer_take_task(&heap->tracer)) >= 0) {
    if (task == TASK_MUTATOR_ROOTS && roots)
      gc_trace_mutator_roots(roots, visit, heap, &copier);
    if (task == TASK_HEAP_ROOTS && heap->roots)
      gc_trace_heap_roots(heap->roots, visit, heap, &copier);
  }
  pcc_end(&copier, heap);
}

// The next objects to be scanned: what was copied last, or what is in a deque.
// 0 if there are none.
static inline GC_ALWAYS_INLINE uintptr_t pcc_next(struct pcc_copier *copier) {
  struct trace_work work;
  for (int s = SPACES; s-- > 0;) {
    if (copier->to[s].chunk == copier->to[s].hp) continue;
    copier->stop = 0;
    copier->scanning = s;
    return copier->to[s].chunk;
  }
  if (!trace_next(copier->worker, &work)) return 0;
  copier->stop = work.high;
  return work.low;
}

// `s`: the space whose chunk they may be in.
static inline GC_ALWAYS_INLINE void
pcc_scan(struct pcc_copier *copier, struct gc_heap *heap, uintptr_t scan, int s,
         ephemeron_visitor *visit) {
  struct copier_target *to = &copier->to[s];
  while (scan != to->hp && scan != copier->stop)
    scan += gc_round_to_granule(
      gc_trace_object(gc_ref(scan), visit, heap, copier));
  if (!copier->stop) copier_open_chunk(to, 0);
  copier->stop = NOT_SCANNING;
}

static inline GC_ALWAYS_INLINE void pcc_trace(struct gc_heap *heap,
                                              struct trace_worker *worker,
                                              ephemeron_visitor *visit) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  uintptr_t scan;
  while ((scan = pcc_next(&copier))) pcc_scan(&copier, heap, scan, OLD, visit);
  pcc_end(&copier, heap);
}

PCC_PHASE pcc_roots_alone(struct gc_heap *heap, struct trace_worker *worker) {
  pcc_roots(heap, worker, pcc_visit_alone);
}

PCC_PHASE pcc_roots_together(struct gc_heap *heap,
                             struct trace_worker *worker) {
  pcc_roots(heap, worker, pcc_visit_together);
}

PCC_PHASE pcc_trace_alone(struct gc_heap *heap, struct trace_worker *worker) {
  pcc_trace(heap, worker, pcc_visit_alone);
}

PCC_PHASE pcc_trace_together(struct gc_heap *heap,
                             struct trace_worker *worker) {
  pcc_trace(heap, worker, pcc_visit_together);
}

// Collection: ephemerons

PCC_PHASE pcc_resolve_copied(struct gc_heap *heap,
                             struct trace_worker *worker) {
  pcc_trace(heap, worker, pcc_visit_resolving);
}

static inline GC_ALWAYS_INLINE int pcc_is_leaving(struct pcc_copier *copier,
                                                  uintptr_t addr) {
  size_t offset = addr - copier->base;
  return offset < copier->size && copier->leaving[offset >> COPY_BLOCK_SHIFT];
}

// What the collector does not manage is always reached.
static inline GC_ALWAYS_INLINE int
pcc_is_reached(struct gc_heap *heap, struct gc_ref ref, void *data) {
  if (gc_ref_is_immediate(ref)) return 1;
  if (pcc_is_leaving(data, gc_ref_value(ref)))
    return gc_object_forwarded_nonatomic(ref) != 0;
  return !los_contains(&heap->los, gc_ref_value(ref))
    || los_is_marked(&heap->los, ref);
}

PCC_PHASE pcc_resolve_found(struct gc_heap *heap,
                            struct trace_worker *worker) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &copier, pcc_is_reached,
                    pcc_visit_resolving);
  pcc_end(&copier, heap);
}

static GC_NEVER_INLINE int pcc_has_found(struct gc_heap *heap) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  return pending_has_found(&heap->ephemerons, heap, &copier, pcc_is_reached);
}

static void pcc_resolve_ephemerons(struct gc_heap *heap) {
  struct trace_worker *worker = &heap->tracer.workers[0];
  while (pcc_has_found(heap)) {
    pcc_resolve_found(heap, worker);
    pcc_resolve_copied(heap, worker);
  }
}

// Collection: finalizers, by one thread

PCC_PHASE pcc_trace_finalizers(struct gc_heap *heap) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  finalizers_visit(&heap->finalizers, FINALIZERS_ALL, heap, &copier,
                   pcc_visit_alone);
  pcc_end(&copier, heap);
}

PCC_PHASE pcc_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_ALL, heap, &copier,
                  pcc_is_reached, pcc_visit_resolving);
  pcc_end(&copier, heap);
}

static void pcc_trace_finalizable(struct gc_heap *heap) {
  pcc_resolve_copied(heap, &heap->tracer.workers[0]);
  pcc_resolve_ephemerons(heap);
}

// Collection: the whole

static void pcc_each_run_of(struct heap_verifier *v, int s,
                            heap_verifier_run_visitor *visit) {
  struct copy_space *space = &v->heap->spaces[s];
  for (uint32_t i = 0; i < space->committed; i++) {
    uintptr_t low = copy_block_address(space, i);
    if (space->table[i].is_used) visit(v, low, low + space->table[i].fill);
  }
}

static void pcc_each_run(struct heap_verifier *v,
                         heap_verifier_run_visitor *visit) {
  struct gc_mutator *mut = &gc_static_mutator;
  copy_space_leave(&v->heap->spaces[YOUNG], mut->block, mut->bump.hp);
  for (int s = 0; s < SPACES; s++) pcc_each_run_of(v, s, visit);
}

static struct heap_verifier pcc_verifier(struct gc_heap *heap) {
  return (struct heap_verifier){
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .low = heap->low,
    .high = copy_block_address(&heap->spaces[OLD],
                               heap->spaces[OLD].committed),
    .each_run = pcc_each_run,
    .heap_low = heap->low,
    .heap_high = heap->high,
    .los = &heap->los,
  };
}

static void heap_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = pcc_verifier(heap);
  heap_verifier_run(&verifier);
}

// Collection: sliding

static void pcc_slide_each_block(struct gc_heap *heap, int s, slide_run *run) {
  struct copy_space *space = &heap->spaces[s];
  for (uint32_t i = 0; i < space->committed; i++) {
    uintptr_t low = copy_block_address(space, i);
    if (space->leaving[i]) run(&heap->slide, heap, low, low + COPY_BLOCK_SIZE);
  }
}

// The old first, so that the young find what these have left.
static void slide_each_run(struct gc_heap *heap, slide_run *run) {
  for (int s = 0; s < SPACES; s++) pcc_slide_each_block(heap, s, run);
}

// The next block from which something slides, or when there are no more, which only
// the young bring about, an empty one.
static uint32_t pcc_next_slide_block(struct gc_heap *heap) {
  struct copy_space *space = &heap->spaces[OLD];
  uint32_t i = heap->slide_block;
  if (i == COPY_NO_BLOCK || space->leaving[i])
    while (++i < space->committed)
      if (space->leaving[i]) return i;
  if (i >= space->committed) i = COPY_NO_BLOCK;
  while (++i < space->committed)
    if (!space->table[i].is_used) return i;
  pcc_target_failed();
}

static void slide_next_target(struct gc_heap *heap, struct slide *slide) {
  struct copy_space *space = &heap->spaces[OLD];
  copy_space_leave(space, heap->slide_block, slide->to);
  uint32_t block = heap->slide_block = pcc_next_slide_block(heap);
  slide->to = copy_block_address(space, block);
  slide->to_end = copy_block_end(space, block);
  space->table[block].has_survivors = 1;
  if (!space->table[block].is_used) copy_space_open(space, block);
}

static void pcc_slide(struct gc_heap *heap) {
  struct copy_space *space = &heap->spaces[OLD];
  for (uint32_t i = 0; i < space->committed; i++)
    space->table[i].has_survivors = 0;
  heap->slide_block = COPY_NO_BLOCK;
  slide_collect(heap, 0, 0);
  for (uint32_t i = 0; i < space->committed; i++) {
    if (!space->table[i].has_survivors) continue;
    space->leaving[i] = COPY_STAYS;
    space->table[i].is_used = space->table[i].is_dirty = 1;
  }
  heap->workers[0].to[OLD] = (struct pcc_target){
    heap->slide.to, heap->slide.to_end, heap->slide_block
  };
}

static void pcc_reset_targets(struct gc_heap *heap, int s) {
  for (int i = 0; i < heap->tracer.count; i++)
    heap->workers[i].to[s] = (struct pcc_target){.block = COPY_NO_BLOCK};
}

static void pcc_leave_targets(struct gc_heap *heap) {
  for (int i = 0; i < heap->tracer.count; i++)
    for (int s = 0; s < SPACES; s++) {
      struct pcc_target *target = &heap->workers[i].to[s];
      copy_space_leave(&heap->spaces[s], target->block, target->hp);
    }
}

static void pcc_trace_all(struct gc_heap *heap) {
  struct parallel_tracer *tracer = &heap->tracer;
  int alone = tracer->count == 1;
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  tracer_run_phase(tracer, alone ? pcc_roots_alone : pcc_roots_together, TASKS,
                   TASKS - 1);
  pcc_trace_finalizers(heap);
  HEAP_EVENT(heap, roots_traced);
  tracer_run(tracer, alone ? pcc_trace_alone : pcc_trace_together);
  HEAP_EVENT(heap, heap_traced);
  pcc_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, pcc_fire_finalizers,
                 pcc_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
  tracer_finish(tracer);
  los_keep_claimed(&heap->los);
  los_finish_gc(&heap->los);
  gc_extern_space_finish_gc(heap->extern_space, 0);
}

// Choose the size with which the request fits, if any.  Small objects are given
// whole blocks, and one more than they have.
static void pcc_resize(struct gc_heap *heap, size_t small, size_t small_request,
                       size_t large_request) {
  size_t large = los_live_bytes(&heap->los);
  size_t blocks = heap->spaces[OLD].in_use + heap->nursery + 1;
  int changed = heap_sizer_on_gc(&heap->sizer, small + small_request,
                                 large + large_request);
  changed |= heap_sizer_ensure(&heap->sizer, (blocks << COPY_BLOCK_SHIFT) * 2
                               + large + large_request);
  if (changed) HEAP_EVENT(heap, heap_resized, heap->sizer.size);
  size_t used = heap->spaces[OLD].in_use + (small_request != 0);
  size_t half = pcc_half_beside(heap, large + large_request);
  heap->is_tight = slide_is_due(heap, heap->is_tight, used << COPY_BLOCK_SHIFT,
                                half << COPY_BLOCK_SHIFT)
    && slide_open(&heap->slide, heap->low, heap->los.base - heap->low);
  pcc_set_limit(heap);
}

// With generations, what is left of blocks is for the next survivors.  If
// fragmentation has taken more blocks than may be used, the mutator gets none
// of what is left of them: no more bytes than fit into `limit` may ever live.
static void pcc_open_rests(struct gc_heap *heap) {
  uint32_t limit = heap->limit, used = heap->spaces[OLD].in_use;
  size_t bytes = 0;
  heap->rests = used <= limit && !GC_GENERATIONAL ? heap->tracer.count : 0;
  for (int i = 0; i < heap->rests; i++)
    bytes += heap->workers[i].to[OLD].end - heap->workers[i].to[OLD].hp;
  if (used < limit) bytes += (size_t)(limit - used) << COPY_BLOCK_SHIFT;
  heap->free_bytes = bytes;
}

// Memory that large objects took from small ones goes back to the system, but
// not a block at a time.
static void pcc_discard(struct gc_heap *heap) {
  struct copy_space *space = &heap->spaces[OLD];
  uint32_t most = heap->limit * (heap->is_tight ? 1 : 2), used = space->in_use;
  if (space->committed > most + most / 4 + 16)
    copy_space_discard(space, most > used ? most - used : 0);
  los_discard_free_runs(&heap->los, heap->sizer.size / 8);
}

static void pcc_settle(struct gc_heap *heap, size_t small_request,
                       size_t large_request) {
  pcc_leave_targets(heap);
  for (int s = 0; s < SPACES; s++) copy_space_finish_gc(&heap->spaces[s]);
  size_t small = copy_space_bytes(&heap->spaces[OLD]);
  heap->live_bytes = small + los_live_bytes(&heap->los);
  HEAP_EVENT(heap, live_data_size, heap->live_bytes);
  pcc_resize(heap, small, small_request, large_request);
  pcc_open_rests(heap);
  pcc_discard(heap);
}

#if GC_GENERATIONAL
#include "pcc-nursery.h"
#endif

static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap) {
  if (visit == pcc_visit_together || nursery_is_shared_visitor(visit))
    pcc_find_ephemeron_shared(heap, ephemeron);
  else if (visit == pcc_visit_alone || visit == pcc_visit_resolving
           || nursery_is_visitor(visit) || slide_is_visitor(visit))
    pcc_find_ephemeron(heap, ephemeron);
  else return 0;
  return 1;
}

// Everything, the young too, which become old.
static GC_NEVER_INLINE void pcc_collect(struct gc_heap *heap,
                                        struct gc_mutator *mut,
                                        size_t small_request,
                                        size_t large_request) {
  heap_tell_start(heap, mut, GC_COLLECTION_COMPACTING);
  heap->collections++;
  mutator_leave_block(mut);
  mutator_have_no_block(mut);
  nursery_forget_remembered(heap);
  for (int s = 0; s < SPACES; s++) {
    pcc_reset_targets(heap, s);
    copy_space_start_gc(&heap->spaces[s]);
  }
  if (heap->is_tight) pcc_slide(heap);
  else pcc_trace_all(heap);
  pcc_settle(heap, small_request, large_request);
  if (heap->verify) heap_verify(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind) {
  struct gc_heap *heap = mut->heap;
  if (kind == GC_COLLECTION_MINOR && nursery_can_collect(heap))
    nursery_collect(heap, mut);
  else pcc_collect(heap, mut, 0, 0);
}

// Allocation
//
// With generations, a minor collection comes first if there is room for it.
// Out of memory means: a collection of everything has just been done, the heap
// could not grow any further, and either the request does not fit or less than
// 1/256 of the old space is free, and was after each of the last 16 such collections.

static int pcc_is_exhausted(struct gc_heap *heap) {
  return heap_is_exhausted(heap, heap->free_bytes, heap->sizer.size / 512);
}

static void *pcc_allocate_small(struct gc_mutator *mut, size_t size) {
  struct gc_heap *heap = mut->heap;
  void *object = mutator_bump(mut, size);
  if (GC_LIKELY(object != NULL)) return object;
  if (nursery_can_collect(heap)) {
    nursery_collect(heap, mut);
    object = mutator_bump(mut, size);
    if (object) return object;
  }
  pcc_collect(heap, mut, size, 0);
  if (!pcc_is_exhausted(heap)) object = mutator_bump(mut, size);
  return object ? object : heap->allocation_failure(heap, size);
}

static void *pcc_take_large(struct gc_heap *heap, size_t footprint,
                            enum gc_allocation_kind kind) {
  size_t large = los_live_bytes(&heap->los), size = heap->sizer.size;
  if (large > size || footprint > size - large) return NULL;
  if (pcc_blocks_beside(heap, large + footprint) < heap->spaces[OLD].in_use)
    return NULL;
  uintptr_t object = los_allocate(&heap->los, footprint, GC_ALLOCATIONS_ZEROED,
                                  kind == GC_ALLOCATION_TAGGED_POINTERLESS);
  if (!object) return NULL;
  nursery_large_is_born(heap);
  pcc_set_limit(heap);
  return (void *)object;
}

static void *pcc_allocate_large(struct gc_mutator *mut, size_t size,
                                enum gc_allocation_kind kind) {
  struct gc_heap *heap = mut->heap;
  size_t footprint = los_footprint(&heap->los, size);
  if (!footprint || footprint > heap->sizer.maximum)
    return heap->allocation_failure(heap, size);
  void *object = pcc_take_large(heap, footprint, kind);
  if (object) return object;
  pcc_collect(heap, mut, 0, footprint);
  if (!pcc_is_exhausted(heap)) object = pcc_take_large(heap, footprint, kind);
  return object ? object : heap->allocation_failure(heap, size);
}

// With generations, every fourth collection is one of everything.
static void pcc_stress(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  if (!heap_stress_is_due(heap)) return;
  if (heap->collections % 4 == 3) pcc_collect(heap, mut, 0, 0);
  else gc_collect(mut, GC_COLLECTION_MINOR);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  GC_ASSERT(gc_inline_allocator_kind(kind) != GC_INLINE_ALLOCATOR_NONE);
  if (GC_UNLIKELY(mut->heap->stress)) pcc_stress(mut);
  if (size > gc_allocator_large_threshold())
    return pcc_allocate_large(mut, size, kind);
  return pcc_allocate_small(mut, gc_round_to_granule(size));
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  struct gc_mutator *mut = &gc_static_mutator;
  return heap->allocated_bytes + (mut->bump.hp - mut->low)
    + heap->los.allocated_bytes;
}

// Initialisation

static int pcc_init_spaces(struct gc_heap *heap, uint32_t old) {
  uint32_t young = NURSERY_RANGE_BLOCKS;
  uint8_t *leaving = gc_platform_map_table(young + old);
  uintptr_t base = heap->low + ((uintptr_t)young << COPY_BLOCK_SHIFT);
  uintptr_t large = base + ((uintptr_t)old << COPY_BLOCK_SHIFT);
  return leaving
    && (!young || copy_space_init(&heap->spaces[YOUNG], heap->low, young,
                                  leaving, heap->verify))
    && copy_space_init(&heap->spaces[OLD], base, old, leaving + young,
                       heap->verify)
    && nursery_init_barrier(heap, base)
    && los_init(&heap->los, large, heap->high - large);
}

// Address space is cheap, fragmentation of the large object space is not: it
// gets up to four times the maximum heap size.
static int pcc_reserve(struct gc_heap *heap) {
  size_t maximum = gc_round_up(heap->sizer.maximum, GC_COMMIT_UNIT);
  uint32_t limit = (uint32_t)(maximum / 2 >> COPY_BLOCK_SHIFT) + 1;
  uint32_t old = pcc_blocks_needed(heap, limit, NURSERY_MOST);
  size_t small = (size_t)(NURSERY_RANGE_BLOCKS + old) << COPY_BLOCK_SHIFT;
  for (size_t factor = 4; factor > 0; factor /= 2) {
    size_t size = small + maximum * factor + GC_COMMIT_UNIT;
    heap->low = gc_platform_reserve(size);
    if (!heap->low) continue;
    heap->high = heap->low + size;
    if (pcc_init_spaces(heap, old)) return 1;
    gc_platform_release(heap->low, size);
    heap->low = 0;
  }
  return 0;
}

static int heap_init_spaces(struct gc_heap *heap,
                            const struct gc_options *options) {
  if (!tracer_init(&heap->tracer, heap, options->parallelism, PLENTY)) return 0;
  size_t workers = (size_t)heap->tracer.count * sizeof heap->workers[0];
  heap->workers = aligned_alloc(TRACE_CACHE_LINE, workers);
  if (!heap->workers || !heap_reserve(heap, pcc_reserve)) return 0;
  for (int s = 0; s < SPACES; s++) pcc_reset_targets(heap, s);
  nursery_init(heap, options->nursery_size);
  pcc_set_limit(heap);
  return heap->limit != 0;
}

static void heap_init_mutator(struct gc_heap *heap, struct gc_mutator *mut) {
  mutator_have_no_block(mut);
  if (GC_GENERATIONAL) pcc_resize(heap, 0, 0, 0);
}
