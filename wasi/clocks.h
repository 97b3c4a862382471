// WASI's four clocks are Linux clocks; or, for experiments, one that nothing but the program moves.
#ifndef WASI_CLOCKS_H
#define WASI_CLOCKS_H

#include <time.h>

#include "guest.h"

struct host_clock { clockid_t id; };

static inline enum wasi_errno host_clock_of(u32 id, struct host_clock *clock) {
  switch (id) {
    case WASI_CLOCK_REALTIME: clock->id = CLOCK_REALTIME; return WASI_ESUCCESS;
    case WASI_CLOCK_MONOTONIC: clock->id = CLOCK_MONOTONIC; return WASI_ESUCCESS;
    case WASI_CLOCK_PROCESS_CPUTIME: clock->id = CLOCK_PROCESS_CPUTIME_ID; return WASI_ESUCCESS;
    case WASI_CLOCK_THREAD_CPUTIME: clock->id = CLOCK_THREAD_CPUTIME_ID; return WASI_ESUCCESS;
    default: return WASI_EINVAL;
  }
}

// Nanoseconds: of the wall clock since 1970.
enum wasi_errno wasi_clock_now(struct host_clock clock, u64 *time);

// From now on it is `start` nanoseconds since 1970, and 0 by the other clocks; a microsecond more at each look at any
// of them; and waiting takes no time, but has taken it afterwards.
void wasi_clocks_fix(u64 start);
// Instead of waiting: so much has passed. False if the clocks are Linux's.
bool wasi_clocks_pass(u64 nanoseconds);

// Nanoseconds are unsigned in WASI: what came before 1970 is 0.
static inline u64 wasi_timestamp(struct timespec time) {
  if (time.tv_sec < 0) return 0;
  return (u64)time.tv_sec * 1000000000u + (u64)time.tv_nsec;
}

static inline struct timespec host_timespec(u64 nanoseconds) {
  return (struct timespec){(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
}

#endif
