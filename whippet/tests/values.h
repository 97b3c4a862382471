// A heap of the objects of objects.h, its roots, and what programs do with both.
#ifndef VALUES_H
#define VALUES_H

#include <stdio.h>
#include <stdlib.h>

#include "gc-api.h"
#include "gc-ephemeron.h"
#include GC_EMBEDDER

static struct gc_heap *heap;
static struct gc_mutator *mut;

static slot stack[1 << 20];
static struct gc_mutator_roots roots = {.base = stack, .sp = stack};

// For an embedder that keeps track of what changes.
#ifdef GC_EMBEDDER_REMEMBERS_ROOTS
static inline void stack_changes_from(slot *place) {
  if (roots.changed > place) roots.changed = place;
}
#else
static inline void stack_changes_from(slot *place) { (void)place; }
#endif

#define CHECK(cond) do {                                                  \
    if (cond) break;                                                      \
    fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #cond);    \
    exit(1);                                                              \
  } while (0)

static inline uintptr_t fixnum(uintptr_t n) { return n << 1 | 1; }
static inline struct object *object(uintptr_t v) { return (struct object *)v; }

static inline void push(uintptr_t v) { *roots.sp++ = (slot)v; }
static inline uintptr_t pop(void) {
  uintptr_t v = *--roots.sp;
  stack_changes_from(roots.sp);
  if (GC_CONSERVATIVE_ROOTS) *roots.sp = 0;  // it would still be seen
  return v;
}
static inline slot *top(void) {
  stack_changes_from(&roots.sp[-1]);
  return &roots.sp[-1];
}

static inline uintptr_t allocate(uint32_t kind, uint32_t length, size_t size) {
  enum gc_allocation_kind how = kind == KIND_BYTES
    ? GC_ALLOCATION_TAGGED_POINTERLESS : GC_ALLOCATION_TAGGED;
  struct object *o = gc_allocate(gc_the_mutator(), size, how);
  if (!o) return 0;
  o->kind = kind;
  o->length = length;
  return (uintptr_t)o;
}

static inline uintptr_t cons(uintptr_t car, uintptr_t cdr) {
  push(car);
  push(cdr);
  uintptr_t v = allocate(KIND_CONS, 2, CELL_SIZE);
  object(v)->slots[1] = (slot)pop();
  object(v)->slots[0] = (slot)pop();
  return v;
}

static inline void array_set(uintptr_t array, uint32_t i, uintptr_t value) {
  struct object *o = object(array);
  if (gc_ref_is_heap_object(gc_ref(value)))
    gc_write_barrier(mut, gc_ref(array), array_size(o->length),
                     gc_edge(&o->slots[i]), gc_ref(value));
  o->slots[i] = (slot)value;
}

static inline struct gc_ephemeron *ephemeron(uintptr_t v) {
  return (struct gc_ephemeron *)v;
}

static inline uintptr_t make_ephemeron(uintptr_t key, uintptr_t value) {
  push(key);
  push(value);
  uintptr_t v = (uintptr_t)gc_allocate_ephemeron(mut);
  object(v)->kind = KIND_EPHEMERON;
  object(v)->length = 0;
  CHECK(gc_ref_is_null(gc_ephemeron_key(ephemeron(v))));
  struct gc_ref value_ref = gc_ref(pop());
  gc_ephemeron_init(mut, ephemeron(v), gc_ref(pop()), value_ref);
  return v;
}

#endif // VALUES_H
