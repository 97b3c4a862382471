// Timing, printed and not judged.  A part of test.c.
#ifndef TEST_TIMINGS_H
#define TEST_TIMINGS_H

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
    slot *s = object(*top())->slots, v = s[i];
    s[i] = s[j];
    s[j] = v;
  }
  slot *s = object(*top())->slots;
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

static uint64_t collections_so_far(void) {
  return stats.minor_collection_count + stats.major_collection_count;
}

// Minor collections in which all that is young survives for the first time.  So many
// that the memory which they copy to was in use before.  Of no use is one before which
// the nursery was too small: what is old already would count as promoted.
static uintptr_t list_of_10_000(void) { return iota(10000); }
static uintptr_t tree_of_8_191(void) { return tree(13); }

static void time_promotion(const char *what, uintptr_t make(void),
                           size_t cells) {
  double best = 1e9;
  push(0);
  for (int i = 0; i < 1000; i++) {
    *top() = 0;
    collect_minor();
    uint64_t before = collections_so_far();
    *top() = make();
    if (collections_so_far() != before) continue;
    double start = seconds();
    collect_minor();
    double time = seconds() - start;
    if (time < best) best = time;
  }
  pop();
  if (best == 1e9) {
    printf("%-34s not measured: the nursery does not hold it\n", what);
    return;
  }
  printf("%-34s %9.3f ms  %6.2f GB/s  (%.2f ns per 24 bytes)\n", what,
         best * 1e3, (double)cells * 24 / best * 1e-9,
         best * 1e9 / (double)cells);
}

static void throughput_promotion(void) {
  if (!gc_minor_collections_until_old()) return;
  time_promotion("list, 10 k cells, young", list_of_10_000, 10000);
  time_promotion("tree, 8 k cells, young", tree_of_8_191, 8191);
}

static void allocation_rate(void) {
  size_t n = collects() ? 100000000 : 20000000;
  double start = seconds();
  for (size_t i = 0; i < n; i++) {
    uintptr_t v = allocate(KIND_CONS, 2, CELL_SIZE);
    object(v)->slots[0] = object(v)->slots[1] = 0;
  }
  double time = seconds() - start;
  printf("%-34s %9.3f ms  %6.2f GB/s  (%.2f ns per cell)\n",
         "garbage cells", time * 1e3, (double)n * CELL_SIZE / time * 1e-9,
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
    slot *s = object(roots.sp[-2])->slots, v = s[i];
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

#endif // TEST_TIMINGS_H
