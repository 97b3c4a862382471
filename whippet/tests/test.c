// test NAME [GC-OPTIONS]: one idea per test, one process per run; exits 0 if
// it held.  `test list` prints the names.  Tests see the collector only
// through the API; what they may expect of it they ask of its attrs.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gc-basic-stats.h"
#include "gc-extras.h"
#include "gc-finalizer.h"
#include "values.h"

static struct gc_basic_stats stats;

static struct gc_heap_roots globals = {.count = 4};

static void check_zero(uintptr_t v, size_t size) {
  if (!GC_ALLOCATIONS_ZEROED) memset((char *)v + 8, 0, size - 8);
  for (size_t i = 8; i < size; i++) CHECK(((char *)v)[i] == 0);
}

static uintptr_t make_array(uint32_t length) {
  size_t size = 8 + 8 * (size_t)length;
  uintptr_t v = allocate(KIND_ARRAY, length, size);
  if (v) check_zero(v, size);
  return v;
}

static uintptr_t make_bytes(uint32_t length) {
  size_t size = 8 + (size_t)length;
  uintptr_t v = allocate(KIND_BYTES, length, size);
  if (v) check_zero(v, size);
  return v;
}

// A list n-1, ..., 1, 0.
static uintptr_t iota(uintptr_t n) {
  uintptr_t list = 0;
  for (uintptr_t i = 0; i < n; i++) list = cons(fixnum(i), list);
  return list;
}

static void check_iota(uintptr_t list, uintptr_t n) {
  for (; n > 0; n--, list = object(list)->slots[1]) {
    CHECK(object(list)->kind == KIND_CONS);
    CHECK(object(list)->slots[0] == fixnum(n - 1));
  }
  CHECK(list == 0);
}

static uintptr_t tree(int depth) {
  if (depth == 0) return 0;
  push(tree(depth - 1));
  uintptr_t right = tree(depth - 1);
  uintptr_t left = pop();
  return cons(left, right);
}

static size_t count_tree(uintptr_t t) {
  if (!t) return 0;
  CHECK(object(t)->kind == KIND_CONS);
  return 1 + count_tree(object(t)->slots[0]) + count_tree(object(t)->slots[1]);
}

static size_t rounded(size_t size) { return gc_round_to_granule(size); }

static int collects(void) {
  return strcmp(gc_extra_collector_name(), "nogc") != 0;
}

// What is dropped is dead: no word that happens to lie on the C stack keeps it.
static int forgets(void) { return collects() && !GC_CONSERVATIVE_ROOTS; }

// Is this all that lives?
static void check_live(size_t size) {
  size_t live = gc_extra_live_bytes(heap);
  CHECK(!collects() || (forgets() ? live == size : live >= size));
}

static void collect(void) { gc_collect(mut, GC_COLLECTION_ANY); }

// Tests

static void list_survives(void) {
  push(iota(10000));
  uintptr_t before = *top();
  collect();
  CHECK((before != *top()) == forgets());
  for (int i = 0; i < 5; i++) collect();
  check_iota(pop(), 10000);
}

static void garbage_dies(void) {
  if (!collects()) return;
  iota(10000);
  push(iota(10));
  collect();
  check_live(10 * rounded(24));
  check_iota(pop(), 10);
}

static void churn(void) {
  push(iota(1000));
  for (int i = 0; i < 3000; i++) check_iota(iota(100), 100);
  check_iota(pop(), 1000);
}

static void tree_survives(void) {
  push(tree(14));
  for (int i = 0; i < 20; i++) CHECK(count_tree(tree(10)) == 1023);
  CHECK(count_tree(pop()) == 16383);
}

static void sharing_is_kept(void) {
  push(iota(3));
  push(cons(*top(), *top()));
  collect();
  struct object *pair = object(pop());
  CHECK(pair->slots[0] == pair->slots[1]);
  CHECK(pair->slots[0] == pop());
}

static void cycles(void) {
  push(cons(fixnum(7), 0));
  object(*top())->slots[1] = *top();
  collect();
  CHECK(object(*top())->slots[1] == *top());
  CHECK(object(pop())->slots[0] == fixnum(7));
}

static void arrays_of_all_sizes(void) {
  static const uint32_t lengths[] = {
    0, 1, 2, 3, 4, 5, 7, 8, 31, 100, 1000, 1021, 1022, 1023, 1024, 1025,
    1535, 1536, 5000, 65536, 100000 };
  enum { count = sizeof lengths / sizeof lengths[0] };
  for (int i = 0; i < count; i++) {
    push(make_array(lengths[i]));
    for (uint32_t j = 0; j < lengths[i]; j++) {
      uintptr_t cell = j % 50 ? fixnum(j) : cons(fixnum(j), 0);
      array_set(*top(), j, cell);
    }
  }
  collect();
  iota(50000);
  collect();
  for (int i = count; i-- > 0;) {
    struct object *array = object(pop());
    CHECK(array->length == lengths[i]);
    for (uint32_t j = 0; j < lengths[i]; j++) {
      uintptr_t v = array->slots[j];
      CHECK((j % 50 ? v : object(v)->slots[0]) == fixnum(j));
    }
  }
}

