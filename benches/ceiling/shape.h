// The shape that Hoot's calling convention gives to C, written by hand: references, the three stacks, fixnum arithmetic
// with its generic way out, allocation. Two sets of the same primitives, chosen by VARIANT:
//
//   1        as a direct compilation has them: stack pointers are indices in memory, a stack is an array with a size, each
//            access checks its bounds and each load for null, growing and arithmetic are calls
//   2, 3, 4  as a compiler that sees the whole program may have them; what each leaves out, and why it may, stands beside it
//
// 2 keeps the stack pointers in memory, 3 in two of the convention's registers, 4 is for programs without the convention.
//
// What one thing costs is measured by changing it alone:
//
//   in 1   INLINE_NEEDS, INLINE_ARITHMETIC: no calls for growing and arithmetic; MERGED_TESTS: one test for a fixnum;
//          NO_BOUNDS: no bounds checks on the stacks; INLINE_DECODER (scan)
//   in 2+  NO_LIMITS: no comparison of the stacks with their limits; SLOW_CLONES (fib)
//   in all NO_NULLS, NO_CASTS: none of these checks
#ifndef SHAPE_H
#define SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef VARIANT
#define VARIANT 1
#endif

typedef int32_t i32;
typedef uint8_t u8;
typedef uint32_t u32;
typedef int64_t i64;
typedef uint64_t u64;

#define INLINE __attribute__((always_inline, unused)) static inline
#define COLD __attribute__((noinline, cold))
#define UNUSED __attribute__((unused))
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define KEEP_CALL __asm__ volatile("")

#if defined(__has_attribute)
#if __has_attribute(musttail)
#define TAIL __attribute__((musttail))
#endif
#endif
#ifndef TAIL
#define TAIL
#endif

// ---- References: null 0, an i31 has its low bit set, anything else is an object's address.

typedef struct object *ref;
struct object {
  u32 type;
};

INLINE uintptr_t bits(ref r) { return (uintptr_t)r; }
INLINE ref from_bits(uintptr_t b) { return (ref)b; }
INLINE bool is_i31(ref r) { return bits(r) & 1; }
INLINE ref i31(u32 v) { return from_bits((u32)(v << 1 | 1)); }
INLINE u32 i31_get(ref r) { return (u32)((i32)(u32)bits(r) >> 1); }

// Scheme's immediates: a fixnum is an even i31, a character ends in 11, the others are odd.
#define FIXNUM(n) i31((u32)(n) * 2)
#define FALSE i31(1)
#define TRUE i31(17)
#define NIL i31(13)
#define UNSPECIFIED i31(33)
#define FIXNUM_MIN (-(1 << 29))
#define FIXNUM_MAX ((1 << 29) - 1)

_Noreturn COLD void trap(const char *why);

// ---- The convention: u64 f(ref *sp, u64 x0 .. x4). sp is the side stack, where references lie across a call that may
// collect. gcc makes a jump of each tail call as all arguments travel in registers; clang's musttail wants like prototypes.

typedef u64 code(ref *sp, u64 x0, u64 x1, u64 x2, u64 x3, u64 x4);
#define PARAMETERS(a, b, c, d, e) ref *sp UNUSED, u64 a UNUSED, u64 b UNUSED, u64 c UNUSED, u64 d UNUSED, u64 e UNUSED
#define W(r) ((u64)bits(r))
#define R(word) from_bits(word)

extern u64 overflow[16];  // arguments beyond the fifth
extern u64 results[4];    // results beyond the first

// ---- Objects: type word, hash, fields. A type and its subtypes are the words LO, LO + 2 .. LO + SPAN.
#define HEAP_OBJECT 3u, 26u
#define FLONUM 3u, 0u
#define BIGNUM 5u, 0u
#define PAIR 7u, 2u
#define MUTABLE_PAIR 9u, 0u
#define VECTOR 11u, 2u
#define MUTABLE_VECTOR 13u, 0u
#define STRING 15u, 2u
#define MUTABLE_STRING 17u, 0u
#define PROCEDURE 19u, 6u
#define CLOSURE_4 25u, 0u
#define VARIABLE 27u, 0u
#define APPLICABLE 29u, 0u
// Not heap objects of Scheme's: arrays (type, length, elements) and the cursor of a string.
#define REFS 31u, 0u
#define WTF8 33u, 0u
#define CURSOR 35u, 0u

#define FIRST(lo, span) lo
#define FIRST_OF(range) FIRST(range)

