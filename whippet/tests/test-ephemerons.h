// Ephemerons: what a collection makes of their keys.  A part of test.c.
#ifndef TEST_EPHEMERONS_H
#define TEST_EPHEMERONS_H

static uintptr_t key_of(uintptr_t v) {
  return gc_ref_value(gc_ephemeron_key(ephemeron(v)));
}

static uintptr_t value_of(uintptr_t v) {
  return gc_ref_value(gc_ephemeron_value(ephemeron(v)));
}

// What a collection makes of a dead key: nothing, with a collector that never
// collects.
static void check_dead(uintptr_t v) {
  if (GC_CONSERVATIVE_ROOTS) return;
  CHECK((key_of(v) == 0) == collects());
  CHECK((value_of(v) == 0) == collects());
}

static void dead_key_frees_value(void) {
  uintptr_t key = cons(fixnum(1), 0);
  push(key);
  uintptr_t value = iota(10000);
  push(value);
  key = roots.sp[-2];
  value = pop();
  pop();
  push(make_ephemeron(key, value));
  collect();
  check_dead(*top());
  check_live(rounded(gc_ephemeron_size()));
  collect();
  check_dead(pop());
}

static void live_key_keeps_value(void) {
  push(cons(fixnum(1), 0));
  push(iota(1000));
  *top() = make_ephemeron(roots.sp[-2], *top());
  for (int i = 0; i < 3; i++) {
    collect();
    CHECK(key_of(*top()) == roots.sp[-2]);  // moved, and updated
    check_iota(value_of(*top()), 1000);
  }
  pop();
  pop();
}

static void dead_ephemeron_frees_value(void) {  // though its key lives
  push(cons(fixnum(1), 0));
  uintptr_t value = iota(1000);
  make_ephemeron(*top(), value);
  collect();
  check_live(rounded(CELL_SIZE));
  pop();
}

static void value_leads_to_own_key(void) {
  push(cons(fixnum(1), 0));
  push(cons(*top(), 0));  // the value holds the key
  uintptr_t value = pop();
  push(make_ephemeron(pop(), value));
  collect();
  check_dead(pop());
}

static void two_that_keep_each_other_die(void) {
  push(cons(fixnum(1), 0));
  push(cons(fixnum(2), 0));
  push(make_ephemeron(roots.sp[-1], roots.sp[-2]));
  push(make_ephemeron(roots.sp[-3], roots.sp[-2]));
  uintptr_t second = pop(), first = pop();
  roots.sp[-2] = first;
  roots.sp[-1] = second;
  collect();
  check_dead(roots.sp[-1]);
  check_dead(roots.sp[-2]);
  roots.sp -= 2;
}

// The value of each is the key of the next: all live, or none.  In this order
// and the other one, as one of them is the worst case for sweeping a list.
static void key_chain(uint32_t n, int backwards) {
  push(make_array(n));  // of ephemerons
  push(cons(fixnum(0), 0));
  push(*top());         // the first key
  for (uint32_t i = 0; i < n; i++) {
    push(cons(fixnum(i + 1), 0));
    uintptr_t e = make_ephemeron(roots.sp[-2], roots.sp[-1]);
    array_set(roots.sp[-4], backwards ? n - 1 - i : i, e);
    roots.sp[-2] = *top();
    pop();
  }
  pop();
  collect();
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t e = object(roots.sp[-2])->slots[backwards ? n - 1 - i : i];
    CHECK(object(key_of(e))->slots[0] == fixnum(i));
    CHECK(object(value_of(e))->slots[0] == fixnum(i + 1));
  }
  pop();
  collect();
  for (uint32_t i = 0; i < n; i++) check_dead(object(*top())->slots[i]);
  pop();
}

static void key_chains(void) {
  key_chain(100, 0);
  key_chain(100000, 0);
  key_chain(100000, 1);
}

static void short_key_chain(void) { key_chain(20, 1); }

