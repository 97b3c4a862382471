// Where results are made. An operation first computes into a buffer, as large as the result could be, and then
// allocates the object, as large as it is: nothing is shrunk in the heap, and no operand lives across that allocation.
// Small buffers lie in the frame. A large one is an object itself, dead after the operation: its allocation may move
// the operands, and a result that is out of all bounds ends here, as heap exhaustion.
#include "bignum.h"

#include "alloc.h"
#include "cast.h"
#include "magnitude.h"

// --- References to numbers

#define SMALL_BITS (WR_HOST_REF_BITS - 1)

static bool is_small(ref r) { return (wr_ref_bits(r) & 15) == 10; }
static i64 small_value(ref r) { return (i64)(wr_host_ref_payload(r) << (64 - WR_HOST_REF_BITS)) >> (64 - SMALL_BITS); }
static ref small(i64 value) { return wr_host_ref((u64)value << 1 | 1); }

static bool fits_small(i64 value) {
  return (u64)value + ((u64)1 << (SMALL_BITS - 1)) < (u64)1 << SMALL_BITS;
}

// 2 GiB. Results of more are refused before any arithmetic; the buffers for less have below 2^32 limbs.
#define MOST_LIMBS ((u64)1 << 28)

// The limbs of a small number lie in *place, those of others in the object, until the next safepoint.
static struct limbs limbs_of(ref r, u64 *place) {
  if (is_small(r)) {
    *place = (u64)small_value(r);
    return (struct limbs){place, 1};
  }
  r = wr_as_any(r, hoot_bignum_type, 0);
  return (struct limbs){wr_array_items(r), wr_array_length(r)};
}

// Whether the number is an i64, as most are: with references of 32 bits, those of more than 27 are objects.
WR_INLINE bool is_i64(ref r, i64 *value) {
  if (is_small(r)) {
    *value = small_value(r);
    return true;
  }
  r = wr_as_any(r, hoot_bignum_type, 0);
  *value = *(i64 *)wr_array_items(r);
  return wr_array_length(r) == 1;
}

WR_INLINE bool are_i64s(ref a, ref b, i64 *x, i64 *y) { return is_i64(a, x) && is_i64(b, y); }

static u32 checked_count(u64 count) {
  if (wr_unlikely(count > MOST_LIMBS)) wr_trap(WR_TRAP_HEAP);
  return (u32)count;
}

void limbs_exhausted(void) { wr_trap(WR_TRAP_HEAP); }

static ref new_object(ref *sp, u64 count) { return wr_array_new(sp, hoot_bignum_type, (u32)count, 3); }

static ref number_from_i64(ref *sp, i64 value) {
  if (fits_small(value)) return small(value);
  ref r = new_object(sp, 1);
  *(i64 *)wr_array_items(r) = value;
  return r;
}

// From a buffer in the frame.
static ref number(ref *sp, const u64 *at, size_t count) {
  if (count == 1) return number_from_i64(sp, (i64)at[0]);
  ref r = new_object(sp, count);
  memcpy(wr_array_items(r), at, 8 * count);
  return r;
}

// From a buffer in the heap.
static ref number_from_object(ref *sp, ref buffer, size_t count) {
  checked_count(count);
  u64 *at = wr_array_items(buffer);
  if (count == 1 && fits_small((i64)at[0])) return small((i64)at[0]);
  sp[0] = buffer;
  ref r = new_object(sp + 1, count);
  memcpy(wr_array_items(r), wr_array_items(sp[0]), 8 * count);
  return r;
}

// --- Operations of two numbers

// Limbs in the frame: enough for sums of 500 limbs, products and divisors of 100. There the work is more than that of
// two allocations.
#define FRAME_LIMBS 512

typedef size_t operation(u64 *r, struct limbs a, struct limbs b, u64 *scratch);

struct need {
  u64 room, scratch;
};
typedef struct need operation_need(u64 n, u64 m);