struct flonum { u32 type, hash; double value; };
struct bignum { u32 type, hash; i64 value; };
struct pair { u32 type, hash; ref car, cdr; };
struct vector { u32 type, hash; ref items; };
struct string { u32 type, hash; ref wtf8; };
struct variable { u32 type, hash; ref value; };
struct closure { u32 type, hash; code *code; ref free[4]; };
struct refs { u32 type, length; ref items[]; };
struct wtf8 { u32 type, length; u8 bytes[]; };
struct cursor { u32 type, position; ref wtf8; };

INLINE u32 type_of(ref r) { return r->type; }
INLINE bool type_in(u32 type, u32 lo, u32 span) { return (u32)(type - lo) <= span; }
INLINE bool is_nonnull(ref r, u32 lo, u32 span) { return (bits(r) & 7) == 0 && type_in(type_of(r), lo, span); }
INLINE ref nonnull(ref r) {
#ifndef NO_NULLS
  if (unlikely(!r)) trap("null reference");
#endif
  return r;
}

// A cast. V2: where a test of the same reference came before, there is none; the casts that are left stay.
INLINE ref as_nonnull(ref r, u32 lo UNUSED, u32 span UNUSED) {
#ifndef NO_CASTS
  if (unlikely(!is_nonnull(r, lo, span))) trap("cast failure");
#endif
  return r;
}

#define PAIR_OF(r) ((struct pair *)(void *)(r))
#define VECTOR_OF(r) ((struct vector *)(void *)(r))
#define STRING_OF(r) ((struct string *)(void *)(r))
#define VARIABLE_OF(r) ((struct variable *)(void *)(r))
#define CLOSURE_OF(r) ((struct closure *)(void *)(r))
#define REFS_OF(r) ((struct refs *)(void *)(r))
#define WTF8_OF(r) ((struct wtf8 *)(void *)(r))
#define CURSOR_OF(r) ((struct cursor *)(void *)(r))

// ---- The stacks of Scheme: values, return addresses, raw numbers.

struct value_table { ref *items; u64 size; };
struct code_table { code **items; u64 size; };
struct memory { u8 *base; u64 size; };
extern struct value_table values;
extern struct code_table returns;
extern struct memory raws;
COLD void values_grow(void);
COLD void returns_grow(void);
COLD void raws_grow(void);

#if VARIANT == 1

extern u32 values_top, returns_top, raws_top;
#ifdef INLINE_NEEDS
INLINE void values_need(void) {
  if (unlikely(values.size < values_top)) values_grow();
}
INLINE void returns_need(void) {
  if (unlikely(returns.size < returns_top)) returns_grow();
}
INLINE void raws_need(void) {
  if (unlikely(raws.size < raws_top)) raws_grow();
}
#else
void values_need(void);  // calls, as Hoot's $maybe-grow is one
void returns_need(void);
void raws_need(void);
#endif

typedef u32 frame;
INLINE void bounds(u64 size UNUSED, u32 i UNUSED) {
#ifndef NO_BOUNDS
  if (unlikely(i >= size)) trap("table index out of bounds");
#endif
}
INLINE frame values_push(u32 n) {
  u32 at = values_top;
  values_top = at + n;
  values_need();
  return at;
}
INLINE frame values_pop(u32 n) { return values_top -= n; }
INLINE ref value(frame f, u32 i) {
  bounds(values.size, f + i);
  return nonnull(values.items[f + i]);
}
INLINE void value_set(frame f, u32 i, ref v) {
  bounds(values.size, f + i);
  values.items[f + i] = v;
}
INLINE void returns_push(code *c) {
  u32 at = returns_top;
  returns_top = at + 1;
  returns_need();
  bounds(returns.size, at);
  returns.items[at] = c;
}
INLINE code *returns_pop(void) {
  u32 at = returns_top - 1;
  returns_top = at;
  bounds(returns.size, at);
  code *c = returns.items[at];
#ifndef NO_NULLS
  if (unlikely(!c)) trap("null function reference");
#endif
  return c;
}
INLINE u32 raws_push(u32 n) {
  u32 at = raws_top;
  raws_top = at + n;
  raws_need();
  return at;
}
INLINE u32 raws_pop(u32 n) { return raws_top -= n; }
// Linear memory has no bounds check, it is a reservation; unaligned as in Wasm.
INLINE u64 raw(u32 at, u64 offset) {
  u64 v;
  memcpy(&v, raws.base + (u64)at + offset, 8);
  return v;
}
INLINE void raw_set(u32 at, u64 offset, u64 v) { memcpy(raws.base + (u64)at + offset, &v, 8); }

#else

// The stacks begin at a fixed address and are large reservations, so growing never moves them; a pointer to the top takes the
// place of an index. A push compares once with the limit, however many values it brings. A pop has no bounds check: what
// lies outside of the table was never written, so the check for null, which stays, finds it (below the first entry lies a
// guard). A return address has no check at all: calling null faults, and the fault is the trap.
extern ref *values_top, *values_limit;
extern code **returns_top, **returns_limit;
extern u64 *raws_top, *raws_limit;