static void many_with_one_key(void) {
  enum { n = 50000 };
  push(make_array(n));
  push(make_array(1));
  *top() = make_ephemeron(fixnum(1), *top());  // the key is found late
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t value = cons(fixnum(i), 0);
    uintptr_t e = make_ephemeron(value_of(*top()), value);
    array_set(roots.sp[-2], i, e);
    if (i % 1000) continue;
    e = make_ephemeron(*top(), *top());
    array_set(roots.sp[-2], i, e);
  }
  collect();
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t e = object(roots.sp[-2])->slots[i];
    if (i % 1000 == 0) continue;
    CHECK(key_of(e) == value_of(*top()));
    CHECK(object(value_of(e))->slots[0] == fixnum(i));
  }
  *top() = fixnum(1);
  collect();
  for (uint32_t i = 0; i < n; i++)
    check_dead(object(roots.sp[-2])->slots[i]);
  roots.sp -= 2;
}

static struct gc_ephemeron **chain_in(slot *place) {
  return (struct gc_ephemeron **)place;
}

static size_t chain_length(slot *place) {
  size_t n = 0;
  struct gc_ephemeron *e = gc_ephemeron_chain_head(chain_in(place));
  for (; e; e = gc_ephemeron_chain_next(e)) n++;
  return n;
}

// Keys live in the array; the chain, in a root.
static void push_chain(uint32_t n) {
  push(make_array(n));
  push(0);
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t key = cons(fixnum(i), 0);
    array_set(roots.sp[-2], i, key);
    uintptr_t e = make_ephemeron(key, fixnum(i));
    gc_ephemeron_chain_push(chain_in(top()), ephemeron(e));
  }
}

static void chains_skip_the_dead(void) {
  enum { n = 1000 };
  if (GC_CONSERVATIVE_ROOTS) return;
  push_chain(n);
  for (uint32_t i = 0; i < n; i++)
    if (i % 3) array_set(roots.sp[-2], i, fixnum(i));
  collect();
  CHECK(chain_length(top()) == (collects() ? 334 : n));
  uint32_t i = n;
  struct gc_ephemeron *e = gc_ephemeron_chain_head(chain_in(top()));
  for (; e; e = gc_ephemeron_chain_next(e)) {
    i -= collects() ? i == n ? 1 : 3 : 1;
    CHECK(gc_ref_value(gc_ephemeron_value(e)) == fixnum(i));
  }
  CHECK(i == 0);
  collect();  // takes them out of the chain
  size_t kept = collects() ? 334 : n;
  CHECK(chain_length(top()) == kept);
  if (collects())
    CHECK(gc_extra_live_bytes(heap)
          == 334 * (rounded(CELL_SIZE) + rounded(gc_ephemeron_size()))
          + rounded(array_size(n)));
  for (e = gc_ephemeron_chain_head(chain_in(top())); e;
       e = gc_ephemeron_chain_next(e)) gc_ephemeron_mark_dead(e);
  CHECK(chain_length(top()) == 0);
  roots.sp -= 2;
}

static void chain_try_push(void) {
  push_chain(3);
  struct gc_ephemeron *tail = NULL;
  uintptr_t e = make_ephemeron(fixnum(9), fixnum(10));
  CHECK(!gc_ephemeron_chain_try_push(chain_in(top()), ephemeron(e), &tail));
  CHECK(tail == gc_ephemeron_chain_head(chain_in(top())));
  gc_ephemeron_mark_dead(tail);
  CHECK(!gc_ephemeron_chain_try_push(chain_in(top()), ephemeron(e), &tail));
  CHECK(gc_ephemeron_chain_try_push(chain_in(top()), ephemeron(e), &tail));
  CHECK(gc_ephemeron_chain_head(chain_in(top())) == ephemeron(e));
  CHECK(gc_ephemeron_chain_next(ephemeron(e)) == tail);
  CHECK(chain_length(top()) == 3);
  roots.sp -= 2;
}

