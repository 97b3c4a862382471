// Real functions, time, and the program's ends.
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "host.h"
#include "strings.h"

#include "hoot.h"

f64 hoot_fsin(f64 x) { return sin(x); }
f64 hoot_fcos(f64 x) { return cos(x); }
f64 hoot_ftan(f64 x) { return tan(x); }
f64 hoot_fasin(f64 x) { return asin(x); }
f64 hoot_facos(f64 x) { return acos(x); }
f64 hoot_fatan(f64 x) { return atan(x); }
f64 hoot_fatan2(f64 y, f64 x) { return atan2(y, x); }
f64 hoot_flog(f64 x) { return log(x); }
f64 hoot_fexp(f64 x) { return exp(x); }

u32 hoot_jiffies_per_second(void) {
  return 1000000;
}

static f64 seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (f64)now.tv_sec + (f64)now.tv_nsec * 1e-9;
}

static f64 start_second;

__attribute__((constructor)) static void remember_start(void) {
  start_second = seconds_of(CLOCK_MONOTONIC);
}

f64 hoot_current_jiffy(void) {
  return (seconds_of(CLOCK_MONOTONIC) - start_second) * 1e6;
}

f64 hoot_current_second(void) {
  return seconds_of(CLOCK_REALTIME);
}

void hoot_quit(u32 status) {
  wr_exit((int)(status & 0xff));
}

void hoot_die(ref tag, ref data WR_UNUSED) {
  struct hoot_string name = hoot_string_of(tag);
  wr_die("Scheme died: %.*s", (int)(name.length < 200 ? name.length : 200), (const char *)name.bytes);
}
