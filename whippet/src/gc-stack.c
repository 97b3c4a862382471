// gc-stack-addr.h, and the search of the C stack.
#define _GNU_SOURCE
#include "gc-stack-addr.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "gc-inline.h"
#include "gc-stack-scan.h"

__attribute__((noinline))
void *gc_call_with_stack_addr(void *(*f)(struct gc_stack_addr, void *),
                              void *data) {
  uintptr_t base = (uintptr_t)__builtin_frame_address(0);
  void *result = f(gc_stack_addr(base), data);
  __asm__ volatile("" ::: "memory");  // keeps this frame under f's
  return result;
}

struct gc_stack_addr gc_stack_platform_base(void) {
  pthread_attr_t attr;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attr)
      || pthread_attr_getstack(&attr, &low, &size)) {
    fprintf(stderr, "whippet: cannot find the stack of this thread\n");
    abort();
  }
  pthread_attr_destroy(&attr);
  return gc_stack_addr((uintptr_t)low + size);
}

GC_NEVER_INLINE struct gc_stack_addr gc_stack_below_caller(void) {
  return gc_stack_addr((uintptr_t)__builtin_frame_address(0));
}
