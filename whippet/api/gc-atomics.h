// Atomic accesses to objects that are not declared atomic, for embedders that
// forward objects from several threads.  Acquire and release, unless the name
// says otherwise.
#ifndef GC_ATOMICS_H
#define GC_ATOMICS_H

#define gc_atomic_load(loc) __atomic_load_n((loc), __ATOMIC_ACQUIRE)
#define gc_atomic_load_relaxed(loc) __atomic_load_n((loc), __ATOMIC_RELAXED)

#define gc_atomic_store(loc, value) \
  __atomic_store_n((loc), (value), __ATOMIC_RELEASE)
#define gc_atomic_store_relaxed(loc, value) \
  __atomic_store_n((loc), (value), __ATOMIC_RELAXED)

#define gc_atomic_swap(loc, value) \
  __atomic_exchange_n((loc), (value), __ATOMIC_ACQ_REL)

// Nonzero if *loc was *expected and is `value` now; else *expected is what it
// was.  The weak form may fail for no reason.
#define gc_atomic_cmpxchg_strong(loc, expected, value)           \
  __atomic_compare_exchange_n((loc), (expected), (value), 0,     \
                              __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)
#define gc_atomic_cmpxchg_weak(loc, expected, value)             \
  __atomic_compare_exchange_n((loc), (expected), (value), 1,     \
                              __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)

// Return what *loc was.
#define gc_atomic_fetch_add(loc, value) \
  __atomic_fetch_add((loc), (value), __ATOMIC_ACQ_REL)
#define gc_atomic_fetch_sub(loc, value) \
  __atomic_fetch_sub((loc), (value), __ATOMIC_ACQ_REL)

#endif // GC_ATOMICS_H
