// A program as our emitter would write it; the argument chooses what it does. Silent and 0 when all is well.
#include "types.h"

#include <stdio.h>
#include <stdlib.h>

#include "host.h"
#include "stack.h"

#define CHECK(condition) \
  do { if (!(condition)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); wr_exit(1); } } while (0)
#define FUNCTION WR_NOINLINE

// --- Lists

static FUNCTION ref iota(ref *sp, u32 n) {
  ref l = 0;
  for (;;) {
    if (n == 0) break;
    n = n - 1u;
    l = cons_new(sp, wr_i31(n), l);
  }
  return l;
}

static FUNCTION u32 sum(ref l) {
  u32 s = 0;
  for (;;) {
    if (!wr_is_any(l, CONS)) break;
    s = s + wr_i31_get_s(wr_as_i31(slot_ref(cons(l)->car)));
    l = slot_ref(cons(l)->cdr);
  }
  return s;
}

// Not a tail call: the rest is built after the recursion, with `l` live across it.
static FUNCTION ref increment(ref *sp, ref l) {
  if (l == 0) return 0;
  sp[0] = l;
  ref rest = increment(sp + 1, slot_ref(cons(wr_as_any(l, CONS))->cdr));
  l = sp[0];
  return cons_new(sp, wr_i31(wr_i31_get_s(slot_ref(cons(l)->car)) + 1u), rest);
}

static FUNCTION void reverse_in_place(ref *sp WR_UNUSED, ref l, ref *result) {
  ref done = 0;
  while (l) {
    ref next = slot_ref(cons(l)->cdr);
    wr_slot_set(l, &cons(l)->cdr, done);
    done = l;
    l = next;
  }
  *result = done;
}

static FUNCTION void test_lists(ref *sp) {
  ref l = iota(sp, 1000);
  CHECK(sum(l) == 499500);
  for (u32 i = 0; i < 20; i++) {
    sp[0] = l;
    l = increment(sp + 1, l);
  }
  CHECK(sum(l) == 519500);
  ref r;
  reverse_in_place(sp, l, &r);
  CHECK(sum(r) == 519500 && wr_i31_get_s(slot_ref(cons(r)->car)) == 1019);
  global0 = r;
  wr_slot_set((ref)(void *)&static_cons, &static_cons.cdr, iota(sp, 10));
  iota(sp, 5000);
  CHECK(sum(global0) == 519500);
  CHECK(sum((ref)(void *)&static_cons) == 45 - 7);
}

// --- Closures

ref call_adder(ref *sp WR_UNUSED, ref self, ref x) {
  return wr_i31(wr_i31_get_s(x) + wr_i31_get_s(slot_ref(closure(self)->env)));
}

// A call in tail position that is no return_call.
ref call_composed(ref *sp, ref self, ref x) {
  ref f = slot_ref(closure(self)->env);
  ref g = slot_ref(closure2(wr_as(self, CLOSURE2))->env2);
  sp[0] = f;
  x = ((func_ref *)wr_nonnull_code(closure(g)->code))(sp + 1, g, x);
  f = sp[0];
  ref y = ((func_ref *)closure(f)->code)(sp, f, x);
  WR_KEEP_CALL;
  return y;
}

static FUNCTION ref adder(ref *sp, u32 n) {
  struct closure *o = wr_allocate(SIZE_OF(closure));
  if (wr_unlikely(!o)) o = wr_allocate_slow(sp, SIZE_OF(closure));
  *o = (struct closure){.type = 7, .arity = 1, .code = (wr_code)call_adder, .env = ref_slot(wr_i31(n))};
  return (ref)(void *)o;
}

static FUNCTION ref compose(ref *sp, ref f, ref g) {
  struct closure2 *o = wr_allocate(SIZE_OF(closure2));
  if (wr_unlikely(!o)) {
    sp[0] = f;
    sp[1] = g;
    o = wr_allocate_slow(sp + 2, SIZE_OF(closure2));
    f = sp[0];
    g = sp[1];
  }
  struct closure *super = (struct closure *)(void *)o;
  super->type = 9;
  super->arity = 1;
  super->code = (wr_code)call_composed;
  super->env = ref_slot(f);
  o->env2 = ref_slot(g);
  return (ref)(void *)o;
}

