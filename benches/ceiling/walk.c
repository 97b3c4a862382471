// The loops of walk.scm by hand: looking all keys up, present and missing, and folding the table. What the loop carries lies on
// the value stack across each call: nine references and up to five raw numbers, as Hoot keeps even constants there.
#include "shape.h"

#define BUCKETS 1024
#define ENTRIES 4096
#define MODULUS 1000003
#define IS_NIL(r) (is_i31(r) && (i31_get(r) & 55) == 5)
#define IS_FALSE(r) (is_i31(r) && (i31_get(r) & 59) == 1)

// car and cdr. Hoot asks first for any heap object and then for a pair; V1 casts once more at each access.
#if VARIANT == 1
#define IS_PAIR(r) (is_nonnull(r, HEAP_OBJECT) && is_nonnull(r, PAIR))
#define CAR(r) PAIR_OF(as_nonnull(r, PAIR))->car
#define CDR(r) PAIR_OF(as_nonnull(r, PAIR))->cdr
#define IS_VECTOR(r) (is_nonnull(r, HEAP_OBJECT) && is_nonnull(r, VECTOR))
#define ITEMS(r) VECTOR_OF(as_nonnull(r, VECTOR))->items
#else
// Pairs are a range within the heap objects' range: the second test contains the first.
#define IS_PAIR(r) is_nonnull(r, PAIR)
#define CAR(r) PAIR_OF(r)->car
#define CDR(r) PAIR_OF(r)->cdr
#define IS_VECTOR(r) is_nonnull(r, VECTOR)
#define ITEMS(r) VECTOR_OF(r)->items
#endif

// array.get: the bound is checked though the vector's length was.
static inline ref element(ref items, u64 i) {
  if (unlikely((u32)i >= REFS_OF(items)->length)) trap("array index out of bounds");
  return REFS_OF(items)->items[(u32)i];
}

// (modulo (+ sum (+ (* 3 key) value)) 1000003)
#define FOLD_STEP(sum, key, value, modulus, n, ...)                         \
  do {                                                                      \
    ref three_, more_, total_;                                              \
    MUL(three_, key, FIXNUM(3), n, __VA_ARGS__);                            \
    ADD(more_, three_, value, n, __VA_ARGS__);                              \
    ADD(total_, sum, more_, n, __VA_ARGS__);                                \
    MODULO(sum, total_, modulus, n, __VA_ARGS__);                           \
  } while (0)

#if VARIANT == 1

#define RAW(name) __attribute__((noinline)) static u64 name(PARAMETERS(x0, x1, x2, x3, x4))
static code after_present, after_missing, after_inner_sum, after_sum, each_bucket, each_entry;

#define GIVE(result)                                                        \
  do {                                                                      \
    code *k_ = returns_pop();                                               \
    TAIL return k_(sp, 1, W(result), W(FIXNUM(0)), W(FIXNUM(0)), 0);        \
  } while (0)

RAW(find) {
  ref key = R(x0), bucket = R(x1), entry;
  if (IS_NIL(bucket)) GIVE(FALSE);
  if (!IS_PAIR(bucket)) return raise_type_error(sp, bucket);
  entry = CAR(bucket);
  if (!IS_PAIR(entry)) return raise_type_error(sp, entry);
  bool same;
  ref other = CAR(entry);
  EQUAL(same, other, key, 3, key, bucket, entry);
  if (same) GIVE(entry);
  TAIL return find(sp, W(key), W(CDR(bucket)), 0, 0, 0);
}

RAW(look_up_rest) {
  ref entry = R(x0);
  frame f = values_pop(1);
  ref missing = value(f, 0);
  if (IS_FALSE(entry)) GIVE(missing);
  if (!IS_PAIR(entry)) return raise_type_error(sp, entry);
  GIVE(CDR(entry));
}
RAW(look_up_found) { TAIL return look_up_rest(sp, x1, 0, 0, 0, 0); }

