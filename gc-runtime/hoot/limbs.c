// Multiplication: schoolbook rows, Karatsuba above a threshold. Division: Knuth's algorithm D (TAOCP 4.3.1) with
// the reciprocals of Möller and Granlund ("Improved division by invariant integers", 2011). Gcd: Lehmer's.
#include "limbs.h"

typedef unsigned __int128 u128;
typedef __int128 i128;

static struct limbs limbs(const u64 *at, size_t count) { return (struct limbs){at, count}; }

// The limbs beyond the last one.
static u64 extension(struct limbs a) { return (u64)((i64)a.at[a.count - 1] >> 63); }

static u64 low(u128 x) { return (u64)x; }
static u64 high(u128 x) { return (u64)(x >> 64); }

// --- Magnitudes: unsigned, no leading zeros, zero has no limbs

static size_t trim(const u64 *at, size_t count) {
  while (count && at[count - 1] == 0) count--;
  return count;
}

// 0.5 ns a limb with gcc 12 -O2; by __builtin_add_overflow it is 0.9.
static u64 add_carry(u64 a, u64 b, u64 *carry) {
  u128 sum = (u128)a + b + *carry;
  *carry = high(sum);
  return low(sum);
}

static u64 sub_borrow(u64 a, u64 b, u64 *borrow) {
  u128 difference = (u128)a - b - *borrow;
  *borrow = high(difference) & 1;
  return low(difference);
}

static u64 add_in_place(u64 *r, size_t n, const u64 *a, size_t m) {
  u64 carry = 0;
  for (size_t i = 0; i < m; i++) r[i] = add_carry(r[i], a[i], &carry);
  for (size_t i = m; carry && i < n; i++) carry = ++r[i] == 0;
  return carry;
}

static u64 sub_in_place(u64 *r, size_t n, const u64 *a, size_t m) {
  u64 borrow = 0;
  for (size_t i = 0; i < m; i++) r[i] = sub_borrow(r[i], a[i], &borrow);
  for (size_t i = m; borrow && i < n; i++) borrow = r[i]-- == 0;
  return borrow;
}

static void negate(u64 *r, const u64 *a, size_t n) {
  size_t i = 0;
  for (; i < n && a[i] == 0; i++) r[i] = 0;
  if (i < n) {
    r[i] = -a[i];
    i++;
  }
  for (; i < n; i++) r[i] = ~a[i];
}

// |a|, which fits in as many limbs.
static size_t magnitude(u64 *r, struct limbs a) {
  if (limbs_is_negative(a))
    negate(r, a.at, a.count);
  else
    memcpy(r, a.at, a.count * 8);
  return trim(r, a.count);
}

// The number whose magnitude lies in r[0..n), and for which there is one limb more.
static size_t with_sign(u64 *r, size_t n, bool negative) {
  r[n] = 0;
  if (negative) negate(r, r, n + 1);
  return limbs_normalise(r, n + 1);
}

static void shift_up(u64 *r, const u64 *a, size_t n, u32 bits) {
  u64 below = 0;
  for (size_t i = 0; i < n; i++) {
    u64 limb = a[i];
    r[i] = bits ? limb << bits | below >> (64 - bits) : limb;
    below = limb;
  }
}

static void shift_down(u64 *r, const u64 *a, size_t n, u32 bits, u64 above) {
  for (size_t i = 0; i < n; i++) {
    u64 next = i + 1 < n ? a[i + 1] : above;
    r[i] = bits ? a[i] >> bits | next << (64 - bits) : a[i];
  }
}

// --- Conversions

size_t limbs_from_u64(u64 *r, u64 value) {
  r[0] = value;
  r[1] = 0;
  return limbs_normalise(r, 2);
}

static u64 mul_add_limb(u64 *r, size_t n, u64 factor, u64 carry) {
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)r[i] * factor + carry;
    r[i] = low(t);
    carry = high(t);
  }
  return carry;
}

size_t limbs_from_decimal(u64 *r, const u8 *text, size_t length) {
  bool negative = length && text[0] == '-';
  size_t i = length && (text[0] == '-' || text[0] == '+');
  if (i == length) return 0;
  size_t n = 0;
  while (i < length) {
    u64 chunk = 0, scale = 1;
    for (u32 digits = 0; digits < 19 && i < length; digits++, i++) {
      u32 digit = (u32)text[i] - '0';
      if (digit > 9) return 0;
      chunk = chunk * 10 + digit;
      scale = scale * 10;
    }
    u64 carry = mul_add_limb(r, n, scale, chunk);
    if (carry) r[n++] = carry;
  }
  return with_sign(r, n, negative);
}

