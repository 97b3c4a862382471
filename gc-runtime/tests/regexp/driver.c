// Regular expressions and subjects, a pair a line of stdin; what comes out is a line of stdout. tests/regexp.rs compares.
//   6128622b2963 i 786162626342 0   -> match 1 5 2 4    pattern and subject in hexadecimal, flags, where to start
//                                   -> error 496e76…    the message in hexadecimal
// An empty text is `-`. Everything lies in buffers of its size, so that AddressSanitizer sees what goes beyond it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hoot/regexp-program.h"

static void fail(const char *what) {
  printf("%s\n", what);
  exit(1);
}

static void *allocate(size_t size) {
  void *place = malloc(size);
  if (!place && size) fail("no memory");
  return place;
}

static u32 hex_digit(char c) { return (u32)(c <= '9' ? c - '0' : c - 'a' + 10); }

static struct regexp_text parse(const char *text) {
  size_t length = *text == '-' ? 0 : strlen(text) / 2;
  u8 *bytes = length ? allocate(length) : NULL;
  for (size_t i = 0; i < length; i++) bytes[i] = (u8)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
  return (struct regexp_text){bytes, (u32)length};
}

static void print_error(const struct regexp_made *made) {
  if (!made->error) fail("no error");
  printf("error ");
  for (size_t i = 0; i < made->error_length; i++) printf("%02x", (u8)made->error[i]);
  putchar('\n');
}

static void print_match(const u32 *program, struct regexp_text subject, u32 start) {
  u32 count = regexp_capture_count(program);
  u32 *captures = allocate(2 * sizeof(u32) * count);
  switch (regexp_exec(program, subject, start, captures)) {
  case REGEXP_NO_MATCH: printf("none"); break;
  case REGEXP_NO_MEMORY: printf("memory"); break;
  case REGEXP_MATCH:
    printf("match");
    for (u32 i = 0; i < 2 * count; i++) printf(" %" PRId32, (i32)captures[i]);
    break;
  }
  putchar('\n');
  free(captures);
}

static void run(char *line) {
  char *words[4];
  for (u32 i = 0; i < 4; i++) {
    words[i] = strtok(i ? NULL : line, " ");
    if (!words[i]) fail("no word");
  }
  bool has_flags = *words[1] != '-';
  struct regexp_text pattern = parse(words[0]), subject = parse(words[2]);
  struct regexp_text flags = {(const u8 *)words[1], has_flags ? (u32)strlen(words[1]) : 0};
  struct regexp_made made = regexp_compile(pattern, flags);
  if (made.program) {
    u32 *program = allocate(made.count * sizeof *program);
    memcpy(program, made.program, made.count * sizeof *program);
    regexp_made_free(&made);
    print_match(program, subject, (u32)strtoul(words[3], NULL, 10));
    free(program);
  } else {
    print_error(&made);
  }
  regexp_made_free(&made);
  free((u8 *)pattern.bytes);
  free((u8 *)subject.bytes);
}

#include "tests/lines.h"
