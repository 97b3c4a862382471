// GC_NULL_EVENT_LISTENER: hears everything, does nothing.
#ifndef GC_NULL_EVENT_LISTENER_H
#define GC_NULL_EVENT_LISTENER_H

#include "gc-event-listener.h"
#include "gc-inline.h"

static inline void gc_null_event(void *data GC_UNUSED) {}

static inline void gc_null_event_size(void *data GC_UNUSED,
                                      size_t size GC_UNUSED) {}

static inline void gc_null_event_prepare_gc(void *data GC_UNUSED,
                                            enum gc_collection_kind k GC_UNUSED,
                                            size_t counter GC_UNUSED) {}

static inline void *gc_null_event_mutator_added(void *data GC_UNUSED) {
  return NULL;
}

#define GC_NULL_EVENT_LISTENER                          \
  ((struct gc_event_listener) {                         \
    .init = gc_null_event_size,                         \
    .requesting_stop = gc_null_event,                   \
    .waiting_for_stop = gc_null_event,                  \
    .mutators_stopped = gc_null_event,                  \
    .prepare_gc = gc_null_event_prepare_gc,             \
    .roots_traced = gc_null_event,                      \
    .heap_traced = gc_null_event,                       \
    .ephemerons_traced = gc_null_event,                 \
    .finalizers_traced = gc_null_event,                 \
    .restarting_mutators = gc_null_event,               \
    .mutator_added = gc_null_event_mutator_added,       \
    .mutator_cause_gc = gc_null_event,                  \
    .mutator_stopping = gc_null_event,                  \
    .mutator_stopped = gc_null_event,                   \
    .mutator_restarted = gc_null_event,                 \
    .mutator_removed = gc_null_event,                   \
    .heap_resized = gc_null_event_size,                 \
    .live_data_size = gc_null_event_size,               \
  })

#endif // GC_NULL_EVENT_LISTENER_H
