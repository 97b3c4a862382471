// Finalizers: which objects come back, in which order.  A part of test.c.
#ifndef TEST_FINALIZERS_H
#define TEST_FINALIZERS_H

static struct gc_finalizer *finalizer(uintptr_t v) {
  return (struct gc_finalizer *)v;
}

static uintptr_t make_finalizer(void) {
  uintptr_t v = (uintptr_t)gc_allocate_finalizer(mut);
  object(v)->kind = KIND_FINALIZER;
  object(v)->length = 0;
  return v;
}

// The object is at the top of the stack.
static void attach(unsigned priority, uintptr_t closure) {
  push(closure);
  uintptr_t v = make_finalizer();
  struct gc_ref closure_ref = gc_ref(pop());
  gc_finalizer_attach(mut, finalizer(v), priority, gc_ref(*top()), closure_ref);
}

static uintptr_t pop_finalizable(void) {
  return (uintptr_t)gc_pop_finalizable(mut);
}

static uintptr_t object_of(uintptr_t v) {
  return gc_ref_value(gc_finalizer_object(finalizer(v)));
}

static uintptr_t closure_of(uintptr_t v) {
  return gc_ref_value(gc_finalizer_closure(finalizer(v)));
}

// The next in the queue has this closure, if anything ever dies.
static void check_next(uintptr_t closure) {
  if (!collects()) return;
  uintptr_t v = pop_finalizable();
  CHECK(v && closure_of(v) == closure);
}

static void check_no_next(void) { CHECK(!pop_finalizable()); }

static size_t callback_count, callbacks;

static void note_finalizable(struct gc_heap *h, size_t count) {
  CHECK(h == heap);
  callback_count += count;
  callbacks++;
}

static void dead_object_comes_back(void) {
  gc_set_finalizer_callback(heap, note_finalizable);
  check_no_next();
  push(iota(1000));
  attach(0, iota(10));
  pop();
  collect();
  CHECK(callbacks == (size_t)collects() && callback_count == callbacks);
  collect();
  CHECK(callbacks == (size_t)collects());
  uintptr_t v = pop_finalizable();
  CHECK(!v == !collects());
  if (v) {
    check_iota(object_of(v), 1000);
    check_iota(closure_of(v), 10);
  }
  check_no_next();
}

static void live_object_is_left_alone(void) {
  push(iota(10));
  attach(1, fixnum(4));
  for (int i = 0; i < 3; i++) {
    collect();
    collect_minor();
    check_no_next();
  }
  check_iota(*top(), 10);
  uintptr_t list = pop();
  collect();
  uintptr_t v = pop_finalizable();
  if (v) check_iota(object_of(v), 10);
  CHECK(!v == !collects() && list);
}

static void resuscitated_for_good(void) {  // and then lost again
  push(cons(fixnum(1), 0));
  attach(0, 0);
  *top() = 0;
  collect();
  uintptr_t v = pop_finalizable();
  *top() = v ? object_of(v) : cons(fixnum(1), 0);
  collect();
  collect();
  CHECK(object(*top())->slots[0] == fixnum(1));
  attach(0, fixnum(2));
  pop();
  collect();
  check_next(fixnum(2));
  check_no_next();
}

static void priorities_take_turns(void) {  // on one object
  push(cons(fixnum(1), 0));
  attach(2, fixnum(2));
  attach(0, fixnum(0));
  attach(1, fixnum(1));
  attach(0, fixnum(3));
  pop();
  collect();
  check_next(fixnum(0));
  collect();  // those of priority 0 come together
  collect();  // the other one is in the queue, and holds the object
  check_next(fixnum(3));
  check_no_next();
  collect();
  check_next(fixnum(1));
  check_no_next();
  collect();
  check_next(fixnum(2));
  collect();
  check_no_next();
}

// Things become old together, lest a minor collection come to some of them first.
static void priorities_order_the_queue(void) {  // of separate objects
  enum { n = 30 };
  push(make_array(n));
  for (uint32_t i = 0; i < n; i++) {
    push(cons(fixnum(i), 0));
    attach(i * 7 % FINALIZER_PRIORITIES, fixnum(i));
    uintptr_t v = pop();
    array_set(*top(), i, v);
  }
  collect();
  pop();
  collect();
  for (uint32_t p = 0; p < FINALIZER_PRIORITIES; p++)
    for (uint32_t i = 0; collects() && i < n; i++) {
      if (i * 7 % FINALIZER_PRIORITIES != p) continue;
      uintptr_t v = pop_finalizable();
      CHECK(v && closure_of(v) == fixnum(i));
      CHECK(object(object_of(v))->slots[0] == fixnum(i));
    }
  check_no_next();
}

