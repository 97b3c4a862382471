// Setting and parsing options: a table of what exists, and one setter per
// type that checks against it.
#include "gc-options-internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gc-platform.h"

enum option_type {
  OPTION_POLICY, OPTION_ORDER, OPTION_INT, OPTION_SIZE, OPTION_DOUBLE,
};

struct option {
  const char *name;
  int id;
  enum option_type type;
  size_t offset;
  double min, max;
};

#define OPTION(id, name, type, field, min, max) \
  {name, id, type, offsetof(struct gc_options, field), min, max}

static const struct option all_options[] = {
  OPTION(GC_OPTION_HEAP_SIZE_POLICY, "heap-size-policy", OPTION_POLICY,
         heap_size_policy, 0, 2),
  OPTION(GC_OPTION_HEAP_SIZE, "heap-size", OPTION_SIZE,
         heap_size, 65536, 0x1p46),
  OPTION(GC_OPTION_MAXIMUM_HEAP_SIZE, "maximum-heap-size", OPTION_SIZE,
         maximum_heap_size, 0, 0x1p46),
  OPTION(GC_OPTION_HEAP_DOUBLE_THRESHOLD, "heap-double-threshold", OPTION_SIZE,
         heap_double_threshold, 1, 0x1p46),
  OPTION(GC_OPTION_HEAP_EXPANSIVENESS, "heap-expansiveness", OPTION_DOUBLE,
         heap_expansiveness, 0, 50),
  OPTION(GC_OPTION_PARALLELISM, "parallelism", OPTION_INT, parallelism, 1, 64),
  OPTION(GC_OPTION_NURSERY_SIZE, "nursery-size", OPTION_SIZE, nursery_size, 0,
         31 << 20),
  OPTION(GC_OPTION_HUGE_PAGES, "huge-pages", OPTION_INT, huge_pages, 0, 1),
  OPTION(GC_OPTION_TRACE_ORDER, "trace-order", OPTION_ORDER, trace_order, 0, 2),
  OPTION(GC_OPTION_STRESS, "stress", OPTION_INT, stress, 0, 1e9),
  OPTION(GC_OPTION_VERIFY, "verify", OPTION_INT, verify, 0, 1),
};

#define OPTION_COUNT (sizeof all_options / sizeof all_options[0])

struct gc_options gc_options_default(void) {
  int processors = gc_platform_processor_count();
  return (struct gc_options) {
    .heap_size_policy = GC_HEAP_SIZE_GROWABLE,
    .heap_double_threshold = (size_t)60 << 20,
    .heap_expansiveness = 1.0,
    .parallelism = processors < 8 ? processors : 8,
  };
}

struct gc_options *gc_allocate_options(void) {
  struct gc_options *options = malloc(sizeof *options);
  if (options) *options = gc_options_default();
  return options;
}

__attribute__((format(printf, 1, 2)))
static int fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("error: gc option ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  return 0;
}

// Finding

static const struct option *option_by_id(int id) {
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (all_options[i].id == id) return &all_options[i];
  return NULL;
}

static const struct option *option_by_name(const char *name, size_t length) {
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    const char *candidate = all_options[i].name;
    if (strlen(candidate) == length && memcmp(candidate, name, length) == 0)
      return &all_options[i];
  }
  return NULL;
}

int gc_option_from_string(const char *name) {
  const struct option *option = option_by_name(name, strlen(name));
  return option ? option->id : -1;
}

// Setting

static void *option_field(struct gc_options *options,
                          const struct option *option) {
  return (char *)options + option->offset;
}

static int option_admits(const struct option *option, double value) {
  if (value >= option->min && value <= option->max) return 1;
  return fail("`%s`: %.15g is not in the range %.15g to %.15g", option->name,
              value, option->min, option->max);
}

int gc_options_set_int(struct gc_options *options, int id, int value) {
  const struct option *option = option_by_id(id);
  if (!option) return fail("%d does not exist", id);
  if (option->type == OPTION_SIZE || option->type == OPTION_DOUBLE)
    return fail("`%s` is not an integer", option->name);
  if (!option_admits(option, value)) return 0;
  *(int *)option_field(options, option) = value;
  return 1;
}

int gc_options_set_size(struct gc_options *options, int id, size_t value) {
  const struct option *option = option_by_id(id);
  if (!option) return fail("%d does not exist", id);
  if (option->type != OPTION_SIZE)
    return fail("`%s` is not a size", option->name);
  if (!option_admits(option, (double)value)) return 0;
  *(size_t *)option_field(options, option) = value;
  return 1;
}

