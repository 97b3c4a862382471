// The loop of scan.scm by hand. In Hoot string-for-each is string->list, then for-each: the string is decoded once for its
// length and once for the list, and each character costs a pair, a call of an unknown procedure and a return.
// 4 builds the list still, but calls nothing; 5 has no list.
#include "shape.h"

#define MODULUS 65521
#define IS_NIL(r) (is_i31(r) && (i31_get(r) & 55) == 5)
#define IS_FALSE(r) (is_i31(r) && (i31_get(r) & 59) == 1)
#define IS_CHAR(r) (is_i31(r) && (i31_get(r) & 3) == 3)
#define CHAR(code_point) i31((u32)(code_point) << 2 | 3)

enum { IN_WORD, WORDS, CHARACTERS, CHECKSUM };

// ---- WTF-8 as a state machine. A byte has a class, which also tells its payload bits, 127 >> class / 2; state plus class is
// an index of the next state.

enum { REJECT = 0, ACCEPT = 11, ONE_MORE = 22, TWO_MORE = 33, AFTER_E0 = 44, AFTER_F0 = 55, THREE_MORE = 66, AFTER_F4 = 77 };

static const u8 class_of[256] = {
  [0x80 ... 0x8f] = 1, [0x90 ... 0x9f] = 2, [0xa0 ... 0xbf] = 3, [0xc0 ... 0xc1] = 4, [0xc2 ... 0xdf] = 5, [0xe0] = 6,
  [0xe1 ... 0xef] = 7, [0xf0] = 10, [0xf1 ... 0xf3] = 9, [0xf4] = 8, [0xf5 ... 0xff] = 4,
};
static const u8 next_state[88] = {
  [ACCEPT + 0] = ACCEPT, [ACCEPT + 5] = ONE_MORE, [ACCEPT + 6] = AFTER_E0, [ACCEPT + 7] = TWO_MORE,
  [ACCEPT + 10] = AFTER_F0, [ACCEPT + 9] = THREE_MORE, [ACCEPT + 8] = AFTER_F4,
  [ONE_MORE + 1 ... ONE_MORE + 3] = ACCEPT, [TWO_MORE + 1 ... TWO_MORE + 3] = ONE_MORE, [AFTER_E0 + 3] = ONE_MORE,
  [AFTER_F0 + 2 ... AFTER_F0 + 3] = TWO_MORE, [THREE_MORE + 1 ... THREE_MORE + 3] = TWO_MORE, [AFTER_F4 + 1] = TWO_MORE,
};

// A step from 1 to 2: only the decoder is 2's.
#if VARIANT != 1
#define INLINE_DECODER
#endif

#ifndef INLINE_DECODER

// The two tables are arrays of the heap, made at the start; a global that holds one may be null as far as its type tells. Two
// results: the second goes through memory.
static ref *const classes = &roots[2], *const states = &roots[3];

static u32 byte_of(ref array, u32 i) {
  if (unlikely(i >= WTF8_OF(array)->length)) trap("array index out of bounds");
  return WTF8_OF(array)->bytes[i];
}

__attribute__((noinline)) static u32 decode(u32 byte, u32 code_point, u32 state) {
  u32 class = byte_of(nonnull(*classes), byte);
  results[0] = byte_of(nonnull(*states), state + class);
  return code_point << 6 | (byte & (127u >> (class >> 1)));
}

__attribute__((noinline)) static u32 cursor_next(ref cursor) {
  ref text = CURSOR_OF(cursor)->wtf8;
  u32 at = CURSOR_OF(cursor)->position, code_point = 0, state = ACCEPT;
  if (at >= WTF8_OF(text)->length) return 0xffffffff;
  for (;;) {
    code_point = decode(byte_of(text, at), code_point, state);
    state = (u32)results[0];
    if (state == REJECT) trap("unreachable");
    at++;
    if (state == ACCEPT) break;
    if (at >= WTF8_OF(text)->length) trap("unreachable");
  }
  CURSOR_OF(cursor)->position = at;
  return code_point;
}

