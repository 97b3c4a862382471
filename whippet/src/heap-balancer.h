// How much room the adaptive policy gives, after MemBalancer (Kirisame et al.,
// OOPSLA 2022).
//
// A program with L live bytes that fills its heap at g bytes per second, and
// whose collections get through s live bytes per second, spends g / E * L / s of
// its time on collecting if it has E bytes of room.  Where several heaps share
// a memory, the sum of that over all is least, for what they take together, if
// each has E = sqrt(L * g / s) times a factor that is the same for all.
//
// That factor is 4 * expansiveness * sqrt(threshold) here: when a byte is
// allocated in the time in which four are traced, the heap is as large as a
// growable one, for live data from the threshold d to 4 d.
//
// What differs from the paper: both rates are measured in CPU time, and only at
// collections that look at the whole heap.  No thread watches a program that
// allocates nothing; it keeps its heap.  The latest measurement counts as much
// as all before it, by time and not by collection.
#ifndef HEAP_BALANCER_H
#define HEAP_BALANCER_H

#include <stdint.h>

#include "gc-platform.h"

struct rate {
  double bytes, seconds;
};

struct heap_balancer {
  struct rate filling, tracing;
  uint64_t filled;       // up to the last collection
  double began, ended;   // the last collection, in seconds of CPU time
};

// Whatever the rates: room for so much of the live bytes, and in bytes.
#define BALANCER_LEAST_SHARE 0.1
#define BALANCER_MOST_SHARE 4.0
#define BALANCER_LEAST_ROOM ((double)(4 << 20))

static inline void rate_add(struct rate *rate, double bytes, double seconds) {
  rate->bytes = rate->bytes / 2 + bytes;
  rate->seconds = rate->seconds / 2 + (seconds > 1e-9 ? seconds : 1e-9);
}

static inline double heap_balancer_square_root(double x) {
  double root = x > 1 ? x : 1;
  for (int i = 0; i < 64; i++) {
    double better = 0.5 * (root + x / root);
    if (better >= root) break;
    root = better;
  }
  return root;
}

// `filled` counts all bytes that were ever put into the heap, but for those
// that died in a collection of the young only.
static inline void heap_balancer_begin(struct heap_balancer *balancer,
                                       uint64_t filled, double now) {
  rate_add(&balancer->filling, (double)(filled - balancer->filled),
           now - balancer->ended);
  balancer->filled = filled;
  balancer->began = now;
}

static inline void heap_balancer_end(struct heap_balancer *balancer,
                                     double live, double now) {
  rate_add(&balancer->tracing, live, now - balancer->began);
  balancer->ended = now;
}

// E, in bytes.
static inline double heap_balancer_room(struct heap_balancer *balancer,
                                        double live, double expansiveness,
                                        double threshold) {
  struct rate *g = &balancer->filling, *s = &balancer->tracing;
  double bytes = s->bytes > 1 ? s->bytes : 1;
  double ratio = g->bytes * s->seconds / (g->seconds * bytes);
  double room = 4 * expansiveness
    * heap_balancer_square_root(live * threshold * ratio);
  if (room > live * BALANCER_MOST_SHARE) room = live * BALANCER_MOST_SHARE;
  if (room < live * BALANCER_LEAST_SHARE) room = live * BALANCER_LEAST_SHARE;
  return room > BALANCER_LEAST_ROOM ? room : BALANCER_LEAST_ROOM;
}

#endif // HEAP_BALANCER_H
