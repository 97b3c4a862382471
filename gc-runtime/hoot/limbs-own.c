// Multiplication: schoolbook rows, Karatsuba above a threshold. Division: Knuth's algorithm D (TAOCP 4.3.1) with
// the reciprocals of Möller and Granlund ("Improved division by invariant integers", 2011). Gcd: Lehmer's.
#include "magnitude.h"

typedef __int128 i128;

// --- Decimal digits

static u64 mul_add_limb(u64 *r, size_t n, u64 factor, u64 carry) {
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)r[i] * factor + carry;
    r[i] = low_limb(t);
    carry = high_limb(t);
  }
  return carry;
}

u64 limbs_decimal_scratch(u64 length WR_UNUSED) { return 0; }

size_t limbs_from_decimal(u64 *r, const u8 *text, size_t length, u64 *scratch WR_UNUSED) {
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
  return magnitude_with_sign(r, n, negative);
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
    r[i] = low_limb(t);
    carry = high_limb(t);
  }
  return carry;
}

static u64 add_row(u64 *r, const u64 *a, size_t n, u64 factor) {
  u64 carry = 0;
  for (size_t i = 0; i < n; i++) {
    u128 t = (u128)a[i] * factor + r[i] + carry;
    r[i] = low_limb(t);
    carry = high_limb(t);
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
  for (; i < n1; i++) r[i] = limb_sub(a0[i], a1[i], &borrow);
  for (; i < n; i++) r[i] = limb_sub(a0[i], 0, &borrow);
  if (borrow) limbs_negate(r, r, n);
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
  sum[2 * half] = magnitude_add(sum, 2 * half, r + 2 * half, 2 * rest);
  if (negative)
    magnitude_add(sum, 2 * half + 1, middle, 2 * half);
  else
    magnitude_sub(sum, 2 * half + 1, middle, 2 * half);
  magnitude_add(r + half, 2 * n - half, sum, magnitude_trim(sum, 2 * half + 1));
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
    magnitude_add(r + i, m + piece, product, m + piece);
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
  if (limbs_is_negative(a)) magnitude_sub(r + n, m, b.at, m);
  if (limbs_is_negative(b)) magnitude_sub(r + m, n, a.at, n);
  return limbs_normalise(r, n + m);
}

// --- Division of magnitudes

// floor((2^128 - 1) / d) - 2^64, for d with its highest bit set
static u64 reciprocal(u64 d) { return low_limb(((u128)~d << 64 | ~(u64)0) / d); }

// (u1, u0) / d for u1 < d
static u64 divide_2_by_1(u64 *remainder, u64 u1, u64 u0, u64 d, u64 v) {
  u128 q = (u128)v * u1 + ((u128)u1 << 64 | u0);
  u64 q1 = high_limb(q) + 1;
  u64 r = u0 - q1 * d;
  if (r > low_limb(q)) {
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
  p += high_limb(t);
  if (p < high_limb(t)) {
    v--;
    if (((u128)p << 64 | low_limb(t)) >= ((u128)d1 << 64 | d0)) v--;
  }
  return v;
}

// The quotient of (u2, u1, u0) and d = (d1, d0), for (u2, u1) < d
static u64 divide_3_by_2(u64 u2, u64 u1, u64 u0, u128 d, u64 v) {
  u128 q = (u128)v * u2 + ((u128)u2 << 64 | u1);
  u64 q1 = high_limb(q);
  u128 r = ((u128)(u1 - q1 * high_limb(d)) << 64 | u0) - (u128)low_limb(d) * q1 - d;
  q1++;
  if (high_limb(r) >= low_limb(q)) {
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
    r[i] = limb - low_limb(t);
    borrow = high_limb(t) + (limb < low_limb(t));
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
      *top += magnitude_add(u + j, m, v, m);
    }
    if (q) q[j] = digit;
  }
}

// Magnitudes: u becomes u mod v; quotient as above. u has room for n + 1 limbs; v is shifted. n >= m >= 2.
static size_t divide_magnitudes(u64 *q, u64 *u, size_t n, u64 *v, size_t m) {
  u32 shift = (u32)__builtin_clzll(v[m - 1]);
  u[n] = shift ? u[n - 1] >> (64 - shift) : 0;
  limbs_shift_up(u, u, n, shift);
  limbs_shift_up(v, v, m, shift);
  divide_by_limbs(q, u, n, v, m);
  limbs_shift_down(u, u, m, shift, 0);
  return magnitude_trim(u, m);
}

// --- Division of numbers

static u64 limb_magnitude(struct limbs a) { return limbs_is_negative(a) ? -a.at[0] : a.at[0]; }

// By magnitudes: -2^63 has one limb and 2^63 has two.
u64 limbs_quo_scratch(u64 n, u64 m) { return n + m + 1; }
u64 limbs_rem_scratch(u64 n, u64 m) { return n + m + 1; }

size_t limbs_quo(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  bool negative = limbs_is_negative(a) != limbs_is_negative(b);
  if (b.count == 1) {
    size_t n = magnitude_of(r, a);
    divide_by_limb(r, n, limb_magnitude(b));
    return magnitude_with_sign(r, n, negative);
  }
  u64 *u = scratch, *v = scratch + a.count + 1;
  size_t n = magnitude_of(u, a), m = magnitude_of(v, b), count = 0;
  if (n < m) return magnitude_with_sign(r, 0, false);
  if (m == 1) {
    divide_by_limb(u, n, v[0]);
    count = magnitude_trim(u, n);
    memcpy(r, u, 8 * count);
  } else {
    divide_magnitudes(r, u, n, v, m);
    count = magnitude_trim(r, n - m + 1);
  }
  return magnitude_with_sign(r, count, negative);
}

size_t limbs_rem(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  u64 *u = scratch, *v = scratch + a.count + 1;
  size_t n = magnitude_of(u, a), m = magnitude_of(v, b);
  if (n >= m) {
    if (m == 1) {
      u[0] = divide_by_limb(u, n, v[0]);
      n = magnitude_trim(u, 1);
    } else {
      n = divide_magnitudes(NULL, u, n, v, m);
    }
  }
  memcpy(r, u, 8 * n);
  return magnitude_with_sign(r, n, limbs_is_negative(a));
}

// --- Greatest common divisor

// Steps of Euclid's algorithm, as (a, b) <- (x a + y b, z a + w b): x and y have opposite signs, z and w, too, and x w - y z is
// 1 or -1. So a greatest common divisor stays what it is, whichever steps these are.
struct cosequence {
  i64 x, y, z, w;
};

#define LEADING_BITS 61
#define STEPS_DOWN_TO ((u64)1 << 31)

// The steps of two numbers of LEADING_BITS, as long as the bits behind them would hardly change these (D. H. Lehmer, 1938;
// T. Jebelean, "A Double-Digit Lehmer-Euclid Algorithm", 1995). Results are below 2^30.
static struct cosequence leading_steps(u64 a, u64 b) {
  struct cosequence s = {1, 0, 0, 1};
  while (b >= STEPS_DOWN_TO) {
    u64 q = a / b, rest = a - q * b;
    s = (struct cosequence){s.z, s.w, s.x - (i64)q * s.z, s.y - (i64)q * s.w};
    a = b;
    b = rest;
  }
  return s;
}

// Steps of s, and then those of t. Results are below 2^61.
static struct cosequence then_steps(struct cosequence s, struct cosequence t) {
  return (struct cosequence){t.x * s.x + t.y * s.z, t.x * s.y + t.y * s.w, t.z * s.x + t.w * s.z, t.z * s.y + t.w * s.w};
}

// The 128 bits of a magnitude before bit 64 n - shift, or fewer if it is shorter.
static u128 leading_limbs(const u64 *a, size_t n, u32 shift) {
  u128 bits = (u128)a[n - 1] << 64 | a[n - 2];
  return shift ? bits << shift | (n > 2 ? a[n - 3] >> (64 - shift) : 0) : bits;
}

static u32 leading_zeros(u128 a) {
  u64 high = (u64)(a >> 64);
  return high ? (u32)__builtin_clzll(high) : 64 + (u32)__builtin_clzll((u64)a | 1);
}

// The steps that the leading 128 bits decide: half of them by the leading 61, the others by what these leave of them.
static struct cosequence steps_of(const u64 *u, const u64 *v, size_t n) {
  u32 shift = (u32)__builtin_clzll(u[n - 1] | v[n - 1]);
  u128 a = leading_limbs(u, n, shift), b = leading_limbs(v, n, shift);
  struct cosequence s = leading_steps((u64)(a >> (128 - LEADING_BITS)), (u64)(b >> (128 - LEADING_BITS)));
  if (s.y == 0) return s;
  u128 c = (u128)(i128)s.x * a + (u128)(i128)s.y * b, d = (u128)(i128)s.z * a + (u128)(i128)s.w * b;
  if ((i128)c < 0 || (i128)d < 0) return s;
  u32 zeros = leading_zeros(c | d);
  if (zeros > 64) return s;
  u32 rest = 128 - LEADING_BITS - zeros;
  struct cosequence t = leading_steps((u64)(c >> rest), (u64)(d >> rest));
  return t.y ? then_steps(s, t) : s;
}

// |x a + y b|, which has no more limbs than a and b; x and y have opposite signs.
static size_t combine(u64 *r, const u64 *a, const u64 *b, size_t n, i64 x, i64 y) {
  const u64 *added = x < 0 || y > 0 ? b : a, *taken = added == a ? b : a;
  u64 plus = (u64)(added == a ? x : y), minus = -(u64)(added == a ? y : x);
  u64 plus_carry = 0, minus_carry = 0, borrow = 0;
  for (size_t i = 0; i < n; i++) {
    u128 p = (u128)plus * added[i] + plus_carry, m = (u128)minus * taken[i] + minus_carry;
    r[i] = limb_sub(low_limb(p), low_limb(m), &borrow);
    plus_carry = high_limb(p);
    minus_carry = high_limb(m);
  }
  if (plus_carry - minus_carry - borrow) limbs_negate(r, r, n);
  return magnitude_trim(r, n);
}

// a mod b in place of a, for magnitudes. b is shifted and shifted back.
static size_t reduce(u64 *a, size_t n, u64 *b, size_t m) {
  if (n < m) return n;
  u32 shift = (u32)__builtin_clzll(b[m - 1]);
  size_t count = divide_magnitudes(NULL, a, n, b, m);
  limbs_shift_down(b, b, m, shift, 0);
  return count;
}

u64 limbs_gcd_scratch(u64 n, u64 m) { return 4 * limbs_longer(n, m) + 4; }

size_t limbs_gcd(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  size_t room = limbs_longer(a.count, b.count) + 1;
  u64 *u = scratch, *v = u + room, *next_u = v + room, *next_v = next_u + room;
  size_t n = magnitude_of(u, a), m = magnitude_of(v, b);
  while (n > 1 && m > 1) {
    struct cosequence s = {1, 0, 0, 1};
    if (n == m) s = steps_of(u, v, n);
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
    return magnitude_with_sign(r, 1, false);
  }
  size_t count = n + m;
  memcpy(r, n ? u : v, 8 * count);
  return magnitude_with_sign(r, count, false);
}
