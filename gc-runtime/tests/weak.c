// Hoot's weak maps and weak references: weak [SIZE [tests | exhaust | times]].
#include "hoot/weak.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "gc-extras.h"
#include "host.h"
#include "stack.h"
#include "types.h"

u64 apply_even(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
u64 apply_odd(ref *sp WR_UNUSED, u64 n WR_PAD4) { return n; }
ref call_adder(ref *sp WR_UNUSED, ref self WR_UNUSED, ref x) { return x; }

#define CHECK(condition) \
  do { if (!(condition)) { fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); wr_exit(1); } } while (0)

static u32 size = 1000;
static u64 seed = 1;

static u32 draw(u32 below) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (u32)(seed >> 33) % below;
}

// Nothing dies where nothing is collected.
static bool collects(void) { return gc_can_move_objects(); }

// Where any word of an object, or of the C stack, may be a reference, chance may keep what nobody refers to.
#define CHANCE_KEEPS (GC_CONSERVATIVE_TRACE || GC_CONSERVATIVE_ROOTS)
static void check_dead(bool is_dead) { CHECK(is_dead == collects() || CHANCE_KEEPS); }

static void collect(ref *sp) {
  wr_roots.sp = sp;
  gc_collect(wr_mutator(), GC_COLLECTION_ANY);
}

static u32 number_of(ref r) { return r ? wr_i31_get_u(wr_as_i31(r)) : -1u; }
static u32 get(ref map, ref key) { return number_of(hoot_weak_map_get(map, key, 0)); }

// --- In every test: sp[0] is the map, sp[1] an array of its keys.

static ref key_at(ref *sp, u32 i) { return block_get(sp[1], i); }

static void make(ref *sp, u32 keys) {
  sp[0] = hoot_make_weak_map(sp);
  sp[1] = wr_array_new_default(sp + 1, 11, keys, WR_SLOT_SHIFT);
  for (u32 i = 0; i < keys; i++) {
    ref key = cons_new(sp + 2, wr_i31(i), 0);
    block_set(sp[1], i, key);
  }
}

static void test_entries(ref *sp) {
  make(sp, size);
  for (u32 i = 0; i < size; i++) hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i), wr_i31(i));
  for (u32 i = 0; i < size; i++) CHECK(get(sp[0], key_at(sp, i)) == i);
  collect(sp + 2);
  for (u32 i = 0; i < size; i++) CHECK(get(sp[0], key_at(sp, i)) == i);
  for (u32 i = 0; i < size; i++) hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i), wr_i31(i + 1));
  for (u32 i = 0; i < size; i += 2) CHECK(hoot_weak_map_delete(sp[0], key_at(sp, i)) == 1);
  for (u32 i = 0; i < size; i += 2) CHECK(hoot_weak_map_delete(sp[0], key_at(sp, i)) == 0);
  for (u32 i = 0; i < size; i++) CHECK(get(sp[0], key_at(sp, i)) == (i % 2 ? i + 1 : -1u));
  collect(sp + 2);
  for (u32 i = 0; i < size; i++) CHECK(get(sp[0], key_at(sp, i)) == (i % 2 ? i + 1 : -1u));
}

// Values that lead to their keys, and large ones.
static void test_values(ref *sp) {
  make(sp, 10);
  for (u32 i = 0; i < 10; i++) {
    ref value = i ? cons_new(sp + 2, wr_i31(i), key_at(sp, i)) : wr_array_new_default(sp + 2, 11, 5000, WR_SLOT_SHIFT);
    hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i), value);
  }
  collect(sp + 2);
  CHECK(wr_array_length(hoot_weak_map_get(sp[0], key_at(sp, 0), 0)) == 5000);
  for (u32 i = 1; i < 10; i++) {
    ref value = hoot_weak_map_get(sp[0], key_at(sp, i), 0);
    CHECK(slot_ref(cons(value)->cdr) == key_at(sp, i));
    sp[2] = hoot_make_weak_ref(sp + 2, value);
    block_set(sp[1], i, sp[2]);  // the key goes
  }
  collect(sp + 2);
  for (u32 i = 1; i < 10; i++) check_dead(hoot_weak_ref_deref(key_at(sp, i), 0) == 0);
}

