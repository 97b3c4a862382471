// An address on the C stack.  The empty one means "ask the platform".
#ifndef GC_STACK_ADDR_H
#define GC_STACK_ADDR_H

#include <stdint.h>

#include "gc-visibility.h"

struct gc_stack_addr {
  uintptr_t addr;
};

static inline struct gc_stack_addr gc_stack_addr(uintptr_t addr) {
  return (struct gc_stack_addr){addr};
}

static inline struct gc_stack_addr gc_empty_stack_addr(void) {
  return gc_stack_addr(0);
}

static inline int gc_stack_addr_is_empty(struct gc_stack_addr addr) {
  return addr.addr == 0;
}

// Calls f with an address that is older than every frame of f.
GC_API_ void *gc_call_with_stack_addr(void *(*f)(struct gc_stack_addr, void *),
                                      void *data);

#endif // GC_STACK_ADDR_H