__attribute__((noinline)) static u32 cursor_advance(ref cursor, u32 count) {
  ref text = CURSOR_OF(cursor)->wtf8;
  u32 at = CURSOR_OF(cursor)->position, state = ACCEPT, passed = 0;
  while (passed < count) {
    if (at >= WTF8_OF(text)->length) {
      if (state != ACCEPT) trap("unreachable");
      break;
    }
    decode(byte_of(text, at), 0, state);
    state = (u32)results[0];
    if (state == REJECT) trap("unreachable");
    at++;
    if (state == ACCEPT) passed++;
  }
  CURSOR_OF(cursor)->position = at;
  return passed;
}

static ref new_cursor(ref *sp, ref wtf8) {
  sp[0] = wtf8;
  struct cursor *c = allocate(sp + 1, sizeof *c);
  c->type = FIRST_OF(CURSOR), c->position = 0, c->wtf8 = sp[0];
  return (ref)(void *)c;
}

#else

// Inlined, its tables constants: no index is out of bounds, as a byte is below 256 and each state plus the largest class below 88.
INLINE u32 decode(const struct wtf8 *text, u32 *at) {
  u32 code_point = 0, state = ACCEPT, i = *at;
  do {
    if (unlikely(i >= text->length)) trap("unreachable");
    u32 byte = text->bytes[i++], class = class_of[byte];
    state = next_state[state + class];
    if (unlikely(state == REJECT)) trap("unreachable");
    code_point = code_point << 6 | (byte & (127u >> (class >> 1)));
  } while (state != ACCEPT);
  *at = i;
  return code_point;
}

INLINE u32 count(const struct wtf8 *text) {
  u32 passed = 0;
  for (u32 at = 0; at < text->length; passed++) decode(text, &at);
  return passed;
}

#endif

#if VARIANT < 4

// ---- The list.

static ref new_variable(ref *sp, ref value) {
  struct variable *v = allocate(sp, sizeof *v);
  v->type = FIRST_OF(VARIABLE), v->hash = 0, v->value = value;
  return (ref)(void *)v;
}

static ref string_to_list(ref *sp, ref text) {
#ifndef INLINE_DECODER
  sp[0] = text;
  sp[1] = new_cursor(sp + 1, STRING_OF(as_nonnull(text, STRING))->wtf8);
  u32 left = cursor_advance(sp[1], 0x7fffffff);
  sp[0] = new_cursor(sp + 1, STRING_OF(as_nonnull(sp[0], STRING))->wtf8);
#else
  // The cursor never leaves the function: it is two variables.
  sp[0] = STRING_OF(text)->wtf8;
  u32 left = count(WTF8_OF(sp[0])), at = 0;
#endif
  struct pair *p = allocate(sp + 1, sizeof *p);
  p->type = FIRST_OF(MUTABLE_PAIR), p->hash = 0, p->car = FALSE, p->cdr = NIL;
  sp[1] = sp[2] = (ref)(void *)p;
  for (; left; left--) {
#if VARIANT == 1
    as_nonnull(sp[2], MUTABLE_PAIR);
#endif
#ifndef INLINE_DECODER
    u32 code_point = cursor_next(sp[0]);
#else
    u32 code_point = decode(WTF8_OF(sp[0]), &at);
#endif
    struct pair *next = allocate(sp + 3, sizeof *next);
    next->type = FIRST_OF(MUTABLE_PAIR), next->hash = 0, next->car = CHAR(code_point), next->cdr = NIL;
    PAIR_OF(sp[2])->cdr = (ref)(void *)next;
    sp[2] = (ref)(void *)next;
  }
  return PAIR_OF(sp[1])->cdr;
}

#endif

#if VARIANT == 1

#define RAW(name) __attribute__((noinline)) static u64 name(PARAMETERS(x0, x1, x2, x3, x4))
#define GIVE(result)                                                        \
  do {                                                                      \
    code *k_ = returns_pop();                                               \
    TAIL return k_(sp, 1, W(result), W(FIXNUM(0)), W(FIXNUM(0)), 0);        \
  } while (0)