static FUNCTION void test_closures(ref *sp) {
  ref f = adder(sp, 1);
  for (u32 i = 0; i < 10; i++) {
    sp[0] = f;
    ref g = adder(sp + 1, i);
    f = sp[0];
    f = compose(sp, f, g);
    sp[0] = f;
    f = compose(sp, f, f);
  }
  ref x = ((func_ref *)closure(f)->code)(sp, f, wr_i31(0));
  CHECK(wr_i31_get_s(x) == 3050);
  CHECK(wr_is(f, CLOSURE) && wr_is(f, CLOSURE2) && !wr_is(f, CONS));
  CHECK(!wr_is_any(wr_i31(3), CLOSURE) && !wr_is_any(0, CLOSURE) && wr_is_or_null(0, CLOSURE));
  CHECK(wr_is_eq(wr_i31(0)) && wr_is_eq(f) && !wr_is_eq(wr_host_ref(9)) && !wr_is_eq(0));
  CHECK(!wr_is_i31(wr_host_ref(1)) && wr_host_ref_payload(wr_host_ref(77)) == 77);
  CHECK(wr_code_is((wr_code)call_adder, FUNC_REF) && !wr_code_is((wr_code)call_adder, FUNC_U64));
}

// --- Exceptions

static const struct wr_tag tag_pair = {2, 1, "pair"}, tag_other = {0, 0, "other"};

static FUNCTION void throw_pair(ref *sp, u32 depth, u32 n) {
  if (depth) {
    throw_pair(sp, depth - 1u, n);
    WR_KEEP_CALL;
    return;
  }
  if (n == 0) return;
  ref l = iota(sp, n);
  wr_exception.payload[0] = wr_from_ref(l);
  wr_exception.payload[1] = n;
  wr_throw(&tag_pair);
}

// try_table (catch $pair): what the body changes and the handler reads is volatile.
static FUNCTION WR_HAS_TRY u32 catch_pair(ref *sp, u32 depth, u32 n) {
  struct wr_handler h0;
  volatile u32 steps = 0;
  if (!WR_TRY(h0, sp)) {
    for (u32 i = 0; i < 3; i++) {
      steps = steps + 1u;
      throw_pair(sp, depth, i == 2 ? n : 0);
    }
    WR_TRY_END(h0);
    return 0;
  } else {
    if (wr_exception.tag != &tag_pair) wr_throw_again();
    ref l = wr_to_ref(wr_exception.payload[0]);
    u32 m = (u32)wr_exception.payload[1];
    CHECK(m == n);
    sp[0] = l;
    iota(sp + 1, 100);
    return steps * 1000000u + sum(sp[0]);
  }
}

// catch_all_ref, then rethrown by throw_ref after more allocation.
static FUNCTION WR_HAS_TRY void rethrow(ref *sp, u32 depth, u32 n) {
  struct wr_handler h0;
  if (!WR_TRY(h0, sp)) {
    throw_pair(sp, depth, n);
    WR_TRY_END(h0);
  } else {
    ref exn = wr_exception_object(sp);
    CHECK(wr_exception.payload[1] == n);
    sp[0] = exn;
    iota(sp + 1, 200);
    wr_throw_ref(sp[0]);
  }
}

static FUNCTION WR_HAS_TRY u32 catch_rethrown(ref *sp, u32 n) {
  struct wr_handler h0;
  if (!WR_TRY(h0, sp)) {
    rethrow(sp, 5, n);
    WR_TRY_END(h0);
    return 7;
  } else {
    return sum(wr_to_ref(wr_exception.payload[0]));
  }
}

// An inner handler that does not match passes the exception on.
static FUNCTION WR_HAS_TRY void inner_mismatch(ref *sp, u32 n) {
  struct wr_handler h0;
  if (!WR_TRY(h0, sp)) {
    throw_pair(sp, 2, n);
    WR_TRY_END(h0);
  } else {
    if (wr_exception.tag == &tag_other) return;
    wr_throw_again();
  }
}

