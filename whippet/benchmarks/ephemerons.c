// A weak hash table: chains of ephemerons, whose keys live in an array from which
// they are taken.  The size is the number of keys.
#include "benchmark.h"

static const size_t small_size = 1000, usual_size = 100000;

static uintptr_t *keys(void) { return &globals.globals[0]; }
static uintptr_t *table(void) { return &globals.globals[1]; }

// The places of the keys; the car of each is its number.
static struct gc_ephemeron **bucket(uintptr_t number) {
  struct object *t = object(*table());
  return (struct gc_ephemeron **)&t->slots[number % t->length];
}

static void add_key(uint32_t at, uintptr_t number) {
  uintptr_t key = cons(fixnum(number), 0);
  array_set(*keys(), at, key);
  push(cons(fixnum(number), 0));
  uintptr_t entry = make_ephemeron(object(*keys())->slots[at], *top());
  pop();
  struct gc_ephemeron **chain = bucket(number);
  gc_write_barrier(mut, gc_ref(*table()),
                   array_size(object(*table())->length), gc_edge(chain),
                   gc_ref(entry));
  gc_ephemeron_chain_push(chain, ephemeron(entry));
}

static uintptr_t number_of(uintptr_t v) {
  return fixnum_value(object(v)->slots[0]);
}

static void check_key(uintptr_t key) {
  struct gc_ephemeron *e = gc_ephemeron_chain_head(bucket(number_of(key)));
  while (e && gc_ref_value(gc_ephemeron_key(e)) != key)
    e = gc_ephemeron_chain_next(e);
  CHECK(e && number_of(gc_ref_value(gc_ephemeron_value(e))) == number_of(key));
}

static size_t count_entries(void) {
  size_t count = 0;
  for (uint32_t i = 0; i < object(*table())->length; i++) {
    struct gc_ephemeron *e = gc_ephemeron_chain_head(bucket(i));
    for (; e; e = gc_ephemeron_chain_next(e)) count++;
  }
  return count;
}

static void run(size_t size) {
  uint32_t length = (uint32_t)size;
  uintptr_t number = 0;
  globals.count = 2;
  *keys() = make_array(length);
  *table() = make_array(length / 2 + 1);
  for (uint32_t i = 0; i < length; i++) add_key(i, number++);
  for (size_t round = 0; round < 16; round++) {
    for (uint32_t i = 0; i < length / 4; i++)
      add_key(random_below(length), number++);
    for (uint32_t i = 0; i < length; i++) check_key(object(*keys())->slots[i]);
  }
  gc_collect(mut, GC_COLLECTION_MAJOR);
  size_t entries = count_entries();
  CHECK(entries >= size && entries <= number);
  CHECK(entries == size || !is_exact());
}
