// Objects that are marked and whose edges have not been visited.
//
// Last in, first out, so that what is found together is visited together; with
// a queue of a few objects in front of the stack's top, whose memory is
// fetched while they wait (Cher, Hosking and Vitek, ASPLOS 2004).
//
// An object is pushed once, so the heap's size bounds the stack's: it has an
// address range for that, and pushing tests nothing.
//
// Which of them comes next is a choice (`trace-order`): mark_take has the other one.
#ifndef MARK_STACK_H
#define MARK_STACK_H

#include "gc-inline.h"
#include "gc-platform.h"
#include "gc-ref.h"

#define MARK_AHEAD 8

struct mark_stack {
  struct gc_ref *base;
  size_t reserved;  // bytes
};

// Lives in the function that traces: its fields are registers there.
struct mark_cursor {
  struct gc_ref *top;
  unsigned first, count;
  struct gc_ref ahead[MARK_AHEAD];
};

static inline int mark_stack_init(struct mark_stack *stack, size_t objects) {
  stack->reserved = gc_round_up(objects * sizeof(struct gc_ref),
                                GC_COMMIT_UNIT);
  stack->base = gc_platform_map_table(stack->reserved);
  return stack->base != NULL;
}

static inline GC_ALWAYS_INLINE void mark_push(struct mark_cursor *cursor,
                                              struct gc_ref ref) {
  *cursor->top++ = ref;
}

// Into the queue, which is not full.
static inline GC_ALWAYS_INLINE void mark_queue(struct mark_cursor *cursor,
                                               struct gc_ref ref) {
  __builtin_prefetch((void *)gc_ref_value(ref));
  cursor->ahead[(cursor->first + cursor->count++) % MARK_AHEAD] = ref;
}

// The next object, or null.
static inline GC_ALWAYS_INLINE struct gc_ref
mark_pop(struct mark_cursor *cursor, struct gc_ref *base) {
  while (cursor->top > base && cursor->count < MARK_AHEAD)
    mark_queue(cursor, *--cursor->top);
  if (!cursor->count) return gc_ref_null();
  cursor->count--;
  return cursor->ahead[cursor->first++ % MARK_AHEAD];
}

// The same memory as a queue: first in, first out.  Each object is pushed once in a
// collection, so it never wraps around.

// `*taken` were already.
static inline GC_ALWAYS_INLINE struct gc_ref
mark_take(struct mark_cursor *cursor, struct gc_ref *base, size_t *taken) {
  struct gc_ref *next = base + *taken;
  if (next == cursor->top) {
    cursor->top = base;
    *taken = 0;
    return gc_ref_null();
  }
  if (cursor->top - next > MARK_AHEAD)
    __builtin_prefetch((void *)gc_ref_value(next[MARK_AHEAD]));
  ++*taken;
  return *next;
}

#endif // MARK_STACK_H
