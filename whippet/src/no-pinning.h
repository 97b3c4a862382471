// gc_pin_object of the collectors that move every small object sooner or later.
#ifndef NO_PINNING_H
#define NO_PINNING_H

#include <stdio.h>
#include <stdlib.h>

#include "gc-api.h"
#include "gc-extras.h"

GC_COLD void gc_pin_object(struct gc_mutator *mut GC_UNUSED,
                           struct gc_ref ref GC_UNUSED) {
  fprintf(stderr, "error: the collector `%s` cannot pin objects\n",
          gc_extra_collector_name());
  abort();
}

#endif // NO_PINNING_H