static void test_dead_keys(ref *sp) {
  make(sp, size);
  for (u32 i = 0; i < size; i++) hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i), wr_i31(i));
  for (u32 i = 0; i < size; i++)
    if (i % 10) block_set(sp[1], i, wr_i31(0));
  collect(sp + 2);
  for (u32 i = 0; i < size; i += 10) CHECK(get(sp[0], key_at(sp, i)) == i);
  sp[1] = 0;
  for (int i = 0; i < 3; i++) {
    collect(sp + 2);
    hoot_weak_map_set(sp + 2, sp[0], wr_i31(i), wr_i31(7));
  }
  collect(sp + 2);
  if (collects()) CHECK(gc_extra_live_bytes(wr_heap) < 1000);
  for (u32 i = 0; i < 3; i++) CHECK(get(sp[0], wr_i31(i)) == 7);
}

// An ordinary life: what it takes must not grow with the number of all keys that there ever were.
static void test_churn(ref *sp) {
  make(sp, 10);
  for (u32 i = 0; i < 10 * size; i++) {
    ref key = cons_new(sp + 2, wr_i31(i), 0);
    block_set(sp[1], i % 10, key);
    hoot_weak_map_set(sp + 2, sp[0], key, wr_i31(i));
    if (i >= 9) CHECK(get(sp[0], key_at(sp, (i + 1) % 10)) == i - 9);
    if (i % 3 == 0) CHECK(hoot_weak_map_delete(sp[0], key_at(sp, i % 10)));
    if (i % 3 == 0) hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i % 10), wr_i31(i));
  }
  collect(sp + 2);
  hoot_weak_map_set(sp + 2, sp[0], wr_i31(0), wr_i31(0));
  collect(sp + 2);
  collect(sp + 2);
  if (collects()) CHECK(gc_extra_live_bytes(wr_heap) < 2000);
}

static void test_random(ref *sp) {
  u32 keys = 1 + size / 4, *model = malloc(keys * sizeof *model);
  for (u32 i = 0; i < keys; i++) model[i] = -1u;
  make(sp, keys);
  for (u32 i = 0; i < 10 * size; i++) {
    u32 k = draw(keys);
    ref key = k % 5 ? key_at(sp, k) : wr_i31(k);
    switch (draw(5)) {
    case 0:
      CHECK(hoot_weak_map_delete(sp[0], key) == (model[k] != -1u));
      model[k] = -1u;
      break;
    case 1:
      key = cons_new(sp + 2, wr_i31(k), 0);
      block_set(sp[1], k, key);
      if (k % 5) model[k] = -1u;
      break;
    case 2:
      CHECK(get(sp[0], key) == model[k]);
      break;
    default:
      hoot_weak_map_set(sp + 2, sp[0], key, wr_i31(i));
      model[k] = i;
    }
    if (draw(size) == 0) collect(sp + 2);
  }
  for (u32 k = 0; k < keys; k++) CHECK(get(sp[0], k % 5 ? key_at(sp, k) : wr_i31(k)) == model[k]);
  free(model);
}

static void test_references(ref *sp) {
  sp[0] = cons_new(sp, wr_i31(1), 0);
  sp[1] = hoot_make_weak_ref(sp + 1, sp[0]);
  sp[2] = hoot_make_weak_ref(sp + 2, wr_i31(5));
  sp[3] = hoot_make_weak_ref(sp + 3, (ref)(void *)&static_cons);
  sp[4] = cons_new(sp + 4, 0, 0);
  sp[4] = hoot_make_weak_ref(sp + 5, sp[4]);
  collect(sp + 5);
  CHECK(hoot_weak_ref_deref(sp[1], 0) == sp[0]);
  CHECK(hoot_weak_ref_deref(sp[2], 0) == wr_i31(5));
  CHECK(hoot_weak_ref_deref(sp[3], 0) == (ref)(void *)&static_cons);
  check_dead(hoot_weak_ref_deref(sp[4], wr_i31(9)) == wr_i31(9));
}

// Two maps that know each other's keys: an entry of one keeps the key of the next alive.
static void test_two_maps(ref *sp) {
  u32 length = size;
  sp[0] = hoot_make_weak_map(sp);
  sp[1] = hoot_make_weak_map(sp + 1);
  sp[2] = sp[3] = cons_new(sp + 2, wr_i31(0), 0);
  for (u32 i = 0; i < length; i++) {
    ref next = cons_new(sp + 4, wr_i31(i + 1), 0);
    sp[4] = next;
    hoot_weak_map_set(sp + 5, sp[i % 2], sp[3], next);
    sp[3] = sp[4];
  }
  sp[3] = sp[2];
  collect(sp + 4);
  for (u32 i = 0; i < length; i++) {
    sp[3] = hoot_weak_map_get(sp[i % 2], sp[3], 0);
    CHECK(number_of(slot_ref(cons(sp[3])->car)) == i + 1);
  }
}

