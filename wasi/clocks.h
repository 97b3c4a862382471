// WASI's four clocks are Linux clocks.
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

// Nanoseconds are unsigned in WASI: what came before 1970 is 0.
static inline u64 wasi_timestamp(struct timespec time) {
  if (time.tv_sec < 0) return 0;
  return (u64)time.tv_sec * 1000000000u + (u64)time.tv_nsec;
}

static inline struct timespec host_timespec(u64 nanoseconds) {
  return (struct timespec){(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
}

#endif
