// Forwarding by several threads at once: what one of them knows about an object
// that it wants to move.
//
//   NOT_FORWARDED -- acquire --> ACQUIRED -- commit --> FORWARDED
//         ^                         |
//         '--------- abort ---------'
//
// Of those who want to acquire an object one succeeds; for the others it is BUSY
// until they find it FORWARDED or, after an abort, NOT_FORWARDED.
#ifndef GC_FORWARDING_H
#define GC_FORWARDING_H

#include <stdint.h>

#include "gc-ref.h"

enum gc_forwarding_state {
  GC_FORWARDING_STATE_FORWARDED,
  GC_FORWARDING_STATE_BUSY,
  GC_FORWARDING_STATE_ACQUIRED,
  GC_FORWARDING_STATE_NOT_FORWARDED,
};

struct gc_atomic_forward {
  struct gc_ref ref;
  uintptr_t data;  // the embedder's: what the object's first word held
  enum gc_forwarding_state state;
};

#endif // GC_FORWARDING_H
