// The same as limbs-own.c, by GMP, which multiplies and divides faster: by loops in assembly, and many limbs in less
// than quadratic time. Of 100 limbs a product takes .31 of the time, a quotient and a gcd .27; of one limb, 1.9
// (tests/limbs/bench.c, gcc 12).
#include <gmp.h>
#include <stdlib.h>

#include "magnitude.h"

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0, "GMP's limbs are ours");

// --- GMP's own memory, for numbers of more than a few hundred limbs

static void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory) limbs_exhausted();
  return memory;
}

static void *reallocate(void *memory, size_t old WR_UNUSED, size_t bytes) {
  memory = realloc(memory, bytes);
  if (!memory) limbs_exhausted();
  return memory;
}

static void release(void *memory, size_t bytes WR_UNUSED) { free(memory); }

__attribute__((constructor)) static void allocate_by_ours(void) {
  mp_set_memory_functions(allocate, reallocate, release);
}

// --- Decimal digits

// A byte for each.
u64 limbs_decimal_scratch(u64 length) { return length / 8 + 1; }

size_t limbs_from_decimal(u64 *r, const u8 *text, size_t length, u64 *scratch) {
  bool negative = length && text[0] == '-';
  size_t i = length && (text[0] == '-' || text[0] == '+');
  if (i == length) return 0;
  u8 *digits = (u8 *)scratch;
  size_t count = 0;
  for (; i < length; i++) {
    u32 digit = (u32)text[i] - '0';
    if (digit > 9) return 0;
    if (count || digit) digits[count++] = (u8)digit;
  }
  return magnitude_with_sign(r, count ? mpn_set_str(r, digits, count, 10) : 0, negative);
}

// --- Multiplication

u64 limbs_mul_scratch(u64 n WR_UNUSED, u64 m WR_UNUSED) { return 0; }

size_t limbs_mul(u64 *r, struct limbs a, struct limbs b, u64 *scratch WR_UNUSED) {
  if (a.count < b.count) {
    struct limbs t = a;
    a = b;
    b = t;
  }
  size_t n = a.count, m = b.count;
  mpn_mul(r, a.at, (mp_size_t)n, b.at, (mp_size_t)m);
  // Read as unsigned, a negative operand is too large by 2^(64 n).
  if (limbs_is_negative(a)) mpn_sub_n(r + n, r + n, b.at, (mp_size_t)m);
  if (limbs_is_negative(b)) mpn_sub_n(r + m, r + m, a.at, (mp_size_t)n);
  return limbs_normalise(r, n + m);
}

// --- Division

// |a|: its own limbs, unless it is negative and has to be made, in *scratch, which then begins behind it.
static struct limbs magnitude_view(struct limbs a, u64 **scratch) {
  if (!limbs_is_negative(a)) return limbs(a.at, magnitude_trim(a.at, a.count));
  u64 *at = *scratch;
  *scratch += a.count;
  return limbs(at, magnitude_of(at, a));
}

u64 limbs_quo_scratch(u64 n, u64 m) { return n + 2 * m; }

size_t limbs_quo(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  bool negative = limbs_is_negative(a) != limbs_is_negative(b);
  struct limbs u = magnitude_view(a, &scratch), v = magnitude_view(b, &scratch);
  if (u.count < v.count) return magnitude_with_sign(r, 0, false);
  if (v.count == 1)
    mpn_divrem_1(r, 0, u.at, (mp_size_t)u.count, v.at[0]);
  else
    mpn_tdiv_qr(r, scratch, 0, u.at, (mp_size_t)u.count, v.at, (mp_size_t)v.count);
  return magnitude_with_sign(r, magnitude_trim(r, u.count - v.count + 1), negative);
}

// A divisor may have a limb for its sign only: then the quotient has n - (m - 1) + 1 limbs, and one if n is m - 1.
u64 limbs_rem_scratch(u64 n, u64 m) { return n + m + (n + 2 < m ? 0 : n + 2 - m); }

size_t limbs_rem(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  struct limbs u = magnitude_view(a, &scratch), v = magnitude_view(b, &scratch);
  size_t count = v.count;
  if (u.count < v.count)
    memcpy(r, u.at, 8 * (count = u.count));
  else if (v.count == 1)
    r[0] = mpn_mod_1(u.at, (mp_size_t)u.count, v.at[0]);
  else
    mpn_tdiv_qr(scratch, r, 0, u.at, (mp_size_t)u.count, v.at, (mp_size_t)v.count);
  return magnitude_with_sign(r, magnitude_trim(r, count), limbs_is_negative(a));
}

// --- Greatest common divisor

u64 limbs_gcd_scratch(u64 n, u64 m) { return n + m; }

// Removes a magnitude's factors of two, of which there are `twos`.
static struct limbs without_twos(u64 *at, size_t count, mp_bitcnt_t twos) {
  size_t whole = twos / 64;
  limbs_shift_down(at, at + whole, count - whole, twos % 64, 0);
  return limbs(at, magnitude_trim(at, count - whole));
}

// `r` has room for as many limbs as the greater one, and one more.
static size_t gcd_of_magnitudes(u64 *r, u64 *u, size_t n, u64 *v, size_t m) {
  mp_bitcnt_t u_twos = mpn_scan1(u, 0), v_twos = mpn_scan1(v, 0), twos = u_twos < v_twos ? u_twos : v_twos;
  struct limbs a = without_twos(u, n, u_twos), b = without_twos(v, m, v_twos);
  u64 *longer = a.count < b.count ? v : u, *shorter = a.count < b.count ? u : v;
  size_t most = limbs_longer(a.count, b.count), least = limbs_shorter(a.count, b.count), whole = twos / 64;
  size_t count = (size_t)mpn_gcd(r + whole, longer, (mp_size_t)most, shorter, (mp_size_t)least);
  memset(r, 0, 8 * whole);
  u64 above = twos % 64 ? mpn_lshift(r + whole, r + whole, (mp_size_t)count, twos % 64) : 0;
  count += whole;
  if (above) r[count++] = above;
  return count;
}

size_t limbs_gcd(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  u64 *u = scratch, *v = scratch + a.count;
  size_t n = magnitude_of(u, a), m = magnitude_of(v, b), count = n + m;
  if (n && m)
    count = gcd_of_magnitudes(r, u, n, v, m);
  else
    memcpy(r, n ? u : v, 8 * count);
  return magnitude_with_sign(r, count, false);
}