// The index of the lowest limb that is not zero: above it, negation is complement.
static size_t lowest_set(struct limbs a) {
  size_t i = 0;
  while (i + 1 < a.count && a.at[i] == 0) i++;
  return i;
}

static u64 magnitude_limb(struct limbs a, size_t i, size_t lowest) {
  if (!limbs_is_negative(a)) return a.at[i];
  return i < lowest ? 0 : i == lowest ? -a.at[i] : ~a.at[i];
}

f64 limbs_to_f64(struct limbs a) {
  if (limbs_is_i64(a)) return (f64)(i64)a.at[0];
  size_t lowest = lowest_set(a), top = a.count - 1;
  u64 leading = magnitude_limb(a, top, lowest);
  if (leading == 0) leading = magnitude_limb(a, --top, lowest);
  u64 next = top ? magnitude_limb(a, top - 1, lowest) : 0;
  u32 shift = (u32)__builtin_clzll(leading);
  u64 bits = shift ? leading << shift | next >> (64 - shift) : leading;
  bool inexact = next << shift || (top && lowest < top - 1);
  // The conversion rounds 64 bits to 53. What was left out matters only in ties, which the last bit breaks.
  f64 rounded = (f64)(bits | inexact);
  u64 image;
  memcpy(&image, &rounded, 8);
  u64 exponent = (image >> 52) + 64 * (u64)top - shift;
  image = exponent > 2046 ? (u64)2047 << 52 : (image & (((u64)1 << 52) - 1)) | exponent << 52;
  image |= (u64)limbs_is_negative(a) << 63;
  memcpy(&rounded, &image, 8);
  return rounded;
}

// --- Order

int limbs_compare(struct limbs a, struct limbs b) {
  bool negative = limbs_is_negative(a);
  if (negative != limbs_is_negative(b)) return negative ? -1 : 1;
  if (a.count != b.count) return (a.count < b.count) != negative ? -1 : 1;
  for (size_t i = a.count; i-- > 0;)
    if (a.at[i] != b.at[i]) return a.at[i] < b.at[i] ? -1 : 1;
  return 0;
}

// An f64 of at least 2^63 in magnitude: 53 bits, shifted up by at most 971.
#define F64_LIMBS 17

int limbs_compare_f64(struct limbs a, f64 b) {
  if (b != b) return LIMBS_UNORDERED;
  if (b >= -0x1p63 && b < 0x1p63) {
    i64 whole = (i64)b;  // towards zero
    u64 limb = (u64)whole;
    int order = limbs_compare(a, limbs(&limb, 1));
    if (order) return order;
    f64 rest = b - (f64)whole;  // exact: where there is a fraction, b has less than 53 bits before it
    return rest > 0 ? -1 : rest < 0;
  }
  u64 image;
  memcpy(&image, &b, 8);
  u32 exponent = image >> 52 & 2047;
  if (exponent == 2047) return b > 0 ? -1 : 1;
  u64 mantissa = (image & (((u64)1 << 52) - 1)) | (u64)1 << 52;
  if (b < 0) mantissa = -mantissa;
  u64 buffer[F64_LIMBS];
  size_t count = limbs_lsh(buffer, limbs(&mantissa, 1), exponent - 1075);
  return limbs_compare(a, limbs(buffer, count));
}

// --- Addition

size_t limbs_add(u64 *r, struct limbs a, struct limbs b) {
  if (a.count < b.count) {
    struct limbs t = a;
    a = b;
    b = t;
  }
  u64 carry = 0, extended = extension(b), beyond = extension(a);
  size_t i = 0;
  for (; i < b.count; i++) r[i] = add_carry(a.at[i], b.at[i], &carry);
  for (; i < a.count; i++) r[i] = add_carry(a.at[i], extended, &carry);
  r[i] = add_carry(beyond, extended, &carry);
  return limbs_normalise(r, i + 1);
}

size_t limbs_sub(u64 *r, struct limbs a, struct limbs b) {
  u64 borrow = 0, a_extended = extension(a), b_extended = extension(b);
  size_t i = 0, shorter = limbs_shorter(a.count, b.count);
  for (; i < shorter; i++) r[i] = sub_borrow(a.at[i], b.at[i], &borrow);
  for (; i < a.count; i++) r[i] = sub_borrow(a.at[i], b_extended, &borrow);
  for (; i < b.count; i++) r[i] = sub_borrow(a_extended, b.at[i], &borrow);
  r[i] = sub_borrow(a_extended, b_extended, &borrow);
  return limbs_normalise(r, i + 1);
}