RAW(look_up) {
  ref table = R(x0), key = R(x1), missing = R(x2), i;
  MODULO(i, key, FIXNUM(BUCKETS), 3, table, key, missing);
  if (!IS_VECTOR(table)) return raise_type_error(sp, table);
  u64 length = REFS_OF(ITEMS(table))->length;
  if (!is_fixnum(i)) return raise_type_error(sp, i);
  u64 at = (u64)(i64)fixnum(i);
  if (at >= length) return raise_range_error(sp, i);
  ref bucket = element(ITEMS(table), at);
  frame f = values_push(1);
  value_set(f, 0, missing);
  returns_push(look_up_found);
  TAIL return find(sp, W(key), W(bucket), 0, 0, 0);
}

// `+` of the library: a case-lambda, called with its procedure and two values.
RAW(plus) {
  ref a = R(x2), b = R(x3), sum;
  if (x0 == 1) GIVE(FIXNUM(0));
  if (x0 == 2) GIVE(a);
  if (x0 != 3) return raise_arity_error(sp, R(x1));
  ADD(sum, a, b, 0);
  GIVE(sum);
}

// The frame: PLUS .. MODULUS stay the same as long as the loop runs, and lie on the stack again and again.
enum { PLUS, FOLDER, ROUNDS, TABLE, SEVEN, ELEVEN, ROUND, MODULUS_, SUM, RESULT };

#define MOVE_IN(n)                                                          \
  ref kept[n];                                                              \
  do {                                                                      \
    frame f_ = values_pop(n);                                               \
    for (u32 i_ = 0; i_ < n; i_++) kept[i_] = value(f_, i_);                \
  } while (0)
#define MOVE_OUT(n)                                                         \
  do {                                                                      \
    frame f_ = values_push(n);                                              \
    for (u32 i_ = 0; i_ < n; i_++) value_set(f_, i_, kept[i_]);             \
  } while (0)
#define RAWS_IN(n)                                                          \
  u64 numbers[n];                                                           \
  do {                                                                      \
    u32 at_ = raws_pop(8 * n);                                              \
    for (u32 i_ = 0; i_ < n; i_++) numbers[i_] = raw(at_, 8 * i_);          \
  } while (0)
#define RAWS_OUT(n)                                                         \
  do {                                                                      \
    u32 at_ = raws_push(8 * n);                                             \
    for (u32 i_ = 0; i_ < n; i_++) raw_set(at_, 8 * i_, numbers[i_]);       \
  } while (0)
enum { ZERO, FIRST_KEY, I, NEXT, KEY };

// A loop's variables are parameters: the first five travel in registers, the others through memory.
RAW(each_key) {
  ref kept[10];
  u64 numbers[5];
  u64 i = x0, key = x1;
  kept[SUM] = R(x2), kept[PLUS] = R(x3), kept[FOLDER] = R(x4);
  kept[ROUNDS] = R(overflow[0]), kept[TABLE] = R(overflow[1]);
  numbers[ZERO] = overflow[2], numbers[FIRST_KEY] = overflow[3];
  kept[SEVEN] = R(overflow[4]), kept[ELEVEN] = R(overflow[5]);
  kept[ROUND] = R(overflow[6]), kept[MODULUS_] = R(overflow[7]);
  if ((i64)i >= ENTRIES) {
    overflow[0] = W(kept[ROUNDS]), overflow[1] = W(kept[TABLE]);
    overflow[2] = numbers[ZERO], overflow[3] = numbers[FIRST_KEY];
    overflow[4] = W(kept[SEVEN]), overflow[5] = W(kept[ELEVEN]);
    overflow[6] = W(kept[ROUND]), overflow[7] = W(kept[MODULUS_]);
    TAIL return each_bucket(sp, numbers[ZERO], W(kept[SUM]), W(kept[PLUS]), W(kept[FOLDER]), 0);
  }
  numbers[I] = i + 1;
  numbers[KEY] = key;
  ref boxed = FIXNUM(key), product, sum;
  for (u32 j = 0; j < 9; j++) sp[j] = kept[j];
  sp[9] = boxed;
  sp += 10;
  MUL(product, boxed, FIXNUM(421), 0);
  ADD(sum, product, FIXNUM(1663), 0);
  if (!is_fixnum(sum)) sum = modulo_generic(sp, sum, FIXNUM(65536));
  sp -= 10;
  for (u32 j = 0; j < 9; j++) kept[j] = sp[j];
  boxed = sp[9];
  numbers[NEXT] = (u64)(i64)fixnum(sum) & 65535;
  MOVE_OUT(9);
  RAWS_OUT(5);
  returns_push(after_present);
  TAIL return look_up(sp, W(kept[TABLE]), W(boxed), W(kept[SEVEN]), 0, 0);
}