typedef ref *frame;
INLINE ref value(frame f, u32 i) { return nonnull(f[i]); }
INLINE void value_set(frame f, u32 i, ref v) { f[i] = v; }

#ifdef NO_LIMITS  // what the comparisons with the limits cost
#define OVER(top, limit) false
#else
#define OVER(top, limit) unlikely((top) > (limit))
#endif
#define VALUES_NEED(top)                              \
  do {                                                \
    if (OVER(top, values_limit)) values_grow();       \
  } while (0)
#define RETURNS_NEED(top)                             \
  do {                                                \
    if (OVER(top, returns_limit)) returns_grow();     \
  } while (0)

// A function begins with ENTER: v is the top of the values, r of the return addresses. It leaves by JUMP to a function
// that it knows or by RETURN, which say what the tops are by then.
//   2: they lie in memory, read once and written once
//   3: sp is the top of the values, so the side stack goes on above them, and x4 the top of the return addresses: a word
//      that the convention leaves free, as it passes a count and three values
#if VARIANT == 3
#define ENTER                    \
  ref *v UNUSED = sp;            \
  code **r UNUSED = (code **)x4
#define JUMP(f, v_, r_, a, b, c, d) TAIL return f(v_, a, b, c, d, (u64)(r_))
#else
#define ENTER                    \
  ref *v UNUSED = values_top;    \
  code **r UNUSED = returns_top
#define JUMP(f, v_, r_, a, b, c, d)             \
  do {                                          \
    code *f_ = f;                               \
    values_top = v_;                            \
    returns_top = r_;                           \
    TAIL return f_(sp, a, b, c, d, 0);          \
  } while (0)
#endif
#define RETURN(v_, result) JUMP(r[-1], v_, r - 1, 1, W(result), W(FIXNUM(0)), W(FIXNUM(0)))

#endif

// ---- Fixnum arithmetic. The generic ways out know flonums and 64-bit bignums; they may allocate, so may collect.

#if VARIANT != 1
#define MERGED_TESTS
#define INLINE_ARITHMETIC
#endif

INLINE bool is_fixnum(ref r) {
#ifndef MERGED_TESTS
  return is_i31(r) && !(i31_get(r) & 1);
#else
  return (bits(r) & 3) == 1;  // the two tests in one
#endif
}
INLINE bool are_fixnums(ref a, ref b) {
#ifndef MERGED_TESTS
  return is_i31(a) && is_i31(b) && !((i31_get(a) | i31_get(b)) & 1);
#else
  return ((bits(a) & bits(b) & 1) != 0) && (((bits(a) | bits(b)) & 2) == 0);
#endif
}
// The number times 4, plus 1: both order and sum can be taken of it as it is.
INLINE i32 tagged(ref r) { return (i32)(u32)bits(r); }
INLINE i32 fixnum(ref r) { return tagged(r) >> 2; }
INLINE ref from_tagged(i32 t) { return from_bits((u32)t); }

ref add_generic(ref *sp, ref a, ref b);
ref sub_generic(ref *sp, ref a, ref b);
ref mul_generic(ref *sp, ref a, ref b);
ref modulo_generic(ref *sp, ref a, ref b);
bool less_generic(ref *sp, ref a, ref b);
bool equal_generic(ref *sp, ref a, ref b);
// Of two i31 values that are fixnums; V1's way.
u64 add_i31(ref *sp, u32 a, u32 b);
u64 sub_i31(ref *sp, u32 a, u32 b);
u64 mul_i31(ref *sp, u32 a, u32 b);

#define SAVE0()
#define LOAD0()
#define SAVE1(a) sp[0] = a
#define LOAD1(a) a = sp[0]
#define SAVE2(a, b) SAVE1(a), sp[1] = b
#define LOAD2(a, b) LOAD1(a), b = sp[1]
#define SAVE3(a, b, c) SAVE2(a, b), sp[2] = c
#define LOAD3(a, b, c) LOAD2(a, b), c = sp[2]
#define SAVE4(a, b, c, d) SAVE3(a, b, c), sp[3] = d
#define LOAD4(a, b, c, d) LOAD3(a, b, c), d = sp[3]
#define SAVE5(a, b, c, d, e) SAVE4(a, b, c, d), sp[4] = e
#define LOAD5(a, b, c, d, e) LOAD4(a, b, c, d), e = sp[4]