static FUNCTION WR_HAS_TRY u32 outer_match(ref *sp, u32 n) {
  struct wr_handler h0;
  volatile u32 state = 1;
  if (!WR_TRY(h0, sp)) {
    state = 2;
    inner_mismatch(sp, n);
    state = 3;
    WR_TRY_END(h0);
  } else {
    return state * 100u + sum(wr_to_ref(wr_exception.payload[0]));
  }
  return state;
}

static FUNCTION void test_exceptions(ref *sp) {
  CHECK(catch_pair(sp, 0, 0) == 0);
  CHECK(catch_pair(sp, 10, 0) == 0);
  for (u32 i = 0; i < 50; i++) {
    CHECK(catch_pair(sp, i, 10) == 3000045);
    CHECK(catch_rethrown(sp, 10) == 45);
    CHECK(outer_match(sp, 10) == 245);
  }
  CHECK(catch_rethrown(sp, 0) == 7 && outer_match(sp, 0) == 3);
  CHECK(wr_handlers == NULL);
}

// --- Arrays

static FUNCTION void test_arrays(ref *sp) {
  ref b = wr_array_new_default(sp, 11, 10, WR_SLOT_SHIFT);
  CHECK(wr_array_length(b) == 10 && block_get(b, 9) == 0);
  for (u32 i = 0; i < 10; i++) {
    sp[0] = b;
    ref l = iota(sp + 1, i);
    b = sp[0];
    block_set(b, i, l);
  }
  wr_array_copy_refs(b, 1, b, 0, 9);
  CHECK(sum(block_get(b, 9)) == 28 && block_get(b, 1) == 0 && sum(block_get(b, 3)) == 1);
  block_fill(b, 0, wr_i31(4), 2);
  CHECK(wr_i31_get_s(block_get(b, 1)) == 4);
  sp[0] = b;
  ref s = wr_array_new_data(sp + 1, 13, 0, &data0, 4, 12);
  CHECK(wr_array_length(s) == 12 && bytes_get_u(s, 11) == 255 && bytes_get_s(s, 11) == 0xffffffffu);
  bytes_set(s, 0, 0x1ff);
  CHECK(bytes_get_u(s, 0) == 255);
  bytes_fill(s, 1, 0x107, 3);
  wr_array_init_data(s, 8, &data0, 0, 4, 0);
  wr_array_copy(s, 0, s, 1, 11, 1);
  CHECK(bytes_get_u(s, 0) == 7 && bytes_get_u(s, 2) == 7 && bytes_get_u(s, 10) == 3);
  ref f = wr_array_init_fill_f64(wr_room_for_array(sp + 1, 3, 3), 15, 3, 1.5);
  floats_set(f, 1, floats_get(f, 0) * 2);
  CHECK(floats_get(f, 1) == 3.0);
  b = sp[0];
  void *room = wr_room_for_array(sp + 1, 2000, WR_SLOT_SHIFT);
  b = sp[0];
  ref filled = wr_array_init_fill_ref(room, 11, 2000, b);
  CHECK(block_get(filled, 1999) == b);
  ref e = wr_array_new_elem(sp + 1, 11, &elem0, 0, 3);
  CHECK(wr_i31_get_s(block_get(e, 0)) == 5 && block_get(e, 2) == (ref)(void *)&static_cons);
  ref c = wr_array_new_elem(sp + 1, 23, &elem1, 0, 2);
  CHECK(codes_get(c, 0) == (wr_code)apply_odd && codes_get(c, 1) == 0);
  ref empty = wr_array_new(sp + 1, 13, 0, 0);
  CHECK(wr_array_length(empty) == 0);
  for (u32 i = 0; i < 20; i++) wr_array_new_default(sp + 1, 13, 300000, 0);
  struct point *p = wr_allocate(16);
  if (!p) p = wr_allocate_slow(sp + 1, 16);
  *p = (struct point){.type = 17, .x = 3, .y = 0.5};
  sp[1] = (ref)(void *)p;
  iota(sp + 2, 1000);
  CHECK(point(sp[1])->x == 3 && point(sp[1])->y == 0.5);
}

// --- Memory