RAW(after_present_rest) {
  MOVE_IN(9);
  RAWS_IN(5);
  ref boxed = FIXNUM(numbers[KEY] + 65536), result = R(x0);
  frame f = values_push(10);
  for (u32 i = 0; i < 9; i++) value_set(f, i, kept[i]);
  value_set(f, RESULT, result);
  RAWS_OUT(4);
  returns_push(after_missing);
  TAIL return look_up(sp, W(kept[TABLE]), W(boxed), W(kept[ELEVEN]), 0, 0);
}
RAW(after_present) { TAIL return after_present_rest(sp, x1, 0, 0, 0, 0); }

RAW(after_missing_rest) {
  frame f = values_pop(10);
  ref kept[10];
  for (u32 i = 0; i < 10; i++) kept[i] = value(f, i);
  RAWS_IN(4);
  MOVE_OUT(9);
  RAWS_OUT(4);
  returns_push(after_inner_sum);
  TAIL return plus(sp, 3, W(kept[PLUS]), W(kept[RESULT]), x0, 0);
}
RAW(after_missing) { TAIL return after_missing_rest(sp, x1, 0, 0, 0, 0); }

RAW(after_inner_sum) {
  if (x0 < 1) return raise_arity_error(sp, R(x1));
  MOVE_IN(9);
  RAWS_IN(4);
  MOVE_OUT(8);
  RAWS_OUT(4);
  returns_push(after_sum);
  TAIL return plus(sp, 3, W(kept[PLUS]), W(kept[SUM]), x1, 0);
}

RAW(after_sum) {
  if (x0 < 1) return raise_arity_error(sp, R(x1));
  MOVE_IN(8);
  RAWS_IN(4);
  ref total = R(x1), sum;
  if (likely(are_fixnums(total, kept[MODULUS_]) && fixnum(kept[MODULUS_]) != 0)) {
    sum = FIXNUM(floored(fixnum(total), fixnum(kept[MODULUS_])));
  } else {
    for (u32 j = 0; j < 8; j++) sp[j] = kept[j];
    sum = modulo_generic(sp + 8, total, kept[MODULUS_]);
    for (u32 j = 0; j < 8; j++) kept[j] = sp[j];
  }
  overflow[0] = W(kept[ROUNDS]), overflow[1] = W(kept[TABLE]);
  overflow[2] = numbers[ZERO], overflow[3] = numbers[FIRST_KEY];
  overflow[4] = W(kept[SEVEN]), overflow[5] = W(kept[ELEVEN]);
  overflow[6] = W(kept[ROUND]), overflow[7] = W(kept[MODULUS_]);
  TAIL return each_key(sp, numbers[I], numbers[NEXT], W(sum), W(kept[PLUS]), W(kept[FOLDER]));
}

RAW(each_bucket) {
  u64 i = x0;
  if ((i64)i >= BUCKETS) GIVE(R(x1));
  ref table = R(overflow[1]);
  ref bucket = element(VECTOR_OF(as_nonnull(table, VECTOR))->items, i);
  u64 o0 = overflow[0], o2 = overflow[2], o3 = overflow[3], o4 = overflow[4], o5 = overflow[5], o6 = overflow[6],
      o7 = overflow[7];
  overflow[0] = o0, overflow[1] = W(table), overflow[2] = o2, overflow[3] = o3, overflow[4] = o4, overflow[5] = o5;
  overflow[6] = o6, overflow[7] = o7, overflow[8] = i;
  TAIL return each_entry(sp, W(bucket), x1, x2, x3, x4);
}

