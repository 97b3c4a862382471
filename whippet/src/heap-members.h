// What the heap and the mutator of every collector have.  As lists of members,
// so that a collector's own stand beside them; what the shared ones are for, and
// the functions that need no more than them, is in heap-settings.h.
#ifndef HEAP_MEMBERS_H
#define HEAP_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "finalizer-lists.h"
#include "gc-api.h"
#include "heap-sizer.h"

#define HEAP_MEMBERS                                                     \
  uintptr_t low, high;      /* the whole reservation */                  \
  struct heap_sizer sizer;                                               \
  uint64_t collections;                                                  \
  size_t live_bytes;        /* at the end of the last one */             \
  uint64_t died_young;      /* bytes, in collections of the young only */ \
  unsigned crowded;         /* collections in a row that freed little */ \
  int stress, stress_countdown;                                          \
  int verify;                                                            \
  enum gc_trace_order trace_order;                                       \
  struct gc_stack_addr stack_base;                                       \
  struct gc_heap_roots *roots;                                           \
  struct finalizers finalizers;                                          \
  struct gc_extern_space *extern_space;                                  \
  void *(*allocation_failure)(struct gc_heap *, size_t);                 \
  struct gc_event_listener listener;                                     \
  void *listener_data;

#define MUTATOR_MEMBERS                                                  \
  struct gc_bump_allocator bump;  /* first: emitted code knows where */  \
  MUTATOR_LINKS

#define MUTATOR_LINKS                                                    \
  struct gc_heap *heap;                                                  \
  struct gc_mutator_roots *roots;                                        \
  void *event_data;

#endif // HEAP_MEMBERS_H
