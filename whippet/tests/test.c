// test NAME [GC-OPTIONS]: one idea per test, one process per run; exits 0 if
// it held.  `test list` prints the names.  Tests see the collector only
// through the API; what they may expect of it they ask of its attrs.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
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
  size_t size = array_size(length);
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

// All that is young has another address after a collection.  The kinds of mmc leave
// alone what lies in full blocks.
static int copies_the_young(void) {
  const char *name = gc_extra_collector_name();
  return forgets() && (!strstr(name, "mmc") || strstr(name, "nursery"));
}

#ifdef __SANITIZE_ADDRESS__
#define HAS_WIDE_FRAMES 1
#elif defined(__has_feature)
#define HAS_WIDE_FRAMES __has_feature(address_sanitizer)
#else
#define HAS_WIDE_FRAMES 0
#endif

// Half of a word may look like a reference, too, the lower half of a return address
// above all: then a whole list is kept.  And between AddressSanitizer's variables lies
// what functions that have returned left there.
static int keeps_by_chance(void) {
  return GC_CONSERVATIVE_ROOTS && (GC_SLOT_BITS == 32 || HAS_WIDE_FRAMES);
}

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
  if (copies_the_young()) CHECK(before != *top());
  else if (!forgets()) CHECK(before == *top());
  for (int i = 0; i < 5; i++) collect();
  check_iota(pop(), 10000);
}

static void garbage_dies(void) {
  if (!collects()) return;
  iota(10000);
  push(iota(10));
  collect();
  check_live(10 * rounded(CELL_SIZE));
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
    1535, 1536, 2045, 2046, 2047, 2048, 5000, 65536, 100000 };
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
  const uint32_t last = array_length(9000);
  push(0);
  for (int i = 0; i < 2000; i++) {
    uintptr_t array = make_array(last + 1);
    object(array)->slots[last] = *top();
    *top() = array;
  }
  collect();
  int n = 0;
  for (uintptr_t v = pop(); v; v = object(v)->slots[last]) n++;
  CHECK(n == 2000);
}

static void large_memory_is_reused(void) {
  if (!collects()) return;
  size_t before = gc_extra_heap_size(heap);
  for (int i = 0; i < 1000; i++) {
    uint32_t length = array_length(9000 + (size_t)(i * 7919) % 20000 * 8);
    struct object *array = object(make_array(length));
    array->slots[0] = fixnum(1);
    array->slots[length - 1] = fixnum(2);
  }
  size_t bound = before < 4000000 ? 4000000 : before;
  CHECK(gc_extra_heap_size(heap) <= 2 * bound);
}