#define BOX(f, i) as_nonnull(CLOSURE_OF(as_nonnull(f, CLOSURE_4))->free[i], VARIABLE)

static code after_one;

__attribute__((noinline)) static code *code_of(ref *sp, ref procedure) {
  if (unlikely(!is_nonnull(procedure, PROCEDURE))) {
    if (!is_nonnull(procedure, APPLICABLE)) raise_type_error(sp, procedure);
    procedure = VECTOR_OF(procedure)->items;
  }
  return CLOSURE_OF(procedure)->code;
}

RAW(each) {
  ref list = R(x0), procedure = R(x1);
  if (IS_NIL(list)) GIVE(UNSPECIFIED);
  if (!is_nonnull(list, HEAP_OBJECT) || !is_nonnull(list, PAIR)) return raise_type_error(sp, list);
  ref item = PAIR_OF(as_nonnull(list, PAIR))->car;
  frame f = values_push(2);
  value_set(f, 0, procedure);
  value_set(f, 1, list);
  returns_push(after_one);
  sp[0] = procedure, sp[1] = item;
  code *c = code_of(sp + 2, procedure);
  procedure = sp[0], item = sp[1];
  TAIL return c(sp, 2, W(procedure), W(item), W(FIXNUM(0)), 0);
}

RAW(after_one) {
  frame f = values_pop(2);
  ref procedure = value(f, 0), list = value(f, 1);
  TAIL return each(sp, W(PAIR_OF(as_nonnull(list, PAIR))->cdr), W(procedure), 0, 0, 0);
}

RAW(procedure) {
  ref self = R(x1), character = R(x2), n;
  if (x0 != 2) return raise_arity_error(sp, self);
  sp[0] = self;
  ref box = BOX(self, CHARACTERS), old = VARIABLE_OF(box)->value;
  sp++;
  ADD(n, old, FIXNUM(1), 2, character, box);
  sp--;
  VARIABLE_OF(as_nonnull(box, VARIABLE))->value = n;
  if (!IS_CHAR(character)) return raise_type_error(sp, character);
  u64 code_point = (u64)(i31_get(character) >> 2);
  if (code_point == ' ' || code_point == '\n') {
    VARIABLE_OF(BOX(sp[0], IN_WORD))->value = FALSE;
    GIVE(UNSPECIFIED);
  }
  sp[1] = FIXNUM(code_point);
  box = BOX(sp[0], IN_WORD);
  if (IS_FALSE(VARIABLE_OF(box)->value)) {
    VARIABLE_OF(as_nonnull(box, VARIABLE))->value = TRUE;
    box = BOX(sp[0], WORDS);
    old = VARIABLE_OF(box)->value;
    sp += 2;
    ADD(n, old, FIXNUM(1), 1, box);
    sp -= 2;
    VARIABLE_OF(as_nonnull(box, VARIABLE))->value = n;
  }
  old = VARIABLE_OF(BOX(sp[0], CHECKSUM))->value;
  ref product, sum;
  sp += 2;
  MUL(product, old, FIXNUM(31), 0);
  sum = sp[-1];
  ADD(sum, product, sum, 0);
  MODULO(n, sum, FIXNUM(MODULUS), 0);
  sp -= 2;
  VARIABLE_OF(BOX(sp[0], CHECKSUM))->value = n;
  GIVE(UNSPECIFIED);
}

RAW(finish) { return 0; }

static void for_each(ref *sp, ref f, ref list) {
  returns_push(finish);
  each(sp, W(list), W(f), 0, 0, 0);
}

#elif VARIANT == 2 || VARIANT == 3

static code after_one;