static void test_times(ref *sp) {
  clock_t start = clock();
  make(sp, size);
  for (u32 i = 0; i < size; i++) hoot_weak_map_set(sp + 2, sp[0], key_at(sp, i), wr_i31(i));
  clock_t filled = clock();
  u64 collections = gc_extra_collection_count(wr_heap);
  for (int k = 0; k < 10; k++)
    for (u32 i = 0; i < size; i++) CHECK(get(sp[0], key_at(sp, i)) == i);
  clock_t read = clock();
  collect(sp + 2);
  clock_t collected = clock();
  get(sp[0], key_at(sp, 0));
  clock_t rehashed = clock();
  double ns = 1e9 / CLOCKS_PER_SEC / size;
  printf("%u entries, ns each: fill %.0f (%llu collections), get %.0f, collect %.0f, rehash %.0f\n", size,
         (double)(filled - start) * ns, (unsigned long long)collections, (double)(read - filled) * ns / 10,
         (double)(collected - read) * ns, (double)(rehashed - collected) * ns);
}

static void run_tests(ref *sp) {
  test_entries(sp);
  test_values(sp);
  test_dead_keys(sp);
  test_churn(sp);
  test_random(sp);
  test_references(sp);
  test_two_maps(sp);
}

// --- Traps

static ref hostile;  // no root: an immediate or static

static void get_in(ref *sp WR_UNUSED) { hoot_weak_map_get(hostile, wr_i31(1), 0); }
static void set_in(ref *sp) { hoot_weak_map_set(sp, hostile, wr_i31(1), 0); }
static void delete_in(ref *sp WR_UNUSED) { hoot_weak_map_delete(hostile, wr_i31(1)); }
static void deref(ref *sp WR_UNUSED) { hoot_weak_ref_deref(hostile, 0); }

static void expect_casts_fail(void) {
  CHECK(wr_call(get_in) == WR_TRAP_CAST);
  CHECK(wr_call(set_in) == WR_TRAP_CAST);
  CHECK(wr_call(delete_in) == WR_TRAP_CAST);
  CHECK(wr_call(deref) == WR_TRAP_CAST);
}

static void block_as_map(ref *sp) { hoot_weak_map_get(wr_array_new_default(sp, 11, 3, WR_SLOT_SHIFT), wr_i31(1), 0); }
static void reference_as_map(ref *sp) { hoot_weak_map_get(hoot_make_weak_ref(sp, wr_i31(1)), wr_i31(1), 0); }
static void map_as_reference(ref *sp) { hoot_weak_ref_deref(hoot_make_weak_map(sp), 0); }
static void null_key(ref *sp) { hoot_weak_map_set(sp, hoot_make_weak_map(sp), 0, 0); }
static void null_target(ref *sp) { hoot_make_weak_ref(sp, 0); }

static void exhaust(ref *sp) {
  make(sp, 0);
  sp[1] = 0;
  for (u32 i = 0;; i++) {
    sp[1] = cons_new(sp + 2, wr_i31(i), sp[1]);
    hoot_weak_map_set(sp + 2, sp[0], sp[1], wr_i31(i));
  }
}

static void test_traps(void) {
  hostile = 0;
  expect_casts_fail();
  hostile = wr_i31(1);
  expect_casts_fail();
  hostile = wr_host_ref(1);
  expect_casts_fail();
  hostile = (ref)(void *)&static_cons;
  expect_casts_fail();
  CHECK(wr_call(block_as_map) == WR_TRAP_CAST);
  CHECK(wr_call(reference_as_map) == WR_TRAP_CAST);
  CHECK(wr_call(map_as_reference) == WR_TRAP_CAST);
  CHECK(wr_call(null_key) == WR_TRAP_NULL);
  CHECK(wr_call(null_target) == WR_TRAP_NULL);
}

int main(int argc, char **argv) {
  wr_start(argc, argv);
  if (argc > 1) size = (u32)atoi(argv[1]);
  const char *what = argc > 2 ? argv[2] : "tests";
  CHECK(wr_call(wr_program_instantiate) == WR_TRAP_NONE);
  if (strcmp(what, "tests") == 0) {
    CHECK(wr_call(run_tests) == WR_TRAP_NONE);
    test_traps();
  }
  if (strcmp(what, "exhaust") == 0) CHECK(wr_call(exhaust) == WR_TRAP_HEAP);
  if (strcmp(what, "times") == 0) CHECK(wr_call(test_times) == WR_TRAP_NONE);
  wr_exit(0);
}

const struct wr_program wr_program = {"weak", NULL, &memory0};
const struct wr_function wr_functions[] = {{(wr_code)get_in, 1, "get_in", NULL}};
const u32 wr_function_count = 1;