static void bytes_survive(void) {
  for (uint32_t n = 0; n < 20000; n = n * 2 + 1) {
    push(make_bytes(n));
    memset(object(*top())->slots, (int)(n & 255), n);
  }
  collect();
  collect();
  while (roots.sp > roots.base) {
    struct object *b = object(pop());
    for (uint32_t i = 0; i < b->length; i++)
      CHECK(((unsigned char *)b->slots)[i] == (b->length & 255));
  }
}

static void large_objects_do_not_move(void) {
  if (!collects()) return;
  push(make_array(10000));
  uintptr_t before = *top();
  array_set(*top(), 9999, iota(100));
  collect();
  collect();
  CHECK(before == *top());
  check_iota(object(pop())->slots[9999], 100);
}

static void large_chain(void) {  // marking must not recurse
  push(0);
  for (int i = 0; i < 2000; i++) {
    uintptr_t array = make_array(1100);
    object(array)->slots[1099] = *top();
    *top() = array;
  }
  collect();
  int n = 0;
  for (uintptr_t v = pop(); v; v = object(v)->slots[1099]) n++;
  CHECK(n == 2000);
}

static void large_memory_is_reused(void) {
  if (!collects()) return;
  size_t before = gc_extra_heap_size(heap);
  for (int i = 0; i < 3000; i++) {
    uint32_t length = 1100 + (uint32_t)(i * 7919) % 20000;
    struct object *array = object(make_array(length));
    array->slots[0] = fixnum(1);
    array->slots[length - 1] = fixnum(2);
  }
  size_t bound = before < 4000000 ? 4000000 : before;
  CHECK(gc_extra_heap_size(heap) <= 2 * bound);
}

static void random_graph(void) {  // a mutating array of small and large things
  enum { slots = 500 };
  uint64_t seed = 12345;
  push(make_array(slots));
  for (int i = 0; i < 30000; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    uint32_t r = (uint32_t)(seed >> 33);
    uint32_t length = r % 64 == 0 ? r % 5000 : r % 20;
    uintptr_t v = make_array(length);
    for (uint32_t j = 0; j < length; j++)
      object(v)->slots[j] = j ? fixnum(length) : object(*top())->slots[r % slots];
    if (r % 5 == 0 && length) object(v)->slots[0] = fixnum(length);
    array_set(*top(), (r >> 8) % slots, v);
  }
  for (int i = 0; i < slots; i++) {
    uintptr_t v = object(*top())->slots[i];
    for (int n = 0; n < 100 && v && !(v & 1); n++, v = object(v)->slots[0]) {
      struct object *o = object(v);
      CHECK(o->kind == KIND_ARRAY);
      for (uint32_t j = 1; j < o->length; j++)
        CHECK(o->slots[j] == fixnum(o->length));
      if (!o->length) break;
    }
  }
  pop();
}

static void globals_are_roots(void) {
  globals.globals[2] = iota(100);
  globals.globals[3] = globals.globals[2];
  collect();
  check_iota(globals.globals[2], 100);
  CHECK(globals.globals[2] == globals.globals[3]);
}

static struct { uint32_t kind, length; uintptr_t slots[2]; } static_cell =
  {KIND_CONS, 2, {3, 5}};

static void static_objects_are_left_alone(void) {
  push(cons((uintptr_t)&static_cell, 0));
  collect();
  CHECK(object(pop())->slots[0] == (uintptr_t)&static_cell);
  CHECK(static_cell.slots[0] == 3 && static_cell.slots[1] == 5);
  CHECK(!gc_heap_contains(heap, gc_ref((uintptr_t)&static_cell)));
}

static void extern_space_is_traced(void) {
  static struct gc_extern_space space;
  if (!collects()) return;
  space.object = (struct object *)&static_cell;
  gc_heap_set_extern_space(heap, &space);
  globals.globals[0] = (uintptr_t)&static_cell;
  static_cell.slots[0] = iota(100);
  static_cell.slots[1] = static_cell.slots[0];
  collect();
  collect();
  CHECK(space.visited == 1 && space.started == space.finished);
  CHECK(space.started >= 2);
  check_iota(static_cell.slots[0], 100);
  CHECK(static_cell.slots[0] == static_cell.slots[1]);
  globals.globals[0] = 0;
  static_cell.slots[0] = static_cell.slots[1] = 1;
}

static void heap_grows(void) {
  size_t before = gc_extra_heap_size(heap);
  push(iota(1000000));
  collect();
  CHECK(gc_extra_heap_size(heap) > before);
  check_live(1000000 * rounded(24));
  check_iota(pop(), 1000000);
}

