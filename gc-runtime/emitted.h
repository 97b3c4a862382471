// What emitted C needs beyond wr.h's parts: small forms that keep its lines short.
#ifndef WR_EMITTED_H
#define WR_EMITTED_H

#include "convention.h"
#include "wr.h"

// What a module compares in vain, or calls without end, is its own affair.
#pragma GCC diagnostic ignored "-Winfinite-recursion"
#pragma GCC diagnostic ignored "-Wtautological-compare"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wbool-compare"
// gcc knows the size of a constant, and not that its type keeps it from being used as an array.
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif

// `object->field = value`, with the collector's barrier. The field is that of the type which introduces it.
#define wr_field_set(TYPE, object, field, value)       \
  do {                                                 \
    ref wr_object = (object);                          \
    wr_slot_set(wr_object, &TYPE(wr_object)->field, (value)); \
  } while (0)

WR_INLINE void wr_array_header(void *object, u32 type, u32 length) {
  ((u32 *)object)[0] = type;
  ((u32 *)object)[1] = length;
}

// Tests that are decided by the types alone, of operands that must still be evaluated.
#define wr_always(value) ((void)(value), 1)
#define wr_never(value) ((void)(value), 0)

WR_INLINE ref wr_as_never(ref r) { return wr_cast_checked(r, false); }
WR_INLINE wr_code wr_code_as_null(wr_code code) { return wr_code_checked(code, code == 0); }
WR_INLINE wr_code wr_code_as_never(wr_code code) { return wr_code_checked(code, false); }
WR_INLINE wr_code wr_code_as_not_null(wr_code code) { return wr_code_checked(code, code != 0); }

// ref.as_non_null of a funcref.
WR_INLINE wr_code wr_code_nonnull(wr_code code) {
  if (wr_unlikely(code == 0)) wr_trap(WR_TRAP_NULL);
  return code;
}

#endif
