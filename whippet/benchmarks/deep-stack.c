// A deep stack of references, little of which changes between two collections.
// The size is its depth.
#include "benchmark.h"

static const size_t small_size = 5000, usual_size = 200000;

enum { ROUNDS = 400, SWING = 200, LIST = 100 };

static void push_cell(void) {
  uintptr_t depth = (uintptr_t)(roots.sp - stack);
  push(cons(fixnum(depth), 0));
}

static void pop_cell(void) {
  uintptr_t cell = pop();
  CHECK(object(cell)->slots[0] == fixnum((uintptr_t)(roots.sp - stack)));
}

static void make_list(size_t length) {
  uintptr_t list = 0;
  for (size_t i = 0; i < length; i++) list = cons(fixnum(i), list);
  for (size_t i = length; i-- > 0; list = object(list)->slots[1])
    CHECK(object(list)->slots[0] == fixnum(i));
  CHECK(list == 0);
}

static void run(size_t size) {
  for (size_t i = 0; i < size; i++) push_cell();
  for (size_t round = 0; round < ROUNDS; round++) {
    uint32_t swing = random_below(SWING);
    for (uint32_t i = 0; i < swing; i++) pop_cell();
    make_list(LIST * SWING);
    for (uint32_t i = 0; i < swing; i++) push_cell();
  }
  for (size_t i = 0; i < size; i++) pop_cell();
}