static void long_chain(void) {  // neither tracing nor skipping may recurse
  enum { n = 200000 };
  push_chain(n);
  collect();
  CHECK(chain_length(top()) == n);
  roots.sp[-2] = 0;
  collect();
  CHECK(GC_CONSERVATIVE_ROOTS || chain_length(top()) == (collects() ? 0 : n));
  collect();
  check_live(rounded(gc_ephemeron_size()));  // the head is a root
  roots.sp -= 2;
}

static void large_keys_and_values(void) {
  push(make_array(5000));
  push(make_array(6000));
  array_set(*top(), 5999, fixnum(6));
  *top() = make_ephemeron(roots.sp[-2], *top());
  push(make_bytes(20000));
  *top() = make_ephemeron(*top(), roots.sp[-2]);
  collect();
  CHECK(key_of(roots.sp[-2]) == roots.sp[-3]);
  CHECK(object(value_of(roots.sp[-2]))->slots[5999] == fixnum(6));
  check_dead(*top());
  *top() = make_ephemeron(value_of(roots.sp[-2]), fixnum(1));
  collect();  // its key is a value of the other
  CHECK(key_of(*top()) == value_of(roots.sp[-2]));
  roots.sp[-3] = 0;
  collect();
  check_dead(roots.sp[-1]);
  check_dead(roots.sp[-2]);
  check_live(2 * rounded(gc_ephemeron_size()));
  roots.sp -= 3;
}

static void keys_that_never_die(void) {
  push(cons(fixnum(1), 0));
  *top() = make_ephemeron(fixnum(5), *top());
  push(make_ephemeron((uintptr_t)static_cell, fixnum(6)));
  push(make_ephemeron(*top(), *top()));  // keys may be ephemerons
  roots.sp[-2] = make_ephemeron(*top(), roots.sp[-2]);
  collect();
  CHECK(key_of(roots.sp[-3]) == fixnum(5));
  CHECK(object(value_of(roots.sp[-3]))->slots[0] == fixnum(1));
  CHECK(key_of(roots.sp[-2]) == *top());
  uintptr_t of_static = value_of(roots.sp[-2]);
  CHECK(key_of(*top()) == of_static && value_of(*top()) == of_static);
  CHECK(key_of(of_static) == (uintptr_t)static_cell);
  CHECK(value_of(of_static) == fixnum(6));
  roots.sp -= 3;
}

// An old key keeps the value of a young ephemeron, and of one that has become
// old.
static void young_ephemerons(void) {
  push(cons(fixnum(1), 0));
  collect();
  push(make_ephemeron(*top(), fixnum(2)));
  uintptr_t value = iota(10);
  gc_ephemeron_swap_value(mut, ephemeron(*top()), gc_ref(value));
  push(cons(fixnum(7), 0));
  *top() = make_ephemeron(*top(), *top());
  collect_minor();
  CHECK(key_of(roots.sp[-2]) == roots.sp[-3]);
  check_iota(value_of(roots.sp[-2]), 10);
  collect();
  check_dead(*top());
  value = iota(20);
  gc_ephemeron_swap_value(mut, ephemeron(roots.sp[-2]), gc_ref(value));
  collect_minor();
  check_iota(value_of(roots.sp[-2]), 20);
  roots.sp -= 3;
}

static void ephemeron_accessors(void) {
  push(cons(fixnum(1), 0));
  push(make_ephemeron(*top(), fixnum(2)));
  collect();
  uintptr_t list = iota(10);
  struct gc_ref old =
    gc_ephemeron_swap_value(mut, ephemeron(*top()), gc_ref(list));
  CHECK(gc_ref_value(old) == fixnum(2));
  collect();
  check_iota(value_of(*top()), 10);
  gc_ephemeron_mark_dead(ephemeron(*top()));
  CHECK(key_of(*top()) == 0 && value_of(*top()) == 0);
  old = gc_ephemeron_swap_value(mut, ephemeron(*top()), gc_ref(*top()));
  CHECK(gc_ref_is_null(old) && value_of(*top()) == 0);
  collect();
  CHECK(key_of(*top()) == 0 && value_of(*top()) == 0);
  roots.sp -= 2;
}