static void adaptive_heap_shrinks(void) {
  if (!collects()) return;
  push(iota(1000000));
  collect();
  size_t before = gc_extra_heap_size(heap);
  CHECK(before > 1000000 * rounded(24));
  pop();
  for (int i = 0; i < 10; i++) {
    collect();
    CHECK(gc_extra_heap_size(heap) < before / 2);
    check_iota(iota(30000), 30000);
  }
}

// Whether the system was asked for huge pages where this address is.
static int is_in_huge_pages(uintptr_t v) {
  FILE *f = fopen("/proc/self/smaps", "r");
  char line[512];
  int is_here = 0, found = 0;
  CHECK(f);
  while (fgets(line, sizeof line, f)) {
    char *end;
    uintptr_t low = strtoul(line, &end, 16);
    if (*end == '-') is_here = low <= v && v < strtoul(end + 1, NULL, 16);
    if (is_here && !strncmp(line, "VmFlags:", 8)) found = !!strstr(line, " hg");
  }
  fclose(f);
  return found;
}

static void huge_pages(void) {
  push(cons(0, 0));
  CHECK(is_in_huge_pages(*top()));
  *top() = make_array(1000000);
  CHECK(is_in_huge_pages(*top()));
  collect();
  iota(1000000);
  CHECK(is_in_huge_pages(*top()));
  CHECK(is_in_huge_pages(iota(1)));
  pop();
}

static void small_pages(void) { CHECK(!is_in_huge_pages(iota(1))); }

static void counters(void) {
  uint64_t before = gc_allocation_counter(heap);
  iota(100000);
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(24));
  collect();
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(24));
  for (int i = 0; i < 20000; i++) make_array(100);
  before += 20000 * rounded(808);
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(24));
  push(make_array(100000));
  CHECK(gc_allocation_counter(heap) >= before + 100000 * (rounded(24) + 8));
  CHECK(gc_heap_contains(heap, gc_ref(pop())));
}

static size_t failed_size;
static int failures;

static void *note_failure(struct gc_heap *h, size_t size) {
  CHECK(h == heap);
  failed_size = size;
  failures++;
  return NULL;
}

static void huge_requests_fail(void) {
  static const size_t sizes[] = {
    (size_t)1 << 62, SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2, (size_t)1 << 47,
    8 + 8 * (size_t)UINT32_MAX };
  gc_heap_set_allocation_failure_handler(heap, note_failure);
  push(iota(100));
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    failed_size = 0;
    CHECK(!gc_allocate(mut, sizes[i], GC_ALLOCATION_TAGGED));
    CHECK(failed_size == sizes[i]);
  }
  check_iota(pop(), 100);
}

// A list of ever more cells or arrays, until there is no room.
static GC_NEVER_INLINE size_t fill(size_t size) {
  size_t count = 0;
  gc_heap_set_allocation_failure_handler(heap, note_failure);
  failures = 0;
  push(0);
  for (;; count++) {
    uint32_t length = (uint32_t)(size / 8 - 1);
    uintptr_t v = allocate(KIND_ARRAY, length, size);
    if (!v) break;
    memset(object(v)->slots, 0, size - 8);
    object(v)->slots[0] = *top();
    *top() = v;
  }
  CHECK(failures == 1);
  return count;
}

static GC_NEVER_INLINE size_t count_filled(void) {
  size_t found = 0;
  for (uintptr_t v = *top(); v; v = object(v)->slots[0]) found++;
  return found;
}

// What returned functions left on the stack is no root any more.
static GC_NEVER_INLINE void scrub_stack(void) {
  char words[4096];
  memset(words, 0, sizeof words);
  __asm__ volatile("" : : "r"(words) : "memory");
}

static void exhaustion_with(size_t size) {
  size_t count = fill(size);
  CHECK(count_filled() == count);
  size_t limit = gc_extra_heap_limit(heap);
  CHECK(count * size <= limit);
  if (size < 100000) CHECK(count * rounded(size) >= limit / 5 * 2);
  pop();
  if (!collects()) return;
  scrub_stack();
  CHECK(make_array(1));  // after the list is dropped, life goes on
  CHECK(fill(size) + (forgets() ? 10 : count / 20) >= count);
  pop();
}

static void exhaustion_small(void) { exhaustion_with(24); }
static void exhaustion_middle(void) { exhaustion_with(4000); }
static void exhaustion_large(void) { exhaustion_with(16384 - 8); }
static void exhaustion_huge(void) { exhaustion_with(1000000); }