static FUNCTION void test_memory(void) {
  i32_store(&memory0, 1, 2, 0x80818283u);
  CHECK(i32_load(&memory0, 3, 0) == 0x80818283u && i32_load8_s(&memory0, 3, 0) == 0xffffff83u);
  CHECK(i32_load16_u(&memory0, 0, 5) == 0x8081 && i64_load32_s(&memory0, 3, 0) == 0xffffffff80818283u);
  CHECK(i64_load16_s(&memory0, 5, 0) == 0xffffffffffff8081u && i64_load8_u(&memory0, 6, 0) == 0x80);
  f64_store(&memory0, 65528, 0, 2.5);
  CHECK(f64_load(&memory0, 65000, 528) == 2.5);
  f32_store(&memory0, 100, 0, 1.25f);
  CHECK(f32_load(&memory0, 100, 0) == 1.25f);
  CHECK(wr_memory_grow(&memory0, 1) == 1 && wr_memory_size(&memory0) == 2);
  CHECK(wr_memory_grow(&memory0, 2) == 0xffffffffu && wr_memory_grow(&memory0, 0) == 2);
  i64_store(&memory0, 131064, 0, 7);
  CHECK(i64_load(&memory0, 131064, 0) == 7);
  wr_memory_init(&memory0, &data0, 200, 8, 4);
  CHECK(i32_load(&memory0, 200, 0) == 0x0b0a0908u);
  wr_memory_copy(&memory0, &memory0, 201, 200, 4);
  wr_memory_fill(&memory0, 200, 0x1aa, 1);
  CHECK(i32_load(&memory0, 200, 0) == 0x0a0908aau);
  wr_touch(f64_load(&memory0, 0, 0));
  wr_touch(f32_load(&memory0, 0, 0));
  wr_touch(i64_load(&memory0, 0, 0));
}

// --- Tables and tail calls

#if defined(__OPTIMIZE__) || defined(__clang__)
#define TAIL_CALLS 10000000u
#else
#define TAIL_CALLS 1000u  // gcc 12 makes no sibling calls at -O0
#endif

u64 apply_even(ref *sp, u64 n WR_PAD4) {
  if (n == 0) return 1;
  WR_TAIL return apply_odd(sp, n - 1u WR_PAD4_ARGS);
}

u64 apply_odd(ref *sp, u64 n WR_PAD4) {
  if (n == 0) return 0;
  func_u64 *f = (func_u64 *)wr_table_call(&table0, 0, FUNC_U64);
  WR_TAIL return f(sp, n - 1u WR_PAD4_ARGS);
}

static FUNCTION void test_tables(ref *sp) {
  CHECK(apply_even(sp, TAIL_CALLS WR_PAD4_ARGS) == 1);
  CHECK(wr_func_table_grow(&table0, (wr_code)apply_odd, 3) == 4 && wr_func_table_size(&table0) == 7);
  CHECK(((func_u64 *)wr_table_call(&table0, 6, FUNC_U64))(sp, 3 WR_PAD4_ARGS) == 1);
  CHECK(wr_func_table_grow(&table0, 0, 2) == WR_TABLE_FAILED);
  wr_func_table_set(&table0, 3, wr_func_table_get(&table0, 2));
  CHECK(table0.items[3].type == 21);
  wr_func_table_copy(&table0, &table0, 4, 0, 3);
  CHECK(wr_func_table_get(&table0, 6) == (wr_code)call_adder);
  wr_func_table_init(&table0, &elem1, 5, 0, 2);
  CHECK(wr_func_table_get(&table0, 6) == 0);
  CHECK(wr_ref_table_grow(&table1, iota(sp, 10), 98) == 2 && wr_ref_table_size(&table1) == 100);
  iota(sp, 5000);
  CHECK(sum(wr_ref_table_get(&table1, 99)) == 45);
  wr_ref_table_set(&table1, 0, iota(sp, 5));
  wr_ref_table_copy(&table1, &table1, 1, 0, 50);
  wr_ref_table_init(&table1, &elem0, 60, 0, 3);
  iota(sp, 5000);
  CHECK(sum(wr_ref_table_get(&table1, 1)) == 10 && wr_i31_get_s(wr_ref_table_get(&table1, 60)) == 5);
  wr_ref_elem_drop(&elem0);
}

// --- Numbers

