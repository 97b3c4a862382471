#include "held.h"

#include <stdlib.h>

#include "host.h"
#include "trap.h"

static u32 *free_numbers;  // those that hold nothing, as many as the table has room for
static u32 free_count;

void *hoot_grown(void *array, size_t count, size_t size) {
  void *larger = realloc(array, count * size);
  if (!larger) wr_die("out of memory");
  return larger;
}

static void set_held(ref *sp, u32 number, ref value) {
  u64 words[2] = {number, wr_from_ref(value)};
  hoot_reflect_hold(sp, words);
}

// Twice as many.
static void make_room(ref *sp) {
  u32 room = (u32)hoot_reflect_word(hoot_reflect_capacity, sp, 0, 0);
  u32 more = room ? room : 16;
  u64 words[2] = {more, 0};
  hoot_reflect_grow(sp, words);
  if ((u32)words[0] == UINT32_MAX) wr_trap(WR_TRAP_HEAP);
  free_numbers = hoot_grown(free_numbers, (size_t)room + more, sizeof *free_numbers);
  for (u32 i = 0; i < more; i++) free_numbers[free_count++] = room + more - 1 - i;
}

u32 hoot_hold(ref *sp, ref value) {
  sp[0] = value;
  if (free_count == 0) make_room(sp + 1);
  u32 number = free_numbers[--free_count];
  set_held(sp + 1, number, sp[0]);
  return number;
}

ref hoot_held(ref *sp, u32 number) {
  u64 words[2] = {number, 0};
  hoot_reflect_held(sp, words);
  return wr_to_ref(words[0]);
}

ref hoot_release(ref *sp, u32 number) {
  ref value = hoot_held(sp, number);
  set_held(sp, number, 0);
  free_numbers[free_count++] = number;
  return value;
}
