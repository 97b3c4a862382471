// gc-stack-addr.h.
#include "gc-stack-addr.h"

__attribute__((noinline))
void *gc_call_with_stack_addr(void *(*f)(struct gc_stack_addr, void *),
                              void *data) {
  uintptr_t base = (uintptr_t)__builtin_frame_address(0);
  void *result = f(gc_stack_addr(base), data);
  __asm__ volatile("" ::: "memory");  // keeps this frame under f's
  return result;
}