RAW(each_entry) {
  ref bucket = R(x0), sum = R(x1);
  u64 o2 = overflow[2], o3 = overflow[3], i = overflow[8];
  sp[0] = R(x2), sp[1] = R(x3), sp[2] = R(x4), sp[3] = R(overflow[0]), sp[4] = R(overflow[1]);
  sp[5] = R(overflow[4]), sp[6] = R(overflow[5]), sp[7] = R(overflow[6]), sp[8] = R(overflow[7]);
  if (IS_NIL(bucket)) {
    overflow[0] = W(sp[3]), overflow[1] = W(sp[4]), overflow[2] = o2, overflow[3] = o3;
    overflow[4] = W(sp[5]), overflow[5] = W(sp[6]), overflow[6] = W(sp[7]), overflow[7] = W(sp[8]);
    TAIL return each_bucket(sp, i + 1, W(sum), W(sp[0]), W(sp[1]), W(sp[2]));
  }
  if (!IS_PAIR(bucket)) return raise_type_error(sp, bucket);
  sp[9] = CDR(bucket);
  ref entry = CAR(bucket);
  if (!IS_PAIR(entry)) return raise_type_error(sp, entry);
  ref key = CAR(entry), item = CDR(entry), modulus = sp[8];
  sp += 10;
  FOLD_STEP(sum, key, item, modulus, 2, sum, item);
  sp -= 10;
  overflow[0] = W(sp[3]), overflow[1] = W(sp[4]), overflow[2] = o2, overflow[3] = o3;
  overflow[4] = W(sp[5]), overflow[5] = W(sp[6]), overflow[6] = W(sp[7]), overflow[7] = W(sp[8]), overflow[8] = i;
  TAIL return each_entry(sp, W(sp[9]), W(sum), W(sp[0]), W(sp[1]), W(sp[2]));
}

RAW(finish) {
  roots[1] = R(x1);
  return 0;
}

static ref round_of(ref *sp UNUSED, ref table, ref sum) {
  returns_push(finish);
  overflow[0] = W(FIXNUM(0)), overflow[1] = W(table), overflow[2] = 0, overflow[3] = 1;
  overflow[4] = W(FIXNUM(7)), overflow[5] = W(FIXNUM(11)), overflow[6] = W(FIXNUM(0)), overflow[7] = W(FIXNUM(MODULUS));
  each_key(sp, 0, 1, W(sum), W(FIXNUM(0)), W(FIXNUM(0)));
  return roots[1];
}

#elif VARIANT == 2 || VARIANT == 3

static code find, look_up, each_key, after_present, after_missing;

static u64 find(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref key = R(x0), bucket = R(x1);
  for (;;) {
    if (IS_NIL(bucket)) RETURN(v, FALSE);
    if (unlikely(!IS_PAIR(bucket))) return raise_type_error(sp, bucket);
    ref entry = CAR(bucket);
    if (unlikely(!IS_PAIR(entry))) return raise_type_error(sp, entry);
    ref other = CAR(entry);
    bool same;
    EQUAL(same, other, key, 3, key, bucket, entry);
    if (same) RETURN(v, entry);
    bucket = CDR(bucket);
  }
}

static u64 look_up_found(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref entry = R(x1);
  if (IS_FALSE(entry)) RETURN(v - 1, value(v - 1, 0));
  if (unlikely(!IS_PAIR(entry))) return raise_type_error(sp, entry);
  RETURN(v - 1, CDR(entry));
}

// The remainder by a power of two is a mask; i is a fixnum, not negative, so one comparison serves Scheme's check and the array's.
static u64 look_up(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref table = R(x0), key = R(x1), missing = R(x2), i;
  MODULO(i, key, FIXNUM(BUCKETS), 3, table, key, missing);
  if (unlikely(!IS_VECTOR(table))) return raise_type_error(sp, table);
  if (unlikely(!is_fixnum(i))) return raise_type_error(sp, i);
  struct refs *items = REFS_OF(ITEMS(table));
  u64 at = (u64)(i64)fixnum(i);
  if (unlikely(at >= items->length)) return raise_range_error(sp, i);
  VALUES_NEED(v + 1);
  RETURNS_NEED(r + 1);
  v[0] = missing;
  r[0] = look_up_found;
  JUMP(find, v + 1, r + 1, W(key), W(items->items[at]), 0, 0);
}