#define EACH(list_, procedure_, top)                                                         \
  do {                                                                                       \
    ref l_ = list_, p_ = procedure_;                                                         \
    if (IS_NIL(l_)) RETURN(top, UNSPECIFIED);                                                \
    if (unlikely(!is_nonnull(l_, PAIR))) return raise_type_error(sp, l_);                    \
    if (unlikely(!is_nonnull(p_, PROCEDURE))) return raise_type_error(sp, p_);               \
    (top)[1] = l_;                                                                           \
    r[0] = after_one;                                                                        \
    JUMP(CLOSURE_OF(p_)->code, (top) + 2, r + 1, 2, W(p_), W(PAIR_OF(l_)->car), W(FIXNUM(0))); \
  } while (0)

static u64 each(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  VALUES_NEED(v + 2);
  RETURNS_NEED(r + 1);
  v[0] = R(x1);
  EACH(R(x0), R(x1), v);
}

// The loop goes on from its return point: `each`, inlined, needs no room that was not there, and the procedure is in its slot.
static u64 after_one(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref *f = v - 2, list = value(f, 1);
  EACH(PAIR_OF(as_nonnull(list, PAIR))->cdr, value(f, 0), f);
}

static u64 procedure(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref self = R(x1), character = R(x2), n;
  if (unlikely(x0 != 2)) return raise_arity_error(sp, self);
  as_nonnull(self, CLOSURE_4);
  ref box = as_nonnull(CLOSURE_OF(self)->free[CHARACTERS], VARIABLE), old = VARIABLE_OF(box)->value;
  ADD(n, old, FIXNUM(1), 3, character, box, self);
  VARIABLE_OF(box)->value = n;
  if (unlikely(!IS_CHAR(character))) return raise_type_error(sp, character);
  u64 code_point = (u64)(i31_get(character) >> 2);
  ref in_word = as_nonnull(CLOSURE_OF(self)->free[IN_WORD], VARIABLE);
  if (code_point == ' ' || code_point == '\n') {
    VARIABLE_OF(in_word)->value = FALSE;
    RETURN(v, UNSPECIFIED);
  }
  if (IS_FALSE(VARIABLE_OF(in_word)->value)) {
    VARIABLE_OF(in_word)->value = TRUE;
    box = as_nonnull(CLOSURE_OF(self)->free[WORDS], VARIABLE);
    old = VARIABLE_OF(box)->value;
    ADD(n, old, FIXNUM(1), 2, box, self);
    VARIABLE_OF(box)->value = n;
  }
  box = as_nonnull(CLOSURE_OF(self)->free[CHECKSUM], VARIABLE);
  old = VARIABLE_OF(box)->value;
  ref product, sum, addend = FIXNUM(code_point);
  MUL(product, old, FIXNUM(31), 1, box);
  ADD(sum, product, addend, 1, box);
  MODULO(n, sum, FIXNUM(MODULUS), 1, box);
  VARIABLE_OF(box)->value = n;
  RETURN(v, UNSPECIFIED);
}

static u64 finish(PARAMETERS(x0, x1, x2, x3, x4)) { return 0; }

static void for_each(ref *sp, ref f, ref list) {
  returns.items[0] = finish;
#if VARIANT == 3
  each(sp, W(list), W(f), 0, 0, (u64)(returns.items + 1));
#else
  values_top = values.items, returns_top = returns.items + 1;
  each(sp, W(list), W(f), 0, 0, 0);
#endif
}

#endif

struct found { ref words, characters, checksum; };

#if VARIANT < 4

static struct found scan(ref *sp, ref text) {
  for (u32 i = 0; i < 4; i++) sp[i] = new_variable(sp + i, i == IN_WORD ? FALSE : FIXNUM(0));
  struct closure *c = allocate(sp + 4, sizeof *c);
  c->type = FIRST_OF(CLOSURE_4), c->hash = 0, c->code = procedure;
  memcpy(c->free, sp, 4 * sizeof *sp);
  roots[1] = (ref)(void *)c;
  ref list = string_to_list(sp, text);
  for_each(sp, roots[1], list);
  ref *boxes = CLOSURE_OF(roots[1])->free;
  return (struct found){VARIABLE_OF(boxes[WORDS])->value, VARIABLE_OF(boxes[CHARACTERS])->value,
                        VARIABLE_OF(boxes[CHECKSUM])->value};
}