static FUNCTION void test_numbers(void) {
  f64 nan = f64_from_bits(0x7ff4000000000000u), inf = f64_from_bits(0x7ff0000000000000u);
  CHECK(i32_div_s(-7u, 2) == -3u && i32_rem_s(-7u, 2) == -1u && i32_rem_s(0x80000000u, -1u) == 0);
  CHECK(i64_div_u(-1ull, 2) == 0x7fffffffffffffffu && i64_rem_s(1ull << 63, -1ull) == 0);
  CHECK(i32_shl(1, 33) == 2 && i32_shr_s(0x80000000u, 31) == -1u && i32_rotl(0x80000001u, 1) == 3);
  CHECK(i32_rotr(1, 0) == 1 && i64_rotr(1, 1) == 1ull << 63 && i64_rotl(5, 64) == 5);
  CHECK(i32_clz(0) == 32 && i32_ctz(8) == 3 && i64_clz(1) == 63 && i64_ctz(0) == 64 && i64_popcnt(-1ull) == 64);
  CHECK(i32_extend8_s(0x80) == 0xffffff80u && i64_extend32_s(0x80000000u) == 0xffffffff80000000u);
  CHECK(i32_lt_s(-1u, 0) && !i32_lt_u(-1u, 0) && i64_ge_s(0, -1ull) && i32_wrap_i64(1ull << 32 | 5) == 5);
  CHECK(f64_min(0.0, -0.0) == 0 && i64_reinterpret_f64(f64_min(0.0, -0.0)) == 1ull << 63);
  CHECK(i64_reinterpret_f64(f64_max(0.0, -0.0)) == 0 && f64_min(1, 2) == 1 && f32_max(1, 2) == 2);
  CHECK(i64_reinterpret_f64(f64_min(nan, 1)) & 1ull << 51 && f64_ne(f64_max(1, nan), f64_max(1, nan)));
  CHECK(f64_nearest(2.5) == 2 && f64_nearest(-0.5) == 0 && f32_nearest(3.5f) == 4 && f64_sqrt(2.25) == 1.5);
  CHECK(f64_ceil(-0.5) == 0 && f64_floor(-0.5) == -1 && f64_trunc(-1.5) == -1);
  CHECK(i64_reinterpret_f64(f64_neg(nan)) == 0xfff4000000000000u);
  CHECK(i64_reinterpret_f64(f64_abs(f64_neg(nan))) == 0x7ff4000000000000u && f64_copysign(2, -1) == -2);
  CHECK(i32_trunc_f64_s(-2147483648.9) == 0x80000000u && i32_trunc_f64_u(4294967295.9) == -1u);
  CHECK(i32_trunc_f64_u(-0.9) == 0 && i64_trunc_f64_u(0x1p63) == 1ull << 63 && i64_trunc_f64_u(-0.9) == 0);
  CHECK(i64_trunc_f64_s(-0x1p63) == 1ull << 63 && i64_trunc_f64_u(18446744073709549568.0) == 18446744073709549568ull);
  CHECK(i32_trunc_f32_s(-2147483648.0f) == 0x80000000u && i64_trunc_f32_u(0x1.fffffep63f) == 0xffffff0000000000u);
  CHECK(i32_trunc_sat_f64_s(1e20) == 0x7fffffffu && i32_trunc_sat_f64_s(nan) == 0 && i32_trunc_sat_f64_s(-inf) == 0x80000000u);
  CHECK(i32_trunc_sat_f64_u(-5) == 0 && i32_trunc_sat_f64_u(5e9) == -1u && i32_trunc_sat_f64_u(nan) == 0);
  CHECK(i64_trunc_sat_f64_s(inf) == (1ull << 63) - 1 && i64_trunc_sat_f64_s(-inf) == 1ull << 63 && i64_trunc_sat_f64_s(nan) == 0);
  CHECK(i64_trunc_sat_f64_u(inf) == -1ull && i64_trunc_sat_f64_u(-inf) == 0 && i64_trunc_sat_f64_u(nan) == 0);
  CHECK(i64_trunc_sat_f32_u(0x1p63f) == 1ull << 63 && i32_trunc_sat_f32_s(-1.5f) == -1u);
  CHECK(f64_convert_i64_u(-1ull) == 0x1p64 && f32_convert_i32_s(-1u) == -1 && f32_convert_i64_u(0x8000008000000001u) == 0x1.000002p63f);
  CHECK(i32_reinterpret_f32(f32_demote_f64(f64_promote_f32(f32_from_bits(0x7fa00000)))) == 0x7fe00000);
  CHECK(i32_eqz(0) == 1 && f64_lt(1, nan) == 0 && f64_div(1, 0) == inf);
  CHECK(wr_to_f32(wr_from_f32(1.5f)) == 1.5f && wr_to_f64(wr_from_f64(-2)) == -2);
}

