// Operations on integers, one a line of stdin; the result is a line of stdout. tests/bignum.rs compares.
//   add -1f ff      -> e0            hexadecimal with a sign
//   lsh -1 200      -> ...           counts of bits, floats' images and decimal strings stand as they are
// Buffers are as large as limbs.h says and no larger, so that AddressSanitizer sees what does not fit.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hoot/limbs.h"

struct number {
  u64 *at;
  size_t count;
};

WR_NORETURN static void fail(const char *what) {
  printf("%s\n", what);
  exit(1);
}

void limbs_exhausted(void) { fail("no memory"); }

static u64 *buffer(u64 limbs) {
  u64 *at = malloc(limbs * 8);
  if (!at && limbs) fail("no memory");
  for (u64 i = 0; i < limbs; i++) at[i] = 0xa5a5a5a5a5a5a5a5u;
  return at;
}

static struct limbs view(struct number n) { return (struct limbs){n.at, n.count}; }

static u32 hex_digit(char c) { return (u32)(c <= '9' ? c - '0' : c - 'a' + 10); }

static struct number parse(const char *text) {
  bool negative = *text == '-';
  text += negative;
  size_t digits = strlen(text), count = digits / 16 + 1;
  struct number n = {buffer(count), count};
  memset(n.at, 0, count * 8);
  for (size_t i = 0; i < digits; i++) n.at[i / 16] |= (u64)hex_digit(text[digits - 1 - i]) << i % 16 * 4;
  if (negative) {
    bool carry = true;
    for (size_t i = 0; i < count; i++) {
      n.at[i] = ~n.at[i] + carry;
      carry = carry && n.at[i] == 0;
    }
  }
  n.count = limbs_normalise(n.at, count);
  u64 *exact = buffer(n.count);
  memcpy(exact, n.at, n.count * 8);
  free(n.at);
  n.at = exact;
  return n;
}

static void print(struct number n) {
  if (n.count == 0) fail("no limbs");
  if (limbs_normalise(n.at, n.count) != n.count) fail("not normalised");
  bool negative = limbs_is_negative(view(n)), carry = true;
  if (negative) putchar('-');
  if (negative)
    for (size_t i = 0; i < n.count; i++) {
      n.at[i] = ~n.at[i] + carry;
      carry = carry && n.at[i] == 0;
    }
  size_t i = n.count;
  while (i > 1 && n.at[i - 1] == 0) i--;
  printf("%" PRIx64, n.at[i - 1]);
  for (i--; i-- > 0;) printf("%016" PRIx64, n.at[i]);
  putchar('\n');
}

static u64 image_of(f64 x) {
  u64 image;
  memcpy(&image, &x, 8);
  return image;
}

static f64 f64_of(u64 image) {
  f64 x;
  memcpy(&x, &image, 8);
  return x;
}

static void finish(u64 *r, size_t count) {
  print((struct number){r, count});
  free(r);
}

typedef u64 room(u64 n, u64 m);
typedef size_t simple(u64 *r, struct limbs a, struct limbs b);
typedef size_t scratchy(u64 *r, struct limbs a, struct limbs b, u64 *scratch);

static u64 add_room(u64 n, u64 m) { return limbs_add_room(n, m); }
static u64 bits_room(u64 n, u64 m) { return limbs_bits_room(n, m); }
static u64 mul_room(u64 n, u64 m) { return limbs_mul_room(n, m); }
static u64 quo_room(u64 n, u64 m) { return limbs_quo_room(n, m); }
static u64 rem_room(u64 n, u64 m) { return limbs_rem_room(n, m); }
static u64 gcd_room(u64 n, u64 m) { return limbs_gcd_room(n, m); }

static const struct {
  const char *name;
  room *room;
  simple *run;
} simples[] = {
  {"add", add_room, limbs_add}, {"sub", add_room, limbs_sub}, {"and", bits_room, limbs_and},
  {"or", bits_room, limbs_or}, {"xor", bits_room, limbs_xor},
};

static const struct {
  const char *name;
  room *room, *scratch;
  scratchy *run;
} scratchies[] = {
  {"mul", mul_room, limbs_mul_scratch, limbs_mul}, {"quo", quo_room, limbs_quo_scratch, limbs_quo},
  {"rem", rem_room, limbs_rem_scratch, limbs_rem}, {"mod", rem_room, limbs_rem_scratch, limbs_mod},
  {"gcd", gcd_room, limbs_gcd_scratch, limbs_gcd},
};

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))

static bool run_binary(const char *name, struct limbs a, struct limbs b) {
  for (size_t i = 0; i < COUNT(simples); i++)
    if (!strcmp(name, simples[i].name)) {
      u64 *r = buffer(simples[i].room(a.count, b.count));
      finish(r, simples[i].run(r, a, b));
      return true;
    }
  for (size_t i = 0; i < COUNT(scratchies); i++)
    if (!strcmp(name, scratchies[i].name)) {
      u64 *r = buffer(scratchies[i].room(a.count, b.count));
      u64 *scratch = buffer(scratchies[i].scratch(a.count, b.count));
      finish(r, scratchies[i].run(r, a, b, scratch));
      free(scratch);
      return true;
    }
  if (strcmp(name, "compare")) return false;
  printf("%d\n", limbs_compare(a, b));
  return true;
}

static bool run_with_number(const char *name, struct limbs a, u64 b) {
  if (!strcmp(name, "lsh")) {
    u64 *r = buffer(limbs_lsh_room(a.count, b));
    finish(r, limbs_lsh(r, a, b));
  } else if (!strcmp(name, "rsh")) {
    u64 *r = buffer(limbs_rsh_room(a.count, b));
    finish(r, limbs_rsh(r, a, b));
  } else if (!strcmp(name, "compare_f64")) {
    printf("%d\n", limbs_compare_f64(a, f64_of(b)));
  } else {
    return false;
  }
  return true;
}

static bool run_unary(const char *name, struct limbs a) {
  if (!strcmp(name, "to_f64"))
    printf("%" PRIu64 "\n", image_of(limbs_to_f64(a)));
  else if (!strcmp(name, "count"))
    printf("%" PRIu64 "\n", limbs_count_ones(a));
  else if (!strcmp(name, "fits"))
    printf("%d %d\n", limbs_is_i64(a), limbs_is_u64(a));
  else
    return false;
  return true;
}

static void run_decimal(const char *text) {
  size_t length = strlen(text);
  u64 *r = buffer(limbs_decimal_room(length)), *scratch = buffer(limbs_decimal_scratch(length));
  size_t count = limbs_from_decimal(r, (const u8 *)text, length, scratch);
  free(scratch);
  if (count) {
    finish(r, count);
  } else {
    printf("no number\n");
    free(r);
  }
}

static void run(char *line) {
  char *name = strtok(line, " "), *first = strtok(NULL, " "), *second = strtok(NULL, " ");
  if (!name || !first) fail("no operation");
  if (!strcmp(name, "decimal")) {
    run_decimal(first);
    return;
  }
  if (!strcmp(name, "u64")) {
    u64 *r = buffer(LIMBS_U64_ROOM);
    finish(r, limbs_from_u64(r, strtoull(first, NULL, 10)));
    return;
  }
  struct number a = parse(first);
  if (!second) {
    if (!run_unary(name, view(a))) fail("unknown operation");
  } else if (!run_with_number(name, view(a), strtoull(second, NULL, 10))) {
    struct number b = parse(second);
    if (!run_binary(name, view(a), view(b))) fail("unknown operation");
    free(b.at);
  }
  free(a.at);
}

#include "tests/lines.h"