// What the loop does not change stays in the frame from its first round to the last; a call adds to the frame what changed.
enum { PLUS, FOLDER, ROUNDS, TABLE, SEVEN, ELEVEN, ROUND, MODULUS_, KEPT };
enum { I, NEXT, KEY };

static u64 each_bucket(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref *f = v - KEPT, sum = R(x0), table = value(f, TABLE), modulus = value(f, MODULUS_);
  for (u64 i = 0; i < BUCKETS; i++) {
    ref bucket = element(VECTOR_OF(as_nonnull(table, VECTOR))->items, i);
    while (!IS_NIL(bucket)) {
      if (unlikely(!IS_PAIR(bucket))) return raise_type_error(sp, bucket);
      ref entry = CAR(bucket);
      if (unlikely(!IS_PAIR(entry))) return raise_type_error(sp, entry);
      ref key = CAR(entry), item = CDR(entry);
      FOLD_STEP(sum, key, item, modulus, 5, sum, item, bucket, table, modulus);
      bucket = CDR(bucket);
    }
  }
  RETURN(f, sum);
}

static u64 each_key(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref *f = v - KEPT, sum = R(x2), key = FIXNUM(x1), product, next;
  if ((i64)x0 >= ENTRIES) JUMP(each_bucket, v, r, W(sum), 0, 0, 0);
  MUL(product, key, FIXNUM(421), 2, sum, key);
  ADD(next, product, FIXNUM(1663), 2, sum, key);
  if (unlikely(!is_fixnum(next))) {
    SAVE2(sum, key);
    next = modulo_generic(sp + 2, next, FIXNUM(65536));
    LOAD2(sum, key);
  }
  VALUES_NEED(v + 1);
  RETURNS_NEED(r + 1);
  v[0] = sum;
  u64 *q = raws_top;
  if (OVER(q + 3, raws_limit)) raws_grow();
  q[I] = x0 + 1, q[NEXT] = (u64)(i64)fixnum(next) & 65535, q[KEY] = x1;
  raws_top = q + 3;
  r[0] = after_present;
  JUMP(look_up, v + 1, r + 1, W(value(f, TABLE)), W(key), W(value(f, SEVEN)), 0);
}

static u64 after_present(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref *f = v - 1 - KEPT;
  VALUES_NEED(v + 1);
  v[0] = R(x1);
  r[0] = after_missing;
  JUMP(look_up, v + 1, r + 1, W(value(f, TABLE)), W(FIXNUM(raws_top[KEY - 3] + 65536)), W(value(f, ELEVEN)), 0);
}

// `+` of the library is called with a count of arguments that is known, and ends in a return: inlined, its push and pop of the
// return point cancel each other.
static u64 after_missing(PARAMETERS(x0, x1, x2, x3, x4)) {
  ENTER;
  ref *f = v - 2 - KEPT;
  ref sum = value(v - 2, 0), present = value(v - 2, 1), missing = R(x1), both, total, modulus = value(f, MODULUS_);
  ADD(both, present, missing, 2, sum, modulus);
  ADD(total, sum, both, 1, modulus);
  MODULO(sum, total, modulus, 0);
  u64 *q = raws_top - 3;
  raws_top = q;
  JUMP(each_key, v - 2, r, q[I], q[NEXT], W(sum), 0);
}

static u64 finish(PARAMETERS(x0, x1, x2, x3, x4)) {
  roots[1] = R(x1);
  return 0;
}

static ref round_of(ref *sp UNUSED, ref table, ref sum) {
  ref *f = values.items;
  for (u32 i = 0; i < KEPT; i++) f[i] = FIXNUM(0);
  f[TABLE] = table, f[SEVEN] = FIXNUM(7), f[ELEVEN] = FIXNUM(11), f[MODULUS_] = FIXNUM(MODULUS);
  returns.items[0] = finish;
#if VARIANT == 3
  each_key(f + KEPT, 0, 1, W(sum), 0, (u64)(returns.items + 1));
#else
  values_top = f + KEPT, returns_top = returns.items + 1;
  each_key(sp, 0, 1, W(sum), 0, 0);
#endif
  return roots[1];
}

#else