// Objects of sizes that leave much of a block unused, in a heap full of them, are
// copied in one order after another.
static void bad_sizes(void) {
  static const size_t sizes[] = {8192, 8184, 5464, 7288, 24, 4680, 6552, 56};
  enum { slots = 4000 };
  uint64_t seed = 7;
  uint32_t count = 0;
  gc_heap_set_allocation_failure_handler(heap, note_failure);
  push(make_array(slots));
  for (; count < slots; count++) {
    size_t size = sizes[count % 8];
    uintptr_t v = allocate(KIND_ARRAY, (uint32_t)(size / 8 - 1), size);
    if (!v) break;
    memset(object(v)->slots, 0, size - 8);
    array_set(*top(), count, v);
  }
  for (int round = 0; round < 20; round++) {
    for (uint32_t i = count; i-- > 1;) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      uint32_t j = (uint32_t)(seed >> 33) % (i + 1);
      uintptr_t v = object(*top())->slots[i];
      array_set(*top(), i, object(*top())->slots[j]);
      array_set(*top(), j, v);
    }
    collect();
  }
  for (uint32_t i = 0; i < count; i++)
    CHECK(object(object(*top())->slots[i])->kind == KIND_ARRAY);
  pop();
}

static void nearly_full(void) {  // garbage on top of a heap that is 90 % live
  if (!collects()) return;
  size_t count = fill(24);
  uintptr_t keep = *top();
  for (size_t i = 0; i < count / 10; i++) keep = object(keep)->slots[0];
  *top() = keep;
  failures = 0;
  for (int i = 0; i < 200000 && !failures; i++) make_array(2);
  CHECK(!failures);
  pop();
}

static void failure_leaves_by_longjmp(void) {
  static jmp_buf out;
  gc_heap_set_allocation_failure_handler(heap, note_failure);
  if (!setjmp(out)) {
    if (!gc_allocate(mut, SIZE_MAX / 4, GC_ALLOCATION_TAGGED)) longjmp(out, 1);
    CHECK(0);
  }
  check_iota(iota(10), 10);
}

static void calls_for_other_threads(void) {
  gc_deactivate(mut);
  gc_reactivate(mut);
  gc_safepoint(mut);
  CHECK(!gc_object_is_old_generation(mut, gc_ref(iota(1)), 24));
  CHECK(gc_mutator_heap(mut) == heap && gc_the_mutator() == mut);
}

static void verifier_accepts(void) {
  push(iota(1000));
  push(make_array(5000));
  array_set(*top(), 17, roots.sp[-2]);
  collect();
  gc_extra_verify(heap);
  pop();
  pop();
}

static void verifier_rejects(void) {  // must abort: run.sh expects it
  push(iota(10));
  object(*top())->slots[0] = *top() + 8;
  gc_extra_verify(heap);
}

static void stale_reference(void) {  // must abort under verify=1
  push(iota(10));
  uintptr_t old = *top();
  collect();
  object(*top())->slots[0] = old;
  gc_extra_verify(heap);
}

static void default_failure_aborts(void) {
  gc_allocate(mut, SIZE_MAX / 4, GC_ALLOCATION_TAGGED);
}

static void second_thread_aborts(void) {
  gc_init_for_thread(gc_empty_stack_addr(), heap);
}

// Generations: what the old refer to survives a minor collection.  With a
// collector without generations, these collect everything.

static void collect_minor(void) { gc_collect(mut, GC_COLLECTION_MINOR); }

static void old_refer_to_young(void) {
  push(make_array(100));
  push(make_array(5000));  // large
  collect();
  for (uint32_t round = 0; round < 5; round++) {
    for (uint32_t i = 0; i < 100; i += 7) {
      uintptr_t list = iota(i + round);  // may move the array
      array_set(roots.sp[-2], i, list);
      array_set(roots.sp[-1], 49 * i, object(roots.sp[-2])->slots[i]);
    }
    collect_minor();
    for (uint32_t i = 0; i < 100; i += 7) {
      check_iota(object(roots.sp[-2])->slots[i], i + round);
      CHECK(object(roots.sp[-1])->slots[49 * i]
            == object(roots.sp[-2])->slots[i]);
    }
  }
  roots.sp -= 2;
}

static void fresh_large_refers_to_young(void) {
  push(cons(fixnum(5), 0));
  uintptr_t array = make_array(3000);
  object(array)->slots[2999] = *top();  // initialises: no barrier
  *top() = array;
  collect_minor();
  uintptr_t cell = object(*top())->slots[2999];
  CHECK(object(cell)->kind == KIND_CONS && object(cell)->slots[0] == fixnum(5));
  array_set(*top(), 2998, iota(10));
  collect_minor();
  check_iota(object(pop())->slots[2998], 10);
}

static int is_generational(void) {
  return gc_write_barrier_kind(24) != GC_WRITE_BARRIER_NONE;
}

