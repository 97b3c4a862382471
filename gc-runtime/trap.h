// Traps: non-local exits from guest code to the wr_call that entered it (stack.h). A trap site is one call
// of a cold function that does not return.
#ifndef WR_TRAP_H
#define WR_TRAP_H

#include "base.h"

#define WR_TRAPS(X)                                           \
  X(WR_TRAP_UNREACHABLE, "unreachable")                       \
  X(WR_TRAP_DIV_ZERO, "integer divide by zero")               \
  X(WR_TRAP_INT_OVERFLOW, "integer overflow")                 \
  X(WR_TRAP_CONVERSION, "invalid conversion to integer")      \
  X(WR_TRAP_MEMORY, "out of bounds memory access")            \
  X(WR_TRAP_UNALIGNED, "unaligned atomic")                    \
  X(WR_TRAP_UNSHARED, "expected shared memory")               \
  X(WR_TRAP_DEADLOCK, "deadlock: an endless wait in a program of one thread") \
  X(WR_TRAP_TABLE, "out of bounds table access")              \
  X(WR_TRAP_UNDEFINED, "undefined element")                   \
  X(WR_TRAP_UNINITIALIZED, "uninitialized element")           \
  X(WR_TRAP_SIGNATURE, "indirect call type mismatch")         \
  X(WR_TRAP_ARRAY_BOUNDS, "out of bounds array access")       \
  X(WR_TRAP_NULL, "null reference")                           \
  X(WR_TRAP_NULL_FUNC, "null function reference")             \
  X(WR_TRAP_NULL_I31, "null i31 reference")                   \
  X(WR_TRAP_CAST, "cast failure")                             \
  X(WR_TRAP_STACK, "call stack exhausted")                    \
  X(WR_TRAP_HEAP, "heap exhausted")                           \
  X(WR_TRAP_ALLOCATION, "allocation size too large")          \
  X(WR_TRAP_EXCEPTION, "uncaught exception")                  \
  X(WR_TRAP_UNKNOWN_IMPORT, "unknown import")                 \
  X(WR_TRAP_LINK, "incompatible import type")

#define WR_TRAP_ENUM(NAME, MESSAGE) NAME,
enum wr_trap { WR_TRAP_NONE, WR_TRAPS(WR_TRAP_ENUM) };
#undef WR_TRAP_ENUM

WR_NORETURN WR_COLD void wr_trap(enum wr_trap trap);
WR_NORETURN WR_COLD void wr_unknown_import(const char *module, const char *field);
// No handler: WR_TRAP_EXCEPTION. The name may be NULL.
WR_NORETURN WR_COLD void wr_uncaught_exception(const char *tag_name);

// "integer divide by zero"
const char *wr_trap_message(enum wr_trap trap);

// The last trap, as the host finds it after wr_call has returned it.
#define WR_BACKTRACE_MAX 64
struct wr_trap_record {
  enum wr_trap trap;
  const char *module, *field;  // WR_TRAP_UNKNOWN_IMPORT
  const char *tag_name;        // WR_TRAP_EXCEPTION, may be NULL
  u64 live_bytes, heap_limit;  // WR_TRAP_HEAP
  u32 frame_count;
  bool has_more_frames;
  const void *frames[WR_BACKTRACE_MAX];  // innermost first; addresses inside of calling instructions
};
extern struct wr_trap_record wr_last_trap;

// What to do about a heap that would have to be larger, where references have 32 bits.
#define WR_LARGER_HEAP_HINT "\nhint: a program compiled with --ref-width 64 has no limit of 4 GiB"

// Prints `error: wasm trap: ...` and the backtrace to stderr.
WR_COLD void wr_print_trap(const struct wr_trap_record *record);

// Reads the names of functions from /proc/self/exe. Needed before a sandbox hides that file.
void wr_prepare_backtraces(void);

#endif
