// Tests of pinning.  A collector that cannot pin aborts, which run.sh expects of it.
#ifndef TEST_PINNING_H
#define TEST_PINNING_H

// Where an object is, for those that the collector must not see.
static uintptr_t hidden(uintptr_t v) { return ~v; }

static void compact(void) { gc_collect(mut, GC_COLLECTION_COMPACTING); }

// Every `step`th cell of a list, by the number that it holds; its cells before and
// behind may move.
static void pin_some(uintptr_t list, uintptr_t step, uintptr_t *where) {
  for (; list; list = object(list)->slots[1]) {
    uintptr_t n = object(list)->slots[0] >> 1;
    if (n % step) continue;
    gc_pin_object(mut, gc_ref(list));
    where[n / step] = hidden(list);
  }
}

static void check_pinned(uintptr_t list, uintptr_t step,
                         const uintptr_t *where) {
  for (; list; list = object(list)->slots[1]) {
    uintptr_t n = object(list)->slots[0] >> 1;
    if (n % step == 0) CHECK(hidden(list) == where[n / step]);
  }
}

static void pinned_objects_stay(void) {
  if (!gc_can_pin_objects()) return;
  enum { length = 20000, step = 1999 };
  uintptr_t where[length / step + 1];
  push(iota(length));
  pin_some(*top(), step, where);
  for (int round = 0; round < 6; round++) {
    gc_collect(mut, round % 3 == 1 ? GC_COLLECTION_MINOR
               : GC_COLLECTION_COMPACTING);
    check_iota(*top(), length);
    check_pinned(*top(), step, where);
    iota(5000);
  }
  pop();
}

// Pinned when they are old, and again, and beside what dies.
static void old_objects_are_pinned(void) {
  if (!gc_can_pin_objects()) return;
  enum { length = 3000, step = 100 };
  uintptr_t where[length / step];
  push(iota(length));
  collect();
  pin_some(*top(), step, where);
  pin_some(*top(), step, where);
  for (int round = 0; round < 4; round++) {
    push(iota(10000));
    compact();
    pop();
    collect_minor();
    check_pinned(*top(), step, where);
  }
  check_iota(pop(), length);
}

// The only one of a block that lives: the rest of the block is used again.
static void pinned_among_garbage(void) {
  if (!gc_can_pin_objects()) return;
  enum { count = 40 };
  uintptr_t where[count];
  push(make_array(count));
  for (uint32_t i = 0; i < count; i++) {
    uintptr_t v = cons(fixnum(i), 0);
    gc_pin_object(mut, gc_ref(v));
    where[i] = hidden(v);
    array_set(*top(), i, v);
    iota(5000);
  }
  for (int round = 0; round < 4; round++) {
    compact();
    push(iota(100000));
    for (uint32_t i = 0; i < count; i++) {
      uintptr_t v = object(roots.sp[-2])->slots[i];
      CHECK(hidden(v) == where[i] && object(v)->slots[0] == fixnum(i));
    }
    check_iota(pop(), 100000);
  }
  pop();
}

static void pinning_keeps_nothing_alive(void) {
  if (!gc_can_pin_objects() || !collects()) return;
  push(iota(10));
  for (int i = 0; i < 1000; i++) gc_pin_object(mut, gc_ref(cons(0, 0)));
  gc_pin_object(mut, gc_ref(make_bytes(50000)));
  collect_minor();
  check_live(10 * rounded(CELL_SIZE));
  check_iota(pop(), 10);
}

// A pin ends with its object: what lay beside it can be moved again.
static void dead_pins_are_forgotten(void) {
  if (!gc_can_pin_objects() || !gc_can_move_objects() || !forgets()) return;
  push(iota(500));
  push(cons(0, 0));
  gc_pin_object(mut, gc_ref(*top()));
  push(iota(500));
  uintptr_t before = hidden(roots.sp[-3]), pinned = hidden(roots.sp[-2]);
  compact();
  CHECK(hidden(roots.sp[-3]) == before && hidden(roots.sp[-2]) == pinned);
  roots.sp[-2] = 0;
  collect();
  compact();
  CHECK(hidden(roots.sp[-3]) != before);
  check_iota(pop(), 500);
  pop();
  check_iota(pop(), 500);
}

// It cannot move, or is no object of the heap.
static void anything_can_be_pinned(void) {
  if (!gc_can_pin_objects()) return;
  push(make_array(5000));
  uintptr_t before = hidden(*top());
  gc_pin_object(mut, gc_ref(*top()));
  gc_pin_object(mut, gc_ref(fixnum(5)));
  gc_pin_object(mut, gc_ref((uintptr_t)static_cell));
  push(make_ephemeron(*top(), fixnum(3)));
  gc_pin_object(mut, gc_ref(*top()));
  uintptr_t ephemeron_was = hidden(*top());
  compact();
  compact();
  CHECK(hidden(pop()) == ephemeron_was);
  CHECK(hidden(pop()) == before);
}

static void pinning_aborts(void) {
  push(cons(0, 0));
  gc_pin_object(mut, gc_ref(*top()));
  pop();
}

#endif // TEST_PINNING_H