// --- Deep recursion

static FUNCTION u32 deep(ref *sp, u32 n) {
  if (n == 0) return 0;
  sp[0] = wr_i31(n);
  u32 below = deep(sp + 1, n - 1u);
  return below + wr_i31_get_s(sp[0]) % 2u;
}

static FUNCTION void test_deep(ref *sp) {
  CHECK(deep(sp, 1000000) == 500000);
  CHECK(deep(sp, 1000000) == 500000);
}

// --- Traps

static FUNCTION u32 divide(u32 x, u32 y) { return i32_div_s(x, y); }

static FUNCTION u32 endless(ref *sp, u32 n) {
  if (n == 0) return 0;
  u32 x = endless(sp, n + 1u);
  WR_KEEP_CALL;
  return x;
}

static FUNCTION u32 endless_host(ref *sp, u32 n) {
  if (n == 0) return 0;
  char text[64];
  snprintf(text, sizeof text, "%u %f", n, (double)n);
  u32 x = endless_host(sp, n + 1u) + (u32)text[0];
  WR_KEEP_CALL;
  return x;
}

static FUNCTION ref endless_alloc(ref *sp, ref l) {
  if (l == 0) return 0;
  sp[0] = l;
  ref x = endless_alloc(sp + 1, cons_new(sp + 1, l, 0));
  WR_KEEP_CALL;
  return x;
}

static FUNCTION u32 endless_side(ref *sp, u32 n) {
  if (n == 0) return 0;
  for (u32 i = 0; i < 100000; i++) sp[i] = 0;
  u32 x = endless_side(sp + 100000, n + 1u);
  WR_KEEP_CALL;
  return x;
}

static FUNCTION u32 big_frame(u32 n) {
  if (n == 0) return 0;
  volatile u8 frame[1 << 20];
  frame[n & 0xfffff] = (u8)n;
  u32 x = big_frame(n + 1u) + frame[5];
  WR_KEEP_CALL;
  return x;
}

// Recurses until so much is left of a stack of 16 MiB: enough for a trap, not for an unwinder.
#define LEFT_AT_END (WR_ASAN ? 4000 : 1000)
static FUNCTION ref null_at_end(ref object) {
  uintptr_t depth = wr_stack_base().addr - (uintptr_t)__builtin_frame_address(0);
  if (depth > ((uintptr_t)16 << 20) - LEFT_AT_END) return wr_nonnull(object);
  ref x = null_at_end(object);
  WR_KEEP_CALL;
  return x;
}

static FUNCTION u32 exhaust(ref *sp, u32 n) {
  ref l = 0;
  for (; n; n++) l = cons_new(sp, wr_i31(1), l);
  return sum(l);
}

