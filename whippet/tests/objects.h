// The objects of the tests: a 64-bit header {u32 kind, u32 length}, then slots
// or bytes.  Kinds are odd, so a header cannot be a forwarding address.  A slot is
// as wide as GC_SLOT_BITS says: what is read from it is a value again.
#ifndef OBJECTS_H
#define OBJECTS_H

#include <stddef.h>
#include <stdint.h>

#include "gc-config.h"

#if GC_SLOT_BITS == 32
typedef uint32_t slot;
#else
typedef uintptr_t slot;
#endif

enum {
  KIND_CONS = 1, KIND_ARRAY = 3, KIND_BYTES = 5, KIND_EPHEMERON = 7,
  KIND_FINALIZER = 9,
};

enum { FINALIZER_PRIORITIES = 3 };

struct object {
  uint32_t kind, length;
  slot slots[];
};

enum { CELL_SIZE = sizeof(struct object) + 2 * sizeof(slot) };

static inline size_t array_size(size_t length) {
  return sizeof(struct object) + sizeof(slot) * length;
}

// The longest that is no larger.
static inline uint32_t array_length(size_t size) {
  return (uint32_t)((size - sizeof(struct object)) / sizeof(slot));
}

// Roots: a stack of references, in slots.  With conservative roots, also a reference that
// stays as it is, and words that may be references, to the beginning of objects.
// watching-embedder.h: below `changed`, nothing has been stored since it was watched.
struct gc_mutator_roots {
  slot *base, *sp, *changed;
  int are_on_c_stack;
  uintptr_t pinned, words[2];
};

// Heap roots: so many globals, in words.  With conservative roots, the same as above, but
// the words may point anywhere.  watching-embedder.h: those that have been stored to since
// they were watched, some maybe twice; if there are more, all count as changed.
enum { MOST_GLOBALS = 40000, MOST_CHANGED = 1000 };

struct gc_heap_roots {
  size_t count, changed_count;
  uint32_t changed[MOST_CHANGED];
  uintptr_t globals[MOST_GLOBALS];
  uintptr_t pinned, words[2];
};

// Static objects that refer to the heap; visited once per collection.
struct gc_extern_space {
  struct object *object;
  int visited, started, finished;
};

#endif // OBJECTS_H