int gc_options_set_double(struct gc_options *options, int id, double value) {
  const struct option *option = option_by_id(id);
  if (!option) return fail("%d does not exist", id);
  if (option->type != OPTION_DOUBLE)
    return fail("`%s` is not a number", option->name);
  if (!option_admits(option, value)) return 0;
  *(double *)option_field(options, option) = value;
  return 1;
}

// Parsing

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

static int parse_policy(const char *text, long *value) {
  static const char *const names[] = {"fixed", "growable", "adaptive"};
  for (int i = 0; i < 3; i++) {
    int is_number = text[0] == '0' + i && !text[1];
    if (!is_number && strcmp(text, names[i]) != 0) continue;
    *value = i;
    return 1;
  }
  return 0;
}

static int parse_order(const char *text, long *value) {
  *value = strcmp(text, "depth-first") == 0 ? GC_TRACE_DEPTH_FIRST
    : strcmp(text, "breadth-first") == 0 ? GC_TRACE_BREADTH_FIRST
    : GC_TRACE_AS_EVER;
  return *value != GC_TRACE_AS_EVER;
}

static int parse_int(const char *text, long *value) {
  char *end;
  if (!is_digit(text[0])) return 0;
  errno = 0;
  *value = strtol(text, &end, 10);
  return !errno && !*end && *value <= INT32_MAX;
}

static int parse_suffix(const char *suffix, unsigned *shift) {
  static const char letters[] = "kmgt";
  if (!suffix[0]) return *shift = 0, 1;
  const char *letter = strchr(letters, suffix[0]);
  if (!letter || suffix[1]) return 0;
  *shift = 10 * (unsigned)(letter - letters + 1);
  return 1;
}

static int parse_size(const char *text, size_t *value) {
  char *end;
  unsigned shift;
  if (!is_digit(text[0])) return 0;
  errno = 0;
  unsigned long long number = strtoull(text, &end, 10);
  if (errno || !parse_suffix(end, &shift)) return 0;
  if (number > SIZE_MAX >> shift) return 0;
  *value = (size_t)number << shift;
  return 1;
}

static int parse_double(const char *text, double *value) {
  char *end;
  if (!is_digit(text[0]) && text[0] != '.') return 0;
  *value = strtod(text, &end);
  return !*end;
}

static int complain(const struct option *option, const char *text,
                    const char *wanted) {
  return fail("`%s`: `%s` is not %s", option->name, text, wanted);
}

int gc_options_parse_and_set(struct gc_options *options, int id,
                             const char *text) {
  const struct option *option = option_by_id(id);
  long integer;
  size_t size;
  double number;
  if (!option) return fail("%d does not exist", id);
  switch (option->type) {
  case OPTION_POLICY:
    if (!parse_policy(text, &integer))
      return complain(option, text, "`fixed`, `growable` or `adaptive`");
    return gc_options_set_int(options, id, (int)integer);
  case OPTION_ORDER:
    if (!parse_order(text, &integer))
      return complain(option, text, "`depth-first` or `breadth-first`");
    return gc_options_set_int(options, id, (int)integer);
  case OPTION_INT:
    if (!parse_int(text, &integer))
      return complain(option, text, "a natural number");
    return gc_options_set_int(options, id, (int)integer);
  case OPTION_SIZE:
    if (!parse_size(text, &size))
      return complain(option, text, "a size such as `65536`, `64m` or `2g`");
    return gc_options_set_size(options, id, size);
  default:
    if (!parse_double(text, &number))
      return complain(option, text, "a number such as `1.5`");
    return gc_options_set_double(options, id, number);
  }
}

static int parse_assignment(struct gc_options *options, const char *text,
                            size_t length) {
  char value[64];
  const char *equals = memchr(text, '=', length);
  if (!equals)
    return fail("`%.*s`: expected `key=value`", (int)length, text);
  const struct option *option = option_by_name(text, (size_t)(equals - text));
  if (!option)
    return fail("`%.*s` does not exist", (int)(equals - text), text);
  size_t value_length = length - (size_t)(equals - text) - 1;
  if (value_length >= sizeof value)
    return fail("`%s`: the value is too long", option->name);
  memcpy(value, equals + 1, value_length);
  value[value_length] = '\0';
  return gc_options_parse_and_set(options, option->id, value);
}

int gc_options_parse_and_set_many(struct gc_options *options,
                                  const char *str) {
  while (*str) {
    size_t length = strcspn(str, ",");
    if (!parse_assignment(options, str, length)) return 0;
    str += length;
    if (*str == ',') str++;
  }
  return 1;
}
