// The process: its environment, and its ends.
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
#include "heap.h"
#include "program.h"
#include "stack.h"
#include "table.h"

int wr_argc;
char **wr_argv;

void wr_die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("error: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  _exit(1);
}

bool wr_is_set(const char *variable) {
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
  if (&wr_heap_used) wr_heap_used->create();
}

void wr_prepare_for_sandbox(void) {
  wr_prepare_backtraces();
  if (&wr_heap_used) wr_heap_used->prepare_for_sandbox();
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
  if (&wr_heap_used) wr_heap_used->print_stats();
  else if (wr_is_set("WASTREL_PRINT_STATS")) fputs("No heap: the program has no objects.\n", stderr);
}

void wr_exit(int status) {
  print_stats();
  exit(status);
}

void wr_exit_on_trap(void) {
  fflush(stdout);  // what a host function printed came first
  wr_print_trap(&wr_last_trap);
  print_stats();
  if (wr_is_set("WASTREL_ABORT_ON_TRAP")) abort();
  _exit(134);
}
