// Values as text, in the words of Hoot's own reflection (reflect.js): numbers are JavaScript's, what has no notation is
// #<its-kind>.
#include "print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cast.h"
#include "console.h"
#include "held.h"
#include "host.h"
#include "reflect.h"
#include "strings.h"

#include "hoot.h"

// Lists in lists: deeper ones than any that is written by hand.
#define MOST_DEPTH 10000

struct text {
  char *bytes;
  size_t length, room;
};

static void put_bytes(struct text *text, const void *bytes, size_t length) {
  if (text->room - text->length < length) {
    text->room = 2 * text->room + length;
    text->bytes = hoot_grown(text->bytes, text->room, 1);
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

static void put(struct text *text, const char *string) {
  put_bytes(text, string, strlen(string));
}

// --- Numbers

// JavaScript's: the fewest digits that are this number and no other, in the notation that their count asks for
// (ECMA-262, Number::toString).
static void put_digits(struct text *text, const char *digits, int count, int point) {
  char exponent[16];
  if (count <= point && point <= 21) {
    put_bytes(text, digits, (size_t)count);
    for (int i = count; i < point; i++) put(text, "0");
  } else if (0 < point && point <= 21) {
    put_bytes(text, digits, (size_t)point);
    put(text, ".");
    put(text, digits + point);
  } else if (-6 < point && point <= 0) {
    put(text, "0.");
    for (int i = point; i < 0; i++) put(text, "0");
    put(text, digits);
  } else {
    put_bytes(text, digits, 1);
    if (count > 1) put(text, ".");
    put(text, digits + 1);
    snprintf(exponent, sizeof exponent, "e%+d", point - 1);
    put(text, exponent);
  }
}

static void put_flonum(struct text *text, f64 x) {
  if (isnan(x)) put(text, "+nan.0");
  else if (isinf(x)) put(text, x < 0 ? "-inf.0" : "+inf.0");
  else if (x == 0) put(text, signbit(x) ? "-0.0" : "0.0");
  else {
    char written[32], digits[32];
    int precision = 0;
    do snprintf(written, sizeof written, "%.*e", precision, fabs(x));
    while (strtod(written, NULL) != fabs(x) && ++precision < 17);
    int count = 0;
    for (const char *at = written; *at != 'e'; at++)
      if (*at != '.') digits[count++] = *at;
    digits[count] = '\0';
    int point = atoi(strchr(written, 'e') + 1) + 1;
    if (x < 0) put(text, "-");
    put_digits(text, digits, count, point);
    if (count <= point && point <= 21) put(text, ".0");
  }
}

static void put_i64(struct text *text, i64 n) {
  char digits[24];
  snprintf(digits, sizeof digits, "%lld", (long long)n);
  put(text, digits);
}

// By halves would be faster, but who prints that as a result?
static void put_bignum(struct text *text, ref *sp, ref n) {
  const u64 base = UINT64_C(1000000000000000000);
  sp[0] = n;
  sp[1] = hoot_bignum_from_u64(sp + 1, base);
  u64 *parts = NULL;
  size_t count = 0, room = 0;
  bool is_negative = hoot_bignum_lt_big_i32(sp[0], 0);
  while (!hoot_bignum_is_i64(sp[0]) || hoot_bignum_get_i64(sp[0]) != 0) {
    if (count == room) parts = hoot_grown(parts, room = 2 * room + 4, sizeof *parts);
    i64 part = (i64)hoot_bignum_get_i64(hoot_bignum_rem(sp + 2, sp[0], sp[1]));
    parts[count++] = (u64)(part < 0 ? -part : part);
    sp[0] = hoot_bignum_quo(sp + 2, sp[0], sp[1]);
  }
  char digits[24];
  if (is_negative) put(text, "-");
  for (size_t i = count; i-- > 0;) {
    snprintf(digits, sizeof digits, i == count - 1 ? "%llu" : "%018llu", (unsigned long long)parts[i]);
    put(text, digits);
  }
  if (count == 0) put(text, "0");
  free(parts);
}

// --- Immediates and strings

static void put_char(struct text *text, u32 point) {
  char hex[16];
  bool is_plain = point < 128 && point && (strchr("$[]().", (int)point) || (point | 32) - 'a' < 26 || point - '0' < 10);
  if (point == '\n') put(text, "#\\newline");
  else if (point == '\r') put(text, "#\\return");
  else {
    snprintf(hex, sizeof hex, is_plain ? "#\\%c" : "#\\x%x", point);
    put(text, hex);
  }
}

static void put_immediate(struct text *text, u32 bits) {
  if ((bits & 1) == 0) put_i64(text, (i32)bits >> 1);
  else if ((bits & 3) == 3) put_char(text, bits >> 2);
  else switch (bits) {
    case 1: put(text, "#f"); break;
    case 5: put(text, "#nil"); break;
    case 13: put(text, "()"); break;
    case 17: put(text, "#t"); break;
    case 33: put(text, "#<unspecified>"); break;
    case 41: put(text, "#<eof>"); break;
    default: put(text, "#<undefined>");
  }
}

static void put_quoted(struct text *text, struct hoot_string string) {
  put(text, "\"");
  for (u32 i = 0; i < string.length; i++) {
    u8 byte = string.bytes[i];
    if (byte == '"' || byte == '\\') put(text, "\\");
    if (byte == '\n') put(text, "\\n");
    else put_bytes(text, &byte, 1);
  }
  put(text, "\"");
}

// --- Values

static const char *const kind_names[] = {
  [HOOT_MUTABLE_PAIR] = "mutable-pair", [HOOT_PAIR] = "pair", [HOOT_MUTABLE_VECTOR] = "mutable-vector",
  [HOOT_VECTOR] = "vector", [HOOT_MUTABLE_BYTEVECTOR] = "mutable-bytevector", [HOOT_BYTEVECTOR] = "bytevector",
  [HOOT_MUTABLE_BITVECTOR] = "mutable-bitvector", [HOOT_BITVECTOR] = "bitvector", [HOOT_MUTABLE_STRING] = "mutable-string",
  [HOOT_PROCEDURE] = "procedure", [HOOT_SYMBOL] = "symbol", [HOOT_KEYWORD] = "keyword", [HOOT_VARIABLE] = "variable",
  [HOOT_ATOMIC_BOX] = "atomic-box", [HOOT_HASH_TABLE] = "hash-table", [HOOT_WEAK_TABLE] = "weak-table",
  [HOOT_FLUID] = "fluid", [HOOT_DYNAMIC_STATE] = "dynamic-state", [HOOT_SYNTAX] = "syntax",
  [HOOT_SYNTAX_TRANSFORMER] = "syntax-transformer", [HOOT_PORT] = "port", [HOOT_STRUCT] = "struct",
  [HOOT_OTHER] = "extern-ref",
};

static void put_kind(struct text *text, enum hoot_kind kind) {
  put(text, "#<");
  put(text, kind_names[kind]);
  put(text, ">");
}

static void put_value(struct text *text, ref *sp, ref value, u32 depth);

static void put_list(struct text *text, ref *sp, u32 depth) {
  put(text, "(");
  for (;;) {
    put_value(text, sp + 1, hoot_first(sp + 1, sp[0]), depth);
    sp[0] = hoot_second(sp + 1, sp[0]);
    enum hoot_kind kind = hoot_kind_of(sp + 1, sp[0]);
    if (kind != HOOT_PAIR && kind != HOOT_MUTABLE_PAIR) break;
    put(text, " ");
  }
  if (sp[0] != HOOT_NIL) {
    put(text, " . ");
    put_value(text, sp + 1, sp[0], depth);
  }
  put(text, ")");
}

static void put_items(struct text *text, ref *sp, const char *open, u32 depth, bool is_bytes) {
  put(text, open);
  u32 length = hoot_length(sp + 1, sp[0]);
  for (u32 i = 0; i < length; i++) {
    if (i > 0) put(text, " ");
    if (is_bytes) put_i64(text, hoot_number_at(sp + 1, sp[0], i));
    else put_value(text, sp + 1, hoot_item(sp + 1, sp[0], i), depth);
  }
  put(text, ")");
}

static void put_text(struct text *text, ref *sp) {
  struct hoot_string string = hoot_string_of(hoot_text(sp + 1, sp[0]));
  put_bytes(text, string.bytes, string.length);
}

static void put_value(struct text *text, ref *sp, ref value, u32 depth) {
  if (depth > MOST_DEPTH) wr_trap(WR_TRAP_STACK);
  sp[0] = value;
  enum hoot_kind kind = hoot_kind_of(sp + 1, value);
  switch (kind) {
  case HOOT_IMMEDIATE: put_immediate(text, wr_i31_get_s(sp[0])); break;
  case HOOT_FLONUM: put_flonum(text, hoot_real(sp + 1, sp[0])); break;
  case HOOT_BIGNUM: put_bignum(text, sp + 1, hoot_bignum(sp + 1, sp[0])); break;
  case HOOT_COMPLEX: {
    f64 imag = hoot_imag(sp + 1, sp[0]);
    put_flonum(text, hoot_real(sp + 1, sp[0]));
    put(text, imag >= 0 && isfinite(imag) ? "+" : "");
    put_flonum(text, imag);
    put(text, "i");
    break;
  }
  case HOOT_FRACTION:
    put_value(text, sp + 1, hoot_first(sp + 1, sp[0]), depth + 1);
    put(text, "/");
    put_value(text, sp + 1, hoot_second(sp + 1, sp[0]), depth + 1);
    break;
  case HOOT_PAIR:
  case HOOT_MUTABLE_PAIR: put_list(text, sp, depth + 1); break;
  case HOOT_VECTOR:
  case HOOT_MUTABLE_VECTOR: put_items(text, sp, "#(", depth + 1, false); break;
  case HOOT_BYTEVECTOR:
  case HOOT_MUTABLE_BYTEVECTOR: put_items(text, sp, "#vu8(", depth + 1, true); break;
  case HOOT_BITVECTOR:
  case HOOT_MUTABLE_BITVECTOR:
    put(text, "#*");
    for (u32 i = 0, length = hoot_length(sp + 1, sp[0]); i < length; i++)
      put(text, hoot_number_at(sp + 1, sp[0], i) ? "1" : "0");
    break;
  case HOOT_STRING:
  case HOOT_MUTABLE_STRING: put_quoted(text, hoot_string_of(hoot_text(sp + 1, sp[0]))); break;
  case HOOT_KEYWORD: put(text, "#:"); put_text(text, sp); break;
  case HOOT_SYMBOL: put_text(text, sp); break;
  default: put_kind(text, kind);
  }
}

static void print_text(struct text *text) {
  put(text, "\n");
  hoot_write(1, (struct hoot_string){(const u8 *)text->bytes, (u32)text->length});
  free(text->bytes);
}

void hoot_print_result(ref *sp, ref value) {
  struct text text = {NULL, 0, 0};
  put_value(&text, sp, value, 0);
  print_text(&text);
}

void hoot_print_failure(ref *sp, ref value) {
  struct text text = {NULL, 0, 0};
  sp[0] = value;
  enum hoot_kind kind = hoot_kind_of(sp + 1, value);
  put(&text, "error: ");
  if (kind == HOOT_STRING) put_text(&text, sp);
  else if (kind <= HOOT_FRACTION) put_value(&text, sp + 1, sp[0], 0);
  else put_kind(&text, kind);
  put(&text, " (undefined)");
  print_text(&text);
}
