// Recording traps where they happen, and printing them later, on the host's stack.
#include "trap.h"

#include <unistd.h>

#include "backtrace.h"
#include "barrier.h"
#include "program.h"
#include "stack.h"
#include "unwinder.h"

struct wr_trap_record wr_last_trap;

static const char *const messages[] = {
  [WR_TRAP_NONE] = "no trap",
#define WR_TRAP_MESSAGE(NAME, MESSAGE) [NAME] = MESSAGE,
  WR_TRAPS(WR_TRAP_MESSAGE)
#undef WR_TRAP_MESSAGE
};

const char *wr_trap_message(enum wr_trap trap) {
  return messages[trap];
}

static _Unwind_Reason_Code record_frame(struct _Unwind_Context *context, void *data) {
  struct wr_trap_record *record = data;
  int is_exact = 0;  // a signal's frame: the address is the faulting instruction, not the one after a call
  uintptr_t pc = (uintptr_t)wr_unwinder()->address(context, &is_exact);
  if (!pc) return _URC_END_OF_STACK;
  if (record->frame_count == WR_BACKTRACE_MAX) {
    record->has_more_frames = true;
    return _URC_NORMAL_STOP;
  }
  record->frames[record->frame_count++] = (const void *)(is_exact ? pc : pc - 1);
  return _URC_NO_REASON;
}

static void capture(void *record) {
  const struct wr_unwinder *unwinder = wr_unwinder();
  if (unwinder) unwinder->backtrace(record_frame, record);
}

// The unwinder takes more of a stack than many a guest has left.
static WR_NORETURN void finish(void) {
  wr_call_with_room(capture, &wr_last_trap);
  wr_escape();
}

static void begin(enum wr_trap trap) {
  wr_last_trap = (struct wr_trap_record){.trap = trap};
}

void wr_trap(enum wr_trap trap) {
  begin(trap);
  if (trap == WR_TRAP_HEAP) {
    wr_last_trap.live_bytes = wr_heap_facts.live_bytes;
    wr_last_trap.heap_limit = wr_heap_limit();
  }
  finish();
}

void wr_unknown_import(const char *module, const char *field) {
  begin(WR_TRAP_UNKNOWN_IMPORT);
  wr_last_trap.module = module;
  wr_last_trap.field = field;
  finish();
}

void wr_uncaught_exception(const char *tag_name) {
  begin(WR_TRAP_EXCEPTION);
  wr_last_trap.tag_name = tag_name;
  finish();
}

// --- Printing

struct out {
  size_t length;
  char text[1024];
};

static void flush(struct out *out) {
  for (size_t done = 0; done < out->length;) {
    ssize_t n = write(STDERR_FILENO, out->text + done, out->length - done);
    if (n <= 0) break;
    done += (size_t)n;
  }
  out->length = 0;
}

static void put_char(struct out *out, char c) {
  if (out->length == sizeof out->text) flush(out);
  out->text[out->length++] = c;
}

static void put(struct out *out, const char *text) {
  while (*text) put_char(out, *text++);
}

static void put_number(struct out *out, u64 n) {
  if (n >= 10) put_number(out, n / 10);
  put_char(out, (char)('0' + n % 10));
}

static void put_escaped(struct out *out, unsigned char c) {
  static const char digits[] = "0123456789abcdef";
  put(out, "\\x");
  put_char(out, digits[c >> 4]);
  put_char(out, digits[c & 15]);
}

// Names are the module's author's: a control character (also U+0080..U+009F) must not reach a terminal.
static void put_name(struct out *out, const char *name) {
  for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
    if (*c < 0x20 || *c == 0x7f || *c == '\\') {
      put_escaped(out, *c);
    } else if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) {
      put_escaped(out, *c++);
      put_escaped(out, *c);
    } else {
      put_char(out, (char)*c);
    }
  }
}

// References of 32 bits have room for such a heap in every process; a smaller limit is somebody's choice.
#define MOST_FOR_SURE ((u64)1 << 30)

static void put_message(struct out *out, const struct wr_trap_record *record) {
  put(out, "error: wasm trap: ");
  put(out, wr_trap_message(record->trap));
  switch (record->trap) {
  case WR_TRAP_HEAP:
    put(out, " (live ");
    put_number(out, record->live_bytes);
    put(out, " bytes, limit ");
    put_number(out, record->heap_limit);
    put(out, " bytes)");
    if (GC_SLOT_BITS == 32 && record->heap_limit >= MOST_FOR_SURE)
      put(out, WR_LARGER_HEAP_HINT);
    break;
  case WR_TRAP_UNKNOWN_IMPORT:
    put(out, " `");
    put_name(out, record->module);
    put(out, ".");
    put_name(out, record->field);
    put(out, "` called");
    break;
  case WR_TRAP_EXCEPTION:
    if (!record->tag_name) break;
    put(out, " $");
    put_name(out, record->tag_name);
    break;
  default:
    break;
  }
  put(out, "\n");
}

static void put_frame(struct out *out, u32 number, const struct wr_function *function) {
  put(out, "  ");
  put_number(out, number);
  put(out, ": ");
  if (function->name) {
    put(out, "$");
    put_name(out, function->name);
  } else {
    put(out, "function ");
    put_number(out, (u64)(function - wr_functions));
  }
  put(out, "\n");
}

// Endless recursion shows its pattern in 20 frames.
static void put_backtrace(struct out *out, const struct wr_trap_record *record) {
  u32 limit = record->trap == WR_TRAP_STACK ? 20 : 48;
  u32 number = 0;
  for (u32 i = 0; i < record->frame_count; i++) {
    const struct wr_function *function = wr_function_around(record->frames[i]);
    if (!function) continue;
    if (number == limit) break;
    if (number == 0) put(out, "backtrace:\n");
    put_frame(out, number++, function);
  }
  if (number == limit || (number && record->has_more_frames)) put(out, "  ...\n");
}

void wr_print_trap(const struct wr_trap_record *record) {
  struct out out = {.length = 0};
  put_message(&out, record);
  put_backtrace(&out, record);
  flush(&out);
}
