// Forwarding for embedders whose headers are odd first words: an even one is the
// new address.  What an object's size is by its header is theirs to say
// (gc_atomic_forward_object_size).
#ifndef FIRST_WORD_FORWARDING_H
#define FIRST_WORD_FORWARDING_H

#include "gc-forward.h"

typedef uint64_t __attribute__((may_alias)) first_word;

static inline first_word *forwarding_word(struct gc_ref ref) {
  return gc_ref_heap_object(ref);
}

static inline uintptr_t gc_object_forwarded_nonatomic(struct gc_ref ref) {
  uintptr_t header = *forwarding_word(ref);
  return header & 1 ? 0 : header;
}

static inline void gc_object_forward_nonatomic(struct gc_ref ref,
                                               struct gc_ref new_ref) {
  *forwarding_word(ref) = gc_ref_value(new_ref);
}

// By several threads: while it is busy, the first word is 0.

static inline void forwarding_note(struct gc_atomic_forward *fwd,
                                   uint64_t header) {
  fwd->data = header;
  fwd->state = header & 1 ? GC_FORWARDING_STATE_NOT_FORWARDED
    : header ? GC_FORWARDING_STATE_FORWARDED : GC_FORWARDING_STATE_BUSY;
}

static inline struct gc_atomic_forward
gc_atomic_forward_begin(struct gc_ref ref) {
  struct gc_atomic_forward fwd = {.ref = ref};
  forwarding_note(&fwd,
                  __atomic_load_n(forwarding_word(ref), __ATOMIC_ACQUIRE));
  return fwd;
}

static inline int gc_atomic_forward_retry_busy(struct gc_atomic_forward *fwd) {
  *fwd = gc_atomic_forward_begin(fwd->ref);
  return fwd->state != GC_FORWARDING_STATE_BUSY;
}

static inline void gc_atomic_forward_acquire(struct gc_atomic_forward *fwd) {
  uint64_t header = fwd->data;
  if (__atomic_compare_exchange_n(forwarding_word(fwd->ref), &header, 0, 0,
                                  __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
    fwd->state = GC_FORWARDING_STATE_ACQUIRED;
  else
    forwarding_note(fwd, header);
}

static inline void gc_atomic_forward_abort(struct gc_atomic_forward *fwd) {
  __atomic_store_n(forwarding_word(fwd->ref), fwd->data, __ATOMIC_RELEASE);
  fwd->state = GC_FORWARDING_STATE_NOT_FORWARDED;
}

static inline void gc_atomic_forward_commit(struct gc_atomic_forward *fwd,
                                            struct gc_ref new_ref) {
  *forwarding_word(new_ref) = fwd->data;
  __atomic_store_n(forwarding_word(fwd->ref), gc_ref_value(new_ref),
                   __ATOMIC_RELEASE);
  forwarding_note(fwd, gc_ref_value(new_ref));
}

static inline uintptr_t
gc_atomic_forward_address(struct gc_atomic_forward *fwd) {
  return fwd->data;
}

#endif // FIRST_WORD_FORWARDING_H