static WR_NOINLINE ref apply_in_heap(ref *sp, ref a, ref b, struct need need, operation *f) {
  checked_count(need.room);
  sp[0] = a;
  sp[1] = b;
  ref buffer = new_object(sp + 2, need.room + need.scratch);
  u64 *r = wr_array_items(buffer), a_place, b_place;
  size_t count = f(r, limbs_of(sp[0], &a_place), limbs_of(sp[1], &b_place), r + need.room);
  return number_from_object(sp, buffer, count);
}

WR_INLINE ref apply(ref *sp, ref a, ref b, operation_need *need_of, operation *f) {
  u64 a_place, b_place, frame[FRAME_LIMBS];
  struct limbs x = limbs_of(a, &a_place), y = limbs_of(b, &b_place);
  struct need need = need_of(x.count, y.count);
  if (wr_unlikely(need.room + need.scratch > FRAME_LIMBS)) return apply_in_heap(sp, a, b, need, f);
  size_t count = f(frame, x, y, frame + need.room);
  return number(sp, frame, count);
}

#define OPERATION(NAME, ROOM, SCRATCH, CALL)                                                        \
  static struct need NAME##_need(u64 n, u64 m) { return (struct need){ROOM(n, m), SCRATCH(n, m)}; } \
  static size_t NAME##_limbs(u64 *r, struct limbs a, struct limbs b, u64 *scratch WR_UNUSED) { return CALL; }

#define NO_SCRATCH(N, M) 0
OPERATION(add, limbs_add_room, NO_SCRATCH, limbs_add(r, a, b))
OPERATION(sub, limbs_add_room, NO_SCRATCH, limbs_sub(r, a, b))
OPERATION(and, limbs_bits_room, NO_SCRATCH, limbs_and(r, a, b))
OPERATION(or, limbs_bits_room, NO_SCRATCH, limbs_or(r, a, b))
OPERATION(xor, limbs_bits_room, NO_SCRATCH, limbs_xor(r, a, b))
OPERATION(mul, limbs_mul_room, limbs_mul_scratch, limbs_mul(r, a, b, scratch))
OPERATION(quo, limbs_quo_room, limbs_quo_scratch, limbs_quo(r, a, b, scratch))
OPERATION(rem, limbs_rem_room, limbs_rem_scratch, limbs_rem(r, a, b, scratch))
OPERATION(mod, limbs_rem_room, limbs_rem_scratch, limbs_mod(r, a, b, scratch))
OPERATION(gcd, limbs_gcd_room, limbs_gcd_scratch, limbs_gcd(r, a, b, scratch))

// Of i64s, what most operations make is an i64. Hoot hashes strings by these: 75 000 times before its REPL asks.

ref hoot_bignum_add(ref *sp, ref a, ref b) {
  i64 x, y, sum;
  if (are_i64s(a, b, &x, &y) && !__builtin_add_overflow(x, y, &sum)) return number_from_i64(sp, sum);
  return apply(sp, a, b, add_need, add_limbs);
}

ref hoot_bignum_sub(ref *sp, ref a, ref b) {
  i64 x, y, difference;
  if (are_i64s(a, b, &x, &y) && !__builtin_sub_overflow(x, y, &difference)) return number_from_i64(sp, difference);
  return apply(sp, a, b, sub_need, sub_limbs);
}

ref hoot_bignum_mul(ref *sp, ref a, ref b) {
  i64 x, y, product;
  if (are_i64s(a, b, &x, &y) && !__builtin_mul_overflow(x, y, &product)) return number_from_i64(sp, product);
  return apply(sp, a, b, mul_need, mul_limbs);
}

static void check_divisor(ref b) {
  if (wr_unlikely(b == small(0))) wr_trap(WR_TRAP_DIV_ZERO);
}

// The least i64 has no i64 as its negative.
static bool are_divisible(i64 x, i64 y) { return y != -1 || x != INT64_MIN; }

ref hoot_bignum_quo(ref *sp, ref a, ref b) {
  i64 x, y;
  check_divisor(b);
  if (are_i64s(a, b, &x, &y) && are_divisible(x, y)) return number_from_i64(sp, x / y);
  return apply(sp, a, b, quo_need, quo_limbs);
}

ref hoot_bignum_rem(ref *sp, ref a, ref b) {
  i64 x, y;
  check_divisor(b);
  if (are_i64s(a, b, &x, &y) && are_divisible(x, y)) return number_from_i64(sp, x % y);
  return apply(sp, a, b, rem_need, rem_limbs);
}