static long page_faults(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

// What large objects of the same sizes will need again stays with the heap.
static void large_memory_is_kept(void) {
  if (!collects() || keeps_by_chance()) return;
  enum { rounds = 700, pages = 25 };  // more than the heap, several times
  long before = 0;
  for (int i = 0; i < 2 * rounds; i++) {
    uint32_t length = array_length((size_t)(pages + i % 7) * 4096);
    struct object *array = object(make_array(length));
    for (uint32_t k = 0; k < length; k += 4096 / sizeof(slot))
      array->slots[k] = fixnum(k);
    if (i == rounds) before = page_faults();
  }
  CHECK(page_faults() - before < rounds * pages / 4);
}

// Also if something lives among them: all but a third, as the runs between are not always
// long enough.
static void large_memory_is_kept_around(void) {
  if (!collects() || keeps_by_chance()) return;
  enum { rounds = 700, pages = 25 };
  long before = 0;
  push(0);
  for (int i = 0; i < 2 * rounds; i++) {
    uintptr_t fresh = make_array(array_length((size_t)(pages + i % 7) * 4096));
    if (i % 2 == 0) *top() = fresh;
    for (uint32_t k = 0; k < object(fresh)->length; k += 4096 / sizeof(slot))
      object(fresh)->slots[k] = fixnum(k);
    if (i == rounds) before = page_faults();
  }
  pop();
  CHECK(page_faults() - before < rounds * (pages + 3) * 2 / 3);
}

// Where memory is ample, nursery-mmc lays out what refers to each other together.
static void compaction_restores_order(void) {
  if (strcmp(gc_extra_collector_name(), "nursery-mmc") != 0) return;
  enum { count = 200000 };
  push(make_array(count));
  for (uintptr_t i = 0; i < count; i++) {
    uintptr_t fresh = cons(fixnum(i), 0);
    array_set(*top(), (uint32_t)(i * 7919 % count), fresh);
  }
  gc_collect(mut, GC_COLLECTION_COMPACTING);
  struct object *array = object(pop());
  int breaks = 0;
  for (uint32_t i = 0; i + 1 < count; i++)
    breaks += array->slots[i + 1] - array->slots[i] != rounded(CELL_SIZE);
  CHECK(breaks <= count / 500);
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

// Cells all over the heap, to which many small arrays lead.
static void rows_lead_everywhere(void) {
  enum { rows = 2000, columns = 30, cells = rows * columns, stride = 7919 };
  push(make_array(cells));
  for (uint32_t i = 0; i < cells; i++) {
    uintptr_t cell = cons(fixnum(i), 0);
    array_set(*top(), i, cell);
  }
  push(make_array(rows));
  for (uint32_t i = 0; i < cells; i++) {
    uint32_t row = i / columns, cell = i * (size_t)stride % cells;
    if (i % columns == 0) {
      uintptr_t fresh = make_array(columns);
      array_set(*top(), row, fresh);
    }
    array_set(object(*top())->slots[row], i % columns,
              object(roots.sp[-2])->slots[cell]);
  }
  roots.sp[-2] = 0;
  for (int round = 0; round < 5; round++) {
    collect();
    iota(50000);
    for (uint32_t i = 0; i < cells; i++) {
      struct object *row = object(object(*top())->slots[i / columns]);
      struct object *cell = object(row->slots[i % columns]);
      CHECK(cell->kind == KIND_CONS);
      CHECK(cell->slots[0] == fixnum(i * (size_t)stride % cells));
    }
  }
  pop();
  pop();
}

static void globals_are_roots(void) {
  globals.globals[2] = iota(100);
  globals.globals[3] = globals.globals[2];
  collect();
  check_iota(globals.globals[2], 100);
  CHECK(globals.globals[2] == globals.globals[3]);
}

// Outside of the heap.  Slots of 32 bits do not reach what is static in an
// executable that lies anywhere.
static struct object *static_cell;

static void make_static_cell(void) {
  static slot cell[CELL_SIZE / sizeof(slot)];
  static_cell = (struct object *)cell;
#if GC_SLOT_BITS == 32
  static_cell = mmap((void *)0x10000000, CELL_SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
  CHECK(gc_slot_can_hold(gc_ref((uintptr_t)static_cell)));
  static_cell->kind = KIND_CONS;
  static_cell->length = 2;
  static_cell->slots[0] = 3;
  static_cell->slots[1] = 5;
}

static void static_objects_are_left_alone(void) {
  push(cons((uintptr_t)static_cell, 0));
  collect();
  CHECK(object(pop())->slots[0] == (uintptr_t)static_cell);
  CHECK(static_cell->slots[0] == 3 && static_cell->slots[1] == 5);
  CHECK(!gc_heap_contains(heap, gc_ref((uintptr_t)static_cell)));
}

static void extern_space_is_traced(void) {
  static struct gc_extern_space space;
  if (!collects()) return;
  space.object = static_cell;
  gc_heap_set_extern_space(heap, &space);
  globals.globals[0] = (uintptr_t)static_cell;
  static_cell->slots[0] = iota(100);
  static_cell->slots[1] = static_cell->slots[0];
  collect();
  collect();
  CHECK(space.visited == 1 && space.started == space.finished);
  CHECK(space.started >= 2);
  check_iota(static_cell->slots[0], 100);
  CHECK(static_cell->slots[0] == static_cell->slots[1]);
  globals.globals[0] = 0;
  static_cell->slots[0] = static_cell->slots[1] = 1;
}

static void heap_grows(void) {
  size_t before = gc_extra_heap_size(heap);
  push(iota(1000000));
  collect();
  CHECK(gc_extra_heap_size(heap) > before);
  check_live(1000000 * rounded(CELL_SIZE));
  check_iota(pop(), 1000000);
}

static void adaptive_heap_shrinks(void) {
  if (!collects()) return;
  push(iota(1000000));
  collect();
  size_t before = gc_extra_heap_size(heap);
  CHECK(before > 1000000 * rounded(CELL_SIZE));
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
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(CELL_SIZE));
  collect();
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(CELL_SIZE));
  for (int i = 0; i < 20000; i++) make_array(100);
  before += 20000 * rounded(array_size(100));
  CHECK(gc_allocation_counter(heap) == before + 100000 * rounded(CELL_SIZE));
  push(make_array(100000));
  CHECK(gc_allocation_counter(heap) >= before + 100000 * (rounded(CELL_SIZE) + sizeof(slot)));
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

// maximum-heap-size=3g: slots of 32 bits do not reach so much, large objects
// need addresses of their own, and semi has three zones for half of the heap each.
static void limit_is_in_reach(void) {
  size_t limit = gc_extra_heap_limit(heap), gib = (size_t)1 << 30;
  size_t least = strcmp(gc_extra_collector_name(), "semi") ? gib / 2 * 3 : gib / 4 * 5;
  if (GC_SLOT_BITS == 32) CHECK(limit >= least && limit <= 3 * gib);
  else CHECK(limit == 3 * gib);
  push(make_array(1000000));
  push(iota(10));
  for (int i = 1; i <= 2; i++)
    CHECK(gc_heap_contains(heap, gc_ref(roots.sp[-i])));
  roots.sp -= 2;
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
    uintptr_t v = allocate(KIND_ARRAY, array_length(size), size);
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
  char words[16384];
  memset(words, 0, sizeof words);
  __asm__ volatile("" : : "r"(words) : "memory");
}

static void exhaustion_with(size_t size) {
  size_t count = fill(size);
  CHECK(count_filled() == count);
  size_t limit = gc_extra_heap_limit(heap);
  CHECK(count * size <= limit);
  if (size < 100000) CHECK(count * rounded(size) >= limit / 4 * 3);
  pop();
  if (!collects() || keeps_by_chance()) return;
  scrub_stack();
  CHECK(make_array(1));  // after the list is dropped, life goes on
  // Which thread has copied what, and so what each has left of its block, is chance.
  // A nursery of another size than before may leave a block (of 64 KiB) less.
  size_t block = strstr(gc_extra_collector_name(), "nursery") ? 65536 / size : 0;
  size_t fewer = forgets() && !GC_PARALLEL ? 10 + block : count / 20;
  // Whether the last nursery, of 1/16 of the heap, still fits, depends on a block.
  if (GC_GENERATIONAL && GC_PARALLEL) fewer += limit / 16 / size;
  CHECK(fill(size) + fewer >= count);
  pop();
}

static void exhaustion_small(void) { exhaustion_with(CELL_SIZE); }
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
    uintptr_t v = allocate(KIND_ARRAY, array_length(size), size);
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

static GC_NEVER_INLINE void drop_from_list(size_t count) {
  uintptr_t keep = *top();
  for (size_t i = 0; i < count; i++) keep = object(keep)->slots[0];
  *top() = keep;
}

static void nearly_full(void) {  // garbage on top of a heap that is 90 % live
  if (!collects() || keeps_by_chance()) return;
  drop_from_list(fill(CELL_SIZE) / 10);
  scrub_stack();
  failures = 0;
  uint64_t before = stats.major_collection_count;
  for (int i = 0; i < 200000 && !failures; i++) make_array(2);
  CHECK(!failures);
  CHECK(stats.major_collection_count - before <= 40);  // 1 to 10, if what is free is used
  pop();
}

// The bytes that are allocated in a minor collection's round; each cell is kept by
// the next, or none.
static size_t bytes_between_minors(uint64_t rounds, int keep) {
  uint64_t before = stats.minor_collection_count;
  size_t cells = 0;
  for (; stats.minor_collection_count - before < rounds; cells++)
    *top() = cons(fixnum(1), keep ? *top() : 0);
  return cells * rounded(CELL_SIZE) / rounds;
}

static void nursery_fits_survivors(void) {
  if (!strstr(gc_extra_collector_name(), "nursery")) return;
  push(0);
  bytes_between_minors(12, 1);
  CHECK(bytes_between_minors(10, 1) <= 160 << 10);
  bytes_between_minors(16, 0);
  int late = 0;
  for (int i = 0; i < 10; i++) late += bytes_between_minors(1, 0) >= 448 << 10;
  CHECK(late >= 5);  // under stress, others come early
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
  CHECK(!gc_object_is_old_generation(mut, gc_ref(iota(1)), CELL_SIZE));
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

// The order in which objects lie that a collection has moved: how many of a tree's
// cells lie right behind the one before them in breadth.

enum { ORDERED_DEPTH = 12, ORDERED_CELLS = (1 << ORDERED_DEPTH) - 1 };

static size_t count_neighbours(uintptr_t t) {
  static uintptr_t queue[ORDERED_CELLS];
  size_t count = 0, end = 0;
  queue[end++] = t;
  for (size_t i = 0; i < end; i++) {
    if (i) count += queue[i] == queue[i - 1] + rounded(CELL_SIZE);
    struct object *cell = object(queue[i]);
    for (int k = 0; k < 2 && cell->slots[k]; k++) queue[end++] = cell->slots[k];
  }
  CHECK(end == ORDERED_CELLS);
  return count;
}

// Much garbage lies between them, for which a collection moves them.
static size_t neighbours_after_moving(void) {
  push(tree(ORDERED_DEPTH));
  gc_collect(mut, GC_COLLECTION_COMPACTING);
  gc_collect(mut, GC_COLLECTION_COMPACTING);
  return count_neighbours(pop());
}

static void lie_in_breadth(void) {
  CHECK(neighbours_after_moving() > ORDERED_CELLS / 10 * 9);
}

static void lie_in_depth(void) {
  CHECK(neighbours_after_moving() < ORDERED_CELLS / 10 * 7);
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
  return gc_write_barrier_kind(CELL_SIZE) != GC_WRITE_BARRIER_NONE;
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
  CHECK(live >= 1110 * rounded(CELL_SIZE) + least);
  CHECK(live < 1110 * rounded(CELL_SIZE) + least + 5000 || !forgets());
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

// Each slot leads to an object of its own: slots of small arrays and of large ones,
// first so many that each is logged, then more.
enum { OLD_ROWS = 200 };

static uint32_t old_columns(uint32_t row) { return row % 2 ? 300 : 1100; }

static void fill_old_slots(uint32_t step) {
  for (uint32_t row = 0; row < OLD_ROWS; row++)
    for (uint32_t i = 0; i < old_columns(row); i += step) {
      uintptr_t cell = cons(fixnum(row), fixnum(i));
      array_set(object(*top())->slots[row], i, cell);
    }
}

static void check_old_slots(uint32_t step) {
  for (uint32_t row = 0; row < OLD_ROWS; row++)
    for (uint32_t i = 0; i < old_columns(row); i += step) {
      struct object *cell = object(object(object(*top())->slots[row])->slots[i]);
      CHECK(cell->kind == KIND_CONS && cell->slots[0] == fixnum(row));
      CHECK(cell->slots[1] == fixnum(i));
    }
}

static void old_slots_lead_to_young(void) {
  push(make_array(OLD_ROWS));
  for (uint32_t row = 0; row < OLD_ROWS; row++) {
    uintptr_t fresh = make_array(old_columns(row));
    array_set(*top(), row, fresh);
  }
  collect();
  for (uint32_t step = 8; step > 0; step /= 8) {
    fill_old_slots(step);
    collect_minor();
    iota(100000);
    check_old_slots(step);
  }
  pop();
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
  return gc_object_is_old_generation(mut, gc_ref(v), CELL_SIZE);
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

static uintptr_t key_of(uintptr_t v);

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

// All that is known of it is where its first element would be.
static void behind_empty_objects(void) {
  for (int i = 0; i < 20; i++) {
    volatile uintptr_t hidden = ~make_bytes(0);
    iota(5);
    globals.words[1] = ~hidden + 8;
    for (int round = 0; round < 3; round++) {
      iota(20000);
      gc_collect(mut, round == 2 ? GC_COLLECTION_MINOR
                 : GC_COLLECTION_COMPACTING);
    }
    CHECK(gc_ref_value(resolve(~hidden, 0)) == ~hidden);
    CHECK(object(~hidden)->kind == KIND_BYTES && !object(~hidden)->length);
  }
}

static void resolves(void) {
  push(iota(1000));
  push(make_bytes(100000));
  for (int round = 0; round < 2; round++, collect()) {
    for (uintptr_t v = roots.base[0]; v; v = object(v)->slots[1]) {
      CHECK(gc_ref_value(resolve(v, 0)) == v);
      CHECK(gc_ref_value(resolve(v, 1)) == v);
      CHECK(gc_ref_value(resolve(v + CELL_SIZE - 1, 1)) == v);
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

// What has died may still be found for a while.
static int sweeps_late(void) {
  return strcmp(gc_extra_collector_name(), "bdw") == 0;
}

// Words that look like references keep little alive.
static void most_garbage_dies(void) {
  for (int i = 0; i < 100000; i++) cons(fixnum(1), fixnum(2));
  for (int i = 0; i < 100; i++) make_bytes(50000);
  collect();
  CHECK(gc_extra_live_bytes(heap) < 400000);
}

// A value that leads to its own key keeps neither.
static void most_ephemerons_die(void) {
  enum { n = 10000 };
  push(make_array(n));
  for (uint32_t i = 0; i < n; i++) {
    uintptr_t key = cons(fixnum(i), 0);
    uintptr_t e = make_ephemeron(key, cons(key, 0));
    array_set(*top(), i, e);
  }
  for (int i = 0; i < 3; i++) collect();
  size_t kept = 0;
  for (uint32_t i = 0; i < n; i++)
    kept += key_of(object(*top())->slots[i]) != 0;
  CHECK(kept < n / 10);
  pop();
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
    CHECK(gc_ref_is_null(resolve(lost, 0)) || sweeps_late());
  }
}

// What has died may still lie there, with a reference to what was freed for others.

static uintptr_t make_ephemeron(uintptr_t key, uintptr_t value);

static GC_NEVER_INLINE uintptr_t make_dead(int is_weak, size_t i) {
  push(make_bytes((uint32_t)(20000 + 100 * i)));
  uintptr_t v = is_weak ? make_ephemeron(*top(), *top()) : cons(*top(), *top());
  pop();
  return v;
}

// Most of the memory around a dead one lives.
static void found_by_chance(int is_weak) {
  enum { n = 20, neighbours = 40 };
  uintptr_t hidden[n];
  push(make_array(n * neighbours));
  for (uint32_t i = 0; i < n * neighbours; i++) {
    uintptr_t v = is_weak ? make_ephemeron(*top(), 0) : cons(fixnum(i), 0);
    array_set(*top(), i, v);
    if (i % neighbours == 0) hidden[i / neighbours] = ~make_dead(is_weak, i);
  }
  collect();
  for (int i = 0; i < n; i++) push(make_bytes(60000));
  for (int i = 0; i < n; i++) push(~hidden[i]);
  for (int i = 0; i < 3; i++) collect();
  roots.sp -= 2 * n;
  uintptr_t last = object(pop())->slots[n * neighbours - 1];
  CHECK(object(last)->kind == (is_weak ? KIND_EPHEMERON : KIND_CONS));
}

static void dead_found_by_chance(void) { found_by_chance(0); }

static void dead_ephemerons_found_by_chance(void) { found_by_chance(1); }

#endif

#include "test-ephemerons.h"
#include "test-finalizers.h"
#include "test-pinning.h"
#include "test-timings.h"

struct test { const char *name; void (*run)(void); };

#define TEST(name) {#name, name}
static const struct test tests[] = {
  TEST(list_survives), TEST(garbage_dies), TEST(churn), TEST(tree_survives),
  TEST(sharing_is_kept), TEST(cycles), TEST(arrays_of_all_sizes),
  TEST(bytes_survive), TEST(large_objects_do_not_move), TEST(large_chain),
  TEST(large_memory_is_reused), TEST(large_memory_is_kept), TEST(large_memory_is_kept_around),
  TEST(compaction_restores_order), TEST(random_graph),
  TEST(rows_lead_everywhere), TEST(globals_are_roots),
  TEST(static_objects_are_left_alone), TEST(extern_space_is_traced),
  TEST(heap_grows), TEST(adaptive_heap_shrinks),
  TEST(huge_pages), TEST(small_pages), TEST(counters), TEST(limit_is_in_reach),
  TEST(huge_requests_fail),
  TEST(exhaustion_small), TEST(exhaustion_middle), TEST(exhaustion_large),
  TEST(exhaustion_huge), TEST(nearly_full), TEST(nursery_fits_survivors),
  TEST(failure_leaves_by_longjmp),
  TEST(calls_for_other_threads), TEST(verifier_accepts),
  TEST(verifier_rejects), TEST(stale_reference), TEST(default_failure_aborts),
  TEST(second_thread_aborts), TEST(throughput), TEST(throughput_shuffled),
  TEST(throughput_promotion), TEST(allocation_rate), TEST(dead_key_frees_value),
  TEST(live_key_keeps_value), TEST(dead_ephemeron_frees_value),
  TEST(value_leads_to_own_key), TEST(two_that_keep_each_other_die),
  TEST(key_chains), TEST(short_key_chain), TEST(many_with_one_key),
  TEST(chains_skip_the_dead), TEST(chain_try_push), TEST(long_chain),
  TEST(large_keys_and_values), TEST(keys_that_never_die),
  TEST(ephemeron_accessors), TEST(random_ephemerons),
  TEST(throughput_ephemerons), TEST(old_refer_to_young),
  TEST(fresh_large_refers_to_young), TEST(minor_frees_the_young_only),
  TEST(missing_barrier), TEST(many_old_slots),
  TEST(old_slots_lead_to_young), TEST(old_lists_grow),
  TEST(survivors_age), TEST(aged_refers_to_young), TEST(much_survives),
  TEST(bad_sizes), TEST(lie_in_breadth), TEST(lie_in_depth),
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
  TEST(pinned_objects_stay), TEST(old_objects_are_pinned),
  TEST(pinned_among_garbage), TEST(pinning_keeps_nothing_alive),
  TEST(dead_pins_are_forgotten), TEST(anything_can_be_pinned),
  TEST(pinning_aborts),
#if GC_CONSERVATIVE_ROOTS
  TEST(locals_are_roots), TEST(inside_of_objects),
  TEST(behind_empty_objects), TEST(resolves), TEST(most_garbage_dies),
  TEST(most_ephemerons_die), TEST(words_of_objects), TEST(dead_found_by_chance),
  TEST(dead_ephemerons_found_by_chance),
#endif
};

static void run(const struct test *test, const char *text) {
  if (GC_CONSERVATIVE_ROOTS) {  // the collector finds them by itself
    size_t size = test->run == deep_stacks ? (size_t)2 << 20 : (size_t)1 << 17;
    roots.base = roots.sp = memset(__builtin_alloca(size), 0, size);
    roots.are_on_c_stack = 1;
  }
  make_static_cell();
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
