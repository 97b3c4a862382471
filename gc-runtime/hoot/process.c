// Real functions, time, and the program's ends.
#include <math.h>
#include <stdio.h>

#include "../wasi/clocks.h"
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
  u64 now;
  return wasi_clock_now((struct host_clock){clock}, &now) ? 0 : (f64)now * 1e-9;
}

// Since the first look.
f64 hoot_current_jiffy(void) {
  static f64 first = -1;
  f64 now = seconds_of(CLOCK_MONOTONIC);
  if (first < 0) first = now;
  return (now - first) * 1e6;
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
