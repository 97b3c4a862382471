#include "clocks.h"

#include "host_errno.h"

// What a fixed clock moves by at each look: a loop that waits for it comes to its end.
enum { FIXED_CLOCK_STEP = 1000 };

static struct {
  bool is_fixed;
  u64 start, passed;  // nanoseconds
} fixed_clock;

void wasi_clocks_fix(u64 start) {
  fixed_clock.is_fixed = true;
  fixed_clock.start = start;
  fixed_clock.passed = 0;
}

static u64 clock_sum(u64 a, u64 b) {
  return a + b < a ? ~(u64)0 : a + b;
}

bool wasi_clocks_pass(u64 nanoseconds) {
  if (fixed_clock.is_fixed) fixed_clock.passed = clock_sum(fixed_clock.passed, nanoseconds);
  return fixed_clock.is_fixed;
}

enum wasi_errno wasi_clock_now(struct host_clock clock, u64 *time) {
  if (fixed_clock.is_fixed) {
    fixed_clock.passed = clock_sum(fixed_clock.passed, FIXED_CLOCK_STEP);
    *time = clock.id == CLOCK_REALTIME ? clock_sum(fixed_clock.start, fixed_clock.passed) : fixed_clock.passed;
    return WASI_ESUCCESS;
  }
  struct timespec now;
  if (clock_gettime(clock.id, &now) != 0) return wasi_errno_now();
  *time = wasi_timestamp(now);
  return WASI_ESUCCESS;
}
