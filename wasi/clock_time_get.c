#include "clocks.h"
#include "wasi.h"

// `precision` is the lag that the guest would tolerate; Linux's clocks have none worth trading.
u32 wasi_clock_time_get(struct wr_memory *memory, u32 id, u64 precision, u32 time) {
  (void)precision;
  u8 *place = guest_place_u64(memory, guest_ptr(time));
  if (!place) return WASI_EFAULT;
  struct host_clock clock;
  enum wasi_errno error = host_clock_of(id, &clock);
  if (error) return error;
  u64 now;
  error = wasi_clock_now(clock, &now);
  if (error) return error;
  host_store_u64(place, now);
  return WASI_ESUCCESS;
}
