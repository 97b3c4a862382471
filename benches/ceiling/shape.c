// What the loops call and should not see into: a compiler meets these as functions of other files.
#define _GNU_SOURCE
#include "shape.h"

#include <sys/mman.h>

void trap(const char *why) {
  fprintf(stderr, "trap: %s\n", why);
  exit(134);
}

u64 overflow[16];
u64 results[4];

// ---- Stacks. Reserved, so that growing is a change of the size; below lies a guard.

#define RESERVED ((size_t)1 << 32)

static void *reserve(size_t size) {
  u8 *p = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) trap("no memory");
  mprotect(p, 4096, PROT_NONE);
  return p + 4096;
}

struct value_table values;
struct code_table returns;
struct memory raws;

static u64 grown(u64 size, u64 max) {
  u64 larger = size + size / 2 + 64;
  if (larger > max) trap("stack overflow");
  return larger;
}

#if VARIANT == 1
u32 values_top, returns_top, raws_top;
#ifndef INLINE_NEEDS
void values_need(void) {
  if (values.size < values_top) values_grow();
}
void returns_need(void) {
  if (returns.size < returns_top) returns_grow();
}
void raws_need(void) {
  if (raws.size < raws_top) raws_grow();
}
#endif
void values_grow(void) { values.size = grown(values.size, RESERVED / 8); }
void returns_grow(void) { returns.size = grown(returns.size, RESERVED / 8); }
void raws_grow(void) { raws.size = grown(raws.size, RESERVED); }
static ref *values_end(void) { return values.items + values_top; }
#else
ref *values_top, *values_limit;
code **returns_top, **returns_limit;
u64 *raws_top, *raws_limit;
void values_grow(void) {
  values.size = grown(values.size, RESERVED / 8);
  values_limit = values.items + values.size;
}
void returns_grow(void) {
  returns.size = grown(returns.size, RESERVED / 8);
  returns_limit = returns.items + returns.size;
}
void raws_grow(void) {
  raws.size = grown(raws.size, RESERVED);
  raws_limit = (u64 *)(void *)raws.base + raws.size / 8;
}
// With the pointer in a register the side stack is the upper end of the values, and begins with them.
static ref *values_end(void) { return VARIANT == 3 ? values.items : values_top; }
#endif

// ---- Heap.

#define SPACE ((size_t)4 << 20)
static u8 *space, *other_space;
u8 *heap_next, *heap_limit;
ref roots[8];
static ref *side_stack;

static size_t size_of(ref r) {
  switch (r->type) {
  case FIRST_OF(REFS): return sizeof(struct refs) + 8 * (size_t)REFS_OF(r)->length;
  case FIRST_OF(WTF8): return (sizeof(struct wtf8) + WTF8_OF(r)->length + 7) & ~(size_t)7;
  case FIRST_OF(PAIR):
  case FIRST_OF(MUTABLE_PAIR): return sizeof(struct pair);
  case FIRST_OF(CLOSURE_4): return sizeof(struct closure);
  default: return 16;
  }
}

// An object that has moved has its new address, which is even, in the place of its type.
static ref copied(ref r) {
  if (!r || bits(r) & 7 || (u8 *)r < other_space || (u8 *)r >= other_space + SPACE) return r;
  u64 first;
  memcpy(&first, r, 8);
  if (!(first & 1)) return from_bits(first);
  size_t size = size_of(r);
  ref to = (ref)(void *)heap_next;
  memcpy(to, r, size);
  heap_next += size;
  u64 address = bits(to);
  memcpy((void *)r, &address, 8);
  return to;
}

static void copy_all(ref *from, ref *to) {
  for (; from < to; from++) *from = copied(*from);
}

static void collect(ref *sp) {
  u8 *full = space;
  space = other_space, other_space = full;
  heap_next = space, heap_limit = space + SPACE;
  copy_all(roots, roots + 8);
  copy_all(values.items, values_end());
  copy_all(side_stack, sp);
  for (u8 *scan = space; scan < heap_next;) {
    ref r = (ref)(void *)scan;
    switch (r->type) {
    case FIRST_OF(REFS): copy_all(REFS_OF(r)->items, REFS_OF(r)->items + REFS_OF(r)->length); break;
    case FIRST_OF(PAIR):
    case FIRST_OF(MUTABLE_PAIR): copy_all(&PAIR_OF(r)->car, &PAIR_OF(r)->car + 2); break;
    case FIRST_OF(CLOSURE_4): copy_all(CLOSURE_OF(r)->free, CLOSURE_OF(r)->free + 4); break;
    case FIRST_OF(WTF8):
    case FIRST_OF(FLONUM):
    case FIRST_OF(BIGNUM): break;
    default: copy_all(&VECTOR_OF(r)->items, &VECTOR_OF(r)->items + 1);
    }
    scan += size_of(r);
  }
}

void *allocate_slow(ref *sp, size_t size) {
  collect(sp);
  if ((size_t)(heap_limit - heap_next) < size) trap("out of memory");
  u8 *object = heap_next;
  heap_next = object + size;
  return object;
}

ref new_refs(ref *sp, u32 length, ref fill) {
  roots[7] = fill;
  struct refs *r = allocate(sp, sizeof *r + 8 * (size_t)length);
  r->type = FIRST_OF(REFS), r->length = length;
  for (u32 i = 0; i < length; i++) r->items[i] = roots[7];
  return (ref)(void *)r;
}

