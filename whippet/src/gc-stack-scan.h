// The part of the C stack in which there may be references of the mutator.
#ifndef GC_STACK_SCAN_H
#define GC_STACK_SCAN_H

#include "gc-inline.h"
#include "gc-stack-addr.h"
#include "gc-visibility.h"

// The oldest end of the calling thread's stack.
GC_INTERNAL struct gc_stack_addr gc_stack_platform_base(void);

GC_INTERNAL struct gc_stack_addr gc_stack_below_caller(void);

// The youngest end of what a collection looks through.  Whatever the mutator has
// in registers is saved by the function that this becomes a part of, which must
// not return before the collection is over.  The frames of the collector's other
// functions lie below: what the last collection has left there is of no interest.
static inline GC_ALWAYS_INLINE struct gc_stack_addr gc_stack_capture(void) {
  __builtin_unwind_init();
  return gc_stack_below_caller();
}

#endif // GC_STACK_SCAN_H