// A random graph of arrays and ephemerons, against a model that iterates until
// nothing changes.  Node i has the number i in its first slot, or its length.
enum { nodes = 400, edges = 2 };
static uint32_t model[nodes][edges + 1];
static unsigned char model_live[nodes], seen[nodes];

static int is_weak(uint32_t i) { return i % 2; }

static void model_reach(uint32_t roots_count) {
  memset(model_live, 0, sizeof model_live);
  memset(model_live, 1, roots_count);
  for (int changed = 1; changed;) {
    changed = 0;
    for (uint32_t i = 0; i < nodes; i++) {
      if (!model_live[i] || (is_weak(i) && !model_live[model[i][0]])) continue;
      for (uint32_t j = is_weak(i); j < edges; j++)
        changed |= !model_live[model[i][j]], model_live[model[i][j]] = 1;
    }
  }
}

static void check_node(uintptr_t v) {
  struct object *o = object(v);
  int weak = o->kind == KIND_EPHEMERON;
  uint32_t i = weak ? o->length : (uint32_t)(o->slots[0] >> 1);
  CHECK(is_weak(i) == weak && (model_live[i] || !forgets()));
  if (seen[i]) return;
  seen[i] = 1;
  CHECK(!weak || key_of(v) || !model_live[model[i][0]]);
  CHECK(!weak || !key_of(v) || !forgets() || model_live[model[i][0]]);
  if (weak && !key_of(v)) return;
  for (uint32_t j = 0; j < edges; j++)
    check_node(!weak ? o->slots[1 + j] : j ? value_of(v) : key_of(v));
}

static void random_ephemerons(void) {
  uint64_t seed = 99;
  for (int round = 0; round < 60; round++) {
    uint32_t kept = 1 + (uint32_t)round % 5;
    push(make_array(nodes));
    for (uint32_t i = 0; i < nodes; i++)  // arrays first: they are the keys
      if (!is_weak(i)) {
        uintptr_t v = make_array(round % 7 && i % 50 ? 1 + edges : 3000);
        object(v)->slots[0] = fixnum(i);
        array_set(*top(), i, v);
      }
    for (uint32_t i = 0; i < nodes; i++) {
      for (int j = 0; j < edges; j++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        model[i][j] = (uint32_t)(seed >> 33) % nodes;
      }
      if (!is_weak(i)) continue;
      model[i][0] &= ~1u;
      model[i][1] %= i + 1;
      slot *s = object(*top())->slots;
      uintptr_t v = make_ephemeron(s[model[i][0]], fixnum(0));
      object(v)->length = i;
      array_set(*top(), i, v);
      uintptr_t value = object(*top())->slots[model[i][1]];
      gc_ephemeron_swap_value(mut, ephemeron(v), gc_ref(value));
    }
    for (uint32_t i = 0; i < nodes; i += 2)
      for (uint32_t j = 0; j < edges; j++)
        array_set(object(*top())->slots[i], 1 + j,
                  object(*top())->slots[model[i][j]]);
    for (uint32_t i = kept; i < nodes; i++) array_set(*top(), i, fixnum(0));
    collect();
    model_reach(kept);
    memset(seen, 0, sizeof seen);
    if (collects())
      for (uint32_t i = 0; i < kept; i++) check_node(object(*top())->slots[i]);
    for (uint32_t i = 0; collects() && i < nodes; i++)
      CHECK(seen[i] == model_live[i] || (seen[i] && !forgets()));
    pop();
  }
}

#endif // TEST_EPHEMERONS_H