static void minor_frees_the_young_only(void) {
  if (!is_generational()) return;
  push(iota(1000));
  collect();
  push(iota(100));
  iota(3000);
  uintptr_t large = make_bytes(1000000);
  size_t size = 8 + object(large)->length;
  int is_old = gc_object_is_old_generation(mut, gc_ref(large), size);
  push(iota(10));
  roots.sp[-3] = 0;  // old, and dies in a major collection only
  collect_minor();
  size_t least = is_old ? size : 0, live = gc_extra_live_bytes(heap);
  CHECK(live >= 1110 * rounded(24) + least);
  CHECK(live < 1110 * rounded(24) + least + 5000 || !forgets());
  check_iota(pop(), 10);
  check_iota(pop(), 100);
  pop();
  collect();
  check_live(0);
}

static void missing_barrier(void) {  // must abort under verify=1
  push(make_array(10));
  collect();
  push(iota(5));
  object(roots.sp[-2])->slots[3] = *top();
  pop();
  collect_minor();
}

static void many_old_slots(void) {  // more than are logged one by one
  enum { n = 200000 };
  push(make_array(n));
  collect();
  push(cons(fixnum(3), 0));
  for (uint32_t i = 0; i < n; i++) array_set(roots.sp[-2], i, *top());
  for (int round = 0; round < 2; round++) {
    collect_minor();
    for (uint32_t i = 0; i < n; i++)
      CHECK(object(roots.sp[-2])->slots[i] == *top());
    array_set(roots.sp[-2], n - 1, *top());
  }
  CHECK(object(*top())->slots[0] == fixnum(3));
  roots.sp -= 2;
}

static void old_lists_grow(void) {  // a young head before an old tail
  push(0);
  for (uintptr_t i = 0; i < 300; i++) {
    *top() = cons(fixnum(i), *top());
    if (i % 3 == 0) collect_minor();
    if (i % 100 == 0) collect();
  }
  check_iota(pop(), 300);
}

static int is_old(uintptr_t v) {
  return gc_object_is_old_generation(mut, gc_ref(v), 24);
}

// Where there is not enough room for a minor collection, everything becomes old.
static void survivors_age(void) {
  int minors = gc_minor_collections_until_old();
  push(cons(fixnum(1), 0));
  for (int i = 0; i < minors && !stats.major_collection_count; i++) {
    CHECK(!is_old(*top()));
    collect_minor();
  }
  CHECK(is_old(*top()) == (minors != 0));
  collect();
  CHECK(object(pop())->slots[0] == fixnum(1));
}

// What has become old may still refer to what has not.
static void aged_refers_to_young(void) {
  push(make_array(40));
  for (uint32_t i = 0; i < 40; i++) {
    uintptr_t list = iota(i);
    array_set(*top(), i, list);
    collect_minor();
    for (uint32_t j = 0; j <= i; j++)
      check_iota(object(*top())->slots[j], j);
  }
  pop();
}

// More survives than a nursery holds.
static void much_survives(void) {
  for (int i = 0; i < 4; i++) {
    push(tree(15));
    collect_minor();
  }
  for (int i = 0; i < 4; i++) CHECK(count_tree(pop()) == 32767);
}

static void deep_stacks(void) {
  enum { depth = 200000 };
  for (uint32_t i = 0; i < depth; i++) push(cons(fixnum(i), 0));
  iota(1000000);
  for (uint32_t i = depth; i-- > 0;) CHECK(object(pop())->slots[0] == fixnum(i));
}

// Conservative roots: nothing but the C stack, and what the embedder shows.

#if GC_CONSERVATIVE_ROOTS

static struct gc_ref resolve(uintptr_t word, int possibly_interior) {
  return gc_resolve_conservative_ref(heap, gc_conservative_ref(word),
                                     possibly_interior);
}

static GC_NEVER_INLINE void locals_are_roots(void) {
  uintptr_t list = iota(100), array = make_array(50);
  array_set(array, 49, iota(200));
  for (int i = 0; i < 4; i++) {
    uintptr_t other = iota(100 + (uintptr_t)i);
    gc_collect(mut, i % 2 ? GC_COLLECTION_COMPACTING : GC_COLLECTION_MINOR);
    check_iota(other, 100 + (uintptr_t)i);
    check_iota(list, 100);
    check_iota(object(array)->slots[49], 200);
  }
}

// The object is hidden from the collector, but for the word.
static void keeps(uintptr_t *word, uintptr_t object_at, uintptr_t offset) {
  uintptr_t hidden = ~object_at;
  *word = object_at + offset;
  object_at = 0;
  for (int i = 0; i < 3; i++) {
    iota(20000);
    gc_collect(mut, i == 2 ? GC_COLLECTION_MINOR : GC_COLLECTION_COMPACTING);
  }
  CHECK(object(~hidden)->length == 77);
  CHECK(gc_ref_value(resolve(~hidden, 0)) == ~hidden);
  *word = 0;
}

static uintptr_t make_77(uint32_t kind, size_t size) {
  iota(5);
  return allocate(kind, 77, size);
}