ref new_vector(ref *sp, u32 length, ref fill) {
  sp[0] = new_refs(sp, length, fill);
  struct vector *v = allocate(sp + 1, sizeof *v);
  v->type = FIRST_OF(MUTABLE_VECTOR), v->hash = 0, v->items = sp[0];
  return (ref)(void *)v;
}

ref new_string(ref *sp, const u8 *bytes, u32 length) {
  struct wtf8 *w = allocate(sp, (sizeof *w + length + 7) & ~(size_t)7);
  w->type = FIRST_OF(WTF8), w->length = length;
  memcpy(w->bytes, bytes, length);
  sp[0] = (ref)(void *)w;
  struct string *s = allocate(sp + 1, sizeof *s);
  s->type = FIRST_OF(MUTABLE_STRING), s->hash = 0, s->wtf8 = sp[0];
  return (ref)(void *)s;
}

// ---- Numbers.

struct number {
  bool exact;
  i64 integer;
  double real;
};

static struct number number(ref *sp, ref r) {
  if (is_i31(r) && !(i31_get(r) & 1)) return (struct number){true, fixnum(r), fixnum(r)};
  if (is_nonnull(r, BIGNUM)) return (struct number){true, ((struct bignum *)(void *)r)->value, 0};
  if (is_nonnull(r, FLONUM)) return (struct number){false, 0, ((struct flonum *)(void *)r)->value};
  raise_type_error(sp, r);
}

static ref integer(ref *sp, i64 n) {
  if (n >= FIXNUM_MIN && n <= FIXNUM_MAX) return FIXNUM(n);
  struct bignum *b = allocate(sp, sizeof *b);
  b->type = FIRST_OF(BIGNUM), b->hash = 0, b->value = n;
  return (ref)(void *)b;
}

static ref real(ref *sp, double x) {
  struct flonum *f = allocate(sp, sizeof *f);
  f->type = FIRST_OF(FLONUM), f->hash = 0, f->value = x;
  return (ref)(void *)f;
}

static double as_real(struct number n) { return n.exact ? (double)n.integer : n.real; }

#define GENERIC(NAME, OVERFLOWS, OP)                                                \
  ref NAME(ref *sp, ref a, ref b) {                                                 \
    struct number x = number(sp, a), y = number(sp, b);                             \
    i64 n;                                                                          \
    if (!x.exact || !y.exact) return real(sp, as_real(x) OP as_real(y));            \
    if (OVERFLOWS(x.integer, y.integer, &n)) trap("an integer beyond 64 bits");     \
    return integer(sp, n);                                                          \
  }
GENERIC(add_generic, __builtin_add_overflow, +)
GENERIC(sub_generic, __builtin_sub_overflow, -)
GENERIC(mul_generic, __builtin_mul_overflow, *)

ref modulo_generic(ref *sp, ref a, ref b) {
  struct number x = number(sp, a), y = number(sp, b);
  if (!x.exact || !y.exact || y.integer == 0) raise_type_error(sp, b);
  if (y.integer == -1) return FIXNUM(0);
  i64 r = x.integer % y.integer;
  if (y.integer > 0 ? r < 0 : r > 0) r += y.integer;
  return integer(sp, r);
}

bool less_generic(ref *sp, ref a, ref b) {
  struct number x = number(sp, a), y = number(sp, b);
  return x.exact && y.exact ? x.integer < y.integer : as_real(x) < as_real(y);
}

bool equal_generic(ref *sp, ref a, ref b) {
  struct number x = number(sp, a), y = number(sp, b);
  return x.exact && y.exact ? x.integer == y.integer : as_real(x) == as_real(y);
}

static u64 integer_word(ref *sp, i64 n) { return W(integer(sp, n)); }
u64 add_i31(ref *sp, u32 a, u32 b) { return integer_word(sp, (i64)((i32)a >> 1) + ((i32)b >> 1)); }
u64 sub_i31(ref *sp, u32 a, u32 b) { return integer_word(sp, (i64)((i32)a >> 1) - ((i32)b >> 1)); }
u64 mul_i31(ref *sp, u32 a, u32 b) { return integer_word(sp, (i64)((i32)a >> 1) * ((i32)b >> 1)); }

u64 raise_type_error(ref *sp UNUSED, ref what) {
  fprintf(stderr, "wrong type: %#lx\n", (unsigned long)bits(what));
  exit(1);
}
u64 raise_arity_error(ref *sp UNUSED, ref what UNUSED) {
  fprintf(stderr, "wrong number of arguments\n");
  exit(1);
}
u64 raise_range_error(ref *sp UNUSED, ref what UNUSED) {
  fprintf(stderr, "out of range\n");
  exit(1);
}

// ---- Start.

ref *shape_start(void) {
  values.items = reserve(RESERVED);
  returns.items = reserve(RESERVED);
  raws.base = reserve(RESERVED);
#if VARIANT != 1
  values_top = values.items, returns_top = returns.items, raws_top = (u64 *)(void *)raws.base;
  values_grow(), returns_grow(), raws_grow();
#endif
  space = reserve(SPACE);
  other_space = reserve(SPACE);
  heap_next = space, heap_limit = space + SPACE;
  side_stack = VARIANT == 3 ? values.items : reserve(RESERVED);
  return side_stack;
}

long shape_size(int argc, char **argv, long size) { return argc > 1 ? atol(argv[1]) : size; }

void print_number(ref n) {
  if (is_i31(n)) printf("%d", fixnum(n));
  else if (is_nonnull(n, BIGNUM)) printf("%ld", (long)((struct bignum *)(void *)n)->value);
  else printf("%g", ((struct flonum *)(void *)n)->value);
}
