// As many globals as the size says, one of which changes now and then.
#include "benchmark.h"

static const size_t small_size = 2000, usual_size = MOST_GLOBALS;

enum { CHANGES = 100, LIST = 12 };

// A list of cells, all of which hold the number.
static uintptr_t make_list(uintptr_t number) {
  uintptr_t list = 0;
  for (size_t i = 0; i < LIST; i++) list = cons(fixnum(number), list);
  return list;
}

static void check_list(uintptr_t list, uintptr_t number) {
  size_t length = 0;
  for (; list; list = object(list)->slots[1], length++)
    CHECK(object(list)->slots[0] == fixnum(number));
  CHECK(length == LIST);
}

static void run(size_t size) {
  CHECK(size <= MOST_GLOBALS);
  uint32_t count = (uint32_t)size;
  globals.count = size;
  for (uint32_t i = 0; i < count; i++) set_global(i, make_list(i));
  for (size_t n = 0; n < CHANGES * size; n++) {
    uint32_t i = random_below(count);
    uintptr_t list = make_list(i);
    if (n % 16 == 0) set_global(i, list);
  }
  for (uint32_t i = 0; i < count; i++) check_list(globals.globals[i], i);
}