static void inside_of_objects(void) {
  keeps(&globals.words[0], make_77(KIND_BYTES, 8 + 77), 0);
  keeps(&globals.words[1], make_77(KIND_BYTES, 8 + 77), 3);
  keeps(&globals.words[1], make_77(KIND_BYTES, 8 + 77), 8 + 76);
  keeps(&roots.words[0], make_77(KIND_BYTES, 8 + 77), 4);
  keeps(&roots.pinned, make_77(KIND_BYTES, 8 + 77), 0);
  keeps(&globals.pinned, make_77(KIND_BYTES, 8 + 77), 0);
}

static void resolves(void) {
  push(iota(1000));
  push(make_bytes(100000));
  for (int round = 0; round < 2; round++, collect()) {
    for (uintptr_t v = roots.base[0]; v; v = object(v)->slots[1]) {
      CHECK(gc_ref_value(resolve(v, 0)) == v);
      CHECK(gc_ref_value(resolve(v, 1)) == v);
      CHECK(gc_ref_value(resolve(v + 23, 1)) == v);
      CHECK(gc_ref_value(resolve(v + 4, 0)) == v);
      CHECK(gc_ref_is_null(resolve(v + 8, 0)));
      CHECK(gc_ref_is_null(resolve(v + 3, 0)));
    }
    for (uintptr_t i = 0; i < 100008; i += 999)
      CHECK(gc_ref_value(resolve(*top() + i, 1)) == *top());
    CHECK(gc_ref_is_null(resolve(*top() + 4096, 0)));
    CHECK(gc_ref_is_null(resolve(*top() - 1, 1)));
    CHECK(gc_ref_is_null(resolve((uintptr_t)&globals, 1)));
    CHECK(gc_ref_is_null(resolve(0, 1)));
  }
  pop();
  pop();
}

// Words that look like references keep little alive.
static void most_garbage_dies(void) {
  for (int i = 0; i < 100000; i++) cons(fixnum(1), fixnum(2));
  for (int i = 0; i < 100; i++) make_bytes(50000);
  collect();
  CHECK(gc_extra_live_bytes(heap) < 400000);
}

// Of an object with references, all words are looked at when the heap is
// conservative, and none of a pointerless one.
static GC_NEVER_INLINE uintptr_t list_in_bytes(enum gc_allocation_kind kind,
                                               uint32_t length) {
  push(iota(10));
  struct object *o = gc_allocate(mut, 8 + (size_t)length, kind);
  o->kind = KIND_BYTES;
  o->length = length;
  memset(o->slots, 0, length);
  o->slots[0] = pop();
  return (uintptr_t)o;
}

static void words_of_objects(void) {
  static const uint32_t lengths[] = {16, 160, 100000};
  for (int i = 0; i < 3; i++) {
    push(list_in_bytes(GC_ALLOCATION_TAGGED_POINTERLESS, lengths[i]));
    push(list_in_bytes(GC_ALLOCATION_TAGGED, lengths[i]));
  }
  for (int i = 0; i < 200000; i++) cons(0, 0);
  collect();
  for (int i = 0; i < 3; i++) {
    uintptr_t kept = object(pop())->slots[0], lost = object(pop())->slots[0];
    if (!GC_CONSERVATIVE_TRACE) continue;
    CHECK(gc_ref_value(resolve(kept, 0)) == kept);
    check_iota(kept, 10);
    CHECK(gc_ref_is_null(resolve(lost, 0)));
  }
}

#endif

// Ephemerons

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
  check_live(rounded(24));
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

static struct gc_ephemeron **chain_in(uintptr_t *slot) {
  return (struct gc_ephemeron **)slot;
}

static size_t chain_length(uintptr_t *slot) {
  size_t n = 0;
  struct gc_ephemeron *e = gc_ephemeron_chain_head(chain_in(slot));
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
          == 334 * (rounded(24) + rounded(gc_ephemeron_size()))
          + rounded(8 + 8 * n));
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
  push(make_ephemeron((uintptr_t)&static_cell, fixnum(6)));
  push(make_ephemeron(*top(), *top()));  // keys may be ephemerons
  roots.sp[-2] = make_ephemeron(*top(), roots.sp[-2]);
  collect();
  CHECK(key_of(roots.sp[-3]) == fixnum(5));
  CHECK(object(value_of(roots.sp[-3]))->slots[0] == fixnum(1));
  CHECK(key_of(roots.sp[-2]) == *top());
  uintptr_t of_static = value_of(roots.sp[-2]);
  CHECK(key_of(*top()) == of_static && value_of(*top()) == of_static);
  CHECK(key_of(of_static) == (uintptr_t)&static_cell);
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
        uintptr_t v = make_array(round % 7 && i % 50 ? 1 + edges : 2000);
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
      uintptr_t *s = object(*top())->slots;
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

