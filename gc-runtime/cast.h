// Tests and casts. A type is given as two arguments, `lo, span`: type words are numbered so that a type and
// its subtypes are the words lo, lo + 2 ... lo + span. Usually both come from one macro,
// `#define M0_CONS 7u, 0u`.
//
// Suffixes say what is known of the operand: none = it is an object; _nonnull = perhaps an immediate; _any =
// perhaps null (which fails) or an immediate; _or_null = the same, and null passes. With _eq, no immediate is a host reference.
#ifndef WR_CAST_H
#define WR_CAST_H

#include "object.h"
#include "trap.h"

WR_INLINE bool wr_type_in(u32 type, u32 lo, u32 span) { return (u32)(type - lo) <= span; }

WR_INLINE bool wr_is(ref r, u32 lo, u32 span) { return wr_type_in(wr_type_of(r), lo, span); }
WR_INLINE bool wr_is_nonnull(ref r, u32 lo, u32 span) { return !wr_is_immediate(r) && wr_is(r, lo, span); }
WR_INLINE bool wr_is_any(ref r, u32 lo, u32 span) { return wr_is_object(r) && wr_is(r, lo, span); }
WR_INLINE bool wr_is_or_null(ref r, u32 lo, u32 span) { return r == 0 || wr_is_nonnull(r, lo, span); }

// Of an eq, which no host's reference is: one bit tells an i31 from an object, and compilers see that it has been looked at before.
WR_INLINE bool wr_is_nonnull_eq(ref r, u32 lo, u32 span) { return !wr_is_i31(r) && wr_is(r, lo, span); }
WR_INLINE bool wr_is_any_eq(ref r, u32 lo, u32 span) { return r != 0 && wr_is_nonnull_eq(r, lo, span); }
WR_INLINE bool wr_is_or_null_eq(ref r, u32 lo, u32 span) { return r == 0 || wr_is_nonnull_eq(r, lo, span); }

WR_INLINE ref wr_cast_checked(ref r, bool ok) {
  if (wr_unlikely(!ok)) wr_trap(WR_TRAP_CAST);
  return r;
}

WR_INLINE ref wr_as(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is(r, lo, span)); }
WR_INLINE ref wr_as_nonnull(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_nonnull(r, lo, span)); }
WR_INLINE ref wr_as_any(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_any(r, lo, span)); }
WR_INLINE ref wr_as_or_null(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_or_null(r, lo, span)); }
WR_INLINE ref wr_as_nonnull_eq(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_nonnull_eq(r, lo, span)); }
WR_INLINE ref wr_as_any_eq(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_any_eq(r, lo, span)); }
WR_INLINE ref wr_as_or_null_eq(ref r, u32 lo, u32 span) { return wr_cast_checked(r, wr_is_or_null_eq(r, lo, span)); }

WR_INLINE bool wr_is_i31_or_null(ref r) { return r == 0 || wr_is_i31(r); }
WR_INLINE ref wr_as_i31(ref r) { return wr_cast_checked(r, wr_is_i31(r)); }
WR_INLINE ref wr_as_i31_or_null(ref r) { return wr_cast_checked(r, wr_is_i31_or_null(r)); }

// eq: an i31 or an object.
WR_INLINE bool wr_is_eq_or_null(ref r) { return !wr_is_host_ref(r); }
WR_INLINE bool wr_is_eq(ref r) { return r != 0 && wr_is_eq_or_null(r); }
WR_INLINE ref wr_as_eq(ref r) { return wr_cast_checked(r, wr_is_eq(r)); }
WR_INLINE ref wr_as_eq_or_null(ref r) { return wr_cast_checked(r, wr_is_eq_or_null(r)); }

// ref.cast to a type that only null has (none, nofunc, noextern), and to one that is the operand's own.
WR_INLINE ref wr_as_null(ref r) { return wr_cast_checked(r, r == 0); }
WR_INLINE ref wr_as_not_null(ref r) { return wr_cast_checked(r, r != 0); }

WR_INLINE ref wr_nonnull(ref r) {
  if (wr_unlikely(r == 0)) wr_trap(WR_TRAP_NULL);
  return r;
}

WR_INLINE ref wr_nonnull_i31(ref r) {
  if (wr_unlikely(r == 0)) wr_trap(WR_TRAP_NULL_I31);
  return r;
}

WR_INLINE wr_code wr_nonnull_code(wr_code code) {
  if (wr_unlikely(code == 0)) wr_trap(WR_TRAP_NULL_FUNC);
  return code;
}

// The type word of a function, by its address; 0 for null and for unknown code. Not fast: a binary search.
u32 wr_code_type(wr_code code);

WR_INLINE bool wr_code_is(wr_code code, u32 lo, u32 span) {
  return code != 0 && wr_type_in(wr_code_type(code), lo, span);
}

WR_INLINE bool wr_code_is_or_null(wr_code code, u32 lo, u32 span) {
  return code == 0 || wr_code_is(code, lo, span);
}

WR_INLINE wr_code wr_code_checked(wr_code code, bool ok) {
  if (wr_unlikely(!ok)) wr_trap(WR_TRAP_CAST);
  return code;
}

WR_INLINE wr_code wr_as_code(wr_code code, u32 lo, u32 span) {
  return wr_code_checked(code, wr_code_is(code, lo, span));
}

WR_INLINE wr_code wr_as_code_or_null(wr_code code, u32 lo, u32 span) {
  return wr_code_checked(code, wr_code_is_or_null(code, lo, span));
}

#endif
