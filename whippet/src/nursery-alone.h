// What nursery-together.h is to parallel-nursery-mmc, for nursery-mmc: a minor
// collection is the work of one thread.
#ifndef NURSERY_ALONE_H
#define NURSERY_ALONE_H

static inline GC_ALWAYS_INLINE int
nursery_keep_together(struct gc_ephemeron *ephemeron GC_UNUSED,
                      ephemeron_visitor *visit GC_UNUSED,
                      struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static inline GC_ALWAYS_INLINE int
nursery_should_share(struct gc_heap *heap GC_UNUSED, uintptr_t hp GC_UNUSED) {
  return 0;
}

static int nursery_is_shared(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static size_t nursery_slots_for_one(struct gc_heap *heap GC_UNUSED,
                                    size_t visited GC_UNUSED, size_t left) {
  return left;
}

static int nursery_shares_at_once(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static void nursery_share(struct gc_heap *heap GC_UNUSED) {}

static void nursery_forget_shared_holes(struct gc_heap *heap GC_UNUSED) {}

static int nursery_init_workers(struct gc_heap *heap GC_UNUSED,
                                int count GC_UNUSED) {
  return 1;
}

#endif // NURSERY_ALONE_H