#else

// The variables were boxes only because the procedure that sets them is a value; inlined, they are variables.
#define STEP(character)                                                     \
  do {                                                                      \
    ADD(characters, characters, FIXNUM(1), 0);                              \
    if (unlikely(!IS_CHAR(character))) raise_type_error(sp, character);     \
    u32 code_point_ = i31_get(character) >> 2;                              \
    if (code_point_ == ' ' || code_point_ == '\n') {                        \
      in_word = FALSE;                                                      \
      break;                                                                \
    }                                                                       \
    if (IS_FALSE(in_word)) {                                                \
      in_word = TRUE;                                                       \
      ADD(words, words, FIXNUM(1), 0);                                      \
    }                                                                       \
    ref product_, sum_, addend_ = FIXNUM(code_point_);                      \
    MUL(product_, checksum, FIXNUM(31), 0);                                 \
    ADD(sum_, product_, addend_, 0);                                        \
    MODULO(checksum, sum_, FIXNUM(MODULUS), 0);                             \
  } while (0)

static struct found scan(ref *sp, ref text) {
  ref in_word = FALSE, words = FIXNUM(0), characters = FIXNUM(0), checksum = FIXNUM(0);
  sp[0] = STRING_OF(text)->wtf8;
  u32 left = count(WTF8_OF(sp[0])), at = 0;
#if VARIANT == 4
  struct pair *p = allocate(sp + 1, sizeof *p);
  p->type = FIRST_OF(MUTABLE_PAIR), p->hash = 0, p->car = FALSE, p->cdr = NIL;
  sp[1] = sp[2] = (ref)(void *)p;
  for (; left; left--) {
    u32 code_point = decode(WTF8_OF(sp[0]), &at);
    struct pair *next = allocate(sp + 3, sizeof *next);
    next->type = FIRST_OF(MUTABLE_PAIR), next->hash = 0, next->car = CHAR(code_point), next->cdr = NIL;
    PAIR_OF(sp[2])->cdr = (ref)(void *)next;
    sp[2] = (ref)(void *)next;
  }
  for (ref list = PAIR_OF(sp[1])->cdr; !IS_NIL(list); list = PAIR_OF(list)->cdr) {
    if (unlikely(!is_nonnull(list, PAIR))) raise_type_error(sp, list);
    ref character = PAIR_OF(list)->car;
    STEP(character);
  }
#else
  for (; left; left--) {
    ref character = CHAR(decode(WTF8_OF(sp[0]), &at));
    STEP(character);
  }
#endif
  return (struct found){words, characters, checksum};
}

#endif

int main(int argc, char **argv) {
  static const char line[] = "The quick brown fox jumps over 13 lazy dogs; naïve façades, Ωmega 日本語 🙂\n";
  enum { LINES = 2000, LENGTH = sizeof line - 1 };
  static u8 text[LINES * LENGTH];
  for (u32 i = 0; i < LINES; i++) memcpy(text + i * LENGTH, line, LENGTH);

  ref *sp = shape_start();
  roots[0] = new_string(sp, text, sizeof text);
#if VARIANT == 1
  roots[2] = STRING_OF(new_string(sp, class_of, sizeof class_of))->wtf8;
  roots[3] = STRING_OF(new_string(sp, next_state, sizeof next_state))->wtf8;
#endif
  ref words = FIXNUM(0), characters = FIXNUM(0), checksum = FIXNUM(0);
  for (long rounds = shape_size(argc, argv, 60); rounds > 0; rounds--) {
    struct found found = scan(sp, roots[0]);
    ADD(words, words, found.words, 0);
    ADD(characters, characters, found.characters, 0);
    ADD(checksum, checksum, found.checksum, 0);
    MODULO(checksum, checksum, FIXNUM(MODULUS), 0);
  }
  putchar('(');
  print_number(words), putchar(' ');
  print_number(characters), putchar(' ');
  print_number(checksum), puts(")");
}
