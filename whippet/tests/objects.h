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

// Roots: a stack of references.  With conservative roots, also a reference that
// stays as it is, and words that may be references, to the beginning of objects.
struct gc_mutator_roots {
  uintptr_t *base, *sp;
  int are_on_c_stack;
  uintptr_t pinned, words[2];
};

// Heap roots: so many globals.  With conservative roots, the same as above, but
// the words may point anywhere.
enum { MOST_GLOBALS = 40000 };

struct gc_heap_roots {
  size_t count;
  uintptr_t globals[MOST_GLOBALS];
  uintptr_t pinned, words[2];
};

// Static objects that refer to the heap; visited once per collection.
struct gc_extern_space {
  struct object *object;
  int visited, started, finished;
};

#endif // OBJECTS_H