// --- Multiplication

// Limbs from which on Karatsuba is faster, by tests/limbs/bench.c on an AMD EPYC with gcc 12: 100 limbs take 4.3 us
// with 16 to 24, 5.4 us with 28 to 40, and 7.2 us without; 40 limbs .87 us with 20, .92 with 24, .98 with 32.
#ifndef LIMBS_KARATSUBA
#define LIMBS_KARATSUBA 20
#endif

static u64 mul_row(u64 *r, const u64 *a, size_t n, u64 factor) {
  u64 carry = 0;
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)a[i] * factor + carry;
    r[i] = low(t);
    carry = high(t);
  }
  return carry;
}

static u64 add_row(u64 *r, const u64 *a, size_t n, u64 factor) {
  u64 carry = 0;
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)a[i] * factor + r[i] + carry;
    r[i] = low(t);
    carry = high(t);
  }
  return carry;
}

// n >= m > 0
static void mul_schoolbook(u64 *r, const u64 *a, size_t n, const u64 *b, size_t m) {
  r[n] = mul_row(r, a, n, b[0]);
  for (size_t j = 1; j < m; j++) r[n + j] = add_row(r + j, a, n, b[j]);
}

// |a0 - a1|, where a1 has n1 <= n limbs; whether a0 < a1
static bool distance(u64 *r, const u64 *a0, const u64 *a1, size_t n, size_t n1) {
  u64 borrow = 0;
  size_t i = 0;
  for (; i < n1; i++) r[i] = sub_borrow(a0[i], a1[i], &borrow);
  for (; i < n; i++) r[i] = sub_borrow(a0[i], 0, &borrow);
  if (borrow) negate(r, r, n);
  return borrow;
}

// a = a1 x + a0, b = b1 x + b0: with z0 = a0 b0 and z2 = a1 b1, the coefficient of x is
// z0 + z2 - (a0 - a1)(b0 - b1). Needs karatsuba_scratch(n) limbs; recurses log2(n) deep.
static void mul_karatsuba(u64 *r, const u64 *a, const u64 *b, size_t n, u64 *scratch) {
  if (n < LIMBS_KARATSUBA) {
    mul_schoolbook(r, a, n, b, n);
    return;
  }
  size_t half = n - n / 2, rest = n / 2;
  u64 *middle = scratch, *sum = scratch + 2 * half;
  bool negative = distance(r, a, a + half, half, rest);
  negative ^= distance(r + half, b, b + half, half, rest);
  mul_karatsuba(middle, r, r + half, half, sum);
  mul_karatsuba(r, a, b, half, sum);
  mul_karatsuba(r + 2 * half, a + half, b + half, rest, sum);
  memcpy(sum, r, 16 * half);
  sum[2 * half] = add_in_place(sum, 2 * half, r + 2 * half, 2 * rest);
  if (negative)
    add_in_place(sum, 2 * half + 1, middle, 2 * half);
  else
    sub_in_place(sum, 2 * half + 1, middle, 2 * half);
  add_in_place(r + half, 2 * n - half, sum, trim(sum, 2 * half + 1));
}

// S(n) >= max(2h + S(h), 4h + 1), h = n - n / 2: a level adds two limbs, and there are less than 32.
static u64 karatsuba_scratch(u64 n) { return 2 * n + 64; }

// n >= m > 0. Pieces of a as long as b; the last one may be shorter, and then changes roles with b.
static void mul_unsigned(u64 *r, const u64 *a, size_t n, const u64 *b, size_t m, u64 *scratch) {
  if (m < LIMBS_KARATSUBA) {
    mul_schoolbook(r, a, n, b, m);
    return;
  }
  mul_karatsuba(r, a, b, m, scratch);
  for (size_t i = m; i < n; i += m) {
    size_t piece = limbs_shorter(m, n - i);
    u64 *product = scratch;
    if (piece == m)
      mul_karatsuba(product, a + i, b, m, scratch + 2 * m);
    else
      mul_unsigned(product, b, m, a + i, piece, scratch + 2 * m);
    memset(r + i + m, 0, 8 * piece);
    add_in_place(r + i, m + piece, product, m + piece);
  }
}

