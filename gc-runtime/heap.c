// The heap: its options, what it tells, and what is printed of it.
#include "heap.h"

#include <stdio.h>
#include <stdlib.h>

#include "barrier.h"
#include "gc-basic-stats.h"
#include "gc-null-event-listener.h"
#include "host.h"
#include "stack.h"

// Options built into the program; GC_OPTIONS comes after them and wins.
#ifndef WR_GC_OPTIONS
#define WR_GC_OPTIONS ""
#endif

static struct gc_basic_stats stats;
static bool prints_stats;
static struct gc_event_listener counting;  // what prints the statistics, or does nothing

static void set_gc_options(struct gc_options *options, const char *text, const char *source) {
  if (*text && !gc_options_parse_and_set_many(options, text)) wr_die("%s: `%s` was refused", source, text);
}

static void *on_heap_exhausted(struct gc_heap *heap WR_UNUSED, size_t size WR_UNUSED) {
  wr_trap(WR_TRAP_HEAP);
}

// --- What the collector tells, on its way to the statistics

static void on_init(void *data, size_t size) {
  wr_heap_facts.size = size;
  counting.init(data, size);
}

static void on_prepare_gc(void *data, enum gc_collection_kind kind, size_t allocated) {
  wr_heap_facts.collections++;
  counting.prepare_gc(data, kind, allocated);
}

static void on_heap_resized(void *data, size_t size) {
  wr_heap_facts.size = size;
  counting.heap_resized(data, size);
}

static void on_live_data_size(void *data, size_t size) {
  wr_heap_facts.live_bytes = size;
  counting.live_data_size(data, size);
}

static struct gc_event_listener listener(void) {
  counting = prints_stats ? GC_BASIC_STATS : GC_NULL_EVENT_LISTENER;
  struct gc_event_listener all = counting;
  all.init = on_init;
  all.prepare_gc = on_prepare_gc;
  all.heap_resized = on_heap_resized;
  all.live_data_size = on_live_data_size;
  return all;
}

// The collector asks for heap roots only if it was given some; embedder.h finds them in the program's tables.
static struct gc_heap_roots heap_roots;

static void create_heap(void) {
  struct gc_options *options = gc_allocate_options();
  set_gc_options(options, WR_GC_OPTIONS, "built-in GC options");
  const char *text = getenv("GC_OPTIONS");
  set_gc_options(options, text ? text : "", "GC_OPTIONS");
  prints_stats = wr_is_set("WASTREL_PRINT_STATS");
  if (!gc_init(options, wr_stack_base(), &wr_heap, &wr_mutator_pointer, listener(), &stats))
    wr_die("cannot create the garbage-collected heap%s", GC_SLOT_BITS == 32 ? WR_LARGER_HEAP_HINT : "");
  gc_mutator_set_roots(wr_mutator_pointer, &wr_roots);
  gc_heap_set_roots(wr_heap, &heap_roots);
  gc_heap_set_allocation_failure_handler(wr_heap, on_heap_exhausted);
}

static void print_stats(void) {
  if (!prints_stats) return;
  gc_basic_stats_finish(&stats);
  gc_basic_stats_print(&stats, stderr);
  fprintf(stderr, "%llu total bytes allocated.\n", (unsigned long long)gc_allocation_counter(wr_heap));
}

// Remembers what it has read. Weak: another implementation of the collectors' interface need not have it.
__attribute__((weak)) size_t gc_platform_memory_limit(void);

static void prepare_for_sandbox(void) {
  if (gc_platform_memory_limit) gc_platform_memory_limit();
}

const struct wr_heap_service wr_heap_service = {create_heap, prepare_for_sandbox, print_stats};
