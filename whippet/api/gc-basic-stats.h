// GC_BASIC_STATS: a listener that counts collections and times pauses.  A
// pause lasts from requesting_stop to restarting_mutators.
#ifndef GC_BASIC_STATS_H
#define GC_BASIC_STATS_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gc-event-listener.h"
#include "gc-histogram.h"
#include "gc-null-event-listener.h"

GC_DEFINE_HISTOGRAM(gc_latency, 25, 4);  // microseconds

struct gc_basic_stats {
  uint64_t major_collection_count;
  uint64_t minor_collection_count;
  uint64_t last_time_usec;
  uint64_t last_cpu_time_usec;
  uint64_t elapsed_mutator_usec;
  uint64_t elapsed_collector_usec;
  uint64_t cpu_mutator_usec;
  uint64_t cpu_collector_usec;
  size_t heap_size;
  size_t max_heap_size;
  size_t live_data_size;
  size_t max_live_data_size;
  struct gc_latency pause_times;
};

static inline uint64_t gc_basic_stats_clock_usec(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

// Adds the time since the last call to the two accounts; returns the wall time.
static inline uint64_t gc_basic_stats_charge(struct gc_basic_stats *stats,
                                             uint64_t *wall, uint64_t *cpu) {
  uint64_t wall_now = gc_basic_stats_clock_usec(CLOCK_MONOTONIC);
  uint64_t cpu_now = gc_basic_stats_clock_usec(CLOCK_PROCESS_CPUTIME_ID);
  uint64_t elapsed = wall_now - stats->last_time_usec;
  *wall += elapsed;
  *cpu += cpu_now - stats->last_cpu_time_usec;
  stats->last_time_usec = wall_now;
  stats->last_cpu_time_usec = cpu_now;
  return elapsed;
}

static inline void gc_basic_stats_init(void *data, size_t heap_size) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  memset(stats, 0, sizeof *stats);
  stats->last_time_usec = gc_basic_stats_clock_usec(CLOCK_MONOTONIC);
  stats->last_cpu_time_usec =
    gc_basic_stats_clock_usec(CLOCK_PROCESS_CPUTIME_ID);
  stats->heap_size = stats->max_heap_size = heap_size;
}

static inline void gc_basic_stats_requesting_stop(void *data) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  gc_basic_stats_charge(stats, &stats->elapsed_mutator_usec,
                        &stats->cpu_mutator_usec);
}

static inline void gc_basic_stats_prepare_gc(void *data,
                                             enum gc_collection_kind kind,
                                             size_t counter GC_UNUSED) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  if (kind == GC_COLLECTION_MINOR) stats->minor_collection_count++;
  else stats->major_collection_count++;
}

static inline void gc_basic_stats_restarting_mutators(void *data) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  uint64_t pause = gc_basic_stats_charge(stats, &stats->elapsed_collector_usec,
                                         &stats->cpu_collector_usec);
  gc_latency_record(&stats->pause_times, pause);
}

static inline void gc_basic_stats_heap_resized(void *data, size_t size) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  stats->heap_size = size;
  if (size > stats->max_heap_size) stats->max_heap_size = size;
}

static inline void gc_basic_stats_live_data_size(void *data, size_t size) {
  struct gc_basic_stats *stats = (struct gc_basic_stats *)data;
  stats->live_data_size = size;
  if (size > stats->max_live_data_size) stats->max_live_data_size = size;
}

#define GC_BASIC_STATS                                          \
  ((struct gc_event_listener) {                                 \
    .init = gc_basic_stats_init,                                \
    .requesting_stop = gc_basic_stats_requesting_stop,          \
    .waiting_for_stop = gc_null_event,                          \
    .mutators_stopped = gc_null_event,                          \
    .prepare_gc = gc_basic_stats_prepare_gc,                    \
    .roots_traced = gc_null_event,                              \
    .heap_traced = gc_null_event,                               \
    .ephemerons_traced = gc_null_event,                         \
    .finalizers_traced = gc_null_event,                         \
    .restarting_mutators = gc_basic_stats_restarting_mutators,  \
    .mutator_added = gc_null_event_mutator_added,               \
    .mutator_cause_gc = gc_null_event,                          \
    .mutator_stopping = gc_null_event,                          \
    .mutator_stopped = gc_null_event,                           \
    .mutator_restarted = gc_null_event,                         \
    .mutator_removed = gc_null_event,                           \
    .heap_resized = gc_basic_stats_heap_resized,                \
    .live_data_size = gc_basic_stats_live_data_size,            \
  })

// Charges the time since the last collection to the mutator.
static inline void gc_basic_stats_finish(struct gc_basic_stats *stats) {
  gc_basic_stats_charge(stats, &stats->elapsed_mutator_usec,
                        &stats->cpu_mutator_usec);
}

static inline double gc_basic_stats_ms(uint64_t usec) {
  return (double)usec * 1e-3;
}

static inline double gc_basic_stats_mb(size_t bytes) {
  return (double)bytes * 1e-6;
}

static inline void gc_basic_stats_print(struct gc_basic_stats *stats,
                                        FILE *f) {
  fprintf(f, "Completed %" PRIu64 " major collections (%" PRIu64 " minor).\n",
          stats->major_collection_count, stats->minor_collection_count);
  fprintf(f, "%.3f ms total time (%.3f stopped); "
          "%.3f ms CPU time (%.3f stopped).\n",
          gc_basic_stats_ms(stats->elapsed_mutator_usec
                            + stats->elapsed_collector_usec),
          gc_basic_stats_ms(stats->elapsed_collector_usec),
          gc_basic_stats_ms(stats->cpu_mutator_usec
                            + stats->cpu_collector_usec),
          gc_basic_stats_ms(stats->cpu_collector_usec));
  fprintf(f, "%.3f ms median pause time, %.3f p95, %.3f max.\n",
          gc_basic_stats_ms(gc_latency_percentile(&stats->pause_times, 0.5)),
          gc_basic_stats_ms(gc_latency_percentile(&stats->pause_times, 0.95)),
          gc_basic_stats_ms(gc_latency_max(&stats->pause_times)));
  fprintf(f, "Heap size is %.3f MB (max %.3f MB); peak live data %.3f MB.\n",
          gc_basic_stats_mb(stats->heap_size),
          gc_basic_stats_mb(stats->max_heap_size),
          gc_basic_stats_mb(stats->max_live_data_size));
}

#endif // GC_BASIC_STATS_H
