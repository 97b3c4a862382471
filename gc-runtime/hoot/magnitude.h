// Magnitudes, as the implementations of limbs.h use them: unsigned, no leading zeros, zero has no limbs.
#ifndef WR_HOOT_MAGNITUDE_H
#define WR_HOOT_MAGNITUDE_H

#include "limbs.h"

typedef unsigned __int128 u128;

WR_INLINE struct limbs limbs(const u64 *at, size_t count) { return (struct limbs){at, count}; }

// The limbs beyond the last one.
WR_INLINE u64 limbs_extension(struct limbs a) { return (u64)((i64)a.at[a.count - 1] >> 63); }

WR_INLINE u64 low_limb(u128 x) { return (u64)x; }
WR_INLINE u64 high_limb(u128 x) { return (u64)(x >> 64); }

WR_UNUSED static size_t magnitude_trim(const u64 *at, size_t count) {
  while (count && at[count - 1] == 0) count--;
  return count;
}

// 0.5 ns a limb with gcc 12 -O2; by __builtin_add_overflow it is 0.9.
WR_INLINE u64 limb_add(u64 a, u64 b, u64 *carry) {
  u128 sum = (u128)a + b + *carry;
  *carry = high_limb(sum);
  return low_limb(sum);
}

WR_INLINE u64 limb_sub(u64 a, u64 b, u64 *borrow) {
  u128 difference = (u128)a - b - *borrow;
  *borrow = high_limb(difference) & 1;
  return low_limb(difference);
}

WR_UNUSED static u64 magnitude_add(u64 *r, size_t n, const u64 *a, size_t m) {
  u64 carry = 0;
  for (size_t i = 0; i < m; i++) r[i] = limb_add(r[i], a[i], &carry);
  for (size_t i = m; carry && i < n; i++) carry = ++r[i] == 0;
  return carry;
}

WR_UNUSED static u64 magnitude_sub(u64 *r, size_t n, const u64 *a, size_t m) {
  u64 borrow = 0;
  for (size_t i = 0; i < m; i++) r[i] = limb_sub(r[i], a[i], &borrow);
  for (size_t i = m; borrow && i < n; i++) borrow = r[i]-- == 0;
  return borrow;
}

WR_UNUSED static void limbs_negate(u64 *r, const u64 *a, size_t n) {
  size_t i = 0;
  for (; i < n && a[i] == 0; i++) r[i] = 0;
  if (i < n) {
    r[i] = -a[i];
    i++;
  }
  for (; i < n; i++) r[i] = ~a[i];
}

// |a|, which fits in as many limbs.
WR_UNUSED static size_t magnitude_of(u64 *r, struct limbs a) {
  if (limbs_is_negative(a))
    limbs_negate(r, a.at, a.count);
  else
    memcpy(r, a.at, a.count * 8);
  return magnitude_trim(r, a.count);
}

// The number whose magnitude lies in r[0..n), and for which there is one limb more.
WR_UNUSED static size_t magnitude_with_sign(u64 *r, size_t n, bool negative) {
  r[n] = 0;
  if (negative) limbs_negate(r, r, n + 1);
  return limbs_normalise(r, n + 1);
}

WR_UNUSED static void limbs_shift_up(u64 *r, const u64 *a, size_t n, u32 bits) {
  u64 below = 0;
  for (size_t i = 0; i < n; i++) {
    u64 limb = a[i];
    r[i] = bits ? limb << bits | below >> (64 - bits) : limb;
    below = limb;
  }
}

WR_UNUSED static void limbs_shift_down(u64 *r, const u64 *a, size_t n, u32 bits, u64 above) {
  for (size_t i = 0; i < n; i++) {
    u64 next = i + 1 < n ? a[i + 1] : above;
    r[i] = bits ? a[i] >> bits | next << (64 - bits) : a[i];
  }
}

// By halves (J. Stein, 1967).
WR_UNUSED static u64 gcd_of_limbs(u64 a, u64 b) {
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

#endif