// first (priority 0) -> second (1) -> third (2): one after the other.  The other
// way round, all at once.
static void chain_of_priorities(int step) {
  uintptr_t v = 0;
  for (int i = 0; i < FINALIZER_PRIORITIES; i++) {
    push(cons(fixnum((uintptr_t)i), v));
    attach((unsigned)(step < 0 ? i : FINALIZER_PRIORITIES - 1 - i),
           fixnum((uintptr_t)i));
    if (i == FINALIZER_PRIORITIES - 1) collect();
    v = pop();
  }
  uintptr_t n = FINALIZER_PRIORITIES;
  for (uintptr_t i = 0; i < n; i++) {
    if (i == 0 || step > 0) collect();
    check_next(fixnum(step < 0 ? i : n - 1 - i));
    if (step > 0) check_no_next();
  }
  check_no_next();
}

static void lower_priorities_hold_others(void) { chain_of_priorities(1); }
static void higher_priorities_do_not(void) { chain_of_priorities(-1); }

static void whole_structures_come_back(void) {
  enum { n = 300 };
  push(0);
  for (uint32_t i = 0; i < n; i++) {
    *top() = cons(fixnum(i), *top());
    attach(0, fixnum(i));
  }
  collect();
  pop();
  collect();
  for (uint32_t i = 0; collects() && i < n; i++) {
    uintptr_t v = pop_finalizable();
    CHECK(v && closure_of(v) == fixnum(i));
    check_iota(object_of(v), i + 1);
  }
  check_no_next();
}

static void cycles_with_finalizers_die(void) {
  push(cons(fixnum(1), 0));
  push(cons(fixnum(2), roots.sp[-1]));
  attach(0, fixnum(2));
  array_set(roots.sp[-2], 1, *top());
  pop();
  attach(0, fixnum(1));
  collect();
  pop();
  collect();
  check_next(fixnum(2));
  check_next(fixnum(1));
  collect();
  if (collects()) CHECK(gc_extra_live_bytes(heap) == 0);
}

static void finalizers_themselves_die(void) {
  make_finalizer();  // attached to nothing
  push(cons(fixnum(1), 0));
  attach(0, fixnum(1));
  attach(1, fixnum(2));
  collect();
  size_t one = rounded(gc_finalizer_size()), cell = rounded(CELL_SIZE);
  CHECK(!collects() || gc_extra_live_bytes(heap) == 2 * one + cell);
  pop();
  collect();
  collect();  // in the queue
  CHECK(!collects() || gc_extra_live_bytes(heap) == 2 * one + cell);
  push(pop_finalizable());
  collect();  // the other one becomes ready only after the object is let go
  CHECK(!collects() || gc_extra_live_bytes(heap) == 2 * one + cell);
  pop();
  collect();
  check_next(fixnum(2));
  collect();
  CHECK(!collects() || gc_extra_live_bytes(heap) == 0);
}

static void closure_that_leads_to_object(void) {
  push(cons(fixnum(1), 0));
  attach(0, cons(fixnum(2), *top()));
  pop();
  collect();
  collect();
  check_no_next();
}

static void what_never_dies_is_never_ready(void) {
  push((uintptr_t)static_cell);
  attach(0, fixnum(1));
  *top() = fixnum(5);
  attach(0, fixnum(1));
  pop();
  collect();
  collect();
  check_no_next();
}

static void large_objects_with_finalizers(void) {
  push(make_array(5000));
  array_set(*top(), 4999, iota(10));
  attach(0, make_array(3000));
  *top() = make_bytes(20000);
  object(*top())->slots[0] = 77;
  attach(1, fixnum(1));
  attach(2, fixnum(2));
  pop();
  collect();
  uintptr_t v = pop_finalizable();
  if (v) {
    check_iota(object(object_of(v))->slots[4999], 10);
    CHECK(object(closure_of(v))->length == 3000);
    CHECK((v = pop_finalizable()) && object(object_of(v))->slots[0] == 77);
  }
  CHECK(!v == !collects());
  check_no_next();
  collect();
  check_next(fixnum(2));
  collect();
  CHECK(!collects() || gc_extra_live_bytes(heap) == 0);
}