// The lengths of pieces in the recursion of mul_unsigned are those of Euclid's algorithm, m0 > m1 > m2 ..., where
// m(i) >= m(i+1) + m(i+2): together at most 3 m0.
u64 limbs_mul_scratch(u64 n, u64 m) {
  u64 shorter = limbs_shorter(n, m);
  if (shorter < LIMBS_KARATSUBA) return 0;
  return karatsuba_scratch(shorter) + (n == m ? 0 : 6 * shorter);
}

size_t limbs_mul(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  if (a.count < b.count) {
    struct limbs t = a;
    a = b;
    b = t;
  }
  size_t n = a.count, m = b.count;
  mul_unsigned(r, a.at, n, b.at, m, scratch);
  // Read as unsigned, a negative operand is too large by 2^(64 n).
  if (limbs_is_negative(a)) sub_in_place(r + n, m, b.at, m);
  if (limbs_is_negative(b)) sub_in_place(r + m, n, a.at, n);
  return limbs_normalise(r, n + m);
}

// --- Division of magnitudes

// floor((2^128 - 1) / d) - 2^64, for d with its highest bit set
static u64 reciprocal(u64 d) { return low(((u128)~d << 64 | ~(u64)0) / d); }

// (u1, u0) / d for u1 < d
static u64 divide_2_by_1(u64 *remainder, u64 u1, u64 u0, u64 d, u64 v) {
  u128 q = (u128)v * u1 + ((u128)u1 << 64 | u0);
  u64 q1 = high(q) + 1;
  u64 r = u0 - q1 * d;
  if (r > low(q)) {
    q1--;
    r += d;
  }
  if (wr_unlikely(r >= d)) {
    q1++;
    r -= d;
  }
  *remainder = r;
  return q1;
}

// floor((2^192 - 1) / (d1, d0)) - 2^64
static u64 reciprocal_of_2(u64 d1, u64 d0) {
  u64 v = reciprocal(d1);
  u64 p = d1 * v + d0;
  if (p < d0) {
    v--;
    if (p >= d1) {
      v--;
      p -= d1;
    }
    p -= d1;
  }
  u128 t = (u128)v * d0;
  p += high(t);
  if (p < high(t)) {
    v--;
    if (((u128)p << 64 | low(t)) >= ((u128)d1 << 64 | d0)) v--;
  }
  return v;
}

// The quotient of (u2, u1, u0) and d = (d1, d0), for (u2, u1) < d
static u64 divide_3_by_2(u64 u2, u64 u1, u64 u0, u128 d, u64 v) {
  u128 q = (u128)v * u2 + ((u128)u2 << 64 | u1);
  u64 q1 = high(q);
  u128 r = ((u128)(u1 - q1 * high(d)) << 64 | u0) - (u128)low(d) * q1 - d;
  q1++;
  if (high(r) >= low(q)) {
    q1--;
    r += d;
  }
  if (wr_unlikely(r >= d)) q1++;
  return q1;
}

// Replaces a by its quotient; returns the remainder. d != 0.
static u64 divide_by_limb(u64 *a, size_t n, u64 d) {
  u32 shift = (u32)__builtin_clzll(d);
  d <<= shift;
  u64 v = reciprocal(d), r = 0, above = n ? a[n - 1] : 0;
  if (shift) r = above >> (64 - shift);
  for (size_t i = n; i-- > 0;) {
    u64 below = i ? a[i - 1] : 0;
    u64 limb = shift ? above << shift | below >> (64 - shift) : above;
    a[i] = divide_2_by_1(&r, r, limb, d, v);
    above = below;
  }
  return r >> shift;
}

static u64 sub_row(u64 *r, const u64 *a, size_t n, u64 factor) {
  u64 borrow = 0;
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)a[i] * factor + borrow;
    u64 limb = r[i];
    r[i] = limb - low(t);
    borrow = high(t) + (limb < low(t));
  }
  return borrow;
}

// Algorithm D. u has n + 1 limbs, v has m >= 2, the highest with its highest bit set; u < v 2^(64 (n + 1 - m)).
// u becomes the remainder, of m limbs; the quotient, of n - m + 1 limbs, goes to q unless that is NULL.
static void divide_by_limbs(u64 *q, u64 *u, size_t n, const u64 *v, size_t m) {
  u64 d1 = v[m - 1], d0 = v[m - 2];
  u64 inverse = reciprocal_of_2(d1, d0);
  u128 d = (u128)d1 << 64 | d0;
  for (size_t j = n - m + 1; j-- > 0;) {
    u64 *top = u + j + m;
    bool equal = top[0] == d1 && top[-1] == d0;
    u64 digit = equal ? ~(u64)0 : divide_3_by_2(top[0], top[-1], top[-2], d, inverse);
    u64 borrow = sub_row(u + j, v, m, digit);
    bool too_large = *top < borrow;
    *top -= borrow;
    if (wr_unlikely(too_large)) {
      digit--;
      *top += add_in_place(u + j, m, v, m);
    }
    if (q) q[j] = digit;
  }
}

