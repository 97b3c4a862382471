// sizer: what the policies of heap-sizer.h make of live data and of measured
// rates.  Time is given, not taken.  Exits 0 if everything held.
#include <stdio.h>
#include <stdlib.h>

#include "heap-sizer.h"

#define CHECK(cond) do {                                                  \
    if (cond) break;                                                      \
    fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #cond);    \
    exit(1);                                                              \
  } while (0)

#define MIB ((double)(1 << 20))

static struct heap_sizer sizer(enum gc_heap_size_policy policy, int copies) {
  struct gc_options options = {
    .heap_size_policy = (int)policy,
    .heap_size = (size_t)8 << 20,
    .maximum_heap_size = (size_t)4 << 30,
    .heap_double_threshold = (size_t)60 << 20,
    .heap_expansiveness = 1.0,
  };
  struct heap_sizer s;
  CHECK(heap_sizer_init(&s, &options, copies));
  return s;
}

static int is_near(double a, double b) { return a > b * 0.999 && a < b * 1.001; }

// A program that fills `filling` bytes in a second, and a collector that gets
// through `tracing` live ones.
static void measure(struct heap_balancer *balancer, double filling,
                    double tracing) {
  double now = balancer->ended;
  for (int i = 0; i < 20; i++) {
    heap_balancer_begin(balancer, balancer->filled + (uint64_t)filling,
                        now += 1);
    heap_balancer_end(balancer, tracing, now += 1);
  }
}

static double room(double live, double filling, double tracing) {
  struct heap_balancer balancer = {.ended = 5};
  measure(&balancer, filling, tracing);
  return heap_balancer_room(&balancer, live, 1.0, 60 * MIB);
}

static void room_goes_by_square_roots(void) {
  double one = room(100 * MIB, 1e9, 4e9);
  CHECK(is_near(room(100 * MIB, 4e9, 4e9), 2 * one));
  CHECK(is_near(room(100 * MIB, 1e9, 1e9), 2 * one));
  CHECK(is_near(room(400 * MIB, 1e9, 4e9), 2 * one));
  CHECK(is_near(room(100 * MIB, 2e9, 8e9), one));
}

static void room_has_limits(void) {
  CHECK(is_near(room(100 * MIB, 1e12, 1e6), 400 * MIB));
  CHECK(is_near(room(100 * MIB, 1e3, 4e9), 10 * MIB));
  CHECK(is_near(room(1000, 1e9, 4e9), 4 * MIB));
  CHECK(is_near(room(0, 1e9, 0), 4 * MIB));
}

static void policies_meet(void) {  // at the threshold, and at four times of it
  for (double live = 60 * MIB; live <= 240 * MIB; live += 30 * MIB) {
    struct heap_sizer growable = sizer(GC_HEAP_SIZE_GROWABLE, 2);
    struct heap_sizer adaptive = sizer(GC_HEAP_SIZE_ADAPTIVE, 2);
    measure(&adaptive.balancer, 1e9, 4e9);
    CHECK(is_near(heap_sizer_wanted(&adaptive, live, 0),
                  heap_sizer_wanted(&growable, live, 0)));
  }
}

static void half_of_the_weight_is_the_latest(void) {
  struct heap_balancer balancer = {.ended = 0};
  measure(&balancer, 1e9, 4e9);
  struct rate before = balancer.filling;
  heap_balancer_begin(&balancer, balancer.filled + 3000000000u,
                      balancer.ended + 1);
  double rate = balancer.filling.bytes / balancer.filling.seconds;
  CHECK(is_near(before.bytes / before.seconds, 1e9) && is_near(rate, 2e9));
}

static void expansiveness_scales(void) {
  struct heap_balancer balancer = {.ended = 0};
  measure(&balancer, 1e9, 4e9);
  CHECK(is_near(heap_balancer_room(&balancer, 200 * MIB, 1.5, 60 * MIB),
                1.5 * heap_balancer_room(&balancer, 200 * MIB, 1, 60 * MIB)));
}

static int grows_to(struct heap_sizer *s, size_t live) {
  heap_sizer_before_gc(s, 0);
  return heap_sizer_on_gc(s, live, 0);
}

static void only_adaptive_heaps_shrink(void) {
  struct heap_sizer fixed = sizer(GC_HEAP_SIZE_FIXED, 1);
  struct heap_sizer growable = sizer(GC_HEAP_SIZE_GROWABLE, 1);
  struct heap_sizer adaptive = sizer(GC_HEAP_SIZE_ADAPTIVE, 1);
  size_t live = (size_t)100 << 20;
  CHECK(!grows_to(&fixed, live) && fixed.size == (size_t)8 << 20);
  CHECK(grows_to(&growable, live) && growable.size > live);
  CHECK(grows_to(&adaptive, live) && adaptive.size > live);
  size_t size = growable.size;
  CHECK(!grows_to(&growable, 0) && growable.size == size);
  CHECK(grows_to(&adaptive, 0) && adaptive.size == (size_t)4 << 20);
  CHECK(grows_to(&adaptive, (size_t)1 << 40) && adaptive.size == adaptive.maximum);
}

int main(void) {
  room_goes_by_square_roots();
  room_has_limits();
  policies_meet();
  half_of_the_weight_is_the_latest();
  expansiveness_scales();
  only_adaptive_heaps_shrink();
}