static void key_comes_back_with_object(void) {
  push(cons(fixnum(1), 0));  // the key
  uintptr_t value = iota(10);
  push(make_ephemeron(*top(), value));
  push(cons(fixnum(2), roots.sp[-2]));
  attach(1, fixnum(1));
  pop();
  roots.sp[-2] = *top();
  pop();
  collect();
  CHECK(key_of(*top()));
  check_iota(value_of(*top()), 10);
  uintptr_t v = pop_finalizable();
  if (v) CHECK(object(object_of(v))->slots[1] == key_of(*top()));
  CHECK(!v == !collects());
  collect();
  check_dead(pop());
}

// The value of an ephemeron whose key comes back holds an object of a later
// priority, whose finalizer must wait therefore.
static void value_comes_back_with_key(void) {
  push(cons(fixnum(1), 0));
  attach(2, fixnum(7));
  push(cons(fixnum(2), 0));
  attach(0, fixnum(8));
  push(make_ephemeron(roots.sp[-1], roots.sp[-2]));
  roots.sp[-3] = *top();
  roots.sp -= 2;
  collect();
  check_next(fixnum(8));
  check_no_next();
  collect();
  check_dead(pop());
  check_next(fixnum(7));
}

static void young_finalizers(void) {
  push(cons(fixnum(1), 0));
  collect();
  attach(0, fixnum(1));            // on an old object
  push(cons(fixnum(2), 0));
  attach(0, fixnum(2));            // on a young one, which dies young
  push(cons(fixnum(3), 0));        // on one that gets old
  int is_old = gc_object_is_old_generation(mut, gc_ref(roots.sp[-2]), CELL_SIZE);
  roots.sp[-2] = *top();
  pop();
  attach(0, cons(fixnum(4), 0));
  if (is_old) collect();           // under stress
  else collect_minor();
  check_next(fixnum(2));
  check_no_next();
  roots.sp -= 2;
  collect_minor();
  collect();
  // Where objects age, the second is young still, and dies before the first.
  uintptr_t v = pop_finalizable(), w = pop_finalizable();
  CHECK(!v == !collects() && !w == !collects());
  if (v && closure_of(v) != fixnum(1)) v ^= w, w ^= v, v ^= w;
  if (v) CHECK(closure_of(v) == fixnum(1));
  if (v) CHECK(object(closure_of(w))->slots[0] == fixnum(4));
  check_no_next();
}

static void old_finalizer_on_young_object(void) {
  push(make_finalizer());
  collect();
  push(cons(fixnum(1), 0));
  push(cons(fixnum(2), 0));
  gc_finalizer_attach(mut, finalizer(roots.sp[-3]), 1, gc_ref(roots.sp[-2]),
                      gc_ref(roots.sp[-1]));
  roots.sp -= 3;
  collect_minor();
  collect();
  uintptr_t v = pop_finalizable();
  if (v) {
    CHECK(object(object_of(v))->slots[0] == fixnum(1));
    CHECK(object(closure_of(v))->slots[0] == fixnum(2));
  }
  CHECK(!v == !collects());
}

static void queue_is_never_empty(void) {
  for (uint32_t i = 0; i < 2000; i++) {
    push(cons(fixnum(i), 0));
    attach(i % 2, fixnum(i));
    pop();
    if (i % 100 != 99) continue;
    collect();
    for (int k = 0; k < (i < 300 ? 50 : 100); k++) {
      uintptr_t v = pop_finalizable();
      if (v) CHECK(object(object_of(v))->slots[0] == closure_of(v));
      CHECK(!v == !collects());
    }
  }
  size_t left = 0;
  while (pop_finalizable()) left++;
  CHECK(left == (collects() ? 150 : 0));
}

