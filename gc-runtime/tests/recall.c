// The store lives on after a trap: a host that calls again and again, as the runner of spec scripts does.
#include "types.h"

#include <stdio.h>
#include <stdlib.h>

#include "gc-extras.h"
#include "host.h"
#include "stack.h"

u64 apply_even(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
u64 apply_odd(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
ref call_adder(ref *sp WR_UNUSED, ref self WR_UNUSED, ref x) { return x; }

static void expect(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "recall: %s\n", what);
  exit(1);
}

static WR_NOINLINE u32 endless(ref *sp, u32 n) {
  if (n == 0) return 0;
  sp[0] = cons_new(sp, wr_i31(n), 0);
  u32 x = endless(sp + 1, n + 1u);
  WR_KEEP_CALL;
  return x + 1u;
}

static void overflow(ref *sp) { endless(sp, 1); }
static void divide(ref *sp WR_UNUSED) { global0 = wr_i31(i32_div_u(1, (u32)(wr_argc > 100))); }
static void store(ref *sp WR_UNUSED) { i32_store(&memory0, 65536, 0, 1); }
static void huge(ref *sp) { wr_array_new_default(sp, 15, 0x7fffffffu, 3); }

static void exhaust(ref *sp) {
  ref l = 0;
  for (;;) {
    l = cons_new(sp, wr_i31(1), l);
    if (l == 0) break;
  }
}

static const struct wr_tag tag = {1, 1, NULL};

static WR_HAS_TRY WR_NOINLINE void divide_in_try(ref *sp) {
  struct wr_handler h0;
  if (!WR_TRY(h0, sp)) {
    divide(sp);
    WR_TRY_END(h0);
  } else {
    wr_throw_again();
  }
}

static void uncaught(ref *sp) {
  wr_exception.payload[0] = wr_from_ref(cons_new(sp, 0, 0));
  wr_throw(&tag);
}

static void build(ref *sp) {
  ref l = 0;
  for (u32 i = 0; i < 1000; i++) l = cons_new(sp, wr_i31(i), l);
  global0 = l;
}

static void count(ref *sp WR_UNUSED, void *data) {
  u32 *n = data;
  for (ref l = global0; l; l = slot_ref(cons(l)->cdr)) *n += wr_i31_get_u(slot_ref(cons(l)->car));
}

int main(int argc, char **argv) {
  wr_start(argc, argv);
  expect(wr_call(wr_program_instantiate) == WR_TRAP_NONE, "instantiate");
  expect(wr_call(build) == WR_TRAP_NONE, "build");
  for (int round = 0; round < 5; round++) {
    expect(wr_call(divide) == WR_TRAP_DIV_ZERO, "divide");
    expect(wr_call(overflow) == WR_TRAP_STACK, "overflow");
    expect(wr_call(store) == WR_TRAP_MEMORY, "store");
    expect(wr_call(divide_in_try) == WR_TRAP_DIV_ZERO && wr_handlers == NULL, "divide in a try");
    expect(wr_call(uncaught) == WR_TRAP_EXCEPTION, "uncaught");
    expect(wr_call(huge) == WR_TRAP_HEAP, "huge");
    expect(wr_call(exhaust) == WR_TRAP_HEAP, "exhaust");
    u32 n = 0;
    expect(wr_call_with(count, &n) == WR_TRAP_NONE && n == 499500, "count");
    gc_extra_verify(wr_heap);
  }
  struct wr_memory other;
  for (int i = 0; i < 40000; i++) {  // 8 GiB each: without the destruction there is room for 16 000
    wr_memory_create(&other, 1, 1);
    wr_memory_destroy(&other);
  }
  wr_exit(0);
}

const struct wr_program wr_program = {"recall", NULL, &memory0};
const struct wr_function wr_functions[] = {{(wr_code)endless, 1, "endless", NULL}};
const u32 wr_function_count = 1;