// Magnitudes: u becomes u mod v; quotient as above. u has room for n + 1 limbs; v is shifted. n >= m >= 2.
static size_t divide_magnitudes(u64 *q, u64 *u, size_t n, u64 *v, size_t m) {
  u32 shift = (u32)__builtin_clzll(v[m - 1]);
  u[n] = shift ? u[n - 1] >> (64 - shift) : 0;
  shift_up(u, u, n, shift);
  shift_up(v, v, m, shift);
  divide_by_limbs(q, u, n, v, m);
  shift_down(u, u, m, shift, 0);
  return trim(u, m);
}

// --- Division of numbers

static bool fit_i64_division(struct limbs a, struct limbs b) {
  return a.count == 1 && b.count == 1 && !(b.at[0] == ~(u64)0 && a.at[0] == (u64)1 << 63);
}

static u64 limb_magnitude(struct limbs a) { return limbs_is_negative(a) ? -a.at[0] : a.at[0]; }

// By magnitudes: -2^63 has one limb and 2^63 has two.
size_t limbs_quo(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  if (fit_i64_division(a, b)) {
    r[0] = (u64)((i64)a.at[0] / (i64)b.at[0]);
    return 1;
  }
  bool negative = limbs_is_negative(a) != limbs_is_negative(b);
  if (b.count == 1) {
    size_t n = magnitude(r, a);
    divide_by_limb(r, n, limb_magnitude(b));
    return with_sign(r, n, negative);
  }
  u64 *u = scratch, *v = scratch + a.count + 1;
  size_t n = magnitude(u, a), m = magnitude(v, b), count = 0;
  if (n < m) return with_sign(r, 0, false);
  if (m == 1) {
    divide_by_limb(u, n, v[0]);
    count = trim(u, n);
    memcpy(r, u, 8 * count);
  } else {
    divide_magnitudes(r, u, n, v, m);
    count = trim(r, n - m + 1);
  }
  return with_sign(r, count, negative);
}

size_t limbs_rem(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  if (fit_i64_division(a, b)) {
    r[0] = (u64)((i64)a.at[0] % (i64)b.at[0]);
    return 1;
  }
  u64 *u = scratch, *v = scratch + a.count + 1;
  size_t n = magnitude(u, a), m = magnitude(v, b);
  if (n >= m) {
    if (m == 1) {
      u[0] = divide_by_limb(u, n, v[0]);
      n = trim(u, 1);
    } else {
      n = divide_magnitudes(NULL, u, n, v, m);
    }
  }
  memcpy(r, u, 8 * n);
  return with_sign(r, n, limbs_is_negative(a));
}

size_t limbs_mod(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  size_t count = limbs_rem(r, a, b, scratch);
  struct limbs rest = limbs(r, count);
  if (limbs_is_zero(rest) || limbs_is_negative(rest) == limbs_is_negative(b)) return count;
  return limbs_add(r, rest, b);  // limb by limb, each read before it is written
}

// --- Greatest common divisor

static u64 gcd_of_limbs(u64 a, u64 b) {
  if (a == 0 || b == 0) return a | b;
  u32 twos = (u32)__builtin_ctzll(a | b);
  a >>= __builtin_ctzll(a);
  for (;;) {
    b >>= __builtin_ctzll(b);
    if (a > b) {
      u64 t = a;
      a = b;
      b = t;
    }
    b -= a;
    if (b == 0) return a << twos;
  }
}

// Steps of Euclid's algorithm, as (a, b) <- (x a + y b, z a + w b). No two of them have the same sign in a row.
struct cosequence {
  i64 x, y, z, w;
};

// As many steps as the leading 62 bits decide (Knuth's algorithm L).
static struct cosequence leading_steps(i64 a, i64 b) {
  struct cosequence s = {1, 0, 0, 1};
  while (b + s.z != 0 && b + s.w != 0) {
    i64 q = (a + s.x) / (b + s.z);
    if (q != (a + s.y) / (b + s.w)) break;
    s = (struct cosequence){s.z, s.w, s.x - q * s.z, s.y - q * s.w};
    i64 t = a - q * b;
    a = b;
    b = t;
  }
  return s;
}