ref hoot_bignum_mod(ref *sp, ref a, ref b) {
  i64 x, y;
  check_divisor(b);
  if (!are_i64s(a, b, &x, &y) || !are_divisible(x, y)) return apply(sp, a, b, mod_need, mod_limbs);
  i64 rest = x % y;
  return number_from_i64(sp, rest && (rest < 0) != (y < 0) ? rest + y : rest);
}

static u64 magnitude(i64 value) { return value < 0 ? -(u64)value : (u64)value; }

ref hoot_bignum_gcd(ref *sp, ref a, ref b) {
  i64 x, y;
  if (are_i64s(a, b, &x, &y)) {
    u64 result = gcd_of_limbs(magnitude(x), magnitude(y));
    if (result <= INT64_MAX) return number_from_i64(sp, (i64)result);
  }
  return apply(sp, a, b, gcd_need, gcd_limbs);
}

ref hoot_bignum_logand(ref *sp, ref a, ref b) {
  i64 x, y;
  if (are_i64s(a, b, &x, &y)) return number_from_i64(sp, x & y);
  return apply(sp, a, b, and_need, and_limbs);
}

ref hoot_bignum_logior(ref *sp, ref a, ref b) {
  i64 x, y;
  if (are_i64s(a, b, &x, &y)) return number_from_i64(sp, x | y);
  return apply(sp, a, b, or_need, or_limbs);
}

ref hoot_bignum_logxor(ref *sp, ref a, ref b) {
  i64 x, y;
  if (are_i64s(a, b, &x, &y)) return number_from_i64(sp, x ^ y);
  return apply(sp, a, b, xor_need, xor_limbs);
}

WR_INLINE ref apply_i32(ref *sp, ref a, u32 b, ref (*f)(ref *sp, ref a, ref b)) {
  if (wr_likely(fits_small((i32)b))) return f(sp, a, small((i32)b));
  sp[0] = a;
  ref large = number_from_i64(sp + 1, (i32)b);
  return f(sp, sp[0], large);
}

ref hoot_bignum_add_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_add); }
ref hoot_bignum_sub_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_sub); }
ref hoot_bignum_mul_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_mul); }
ref hoot_bignum_logand_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_logand); }
ref hoot_bignum_logior_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_logior); }
ref hoot_bignum_logxor_i32(ref *sp, ref a, u32 b) { return apply_i32(sp, a, b, hoot_bignum_logxor); }

// --- Shifts

typedef size_t shift(u64 *r, struct limbs a, u64 count);

static ref apply_shift(ref *sp, ref a, u64 count, u64 room, shift *f) {
  u64 place, frame[FRAME_LIMBS];
  if (room <= FRAME_LIMBS) return number(sp, frame, f(frame, limbs_of(a, &place), count));
  checked_count(room);
  sp[0] = a;
  ref buffer = new_object(sp + 1, room);
  return number_from_object(sp, buffer, f(wr_array_items(buffer), limbs_of(sp[0], &place), count));
}

static ref shift_left(ref *sp, ref a, u64 count) {
  u64 place;
  struct limbs x = limbs_of(a, &place);
  if (limbs_is_zero(x)) return a;
  return apply_shift(sp, a, count, limbs_lsh_room(x.count, count), limbs_lsh);
}

static ref shift_right(ref *sp, ref a, u64 count) {
  u64 place;
  struct limbs x = limbs_of(a, &place);
  return apply_shift(sp, a, count, limbs_rsh_room(x.count, count), limbs_rsh);
}

ref hoot_bignum_lsh(ref *sp, ref a, u64 count) {
  return (i64)count < 0 ? shift_right(sp, a, -count) : shift_left(sp, a, count);
}

ref hoot_bignum_rsh(ref *sp, ref a, u64 count) {
  return (i64)count < 0 ? shift_left(sp, a, -count) : shift_right(sp, a, count);
}

ref hoot_bignum_lsh_i32_i64(ref *sp, u32 a, u64 count) {
  return hoot_bignum_lsh(sp, number_from_i64(sp, (i32)a), count);
}

