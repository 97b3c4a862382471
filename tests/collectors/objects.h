// The objects of the model's heap.  Their first word is odd, as a tag is, so that
// it cannot be a forwarding address.
#ifndef OBJECTS_H
#define OBJECTS_H

#include <stddef.h>
#include <stdint.h>

// The tag of an object: its number << OBJECT_KIND_BITS | its kind.
enum { OBJECT_KIND_BITS = 3 };
enum {
  OBJECT_RECORD = 1, OBJECT_BYTES = 3, OBJECT_EPHEMERON = 5,
  OBJECT_FINALIZER = 7,
};

enum { FINALIZER_PRIORITIES = 3 };

// References, then words that the model knows.
struct record {
  uint32_t tag;
  uint16_t slot_count, word_count;
  uintptr_t slots[];
};

// No references: a large one is never traced.
struct bytes {
  uint32_t tag, length;
  uint8_t bytes[];
};

enum { STACK_SIZE = 48, GLOBAL_COUNT = 6, STATIC_COUNT = 4, STATIC_SLOTS = 3 };

// A record outside of the heap.
struct static_record {
  uint32_t tag;
  uint16_t slot_count, word_count;
  uintptr_t slots[STATIC_SLOTS];
};

struct gc_mutator_roots {
  size_t count;
  uintptr_t slots[STACK_SIZE];
};

// The static records can refer to the heap, so they are roots.
struct gc_heap_roots {
  uintptr_t globals[GLOBAL_COUNT];
  uintptr_t statics[STATIC_COUNT];
};

struct gc_extern_space {
  struct static_record records[STATIC_COUNT];
  uint8_t visited[STATIC_COUNT];
  size_t started, finished;
};

#endif // OBJECTS_H
