// Bignums as objects: a large table of them under arithmetic, with collections in between, checked by residues; and
// what a hostile guest would pass. Whether the arithmetic is right is told by tests/bignum.rs, on the limbs.
#include "types.h"

#include <stdio.h>
#include <stdlib.h>

#include "gc-extras.h"
#include "hoot/bignum.h"
#include "host.h"
#include "stack.h"

u64 apply_even(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
u64 apply_odd(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
ref call_adder(ref *sp WR_UNUSED, ref self WR_UNUSED, ref x) { return x; }

#define CHECK(condition) \
  do { if (!(condition)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); exit(1); } } while (0)

// A prime below 2^31, so that residues multiply in 64 bits.
#define PRIME 2147483629u

static u64 residue(ref *sp, ref a) {
  sp[0] = a;
  ref prime = hoot_bignum_from_i32(sp + 1, PRIME);
  ref r = hoot_bignum_mod(sp + 1, sp[0], prime);
  CHECK(hoot_bignum_is_i64(r));
  return hoot_bignum_get_i64(r);
}

static u32 random_below(u32 n) {
  static u64 x = 88172645463325252u;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return (u32)(x >> 33) % n;
}

#define NUMBERS 40
#define LONGEST 300  // limbs: some operations fit in the frame, some do not

static ref shortened(ref *sp, ref a) {
  if (!wr_is_object(a) || wr_array_length(a) <= LONGEST) return a;
  return hoot_bignum_rsh(sp, a, 64 * (wr_array_length(a) - LONGEST) + random_below(LONGEST * 16));
}

// sp[0] holds the block of numbers.
static void replace_one(ref *sp) {
  u32 i = random_below(NUMBERS), j = random_below(NUMBERS), k = random_below(NUMBERS);
  u64 x = residue(sp + 1, block_get(sp[0], i)), y = residue(sp + 1, block_get(sp[0], j));
  ref a = block_get(sp[0], i), b = block_get(sp[0], j), r;
  u64 expected;
  switch (random_below(6)) {
  case 0: r = hoot_bignum_add(sp + 1, a, b); expected = (x + y) % PRIME; break;
  case 1: r = hoot_bignum_sub(sp + 1, a, b); expected = (x + PRIME - y) % PRIME; break;
  case 2: r = hoot_bignum_mul(sp + 1, a, b); expected = x * y % PRIME; break;
  case 3: r = hoot_bignum_lsh(sp + 1, a, 1); expected = x * 2 % PRIME; break;
  case 4: r = hoot_bignum_mul_i32(sp + 1, a, -7u); expected = x * (PRIME - 7) % PRIME; break;
  default:
    sp[1] = hoot_bignum_logand(sp + 1, a, b);
    r = hoot_bignum_logior(sp + 2, block_get(sp[0], i), block_get(sp[0], j));
    r = hoot_bignum_add(sp + 2, sp[1], r);
    expected = (x + y) % PRIME;
  }
  sp[1] = r;
  CHECK(residue(sp + 2, sp[1]) == expected);
  r = shortened(sp + 1, sp[1]);
  if (hoot_bignum_eq(r, hoot_bignum_from_i32(sp, 0))) r = hoot_bignum_from_i64(sp + 1, -2ull << 60);
  block_set(sp[0], k, r);
}

// a = (a quo b) b + (a rem b)
static void check_division(ref *sp) {
  u32 i = random_below(NUMBERS), j = random_below(NUMBERS);
  sp[1] = hoot_bignum_quo(sp + 1, block_get(sp[0], i), block_get(sp[0], j));
  sp[2] = hoot_bignum_rem(sp + 2, block_get(sp[0], i), block_get(sp[0], j));
  ref a = hoot_bignum_mul(sp + 3, sp[1], block_get(sp[0], j));
  a = hoot_bignum_add(sp + 3, a, sp[2]);
  CHECK(hoot_bignum_eq(a, block_get(sp[0], i)));
  ref g = hoot_bignum_gcd(sp + 1, block_get(sp[0], i), block_get(sp[0], j));
  ref rest = hoot_bignum_mod(sp + 1, block_get(sp[0], i), g);
  CHECK(hoot_bignum_eq(rest, hoot_bignum_from_i32(sp, 0)));
}

static void arithmetic(ref *sp) {
  sp[0] = wr_array_new_default(sp, 11, NUMBERS, WR_SLOT_SHIFT);
  for (u32 i = 0; i < NUMBERS; i++) {
    ref n = hoot_bignum_from_u64(sp + 1, 0xfedcba9876543210u * (i + 1));
    for (u32 doublings = i % 9; doublings; doublings--) n = hoot_bignum_mul(sp + 1, n, n);
    block_set(sp[0], i, n);
  }
  for (u32 i = 0; i < 1000; i++) {
    replace_one(sp);
    if (i % 32 == 0) check_division(sp);
    if (i % 256 == 0) gc_extra_verify(wr_heap);
  }
}

static ref text(ref *sp, const char *digits, u32 repeat) {
  u32 length = (u32)strlen(digits);
  ref a = wr_array_new_default(sp, 13, length * repeat, 0);
  for (u32 i = 0; i < length * repeat; i++) bytes_set(a, i, (u8)digits[i % length]);
  return a;
}

static void borders(ref *sp) {
  // 60 bits, or 28, are the reference itself.
  const u64 border = 1ull << (WR_HOST_REF_BITS - 2);
  ref most = hoot_bignum_from_i64(sp, border - 1), least = hoot_bignum_from_i64(sp, -border);
  CHECK(wr_is_host_ref(most) && wr_is_host_ref(least));
  CHECK(hoot_bignum_get_i64(most) == border - 1 && hoot_bignum_get_i64(least) == -border);
  sp[0] = hoot_bignum_add_i32(sp, most, 1);
  sp[1] = hoot_bignum_sub_i32(sp + 1, least, 1);
  CHECK(wr_is_object(sp[0]) && wr_is_object(sp[1]));
  CHECK(hoot_bignum_sub_i32(sp + 2, sp[0], 1) == most && hoot_bignum_add_i32(sp + 2, sp[1], 1) == least);
  // An i32 need not fit.
  static const u32 numbers[] = {0x7fffffff, 0x80000000};
  for (u32 i = 0; i < 2; i++) {
    sp[0] = hoot_bignum_from_i32(sp, numbers[i]);
    CHECK(hoot_bignum_get_i64(sp[0]) == (u64)(i64)(i32)numbers[i]);
    CHECK(!hoot_bignum_lt_big_i32(sp[0], numbers[i]) && !hoot_bignum_lt_i32_big(numbers[i], sp[0]));
    sp[1] = hoot_bignum_sub_i32(sp + 1, sp[0], numbers[i]);
    CHECK(sp[1] == hoot_bignum_from_i32(sp + 2, 0));
    sp[1] = hoot_bignum_logxor_i32(sp + 2, sp[1], numbers[i]);
    CHECK(hoot_bignum_eq(sp[0], sp[1]));
    sp[1] = hoot_bignum_lsh_i32_i64(sp + 2, numbers[i], 32);
    CHECK(hoot_bignum_get_i64(sp[1]) == (u64)(i64)(i32)numbers[i] << 32);
  }
  sp[0] = hoot_bignum_from_u64(sp, -1ull);
  CHECK(!hoot_bignum_is_i64(sp[0]) && hoot_bignum_is_u64(sp[0]) && hoot_bignum_get_i64(sp[0]) == -1ull);
  CHECK(hoot_bignum_to_f64(sp[0]) == 0x1p64 && hoot_bignum_lt_big_f64(sp[0], 0x1p64));
  CHECK(!hoot_bignum_eq_f64(sp[0], 0x1p64) && hoot_bignum_le_f64_big(0x1.fffffffffffffp63, sp[0]));
  ref minimum = hoot_bignum_from_i64(sp, 1ull << 63);
  sp[0] = hoot_bignum_quo(sp, minimum, hoot_bignum_from_i32(sp, -1u));
  CHECK(!hoot_bignum_is_i64(sp[0]) && hoot_bignum_get_i64(sp[0]) == 1ull << 63);
  CHECK(hoot_bignum_mod(sp, hoot_bignum_from_i32(sp, -7u), hoot_bignum_from_i32(sp, 2)) == hoot_bignum_from_i32(sp, 1));
  CHECK(hoot_bignum_rem(sp, hoot_bignum_from_i32(sp, -7u), hoot_bignum_from_i32(sp, 2)) == hoot_bignum_from_i32(sp, -1u));
  // Shifts the other way, absurd ones of nothing, and away.
  CHECK(hoot_bignum_lsh_i32_i64(sp, 40, -3ull) == hoot_bignum_from_i32(sp, 5));
  CHECK(hoot_bignum_rsh(sp, hoot_bignum_from_i32(sp, 5), -3ull) == hoot_bignum_from_i32(sp, 40));
  CHECK(hoot_bignum_lsh_i32_i64(sp, 0, 1ull << 62) == hoot_bignum_from_i32(sp, 0));
  CHECK(hoot_bignum_rsh(sp, hoot_bignum_from_i32(sp, -5u), 1ull << 62) == hoot_bignum_from_i32(sp, -1u));
  CHECK(hoot_bignum_lsh_i32_i64(sp, -5u, 1ull << 63) == hoot_bignum_from_i32(sp, -1u));
  CHECK(hoot_bignum_logcount(hoot_bignum_from_i32(sp, -8u)) == 3);
  // Compared with NaN.
  f64 nan = __builtin_nan("");
  ref one = hoot_bignum_from_i32(sp, 1);
  CHECK(!hoot_bignum_lt_big_f64(one, nan) && !hoot_bignum_le_big_f64(one, nan) && !hoot_bignum_eq_f64(one, nan));
  CHECK(!hoot_bignum_lt_f64_big(nan, one) && !hoot_bignum_le_f64_big(nan, one));
  CHECK(hoot_bignum_lt_i32_big(0, one) && hoot_bignum_lt_big_i32(one, 2) && !hoot_bignum_lt(one, one));
  // A string that needs a buffer in the heap: 99...9 + 1 = 10^20000.
  ref digits = text(sp, "9", 20000);
  sp[0] = hoot_bignum_from_string(sp, digits);
  sp[0] = hoot_bignum_add_i32(sp + 1, sp[0], 1);
  sp[1] = hoot_bignum_from_i32(sp, 10);
  for (u32 i = 0; i < 5; i++) {
    ref fifth = sp[1];
    ref r = hoot_bignum_mul(sp + 2, fifth, fifth);
    sp[2] = hoot_bignum_mul(sp + 2, r, r);
    sp[1] = i == 4 ? sp[1] : hoot_bignum_mul(sp + 3, sp[2], sp[1]);
  }
  // sp[1] = 10^(5^4) = 10^625, and 625 * 32 = 20000.
  for (u32 i = 0; i < 5; i++) sp[1] = hoot_bignum_mul(sp + 2, sp[1], sp[1]);
  CHECK(hoot_bignum_eq(sp[0], sp[1]));
}

// The result is an i64 if that is what it has to be, and the right one.
static bool is(ref r, __int128 value) {
  bool fits = value == (i64)value;
  return hoot_bignum_is_i64(r) == fits && hoot_bignum_get_i64(r) == (u64)value;
}

static __int128 gcd_by_division(__int128 a, __int128 b) {
  while (b) {
    __int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

// Where i64s end, and where references that are numbers do.
static void pairs(ref *sp) {
  const i64 border = (i64)1 << (WR_HOST_REF_BITS - 2);
  const i64 numbers[] = {0, 1, -1, 2, -2, 7, -7, 12, -18, border - 1, border, -border, -border - 1, INT32_MAX, INT32_MIN,
                         (i64)1 << 32, 3037000500, -3037000500, INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1};
  const u32 count = sizeof numbers / sizeof *numbers;
  for (u32 i = 0; i < count * count; i++) {
    __int128 x = numbers[i / count], y = numbers[i % count];
    sp[0] = hoot_bignum_from_i64(sp, (u64)x);
    sp[1] = hoot_bignum_from_i64(sp + 1, (u64)y);
    CHECK(is(hoot_bignum_add(sp + 2, sp[0], sp[1]), x + y));
    CHECK(is(hoot_bignum_sub(sp + 2, sp[0], sp[1]), x - y));
    CHECK(is(hoot_bignum_mul(sp + 2, sp[0], sp[1]), x * y));
    CHECK(is(hoot_bignum_logand(sp + 2, sp[0], sp[1]), x & y));
    CHECK(is(hoot_bignum_logior(sp + 2, sp[0], sp[1]), x | y));
    CHECK(is(hoot_bignum_logxor(sp + 2, sp[0], sp[1]), x ^ y));
    CHECK(is(hoot_bignum_gcd(sp + 2, sp[0], sp[1]), gcd_by_division(x, y)));
    CHECK(hoot_bignum_lt(sp[0], sp[1]) == (x < y) && hoot_bignum_eq(sp[0], sp[1]) == (x == y));
    if (y == (i32)y) {
      CHECK(hoot_bignum_lt_big_i32(sp[0], (u32)y) == (x < y) && hoot_bignum_lt_i32_big((u32)y, sp[0]) == (y < x));
      CHECK(is(hoot_bignum_mul_i32(sp + 2, sp[0], (u32)y), x * y));
    }
    if (!y) continue;
    CHECK(is(hoot_bignum_quo(sp + 2, sp[0], sp[1]), x / y));
    CHECK(is(hoot_bignum_rem(sp + 2, sp[0], sp[1]), x % y));
    CHECK(is(hoot_bignum_mod(sp + 2, sp[0], sp[1]), (x % y + y) % y));
  }
}

// Each is a trap.
static ref *const_text(ref *sp, const char *digits) {
  sp[0] = text(sp, digits, 1);
  return sp;
}
static void add_null(ref *sp) { hoot_bignum_add(sp, hoot_bignum_from_i32(sp, 1), 0); }
static void add_i31(ref *sp) { hoot_bignum_add(sp, wr_i31(1), hoot_bignum_from_i32(sp, 1)); }
static void add_handle(ref *sp) { hoot_bignum_add(sp, wr_host_ref(2), hoot_bignum_from_i32(sp, 1)); }
static void mul_pair(ref *sp) { hoot_bignum_mul(sp, cons_new(sp, 0, 0), hoot_bignum_from_i32(sp, 1)); }
static void shift_static(ref *sp) { hoot_bignum_lsh(sp, (ref)(void *)&static_cons, 0); }
static void compare_pair(ref *sp) { hoot_bignum_eq(hoot_bignum_from_i32(sp, 1), cons_new(sp, 0, 0)); }
static void string_of_pair(ref *sp) { hoot_bignum_from_string(sp, cons_new(sp, 0, 0)); }
static void string_of_floats(ref *sp) { hoot_bignum_from_string(sp, wr_array_new_default(sp, 15, 2, 3)); }
static void string_of_null(ref *sp) { hoot_bignum_from_string(sp, 0); }
static void empty_string(ref *sp) { hoot_bignum_from_string(sp, *const_text(sp, "")); }
static void no_digits(ref *sp) { hoot_bignum_from_string(sp, *const_text(sp, "12x")); }
static void quo_zero(ref *sp) { hoot_bignum_quo(sp, hoot_bignum_from_i32(sp, 1), hoot_bignum_from_i32(sp, 0)); }
static void rem_zero(ref *sp) { hoot_bignum_rem(sp, hoot_bignum_from_i32(sp, 1), hoot_bignum_from_i32(sp, 0)); }
static void mod_zero(ref *sp) { hoot_bignum_mod(sp, hoot_bignum_from_i32(sp, 1), hoot_bignum_from_i32(sp, 0)); }
static void shift_far(ref *sp) { hoot_bignum_lsh_i32_i64(sp, 1, 1ull << 40); }
static void shift_farthest(ref *sp) { hoot_bignum_lsh_i32_i64(sp, -1u, (1ull << 63) - 1); }
static void shift_back_farthest(ref *sp) { hoot_bignum_rsh(sp, hoot_bignum_from_i32(sp, 1), 1ull << 63); }
static void shift_below_the_limit(ref *sp) { hoot_bignum_lsh_i32_i64(sp, 1, 1ull << 33); }
static void square_for_ever(ref *sp) {
  sp[0] = hoot_bignum_lsh_i32_i64(sp, 3, 100000);
  for (;;) sp[0] = hoot_bignum_lsh(sp + 1, sp[0], 64ull * wr_array_length(sp[0]));
}

static const struct {
  void (*f)(ref *sp);
  enum wr_trap trap;
} hostile[] = {
  {add_null, WR_TRAP_CAST}, {add_i31, WR_TRAP_CAST}, {add_handle, WR_TRAP_CAST}, {mul_pair, WR_TRAP_CAST},
  {shift_static, WR_TRAP_CAST}, {compare_pair, WR_TRAP_CAST}, {string_of_pair, WR_TRAP_CAST},
  {string_of_floats, WR_TRAP_CAST}, {string_of_null, WR_TRAP_CAST}, {empty_string, WR_TRAP_CONVERSION},
  {no_digits, WR_TRAP_CONVERSION}, {quo_zero, WR_TRAP_DIV_ZERO}, {rem_zero, WR_TRAP_DIV_ZERO},
  {mod_zero, WR_TRAP_DIV_ZERO}, {shift_far, WR_TRAP_HEAP}, {shift_farthest, WR_TRAP_HEAP},
  {shift_back_farthest, WR_TRAP_HEAP}, {shift_below_the_limit, WR_TRAP_HEAP}, {square_for_ever, WR_TRAP_HEAP},
};

int main(int argc, char **argv) {
  wr_start(argc, argv);
  CHECK(wr_call(wr_program_instantiate) == WR_TRAP_NONE);
  CHECK(wr_call(borders) == WR_TRAP_NONE);
  CHECK(wr_call(pairs) == WR_TRAP_NONE);
  CHECK(wr_call(arithmetic) == WR_TRAP_NONE);
  for (u32 i = 0; i < sizeof hostile / sizeof *hostile; i++) {
    enum wr_trap trap = wr_call(hostile[i].f);
    if (trap != hostile[i].trap) fprintf(stderr, "hostile %u: %s\n", i, wr_trap_message(trap));
    CHECK(trap == hostile[i].trap);
    gc_extra_verify(wr_heap);
  }
  wr_exit(0);
}

const struct wr_program wr_program = {"bignum", NULL, &memory0};
const struct wr_function wr_functions[] = {{(wr_code)apply_even, 19, "apply_even", NULL}};
const u32 wr_function_count = 1;
