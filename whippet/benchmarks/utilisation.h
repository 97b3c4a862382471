// Minimum mutator utilisation: what share of any 10 ms the mutator has at least
// (Cheng and Blelloch, PLDI 2001).  In CPU time, so that what else the machine does
// is not taken for a pause; that of all threads, which flatters no parallel one.
#ifndef UTILISATION_H
#define UTILISATION_H

#include <stdlib.h>

#include "gc-basic-stats.h"

enum { UTILISATION_WINDOW = 10000 };  // microseconds

struct pause { uint64_t begin, end; };

struct pauses {
  struct gc_basic_stats stats;  // first: it is the listener's data for the others
  struct pause *all;
  size_t count, room;
};

static void pauses_begin(void *data) {
  struct pauses *pauses = data;
  gc_basic_stats_requesting_stop(&pauses->stats);
  if (pauses->count == pauses->room) {
    pauses->room = pauses->room ? 2 * pauses->room : 1024;
    pauses->all = realloc(pauses->all, pauses->room * sizeof *pauses->all);
    if (!pauses->all) abort();
  }
  pauses->all[pauses->count].begin = pauses->stats.last_cpu_time_usec;
}

static void pauses_end(void *data) {
  struct pauses *pauses = data;
  gc_basic_stats_restarting_mutators(&pauses->stats);
  pauses->all[pauses->count++].end = pauses->stats.last_cpu_time_usec;
}

static inline struct gc_event_listener pauses_listener(void) {
  struct gc_event_listener listener = GC_BASIC_STATS;
  listener.requesting_stop = pauses_begin;
  listener.restarting_mutators = pauses_end;
  return listener;
}

static inline uint64_t pause_within(struct pause pause, struct pause window) {
  if (pause.begin < window.begin) pause.begin = window.begin;
  if (pause.end > window.end) pause.end = window.end;
  return pause.end > pause.begin ? pause.end - pause.begin : 0;
}

// In a window that begins with pause i, or ends with it: no other is worse.
static inline uint64_t paused_from(struct pauses *pauses, size_t i) {
  uint64_t begin = pauses->all[i].begin, sum = 0;
  struct pause window = {begin, begin + UTILISATION_WINDOW};
  for (; i < pauses->count && pauses->all[i].begin < window.end; i++)
    sum += pause_within(pauses->all[i], window);
  return sum;
}

static inline uint64_t paused_until(struct pauses *pauses, size_t i) {
  uint64_t end = pauses->all[i].end, sum = 0;
  if (end < UTILISATION_WINDOW) return 0;
  struct pause window = {end - UTILISATION_WINDOW, end};
  for (i++; i > 0 && pauses->all[i - 1].end > window.begin; i--)
    sum += pause_within(pauses->all[i - 1], window);
  return sum;
}

static inline double minimum_utilisation(struct pauses *pauses) {
  uint64_t most = 0;
  for (size_t i = 0; i < pauses->count; i++) {
    uint64_t from = paused_from(pauses, i), until = paused_until(pauses, i);
    if (from > most) most = from;
    if (until > most) most = until;
  }
  return 1 - (double)most / UTILISATION_WINDOW;
}

#endif // UTILISATION_H
