// The process: its environment, the heap, and its ends.
#include "host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "barrier.h"
#include "gc-basic-stats.h"
#include "gc-null-event-listener.h"
#include "program.h"
#include "stack.h"
#include "table.h"

int wr_argc;
char **wr_argv;

// Options built into the program; GC_OPTIONS comes after them and wins.
#ifndef WR_GC_OPTIONS
#define WR_GC_OPTIONS ""
#endif

static struct gc_basic_stats stats;
static bool prints_stats;
static struct gc_event_listener counting;  // what prints the statistics, or does nothing

void wr_die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("error: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  _exit(1);
}

static bool is_set(const char *variable) {
  const char *value = getenv(variable);
  return value && *value && strcmp(value, "0") != 0;
}

// "64m", "1g", "65536"; 0 if the variable is absent.
static size_t size_from(const char *variable) {
  const char *text = getenv(variable);
  if (!text || !*text) return 0;
  char *end = NULL;
  unsigned long long number = strtoull(text, &end, 10);
  static const char suffixes[] = "kmg";
  const char *suffix = *end ? strchr(suffixes, *end | 0x20) : NULL;
  int shift = suffix ? 10 * (int)(suffix - suffixes + 1) : 0;
  if (suffix) end++;
  if (*text < '0' || *text > '9' || *end || number << shift < 65536 || number << shift > (1ull << 40))
    wr_die("%s: `%s` is no size from 64k to 1024g", variable, text);
  return (size_t)(number << shift);
}

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
  prints_stats = is_set("WASTREL_PRINT_STATS");
  if (!gc_init(options, wr_stack_base(), &wr_heap, &wr_mutator_pointer, listener(), &stats))
    wr_die("cannot create the garbage-collected heap%s", GC_SLOT_BITS == 32 ? WR_LARGER_HEAP_HINT : "");
  gc_mutator_set_roots(wr_mutator_pointer, &wr_roots);
  gc_heap_set_roots(wr_heap, &heap_roots);
  gc_heap_set_allocation_failure_handler(wr_heap, on_heap_exhausted);
}

// Where the C is compiled for more than every x86-64 has.
static void check_processor(void) {
#ifdef __x86_64__
  unsigned eax, ebx, ecx = 0, edx;
  if (!&wr_uses_simd || !wr_uses_simd) return;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_SSE4_1))
    wr_die("this program has SIMD instructions, for which the processor must have SSE4.1");
#endif
}

static void fill_static_slots(void) {
#if GC_SLOT_BITS == 32
  for (u32 i = 0; i < wr_static_slots_count; i++) {
    const struct wr_static_slots *slots = &wr_static_slots[i];
    for (u64 k = 0; k < slots->count; k++) slots->first[k] = (slot)(uintptr_t)slots->object;
  }
#endif
}

void wr_start(int argc, char **argv) {
  check_processor();
  fill_static_slots();
  wr_argc = argc;
  wr_argv = argv;
  wr_stacks_create(size_from("WASTREL_STACK_SIZE"));
  wr_ref_tables_prepare();
  if (wasi_start_program) wasi_start_program(argc, argv, environ);
  create_heap();
}

// Remembers what it has read. Weak: another implementation of the collectors' interface need not have it.
__attribute__((weak)) size_t gc_platform_memory_limit(void);

void wr_prepare_for_sandbox(void) {
  wr_prepare_backtraces();
  if (gc_platform_memory_limit) gc_platform_memory_limit();
}

bool wr_write_all(int fd, const void *bytes, size_t size) {
  const char *at = bytes;
  while (size > 0) {
    ssize_t written = write(fd, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    at += written;
    size -= (size_t)written;
  }
  return true;
}

static void print_stats(void) {
  if (!prints_stats) return;
  gc_basic_stats_finish(&stats);
  gc_basic_stats_print(&stats, stderr);
  fprintf(stderr, "%llu total bytes allocated.\n", (unsigned long long)gc_allocation_counter(wr_heap));
}

void wr_exit(int status) {
  print_stats();
  exit(status);
}

void wr_exit_on_trap(void) {
  fflush(stdout);  // what a host function printed came first
  wr_print_trap(&wr_last_trap);
  print_stats();
  if (is_set("WASTREL_ABORT_ON_TRAP")) abort();
  _exit(134);
}
