// Objects outside the heap that gc_extern_space_visit asked us to trace.
#ifndef EXTERN_QUEUE_H
#define EXTERN_QUEUE_H

#include <stdio.h>
#include <stdlib.h>

#include "gc-inline.h"
#include "gc-ref.h"

struct extern_queue {
  struct gc_ref *refs;
  size_t count, capacity;
};

static inline void extern_queue_grow(struct extern_queue *queue) {
  size_t capacity = queue->capacity ? queue->capacity * 2 : 256;
  void *refs = realloc(queue->refs, capacity * sizeof queue->refs[0]);
  if (!refs) {
    fprintf(stderr, "whippet: no memory to trace the extern space\n");
    abort();
  }
  queue->refs = refs;
  queue->capacity = capacity;
}

static inline void extern_queue_push(struct extern_queue *queue,
                                     struct gc_ref ref) {
  if (queue->count == queue->capacity) extern_queue_grow(queue);
  queue->refs[queue->count++] = ref;
}

static inline struct gc_ref extern_queue_pop(struct extern_queue *queue) {
  return queue->count ? queue->refs[--queue->count] : gc_ref_null();
}

#endif // EXTERN_QUEUE_H