// Finalizers

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
  size_t one = rounded(gc_finalizer_size()), cell = rounded(24);
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
  push((uintptr_t)&static_cell);
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
  int is_old = gc_object_is_old_generation(mut, gc_ref(roots.sp[-2]), 24);
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
    push(make_array(i % 50 == (uint32_t)round ? 2000 : 1 + edges));
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
      uintptr_t *s = object(*top())->slots;
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

// Timing, printed and not judged.

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void time_collections(const char *what, int n) {
  collect();
  collect();
  double best = 1e9;
  for (int i = 0; i < n; i++) {
    double start = seconds();
    collect();
    double time = seconds() - start;
    if (time < best) best = time;
  }
  double live = (double)gc_extra_live_bytes(heap);
  printf("%-34s %9.3f ms  %6.2f GB/s  (%.2f ns per 24 bytes)\n", what,
         best * 1e3, live / best * 1e-9, best * 1e9 / (live / 24));
}

static void shuffled_list(uint32_t n) {
  uint64_t seed = 1;
  push(make_array(n));
  for (uint32_t i = 0; i < n; i++) array_set(*top(), i, cons(fixnum(i), 0));
  for (uint32_t i = n - 1; i > 0; i--) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    uint32_t j = (uint32_t)((seed >> 33) % (i + 1));
    uintptr_t *s = object(*top())->slots, v = s[i];
    s[i] = s[j];
    s[j] = v;
  }
  uintptr_t *s = object(*top())->slots;
  for (uint32_t i = 0; i + 1 < n; i++) object(s[i])->slots[1] = s[i + 1];
  *top() = s[0];
}

static void throughput(void) {
  if (!collects()) return;
  push(iota(10000));
  time_collections("list, 10 k cells", 200);
  *top() = iota(1000000);
  time_collections("list, 1 M cells", 20);
  *top() = tree(13);
  time_collections("tree, 8 k cells", 200);
  *top() = tree(20);
  time_collections("tree, 1 M cells", 20);
  pop();
  push(make_array(100000));
  for (uint32_t i = 0; i < 100000; i++) {
    uintptr_t v = make_array(6);
    object(v)->slots[3] = fixnum(i);
    array_set(*top(), i, v);
  }
  time_collections("large array of 100 k 56-byte arrays", 20);
  pop();
}

static void throughput_shuffled(void) {
  if (!collects()) return;
  shuffled_list(1000000);
  double start = seconds();
  collect();
  printf("%-34s %9.3f ms\n", "shuffled list, 1 M cells, first copy",
         (seconds() - start) * 1e3);
  time_collections("shuffled list, 1 M cells, later", 5);
  pop();
}

static void allocation_rate(void) {
  size_t n = collects() ? 100000000 : 20000000;
  double start = seconds();
  for (size_t i = 0; i < n; i++) {
    uintptr_t v = allocate(KIND_CONS, 2, 24);
    object(v)->slots[0] = object(v)->slots[1] = 0;
  }
  double time = seconds() - start;
  printf("%-34s %9.3f ms  %6.2f GB/s  (%.2f ns per cell)\n",
         "garbage cells", time * 1e3, (double)n * 24 / time * 1e-9,
         time / (double)n * 1e9);
}

// Ephemerons in an array whose keys all live, then with the keys reachable one
// after the other only: semi looks at what it found last first, which is the
// worst order in the first of the two.
static void throughput_ephemerons(void) {
  enum { n = 1000000 };
  if (!collects()) return;
  push(make_array(n));
  push(make_array(n));
  for (uint32_t i = 0; i < n; i++) array_set(*top(), i, cons(fixnum(i), 0));
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t e = make_ephemeron(object(*top())->slots[i], fixnum(i));
    array_set(roots.sp[-2], i, e);
  }
  time_collections("1 M ephemerons, keys live", 5);
  for (uint32_t i = 0; i + 1 < n; i++) {
    uintptr_t e = make_ephemeron(object(*top())->slots[i],
                                 object(*top())->slots[i + 1]);
    array_set(roots.sp[-2], i, e);
  }
  array_set(roots.sp[-2], n - 1, fixnum(0));
  *top() = object(*top())->slots[0];
  time_collections("1 M ephemerons, a chain of keys", 5);
  for (uint32_t i = 0; i < n / 2; i++) {
    uintptr_t *s = object(roots.sp[-2])->slots, v = s[i];
    s[i] = s[n - 1 - i];
    s[n - 1 - i] = v;
  }
  time_collections("the same, backwards", 5);
  roots.sp -= 2;
}

// Attached to objects that live.  A minor collection looks at none of them.
static void throughput_finalizers(void) {
  enum { n = 1000000 };
  if (!collects()) return;
  push(make_array(n));
  push(0);
  for (uint32_t i = 0; i < n; i++) {
    *top() = cons(fixnum(i), 0);
    attach(0, fixnum(i));
    array_set(roots.sp[-2], i, *top());
  }
  pop();
  time_collections("1 M finalizers, objects live", 5);
  double start = seconds();
  for (int i = 0; i < 100; i++) collect_minor();
  printf("%-34s %9.3f ms\n", "the same, a minor collection",
         (seconds() - start) * 10);
  pop();
}

