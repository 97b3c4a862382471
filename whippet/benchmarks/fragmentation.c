// Objects one in ten of which live on: what lies between these is too small for
// the objects of the next round, which are ten times as large.  The size is what
// the objects of a round take together, in KiB.
//
// A collector that moves them makes do with little more than that, one that does
// not needs twice as much.
#include "benchmark.h"

static const size_t small_size = 1024, usual_size = 16384;

enum { ROUNDS = 24, KEPT_ONE_IN = 10 };

static uint32_t length_in(size_t round) {
  static const uint32_t lengths[] = {2, 29, 299};
  return lengths[round % (sizeof lengths / sizeof lengths[0])];
}

static void check_array(uintptr_t v, uint32_t length, uintptr_t number) {
  struct object *o = object(v);
  CHECK(o->kind == KIND_ARRAY && o->length == length);
  for (uint32_t i = 1; i < length; i++) CHECK(o->slots[i] == fixnum(number));
}

// A list of the arrays, through their first slots, at the top of the stack.
static size_t make_arrays(uint32_t length, size_t size) {
  size_t count = size / array_size(length);
  for (size_t n = 0; n < count; n++) {
    uintptr_t array = make_array(length);
    object(array)->slots[0] = *top();
    for (uint32_t i = 1; i < length; i++) object(array)->slots[i] = fixnum(n);
    *top() = array;
  }
  return count;
}

// Leaves the others out of the list.
static void keep_some(uint32_t length, size_t count) {
  for (uintptr_t v = *top(); v; v = object(v)->slots[0]) {
    uintptr_t next = v;
    for (size_t i = 0; i < KEPT_ONE_IN && next; i++)
      next = object(next)->slots[0];
    check_array(v, length, --count);
    count -= count < KEPT_ONE_IN ? count : KEPT_ONE_IN - 1;
    array_set(v, 0, next);
  }
}

static void check_kept(uintptr_t list, uint32_t length, size_t count) {
  for (; list; list = object(list)->slots[0]) {
    check_array(list, length, --count);
    count -= count < KEPT_ONE_IN ? count : KEPT_ONE_IN - 1;
  }
  CHECK(count == 0);
}

static void run(size_t size) {
  size_t last_count = 0;
  uint32_t last_length = 0;
  push(0);
  for (size_t round = 0; round < ROUNDS; round++) {
    uint32_t length = length_in(round);
    push(0);
    size_t count = make_arrays(length, size << 10);
    keep_some(length, count);
    uintptr_t kept = pop();
    check_kept(*top(), last_length, last_count);
    *top() = kept;
    last_length = length;
    last_count = count;
  }
  check_kept(pop(), last_length, last_count);
}
