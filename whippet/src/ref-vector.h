// References in memory of their own, as many as there are.
#ifndef REF_VECTOR_H
#define REF_VECTOR_H

#include <stdio.h>
#include <stdlib.h>

#include "gc-inline.h"
#include "gc-ref.h"

struct ref_vector {
  struct gc_ref *refs;
  size_t count, capacity;
};

// `what` they are, if there is no memory for them.
static inline void ref_vector_grow(struct ref_vector *vector,
                                   const char *what) {
  size_t capacity = vector->capacity ? vector->capacity * 2 : 256;
  void *refs = realloc(vector->refs, capacity * sizeof vector->refs[0]);
  if (!refs) {
    fprintf(stderr, "whippet: no memory for %s\n", what);
    abort();
  }
  vector->refs = refs;
  vector->capacity = capacity;
}

static inline void ref_vector_push(struct ref_vector *vector,
                                   struct gc_ref ref, const char *what) {
  if (vector->count == vector->capacity) ref_vector_grow(vector, what);
  vector->refs[vector->count++] = ref;
}

// Null if it is empty.
static inline struct gc_ref ref_vector_pop(struct ref_vector *vector) {
  return vector->count ? vector->refs[--vector->count] : gc_ref_null();
}

#endif // REF_VECTOR_H
