// Integers of any size, as arrays of 64-bit limbs. Nothing here knows of the heap: whoever calls gives the
// buffers, of the sizes that the `_room` (result) and `_scratch` (work) functions state, in limbs.
//
// Two's complement, least significant limb first, as few limbs as hold the value with its sign, at least one.
// So an i64 is exactly a number of one limb, zero has one form, and the bitwise operations, floored shifts,
// addition and comparison have no cases of signs. The price is a pass over negative operands of division;
// products are corrected in place, by two subtractions. The collector sees a plain array.
//
// Results are normalised and may not overlap operands or scratch. Functions that write one return its size.
//
// What takes one pass over the limbs is in limbs.c. All that has a scratch is in limbs-own.c and once more, by GMP, in
// limbs-gmp.c: a program is linked with one of the two (`--bignum`).
#ifndef WR_HOOT_LIMBS_H
#define WR_HOOT_LIMBS_H

#include "base.h"

struct limbs {
  const u64 *at;
  size_t count;
};

WR_INLINE bool limbs_is_negative(struct limbs a) { return (i64)a.at[a.count - 1] < 0; }
WR_INLINE bool limbs_is_zero(struct limbs a) { return a.count == 1 && a.at[0] == 0; }
WR_INLINE bool limbs_is_i64(struct limbs a) { return a.count == 1; }
WR_INLINE bool limbs_is_u64(struct limbs a) {
  return a.count == 1 ? (i64)a.at[0] >= 0 : a.count == 2 && a.at[1] == 0;
}

// How many of `count` limbs are needed.
WR_INLINE size_t limbs_normalise(const u64 *at, size_t count) {
  while (count > 1 && at[count - 1] == (u64)((i64)at[count - 2] >> 63)) count--;
  return count;
}

// --- Conversions

#define LIMBS_U64_ROOM 2
size_t limbs_from_u64(u64 *r, u64 value);

// Decimal digits, perhaps behind a sign; else 0.
WR_INLINE u64 limbs_decimal_room(u64 length) { return length / 19 + 2; }
u64 limbs_decimal_scratch(u64 length);
size_t limbs_from_decimal(u64 *r, const u8 *text, size_t length, u64 *scratch);

// The nearest, of two the even one; an infinity beyond the largest.
f64 limbs_to_f64(struct limbs a);

// --- Order: less -1, equal 0, greater 1

int limbs_compare(struct limbs a, struct limbs b);

#define LIMBS_UNORDERED 2
// Exact, without rounding either side. A NaN: LIMBS_UNORDERED.
int limbs_compare_f64(struct limbs a, f64 b);

// --- Arithmetic

WR_INLINE u64 limbs_longer(u64 n, u64 m) { return n > m ? n : m; }
WR_INLINE u64 limbs_shorter(u64 n, u64 m) { return n > m ? m : n; }

WR_INLINE u64 limbs_add_room(u64 n, u64 m) { return limbs_longer(n, m) + 1; }
size_t limbs_add(u64 *r, struct limbs a, struct limbs b);
size_t limbs_sub(u64 *r, struct limbs a, struct limbs b);

WR_INLINE u64 limbs_mul_room(u64 n, u64 m) { return n + m; }
u64 limbs_mul_scratch(u64 n, u64 m);
size_t limbs_mul(u64 *r, struct limbs a, struct limbs b, u64 *scratch);

// The divisor is not zero. quo truncates; rem has the dividend's sign, mod the divisor's.
// A quotient can be 2^(64 (n - m + 1)), of -2^(64 n - 1) and 2^(64 (m - 1) - 1), and is made from its magnitude.
WR_INLINE u64 limbs_quo_room(u64 n, u64 m) { return n < m ? 2 : n - m + 3; }
WR_INLINE u64 limbs_rem_room(u64 n WR_UNUSED, u64 m) { return m + 1; }
u64 limbs_quo_scratch(u64 n, u64 m);
u64 limbs_rem_scratch(u64 n, u64 m);
size_t limbs_quo(u64 *r, struct limbs a, struct limbs b, u64 *scratch);
size_t limbs_rem(u64 *r, struct limbs a, struct limbs b, u64 *scratch);
size_t limbs_mod(u64 *r, struct limbs a, struct limbs b, u64 *scratch);

// Never negative; of two zeros it is zero.
WR_INLINE u64 limbs_gcd_room(u64 n, u64 m) { return limbs_longer(n, m) + 1; }
u64 limbs_gcd_scratch(u64 n, u64 m);
size_t limbs_gcd(u64 *r, struct limbs a, struct limbs b, u64 *scratch);

// --- Bits

WR_INLINE u64 limbs_bits_room(u64 n, u64 m) { return limbs_longer(n, m); }
size_t limbs_and(u64 *r, struct limbs a, struct limbs b);
size_t limbs_or(u64 *r, struct limbs a, struct limbs b);
size_t limbs_xor(u64 *r, struct limbs a, struct limbs b);

// The room may be more than any memory: it is for the caller to refuse.
WR_INLINE u64 limbs_lsh_room(u64 n, u64 bits) { return n + bits / 64 + 1; }
size_t limbs_lsh(u64 *r, struct limbs a, u64 bits);

// Rounds down.
WR_INLINE u64 limbs_rsh_room(u64 n, u64 bits) { return bits / 64 < n ? n - bits / 64 : 1; }
size_t limbs_rsh(u64 *r, struct limbs a, u64 bits);

// The ones; of a negative number the zeros.
u64 limbs_count_ones(struct limbs a);

// --- Of the caller's

// There is no memory for a library's own work: never returns.
WR_NORETURN void limbs_exhausted(void);

#endif
