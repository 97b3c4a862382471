// Objects outside the heap that gc_extern_space_visit asked us to trace.
#ifndef EXTERN_QUEUE_H
#define EXTERN_QUEUE_H

#include "ref-vector.h"

struct extern_queue {
  struct ref_vector refs;
};

static inline void extern_queue_push(struct extern_queue *queue,
                                     struct gc_ref ref) {
  ref_vector_push(&queue->refs, ref, "objects of the extern space");
}

static inline struct gc_ref extern_queue_pop(struct extern_queue *queue) {
  return ref_vector_pop(&queue->refs);
}

#endif // EXTERN_QUEUE_H
