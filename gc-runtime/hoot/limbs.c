// Integers of any size, but for what takes more than a pass over the limbs: see limbs.h.
#include "magnitude.h"

// --- Conversions

size_t limbs_from_u64(u64 *r, u64 value) {
  r[0] = value;
  r[1] = 0;
  return limbs_normalise(r, 2);
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
  u64 carry = 0, extended = limbs_extension(b), beyond = limbs_extension(a);
  size_t i = 0;
  for (; i < b.count; i++) r[i] = limb_add(a.at[i], b.at[i], &carry);
  for (; i < a.count; i++) r[i] = limb_add(a.at[i], extended, &carry);
  r[i] = limb_add(beyond, extended, &carry);
  return limbs_normalise(r, i + 1);
}

size_t limbs_sub(u64 *r, struct limbs a, struct limbs b) {
  u64 borrow = 0, a_extended = limbs_extension(a), b_extended = limbs_extension(b);
  size_t i = 0, shorter = limbs_shorter(a.count, b.count);
  for (; i < shorter; i++) r[i] = limb_sub(a.at[i], b.at[i], &borrow);
  for (; i < a.count; i++) r[i] = limb_sub(a.at[i], b_extended, &borrow);
  for (; i < b.count; i++) r[i] = limb_sub(a_extended, b.at[i], &borrow);
  r[i] = limb_sub(a_extended, b_extended, &borrow);
  return limbs_normalise(r, i + 1);
}

// --- Floored division

size_t limbs_mod(u64 *r, struct limbs a, struct limbs b, u64 *scratch) {
  size_t count = limbs_rem(r, a, b, scratch);
  struct limbs rest = limbs(r, count);
  if (limbs_is_zero(rest) || limbs_is_negative(rest) == limbs_is_negative(b)) return count;
  return limbs_add(r, rest, b);  // limb by limb, each read before it is written
}

// --- Bits

#define LIMBS_BITWISE(NAME, OPERATOR)                                            \
  size_t limbs_##NAME(u64 *r, struct limbs a, struct limbs b) {                  \
    if (a.count < b.count) {                                                     \
      struct limbs t = a;                                                        \
      a = b;                                                                     \
      b = t;                                                                     \
    }                                                                            \
    u64 extended = limbs_extension(b);                                                 \
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
  u64 top = limbs_extension(a);
  if (part) top = top << part | a.at[a.count - 1] >> (64 - part);
  memset(r, 0, 8 * whole);
  limbs_shift_up(r + whole, a.at, a.count, part);
  r[whole + a.count] = top;
  return limbs_normalise(r, whole + a.count + 1);
}

size_t limbs_rsh(u64 *r, struct limbs a, u64 bits) {
  if (bits / 64 >= a.count) {
    r[0] = limbs_extension(a);
    return 1;
  }
  size_t whole = bits / 64, count = a.count - whole;
  limbs_shift_down(r, a.at + whole, count, bits % 64, limbs_extension(a));
  return limbs_normalise(r, count);
}

u64 limbs_count_ones(struct limbs a) {
  u64 ones = 0, flip = limbs_extension(a);
  for (size_t i = 0; i < a.count; i++) ones += (u64)__builtin_popcountll(a.at[i] ^ flip);
  return ones;
}