static void many_finalizers(void) {
  enum { n = 200000 };
  push(make_array(n));
  push(0);
  for (uint32_t i = 0; i < n; i++) {
    *top() = cons(fixnum(i), 0);
    attach(i % FINALIZER_PRIORITIES, fixnum(i));
    array_set(roots.sp[-2], i, *top());
  }
  pop();
  collect();
  check_no_next();
  for (uint32_t i = 0; i < n; i += 2) array_set(*top(), i, fixnum(i));
  collect();
  size_t count = 0;
  for (uintptr_t v; (v = pop_finalizable()); count++) {
    CHECK(closure_of(v) % 4 == fixnum(0));
    CHECK(object(object_of(v))->slots[0] == closure_of(v));
  }
  size_t kept = GC_CONSERVATIVE_ROOTS ? 16 : 0;  // at most, by chance
  CHECK(count <= n / 2 && count + kept >= (collects() ? n / 2 : 0));
  pop();
}

static void finalizer_of_bad_priority(void) {  // must abort
  push(cons(0, 0));
  attach(FINALIZER_PRIORITIES, 0);
}

// Random graphs of arrays, some with finalizers, against a model: which of them
// become ready, in which order.
static unsigned char node_priority[nodes];  // FINALIZER_PRIORITIES: none

static void node_reach(uint32_t i) {
  if (model_live[i]) return;
  model_live[i] = 1;
  for (uint32_t j = 0; j < edges; j++) node_reach(model[i][j]);
}

static uint32_t node_of(uintptr_t v) {
  return (uint32_t)(object(v)->slots[0] >> 1);
}

static void check_nodes(uintptr_t v) {
  uint32_t i = node_of(v);
  if (seen[i]) return;
  seen[i] = 1;
  for (uint32_t j = 0; j < edges; j++) {
    uintptr_t next = object(v)->slots[1 + j];
    CHECK(node_of(next) == model[i][j]);
    check_nodes(next);
  }
}

static uint64_t make_nodes(uint64_t seed, int round) {
  push(make_array(nodes));
  for (uint32_t i = 0; i < nodes; i++) {
    push(make_array(i % 50 == (uint32_t)round ? 3000 : 1 + edges));
    object(*top())->slots[0] = fixnum(i);
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    node_priority[i] = (unsigned char)((seed >> 33) % 12);
    if (node_priority[i] < FINALIZER_PRIORITIES)
      attach(node_priority[i], fixnum(i));
    uintptr_t node = pop();
    array_set(*top(), i, node);
    if (round % 3 == 0 && i % 64 == 0) collect_minor();
  }
  for (uint32_t i = 0; i < nodes; i++)
    for (uint32_t j = 0; j < edges; j++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      model[i][j] = (uint32_t)(seed >> 33) % nodes;
      slot *s = object(*top())->slots;
      array_set(s[i], 1 + j, s[model[i][j]]);
    }
  return seed;
}

// What the model says of one collection.  Nonzero if anything became ready.
static int check_ready_nodes(uint32_t kept) {
  int any = 0;
  memset(model_live, 0, sizeof model_live);
  for (uint32_t i = 0; i < kept; i++) node_reach(i);
  for (unsigned p = 0; p < FINALIZER_PRIORITIES; p++) {
    unsigned char was_live[nodes];
    memcpy(was_live, model_live, sizeof was_live);
    for (uint32_t i = 0; i < nodes; i++) {
      if (was_live[i] || node_priority[i] != p) continue;
      uintptr_t v = pop_finalizable();
      CHECK(v && node_of(object_of(v)) == i && closure_of(v) == fixnum(i));
      memset(seen, 0, sizeof seen);
      check_nodes(object_of(v));
      node_priority[i] = FINALIZER_PRIORITIES;
      node_reach(i);
      any = 1;
    }
  }
  check_no_next();
  return any;
}

static void random_finalizers(void) {
  uint64_t seed = 7;
  if (!collects()) return;
  for (int round = 0; round < 40; round++) {
    uint32_t kept = (uint32_t)round % 4;
    seed = make_nodes(seed, round);
    collect();
    for (uint32_t i = kept; i < nodes; i++) array_set(*top(), i, fixnum(0));
    do collect(); while (check_ready_nodes(kept));
    pop();
    do collect(); while (check_ready_nodes(0));
    CHECK(gc_extra_live_bytes(heap) == 0);
  }
}

#endif // TEST_FINALIZERS_H