static FUNCTION void trap(ref *sp, const char *name, u32 zero) {
#define CASE(NAME) if (strcmp(name, NAME) == 0)
  CASE("unreachable") wr_trap(WR_TRAP_UNREACHABLE);
  CASE("div-zero") divide(1, zero);
  CASE("int-overflow") divide(0x80000000u, zero - 1u);
  CASE("trunc-nan") i32_trunc_f64_s(f64_div(zero, zero));
  CASE("trunc-range") i32_trunc_f64_s(1e20 + zero);
  CASE("memory-load") wr_touch(i32_load(&memory0, 65533 + zero, 0));
  CASE("memory-dead-load") wr_touch(i64_load8_u(&memory0, -1u, 0xffffffffu));
  CASE("memory-store") i32_store8(&memory0, 65536 + zero, 0, 1);
  CASE("memory-fill") wr_memory_fill(&memory0, 65536, 1, 1 + zero);
  CASE("memory-init") wr_memory_init(&memory0, &data0, 0, 15, 2 + zero);
  CASE("table-get") wr_ref_table_get(&table1, 2 + zero);
  CASE("undefined") wr_table_call(&table0, 4 + zero, FUNC_U64);
  CASE("uninitialized") wr_table_call(&table0, 3 + zero, FUNC_U64);
  CASE("signature") wr_table_call(&table0, 2 + zero, FUNC_U64);
  CASE("array-bounds") block_get(wr_array_new_default(sp, 11, 3, WR_SLOT_SHIFT), 3 + zero);
  CASE("array-copy") wr_array_copy(wr_array_new_default(sp, 13, 3, 0), 0, wr_array_new_default(sp, 13, 3, 0), 0, 4, 1);
  CASE("array-data") wr_array_new_data(sp, 13, 0, &data0, 15, 2);
  CASE("array-elem") wr_array_new_elem(sp, 11, &elem0, -1u, 2);
  CASE("null") wr_nonnull((ref)(uintptr_t)zero);
  CASE("null-func") wr_nonnull_code((wr_code)(uintptr_t)zero);
  CASE("null-i31") wr_nonnull_i31((ref)(uintptr_t)zero);
  CASE("cast") wr_as_any(wr_i31(zero), CONS);
  CASE("cast-func") wr_as_code((wr_code)call_adder, FUNC_U64);
  CASE("stack") endless(sp, 1);
  CASE("stack-host") endless_host(sp, 1);
  CASE("stack-alloc") endless_alloc(sp, wr_i31(0));
  CASE("stack-side") endless_side(sp, 1);
  CASE("stack-big-frame") big_frame(1);
  CASE("null-at-end") null_at_end((ref)(uintptr_t)zero);
  CASE("heap") exhaust(sp, 1);
  CASE("heap-array") wr_array_new_default(sp, 15, -1u, 3);
  CASE("uncaught") { wr_exception.payload[0] = 1; wr_throw(&tag_pair); }
  CASE("throw-null") wr_throw_ref((ref)(uintptr_t)zero);
  CASE("unknown-import") wr_unknown_import("env", "caml\n_foo");
  CASE("own-bug") *(volatile int *)(uintptr_t)(8 + zero) = 1;
  CASE("host-touches-guard") memset(memory0.base + 65536 + zero, 1, 100000);
}

static void run(ref *sp) {
  const char *name = wr_argc > 1 ? wr_argv[1] : "all";
  u32 zero = wr_argc > 100;
  bool all = strcmp(name, "all") == 0;
  if (all || strcmp(name, "lists") == 0) test_lists(sp);
  if (all || strcmp(name, "closures") == 0) test_closures(sp);
  if (all || strcmp(name, "exceptions") == 0) test_exceptions(sp);
  if (all || strcmp(name, "arrays") == 0) test_arrays(sp);
  if (all || strcmp(name, "memory") == 0) test_memory();
  if (all || strcmp(name, "tables") == 0) test_tables(sp);
  if (all || strcmp(name, "numbers") == 0) test_numbers();
  if (all || strcmp(name, "deep") == 0) test_deep(sp);
  if (strcmp(name, "exit") == 0) wr_exit(42);
  if (!all) trap(sp, name, zero);
}

const struct wr_program wr_program = {"test", run, &memory0};

const struct wr_function wr_functions[] = {
  {(wr_code)apply_even, 19, "apply_even", NULL}, {(wr_code)apply_odd, 19, "apply_odd", NULL},
  {(wr_code)call_adder, 21, "call_adder", NULL}, {(wr_code)call_composed, 21, "call_composed", NULL},
  {(wr_code)divide, 25, "div\x1b[31mide", NULL}, {(wr_code)trap, 27, "trap", NULL}, {(wr_code)run, 29, NULL, NULL},
  {(wr_code)endless, 31, "endless", NULL}, {(wr_code)endless_host, 31, "endless_host", NULL},
  {(wr_code)endless_alloc, 33, "endless_alloc", NULL}, {(wr_code)endless_side, 31, "endless_side", NULL},
  {(wr_code)big_frame, 35, "big_frame", NULL}, {(wr_code)exhaust, 37, "exhaust", NULL}, {(wr_code)iota, 39, "iota", NULL},
  {(wr_code)null_at_end, 41, "null_at_end", NULL},
};
const u32 wr_function_count = sizeof wr_functions / sizeof *wr_functions;
