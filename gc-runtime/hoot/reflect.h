// The program's procedures and values, as reflect.wat makes them known to the host. That module is linked only into programs
// that give the host procedures to call: no other may call what is declared here.
#ifndef HOOT_REFLECT_H
#define HOOT_REFLECT_H

#include "call.h"
#include "ref.h"

// In the order of reflect.wat.
enum hoot_kind {
  HOOT_IMMEDIATE, HOOT_FLONUM, HOOT_BIGNUM, HOOT_COMPLEX, HOOT_FRACTION,
  HOOT_MUTABLE_PAIR, HOOT_PAIR, HOOT_MUTABLE_VECTOR, HOOT_VECTOR, HOOT_MUTABLE_BYTEVECTOR, HOOT_BYTEVECTOR,
  HOOT_MUTABLE_BITVECTOR, HOOT_BITVECTOR, HOOT_MUTABLE_STRING, HOOT_STRING, HOOT_PROCEDURE, HOOT_SYMBOL, HOOT_KEYWORD,
  HOOT_VARIABLE, HOOT_ATOMIC_BOX, HOOT_HASH_TABLE, HOOT_WEAK_TABLE, HOOT_FLUID, HOOT_DYNAMIC_STATE, HOOT_SYNTAX,
  HOOT_SYNTAX_TRANSFORMER, HOOT_PORT, HOOT_STRUCT, HOOT_OTHER
};

// Constants that are immediates.
#define HOOT_FALSE wr_i31(1)
#define HOOT_NIL wr_i31(13)
#define HOOT_UNSPECIFIED wr_i31(33)

// From entry.c: arguments in `words`, and then the result.
#define HOOT_REFLECT(NAME) __attribute__((weak)) void hoot_reflect_##NAME(ref *sp, u64 *words)
HOOT_REFLECT(call);
HOOT_REFLECT(load);
HOOT_REFLECT(is_procedure);
HOOT_REFLECT(cons);
HOOT_REFLECT(wrap);
HOOT_REFLECT(kind);
HOOT_REFLECT(real);
HOOT_REFLECT(imag);
HOOT_REFLECT(bignum);
HOOT_REFLECT(first);
HOOT_REFLECT(second);
HOOT_REFLECT(length);
HOOT_REFLECT(item);
HOOT_REFLECT(number_at);
HOOT_REFLECT(text);
HOOT_REFLECT(capacity);
HOOT_REFLECT(grow);
HOOT_REFLECT(hold);
HOOT_REFLECT(held);
#undef HOOT_REFLECT

typedef void hoot_reflection(ref *sp, u64 *words);

WR_INLINE u64 hoot_reflect_word(hoot_reflection *f, ref *sp, ref a, u64 b) {
  u64 words[4] = {wr_from_ref(a), b};
  f(sp, words);
  return words[0];
}
WR_INLINE ref hoot_reflect_ref(hoot_reflection *f, ref *sp, ref a, u64 b) { return wr_to_ref(hoot_reflect_word(f, sp, a, b)); }

// Calls a procedure with a list; its first result. May collect, and throw what the procedure throws.
WR_INLINE ref hoot_call(ref *sp, ref procedure, ref list) {
  return hoot_reflect_ref(hoot_reflect_call, sp, procedure, wr_from_ref(list));
}
// The program itself, a procedure without arguments.
WR_INLINE ref hoot_program(ref *sp) { return hoot_reflect_ref(hoot_reflect_load, sp, 0, 0); }
WR_INLINE bool hoot_is_procedure(ref *sp, ref value) {
  return (u32)hoot_reflect_word(hoot_reflect_is_procedure, sp, value, 0) != 0;
}

WR_INLINE ref hoot_cons(ref *sp, ref car, ref cdr) { return hoot_reflect_ref(hoot_reflect_cons, sp, car, wr_from_ref(cdr)); }
// An externref as a Scheme value.
WR_INLINE ref hoot_wrap(ref *sp, ref external) { return hoot_reflect_ref(hoot_reflect_wrap, sp, external, 0); }

WR_INLINE enum hoot_kind hoot_kind_of(ref *sp, ref value) {
  return (enum hoot_kind)(u32)hoot_reflect_word(hoot_reflect_kind, sp, value, 0);
}
// Of what is of the right kind; else a trap.
WR_INLINE f64 hoot_real(ref *sp, ref value) { return wr_to_f64(hoot_reflect_word(hoot_reflect_real, sp, value, 0)); }
WR_INLINE f64 hoot_imag(ref *sp, ref value) { return wr_to_f64(hoot_reflect_word(hoot_reflect_imag, sp, value, 0)); }
WR_INLINE ref hoot_bignum(ref *sp, ref value) { return hoot_reflect_ref(hoot_reflect_bignum, sp, value, 0); }
WR_INLINE ref hoot_first(ref *sp, ref value) { return hoot_reflect_ref(hoot_reflect_first, sp, value, 0); }
WR_INLINE ref hoot_second(ref *sp, ref value) { return hoot_reflect_ref(hoot_reflect_second, sp, value, 0); }
WR_INLINE u32 hoot_length(ref *sp, ref value) { return (u32)hoot_reflect_word(hoot_reflect_length, sp, value, 0); }
WR_INLINE ref hoot_item(ref *sp, ref value, u32 i) { return hoot_reflect_ref(hoot_reflect_item, sp, value, i); }
WR_INLINE u32 hoot_number_at(ref *sp, ref value, u32 i) { return (u32)hoot_reflect_word(hoot_reflect_number_at, sp, value, i); }
// A string of the host's: of strings, symbols, keywords.
WR_INLINE ref hoot_text(ref *sp, ref value) { return hoot_reflect_ref(hoot_reflect_text, sp, value, 0); }

#endif
