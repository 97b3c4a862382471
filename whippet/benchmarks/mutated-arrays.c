// Large arrays into which young objects are stored, and parts of which are copied.
// The size is the length of each.
#include "benchmark.h"

static const size_t small_size = 3000, usual_size = 100000;

enum { ARRAYS = 8 };

// What each element has to hold.
static uint32_t *wanted[ARRAYS];

static void store_young(uint32_t array, uint32_t at, uint32_t number) {
  uintptr_t cell = cons(fixnum(number), 0);
  array_set(globals.globals[array], at, cell);
  wanted[array][at] = number;
}

static void copy_part(uint32_t from, uint32_t to, uint32_t length) {
  uint32_t count = random_below(length / 16 + 1);
  uint32_t from_at = random_below(length - count + 1);
  uint32_t to_at = random_below(length - count + 1);
  if (from == to) return;
  for (uint32_t i = 0; i < count; i++)
    array_set(globals.globals[to], to_at + i,
              object(globals.globals[from])->slots[from_at + i]);
  memcpy(&wanted[to][to_at], &wanted[from][from_at], count * sizeof **wanted);
}

// By a copy of it.
static void replace(uint32_t array, uint32_t length) {
  uintptr_t copy = make_array(length);
  memcpy(object(copy)->slots, object(globals.globals[array])->slots,
         sizeof(slot) * (size_t)length);
  globals.globals[array] = copy;
}

static void check(uint32_t length) {
  for (size_t array = 0; array < ARRAYS; array++)
    for (uint32_t i = 0; i < length; i++)
      CHECK(object(object(globals.globals[array])->slots[i])->slots[0]
            == fixnum(wanted[array][i]));
}

static void run(size_t size) {
  uint32_t length = (uint32_t)size;
  globals.count = ARRAYS;
  for (uint32_t array = 0; array < ARRAYS; array++) {
    wanted[array] = malloc(size * sizeof **wanted);
    CHECK(wanted[array]);
    globals.globals[array] = make_array(length);
    for (uint32_t i = 0; i < length; i++) store_young(array, i, i);
  }
  for (uint32_t i = 0; i < 60 * length; i++) {
    store_young(random_below(ARRAYS), random_below(length), i);
    if (i % (length / 4) == 0)
      copy_part(random_below(ARRAYS), random_below(ARRAYS), length);
    if (i % length == 0) replace(random_below(ARRAYS), length);
  }
  check(length);
  for (size_t array = 0; array < ARRAYS; array++) free(wanted[array]);
}