static ref find(ref *sp, ref key, ref bucket) {
  for (;;) {
    if (IS_NIL(bucket)) return FALSE;
    if (unlikely(!IS_PAIR(bucket))) raise_type_error(sp, bucket);
    ref entry = CAR(bucket);
    if (unlikely(!IS_PAIR(entry))) raise_type_error(sp, entry);
    ref other = CAR(entry);
    bool same;
    EQUAL(same, other, key, 3, key, bucket, entry);
    if (same) return entry;
    bucket = CDR(bucket);
  }
}

static ref look_up(ref *sp, ref table, ref key, ref missing) {
  ref i;
  MODULO(i, key, FIXNUM(BUCKETS), 3, table, key, missing);
  if (unlikely(!IS_VECTOR(table))) raise_type_error(sp, table);
  if (unlikely(!is_fixnum(i))) raise_type_error(sp, i);
  struct refs *items = REFS_OF(ITEMS(table));
  u64 at = (u64)(i64)fixnum(i);
  if (unlikely(at >= items->length)) raise_range_error(sp, i);
  sp[0] = missing;
  ref entry = find(sp + 1, key, items->items[at]);
  if (IS_FALSE(entry)) return sp[0];
  if (unlikely(!IS_PAIR(entry))) raise_type_error(sp, entry);
  return CDR(entry);
}

static ref round_of(ref *sp UNUSED, ref table, ref sum) {
  u64 key = 1;
  for (u64 i = 0; i < ENTRIES; i++) {
    ref boxed = FIXNUM(key), product, next, both, total;
    MUL(product, boxed, FIXNUM(421), 2, table, sum);
    ADD(next, product, FIXNUM(1663), 2, table, sum);
    if (unlikely(!is_fixnum(next))) {
      SAVE2(table, sum);
      next = modulo_generic(sp + 2, next, FIXNUM(65536));
      LOAD2(table, sum);
    }
    sp[0] = table, sp[1] = sum;
    sp[2] = look_up(sp + 2, table, boxed, FIXNUM(7));
    ref missing = look_up(sp + 3, sp[0], FIXNUM(key + 65536), FIXNUM(11)), present = sp[2];
    table = sp[0], sum = sp[1];
    ADD(both, present, missing, 2, table, sum);
    ADD(total, sum, both, 1, table);
    MODULO(sum, total, FIXNUM(MODULUS), 1, table);
    key = (u64)(i64)fixnum(next) & 65535;
  }
  for (u64 i = 0; i < BUCKETS; i++) {
    ref bucket = element(VECTOR_OF(as_nonnull(table, VECTOR))->items, i), modulus = FIXNUM(MODULUS);
    while (!IS_NIL(bucket)) {
      if (unlikely(!IS_PAIR(bucket))) raise_type_error(sp, bucket);
      ref entry = CAR(bucket);
      if (unlikely(!IS_PAIR(entry))) raise_type_error(sp, entry);
      ref key = CAR(entry), item = CDR(entry);
      FOLD_STEP(sum, key, item, modulus, 5, sum, item, bucket, table, modulus);
      bucket = CDR(bucket);
    }
  }
  return sum;
}

#endif

static ref new_pair(ref *sp, ref car, ref cdr) {
  sp[0] = car, sp[1] = cdr;
  struct pair *p = allocate(sp + 2, sizeof *p);
  p->type = FIRST_OF(MUTABLE_PAIR), p->hash = 0, p->car = sp[0], p->cdr = sp[1];
  return (ref)(void *)p;
}

int main(int argc, char **argv) {
  ref *sp = shape_start(), *side = sp + 64;
  memset(sp, 0, 64 * sizeof *sp);
  ref table = new_vector(side, BUCKETS, NIL), sum = FIXNUM(0);
  roots[0] = table;
  i32 key = 1;
  for (i32 i = 0; i < ENTRIES; i++) {
    ref *bucket = &REFS_OF(VECTOR_OF(roots[0])->items)->items[key % BUCKETS];
    *bucket = new_pair(side, new_pair(side, FIXNUM(key), FIXNUM(i)), *bucket);
    key = (key * 421 + 1663) % 65536;
  }
  for (long rounds = shape_size(argc, argv, 1000); rounds > 0; rounds--) sum = round_of(sp, roots[0], sum);
  print_number(sum);
  putchar('\n');
}
