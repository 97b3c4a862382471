// The parts of the API that are the same in every collector with one mutator.
#ifndef SINGLE_MUTATOR_H
#define SINGLE_MUTATOR_H

#include <stdio.h>
#include <stdlib.h>

#include "gc-api.h"
#include "gc-extras.h"
#include "gc-options-internal.h"

#ifndef COLLECTOR_FINDS_AMBIGUOUS_ROOTS
#define COLLECTOR_FINDS_AMBIGUOUS_ROOTS 0
#endif
#ifndef COLLECTOR_STOPS_BY_SIGNAL
#define COLLECTOR_STOPS_BY_SIGNAL 0
#endif
_Static_assert(GC_PRECISE_ROOTS || COLLECTOR_FINDS_AMBIGUOUS_ROOTS,
               "this collector needs precise roots");

static GC_UNUSED GC_COLD void *
gc_default_allocation_failure(struct gc_heap *heap, size_t size GC_UNUSED) {
  fprintf(stderr, "ran out of space, heap size %zu\n",
          gc_extra_heap_size(heap));
  abort();
}

static GC_COLD _Noreturn void gc_second_mutator(void) {
  fprintf(stderr, "error: the collector `%s` supports one mutator thread only\n",
          gc_collector_name);
  abort();
}

const char *gc_extra_collector_name(void) {
  return gc_collector_name;
}

// Threads: with one mutator, a deactivated mutator holds nobody up.

struct gc_mutator *gc_init_for_thread(struct gc_stack_addr base GC_UNUSED,
                                      struct gc_heap *heap GC_UNUSED) {
  gc_second_mutator();
}

void gc_finish_for_thread(struct gc_mutator *mut GC_UNUSED) {}
void gc_deactivate(struct gc_mutator *mut GC_UNUSED) {}
void gc_reactivate(struct gc_mutator *mut GC_UNUSED) {}

void *gc_deactivate_for_call(struct gc_mutator *mut,
                             void *(*f)(struct gc_mutator *, void *),
                             void *data) {
  return f(mut, data);
}

void *gc_reactivate_for_call(struct gc_mutator *mut,
                             void *(*f)(struct gc_mutator *, void *),
                             void *data) {
  return f(mut, data);
}

// Safepoints: the attrs say that the inline halves of these are never taken.

int *gc_safepoint_flag_loc(struct gc_mutator *mut GC_UNUSED) {
  GC_CRASH();
}

void gc_safepoint_slow(struct gc_mutator *mut GC_UNUSED) {
  GC_CRASH();
}

#if !COLLECTOR_STOPS_BY_SIGNAL
int gc_safepoint_signal_number(void) {
  GC_CRASH();
}

void gc_safepoint_signal_inhibit(struct gc_mutator *mut GC_UNUSED) {
  GC_CRASH();
}

void gc_safepoint_signal_reallow(struct gc_mutator *mut GC_UNUSED) {
  GC_CRASH();
}
#endif

#endif // SINGLE_MUTATOR_H