u32 hoot_bignum_logcount(ref a) {
  u64 place;
  return (u32)limbs_count_ones(limbs_of(a, &place));  // below 2^35 bits; the import's type is i32
}

// --- Conversions

ref hoot_bignum_from_i32(ref *sp, u32 value) { return number_from_i64(sp, (i32)value); }
ref hoot_bignum_from_i64(ref *sp, u64 value) { return number_from_i64(sp, (i64)value); }

ref hoot_bignum_from_u64(ref *sp, u64 value) {
  u64 frame[LIMBS_U64_ROOM];
  return number(sp, frame, limbs_from_u64(frame, value));
}

static size_t parsed(u64 *r, ref text, u64 *scratch) {
  size_t count = limbs_from_decimal(r, wr_array_items(text), wr_array_length(text), scratch);
  if (count == 0) wr_trap(WR_TRAP_CONVERSION);
  return count;
}

static bool is_bytes(ref r) {
  if (!wr_is_object(r)) return false;
  const struct wr_type *type = &wr_types[wr_type_of(r) >> 1];
  return type->kind == WR_KIND_ARRAY && type->shift == 0;
}

ref hoot_bignum_from_string(ref *sp, ref text) {
  text = wr_cast_checked(text, is_bytes(text));
  u64 frame[FRAME_LIMBS], length = wr_array_length(text);
  u64 room = limbs_decimal_room(length), scratch = limbs_decimal_scratch(length);
  if (room + scratch <= FRAME_LIMBS) return number(sp, frame, parsed(frame, text, frame + room));
  sp[0] = text;
  ref buffer = new_object(sp + 1, room + scratch);
  u64 *r = wr_array_items(buffer);
  return number_from_object(sp, buffer, parsed(r, sp[0], r + room));
}

u32 hoot_bignum_is_i64(ref a) {
  u64 place;
  return limbs_is_i64(limbs_of(a, &place));
}

u32 hoot_bignum_is_u64(ref a) {
  u64 place;
  return limbs_is_u64(limbs_of(a, &place));
}

u64 hoot_bignum_get_i64(ref a) {
  u64 place;
  return limbs_of(a, &place).at[0];
}

f64 hoot_bignum_to_f64(ref a) {
  u64 place;
  return limbs_to_f64(limbs_of(a, &place));
}

// --- Order

static int compare(ref a, ref b) {
  i64 x, y;
  if (are_i64s(a, b, &x, &y)) return (x > y) - (x < y);
  u64 a_place, b_place;
  return limbs_compare(limbs_of(a, &a_place), limbs_of(b, &b_place));
}

static int compare_i32(ref a, u32 b) {
  i64 x, y = (i32)b;
  if (is_i64(a, &x)) return (x > y) - (x < y);
  u64 a_place, b_limb = (u64)y;
  return limbs_compare(limbs_of(a, &a_place), (struct limbs){&b_limb, 1});
}

static int compare_f64(ref a, f64 b) {
  u64 place;
  return limbs_compare_f64(limbs_of(a, &place), b);
}

u32 hoot_bignum_lt(ref a, ref b) { return compare(a, b) < 0; }
u32 hoot_bignum_eq(ref a, ref b) { return compare(a, b) == 0; }
u32 hoot_bignum_lt_big_i32(ref a, u32 b) { return compare_i32(a, b) < 0; }
u32 hoot_bignum_lt_i32_big(u32 a, ref b) { return compare_i32(b, a) > 0; }

u32 hoot_bignum_lt_big_f64(ref a, f64 b) { return compare_f64(a, b) < 0; }
u32 hoot_bignum_le_big_f64(ref a, f64 b) { return compare_f64(a, b) <= 0; }
u32 hoot_bignum_eq_f64(ref a, f64 b) { return compare_f64(a, b) == 0; }
u32 hoot_bignum_lt_f64_big(f64 a, ref b) { return compare_f64(b, a) == 1; }
u32 hoot_bignum_le_f64_big(f64 a, ref b) {
  int order = compare_f64(b, a);
  return order == 0 || order == 1;
}
