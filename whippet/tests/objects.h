// The objects of the tests: a 64-bit header {u32 kind, u32 length}, then slots
// or bytes.  Kinds are odd, so a header cannot be a forwarding address.
#ifndef OBJECTS_H
#define OBJECTS_H

#include <stddef.h>
#include <stdint.h>

enum {
  KIND_CONS = 1, KIND_ARRAY = 3, KIND_BYTES = 5, KIND_EPHEMERON = 7,
  KIND_FINALIZER = 9,
};

enum { FINALIZER_PRIORITIES = 3 };

struct object {
  uint32_t kind, length;
  uintptr_t slots[];
};

// Roots: a stack of references.
struct gc_mutator_roots {
  uintptr_t *base, *sp;
};

// Heap roots: so many globals.
enum { MOST_GLOBALS = 40000 };

struct gc_heap_roots {
  size_t count;
  uintptr_t globals[MOST_GLOBALS];
};

// Static objects that refer to the heap; visited once per collection.
struct gc_extern_space {
  struct object *object;
  int visited, started, finished;
};

#endif // OBJECTS_H
