// The bignums of a Scheme host: its `rt.bignum_*` imports, on references (externref). limbs.h has the arithmetic.
//
//   ...vvvvvv1010  a host reference with an odd number: an integer of 60 bits, or of 28 where slots have 32, in itself
//   object         u32 type = hoot_bignum_type | u32 count | limbs: what needs more
//
// Other host references must have even numbers, so that no guest makes one of them by arithmetic.
//
// A guest can pass any externref for any other: what is no bignum traps with WR_TRAP_CAST, null too. Division by
// zero is WR_TRAP_DIV_ZERO, results that no heap holds are WR_TRAP_HEAP. Functions with `sp` may collect.
#ifndef WR_HOOT_BIGNUM_H
#define WR_HOOT_BIGNUM_H

#include "ref.h"

// The type word of bignums, from the program's entry.c.
extern const u32 hoot_bignum_type;

ref hoot_bignum_from_i32(ref *sp, u32 value);
ref hoot_bignum_from_i64(ref *sp, u64 value);
ref hoot_bignum_from_u64(ref *sp, u64 value);
// An array of bytes: decimal digits, perhaps behind a sign. Others: WR_TRAP_CONVERSION.
ref hoot_bignum_from_string(ref *sp, ref text);

u32 hoot_bignum_is_i64(ref a);
u32 hoot_bignum_is_u64(ref a);
u64 hoot_bignum_get_i64(ref a);  // the low 64 bits
f64 hoot_bignum_to_f64(ref a);

ref hoot_bignum_add(ref *sp, ref a, ref b);
ref hoot_bignum_sub(ref *sp, ref a, ref b);
ref hoot_bignum_mul(ref *sp, ref a, ref b);
ref hoot_bignum_quo(ref *sp, ref a, ref b);
ref hoot_bignum_rem(ref *sp, ref a, ref b);
ref hoot_bignum_mod(ref *sp, ref a, ref b);
ref hoot_bignum_gcd(ref *sp, ref a, ref b);
ref hoot_bignum_logand(ref *sp, ref a, ref b);
ref hoot_bignum_logior(ref *sp, ref a, ref b);
ref hoot_bignum_logxor(ref *sp, ref a, ref b);

ref hoot_bignum_add_i32(ref *sp, ref a, u32 b);
ref hoot_bignum_sub_i32(ref *sp, ref a, u32 b);
ref hoot_bignum_mul_i32(ref *sp, ref a, u32 b);
ref hoot_bignum_logand_i32(ref *sp, ref a, u32 b);
ref hoot_bignum_logior_i32(ref *sp, ref a, u32 b);
ref hoot_bignum_logxor_i32(ref *sp, ref a, u32 b);

// A negative count shifts the other way.
ref hoot_bignum_lsh(ref *sp, ref a, u64 count);
ref hoot_bignum_rsh(ref *sp, ref a, u64 count);
ref hoot_bignum_lsh_i32_i64(ref *sp, u32 a, u64 count);
// As Guile: of a negative number the zeros.
u32 hoot_bignum_logcount(ref a);

u32 hoot_bignum_lt(ref a, ref b);
u32 hoot_bignum_eq(ref a, ref b);
u32 hoot_bignum_lt_big_i32(ref a, u32 b);
u32 hoot_bignum_lt_i32_big(u32 a, ref b);
// Exact; 0 for a NaN.
u32 hoot_bignum_lt_big_f64(ref a, f64 b);
u32 hoot_bignum_le_big_f64(ref a, f64 b);
u32 hoot_bignum_eq_f64(ref a, f64 b);
u32 hoot_bignum_lt_f64_big(f64 a, ref b);
u32 hoot_bignum_le_f64_big(f64 a, ref b);

#endif