// The products are below 2^126, and of opposite signs.
static size_t combine(u64 *r, const u64 *a, const u64 *b, size_t n, i64 x, i64 y) {
  i128 carry = 0;
  for (size_t i = 0; i < n; i++) {
    carry += (i128)x * a[i] + (i128)y * b[i];
    r[i] = (u64)carry;
    carry >>= 64;
  }
  return trim(r, n);
}

// Bits [64 n - shift - 62, 64 n - shift) of the limbs
static i64 leading_bits(const u64 *a, size_t n, u32 shift) {
  u64 bits = shift ? a[n - 1] << shift | a[n - 2] >> (64 - shift) : a[n - 1];
  return (i64)(bits >> 2);
}

// a mod b in place of a, for magnitudes. b is shifted and shifted back.
static size_t reduce(u64 *a, size_t n, u64 *b, size_t m) {
  if (n < m) return n;
  u32 shift = (u32)__builtin_clzll(b[m - 1]);
  size_t count = divide_magnitudes(NULL, a, n, b, m);
  shift_down(b, b, m, shift, 0);
  return count;
}

size_t limbs_gcd(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  size_t room = limbs_longer(a.count, b.count) + 1;
  u64 *u = scratch, *v = u + room, *next_u = v + room, *next_v = next_u + room;
  size_t n = magnitude(u, a), m = magnitude(v, b);
  while (n > 1 && m > 1) {
    struct cosequence s = {1, 0, 0, 1};
    if (n == m) {
      u32 shift = (u32)__builtin_clzll(u[n - 1] | v[n - 1]);
      s = leading_steps(leading_bits(u, n, shift), leading_bits(v, n, shift));
    }
    if (s.y == 0) {
      // The leading bits do not decide one step, or differ in length.
      n = reduce(u, n, v, m);
      u64 *t = u;
      u = v;
      v = t;
      size_t count = n;
      n = m;
      m = count;
      continue;
    }
    size_t both = n;
    n = combine(next_u, u, v, both, s.x, s.y);
    m = combine(next_v, u, v, both, s.z, s.w);
    u64 *t = u;
    u = next_u;
    next_u = t;
    t = v;
    v = next_v;
    next_v = t;
  }
  if (n && m) {
    // One of them is a limb, which the other is reduced by.
    u64 limb = n == 1 ? u[0] : v[0];
    u64 rest = n == 1 ? divide_by_limb(v, m, limb) : divide_by_limb(u, n, limb);
    r[0] = gcd_of_limbs(limb, rest);
    return with_sign(r, 1, false);
  }
  size_t count = n + m;
  memcpy(r, n ? u : v, 8 * count);
  return with_sign(r, count, false);
}

// --- Bits

#define LIMBS_BITWISE(NAME, OPERATOR)                                            \
  size_t limbs_##NAME(u64 *r, struct limbs a, struct limbs b) {                  \
    if (a.count < b.count) {                                                     \
      struct limbs t = a;                                                        \
      a = b;                                                                     \
      b = t;                                                                     \
    }                                                                            \
    u64 extended = extension(b);                                                 \
    for (size_t i = 0; i < b.count; i++) r[i] = a.at[i] OPERATOR b.at[i];        \
    for (size_t i = b.count; i < a.count; i++) r[i] = a.at[i] OPERATOR extended; \
    return limbs_normalise(r, a.count);                                          \
  }

LIMBS_BITWISE(and, &)
LIMBS_BITWISE(or, |)
LIMBS_BITWISE(xor, ^)

size_t limbs_lsh(u64 *r, struct limbs a, u64 bits) {
  size_t whole = bits / 64;
  u32 part = bits % 64;
  u64 top = extension(a);
  if (part) top = top << part | a.at[a.count - 1] >> (64 - part);
  memset(r, 0, 8 * whole);
  shift_up(r + whole, a.at, a.count, part);
  r[whole + a.count] = top;
  return limbs_normalise(r, whole + a.count + 1);
}

size_t limbs_rsh(u64 *r, struct limbs a, u64 bits) {
  if (bits / 64 >= a.count) {
    r[0] = extension(a);
    return 1;
  }
  size_t whole = bits / 64, count = a.count - whole;
  shift_down(r, a.at + whole, count, bits % 64, extension(a));
  return limbs_normalise(r, count);
}

u64 limbs_count_ones(struct limbs a) {
  u64 ones = 0, flip = extension(a);
  for (size_t i = 0; i < a.count; i++) ones += (u64)__builtin_popcountll(a.at[i] ^ flip);
  return ones;
}