// out = a OP b; the n references after it are alive across. V1 calls for fixnums too, so it always saves.
#ifndef INLINE_ARITHMETIC
#define ARITHMETIC(OP, out, a, b, n, ...)                                           \
  do {                                                                              \
    SAVE##n(__VA_ARGS__);                                                           \
    if (are_fixnums(a, b)) out = R(OP##_i31(sp + n, i31_get(a), i31_get(b)));       \
    else out = OP##_generic(sp + n, a, b);                                          \
    LOAD##n(__VA_ARGS__);                                                           \
  } while (0)
#else
INLINE bool add_overflows(ref a, ref b, i32 *sum) { return __builtin_add_overflow(tagged(a), tagged(b) - 1, sum); }
INLINE bool sub_overflows(ref a, ref b, i32 *sum) { return __builtin_sub_overflow(tagged(a), tagged(b) - 1, sum); }
INLINE bool mul_overflows(ref a, ref b, i32 *product) {
  i32 p;
  bool over = __builtin_mul_overflow(tagged(a) - 1, fixnum(b), &p);
  *product = p | 1;
  return over;
}
#define ARITHMETIC(OP, out, a, b, n, ...)                                           \
  do {                                                                              \
    i32 t_;                                                                         \
    if (likely(are_fixnums(a, b) && !OP##_overflows(a, b, &t_))) {                  \
      out = from_tagged(t_);                                                        \
    } else {                                                                        \
      SAVE##n(__VA_ARGS__);                                                         \
      out = OP##_generic(sp + n, a, b);                                             \
      LOAD##n(__VA_ARGS__);                                                         \
    }                                                                               \
  } while (0)
#endif
#define ADD(out, a, b, n, ...) ARITHMETIC(add, out, a, b, n, __VA_ARGS__)
#define SUB(out, a, b, n, ...) ARITHMETIC(sub, out, a, b, n, __VA_ARGS__)
#define MUL(out, a, b, n, ...) ARITHMETIC(mul, out, a, b, n, __VA_ARGS__)

// Floored; the sign of a fixnum's remainder is corrected inline in each variant.
INLINE i32 floored(i32 a, i32 b) {
  if (unlikely(b == -1)) return 0;
  i32 r = a % b;
  return (b > 0 ? r < 0 : r > 0) ? r + b : r;
}
#define MODULO(out, a, b, n, ...)                                                   \
  do {                                                                              \
    if (likely(are_fixnums(a, b) && fixnum(b) != 0)) {                              \
      out = FIXNUM(floored(fixnum(a), fixnum(b)));                                  \
    } else {                                                                        \
      SAVE##n(__VA_ARGS__);                                                         \
      out = modulo_generic(sp + n, a, b);                                           \
      LOAD##n(__VA_ARGS__);                                                         \
    }                                                                               \
  } while (0)
#define COMPARE(OP, GENERIC, out, a, b, n, ...)                                     \
  do {                                                                              \
    if (likely(are_fixnums(a, b))) {                                                \
      out = tagged(a) OP tagged(b);                                                 \
    } else {                                                                        \
      SAVE##n(__VA_ARGS__);                                                         \
      out = GENERIC(sp + n, a, b);                                                  \
      LOAD##n(__VA_ARGS__);                                                         \
    }                                                                               \
  } while (0)
#define LESS(out, a, b, n, ...) COMPARE(<, less_generic, out, a, b, n, __VA_ARGS__)
#define EQUAL(out, a, b, n, ...) COMPARE(==, equal_generic, out, a, b, n, __VA_ARGS__)

// ---- Allocation: a bump in one of two spaces, copied by Cheney's way when full. Roots: values, side stack, `roots`.

extern u8 *heap_next, *heap_limit;
extern ref roots[8];
COLD void *allocate_slow(ref *sp, size_t size);
INLINE void *allocate(ref *sp, size_t size) {
  u8 *object = heap_next;
  if (likely((size_t)(heap_limit - object) >= size)) {
    heap_next = object + size;
    return object;
  }
  return allocate_slow(sp, size);
}

ref new_refs(ref *sp, u32 length, ref fill);
ref new_vector(ref *sp, u32 length, ref fill);
ref new_string(ref *sp, const u8 *bytes, u32 length);

// Errors of Scheme's, raised by what it calls `assert` and `check-type`.
_Noreturn COLD u64 raise_type_error(ref *sp, ref what);
_Noreturn COLD u64 raise_arity_error(ref *sp, ref what);
_Noreturn COLD u64 raise_range_error(ref *sp, ref what);

// Makes stacks and heap; the side stack.
ref *shape_start(void);

// argv[1] or the default.
long shape_size(int argc, char **argv, long size);

// A number as Scheme's `display` prints it.
void print_number(ref n);

#endif