struct test { const char *name; void (*run)(void); };

#define TEST(name) {#name, name}
static const struct test tests[] = {
  TEST(list_survives), TEST(garbage_dies), TEST(churn), TEST(tree_survives),
  TEST(sharing_is_kept), TEST(cycles), TEST(arrays_of_all_sizes),
  TEST(bytes_survive), TEST(large_objects_do_not_move), TEST(large_chain),
  TEST(large_memory_is_reused), TEST(random_graph), TEST(globals_are_roots),
  TEST(static_objects_are_left_alone), TEST(extern_space_is_traced),
  TEST(heap_grows), TEST(adaptive_heap_shrinks),
  TEST(huge_pages), TEST(small_pages), TEST(counters), TEST(huge_requests_fail),
  TEST(exhaustion_small), TEST(exhaustion_middle), TEST(exhaustion_large),
  TEST(exhaustion_huge), TEST(nearly_full), TEST(failure_leaves_by_longjmp),
  TEST(calls_for_other_threads), TEST(verifier_accepts),
  TEST(verifier_rejects), TEST(stale_reference), TEST(default_failure_aborts),
  TEST(second_thread_aborts), TEST(throughput), TEST(throughput_shuffled),
  TEST(allocation_rate), TEST(dead_key_frees_value),
  TEST(live_key_keeps_value), TEST(dead_ephemeron_frees_value),
  TEST(value_leads_to_own_key), TEST(two_that_keep_each_other_die),
  TEST(key_chains), TEST(short_key_chain), TEST(many_with_one_key),
  TEST(chains_skip_the_dead), TEST(chain_try_push), TEST(long_chain),
  TEST(large_keys_and_values), TEST(keys_that_never_die),
  TEST(ephemeron_accessors), TEST(random_ephemerons),
  TEST(throughput_ephemerons), TEST(old_refer_to_young),
  TEST(fresh_large_refers_to_young), TEST(minor_frees_the_young_only),
  TEST(missing_barrier), TEST(many_old_slots), TEST(old_lists_grow),
  TEST(survivors_age), TEST(aged_refers_to_young), TEST(much_survives),
  TEST(bad_sizes),
  TEST(deep_stacks), TEST(young_ephemerons),
  TEST(dead_object_comes_back), TEST(live_object_is_left_alone),
  TEST(resuscitated_for_good), TEST(priorities_take_turns),
  TEST(priorities_order_the_queue), TEST(lower_priorities_hold_others),
  TEST(higher_priorities_do_not), TEST(whole_structures_come_back),
  TEST(cycles_with_finalizers_die), TEST(finalizers_themselves_die),
  TEST(closure_that_leads_to_object), TEST(what_never_dies_is_never_ready),
  TEST(large_objects_with_finalizers), TEST(key_comes_back_with_object),
  TEST(value_comes_back_with_key), TEST(young_finalizers),
  TEST(old_finalizer_on_young_object), TEST(queue_is_never_empty),
  TEST(many_finalizers), TEST(finalizer_of_bad_priority),
  TEST(random_finalizers), TEST(throughput_finalizers),
#if GC_CONSERVATIVE_ROOTS
  TEST(locals_are_roots), TEST(inside_of_objects), TEST(resolves),
  TEST(most_garbage_dies), TEST(words_of_objects),
#endif
};

static void run(const struct test *test, const char *text) {
  if (GC_CONSERVATIVE_ROOTS) {  // the collector finds them by itself
    size_t size = test->run == deep_stacks ? (size_t)2 << 20 : (size_t)1 << 17;
    roots.base = roots.sp = memset(__builtin_alloca(size), 0, size);
    roots.are_on_c_stack = 1;
  }
  struct gc_options *options = gc_allocate_options();
  if (!gc_options_parse_and_set_many(options, text)) exit(2);
  if (!gc_init(options, gc_empty_stack_addr(), &heap, &mut, GC_BASIC_STATS,
               &stats)) exit(2);
  gc_mutator_set_roots(mut, &roots);
  gc_heap_set_roots(heap, &globals);
  test->run();
  CHECK(roots.sp == roots.base);
  gc_basic_stats_finish(&stats);
  if (getenv("PRINT_STATS")) gc_basic_stats_print(&stats, stderr);
}

int main(int argc, char **argv) {
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    if (argc < 2) puts(tests[i].name);
    else if (!strcmp(tests[i].name, argv[1]))
      return run(&tests[i], argc > 2 ? argv[2] : ""), 0;
  }
  return argc < 2 ? 0 : 3;
}
