// What a benchmark has around its run(size), which checks its own results:
//
//   NAME [small | usual | N]      with the options of the heap in GC_OPTIONS
//
// Prints what gc-basic-stats.h has to say, and a line for run.sh.  Ends with 1 if
// a result is wrong, 2 if an option is, 3 if memory is exhausted.
#ifndef BENCHMARK_H
#define BENCHMARK_H

#include <sys/resource.h>

#include "gc-basic-stats.h"
#include "gc-extras.h"
#include "utilisation.h"
#include "values.h"

static const size_t small_size, usual_size;
static void run(size_t size);

static struct pauses pauses;
static struct gc_heap_roots globals;

// Values

static inline void set_global(uint32_t i, uintptr_t v) {
#ifdef GC_EMBEDDER_REMEMBERS_ROOTS
  if (globals.changed_count < MOST_CHANGED)
    globals.changed[globals.changed_count] = i;
  globals.changed_count++;
#endif
  globals.globals[i] = v;
}

static inline uintptr_t fixnum_value(uintptr_t v) { return v >> 1; }

// Of nulls.
static inline uintptr_t make_array(uint32_t length) {
  size_t size = array_size(length);
  uintptr_t v = allocate(KIND_ARRAY, length, size);
  if (!GC_ALLOCATIONS_ZEROED) memset(object(v)->slots, 0, size - 8);
  return v;
}

static inline uint32_t random_below(uint32_t bound) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((state >> 32) * bound >> 32);
}

// Whether all that is dropped dies, however few collections there are: a
// conservative collector may keep anything.
static inline int is_exact(void) {
  return strcmp(gc_extra_collector_name(), "nogc") && !GC_CONSERVATIVE_ROOTS;
}

// Main

static void *end_for_want_of_memory(struct gc_heap *h, size_t size) {
  fprintf(stderr, "out of memory: a heap of %zu bytes, and %zu more\n",
          gc_extra_heap_size(h), size);
  exit(3);
}

static double milliseconds(struct timeval t) {
  return (double)t.tv_sec * 1e3 + (double)t.tv_usec * 1e-3;
}

// CPU time, that of collections, pauses (median, 95 %, longest; all in ms),
// resident memory (MB), major and minor collections, minimum utilisation.
static void print_for_script(void) {
  struct gc_basic_stats *stats = &pauses.stats;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("measured %.1f %.1f %.3f %.3f %.3f %.1f %" PRIu64 " %" PRIu64
         " %.3f\n",
         milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
         gc_basic_stats_ms(stats->cpu_collector_usec),
         gc_basic_stats_ms(gc_latency_percentile(&stats->pause_times, 0.5)),
         gc_basic_stats_ms(gc_latency_percentile(&stats->pause_times, 0.95)),
         gc_basic_stats_ms(gc_latency_max(&stats->pause_times)),
         (double)usage.ru_maxrss * 1024 * 1e-6, stats->major_collection_count,
         stats->minor_collection_count, minimum_utilisation(&pauses));
}

static size_t size_of_run(const char *text) {
  if (!strcmp(text, "small")) return small_size;
  if (!strcmp(text, "usual")) return usual_size;
  return (size_t)strtoull(text, NULL, 10);
}

int main(int argc, char **argv) {
  const char *text = getenv("GC_OPTIONS");
  struct gc_options *options = gc_allocate_options();
  size_t size = size_of_run(argc > 1 ? argv[1] : "usual");
  if (size == 0 || (text && !gc_options_parse_and_set_many(options, text))
      || !gc_init(options, gc_empty_stack_addr(), &heap, &mut,
                  pauses_listener(), &pauses)) return 2;
  gc_mutator_set_roots(mut, &roots);
  gc_heap_set_roots(heap, &globals);
  gc_heap_set_allocation_failure_handler(heap, end_for_want_of_memory);
  run(size);
  CHECK(roots.sp == stack);
  gc_basic_stats_finish(&pauses.stats);
  gc_basic_stats_print(&pauses.stats, stdout);
  print_for_script();
  return 0;
}

#endif // BENCHMARK_H
